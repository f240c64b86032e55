"""The page's own networks against the library's: the same result for every set of filters."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from itertools import product
from random import Random

import pytest
from pages import of_claims
from projected import projection
from synthetic import ACTORS, DAYS, DOCUMENTS, FACTUALITIES, any_table, base, claim, table

from kgraph.claims import ALL_VOICES, DEFAULT_VOICES, Selection
from kgraph.page.view import breakpoints, view

# As text: the driver takes long over so many objects.
_COMPARED = """(asked) => {
  const [view, many] = JSON.parse(asked);
  return JSON.stringify(many.map((filters) => {
    const made = window.kgraph.networks(filters, view);
    const { claims, left, positions, conduct, influence } = made;
    const layers = ["positions", "conduct", "influence", "structure"];
    const accounts = layers.map((layer) => made.account(layer));
    const bonds = made.structure.bonds.map(({ source, relation, target, kind, stated, others, claims }) =>
      ({ source, relation, target, kind, stated, others, claims }));
    const structure = { ...made.structure, bonds };
    return { claims, left, positions, conduct, influence, structure, accounts };
  }));
}"""


@pytest.fixture(scope="module")
def networks(browser, tmp_path_factory):
    """The page's ``networks``: a view model and filters to networks."""
    path = of_claims((), tmp_path_factory.mktemp("page") / "page.html")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    yield lambda model, many: json.loads(page.evaluate(_COMPARED, json.dumps([model, many])))
    page.close()


def filters(selection, rolled=False, opened=()):
    """A selection as the page writes it."""
    return {
        "rolled": rolled,
        "opened": list(opened),
        "asOf": selection.as_of.isoformat() if selection.as_of else "",
        "knownBy": selection.known_by.isoformat() if selection.known_by else "",
        "voices": list(selection.voices),
        "lens": list(selection.lens),
        "families": list(selection.families),
        "disputed": selection.disputed,
        "minFactuality": selection.min_factuality,
    }


#: What a picture of a day keeps apart, which is not asked for here.
_OF_PICTURES = ("undated", "apart")


def whole(networks):
    """Networks without what only the page keeps, in one order, numbers to nine places."""

    def plain(value):
        if isinstance(value, dict):
            return {name: plain(value[name]) for name in sorted(value) if name != "parts"}
        if isinstance(value, int | float) and not isinstance(value, bool):
            return round(float(value), 9) + 0.0
        return value

    return {
        layer: {
            name: sorted((plain(one) for one in several), key=repr)
            for name, several in networks[layer].items()
            if name not in _OF_PICTURES
        }
        for layer in ("positions", "conduct", "influence", "structure")
    }


def compared(networks, made, model, selections, **roll):
    theirs = networks(model, [filters(selection, **roll) for selection in selections])
    ours = [projection(made, selection, **roll) for selection in selections]
    for selection, one, other in zip(selections, ours, theirs, strict=True):
        assert whole(one) == whole(other), selection
        kept = replace(selection, lapsed=True)
        assert other["claims"] == [row.claim for row in made.select(kept)]
        assert other["left"] == made.left_out(kept)
        for ledger, account in zip(one["ledgers"], other["accounts"], strict=True):
            assert (list(ledger.shown), ledger.counts) == (account["shown"], account["left"])
            assert ledger.total == made.columns.n
    return ours


def day(text):
    return dt.date.fromisoformat(text) if text else None


