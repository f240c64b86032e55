"""Adding claims to a dossier, one or a table of them: the one code path that writes them.

All that is read, checked and written happens under one lock, and all files are written or none;
passages before the claims that name them, so that nobody reads a claim without its passage.
"""

from __future__ import annotations

import contextlib
import functools
import re
from dataclasses import MISSING, dataclass, fields, replace
from typing import TYPE_CHECKING

from kgraph.curation import passages as pinned
from kgraph.curation import saving
from kgraph.curation.canonical import format_block
from kgraph.curation.checks import graph_findings, pinned_passages
from kgraph.curation.entry import Desk, Entry
from kgraph.curation.names import findings
from kgraph.curation.orders import order_findings
from kgraph.curation.turtle import Block, Lines, Pair, Reader
from kgraph.dossier import sheets
from kgraph.dossier import store as stores
from kgraph.dossier.described import Described
from kgraph.errors import BadData, BadOption, RejectedRows
from kgraph.model import CLAIM_COLUMNS
from kgraph.text import magnitude, nearest
from kgraph.vocabulary import CURATED, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from kgraph.curation.entry import Composed
    from kgraph.curation.saving import Original
    from kgraph.dossier.dossier import Dossier
    from kgraph.model import Passage

__all__ = ["COLUMNS", "Added", "Rejections", "add", "add_all", "import_csv"]

#: Entry (counted from 0) and the sentence on what is wrong with it.
Rejections = list[tuple[int, Exception]]

_CLAIM = PREFIXES["claim"]
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$")
#: Digits of the numbers that are counted on; what has more was never given by kgraph.
_DIGITS = 9
_PARTS = ("subject", "relation", "object")
#: Columns that hold several values, parted by semicolons.
_SEVERAL = frozenset(
    field.name for field in fields(Entry) if "tuple" in str(field.type) and field.name != "passage"
)
#: The columns of a table of claims; those that an entry does not need may be absent or empty.
COLUMNS: tuple[str, ...] = (
    "document", "passage", *_PARTS,
    *(field.name for field in fields(Entry)
      if field.name not in {"document", "passage", "proposition"}),
)  # fmt: skip
#: Those that every table of claims has.
_NEEDED = tuple(
    name
    for name in COLUMNS
    if name in {"subject", "relation"}
    or any(field.name == name and field.default is MISSING for field in fields(Entry))
)
_OTHERS = ", ".join(name for name in COLUMNS if name not in _NEEDED)
_OTHER_NAMES = {"doc": "document", "by": "claimant", "lang": "language"}


@dataclass(frozen=True, slots=True)
class Added:
    """A claim as written: its id, file and line, its text, and the passages pinned for it."""

    claim: str
    path: str
    line: int
    block: str
    pinned: tuple[str, ...]


def add(
    dossier: Dossier, entry: Entry, *, corpus: Path | str | None = None, dry_run: bool = False
) -> Added:
    """Add one claim to a dossier, or with ``dry_run`` tell what would be added.

    Parameters
    ----------
    dossier : Dossier
        Where it goes: after the claims of its document, or in a section of its own.
    entry : Entry
        What was typed.
    corpus : path, optional
        The texts; needed to find words, and to pin a passage that is not yet pinned.
    dry_run : bool
        Write nothing.

    Raises
    ------
    UsageError
        For the first thing in the entry that is wrong.
    LockedError
        If another process is writing, or changed a file in the meantime.
    BadData, AccessError
        If a file of the dossier cannot be understood, read or written.
    """
    added, rejected = add_all(dossier, [entry], corpus=corpus, dry_run=dry_run)
    if rejected:
        raise rejected[0][1]
    return added[0]


def add_all(
    dossier: Dossier,
    entries: Sequence[Entry],
    *,
    corpus: Path | str | None = None,
    dry_run: bool = False,
) -> tuple[list[Added], Rejections]:
    """Add all these claims, or none if any is wrong; returns what was added and what is wrong.

    Parameters and errors are those of ``add``; what is wrong in an entry is returned, not raised.
    """
    files = (*dossier.whole().data, dossier.passages)
    with contextlib.nullcontext() if dry_run else saving.locked(*files):
        originals = {path: saving.read(path) for path in dossier.data}
        passages = saving.read(dossier.passages, missing=True)
        if passages.content is not None and passages.path not in dossier.seeds:
            # Made while this writer waited, or by finishing what a killed one began.
            dossier = replace(dossier, seeds=(*dossier.seeds, passages.path))
        desk = Desk(dossier, corpus)
        composed = [desk.compose(entry) for entry in entries]
        rejected: Rejections = [
            (n, error) for n, one in enumerate(composed) for error in one.errors
        ]
        ledger = _Ledger(dossier, {path: original.text for path, original in originals.items()})
        sound = [n for n, one in enumerate(composed) if not one.errors]
        blocks = {n: ledger.block(composed[n]) for n in sound}
        rejected += ledger.repeated(blocks)
        pins = {passage.id: passage for one in composed for passage in one.pins}
        rejected += _against_the_graph(desk, blocks, pins.values())
        if rejected:
            return [], sorted(rejected, key=lambda one: one[0])
        ledger.insert(blocks.values(), desk)
        if not dry_run:
            _save(originals, ledger.texts, passages, pins.values())
    return [ledger.added(blocks[n], composed[n]) for n in sound], []


