"""Positions and conduct, and what all networks share: cells and edges of grouped ties.

An edge is all ties of one sign between one ordered pair; nothing is netted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgraph import words
from kgraph.model import Cell, Edge, distinct, union
from kgraph.networks.shown import Face, Shown, node_rows
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.claims import ClaimsTable
    from kgraph.model import Tie

__all__ = ["Conduct", "Network", "Positions", "tie_row"]


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
                "sides": [words.side(sign, conditional=if_) for sign, if_ in cell.values],
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


def tie_row(network: Network, tie: Tie) -> dict[str, Any]:
    """Return what every row of a tie says: ends, relation, weight, claims, disputes."""
    table = network.table
    return {
        "source": tie.source,
        "source_label": table.label(tie.source),
        "relation": tie.relation,
        "relation_label": words.relation(table, tie),
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


def _cell(holder: str, target: str, ties: list[Tie]) -> Cell:
    values = tuple(sorted({(tie.sign, tie.conditional) for tie in ties}))
    if len(values) > 1:
        state = "mixed"
    elif values[0][1]:
        state = "conditional"
    else:
        state = words.SIDES[values[0][0]]
    return Cell(holder, target, state, values, tuple(ties))
