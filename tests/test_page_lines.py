"""Lines that never lie: in the real browser, round everybody whom they are not about."""

from __future__ import annotations

import pytest
import synthetic
from pages import of_claims

import kgraph

#: Every line as drawn, against the marks and names of all others, and what a pointer hits.
_MEASURE = """() => {
  const box = (e) => e.getBoundingClientRect();
  const actors = [...document.querySelectorAll("svg [data-actor]")].map((e) => ({
    id: e.dataset.actor, mark: box(e.querySelector(".mark")),
    names: [...e.querySelectorAll(".name")].map(box),
  }));
  // What a frame is called is a name as any other.
  for (const e of document.querySelectorAll("svg .frame text"))
    actors.push({ id: `frame ${e.textContent}`, mark: new DOMRect(), names: [box(e)] });
  const lines = [...document.querySelectorAll("svg [data-edge]")].map((e) => {
    const path = e.querySelector(".line");
    const [length, to] = [path.getTotalLength(), path.getScreenCTM()];
    const spots = Array.from({ length: 81 }, (_, i) => {
      const at = path.getPointAtLength(length * i / 80);
      return new DOMPoint(at.x, at.y).matrixTransform(to);
    });
    return { key: e.dataset.edge, ends: e.dataset.edge.split(" "), spots };
  });
  const within = (r, p, by) =>
    p.x > r.left + by && p.x < r.right - by && p.y > r.top + by && p.y < r.bottom - by;
  const found = { marks: [], names: [], ends: [], unseen: [], together: [], close: [], words: [], named: 0, lines: lines.length };
  for (const { key, ends, spots } of lines) {
    for (const { id, mark, names } of actors) {
      if (id === ends[0] || id === ends[1]) {
        for (const p of [spots[0], spots[80]])
          if (names.some((r) => within(r, p, 0))) found.ends.push(`${key} in ${id}`);
        continue;
      }
      if (spots.some((p) => within(mark, p, 1))) found.marks.push(`${key} through ${id}`);
      if (spots.some((p) => names.some((r) => within(r, p, 2)))) found.names.push(`${key} through ${id}`);
    }
    const hit = spots.filter((p, i) => i > 7 && i < 73).some((p) =>
      document.elementFromPoint(p.x, p.y)?.closest("[data-edge]")?.dataset.edge === key);
    if (!hit) found.unseen.push(key);
  }
  lines.forEach((a, i) => lines.slice(i + 1).forEach((b) => {
    const far = a.spots.map((p) => Math.min(...b.spots.map((q) => Math.hypot(p.x - q.x, p.y - q.y))));
    if (far.filter((it) => it < 3).length > 40) found.together.push(`${a.key} on ${b.key}`);
    if (far.filter((it) => it < 3.5).length > 33) found.close.push(`${a.key} on ${b.key}`);
  }));
  found.named = actors.filter((one) => one.names.length).length / actors.length;
  const overlap = (r, q) => Math.min(r.right, q.right) - Math.max(r.left, q.left) > 1 &&
    Math.min(r.bottom, q.bottom) - Math.max(r.top, q.top) > 2;
  for (const word of document.querySelectorAll("svg .word"))
    for (const { id, names } of actors)
      if (names.some((r) => overlap(r, box(word)))) found.words.push(`${word.textContent} on ${id}`);
  return found;
}"""


@pytest.fixture(scope="module")
def packaged(tmp_path_factory):
    path = tmp_path_factory.mktemp("packaged") / "page.html"
    path.write_text(kgraph.open().page(), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [390, 1440, 2560])
@pytest.mark.parametrize("layer", ["overview", "structure", "conduct", "influence"])
def test_no_line_runs_through_a_third_actor_or_on_another(packaged, visit, layer, width):
    # As tall as the page, so that a pointer reaches all of a narrow one.
    size = {"width": width, "height": {390: 2600, 1440: 900, 2560: 1440}[width]}
    address = "view=overview" if layer == "overview" else f"layer={layer}&view=graph"
    page = visit(packaged, address, viewport=size)
    found = page.evaluate(_MEASURE)
    # With experts left out, influence has fewer lines than the other layers.
    assert found.pop("lines") > (10 if layer == "influence" else 20)
    assert found.pop("named") == 1
    assert found == {
        "marks": [],
        "names": [],
        "ends": [],
        "unseen": [],
        "together": [],
        "close": [],
        "words": [],
    }


@pytest.mark.parametrize("width", [1440, 2560])
@pytest.mark.parametrize("layer", ["structure", "conduct", "influence"])
def test_with_all_voices_no_line_runs_on_another(packaged, visit, layer, width):
    size = {"width": width, "height": {1440: 900, 2560: 1440}[width]}
    page = visit(packaged, f"layer={layer}&view=graph", viewport=size)
    page.evaluate("""() => {
      const { app } = window.kgraph;
      app.set({ voices: app.view.voices.map(({ id }) => id) });
    }""")
    page.wait_for_selector("html[data-ready]", state="attached")
    found = page.evaluate(_MEASURE)
    assert found["lines"] > (20 if layer == "influence" else 50)
    assert len(found["names"]) <= 2
    assert found["named"] == 1
    assert [found[it] for it in ("marks", "ends", "unseen", "close")] == [[], [], [], []]


