"""For everyone: no violation that axe finds, every width, readable names, no colour alone."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import combinations

import pytest
from pages import ALL, LAYERS, VIEWS, mini, of_claims, tab
from synthetic import any_table, base, claim

from kgraph import page as pages_

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "kgraph.html"
    path.write_text(mini().page(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(kg, tmp_path_factory):
    """The page of the packaged dossier, whatever it holds by now."""
    path = tmp_path_factory.mktemp("whole") / "kgraph.html"
    path.write_text(kg.page(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def violations():
    """Run axe-core on a page; the findings, with the elements."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()

    def found(page, rules=_RULES):
        result = axe.run(page, options={"runOnly": {"type": "tag", "values": rules}})
        return [
            (one["id"], [node["html"][:160] for node in one["nodes"]][:3])
            for one in result.response["violations"]
        ]

    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_axe_finds_nothing_in_any_view_and_theme(html, visit, violations, layer):
    page = visit(html, f"voices={ALL}", bypass_csp=True)
    for view in VIEWS:
        tab(page, layer, view)
        if view == "graph":
            page.evaluate("window.kgraph.app.choose('actor', 'actor:velmora')")
        page.emulate_media(color_scheme="light")
        assert violations(page) == [], view
        # The dark theme changes colours and nothing else.
        page.emulate_media(color_scheme="dark")
        assert violations(page, ["cat.color"]) == [], view


def test_axe_finds_nothing_while_comparing_searching_and_on_a_phone(html, visit, violations):
    page = visit(html, f"layer=conduct&voices={ALL}&beside=asOf%3D2031-03-01", bypass_csp=True)
    assert violations(page) == []
    page.locator("summary", has_text="Save").click()
    page.get_by_role("combobox", name="Ask: a name").fill("t")
    assert violations(page) == []
    small = visit(html, viewport={"width": 390, "height": 844}, bypass_csp=True)
    assert violations(small) == []
    small.locator("summary", has_text="Filters").click()
    small.evaluate("window.kgraph.app.choose('claim', 'ledger1-008')")
    assert violations(small) == []


def test_axe_finds_nothing_where_the_canvas_draws(tmp_path, visit, violations):
    path = tmp_path / "vis.html"
    path.write_text(mini().page(renderer="vis"), encoding="utf-8")
    page = visit(path, f"voices={ALL}", bypass_csp=True)
    for layer in LAYERS:
        tab(page, layer, "graph")
        page.locator('.drawing [tabindex="0"]').focus()
        page.keyboard.press(".")
        assert violations(page) == [], layer


@pytest.mark.parametrize("width", [3840, 1440, 900, 700, 390, 360])
def test_no_width_scrolls_sideways_and_all_is_in_reach(html, visit, width):
    page = visit(html, f"voices={ALL}", viewport={"width": width, "height": 850})
    for layer in LAYERS:
        for view in VIEWS:
            tab(page, layer, view)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (layer, view)
    tab(page, "influence", "graph")
    assert page.locator(".drawing").bounding_box()["height"] > 200


_TEXTS = """() => [...document.querySelectorAll(".drawing .name, .drawing .word")].map((text) => {
  const box = text.getBoundingClientRect();
  return [text.textContent, box.left, box.top, box.right, box.bottom,
    text.closest("[data-actor]")?.dataset.actor ?? text.textContent];
})"""


def covered(page):
    """Pairs of names and words on lines that cover each other."""
    found = []
    for one, other in combinations(page.evaluate(_TEXTS), 2):
        if one[5] == other[5]:
            continue
        across = min(one[3], other[3]) - max(one[1], other[1])
        down = min(one[4], other[4]) - max(one[2], other[2])
        # The box of a text has room for accents that few letters use.
        if across > 1 and down > 3:
            found.append((one[0], other[0]))
    return found


def nameless(page):
    return page.locator(".drawing g.actor").evaluate_all(
        "all => all.filter((one) => !one.querySelector('.name')).map((one) => one.dataset.actor)"
    )


