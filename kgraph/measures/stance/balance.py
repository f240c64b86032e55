"""How the conduct between actors hangs together: balance and degrees, with claims."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph.measures.account import Account, Headline, added, divided
from kgraph.measures.stance.agreement import placed
from kgraph.model import union
from kgraph.result import Result, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.claims import ClaimsTable
    from kgraph.networks.network import Conduct
    from kgraph.text import Shown

__all__ = [
    "Balance",
    "BalanceRow",
    "Degree",
    "DegreeRow",
    "Degrees",
    "OfPairs",
    "Pair",
    "SignedPairs",
    "Triangle",
    "degrees",
    "signed_pairs",
    "triangle_balance",
]


def signed_pairs(conduct: Conduct) -> SignedPairs:
    """Return a network of conduct without directions, friendly and hostile pairs kept apart.

    The weight of a pair is the greatest of its ties in either direction; contact is no tie here.
    """
    return SignedPairs.of(
        Pair(tie.source, tie.target, tie.sign, tie.weight, tie.claims)
        for tie in conduct.ties
        if tie.sign
    )


class BalanceRow(TypedDict):
    """A triangle: three actors, three signs, and whether they fit."""

    actors: list[str]
    actor_labels: list[str]
    signs: list[int]
    balanced: bool
    reading: str
    claims: list[str]
    documents: list[str]


class DegreeRow(TypedDict):
    """An actor with the number of its friendly and hostile pairs."""

    actor: str
    actor_label: str
    positive: int
    negative: int
    ratio: float
    net: int
    claims: list[str]
    documents: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class OfPairs(Result[Row]):
    """A result on the pairs of a network of conduct."""

    conduct: Conduct
    network: SignedPairs

    @property
    def table(self) -> ClaimsTable:
        """The claims of the selection."""
        return self.conduct.table

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of all signed conduct: pairs that are in no row have been looked at too."""
        return union(edge.claims for edge in self.conduct.signed)

    def _behind(self, *pairs: Pair) -> list[str]:
        return sorted({claim for pair in pairs for claim in (*pair.claims, *pair.lighter)})

    def _documents(self, claims: list[str]) -> list[str]:
        return sorted({self.table[claim].document for claim in claims})

    def _ambivalent(self) -> tuple[str, ...]:
        names = [
            f"{self.table.label(a)} and {self.table.label(b)}" for a, b in self.network.ambivalent
        ]
        return (f"Both friendly and hostile: {'; '.join(names)}.",) if names else ()


@dataclass(frozen=True, eq=False, repr=False)
class Balance(OfPairs[BalanceRow]):
    """The triangles of conduct, and the share of them that is balanced."""

    title = "Balance"
    tells = "Three actors with ties of one sign each, and whether the signs fit together."
    shown: ClassVar[Shown] = {"reading": "reading", "claims": "claims"}
    texts = ("actor_labels",)

    @property
    def value(self) -> float | None:
        """Share of balanced triangles, dimensionless in [0, 1]; ``None`` without triangles."""
        return triangle_balance(self.network)

    def explain(self) -> Account:
        """Return the share with each claim's part: each balanced triangle's, in thirds by pair."""
        triangles = self.network.triangles
        if not triangles:
            return Account(
                self.table, "balance", "all triangles", None, why="not assessable: no triangle"
            )
        shares = added(
            divided(triangle.balanced / len(triangles) / 3.0, pair.claims)
            for triangle in triangles
            for pair in triangle.pairs
        )
        return Account(self.table, "balance", "all triangles", self.value, tuple(shares), shares)

    def headline(self) -> Headline:
        """Return the share as one number for all conduct."""
        why = "" if self.value is not None else "not assessable: no triangle"
        pairs = [pair for triangle in self.network.triangles for pair in triangle.pairs]
        return self.value, tuple(self._behind(*pairs)), why

    def rows(self) -> list[BalanceRow]:
        """Return one dict per triangle: actors, signs, whether balanced, reading in words."""
        names = {actor: self.table.label(actor) for actor in self.network.actors}
        rows: list[BalanceRow] = []
        for triangle in sorted(self.network.triangles, key=lambda t: (t.balanced, t.actors)):
            claims = self._behind(*triangle.pairs)
            rows.append(
                {
                    "actors": list(triangle.actors),
                    "actor_labels": [names[actor] for actor in triangle.actors],
                    "signs": [pair.sign for pair in triangle.pairs],
                    "balanced": triangle.balanced,
                    "reading": triangle.reading(names),
                    "claims": claims,
                    "documents": self._documents(claims),
                }
            )
        return rows

    def notes(self) -> tuple[str, ...]:
        """Return the share and what is not in it, as sentences."""
        triangles = self.network.triangles
        if not triangles:
            said = "Balance: not assessable: no three actors have a tie of one sign each to each."
        else:
            good = sum(triangle.balanced for triangle in triangles)
            said = f"Balance {self.value:.4f}: {good} of {len(triangles)} triangles."
        ambivalent = self._ambivalent()
        if ambivalent:
            ambivalent = (f"{ambivalent[0][:-1]}; triangles with such a pair are not counted.",)
        return (said, *ambivalent)