@pytest.mark.parametrize("height", [720, 745, 900])
@pytest.mark.parametrize(("actors", "ties"), [(60, 200), (150, 500)])
def test_in_a_crowd_no_line_runs_through_a_mark_and_few_through_a_name(
    actors, ties, height, tmp_path, visit
):
    # Of several heights: what stands beside the picture must not decide whether its lines hold.
    path = of_claims(synthetic.crowd(actors, ties), tmp_path / "crowd.html")
    size = {"width": 1280, "height": height}
    page = visit(path, "layer=conduct&view=graph", viewport=size)
    found = page.evaluate(_MEASURE)
    assert found["lines"] > ties
    assert found["marks"] == []
    assert len(found["names"]) <= 0.02 * found["lines"]
    assert found["named"] > 0
    assert len(found["unseen"]) <= 0.02 * found["lines"]
    assert len(found["together"]) <= 0.04 * found["lines"]


def test_in_a_crowd_a_click_beside_a_line_opens_the_nearest(tmp_path, visit):
    path = of_claims(synthetic.crowd(150, 500), tmp_path / "crowd.html")
    page = visit(path, "layer=influence&view=graph")
    key, x, y = page.evaluate(
        """() => {
      const edges = [...document.querySelectorAll("svg [data-edge]")].map((edge) => {
        const path = edge.querySelector(".line");
        const steps = Math.floor(path.getTotalLength() / 6);
        const points = Array.from({ length: steps }, (_, n) => path.getPointAtLength(n * 6));
        return { key: edge.dataset.edge, to: path.getScreenCTM(), points };
      });
      for (const edge of edges) {
        for (const { x, y } of edge.points.slice(2, -2)) {
          const at = new DOMPoint(x, y + 4).matrixTransform(edge.to);
          if (!document.elementFromPoint(at.x, at.y)?.matches("svg")) continue;
          const isLone = edges.every((other) => other === edge ||
            other.points.every((one) => Math.hypot(one.x - x, one.y - y) > 19));
          if (isLone) return [edge.key, at.x, at.y];
        }
      }
    }"""
    )
    page.mouse.click(x, y)
    assert page.evaluate("window.kgraph.app.state.chosen") == ["edge", *key.split()]
    assert page.problems == []


#: The picture of another layer at once, and as it is when nothing of it changes any more.
_AT_ONCE = """() => {
  const { app, stage } = window.kgraph;
  app.set({ layer: "influence", view: "graph" });
  const marks = () => Object.fromEntries(
    [...document.querySelectorAll("svg [data-actor]")].map((one) =>
      [one.dataset.actor, one.getAttribute("transform")]));
  const [graph] = stage.graphs;
  window.first = { marks, was: marks() };
  return [document.documentElement.dataset.ready ?? "", graph.sketched, graph.part.edges.length];
}"""
_PATHS = """() => Object.fromEntries([...document.querySelectorAll("svg [data-edge] .line")].map(
  (one) => [one.parentNode.dataset.edge, one.getAttribute("d")]))"""


def test_many_lines_are_straight_at_first_and_bend_while_no_mark_moves(tmp_path, visit):
    path = of_claims(synthetic.crowd(150, 500), tmp_path / "crowd.html")
    page = visit(path, "layer=conduct&view=graph")
    ready, sketched, lines = page.evaluate(_AT_ONCE)
    assert (ready, sketched) == ("", True)
    assert page.locator(".drawing .sketch").is_visible()
    assert not page.locator("svg .edges").is_visible()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert not page.locator(".drawing .sketch").is_visible()
    assert page.locator("svg [data-edge]").count() == lines
    assert page.evaluate(
        "JSON.stringify(window.first.marks()) === JSON.stringify(window.first.was)"
    )
    bent = page.evaluate(_PATHS)
    # Whoever prints gets the same lines, without waiting.
    page = visit(path, "layer=conduct&view=graph")
    assert page.evaluate(_AT_ONCE)[0] == ""
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.dataset.ready") == "true"
    assert page.evaluate(_PATHS) == bent
    assert page.problems == []


def test_a_saved_picture_has_the_lines_as_they_are_to_be(tmp_path, visit):
    path = of_claims(synthetic.crowd(150, 500), tmp_path / "crowd.html")
    page = visit(path, "layer=conduct&view=graph")
    assert page.evaluate(_AT_ONCE)[0] == ""
    saved = page.evaluate("window.kgraph.picture()")
    page = visit(path, "layer=conduct&view=graph")
    page.evaluate(_AT_ONCE)
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.evaluate("window.kgraph.picture()") == saved
