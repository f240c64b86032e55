"""What if: only what changes is told, and the fewest claims that carry a result."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from levers import NORTH, SOUTH, any_levers, network
from synthetic import ACTORS, claim, table

import kgraph
from kgraph.dossier import overlay as overlays
from kgraph.errors import BadData, BadOption, MissingFile
from kgraph.measures.stance.stance import Stance
from kgraph.measures.whatif import flip, whatif
from kgraph.networks import build

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_PREFIXES = """\
@prefix kg: <https://w3id.org/kgraph/ns#> .
@prefix actor: <https://w3id.org/kgraph/actor/> .
@prefix claim: <https://w3id.org/kgraph/claim/> .
@prefix ps: <https://w3id.org/kgraph/passage/> .
@prefix issue: <https://w3id.org/kgraph/issue/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""

#: One overlay of each kind: a claim added, one retracted, one regraded in two ways, a relation and
#: a grade regraded, and all at once.
_OVERLAYS = {
    "added": """
        actor:farland a kg:State ; skos:prefLabel "Farland"@en .
        claim:ledger1-900 a kg:Claim ; kg:subject actor:farland ; kg:relation kg:funds ;
            kg:object actor:velmora ; kg:claimant actor:morning-ledger ; kg:mode kg:ownVoice ;
            kg:factuality kg:certain ; kg:gloss "Farland pays Velmora."@en .""",
    "retracted": 'claim:ledger1-010 kg:status "retracted" .',
    "doubted": "claim:ledger1-010 kg:factuality kg:denied .",
    "regraded": "claim:ledger1-010 kg:lever kg:strong .",
    "relation": "kg:suppliesEnergyTo kg:lever kg:weak .",
    "grade": "kg:medium kg:number 0.4 .",
    "position": "claim:ledger1-003 kg:relation kg:accepts .",
}
_OVERLAYS["all"] = "\n".join(
    text for name, text in _OVERLAYS.items() if name not in {"retracted", "doubted"}
)


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_MINI)


@pytest.fixture
def overlay(tmp_path):
    """Write an overlay, return its path."""

    def written(text):
        path = tmp_path / "overlay.ttl"
        path.write_text(_PREFIXES + text, encoding="utf-8")
        return path

    return written


def _kinds(found):
    return {change.kind for change in found.changes}


# --- the difference


def test_a_retracted_claim_takes_its_lever_strength_path_and_rank_along(mini, overlay):
    found = mini.what_if(overlay(_OVERLAYS["retracted"]), on="Velmora")
    assert [(c.kind, c.what, c.before, c.after) for c in found.changes] == [
        ("claim", "ledger1-010", "Velmora burns gas from Oshen.", ""),
        ("conduct", "Oshen supplies energy to Velmora", "+1 (1 claim)", ""),
        ("lever", "Oshen on Velmora: Oshen supplies energy to Velmora", "economic: medium (1 claim)", ""),
        ("lever", "Velmora on Oshen: Oshen supplies energy to Velmora", "economic: medium (1 claim)", ""),
        ("strength", "Oshen on Velmora", "0.5 [0.35, 0.65]", ""),
        ("strength", "Velmora on Oshen", "0.5 [0.35, 0.65]", ""),
        ("rank", "Oshen on Velmora",
         "not assessable: nothing is left of it without ledger1", ""),
        ("rank", "River Watch on Velmora",
         "not assessable: nothing is left of it without ledger2",
         "not assessable: 1 independent document of at least 2"),
    ]  # fmt: skip


def test_each_kind_of_overlay_changes_what_it_should(mini, overlay):
    expected = {
        "added": {"claim", "conduct", "lever", "strength", "path", "rank"},
        "doubted": {"claim", "conduct", "lever", "strength", "path"},
        "regraded": {"lever", "strength", "path"},
        "relation": {"lever", "strength", "path"},
        "grade": {"strength", "path"},
        "position": {"position"},
    }
    for name, kinds in expected.items():
        assert _kinds(mini.what_if(overlay(_OVERLAYS[name]))) == kinds, name


def test_with_an_actor_only_paths_that_end_there_are_told(mini, overlay):
    file = overlay(_OVERLAYS["retracted"])
    told = {one: {c.what for c in mini.what_if(file, on=one).of("path")} for one in (None, "Oshen")}
    assert told[None] > told["Oshen"] == {"River Watch to Oshen"}


