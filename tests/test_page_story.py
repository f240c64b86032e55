"""A story: held against the claims by the check, and told step by step on the page."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from calls import call
from pages import MINI, view_of

import kgraph
from kgraph.curation import story
from kgraph.errors import BadData, MissingFile

GOOD = {
    "title": "Two steps",
    "steps": [
        {"title": "One", "says": "{who} says so.", "claims": ["ledger1-008"],
         "state": "layer=conduct&asOf={day}&voices=reporting+analysis&chosen=actor+actor%3Avelmora"},
        {"title": "Two", "says": "By {who} it is so.", "claims": ["ledger1-008"],
         "state": "layer=positions"},
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "dossier"
    shutil.copytree(MINI, made)
    return made


def written(folder, change=lambda text: text):
    """Write the story, changed as text, and return its path."""
    kg = kgraph.open(folder)
    claim = kg.table["ledger1-008"]
    text = json.dumps(GOOD, indent=1).replace("{who}", claim.claimant_label)
    path = folder / "data" / "story.json"
    path.write_text(change(text.replace("{day}", kg.table.end.isoformat())), encoding="utf-8")
    return path


def told(folder):
    return [one for one in kgraph.open(folder).check() if one.check == "story"]


def test_a_good_story_is_found_good_and_changes_no_data_version(folder):
    before = kgraph.open(folder).data_version
    written(folder)
    assert told(folder) == []
    assert kgraph.open(folder).data_version == before


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("ledger1-008", "ledger1-998", "is gone"),
        (" says so.", "", None),
        ("layer=conduct", "layer=weather", "no layer weather"),
        ("actor%3Avelmora", "actor%3Anobody", "nothing is known by actor:nobody"),
        ("voices=reporting", "voices=rumour", "no voice rumour"),
        ("layer=positions", "colour=type&weather=fine", "no weather"),
        ("layer=positions", "layer=positions&view=film", "no view film"),
        ("layer=positions", "layer=positions&asOf=2023-13-40", "2023-13-40 is no day"),
        ("layer=positions", "layer=positions&asOf=2999-01-01", "after the last document"),
        ("layer=positions", "chosen=claim+ledger1-998", "no claim ledger1-998"),
        ('"claims": [\n    "ledger1-008"\n   ],\n   "state": "layer=pos', '"claims": [],\n   "state": "layer=pos', "no claims"),
        ('"title": "Two"', '"title": ""', 'empty "title"'),
        ('"title": "Two"', '"name": "Two"', 'no "title"'),
        ('"title": "Two steps"', '"title": 2', "has a title and steps"),
        ('"Two steps",', '"Two steps"', "is JSON"),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_told_is_refused_with_its_line(folder, was, now, said):
    if said is None:  # nobody is named
        path = written(folder, lambda text: re.sub(r'"says": "[^"]*"', '"says": "It is so."', text))
        said = "names nobody"
    else:
        path = written(folder, lambda text: text.replace(was, now, 1))
    first = told(folder)[0]
    assert said in first.message
    assert first.path == "data/story.json"
    line = path.read_text(encoding="utf-8").splitlines()[first.line - 1]
    assert line.strip()
    ran = call("check", "--graph", folder)
    assert ran.returncode == 1
    assert f"data/story.json:{first.line}: error: " in ran.stderr
    ran = call("explore", "--story", "--no-open", "-o", folder / "p.html", "--graph", folder)
    assert ran.returncode == BadData.exit_code
    assert said in ran.stderr
    assert not (folder / "p.html").exists()
    assert view_of(kgraph.open(folder).page())["story"] is None


def test_a_retracted_claim_is_refused(folder):
    written(folder)
    assert call("retract", "ledger1-008", "--reason", "made up", "--graph", folder).returncode == 0
    assert [one.message for one in told(folder) if "is retracted" in one.message]


def test_a_claim_whose_claimant_is_not_named_is_refused(folder):
    kg = kgraph.open(folder)
    who = kg.table["ledger1-008"].claimant
    document = kg.table["ledger1-008"].document
    other = next(c.claim for c in kg.table if c.claimant != who and c.document != document)
    written(folder, lambda text: text.replace('"ledger1-008"', f'"ledger1-008", "{other}"', 1))
    assert any(f"names nobody who says {other}" in one.message for one in told(folder))


def test_a_dossier_without_a_story_says_what_to_write(folder):
    with pytest.raises(MissingFile, match=r"data/story\.json"):
        kgraph.open(folder).page(story=True)
    assert view_of(kgraph.open(folder).page())["story"] is None


def test_the_packaged_story_holds_and_every_step_has_its_claims(kg):
    assert [one for one in kg.check() if one.check == "story"] == []
    steps = story.read(kg.dossier.story).steps
    assert 5 <= len(steps) <= 7
    assert len({step.title for step in steps}) == len(steps)


def test_names_of_an_address_are_those_of_the_page(kg, root):
    script = (root / "kgraph" / "page" / "assets" / "state.js").read_text(encoding="utf-8")
    for name, known in (("LISTS", story.LISTS), ("WORDS", (*story.WORDS, "story"))):
        (listed,) = re.findall(rf"const {name} = \[(.*?)\];", script, re.DOTALL)
        assert tuple(re.findall(r'"(\w+)"', listed)) == known


@pytest.fixture(scope="module")
def html(kg, tmp_path_factory):
    path = tmp_path_factory.mktemp("story") / "told.html"
    # Whatever the page opens with, a step shows what it says.
    path.write_text(kg.page(story=True, voices=("analysis",), as_of="2023-09-18"), "utf-8")
    return path


def state(page):
    return page.evaluate("window.kgraph.app.state")


def test_each_step_shows_its_state_sentence_and_claims(kg, html, visit):
    page = visit(html)
    steps = story.read(kg.dossier.story).steps
    for number, step in enumerate(steps, 1):
        assert state(page)["story"] == str(number)
        assert step.says in page.locator("#story .says").inner_text()
        chosen = re.search(r"chosen=([^&]*)", step.state)
        if chosen:
            assert state(page)["chosen"] == chosen[1].replace("%3A", ":").split("+")
        assert "not in the present selection" not in page.locator("#evidence").inner_text()
        assert page.locator("#story").get_by_text("Show this step again").count() == 0
        link = page.url
        again = visit(html, link.partition("#")[2])
        mine, theirs = state(page), state(again)
        assert mine == theirs
        again.context.close()
        claims = page.locator("#story .note button").all_inner_texts()
        assert claims == list(step.claims)
        page.keyboard.press("ArrowRight")
    assert page.get_by_role("button", name="Next step").is_disabled()
    page.keyboard.press("ArrowLeft")
    assert state(page)["story"] == str(len(steps) - 1)


def test_a_step_named_alone_in_the_address_is_shown_as_it_is_told(html, visit):
    page = visit(html)
    page.get_by_role("button", name="3 19 September").click()
    told = state(page)
    again = visit(html, "story=3")
    assert state(again) == told
    # Typed while the page is open, after a step that shows something else.
    page.get_by_role("button", name="Next step").click()
    assert state(page) != told
    page.evaluate("location.hash = 'story=3'")
    page.wait_for_function("window.kgraph.app.state.story === '3'")
    assert state(page) == told


def test_claims_open_and_leaving_keeps_the_state(html, visit):
    page = visit(html)
    page.get_by_role("button", name="3 19 September").click()
    page.locator("#story").get_by_role("button", name="politico-077").click()
    assert page.locator("#evidence h2").inner_text() == "politico-077"
    page.locator("#story").get_by_role("button", name="Show this step again").click()
    assert state(page)["chosen"][0] == "edge"
    before = state(page)
    page.get_by_role("button", name="Leave the story").click()
    assert page.locator("#story").is_hidden()
    assert state(page) == {**before, "story": ""}
    page.get_by_role("button", name="Story", exact=True).click()
    assert state(page)["story"] == "1"
    page.evaluate("history.back()")
    page.locator("#story").wait_for(state="hidden")
    assert state(page)["story"] == ""


def test_without_a_story_there_is_no_button(tmp_path, visit):
    path = tmp_path / "mini.html"
    path.write_text(kgraph.open(MINI).page(), encoding="utf-8")
    page = visit(path)
    assert page.locator("#tell").is_hidden()
    assert page.locator("#story").is_hidden()
