"""Ranks and blocs on the page: those of the library for the whole record, or why there are none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import kgraph
from kgraph.page.measured import measured

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"


@pytest.fixture(scope="module")
def kg():
    return kgraph.open(_MINI)


def test_ranks_and_blocs_are_those_of_the_library(kg):
    found = measured(kg.table)
    ranking = kg.influence(roll_up=True).rank()
    assert [(one["actor"], one["rank"], one["whyNot"]) for one in found["ranks"]] == [
        (one.actor, one.rank, one.why_not) for one in ranking
    ]
    blocs = kg.stance(roll_up=True).blocs()
    assert found["notes"] == list(blocs.notes())
    told = {actor for bloc in found["blocs"] for actor in bloc}
    assert told == {row["actor"] for row in blocs.rows() if row["bloc"] is not None}
    assert json.loads(json.dumps(found)) == found


def test_without_thresholds_the_page_says_what_is_missing(kg):
    found = measured(replace(kg.table, thresholds={}))
    assert found["blocs"] == []
    assert "no threshold kg:filledCells" in found["notes"][0]


@pytest.mark.browser
def test_the_page_says_what_is_ranked_and_what_is_not_assessable(kg, tmp_path, visit):
    path = tmp_path / "kgraph.html"
    path.write_text(kg.page(), encoding="utf-8")
    page = visit(path)
    panel = page.locator("#evidence")
    assert "whole record" in panel.inner_text()
    for one in kg.influence(roll_up=True).rank():
        if one.rank is None:
            assert one.why_not in panel.locator("details").text_content()
        else:
            assert f"rank {one.rank}" in panel.inner_text()
    page = visit(path, "layer=positions")
    for note in kg.stance(roll_up=True).blocs().notes():
        assert note in page.locator("#evidence").inner_text()


def test_blocs_colour_only_where_they_are_assessable(kg, monkeypatch):
    html = kg.page()
    assert ("blocs (computed" in html) is bool(measured(kg.table)["blocs"])
    some = {**measured(kg.table), "blocs": [["actor:oshen"], ["actor:velmora"]]}
    monkeypatch.setattr("kgraph.page.measured.measured", lambda _: some)
    assert '"blocs (computed, whole record)"' in kg.page()