def test_both_directions_of_a_symmetric_tie_are_told_apart(mini):
    before = table([])
    rows = [claim("gazette-001", NORTH, "alliedWith", SOUTH)]
    found = whatif.difference(before, table(rows)).of("conduct")
    assert [change.what.partition(":")[0] for change in found] == [
        "North to South", "South to North",
    ]  # fmt: skip


def test_a_table_says_none_where_there_was_nothing(mini, overlay):
    (row,) = (
        row
        for row in mini.what_if(overlay(_OVERLAYS["retracted"])).rows()
        if row["kind"] == "conduct"
    )
    shown = whatif.Difference.shown
    assert (row["after"], shown["after"](row)) == ("", "none")


def test_any_other_result_can_be_compared(mini, overlay):
    results = {
        "holders": lambda table: len(build.positions(table).holders),
        "silences": lambda table: build.positions(table).silences,
    }
    there = mini.what_if(overlay('claim:ledger2-004 kg:status "retracted" .'), results=results).of(
        "result"
    )
    assert [(c.what, c.before, c.after) for c in there] == [("holders", "3", "2")]


def test_nothing_in_nothing_out(mini, overlay):
    assert mini.what_if(overlay("")).changes == ()
    # What the data say already is no change either.
    assert mini.what_if(overlay("claim:ledger1-010 kg:factuality kg:certain .")).changes == ()
    assert mini.with_overlay(overlay("")).data_version == mini.data_version


@pytest.mark.parametrize("name", _OVERLAYS)
def test_an_overlay_and_its_inverse_change_nothing(mini, overlay, name):
    read = overlays.read(mini.dossier, overlay(_OVERLAYS[name]))
    assert read
    assert read.then(read.inverse()) == overlays.Overlay()
    assert mini.what_if(read.then(read.inverse())).changes == ()
    there = mini.what_if(read)
    back = whatif.difference(there.after, there.before)
    assert len(there)
    assert [(c.what, c.after, c.before) for c in back.changes] == [
        (c.what, c.before, c.after) for c in there.changes
    ]


@pytest.mark.parametrize("name", ["added", "retracted", "regraded", "position"])
def test_what_if_is_recomputing_on_the_merged_files(mini, overlay, name, tmp_path):
    # The same change made by hand in a copy of the files.
    merged = tmp_path / "merged"
    shutil.copytree(_MINI, merged)
    file = merged / "data" / "triples.ttl"
    text = file.read_text(encoding="utf-8")
    by_hand = {
        "added": lambda t: t + _OVERLAYS["added"],
        "retracted": lambda t: t + _OVERLAYS["retracted"],
        "regraded": lambda t: t + _OVERLAYS["regraded"],
        "position": lambda t: t.replace(
            "kg:subject actor:velmora ; kg:relation kg:opposes",
            "kg:subject actor:velmora ; kg:relation kg:accepts",
        ),
    }
    file.write_text(by_hand[name](text), encoding="utf-8")
    changed, again = mini.with_overlay(overlay(_OVERLAYS[name])), kgraph.open(merged)
    told = [list(one.table) for one in (changed, again, mini)]
    assert told[0] == told[1] != told[2] or name == "regraded"
    for voices in (None, ["reporting", "analysis"]):
        one, other = (kg.influence(voices=voices) for kg in (changed, again))
        assert one.rows() == other.rows()
        assert one.rank().rows() == other.rank().rows()
        assert (
            changed.stance(voices=voices).positions.rows()
            == again.stance(voices=voices).positions.rows()
        )
    assert whatif.difference(changed.table, again.table).changes == ()


