"""What networks are: ties by relation, edges by sign, levers by family, and the way back to claims.

Numbers are worked out by hand from the grades in ``tests/synthetic.py``.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic import ACTORS, DAYS, RELATIONS, any_table, claim, table

from kgraph.claims import DEFAULT_FACTUALITY, Selection
from kgraph.claims.evidence import Base
from kgraph.claims.leads import KINDS
from kgraph.measures.stance.balance import signed_pairs
from kgraph.model import ANSWERS
from kgraph.networks import build
from kgraph.networks.ties import edges as edges_of

_N, _S, _E = ACTORS[:3]


def _edges(network):
    return {(edge.source, edge.target, edge.sign): edge for edge in network.edges}


def test_a_friendly_and_a_hostile_edge_stand_beside_each_other():
    told = table([
        claim("herald-001", _N, "armed", _S),
        claim("herald-002", _N, "attacked", _S),
        claim("herald-003", _N, "threatened", _S),
    ])  # fmt: skip
    edges = _edges(build.conduct(told))
    assert set(edges) == {(_N, _S, 1), (_N, _S, -1)}
    assert edges[_N, _S, 1].weight == 0.5
    # The greatest of the hostile ties, not their sum.
    assert edges[_N, _S, -1].weight == 1.0
    assert edges[_N, _S, -1].claims == ("herald-002", "herald-003")


def test_networkx_has_both_edges_with_sign_and_weight_apart():
    told = table([claim("herald-001", _N, "armed", _S), claim("herald-002", _N, "attacked", _S)])
    graph = build.conduct(told).graph
    assert graph.is_directed()
    assert graph.is_multigraph()
    assert {(u, v, key): (d["sign"], d["weight"], d["claims"]) for u, v, key, d in graph.edges(keys=True, data=True)} == {
        (_N, _S, 1): (1, 0.5, ("herald-001",)),
        (_N, _S, -1): (-1, 1.0, ("herald-002",)),
    }  # fmt: skip


def test_a_second_source_for_a_relation_adds_nothing():
    once = table([claim("herald-001", _N, "armed", _S)])
    twice = table([claim("herald-001", _N, "armed", _S), claim("paper-001", _N, "armed", _S)])
    (a,), (b,) = build.influence(once).edges, build.influence(twice).edges
    assert (a.weight, a.low, a.high, a.families) == (b.weight, b.low, b.high, b.families)
    assert b.claims == ("herald-001", "paper-001")


def test_the_strongest_lever_of_a_family_counts_and_families_are_combined():
    told = table([
        claim("herald-001", _N, "armed", _S),          # security, weak
        claim("herald-002", _N, "alliedWith", _S),     # security, medium, both ways
        claim("herald-003", _N, "tradesWith", _S),     # economic, weak, both ways
    ])  # fmt: skip
    edge = _edges(build.influence(told))[_N, _S, 1]
    grades = told.grades
    assert edge.families == {"economic": "weak", "security": "medium"}
    weak, medium = grades["weak"], grades["medium"]
    assert edge.weight == pytest.approx(1 - (1 - weak.number) * (1 - medium.number))
    assert edge.low == pytest.approx(1 - (1 - weak.low) * (1 - medium.low))
    assert edge.high == pytest.approx(1 - (1 - weak.high) * (1 - medium.high))


def test_a_lever_points_from_who_has_it():
    told = table([claim("herald-001", _N, "dependsOn", _S)])
    (edge,) = build.influence(told).edges
    assert (edge.source, edge.target, edge.families) == (_S, _N, {"security": "strong"})


def test_an_attempt_and_an_outcome_are_no_lever():
    told = table(
        [claim("herald-001", _N, "threatened", _S), claim("herald-002", _N, "defended", _S)]
    )
    network = build.influence(told)
    assert network.edges == ()
    assert [tie.claims for tie in network.attempts] == [("herald-001",)]
    assert [tie.claims for tie in network.outcomes] == [("herald-002",)]


def test_an_office_is_structure():
    told = table([claim("herald-001", _N, "chairs", "office:chair")])
    network = build.influence(told)
    assert network.edges == ()
    assert [tie.target for tie in network.structure] == ["office:chair"]


def test_six_states_of_a_cell():
    told = table([
        claim("herald-001", _N, "supports", "issue:road"),
        claim("herald-002", _S, "opposes", "issue:road"),
        claim("herald-003", _E, "neutralOn", "issue:road"),
        claim("herald-004", _N, "supports", "issue:vote", condition="if paid"),
        claim("herald-005", _S, "supports", "issue:vote"),
        claim("paper-001", _S, "opposes", "issue:vote"),
    ])  # fmt: skip
    cells = {ends: cell.state for ends, cell in build.positions(told).cells.items()}
    assert cells == {
        (_N, "issue:road"): "for",
        (_S, "issue:road"): "against",
        (_E, "issue:road"): "neither",
        (_N, "issue:vote"): "conditional",
        (_S, "issue:vote"): "mixed",
    }
    # The sixth is no cell at all: no evidence, which is not neutral.
    assert (_E, "issue:vote") not in build.positions(told).cells
    assert build.positions(told).filled == pytest.approx(5 / 6)


def test_nothing_gives_nothing():
    empty = table([])
    assert build.conduct(empty).edges == ()
    assert build.influence(empty).edges == ()
    assert build.positions(empty).cells == {}
    assert build.positions(empty).filled is None


_claims = st.lists(
    st.tuples(
        st.sampled_from(ACTORS), st.sampled_from(sorted(RELATIONS)), st.sampled_from(ACTORS),
        st.sampled_from(["certain", "probable", "denied"]),
    ),
    max_size=25,
)  # fmt: skip


@given(_claims)
def test_edges_are_one_of_a_sign_and_hold_every_claim_of_their_ties(drawn):
    told = table([
        claim(f"herald-{n:03d}", a, relation, b, factuality=word)
        for n, (a, relation, b, word) in enumerate(drawn)
    ])  # fmt: skip
    conduct, influence = build.conduct(told), build.influence(told)
    assert len(_edges(conduct)) == len(conduct.edges)
    for network in (conduct, influence):
        assert sorted(c for e in network.edges for t in e.ties for c in t.claims) == sorted(
            c for tie in network.ties for c in tie.claims
        )
        for edge in network.edges:
            assert edge.sign in ({-1, 0, 1} if network is conduct else {1})
            assert edge.source != edge.target
            assert set(edge.claims) <= {one.claim for one in told}
    for edge in conduct.edges:
        assert 0 < edge.weight <= 1 if edge.sign else edge.weight == 0
    for edge in influence.edges:
        assert 0 <= edge.low <= edge.weight <= edge.high < 1
        assert edge.hollow == (not edge.families)


def test_sparql_sees_the_same_ties_as_the_library(kg):
    rows = kg.select(
        """SELECT ?layer ?from ?relation ?to ?sign ?claim WHERE {
          ?t a kg:Tie ; kg:layer ?layer ; kg:from ?from ; kg:relation ?relation ; kg:to ?to ;
             kg:sign ?sign ; kg:basis ?claim }"""
    ).plain()
    stance = kg.stance()
    structure = kg.structure(min_factuality=DEFAULT_FACTUALITY)
    ties = [
        *stance.positions.ties, *stance.conduct.ties, *kg.influence().ties, *structure.ties,
    ]  # fmt: skip
    ours = {
        (tie.layer, tie.source, f"kg:{tie.relation}", tie.target, tie.sign, f"claim:{name}")
        for tie in ties
        for name in tie.claims
    }
    assert len(ours) > 20
    assert set(rows) == ours


@pytest.mark.parametrize(
    ("single", "said"),
    [
        (0, "3 claims, all found in another document too"),
        (1, "3 claims, 33 % found in no other document"),
        (3, "3 claims, none found in another document"),
    ],
)
def test_the_base_says_how_much_no_other_document_tells(single, said):
    base = Base(2, "2023-09-19", "2023-09-20", ("CZ",), 0, 3, single)
    assert (
        base.sentence()
        == f"2 documents, 19 September to 20 September 2023, published in CZ; {said}"
    )


def test_contact_joins_actors_without_a_sign():
    """A call makes nobody a friend: it is listed and drawn, and stands in no balance."""
    told = table([
        claim("herald-001", _N, "met", _S),
        claim("herald-002", _N, "attacked", _E),
        claim("herald-003", _E, "armed", _S),
    ])  # fmt: skip
    network = build.conduct(told)
    edges = _edges(network)
    assert {ends for ends in edges if not ends[2]} == {(_N, _S, 0), (_S, _N, 0)}
    assert edges[_N, _S, 0].weight == 0.0
    assert [edge.sign for edge in network.signed] == [1, -1]
    assert {(row["source"], row["relation"], row["sign"]) for row in network.rows()} >= {
        (_N, "met", 0), (_S, "met", 0),
    }  # fmt: skip
    assert network.shown["sign"]({"sign": 0}) == "contact"
    assert {(pair.first, pair.second) for pair in signed_pairs(network).pairs} == {
        tuple(sorted((_N, _E))), tuple(sorted((_E, _S))),
    }  # fmt: skip
    assert not any(tie.sign for tie in network.ties if tie.relation == "met")
    graph = network.graph
    assert graph[_N][_S][0]["sign"] == 0


def test_contact_has_no_part_in_the_measures_of_the_dossier(kg):
    stance = kg.stance()
    contact = {r.id for r in kg.table.relations.values() if r.contact}
    assert contact == {"consultedWith", "negotiatesWith", "informed"}
    claims = {c for tie in stance.conduct.ties if tie.relation in contact for c in tie.claims}
    assert claims
    for view in ("balance", "frustration", "degrees", "reciprocity"):
        rows = stance.view(view).rows()
        assert rows or view == "balance", view
        assert not claims & {claim for row in rows for claim in row["claims"]}, view


def _may_meet(one, two):
    """Whether two claims may tell of one day."""
    days = ((one.valid_from, two.valid_until), (two.valid_from, one.valid_until))
    return all(not first or not last or first <= last for first, last in days)


def test_what_was_not_so_before_is_no_denial():
    on, before = ("2023-09-18", "2023-09-18"), ("2023-06-01", "2023-09-17")
    said = [
        claim(f"herald-00{n}", _N, "armed", _S, factuality=word, valid_from=first, valid_until=last)
        for n, (word, (first, last)) in enumerate(
            [("certain", on), ("denied", before), ("denied", ("", "")), ("denied", on)]
        )
    ]
    denials = [build.conduct(table(said[:n])).ties[0].denials for n in (2, 3, 4)]
    assert denials == [(), ("herald-002",), ("herald-002", "herald-003")]


def _one_by_one(told, kind, *, lapsed=False):
    """Ties as a plain reading of claims groups them: what each says, by ends and relation."""
    found = defaultdict(list)
    leads = list(told.leads.of_claims(told.columns))
    for said in told:
        row = told.columns.place[said.claim]
        holds = ANSWERS[told.answers[row]]
        if said.modality != "actual" or (kind != "position" and said.condition):
            continue
        if (holds == "lapsed") != lapsed or not said.polarity:
            continue
        for of, source, target, _ in leads[row]:
            if of == kind:
                key = source, said.relation, target, bool(said.condition)
                found[key].append((said, holds))
    ties = {}
    for key, several in found.items():
        stated = [one for one in several if one[0].polarity == 1]
        if stated:
            starts, ends = ({getattr(one, name) for one, _ in stated}
                            for name in ("valid_from", "valid_until"))  # fmt: skip
            ties[key] = (
                tuple(sorted({one.claim for one, _ in stated})),
                tuple(sorted({
                    one.claim for one, _ in several
                    if one.polarity == -1 and any(_may_meet(one, two) for two, _ in stated)
                })),
                tuple(sorted({by for one, _ in stated for by in one.disputed_by})),
                "" if "" in starts else min(starts), "" if "" in ends else max(ends),
                min((holds for _, holds in stated), key=ANSWERS.index),
            )  # fmt: skip
    return dict(sorted(ties.items()))


@given(seed=st.integers(0, 2**32), as_of=st.sampled_from((None, *DAYS)))
def test_ties_are_those_of_claims_read_one_by_one(seed, as_of):
    day = dt.date.fromisoformat(as_of) if as_of else None
    told = any_table(seed).select(Selection(as_of=day, lapsed=True))
    network, conduct = build.influence(told), build.conduct(told)
    several = {
        "position": build.positions(told).ties, "conduct": conduct.ties,
        "attempt": network.attempts, "outcome": network.outcomes, "structure": network.structure,
    }  # fmt: skip
    for kind, ties in several.items():
        found = {
            (tie.source, tie.relation, tie.target, tie.conditional): (
                tie.claims, tie.denials, tie.disputed_by, tie.valid_from, tie.valid_until, tie.holds
            )
            for tie in ties
        }  # fmt: skip
        plain = _one_by_one(told, kind)
        assert found == plain
        assert list(found) == list(plain)
    ended = _one_by_one(told, "conduct", lapsed=True)
    held = {key[:3] for key in _one_by_one(told, "conduct")}
    assert {(tie.source, tie.relation, tie.target) for tie in conduct.lapsed} == {
        key[:3] for key in ended if key[:3] not in held
    }
    pairs = [(edge.source, edge.target, edge.sign) for edge in conduct.edges]
    assert pairs == sorted({(tie.source, tie.target, tie.sign) for tie in conduct.ties})
    # Ties that somebody chose one by one make the same edges.
    for ties in (conduct.ties, several["position"]):
        for neither in (True, False):
            assert edges_of(tuple(ties), neither=neither) == edges_of(ties, neither=neither)


def test_a_tie_is_made_when_somebody_looks_at_it_and_once():
    told = table(claim(f"gazette-{n}", _N, "attacked", one) for n, one in enumerate((_S, _E)))
    ties = build.conduct(told).ties
    assert len(ties) == 2
    assert ties._made == [None, None]
    assert ties[-1] is ties[1] is list(ties)[1] is ties[1:][0]
    assert ties == tuple(ties)
    assert ties != ties[:1]
    for place in (2, -3):
        with pytest.raises(IndexError):
            _ = ties[place]


def test_edges_come_by_their_ends_and_sign_whatever_the_order_of_relations():
    relations = ("threatened", "armed", "attacked")
    told = table(claim(f"gazette-{n}", _N, one, _S) for n, one in enumerate(relations))
    edges = build.conduct(told).edges
    assert [edge.sign for edge in edges if edge.source == _N] == [-1, 1]
    assert sorted(
        tie.relation for edge in edges for tie in edge.ties if tie.source == _N
    ) == sorted(tie.relation for tie in build.conduct(told).ties if tie.source == _N)


def test_days_of_a_tie_span_its_claims_and_are_open_where_one_is():
    days = [("2023-09-02", "2023-09-03"), ("2023-09-01", "2023-09-02"), ("2023-09-02", "")]

    def tie(several):
        (found,) = build.conduct(table(
            claim(f"gazette-{n}", _N, "armed", _S, valid_from=begun, valid_until=ended)
            for n, (begun, ended) in enumerate(several)
        )).ties  # fmt: skip
        return found.valid_from, found.valid_until

    assert tie(days[:2]) == ("2023-09-01", "2023-09-03")
    assert tie(days) == ("2023-09-01", "")
    assert tie([*days[:2], ("", "2023-09-02")]) == ("", "2023-09-03")


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_levers_are_those_of_a_plain_reading_whichever_is_asked_for_first(seed, chance):
    record = any_table(seed)
    found = build.influence(record).ties
    order = list(range(len(found)))
    chance.shuffle(order)
    made = {at: found[at] for at in order}
    said = [
        (tie.source, tie.relation, tie.target, tie.claims, tie.weight, tie.grade, tie.hollow_by)
        for tie in (made[at] for at in range(len(found)))
    ]
    assert said == _plainly(record)


def _plainly(record):
    """Levers and broken promises of a record, claim by claim, as ``build.influence`` has them."""
    columns, leads, relations = record.columns, record.leads, record.relations
    groups = {"means": defaultdict(set), "unmet": defaultdict(set)}
    for row, kind, source, target in zip(
        leads.claim.tolist(), leads.kind.tolist(), leads.source.tolist(), leads.target.tolist(),
        strict=True,
    ):  # fmt: skip
        one, kind = record.claim_at(row), KINDS[kind]
        answer = ANSWERS[record.answers[row]]
        sign = {"means": 1, "unmet": -1}.get(kind)
        usable = one.modality == "actual" and not one.condition and one.polarity == sign
        if usable and answer != "lapsed" and (kind, answer) != ("unmet", "mayHold"):
            ends = (columns.entities[source], one.relation, columns.entities[target])
            groups[kind][ends].add(one.claim)
    told, kept = [], set()
    for (source, relation, target), claims in groups["means"].items():
        unmet = set()
        if relations[relation].promise:
            for (who, _, whom), reports in groups["unmet"].items():
                unmet |= reports if (who, whom) == (source, target) else set()
        kept |= {(source, target)} if unmet else set()
        grades = [record.own_grades.get(one) or relations[relation].lever for one in sorted(claims)]
        grade = max(grades, key=lambda name: record.grades[name].number)
        weight = 0.0 if unmet else record.grades[grade].number
        claims, unmet = tuple(sorted(claims)), tuple(sorted(unmet))
        told.append((source, relation, target, claims, weight, grade, unmet))
    for (source, relation, target), claims in groups["unmet"].items():
        if (source, target) not in kept:
            reports = tuple(sorted(claims))
            told.append((source, relation, target, reports, 0.0, "none", reports))
    return sorted(told, key=lambda one: one[:3])