def test_the_dossier_at_every_day_lens_voice_dispute_and_factuality(kg, networks):
    model = view(kg.table, kg.base(), title="t")
    days = ["", *breakpoints(kg.table)]
    lenses = [(f"document:{name}",) for name in kg.table.documents]
    voices = (DEFAULT_VOICES, ALL_VOICES)
    strict = ((True, "possible"), (False, "certain"))
    selections = [
        Selection(as_of=day(on), voices=whose, disputed=disputed, min_factuality=least)
        for on, whose, (disputed, least) in product(days, voices, strict)
    ]
    selections += [
        Selection(as_of=day(on), lens=lens, voices=whose, min_factuality="possible")
        for on, lens, whose in product(("", *days[1 :: len(days) // 3]), lenses, voices)
    ]
    ours = compared(networks, kg.table, model, selections)
    for layer in ("positions", "conduct", "influence", "structure"):
        # A comparison of empty networks would prove nothing, nor would one that never changes.
        assert len({repr(one[layer]) for one in ours}) > 10
    assert compared(networks, kg.table, model, selections[::3], rolled=True) != ours[::3]


def test_the_dossier_by_known_day_publisher_claimant_and_family(kg, networks):
    model = view(kg.table, kg.base(), title="t")
    words = kg.table.words.values()
    publishers = sorted({d.publisher for d in kg.table.documents.values()})
    claimants = sorted({c.claimant for c in kg.table})
    selections = [
        *(Selection(known_by=day(known)) for known in breakpoints(kg.table)),
        *(Selection(lens=(f"publisher:{name}",)) for name in publishers),
        *(Selection(lens=(f"claimant:{name}",)) for name in claimants),
        *(Selection(families=(word.id,)) for word in words if word.scheme == "FamilyScheme"),
        Selection(lens=tuple(f"claimant:{name}" for name in claimants[:3])),
    ]
    compared(networks, kg.table, model, selections)


def test_rolled_up_it_is_what_the_library_rolls_up(kg):
    """Edges and cells with leaders and ministries inside: one definition for page and library."""
    for options in ({}, {"voices": ALL_VOICES}, {"as_of": "2023-09-21"}):
        chosen = kg.network_selection(**options)
        drawn = projection(kg.table, chosen, rolled=True)
        stance = kg.stance(roll_up=True, **options)
        cells = {(c["holder"], c["target"]): (c["state"], c["claims"])
                 for c in drawn["positions"]["cells"]}  # fmt: skip
        assert cells == {
            ends: (cell.state, list(cell.claims)) for ends, cell in stance.positions.cells.items()
        }
        for layer, network in (
            ("conduct", stance.conduct), ("influence", kg.influence(roll_up=True, **options)),
        ):  # fmt: skip
            edges = [(e["source"], e["target"], e["sign"], e["weight"], e["ties"], e["hollow"])
                     for e in drawn[layer]["edges"]]  # fmt: skip
            assert edges == [
                (e.source, e.target, e.sign, round(e.weight, 9), len(e.ties), e.hollow)
                for e in network.edges
            ]
            assert edges
        # A roll-up that moved nobody would prove nothing.
        assert drawn != projection(kg.table, chosen)


def any_selection(chance):
    lenses = (
        *(f"document:{name}" for name in DOCUMENTS),
        "publisher:actor:west",
        *(f"claimant:{name}" for name in ACTORS[:3]),
    )
    families = ("security", "economic", "coercive", "diplomatic")
    return Selection(
        as_of=day(chance.choice(("", *DAYS))),
        known_by=day(chance.choice(("", "", *DAYS))),
        voices=chance.choice((DEFAULT_VOICES, ALL_VOICES[:4], ("party-on-others",))),
        lens=tuple(chance.sample(lenses, chance.choice((0, 0, 1, 2)))),
        families=tuple(chance.sample(families, chance.choice((0, 0, 1, 2)))),
        disputed=chance.random() < 0.7,
        min_factuality=chance.choice(("", "possible", *FACTUALITIES)),
    )


@pytest.mark.parametrize("start", range(0, 120, 40))
def test_any_claims_under_any_filters(networks, start):
    for seed in range(start, start + 40):
        made, chance = any_table(seed), Random(seed)  # noqa: S311
        if seed % 2:
            # A thing belongs to one other: what says else disputes it.
            member = replace(made.relations["memberOf"], structure="belonging")
            made = replace(made, relations={**made.relations, "memberOf": member})
        many = [Selection(voices=ALL_VOICES[:4]), *(any_selection(chance) for _ in range(8))]
        model = view(made, base(made), title="t")
        compared(networks, made, model, many)
        compared(networks, made, model, many[:4], rolled=True)
        compared(networks, made, model, many[4:], rolled=True, opened=("actor:north",))


def tie(drawn, layer="influence", name="ties"):
    return {(t["source"], t["relation"], t["target"]): t for t in drawn[layer][name]}


@pytest.fixture
def drawn(networks):
    """Both sides of the comparison for claims, and their common result."""

    def both(*claims, disputes=(), rolled=False, opened=(), **options):
        made = table(claims, disputes)
        model = view(made, base(made), title="t")
        chosen = [Selection(**options)]
        return compared(networks, made, model, chosen, rolled=rolled, opened=opened)[0]

    return both


def test_affected_stand_in_where_the_object_is_no_actor(drawn):
    found = drawn(
        claim("paper-001", "actor:north", "attacked", "place:valley",
              affected=("actor:east", "actor:south")),
        claim("paper-002", "actor:north", "attacked", "actor:west", affected=("actor:alliance",)),
        claim("paper-003", "actor:north", "attacked", "place:valley"),
        claim("paper-004", "actor:north", "attacked", "actor:north"),
    )  # fmt: skip
    ends = {(e["source"], e["target"]) for e in found["conduct"]["edges"]}
    assert ends == {("actor:north", f"actor:{name}") for name in ("east", "south", "west")}


def test_topics_stand_in_where_a_stance_is_on_an_actor(drawn):
    found = drawn(
        claim("paper-001", "actor:north", "callsOn", "actor:south",
              topic=("issue:road", "place:valley")),
        claim("paper-002", "actor:north", "opposes", "issue:vote", topic=("issue:road",)),
    )  # fmt: skip
    assert found["positions"]["cells"] == [
        {"holder": "actor:north", "target": "issue:road", "state": "for",
         "claims": ["paper-001"]},
        {"holder": "actor:north", "target": "issue:vote", "state": "against",
         "claims": ["paper-002"]},
    ]  # fmt: skip


def test_symmetric_mutual_and_backward_levers_point_the_right_way(drawn):
    found = drawn(
        claim("paper-001", "actor:north", "alliedWith", "actor:south"),
        claim("paper-002", "actor:north", "tradesWith", "actor:east"),
        claim("paper-003", "actor:north", "dependsOn", "actor:west"),
    )
    assert {(e["source"], e["target"]): e["families"] for e in found["influence"]["edges"]} == {
        ("actor:north", "actor:south"): {"security": "medium"},
        ("actor:south", "actor:north"): {"security": "medium"},
        ("actor:north", "actor:east"): {"economic": "weak"},
        ("actor:east", "actor:north"): {"economic": "weak"},
        ("actor:west", "actor:north"): {"security": "strong"},
    }
    conduct = {(e["source"], e["target"]) for e in found["conduct"]["edges"]}
    assert ("actor:south", "actor:north") in conduct  # symmetric
    assert ("actor:east", "actor:north") not in conduct  # mutual speaks of levers only


def test_a_claim_may_have_a_grade_of_its_own_in_its_family_alone(networks):
    made = table([
        claim("paper-001", "actor:north", "armed", "actor:south"),
        claim("paper-002", "actor:north", "armed", "actor:south", lever_family="diplomatic"),
        claim("paper-003", "actor:north", "tradesWith", "actor:east"),
        claim("paper-004", "actor:north", "dependsOn", "actor:west"),
    ])  # fmt: skip
    own = {"paper-002": "medium", "paper-003": "none", "paper-004": "weak"}
    made = replace(made, own_grades=own)
    model = view(made, base(made), title="t")
    found = compared(networks, made, model, [Selection()])[0]["influence"]
    assert {(e["source"], e["target"]): e["families"] for e in found["edges"]} == {
        ("actor:north", "actor:south"): {"security": "weak", "diplomatic": "medium"},
        ("actor:north", "actor:east"): {"economic": "none"},
        ("actor:east", "actor:north"): {"economic": "none"},
        ("actor:west", "actor:north"): {"security": "weak"},
    }
    assert {t["relation"]: t["weight"] for t in found["ties"]} == {
        "armed": 0.5, "tradesWith": 0.0, "dependsOn": 0.2,
    }  # fmt: skip


def test_conditions_fill_a_cell_and_make_no_tie_of_conduct_or_influence(drawn):
    found = drawn(
        claim("paper-001", "actor:north", "supports", "issue:vote", condition="if asked"),
        claim("paper-002", "actor:north", "supports", "issue:road", condition="if asked"),
        claim("paper-003", "actor:north", "supports", "issue:road"),
        claim("paper-004", "actor:north", "alliedWith", "actor:south", condition="if attacked"),
    )
    states = {cell["target"]: cell["state"] for cell in found["positions"]["cells"]}
    assert states == {"issue:vote": "conditional", "issue:road": "mixed"}
    assert found["influence"]["edges"] == []
    assert found["conduct"]["edges"] == []


def test_a_denial_stands_beside_the_tie_it_denies(drawn):
    found = drawn(
        claim("gazette-001", "actor:north", "armed", "actor:south"),
        claim("herald-001", "actor:north", "armed", "actor:south", factuality="denied"),
        disputes=[("gazette-001", "herald-001")],
    )
    lever = tie(found)["actor:north", "armed", "actor:south"]
    assert (lever["claims"], lever["denials"], lever["disputedBy"]) == (
        ["gazette-001"], ["herald-001"], ["herald-001"],
    )  # fmt: skip


UNMET = {"factuality": "denied", "affected": ("actor:south",)}


def test_a_duty_reported_unmet_is_hollow(drawn):
    found = drawn(
        claim("paper-001", "actor:north", "obligedToDefend", "actor:south"),
        claim("paper-002", "actor:north", "tradesWith", "actor:south"),
        claim("gazette-001", "actor:north", "defended", "place:valley", **UNMET),
    )
    ties = tie(found)
    assert ties["actor:north", "obligedToDefend", "actor:south"]["hollowBy"] == ["gazette-001"]
    assert ties["actor:north", "tradesWith", "actor:south"]["hollowBy"] == []
    edge = next(e for e in found["influence"]["edges"] if e["source"] == "actor:north")
    assert (edge["hollow"], edge["families"], edge["weight"]) == (False, {"economic": "weak"}, 0.2)


def test_protection_reported_missing_makes_a_hollow_tie_of_its_own(drawn):
    found = drawn(claim("gazette-001", "actor:north", "defended", "actor:south", **UNMET))
    (lever,) = found["influence"]["ties"]
    assert (lever["grade"], lever["weight"], lever["hollowBy"]) == ("none", 0.0, ["gazette-001"])
    assert found["influence"]["edges"][0]["hollow"] is True


@pytest.mark.parametrize("more", [{"mode": "reportedSpeech"}, {"modality": "planned"}])
def test_hearsay_makes_nothing_hollow(drawn, more):
    found = drawn(
        claim("paper-001", "actor:north", "obligedToDefend", "actor:south"),
        claim("gazette-001", "actor:north", "defended", "actor:south", **UNMET, **more),
    )
    (lever,) = found["influence"]["ties"]
    assert lever["hollowBy"] == []


def test_a_family_switch_narrows_the_levers_of_a_tie(drawn):
    found = drawn(
        claim("paper-001", "actor:north", "armed", "actor:south"),
        claim("paper-002", "actor:north", "armed", "actor:south", lever_family="diplomatic"),
        claim("paper-003", "actor:north", "tradesWith", "actor:south"),
        families=("security",),
    )
    (lever,) = found["influence"]["ties"]
    assert lever["families"] == ["security"]
    assert found["influence"]["edges"][0]["families"] == {"security": "weak"}
    assert [edge["target"] for edge in found["conduct"]["edges"]] == ["actor:south"]


def test_overlays_stay_out_of_the_influence_ties(drawn):
    found = drawn(
        claim("paper-001", "actor:north", "threatened", "actor:south"),
        claim("paper-002", "actor:north", "defended", "actor:south"),
        claim("paper-003", "actor:envoy", "chairs", "office:chair"),
        claim("paper-004", "actor:north", "memberOf", "actor:alliance"),
    )
    influence = found["influence"]
    assert influence["ties"] == []
    assert [t["relation"] for t in influence["attempts"]] == ["threatened"]
    assert [t["relation"] for t in influence["outcomes"]] == ["defended"]
    assert sorted(t["relation"] for t in influence["structure"]) == ["chairs", "memberOf"]


def test_acts_may_have_happened_from_their_first_day_and_count_from_their_last(drawn):
    acts = (
        claim("paper-001", "actor:north", "attacked", "actor:south",
              valid_from="2023-06-30", valid_until="2023-09-19"),
        claim("paper-002", "actor:north", "attacked", "actor:east", reported_on="2023-09-20"),
        claim("paper-003", "actor:north", "alliedWith", "actor:west", valid_until="2023-06-30",
              surely_until="2023-06-01"),
    )  # fmt: skip

    def on(date):
        ties = drawn(*acts, as_of=day(date))["conduct"]["ties"]
        return {t["target"]: t["holds"] for t in ties if t["source"] == "actor:north"}

    assert on("2023-06-29") == {"actor:west": "mayHold"}
    assert on("2023-06-30") == {"actor:south": "mayHold", "actor:west": "mayHold"}
    assert on("2023-09-18") == {"actor:south": "mayHold"}
    assert on("2023-09-19") == {"actor:south": "holds"}
    assert on("2023-09-20") == {"actor:east": "notStated", "actor:south": "holds"}


def test_who_may_speak_is_drawn_inside_within_the_term(drawn):
    claims = (
        claim("paper-001", "actor:envoy", "holdsOffice", "office:chair",
              valid_from="2023-06-30", valid_until="2023-09-19"),
        claim("paper-002", "actor:envoy", "attacked", "actor:south", valid_until="2023-06-30"),
        claim("paper-003", "actor:envoy", "attacked", "actor:east", reported_on="2023-09-20"),
        claim("paper-004", "actor:west", "alliedWith", "actor:south"),
        claim("paper-005", "actor:north", "attacked", "actor:envoy", valid_until="2023-06-30"),
    )  # fmt: skip

    def pairs(found):
        return {(e["source"], e["target"]) for e in found["conduct"]["edges"]}

    apart = pairs(drawn(*claims))
    assert ("actor:envoy", "actor:south") in apart
    assert ("actor:west", "actor:south") in apart
    inside = drawn(*claims, rolled=True)
    # In the term the chair stands for North, later for himself; the ministry always for East.
    assert pairs(inside) == {
        ("actor:north", "actor:south"), ("actor:envoy", "actor:east"),
        ("actor:east", "actor:south"), ("actor:south", "actor:east"),
    }  # fmt: skip
    # The term had ended by the last document.
    assert [t["source"] for t in inside["influence"]["lapsed"]] == ["actor:envoy"]
    opened = pairs(drawn(*claims, rolled=True, opened=("actor:east",)))
    assert ("actor:west", "actor:south") in opened
    assert ("actor:north", "actor:south") in opened
    assert ("actor:north", "actor:envoy") not in opened


def test_what_is_said_of_a_person_passes_to_no_body(drawn):
    within = {"valid_from": "2023-06-30", "valid_until": "2023-09-19"}
    found = drawn(
        claim("paper-001", "actor:envoy", "holdsOffice", "office:chair", **within),
        claim("paper-002", "actor:south", "condemned", "actor:envoy", valid_until="2023-06-30"),
        claim("paper-003", "actor:south", "condemned", "actor:west", valid_until="2023-06-30"),
        claim("paper-004", "actor:envoy", "condemned", "actor:south", valid_until="2023-06-30"),
        rolled=True,
    )
    assert {(e["source"], e["target"]) for e in found["conduct"]["edges"]} == {
        ("actor:south", "actor:envoy"), ("actor:south", "actor:east"),
        ("actor:north", "actor:south"),
    }  # fmt: skip


def test_whoever_may_speak_for_two_stays_apart(drawn):
    found = drawn(
        claim("paper-001", "actor:west", "holdsOffice", "office:chair"),
        claim("paper-002", "actor:west", "attacked", "actor:south"),
        rolled=True,
    )
    assert [e["source"] for e in found["conduct"]["edges"]] == ["actor:west"]
