"""What a user waits for as the data grow: commands on 602 to 1,000,000 claims.

``python -m benchmarks.scale [N ...] [--figures FILE] [--picture FILE]``: sizes besides the packaged
dossier, 10,000 unless given. CPU seconds of whole processes, the least of a few runs, their peak
memory, and ratios within this run; beside them stands what it takes to load the same Turtle into a
bare store in memory. An actor has about fifty claims: there are 200 up to 10,000 claims, more
above. The figures are kept as JSON, beside those of other sizes that the file has, as each size is
done; the table at the end, and the picture with the growth of each command in seconds and in
memory, all axes by powers of ten, are of all sizes of the file. With ``0`` for N they are made of
the file alone.

``python -m benchmarks.scale 1000 10000 100000 1000000 --picture docs/growth.svg`` takes hours, 8 GB
of memory and 20 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["main"]

_LOAD = """
import sys, pyoxigraph as ox
from pathlib import Path
store = ox.Store()
for path in sorted(Path(sys.argv[1]).glob("*/*.ttl")):
    store.bulk_load(path.read_bytes(), format=ox.RdfFormat.TURTLE)
"""
#: In a process of its own: what this one holds would count as the peak of those that it starts.
_GROW = """
import sys
from pathlib import Path
from benchmarks.grown import grow
grow(Path(sys.argv[1]), *map(int, sys.argv[2:4]), per_file=int(sys.argv[4]))
"""
_BARE = "import click, mmap, numpy, sys; mmap.mmap(open(sys.argv[1], 'rb').fileno(), 0, prot=1)"
_NETWORKS = """
import sys, kgraph
kg = kgraph.open(sys.argv[1])
for network in (kg.positions(), kg.conduct(), kg.influence()):
    assert network.edges
