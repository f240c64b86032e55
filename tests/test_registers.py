"""Frames, figures, gaps, comparison and roll-up, of typed claims."""

from __future__ import annotations

from dataclasses import replace

import pytest
import synthetic
from synthetic import claim, table
from test_stance import stance

import kgraph
from kgraph import wording
from kgraph.claims.rollup import Bodies, rolled_up
from kgraph.errors import BadOption
from kgraph.measures.record.compare import compare, sides
from kgraph.measures.record.figures import figures
from kgraph.measures.record.frames import frames
from kgraph.measures.record.gaps import gaps
from kgraph.measures.stance.stance import Stance
from kgraph.model import Entity, Relation, Word
from kgraph.networks import structure


@pytest.fixture(autouse=True)
def _vocabulary(monkeypatch):
    for name, more in {
        "framedAs": {"role": "none"}, "killed": {"measure": True},
        "holdsOffice": {"role": "structure"},
    }.items():  # fmt: skip
        made = Relation(name, name, "Made up.", "other", "lasting", **more)
        monkeypatch.setitem(synthetic.RELATIONS, name, made)


# --- frames


def _frame(slug, frame, who, **more):
    return claim(slug, "event:march", "framedAs", f"frame:{frame}", claimant=f"actor:{who}", **more)


def test_users_and_rejecters_of_a_frame():
    made = frames(
        table(
            [
                _frame("gazette-001", "parade", "north"),
                _frame("gazette-002", "parade", "south", factuality="denied"),
                _frame("herald-001", "parade", "south", factuality="denied"),
                _frame("herald-002", "parade", "east", factuality="unknown"),
                _frame("herald-003", "riot", "south", speaks_for=("actor:west",)),
                _frame("paper-001", "riot", "south", factuality="denied"),
                claim("paper-002", "event:march", "framedAs", "frame:riot", claimant="actor:east"),
                claim("paper-003", "issue:road", "framedAs", "frame:riot"),
            ]
        ),
        "event:march",
    )
    told = [(r["frame"], r["claimant"], r["state"], r["claims"]) for r in made.rows()]
    assert told == [
        ("frame:parade", "actor:north", "uses", ["gazette-001"]),
        ("frame:parade", "actor:east", "leaves open", ["herald-002"]),
        ("frame:parade", "actor:south", "rejects", ["gazette-002", "herald-001"]),
        ("frame:riot", "actor:east", "uses", ["paper-002"]),
        ("frame:riot", "actor:south", "mixed", ["herald-003", "paper-001"]),
    ]
    assert made.rows()[-1]["speaks_for"] == ["actor:west"]
    matrix = made.matrix()
    assert matrix.loc["South"].to_dict() == {"frame:parade": "rejects", "frame:riot": "mixed"}
    assert matrix.loc["North", "frame:riot"] is None
    assert frames(table([])).rows() == []


def test_a_frame_by_its_own_name_is_told_with_all_that_it_is_applied_to(mini):
    found = mini.frames("siege").rows()
    told = [(r["what"], r["frame"], r["state"], r["claims"]) for r in found]
    every = mini.frames().rows()
    assert told == [
        (r["what"], r["frame"], r["state"], r["claims"])
        for r in every
        if r["frame"] == "frame:siege"
    ]
    assert {state for _, _, state, _ in told} == {"uses", "rejects"}
    assert len(every) > len(told)


# --- figures


def _killed(slug, value, bound="", group="people", **more):
    return claim(slug, "event:march", "killed", value=value, bound=bound, group=group, **more)


def _counted(*claims):
    words = {
        name: Word(name, label, "", "BoundScheme", (("lowFactor", low), ("highFactor", high)))
        for name, label, low, high in (
            ("exactly", "exactly", 1.0, 1.0), ("atLeast", "at least", 1.0, 1000.0),
        )
    }  # fmt: skip
    made = table(claims)
    return figures(replace(made, words={**made.words, **words}))


def test_figures_and_how_they_fit():
    made = _counted(
        _killed("gazette-001", 6, includes=("gazette-002", "gazette-003")),
        _killed("gazette-002", 4, group="soldiers"),
        _killed("gazette-003", 2, group="civilians"),
        _killed("herald-001", 5, "atLeast"),
        _killed("herald-002", 9),
        _killed("herald-003", 7, factuality="denied"),
        _killed("paper-001", 3, group=""),
        _killed("paper-002", 8, group=""),
    )
    fits = {row["claim"]: (row["figure"], row["fits"]) for row in made.rows()}
    assert fits == {
        "paper-001": ("3", "fits all others"),
        "paper-002": ("8", "fits all others"),
        "gazette-003": ("2", "alone"),
        "gazette-002": ("4", "alone"),
        "gazette-001": ("6", "excludes herald-002; includes 4 (gazette-002) and 2 (gazette-003), which make it up"),
        "herald-001": ("at least 5", "fits all others"),
        "herald-002": ("9", "excludes gazette-001"),
        "herald-003": ("7", "denied"),
    }  # fmt: skip
    people = next(count for count in made.counts if count.group == "people")
    assert (people.agree, people.low, people.high) == (False, None, None)


