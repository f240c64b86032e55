"""The measures on the page: names, numbers, claims and pictures of the library, and live ones."""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import replace
from itertools import permutations

import pytest
import synthetic
from pages import ALL, MINI, mini, of_claims, of_model

from kgraph import wording
from kgraph.claims import Selection
from kgraph.measures.influence.influence import Influence
from kgraph.measures.register import MEASURES
from kgraph.model import Entity
from kgraph.page import view as viewing
from kgraph.page.measured import MOST, measured
from kgraph.text import cells

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
    if name == "flip":
        network = kg.influence(roll_up=True, **_EVERY)
        moved = {edge.target for edge in network.edges if not edge.hollow}
        ends = [None, *sorted(moved, key=kg.table.label)]
        rows = [kg.smallest_flip(on, roll_up=True, **_EVERY).rows()[0] for on in ends]
        return [row for row in rows if row["before"]]
    if name == "whatif":
        return kg.what_if(_OVERLAY, roll_up=True, **_EVERY).rows()
    if name == "institutions":
        return kg.institutions(**_EVERY).rows()
    if name == "persuaders":
        targets = kg.stance(roll_up=True, **_EVERY).targets
        return [r for t in targets for r in kg.persuaders(t, roll_up=True, **_EVERY).rows()]
    if name == "gaps":
        return kg.gaps(roll_up=True, **_EVERY).that_matter().rows()
    if name in {"contradictions", "frames", "figures", "structure"}:
        return getattr(kg, name)().rows()
    rows = kg.stance(roll_up=True, **_EVERY).view(name).rows()
    return [row for row in rows if name != "blocs" or row["bloc"] is not None]


def test_every_measure_has_the_rows_of_the_library(kg):
    found, pictures = measured(kg, _EVERY, _OVERLAY)
    assert json.loads(json.dumps(found)) == found
    assert set(pictures) == {"ranks", "plane", "whatif"}
    assert all("every voice" in caption.lower() for caption in found["captions"])
    place = [claim.claim for claim in kg.table]
    filled = 0
    for one in found["made"]:
        rows = rows_of(kg, one["id"])[:MOST]
        shown = cells(rows, MEASURES[one["id"]].type.shown)
        told = {h: [row[str(i)] for row in one["rows"]] for i, h in enumerate(one["heads"])}
        told = {h: c for h, c in told.items() if h not in {"on what", "who can move"}}
        behind = {"claim", "claims", "passages"}
        assert told == {h: c for h, c in shown.items() if h not in behind}, one["id"]
        for row, was in zip(one["rows"], rows, strict=True):
            names = [was["claim"]] if "claim" in was else was["claims"]
            assert sorted([*(place[at] for at in row["claims"]), *row["beyond"]]) == sorted(names)
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
    assert all("ledger1" in caption for caption in few["captions"])


def test_registers_are_of_every_voice_and_say_so(kg):
    found, _ = measured(kg, {})
    made = {one["id"]: one for one in found["made"]}
    said = {name: found["captions"][one["caption"]] for name, one in made.items()}
    assert len(made["contradictions"]["rows"]) == len(kg.contradictions().rows()) > 2
    for name in ("contradictions", "frames", "figures", "structure"):
        assert "every voice" in said[name].lower()
        assert "inside their state" not in said[name]
    assert "inside their state" not in said["institutions"]
    for name in ("congruence", "degrees", "ranks", "gaps"):
        assert "by voice of reporting, party on itself" in said[name]
        assert said[name].endswith("leaders and ministries inside their state or body.")
    chosen, _ = measured(kg, {"voices": ("analysis",)})
    rows = next(one["rows"] for one in chosen["made"] if one["id"] == "frames")
    assert len(rows) == len(kg.frames(voices=("analysis",)).rows())


def test_claims_of_an_overlay_are_counted_though_the_record_has_none(kg):
    found, _ = measured(kg, _EVERY, _OVERLAY)
    rows = next(one["rows"] for one in found["made"] if one["id"] == "whatif")
    assert {"ledger2-900"} in [set(row["beyond"]) for row in rows]


