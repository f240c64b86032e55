"""Tables of claims: rows without an id are added, those with one are held against the dossier.

So what ``kgraph claims`` writes for a spreadsheet can be read in again: a row that is as it was
written changes nothing, whatever else stands in the table.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, fields, replace
from typing import TYPE_CHECKING

from kgraph import claims
from kgraph.curation import passages as pinned
from kgraph.curation.adding import Written, write
from kgraph.curation.amending import PARTS, SEVERAL, entry
from kgraph.curation.entry import Entry
from kgraph.dossier import build, sheets
from kgraph.errors import BadData, RejectedRows
from kgraph.model import CLAIM_COLUMNS
from kgraph.text import guarded, nearest, text
from kgraph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from kgraph.dossier.dossier import Dossier

__all__ = ["COLUMNS", "import_table"]

#: The columns of a table of claims; those that an entry does not need may be absent or empty.
COLUMNS: tuple[str, ...] = (
    "claim", "document", "passage", *PARTS[:3],
    *(field.name for field in fields(Entry)
      if field.name not in {"document", "passage", "proposition"}),
)  # fmt: skip
#: Those that every table of claims to add has.
_NEEDED = tuple(
    name
    for name in COLUMNS
    if name in {"subject", "relation"}
    or any(field.name == name and field.default is MISSING for field in fields(Entry))
)
_OTHERS = ", ".join(name for name in COLUMNS if name not in _NEEDED)
_OTHER_NAMES = {"doc": "document", "by": "claimant", "lang": "language", "id": "claim"}
#: What kgraph writes beside a name; whoever changes it means the name.
_LABELS = {f"{name}_label": name for name in ("subject", "relation", "object", "claimant")}
_NAME = re.compile(rf"(?:{'|'.join(PREFIXES)}):[\w-]+|[a-z0-9-]+-[0-9]{{3,}}[a-z]*")


def import_table(
    dossier: Dossier,
    path: Path,
    *,
    corpus: Path | str | None = None,
    coder: str = "",
    dry_run: bool = False,
) -> Written:
    """Add the claims of a table (CSV or xlsx), one a row, and change those that have an id.

    The first row names the columns (``COLUMNS``; ``doc``, ``by``, ``lang`` and ``id`` will do as
    well). Several values in a cell are parted by semicolons. Cells of CSV are parted by commas,
    semicolons or tabs. Rows are counted as a spreadsheet does, the first claim stands in row 2;
    empty rows and columns are left out. Numbers may have a decimal comma, and thousands parted,
    where the file shows which is meant.

    A row with an id in ``claim`` changes the cells that are other than ``kgraph claims`` writes
    them; an empty cell takes a part out, a column that is not there leaves it. What kgraph derives
    is passed over.

    Parameters
    ----------
    dossier, corpus, dry_run
        As for ``adding.write``.
    path : Path
        A file in UTF-8, or an xlsx.
    coder : str
        Who coded the new claims, where the table does not say.

    Raises
    ------
    BadData
        If the file is no such table.
    RejectedRows
        If a row is no claim; ``rows`` has every mistake of every row. Nothing is written then.
    """
    rows = _rows(sheets.load(path), path)
    known = _written(dossier) if any(cells.get("claim") for _, cells in rows) else {}
    new: list[tuple[int, Entry]] = []
    changes: dict[str, dict[str, str]] = {}
    at: dict[int | str, int] = {}
    wrong: list[tuple[int, str]] = []
    for number, cells in rows:
        claim = cells.get("claim", "").removeprefix("claim:")
        if not claim:
            at[len(new)] = number
            one = _entry(cells)
            new.append((number, one if one.coder or not coder else replace(one, coder=(coder,))))
        elif claim in at:
            wrong.append((number, f"{claim} stands in row {at[claim]} already."))
        elif claim not in known:
            near = nearest(claim, sorted(known), n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            sentence = f"There is no standing claim {claim}; {hint}A new one has no id."
            wrong.append((number, sentence))
        else:
            at[claim] = number
            changes[claim], said = _changes(cells, known[claim])
            wrong += [(number, sentence) for sentence in said]
    if wrong:
        raise RejectedRows(wrong, len(rows), path)
    done = write(
        dossier,
        [one for _, one in new],
        {claim: cells for claim, cells in changes.items() if cells},
        corpus=corpus,
        dry_run=dry_run,
    )
    if done.rejected:
        first = next(iter(at.values()))
        wrong = [(at.get(key, first), str(error)) for key, error in done.rejected]
        raise RejectedRows(sorted(wrong, key=lambda one: one[0]), len(rows), path)
    return done


def _written(dossier: Dossier) -> dict[str, dict[str, str]]:
    """Return the rows of the standing claims as ``kgraph claims`` writes them, by their ids."""
    store = build.parsed(dossier, "")
    build.derive(store, dossier.rules)
    found = claims.read(store).result
    between = {name: "; " if name in found.texts else " " for name in CLAIM_COLUMNS}
    return {
        row["claim"]: {name: text(row[name], between[name]) for name in CLAIM_COLUMNS}
        for row in found.rows()
    }


def _changes(
    cells: Mapping[str, str], before: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Return the cells that were typed anew, and what is wrong with them."""
    changes: dict[str, str] = {}
    wrong = []
    for name, cell in cells.items():
        if name == "claim" or _same(cell, before.get(name, "" if name == "language" else cell)):
            continue
        if name in _LABELS:
            if _LABELS[name] not in cells or _same(cells[_LABELS[name]], before[_LABELS[name]]):
                sentence = f"{name} is what kgraph writes beside {_LABELS[name]}; change that."
                wrong.append(sentence)
        elif name in COLUMNS and (name != "language" or cell):
            changes[name] = _several(cell) if name in SEVERAL else _plain(cell)
    return changes, wrong


