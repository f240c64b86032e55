"""Roll-up: what leaders, ministries and spokespersons do and say, as their state's or body's.

Who may speak for whom is given as data (``kg:maySpeak`` on offices and bodies), and holds within
the term of an office; never guessed, and never for a mission, a force or an affiliation.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim

__all__ = ["Bodies", "rolled_up"]

#: Bodies of which the institutions stay apart unless asked, and what never counts as one.
_UNION = "IntergovernmentalOrganisation"
_NO_INSTITUTION = frozenset({"Mission", "ArmedForce"})


class Bodies:
    """For whom an actor may speak on a day."""

    def __init__(self, whole: ClaimsTable, *, institutions: bool = False) -> None:
        self._whole = whole
        self._institutions = institutions
        self._terms: dict[str, list[Claim]] = defaultdict(list)
        for claim in whole:
            if (
                claim.relation == "holdsOffice"
                and claim.mode == "ownVoice"
                and claim.modality == "actual"
                and claim.factuality == "certain"
            ):
                self._terms[claim.subject].append(claim)

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
        while len(above := self._above(actor, day) - {actor}) == 1:
            (actor,) = above
            if actor in seen:
                break
            seen.add(actor)
        return actor

    def _above(self, actor: str, day: str) -> set[str]:
        entity = self._whole.entities.get(actor)
        if entity is None:
            return set()
        found = set(entity.may_speak)
        if self._institutions and entity.part_of and entity.type not in _NO_INSTITUTION:
            above = self._whole.entities.get(entity.part_of)
            if above is not None and above.type == _UNION:
                found.add(entity.part_of)
        if not self._institutions and entity.type != "Person":
            found = {body for body in found if not self._apart(body)}
        for term in self._terms.get(actor, ()):
            if _within(term, day):
                office = self._whole.entities.get(term.object)
                found.update(office.may_speak if office else ())
        return {body for body in found if kind_of(body) == "actor"}

    def _apart(self, body: str) -> bool:
        entity = self._whole.entities.get(body)
        return entity is not None and entity.type == _UNION


def _within(term: Claim, day: str) -> bool:
    if not day:
        return not term.valid_from and not term.valid_until
    return not (term.valid_from and term.valid_from > day) and not (
        term.valid_until and term.valid_until < day
    )


def rolled_up(table: ClaimsTable, whole: ClaimsTable, *, institutions: bool = False) -> ClaimsTable:
    """Return a table in which bodies stand for those who may speak for them.

    Parameters
    ----------
    table : ClaimsTable
        The claims to roll up: their subjects, actors as objects, and those affected.
    whole : ClaimsTable
        The whole record, which tells the terms of offices; the claims in it stay as they are.
    institutions : bool
        Whether institutions of intergovernmental organisations are rolled up too.
    """
    bodies = Bodies(whole, institutions=institutions)

    def body(actor: str, claim: Claim) -> str:
        # What is reported on a day was held or done by then, and may have been earlier.
        day = min((day for day in (claim.valid_until, claim.reported_on) if day), default="")
        return bodies.of(actor, day) if kind_of(actor) == "actor" else actor

    rows = []
    for claim in table.rows:
        subject, target = body(claim.subject, claim), body(claim.object, claim)
        if table.relations[claim.relation].role == "structure":
            subject, target = claim.subject, claim.object
        affected = tuple(dict.fromkeys(body(actor, claim) for actor in claim.affected))
        if (subject, target, affected) == (claim.subject, claim.object, claim.affected):
            rows.append(claim)
            continue
        named = replace(
            claim,
            subject=subject,
            subject_label=table.label(subject),
            subject_type=_type(table, subject),
            object=target,
            object_label=table.label(target) if target else "",
            object_type=_type(table, target),
            affected=affected,
        )
        rows.append(named)
    return replace(table, rows=tuple(rows))


def _type(table: ClaimsTable, entity: str) -> str:
    found = table.entities.get(entity)
    return found.type if found else ""