def test_a_picture_says_that_leaders_are_inside(kg):
    _, pictures = measured(kg, {})
    assert "leaders and ministries inside" in pictures["ranks"]
    assert "leaders and ministries" not in kg.picture("ranks")


def test_without_thresholds_the_page_says_what_is_missing(kg, monkeypatch):
    bare = mini()
    monkeypatch.setitem(bare.__dict__, "table", replace(kg.table, thresholds={}))
    found, _ = measured(bare, {})
    notes = {one["id"]: one["notes"] for one in found["made"]}
    assert found["blocs"] == []
    assert "no threshold kg:filledCells" in notes["blocs"][0]


def test_many_actors_have_no_measures_and_the_page_says_so(kg, monkeypatch):
    monkeypatch.setattr("kgraph.page.measured.LARGE", 3)
    found, pictures = measured(kg, {})
    assert (found["made"], pictures) == ([], {})
    assert "measures of up to 3 actors, and here are" in found["whyNot"]


def test_what_takes_long_is_left_to_the_command_line(kg, monkeypatch):
    for name in ("frustration", "plane"):
        monkeypatch.setitem(MEASURES, name, replace(MEASURES[name], slow_above=2))
    found, pictures = measured(kg, {})
    made = {one["id"]: one for one in found["made"]}
    for name in ("frustration", "plane"):
        assert made[name]["rows"] == []
        assert "of up to 2 actors, and here are" in made[name]["notes"][0]
    assert "plane" not in pictures
    assert made["degrees"]["rows"]


def test_blocs_colour_only_where_they_are_assessable(kg):
    head = {"captions": [], "whyNot": "", "made": []}
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
        assert (
            one["command"].split(" ISSUE")[0] in page.locator("#evidence code").last.text_content()
        )
    assert page.problems == []


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
            shown = {"layer": layer, "view": "measures", "asOf": "", **state}
            page.evaluate("(s) => window.kgraph.app.set(s)", shown)
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


def ways_of(page, pairs):
    """The ways that the page finds, as actors, numbers and lapsed steps; and why it stopped.

    Of each pair of actors, in one message to the browser.
    """
    answers = page.evaluate("(pairs) => pairs.map(([a, b]) => window.kgraph.ways(a, b))", pairs)
    for found in answers:
        ways = [
            (tuple(one["actors"]), tuple(round(one[n], 9) for n in ("product", "low", "high")), tuple(one["lapsed"]))
            for one in found["ways"]
        ]  # fmt: skip
        yield ways, found["stopped"]


def paths_of(paths):
    return [
        (path.actors, tuple(round(n, 9) for n in (path.product, path.low, path.high)), path.lapsed)
        for path in paths.found
    ]


def test_paths_have_the_ways_and_numbers_of_the_library(tmp_path, visit):
    path = tmp_path / "k.html"
    lapsed = hollow = several = 0
    voices = ("reporting", "party-on-itself")
    for seed in range(40):
        made = synthetic.any_table(seed)
        of_claims(made, path)
        page = visit(path, "rolled=no&layer=influence&view=measures")
        for day in ("", "2023-09-20"):
            page.evaluate("(asOf) => window.kgraph.app.set({ asOf })", day)
            chosen = Selection(voices=voices, min_factuality="possible")
            on = replace(chosen, as_of=dt.date.fromisoformat(day)) if day else chosen
            network = Influence.of_claims(made.select(replace(on, lapsed=True)))
            pairs = list(permutations(synthetic.ACTORS, 2))
            for (a, b), (ways, stopped) in zip(pairs, ways_of(page, pairs), strict=True):
                paths = network.paths(a, b)
                assert ways == paths_of(paths), (seed, day, a, b)
                assert stopped == paths.stopped == ""
                lapsed += any(one.lapsed for one in paths)
                hollow += any(one.hollow for one in paths)
                several += len(paths) > 1
        page.context.close()
    assert min(lapsed, hollow, several) >= 3


