"""Large networks: places from landmarks, and the canvas of the vis-network that pyvis ships."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest
import synthetic
from pages import mini

from kgraph import page as pages_
from kgraph.draw import large
from kgraph.errors import MissingFile
from kgraph.model import Entity
from kgraph.page import render
from kgraph.page.view import view


def camps(actors, ties, seed=5):
    """Claims among made-up actors in four camps: friendly inside, hostile across."""
    chance = Random(seed)  # noqa: S311
    ids = [f"actor:a{i}" for i in range(actors)]
    claims = []
    for number in range(ties):
        a, b = chance.sample(range(actors), 2)
        relation = "alliedWith" if a % 4 == b % 4 else "attacked"
        claims.append(synthetic.claim(f"paper-{number:05}", ids[a], relation, ids[b]))
    made = synthetic.table(claims)
    named = {i: Entity(id=i, label=f"Actor {i[7:]}", type="State") for i in ids}
    return replace(made, entities={**made.entities, **named})


def test_landmarks_put_foes_farther_than_friends_and_are_the_same_twice():
    made = camps(400, 1600)
    edges = [(c.subject, c.object, 1 if c.relation == "alliedWith" else -1) for c in made]
    nodes = {end: end for edge in edges for end in edge[:2]}
    at = large.landmarks(nodes, edges)
    assert at == large.landmarks(nodes, edges)
    assert list(at) == list(nodes)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in at.values())

    def apart(a, b):
        return ((at[a][0] - at[b][0]) ** 2 + (at[a][1] - at[b][1]) ** 2) ** 0.5

    friends = [apart(a, b) for a, b, sign in edges if sign > 0]
    foes = [apart(a, b) for a, b, sign in edges if sign < 0]
    right = sum(foe > friend for foe in foes for friend in friends)
    assert right / (len(foes) * len(friends)) > 0.75


def test_landmarks_of_nothing_of_loners_and_of_strangers():
    assert large.landmarks({}, []) == {}
    assert len(set(large.landmarks({"a": "A", "b": "B", "c": "C"}, []).values())) == 3
    with pytest.raises(KeyError):
        large.landmarks({"a": "A"}, [("a", "b", 1)])


def test_few_actors_are_drawn_by_svg_and_many_on_the_canvas():
    few, many = camps(40, 60), camps(400, 900)
    assert view(few, synthetic.base(few), title="T")["renderer"] == "svg"
    assert view(many, synthetic.base(many), title="T")["renderer"] == "both"
    assert view(many, synthetic.base(many), title="T", renderer="svg")["renderer"] == "svg"


def test_the_library_is_that_of_the_installed_pyvis_and_only_where_it_draws():
    text = render.vis_network()
    (place,) = find_spec("pyvis").submodule_search_locations
    shipped = [
        path.read_text("utf-8") for path in Path(place).glob("templates/lib/*/vis-network.min.js")
    ]
    assert text in shipped
    assert "</script" not in text.lower()
    digest = hashlib.sha256(text.encode()).digest()
    kg = mini()
    assert text not in kg.page()
    assert text in kg.page(renderer="vis")
    assert digest


def test_a_pyvis_without_its_library_is_said(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingFile, match="--renderer svg"):
        render.vis_network()


@pytest.fixture(scope="module")
def thousands(tmp_path_factory):
    made = camps(2000, 5000)
    path = tmp_path_factory.mktemp("large") / "large.html"
    path.write_text(pages_.page(made, synthetic.base(made), title="Large"), encoding="utf-8")
    return path


def test_two_thousand_actors_open_pan_zoom_and_filter(thousands, visit):
    page = visit(thousands, "layer=conduct")
    view_ = "window.kgraph.stage.graphs[0].network.getViewPosition()"
    drawn = page.evaluate("window.kgraph.stage.graphs[0].nodes.length")
    assert drawn > 1900
    before = page.evaluate(view_)
    box = page.locator(".canvas").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + 12
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 120, middle[1] + 5, steps=5)
    page.mouse.up()
    assert page.evaluate(view_) != before
    scale = "window.kgraph.stage.graphs[0].network.getScale()"
    far, named = page.evaluate(scale), page.evaluate("window.kgraph.stage.graphs[0].named.length")
    page.get_by_role("button", name="Zoom in").click()
    near = page.evaluate(scale)
    assert near > far
    page.mouse.move(middle[0], middle[1] + 200)
    page.mouse.wheel(0, -400)
    page.wait_for_function(f"{scale} > {near}")
    assert named > 0
    page.get_by_role("button", name="Fit").click()
    page.wait_for_function(f"{scale} < {near}")
    page.get_by_label("hostile").check()
    edges = page.evaluate("window.kgraph.stage.graphs[0].edges.get().every((one) => one.dashes)")
    assert edges is True
    assert page.requests == []
    assert page.problems == []


def test_the_canvas_takes_the_keyboard_and_the_mouse(tmp_path, visit):
    path = tmp_path / "vis.html"
    path.write_text(mini().page(renderer="vis"), encoding="utf-8")
    page = visit(path)
    marks = page.locator(".drawing [data-actor]")
    drawn = page.evaluate("window.kgraph.app.part.actors")
    assert sorted(marks.evaluate_all("all => all.map((one) => one.dataset.actor)")) == drawn
    stops = page.locator('.drawing [tabindex="0"]')
    assert stops.count() == 1
    stops.focus()
    here = "document.activeElement.dataset.actor"
    seen = {page.evaluate(here)}
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
        seen.add(page.evaluate(here))
        assert stops.count() == 1
    assert len(seen) > 1
    at = page.evaluate(here)
    name = page.evaluate("document.activeElement.textContent")
    assert name.startswith(page.evaluate(f"window.kgraph.app.label({json.dumps(at)})"))
    chosen = "window.kgraph.app.state.chosen"
    assert page.evaluate("window.kgraph.stage.graphs[0].network.getSelectedNodes()") == [at]
    page.keyboard.press("Enter")
    assert page.evaluate(chosen) == ["actor", at]
    page.keyboard.press("Escape")
    assert page.evaluate(chosen) == []
    assert page.evaluate(here) == at
    page.keyboard.press(".")
    edge = page.evaluate("document.activeElement.dataset.edge")
    assert at in edge.split()
    assert page.evaluate("document.activeElement.textContent.length") > 10
    page.keyboard.press("Enter")
    assert page.evaluate(chosen) == ["edge", *edge.split()]
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.evaluate(here) == at
    spot = page.evaluate(
        """(actor) => {
      const { network, box } = window.kgraph.stage.graphs[0];
      const at = network.canvasToDOM(network.getPosition(actor));
      const frame = box.getBoundingClientRect();
      return [frame.x + at.x, frame.y + at.y];
    }""",
        at,
    )
    page.mouse.click(*spot)
    name = page.evaluate(f"window.kgraph.app.label({json.dumps(at)})")
    page.wait_for_selector(f"#evidence h2:text-is({json.dumps(name)})")
    assert page.problems == []
    assert page.requests == []


@pytest.fixture(scope="module")
def hundreds(tmp_path_factory):
    made = synthetic.crowd(600, 1800, bodies=6)
    path = tmp_path_factory.mktemp("hundreds") / "hundreds.html"
    path.write_text(pages_.page(made, synthetic.base(made), title="Hundreds"), encoding="utf-8")
    return path


def test_a_record_that_no_picture_bears_opens_as_a_list_of_its_actors(hundreds, visit):
    page = visit(hundreds, viewport={"width": 1440, "height": 900})
    assert page.evaluate("window.kgraph.app.state.view") == "actors"
    rows = page.locator(".actors tbody tr")
    ties = [int(one) for one in rows.locator("td:nth-child(3)").all_inner_texts()]
    assert ties == sorted(ties, reverse=True)
    first = rows.first.locator("button").inner_text()
    page.get_by_label("Only rows of Actors of Conduct with these words").fill("upper valley")
    assert all(
        "upper valley" in one.lower()
        for one in page.locator(".actors tbody tr:visible").all_inner_texts()
    )
    page.get_by_label("Only rows of Actors of Conduct with these words").fill("")
    rows.first.locator("button").click()
    # A picture of one and the nearest, with their names, and it says who is left out.
    graph = page.locator(".drawing svg")
    assert graph.locator("[data-actor]").count() == 25
    assert graph.locator("[data-actor] .name").count() >= 25
    assert "left out of the picture" in page.locator(".far").inner_text()
    box, frame = graph.locator("[data-actor='actor:a0'] .mark").bounding_box(), graph.bounding_box()
    assert first.startswith(page.evaluate("window.kgraph.app.plainLabel('actor:a0')"))
    assert abs(box["x"] - frame["x"] - frame["width"] / 2) < 0.1 * frame["width"]
    assert abs(box["y"] - frame["y"] - frame["height"] / 2) < 0.15 * frame["height"]
    address = page.url
    page.go_back()
    page.wait_for_function("window.kgraph.app.state.view === 'actors'")
    page.goto(address)
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.locator(".drawing svg [data-actor]").count() == 25
    assert page.problems == []


def test_the_list_stays_in_another_layer_and_in_its_address(hundreds, visit):
    page = visit(hundreds)
    page.get_by_role("tab", name="Influence").click()
    assert page.locator(".actors").count() == 1
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.locator(".actors").count() == 1
    assert page.evaluate("window.kgraph.app.state.layer") == "influence"


def test_bodies_are_counted_and_the_matrix_has_the_best_connected(hundreds, visit):
    page = visit(hundreds, "layer=conduct&view=bodies")
    assert page.locator(".matrix tbody tr").count() == 6
    told = page.evaluate("""() => {
      const { app, view } = window.kgraph;
      return app.part.ties.filter((one) => one.sign === -1 &&
        view.homes[one.source] === "actor:body0" && view.homes[one.target] === "actor:body1").length;
    }""")
    assert told > 0
    assert (
        f"\u2212{told}" in page.locator(".matrix tbody tr").first.locator("td").nth(1).inner_text()
    )
    page = visit(hundreds, "layer=conduct&view=matrix")
    assert 30 < page.locator(".matrix tbody tr").count() <= 40
    assert "40 best connected" in page.locator(".matrix-key").inner_text()


def test_the_canvas_names_the_best_connected_first_and_more_from_near(hundreds, visit):
    page = visit(hundreds, "layer=conduct&view=graph")
    canvas = "window.kgraph.stage.graphs[0]"
    far = page.evaluate(f"{canvas}.named")
    order = page.evaluate(f"{canvas}.order")
    assert far[0] == order[0] == "actor:a0"
    assert len(far) > 20
    inside = """(() => { const one = window.kgraph.stage.graphs[0];
      const [a, b] = [[0, 0], [one.width, one.height]].map(([x, y]) => one.network.DOMtoCanvas({ x, y }));
      return one.order.filter((id) => { const p = one.spot(id);
        return p.x > a.x && p.x < b.x && p.y > a.y && p.y < b.y; }).length; })()"""
    share = len(far) / page.evaluate(inside)
    for _ in range(8):
        page.get_by_role("button", name="Zoom in").click()
    page.wait_for_function(f"{canvas}.named.length / {inside} > {2 * share}")
    # Who is chosen stands in the middle, with a name, among neighbours that are lit.
    page.evaluate("window.kgraph.app.choose('actor', 'actor:a4')")
    at = page.evaluate(
        f"(() => {{ const one = {canvas}; const p = one.network.canvasToDOM("
        "one.spot('actor:a4')); return [p.x / one.width, p.y / one.height]; })()"
    )
    assert [round(part, 1) for part in at] == [0.5, 0.5]
    page.wait_for_function(f"{canvas}.named[0] === 'actor:a4'")
    lit = page.evaluate(f"{canvas}.nodes.get().filter((one) => one.opacity === 1).length")
    around = page.evaluate(
        "new Set(window.kgraph.app.part.edges.flatMap(({ source, target }) =>"
        " [source, target].includes('actor:a4') ? [source, target] : [])).size"
    )
    assert lit == around
    assert page.problems == []