def import_csv(
    dossier: Dossier, path: Path, *, corpus: Path | str | None = None, dry_run: bool = False
) -> list[Added]:
    """Add the claims of a CSV file, one a row, in the order of the rows.

    The first row names the columns (``COLUMNS``; ``doc``, ``by`` and ``lang`` will do as well).
    Several values in a cell are parted by semicolons. Cells are parted by commas, semicolons or
    tabs. Rows are counted as a spreadsheet does, the first claim stands in row 2; empty rows and
    columns are left out. Numbers may have a decimal comma, and thousands parted, where the file
    shows which is meant.

    Parameters
    ----------
    dossier, corpus, dry_run
        As for ``add``.
    path : Path
        A file in UTF-8.

    Raises
    ------
    BadData
        If the file is no such table.
    RejectedRows
        If a row is no claim; ``rows`` has every mistake of every row. Nothing is written then.
    """
    rows = _rows(saving.read(path, what="CSV").text, path)
    added, rejected = add_all(
        dossier, [_entry(cells) for _, cells in rows], corpus=corpus, dry_run=dry_run
    )
    if rejected:
        wrong = [(rows[n][0], str(error)) for n, error in rejected]
        raise RejectedRows(wrong, len(rows), path)
    return added


def _save(
    originals: Mapping[Path, Original],
    texts: Mapping[Path, str],
    passages: Original,
    pins: Iterable[Passage],
) -> None:
    changes = []
    if new := list(pins):
        known: list[Passage] = []
        if passages.content is not None:
            known = pinned_passages(stores.parse({CURATED: [passages.path]}))
        changes.append((passages, pinned.format_passages([*known, *new])))
    changes += [
        (original, texts[path])
        for path, original in originals.items()
        if texts[path] != original.text
    ]
    saving.save_all(changes)


def _against_the_graph(
    desk: Desk, blocks: Mapping[int, Block], pins: Iterable[Passage]
) -> Rejections:
    """Return what the whole-graph checks find in new claims; the desk's store then holds them."""
    desk.store.add(stores.triples(pinned.format_passages(pins)), CURATED)
    by_name = {}
    for n, block in blocks.items():
        by_name[block.subject.replace(_CLAIM, "claim:")] = n
        desk.store.add(stores.triples(_alone(block)), CURATED)
    nowhere = Lines(())
    found = (
        *graph_findings(desk.dossier, desk.store, nowhere),
        *findings(Described().and_also(desk.store.dump(CURATED, "nt")), nowhere),
        *order_findings(desk.store, nowhere),
    )
    return [
        (by_name[finding.subject], BadOption(_sentence(finding.message)))
        for finding in found
        if finding.severity == "error" and finding.subject in by_name
    ]


def _sentence(message: str) -> str:
    first = message.split()[0]
    return f"{message if ':' in first else message[0].upper() + message[1:]}."


def _alone(block: Block) -> str:
    """Return a block as a Turtle text of its own."""
    text, used = format_block(block.subject, {pair.predicate: pair.objects for pair in block.pairs})
    return "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in used) + f"{text}\n"


