"""The modelling guide's dossier is one: its files check clean and give what the guide shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

_GUIDE = (Path(__file__).resolve().parent.parent / "docs" / "modelling.md").read_text("utf-8")
_FILES = re.findall(r'```\w+ title="([^"]+)"\n(.*?)```', _GUIDE, re.DOTALL)
_EXAMPLES = re.findall(r"```console\n\$ kgraph ([^\n]*)\n(.*?)```", _GUIDE, re.DOTALL)


@pytest.fixture(scope="module")
def kgraph_in(tmp_path_factory):
    """Run kgraph in a folder that holds the files of the guide."""
    folder = tmp_path_factory.mktemp("guide")
    for name, text in _FILES:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    def run(*args):
        return subprocess.run(
            [sys.executable, "-m", "kgraph", *args], cwd=folder, capture_output=True, text=True,
            check=False, env={**os.environ, "COLUMNS": "110"},
        )  # fmt: skip

    ran = run("pin", "--graph", ".", "--corpus", "texts")
    assert ran.returncode == 0, ran.stderr
    return run


def test_the_guide_has_its_files():
    assert [name for name, _ in _FILES] == [
        "seeds/sources.ttl", "data/triples.ttl", "texts/courier.txt", "ontology/own.ttl",
    ]  # fmt: skip
    assert len(_EXAMPLES) == 1


def test_the_guides_dossier_checks_clean(kgraph_in):
    ran = kgraph_in("check", "--graph", ".", "--corpus", "texts")
    assert (ran.returncode, ran.stdout) == (0, "path,line,severity,check,subject,message\n"), (
        ran.stdout
    )
    assert ran.stderr == "0 errors, 0 warnings.\n"


@pytest.mark.parametrize(("call", "shown"), _EXAMPLES)
def test_the_guide_shows_what_is_printed(kgraph_in, call, shown):
    ran = kgraph_in(*call.split())
    assert ran.returncode == 0, ran.stderr
    assert _lines(ran.stdout) == _lines(shown)


def _lines(text):
    same = re.sub(r"Data version [0-9a-f]{12}", "Data version", text.rstrip())
    return [line.rstrip() for line in same.splitlines()]
