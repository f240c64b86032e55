"""The network of influence: paths, marks, shares, persuasion, and the question before the event."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from levers import EAST, NORTH, PATH_TOY, SOUTH, WEST, any_levers, network, strengths, swapped
from synthetic import claim, table

from kgraph.errors import UnknownName
from kgraph.measures.influence.influence import Influence
from kgraph.measures.influence.pairs import PAIRS
from kgraph.measures.influence.paths import paths, simple_paths
from kgraph.measures.influence.persuasion import Push, Target, push
from kgraph.measures.register import SCORES
from kgraph.networks import build

_SEEDS = st.integers(0, 10_000)
_ROAD = "issue:road"


# --- paths


def test_a_path_carries_its_levers_days_claims_and_passages():
    made = network(
        table([
            claim("gazette-001", NORTH, "dependsOn", SOUTH, passage=("gazette-p1",),
                  valid_from="2023-01-01", valid_until="2023-10-05"),
            claim("herald-001", NORTH, "alliedWith", EAST, passage=("herald-p1", "herald-p2")),
        ])
    )  # fmt: skip
    (row,) = made.paths(SOUTH, EAST).rows()
    assert row == {
        "path": [SOUTH, NORTH, EAST],
        "path_labels": ["South", "North", "East"],
        "length": 2,
        "product": pytest.approx(0.4),
        "low": pytest.approx(0.65 * 0.35),
        "high": pytest.approx(0.9 * 0.65),
        "bottleneck": 0.5,
        "broken": [],
        "levers": [
            "North dependson South (security: strong; 2023-01-01 to 2023-10-05)",
            "North alliedwith East (security: medium)",
        ],
        "families": ["security strong", "security medium"],
        "valid_from": ["2023-01-01", ""],
        "valid_until": ["2023-10-05", ""],
        "claims": ["gazette-001", "herald-001"],
        "passages": ["gazette-p1", "herald-p1", "herald-p2"],
    }


def _lapsing():
    return table([
        claim("gazette-001", SOUTH, "dependsOn", NORTH, valid_from="2023-01-01",
              valid_until="2023-06-30"),
        claim("gazette-002", SOUTH, "alliedWith", EAST),
        claim("herald-001", NORTH, "obligedToDefend", EAST),
        claim("herald-002", NORTH, "defended", EAST, factuality="denied", affected=(EAST,),
              valid_from="2023-02-01", valid_until="2023-02-28"),
    ])  # fmt: skip


def test_hollow_and_lapsed_steps_are_marked_and_carry_nothing():
    made = _lapsing()
    day = dt.date(2023, 9, 19)
    today = made.select(replace(made.selection, as_of=day, lapsed=True))
    found = Influence.of_claims(today).paths(NORTH, EAST)
    assert [(path.actors, path.lapsed, path.hollow, path.product) for path in found] == [
        ((NORTH, EAST), (), (0,), 0.0),
        ((NORTH, SOUTH, EAST), (0,), (), 0.0),
    ]
    assert [row["broken"] for row in found.rows()] == [
        ["North to East: hollow"], ["North to South: lapsed"],
    ]  # fmt: skip
    assert set(found.totals().values()) == {(0.0, 0.0, 0.0)}
    # While it held, the dependence carried the path.
    (held,) = [p for p in network(made, as_of=dt.date(2023, 6, 25)).paths(NORTH, EAST) if p.product]
    assert held.product == pytest.approx(0.4)
    without = made.select(replace(made.selection, as_of=day))
    assert build.influence(today).edges == build.influence(without).edges
    (ended,) = build.influence(today).lapsed
    assert (ended.claims, ended.holds) == (("gazette-001",), "lapsed")
    assert build.influence(without).lapsed == ()
    # Of the whole record too: what had ended by the last document counts no more.
    assert build.influence(made).lapsed == build.influence(today).lapsed


def test_the_search_is_bounded_and_says_so():
    made = network(strengths(PATH_TOY))
    assert made.paths(NORTH, WEST).stopped == ""
    few = made.paths(NORTH, WEST, limit=1)
    assert [path.actors for path in few] == [(NORTH, WEST)]
    assert few.stopped == "stopped at 1 paths; shorter ones come first"
    assert made.paths(NORTH, WEST, budget=1).stopped.startswith("stopped after 1 steps")
    assert [p.actors for p in made.paths(NORTH, WEST, max_length=1)] == [(NORTH, WEST)]
    assert len(made.paths(NORTH, NORTH)) == len(made.paths(WEST, NORTH)) == 0


def test_a_long_search_tells_its_progress_and_stops_cleanly():
    nodes = [f"actor:{n}" for n in range(14)]
    ahead = {a: [b for b in nodes if b != a] for a in nodes}
    seen = []
    for looked, path in simple_paths(ahead, nodes[0], nodes[1], max_length=12):
        if path is not None:
            seen.append(tuple(path))
        if looked >= 50_000:
            break
    assert len(set(seen)) == len(seen)
    assert [len(path) for path in seen] == sorted(map(len, seen))
    told = []
    made = network(strengths({(a, b): 0.5 for a in nodes[:10] for b in nodes[:10] if a != b}))
    found = paths(
        made.table, made.edges, nodes[0], nodes[1], max_length=9, limit=10**6, budget=30_000,
        progress=lambda looked, count: told.append((looked, count)),
    )  # fmt: skip
    assert found.stopped == "stopped after 30000 steps; shorter paths come first"
    assert [looked for looked, _ in told] == [10_000, 20_000, 30_000]
    assert told[-1][1] <= len(found)


@given(_SEEDS, st.sampled_from(["security", "economic", "diplomatic"]))
def test_a_family_filter_is_the_analysis_of_the_subgraph(seed, family):
    made = any_levers(seed, 30)
    filtered = Influence.of_claims(made, (family,))
    kept = [
        row
        for row in made
        if (row.lever_family or made.relations[row.relation].lever_family
            or made.relations[row.relation].family) == family
        or made.relations[row.relation].guarantee
    ]  # fmt: skip
    alone = Influence.of_claims(replace(table(kept), own_grades={}), (family,))
    for target in (SOUTH, EAST):
        one, other = (each.paths(NORTH, target) for each in (filtered, alone))
        held, alone_held = (
            [(path.actors, path.weights) for path in each if path.product] for each in (one, other)
        )
        assert held == alone_held
        assert one.totals() == other.totals()


# --- shares


@given(_SEEDS, st.sampled_from(SCORES))
def test_shares_sum_to_the_number(seed, by):
    made = network(any_levers(seed, 20))
    ranked = {one.actor: one.score for one in made.rank(by, samples=1)}
    for actor, score in ranked.items():
        taken = made.explain(actor, by=by)
        assert taken.number == pytest.approx(score, abs=1e-12)
        for shares in (
            [part.share for part in taken.parts], taken.by_claim().values(),
            taken.by_document().values(), taken.by_family().values(),
        ):  # fmt: skip
            assert math.fsum(shares) == pytest.approx(score, abs=1e-9)
        assert all(part.share > 0 for part in taken.parts)
        named = {part.claim for part in taken.parts} - {""}
        assert all(part.passage in (*made.table[part.claim].passage, "")
                   for part in taken.parts if part.claim)  # fmt: skip
        hollow = {c for tie in made.ties if tie.hollow for c in tie.claims}
        live = {c for tie in made.ties if not tie.hollow for c in tie.claims}
        assert named <= live
        assert not named & (hollow - live)


@given(_SEEDS, st.sampled_from([*PAIRS, "pagerank"]))
def test_shares_of_a_pair_sum_to_its_number(seed, by):
    made = network(any_levers(seed, 20))
    for target in (SOUTH, EAST):
        taken = made.explain(NORTH, target, by=by)
        assert math.fsum(part.share for part in taken.parts) == pytest.approx(
            taken.number, abs=1e-9
        )
        if by in PAIRS:
            ranked = {one.actor: one.score for one in made.on(target).rank(by, samples=1)}
            assert taken.number == pytest.approx(ranked.get(NORTH, 0.0), abs=1e-12)


def test_shares_of_the_toy():
    made = network(strengths(PATH_TOY))
    taken = made.explain(NORTH, WEST, by="decayed")
    # .3 direct; .5 x .8 x .5 and .5 x .6 x .9, each shared by two steps.
    assert taken.by_claim() == pytest.approx({
        "gazette-004": 0.3, "gazette-002": 0.135, "gazette-003": 0.135, "gazette-000": 0.1,
        "gazette-001": 0.1,
    })  # fmt: skip
    assert taken.rows()[0] == {
        "path": [NORTH, WEST], "path_labels": ["North", "West"], "step": "North to West",
        "family": "security", "relation": "armed", "grade": "g4", "claim": "gazette-004",
        "said_by": "Envoy", "gloss": "gazette-004 says so.", "passage": "gazette-004-p1",
        "share": pytest.approx(0.3), "number": pytest.approx(0.77),
    }  # fmt: skip
    weakest = made.explain(NORTH, WEST, by="max-min")
    assert weakest.by_claim() == {"gazette-002": 0.6}
    with pytest.raises(UnknownName, match="measure"):
        made.explain(NORTH, WEST, by="competitiveness")
    assert made.explain("actor:envoy", WEST).parts == ()


def test_families_share_what_none_has_alone():
    made = network(
        table([
            claim("gazette-001", WEST, "dependsOn", NORTH),
            claim("gazette-002", NORTH, "tradesWith", WEST),
            claim("herald-001", NORTH, "tradesWith", WEST),
        ])
    )  # fmt: skip
    taken = made.explain(NORTH, WEST)
    assert taken.number == pytest.approx(1 - 0.2 * 0.8)
    # Shapley values of noisy-or: .8 - .8 x .2 / 2 and .2 - .8 x .2 / 2, the latter of two claims.
    assert taken.by_claim() == pytest.approx(
        {"gazette-001": 0.72, "gazette-002": 0.06, "herald-001": 0.06}
    )


# --- influence times position


def test_the_stance_join_toy():
    # methods 4d: influence .5 and stance -.8 push -.4; +.3 and -.4 leave -.1 of a gross .7.
    assert push(0.5, -0.8) == -0.4
    target = Target("t", "unknown", tuple(
        Push("p", "t", "", 1, abs(n), n, n, n, {}, (), ()) for n in (0.3, -0.4)
    ))  # fmt: skip
    assert (target.towards, target.away) == (0.3, -0.4)
    assert (target.gross, target.net) == pytest.approx((0.7, -0.1))


def _debate(*more, sure="certain"):
    return network(
        table([
            claim("gazette-001", WEST, "opposes", _ROAD),
            claim("gazette-002", NORTH, "supports", _ROAD, factuality=sure),
            claim("gazette-003", NORTH, "armed", WEST),
            claim("gazette-004", SOUTH, "opposes", _ROAD),
            claim("gazette-005", WEST, "dependsOn", SOUTH),
            claim("gazette-006", EAST, "armed", WEST),
            *more,
        ])
    )  # fmt: skip


def test_persuaders_with_both_sides():
    (south, west) = _debate().pushes("Road").targets
    assert (west.actor, west.state, south.actor, south.pushes) == (WEST, "against", SOUTH, ())
    assert [(one.pusher, one.number, one.low, one.high) for one in west.pushes] == [
        (NORTH, 0.2, 0.1, 0.35), (SOUTH, -0.8, -0.9, -0.65),
    ]  # fmt: skip
    assert (west.towards, west.away) == (0.2, -0.8)
    assert west.interval == pytest.approx((-0.8, -0.3))
    # East has the means and no known position, so it pushes nobody.
    assert EAST not in {one.pusher for one in west.pushes}
    assert west.pushes[0].levers == ("gazette-003",)
    assert west.pushes[0].positions == ("gazette-002",)
    assert (west.words, west.pushes[0].words, south.words) == (
        ("opposes",), ("supports",), ("opposes",),
    )  # fmt: skip


def test_an_empty_answer_says_which_positions_it_leaves_out():
    stated = table([
        claim("gazette-001", NORTH, "supports", _ROAD),
        claim("gazette-002", WEST, "opposes", _ROAD, voice="analysis"),
        claim("gazette-003", SOUTH, "opposes", _ROAD, modality="planned"),
        claim("gazette-004", EAST, "opposes", "issue:bridge", voice="analysis"),
    ])  # fmt: skip
    found = network(stated, voices=("reporting",)).pushes("Road")
    assert found.targets == ()
    assert found.left == {
        "analysis": ("gazette-002",), "planned, owed or supposed": ("gazette-003",),
    }  # fmt: skip
    assert found.notes()[1] == (
        "Positions on it left out: 1 analysis (gazette-002), "
        "1 planned, owed or supposed (gazette-003)."
    )
    alone = network(table([claim("gazette-001", NORTH, "supports", _ROAD)])).pushes("Road")
    assert alone.notes()[1] == "No claim of a position on it is left out."


def test_a_push_is_as_sure_as_the_less_sure_of_lever_and_position():
    plain = _debate().pushes("Road").rows()
    assert {row["factuality"] for row in plain} == {"certain"}
    perhaps = _debate(sure="possible")
    (row,) = [r for r in perhaps.pushes("Road").rows() if r["pusher"] == NORTH]
    assert (row["words"], row["factuality"], row["target_words"]) == (
        ["supports"], "possible", ["opposes"],
    )  # fmt: skip


def test_a_condition_leaves_the_way_open():
    made = _debate(claim("herald-001", EAST, "supports", _ROAD, condition="if paid"))
    (west,) = made.pushes("Road", "West").targets
    (one,) = west.open
    assert (one.pusher, one.state, one.number, one.position) == (EAST, "conditional", None, None)
    assert west.net == pytest.approx(0.2 - 0.8)


def test_whom_to_persuade_may_have_no_position():
    (target,) = _debate(claim("herald-001", NORTH, "armed", EAST)).pushes("Road", "East").targets
    assert (target.state, [one.pusher for one in target.pushes]) == ("unknown", [NORTH])
    with pytest.raises(UnknownName, match="measure of pairs"):
        _debate().pushes("Road", by="pagerank")
    with pytest.raises(UnknownName):
        _debate().pushes("North")


@given(_SEEDS, st.sampled_from(sorted(PAIRS)))
def test_swapping_two_actors_swaps_paths_and_pushes(seed, by):
    stands = [
        claim("paper-900", NORTH, "supports", _ROAD), claim("paper-901", SOUTH, "opposes", _ROAD),
        claim("paper-902", EAST, "opposes", _ROAD),
    ]  # fmt: skip
    made = table([*any_levers(seed, 25), *stands])
    turn = {NORTH: SOUTH, SOUTH: NORTH}
    one, other = network(made), network(swapped(made, NORTH, SOUTH))

    def turned(actors):
        return tuple(turn.get(actor, actor) for actor in actors)

    assert {(turned(p.actors), p.product) for p in one.paths(NORTH, EAST)} == {
        (p.actors, p.product) for p in other.paths(SOUTH, EAST)
    }
    pushes = [
        {
            (*names((p.pusher, t.actor)), round(p.number, 9), round(t.net, 9))
            for t in each.pushes("Road", by=by)
            for p in t.pushes
        }
        for each, names in ((one, turned), (other, tuple))
    ]
    assert pushes[0] == pushes[1]


def test_over_others_more_can_push():
    made = _debate(claim("herald-001", NORTH, "armed", SOUTH))
    direct = {one.pusher for t in made.pushes("Road", "West") for one in t.pushes}
    further = made.pushes("Road", "West", by="decayed").targets[0].pushes[0]
    assert direct == {NORTH, SOUTH}
    assert further.influence == pytest.approx(0.2 + 0.5 * 0.2 * 0.8)
    assert set(further.levers) == {"gazette-003", "gazette-005", "herald-001"}


# --- the question before the event


def test_who_had_means_who_tried_and_whether_it_worked():
    made = network(
        table([
            claim("gazette-001", NORTH, "armed", SOUTH, passage=("gazette-p1",)),
            claim("gazette-007", NORTH, "obligedToDefend", SOUTH),
            claim("gazette-002", NORTH, "threatened", SOUTH),
            claim("gazette-003", EAST, "threatened", SOUTH),
            claim("gazette-004", NORTH, "defended", SOUTH),
            claim("gazette-005", WEST, "defended", SOUTH, factuality="denied",
                  mode="reportedSpeech"),
            claim("gazette-006", "actor:envoy", "memberOf", SOUTH),
        ])
    ).on(SOUTH)  # fmt: skip
    rows = made.rows()
    assert [(row["role"], row["source"], row["happened"]) for row in rows] == [
        ("means", NORTH, None),
        ("means", NORTH, None),
        ("attempt", EAST, True),
        ("attempt", NORTH, True),
        ("outcome", NORTH, True),
        ("outcome", WEST, False),
        ("structure", "actor:envoy", None),
    ]
    means, promise = rows[:2]
    assert (means["attempts"], promise["attempts"]) == (["gazette-002"], ["gazette-002"])
    # Help in war shows what a promise of help was worth, and nothing of arms.
    assert (means["outcomes"], promise["outcomes"]) == ([], ["gazette-004"])
    assert means["failures"] == promise["failures"] == []
    assert (means["said_by"], means["passages"], means["weight"]) == (
        ["Envoy"], ["gazette-p1"], 0.2,
    )  # fmt: skip
    # Only means are influence: whoever merely tried, or belongs to it, has no rank.
    assert made.rank(samples=1).actors == (NORTH,)
    assert [row["source"] for row in made.structure_rank()] == ["actor:envoy"]


def _tried(lever, act):
    rows = build.influence(table([lever, act])).on(SOUTH).rows()
    return [row["attempts"] for row in rows if row["role"] == "means"]


def test_a_lever_was_tried_only_by_an_act_that_uses_it_on_its_matter():
    arms = claim("gazette-001", NORTH, "armed", SOUTH)
    threat = claim("gazette-002", NORTH, "threatened", SOUTH)
    assert _tried(arms, threat) == [["gazette-002"]]
    # Trade is not tried by a threat of force, nor arms by a meeting or what a claim says is trade.
    assert _tried(claim("gazette-001", NORTH, "tradesWith", SOUTH), threat) == [[]]
    assert _tried(arms, claim("gazette-002", NORTH, "met", SOUTH)) == [[]]
    assert _tried(arms, replace(threat, lever_family="economic")) == [[]]
    # Of matters that both name, one has to be common.
    about = replace(arms, topic=("issue:road",))
    assert _tried(about, threat) == [["gazette-002"]]
    assert _tried(about, replace(threat, topic=("issue:vote",))) == [[]]
    assert _tried(about, replace(threat, topic=("issue:road", "issue:vote"))) == [["gazette-002"]]


def test_a_part_keeps_influence_over_others():
    made = network(strengths(PATH_TOY))
    on = made.on(WEST).rank("decayed", samples=1)
    assert {one.actor: round(one.score, 9) for one in on} == {NORTH: 0.77, EAST: 0.9, SOUTH: 0.5}
    of = made.of(NORTH).rank(samples=1)
    assert {one.actor: one.score for one in of} == pytest.approx({SOUTH: 0.8, EAST: 0.6, WEST: 0.3})
    assert made.on(WEST).paths(NORTH, WEST).best == made.paths(NORTH, WEST).best
