"""Two versions of a Turtle file that go back to one: merged claim by claim, not line by line.

Lines do not know where a claim begins: two coders who add claims at one place get a conflict from
git, and two claims with a line in common are torn apart by a union. Here each thing is merged by
itself, property by property; what both changed in different ways is left to be decided.
"""

from __future__ import annotations

import copy
import difflib
from pathlib import PurePath
from typing import TYPE_CHECKING

from kgraph.curation import canonical
from kgraph.curation import passages as pinned
from kgraph.curation.checks import pinned_passages
from kgraph.curation.turtle import Block, Literal, Pair, Reader, Section
from kgraph.dossier import store as stores
from kgraph.errors import BadData
from kgraph.vocabulary import CURATED, compact, expand

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.curation.turtle import Term

__all__ = ["three_way"]

#: Of these a thing may have several, whoever gave them.
_SEVERAL = frozenset(
    map(
        expand,
        (
            "kg:passage", "kg:coder", "kg:tag", "kg:denies", "kg:disputes", "kg:differsFrom",
            "kg:includes", "skos:altLabel", "skos:hiddenLabel",
        ),
    )
)  # fmt: skip
_MARKS = ("<<<<<<< ours", "=======", ">>>>>>> theirs")


def three_way(base: str, ours: str, theirs: str, name: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the text with the changes of both, and the things that both changed otherwise.

    Parameters
    ----------
    base, ours, theirs : str
        Turtle: as it was, and what became of it on either side. ``base`` may be empty.
    name : str
        The path of the file; the generated file of passages is written as it always is.

    Returns
    -------
    tuple of str and tuple of str
        The canonical text, with the marks of a conflict around the lines of each thing that is
        named: CURIEs, sorted.

    Raises
    ------
    BadData
        If one of the three is no Turtle that can be merged so.
    """
    for same, text in ((ours == theirs, ours), (base == theirs, ours), (base == ours, theirs)):
        if same:
            return text, ()
    before, first, second = (_read(text, name) for text in (base, ours, theirs))
    old, new = _things(before, name), _things(second, name)
    here = _things(first, name)
    for prefix, namespace in second.prefixes.items():
        if first.prefixes.setdefault(prefix, namespace) != namespace:
            message = f"the prefix {prefix}: stands for two namespaces"
            raise BadData(message, name)
    other: dict[str, Block | None] = {}
    for subject in sorted({*old, *new}):
        was, is_, theirs_ = old.get(subject), here.get(subject), new.get(subject)
        if _same(was, theirs_) or _same(is_, theirs_):
            continue
        if _same(was, is_):
            _put(first, second, is_, theirs_)
        elif is_ is None or theirs_ is None:
            other[subject] = theirs_  # one changed what the other took out
        else:
            merged, otherwise = _merged(was, is_, theirs_)
            _put(first, second, is_, merged)
            if otherwise is not None:
                other[subject] = otherwise
    _headings(first, second, before)
    text = _written(first, name)
    if not other:
        return text, ()
    there = _things(first, name)
    for subject, block in other.items():
        _put(first, second, there.get(subject), block)
    return _marked(text, _written(first, name)), tuple(map(compact, other))


def _read(text: str, name: str) -> Reader:
    stores.triples(text, name or None)
    return Reader(text, name or None)


def _things(reader: Reader, name: str) -> dict[str, Block]:
    found: dict[str, Block] = {}
    for block in reader.blocks:
        if block.subject in found:
            message = f"{compact(block.subject)} has two blocks"
            raise BadData(message, name, block.line)
        found[block.subject] = block
    return found


def _said(block: Block | None) -> dict[str, list[Term]]:
    return {pair.predicate: pair.objects for pair in block.pairs} if block else {}


def _same(one: Block | None, other: Block | None) -> bool:
    """Tell whether two blocks say the same, with the same comments."""
    if one is None or other is None:
        return one is other
    first, second = _said(one), _said(other)
    return {name: frozenset(terms) for name, terms in first.items()} == {
        name: frozenset(terms) for name, terms in second.items()
    } and one.above == other.above


def _merged(was: Block | None, ours: Block, theirs: Block) -> tuple[Block, Block | None]:
    """Return a block with the changes of both, and how it is otherwise if they clash."""
    merged, other = copy.deepcopy(ours), copy.deepcopy(ours)
    old, first, second = _said(was), _said(ours), _said(theirs)
    pairs = []
    for name in dict.fromkeys((*first, *second)):
        three = [said.get(name, []) for said in (old, first, second)]
        objects: tuple[list[Term], list[Term]] = [], []
        for language in dict.fromkeys(_language(one) for several in three for one in several):
            told = [[one for one in several if _language(one) == language] for several in three]
            for side, terms in zip(objects, _terms(name, *told), strict=True):
                side += terms
        pairs.append([_pair(ours, theirs, name, side) for side in objects])
    merged.pairs = [one for one, _ in pairs if one.objects]
    other.pairs = [one for _, one in pairs if one.objects]
    if was is not None and ours.above == was.above:
        merged.above = other.above = [*theirs.above]
    clash = any(one.objects != another.objects for one, another in pairs)
    return merged, other if clash else None


def _language(term: Term) -> str:
    return term.language if isinstance(term, Literal) else ""


def _terms(
    name: str, before: list[Term], here: list[Term], there: list[Term]
) -> tuple[list[Term], list[Term]]:
    """Return the objects of a property with the changes of both; two answers if they clash.

    What is said once, and changed by both in different ways, clashes.
    """
    sets = [set(before), set(here), set(there)]
    once = max(map(len, sets)) == 1 and name not in _SEVERAL
    if once and sets[1] != sets[2] and sets[0] not in sets[1:]:
        return here, there
    both = [one for one in here if one in there or one not in before]
    both += [one for one in there if one not in both and one not in before]
    return both, both


def _pair(ours: Block, theirs: Block, name: str, objects: Iterable[Term]) -> Pair:
    """Return a property with other objects, and the comments that it has."""
    found = (one for block in (ours, theirs) for one in block.pairs if one.predicate == name)
    made = copy.deepcopy(next(found))
    made.objects = [*objects]
    return made


def _put(into: Reader, source: Reader, old: Block | None, new: Block | None) -> None:
    """Put a block in the place of another, or a new one under the heading that it came from."""
    if old is not None:
        for section in into.sections:
            section.entries = [
                kept
                for kept in (new if entry is old else entry for entry in section.entries)
                if kept is not None
            ]
    elif new is not None:
        heading = next(
            (
                one.heading
                for one in source.sections
                for entry in one.entries
                if isinstance(entry, Block) and entry.subject == new.subject
            ),
            "",
        )
        home = next((one for one in into.sections if one.heading == heading), None)
        if home is None:
            home = Section(heading)
            into.sections.append(home)
        home.entries.append(copy.deepcopy(new))


def _headings(into: Reader, source: Reader, before: Reader) -> None:
    """Put the comments that stand alone and are new in a source under their headings."""
    known = {
        tuple(entry.lines)
        for reader in (into, before)
        for section in reader.sections
        for entry in section.entries
        if not isinstance(entry, Block)
    }
    for section in source.sections:
        home = next((one for one in into.sections if one.heading == section.heading), None)
        new = [
            entry
            for entry in section.entries
            if not isinstance(entry, Block) and tuple(entry.lines) not in known
        ]
        if home is not None:
            home.entries[:0] = new


def _written(reader: Reader, name: str) -> str:
    text = canonical.written(reader, name)
    if PurePath(name).name != "passages.ttl":
        return text
    store = stores.parse({})
    store.read(text, CURATED)
    return pinned.format_passages(pinned_passages(store))


def _marked(ours: str, theirs: str) -> str:
    """Return a text with the lines in which another differs between the marks of a conflict."""
    first, second = ours.splitlines(), theirs.splitlines()
    lines: list[str] = []
    matched = difflib.SequenceMatcher(None, first, second, autojunk=False)
    for kind, a, b, c, d in matched.get_opcodes():
        if kind == "equal":
            lines += first[a:b]
        else:
            lines += [_MARKS[0], *first[a:b], _MARKS[1], *second[c:d], _MARKS[2]]
    return "\n".join(lines) + "\n"
