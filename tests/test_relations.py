"""Relations: those of the vocabulary explained, and those of a dossier's own defined by command."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from calls import call
from changes import sound

import kgraph
from kgraph.curation import adding, checks, entities
from kgraph.curation.entry import Entry
from kgraph.curation.mapping import Source, import_map
from kgraph.dossier import dossier
from kgraph.draw.homes import homes
from kgraph.errors import UnknownName, UnknownRelation
from kgraph.networks import structure

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_SOURCE = Source("https://www.example.org/lakes", publisher="Lake Post", published="2031-06")
#: What other conflicts needed, and the layers that a claim of it is in.
_SAID = {
    "Oshen | sanctions | Velmora": ("conduct", "influence"),
    "Oshen | withholds aid from | Velmora": ("conduct", "influence"),
    "Oshen | recognises | Tarskia": ("conduct",),
    "Oshen | sues | Velmora": ("conduct",),
    "Oshen | observes | Lake Pact": ("structure",),
    "Oshen | chairs | Union of Three Rivers": ("structure",),
    "Oshen | votedFor | The valley governs itself": ("positions",),
    "Velmora | voted against | The valley governs itself": ("positions",),
    "Tarskia | abstained on | The valley governs itself": ("positions",),
}
_VOTES = {"votedFor", "votedAgainst", "abstainedOn"}


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(_MINI, tmp_path / "mini")
    return tmp_path / "mini"


def _add(folder, said):
    entry = Entry(
        document="ledger1", passage=("ledger1-p1s1",), proposition=said, claimant="Morning Ledger",
        gloss="So it is told.",
    )  # fmt: skip
    return adding.add(dossier.find(folder), entry, corpus=folder / "texts").claim


def test_what_other_conflicts_needed_is_there_and_in_its_layers(folder):
    entities.add(
        dossier.find(folder),
        "actor",
        entities.New("Ferry Company", class_="company"),
        entities.New("Blue Party", class_="political party"),
    )
    claims = {_add(folder, said): layers for said, layers in _SAID.items()}
    _add(folder, "Ferry Company | sues | Blue Party")
    kg = kgraph.open(folder)
    for layer in ("positions", "conduct", "influence", "structure"):
        made = {c for tie in getattr(kg, layer)().ties for c in tie.claims}
        assert {c for c in claims if c in made} == {c for c, of in claims.items() if layer in of}
    levers = {tie.relation for tie in kg.influence().ties}
    assert {"sanctions", "withholdsAidFrom"} <= levers
    sides = {tie.source: tie.sign for tie in kg.positions().ties if tie.relation in _VOTES}
    assert sides == {"actor:oshen": 1, "actor:tarskia": 0, "actor:velmora": -1}
    assert [one for one in checks.check(dossier.find(folder)) if one.severity == "error"] == []


def test_an_observer_and_a_chair_are_no_members(folder):
    _add(folder, "Oshen | observes | Lake Pact")
    _add(folder, "Oshen | chairs | Lake Pact")
    kg = kgraph.open(folder)
    assert "actor:oshen" not in {
        row["member"] for row in kg.question("alliance-obligations", alliance="Lake Pact").rows()
    }
    rows = kg.structure("Lake Pact").rows()
    assert {row["kind"] for row in rows if row["source"] == "actor:oshen"} == {"attendance"}
    # Who presides over a body is not at home in it.
    table = kg.claims()
    told = structure.ties(table)
    assert "actor:oshen" not in homes(table, told, structure.declared(table)).of


def test_two_votes_on_one_matter_exclude_each_other(folder):
    first = _add(folder, "Oshen | votedFor | The valley governs itself")
    second = _add(folder, "Oshen | abstainedOn | The valley governs itself")
    found = [
        row
        for row in kgraph.open(folder).contradictions().rows()
        if row["claim"] in {first, second}
    ]
    assert [row["kind"] for row in found] == ["opposition"] * 2


@pytest.mark.parametrize("name", sorted(kgraph.open(_MINI).table.relations))
def test_every_relation_is_explained_with_a_command_that_can_be_read(mini, name):
    parts = {row["part"]: row["says"] for row in mini.relation(name).rows()}
    assert parts["id"] == name
    assert {"label", "says", "object", "command"} <= set(parts)
    relation = mini.table.relations[name]
    assert ("positions" in parts) == (relation.position is not None or relation.stance)
    assert ("structure" in parts) == bool(relation.structure)
    assert parts.get("influence", "").startswith("a lever") == (relation.role == "means")
    words = shlex.split(parts["command"])
    assert words[:2] == ["kgraph", "add"]
    assert words[4].split(" | ")[1] == name
    # Nothing of the packaged dossier is in it.
    assert not {"Armenia", "Azerbaijan", "Karabakh"} & set(" ".join(parts.values()).split())


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_MINI)


def test_one_relation_is_explained_on_the_command_line():
    ran = call("relations", "withholds aid from", "--graph", _MINI, "--format", "table")
    assert ran.returncode == 0
    assert "a lever of the subject over the object: economic, medium" in ran.stdout
    assert "hostile (-0.4)" in ran.stdout


@pytest.mark.parametrize(
    ("name", "near"),
    [("embargo", "sanctions"), ("cuts aid to", "withholdsAidFrom"), ("lawsuit", "sues"),
     ("observer", "observes"), ("recognizes", "recognises"), ("sancttions", "sanctions")],
)  # fmt: skip
def test_what_is_near_an_unknown_relation_is_named(mini, name, near):
    with pytest.raises(UnknownName) as error:
        mini.relation(name)
    assert error.value.nearest[0] == near


def test_an_unknown_relation_of_a_claim_says_how_it_is_defined(folder):
    with pytest.raises(UnknownRelation) as error:
        _add(folder, "Oshen | cuts the aid of | Velmora")
    assert str(error.value) == (
        "There is no relation called 'cuts the aid of'; did you mean 'withholdsAidFrom', 'seatOf' "
        "or 'constrains'? Or define it: kgraph relation add \"cuts the aid of\" --like "
        "withholdsAidFrom."
    )


def test_a_relation_like_another_is_defined_by_one_command(folder):
    arguments = ["relation", "add", "lends ships to", "--like", "suppliesArmsTo", "--graph"]
    more = ["--set", "family", "economic", "--set", "leverFamily", "economic"]
    assert call(*arguments, folder, *more).returncode == 0
    found = kgraph.open(folder).table.relations["lendsShipsTo"]
    like = kgraph.open(_MINI).table.relations["suppliesArmsTo"]
    same = ("aspect", "role", "lever", "direction", "valence", "subjects", "objects", "rationale")
    assert [getattr(found, name) for name in same] == [getattr(like, name) for name in same]
    assert (found.label, found.family, found.lever_family) == (
        "lends ships to", "economic", "economic",
    )  # fmt: skip
    _add(folder, "Oshen | lends ships to | Velmora")
    ties = kgraph.open(folder).influence().ties
    assert ("actor:oshen", "actor:velmora") in {
        (tie.source, tie.target) for tie in ties if tie.relation == "lendsShipsTo"
    }
    sound(folder)


def test_a_relation_that_a_map_has_made_is_defined_in_place(folder):
    path = folder.parent / "ties.csv"
    path.write_text("who,relation,whom\nOshen,cuts the aid of,Velmora\n", encoding="utf-8")
    done = import_map(dossier.find(folder), path, _SOURCE)
    assert any(
        'kgraph relation add "cuts the aid of" --like withholdsAidFrom' in one for one in done.notes
    )
    assert kgraph.open(folder).table.relations["cutsTheAidOf"].contact
    new = entities.New("cuts the aid of", like="withholdsAidFrom")
    entities.add(dossier.find(folder), "relation", new)
    kg = kgraph.open(folder)
    assert "cutsTheAidOf" in {tie.relation for tie in kg.influence().ties}
    text = (folder / "ontology" / "own.ttl").read_text(encoding="utf-8")
    assert text.count("kg:cutsTheAidOf a ") == 1
    # What is defined is not defined again.
    again = ("relation", "add", "cuts the aid of", "--like", "sanctions", "--graph", folder)
    assert call(*again).returncode == 2
    sound(folder)


def test_a_stance_like_another_is_one(folder):
    new = entities.New("grumbles at", like="opposes")
    entities.add(dossier.find(folder), "relation", new)
    claim = _add(folder, "Oshen | grumbles at | The valley governs itself")
    kg = kgraph.open(folder)
    assert kg.table.relations["grumblesAt"].stance
    assert claim in {c for tie in kg.positions().ties for c in tie.claims}
