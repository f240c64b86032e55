"""Blocs: the optimum against published numbers, brute force and the heuristic's own bound."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_discourse import BINARY, SAMPLE

from kgraph.measures.stance import blocs, polarization
from kgraph.measures.stance import votes as d

_C = d.congruence(SAMPLE, BINARY)
_F = d.conflict(SAMPLE, BINARY)
_CA, _FA = (d.normalised(m, SAMPLE, BINARY, "average") for m in (_C, _F))
_APART = np.kron([[0, 1], [1, 0]], np.ones((2, 2)))
#: {E&EA, NPRA, Senate} against {Alliance, EPA, Sierra, PIRG}
_BEST = (True, False, True, False, False, True, True)


def _partitions(n):
    for rest in itertools.product((False, True), repeat=n - 1):
        if not all(rest):
            yield np.array((*rest, True))


def test_polarization_of_the_sample():
    # leifeld-lab/dna sample.dna, average, all splits: D' .3813647886, P .6186352114.
    found = blocs.split(_CA, _FA)
    assert found.distance == pytest.approx(0.3813647886, abs=5e-11)
    assert found.polarization == pytest.approx(0.6186352114, abs=5e-11)
    assert found.member == _BEST
    assert (found.exact, found.gap, found.ties) == (True, 0.0, 1)


def test_the_second_best_partition_of_the_sample():
    values = sorted(blocs.distance(_CA, _FA, m) for m in _partitions(7))
    assert values[:2] == pytest.approx([0.3813647886, 0.3997799], abs=5e-8)


def test_raw_counts_of_the_sample():
    found = blocs.split(_C, _F)
    assert found.distance == pytest.approx(0.4412238, abs=5e-8)
    assert found.member == _BEST


def test_the_distance_of_discourse_network_analyzer():
    of = {}
    for name, (c, f) in {"average": (_CA, _FA), "raw": (_C, _F)}.items():
        of[name] = {
            tuple(m): blocs.distance_dna(c, f, m) for m in _partitions(7) if m.sum() in {3, 4}
        }
    assert min(of["average"].values()) == pytest.approx(0.3359145763, abs=5e-11)
    assert max(of["average"].values()) == pytest.approx(0.5342492708, abs=5e-11)
    assert min(of["raw"].values()) == pytest.approx(0.3590982, abs=5e-8)
    assert {min(values, key=values.get) for values in of.values()} == {_BEST}


def test_two_ideal_blocs():
    together = 1 - _APART
    found = blocs.split(together, _APART)
    assert (found.distance, found.polarization) == (0.0, 1.0)
    assert found.member in {(False, False, True, True)}
    # DNA's distance does not see them as ideal, and prefers the crossed split when maximised.
    assert blocs.distance_dna(together, _APART, np.array([0, 0, 1, 1])) == 0.25
    crossed = blocs.distance_dna(together, _APART, np.array([0, 1, 0, 1]))
    assert crossed == pytest.approx(0.5833, abs=5e-5)


@pytest.mark.parametrize(
    ("c", "f"),
    [
        (np.zeros((0, 0)), np.zeros((0, 0))),
        (np.zeros((1, 1)), np.zeros((1, 1))),
        (np.zeros((2, 2)), np.ones((2, 2))),
        (np.zeros((4, 4)), np.zeros((4, 4))),
        (np.ones((4, 4)), np.zeros((4, 4))),  # all agree, or are neutral alike
        (np.zeros((4, 4)), np.ones((4, 4))),  # each against each
    ],
)
def test_where_there_are_no_two_blocs_it_is_undefined(c, f):
    assert blocs.split(c, f) is None
    assert blocs.noise(lambda _: (c, f), c, f, draws=2) is None


def test_a_single_bloc_has_no_distance():
    assert blocs.distance(_C, _F, np.zeros(7)) is None
    assert blocs.distance_dna(_C, _F, np.arange(7)) is None


def _random(seed, n, issues=6):
    chance = np.random.default_rng(seed)
    counts = chance.multinomial(1, [0.3, 0.15, 0.35, 0.2], size=(n, issues))[:, :, :3].astype(float)
    near = d.similarity((-1, 0, 1))
    return d.congruence(counts, near), d.conflict(counts, near)


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 8))
def test_the_exact_search_finds_the_least_of_all_partitions(seed, n):
    c, f = _random(seed, n)
    found = blocs.split(c, f)
    if found is None:
        assert not c[~np.eye(n, dtype=bool)].any() or not f[~np.eye(n, dtype=bool)].any()
        return
    values = [blocs.distance(c, f, m) for m in _partitions(n)]
    values = [value for value in values if value is not None]
    least = min(values)
    assert found.distance == pytest.approx(least, abs=1e-9)
    assert found.ties == sum(value <= least + 1e-12 for value in values)
    assert blocs.distance(c, f, np.array(found.member)) == pytest.approx(least, abs=1e-9)
    assert 0 <= found.distance <= 1


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 12))
def test_the_heuristic_lies_between_the_optimum_and_its_bound(seed, n):
    c, f = _random(seed, n)
    found = blocs.split(c, f)
    if found is None:
        return
    rough = polarization.heuristic(polarization.Costs(c, f), c - f, 0)
    assert not rough.exact
    assert rough.least <= found.distance + 1e-9 <= rough.distance + 2e-9
    told = blocs.distance(c, f, np.array(rough.member))
    assert told == pytest.approx(rough.distance, abs=1e-9)


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(6, 12))
def test_a_bound_for_ranges_of_sizes_lies_below_that_for_each_size(seed, n):
    c, f = _random(seed, n)
    found = blocs.split(c, f)
    if found is None:
        return
    fine = polarization._floor(polarization.Costs(c, f))
    before, polarization._RANGES = polarization._RANGES, 2
    try:
        coarse = polarization._floor(polarization.Costs(c, f))
    finally:
        polarization._RANGES = before
    assert coarse <= fine + 1e-12 <= found.distance + 2e-12


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 8), st.randoms(use_true_random=False))
def test_relabelled_actors_have_the_same_blocs(seed, n, chance):
    c, f = _random(seed, n)
    order = list(range(n))
    chance.shuffle(order)
    at = np.ix_(order, order)
    one, other = blocs.split(c, f), blocs.split(c[at], f[at])
    assert (one is None) == (other is None)
    if one is not None and one.ties == 1:
        assert other.distance == pytest.approx(one.distance, abs=1e-9)
        member = [one.member[i] for i in order]
        assert other.member in {tuple(member), tuple(not m for m in member)}


def test_above_twenty_actors_the_heuristic_finds_two_planted_blocs():
    n = 30
    apart = np.kron([[0.0, 1.0], [1.0, 0.0]], np.ones((n // 2, n // 2)))
    found = blocs.split(1 - apart, apart)
    assert not found.exact
    assert found.distance == pytest.approx(0.0, abs=1e-12)
    assert found.member == (False,) * 15 + (True,) * 15
    assert found.least == 0.0


def test_noise_compares_like_with_like():
    apart = 1 - _APART, _APART

    def deal(chance):
        # Half of the draws as observed, half without any conflict.
        return apart if chance.random() < 0.5 else (np.ones((4, 4)), np.zeros((4, 4)))

    found = blocs.noise(deal, *apart, draws=50)
    assert found.observed == 1.0
    assert found.exact
    assert 0 < found.mean < 1
    assert found.excess == pytest.approx(1 - found.mean)
    assert found.z == pytest.approx(found.excess / found.sd)
    assert blocs.noise(lambda _: apart, *apart, draws=5).z is None
