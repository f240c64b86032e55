"""What a reader says aloud of a line is what the claims of the tie that its word names say.

The page, static pictures and pyvis alike: each kind of line, with what would make it lie.
"""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from pages import evidence, of_claims, view_of
from synthetic import RELATIONS, claim, table

from kgraph import wording
from kgraph.claims import ALL_VOICES, DEFAULT_VOICES, Selection
from kgraph.claims.rollup import rolled_up
from kgraph.draw.colours import COLOURS, DASHES, FAINT
from kgraph.draw.graph import graph
from kgraph.draw.matrix import matrix
from kgraph.draw.places import places
from kgraph.draw.strip import strip as strip_picture
from kgraph.measures.record.explain import explain
from kgraph.measures.record.structure import structure
from kgraph.measures.stance.strip import strip
from kgraph.networks import build
from kgraph.page.pyvis import to_pyvis

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "actor:north actor:south -1"

#: Attacked: by one document, undisputed. Condemned: by two, disputed.
TWO = (
    claim("paper-001", "actor:north", "attacked", "actor:south"),
    claim("paper-002", "actor:north", "condemned", "actor:south"),
    claim("gazette-001", "actor:north", "condemned", "actor:south"),
    claim("gazette-002", "actor:south", "condemned", "actor:north", polarity=-1),
)
QUARREL = [("paper-002", "gazette-002")]
#: What North alone says of itself, and what a document says.
PARTY = (
    claim("paper-001", "actor:north", "attacked", "actor:south", voice="party", on_itself=True,
          claimant="actor:envoy", speaks_for=("actor:north",)),
    claim("gazette-001", "actor:north", "attacked", "actor:south", voice="party", on_itself=True,
          claimant="actor:north"),
    claim("gazette-002", "actor:south", "attacked", "actor:north"),
)  # fmt: skip


def _at(passage):
    return {"passage": (passage,), "paragraph": (int(passage.partition("-p")[2][0]),),
            "sentence": ("1",)}  # fmt: skip


#: A duty stated beside the report that it was not kept, and a stronger one stated elsewhere.
DUTY = (
    claim("paper-001", "actor:north", "obligedToDefend", "actor:south", **_at("paper-p1s1")),
    claim("paper-002", "actor:north", "defended", "actor:south", factuality="denied",
          **_at("paper-p1s1"), valid_until="2023-09-18"),
    claim("paper-003", "actor:north", "guarded", "actor:south", **_at("paper-p9s1")),
    claim("gazette-001", "actor:north", "defended", "actor:south", factuality="denied",
          **_at("gazette-p1s1"), valid_from="2020-01-01"),
)  # fmt: skip


def line(page, key):
    return page.locator(f'.drawing g.edge[data-edge="{key}"]')


def static(claims, layer="conduct", disputes=()):
    made = table(claims, disputes)
    network = getattr(build, layer)(made)
    return ET.fromstring(graph(network, places(made), title="T"))


def drawn(root, key):
    source, target, sign = key.split()
    (found,) = [
        g for g in root.iter(f"{SVG}g")
        if (g.get("data-source"), g.get("data-target"), g.get("data-sign"))
        == (source, target, f"{int(sign):+d}")
    ]  # fmt: skip
    return found.find(f"{SVG}path")


def signs(root):
    return {
        (g.attrib["data-sign-of"], g.attrib["data-badge"])
        for g in root.iter(f"{SVG}g")
        if "data-sign-of" in g.attrib
    }


def vis(claims, layer="conduct", disputes=()):
    made = table(claims, disputes)
    edges = to_pyvis(getattr(build, layer)(made), places(made)).edges
    return {(one["from"], one["to"], one["arrows"]["to"]["type"]): one for one in edges}


# --- dark, and disputed, is the tie that is named


def test_a_line_is_as_dark_and_as_disputed_as_the_tie_that_its_word_names(tmp_path, visit):
    page = visit(of_claims(TWO, tmp_path / "page.html", QUARREL), "layer=conduct&view=graph")
    assert page.locator(".drawing .word").all_text_contents() == ["attacked"]
    assert "thin" in line(page, HOSTILE).get_attribute("class").split()
    assert page.locator(".drawing .badge").count() == 0
    # What is so of the other tie is told of it, in the tooltip and in the panel.
    assert "disputed: condemned" in line(page, HOSTILE).locator("title").inner_html()
    root = static(TWO, disputes=QUARREL)
    assert drawn(root, HOSTILE).attrib["stroke-opacity"] == str(FAINT["thin"])
    assert signs(root) == set()
    edge = vis(TWO, disputes=QUARREL)["actor:north", "actor:south", "bar"]
    assert (edge["color"]["opacity"], edge["label"]) == (FAINT["thin"], "")


