"""The files of a dossier while a change to them is made: looked at as a whole, written all or none.

What is changed is a text in memory; nothing is written that brings an error of its own into the
dossier. A file of data that changes is written in canonical text, any other keeps its layout.
"""

from __future__ import annotations

import contextlib
import copy
import difflib
import functools
from typing import TYPE_CHECKING

from kgraph.curation import canonical, names, saving
from kgraph.curation.checks import graph_findings
from kgraph.curation.orders import order_findings
from kgraph.curation.saving import Replaced
from kgraph.curation.turtle import Block, Lines, Pair, Reader, Section, renamed
from kgraph.dossier import store as stores
from kgraph.dossier.described import Described
from kgraph.dossier.dossier import is_ours
from kgraph.errors import BadData, BadOption
from kgraph.vocabulary import CURATED, PREFIXES, SHAPES, VOCABULARY, compact, expand, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kgraph.curation.saving import Original
    from kgraph.curation.turtle import Term
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.store import Store
    from kgraph.model import Finding

__all__ = ["Draft", "block_of"]

#: Files of a dossier's own vocabulary that its relations are added to.
_OWN = "own.ttl"
_SAID = 3


class Draft:
    """Texts of a dossier by path, to be changed; get one by ``Draft.of``.

    ``texts`` holds what is there now, ``originals`` what was read.
    """

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        own = [path for path in dossier.vocabulary if not is_ours(path)]
        vocabulary = dossier.root / "ontology" / _OWN
        paths = dict.fromkeys([*dossier.curated, dossier.passages, *own])
        self.originals: dict[Path, Original] = {
            path: saving.read(path, missing=path == dossier.passages) for path in paths
        }
        self._own = frozenset([*own, vocabulary])
        #: Where relations of the dossier's own go.
        self.vocabulary: Path = own[0] if own else vocabulary
        if not own:
            self.originals[vocabulary] = saving.read(vocabulary, missing=True)
        self.texts: dict[Path, str] = {path: one.text for path, one in self.originals.items()}

    @classmethod
    @contextlib.contextmanager
    def of(cls, dossier: Dossier, *, dry_run: bool = False) -> Iterator[Draft]:
        """Give a draft while other writers wait; it is saved at the end unless ``dry_run``.

        Raises
        ------
        BadOption
            If the change brings an error into the dossier, naming it; nothing is written then.
        LockedError, UnwritableTarget, BadData
            As ``saving`` and the reader of Turtle raise them.
        """
        dossier.whole()
        folders = [*dossier.curated, dossier.passages, dossier.root / "ontology" / _OWN]
        with contextlib.nullcontext() if dry_run else saving.locked(*folders):
            dossier.as_seen()
            draft = cls(dossier)
            yield draft
            draft.judge()
            if not dry_run:
                draft.save()

    # --- what is there

    def blocks(self) -> Iterator[tuple[Path, Block]]:
        """Yield the blocks of the claims and entities, and of the dossier's own vocabulary."""
        for path, text in self.texts.items():
            yield from ((path, block) for block in _read(text, path).blocks)

    def find(self, subject: str) -> tuple[Path, Block] | None:
        """Return where a thing (IRI) is defined, or else the first block about it: a copy."""
        local = compact(subject).partition(":")[2]
        about = [
            (path, block)
            for path, text in self.texts.items()
            if local in text
            for block in _read(text, path).blocks
            if block.subject == subject
        ]
        found = next((one for one in about if one[1].typed), about[0] if about else None)
        return copy.deepcopy(found)

    def used(self, subject: str) -> Iterator[tuple[Path, int, str]]:
        """Yield file, line and subject (CURIE) of each block that names a thing (IRI)."""
        for path, block in self.blocks():
            if block.subject != subject and subject in {**block.names, **block.predicates}:
                yield path, block.line_of(subject) or block.line, compact(block.subject)

    # --- changes

    def rename(self, iris: Mapping[str, str]) -> None:
        """Put other names for things (IRIs) in the place of their own, in every file."""
        for path, text in self.texts.items():
            self._set(path, renamed(text, iris))

    def put(self, *blocks: Block, path: Path | None = None) -> None:
        """Replace blocks, or put new ones behind the last of their kind; one without pairs goes.

        New ones go to ``path``, else to the file of data with entities of their kind.
        """
        readers: dict[Path, Reader] = {}
        for block in blocks:
            found = self.find(block.subject)
            if found is None and not block.pairs:
                continue
            home = found[0] if found else path or self._home(block)
            if home not in readers:
                readers[home] = Reader(self.texts[home], home)
            if found is None:
                _insert(readers[home], block)
            else:
                _replace(readers[home], found[1], block)
        for home, reader in readers.items():
            self.texts[home] = canonical.written(reader, home)

    def append(self, block: Block, path: Path) -> None:
        """Put a new block at the end of a file, which keeps its layout.

        Raises
        ------
        BadData
            If a prefix of the project means something else there.
        """
        text = self.texts[path]
        reader = _read(text, path)
        pairs = {pair.predicate: pair.objects for pair in block.pairs}
        written, used = canonical.format_block(block.subject, pairs)
        lines = text.splitlines(keepends=True)
        for name in used:
            if reader.bound.get(name, PREFIXES[name]) != PREFIXES[name]:
                message = f"The prefix {name}: stands for another namespace here; mend it first."
                raise BadData(message, path)
        missing = [name for name in used if name not in reader.bound]
        head = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in missing)
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        lines.insert(reader.head, head)
        self.texts[path] = "".join(lines) + f"\n{written}\n"

    def _home(self, block: Block) -> Path:
        """Return the file of data for a new entity: where its kind is, else any, else claims."""
        kind = kind_of(compact(block.subject))
        best: tuple[int, Path] | None = None
        for path in self.dossier.data:
            blocks = [one for one in _read(self.texts[path], path).blocks if one.typed]
            same = any(kind_of(compact(one.subject)) == kind for one in blocks)
            rank = 3 if same else 2 if path.name == "triples.ttl" else 1 if blocks else 0
            if best is None or rank > best[0]:
                best = rank, path
        if best is None:
            raise BadOption("The dossier has no file of data; make data/triples.ttl first.")
        return best[1]

    def _set(self, path: Path, text: str) -> None:
        if text != self.texts[path] and path in self.dossier.data:
            text = canonical.format_turtle(text, path)
        self.texts[path] = text

    # --- whether it may stand

    def judge(self) -> None:
        """Raise ``BadOption`` for errors that the change brings into the dossier."""
        if new := self.faults():
            said = "; ".join(f"{one.subject}: {one.message}" for one in new[:_SAID])
            more = f"; and {len(new) - _SAID} more" if len(new) > _SAID else ""
            message = f"Nothing was written, since the dossier would then be wrong: {said}{more}."
            raise BadOption(message)

    def faults(self) -> list[Finding]:
        """Return the errors that the change brings into the dossier."""
        after = self._errors(self.texts) if self.changed() else []
        if not after:
            return []
        before = {
            (one.check, one.subject, one.message)
            for one in self._errors({path: one.text for path, one in self.originals.items()})
        }
        return [one for one in after if (one.check, one.subject, one.message) not in before]

    def _errors(self, texts: Mapping[Path, str]) -> list[Finding]:
        store = self.store(texts)
        lines = Lines((self.dossier.relative(path), text) for path, text in texts.items())
        found = [
            *graph_findings(self.dossier, store, lines),
            *names.findings(Described().and_also([store.dump(CURATED, "nt")]), lines),
            *order_findings(store, lines),
        ]
        return sorted({one for one in found if one.severity == "error"})

    def store(self, texts: Mapping[Path, str] | None = None) -> Store:
        """Return the texts as a store, with vocabulary and the packaged shapes; nothing derived."""
        texts = self.texts if texts is None else texts
        known = {
            VOCABULARY: [path for path in self.dossier.vocabulary if path not in texts],
            SHAPES: [path for path in self.dossier.shapes if is_ours(path)],
        }
        store = stores.parse(known)
        for path, text in texts.items():
            store.read(text, VOCABULARY if path in self._own else CURATED)
        return store

    def was(self, subject: str) -> Block | None:
        """Return the block that defined a thing (IRI) when the files were read."""
        every = (
            block
            for path, one in self.originals.items()
            for block in _read(one.text, path).blocks
            if block.subject == subject and block.typed
        )
        return next(every, None)

    # --- writing

    def changed(self) -> list[Path]:
        """Return the files that are not as they were read; passages before those that name them."""
        changed = [path for path, text in self.texts.items() if text != self.originals[path].text]
        return sorted(changed, key=lambda path: path != self.dossier.passages)

    def difference(self) -> str:
        """Return what changes, as a unified difference of lines; ``""`` if nothing does."""
        return "".join(
            f"{line}\n"
            for path in self.changed()
            for line in difflib.unified_diff(
                self.originals[path].text.splitlines(),
                self.texts[path].splitlines(),
                self.dossier.relative(path),
                self.dossier.relative(path),
                n=0,
                lineterm="",
            )
        )

    def replaced(self) -> tuple[Replaced, ...]:
        """Return the files that change, with what they held and what they will hold."""
        return tuple(
            Replaced(path, self.originals[path].content, self.texts[path].encode())
            for path in self.changed()
        )

    def save(self) -> None:
        """Write the files that changed, all or none."""
        saving.save_all([(self.originals[path], self.texts[path]) for path in self.changed()])


