"""What a claim says of a day: it holds, may hold, gives no day, has ended, or does not hold."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from kgraph.claims.columns import EARLIER_THAN_ALL, LATER_THAN_ALL, day_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.claims.columns import Columns
    from kgraph.model import Relation

__all__ = ["HOLDS", "LAPSED", "MAY_HOLD", "NOT_STATED", "NOT_THEN", "answers", "dated", "within"]

#: Places in ``model.ANSWERS``.
HOLDS, MAY_HOLD, NOT_STATED, LAPSED, NOT_THEN = range(5)


def dated(c: Columns) -> np.ndarray:
    """Return which claims give a day or an order, shape (n,)."""
    return np.asarray((c.first_day != EARLIER_THAN_ALL) | (c.last_day != LATER_THAN_ALL))


def answers(
    day: dt.date,
    c: Columns,
    relations: Mapping[str, Relation],
    *,
    reach_back: int,
    end: dt.date | None,
) -> np.ndarray:
    """Return what each claim says of a day, as places in ``model.ANSWERS``, shape (n,).

    What lasts holds where its interval is certain, may hold in the doubt of an end, and has lapsed
    after it. An act happens on one day of its interval: from the last of them, or from its report
    if that comes before, it is in the record, and may be from the first. An act that went on into
    the open is what lasts.

    Parameters
    ----------
    day : date
        The day asked about.
    c : Columns
        The claims.
    relations : mapping of str to Relation
        What tells acts from what lasts.
    reach_back : int
        Days before its report for which an undated claim that lasts is taken, and before its end
        where the start is not known; 0 takes undated claims out.
    end : date or None
        The day of the last document, to which undated claims are taken.
    """
    number = day_number(day)
    last_of_all = LATER_THAN_ALL if end is None else day_number(end)
    first, last = c.first_day.astype(np.int64), c.last_day.astype(np.int64)
    begun, ended = c.surely_from_day.astype(np.int64), c.surely_until_day.astype(np.int64)
    reported = c.reported_day.astype(np.int64)
    lasting = c.relation.where(lambda name: relations[name].aspect != "momentary")
    lasting = lasting | ((first != EARLIER_THAN_ALL) & (last == LATER_THAN_ALL))
    given = dated(c)

    # Where no start is known but a day on which it surely held, as of what came before an event.
    unknown = (first == EARLIER_THAN_ALL) & (begun != EARLIER_THAN_ALL)
    since = np.where(unknown, begun - reach_back, first)
    of_state = np.full(c.n, MAY_HOLD)
    of_state[(begun <= number) & (number <= ended)] = HOLDS
    of_state[number > last] = LAPSED
    of_state[number < since] = NOT_THEN
    known = reported != LATER_THAN_ALL
    taken = (number <= last_of_all) & (~known | (number >= reported - reach_back))
    of_state[~given] = np.where(taken & (reach_back > 0), NOT_STATED, NOT_THEN)[~given]

    done = np.where((reported >= first) & given, np.minimum(last, reported), last)
    done = np.where(given, done, reported)
    since = np.where(first == EARLIER_THAN_ALL, done - reach_back, first)
    of_act = np.where(number >= done, HOLDS, np.where(number >= since, MAY_HOLD, NOT_THEN))
    told = (number >= reported) & (reach_back > 0)
    of_act[~given] = np.where(told, NOT_STATED, NOT_THEN)[~given]
    return np.asarray(np.where(lasting, of_state, of_act).astype(np.int8))


def within(window: int, day: dt.date, c: Columns, relations: Mapping[str, Relation]) -> np.ndarray:
    """Return which claims last, or are of an act done in so many days before a day, shape (n,)."""
    acts = c.relation.where(lambda name: relations[name].aspect == "momentary")
    open_ended = (c.first_day != EARLIER_THAN_ALL) & (c.last_day == LATER_THAN_ALL)
    done = np.where(c.last_day == LATER_THAN_ALL, c.reported_day, c.last_day)
    return np.asarray(~acts | open_ended | (done > day_number(day) - window))
