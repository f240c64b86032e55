"""Order without dates: what came before, during or after an event, as the days this gives."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kgraph import dates
from kgraph.dossier.terms import Iri, Text
from kgraph.errors import BadDate
from kgraph.vocabulary import KG, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kgraph.dossier.described import Described
    from kgraph.dossier.terms import Term

__all__ = ["ORDERS", "Span", "events", "ordered", "placed"]

#: The properties of a claim that order it by an event.
ORDERS = ("before", "during", "after")

_DAY = dt.timedelta(days=1)


class Span(NamedTuple):
    """The days of an event, or of a claim that is ordered by events; ``None`` where unknown."""

    first: dt.date | None
    last: dt.date | None
    surely_from: dt.date | None = None
    surely_until: dt.date | None = None


def events(said: Described) -> dict[Term, Span]:
    """Return the first and last day of each event, over all claims that date it.

    Claims of fact that stand and affirm it; ``said`` is what is stated.
    """
    affirms = {it for it, n in _by_subject(said, "kg:polarity").items() if _positive(said, n)}
    factuality, subjects, values, modality, status = (
        _by_subject(said, f"kg:{name}")
        for name in ("factuality", "subject", "value", "modality", "status")
    )
    actual, retracted = said.code("kg:actual"), Text("retracted")
    spans: dict[Term, list[dates.Interval]] = defaultdict(list)
    for claim in _claims(said, said.code("kg:dated")):
        if (
            not affirms.intersection(factuality.get(claim, ()))
            or any(one != actual for one in modality.get(claim, ()))
            or any(said.term(one) == retracted for one in status.get(claim, ()))
        ):
            continue
        for when in values.get(claim, ()):
            with contextlib.suppress(BadDate):  # an error of its own, told with the claim
                span = dates.interval(str(said.term(when)))
                for event in subjects.get(claim, ()):
                    spans[said.term(event)].append(span)
    return {
        event: Span(
            min((one.first for one in several if one.first), default=None),
            max((one.last for one in several if one.last), default=None),
        )
        for event, several in spans.items()
    }


def _claims(said: Described, relation: int) -> Iterator[int]:
    """Yield the codes of the claims of a relation."""
    subjects, relations = said.pairs("kg:relation")
    claims = set(said.of_type("kg:Claim").tolist())
    yield from (it for it in subjects[relations == relation].tolist() if it in claims)


def _by_subject(said: Described, predicate: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for subject, value in zip(*map(np.ndarray.tolist, said.pairs(predicate)), strict=True):
        found[subject].append(value)
    return found


def _positive(said: Described, codes: Iterable[int]) -> bool:
    with contextlib.suppress(ValueError):
        return any(float(str(said.term(code))) > 0 for code in codes)
    return False


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


def ordered(said: Described, reported: Mapping[Term, dt.date]) -> Iterator[tuple[Term, Term, Term]]:
    """Yield the days of the claims that give an order and no day, as of all their orders."""
    orders = [(name, *said.pairs(f"kg:{name}")) for name in ORDERS]
    if not any(len(claims) for _, claims, _ in orders):
        return
    known = events(said)
    claims, dated = set(said.of_type("kg:Claim").tolist()), set(said.pairs("kg:when")[0].tolist())
    relations, aspects = _by_subject(said, "kg:relation"), _by_subject(said, "kg:aspect")
    momentary = said.code("kg:momentary")
    found: dict[Term, list[Span]] = defaultdict(list)
    for name, subjects, values in orders:
        for code, of in zip(subjects.tolist(), values.tolist(), strict=True):
            claim, event = said.term(code), said.term(of)
            if code in claims and code not in dated and event in known:
                for relation in relations.get(code, ()):
                    lasting = momentary not in aspects.get(relation, ())
                    on = reported.get(claim)
                    found[claim].append(placed(name, known[event], lasting=lasting, reported=on))
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
