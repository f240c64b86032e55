"""From a selected claims table to networks: claims are grouped into ties, ties into networks.

A tie is all claims of one relation between one ordered pair. Every number is recomputed from
claims.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kgraph.claims.days import MAY_HOLD
from kgraph.claims.leads import KINDS
from kgraph.model import ANSWERS, Tie, distinct, union
from kgraph.networks.levers import LeverNetwork, strongest
from kgraph.networks.network import Conduct, Positions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.model import Layer

__all__ = ["conduct", "influence", "positions"]


def positions(table: ClaimsTable) -> Positions:
    """Return the positions that the claims of a (selected) table state."""
    columns, relations = table.columns, table.relations
    now = table.present
    ties = _ties(now, "position")
    held = {(tie.source, tie.target) for tie in ties}
    lapsed = tuple(
        tie for tie in _ties(table.ended, "position") if (tie.source, tie.target) not in held
    )
    silent = columns.relation.where(
        lambda name: relations[name].stance and relations[name].position is None
    )
    kept = table.where(silent & columns.actual & (columns.polarity == 1))
    silences = tuple(columns.claim[row] for row in kept.at.tolist())
    return Positions(table, ties, silences, lapsed=lapsed)


def conduct(table: ClaimsTable, families: Iterable[str] = ()) -> Conduct:
    """Return the signed network of conduct; ``families`` keeps relations of these families."""
    wanted = set(families)

    def kept(ties: Iterable[Tie]) -> tuple[Tie, ...]:
        return tuple(t for t in ties if not wanted or table.relations[t.relation].family in wanted)

    ties = kept(_ties(table.present, "conduct"))
    return Conduct(table, ties, lapsed=_past(ties, kept(_ties(table.ended, "conduct"))))


def influence(table: ClaimsTable, families: Iterable[str] = ()) -> LeverNetwork:
    """Return the network of levers; ``families`` keeps levers of these families.

    Only means make ties. A guarantee whose failure a document states itself, or two origins
    report, leaves the promise behind it hollow; where no promise is claimed, the report makes a
    hollow tie of its own. What had ended by the day is kept as ``lapsed``, and counts nothing.
    """
    now, ended = table.present, table.ended
    ties = _levers(now, families)
    tried, came, within = (_ties(now, kind) for kind in _OVERLAYS)
    gone = [_past(ties, _levers(ended, families))]
    for kind, present in zip(_OVERLAYS, (tried, came, within), strict=True):
        gone.append(_past(present, _ties(ended, kind)))
    return LeverNetwork(
        table,
        ties,
        attempts=tried,
        outcomes=came,
        structure=within,
        failures=_ties(now, "outcome", polarity=-1),
        positions=positions(table),
        lapsed=tuple(tie for ties in gone for tie in ties),
    )


#: The kinds of tie that are kept beside the levers.
_OVERLAYS = ("attempt", "outcome", "structure")


def _levers(table: ClaimsTable, families: Iterable[str]) -> tuple[Tie, ...]:
    ties = _hollowed(table, _ties(table, "means"))
    wanted = set(families)
    if not wanted:
        return ties
    return tuple(
        replace(tie, families=tuple(f for f in tie.families if f in wanted))
        for tie in ties
        if wanted & set(tie.families)
    )


def _past(present: Iterable[Tie], ended: Iterable[Tie]) -> tuple[Tie, ...]:
    """Return the ties that had ended and that no other claim holds up."""
    held = {(tie.source, tie.relation, tie.target) for tie in present}
    return tuple(tie for tie in ended if (tie.source, tie.relation, tie.target) not in held)


@dataclass(frozen=True, slots=True)
class _Group:
    """The claims, as rows of the columns, that lead from whom to whom by one relation."""

    source: str
    relation: str
    target: str
    conditional: bool
    rows: list[int]

    @property
    def key(self) -> tuple[str, str, str, bool]:
        return self.source, self.relation, self.target, self.conditional


def _groups(table: ClaimsTable, kind: str, polarity: int) -> Iterator[_Group]:
    """Yield the claims of a kind and polarity that say the same of one ordered pair, in order.

    Claims of what is not fact make no tie, nor, outside positions, those on a condition.
    """
    columns, leads = table.columns, table.leads
    usable = table.has & columns.actual & (columns.polarity == polarity)
    if kind != "position":
        usable &= ~columns.conditional
    which = np.flatnonzero((leads.kind == KINDS.index(kind)) & usable[leads.claim])
    claim = leads.claim[which]
    parts = (
        leads.source[which],
        columns.relation.codes[claim],
        leads.target[which],
        columns.conditional[claim],
    )
    # The leads of a tie stand together: a group begins where any part is another than before.
    new = np.any([part[1:] != part[:-1] for part in parts], axis=0)
    starts = np.concatenate([[0], np.flatnonzero(new) + 1])[: len(claim)]
    ends = [*starts[1:].tolist(), len(claim)]
    rows = claim.tolist()
    names, relations = columns.entities, columns.relation.values
    firsts = (part[starts].tolist() for part in parts)
    for source, relation, target, conditional, start, end in zip(
        *firsts, starts.tolist(), ends[: len(starts)], strict=True
    ):
        yield _Group(
            names[source], relations[relation], names[target], conditional, rows[start:end]
        )


def _ties(table: ClaimsTable, kind: str, polarity: int = 1) -> tuple[Tie, ...]:
    against = {group.key: group.rows for group in _groups(table, kind, -polarity)}
    make = _TIES.get(kind, _influence_tie)
    return tuple(
        make(table, group, polarity, against.get(group.key, ()))
        for group in _groups(table, kind, polarity)
    )


def _position_tie(table: ClaimsTable, group: _Group, polarity: int, denials: Sequence[int]) -> Tie:
    relation = table.relations[group.relation]
    return _tie(
        table, group, denials, layer="position", sign=polarity * (relation.position or 0),
        weight=1.0, families=(relation.family,), grade=relation.lever,
    )  # fmt: skip


def _conduct_tie(table: ClaimsTable, group: _Group, polarity: int, denials: Sequence[int]) -> Tie:
    relation = table.relations[group.relation]
    valence = 0.0 if relation.contact else relation.valence or 0.0
    side = 0 if relation.contact else 1 if valence > 0 else -1
    return _tie(
        table, group, denials, layer="conduct", sign=polarity * side,
        weight=abs(valence), families=(relation.family,), grade=relation.lever,
    )  # fmt: skip


def _influence_tie(table: ClaimsTable, group: _Group, polarity: int, denials: Sequence[int]) -> Tie:
    relation = table.relations[group.relation]
    usual = relation.lever_family or relation.family
    own = table.columns.lever_family
    grade = ""
    if relation.lever:
        grade = strongest(table, [table.columns.claim[row] for row in group.rows])
    return _tie(
        table, group, denials, layer="influence", sign=polarity,
        weight=table.grades[grade].number if grade in table.grades else 0.0,
        families=distinct(own[row] or usual for row in group.rows), grade=grade,
    )  # fmt: skip


_TIES = {"position": _position_tie, "conduct": _conduct_tie}


def _tie(
    table: ClaimsTable,
    group: _Group,
    denials: Sequence[int],
    *,
    layer: Layer,
    sign: int,
    weight: float,
    families: tuple[str, ...],
    grade: str,
) -> Tie:
    columns, rows = table.columns, group.rows
    starts = [columns.valid_from[row] for row in rows]
    ends = [columns.valid_until[row] for row in rows]
    return Tie(
        layer=layer,
        source=group.source,
        target=group.target,
        relation=group.relation,
        sign=sign,
        weight=weight,
        role=table.relations[group.relation].role,
        families=families,
        grade=grade,
        claims=_names(table, rows),
        denials=_names(table, denials),
        disputed_by=_disputed_by(table, rows),
        conditional=group.conditional,
        valid_from=min(starts) if all(starts) else "",
        valid_until=max(ends) if all(ends) else "",
        holds=_surest(table, rows),
    )


def _surest(table: ClaimsTable, rows: list[int]) -> str:
    return ANSWERS[int(table.answers[rows].min())]


def _disputed_by(table: ClaimsTable, rows: list[int]) -> tuple[str, ...]:
    columns = table.columns
    if not columns.disputed[rows].any():
        return ()
    return union(columns.disputed_by[row] for row in rows)


def _names(table: ClaimsTable, rows: Iterable[int]) -> tuple[str, ...]:
    return tuple(sorted({table.columns.claim[row] for row in rows}))


def _unmet(table: ClaimsTable) -> dict[tuple[str, str], list[_Group]]:
    """Return the reports that a guarantee was not met, by guarantor and protected."""
    unmet: dict[tuple[str, str], list[_Group]] = defaultdict(list)
    # What may not have come about yet tells of no failure.
    for group in _groups(table.where(table.answers != MAY_HOLD), "unmet", -1):
        unmet[group.source, group.target].append(group)
    return unmet


def _hollowed(table: ClaimsTable, ties: tuple[Tie, ...]) -> tuple[Tie, ...]:
    unmet = _unmet(table)
    promised: set[tuple[str, str]] = set()
    marked = []
    for tie in ties:
        reports = unmet.get((tie.source, tie.target))
        if reports and table.relations[tie.relation].promise:
            promised.add((tie.source, tie.target))
            by = _names(table, (row for group in reports for row in group.rows))
            marked.append(replace(tie, weight=0.0, hollow_by=by))
        else:
            marked.append(tie)
    for pair, reports in unmet.items():
        if pair not in promised:
            marked += [_paper_tie(table, group) for group in reports]
    return tuple(sorted(marked, key=lambda tie: (tie.source, tie.relation, tie.target)))


def _paper_tie(table: ClaimsTable, group: _Group) -> Tie:
    columns = table.columns
    by = _names(table, group.rows)
    family = table.relations[group.relation].family
    return Tie(
        layer="influence",
        source=group.source,
        target=group.target,
        relation=group.relation,
        sign=1,
        weight=0.0,
        role="means",
        families=distinct(columns.lever_family[row] or family for row in group.rows),
        grade="none",
        claims=by,
        disputed_by=_disputed_by(table, group.rows),
        hollow_by=by,
        holds=_surest(table, group.rows),
    )
