"""Reciprocity: how much of what an actor does to others is answered in kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph.measures.account import added, divided
from kgraph.model import union
from kgraph.result import Result
from kgraph.text import many

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.claims import ClaimsTable
    from kgraph.model import Edge
    from kgraph.networks.network import Conduct
    from kgraph.text import Shown

__all__ = ["AnsweredRow", "Reciprocity", "above_chance"]


class AnsweredRow(TypedDict):
    """An actor with the edges that it directs at others, and how many of them are answered."""

    actor: str
    actor_label: str
    edges: int
    answered: int
    share: float | None
    claims: list[str]
    documents: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Reciprocity(Result[AnsweredRow]):
    """How much of the conduct between actors is answered in kind.

    An edge of conduct (all ties of one sign from one actor to another) is answered if there is an
    edge of the same sign the other way. Of an actor with ``d`` edges directed at others, ``a`` of
    them answered, reciprocity is ``a / d``: dimensionless, in [0, 1], ``None`` where ``d`` is 0. Of
    the network, it is the same over all edges: the share of directed edges in mutual dyads [1]_.

    An alliance leads both ways and so answers itself; the notes count the edges that are answered
    by such relations alone. Weights, dates and who began count for nothing.

    References
    ----------
    .. [1] Wasserman and Faust (1994), Social Network Analysis, chapter 13.
    .. [2] Garlaschelli and Loffredo (2004), Phys. Rev. Lett. 93: 268701.
    """

    title = "Reciprocity"
    tells = "How much of what an actor does to others, friendly or hostile, is answered in kind."
    shown: ClassVar[Shown] = {
        "actor": "actor_label", "edges": "edges", "answered": "answered", "share": "share",
        "claims": lambda row: len(row["claims"]),
    }  # fmt: skip

    conduct: Conduct

    @property
    def table(self) -> ClaimsTable:
        """The claims of the selection."""
        return self.conduct.table

    @cached_property
    def edges(self) -> dict[tuple[str, str, int], Edge]:
        """The signed edges between two actors, by source, target and sign."""
        ends = ((edge, (edge.source, edge.target, edge.sign)) for edge in self.conduct.signed)
        return {key: edge for edge, key in ends if edge.source != edge.target}

    def answer(self, edge: Edge) -> Edge | None:
        """Return the edge of the same sign the other way, if there is one."""
        return self.edges.get((edge.target, edge.source, edge.sign))

    @property
    def value(self) -> float | None:
        """Share of all edges that is answered, in [0, 1]; ``None`` without edges."""
        answered = sum(self.answer(edge) is not None for edge in self.edges.values())
        return answered / len(self.edges) if self.edges else None

    def rows(self) -> list[AnsweredRow]:
        """Return one dict per actor with signed conduct: edges, answered, share, claims."""
        rows: list[AnsweredRow] = []
        ends = {end for *pair, _ in self.edges for end in pair}
        for actor in sorted(ends):
            own, back = self._of(actor)
            claims = list(union(edge.claims for edge in (*own, *back)))
            rows.append(
                {
                    "actor": actor,
                    "actor_label": self.table.label(actor),
                    "edges": len(own),
                    "answered": len(back),
                    "share": len(back) / len(own) if own else None,
                    "claims": claims,
                    "documents": list(self.conduct.documents(claims)),
                }
            )
        return rows

    def _of(self, actor: str) -> tuple[list[Edge], list[Edge]]:
        """Return the edges that an actor directs at others, and their answers."""
        own = [edge for edge in self.edges.values() if edge.source == actor]
        return own, [back for edge in own if (back := self.answer(edge)) is not None]

    def accounts(self, row: AnsweredRow) -> Iterable[tuple[str, Mapping[str, float]]]:
        """Return the share of an actor: of an answered edge, half to the claims of either side."""
        own, _ = self._of(row["actor"])
        pairs = [(edge, back) for edge in own if (back := self.answer(edge)) is not None]
        return [
            ("share", added(divided(0.5 / len(own), one.claims) for two in pairs for one in two))
        ]

    def notes(self) -> tuple[str, ...]:
        """Return the value of the network, each sign beside chance, and what answers itself."""
        if self.value is None:
            return ("Reciprocity: not assessable: no edges.",)
        answered = {key: back for key, edge in self.edges.items() if (back := self.answer(edge))}
        said = [
            f"Reciprocity {self.value:.4f}: {len(answered)} of {many(len(self.edges), 'edge')} "
            "answered in kind."
        ]
        actors = len({end for source, target, _ in self.edges for end in (source, target)})
        for sign, name in ((1, "Friendly"), (-1, "Hostile")):
            edges = sum(one == sign for *_, one in self.edges)
            mutual = sum(one == sign for *_, one in answered)
            rho = above_chance(edges, mutual, actors)
            beside = "" if rho is None else f", {rho:+.4f} beside chance (Garlaschelli, Loffredo)"
            if edges:
                said.append(f"{name}: {mutual} of {edges}{beside}.")
        relations = self.table.relations
        alone = sum(
            all(relations[tie.relation].symmetric for tie in (*self.edges[key].ties, *back.ties))
            for key, back in answered.items()
        )
        if alone:
            said.append(f"Answered by relations that lead both ways alone: {alone}.")
        return tuple(said)


def above_chance(edges: int, mutual: int, actors: int) -> float | None:
    """Return ``rho = (r - a) / (1 - a)``: reciprocity beside that of edges placed by chance.

    Parameters
    ----------
    edges, mutual : int
        Number of directed edges, at most one per ordered pair, and of those that are answered.
    actors : int
        Number of actors.

    Returns
    -------
    float or None
        With ``r = mutual / edges`` and ``a = edges / (actors (actors - 1))``, the share of ordered
        pairs that have an edge: dimensionless, at most 1; 0 as by chance, below 0 less than that.
        ``None`` without edges, or where every pair has one.

    Examples
    --------
    >>> above_chance(2, 2, 3)
    1.0
    >>> above_chance(6, 6, 3) is None
    True
    """
    possible = actors * (actors - 1)
    if not edges or edges == possible:
        return None
    chance = edges / possible
    return (mutual / edges - chance) / (1 - chance)
