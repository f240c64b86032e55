"""Nothing in the data becomes markup or script, from a file or in a frame; a control page fires."""

from __future__ import annotations

import html as escaping
import json
import shutil

import pytest
from pages import ALL, LAYERS, MINI, VIEWS, mini, of_model, tab, view_of

import kgraph
from kgraph.page import view as viewing
from kgraph.page.measured import measured

_HIT = "window.top.hits=(window.top.hits||0)+1"
_TAGS = (
    "<script>{}</script>", "</script><script>{}</script>", "<img src=x onerror='{}'>",
    "<svg onload='{}'>", "<svg><script>{}</script></svg>", "<iframe srcdoc='<script>{}</script>'>",
    "<body onload='{}'>", "<details open ontoggle='{}'>", "<input autofocus onfocus='{}'>",
    "<video><source onerror='{}'></video>", "<audio src=x onerror='{}'>", "<math><mtext><img src=x onerror='{}'>",
    "<object data='javascript:{}'>", "<embed src='javascript:{}'>", "<a href='javascript:{}'>x</a>",
    "<form action='javascript:{}'><button>x", "<meta http-equiv=refresh content='0;javascript:{}'>",
    "<base href='javascript:{}//'>", "<link rel=stylesheet href='javascript:{}'>", "<style>@import 'javascript:{}'</style>",
    "<marquee onstart='{}'>", "<select onfocus='{}' autofocus>", "<textarea onfocus='{}' autofocus>",
    "<svg><animate onbegin='{}' attributeName=x dur=1s>", "<svg><a xlink:href='javascript:{}'><text>x</text></a></svg>",
    "<noscript><img src=x onerror='{}'></noscript>", "<template><script>{}</script></template>",
    "<table background='javascript:{}'>", "<isindex action='javascript:{}'>", "<p style='width:expression({})'>",
)  # fmt: skip
_BREAKS = (
    "\"'><script>{}</script>", "' onmouseover='{}' x='", '" autofocus onfocus="{}" x="', "--><script>{}</script><!--",
    "]]><script>{}</script>", "*/{}/*", "\\u003cscript\\u003e{}\\u003c/script\\u003e", "&lt;script&gt;{}&lt;/script&gt;",
    "&#60;script&#62;{}&#60;/script&#62;", "%3Cscript%3E{}%3C/script%3E", "{{{{constructor.constructor('{}')()}}}}",
    "${{{}}}", "`;{};`", "';{};'", "\";{};\"", "\n{}\n//", "\u2028{}\u2029", "<!--<script>{}</script>", "</title><script>{}</script>",
    "</style><script>{}</script>", "</textarea><script>{}</script>", "javascript:{}", "data:text/html,<script>{}</script>",
    "vbscript:{}", "href <img src=x onerror='{}'>", "<<script>{}//<</script>", "<scr<script>ipt>{}</scr</script>ipt>",
    "<IMG SRC=x ONERROR='{}'>", "<svg/onload='{}'>", "{{%print({})%}}{{{{7*7}}}}",
)  # fmt: skip
PAYLOADS = tuple(text.format(_HIT) for text in (*_TAGS, *_BREAKS))

#: Fields that a reader sees; the rest is identifiers, which are poisoned apart.
_SHOWN = {
    "label", "aliases", "hidden", "gloss", "title", "note", "condition", "definition", "sentence",
    "publisherLabel", "file", "status", "kind", "name", "when", "qid", "dataVersion", "passages",
    "states", "saidBy", "surely", "holds", "places", "citation", "says",
    "unmet", "onPaper", "alsoOnPaper", "notSo", "reportsUnmet", "denies", "back",
    "caption", "about", "heads", "notes", "names", "whyNot", *map(str, range(12)),
}  # fmt: skip


def poisoned(value, text, name=""):
    """A view model with a payload behind every text that it shows; empty texts stay empty."""
    if isinstance(value, dict):
        return {n: poisoned(v, text, n) for n, v in value.items()}
    if isinstance(value, list):
        return [poisoned(one, text, name) for one in value]
    # The kind of an entity steers the page.
    fixed = value in {"actor", "issue", "event", "agreement", "office", "place", "frame"}
    if name in _SHOWN and isinstance(value, str) and value and not fixed:
        return value + text
    return value


