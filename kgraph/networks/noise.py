"""Stated, seeded noise over grades and factuality, and the networks that could have been.

The noise is part of the data: a grade has an interval and a factuality a certainty
(``ontology/weights.ttl``). Each lever and each claim draws from a stream of its own, seeded with
the claim it goes back to, so that neither names nor the order of the data change a result.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kgraph.errors import BadOption, LimitError
from kgraph.networks.levers import Lever, levers
from kgraph.networks.strengths import Pairs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim, Tie
    from kgraph.networks.strengths import Quantiles

__all__ = ["ACTORS", "SAMPLES", "SEED", "Worlds", "statement"]

#: Draws and seed unless asked otherwise.
SAMPLES = 1000
SEED = 2023

#: Most actors of a matrix of all pairs.
ACTORS = 1000
#: Most numbers in memory at once, of a stack of matrices and of strengths by pair.
_CELLS, _NUMBERS = 8_000_000, 32_000_000


def statement(claim: Claim) -> tuple[object, ...]:
    """Return what makes two claims one statement: proposition, polarity and origin.

    A copy of an article under another outlet makes the same statements once more.
    """
    return (
        claim.subject,
        claim.relation,
        claim.object,
        claim.value,
        claim.affected,
        claim.topic,
        claim.group,
        claim.context,
        claim.condition,
        claim.modality,
        claim.lever_family,
        claim.polarity,
        claim.origin,
    )


@dataclass(frozen=True, eq=False)
class Worlds:
    """The levers of a network, and its matrix if some claims were not there or grades differed.

    Parameters
    ----------
    table : ClaimsTable
        The claims of the network.
    ties : tuple of Tie
        Its ties of influence.
    """

    table: ClaimsTable
    ties: tuple[Tie, ...]

    @cached_property
    def levers(self) -> tuple[Lever, ...]:
        """The levers that can count: all but those that only report a duty unmet."""
        return tuple(lever for lever in levers(self.table, self.ties) if lever.grade != "none")

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """The actors at either end of a tie, sorted."""
        return tuple(sorted({end for tie in self.ties for end in (tie.source, tie.target)}))

    @cached_property
    def claims(self) -> tuple[str, ...]:
        """The claims on which the levers rest, and those that make one hollow, sorted."""
        found = {c for lever in self.levers for c in (*lever.claims, *lever.hollow_by)}
        corroborating = {
            other
            for lever in self.levers
            for c in lever.hollow_by
            for other in self.table[c].corroborated_by
            if other in self.table
        }
        return tuple(sorted(found | corroborating))

    @cached_property
    def _statements(self) -> dict[tuple[object, ...], list[str]]:
        grouped: dict[tuple[object, ...], list[str]] = defaultdict(list)
        for claim in self.claims:
            grouped[statement(self.table[claim])].append(claim)
        return {key: sorted(several, key=self._first_told) for key, several in grouped.items()}

    def _first_told(self, claim: str) -> tuple[bool, str, str]:
        row = self.table[claim]
        document = self.table.documents.get(row.document)
        copied = document is None or document.publisher != row.origin
        return copied, row.reported_on or "~", claim

    def without_a_document(self) -> dict[tuple[str, ...], frozenset[str]]:
        """Return what goes with each document: its claims, and the same statements elsewhere.

        Returns
        -------
        dict of tuple of str to frozenset of str
            Documents to claims. Documents that go together, since one repeats the other, are one
            entry; those with nothing in this network have none.
        """
        behind: dict[str, set[tuple[object, ...]]] = defaultdict(set)
        for claim in self.claims:
            behind[self.table[claim].document].add(statement(self.table[claim]))
        gone: dict[frozenset[str], list[str]] = defaultdict(list)
        for document, said in sorted(behind.items()):
            gone[frozenset(c for key in said for c in self._statements[key])].append(document)
        return {tuple(documents): claims for claims, documents in gone.items()}

    @property
    def independent_documents(self) -> int:
        """How many documents stand behind the levers; one that only repeats another adds none."""
        every = list(self.without_a_document().values())
        return sum(1 for gone in every if not any(gone < other for other in every))

    # --- strengths by pair

    @cached_property
    def pairs(self) -> Pairs:
        """The levers as arrays, by pair of actors."""
        return Pairs.of(self.table, self.levers, self.actors, self.claims)

    def strengths(self) -> np.ndarray:
        """Return how strong each pair is in the network as it is, shape (p, 1)."""
        return self.pairs.strengths(self._all(1))

    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the same over the lower and the upper ends of all grades' intervals."""

        def at(end: float) -> np.ndarray:
            def quantiles(places: np.ndarray) -> np.ndarray:
                whole: np.ndarray = np.full((len(places), 1), end)
                return whole

            return self.pairs.strengths(self._all(1), quantiles)

        return at(0.0), at(1.0)

    def lacking(self, several: Sequence[Collection[str]]) -> np.ndarray:
        """Return how strong each pair is without some claims, shape (p, len(several))."""
        present = self._all(len(several))
        at = {claim: i for i, claim in enumerate(self.claims)}
        for column, claims in enumerate(several):
            present[[at[claim] for claim in claims if claim in at], column] = False
        return self.pairs.strengths(present)

    def drawn(
        self, samples: int = SAMPLES, seed: int = SEED, noise: float = 1.0
    ) -> Iterator[np.ndarray]:
        """Yield how strong each pair is in some of the draws, shape (p, m), ``samples`` in all.

        Each claim is there with probability ``1 - noise (1 - certainty)``; each lever has a
        strength whose median is its grade's number and whose ends are those of the grade's
        interval, drawn towards the number by ``1 - noise``.

        Parameters
        ----------
        samples : int
            Number of draws, > 0.
        seed : int
            Seed, >= 0.
        noise : float
            In [0, 1]; 0 is the network as it is.

        Raises
        ------
        BadOption
            If an argument is out of its range.
        """
        if not (0 <= noise <= 1 and samples > 0 and seed >= 0):
            raise BadOption("Noise lies in [0, 1], with 1 or more samples and a seed of 0 or more.")
        step = max(1, _NUMBERS // max(1, len(self.pairs), len(self.claims)))
        for start in range(0, samples, step):
            part = range(start, min(start + step, samples))
            yield self.pairs.strengths(
                self._present(part, seed, noise), self._quantiles(part, seed, noise)
            )

    def _all(self, draws: int) -> np.ndarray:
        return np.ones((len(self.claims), draws), dtype=bool)

    def _present(self, part: range, seed: int, noise: float) -> np.ndarray:
        at = {claim: i for i, claim in enumerate(self.claims)}
        present = self._all(len(part))
        for several in self._statements.values():
            likely = [1 - noise * (1 - self.table[claim].certainty) for claim in several]
            if min(likely) >= 1:
                continue
            chance = _drawn(part, seed, "claim", several[0])
            for claim, likelihood in zip(several, likely, strict=True):
                present[at[claim]] = chance < likelihood
        return present

    def _quantiles(self, part: range, seed: int, noise: float) -> Quantiles:
        def quantiles(places: np.ndarray) -> np.ndarray:
            drawn: dict[tuple[str, ...], np.ndarray] = {}
            for place in places:
                key = self._draws_of[place]
                if key not in drawn:
                    drawn[key] = _drawn(part, seed, "lever", *key)
            found = np.array([drawn[self._draws_of[place]] for place in places])
            shifted: np.ndarray = 0.5 + noise * (found - 0.5)
            return shifted

        return quantiles

    @cached_property
    def _draws_of(self) -> tuple[tuple[str, str, str], ...]:
        """What each lever's draws are named after: its first claim, its relation, and which way."""
        found = []
        for lever in self.levers:
            first = min(lever.claims, key=self._first_told)
            forward = self.table[first].subject == lever.source
            found.append((first, lever.relation, str(forward)))
        return tuple(found)

    # --- matrices of all pairs

    def matrices(self, strengths: np.ndarray) -> Iterator[np.ndarray]:
        """Yield strengths by pair, shape (p, m), as stacks of matrices of shape (some, n, n).

        Raises
        ------
        LimitError
            If there are too many actors for a matrix of all pairs.
        """
        n = len(self.actors)
        if n > ACTORS:
            message = (
                f"{n:,} actors are too many for a matrix of all pairs (at most {ACTORS:,}); ranks "
                "by direct and pagerank need none; or choose fewer claims with --lens, --family "
                "or --as-of."
            )
            raise LimitError(message)
        step = max(1, _CELLS // max(1, n * n))
        for start in range(0, strengths.shape[1], step):
            part = strengths[:, start : start + step]
            found = np.zeros((part.shape[1], n, n))
            found[:, self.pairs.source, self.pairs.target] = part.T
            yield found

    def _matrix(self, strengths: np.ndarray) -> np.ndarray:
        (stack,) = self.matrices(strengths)
        found: np.ndarray = stack[0]
        return found

    def base(self) -> np.ndarray:
        """Return the matrix of the network as it is, shape (n, n)."""
        return self._matrix(self.strengths())

    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the matrices over the lower and the upper ends of all grades' intervals."""
        low, high = map(self._matrix, self.bounds())
        return low, high

    def without(self, claims: Collection[str]) -> np.ndarray:
        """Return the matrix of the network without some claims, shape (n, n)."""
        return self._matrix(self.lacking([claims]))

    def draws(
        self, samples: int = SAMPLES, seed: int = SEED, noise: float = 1.0
    ) -> Iterator[np.ndarray]:
        """Yield what ``drawn`` does as stacks of matrices, shape (m, n, n), ``samples`` in all."""
        for part in self.drawn(samples, seed, noise):
            yield from self.matrices(part)


def _drawn(part: range, seed: int, *key: str) -> np.ndarray:
    """Return some of the draws of the stream of this name, in [0, 1), shape (len(part),)."""
    digest = hashlib.sha256("\0".join(key).encode()).digest()
    stream = np.random.PCG64([seed, int.from_bytes(digest[:8], "big")])
    if part.start:
        stream.advance(part.start)
    return np.random.Generator(stream).random(len(part))
