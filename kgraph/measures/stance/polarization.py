"""Polarization: how near positions come to two blocs, found exactly or by moving one at a time."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

__all__ = ["SAME", "Costs", "Split", "exact", "heuristic", "sums"]

#: Distances closer than this are equal.
SAME = 1e-12

#: The heuristic: rounds of moves under fixed ideal blocs, then moves under the blocs as they
#: become, until none gains up to so many actors, above at most so many.
_PASSES = 20
_SMALL = 200
_LAST_MOVES = 20

#: The bound looks at this many ranges of sizes at most; where a range is one size it is tighter.
_RANGES = 60


@dataclass(frozen=True)
class Split:
    """The best partition in two blocs.

    Attributes
    ----------
    distance : float
        ``D'``, dimensionless in [0, 1]: 0 for two ideal blocs.
    member : tuple of bool
        For each actor whether it stands with the last one.
    exact : bool
        Whether every partition was looked at.
    least : float
        No partition has a smaller distance; ``distance`` itself if exact.
    ties : int
        Number of partitions with this distance; 1 if the heuristic cannot know.
    """

    distance: float
    member: tuple[bool, ...]
    exact: bool
    least: float
    ties: int

    @property
    def polarization(self) -> float:
        """``1 - distance``, dimensionless in [0, 1]."""
        return 1.0 - self.distance

    @property
    def gap(self) -> float:
        """How much the distance could be smaller at most: 0 if exact."""
        return self.distance - self.least


def sums(C: np.ndarray, F: np.ndarray) -> tuple[float, float]:  # noqa: N803  the literature's
    """Return the sums of congruence and conflict off the diagonal."""
    return float(C.sum() - np.trace(C)), float(F.sum() - np.trace(F))


class Costs:
    """The distance of a partition as a sum over pairs, which depends only on the sizes of blocs."""

    def __init__(self, C: np.ndarray, F: np.ndarray) -> None:  # noqa: N803
        self.C = C - np.diag(np.diag(C))
        self.F = F - np.diag(np.diag(F))
        self.n = len(C)
        self.total_c, self.total_f = sums(C, F)
        self.scale = 2.0 * (self.total_c + self.total_f)

    def of(self, size: int) -> tuple[float, np.ndarray]:
        """Return what all pairs cost if between, and what each costs more if within."""
        a, b = size, self.n - size
        cbar = self.total_c / (a * (a - 1) + b * (b - 1))
        fbar = self.total_f / (2.0 * a * b)
        between = self.C + np.abs(self.F - fbar)
        np.fill_diagonal(between, 0.0)
        more = np.abs(self.C - cbar) + self.F - between
        np.fill_diagonal(more, 0.0)
        return float(between.sum()), more

    def value(self, member: np.ndarray) -> float:
        """Return the distance of a partition, given as a mask of one bloc."""
        base, more = self.of(int(member.sum()))
        x = member.astype(float)
        y = 1.0 - x
        return (base + float(x @ more @ x + y @ more @ y)) / self.scale


def exact(costs: Costs) -> Split:
    """Return the best of all partitions; the work doubles with each actor."""
    n = costs.n
    masks = np.arange(1, 2 ** (n - 1), dtype=np.int64)
    bits = np.arange(n - 1)
    # The last actor is never in the first bloc, so each partition is met once.
    sizes = ((masks[:, None] >> bits) & 1).sum(axis=1)
    best, least, ties = 0, np.inf, 0
    for size in range(1, n):
        chosen = masks[sizes == size]
        if not len(chosen):
            continue
        base, more = costs.of(size)
        for part in np.array_split(chosen, 1 + len(chosen) // 65536):
            x = ((part[:, None] >> bits) & 1).astype(float)
            x = np.hstack([x, np.zeros((len(part), 1))])
            y = 1.0 - x
            inside = ((x @ more) * x).sum(axis=1) + ((y @ more) * y).sum(axis=1)
            values = (base + inside) / costs.scale
            low = float(values.min())
            close = int((values <= min(low, least) + SAME).sum())
            if low < least - SAME:
                best, least, ties = int(part[int(values.argmin())]), low, close
            else:
                ties += close
    member = (*(not (best >> bit) & 1 for bit in range(n - 1)), True)
    # Rounding may leave a trace of a distance that is 0.
    least = max(0.0, least) if least > SAME else 0.0
    return Split(least, member, True, least, ties)


def heuristic(
    costs: Costs,
    agreement: np.ndarray,
    seed: int,
    starts: int | None = None,
    *,
    bound: bool = True,
) -> Split:
    """Return the best partition that moves from several cuts lead to, with a bound below it.

    See ``blocs.split``. Without ``bound`` nothing is known below but 0.
    """
    n = costs.n
    starts = starts if starts is not None else max(2, min(20, 2000 // n))
    chance = np.random.default_rng(seed)
    centred = agreement - np.diag(np.diag(agreement))
    _, vectors = np.linalg.eigh(centred)
    cuts = [vectors[:, -1] >= np.median(vectors[:, -1]), vectors[:, -1] > 0]
    cuts += [chance.random(n) < 0.5 for _ in range(starts)]
    best, least = None, np.inf
    for cut in cuts:
        member = cut.copy()
        if member.all() or not member.any():
            member[0] = not member[0]
        value = _improved(costs, member)
        if value < least - SAME:
            best, least = member.copy(), value
    assert best is not None  # noqa: S101  the first cut is below infinity
    least = max(0.0, least)
    floor = _floor(costs) if bound else 0.0
    side = best if best[-1] else ~best
    return Split(least, tuple(bool(one) for one in side), False, min(floor, least), 1)


def _improved(costs: Costs, member: np.ndarray) -> float:
    """Move one actor at a time, the one that gains most, until none gains; in place."""
    value = costs.value(member)
    for _ in range(_PASSES):
        moved = _passed(costs, member)
        after = costs.value(moved)
        if after >= value - SAME:
            break
        member[:], value = moved, after
    return _polished(costs, member, value)


def _passed(costs: Costs, member: np.ndarray) -> np.ndarray:
    """Return a partition after all moves that gain while the ideal blocs stay as they are."""
    _, more = costs.of(int(member.sum()))
    sign = np.where(member, 1.0, -1.0)
    pull = more @ sign
    for _ in range(4 * costs.n):
        gain = sign * pull
        mover = int(gain.argmax())
        left = int((sign == sign[mover]).sum())
        if gain[mover] <= SAME or left == 1:
            break
        sign[mover] = -sign[mover]
        pull += 2.0 * sign[mover] * more[:, mover]
    return sign > 0


def _polished(costs: Costs, member: np.ndarray, value: float) -> float:
    """As ``_passed``, with the ideal blocs of the new sizes after each move; in place."""
    n = costs.n
    for _ in range(4 * n if n <= _SMALL else _LAST_MOVES):
        size = int(member.sum())
        sign = np.where(member, 1.0, -1.0)
        best, mover = value - SAME, -1
        for to, movers in ((size - 1, member), (size + 1, ~member)):
            if not 0 < to < n:
                continue
            base, more = costs.of(to)
            pull = more @ sign
            # Within blocs as they stand, and what changes when one actor crosses over.
            inside = (float(more.sum()) + float(sign @ pull)) / 2.0
            values = np.where(movers, (base + inside - 2.0 * sign * pull) / costs.scale, np.inf)
            at = int(values.argmin())
            if values[at] < best:
                best, mover = float(values[at]), at
        if mover < 0:
            break
        member[mover] = not member[mover]
        value = best
    return costs.value(member)


def _floor(costs: Costs) -> float:
    """Return a distance below which no partition lies.

    Partitions of a range of sizes have a range of ideal blocs and of numbers of pairs within; each
    pair costs no less than it does under the ideal blocs that suit it best.
    """
    n = costs.n
    upper = np.triu_indices(n, 1)
    c, f = costs.C[upper], costs.F[upper]
    least = np.inf
    edges = np.unique(np.geomspace(1, n // 2 + 1, _RANGES).astype(int))
    for low, end in itertools.pairwise(edges.tolist()):
        high = end - 1
        pairs = [(a * (a - 1) + (n - a) * (n - a - 1)) / 2.0 for a in (low, high)]
        cbar = [costs.total_c / (2.0 * many) for many in pairs]
        fbar = [costs.total_f / (2.0 * a * (n - a)) for a in (high, low)]
        between = c + np.maximum(0.0, np.maximum(fbar[0] - f, f - fbar[1]))
        within = f + np.maximum(0.0, np.maximum(cbar[0] - c, c - cbar[1]))
        sums = np.concatenate([[0.0], np.cumsum(np.sort(within - between))])
        cheapest = float(sums[int(pairs[1]) : int(pairs[0]) + 1].min())
        least = min(least, 2.0 * (float(between.sum()) + cheapest) / costs.scale)
    return max(0.0, least)
