"""A thousand renames and merges at random: ``python -m benchmarks.renames [NUMBER] [--seed N]``.

Each is made in a copy of a small dossier, among additions and retirements; after each, every check
has to be clean, every file canonical, and no claim lost. What is refused has to change nothing.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from pathlib import Path

from tests.changes import many_changes

MINI = Path(__file__).resolve().parent.parent / "tests" / "dossiers" / "mini"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("number", nargs="?", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(MINI, Path(folder) / "mini")
        done = many_changes(Path(folder) / "mini", random.Random(asked.seed), asked.number)
    print(f"{asked.number} changes tried, {done} made, the others refused; every check clean.")


if __name__ == "__main__":
    main()
