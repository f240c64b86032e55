"""Completion in the shell: the dossier's names, by the protocol of each shell, and never an error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kgraph.claims import ALL_VOICES

_MINI = str(Path(__file__).resolve().parent / "dossiers" / "mini")
_ACTORS = [
    "ilvar-authorities", "ilvar-residents", "korrin", "lake-pact", "morning-ledger", "oshen",
    "policy-forum", "river-watch", "rivers-union", "tallo", "tarskia", "velmora",
]  # fmt: skip


def _asked(shell, line, graph=_MINI):
    """Ask how a line goes on, as the shell's own function does; its last word is incomplete."""
    words = ["kgraph", "--graph", graph, *line[1:]] if graph else line
    where = {"COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
    if shell == "fish":
        where["COMP_CWORD"] = words[-1]
    ran = subprocess.run(
        [sys.executable, "-m", "kgraph"], capture_output=True, text=True, check=True,
        env={**os.environ, **where, "_KGRAPH_COMPLETE": f"{shell}_complete"},
    )  # fmt: skip
    assert ran.stderr == ""
    return ran.stdout


def _offered(*line, graph=_MINI):
    lines = _asked("bash", ["kgraph", *line], graph).split("\n")
    return [one.partition(",")[2] for one in lines if one]


@pytest.mark.parametrize("option", ["--on", "--of"])
def test_actors_are_offered_where_an_actor_is_asked_for(option):
    assert _offered("influence", option, "") == _ACTORS


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        (["stance", "--issue", ""],
         ["april-truce", "road-closure", "longer-watch", "road-opens", "self-rule"]),
        (["claims", "--relation", "member"], ["memberOf"]),
        (["claims", "--document", "l"], ["ledger1", "ledger2", "ledger3"]),
        (["claims", "--lens", "f"], ["forum"]),
        (["claims", "--family", "sec"], ["security"]),
        (["claims", "--modality", ""], ["actual", "duty", "hypothetical", "planned"]),
        (["claims", "--mode", "d"], ["directSpeech", "distanced"]),
        (["claims", "--status", ""], ["draft", "reviewed"]),
        (["claims", "--polarity", "a"], ["affirmed"]),
        (["claims", "--voice", ""], [*ALL_VOICES, "all"]),
        (["influence", "--voice", "+a"], ["+analysis"]),
        (["influence", "--min-factuality", "p"], ["probable", "possible"]),
        (["claims", "--claimant", "mira t"], ["tallo"]),
        (["claims", "--about", "TÂRS"], ["tarskia"]),
        (["explain", "oshen", "velm"], ["velmora"]),
        (["explain", "forum-00"], ["forum-001", "forum-002", "forum-003", "forum-004",
                                  "forum-005"]),
        (["query", "members"], ["members-of"]),
        (["query", "members-of", "-p", ""], ["alliance="]),
        (["documents"], ["documents"]),
        (["actor", "o"], ["oshen"]),
        (["timeline", "--by", ""], ["held", "reported"]),
        (["claims", "--about", "xyz"], []),
    ],
)  # fmt: skip
def test_what_fits_is_offered(line, offered):
    assert _offered(*line) == offered


def test_shells_that_show_descriptions_get_labels():
    line = ["kgraph", "influence", "--on", "tall"]
    assert _asked("zsh", line) == "plain\ntallo\nMira Tallo\n"
    assert _asked("fish", line) == "plain,tallo\tMira Tallo\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_function(shell):
    ran = subprocess.run(
        [sys.executable, "-m", "kgraph"], capture_output=True, text=True, check=True,
        env={**os.environ, "_KGRAPH_COMPLETE": f"{shell}_source"},
    )  # fmt: skip
    assert f"_KGRAPH_COMPLETE={shell}_complete" in ran.stdout


def test_what_cannot_be_read_offers_nothing_and_says_nothing(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "bad.ttl").write_text("this is no Turtle")
    for graph in (tmp_path, tmp_path / "missing"):
        assert _offered("influence", "--on", "", graph=str(graph)) == []


def test_a_value_has_no_blank_that_a_shell_would_break():
    assert not any(" " in value for value in _offered("explain", ""))