@pytest.mark.parametrize("size", [(1440, 900), (900, 700), (390, 844)])
def test_no_name_covers_another_in_the_default_view(whole, visit, size):
    """Of the packaged dossier, whatever it holds by now."""
    page = visit(whole, viewport={"width": size[0], "height": size[1]})
    for layer in ("influence", "conduct"):
        tab(page, layer)
        assert covered(page) == [], layer
        assert nameless(page) == [], layer
    assert page.locator(".drawing .word").count() > 0
    tab(page, "positions", "graph")
    assert covered(page) == []
    assert nameless(page) == []


_LENGTHS = """() => {
  const { app: { part }, stage: { graphs: [graph] } } = window.kgraph;
  const pairs = new Map();
  for (const edge of part.edges) {
    const key = [edge.source, edge.target].sort().join(" ");
    pairs.set(key, [...(pairs.get(key) ?? []), edge.sign]);
  }
  return [...pairs].filter(([, signs]) => signs.length === 1).map(([key, [sign]]) => {
    const [a, b] = key.split(" ").map((id) => graph.places.get(id));
    return [sign, Math.hypot(a.x - b.x, a.y - b.y)];
  });
}"""


@pytest.mark.parametrize("fragment", ["layer=conduct", f"layer=conduct&voices={ALL}"])
@pytest.mark.parametrize("size", [(1440, 900), (900, 700), (390, 844)])
def test_whoever_is_attacked_stands_at_home_and_not_with_the_foe(whole, visit, size, fragment):
    """Of the packaged dossier: foes part as wholes, not by their parts."""
    page = visit(whole, fragment, viewport={"width": size[0], "height": size[1]})
    found = page.evaluate("""() => {
      const { app: { part, view }, stage: { graphs: [graph] } } = window.kgraph;
      const apart = (a, b) => {
        const [one, other] = [a, b].map((id) => graph.places.get(id));
        return Math.hypot(one.x - other.x, one.y - other.y);
      };
      return part.edges.filter(({ sign }) => sign < 0).flatMap(({ source, target }) =>
        [[source, target], [target, source]].map(([foe, id]) => [foe, id, view.homes[id]])
      ).filter(([foe, id, home]) => graph.places.has(home) && home !== foe && !view.spaces.includes(home)
        && graph.roots.get(foe) !== graph.roots.get(id)
      ).map(([foe, id, home]) => [id, apart(id, home), apart(id, foe)]);
    }""")
    assert "Armed Forces of Armenia" in {
        page.evaluate("(id) => kgraph.app.label(id)", one[0]) for one in found
    }
    assert [one for one in found if one[1] >= one[2]] == []


@pytest.mark.parametrize(
    ("size", "least"), [((1440, 900), 0.92), ((900, 700), 0.95), ((390, 844), 0.8)]
)
def test_foes_stand_farther_apart_than_friends_on_a_small_page(whole, visit, size, least):
    """Of the packaged dossier: probability that a hostile pair is longer than a friendly one."""
    assert whole.stat().st_size < 400_000
    fragment = "layer=positions&view=graph"
    page = visit(whole, fragment, viewport={"width": size[0], "height": size[1]})
    lengths = page.evaluate(_LENGTHS)
    friends = [length for sign, length in lengths if sign > 0]
    foes = [length for sign, length in lengths if sign < 0]
    longer = sum(foe > friend for foe in foes for friend in friends)
    assert longer >= least * len(foes) * len(friends) > 0


@pytest.mark.parametrize("size", [(1120, 720), (1280, 720), (1366, 768), (1440, 900), (1920, 1080)])
def test_what_is_shown_has_room_above_the_picture_at_first(whole, visit, size):
    """Of the packaged dossier: with the switches for what to look at first."""
    for fragment in ("layer=conduct", "layer=influence", "layer=positions&view=graph"):
        page = visit(whole, fragment, viewport={"width": size[0], "height": size[1]})
        shown = page.locator("#shown")
        assert shown.evaluate("(box) => box.scrollHeight - box.clientHeight") <= 0
        assert shown.locator(".chip").last.is_visible()


