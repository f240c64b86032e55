"""Signed networks of pairs: balance of triangles, degrees.

Pairs have no direction; whoever stands in both a friendly and a hostile tie has two pairs, which
are never netted.

References
----------
.. [1] Cartwright, D. & Harary, F. (1956), Psychological Review 63(5): 277-293.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "Degree",
    "Pair",
    "SignedPairs",
    "Triangle",
    "degrees",
    "triangle_balance",
]

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