def test_a_figure_keeps_the_words_of_its_source():
    made = _counted(
        _killed("gazette-001", 2000, "atLeast", wording="thousands"),
        _killed("gazette-002", 12, group="soldiers", wording="a dozen"),
        _killed("gazette-003", 1000, "atMost", group="civilians", wording="hundreds"),
        _killed("herald-001", 270, "approximately", group="days", wording="nine months"),
    )
    assert {row["claim"]: row["figure"] for row in made.rows()} == {
        "gazette-001": "thousands (2,000 or more)",
        "gazette-002": "a dozen (12)",
        "gazette-003": "hundreds (1,000 or less)",
        "herald-001": "nine months (about 270)",
    }
    said = wording.in_full(made.table, made.table["gazette-001"])
    assert "thousands (2,000 or more)" in said


def test_what_figures_allow_together():
    (count,) = _counted(_killed("gazette-001", 5, "atLeast"), _killed("herald-001", 9)).counts
    assert (count.agree, count.low) == (True, pytest.approx(9))
    assert count.high == pytest.approx(9)
    (open_,) = _counted(_killed("gazette-001", 5, "atLeast")).counts
    assert (open_.low, open_.high) == (pytest.approx(5), None)
    assert _counted().counts == ()


def test_figures_of_other_times_exclude_each_other_in_nothing():
    early = _killed("gazette-001", 5, valid_from="2023-01-01", valid_until="2023-01-01")
    late = _killed("gazette-002", 9, valid_from="2023-02-01", valid_until="2023-02-01")
    (count,) = _counted(early, late).counts
    assert (count.agree, count.low, count.high) == (True, None, None)


def test_parts_that_exceed_their_total():
    made = _counted(
        _killed("gazette-001", 5, includes=("gazette-002",)),
        _killed("gazette-002", 7, group="soldiers"),
    )
    fits = {row["claim"]: row["fits"] for row in made.rows()}
    assert fits["gazette-001"] == "alone; its parts 7 (gazette-002) exceed it"


# --- gaps


def test_gaps_of_issues_and_pairs():
    made = stance(
        [
            claim("gazette-001", "actor:north", "supports", "issue:road"),
            claim("herald-001", "actor:south", "supports", "issue:road"),
            claim("gazette-002", "actor:east", "opposes", "event:march"),
            claim("gazette-003", "actor:north", "armed", "actor:south", claimant="actor:south"),
            claim(
                "paper-001", "actor:envoy", "supports", "event:march", voice="analysis",
                claimant="actor:envoy",
            ),
        ]
    )  # fmt: skip
    found = gaps(made)
    told = [(g.kind, g.about, g.gap, g.detail) for g in found.gaps]
    assert told == [
        ("issue", ("issue:road",), "one side only", "2 for, nobody against in the voices taken in"),
        ("issue", ("issue:vote",), "no evidence", "nobody in the voices taken in takes a position"),
        ("pair", ("actor:east", "actor:north"), "no evidence", "no claim has both for its ends"),
        ("pair", ("actor:east", "actor:south"), "no evidence", "no claim has both for its ends"),
        ("pair", ("actor:north", "actor:south"), "one document", "gazette"),
        ("pair", ("actor:north", "actor:south"), "one side only", "said by South"),
    ]
    assert found.notes() == (
        "Of 2 issues: 1 one side only, 1 no evidence.",
        "Of 3 pairs: 2 no evidence, 1 one document, 1 one side only.",
    )


def test_silence_matters_between_those_who_speak_on_one_issue():
    made = stance([
        claim("gazette-001", "actor:north", "supports", "issue:road"),
        claim("herald-001", "actor:south", "opposes", "issue:road"),
        claim("herald-002", "actor:east", "opposes", "event:march"),
    ])  # fmt: skip
    whole = gaps(made)
    few = whole.that_matter()
    pairs = [(g.about, g.gap, g.shared) for g in few.gaps if g.kind == "pair"]
    assert pairs == [(("actor:north", "actor:south"), "no evidence", ("issue:road",))]
    assert [g for g in few.gaps if g.kind == "issue"] == [
        g for g in whole.gaps if g.kind == "issue"
    ]
    assert len(whole.gaps) == len(few.gaps) + 2
    assert few.notes() == (
        *whole.notes(), "Not listed: 2 pairs that no claim joins and that share no issue.",
    )  # fmt: skip
    assert few.that_matter().notes() == few.notes()


