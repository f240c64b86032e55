"""Ten questions with one answer each: from the command line, the library, SPARQL and the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_projection import filters, networks  # noqa: F401  a fixture

import kgraph
from kgraph import cli
from kgraph.page.view import view

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"


@pytest.fixture(scope="module")
def kg():
    return kgraph.open(_MINI)


@pytest.fixture
def page(kg, networks):  # noqa: F811
    """What the page's own JavaScript makes of its view model, with its first filters."""
    model = view(kg.table, kg.base(), title="t")
    return networks(model, [filters(kg.network_selection())])[0]


@pytest.fixture
def ask(capsys):
    """The rows that a command gives as JSON."""

    def call(*args):
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main(["--graph", str(_MINI), *args, "--format", "json"])
        assert stop.value.code == 0
        return json.loads(capsys.readouterr().out)

    return call


def _rows(kg, query):
    return [tuple(row) for row in kg.select(query).plain()]


def _ties(layer, pattern, columns="?s ?r ?o"):
    return (
        f'SELECT {columns} {{ ?t a kg:Tie ; kg:layer "{layer}" ; kg:from ?s ; kg:relation ?k ; '
        f'kg:to ?o . BIND(STRAFTER(STR(?k), "#") AS ?r) {pattern} }}'
    )


def _ends(rows, source="source", target="target"):
    return {(row[source], row["relation"], row[target]) for row in rows}


def test_1_who_has_which_lever_on_velmora(kg, ask, page):
    expected = {
        ("actor:oshen", "suppliesEnergyTo", "actor:velmora"),
        ("actor:river-watch", "monitors", "actor:velmora"),
    }
    assert _ends(ask("influence", "--on", "Velmora", "--role", "means")) == expected
    assert {(t.source, t.relation, t.target) for t in kg.influence(on="Velmora").ties} == expected
    assert set(_rows(kg, _ties("influence", "FILTER(?o = actor:velmora)"))) == expected
    assert _ends(t for t in page["influence"]["ties"] if t["target"] == "actor:velmora") == expected


def test_2_whom_oshen_can_move(kg, ask, page):
    expected = {"actor:tarskia", "actor:velmora"}
    assert {row["target"] for row in ask("influence", "--of", "Oshen")} == expected
    assert {edge.target for edge in kg.influence(of="Oshen").edges} == expected
    assert {
        o for (o,) in _rows(kg, _ties("influence", "FILTER(?s = actor:oshen)", "?o"))
    } == expected
    edges = page["influence"]["edges"]
    assert {edge["target"] for edge in edges if edge["source"] == "actor:oshen"} == expected


def test_3_which_duties_are_hollow(kg, ask, page):
    expected = {("actor:tarskia", "obligedToDefend", "actor:ilvar-authorities")}
    assert _ends(row for row in ask("influence") if row["hollow"]) == expected
    ties = kg.influence().ties
    assert {(t.source, t.relation, t.target) for t in ties if t.hollow} == expected
    assert set(_rows(kg, _ties("influence", "?t kg:hollow true ."))) == expected
    assert _ends(tie for tie in page["influence"]["ties"] if tie["hollowBy"]) == expected


def test_4_how_strong_a_lever_is_and_of_which_family(kg, ask, page):
    expected = {("actor:velmora", "economic", "medium")}
    rows = ask("influence", "--on", "Oshen")
    assert {(r["source"], family, r["grade"]) for r in rows for family in r["families"]} == expected
    edges = kg.influence(on="Oshen").edges
    assert {(e.source, *one) for e in edges for one in e.families.items()} == expected
    pattern = "FILTER(?o = actor:oshen) ?t kg:leverFamily ?f ; kg:grade ?g ."
    names = ' BIND(STRAFTER(STR(?f), "#") AS ?family) BIND(STRAFTER(STR(?g), "#") AS ?grade)'
    assert set(_rows(kg, _ties("influence", pattern + names, "?s ?family ?grade"))) == expected
    drawn = [e for e in page["influence"]["edges"] if e["target"] == "actor:oshen"]
    assert {(e["source"], *one) for e in drawn for one in e["families"].items()} == expected


