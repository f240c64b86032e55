"""Ranks with how sure they are: published acceptabilities, and what must not change a rank."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from levers import (
    EAST,
    NORTH,
    PATH_TOY,
    SOUTH,
    WEST,
    any_levers,
    chosen,
    network,
    strengths,
    swapped,
)  # fmt: skip
from synthetic import ACTORS, claim, table

from kgraph.errors import BadOption, LimitError, UnknownName
from kgraph.measures.influence import ranking as robustness
from kgraph.measures.influence import worlds as noise
from kgraph.measures.influence.pairs import scores
from kgraph.measures.influence.ranking import Scores, acceptability, ranks, smaa
from kgraph.measures.influence.worlds import Worlds
from kgraph.measures.register import SCORES

_SEEDS = st.integers(0, 10_000)


def test_smaa_of_two_criteria():
    # methods 4e, after Lahdelma and Salminen (2001): (1, 0) beats (0, .5) iff w1 > 1/3, with
    # flat weights in 2/3 of all cases.
    found = smaa(np.array([[1.0, 0.0], [0.0, 0.5]]), samples=200_000, seed=1)
    assert found.first == pytest.approx([2 / 3, 1 / 3], abs=0.004)
    assert found.wins[0, 1] + found.wins[1, 0] == pytest.approx(1.0)


def test_ranks_are_shared_by_equals():
    assert ranks(np.array([0.2, 0.9, 0.2, 0.1])).tolist() == [2, 1, 2, 4]
    found = acceptability(np.full((10, 3), 0.4))
    assert found.first.tolist() == [1.0, 1.0, 1.0]
    assert found.wins.tolist() == np.zeros((3, 3)).tolist()


@given(st.lists(st.lists(st.sampled_from([0.0, 0.1, 0.5]), min_size=3, max_size=3), min_size=1))
def test_acceptabilities_add_up(draws):
    scores = np.array(draws)
    found = acceptability(scores)
    assert found.ranked.sum(axis=1) == pytest.approx(np.ones(3))
    equal = np.array([[(scores[:, i] == scores[:, j]).mean() for j in range(3)] for i in range(3)])
    assert found.wins + found.wins.T + equal == pytest.approx(np.ones((3, 3)))
    assert (found.low <= found.high).all()
    untied = all(len(set(row)) == 3 for row in draws)
    if untied:
        assert found.ranked.sum(axis=0) == pytest.approx(np.ones(3))


@given(st.lists(st.lists(st.sampled_from([0.0, 0.1, 0.1 + 5e-13, 0.5]), min_size=4, max_size=4)))
def test_a_rank_is_how_many_score_more(draws):
    given_scores = np.array(draws).reshape(-1, 4)
    more = given_scores[:, None, :] > given_scores[:, :, None] + 1e-12
    assert (ranks(given_scores) == 1 + more.sum(axis=-1)).all()
    if draws:
        found = acceptability(given_scores)
        assert found.beats(0, 1) == found.wins[0, 1]


# --- networks of any size


def _chain(actors):
    """Two documents; each actor arms the next, and the first has a lever on all."""
    names = [f"actor:n{n:04}" for n in range(actors)]
    rows = [
        claim(f"{document}-{n:04}", names[who], "armed", names[n], origin=f"actor:{document}")
        for n in range(1, actors)
        for document, who in (("gazette", 0), ("herald", n - 1))
    ]
    return network(table(rows))


@pytest.mark.parametrize("by", ["direct", "pagerank"])
def test_cheap_measures_rank_more_actors_than_a_matrix_has(by):
    made = _chain(noise.ACTORS + 100)
    told = []
    found = made.rank(by, samples=60, progress=lambda done, of: told.append((done, of)))
    assert len(found) == noise.ACTORS + 99
    first, second = found.ranked[:2]
    assert (first.actor, first.rank, first.rank_low, first.first) == ("actor:n0000", 1, 1, 1.0)
    assert 1 < second.rank_low <= second.rank_high <= len(found)
    assert told == [(50, 60), (60, 60)]
    assert found.beats("actor:n0000", "actor:n0001") == 1.0


def test_other_measures_say_which_ones_work_at_that_size():
    made = _chain(noise.ACTORS + 1)
    with pytest.raises(LimitError, match=r"1,001 .*at most 1,000.* by direct and pagerank"):
        made.rank("mdii", samples=2)
    with pytest.raises(LimitError, match="take 50,000 draws"):
        made.rank(samples=50_001)


def test_all_pairs_are_compared_up_to_a_size_and_two_at_any(monkeypatch):
    found = _chain(12).rank(samples=5)
    whole = found.pairwise()
    monkeypatch.setattr(robustness, "PAIRED", 10)
    found = _chain(12).rank(samples=5)
    with pytest.raises(LimitError, match="11 actors are too many to compare all pairs"):
        found.pairwise()
    assert found.beats(*found.actors[:2]) == whole.iloc[0, 1]


@pytest.mark.slow
@given(_SEEDS)
def test_the_sparse_way_is_the_way_over_the_matrix(seed):
    made = any_levers(seed, 30)
    worlds = Worlds(made, network(made).ties)
    strengths = np.concatenate([*worlds.drawn(3, seed), worlds.strengths()], axis=1)
    matrices = np.concatenate(list(worlds.matrices(strengths)))
    for by in ("direct", "pagerank"):
        for on, of in (("", ""), *((end, "") for end in worlds.actors[:1]),
                       *(("", end) for end in worlds.actors[:1] if by == "pagerank")):  # fmt: skip
            if by == "direct" and on:
                continue
            ends = [worlds.actors.index(end) if end else None for end in (on, of)]
            expected = np.nan_to_num(scores(matrices, by, *ends))
            assert Scores(worlds, by, on, of)(strengths) == pytest.approx(expected, abs=1e-9)


def test_draws_do_not_depend_on_how_many_are_made_at_once(monkeypatch):
    made = any_levers(5, 40)
    worlds = Worlds(made, network(made).ties)
    (whole,) = worlds.drawn(20)
    monkeypatch.setattr(noise, "_NUMBERS", 3 * max(len(worlds.pairs), len(worlds.claims)))
    parts = list(worlds.drawn(20))
    assert [part.shape[1] for part in parts] == [3] * 6 + [2]
    assert (np.concatenate(parts, axis=1) == whole).all()


# --- what a rank says


def test_two_documents_make_a_rank_and_one_does_not():
    one = network(table([claim("gazette-001", NORTH, "armed", WEST)])).on(WEST).rank()
    assert [(row.rank, row.why_not) for row in one] == [
        (None, "1 independent document of at least 2")
    ]
    both = network(
        table([
            claim("gazette-001", NORTH, "armed", WEST, origin="actor:a"),
            claim("herald-001", NORTH, "armed", WEST, origin="actor:b"),
            claim("herald-002", SOUTH, "armed", WEST, origin="actor:b"),
        ])
    ).on(WEST).rank()  # fmt: skip
    assert [(row.actor, row.rank, row.why_not) for row in both] == [
        (NORTH, 1, ""),
        (SOUTH, None, "nothing is left of it without herald"),
    ]
    assert both.without == {("gazette",): {NORTH: 1, SOUTH: 1}, ("herald",): {NORTH: 1, SOUTH: 2}}


@pytest.mark.parametrize("by", ["direct", "mdii", "pagerank", "competitiveness"])
def test_what_one_document_carries_has_no_rank_by_any_measure(by):
    made = network(
        table([
            claim("gazette-001", NORTH, "armed", WEST, origin="actor:a"),
            claim("herald-001", NORTH, "armed", WEST, origin="actor:b"),
            claim("herald-002", SOUTH, "armed", WEST, origin="actor:b"),
        ])
    )  # fmt: skip
    found = {row.actor: row for row in made.rank(by, samples=5)}
    assert found[NORTH].rank == 1
    assert found[SOUTH].why_not == "nothing is left of it without herald"


def test_a_rank_is_never_printed_without_its_interval():
    made = network(any_levers(3, 40))
    for row in made.rank(samples=50).rows():
        sure = row["rank"], row["rank_low"], row["rank_high"], row["first"], row["least"]
        if row["not_assessable"]:
            assert sure == (None,) * 5
        else:
            assert None not in sure
            assert row["low"] <= row["score"] <= row["high"]


@given(_SEEDS, st.sampled_from(SCORES))
def test_without_noise_a_rank_is_sure(seed, by):
    found = network(any_levers(seed)).rank(by, samples=3, noise=0.0)
    if not found.ranked:
        return
    assert set(np.unique(found.robust.ranked)) <= {0.0, 1.0}
    assert set(np.unique(found.robust.wins)) <= {0.0, 1.0}
    assert [one.rank_low for one in found] == [one.rank_high for one in found]
    order = ranks(np.array([one.score for one in found]))
    assert order.tolist() == [one.rank_low for one in found]


@given(_SEEDS)
def test_the_noise_is_the_one_that_is_stated(seed):
    made = any_levers(seed)
    worlds = Worlds(made, network(made).ties)
    low, high = worlds.ends()
    stack = np.concatenate(list(worlds.draws(20, seed=seed)))
    again = np.concatenate(list(worlds.draws(20, seed=seed)))
    assert (stack == again).all()
    hollow = any(lever.hollow for lever in worlds.levers)
    if not hollow:
        # Nothing exceeds the upper ends; an unsure report of an unmet duty could.
        assert (stack <= high + 1e-12).all()
    if all(made[c].certainty == 1 for c in worlds.claims):
        assert (stack >= low - 1e-12).all()


def test_factuality_decides_how_often_a_claim_is_there():
    made = table([claim("gazette-001", NORTH, "armed", WEST, factuality="possible")])
    stack = np.concatenate(list(Worlds(made, network(made).ties).draws(20_000)))
    there = (stack[:, 0, 1] > 0).mean() if stack[:, 0, 1].any() else (stack[:, 1, 0] > 0).mean()
    assert there == pytest.approx(0.4, abs=0.01)
    held = stack.max(axis=(1, 2))
    assert np.median(held[held > 0]) == pytest.approx(0.2, abs=0.005)


def test_noise_out_of_range_is_refused():
    made = network(strengths(PATH_TOY))
    for wrong in ({"noise": 1.5}, {"noise": -0.1}, {"samples": 0}, {"seed": -1}):
        with pytest.raises(BadOption, match="Noise lies in"):
            made.rank(**wrong)
    with pytest.raises(UnknownName, match="on one actor"):
        made.on(WEST).rank("competitiveness")
    with pytest.raises(UnknownName, match="measure"):
        made.on("actor:envoy").rank("nonsense")


# --- what must not change a result


@given(_SEEDS, st.sampled_from(SCORES))
def test_swapping_two_actors_swaps_the_results(seed, by):
    made = any_levers(seed)
    turn = {NORTH: SOUTH, SOUTH: NORTH}
    before = network(made).rank(by, samples=20)
    after = network(swapped(made, NORTH, SOUTH)).rank(by, samples=20)
    assert _content(after) == {
        turn.get(actor, actor): content for actor, content in _content(before).items()
    }


def _content(ranking):
    return {
        one.actor: (
            round(one.score, 9), one.rank, one.why_not, one.rank_low, one.rank_high, one.first,
            one.least, one.most, one.families, one.documents,
        )
        for one in ranking
    }  # fmt: skip


@given(_SEEDS)
def test_exchangeable_actors_share_ranks(seed):
    made = any_levers(seed, actors=(*ACTORS[2:5], NORTH))
    # South does just what North does, in the same documents.
    doubles = [
        replace(
            next(iter(swapped(made.with_claims([row]), NORTH, SOUTH))),
            claim=f"{row.document}-{900 + n}",
        )
        for n, row in enumerate(made)
        if NORTH in {row.subject, row.object}
    ]
    found = network(table([*made, *doubles])).rank(samples=5)
    by_actor = {one.actor: one for one in found}
    assert (NORTH in by_actor) == (SOUTH in by_actor)
    if NORTH in by_actor:
        north, south = by_actor[NORTH], by_actor[SOUTH]
        assert north.score == pytest.approx(south.score)
        assert (north.rank, north.why_not, north.least) == (south.rank, south.why_not, south.least)


@given(_SEEDS, st.sampled_from(SCORES))
def test_a_copy_of_an_article_changes_nothing(seed, by):
    made = any_levers(seed)
    gazette = [row for row in made if row.document == "gazette"]
    copies = [
        replace(row, claim=f"zcopy-{n:03}", document="zcopy", claimant="actor:envoy")
        for n, row in enumerate(gazette)
    ]
    publisher = {row.document: row.origin for row in made}
    documents = {
        name: replace(document, publisher=publisher.get(name, document.publisher))
        for name, document in made.documents.items()
    }
    before = replace(made, documents=documents)
    copied = replace(
        table([*made, *copies]),
        documents={**documents, "zcopy": replace(documents["gazette"], id="zcopy", publisher="x")},
    )

    def told(ranking):
        return {
            actor: (*content[:-1], ) if "without" not in content[2] else (content[0], content[1])
            for actor, content in _content(ranking).items()
        }  # fmt: skip

    one, other = network(before).rank(by, samples=20), network(copied).rank(by, samples=20)
    assert told(one) == told(other)
    assert one.robust is None or (one.robust.wins == other.robust.wins).all()


@given(_SEEDS)
def test_leaving_a_document_out_is_recomputing_without_its_claims(seed):
    made = any_levers(seed)
    worlds = Worlds(made, network(made).ties)
    for claims in worlds.without_a_document().values():
        again = network(made.without(claims))
        actors, matrix = again.matrix()
        expected = {
            (a, b): matrix[i, j]
            for i, a in enumerate(actors)
            for j, b in enumerate(actors)
            if matrix[i, j]
        }
        left = worlds.without(claims)
        got = {
            (a, b): left[i, j]
            for i, a in enumerate(worlds.actors)
            for j, b in enumerate(worlds.actors)
            if left[i, j]
        }
        assert got == pytest.approx(expected)


def test_hearsay_makes_a_duty_hollow_only_while_another_bears_it_out():
    unmet = {"factuality": "denied", "affected": (SOUTH,), "mode": "reportedSpeech"}
    made = table([
        claim("gazette-001", NORTH, "obligedToDefend", SOUTH),
        claim("herald-001", NORTH, "defended", SOUTH, **unmet, corroborated_by=("paper-001",)),
        claim("paper-001", NORTH, "defended", SOUTH, **unmet, corroborated_by=("herald-001",)),
    ])  # fmt: skip
    worlds = network(made).worlds
    assert not worlds.base().any()
    for gone in ({"paper-001"}, {"herald-001"}, {"paper-001", "herald-001"}):
        (edge,) = network(made.without(gone)).edges
        assert edge.weight == worlds.without(gone).max() == 0.2
        assert not edge.hollow


def test_the_matrix_is_that_of_the_edges():
    for seed in range(30):
        made = network(chosen(any_levers(seed, 40)))
        actors, matrix = made.matrix()
        at = {actor: i for i, actor in enumerate(actors)}
        low, high = made.worlds.ends()
        for edge in made.edges:
            pair = at[edge.source], at[edge.target]
            assert (matrix[pair], low[pair], high[pair]) == pytest.approx(
                (edge.weight, edge.low, edge.high)
            )


def test_who_is_nobody_in_particular_is_not_ranked():
    made = table([
        claim("gazette-001", EAST, "armed", WEST), claim("herald-001", NORTH, "armed", WEST),
    ])  # fmt: skip
    entities = {**made.entities, EAST: replace(made.entities[EAST], type="Collective")}
    found = network(replace(made, entities=entities)).rank(samples=2)
    assert found.actors == (NORTH,)


def test_unknown_weights_of_families():
    made = network(
        table([
            claim("gazette-001", NORTH, "dependsOn", WEST), claim("herald-001", SOUTH, "dependsOn", WEST),
            claim("gazette-002", NORTH, "tradesWith", EAST),
        ])
    )  # fmt: skip
    found = made.rank(samples=2)
    assert found.by_unknown_weights(samples=1000)[WEST] > 0.5
    assert network(table([])).rank().by_unknown_weights() == {}
    assert found.pairwise().loc["West", "East"] == found.beats(WEST, EAST) == 1.0
