"""Rankings of actors by influence, each rank with its interval or the reason why there is none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

import numpy as np

from kgraph.errors import BadOption, LimitError
from kgraph.measures.influence.pagerank import pagerank
from kgraph.measures.influence.pairs import PAIRS, scores
from kgraph.measures.influence.worlds import SAMPLES, SEED, Worlds
from kgraph.model import union
from kgraph.networks.levers import profile
from kgraph.result import Face, Pictured
from kgraph.text import interval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.measures.influence.worlds import Worlds
    from kgraph.model import Tie
    from kgraph.text import Shown

__all__ = [
    "PAIRED",
    "Acceptability",
    "Ranked",
    "RankedRow",
    "Ranking",
    "Scores",
    "acceptability",
    "carried",
    "few_documents",
    "rankable",
    "ranking",
    "ranks",
    "smaa",
]

#: Kinds of actor that are never ranked: nobody in particular acts under these names.
_NEVER = frozenset({"Collective", "UnnamedSource", "UnidentifiedAgent"})


@dataclass(frozen=True, slots=True)
class Ranked:
    """One actor of a ranking.

    ``rank`` counts from 1, equal scores share the better one, and is ``None`` where ``why_not``
    says why it is not assessable. ``rank_low`` and ``rank_high`` are the 5 % and 95 % quantiles
    over the draws, ``first`` the share of draws with rank 1; ``least`` and ``most`` are the ends
    of the rank if any one document is left out. ``low`` and ``high`` bound the score: by the ends
    of the grades' intervals, for competitiveness and PageRank by 5 % and 95 % of the draws.
    ``families`` is the strongest grade of each family that counts.
    """

    actor: str
    score: float
    low: float
    high: float
    rank: int | None
    why_not: str
    rank_low: int
    rank_high: int
    first: float
    least: int
    most: int
    families: dict[str, str]
    documents: tuple[str, ...]
    claims: tuple[str, ...]


class RankedRow(TypedDict):
    """An actor with its rank, or why it has none, and its score, each with its interval."""

    actor: str
    actor_label: str
    by: str
    rank: int | None
    not_assessable: str
    rank_low: int | None
    rank_high: int | None
    first: float | None
    least: int | None
    most: int | None
    score: float
    low: float
    high: float
    families: list[str]
    documents: list[str]
    claims: list[str]


def _rank(row: RankedRow) -> str:
    if row["not_assessable"]:
        return f"not assessable: {row['not_assessable']}"
    return f"{row['rank']} [{row['rank_low']}, {row['rank_high']}]"


def _first(row: RankedRow) -> str:
    return "" if row["first"] is None else f"{100 * row['first']:.0f} %"


def _without(row: RankedRow) -> str:
    least, most = row["least"], row["most"]
    if least is None:
        return ""
    return str(least) if least == most else f"{least} to {most}"


@dataclass(frozen=True, eq=False, repr=False)
class Ranking(Pictured[RankedRow]):
    """Actors by influence, the greatest first, with how sure each rank is.

    ``robust`` holds P(rank) and P(i > j) in the order of ``actors``; ``without`` the rank of each
    actor if a document, or several that repeat each other, is left out. ``shares`` gives the
    share of each claim in an actor's score.
    """

    drawn_as, drawn_by_row = "ranks", True
    title = "Ranks"
    tells = (
        "Who has the most influence by levers, offices and memberships apart, and how sure each "
        "rank is."
    )
    shown: ClassVar[Shown] = {
        "who": "actor_label", "rank": _rank, "first": _first, "without a document": _without,
        "score": lambda row: interval(row["score"], row["low"], row["high"]),
        "families": "families", "documents": "documents",
    }  # fmt: skip

    table: ClaimsTable
    by: str
    on: str
    of: str
    ranked: tuple[Ranked, ...]
    robust: Acceptability | None
    without: Mapping[tuple[str, ...], Mapping[str, int]]
    samples: int
    seed: int
    noise: float
    face: Face | None = field(default=None, kw_only=True)
    shares: Callable[[str], Mapping[str, float]] | None = field(default=None, kw_only=True)

    @property
    def heading(self) -> str:
        """What the picture shows, and whom it is about."""
        said = "How sure the ranks are"
        if self.on:
            return f"{said}: who can move {self.table.label(self.on)}"
        return f"{said}: whom {self.table.label(self.of)} can move" if self.of else said

    def __iter__(self) -> Iterator[Ranked]:
        return iter(self.ranked)

    def __len__(self) -> int:
        return len(self.ranked)

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors, the greatest score first."""
        return tuple(one.actor for one in self.ranked)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims behind the scores, sorted."""
        return union(one.claims for one in self.ranked)

    def legend(self) -> tuple[str, ...]:
        """Return what counts, and where the rest is, on the command line."""
        if self.by != "direct":
            return ()
        return ("Only levers count; offices, affiliations and memberships are --role structure.",)

    def notes(self) -> tuple[str, ...]:
        """Return how sure ranks were made, as sentences."""
        return (
            f"Ranks are those of 90 % of {self.samples} draws of grades and claims within their "
            "doubt; first is how often an actor leads; drawn with "
            f"--seed {self.seed} --noise {self.noise:g}.",
        )

    def accounts(self, row: RankedRow) -> Iterable[tuple[str, Mapping[str, float]]]:
        """Return the score of an actor with the share of each claim."""
        return [] if self.shares is None else [("score", self.shares(row["actor"]))]

    @property
    def leaders(self) -> tuple[str, ...]:
        """Who has the greatest score, sorted; several if they share it, none if nobody has any."""
        top = max((one.score for one in self.ranked), default=0.0)
        return tuple(sorted(one.actor for one in self.ranked if one.score >= top - 1e-12))

    def beats(self, first: str, second: str) -> float:
        """Return the probability that one actor scores more than another, in [0, 1].

        Raises ``ValueError`` for an actor that is not ranked.
        """
        if self.robust is None:
            return 0.0
        return self.robust.beats(self.actors.index(first), self.actors.index(second))

    def rows(self) -> list[RankedRow]:
        """Return one dict per actor: rank with interval, score with interval, families, claims."""
        return [
            {
                "actor": one.actor,
                "actor_label": self.table.label(one.actor),
                "by": self.by,
                "rank": one.rank,
                "not_assessable": one.why_not,
                "rank_low": None if one.why_not else one.rank_low,
                "rank_high": None if one.why_not else one.rank_high,
                "first": None if one.why_not else one.first,
                "least": None if one.why_not else one.least,
                "most": None if one.why_not else one.most,
                "score": one.score,
                "low": one.low,
                "high": one.high,
                "families": [f"{family} {grade}" for family, grade in one.families.items()],
                "documents": list(one.documents),
                "claims": list(one.claims),
            }
            for one in self.ranked
        ]

    def pairwise(self) -> Any:
        """Return P(i > j) as a pandas DataFrame, row over column, by label."""
        import pandas as pd

        labels = [self.table.label(actor) for actor in self.actors]
        wins = self.robust.wins if self.robust else np.zeros((0, 0))
        return pd.DataFrame(wins, index=labels, columns=labels)

    def by_unknown_weights(self, *, samples: int = 10_000) -> dict[str, float]:
        """Return how often each actor is first if nobody knows which family weighs most.

        A score is here the weighted sum of the strongest grade of each family, with weights drawn
        from the flat Dirichlet distribution (SMAA); probabilities in [0, 1], by actor.
        """
        families = sorted({family for one in self.ranked for family in one.families})
        if not families:
            return {}
        grades = self.table.grades
        criteria = np.array(
            [
                [grades[one.families.get(family, "none")].number for family in families]
                for one in self.ranked
            ]
        )
        first = smaa(criteria, samples=samples, seed=self.seed).first
        return dict(zip(self.actors, map(float, first), strict=True))


def ranking(
    worlds: Worlds,
    by: str = "direct",
    *,
    on: str = "",
    of: str = "",
    samples: int = SAMPLES,
    seed: int = SEED,
    noise: float = 1.0,
    progress: Callable[[int, int], None] | None = None,
) -> Ranking:
    """Return the ranking of the actors of a network.

    Parameters
    ----------
    worlds : Worlds
        The levers of the whole network.
    by : str
        One of ``register.SCORES``.
    on, of : str
        Rank who can move this actor, or whom this actor can move; over all if neither.
    samples, seed, noise
        As for ``Worlds.drawn``.
    progress : callable, optional
        Called with the number of draws made so far, and of all.

    Raises
    ------
    UnknownName
        If the measure is not known, or has no reading of one actor.
    LimitError
        If there are more than ``noise.ACTORS`` actors and the measure is neither direct nor
        pagerank, or more than 50 million ranks to draw.
    """
    table = worlds.table
    if by == "direct" and (on or of):
        near = [tie for tie in worlds.ties if (tie.target == on if on else tie.source == of)]
        worlds = Worlds(table, tuple(near))
    scored = Scores(worlds, by, on, "" if on else of)
    focus = on or of
    if focus and focus not in worlds.actors:
        return Ranking(table, by, on, of, (), None, {}, samples, seed, noise)
    strengths = worlds.strengths()
    base = scored(strengths)[0]
    can = scored.held(strengths)[0]
    chosen = [
        i
        for i, actor in enumerate(worlds.actors)
        if base[i] > 0 and can[i] and actor != focus and rankable(table, actor)
    ]
    chosen.sort(key=lambda i: (-round(float(base[i]), 12), worlds.actors[i]))
    if not chosen:
        return Ranking(table, by, on, of, (), None, {}, samples, seed, noise)
    robust = acceptability(scored.drawn(chosen, samples, seed, noise, progress))
    low, high = (scored(end)[0][chosen] for end in worlds.bounds())
    if by not in PAIRS:
        low, high = robust.scores_low, robust.scores_high
    gone = worlds.without_a_document()
    left = worlds.lacking(list(gone.values()))
    lacking = scored(left)[:, chosen]
    there = np.where(scored.held(left)[:, chosen], lacking, 0.0)
    left_out = dict(zip(gone, there, strict=True))
    placed = dict(zip(gone, ranks(lacking), strict=True))
    every = np.array(list(placed.values()) or [ranks(base[chosen])])
    base_ranks = ranks(base[chosen])
    few = few_documents(worlds)
    held: dict[str, list[Tie]] = defaultdict(list)
    for lever in worlds.levers:
        if not lever.hollow:
            held[lever.target if of and not on else lever.source].append(lever)
    found = []
    for position, i in enumerate(chosen):
        actor = worlds.actors[i]
        why_not = few or carried(left_out, position)
        claims = union(lever.claims for lever in held[actor])
        found.append(
            Ranked(
                actor=actor,
                score=float(base[i]),
                low=float(min(low[position], base[i])),
                high=float(max(high[position], base[i])),
                rank=None if why_not else int(base_ranks[position]),
                why_not=why_not,
                rank_low=int(robust.low[position]),
                rank_high=int(robust.high[position]),
                first=float(robust.first[position]),
                least=int(every[:, position].min()),
                most=int(every[:, position].max()),
                families=profile(table.grades, held[actor]),
                documents=tuple(sorted({table[claim].document for claim in claims})),
                claims=claims,
            )
        )
    names = [one.actor for one in found]
    without = {
        documents: dict(zip(names, map(int, places), strict=True))
        for documents, places in placed.items()
    }
    return Ranking(table, by, on, of, tuple(found), robust, without, samples, seed, noise)


def rankable(table: ClaimsTable, actor: str) -> bool:
    """Return whether somebody in particular acts under a name, so that it can have a rank."""
    entity = table.entities.get(actor)
    return entity is None or entity.type not in _NEVER


def few_documents(worlds: Worlds) -> str:
    """Return why nobody can be ranked, if too few documents stand behind the network."""
    needed = int(worlds.table.thresholds.get("rankedDocuments", 2))
    there = worlds.independent_documents
    if there >= needed:
        return ""
    return f"{there} independent document{'' if there == 1 else 's'} of at least {needed}"


def carried(left_out: Mapping[tuple[str, ...], np.ndarray], position: int) -> str:
    """Return why nothing is left of an actor without some document; ``""`` if something is."""
    alone = [
        " and ".join(documents)
        for documents, left in left_out.items()
        if not left[position] > 1e-12
    ]
    return f"nothing is left of it without {' or without '.join(alone)}" if alone else ""


# --- Scores of actors by a measure, from the strengths of pairs in many draws.

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


# --- How sure ranks are: acceptabilities, pairwise probabilities and intervals over draws.

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
