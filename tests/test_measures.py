"""Measures of influence against published numbers, hand-made ones, and slower ways to the same."""

from __future__ import annotations

import math
from itertools import pairwise, product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from levers import EAST, NORTH, PATH_TOY, SOUTH, WEST, network, strengths
from scipy import sparse

from kgraph.errors import BadOption, LimitError, UnknownName
from kgraph.measures.influence import pagerank
from kgraph.measures.influence import pairs as measures
from kgraph.measures.influence.mdii import mactor
from kgraph.measures.influence.pairs import PAIRS, scores, ways
from kgraph.measures.influence.paths import reliability, simple_paths
from kgraph.measures.register import SCORES

_TOY = np.array([[0, 0.8, 0.6, 0.3], [0, 0, 0, 0.5], [0, 0, 0, 0.9], [0, 0, 0, 0]])


def _matrices(most=5, values=(0.0, 0.0, 0.2, 0.5, 0.8, 1.0)):
    def made(n):
        cells = st.lists(st.sampled_from(values), min_size=n * n, max_size=n * n)
        return cells.map(lambda flat: np.array(flat).reshape(n, n) * (1 - np.eye(n)))

    return st.integers(2, most).flatmap(made)


# --- the path toy of methods 4d, checked by hand there


@pytest.mark.parametrize(
    ("measure", "number"),
    [("direct", 0.3), ("best-path", 0.54), ("max-min", 0.6), ("decayed", 0.77), ("mdii", 1.4)],
)
def test_the_path_toy(measure, number):
    assert PAIRS[measure](_TOY.copy())[0, 3] == pytest.approx(number, abs=1e-12)


def test_the_path_toy_as_claims():
    paths = network(strengths(PATH_TOY)).paths(NORTH, WEST)
    totals = {name: total[0] for name, total in paths.totals().items()}
    assert totals == pytest.approx(
        {"best": 0.54, "max_min": 0.6, "decayed": 0.77, "sum_min": 1.4, "noisy_or": 0.8068,
         "reliability": 0.8068},
        abs=1e-12,
    )  # fmt: skip
    assert [path.actors for path in paths] == [
        (NORTH, EAST, WEST), (NORTH, SOUTH, WEST), (NORTH, WEST),
    ]  # fmt: skip
    # Every total with its interval, here of grades whose ends are x / 2 and (1 + x) / 2: at the
    # lower ends the direct way is the best.
    assert paths.best == pytest.approx((0.54, 0.15, 0.8 * 0.95))
    for number, low, high in paths.totals().values():
        assert low < number < high


def test_the_walk_sum_of_the_toy_is_the_undecayed_sum():
    walks = _TOY + _TOY @ _TOY + _TOY @ _TOY @ _TOY
    assert walks[0, 3] == pytest.approx(1.24)
    assert measures.decayed(_TOY, 1.0)[0, 3] == pytest.approx(1.24)


def test_personalised_pagerank_of_the_toy():
    # methods 4d: nx.pagerank of the reversed toy, and seeded at A with dangling mass back to A.
    weights = sparse.csr_array(_TOY)
    assert pagerank.pagerank(weights) == pytest.approx(
        [0.482155, 0.174948, 0.202939, 0.139958], abs=1e-6
    )
    seeded = pagerank.pagerank(weights, seed=np.eye(4)[0], reach=True)
    assert seeded == pytest.approx([0.408998, 0.163599, 0.122699, 0.304703], abs=1e-6)
    of_network = network(strengths(PATH_TOY))
    assert list(of_network.pagerank().values()) == pytest.approx(
        [0.202939, 0.482155, 0.174948, 0.139958], abs=1e-6
    )  # by name: east, north, south, west
    assert of_network.of(NORTH).pagerank()[WEST] == pytest.approx(0.304703, abs=1e-6)


@given(_matrices())
def test_pagerank_is_that_of_networkx(matrix):
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(matrix)))
    graph.add_weighted_edges_from(
        (j, i, matrix[i, j]) for i, j in zip(*np.nonzero(matrix), strict=True)
    )
    theirs = nx.pagerank(graph, 0.85, tol=1e-14, max_iter=1000)
    assert pagerank.pagerank(sparse.csr_array(matrix)) == pytest.approx(list(theirs.values()))


