"""Discourse networks: who agrees with whom, and on what, from counts of votes.

Everything here works on an array of counts ``X[i, j, k]``: how often actor ``i`` takes the position
``values[k]`` on issue ``j``. Actors and issues change places with ``X.swapaxes(0, 1)``.

References
----------
.. [1] Leifeld, P. (2013), Policy Studies Journal 41(1): 169-198.
.. [2] Leifeld, P. (2017), Discourse network analysis, in Victor et al. (eds.), Oxford Handbook of
   Political Networks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "NORMALISATIONS",
    "conflict",
    "congruence",
    "ignore",
    "normalised",
    "similarity",
    "subtract",
    "two_mode",
]

#: Ways to make counts comparable; those with ``dna`` are as Discourse Network Analyzer has them.
NORMALISATIONS = ("none", "average", "cosine", "jaccard-dna", "cosine-dna")


def similarity(values: Sequence[float]) -> np.ndarray:
    """Return how near positions are to each other: ``1 - |k - k'| / range``.

    Parameters
    ----------
    values : sequence of float
        The positions that can be taken, such as ``(-1, 0, 1)``.

    Returns
    -------
    array
        Square, symmetric, dimensionless in [0, 1], the diagonal 1.

    Examples
    --------
    >>> similarity((-1, 0, 1)).tolist()
    [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]]
    """
    k = np.asarray(values, dtype=float)
    span = k.max() - k.min() if len(k) else 0.0
    near: np.ndarray = 1.0 - np.abs(k[:, None] - k[None, :]) / (span or 1.0)
    return near


def congruence(X: np.ndarray, near: np.ndarray) -> np.ndarray:  # noqa: N803  the literature's name
    """Return ``C = sum_j sum_k sum_k' X_ijk X_i'jk' near_kk'``, actors by actors.

    Parameters
    ----------
    X : array
        Counts, actors by issues by positions, >= 0.
    near : array
        ``similarity`` of the positions.

    Returns
    -------
    array
        Square, symmetric, >= 0, dimensionless; the diagonal is an actor with itself.
    """
    return _folded(X, near)


def conflict(X: np.ndarray, near: np.ndarray) -> np.ndarray:  # noqa: N803
    """Return ``F = sum_j sum_k sum_k' X_ijk X_i'jk' (1 - near_kk')``, actors by actors.

    ``congruence + conflict = ignore``. Shapes and range as for ``congruence``.
    """
    return _folded(X, 1.0 - near)


def ignore(X: np.ndarray) -> np.ndarray:  # noqa: N803
    """Return ``sum_j n_ij n_i'j``: how often two actors meet on an issue, whatever they say."""
    counts = X.sum(axis=2)
    product: np.ndarray = counts @ counts.T
    return product


def subtract(X: np.ndarray, near: np.ndarray) -> np.ndarray:  # noqa: N803
    """Return congruence minus conflict, actors by actors; any sign."""
    difference: np.ndarray = congruence(X, near) - conflict(X, near)
    return difference


def _folded(X: np.ndarray, kernel: np.ndarray) -> np.ndarray:  # noqa: N803
    product: np.ndarray = _flat(X @ kernel) @ _flat(X).T
    return product


def _flat(X: np.ndarray) -> np.ndarray:  # noqa: N803
    actors, issues, values = X.shape
    return X.reshape(actors, issues * values)


def normalised(
    matrix: np.ndarray,
    X: np.ndarray,  # noqa: N803
    near: np.ndarray,
    by: str = "average",
) -> np.ndarray:
    """Return a congruence, conflict or subtract matrix made comparable between actors.

    Parameters
    ----------
    matrix : array
        What ``congruence``, ``conflict`` or ``subtract`` gave for ``X`` and ``near``.
    by : str
        ``none``; ``average``: by the mean of both actors' counts; ``cosine``: by the root of the
        product of both actors' congruence with themselves, which keeps the result in [-1, 1] and
        for two opposite positions is the cosine of their counts; ``jaccard-dna``: by products of
        counts where both speak plus counts where one does; ``cosine-dna``: by the product of both
        actors' counts (no cosine; kept to compare with published work).

    Returns
    -------
    array
        As ``matrix``; nan where the denominator is 0.
    """
    n = X.sum(axis=(1, 2))
    if by == "none":
        return matrix.astype(float)
    if by == "average":
        scale = (n[:, None] + n[None, :]) / 2.0
    elif by == "cosine":
        own = np.sqrt(np.einsum("ijk,kl,ijl->i", X, near, X))
        scale = own[:, None] * own[None, :]
    elif by == "cosine-dna":
        scale = n[:, None] * n[None, :]
    elif by == "jaccard-dna":
        flat = _flat(X)
        some = (flat > 0).astype(float)
        alone = flat @ (1.0 - some).T
        scale = flat @ flat.T + alone + alone.T
    else:
        message = f"unknown normalisation {by!r}"
        raise ValueError(message)
    made: np.ndarray = np.full(matrix.shape, np.nan)
    np.divide(matrix, scale, out=made, where=scale > 0)
    return made


def two_mode(X: np.ndarray, values: Sequence[float], by: str = "none") -> np.ndarray:  # noqa: N803
    """Return the signed actor by issue matrix: counts for minus counts against.

    Parameters
    ----------
    X : array
        Counts, actors by issues by positions.
    values : sequence of float
        The positions; those above their middle count for, those below against.
    by : str
        ``none``; ``activity``: by each actor's counts; ``prominence``: by each issue's.

    Returns
    -------
    array
        Actors by issues; nan where the denominator is 0.
    """
    k = np.asarray(values, dtype=float)
    middle = (k.max() + k.min()) / 2.0
    signed: np.ndarray = X @ np.sign(k - middle)
    counts = X.sum(axis=2)
    if by == "none":
        return signed
    scale = counts.sum(axis=1, keepdims=True) if by == "activity" else counts.sum(axis=0)[None, :]
    scale = np.broadcast_to(scale, signed.shape)
    made: np.ndarray = np.full(signed.shape, np.nan)
    np.divide(signed, scale, out=made, where=scale > 0)
    return made
