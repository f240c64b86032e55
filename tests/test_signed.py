"""Signed pairs: balance, frustration and degrees against published and hand-checked numbers."""

from __future__ import annotations

import csv
import itertools
import os
from collections import Counter
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.measures.stance import frustration as module
from kgraph.measures.stance.balance import Pair, SignedPairs, degrees, triangle_balance
from kgraph.measures.stance.frustration import frustration, tightened

_HERE = Path(__file__).resolve().parent


def network(*edges):
    """A network of ``"ab+"`` and the like, weight 1, or ``("ab+", weight)``."""
    pairs = []
    for edge in edges:
        text, weight = edge if isinstance(edge, tuple) else (edge, 1.0)
        pairs.append(Pair(text[0], text[1], 1 if text[2] == "+" else -1, weight, (text,)))
    return SignedPairs.of(pairs)


@pytest.fixture(scope="module")
def tribes():
    """Read (1954), Gahuku-Gama; signnet ``data/tribes.rda``: 16 nodes, 29 friends, 29 foes."""
    folder = Path(os.environ.get("KGRAPH_TEST_DATA") or _HERE.parent.parent / "shared" / "data")
    path = folder / "oracles" / "tribes.csv"
    if not path.exists():
        pytest.skip("tribes.csv is not here; set KGRAPH_TEST_DATA to the folder with oracles/")
    with path.open(encoding="utf-8") as file:
        return SignedPairs.of(
            Pair(row["source"], row["target"], int(float(row["sign"])))
            for row in csv.DictReader(file)
        )


def test_the_triangles_of_the_tribes(tribes):
    assert Counter(t.negative for t in tribes.triangles) == {0: 19, 1: 2, 2: 40, 3: 7}
    assert triangle_balance(tribes) == pytest.approx(0.8676470588, abs=5e-11)


def test_the_frustration_of_the_tribes(tribes):
    found = frustration(tribes)
    assert (found.value, found.exact, found.unique) == (7.0, True, True)
    assert found.share == pytest.approx(0.7586206897, abs=5e-11)
    ((one, other),) = found.camps
    assert {"Gavev", "Kotun", "Nagad", "Gama"} in (set(one), set(other))
    assert len(one) + len(other) == 16
    assert len(found.frustrated) == 7


def test_the_degrees_of_the_tribes(tribes):
    found = {d.actor: (d.positive, d.negative) for d in degrees(tribes)}
    expected = {"Masil": (7, 0), "Ukudz": (6, 1), "Ove": (4, 2), "Nagad": (3, 6), "Gama": (3, 6)}
    assert {name: found[name] for name in expected} == expected


# Methods: the micro cases, each checked by hand.
@pytest.mark.parametrize(
    ("edges", "least", "balance"),
    [
        (("ab+", "ac+", "bc+"), 0, 1.0),
        (("ab+", "ac+", "bc-"), 1, 0.0),
        (("ab+", "ac-", "bc-"), 0, 1.0),
        (("ab-", "ac-", "bc-"), 1, 0.0),
        ((("ab+", 5.0), ("ac+", 5.0), ("bc-", 2.0)), 2, 0.0),
    ],
)
def test_one_triangle(edges, least, balance):
    net = network(*edges)
    assert frustration(net).value == least
    assert triangle_balance(net) == balance
    total = sum(pair.weight for pair in net.pairs)
    assert frustration(net).share == pytest.approx(1 - 2 * least / total)


def test_the_bound_from_triangles_takes_the_lightest_pair_of_each():
    assert module._packed(network(("ab+", 5.0), ("ac+", 5.0), ("bc-", 2.0))) == 2.0
    # Two unbalanced triangles share the pair bc, which bounds them both.
    both = network(("ab+", 5.0), ("ac+", 5.0), ("bc-", 2.0), ("bd+", 5.0), ("cd+", 5.0))
    assert (module._packed(both), frustration(both).value) == (2.0, 2.0)


@pytest.mark.parametrize(("n", "least"), [(4, 2), (5, 4), (6, 6), (7, 9)])
def test_all_hostile_to_all(n, least):
    # L = C(n, 2) - floor(n^2 / 4).
    net = network(*(f"{a}{b}-" for a, b in itertools.combinations("abcdefg"[:n], 2)))
    found = frustration(net)
    assert (found.value, found.unique) == (least, False)