@dataclass(frozen=True, eq=False, repr=False)
class Degrees(OfPairs[DegreeRow]):
    """How many friends and opponents each actor has."""

    title = "Signed degrees"
    tells = "How many have friendly and hostile ties with an actor."
    shown: ClassVar[Shown] = {
        "actor": "actor_label", "friendly": "positive", "hostile": "negative", "ratio": "ratio",
        "net": "net",
    }  # fmt: skip

    def explain(self, actor: str) -> Account:
        """Return an actor's net degree with each claim's part: in equal parts of its pair."""
        actor = self.network.actors[placed(self.table, self.network.actors, actor)]
        own = [pair for pair in self.network.pairs if actor in {pair.first, pair.second}]
        label = self.table.label(actor)
        shares = added(divided(float(pair.sign), pair.claims) for pair in own)
        number = float(sum(pair.sign for pair in own))
        return Account(self.table, "degree", label, number, tuple(shares), shares)

    def accounts(self, row: DegreeRow) -> Iterable[tuple[str, Mapping[str, float]]]:
        """Return an actor's net degree with the share of each claim."""
        return [("net", self.explain(row["actor"]).shares)]

    def rows(self) -> list[DegreeRow]:
        """Return one dict per actor, by name: friendly and hostile pairs, ratio, net, claims."""
        return [
            {
                "actor": degree.actor,
                "actor_label": self.table.label(degree.actor),
                "positive": degree.positive,
                "negative": degree.negative,
                "ratio": degree.ratio,
                "net": degree.net,
                "claims": list(degree.claims),
                "documents": self._documents(list(degree.claims)),
            }
            for degree in degrees(self.network)
        ]

    def notes(self) -> tuple[str, ...]:
        """Return which actors are both friendly and hostile to each other."""
        return self._ambivalent()


# --- Signed networks of pairs: balance of triangles, degrees.

