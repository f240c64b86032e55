"""Writers killed and writers at once: ``python -m benchmarks.writing [POINTS] [WRITERS] [EACH]``.

500 kill points spread over ``document add``, ``repin``, ``edit``, ``merge`` and ``import``, then 4
processes that add 250 claims each, unless told otherwise. Nothing may be lost, doubled or
half-written.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from kgraph.curation import checks
from kgraph.dossier import dossier
from tests.killing import kill, write_at_once


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, default in (("points", 500), ("writers", 4), ("each", 250)):
        parser.add_argument(name, nargs="?", type=int, default=default)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = kill(Path(folder), asked.points)
    for name, left in found.items():
        print(f"{name}: {left.points} kills, {left.old} as before, {left.new} as after")
    lost, half = (sum(getattr(one, of) for one in found.values()) for of in ("lost", "half"))
    print(f"{asked.points} kill points: lost {lost}, half-written {half}")
    with tempfile.TemporaryDirectory() as folder:
        missing, doubled = write_at_once(Path(folder), asked.writers, asked.each)
        errors = checks.check(dossier.find(Path(folder) / "mini"))
    print(
        f"{asked.writers} processes x {asked.each} writes: lost {missing}, doubled {doubled}, "
        f"findings {len(errors)}"
    )
    if lost or half or missing or doubled or errors:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
