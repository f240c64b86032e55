"""A graph of the chosen out of a large dossier: whole in itself, and silent on nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic import ACTORS, any_table

import kgraph
from kgraph.claims import excerpt
from kgraph.errors import UnknownName
from kgraph.vocabulary import kind_of


@pytest.fixture(scope="module")
def kg():
    return kgraph.open()


@pytest.fixture(scope="module")
def part(kg):
    return kg.among(["Armenia", "Russia"])


def test_what_is_told_of_two_is_told_of_them_in_their_part_too(kg, part):
    pair = {"actor:armenia", "actor:russia"}

    def between(graph):
        return [row for row in graph.conduct().rows() if {row["source"], row["target"]} == pair]

    assert between(kg)
    assert between(part) == between(kg)


def test_no_claim_is_of_another_unless_it_disputes_or_backs_one_of_theirs(part):
    chosen = {"actor:armenia", "actor:russia"}
    named = {
        other
        for claim in part.table
        for other in (*claim.disputes, *claim.disputed_by, *claim.corroborated_by, *claim.includes)
    }
    assert named <= {claim.claim for claim in part.table}
    for claim in part.table:
        about = (claim.subject, claim.object, *claim.affected, *claim.topic)
        within = {one for one in about if kind_of(one) == "actor"} <= chosen
        linked = (
            claim.claim in named or claim.disputes or claim.disputed_by or claim.corroborated_by
        )
        assert within or linked, claim.claim


def test_it_says_of_how_many_it_is_a_part_and_makes_a_page(kg, part):
    assert part.title == (
        f"{kg.title}: among Armenia, Russia, {len(part.table)} of {len(kg.table)} claims"
    )
    assert part.contradictions().rows()
    assert part.title in part.page().replace("&#39;", "'")


def test_nobody_is_chosen_who_is_not_there(kg):
    with pytest.raises(UnknownName, match="Syldavia"):
        kg.among(["Syldavia"])


def _read_one_by_one(table, actors):
    """What an excerpt has, by looking at claim after claim."""

    def within(claim):
        about = (claim.subject, claim.object, *claim.affected, *claim.topic)
        named = [one for one in about if one and kind_of(one) == "actor"]
        return bool(named) and set(named) <= set(actors)

    kept = {claim.claim for claim in table if within(claim)}
    while True:
        pairs = [(one.first, one.second) for one in table.disputes]
        named = {b for pair in pairs for a, b in (pair, pair[::-1]) if a in kept}
        for claim in map(table.__getitem__, kept):
            named.update(claim.disputes, claim.disputed_by, claim.corroborated_by, claim.includes)
        if not (new := {claim for claim in named if claim in table} - kept):
            break
        kept |= new
    return (
        [claim for claim in table if claim.claim in kept],
        [one for one in table.disputes if {one.first, one.second} <= kept],
        {pair for pair in table.different if set(pair) <= kept},
    )


@given(st.integers(0, 10_000), st.sets(st.sampled_from(ACTORS)), st.randoms(use_true_random=False))
def test_it_has_what_reading_claim_by_claim_finds(seed, actors, chance):
    made = any_table(seed)
    ids = made.columns.ids
    linked = [
        replace(
            claim,
            includes=tuple(chance.sample(ids, chance.randint(0, 1))),
            corroborated_by=tuple(chance.sample(ids, chance.randint(0, 1))),
            disputes=tuple(chance.sample([*ids, "elsewhere-001"], chance.randint(0, 1))),
        )
        for claim in made
    ]
    different = frozenset(tuple(chance.sample(ids, 2)) for _ in range(3)) if ids[1:] else ()
    whole = replace(made.with_claims(linked), different=frozenset(different))
    for table in (whole, whole.where(whole.columns.intensity > 1)):
        part = excerpt.among(table, actors)
        found = (list(part), list(part.disputes), set(part.different))
        assert found == _read_one_by_one(table, actors)


def test_it_has_no_dispute_with_a_claim_that_is_not_there(kg):
    everyone = [entity for entity in kg.table.entities if kind_of(entity) == "actor"]
    dispute = excerpt.among(kg.table, everyone).disputes[0]
    absent = [replace(dispute, **{end: "elsewhere-001"}) for end in ("first", "second")]
    told = replace(kg.table, disputes=(dispute, *absent))
    assert list(excerpt.among(told, everyone).disputes) == [dispute]
