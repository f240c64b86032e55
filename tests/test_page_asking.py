"""The question bar: names, pairs and phrases, in groups, and where there is something."""

from __future__ import annotations

import pytest
from pages import ALL, mini, of_claims
from synthetic import claim


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    path = tmp_path_factory.mktemp("asking") / "mini.html"
    path.write_text(mini().page(), encoding="utf-8")
    return path


def asked(page, question):
    """Ask, and return the groups with what is listed in each."""
    page.keyboard.press("/")
    page.keyboard.press("Control+a")
    page.keyboard.type(question)
    return page.locator("#matches [role=group]").evaluate_all(
        """groups => Object.fromEntries(groups.map((one) => [
          one.getAttribute("aria-label"),
          [...one.querySelectorAll("[role=option]")].map((it) => it.textContent),
        ]))"""
    )


def state(page):
    return page.evaluate("window.kgraph.app.state")


MADE = (
    claim("paper-001", "actor:north", "armed", "actor:south"),
    claim("paper-002", "actor:north", "attacked", "actor:east"),
    claim("gazette-001", "actor:east", "attacked", "actor:west"),
    claim("gazette-002", "actor:south", "armed", "actor:east", voice="analysis"),
)


def test_two_names_open_their_pair_and_every_group_has_its_count(html, visit):
    page = visit(html, f"voices={ALL}")
    found = asked(page, "Velmora Tarskia")
    pairs = next(name for name in found if name.startswith("Pairs"))
    first = found[pairs][0]
    assert "Velmora" in first
    assert "Tarskia" in first
    for name, listed in found.items():
        kind, _, count = name.partition(": ")
        assert f"{kind} {count}" in page.locator("#counts").inner_text()
        assert len(listed) == min(int(count), 4) + (int(count) > 4)
    page.keyboard.press("Enter")
    chosen = state(page)["chosen"]
    assert {chosen[1], chosen[2]} == {"actor:velmora", "actor:tarskia"}
    assert "Velmora" in page.locator("#evidence h2").inner_text()


def test_a_phrase_finds_relations_and_paraphrases(tmp_path, visit):
    page = visit(of_claims(MADE, tmp_path / "made.html"))
    found = asked(page, "who attacked")
    assert {one.partition("→")[0].strip() for one in found["Pairs: 2"]} == {"North", "East"}
    found = asked(page, "attacks East")
    assert len(found["Pairs: 2"]) == 2
    found = asked(page, "attacks East North")
    (only,) = found["Pairs: 1"]
    assert only.startswith("North → East")
    page.keyboard.press("Enter")
    assert state(page)["chosen"] == ["edge", "actor:north", "actor:east", "-1"]
    assert page.locator('.edge.chosen[data-edge="actor:north actor:east -1"]').count() == 1


def test_words_of_a_paraphrase_find_their_claim(html, visit):
    page = visit(html)
    gloss = page.evaluate("window.kgraph.view.claims.find((one) => one.id === 'ledger1-008').gloss")
    words = gloss.upper().replace(".", " ")
    found = asked(page, words)
    assert any(
        gloss in one for name, several in found.items() if "Claims" in name for one in several
    )


def test_more_of_a_group_is_listed_on_demand_by_keyboard(html, visit):
    page = visit(html)
    found = asked(page, "velmora")
    name = next(one for one in found if one.startswith("Claims"))
    count = int(name.partition(": ")[2])
    assert found[name][-1] == f"{min(count, 60) - 4} more claims"
    texts = page.get_by_role("option").all_text_contents()
    for _ in range(texts.index(found[name][-1])):
        page.keyboard.press("ArrowDown")
    selected = page.locator("[role=option][aria-selected=true]")
    assert selected.inner_text() == found[name][-1]
    assert page.locator("#search").get_attribute("aria-activedescendant") == selected.get_attribute(
        "id"
    )
    page.keyboard.press("Enter")
    again = asked(page, "velmora")
    assert len(again[name]) == 5  # a new question begins with few
    assert page.locator("#search").get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert page.locator("#found").is_hidden()
    assert page.locator("#search").input_value() == ""


def test_nothing_found_says_what_was_searched_and_which_words_are_found_alone(tmp_path, visit):
    page = visit(of_claims(MADE, tmp_path / "made.html"))
    assert asked(page, "zzz north") == {"Parts of it": ["north alone"]}
    assert "4 claims, of all voices and days" in page.locator("#counts").inner_text()
    page.keyboard.press("Enter")
    assert page.locator("#search").input_value() == "north"
    assert page.get_by_role("option").count() > 1
    assert asked(page, "North West") == {"Parts of it": ["north alone", "west alone"]}
    assert "Nothing is told between North and West" in page.locator("#counts").inner_text()


def test_what_the_filters_leave_out_is_found_and_says_where_it_is(tmp_path, visit):
    page = visit(of_claims(MADE, tmp_path / "made.html"), "layer=conduct&view=graph")
    asked(page, "South East armed")
    page.keyboard.press("Enter")
    assert "not in the present selection" in page.locator("#evidence").inner_text()
    page.locator("#evidence .elsewhere").get_by_role("button", name="by all voices").click()
    assert "analysis" in state(page)["voices"]
    assert "not in the present selection" not in page.locator("#evidence").inner_text()


def test_an_empty_picture_says_where_there_is_something(tmp_path, visit):
    page = visit(of_claims(MADE, tmp_path / "made.html"), "layer=positions&view=graph")
    assert "Nothing in this selection" in page.locator("#graph").inner_text()
    page.locator("#graph .elsewhere").get_by_role("button", name="Conduct").click()
    assert state(page)["layer"] == "conduct"
    assert page.locator("#graph .nothing").count() == 0


def test_a_hit_outside_a_zoomed_picture_is_brought_into_view(html, visit):
    page = visit(html, f"layer=conduct&view=graph&voices={ALL}")
    for _ in range(5):
        page.get_by_role("button", name="Zoom in").click()
    for name, actor in (("Velmora", "actor:velmora"), ("Tarskia", "actor:tarskia")):
        asked(page, name)
        page.keyboard.press("Enter")
        mark = page.locator(f'[data-actor="{actor}"]')
        assert "chosen" in mark.get_attribute("class")
        box, room = mark.locator(".mark").bounding_box(), page.locator("#graph").bounding_box()
        assert room["x"] <= box["x"] <= room["x"] + room["width"]
        assert room["y"] <= box["y"] <= room["y"] + room["height"]
