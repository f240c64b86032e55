"""The one definition of a tie: which claims lead from whom to whom, in each layer.

``project`` turns the coded columns of a claims table into one line per claim and ordered pair;
everything that a network shows is a grouping of these lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.model import POSITION_TARGETS

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
        First what claims say of their subject, by subject and object, then what they say the other
        way round. Claims that are not actual, and outside positions those with a condition, give no
        line; neither does a pair of an actor with itself.
    """
    known = [relations[name] for name in columns.relations]
    usable = columns.actual & (columns.polarity == polarity)
    if layer != "position":
        usable = usable & ~columns.conditional
    wanted = np.array([_belongs(relation, layer, roles) for relation in known], dtype=bool)
    usable &= wanted[columns.relation] & columns.is_kind("actor")[columns.subject]
    rows = columns.by_pair[usable[columns.by_pair]]
    office_too = roles is not None and "structure" in roles
    claim, target = _ends(columns, rows, layer, offices=office_too)
    source = columns.subject[claim]
    if layer != "position":
        claim, source, target = _turned(columns, known, layer, claim, source, target)
    return _measured(columns, known, layer, grades or {}, claim, source, target)


def _belongs(relation: Relation, layer: Layer, roles: frozenset[str] | None) -> bool:
    if layer == "position":
        return relation.position is not None
    if layer == "conduct":
        return bool(relation.valence) and relation.role != "structure" and not relation.stance
    return relation.role in (roles if roles is not None else {"means"})


def _ends(
    columns: Columns, rows: np.ndarray, layer: Layer, *, offices: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Claims and the entities they lead to: the object, or else those affected (or the topics)."""
    if layer == "position":
        direct = columns.is_kind(*POSITION_TARGETS)
        start, flat = columns.topic
        allowed = direct
    else:
        allowed = columns.is_kind("actor")
        direct = columns.is_kind("actor", "office") if offices else allowed
        start, flat = columns.affected
    objects = columns.object[rows]
    # -1 (no object) would index the last entity.
    at_object = (objects >= 0) & direct[objects]
    others = rows[~at_object]
    lengths = start[others + 1] - start[others]
    claims = np.repeat(others, lengths)
    offsets = np.arange(len(claims)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    targets = flat[np.repeat(start[others], lengths) + offsets]
    kept = allowed[targets]
    return (
        np.concatenate([rows[at_object], claims[kept]]),
        np.concatenate([objects[at_object], targets[kept]]),
    )


def _turned(
    columns: Columns,
    known: list[Relation],
    layer: Layer,
    claim: np.ndarray,
    source: np.ndarray,
    target: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turn lines round where the object has the lever; double what goes both ways."""
    influence = layer == "influence"
    backward = np.array([influence and r.direction == "backward" for r in known], dtype=bool)
    both = np.array(
        [r.symmetric or (influence and r.direction == "mutual") for r in known], dtype=bool
    )
    relation = columns.relation[claim]
    there, back = (~backward | both)[relation], (backward | both)[relation]
    return (
        np.concatenate([claim[there], claim[back]]),
        np.concatenate([source[there], target[back]]),
        np.concatenate([target[there], source[back]]),
    )


def _measured(
    columns: Columns,
    known: list[Relation],
    layer: Layer,
    grades: Mapping[str, float],
    claim: np.ndarray,
    source: np.ndarray,
    target: np.ndarray,
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
    signs = np.sign(values).astype(np.int8)
    lines = Lines(claim, source, relation, target, signs[relation], weights[relation])
    apart = source != target
    return lines if apart.all() else lines.take(apart)


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
    # Nearly in order already, which this sort makes use of.
    order = np.argsort(key, kind="stable")
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