def test_only_what_is_disputed_shows_the_tie_that_is(tmp_path, visit):
    path = of_claims(TWO, tmp_path / "page.html", QUARREL)
    page = visit(path, "layer=conduct&view=graph&only=disputed")
    assert page.locator(".drawing .word").all_text_contents() == ["condemned"]
    assert page.locator(".drawing .badge.disputed").count() == 1


# --- words are no blows


def test_what_is_hostile_without_force_is_told_from_force_at_a_glance(tmp_path, visit):
    page = visit(of_claims(TWO[1:], tmp_path / "page.html"), "layer=conduct&view=graph")
    words = line(page, HOSTILE)
    assert "noforce" in words.get_attribute("class").split()
    dash = "e => getComputedStyle(e).strokeDasharray.replace(/px|,/g, '')"
    assert words.locator(".line").first.evaluate(dash) == DASHES["edge.noforce"]
    legend = page.locator("#legend").inner_text()
    assert wording.BY_FORCE in legend
    assert wording.NO_FORCE in legend
    page = visit(of_claims(TWO, tmp_path / "both.html"), "layer=conduct&view=graph")
    blows = line(page, HOSTILE)
    assert "noforce" not in blows.get_attribute("class").split()
    assert blows.locator(".line").first.evaluate(dash) == DASHES["hostile"]
    thin, thick = drawn(static(TWO[1:]), HOSTILE), drawn(static(TWO), HOSTILE)
    assert thin.attrib["stroke-dasharray"] == DASHES["edge.noforce"]
    assert float(thin.attrib["stroke-width"]) < 2 < float(thick.attrib["stroke-width"])
    assert vis(TWO[1:])["actor:north", "actor:south", "bar"]["dashes"] == [2, 4]


def test_force_is_said_by_the_vocabulary_of_a_family_or_of_a_relation(kg):
    relations = kg.table.relations
    assert {one.id for one in relations.values() if one.force} == {
        "attacked", "blockades", "occupies", "mobilisesAgainst", "displaced", "prepared",
        "yieldedTo",
    }  # fmt: skip


def test_what_is_judged_of_a_relation_is_no_act_in_look_and_words(tmp_path, visit):
    claims = (
        claim("paper-001", "actor:north", "estranged", "actor:south"),
        claim("paper-002", "actor:north", "condemned", "actor:east"),
    )
    page = visit(of_claims(claims, tmp_path / "page.html"), "layer=conduct&view=graph")
    assert "estranged" in page.locator(".drawing .word").all_text_contents()
    one = line(page, HOSTILE)
    assert one.get_attribute("class").split()[1] == "cool"
    stroke = "e => getComputedStyle(e).stroke"
    act = line(page, "actor:north actor:east -1").locator(".line").evaluate(stroke)
    assert one.locator(".line").evaluate(stroke) != act
    assert wording.COOL in page.locator("#legend").inner_text()
    page.evaluate("window.kgraph.app.choose('edge', 'actor:north', 'actor:south', '-1')")
    told = page.locator("#evidence").inner_text()
    assert wording.COOL in told.replace("\n", " ")
    assert "hostile" not in told.lower()
    drawn_ = drawn(static(claims), HOSTILE)
    assert drawn_.attrib["stroke"] == COLOURS["soft"]
    edge = vis(claims)["actor:north", "actor:south", "bar"]
    assert edge["color"]["color"] == COLOURS["soft"]
    made = table(claims)
    ((tie, *_),) = [edge.ties for edge in build.conduct(made).edges if edge.target == "actor:south"]
    assert wording.kind(made, tie) == "conduct, cool 0.6"


# --- a lever that presses


def test_a_lever_that_works_against_whom_it_is_on_is_called_pressure(tmp_path, visit):
    claims = (
        claim("paper-001", "actor:north", "blockaded", "actor:south"),
        claim("paper-002", "actor:south", "tradesWith", "actor:east"),
    )
    page = visit(of_claims(claims, tmp_path / "page.html"), "layer=influence")
    said = {"economic pressure", "economic"}
    assert set(page.locator(".drawing .word").all_text_contents()) == said
    root = static(claims, "influence")
    words = [g for g in root.iter(f"{SVG}g") if "data-word" in g.attrib]
    assert {next(g.iter(f"{SVG}text")).text for g in words} == said


# --- what an act was done to