def test_pagerank_refuses_what_it_does_not_define():
    toy = sparse.csr_array(_TOY)
    with pytest.raises(BadOption, match="negative"):
        pagerank.pagerank(-toy)
    with pytest.raises(BadOption, match="damping"):
        pagerank.pagerank(toy, damping=1.0)
    with pytest.raises(BadOption, match="seed"):
        pagerank.pagerank(toy, seed=np.zeros(4))
    with pytest.raises(LimitError, match="did not converge in 2 rounds"):
        pagerank.pagerank(toy, rounds=2)


# --- MACTOR, methods 4b: Godet (1991), with the hand-checkable toy worked through there

_MDI = np.array([[0, 3, 1, 2], [2, 0, 0, 1], [0, 2, 0, 1], [1, 1, 3, 0]], dtype=float)


def test_the_mactor_toy():
    found = mactor(_MDI, "ABCD")
    assert found.mdii.tolist() == [[3, 5, 3, 4], [3, 3, 2, 3], [3, 3, 1, 2], [2, 4, 4, 3]]
    assert found.influence.tolist() == [12, 8, 8, 10]
    assert found.dependence.tolist() == [8, 12, 9, 9]
    assert found.net.sum(axis=1).tolist() == [4, -4, -1, 1]
    assert found.stability == pytest.approx(13.157895, abs=1e-6)
    assert found.competitiveness == pytest.approx(
        [1.502261, 0.556393, 0.916412, 1.024934], abs=1e-6
    )
    assert found.strongest.tolist() == [[0, 3, 2, 2], [2, 0, 1, 2], [2, 2, 0, 1], [1, 2, 3, 0]]
    assert found.competitiveness_max == pytest.approx([1.3946, 0.7115, 0.7762, 1.1177], abs=1e-4)


def test_the_matrix_product_is_not_mactor():
    # The mistake that methods 4b warns of gives the net order 9, -7, -5, 3.
    wrong = _MDI + _MDI @ _MDI
    net = (wrong - wrong.T).sum(axis=1)
    assert net.tolist() == [9, -7, -5, 3]
    assert mactor(_MDI, "ABCD").net.sum(axis=1).tolist() != net.tolist()


def test_mactor_without_influence_is_undefined():
    found = mactor(np.zeros((2, 2)), "ab")
    assert (found.competitiveness, found.competitiveness_max, found.stability) == (None, None, None)
    assert found.rows()[0] == {
        "actor": "a", "influence": 0.0, "dependence": 0.0, "net": 0.0, "competitiveness": None,
    }  # fmt: skip
    for wrong in (np.zeros((2, 3)), np.eye(2), -np.ones((2, 2))):
        with pytest.raises(BadOption):
            mactor(wrong, "ab")


def test_net_influence_by_pair():
    made = network(strengths(PATH_TOY))
    net = made.net()
    # At the lower ends .15 + .25 + .3, at the upper .65 + .75 + .8; nothing comes back.
    assert net[NORTH, WEST] == pytest.approx((1.4, 0.7, 2.2))
    assert net[WEST, NORTH] == pytest.approx((-1.4, -2.2, -0.7))
    low, high = (made.mdii(end).influence for end in ("low", "high"))
    assert (low <= made.mdii().influence).all()
    assert (made.mdii().influence <= high).all()
    with pytest.raises(BadOption, match="number, low or high"):
        made.mdii("middle")


# --- properties


@given(_matrices())
def test_decayed_is_the_sum_over_enumerated_paths(matrix):
    ahead = {i: np.flatnonzero(row).tolist() for i, row in enumerate(matrix)}
    closed = measures.decayed(matrix)
    for i, j in product(range(len(matrix)), repeat=2):
        total = sum(
            0.5 ** (len(path) - 2) * math.prod(matrix[a, b] for a, b in pairwise(path))
            for _, path in simple_paths(ahead, i, j, max_length=3)
            if path
        )
        assert closed[i, j] == pytest.approx(total, abs=1e-12)


