"""The measures on the page: names, numbers, claims and pictures of the library, and live ones."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import permutations

import pytest
from pages import ALL, LAYERS, MINI, mini, of_model

from kgraph.listings import LISTINGS
from kgraph.measured import MOST, measured
from kgraph.page import view as viewing
from kgraph.tables import cells

_OVERLAY = MINI.parents[1] / "overlays" / "what-if.ttl"
_EVERY = {"voices": tuple(ALL.split())}


@pytest.fixture(scope="module")
def kg():
    return mini()


@pytest.fixture(scope="module")
def html(kg, tmp_path_factory):
    """A page of every voice, and of what an overlay would change."""
    path = tmp_path_factory.mktemp("page") / "kgraph.html"
    path.write_text(kg.page(overlay=_OVERLAY, **_EVERY), encoding="utf-8")
    return path


def rows_of(kg, name):
    """The rows that the library has of a measure, for what the page shows."""
    if name == "ranks":
        return kg.influence(roll_up=True, **_EVERY).rank().rows()
    if name == "plane":
        return kg.influence(roll_up=True, **_EVERY).plane().rows()
    if name == "whatif":
        return kg.what_if(_OVERLAY, roll_up=True, **_EVERY).rows()
    if name == "institutions":
        return [row for one in kg.institutions(**_EVERY) for row in one.rows()]
    if name == "persuaders":
        targets = kg.stance(roll_up=True, **_EVERY).targets
        return [r for t in targets for r in kg.persuaders(t, roll_up=True, **_EVERY).rows()]
    if name == "gaps":
        return kg.gaps(roll_up=True, **_EVERY).rows()
    if name in {"contradictions", "frames", "figures"}:
        return getattr(kg, name)().rows()
    return kg.stance(roll_up=True, **_EVERY).view(name).rows


def test_every_measure_has_the_rows_of_the_library(kg):
    found, pictures = measured(kg, _EVERY, _OVERLAY)
    assert json.loads(json.dumps(found)) == found
    assert set(pictures) == {"ranks", "plane", "whatif"}
    assert "every voice" in found["caption"].lower()
    place = [claim.claim for claim in kg.table]
    filled = 0
    for one in found["made"]:
        rows = rows_of(kg, one["id"])[:MOST]
        shown = cells(rows, LISTINGS[one["id"]].shown)
        told = {h: [row[str(i)] for row in one["rows"]] for i, h in enumerate(one["heads"])}
        told.pop("on what", None)
        behind = {"claim", "claims", "passages"}
        assert told == {h: c for h, c in shown.items() if h not in behind}, one["id"]
        for row, was in zip(one["rows"], rows, strict=True):
            names = [was["claim"]] if "claim" in was else was["claims"]
            assert [place[at] for at in row["claims"]] == [n for n in names if n in place]
        filled += bool(rows)
    assert filled >= 15


def test_the_shares_of_a_row_sum_to_its_number(kg):
    found, _ = measured(kg, _EVERY)
    summed = 0
    for one in found["made"]:
        for row, was in zip(one["rows"], rows_of(kg, one["id"]), strict=True):
            for name, parts in row["shares"]:
                value = was.get(name, was.get("value"))
                assert math.fsum(share for _, share in parts) == pytest.approx(value, abs=1e-6)
                summed += 1
    assert summed > 5


def test_measures_are_of_the_claims_with_which_the_page_opens(kg):
    few, _ = measured(kg, {"lens": ("document:ledger1",)})
    ranks = next(one for one in few["made"] if one["id"] == "ranks")
    told = kg.influence(roll_up=True, lens=("document:ledger1",)).rank()
    assert [row["0"] for row in ranks["rows"]] == [row["actor_label"] for row in told.rows()]
    assert "ledger1" in few["caption"]


def test_without_thresholds_the_page_says_what_is_missing(kg, monkeypatch):
    bare = mini()
    monkeypatch.setitem(bare.__dict__, "table", replace(kg.table, thresholds={}))
    found, _ = measured(bare, {})
    notes = {one["id"]: one["notes"] for one in found["made"]}
    assert found["blocs"] == []
    assert "no threshold kg:filledCells" in notes["blocs"][0]


def test_many_actors_have_no_measures_and_the_page_says_so(kg, monkeypatch):
    monkeypatch.setattr("kgraph.measured.LARGE", 3)
    found, pictures = measured(kg, {})
    assert (found["made"], pictures) == ([], {})
    assert "measures of up to 3 actors, and here are" in found["whyNot"]


def test_what_takes_long_is_left_to_the_command_line(kg, monkeypatch):
    monkeypatch.setattr("kgraph.measured._SLOW", {"frustration": 2, "plane": 2})
    found, pictures = measured(kg, {})
    made = {one["id"]: one for one in found["made"]}
    for name in ("frustration", "plane"):
        assert made[name]["rows"] == []
        assert "of up to 2 actors, and here are" in made[name]["notes"][0]
    assert "plane" not in pictures
    assert made["degrees"]["rows"]


def test_blocs_colour_only_where_they_are_assessable(kg):
    head = {"caption": "", "whyNot": "", "made": []}
    none = viewing.view(kg.table, kg.base(), title="T", measured={**head, "blocs": []})
    assert none["groupings"] == []
    some = {**head, "blocs": [["actor:oshen"], ["actor:velmora"]]}
    two = viewing.view(kg.table, kg.base(), title="T", measured=some)
    assert two["groupings"] == [
        {"name": "blocs (computed)",
         "groups": {"actor:oshen": "bloc 1", "actor:velmora": "bloc 2"}},
    ]  # fmt: skip


# --- in the browser


def shown(page, layer, measure, **more):
    """Show a measure of a layer."""
    page.evaluate(
        "(state) => window.kgraph.app.set(state)",
        {"layer": layer, "view": "measures", "measure": measure, "chosen": [], **more},
    )
    return page.locator("#sheet")


@pytest.mark.browser
def test_each_measure_is_a_table_whose_rows_open_their_claims(kg, html, visit):
    page = visit(html)
    found, _ = measured(kg, _EVERY, _OVERLAY)
    for one in found["made"]:
        sheet = shown(page, one["layers"][0], one["id"])
        assert sheet.locator("h2").inner_text() == one["title"]
        table = sheet.locator("table.ties tbody tr")
        assert table.count() == len(one["rows"]), one["id"]
        for note in one["notes"]:
            assert note in sheet.inner_text()
        if not one["rows"]:
            continue
        said = [cell.strip() for cell in table.first.locator("td").all_inner_texts()]
        row = one["rows"][0]
        width = len(one["heads"])
        assert said == [*(row[str(at)].strip() for at in range(width)), str(len(row["claims"]))]
        table.first.get_by_role("button").click()
        cards = page.locator("#evidence article.claim")
        assert cards.count() == len(row["claims"]), one["id"]
        assert one["command"].split(" ISSUE")[0] in page.locator("#evidence code").last.inner_text()
    assert page.problems == []


@pytest.mark.browser
def test_marks_of_a_picture_open_their_claims_by_mouse_and_keyboard(kg, html, visit):
    page = visit(html)
    for name, result in (
        ("ranks", kg.influence(roll_up=True, **_EVERY).rank()),
        ("plane", kg.influence(roll_up=True, **_EVERY).plane()),
    ):
        shown(page, "influence", name)
        marks = page.locator(".picture [data-claims]")
        assert marks.count() == len(result) > 2
        marks.first.focus()
        page.keyboard.press("ArrowDown")
        reached = page.evaluate("document.activeElement.dataset.actor")
        claims = page.evaluate("document.activeElement.dataset.claims").split()
        assert reached in {row["actor"] for row in result.rows()[1:]}
        page.keyboard.press("Enter")
        assert page.locator("#evidence article.claim").count() == len(claims)
        assert page.locator(".picture .chosen").get_attribute("data-actor") == reached
        page.keyboard.press("Escape")
        assert "chosen" not in page.url.partition("#")[2]
    shown(page, "influence", "whatif")
    page.locator(".picture [data-claims*='ledger1-010']").first.click()
    assert page.locator("#claim-ledger1-010").count() == 1


@pytest.mark.browser
def test_strips_have_the_claims_of_the_library(kg, html, visit):
    page = visit(html)
    drawn = 0
    for options, state in (
        ({}, {"voices": ["reporting", "party-on-itself"]}),
        (_EVERY, {"voices": ALL.split()}),
        ({"as_of": "2031-03-04", **_EVERY}, {"voices": ALL.split(), "asOf": "2031-03-04"}),
    ):
        stance = kg.stance(roll_up=True, **options)
        subjects = [("positions", (target,)) for target in stance.targets]
        pairs = {frozenset((tie.source, tie.target)) for tie in stance.conduct.ties}
        subjects += [("conduct", tuple(sorted(pair))) for pair in sorted(map(sorted, pairs))]
        for layer, about in subjects:
            page.evaluate("(s) => window.kgraph.app.set(s)", {"layer": layer, "asOf": "", **state})
            found = page.evaluate("(about) => window.kgraph.strip(...about)", list(about))
            told = sorted(
                (m["source"], m["target"], m["side"], m["first"], m["last"], m["claim"]["id"])
                for m in found
            )
            rows = stance.strip(*about).rows()
            assert told == sorted(
                (r["source"], r["target"], r["side"], r["first"], r["last"], r["claim"])
                for r in rows
            ), (about, options)
            drawn += len(rows)
    assert drawn > 30


@pytest.mark.browser
def test_a_strip_follows_the_filters_and_opens_its_claims(kg, html, visit):
    page = visit(html)
    sheet = shown(page, "positions", "over-time")
    marks = sheet.locator(".strip .mark")
    about = sheet.locator("select").nth(1).input_value()
    before = marks.count()
    assert before == len(
        {r["claim"] for r in kg.stance(roll_up=True, **_EVERY).strip(about).rows()}
    )
    marks.first.click()
    claim = marks.first.get_attribute("data-claims")
    assert page.locator(f"#claim-{claim}").count() == 1
    page.evaluate("window.kgraph.app.set({ knownBy: '2031-03-03' })")
    assert marks.count() < before
    # Another subject is chosen by name, and stands in the address.
    other = sheet.locator("select").nth(1).locator("option").nth(1).get_attribute("value")
    sheet.locator("select").nth(1).select_option(other)
    again = visit(html, page.url.partition("#")[2])
    assert again.locator("#sheet select").nth(1).input_value() == other


@pytest.mark.browser
def test_paths_have_the_ways_and_numbers_of_the_library(kg, html, visit):
    page = visit(html)
    found = broken = 0
    for options, state in (
        (_EVERY, {"voices": ALL.split(), "asOf": ""}),
        ({"as_of": "2031-03-04", **_EVERY}, {"voices": ALL.split(), "asOf": "2031-03-04"}),
        ({"as_of": "2035-01-01", **_EVERY}, {"voices": ALL.split(), "asOf": "2035-01-01"}),
    ):
        network = kg.influence(roll_up=True, **options)
        page.evaluate("(s) => window.kgraph.app.set(s)", {"layer": "influence", **state})
        for a, b in permutations(sorted(network.actors), 2):
            ways = page.evaluate("([a, b]) => window.kgraph.ways(a, b)", [a, b])
            paths = network.paths(a, b).found
            assert [tuple(way["actors"]) for way in ways] == [path.actors for path in paths]
            for way, path in zip(ways, paths, strict=True):
                numbers = (path.product, path.low, path.high)
                assert (way["product"], way["low"], way["high"]) == pytest.approx(numbers)
                assert tuple(way["lapsed"]) == path.lapsed
                broken += bool(path.lapsed or path.hollow)
            found += len(ways)
    assert found > 10
    assert broken > 0


@pytest.mark.browser
def test_a_step_of_a_drawn_path_opens_its_lever(kg, html, visit):
    page = visit(html)
    sheet = shown(page, "influence", "paths", path=["actor:tarskia", "actor:ilvar-authorities"])
    if not sheet.locator(".ways .mark").count():
        page.evaluate("window.kgraph.app.set({ path: [] })")
    mark = sheet.locator(".ways .mark").first
    claims = mark.get_attribute("data-claims").split()
    mark.locator(".tip").click()
    for claim in claims:
        assert page.locator(f"#claim-{claim}").count() == 1
    texts = sheet.locator(".ways .strength").all_text_contents()
    assert texts and all("[" in text and "]" in text for text in texts)


@pytest.mark.browser
def test_the_position_matrix_is_ordered_by_bloc(kg, tmp_path, visit):
    holders = sorted(kg.stance(roll_up=True).holders)
    blocs = [holders[1::2], holders[::2]]
    head = {"caption": "", "whyNot": "", "made": [], "blocs": blocs}
    model = viewing.view(kg.table, kg.base(), title="T", measured=head)
    page = visit(of_model(model, tmp_path / "k.html"), "layer=positions")
    label = {kg.table.label(actor): n for n, bloc in enumerate(blocs) for actor in bloc}
    rows = page.locator(".matrix tbody th").all_inner_texts()
    columns = page.locator(".matrix thead th").all_inner_texts()
    told = [label[name] for name in (columns if columns[0] in label else rows)]
    assert told == sorted(told) and len(set(told)) == 2
    assert "Ordered by bloc." in page.locator("#sheet").inner_text()


@pytest.mark.browser
def test_what_the_filters_take_in_now_has_a_command(html, visit):
    page = visit(html)
    sheet = shown(page, "positions", "congruence")
    assert "filters have changed" not in sheet.inner_text()
    page.evaluate("window.kgraph.app.set({ asOf: '2031-03-04' })")
    assert "kgraph stance congruence --as-of 2031-03-04 --voice all --roll-up" in sheet.inner_text()


@pytest.mark.browser
def test_the_panel_begins_with_ranks_or_why_there_are_none(kg, html, visit):
    page = visit(html)
    panel = page.locator("#evidence")
    for row in kg.influence(roll_up=True, **_EVERY).rank().rows()[:6]:
        assert LISTINGS["ranks"].shown["rank"](row) in panel.inner_text()
    panel.get_by_role("button", name="All measures").click()
    assert page.locator("#sheet h2").inner_text() == LISTINGS["ranks"].title


@pytest.mark.browser
def test_pictures_of_measures_are_saved_with_their_styles(kg, html, visit, tmp_path):
    page = visit(html)
    for layer, measure in (
        ("influence", "ranks"),
        ("influence", "paths"),
        ("positions", "over-time"),
    ):
        shown(page, layer, measure)
        text = page.evaluate("window.kgraph.picture()")
        assert "data " in text.lower()
        lone = tmp_path / f"{measure}.svg"
        lone.write_text(text, encoding="utf-8")
        alone = page.context.new_page()
        alone.goto(lone.as_uri())
        # What a mark looks like does not hang on the page's style sheet.
        fills = "(at) => [...document.querySelectorAll(`${at} circle, ${at} text`)].map((one) => getComputedStyle(one).fill)"
        here = page.evaluate(fills, "#sheet .scroll > svg")
        assert set(here) <= set(alone.evaluate(fills, "svg"))
        assert kg.data_version in alone.locator("svg").first.text_content()
        alone.close()
    shown(page, "positions", "congruence")
    assert page.locator('[data-act="svg"]').is_disabled()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_no_measure_scrolls_the_page_sideways(kg, html, visit, width):
    page = visit(html, viewport={"width": width, "height": 850})
    found, _ = measured(kg, _EVERY, _OVERLAY)
    for one in [*found["made"], {"id": "over-time", "layers": ["conduct"]},
                {"id": "paths", "layers": ["influence"]}]:  # fmt: skip
        for layer in one["layers"]:
            shown(page, layer, one["id"])
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (layer, one["id"])
    assert set(LAYERS) >= {layer for one in found["made"] for layer in one["layers"]}


@pytest.mark.browser
def test_an_unknown_measure_in_a_link_is_the_first(kg, tmp_path, visit):
    path = of_model(viewing.view(kg.table, kg.base(), title="T"), tmp_path / "k.html")
    page = visit(path, "view=measures&measure=nonsense&about=nobody")
    assert page.locator("#sheet h2").inner_text() == "Paths"
    assert page.problems == []
