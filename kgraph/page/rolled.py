"""Leaders, ministries and spokespersons drawn inside the state or body they may speak for.

Who may speak for whom is given in the data (``kg:maySpeak``), never guessed: a ministry by its
own entry, a person through an office and within its term. The page does the same in
``networks.js``; a test compares both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim

__all__ = ["Term", "roll_up", "terms"]

#: Institutions of such an organisation stay apart; a person goes into it as into any other.
_UNION = "IntergovernmentalOrganisation"
_STEPS = 8


@dataclass(frozen=True, order=True)
class Term:
    """``actor`` may speak for ``into`` from ``first`` to ``last``; ``""`` is an open end."""

    actor: str
    into: str
    first: str = ""
    last: str = ""


def terms(table: ClaimsTable) -> tuple[Term, ...]:
    """Return who may speak for whom, and when, by the whole record.

    An office counts where a document itself says with certainty who holds it.
    """
    found: set[Term] = set()
    for entity in table.entities.values():
        if entity.kind == "actor":
            found |= {
                Term(entity.id, into)
                for into in entity.may_speak
                if entity.type == "Person" or _type(table, into) != _UNION
            }
    for claim in table:
        if (
            claim.relation == "holdsOffice"
            and claim.mode == "ownVoice"
            and claim.modality == "actual"
            and claim.factuality == "certain"
            and kind_of(claim.subject) == "actor"
        ):
            office = table.entities.get(claim.object)
            found |= {
                Term(claim.subject, into, claim.valid_from, claim.valid_until)
                for into in (office.may_speak if office else ())
            }
    return tuple(sorted(t for t in found if kind_of(t.into) == "actor" and t.into != t.actor))


def _type(table: ClaimsTable, entity: str) -> str:
    found = table.entities.get(entity)
    return found.type if found else ""


def roll_up(table: ClaimsTable, given: Iterable[Term], opened: Collection[str] = ()) -> ClaimsTable:
    """Return a table whose claims name the state or body instead of who may speak for it.

    Parameters
    ----------
    table : ClaimsTable
        A selection.
    given : iterable of Term
        From :func:`terms` of the whole record.
    opened : collection of str
        States and bodies whose members stay apart.

    Notes
    -----
    The day that counts is the last on which the claim holds, or that of its report if this is
    earlier. Whoever may speak for two bodies on that day stays apart. Offices and memberships stay
    with the person.
    """
    inside = _Inside(given, opened)

    def turned(claim: Claim) -> Claim:
        day = _day(claim)
        subject, target = claim.subject, claim.object
        if table.relations[claim.relation].role != "structure":
            subject, target = inside.of(subject, day), inside.of(target, day)
        affected = tuple(dict.fromkeys(inside.of(one, day) for one in claim.affected))
        if (subject, target, affected) == (claim.subject, claim.object, claim.affected):
            return claim
        return replace(claim, subject=subject, object=target, affected=affected)

    return replace(table, rows=tuple(turned(claim) for claim in table))


class _Inside:
    """Whose part an actor is on a day."""

    def __init__(self, given: Iterable[Term], opened: Collection[str]) -> None:
        self._terms: dict[str, list[Term]] = {}
        for term in given:
            if term.into not in opened:
                self._terms.setdefault(term.actor, []).append(term)

    def of(self, actor: str, day: str) -> str:
        for _ in range(_STEPS):
            houses = {term.into for term in self._terms.get(actor, ()) if _within(term, day)}
            if len(houses) != 1:
                return actor
            actor = houses.pop()
        return actor


def _within(term: Term, day: str) -> bool:
    if not day:
        return not term.first and not term.last
    return term.first <= day and (not term.last or day <= term.last)


def _day(claim: Claim) -> str:
    return min((day for day in (claim.valid_until, claim.reported_on) if day), default="")
