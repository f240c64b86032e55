"""A user's own grades, laid over those of the vocabulary."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kgraph.errors import BadData
from kgraph.vocabulary import compact, kind_of, local_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from kgraph.claims.table import ClaimsTable
    from kgraph.dossier.store import Store
    from kgraph.model import Grade, Relation

__all__ = ["regraded"]

#: What a file of grades may set: the property -> what it is on a relation's record.
_OF_A_RELATION = {
    "kg:lever": "lever",
    "kg:leverFamily": "lever_family",
    "kg:leverDirection": "direction",
    "kg:role": "role",
    "kg:rationale": "rationale",
}
_NUMBERS = ("number", "low", "high")
_SCHEMES = {
    "lever": "GradeScheme",
    "lever_family": "FamilyScheme",
    "direction": "DirectionScheme",
    "role": "RoleScheme",
}


def regraded(table: ClaimsTable, store: Store, path: Path) -> ClaimsTable:
    """Return a table with the grades of a file in place of those of the vocabulary.

    The file is Turtle and may set ``kg:lever``, ``kg:leverFamily``, ``kg:leverDirection`` and
    ``kg:role`` of a relation, ``kg:lever`` of a claim or office, ``kg:number``, ``kg:low`` and
    ``kg:high`` of a grade, each with a ``kg:rationale``. What it leaves out stays.

    Parameters
    ----------
    table : ClaimsTable
        The table to regrade; it is not changed.
    store : Store
        The parsed file.
    path : Path
        Its name, for errors.

    Raises
    ------
    BadData
        If the file grades something unknown, sets something else, or a number out of range.
    """
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for it, predicate, value in store.select("SELECT ?it ?p ?v { ?it ?p ?v } ORDER BY ?it ?p ?v"):
        said[compact(str(it))][compact(str(predicate))] = compact(str(value))
    relations, grades, own = dict(table.relations), dict(table.grades), dict(table.own_grades)
    for curie, properties in said.items():
        name = local_name(curie)
        if curie.startswith("kg:") and name in relations:
            relations[name] = _relation(table, relations[name], properties, path)
        elif curie.startswith("kg:") and name in grades:
            grades[name] = _grade(grades[name], properties, path)
        elif (kind_of(curie) == "claim" and name in table) or (
            kind_of(curie) == "office" and curie in table.entities
        ):
            _only(curie, properties, ("kg:lever", "kg:rationale"), path)
            word = local_name(properties.get("kg:lever", ""))
            own[name if kind_of(curie) == "claim" else curie] = _word(table, "lever", word, path)
        else:
            message = f"{curie} is no relation, grade, claim or office here, so it has no lever."
            raise BadData(message, path)
    return replace(
        table,
        relations=relations,
        grades=grades,
        own_grades=own,
    )


def _relation(
    table: ClaimsTable, relation: Relation, properties: Mapping[str, str], path: Path
) -> Relation:
    curie = f"kg:{relation.id}"
    _only(curie, properties, _OF_A_RELATION, path)
    changes: dict[str, Any] = {}
    for predicate, value in properties.items():
        name = _OF_A_RELATION[predicate]
        changes[name] = _word(table, name, local_name(value), path) if name in _SCHEMES else value
    changed = replace(relation, **changes)
    if changed.role == "means" and not (
        changed.lever and changed.lever_family and changed.direction
    ):
        message = f"{curie} is a means, so it needs kg:lever, kg:leverFamily and kg:leverDirection."
        raise BadData(message, path)
    if changed.role != "means" and changed.lever:
        message = f"{curie} has a lever, so its kg:role must be kg:means."
        raise BadData(message, path)
    return changed


def _grade(grade: Grade, properties: Mapping[str, str], path: Path) -> Grade:
    curie = f"kg:{grade.id}"
    _only(curie, properties, [*(f"kg:{name}" for name in _NUMBERS), "kg:rationale"], path)
    changes: dict[str, Any] = {
        name: _number(curie, properties[f"kg:{name}"], path)
        for name in _NUMBERS
        if f"kg:{name}" in properties
    }
    changed = replace(grade, **changes, rationale=properties.get("kg:rationale", grade.rationale))
    if not 0 <= changed.low <= changed.number <= changed.high <= 1:
        message = (
            f"{curie} has kg:low {changed.low:g}, kg:number {changed.number:g} and kg:high "
            f"{changed.high:g}; they must rise within 0 and 1."
        )
        raise BadData(message, path)
    return changed


def _number(curie: str, text: str, path: Path) -> float:
    try:
        return float(text)
    except ValueError:
        message = f"{curie}: {text!r} is not a number."
        raise BadData(message, path) from None


def _word(table: ClaimsTable, name: str, word: str, path: Path) -> str:
    known = [w.id for w in table.words.values() if w.scheme == _SCHEMES[name]]
    if word in known or (name in {"role", "lever"} and word == "none"):
        return "" if name == "role" and word == "none" else word
    message = f"{word or 'Nothing'} is not a {name.replace('_', ' ')}; it is one of {known}."
    raise BadData(message.replace("['", "").replace("']", "").replace("', '", ", "), path)


def _only(curie: str, properties: Mapping[str, str], may: Collection[str], path: Path) -> None:
    for predicate in properties:
        if predicate not in may:
            message = f"{curie}: {predicate} is not for a file of grades; it sets {', '.join(may)}."
            raise BadData(message, path)
