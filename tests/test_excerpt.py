"""A graph of the chosen out of a large dossier: whole in itself, and silent on nothing."""

from __future__ import annotations

import pytest

import kgraph
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
