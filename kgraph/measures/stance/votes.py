"""Positions as votes: how often each actor takes which side of each issue, and by which claims."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kgraph.errors import BadOption
from kgraph.measures.account import added, divided

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim
    from kgraph.networks.network import Positions

__all__ = [
    "DUPLICATES",
    "NORMALISATIONS",
    "PUBLISHERS",
    "VALUES",
    "Votes",
    "advocates",
    "conflict",
    "congruence",
    "ignore",
    "normalised",
    "similarity",
    "subtract",
    "votes",
]

#: The positions that can be taken: against, neither, for.
VALUES = (-1, 0, 1)

#: How claims that repeat a position count: once, or once per document or period, or each.
DUPLICATES = ("once", "document", "week", "month", "year", "include")

#: Types of actor that advocate in their own texts and are no party.
PUBLISHERS = frozenset({"MediaOutlet", "ThinkTank"})


@dataclass(frozen=True, eq=False)
class Votes:
    """Counts of positions with the claims behind each count.

    Attributes
    ----------
    actors, issues : tuple of str
        Who takes a position, and on what; sorted.
    counts : array
        Actors by issues by ``VALUES``, whole numbers >= 0.
    claims : mapping of (int, int, int) to tuple of str
        The claims behind each count that is not 0, by the same indices.
    conditional : tuple of str
        Claims left out because the position is taken on a condition only.
    duplicates : str
        One of ``DUPLICATES``.
    advocates : tuple of str
        Publishers and analysts left out: what they advocate is a view of its own.
    """

    table: ClaimsTable
    actors: tuple[str, ...]
    issues: tuple[str, ...]
    counts: np.ndarray
    claims: Mapping[tuple[int, int, int], tuple[str, ...]]
    conditional: tuple[str, ...] = ()
    duplicates: str = "once"
    advocates: tuple[str, ...] = ()

    @cached_property
    def near(self) -> np.ndarray:
        """Similarity of the positions, see ``discourse.similarity``."""
        return similarity(VALUES)

    @property
    def filled(self) -> float | None:
        """Share of cells with a position, dimensionless in (0, 1]; ``None`` without any cell."""
        cells = len(self.actors) * len(self.issues)
        return float((self.counts.sum(axis=2) > 0).sum()) / cells if cells else None

    @property
    def basis(self) -> tuple[str, ...]:
        """Every claim that counts, sorted."""
        return tuple(sorted({claim for several in self.claims.values() for claim in several}))

    def turned(self) -> Votes:
        """Return the votes with actors and issues in each other's place."""
        return Votes(
            self.table,
            self.issues,
            self.actors,
            self.counts.swapaxes(0, 1),
            {(j, i, k): claims for (i, j, k), claims in self.claims.items()},
            self.conditional,
            self.duplicates,
            self.advocates,
        )

    @cached_property
    def shared(self) -> np.ndarray:
        """Number of issues on which both of two actors have a position, actors by actors."""
        spoken = (self.counts.sum(axis=2) > 0).astype(float)
        counts: np.ndarray = np.rint(spoken @ spoken.T).astype(int)
        return counts

    def dealt(self, chance: np.random.Generator) -> np.ndarray:
        """Return counts in which the positions on each issue are dealt anew to who took one."""
        drawn = np.zeros_like(self.counts)
        for j in range(len(self.issues)):
            here = self.counts[:, j].astype(int)
            actors, values = np.nonzero(here)
            many = here[actors, values]
            taken = chance.permutation(np.repeat(values, many))
            np.add.at(drawn[:, j], (np.repeat(actors, many), taken), 1)
        return drawn

    def dealings(self, most: int) -> list[np.ndarray]:
        """Return every way to deal positions as ``dealt`` does, none if there are more."""
        slots = []
        ways = 1
        for j in range(len(self.issues)):
            here = self.counts[:, j].astype(int)
            actors, values = np.nonzero(here)
            many = here[actors, values]
            slots.append((np.repeat(actors, many), np.repeat(values, many).tolist()))
            ways *= math.factorial(int(many.sum()))
            for value in set(values.tolist()):
                ways //= math.factorial(int(many[values == value].sum()))
            if ways > most:
                return []
        found = []
        for every in itertools.product(*(_arrangements(values) for _, values in slots)):
            drawn = np.zeros_like(self.counts)
            for j, ((actors, _), taken) in enumerate(zip(slots, every, strict=True)):
                np.add.at(drawn[:, j], (actors, np.array(taken, dtype=int)), 1)
            found.append(drawn)
        return found

    def shares(self, first: int, second: int, kernel: np.ndarray) -> dict[str, float]:
        """Return each claim's part of ``sum_j sum_k sum_k' X_ijk X_i'jk' kernel_kk'``.

        A product of two counts is half the one actor's and half the other's; a count is in equal
        parts its claims'.
        """
        parts = []
        for j in range(len(self.issues)):
            met = np.outer(self.counts[first, j], self.counts[second, j]) * kernel
            for one, other in np.argwhere(met).tolist():
                amount = float(met[one, other]) / 2.0
                parts.append(divided(amount, self.claims[first, j, one]))
                parts.append(divided(amount, self.claims[second, j, other]))
        return added(parts)


