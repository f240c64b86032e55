"""Adding claims to a dossier and changing them: the one code path that writes them.

All that is read, checked and written happens under one lock, and all files are written or none;
passages before the claims that name them, so that nobody reads a claim without its passage.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgraph.curation import passages as pinned
from kgraph.curation import saving
from kgraph.curation.amending import amended
from kgraph.curation.canonical import format_block, format_turtle
from kgraph.curation.checks import graph_findings, pinned_passages
from kgraph.curation.draft import Draft
from kgraph.curation.entry import Desk
from kgraph.curation.names import findings
from kgraph.curation.orders import order_findings
from kgraph.curation.placing import is_canonical
from kgraph.curation.turtle import Block, Lines, Pair, Reader
from kgraph.dossier import store as stores
from kgraph.dossier.described import Described
from kgraph.errors import BadData, BadOption, UnknownName, UsageError
from kgraph.text import magnitude, nearest
from kgraph.vocabulary import CURATED, PREFIXES, compact, expand

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kgraph.curation.entry import Composed, Entry
    from kgraph.curation.saving import Replaced
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.store import Store
    from kgraph.model import Passage

__all__ = ["Added", "Ledger", "Rejections", "Written", "add", "add_all", "alone", "pin", "write"]

#: Entry (counted from 0) and the sentence on what is wrong with it.
Rejections = list[tuple[int, Exception]]

_CLAIM = PREFIXES["claim"]
#: Letters of the mark behind a number: no vowels, so that they make no word.
_MARKS = "bcdfghjklmnpqrstvwxz"
_MARKED = 4
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$")
#: Digits of the numbers that are counted on; what has more was never given by kgraph.
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: claims added, ids of claims that changed, and the lines of all of it.

    Where something is wrong, that is all: entries (from 0), ids of claims or other names, with the
    sentence on each. ``replaced`` are the files that were written, to be put back.
    """

    added: tuple[Added, ...] = ()
    changed: tuple[str, ...] = ()
    difference: str = ""
    rejected: tuple[tuple[int | str, Exception], ...] = ()
    replaced: tuple[Replaced, ...] = ()


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
    done = write(dossier, entries, corpus=corpus, dry_run=dry_run)
    return list(done.added), [(n, error) for n, error in done.rejected if isinstance(n, int)]


def write(
    dossier: Dossier,
    entries: Sequence[Entry] = (),
    changes: Mapping[str, Mapping[str, str]] | None = None,
    *,
    corpus: Path | str | None = None,
    dry_run: bool = False,
    superseded: str = "",
) -> Written:
    """Add claims and change others, all or none if any is wrong.

    Parameters
    ----------
    dossier, corpus, dry_run
        As for ``add``.
    entries : sequence of Entry
        Claims to add.
    changes : mapping, optional
        Claims to change, by their ids: the fields that are typed anew, as ``amending`` has them. A
        file with one of them is then in canonical text.
    superseded : str
        The id of one of these, which the first new claim takes the place of.
    """
    changes = changes or {}
    files = (*dossier.whole().data, dossier.passages)
    with contextlib.nullcontext() if dry_run else saving.locked(*files):
        if dossier.passages not in dossier.seeds and dossier.passages.exists():
            # Made while this writer waited, or by finishing what a killed one began.
            dossier = replace(dossier, seeds=(*dossier.seeds, dossier.passages))
        dossier.as_seen()
        draft = Draft(dossier)
        desk = Desk(dossier, corpus)
        rejected: list[tuple[int | str, Exception]] = []
        composed = [desk.compose(entry) for entry in entries]
        rejected += [(n, error) for n, one in enumerate(composed) for error in one.errors]
        pins = {passage.id: passage for one in composed for passage in one.pins}
        changed = {}
        for claim, fields_ in changes.items():
            try:
                changed[claim], made = _amended(draft, desk, claim, fields_)
            except UsageError as error:
                rejected.append((claim, error))
                continue
            rejected += [(claim, error) for error in made.errors]
            pins |= {passage.id: passage for passage in made.pins}
        ledger = Ledger(dossier, {path: draft.texts[path] for path in dossier.data})
        sound = [n for n, one in enumerate(composed) if not one.errors]
        blocks = {n: ledger.block(composed[n]) for n in sound}
        if superseded and blocks and superseded in changed:
            link = Pair(expand("dcterms:isReplacedBy"), [blocks[0].subject])
            changed[superseded].pairs.append(link)
        draft.put(*changed.values())
        ledger.now({path: draft.texts[path] for path in dossier.data})
        rejected += ledger.repeated(blocks, desk)
        if not changes:
            rejected += _against_the_graph(desk, blocks, pins.values())
        if not rejected:
            ledger.insert(blocks.values(), desk)
            draft.texts.update(ledger.texts)
            pin(draft, pins.values())
            if changes:
                rejected += _faults(draft, blocks, changed)
        if rejected:
            return Written(rejected=tuple(sorted(rejected, key=lambda one: str(one[0]).zfill(9))))
        if not dry_run:
            draft.save()
        return Written(
            added=tuple(ledger.added(blocks[n], composed[n]) for n in sound),
            changed=tuple(
                claim for claim, block in changed.items() if block != draft.was(block.subject)
            ),
            difference=draft.difference(),
            replaced=() if dry_run else draft.replaced(),
        )


def _amended(
    draft: Draft, desk: Desk, claim: str, fields_: Mapping[str, str]
) -> tuple[Block, Composed]:
    found = draft.find(_CLAIM + claim)
    if found is None or not found[1].typed:
        raise UnknownName(claim, "claim", nearest(claim, sorted(desk.claims)))
    return amended(desk, found[1], fields_)


