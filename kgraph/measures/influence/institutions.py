"""Institutions: by which rule they decide, who can block, who can carry, with what power."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb, factorial
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph.errors import BadOption, LimitError, UnknownName
from kgraph.result import Result

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable
    from kgraph.model import DecisionRule, Tie
    from kgraph.text import Shown

__all__ = ["Institution", "Institutions", "Seat", "SeatRow", "institutions", "shapley_shubik"]

#: Most voters, and greatest sum of weights, for which power is computed exactly.
_VOTERS = 300
_WEIGHT = 10_000


def shapley_shubik(
    weights: Sequence[int], quota: int, vetoes: Iterable[int] = ()
) -> tuple[Fraction, ...]:
    """Return the Shapley-Shubik power of each voter, exactly.

    A coalition wins if its weights reach the quota and all who have a veto are in it. The power of
    a voter is the share of orders of voting in which it is the one that turns a losing coalition
    into a winning one: ``sum over losing S that i makes win of |S|! (n - |S| - 1)! / n!``.

    Parameters
    ----------
    weights : sequence of int
        Votes of each voter, >= 0.
    quota : int
        Votes needed.
    vetoes : iterable of int
        Positions of the voters with a veto.

    Returns
    -------
    tuple of Fraction
        In [0, 1], in the order of the weights; they sum to 1. All 0 if nobody can ever win.

    Raises
    ------
    BadOption
        If a weight is negative or a position is none.
    LimitError
        If there are more than 300 voters or 10,000 votes.

    References
    ----------
    .. [1] Shapley and Shubik (1954), Am. Polit. Sci. Rev. 48(3): 787-792.

    Examples
    --------
    >>> [str(power) for power in shapley_shubik([2, 1, 1], 3)]
    ['2/3', '1/6', '1/6']
    """
    n = len(weights)
    holders = sorted(set(vetoes))
    beyond = [holder for holder in holders if not 0 <= holder < n]
    if beyond or any(weight < 0 for weight in weights):
        raise BadOption("Votes are 0 or more, and a veto is that of one of the voters.")
    if n > _VOTERS or sum(weights) > _WEIGHT:
        message = f"Power is exact up to {_VOTERS} voters and {_WEIGHT} votes; this has more."
        raise LimitError(message)
    powers: dict[tuple[int, bool], Fraction] = {}
    for at, weight in enumerate(weights):
        kind = (weight, at in holders)
        if kind not in powers:
            powers[kind] = _power(weights, quota, holders, at)
    return tuple(powers[weight, at in holders] for at, weight in enumerate(weights))


def _power(weights: Sequence[int], quota: int, holders: Sequence[int], at: int) -> Fraction:
    """Return the power of one voter; coalitions of the others are counted as integers."""
    n = len(weights)
    vetoes = [weights[holder] for holder in holders if holder != at]
    free = [w for other, w in enumerate(weights) if other != at and other not in holders]
    base, mine = sum(vetoes), weights[at]
    power = Fraction(0)
    for size, by_votes in enumerate(_coalitions(free)):
        for votes, number in by_votes.items():
            # With all other vetoes in: it loses without this voter and wins with it.
            together = base + votes
            if together + mine >= quota and (at in holders or together < quota):
                members = size + len(vetoes)
                power += Fraction(
                    number * factorial(members) * factorial(n - members - 1), factorial(n)
                )
    return power


def _coalitions(weights: Sequence[int]) -> list[dict[int, int]]:
    """Return the number of coalitions by size and votes."""
    if len(set(weights)) <= 1:
        weight = weights[0] if weights else 0
        n = len(weights)
        return [{size * weight: comb(n, size)} for size in range(n + 1)]
    counts: list[dict[int, int]] = [{0: 1}] + [{} for _ in weights]
    for seen, weight in enumerate(weights):
        for size in range(seen, -1, -1):
            for votes, number in counts[size].items():
                up = counts[size + 1]
                up[votes + weight] = up.get(votes + weight, 0) + number
    return counts


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat in an institution: who has it, whether it can block alone, and its power.

    ``actor`` is ``""`` for the seats of a kind that nothing here names; ``seats`` says how many.
    ``power`` is dimensionless in [0, 1], ``None`` where it is not computed.
    ``claims`` are those that state the membership, empty where the rule itself names the holder.
    """

    actor: str
    seats: int
    blocks: bool
    power: Fraction | None
    claims: tuple[str, ...] = ()


