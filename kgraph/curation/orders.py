"""Orders of claims by events that cannot be: of a day of the claim, or of another order."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kgraph import dates
from kgraph.dossier.order import events, placed
from kgraph.errors import BadDate
from kgraph.model import Finding
from kgraph.vocabulary import KG, compact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.curation.turtle import Lines
    from kgraph.dossier.order import Span
    from kgraph.dossier.store import Store

__all__ = ["order_findings"]

_ORDERED = """
SELECT DISTINCT ?claim ?order ?event ?when WHERE {
  VALUES ?order { kg:before kg:during kg:after }
  ?claim a kg:Claim ; ?order ?event .
  OPTIONAL { ?claim kg:when ?when }
} ORDER BY ?claim ?order ?event"""


def order_findings(store: Store, lines: Lines) -> Iterator[Finding]:
    """Yield the orders that contradict a day of their claim or each other, or say nothing."""
    known = events(store.described(derived=False))
    several: dict[str, list[tuple[str, str, Span | None]]] = defaultdict(list)
    days: dict[str, str] = {}
    for row in store.select(_ORDERED):
        it, order, event, when = row
        name = compact(str(it))
        span = known.get(event) if event is not None else None
        several[name].append((str(order).removeprefix(KG), compact(str(event)), span))
        if when is not None:
            days[name] = str(when)
    for claim, orders in several.items():
        for severity, faulty, message in _faults(orders, days.get(claim, "")):
            path, line = lines.where(claim, f"kg:{faulty}")
            yield Finding(path, line, severity, "order", claim, message)


def _faults(
    orders: list[tuple[str, str, Span | None]], when: str
) -> Iterator[tuple[str, str, str]]:
    seen: dict[str, str] = {}
    first, last, by = None, None, ""
    for order, event, span in orders:
        if event in seen:
            said = f"is kg:{seen[event]} and kg:{order} {event}; it can be one of them"
            yield "error", order, said
            continue
        seen[event] = order
        if span is None or (span.first is None and span.last is None):
            said = f"no claim gives a day of {event}, so that kg:{order} places nothing"
            yield "warning", order, said
            continue
        if _against(order, span, when):
            yield "error", order, f"kg:when {when!r} is not {order} {event} ({_days(span)})"
        days = placed(order, span, lasting=True, reported=None)
        if (last and days.first and days.first > last) or (
            first and days.last and days.last < first
        ):
            yield "error", order, f"kg:{order} {event} ({_days(span)}) contradicts {by}"
        first = max(filter(None, (first, days.first)), default=None)
        last = min(filter(None, (last, days.last)), default=None)
        by = f"kg:{order} {event} ({_days(span)})"


def _against(order: str, event: Span, when: str) -> bool:
    """Return whether no day of a date lies so; on the day of the event itself it may."""
    try:
        given = dates.interval(when) if when else None
    except BadDate:
        return False  # an error of its own
    if given is None:
        return False
    if order == "before":
        return bool(event.first and given.first and given.first > event.first)
    if order == "after":
        return bool(event.last and given.last and given.last < event.last)
    return bool(
        (event.first and given.last and given.last < event.first)
        or (event.last and given.first and given.first > event.last)
    )


def _days(span: Span) -> str:
    return f"{span.first or '..'} to {span.last or '..'}"
