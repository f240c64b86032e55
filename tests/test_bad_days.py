"""A small slice of the bad days (``benchmarks/bad_days.py``): what must never happen does not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import bad_days


def test_a_killed_import_leaves_all_rows_or_none(tmp_path):
    outcomes = bad_days.kills(6, tmp_path)
    assert outcomes["a part"] == 0
    assert sum(outcomes.values()) == 6


def test_a_full_disk_takes_all_rows_or_none(tmp_path):
    outcomes = bad_days.full_disks(3, tmp_path)
    assert outcomes["a part"] == 0
    assert sum(outcomes.values()) == 3


def test_no_cell_of_a_table_runs(tmp_path):
    assert bad_days.formulas(4, tmp_path) == (4, 0)


@pytest.mark.parametrize("number", [2])
def test_no_command_lets_a_terminal_be_steered(tmp_path, number):
    assert bad_days.steering(number, tmp_path) == (number, 0)
