"""The timeline: days as sources give them, spans that meet, undated claims counted and not lost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kgraph
from kgraph.errors import BadDate, BadOption, UnknownName

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_MINI)


def test_dates_keep_their_marks_and_come_in_order(mini):
    found = mini.timeline()
    assert [(entry["claim"], entry["when"]) for entry in found.entries] == [
        ("forum-004", "2028/2031"),
        ("ledger3-017", "2030"),
        ("ledger3-004", "2031-03-01"),
        ("ledger1-005", "2031-03"),
        ("ledger1-001", "2031-03-01/.."),
        ("ledger2-008", "2031-03-01/.."),
        ("ledger1-007", "2031-03-02"),
        ("ledger1-008", "2031-03-02"),
        ("ledger1-009", "2031-03-02"),
        ("ledger3-005", "2031-03-02~"),
        ("ledger2-001", "2031-04-10"),
        ("ledger2-002", "2031-04-10/.."),
        ("ledger3-018", "2031-04-10/.."),
        ("ledger3-015", "2031-04-15~"),
        ("ledger3-011", "/2031-06"),
    ]
    assert len(found.undated) == 44 - 15
    assert found.outside == 0
    assert {e["claim"] for e in found.entries if e["kind"] == "event"} == {
        "ledger3-004", "ledger3-005",
    }  # fmt: skip


def test_by_the_day_of_reporting_nothing_is_undated(mini):
    found = mini.timeline(by="reported")
    assert (len(found), found.undated) == (44, ())
    days = [entry["reported_on"] for entry in found.entries]
    assert days == sorted(days)


def test_filters_and_a_span_with_open_ends(mini):
    def on(since, until, **options):
        return mini.timeline(since=since, until=until, **options).claims

    april = on("2031-04-20", "2031-04-21")
    assert april == (
        "forum-004", "ledger1-001", "ledger2-008", "ledger2-002", "ledger3-018", "ledger3-011",
    )  # fmt: skip
    # Both days of a span are in it.
    assert on("2031-03-02", "2031-03-02", relation="attacked") == ("ledger1-008", "ledger1-009")
    assert on("2031-03-03", None, relation="attacked") == ()
    assert on(None, "2031-03-01", relation="attacked") == ()
    assert on("2031-04-20", None, about="River Watch") == ("ledger2-002", "ledger3-018")
    assert on(None, "2030-06-01") == ("forum-004", "ledger3-017", "ledger3-011")
    assert on("2031-04-29", "2031-05-03", by="reported", about="Oshen") == ("ledger2-004",)
    assert mini.timeline(about="Oshen", voices=["analysis"]).claims == ("forum-004",)


_days = st.one_of(st.none(), st.dates(dt.date(2027, 1, 1), dt.date(2032, 12, 31)))


@settings(deadline=None)
@given(since=_days, until=_days, by=st.sampled_from(["held", "reported"]))
def test_every_claim_is_an_entry_or_counted(mini, since, until, by):
    kg = mini
    if since and until and until < since:
        with pytest.raises(BadOption):
            kg.timeline(since=since, until=until, by=by)
        return
    found = kg.timeline(since=since, until=until, by=by)
    assert len(found) + len(found.undated) + found.outside == len(kg.table)
    for entry in found.entries:
        ends = ("first", "last") if by == "held" else ("reported_on", "reported_on")
        first, last = (entry[end] for end in ends)
        assert not (until and first and first > until.isoformat())
        assert not (since and last and last < since.isoformat())


def test_rows_have_the_columns_and_wrong_asks_are_errors(mini):
    found = mini.timeline(about="Oshen")
    assert [tuple(row) for row in found.rows()] == [found.columns] * len(found)
    assert list(found.df()["claim"]) == list(found.claims)
    with pytest.raises(BadDate):
        mini.timeline(since="2031-02-30")
    with pytest.raises(UnknownName, match="held"):
        mini.timeline(by="day")
