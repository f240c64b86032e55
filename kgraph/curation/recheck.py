"""What of a dossier is to be checked again: the blocks that changed, and what can depend on them.

A finding on a subject rests on its block, on what this leads to, and on who names it by which
predicate; on other entities with its name; and, where days are ordered by events, on the claims
that date these. So a check of these blocks in the place of all finds what a check of all would find
on them, and on all others what was found before still holds. Where that is not so (another
vocabulary, checks or shapes of the dossier's own, another code), all is checked.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kgraph.curation.turtle import Lines
from kgraph.dossier import cache
from kgraph.dossier.dossier import is_ours
from kgraph.dossier.order import ORDERS
from kgraph.dossier.terms import Iri
from kgraph.files import read_raw
from kgraph.model import Finding
from kgraph.vocabulary import PREFIXES, compact, kind_of, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.curation.pieces import Piece
    from kgraph.curation.turtle import Place
    from kgraph.dossier.described import Described
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.terms import Term

__all__ = ["Part", "Past", "keep", "named", "part", "past"]

#: A part has at most this share of the subjects, or so many.
_SHARE, _FEW = 4, 200
_TYPE = PREFIXES["rdf"] + "type"
#: What names a thing that is checked from a block that is not: nobody's subject elsewhere.
_ELSEWHERE = Iri("urn:kgraph:elsewhere")
#: Names whose spelling in Turtle is theirs alone.
_PLAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*")
#: What a local name stands behind in Turtle, and what ends it.
_BEFORE = {":", "/", "#"}
_ALONE = re.compile(r"(?![\w%-])")
#: The relation of the claims that give the days of an event.
_DATES = "dated"


@dataclass
class Past:
    """What was checked last: the texts by their paths, what was found, and who is named how often.

    ``named`` counts, by predicate and object, the subjects that say so.
    """

    texts: dict[str, str]
    findings: list[Finding]
    named: Counter[tuple[str, str]]


class Part(NamedTuple):
    """What is to be checked: ``subjects``, within ``texts``.

    ``findings`` are those of the last check that hold still, at their lines of now; ``named`` is
    who is named how often now.
    """

    subjects: frozenset[str]
    texts: tuple[str, ...]
    findings: list[Finding]
    named: Counter[tuple[str, str]]

    def elsewhere(self, curated: Described) -> list[tuple[Term, Term, Term]]:
        """Return that the subjects are named in what is not among the texts, once a predicate."""
        here = named(curated)
        return [
            (_ELSEWHERE, Iri(predicate), Iri(it))
            for (predicate, it), n in self.named.items()
            if n > here[predicate, it] and compact(it) in self.subjects
        ]


def past(dossier: Dossier) -> Past | None:
    """Return what was checked last with this vocabulary and code, nothing if that is not known."""
    content = cache.kept(_name(dossier)) if _can(dossier) else None
    if content is None:
        return None
    said = json.loads(content)
    if said["key"] != _key(dossier):
        return None
    counts = Counter({(predicate, it): n for predicate, it, n in said["named"]})
    return Past(said["texts"], [Finding(**one) for one in said["findings"]], counts)


def keep(dossier: Dossier, checked: Past) -> None:
    """Keep what was checked, for the next time."""
    if _can(dossier):
        said = {
            "key": _key(dossier),
            "texts": checked.texts,
            "findings": [asdict(one) for one in checked.findings],
            "named": [[*pair, n] for pair, n in checked.named.items() if n],
        }
        cache.keep(_name(dossier), json.dumps(said, ensure_ascii=False).encode())


def _can(dossier: Dossier) -> bool:
    """Return whether all that is checked is known not to look further than is said above."""
    return not dossier.unread and all(map(is_ours, (*dossier.checks, *dossier.shapes)))


def _name(dossier: Dossier) -> str:
    place = hashlib.sha256(str(dossier.root.resolve()).encode()).hexdigest()
    return f"checked-{place[:32]}"


def _key(dossier: Dossier) -> str:
    """Return a hash of all that findings rest on besides claims, entities and the catalogue."""
    digest = hashlib.sha256()
    for path in (*dossier.vocabulary, *dossier.shapes, *dossier.checks):
        digest.update(hashlib.sha256(read_raw(path)).digest())
    return cache.key(digest.hexdigest())


def named(curated: Described) -> Counter[tuple[str, str]]:
    """Return how many subjects name a thing by a predicate; types are left out."""
    counts = curated.named()
    return Counter({pair: n for pair, n in counts.items() if pair[0] != _TYPE})


def part(before: Past, texts: Mapping[str, str], lines: Lines) -> Part | None:
    """Return what is to be checked of these texts, or nothing if that is all."""
    if lines.whole or list(before.texts) != list(texts):
        return None
    changes = {
        path: _changed(path, before.texts[path], text, lines)
        for path, text in texts.items()
        if text != before.texts[path]
    }
    if not changes:
        return Part(frozenset(), (), before.findings, before.named)
    was = Lines((path, change.text) for path, change in changes.items())
    if was.whole or any(
        not lines.pieces[path].head == was.pieces[path].head == change.head
        for path, change in changes.items()
    ):
        return None
    return _Comparison(before, texts, lines, changes, was).part()


class _Change(NamedTuple):
    """What stands in the place of the lines of before from ``first`` to ``last``, not included.

    ``text`` is what stood there, below the head; ``now`` where the part of now ends, and ``head``
    how many lines before are the same.
    """

    first: int
    last: int
    now: int
    head: int
    text: str


def _changed(path: str, was: str, now: str, lines: Lines) -> _Change:
    """Return the one stretch of whole statements in which a text differs."""
    old, new = was.removeprefix("\ufeff").split("\n"), now.removeprefix("\ufeff").split("\n")
    same = _common(old, new)
    differ = len(new) - _common(old[:same:-1], new[:same:-1])
    pieces = lines.pieces[path]
    touched = [one for one in pieces.pieces if one.last >= same and one.first <= differ + 1]
    first = min([same, *(piece.first - 1 for piece in touched)])
    last = max([differ, *(piece.last for piece in touched)])
    end = last + len(old) - len(new)
    text = "\n".join([*old[: pieces.head], *old[first:end]])
    return _Change(first, end, last, min(same, pieces.head), text)


def _common(these: list[str], those: list[str]) -> int:
    """Return how many lines are the same from the first on."""
    pairs = enumerate(zip(these, those, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(these), len(those)))


class _Comparison:
    """Two states of the texts of a dossier, and what is to be checked of the later one."""

    def __init__(
        self,
        before: Past,
        texts: Mapping[str, str],
        lines: Lines,
        changes: Mapping[str, _Change],
        was: Lines,
    ) -> None:
        self._before, self._texts, self._lines = before, texts, lines
        self._changes, self._was, self._now = changes, was.subjects, lines.subjects
        self._most = max(_FEW, len(self._now) // _SHARE)
        self._entities = set(filter(_is_entity, self._now))

    def part(self) -> Part | None:
        """Return what is to be checked, or nothing if that is about all."""
        changed = {it for it, places in self._now.items() if any(map(self._is_new, places))}
        changed |= self._was.keys()
        counts = Counter(self._before.named)
        named: set[tuple[str, str]] = set()
        if len(changed) > self._most:
            return None
        for it in changed:
            now = self._now.get(it, ())
            kept = [place for place in now if not self._is_new(place)]
            old, new = _names([*kept, *self._was.get(it, ())]), _names(now)
            counts.subtract(old)
            counts.update(new)
            named |= old | new
        subjects = self._naming(changed)
        subjects |= self._entities.intersection(compact(it) for _, it in named)
        if any(map(_is_entity, changed)):
            subjects |= self._entities  # names are compared with each other
        if self._redated():
            subjects |= self._where(ORDERS)
        findings = self._moved(subjects) if len(subjects) <= self._most else None
        if findings is None:
            return None
        return Part(frozenset(subjects), self._around(subjects), findings, counts)

    def _is_new(self, place: Place) -> bool:
        change = self._changes.get(place.path)
        return change is not None and change.first < place.line <= change.now

    def _naming(self, changed: set[str]) -> set[str]:
        """Return the changed subjects and all that lead to them; too many if that is not known."""
        found, new = set(changed), set(changed)
        while new and len(found) <= self._most:
            locals_ = [local_name(it) for it in new]
            if not all(map(_PLAIN.fullmatch, locals_)):
                return {*self._now}
            new = self._where(locals_) - found
            found |= new
        return found

    def _where(self, words: Iterable[str]) -> set[str]:
        """Return the subjects in whose pieces one of some local names is."""
        found: set[str] = set()
        for path, text in self._texts.items():
            places = self._standing[path]
            for word in words:
                at, line, seen = text.find(word), 1, 0
                while at >= 0:
                    if _ALONE.match(text, at + len(word)) and text[at - 1 : at] in _BEFORE:
                        line += text.count("\n", seen, at)
                        seen = at
                        piece = bisect_right(places, line, key=lambda place: place[0].first) - 1
                        found |= places[piece][1] if piece >= 0 else set()
                    at = text.find(word, at + 1)
        return found

    @cached_property
    def _standing(self) -> dict[str, list[tuple[Piece, set[str]]]]:
        """The pieces of each text in their order, with their subjects."""
        found: dict[str, dict[Piece, set[str]]] = {path: {} for path in self._texts}
        for it, places in self._now.items():
            for place in places:
                found[place.path].setdefault(place.piece, set()).add(it)
        return {
            path: sorted(pieces.items(), key=lambda one: one[0].first)
            for path, pieces in found.items()
        }

    def _redated(self) -> bool:
        """Return whether a claim was or is changed that dates an event."""
        return any(
            f":{_DATES}" in text
            for path, change in self._changes.items()
            for text in (change.text, self._lines.pieces[path].between(change.first, change.now))
        )

    def _around(self, subjects: set[str]) -> tuple[str, ...]:
        """Return texts with these subjects and all that they lead to, entities and dates."""
        found = subjects | self._entities | self._where([_DATES])
        todo = [it for it in subjects if not _is_entity(it)]
        while todo:
            names = {compact(it) for _, it in _names(self._now.get(todo.pop(), ()))}
            new = {it for it in names if it in self._now and it not in found}
            found |= new
            todo += new
        return tuple(
            "\n".join(
                [pieces.top]
                + [pieces.text(piece) for piece, its in self._standing[path] if its & found]
            )
            for path, pieces in self._lines.pieces.items()
        )

    def _moved(self, subjects: set[str]) -> list[Finding] | None:
        """Return the findings of before on other subjects at their lines of now, if known."""
        found = []
        for finding in self._before.findings:
            if finding.subject in subjects:
                continue
            change = self._changes.get(finding.path)
            if change is None or finding.line <= change.first:
                found.append(finding)
            elif finding.line > change.last:
                line = finding.line + change.now - change.last
                found.append(replace(finding, line=line))
            else:
                return None
        return found


def _is_entity(subject: str) -> bool:
    return kind_of(subject) not in {"claim", "ps"}


def _names(places: Iterable[Place]) -> set[tuple[str, str]]:
    """Return what a subject names by which predicate, at these places; types are left out."""
    return {
        (pair.predicate, it)
        for place in places
        for pair in place.block.pairs
        if pair.predicate != _TYPE
        for it in pair.objects
        if isinstance(it, str)
    }