def test_a_search_that_stops_finds_what_the_library_finds(tmp_path, visit):
    actors = [f"actor:a{number:02}" for number in range(36)]
    claims = [
        synthetic.claim(f"paper-{number:04}", a, ("armed", "deters")[number % 2], b)
        for number, (a, b) in enumerate(permutations(actors, 2))
    ]
    made = synthetic.table(claims)
    named = {a: Entity(id=a, label=a.title(), type="State") for a in actors}
    made = replace(made, entities={**made.entities, **named})
    path = tmp_path / "k.html"
    of_claims(made, path)
    page = visit(path, "rolled=no&layer=influence&view=table")
    paths = Influence.of_claims(made).paths(actors[3], actors[7])
    [(ways, stopped)] = ways_of(page, [(actors[3], actors[7])])
    assert paths.stopped == stopped == "stopped at 1000 paths; shorter ones come first"
    assert ways == paths_of(paths)
    page.evaluate(
        "(path) => window.kgraph.app.set({ view: 'measures', measure: 'paths', path })",
        [actors[3], actors[7]],
    )
    assert f"The search was {stopped}." in page.locator("#sheet").inner_text()
    assert page.locator(".ways .strength").count() == 25


def test_a_step_of_a_drawn_path_opens_its_lever(kg, html, visit):
    page = visit(html)
    sheet = shown(page, "influence", "paths", path=[])
    mark = sheet.locator(".ways .mark").first
    claims = mark.get_attribute("data-claims").split()
    mark.locator(".tip").click()
    for claim in claims:
        assert page.locator(f"#claim-{claim}").count() == 1
    texts = sheet.locator(".ways .strength").all_text_contents()
    assert texts and all("[" in text and "]" in text for text in texts)


def test_the_position_matrix_is_ordered_by_bloc(kg, tmp_path, visit):
    holders = sorted(kg.stance(roll_up=True).holders)
    blocs = [holders[1::2], holders[::2]]
    head = {"captions": [], "whyNot": "", "made": [], "blocs": blocs}
    model = viewing.view(kg.table, kg.base(), title="T", measured=head)
    page = visit(of_model(model, tmp_path / "k.html"), "layer=positions")
    label = {kg.table.label(actor): n for n, bloc in enumerate(blocs) for actor in bloc}
    rows = page.locator(".matrix tbody th").all_inner_texts()
    columns = page.locator(".matrix thead th").all_inner_texts()
    told = [label[name] for name in (columns if columns[0] in label else rows)]
    assert told == sorted(told) and len(set(told)) == 2
    assert "Ordered by the blocs" in page.locator("#sheet").inner_text()


def test_a_lapsed_step_opens_what_it_rested_on(tmp_path, visit):
    ended = synthetic.claim("paper-001", "actor:north", "obligedToDefend", "actor:south",
                            valid_from="2023-01-01", valid_until="2023-06-30")  # fmt: skip
    held = synthetic.claim("paper-002", "actor:south", "armed", "actor:east")
    path = of_claims([ended, held], tmp_path / "k.html")
    page = visit(path, "rolled=no&layer=influence&view=measures&asOf=2023-09-20")
    sheet = page.locator("#sheet")
    ends = sheet.locator("select")
    assert "North" in ends.nth(1).inner_text()
    ends.nth(1).select_option("actor:north")
    ends.nth(2).select_option("actor:south")
    step = sheet.locator(".ways .lapsed")
    assert step.count() == 1
    step.locator(".tip").click()
    assert "Lapsed by 2023-09-20" in page.locator("#evidence").inner_text()
    assert page.locator("#claim-paper-001").count() == 1
    # Nobody can be at both ends.
    assert "actor:south" not in ends.nth(1).locator("option").evaluate_all(
        "all => all.map(o => o.value)"
    )


def test_live_pictures_leave_out_who_is_hidden(kg, html, visit):
    page = visit(html)
    sheet = shown(page, "conduct", "over-time")
    choice = sheet.locator("select").nth(1)
    assert "Oshen" in choice.inner_text()
    page.evaluate("window.kgraph.app.set({ hidden: ['actor:oshen'] })")
    assert "Oshen" not in choice.inner_text()
    sheet = shown(page, "influence", "paths", hidden=[], path=["actor:oshen", "actor:velmora"])
    assert sheet.locator(".ways .mark").count() > 0
    page.evaluate("window.kgraph.app.set({ hidden: ['actor:oshen'] })")
    assert sheet.locator(".ways .mark").count() == 0