def test_what_strikes_an_actor_by_an_act_on_something_else_names_that(tmp_path, visit):
    claims = (
        claim("paper-001", "actor:north", "attacked", "place:valley", affected=("actor:south",)),
        claim("paper-002", "actor:north", "attacked", "place:valley", affected=("actor:east",)),
        claim("paper-003", "actor:north", "attacked", "actor:east"),
    )
    made = table(claims)
    said = {e.target: wording.on_line(made, e) for e in build.conduct(made).edges}
    assert said == {
        "actor:south": f"attacked {made.label('place:valley')}", "actor:east": "attacked",
    }  # fmt: skip
    page = visit(of_claims(claims, tmp_path / "page.html"), "layer=conduct&view=graph")
    assert set(page.locator(".drawing .word").all_text_contents()) == {*said.values()}


def test_a_cell_that_stands_in_part_on_a_condition_says_so(tmp_path, visit):
    page = visit(of_claims(STANDS, tmp_path / "page.html"), "layer=positions&rolled=no")
    cells = page.locator("tbody td .cell")
    partly = {one.get_attribute("aria-label").partition(":")[0]: one.locator("sup").all_inner_texts()
              for one in cells.all()}  # fmt: skip
    assert {name for name, signs in partly.items() if "if" in signs} == {"West, Road"}


# --- which duty, and when


def test_a_duty_unmet_has_the_word_of_the_claim_beside_the_report_and_its_days(tmp_path, visit):
    page = visit(of_claims(DUTY, tmp_path / "page.html"), "layer=influence", viewport=WIDE)
    whole = "obligedtodefend: reported unmet, before 19 Sep 2023"
    made = table(DUTY)
    (edge,) = build.influence(made).edges
    assert wording.on_line(made, edge) == whole
    # What is too long for the line leaves the relation to its tooltip first, then the days.
    short = whole.partition(": ")[2]
    assert wording.unmet(made, edge) == [whole, short, "reported unmet", "unmet"]
    (said,) = page.locator(".drawing .word").all_text_contents()
    assert said in wording.unmet(made, edge)
    (word,) = [g for g in static(DUTY, "influence").iter(f"{SVG}g") if "data-word" in g.attrib]
    assert next(word.iter(f"{SVG}text")).text in wording.unmet(made, edge)


WIDE = {"width": 1440, "height": 900}


def test_a_duty_without_a_day_says_so():
    made = table([DUTY[0], claim("paper-002", "actor:north", "defended", "actor:south",
                                 factuality="denied")])  # fmt: skip
    (edge,) = build.influence(made).edges
    assert wording.on_line(made, edge) == "obligedtodefend: reported unmet, no day stated"


#: What is owed is stated in one document, and two report that it was not kept: one gives days.
OWED = (
    claim("gazette-001", "actor:north", "guarded", "actor:south", modality="duty",
          **_at("gazette-p3s1")),
    claim("paper-001", "actor:north", "defended", "actor:south", factuality="denied",
          valid_from="2023-09-19", valid_until="2023-09-20"),
    claim("herald-001", "actor:north", "deters", "actor:east", affected=("actor:south",),
          factuality="denied"),
    claim("herald-002", "actor:north", "guarded", "actor:west", modality="duty"),
)  # fmt: skip


def test_a_duty_takes_all_that_state_it_as_owed_and_all_that_report_it_unmet(tmp_path, visit):
    made = table(OWED)
    network = build.influence(made)
    # What is owed and not reported unmet is no lever.
    ((tie,),) = (edge.ties for edge in network.edges)
    assert (tie.claims, tie.hollow_by) == (("gazette-001",), ("herald-001", "paper-001"))
    assert not wording.of_one_document(made, tie)
    whole = "guarded: reported unmet, 19 to 20 Sep 2023"
    assert wording.on_line(made, network.edges[0]) == whole
    page = visit(of_claims(OWED, tmp_path / "page.html"), "layer=influence", viewport=WIDE)
    drawn_ = line(page, "actor:north actor:south 1")
    assert "thin" not in drawn_.get_attribute("class").split()
    assert drawn_.locator("title").inner_html() == wording.edge(made, network.edges[0])
    assert wording.stated(made, tie) == "North guarded South (as a duty)"
    assert "3 claims, 3 documents" in wording.edge(made, network.edges[0])
    assert page.locator(".drawing .word").all_text_contents() == [whole.partition(": ")[2]]


def test_a_report_that_a_promise_was_not_kept_does_not_dispute_the_promise(tmp_path, visit):
    guarded = replace(RELATIONS["guarded"], guarantee=True)
    claims = (OWED[0], claim("paper-001", "actor:north", "guarded", "actor:south",
                             factuality="denied"))  # fmt: skip
    made = table(claims)
    made = replace(made, relations={**made.relations, "guarded": guarded})
    (edge,) = build.influence(made).edges
    assert edge.ties[0].hollow_by == ("paper-001",)
    assert not edge.disputed


