"""Influence times position: who could move whom on an issue, and which way."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph import wording
from kgraph.claims.leads import KINDS
from kgraph.errors import UnknownName
from kgraph.measures.influence.pairs import PAIRS
from kgraph.measures.influence.shares import shares
from kgraph.model import union
from kgraph.result import Result
from kgraph.text import interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kgraph.claims import ClaimsTable
    from kgraph.measures.influence.worlds import Worlds
    from kgraph.model import Cell
    from kgraph.networks.levers import LeverNetwork
    from kgraph.networks.network import Positions
    from kgraph.text import Shown

__all__ = ["Everywhere", "Persuasion", "Push", "PushRow", "Target", "persuasion", "push"]

_SIGN = {"for": 1, "against": -1, "neither": 0}


def push(influence: float, position: float) -> float:
    """Return the push of an actor: its influence times its position, in [-1, 1].

    >>> push(0.5, -0.8)
    -0.4
    """
    return influence * position


@dataclass(frozen=True, slots=True)
class Push:
    """One actor's ability to move another on an issue, and the way it would push.

    ``position`` is that of the pusher: 1 for, -1 against, 0 neither; ``None`` where it is mixed or
    holds on a condition only, so that the way is open and ``number`` is ``None``. ``number`` is
    influence times position, in [-1, 1], with ``low`` and ``high`` over the grades' intervals.
    ``words`` are those of its position, and ``factuality`` is that of the less sure of position and
    levers, of each by its surest claim.
    """

    pusher: str
    target: str
    state: str
    position: int | None
    influence: float
    number: float | None
    low: float | None
    high: float | None
    families: dict[str, str]
    levers: tuple[str, ...]
    positions: tuple[str, ...]
    words: tuple[str, ...] = ()
    factuality: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """An actor that could be moved, with the pushes on it.

    ``state`` is its own position, ``"unknown"`` if no claim here gives one; ``words`` are those of
    the position.
    """

    actor: str
    state: str
    pushes: tuple[Push, ...]
    words: tuple[str, ...] = ()

    @property
    def towards(self) -> float:
        """The sum of pushes for, >= 0."""
        return math.fsum(max(push.number or 0.0, 0.0) for push in self.pushes)

    @property
    def away(self) -> float:
        """The sum of pushes against, <= 0."""
        return math.fsum(min(push.number or 0.0, 0.0) for push in self.pushes)

    @property
    def gross(self) -> float:
        """How much is pushed either way, >= 0."""
        return self.towards - self.away

    @property
    def net(self) -> float:
        """What is left of both sides; says nothing without ``gross``."""
        return self.towards + self.away

    @property
    def interval(self) -> tuple[float, float]:
        """The least and the greatest ``net`` over the grades' intervals."""
        return (
            math.fsum(push.low or 0.0 for push in self.pushes),
            math.fsum(push.high or 0.0 for push in self.pushes),
        )

    @property
    def open(self) -> tuple[Push, ...]:
        """The pushes whose way is open: the pusher's position is mixed or conditional."""
        return tuple(push for push in self.pushes if push.number is None)


class PushRow(TypedDict):
    """A push of one actor on another, with both sides, net and gross of its target."""

    target: str
    target_label: str
    target_state: str
    target_words: list[str]
    pusher: str
    pusher_label: str
    pusher_state: str
    words: list[str]
    factuality: str
    influence: float
    push: float | None
    low: float | None
    high: float | None
    families: list[str]
    levers: list[str]
    positions: list[str]
    towards: float
    away: float
    net: float
    net_low: float
    net_high: float
    gross: float
    claims: list[str]


class IssuePushRow(PushRow):
    """A push on an issue among several."""

    issue: str
    issue_label: str


def _push(row: PushRow) -> str:
    number, low, high = row["push"], row["low"], row["high"]
    return "open" if number is None or low is None or high is None else interval(number, low, high)


@dataclass(frozen=True, eq=False, repr=False)
class Persuasion(Result[PushRow]):
    """Who could move whom on one issue; by default on those that are not simply for it.

    ``left`` are, where nobody is to be moved, the claims of positions on the issue that are not
    counted, by reason.
    """

    title = "Persuaders"
    tells = "Who could move whom on an issue, and which way it would push."
    shown: ClassVar[Shown] = {
        "on whom": "target_label",
        "stands": lambda row: wording.stands(row["target_words"], row["target_state"]),
        "who": "pusher_label",
        "who stands": lambda row: wording.stands(row["words"], row["pusher_state"]),
        "push": _push, "families": "families", "how sure": wording.unsure, "claims": "claims",
    }  # fmt: skip

    table: ClaimsTable
    issue: str
    by: str
    targets: tuple[Target, ...]
    left: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Target]:
        return iter(self.targets)

    def rows(self) -> list[PushRow]:
        """Return one dict per push, with both sides, net and gross of its target."""
        label = self.table.label
        return [
            {
                "target": target.actor,
                "target_label": label(target.actor),
                "target_state": target.state,
                "target_words": list(target.words),
                "pusher": push.pusher,
                "pusher_label": label(push.pusher),
                "pusher_state": push.state,
                "words": list(push.words),
                "factuality": push.factuality,
                "influence": push.influence,
                "push": push.number,
                "low": push.low,
                "high": push.high,
                "families": [f"{family} {grade}" for family, grade in push.families.items()],
                "levers": list(push.levers),
                "positions": list(push.positions),
                "towards": target.towards,
                "away": target.away,
                "net": target.net,
                "net_low": target.interval[0],
                "net_high": target.interval[1],
                "gross": target.gross,
                "claims": sorted({*push.levers, *push.positions}),
            }
            for target in self.targets
            for push in target.pushes
        ]

    def notes(self) -> tuple[str, ...]:
        """Return both sides of each target and what is left of them, one sentence each."""
        if not self.targets:
            return (
                "Nobody among the claims chosen is known to be against this or undecided, so there "
                "is nobody to persuade; name an actor to ask about it all the same.",
                self._uncounted(),
            )
        return tuple(map(self._sides, self.targets))

    def _uncounted(self) -> str:
        if not self.left:
            return "No claim of a position on it is left out."
        said = [
            f"{len(claims)} {reason} ({' '.join(claims)})" for reason, claims in self.left.items()
        ]
        return f"Positions on it left out: {', '.join(said)}."

    def _sides(self, target: Target) -> str:
        stands = wording.stands(target.words, target.state)
        name = f"{self.table.label(target.actor)}, {stands}"
        if not target.pushes:
            return f"{name}: nobody with a known position has a lever on it."
        return (
            f"{name}: towards {target.towards:.3g}, away {target.away:.3g}, "
            f"gross {target.gross:.3g}, net {interval(target.net, *target.interval)}."
        )


