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

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.networks.bloc_search import SAME, Costs, Split, exact, heuristic, sums

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["EXACT", "Noise", "Split", "distance", "distance_dna", "noise", "split"]

#: Up to this many actors every partition is looked at; above, a heuristic with its gap.
EXACT = 20

#: Up to this many actors each draw of the null model is exact too.
_EXACT_DRAW = 12


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
        return self.excess / self.sd if self.sd > SAME else None


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
    total_c, total_f = sums(C, F)
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
    total_c, total_f = sums(C, F)
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
    total_c, total_f = sums(C, F)
    if len(C) < 3 or total_c == 0 or total_f == 0:
        return None
    costs = Costs(C, F)
    return exact(costs) if len(C) <= EXACT else heuristic(costs, C - F, seed)


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
    small = len(C) <= _EXACT_DRAW

    def value(c: np.ndarray, f: np.ndarray) -> float | None:
        total_c, total_f = sums(c, f)
        if len(c) < 3 or total_c == 0 or total_f == 0:
            return None
        costs = Costs(c, f)
        found = exact(costs) if small else heuristic(costs, c - f, seed, starts=2, bound=False)
        return found.polarization

    observed = value(C, F)
    if observed is None:
        return None
    chance = np.random.default_rng(seed)
    drawn = np.array([value(*deal(chance)) or 0.0 for _ in range(draws)])
    return Noise(observed, float(drawn.mean()), float(drawn.std(ddof=1)), draws, small)


def _pairs(member: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    same = member[:, None] == member[None, :]
    within = same & ~np.eye(len(member), dtype=bool)
    return within, ~same
