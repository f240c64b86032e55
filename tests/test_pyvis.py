"""The pyvis network: real, directed, at our positions, with nothing that a browser runs."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from importlib.resources import files

import pytest
from pages import MINI, view_of
from synthetic import claim, table

from kgraph.draw.colours import COLOURS
from kgraph.draw.places import places
from kgraph.errors import UnknownName
from kgraph.networks import build
from kgraph.page import pyvis as drawing
from kgraph.page.pyvis import to_pyvis

CLAIMS = (
    claim("paper-001", "actor:north", "alliedWith", "actor:south"),
    claim("paper-002", "actor:north", "attacked", "actor:south"),
    claim("gazette-001", "actor:north", "attacked", "actor:south", factuality="denied"),
    claim("paper-003", "actor:north", "obligedToDefend", "actor:envoy"),
    claim("herald-001", "actor:north", "defended", "actor:envoy", factuality="denied"),
)


def drawn(claims=CLAIMS, layer="conduct", disputes=(), **changes):
    made = replace(table(claims, disputes), **changes)
    network = build.conduct(made) if layer == "conduct" else build.influence(made)
    return to_pyvis(network, places(made))


def test_it_is_a_network_of_pyvis_with_physics_off():
    from pyvis.network import Network

    network = drawn()
    assert isinstance(network, Network)
    assert network.directed
    assert network.options.physics.enabled is False
    assert (network.heading, network.select_menu, network.filter_menu) == ("", False, False)


def test_friendly_and_hostile_are_edges_of_their_own():
    edges = drawn().edges
    assert [(e["from"], e["to"], e["dashes"], e["color"]["color"]) for e in edges] == [
        ("actor:north", "actor:south", False, "#0b5fa5"),
        ("actor:north", "actor:south", [7, 5], "#b84a00"),
    ]
    assert [e["arrows"]["to"]["type"] for e in edges] == ["arrow", "bar"]
    assert len({e["smooth"]["roundness"] for e in edges}) == 2
    assert {e["smooth"]["type"] for e in edges} == {"curvedCW"}


def test_what_the_same_claims_tell_there_and_back_is_one_edge_with_two_heads():
    friendly, hostile = drawn().edges
    assert friendly["arrows"]["from"] == friendly["arrows"]["to"]
    assert friendly["arrows"]["to"] == {"enabled": True, "type": "arrow"}
    assert friendly["claims"] == "paper-001"
    says = friendly["title"].split("\n")
    assert [line.partition(":")[0] for line in says if "→" in line] == [
        "North → South",
        "South → North",
    ]
    assert "from" not in hostile["arrows"]
    # What each says by itself stays apart.
    back = claim("herald-002", "actor:south", "attacked", "actor:north")
    both = [e for e in drawn((*CLAIMS, back)).edges if e["color"]["color"] == COLOURS["hostile"]]
    assert {(e["from"], e["to"]) for e in both} == {
        ("actor:north", "actor:south"),
        ("actor:south", "actor:north"),
    }


def test_an_edge_says_what_and_from_which_claims():
    friendly, hostile = drawn(disputes=[("paper-002", "gazette-001")]).edges
    assert hostile["claims"] == "paper-002"
    assert hostile["title"] == (
        "North → South: North attacked South: 1 claim, 1 document; disputed\n"
        "paper-002: paper-002 says so."
    )
    assert friendly["title"].startswith(
        "North → South: North alliedwith South: 1 claim, 1 document\npaper-001: paper-001 says so."
    )
    edges = {(e["from"], e["to"]): e for e in drawn(layer="influence").edges}
    lever = edges["actor:north", "actor:south"]
    assert lever["title"].startswith(
        "North → South: North alliedwith South: 1 claim, 1 document; security: medium\n"
    )
    assert (lever["width"], lever["dashes"]) == (1 + 5 * 0.5, False)
    paper = edges["actor:north", "actor:envoy"]
    assert "duty on paper, reported unmet" in paper["title"]
    # A band under the line stands for the page's double line, which the canvas has not.
    assert paper["color"] == {"color": COLOURS["unmet"], "opacity": 1.0}
    assert paper["background"]["color"].startswith(COLOURS["unmet"])
    assert paper["background"]["size"] > lever["width"] > paper["width"]
    assert "background" not in lever
    # What one document tells is paler, as on the page.
    assert lever["color"] == {"color": COLOURS["lever"], "opacity": 0.58}


def test_a_node_stands_where_the_page_has_it_and_shows_its_type():
    made = table(CLAIMS)
    spots = places(made)["influence"]
    nodes = {node["id"]: node for node in drawn(layer="influence").nodes}
    assert set(nodes) == {"actor:north", "actor:south", "actor:envoy"}
    for actor, node in nodes.items():
        assert (node["x"], node["y"]) == pytest.approx(
            (40 + spots[actor][0] * 1120, 30 + spots[actor][1] * 670), abs=0.1
        )
        assert node["physics"] is False
    assert (nodes["actor:north"]["label"], nodes["actor:north"]["title"]) == (
        "North",
        "North\nstate",
    )
    assert nodes["actor:north"]["shape"] == "dot"
    assert nodes["actor:envoy"]["shape"] == "diamond"


def test_fills_are_those_of_the_page():
    style = (files("kgraph.page") / "assets" / "style.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--(\w+): (#\w{6});", style.partition("@media")[0]))
    page = {
        kind: light[name]
        for selectors, name in re.findall(r"([^{}]*\.mark) \{\s+fill: var\(--(\w+)\)", style)
        for kind in re.findall(r"type-(\w+)", selectors)
    }
    assert page == drawing._FILLS
    assert light["org"] == drawing._OTHER_FILL


ATTACKS = (
    '<img src=x onerror="document.title=1"> href',
    "<a HREF=x>href</a>",
    "</script><script>document.title=1</script> href='x'",
)


def attacked(text):
    claims = [replace(one, gloss=text) for one in CLAIMS]
    found = table(CLAIMS).entities
    return drawn(
        claims, "influence", entities={k: replace(e, label=text) for k, e in found.items()}
    )


@pytest.mark.parametrize("text", ATTACKS)
def test_no_title_can_become_markup(text):
    network = attacked(text)
    titles = [one["title"] for one in (*network.nodes, *network.edges)]
    assert titles
    for title in titles:
        assert "<" not in title
        assert ">" not in title
        assert "href" not in title


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_runs_when_pyvis_writes_its_own_page(text, browser):
    html = attacked(text).generate_html()
    page = browser.new_page()
    page.route("**/*", lambda handler: handler.abort())
    page.set_content(html)
    page.evaluate("document.title = 'calm'")
    # What the stock page does with a title on hover, done for all of them.
    page.evaluate(
        """() => [...nodes.get(), ...edges.get()].forEach((one) => {
             const popup = document.createElement("div");
             popup.innerHTML = one.title;
             document.body.append(popup);
           })"""
    )
    assert page.evaluate("document.querySelectorAll('div > img, div > a').length") == 0
    assert page.title() == "calm"
    page.close()


@pytest.mark.parametrize("written", ["show", "write_html", "generate_html"])
def test_a_file_that_pyvis_writes_asks_nothing_of_the_network(
    written, tmp_path, monkeypatch, browser
):
    monkeypatch.chdir(tmp_path)
    network = drawn()
    if written == "generate_html":
        (tmp_path / "net.html").write_text(network.generate_html(), encoding="utf-8")
    else:
        shown = getattr(network, written)("net.html")
        assert (shown is None) == (written == "write_html")
    page = browser.new_page()
    asked, problems = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.goto((tmp_path / "net.html").as_uri())
    assert page.evaluate("network.getConnectedEdges('actor:north').length") == 2
    assert page.locator("#mynetwork canvas").count() == 1
    assert [url for url in asked if not url.startswith("file:")] == []
    assert len(asked) == 1
    assert problems == []
    page.close()


@pytest.mark.parametrize("layer", ["influence", "conduct", "structure"])
def test_everybody_stands_as_in_the_view_model_of_the_page(kg, layer):
    spots = view_of(kg.page())["positions"][layer]
    nodes = kg.to_pyvis(layer).nodes
    xs, ys = (
        [(spots[node["id"]][axis], node[name]) for node in nodes]
        for axis, name in ((0, "x"), (1, "y"))
    )
    for pairs in (xs, ys):
        (low, start), (high, end) = min(pairs), max(pairs)
        for given, drawn_at in pairs:
            share = (given - low) / (high - low)
            assert drawn_at == pytest.approx(start + share * (end - start), abs=0.1)
    assert not any(node["physics"] for node in nodes)


def test_an_unknown_layer_is_named(kg):
    with pytest.raises(UnknownName, match="'position'"):
        kg.to_pyvis("position")


def test_nothing_to_draw_is_an_empty_network():
    network = drawn(())
    assert (network.nodes, network.edges) == ([], [])


def test_every_edge_of_the_dossier_is_drawn(kg):
    for layer, made in (("influence", kg.influence()), ("conduct", kg.stance().conduct)):
        drawn = kg.to_pyvis(layer).edges
        ways = {}
        for one in drawn:
            ends = one["from"], one["to"]
            for way in (ends, ends[::-1]) if "from" in one["arrows"] else (ends,):
                ways.setdefault(way, []).append(set(one["claims"].split(", ")))
        edges = (*made.edges, *made.lapsed_edges)
        assert set(ways) == {(edge.source, edge.target) for edge in edges}
        for edge in edges:
            assert any(set(edge.claims) <= claims for claims in ways[edge.source, edge.target])


def test_what_is_unmet_beside_other_levers_is_an_edge_of_its_own():
    held = claim("paper-004", "actor:north", "armed", "actor:envoy")
    lever, unmet = (
        e for e in drawn((*CLAIMS, held), "influence").edges if e["to"] == "actor:envoy"
    )
    assert (lever["color"]["color"], unmet["color"]["color"]) == (
        COLOURS["lever"],
        COLOURS["unmet"],
    )
    assert lever["smooth"] != unmet["smooth"]


def test_what_analysts_alone_tell_has_another_head():
    told = claim("paper-001", "actor:north", "armed", "actor:south", voice="analysis")
    for claims, head in (((told,), "vee"), ((replace(told, voice="reporting"),), "arrow")):
        (edge,) = drawn(claims, "influence").edges
        assert edge["arrows"]["to"]["type"] == head


def test_a_first_import_of_pyvis_warns_of_nothing():
    code = (
        "import warnings; warnings.simplefilter('error')\n"
        f"import sys, kgraph; kg = kgraph.open({str(MINI)!r}, cache=False); kg.to_pyvis()\n"
        "assert 'pyvis' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_page_does_not_load_pyvis():
    code = "import sys, kgraph.page.view, kgraph.page.pyvis; assert 'pyvis' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_structure_has_no_heads_and_what_rests_on_no_claim_is_thin(kg):
    drawn = kg.to_pyvis("structure")
    edges = {(edge["from"], edge["to"]): edge for edge in drawn.edges}
    member, organ = (
        edges["actor:armenia", "actor:csto"], edges["actor:armenian-army", "actor:armenia"],
    )  # fmt: skip
    assert not member["arrows"]["to"]["enabled"]
    assert "rferl-001" in member["claims"].split(", ")
    assert (organ["claims"], organ["width"]) == ("", 0.5)
    assert member["title"].startswith(
        "Armenia → Collective Security Treaty Organization: Armenia is"
    )