def test_the_base_is_untouched(mini, overlay):
    before = list(mini.table), mini.data_version, mini.influence().rows()
    changed = mini.with_overlay(overlay(_OVERLAYS["all"]))
    assert changed.data_version.startswith(f"{mini.data_version}+")
    assert (list(mini.table), mini.data_version, mini.influence().rows()) == before
    again = kgraph.open(_MINI)
    assert again.influence().rows() == before[2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("claim:ledger1-01 kg:status \"retracted\" .", "no claim:ledger1-01 to change; did you mean"),
        ("claim:ledger1-010 kg:factuality kg:sure .", "names kg:sure, which is declared neither"),
        ("claim:x-001 a kg:Claim ; kg:subject actor:oshen .",
         "lacks kg:relation, kg:claimant, kg:factuality, kg:gloss, kg:object or kg:value"),
        ("claim:x-001 a kg:Claim ; kg:subject actor:nobody .", "names actor:nobody"),
        ("this is no Turtle", "This is not Turtle"),
    ],
)  # fmt: skip
def test_a_bad_overlay_is_one_sentence(mini, overlay, text, said):
    with pytest.raises(BadData, match=said) as error:
        mini.what_if(overlay(text))
    assert str(error.value).startswith(str(overlay(text)))
    with pytest.raises(MissingFile):
        mini.what_if(overlay("").with_name("missing.ttl"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('kg:status "withdrawn"',
         "'withdrawn' is no kg:status; choose among draft, retracted, reviewed."),
        ('kg:statsu "retracted"', "kg:statsu says nothing of a claim; did you mean kg:status?"),
        ("kg:factuality kg:strong", "'kg:strong' is no kg:factuality; choose among kg:certain"),
        ('kg:when "soon"', "'soon' is not a date kgraph reads"),
    ],
)  # fmt: skip
def test_a_value_that_is_none_is_no_change_but_a_mistake(mini, overlay, text, said):
    path = overlay(f"# a comment\nclaim:ledger1-010 kg:intensity 1 ;\n    {text} .\n")
    with pytest.raises(BadData) as error:
        mini.what_if(path)
    line = path.read_text(encoding="utf-8").splitlines().index(f"    {text} .") + 1
    assert str(error.value).startswith(f"{path}:{line}: claim:ledger1-010: {said}")


# --- the smallest flip


@pytest.mark.slow
@settings(max_examples=25)
# Nobody leads until a report of an unmet duty is out.
@example(4264, "direct")
@given(st.integers(0, 10_000), st.sampled_from(["direct", "max-min", "mdii"]))
def test_the_smallest_flip_is_that_of_brute_force(seed, by):
    made = any_levers(seed, 9)
    part = network(made)
    found = flip.flip_of_leader(part, by)

    def leaders(out):
        left = network(made.without(out)).rank(by, samples=1)
        return tuple(sorted(made.label(actor) for actor in left.leaders))

    names = sorted(part.worlds.claims)
    base = leaders(())
    flips = [
        set(out)
        for size in range(1, len(names) + 1)
        for out in combinations(names, size)
        if leaders(out) != base
    ]
    assert found.exact
    assert found.before == base
    assert found.found == bool(flips)
    if flips:
        assert len(found.claims) == len(flips[0])
        assert set(found.claims) in flips
        assert not any(less < set(found.claims) for less in flips)
        assert found.after == leaders(found.claims)


def test_a_flip_with_twelve_claims_is_exact():
    # North leads by six levers on six others, South has five: two must go for South to lead alone,
    # one for them to share the lead.
    rows = [claim(f"gazette-{n:03}", NORTH, "armed", f"actor:x{n}") for n in range(6)]
    rows += [claim(f"herald-{n:03}", SOUTH, "armed", f"actor:y{n}") for n in range(6)]
    found = flip.flip_of_leader(network(table(rows)), "direct")
    assert (found.before, found.after) == (("North", "South"), ("South",))
    assert found.not_assessable.startswith("North (")
    assert (found.claims, found.exact, found.at_least) == (("gazette-000",), True, 1)


def test_nobody_in_particular_leads_no_flip():
    rows = [claim(f"gazette-{n:03}", NORTH, "armed", f"actor:x{n}") for n in range(3)]
    rows += [claim("herald-001", SOUTH, "armed", "actor:x0")]
    made = table(rows)
    unknown = replace(made.entities[NORTH], type="UnidentifiedAgent")
    made = replace(made, entities={**made.entities, NORTH: unknown})
    assert [one.actor for one in network(made).rank("direct", samples=1).ranked] == [SOUTH]
    found = flip.flip_of_leader(network(made), "direct")
    assert (found.before, found.after, found.claims) == (("South",), (), ("herald-001",))


