"""Two blocs and how far apart they are: the distance from ideal blocs, and its optimum.

``W`` are the ordered pairs within a bloc, ``B`` those between the blocs, ``||C||`` and ``||F||``
the sums of congruence and conflict off the diagonal, ``cbar = ||C|| / |W|``,
``fbar = ||F|| / |B|``. The distance of a partition ``m`` from two ideal blocs is

    D'(m) = [sum_W (|C_ij - cbar| + F_ij) + sum_B (C_ij + |F_ij - fbar|)] / (2 (||C|| + ||F||))

and polarization is ``P = 1 - min_m D'(m)``. This is the distance of Discourse Network Analyzer
(``distance_dna``) with one mean for all pairs within and one for all between, so that two ideal
blocs have distance 0.

References
----------
.. [1] Leifeld, P. (2017), Discourse network analysis, in Victor et al. (eds.), Oxford Handbook of
   Political Networks.
.. [2] Salloum, A., Chen, T. H. Y. & Kivelä, M. (2022), Separating polarization from noise, CSCW.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["EXACT", "Noise", "Split", "distance", "distance_dna", "noise", "split"]

#: Up to this many actors every partition is looked at; above, a heuristic with its gap.
EXACT = 20

#: Up to this many actors each draw of the null model is exact too.
_EXACT_DRAW = 12

#: Distances closer than this are equal.
_SAME = 1e-12

#: The heuristic: rounds of moves under fixed ideal blocs, then moves under the blocs as they
#: become, until none gains up to so many actors, above at most so many.
_PASSES = 20
_SMALL = 200
_LAST_MOVES = 20


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


@dataclass(frozen=True)
class Noise:
    """Polarization against chance: positions dealt anew among those who speak on an issue.

    ``excess`` is the observed value minus the mean of the draws, ``z`` that in standard deviations
    (``None`` where all draws are equal). ``exact`` tells how observed and drawn values were
    optimised; both alike.
    """

    observed: float
    mean: float
    sd: float
    draws: int
    exact: bool

    @property
    def excess(self) -> float:
        """Observed minus mean, dimensionless in [-1, 1]."""
        return self.observed - self.mean

    @property
    def z(self) -> float | None:
        """``excess`` in standard deviations of the draws; ``None`` if they do not vary."""
        return self.excess / self.sd if self.sd > _SAME else None


def distance(C: np.ndarray, F: np.ndarray, member: np.ndarray) -> float | None:  # noqa: N803
    """Return ``D'`` of a partition.

    Parameters
    ----------
    C, F : array
        Congruence and conflict, square and symmetric, >= 0; diagonals are not looked at.
    member : array
        The bloc of each actor.

    Returns
    -------
    float or None
        Dimensionless in [0, 1]; ``None`` if all are in one bloc or each in its own, or nobody
        agrees or disagrees with anybody.

    Examples
    --------
    >>> apart = np.kron([[0, 1], [1, 0]], np.ones((2, 2)))
    >>> distance(1 - apart, apart, np.array([0, 0, 1, 1]))
    0.0
    """
    within, between = _pairs(np.asarray(member))
    total_c, total_f = _sums(C, F)
    if not within.any() or not between.any() or total_c + total_f == 0:
        return None
    cbar, fbar = total_c / within.sum(), total_f / between.sum()
    off = np.abs(C - cbar)[within].sum() + F[within].sum()
    off += C[between].sum() + np.abs(F - fbar)[between].sum()
    return float(off / (2.0 * (total_c + total_f)))


def distance_dna(C: np.ndarray, F: np.ndarray, member: np.ndarray) -> float | None:  # noqa: N803
    """Return the distance as Discourse Network Analyzer has it, to compare with published work.

    Its ideal congruence within bloc ``c`` is ``n_c (n_c - 1) / |W|`` times ``cbar``, its ideal
    conflict between ``a`` and ``b`` is ``n_a n_b / |B|`` times ``fbar``; so two ideal blocs are not
    at distance 0. Parameters and result as for ``distance``.
    """
    blocs = np.asarray(member)
    within, between = _pairs(blocs)
    total_c, total_f = _sums(C, F)
    if not within.any() or not between.any() or total_c + total_f == 0:
        return None
    sizes = {bloc: int((blocs == bloc).sum()) for bloc in set(blocs.tolist())}
    n = np.array([sizes[bloc] for bloc in blocs.tolist()], dtype=float)
    cbar = n * (n - 1) / within.sum() * total_c / within.sum()
    fbar = np.outer(n, n) / between.sum() * total_f / between.sum()
    off = np.abs(C - cbar[:, None])[within].sum() + F[within].sum()
    off += C[between].sum() + np.abs(F - fbar)[between].sum()
    return float(off / (2.0 * (total_c + total_f)))


def split(C: np.ndarray, F: np.ndarray, seed: int = 0) -> Split | None:  # noqa: N803
    """Return the partition in two blocs that is nearest to two ideal blocs.

    Exact up to ``EXACT`` actors. Above, a cut along the first eigenvector of ``C - F`` and random
    cuts, each improved by moving the actor that gains most until none does; with a lower bound from
    the number of pairs that any partition of that size has within blocs.

    Parameters
    ----------
    C, F : array
        Congruence and conflict, as for ``distance``.
    seed : int
        Of the random cuts.

    Returns
    -------
    Split or None
        ``None`` for fewer than three actors, or where nobody disagrees or nobody agrees with
        anybody: then there are no two blocs to be nearest to.
    """
    total_c, total_f = _sums(C, F)
    if len(C) < 3 or total_c == 0 or total_f == 0:
        return None
    costs = _Costs(C, F)
    return _exact(costs) if len(C) <= EXACT else _heuristic(costs, C - F, seed)


def noise(
    deal: Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray]],
    C: np.ndarray,  # noqa: N803
    F: np.ndarray,  # noqa: N803
    draws: int = 100,
    seed: int = 0,
) -> Noise | None:
    """Return polarization against a null model.

    Parameters
    ----------
    deal : callable
        Gives congruence and conflict of one draw of the null model.
    C, F : array
        The observed ones.
    draws, seed : int
        Number of draws, and where chance begins.

    Returns
    -------
    Noise or None
        ``None`` where the observed value is undefined. A draw without two blocs counts as 0. Up to
        12 actors every optimum is exact; above, observed and drawn values are both heuristic, so
        that like is compared with like.
    """
    exact = len(C) <= _EXACT_DRAW

    def value(c: np.ndarray, f: np.ndarray) -> float | None:
        total_c, total_f = _sums(c, f)
        if len(c) < 3 or total_c == 0 or total_f == 0:
            return None
        costs = _Costs(c, f)
        found = _exact(costs) if exact else _heuristic(costs, c - f, seed, starts=2, bound=False)
        return found.polarization

    observed = value(C, F)
    if observed is None:
        return None
    chance = np.random.default_rng(seed)
    drawn = np.array([value(*deal(chance)) or 0.0 for _ in range(draws)])
    return Noise(observed, float(drawn.mean()), float(drawn.std(ddof=1)), draws, exact)


def _pairs(member: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    same = member[:, None] == member[None, :]
    within = same & ~np.eye(len(member), dtype=bool)
    return within, ~same


def _sums(C: np.ndarray, F: np.ndarray) -> tuple[float, float]:  # noqa: N803
    return float(C.sum() - np.trace(C)), float(F.sum() - np.trace(F))


class _Costs:
    """The distance of a partition as a sum over pairs, which depends only on the sizes of blocs."""

    def __init__(self, C: np.ndarray, F: np.ndarray) -> None:  # noqa: N803
        self.C = C - np.diag(np.diag(C))
        self.F = F - np.diag(np.diag(F))
        self.n = len(C)
        self.total_c, self.total_f = _sums(C, F)
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
        base, more = self.of(int(member.sum()))
        x = member.astype(float)
        y = 1.0 - x
        return (base + float(x @ more @ x + y @ more @ y)) / self.scale


def _exact(costs: _Costs) -> Split:
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
            close = int((values <= min(low, least) + _SAME).sum())
            if low < least - _SAME:
                best, least, ties = int(part[int(values.argmin())]), low, close
            else:
                ties += close
    member = tuple(not (best >> bit) & 1 for bit in range(n - 1)) + (True,)
    # Rounding may leave a trace of a distance that is 0.
    least = max(0.0, least) if least > _SAME else 0.0
    return Split(least, member, True, least, ties)


def _heuristic(
    costs: _Costs,
    agreement: np.ndarray,
    seed: int,
    starts: int | None = None,
    *,
    bound: bool = True,
) -> Split:
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
        if value < least - _SAME:
            best, least = member.copy(), value
    assert best is not None  # noqa: S101  the first cut is below infinity
    least = max(0.0, least)
    floor = _floor(costs) if bound else 0.0
    side = best if best[-1] else ~best
    return Split(least, tuple(bool(one) for one in side), False, min(floor, least), 1)


def _improved(costs: _Costs, member: np.ndarray) -> float:
    """Move one actor at a time, the one that gains most, until none gains; in place."""
    value = costs.value(member)
    for _ in range(_PASSES):
        moved = _passed(costs, member)
        after = costs.value(moved)
        if after >= value - _SAME:
            break
        member[:], value = moved, after
    return _polished(costs, member, value)


def _passed(costs: _Costs, member: np.ndarray) -> np.ndarray:
    """Return a partition after all moves that gain while the ideal blocs stay as they are."""
    _, more = costs.of(int(member.sum()))
    sign = np.where(member, 1.0, -1.0)
    pull = more @ sign
    for _ in range(4 * costs.n):
        gain = sign * pull
        mover = int(gain.argmax())
        left = int((sign == sign[mover]).sum())
        if gain[mover] <= _SAME or left == 1:
            break
        sign[mover] = -sign[mover]
        pull += 2.0 * sign[mover] * more[:, mover]
    return sign > 0


def _polished(costs: _Costs, member: np.ndarray, value: float) -> float:
    """As ``_passed``, with the ideal blocs of the new sizes after each move; in place."""
    n = costs.n
    for _ in range(4 * n if n <= _SMALL else _LAST_MOVES):
        size = int(member.sum())
        sign = np.where(member, 1.0, -1.0)
        best, mover = value - _SAME, -1
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


def _floor(costs: _Costs) -> float:
    """Return a distance below which no partition lies.

    Partitions of a range of sizes have a range of ideal blocs and of numbers of pairs within; each
    pair costs no less than it does under the ideal blocs that suit it best.
    """
    n = costs.n
    upper = np.triu_indices(n, 1)
    c, f = costs.C[upper], costs.F[upper]
    least = np.inf
    edges = np.unique(np.geomspace(1, n // 2 + 1, 60).astype(int))
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
