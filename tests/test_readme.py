"""The README's shell examples print what the README says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

_README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")
_EXAMPLES = re.findall(r"```console\n\$ (kgraph [^\n]*)\n(.*?)```", _README, re.DOTALL)


def test_the_examples_are_found():
    assert len(_EXAMPLES) == 3


@pytest.mark.parametrize(("command", "output"), _EXAMPLES)
def test_an_example_prints_what_is_shown(command, output, tmp_path):
    call = command.replace("kgraph", f"{sys.executable} -m kgraph", 1)
    ran = subprocess.run(
        ["bash", "-c", call], capture_output=True, text=True, check=True, cwd=tmp_path,
        env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip
    assert _lines(ran.stdout) == _lines(output)


def _lines(text):
    """Lines without the data version, which changes with every word of the data."""
    same = re.sub(r"Data version [0-9a-f]{12}", "Data version", text.rstrip())
    return [line.rstrip() for line in same.splitlines()]
