"""Two blocs of actors, how far apart they are, and the issues that separate them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.networks import blocs, discourse
from kgraph.networks.agreement import counted, vote_notes
from kgraph.networks.shares import Account, added, divided
from kgraph.networks.thresholds import missing_fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.claims import ClaimsTable
    from kgraph.networks.blocs import Noise, Split
    from kgraph.networks.votes import Votes

__all__ = ["Blocs", "opposition"]


@dataclass(frozen=True, eq=False)
class Blocs:
    """The two blocs nearest to the positions, or why there are none to assess.

    Attributes
    ----------
    votes : Votes
        The positions.
    placed : tuple of int
        The actors that share an issue with another; the rest stand in no bloc.
    split : Split or None
        The best partition of the placed actors; ``None`` if not assessable.
    why : str
        What is missing then.
    """

    votes: Votes
    placed: tuple[int, ...]
    split: Split | None
    why: str

    @property
    def table(self) -> ClaimsTable:
        """The claims of the selection."""
        return self.votes.table

    @property
    def value(self) -> float | None:
        """Polarization, dimensionless in [0, 1]; ``None`` if not assessable."""
        return self.split.polarization if self.split else None

    @cached_property
    def actors(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The actors of the first bloc, which has the first actor, and of the second."""
        if self.split is None:
            return (), ()
        names = [self.votes.actors[i] for i in self.placed]
        member = self.split.member
        first = [name for name, m in zip(names, member, strict=True) if m == member[0]]
        second = [name for name, m in zip(names, member, strict=True) if m != member[0]]
        return tuple(first), tuple(second)

    def sentence(self) -> str:
        """Return who stands with whom, by label, or that it is not assessable."""
        if self.split is None:
            return "not assessable"
        label = self.table.label
        return " against ".join(", ".join(map(label, bloc)) for bloc in self.actors)

    @property
    def unplaced(self) -> tuple[str, ...]:
        """Actors that share no issue with anybody, sorted."""
        return tuple(a for i, a in enumerate(self.votes.actors) if i not in set(self.placed))

    def noise(self, draws: int | None = None, seed: int = 0) -> Noise | None:
        """Return polarization against positions dealt anew, see ``blocs.noise``.

        Unless told, 100 times up to 60 actors and 20 times above.
        """
        if self.split is None:
            return None
        draws = draws or (100 if len(self.placed) <= 60 else 20)
        votes, placed = self.votes, list(self.placed)

        def deal(chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
            return _matrices(votes.dealt(chance), votes.near, placed)

        return blocs.noise(deal, *_matrices(votes.counts, votes.near, placed), draws, seed)

    def polarization(self) -> Account:
        """Return polarization with the claims it rests on; a ratio of sums has no shares."""
        return Account("polarization", "two blocs", self.value, self.votes.basis, why=self.why)

    def separating(self) -> list[dict[str, Any]]:
        """Return one dict per issue: its part of the conflict between the blocs.

        ``conflict`` is counted over pairs across the blocs, ``share`` is its part of all such
        conflict; the shares sum to 1. Empty if the blocs are not assessable.
        """
        total = self.between().value
        found = []
        for j, issue in enumerate(self.votes.issues):
            shares = added(self._across(j))
            amount = sum(shares.values())
            if total and amount:
                found.append(
                    {
                        "issue": issue,
                        "issue_label": self.table.label(issue),
                        "conflict": amount,
                        "share": amount / total,
                        "claims": sorted(shares),
                    }
                )
        return sorted(found, key=lambda row: (-row["conflict"], row["issue"]))

    def between(self) -> Account:
        """Return the conflict between the blocs with the share of each claim."""
        if self.split is None:
            return Account("conflict between blocs", "two blocs", None, why=self.why)
        shares = added(part for j in range(len(self.votes.issues)) for part in self._across(j))
        value = sum(shares.values())
        return Account("conflict between blocs", "two blocs", value, tuple(shares), shares)

    def _across(self, issue: int) -> Iterator[dict[str, float]]:
        if self.split is None:
            return
        at = {name: i for i, name in enumerate(self.votes.actors)}
        sides = [[at[name] for name in bloc] for bloc in self.actors]
        apart = 1.0 - self.votes.near
        for here, other in (sides, sides[::-1]):
            facing = self.votes.counts[other, issue].sum(axis=0)
            for i in here:
                for k, count in enumerate(self.votes.counts[i, issue]):
                    amount = float(count * (apart[k] @ facing)) / 2.0
                    if amount:
                        yield divided(amount, self.votes.claims[i, issue, k])

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict per actor: its bloc (1, 2 or ``None``), positions' claims, documents."""
        of: dict[int, set[str]] = defaultdict(set)
        for (i, _, _), claims in self.votes.claims.items():
            of[i].update(claims)
        one, two = self.actors
        rows = []
        for i, actor in enumerate(self.votes.actors):
            behind = sorted(of[i])
            rows.append(
                {
                    "actor": actor,
                    "actor_label": self.table.label(actor),
                    "bloc": 1 if actor in one else 2 if actor in two else None,
                    "claims": behind,
                    "documents": sorted({self.table[claim].document for claim in behind}),
                }
            )
        return sorted(rows, key=lambda row: (row["bloc"] or 3, row["actor"]))

    def notes(self) -> tuple[str, ...]:
        """Return polarization, how it was found, and what it rests on, as sentences."""
        split = self.split
        if split is None:
            return (f"Blocs and polarization: {self.why}.", *vote_notes(self.votes))
        how = "exact" if split.exact else f"heuristic, at most {split.gap:.3f} too low"
        said = [
            f"Polarization {split.polarization:.4f} ({how}); congruence and conflict by average, "
            f"a position counts {counted(self.votes)}."
        ]
        if split.ties > 1:
            said.append(f"{split.ties} partitions are equally good; this is one of them.")
        if self.unplaced:
            names = ", ".join(self.table.label(actor) for actor in self.unplaced)
            said.append(f"In no bloc, for want of a shared issue: {names}.")
        said += [
            f"{100 * row['share']:.0f} % of the conflict between the blocs is on: "
            f"{row['issue_label']}."
            for row in self.separating()
        ]
        return (*said, *vote_notes(self.votes))


def opposition(votes: Votes) -> Blocs:
    """Return the two blocs of actors that are nearest to their positions.

    Congruence and conflict are normalised by average; below the vocabulary's threshold of filled
    cells the result is not assessable, and so it is where nobody stands against or with anybody.
    """
    why = missing_fill(votes.table, votes.filled)
    everyone = list(range(len(votes.actors)))
    C, F = _matrices(votes.counts, votes.near, everyone)  # noqa: N806  the literature's names
    placed = np.flatnonzero((C + F).sum(axis=1) > 0).tolist()
    if why:
        return Blocs(votes, tuple(placed), None, why)
    C, F = C[np.ix_(placed, placed)], F[np.ix_(placed, placed)]  # noqa: N806
    split = blocs.split(C, F)
    if split is None:
        if len(placed) < 3:
            why = f"not assessable: {len(placed)} actors share an issue with another, needs 3"
        else:
            lacking = "against" if F.sum() == 0 else "with"
            why = f"not assessable: nobody stands {lacking} anybody on a shared issue"
    return Blocs(votes, tuple(placed), split, why)


def _matrices(
    counts: np.ndarray, near: np.ndarray, placed: list[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return congruence and conflict of some actors, by average, 0 on the diagonal."""
    chosen = counts[placed]
    found = []
    for of in (discourse.congruence, discourse.conflict):
        matrix = np.nan_to_num(discourse.normalised(of(chosen, near), chosen, near, "average"))
        np.fill_diagonal(matrix, 0.0)
        found.append(matrix)
    return found[0], found[1]