def renamed(value, text):
    """A view model in which the IRI of an actor carries a payload, wherever it stands."""
    if isinstance(value, dict):
        return {renamed(n, text): renamed(v, text) for n, v in value.items()}
    if isinstance(value, list):
        return [renamed(one, text) for one in value]
    return value + text if value == "actor:velmora" else value


@pytest.fixture(scope="module")
def model():
    kg = mini()
    return viewing.view(
        kg.table, kg.base(), title="A <title>", lines=kg._lines(),
        groupings=[("bloc", {"actor:velmora": "one", "actor:tarskia": "two"})],
        measured=measured(kg, {"voices": tuple(ALL.split())})[0],
    )  # fmt: skip


def walked(page):
    """Everything that draws data: each layer and view, an actor, a tie, a cell, a claim, search."""
    page.evaluate(
        "(voices) => window.kgraph.app.set({ voices, colour: window.kgraph.view.groupings[0].name, attempts: true })",
        ALL.split(),
    )
    for layer in LAYERS:
        for view in VIEWS:
            tab(page, layer, view)
    page.evaluate("""() => {
      const { app } = window.kgraph;
      const { whole } = app;
      const actor = whole.conduct.ties[0].source;
      app.choose("actor", actor);
      for (const layer of ["conduct", "influence", "positions"]) {
        app.set({ layer });
        for (const edge of app.shown[layer].edges.slice(0, 2)) app.choose("edge", edge.source, edge.target, String(edge.sign));
      }
      for (const cell of app.shown.positions.cells.slice(0, 2)) app.choose("cell", cell.holder, cell.target);
      for (const cell of app.shown.positions.cells.slice(0, 2)) app.choose("target", cell.target);
      for (const claim of app.view.claims.slice(0, 3)) app.choose("claim", claim.id);
      app.set({ layer: "conduct", view: "graph", beside: { asOf: app.view.breakpoints[1] }, hidden: ["x"] });
      app.set({ beside: null, focus: [actor] });
      for (const one of app.view.measured.made) {
        app.set({ layer: one.layers[0], view: "measures", measure: one.id, focus: [], hidden: [] });
        one.rows.slice(0, 2).forEach((_, n) => app.choose("row", one.id, String(n)));
        for (const mark of document.querySelectorAll(".picture [data-claims]")) mark.dispatchEvent(new MouseEvent("click"));
      }
      app.set({ layer: "influence", view: "measures", measure: "paths", path: [] });
      app.set({ layer: "positions", view: "measures", measure: "over-time" });
      app.set({ layer: "conduct", view: "graph" });
      const box = document.getElementById("search");
      box.value = "a";
      box.dispatchEvent(new Event("input"));
      window.kgraph.picture();
    }""")


def hits(page):
    return page.evaluate("window.hits ?? 0")


def test_sixty_payloads_in_every_shown_field(model, tmp_path, visit):
    assert len(set(PAYLOADS)) == 60
    # Ten at a time, so that the page is walked through six times instead of sixty.
    for start in range(0, 60, 10):
        text = " ".join(PAYLOADS[start : start + 10])
        # Without the policy, so that the page itself is tested.
        path = of_model(poisoned(model, text), tmp_path / f"p{start}.html")
        page = visit(path, bypass_csp=True)
        walked(page)
        assert hits(page) == 0, start
        assert page.requests == []
        assert page.problems == []
        assert page.locator("main script, aside script, iframe, object, embed, base").count() == 0
        page.context.close()


