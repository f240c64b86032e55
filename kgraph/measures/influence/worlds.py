"""Stated, seeded noise over grades and factuality, and the networks that could have been.

The noise is part of the data: a grade has an interval and a factuality a certainty
(``ontology/weights.ttl``). Each lever and each claim draws from a stream of its own, seeded with
the claim it goes back to, so that neither names nor the order of the data change a result.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kgraph.errors import BadOption, LimitError
from kgraph.networks.levers import grade_of, levers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim, Tie

    #: Positions of levers to where each stands within its grade's interval, shape (k, draws).
    Quantiles = Callable[[np.ndarray], np.ndarray]

__all__ = ["ACTORS", "SAMPLES", "SEED", "Pairs", "Worlds", "statement"]

#: Draws and seed unless asked otherwise.
SAMPLES = 1000
SEED = 2023

#: Most actors of a matrix of all pairs.
ACTORS = 1000
#: Most numbers in memory at once, of a stack of matrices and of strengths by pair.
_CELLS, _NUMBERS = 8_000_000, 32_000_000


def statement(claim: Claim) -> tuple[object, ...]:
    """Return what makes two claims one statement: proposition, polarity and origin.

    A copy of an article under another outlet makes the same statements once more.
    """
    return (
        claim.subject,
        claim.relation,
        claim.object,
        claim.value,
        claim.affected,
        claim.topic,
        claim.group,
        claim.context,
        claim.condition,
        claim.modality,
        claim.lever_family,
        claim.polarity,
        claim.origin,
    )


@dataclass(frozen=True, eq=False)
class Worlds:
    """The levers of a network, and its matrix if some claims were not there or grades differed.

    Parameters
    ----------
    table : ClaimsTable
        The claims of the network.
    ties : sequence of Tie
        Its ties of influence.
    """

    table: ClaimsTable
    ties: Sequence[Tie]

    @cached_property
    def levers(self) -> tuple[Tie, ...]:
        """The levers that can count: all but those that only report a duty unmet."""
        return tuple(lever for lever in levers(self.table, self.ties) if lever.grade != "none")

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """The actors at either end of a tie, sorted."""
        return tuple(sorted({end for tie in self.ties for end in (tie.source, tie.target)}))

    @cached_property
    def claims(self) -> tuple[str, ...]:
        """The claims on which the levers rest, and those that make one hollow, sorted."""
        found = {c for lever in self.levers for c in (*lever.claims, *lever.hollow_by)}
        corroborating = {
            other
            for lever in self.levers
            for c in lever.hollow_by
            for other in self.table[c].corroborated_by
            if other in self.table
        }
        return tuple(sorted(found | corroborating))

    @cached_property
    def _statements(self) -> dict[tuple[object, ...], list[str]]:
        grouped: dict[tuple[object, ...], list[str]] = defaultdict(list)
        for claim in self.claims:
            grouped[statement(self.table[claim])].append(claim)
        return {key: sorted(several, key=self._first_told) for key, several in grouped.items()}

    def _first_told(self, claim: str) -> tuple[bool, str, str]:
        row = self.table[claim]
        document = self.table.documents.get(row.document)
        copied = document is None or document.publisher != row.origin
        return copied, row.reported_on or "~", claim

    def without_a_document(self) -> dict[tuple[str, ...], frozenset[str]]:
        """Return what goes with each document: its claims, and the same statements elsewhere.

        Returns
        -------
        dict of tuple of str to frozenset of str
            Documents to claims. Documents that go together, since one repeats the other, are one
            entry; those with nothing in this network have none.
        """
        behind: dict[str, set[tuple[object, ...]]] = defaultdict(set)
        for claim in self.claims:
            behind[self.table[claim].document].add(statement(self.table[claim]))
        gone: dict[frozenset[str], list[str]] = defaultdict(list)
        for document, said in sorted(behind.items()):
            gone[frozenset(c for key in said for c in self._statements[key])].append(document)
        return {tuple(documents): claims for claims, documents in gone.items()}

    @property
    def independent_documents(self) -> int:
        """How many documents stand behind the levers; one that only repeats another adds none."""
        every = list(self.without_a_document().values())
        return sum(1 for gone in every if not any(gone < other for other in every))

    # --- strengths by pair

    @cached_property
    def pairs(self) -> Pairs:
        """The levers as arrays, by pair of actors."""
        return Pairs.of(self.table, self.levers, self.actors, self.claims)

    def strengths(self) -> np.ndarray:
        """Return how strong each pair is in the network as it is, shape (p, 1)."""
        return self.pairs.strengths(self._all(1))

    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the same over the lower and the upper ends of all grades' intervals."""

        def at(end: float) -> np.ndarray:
            def quantiles(places: np.ndarray) -> np.ndarray:
                whole: np.ndarray = np.full((len(places), 1), end)
                return whole

            return self.pairs.strengths(self._all(1), quantiles)

        return at(0.0), at(1.0)

    def lacking(self, several: Sequence[Collection[str]]) -> np.ndarray:
        """Return how strong each pair is without some claims, shape (p, len(several))."""
        present = self._all(len(several))
        at = {claim: i for i, claim in enumerate(self.claims)}
        for column, claims in enumerate(several):
            present[[at[claim] for claim in claims if claim in at], column] = False
        return self.pairs.strengths(present)

    def drawn(
        self, samples: int = SAMPLES, seed: int = SEED, noise: float = 1.0
    ) -> Iterator[np.ndarray]:
        """Yield how strong each pair is in some of the draws, shape (p, m), ``samples`` in all.

        Each claim is there with probability ``1 - noise (1 - certainty)``; each lever has a
        strength whose median is its grade's number and whose ends are those of the grade's
        interval, drawn towards the number by ``1 - noise``.

        Parameters
        ----------
        samples : int
            Number of draws, > 0.
        seed : int
            Seed, >= 0.
        noise : float
            In [0, 1]; 0 is the network as it is.

        Raises
        ------
        BadOption
            If an argument is out of its range.
        """
        if not (0 <= noise <= 1 and samples > 0 and seed >= 0):
            raise BadOption("Noise lies in [0, 1], with 1 or more samples and a seed of 0 or more.")
        step = max(1, _NUMBERS // max(1, len(self.pairs), len(self.claims)))
        for start in range(0, samples, step):
            part = range(start, min(start + step, samples))
            yield self.pairs.strengths(
                self._present(part, seed, noise), self._quantiles(part, seed, noise)
            )

    def _all(self, draws: int) -> np.ndarray:
        return np.ones((len(self.claims), draws), dtype=bool)

    def _present(self, part: range, seed: int, noise: float) -> np.ndarray:
        at = {claim: i for i, claim in enumerate(self.claims)}
        present = self._all(len(part))
        for several in self._statements.values():
            likely = [1 - noise * (1 - self.table[claim].certainty) for claim in several]
            if min(likely) >= 1:
                continue
            chance = _drawn(part, seed, "claim", several[0])
            for claim, likelihood in zip(several, likely, strict=True):
                present[at[claim]] = chance < likelihood
        return present

    def _quantiles(self, part: range, seed: int, noise: float) -> Quantiles:
        def quantiles(places: np.ndarray) -> np.ndarray:
            drawn: dict[tuple[str, ...], np.ndarray] = {}
            for place in places:
                key = self._draws_of[place]
                if key not in drawn:
                    drawn[key] = _drawn(part, seed, "lever", *key)
            found = np.array([drawn[self._draws_of[place]] for place in places])
            shifted: np.ndarray = 0.5 + noise * (found - 0.5)
            return shifted

        return quantiles

    @cached_property
    def _draws_of(self) -> tuple[tuple[str, str, str], ...]:
        """What each lever's draws are named after: its first claim, its relation, and which way."""
        found = []
        for lever in self.levers:
            first = min(lever.claims, key=self._first_told)
            forward = self.table[first].subject == lever.source
            found.append((first, lever.relation, str(forward)))
        return tuple(found)

    # --- matrices of all pairs

    def matrices(self, strengths: np.ndarray) -> Iterator[np.ndarray]:
        """Yield strengths by pair, shape (p, m), as stacks of matrices of shape (some, n, n).

        Raises
        ------
        LimitError
            If there are too many actors for a matrix of all pairs.
        """
        n = len(self.actors)
        if n > ACTORS:
            message = (
                f"{n:,} actors are too many for a matrix of all pairs (at most {ACTORS:,}); ranks "
                "by direct and pagerank need none; or choose fewer claims with --lens, --family "
                "or --as-of."
            )
            raise LimitError(message)
        step = max(1, _CELLS // max(1, n * n))
        for start in range(0, strengths.shape[1], step):
            part = strengths[:, start : start + step]
            found = np.zeros((part.shape[1], n, n))
            found[:, self.pairs.source, self.pairs.target] = part.T
            yield found

    def _matrix(self, strengths: np.ndarray) -> np.ndarray:
        (stack,) = self.matrices(strengths)
        found: np.ndarray = stack[0]
        return found

    def base(self) -> np.ndarray:
        """Return the matrix of the network as it is, shape (n, n)."""
        return self._matrix(self.strengths())

    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the matrices over the lower and the upper ends of all grades' intervals."""
        low, high = map(self._matrix, self.bounds())
        return low, high

    def without(self, claims: Collection[str]) -> np.ndarray:
        """Return the matrix of the network without some claims, shape (n, n)."""
        return self._matrix(self.lacking([claims]))

    def draws(
        self, samples: int = SAMPLES, seed: int = SEED, noise: float = 1.0
    ) -> Iterator[np.ndarray]:
        """Yield what ``drawn`` does as stacks of matrices, shape (m, n, n), ``samples`` in all."""
        for part in self.drawn(samples, seed, noise):
            yield from self.matrices(part)


def _drawn(part: range, seed: int, *key: str) -> np.ndarray:
    """Return some of the draws of the stream of this name, in [0, 1), shape (len(part),)."""
    digest = hashlib.sha256("\0".join(key).encode()).digest()
    stream = np.random.PCG64([seed, int.from_bytes(digest[:8], "big")])
    if part.start:
        stream.advance(part.start)
    return np.random.Generator(stream).random(len(part))


# --- The strength of every pair of a network as arrays, for many draws at once.

#: Most numbers in memory at once while strengths are made of levers.
_CELLS = 4_000_000


@dataclass(frozen=True, eq=False)
class Pairs:
    """The levers of a network by ordered pair, and within a pair by family.

    Parameters
    ----------
    source, target : array of int, shape (p,)
        The actors of each pair, by their place in the list of actors.
    levers : array of int, shape (k,)
        Places of the levers by pair; pair i has ``levers[ends[i]:ends[i + 1]]``.
    family : array of int, shape (k,)
        Number of the lever's family within its pair, from 0, rising.
    claims : array of int
        Places of the claims of each lever; lever j has ``claims[told[j]:told[j + 1]]``.
    grades : array, shape (len(claims), 3)
        Low end, number and high end of the grade that each of these claims gives.
    hollow : mapping of int to sequence
        By place in ``levers``: the reports that the duty was unmet, each with the claims one of
        which has to bear it out (``None`` if it stands by itself).
    """

    source: np.ndarray
    target: np.ndarray
    levers: np.ndarray
    ends: np.ndarray
    family: np.ndarray
    claims: np.ndarray
    told: np.ndarray
    grades: np.ndarray
    hollow: Mapping[int, Sequence[tuple[int, list[int] | None]]]

    @classmethod
    def of(
        cls,
        table: ClaimsTable,
        levers: Sequence[Tie],
        actors: Sequence[str],
        claims: Sequence[str],
    ) -> Pairs:
        """Return the levers as arrays; actors and claims are known by their places in the lists."""
        actor = {name: i for i, name in enumerate(actors)}
        at = {claim: i for i, claim in enumerate(claims)}
        grouped: dict[tuple[int, int], dict[str, list[int]]] = defaultdict(dict)
        for place, lever in enumerate(levers):
            ends = actor[lever.source], actor[lever.target]
            grouped[ends].setdefault(lever.families[0], []).append(place)
        order, family, counts = [], [], []
        for by_family in grouped.values():
            for number, places in enumerate(by_family.values()):
                order += places
                family += [number] * len(places)
            counts.append(sum(map(len, by_family.values())))
        said = [claim for place in order for claim in levers[place].claims]
        graded = [table.grades[grade_of(table, claim)] for claim in said]
        return cls(
            source=np.array([a for a, _ in grouped], dtype=np.int64),
            target=np.array([b for _, b in grouped], dtype=np.int64),
            levers=np.array(order, dtype=np.int64),
            ends=_ends(counts),
            family=np.array(family, dtype=np.int64),
            claims=np.array([at[claim] for claim in said], dtype=np.int64),
            told=_ends([len(levers[place].claims) for place in order]),
            grades=np.array([(g.low, g.number, g.high) for g in graded]).reshape(-1, 3),
            hollow={
                position: [_report(table, at, claim) for claim in levers[place].hollow_by]
                for position, place in enumerate(order)
                if levers[place].hollow
            },
        )

    def __len__(self) -> int:
        return len(self.source)

    def strengths(self, present: np.ndarray, quantiles: Quantiles | None = None) -> np.ndarray:
        """Return how strong each pair is in each draw: families by noisy-or of their strongest.

        Parameters
        ----------
        present : array of bool, shape (claims, m)
            Which claims are there in each draw.
        quantiles : callable, optional
            Takes places of levers and returns where each stands within its grade's interval, in
            [0, 1], shape (k, m) or (k, 1): 0 and 1 are the ends, .5 is the grade's number, which
            holds without it.

        Returns
        -------
        array, shape (p, m)
            In [0, 1].
        """
        found = np.zeros((len(self), present.shape[1]))
        claims = np.diff(self.told[self.ends])
        most = max(1, int(claims.max(initial=1)))
        step = max(1, _CELLS // (most * max(1, present.shape[1])))
        for first in range(0, len(self), step):
            last = min(first + step, len(self))
            found[first:last] = self._part(first, last, present, quantiles)
        return found

    def _part(
        self, first: int, last: int, present: np.ndarray, quantiles: Quantiles | None
    ) -> np.ndarray:
        start, end = self.ends[first], self.ends[last]
        told = self.told[start : end + 1]
        said = slice(told[0], told[-1])
        low, number, high = (column[:, None] for column in self.grades[said].T)
        level = number
        if quantiles is not None:
            of = np.repeat(np.arange(end - start), np.diff(told))
            level = _level(quantiles(self.levers[start:end])[of], low, number, high)
        level = np.where(present[self.claims[said]], level, 0.0)
        held = np.maximum.reduceat(level, told[:-1] - told[0], axis=0)
        for position in range(start, end) if self.hollow else ():
            for report, others in self.hollow.get(position, ()):
                stands = present[report]
                if others is not None:
                    stands = stands & present[others].any(axis=0)
                held[position - start, stands] = 0.0
        pair = np.repeat(np.arange(last - first), np.diff(self.ends[first : last + 1]))
        family = self.family[start:end]
        new = np.ones(len(pair), dtype=bool)
        new[1:] = (pair[1:] != pair[:-1]) | (family[1:] != family[:-1])
        starts = np.flatnonzero(new)
        strongest = np.maximum.reduceat(held, starts, axis=0)
        pair, family = pair[starts], family[starts]
        found = np.zeros((last - first, present.shape[1]))
        for turn in range(int(family.max()) + 1):
            which = family == turn
            at, more = pair[which], strongest[which]
            found[at] += more - found[at] * more
        return found


def _ends(counts: Sequence[int]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)


def _report(table: ClaimsTable, at: Mapping[str, int], claim: str) -> tuple[int, list[int] | None]:
    """Return a report of an unmet duty, and the claims that it cannot stand without."""
    row = table[claim]
    others = [at[other] for other in row.corroborated_by if other in at]
    alone = row.mode == "ownVoice" or len(others) < len(row.corroborated_by)
    return at[claim], None if alone else others


def _level(
    quantile: np.ndarray, low: np.ndarray, number: np.ndarray, high: np.ndarray
) -> np.ndarray:
    """Return the strength at a quantile: straight from low to number at .5, and on to high."""
    share = np.abs(2 * quantile - 1)
    level: np.ndarray = number * (1 - share) + np.where(quantile < 0.5, low, high) * share
    return level
