"""The lines of a network, pair by pair and in the page's order, for whatever draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph import wording

if TYPE_CHECKING:
    from typing import TypeAlias

    from kgraph.claims import ClaimsTable
    from kgraph.measures.influence.influence import Influence
    from kgraph.measures.record.structure import Structure
    from kgraph.model import Edge, Tie
    from kgraph.networks.levers import LeverNetwork
    from kgraph.networks.network import Conduct

    Drawn: TypeAlias = Conduct | Influence | LeverNetwork | Structure

__all__ = ["Strand", "pairs", "strands"]

#: The order of lines between two actors, from one side to the other.
_ORDER = ("friendly", "lever", "bond", "named", "contact", "lapsed", "cool", "noforce", "hostile")


@dataclass(frozen=True, slots=True, eq=False)
class Strand:
    """A line between two actors: an edge, or what of it is reported unmet beside what holds."""

    edge: Edge
    kind: str
    beside: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        """Whom it joins, in the order of their names."""
        a, b = sorted((self.edge.source, self.edge.target))
        return a, b

    @property
    def hollow(self) -> bool:
        """Whether it is drawn as what is reported unmet."""
        return self.beside or (self.edge.hollow and self.kind != "lapsed")

    @property
    def headed(self) -> bool:
        """Whether it has a head: neither contact nor structure nor what has lapsed has one."""
        return bool(self.edge.sign) and self.kind != "lapsed"

    def told(self, table: ClaimsTable) -> Tie:
        """Return the tie whose word it carries, and as which it looks."""
        ties = self.edge.ties
        return wording.strongest(table, [t for t in ties if t.hollow] if self.beside else ties)

    def signs(self, table: ClaimsTable) -> list[str]:
        """Return what is amiss with that tie: disputed, of one party's word, or not sure to hold.

        The names are ``disputed``, ``party`` and ``maybe``.
        """
        tie = self.told(table)
        found = {
            "disputed": tie.disputed,
            "party": wording.of_one_party(table, tie),
            "maybe": table.selection.as_of is not None and tie.holds == "mayHold",
        }
        return [sign for sign, is_so in found.items() if is_so]

    @property
    def rank(self) -> tuple[int, bool, str]:
        """Its place among those of the pair."""
        return _ORDER.index(self.kind), self.beside, self.edge.source


def strands(network: Drawn) -> list[Strand]:
    """Return all lines of a network, those of a pair in their order from side to side."""
    found = [Strand(edge, "lapsed") for edge in network.lapsed_edges]
    for edge in network.edges:
        found.append(Strand(edge, _kind(network, edge)))
        if not edge.hollow and any(tie.hollow for tie in edge.ties):
            found.append(Strand(edge, found[-1].kind, beside=True))
    return sorted(found, key=lambda one: (one.pair, one.rank))


def pairs(network: Drawn) -> dict[tuple[str, str], list[tuple[Strand, ...]]]:
    """Return the lines of a network by pair.

    A line has one strand, or two where the same claims tell the same there and back.
    """
    found: dict[tuple[str, str], list[tuple[Strand, ...]]] = {}
    for one in strands(network):
        several = found.setdefault(one.pair, [])
        at = _back_of(network.table, one, several)
        if at is None:
            several.append((one,))
        else:
            several[at] = (*several[at], one)
    return found


def _back_of(table: ClaimsTable, one: Strand, several: list[tuple[Strand, ...]]) -> int | None:
    """Return which line tells the same the other way round, if one does."""
    tie = one.told(table)
    for at, (there, *back) in enumerate(several):
        same = there.told(table)
        is_same = (tie.relation, tie.claims, one.kind) == (same.relation, same.claims, there.kind)
        is_back = there.edge.source == one.edge.target and not (one.hollow or there.hollow)
        if is_same and is_back and tie.claims and not back:
            return at
    return None


def _kind(network: Drawn, edge: Edge) -> str:
    if network.layer == "influence":
        return "lever"
    if network.layer == "structure":
        return "bond" if edge.claims else "named"
    tie = wording.strongest(network.table, edge.ties)
    if wording.cool(network.table, tie):
        return "cool"
    by_force = wording.by_force(network.table, tie)
    return {1: "friendly", -1: "hostile" if by_force else "noforce", 0: "contact"}[edge.sign]