def _faults(
    draft: Draft, blocks: Mapping[int, Block], changed: Mapping[str, Block]
) -> Iterator[tuple[int | str, Exception]]:
    """Yield the errors that a change brings in, with the entry or claim that they are about."""
    by_name: dict[str, int | str] = {compact(block.subject): n for n, block in blocks.items()}
    by_name |= {f"claim:{claim}": claim for claim in changed}
    for finding in draft.faults():
        about = by_name.get(finding.subject)
        said = finding.message if about is not None else f"{finding.subject}: {finding.message}"
        yield about if about is not None else finding.subject, BadOption(_sentence(said))


def pin(draft: Draft, pins: Iterable[Passage]) -> None:
    """Add passages to the generated file of a draft."""
    if new := list(pins):
        path = draft.dossier.passages
        known = pinned_passages(_store(draft.texts[path]))
        draft.texts[path] = pinned.format_passages([*known, *new])


def _store(text: str) -> Store:
    store = stores.parse({})
    store.read(text, CURATED)
    return store


def _against_the_graph(
    desk: Desk, blocks: Mapping[int, Block], pins: Iterable[Passage]
) -> Rejections:
    """Return what the whole-graph checks find in new claims; the desk's store then holds them."""
    desk.store.add(stores.triples(pinned.format_passages(pins)), CURATED)
    by_name = {}
    for n, block in blocks.items():
        by_name[block.subject.replace(_CLAIM, "claim:")] = n
        desk.store.add(stores.triples(alone(block)), CURATED)
    nowhere = Lines(())
    found = (
        *graph_findings(desk.dossier, desk.store, nowhere),
        *findings(Described().and_also([desk.store.dump(CURATED, "nt")]), nowhere),
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


def alone(block: Block) -> str:
    """Return a block as a Turtle text of its own."""
    text, used = format_block(block.subject, {pair.predicate: pair.objects for pair in block.pairs})
    return "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in used) + f"{text}\n"


class Ledger:
    """The texts of a dossier's data files, while claims are added to them."""

    def __init__(self, dossier: Dossier, texts: dict[Path, str]) -> None:
        self._dossier = dossier
        self._last: dict[str, int] = {}
        self.now(texts)

    def now(self, texts: dict[Path, str]) -> None:
        """Go on with texts that were changed otherwise."""
        self._before = {path: stores.triples(text, path) for path, text in texts.items()}
        self.texts = texts
        self._claims = [
            block
            for path, text in texts.items()
            for block in _read(text, path).blocks
            if block.is_claim and block.typed and not block.retracted
        ]

    def block(self, composed: Composed) -> Block:
        """Return the block of a claim under the next free number of its document.

        Where the coder is known, letters made of what is coded stand behind the number: several
        coders go on from the same number, each on a branch of their own.
        """
        document = composed.document
        number = (self._last.get(document) or self._highest(document)) + 1
        self._last[document] = number
        block = Block(
            f"{_CLAIM}{document}-{number:03}",
            0,
            [Pair(name, terms) for name, terms in composed.pairs.items()],
        )
        if expand("kg:coder") in composed.pairs:
            block.subject += _mark(alone(block))
        return block

    def _highest(self, document: str) -> int:
        """Return the highest number that was ever given: comments and notes count as well."""
        named = re.compile(
            rf"(?<![\w-]){re.escape(document)}-([0-9]{{3,{_DIGITS}}})"
            rf"(?:[{_MARKS}]{{{_MARKED}}})?(?![\w-])"
        )
        found = (int(n) for text in self.texts.values() for n in named.findall(text))
        return max(found, default=0)

    def repeated(self, blocks: Mapping[int, Block], desk: Desk) -> Iterator[tuple[int, Exception]]:
        """Yield the claims that a standing claim of the same document, or one before, says.

        Of a symmetric relation it is said whichever end comes first.
        """
        symmetric = frozenset(
            PREFIXES["kg"] + one.id for one in desk.table.relations.values() if one.symmetric
        )
        said = {(_document(b), _identity(b, symmetric)): b.subject for b in self._claims}
        for n, block in blocks.items():
            key = (_document(block), _identity(block, symmetric))
            first = said.setdefault(key, block.subject)
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
            expected = self._before[path].union(*(stores.triples(alone(b)) for b in new))
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
        inserted = "".join(lines)
        # Prefixes have an order of their own: a file that has it keeps it.
        self.texts[path] = (
            format_turtle(inserted, path) if missing and is_canonical(text) else inserted
        )

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


_ENDS = frozenset(expand(f"kg:{end}") for end in ("subject", "object"))


def _identity(block: Block, symmetric: frozenset[str]) -> Hashable:
    """Return what makes two claims the same; the ends of a symmetric relation without an order."""
    pairs = {pair.predicate: pair.objects for pair in block.pairs}
    if not symmetric.intersection(map(str, pairs.get(expand("kg:relation"), ()))):
        return block.identity
    ends = frozenset(term for end in _ENDS for term in pairs.get(end, ()))
    return (ends, *(said for said in block.identity if not said & _ENDS))


@functools.lru_cache(maxsize=32)
def _read(text: str, path: Path) -> Reader:
    return Reader(text, path)


def _document(block: Block) -> str:
    return block.subject.removeprefix(_CLAIM).rpartition("-")[0]


def _number(block: Block) -> tuple[int, str]:
    number = block.subject.rpartition("-")[2].rstrip(_MARKS)
    return magnitude(number if number.isdecimal() else "")


def _mark(text: str) -> str:
    """Return letters that another text hardly has.

    >>> _mark("one"), _mark("another")
    ('gtrb', 'hjrn')
    """
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
    letters = []
    for _ in range(_MARKED):
        number, at = divmod(number, len(_MARKS))
        letters.append(_MARKS[at])
    return "".join(letters)