@functools.lru_cache(maxsize=32)
def _read(text: str, path: Path) -> Reader:
    return Reader(text, path, curated=False)


def _replace(reader: Reader, old: Block, new: Block) -> None:
    """Put a block in the place of another, which goes if the new one says nothing."""
    for section in reader.sections:
        entries = [new if entry == old else entry for entry in section.entries]
        section.entries = [entry for entry in entries if entry is not new or new.pairs]


def _insert(reader: Reader, block: Block) -> None:
    """Put a block behind the last of its kind, else behind the last entity, before the claims."""
    kind = kind_of(compact(block.subject))
    place: tuple[int, Section, int] | None = None
    for section in reader.sections:
        for n, entry in enumerate(section.entries):
            if isinstance(entry, Block) and not entry.is_claim:
                same = kind_of(compact(entry.subject)) == kind
                rank = 2 if same and entry.typed else 1
                if place is None or rank >= place[0]:
                    place = rank, section, n + 1
    if place is None:
        # Without entities: under the head, before the first section of claims.
        block.gap = True
        reader.sections[0].entries.append(block)
        return
    rank, section, at = place
    block.gap = rank < 2
    section.entries.insert(at, block)


def block_of(subject: str, pairs: Mapping[str, Iterable[Term]]) -> Block:
    """Return a block from a CURIE and objects by the CURIE of their predicate."""
    made = [Pair(expand(name), [*objects]) for name, objects in pairs.items()]
    return Block(expand(subject), 0, [pair for pair in made if pair.objects])
