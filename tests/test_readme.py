"""The shell examples of the README and of the pages in ``docs/`` print what stands there.

With ``KGRAPH_REWRITE`` in the environment, what they print is written there instead.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

_ROOT = Path(__file__).resolve().parent.parent
_EXAMPLE = re.compile(r"(?<=```console\n\$ )(kgraph [^\n]*)\n(.*?)(?=```)", re.DOTALL)
_EXAMPLES = [
    pytest.param(page, *example.groups(), id=f"{page.stem}-{number}")
    for page in (_ROOT / "README.md", *sorted((_ROOT / "docs").glob("*.md")))
    for number, example in enumerate(_EXAMPLE.finditer(page.read_text(encoding="utf-8")), start=1)
    # Examples about a dossier of one's own are run where it is made.
    if "--graph" not in example[1] and page.stem != "your-conflict"
]


@pytest.mark.parametrize("page", ["README", "reading-the-dossier"])
def test_the_examples_of_a_page_are_found(page):
    assert sum(example.id.rpartition("-")[0] == page for example in _EXAMPLES) >= 3


@pytest.mark.parametrize(("page", "command", "output"), _EXAMPLES)
def test_an_example_prints_what_is_shown(page, command, output, tmp_path):
    # Examples name files of the repository, and may write nothing there.
    (tmp_path / "docs").symlink_to(_ROOT / "docs")
    call = command.replace("kgraph", f"{sys.executable} -m kgraph", 1)
    ran = subprocess.run(
        ["bash", "-c", call], capture_output=True, text=True, check=True, cwd=tmp_path,
        env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip
    if os.environ.get("KGRAPH_REWRITE"):
        text = page.read_text(encoding="utf-8")
        shown = "\n".join(line.rstrip() for line in ran.stdout.rstrip().splitlines()) + "\n"
        page.write_text(text.replace(f"$ {command}\n{output}", f"$ {command}\n{shown}"), "utf-8")
        output = shown
    assert _lines(ran.stdout) == _lines(output)


def _lines(text):
    """Lines without the data version, which changes with every word of the data."""
    same = re.sub(r"Data version [0-9a-f]{12}", "Data version", text.rstrip())
    return [line.rstrip() for line in same.splitlines()]
