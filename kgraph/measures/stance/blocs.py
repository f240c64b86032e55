"""Two blocs of actors, how far apart they are, and the issues that separate them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, TypedDict

import numpy as np

from kgraph.measures.account import Account, Headline, added, divided
from kgraph.measures.stance import blocs
from kgraph.measures.stance import votes as voting
from kgraph.measures.stance.agreement import counted, vote_notes
from kgraph.measures.stance.polarization import SAME, Costs, Split, exact, heuristic, sums
from kgraph.measures.thresholds import missing_fill, threshold
from kgraph.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kgraph.claims import ClaimsTable
    from kgraph.measures.stance.votes import Votes
    from kgraph.result import Part
    from kgraph.text import Shown

__all__ = [
    "EXACT",
    "BlocRow",
    "Blocs",
    "IssueRow",
    "Issues",
    "Noise",
    "Split",
    "distance",
    "distance_dna",
    "noise",
    "opposition",
    "split",
]


class BlocRow(TypedDict):
    """An actor with its bloc: 1, 2 or ``None``."""

    actor: str
    actor_label: str
    bloc: int | None
    claims: list[str]
    documents: list[str]


class IssueRow(TypedDict):
    """An issue with its part of the conflict between the blocs."""

    issue: str
    issue_label: str
    conflict: float
    share: float
    claims: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Blocs(Result[BlocRow]):
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

    title = "Blocs"
    tells = "The two camps into which positions part most clearly, if they do."
    shown: ClassVar[Shown] = {
        "bloc": "bloc",
        "actor": "actor_label",
        "claims": lambda row: len(row["claims"]),
    }

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
        draws = draws or (100 if len(self.placed) <= _MANY else 20)
        votes, placed = self.votes, list(self.placed)

        def deal(chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
            return _matrices(votes.dealt(chance), votes.near, placed)

        return blocs.noise(deal, *_matrices(votes.counts, votes.near, placed), draws, seed)

    def polarization(self) -> Account:
        """Return polarization with the claims it rests on; a ratio of sums has no shares."""
        return Account(
            self.table, "polarization", "two blocs", self.value, self.votes.basis, why=self.why
        )

    def headline(self) -> Headline:
        """Return polarization as one number for all positions."""
        return self.value, self.votes.basis, self.why

    def separating(self) -> Issues:
        """Return what part each issue has in the conflict between the blocs."""
        return Issues(self)

    def between(self) -> Account:
        """Return the conflict between the blocs with the share of each claim."""
        if self.split is None:
            return Account(self.table, "conflict between blocs", "two blocs", None, why=self.why)
        shares = added(part for j in range(len(self.votes.issues)) for part in self.across(j))
        value = sum(shares.values())
        return Account(
            self.table, "conflict between blocs", "two blocs", value, tuple(shares), shares
        )

    def across(self, issue: int) -> Iterator[dict[str, float]]:
        """Yield the conflict across the blocs on an issue, in shares of claims."""
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

    def members(self) -> Part[BlocRow]:
        """Return the actors that stand in a bloc."""
        return self.where(lambda row: row["bloc"] is not None)

    def rows(self) -> list[BlocRow]:
        """Return one dict per actor: its bloc (1, 2 or ``None``), positions' claims, documents."""
        of: dict[int, set[str]] = defaultdict(set)
        for (i, _, _), claims in self.votes.claims.items():
            of[i].update(claims)
        one, two = self.actors
        rows: list[BlocRow] = []
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
            for row in self.separating().rows()
        ]
        return (*said, *vote_notes(self.votes))


@dataclass(frozen=True, eq=False, repr=False)
class Issues(Result[IssueRow]):
    """The issues that separate two blocs."""

    title = "Issues between the blocs"
    tells = "What part each issue has in the conflict between two blocs."
    shown: ClassVar[Shown] = {
        "issue": "issue_label", "conflict": "conflict", "share": "share",
        "claims": lambda row: len(row["claims"]),
    }  # fmt: skip

    blocs: Blocs

    @property
    def table(self) -> ClaimsTable:
        """The claims of the selection."""
        return self.blocs.table

    def rows(self) -> list[IssueRow]:
        """Return one dict per issue: its part of the conflict between the blocs.

        ``conflict`` is counted over pairs across the blocs, ``share`` is its part of all such
        conflict; the shares sum to 1. Empty if the blocs are not assessable.
        """
        total = self.blocs.between().value
        found: list[IssueRow] = []
        for j, issue in enumerate(self.blocs.votes.issues):
            shares = added(self.blocs.across(j))
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

    def explain(self) -> Account:
        """Return the conflict between the blocs with the share of each claim."""
        return self.blocs.between()

    def notes(self) -> tuple[str, ...]:
        """Return what there is to know of the blocs."""
        return self.blocs.notes()