def test_who_disputes_that_a_duty_was_not_kept_disputes_the_duty_unmet(tmp_path, visit):
    disputes = [("paper-001", "herald-002")]
    (edge,) = build.influence(table(OWED, disputes)).edges
    assert edge.disputed_by == ("herald-002",)
    page = visit(of_claims(OWED, tmp_path / "page.html", disputes), "layer=influence")
    assert page.locator(".drawing .badge.disputed").count() == 1


# --- one party's word


def test_what_one_party_alone_says_has_a_sign_and_a_place_in_the_legend(tmp_path, visit):
    page = visit(of_claims(PARTY, tmp_path / "page.html"), "layer=conduct&view=graph")
    assert page.locator(".drawing .badge.party").count() == 1
    assert wording.BY_ONE_PARTY in line(page, HOSTILE).locator("title").inner_html()
    assert wording.BY_ONE_PARTY in page.locator("#legend").inner_text()
    assert signs(static(PARTY)) == {("actor:north actor:south -1", "party")}
    edges = vis(PARTY)
    assert edges["actor:north", "actor:south", "bar"]["label"] == "“"
    assert edges["actor:south", "actor:north", "bar"]["label"] == ""


def test_two_parties_who_say_the_same_are_not_one():
    both = (*PARTY[:1], claim("gazette-001", "actor:north", "attacked", "actor:south",
                              voice="party", claimant="actor:south"))  # fmt: skip
    made = table(both)
    (edge,) = build.conduct(made).edges
    assert not wording.of_one_party(made, edge.ties[0])


def test_who_denies_the_troops_disputes_that_they_were_attacked(kg):
    """Baku says that it struck Armenia's army in Karabakh; Yerevan, that none was there."""
    for attacked in ("politico-057", "unnamed-044"):
        assert "unnamed-017" in kg.table[attacked].disputed_by


def test_who_denies_to_have_meant_it_denies_no_report_that_it_was_done(tmp_path, visit):
    claims = (
        claim("paper-001", "actor:north", "attacked", "actor:south"),
        claim("gazette-001", "actor:north", "attacked", "actor:south", modality="planned",
              factuality="denied", voice="party", on_itself=True, claimant="actor:north"),
    )  # fmt: skip
    made = table(claims)
    (edge,) = build.conduct(made).edges
    assert not edge.disputed
    told = explain(made, edge.ties)
    says = "denies it as planned, not as fact"
    assert [(row["claim"], row["part"]) for row in told.rows()] == [
        ("paper-001", ""), ("gazette-001", says),
    ]  # fmt: skip
    page = visit(of_claims(claims, tmp_path / "page.html"), "layer=conduct&view=graph")
    assert page.locator(".drawing .badge.disputed").count() == 0
    page.evaluate("window.kgraph.app.choose('edge', 'actor:north', 'actor:south', '-1')")
    assert says in page.locator("#claim-gazette-001").inner_text()


def test_what_baku_denies_of_civilians_stands_beside_the_attack_on_them(kg):
    """It denies to have aimed at them (unnamed-039), not that its operation struck them."""
    told = kg.explain("Azerbaijan", "Karabakh Armenians", layer="conduct", voices=ALL_VOICES)
    (tie,) = [tie for tie in told.ties if tie.relation == "attacked"]
    assert not tie.disputed
    ((part, note),) = [
        (row["part"], row["note"]) for row in told.rows() if row["claim"] == "unnamed-039"
    ]
    assert part == "denies it as planned, not as fact"
    assert note == "Said of the targets, not of who was hit."


# --- the whole of the packaged dossier


@pytest.fixture(scope="module")
def packaged(kg, tmp_path_factory):
    path = tmp_path_factory.mktemp("packaged") / "page.html"
    path.write_text(kg.page(), encoding="utf-8")
    return path


_LINES = """() => [...document.querySelectorAll(".drawing g.edge")].map((it) => ({
  key: it.dataset.edge,
  classes: it.getAttribute("class").split(" "),
  says: it.querySelector("title").textContent,
}))"""


