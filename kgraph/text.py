"""Rows of values as CSV, as JSON, as a short HTML table, and as a pandas DataFrame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kgraph.errors import MissingPackage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    Record = Mapping[str, Any]
    #: Columns of a table to read: heading to the name of a column, or to a function of the row.
    Shown = Mapping[str, str | Callable[[Any], Any]]

__all__ = [
    "cells", "csv_text", "frame", "guarded", "html", "interval", "json_text", "magnitude", "many",
    "nearest", "printable", "text", "xml_text",
]  # fmt: skip

#: A spreadsheet runs a cell that begins so; some pass over blanks and read wide signs as narrow.
_FORMULA = re.compile(
    r"[\t\r]|[\s\ufeff\x00-\x1f\x7f-\x9f]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]"
)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
#: What has to stand in quotation marks: a bare CR ends a row too.
_QUOTED = re.compile(r'[",\r\n]')
#: C0 but tab and line feed, DEL and C1; embeddings, overrides and isolates of direction.
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
#: A row of one empty cell, which would be no row.
_EMPTY = '""'
#: Rows that a table in a notebook shows; the rest is a number.
_SHORT = 10


def guarded(cell: str) -> str:
    """Return a text with an apostrophe before it if a spreadsheet would run it; numbers stay."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def text(value: Any, between: str = " ", number: Callable[[float], str] = repr) -> str:
    """Return a value as text: ``""`` for ``None``, several values joined by ``between``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return between.join(text(one, between, number) for one in value)
    if isinstance(value, float):
        return number(value)
    return str(value)


def many(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where there is not just one."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def magnitude(digits: str) -> tuple[int, str]:
    """Return a key by which digits sort as the numbers they are, however many digits there are.

    >>> sorted(["10", "9", "010"], key=magnitude)
    ['9', '10', '010']
    """
    plain = digits.lstrip("0")
    return len(plain), plain


def nearest(word: str, known: Iterable[str], n: int = 3, cutoff: float = 0.6) -> list[str]:
    """Return at most ``n`` of the known words that a word may have been meant for, nearest first.

    Likeness, in [0, 1], is that of ``difflib``, and at least ``cutoff``.

    >>> nearest("backs", ["attacked", "backed", "back"])
    ['back', 'backed']
    """
    from difflib import get_close_matches

    return get_close_matches(word, list(known), n=n, cutoff=cutoff)


def interval(number: float, low: float, high: float) -> str:
    """Return a number with the ends of its interval.

    >>> interval(0.5, 0.25, 0.75)
    '0.5 [0.25, 0.75]'
    """
    return f"{number:.3g} [{low:.3g}, {high:.3g}]"


def printable(value: str) -> str:
    r"""Return a text that a terminal can be given: what would steer it is spelt out.

    That is every control character but tab and line feed, and what turns the direction of the text
    around it. Data that other programs read stay as they are.

    >>> print(printable("Oshen\x1b[2J"))
    Oshen\x1b[2J
    """
    return _STEERING.sub(lambda it: it[0].encode("unicode_escape").decode(), value)


def xml_text(value: str) -> str:
    """Return a text that XML 1.0 can hold: other characters become U+FFFD."""
    return re.sub(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]", "\ufffd", value)


def csv_text(rows: Iterable[Record], columns: Sequence[str], texts: Collection[str] = ()) -> str:
    """Return rows as CSV with a header, in which no cell is a formula.

    Several values in a cell are joined by blanks; those of the columns ``texts``, which may hold
    blanks, by semicolons.
    """
    between = {name: "; " if name in texts else " " for name in columns}
    lines = [[text(row[name], between[name]) for name in columns] for row in rows]
    return "".join(f"{','.join(map(_field, line)) or _EMPTY}\n" for line in [columns, *lines])


def _field(cell: str) -> str:
    """Return a cell as it stands in CSV; the page's script writes the same (``tables.js``)."""
    safe = guarded(cell)
    return '"{}"'.format(safe.replace('"', '""')) if _QUOTED.search(safe) else safe


def json_text(rows: Iterable[Record], columns: Sequence[str], *, lines: bool = False) -> str:
    """Return rows as one JSON array, or as JSON lines; one row a line in both."""
    import json

    texts = [json.dumps({name: row[name] for name in columns}, ensure_ascii=False) for row in rows]
    if lines:
        return "".join(f"{line}\n" for line in texts)
    return "[\n" + ",\n".join(texts) + "\n]\n" if texts else "[]\n"


def cells(rows: Sequence[Record], shown: Shown, between: str = ", ") -> dict[str, list[str]]:
    """Return the columns of a table to read, heading to cells; those without any value left out.

    Several values in a cell are joined by ``between``, or by semicolons if they hold blanks.
    """
    columns = {
        heading: [_cell(row[of] if isinstance(of, str) else of(row), between) for row in rows]
        for heading, of in shown.items()
    }
    return {heading: texts for heading, texts in columns.items() if any(texts) or not rows}


def html(
    rows: Sequence[Record],
    shown: Shown,
    *,
    caption: str = "",
    notes: Iterable[str] = (),
    limit: int = _SHORT,
) -> str:
    """Return a short HTML table: the first ``limit`` rows, how many there are, and notes below.

    Everything that comes from the data is escaped. Columns without any value are left out.
    """
    import jinja2

    columns = cells(rows[:limit], shown)
    more = len(rows) - limit
    below = [f"And {many(more, 'row')} more."] if more > 0 else []
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(
        _TABLE
    )
    return template.render(
        caption=caption,
        headings=list(columns),
        lines=list(zip(*columns.values(), strict=True)),
        notes=[*below, *notes],
    )


_LEFT = "text-align:left;vertical-align:top"
_TABLE = f"""\
<table>
{{% if caption %}}<caption style="text-align:left">{{{{ caption }}}}</caption>
{{% endif %}}<thead><tr>
{{%- for heading in headings -%}}
<th scope="col" style="{_LEFT}">{{{{ heading }}}}</th>
{{%- endfor -%}}
</tr></thead>
<tbody>
{{%- for line in lines %}}
<tr>{{% for cell in line %}}<td style="{_LEFT}">{{{{ cell }}}}</td>{{% endfor %}}</tr>
{{%- endfor %}}
</tbody>
</table>
{{% for note in notes %}}<p style="margin:0"><small>{{{{ note }}}}</small></p>
{{% endfor %}}"""


def _cell(value: Any, between: str) -> str:
    if isinstance(value, list | tuple) and any(" " in str(one) for one in value):
        between = "; "
    return text(value, between, "{:g}".format)


def frame(rows: Iterable[Any], columns: Sequence[str]) -> Any:
    """Return rows (mappings or sequences) as a pandas DataFrame; raises ``MissingPackage``."""
    try:
        import pandas as pd
    except ImportError:
        raise MissingPackage("pandas", "notebook") from None
    return pd.DataFrame(list(rows), columns=list(columns))
