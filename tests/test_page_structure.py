"""Structure in the page: a layer like the others, with what is disputed and what no claim says."""

from __future__ import annotations

import pytest
from synthetic import claim, table

from kgraph import cli
from tests.pages import evidence, of_claims, tab


@pytest.fixture(scope="module")
def html(kg, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "kgraph.html"
    path.write_text(kg.page(layer="structure"), encoding="utf-8")
    return path


def test_members_of_an_alliance_stand_in_graph_matrix_and_table(html, visit):
    page = visit(html)
    line = page.locator('[data-edge="actor:armenia actor:csto 0"]')
    assert line.count() == 1
    assert "head" not in (line.locator(".line").first.get_attribute("marker-end") or "")
    tab(page, view="matrix")
    page.get_by_role("button", name="Armenia → Collective Security Treaty Organization").click()
    assert "rferl-001" in evidence(page)
    tab(page, view="table")
    row = page.locator("#sheet tr", has_text="rferl-002")
    assert "Russia" in row.inner_text()
    assert "is a member of" in row.inner_text()


def test_what_is_declared_is_told_as_said_by_no_claim(html, visit):
    page = visit(html, "chosen=edge actor:armenian-army actor:armenia 0")
    assert "Armed Forces of Armenia is an organ of Armenia" in evidence(page)
    assert "named so in the dossier, by no claim" in evidence(page)
    assert page.locator('.named[data-edge="actor:armenian-army actor:armenia 0"]').count() == 1


def test_disputed_belonging_is_disputed_and_names_the_other(html, visit):
    page = visit(html, "chosen=edge actor:karabakh-forces actor:artsakh 0&voices="
                 "reporting party-on-itself party-on-others analysis witness")  # fmt: skip
    said = evidence(page)
    assert "others say that it belongs to Armenia" in said
    assert "disputed" in said
    page.get_by_role("button", name="Armenia", exact=True).first.click()
    assert "politico-017" in evidence(page)


@pytest.mark.parametrize(("address", "options"), [
    ("", []),
    ("&asOf=2023-09-18&voices=reporting party-on-itself analysis", []),
    ("&lens=document:rferl&minFactuality=certain", []),
    ("&families=security", []),
    ("&rolled=no&knownBy=2023-09-20", []),
])  # fmt: skip
def test_the_table_is_that_of_the_command_above_it(kg, html, visit, capsys, address, options):
    page = visit(html, f"layer=structure&view=table{address}")
    said = page.locator("#sheet code").inner_text().split()
    assert said[:2] == ["kgraph", "structure"]
    with page.expect_download() as given:
        page.get_by_role("button", name="save as CSV").click()
    ours = given.value.path().read_text(encoding="utf-8")
    capsys.readouterr()
    with pytest.raises(SystemExit):
        cli.main([*said[1:], *options, "--format", "csv"])
    assert ours == capsys.readouterr().out
    assert ours.count("\n") > 5


def test_a_kind_narrows_what_is_drawn_and_stands_in_the_address(html, visit):
    page = visit(html)
    page.get_by_label("membership").check()
    assert "kinds=membership" in page.url
    drawn = page.locator(".drawing g.edge")
    ends = {one.get_attribute("data-edge") for one in drawn.all()}
    assert "actor:armenia actor:csto 0" in ends
    assert "actor:armenia actor:russia 0" not in ends
    tab(page, "conduct")
    assert page.get_by_label("membership").count() == 0


def test_nobody_is_inside_another_and_nothing_leads_along_structure(html, visit):
    page = visit(html)
    assert "drawn inside" not in page.locator("#shown").inner_text()
    assert page.locator(".inside-count").count() == 0
    page.locator('[data-actor="actor:armenia"]').press("Enter")
    assert page.get_by_text("Paths to").count() == 0
    assert "Structure" in evidence(page)


def test_what_is_planned_or_denied_is_in_the_table_and_in_no_line(tmp_path, visit):
    made = table([
        claim("paper-001", "actor:north", "memberOf", "actor:alliance"),
        claim("paper-002", "actor:south", "memberOf", "actor:alliance", modality="planned"),
        claim("paper-003", "actor:east", "memberOf", "actor:alliance", factuality="denied"),
        claim("paper-004", "actor:north", "attacked", "actor:south"),
    ])  # fmt: skip
    page = visit(of_claims(made, tmp_path / "page.html"), "layer=structure")
    drawn = page.locator('.bond[data-edge$="actor:alliance 0"]')
    assert [one.get_attribute("data-edge") for one in drawn.all()] == [
        "actor:north actor:alliance 0"
    ]
    told = page.locator("#shown").inner_text()
    assert "1 tie from 1 of 4 claims" in told
    assert "3 claims left out: 3 in no tie here." in told
    why = page.locator("#shown .note span").first.get_attribute("title")
    assert why == "In no tie here: 1 no part in structure, 2 not drawn here"
    tab(page, view="table")
    assert [
        row.locator("td").nth(4).inner_text() for row in page.locator("tbody tr").all()
    ][:3] == ["denied", "stated", "planned"]  # fmt: skip