def test_without_ties_or_triangles():
    none = SignedPairs(())
    assert triangle_balance(none) is None
    assert degrees(none) == ()
    found = frustration(none)
    assert (found.value, found.share, found.camps) == (0.0, None, ())
    pair = network("ab-")
    assert triangle_balance(pair) is None
    assert frustration(pair).value == 0.0
    assert frustration(pair).camps == ((("a",), ("b",)),)


def test_an_actor_tied_to_itself_has_no_pair():
    assert network("aa+").actors == ()


def test_the_parts_of_a_network_have_camps_of_their_own():
    found = frustration(network("ab-", "cd+", "ce+"))
    assert found.camps == ((("c", "d", "e"), ()), (("a",), ("b",)))


def test_friendly_and_hostile_at_once_is_never_netted():
    net = network(("ab+", 5.0), ("ba-", 2.0), "ac+", "bc+")
    assert net.ambivalent == (("a", "b"),)
    assert net.triangles == ()
    found = frustration(net)
    assert found.value == 2.0
    assert [(p.first, p.second, p.sign) for p in found.frustrated] == [("a", "b", -1)]
    a = degrees(net)[0]
    assert (a.positive, a.negative, a.net, a.ratio) == (2, 1, 1, 2 / 3)


def test_a_pair_rests_on_its_heaviest_claims():
    net = SignedPairs.of(
        [
            Pair("a", "b", 1, 0.5, ("x",)),
            Pair("b", "a", 1, 0.9, ("y",)),
            Pair("b", "a", 1, 0.9, ("z",)),
        ]
    )
    assert net.pairs == (Pair("a", "b", 1, 0.9, ("y", "z"), ("x",)),)


@pytest.mark.parametrize(
    ("edges", "words"),
    [
        (("ab+", "ac+", "bc+"), "A, B and C are friendly with each other: balanced."),
        (("ab-", "ac-", "bc-"), "A, B and C are hostile to each other: unbalanced; two of them could join against the third."),
        (("ab-", "ac-", "bc+"), "B and C are friendly, and both have A for an opponent: balanced."),
        (("ab+", "ac+", "bc-"), "A is friendly with both B and C, who are hostile to each other: unbalanced; a friend of A is an opponent of another."),
    ],
)  # fmt: skip
def test_a_triangle_in_words(edges, words):
    (triangle,) = network(*edges).triangles
    assert triangle.reading({"a": "A", "b": "B", "c": "C"}) == words


_EDGES = st.lists(
    st.tuples(
        st.integers(0, 6), st.integers(0, 6), st.sampled_from((-1, 1)), st.sampled_from((1.0, 0.5, 2.0))
    ),
    max_size=18,
)  # fmt: skip


def _made(edges):
    return SignedPairs.of(Pair(f"n{a}", f"n{b}", sign, weight) for a, b, sign, weight in edges)


def _cost(net, side):
    return sum(p.weight for p in net.pairs if (side[p.first] == side[p.second]) != (p.sign > 0))


def _brute(net):
    every = itertools.product((0, 1), repeat=len(net.actors))
    return min(_cost(net, dict(zip(net.actors, bits, strict=True))) for bits in every)


@settings(deadline=None, max_examples=60)
@given(_EDGES)
def test_frustration_is_the_least_of_all_camps(edges):
    net = _made(edges)
    found = frustration(net)
    assert found.exact
    assert found.value == pytest.approx(_brute(net))
    assert sum(pair.weight for pair in found.frustrated) == pytest.approx(found.value)


@settings(deadline=None, max_examples=40)
@given(_EDGES, st.sets(st.integers(0, 6)))
def test_switching_a_cut_leaves_frustration_unchanged(edges, cut):
    switched = [(a, b, s if (a in cut) == (b in cut) else -s, w) for a, b, s, w in edges]
    one, other = frustration(_made(edges)), frustration(_made(switched))
    assert other.value == pytest.approx(one.value)
    assert triangle_balance(_made(switched)) == triangle_balance(_made(edges))


