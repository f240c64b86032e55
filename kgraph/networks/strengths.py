"""The strength of every pair of a network as arrays, for many draws at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.networks.levers import grade_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.networks.levers import Lever

    #: Positions of levers to where each stands within its grade's interval, shape (k, draws).
    Quantiles = Callable[[np.ndarray], np.ndarray]

__all__ = ["Pairs"]

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
        levers: Sequence[Lever],
        actors: Sequence[str],
        claims: Sequence[str],
    ) -> Pairs:
        """Return the levers as arrays; actors and claims are known by their places in the lists."""
        actor = {name: i for i, name in enumerate(actors)}
        at = {claim: i for i, claim in enumerate(claims)}
        grouped: dict[tuple[int, int], dict[str, list[int]]] = defaultdict(dict)
        for place, lever in enumerate(levers):
            ends = actor[lever.source], actor[lever.target]
            grouped[ends].setdefault(lever.family, []).append(place)
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
