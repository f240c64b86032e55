"""What the page opens on: structure as space, over it the strongest conduct and unmet duties."""

from __future__ import annotations

import re

import pytest
import synthetic
from synthetic import claim, table

import kgraph
from kgraph.claims import DEFAULT_VOICES
from kgraph.draw.homes import Homes
from kgraph.page import opening
from tests.pages import ALL, of_claims, tab

_DUTY = "actor:russia actor:armenia unmet"


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    path = tmp_path_factory.mktemp("overview") / "page.html"
    path.write_text(kgraph.open().page(), encoding="utf-8")
    return path


def selected(page):
    return page.locator("[role=tab][aria-selected=true]").all_inner_texts()


def drawn(page):
    return {one.get_attribute("data-edge") for one in page.locator(".drawing g.edge").all()}


def test_a_dossier_with_structure_opens_on_its_overview(html, visit):
    page = visit(html)
    assert selected(page) == ["Overview"]
    assert page.evaluate("location.hash") in {"", "#"}
    assert page.requests == []
    assert page.problems == []
    assert _DUTY in drawn(page)
    tab(page, "influence")
    assert selected(page) == ["Influence"]
    page.evaluate("window.kgraph.app.move('undo')")
    assert selected(page) == ["Overview"]
    tab(page, "conduct")
    assert selected(page) == ["Conduct"]
    assert page.evaluate("location.hash").count("view=graph") == 1
    again = visit(html, page.evaluate("location.hash").removeprefix("#"))
    assert selected(again) == ["Conduct"]
    assert drawn(again) == drawn(page)


def test_unmet_duties_are_the_most_visible_lines_with_direction_and_word(html, visit):
    page = visit(html, viewport={"width": 1440, "height": 900})
    found = page.evaluate(
        """(key) => {
      const all = [...document.querySelectorAll(".drawing g.edge")];
      const of = (e) => {
        const style = getComputedStyle(e.querySelector(".line"));
        return { width: parseFloat(style.strokeWidth), stroke: style.stroke,
                 opacity: style.strokeOpacity, dashes: style.strokeDasharray };
      };
      const isDuty = (e) => e.dataset.edge.endsWith(" unmet");
      return { duties: all.filter(isDuty).map(of), others: all.filter((e) => !isDuty(e)).map(of),
               head: all.find((e) => e.dataset.edge === key).querySelector(".inside")
                 .getAttribute("marker-end"),
               words: [...document.querySelectorAll(".word")].map((e) => e.textContent) };
    }""",
        _DUTY,
    )
    assert len(found["duties"]) == 2
    widest = max(one["width"] for one in found["others"])
    for one in found["duties"]:
        assert one["width"] > widest
        assert one["opacity"] == "1"
        assert one["dashes"] == "none"
        assert one["stroke"] not in {other["stroke"] for other in found["others"]}
    assert found["head"].startswith("url(#head-unmet")
    assert "is obliged to defend: reported unmet, before 19 Sep 2023" in found["words"]
    # Where there is no room for the whole duty, there is for what became of it.
    whole = "guarantees the security of: reported unmet, 19 to 20 Sep 2023"
    other = {whole, whole.partition(": ")[2], "reported unmet"}
    assert other & {*found["words"]}


def test_members_forces_and_organs_stand_at_home_and_an_alliance_says_what_happened(html, visit):
    page = visit(html)
    for bud in ("actor:azerbaijani-forces", "actor:euma", "actor:european-commission"):
        assert page.locator(f'[data-actor="{bud}"]').count() == 1
        assert not any(bud in key.split() for key in drawn(page))
    hull = page.locator('[data-actor="actor:csto"]')
    assert hull.locator("text").all_text_contents() == [
        "Collective Security Treaty Organization", "Armenia: reduced its participation in it",
    ]  # fmt: skip
    boxes = {
        id: page.locator(f'[data-actor="actor:{id}"] .mark').bounding_box()
        for id in ("armenia", "russia", "turkey")
    }
    frames = [one.bounding_box() for one in page.locator(".frame.space rect").all()]

    def within(mark):
        return [
            n for n, frame in enumerate(frames)
            if frame["x"] < mark["x"] < frame["x"] + frame["width"]
            and frame["y"] < mark["y"] < frame["y"] + frame["height"]
        ]  # fmt: skip

    assert within(boxes["armenia"]) == within(boxes["russia"]) != []
    assert within(boxes["turkey"]) == []


def test_experts_have_open_heads_and_one_click_leaves_them_out(html, visit):
    page = visit(html)
    heads = page.locator('.edge [marker-end$="-open)"]').count()
    assert heads > 3
    before = drawn(page)
    page.get_by_role("button", name="Leave experts out").click()
    assert page.evaluate("location.hash").count("voices=reporting+party-on-itself") == 1
    assert drawn(page) < before
    assert page.locator('.edge [marker-end$="-open)"]').count() == 0
    more = page.get_by_role("button", name="Take experts in")
    lines = len(before) - len(drawn(page))
    assert f"({lines} lines of " in more.inner_text()
    more.click()
    assert drawn(page) == before


