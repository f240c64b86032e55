"""A user's own grades: laid over the vocabulary's, in library and command line alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pages import view_of

import kgraph
from kgraph.errors import BadData, BadOption, MissingFile

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_PREFIXES = """\
@prefix kg: <https://w3id.org/kgraph/ns#> .
@prefix claim: <https://w3id.org/kgraph/claim/> .
@prefix office: <https://w3id.org/kgraph/office/> .
"""


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_MINI)


@pytest.fixture
def levers(tmp_path):
    def written(text):
        path = tmp_path / "my.ttl"
        path.write_text(_PREFIXES + text, encoding="utf-8")
        return path

    return written


def _weight(kg, source, target):
    (edge,) = [
        e for e in kg.influence().edges if (e.source, e.target) == (f"actor:{source}", f"actor:{target}")
    ]  # fmt: skip
    return edge.weight, edge.low, edge.high


def test_a_relation_a_grade_and_a_claim_are_regraded(mini, levers):
    assert _weight(mini, "oshen", "velmora") == (0.5, 0.35, 0.65)
    own = mini.with_levers(levers("""
        kg:suppliesEnergyTo kg:lever kg:weak ; kg:rationale "Pipes run both ways."@en .
        kg:weak kg:number 0.15 ."""))  # fmt: skip
    assert _weight(own, "oshen", "velmora") == (0.15, 0.1, 0.35)
    assert _weight(own, "oshen", "tarskia") == (0.15, 0.1, 0.35)
    assert own.table.relations["suppliesEnergyTo"].rationale == "Pipes run both ways."
    alone = mini.with_levers(levers("claim:ledger1-010 kg:lever kg:strong ."))
    assert _weight(alone, "oshen", "velmora") == (0.8, 0.65, 0.9)
    assert _weight(alone, "river-watch", "velmora") == (0.2, 0.1, 0.35)
    # This graph stays as it is, and what was asked of which data stays apart.
    assert _weight(mini, "oshen", "velmora") == (0.5, 0.35, 0.65)
    assert len({mini.data_version, own.data_version, alone.data_version}) == 3


def test_what_is_no_means_can_be_made_one_and_the_reverse(mini, levers):
    own = mini.with_levers(levers("""
        kg:memberOf kg:role kg:means ; kg:lever kg:weak ; kg:leverFamily kg:institutional ;
            kg:leverDirection kg:backward .
        kg:monitors kg:lever kg:none ."""))  # fmt: skip
    assert _weight(own, "lake-pact", "velmora") == (0.2, 0.1, 0.35)
    assert _weight(own, "river-watch", "velmora") == (0.0, 0.0, 0.0)
    assert "actor:river-watch" not in own.influence().rank(samples=2).actors
    assert "memberOf" not in {tie.relation for tie in own.influence().structure}


def test_an_office_has_a_grade_of_its_own(mini, levers):
    def grades(kg):
        return [(row["source"], row["grade"]) for row in kg.influence().structure_rank()]

    assert grades(mini)[:2] == [("actor:tallo", "strong"), ("actor:korrin", "medium")]
    own = mini.with_levers(levers("office:president-velmora kg:lever kg:weak ."))
    assert grades(own)[:2] == [("actor:korrin", "medium"), ("actor:tallo", "weak")]


def test_the_page_has_the_grades_and_says_whose_they_are(mini, tmp_path):
    path = tmp_path / "<i>my & own.ttl"
    path.write_text(
        f"{_PREFIXES} kg:weak kg:number 0.15 . claim:ledger1-010 kg:lever kg:strong . "
        "kg:monitors kg:lever kg:none .",
        encoding="utf-8",
    )
    own = mini.with_levers(path)
    page, usual = own.page(), mini.page()
    assert "Levers are graded by &lt;i&gt;my &amp; own.ttl" in " ".join(page.split())
    assert "<i>my" not in page
    assert "Levers are graded by" not in usual
    shown, before = view_of(page), view_of(usual)
    assert str(tmp_path) not in page + json.dumps(shown)
    assert (shown["gradedBy"], before["gradedBy"]) == ([path.name], [])
    assert shown["dataVersion"] == own.data_version
    assert (shown["grades"]["weak"]["number"], before["grades"]["weak"]["number"]) == (0.15, 0.2)
    levers = [[claim["lever"] for claim in v["claims"]] for v in (before, shown)]
    assert levers[0] != levers[1]
    ranks = [
        next(one["rows"] for one in v["measured"]["made"] if one["id"] == "ranks")
        for v in (before, shown)
    ]
    assert "River Watch" in json.dumps(ranks[0])
    assert "River Watch" not in json.dumps(ranks[1])
    assert own.show().page == own.page(layer="influence")


def test_what_holds_curated_claims_only_says_that_own_grades_are_not_in_it(mini, levers, tmp_path):
    own = mini.with_levers(levers("kg:monitors kg:lever kg:strong ."))
    with pytest.raises(BadOption, match="holds no grades of your own"):
        own.export("ttl")
    own.export("csv", "influence").save(tmp_path / "own.csv")
    mini.export("csv", "influence").save(tmp_path / "usual.csv")
    assert (tmp_path / "own.csv").read_text() != (tmp_path / "usual.csv").read_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kg:befriends kg:lever kg:weak .", "kg:befriends is no relation, grade, claim or office"),
        ("claim:ledger1-999 kg:lever kg:weak .", "claim:ledger1-999 is no relation"),
        ("kg:monitors kg:lever kg:mighty .", "mighty is not a lever; it is one of medium, none"),
        ("kg:monitors kg:valence 0.5 .", "kg:valence is not for a file of grades"),
        ("kg:weak kg:number 0.9 .", "kg:number 0.9 and kg:high 0.35; they must rise"),
        ('kg:weak kg:number "much" .', "'much' is not a number"),
        ("kg:memberOf kg:role kg:means .", "needs kg:lever, kg:leverFamily and kg:leverDirection"),
        ("kg:memberOf kg:lever kg:weak .", "its kg:role must be kg:means"),
        ("not Turtle", "This is not Turtle"),
    ],
)
def test_a_bad_file_is_one_sentence(mini, levers, text, said):
    path = levers(text)
    with pytest.raises(BadData, match=said) as error:
        mini.with_levers(path)
    assert str(error.value).startswith(f"{path}:")
    with pytest.raises(MissingFile):
        mini.with_levers(path.with_name("missing.ttl"))
