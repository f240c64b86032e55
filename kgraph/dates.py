"""Dates as sources give them: a subset of EDTF level 1, and the interval of days it stands for."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from kgraph.errors import BadDate

__all__ = ["Interval", "day", "interval", "span"]

_DATE = re.compile(r"([0-9]{3}[0-9X])(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%]?)")
#: Dashes in a date that names a day.
_DAY = 2


@dataclass(frozen=True, slots=True)
class Interval:
    """The days that a date covers.

    ``first`` and ``last`` are the first and last possible day, ``None`` where unknown
    (``"2023-02/"``) or open (``"2023-02/.."``). ``surely_from`` is the last day on which it can
    begin, ``surely_until`` the first on which it can end: what lasts is certain between them, and
    nowhere if the one comes after the other, as for a bare month. An end marked ``? ~ %`` is
    certain only one unit of its precision (day, month, year) further in.
    """

    first: dt.date | None
    last: dt.date | None
    open_start: bool = False
    open_end: bool = False
    approximate: bool = False
    uncertain: bool = False
    surely_from: dt.date | None = None
    surely_until: dt.date | None = None


def day(text: str) -> dt.date:
    """Return the day that ``YYYY-MM-DD`` names; raises ``BadDate``.

    >>> day("2023-09-19")
    datetime.date(2023, 9, 19)
    """
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    if not match:
        message = f"{text!r} is not a day; write it as {_western(text) or '2023-09-19'}."
        raise BadDate(message)
    try:
        return dt.date(*map(int, match.groups()))
    except ValueError:
        message = f"The day {text} does not exist; write a day of the calendar such as 2023-09-19."
        raise BadDate(message) from None


@lru_cache(maxsize=4096)
def interval(edtf: str) -> Interval:
    """Return the interval of an EDTF date or interval; raises ``BadDate``.

    Years, months and days, ``X`` for an unknown last digit of a year, the marks ``? ~ %``, and
    intervals with ``/`` whose ends may be unknown (blank) or open (``..``).

    >>> interval("2023-09").last
    datetime.date(2023, 9, 30)
    """
    start, slash, end = edtf.partition("/")
    first: dt.date | None
    last: dt.date | None
    surely: tuple[dt.date | None, dt.date | None]
    if not slash:
        first, last, marks = _span(start, edtf)
        surely = _inner(first, last, start)
    elif {start, end} <= {"", ".."} or "/" in end:
        raise BadDate(_malformed(edtf))
    else:
        first, begun, marks = (None, None, "") if start in {"", ".."} else _span(start, edtf)
        ended, last, more = (None, None, "") if end in {"", ".."} else _span(end, edtf)
        surely = _inner(first, begun, start)[0], _inner(ended, last, end)[1]
        marks += more
    if first and last and last < first:
        message = f"The interval {edtf!r} ends before it starts."
        raise BadDate(message)
    return Interval(
        first,
        last,
        open_start=bool(slash) and start == "..",
        open_end=bool(slash) and end == "..",
        approximate="~" in marks or "%" in marks,
        uncertain="?" in marks or "%" in marks,
        surely_from=surely[0],
        surely_until=surely[1],
    )


def span(first: str, last: str) -> str:
    """Return in few letters the time from a first to a last day, ISO or ``""`` where open.

    >>> span("2023-09-18", "2023-09-18"), span("2023-09-19", "2023-09-20")
    ('18 Sep 2023', '19 to 20 Sep 2023')
    >>> span("", "2023-09-18"), span("2020-01-01", ""), span("2020-01-01", "2020-12-31")
    ('before 19 Sep 2023', 'from 2020', '2020')
    """
    start = dt.date.fromisoformat(first) if first else None
    # The day after, on which it was over.
    over = dt.date.fromisoformat(last) + dt.timedelta(days=1) if last else None
    if not start or not over:
        return f"from {_begun(start)}" if start else f"before {_begun(over)}" if over else ""
    end = over - dt.timedelta(days=1)
    if (start.month, start.day, over.month, over.day) == (1, 1, 1, 1):
        ends = str(start.year), str(end.year)
    elif start.day == over.day == 1:
        ends = _month(start), _month(end)
    elif start == end or _month(start) != _month(end):
        ends = f"{start.day} {_month(start)}", f"{end.day} {_month(end)}"
    else:
        ends = str(start.day), f"{end.day} {_month(end)}"
    return " to ".join(dict.fromkeys(ends))


def _begun(date: dt.date) -> str:
    """Return the year, month or day that begins on a date."""
    if date.day > 1:
        return f"{date.day} {_month(date)}"
    return str(date.year) if date.month == 1 else _month(date)


def _month(date: dt.date) -> str:
    return f"{calendar.month_abbr[date.month]} {date.year}"


def _span(text: str, whole: str) -> tuple[dt.date, dt.date, str]:
    match = _DATE.fullmatch(text)
    if not match:
        raise BadDate(_malformed(whole))
    year, month, date, mark = match.groups()
    try:
        if date:
            first = last = dt.date(int(year), int(month), int(date))
        elif month:
            first = dt.date(int(year), int(month), 1)
            last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        else:
            first = dt.date(int(year.replace("X", "0")), 1, 1)
            last = dt.date(int(year.replace("X", "9")), 12, 31)
    except ValueError:
        message = f"The date {text!r} does not exist."
        raise BadDate(message) from None
    return first, last, mark


def _western(text: str) -> str:
    """Return a text with the digits 0 to 9 for those of other scripts, ``""`` if it has none."""
    if not any(c.isdecimal() and not c.isascii() for c in text):
        return ""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _inner(
    first: dt.date | None, last: dt.date | None, text: str
) -> tuple[dt.date | None, dt.date | None]:
    """Return the last day on which an end can be a beginning, and the first to be an ending."""
    if first is None or last is None or text[-1] not in "?~%":
        return last, first
    try:
        return _moved(first, last, text.count("-"))
    except (OverflowError, ValueError):  # at the ends of the calendar there is nothing beyond
        return last, first


def _moved(first: dt.date, last: dt.date, parts: int) -> tuple[dt.date, dt.date]:
    """Return the last day of the next unit (day, month, year), and the first of the one before."""
    if parts == _DAY:
        return last + dt.timedelta(days=1), first - dt.timedelta(days=1)
    if parts:
        after, before = last + dt.timedelta(days=1), first - dt.timedelta(days=1)
        days = calendar.monthrange(after.year, after.month)[1]
        return after.replace(day=days), before.replace(day=1)
    return last.replace(year=last.year + 1), first.replace(year=first.year - 1)


def _malformed(text: str) -> str:
    if western := _western(text):
        return f"{text!r} is not a date kgraph reads; write its digits as in {western}."
    return f"{text!r} is not a date kgraph reads; write e.g. 2023-09, 2023-09-19~ or 2022-12/.. ."