def _same(cell: str, before: str) -> bool:
    """Tell whether a cell is as it was written, whatever a spreadsheet does to it on the way."""
    if " ".join(cell.split()) in {" ".join(one.split()) for one in (before, guarded(before))}:
        return True
    try:
        return float(cell) == float(before)
    except ValueError:
        return False


def _plain(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from running it."""
    bare = cell.removeprefix("'")
    return bare if guarded(bare) == cell else cell


def _several(cell: str) -> str:
    """Return several values parted by semicolons; names of things may be parted by blanks."""
    parts = cell.split()
    names = all(_NAME.fullmatch(one) or pinned.is_slug(one) for one in parts)
    return "; ".join(parts) if names else cell


def _rows(sheet: sheets.Sheet, path: Path) -> list[tuple[int, dict[str, str]]]:
    names, line = sheet.columns.cells, sheet.columns.line
    if not names:
        message = f"The first row has to name the columns: {', '.join(_NEEDED)} and others."
        raise BadData(message, path, 1)
    with_ids = any(_folded(name) == "claim" for name in names)
    columns = [_column(name, path, line, with_ids=with_ids) for name in names]
    missing = [] if with_ids else [name for name in _NEEDED if name not in columns]
    if missing or len(set(columns)) < len(columns):
        twice = sorted({name for name in columns if columns.count(name) > 1})
        what = f"lacks {', '.join(missing)}" if missing else f"names {', '.join(twice)} twice"
        message = f"The first row {what}."
        raise BadData(message, path, line)
    rows = [(row.number, dict(zip(columns, row.cells, strict=True))) for row in sheet.rows]
    if "value" in columns:
        values = {number: cells["value"] for number, cells in rows}
        plain = sheets.plain_numbers(values, sheet.separator, path)
        rows = [(number, {**cells, "value": plain[number]}) for number, cells in rows]
    return rows


def _folded(name: str) -> str:
    plain = name.strip().casefold().replace(" ", "_").replace("-", "_")
    return _OTHER_NAMES.get(plain, plain)


def _column(name: str, path: Path, line: int, *, with_ids: bool) -> str:
    plain = _folded(name)
    if plain not in COLUMNS and not (with_ids and plain in CLAIM_COLUMNS):
        near = nearest(plain, COLUMNS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(COLUMNS)}."
        message = f"There is no column {name!r}; {hint}"
        raise BadData(message, path, line)
    return plain


def _entry(cells: Mapping[str, str]) -> Entry:
    own = {name: _plain(cell) for name, cell in cells.items() if name in COLUMNS[1:]}
    passage = own.pop("passage", "")
    given: dict[str, Any] = {
        name: _several(cell) if name in SEVERAL else cell for name, cell in own.items()
    }
    return replace(entry(given), passage=_passages(passage))


def _passages(cell: str) -> tuple[str, ...]:
    """Names of passages may be several; words of a sentence are one, whatever is in them."""
    several = tuple(cell.replace(";", " ").split())
    if all(pinned.is_slug(one.removeprefix("ps:")) for one in several):
        return several
    return (cell,)