@given(_matrices())
def test_best_path_and_bottleneck_are_those_of_enumeration(matrix):
    n = len(matrix)
    ahead = {i: np.flatnonzero(row).tolist() for i, row in enumerate(matrix)}
    best, widest = measures.best_path(matrix), measures.max_min(matrix)
    by_product, by_bottleneck = ways(matrix), ways(matrix, bottleneck=True)
    for i, j in product(range(n), repeat=2):
        steps = [
            [matrix[a, b] for a, b in pairwise(path)]
            for _, path in simple_paths(ahead, i, j, max_length=n)
            if path
        ]
        assert best[i, j] == pytest.approx(max(map(math.prod, steps), default=0.0))
        assert widest[i, j] == max(map(min, steps), default=0.0)
        for found, measured, of in ((by_product, best, math.prod), (by_bottleneck, widest, min)):
            assert ((i, j) in found) == bool(steps)
            if steps:
                path, number = found[i, j]
                assert path[0] == i
                assert path[-1] == j
                assert len(set(path)) == len(path)
                assert of([matrix[a, b] for a, b in pairwise(path)]) == pytest.approx(number)
                assert number == pytest.approx(measured[i, j])


@given(_matrices(4, (0.0, 0.3, 0.7, 1.0)), st.integers(0, 3))
def test_reliability_is_the_sum_over_all_states(matrix, end):
    n = len(matrix)
    end %= n
    edges = {(str(i), str(j)): matrix[i, j] for i, j in zip(*np.nonzero(matrix), strict=True)}
    if len(edges) > 9:
        edges = dict(list(edges.items())[:9])
    total = 0.0
    for state in product((True, False), repeat=len(edges)):
        up = [pair for pair, held in zip(edges, state, strict=True) if held]
        graph = nx.DiGraph(up)
        graph.add_nodes_from(["0", str(end)])
        if nx.has_path(graph, "0", str(end)):
            total += math.prod(
                p if held else 1 - p for p, held in zip(edges.values(), state, strict=True)
            )
    assert reliability(edges, "0", str(end)) == pytest.approx(total)


def test_reliability_beyond_its_size_is_not_guessed():
    nodes = [str(n) for n in range(7)]
    edges = {(a, b): 0.5 for a in nodes for b in nodes if a != b}
    assert reliability(edges, "0", "6") is None
    few = {(a, b): p for (a, b), p in edges.items() if {a, b} <= {"0", "1", "2"}}
    # In a triangle of even chances: 1/2 directly, else 1/4 over the third.
    assert reliability(few, "0", "2") == pytest.approx(0.5 + 0.5 * 0.25)
    paths = network(strengths({(NORTH, SOUTH): 0.5})).paths(SOUTH, NORTH)
    assert paths.totals()["reliability"] == (0.0, 0.0, 0.0)


@given(_matrices(), st.randoms(use_true_random=False), st.sampled_from(SCORES))
def test_renaming_actors_renames_scores(matrix, chance, by):
    order = list(range(len(matrix)))
    chance.shuffle(order)
    mixed = matrix[np.ix_(order, order)]
    assert scores(mixed, by) == pytest.approx(scores(matrix, by)[order], nan_ok=True, abs=1e-9)
    if by != "competitiveness":
        moved = scores(mixed, by, on=order.index(0))
        assert moved == pytest.approx(scores(matrix, by, on=0)[order], abs=1e-9)


@given(_matrices())
def test_a_stack_of_matrices_is_measured_one_by_one(matrix):
    stack = np.array([matrix, matrix.T, matrix / 2])
    for by in SCORES:
        each = [scores(one, by) for one in stack]
        assert scores(stack, by) == pytest.approx(np.array(each), nan_ok=True, abs=1e-9)


def test_an_unknown_measure_names_the_known():
    with pytest.raises(UnknownName, match="'direct'"):
        scores(_TOY, "nonsense")
    with pytest.raises(UnknownName, match="on one actor"):
        scores(_TOY, "competitiveness", on=0)
