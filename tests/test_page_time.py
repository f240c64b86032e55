"""Time under every picture: the axis, its flags and handles, and what gives no day."""

from __future__ import annotations

import re

import pytest
from pages import ALL, mini, of_claims
from synthetic import claim

import kgraph
from kgraph.page.events import event_days

CHAIN = (
    claim("paper-001", "actor:north", "armed", "actor:south"),
    claim("paper-002", "actor:south", "attacked", "actor:east", valid_from="2023-06-30",
          surely_from="2023-06-30", when="2023-06-30/.."),
    claim("paper-003", "actor:east", "dependsOn", "actor:west", valid_from="2022-01-01",
          valid_until="2023-06-30", surely_from="2022-12-31", surely_until="2023-06-30",
          when="2022/2023-06-30"),
    claim("gazette-001", "actor:east", "attacked", "actor:west", valid_from="2023-09-01",
          valid_until="2023-09-30", surely_from="2023-09-30", surely_until="2023-09-01",
          when="2023-09", reported_on="2023-10-05"),
)  # fmt: skip
MARCH = claim("paper-009", "event:march", "dated", valid_from="2023-09-19",
              valid_until="2023-09-20", surely_from="2023-09-19", surely_until="2023-09-20")  # fmt: skip


def state(page):
    return page.evaluate("window.kgraph.app.state")