def votes(positions: Positions, duplicates: str = "once", *, conditional: bool = False) -> Votes:
    """Return the votes in a network of positions.

    Parameters
    ----------
    positions : Positions
        The network; actors and issues without a vote that counts are not among the votes.
    duplicates : str
        ``once``: an actor takes a side of an issue once, however often that is claimed;
        ``document``: once per document; ``week``, ``month``, ``year``: once per period of the
        days on which it was reported; ``include``: every claim counts.
    conditional : bool
        Whether a position on a condition counts like one without.

    Raises
    ------
    BadOption
        For another word than those of ``DUPLICATES``.
    """
    if duplicates not in DUPLICATES:
        message = f"Duplicates count {', '.join(DUPLICATES)}, not {duplicates!r}."
        raise BadOption(message)
    found: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    left: set[str] = set()
    apart = advocates(positions)
    for tie in positions.ties:
        if tie.source in apart:
            continue
        if tie.conditional and not conditional:
            left.update(tie.claims)
        else:
            found[tie.source, tie.target, tie.sign].update(tie.claims)
    actors = tuple(sorted({actor for actor, _, _ in found}))
    issues = tuple(sorted({issue for _, issue, _ in found}))
    actor_at = {actor: i for i, actor in enumerate(actors)}
    issue_at = {issue: j for j, issue in enumerate(issues)}
    counts = np.zeros((len(actors), len(issues), len(VALUES)))
    claims = {}
    for (actor, issue, value), several in found.items():
        at = (actor_at[actor], issue_at[issue], VALUES.index(value))
        claims[at] = tuple(sorted(several))
        rows = [positions.table[claim] for claim in several]
        counts[at] = len({_once(row, duplicates) for row in rows})
    table = positions.table
    return Votes(
        table, actors, issues, counts, claims, tuple(sorted(left)), duplicates, tuple(sorted(apart))
    )


def advocates(positions: Positions) -> set[str]:
    """Return the holders who are publishers or analysts: they advocate, and are no party.

    Media and think tanks, and whoever takes a position only by its own word as an analyst.
    """
    table = positions.table
    own: dict[str, bool] = defaultdict(lambda: True)
    for tie in positions.ties:
        for name in tie.claims:
            claim = table[name]
            own[tie.source] &= claim.voice == "analysis" and claim.claimant == tie.source
    types = {holder: table.entities[holder].type for holder in own if holder in table.entities}
    return {holder for holder, alone in own.items() if alone or types.get(holder) in PUBLISHERS}


def _once(claim: Claim, duplicates: str) -> str:
    """Return what two claims of one position share if they count as one."""
    if duplicates == "include":
        return claim.claim
    if duplicates == "document":
        return claim.document
    day = claim.reported_on
    if duplicates == "week" and day:
        import datetime as dt

        year, week, _ = dt.date.fromisoformat(day).isocalendar()
        return f"{year}-W{week:02d}"
    return {"month": day[:7], "year": day[:4], "week": day}.get(duplicates, "")


# --- Discourse networks: who agrees with whom, and on what, from counts of votes.

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


def _arrangements(values: list[int]) -> Iterator[tuple[int, ...]]:
    """Yield the different orders of some values, each once."""
    if not values:
        yield ()
    for first in sorted(set(values)):
        rest = [*values]
        rest.remove(first)
        yield from ((first, *others) for others in _arrangements(rest))
