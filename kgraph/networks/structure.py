"""Structure: who belongs to what, told by claims; it makes no lever and holds the picture together.

A bond is all that is said of one relation between one ordered pair: affirmed, denied, planned. What
a relation tells of the structure is data (``kg:structuralKind``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.claims.days import HOLDS, LAPSED
from kgraph.model import ANSWERS, Tie, union

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.claims import ClaimsTable

__all__ = ["Bond", "bonds", "ties"]

#: The kind of structure in which one thing can belong to one other only.
_EXCLUSIVE = "belonging"


@dataclass(frozen=True, slots=True)
class Bond:
    """All claims of one structural relation between one ordered pair, as rows of the columns.

    ``stated`` is ``"stated"``, ``"disputed"``, ``"denied"``, a modality such as ``"planned"``,
    ``"lapsed"`` or ``"left open"``. ``others`` are the things to which others say that it belongs.
    """

    kind: str
    source: str
    relation: str
    target: str
    stated: str
    rows: tuple[int, ...]
    others: tuple[str, ...] = ()


def bonds(table: ClaimsTable) -> tuple[Bond, ...]:
    """Return the bonds that the claims of a table tell, by kind, target, relation and source."""
    columns, relations = table.columns, table.relations
    of_structure = columns.relation.where(lambda name: relations[name].structure)
    grouped: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in table.at[of_structure[table.at] & (columns.object.codes[table.at] > 0)].tolist():
        key = (columns.subject[row], columns.relation[row], columns.object[row])
        grouped[key].append(row)
    belongs: dict[str, set[str]] = defaultdict(set)
    for (source, relation, target), rows in grouped.items():
        if relations[relation].structure == _EXCLUSIVE and _affirmed(table, rows):
            belongs[source].add(target)
    found = []
    for (source, relation, target), rows in grouped.items():
        kind = relations[relation].structure
        others = belongs[source] - {target} if kind == _EXCLUSIVE else set()
        others = {one for one in others if not _within(table, target, one)}
        stated = _stated(table, rows, contested=bool(others))
        found.append(
            Bond(kind, source, relation, target, stated, tuple(rows), tuple(sorted(others)))
        )
    return tuple(sorted(found, key=lambda b: (b.kind, b.target, b.relation, b.source)))


def ties(table: ClaimsTable) -> tuple[Tie, ...]:
    """Return the bonds that claims affirm as fact, as ties without sign and weight."""
    columns = table.columns
    found = []
    for bond in bonds(table):
        rows = _affirmed(table, bond.rows)
        if not rows:
            continue
        relation = table.relations[bond.relation]
        found.append(
            Tie(
                layer="structure",
                source=bond.source,
                target=bond.target,
                relation=bond.relation,
                sign=0,
                weight=0.0,
                role=relation.role,
                families=(relation.family,),
                grade="",
                claims=tuple(sorted(columns.claim[row] for row in rows)),
                denials=tuple(
                    sorted(columns.claim[row] for row in bond.rows if columns.polarity[row] < 0)
                ),
                disputed_by=union(columns.disputed_by[row] for row in rows),
                holds=ANSWERS[int(min(table.answers[list(rows)]))],
            )
        )
    return tuple(found)


def _affirmed(table: ClaimsTable, rows: Iterable[int]) -> list[int]:
    """Return the rows of claims that affirm a fact which has not ended."""
    c, answers = table.columns, table.answers
    return [
        row
        for row in rows
        if c.polarity[row] > 0 and c.actual[row] and not c.conditional[row]
        and answers[row] < LAPSED
    ]  # fmt: skip


def _stated(table: ClaimsTable, rows: list[int], *, contested: bool) -> str:
    columns = table.columns
    affirmed = [row for row in rows if columns.polarity[row] > 0]
    denied = [row for row in rows if columns.polarity[row] < 0]
    if not affirmed:
        return "denied" if denied else "left open"
    if denied or contested or columns.disputed[affirmed].any():
        return "disputed"
    if _affirmed(table, rows):
        return "stated"
    if (table.answers[affirmed] == LAPSED).all():
        return "lapsed"
    first = affirmed[int(np.argmax(table.answers[affirmed] == HOLDS))]
    return str(columns.modality[first]) if not columns.actual[first] else "on a condition"


def _within(table: ClaimsTable, one: str, other: str) -> bool:
    """Return whether one of two is a part of the other: to belong to both is no dispute."""
    entities = table.entities
    parts = {(entities[it].id, entities[it].part_of) for it in (one, other) if it in entities}
    return (one, other) in parts or (other, one) in parts
