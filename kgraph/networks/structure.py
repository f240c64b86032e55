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

__all__ = ["DECLARED_KINDS", "KINDS", "Bond", "bonds", "declared", "lapsed", "ties"]

#: In which order kinds are told; ``organ`` and ``duty`` are declared with the things themselves.
KINDS = (
    "membership", "attendance", "duty", "alliance", "organ", "officeholding", "force", "mission",
    "treaty", "belonging", "seat", "affiliation",
)  # fmt: skip

#: The kind of structure in which one thing can belong to one other only.
_EXCLUSIVE = "belonging"


#: The kinds of what a dossier declares when it names a thing.
DECLARED_KINDS = {"organOf": "organ", "officeOf": "officeholding", "allianceObligation": "duty"}


@dataclass(frozen=True, slots=True)
class Bond:
    """All claims of one structural relation between one ordered pair, as rows of the columns.

    ``stated`` is ``"stated"``, ``"disputed"``, ``"denied"``, a modality such as ``"planned"``,
    ``"lapsed"`` or ``"left open"``. ``others`` are the things to which others say that it belongs,
    and ``contested_by`` the claims that say so.
    """

    kind: str
    source: str
    relation: str
    target: str
    stated: str
    rows: tuple[int, ...]
    others: tuple[str, ...] = ()
    contested_by: tuple[str, ...] = ()


def bonds(table: ClaimsTable, families: Iterable[str] = ()) -> tuple[Bond, ...]:
    """Return the bonds that the claims of a table tell, by kind, target, relation and source.

    ``families`` keeps relations of these families, all if none is given.
    """
    wanted = frozenset(families)
    columns, relations = table.columns, table.relations
    of_structure = columns.relation.where(
        lambda name: relations[name].structure and (not wanted or relations[name].family in wanted)
    )
    grouped: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in table.at[of_structure[table.at] & (columns.object.codes[table.at] > 0)].tolist():
        key = (columns.subject[row], columns.relation[row], columns.object[row])
        grouped[key].append(row)
    belongs: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for (source, relation, target), rows in grouped.items():
        affirmed = _affirmed(table, rows)
        if relations[relation].structure == _EXCLUSIVE and affirmed:
            belongs[source][target].update(columns.claim[row] for row in affirmed)
    found = []
    for (source, relation, target), rows in grouped.items():
        kind = relations[relation].structure
        others = belongs[source] if kind == _EXCLUSIVE else {}
        said = {
            one: claims
            for one, claims in others.items()
            if one != target and not _within(table, target, one)
        }
        stated = _stated(table, rows, contested=bool(said))
        found.append(
            Bond(
                kind, source, relation, target, stated, tuple(rows), tuple(sorted(said)),
                union(said.values()),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda b: (b.kind, b.target, b.relation, b.source)))


def ties(table: ClaimsTable, told: Iterable[Bond] | None = None) -> tuple[Tie, ...]:
    """Return the bonds that claims affirm as fact, as ties without sign and weight.

    What says that a thing belongs elsewhere disputes that it belongs here. ``told`` are the bonds
    to look at, all of the table if not given.
    """
    several = bonds(table) if told is None else told
    return tuple(
        _tie(table, bond, rows) for bond in several if (rows := _affirmed(table, bond.rows))
    )


def lapsed(table: ClaimsTable, told: Iterable[Bond]) -> tuple[Tie, ...]:
    """Return those of some bonds that had ended, as ties: listed, and in no measure."""
    every = [(bond, _facts(table, bond.rows)) for bond in told if bond.stated == "lapsed"]
    return tuple(_tie(table, bond, rows) for bond, rows in every if rows)


def declared(table: ClaimsTable) -> tuple[Tie, ...]:
    """Return what the dossier says of things when it names them: whose organ or office they are.

    These ties rest on no claim; ``wording.DECLARED`` has the words of their relations.
    """
    return tuple(
        Tie(
            layer="structure", source=entity.id, target=entity.part_of,
            relation="officeOf" if entity.kind == "office" else "organOf",
            sign=0, weight=0.0, role="structure", families=(), grade="", claims=(),
        )
        for entity in table.entities.values()
        if entity.part_of and entity.kind in {"actor", "office"}
    )  # fmt: skip


def _tie(table: ClaimsTable, bond: Bond, rows: list[int]) -> Tie:
    columns, relation = table.columns, table.relations[bond.relation]
    starts = [columns.valid_from[row] for row in rows]
    ends = [columns.valid_until[row] for row in rows]
    return Tie(
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
        denials=tuple(sorted(columns.claim[row] for row in bond.rows if columns.polarity[row] < 0)),
        disputed_by=union(
            [*(columns.disputed_by[row] for row in rows), bond.contested_by],
        ),
        valid_from=min(starts) if all(starts) else "",
        valid_until=max(ends) if all(ends) else "",
        holds=ANSWERS[int(min(table.answers[list(rows)]))],
    )


def _facts(table: ClaimsTable, rows: Iterable[int]) -> list[int]:
    """Return the rows of claims that affirm a fact, whether it lasts or has ended."""
    c = table.columns
    return [row for row in rows if c.polarity[row] > 0 and c.actual[row] and not c.conditional[row]]


def _affirmed(table: ClaimsTable, rows: Iterable[int]) -> list[int]:
    """Return the rows of claims that affirm a fact which has not ended."""
    return [row for row in _facts(table, rows) if table.answers[row] < LAPSED]


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
