"""Influence of one actor on another, direct and over others, on the matrix of a network.

Every function takes one matrix or a stack of them, shape (..., n, n): strengths in [0, 1] of the
row on the column, zero diagonal. Each returns the same shape; the diagonal of a result is 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kgraph.errors import UnknownName
from kgraph.measures import register
from kgraph.measures.influence.mdii import competitiveness, indirect

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DECAY", "PAIRS", "best_path", "decayed", "max_min", "scores", "ways"]

#: What each further step of a path counts, in ``decayed``.
DECAY = 0.5


def direct(strength: np.ndarray) -> np.ndarray:
    """Return the strengths themselves."""
    return strength


def best_path(strength: np.ndarray) -> np.ndarray:
    """Return the greatest product of strengths over any path, in [0, 1].

    The closure of Floyd and Warshall in (max, times).
    """
    found = strength.copy()
    for k in range(found.shape[-1]):
        np.maximum(found, found[..., :, k, None] * found[..., None, k, :], out=found)
    return _off_diagonal(found)


def ways(
    strength: np.ndarray, *, bottleneck: bool = False
) -> dict[tuple[int, int], tuple[tuple[int, ...], float]]:
    """Return the path of the greatest product (or bottleneck) between each pair that has one.

    Parameters
    ----------
    strength : array, shape (n, n)
        One matrix.
    bottleneck : bool
        Measure a path by its weakest step, not by its product.

    Returns
    -------
    dict of (int, int) to (tuple of int, float)
        Source and target to the nodes of the path and its number; of equal paths, one.
    """
    combine = np.minimum if bottleneck else np.multiply
    n = len(strength)
    best = _off_diagonal(np.array(strength, dtype=float))
    first = np.where(best > 0, np.arange(n), -1)
    for k in range(n):
        over = combine(best[:, k, None], best[None, k, :])
        np.fill_diagonal(over, 0.0)
        more = over > best * (1 + 1e-12)
        best = np.where(more, over, best)
        first = np.where(more, first[:, k, None], first)
    found = {}
    for i, j in zip(*map(np.ndarray.tolist, np.nonzero(best)), strict=True):
        path = [i]
        while path[-1] != j:
            path.append(int(first[path[-1], j]))
        found[i, j] = (tuple(path), float(best[i, j]))
    return found


def max_min(strength: np.ndarray) -> np.ndarray:
    """Return the greatest bottleneck over any path: its weakest step, in [0, 1]."""
    found = strength.copy()
    for k in range(found.shape[-1]):
        np.maximum(found, np.minimum(found[..., :, k, None], found[..., None, k, :]), out=found)
    return _off_diagonal(found)


def decayed(strength: np.ndarray, decay: float = DECAY) -> np.ndarray:
    """Return the sum of products over simple paths of up to three steps, each further step decayed.

    ``sum over paths of decay^(length - 1) x product``, >= 0, in closed form: walks of three steps
    less those that visit an end twice.
    """
    w = strength
    two = w @ w
    across = np.diagonal(two, axis1=-2, axis2=-1)
    back = np.swapaxes(w, -1, -2)
    three = two @ w - w * across[..., None, :] - across[..., :, None] * w + w * back * w
    return _off_diagonal(w + decay * two + decay**2 * three)


def mdii(strength: np.ndarray) -> np.ndarray:
    """Return MACTOR's direct and indirect influence, without feedback."""
    return _off_diagonal(indirect(strength))


def _off_diagonal(values: np.ndarray) -> np.ndarray:
    diagonal = np.arange(values.shape[-1])
    values[..., diagonal, diagonal] = 0.0
    return values


#: Measures of a pair, by the name that CLI and library use.
PAIRS: dict[str, Callable[[np.ndarray], np.ndarray]] = dict(
    zip(register.PAIRS, (direct, best_path, max_min, decayed, mdii), strict=True)
)


def scores(
    strength: np.ndarray, by: str, on: int | None = None, of: int | None = None
) -> np.ndarray:
    """Return a score for each actor, shape (..., n), nan where it is undefined.

    Parameters
    ----------
    strength : array, shape (..., n, n)
        Strengths of the row on the column.
    by : str
        One of ``register.SCORES``. A measure of pairs is summed over the actors moved;
        ``competitiveness`` is MACTOR's R, mean 1; ``pagerank`` sums to 1.
    on, of : int, optional
        Only influence on this actor, or only whom this actor influences.

    Raises
    ------
    UnknownName
        If there is no such measure, or it has no reading of one actor alone.
    """
    if by in PAIRS:
        pairs = PAIRS[by](strength)
        if on is not None:
            return pairs[..., :, on]
        return pairs.sum(axis=-1) if of is None else pairs[..., of, :]
    if by == "pagerank":
        return _pagerank(strength, on, of)
    if by == "competitiveness" and on is None and of is None:
        return competitiveness(indirect(strength))
    known = PAIRS if by == "competitiveness" else register.SCORES
    raise UnknownName(by, "measure of influence" + (" on one actor" * (known is PAIRS)), [*known])


def _pagerank(strength: np.ndarray, on: int | None, of: int | None) -> np.ndarray:
    from scipy import sparse

    from kgraph.measures.influence.pagerank import pagerank

    n = strength.shape[-1]
    if n == 0:
        return np.zeros(strength.shape[:-1])
    one = on if on is not None else of
    seed = None if one is None else np.eye(n)[one]
    flat = strength.reshape(-1, n, n)
    found = np.array([pagerank(sparse.csr_array(w), seed=seed, reach=of is not None) for w in flat])
    return found.reshape(*strength.shape[:-2], n)
