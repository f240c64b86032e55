"""Roll-up: what leaders, ministries and spokespersons do and say, as their state's or body's.

Who may speak for whom is given as data (``kg:maySpeak`` on offices and bodies), and holds within
the term of an office; never guessed, and never for a mission, a force or an affiliation. What is
said of a person (relations marked ``kg:personal``) stays with the person.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kgraph.claims.columns import Coded
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from kgraph.claims.columns import Columns
    from kgraph.claims.table import ClaimsTable
    from kgraph.model import Entity

__all__ = ["Bodies", "Term", "rolled_up", "terms"]

#: Bodies of which the institutions stay apart unless asked, and what never counts as one.
_UNION = "IntergovernmentalOrganisation"
_NO_INSTITUTION = frozenset({"Mission", "ArmedForce"})


#: What a claim says by which an office counts as held.
_HELD = {
    "relation": "holdsOffice", "mode": "ownVoice", "modality": "actual", "factuality": "certain",
}  # fmt: skip


@dataclass(frozen=True, order=True)
class Term:
    """``actor`` may speak for ``body`` from ``first`` to ``last``; ``""`` is an unknown end."""

    actor: str
    body: str
    first: str = ""
    last: str = ""

    def holds(self, day: str) -> bool:
        """Return whether the term holds on a day; if none is known, whether it has no ends."""
        if not day:
            return not self.first and not self.last
        return self.first <= day and (not self.last or day <= self.last)


def terms(whole: ClaimsTable, *, institutions: bool = False) -> tuple[Term, ...]:
    """Return who may speak for whom, and when, by the whole record; sorted.

    An office counts where a document itself says with certainty who holds it.

    Parameters
    ----------
    whole : ClaimsTable
        The whole record.
    institutions : bool
        Whether institutions of intergovernmental organisations speak for these too.
    """
    found = {
        Term(entity.id, body)
        for entity in whole.entities.values()
        for body in _bodies_of(whole, entity, institutions=institutions)
    }
    columns = whole.columns
    held = np.ones(columns.n, dtype=bool)
    for name, value in _HELD.items():
        held &= columns.columns[name].where(value.__eq__)
    for row in np.flatnonzero(held & whole.has).tolist():
        claim = whole.claim_at(row)
        office = whole.entities.get(claim.object)
        found |= {
            Term(claim.subject, body, claim.valid_from, claim.valid_until)
            for body in (office.may_speak if office else ())
        }
    actors = (term for term in found if kind_of(term.actor) == kind_of(term.body) == "actor")
    return tuple(sorted(term for term in actors if term.actor != term.body))


def _bodies_of(whole: ClaimsTable, entity: Entity, *, institutions: bool) -> set[str]:
    found = set(entity.may_speak)
    if institutions:
        above = entity.part_of
        if entity.type not in _NO_INSTITUTION and _type(whole, above) == _UNION:
            found.add(above)
    elif entity.type != "Person":
        found = {body for body in found if _type(whole, body) != _UNION}
    return found


class Bodies:
    """For whom an actor may speak on a day; whoever may speak for ``opened`` bodies stays apart."""

    def __init__(
        self, whole: ClaimsTable, *, institutions: bool = False, opened: Collection[str] = ()
    ) -> None:
        self._terms: dict[str, list[Term]] = defaultdict(list)
        for term in terms(whole, institutions=institutions):
            if term.body not in opened:
                self._terms[term.actor].append(term)

    def of(self, actor: str, day: str) -> str:
        """Return the body for which an actor may speak on a day, or the actor itself.

        An actor that may speak for several stays itself: nobody says for which it spoke.

        Parameters
        ----------
        actor : str
            By its CURIE.
        day : str
            ISO, ``""`` if unknown: then only a term without known ends counts.
        """
        seen = {actor}
        while len(above := self._above(actor, day)) == 1:
            (actor,) = above
            if actor in seen:
                break
            seen.add(actor)
        return actor

    @property
    def actors(self) -> Collection[str]:
        """Who may speak for some body at some time."""
        return self._terms.keys()

    def _above(self, actor: str, day: str) -> set[str]:
        return {term.body for term in self._terms.get(actor, ()) if term.holds(day)}


def rolled_up(
    table: ClaimsTable,
    whole: ClaimsTable,
    *,
    institutions: bool = False,
    opened: Collection[str] = (),
) -> ClaimsTable:
    """Return a table in which bodies stand for those who may speak for them.

    Parameters
    ----------
    table : ClaimsTable
        The claims to roll up: their subjects, objects and those affected; structure (who is a
        member, holds an office) stays as it is.
    whole : ClaimsTable
        The whole record, which tells the terms of offices; the claims in it stay as they are.
    institutions : bool
        Whether institutions of intergovernmental organisations are rolled up too.
    opened : collection of str
        Bodies of which those who may speak for them stay apart.
    """
    bodies = Bodies(whole, institutions=institutions, opened=opened)
    columns = _rolled(table, bodies)
    return replace(table, columns=columns, rolled=True)


def _rolled(table: ClaimsTable, bodies: Bodies) -> Columns:
    columns = table.columns
    inside = columns.are(bodies.actors)
    structure = columns.relation.where(lambda name: table.relations[name].role == "structure")
    personal = columns.relation.where(lambda name: table.relations[name].personal)
    persons = columns.are({actor for actor in bodies.actors if _type(table, actor) == "Person"})
    judged = personal & persons[columns.object.codes]
    subject, target = columns.subject.codes.copy(), columns.object.codes.copy()
    affected = {}
    touched = inside[subject] | inside[target] | columns.affected.where(inside)
    for row in np.flatnonzero(touched & ~structure & table.has).tolist():
        # What is reported on a day was held or done by then, and may have been earlier.
        days = (columns.valid_until[row], columns.reported_on[row])
        day = min((day for day in days if day), default="")
        for codes in (subject,) if judged[row] else (subject, target):
            if inside[codes[row]]:
                codes[row] = columns.code[bodies.of(columns.entities[codes[row]], day)]
        if columns.affected.lengths[row]:
            affected[row] = tuple(
                dict.fromkeys(bodies.of(actor, day) for actor in columns.affected[row])
            )
    names = columns.entities
    return columns.changed(
        subject=Coded(subject, names),
        object=Coded(target, names),
        affected=columns.affected.changed(affected),
    )


def _type(table: ClaimsTable, entity: str) -> str:
    found = table.entities.get(entity)
    return found.type if found else ""
