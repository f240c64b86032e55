"""Structure: who belongs to what, by whose word; denied, planned and disputed told as such."""

from __future__ import annotations

import pytest

from kgraph.claims import ALL_VOICES
from kgraph.measures.record.structure import structure
from kgraph.networks.structure import KINDS, bonds, ties
from tests import synthetic
from tests.calls import call


def _rows(kg, about):
    return {
        (row["source_label"], row["relation"], row["target_label"]): row
        for row in kg.structure(about).rows()
    }


def test_an_alliance_has_members_and_what_it_obliges_them_to(kg):
    rows = _rows(kg, "CSTO")
    csto = "Collective Security Treaty Organization"
    assert {(who, how) for who, how, _ in rows} == {
        ("Armenia", "memberOf"), ("Russia", "memberOf"), ("Armenia", "reducedParticipationIn"),
        (csto, "allianceObligation"),
    }  # fmt: skip
    assert rows["Armenia", "memberOf", csto]["claims"] == ["rferl-001"]
    assert rows["Armenia", "memberOf", csto]["claimants_labels"] == ["RFE/RL"]
    duty = rows[csto, "allianceObligation", "defence"]
    assert (duty["stated"], duty["claims"]) == ("declared", [])


def test_a_mission_has_a_host_and_whoever_runs_it(kg):
    rows = _rows(kg, "EU Mission in Armenia")
    assert rows["Armenia", "hosts", "EU Mission in Armenia"]["claims"] == ["rferl-131"]
    run = rows["European Union", "operates", "EU Mission in Armenia"]
    assert run["documents"] == ["apri", "rferl", "unnamed"]
    assert set(run["when"]) == {"2023-02/", "/2025-02"}


def test_disputed_belonging_is_disputed_on_both_sides(kg):
    rows = _rows(kg, "Karabakh Armenian forces")
    assert {row["stated"] for row in rows.values()} == {"disputed"}
    whose = {row["target_label"]: row for row in rows.values()}
    assert whose["Armenia"]["claimants_labels"] == ["Azerbaijan"]
    assert whose["Armenia"]["others_labels"] == ["De facto authorities of Nagorno-Karabakh"]


def test_of_an_actor_its_organs_and_offices_and_who_holds_them(kg):
    rows = _rows(kg, "Türkiye")
    assert ("Recep Tayyip Erdoğan", "holdsOffice", "President of Türkiye") in rows
    assert ("Foreign Ministry of Türkiye", "organOf", "Türkiye") in rows
    assert ("President of Türkiye", "officeOf", "Türkiye") in rows


def _claim(number, relation="memberOf", source="north", target="alliance", **more):
    return synthetic.claim(f"gazette-{number:03}", f"actor:{source}", relation,
                           f"actor:{target}", **more)  # fmt: skip


@pytest.mark.parametrize(
    ("claims", "stated"),
    [
        ([_claim(1)], "stated"),
        ([_claim(1), _claim(2, factuality="denied", polarity=-1)], "disputed"),
        ([_claim(1, factuality="denied", polarity=-1)], "denied"),
        ([_claim(1, modality="planned")], "planned"),
        ([_claim(1, modality="planned"), _claim(2)], "stated"),
        ([_claim(1, condition="if asked")], "on a condition"),
        ([_claim(1, factuality="unknown", polarity=0, certainty=0.0)], "left open"),
    ],
)
def test_what_is_no_plain_fact_is_told_as_what_it_is(claims, stated, monkeypatch):
    table = _of_kind(synthetic.table(claims))
    (bond,) = bonds(table)
    assert bond.stated == stated
    assert len(ties(table)) == (stated in {"stated", "disputed"})


def _of_kind(table):
    from dataclasses import replace

    member = replace(table.relations["memberOf"], structure="membership")
    return replace(table, relations={**table.relations, "memberOf": member})


def test_every_claim_of_a_structural_relation_is_in_one_row(kg):
    found = kg.structure()
    shown = [claim for row in found.rows() for claim in row["claims"]]
    relations = kg.table.relations
    wanted = {c.claim for c in kg.table if relations[c.relation].structure and c.object}
    assert len(shown) == len(set(shown))
    assert set(shown) == wanted
    assert set(found.claims) == wanted
    assert {row["kind"] for row in found.rows()} <= set(KINDS)


