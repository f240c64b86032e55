"""MACTOR's tables against the toy that two open implementations agree on, typed in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kgraph.errors import BadData, MissingFile
from kgraph.measures.stance import alignment as mactor

# Methods 4b: 2MAO and the R that MDI gives; 1MAO are its signs, 3MAO = R_i 2MAO_ik.
_TWO = np.array([[3, -2, 0], [-2, 2, 1], [2, 0, -3], [0, -1, 2]], dtype=float)
_R = np.array([1.502261, 0.556393, 0.916412, 1.024934])
_TABLES = {
    "1MAO": (
        np.sign(_TWO), {(0, 2): 1, (0, 3): 1, (1, 3): 1},
        {(0, 1): 2, (1, 2): 2, (1, 3): 1, (2, 3): 1}, [0, 0.3333, 0, 0.5], 33.333,
    ),
    "2MAO": (
        _TWO, {(0, 2): 2.5, (0, 3): 1.5, (1, 3): 1.5},
        {(0, 1): 4.5, (1, 2): 4, (1, 3): 1.5, (2, 3): 2.5}, [0, 0.2609, 0, 0.4286], 30.5556,
    ),
    "3MAO": (
        _R[:, None] * _TWO, {(0, 2): 3.1698, (0, 3): 2.0147, (1, 3): 1.3031},
        {(0, 1): 4.8684, (1, 2): 3.1256, (1, 3): 1.0689, (2, 3): 2.3996},
        [0, 0.2062, 0, 0.3150], 36.1427,
    ),
}  # fmt: skip


@pytest.mark.parametrize("order", _TABLES)
def test_the_toy(order):
    positions, together, apart, ambivalence, degree = _TABLES[order]
    for measure, pairs in ((mactor.convergence, together), (mactor.divergence, apart)):
        found = measure(positions)
        expected = np.zeros((4, 4))
        for (i, j), value in pairs.items():
            expected[i, j] = expected[j, i] = value
        np.testing.assert_allclose(found, expected, atol=6e-5)
    assert mactor.ambivalence(positions) == pytest.approx(ambivalence, abs=6e-5)
    assert mactor.degree_of_convergence(positions) == pytest.approx(degree, abs=6e-4)


@pytest.mark.parametrize(
    "positions",
    [np.zeros((0, 0)), np.zeros((3, 2)), np.full((3, 2), np.nan), np.array([[1.0], [np.nan]])],
)
def test_undefined_is_none(positions):
    assert mactor.degree_of_convergence(positions) is None
    assert mactor.ambivalence(positions) == (None,) * len(positions)


def test_all_hostile_to_one_aim_converge():
    assert mactor.degree_of_convergence(-np.ones((3, 2))) == 100.0


@given(arrays(float, (4, 3), elements=st.sampled_from((-2.0, -1.0, 0.0, 1.0, np.nan))))
def test_every_shared_side_is_in_one_table(positions):
    size = np.abs(np.nan_to_num(positions))
    taken = (size > 0).astype(float)
    all_ = (size @ taken.T + taken @ size.T) / 2
    np.fill_diagonal(all_, 0)
    found = mactor.convergence(positions) + mactor.divergence(positions)
    np.testing.assert_allclose(found, all_)


def _written(tmp_path, text):
    path = tmp_path / "positions.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_typed_matrix(tmp_path):
    path = _written(tmp_path, "﻿actor,Road,Vote\nNorth, 3,-2\n\nSouth,,0.5\n")
    found = mactor.read_objectives(path)
    assert (found.actors, found.objectives) == (("North", "South"), ("Road", "Vote"))
    np.testing.assert_array_equal(found.values, [[3, -2], [np.nan, 0.5]])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "csv:1: The first line names the objectives"),
        ("actor\nNorth\n", "csv:1: The first line names the objectives"),
        ("actor,Road\nNorth,5\n", "csv:2:2: A position is a number from -4 to 4 or empty, not '5'"),
        ("actor,Road,Vote\nNorth,1,yes\n", "csv:2:3: A position is a number"),
        ("actor,Road\nNorth,1,2\n", "csv:2: There are 3 cells instead of 2"),
        ("actor,Road\nNorth,1\nNorth,2\n", "csv:3: 'North' has a line already"),
    ],
)
def test_a_matrix_that_cannot_be_read_says_where(tmp_path, text, said):
    with pytest.raises(BadData, match=said):
        mactor.read_objectives(_written(tmp_path, text))


def test_a_matrix_that_is_not_there(tmp_path):
    with pytest.raises(MissingFile, match="cannot be read"):
        mactor.read_objectives(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes(b"actor,Road\nN\xf6rd,1\n")
    with pytest.raises(BadData, match="not UTF-8"):
        mactor.read_objectives(tmp_path / "latin.csv")