def test_5_who_is_hostile_to_whom_and_how_much(kg, ask, page):
    expected = {("actor:velmora", "actor:ilvar-residents", 0.7)}
    rows = ask("stance", "--layer", "conduct")
    assert {(r["source"], r["target"], r["weight"]) for r in rows if r["sign"] < 0} == expected
    edges = kg.stance().conduct.edges
    assert {(e.source, e.target, e.weight) for e in edges if e.sign < 0} == expected
    pattern = "?t kg:sign ?sign ; kg:weight ?w . FILTER(?sign < 0)"
    assert set(_rows(kg, _ties("conduct", pattern, "?s ?o ?w"))) == expected
    drawn = page["conduct"]["edges"]
    assert {(e["source"], e["target"], e["weight"]) for e in drawn if e["sign"] < 0} == expected


def test_6_where_who_stands_on_a_longer_watch(kg, ask, page):
    expected = {("actor:oshen", "neither"), ("actor:velmora", "conditional")}
    rows = ask("stance", "--issue", "River Watch stays longer")
    assert {(row["holder"], row["state"]) for row in rows} == expected
    cells = kg.stance().positions.cells.values()
    target = "issue:longer-watch"
    assert {(c.holder, c.state) for c in cells if c.target == target} == expected
    answers = kg.question("sides-on-issues").plain()
    states = {(-1, False): "against", (0, False): "neither", (1, False): "for"}
    counted = {
        states.get((sign, on), "conditional"): n for i, sign, on, n in answers if i == target
    }
    assert counted == {"neither": 1, "conditional": 1}
    drawn = page["positions"]["cells"]
    assert {(c["holder"], c["state"]) for c in drawn if c["target"] == target} == expected


def test_7_which_claims_stand_behind_the_blockade(kg, ask, page):
    expected = {"ledger1-001"}
    rows = ask("explain", "Velmora", "ilvar-residents", "--layer", "conduct")
    assert {row["claim"] for row in rows if not row["part"]} == expected
    (edge,) = [e for e in kg.stance().conduct.edges if e.source == "actor:velmora"]
    assert set(edge.claims) == expected
    pattern = "?t kg:basis ?c . FILTER(?s = actor:velmora)"
    found = {c.removeprefix("claim:") for (c,) in _rows(kg, _ties("conduct", pattern, "?c"))}
    assert found == expected
    drawn = [t for t in page["conduct"]["ties"] if t["source"] == "actor:velmora"]
    assert {claim for tie in drawn for claim in tie["claims"]} == expected


def test_8_how_many_actors_are_in_the_network_of_conduct(kg, ask, page):
    rows = ask("stance", "--layer", "conduct")
    assert len({row[end] for row in rows for end in ("source", "target")}) == 4
    assert len(kg.stance().conduct.actors) == 4
    query = 'SELECT (COUNT(DISTINCT ?a) AS ?n) { ?t kg:layer "conduct" ; kg:from|kg:to ?a }'
    assert _rows(kg, query) == [(4,)]
    ties = page["conduct"]["ties"]
    assert len({tie[end] for tie in ties for end in ("source", "target")}) == 4


def test_9_how_many_claims_the_networks_take(kg, ask, page):
    rows = ask("claims", "--voice", "reporting", "--voice", "party-on-itself",
               "--min-factuality", "possible")  # fmt: skip
    expected = {row["claim"] for row in rows}
    assert len(expected) == 44 - len(ask("query", "left-out-by-default"))
    assert expected == {c.claim for c in kg.claims(kg.network_selection())}
    left = {claim for _, claim, *_ in kg.question("left-out-by-default").plain()}
    every = {claim for (claim,) in _rows(kg, "SELECT ?c { ?c a kg:StandingClaim }")}
    assert {claim.removeprefix("claim:") for claim in every - left} == expected
    assert set(page["claims"]) == expected


def test_10_how_many_claims_rest_on_one_document(kg, ask):
    """The page says the same as a share, in the sentence on its base of evidence."""
    assert len(ask("query", "single-document-claims")) == 40
    assert kg.base().single == 40
    assert len(kg.question("single-document-claims")) == 40
    model = view(kg.table, kg.base(), title="t")
    assert f"44 claims, {round(100 * 40 / 44)} % found in no other document" in json.dumps(model)
