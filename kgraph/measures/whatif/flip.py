"""The smallest flip: the fewest claims that a result hangs on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar, TypedDict

import numpy as np

from kgraph.errors import BadOption
from kgraph.measures.influence.influence import Influence
from kgraph.measures.influence.pairs import scores
from kgraph.measures.influence.ranking import rankable, ranking
from kgraph.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.text import Shown

__all__ = [
    "BUDGET", "Flip", "FlipRow", "Flips", "flip_of_blocs", "flip_of_leader", "flip_of_push",
    "flips", "smallest_flip",
]  # fmt: skip

#: Most evaluations of an exact search; with up to 12 claims all their sets fit.
BUDGET = 4096

#: A net push below this is a rounding of none.
_NO_PUSH = 1e-12


class FlipRow(TypedDict):
    """The fewest claims without which a result is another, and how far the search went."""

    before: Hashable
    after: Hashable
    claims: tuple[str, ...]
    found: bool
    exact: bool
    at_least: int | None
    at_most: int | None
    not_assessable: str


class LeaderRow(FlipRow):
    """Who leads among those who can move an actor (or anybody, ``""``), and by which claims."""

    on: str
    on_label: str


def _after(row: FlipRow) -> Hashable:
    return "nobody" if row["after"] == () else row["after"]


def _least(row: FlipRow) -> str:
    return "" if row["exact"] else f"at least {row['at_least']}"


@dataclass(frozen=True, eq=False, repr=False)
class Flip(Result[FlipRow]):
    """The fewest claims without which a result is another.

    ``without`` are those, ``before`` and ``after`` the result. ``exact`` says that no fewer will
    do; else at least ``at_least`` are needed. Where the result stays whatever is taken out,
    ``without`` is empty, ``found`` False and ``at_least`` ``None``; if it is not ``exact`` either,
    none were found. ``not_assessable`` says which of those named before have no assessable rank,
    and why: they lead by score alone.
    """

    title = "Smallest flip"
    tells = "The fewest claims without which a result is another."
    shown: ClassVar[Shown] = {
        "before": "before", "after": _after, "without": "claims", "bound": _least,
        "no assessable rank": "not_assessable",
    }  # fmt: skip
    texts = ("before", "after")

    before: Hashable
    after: Hashable
    without: tuple[str, ...]
    found: bool
    exact: bool
    at_least: int | None
    tried: int
    not_assessable: str = ""

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims without which the result is another."""
        return self.without

    def rows(self) -> list[FlipRow]:
        """Return one dict: before, after, claims, and how far the search went."""
        return [
            {
                "before": self.before,
                "after": self.after,
                "claims": self.without,
                "found": self.found,
                "exact": self.exact,
                "at_least": self.at_least,
                "at_most": self.at_most,
                "not_assessable": self.not_assessable,
            }
        ]

    def notes(self) -> tuple[str, ...]:
        """Return whether fewer claims would do, as a sentence."""
        return (self.sentence(),)

    def sentence(self) -> str:
        """Say whether fewer claims would do, and whether ranks carry the result to begin with."""
        if self.not_assessable:
            but = f"By score alone; the rank is not assessable of {self.not_assessable}."
            return f"{but} {self._bound()}"
        return self._bound()

    def _bound(self) -> str:
        if not self.found and self.exact:
            return "It stays the same whatever claims are taken out."
        if not self.found:
            return "No claims were found without which it changes; not all sets were tried."
        if self.exact:
            return "Fewer claims do not change it."
        return (
            f"A bound: at least {self.at_least} claims are needed, and {self.at_most} are enough."
        )

    @property
    def at_most(self) -> int | None:
        """The number of claims, ``None`` if none were found."""
        return len(self.without) if self.found else None


@dataclass(frozen=True, eq=False, repr=False)
class Flips(Result[LeaderRow]):
    """What the leader hangs on, over all and among those who can move one actor."""

    title, tells = Flip.title, Flip.tells
    shown: ClassVar[Shown] = {"who can move": "on_label", **Flip.shown}
    texts = Flip.texts

    table: ClaimsTable
    flips: tuple[tuple[str, Flip], ...]

    def rows(self) -> list[LeaderRow]:
        """Return one dict per actor that somebody can move, after one over all."""
        label = self.table.label
        return [
            {**row, "on": actor, "on_label": label(actor) if actor else "anybody"}
            for actor, flip in self.flips
            for row in flip.rows()
        ]

    def notes(self) -> tuple[str, ...]:
        """Return how to read the rows, as a sentence."""
        return ("Who leads among those who can move an actor, and without which claims another "
                "does.",)  # fmt: skip


