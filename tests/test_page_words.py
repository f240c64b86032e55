"""What the page says of claims, cells and days is what the claims say, in the library's words."""

from __future__ import annotations

from synthetic import claim, table

from kgraph import wording
from tests.pages import of_claims, tab

CLAIMS = (
    claim("paper-001", "actor:north", "supports", "issue:road", factuality="probable"),
    claim("paper-002", "actor:north", "callsOn", "issue:road", factuality="possible"),
    claim("paper-003", "actor:south", "opposes", "issue:road", valid_from="2023-06-30",
          valid_until="2023-09-19", surely_from="2023-06-30", surely_until="2023-09-19"),
    claim("paper-004", "actor:north", "armed", "actor:south", factuality="denied",
          condition="asked"),
)  # fmt: skip


def evidence(page):
    return page.locator("#evidence").inner_text()


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


def test_each_view_counts_the_claims_that_give_no_day(tmp_path, visit):
    path = of_claims(CLAIMS, tmp_path / "page.html")
    page = visit(path, "layer=positions")
    assert "2 claims of 3 give no day." in page.locator("#shown").inner_text()
    page = visit(path, "layer=positions&asOf=2023-09-19")
    assert "On 2023-09-19: 1 hold, 2 give no day." in page.locator("#shown").inner_text()
