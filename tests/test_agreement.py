"""Agreement of two codings: alpha against a published example, matching against cases by hand."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.curation import intercoder as measuring
from kgraph.curation.intercoder import Coded, agreement, alpha, interval, pairable
from kgraph.errors import BadData

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"

# Krippendorff (2011), "Computing Krippendorff's alpha-reliability": four observers, twelve units.
_EXAMPLE = """
    1 2 3 3 2 1 4 1 2 . . .
    1 2 3 3 2 2 4 1 2 5 . 3
    . 3 3 3 2 3 4 2 2 5 1 .
    1 2 3 3 2 4 4 1 2 5 1 .
"""
_UNITS = list(
    zip(
        *(
            [None if value == "." else value for value in line.split()]
            for line in _EXAMPLE.strip().splitlines()
        ),
        strict=True,
    )
)


def test_alpha_of_the_published_example():
    assert pairable(_UNITS) == 40
    assert alpha(_UNITS) == pytest.approx(0.7434210526, abs=1e-10)


def test_alpha_by_hand():
    # Two coders, two units, always different: o_xy = 4 of n = 4, margins 2 and 2,
    # 1 - 3 * 4 / (16 - 8) = -1/2.
    assert alpha([("x", "y"), ("y", "x")]) == -0.5
    # o_xy = 2 of n = 6, margins 3 and 3: 1 - 5 * 2 / (36 - 18) = 4/9.
    assert alpha([("x", "x"), ("y", "y"), ("x", "y")]) == pytest.approx(4 / 9)


@pytest.mark.parametrize("units", [[], [("x", None)], [("x", "x")], [("x", "x"), ("y", None)]])
def test_alpha_is_undefined_where_nothing_could_disagree(units):
    assert alpha(units) is None


_VALUES = st.lists(
    st.tuples(*[st.sampled_from(["a", "b", "c", None])] * 3), min_size=1, max_size=12
)


@given(_VALUES, st.permutations(range(3)), st.permutations("abc"))
def test_alpha_depends_neither_on_the_coders_order_nor_on_the_names(units, order, names):
    renamed = dict(zip("abc", names, strict=True)) | {None: None}
    other = [tuple(renamed[unit[n]] for n in order) for unit in reversed(units)]
    if alpha(units) is None:
        assert alpha(other) is None
    else:
        assert alpha(other) == pytest.approx(alpha(units))
        assert alpha(units) <= 1


def _coded(claim, sentence, subject="a", object="b", **fields):
    sentences = frozenset(
        [("x", 1, s) for s in (sentence if isinstance(sentence, tuple) else [sentence])]
    )
    told = {
        "relation": "backs", "claimant": "press", "factuality": "certain", "modality": "actual",
        "mode": "unstated", "when": "undated", **fields,
    }  # fmt: skip
    return Coded(claim, sentences, subject, object, **told)


def _pairs(a, b):
    """The matched pairs, told apart from the unmatched by the disagreements."""
    found = agreement(a, b)
    alone = {(d.claim_a, d.claim_b) for d in found.disagreements if d.field == "unmatched"}
    return found.matched, alone


def test_claims_match_by_sentence_subject_and_object():
    one = _coded("x-001", 3)
    assert _pairs([one], [_coded("y-001", 3, relation="opposes")]) == (1, set())
    for other in (
        _coded("y-001", 4),
        _coded("y-001", 3, subject="c"),
        _coded("y-001", 3, object="c"),
        _coded("y-001", 3, subject="b", object="a"),
    ):
        assert _pairs([one], [other]) == (0, {("x-001", ""), ("", "y-001")})
    # One sentence in common is enough, and a paragraph has all of its sentences.
    assert _pairs([_coded("x-001", (2, 3))], [_coded("y-001", (3, 4))]) == (1, set())
    assert _pairs([one], [_coded("y-001", None)]) == (1, set())


def test_among_several_candidates_the_most_alike_are_matched_once():
    assertion = _coded("x-001", 1, claimant="a")
    denial = _coded("x-002", 1, claimant="b", factuality="denied")
    theirs = [
        _coded("y-001", 1, claimant="b", factuality="denied"),
        _coded("y-002", 1, claimant="a", factuality="probable"),
        _coded("y-003", 1, claimant="c"),
    ]
    found = agreement([assertion, denial], theirs)
    assert [(d.field, d.claim_a, d.claim_b, d.a, d.b) for d in found.disagreements] == [
        ("factuality", "x-001", "y-002", "certain", "probable"),
        ("unmatched", "", "y-003", "", "a backs b"),
    ]
    assert (found.matched, found.share_a, found.share_b) == (2, 1.0, 2 / 3)
    # The same the other way round.
    mirrored = agreement(theirs, [assertion, denial])
    assert [(m.equal, m.alpha) for m in mirrored.fields] == [
        (m.equal, m.alpha) for m in found.fields
    ]


def test_where_there_is_nothing_there_is_no_number():
    empty = agreement([], [])
    assert (empty.matched, empty.share_a, empty.share_b) == (0, None, None)
    assert {(m.pairs, m.agreement, m.alpha) for m in empty.fields} == {(0, None, None)}
    alone = agreement([_coded("x-001", 1)], [])
    assert (alone.share_a, alone.share_b) == (0.0, None)


_HEAD = """@prefix kg: <https://w3id.org/kgraph/ns#> .
@prefix actor: <https://w3id.org/kgraph/actor/> .
@prefix ps: <https://w3id.org/kgraph/passage/> .
@prefix claim: <https://w3id.org/kgraph/claim/> .
"""


def _written(tmp_path, *more):
    file = tmp_path / f"{len(list(tmp_path.iterdir()))}.ttl"
    claim = {
        "subject": "actor:a", "relation": "kg:killed", "value": "4", "claimant": "actor:b",
        "factuality": "kg:certain", "passage": "ps:x-p2s3-4 , ps:x-p5", **dict(more),
    }  # fmt: skip
    body = " ; ".join(f"kg:{name} {value}" for name, value in claim.items() if value)
    file.write_text(f"{_HEAD}claim:x-001 a kg:Claim ; {body} .\n")
    return file


def test_a_file_is_read_as_it_was_coded(tmp_path):
    expected = Coded(
        "x-001", frozenset([("x", 2, 3), ("x", 2, 4), ("x", 5, None)]), "actor:a", "4", "killed",
        "actor:b", "certain", "planned", "unstated", "2023-09~",
    )  # fmt: skip
    file = _written(tmp_path, ("modality", "kg:planned"), ("when", '"2023-09~"'))
    assert measuring.read(file) == [expected]
    assert measuring.read(_written(tmp_path, ("value", "4.0")))[0].object == "4"
    assert measuring.read(_written(tmp_path, ("status", '"retracted"'))) == []
    for lack in ("claimant", "value"):
        with pytest.raises(BadData, match="claim:x-001 has no kg:"):
            measuring.read(_written(tmp_path, (lack, "")))


def test_a_dossier_agrees_with_itself():
    found = agreement(measuring.read(_MINI), measuring.read(_MINI))
    assert (found.share_a, found.share_b, found.disagreements) == (1.0, 1.0, ())
    assert {m.field: m.alpha for m in found.fields} == {
        "relation": 1.0, "claimant": 1.0, "factuality": 1.0,
        "modality": 1.0,
        "mode": 1.0, "when": 1.0,
    }  # fmt: skip


def test_the_command_prints_the_numbers_of_the_library(tmp_path, capsys):
    from kgraph import cli

    one = _MINI / "data" / "triples.ttl"
    text = one.read_text(encoding="utf-8")
    other = tmp_path / "other.ttl"
    other.write_text(text.replace("kg:factuality kg:possible", "kg:factuality kg:probable"))
    found = agreement(measuring.read(one), measuring.read(other), measuring.least_pairs(one))
    for options, expected in (
        ([], [asdict(one) for one in found.fields]),
        (["--disagreements"], [asdict(one) for one in found.disagreements]),
    ):
        with pytest.raises(SystemExit) as stop:
            cli.main(["agreement", str(one), str(other), "--format", "json", *options])
        written = capsys.readouterr()
        rows = json.loads(written.out)
        assert stop.value.code == 0
        assert [{name: row[name] for name in expected[0]} for row in rows] == expected
        first, *rest = written.err.splitlines()
        assert first == "Matched: 26 of 26 claims (100 %) of A and of 26 claims (100 %) of B."
        assert rest == (
            [] if options else [f"Unit: {measuring.UNIT}. Intervals hold 95 % of the bootstrap."]
        )
    assert len(found.disagreements) == 1


def test_the_interval_is_that_of_a_bootstrap_done_slowly():
    pairs = [("x", "x")] * 14 + [("y", "y")] * 9 + [("x", "y")] * 4
    chance = random.Random(3)  # noqa: S311  a draw to compare with, no secret
    drawn = sorted(alpha(chance.choices(pairs, k=len(pairs))) for _ in range(4000))
    low, high = interval(pairs, 4000, 7)
    assert (low, high) == pytest.approx((drawn[100], drawn[3899]), abs=0.03)
    assert interval(pairs, 4000, 7) == (low, high)
    assert low < alpha(pairs) < high


def test_no_interval_where_no_pair_differs_or_the_coefficient_is_often_undefined():
    assert interval([("x", "x"), ("y", "y")] * 9) is None
    assert (
        interval([("x", "x")] * 9 + [("x", "y")]) is None
    )  # a third of the drawings are all alike


def test_a_relation_is_assessed_over_the_pairs_in_which_either_has_it():
    ours = [_coded(f"x-{n:03}", n, relation="backs" if n < 8 else "attacked") for n in range(1, 13)]
    theirs = [
        _coded(f"y-{n:03}", n, relation="backs" if n < 7 else "attacked") for n in range(1, 12)
    ]
    found = {one.relation: one for one in agreement(ours, theirs, 5).relations}
    backs, attacked = found["backs"], found["attacked"]
    assert (backs.claims_a, backs.claims_b, backs.pairs, backs.equal) == (7, 6, 7, 6)
    assert (attacked.claims_a, attacked.claims_b, attacked.pairs, attacked.equal) == (5, 5, 5, 4)
    assert backs.agreement == pytest.approx(6 / 7)
    # Eleven pairs, one differs: of 22 values 13 and 9; 1 - 21 * 2 / (22**2 - 13**2 - 9**2).
    assert backs.alpha == attacked.alpha == pytest.approx(1 - 21 * 2 / 234)
    assert backs.low < backs.alpha < backs.high
    thin = {one.relation: one for one in agreement(ours, theirs, 6).relations}["attacked"]
    assert (thin.alpha, thin.low, thin.why_not) == (None, None, "not assessable: 5 pairs, needs 6")
    assert thin.pairs == 5


def test_the_command_shows_relations_with_the_threshold_of_the_vocabulary(run):
    code, out, err = run("agreement", _MINI, _MINI, "--per-relation", "--format", "table")
    assert code == 0
    assert "needs 10" in out
    assert "Unit: a pair of" in out
    code, _, err = run("agreement", _MINI, _MINI, "--per-relation", "--disagreements")
    assert (code, err.count("\n")) == (2, 1)
