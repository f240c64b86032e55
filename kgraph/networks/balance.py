"""How the conduct between actors hangs together: balance, frustration and degrees, with claims."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgraph.networks import frustration, signed
from kgraph.networks.agreement import placed
from kgraph.networks.shares import Account, added, divided
from kgraph.networks.signed import Pair, SignedPairs

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable
    from kgraph.networks.network import Conduct

__all__ = ["Balance", "Degrees", "Frustrations", "signed_pairs"]


def signed_pairs(conduct: Conduct) -> SignedPairs:
    """Return a network of conduct without directions, friendly and hostile pairs kept apart.

    The weight of a pair is the greatest of its ties in either direction.
    """
    return SignedPairs.of(
        Pair(tie.source, tie.target, tie.sign, tie.weight, tie.claims) for tie in conduct.ties
    )


@dataclass(frozen=True, eq=False)
class _OfPairs:
    """A result on the pairs of a network of conduct."""

    table: ClaimsTable
    network: SignedPairs

    def _claims(self, *pairs: Pair) -> list[str]:
        return sorted({claim for pair in pairs for claim in (*pair.claims, *pair.lighter)})

    def _documents(self, claims: list[str]) -> list[str]:
        return sorted({self.table[claim].document for claim in claims})

    def _ambivalent(self) -> tuple[str, ...]:
        names = [
            f"{self.table.label(a)} and {self.table.label(b)}" for a, b in self.network.ambivalent
        ]
        return (f"Both friendly and hostile: {'; '.join(names)}.",) if names else ()


@dataclass(frozen=True, eq=False)
class Balance(_OfPairs):
    """The triangles of conduct, and the share of them that is balanced."""

    @property
    def value(self) -> float | None:
        """Share of balanced triangles, dimensionless in [0, 1]; ``None`` without triangles."""
        return signed.triangle_balance(self.network)

    def explain(self) -> Account:
        """Return the share with each claim's part: each balanced triangle's, in thirds by pair."""
        triangles = self.network.triangles
        if not triangles:
            return Account("balance", "all triangles", None, why="not assessable: no triangle")
        shares = added(
            divided(triangle.balanced / len(triangles) / 3.0, pair.claims)
            for triangle in triangles
            for pair in triangle.pairs
        )
        return Account("balance", "all triangles", self.value, tuple(shares), shares)

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict per triangle: actors, signs, whether balanced, reading in words."""
        names = {actor: self.table.label(actor) for actor in self.network.actors}
        rows = []
        for triangle in sorted(self.network.triangles, key=lambda t: (t.balanced, t.actors)):
            claims = self._claims(*triangle.pairs)
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


@dataclass(frozen=True, eq=False)
class Frustrations(_OfPairs):
    """The ties that are wrong when actors stand in the two camps that fit conduct best."""

    @cached_property
    def result(self) -> frustration.Frustration:
        """The index, the pairs and the camps."""
        return frustration.frustration(self.network)

    @property
    def value(self) -> float | None:
        """Weighted frustration index, >= 0; ``None`` without ties, 0 without a circle of them."""
        return self.result.value if self.network.pairs else None

    @property
    def share(self) -> float | None:
        """``1 - 2 L / m``, 1 for perfect balance; ``None`` without ties."""
        return self.result.share

    @property
    def circles(self) -> int:
        """Number of independent circles of ties: without one, nothing can be frustrated."""
        network = self.network
        return len(network.pairs) - len(network.actors) + len(self.result.camps)

    def explain(self) -> Account:
        """Return the index with each claim's part: the weight of its pair, if frustrated."""
        if not self.network.pairs:
            return Account("frustration", "all ties", None, why="not assessable: no ties")
        shares = added(divided(pair.weight, pair.claims) for pair in self.result.frustrated)
        return Account("frustration", "all ties", self.value, tuple(shares), shares)

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict per frustrated pair: actors, sign, weight, claims, passages."""
        rows = []
        for pair in self.result.frustrated:
            claims = self._claims(pair)
            rows.append(
                {
                    "first": pair.first,
                    "first_label": self.table.label(pair.first),
                    "second": pair.second,
                    "second_label": self.table.label(pair.second),
                    "sign": pair.sign,
                    "weight": pair.weight,
                    "claims": claims,
                    "passages": sorted({p for c in claims for p in self.table[c].passage}),
                    "documents": self._documents(claims),
                }
            )
        return rows

    def notes(self) -> tuple[str, ...]:
        """Return the index, how it was found, and the camps, as sentences."""
        if not self.network.pairs:
            return ("Frustration: not assessable: no ties.",)
        found = self.result
        how = "exact" if found.exact else f"heuristic, not below {found.least:g}"
        said = [f"Frustration {found.value:g} ({how}); 1 - 2L/m is {found.share:.4f}."]
        if not self.circles:
            said.append("No ties close a circle, so none could be frustrated.")
        if found.unique is False:
            said.append("Other camps would do as well; these are one choice.")
        if len(found.camps) > 1:
            said.append(
                f"The network falls into {len(found.camps)} parts; nothing tells which camps of "
                "different parts belong together."
            )
        for one, other in found.camps:
            sides = [", ".join(map(self.table.label, camp)) for camp in (one, other)]
            said.append(
                f"One camp: {sides[0]}; the other: {sides[1]}."
                if other
                else f"One camp only: {sides[0]}."
            )
        return (*said, *self._ambivalent())


@dataclass(frozen=True, eq=False)
class Degrees(_OfPairs):
    """How many friends and opponents each actor has."""

    def explain(self, actor: str) -> Account:
        """Return an actor's net degree with each claim's part: in equal parts of its pair."""
        actor = self.network.actors[placed(self.table, self.network.actors, actor)]
        own = [pair for pair in self.network.pairs if actor in {pair.first, pair.second}]
        label = self.table.label(actor)
        shares = added(divided(float(pair.sign), pair.claims) for pair in own)
        return Account("degree", label, float(sum(p.sign for p in own)), tuple(shares), shares)

    def rows(self) -> list[dict[str, Any]]:
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
            for degree in signed.degrees(self.network)
        ]

    def notes(self) -> tuple[str, ...]:
        """Return which actors are both friendly and hostile to each other."""
        return self._ambivalent()
