"""The one definition of a tie: which claims lead from whom to whom, in each layer.

``project`` turns the coded columns of a claims table into one line per claim and ordered pair;
everything that a network shows is a grouping of these lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.model import POSITION_TARGETS
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.claims import Columns
    from kgraph.model import Layer, Relation

__all__ = ["Lines", "dyads", "project"]


@dataclass(frozen=True)
class Lines:
    """One line per claim and ordered pair, all arrays of equal length.

    ``claim`` is the row in the columns; ``source`` and ``target`` index ``columns.entities``;
    ``sign`` is -1, 0 or 1; ``weight`` is dimensionless, >= 0.
    """

    claim: np.ndarray
    source: np.ndarray
    relation: np.ndarray
    target: np.ndarray
    sign: np.ndarray
    weight: np.ndarray

    def __len__(self) -> int:
        return len(self.claim)

    def take(self, which: np.ndarray) -> Lines:
        """Return the lines at these positions or of this mask."""
        return Lines(
            self.claim[which],
            self.source[which],
            self.relation[which],
            self.target[which],
            self.sign[which],
            self.weight[which],
        )


def project(
    columns: Columns,
    relations: Mapping[str, Relation],
    layer: Layer,
    *,
    polarity: int = 1,
    roles: frozenset[str] | None = None,
    grades: Mapping[str, float] | None = None,
) -> Lines:
    """Return the lines of a layer: what each claim says of which ordered pairs.

    Parameters
    ----------
    columns : Columns
        A claims table, coded and already selected.
    relations : mapping of str to Relation
        The vocabulary, for all names in ``columns.relations``.
    layer : {"position", "conduct", "influence"}
        Which reading of the claims.
    polarity : {1, -1}
        1 for what is affirmed, -1 for what is denied.
    roles : frozenset of str, optional
        With ``layer="influence"``: roles other than ``means``, for the overlays.
    grades : mapping of str to float, optional
        Number of each grade of lever, in [0, 1]; without it, influence has weight 0.

    Returns
    -------
    Lines
        In the order of the claims. Claims that are not actual, and outside positions those with a
        condition, give no line; neither does a pair of an actor with itself.
    """
    known = [relations[name] for name in columns.relations]
    usable = columns.actual & (columns.polarity == polarity)
    if layer != "position":
        usable = usable & ~columns.conditional
    wanted = np.array([_belongs(relation, layer, roles) for relation in known], dtype=bool)
    rows = np.flatnonzero(usable & wanted[columns.relation])
    actor = np.array([kind_of(entity) == "actor" for entity in columns.entities], dtype=bool)
    rows = rows[actor[columns.subject[rows]]]
    office_too = roles is not None and "structure" in roles
    claim, target = _ends(columns, rows, layer, actor, offices=office_too)
    lines = _measured(columns, known, layer, claim, target, grades or {})
    if layer != "position":
        lines = _turned(lines, known, layer)
    return lines.take(lines.source != lines.target)


def _belongs(relation: Relation, layer: Layer, roles: frozenset[str] | None) -> bool:
    if layer == "position":
        return relation.position is not None
    if layer == "conduct":
        return bool(relation.valence) and relation.role != "structure" and not relation.stance
    return relation.role in (roles if roles is not None else {"means"})


def _ends(
    columns: Columns, rows: np.ndarray, layer: Layer, actor: np.ndarray, *, offices: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Claims and the entities they lead to: the object, or else those affected (or the topics)."""
    if layer == "position":
        direct = np.array(
            [kind_of(entity) in POSITION_TARGETS for entity in columns.entities], dtype=bool
        )
        listed = columns.topic
        allowed = direct
    else:
        direct = actor
        if offices:
            direct = actor | np.array(
                [kind_of(entity) == "office" for entity in columns.entities], dtype=bool
            )
        listed = columns.affected
        allowed = actor
    objects = columns.object[rows]
    # -1 (no object) would index the last entity.
    at_object = (objects >= 0) & direct[objects] if len(direct) else np.zeros(len(rows), bool)
    start, flat = listed
    others = rows[~at_object]
    lengths = start[others + 1] - start[others]
    claims = np.repeat(others, lengths)
    offsets = np.arange(len(claims)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    targets = flat[np.repeat(start[others], lengths) + offsets]
    kept = allowed[targets] if len(targets) else np.zeros(0, bool)
    claim = np.concatenate([rows[at_object], claims[kept]])
    target = np.concatenate([objects[at_object], targets[kept]])
    order = np.argsort(claim, kind="stable")
    return claim[order], target[order]


def _measured(
    columns: Columns,
    known: list[Relation],
    layer: Layer,
    claim: np.ndarray,
    target: np.ndarray,
    grades: Mapping[str, float],
) -> Lines:
    if layer == "position":
        values = np.array([relation.position or 0 for relation in known], dtype=np.float64)
        weights = np.ones(len(known))
    elif layer == "conduct":
        values = np.array([relation.valence or 0.0 for relation in known])
        weights = np.abs(values)
    else:
        values = np.ones(len(known))
        weights = np.array([grades.get(relation.lever, 0.0) for relation in known])
    relation = columns.relation[claim]
    return Lines(
        claim,
        columns.subject[claim],
        relation,
        target,
        np.sign(values[relation]).astype(np.int8),
        weights[relation],
    )


def _turned(lines: Lines, known: list[Relation], layer: Layer) -> Lines:
    """Turn lines round where the object has the lever; double what goes both ways."""
    symmetric = np.array([relation.symmetric for relation in known], dtype=bool)
    if layer == "influence":
        backward = np.array([relation.direction == "backward" for relation in known], dtype=bool)
        both = symmetric | np.array([r.direction == "mutual" for r in known], dtype=bool)
    else:
        backward = np.zeros(len(known), dtype=bool)
        both = symmetric
    there = ~backward[lines.relation] | both[lines.relation]
    back = backward[lines.relation] | both[lines.relation]
    forth = lines.take(there)
    round_ = lines.take(back)
    claim = np.concatenate([forth.claim, round_.claim])
    order = np.argsort(claim, kind="stable")
    return Lines(
        claim,
        np.concatenate([forth.source, round_.target]),
        np.concatenate([forth.relation, round_.relation]),
        np.concatenate([forth.target, round_.source]),
        np.concatenate([forth.sign, round_.sign]),
        np.concatenate([forth.weight, round_.weight]),
    ).take(order)


def dyads(lines: Lines, entities: int) -> dict[str, np.ndarray]:
    """Group lines by ordered pair and sign: the whole-table projection.

    Parameters
    ----------
    lines : Lines
        Lines of one layer.
    entities : int
        Number of entities that ``source`` and ``target`` index.

    Returns
    -------
    dict of str to array
        ``source``, ``target``, ``sign``, ``claims`` (number of lines), ``weight`` (the greatest);
        sorted by source, target, sign; arrays of equal length.
    """
    key = (lines.source.astype(np.int64) * entities + lines.target) * 3 + (lines.sign + 1)
    order = np.argsort(key)
    ordered = key[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)])
    ends = np.append(starts[1:], len(ordered))
    groups = ordered[starts]
    heaviest = np.maximum.reduceat(lines.weight[order], starts) if len(starts) else lines.weight
    return {
        "source": (groups // 3 // entities).astype(np.int32),
        "target": (groups // 3 % entities).astype(np.int32),
        "sign": (groups % 3 - 1).astype(np.int8),
        "claims": (ends - starts).astype(np.int64),
        "weight": heaviest,
    }
