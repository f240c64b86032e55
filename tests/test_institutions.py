"""Institutions: power against published values and brute force, rules from data."""

from __future__ import annotations

import shutil
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kgraph
from kgraph.curation import checks
from kgraph.dossier import dossier
from kgraph.errors import BadOption, LimitError, UnknownName
from kgraph.measures.influence.institutions import shapley_shubik


def test_the_security_council():
    # Shapley and Shubik's index of the Council since 1965 (15 seats, 9 votes, 5 vetoes), as in
    # methods 4d: a permanent member .19627040, another .00186480.
    power = shapley_shubik([1] * 15, 9, range(5))
    assert [round(float(one), 8) for one in power] == [0.19627040] * 5 + [0.00186480] * 10
    # The same as a weighted game: 7 votes for each permanent member, 39 needed (Straffin 1993).
    assert shapley_shubik([7] * 5 + [1] * 10, 39) == power


def _by_orders(weights, quota, vetoes):
    n = len(weights)
    counts = [0] * n
    for order in permutations(range(n)):
        inside = set()
        for voter in order:
            inside.add(voter)
            if sum(weights[i] for i in inside) >= quota and set(vetoes) <= inside:
                counts[voter] += 1
                break
    total = sum(counts)
    orders = len(list(permutations(range(n))))
    return tuple(Fraction(count, orders) for count in counts) if total else (Fraction(0),) * n


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=6),
    st.integers(1, 12),
    st.sets(st.integers(0, 5), max_size=3),
)
def test_power_is_that_of_all_orders_of_voting(weights, quota, vetoes):
    vetoes = {one for one in vetoes if one < len(weights)}
    power = shapley_shubik(weights, quota, vetoes)
    assert power == _by_orders(weights, quota, vetoes)
    assert sum(power) in {0, 1}


def test_where_all_must_agree_all_have_the_same_power():
    assert set(shapley_shubik([1] * 27, 27)) == {Fraction(1, 27)}
    assert set(shapley_shubik([1] * 27, 27, range(27))) == {Fraction(1, 27)}


def test_power_refuses_what_it_cannot_count():
    with pytest.raises(LimitError, match="up to 300 voters"):
        shapley_shubik([1] * 301, 5)
    for wrong in (([-1, 1], 1, ()), ([1], 1, (1,)), ([1], 1, (-1,))):
        with pytest.raises(BadOption):
            shapley_shubik(*wrong)


_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"


@pytest.fixture(scope="module")
def bodies():
    return {one.rule.id: one for one in kgraph.open(_MINI).institutions()}


def test_by_consensus_every_member_blocks(bodies):
    pact = bodies["rule:lake-pact"]
    assert [(seat.actor, seat.seats, seat.blocks, seat.power) for seat in pact.seats] == [
        ("actor:tarskia", 1, True, Fraction(1, 3)),
        ("actor:velmora", 1, True, Fraction(1, 3)),
        ("", 1, True, Fraction(1, 3)),
    ]
    # Membership is a claim, and goes back to it.
    assert "ledger1-013" in pact.seats[0].claims
    assert pact.blocks("actor:tarskia")
    assert not pact.carries("actor:tarskia", "actor:velmora")
    with pytest.raises(UnknownName, match="no member of Lake Pact here called 'Oshen'"):
        pact.blocks("actor:oshen")


def test_a_veto_by_name_and_seats_without_one(bodies):
    union = bodies["rule:rivers-union"]
    assert [(seat.actor, seat.seats, seat.blocks) for seat in union.seats] == [
        ("actor:oshen", 1, True), ("", 4, False),
    ]  # fmt: skip
    # Oshen turns a vote in orders where it comes third or later: 3/5; the others share the rest.
    assert union.seats[0].power == Fraction(3, 5)
    assert union.seats[1].power == Fraction(1, 10)
    assert union.blocks("actor:oshen")
    assert not union.carries("actor:oshen")
    assert sum(
        row["power"] * seat.seats for row, seat in zip(union.rows(), union.seats, strict=True)
    ) == (pytest.approx(1.0))


def test_members_are_those_of_the_day():
    mini = kgraph.open(_MINI)
    assert [seat.actor for seat in mini.institutions(lens=["forum"])[0].seats] == [""]


@pytest.mark.parametrize(
    ("before", "after", "severity", "said"),
    [
        ("kg:votesNeeded 3", "kg:votesNeeded 6", "error", "the votes needed are a whole number"),
        ("kg:vetoSeats 1", "kg:vetoSeats 6", "error", "seats with a veto are a whole number"),
        ("kg:seats 5", "kg:seats 0", "error", "say how many seats have a vote"),
        ("kg:procedure kg:votes", "kg:procedure kg:certain", "error",
         "kg:consensus, kg:unanimity, kg:votes"),
        ('dcterms:source "Treaty', 'kg:matter "Treaty', "error", "names the article it comes from"),
        ("kg:body actor:rivers-union", "kg:body actor:river-union", "error",
         "names actor:river-union, which is nowhere declared"),
    ],
)  # fmt: skip
def test_a_bad_rule_is_found(tmp_path, before, after, severity, said):
    folder = tmp_path / "mini"
    shutil.copytree(_MINI, folder)
    file = folder / "data" / "institutions.ttl"
    text = file.read_text(encoding="utf-8")
    assert checks.check(dossier.find(folder)) == []
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), encoding="utf-8")
    found = [one for one in checks.check(dossier.find(folder)) if said in one.message]
    assert [(one.severity, one.path) for one in found] == [(severity, "data/institutions.ttl")]


def _with(tmp_path, before, after):
    folder = tmp_path / "mini"
    shutil.copytree(_MINI, folder)
    file = folder / "data" / "institutions.ttl"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    return folder


def test_more_members_than_seats_is_said_and_they_are_listed(tmp_path):
    found = kgraph.open(_with(tmp_path, "kg:seats 3", "kg:seats 1")).institutions()
    assert found.notes() == (
        "The rule of Lake Pact has 1 seat, but 2 members are named here, so no power is computed; "
        "choose a day with --as-of.",
    )
    (pact,) = (one for one in found if one.rule.body == "actor:lake-pact")
    assert [(seat.actor, seat.power) for seat in pact.seats] == [
        ("actor:tarskia", None), ("actor:velmora", None),
    ]  # fmt: skip
    assert len(found) == 2


@pytest.mark.parametrize(("seats", "vetoes"), [(705, 0), (300_000_000, 5), (10**15, 10**15)])
def test_a_body_too_large_for_exact_power_takes_nothing_else_away(tmp_path, seats, vetoes):
    rule = f"kg:seats {seats} ; kg:votesNeeded {seats // 2 + 1} ; kg:vetoSeats {vetoes}"
    text = (
        'rule:large a kg:DecisionRule ; dcterms:source "Its treaty"@en ; '
        f'kg:body actor:rivers-union ; kg:matter "tolls"@en ; kg:procedure kg:votes ; {rule} .\n'
    )
    folder = _with(tmp_path, "rule:lake-pact a", f"{text}rule:lake-pact a")
    kg = kgraph.open(folder)
    assert checks.check(dossier.find(folder)) == []
    found = kg.institutions()
    said = f"Power is exact up to 300 voters; Union of Three Rivers has {seats}, so it is not computed."
    assert found.notes() == (said,)
    (large,) = (one for one in found if one.rule.id == "rule:large")
    assert {row["power"] for row in large.rows()} == {None}
    assert sum(seat.seats for seat in large.seats) == seats
    assert [one.rows() for one in found if one is not large] == [
        one.rows() for one in kgraph.open(_MINI).institutions()
    ]
    assert kg.page().startswith("<!")
