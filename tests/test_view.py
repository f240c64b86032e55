"""The view model: plain data in one order, no paths, nothing that points at a private person."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from projected import projection
from synthetic import DAYS, any_table, base, claim, table

from kgraph.claims import ALL_VOICES, Selection
from kgraph.model import Claim
from kgraph.page.view import breakpoints, places, view

CLAIMS = (
    claim("paper-001", "actor:north", "armed", "actor:south",
          valid_from="2023-06-30", valid_until="2023-09-19", passage=("paper-p3s2",),
          paragraph=(3,), sentence=("2",)),
    claim("gazette-001", "actor:north", "armed", "actor:south", factuality="denied"),
    claim("herald-001", "actor:east", "supports", "issue:road", condition="if asked"),
)  # fmt: skip
DISPUTES = [("paper-001", "gazette-001")]


@pytest.fixture
def made():
    return table(CLAIMS, DISPUTES)


def test_a_claim_is_given_whole(made):
    shown = view(made, base(made), title="T", lines={"paper-001": ("data/triples.ttl", 7)})
    found = {one["id"]: one for one in shown["claims"]}
    assert list(found) == ["gazette-001", "herald-001", "paper-001"]
    assert found["paper-001"] == {
        "id": "paper-001", "document": "paper", "passages": ["paper-p3s2"],
        "subject": "actor:north", "relation": "armed", "object": "actor:south",
        "affected": [], "topic": [], "claimant": "actor:envoy", "speaksFor": [],
        "leads": [("conduct", "actor:north", "actor:south", 1),
                  ("means", "actor:north", "actor:south", 1)],
        "voice": "reporting", "polarity": 1, "certainty": 1.0, "intensity": 2, "actual": True,
        "modality": "actual", "when": "",
        "from": "2023-06-30", "until": "2023-09-19", "surelyFrom": "", "surelyUntil": "",
        "after": [], "reported": "2023-09-20", "condition": "",
        "lever": "", "leverFamily": "", "told": 2, "without": [4, 0, 0, 3],
        "disputedBy": [{"claim": "gazette-001", "says": "disputed (denial) by Envoy"}],
        "corroboratedBy": [], "gloss": "paper-001 says so.", "states": "North armed South",
        "saidBy": "Envoy", "surely": "certain; reporting", "holds": "2023-06-30 to 2023-09-19",
        "places": "paragraph 3, sentence 2 (paper-p3s2)",
        "citation": "paper-001 says so. (Envoy, in west, “Paper”, 2023-09-19, paragraph 3, "
        "sentence 2 (paper-p3s2); kgraph claim paper-001, data 0123456789ab)",
        "note": "", "status": "draft", "file": "data/triples.ttl", "line": 7,
    }  # fmt: skip
    assert shown["reasons"][3:5] == ["no part in structure", "no position"]
    assert (found["herald-001"]["file"], found["herald-001"]["line"]) == ("", 0)


def test_own_grades_of_claims_and_whose_they_are(made):
    graded = replace(made, own_grades={"paper-001": "strong"})
    shown = view(graded, base(graded), title="T", graded_by=("mine.ttl", "hers.ttl"))
    assert {one["id"]: one["lever"] for one in shown["claims"] if one["lever"]} == {
        "paper-001": "strong"
    }
    assert shown["gradedBy"] == ["mine.ttl", "hers.ttl"]


def test_head_words_and_first_state(made):
    shown = view(made, base(made), title="T", state={"layer": "conduct", "asOf": "2023-09-19"})
    assert set(shown) == {
        "kgraph", "dataVersion", "title", "base", "voices", "words", "grades", "factualities",
        "entities", "relations", "documents", "claims", "positions", "breakpoints", "state", "story",
        "terms", "pinned", "groupings", "thresholds", "renderer", "bears", "measured",
        "publishers", "gradedBy", "say", "reasons", "reachBack", "end", "kinds", "declared",
        "overview", "homes", "spaces", "finding", "strong", "events",
    }  # fmt: skip
    assert (shown["title"], shown["dataVersion"]) == ("T", "0123456789ab")
    assert shown["base"] == {
        "sentence": base(made).sentence(), "documents": 3, "claims": 3, "first": "2023-09-19",
        "last": "2023-10-05",
    }  # fmt: skip
    assert shown["voices"] == [
        {"id": "reporting", "label": "reporting", "default": True, "definition": "Of documents."},
        {"id": "party-on-itself", "label": "party on itself", "default": True,
         "definition": "Of actors."},
        {"id": "party-on-others", "label": "party on others", "default": False,
         "definition": "Of actors."},
        {"id": "analysis", "label": "analysis", "default": False, "definition": ""},
        {"id": "witness", "label": "witness", "default": False, "definition": ""},
    ]  # fmt: skip
    assert shown["state"] == {
        "layer": "conduct", "asOf": "2023-09-19", "knownBy": "",
        "voices": ["reporting", "party-on-itself"], "lens": [], "families": [], "sign": [],
        "disputed": True, "minFactuality": "possible", "types": [], "rolled": True,
    }  # fmt: skip


def test_only_entities_that_a_claim_or_document_names(made):
    shown = view(made, base(made), title="T")
    assert [one["id"] for one in shown["entities"]] == [
        "actor:north", "actor:south", "actor:east", "actor:west", "actor:envoy", "issue:road",
    ]  # fmt: skip
    for several in ("affected", "topic", "context", "via", "speaks_for", "place"):
        more = claim(
            "paper-009", "actor:north", "armed", "actor:south", **{several: ("place:valley",)}
        )
        wider = table([more])
        named = {one["id"] for one in view(wider, base(wider), title="T")["entities"]}
        assert "place:valley" in named


def test_a_private_person_goes_by_public_role_only(made):
    envoy = made.entities["actor:envoy"]
    private = replace(
        envoy, label="A medic", private=True, aliases=("Full Name",), hidden=("F. Name",), qid="Q42"
    )
    known = replace(envoy, aliases=("The Envoy",), qid="Q7")

    def shown(entity):
        other = replace(made, entities={**made.entities, "actor:envoy": entity})
        return view(other, base(other), title="T")

    assert "Full Name" not in json.dumps(shown(private))
    assert "F. Name" not in json.dumps(shown(private))
    assert "Q42" not in json.dumps(shown(private))
    assert "The Envoy" in json.dumps(shown(known))


def test_the_dossier_is_json_without_paths_and_the_same_twice(kg):
    first = json.loads(kg_json(kg))
    assert kg_json(kg) == json.dumps(first, sort_keys=False)
    assert [one["id"] for one in first["claims"]] == [row.claim for row in kg.table]
    for one in first["claims"]:
        assert one["file"].startswith("data/")
        assert one["line"] > 0
    assert str(kg.dossier.root) not in kg_json(kg)
    named = {one["id"] for one in first["entities"]}
    for one in first["claims"]:
        ends = {one["subject"], one["object"], one["claimant"], *one["affected"], *one["topic"]}
        assert ends - {""} <= named


def kg_json(kg):
    lines = kg._lines()
    return json.dumps(view(kg.table, kg.base(), title=kg.title, lines=lines))


def test_every_column_of_a_claim_is_shown_or_left_out_on_purpose(made):
    derived = {
        "subject_label", "subject_type", "relation_label", "family", "object_label",
        "object_type", "claimant_label", "valence", "role",
    }  # fmt: skip
    on_the_other_claim = {"disputes"}
    unused = {
        "asserted", "before", "during", "place", "includes", "context", "origin", "bound", "denies",
    }  # fmt: skip
    of_the_team = {"coder", "memo", "tag"}
    renamed = {
        "claim": "id", "passage": "passages", "paragraph": "places", "sentence": "places",
        "speaks_for": "speaksFor", "on_itself": "voice", "valid_from": "from",
        "surely_from": "surelyFrom", "surely_until": "surelyUntil",
        "valid_until": "until", "reported_on": "reported", "lever_family": "leverFamily",
        "disputed_by": "disputedBy", "corroborated_by": "corroboratedBy", "via": "saidBy",
        "factuality": "surely", "mode": "leads", "value": "states",
        "group": "told", "wording": "states",
    }  # fmt: skip
    made_of_them = {"file", "line", "lever", "actual", "citation", "holds", "without"}
    columns = {field.name for field in fields(Claim)} - derived - on_the_other_claim - unused
    columns -= of_the_team
    shown = view(made, base(made), title="T")["claims"][0]
    assert {renamed.get(name, name) for name in columns} == set(shown) - made_of_them


def test_breakpoints_are_the_days_on_which_something_changes(made):
    assert breakpoints(made) == [
        "2023-06-21", "2023-06-22", "2023-06-30", "2023-09-19", "2023-09-20", "2023-10-05",
    ]  # fmt: skip
    assert breakpoints(replace(made.with_claims([]), documents={})) == []


@pytest.mark.parametrize("seed", range(12))
def test_nothing_changes_between_two_breakpoints(seed):
    import datetime as dt

    made = any_table(seed)
    days = breakpoints(made)
    assert days[-1] == DAYS[-1]
    for first, following in zip(days, days[1:], strict=False):
        before = dt.date.fromisoformat(following) - dt.timedelta(days=1)
        if before.isoformat() > first:
            one, other = (
                projection(made, Selection(as_of=on))
                for on in (dt.date.fromisoformat(first), before)
            )
            assert one == other


@pytest.mark.parametrize("seed", range(12))
def test_every_actor_that_filters_can_show_has_a_place(seed):
    made = any_table(seed)
    spots = places(made)
    for document in made.documents:
        for least in ("", "certain"):
            shown = projection(
                made,
                Selection(voices=ALL_VOICES, lens=(f"document:{document}",), min_factuality=least),
            )
            for layer in ("conduct", "influence", "positions"):
                ends = {end for e in shown[layer]["edges"] for end in (e["source"], e["target"])}
                assert ends <= set(spots[layer])
    for layer in spots.values():
        for x, y in layer.values():
            assert 0 <= x <= 1
            assert 0 <= y <= 1


def test_projection_of_one_lever(made):
    assert projection(made, Selection())["influence"] == {
        "ties": [
            {"source": "actor:north", "target": "actor:south", "relation": "armed", "sign": 1,
             "weight": 0.2, "families": ["security"], "grade": "weak", "claims": ["paper-001"],
             "denials": ["gazette-001"], "disputedBy": ["gazette-001"], "hollowBy": [],
             "conditional": False, "from": "2023-06-30", "until": "2023-09-19",
             "holds": "holds"},
        ],
        "edges": [
            {"source": "actor:north", "target": "actor:south", "sign": 1, "weight": 0.2,
             "ties": 1, "hollow": False, "families": {"security": "weak"}, "low": 0.1,
             "high": 0.35},
        ],
        "attempts": [], "outcomes": [], "failures": [], "structure": [], "lapsed": [],
    }  # fmt: skip
