"""Discourse measures against published sums, and what must hold for any counts.

The sums are those of the sample of Discourse Network Analyzer (leifeld-lab/dna, sample.dna: 40
statements, 7 organisations, 6 concepts; duplicates included), typed in.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kgraph.measures.stance import votes as d

# Rows: Alliance, E&EA, EPA, NPRA, Senate, Sierra, PIRG; columns: the concepts by alphabet.
_POS = [
    [0, 0, 1, 0, 2, 1], [0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 10], [0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 2], [2, 0, 1, 1, 1, 1], [1, 1, 1, 2, 1, 0],
]  # fmt: skip
_NEG = [
    [0, 0, 0, 0, 0, 0], [2, 0, 0, 0, 1, 0], [1, 0, 0, 0, 0, 0], [2, 0, 0, 0, 0, 2],
    [2, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0],
]  # fmt: skip
SAMPLE = np.stack([_NEG, _POS], axis=2).astype(float)
BINARY = d.similarity((0, 1))
_OFF = ~np.eye(7, dtype=bool)


def _sum(matrix):
    return float(np.nansum(matrix[~np.eye(len(matrix), dtype=bool)]))


def test_the_sample_without_normalisation():
    assert SAMPLE.sum() == 40
    assert _sum(d.ignore(SAMPLE)) == 276
    assert _sum(d.congruence(SAMPLE, BINARY)) == 160
    assert _sum(d.conflict(SAMPLE, BINARY)) == 116
    assert _sum(d.subtract(SAMPLE, BINARY)) == 44


@pytest.mark.parametrize(
    ("measure", "by", "value"),
    [
        (d.congruence, "average", 25.8024361),
        (d.conflict, "average", 20.4594177),
        (d.subtract, "average", 5.3430184),
        (d.congruence, "jaccard-dna", 13.6106625),
        (d.subtract, "jaccard-dna", 2.7523228),
        (d.congruence, "cosine-dna", 4.8060606),
        (d.congruence, "cosine", 12.5174540),
        (d.subtract, "cosine", 1.7008379),
    ],
)
def test_the_sample_normalised(measure, by, value):
    made = d.normalised(measure(SAMPLE, BINARY), SAMPLE, BINARY, by)
    assert _sum(made) == pytest.approx(value, abs=5e-8)


def test_single_entries_of_the_sample():
    jaccard = d.normalised(d.subtract(SAMPLE, BINARY), SAMPLE, BINARY, "jaccard-dna")
    assert jaccard[_OFF].min() == pytest.approx(-1.2857, abs=5e-5)
    cosine = d.normalised(d.subtract(SAMPLE, BINARY), SAMPLE, BINARY, "cosine")[2]
    expected = [0.4062, 0.0812, -0.6332, 0.7297, 0.2814, -0.0352]
    assert np.delete(cosine, 2).tolist() == pytest.approx(expected, abs=5e-5)


def test_the_sample_without_one_concept_and_two_organisations():
    # Without "There should be legislation ...", Senate and Sierra: DNA's own test has 10 +-.
    part = np.delete(np.delete(SAMPLE, 5, axis=1), [4, 5], axis=0)
    part = part[part.sum(axis=(1, 2)) > 0]
    made = d.normalised(d.congruence(part, BINARY), part, BINARY, "average")
    assert len(part) == 5
    assert _sum(made) == pytest.approx(9.8095238, abs=5e-8)


def test_what_nobody_says_is_undefined_and_not_zero():
    none = np.zeros((2, 1, 2))
    for by in ("average", "cosine", "cosine-dna", "jaccard-dna"):
        assert np.isnan(d.normalised(d.congruence(none, BINARY), none, BINARY, by)).all()
    empty = np.zeros((0, 0, 3))
    assert d.congruence(empty, d.similarity((-1, 0, 1))).shape == (0, 0)


def test_an_unknown_normalisation_is_an_error():
    with pytest.raises(ValueError, match="unknown normalisation"):
        d.normalised(np.zeros((1, 1)), np.ones((1, 1, 2)), BINARY, "sum")


_THREE = d.similarity((-1, 0, 1))
_COUNTS = arrays(
    float,
    st.tuples(st.integers(1, 6), st.integers(1, 5), st.just(3)),
    elements=st.integers(0, 4).map(float),
)


@given(_COUNTS)
def test_congruence_and_conflict_make_up_every_meeting(counts):
    together = d.congruence(counts, _THREE) + d.conflict(counts, _THREE)
    np.testing.assert_allclose(together, d.ignore(counts), atol=1e-9)


@given(_COUNTS)
def test_a_cosine_lies_between_minus_one_and_one(counts):
    for measure in (d.congruence, d.conflict, d.subtract):
        made = d.normalised(measure(counts, _THREE), counts, _THREE, "cosine")
        assert np.all((np.abs(made) <= 1 + 1e-9) | np.isnan(made))
    own = np.diag(d.normalised(d.congruence(counts, _THREE), counts, _THREE, "cosine"))
    assert np.all(np.isclose(own, 1.0) | np.isnan(own))


@given(_COUNTS, st.randoms(use_true_random=False))
def test_relabelled_actors_permute_the_result(counts, chance):
    order = list(range(len(counts)))
    chance.shuffle(order)
    for by in d.NORMALISATIONS:
        made = d.normalised(d.subtract(counts, _THREE), counts, _THREE, by)
        other = counts[order]
        moved = d.normalised(d.subtract(other, _THREE), other, _THREE, by)
        np.testing.assert_allclose(moved, made[np.ix_(order, order)], atol=1e-9)
