"""A slice of the bad files of ``benchmarks.bad_files``: one sentence, no traceback, nothing changed."""

from __future__ import annotations

import pytest
from calls import call

from benchmarks import bad_files

_SLICE = bad_files.inputs(seed=1)[::15]


@pytest.mark.slow
@pytest.mark.parametrize("one", _SLICE, ids=lambda one: f"{one.kind}-{one.name}")
def test_a_bad_file_is_told_of_and_nothing_is_changed(one, tmp_path, monkeypatch):
    bad_files.prepared(one, tmp_path)
    monkeypatch.chdir(tmp_path)
    before = bad_files.hashes(tmp_path)
    for command in dict.fromkeys((one.commands[0], one.commands[-1])):
        done = call(*command)
        assert bad_files.fault(done.returncode, done.stderr) == ""
        assert done.returncode == 0 or bad_files.hashes(tmp_path) == before


def test_there_are_a_thousand_inputs_of_every_kind_and_the_same_for_a_seed():
    every = bad_files.inputs()
    assert [(one.kind, one.name) for one in every] == [
        (one.kind, one.name) for one in bad_files.inputs()
    ]
    assert len(every) > 900  # and those of W3C, where they are at hand
    assert len({one.kind for one in _SLICE}) > 10


@pytest.mark.parametrize(
    ("code", "said", "fault"),
    [
        (3, "kgraph: x.ttl:1: This is not Turtle.\n", ""),
        (70, "kgraph: This is a mistake of kgraph\n", "exit 70"),
        (1, "Traceback (most recent call last):\n", "traceback"),
        (-11, "", "signal 11"),
        (
            1,
            "data/x.ttl: error: x.ttl: cannot be read [file]\n: error: x: wrong [shape]\n",
            "no place",
        ),
    ],
)
def test_what_counts_as_a_fault(code, said, fault):
    assert bad_files.fault(code, said) == fault
