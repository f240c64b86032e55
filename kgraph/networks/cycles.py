"""Cycles of a signed network that cannot be all right: bounds and cuts for its frustration.

A walk round a cycle that comes back to the other camp has at least one pair that is wrong, or one
that is right and was taken for wrong. Of a point between the integers, the walks that it breaks
most are shortest paths in the network laid out twice, once per camp; a linear programme is
tightened by them round by round.

References
----------
.. [1] Barahona, F. & Mahjoub, A. R. (1986), Mathematical Programming 36: 157-173.
.. [2] Aref, S., Mason, A. J. & Wilson, M. C. (2020), Networks 75(1): 95-110.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

__all__ = ["Cuts", "tightened"]

#: Most rounds of cuts, and rounds that must gain something before the next are worth their time.
_ROUNDS, _PATIENCE = 80, 10
_SLACK = 1e-4


@dataclass(frozen=True)
class Cuts:
    """Inequalities ``coefficients @ f >= least`` on the pairs that are wrong, and what they bound.

    ``coefficients`` and ``least`` have one entry per cut, a dict of pair to number, and a number;
    ``bound`` is a frustration that no camps undercut, >= 0.
    """

    coefficients: list[dict[int, float]] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    bound: float = 0.0


def tightened(
    n: int, first: np.ndarray, second: np.ndarray, sign: np.ndarray, weight: np.ndarray
) -> Cuts:
    """Return the cuts that a signed network's frustration is bounded by from below.

    Parameters
    ----------
    n : int
        Number of actors.
    first, second : array of int, shape (m,)
        The actors of each pair.
    sign, weight : array, shape (m,)
        -1 or 1, and a number > 0.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    m = len(first)
    wrong = np.zeros(m)
    rows: list[dict[int, float]] = []
    least: list[float] = []
    bound, stuck = 0.0, 0
    for turn in range(_ROUNDS):
        # One cycle may be the shortest walk of several actors.
        broken = _broken(n, first, second, sign, wrong)
        fresh = {(frozenset(row.items()), number): (row, number) for row, number in broken}.values()
        if not fresh or stuck >= _PATIENCE:
            break
        rows += [row for row, _ in fresh]
        least += [number for _, number in fresh]
        at = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        pairs = np.array([pair for row in rows for pair in row])
        numbers = np.array([number for row in rows for number in row.values()])
        matrix = coo_array((numbers, (at, pairs)), shape=(len(rows), m)).tocsr()
        solved = linprog(weight, A_ub=-matrix, b_ub=-np.array(least), bounds=(0, 1))
        if solved.x is None:
            break
        stuck = stuck + 1 if solved.fun < bound + 1e-4 * max(1.0, bound) else 0
        wrong, bound = solved.x, max(bound, float(solved.fun))
        if turn % 5 == 4:
            # What does not bind any more only costs time; it comes back if it is broken again.
            kept = np.flatnonzero(matrix @ wrong - np.array(least) < _SLACK)
            rows, least = [rows[i] for i in kept], [least[i] for i in kept]
    return Cuts(rows, least, bound)


def _broken(
    n: int, first: np.ndarray, second: np.ndarray, sign: np.ndarray, wrong: np.ndarray
) -> list[tuple[dict[int, float], float]]:
    """Return the cuts that a point breaks, the most broken of each actor."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    m = len(first)
    wrong = np.clip(wrong, 0.0, 1.0)
    # To stay in a camp costs what the pair is wrong if it is friendly, else what it is right.
    stay = np.where(sign > 0, wrong, 1 - wrong) + 1e-7
    cross = np.where(sign > 0, 1 - wrong, wrong) + 1e-7
    ends = [
        (a + n * camp, b, camp) for a, b in ((first, second), (second, first)) for camp in (0, 1)
    ]
    source = np.concatenate([a for a, _, _ in ends for _ in "xx"])
    target = np.concatenate([b + n * to for _, b, camp in ends for to in (camp, 1 - camp)])
    cost = np.concatenate([one for _ in ends for one in (stay, cross)])
    pair = np.tile(np.arange(m), 8)
    key = source * (2 * n) + target
    order = np.lexsort((cost, key))
    cheapest = order[np.concatenate([[True], np.diff(key[order]) != 0])]
    source, target, cost, pair = (one[cheapest] for one in (source, target, cost, pair))
    through = dict(
        zip(zip(source.tolist(), target.tolist(), strict=True), pair.tolist(), strict=True)
    )
    doubled = csr_array((cost, (source, target)), shape=(2 * n, 2 * n))
    far, before = dijkstra(doubled, indices=np.arange(n), return_predecessors=True)
    length = far[np.arange(n), np.arange(n) + n]
    found = []
    for start in np.flatnonzero(length < 1 - _SLACK).tolist():
        row: dict[int, float] = {}
        least, at = 1.0, start + n
        while at != start:
            came = int(before[start, at])
            step = through[came, at]
            if (sign[step] > 0) == ((came < n) == (at < n)):
                row[step] = row.get(step, 0.0) + 1.0
            else:
                row[step] = row.get(step, 0.0) - 1.0
                least -= 1.0
            at = came
        found.append((row, least))
    return found
