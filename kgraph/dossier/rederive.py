"""What the rules that ship give after a change of some claims, without asking them of all.

Two claims meet in a rule only if they share a key: they state the same, or are linked to what does
by a dispute; their relations are over one matter; they are figures of one group, dates or frames of
one event. Otherwise a rule looks from a claim at what it names, and at the offices and affiliations
of whom it names (``_TOLD``). So rules are asked anew of the claims that changed, of those with
which they share a key, and of what these share one with, in a store of their own. What was derived
of all others holds still. Of which rules that is so is said here (``_RULES``): whoever adds one to
those that ship, or has one look further, says by what its claims meet.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kgraph.dossier.dossier import is_ours
from kgraph.dossier.store import of_lines
from kgraph.vocabulary import CURATED, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from kgraph.dossier.parts import Past
    from kgraph.dossier.store import Store

__all__ = ["knows", "rederived"]

#: The rules whose claims meet by no other keys than these.
_RULES = frozenset(
    {
        "10-defaults", "10-shown", "11-matter", "11-proposition", "12-speaks-for", "13-voice",
        "14-itself", "15-origin", "16-corroborates", "20-condition", "21-time", "22-denial",
        "23-figure", "24-date", "25-framing", "26-assessment", "26-opposition", "27-contradicts",
        "28-third-party", "30-shortcuts", "31-symmetric",
    }
)  # fmt: skip
_TYPE = PREFIXES["rdf"] + "type"
#: What claims share that meet, derived or stated.
_STATED_ALIKE, _MATTER, _GROUP = "kg:proposition", "kg:matterKey", "kg:group"
#: Relations of which claims meet that have one subject.
_OF_SUBJECT = ("kg:dated", "kg:framedAs")
#: Relations that tell for whom others speak, and with whose voice.
_TOLD = ("kg:holdsOffice", "kg:affiliatedWith")
#: Above this share of the claims, rules are asked of all.
_SHARE = 2


def knows(rules: Iterable[Path]) -> bool:
    """Return whether it is known by what the claims of all these rules meet."""
    return all(is_ours(rule) and rule.stem in _RULES for rule in rules)


def rederived(
    past: Past, now: Store, gone: bytes, come: bytes, rules: Callable[[Store], object]
) -> bytes | None:
    """Return what rules give of a store in which nothing but days is derived yet.

    Parameters
    ----------
    past : Past
        What was derived before, by the same rules and vocabulary.
    now : Store
        What is stated now, with its days.
    gone, come : bytes
        N-Triples that were stated then and are not now, and the other way round.
    rules : callable
        Adds what rules give to a store.

    Returns
    -------
    bytes or None
        N-Triples; nothing where more than claims and passages changed, or too many.
    """
    change = _Change(past, now, gone, come, rules)
    if not change.changed.any():
        return past.derived
    return change.derived() if change.of_claims() else None


class _Change:
    """Two states of the claims, in one numbering of their terms.

    ``said`` is what either states, ``claim`` and ``passage`` which terms are one in either, and
    ``changed`` the claims and passages for which not all is as it was.
    """

    def __init__(
        self, past: Past, now: Store, gone: bytes, come: bytes, rules: Callable[[Store], object]
    ) -> None:
        self._past, self._rules = past, rules
        stated = now.described(derived=False)
        self._world = world = stated.and_also()
        self._stated = stated.triples
        self._days, self._before = now.derived, world.coded(past.derived)
        lost, new = world.coded(gone), world.coded(come)
        days, days_before = world.coded(self._days), world.coded(past.days)
        self._dated_rows = days
        self._size = len(world.terms)
        self.said = np.concatenate([self._stated, lost])
        self.claim, self.passage = (self._typed(f"kg:{name}") for name in ("Claim", "Passage"))
        self._touched = self._mask(np.concatenate([lost, new])[:, 0])
        redated = {*map(tuple, days.tolist())} ^ {*map(tuple, days_before.tolist())}
        self.changed = self._leading(
            self._touched | self._mask(np.array([row[0] for row in redated], np.int64))
        )
        self.changed |= self._spoken_for()

    # --- what is what

    def _mask(self, codes: np.ndarray) -> np.ndarray:
        found = np.zeros(self._size, dtype=bool)
        found[codes] = True
        return found

    def _of(self, predicate: str, rows: np.ndarray | None = None) -> np.ndarray:
        """Return subjects and objects of a predicate, shape (n, 2)."""
        among = self.said if rows is None else rows
        return np.asarray(among[among[:, 1] == self._world.code(predicate)][:, ::2])

    def _typed(self, name: str) -> np.ndarray:
        types = self._of(_TYPE)
        return self._mask(types[types[:, 1] == self._world.code(name), 0])

    def of_claims(self) -> bool:
        """Return whether nothing but claims and passages changed, and not too many of them."""
        ours = self.claim | self.passage
        types = self._of(_TYPE)
        known = [self._world.code(name) for name in ("kg:Claim", "kg:Passage")]
        other = self._mask(types[~np.isin(types[:, 1], known), 0])
        return (
            not (self.changed & ~ours).any()
            and not (self._touched & other).any()
            and self._is_few(self.changed)
        )

    def _is_few(self, claims: np.ndarray) -> bool:
        return _SHARE * int((claims & self.claim).sum()) <= int(self.claim.sum())

    def _leading(self, those: np.ndarray) -> np.ndarray:
        """Return these and all that leads to them."""
        found = new = those
        while new.any():
            reached = self._mask(self.said[new[self.said[:, 2]], 0])
            new = reached & ~found
            found = found | new
        return found

    def _named(self, those: np.ndarray) -> np.ndarray:
        """Return these and the claims and passages that they lead to."""
        ours = self.claim | self.passage
        found = new = those
        while new.any():
            reached = self._mask(self._stated[new[self._stated[:, 0]], 2])
            new = reached & ours & ~found
            found = found | new
        return found

    def _by_relation(self, names: Iterable[str]) -> np.ndarray:
        relations = self._of("kg:relation")
        return self._mask(relations[np.isin(relations[:, 1], [*map(self._world.code, names)]), 0])

    def _spoken_for(self) -> np.ndarray:
        """Return the claims of those whose office or affiliation another claim tells now."""
        subjects, claimants = self._of("kg:subject"), self._of("kg:claimant")
        told = self.changed & self._by_relation(_TOLD)
        whose = self._mask(subjects[told[subjects[:, 0]], 1])
        return self._mask(claimants[whose[claimants[:, 1]], 0])

    def _telling(self, claims: np.ndarray) -> np.ndarray:
        """Return the claims that tell the office or affiliation of whose word these are."""
        subjects, claimants = self._of("kg:subject"), self._of("kg:claimant")
        whose = self._mask(claimants[claims[claimants[:, 0]], 1])
        told = self._mask(subjects[whose[subjects[:, 1]], 0])
        return np.asarray(told & self._by_relation(_TOLD))

    # --- what is asked anew

    def derived(self) -> bytes | None:
        """Return what rules give now, nothing if they are to be asked of too many claims."""
        learnt = self._world.coded(self._asked(self.changed))
        keys = self._keys(np.concatenate([self._before, learnt]))
        met = _sharing(keys, self.changed)
        told = self._triples.of(met)
        anew = met | self._triples.telling(told, self._size)
        asked = _sharing(keys, anew)
        if not self._is_few(asked):
            return None
        lines = self._asked(asked)
        kept = ~self._chosen(self._before, anew, told)
        taken = self._chosen(self._world.coded(lines), anew, told)
        return b"".join([*_lines(self._past.derived, kept), *_lines(lines, taken)])

    def _asked(self, claims: np.ndarray) -> bytes:
        """Return what rules give of these claims and all that is no claim."""
        others = ~(self.claim | self.passage)
        part = self._named(claims | self._telling(claims) | others)
        rows = self._stated[part[self._stated[:, 0]]]
        days = np.flatnonzero(part[self._dated_rows[:, 0]])
        store = of_lines({CURATED: [self._text(rows)]})
        day_lines = self._text(self._dated_rows[days])
        store.add_derived(day_lines)
        self._rules(store)
        return store.derived[len(day_lines) :]

    def _text(self, rows: np.ndarray) -> bytes:
        terms = self._world.terms
        return b"".join(
            b"%s %s %s .\n" % (terms[one], terms[two], terms[three])
            for one, two, three in rows.tolist()
        )

    def _keys(self, derived: np.ndarray) -> np.ndarray:
        """Return claims and the keys by which they meet others, shape (n, 2)."""
        same, matter = (self._of(name, derived) for name in (_STATED_ALIKE, _MATTER))
        subjects = self._of("kg:subject")
        every = [
            self._disputing(same), matter, self._of(_GROUP), self._triples.pairs,
            *(subjects[self._by_relation([name])[subjects[:, 0]]] for name in _OF_SUBJECT),
        ]  # fmt: skip
        # Numbers of one kind of key are none of another.
        numbered = [
            np.stack([of[:, 0], of[:, 1].astype(np.int64) * len(every) + kind], axis=1)
            for kind, of in enumerate(every)
        ]
        found = np.concatenate(numbered)
        return np.asarray(found[self.claim[found[:, 0]]])

    def _disputing(self, same: np.ndarray) -> np.ndarray:
        """Return claims and what they state, as one where a curator links these by a dispute."""
        states: dict[int, list[int]] = defaultdict(list)
        for claim, proposition in same.tolist():
            states[claim].append(proposition)
        root: dict[int, int] = {}

        def first(one: int) -> int:
            while one in root:
                one = root[one]
            return one

        links = self._of("kg:disputes").tolist()
        for ends in links:
            several = {first(it) for end in ends for it in (end, *states.get(end, ()))}
            least = min(several)
            root.update({it: least for it in several if it != least})
        linked = [(end, end) for ends in links for end in ends]
        pairs = [(claim, first(it)) for claim, it in [*same.tolist(), *linked]]
        return np.array(pairs, np.int64).reshape(-1, 2)

    @cached_property
    def _triples(self) -> _Triples:
        return _Triples(self._of("kg:subject"), self._of("kg:relation"), self._of("kg:object"))

    def _chosen(self, rows: np.ndarray, claims: np.ndarray, told: frozenset[int]) -> np.ndarray:
        """Return which rows are said of some claims, or are plain triples that some tell."""
        of_claims = np.zeros(len(rows), dtype=bool)
        known = rows[:, 0] < self._size
        of_claims[known] = (claims & self.claim)[rows[known, 0]]
        for at in np.flatnonzero(np.isin(rows[:, 1], self._triples.relations)).tolist():
            number = self._triples.number(*rows[at].tolist())
            if number is not None:
                of_claims[at] = number in told
        return of_claims


class _Triples:
    """What claims tell as plain triples, either way round, numbered."""

    def __init__(self, subjects: np.ndarray, relations: np.ndarray, objects: np.ndarray) -> None:
        self.relations = np.unique(relations[:, 1])
        self._numbers: dict[tuple[int, int, int], int] = {}
        several: list[dict[int, list[int]]] = []
        for pairs in (subjects, relations, objects):
            of: dict[int, list[int]] = defaultdict(list)
            for claim, value in pairs.tolist():
                of[claim].append(value)
            several.append(of)
        first, second, third = several
        # Of a claim that changed, what it said before and what it says now are not told apart.
        self.pairs = np.array(
            [
                (claim, self._numbers.setdefault(_either(*triple), len(self._numbers)))
                for claim in first
                for triple in _every(first[claim], second.get(claim, ()), third.get(claim, ()))
            ],
            np.int64,
        ).reshape(-1, 2)

    def number(self, subject: int, relation: int, target: int) -> int | None:
        """Return the number of a triple, nothing if no claim tells it."""
        return self._numbers.get(_either(subject, relation, target))

    def of(self, claims: np.ndarray) -> frozenset[int]:
        """Return what these claims tell."""
        return frozenset(self.pairs[claims[self.pairs[:, 0]], 1].tolist())

    def telling(self, told: frozenset[int], size: int) -> np.ndarray:
        """Return the claims that tell one of these, as a mask."""
        found = np.zeros(size, dtype=bool)
        found[self.pairs[np.isin(self.pairs[:, 1], [*told]), 0]] = True
        return found


def _either(subject: int, relation: int, target: int) -> tuple[int, int, int]:
    return (min(subject, target), relation, max(subject, target))


def _every(
    subjects: Iterable[int], relations: Iterable[int], targets: Iterable[int]
) -> Iterator[tuple[int, int, int]]:
    return ((s, r, t) for s in subjects for r in relations for t in targets)


def _sharing(keys: np.ndarray, claims: np.ndarray) -> np.ndarray:
    """Return these claims and those that share a key with one of them, as a mask."""
    shared = np.unique(keys[claims[keys[:, 0]], 1])
    found = claims.copy()
    found[keys[np.isin(keys[:, 1], shared), 0]] = True
    return found


def _lines(text: bytes, chosen: np.ndarray) -> list[bytes]:
    several = text.splitlines(keepends=True)
    return [several[at] for at in np.flatnonzero(chosen).tolist()]
