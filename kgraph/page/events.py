"""Named events with their days, for the flags of the page's time strip."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim

__all__ = ["EventDays", "event_days"]

_DAY = dt.timedelta(days=1)


class EventDays(TypedDict):
    """An event or agreement that claims date.

    ``first`` and ``last`` are ISO days, ``last`` ``""`` where it goes on; ``vague`` says that it
    happened on some day between them, or that its beginning lies somewhere after ``first``.
    ``before`` and ``after`` are the day before the first and the day after the last, ``claims``
    those that date it, ``named`` the number of claims that name it.
    """

    id: str
    first: str
    last: str
    vague: bool
    before: str
    after: str
    claims: list[str]
    named: int


def event_days(table: ClaimsTable) -> list[EventDays]:
    """Return what claims date as happening, those that most claims name first.

    Where some claims give days and others only a month or a year within which they lie, the days
    are those of the former.
    """
    dated: dict[str, list[Claim]] = defaultdict(list)
    for claim in table:
        happened = claim.polarity > 0 and claim.modality == "actual" and claim.valid_from
        if claim.relation == "dated" and happened:
            dated[claim.subject].append(claim)
    named = Counter(name for claim in table for name in _named(claim) if name in dated)
    found = [_days(name, several, named[name]) for name, several in dated.items()]
    return sorted(found, key=lambda one: (-one["named"], one["first"], one["id"]))


def _days(name: str, claims: Sequence[Claim], named: int) -> EventDays:
    told = [one for one in claims if not _vague(one)]
    several = told or claims
    first = min(one.valid_from for one in several)
    ends = [one.valid_until for one in several]
    last = max(ends) if all(ends) else ""
    return {
        "id": name,
        "first": first,
        "last": last,
        "vague": not told,
        "before": (dt.date.fromisoformat(first) - _DAY).isoformat(),
        "after": (dt.date.fromisoformat(last) + _DAY).isoformat() if last else "",
        "claims": sorted(one.claim for one in claims),
        "named": named,
    }


def _vague(claim: Claim) -> bool:
    """Return whether a claim gives a stretch in which the days lie, and not the days."""
    begun, ended = claim.surely_from, claim.surely_until
    return begun != claim.valid_from if not claim.valid_until else bool(ended and begun > ended)


def _named(claim: Claim) -> Iterable[str]:
    orders = (claim.before, claim.during, claim.after)
    lists = (claim.affected, claim.topic, claim.context, *orders)
    return {claim.subject, claim.object, *(name for several in lists for name in several)}