@pytest.mark.parametrize("voices", [DEFAULT_VOICES, ALL_VOICES], ids=["default", "all"])
@pytest.mark.parametrize("layer", ["conduct", "influence", "structure"])
def test_every_line_of_the_page_says_what_the_library_says(kg, packaged, visit, layer, voices):
    address = f"layer={layer}&view=graph&voices={' '.join(voices)}"
    page = visit(packaged, address, viewport=WIDE)
    told = kg.table.select(Selection(voices=tuple(voices)))
    made = told if layer == "structure" else rolled_up(told, kg.table)
    edges = structure(made) if layer == "structure" else getattr(build, layer)(made)
    edges = {f"{e.source} {e.target} {e.sign}": e for e in edges.edges}
    lines = {one["key"]: one for one in page.evaluate(_LINES) if "lapsed" not in one["key"]}
    assert lines
    words = []
    for key, one in lines.items():
        edge = edges[key]
        tie = wording.strongest(made, edge.ties)
        assert one["says"] == wording.edge(made, edge)
        assert ("thin" in one["classes"]) == wording.of_one_document(made, tie)
        is_cool = wording.cool(made, tie)
        is_mild = layer == "conduct" and edge.sign < 0 and not wording.by_force(made, tie)
        assert ("noforce" in one["classes"]) == (is_mild and not is_cool)
        assert ("cool" in one["classes"]) == is_cool
        words.append(wording.on_line(made, edge))
        if any(one.hollow for one in edge.ties):
            words += wording.unmet(made, edge)
    said = [
        one for one in page.locator(".drawing .word").all_text_contents() if "lapsed" not in one
    ]
    assert said
    assert set(said) <= set(words)


# --- worry takes no side, and is no neutrality

STANDS = (
    claim("paper-001", "actor:north", "neutralOn", "issue:road"),
    claim("paper-002", "actor:north", "opposes", "issue:road"),
    claim("paper-003", "actor:south", "neutralOn", "issue:road"),
    claim("paper-004", "actor:east", "supports", "issue:road"),
    claim("paper-005", "actor:east", "opposes", "issue:road"),
    claim("paper-006", "actor:west", "supports", "issue:road"),
    claim("paper-007", "actor:west", "supports", "issue:road", condition="paid"),
)


def test_mixed_is_said_of_a_support_and_an_opposition_alone(tmp_path, visit):
    page = visit(of_claims(STANDS, tmp_path / "page.html"), "layer=positions&rolled=no")
    cells = {
        one.get_attribute("aria-label").partition(":")[0]: one.get_attribute("class").split()[1]
        for one in page.locator("tbody td .cell").all()
    }
    assert cells == {
        "North, Road": "against", "South, Road": "neither", "East, Road": "mixed",
        "West, Road": "for",
    }  # fmt: skip
    says = page.locator('tbody .cell[aria-label^="North, Road"]').get_attribute("aria-label")
    assert "opposes and 1 more (against / neither for nor against)" in says
    assert page.locator("#evidence").inner_text().count("East: Road") == 1
    assert "North: Road" not in page.locator("#evidence").inner_text()
    # What the numbers are made of stays: only how a cell is drawn and said differs.
    made = build.positions(table(STANDS))
    assert {cell.holder: (cell.state, cell.drawn) for cell in made.cells.values()} == {
        "actor:north": ("mixed", "against"), "actor:south": ("neither", "neither"),
        "actor:east": ("mixed", "mixed"), "actor:west": ("mixed", "for"),
    }  # fmt: skip


def test_the_sign_for_neither_side_is_explained_in_the_words_of_the_claims(tmp_path, visit):
    page = visit(of_claims(STANDS, tmp_path / "page.html"), "layer=positions&rolled=no")
    assert "neutralon: neither for nor against" in page.locator(".matrix-key").inner_text()
    root = ET.fromstring(matrix(build.positions(table(STANDS)), title="T"))
    assert "neutralon: neither for nor against" in [t.text for t in root.iter(f"{SVG}text")]


# --- a day that nobody gave

BEFORE = (
    claim("paper-001", "actor:north", "attacked", "actor:south", valid_until="2023-09-18",
          surely_until="2023-09-18"),
    claim("paper-002", "actor:north", "armed", "actor:east", valid_from="2023-09-10",
          valid_until="2023-09-14", surely_from="2023-09-14", surely_until="2023-09-10"),
)  # fmt: skip


def test_what_gives_no_beginning_is_an_arrow_without_a_dot(tmp_path, visit):
    page = visit(of_claims(BEFORE, tmp_path / "page.html"), "layer=conduct&view=timeline")
    before = page.locator('.moment[data-claims="paper-001"]')
    assert before.locator("circle").count() == 0
    assert before.locator(".open").count() == 1
    within = page.locator('.moment[data-claims="paper-002"]')
    assert within.locator("circle").count() == 1
    assert within.locator(".open").count() == 0
    assert "◂┤ before a day" in page.locator(".timeline .note").first.inner_text()


