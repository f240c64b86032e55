"""Reciprocity of conduct: by hand, for any claims, and the same wherever it is shown."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import MINI, mini
from synthetic import ACTORS, any_table, claim, table

from kgraph import cli
from kgraph.measures.stance.reciprocity import Reciprocity, above_chance
from kgraph.networks import build
from kgraph.page.measured import measured

_SEEDS = st.integers(0, 10**6)


def of(claims):
    return Reciprocity(build.conduct(table(claims)))


def test_reciprocity_by_hand():
    made = of(
        [
            # North and South attack each other; only North arms South.
            claim("gazette-001", "actor:north", "attacked", "actor:south"),
            claim("herald-001", "actor:south", "attacked", "actor:north"),
            claim("gazette-002", "actor:north", "armed", "actor:south"),
            # A hostile act is not answered by a friendly one.
            claim("gazette-003", "actor:east", "armed", "actor:north"),
            claim("gazette-004", "actor:north", "threatened", "actor:east"),
        ]
    )
    rows = {row["actor"]: row for row in made.rows()}
    told = {name: (row["edges"], row["answered"], row["share"]) for name, row in rows.items()}
    assert told == {
        "actor:north": (3, 1, 1 / 3), "actor:south": (1, 1, 1.0), "actor:east": (1, 0, 0.0),
    }  # fmt: skip
    assert rows["actor:south"]["claims"] == ["gazette-001", "herald-001"]
    assert made.value == 2 / 5
    # Of three actors' six ordered pairs three are hostile: (2/3 - 1/2) / (1 - 1/2) = 1/3.
    assert made.notes() == (
        "Reciprocity 0.4000: 2 of 5 edges answered in kind.",
        "Friendly: 0 of 2, -0.5000 beside chance (Garlaschelli, Loffredo).",
        "Hostile: 2 of 3, +0.3333 beside chance (Garlaschelli, Loffredo).",
    )
    ((name, shares),) = made.accounts(rows["actor:north"])
    assert (name, shares) == ("share", {"gazette-001": 1 / 6, "herald-001": 1 / 6})


def test_without_edges_there_is_none():
    made = of([claim("gazette-001", "actor:north", "attacked", "actor:south")])
    assert [row["share"] for row in made.rows()] == [0.0, None]
    nothing = of([])
    assert (nothing.rows(), nothing.value) == ([], None)
    assert nothing.notes() == ("Reciprocity: not assessable: no edges.",)
    assert above_chance(0, 0, 0) is None


def test_an_alliance_answers_itself_and_the_notes_say_so():
    made = of([claim("gazette-001", "actor:north", "alliedWith", "actor:south")])
    assert [row["share"] for row in made.rows()] == [1.0, 1.0]
    assert made.notes()[-1] == "Answered by relations that lead both ways alone: 2."


@settings(deadline=None)
@given(_SEEDS)
def test_swapping_two_actors_swaps_their_results(seed):
    one, other = Random(seed).sample(ACTORS[:4], 2)  # noqa: S311
    names = {one: other, other: one}

    def swapped(name):
        return names.get(name, name)

    made = any_table(seed)
    turned = made.with_claims(
        [
            replace(
                c, subject=swapped(c.subject), object=swapped(c.object),
                affected=tuple(map(swapped, c.affected)),
            )
            for c in made
        ]
    )  # fmt: skip
    before, after = (Reciprocity(build.conduct(t)) for t in (made, turned))
    told = {row["actor"]: (row["edges"], row["answered"]) for row in after.rows()}
    for row in before.rows():
        assert told[swapped(row["actor"])] == (row["edges"], row["answered"])
    assert after.value == before.value


@settings(deadline=None)
@given(_SEEDS)
def test_if_everything_is_answered_every_share_is_one(seed):
    made = any_table(seed)
    network = build.conduct(made)
    back = [replace(tie, source=tie.target, target=tie.source) for tie in network.ties]
    both = Reciprocity(replace(network, ties=(*network.ties, *back)))
    acting = [tie for tie in network.ties if tie.source != tie.target and tie.sign]
    assert {row["share"] for row in both.rows()} <= {1.0}
    assert both.value == (1.0 if acting else None)


@settings(deadline=None)
@given(_SEEDS)
def test_answered_edges_are_counted_at_both_ends(seed):
    made = Reciprocity(build.conduct(any_table(seed)))
    rows = made.rows()
    answered = sum(row["answered"] for row in rows)
    assert answered % 2 == 0
    assert sum(row["edges"] for row in rows) == len(made.edges)
    if made.value is not None:
        assert made.value == answered / len(made.edges)


def test_command_library_and_page_show_the_same(capsys):
    kg = mini()
    found = kg.measure("reciprocity", voices=("reporting", "analysis"))
    stance = kg.stance(voices=("reporting", "analysis"))
    assert stance.view("reciprocity").rows() == found.rows() == Reciprocity(stance.conduct).rows()
    call = ["stance", "reciprocity", "--voice", "reporting", "--voice", "analysis"]
    with pytest.raises(SystemExit):
        cli.main(["--graph", str(MINI), *call, "--format", "json"])
    told = capsys.readouterr()
    assert json.loads(told.out) == found.rows()
    assert found.notes()[0] in told.err
    page = {one["id"]: one for one in measured(kg, {})[0]["made"]}["reciprocity"]
    rolled = kg.stance(roll_up=True).view("reciprocity")
    assert page["layers"] == ["conduct"]
    assert (page["title"], page["about"]) == (rolled.title, rolled.tells)
    assert page["notes"] == list(rolled.notes())
    assert [row["0"] for row in page["rows"]] == [row["actor_label"] for row in rolled.rows()]
    assert found.title in found._repr_html_()