def opposition(votes: Votes) -> Blocs:
    """Return the two blocs of actors that are nearest to their positions.

    Congruence and conflict are normalised by average; below the vocabulary's threshold of filled
    cells the result is not assessable, and so it is where nobody stands against or with anybody,
    and where the best blocs are no better than those of positions dealt at random
    (``kg:blocChance``).
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
    else:
        why = _by_chance(votes, placed, C, F)
    return Blocs(votes, tuple(placed), None if why else split, why)


def _by_chance(
    votes: Votes,
    placed: list[int],
    C: np.ndarray,  # noqa: N803
    F: np.ndarray,  # noqa: N803
) -> str:
    """Return why the best split is no better than one of positions dealt at random, or "".

    Every dealing is looked at where there are few, else seeded draws, which end once there are too
    many that part as clearly.
    """
    most = threshold(votes.table, "blocChance")
    observed = _polarization(C, F, 0) or 0.0
    every = votes.dealings(_DEALINGS)
    chance = np.random.default_rng(0)
    many = len(every) or (99 if len(placed) <= _MANY else 19)
    # Of draws, the record is one more way to deal; among all ways it is there already.
    beside = 0 if every else 1
    looked = reached = 0
    while looked < many and (every or beside + reached <= most * (beside + many)):
        counts = every[looked] if every else votes.dealt(chance)
        drawn = _polarization(*_matrices(counts, votes.near, placed), 0) or 0.0
        reached += drawn >= observed - SAME
        looked += 1
    if beside + reached <= most * (beside + many):
        return ""
    found = f"{reached} of {looked} {'ways' if every else 'draws'}"
    return (
        "not assessable: no better than chance (positions dealt anew among those who take one "
        f"part as clearly in {found}; {100 * most:g} % may)"
    )


def _matrices(
    counts: np.ndarray, near: np.ndarray, placed: list[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return congruence and conflict of some actors, by average, 0 on the diagonal."""
    chosen = counts[placed]
    found = []
    for of in (voting.congruence, voting.conflict):
        matrix = np.nan_to_num(voting.normalised(of(chosen, near), chosen, near, "average"))
        np.fill_diagonal(matrix, 0.0)
        found.append(matrix)
    return found[0], found[1]


# --- Two blocs and how far apart they are: the distance from ideal blocs, and its optimum.

#: Up to this many actors every partition is looked at; above, a heuristic with its gap.
EXACT = 20

#: Up to so many ways to deal positions, each is looked at; above so many actors, few draws are.
_DEALINGS, _MANY = 1000, 60

#: Up to this many actors each draw of the null model is exact too.
_EXACT_DRAW = 12


@dataclass(frozen=True)
class Noise:
    """Polarization against chance: positions dealt anew among those who speak on an issue.

    ``excess`` is the observed value minus the mean of the draws, ``z`` that in standard deviations
    (``None`` where all draws are equal). ``exact`` tells how observed and drawn values were
    optimised; both alike.
    """

    observed: float
    mean: float
    sd: float
    draws: int
    exact: bool

    @property
    def excess(self) -> float:
        """Observed minus mean, dimensionless in [-1, 1]."""
        return self.observed - self.mean

    @property
    def z(self) -> float | None:
        """``excess`` in standard deviations of the draws; ``None`` if they do not vary."""
        return self.excess / self.sd if self.sd > SAME else None


def distance(C: np.ndarray, F: np.ndarray, member: np.ndarray) -> float | None:  # noqa: N803
    """Return ``D'`` of a partition.

    Parameters
    ----------
    C, F : array
        Congruence and conflict, square and symmetric, >= 0; diagonals are not looked at.
    member : array
        The bloc of each actor.

    Returns
    -------
    float or None
        Dimensionless in [0, 1]; ``None`` if all are in one bloc or each in its own, or nobody
        agrees or disagrees with anybody.

    Examples
    --------
    >>> apart = np.kron([[0, 1], [1, 0]], np.ones((2, 2)))
    >>> distance(1 - apart, apart, np.array([0, 0, 1, 1]))
    0.0
    """
    within, between = _pairs(np.asarray(member))
    total_c, total_f = sums(C, F)
    if not within.any() or not between.any() or total_c + total_f == 0:
        return None
    cbar, fbar = total_c / within.sum(), total_f / between.sum()
    off = np.abs(C - cbar)[within].sum() + F[within].sum()
    off += C[between].sum() + np.abs(F - fbar)[between].sum()
    return float(off / (2.0 * (total_c + total_f)))


