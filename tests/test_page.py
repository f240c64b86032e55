"""The page in a real browser, with the network blocked: what it shows and what one can do."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil

import pytest
import synthetic
from calls import call
from pages import ALL, LAYERS, MINI, VIEWS, evidence, mini, of_claims, tab
from projected import projection
from synthetic import claim

from kgraph import cli, wording
from kgraph.claims import ALL_VOICES, DEFAULT_VOICES, Selection, days
from kgraph.draw.graph import graph
from kgraph.networks import build
from kgraph.page import saved
from kgraph.page.view import breakpoints

_DENIAL = """
claim:ledger1-901 a kg:Claim ; kg:subject actor:oshen ; kg:relation kg:suppliesEnergyTo ;
    kg:object actor:velmora ; kg:claimant actor:morning-ledger ; kg:factuality kg:denied ;
    kg:passage ps:ledger1-p1s1 ; kg:gloss "Oshen sends Velmora no gas."@en .
"""

RUSSIA_LIKE = "actor:tarskia actor:ilvar-authorities 1"


@pytest.fixture(scope="module")
def kg():
    return mini()


@pytest.fixture(scope="module")
def html(kg, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "kgraph.html"
    path.write_text(kg.page(), encoding="utf-8")
    return path


def edges(page):
    return page.locator(".drawing g.edge").count()


def actors(page):
    return page.locator(".drawing g.actor").count()


def state(page):
    return page.evaluate("window.kgraph.app.state")


def rolled(kg, **options):
    return projection(kg.table, kg.network_selection(**options), rolled=True)


# --- nothing fetched, nothing said


def test_nothing_is_fetched_and_nothing_goes_wrong_in_any_view(html, visit):
    page = visit(html)
    for layer in LAYERS:
        for view in VIEWS:
            tab(page, layer, view)
            assert page.locator("#graph, #sheet").locator("visible=true").count() == 1
    assert page.requests == []
    assert page.problems == []


def test_the_policy_allows_only_our_script(html):
    import html as escaping

    text = escaping.unescape(html.read_text(encoding="utf-8"))
    assert "default-src 'none'; script-src 'sha256-" in text
    assert "connect-src 'none'" in text
    assert "unsafe" not in text.split("<title>")[0]


def test_the_page_is_the_same_for_the_same_data(kg):
    assert kg.page() == kg.page()


# --- the first view


def test_influence_is_shown_rolled_up_with_the_base_of_evidence(kg, html, visit):
    experts = {"voices": [*DEFAULT_VOICES, "analysis"]}
    page = visit(html, f"layer=influence&voices={' '.join(experts['voices'])}")
    drawn = rolled(kg, **experts)["influence"]["edges"]
    assert edges(page) == len(drawn) > 0
    assert actors(page) == len({end for e in drawn for end in (e["source"], e["target"])})
    assert kg.base().sentence() in " ".join(page.locator("header").inner_text().split())
    assert kg.data_version in page.locator("header").inner_text()
    told = page.locator("#shown").inner_text()
    ties = kg.influence(**experts).ties
    claims = {one for tie in ties for one in tie.claims}
    base = kg.base(claims)
    assert (
        f"{len(ties)} ties from {len(claims)} of {len(kg.table)} claims in "
        f"{base.documents} documents, {base.alone}."
    ) in told
    selection = kg.network_selection(**experts)
    found = projection(kg.table, selection, rolled=True)["ledgers"][2]
    chosen = kg.table.left_out(selection)
    hint = page.locator("#shown [title]").first.get_attribute("title")
    for reason, number in found.counts.items():
        assert f"{number} {reason.replace('-', ' ')}" in (told if reason in chosen else hint)
    total = len(kg.table) - len(claims)
    assert f"{total} claims left out: " in told
    assert "Duty on paper, reported unmet" in evidence(page)


def test_stance_is_read_in_its_matrix_first(kg, html, visit):
    page = visit(html)
    tab(page, "positions")
    assert state(page)["view"] == "matrix"
    assert page.locator("td button.cell").count() == len(kg.stance().positions.cells)
    tab(page, "conduct")
    assert state(page)["view"] == "graph"
    tab(page, "conduct", "table")
    tab(page, "positions")
    assert state(page)["view"] == "table"


INSIDE = (
    claim("paper-001", "actor:envoy", "holdsOffice", "office:chair"),
    claim("paper-002", "actor:envoy", "armed", "actor:south"),
    claim("gazette-001", "actor:west", "armed", "actor:south"),
    claim("herald-001", "actor:south", "alliedWith", "actor:north"),
)


def test_leaders_and_ministries_open_on_a_double_click(tmp_path, visit):
    page = visit(of_claims(INSIDE, tmp_path / "inside.html"))
    shown = page.locator(".drawing g.actor")
    assert shown.evaluate_all("all => all.map((one) => one.dataset.actor)") == [
        "actor:east", "actor:north", "actor:south",
    ]  # fmt: skip
    assert "2 leaders and offices drawn inside" in page.locator("#shown").inner_text()
    north = page.locator('[data-actor="actor:north"]')
    assert "1 inside" in north.get_attribute("aria-label")
    north.dblclick()
    assert state(page)["opened"] == ["actor:north"]
    assert page.locator('[data-actor="actor:envoy"]').count() == 1
    page.locator('[data-actor="actor:envoy"] .mark').click()
    page.get_by_role("button", name="Back inside North").click()
    assert page.locator('[data-actor="actor:envoy"]').count() == 0
    page.get_by_label("leaders and ministries inside their state").uncheck()
    assert page.locator('[data-actor="actor:west"]').count() == 1
    assert state(page)["rolled"] is False


def test_the_copied_command_names_the_roll_up(html, visit):
    page = visit(html, "layer=conduct&chosen=actor actor:velmora")
    assert "kgraph explain actor:velmora --roll-up" in evidence(page)
    page.get_by_label("leaders and ministries inside their state").uncheck()
    assert "--roll-up" not in evidence(page)


# --- evidence

_MIDDLE = """selector => {
  const path = document.querySelector(selector);
  const at = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
  return { x: at.x, y: at.y };
}"""


def test_a_tie_opens_its_claims_with_passage_and_claimant(kg, html, visit):
    page = visit(html, "layer=influence")
    spot = page.evaluate(_MIDDLE, f'[data-edge="{RUSSIA_LIKE}"] .reach')
    page.mouse.click(spot["x"], spot["y"])
    text = evidence(page)
    tie = next(t for t in kg.influence().ties if t.hollow)
    for one in {*tie.claims, *tie.hollow_by}:
        found = kg.table[one]
        for part in (one, found.gloss, found.passage[0], found.claimant_label, found.reported_on):
            assert part in text
    assert "duty on paper, reported unmet" in text
    assert re.search(r"data/triples\.ttl:\d+", text)
    assert "reports the duty unmet" in text


def test_levers_say_what_they_rest_on_and_one_number_only_on_request(kg, html, visit):
    page = visit(html, "layer=influence")
    edge = next(e for e in kg.influence().edges if e.families)
    page.evaluate(
        "([a, b]) => window.kgraph.app.choose('edge', a, b, '1')", [edge.source, edge.target]
    )
    (family, grade), *_ = edge.families.items()
    summary = page.locator("#evidence .made summary")
    assert f"{family}: {grade}" in summary.inner_text()
    assert f"{edge.weight:.2f}" not in page.locator("#evidence").inner_text()
    summary.click()
    assert f"{edge.weight:.2f}, between {edge.low:.2f} and {edge.high:.2f}" in evidence(page)


def test_a_mixed_cell_names_both_sides(tmp_path, visit):
    claims = (
        claim("paper-001", "actor:north", "supports", "issue:road"),
        claim("gazette-001", "actor:north", "opposes", "issue:road"),
        claim("gazette-002", "actor:south", "supports", "issue:vote", condition="if asked"),
    )
    page = visit(of_claims(claims, tmp_path / "mixed.html"), "layer=positions")
    page.get_by_role(
        "button", name="North, Road: opposes and 1 more (mixed: against / for)"
    ).click()
    assert "paper-001" in evidence(page)
    assert "gazette-001" in evidence(page)
    page.get_by_role(
        "button", name="South, Vote: supports (on a condition); if if asked; one"
    ).click()
    assert "if asked" in evidence(page)


def test_a_disputed_claim_names_who_disputes_it_and_leads_there(html, visit):
    page = visit(html, "chosen=claim ledger1-008")
    assert "disputed (denial) by Velmora, a party to it" in evidence(page)
    page.get_by_role("button", name="Nobody used a weapon.").click()
    assert page.locator("#evidence h2").inner_text() == "ledger1-009"


def test_what_is_copied_is_true(kg, html, visit, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    page = visit(html, f"layer=conduct&voices={ALL}&asOf=2031-03-05&lens=document:ledger1")
    copied = []
    page.expose_function("keep", lambda text: copied.append(text))
    page.evaluate("() => { window.kgraph.app.copy = (text) => window.keep(text); }")
    page.evaluate("window.kgraph.app.choose('actor', 'actor:velmora')")
    evidence(page)  # opens what is folded
    page.get_by_role("button", name="copy SPARQL").click()
    page.get_by_role("button", name="copy command").click()
    page.get_by_role("button", name="copy citation").first.click()
    page.get_by_role("button", name="dispute this claim").first.click()
    sparql, command, citation, dispute = copied
    named = sorted(set(re.findall(r"claim:([\w-]+)", sparql)))
    assert named
    rows = kg.select(sparql)
    assert sorted({row[0].curie.removeprefix("claim:") for row in rows}) == named
    assert command.startswith("kgraph explain actor:velmora --as-of 2031-03-05 --voice all")
    assert command.endswith("--lens document:ledger1 --roll-up")
    with pytest.raises(SystemExit) as stop:
        cli.main(
            [
                "--graph",
                str(MINI),
                *command.removesuffix(" --roll-up").split()[1:],
                "--format",
                "csv",
            ]
        )  # the option is the command line's own
    assert stop.value.code == 0
    told = {row["claim"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert set(named) <= told
    assert kg.data_version in citation
    assert "Morning Ledger" in citation
    assert re.search(r"claim ledger1-\d+ \(data/triples.ttl:\d+", dispute)


LIVE_AND_UNMET = (
    claim("paper-001", "actor:north", "obligedToDefend", "actor:south"),
    claim("paper-002", "actor:north", "defended", "actor:south", factuality="denied"),
    claim("gazette-001", "actor:north", "armed", "actor:south"),
    claim("herald-001", "actor:east", "defended", "actor:west", factuality="denied"),
)


def test_a_duty_unmet_beside_live_levers_is_drawn_said_and_counted(tmp_path, visit):
    page = visit(of_claims(LIVE_AND_UNMET, tmp_path / "unmet.html"), "layer=influence&rolled=no")
    both = page.locator('[data-edge="actor:north actor:south 1"]')
    assert "hollow" not in both.get_attribute("class")
    assert both.locator(".line.beside, .inside.beside").count() == 2
    assert "also a duty on paper, reported unmet" in both.get_attribute("aria-label")
    alone = page.locator('[data-edge="actor:east actor:west 1"]')
    assert "hollow" in alone.get_attribute("class")
    assert alone.locator(".beside").count() == 0
    page.get_by_role("button", name="2 duties on paper, reported unmet").click()
    assert edges(page) == 2
    page.evaluate("window.kgraph.app.set({ only: [], hidden: ['actor:east'] })")
    assert page.get_by_role("button", name="1 duty on paper, reported unmet").count() == 1


def test_a_guarantee_that_is_only_reported_unmet_is_not_worded_as_met(tmp_path, visit):
    path = of_claims(LIVE_AND_UNMET, tmp_path / "unmet.html")
    page = visit(path, "layer=influence&rolled=no&chosen=edge actor:east actor:west 1")
    says = "East is reported not to have defended West"
    assert page.locator("#evidence .tie h3").inner_text() == says
    assert says in page.locator('[data-edge="actor:east actor:west 1"]').get_attribute("aria-label")
    made = build.influence(synthetic.table(LIVE_AND_UNMET))
    (tie,) = (tie for tie in made.ties if tie.source == "actor:east")
    assert wording.stated(made.table, tie) == says
    assert next(row["stated"] for row in made.rows() if row["source"] == "actor:east") == says
    assert says in graph(made, {}, title="T")
    duty = next(tie for tie in made.ties if tie.relation == "obligedToDefend")
    assert wording.stated(made.table, duty) == "North obligedtodefend South"


# --- filters


def test_filters_change_what_is_drawn_and_the_link_keeps_them(kg, html, visit):
    page = visit(html, "layer=influence")
    page.get_by_label("analysis").check()
    voices = ("reporting", "party-on-itself", "analysis")
    assert edges(page) == len(kg.influence(voices=voices).edges) > len(kg.influence().edges)
    page.get_by_label("economic", exact=True).check()
    economic = kg.influence(voices=voices, families=["economic"])
    assert edges(page) == len(economic.edges) > 0
    again = visit(html, page.url.partition("#")[2])
    assert edges(again) == len(economic.edges)
    assert state(again) == state(page)


@pytest.fixture(scope="module")
def explored(kg, tmp_path_factory):
    """The page that ``kgraph explore`` writes, and what it says of it."""
    folder = tmp_path_factory.mktemp("explored")
    denied = folder / "mini"
    shutil.copytree(kg.dossier.root, denied)
    # A tie that a claim denies without a curator's link is disputed, too.
    data = denied / "data" / "triples.ttl"
    data.write_text(data.read_text("utf-8") + _DENIAL, "utf-8")
    file = folder / "kgraph.html"
    called = call("--graph", denied, "explore", "--no-open", "-o", file)
    assert called.returncode == 0
    return file, called.stdout


@pytest.mark.parametrize("layer", ["positions", "conduct", "influence"])
def test_the_headline_of_explore_counts_as_the_first_view(explored, visit, layer):
    file, said = explored
    page = visit(file, f"layer={layer}")
    shown = page.locator("#shown .what").inner_text()
    (line,) = [one for one in said.splitlines() if one.startswith(f"{layer.title()}:")]
    numbers = re.findall(r"\d+ (?:actors|ties|issues)|from \d+", line)
    assert len(numbers) >= 3
    for number in numbers:
        assert number in shown
    disputed = int(re.search(r"(\d+) disputed", line).group(1))
    chips = page.locator("#shown .chip", has_text="disputed tie").all_inner_texts()
    assert chips == [f"≠ {disputed} disputed tie{'s' * (disputed != 1)}"] * bool(disputed)
    assert disputed or layer != "influence"


def test_sign_type_disputed_and_one_document(kg, html, visit):
    page = visit(html, f"layer=conduct&voices={ALL}")
    whole = kg.stance(voices=ALL_VOICES, roll_up=True).conduct
    assert edges(page) == len(whole.edges)
    page.get_by_label("hostile").check()
    assert edges(page) == sum(1 for e in whole.edges if e.sign < 0) > 0
    page.get_by_label("hostile").uncheck()
    page.get_by_label("disputed only").check()
    disputed = [t for t in whole.ties if t.disputed_by or t.denials]
    assert f"{len(disputed)} tie" in page.locator("#shown .what").inner_text()
    page.get_by_label("disputed only").uncheck()
    page.get_by_label("one document only").check()
    single = [t for t in whole.ties if len(whole.documents(t.claims)) == 1]
    assert f"{len(single)} tie" in page.locator("#shown .what").inner_text()
    page.get_by_label("one document only").uncheck()
    page.get_by_label("state", exact=True).check()
    types = kg.table.entities
    both = [e for e in whole.edges if {types[e.source].type, types[e.target].type} == {"State"}]
    assert edges(page) == len(both)


def test_a_side_as_lens(kg, html, visit):
    page = visit(html, f"layer=conduct&voices={ALL}")
    page.get_by_label("Add a claimant or side").select_option("claimant:actor:velmora")
    seen = kg.stance(voices=ALL_VOICES, lens=["claimant:actor:velmora"]).conduct
    assert edges(page) == len(seen.edges)
    assert page.get_by_label("Velmora", exact=True).is_checked()


def test_the_time_strip_has_two_handles_as_of_and_known_by(kg, html, visit):
    page = visit(html, f"layer=conduct&voices={ALL}")
    days = breakpoints(kg.table)
    for name, option in (("#asOf", "as_of"), ("#knownBy", "known_by")):
        for stop, day in enumerate(days):
            page.locator(name).fill(str(stop))
            shown = kg.stance(voices=ALL_VOICES, **{option: day}).conduct.edges
            # On a chosen day what gives none stands apart.
            dated = [one for one in shown if not all(t.holds == "notStated" for t in one.ties)]
            assert edges(page) == len(dated if option == "as_of" else shown), (option, day)
            assert page.locator(name).get_attribute("aria-valuetext") == day
        page.locator(name).fill(str(len(days)))
    assert state(page)["asOf"] == state(page)["knownBy"] == ""
    # A drag is one step to undo, not one per day.
    assert page.evaluate("window.kgraph.app.steps.past.length") == 2


def test_the_slider_moves_nobody(html, visit):
    page = visit(html, f"layer=conduct&voices={ALL}")
    where = (
        "all => Object.fromEntries(all.map((a) => [a.dataset.actor, a.getAttribute('transform')]))"
    )
    before = page.locator(".drawing g.actor").evaluate_all(where)
    page.locator("#asOf").fill("1")
    after = page.locator(".drawing g.actor").evaluate_all(where)
    assert 0 < len(after) < len(before)
    assert after.items() <= before.items()


# --- finding, focus, paths, compare


def test_search_finds_without_accents_and_by_keyboard(html, visit):
    page = visit(html)
    page.keyboard.press("/")
    page.keyboard.type("tarskia")
    assert page.get_by_role("option").count() >= 1
    page.keyboard.press("Enter")
    assert page.locator("#evidence h2").inner_text() == "Tarskia"
    page.keyboard.press("/")
    page.keyboard.type("road opens")
    page.keyboard.press("Enter")
    assert state(page)["layer"] == "positions"
    assert page.locator("#evidence h2").inner_text() == "The valley road opens"
    page.keyboard.press("/")
    page.keyboard.type("ledger1-008")
    page.keyboard.press("Enter")
    assert page.locator("#evidence h2").inner_text() == "ledger1-008"


CHAIN = (
    claim("paper-001", "actor:north", "armed", "actor:south"),
    claim("paper-002", "actor:south", "alliedWith", "actor:east"),
    claim("gazette-001", "actor:east", "attacked", "actor:west"),
    claim("gazette-002", "actor:west", "attacked", "actor:alliance"),
)


def test_focus_expand_and_hide(tmp_path, visit):
    page = visit(of_claims(CHAIN, tmp_path / "chain.html"), "layer=conduct&rolled=no")
    assert actors(page) == 5
    page.locator('[data-actor="actor:north"] .mark').click()
    page.get_by_role("button", name="Focus").click()
    assert actors(page) == 2
    page.get_by_role("button", name="Two steps").click()
    assert actors(page) == 3
    page.locator('[data-actor="actor:east"] .mark').click()
    page.get_by_role("button", name="Expand here").click()
    assert actors(page) == 5
    page.get_by_role("button", name="Hide").click()
    assert page.locator('[data-actor="actor:east"]').count() == 0
    page.get_by_role("button", name="Show the 1 hidden again").click()
    assert actors(page) == 5


def test_paths_multiply_signs(tmp_path, visit):
    page = visit(
        of_claims(CHAIN, tmp_path / "chain.html"),
        "layer=conduct&rolled=no&chosen=actor actor:north",
    )
    page.get_by_label("Paths to").select_option("actor:west")
    text = evidence(page)
    assert "1 path of at most three steps" in text
    assert "foe of a friend of a friend: on opposite sides by signs" in text
    assert edges(page) == 3
    page.get_by_role("button", name="The other way round").click()
    assert "No path of at most three steps" in evidence(page)
    page.evaluate("window.kgraph.app.set({ path: ['actor:east', 'actor:alliance'] })")
    assert "foe of a foe: on the same side by signs" in evidence(page)


def test_paths_name_levers(tmp_path, visit):
    page = visit(
        of_claims(CHAIN, tmp_path / "chain.html"),
        "layer=influence&rolled=no&path=actor:north actor:east",
    )
    assert "North security: weak → South security: medium → East" in " ".join(
        evidence(page).split()
    )


@pytest.mark.parametrize("layer", LAYERS)
def test_two_days_differ_as_the_command_line_says(kg, html, visit, layer):
    page = visit(html, f"layer={layer}&view=table&voices={ALL}&asOf=2031-02-01")
    told = 0
    pairs = ("2031-02-01", "2031-03-05"), ("2031-03-01", "2031-03-03"), ("2031-03-05", "2031-04-15")
    for first, second in pairs:
        found = kg.compare(first, second, voices=ALL_VOICES, roll_up=True)
        name = "position" if layer == "positions" else layer
        kinds = [one.change for one in found.changes if one.layer == name]
        changed = kinds.count("changed") + kinds.count("flipped")
        page.evaluate(
            "([asOf, beside]) => window.kgraph.app.set({ asOf, beside: { asOf: beside } })",
            [first, second],
        )
        said = page.locator("#change .note").inner_text()
        assert said.startswith(
            f"{kinds.count('appeared')} appeared, {kinds.count('vanished')} vanished, "
            f"{changed} changed from left to right, by dated or ordered claims alone; "
        ), (first, second)
        told += len(kinds)
    assert told > 0


def test_compare_two_days_marks_what_changed(kg, html, visit):
    page = visit(html, f"layer=conduct&voices={ALL}&asOf=2031-02-01&beside=asOf%3D2031-03-05")
    dated = kg.table.where(days.dated(kg.table.columns))
    before, after = (
        {
            (e.source, e.target, e.sign)
            for e in build.conduct(
                dated.select(kg.network_selection(voices=ALL_VOICES, as_of=day))
            ).edges
        }
        for day in ("2031-02-01", "2031-03-05")
    )
    assert page.locator(".pane").count() == 2
    heads = page.locator(".pane-head").all_inner_texts()
    assert heads == ["As of 2031-02-01", "As of 2031-03-05"]
    assert page.locator(".pane:nth-child(2) g.edge.appeared").count() == len(after - before) > 0
    assert page.locator(".pane:nth-child(1) g.edge.vanished").count() == len(before - after)
    assert "appeared" in page.locator("#change").inner_text()
    tab(page, view="table")
    assert page.locator("tr.appeared").count() > 0
    again = visit(html, page.url.partition("#")[2])
    assert state(again)["beside"] == {"asOf": "2031-03-05"}
    page.get_by_role("button", name="End the comparison").click()
    tab(page, view="graph")
    assert page.locator(".pane").count() == 1


def test_compare_two_documents_in_the_matrix(html, visit):
    page = visit(html, f"layer=positions&voices={ALL}&lens=document:ledger1")
    page.get_by_role("button", name="Compare", exact=True).click()
    assert "Choose in what" in page.locator("#change").inner_text()
    page.get_by_label("as told by").select_option("document:forum")
    assert page.locator("td button.cell.appeared, td button.cell.vanished").count() > 0
    cell = page.locator("td button.cell.changed, td button.cell.vanished").first
    assert "before" in cell.get_attribute("aria-label")


def test_an_event_gives_the_days_before_and_after(tmp_path, visit):
    claims = (
        *CHAIN,
        claim("paper-009", "event:march", "dated", valid_from="2023-09-19",
              valid_until="2023-09-20"),
        claim("paper-010", "actor:north", "attacked", "actor:west", valid_from="2023-09-19",
              valid_until="2023-09-19", when="2023-09-19"),
    )  # fmt: skip
    page = visit(of_claims(claims, tmp_path / "march.html"), "layer=conduct")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.get_by_label("before and after").select_option(label="March")
    assert state(page)["asOf"] == "2023-09-18"
    # The day after its last, not that on which it began.
    assert state(page)["beside"] == {"asOf": "2023-09-21"}
    assert page.locator(".pane:nth-child(2) g.edge.appeared").count() >= 1
    # What changed stands first, in words, and opens; the rest is faded.
    new = page.locator("#change li", has_text="new:")
    assert new.get_by_role("button").count() == 1
    assert "new: attacked" in page.locator(".pane:nth-child(2) .word").all_text_contents()
    new.get_by_role("button").click()
    # West stands inside the east.
    assert state(page)["chosen"] == ["edge", "actor:north", "actor:east", "-1"]


def test_compare_by_other_voices(html, visit):
    page = visit(html, "layer=conduct")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.get_by_label("voices").select_option("witness")
    assert state(page)["beside"] == {"voices": ["witness"]}
    assert "voices: witness" in page.locator(".pane-head").last.inner_text()
    assert "gone:" in page.locator("#change").inner_text()
    again = visit(html, page.url.partition("#")[2])
    assert state(again)["beside"] == {"voices": ["witness"]}


# --- undo, link, layout, exports


def test_undo_and_redo_go_through_every_change(html, visit):
    page = visit(html)
    first = state(page)
    tab(page, "conduct")
    page.get_by_label("analysis").check()
    second = state(page)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert state(page) == first
    page.keyboard.press("Control+Shift+z")
    page.get_by_role("button", name="Redo").click()
    assert state(page) == second


def test_every_state_stands_in_the_link(html, visit):
    page = visit(html)
    page.evaluate("""() => window.kgraph.app.set({
      layer: "conduct", view: "matrix", asOf: "2031-03-05", knownBy: "2031-05-04",
      voices: ["analysis"], lens: ["document:forum", "claimant:actor:velmora"],
      families: ["security"], sign: ["-1"], types: ["State"], only: ["disputed"],
      opened: ["actor:velmora"], hidden: ["actor:oshen"], focus: ["actor:tarskia"], steps: "2",
      minFactuality: "certain", disputed: false, rolled: false, attempts: true,
      beside: { asOf: "2031-03-01", lens: ["document:ledger1"] },
      pins: { "conduct": { "actor:velmora": [0.25, 0.5] } },
      chosen: ["edge", "actor:velmora", "actor:tarskia", "-1"],
    })""")
    wanted = state(page)
    again = visit(html, page.url.partition("#")[2])
    assert state(again) == wanted
    assert again.problems == []


@pytest.mark.parametrize(
    "hash_", ["%", "layer=nothing&view=x&steps=9", "pins=a|b|c&beside=x&focus=%25zz"]
)
def test_a_broken_link_is_no_broken_page(html, visit, hash_):
    page = visit(html, hash_)
    assert page.locator(".drawing g.actor").count() > 0
    assert page.problems == []


def test_a_dragged_actor_stays_and_the_layout_can_be_given_back(kg, html, tmp_path, visit):
    voices = "reporting party-on-itself analysis"
    page = visit(html, f"layer=influence&voices={voices}")
    mark = page.locator('[data-actor="actor:velmora"] .mark')
    box = mark.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=4)
    page.mouse.up()
    moved = mark.bounding_box()
    assert moved["x"] - box["x"] == pytest.approx(60, abs=1)
    assert moved["y"] - box["y"] == pytest.approx(40, abs=1)
    assert state(page)["chosen"] == []
    where = page.locator('[data-actor="actor:velmora"]')
    there = re.findall(r"[\d.]+", where.get_attribute("transform"))
    page.get_by_label("analysis").uncheck()
    page.get_by_label("analysis").check()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    now = re.findall(r"[\d.]+", where.get_attribute("transform"))
    assert [float(x) for x in now] == pytest.approx([float(x) for x in there], abs=2)
    page.locator("summary", has_text="Save").click()
    with page.expect_download() as given:
        page.get_by_role("button", name="Save layout").click()
    text = given.value.path().read_text(encoding="utf-8")
    arrangement = saved.read(text)
    assert set(arrangement["influence-rolled"]) >= {"actor:velmora", "actor:tarskia"}
    path = tmp_path / "again.html"
    path.write_text(kg.page(arrangement=arrangement), encoding="utf-8")
    again = visit(path, f"layer=influence&voices={voices}")
    there = again.locator('[data-actor="actor:velmora"] .mark').bounding_box()
    assert there["x"] == pytest.approx(moved["x"], abs=12)
    assert there["y"] == pytest.approx(moved["y"], abs=12)


@pytest.mark.parametrize("more", ["", "&rolled=no", "&attempts=yes"])
@pytest.mark.parametrize(("layer", "args"), [
    ("influence", ["influence"]), ("conduct", ["stance", "--layer", "conduct"]),
    ("positions", ["stance"]), ("structure", ["structure"]),
])  # fmt: skip
def test_the_csv_is_that_of_the_command_line(html, visit, capsys, layer, args, more):
    """Of the command that stands above the table, for all that the table lists."""
    page = visit(html, f"layer={layer}&view=table&voices={ALL}{more}")
    said = page.locator("#sheet code").inner_text().split()
    if layer == "influence" and "attempts" not in more:
        args = [*args, "--role", "means"]
    rolled_up = [] if "rolled=no" in more else ["--roll-up"]
    asked = ["--voice", "all", *rolled_up]
    # Structure is of every voice and however sure, and nobody is inside another in it.
    assert said == [
        "kgraph", *args, *(["--min-factuality", "possible"] if layer == "structure" else asked),
    ]  # fmt: skip
    with page.expect_download() as given:
        page.get_by_role("button", name="save as CSV").click()
    ours = given.value.path().read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        cli.main([said[1], "--graph", str(MINI), *said[2:], "--format", "csv"])
    assert ours == capsys.readouterr().out
    assert ours.count("\n") > 1


def test_a_formula_in_the_data_runs_in_no_spreadsheet(tmp_path, visit):
    claims = (claim("paper-001", "actor:north", "supports", "issue:road", condition="=1+1"),)
    page = visit(of_claims(claims, tmp_path / "formula.html"), "layer=positions&view=table")
    with page.expect_download() as given:
        page.get_by_role("button", name="save as CSV").click()
    text = given.value.path().read_text(encoding="utf-8")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["conditions"] == "'=1+1"


@pytest.mark.parametrize(
    "text",
    ["Quiet\r=cmd", "\r=1", " \n=1", "\u00a0+1", "\ufeff@a", "\x1c=1", "\x85=1", "\x01=1", "\x7f\x9b-x", "\uff1d1", "\ufe631",
     "-1", "-1_000", "-Infinity", "-0x1", 'a, "b"', "\u200b=1"],
)  # fmt: skip
def test_the_page_and_the_command_line_write_the_same_cell(text, tmp_path, visit):
    claims = (claim("paper-001", "actor:north", "supports", "issue:road", condition=text),)
    page = visit(of_claims(claims, tmp_path / "cell.html"), "layer=positions&view=table")
    with page.expect_download() as given:
        page.get_by_role("button", name="save as CSV").click()
    ours = given.value.path().read_bytes().decode()
    assert ours == build.positions(synthetic.table(claims)).to_csv()


def test_pictures_carry_legend_caption_and_data_version(kg, html, visit):
    page = visit(html, "layer=conduct")
    page.locator("summary", has_text="Save").click()
    with page.expect_download() as given:
        page.get_by_role("button", name="Picture (SVG)").click()
    import xml.etree.ElementTree as ET

    text = given.value.path().read_text(encoding="utf-8")
    tree = ET.fromstring(text)
    told = " ".join("".join(tree.itertext()).split())
    for part in (kg.data_version, "hostile", "voices: reporting", "not what happened", "Velmora"):
        assert part in told
    # Seen by itself, without the page's style sheet.
    assert "var(--" not in text
    assert 'fill="rgb(' in text
    assert "<script" not in text
    with page.expect_download() as given:
        page.get_by_role("button", name="Picture (PNG)").click()
    assert given.value.path().read_bytes().startswith(b"\x89PNG")
    assert page.problems == []
    assert page.locator(".drawing > svg").count() == 1


# --- timeline, colours


def test_the_timeline_has_a_lane_for_each_actor_in_the_colours_of_signs(kg, html, visit):
    page = visit(html, f"layer=conduct&view=timeline&voices={ALL}")
    ties = kg.stance(voices=ALL_VOICES, roll_up=True).conduct.ties
    claims = {tie: {*tie.claims, *tie.denials} for tie in ties}
    shown = set().union(*claims.values())
    dated = {one for one in shown if kg.table[one].valid_from or kg.table[one].valid_until}
    kind = {1: "friendly", 0: "contact", -1: "hostile"}

    def drawn():
        found = page.locator(".moment").evaluate_all(
            "all => all.map((one) => [one.dataset.claims, [...one.classList]])"
        )
        return {claim for several, _ in found for claim in several.split()}, found

    ids, marks = drawn()
    assert ids == dated
    for several, classes in marks:
        told = {*several.split()}
        assert any(told <= claims[tie] and kind[tie.sign] in classes for tie in ties), told
    assert f"{len(shown - dated)} give" in page.locator(".timeline .note").first.inner_text()
    page.get_by_role("button", name="show as ghosts where reported").click()
    assert drawn()[0] == shown
    assert page.locator(".moment.ghost").count() >= len(shown - dated) > 0
    lanes = page.locator(".lanes text.row title").all_text_contents()
    assert {one.strip("\u2068\u2069") for one in lanes} == {
        kg.name(tie.source).label for tie in ties
    }
    attack = page.locator('.moment[data-claims~="ledger1-008"]').first
    assert "reported by 2031-03-03" in attack.get_attribute("aria-label")
    assert "disputed" in attack.get_attribute("aria-label")
    attack.press("Enter")
    assert page.locator("#evidence h2").inner_text() == "ledger1-008"
    # Whole sentences on demand.
    assert kg.table["ledger1-008"].gloss in page.locator("#evidence").inner_text()


def test_colours_are_of_types_unless_a_grouping_is_given(tmp_path, visit):
    path = of_claims(
        CHAIN,
        tmp_path / "groups.html",
        groupings=[("treaty", {"actor:north": "in", "actor:south": "out"})],
    )
    page = visit(path, "layer=conduct&rolled=no")
    assert page.locator(".drawing .group-0").count() == 0
    page.get_by_label("colour by").select_option("treaty")
    north = page.locator('[data-actor="actor:north"]')
    assert "group-0" in north.get_attribute("class")
    assert "in" in north.get_attribute("aria-label").split(", ")
    assert north.locator(".sign").text_content() == "A"
    assert page.locator('[data-actor="actor:east"]').get_attribute("class").count("group-none") == 1


# --- keyboard


def test_the_keyboard_alone_goes_through_graph_and_evidence(html, visit):
    page = visit(html)
    stops = page.locator('.drawing [tabindex="0"]')
    assert stops.count() == 1
    stops.focus()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        assert page.evaluate("Boolean(document.activeElement.dataset.actor)")
        assert stops.count() == 1
    here = page.evaluate("document.activeElement.dataset.actor")
    page.keyboard.press("Enter")
    assert state(page)["chosen"] == ["actor", here]
    page.keyboard.press("Escape")
    assert state(page)["chosen"] == []
    assert page.evaluate("document.activeElement.dataset.actor") == here
    page.keyboard.press(".")
    assert here in page.evaluate("document.activeElement.dataset.edge")
    page.keyboard.press("Enter")
    assert state(page)["chosen"][0] == "edge"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.actor") == here


def test_arrows_go_through_the_matrix(html, visit):
    page = visit(html, f"layer=positions&voices={ALL}")
    page.locator("td button.cell").first.focus()
    seen = set()
    for key in ("ArrowDown", "ArrowRight", "ArrowDown", "ArrowLeft"):
        seen.add(page.evaluate("document.activeElement.ariaLabel"))
        page.keyboard.press(key)
    assert len(seen) > 1
    page.keyboard.press("Enter")
    assert state(page)["chosen"][0] == "cell"


def test_every_mark_has_a_name(html, visit):
    page = visit(html, f"voices={ALL}")
    for layer in LAYERS:
        for view in ("graph", "matrix", "timeline"):
            tab(page, layer, view)
            for name in page.locator("main [role=button], main button").evaluate_all(
                "all => all.map((one) => one.ariaLabel || one.textContent.trim())"
            ):
                assert name


def test_table_rows_are_as_many_as_ties(kg, html, visit):
    page = visit(html, "view=table")
    counts = {
        "influence": len(kg.influence().ties), "conduct": len(kg.stance().conduct.ties),
        "positions": len(kg.stance().positions.ties),
    }  # fmt: skip
    for layer, count in counts.items():
        tab(page, layer)
        assert page.locator(".ties tbody tr").count() == count


def test_the_library_selection_is_that_of_the_page(kg):
    assert kg.network_selection() == Selection(
        voices=("reporting", "party-on-itself"), min_factuality="possible", lapsed=True
    )


def test_the_layout_file_is_json_with_its_format(html, visit):
    page = visit(html)
    assert json.loads(page.evaluate("window.kgraph.layout()"))["format"] == saved.FORMAT


def crowded(page, day):
    """Make the picture one of more names than room, drag to a day, and keep hold of the handle."""
    page.evaluate(
        """(asOf) => {
          const { app, page, stage } = window.kgraph;
          stage.graphs[0].crowded = true;
          app.set({ asOf }, "slide asOf");
          page.goOn();
        }""",
        day,
    )


def let_go(page):
    page.evaluate("window.kgraph.stage.graphs[0].rested()")


def test_words_wait_for_the_rest_of_the_handle_where_there_are_more_names_than_room(html, visit):
    page = visit(html, f"layer=conduct&voices={ALL}")
    crowded(page, "2031-03-05")
    assert page.locator(".drawing .sketch").is_visible()
    assert not page.locator(".drawing .edge").first.is_visible()
    assert not page.locator(".drawing .word").first.is_visible()
    # Marks lie above the painted lines.
    assert page.evaluate("""() => [...document.querySelectorAll(".drawing .actor")].every((one) => {
      const box = one.querySelector(".mark").getBoundingClientRect();
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return top.closest(".actor") === one;
    })""")
    page.evaluate("window.kgraph.page.rest('slide asOf')")
    page.locator(".drawing .word").first.wait_for()
    assert not page.locator(".drawing .sketch").is_visible()
    edges = page.evaluate("window.kgraph.app.part.edges.map((one) => one.source + one.target)")
    assert page.locator(".drawing .edge").count() == len(edges)
    # With room for the names they never leave.
    page.evaluate("window.kgraph.stage.graphs[0].crowded = false")
    page.evaluate("window.kgraph.app.set({ asOf: '2031-03-04' }, 'slide asOf')")
    assert page.locator(".drawing .word").first.is_visible()


# How much of what is painted lies on lines, and of the lines is painted; and in whose colours.
SKETCHED = """() => {
  const graph = window.kgraph.stage.graphs[0];
  const canvas = document.querySelector(".sketch");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const sharp = window.devicePixelRatio;
  const at = (x, y) => data.slice(4 * (y * canvas.width + x), 4 * (y * canvas.width + x) + 4);
  const near = new Set();
  const painted = {};
  for (const edge of graph.part.edges) {
    const { path, class: kind } = graph.stroke(edge);
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    let found = 0;
    for (let step = 0; step <= 60; step += 1) {
      const point = line.getPointAtLength((line.getTotalLength() * step) / 60);
      const [x, y] = [point.x + graph.zoom.x, point.y + graph.zoom.y].map((v) => Math.round(v * sharp));
      let ink = 0;
      for (let i = -8; i <= 8; i += 1) for (let j = -8; j <= 8; j += 1) near.add(`${x + i} ${y + j}`);
      for (let i = -1; i <= 1; i += 1) for (let j = -1; j <= 1; j += 1) ink += at(x + i, y + j)[3];
      found += ink > 0;
    }
    painted[kind] = Math.min(painted[kind] ?? 1, found / 61);
  }
  let astray = 0;
  for (let i = 3; i < data.length; i += 4) {
    const [x, y] = [((i - 3) / 4) % canvas.width, Math.floor((i - 3) / 4 / canvas.width)];
    astray += data[i] > 0 && !near.has(`${x} ${y}`);
  }
  return { painted, astray };
}"""


@pytest.mark.parametrize("layer", ["conduct", "influence"])
def test_what_is_painted_under_a_moving_handle_are_the_lines_of_that_day(html, visit, layer):
    page = visit(html, f"layer={layer}&voices={ALL}&rolled=no")
    page.evaluate("window.kgraph.stage.graphs[0].scale(0.8)")
    for day in ("", "2031-03-05", "2031-03-02"):
        crowded(page, day)
        found = page.evaluate(SKETCHED)
        assert found["astray"] == 0, day
        assert found["painted"], day
        for kind, share in found["painted"].items():
            dashed = "hostile" in kind
            assert (0.5 < share < 0.99) if dashed else share == 1, (day, kind)


@pytest.mark.parametrize("layer", ["conduct", "influence"])
def test_painted_lines_have_the_colours_and_widths_of_drawn_ones(html, visit, layer):
    page = visit(html, f"layer={layer}&voices={ALL}&rolled=no")
    seen = set()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        crowded(page, "")
        pens = page.evaluate("""() => {
          const graph = window.kgraph.stage.graphs[0];
          return Object.fromEntries(graph.part.edges.map((edge) => {
            const stroke = graph.stroke(edge);
            return [stroke.key, graph.sketch.pensOf(stroke).map(
              ({ strokeStyle, lineWidth, globalAlpha, lineCap, dash }) =>
                [strokeStyle, lineWidth, Number(globalAlpha), lineCap, dash])];
          }));
        }""")
        let_go(page)
        drawn = page.evaluate("""() => Object.fromEntries(
          [...document.querySelectorAll(".drawing .edge")].map((edge) => [edge.dataset.edge,
            [...edge.querySelectorAll(".line:not(.beside), .inside:not(.beside)")].map((path) => {
              const style = getComputedStyle(path);
              const dash = style.strokeDasharray.split(",").map(parseFloat).filter(Boolean);
              return [style.stroke, parseFloat(style.strokeWidth), Number(style.strokeOpacity),
                style.strokeLinecap, dash];
            })]))""")
        assert pens == drawn
        seen |= {str(pen) for pen in pens.values()}
        assert layer == "conduct" or {len(pen) for pen in pens.values()} == {1, 2}
    assert len(seen) > 4


def test_a_picture_that_a_handle_comes_back_to_is_painted_as_it_was(html, visit):
    page = visit(html, f"layer=conduct&voices={ALL}&rolled=no")
    inks = """() => {
      const canvas = document.querySelector(".sketch");
      return [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data].join();
    }"""
    early = "2031-03-05"
    for day in (early, "", early, "", early):
        crowded(page, day)
    seen = page.evaluate(inks)
    assert page.evaluate("window.kgraph.stage.graphs[0].sketch.pictures.size") > 0
    page.evaluate("window.kgraph.stage.graphs[0].sketch.clear()")
    crowded(page, early)
    assert page.evaluate(inks) == seen
    crowded(page, "")
    assert page.evaluate(inks) != seen


def test_what_gives_no_day_is_painted_as_pale_as_it_is_drawn(html, visit):
    page = visit(html, f"layer=conduct&voices={ALL}&rolled=no&ghosts=yes")
    crowded(page, "2031-03-05")
    pens = page.evaluate("""() => {
      const graph = window.kgraph.stage.graphs[0];
      const strokes = graph.part.edges.map((edge) => graph.stroke(edge));
      const ghosts = strokes.filter((one) => one.class.includes(" ghost"));
      return ghosts.flatMap((one) => graph.sketch.pensOf(one).map((pen) => pen.globalAlpha));
    }""")
    assert pens
    assert max(pens) <= 0.35


def test_under_a_moving_handle_names_stay_and_at_rest_more_may_have_room(html, visit):
    page = visit(html, f"layer=conduct&voices={ALL}&rolled=no&asOf=2031-03-02")
    actors = "window.kgraph.app.part.actors"
    early = page.evaluate(actors)
    crowded(page, "")
    degree = dict(page.evaluate("[...window.kgraph.stage.graphs[0].degree]"))
    order = sorted(degree, key=lambda one: (degree[one], one))
    later = [one for one in order if one not in early][-1]
    # Of those that are there early the best connected: in a crowd not all have names.
    sooner = [one for one in order if one in early and degree[one] < degree[later]][-1]
    assert degree[later] > degree[sooner]
    # Where both stand, only one name has room: over all days that of the better connected.
    page.evaluate(
        "(pins) => window.kgraph.app.set({ pins: { conduct: pins } })",
        {later: [0.5, 0.5], sooner: [0.5, 0.5]},
    )
    named = f"""() => [...document.querySelectorAll(
      '.drawing [data-actor="{sooner}"] .name')].length"""
    for day in ("", "2031-03-02"):
        crowded(page, day)
        assert page.evaluate(named) == 0, day
    let_go(page)
    assert page.evaluate(named) > 0
    crowded(page, "")
    assert page.evaluate(named) == 0
    # Who is chosen has a name, also if that changes between two drags.
    let_go(page)
    page.evaluate("(id) => window.kgraph.app.set({ chosen: ['actor', id] })", sooner)
    crowded(page, "")
    assert page.evaluate(named) > 0