@settings(deadline=None, max_examples=40)
@given(_EDGES, st.permutations(range(7)))
def test_relabelling_changes_nothing(edges, names):
    renamed = [(names[a], names[b], s, w) for a, b, s, w in edges]
    one, other = _made(edges), _made(renamed)
    assert frustration(other).value == pytest.approx(frustration(one).value)
    assert triangle_balance(other) == triangle_balance(one)


def _tightened(net):
    at = {actor: i for i, actor in enumerate(net.actors)}
    ends = [[at[pair.first] for pair in net.pairs], [at[pair.second] for pair in net.pairs]]
    sign = np.array([pair.sign for pair in net.pairs])
    weight = np.array([pair.weight for pair in net.pairs])
    return ends, sign, tightened(len(at), *map(np.array, ends), sign, weight)


@settings(deadline=None, max_examples=40)
@given(_EDGES)
def test_cuts_hold_for_all_camps_and_their_bound_lies_below(edges):
    net = _made(edges)
    if not net.pairs:
        return
    ends, sign, cuts = _tightened(net)
    assert cuts.bound <= _brute(net) + 1e-6
    for camps in itertools.product((0, 1), repeat=len(net.actors)):
        wrong = [(camps[a] == camps[b]) != (s > 0) for a, b, s in zip(*ends, sign, strict=True)]
        for row, least in zip(cuts.coefficients, cuts.least, strict=True):
            assert sum(number * wrong[pair] for pair, number in row.items()) >= least - 1e-9


def test_cycles_close_the_gap_that_triangles_leave():
    # A ring of five with one hostile pair has no triangle, and one pair of it is wrong.
    ring = _made([(i, (i + 1) % 5, -1 if i == 4 else 1, 1.0) for i in range(5)])
    assert module._packed(ring) == 0.0
    assert _tightened(ring)[2].bound == pytest.approx(1.0)


@settings(deadline=None, max_examples=40)
@given(_EDGES, _EDGES)
def test_frustration_is_the_sum_of_blocks_that_share_one_actor(one, other):
    apart = [(a + 10 if a else 0, b + 10 if b else 0, s, w) for a, b, s, w in other]
    both = frustration(_made([*one, *apart]))
    alone, beside = frustration(_made(one)), frustration(_made(apart))
    assert both.value == pytest.approx(alone.value + beside.value)
    assert both.exact
    if one and apart:
        assert both.unique == (alone.unique and beside.unique)


@given(_EDGES)
def test_blocks_are_those_of_networkx(edges):
    net = _made(edges)
    found = {frozenset((p.first, p.second) for p in block.pairs) for block in module._blocks(net)}
    graph = nx.Graph((pair.first, pair.second) for pair in net.pairs)
    assert found == {
        frozenset((min(ends), max(ends)) for ends in block)
        for block in nx.biconnected_component_edges(graph)
    }


def test_a_large_network_of_small_blocks_is_exact(monkeypatch):
    monkeypatch.setattr(module, "EXACT_PAIRS", 3)
    # A chain of triangles, each with one hostile pair, joined by single pairs.
    edges = []
    for n in range(0, 60, 3):
        edges += [(n, n + 1, 1, 1.0), (n + 1, n + 2, 1, 1.0), (n, n + 2, -1, 1.0)]
        edges += [(n + 2, n + 3, -1, 1.0)] if n < 57 else []
    found = frustration(_made(edges))
    assert (found.exact, found.value, found.unique) == (True, 20.0, False)


@settings(deadline=None, max_examples=40)
@given(_EDGES)
def test_above_the_exact_size_the_answer_lies_between_two_bounds(edges):
    net = _made(edges)
    before = module.EXACT_PAIRS
    module.EXACT_PAIRS = 0
    try:
        rough = frustration(net)
    finally:
        module.EXACT_PAIRS = before
    assert module._packed(net) <= _brute(net) + 1e-9
    if net.pairs:
        assert rough.exact == all(len(block.actors) < 3 for block in module._blocks(net))
        assert rough.least <= _brute(net) + 1e-9 <= rough.value + 2e-9
