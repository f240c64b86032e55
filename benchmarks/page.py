"""The page against stock pyvis and vis-network, in Debian's Chromium; ratios of one run.

CPU is that of the browser's own processes, read from /proc, so that waiting costs nothing.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import synthetic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.claims import ClaimsTable

__all__ = ["main"]

_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions",
]  # fmt: skip
_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def main() -> None:
    """Run all; says why not where there is no browser."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        print("the page: not measured, for want of Chromium and playwright")
        return
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        opened = _Opened(driver, chromium, Path(folder))
        first_picture(opened)
        stable_picture(opened)
        slider(opened)
        thousands(opened)
    size()


class _Opened:
    """Pages written to a folder and opened in a browser of their own, with its CPU seconds."""

    def __init__(self, driver: Any, chromium: str, folder: Path) -> None:
        self._driver, self._chromium, self._folder = driver, chromium, folder

    @contextlib.contextmanager
    def page(self, text: str, fragment: str = "") -> Iterator[Any]:
        """Yield a blank page and what opens the text in it, and give back the CPU it took."""
        file = self._folder / "page.html"
        file.write_text(text, encoding="utf-8")
        browser = self._driver.chromium.launch(executable_path=self._chromium, args=_FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.route("http*://**", lambda route: route.abort())
            page.goto("about:blank")
            page.address = file.as_uri() + (f"#{fragment}" if fragment else "")
            yield page
        finally:
            browser.close()

    def cost(
        self, text: str, ready: str, *, most: int = 120, fragment: str = ""
    ) -> tuple[float, bool]:
        """Return CPU seconds until a text is a stable picture, and whether it came to be one."""
        with self.page(text, fragment) as page:
            before = _cpu()
            page.goto(page.address, wait_until="commit")
            start = time.monotonic()
            while not page.evaluate(ready):
                if time.monotonic() - start > most:
                    return _cpu() - before, False
                time.sleep(0.05)
            page.evaluate(_FRAMES)
            return _cpu() - before, True

    def first(self, text: str, drawn: str, fragment: str = "") -> float:
        """Return CPU seconds until a picture has been seen; a dialog then holds the page."""
        seen: list[float] = []

        def held(dialog: Any) -> None:
            # What is painted beside the script comes to its end.
            time.sleep(0.3)
            seen.append(_cpu())
            dialog.dismiss()

        with self.page(text, fragment) as page:
            page.on("dialog", held)
            page.add_init_script(_HOLD % drawn)
            before = _cpu()
            page.goto(page.address, wait_until="commit")
            while not seen:
                page.wait_for_timeout(50)
            return seen[0] - before


#: Asks each frame whether there is a picture, and holds the page when it has been painted.
_HOLD = """(() => {
  const isDrawn = %s;
  const ask = () => requestAnimationFrame(() => {
    if (isDrawn()) requestAnimationFrame(() => alert("seen"));
    else ask();
  });
  ask();
})()"""


def _cpu() -> float:
    """Return the CPU seconds of all running processes of the browser."""
    import os

    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            text = stat.read_text(encoding="utf-8", errors="replace")
            name, fields = (
                text[text.index("(") + 1 : text.rindex(")")],
                text.rpartition(")")[2].split(),
            )
            if name.startswith("chrom") and _descends(int(stat.parent.name)):
                total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def _descends(process: int) -> bool:
    import os

    ours = os.getpid()
    while process > 1:
        if process == ours:
            return True
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
        process = int(text.rpartition(")")[2].split()[1])
    return False


def _made(claims: int, actors: int, **options: Any) -> tuple[ClaimsTable, dict[str, Any]]:
    """Return a table of made-up claims among so many actors, and its view model."""
    import kgraph
    from kgraph.page import view

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made.ttl"
        file.write_text(synthetic.turtle(claims, actors=actors), encoding="utf-8")
        kg = kgraph.open(file, cache=False)
        every = {
            "voices": ["reporting", "party-on-itself", "party-on-others", "analysis", "witness"]
        }
        model = view.view(kg.table, kg.base(), title="Made up", state=every, **options)
        return kg.table, model


def first_picture(opened: _Opened) -> None:
    """Compare the first picture of 200 actors with that of the barest page with vis-network.

    A first picture has all marks, the names that have room and all lines on the screen, within the
    whole page: time strip, filters, headline, evidence. Of many lines it has straight ones without
    heads; they are bent round marks and names, with heads, words and signs, in the second after,
    while no mark moves: ``stable_picture`` measures until then. What an empty page costs the
    browser is taken off all of them.
    """
    from kgraph.claims import Selection
    from kgraph.networks import build
    from kgraph.page import render
    from kgraph.page.pyvis import to_pyvis

    table, model = _made(700, 200, renderer="svg")
    network = to_pyvis(build.conduct(table.select(Selection())), model["positions"])
    texts = {
        "nothing": (_EMPTY, _DRAWN),
        "ours": (render.render(model), _PICTURED),
        "fixed": (_fixed(network.nodes, network.edges), _DRAWN),
    }
    took: dict[str, list[float]] = {name: [] for name in texts}
    for _ in range(5):
        for name, (text, drawn) in texts.items():
            took[name].append(opened.first(text, drawn, "layer=conduct&rolled=no"))
    cost = {name: statistics.median(values) for name, values in took.items()}
    _say(
        "CPU s to a first picture / the barest page with vis-network, positions fixed",
        cost["ours"] - cost["nothing"],
        cost["fixed"] - cost["nothing"],
        "at most 0.9",
    )


def stable_picture(opened: _Opened) -> None:
    """Compare our page at 200 actors with stock pyvis (physics on), and with fixed positions.

    What an empty page costs the browser is taken off all of them.
    """
    from kgraph.claims import Selection
    from kgraph.networks import build
    from kgraph.page import render
    from kgraph.page.pyvis import to_pyvis

    table, model = _made(700, 200, renderer="svg")
    network = to_pyvis(build.conduct(table.select(Selection())), model["positions"])
    texts = {
        "nothing": (_EMPTY, _DRAWN),
        "ours": (render.render(model), _READY),
        "swapped": (render.render({**model, "renderer": "vis"}), _READY),
        "fixed": (_fixed(network.nodes, network.edges), _DRAWN),
    }
    took: dict[str, list[float]] = {name: [] for name in texts}
    for _ in range(5):
        for name, (text, ready) in texts.items():
            took[name].append(opened.cost(text, ready, fragment="layer=conduct&rolled=no")[0])
    middle = {name: statistics.median(values) for name, values in took.items()}
    nothing = middle.pop("nothing")
    cost = {name: value - nothing for name, value in middle.items()}
    print(f"{len(network.nodes)} actors, {len(network.edges)} edges; CPU s to a stable picture")
    _say(
        "ours / our page with vis-network, positions fixed",
        cost["ours"],
        cost["swapped"],
        "at most 0.9",
    )
    _say(
        "ours / the barest page with vis-network, positions fixed",
        cost["ours"],
        cost["fixed"],
        "for comparison: it has no filters, table or evidence",
    )
    plain = _stock(network)
    stock, stable = opened.cost(plain, _SETTLED, most=60)
    name = "ours / stock pyvis with physics"
    _say(
        name if stable else f"{name} (still moving)", cost["ours"], stock - nothing, "at most 0.05"
    )


def _stock(network: Any) -> str:
    """Return what pyvis writes by itself for these actors and edges: its layout, its lines."""
    from pyvis.network import Network

    stock = Network(directed=True, cdn_resources="in_line", height="750px", width="100%")
    for node in network.nodes:
        stock.add_node(node["id"], label=node["label"])
    for edge in network.edges:
        stock.add_edge(edge["from"], edge["to"])
    html: str = stock.generate_html()
    return html


_EMPTY = "<!doctype html><title>x</title><script>window.drawn = true</script>"
_PICTURED = "() => document.documentElement.dataset.drawn === 'true'"
_DRAWN = "() => window.drawn === true"
_READY = "() => document.documentElement.dataset.ready === 'true'"
_SETTLED = """() => {
  if (typeof network === "undefined" || !network) return false;
  if (!window.watched) {
    window.watched = true;
    network.once("stabilized", () => { window.calm = true; });
  }
  return window.calm === true;
}"""


def _fixed(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> str:
    """Return the plainest page that draws these with vis-network where they stand."""
    from kgraph.page.render import vis_network

    data = json.dumps({"nodes": nodes, "edges": edges}).replace("<", "\\u003c")
    return (
        "<!doctype html><meta charset=utf-8><div id=net style='height:750px'></div>"
        f"<script>{vis_network()}</script><script>const data = {data};"
        "const network = new vis.Network(document.getElementById('net'),"
        "{nodes: new vis.DataSet(data.nodes), edges: new vis.DataSet(data.edges)},"
        "{physics: false, layout: {improvedLayout: false}});"
        "network.once('afterDrawing', () => { window.drawn = true; });</script>"
    )


#: Goes through days, two frames for each; on null nothing changes.
_STEPS = """async (days) => {
  const { app } = window.kgraph;
  for (const day of days) {
    if (day !== null) app.set({ asOf: day }, "slide asOf");
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }
}"""
_COUNTS = """() => {
  const { part } = window.kgraph.app;
  return [part.actors.length, part.edges.length, part.ties.length];
}"""

_BENT = """() => {
  const [graph] = window.kgraph.stage.graphs;
  graph.network?.setOptions({ edges: { smooth: { type: "curvedCW", roundness: 0.2 } } });
}"""


def slider(opened: _Opened) -> None:
    """Compare a step of the slider at 150 actors and 600 ties, only the renderer swapped.

    The record of 150 actors has so many claims that a day shows 600 ties on average. The script is
    warm; medians of five rounds through all days, there the picture gains a few edges each day and
    loses half of them at the end.
    """
    from kgraph.page import render

    _, model = _made(1300, 150)
    days = [*model["breakpoints"], ""]
    cpu: dict[str, float] = {}
    for renderer in ("svg", "vis"):
        text = render.render({**model, "renderer": renderer})
        with opened.page(text, "layer=conduct&rolled=no&ghosts=yes") as page:
            page.goto(page.address)
            page.wait_for_selector("html[data-ready]", state="attached")
            # The same lines: bent, so that there and back keep apart.
            page.evaluate(_BENT)
            counts = []
            for day in days:
                page.evaluate(_STEPS, [day])
                counts.append(page.evaluate(_COUNTS))
            page.evaluate(_STEPS, days * 2)
            cpu[renderer] = statistics.median(_round(page, days * 2) for _ in range(5))
    actors, edges, ties = (round(statistics.mean(values)) for values in zip(*counts, strict=True))
    print(
        f"a step of the slider, {len(model['entities'])} entities, {len(days)} days; "
        f"a day shows {actors} actors, {edges} edges, {ties} ties on average"
    )
    name = "CPU ms of all processes, painting too / with vis-network, same lines"
    _say(name, cpu["svg"], cpu["vis"], "at most 0.25")


def _round(page: Any, days: list[str]) -> float:
    """Return CPU ms of a step, less what frames cost in which nothing changes."""
    start = _cpu()
    page.evaluate(_STEPS, [None] * len(days))
    before = _cpu()
    page.evaluate(_STEPS, days)
    return 1000 * (_cpu() - before - (before - start)) / len(days)


def thousands(opened: _Opened) -> None:
    """Open two thousand actors, and pan."""
    from kgraph.page import render

    _, model = _made(6000, 2000)
    assert model["renderer"] == "vis"
    with opened.page(render.render(model), "layer=conduct&rolled=no") as page:
        start = time.monotonic()
        page.goto(page.address)
        page.wait_for_selector("html[data-ready]", state="attached")
        page.evaluate(_FRAMES)
        opening = time.monotonic() - start
        box = page.locator(".canvas").bounding_box()
        page.mouse.move(box["x"] + 400, box["y"] + 20)
        page.mouse.down()
        start = time.monotonic()
        for step in range(20):
            page.mouse.move(box["x"] + 400 + 10 * step, box["y"] + 20)
            page.evaluate(_FRAMES)
        frame = (time.monotonic() - start) / 40
        page.mouse.up()
    panning = f"{1000 * frame:.0f} ms a frame while panning"
    print(f"2,000 actors on the canvas: open in {opening:.1f} s, {panning}")


def size() -> None:
    """Say how large the page of the packaged dossier is."""
    import kgraph

    kg = kgraph.open()
    text = kg.page().encode()
    print(f"the page of {len(kg.table)} claims: {len(text) / 1000:.0f} kB (under 240)")


def _say(name: str, ours: float, theirs: float, bound: str) -> None:
    print(f"{name}: {ours:.2f} against {theirs:.2f}, ratio {ours / theirs:.3f} ({bound})")


if __name__ == "__main__":
    main()
