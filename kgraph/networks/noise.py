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
from kgraph.networks.levers import Lever, grade_of, levers, strength

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim, Grade, Tie

__all__ = ["SAMPLES", "SEED", "Worlds", "statement"]

#: Draws and seed unless asked otherwise.
SAMPLES = 1000
SEED = 2023

#: Most numbers of a stack of matrices in memory at once, and most actors of a matrix.
_CELLS = 8_000_000
_ACTORS = 1000


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

    def base(self) -> np.ndarray:
        """Return the matrix of the network as it is, shape (n, n)."""
        present = np.ones((1, len(self.claims)), dtype=bool)
        found: np.ndarray = self._matrices(present, None)[0]
        return found

    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the matrices over the lower and the upper ends of all grades' intervals."""
        present = np.ones((1, len(self.claims)), dtype=bool)
        low, high = (
            self._matrices(present, np.full((1, len(self.levers)), quantile))[0]
            for quantile in (0.0, 1.0)
        )
        return low, high

    def without(self, claims: Collection[str]) -> np.ndarray:
        """Return the matrix of the network without some claims, shape (n, n)."""
        present = np.array([[claim not in claims for claim in self.claims]], dtype=bool)
        found: np.ndarray = self._matrices(present, None)[0]
        return found

    def draws(
        self, samples: int = SAMPLES, seed: int = SEED, noise: float = 1.0
    ) -> Iterator[np.ndarray]:
        """Yield stacks of matrices, shape (m, n, n), ``samples`` in all.

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
        LimitError
            If there are too many actors for a matrix of all pairs.
        """
        if not (0 <= noise <= 1 and samples > 0 and seed >= 0):
            raise BadOption("Noise lies in [0, 1], with 1 or more samples and a seed of 0 or more.")
        n = len(self.actors)
        present = self._present(samples, seed, noise)
        quantiles = self._quantiles(samples, seed, noise)
        step = max(1, _CELLS // max(1, n * n))
        for start in range(0, samples, step):
            part = slice(start, start + step)
            yield self._matrices(present[part], quantiles[part])

    def _present(self, samples: int, seed: int, noise: float) -> np.ndarray:
        at = {claim: i for i, claim in enumerate(self.claims)}
        present = np.ones((samples, len(self.claims)), dtype=bool)
        for several in self._statements.values():
            chance = _stream(seed, "claim", several[0]).random(samples)
            for claim in several:
                likely = 1 - noise * (1 - self.table[claim].certainty)
                present[:, at[claim]] = chance < likely
        return present

    def _quantiles(self, samples: int, seed: int, noise: float) -> np.ndarray:
        drawn: dict[tuple[str, str, bool], np.ndarray] = {}
        columns = []
        for lever in self.levers:
            first = min(lever.claims, key=self._first_told)
            key = (first, lever.relation, self.table[first].subject == lever.source)
            if key not in drawn:
                drawn[key] = _stream(seed, "lever", *map(str, key)).random(samples)
            columns.append(0.5 + noise * (drawn[key] - 0.5))
        return np.array(columns).reshape(len(columns), samples).T

    def _matrices(self, present: np.ndarray, quantiles: np.ndarray | None) -> np.ndarray:
        samples, n = len(present), len(self.actors)
        if n > _ACTORS:
            message = (
                f"{n} actors are too many for a matrix of all pairs (at most {_ACTORS}); choose "
                "fewer claims with --lens, --family or --as-of, or PageRank in the library."
            )
            raise LimitError(message)
        at = {claim: i for i, claim in enumerate(self.claims)}
        actor = {name: i for i, name in enumerate(self.actors)}
        families: dict[tuple[str, str], dict[str, np.ndarray]] = defaultdict(dict)
        for column, lever in enumerate(self.levers):
            held = np.zeros(samples)
            for claim in lever.claims:
                grade = self.table.grades[grade_of(self.table, claim)]
                quantile = None if quantiles is None else quantiles[:, column]
                level = np.where(present[:, at[claim]], _level(grade, quantile), 0.0)
                np.maximum(held, level, out=held)
            for claim in lever.hollow_by:
                held[self._reported(present, at, claim)] = 0.0
            known = families[lever.source, lever.target]
            known[lever.family] = np.maximum(known.get(lever.family, 0.0), held)
        found = np.zeros((samples, n, n))
        for (source, target), by_family in families.items():
            found[:, actor[source], actor[target]] = strength(by_family.values())
        return found

    def _reported(self, present: np.ndarray, at: dict[str, int], claim: str) -> np.ndarray:
        """In which draws a report of an unmet duty stands: there, and own voice or corroborated."""
        row = self.table[claim]
        stands: np.ndarray = present[:, at[claim]]
        if row.mode == "ownVoice":
            return stands
        others = [at[other] for other in row.corroborated_by if other in at]
        if len(others) < len(row.corroborated_by):
            return stands
        return stands & present[:, others].any(axis=1)


def _level(grade: Grade, quantile: np.ndarray | None) -> np.ndarray | float:
    if quantile is None:
        return grade.number
    level: np.ndarray = np.interp(quantile, (0.0, 0.5, 1.0), (grade.low, grade.number, grade.high))
    return level


def _stream(seed: int, *key: str) -> np.random.Generator:
    digest = hashlib.sha256("\0".join(key).encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest[:8], "big")])