def distance_dna(C: np.ndarray, F: np.ndarray, member: np.ndarray) -> float | None:  # noqa: N803
    """Return the distance as Discourse Network Analyzer has it, to compare with published work.

    Its ideal congruence within bloc ``c`` is ``n_c (n_c - 1) / |W|`` times ``cbar``, its ideal
    conflict between ``a`` and ``b`` is ``n_a n_b / |B|`` times ``fbar``; so two ideal blocs are not
    at distance 0. Parameters and result as for ``distance``.
    """
    blocs = np.asarray(member)
    within, between = _pairs(blocs)
    total_c, total_f = sums(C, F)
    if not within.any() or not between.any() or total_c + total_f == 0:
        return None
    sizes = {bloc: int((blocs == bloc).sum()) for bloc in set(blocs.tolist())}
    n = np.array([sizes[bloc] for bloc in blocs.tolist()], dtype=float)
    cbar = n * (n - 1) / within.sum() * total_c / within.sum()
    fbar = np.outer(n, n) / between.sum() * total_f / between.sum()
    off = np.abs(C - cbar[:, None])[within].sum() + F[within].sum()
    off += C[between].sum() + np.abs(F - fbar)[between].sum()
    return float(off / (2.0 * (total_c + total_f)))


def split(C: np.ndarray, F: np.ndarray, seed: int = 0) -> Split | None:  # noqa: N803
    """Return the partition in two blocs that is nearest to two ideal blocs.

    Exact up to ``EXACT`` actors. Above, a cut along the first eigenvector of ``C - F`` and random
    cuts, each improved by moving the actor that gains most until none does; with a lower bound from
    the number of pairs that any partition of that size has within blocs.

    Parameters
    ----------
    C, F : array
        Congruence and conflict, as for ``distance``.
    seed : int
        Of the random cuts.

    Returns
    -------
    Split or None
        ``None`` for fewer than three actors, or where nobody disagrees or nobody agrees with
        anybody: then there are no two blocs to be nearest to.
    """
    total_c, total_f = sums(C, F)
    if len(C) < 3 or total_c == 0 or total_f == 0:
        return None
    costs = Costs(C, F)
    return exact(costs) if len(C) <= EXACT else heuristic(costs, C - F, seed)


def noise(
    deal: Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray]],
    C: np.ndarray,  # noqa: N803
    F: np.ndarray,  # noqa: N803
    draws: int = 100,
    seed: int = 0,
) -> Noise | None:
    """Return polarization against a null model.

    Parameters
    ----------
    deal : callable
        Gives congruence and conflict of one draw of the null model.
    C, F : array
        The observed ones.
    draws, seed : int
        Number of draws, and where chance begins.

    Returns
    -------
    Noise or None
        ``None`` where the observed value is undefined. A draw without two blocs counts as 0. Up to
        12 actors every optimum is exact; above, observed and drawn values are both heuristic, so
        that like is compared with like.
    """
    observed = _polarization(C, F, seed)
    if observed is None:
        return None
    chance = np.random.default_rng(seed)
    drawn = np.array([_polarization(*deal(chance), seed) or 0.0 for _ in range(draws)])
    small = len(C) <= _EXACT_DRAW
    return Noise(observed, float(drawn.mean()), float(drawn.std(ddof=1)), draws, small)


def _polarization(c: np.ndarray, f: np.ndarray, seed: int) -> float | None:
    """Return polarization of the record or of a draw, found alike; ``None`` without two blocs."""
    total_c, total_f = sums(c, f)
    if len(c) < 3 or total_c == 0 or total_f == 0:
        return None
    costs = Costs(c, f)
    if len(c) <= _EXACT_DRAW:
        return exact(costs).polarization
    return heuristic(costs, c - f, seed, starts=2, bound=False).polarization


def _pairs(member: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    same = member[:, None] == member[None, :]
    within = same & ~np.eye(len(member), dtype=bool)
    return within, ~same
