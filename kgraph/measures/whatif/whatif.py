"""What if: the difference that an overlay makes, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph import wording
from kgraph.measures.influence.influence import Influence
from kgraph.measures.influence.pairs import ways
from kgraph.measures.influence.ranking import ranking
from kgraph.model import union
from kgraph.networks import build
from kgraph.result import Face, Pictured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kgraph.claims import ClaimsTable
    from kgraph.measures.influence.ranking import Ranked
    from kgraph.model import Edge, Tie

    _Ways = dict[tuple[str, str], tuple[tuple[str, ...], float]]
    from kgraph.text import Shown

__all__ = ["Change", "Difference", "DifferenceRow", "difference"]


@dataclass(frozen=True, slots=True)
class Change:
    """One result that an overlay changes; ``before`` or ``after`` is ``""`` where there was none.

    ``kind`` is claim, position, conduct, lever, strength, path, rank or result. ``sizes`` are the
    numbers in [0, 1] of a strength or path before and after, 0 where there is none; ``None`` for
    the rest.
    """

    kind: str
    what: str
    before: str
    after: str
    claims: tuple[str, ...] = ()
    sizes: tuple[float, float] | None = None


class DifferenceRow(TypedDict):
    """One result that an overlay changes."""

    kind: str
    what: str
    before: str
    after: str
    claims: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Difference(Pictured[DifferenceRow]):
    """What an overlay changes, and nothing else: claims, ties, strengths, paths and ranks."""

    drawn_as = "whatif"
    title, heading = "What if", "What would change"
    tells = "What changes if claims are added, retracted or regraded, and only that."
    shown: ClassVar[Shown] = {
        "kind": "kind", "what": "what", "before": lambda row: row["before"] or "none",
        "after": lambda row: row["after"] or "none", "claims": "claims",
    }  # fmt: skip

    before: ClaimsTable
    after: ClaimsTable
    changes: tuple[Change, ...]
    face: Face | None = field(default=None, kw_only=True)

    @property
    def table(self) -> ClaimsTable:
        """The claims as they are."""
        return self.before

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims behind what changes, sorted; those of the overlay too."""
        return union(change.claims for change in self.changes)

    def notes(self) -> tuple[str, ...]:
        """Return which data are compared, as sentences."""
        said = () if self.changes else ("Nothing changes.",)
        versions = f"{self.before.data_version} against {self.after.data_version}"
        return (*said, f"Data version {versions}.")

    def __len__(self) -> int:
        return len(self.changes)

    def of(self, *kinds: str) -> tuple[Change, ...]:
        """Return the changes of some kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)

    def rows(self) -> list[DifferenceRow]:
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
    results: Mapping[str, Callable[[ClaimsTable], object]] | None = None,
) -> Difference:
    """Return what differs between the results of two (selected) tables.

    Parameters
    ----------
    before, after : ClaimsTable
        The same selection of two records.
    families : iterable of str
        Families of relations and levers, as for the networks.
    on : str
        Paths to this actor only, and ranks of who can move it, not of influence over all.
    by : str
        The measure of the ranks.
    results : mapping of str to callable, optional
        Other results to compare, by name: each is given a table, and told as text.
    """
    wanted = tuple(families)
    old, new = (Influence.of_claims(table, wanted) for table in (before, after))
    changes = [*_claims(before, after)]
    for kind, ties, later in (
        ("position", build.positions(before).ties, build.positions(after).ties),
        ("conduct", build.conduct(before, wanted).ties, build.conduct(after, wanted).ties),
        ("lever", old.ties, new.ties),
    ):
        changes += _ties(kind, before, ties, after, later)
    changes += _edges(old, new)
    changes += _paths(old, new, on)
    changes += _ranks(old, new, on, by)
    for name, result in (results or {}).items():
        was, is_ = str(result(before)), str(result(after))
        if was != is_:
            changes.append(Change("result", name, was, is_))
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
            what = wording.stated(table, one)
            ends = table.label(one.source), table.label(one.target)
            if kind == "lever":
                what = f"{ends[0]} on {ends[1]}: {what}"
            elif table.relations[one.relation].symmetric:
                # Two ties read alike, one for either direction.
                what = f"{ends[0]} to {ends[1]}: {what}"
            basis = tuple(sorted({*(was.claims if was else ()), *(is_.claims if is_ else ())}))
            changes.append(Change(kind, what, _worded(was), _worded(is_), basis))
    return changes


def _worded(tie: Tie | None) -> str:
    return wording.state(tie) if tie else ""


def _content(tie: Tie | None) -> tuple[object, ...]:
    if tie is None:
        return ()
    return wording.state(tie), tie.claims, tie.denials, tie.disputed_by, tie.hollow_by


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
            sizes = tuple(edge.weight if edge else 0.0 for edge in edges)
            changes.append(Change("strength", what, before, after, claims, (sizes[0], sizes[1])))
    return changes


def _labels(old: ClaimsTable, new: ClaimsTable) -> Callable[[str], str]:
    """Return the label of whoever is in one record or the other."""
    return lambda entity: (new if entity in new.entities else old).label(entity)


def _strength(edge: Edge | None) -> str:
    if edge is None or not edge.weight:
        return ""
    return f"{edge.weight:.3g} [{edge.low:.3g}, {edge.high:.3g}]"


def _paths(old: Influence, new: Influence, on: str) -> list[Change]:
    """Return the pairs between which the strongest path is another, or another number.

    With ``on``, only those that end there. A path of one step is a strength, and told as that.
    """
    was, is_ = _best(old), _best(new)
    label = _labels(old.table, new.table)

    def way(found: _Ways, pair: tuple[str, str]) -> str:
        if pair not in found:
            return ""
        path, number = found[pair]
        return f"{number:.3g} by {', '.join(map(label, path))}"

    def size(found: _Ways, pair: tuple[str, str]) -> float:
        return found[pair][1] if pair in found else 0.0

    return [
        Change(
            "path",
            f"{label(a)} to {label(b)}",
            way(was, (a, b)),
            way(is_, (a, b)),
            sizes=(size(was, (a, b)), size(is_, (a, b))),
        )
        for a, b in sorted({*was, *is_})
        if on in {"", b}
        and was.get((a, b)) != is_.get((a, b))
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