@pytest.mark.parametrize("address", ["", f"voices={ALL}&view=overview", "asOf=2023-09-19&view=overview",
                                     "only=hollow&view=overview", "focus=actor:eu&view=overview"])  # fmt: skip
def test_shown_and_left_out_are_all_claims(html, visit, address):
    page = visit(html, address)
    told = page.locator("#shown").inner_text()
    shown, every = map(int, re.search(r"from (\d+) of (\d+) claims", told).groups())
    (left,) = map(int, re.findall(r"(\d+) claims? left out", told))
    assert shown + left == every == len(kgraph.open().table)


def test_disputed_belonging_is_dotted_to_both(html, visit):
    page = visit(html, f"view=overview&voices={ALL}")
    ends = {"actor:karabakh-forces actor:armenia claimed", "actor:karabakh-forces actor:artsakh claimed"}  # fmt: skip
    assert ends <= drawn(page)
    assert page.get_by_text("said to belong to; others say otherwise").count() == 1


def test_filters_of_sign_and_of_unmet_duties_hold_there(html, visit):
    page = visit(html, "view=overview&sign=-1")
    assert {key.split()[2] for key in drawn(page)} == {"-1"}
    page = visit(html, "view=overview&only=hollow")
    assert {key.split()[2] for key in drawn(page)} == {"unmet"}


def test_paths_leave_the_overview_for_the_graph(html, visit):
    page = visit(html)
    page.evaluate("window.kgraph.app.set({ path: ['actor:turkey', 'actor:armenia'] })")
    assert selected(page) == ["Conduct"]
    assert page.problems == []


def test_without_structure_the_page_opens_on_conduct_else_on_positions(tmp_path, visit):
    conduct = [claim("paper-001", "actor:north", "attacked", "actor:south")]
    page = visit(of_claims(conduct, tmp_path / "conduct.html"))
    assert selected(page) == ["Conduct"]
    assert page.locator("#overview").is_hidden()
    page = visit(of_claims(conduct, tmp_path / "asked.html"), "view=overview")
    assert selected(page) == ["Conduct"]
    stance = [claim("paper-001", "actor:north", "supports", "issue:road")]
    page = visit(of_claims(stance, tmp_path / "stance.html"))
    assert selected(page) == ["Positions"]


def test_one_home_is_no_space(tmp_path, visit):
    made = table([claim("paper-001", "actor:north", "attacked", "actor:south")])
    assert not opening.has_overview(made, Homes({"actor:army": "actor:north"}, ()))
    two = Homes({"actor:army": "actor:north", "actor:fleet": "actor:south"}, ())
    assert opening.has_overview(made, two)
    assert not opening.has_overview(table([claim("paper-001", "actor:north", "supports", "issue:road")]), two)  # fmt: skip


def test_the_overview_has_the_strongest_conduct_that_it_has_room_for(monkeypatch):
    made = table([
        claim("paper-001", "actor:north", "attacked", "actor:south"),
        claim("paper-002", "actor:south", "attacked", "actor:north"),
        claim("paper-003", "actor:north", "defended", "actor:east"),
        claim("paper-004", "actor:east", "armed", "actor:south"),
    ])  # fmt: skip
    strength = {
        name: abs(made.relations[name].valence) for name in ("attacked", "defended", "armed")
    }
    assert strength["attacked"] > strength["defended"] > strength["armed"]
    for room, relation in ((1, "attacked"), (2, "attacked"), (3, "defended"), (9, "armed")):
        monkeypatch.setattr(opening, "_LINES", room)
        assert opening.strong(made, ("reporting",)) == strength[relation]
    assert (
        opening.strong(table([claim("paper-001", "actor:north", "supports", "issue:road")]), ())
        == 1
    )


def says(made):
    parts = opening.finding(made, DEFAULT_VOICES, synthetic.base(made))
    return "; ".join(part["says"] for part in parts)


def test_the_sentence_above_it_is_made_of_counts_and_claims_by_whose_word():
    made = table([
        claim("paper-001", "actor:north", "attacked", "actor:south"),
        claim("letter-001", "actor:north", "attacked", "actor:south", claimant="actor:east"),
        claim("paper-002", "actor:north", "attacked", "actor:east", factuality="probable"),
        claim("paper-003", "actor:west", "attacked", "actor:south"),
        claim("paper-004", "actor:east", "obligedToDefend", "actor:south"),
        claim("letter-002", "actor:east", "defended", "actor:south", factuality="denied"),
    ])  # fmt: skip
    assert says(made) == (
        "North attacked South, according to East and Envoy (2 documents), "
        "and in other claims 1 other target; "
        "East obligedtodefend South, according to Envoy (1 document); "
        "a duty reported unmet by Envoy (1 document)"
    )


def test_documents_and_hedge_are_those_of_the_target_named_not_of_the_others():
    made = table([
        claim("paper-001", "actor:north", "attacked", "actor:south", factuality="possible"),
        claim("letter-001", "actor:north", "attacked", "actor:south", factuality="possible"),
        claim("paper-002", "actor:north", "attacked", "actor:east"),
    ])  # fmt: skip
    assert says(made) == (
        "North attacked South, according to Envoy (2 documents; possible), "
        "and in other claims 1 other target"
    )


