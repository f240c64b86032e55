"""Reading aids: evidence in two lines, neighbours lit, a legend that filters, sorting, embed, print."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from pages import ALL, mini, of_claims
from pypdf import PdfReader
from synthetic import claim

import kgraph

ROLLED = "rolled=no"


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    path = tmp_path_factory.mktemp("reading") / "mini.html"
    path.write_text(mini().page(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def packaged(kg, tmp_path_factory):
    path = tmp_path_factory.mktemp("reading") / "packaged.html"
    path.write_text(kg.page(), encoding="utf-8")
    return path


def state(page):
    return page.evaluate("window.kgraph.app.state")


MADE = (
    claim("paper-001", "actor:north", "attacked", "actor:south"),
    claim("gazette-001", "actor:north", "attacked", "actor:south"),
    claim("letter-001", "actor:north", "attacked", "actor:south"),
    claim("paper-002", "actor:south", "attacked", "actor:north"),
    claim("gazette-002", "actor:south", "attacked", "actor:north", factuality="denied"),
)


def test_lists_to_begin_with_say_of_which_tie_something_is_so(tmp_path, visit):
    made = (
        claim("paper-001", "actor:north", "attacked", "actor:south"),
        claim("gazette-001", "actor:north", "threatened", "actor:south"),
        claim("letter-001", "actor:north", "threatened", "actor:south"),
        claim("paper-002", "actor:north", "attacked", "actor:east"),
        claim("gazette-002", "actor:north", "condemned", "actor:east"),
        claim("paper-003", "actor:north", "condemned", "actor:east", factuality="denied"),
    )
    pairs = (("gazette-002", "paper-003"),)
    page = visit(of_claims(made, tmp_path / "made.html", pairs), f"layer=conduct&{ROLLED}")
    lists = page.evaluate("""() => Object.fromEntries([...document.querySelectorAll("ul.first")].map(
      (list) => [list.previousElementSibling.textContent, [...list.children].map((it) => it.textContent)]))""")
    # The strongest, which is written on the lines, is another: the attacks, of one document each.
    assert lists["Told by several documents"] == ["North → South: threatened"]
    assert lists["Disputed"] == ["North → East: condemned"]
    assert set(lists["Strongest conduct"]) == {"North → South: attacked", "North → East: attacked"}


def test_claims_of_one_proposition_are_folded_and_a_quarrel_has_two_columns(tmp_path, visit):
    pairs = (("paper-002", "gazette-002"),)
    page = visit(of_claims(MADE, tmp_path / "made.html", pairs), f"layer=conduct&{ROLLED}")
    page.evaluate("window.kgraph.app.choose('edge', 'actor:north', 'actor:south', '-1')")
    folded = page.locator("#evidence .alike > summary").first
    assert folded.inner_text().startswith("3 documents say so: ")
    assert page.locator("#evidence .alike article.claim").first.is_hidden()
    folded.click()
    assert page.locator("#evidence .alike article.claim").first.is_visible()
    page.evaluate("window.kgraph.app.choose('claim', 'paper-002')")
    left, right = page.locator("#evidence .quarrel > div").all()
    assert "paper-002 says so" in left.inner_text()
    assert "gazette-002 says so" in right.inner_text()
    one, other = left.bounding_box(), right.bounding_box()
    assert one["x"] + one["width"] <= other["x"]
    assert one["y"] == other["y"]


def test_a_card_says_who_when_how_sure_and_where_and_the_rest_on_opening(html, visit):
    page = visit(html)
    page.evaluate("window.kgraph.app.choose('claim', 'ledger1-008')")
    found = mini().table["ledger1-008"]
    meta = page.locator("#evidence .meta").first.inner_text()
    for part in (found.claimant_label, found.reported_on, found.factuality, found.passage[0]):
        assert part in meta
    rest = page.locator("#evidence article dl")
    assert rest.is_hidden()
    page.locator("#evidence article summary").click()
    assert rest.is_visible()
    command = page.get_by_role("button", name="copy command")
    assert command.is_hidden()
    page.get_by_text("The same as a command or a query").click()
    assert command.is_visible()


def test_a_source_with_an_address_is_a_link_that_tells_nothing(tmp_path, visit):
    import shutil

    from pages import MINI

    folder = tmp_path / "dossier"
    shutil.copytree(MINI, folder)
    sources = folder / "seeds" / "sources.ttl"
    text = sources.read_text(encoding="utf-8")
    for address, links in (("https://example.org/a", 1), ("javascript:alert(1)", 0)):
        said = re.sub(r"(doc:ledger1 a kg:Document ;)", rf'\1 dcterms:source "{address}" ;', text)
        assert said != text
        sources.write_text(said, encoding="utf-8")
        path = tmp_path / f"{links}.html"
        path.write_text(kgraph.open(folder).page(), encoding="utf-8")
        page = visit(path)
        page.evaluate("window.kgraph.app.choose('claim', 'ledger1-008')")
        page.locator("#evidence article summary").click()
        found = page.locator("#evidence article a")
        assert found.count() == links
        if links:
            assert found.get_attribute("href") == address
            assert "noopener" in found.get_attribute("rel")


def test_no_actor_needs_more_than_two_screens_and_each_begins_with_counts(packaged, visit):
    page = visit(packaged, viewport={"width": 1440, "height": 900})
    tall = page.evaluate("""() => {
      const { app, view } = window.kgraph;
      const side = document.getElementById("evidence");
      return view.entities.filter((one) => one.kind === "actor").map((one) => {
        app.choose("actor", one.id);
        return [side.scrollHeight, side.querySelector(".lead, .elsewhere, p")?.textContent ?? ""];
      });
    }""")
    assert max(height for height, _ in tall) <= 2 * 900
    page.evaluate("window.kgraph.app.choose('actor', 'actor:russia')")
    lead = page.locator("#evidence .lead").inner_text()
    conduct = page.evaluate("""window.kgraph.app.shown.conduct.ties
      .filter((one) => [one.source, one.target].includes("actor:russia")).length""")
    assert lead.startswith(f"Russia: {conduct} ties of conduct")
    assert re.search(r"\d+ claims of \d documents\.$", lead)


def test_what_a_relation_means_is_said_to_pointer_and_keyboard(packaged, visit):
    page = visit(packaged)
    page.evaluate("window.kgraph.app.choose('edge', 'actor:russia', 'actor:armenia', 'unmet')")
    sign = page.locator("#evidence .tip").first
    meaning = sign.locator(".meaning")
    assert meaning.is_hidden()
    sign.hover()
    assert meaning.is_visible()
    assert meaning.inner_text() in sign.get_attribute("aria-label")
    page.mouse.move(5, 5)
    page.keyboard.press("Tab")
    sign.focus()
    assert meaning.is_visible()


def test_pointing_at_an_actor_lights_its_neighbours_and_leaving_unlights(html, visit):
    page = visit(html, f"layer=conduct&view=graph&voices={ALL}")
    one = page.locator('[data-actor="actor:velmora"]')
    one.locator(".mark").hover()
    edges = page.evaluate("window.kgraph.app.part.edges.map((one) => [one.source, one.target])")
    near = {end for pair in edges if "actor:velmora" in pair for end in pair}
    lit = page.locator("svg.lit [data-actor][data-near]").evaluate_all(
        "all => all.map((one) => one.dataset.actor)"
    )
    assert set(lit) == near
    faded = page.locator("svg.lit .edge:not([data-near])").first
    assert float(faded.evaluate("one => getComputedStyle(one).opacity")) < 0.5
    page.mouse.move(5, 5)
    assert page.locator("svg.lit").count() == 0
    one.locator(".mark").click()
    page.mouse.move(5, 5)
    assert page.locator("svg.lit").count() == 1  # what is chosen stays lit
    page.keyboard.press("Escape")


def test_the_legend_filters_and_takes_its_filter_off(html, visit):
    page = visit(html, f"layer=conduct&view=graph&voices={ALL}")
    hostile = page.locator("#legend").get_by_role("button", name="hostile")
    hostile.click()
    assert state(page)["sign"] == ["-1"]
    assert set(page.evaluate("window.kgraph.app.part.edges.map((e) => e.sign)")) == {-1}
    assert hostile.get_attribute("aria-pressed") == "true"
    hostile.click()
    assert state(page)["sign"] == []
    page.locator("#legend").get_by_role("button", name="disputed").click()
    assert state(page)["only"] == ["disputed"]
    page.get_by_role("button", name="Reset").click()
    page.locator("#legend").get_by_role("button", name="state", exact=True).click()
    assert state(page)["types"] == ["State"]


def column(page, number):
    return page.locator(f"#sheet tbody tr:not([hidden]) td:nth-child({number})").all_inner_texts()


def test_tables_sort_and_narrow(html, visit):
    page = visit(html, f"layer=conduct&view=table&voices={ALL}")
    before = column(page, 2)
    head = page.locator("#sheet thead th").nth(1)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert column(page, 2) == sorted(before, key=str.casefold)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert column(page, 2) == sorted(before, key=str.casefold, reverse=True)
    page.locator("#sheet .narrow input").fill("társkia")
    rows = page.locator("#sheet tbody tr:not([hidden])").all_inner_texts()
    assert 0 < len(rows) < len(before)
    assert all("Tarskia" in row for row in rows)


def test_what_is_assessable_comes_first_in_ranks(packaged, visit):
    page = visit(packaged, "layer=influence&view=measures&measure=ranks")
    rows = page.locator("#sheet table.ties tbody tr").all_inner_texts()
    numbers = ["not assessable" in row for row in rows]
    assert numbers == sorted(numbers)
    assert any(numbers)
    # A row opens its own claims still.
    page.locator("#sheet table.ties tbody tr").last.click()
    assert rows[-1].split("\t")[0] in page.locator("#evidence").inner_text()


def test_a_matrix_is_ordered_by_name_and_by_sides_and_says_so_in_the_address(tmp_path, visit):
    told = (
        claim("paper-001", "actor:north", "attacked", "actor:east"),
        claim("paper-002", "actor:north", "armed", "actor:south"),
        claim("paper-003", "actor:south", "attacked", "actor:east"),
        claim("paper-004", "actor:east", "attacked", "actor:north"),
        claim("paper-005", "actor:envoy", "attacked", "actor:south"),
    )
    page = visit(of_claims(told, tmp_path / "made.html"), f"layer=conduct&view=matrix&{ROLLED}")
    order = page.get_by_label("Order")
    order.select_option("name")
    heads = page.locator("#sheet tbody th").all_inner_texts()
    assert heads == sorted(heads)
    order.select_option("sides")
    heads = page.locator("#sheet tbody th").all_inner_texts()
    camps = [name in ("North", "South") for name in heads]
    assert camps in (sorted(camps), sorted(camps, reverse=True))
    assert "order=sides" in page.url


@pytest.mark.parametrize("fragment", ["embed", "layer=conduct&view=matrix&embed=yes"])
def test_embedded_only_the_picture_is_seen_with_a_way_out(html, visit, fragment):
    page = visit(html, fragment)
    for hidden in ("header", "nav", "#side", "#evidence", "#time", "#shown"):
        assert page.locator(hidden).is_hidden()
    room = page.locator("#main").bounding_box()
    assert room["y"] == 0
    assert room["width"] == page.viewport_size["width"]
    out = page.locator("#out")
    assert out.is_visible()
    assert "embed" not in out.get_attribute("href")
    assert out.get_attribute("rel") == "noopener"


def test_on_paper_the_picture_has_one_page(packaged, visit):
    page = visit(packaged, viewport={"width": 1440, "height": 900})
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1032, "height": 702})  # A4 landscape within its margins
    box = page.locator("#graph svg").bounding_box()
    assert box["width"] <= 1032
    assert box["height"] <= 702
    assert page.locator("nav").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1032


def test_a_printed_matrix_begins_under_its_head_and_keeps_its_columns(packaged, visit):
    """Rows stand on the first page, and the names of the columns on each page that has rows."""
    page = visit(packaged, "layer=positions")
    holders = page.locator(".matrix thead .plain").all_inner_texts()
    targets = page.locator(".matrix tbody th").all_inner_texts()
    written = PdfReader(BytesIO(page.pdf())).pages
    pages = "\f".join(" ".join(one.extract_text().split()) for one in written)
    pages = pages.partition("Evidence")[0].split("\f")
    rows = [[it for it in targets if it in text] for text in pages]
    assert rows[0]
    assert sum(map(len, rows)) == len(targets)
    assert len([one for one in rows if one]) > 1
    for text, several in zip(pages, rows, strict=True):
        assert not several or [it for it in holders if it in text] == holders