def smallest_flip(
    outcome: Callable[[frozenset[str]], Hashable],
    claims: Iterable[str],
    *,
    budget: int = BUDGET,
) -> Flip:
    """Return the fewest claims whose removal changes an outcome.

    Smaller sets are tried before greater ones, so what is found is a least one, until ``budget``
    evaluations are used up. From there on a set is grown claim by claim and then thinned out, so
    that none of its claims can be spared: a bound from above, with the sizes that were tried in
    full as the bound from below.

    Parameters
    ----------
    outcome : callable
        Given the claims taken out, returns the result: a leader, a sign, a set of blocs ...
    claims : iterable of str
        The claims that may be taken out; of equal sets, the first in this order is found.
    budget : int
        Most evaluations of the exact search.

    Examples
    --------
    >>> found = smallest_flip(lambda out: len({"a", "b"} & out) == 2, ["a", "b", "c"])
    >>> found.claims, found.exact
    (('a', 'b'), True)
    """
    names = list(dict.fromkeys(claims))
    base = outcome(frozenset())
    tried = 0
    for size in range(1, len(names) + 1):
        if tried + math.comb(len(names), size) > budget:
            return _bounded(outcome, names, base, size, tried)
        for several in combinations(names, size):
            tried += 1
            result = outcome(frozenset(several))
            if result != base:
                return Flip(base, result, several, True, True, size, tried)
    return Flip(base, base, (), False, True, None, tried)


def _bounded(
    outcome: Callable[[frozenset[str]], Hashable],
    names: Sequence[str],
    base: Hashable,
    at_least: int,
    tried: int,
) -> Flip:
    out: list[str] = []
    for name in names:
        out.append(name)
        tried += 1
        if outcome(frozenset(out)) != base:
            break
    else:
        return Flip(base, base, (), False, False, at_least, tried)
    spared = True
    while spared:
        spared = False
        for name in list(out):
            less = [one for one in out if one != name]
            tried += 1
            if outcome(frozenset(less)) != base:
                out, spared = less, True
    result = outcome(frozenset(out))
    return Flip(base, result, tuple(sorted(out)), True, len(out) == at_least, at_least, tried + 1)


def flip_of_leader(network: Influence, by: str, *, budget: int = BUDGET) -> Flip:
    """Return the fewest claims without which others lead the ranking of a network or its part.

    The result is the labels of those who share the first place.
    """
    way, actor = network.focus
    on, of = (actor if way == "on" else ""), (actor if way == "of" else "")
    worlds = network.worlds
    label = network.table.label
    first = ranking(worlds, by, on=on, of=of, samples=1)
    at = {name: i for i, name in enumerate(worlds.actors)}
    # Whoever has hollow levers only may lead once the reports against them are out.
    others = [
        name for name in worlds.actors if name not in {on, of} and rankable(network.table, name)
    ]
    places = [at[name] for name in others]

    def leaders(out: frozenset[str]) -> tuple[str, ...]:
        if not places:
            return ()
        found = np.nan_to_num(
            scores(worlds.without(out), by, at[on] if on else None, at[of] if of else None)
        )[places]
        top = found.max()
        if not top > 0:
            return ()
        held = zip(others, found, strict=True)
        return tuple(sorted(label(name) for name, score in held if score >= top - 1e-12))

    candidates = list(dict.fromkeys([c for one in first for c in one.claims]))
    candidates += [claim for claim in worlds.claims if claim not in set(candidates)]
    found = smallest_flip(leaders, candidates, budget=budget)
    why_not = {label(one.actor): one.why_not for one in first}
    thin = "; ".join(f"{name} ({why_not[name]})" for name in leaders(frozenset()) if why_not[name])
    return replace(found, not_assessable=thin)


def flips(network: Influence) -> Flips:
    """Return what the leader hangs on, over all and on each actor that somebody can move."""
    label = network.table.label
    moved = sorted({edge.target for edge in network.edges if not edge.hollow}, key=label)
    found = [
        (actor, flip_of_leader(network.on(actor) if actor else network, "direct"))
        for actor in ("", *moved)
    ]
    return Flips(network.table, tuple((actor, flip) for actor, flip in found if flip.before))


def flip_of_blocs(table: ClaimsTable, *, budget: int = BUDGET) -> Flip:
    """Return the fewest claims of a selection without which the two blocs are others.

    The result says who stands with whom, or that this is not assessable any more.

    Raises
    ------
    BadOption
        If the blocs are not assessable to begin with.
    """
    from kgraph.measures.stance.stance import Stance

    blocs = Stance.of(table).blocs()
    if blocs.split is None:
        message = f"There are no blocs to flip; {blocs.why}."
        raise BadOption(message)

    def sides(out: frozenset[str]) -> str:
        return Stance.of(table.without(out)).blocs().sentence()

    return smallest_flip(sides, blocs.votes.basis, budget=budget)


def flip_of_push(
    network: Influence, issue: str, target: str, by: str, *, budget: int = BUDGET
) -> Flip:
    """Return the fewest claims without which an actor is pushed another way on an issue.

    The result is the way of the net push: "pushed towards", "pushed away" or "neither".
    """
    families = network.table.selection.families

    def way(out: frozenset[str]) -> str:
        table = network.table.without(out)
        (moved,) = Influence.of_claims(table, families).pushes(issue, target, by=by).targets
        if abs(moved.net) <= _NO_PUSH:
            return "neither"
        return "pushed towards" if moved.net > 0 else "pushed away"

    (moved,) = network.pushes(issue, target, by=by).targets
    candidates = [c for push in moved.pushes for c in (*push.levers, *push.positions)]
    hollow = {
        claim for tie in (network.whole or network).ties if tie.hollow for claim in tie.hollow_by
    }
    return smallest_flip(way, [*dict.fromkeys(candidates), *sorted(hollow)], budget=budget)
