"""Order without dates: what came before, during or after an event, as the days this gives."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from kgraph import dates
from kgraph.dossier.terms import Iri, Text
from kgraph.errors import BadDate
from kgraph.vocabulary import KG, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Term

__all__ = ["ORDERS", "Span", "events", "ordered", "placed"]

#: The properties of a claim that order it by an event.
ORDERS = ("before", "during", "after")

_DATES = """
SELECT DISTINCT ?event ?when WHERE {
  ?c a kg:Claim ; kg:relation kg:dated ; kg:subject ?event ; kg:value ?when ; kg:factuality ?f .
  ?f kg:polarity ?sign FILTER(?sign > 0)
  FILTER NOT EXISTS { ?c kg:modality ?m FILTER(?m != kg:actual) }
  FILTER NOT EXISTS { ?c kg:status "retracted" }
}"""
_ORDERED = """
SELECT DISTINCT ?claim ?order ?event ?aspect WHERE {
  VALUES ?order { kg:before kg:during kg:after }
  ?claim a kg:Claim ; ?order ?event ; kg:relation ?r .
  OPTIONAL { ?r kg:aspect ?aspect }
  FILTER NOT EXISTS { ?claim kg:when ?when }
}"""
_DAY = dt.timedelta(days=1)


class Span(NamedTuple):
    """The days of an event, or of a claim that is ordered by events; ``None`` where unknown."""

    first: dt.date | None
    last: dt.date | None
    surely_from: dt.date | None = None
    surely_until: dt.date | None = None


def events(store: Store) -> dict[Term, Span]:
    """Return the first and last day of each event, over all claims that date it."""
    spans: dict[Term, list[dates.Interval]] = defaultdict(list)
    for event, when in store.select(_DATES):
        try:
            spans[event].append(dates.interval(str(when)))
        except BadDate:
            continue  # an error of its own, told with the claim
    return {
        event: Span(
            min((one.first for one in several if one.first), default=None),
            max((one.last for one in several if one.last), default=None),
        )
        for event, several in spans.items()
    }


def placed(order: str, event: Span, *, lasting: bool, reported: dt.date | None) -> Span:
    """Return the days that an order gives a claim.

    What came before an event was done by its eve, and what lasted is taken to have held on it, and
    no longer. What came during it lies in its days; what lasts held on all of them and may hold
    since. What came after was done between its last day and the report, and what lasts is taken to
    hold from the day after, or from the report.
    """
    first, last = event.first, event.last or event.first
    if order == "before":
        eve = first - _DAY if first else None
        return Span(None, eve, eve if lasting else None, eve)
    if order == "during":
        return Span(first, None if lasting else last, first, last)
    begun = min(filter(None, (last + _DAY, reported))) if last else None
    begun = max(begun, last) if begun and last else begun
    if lasting:
        return Span(last, None, begun, None)
    return Span(last, max(filter(None, (reported, last)), default=None), reported, last)


def ordered(store: Store, reported: Mapping[Term, dt.date]) -> Iterator[tuple[Term, Term, Term]]:
    """Yield the days of the claims that give an order and no day, as of all their orders."""
    known = events(store)
    found: dict[Term, list[Span]] = defaultdict(list)
    for claim, order, event, aspect in store.select(_ORDERED):
        if event in known:
            lasting = str(aspect) != KG + "momentary"
            name = str(order).removeprefix(KG)
            found[claim].append(
                placed(name, known[event], lasting=lasting, reported=reported.get(claim))
            )
    for claim, spans in found.items():
        for name, days, of in (
            ("validFrom", [one.first for one in spans], max),
            ("validUntil", [one.last for one in spans], min),
            ("surelyFrom", [one.surely_from for one in spans], max),
            ("surelyUntil", [one.surely_until for one in spans], min),
        ):
            given = [day for day in days if day]
            if given:
                value = Text(of(given).isoformat(), PREFIXES["xsd"] + "date")
                yield claim, Iri(KG + name), value