def drawn(page):
    return page.locator(".drawing g.edge").evaluate_all(
        "all => Object.fromEntries(all.map((one) => [one.dataset.edge, one.getAttribute('class')]))"
    )


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    path = tmp_path_factory.mktemp("time") / "kgraph.html"
    path.write_text(mini().page(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "kgraph.html"
    path.write_text(kgraph.open().page(), encoding="utf-8")
    return path


# --- events and their days


def test_days_of_an_event_are_those_of_claims_that_give_days(kg):
    found = {one["id"]: one for one in event_days(kg.table)}
    march = found["event:offensive-2023"]
    assert [march[name] for name in ("before", "first", "last", "after")] == [
        "2023-09-18", "2023-09-19", "2023-09-20", "2023-09-21",
    ]  # fmt: skip
    assert not march["vague"]
    # A year in which it lies is set aside where another claim has the day, and is vague alone.
    assert found["agr:ceasefire-2020-11-10"]["first"] == "2020-11-10"
    assert found["event:war-2020"]["vague"]
    assert found["event:lachin-closure"]["last"] == found["event:lachin-closure"]["after"] == ""
    # Those that most claims name come first; what is planned has not been.
    assert next(iter(found)) == "event:offensive-2023"
    assert "event:epc-summit-2023-10" not in found


def test_before_and_after_an_event_are_buttons(tmp_path, visit):
    page = visit(of_claims((*CHAIN, MARCH), tmp_path / "march.html"), "layer=conduct")
    flag = page.locator(".flag")
    assert flag.count() == 1
    assert flag.locator(".name").inner_text().strip("\u2068\u2069") == "March"
    page.get_by_role("button", name="before").click()
    assert state(page)["asOf"] == "2023-09-18"
    assert page.get_by_role("button", name="before").get_attribute("aria-pressed") == "true"
    assert page.locator(".handle.asOf").inner_text() == "18 Sep 2023"
    page.get_by_role("button", name="after").click()
    assert state(page)["asOf"] == "2023-09-21"
    assert "asOf=2023-09-21" in page.url
    flag.locator(".name").click()
    assert page.locator("#evidence h2").inner_text() == "March"
    assert "paper-009" in page.locator("#evidence").inner_text()


def test_of_many_events_as_many_have_flags_as_have_room_and_the_rest_is_in_the_list(
    tmp_path, visit
):
    days = [f"2023-{1 + n % 9:02}-{1 + n % 27:02}" for n in range(200)]
    many = [
        claim(f"paper-{100 + n}", f"event:e{n:03}", "dated", valid_from=day, valid_until=day,
              surely_from=day, surely_until=day)
        for n, day in enumerate(days)
    ]  # fmt: skip
    page = visit(of_claims((*CHAIN, *many), tmp_path / "many.html"), "layer=conduct")
    boxes = [one.bounding_box() for one in page.locator(".flag").all()]
    assert 3 <= len(boxes) < 40
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert (
                a["x"] + a["width"] <= b["x"]
                or b["x"] + b["width"] <= a["x"]
                or a["y"] + a["height"] <= b["y"]
                or b["y"] + b["height"] <= a["y"]
            )
    listed = page.locator("#events")
    assert listed.locator("option").count() == 200
    listed.select_option("event:e173")
    assert page.get_by_role("group", name=re.compile("e173")).count() == 1
    page.get_by_role("button", name=re.compile("before.*e173")).click()
    assert state(page)["asOf"] == page.evaluate(
        "window.kgraph.view.events.find((one) => one.id === 'event:e173').before"
    )


def test_without_events_there_is_a_strip_and_without_days_none(tmp_path, visit):
    page = visit(of_claims(CHAIN, tmp_path / "chain.html"), "layer=conduct")
    assert page.locator(".flag").count() == 0
    assert page.locator("#events").count() == 0
    assert page.locator("#asOf").is_visible()


# --- the axis


def test_the_axis_is_broken_where_years_are_empty_and_wide_where_days_are_told(whole, visit):
    page = visit(whole, viewport={"width": 1440, "height": 900})
    x = page.evaluate("(days) => days.map((day) => window.kgraph.page.time.axis.x(day))",
                      ["1990-01-01", "1999-12-31", "2020-01-01", "2023-09-18", "2023-09-19",
                       "2023-09-21"])  # fmt: skip
    assert x == sorted(x)
    # A day of the conflict has more room than a decade without a claim, and than a year.
    assert x[4] - x[3] > (x[1] - x[0]) / 10 > 0
    assert x[2] - x[1] < 40
    assert x[4] - x[3] > 20
    assert page.locator(".ruler .broken").count() >= 1


def test_handles_go_by_keyboard_and_pointer_and_say_their_day(html, visit):
    page = visit(html, f"layer=conduct&voices={ALL}")
    days = page.evaluate("window.kgraph.view.breakpoints")
    handle = page.get_by_role("slider", name="As of day")
    handle.focus()
    page.keyboard.press("ArrowLeft")
    assert state(page)["asOf"] == days[-1]
    page.keyboard.press("ArrowLeft")
    assert state(page)["asOf"] == days[-2] == handle.get_attribute("aria-valuetext")
    page.keyboard.press("Home")
    assert state(page)["asOf"] == days[0]
    page.keyboard.press("End")
    assert state(page)["asOf"] == ""
    assert page.locator(".handle.asOf").inner_text() == "whole record"
    track = page.locator(".track").bounding_box()
    at = page.evaluate("(day) => window.kgraph.page.time.axis.x(day)", days[3])
    page.mouse.move(track["x"] + at, track["y"] + track["height"] - 22)
    page.mouse.down()
    assert state(page)["asOf"] == days[3]
    page.mouse.move(track["x"] + track["width"] - 2, track["y"] + track["height"] - 22, steps=4)
    page.mouse.up()
    assert state(page)["asOf"] == ""
    known = page.locator(".handle.knownBy").bounding_box()
    page.mouse.move(known["x"] + 10, known["y"] + 10)
    page.mouse.down()
    page.mouse.move(track["x"] + at, known["y"] + 10, steps=4)
    page.mouse.up()
    assert state(page)["knownBy"] == days[3]


def test_play_goes_from_change_to_change_and_step_by_step_for_who_wants_less_motion(html, visit):
    page = visit(html, f"layer=conduct&voices={ALL}", bypass_csp=True)
    page.clock.install()
    days = page.evaluate("window.kgraph.view.breakpoints")
    page.get_by_role("button", name="Play").click()
    assert state(page)["asOf"] == days[0]
    page.clock.run_for(2200)
    assert days[0] < state(page)["asOf"] < days[-1]
    page.get_by_role("button", name="Pause").click()
    here = state(page)["asOf"]
    page.clock.run_for(5000)
    assert state(page)["asOf"] == here
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(200_000)
    assert state(page)["asOf"] == ""
    assert page.get_by_role("button", name="Play").count() == 1
    still = visit(html, f"layer=conduct&voices={ALL}", reduced_motion="reduce")
    step = still.get_by_role("button", name="Next change")
    step.click()
    assert state(still)["asOf"] == days[0]
    step.click()
    assert days[0] < state(still)["asOf"] < days[-1]


# --- a chosen day


def test_on_a_chosen_day_what_gives_none_is_in_a_tray_and_comes_back_as_a_ghost(tmp_path, visit):
    page = visit(of_claims(CHAIN, tmp_path / "chain.html"), "layer=conduct&rolled=no")
    apart = "actor:north actor:south 1"
    assert apart in drawn(page)
    page.evaluate("window.kgraph.app.set({ asOf: '2023-10-04' })")
    assert apart not in drawn(page)
    tray = page.get_by_role("button", name="1 tie gives no day: show as ghosts")
    tray.click()
    assert "ghost" in drawn(page)[apart].split()
    assert "ghosts=yes" in page.url
    page.get_by_role("button", name="1 tie gives no day: hide").click()
    assert apart not in drawn(page)
    # A table lists it, as the command does.
    page.evaluate("window.kgraph.app.set({ view: 'table' })")
    assert page.locator(".ties tbody tr", has_text="day not stated").count() == 1


def test_lapsed_is_dashed_and_what_may_hold_has_a_sign(tmp_path, visit):
    page = visit(
        of_claims(CHAIN, tmp_path / "chain.html"), "layer=influence&rolled=no&asOf=2023-09-19"
    )
    lapsed = [key for key, name in drawn(page).items() if "lapsed" in name.split()]
    assert lapsed == ["actor:west actor:east dependsOn lapsed"]
    dash = page.locator(".drawing .edge.lapsed .line").evaluate(
        "(one) => getComputedStyle(one).strokeDasharray"
    )
    assert dash != "none"
    # The attack was on some day of the month.
    page.evaluate("window.kgraph.app.set({ layer: 'conduct' })")
    assert page.locator(".drawing .badge.maybe").count() == 1
    assert page.locator(".day-key").inner_text().endswith("may hold")
    page.evaluate("window.kgraph.app.set({ asOf: '2023-10-05' })")
    assert page.locator(".drawing .badge.maybe").count() == 0


@pytest.mark.parametrize(
    "view",
    [
        "layer=conduct",
        "layer=influence",
        "view=overview",
        "layer=positions",
        "layer=structure",
        "layer=influence&attempts=yes",
    ],
)
def test_the_tray_counts_the_ties_that_come_back(whole, visit, view):
    page = visit(whole, f"{view}&asOf=2023-09-18")
    ties = "window.kgraph.app.part.ties.length"
    counted = "window.kgraph.app.part.undated.length"
    without, count = page.evaluate(f"[{ties}, {counted}]")
    page.evaluate("window.kgraph.app.set({ ghosts: true })")
    among = page.evaluate(f"[{ties}, {counted}]")
    assert among[1] == count > 0
    # With ghosts an overview also has who belongs where, of ends that had no line.
    if "attempts" not in view and "overview" not in view:
        assert among[0] - without == count


def test_nothing_of_the_offensive_stands_on_the_day_before_and_nothing_at_all_in_1980(whole, visit):
    page = visit(whole, f"layer=conduct&voices={ALL}&asOf=2023-09-18")
    said = page.evaluate(
        "window.kgraph.app.part.edges.flatMap((one) => one.parts.flatMap((p) => p.claims))"
    )
    assert not {"politico-057", "unnamed-044"} & set(said)
    assert not any("ghost" in name.split() for name in drawn(page).values())
    page.evaluate("window.kgraph.app.set({ asOf: '1980-01-01' })")
    assert drawn(page) == {}
    # In a comparison what gives no day stands on neither side.
    page.evaluate("window.kgraph.app.set({ asOf: '2023-09-18', beside: { asOf: '2023-09-21' } })")
    both = page.evaluate("[window.kgraph.app.part, window.kgraph.app.beside].map((part) =>"
                         " part.ties.filter((one) => one.holds === 'notStated').length)")  # fmt: skip
    assert both == [0, 0]


# --- the browser's Back, filters, room


def test_back_goes_to_the_view_before_and_a_drag_is_one_step(html, visit):
    page = visit(html, "layer=conduct")
    page.get_by_role("tab", name="Influence").click()
    page.get_by_role("button", name="Matrix").click()
    page.evaluate("window.kgraph.app.choose('actor', 'actor:velmora')")
    handle = page.locator("#asOf")
    for stop in ("5", "4", "3"):
        handle.fill(stop)
        page.wait_for_function("(day) => location.hash.includes(`asOf=${day}`)",
                               arg=state(page)["asOf"])  # fmt: skip
    assert page.evaluate("history.length") == 5
    page.go_back()
    page.wait_for_function("() => !location.hash.includes('asOf')")
    assert [state(page)[name] for name in ("layer", "view", "asOf")] == ["influence", "matrix", ""]
    assert state(page)["chosen"] == ["actor", "actor:velmora"]
    page.go_back()
    page.wait_for_function("() => !location.hash.includes('matrix')")
    assert state(page)["view"] == "graph"
    page.go_back()
    page.wait_for_function("() => window.kgraph.app.state.layer === 'conduct'")
    page.go_forward()
    page.wait_for_function("() => window.kgraph.app.state.layer === 'influence'")


def test_each_filter_that_is_set_is_a_chip_and_reset_takes_all_off(html, visit):
    page = visit(html, "layer=conduct")
    first = state(page)
    changes = {
        "asOf": "2031-03-05", "knownBy": "2031-05-04", "lens": ["document:ledger1"],
        "families": ["security"], "sign": ["1"], "types": ["State"], "voices": ["witness"],
        "minFactuality": "certain", "disputed": False, "rolled": False, "only": ["disputed"],
        "focus": ["actor:velmora"], "hidden": ["actor:oshen"],
    }  # fmt: skip
    for name, value in changes.items():
        page.evaluate("(s) => window.kgraph.app.set(s)", {name: value})
        chips = page.locator("#shown .chip", has_text="×")
        assert chips.count() == 1, name
        chips.click()
        assert state(page) == first, name
    page.evaluate("(s) => window.kgraph.app.set(s)", changes)
    page.get_by_role("button", name="Reset").click()
    assert state(page) == first
    assert page.get_by_role("button", name="Reset").count() == 0


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720), (390, 844)])
def test_the_picture_begins_near_the_head_and_the_first_row_in_the_upper_part(
    whole, visit, width, height
):
    page = visit(whole, viewport={"width": width, "height": height})
    head = page.locator("nav").bounding_box()
    room = page.locator(".drawing").bounding_box()["y"] - head["y"] - head["height"]
    assert room <= 70
    if width > 1100:
        assert room + head["y"] + head["height"] <= 120
    for layer in ("positions", "conduct", "influence", "structure"):
        page = visit(
            whole, f"layer={layer}&view=matrix", viewport={"width": width, "height": height}
        )
        assert page.locator(".matrix tbody tr").first.bounding_box()["y"] <= 0.4 * height, layer


def test_two_lines_say_what_is_shown_and_more_on_demand(whole, visit):
    page = visit(whole, viewport={"width": 390, "height": 844})
    told = page.locator("#told")
    cut = told.bounding_box()["height"]
    place = page.locator(".drawing").bounding_box()["y"]
    page.get_by_role("button", name="more", exact=True).click()
    assert told.bounding_box()["height"] > 2 * cut
    assert page.locator(".drawing").bounding_box()["y"] == place
    page.get_by_role("button", name="less", exact=True).click()
    assert told.bounding_box()["height"] == cut
