"""What a lead's claim says of a day, as an expression of Ibis: the rule of ``claims.days``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kgraph.claims.days import HOLDS, LAPSED, MAY_HOLD, NOT_STATED, NOT_THEN

__all__ = ["answer", "by", "within"]


def answer(t: Any, day: dt.date, *, reach_back: int, end: dt.date | None) -> Any:
    """Return what each lead of a table says of a day, as places in ``model.ANSWERS``.

    Days are compared with days alone, so that no engine has to reckon with them; parameters are
    those of ``claims.days.answers``.
    """
    import ibis

    back = _later(day, reach_back)
    starts, stops = t["valid_from"].notnull(), t["valid_until"].notnull()
    begun, reported = t["surely_from"], t["reported_on"]
    # No start is known but a day on which it surely held, or none at all.
    early = ibis.ifelse(starts, _after(t["valid_from"], day), _after(begun, back))
    sure = ~_after(begun, day) & ~_before(t["surely_until"], day)
    of_state = ibis.cases(
        (early, NOT_THEN), (_before(t["valid_until"], day), LAPSED), (sure, HOLDS), else_=MAY_HOLD
    )
    may_be = ibis.ifelse(starts, ~_after(t["valid_from"], day), _done(t, back))
    of_act = ibis.cases((_done(t, day), HOLDS), (may_be, MAY_HOLD), else_=NOT_THEN)

    told = ~_after(reported, back)
    told = told if end is None or day <= end else ibis.literal(False)
    undated = ibis.ifelse(t["momentary"], by(reported, day), told)
    undated = ibis.ifelse(undated, NOT_STATED, NOT_THEN) if reach_back else NOT_THEN
    return ibis.cases(
        (~starts & ~stops, undated), (t["momentary"] & stops, of_act), else_=of_state
    ).cast("int8")


def within(t: Any, window: int, day: dt.date) -> Any:
    """Return which leads last, or are of an act done in so many days before a day."""
    open_ended = t["valid_from"].notnull() & t["valid_until"].isnull()
    done = t["valid_until"].coalesce(t["reported_on"])
    # Neither known is later than all.
    recent = done.isnull() | _after(done, _later(day, -window))
    return ~t["momentary"] | open_ended | recent


def _done(t: Any, day: dt.date) -> Any:
    """Return which acts were over by a day: by the last it can be of, or by their report."""
    counts = t["valid_from"].isnull() | (t["reported_on"] >= t["valid_from"]).fill_null(False)
    return by(t["valid_until"], day) | (counts & by(t["reported_on"], day))


def by(column: Any, day: dt.date) -> Any:
    """Return which of a column of days are at most a day; one that is not known is not."""
    return (column <= _literal(day)).fill_null(False)


def _before(column: Any, day: dt.date) -> Any:
    return (column < _literal(day)).fill_null(False)


def _after(column: Any, day: dt.date) -> Any:
    return (column > _literal(day)).fill_null(False)


def _literal(day: dt.date) -> Any:
    import ibis

    return ibis.literal(day, "date")


def _later(day: dt.date, days: int) -> dt.date:
    """Return the day so many days later, or the last or first that there is."""
    number = day.toordinal() + days
    return dt.date.fromordinal(min(max(number, 1), dt.date.max.toordinal()))