class SeatRow(TypedDict):
    """A seat, or those of a kind that nothing names, with the rule and its power."""

    body: str
    body_label: str
    matter: str
    rule: str
    votes_needed: int
    of_seats: int
    member: str
    member_label: str
    can_block: bool
    power: float | None
    source: str
    note: str
    claims: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Institution(Result[SeatRow]):
    """A body that decides by a rule, with those of its seats that have a name here.

    ``unpowered`` says why the power of its seats is not computed, ``""`` where it is.
    """

    title = "Institutions"
    tells = "How bodies decide: who can block alone, and what power each seat has."
    shown: ClassVar[Shown] = {
        "body": "body_label", "on": "matter",
        "rule": lambda row: f"{row['rule']}, {row['votes_needed']} of {row['of_seats']}",
        "member": "member_label", "blocks": lambda row: "yes" if row["can_block"] else "",
        "power": lambda row: "" if row["power"] is None else f"{row['power']:.4f}",
        "by": "source", "claims": "claims",
    }  # fmt: skip

    table: ClaimsTable
    rule: DecisionRule
    seats: tuple[Seat, ...]
    unpowered: str = ""

    def carries(self, *actors: str) -> bool:
        """Whether these can decide among themselves, each with one vote."""
        return self._wins(self._known(actors))

    def blocks(self, *actors: str) -> bool:
        """Whether nothing can be decided against these."""
        known = self._known(actors)
        rest = {seat.actor for seat in self.seats if seat.actor} - known
        vetoes = sum(seat.blocks for seat in self.seats if seat.actor in known and seat.actor)
        return bool(vetoes) or not self._reaches(
            len(rest) + sum(seat.seats for seat in self.seats if not seat.actor)
        )

    def _wins(self, actors: set[str]) -> bool:
        vetoes = sum(1 for seat in self.seats if seat.actor in actors and seat.blocks)
        return vetoes == self.rule.veto_seats and self._reaches(len(actors))

    def _reaches(self, votes: int) -> bool:
        return votes >= self.rule.votes_needed

    def _known(self, actors: Iterable[str]) -> set[str]:
        named = {seat.actor for seat in self.seats if seat.actor}
        for actor in actors:
            if actor not in named:
                body = self.table.label(self.rule.body)
                labels = sorted(map(self.table.label, named))
                raise UnknownName(self.table.label(actor), f"member of {body} here", labels)
        return set(actors)

    def notes(self) -> tuple[str, ...]:
        """Return why no seat has a power, where it is not computed."""
        return (self.unpowered,) if self.unpowered else ()

    def rows(self) -> list[SeatRow]:
        """Return one dict per seat, those of a kind that nothing names together."""
        label = self.table.label
        return [
            {
                "body": self.rule.body,
                "body_label": label(self.rule.body),
                "matter": self.rule.matter,
                "rule": self.rule.procedure,
                "votes_needed": self.rule.votes_needed,
                "of_seats": self.rule.seats,
                "member": seat.actor,
                "member_label": label(seat.actor) if seat.actor else f"{seat.seats} not named here",
                "can_block": seat.blocks,
                "power": None if seat.power is None else float(seat.power),
                "source": self.rule.source,
                "note": self.rule.note,
                "claims": list(seat.claims),
            }
            for seat in self.seats
        ]


