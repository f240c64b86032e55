"""The claims table as a file: what comes back is what was written, and nothing else is taken."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.claims import ClaimsTable, saved
from tests import synthetic

_MADE = {"columns", "at", "_record", "selection", "rolled"}
_RECORDS = [field.name for field in fields(ClaimsTable) if field.name not in _MADE]


def _same(one: ClaimsTable, other: ClaimsTable) -> bool:
    return list(one) == list(other) and all(
        getattr(one, name) == getattr(other, name) for name in _RECORDS
    )


def test_the_packaged_table_comes_back(kg):
    written = saved.dumped(kg.table)
    again = saved.loaded(memoryview(written))
    assert _same(kg.table, again)
    assert list(again.entities) == list(kg.table.entities)
    assert saved.dumped(again) == written


@given(st.integers(0, 10_000))
def test_any_table_comes_back_with_the_same_networks(seed):
    from kgraph.networks import build

    table = synthetic.any_table(seed)
    again = saved.loaded(memoryview(saved.dumped(table)))
    assert _same(table, again)
    for network in (build.positions, build.conduct, build.influence):
        assert network(table).ties == network(again).ties


def test_texts_of_every_kind_come_back():
    odd = ["", "a\nb", "Ünïcode ʼ “x”", "\u202eabc", "\x00", "𝒳", "x" * 5000, "ascii"]
    kept = saved._Kept()
    kept.texts("odd", odd)
    kept.texts("values", [None, 1, 2.5, "2023/..", 10**30], json_=True)
    held = saved._Held(memoryview(kept.written({})))
    texts = held.texts("odd")
    assert tuple(texts) == tuple(odd)
    assert [texts[at] for at in range(-len(odd), 0)] == odd
    assert texts[2:5] == tuple(odd[2:5])
    with pytest.raises(IndexError):
        texts[len(odd)]
    assert tuple(held.texts("values", json.loads)) == (None, 1, 2.5, "2023/..", 10**30)


@pytest.mark.parametrize(
    "content", [b"", b"kgraph claims 0\n" + bytes(90), b"\x80\x04K\x01.", bytes(64)]
)
def test_what_is_no_table_is_refused(content):
    with pytest.raises(ValueError, match="no table of claims"):
        saved.loaded(memoryview(content))


def test_no_array_of_objects_is_read():
    kept = saved._Kept()
    written = kept.written({})
    held = saved._Held(memoryview(written))
    held.head["arrays"]["x"] = ["|O", [1], 0]
    with pytest.raises(ValueError, match="O"):
        held.array("x")
