"""The page in a real browser, with the network blocked."""

from __future__ import annotations

import datetime as dt

import pytest

from kgraph.claims import ALL_VOICES, DEFAULT_VOICES, Selection
from kgraph.page import render as rendering
from kgraph.page.view import breakpoints, places, projection

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def html(kg, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "kgraph.html"
    path.write_text(kg.page(), encoding="utf-8")
    return path


def _selections(table):
    last = max(d.published_last for d in table.documents.values())
    assert breakpoints(table)[-1] == last
    for voices in (DEFAULT_VOICES, ALL_VOICES):
        for day in ["", *breakpoints(table)]:
            yield Selection(
                as_of=dt.date.fromisoformat(day) if day else None,
                voices=voices,
                min_factuality="possible",
            )
        for document in table.documents:
            yield Selection(
                lens=(f"document:{document}",), voices=voices, min_factuality="possible"
            )
        yield Selection(voices=voices, min_factuality="certain", disputed=False)
        yield Selection(voices=voices, min_factuality="probable", families=("security",))
        yield Selection(lens=("claimant:actor:azerbaijan", "publisher:actor:ecfr"), voices=voices, min_factuality="possible")  # fmt: skip
        yield Selection(known_by=dt.date(2023, 9, 20), voices=voices, min_factuality="possible")


def _filters(selection):
    return {
        "asOf": selection.as_of.isoformat() if selection.as_of else "",
        "knownBy": selection.known_by.isoformat() if selection.known_by else "",
        "voices": list(selection.voices),
        "lens": list(selection.lens),
        "families": list(selection.families),
        "disputed": selection.disputed,
        "minFactuality": selection.min_factuality,
    }


def _comparable(networks):
    def plain(one):
        kept = {name: value for name, value in one.items() if name != "parts"}
        return {n: round(v, 9) if isinstance(v, float) else v for n, v in kept.items()}

    return {
        layer: {
            name: sorted((plain(one) for one in several), key=repr)
            for name, several in networks[layer].items()
        }
        for layer in ("positions", "conduct", "influence")
    }


def test_the_page_computes_what_the_library_computes(kg, html, visit):
    page = visit(html)
    compared = 0
    for selection in _selections(kg.table):
        ours = projection(kg.table, selection)
        theirs = page.evaluate("filters => window.kgraph.networks(filters)", _filters(selection))
        for network in (ours, theirs):
            for layer in ("positions", "conduct", "influence"):
                for several in network[layer].values():
                    for one in several:
                        one.pop("parts", None)
                        if "families" in one and isinstance(one["families"], dict):
                            one["families"] = dict(sorted(one["families"].items()))
                        for name in ("weight", "sign"):
                            if name in one:
                                one[name] = round(float(one[name]), 9)
        ordered = [_keyed(_comparable(network)) for network in (ours, theirs)]
        assert ordered[0] == ordered[1], selection
        compared += 1
    assert compared == 2 * (len(breakpoints(kg.table)) + 1 + len(kg.table.documents) + 4)


def _keyed(networks):
    return {
        layer: {
            name: sorted((dict(sorted(one.items())) for one in several), key=repr)
            for name, several in lists.items()
        }
        for layer, lists in networks.items()
    }


def test_nothing_is_fetched_and_nothing_goes_wrong(html, visit):
    page = visit(html)
    for tab in ("Conduct", "Positions", "Table", "Influence"):
        page.get_by_role("tab", name=tab).click()
    assert page.requests == []
    assert page.problems == []


def test_first_view_shows_influence_and_the_base_of_evidence(kg, html, visit):
    page = visit(html)
    influence = kg.influence()
    assert page.locator("g.edge").count() == len(influence.edges)
    assert page.locator("g.actor").count() == len(influence.actors)
    assert kg.base().sentence() in page.locator("header").inner_text()
    assert kg.data_version in page.locator("header").inner_text()


_MIDDLE = """selector => {
  const path = document.querySelector(selector);
  const at = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
  return { x: at.x, y: at.y };
}"""


def test_a_tie_opens_its_claims_with_passage_and_claimant(kg, html, visit):
    page = visit(html)
    spot = page.evaluate(_MIDDLE, '[data-key="actor:russia actor:armenia 1"] .reach')
    page.mouse.click(spot["x"], spot["y"])
    text = page.locator("#evidence").inner_text()
    for claim in kg.explain("Russia", "Armenia", "influence").ties[0].claims:
        assert claim in text
        assert kg.table[claim].gloss in text
        assert kg.table[claim].passage[0] in text
        assert kg.table[claim].claimant_label in text
    assert "duty on paper, reported unmet" in text
    assert "data/triples.ttl:" in text


def test_a_cell_opens_both_voices_of_a_mixed_position(html, visit):
    page = visit(html, "view=positions")
    page.get_by_role(
        "button", name="Armenia, Nagorno-Karabakh is part of Azerbaijan: mixed"
    ).click()
    text = page.locator("#evidence").inner_text()
    assert "rferl-007" in text
    assert "ecfr-001" in text
    assert "condition" in text


def test_a_disputed_claim_names_who_disputes_it(html, visit):
    page = visit(html, "chosen=claim unnamed-001")
    text = page.locator("#evidence").inner_text()
    assert "disputed (denial) by Russia, a party to it" in text


def test_filters_change_what_is_drawn_and_the_link_keeps_them(kg, html, visit):
    page = visit(html)
    page.get_by_label("analysis").check()
    more = kg.influence(voices=("reporting", "party-on-itself", "analysis"))
    assert page.locator("g.edge").count() == len(more.edges) > len(kg.influence().edges)
    page.get_by_label("economic").check()
    economic = kg.influence(
        voices=("reporting", "party-on-itself", "analysis"), families=["economic"]
    )
    assert page.locator("g.edge").count() == len(economic.edges)
    again = visit(html, page.url.partition("#")[2])
    assert again.locator("g.edge").count() == len(economic.edges)


def test_the_slider_shows_the_record_as_of_a_day(kg, html, visit):
    page = visit(html)
    days = breakpoints(kg.table)
    slider = page.locator("#day")
    stop = days.index("2023-09-18" if "2023-09-18" in days else days[0]) + 1
    slider.fill(str(stop))
    shown = kg.influence(as_of=days[stop - 1])
    assert page.locator("g.edge").count() == len(shown.edges)
    assert days[stop - 1] in page.locator(".day output").inner_text()


def test_search_finds_without_accents(html, visit):
    page = visit(html)
    page.keyboard.press("/")
    page.keyboard.type("turkiye")
    page.keyboard.press("Enter")
    assert page.locator("#evidence h2").inner_text() == "Türkiye"


def test_the_keyboard_goes_from_actor_to_actor(html, visit):
    page = visit(html)
    page.locator('[data-actor="actor:azerbaijan"]').focus()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    assert page.evaluate("Boolean(document.activeElement.dataset.actor)")
    page.keyboard.press("Enter")
    assert page.locator("#evidence h2").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("#evidence h2").inner_text() == "Evidence"


@pytest.mark.parametrize("width", [1440, 900, 390])
def test_no_width_scrolls_sideways(html, visit, width):
    page = visit(html, viewport={"width": width, "height": 850})
    for tab in ("Influence", "Conduct", "Positions", "Table"):
        page.get_by_role("tab", name=tab).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


_PAYLOAD = "</script><script>window.hit=1</script><img src=x onerror='window.hit=1'>{{7*7}}"


def test_text_in_the_data_is_never_markup(kg, tmp_path, visit):
    from kgraph.page import view as viewing

    model = viewing.view(kg.table, kg.base(), title=_PAYLOAD)

    def poison(value, name=""):
        if isinstance(value, dict):
            return {n: poison(v, n) for n, v in value.items()}
        if isinstance(value, list):
            return [poison(v, name) for v in value]
        poisoned = {
            "label",
            "gloss",
            "title",
            "note",
            "condition",
            "definition",
            "sentence",
            "publisherLabel",
        }
        # An empty condition stays empty: text would make the claim conditional.
        return value + _PAYLOAD if name in poisoned and isinstance(value, str) and value else value

    path = tmp_path / "poisoned.html"
    path.write_text(rendering.render(poison(model)), encoding="utf-8")
    page = visit(path)
    for tab in ("Conduct", "Positions", "Table", "Influence"):
        page.get_by_role("tab", name=tab).click()
    page.locator('[data-actor="actor:armenia"]').focus()
    page.keyboard.press("Enter")
    assert page.evaluate("window.hit") is None
    assert page.requests == []
    assert page.problems == []
    assert "<img" in page.locator("#evidence").inner_text()


def test_the_page_works_inside_a_sandboxed_frame(html, tmp_path, browser):
    import html as escaping

    frame = tmp_path / "frame.html"
    inner = escaping.escape(html.read_text(encoding="utf-8"), quote=True)
    frame.write_text(
        f'<iframe sandbox="allow-scripts" srcdoc="{inner}" width=900 height=700></iframe>',
        encoding="utf-8",
    )
    page = browser.new_page()
    page.goto(frame.as_uri())
    page.frame_locator("iframe").locator("g.actor").first.wait_for()
    page.close()


def test_the_policy_allows_only_our_script(html):
    import html as escaping

    text = escaping.unescape(html.read_text(encoding="utf-8"))
    assert "default-src 'none'; script-src 'sha256-" in text
    assert "unsafe" not in text.split("<title>")[0]
    assert "innerHTML" not in rendering.bundle()


def test_the_page_is_the_same_for_the_same_data(kg):
    assert kg.page() == kg.page()


def test_no_two_modules_define_the_same_name():
    import re
    from importlib.resources import files

    found: dict[str, str] = {}
    for module in rendering.MODULES:
        text = (files("kgraph.page") / "assets" / module).read_text(encoding="utf-8")
        for name in re.findall(
            r"^(?:export )?(?:const|let|function\*?|class) (\w+)", text, re.MULTILINE
        ):
            assert name not in found, f"{name} in {module} and {found[name]}"
            found[name] = module
    assert len(found) > 30


def test_pyvis_draws_the_same_edges_at_the_same_places(kg):
    network = kg.to_pyvis("conduct")
    edges = {(e["from"], e["to"]) for e in network.edges}
    assert edges == {(e.source, e.target) for e in kg.stance().conduct.edges}
    assert len(network.edges) == len(kg.stance().conduct.edges)
    spot = places(kg.table)["conduct"]["actor:armenia"]
    node = next(n for n in network.nodes if n["id"] == "actor:armenia")
    assert (node["x"], node["y"]) == pytest.approx((spot[0] * 1200, spot[1] * 750), abs=1)
    assert all("href" not in str(e["title"]) for e in network.edges)