_ON = {"valid_from": "2023-09-19", "valid_until": "2023-09-20"}
_IN_2020 = {"valid_from": "2020-01-01", "valid_until": "2020-12-31"}
ACTS = (
    claim("paper-001", "actor:north", "attacked", "actor:south", **_ON),
    claim("gazette-001", "actor:north", "attacked", "actor:south", valid_from="2023-09-19",
          valid_until="2023-09-19"),
    claim("herald-001", "actor:north", "attacked", "actor:south", **_IN_2020),
    claim("paper-002", "actor:north", "attacked", "actor:east", **_ON),
    # It may tell of either attack.
    claim("herald-002", "actor:north", "attacked", "actor:south", valid_from="2020-01-01",
          valid_until="2023-09-20"),
    # What gives no beginning is no act of a day.
    claim("herald-003", "actor:north", "attacked", "actor:south", valid_until="2023-09-19"),
)  # fmt: skip


def test_the_claims_of_one_act_are_one_mark_of_the_timeline(tmp_path, visit):
    page = visit(of_claims(ACTS, tmp_path / "page.html"), "layer=conduct&view=timeline")
    marks = page.locator(".moment").all()
    assert {one.get_attribute("data-claims") for one in marks} == {
        "gazette-001 paper-001", "herald-001", "paper-002", "herald-002", "herald-003",
    }  # fmt: skip
    act = page.locator('.moment[data-claims~="paper-001"]')
    assert act.locator("text").first.text_content() == "attacked South (2 claims)"
    # It stands on the day that both allow.
    assert act.locator(".whisker").count() == 0
    act.press("Enter")
    told = page.locator("#evidence article.claim")
    assert {one.get_attribute("id") for one in told.all()} >= {
        "claim-gazette-001", "claim-paper-001",
    }  # fmt: skip
    assert page.locator("#evidence h2").inner_text() == "2 claims"


def test_over_time_nothing_stands_on_a_day_that_its_claim_excludes(tmp_path, visit):
    about = "actor:north", "actor:south"
    page = visit(of_claims(BEFORE, tmp_path / "page.html"), "layer=conduct&view=measures")
    page.evaluate("(about) => window.kgraph.app.set({ measure: 'over-time', about })", list(about))
    mark = page.locator('.strip .mark[data-claims="paper-001"]')
    assert "?" not in mark.locator("text.side").all_text_contents()
    days = {one.text_content(): one.bounding_box()["x"] for one in page.locator("text.day").all()}
    dot = mark.locator("circle").bounding_box()
    assert dot["x"] + dot["width"] / 2 < days["2023-09-18"]
    ties = build.conduct(table(BEFORE)).ties
    found = strip(table(BEFORE), [tie for tie in ties if tie.target == about[1]], *about)
    assert not found.undated
    assert [one.last for one in found.marks] == ["2023-09-18"]
    root = ET.fromstring(strip_picture(found, title="T"))
    (group,) = [g for g in root.iter(f"{SVG}g") if g.get("data-claims") == "paper-001"]
    assert "?" not in [one.text for one in group.iter(f"{SVG}text")]


# --- what is not drawn is not what is not there

UNDATED = (
    claim("paper-001", "actor:north", "alliedWith", "actor:south"),
    claim("paper-002", "actor:north", "attacked", "actor:east", valid_from="2023-09-10",
          valid_until="2023-09-10", surely_from="2023-09-10", surely_until="2023-09-10"),
    claim("paper-003", "actor:north", "guarded", "actor:east"),
)  # fmt: skip
DAY = "layer=conduct&view=graph&asOf=2023-09-18"


def test_a_picture_of_a_day_says_what_gives_none_and_shows_it_on_demand(tmp_path, visit):
    page = visit(of_claims(UNDATED, tmp_path / "page.html"), DAY)
    note = page.locator("#graph .unseen")
    assert note.inner_text().startswith(
        "3 ties give no day and are not drawn: alliedwith (2), guarded (1)."
    )
    box = page.locator("#graph").bounding_box()
    here = note.bounding_box()
    assert box["y"] <= here["y"]
    assert here["y"] + here["height"] <= box["y"] + box["height"]
    note.get_by_role("button", name="Show as ghosts").click()
    assert page.locator(".drawing .edge.ghost").count() == 3
    assert note.inner_text() == ""
    page.evaluate("window.kgraph.app.set({ ghosts: false, asOf: '' })")
    assert note.inner_text() == ""


def test_the_panel_of_a_pair_has_what_gives_no_day(tmp_path, visit):
    page = visit(of_claims(UNDATED, tmp_path / "page.html"), DAY)
    page.evaluate("window.kgraph.app.choose('edge', 'actor:north', 'actor:east', '-1')")
    told = evidence(page)
    assert "paper-003" in told
    assert "day not stated" in told
    page.evaluate("window.kgraph.app.choose('edge', 'actor:north', 'actor:south', '1')")
    told = evidence(page)
    assert "It gives no day, and is not drawn on 2023-09-18." in told
    assert "not in the present selection" not in told
    assert "paper-001" in told