def test_the_duty_named_is_the_one_that_most_documents_report_unmet():
    made = table([
        claim("paper-001", "actor:east", "obligedToDefend", "actor:south"),
        claim("letter-002", "actor:east", "obligedToDefend", "actor:south"),
        claim("paper-003", "actor:east", "defended", "actor:south", factuality="denied"),
        claim("paper-004", "actor:north", "obligedToDefend", "actor:south"),
        claim("letter-001", "actor:north", "defended", "actor:south", factuality="denied"),
        claim("paper-005", "actor:north", "defended", "actor:south", factuality="denied"),
    ])  # fmt: skip
    assert says(made) == (
        "North obligedtodefend South, according to Envoy (1 document); "
        "a duty reported unmet by Envoy (2 documents)"
    )


def test_a_swap_of_two_actors_swaps_them_in_the_sentence():
    one, other = (
        table([claim("paper-001", a, "attacked", b, factuality="possible")])
        for a, b in (("actor:north", "actor:south"), ("actor:south", "actor:north"))
    )
    assert says(one) == "North attacked South, according to Envoy (1 document; possible)"
    assert says(other) == "South attacked North, according to Envoy (1 document; possible)"


def test_a_record_without_such_claims_has_a_plain_count():
    made = table([claim("paper-001", "actor:north", "supports", "issue:road")])
    assert says(made) == "1 claim in 3 documents on 1 actor"


def test_a_guarantee_that_is_only_reported_unmet_is_said_as_such():
    made = table([claim("paper-001", "actor:east", "defended", "actor:south", factuality="denied")])
    assert (
        says(made) == "East is reported not to have defended South, according to Envoy (1 document)"
    )


def test_each_part_of_the_sentence_opens_its_line_and_other_filters_take_it_away(html, visit):
    page = visit(html)
    title = page.locator("#shown h2")
    assert "according to" in title.inner_text()
    for part in title.locator("[role=button]").all():
        part.press("Enter")
        assert "not in the present selection" not in page.locator("#evidence").inner_text()
        assert page.locator("#evidence .tie").count() > 0
    page.get_by_role("button", name="Leave experts out").click()
    assert title.count() == 0


def test_a_line_opens_the_pair_with_all_its_strands_the_most_telling_first(tmp_path, visit):
    made = [
        claim("paper-001", "actor:north", "alliedWith", "actor:south"),
        claim("paper-002", "actor:south", "attacked", "actor:north"),
        claim("paper-003", "actor:north", "obligedToDefend", "actor:south"),
        claim("paper-004", "actor:north", "defended", "actor:south", factuality="denied"),
        claim("paper-005", "actor:north", "met", "actor:south"),
        claim("paper-006", "actor:north", "memberOf", "actor:south"),
        claim("paper-007", "actor:east", "attacked", "actor:south"),
    ]
    page = visit(of_claims(made, tmp_path / "pair.html"), "rolled=no&layer=conduct")
    line = page.locator('[data-edge="actor:north actor:south 1"]')
    line.focus()
    page.keyboard.press("Enter")
    heads = page.locator("#evidence h3.strand, #evidence details.strand > summary")
    told = [one.split(" (")[0] for one in heads.all_inner_texts()]
    assert told == ["Duty on paper, reported unmet", "Hostile", "Friendly", "Friendly", "Levers", "Structure", "Contact"]  # fmt: skip
    open_ties = page.locator("#evidence > .tie h3").all_inner_texts()
    assert open_ties == ["North alliedwith South"]
    page.locator("#evidence summary", has_text="Hostile (1 claim, 1 document)").click()
    assert "South attacked North" in page.locator("#evidence").inner_text()
    assert "East attacked" not in page.locator("#evidence").inner_text()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720), (390, 844)])
def test_the_head_is_one_line_and_the_view_begins_near_the_top(html, visit, width, height):
    page = visit(html, viewport={"width": width, "height": height})
    assert page.locator("#graph").bounding_box()["y"] <= 120
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    base = page.locator(".base")
    if width < 700:
        # On a phone it stands below the picture, whole.
        graph, told = page.locator("#graph").bounding_box(), base.bounding_box()
        assert told["y"] >= graph["y"] + graph["height"]
        assert "Data" in base.inner_text()
    else:
        # What is cut there is read by Tab.
        cut = base.bounding_box()["height"]
        base.focus()
        assert base.bounding_box()["height"] > cut
        assert "Data" in base.inner_text()
        opened = base.bounding_box()
        for one in page.get_by_role("tab").all():
            if one.is_visible():
                spot = one.bounding_box()
                assert spot["y"] + spot["height"] <= opened["y"]
    page.locator(".menu summary").click()
    last = page.get_by_role("button", name="Print").bounding_box()
    assert 0 <= last["x"] < last["x"] + last["width"] <= width
