"""From a selected claims table to networks: claims are grouped into ties, ties into networks.

A tie is all claims of one relation between one ordered pair. Every number is recomputed from
claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kgraph.claims.days import MAY_HOLD
from kgraph.model import Layer, Relation, Tie, distinct, union
from kgraph.networks.levers import LeverNetwork, strongest
from kgraph.networks.network import Conduct, Positions
from kgraph.networks.ties import Joined, Ties, grouped, keys

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable
    from kgraph.networks.ties import Told

__all__ = ["conduct", "influence", "positions"]


def positions(table: ClaimsTable) -> Positions:
    """Return the positions that the claims of a (selected) table state."""
    columns, relations = table.columns, table.relations
    now, ended = (_ties(part, "position") for part in (table.present, table.ended))
    silent = columns.relation.where(
        lambda name: relations[name].stance and relations[name].position is None
    )
    kept = table.where(silent & columns.actual & (columns.polarity == 1))
    silences = tuple(columns.claim[row] for row in kept.at.tolist())
    return Positions(table, now, silences, lapsed=ended.besides(now, by_relation=False))


def conduct(table: ClaimsTable, families: Iterable[str] = ()) -> Conduct:
    """Return the signed network of conduct; ``families`` keeps relations of these families."""
    wanted, relations = set(families), table.relations
    now, ended = (_ties(part, "conduct") for part in (table.present, table.ended))
    if wanted:
        kept = np.array(
            [relations[name].family in wanted for name in table.columns.relation.values], bool
        )
        now, ended = (of.chosen(kept[of.relation]) for of in (now, ended))
    return Conduct(table, now, lapsed=ended.besides(now))


def influence(table: ClaimsTable, families: Iterable[str] = ()) -> LeverNetwork:
    """Return the network of levers; ``families`` keeps levers of these families.

    Only means make ties. A guarantee whose failure a document states itself, or two origins
    report, leaves the promise behind it hollow, whether that is claimed as fact or as owed; where
    none is claimed, the report makes a hollow tie of its own. What had ended by the day is kept as
    ``lapsed``, and counts nothing.
    """
    now, ended = table.present, table.ended
    ties = _levers(now, families)
    attempts, outcomes, structure = beside = [_ties(now, kind) for kind in _BESIDE]
    gone: list[Iterable[Tie]] = [_past(ties, _levers(ended, families))]
    gone += [_ties(ended, of.kind).besides(of) for of in beside]
    return LeverNetwork(
        table,
        ties,
        attempts=attempts,
        outcomes=outcomes,
        structure=structure,
        failures=_ties(now, "outcome", -1),
        positions=positions(table),
        lapsed=tuple(tie for ties in gone for tie in ties),
    )


#: The kinds of tie that are kept beside the levers.
_BESIDE = ("attempt", "outcome", "structure")


def _levers(table: ClaimsTable, families: Iterable[str]) -> Sequence[Tie]:
    ties = _hollowed(table)
    wanted = set(families)
    if not wanted:
        return ties
    return tuple(
        replace(tie, families=tuple(f for f in tie.families if f in wanted))
        for tie in ties
        if wanted & set(tie.families)
    )


def _past(present: Sequence[Tie], ended: Sequence[Tie]) -> tuple[Tie, ...]:
    """Return the ties that had ended and that no other claim holds up."""
    held = set(keys(present))
    return tuple(ended[at] for at, key in enumerate(keys(ended)) if key not in held)


def _ties(table: ClaimsTable, kind: str, polarity: int = 1) -> Ties:
    """Return the ties that the claims of a kind and polarity make."""
    return Ties(table, kind, polarity, *_LAYERS.get(kind, ("influence", _levered)))


def _by_relation(of: Ties, told: Callable[[Relation], tuple[int, float]]) -> Told:
    """Return sign, weight, families and grade of ties of which the relation tells them."""
    known = [of.table.relations[name] for name in of.table.columns.relation.values]
    numbers = np.array([told(relation) for relation in known]).reshape(-1, 2)[of.relation]
    said = [((relation.family,), relation.lever) for relation in known]
    return numbers[:, 0].astype(np.int8), numbers[:, 1], lambda at: said[of.relation[at]]


def _position(of: Ties) -> Told:
    return _by_relation(of, lambda relation: (relation.position or 0, 1.0))


def _conduct(of: Ties) -> Told:
    def told(relation: Relation) -> tuple[int, float]:
        if relation.contact:
            return 0, 0.0
        valence = relation.valence or 0.0
        return 1 if valence > 0 else -1, abs(valence)

    return _by_relation(of, told)


def _levered(of: Ties) -> Told:
    table = of.table
    known = [table.relations[name] for name in table.columns.relation.values]
    own = table.columns.lever_family
    # All claims of a tie give the grade of its relation, but those graded by themselves.
    grades = [known[relation].lever for relation in of.relation.tolist()]
    for at in of.having(table.own_grades):
        grades[at] = strongest(table, of.names(at)) if grades[at] else ""
    weights = [table.grades[grade].number if grade in table.grades else 0.0 for grade in grades]

    def said(at: int) -> tuple[tuple[str, ...], str]:
        relation = known[of.relation[at]]
        usual = relation.lever_family or relation.family
        return distinct(own[row] or usual for row in of.rows(at)), grades[at]

    return np.ones(len(of), np.int8), np.array(weights, dtype=float), said


_LAYERS: dict[str, tuple[Layer, Callable[[Ties], Told]]] = {
    "position": ("position", _position), "conduct": ("conduct", _conduct),
}  # fmt: skip


def _hollowed(table: ClaimsTable) -> Joined:
    """Return levers, hollow where a promise was not met, and what is known by that report alone."""
    # What may not have come about yet tells of no failure.
    unmet = _ties(table.where(table.answers != MAY_HOLD), "unmet", -1)
    promise = np.array([table.relations[r].promise for r in table.columns.relation.values], bool)
    reported = unmet.ends(by_relation=False)
    owed = _owed(table, promise, reported)
    ties = Ties(table, "means", 1, "influence", _levered, grouped(table, "means", 1, owed))
    pairs = ties.ends(by_relation=False)
    hollow = promise[ties.relation] & np.isin(pairs, reported)

    def made(of: Ties, at: int) -> Tie:
        if of is not ties:
            return _paper_tie(of, at)
        if not hollow[at]:
            return ties[at]
        reports = np.flatnonzero(reported == pairs[at]).tolist()
        hollow_by = union(map(unmet.names, reports))
        return replace(
            ties[at],
            weight=0.0,
            hollow_by=hollow_by,
            # Who reports that a promise was not kept does not dispute that it was given.
            denials=tuple(one for one in ties[at].denials if one not in hollow_by),
            # Who disputes that it was not kept disputes what is told of the duty.
            disputed_by=union([ties.disputed_by(at), *map(unmet.disputed_by, reports)]),
        )

    return Joined(ties, unmet.chosen(~np.isin(reported, pairs[hollow])), made)


def _owed(table: ClaimsTable, promise: np.ndarray, reported: np.ndarray) -> np.ndarray:
    """Return for which leads a claim says that a promise is owed which others report unmet.

    As a lever it is none: what is owed counts where it is told whether it was kept.
    """
    columns, leads = table.columns, table.leads
    owed = columns.modality.where("duty".__eq__) & promise[columns.relation.codes]
    found: np.ndarray = owed[leads.claim]
    pairs = leads.source[found].astype(np.int64) * len(columns.entities) + leads.target[found]
    found[found] = np.isin(pairs, reported)
    return found


def _paper_tie(of: Ties, at: int) -> Tie:
    columns = of.table.columns
    relation = columns.relation.values[of.relation[at]]
    family = of.table.relations[relation].family
    return Tie(
        layer="influence",
        source=columns.entities[of.source[at]],
        target=columns.entities[of.target[at]],
        relation=relation,
        sign=1,
        weight=0.0,
        role="means",
        families=distinct(columns.lever_family[row] or family for row in of.rows(at)),
        grade="none",
        claims=of.names(at),
        disputed_by=of.disputed_by(at),
        hollow_by=of.names(at),
        holds=of.holds[at],
    )
