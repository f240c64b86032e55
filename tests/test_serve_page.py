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


def _field(page):
    return page.get_by_role("textbox", name="A query of your own")


def _typed(page, text):
    """Write a text in place of what stands in the field."""
    _field(page).press("Control+A")
    page.keyboard.insert_text(text)


def _asked(page, text):
    _typed(page, text)
    page.keyboard.press("Control+Enter")
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
    shown = _field(page).locator(".cm-line").all_text_contents()
    assert shown == question.text.split("\n")[: len(shown)]
    assert len(shown) > 3


@pytest.mark.parametrize(
    ("typed", "offered", "written"),
    [
        ("SELECT ?state { ?sta", "?state", "?state"),
        ("ASK { ?x kg:membe", "kg:memberOf", "kg:memberOf"),
        ("ASK { ?x ?y actor:armen", "actor:armenia", "actor:armenia"),
        ("ASK { ?x ?y Organization for Sec", None, None),
        ("ASK { ?x ?y Azerbaij", "Azerbaijan", "actor:azerbaijan"),
        ("sel", "SELECT", "SELECT"),
    ],
)
def test_what_is_typed_is_completed_by_terms_and_names(page, typed, offered, written):
    _typed(page, typed[:-1])
    page.keyboard.type(typed[-1])
    list = page.locator(".cm-tooltip-autocomplete")
    if offered is None:
        page.keyboard.press("Escape")
        assert list.count() == 0
        return
    option = list.get_by_role("option").first
    option.wait_for()
    assert option.locator(".cm-completionLabel").inner_text() == offered
    page.wait_for_selector(
        "#text >> .cm-tooltip-autocomplete:not(.cm-tooltip-autocomplete-disabled)"
    )
    page.keyboard.press("Enter")
    list.wait_for(state="detached")
    last = typed.split(" ")[-1]
    text = _field(page).inner_text()
    assert text.rstrip(" }") == typed.removesuffix(last) + written
    assert page.problems == []


def test_rows_are_drawn_as_a_graph_of_the_columns_that_are_chosen(page):
    values = "(actor:a kg:r actor:b 1) (actor:a kg:q <http://e/c> 2) (actor:b kg:r UNDEF 3)"
    query = f"SELECT ?who ?how ?whom ?n {{ VALUES (?who ?how ?whom ?n) {{ {values} }} }}"
    assert _asked(page, query) == "3 rows."
    page.get_by_text("As a graph").press("Enter")
    page.get_by_role("img", name="3 nodes, 2 lines").wait_for()
    drawn = page.locator("svg.net")
    assert sorted(drawn.locator("g > text:not(.word)").all_text_contents()) == ["a", "b", "c"]
    assert drawn.locator("text.word").all_text_contents() == ["r", "q"]
    page.locator("#answer details select").nth(1).select_option("n")
    page.get_by_role("img", name="5 nodes, 3 lines").wait_for()
    assert page.problems == []


def test_triples_are_drawn_as_a_graph_without_texts(page):
    query = (
        "CONSTRUCT { actor:x kg:r actor:y ; skos:prefLabel '<b>X</b>' . actor:y kg:q actor:z } {}"
    )
    assert _asked(page, query) == "Triples, as Turtle."
    page.get_by_text("As a graph").press("Enter")
    page.get_by_role("img", name="3 nodes, 2 lines").wait_for()
    _asked(page, "CONSTRUCT { actor:x skos:prefLabel 'X' } {}")
    assert page.get_by_text("As a graph").count() == 0
    assert page.problems == []


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


def test_the_page_of_the_api_has_a_form_for_each_address(page, address):
    from axe_playwright_python.sync_playwright import Axe

    page.get_by_role("link", name="What else can be asked for").click()
    described = page.evaluate("fetch('api/openapi.json').then((found) => found.json())")
    paths = [path for path, told in described["paths"].items() if "get" in told]
    assert page.locator("summary code").all_inner_texts() == paths
    page.locator("summary", has_text="/api/measures/influence ").first.press("Enter")
    form = page.locator("details[open] form")
    names = {
        one["name"] for one in described["paths"]["/api/measures/influence"]["get"]["parameters"]
    }
    fields = form.locator("input, select")
    assert {one.get_attribute("name") for one in fields.all()} == names
    assert Axe().run(page).response["violations"] == []
    form.locator("[name=on]").fill("Armenia")
    form.locator("[name=on]").press("Enter")
    page.wait_for_url("**/api/measures/influence?**")
    rows = page.evaluate("JSON.parse(document.body.innerText).rows.length")
    assert rows == len(kgraph.open().influence(on="Armenia").rows())
    assert page.problems == []


def test_axe_finds_nothing(page):
    from axe_playwright_python.sync_playwright import Axe

    _asked(page, "SELECT ?s (STRLEN(STR(?s)) AS ?n) { ?s a kg:State } LIMIT 3")
    page.get_by_text("As bars").press("Enter")
    page.get_by_text("As a graph").press("Enter")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page).response["violations"] == []
