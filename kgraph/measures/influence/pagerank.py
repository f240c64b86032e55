"""PageRank on the sparse matrix of a network, for networks of any size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.errors import BadOption, LimitError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["matrix", "pagerank"]


def matrix(
    source: np.ndarray | Sequence[int],
    target: np.ndarray | Sequence[int],
    weight: np.ndarray | Sequence[float],
    n: int,
) -> Any:
    """Return the ``scipy.sparse`` matrix (CSR, shape (n, n)) of weighted ties, parallel ones added.

    ``source`` and ``target`` are indices in [0, n), ``weight`` is not negative.
    """
    from scipy import sparse

    return sparse.csr_array(
        (np.asarray(weight, dtype=float), (np.asarray(source), np.asarray(target))), shape=(n, n)
    )


def pagerank(
    weights: Any,
    *,
    seed: np.ndarray | None = None,
    damping: float = 0.85,
    reach: bool = False,
    tolerance: float = 1e-12,
    rounds: int = 1000,
) -> np.ndarray:
    """Return the PageRank of influence: who stands behind what moves the actors of the seed.

    A walk starts at the seed, goes from whoever is moved to whoever can move it, in proportion to
    the weights, and begins anew with probability ``1 - damping`` or where nobody has a lever:
    ``pi = (1 - d) s + d P pi``.

    Parameters
    ----------
    weights : scipy.sparse array, shape (n, n)
        Influence of the row on the column, >= 0.
    seed : array, shape (n,), optional
        Where walks begin, not negative, scaled to sum 1; uniform unless given.
    damping : float
        Probability to go on, in [0, 1).
    reach : bool
        Walk the other way, from who moves to whom it can move: whom the seed reaches.
    tolerance : float
        Greatest total change at which the iteration ends, times the number of actors.
    rounds : int
        Most iterations.

    Returns
    -------
    array, shape (n,)
        Probabilities, dimensionless, sum 1.

    Raises
    ------
    BadOption
        If a weight is negative, or the seed has no positive sum.
    LimitError
        If it does not converge within ``rounds``.

    References
    ----------
    .. [1] Page, Brin, Motwani and Winograd (1999), The PageRank Citation Ranking.
    .. [2] Haveliwala (2002), Topic-sensitive PageRank, WWW 2002.
    """
    n = weights.shape[0]
    if not 0 <= damping < 1:
        message = f"The damping of PageRank lies in [0, 1), not {damping}."
        raise BadOption(message)
    if weights.nnz and weights.data.min() < 0:
        raise BadOption("PageRank is not defined for negative weights.")
    start = np.full(n, 1.0) if seed is None else np.asarray(seed, dtype=float)
    if start.shape != (n,) or (start < 0).any() or not start.sum() > 0:
        raise BadOption("The seed of PageRank has one number >= 0 per actor and a positive sum.")
    start = start / start.sum()
    onward = weights.T if reach else weights
    leaving = np.asarray(onward.sum(axis=0)).ravel()
    ends = leaving == 0
    per = np.divide(damping, leaving, out=np.zeros(n), where=~ends)
    dangling = np.flatnonzero(ends)
    found = start
    for _ in range(rounds):
        again = onward @ (found * per)
        again += (1 - damping + damping * found[dangling].sum()) * start
        change = np.abs(again - found).sum()
        found = again
        if change < n * tolerance:
            scaled: np.ndarray = found / found.sum()
            return scaled
    message = f"PageRank did not converge in {rounds} rounds; allow more or a lower damping."
    raise LimitError(message)
