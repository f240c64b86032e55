"""Influence: the network of levers, with the measures of who can sway whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgraph.errors import BadOption
from kgraph.measures.influence.worlds import Worlds
from kgraph.networks import build
from kgraph.networks.levers import LeverNetwork
from kgraph.networks.network import tie_row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    import numpy as np

    from kgraph.claims import ClaimsTable
    from kgraph.measures.influence.mdii import Mactor
    from kgraph.measures.influence.paths import Paths
    from kgraph.measures.influence.persuasion import Everywhere, Persuasion
    from kgraph.measures.influence.plane import Plane
    from kgraph.measures.influence.ranking import Ranking
    from kgraph.measures.influence.shares import Shares

__all__ = ["Influence"]

_ENDS = ("number", "low", "high")


@dataclass(frozen=True, eq=False, repr=False)
class Influence(LeverNetwork):
    """Who has which levers on whom, and what follows: ranks, paths, pushes, shares.

    Measures are of the whole network and look at the actor in focus (``on``, ``of``).
    """

    @classmethod
    def of_claims(cls, table: ClaimsTable, families: Iterable[str] = ()) -> Self:
        """Return the network of a (selected) table, see ``build.influence``."""
        return cls(**vars(build.influence(table, families)))

    @cached_property
    def worlds(self) -> Worlds:
        """The levers of the whole network with the noise of their grades and claims."""
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
        from kgraph.measures.influence.mdii import mactor

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

        from kgraph.measures.influence import pagerank

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

        ``by`` is one of ``register.SCORES``; ``options`` are samples, seed and noise. Office,
        affiliation and membership do not count; ``structure_rank`` is theirs.
        """
        from kgraph.measures.influence.ranking import ranking

        way, actor = self.focus
        found = ranking(
            self.worlds,
            by,
            on=actor if way == "on" else "",
            of=actor if way == "of" else "",
            **options,
        )

        def shares(one: str) -> dict[str, float]:
            ends = (actor, one) if way == "of" else (one, actor or None)
            return self.explain(*ends, by=by).by_claim()

        return replace(found, face=self.face, shares=shares)

    def plane(self, **options: Any) -> Plane:
        """Return how much each actor moves others and is moved by them, with intervals.

        ``options`` are samples, seed and noise.
        """
        from kgraph.measures.influence.plane import plane

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
        from kgraph.measures.influence.paths import paths

        whole = self.whole or self
        past = whole.past
        found = paths(
            whole.table,
            whole.edges,
            self._actor(a),
            self._actor(b),
            past=past.edges,
            **options,
        )
        return replace(found, face=self.face)

    def pushes(self, on: str, target: str | None = None, *, by: str = "direct") -> Persuasion:
        """Return who could move whom on an issue, event or agreement, and which way.

        ``on`` names the issue, ``target`` the only actor to be moved; ``by`` is a measure of pairs.
        """
        from kgraph.measures.influence.persuasion import persuasion

        whole = self.whole or self
        issue = self.table.names.find(on, "issue", "event", "agreement").id
        moved = None if target is None else self._actor(target)
        return persuasion(whole, self.worlds, issue, moved, by)

    def everywhere(self) -> Everywhere:
        """Return who could move whom, on every issue on which somebody has a position."""
        from kgraph.measures.influence.persuasion import Everywhere
        from kgraph.measures.stance.votes import advocates

        positions = (self.whole or self).positions
        apart = advocates(positions) if positions else set()
        cells = positions.cells if positions else ()
        targets = sorted({target for holder, target in cells if holder not in apart})
        return Everywhere(self.table, tuple(map(self.pushes, targets)))

    def explain(self, a: str, b: str | None = None, *, by: str = "direct") -> Shares:
        """Return the number of a pair, or an actor's score, in shares of paths, levers and claims.

        The shares sum to the number.
        """
        from kgraph.measures.influence.shares import shares

        whole, other = self.whole or self, None if b is None else self._actor(b)
        return shares(whole, self.worlds, self._actor(a), other, by)

    def _actor(self, name: str) -> str:
        return self.table.names.find(name, "actor").id
