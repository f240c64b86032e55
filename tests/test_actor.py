"""The page on an actor: every claim about it is on it, every line has its claims, nothing guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from synthetic import any_table, base

import kgraph
from kgraph.claims import DEFAULT_VOICES, Selection
from kgraph.claims.voices import participants, speakers
from kgraph.errors import UnknownName
from kgraph.measures.record.actor import NO_EVIDENCE, page

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_MINI)


def _says(lines):
    return [line.says for line in lines]


def _actors():
    return [actor.id for actor in kgraph.open(_MINI).actors()]


@pytest.mark.parametrize("options", [{}, {"as_of": "2031-03-02"}, {"lens": ["ledger1"]}])
@pytest.mark.parametrize("actor", _actors())
def test_every_claim_about_an_actor_is_on_its_page_and_no_line_lacks_a_claim(mini, actor, options):
    made = mini.actor(actor, **options)
    every = mini.claims(**options)
    about = {c.claim for c in every if actor in participants(c) or actor in speakers(c)}
    assert about <= set(made.claims)
    for section in made.sections:
        if section.name not in {"names", "speakers"}:
            assert all(line.claims for line in section.lines), section.name


def test_every_claim_is_on_the_page_of_any_made_up_record():
    for seed in range(40):
        made = any_table(seed)
        networks = made.select(Selection(voices=DEFAULT_VOICES))
        for actor in [entity.id for entity in made.entities.values() if entity.kind == "actor"]:
            found = page(made, made, networks, actor, lambda claims, made=made: base(made))
            about = {c.claim for c in made if actor in participants(c) or actor in speakers(c)}
            assert about <= set(found.claims)


def test_offices_and_speakers_both_ways(mini):
    state, person = mini.actor("Velmora"), mini.actor("tallo")
    holds = "Mira Tallo holds the office of President of Velmora"
    assert _says(state["offices"]) == _says(person["offices"]) == [holds]
    assert state["offices"][0].claims == ("ledger1-002",)
    assert _says(state["speakers"]) == ["Mira Tallo may speak for it, as President of Velmora"]
    assert _says(person["speakers"]) == ["may speak for Velmora, as President of Velmora"]
    assert person["speakers"][0].claims == ("ledger1-002",)
    assert person["speakers"][0].other == "actor:velmora"


def test_an_office_without_a_holder_says_so(mini):
    lines = mini.actor("Velmora", lens=["forum"])["speakers"]
    assert _says(lines) == [
        "whoever is President of Velmora may speak for it; "
        "who that is: no evidence in these documents"
    ]
    assert lines[0].claims == ()


def test_memberships_both_ways_with_their_dates_and_denials(mini):
    assert _says(mini.actor("Lake Pact")["structure"]) == [
        "Tarskia is a member of Lake Pact",
        "Velmora is a member of Lake Pact",
    ]
    lines = mini.actor("River Watch")["structure"]
    assert [(line.says, line.claims, line.other) for line in lines] == [
        ("Velmora hosts River Watch (2031-04-10/..)", ("ledger3-018",), "actor:velmora"),
        ("Velmora hosts River Watch (denied; 2030)", ("ledger3-017",), "actor:velmora"),
    ]
    member = mini.actor("Tarskia")["structure"][0]
    assert member.claims == ("ledger1-013", "ledger3-012")


def test_levers_say_who_supplies_whom_and_which_are_hollow(mini):
    sells = "Oshen supplies energy to Velmora (economic: medium)"
    assert _says(mini.actor("Oshen")["levers-of"])[1] == f"Velmora: {sells}"
    # Who buys can move who sells; the sentence does not turn round.
    assert _says(mini.actor("Velmora")["levers-of"])[1] == f"Oshen: {sells}"
    (duty,) = mini.actor("Tarskia")["levers-of"]
    assert duty.says.endswith("(security: duty on paper, reported unmet)")
    assert (duty.claims, duty.hollow_by) == (("ledger1-004",), ("ledger1-005",))


def test_positions_conditions_silence_and_disputes(mini):
    velmora = mini.actor("Velmora")
    assert _says(velmora["positions"]) == [
        "River Watch stays longer: accepts (conditional: for); if Oshen stays away from the table",
        "The valley governs itself: opposes (against)",
    ]
    assert [line.claims for line in velmora["disputed"]] == [
        ("forum-005", "ledger1-003"),
        ("ledger1-001", "ledger2-008"),
        ("ledger1-008", "ledger1-009"),
        ("ledger3-007", "ledger3-008"),
    ]
    assert _says(mini.actor("Tarskia")["silences"]) == [
        "Tarskia is silent on River Watch stays longer"
    ]
    # What is owed is no position; it is told all the same.
    assert [line.claims for line in velmora["besides"]] == [("ledger3-011",)]


def test_what_an_accusation_says_is_not_conduct_of_the_accused(mini):
    velmora = mini.actor("Velmora")
    assert {"ledger1-008", "ledger3-007"} <= {line.claims[0] for line in velmora["others"]}
    for name in ("conduct-by", "conduct-on", "levers-of", "levers-on", "attempts"):
        assert not {"ledger1-008", "ledger3-007"} & {
            c for line in velmora[name] for c in line.cited
        }


def test_its_own_word_is_not_what_others_say_of_it(mini):
    # The valley says who fired at it: its word, and about it.
    valley = mini.actor("ilvar-authorities")
    assert "ledger1-008" in {line.claims[0] for line in valley["words"]}
    assert {line.claims[0] for line in valley["others"]} == {"forum-002", "forum-003"}


def test_voices_choose_the_networks_and_never_the_words(mini):
    usual, all_voices = mini.actor("Tarskia"), mini.actor("Tarskia", voices=["analysis"])
    assert usual["others"] == all_voices["others"]
    assert all_voices["levers-of"] == ()
    (empty,) = [s.empty for s in all_voices.sections if s.name == "levers-of"]
    assert empty == "nothing in the voices chosen; 1 in others (all voices show them)"
    assert usual.left_out == {"analysis": 5, "party-on-others": 10}
    assert mini.actor("Oshen", voices=["analysis"])["levers-of"][0].claims == ("forum-004",)


def test_an_empty_section_says_that_there_is_no_evidence(mini):
    made = mini.actor("Morning Ledger")
    rows = made.rows()
    assert set(rows[0]) == set(made.columns)
    empty = [row for row in rows if row["says"] == NO_EVIDENCE]
    assert [row["section"] for row in empty] == [s.name for s in made.sections if not s.lines]
    assert not any(section.elsewhere for section in made.sections)
    assert all(row["claims"] == [] for row in empty)
    assert made.text().count(f"\n  {NO_EVIDENCE}") == len(empty) > 5
    assert list(made.df().columns) == list(made.columns)


def test_a_private_person_goes_by_public_role_only():
    from dataclasses import replace

    made = any_table(0)
    actor = next(entity.id for entity in made.entities.values() if entity.kind == "actor")
    for private in (False, True):
        person = replace(made.entities[actor], aliases=("A. Name",), qid="Q1", private=private)
        whole = replace(made, entities={**made.entities, actor: person})
        names = page(whole, whole, whole, actor, lambda _: base(made))["names"]
        assert any("A. Name" in line.says for line in names) is not private


def test_an_unknown_actor_and_what_is_none(mini):
    with pytest.raises(UnknownName, match="Velmora"):
        mini.actor("Velmoria")
    with pytest.raises(UnknownName):
        mini.actor("road-opens")