def test_sixty_payloads_in_the_names_that_pictures_draw(tmp_path, visit):
    folder = tmp_path / "dossier"
    shutil.copytree(MINI, folder)
    data = folder / "data" / "triples.ttl"
    written = data.read_text(encoding="utf-8")
    named = 'skos:prefLabel "Velmora"@en'
    assert written.count(named) == 1
    # As a Turtle string; a line break is no part of a name.
    text = json.dumps(" ".join(PAYLOADS).replace("\n", " "), ensure_ascii=True)[1:-1]
    data.write_text(written.replace(named, f'skos:prefLabel "Velmora {text}"@en'), encoding="utf-8")
    path = tmp_path / "p.html"
    path.write_text(
        kgraph.open(folder).page(
            voices=tuple(ALL.split()), groupings=[("bloc", {"actor:tarskia": "one"})]
        ),
        encoding="utf-8",
    )
    assert len(view_of(path.read_text("utf-8"))["pictures"]) == 2
    page = visit(path, bypass_csp=True)
    walked(page)
    assert hits(page) == 0
    assert page.requests == []
    assert page.problems == []


def test_payloads_in_identifiers(model, tmp_path, visit):
    for start in range(0, 60, 30):
        text = "".join(PAYLOADS[start : start + 30])
        path = of_model(renamed(model, text), tmp_path / f"i{start}.html")
        page = visit(path, bypass_csp=True)
        walked(page)
        assert hits(page) == 0
        assert page.problems == []


def test_payloads_in_a_sandboxed_frame(model, tmp_path, visit):
    inner = of_model(poisoned(model, " ".join(PAYLOADS)), tmp_path / "inner.html").read_text(
        "utf-8"
    )
    outer = tmp_path / "outer.html"
    outer.write_text(
        '<!doctype html><html data-ready><iframe sandbox="allow-scripts" '
        f'srcdoc="{escaping.escape(inner, quote=True)}" width=900 height=700></iframe>',
        encoding="utf-8",
    )
    page = visit(outer)
    frame = page.frames[1]
    frame.wait_for_selector("html[data-ready]", state="attached")
    assert frame.locator(".drawing g.actor").count() > 0
    walked(frame)
    assert hits(frame) == hits(page) == 0
    assert page.requests == []


def test_the_control_page_fires(tmp_path, visit):
    """What the payloads do where a page is careless; else the tests above would prove nothing."""
    body = "".join(PAYLOADS[:3])
    path = tmp_path / "control.html"
    path.write_text(f"<!doctype html><html data-ready><body>{body}</body></html>", "utf-8")
    page = visit(path)
    page.wait_for_function("window.hits >= 3")


def test_a_planted_hole_is_stopped_by_the_policy(model, tmp_path, visit):
    path = of_model(model, tmp_path / "hole.html")
    text = path.read_text(encoding="utf-8")
    hole = f"<img src='https://example.org/x.png' onerror='{_HIT}'><script>{_HIT}</script>"
    path.write_text(text.replace("<main", f"{hole}<main"), encoding="utf-8")
    page = visit(path)
    walked(page)
    assert hits(page) == 0
    assert page.requests == []
    assert any("Content Security Policy" in said for said in page.problems)


def test_links_lead_to_the_web_only_and_do_not_say_from_where(model, tmp_path, visit):
    qids = {"actor:velmora": "Q42", "actor:tarskia": "Q1 onclick='x'"}
    entities = [{**one, "qid": qids.get(one["id"], "")} for one in model["entities"]]
    page = visit(of_model({**model, "entities": entities}, tmp_path / "links.html"))
    page.evaluate("window.kgraph.app.choose('actor', 'actor:velmora')")
    link = page.locator("#evidence a")
    assert link.get_attribute("href") == "https://www.wikidata.org/wiki/Q42"
    assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    page.evaluate("window.kgraph.app.choose('actor', 'actor:tarskia')")
    assert page.locator("#evidence a").count() == 0
    assert page.requests == []
    for bad in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x"):
        assert page.evaluate("(to) => window.kgraph.outward(to, 'x').tagName", bad) == "SPAN"


def test_the_second_renderer_takes_the_same_payloads(model, tmp_path, visit):
    page = visit(
        of_model({**poisoned(model, " ".join(PAYLOADS)), "renderer": "vis"}, tmp_path / "vis.html")
    )
    walked(page)
    box = page.locator(".canvas").bounding_box()
    for step in range(12):
        page.mouse.move(box["x"] + 30 + step * box["width"] / 13, box["y"] + box["height"] / 2)
    assert hits(page) == 0
    assert page.requests == []
