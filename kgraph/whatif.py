"""What if: the difference that an overlay makes, and the fewest claims that carry a result."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.networks import build
from kgraph.networks.measures import scores, ways
from kgraph.networks.network import stated, union
from kgraph.networks.persuasion import persuasion
from kgraph.networks.ranking import ranking

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.model import Tie
    from kgraph.networks.influence import Influence
    from kgraph.networks.network import Edge
    from kgraph.networks.ranking import Ranked

    _Ways = dict[tuple[str, str], tuple[tuple[str, ...], float]]

__all__ = [
    "Change",
    "Difference",
    "Flip",
    "difference",
    "flip_of_leader",
    "flip_of_push",
    "smallest_flip",
]

#: Most evaluations for an exact search; with up to 12 claims all their subsets fit.
BUDGET = 4096


@dataclass(frozen=True, slots=True)
class Change:
    """One result that an overlay changes; ``before`` or ``after`` is ``""`` where there was none.

    ``kind`` is claim, position, conduct, lever, strength, path or rank.
    """

    kind: str
    what: str
    before: str
    after: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Difference:
    """What an overlay changes, and nothing else: claims, ties, strengths, paths and ranks."""

    before: ClaimsTable
    after: ClaimsTable
    changes: tuple[Change, ...]

    def __len__(self) -> int:
        return len(self.changes)

    def of(self, *kinds: str) -> tuple[Change, ...]:
        """Return the changes of some kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict per change: kind, what, before, after, claims."""
        return [
            {
                "kind": change.kind,
                "what": change.what,
                "before": change.before,
                "after": change.after,
                "claims": list(change.claims),
            }
            for change in self.changes
        ]


def difference(
    before: ClaimsTable,
    after: ClaimsTable,
    *,
    families: Iterable[str] = (),
    on: str = "",
    by: str = "direct",
) -> Difference:
    """Return what differs between the results of two (selected) tables.

    Parameters
    ----------
    before, after : ClaimsTable
        The same selection of two records.
    families : iterable of str
        Families of relations and levers, as for the networks.
    on : str
        Rank who can move this actor, not influence over all.
    by : str
        The measure of the ranks.
    """
    wanted = tuple(families)
    old, new = (build.influence(table, wanted) for table in (before, after))
    changes = [*_claims(before, after)]
    for kind, ties, later in (
        ("position", build.positions(before).ties, build.positions(after).ties),
        ("conduct", build.conduct(before, wanted).ties, build.conduct(after, wanted).ties),
        ("lever", old.ties, new.ties),
    ):
        changes += _ties(kind, before, ties, after, later)
    changes += _edges(old, new)
    changes += _paths(old, new)
    changes += _ranks(old, new, on, by)
    return Difference(before, after, tuple(changes))


def _claims(before: ClaimsTable, after: ClaimsTable) -> list[Change]:
    old = {claim.claim: claim for claim in before}
    new = {claim.claim: claim for claim in after}
    changes = []
    for name in sorted({*old, *new}):
        was, is_ = old.get(name), new.get(name)
        if was is None or is_ is None:
            there = was or is_
            gloss = there.gloss if there else ""
            changes.append(
                Change("claim", name, gloss if was else "", gloss if is_ else "", (name,))
            )
        elif was.factuality != is_.factuality:
            changes.append(Change("claim", name, was.factuality, is_.factuality, (name,)))
    return changes


def _ties(
    kind: str,
    before: ClaimsTable,
    ties: Iterable[Tie],
    after: ClaimsTable,
    later: Iterable[Tie],
) -> list[Change]:
    def keyed(several: Iterable[Tie]) -> dict[tuple[str, str, str, bool], Tie]:
        return {(t.source, t.relation, t.target, t.conditional): t for t in several}

    old, new = keyed(ties), keyed(later)
    changes = []
    for key in sorted({*old, *new}):
        was, is_ = old.get(key), new.get(key)
        if _content(was) == _content(is_):
            continue
        one = is_ or was
        table = after if is_ else before
        if one is not None:
            what = stated(table, one)
            if kind == "lever":
                what = f"{table.label(one.source)} on {table.label(one.target)}: {what}"
            basis = tuple(sorted({*(was.claims if was else ()), *(is_.claims if is_ else ())}))
            changes.append(Change(kind, what, _state(was), _state(is_), basis))
    return changes


def _content(tie: Tie | None) -> tuple[object, ...]:
    if tie is None:
        return ()
    return _state(tie), tie.claims, tie.denials, tie.disputed_by, tie.hollow_by


def _state(tie: Tie | None) -> str:
    if tie is None:
        return ""
    if tie.layer == "influence":
        grade = "duty on paper, reported unmet" if tie.hollow else tie.grade
        text = f"{' and '.join(tie.families)}: {grade}"
    elif tie.layer == "conduct":
        text = f"{tie.sign:+d}"
    else:
        text = {1: "for", 0: "neither", -1: "against"}[tie.sign]
        text += " on a condition" * tie.conditional
    notes = [f"{len(tie.claims)} claim{'s' * (len(tie.claims) != 1)}"]
    if tie.denials:
        notes.append(f"{len(tie.denials)} against")
    if tie.disputed_by:
        notes.append(f"disputed by {len(tie.disputed_by)}")
    dates = f"; {tie.valid_from or '?'} to {tie.valid_until or '?'}"
    return f"{text} ({', '.join(notes)}{dates * bool(tie.valid_from or tie.valid_until)})"


def _edges(old: Influence, new: Influence) -> list[Change]:
    label = _labels(old.table, new.table)
    was = {(edge.source, edge.target): edge for edge in old.edges}
    is_ = {(edge.source, edge.target): edge for edge in new.edges}
    changes = []
    for pair in sorted({*was, *is_}):
        edges = was.get(pair), is_.get(pair)
        before, after = map(_strength, edges)
        if before != after:
            claims = union(edge.claims for edge in edges if edge)
            what = f"{label(pair[0])} on {label(pair[1])}"
            changes.append(Change("strength", what, before, after, claims))
    return changes


def _labels(old: ClaimsTable, new: ClaimsTable) -> Callable[[str], str]:
    """Return the label of whoever is in one record or the other."""
    return lambda entity: (new if entity in new.entities else old).label(entity)


def _strength(edge: Edge | None) -> str:
    if edge is None or not edge.weight:
        return ""
    return f"{edge.weight:.3g} [{edge.low:.3g}, {edge.high:.3g}]"


def _paths(old: Influence, new: Influence) -> list[Change]:
    """Return the pairs between which the strongest path is another, or another number.

    A path of one step is a strength, and told as that.
    """
    was, is_ = _best(old), _best(new)
    label = _labels(old.table, new.table)

    def way(found: _Ways, pair: tuple[str, str]) -> str:
        if pair not in found:
            return ""
        path, number = found[pair]
        return f"{number:.3g} by {', '.join(map(label, path))}"

    return [
        Change("path", f"{label(a)} to {label(b)}", way(was, (a, b)), way(is_, (a, b)))
        for a, b in sorted({*was, *is_})
        if was.get((a, b)) != is_.get((a, b))
        and any(len(found[a, b][0]) > 2 for found in (was, is_) if (a, b) in found)
    ]


def _best(network: Influence) -> _Ways:
    actors, matrix = network.matrix()
    return {
        (actors[i], actors[j]): (tuple(actors[at] for at in path), round(number, 12))
        for (i, j), (path, number) in ways(matrix).items()
    }


def _ranks(old: Influence, new: Influence, on: str, by: str) -> list[Change]:
    label = _labels(old.table, new.table)
    was, is_ = (
        {one.actor: one for one in ranking(network.worlds, by, on=on)} for network in (old, new)
    )
    changes = []
    for actor in sorted({*was, *is_}):
        before, after = _rank(was.get(actor), len(was)), _rank(is_.get(actor), len(is_))
        if before != after:
            held = [ranks[actor].claims for ranks in (was, is_) if actor in ranks]
            what = label(actor) + (f" on {label(on)}" if on else "")
            changes.append(Change("rank", what, before, after, union(held)))
    return changes


def _rank(one: Ranked | None, ranked: int) -> str:
    if one is None:
        return ""
    if one.why_not:
        return f"not assessable: {one.why_not}"
    return f"{one.rank} of {ranked} [{one.rank_low}, {one.rank_high}]"


@dataclass(frozen=True, eq=False)
class Flip:
    """The fewest claims without which a result is another.

    ``claims`` are those, ``before`` and ``after`` the result. ``exact`` says that no fewer will do;
    else at least ``at_least`` are needed. Where the result stays whatever is taken out, ``claims``
    is empty, ``found`` False and ``at_least`` ``None``; if it is not ``exact`` either, none were
    found.
    """

    before: Hashable
    after: Hashable
    claims: tuple[str, ...]
    found: bool
    exact: bool
    at_least: int | None
    tried: int

    @property
    def at_most(self) -> int | None:
        """The number of claims, ``None`` if none were found."""
        return len(self.claims) if self.found else None


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
    places = [at[name] for name in first.actors]

    def leaders(out: frozenset[str]) -> tuple[str, ...]:
        if not places:
            return ()
        found = np.nan_to_num(
            scores(worlds.without(out), by, at[on] if on else None, at[of] if of else None)
        )[places]
        top = found.max()
        if not top > 0:
            return ()
        held = zip(first.actors, found, strict=True)
        return tuple(sorted(label(name) for name, score in held if score >= top - 1e-12))

    candidates = list(dict.fromkeys([c for one in first for c in one.claims]))
    candidates += [claim for claim in worlds.claims if claim not in set(candidates)]
    return smallest_flip(leaders, candidates, budget=budget)


def flip_of_push(
    network: Influence, issue: str, target: str, by: str, *, budget: int = BUDGET
) -> Flip:
    """Return the fewest claims without which an actor is pushed another way on an issue.

    The result is the sign of the net push: -1, 0 or 1.
    """
    families = network.table.selection.families

    def sign(out: frozenset[str]) -> int:
        table = network.table.without(out)
        (moved,) = persuasion(build.influence(table, families), issue, target, by).targets
        return (moved.net > 1e-12) - (moved.net < -1e-12)

    (moved,) = persuasion(network.whole or network, issue, target, by).targets
    candidates = [c for push in moved.pushes for c in (*push.levers, *push.positions)]
    hollow = {
        claim for tie in (network.whole or network).ties if tie.hollow for claim in tie.hollow_by
    }
    return smallest_flip(sign, [*dict.fromkeys(candidates), *sorted(hollow)], budget=budget)
