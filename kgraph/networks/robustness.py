"""How sure ranks are: acceptabilities, pairwise probabilities and intervals over draws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kgraph.errors import BadOption, LimitError

__all__ = ["PAIRED", "Acceptability", "acceptability", "ranks", "smaa"]

#: Most alternatives of which all pairs are compared.
PAIRED = 2000

#: Scores closer than this are the same.
_EQUAL = 1e-12


@dataclass(frozen=True, eq=False)
class Acceptability:
    """Ranks over many draws of scores.

    Parameters
    ----------
    scores : array, shape (draws, n)
        The scores of n alternatives in each draw.
    places : array of int, shape (draws, n)
        Their ranks from 1.

    References
    ----------
    .. [1] Lahdelma, Hokkanen and Salminen (1998), SMAA, Eur. J. Oper. Res. 106(1): 137-143.
    .. [2] Lahdelma and Salminen (2001), SMAA-2, Operations Research 49(3): 444-454.
    """

    scores: np.ndarray
    places: np.ndarray

    @cached_property
    def ranked(self) -> np.ndarray:
        """``b[i, r]``: probability that i has rank r + 1, shape (n, n).

        Rows sum to 1; columns do where no two share a rank. Raises ``LimitError`` above ``PAIRED``.
        """
        n = self._paired()
        found = np.zeros((n, n))
        for places in self.places:
            found[np.arange(n), places - 1] += 1
        return found / max(1, len(self.places))

    @cached_property
    def wins(self) -> np.ndarray:
        """``c[i, j]``: probability that i scores more than j, shape (n, n).

        With ``c[j, i]`` and the probability of equal scores it sums to 1. Raises ``LimitError``
        above ``PAIRED``.
        """
        n = self._paired()
        wins = np.zeros((n, n))
        step = max(1, 4_000_000 // max(1, n * n))
        for start in range(0, len(self.scores), step):
            part = self.scores[start : start + step]
            wins += (part[:, :, None] > part[:, None, :] + _EQUAL).sum(axis=0)
        return wins / len(self.scores)

    def _paired(self) -> int:
        n = int(self.scores.shape[1])
        if n > PAIRED:
            message = (
                f"{n:,} actors are too many to compare all pairs (at most {PAIRED:,}); ask for two "
                "with beats(), or choose fewer claims."
            )
            raise LimitError(message)
        return n

    def beats(self, i: int, j: int) -> float:
        """Return the probability that i scores more than j."""
        return float((self.scores[:, i] > self.scores[:, j] + _EQUAL).mean())

    @cached_property
    def first(self) -> np.ndarray:
        """Probability of rank 1, shape (n,)."""
        found: np.ndarray = (self.places == 1).mean(axis=0)
        return found

    @cached_property
    def low(self) -> np.ndarray:
        """The 5 % quantile of each rank, shape (n,)."""
        found: np.ndarray = np.quantile(self.places, 0.05, axis=0, method="lower").astype(int)
        return found

    @cached_property
    def high(self) -> np.ndarray:
        """The 95 % quantile of each rank, shape (n,)."""
        found: np.ndarray = np.quantile(self.places, 0.95, axis=0, method="higher").astype(int)
        return found

    @cached_property
    def scores_low(self) -> np.ndarray:
        """The 5 % quantile of each score, shape (n,)."""
        found: np.ndarray = np.quantile(self.scores, 0.05, axis=0)
        return found

    @cached_property
    def scores_high(self) -> np.ndarray:
        """The 95 % quantile of each score, shape (n,)."""
        found: np.ndarray = np.quantile(self.scores, 0.95, axis=0)
        return found


def ranks(scores: np.ndarray) -> np.ndarray:
    """Return ranks from 1 for the greatest score, shape as given; equal scores share the better.

    >>> ranks(np.array([0.3, 0.9, 0.3])).tolist()
    [2, 1, 2]
    """
    given = np.asarray(scores, dtype=float)
    n = given.shape[-1]
    found = np.empty(given.shape, dtype=int)
    for one, places in zip(given.reshape(-1, n), found.reshape(-1, n), strict=True):
        places[:] = 1 + n - np.searchsorted(np.sort(one), one + _EQUAL, side="right")
    return found


def acceptability(scores: np.ndarray) -> Acceptability:
    """Return how often each one has each rank over draws of scores, shape (draws, n).

    Who scores equal shares the better rank. A score that is nan counts as 0.
    """
    given = np.nan_to_num(np.asarray(scores, dtype=float))
    if given.ndim != 2 or not len(given):
        raise BadOption("Draws of scores have one row per draw and one column per actor.")
    return Acceptability(given, ranks(given))


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
