"""Pictures of results: everything that a result holds is drawn once, with its number or mark."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import synthetic
from drawn import look
from levers import PATH_TOY, network, strengths
from pages import view_of
from synthetic import claim, table

import kgraph
from kgraph import draw as pictures
from kgraph.claims import ALL_VOICES, DEFAULT_VOICES, Selection
from kgraph.draw import legend
from kgraph.draw import paths as paths_picture
from kgraph.draw import plane as plane_picture
from kgraph.draw import ranks as ranks_picture
from kgraph.draw import strip as strip_picture
from kgraph.draw import whatif as whatif_picture
from kgraph.draw.blocks import home_drawn
from kgraph.draw.graph import graph
from kgraph.draw.homes import Homes
from kgraph.draw.matrix import by_bloc, matrix
from kgraph.draw.places import homes_of, places
from kgraph.draw.svg import round_above, text_width
from kgraph.errors import BadOption, UnknownName, UsageError
from kgraph.measures.influence.plane import plane
from kgraph.measures.influence.ranking import ranking
from kgraph.measures.register import SCORES
from kgraph.measures.stance.blocs import opposition
from kgraph.measures.stance.strip import strip
from kgraph.measures.stance.votes import votes
from kgraph.measures.whatif.whatif import difference
from kgraph.networks import build

_HERE = Path(__file__).resolve().parent
_MINI = _HERE / "dossiers" / "mini"
_OVERLAY = _HERE / "overlays" / "what-if.ttl"
SVG = "{http://www.w3.org/2000/svg}"
ATTACK = '<script>alert(1)</script>" onload="alert(1)'

#: Each picture, with what it is about.
CALLS = {
    "influence": (), "conduct": (), "positions": (), "plane": (), "ranks": (),
    "strip": ("Velmora", "Tarskia"), "paths": ("Oshen", "Residents of the Ilvar valley"),
    "whatif": (str(_OVERLAY),), "structure": (),
}  # fmt: skip
#: Of which claims pictures are, unless it is those of the networks.
MADE_OF = {"structure": "The whole record; every voice."}
NETWORKS = "The whole record; by voice of reporting, party on itself; at least possible."


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_MINI)


def read(svg):
    return ET.fromstring(svg)


def texts(element):
    return [t.text for t in element.iter(f"{SVG}text") if "aria-hidden" not in t.attrib]


def groups(root, *attributes):
    """Groups with these attributes, each with their values."""
    return [
        (tuple(g.attrib[one] for one in attributes), g)
        for g in root.iter(f"{SVG}g")
        if all(one in g.attrib for one in attributes)
    ]


# --- all of them


def test_the_calls_here_are_all_pictures():
    assert set(CALLS) == set(pictures.PICTURES)


@pytest.mark.parametrize("name", CALLS)
def test_a_picture_has_a_heading_captions_and_a_version_and_is_the_same_again(mini, name):
    svg = mini.picture(name, *CALLS[name])
    root = read(svg)
    said = " ".join(texts(root))
    assert root.find(f"{SVG}title").text
    assert MADE_OF.get(name, NETWORKS) in said
    assert "Base of evidence: " in said
    assert f"Data version {mini.data_version}." in said
    assert root.attrib["data-version"].startswith(mini.data_version)
    assert kgraph.open(_MINI).picture(name, *CALLS[name]) == svg
    numbers = [v for one in root.iter() for n, v in one.attrib.items() if not n.startswith("data")]
    assert not [value for value in numbers if re.search(r"\b(nan|inf)\b", value)]


@pytest.mark.parametrize("name", CALLS)
def test_no_words_leave_the_picture(mini, name):
    root = read(mini.picture(name, *CALLS[name]))
    width = float(root.attrib["width"])
    left = float(re.search(r"[\d.]+", root.find(f"{SVG}g[@transform]").attrib["transform"])[0])
    body = root.find(f"{SVG}g[@transform]")
    turned = {id(t) for t in body.iter(f"{SVG}text") if "transform" in t.attrib}
    moved = {
        id(t) for g in body.iter(f"{SVG}g") if "transform" in g.attrib and g is not body
        for t in g.iter(f"{SVG}text")
    }  # fmt: skip
    for text in body.iter(f"{SVG}text"):
        if id(text) in turned | moved:
            continue
        room = text_width(text.text or "", float(text.attrib["font-size"])) / 1.12
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.attrib["text-anchor"]]
        start = left + float(text.attrib["x"]) - share * room
        assert start >= 0, text.text
        assert start + room <= width, text.text


@pytest.mark.parametrize("name", [n for n in CALLS if n != "whatif"])
def test_nothing_to_draw_is_said(mini, name):
    # What the dossier declares of organs and offices rests on no claim, so that it always stands.
    about = ("Oshen",) if name == "structure" else CALLS[name]
    said = texts(read(mini.picture(name, *about, voices=["witness"])))
    empty = {"Nothing in this selection.", "Nobody has influence in this selection.",
             "No path from Oshen to Residents of the Ilvar valley."}  # fmt: skip
    assert len(empty & set(said)) == 1


def test_names_and_options_that_a_picture_does_not_take_are_refused(mini):
    with pytest.raises(UnknownName, match="no picture called 'rank'; did you mean 'ranks'"):
        mini.picture("rank")
    with pytest.raises(BadOption, match="The picture paths is of FROM and TO, not of 1 name"):
        mini.picture("paths", "Oshen")
    with pytest.raises(BadOption, match="The picture strip is of ISSUE or ACTOR and ACTOR"):
        mini.picture("strip")
    with pytest.raises(BadOption, match="The picture plane has no --on; influence, ranks, whatif"):
        mini.picture("plane", on="Velmora")


def test_results_show_themselves_as_the_picture_of_their_name(mini):
    levers = mini.influence()
    results = {
        "plane": levers.plane(), "ranks": levers.rank(),
        "paths": levers.paths(*CALLS["paths"]), "strip": mini.stance().strip(*CALLS["strip"]),
        "whatif": mini.what_if(_OVERLAY),
    }  # fmt: skip
    for name, result in results.items():
        svg = mini.picture(name, *CALLS[name])
        assert result.drawn_as == name
        assert result.picture() == result._repr_svg_() == mini.picture(result) == svg
        shown = result.show()
        assert shown._repr_mimebundle_() == {"text/plain": shown.text, "image/svg+xml": svg}
        assert shown.text.endswith(f"data version {mini.data_version}")
        assert mini.show(name, *CALLS[name]).svg == svg


def test_a_result_of_bare_claims_has_no_picture_of_its_own():
    found = network(strengths(PATH_TOY)).rank()
    assert found._repr_svg_() is None
    with pytest.raises(UsageError):
        found.picture()


def test_nothing_in_the_data_becomes_markup():
    made = strengths(PATH_TOY)
    named = {
        name: replace(entity, label=f"{entity.label}{ATTACK}")
        for name, entity in made.entities.items()
    }
    evil = tuple(replace(row, gloss=ATTACK, when="2023-09-19") for row in made)
    made = replace(made, entities=named).with_claims(evil)
    levers, conduct = network(made), build.conduct(made)
    after = made.with_claims(list(made)[1:])
    drawn = [
        ranks_picture.ranks(levers.rank(), title=ATTACK, captions=[ATTACK]),
        plane_picture.plane(levers.plane(), title=ATTACK),
        paths_picture.paths(levers.paths("actor:north", "actor:west"), title=ATTACK),
        strip_picture.strip(strip(made, conduct.ties, "actor:north", "actor:west"), title=ATTACK),
        whatif_picture.whatif(difference(made, after), title=ATTACK),
    ]
    for svg in drawn:
        root = read(svg)
        assert ATTACK in "".join(root.itertext())
        assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
            "svg", "title", "desc", "rect", "g", "text", "circle", "line", "path",
        }  # fmt: skip
        assert not any(name.startswith("on") for one in root.iter() for name in one.attrib)


# --- the matrix by bloc

_SIDES = {("north", "peace"): "supports", ("north", "trade"): "supports",
          ("east", "peace"): "supports", ("east", "trade"): "supports",
          ("south", "peace"): "opposes", ("south", "trade"): "supports",
          ("west", "peace"): "opposes"}  # fmt: skip


_LEAST = {"sharedIssues": 1, "blocChance": 1.0}


def _positions(sides, least=0.3):
    claims = [
        claim(f"paper-{n:03}", f"actor:{who}", relation, f"issue:{on}")
        for n, ((who, on), relation) in enumerate(sides.items())
    ]
    made = table(claims).select(Selection())
    return build.positions(replace(made, thresholds={**_LEAST, "filledCells": least}))


def test_columns_stand_by_bloc_and_rows_by_what_separates():
    positions = _positions(_SIDES)
    columns, rows, said = by_bloc(positions, opposition(votes(positions)))
    assert columns == {
        "bloc 1": ("actor:east", "actor:north"), "bloc 2": ("actor:south", "actor:west"),
    }  # fmt: skip
    assert rows == ("issue:peace", "issue:trade")
    assert said.startswith("Actors by bloc, polarization 0.")
    root = read(matrix(positions, title="T", groups=columns, targets=rows))
    drawn = Counter(pair for pair, _ in groups(root, "data-holder", "data-target"))
    assert drawn == Counter(list(positions.cells))
    assert [values for values, _ in groups(root, "data-bloc", "data-holders")] == [
        ("bloc 1", "actor:east actor:north"), ("bloc 2", "actor:south actor:west"),
    ]  # fmt: skip


def test_where_blocs_are_not_assessable_the_matrix_is_by_name_and_says_why(mini):
    positions = _positions(_SIDES, least=0.9)
    columns, rows, said = by_bloc(positions, opposition(votes(positions)))
    assert list(columns) == [""]
    assert [positions.table.label(one) for one in columns[""]] == ["East", "North", "South", "West"]
    assert set(rows) == set(positions.targets)
    assert said == (
        "Actors and issues by name; blocs are not assessable: 88 % of the cells are filled, "
        "needs 90 %."
    )
    root = read(matrix(positions, title="T", groups=columns, targets=rows))
    assert groups(root, "data-bloc") == []
    captions = " ".join(texts(read(mini.picture("positions"))))
    assert mini.stance().blocs().why.removeprefix("not assessable: ") in captions


# --- ranks and the plane


@pytest.mark.parametrize("by", SCORES)
def test_each_ranked_actor_is_drawn_once_with_its_rank_and_score(mini, by):
    found = mini.influence(voices=ALL_VOICES).rank(by)
    rows = groups(read(found.picture()), "data-actor", "data-rank", "data-claims")
    assert [key for key, _ in rows] == [
        (one.actor, "" if one.rank is None else str(one.rank), " ".join(one.claims))
        for one in found
    ]
    # PageRank leaves something of everybody whatever document goes.
    assert {one.why_not == "" for one in found} >= {True} | ({False} if by != "pagerank" else set())
    for one, (_, group) in zip(found, rows, strict=True):
        said = " ".join(texts(group))
        assert f"{one.score:.3g} [{one.low:.3g}, {one.high:.3g}]" in said
        assert mini.table.label(one.actor) in said
        rank = f"{one.rank} [{one.rank_low}, {one.rank_high}]"
        assert (f"not assessable: {one.why_not}" in said) == bool(one.why_not)
        assert (rank in said) == (not one.why_not)


def test_the_plane_has_mactors_sums_and_their_intervals(mini):
    levers = mini.influence(voices=ALL_VOICES)
    found, exact = levers.plane(samples=200), levers.mdii()
    known = {
        actor: (exact.influence[i], exact.dependence[i]) for i, actor in enumerate(exact.actors)
    }
    for one in found:
        assert (one.influence, one.dependence) == pytest.approx(known[one.actor])
        assert one.influence_span[0] <= one.influence_span[1]
        assert one.dependence_span[0] <= one.dependence_span[1]
    assert {actor for actor, both in known.items() if sum(both) > 0} == {o.actor for o in found}
    still = levers.plane(samples=5, noise=0.0)
    for one in still:
        assert one.influence_span == pytest.approx((one.influence, one.influence))
        assert one.dependence_span == pytest.approx((one.dependence, one.dependence))
    assert levers.plane(samples=200).rows() == found.rows()


def test_each_actor_of_the_plane_is_drawn_once_and_none_without_interval_or_reason(mini):
    found = mini.influence(voices=ALL_VOICES).plane(samples=50)
    drawn = groups(read(found.picture()), "data-actor", "data-claims")
    assert [key for key, _ in drawn] == [(one.actor, " ".join(one.claims)) for one in found]
    assert {one.why_not == "" for one in found} == {True, False}
    for one, (_, group) in zip(found, drawn, strict=True):
        said = " ".join(texts(group))
        crosses = [line for line in group.findall(f"{SVG}line") if "opacity" in line.attrib]
        assert f"I {one.influence:.3g}" in said
        assert ("not assessable: " + one.why_not in said) == bool(one.why_not)
        assert len(crosses) == (0 if one.why_not else 2)


def test_the_plane_assesses_no_influence_that_a_ranking_does_not(mini):
    levers = mini.influence(voices=ALL_VOICES)
    ranked = {one.actor: one.why_not for one in levers.rank("mdii", samples=20)}
    for one in levers.plane(samples=20):
        why = ranked.get(one.actor, "").replace("of it", "of its influence")
        assert (why in one.why_not) or not why
        assert bool(why) == ("influence" in one.why_not)


def test_one_document_makes_no_place_on_the_plane_assessable():
    found = plane(network(strengths(PATH_TOY)).worlds, samples=20)
    assert {one.why_not for one in found} == {"1 independent document of at least 2"}
    assert {one.why_not for one in ranking(network(strengths(PATH_TOY)).worlds, samples=20)} == {
        "1 independent document of at least 2"
    }


@pytest.mark.parametrize(("value", "above"), [(1, 1), (0.21, 0.3), (9.9, 10), (12, 15), (80, 80)])
def test_an_axis_ends_on_a_round_number(value, above):
    assert round_above(value) == pytest.approx(above)


# --- paths


def test_each_path_is_drawn_once_with_its_number_and_the_levers_of_each_step():
    found = network(strengths(PATH_TOY)).paths("actor:north", "actor:west")
    root = read(paths_picture.paths(found, title="T"))
    drawn = groups(root, "data-path", "data-claims")
    assert [key for key, _ in drawn] == [
        (" ".join(path.actors), " ".join(path.claims)) for path in found
    ]
    for path, (_, group) in zip(found, drawn, strict=True):
        assert texts(group)[0] == f"{path.product:.3g} [{path.low:.3g}, {path.high:.3g}]"
        steps = groups(group, "data-source", "data-target")
        assert [key for key, _ in steps] == [(s.source, s.target) for s in path.steps]
        for step, (_, inner) in zip(path.steps, steps, strict=True):
            assert [f"{f} {g}" for f, g in step.families.items()] == texts(inner)


def test_hollow_and_lapsed_steps_say_so_and_look_otherwise():
    claims = [
        claim("paper-001", "actor:north", "obligedToDefend", "actor:south"),
        claim("herald-001", "actor:north", "defended", "actor:south", factuality="denied"),
        claim("gazette-001", "actor:south", "tradesWith", "actor:east",
              valid_until="2023-06-30", valid_from="2023-01-01"),
    ]  # fmt: skip
    record = build.influence(table(claims).select(Selection(voices=ALL_VOICES)))
    east = [edge for edge in record.past.edges if edge.source == "actor:south"]
    now = [edge for edge in record.edges if edge.source == "actor:north"]
    from kgraph.measures.influence.paths import paths

    found = paths(record.table, now, "actor:north", "actor:east", past=east)
    (path,) = found
    assert (path.hollow, path.lapsed) == ((0,), (1,))
    root = read(paths_picture.paths(found, title="T"))
    ((_, hollow),) = groups(root, "data-hollow")
    ((_, lapsed),) = groups(root, "data-lapsed")
    assert "on paper, reported unmet" in texts(hollow)
    assert [line.attrib["stroke-width"] for line in hollow.findall(f"{SVG}line")] == ["5", "3"]
    assert "lapsed 2023-06-30" in texts(lapsed)
    assert lapsed.find(f"{SVG}line").attrib["stroke-dasharray"] == "3 3"


def test_more_paths_than_can_be_read_are_counted(monkeypatch):
    monkeypatch.setattr(paths_picture, "MOST", 2)
    found = network(strengths(PATH_TOY)).paths("actor:north", "actor:west")
    assert len(found) == 3
    root = read(paths_picture.paths(found, title="T"))
    assert len(groups(root, "data-path")) == 2
    assert "The strongest 2 paths of 3; 1 are not drawn." in texts(root)


# --- strips

DATED = (
    claim("paper-001", "actor:north", "supports", "issue:road", when="2023-01-01"),
    claim("paper-002", "actor:north", "opposes", "issue:road", when="2023-06/.."),
    claim("paper-003", "actor:south", "supports", "issue:road", condition="it pays"),
    claim("paper-004", "actor:south", "neutralOn", "issue:road", when="../2023-09-19"),
    claim("paper-005", "actor:east", "supports", "issue:road", reported_on=""),
    claim("paper-006", "actor:east", "supports", "issue:vote", when="2023-01-01"),
)


def _strip(claims=DATED, disputes=()):
    made = table(claims, disputes).select(Selection())
    ties = [tie for tie in build.positions(made).ties if tie.target == "issue:road"]
    return strip(made, ties, "issue:road")


def test_each_claim_of_a_strip_is_drawn_once_and_the_undated_are_counted():
    found = _strip()
    assert found.claims == tuple(f"paper-00{n}" for n in range(1, 6))
    assert [one.claim.claim for one in found.undated] == ["paper-003", "paper-005"]
    root = read(strip_picture.strip(found, title="T"))
    drawn = {key[0]: key[1:] for key, _ in groups(root, "data-claims", "data-state", "data-when")}
    assert drawn == {
        "paper-001": ("for", "2023-01-01"), "paper-002": ("against", "2023-06/.."),
        "paper-003": ("conditional", ""), "paper-004": ("neither", "../2023-09-19"),
    }  # fmt: skip
    beside = {key[0]: texts(group) for key, group in groups(root, "data-undated")}
    assert beside == {"paper-003": ["+ 1 undated"], "paper-005": ["+ 1 undated"]}
    said = texts(root)
    assert {"East", "North", "South"} <= set(said)
    assert [one for one in said if re.fullmatch(r"\d{4}-\d\d-\d\d", one)] == [
        "2023-01-01", "2023-06-01", "2023-09-19", "2023-09-20",
    ]  # fmt: skip


def test_a_strip_tells_open_days_disputes_and_missing_days_apart():
    claims = (
        *DATED,
        claim("gazette-009", "actor:north", "opposes", "issue:road", factuality="denied"),
    )
    root = read(strip_picture.strip(_strip(claims, [("paper-002", "gazette-009")]), title="T"))
    at = {key[0]: group for key, group in groups(root, "data-claims", "data-when")}
    dashes = {
        name: [line.attrib.get("stroke-dasharray") for line in group.findall(f"{SVG}line")]
        for name, group in at.items()
    }
    assert "4 3" in dashes["paper-002"]
    assert "4 3" in dashes["paper-004"]
    assert "4 3" not in dashes["paper-001"]
    assert {name: texts(group) for name, group in at.items()} == {
        "paper-001": [], "paper-002": ["≠"], "paper-003": ["?"], "paper-004": [],
    }  # fmt: skip


def test_a_strip_of_two_actors_has_a_row_for_each_direction(mini):
    found = mini.stance(voices=ALL_VOICES).strip("Velmora", "Tarskia")
    label = mini.table.label
    ends = {(tie.source, tie.target) for tie in mini.stance(voices=ALL_VOICES).conduct.ties}
    both = {"actor:velmora", "actor:tarskia"}
    assert set(found.lines) == {pair for pair in ends if set(pair) == both}
    said = texts(read(found.picture()))
    assert {f"{label(a)} to {label(b)}" for a, b in found.lines} <= set(said)
    other = mini.stance(voices=ALL_VOICES).strip("Tarskia", "Velmora")
    assert other.rows() == found.rows()


# --- what if


def test_each_change_is_drawn_once_with_its_mark(mini):
    found = mini.what_if(_OVERLAY)
    drawn = groups(read(found.picture()), "data-kind", "data-way", "data-claims")
    kinds = list(dict.fromkeys(key[0] for key, _ in drawn))
    expected = [
        (
            change.kind,
            "differs" if change.before and change.after else
            "vanishes" if change.before else "appears",
            " ".join(change.claims),
        )
        for kind in kinds for change in found.of(kind)
    ]  # fmt: skip
    assert [key for key, _ in drawn] == expected
    assert len(drawn) == len(found) > 0
    assert {way for _, way, _ in expected} == {"differs", "vanishes", "appears"}
    changes = [change for kind in kinds for change in found.of(kind)]
    for change, (_, group) in zip(changes, drawn, strict=True):
        said = " ".join(texts(group))
        for side in (change.what, change.before or "none", change.after or "none"):
            assert side in said
        bars = [float(r.attrib["width"]) for r in group.findall(f"{SVG}rect")]
        if change.sizes:
            full = bars[-4]
            assert [bars[-3] / full, bars[-1] / full] == pytest.approx(change.sizes, abs=1e-3)
            number = (change.before or change.after).split()[0]
            assert number == f"{change.sizes[0 if change.before else 1]:.3g}"


def test_an_overlay_without_effect_draws_that_nothing_changes(mini, tmp_path):
    overlay = tmp_path / "none.ttl"
    overlay.write_text("@prefix kg: <https://w3id.org/kgraph/ns#> .\n", encoding="utf-8")
    assert "Nothing changes." in texts(read(mini.picture("whatif", overlay)))


def test_more_changes_than_can_be_read_are_counted(mini, monkeypatch):
    monkeypatch.setattr(whatif_picture, "MOST", 1)
    found = mini.what_if(_OVERLAY)
    root = read(found.picture())
    several = [kind for kind in ("claim", "conduct", "lever", "path") if len(found.of(kind)) > 1]
    assert len(several) >= 2
    for kind in several:
        assert f"and {len(found.of(kind)) - 1} more of these, not drawn" in texts(root)


# --- the places, strands and sentences of the page


NETS = ("influence", "conduct", "structure")


def spots(root):
    found = groups(root, "data-actor", "transform")
    return {key[0]: tuple(map(float, key[1][10:-1].split())) for key, _ in found}


@pytest.mark.parametrize("rolled", [False, True])
@pytest.mark.parametrize("layer", NETS)
def test_everybody_stands_as_in_the_view_model_of_the_page(kg, layer, rolled):
    """Who stands apart is where the page has it, but for room; guests are listed at their home."""
    options = {"roll_up": True} if rolled and layer != "structure" else {}
    model = view_of(kg.page())
    given = model["positions"][layer + "-rolled" * bool(options)]
    found = look(kg.picture(layer, **options))
    at_home = home_drawn(found.marks, Homes(model["homes"], tuple(model["spaces"])))
    assert len(found.marks) > 8
    apart = [one for one in found.marks if not at_home[one] and one not in model["spaces"]]
    for axis in (0, 1):
        far = [
            (found.at(a)[axis] - found.at(b)[axis]) * (given[a][axis] - given[b][axis]) > 0
            for a, b in combinations(apart, 2)
            if abs(given[a][axis] - given[b][axis]) > 0.12
        ]
        assert sum(far) >= 0.9 * len(far), axis
    guests = [one for one in found.marks if at_home[one] and at_home[one] not in model["spaces"]]
    assert guests or layer == "influence"
    for one in guests:
        (x, y), (left, top) = found.at(one), found.at(at_home[one])
        assert (x - left, y > top) == (pytest.approx(17, abs=0.1), True), one


@pytest.mark.parametrize("layer", NETS)
def test_who_stands_together_on_the_page_does_in_pictures(kg, layer, visit, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(kg.page(), encoding="utf-8")
    page = visit(
        path, f"layer={layer}&view=graph&rolled=no", viewport={"width": 1440, "height": 900}
    )
    there = page.evaluate(_TOGETHER)
    found = look(kg.picture(layer, voices=DEFAULT_VOICES))
    here = [
        sorted(one for one in found.marks if _within(frame, found.at(one)))
        for frame in found.frames.values()
    ]
    assert len(there) >= {"influence": 1, "conduct": 3, "structure": 8}[layer]
    assert sorted(here) == sorted(there)


#: Who stands in each frame that the page draws.
_TOGETHER = """() => {
  const middle = (r) => [(r.left + r.right) / 2, (r.top + r.bottom) / 2];
  const actors = [...document.querySelectorAll(".drawing [data-actor]")].map((e) => [
    e.dataset.actor, middle(e.querySelector(".mark").getBoundingClientRect())]);
  return [...document.querySelectorAll(".drawing .frame rect")].map((frame) => {
    const { left, top, right, bottom } = frame.getBoundingClientRect();
    return actors.filter(([, [x, y]]) => left < x && x < right && top < y && y < bottom)
      .map(([id]) => id).sort();
  });
}"""


def _within(box, point):
    return box[0] < point[0] < box[2] and box[1] < point[1] < box[3]


def test_an_army_stands_at_home_and_an_alliance_round_its_members_and_nobody_else(kg):
    found = look(kg.picture("conduct"))
    army = found.at("actor:armenian-army")
    home, foe = (math.dist(army, found.at(f"actor:{one}")) for one in ("armenia", "azerbaijan"))
    assert home < foe / 5
    alliance = found.frames["actor:csto"]
    inside = {one for one in found.marks if _within(alliance, found.at(one))}
    assert {"actor:armenia", "actor:russia", "actor:armenian-army"} <= inside
    assert not {"actor:azerbaijan", "actor:ukraine", "actor:eu"} & inside
    # Who has the name of the space as a mark writes it there, else the frame has it.
    (name,) = found.names["actor:csto"]
    assert _within(alliance, name[:2])
    (named,) = look(kg.picture("influence")).names["frame actor:csto"]
    assert named[2] - named[0] > 100


@pytest.mark.parametrize("roll_up", [False, True])
def test_foes_stand_farther_than_friends_as_units(kg, roll_up):
    network = kg.stance(roll_up=roll_up).conduct
    found = look(kg.picture(network))
    homes = kg._homes
    signs = {}
    for edge in network.edges:
        a, b = sorted((homes.root(edge.source), homes.root(edge.target)))
        if edge.sign and a != b:
            signs.setdefault((edge.source, edge.target, a, b), set()).add(edge.sign)
    units = {}
    for (one, other, a, b), several in signs.items():
        units.setdefault((a, b), []).append((several, math.dist(found.at(one), found.at(other))))
    friends, foes = (
        [
            far
            for some in units.values()
            if {sign} == set().union(*(s for s, _ in some))
            for _, far in some
        ]
        for sign in (1, -1)
    )
    right = sum(foe > friend for foe in foes for friend in friends)
    assert right >= 0.7 * len(friends) * len(foes) > 0


@pytest.mark.parametrize("layer", ["influence", "conduct", "structure"])
def test_an_edge_is_said_as_the_page_says_it(kg, layer, visit, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(kg.page(), encoding="utf-8")
    page = visit(path, f"layer={layer}&view=graph&rolled=no")
    said = page.locator(".drawing g.edge > title").all_text_contents()
    root = read(kg.picture(layer, voices=DEFAULT_VOICES))
    drawn = {group.find(f"{SVG}title").text for _, group in groups(root, "data-source")}
    assert len(said) > 8
    assert set(said) <= drawn


def test_lines_of_a_pair_run_side_by_side_and_end_at_the_marks(kg):
    root = read(kg.picture("conduct"))
    at = spots(root)
    lines = {}
    for ends, group in groups(root, "data-source", "data-target", "data-sign"):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", group.find(f"{SVG}path").attrib["d"])]
        lines[ends] = list(zip(numbers[::2], numbers[1::2], strict=True))
    pairs, halves = {}, []
    for (source, target, sign), line in lines.items():
        back = lines.get((target, source, sign), [None])
        # What is told there and back is one line, from its middle to both ends.
        if back[0] == line[0]:
            halves.append((source, target))
        else:
            assert math.dist(line[0], at[source]) < 20
        # A head that a name would hide stands before it.
        assert math.dist(line[-1], at[target]) < 60
        pairs.setdefault(frozenset((source, target)), []).append(line)
    assert ("actor:russia", "actor:armenia") in halves
    several = [some for some in pairs.values() if len({line[0] for line in some}) > 1]
    assert several
    for some in several:
        middles = [line[len(line) // 2] for line in some]
        assert len(set(middles)) == len(some)


@pytest.mark.parametrize("voices", [DEFAULT_VOICES, ALL_VOICES], ids=["default", "all"])
@pytest.mark.parametrize("layer", NETS)
def test_lines_keep_off_the_marks_and_names_of_others_and_no_name_lies_on_another(
    kg, layer, voices
):
    for options in ({}, {"roll_up": True}) if layer != "structure" else ({},):
        found = look(kg.picture(layer, voices=voices, **options))
        assert len(found.lines) > 10
        assert found.faults() == {}


@pytest.mark.slow
def test_in_a_crowd_no_line_runs_through_a_mark_and_few_through_a_name():
    made = synthetic.crowd(60, 200)
    found = look(graph(build.conduct(made), places(made), homes_of(made), title="T"))
    faults = {fault: len(several) for fault, several in found.faults().items()}
    assert len(found.lines) > 200
    assert faults.pop("through names", 0) <= 0.02 * len(found.lines)
    assert faults == {}


@pytest.mark.parametrize("layer", NETS)
def test_a_picture_of_the_dossier_is_legible_at_800_pixels(kg, layer):
    root = read(kg.picture(layer))
    sizes = [float(text.attrib["font-size"]) for text in root.iter(f"{SVG}text")]
    assert min(sizes) * 800 / float(root.attrib["width"]) > 7


def test_what_stands_in_the_legend_is_drawn(kg):
    every = set(texts(read(kg.picture("conduct"))))
    made = table([claim("paper-001", "actor:north", "alliedWith", "actor:south")])
    few = set(texts(read(graph(build.conduct(made), places(made), homes_of(made), title="T"))))
    alone = {"hostile, by force", "hostile, without force", "contact", "person", "lapsed"}
    alone |= {"one party's word alone", "disputed", legend._SPACE, legend._GUESTS}
    assert alone | {"friendly", "state"} <= every
    assert {"friendly", "state", "pale: one document"} <= few
    assert not alone & few


def test_marks_are_called_in_the_legend_as_on_the_page():
    script = (files("kgraph.page") / "assets" / "legend.js").read_text(encoding="utf-8")
    (kinds,) = re.findall(r"const KINDS = (\[.*?\n\]);", script, re.DOTALL)
    there = {words: tuple(types) for words, *types in json.loads(re.sub(r",\s*\]", "]", kinds))}
    (others,) = re.findall(r'const OTHERS = \["type", "(.*?)"', script)
    assert {**there, others: ()} == legend.KINDS


# --- structure


def test_structure_is_drawn_with_its_relation_in_words_and_without_heads(kg):
    root = read(kg.picture("structure", "Karabakh Armenian forces"))
    lines = dict(groups(root, "data-source", "data-target"))
    disputed = lines["actor:karabakh-forces", "actor:armenia"]
    words = {key[0]: texts(group) for key, group in groups(root, "data-word")}
    assert words["actor:karabakh-forces actor:armenia +0"] == ["belongs to"]
    assert [key for key, _ in groups(root, "data-sign-of", "data-badge")].count(
        ("actor:karabakh-forces actor:armenia +0", "disputed")
    ) == 1
    assert "politico-017" in disputed.attrib["data-claims"].split()
    assert not [path for path in disputed.iter(f"{SVG}path") if path.attrib.get("fill") != "none"]
    assert disputed.attrib["data-sign"] == "+0"


def test_what_a_dossier_declares_is_a_thinner_line_without_claims(kg):
    root = read(kg.picture("structure", "Armenia"))
    lines = dict(groups(root, "data-source", "data-target"))

    def width(*ends):
        return float(next(lines[ends].iter(f"{SVG}path")).attrib["stroke-width"])

    organ = lines["actor:armenian-army", "actor:armenia"]
    # It is the branch from its home, which is too short for a word: the tooltip has it.
    words = {key[0]: texts(group) for key, group in groups(root, "data-word")}
    assert "actor:armenian-army actor:armenia +0" not in words
    assert "is an organ of Armenia" in organ.find(f"{SVG}title").text
    assert not organ.attrib.get("data-claims")
    assert width("actor:armenian-army", "actor:armenia") < width("actor:armenia", "actor:csto")
    assert "named so in the dossier, by no claim" in texts(root)
