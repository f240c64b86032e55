"""The register of contradictions against the rules of the ontology, and what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from synthetic import claim, table

import kgraph
from kgraph.measures.record.contradictions import contradictions, denied
from kgraph.model import Word

_PREFIXES = """\
@prefix kg: <https://w3id.org/kgraph/ns#> .
@prefix actor: <https://w3id.org/kgraph/actor/> .
@prefix event: <https://w3id.org/kgraph/event/> .
@prefix issue: <https://w3id.org/kgraph/issue/> .
@prefix place: <https://w3id.org/kgraph/place/> .
@prefix frame: <https://w3id.org/kgraph/frame/> .
@prefix doc: <https://w3id.org/kgraph/doc/> .
@prefix ps: <https://w3id.org/kgraph/passage/> .
@prefix claim: <https://w3id.org/kgraph/claim/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
doc:d a kg:Document ; dcterms:title "Made up"@en ; dcterms:publisher actor:a0 ;
    kg:genre kg:newsReport ; kg:published "2031-06-01" ; kg:paragraphCount 9 .
ps:d-p1 a kg:Passage ; kg:document doc:d ; kg:paragraph 1 ; kg:start 0 ; kg:end 9 .
"""
_WHENS = ("", "", "2031-01", "2031-01/2031-02", "2031-03", "2031-02-10/..", "../2031-01-20")


def _turtle(seed, claims=340):
    """A dossier drawn by chance in which every kind of disagreement is likely."""
    chance = Random(seed)  # noqa: S311
    lines = [_PREFIXES]
    for kind, name, count in (
        ("State", "actor:a", 4), ("Event", "event:e", 2), ("Issue", "issue:i", 2),
        ("Frame", "frame:f", 3), ("Place", "place:p", 1),
    ):  # fmt: skip
        lines += [
            f'{name}{n} a kg:{kind} ; skos:prefLabel "{name}{n}"@en .\n' for n in range(count)
        ]
    lines.append("frame:f0 kg:clashesWith frame:f1 . frame:f2 kg:clashesWith frame:f1 .\n")
    lines.append("actor:a0 kg:organOf actor:a1 . actor:a1 kg:organOf actor:a2 .\n")
    # Of a dossier's own: relations that hold in either order can exclude each other too.
    lines.append("kg:alliedWith kg:excludes kg:attacked .\n")

    def one(name, count):
        return f"{name}{chance.randrange(count)}"

    for n in range(claims):
        relation = chance.choice(
            (
                "attacked", "alliedWith", "callsOn", "supports", "framedAs", "killed", "dated",
                "opposes", "controls", "belongsTo", "citesAsReason", "prepared",
            )
        )  # fmt: skip
        subject, rest = one("actor:a", 4), ""
        if relation in {"attacked", "alliedWith", "callsOn", "belongsTo"}:
            rest = f"kg:object {one('actor:a', 4)}"
        if relation == "controls":
            rest = "kg:object place:p0"
        if relation == "prepared":
            rest = f"kg:object {one('event:e', 2)}"
        if relation == "citesAsReason":
            rest = f"kg:object {one('issue:i', 2)} ; kg:context {one('event:e', 2)}"
        if relation == "callsOn":
            rest += f" ; kg:topic {one('issue:i', 2)}"
        if relation in {"supports", "opposes"}:
            rest = f"kg:object {one('issue:i', 2)}"
            rest += f" ; kg:context {one('event:e', 2)}" if chance.random() < 0.5 else ""
        when = chance.choice(_WHENS)
        if relation in {"framedAs", "killed", "dated"}:
            subject = one("event:e", 2)
        if relation == "framedAs":
            rest = f"kg:object {one('frame:f', 3)}"
        if relation == "killed":
            bound = chance.choice(("exactly", "atLeast", "atMost", "approximately"))
            group = f' ; kg:group "{chance.choice(("people", "soldiers"))}"'
            rest = f"kg:value {chance.randint(1, 12)} ; kg:bound kg:{bound}"
            rest += group if chance.random() < 0.8 else ""
        if relation == "dated":
            when = when or "2031-04"
            rest = f'kg:value "{when}"'
        more = f' ; kg:when "{when}"' if when else ""
        if chance.random() < 0.2:
            more += f' ; kg:condition "{chance.choice(("it pays", "it rains"))}"@en'
        if chance.random() < 0.2:
            more += " ; kg:modality kg:planned"
        if chance.random() < 0.05:
            more += f" ; kg:disputes claim:d-{chance.randrange(claims):03}"
        if chance.random() < 0.1:
            more += f" ; kg:differsFrom claim:d-{chance.randrange(claims):03}"
        sure = chance.choice(("certain", "certain", "probable", "denied", "doubtful", "unknown"))
        lines.append(
            f"claim:d-{n:03} a kg:Claim ; kg:subject {subject} ; kg:relation kg:{relation} ; "
            f"{rest} ; kg:claimant {one('actor:a', 4)} ; kg:factuality kg:{sure} ; "
            f'kg:passage ps:d-p1 ; kg:gloss "Made up."@en{more} .\n'
        )
    return "".join(lines)


def _both(kg):
    """The pairs of the register and those of the rules, without a claim against itself."""
    ours = set(contradictions(kg.table).pairs())
    theirs = {(d.kind, d.first, d.second) for d in kg.table.disputes if d.disputed}
    return [{pair for pair in pairs if pair[1] != pair[2]} for pairs in (ours, theirs)]


@pytest.mark.parametrize("seed", range(4))
def test_the_register_is_what_the_rules_derive(tmp_path, seed):
    path = tmp_path / "claims.ttl"
    path.write_text(_turtle(seed), encoding="utf-8")
    kg = kgraph.open(path, cache=False)
    ours, theirs = _both(kg)
    assert ours == theirs
    # Every kind was there to be found.
    kinds = {"denial", "figure", "date", "framing", "opposition", "assessment"}
    assert {kind for kind, _, _ in theirs} == kinds


def test_the_register_of_the_dossiers_is_what_the_rules_derive(kg, root):
    for opened in (kg, kgraph.open(root / "tests" / "dossiers" / "mini")):
        ours, theirs = _both(opened)
        assert ours == theirs
        assert ours


def _denial(*claims):
    return [(e.kind, e.claims) for e in contradictions(table(claims)).entries]


_YES = claim("gazette-001", "actor:north", "attacked", "actor:south")
_NO = claim("herald-001", "actor:north", "attacked", "actor:south", factuality="denied")


def test_a_denial():
    assert _denial(_YES, _NO) == [("denial", ("gazette-001", "herald-001"))]


@pytest.mark.parametrize(
    "change",
    [
        {"condition": "it pays"}, {"modality": "planned"}, {"topic": ("issue:road",)},
        {"context": ("event:march",)}, {"object": "actor:east"}, {"polarity": 0},
        {"valid_from": "2023-02-01", "valid_until": "2023-02-02"},
    ],
)  # fmt: skip
def test_what_makes_it_no_denial(change):
    yes = replace(_YES, valid_from="2023-01-01", valid_until="2023-01-31")
    assert _denial(yes, replace(_NO, **change)) == []


def test_an_unknown_time_hides_no_denial():
    yes = replace(_YES, valid_from="2023-01-01", valid_until="2023-01-31")
    assert len(_denial(yes, _NO)) == 1
    assert len(_denial(yes, replace(_NO, valid_from="2023-01-31"))) == 1
    assert _denial(yes, replace(_NO, valid_from="2023-02-01")) == []


def test_only_the_claims_that_overlap_are_in_it():
    early = replace(_YES, valid_from="2023-01-01", valid_until="2023-01-31")
    late = replace(early, claim="gazette-002", valid_from="2023-05-01", valid_until="2023-05-31")
    no = replace(_NO, valid_from="2023-05-10", valid_until="2023-05-10")
    assert _denial(early, late, no) == [("denial", ("gazette-002", "herald-001"))]


def test_either_direction_of_a_symmetric_relation():
    yes = claim("gazette-001", "actor:north", "alliedWith", "actor:south")
    no = claim("herald-001", "actor:south", "alliedWith", "actor:north", factuality="denied")
    assert len(_denial(yes, no)) == 1


def test_parties_and_those_who_stand_on_different_sides():
    yes = replace(_YES, claimant="actor:south")
    no = replace(_NO, claimant="actor:envoy", speaks_for=("actor:north",))
    other = claim("paper-001", "actor:east", "attacked", "actor:west", claimant="actor:west")
    denial = replace(
        other, claim="paper-002", claimant="actor:alliance", polarity=-1, factuality="denied"
    )
    register = contradictions(table([yes, no, other, denial]))
    assert len(register) == 2
    party = {row["claim"]: (row["side"], row["party"]) for row in register.rows()}
    assert party == {
        "gazette-001": ("affirms", True), "herald-001": ("denies", True),
        "paper-001": ("affirms", True), "paper-002": ("denies", False),
    }  # fmt: skip
    assert [e.claims for e in register.between("actor:north", "actor:south").entries] == [
        ("gazette-001", "herald-001")
    ]
    assert register.between("actor:north", "actor:west").entries == ()


def test_nothing_contradicts_nothing():
    assert contradictions(table([])).entries == ()
    rows, starts, ends = denied(table([]))
    assert (len(rows), len(starts), len(ends)) == (0, 0, 0)


def test_groups_are_kept_when_rows_are_chosen():
    made = table([_YES, claim("gazette-002", "actor:east", "armed", "actor:west"), _NO])
    part = made.where(np.array([True, False, True]))
    rows, starts, ends = denied(part)
    assert (rows.tolist(), starts.tolist(), ends.tolist()) == ([0, 2], [0], [2])


def test_the_register_of_a_selection_is_about_its_claims():
    made = table([_YES, _NO, replace(_NO, claim="paper-001", document="paper")])
    part = made.where(made.columns.document.where("herald".__ne__))
    assert [e.claims for e in contradictions(part).entries] == [("gazette-001", "paper-001")]


def _figure(slug, value, bound="", group="people"):
    return claim(slug, "event:march", "killed", value=value, bound=bound, group=group)


@pytest.fixture
def counted(monkeypatch):
    """A table with a measure and the words of bounds."""
    import synthetic

    from kgraph.model import Relation

    killed = Relation("killed", "killed", "How many.", "measure", "momentary", measure=True)
    monkeypatch.setitem(synthetic.RELATIONS, "killed", killed)
    words = {
        name: Word(name, label, "A bound.", "BoundScheme", (("lowFactor", low), ("highFactor", high)))
        for name, label, low, high in (
            ("exactly", "exactly", 1.0, 1.0), ("atLeast", "at least", 1.0, 1000.0),
            ("approximately", "about", 0.9, 1.1),
        )
    }  # fmt: skip

    def made(*claims):
        found = table(claims)
        return replace(found, words={**found.words, **words})

    return made


def test_figures_that_exclude_each_other(counted):
    made = counted(
        _figure("gazette-001", 10), _figure("gazette-002", 5, "atLeast"),
        _figure("herald-001", 11, "approximately"), _figure("herald-002", 20),
        _figure("paper-001", 20, group="soldiers"),
    )  # fmt: skip
    register = contradictions(made)
    (entry,) = register.entries
    assert entry.claims == ("gazette-001", "herald-001", "herald-002")
    pairs = {(a, b) for _, a, b in register.pairs() if a < b}
    assert pairs == {("gazette-001", "herald-002"), ("herald-001", "herald-002")}
    assert [side.says for side in entry.sides] == ["10", "20", "about 11"]


@pytest.mark.parametrize(
    "change",
    [
        {"modality": "planned"},
        {"condition": "it rains"},
        {"valid_from": "2023-02-01"},
        {"group": ""},
    ],
)
def test_what_makes_figures_no_contradiction(counted, change):
    one = replace(_figure("gazette-001", 10), valid_until="2023-01-31")
    assert len(contradictions(counted(one, _figure("gazette-002", 20))).entries) == 1
    assert contradictions(counted(one, replace(_figure("gazette-002", 20), **change))).entries == ()


def test_rounding_makes_no_contradiction(counted):
    # In floating point, 0.9 times 1.3 is a little more than 1.17.
    made = counted(_figure("gazette-001", 1.3, "approximately"), _figure("gazette-002", 1.17))
    assert contradictions(made).entries == ()


def test_an_assessment_says_what_each_side_says():
    # A curator's link joins claims of different propositions: neither is said to affirm the other.
    link = {"disputes": ("gazette-001",)}
    yes = claim("gazette-001", "actor:north", "supports", "issue:road")
    no = claim("herald-001", "actor:north", "opposes", "issue:road", **link)
    (entry,) = contradictions(table([yes, no])).entries
    assert {(side.says, side.claims) for side in entry.sides} == {
        ("affirms: North | opposes | Road", ("herald-001",)),
        ("affirms: North | supports | Road", ("gazette-001",)),
    }
    # Of one proposition, whether it holds is enough.
    past = replace(_YES, valid_until="2023-01-31")
    (entry,) = contradictions(table([past, replace(_NO, valid_from="2023-05-01", **link)])).entries
    assert (entry.kind, sorted(side.says for side in entry.sides)) == (
        "assessment", ["affirms", "denies"],
    )  # fmt: skip


def test_an_assessment_of_figures_names_them(counted):
    one = claim("gazette-001", "event:march", "killed", value=10)
    other = replace(one, claim="herald-001", value=20, disputes=("gazette-001",))
    (entry,) = contradictions(counted(one, other)).entries
    assert [side.says for side in entry.sides] == [
        "affirms: March | killed: 20", "affirms: March | killed: 10",
    ]  # fmt: skip


def test_claims_that_clash_in_several_ways_are_one_entry_with_its_kinds():
    both = table([
        claim("gazette-001", "actor:north", "attacked", "actor:south", disputes=("herald-001",)),
        claim("herald-001", "actor:north", "attacked", "actor:south", factuality="denied"),
    ])  # fmt: skip
    found = contradictions(both)
    (entry,) = found.entries
    assert (entry.kind, entry.kinds) == ("denial", ("denial", "assessment"))
    assert [(row["number"], row["kind"]) for row in found.rows()] == [
        (1, "denial and assessment"), (1, "denial and assessment"),
    ]  # fmt: skip
    assert {kind for kind, _, _ in found.pairs()} == {"denial", "assessment"}
