"""Structure as space: who is at home where, and one set of places for every picture."""

from __future__ import annotations

from math import dist

import pytest
import synthetic
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.draw.layout import at_home
from kgraph.draw.places import homes_of, places


def _apart(places, one, other):
    return dist(*[(x * 1.6, y) for x, y in (places[one], places[other])])


def test_an_army_stands_with_its_state_and_not_with_who_attacked_it(kg):
    found = places(kg.table)["conduct"]
    army = next(one for one in found if kg.table.label(one) == "Armed Forces of Armenia")
    azerbaijan, armenia = "actor:azerbaijan", "actor:armenia"
    assert _apart(found, armenia, army) < _apart(found, azerbaijan, army)


def test_everybody_has_one_place_in_all_pictures(kg):
    several = places(kg.table)
    at = {}
    for picture in several.values():
        for one, spot in picture.items():
            assert at.setdefault(one, spot) == spot
    assert len(at) > 100


def test_who_is_at_home_where_in_the_packaged_dossier(kg):
    found = homes_of(kg.table)
    label = kg.table.label
    inside = {(label(one), label(home)) for one, home in found.of.items()}
    assert {
        ("Armenia", "Collective Security Treaty Organization"),
        ("Russia", "Collective Security Treaty Organization"),
        ("European Commission", "European Union"),
        ("EU Mission in Armenia", "European Union"),
        ("De facto authorities of Nagorno-Karabakh", "Nagorno-Karabakh"),
        ("Karabakh Armenian forces", "Nagorno-Karabakh"),
    } <= inside
    assert [label(one) for one in found.spaces] == [
        "Collective Security Treaty Organization", "Nagorno-Karabakh",
    ]  # fmt: skip


def test_no_home_is_its_own_however_long_the_way_round(kg):
    found = homes_of(kg.table)
    for one in found.of:
        above = list(found.above(one))
        assert one not in above
        assert len(set(above)) == len(above)
        assert found.root(one) == above[-1]


def test_a_dossier_without_structure_keeps_its_layouts():
    made = synthetic.table(
        [
            synthetic.claim("paper-001", "actor:north", "armed", "actor:south"),
            synthetic.claim("paper-002", "actor:north", "attacked", "actor:east"),
        ]
    )
    assert homes_of(made).of == {}
    found = places(made)
    assert sorted(found["influence"]) == ["actor:north", "actor:south"]
    assert sorted(found["conduct"]) == ["actor:east", "actor:north", "actor:south"]
    friend, foe = (_apart(found["conduct"], "actor:north", f"actor:{x}") for x in ("south", "east"))
    assert friend < foe


@st.composite
def _houses(draw):
    count = draw(st.integers(1, 24))
    nodes = {f"actor:{i}": f"Name {i}" for i in range(count)}
    inside = {
        f"actor:{i}": f"actor:{draw(st.integers(0, i - 1))}"
        for i in range(1, count)
        if draw(st.booleans())
    }
    ends = st.integers(0, count - 1).map(lambda i: f"actor:{i}")
    edges = draw(st.lists(st.tuples(ends, ends, st.sampled_from((-1, 0, 1))), max_size=2 * count))
    return nodes, edges, inside


@settings(max_examples=40)
@given(_houses())
def test_any_houses_lie_inside_and_twice_the_same(house):
    nodes, edges, inside = house
    found = at_home(nodes, edges, inside)
    assert list(found) == list(nodes)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in found.values())
    assert found == at_home(nodes, edges, inside)


def test_ties_inside_a_house_part_nobody():
    nodes = {"actor:a": "A", "actor:b": "B", "actor:c": "C"}
    inside = {"actor:b": "actor:a"}
    found = at_home(nodes, [("actor:a", "actor:b", -1), ("actor:c", "actor:b", -1)], inside)
    assert _apart(found, "actor:a", "actor:b") < _apart(found, "actor:c", "actor:b") / 2


def test_nobody_gives_nothing_and_an_unknown_home_is_an_error():
    assert at_home({}, [], {}) == {}
    with pytest.raises(KeyError):
        at_home({"actor:a": "A"}, [], {"actor:a": "actor:b"})


def test_who_has_only_what_lapsed_has_a_place_too():
    made = synthetic.table([
        synthetic.claim("paper-001", "actor:north", "attacked", "actor:south"),
        synthetic.claim("paper-002", "actor:west", "alliedWith", "actor:east",
                        valid_from="2020-01-01", valid_until="2021-01-01",
                        surely_from="2020-01-01", surely_until="2021-01-01"),
    ])  # fmt: skip
    assert {"actor:west", "actor:east"} <= set(places(made)["conduct"])
