"""How sure ranks are: acceptabilities, pairwise probabilities and intervals over draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kgraph.errors import BadOption

__all__ = ["Acceptability", "acceptability", "ranks", "smaa"]

#: Scores closer than this are the same.
_EQUAL = 1e-12


@dataclass(frozen=True, eq=False)
class Acceptability:
    """Ranks over many draws of scores; all arrays follow the order of the scores.

    Parameters
    ----------
    ranked : array, shape (n, n)
        ``b[i, r]``: probability that i has rank r + 1. Rows sum to 1; columns do where no two
        share a rank.
    wins : array, shape (n, n)
        ``c[i, j]``: probability that i scores more than j; with ``c[j, i]`` and the probability of
        equal scores it sums to 1.
    low, high : array, shape (n,)
        The 5 % and 95 % quantiles of each rank.
    scores_low, scores_high : array, shape (n,)
        The same of each score.

    References
    ----------
    .. [1] Lahdelma, Hokkanen and Salminen (1998), SMAA, Eur. J. Oper. Res. 106(1): 137-143.
    .. [2] Lahdelma and Salminen (2001), SMAA-2, Operations Research 49(3): 444-454.
    """

    ranked: np.ndarray
    wins: np.ndarray
    low: np.ndarray
    high: np.ndarray
    scores_low: np.ndarray
    scores_high: np.ndarray

    @property
    def first(self) -> np.ndarray:
        """Probability of rank 1, shape (n,)."""
        return self.ranked[:, 0] if self.ranked.size else np.zeros(len(self.ranked))


def ranks(scores: np.ndarray) -> np.ndarray:
    """Return ranks from 1 for the greatest score, shape as given; equal scores share the better.

    >>> ranks(np.array([0.3, 0.9, 0.3])).tolist()
    [2, 1, 2]
    """
    greater = scores[..., None, :] > scores[..., :, None] + _EQUAL
    found: np.ndarray = 1 + greater.sum(axis=-1)
    return found


def acceptability(scores: np.ndarray) -> Acceptability:
    """Return how often each one has each rank over draws of scores, shape (draws, n).

    Who scores equal shares the better rank. A score that is nan counts as 0.
    """
    given = np.nan_to_num(np.asarray(scores, dtype=float))
    if given.ndim != 2 or not len(given):
        raise BadOption("Draws of scores have one row per draw and one column per actor.")
    n = given.shape[1]
    wins = np.zeros((n, n))
    placed = np.zeros((len(given), n), dtype=int)
    step = max(1, 4_000_000 // max(1, n * n))
    for start in range(0, len(given), step):
        part = given[start : start + step]
        more = part[:, :, None] > part[:, None, :] + _EQUAL
        wins += more.sum(axis=0)
        placed[start : start + step] = 1 + more.sum(axis=1)
    ranked = np.array([(placed == rank).mean(axis=0) for rank in range(1, n + 1)])
    low = np.quantile(placed, 0.05, axis=0, method="lower")
    high = np.quantile(placed, 0.95, axis=0, method="higher")
    return Acceptability(
        ranked.reshape(n, n).T,
        wins / len(given),
        low.astype(int),
        high.astype(int),
        np.quantile(given, 0.05, axis=0),
        np.quantile(given, 0.95, axis=0),
    )


def smaa(criteria: np.ndarray, *, samples: int = 10_000, seed: int = 0) -> Acceptability:
    """Return rank acceptabilities where nobody knows how much each criterion weighs.

    Weights are drawn from the flat Dirichlet distribution; a score is the weighted sum.

    Parameters
    ----------
    criteria : array, shape (n, m)
        What each of n alternatives has of each of m criteria.
    samples, seed : int
        Number of draws and seed.
    """
    given = np.asarray(criteria, dtype=float)
    if given.ndim != 2 or not given.size:
        raise BadOption("Criteria have one row per alternative and one column per criterion.")
    weights = np.random.default_rng(seed).dirichlet(np.ones(given.shape[1]), samples)
    return acceptability(weights @ given.T)
