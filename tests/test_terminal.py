"""What the data hold steers no terminal: tables, notes, errors, findings, completion."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys

import pytest
from calls import call
from pages import MINI

from kgraph.text import printable

#: Clears the screen, sets the title, a CSI of C1, backspaces, turns the direction, erases.
_EVIL = "Oshen\x1b[2J\x1b]0;t\x07\x9b1m\x08\x08\r\x7f\u202egnel\u2066"
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
#: Colours, and what a slow machine makes of a line of progress: it is taken back by its own erasure.
_OURS = re.compile(r"\r\x1b\[K|\x1b\[[0-9;]*[mK]|\r(?=\n)")


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evil") / "d"
    shutil.copytree(MINI, folder)
    escaped = "".join(f"\\u{ord(one):04X}" for one in _EVIL)
    for file in (*folder.glob("data/*.ttl"), *folder.glob("seeds/*.ttl")):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('"@en', f'{escaped}"@en'), encoding="utf-8")
    return folder


_READ = (
    ("actors",), ("issues",), ("events",), ("find", "the"), ("documents",), ("claims",), ("influence",), ("timeline",), ("frames",),
    ("actor", "oshen"), ("explain", "oshen"), ("contradictions",), ("stance",), ("gaps",),
    ("institutions",), ("compare", "--as-of", "2021-04-01", "2021-05-01"), ("check",),
    ("query", "SELECT ?l { ?x skos:prefLabel ?l }"), ("actor", "no\x1b[2Jbody"),
)  # fmt: skip


@pytest.mark.parametrize("command", _READ, ids=" ".join)
def test_tables_notes_and_errors_hold_nothing_that_steers(command, dossier):
    done = call(*command, "--format", "table", "--graph", dossier)
    assert done.returncode in {0, 1, 2}
    assert not _STEERS.findall(done.stdout + done.stderr)


def test_names_are_spelt_out_in_a_table_and_stay_in_json(dossier):
    assert "\\x1b[2J" in call("actors", "--format", "table", "--graph", dossier).stdout
    plain = call("claims", "--format", "csv", "--graph", dossier).stdout
    assert "\x1b[2J" in plain


def test_what_is_not_turtle_and_file_names_are_said_without_it(dossier, tmp_path):
    folder = tmp_path / "d\x1b[2J"
    shutil.copytree(dossier, folder)
    (folder / "data" / "x\x1b]0;t\x07.ttl").write_text("\x1b[2J\x9b1m nonsense")
    for command in (("check",), ("check", "--format", "table"), ("actors",), ("fmt", "--check")):
        done = call(*command, "--graph", folder)
        assert done.returncode
        told = done.stderr if command == ("check",) else done.stdout + done.stderr
        assert not _STEERS.findall(told)


@pytest.mark.parametrize("kind", ["table", "csv", "json"])
def test_a_terminal_gets_only_our_own_styles(kind, dossier):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "kgraph", "actors", "--graph", str(dossier), "--format", kind],
        stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": "200", "TERM": "xterm-256color"},
    )  # fmt: skip
    os.close(theirs)
    got = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        got += part
        if not part:
            break
    os.close(ours)
    assert process.wait() == 0
    assert "Oshen" in got.decode()
    assert not _STEERS.findall(_OURS.sub("", got.decode()))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_offers_nothing_that_steers(shell, dossier):
    words = ["kgraph", "--graph", str(dossier), "actor", ""]
    where = {"COMP_WORDS": "\n".join(words), "COMP_CWORD": "" if shell == "fish" else "4"}
    ran = subprocess.run(
        [sys.executable, "-m", "kgraph"], capture_output=True, text=True, check=True,
        env={**os.environ, **where, "_KGRAPH_COMPLETE": f"{shell}_complete"},
    )  # fmt: skip
    assert "oshen" in ran.stdout
    assert not _STEERS.findall(ran.stdout)


def test_letters_of_all_scripts_tabs_and_lines_stay():
    text = "Степанакерт\tخانكندي\n\u200fשלום\u200d e\u0301 😀"
    assert printable(text) == text
