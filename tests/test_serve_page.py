"""The server's page for questions, in a browser: by keyboard, as text, without a fault of axe."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from serving import serving

import kgraph

pytestmark = pytest.mark.usefixtures("browser")


@pytest.fixture(scope="module")
def address():
    with serving() as (found, _):
        yield found


@pytest.fixture
def page(browser, address):
    context = browser.new_context(accept_downloads=True)
    made = context.new_page()
    made.problems = []
    made.on("pageerror", lambda error: made.problems.append(str(error)))
    made.on("console", lambda said: said.type == "error" and made.problems.append(said.text))
    made.goto(f"{address}/query")
    made.wait_for_selector("html[data-ready]", state="attached")
    yield made
    context.close()


def _asked(page, text):
    page.fill("#text", text)
    page.press("#text", "Control+Enter")
    page.wait_for_selector("#answer[aria-busy=false]", state="attached")
    return page.inner_text("#said")


def test_a_query_gives_a_table_with_links_and_files_to_save(page):
    query = "SELECT ?who { ?who kg:memberOf actor:csto } ORDER BY ?who"
    expected = kgraph.open().select(query)
    assert _asked(page, query) == f"{len(expected)} rows."
    assert page.locator("#answer a").all_inner_texts() == [row[0] for row in expected]
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as CSV").press("Enter")
    rows = csv.reader(io.StringIO(Path(saved.value.path()).read_text(encoding="utf-8")))
    assert [row[0] for row in rows][1:] == [row[0] for row in expected]
    assert page.problems == []


def test_a_column_of_numbers_is_drawn_as_bars(page):
    values = '("<b>x</b>" 3) (<http://e/own> -1) ("z" 1)'
    assert _asked(page, f"SELECT * {{ VALUES (?who ?n) {{ {values} }} }}") == "3 rows."
    page.get_by_text("As bars: n by who").press("Enter")
    drawn = page.get_by_role("img", name="n by who")
    assert drawn.locator("text").all_text_contents() == ["<b>x</b>", "3", "own", "-1", "z", "1"]
    widths = [float(one.get_attribute("width")) for one in drawn.locator("rect").all()]
    assert widths == pytest.approx([270, 90, 90])
    starts = [float(one.get_attribute("x")) for one in drawn.locator("rect").all()]
    assert starts == pytest.approx([350, 260, 350])
    assert _asked(page, "SELECT (1 AS ?n) (2 AS ?m) {}") == "1 row."
    assert page.locator("#answer svg").count() == 0
    assert page.problems == []


def test_a_question_of_the_shelf_is_asked_by_its_form(page):
    (question,) = [
        one
        for one in kgraph.open().questions()
        if one.parameters and all(each.default for each in one.parameters)
    ][:1]
    page.select_option("#question", question.name)
    assert page.inner_text("#meaning") == question.question
    page.get_by_role("button", name="Ask this question").press("Enter")
    page.wait_for_selector("#answer[aria-busy=false]", state="attached")
    rows = kgraph.open().question(question.name)
    assert page.inner_text("#said").startswith(f"{len(rows)} row")
    page.get_by_role("button", name="Edit its text below").press("Enter")
    assert page.input_value("#text") == question.text


def test_what_comes_is_shown_as_text(page):
    script = "<img src=x onerror=window.__pwn=1><script>window.__pwn=1</script>"
    assert (
        _asked(page, f'SELECT ("{script}" AS ?x) (<javascript:window.__pwn=1> AS ?y) {{}}')
        == "1 row."
    )
    assert script in page.inner_text("#answer")
    assert page.locator("#answer a, #answer img").count() == 0
    assert _asked(page, f"SELECT {script}").startswith("query:1:")
    assert page.evaluate("window.__pwn") is None


def test_axe_finds_nothing(page):
    from axe_playwright_python.sync_playwright import Axe

    _asked(page, "SELECT ?s (STRLEN(STR(?s)) AS ?n) { ?s a kg:State } LIMIT 3")
    page.get_by_text("As bars").press("Enter")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page).response["violations"] == []