def test_a_chosen_row_is_of_its_layer_and_a_measure_of_one_state(html, visit):
    page = visit(html)
    shown(page, "influence", "ranks", chosen=["row", "ranks", "0"])
    assert page.locator(".ties tr.chosen").count() == 1
    page.get_by_role("tab", name="Conduct").click()
    assert page.evaluate("window.kgraph.app.state.chosen") == []
    page.evaluate("window.kgraph.app.set({ beside: { asOf: '2031-03-01' } })")
    assert page.locator('[data-act="compare"]').is_disabled()
    assert page.locator("#change").is_hidden()
    for odd in ("constructor", "toString a", "row ranks 999", "mark nothing 0", "row"):
        page = visit(html, f"view=measures&measure=ranks&chosen={odd.replace(' ', '%20')}")
        assert page.problems == []


def test_shares_and_what_the_record_lacks_stand_in_the_evidence(kg, html, visit):
    page = visit(html)
    found, _ = measured(kg, _EVERY, _OVERLAY)
    made = {one["id"]: one for one in found["made"]}
    at = next(n for n, row in enumerate(made["degrees"]["rows"]) if row["shares"])
    name, parts = made["degrees"]["rows"][at]["shares"][0]
    shown(page, "conduct", "degrees", chosen=["row", "degrees", str(at)])
    told = page.locator("#evidence .gloss em").all_text_contents()
    assert [text.strip(" ()") for text in told] == [f"{share:.4g} of {name}" for _, share in parts]
    at = next(n for n, row in enumerate(made["whatif"]["rows"]) if row["beyond"])
    shown(page, "influence", "whatif", chosen=["row", "whatif", str(at)])
    assert "Not in this record: ledger2-900." in page.locator("#evidence").inner_text()


def test_what_the_filters_take_in_now_has_a_command(html, visit):
    page = visit(html)
    sheet = shown(page, "positions", "congruence")
    assert "filters have changed" not in sheet.inner_text()
    page.evaluate("window.kgraph.app.set({ asOf: '2031-03-04' })")
    assert "kgraph stance congruence --as-of 2031-03-04 --voice all --roll-up" in sheet.inner_text()
    page.evaluate("window.kgraph.app.set({ asOf: '', rolled: false })")
    assert "filters have changed" not in sheet.inner_text()
    assert "Some are drawn apart now" in sheet.inner_text()


def test_the_panel_begins_with_ranks_or_why_there_are_none(kg, html, visit):
    page = visit(html, "layer=influence&view=graph")
    panel = page.locator("#evidence")
    for row in kg.influence(roll_up=True, **_EVERY).rank().rows()[:6]:
        assert wording.ranked(row) in panel.inner_text()
    panel.get_by_role("button", name="All measures").click()
    assert page.locator("#sheet h2").inner_text() == MEASURES["ranks"].title


def test_the_panel_names_everybody_of_each_bloc(kg, tmp_path, visit):
    holders = sorted(kg.stance(roll_up=True).holders)
    made = {**measured(kg, {})[0], "blocs": [holders[:1], holders[1:]]}
    model = viewing.view(kg.table, kg.base(), title="T", measured=made)
    page = visit(of_model(model, tmp_path / "k.html"), "layer=positions")
    told = page.locator("#evidence li").all_inner_texts()
    for number, bloc in enumerate(made["blocs"], 1):
        assert f"Bloc {number}: {', '.join(map(kg.table.label, bloc))}" in told


def test_pictures_of_measures_are_saved_with_their_styles(kg, html, visit, tmp_path):
    page = visit(html)
    for layer, measure in (
        ("influence", "ranks"),
        ("influence", "paths"),
        ("positions", "over-time"),
    ):
        shown(page, layer, measure)
        text = page.evaluate("window.kgraph.picture()")
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


def test_an_unknown_measure_in_a_link_is_the_first(kg, tmp_path, visit):
    path = of_model(viewing.view(kg.table, kg.base(), title="T"), tmp_path / "k.html")
    page = visit(path, "layer=influence&view=measures&measure=nonsense&about=nobody")
    assert page.locator("#sheet h2").inner_text() == "Paths"
    assert page.problems == []