@dataclass(frozen=True, eq=False, repr=False)
class Institutions(Result[SeatRow]):
    """Several bodies with their rules, in the order of the data."""

    title, tells, shown = Institution.title, Institution.tells, Institution.shown

    table: ClaimsTable
    bodies: tuple[Institution, ...]

    def __len__(self) -> int:
        return len(self.bodies)

    def __iter__(self) -> Iterator[Institution]:
        return iter(self.bodies)

    def __getitem__(self, at: int) -> Institution:
        return self.bodies[at]

    def of(self, body: str) -> Institutions:
        """Return the rules of one body; none if the data have none."""
        return replace(self, bodies=tuple(one for one in self.bodies if one.rule.body == body))

    def rows(self) -> list[SeatRow]:
        """Return one dict per seat of each body."""
        return [row for one in self.bodies for row in one.rows()]

    def notes(self) -> tuple[str, ...]:
        """Return where rules are kept, if there is none here, and where power is not computed."""
        if self.bodies:
            return tuple(dict.fromkeys(text for one in self.bodies for text in one.notes()))
        return ("The data have no decision rule of it; data/institutions.ttl holds them.",)


def institutions(table: ClaimsTable, structure: Iterable[Tie]) -> Institutions:
    """Return the institutions whose rule is in the data, with the members that claims name.

    Parameters
    ----------
    table : ClaimsTable
        With its ``decision_rules``.
    structure : iterable of Tie
        Ties of membership, of the day and selection asked for.
    """
    members: dict[str, dict[str, tuple[str, ...]]] = {}
    for tie in structure:
        if tie.relation == "memberOf":
            members.setdefault(tie.target, {})[tie.source] = tie.claims
    return Institutions(
        table,
        tuple(
            _institution(table, rule, members.get(rule.body, {})) for rule in table.decision_rules
        ),
    )


def _institution(
    table: ClaimsTable, rule: DecisionRule, members: dict[str, tuple[str, ...]]
) -> Institution:
    every = rule.veto_seats == rule.seats
    vetoes: dict[str, tuple[str, ...]] = dict.fromkeys(rule.vetoes, ())
    if every:
        vetoes = {**vetoes, **members}
    others = {} if every else {who: said for who, said in members.items() if who not in vetoes}
    kinds = (
        (vetoes, rule.veto_seats, True),
        (others, rule.seats - rule.veto_seats, False),
    )
    unpowered = _too_large(table, rule) or "".join(
        _too_few(table, rule, count, len(named), " with a veto" * (blocks and not every))
        for named, count, blocks in kinds
        if len(named) > count
    )
    powers: tuple[Fraction | None, ...] = (None,)
    if not unpowered:
        # One vote a seat: all of a kind have the power of its first or last.
        powers = shapley_shubik([1] * rule.seats, rule.votes_needed, range(rule.veto_seats))
    seats = []
    for (named, count, blocks), power in zip(kinds, (powers[0], powers[-1]), strict=True):
        seats += [Seat(who, 1, blocks, power, members.get(who, ())) for who in sorted(named)]
        if count > len(named):
            seats.append(Seat("", count - len(named), blocks, power))
    return Institution(table, rule, tuple(seats), unpowered)


def _too_large(table: ClaimsTable, rule: DecisionRule) -> str:
    """Say why a rule has no power that can be computed, before anything is made for its seats."""
    body = table.label(rule.body)
    if rule.seats > _VOTERS:
        return (
            f"Power is exact up to {_VOTERS} voters; {body} has {rule.seats}, so it is not "
            "computed."
        )
    if not 0 <= rule.veto_seats <= rule.seats or rule.seats < 1:
        return f"The rule of {body} has no seats, or more vetoes than seats; no power is computed."
    return ""


def _too_few(table: ClaimsTable, rule: DecisionRule, seats: int, named: int, kind: str) -> str:
    return (
        f"The rule of {table.label(rule.body)} has {seats} seat{'s' * (seats != 1)}{kind}, but "
        f"{named} members are named here, so no power is computed; choose a day with --as-of."
    )