def test_a_bound_says_that_it_is_one():
    names = [f"c{n:02}" for n in range(30)]
    needed = {"c03", "c11", "c17", "c20", "c29"}
    found = flip.smallest_flip(lambda out: needed <= out, names, budget=500)
    assert (set(found.claims), found.exact) == (needed, False)
    assert (found.at_least, found.at_most) == (3, 5)
    stays = flip.smallest_flip(lambda out: True, names, budget=500)
    assert (stays.found, stays.at_most, stays.exact) == (False, None, False)
    few = flip.smallest_flip(lambda out: 1, names[:3])
    assert (few.found, few.exact, few.tried) == (False, True, 7)


def test_the_sign_of_a_push_hangs_on_claims():
    road = "issue:road"
    made = network(
        table([
            claim("gazette-001", NORTH, "supports", road), claim("gazette-002", NORTH, "armed", "actor:east"),
            claim("herald-001", SOUTH, "opposes", road), claim("herald-002", "actor:east", "dependsOn", SOUTH),
            claim("paper-002", "actor:east", "dependsOn", SOUTH),
        ])
    )  # fmt: skip
    found = flip.flip_of_push(made, road, "actor:east", "direct")
    # Two claims say that East depends on South, one that South is against.
    assert (found.before, found.after, found.claims) == (
        "pushed away", "pushed towards", ("herald-001",),
    )  # fmt: skip


def test_the_library_asks_for_whom(mini):
    found = mini.smallest_flip(on="Velmora")
    assert (found.before, found.claims) == (("Oshen",), ("ledger1-010",))
    assert found.after == ("River Watch",)
    # Its rank rests on one document, so that it leads by score alone.
    ranks = {row["actor_label"]: row for row in mini.influence(on="Velmora").rank().rows()}
    why = ranks["Oshen"]["not_assessable"]
    assert why
    assert found.rows()[0]["not_assessable"] == f"Oshen ({why})"
    assert found.sentence().startswith("By score alone; the rank is not assessable of Oshen (")
    with pytest.raises(BadOption, match="--on ACTOR"):
        mini.smallest_flip(issue="self-rule")
    assert (
        mini.smallest_flip(on="Velmora", issue="longer-watch", voices=["analysis"]).found is False
    )


def _camps(*less):
    sides = {"supports": ACTORS[:2], "opposes": ACTORS[2:4]}
    told = [
        (actor, relation, issue)
        for relation, actors in sides.items()
        for actor in actors
        for issue in ("issue:road", "issue:vote", "event:march")
    ]
    named = [claim(f"herald-{n:03d}", *said) for n, said in enumerate(told)]
    return _assessable([one for one in named if one.claim not in less])


def _assessable(claims):
    return replace(
        table(claims), thresholds={"sharedIssues": 1.0, "filledCells": 0.3, "blocChance": 1.0}
    )


@pytest.mark.slow
def test_the_smallest_flip_of_blocs_is_that_of_brute_force():
    told = _camps()
    before = Stance.of(told).blocs()
    assert before.actors == (ACTORS[2:4], ACTORS[:2]) or before.actors == (ACTORS[:2], ACTORS[2:4])
    found = flip.flip_of_blocs(told)
    assert found.before == before.sentence()
    names = [one.claim for one in told]

    def sides(out):
        return Stance.of(_camps(*out)).blocs().sentence()

    sizes = [
        size
        for size in range(1, len(found.claims) + 1)
        if any(sides(out) != found.before for out in combinations(names, size))
    ]
    assert found.exact
    assert sizes[0] == len(found.claims)
    assert sides(found.claims) == found.after != found.before


def test_blocs_that_are_not_assessable_cannot_flip():
    with pytest.raises(BadOption, match="not assessable"):
        flip.flip_of_blocs(_assessable([claim("herald-001", ACTORS[0], "supports", "issue:road")]))


def test_an_overlay_that_moves_an_actor_to_the_other_bloc_is_told(tmp_path):
    before, after = _camps(), _camps("herald-000", "herald-001", "herald-002")
    blocs = {"blocs": lambda told: Stance.of(told).blocs().sentence()}
    rows = whatif.difference(before, after, results=blocs).rows()
    assert [row for row in rows if row["what"] == "blocs"]
