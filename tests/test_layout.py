"""Layouts: the same on every run, inside the canvas, labels apart, foes far from each other."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.draw.boxes import CANVAS, label_box
from kgraph.draw.layout import force_atlas, signed_stress

LABELS = (
    "Iran", "European Union", "Collective Security Treaty Organization", "UN",
    "De facto authorities of a region with a long name", "Ministry of Defence", "Türkiye", "東京都",
)  # fmt: skip


def nodes_of(count, labels=LABELS):
    return {f"actor:{i}": labels[i % len(labels)] for i in range(count)}


def overlaps(nodes, points):
    """Pairs of actors whose mark and label cover each other."""
    found = []
    for a, b in combinations(nodes, 2):
        (wide_a, high), (wide_b, _) = label_box(nodes[a]), label_box(nodes[b])
        across = abs(points[a][0] - points[b][0]) * CANVAS[0]
        down = abs(points[a][1] - points[b][1]) * CANVAS[1]
        if across < (wide_a + wide_b) / 2 and down < high:
            found.append((a, b))
    return found


@st.composite
def graphs(draw, most=60):
    count = draw(st.integers(1, most))
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=count, max_size=count))
    nodes = {f"actor:{i}": label for i, label in enumerate(labels)}
    ends = st.integers(0, count - 1).map(lambda i: f"actor:{i}")
    edges = draw(st.lists(st.tuples(ends, ends, st.sampled_from((-1, 0, 1))), max_size=3 * count))
    return nodes, edges


def both(nodes, edges):
    yield signed_stress(nodes, edges)
    yield force_atlas(nodes, [(a, b) for a, b, _ in edges])


@settings(deadline=None, max_examples=60)
@given(graphs())
def test_any_graph_lies_inside_with_labels_apart_and_twice_the_same(graph):
    nodes, edges = graph
    for first, second in zip(both(nodes, edges), both(nodes, edges), strict=True):
        assert list(first) == list(nodes)
        assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in first.values())
        assert overlaps(nodes, first) == []
        assert first == second


@pytest.mark.parametrize("joined", [False, True])
def test_sixty_of_the_longest_labels_stay_apart(joined):
    nodes = nodes_of(60, ("A name that is far longer than any label can be drawn",))
    names = list(nodes)
    edges = [(a, b, 1) for a, b in zip(names, names[1:], strict=False)] if joined else []
    for points in both(nodes, edges):
        assert overlaps(nodes, points) == []


def test_a_crowd_of_labels_on_one_spot_is_parted():
    nodes = nodes_of(40, ("A name that is quite long indeed",))
    names = list(nodes)
    everyone = [(a, b, 1) for a, b in combinations(names, 2)]
    points = signed_stress(nodes, everyone)
    assert overlaps(nodes, points) == []


def camps(count):
    """Two camps: friends inside, foes across."""
    names = list(nodes_of(count))
    half = count // 2
    edges = []
    for i, j in combinations(range(count), 2):
        if (i * 7 + j * 3) % 4 == 0:
            edges.append((names[i], names[j], 1 if (i < half) == (j < half) else -1))
    return nodes_of(count), edges


@pytest.mark.parametrize("count", [8, 16, 30])
def test_friends_are_nearer_than_foes(count):
    nodes, edges = camps(count)
    points = signed_stress(nodes, edges)

    def apart(a, b):
        return (
            ((points[a][0] - points[b][0]) * 1.6) ** 2 + (points[a][1] - points[b][1]) ** 2
        ) ** 0.5

    friends = [apart(a, b) for a, b, sign in edges if sign > 0]
    foes = [apart(a, b) for a, b, sign in edges if sign < 0]
    right = sum((foe > friend) + (foe == friend) / 2 for foe in foes for friend in friends)
    assert right / (len(foes) * len(friends)) > 0.9


@settings(deadline=None, max_examples=30)
@given(graphs(most=20), st.randoms(use_true_random=False))
def test_swapping_two_names_swaps_their_places(graph, chance):
    nodes, edges = graph
    a, b = chance.choice(list(nodes)), chance.choice(list(nodes))
    other = {a: b, b: a}
    swapped = {other.get(name, name): label for name, label in nodes.items()}
    turned = [(other.get(s, s), other.get(t, t), sign) for s, t, sign in edges]
    for before, after in zip(both(nodes, edges), both(swapped, turned), strict=True):
        assert {other.get(name, name): at for name, at in before.items()} == after


def test_order_of_input_does_not_matter_where_structure_tells_actors_apart():
    nodes = nodes_of(6, ("North",))
    signs = ((0, 1, 1), (1, 2, -1), (2, 3, 1), (3, 4, 1), (4, 5, -1), (2, 4, 1))
    edges = [(f"actor:{a}", f"actor:{b}", sign) for a, b, sign in signs]
    backwards = dict(reversed(nodes.items()))
    for one, two in zip(both(nodes, edges), both(backwards, edges[::-1]), strict=True):
        assert one == two


def test_a_chain_is_bent_and_a_pair_stands_in_the_middle():
    nodes = nodes_of(5, ("Name",))
    names = list(nodes)
    for points in both(nodes, [(a, b, 1) for a, b in zip(names, names[1:], strict=False)]):
        (x0, y0), (x1, y1), (x2, y2) = (points[names[i]] for i in (0, 2, 4))
        doubled_area = abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0))
        assert doubled_area > 0.02
    pair = signed_stress({"a": "A", "b": "B"}, [("a", "b", 1)])
    assert pair["a"][0] + pair["b"][0] == pytest.approx(1.0, abs=1e-3)
    assert pair["a"][1] == pytest.approx(pair["b"][1], abs=1e-3)
    assert 0.1 < abs(pair["a"][0] - pair["b"][0]) < 0.5


def test_actors_without_ties_stand_in_a_row_below_the_others():
    nodes = nodes_of(12, ("Name",))
    names = list(nodes)
    edges = [(a, b, 1) for a, b in zip(names[:8], names[1:8], strict=False)]
    for points in both(nodes, edges):
        rows = {points[name][1] for name in names[8:]}
        assert len(rows) == 1
        assert rows.pop() > max(points[name][1] for name in names[:8])
        steps = sorted(points[name][0] for name in names[8:])
        gaps = [right - left for left, right in zip(steps, steps[1:], strict=False)]
        assert max(gaps) - min(gaps) < 1e-3


def test_many_actors_use_the_canvas():
    nodes, edges = camps(30)
    for points in both(nodes, edges):
        across = [x for x, _ in points.values()]
        down = [y for _, y in points.values()]
        assert max(across) - min(across) > 0.6
        assert max(down) - min(down) > 0.6


def test_nothing_gives_nothing_and_an_unknown_actor_is_an_error():
    assert signed_stress({}, []) == {}
    assert force_atlas({}, []) == {}
    assert signed_stress({"a": "A"}, [("a", "a", -1)]) == {"a": (0.5, pytest.approx(0.5, abs=0.02))}
    with pytest.raises(KeyError):
        signed_stress({"a": "A"}, [("a", "b", 1)])


def test_another_seed_may_move_but_keeps_the_rules():
    nodes, edges = camps(16)
    points = signed_stress(nodes, edges, seed=7)
    assert points == signed_stress(nodes, edges, seed=7)
    assert overlaps(nodes, points) == []


def test_boxes_grow_with_the_label_up_to_a_limit():
    narrow, high = label_box("Iran")
    wide, same = label_box("European Union")
    assert narrow < wide < label_box("x" * 100)[0] == 220
    assert high == same
    assert label_box("")[0] == label_box("i")[0]