def test_sparql_sees_the_ties_of_the_library(kg):
    from kgraph.claims import DEFAULT_FACTUALITY

    rows = kg.select(
        'SELECT ?from ?relation ?to ?claim { ?t a kg:Tie ; kg:layer "structure" ; kg:from ?from ;'
        " kg:relation ?relation ; kg:to ?to ; kg:basis ?claim }"
    )
    seen = {tuple(term.curie for term in row) for row in rows}
    made = structure(kg.claims(min_factuality=DEFAULT_FACTUALITY)).ties
    assert seen == {
        (tie.source, f"kg:{tie.relation}", tie.target, f"claim:{claim}")
        for tie in made
        for claim in tie.claims
    }
    assert seen


def test_structure_makes_no_lever(kg):
    pairs = {(tie.source, tie.relation, tie.target) for tie in kg.structure().ties}
    levers = {(tie.source, tie.relation, tie.target) for tie in kg.influence().ties}
    both = {relation for _, relation, _ in pairs & levers}
    # An alliance is a lever by its own grade, and structure beside it.
    assert both <= {name for name, r in kg.table.relations.items() if r.role == "means"}


def test_the_command_says_what_the_library_says(kg):
    done = call("structure", "CSTO", "--format", "csv")
    assert done.returncode == 0
    assert done.stdout == kg.structure("CSTO").to_csv()
    assert f"With the 3 shown: all {len(kg.table)}." in done.stderr


def test_as_a_network_it_has_edges_nodes_and_an_account(kg):
    found = kg.structure("Karabakh Armenian forces")
    edges = {(edge.source, edge.target): edge for edge in found.edges}
    edge = edges["actor:karabakh-forces", "actor:armenia"]
    # What says that they belong elsewhere disputes it.
    assert edge.disputed
    assert "rferl-065" in edge.disputed_by
    assert (edge.sign, edge.weight) == (0, 0.0)
    assert {row["id"] for row in found.node_rows()} == {end for pair in edges for end in pair}
    ledger = found.ledger()
    assert set(ledger.shown) == set(found.claims)
    assert ledger.total == len(kg.table)


def test_organs_and_offices_are_edges_without_claims(kg):
    found = kg.structure("Armenia")
    declared = {(tie.source, tie.target) for tie in found.declared}
    assert ("actor:armenian-army", "actor:armenia") in declared
    without = {(edge.source, edge.target) for edge in found.edges if not edge.claims}
    assert without <= declared
    rows = {(row["source"], row["target"]) for row in found.rows() if row["stated"] == "declared"}
    assert rows == declared


def test_what_had_ended_by_a_day_is_listed_as_lapsed_and_no_edge():
    member = _claim(1, valid_from="2020-01-01", valid_until="2023-06-30", surely_until="2023-06-30")
    table = _of_kind(synthetic.table([member, _claim(2, source="east")]))
    import datetime as dt

    from kgraph.claims import Selection

    on = Selection(as_of=dt.date(2023, 9, 19), voices=ALL_VOICES, lapsed=True)
    found = structure(table.select(on))
    assert [bond.stated for bond in found.bonds if bond.source == "actor:north"] == ["lapsed"]
    assert [tie.source for tie in found.lapsed] == ["actor:north"]
    assert [tie.source for tie in found.ties] == ["actor:east"]


@pytest.mark.parametrize("families", [(), ("security",)])
def test_a_family_keeps_its_relations_and_the_account_closes(kg, families):
    found = kg.structure(families=families)
    kept = {kg.table.relations[bond.relation].family for bond in found.bonds}
    assert kept == (set(families) or kept)
    assert found.ledger().total == len(kg.table)
    assert bool(found.ledger().left.get("another family")) == bool(families)


def test_explain_has_the_claims_of_a_bond(kg):
    found = kg.explain("Karabakh Armenian forces", layer="structure", voices=ALL_VOICES)
    assert {"politico-017", "rferl-065"} <= {row["claim"] for row in found.rows()}
    assert {row["layer"] for row in found.rows()} == {"structure"}
