"""The notebook's face: short tables, the page in a frame with a picture beside it, SPARQL cells."""

from __future__ import annotations

import html.parser
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from drawn import look
from synthetic import claim, table

import kgraph
from kgraph.claims import ALL_VOICES, Selection
from kgraph.draw.colours import COLOURS
from kgraph.draw.graph import graph
from kgraph.draw.matrix import STATES, mark, matrix
from kgraph.draw.svg import Picture
from kgraph.errors import BadOption, UnknownName, UnwritableTarget
from kgraph.model import CLAIM_COLUMNS
from kgraph.networks import build
from kgraph.page.view import places
from kgraph.text import html as html_table
from kgraph.text import many

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_MINI)


class _Table(html.parser.HTMLParser):
    """Reads a table back: its cells, and every tag that there is."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.rows, self.notes, self.caption = set(), [], [], ""
        self._into = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self._into = tag
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        self._into = None

    def handle_data(self, data):
        if self._into in {"td", "th"}:
            self.rows[-1][-1] += data
        elif self._into == "caption":
            self.caption += data
        elif self._into == "small":
            self.notes.append(data)


# --- tables


def test_a_table_shows_the_first_rows_and_how_many_more():
    rows = [{"n": n, "none": None, "list": [n, "b c"]} for n in range(23)]
    shown = {"number": "n", "nothing": "none", "double": lambda row: 2 * row["n"], "all": "list"}
    read = _Table(html_table(rows, shown, caption="23 rows", notes=["Note."], limit=3))
    assert read.caption == "23 rows"
    assert read.rows == [
        ["number", "double", "all"],
        ["0", "0", "0; b c"],
        ["1", "2", "1; b c"],
        ["2", "4", "2; b c"],
    ]
    assert read.notes == ["And 20 rows more.", "Note."]
    assert _Table(html_table(rows[:3], shown, limit=3)).notes == []
    assert _Table(html_table(rows[:4], shown, limit=3)).notes == ["And 1 row more."]
    assert _Table(html_table([], shown)).rows == [["number", "nothing", "double", "all"]]


ATTACK = '<script>alert(1)</script><b onclick="x">&amp;\''


def test_nothing_in_a_table_becomes_markup():
    text = html_table([{ATTACK: ATTACK}], {ATTACK: ATTACK}, caption=ATTACK, notes=[ATTACK])
    read = _Table(text)
    assert read.tags == {"table", "caption", "thead", "tbody", "tr", "th", "td", "p", "small"}
    assert (read.rows, read.caption, read.notes) == ([[ATTACK], [ATTACK]], ATTACK, [ATTACK])


def test_numbers_have_their_nouns():
    assert [many(n, "claim") for n in (0, 1, 2)] == ["0 claims", "1 claim", "2 claims"]


def test_rows_claims_networks_and_explanations_are_short_tables(mini):
    rows = mini.select("SELECT ?who { ?who kg:memberOf actor:lake-pact } ORDER BY ?who")
    read = _Table(rows._repr_html_())
    assert (read.caption, read.rows) == (
        "2 rows", [["who"], ["actor:tarskia"], ["actor:velmora"]],
    )  # fmt: skip
    read = _Table(mini.claims()._repr_html_())
    assert read.caption == f"{len(mini.table)} claims"
    assert [row[0] for row in read.rows[1:]] == [c.claim for c in list(mini.table)[:10]]
    assert read.notes[1:] == [
        "The whole record; every voice.",
        f"Data version {mini.data_version}.",
    ]
    influence = mini.influence()
    read = _Table(influence._repr_html_())
    assert len(read.rows) == 1 + min(10, len(influence.rows()))
    assert read.caption == "Influence: 6 ties, 6 edges from 5 claims"
    hollow = "security: on paper, reported unmet; did not work"
    assert hollow in [row[2] for row in read.rows if row[0].startswith("Tarskia > ")]
    read = _Table(mini.explain("ledger1-001")._repr_html_())
    assert read.caption == "1 claim"
    assert read.rows[1][0] == "ledger1-001"
    page = mini.actor("Velmora")
    read = _Table(page._repr_html_())
    assert (read.caption, len(read.rows)) == ("Velmora", 1 + len(page.rows()))
    timeline = mini.timeline()
    read = _Table(timeline._repr_html_())
    assert read.caption == f"{len(timeline)} claims"
    assert read.rows[1][2] == timeline.entries[0]["says"]
    stance = mini.stance()._repr_html_()
    assert stance.count("<table>") == 2
    read = _Table(mini._repr_html_())
    assert read.caption == mini.title
    assert ["claims", str(len(mini.table))] in read.rows


def test_a_repr_is_one_line(mini):
    version = mini.data_version
    assert repr(mini) == f"<KnowledgeGraph: The closed valley road; data version {version}>"
    assert repr(mini.claims()) == f"<{len(mini.table)} claims; data version {version}>"
    assert repr(mini.influence()) == (
        f"<Influence: 6 ties, 6 edges from 5 claims; data version {version}>"
    )
    assert repr(mini.explain("ledger1-001")) == "<Explanation: 1 claim>"
    long = (mini.stance(), mini.stance().positions, mini.explain("Velmora"), mini.timeline())
    for shown in (*long, mini.actor("Velmora")):
        assert len(repr(shown)) < 300
        assert "\n" not in repr(shown)


def test_data_frames_have_the_rows(mini):
    import pandas as pd

    claims = mini.claims().df()
    assert list(claims.columns) == list(CLAIM_COLUMNS)
    assert list(claims["claim"]) == [c.claim for c in mini.claims()]
    explained = mini.explain("Velmora")
    assert len(explained.df()) == len(explained.rows()) > 0
    cells = mini.stance().matrix()
    assert isinstance(cells, pd.DataFrame)
    made = mini.stance().positions
    assert made.df()["state"].tolist() == [c.state for c in made.cells.values()]


# --- the page in a frame, and the picture


def _attributes(text, tag):
    found = []

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, name, attrs):
            if name == tag:
                found.append(dict(attrs))

    Reader().feed(text)
    return found


def test_what_is_shown_is_the_page_in_a_frame_with_a_picture_and_a_line(mini):
    shown = mini.influence(on="Velmora").show()
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "image/svg+xml"}
    (frame,) = _attributes(bundle["text/html"], "iframe")
    assert frame["sandbox"] == "allow-scripts allow-downloads allow-popups"
    assert frame["title"] == f"{mini.title}: who has which levers on whom"
    assert frame["srcdoc"] == shown.page == mini.page(layer="influence")
    assert "src" not in frame
    assert bundle["image/svg+xml"] == mini.picture(mini.influence(on="Velmora"))
    assert repr(shown) == bundle["text/plain"]
    assert bundle["text/plain"].endswith(f"data version {mini.data_version}")


def test_the_page_begins_with_the_choices_of_the_network(mini):
    options = {"as_of": "2031-05-01", "lens": ["Morning Ledger"], "voices": ALL_VOICES}
    shown = mini.stance(**options).conduct.show()
    assert shown.page == mini.page(layer="conduct", **options)
    assert mini.show("conduct", **options).page == shown.page
    assert mini.stance(**options).show().page == mini.page(layer="positions", **options)


def test_a_window_of_acts_has_its_picture_and_no_page_that_would_ignore_it(mini):
    shown = mini.stance(as_of="2031-03-05", window=30).conduct.show()
    assert shown.svg
    assert shown.page == ""
    with pytest.raises(BadOption, match="--window"):
        mini.page(as_of="2031-03-05", window=30)


def test_static_is_the_picture_alone(mini, tmp_path):
    for shown in (mini.influence().show(static=True), mini.show(static=True)):
        assert set(shown._repr_mimebundle_()) == {"text/plain", "image/svg+xml"}
        assert shown._repr_mimebundle_(include={"image/svg+xml"}) == {"image/svg+xml": shown.svg}
        with pytest.raises(UnknownName, match=r"did you mean '\.svg'"):
            shown.save(tmp_path / "x.html")
    assert mini.stance().show(static=True).svg == mini.picture("positions")


def test_what_is_shown_can_be_saved(mini, tmp_path):
    shown = mini.show()
    shown.save(tmp_path / "x.svg")
    shown.save(str(tmp_path / "x.HTML"))
    assert (tmp_path / "x.svg").read_text("utf-8") == shown.svg
    assert (tmp_path / "x.HTML").read_text("utf-8") == shown.page
    with pytest.raises(UnwritableTarget):
        shown.save(tmp_path / "no" / "x.svg")


def test_there_is_no_picture_of_claims(mini):
    with pytest.raises(UnknownName, match="no picture called 'claims'"):
        mini.picture("claims")


def test_the_page_works_in_its_frame(mini, browser):
    page = browser.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.route("**/*", lambda handler: handler.abort())
    page.set_content(mini.influence().show()._repr_mimebundle_()["text/html"])
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready]").wait_for(state="attached")
    frame.get_by_role("button", name="Tarskia, state").click()
    assert "Who can move it" in frame.locator("#evidence").inner_text()
    assert frame.get_by_role("tab", name="Influence").get_attribute("aria-selected") == "true"
    assert problems == []
    page.close()


# --- the pictures

CLAIMS = (
    claim("paper-001", "actor:north", "alliedWith", "actor:south"),
    claim("paper-002", "actor:north", "attacked", "actor:south"),
    claim("gazette-001", "actor:north", "attacked", "actor:south", factuality="denied"),
    claim("paper-003", "actor:north", "obligedToDefend", "actor:envoy"),
    claim("herald-001", "actor:north", "defended", "actor:envoy", factuality="denied"),
)


def drawn(layer, claims=CLAIMS, disputes=()):
    made = table(claims, disputes)
    network = getattr(build, layer)(made)
    return network, ET.fromstring(graph(network, places(made), title="T", captions=["C."]))


def _edges(root):
    return {
        (g.attrib["data-source"], g.attrib["data-target"], int(g.attrib["data-sign"])): g
        for g in root.iter(f"{SVG}g")
        if "data-sign" in g.attrib
    }


def _texts(element):
    return [t.text for t in element.iter(f"{SVG}text") if "aria-hidden" not in t.attrib]


def _words(root):
    """The words on lines, by source, target and sign, and whether beside others of the edge."""
    return {
        g.attrib["data-word"]: _texts(g)[0] for g in root.iter(f"{SVG}g") if "data-word" in g.attrib
    }


def test_each_edge_is_drawn_once_with_its_claims():
    for layer in ("conduct", "influence"):
        network, root = drawn(layer)
        assert {key: g.attrib["data-claims"] for key, g in _edges(root).items()} == {
            (e.source, e.target, e.sign): " ".join(e.claims) for e in network.edges
        }
        for (source, target, _), group in _edges(root).items():
            said = group.find(f"{SVG}title").text
            assert said.startswith(network.table.label(source))
            assert network.table.label(target) in said


def test_signs_are_told_apart_by_dash_and_head_and_not_by_colour_alone():
    _, root = drawn("conduct", disputes=[("paper-002", "gazette-001")])
    edges = _edges(root)
    friendly = edges["actor:north", "actor:south", 1].findall(f"{SVG}path")
    hostile = edges["actor:north", "actor:south", -1].findall(f"{SVG}path")
    assert "stroke-dasharray" not in friendly[0].attrib
    assert hostile[0].attrib["stroke-dasharray"] == "7 5"
    assert (friendly[0].attrib["stroke"], hostile[0].attrib["stroke"]) == (
        COLOURS["friendly"], COLOURS["hostile"],
    )  # fmt: skip
    # An arrow has three corners, a bar four.
    assert friendly[1].attrib["d"].count("L") == 2
    assert hostile[1].attrib["d"].count("L") == 3
    disputed = [
        g.attrib["data-sign-of"] for g in root.iter(f"{SVG}g") if "data-sign-of" in g.attrib
    ]
    assert disputed == ["actor:north actor:south -1"]
    # The strongest has its word first; there is no room for all.
    assert _words(drawn("conduct", CLAIMS[:2])[1]).items() >= {
        ("actor:north actor:south -1", "attacked"),
    }


def test_a_hollow_lever_is_a_double_line_in_the_colour_of_what_is_unmet():
    network, root = drawn("influence")
    (edge,) = [e for e in network.edges if e.hollow]
    hollow = _edges(root)[edge.source, edge.target, 1]
    outer, inner, head = hollow.findall(f"{SVG}path")
    assert [line.attrib["stroke-width"] for line in (outer, inner)] == ["6.5", "2.4"]
    assert [line.attrib["stroke"] for line in (outer, inner)] == [
        COLOURS["unmet"],
        COLOURS["paper"],
    ]
    assert head.attrib["fill"] == COLOURS["unmet"]
    assert "duty on paper, reported unmet" in _texts(root)
    words = _words(root)
    said = "obligedtodefend: reported unmet, no day stated"
    assert words[f"{edge.source} {edge.target} +1"] == said
    assert words["actor:north actor:south +1"] == "security"


def test_a_hollow_lever_is_drawn_beside_those_of_its_pair_that_count():
    held = claim("paper-004", "actor:north", "armed", "actor:envoy")
    network, root = drawn("influence", (*CLAIMS, held))
    (edge,) = [e for e in network.edges if e.target == "actor:envoy"]
    assert not edge.hollow
    group = _edges(root)["actor:north", "actor:envoy", 1]
    words = _words(root)
    assert words["actor:north actor:envoy +1"] == "security"
    said = "obligedtodefend: reported unmet, no day stated"
    assert words["actor:north actor:envoy +1 beside"] == said
    (beside,) = [g for g in group.findall(f"{SVG}g") if "data-hollow" in g.attrib]
    lines = beside.findall(f"{SVG}path")[:2]
    assert [line.attrib["stroke-width"] for line in lines] == ["5", "2.4"]
    # Apart from the line that counts, not over it.
    assert lines[0].attrib["d"] != group.find(f"{SVG}path").attrib["d"]
    said = group.find(f"{SVG}title").text
    assert said.startswith("North → Envoy: North obligedtodefend Envoy; North armed Envoy: ")
    assert said.endswith("; also a duty on paper, reported unmet")


def test_a_picture_has_room_for_those_whom_only_a_roll_up_has(mini):
    network = mini.stance(roll_up=True).conduct
    every = places(mini.table)
    apart = {name: spot for name, spot in every["conduct-rolled"].items() if name != "actor:oshen"}
    for spots in (every, {"conduct-rolled": apart}):
        root = ET.fromstring(graph(network, spots, title="T"))
        drawn = {g.attrib["data-actor"] for g in root.iter(f"{SVG}g") if "data-actor" in g.attrib}
        assert drawn == {end for e in network.edges for end in (e.source, e.target)}
    assert "actor:oshen" in drawn


def test_where_there_is_room_all_stand_as_far_apart_as_the_page_has_them():
    # Nobody is at home with another, and none of the names is long.
    network, root = drawn("conduct")
    spots = places(network.table)["conduct"]
    at = {}
    for group in root.iter(f"{SVG}g"):
        if "data-actor" in group.attrib:
            x, y = group.attrib["transform"].removeprefix("translate(").rstrip(")").split()
            at[group.attrib["data-actor"]] = (float(x), float(y))
    assert set(at) == {end for e in network.edges for end in (e.source, e.target)}
    first, *others = sorted(at)
    found = np.array([at[actor] for actor in others]) - at[first]
    given = np.array([spots[actor] for actor in others]) - spots[first]
    for axis in (0, 1):
        # One size for all of a picture: nobody is moved against the others.
        assert found[:, axis] * given[0, axis] == pytest.approx(
            given[:, axis] * found[0, axis], abs=0.1
        )
    assert (found * given).sum() > 0


def test_no_head_of_an_edge_is_hidden_by_the_name_of_its_target(mini):
    for layer in ("influence", "conduct"):
        svg = mini.picture(layer, voices=ALL_VOICES)
        names = look(svg).names
        for (_, target, _), group in _edges(ET.fromstring(svg)).items():
            head = group.findall(f"{SVG}path")[-1].attrib["d"]
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", head)]
            for x, y in list(zip(numbers[::2], numbers[1::2], strict=True))[-3:]:
                for left, top, right, bottom in names[target]:
                    assert not (left < x < right and top < y < bottom), (layer, target)


def test_a_picture_says_what_was_chosen_what_it_rests_on_and_its_version(mini):
    for layer in ("influence", "conduct", "positions"):
        root = ET.fromstring(mini.picture(layer, as_of="2031-05-01"))
        said = " ".join(_texts(root))
        assert (
            "As of 2031-05-01; by voice of reporting, party on itself; at least possible." in said
        )
        assert "Base of evidence: " in said
        assert f"Data version {mini.data_version}." in said
        assert root.attrib["data-version"] == mini.data_version


def test_a_part_of_a_network_says_which(mini):
    made = mini.influence(on="Velmora", of="Oshen")
    words = "Only who can move Velmora; only whom Oshen can move."
    assert mini.influence().caption() + f" {words}" == made.caption()
    assert words in " ".join(_texts(ET.fromstring(mini.picture(made))))
    assert words in made._repr_html_()
    assert words in mini.export("graphml", on="Velmora", of="Oshen").text


def test_nothing_to_draw_is_said(mini):
    for layer in ("influence", "conduct", "positions"):
        text = mini.picture(layer, voices=["witness"])
        assert "Nothing in this selection." in _texts(ET.fromstring(text))


POSITIONS = (
    claim("paper-001", "actor:north", "supports", "issue:peace"),
    claim("paper-002", "actor:south", "opposes", "issue:peace"),
    claim("paper-003", "actor:envoy", "neutralOn", "issue:peace"),
    claim("paper-004", "actor:north", "supports", "issue:trade", condition="it pays"),
    claim("paper-005", "actor:south", "supports", "issue:trade"),
    claim("paper-006", "actor:south", "opposes", "issue:trade"),
)


def test_each_filled_cell_is_drawn_once_with_its_claims_and_state():
    network = build.positions(table(POSITIONS).select(Selection()))
    root = ET.fromstring(matrix(network, title="T"))
    cells = {
        (g.attrib["data-holder"], g.attrib["data-target"]): g
        for g in root.iter(f"{SVG}g")
        if "data-holder" in g.attrib
    }
    assert {
        pair: (g.attrib["data-state"], g.attrib["data-claims"]) for pair, g in cells.items()
    } == {pair: (c.state, " ".join(c.claims)) for pair, c in network.cells.items()}
    assert {g.attrib["data-state"] for g in cells.values()} | {""} == set(STATES)
    said = cells["actor:north", "issue:trade"].find(f"{SVG}title").text
    assert "if it pays" in said


def test_the_six_states_have_six_marks_without_their_colours():
    looks = {}
    for state in STATES:
        picture = Picture("T", 50, 50)
        mark(picture.body, 25, 25, state, 1)
        shapes = list(ET.fromstring(picture.render()).iter())
        looks[state] = str([
            (s.tag, {k: v for k, v in s.attrib.items() if k not in {"fill", "stroke"}})
            for s in shapes
        ])  # fmt: skip
    assert len(set(looks.values())) == 6


# --- SPARQL in a cell


@pytest.fixture(scope="module")
def ipython(tmp_path_factory):
    import sys
    import warnings

    # A shell makes its namespace the main module, which others in this process still need.
    main = sys.modules["__main__"]
    with warnings.catch_warnings():
        # IPython warns of its own old parts.
        warnings.simplefilter("ignore")
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        quiet = Config({"HistoryManager": {"enabled": False}})
        folder = str(tmp_path_factory.mktemp("ipython"))
        made = InteractiveShell(config=quiet, ipython_dir=folder)
    sys.modules["__main__"] = main
    yield made
    assert sys.modules["__main__"] is main


@pytest.fixture
def shell(ipython, mini):
    ipython.reset()
    ipython.run_line_magic("load_ext", "kgraph")
    ipython.user_ns["kg"] = mini
    return ipython


MEMBERS = "SELECT ?who { ?who kg:memberOf actor:lake-pact } ORDER BY ?who"


def test_a_cell_answers_with_rows(shell, mini):
    assert shell.run_cell_magic("sparql", "", MEMBERS) == mini.select(MEMBERS)
    shell.user_ns["other"] = mini
    found = shell.run_cell_magic("sparql", "other -o rows", MEMBERS)
    assert shell.user_ns["rows"] is found
    assert shell.run_cell_magic("sparql", "", "ASK { actor:velmora a kg:State }") is True
    triples = shell.run_cell_magic("sparql", "", "CONSTRUCT { ?w kg:in ?p } { ?w kg:memberOf ?p }")
    assert triples.columns == ("subject", "predicate", "object")
    assert len(triples) == 2


@pytest.mark.parametrize(("line", "cell", "said"), [
    ("", "SELECT ?x { broken", r"query:1:11: This { is not closed: a } is missing"),
    ("", "DELETE WHERE { ?s ?p ?o }", "not by SPARQL"),
    ("nosuch", MEMBERS, "no opened knowledge graph called 'nosuch'; did you mean 'kg'"),
    ("kg more", MEMBERS, r"written %%sparql \[GRAPH\]"),
    ("kg -o", MEMBERS, "After -o stands the variable"),
    ("-o 1x", MEMBERS, "After -o stands the variable"),
])  # fmt: skip
def test_a_mistake_in_a_cell_is_one_sentence(shell, line, cell, said):
    from IPython.core.error import UsageError

    with pytest.raises(UsageError, match=said) as caught:
        shell.run_cell_magic("sparql", line, cell)
    assert "\n" not in str(caught.value)


def test_without_an_opened_graph_a_cell_says_how_to_open_one(shell):
    from IPython.core.error import UsageError

    del shell.user_ns["kg"]
    with pytest.raises(UsageError, match=r"No knowledge graph is open as 'kg'; .* kgraph.open\(\)"):
        shell.run_cell_magic("sparql", "", MEMBERS)


def test_labels_cannot_break_out_of_the_frame(mini):
    attack = '"></iframe><script>alert(1)</script>'
    shown = replace(mini.show(), title=attack, page=f"<p>{attack}</p>")
    (frame,) = _attributes(shown.frame(), "iframe")
    assert (frame["title"], frame["srcdoc"]) == (attack, f"<p>{attack}</p>")
    assert _attributes(shown.frame(), "script") == []