def test_gaps_of_nothing():
    assert [g.gap for g in gaps(stance([])).gaps] == ["no evidence", "no evidence"]


# --- comparison


def test_what_appeared_vanished_flipped_and_changed():
    before = [
        claim("gazette-001", "actor:north", "supports", "issue:road"),
        claim("gazette-002", "actor:north", "armed", "actor:south"),
        claim("gazette-003", "actor:north", "supports", "issue:vote"),
        claim("gazette-004", "actor:east", "attacked", "actor:west"),
    ]
    after = [
        claim("gazette-005", "actor:north", "opposes", "issue:road"),
        claim("gazette-006", "actor:north", "attacked", "actor:south"),
        claim("gazette-007", "actor:south", "supports", "issue:vote"),
        claim("gazette-004", "actor:east", "attacked", "actor:west"),
        claim("gazette-008", "actor:east", "threatened", "actor:west"),
    ]
    every = table([*before, *after[:3], after[4]])
    found = compare(every, table(before), table(after))
    told = [
        (c.layer, c.source, c.target, c.before, c.after, c.change, c.claims) for c in found.changes
    ]
    assert told == [
        ("position", "actor:north", "issue:road", "supports (for)", "opposes (against)", "flipped", ("gazette-001", "gazette-005")),
        ("position", "actor:north", "issue:vote", "supports (for)", "no evidence", "vanished", ("gazette-003",)),
        ("position", "actor:south", "issue:vote", "no evidence", "supports (for)", "appeared", ("gazette-007",)),
        ("conduct", "actor:east", "actor:west", "hostile: attacked", "hostile: attacked, threatened", "changed", ("gazette-008",)),
        ("conduct", "actor:north", "actor:south", "friendly: armed", "hostile: attacked", "flipped", ("gazette-002", "gazette-006")),
        ("influence", "actor:north", "actor:south", "security weak", "none", "vanished", ("gazette-002",)),
    ]  # fmt: skip
    assert found.notes() == ()
    assert compare(every, table(before), table(before)).rows() == []


def test_gaps_and_changes_keep_words_and_hedges():
    maybe = claim("gazette-001", "actor:north", "callsOn", "actor:south", topic=("issue:road",),
                  factuality="possible")  # fmt: skip
    road = [row for row in gaps(stance([maybe])).rows() if row["about"] == ["issue:road"]]
    assert [(row["words"], row["factuality"]) for row in road] == [(["callson"], "possible")] * 2
    (row,) = compare(table([maybe]), table([]), table([maybe])).rows()
    assert (row["after"], row["factuality"]) == ("callson (for)", "possible")


def test_the_two_sides_of_a_comparison():
    assert sides("2023-09-18", "2023-09-21", {}) == (
        {"as_of": "2023-09-18"}, {"as_of": "2023-09-21"},
    )  # fmt: skip
    assert sides("voice:reporting", "voice:analysis,witness", {"voices": ("reporting",)}) == (
        {"voices": ("reporting",)}, {"voices": ("analysis", "witness")},
    )  # fmt: skip
    assert sides("rferl", "claimant:North", {}) == (
        {"lens": ["rferl"]},
        {"lens": ["claimant:North"]},
    )
    with pytest.raises(BadOption, match="two days, two lenses or two voices"):
        sides("2023-09-18", "rferl", {})
    with pytest.raises(BadOption, match="leave the other lens out"):
        sides("rferl", "apri", {"lens": ("ecfr",)})
    with pytest.raises(BadOption, match="as-of day"):
        sides("2023-09-18", "2023-09-21", {"as_of": "2023-09-19"})


@pytest.fixture(scope="module")
def mini(root):
    return kgraph.open(root / "tests" / "dossiers" / "mini")


def test_two_days_are_compared_by_dated_claims_only(mini):
    found = mini.compare("2031-03-01", "2031-04-15")
    assert all(mini.table[name].when for change in found.changes for name in change.claims)
    assert found.undated
    assert not any(mini.table[name].when for name in found.undated)
    stance_, levers = mini.stance(), mini.influence()
    networks = (stance_.positions, stance_.conduct, levers)
    used = {claim for network in networks for claim in network.ledger().shown}
    chosen = mini.table.select(mini.network_selection())
    used |= {claim for tie in structure.ties(chosen) for claim in tie.claims}
    assert len(used) == len(found.undated) + found.dated
    # An act stays in the record, and so does what has no end: only what came between is a change.
    changes = {(c.layer, c.source, c.target): c.change for c in found.changes}
    assert changes["position", "actor:tarskia", "issue:road-opens"] == "appeared"
    assert ("conduct", "actor:velmora", "actor:ilvar-residents") not in changes