def test_the_legend_has_the_types_that_are_drawn_on_any_day(whole, visit):
    page = visit(whole, "layer=conduct")
    texts = "all => all.map((one) => one.textContent)"
    first = page.locator("#legend .item").evaluate_all(texts)
    assert first[-5:] == [
        "state", "de facto state", "force or mission", "people", "organisation, group",
    ]  # fmt: skip
    page.evaluate("window.kgraph.app.set({ asOf: '2022-01-01' }, 'slide asOf')")
    assert page.locator("#legend .item").evaluate_all(texts) == first
    page.evaluate("window.kgraph.app.set({ rolled: false, asOf: '' })")
    assert "person" in page.locator("#legend .item").evaluate_all(texts)


def test_with_attempts_the_slider_moves_nobody_and_the_legend_stays(whole, visit):
    page = visit(whole, "layer=influence&attempts=yes")
    drawn = """() => [Object.fromEntries([...document.querySelectorAll(".drawing g.actor")].map(
      (one) => [one.dataset.actor, one.getAttribute("transform")])), legend.textContent]"""
    before, legend = page.evaluate(drawn)
    seen = []
    for day in ("2022-01-01", "2023-09-18", "2023-09-21"):
        page.evaluate("(asOf) => window.kgraph.app.set({ asOf }, 'slide asOf')", day)
        after, same = page.evaluate(drawn)
        assert same == legend
        assert after.items() <= before.items()
        seen.append(len(after))
    assert min(seen) < len(before)
    # Some are drawn for what they try alone.
    others = page.evaluate("""() => {
      const { app } = window.kgraph;
      const levers = new Set(app.part.actors);
      return window.kgraph.stage.graphs[0].part.actors.filter((id) => !levers.has(id)).length;
    }""")
    assert others > 0


def test_no_name_covers_another_with_all_voices(whole, visit):
    page = visit(whole, f"voices={ALL}&layer=conduct", viewport={"width": 1440, "height": 900})
    assert covered(page) == []


def test_a_picture_is_the_same_twice(html, visit):
    where = "all => all.map((one) => [one.dataset.key, one.getAttribute('transform')])"
    first, second = (visit(html).locator(".drawing g.actor").evaluate_all(where) for _ in range(2))
    assert first == second


def test_enemies_stand_farther_apart_than_friends_in_the_drawn_picture(tmp_path, visit):
    actors = [f"actor:{name}" for name in ("north", "south", "east", "west", "alliance", "envoy")]
    claims = [
        claim(f"paper-{i:03}", a, "alliedWith" if (x < 3) == (y < 3) else "attacked", b)
        for i, ((x, a), (y, b)) in enumerate(combinations(enumerate(actors), 2))
    ]
    page = visit(of_claims(claims, tmp_path / "camps.html"), "layer=conduct&rolled=no")
    spot = {
        key: tuple(map(float, re.findall(r"[\d.]+", at)))
        for key, at in page.locator(".drawing g.actor").evaluate_all(
            "all => all.map((one) => [one.dataset.actor, one.getAttribute('transform')])"
        )
    }

    def apart(a, b):
        return sum((x - y) ** 2 for x, y in zip(spot[a], spot[b], strict=True)) ** 0.5

    friends = [apart(c.subject, c.object) for c in claims if c.relation == "alliedWith"]
    foes = [apart(c.subject, c.object) for c in claims if c.relation == "attacked"]
    right = sum(foe > friend for foe in foes for friend in friends)
    assert right / (len(foes) * len(friends)) >= 0.95


def test_sign_is_told_by_dash_and_head_too(html, visit):
    page = visit(html, f"layer=conduct&voices={ALL}")
    seen = page.evaluate("""() => Object.fromEntries(["friendly", "hostile"].map((kind) => {
      const line = document.querySelector(`.drawing .edge.${kind} .line`);
      return [kind, [getComputedStyle(line).strokeDasharray, line.getAttribute("marker-end")]];
    }))""")
    assert seen["friendly"] == ["none", "url(#head-friendly)"]
    assert seen["hostile"][0] != "none"
    assert seen["hostile"][1] == "url(#head-hostile)"