# --- words for readers, not for a command line


def test_the_page_names_no_option_and_no_key_of_a_document_in_its_prose(packaged):
    measured = view_of(packaged.read_text(encoding="utf-8"))["measured"]
    notes = [note for one in measured["made"] for note in one["notes"]]
    assert not [text for text in notes if re.search(r"\w-\d{3}|\b(seed|noise) \d", text)]
    assert "rank 1, whatever the doubt" in measured["ranked"]
    assert not [text for text in measured["ranked"] if re.search(r"without [a-z]", text)]
    prose = [*notes]
    prose += [text for one in measured["made"] for row in one["rows"] for text in row.values()
              if isinstance(text, str)]  # fmt: skip
    assert not [text for text in prose if re.search(r"(?<!\w)--[a-z]", text)]
    assert not [text for text in prose if re.search(r"without (rferl|politico|ecfr|apri)", text)]
    assert "Positions on a condition are left out." in prose
    assert any("nothing is left of it without RFE/RL" in text for text in prose)


def test_no_word_of_the_head_is_cut(packaged, visit):
    """Whole sentences wait for "more"; what is not seen has another place to be read."""
    for address in ("", "layer=conduct&view=graph", "layer=influence", "layer=positions"):
        page = visit(packaged, address, viewport=WIDE)
        cut = page.evaluate(
            """() => ["h1 > span", ".told", ".chip"].filter((one) =>
              [...document.querySelectorAll(one)].some((it) =>
                it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 3))"""
        )
        assert cut == []
        row = page.locator(".chip-row .chips").bounding_box()
        for one in page.locator(".chip-row .chip").all():
            box = one.bounding_box()
            inside = box["x"] + box["width"] <= row["x"] + row["width"] + 1
            assert inside or box["y"] >= row["y"] + row["height"]
        page.get_by_role("button", name="more", exact=True).click()
        assert page.locator(".told .over").count() == 0


def test_what_stands_beside_a_mark_is_in_the_legend(packaged, visit):
    page = visit(packaged, "layer=conduct&view=graph", viewport=WIDE)
    assert page.locator(".drawing .inside-count").count() > 0
    assert "leaders, offices inside" in page.locator("#legend").inner_text()


def test_a_legend_has_no_leaders_inside_where_no_claim_names_one(tmp_path, visit):
    claims = (claim("paper-001", "actor:north", "attacked", "actor:south"),)
    page = visit(of_claims(claims, tmp_path / "page.html"), "layer=conduct&view=graph")
    assert "leaders, offices inside" not in page.locator("#legend").inner_text()


def test_how_many_are_inside_stands_on_no_name(packaged, visit):
    page = visit(packaged, "", viewport=WIDE)
    covered = page.evaluate("""() => {
      const boxes = (which) => [...document.querySelectorAll(which)]
        .map((it) => it.getBoundingClientRect());
      const names = boxes(".drawing .name");
      return boxes(".drawing .inside-count").filter((one) => names.some((it) =>
        one.left + 1 < it.right && it.left + 1 < one.right &&
        one.top + 3 < it.bottom && it.top + 3 < one.bottom)).length;
    }""")
    assert page.locator(".drawing .inside-count").count() > 3
    assert covered == 0


def test_the_head_counts_who_is_seen(packaged, visit):
    page = visit(packaged, "", viewport=WIDE)
    seen = page.locator(".drawing g.actor").count()
    assert f"{seen} actors (" in page.locator("#told").text_content()


