"""The account closes: every claim of a record is shown, or left out for one reason."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import ACTORS, DAYS, any_table, claim, table

from kgraph.claims import ALL_VOICES, Selection
from kgraph.claims.leads import STRIKES_NOBODY
from kgraph.claims.rollup import rolled_up
from kgraph.measures.record.structure import structure
from kgraph.networks import build
from kgraph.networks.ledger import ledger

_N, _S = ACTORS[:2]
LAYERS = {
    "positions": lambda table, _: build.positions(table),
    "conduct": build.conduct,
    "influence": build.influence,
    "structure": lambda table, families: structure(table, None, families),
}


def _closes(found, columns):
    every = [*found.shown, *(claim for claims in found.left.values() for claim in claims)]
    assert sorted(every) == sorted(columns.claim)
    assert found.total == columns.n


def _some(chance, values, most=3):
    return tuple(chance.sample(sorted(values), chance.randint(0, min(most, len(values)))))


def _selection(chance, made, days):
    day = chance.choice(("", *days))
    return Selection(
        as_of=dt.date.fromisoformat(day) if day else None,
        known_by=chance.choice((None, dt.date.fromisoformat(chance.choice(days)))),
        window=chance.choice((None, 30)) if day else None,
        lens=tuple(f"document:{name}" for name in _some(chance, made.documents, 1)),
        families=_some(chance, {r.family for r in made.relations.values()}, 1),
        voices=chance.choice((ALL_VOICES, ALL_VOICES[:2], _some(chance, ALL_VOICES))),
        min_factuality=chance.choice(("", "possible", "probable", "certain")),
        disputed=chance.random() < 0.7,
        about=_some(chance, {one for one in made.columns.entities if one}, 1),
    )


@pytest.mark.parametrize("layer", LAYERS)
def test_of_the_dossier_for_fifty_random_selections(kg, layer):
    chance = Random(f"seed of {layer}")  # noqa: S311
    days = sorted({*DAYS, "2020-11-10", "2022-12-12", "2023-02-20", "2023-09-18", "2023-09-21"})
    reasons = set()
    for _ in range(50):
        chosen = kg.table.select(_selection(chance, kg.table, days))
        if chance.random() < 0.5:
            chosen = rolled_up(chosen, kg.table)
        network = LAYERS[layer](chosen, chosen.selection.families)
        found = network.ledger()
        _closes(found, kg.table.columns)
        assert set(found.shown) >= set(network.claims)
        reasons |= set(found.left)
        if layer == "influence":
            _closes(network.on("actor:armenia").ledger(), kg.table.columns)
            rows = network.where(lambda row: row["role"] == "means")
            _closes(found.narrowed(rows.claims), kg.table.columns)
    assert len(reasons) > (6 if layer == "structure" else 10)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_of_any_table_for_any_selection(seed, choice):
    made = any_table(seed)
    chosen = made.select(_selection(Random(choice), made, DAYS))  # noqa: S311
    for make in LAYERS.values():
        _closes(make(chosen, chosen.selection.families).ledger(), made.columns)
    shown = [one.claim for one in chosen][::2]
    _closes(ledger(chosen, shown), made.columns)


def test_each_reason_has_its_claims():
    made = table([
        claim("herald-001", _N, "attacked", _S),
        claim("herald-002", _N, "attacked", "place:valley"),
        claim("herald-003", _N, "attacked", "place:valley", affected=(_S,)),
        claim("herald-004", _N, "attacked", _S, modality="planned"),
        claim("herald-005", _N, "attacked", _S, condition="if asked"),
        claim("herald-006", _N, "attacked", _S, factuality="denied"),
        claim("herald-007", _N, "armed", _S, factuality="denied"),
        claim("herald-008", _N, "threatened", _S, factuality="unknown"),
        claim("herald-009", _N, "supports", "issue:road"),
        claim("herald-010", "event:march", "attacked", _S),
        claim("herald-011", _N, "attacked", _N),
        claim("herald-012", _N, "attacked", "office:chair"),
        claim("herald-013", _N, "attacked", _S, voice="analysis"),
    ])  # fmt: skip
    found = build.conduct(made.select(Selection(voices=("reporting",)))).ledger()
    assert found.shown == ("herald-001", "herald-003")
    assert {reason: [one[-3:] for one in claims] for reason, claims in found.left.items()} == {
        "analysis": ["013"], STRIKES_NOBODY: ["002"], "planned, owed or supposed": ["004"],
        "on a condition": ["005"], "deny a tie": ["006"], "denied": ["007"],
        "neither affirmed nor denied": ["008"], "no conduct": ["009"],
        "no actor as subject": ["010"], "of one actor and itself": ["011"],
        "no second actor": ["012"],
    }  # fmt: skip
    said = found.sentences()
    assert said[0].endswith("With the 2 shown: all 13.")
    assert said[1] == "Of a place, and in no tie until kg:affected is given: herald-002."


def test_what_is_near_a_name_is_said_where_a_view_has_nothing(kg):
    assert (
        "structure: 2 (kgraph influence --on csto --role structure)" in kg.near("CSTO").sentence()
    )
    court = {row["what"]: row["claims"] for row in kg.near("ICC").rows()}
    assert {"rferl-117", "rferl-118", "rferl-121"} <= {one for s in court.values() for one in s}
    place = {row["what"]: row["claims"] for row in kg.near("Yevlakh").rows()}
    assert place["claims that name it as place"] == ["rferl-143"]