def contrast(one, other):
    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_lines_and_texts_stand_out_in_both_themes():
    style = (files("kgraph.page") / "assets" / "style.css").read_text(encoding="utf-8")
    light, dark = re.split(r"@media \(prefers-color-scheme: dark\)", style, maxsplit=1)
    for theme in (light, dark.partition("* {")[0]):
        colour = dict(re.findall(r"--([\w-]+): (#\w{6});", theme))
        for name in ("ink", "soft", "accent", "friendly", "hostile"):
            assert contrast(colour[name], colour["paper"]) >= 4.5, name
            assert contrast(colour[name], colour["panel"]) >= 4.5, name
        for name in [f"g{i}" for i in range(8)]:
            assert contrast(colour[name], colour["ink"]) >= 4.5, name


def test_print_shows_names_and_evidence_without_tools(html, visit):
    page = visit(html, "view=table&chosen=claim ledger1-008")
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator(".ties tbody .plain").first.is_visible()
    assert page.locator("#evidence").is_visible()
    assert not page.get_by_role("button", name="Close the evidence").is_visible()


def test_nothing_moves_by_itself(html):
    text = html.read_text(encoding="utf-8")
    assert "animation" not in text.split("</style>")[0]
    assert "transition" not in text.split("</style>")[0]


def test_the_page_works_in_the_column_of_a_notebook(html, tmp_path, visit):
    import html as escaping

    inner = escaping.escape(html.read_text(encoding="utf-8"), quote=True)
    outer = tmp_path / "notebook.html"
    outer.write_text(
        '<!doctype html><html data-ready><iframe sandbox="allow-scripts allow-downloads" '
        f'srcdoc="{inner}" width=820 height=640 title="kgraph"></iframe>',
        encoding="utf-8",
    )
    page = visit(outer)
    frame = page.frames[1]
    frame.wait_for_selector("html[data-ready]", state="attached")
    assert frame.evaluate("document.documentElement.scrollWidth") <= 820
    frame.locator('[data-actor="actor:velmora"] .mark').click()
    assert frame.locator("#evidence h2").inner_text() == "Velmora"
    frame.get_by_role("button", name="Close the evidence").click()
    frame.get_by_role("tab", name="Positions").click()
    assert frame.locator("td button.cell").count() > 0
    assert page.problems == []


@pytest.mark.parametrize("seed", [3, 8])
def test_any_claims_can_be_drawn(seed, tmp_path, visit):
    made = any_table(seed)
    path = tmp_path / "any.html"
    path.write_text(pages_.page(made, base(made), title="Any"), encoding="utf-8")
    page = visit(path, f"voices={ALL}")
    for layer in LAYERS:
        for view in VIEWS:
            tab(page, layer, view)
    assert page.problems == []


@pytest.mark.parametrize(
    ("fragment", "stop"),
    [
        ("layer=positions", ".matrix td .cell"),
        ("layer=influence&view=table", ".ties td button"),
        ("layer=influence&view=measures&measure=ranks", ".picture [data-claims]"),
        ("layer=influence&view=measures&measure=ranks", ".ties td button"),
        ("layer=positions&view=measures", ".strip .mark"),
    ],
)
def test_the_keyboard_stays_where_it_was_when_something_is_chosen(html, visit, fragment, stop):
    page = visit(html, f"{fragment}&voices={ALL}")
    page.locator(f"#sheet {stop}").nth(1).focus()
    name = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
    before = page.evaluate(name)
    page.keyboard.press("Enter")
    assert page.evaluate("window.kgraph.app.state.chosen.length") > 0
    assert page.evaluate(name) == before
    # From inside the evidence, Escape goes back to what was chosen.
    page.locator("#evidence button").nth(1).focus()
    page.keyboard.press("Escape")
    assert page.evaluate("window.kgraph.app.state.chosen.length") == 0
    assert page.evaluate(name) == before


def test_a_select_in_a_measure_keeps_the_keyboard(html, visit):
    page = visit(html, f"layer=positions&view=measures&voices={ALL}")
    select = page.get_by_role("combobox", name="Measure")
    select.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("window.kgraph.app.state.measure") != ""
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
