"""The claims table as columns: claims go in and come out again, chosen by arrays alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic import RELATIONS, any_table, claim, entities, table

from kgraph.claims import ClaimsTable, Columns, columns
from kgraph.claims.leads import KINDS, leads
from kgraph.claims.rollup import rolled_up

_SEEDS = st.integers(0, 10_000)
#: What a claim states, beside its topics.
_STATED = ("subject", "relation", "object", "value", "group")


@given(_SEEDS)
def test_claims_come_out_as_they_went_in(seed):
    made = any_table(seed)
    again = ClaimsTable.of(made, entities=made.entities, relations=made.relations)
    assert list(again) == list(made)
    assert [again[one.claim] for one in made] == list(made)


def test_the_claims_of_the_dossier_come_out_as_they_went_in(kg):
    assert list(kg.table.with_claims(kg.table)) == list(kg.table)


@given(_SEEDS, st.randoms(use_true_random=False))
def test_a_choice_of_rows_is_a_table_of_these_claims(seed, chance):
    made = any_table(seed)
    mask = np.array([chance.random() < 0.5 for _ in made], dtype=bool)
    part = made.where(mask)
    assert list(part) == [one for one, kept in zip(made, mask, strict=True) if kept]
    assert [one.claim in part for one in made] == mask.tolist()
    # A choice of a choice can only take away.
    assert list(part.where(~mask)) == []
    assert list(part.where(mask | True)) == list(part)


@given(_SEEDS)
def test_without_claims_nothing_is_disputed_or_corroborated_by_them(seed):
    made = any_table(seed)
    gone = {one.claim for one in list(made)[::3]} | {"gazette-000"}

    def left(several):
        return tuple(one for one in several if one not in gone)

    told = [
        replace(one, disputed_by=left(one.disputed_by), corroborated_by=left(one.corroborated_by))
        for one in made
        if one.claim not in gone
    ]
    assert list(made.without(gone)) == told
    assert all({d.first, d.second}.isdisjoint(gone) for d in made.without(gone).disputes)


def test_a_claim_leads_in_each_layer_that_its_relation_is_of():
    columns = Columns.of(
        [
            claim("gazette-001", "actor:north", "supports", "issue:road"),
            claim("gazette-002", "actor:north", "alliedWith", "actor:south"),
            claim("gazette-003", "actor:north", "dependsOn", "actor:south"),
            claim(
                "gazette-004", "actor:north", "defended", affected=("actor:south", "place:valley")
            ),
            claim("gazette-005", "actor:north", "holdsOffice", "office:chair"),
            claim("gazette-006", "actor:north", "attacked", "actor:north"),
            claim("gazette-007", "event:march", "attacked", "actor:north"),
        ],
        entities(),
    )
    north, south = "actor:north", "actor:south"
    assert list(leads(columns, RELATIONS).of_claims(columns)) == [
        [("position", north, "issue:road", 1)],
        [("conduct", north, south, 1), ("conduct", south, north, 1),
         ("means", north, south, 1), ("means", south, north, 1)],
        # The one depended on has the lever; a relation without valence is no conduct.
        [("means", south, north, 1)],
        [("conduct", north, south, 1), ("outcome", north, south, 1), ("unmet", north, south, 1)],
        [("structure", north, "office:chair", 1)],
        [],
        [],
    ]  # fmt: skip


@given(_SEEDS)
def test_the_leads_of_a_tie_stand_together(seed):
    made = any_table(seed)
    found = made.leads
    keys = list(
        zip(
            found.kind.tolist(),
            found.source.tolist(),
            made.columns.relation.codes[found.claim].tolist(),
            found.target.tolist(),
            made.columns.conditional[found.claim].tolist(),
            found.claim.tolist(),
            strict=True,
        )
    )
    assert keys == sorted(set(keys))
    assert set(found.kind.tolist()) <= set(range(len(KINDS)))


def test_structure_stays_as_it_is_when_the_rest_is_rolled_up():
    office = claim("gazette-001", "actor:north", "holdsOffice", "office:chair")
    speaker = claim("gazette-002", "actor:envoy", "holdsOffice", "office:chair")
    said = claim("gazette-003", "actor:envoy", "attacked", "actor:south")
    made = table([office, replace(speaker, factuality="certain"), said])
    rolled = list(rolled_up(made, made))
    assert [(one.subject, one.object) for one in rolled] == [
        ("actor:north", "office:chair"), ("actor:envoy", "office:chair"),
        ("actor:north", "actor:south"),
    ]  # fmt: skip
    assert rolled[2].subject_label == "North"
    assert made["gazette-003"].subject == "actor:envoy"


def test_names_are_indexed_once_for_all_tables_of_a_record(kg):
    chosen = kg.claims(about="Armenia", voices=("reporting",))
    assert chosen.names is kg.table.names
    assert kg.influence().on("actor:armenia").table.names is kg.table.names
    assert chosen.leads is kg.table.leads


def test_a_claim_that_is_not_in_the_choice_is_not_in_the_table(kg):
    from kgraph.errors import UnknownName

    part = kg.claims(document="politico")
    assert "politico-001" in part
    assert "rferl-001" not in part
    with pytest.raises(UnknownName, match="rferl-001"):
        part["rferl-001"]


@given(_SEEDS)
def test_what_claims_state_is_numbered_alike_however_many_there_are(seed):
    few = any_table(seed).columns
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_MOST", 1)  # as of so many that numbers must be put together anew
        many = any_table(seed).columns.statement
    assert few.statement.tolist() == many.tolist()
    said = [
        (*(getattr(few, name)[row] for name in _STATED), few.topic[row]) for row in range(few.n)
    ]
    alike = [said.index(one) for one in said]
    assert [few.statement.tolist().index(one) for one in few.statement.tolist()] == alike
