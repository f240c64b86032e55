"""What a user waits for as the data grow: commands on 602, 10,000 and 100,000 claims.

``python -m benchmarks.scale [N ...]``: sizes besides the packaged dossier, 10,000 unless given.
CPU seconds of whole processes, the least of a few runs, and their ratios within this run; beside
them stands what it takes to load the same Turtle into a bare store in memory.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.grown import grow

__all__ = ["main"]

_LOAD = """
import sys, pyoxigraph as ox
from pathlib import Path
store = ox.Store()
for path in sorted(Path(sys.argv[1]).glob("*/*.ttl")):
    store.bulk_load(path.read_bytes(), format=ox.RdfFormat.TURTLE)
"""
_BARE = "import click, mmap, numpy, sys; mmap.mmap(open(sys.argv[1], 'rb').fileno(), 0, prot=1)"
_INFLUENCE = ("influence", "--on", "Azerbaijan")


class _Runs:
    """Processes with a cache of their own, and the CPU seconds that each took."""

    def __init__(self, folder: Path) -> None:
        self.cache = folder / "cache"
        self._kgraph = str(Path(sys.executable).parent / "kgraph")
        self._environment = {
            **os.environ, "XDG_CACHE_HOME": str(self.cache),
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        }  # fmt: skip
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def took(self, *args: str, rounds: int = 5) -> float:
        """Return the least CPU seconds of a process over some rounds."""
        least = float("inf")
        for _ in range(rounds):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(args, check=False, capture_output=True, env=self._environment)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            least = min(least, spent)
        return least

    def python(self, text: str, *args: str) -> float:
        return self.took(sys.executable, "-c", text, *args)

    def kgraph(self, *args: str, rounds: int = 5) -> float:
        return self.took(self._kgraph, *args, rounds=rounds)


def _said(name: str, ours: float, theirs: float, bound: str) -> None:
    print(f"{name}: {ours:.2f} s, {ours / theirs:.2f} times {theirs:.2f} s ({bound})", flush=True)


def _change(path: Path) -> None:
    """Change the subject of one claim, in the midst of a file."""
    text = path.read_text(encoding="utf-8")
    at = text.index("kg:subject actor:", len(text) // 2)
    path.write_text(
        f"{text[:at]}kg:subject actor:csto{text[text.index(' ;', at) :]}", encoding="utf-8"
    )


def main(sizes: tuple[int, ...] = (10_000,)) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = _Runs(folder)
        runs.kgraph(*_INFLUENCE, rounds=1)
        usual = runs.kgraph(*_INFLUENCE)
        (table,) = runs.cache.rglob("claims.table")
        bare = runs.python(_BARE, str(table))
        _said("influence --on X, packaged / click, numpy and the file mapped", usual, bare, "2.5")
        for size in sizes:
            of = ("--graph", str(grow(folder / str(size), size)))
            load = runs.python(_LOAD, of[1])
            shutil.rmtree(runs.cache)
            what = f"{size:,} claims"
            first = runs.kgraph(*_INFLUENCE, *of, rounds=1)
            _said(f"{what}: first influence / loading their Turtle", first, load, "10")
            warm = runs.kgraph(*_INFLUENCE, *of)
            bound = "1.5" if size <= 10_000 else "4"
            _said(f"{what}: influence --on X / the packaged dossier's", warm, usual, bound)
            first = runs.kgraph("query", "ASK {}", *of, rounds=1)
            _said(f"{what}: first query after it / loading", first, load, "no bound")
            again = runs.kgraph("query", "ASK {}", *of)
            _said(f"{what}: query again / loading", again, load, "no bound")
            check = runs.kgraph("check", *of, rounds=1)
            _said(f"{what}: check / loading", check, load, "15")
            _change(Path(of[1]) / "data" / "triples.ttl")
            again = runs.kgraph("check", *of, rounds=1)
            _said(f"{what}: check, one claim changed / loading", again, load, "3")
            page = ("explore", "--no-open", "-o", str(folder / "page.html"))
            _said(f"{what}: explore / loading", runs.kgraph(*page, *of, rounds=1), load, "30")


if __name__ == "__main__":
    main(tuple(int(size.replace(",", "")) for size in sys.argv[1:]) or (10_000,))
