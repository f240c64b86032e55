"""Positions and conduct, and what all networks share: cells and edges of grouped ties.

An edge is all ties of one sign between one ordered pair; nothing is netted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgraph.networks.shown import Face, Shown, node_rows
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.claims import ClaimsTable
    from kgraph.model import Tie

__all__ = [
    "Cell",
    "Conduct",
    "Edge",
    "Network",
    "Positions",
    "distinct",
    "side",
    "stated",
    "tie_row",
    "union",
]

#: What a cell of the position matrix says, by the position it holds.
_STATES = {1: "supports", 0: "neutral", -1: "opposes"}


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one holder stands on one target.

    ``state`` is ``supports``, ``opposes``, ``neutral``, ``conditional`` or ``mixed``; a pair
    without evidence has no cell. ``values`` are the distinct positions (-1, 0, 1), each with
    whether it is conditional.
    """

    holder: str
    target: str
    state: str
    values: tuple[tuple[int, bool], ...]
    ties: tuple[Tie, ...]

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of the cell, sorted."""
        return union(tie.claims for tie in self.ties)

    @property
    def disputed_by(self) -> tuple[str, ...]:
        """The claims that dispute any of them, sorted."""
        return union(tie.disputed_by for tie in self.ties)


@dataclass(frozen=True, slots=True)
class Edge:
    """All ties of one sign between one ordered pair.

    ``weight`` is dimensionless: the greatest of its ties for conduct, in (0, 1]; for influence the
    noisy-or of the strongest lever of each family, in [0, 1), with ``low`` and ``high`` the same
    over the ends of the grades' intervals, and 0 where every lever is hollow. ``families`` maps a
    family to the grade of its strongest lever that is not hollow.
    """

    source: str
    target: str
    sign: int
    weight: float
    ties: tuple[Tie, ...]
    families: dict[str, str] = field(default_factory=dict)
    low: float = 0.0
    high: float = 0.0

    @property
    def hollow(self) -> bool:
        """Whether every lever is duty on paper, reported unmet."""
        return all(tie.hollow for tie in self.ties)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of the edge, sorted."""
        return union(tie.claims for tie in self.ties)

    @property
    def disputed_by(self) -> tuple[str, ...]:
        """The claims that dispute any of them, sorted."""
        return union(tie.disputed_by for tie in self.ties)

    @property
    def valid_from(self) -> str:
        """First day of the earliest tie, ``""`` if any start is open or unknown."""
        starts = [tie.valid_from for tie in self.ties]
        return min(starts) if all(starts) else ""

    @property
    def valid_until(self) -> str:
        """Last day of the latest tie, ``""`` if any end is open or unknown."""
        ends = [tie.valid_until for tie in self.ties]
        return max(ends) if all(ends) else ""


@dataclass(frozen=True, eq=False, repr=False)
class Network(Shown):
    """What the three networks share: ties, over the claims they were made from.

    ``part`` says in words what of it was taken, ``""`` for all; ``face`` is the dossier it is of.
    """

    table: ClaimsTable
    ties: tuple[Tie, ...]
    face: Face | None = field(default=None, kw_only=True)
    part: str = field(default="", kw_only=True)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims behind the ties, sorted."""
        return union(tie.claims for tie in self.ties)

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors at either end of a tie, sorted."""
        ends = {end for tie in self.ties for end in (tie.source, tie.target)}
        return tuple(sorted(end for end in ends if kind_of(end) == "actor"))

    def documents(self, claims: Iterable[str]) -> tuple[str, ...]:
        """Return the documents in which these claims are made, sorted."""
        return tuple(sorted({self.table[claim].document for claim in claims}))

    def _graph(self, edges: Iterable[Edge]) -> Any:
        import networkx as nx

        graph: Any = nx.MultiDiGraph()
        for node in node_rows(self):
            graph.add_node(node["id"], label=node["label"], type=node["type"])
        for edge in edges:
            graph.add_edge(
                edge.source,
                edge.target,
                key=edge.sign,
                sign=edge.sign,
                weight=edge.weight,
                families=dict(edge.families),
                valid_from=edge.valid_from,
                valid_until=edge.valid_until,
                hollow=edge.hollow,
                disputed=bool(edge.disputed_by),
                ties=edge.ties,
                claims=edge.claims,
            )
        return graph