_SAME = 1e-9


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two actors in alphabetical order, a sign, and a weight > 0 (dimensionless).

    ``claims`` are those that the weight rests on, ``lighter`` those of less weight.
    """

    first: str
    second: str
    sign: int
    weight: float = 1.0
    claims: tuple[str, ...] = ()
    lighter: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Triangle:
    """Three actors in alphabetical order and the three pairs between them."""

    actors: tuple[str, str, str]
    pairs: tuple[Pair, Pair, Pair]

    @property
    def negative(self) -> int:
        """Number of hostile pairs, 0 to 3."""
        return sum(pair.sign < 0 for pair in self.pairs)

    @property
    def balanced(self) -> bool:
        """Whether the product of the three signs is positive."""
        return self.negative % 2 == 0

    def reading(self, names: Mapping[str, str]) -> str:
        """Return the triangle in words, with these names of its actors."""
        a, b, c = (names.get(actor, actor) for actor in self.actors)
        if self.negative == 0:
            return f"{a}, {b} and {c} are friendly with each other: balanced."
        if self.negative == 3:
            return (
                f"{a}, {b} and {c} are hostile to each other: unbalanced; "
                "two of them could join against the third."
            )
        odd = next(p for p in self.pairs if (p.sign > 0) == (self.negative == 2))
        third = next(actor for actor in self.actors if actor not in {odd.first, odd.second})
        a, b, c = (names.get(x, x) for x in (odd.first, odd.second, third))
        if self.negative == 2:
            return f"{a} and {b} are friendly, and both have {c} for an opponent: balanced."
        return (
            f"{c} is friendly with both {a} and {b}, who are hostile to each other: unbalanced; "
            f"a friend of {c} is an opponent of another."
        )


@dataclass(frozen=True, eq=False)
class SignedPairs:
    """A signed network without directions: at most one friendly and one hostile pair of two."""

    pairs: tuple[Pair, ...]

    @classmethod
    def of(cls, edges: Iterable[Pair]) -> SignedPairs:
        """Return the network of edges, those of one sign between two actors taken together.

        The weight is the greatest of them, and rests on the claims of the edges of that weight.
        """
        grouped: dict[tuple[str, str, int], list[Pair]] = defaultdict(list)
        for edge in edges:
            first, second = sorted((edge.first, edge.second))
            if first != second:
                grouped[first, second, edge.sign].append(edge)
        pairs = []
        for (first, second, sign), several in sorted(grouped.items()):
            weight = max(edge.weight for edge in several)
            heaviest = [edge for edge in several if edge.weight >= weight - _SAME]
            claims = {claim for edge in heaviest for claim in edge.claims}
            all_ = {claim for edge in several for claim in (*edge.claims, *edge.lighter)}
            rest = tuple(sorted(all_ - claims))
            pairs.append(Pair(first, second, sign, weight, tuple(sorted(claims)), rest))
        return cls(tuple(pairs))

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """The actors in a pair, sorted."""
        return tuple(sorted({end for pair in self.pairs for end in (pair.first, pair.second)}))

    @cached_property
    def ambivalent(self) -> tuple[tuple[str, str], ...]:
        """Pairs of actors that are both friendly and hostile, sorted."""
        seen: dict[tuple[str, str], set[int]] = defaultdict(set)
        for pair in self.pairs:
            seen[pair.first, pair.second].add(pair.sign)
        return tuple(sorted(ends for ends, signs in seen.items() if len(signs) > 1))

    @cached_property
    def triangles(self) -> tuple[Triangle, ...]:
        """The triangles in which every pair has one sign, sorted; those with an ambivalent none."""
        skip = set(self.ambivalent)
        of: dict[tuple[str, str], Pair] = {}
        near: dict[str, set[str]] = defaultdict(set)
        for pair in self.pairs:
            if (pair.first, pair.second) not in skip:
                of[pair.first, pair.second] = pair
                near[pair.first].add(pair.second)
        found = []
        for a in sorted(near):
            for b, c in combinations(sorted(near[a]), 2):
                if c in near.get(b, ()):
                    found.append(Triangle((a, b, c), (of[a, b], of[a, c], of[b, c])))
        return tuple(found)


def triangle_balance(network: SignedPairs) -> float | None:
    """Return the share of balanced triangles.

    Returns
    -------
    float or None
        Dimensionless, in [0, 1]; ``None`` without triangles.

    Examples
    --------
    >>> net = SignedPairs((Pair("a", "b", 1), Pair("a", "c", -1), Pair("b", "c", -1)))
    >>> triangle_balance(net)
    1.0
    >>> triangle_balance(SignedPairs(())) is None
    True
    """
    triangles = network.triangles
    if not triangles:
        return None
    return sum(triangle.balanced for triangle in triangles) / len(triangles)


@dataclass(frozen=True, slots=True)
class Degree:
    """How many friends and opponents an actor has.

    ``positive`` and ``negative`` count pairs, ``ratio`` is positive by all in [0, 1], ``net`` is
    positive minus negative. An ambivalent pair counts on both sides.
    """

    actor: str
    positive: int
    negative: int
    claims: tuple[str, ...] = ()

    @property
    def ratio(self) -> float:
        """Share of friendly pairs, dimensionless, in [0, 1]."""
        return self.positive / (self.positive + self.negative)

    @property
    def net(self) -> int:
        """Friendly minus hostile pairs."""
        return self.positive - self.negative


def degrees(network: SignedPairs) -> tuple[Degree, ...]:
    """Return the signed degree of each actor in a pair, in the order of the actors."""
    counts: dict[str, list[int]] = {actor: [0, 0] for actor in network.actors}
    claims: dict[str, set[str]] = defaultdict(set)
    for pair in network.pairs:
        for end in (pair.first, pair.second):
            counts[end][pair.sign < 0] += 1
            claims[end].update(pair.claims)
    return tuple(Degree(a, p, n, tuple(sorted(claims[a]))) for a, (p, n) in counts.items())
