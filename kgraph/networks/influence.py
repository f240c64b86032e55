"""The network of influence: who has which levers on whom, and the measures of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgraph.errors import BadOption
from kgraph.names import Names
from kgraph.networks.levers import Lever, levers, profile, strength
from kgraph.networks.network import Edge, Network, distinct, stated, tie_row, union

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy as np

    from kgraph.model import Tie
    from kgraph.networks.decomposition import Shares
    from kgraph.networks.mdii import Mactor
    from kgraph.networks.network import Positions
    from kgraph.networks.noise import Worlds
    from kgraph.networks.paths import Paths
    from kgraph.networks.persuasion import Persuasion
    from kgraph.networks.plane import Plane
    from kgraph.networks.ranking import Ranking

__all__ = ["Influence"]

_ENDS = ("number", "low", "high")


@dataclass(frozen=True, eq=False, repr=False)
class Influence(Network):
    """Who has which levers on whom.

    ``attempts``, ``outcomes`` and ``structure`` are kept apart and make no influence; ``failures``
    are outcomes that are denied, with sign -1: the lever did not work. ``past`` is the network of
    levers that had ended by the day asked for, ``positions`` those of the same selection. A part of
    a network (``on``, ``of``) keeps the ``whole``, so that influence over others is not lost.
    """

    layer = "influence"

    attempts: tuple[Tie, ...] = ()
    outcomes: tuple[Tie, ...] = ()
    structure: tuple[Tie, ...] = ()
    failures: tuple[Tie, ...] = ()
    past: Influence | None = None
    positions: Positions | None = None
    whole: Influence | None = None
    focus: tuple[str, str] = ("", "")

    # --- the network

    @cached_property
    def levers(self) -> tuple[Lever, ...]:
        """The ties taken apart by family."""
        return levers(self.table, self.ties)

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """One edge per ordered pair with its profile of families."""
        grouped: dict[tuple[str, str], list[Tie]] = defaultdict(list)
        for tie in self.ties:
            grouped[tie.source, tie.target].append(tie)
        held: dict[tuple[str, str], list[Lever]] = defaultdict(list)
        for lever in self.levers:
            held[lever.source, lever.target].append(lever)
        return tuple(self._edge(*ends, ties, held[ends]) for ends, ties in sorted(grouped.items()))

    def _edge(self, source: str, target: str, ties: list[Tie], held: list[Lever]) -> Edge:
        families = profile(self.table.grades, held)
        grades = [self.table.grades[grade] for grade in families.values()]
        return Edge(
            source,
            target,
            1,
            float(strength(grade.number for grade in grades)),
            tuple(ties),
            families,
            float(strength(grade.low for grade in grades)),
            float(strength(grade.high for grade in grades)),
        )

    @cached_property
    def graph(self) -> Any:
        """A networkx ``MultiDiGraph`` of the lever edges; weight 0 where all levers are hollow."""
        return self._graph(self.edges)

    def on(self, actor: str) -> Influence:
        """Return the part of the network that leads to an actor: who can move it.

        The structure is that of the actor: its members, its offices and who holds them.
        """

        def within(tie: Tie) -> bool:
            place = self.table.entities.get(tie.target)
            return tie.target == actor or (place is not None and place.part_of == actor)

        words = f"who can move {self.table.label(actor)}"
        return self._part(lambda tie: tie.target == actor, within, ("on", actor), words)

    def of(self, actor: str) -> Influence:
        """Return the part of the network that starts at an actor: whom it can move."""

        def starts(tie: Tie) -> bool:
            return tie.source == actor

        return self._part(starts, starts, ("of", actor), f"whom {self.table.label(actor)} can move")

    def _part(
        self,
        keep: Callable[[Tie], bool],
        within: Callable[[Tie], bool],
        focus: tuple[str, str],
        words: str,
    ) -> Influence:
        return replace(
            self,
            part=f"{self.part}; only {words}" if self.part else f"Only {words}",
            ties=tuple(filter(keep, self.ties)),
            attempts=tuple(filter(keep, self.attempts)),
            outcomes=tuple(filter(keep, self.outcomes)),
            failures=tuple(filter(keep, self.failures)),
            structure=tuple(filter(within, self.structure)),
            whole=self.whole or self,
            focus=focus,
        )

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict per tie: means first, then attempts, outcomes and structure.

        ``role`` tells them apart, ``stated`` is the tie as its claims tell it. A row of means names
        the attempts and outcomes of its pair, and the claims that an outcome failed to come; help
        in war shows what a promise of help is worth, and nothing of other levers. ``happened`` is
        False for an outcome that failed to come.
        """
        return [
            {
                **tie_row(self, tie),
                "stated": stated(self.table, tie),
                "role": role,
                "weight": tie.weight if role == "means" else None,
                "grade": tie.grade if role == "means" else "",
                "hollow": tie.hollow,
                "happened": happened,
                "attempts": self._with(tie, self.attempts) if role == "means" else [],
                "outcomes": self._with(tie, self.outcomes) if role == "means" else [],
                "failures": self._with(tie, self.failures) if role == "means" else [],
                "said_by": list(distinct(self.table[c].claimant_label for c in tie.claims)),
                "passages": list(union(self.table[claim].passage for claim in tie.claims)),
            }
            for role, happened, ties in (
                ("means", None, self.ties),
                ("attempt", True, self.attempts),
                ("outcome", True, self.outcomes),
                ("outcome", False, self.failures),
                ("structure", None, self.structure),
            )
            for tie in ties
        ]

    def _with(self, lever: Tie, several: Iterable[Tie]) -> list[str]:
        """Return the claims of the ties on the pair of a lever that show what it did."""
        relations = self.table.relations
        promise = relations[lever.relation].promise
        return list(
            union(
                tie.claims
                for tie in several
                if (tie.source, tie.target) == (lever.source, lever.target)
                and (promise or not relations[tie.relation].guarantee)
            )
        )

    # --- measures

    @cached_property
    def worlds(self) -> Worlds:
        """The levers of the whole network with the noise of their grades and claims."""
        from kgraph.networks.noise import Worlds

        whole = self.whole or self
        return Worlds(whole.table, whole.ties)

    def matrix(self, end: str = "number") -> tuple[tuple[str, ...], np.ndarray]:
        """Return the actors of the whole network, and their strengths, shape (n, n), in [0, 1].

        ``end`` is ``number`` for the numbers of the grades, ``low`` or ``high`` for the ends of
        their intervals; raises ``BadOption`` for anything else.
        """
        if end not in _ENDS:
            message = f"The strengths are the number, low or high, not {end!r}."
            raise BadOption(message)
        if end == "number":
            return self.worlds.actors, self.worlds.base()
        return self.worlds.actors, self.worlds.ends()[end == "high"]

    def mdii(self, end: str = "number") -> Mactor:
        """Return MACTOR's direct and indirect influence, R, net influence and stability.

        ``end`` as for ``matrix``: influence and dependence at the lower and upper ends of the
        grades bound those of the numbers.
        """
        from kgraph.networks.mdii import mactor

        actors, strengths = self.matrix(end)
        return mactor(strengths, actors)

    def net(self) -> dict[tuple[str, str], tuple[float, float, float]]:
        """Return net influence (MDII less its reverse) by pair, where it is not 0.

        Each as ``(number, low, high)``, with the ends as far apart as the grades allow: influence
        at one end, its reverse at the other.
        """
        found, low, high = (self.mdii(end) for end in _ENDS)
        return {
            (a, b): (
                float(found.net[i, j]),
                float(low.mdii[i, j] - high.mdii[j, i]),
                float(high.mdii[i, j] - low.mdii[j, i]),
            )
            for i, a in enumerate(found.actors)
            for j, b in enumerate(found.actors)
            if abs(found.net[i, j]) > 1e-12
        }

    def pagerank(self, *, damping: float = 0.85) -> dict[str, float]:
        """Return PageRank by actor, sum 1, seeded with the actor in focus if there is one.

        On the sparse matrix, so for networks of any size.
        """
        import numpy as np

        from kgraph.networks import pagerank

        whole = self.whole or self
        actors = tuple(sorted({end for e in whole.edges for end in (e.source, e.target)}))
        at = {actor: i for i, actor in enumerate(actors)}
        edges = whole.edges
        weights = pagerank.matrix(
            [at[edge.source] for edge in edges],
            [at[edge.target] for edge in edges],
            [edge.weight for edge in edges],
            len(actors),
        )
        way, actor = self.focus
        seed = None
        if actor in at:
            seed = np.zeros(len(actors))
            seed[at[actor]] = 1.0
        if not actors:
            return {}
        found = pagerank.pagerank(weights, seed=seed, damping=damping, reach=way == "of")
        return dict(zip(actors, map(float, found), strict=True))

    def rank(self, by: str = "direct", **options: Any) -> Ranking:
        """Return the actors by influence, on or of the actor in focus, with how sure ranks are.

        ``by`` is one of ``measures.MEASURES``; ``options`` are samples, seed and noise. Office,
        affiliation and membership do not count; ``structure_rank`` is theirs.
        """
        from kgraph.networks.ranking import ranking

        way, actor = self.focus
        found = ranking(
            self.worlds,
            by,
            on=actor if way == "on" else "",
            of=actor if way == "of" else "",
            **options,
        )
        return replace(found, face=self.face)

    def plane(self, **options: Any) -> Plane:
        """Return how much each actor moves others and is moved by them, with intervals.

        ``options`` are samples, seed and noise.
        """
        from kgraph.networks.plane import plane

        return replace(plane(self.worlds, **options), face=self.face)

    def structure_rank(self) -> list[dict[str, Any]]:
        """Return who has an office, affiliation or membership here, the highest office first.

        One dict per actor and place: the grade of the office as the data give it, or ``""``.
        """
        grades = self.table.grades
        rows = []
        for tie in self.structure:
            grade = self.table.own_grades.get(tie.target, "")
            rows.append({**tie_row(self, tie), "grade": grade})
        return sorted(
            rows,
            key=lambda row: (
                -(grades[row["grade"]].number if row["grade"] else -1.0),
                row["source"],
                row["target"],
            ),
        )

    def paths(self, a: str, b: str, **options: Any) -> Paths:
        """Return the paths from one actor to another, lapsed and hollow levers marked.

        ``options`` are max_length, limit, budget and progress of ``paths.paths``.
        """
        from kgraph.networks.paths import paths

        whole = self.whole or self
        past = whole.past
        found = paths(
            past.table if past else whole.table,
            whole.edges,
            self._actor(a),
            self._actor(b),
            past=past.edges if past else (),
            **options,
        )
        return replace(found, face=self.face)

    def pushes(self, on: str, target: str | None = None, *, by: str = "direct") -> Persuasion:
        """Return who could move whom on an issue, event or agreement, and which way.

        ``on`` names the issue, ``target`` the only actor to be moved; ``by`` is a measure of pairs.
        """
        from kgraph.networks.persuasion import persuasion

        whole = self.whole or self
        issue = Names(self.table.entities).find(on, "issue", "event", "agreement").id
        moved = None if target is None else self._actor(target)
        return persuasion(whole, issue, moved, by)

    def explain(self, a: str, b: str | None = None, *, by: str = "direct") -> Shares:
        """Return the number of a pair, or an actor's score, in shares of paths, levers and claims.

        The shares sum to the number.
        """
        from kgraph.networks.decomposition import shares

        return shares(self.whole or self, self._actor(a), None if b is None else self._actor(b), by)

    def _actor(self, name: str) -> str:
        return Names(self.table.entities).find(name, "actor").id