@dataclass(frozen=True, eq=False, repr=False)
class Positions(Network):
    """Who stands where: actors to issues, events and agreements.

    ``silences`` are claims that an actor said nothing on something; they fill no cell.
    """

    layer = "positions"
    _row = "position"

    silences: tuple[str, ...] = ()

    def _size(self) -> int:
        return len(self.cells)

    @cached_property
    def cells(self) -> dict[tuple[str, str], Cell]:
        """The filled cells by holder and target, in their order."""
        grouped: dict[tuple[str, str], list[Tie]] = defaultdict(list)
        for tie in self.ties:
            grouped[tie.source, tie.target].append(tie)
        return {
            (holder, target): _cell(holder, target, ties)
            for (holder, target), ties in sorted(grouped.items())
        }

    @property
    def holders(self) -> tuple[str, ...]:
        """The actors with a position, sorted."""
        return tuple(sorted({holder for holder, _ in self.cells}))

    @property
    def targets(self) -> tuple[str, ...]:
        """The issues, events and agreements with a position on them, sorted."""
        return tuple(sorted({target for _, target in self.cells}))

    @property
    def filled(self) -> float | None:
        """Share of cells with evidence, dimensionless in (0, 1]; ``None`` without any."""
        possible = len(self.holders) * len(self.targets)
        return len(self.cells) / possible if possible else None

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """One edge per pair and sign, for and against; neutral draws none."""
        grouped: dict[tuple[str, str, int], list[Tie]] = defaultdict(list)
        for tie in self.ties:
            if tie.sign:
                grouped[tie.source, tie.target, tie.sign].append(tie)
        return tuple(
            Edge(source, target, sign, 1.0, tuple(ties))
            for (source, target, sign), ties in sorted(grouped.items())
        )

    @cached_property
    def graph(self) -> Any:
        """A networkx ``MultiDiGraph`` of the positions for and against."""
        return self._graph(self.edges)

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict per filled cell: holder, target, state, claims, documents, disputes.

        ``sides`` are those of the claims: several in a mixed cell, where one side may stand both
        plainly and on a condition.
        """
        return [
            {
                "holder": cell.holder,
                "holder_label": self.table.label(cell.holder),
                "target": cell.target,
                "target_label": self.table.label(cell.target),
                "state": cell.state,
                "sides": [side(sign, conditional=if_) for sign, if_ in cell.values],
                "conditions": distinct(self.table[c].condition for c in cell.claims),
                "claims": list(cell.claims),
                "documents": list(self.documents(cell.claims)),
                "disputed_by": list(cell.disputed_by),
            }
            for cell in self.cells.values()
        ]


@dataclass(frozen=True, eq=False, repr=False)
class Conduct(Network):
    """What actors do to or for each other, signed."""

    layer = "conduct"

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """At most two edges per ordered pair, one per sign; never netted."""
        grouped: dict[tuple[str, str, int], list[Tie]] = defaultdict(list)
        for tie in self.ties:
            grouped[tie.source, tie.target, tie.sign].append(tie)
        return tuple(
            Edge(source, target, sign, max(tie.weight for tie in ties), tuple(ties))
            for (source, target, sign), ties in sorted(grouped.items())
        )

    @cached_property
    def graph(self) -> Any:
        """A networkx ``MultiDiGraph``; the key of an edge is its sign."""
        return self._graph(self.edges)

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict per tie: ends, relation, sign, weight, claims, documents, disputes."""
        return [tie_row(self, tie) for tie in self.ties]


def side(sign: int, *, conditional: bool) -> str:
    """Return a position as a word: supports, opposes or neutral, perhaps on a condition."""
    return f"{_STATES[sign]}{' on a condition' if conditional else ''}"


def tie_row(network: Network, tie: Tie) -> dict[str, Any]:
    """Return what every row of a tie says: ends, relation, weight, claims, disputes."""
    table = network.table
    return {
        "source": tie.source,
        "source_label": table.label(tie.source),
        "relation": tie.relation,
        "relation_label": relation_label(table, tie),
        "target": tie.target,
        "target_label": table.label(tie.target),
        "sign": tie.sign,
        "weight": tie.weight,
        "families": list(tie.families),
        "valid_from": tie.valid_from,
        "valid_until": tie.valid_until,
        "claims": list(tie.claims),
        "documents": list(network.documents(tie.claims)),
        "denials": list(tie.denials),
        "disputed_by": list(tie.disputed_by),
        "hollow_by": list(tie.hollow_by),
    }


def relation_label(table: ClaimsTable, tie: Tie) -> str:
    """Return what a tie says of its ends: of one that reports leave, that the duty was unmet."""
    relation = table.relations[tie.relation]
    return (relation.unmet_label if tie.of_reports else "") or relation.label


def stated(table: ClaimsTable, tie: Tie) -> str:
    """Return a tie as its first claim tells it: who, what, whom.

    A lever may lie with the object of a claim: that Armenia depends on Russia is a lever of Russia
    on Armenia, and reads "Armenia depends on Russia" all the same. Where a tie leads to whom an act
    affects, or to what a call is about, that follows. A guarantee that is only reported unmet is
    told of guarantor and protected.
    """
    if tie.of_reports:
        ends = table.label(tie.source), table.label(tie.target)
        return f"{ends[0]} {relation_label(table, tie)} {ends[1]}"
    claim = table[tie.claims[0]]
    told = f"{table.label(claim.subject)} {table.relations[tie.relation].label}"
    if claim.object:
        told += f" {table.label(claim.object)}"
    for end in (tie.source, tie.target):
        if end not in {claim.subject, claim.object}:
            about = "about" if end in claim.topic else "affecting"
            told += f", {about} {table.label(end)}"
    return told


def _cell(holder: str, target: str, ties: list[Tie]) -> Cell:
    values = tuple(sorted({(tie.sign, tie.conditional) for tie in ties}))
    if len(values) > 1:
        state = "mixed"
    elif values[0][1]:
        state = "conditional"
    else:
        state = _STATES[values[0][0]]
    return Cell(holder, target, state, values, tuple(ties))


def union(several: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Return the distinct members of several lists, sorted."""
    return tuple(sorted({one for many in several for one in many}))


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """Return the distinct values that are not empty, sorted."""
    return tuple(sorted({value for value in values if value}))
