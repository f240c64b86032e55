"""Positions and conduct, and what all networks share: cells and edges of grouped ties.

An edge is all ties of one sign between one ordered pair; nothing is netted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from kgraph import wording
from kgraph.errors import BadOption
from kgraph.model import Cell, Edge, distinct, union
from kgraph.networks.ledger import network_ledger
from kgraph.networks.ties import edges
from kgraph.result import Face, Pictured, Row
from kgraph.text import many
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from kgraph.claims import ClaimsTable
    from kgraph.model import Tie
    from kgraph.networks.ledger import Ledger
    from kgraph.text import Shown

__all__ = [
    "ByDay",
    "Conduct",
    "EdgeRow",
    "Network",
    "NodeRow",
    "PositionRow",
    "Positions",
    "TieRow",
    "tie_row",
]


class NodeRow(TypedDict):
    """An end of ties; a private person goes by public role only, without a Wikidata number."""

    id: str
    label: str
    type: str
    qid: str


class EdgeRow(TypedDict):
    """An edge of a network.

    ``families`` are ``family:grade`` where the layer has grades, else families; ``low`` and
    ``high`` are the ends of a lever's interval, and ``None`` in the other layers.
    """

    source: str
    source_label: str
    target: str
    target_label: str
    sign: int
    weight: float
    low: float | None
    high: float | None
    families: list[str]
    relations: list[str]
    hollow: bool
    conditional: bool
    disputed: bool
    claims: list[str]
    documents: list[str]
    disputed_by: list[str]
    valid_from: str
    valid_until: str
    holds: str


class PositionRow(TypedDict):
    """A filled cell: who stands where on what, by which claims."""

    holder: str
    holder_label: str
    target: str
    target_label: str
    state: str
    sides: list[str]
    words: list[str]
    conditions: tuple[str, ...]
    factuality: str
    claims: list[str]
    documents: list[str]
    disputed_by: list[str]
    holds: str


class ConductRow(TypedDict):
    """A tie of conduct: who does what to or for whom, by which claims."""

    source: str
    source_label: str
    relation: str
    relation_label: str
    target: str
    target_label: str
    sign: int
    weight: float
    families: list[str]
    factuality: str
    claims: list[str]
    documents: list[str]
    denials: list[str]
    disputed_by: list[str]
    valid_from: str
    valid_until: str
    holds: str


class TieRow(ConductRow):
    """What every row of a tie says; that conduct is hollow or a lever signed, no table tells."""

    hollow_by: list[str]


class ByDay:
    """The columns of a table to read: in a view of a day also what is said of that day.

    In one of the whole record, only what has lapsed is said.
    """

    def __init__(self, usual: Shown) -> None:
        self.usual = usual

    def __get__(self, network: Network[Any] | None, _: type) -> Shown:
        if network is None or (network.table.selection.as_of is None and not network.lapsed):
            return self.usual
        day = network.table.selection.as_of
        return {**self.usual, "that day": _if_lapsed if day is None else _of_day}


def _of_day(row: Mapping[str, Any]) -> str:
    return wording.HELD[row["holds"]]


def _if_lapsed(row: Mapping[str, Any]) -> str:
    return _of_day(row) if row["holds"] == "lapsed" else ""


@dataclass(frozen=True, eq=False, repr=False)
class Network(Pictured[Row]):
    """What the three networks share: ties, over the claims they were made from.

    ``part`` says in words what of it was taken, ``""`` for all; ``face`` is the dossier it is of.
    ``lapsed`` are the ties of which every claim had ended by the day: listed, and in no measure.
    """

    layer: ClassVar[str]
    heading: ClassVar[str]
    _noun: ClassVar[str] = "tie"

    table: ClaimsTable
    ties: Sequence[Tie]
    face: Face | None = field(default=None, kw_only=True)
    part: str = field(default="", kw_only=True)
    lapsed: Sequence[Tie] = field(default=(), kw_only=True)

    if TYPE_CHECKING:

        @property
        def edges(self) -> Sequence[Edge]:
            """The edges."""

    @property
    def lapsed_edges(self) -> tuple[Edge, ...]:
        """What had lapsed as edges to draw, one for each pair and sign; of levers, these alone."""
        several: dict[tuple[str, str, int], list[Tie]] = defaultdict(list)
        for tie in self.lapsed:
            if tie.layer != "influence" or tie.role == "means":
                several[tie.source, tie.target, tie.sign].append(tie)
        return tuple(Edge(*ends, 0.0, tuple(ties)) for ends, ties in sorted(several.items()))

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims behind the ties, sorted."""
        return union(tie.claims for tie in self.ties)

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors at either end of a tie, sorted."""
        ends = {end for tie in self.ties for end in (tie.source, tie.target)}
        return tuple(sorted(end for end in ends if kind_of(end) == "actor"))

    def ledger(self) -> Ledger:
        """Return the account: all claims of the record, shown or left out for a reason."""
        return self._account

    @cached_property
    def _account(self) -> Ledger:
        shown = self._told()
        beside = {
            "deny a tie": {claim for tie in self._every() for claim in tie.denials} - shown,
            "report a duty unmet": {claim for tie in self._every() for claim in tie.hollow_by}
            - shown,
        }
        families = self.table.selection.families
        return network_ledger(self.table, self.layer, shown, beside, families)

    def _told(self) -> set[str]:
        """Return the claims of all rows."""
        return {claim for tie in self._every() for claim in tie.claims}

    def _every(self) -> Iterable[Tie]:
        """Return the ties of all rows."""
        return (*self.ties, *self.lapsed)

    def _drawn(self) -> Sequence[Tie]:
        """Return the ties whose ends are the nodes."""
        return self.ties

    def documents(self, claims: Iterable[str]) -> tuple[str, ...]:
        """Return the documents in which these claims are made, sorted."""
        document = self.table.columns.document
        return tuple(sorted({document[self.table.row(claim)] for claim in claims}))

    def _counts(self) -> str:
        return (
            f"{self.layer.capitalize()}: {many(self._size(), self._noun)}, "
            f"{many(len(self.edges), 'edge')} from {many(len(self.claims), 'claim')}"
        )

    def _size(self) -> int:
        return len(self.ties)

    def caption(self) -> str:
        """Return in words which claims the network was made of, and which part of it this is."""
        whole = self.table.caption()
        return f"{whole} {self.part}." if self.part else whole

    def df(self, of: str = "ties") -> Any:
        """Return a pandas DataFrame, one row per tie (per cell for positions), or per edge.

        Parameters
        ----------
        of : {"ties", "edges"}
            What a row is.

        Raises
        ------
        BadOption, MissingPackage
            If there is no such table; if pandas is not installed.
        """
        from kgraph.text import frame

        if of == "ties":
            return super().df()
        if of == "edges":
            return frame(self.edge_rows(), tuple(EdgeRow.__annotations__))
        message = f"A network has tables of ties and edges, not of {of!r}."
        raise BadOption(message)

    def save(self, path: Path | str) -> tuple[str, ...]:
        """Write the network to a file in the format that its ending names.

        Returns
        -------
        tuple of str
            What the format cannot hold, one sentence each.

        Raises
        ------
        UnknownName, UnwritableTarget
            If no format has this ending; if the file cannot be written.
        """
        return self._asked().save(self, path)

    def show(self, *, static: bool = False) -> Any:
        """Return what a notebook shows: the page with this layer, and a picture beside it.

        With ``static``, the picture alone, which any viewer of a saved notebook can show.
        """
        return super().show(static=static)

    def _heading(self) -> str:
        return self._counts()

    def _below(self) -> list[str]:
        return [*self.notes(), self.caption(), f"Data version {self.table.data_version}."]

    # A network is shown as a table; its picture, which takes longer, is asked for.
    def _repr_svg_(self) -> str | None:
        return None

    def edge_rows(self) -> list[EdgeRow]:
        """Return one dict per edge."""
        label, graded = self.table.label, self.layer == "influence"
        return [
            {
                "source": edge.source,
                "source_label": label(edge.source),
                "target": edge.target,
                "target_label": label(edge.target),
                "sign": edge.sign,
                "weight": edge.weight,
                "low": edge.low if graded else None,
                "high": edge.high if graded else None,
                "families": [f"{family}:{grade}" for family, grade in edge.families.items()]
                if graded
                else sorted({family for tie in edge.ties for family in tie.families}),
                "relations": sorted({tie.relation for tie in edge.ties}),
                "hollow": edge.hollow,
                "conditional": all(tie.conditional for tie in edge.ties),
                "disputed": bool(edge.disputed_by),
                "claims": list(edge.claims),
                "documents": list(self.documents(edge.claims)),
                "disputed_by": list(edge.disputed_by),
                "valid_from": edge.valid_from,
                "valid_until": edge.valid_until,
                "holds": edge.holds,
            }
            for edge in self.edges
        ]

    def node_rows(self) -> list[NodeRow]:
        """Return one dict per end of a tie."""
        rows: list[NodeRow] = []
        for end in sorted({end for tie in self._drawn() for end in (tie.source, tie.target)}):
            entity = self.table.entities.get(end)
            rows.append(
                {
                    "id": end,
                    "label": self.table.label(end),
                    "type": entity.type if entity else kind_of(end),
                    "qid": entity.qid if entity and not entity.private else "",
                }
            )
        return rows

    @cached_property
    def graph(self) -> Any:
        """A networkx ``MultiDiGraph`` of the edges; the key of an edge is its sign."""
        import networkx as nx

        graph: Any = nx.MultiDiGraph()
        for node in self.node_rows():
            graph.add_node(node["id"], label=node["label"], type=node["type"])
        for edge in self.edges:
            graph.add_edge(
                edge.source,
                edge.target,
                key=edge.sign,
                sign=edge.sign,
                weight=edge.weight,
                families=dict(edge.families),
                valid_from=edge.valid_from,
                valid_until=edge.valid_until,
                holds=edge.holds,
                hollow=edge.hollow,
                disputed=bool(edge.disputed_by),
                ties=edge.ties,
                claims=edge.claims,
            )
        return graph


def _stands(row: PositionRow) -> str:
    """Return how a table to read tells a position: in the word of its claims, and on which side."""
    is_mixed = row["state"] == "mixed"
    side = wording.several_sides(row["sides"]) if is_mixed else row["state"]
    side = wording.stands(row["words"], side)
    return "; if ".join([side, *row["conditions"]])


@dataclass(frozen=True, eq=False, repr=False)
class Positions(Network[PositionRow]):
    """Who stands where: actors to issues, events and agreements.

    ``silences`` are claims that an actor said nothing on something; they fill no cell.
    """

    layer = drawn_as = "positions"
    title, heading = "Positions", "Who stands where"
    tells = "Who stands where on issues, events and agreements."
    shown: ClassVar[Any] = ByDay({
        "who": "holder_label", "stands": _stands, "on": "target_label",
        "how sure": wording.unsure, "claims": "claims",
        "disputed by": "disputed_by",
    })  # fmt: skip
    texts = ("conditions", "sides", "words")
    _noun = "position"

    silences: tuple[str, ...] = ()

    def _size(self) -> int:
        return len(self.cells)

    @cached_property
    def cells(self) -> dict[tuple[str, str], Cell]:
        """The filled cells by holder and target, in their order."""
        return _cells(self.ties)

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
    def edges(self) -> Sequence[Edge]:
        """One edge per pair and sign, for and against; neither draws none."""
        return edges(self.ties, neither=False)

    def notes(self) -> tuple[str, ...]:
        """Return which claims state a silence, if any do."""
        return (f"Silence stated in: {' '.join(self.silences)}.",) if self.silences else ()

    def rows(self) -> list[PositionRow]:
        """Return one dict per filled cell: holder, target, state, claims, documents, disputes.

        ``sides`` are those of the claims: several in a mixed cell, where one side may stand both
        plainly and on a condition. ``words`` are the relations of the claims, the strongest first,
        and ``factuality`` that of the surest of them.
        """
        return [
            {
                "holder": cell.holder,
                "holder_label": self.table.label(cell.holder),
                "target": cell.target,
                "target_label": self.table.label(cell.target),
                "state": cell.state,
                "sides": [wording.side(sign, conditional=if_) for sign, if_ in cell.values],
                "words": wording.stances(self.table, cell),
                "factuality": wording.surest(self.table, cell.claims),
                "conditions": distinct(self.table[c].condition for c in cell.claims),
                "claims": list(cell.claims),
                "documents": list(self.documents(cell.claims)),
                "disputed_by": list(cell.disputed_by),
                "holds": cell.holds,
            }
            for cell in (*self.cells.values(), *_cells(self.lapsed).values())
        ]


@dataclass(frozen=True, eq=False, repr=False)
class Conduct(Network[ConductRow]):
    """What actors do to or for each other, signed; contact has no sign.

    Edges are drawn and listed; ``signed`` are those that balance, camps and paths are made of.
    """

    layer = drawn_as = "conduct"
    title, heading = "Conduct", "Who does what to or for whom"
    tells = "Who does what to or for whom."
    shown: ClassVar[Any] = ByDay({
        "who": "source_label", "does": "relation_label", "to whom": "target_label",
        "sign": lambda row: f"{row['sign']:+d}" if row["sign"] else wording.CONTACT,
        "weight": "weight", "how sure": wording.unsure, "claims": "claims",
        "disputed by": "disputed_by",
    })  # fmt: skip

    @cached_property
    def edges(self) -> Sequence[Edge]:
        """At most three edges per ordered pair: one per sign, one of contact; never netted."""
        return edges(self.ties, neither=True)

    @property
    def signed(self) -> tuple[Edge, ...]:
        """The edges with a sign: all but contact."""
        return tuple(edge for edge in self.edges if edge.sign)

    def rows(self) -> list[ConductRow]:
        """Return one dict per tie: ends, relation, sign, weight, claims, documents, disputes."""
        return [tie_row(self, tie) for tie in (*self.ties, *self.lapsed)]


def tie_row(network: Network[Any], tie: Tie) -> TieRow:
    """Return what every row of a tie says: ends, relation, weight, claims, disputes."""
    table = network.table
    return {
        "source": tie.source,
        "source_label": table.label(tie.source),
        "relation": tie.relation,
        "relation_label": wording.relation(table, tie),
        "target": tie.target,
        "target_label": table.label(tie.target),
        "sign": tie.sign,
        "weight": tie.weight,
        "families": list(tie.families),
        "factuality": wording.surest(table, tie.claims),
        "valid_from": tie.valid_from,
        "valid_until": tie.valid_until,
        "holds": tie.holds,
        "claims": list(tie.claims),
        "documents": list(network.documents(tie.claims)),
        "denials": list(tie.denials),
        "disputed_by": list(tie.disputed_by),
        "hollow_by": list(tie.hollow_by),
    }


def _cells(ties: Iterable[Tie]) -> dict[tuple[str, str], Cell]:
    grouped: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    for tie in ties:
        grouped[tie.source, tie.target].append(tie)
    return {ends: _cell(*ends, several) for ends, several in sorted(grouped.items())}


def _cell(holder: str, target: str, ties: list[Tie]) -> Cell:
    values = tuple(sorted({(tie.sign, tie.conditional) for tie in ties}))
    if len(values) > 1:
        state = "mixed"
    elif values[0][1]:
        state = "conditional"
    else:
        state = wording.SIDES[values[0][0]]
    return Cell(holder, target, state, values, tuple(ties))
