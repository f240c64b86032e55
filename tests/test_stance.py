"""Stance made of typed claims: states of a cell, measures with their claims, thin evidence."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import ACTORS, DAYS, RELATIONS, TARGETS, any_table, claim, table

from kgraph import wording
from kgraph.claims import Selection
from kgraph.errors import BadData, BadOption, UnknownName
from kgraph.measures.register import STANCE
from kgraph.measures.stance.alignment import alignment
from kgraph.measures.stance.cells import NO_EVIDENCE, _mark
from kgraph.measures.stance.stance import Stance
from kgraph.model import ANSWERS
from kgraph.networks import build
from kgraph.networks.network import _stands

# Camps are looked at however they came about, but where chance is what is tested.
_LEAST = {"sharedIssues": 3, "filledCells": 0.3, "rankedDocuments": 2, "blocChance": 1.0}
_WORDS = {1: "supports", -1: "opposes", 0: "neutralOn"}


def stance(claims, least=_LEAST):
    return Stance.of(replace(table(claims), thresholds=least))


def positions(rows, document="gazette", start=0):
    """Claims of positions: actor to one sign per target, ``None`` where it has none."""
    made = []
    for actor, signs in rows.items():
        for target, sign in zip(TARGETS, signs, strict=False):
            if sign is not None:
                number = start + len(made)
                made.append(
                    claim(f"{document}-{number:03}", f"actor:{actor}", _WORDS[sign], target)
                )
    return made


_CAMPS = {
    "north": (1, 1, 1, -1), "south": (1, 1, 1, -1), "east": (-1, -1, -1, 1), "west": (-1, -1, 1, 1),
}  # fmt: skip


# --- cells


def test_the_six_states_of_a_cell_stay_apart():
    made = stance(
        [
            claim("gazette-001", "actor:north", "supports", "issue:road"),
            claim("gazette-002", "actor:north", "opposes", "issue:vote"),
            claim("gazette-003", "actor:north", "neutralOn", "event:march"),
            claim("gazette-004", "actor:north", "supports", "agr:truce", condition="it pays"),
            claim("gazette-005", "actor:south", "supports", "issue:road"),
            claim("herald-001", "actor:south", "opposes", "issue:road"),
        ]
    )
    assert made.matrix().to_dict() == {
        "Truce": {"North": "conditional: for", "South": NO_EVIDENCE},
        "March": {"North": "neither", "South": NO_EVIDENCE},
        "Road": {"North": "for", "South": "mixed: against / for"},
        "Vote": {"North": "against", "South": NO_EVIDENCE},
    }
    exported = made.view("matrix")
    assert exported.df()["issue:road"].tolist() == ["for", "mixed: against / for"]
    assert exported.columns == ("holder", "holder_label", *made.targets)
    assert exported.rows()[1]["issue:road"] == "mixed: against / for"
    assert exported.rows()[1]["issue:vote"] == "no evidence"


def test_a_mixed_cell_says_whose_word_and_when():
    made = stance(
        [
            claim("gazette-001", "actor:south", "supports", "issue:road", when="2023-01-01"),
            claim("herald-001", "actor:south", "opposes", "issue:road", voice="analysis"),
            claim("herald-002", "actor:north", "opposes", "issue:road"),
        ]
    )
    found = [(r["side"], r["voice"], r["when"], r["claim"]) for r in made.mixed().rows()]
    assert found == [
        ("against", "analysis", "", "herald-001"),
        ("for", "reporting", "2023-01-01", "gazette-001"),
    ]


def test_publishers_and_analysts_advocate_and_are_no_holders():
    own = claim(
        "herald-001", "actor:envoy", "supports", "issue:road", voice="analysis",
        claimant="actor:envoy",
    )  # fmt: skip
    made = stance([own, claim("gazette-001", "actor:north", "supports", "issue:road")])
    assert made.holders == ("actor:north",)
    assert [row["holder"] for row in made.advocacy().rows()] == ["actor:envoy"]
    assert made.votes().actors == ("actor:north",)
    assert "a view of their own: Envoy" in made.congruence().notes()[-1]


# --- agreement


def test_congruence_by_hand():
    made = stance(positions(_CAMPS)).congruence(by="none")
    # north and south agree on four issues; north and west on one of four.
    assert made.value("North", "South") == 4
    assert made.value("north", "actor:west") == 1
    assert stance(positions(_CAMPS)).conflict(by="none").value("North", "West") == 3
    assert stance(positions(_CAMPS)).subtract().value("North", "West") == -2 / 4


def test_a_neutral_position_is_half_way():
    rows = {"north": (1, 1, 0), "south": (0, 1, 0)}
    assert stance(positions(rows)).congruence(by="none").value("North", "South") == 2.5


def test_issues_compared_by_their_actors():
    made = stance(positions(_CAMPS)).congruence(by="none", what="issue")
    assert made.value("Road", "Vote") == 4
    assert made.value("Road", "Truce") == 0


@pytest.mark.parametrize(
    ("duplicates", "weight"),
    [("once", 1), ("document", 2), ("week", 1), ("month", 2), ("year", 1), ("include", 4)],
)
def test_how_duplicates_count(duplicates, weight):
    days = ("2023-09-29", "2023-10-01", "2023-10-01", "2023-09-29")
    made = [
        claim(f"{document}-00{n}", "actor:north", "supports", "issue:road", reported_on=day)
        for n, (document, day) in enumerate(
            zip(("gazette", "gazette", "herald", "herald"), days, strict=True)
        )
    ]
    votes = stance(made).votes(duplicates)
    assert votes.counts.tolist() == [[[0, 0, weight]]]
    assert votes.duplicates == duplicates


def test_a_condition_is_left_out_unless_asked():
    made = stance(
        [
            claim("gazette-001", "actor:north", "supports", "issue:road", condition="it pays"),
            claim("gazette-002", "actor:north", "supports", "issue:vote"),
        ]
    )
    assert made.votes().issues == ("issue:vote",)
    assert made.votes().conditional == ("gazette-001",)
    assert made.votes(conditional=True).issues == ("issue:road", "issue:vote")
    assert "gazette-001; --conditional counts them" in made.blocs().notes()[-1]


def test_thin_evidence_gives_no_number_but_what_is_missing():
    rows = {"north": (1, 1), "south": (1, -1)}
    made = stance(positions(rows)).congruence()
    account = made.explain("North", "South")
    assert (account.value, account.shares) == (None, {})
    assert account.why == "not assessable: 2 shared issues, needs 3"
    assert account.claims == ("gazette-000", "gazette-001", "gazette-002", "gazette-003")
    assert np.isnan(made.values).all()
    assert [row["value"] for row in made.rows()] == [None]
    told = made.explain("North", "North")
    assert told.why == "not assessable: one and the same"


def test_thresholds_are_data():
    rows = {"north": (1, 1), "south": (1, -1)}
    lax = {**_LEAST, "sharedIssues": 2}
    assert stance(positions(rows), lax).congruence().value("North", "South") == 0.5
    with pytest.raises(BadData, match="no threshold kg:sharedIssues"):
        stance(positions(rows), {}).congruence().explain("North", "South")


def test_wrong_words_and_names_are_errors():
    made = stance(positions(_CAMPS))
    for bad in ({"by": "sum"}, {"what": "pair"}, {"duplicates": "twice"}):
        with pytest.raises(BadOption):
            made.congruence(**bad)
    with pytest.raises(UnknownName, match="nobody"):
        made.congruence().value("nobody", "North")
    with pytest.raises(UnknownName, match="Envoy"):
        made.congruence().value("Envoy", "North")
    with pytest.raises(BadOption, match="no view 'opinion'"):
        made.view("opinion")
    with pytest.raises(BadOption, match="balance does not take --by; it takes --why"):
        made.view("balance", by="none")
    with pytest.raises(BadOption, match="--between"):
        made.view("congruence", why=True)
    with pytest.raises(BadOption, match="A headline is"):
        made.leave_one_out("rank")


# --- blocs


def test_blocs_and_what_separates_them():
    made = stance(positions(_CAMPS)).blocs()
    assert made.actors == (("actor:east", "actor:west"), ("actor:north", "actor:south"))
    shares = [
        (row["issue_label"], row["conflict"], row["share"]) for row in made.separating().rows()
    ]
    assert shares == [
        ("Truce", 4.0, pytest.approx(4 / 14)), ("Road", 4.0, pytest.approx(4 / 14)),
        ("Vote", 4.0, pytest.approx(4 / 14)), ("March", 2.0, pytest.approx(2 / 14)),
    ]  # fmt: skip
    between = made.between()
    assert between.value == 14
    assert sum(between.shares.values()) == pytest.approx(14, abs=1e-9)
    assert sum(row["conflict"] for row in made.separating().rows()) == between.value


def test_blocs_of_a_mostly_blank_table_are_not_assessable():
    rows = {"north": (1, None, None, None), "south": (None, 1, None, None),
            "east": (None, None, 1, None), "west": (None, None, None, 1)}  # fmt: skip
    made = stance(positions(rows))
    assert made.polarization().value is None
    assert made.polarization().why == "not assessable: 25 % of the cells are filled, needs 30 %"
    assert made.blocs().separating().rows() == []
    assert made.blocs().between().value is None
    assert made.blocs().noise() is None


def _by_chance(rows, most=0.05):
    return stance(positions(rows), {**_LEAST, "blocChance": most})


def test_three_actors_on_one_issue_name_no_camps():
    """Whatever they say, one stands against two: all three ways to deal that part as clearly."""
    made = _by_chance({"north": (1,), "south": (-1,), "east": (1,)})
    why = (
        "not assessable: no better than chance (positions dealt anew among those who take one part "
        "as clearly in 3 of 3 ways; 5 % may)"
    )
    assert made.blocs().why == why
    assert [row["bloc"] for row in made.blocs().rows()] == [None] * 3
    assert made.blocs().sentence() == "not assessable"
    assert made.blocs().notes()[0] == f"Blocs and polarization: {why}."
    assert made.blocs().separating().rows() == []
    assert (made.polarization().value, made.polarization().why) == (None, why)
    (row,) = made.headlines(("polarization",)).rows()
    assert (row["value"], row["why"]) == (None, why)


@pytest.mark.parametrize("swapped", [False, True])
def test_camps_on_a_few_issues_are_no_better_than_chance_and_on_more_they_are(swapped):
    rows = {"north": (1, 1, 1, 1), "south": (1, 1, 1, 1), "east": (-1, -1, -1, -1)}
    if swapped:
        rows = {"east": rows["north"], "north": rows["east"], "south": rows["south"]}
    thin = {name: signs[:3] for name, signs in rows.items()}
    # On three issues 3 of 27 ways to deal part as clearly, on four 3 of 81.
    assert "3 of 27 ways" in _by_chance(thin).blocs().why
    assert _by_chance(thin, most=0.12).blocs().why == ""
    assert _by_chance(rows).blocs().why == ""
    assert _by_chance(rows, most=0.036).blocs().split is None


def test_every_way_to_deal_is_there_once_and_as_often_as_drawn():
    made = _by_chance({"north": (1, 1), "south": (-1, None), "east": (1, -1)}).blocs()
    ways = made.votes.dealings(1000)
    assert len(ways) == len({way.tobytes() for way in ways}) == 3 * 2
    chance = np.random.default_rng(1)
    drawn = {made.votes.dealt(chance).tobytes() for _ in range(200)}
    assert drawn == {way.tobytes() for way in ways}
    assert made.votes.dealings(5) == []


def test_clear_camps_of_many_are_named_and_random_ones_are_not():
    names = ["north", "south", "east", "west", "chair", "envoy", "union", "press"]
    chance = np.random.default_rng(2031)
    clear = {name: (1,) * 4 if n < 4 else (-1,) * 4 for n, name in enumerate(names)}
    mixed = {name: tuple(chance.choice((-1, 1), 4).tolist()) for name in names}
    assert _by_chance(clear).blocs().why == ""
    assert "draws" in _by_chance(mixed).blocs().why


def test_who_shares_no_issue_stands_in_no_bloc():
    rows = {name: signs[:3] for name, signs in _CAMPS.items()}
    made = stance(
        [*positions(rows), claim("herald-001", "actor:envoy", "supports", "agr:truce")]
    ).blocs()
    assert made.unplaced == ("actor:envoy",)
    assert {row["actor"]: row["bloc"] for row in made.rows()}["actor:envoy"] is None


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ({}, "not assessable: no positions"),
        ({"north": (1, 1, 1, 1)}, "not assessable: 0 actors share an issue with another, needs 3"),
        (dict.fromkeys(_CAMPS, (0, 0, 0, 0)), "not assessable: nobody stands against anybody on a shared issue"),
        (dict.fromkeys(_CAMPS, (-1, -1, -1, -1)), "not assessable: nobody stands against anybody on a shared issue"),
    ],
)  # fmt: skip
def test_degenerate_positions(rows, why):
    made = stance(positions(rows))
    assert made.polarization().value is None
    assert made.polarization().why == why
    assert [
        row["value"] for row in made.headlines().rows() if row["measure"] == "polarization"
    ] == [None]
    for name in STANCE:
        made.view(name)


# --- MACTOR


def test_convergence_of_positions():
    rows = {"north": (1, 1, 1, 0), "south": (1, -1, 1, 1), "east": (None, -1, None, None)}
    made = stance(positions(rows)).convergence()
    told = {(row["first"], row["second"]): row for row in made.rows()}
    pair = told["actor:north", "actor:south"]
    assert (pair["convergence"], pair["divergence"], pair["shared"]) == (2.0, 1.0, 4)
    thin = told["actor:east", "actor:south"]
    assert (thin["convergence"], thin["why"]) == (None, "not assessable: 1 shared issue, needs 3")
    # The road and the march bring them together, the vote apart; a neutral position does neither.
    both = {"gazette-000": 0.5, "gazette-002": 0.5, "gazette-004": 0.5, "gazette-006": 0.5}
    assert made.explain("North", "South").shares == both
    apart = {"gazette-001": 0.5, "gazette-005": 0.5}
    assert made.explain("North", "South", "divergence").shares == apart
    values = {row["actor"]: row["ambivalence"] for row in made.ambivalence().rows()}
    # What no pair of its own can be told for, is not told of an actor or of all either.
    assert values == {
        "actor:east": None,
        "actor:north": pytest.approx(2 / 3),
        "actor:south": pytest.approx(2 / 3),
    }
    assert made.degree == pytest.approx(200 / 3)
    assert made.notes()[0] == "Degree of convergence 66.67 %, of 1 assessable of 3 pairs."


def test_a_degree_of_pairs_that_are_all_too_thin_is_not_assessable():
    made = stance(positions({"north": (1, 1), "south": (1, -1), "east": (None, -1)}))
    found = made.convergence()
    assert found.degree is None
    assert found.notes()[0] == (
        "Degree of convergence: not assessable: no two actors share 3 issues."
    )
    (headline,) = made.headlines(("degree of convergence",)).rows()
    assert (headline["value"], headline["why"]) == (None, found.why)
    alone = {row["actor"]: (row["ambivalence"], row["why"]) for row in found.ambivalence().rows()}
    assert alone["actor:south"] == (None, "not assessable: 2 shared issues, needs 3")
    # The same matrix typed in has no threshold.
    assert alignment(typed=found.matrix).degree == pytest.approx(50.0)


def test_a_mixed_position_pulls_neither_way():
    rows = {"north": (1, 1, 1), "south": (1, 1, 1)}
    made = stance(
        [*positions(rows), claim("herald-001", "actor:south", "opposes", "issue:road")]
    ).convergence()
    assert made.mixed == [("actor:south", "issue:road")]
    assert [row["shared"] for row in made.rows()] == [2]


def test_one_side_plainly_and_on_a_condition_is_mixed_but_on_no_other_side():
    made = stance(
        [
            claim("gazette-001", "actor:north", "supports", "issue:road"),
            claim("herald-001", "actor:north", "supports", "issue:road", condition="paid"),
            claim("gazette-002", "actor:south", "supports", "issue:road"),
            claim("herald-002", "actor:south", "opposes", "issue:road"),
        ]
    )
    north, _ = made.view("positions").rows()
    assert (north["state"], north["sides"]) == ("mixed", ["for", "for on a condition"])
    assert _stands(north) == "supports (for / for on a condition); if paid"
    assert [_mark(row["issue:road"]) for row in made.view("matrix").rows()] == ["+if", "+-"]


def test_a_typed_matrix_has_no_claims_and_no_thresholds(tmp_path):
    path = tmp_path / "typed.csv"
    path.write_text("actor,Road\nNorth,3\nSouth,-2\nEast,\n", encoding="utf-8")
    found = stance([]).view("divergence", typed=str(path))
    assert [(r["first"], r["divergence"], r["claims"]) for r in found.rows()] == [
        ("North", 2.5, [])
    ]
    assert found.notes()[-1] == "The matrix was typed in; no claims stand behind it."
    only = stance([]).view("divergence", typed=str(path), between=("North", "South"), why=True)
    assert only.notes() == ("Divergence of North and South: 2.5.",)
    with pytest.raises(UnknownName, match="typed matrix"):
        stance([]).view("divergence", typed=str(path), between=("North", "Wset"), why=True)


# --- conduct


def _conduct(*rows, document="gazette"):
    return [
        claim(f"{document}-{100 + n}", f"actor:{a}", relation, f"actor:{b}")
        for n, (a, relation, b) in enumerate(rows)
    ]


_TRIANGLE = _conduct(
    ("north", "armed", "south"), ("south", "attacked", "east"), ("north", "armed", "east")
)


def test_balance_and_frustration_of_conduct():
    made = stance(_TRIANGLE)
    assert made.balance().value == 0.0
    assert made.balance().rows()[0]["reading"].startswith("North is friendly with both")
    found = made.frustration()
    assert (found.value, found.result.exact) == (0.5, True)
    assert [(r["first"], r["second"], r["sign"]) for r in found.rows()] in (
        [("actor:north", "actor:south", 1)], [("actor:east", "actor:north", 1)],
    )  # fmt: skip
    assert "Other camps would do as well" in " ".join(found.notes())
    assert [(r["actor"], r["positive"], r["negative"]) for r in made.degrees().rows()] == [
        ("actor:east", 1, 1), ("actor:north", 2, 0), ("actor:south", 1, 1),
    ]  # fmt: skip
    assert made.degrees().explain("North").value == 2.0


def test_conduct_without_ties_is_not_assessable():
    made = stance(positions({"north": (1,)}))
    assert made.balance().value is None
    assert made.frustration().value is None
    assert made.frustration().explain().why == "not assessable: no ties"
    assert made.balance().explain().why == "not assessable: no triangle"
    assert made.degrees().rows() == []
    assert made.view("frustration").notes() == ("Frustration: not assessable: no ties.",)


# --- documents


def test_a_headline_that_one_document_carries_says_so():
    headlines = {row["measure"]: row for row in stance(positions(_CAMPS)).headlines().rows()}
    found = headlines["polarization"]
    assert found["value"] == stance(positions(_CAMPS)).polarization().value
    assert (found["documents"], found["origins"]) == (1, 1)
    assert found["robust"] == "not assessable: one document carries it all"


def test_a_headline_without_each_document():
    told = [*positions(_CAMPS), *positions({"north": _CAMPS["north"]}, "herald")]
    made = stance(told)
    without = made.leave_one_out("polarization").rows()
    assert [row["document"] for row in without] == ["gazette", "herald"]
    assert without[0]["value"] is None
    assert without[1]["value"] == pytest.approx(made.polarization().value)
    found = {row["measure"]: row for row in made.headlines().rows()}["polarization"]
    assert found["robust"] == "not assessable without gazette"
    twice = stance([*positions(_CAMPS), *positions(_CAMPS, "herald")])
    row = {row["measure"]: row for row in twice.headlines().rows()}["polarization"]
    assert row["least"] == row["most"] == pytest.approx(row["value"])


# --- what must hold for any claims


_SEEDS = st.integers(0, 10**6)


def _any(seed):
    return Stance.of(replace(any_table(seed), thresholds={**_LEAST, "sharedIssues": 1}))


@settings(deadline=None)
@given(_SEEDS)
def test_shares_sum_to_every_additive_number(seed):
    made = _any(seed)
    accounts = [made.balance().explain(), made.frustration().explain()]
    accounts += [made.degrees().explain(actor) for actor in made.pairs.actors]
    accounts.append(made.blocs().between())
    for measure in ("congruence", "conflict", "subtract"):
        for by in ("average", "cosine", "none"):
            found = getattr(made, measure)(by=by, duplicates="include")
            for row in found.rows():
                account = found.explain(row["first"], row["second"])
                assert account.value == pytest.approx(row["value"], abs=1e-9)
                accounts.append(account)
    tables = made.convergence()
    for row in tables.rows():
        for measure in ("convergence", "divergence"):
            account = tables.explain(row["first"], row["second"], measure)
            assert account.value == row[measure]
            accounts.append(account)
    for account in accounts:
        if account.value is not None:
            assert sum(account.shares.values()) == pytest.approx(account.value, abs=1e-9)
            assert set(account.shares) <= set(account.claims)
            assert all(row["claim"] in made.table for row in account.rows())


def _back(day, days):
    return (dt.date.fromisoformat(day) - dt.timedelta(days=days)).isoformat()


def _on_day(claim_, day, reach=90, end="2023-10-05"):
    """What a claim says of a day, worked out from the texts of days alone."""
    first, last, told = claim_.valid_from, claim_.valid_until, claim_.reported_on
    momentary = RELATIONS[claim_.relation].aspect == "momentary"
    if momentary and not (first and not last):
        if not last:
            return "notStated" if told and told <= day else "doesNotHold"
        done = told if told and first <= told < last else last
        if done <= day:
            return "holds"
        return "mayHold" if (first or _back(done, reach)) <= day else "doesNotHold"
    if not (first or last):
        taken = day <= end and (not told or _back(told, reach) <= day)
        return "notStated" if taken else "doesNotHold"
    if last and last < day:
        return "lapsed"
    begun, ended = claim_.surely_from, claim_.surely_until
    since = first or (begun and _back(begun, reach))
    if since and day < since:
        return "doesNotHold"
    return "holds" if begun <= day and (not ended or day <= ended) else "mayHold"


@settings(deadline=None, max_examples=30)
@given(_SEEDS)
def test_what_a_day_says_is_the_brute_force_answer_at_every_breakpoint(seed):
    made = any_table(seed)
    for text in DAYS:
        for shift in (-1, 0, 1):
            day = dt.date.fromisoformat(text) + dt.timedelta(days=shift)
            says = {c.claim: _on_day(c, day.isoformat()) for c in made}
            chosen = made.select(Selection(as_of=day, lapsed=True))
            answers = [ANSWERS[code] for code in made.answers_on(day)]
            assert dict(zip(made.columns.claim, answers, strict=True)) == says
            assert {c.claim for c in chosen} == {c for c, one in says.items() if one != ANSWERS[-1]}
            for network in (build.positions(chosen), build.conduct(chosen)):
                for tie in network.ties:
                    assert {says[claim] for claim in tie.claims} <= set(ANSWERS[:3])
                    assert tie.holds == min((says[c] for c in tie.claims), key=ANSWERS.index)
                for tie in network.lapsed:
                    assert {says[claim] for claim in tie.claims} == {"lapsed"} == {tie.holds}


@settings(deadline=None)
@given(_SEEDS)
def test_a_union_of_lenses_is_the_whole(seed):
    whole = any_table(seed)
    every = tuple(f"document:{name}" for name in whole.documents)
    told = Stance.of(whole.select(Selection(lens=every)))
    assert told.states().rows() == Stance.of(whole).states().rows()
    assert told.conduct.rows() == Stance.of(whole).conduct.rows()
    parts = [Stance.of(whole.select(Selection(lens=(one,)))) for one in every]
    assert sorted({c for part in parts for c in part.claims}) == list(told.claims)


@settings(deadline=None, max_examples=30)
@given(_SEEDS)
def test_swapping_two_actors_swaps_them_in_every_result(seed):
    one, other = Random(seed).sample(ACTORS[:4], 2)  # noqa: S311
    names = {one: other, other: one}

    def swapped(entity):
        return names.get(entity, entity)

    made = replace(any_table(seed), thresholds={**_LEAST, "sharedIssues": 1})
    rows = [
        replace(
            c,
            subject=swapped(c.subject),
            object=swapped(c.object),
            claimant=swapped(c.claimant),
            speaks_for=tuple(map(swapped, c.speaks_for)),
            affected=tuple(map(swapped, c.affected)),
        )
        for c in made
    ]
    before, after = Stance.of(made), Stance.of(made.with_claims(rows))
    for measure in ("congruence", "conflict", "subtract"):
        first, second = getattr(before, measure)(), getattr(after, measure)()
        for row in first.rows():
            value = second.value(swapped(row["first"]), swapped(row["second"]))
            assert value == pytest.approx(row["value"])
    assert after.polarization().value == pytest.approx(before.polarization().value)
    assert after.balance().value == pytest.approx(before.balance().value)
    assert after.frustration().value == pytest.approx(before.frustration().value)
    degrees = {row["actor"]: row["net"] for row in after.degrees().rows()}
    for row in before.degrees().rows():
        assert degrees[swapped(row["actor"])] == row["net"]


@settings(deadline=None, max_examples=30)
@given(_SEEDS)
def test_positions_dealt_anew_keep_who_speaks_on_what(seed):
    votes = _any(seed).votes("include")
    dealt = votes.dealt(np.random.default_rng(seed))
    np.testing.assert_array_equal(dealt.sum(axis=2), votes.counts.sum(axis=2))
    np.testing.assert_array_equal(dealt.sum(axis=0), votes.counts.sum(axis=0))


@settings(deadline=None, max_examples=30)
@given(_SEEDS)
def test_every_view_of_any_claims_has_its_columns(seed):
    made = _any(seed)
    for name in STANCE:
        found = made.view(name)
        for row in found.rows():
            assert set(found.columns) <= set(row), name
        assert set(found.claims) <= {c.claim for c in made.table}


def test_a_row_keeps_the_word_of_its_claims_and_how_sure_they_are(kg):
    rows = {
        (row["holder_label"], row["target"]): row
        for row in kg.positions(roll_up=True, voices=("reporting", "party-on-itself")).rows()
    }
    armenia = rows["Armenia", "issue:azerbaijan-full-control"]
    assert (armenia["state"], armenia["words"]) == ("for", ["accepts"])
    assert armenia["factuality"] == "probable"
    assert _stands(armenia) == "accepts (for)"
    assert wording.unsure(armenia) == ["probable"]


def test_a_cell_of_several_words_shows_the_strongest_and_how_many():
    made = table(
        [
            claim("gazette-001", "actor:north", "supports", "issue:road", intensity=1),
            claim("herald-001", "actor:north", "callsOn", "actor:south", topic=("issue:road",),
                  intensity=3),
        ]
    )  # fmt: skip
    (row,) = build.positions(made).rows()
    assert row["words"] == ["callson", "supports"]
    assert _stands(row) == "callson and 1 more (for)"


def test_what_only_some_hold_possible_is_not_said_as_certain(kg):
    hedged = {
        claim for row in kg.influence().rows() if wording.unsure(row) for claim in row["claims"]
    }
    unsure = {
        claim
        for tie in kg.influence().ties
        if all(kg.table[c].factuality not in {"certain", "denied"} for c in tie.claims)
        for claim in tie.claims
    }
    assert unsure <= hedged
    assert "rferl-008" in hedged
