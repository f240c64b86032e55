"""Claims from a table: the rows of a CSV file as entries, added all together or not at all."""

from __future__ import annotations

import csv
import difflib
import io
from dataclasses import fields
from typing import TYPE_CHECKING

from kgraph.curation import passages as pinned
from kgraph.curation import saving
from kgraph.curation.adding import add_all
from kgraph.curation.entry import Entry
from kgraph.errors import BadData, RejectedRows

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from kgraph.curation.adding import Added
    from kgraph.dossier.dossier import Dossier

__all__ = ["COLUMNS", "import_csv"]

_NEEDED = ("document", "passage", "subject", "relation", "claimant", "gloss")
_PARTS = ("subject", "relation", "object")
#: Columns that hold several values, parted by semicolons.
_SEVERAL = frozenset(
    field.name for field in fields(Entry) if "tuple" in str(field.type) and field.name != "passage"
)
#: The columns of a table of claims; those that a claim does not need may be absent or empty.
COLUMNS: tuple[str, ...] = (
    "document", "passage", *_PARTS,
    *(field.name for field in fields(Entry)
      if field.name not in {"document", "passage", "proposition"}),
)  # fmt: skip
_OTHER_NAMES = {"doc": "document", "by": "claimant", "lang": "language"}


def import_csv(
    dossier: Dossier, path: Path, *, corpus: Path | str | None = None, dry_run: bool = False
) -> list[Added]:
    """Add the claims of a CSV file, one a row, in the order of the rows.

    The first row names the columns (``COLUMNS``; ``doc``, ``by`` and ``lang`` will do as well).
    Several values in a cell are parted by semicolons. Rows are counted as a spreadsheet does, the
    first claim stands in row 2; empty rows are left out.

    Parameters
    ----------
    dossier, corpus, dry_run
        As for ``adding.add``.
    path : Path
        A file in UTF-8.

    Raises
    ------
    BadData
        If the file is no such table.
    RejectedRows
        If a row is no claim; ``rows`` has every mistake of every row. Nothing is written then.
    """
    rows = _rows(saving.read(path).text, path)
    added, rejected = add_all(
        dossier, [_entry(cells) for _, cells in rows], corpus=corpus, dry_run=dry_run
    )
    if rejected:
        wrong = [(rows[n][0], str(error)) for n, error in rejected]
        raise RejectedRows(wrong, len(rows), path)
    return added


def _rows(text: str, path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        table = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        message = f"This is not CSV: {error}."
        raise BadData(message, path) from None
    if not table or not any(table[0]):
        message = f"The first row has to name the columns: {', '.join(_NEEDED)} and others."
        raise BadData(message, path, 1)
    columns = [_column(name, path) for name in table[0]]
    missing = [name for name in _NEEDED if name not in columns]
    if missing or len(set(columns)) < len(columns):
        twice = sorted({name for name in columns if columns.count(name) > 1})
        what = f"lacks {', '.join(missing)}" if missing else f"names {', '.join(twice)} twice"
        message = f"The first row {what}."
        raise BadData(message, path, 1)
    rows = []
    for number, cells in enumerate(table[1:], 2):
        if len(cells) > len(columns):
            message = f"Row {number} has {len(cells)} cells under {len(columns)} columns."
            raise BadData(message, path)
        if any(cell.strip() for cell in cells):
            rows.append((number, dict(zip(columns, (c.strip() for c in cells), strict=False))))
    return rows


def _column(name: str, path: Path) -> str:
    plain = name.strip().casefold().replace(" ", "_").replace("-", "_")
    plain = _OTHER_NAMES.get(plain, plain)
    if plain not in COLUMNS:
        near = difflib.get_close_matches(plain, COLUMNS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(COLUMNS)}."
        message = f"There is no column {name!r}; {hint}"
        raise BadData(message, path, 1)
    return plain


def _entry(cells: dict[str, str]) -> Entry:
    given: dict[str, Any] = {
        name: _values(cell) if name in _SEVERAL else cell
        for name, cell in cells.items()
        if cell and name not in _PARTS
    }
    given["passage"] = _passages(cells.get("passage", ""))
    given["proposition"] = " | ".join(cells.get(part, "") for part in _PARTS)
    for name in ("document", "claimant", "gloss"):
        given.setdefault(name, "")
    return Entry(**given)


def _passages(cell: str) -> tuple[str, ...]:
    """Names of passages may be several; words of a sentence are one, whatever is in them."""
    several = tuple(cell.replace(";", " ").split())
    if all(pinned.is_slug(one.removeprefix("ps:")) for one in several):
        return several
    return (cell,)


def _values(cell: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in cell.split(";") if value.strip())
