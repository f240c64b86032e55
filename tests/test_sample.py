"""A seeded sample of claims: the same anywhere, and hardly another when a claim comes or goes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kgraph
from kgraph import cli
from kgraph.errors import BadOption

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"


@pytest.fixture(scope="module")
def table():
    return kgraph.open(_MINI).claims()


def _ids(table):
    return [claim.claim for claim in table]


def test_a_sample_is_drawn_by_the_hash_of_seed_and_id(table):
    lots = sorted(_ids(table), key=lambda claim: hashlib.sha256(f"7:{claim}".encode()).digest())
    assert _ids(table.sample(5, seed=7)) == sorted(lots[:5])
    assert len(table.sample(5, seed=7)) == 5


def test_other_seeds_give_other_samples_and_each_claim_its_chance(table):
    drawn = [frozenset(_ids(table.sample(6, seed))) for seed in range(200)]
    assert len(set(drawn)) > 190
    counts = [sum(claim in sample for sample in drawn) for claim in _ids(table)]
    # 200 draws of 6 in 44 give each claim 27 on average, with a deviation of 5.
    assert 8 < min(counts) <= max(counts) < 48


@settings(deadline=None)
@given(seed=st.integers(), gone=st.integers(0, 25), size=st.integers(1, 26))
def test_one_claim_less_changes_a_sample_by_one_at_most(table, seed, gone, size):
    rows = [claim for row, claim in enumerate(table) if row != gone]
    whole = set(_ids(table.sample(size, seed)))
    fewer = set(_ids(table.with_claims(rows).sample(size, seed)))
    assert len(whole - fewer) <= 1
    assert len(fewer - whole) <= 1


def test_no_sample_is_larger_than_what_there_is(table):
    assert _ids(table.sample(1000, seed=1)) == _ids(table)
    with pytest.raises(BadOption, match="at least one claim, not 0"):
        table.sample(0, seed=1)


def test_the_command_draws_what_the_library_draws(table, capsys):
    for options, seed in (([], 1), (["--seed", "9"], 9)):
        with pytest.raises(SystemExit) as stop:
            cli.main(["--graph", str(_MINI), "claims", "--sample", "4", *options])
        rows = capsys.readouterr().out.splitlines()[1:]
        assert stop.value.code == 0
        assert [row.split(",")[0] for row in rows] == _ids(table.sample(4, seed))