"""
_PAGE = """
import sys, kgraph, numpy as np
kg = kgraph.open(sys.argv[1])
subject = kg.table.columns.subject
often = np.argsort(-np.bincount(subject.codes, minlength=len(subject.values)), kind="stable")
actors = [subject.values[one] for one in often if subject.values[one].startswith("actor:")]
assert kg.among(actors[:200]).page()
"""
#: Asked one after the other: how many of each relation, what one actor does, who agrees with whom.
_QUERIES = (
    "SELECT ?r (COUNT(*) AS ?n) { ?c a kg:StandingClaim ; kg:relation ?r } GROUP BY ?r",
    "SELECT ?c ?o { ?c a kg:StandingClaim ; kg:subject actor:azerbaijan ; kg:object ?o }",
    "SELECT (COUNT(*) AS ?n) { ?a kg:corroborates ?b }",
)
_INFLUENCE = ("influence", "--on", "Azerbaijan")
#: Blocks of one file of claims.
_PER_FILE = 200_000
#: Above so many claims all is run once, and what holds the whole graph in memory is left out.
_LARGE = 300_000
_ROUNDS = 3
#: How many times the load of the Turtle a command may take, or its own time at 602 claims.
_BOUNDS = {
    10_000: {
        "first influence": "10", "influence --on X": "1.5", "check": "15",
        "check, one claim changed": "3", "explore": "30",
    },
    100_000: {"influence --on X": "4"},
}  # fmt: skip


class _Took(NamedTuple):
    """CPU seconds of a process and those it waited for, and its peak memory in MB."""

    seconds: float
    peak: float


class _Runs:
    """Processes with a cache of their own, and what each took."""

    def __init__(self, folder: Path) -> None:
        self.cache = folder / "cache"
        self._kgraph = str(Path(sys.executable).parent / "kgraph")
        self._environment = {
            **os.environ, "XDG_CACHE_HOME": str(self.cache),
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        }  # fmt: skip
        for name in ("PYTHONDONTWRITEBYTECODE", "KGRAPH_CORPUS", "KGRAPH_DOSSIER"):
            self._environment.pop(name, None)

    def took(self, *args: str, rounds: int = _ROUNDS) -> _Took:
        """Return the least that a process took over some rounds."""
        found = []
        for _ in range(rounds):
            process = subprocess.Popen(
                args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self._environment
            )
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in {0, 1}:
                message = f"{' '.join(args)}: ended with {process.returncode}"
                raise RuntimeError(message)
            found.append(_Took(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))
        return min(found)

    def python(self, text: str, *args: str, rounds: int = _ROUNDS) -> _Took:
        return self.took(sys.executable, "-c", text, *args, rounds=rounds)

    def kgraph(self, *args: str, rounds: int = _ROUNDS) -> _Took:
        return self.took(self._kgraph, *args, rounds=rounds)


def _said(name: str, ours: _Took, theirs: _Took, bound: str = "no bound") -> None:
    print(
        f"{name}: {ours.seconds:.2f} s, {ours.seconds / theirs.seconds:.2f} times "
        f"{theirs.seconds:.2f} s ({bound}); {ours.peak:,.0f} MB",
        flush=True,
    )


def _change(path: Path) -> None:
    """Change the subject of one claim, in the midst of a file."""
    text = path.read_text(encoding="utf-8")
    at = text.index("kg:subject actor:", len(text) // 2)
    path.write_text(
        f"{text[:at]}kg:subject actor:csto{text[text.index(' ;', at) :]}", encoding="utf-8"
    )


def _grown(runs: _Runs, folder: Path, size: int, usual: _Took) -> dict[str, _Took]:
    """Print what commands take on so many claims; returns that by what they are."""
    of = ("--graph", str(folder / str(size)))
    actors = str(max(200, size // 50))
    runs.python(_GROW, of[1], str(size), actors, str(_PER_FILE), rounds=1)
    shutil.rmtree(runs.cache, ignore_errors=True)
    bound, rounds = _BOUNDS.get(size, {}), _ROUNDS if size < _LARGE else 1
    load = runs.python(_LOAD, of[1], rounds=rounds)
    took = {"loading the Turtle": load}

    def said(what: str, ran: _Took, theirs: _Took = load) -> None:
        took[what] = ran
        _said(f"{size:,} claims: {what}", ran, theirs, bound.get(what, "no bound"))

    print(f"{size:,} claims: loading the Turtle: {load.seconds:.2f} s; {load.peak:,.0f} MB")
    said("first influence", runs.kgraph(*_INFLUENCE, *of, rounds=1))
    said("influence --on X", runs.kgraph(*_INFLUENCE, *of, rounds=rounds), usual)
    said("three networks", runs.python(_NETWORKS, of[1], rounds=rounds))
    said("stance conduct", runs.kgraph("stance", "conduct", *of, rounds=rounds))
    said("stance positions", runs.kgraph("stance", "positions", *of, rounds=rounds))
    said("contradictions", runs.kgraph("contradictions", *of, rounds=1))
    said("first query", runs.kgraph("query", "ASK {}", *of, rounds=1))
    for query, name in zip(_QUERIES, ("one", "two", "three"), strict=True):
        said(f"query {name}", runs.kgraph("query", query, *of, rounds=rounds))
    said("page of 200 actors", runs.python(_PAGE, of[1], rounds=1))
    if size < _LARGE:
        said("check", runs.kgraph("check", *of, rounds=1))
        _change(Path(of[1]) / "data" / "triples.ttl")
        said("check, one claim changed", runs.kgraph("check", *of, rounds=1))
        runs.kgraph(*_INFLUENCE, *of, rounds=1)  # what was changed is built anew
        page = ("explore", "--no-open", "-o", str(folder / "page.html"))
        said("explore", runs.kgraph(*page, *of, rounds=1))
    shutil.rmtree(of[1])
    if size < _LARGE:
        _rebuilt(runs, folder / f"{size}-files", size, actors)
    return took


def _rebuilt(runs: _Runs, place: Path, size: int, actors: str) -> None:
    """Print what a build takes of some fifty files, of which nothing or one has changed."""
    runs.python(_GROW, str(place), str(size), actors, str(size // 49), rounds=1)
    shutil.rmtree(runs.cache, ignore_errors=True)
    call = (*_INFLUENCE, "--graph", str(place))
    files = sorted((place / "data").glob("*.ttl"))
    first = runs.kgraph(*call, rounds=1)
    same = runs.kgraph(*call, rounds=1)
    took = []
    for file in files[-1 - _ROUNDS : -1]:
        _change(file)
        took.append(runs.kgraph(*call, rounds=1))
    name = f"{size:,} claims in {len(files)} files"
    _said(f"{name}: nothing changed / first build", same, first)
    _said(f"{name}: one file changed / first build", min(took), first)
    shutil.rmtree(place)


def main(
    sizes: tuple[int, ...] = (10_000,), picture: str | None = None, figures: str | None = None
) -> None:
    """Print the figures, keep them, and draw them."""
    grown = _kept(Path(figures)) if figures else {}
    sizes = tuple(filter(None, sizes))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = _Runs(folder)
        usual = _packaged(runs) if sizes else _Took(0.0, 0.0)
        for size in sizes:
            grown[size] = _grown(runs, folder, size, usual)
            if figures:
                Path(figures).write_text(json.dumps(grown, indent=1) + "\n", encoding="utf-8")
    print("\n".join(_table(grown)))
    if picture:
        Path(picture).write_text(_drawn(grown), encoding="utf-8")


def _packaged(runs: _Runs) -> _Took:
    """Print and return what a command takes on the packaged dossier."""
    runs.kgraph(*_INFLUENCE, rounds=1)
    usual = runs.kgraph(*_INFLUENCE)
    (table,) = runs.cache.rglob("claims.table")
    bare = runs.python(_BARE, str(table))
    _said("influence --on X, packaged / click, numpy and the file mapped", usual, bare, "2.5")
    return usual


def _table(grown: dict[int, dict[str, _Took]]) -> Iterator[str]:
    """Yield the lines of a table in Markdown: seconds and memory, and by what power they grow."""
    sizes = sorted(grown)
    yield f"| | {' | '.join(f'{size:,}' for size in sizes)} | seconds grow by | memory by |"
    yield "|---|" + "---|" * (len(sizes) + 2)
    for name in dict.fromkeys(name for took in grown.values() for name in took):
        known = [(size, grown[size][name]) for size in sizes if name in grown[size]]
        told = {size: f"{_rounded(one.seconds)} s, {one.peak:,.0f} MB" for size, one in known}
        powers = ["", ""]
        if len(known) > 1:
            (less, few), (more, many) = known[-2:]
            powers = [
                f"n^{math.log(after / before) / math.log(more / less):.1f}"
                for before, after in zip(few, many, strict=True)
            ]
        yield f"| {' | '.join([name, *(told.get(size, '') for size in sizes), *powers])} |"


def _rounded(seconds: float) -> str:
    """Return seconds by two digits, whole ones by all."""
    return f"{seconds:.2g}" if seconds < 100 else f"{seconds:,.0f}"


def _kept(figures: Path) -> dict[int, dict[str, _Took]]:
    """Return what an earlier run took, by size; nothing where there was none."""
    if not figures.exists():
        return {}
    found = json.loads(figures.read_text(encoding="utf-8"))
    return {
        int(size): {name: _Took(*one) for name, one in took.items()} for size, took in found.items()
    }


_WIDTH, _HEIGHT, _LEFT, _TOP, _NAMES = 760, 480, 70, 30, 190
_COLOURS = (
    "#767676", "#1f5aa6", "#0b7a75", "#6a3d9a", "#a63603", "#b15928", "#444444", "#999999",
    "#c51b7d", "#e7298a", "#33691e", "#00838f", "#8e24aa", "#5d4037", "#455a64", "#827717",
)  # fmt: skip


def _drawn(grown: dict[int, dict[str, _Took]]) -> str:
    """Return the growth of each command as a picture: seconds above, memory below."""
    seconds = {
        size: {name: one.seconds for name, one in took.items()} for size, took in grown.items()
    }
    memory = {size: {name: one.peak for name, one in took.items()} for size, took in grown.items()}
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {2 * _HEIGHT}" '
            'role="img" font-family="sans-serif" font-size="11"><title>CPU seconds and peak memory '
            'of commands by the number of claims</title><rect width="100%" height="100%" '
            'fill="#fff"/>',
            *_panel(seconds, "CPU seconds", "s"),
            f'<g transform="translate(0 {_HEIGHT})">',
            *_panel(memory, "Peak memory", "MB"),
            "</g></svg>",
            "",
        ]
    )


def _panel(grown: dict[int, dict[str, float]], heading: str, unit: str) -> list[str]:
    """Return a line for each command, with its name at its end."""
    sizes = sorted(grown)
    low, high = math.log10(sizes[0]), math.log10(sizes[-1])
    every = [value for took in grown.values() for value in took.values()]
    least, most = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))

    def x(size: float) -> float:
        share = (math.log10(size) - low) / max(high - low, 1e-9)
        return _LEFT + share * (_WIDTH - _LEFT - _NAMES)

    def y(value: float) -> float:
        return _TOP + (most - math.log10(value)) / (most - least) * (_HEIGHT - 2 * _TOP - 30)

    parts = [f'<text x="{_LEFT}" y="16" font-weight="bold">{heading}</text>']
    for power in range(least, most + 1):
        at = y(10.0**power)
        parts.append(
            f'<path d="M{_LEFT} {at:.1f}H{_WIDTH - _NAMES}" stroke="#ddd"/>'
            f'<text x="{_LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">'
            f"{10.0**power:,g} {unit}</text>"
        )
    parts += [
        f'<text x="{x(size):.1f}" y="{_HEIGHT - 12}" text-anchor="middle">{size:,} claims</text>'
        for size in sizes
    ]
    names = list(dict.fromkeys(name for took in grown.values() for name in took))
    lines = []
    for number, name in enumerate(names):
        points = [(x(size), y(grown[size][name])) for size in sizes if name in grown[size]]
        colour = _COLOURS[number % len(_COLOURS)]
        path = "L".join(f"{across:.1f} {down:.1f}" for across, down in points)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines.append((points[-1], name, colour))
    down = 0.0
    for (across, at), name, colour in sorted(lines, key=lambda line: line[0][1]):
        down = max(at + 4, down + 13)
        parts.append(f'<text x="{across + 6:.1f}" y="{down:.1f}" fill="{colour}">{name}</text>')
    return parts


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("sizes", nargs="*", type=lambda text: int(text.replace(",", "")))
    parser.add_argument("--figures", metavar="FILE")
    parser.add_argument("--picture", metavar="FILE")
    asked = parser.parse_args()
    main(tuple(asked.sizes) or (10_000,), asked.picture, asked.figures)
