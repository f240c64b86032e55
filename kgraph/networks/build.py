"""From a selected claims table to networks: claims are grouped into ties, ties into networks.

A tie is all claims of one relation between one ordered pair. Every number is recomputed from
claims.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.claims.leads import Lines, project
from kgraph.model import Tie
from kgraph.networks.levers import LeverNetwork, strongest
from kgraph.networks.network import Conduct, Positions, distinct, union
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim, Layer

__all__ = ["conduct", "influence", "positions"]


def positions(table: ClaimsTable) -> Positions:
    """Return the positions that the claims of a (selected) table state."""
    silences = tuple(
        claim.claim
        for claim in table
        if table.relations[claim.relation].stance
        and table.relations[claim.relation].position is None
        and claim.polarity == 1
        and claim.modality == "actual"
    )
    return Positions(table, _ties(table, "position"), silences)


def conduct(table: ClaimsTable, families: Iterable[str] = ()) -> Conduct:
    """Return the signed network of conduct; ``families`` keeps relations of these families."""
    wanted = set(families)
    ties = _ties(table, "conduct")
    if wanted:
        ties = tuple(t for t in ties if table.relations[t.relation].family in wanted)
    return Conduct(table, ties)


def influence(
    table: ClaimsTable, families: Iterable[str] = (), record: ClaimsTable | None = None
) -> LeverNetwork:
    """Return the network of levers; ``families`` keeps levers of these families.

    Only means make ties. A guarantee whose failure a document states itself, or two origins
    report, leaves the promise behind it hollow; where no promise is claimed, the report makes a
    hollow tie of its own. ``record`` is the same selection without its day: what it has besides,
    and had ended by that day, is kept as the network's past.
    """
    ties = _levers(table, families)
    overlays = {
        role: _ties(table, "influence", frozenset({role}))
        for role in ("attempt", "outcome", "structure")
    }
    return LeverNetwork(
        table,
        ties,
        overlays["attempt"],
        overlays["outcome"],
        overlays["structure"],
        failures=_ties(table, "influence", frozenset({"outcome"}), polarity=-1),
        past=None if record is None else _past(table, ties, record, families),
        positions=positions(table),
    )


def _levers(table: ClaimsTable, families: Iterable[str]) -> tuple[Tie, ...]:
    ties = _hollowed(table, _ties(table, "influence"))
    wanted = set(families)
    if not wanted:
        return ties
    return tuple(
        replace(tie, families=tuple(f for f in tie.families if f in wanted))
        for tie in ties
        if wanted & set(tie.families)
    )


def _past(
    table: ClaimsTable, present: tuple[Tie, ...], record: ClaimsTable, families: Iterable[str]
) -> LeverNetwork:
    day = table.selection.as_of
    held = {(tie.source, tie.relation, tie.target) for tie in present}
    ended = tuple(
        tie
        for tie in _levers(record, families)
        if day is not None
        and tie.valid_until
        and tie.valid_until < day.isoformat()
        and (tie.source, tie.relation, tie.target) not in held
        and table.relations[tie.relation].aspect != "momentary"
    )
    return LeverNetwork(record, ended)


def _ties(
    table: ClaimsTable,
    layer: Layer,
    roles: frozenset[str] | None = None,
    *,
    polarity: int = 1,
) -> tuple[Tie, ...]:
    numbers = {grade.id: grade.number for grade in table.grades.values()}
    columns = table.columns

    def grouped(polarity: int) -> dict[tuple[str, str, str, bool], list[int]]:
        lines = project(
            columns, table.relations, layer, polarity=polarity, roles=roles, grades=numbers
        )
        return _grouped(table, lines, layer)

    said, against = grouped(polarity), grouped(-polarity)
    ties = (
        _tie(table, layer, key, rows, against.get(key, []), numbers)
        for key, rows in sorted(said.items())
    )
    return tuple(ties if polarity == 1 else (replace(tie, sign=-1) for tie in ties))


def _grouped(
    table: ClaimsTable, lines: Lines, layer: Layer
) -> dict[tuple[str, str, str, bool], list[int]]:
    columns = table.columns
    groups: dict[tuple[str, str, str, bool], list[int]] = defaultdict(list)
    for claim, source, relation, target in zip(
        lines.claim.tolist(),
        lines.source.tolist(),
        lines.relation.tolist(),
        lines.target.tolist(),
        strict=True,
    ):
        conditional = layer == "position" and bool(columns.conditional[claim])
        key = (
            columns.entities[source],
            columns.relations[relation],
            columns.entities[target],
            conditional,
        )
        groups[key].append(claim)
    return groups


def _tie(
    table: ClaimsTable,
    layer: Layer,
    key: tuple[str, str, str, bool],
    rows: list[int],
    denials: list[int],
    numbers: dict[str, float],
) -> Tie:
    source, name, target, conditional = key
    relation = table.relations[name]
    grade = relation.lever
    claims = [table.rows[row] for row in rows]
    if layer == "position":
        sign, weight = relation.position or 0, 1.0
        families: tuple[str, ...] = (relation.family,)
    elif layer == "conduct":
        valence = relation.valence or 0.0
        sign, weight = (1 if valence > 0 else -1), abs(valence)
        families = (relation.family,)
    else:
        grade = strongest(table, [claim.claim for claim in claims]) if relation.lever else ""
        sign, weight = 1, numbers.get(grade, 0.0)
        usual = relation.lever_family or relation.family
        families = distinct(claim.lever_family or usual for claim in claims)
    starts, ends = [c.valid_from for c in claims], [c.valid_until for c in claims]
    return Tie(
        layer=layer,
        source=source,
        target=target,
        relation=name,
        sign=sign,
        weight=weight,
        role=relation.role,
        families=families,
        grade=grade,
        claims=tuple(sorted({claim.claim for claim in claims})),
        denials=tuple(sorted({table.rows[row].claim for row in denials})),
        disputed_by=union(claim.disputed_by for claim in claims),
        conditional=conditional,
        valid_from=min(starts) if all(starts) else "",
        valid_until=max(ends) if all(ends) else "",
    )


def _unmet(table: ClaimsTable) -> dict[tuple[str, str], list[Claim]]:
    """Return the reports that a guarantee was not met, by guarantor and protected."""
    unmet: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in table:
        if not (
            claim.polarity == -1
            and claim.modality == "actual"
            and not claim.condition
            and table.relations[claim.relation].guarantee
            and kind_of(claim.subject) == "actor"
            and (claim.mode == "ownVoice" or claim.corroborated_by)
        ):
            continue
        protected = claim.affected or (claim.object,)
        for actor in protected:
            if kind_of(actor) == "actor" and actor != claim.subject:
                unmet[claim.subject, actor].append(claim)
    return unmet


def _hollowed(table: ClaimsTable, ties: tuple[Tie, ...]) -> tuple[Tie, ...]:
    unmet = _unmet(table)
    promised: set[tuple[str, str]] = set()
    marked = []
    for tie in ties:
        reports = unmet.get((tie.source, tie.target))
        if reports and table.relations[tie.relation].promise:
            promised.add((tie.source, tie.target))
            by = tuple(sorted(report.claim for report in reports))
            marked.append(replace(tie, weight=0.0, hollow_by=by))
        else:
            marked.append(tie)
    for (source, target), reports in unmet.items():
        if (source, target) not in promised:
            for name in sorted({report.relation for report in reports}):
                same = [report for report in reports if report.relation == name]
                marked.append(_paper_tie(table, source, target, name, same))
    return tuple(sorted(marked, key=lambda tie: (tie.source, tie.relation, tie.target)))


def _paper_tie(
    table: ClaimsTable, source: str, target: str, name: str, reports: list[Claim]
) -> Tie:
    by = tuple(sorted(report.claim for report in reports))
    return Tie(
        layer="influence",
        source=source,
        target=target,
        relation=name,
        sign=1,
        weight=0.0,
        role="means",
        families=distinct(r.lever_family or table.relations[name].family for r in reports),
        grade="none",
        claims=by,
        disputed_by=union(report.disputed_by for report in reports),
        hollow_by=by,
    )
