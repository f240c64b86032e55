"""What the page says of claims, cells and days is what the claims say, in the library's words."""

from __future__ import annotations

from synthetic import claim, table

from kgraph import wording
from tests.pages import evidence, of_claims, tab

CLAIMS = (
    claim("paper-001", "actor:north", "supports", "issue:road", factuality="probable"),
    claim("paper-002", "actor:north", "callsOn", "issue:road", factuality="possible"),
    claim("paper-003", "actor:south", "opposes", "issue:road", valid_from="2023-06-30",
          surely_from="2023-06-30"),
    claim("paper-004", "actor:north", "armed", "actor:south", factuality="denied",
          condition="asked"),
)  # fmt: skip


def test_a_claim_is_shown_with_the_proposition_and_the_hedge_of_the_command_line(tmp_path, visit):
    made = table(CLAIMS)
    page = visit(of_claims(made, tmp_path / "page.html"), "chosen=claim paper-004")
    told = evidence(page)
    assert wording.in_full(made, made["paper-004"]) == "not so: North armed South if asked"
    assert "not so: North armed South if asked" in told
    assert wording.surely(made["paper-004"]) in told
    assert "certain that not" in told


def test_a_cell_has_the_word_beside_the_side_and_how_sure(tmp_path, visit):
    page = visit(of_claims(CLAIMS, tmp_path / "page.html"), "layer=positions")
    cell = page.get_by_role("button", name="North, Road: supports and 1 more (for); probable")
    assert cell.inner_text().replace("\n", "") == "+?"
    cell.click()
    assert "supports and 1 more (for); probable" in evidence(page)
    certain = page.get_by_role("button", name="South, Road: opposes (against); one document")
    assert certain.inner_text() == "−"
    tab(page, view="table")
    assert "for; probable" in page.locator("#sheet tbody").inner_text()


EXPERTS = (
    claim("paper-001", "actor:north", "armed", "actor:south"),
    claim("paper-002", "actor:east", "armed", "actor:south", voice="analysis"),
    claim("paper-003", "actor:east", "attacked", "actor:south", voice="analysis"),
)  # fmt: skip


def heads(page):
    lines = page.locator(".drawing g.edge").all()
    return {
        one.get_attribute("data-edge"): one.locator(".line").first.get_attribute("marker-end")
        for one in lines
    }


def test_what_analysts_alone_tell_has_open_heads_where_they_are_taken_in(tmp_path, visit):
    path = of_claims(EXPERTS, tmp_path / "page.html")
    page = visit(path, "layer=influence&voices=reporting analysis")
    assert heads(page) == {
        "actor:north actor:south 1": "url(#head-lever)",
        "actor:east actor:south 1": "url(#head-lever-open)",
    }
    west = page.locator('[data-edge="actor:east actor:south 1"]')
    assert wording.BY_ANALYSTS in west.locator("title").inner_html()
    assert wording.BY_ANALYSTS in page.locator("#legend").inner_text()
    page = visit(path)
    for layer, view in (("influence", "matrix"), ("influence", "graph"), ("conduct", "graph")):
        tab(page, layer, view)
        assert page.get_by_label("analysis").is_checked() is False
        assert "voices" not in page.url
    assert list(heads(page)) == ["actor:north actor:south 1"]


def test_one_click_takes_experts_in_or_out_and_says_what_it_adds(tmp_path, visit):
    page = visit(of_claims(EXPERTS, tmp_path / "page.html"), "layer=influence")
    assert len(heads(page)) == 1
    page.get_by_role("button", name="Take experts in (1 line of 1 claim more)").click()
    assert len(heads(page)) == 2
    # What was chosen holds in every view, and stands in the address.
    tab(page, "conduct")
    tab(page, "influence")
    assert len(heads(page)) == 2
    assert "voices=reporting+party-on-itself+analysis" in page.url
    page.get_by_role("button", name="Leave experts out (1 line of 1 claim less)").click()
    assert len(heads(page)) == 1
    assert "voices" not in page.url
    tab(page, "conduct")
    page.get_by_role("button", name="Take experts in (2 lines of 2 claims more)").click()
    assert heads(page)["actor:east actor:south -1"] == "url(#head-hostile-open)"


def test_each_view_counts_the_claims_that_give_no_day(tmp_path, visit):
    path = of_claims(CLAIMS, tmp_path / "page.html")
    page = visit(path, "layer=positions")
    assert "2 claims of 3 give no day." in page.locator("#shown").inner_text()
    page = visit(path, "layer=positions&asOf=2023-09-19")
    assert "On 2023-09-19: 1 hold, 1 give no day." in page.locator("#shown").inner_text()