@dataclass(frozen=True, eq=False, repr=False)
class Everywhere(Result[IssuePushRow]):
    """Who could move whom, on every issue on which somebody has a position and is moved."""

    title, tells = Persuasion.title, Persuasion.tells
    shown: ClassVar[Shown] = {"on what": "issue_label", **Persuasion.shown}

    table: ClaimsTable
    several: tuple[Persuasion, ...]

    def rows(self) -> list[IssuePushRow]:
        """Return one dict per push, by issue."""
        label = self.table.label
        return [
            {**row, "issue": one.issue, "issue_label": label(one.issue)}
            for one in self.several
            for row in one.rows()
        ]

    def notes(self) -> tuple[str, ...]:
        """Return both sides of each target by issue, one sentence each."""
        said = [
            f"{self.table.label(one.issue)}: {sentence}"
            for one in self.several
            if one.rows()
            for sentence in one.notes()
        ]
        nobody = "Nobody with a known position has a lever on one who is not simply for an issue."
        return tuple(said) or (nobody,)


def persuasion(
    network: LeverNetwork, worlds: Worlds, issue: str, target: str | None = None, by: str = "direct"
) -> Persuasion:
    """Return who could move whom on an issue.

    An actor without a known position never appears as one who pushes. Without ``target``, those to
    be moved are all with a position that is not simply for the issue.

    Raises
    ------
    UnknownName
        If ``by`` is no measure of pairs.
    """
    if by not in PAIRS:
        raise UnknownName(by, "measure of pairs", list(PAIRS))
    cells = (
        {holder: cell for (holder, on), cell in network.positions.cells.items() if on == issue}
        if network.positions
        else {}
    )
    wanted = (
        [target]
        if target is not None
        else [holder for holder, cell in cells.items() if cell.state != "for"]
    )
    table = network.table
    at = {actor: i for i, actor in enumerate(worlds.actors)}
    number, low, high = (PAIRS[by](end) for end in (worlds.base(), *worlds.ends()))
    families = {(edge.source, edge.target): edge for edge in network.edges}
    found = []
    for actor in wanted:
        pushes = []
        for holder, cell in cells.items():
            if holder not in at or actor not in at:
                continue
            pair = at[holder], at[actor]
            if not number[pair] > 0:
                continue
            edge = families.get((holder, actor))
            position = _SIGN.get(cell.state)
            levers = _levers(network, worlds, holder, actor, by)
            bounds = _bounds(position, float(low[pair]), float(high[pair]))
            pushes.append(
                Push(
                    pusher=holder,
                    target=actor,
                    state=cell.state,
                    position=position,
                    influence=float(number[pair]),
                    number=None if position is None else push(float(number[pair]), position),
                    low=bounds[0],
                    high=bounds[1],
                    families=dict(edge.families) if edge else {},
                    levers=levers,
                    positions=cell.claims,
                    words=tuple(wording.stances(table, cell)),
                    factuality=wording.least(table, (levers, cell.claims)),
                )
            )
        pushes.sort(key=lambda one: (one.number is None, -(one.number or 0.0), one.pusher))
        own = cells.get(actor)
        words = tuple(wording.stances(table, own)) if own else ()
        found.append(Target(actor, _state(own), tuple(pushes), words))
    left = _uncounted(network.positions, issue) if network.positions and not found else {}
    return Persuasion(network.table, issue, by, tuple(found), left)


def _uncounted(positions: Positions, issue: str) -> dict[str, tuple[str, ...]]:
    """Return the claims of positions on an issue that fill no cell, by reason."""
    columns, leads = positions.table.columns, positions.table.leads
    on = (leads.kind == KINDS.index("position")) & (leads.target == columns.code.get(issue, -1))
    there = {columns.claim[row] for row in leads.claim[on].tolist()}
    found = {
        reason: tuple(claim for claim in claims if claim in there)
        for reason, claims in positions.ledger().left.items()
    }
    return {reason: claims for reason, claims in found.items() if claims}


def _bounds(position: int | None, low: float, high: float) -> tuple[float | None, float | None]:
    if position is None:
        return None, None
    ends = push(low, position), push(high, position)
    return min(ends) + 0.0, max(ends) + 0.0


def _levers(
    network: LeverNetwork, worlds: Worlds, source: str, target: str, by: str
) -> tuple[str, ...]:
    """Return the claims behind the influence: the pair's, or all that share in a path."""
    parts = shares(network, worlds, source, target, by).parts
    return union([part.claim] for part in parts if part.claim)


def _state(cell: Cell | None) -> str:
    return cell.state if cell else "unknown"
