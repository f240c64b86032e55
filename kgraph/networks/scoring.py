"""Scores of actors by a measure, from the strengths of pairs in many draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.errors import LimitError
from kgraph.networks.measures import scores
from kgraph.networks.pagerank import pagerank

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kgraph.networks.noise import Worlds

__all__ = ["Scores"]

#: Most scores drawn (actors times draws), and draws that are scored at once.
_SCORES, _AT_ONCE = 50_000_000, 50


@dataclass(frozen=True, eq=False)
class Scores:
    """What turns strengths by pair, shape (p, m), into scores of all actors, shape (m, n).

    ``direct`` and ``pagerank`` need the pairs that have a lever only, and so work at any size;
    other measures need a matrix of all pairs. What is undefined scores 0.
    """

    worlds: Worlds
    by: str
    on: str = ""
    of: str = ""

    def __post_init__(self) -> None:
        # An unknown measure is an error even where there is nobody to rank.
        scores(np.zeros((1, 1)), self.by, *(0 if end else None for end in (self.on, self.of)))

    def __call__(self, strengths: np.ndarray) -> np.ndarray:
        """Return the scores, shape (m, n), of strengths of shape (p, m)."""
        if self.by == "direct":
            return self._summed(strengths)
        if self.by == "pagerank":
            return self._walked(strengths)
        on, of = (self._at(end) for end in (self.on, self.of))
        stacks = [scores(stack, self.by, on, of) for stack in self.worlds.matrices(strengths)]
        found = np.concatenate([np.zeros((0, len(self.worlds.actors))), *stacks])
        defined: np.ndarray = np.nan_to_num(found)
        return defined

    def held(self, strengths: np.ndarray) -> np.ndarray:
        """Return who has a lever (with ``of``: on whom there is one) in each draw, shape (m, n).

        A walk begins anywhere, so that a score by PageRank alone is no sign of one.
        """
        found: np.ndarray = self._summed(strengths) > 0
        return found

    def _at(self, actor: str) -> int | None:
        return self.worlds.actors.index(actor) if actor else None

    def _summed(self, strengths: np.ndarray) -> np.ndarray:
        from scipy import sparse

        ends = self.ends
        at = (np.ones(len(ends)), (ends, np.arange(len(ends))))
        found = sparse.csr_array(at, shape=(len(self.worlds.actors), len(ends))) @ strengths
        turned: np.ndarray = found.T
        return turned

    def _walked(self, strengths: np.ndarray) -> np.ndarray:
        from scipy import sparse

        n, pairs = len(self.worlds.actors), self.worlds.pairs
        order = np.lexsort((pairs.target, pairs.source))
        row_ends = np.searchsorted(pairs.source[order], np.arange(n + 1))
        one = self._at(self.on or self.of)
        seed = None if one is None else np.eye(1, n, one)[0]
        found = np.zeros((strengths.shape[1], n))
        for draw, column in enumerate(strengths.T if n else ()):
            at = (column[order], pairs.target[order], row_ends)
            weights = sparse.csr_array(at, shape=(n, n))
            found[draw] = pagerank(weights, seed=seed, reach=bool(self.of))
        return found

    @property
    def ends(self) -> np.ndarray:
        """The actor of each pair that a score is of: who moves, or with ``of`` who is moved."""
        pairs = self.worlds.pairs
        return pairs.target if self.of else pairs.source

    def drawn(
        self,
        chosen: Sequence[int],
        samples: int,
        seed: int,
        noise: float,
        progress: Callable[[int, int], None] | None = None,
    ) -> np.ndarray:
        """Return the scores of chosen actors in each draw, shape (samples, len(chosen)).

        ``progress`` takes the number of draws made so far, and of all. Raises ``LimitError`` for
        more than 50 million scores.
        """
        if samples * len(chosen) > _SCORES:
            message = (
                f"{samples:,} draws of {len(chosen):,} ranks are too many (at most {_SCORES:,} in "
                f"all); take {max(1, _SCORES // len(chosen)):,} draws, or choose fewer claims."
            )
            raise LimitError(message)
        found = np.zeros((samples, len(chosen)))
        done = 0
        for strengths in self.worlds.drawn(samples, seed, noise):
            for start in range(0, strengths.shape[1], _AT_ONCE):
                part = self(strengths[:, start : start + _AT_ONCE])[:, chosen]
                found[done : done + len(part)] = part
                done += len(part)
                if progress is not None:
                    progress(done, samples)
        return found