def test_a_day_after_the_last_document_is_extrapolated(mini):
    notes = mini.compare("2031-03-01", "2032-01-01").notes()
    assert notes[-1] == "2032-01-01 is after the last document; what held then is extrapolated."
    assert len(mini.compare("2031-03-01", "2031-04-15").notes()) == 1


def test_two_lenses_are_compared_by_all_their_claims(mini):
    found = mini.compare("document:ledger1", "document:ledger2")
    assert (found.undated, found.notes()) == ((), ())
    told = {c.after for c in found.changes if c.layer == "position" and c.change == "second only"}
    assert told == {"is neutral on (neither)", "accepts (conditional: for)"}
    back = mini.compare("document:ledger2", "document:ledger1")
    swapped = {"first only": "second only", "second only": "first only"}
    assert [swapped.get(c.change, c.change) for c in back.changes] == [
        c.change for c in found.changes
    ]


# --- roll-up


def _state(name, kind="State", **more):
    return Entity(f"actor:{name}", name.title(), kind, **more)


@pytest.fixture
def record():
    """A leader with a term, a ministry, a mission, and an institution of a union."""
    office = claim(
        "gazette-900", "actor:leader", "holdsOffice", "office:president", mode="ownVoice",
        modality="actual", valid_from="2023-01-01", valid_until="2023-06-30",
    )  # fmt: skip
    made = table(
        [
            office,
            claim(
                "gazette-001", "actor:leader", "supports", "issue:road", reported_on="2023-03-01"
            ),
            claim("gazette-002", "actor:leader", "opposes", "issue:vote", reported_on="2023-09-01"),
            claim("gazette-003", "actor:ministry", "opposes", "issue:road"),
            claim("gazette-004", "actor:mission", "supports", "issue:vote"),
            claim("gazette-005", "actor:commission", "supports", "issue:vote"),
            claim("gazette-006", "actor:leader", "armed", "actor:north", reported_on="2023-03-01"),
            claim("gazette-007", "actor:south", "attacked", "actor:ministry"),
        ]
    )
    entities = {
        **made.entities,
        "office:president": Entity("office:president", "President", "Office", may_speak=("actor:north",)),
        "actor:leader": _state("leader", "Person"),
        "actor:ministry": _state("ministry", "GovernmentBody", part_of="actor:north", may_speak=("actor:north",)),
        "actor:mission": _state("mission", "Mission", part_of="actor:union"),
        "actor:commission": _state("commission", "GovernmentBody", part_of="actor:union"),
        "actor:union": _state("union", "IntergovernmentalOrganisation"),
    }  # fmt: skip
    return replace(made, entities=entities)


def test_only_who_may_speak_and_only_in_their_term(record):
    bodies = Bodies(record)
    assert bodies.of("actor:leader", "2023-03-01") == "actor:north"
    assert bodies.of("actor:leader", "2022-12-31") == "actor:leader"
    assert bodies.of("actor:leader", "2023-07-01") == "actor:leader"
    assert bodies.of("actor:leader", "") == "actor:leader"
    assert bodies.of("actor:ministry", "") == "actor:north"
    assert bodies.of("actor:mission", "") == "actor:mission"
    assert bodies.of("actor:nobody", "") == "actor:nobody"


def test_institutions_stay_apart_unless_asked(record):
    assert Bodies(record).of("actor:commission", "") == "actor:commission"
    assert Bodies(record, institutions=True).of("actor:commission", "") == "actor:union"
    assert Bodies(record, institutions=True).of("actor:mission", "") == "actor:mission"


def test_rolled_up_positions_are_mixed_and_name_whose_they_are(record):
    made = Stance.of(rolled_up(record, record), whole=record)
    assert made.positions.cells["actor:north", "issue:road"].state == "mixed"
    assert [(r["side"], r["by"]) for r in made.mixed().rows()] == [
        ("against", "actor:ministry"), ("for", "actor:leader"),
    ]  # fmt: skip
    assert ("actor:leader", "issue:vote") in made.positions.cells
    # What a leader does to its own state is no tie; what is done to a ministry is done to it.
    assert [(e.source, e.target, e.sign) for e in made.conduct.edges] == [
        ("actor:south", "actor:north", -1)
    ]
    assert record["gazette-003"].subject == "actor:ministry"


def test_without_anybody_who_may_speak_roll_up_changes_nothing():
    made = synthetic.any_table(3)
    assert list(rolled_up(made, made)) == list(made)
