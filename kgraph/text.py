"""Text: the one rule by which names and words are compared, and rows of values as tables."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from kgraph.errors import MissingPackage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    Record = Mapping[str, Any]
    #: Columns of a table to read: heading to the name of a column, or to a function of the row.
    Shown = Mapping[str, str | Callable[[Any], Any]]

__all__ = [
    "apart", "cells", "csv_text", "fold", "frame", "guarded", "html", "interval",
    "is_language_tag", "isolated", "json_text", "magnitude", "many", "nearest", "printable",
    "readable", "skeleton", "spellings", "text", "xml_text",
]  # fmt: skip

# Patterns are compiled when first used, and kept so by ``re``: a query in a pipe uses few of them.
#: A spreadsheet runs a cell that begins so; some pass over blanks and read wide signs as narrow.
_FORMULA = (
    r"[\t\r]|[\s\ufeff\x00-\x1f\x7f-\x9f]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]"
)
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
#: What has to stand in quotation marks: a bare CR ends a row too.
_QUOTED = r'[",\r\n]'
#: C0 but tab and line feed, DEL and C1; embeddings, overrides and isolates of direction.
_STEERING = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
# How words are compared. The page's script has the same rule (``folding.js``), and a test holds
# the two to each other: what the one finds, the other finds.
#: Blanks of all kinds, and controls.
_BLANKS = r"[\0-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000]+"
#: What shows nothing of its own: soft hyphen, joiners, marks of direction, selectors, fillers.
_INVISIBLE = (
    r"\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
#: Accents and points, stress marks within Armenian words, the stroke that widens an Arabic word.
_ACCENTS = (
    r"\u0300-\u036f\u0483-\u0489\u055b\u055c\u055e\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    r"\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a"
    r"\u08d3-\u08e1\u08e3-\u08ff\u093c\u09bc\u0a3c\u0abc\u0b3c\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    r"\ufe20-\ufe2f"
)
_DROPPED = f"[{_INVISIBLE}{_ACCENTS}]"
#: Quotation marks and apostrophes are one mark: one types what one has.
_QUOTES = (
    r"[\x22'`\xab\xb4\xbb\u02b9-\u02bf\u02c8\u02ca\u02cb\u02ee\u055a\u05f3\u05f4\u07f4\u07f5\u2018-\u201f"
    r"\u2032-\u2037\u2039\u203a\u275b-\u275e\u276e\u276f\u2e42\u3008-\u300f\u301d-\u301f\ua78b\ua78c"
    r"\uff02\uff07\uff40\uff62\uff63]+"
)
_DASHES = (
    r"[\-\u058a\u05be\u1400\u1806\u2010-\u2015\u2043\u207b\u208b\u2212\u2e17\u2e1a\u2e3a\u2e3b\u2e40"
    r"\u301c\u3030\u30a0\ufe31\ufe32\ufe58\ufe63\uff0d]+"
)
#: Letters that Unicode does not decompose into a base letter and a mark, both small sigmas, and
#: letters of Arabic script that differ by keyboard.
_BASE_LETTERS = {
    "\u0131": "i", "\u0259": "e", "\u0142": "l", "\xf8": "o", "\u0111": "d", "\u03c2": "\u03c3",
    "\u0643": "\u06a9", "\u0649": "\u06cc", "\u064a": "\u06cc",
}  # fmt: skip
#: The zeros of scripts with figures of their own.
_ZEROS = (
    "\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0e50\u0ed0\u0f20\u1040"
    "\u17e0\u1810"
)
_LETTERS = str.maketrans(
    _BASE_LETTERS | {chr(ord(zero) + n): str(n) for zero in _ZEROS for n in range(10)}
)
#: Letters of other scripts that look like Latin ones: Cyrillic, Greek, Armenian; capital and small.
_LOOKALIKES = str.maketrans(
    "\u0410\u0412\u0415\u0417\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408\u04c0\u04ae"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u04cf\u04bb\u0501\u051b\u051d\u043a\u04af"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u03b1\u03bf\u03c1\u03bd\u03b9\u03ba\u03c5\u03f3\u03f2"
    "\u0555\u0585\u057d\u0570\u0578\u0581\u0251\u0261",
    "ABE3KMHOPCTYXSIJIYaeopcyxsijlhdqwkyABEZHIKMNOPTYXaopvikujcOouhngag",
)
# Scripts that run from right to left, among words that run from left to right; the page's script
# has the same rule (``bidi.js``).
_RTL = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
#: What parts names in what kgraph says, so that no run goes over it.
_PARTS = r"→←<>|;:\"“”«»(){}=·\n\r\t\u2066-\u2069\[\]"
_TURNS = r"[\u202a-\u202e\u2066-\u2069]"
_HAS_RTL = f"[{_RTL}]"
_MARKED = rf"[{_RTL}\u202a-\u202e\u2066-\u2069]"
_OTHER = rf"[→←<>|\u202a-\u202e\u2066-\u2069]| {{2}}|(?![{_RTL}])[^\W\d_]"
_RUN = (
    rf"\u2068[^\u2066-\u2069]*\u2069|[\u202a-\u202e\u2066-\u2069]"
    rf"|[{_RTL}](?:(?:[{_RTL}]|(?! {{2}})(?![^\W\d_])[^{_PARTS}])*[{_RTL}])?"
)
#: A row of one empty cell, which would be no row.
_EMPTY = '""'
#: Columns, by the last part of their names, whose texts are of the data as they are.
_OF_DATA = frozenset({"condition", "gloss", "label", "labels", "title"})
_LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"
#: Rows that a table in a notebook shows; the rest is a number.
_SHORT = 10


#: Signs of ASCII that are compared as they are.
_PLAIN = dict.fromkeys(map(ord, " :-_.,/()&"))


def fold(words: str) -> str:
    """Return words as they are compared: by what one reads, however it was typed.

    Case, accents, blanks and what cannot be seen do not count; quotation marks and apostrophes are
    one mark, dashes and hyphens another; wide and joined forms, the ellipsis and figures of other
    scripts are as one would type them.

    >>> fold(" Türkiye "), fold("Xankəndi"), fold("“Big”\u00a0O\u02bcBrien \u2013 \u0661")
    ('turkiye', 'xankendi', "'big' o'brien - 1")
    """
    # Most are of these letters and signs, and need no more.
    if words.isascii() and "--" not in words and words.translate(_PLAIN).isalnum():
        return " ".join(words.lower().split())
    plain = unicodedata.normalize("NFKD", re.sub(_QUOTES, "'", words))
    # By the capital letters, so that e.g. both small sigmas and a sharp s come out the same.
    small = unicodedata.normalize("NFKD", re.sub(_DROPPED, "", plain).upper().lower())
    bare = re.sub(_DROPPED, "", small).translate(_LETTERS)
    return re.sub(_BLANKS, " ", re.sub(_QUOTES, "'", re.sub(_DASHES, "-", bare))).strip(" ")


def spellings(name: str) -> set[str]:
    """Return the ways in which a name may be typed, folded: what joins nothing visibly, or a blank.

    Persian words are joined without touching by a mark that many keyboards lack.
    """
    joined = {fold(name)}
    return joined | {fold(name.replace("\u200c", " "))} if "\u200c" in name else joined


def skeleton(name: str) -> str:
    """Return what a name looks like: folded, with Latin letters for their look-alikes.

    >>> skeleton("\u0421\u043eran") == skeleton("Coran")
    True
    """
    return fold(unicodedata.normalize("NFKD", name).translate(_LOOKALIKES))


def is_language_tag(text: str) -> bool:
    """Tell whether a text has the form of a language tag (BCP 47, its usual parts).

    >>> is_language_tag("hy"), is_language_tag("zh-Hant"), is_language_tag("english")
    (True, True, False)
    """
    return re.fullmatch(_LANGUAGE, text) is not None


def guarded(cell: str) -> str:
    """Return a text with an apostrophe before it if a spreadsheet would run it; numbers stay."""
    return f"'{cell}" if re.match(_FORMULA, cell) and not re.fullmatch(_NUMBER, cell) else cell


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
    return re.sub(_STEERING, lambda it: it[0].encode("unicode_escape").decode(), value)


def isolated(name: str) -> str:
    """Return a text that keeps its direction to itself, with marks around it if it has any.

    Between two names from right to left, an arrow or a comma would go with them: *A > B* would be
    read as *B > A*. Marks of the data that turn the direction are left out. What is for other
    programs has its texts as they are.
    """
    bare = re.sub(_TURNS, "", name)
    return f"\u2068{bare}\u2069" if re.search(_HAS_RTL, bare) else bare


def readable(words: str) -> str:
    """Return a text for a terminal: ``printable``, and its parts from right to left kept apart."""
    return apart(printable(words))


def apart(words: str) -> str:
    r"""Return a text in which each part from right to left keeps its direction to itself.

    A part ends at what parts names and columns: other letters, signs such as an arrow, two blanks.

    >>> apart("\u05d0 > \u05d1 \u05d2").encode("unicode_escape").decode()
    '\\u2068\\u05d0\\u2069 > \\u2068\\u05d1 \\u05d2\\u2069'
    """
    if not re.search(_MARKED, words):
        return words
    return "\n".join(
        re.sub(_RUN, lambda run: isolated(run[0]), line)
        if re.search(_OTHER, line)
        else _alone(line)
        for line in words.split("\n")
    )


def _alone(line: str) -> str:
    """Return a line that is all from right to left; blanks before it indent it."""
    bare = line.strip()
    return line.replace(bare, isolated(bare)) if bare else line


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
    return '"{}"'.format(safe.replace('"', '""')) if re.search(_QUOTED, safe) else safe


def json_text(rows: Iterable[Record], columns: Sequence[str], *, lines: bool = False) -> str:
    """Return rows as one JSON array, or as JSON lines; one row a line in both."""
    import json

    texts = [json.dumps({name: row[name] for name in columns}, ensure_ascii=False) for row in rows]
    if lines:
        return "".join(f"{line}\n" for line in texts)
    return "[\n" + ",\n".join(texts) + "\n]\n" if texts else "[]\n"


def cells(
    rows: Sequence[Record], shown: Shown, between: str = ", ", *, marked: bool = False
) -> dict[str, list[str]]:
    """Return the columns of a table to read, heading to cells; those without any value left out.

    Several values in a cell are joined by ``between``, or by semicolons if they hold blanks. With
    ``marked``, texts from right to left are kept apart.
    """
    columns = {
        heading: [
            _cell(
                row[of] if isinstance(of, str) else of(row), between, _said(of) if marked else str
            )
            for row in rows
        ]
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

    columns = cells(rows[:limit], shown, marked=True)
    more = len(rows) - limit
    below = [f"And {many(more, 'row')} more."] if more > 0 else []
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(
        _TABLE
    )
    return template.render(
        caption=apart(caption),
        headings=list(columns),
        lines=list(zip(*columns.values(), strict=True)),
        notes=[*below, *map(apart, notes)],
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


def _said(of: str | Callable[[Any], Any]) -> Callable[[str], str]:
    """Return how the texts of a column are kept apart: as a whole if they are of the data."""
    return isolated if isinstance(of, str) and of.rpartition("_")[2] in _OF_DATA else apart


def _cell(value: Any, between: str, said: Callable[[str], str]) -> str:
    if isinstance(value, list | tuple):
        between = "; " if any(" " in str(one) for one in value) else between
        value = [said(one) if isinstance(one, str) else one for one in value]
    return text(said(value) if isinstance(value, str) else value, between, "{:g}".format)


def frame(rows: Iterable[Any], columns: Sequence[str]) -> Any:
    """Return rows (mappings or sequences) as a pandas DataFrame; raises ``MissingPackage``."""
    try:
        import pandas as pd
    except ImportError:
        raise MissingPackage("pandas", "notebook") from None
    return pd.DataFrame(list(rows), columns=list(columns))