class _Ledger:
    """The texts of a dossier's data files, while claims are added to them."""

    def __init__(self, dossier: Dossier, texts: dict[Path, str]) -> None:
        self._dossier = dossier
        self._before = {path: stores.triples(text, path) for path, text in texts.items()}
        self.texts = texts
        self._claims = [
            block
            for path, text in texts.items()
            for block in _read(text, path).blocks
            if block.is_claim and block.typed and not block.retracted
        ]
        self._last: dict[str, int] = {}

    def block(self, composed: Composed) -> Block:
        """Return the block of a claim under the next free number of its document."""
        document = composed.document
        number = self._last.get(document) or self._highest(document)
        self._last[document] = number + 1
        subject = f"{_CLAIM}{document}-{number + 1:03}"
        return Block(subject, 0, [Pair(name, terms) for name, terms in composed.pairs.items()])

    def _highest(self, document: str) -> int:
        """Return the highest number that was ever given: comments and notes count as well."""
        named = re.compile(rf"(?<![\w-]){re.escape(document)}-([0-9]{{3,{_DIGITS}}})(?![\w-])")
        found = (int(n) for text in self.texts.values() for n in named.findall(text))
        return max(found, default=0)

    def repeated(self, blocks: Mapping[int, Block]) -> Iterator[tuple[int, Exception]]:
        """Yield the claims that a standing claim of the same document says already."""
        said = {(_document(b), b.identity): b.subject for b in self._claims}
        for n, block in blocks.items():
            first = said.setdefault((_document(block), block.identity), block.subject)
            if first != block.subject:
                name = first.replace(_CLAIM, "claim:")
                message = f"{name} says the same; give it the passage as a further one instead."
                yield n, BadOption(message)

    def insert(self, blocks: Iterable[Block], desk: Desk) -> None:
        """Insert claims, those of a document together, after the last that is there."""
        grouped: dict[str, list[Block]] = {}
        for block in blocks:
            grouped.setdefault(_document(block), []).append(block)
        for document, several in grouped.items():
            path = self._file(document)
            title = desk.table.documents[document].title
            self._insert(path, document, several, " ".join(title.split()))
        for path, text in self.texts.items():
            new = [b for b in blocks if self._file(_document(b)) == path]
            expected = self._before[path].union(*(stores.triples(_alone(b)) for b in new))
            if stores.triples(text, path) != expected:
                message = "adding claims changed something else in the file"
                raise AssertionError(message)

    def _file(self, document: str) -> Path:
        """Return the data file with the claims of a document, else the last one with claims."""
        data = self._dossier.data
        fallback = next((path for path in data if path.name == "triples.ttl"), data[0])
        for path, text in self.texts.items():
            claims = [block for block in _read(text, path).blocks if block.is_claim]
            if any(_document(block) == document for block in claims):
                return path
            fallback = path if claims else fallback
        return fallback

    def _insert(self, path: Path, document: str, blocks: list[Block], title: str) -> None:
        text = self.texts[path]
        reader = _read(text, path)
        lines: list[str] = _LINE.findall(text)
        end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
        written, used = [], set()
        for block in blocks:
            pairs = {pair.predicate: pair.objects for pair in block.pairs}
            formatted, prefixes = format_block(block.subject, pairs)
            written.append(formatted)
            used.update(prefixes)
        if lines and not lines[-1].endswith(("\n", "\r")):
            lines[-1] += end
        new = "\n".join(written) + "\n"
        ours = [b for b in reader.blocks if b.is_claim and _document(b) == document]
        if ours:
            at = max(ours, key=lambda b: (_number(b), b.last)).last
            while begun := [b for b in reader.blocks if b.line <= at < b.last]:
                at = begun[0].last
        else:
            at = len(lines)
            new = f"{end if lines else ''}### Claims: {title}\n\n{new}"
        lines[at:at] = [new.replace("\n", end)]
        missing = [name for name in PREFIXES if name in used and self._lacks(reader, name, path)]
        directives = (f"@prefix {name}: <{PREFIXES[name]}> .{end}" for name in missing)
        lines[reader.head : reader.head] = ["".join(directives)]
        self.texts[path] = "".join(lines)

    def _lacks(self, reader: Reader, prefix: str, path: Path) -> bool:
        """Tell whether a file does not bind a prefix; raises if it means something else there."""
        bound = reader.bound.get(prefix)
        if bound is not None and reader.prefixes.get(prefix) != PREFIXES[prefix]:
            message = (
                f"The prefix {prefix}: stands for another namespace here; run kgraph fmt first."
            )
            raise BadData(message, path)
        return bound is None

    def added(self, block: Block, composed: Composed) -> Added:
        """Return a claim as it stands in its file now."""
        text, _ = format_block(block.subject, composed.pairs)
        path = self._file(_document(block))
        line = next(
            b.line for b in _read(self.texts[path], path).blocks if b.subject == block.subject
        )
        return Added(
            claim=block.subject.removeprefix(_CLAIM),
            path=self._dossier.relative(path),
            line=line,
            block=text,
            pinned=tuple(passage.id for passage in composed.pins),
        )


@functools.lru_cache(maxsize=32)
def _read(text: str, path: Path) -> Reader:
    return Reader(text, path)


def _document(block: Block) -> str:
    return block.subject.removeprefix(_CLAIM).rpartition("-")[0]


def _number(block: Block) -> tuple[int, str]:
    number = block.subject.rpartition("-")[2]
    return magnitude(number if number.isdecimal() else "")


def _rows(text: str, path: Path) -> list[tuple[int, dict[str, str]]]:
    sheet = sheets.read(text, path)
    names, line = sheet.columns.cells, sheet.columns.line
    if not names:
        message = f"The first row has to name the columns: {', '.join(_NEEDED)} and others."
        raise BadData(message, path, 1)
    if set(names) <= set(CLAIM_COLUMNS) and not set(names) <= set(COLUMNS):
        message = (
            "This is the table of claims that kgraph exports, not one to import: that has the "
            f"columns {', '.join(_NEEDED)}, and others as they are needed ({_OTHERS})."
        )
        raise BadData(message, path, line)
    columns = [_column(name, path, line) for name in names]
    missing = [name for name in _NEEDED if name not in columns]
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


def _column(name: str, path: Path, line: int) -> str:
    plain = name.strip().casefold().replace(" ", "_").replace("-", "_")
    plain = _OTHER_NAMES.get(plain, plain)
    if plain not in COLUMNS:
        near = nearest(plain, COLUMNS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(COLUMNS)}."
        message = f"There is no column {name!r}; {hint}"
        raise BadData(message, path, line)
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