#: Of each word and sign how far its own line is, and the nearest line of another pair; how far that
#: could be for a sign, wherever on its line it covers nothing.
_APART = """() => {
  const lines = [...document.querySelectorAll(".drawing g.edge")].flatMap((it) =>
    [...it.querySelectorAll(".line")].map((path) => {
      const [a, b] = it.dataset.edge.split(" ");
      const steps = Math.ceil(path.getTotalLength() / 2);
      const points = Array.from({ length: steps + 1 }, (_, i) =>
        path.getPointAtLength((path.getTotalLength() * i) / steps));
      return { key: it.dataset.edge, pair: [a, b].sort().join(" "), points };
    }));
  const far = (at, some) => Math.min(...some.flatMap((one) =>
    one.points.map((p) => Math.hypot(p.x - at.x, p.y - at.y))), 999);
  const told = (it, at, key) => {
    // What is told there and back is one line.
    const [a, b, ...sign] = key.split(" ");
    const keys = [key, [b, a, ...sign].join(" ")];
    const own = lines.filter((one) => keys.includes(one.key));
    const { pair } = own[0];
    const others = lines.filter((one) => one.pair !== pair);
    const taken = [...document.querySelectorAll(
      ".drawing .actor, .drawing .frame text, .drawing .word.duty, .drawing .badge")]
      .filter((one) => one !== it).map((one) => one.getBoundingClientRect());
    const base = it.closest("g.badges, g.words").getScreenCTM();
    const isFree = (p) => {
      const q = new DOMPoint(p.x, p.y).matrixTransform(base);
      const r = 9 * base.a;
      return taken.every((box) => q.x + r < box.left || q.x - r > box.right ||
        q.y + r < box.top || q.y - r > box.bottom);
    };
    const could = Math.max(0, ...own.flatMap(({ points }) =>
      points.slice(points.length * 0.1, points.length * 0.9).filter(isFree)
        .map((p) => far(p, others))));
    return { text: it.textContent, key, own: far(at, own), other: far(at, others), could };
  };
  const words = [...document.querySelectorAll(".drawing .word")].map((it) => {
    const at = { x: +it.getAttribute("x"), y: it.getAttribute("y") - 4 };
    return told(it, at, it.dataset.word.replace(/ beside$/, ""));
  });
  const signs = [...document.querySelectorAll(".drawing .badge")].map((it) => {
    const [x, y] = it.getAttribute("transform").match(/-?[0-9.]+/g).map(Number);
    return told(it, { x, y }, it.dataset.signOf.replace(/ beside$/, ""));
  });
  return { words, signs };
}"""


@pytest.mark.parametrize("width", [1440, 2560])
def test_each_duty_unmet_has_a_word_however_short_its_line(packaged, visit, width):
    page = visit(packaged, "layer=influence&view=graph", viewport={"width": width, "height": 900})
    lines = page.locator(".drawing g.edge:has(path.inside)").evaluate_all(
        "all => all.map((it) => it.dataset.edge)"
    )
    words = page.locator(".drawing .word.duty").evaluate_all(
        "all => all.map((it) => it.dataset.word.replace(/ beside$/, ''))"
    )
    assert sorted(words) == sorted(lines)
    assert len(lines) == 2


@pytest.mark.parametrize("width", [390, 1440, 2560])
@pytest.mark.parametrize("address", ["", "layer=conduct&view=graph", "layer=influence&view=graph"])
def test_words_and_signs_are_read_of_their_own_line(packaged, visit, width, address):
    page = visit(packaged, address, viewport={"width": width, "height": round(0.625 * width)})
    found = page.evaluate(_APART)
    assert found["words"]
    for one in found["words"]:
        # On its line, or just beside it where a duty has no room there.
        assert one["own"] <= 14, one
        assert one["own"] < one["other"], one
    for one in found["signs"]:
        assert one["own"] <= 2, one
        # Else where others are farthest, of the spots that cover nothing.
        assert one["other"] >= min(15, one["could"] - 2), one


# --- there and back


def test_what_the_same_claims_tell_there_and_back_is_one_line_with_two_ends(tmp_path, visit):
    claims = (
        claim("paper-001", "actor:north", "alliedWith", "actor:south"),
        claim("paper-002", "actor:north", "attacked", "actor:east"),
        claim("paper-003", "actor:east", "attacked", "actor:north"),
    )
    address = "layer=conduct&view=graph&rolled=no"
    page = visit(of_claims(claims, tmp_path / "page.html"), address, viewport=WIDE)
    starts = {
        one.get_attribute("data-edge"): one.locator(".line").get_attribute("d").split(" ")[0]
        for one in page.locator(".drawing g.edge").all()
    }
    there, back = "actor:north actor:south 1", "actor:south actor:north 1"
    assert starts[there] == starts[back]
    # Each half opens its direction, and the word stands once.
    assert page.locator(".drawing .word").all_text_contents().count("alliedwith") == 1
    middles = {
        one.get_attribute("data-edge"): one.locator(".line").evaluate(
            "e => { const p = e.getPointAtLength(e.getTotalLength() / 2);"
            " const q = p.matrixTransform(e.getScreenCTM());"
            " return document.elementFromPoint(q.x, q.y)?.closest('[data-edge]')?.dataset.edge; }"
        )
        for one in page.locator(".drawing g.edge").all()
    }
    assert all(key == hit for key, hit in middles.items())
    # What each says by itself stays apart.
    assert starts["actor:north actor:east -1"] != starts["actor:east actor:north -1"]
