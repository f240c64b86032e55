"""MACTOR's measures of direct and indirect influence between actors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.errors import BadOption

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Mactor", "indirect", "mactor", "max_form"]


@dataclass(frozen=True, eq=False)
class Mactor:
    """MACTOR's reading of one matrix of direct influence; all arrays follow ``actors``.

    Parameters
    ----------
    actors : tuple of str
        Names of the rows and columns.
    direct : array, shape (n, n)
        MDI: influence of the row on the column, >= 0, in any unit; zero diagonal.
    mdii : array, shape (n, n)
        Direct and indirect influence, in the unit of ``direct``; the diagonal is feedback.
    influence, dependence : array, shape (n,)
        Row and column sums of ``mdii`` without its diagonal.
    competitiveness : array, shape (n,), or None
        R, dimensionless, mean 1; ``None`` where nobody has influence beyond feedback on itself.
    strongest : array, shape (n, n)
        The max form MMIDI, zero diagonal.
    competitiveness_max : array, shape (n,), or None
        Q, the same as R of the max form.
    stability : float or None
        H in [0, 100], percent: 100 if influence runs one way only; ``None`` without influence.

    References
    ----------
    .. [1] Godet (1991), Futures 23(6): 605-622.
    .. [2] Arcade, Godet, Meunier and Roubelat (1999), Structural analysis with the MICMAC method
       and actors' strategy with the MACTOR method, AC/UNU Millennium Project.
    """

    actors: tuple[str, ...]
    direct: np.ndarray
    mdii: np.ndarray
    influence: np.ndarray
    dependence: np.ndarray
    competitiveness: np.ndarray | None
    strongest: np.ndarray
    competitiveness_max: np.ndarray | None
    stability: float | None

    @property
    def net(self) -> np.ndarray:
        """Net influence: ``mdii`` minus its transpose, antisymmetric, shape (n, n)."""
        net: np.ndarray = self.mdii - self.mdii.T
        return net

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict per actor: influence, dependence, net influence, competitiveness."""
        net = self.net.sum(axis=1)
        r = self.competitiveness
        return [
            {
                "actor": actor,
                "influence": float(self.influence[i]),
                "dependence": float(self.dependence[i]),
                "net": float(net[i]),
                "competitiveness": None if r is None else float(r[i]),
            }
            for i, actor in enumerate(self.actors)
        ]

    def df(self) -> Any:
        """Return the rows as a pandas DataFrame, indexed by actor."""
        import pandas as pd

        return pd.DataFrame(self.rows()).set_index("actor")


def indirect(direct: np.ndarray) -> np.ndarray:
    """Return MDII: direct influence plus, over each intermediary, the weaker of the two steps.

    ``MDII_ij = MDI_ij + sum_k min(MDI_ik, MDI_kj)``; the diagonal keeps what comes back.

    Parameters
    ----------
    direct : array, shape (..., n, n)
        One matrix or a stack of them, >= 0, zero diagonal.
    """
    found = direct.copy()
    for k in range(direct.shape[-1]):
        found += np.minimum(direct[..., :, k, None], direct[..., None, k, :])
    return found


def max_form(direct: np.ndarray) -> np.ndarray:
    """Return MMIDI: the greater of direct influence and the best way over one intermediary.

    Shapes as for ``indirect``; zero diagonal.
    """
    found = direct.copy()
    for k in range(direct.shape[-1]):
        np.maximum(found, np.minimum(direct[..., :, k, None], direct[..., None, k, :]), out=found)
    diagonal = np.arange(direct.shape[-1])
    found[..., diagonal, diagonal] = 0.0
    return found


def competitiveness(both: np.ndarray) -> np.ndarray:
    """Return R (or Q) of direct and indirect influence, mean 1; nan where it is undefined.

    ``r_i = ((I_i - M_ii) / T) (I_i / (I_i + D_i))``, ``R_i = n r_i / sum r``, shape (..., n).
    """
    n = both.shape[-1]
    back = np.diagonal(both, axis1=-2, axis2=-1)
    influence = both.sum(axis=-1) - back
    dependence = both.sum(axis=-2) - back
    total = influence.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(influence + dependence > 0, influence / (influence + dependence), 0.0)
        r = (influence - back) / total * share
        scaled: np.ndarray = n * r / r.sum(axis=-1, keepdims=True)
    scaled[~np.isfinite(scaled)] = np.nan
    return scaled


def mactor(direct: np.ndarray, actors: Sequence[str]) -> Mactor:
    """Return MACTOR's measures of a matrix of direct influence.

    Raises
    ------
    BadOption
        If the matrix is not square, has a negative entry, or influence of an actor on itself.

    Examples
    --------
    >>> two = mactor(np.array([[0.0, 2.0], [1.0, 0.0]]), ("a", "b"))
    >>> two.influence.tolist(), two.net.tolist(), two.stability
    ([2.0, 1.0], [[0.0, 1.0], [-1.0, 0.0]], 33.333333333333336)
    """
    given = np.asarray(direct, dtype=float)
    if given.ndim != 2 or given.shape[0] != given.shape[1] or len(actors) != len(given):
        message = "Direct influence is a square matrix with one row and column for each actor."
        raise BadOption(message)
    if (given < 0).any() or np.diagonal(given).any():
        raise BadOption("Direct influence is not negative, and 0 of an actor on itself.")
    both, strongest = indirect(given), max_form(given)
    back = np.diagonal(both)
    influence, dependence = both.sum(axis=1) - back, both.sum(axis=0) - back
    total = float(influence.sum())
    return Mactor(
        actors=tuple(actors),
        direct=given,
        mdii=both,
        influence=influence,
        dependence=dependence,
        competitiveness=_defined(competitiveness(both)),
        strongest=strongest,
        competitiveness_max=_defined(competitiveness(strongest)),
        stability=float(100 * np.abs(influence - dependence).sum() / (2 * total))
        if total
        else None,
    )


def _defined(values: np.ndarray) -> np.ndarray | None:
    return None if np.isnan(values).any() or not len(values) else values
