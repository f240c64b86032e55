"""Bad days of the disk and of the data: ``python -m benchmarks.bad_days``.

Imports that are killed at each step or at any moment, imports on full disks, tables whose cells
would run as formulas, and names that would steer a terminal. Each line says what was tried and how
often what must never happen did: the last number is 0.
"""

from __future__ import annotations

import contextlib
import csv
import fcntl
import io
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph import cli
from kgraph.curation import saving
from kgraph.curation.importing import import_table
from kgraph.dossier import dossier
from kgraph.errors import KgraphError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MINI = Path(__file__).resolve().parent.parent / "tests" / "dossiers" / "mini"
_ROWS = """\
document,passage,subject,relation,object,claimant,gloss,factuality
ledger1,ledger1-p5,oshen,backs,tarskia,policy-forum,Oshen has a friend there.,certain
ledger3,ledger3-p1,oshen,backs,tarskia,policy-forum,Oshen has a friend there.,certain
ledger1,ledger1-p4,oshen,backs,velmora,policy-forum,Oshen has another friend.,certain
"""
_CALLS = [
    (os, "open"), (os, "write"), (os, "fsync"), (os, "close"), (os, "fchmod"), (os, "replace"),
    (os, "unlink"), (os, "mkdir"), (fcntl, "flock"),
]  # fmt: skip


class Import:
    """A dossier, and a table whose rows go into two data files and pin passages."""

    def __init__(self, root: Path) -> None:
        self.root = root / "mini"
        self.table = root / "claims.csv"
        self.table.write_text(_ROWS, encoding="utf-8")
        shutil.copytree(_MINI, self.root)
        self.before = self.files()
        self.run()
        self.after = self.files()
        self.reset()

    def files(self) -> dict[str, bytes]:
        """Return all files of the dossier."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }

    def reset(self) -> None:
        """Put the dossier back as it was."""
        shutil.rmtree(self.root)
        shutil.copytree(_MINI, self.root)

    def run(self) -> None:
        """Import the table."""
        import_table(dossier.find(self.root), self.table, corpus=self.root / "texts")

    def repaired(self) -> str:
        """Return what is there when the next writer has begun: none or all of it, or a part."""
        found = dossier.find(self.root)
        with saving.locked(*found.data, found.passages):
            now = self.files()
        return {str(self.before): "none", str(self.after): "all"}.get(str(now), "a part")


def child(work: Callable[[], object]) -> int:
    """Run work in a process of its own; returns its id."""
    sys.stdout.flush()
    made = os.fork()
    if made:
        return made
    try:
        work()
    except KgraphError:
        os._exit(4)
    except BaseException:  # noqa: BLE001  nothing of the child may go on
        os._exit(70)
    os._exit(0)


def ended(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _die_at(step: int) -> None:
    """Kill this process at its n-th call to the system, half of what it writes being written."""
    left = [step]
    write = os.write

    def dying(call: Any) -> Any:
        def called(*args: Any, **options: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                if call is write and len(args[1]) > 1:
                    write(args[0], bytes(args[1])[: len(args[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **options)

        return called

    for module, name in _CALLS:
        setattr(module, name, dying(getattr(module, name)))


def kills(number: int, folder: Path) -> dict[str, int]:
    """Kill imports, half of them at each step in turn, half at random; count what is left."""
    made = Import(folder)
    begun = time.monotonic()
    made.run()
    lasts = time.monotonic() - begun
    made.reset()
    moments = random.Random(2031)
    outcomes = {"none": 0, "all": 0, "a part": 0}
    step = 0
    while sum(outcomes.values()) < number:
        if sum(outcomes.values()) % 2:
            process = child(made.run)
            # The writing is the last tenth of an import.
            time.sleep(lasts * moments.uniform(0.5, 1.1))
            os.kill(process, signal.SIGKILL)
        else:
            step += 1

            def work(step: int = step) -> None:
                _die_at(step)
                made.run()

            process = child(work)
        if ended(process) == 0:
            step = 0 if step > 40 else step
        outcomes[made.repaired()] += 1
        made.reset()
    return outcomes


@contextlib.contextmanager
def _disk(folder: Path, kilobytes: int) -> Iterator[bool]:
    """Mount a small disk on a folder; false where that is not allowed."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    made = bool(mount and umount) and not subprocess.run(
        [mount or "", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)],
        check=False, capture_output=True,
    ).returncode  # fmt: skip
    try:
        yield made
    finally:
        if made:
            subprocess.run([umount or "", str(folder)], check=True)


def _small_files(kilobytes: int) -> None:
    """Let this process write no file longer than this."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, resource.RLIM_INFINITY))


def full_disks(number: int, folder: Path) -> dict[str, int]:
    """Import on disks with ever more room left; count what is there afterwards."""
    outcomes = {"none": 0, "all": 0, "a part": 0}
    place = folder / "disk"
    place.mkdir()
    with _disk(place, 2048) as mounted:
        made = Import(place)
        filler = place / "filler"
        for n in range(number):
            made.reset()
            if mounted:
                free = os.statvfs(place)
                # From no room for a draft to room for all of them, and their journals.
                filler.write_bytes(bytes(free.f_bavail * free.f_frsize - 4096 * n))

            def work(n: int = n) -> None:
                if not mounted:
                    _small_files(n)
                made.run()

            ended(child(work))
            filler.unlink(missing_ok=True)
            outcomes[made.repaired()] += 1
    return outcomes


# --- what goes out

_FORMULAS = (
    "=1+1", "+1+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1", "\ufeff=1", "x\r=cmd",
)  # fmt: skip
_TABLES = (
    ("claims",), ("actors",), ("issues",), ("documents",), ("influence",), ("timeline",),
    ("frames",), ("actor", "oshen"), ("explain", "oshen"), ("contradictions",), ("figures",),
    ("gaps",), ("institutions",), ("levers",), ("export", "csv"),
)  # fmt: skip
_READ = (
    *(one for one in _TABLES if one[0] != "export"), ("relations",), ("stance",), ("compare",
    "--as-of", "2021-04-01", "2021-05-01"), ("check",), ("paths", "oshen", "tarskia"),
    ("persuaders", "road-opens"), ("claims", "--about", "oshen"), ("measures",),
    ("query", "SELECT ?l { ?x skos:prefLabel ?l }"), ("actor", "no\x1b[2Jbody"), ("questions",),
    ("flip", "oshen"),
)  # fmt: skip
_RUNS = re.compile(r"[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?")
_EVIL = "\x1b[2J\x1b]52;c;eA==\x07\x9b1m\x08\r\x7f\u202egnel\u2066\u2069\u2068x"
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
#: Marks of ours: around what runs from right to left, and nothing else of the kind within.
_APART = re.compile(
    "\u2068[^\u202a-\u202e\u2066-\u2069]*[\u0590-\u08ff][^\u202a-\u202e\u2066-\u2069]*\u2069"
)


def _spoilt(folder: Path, *, before: str = "", after: str = "") -> Path:
    """Return a dossier in which every text of the data begins or ends with something."""
    root = folder / "spoilt"
    shutil.copytree(_MINI, root)
    escaped = ["".join(f"\\u{ord(one):04X}" for one in text) for text in (before, after)]
    for file in (*root.glob("data/*.ttl"), *root.glob("seeds/*.ttl")):
        text = file.read_text(encoding="utf-8")
        text = re.sub(
            r'"([^"]*)"@en', rf'"{escaped[0]}\1{escaped[1]}"@en'.replace("\\u", r"\\u"), text
        )
        file.write_text(text, encoding="utf-8")
    return root


def _told(*command: str) -> str:
    """Return all that a command says, on stdout and stderr."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        with contextlib.suppress(SystemExit):
            cli.main([*command])
        out.flush()
        err.flush()
    said = out.buffer.getvalue() + err.buffer.getvalue()  # type: ignore[attr-defined]
    return str(said.decode())


def formulas(number: int, folder: Path) -> tuple[int, int]:
    """Write tables as CSV; returns how many, and how many cells a spreadsheet would run."""
    written = raw = 0
    for n, text in enumerate(_FORMULAS):
        if written >= number:
            break
        place = folder / str(n)
        root = _spoilt(place, before=text)
        for command in _TABLES[: number - written]:
            form = () if command[0] == "export" else ("--format", "csv")
            target = place / "out.csv"
            _told(*command, *form, "--graph", str(root), "-o", str(target))
            rows = csv.reader(io.StringIO(target.read_text(encoding="utf-8"), newline=""))
            raw += sum(
                bool(_RUNS.match(cell)) and not _NUMBER.fullmatch(cell)
                for row in rows
                for cell in row
            )
            target.unlink()
            written += 1
    return written, raw


def steering(number: int, folder: Path) -> tuple[int, int]:
    """Run commands for a reader; returns how many, and how many let a character steer."""
    root = _spoilt(folder, after=_EVIL + "\u05d0\u05d1")
    commands = _READ[:number]
    raw = 0
    for command in commands:
        form = () if command[0] in {"measures"} else ("--format", "table")
        said = _told(*command, *form, "--graph", str(root))
        if found := _STEERS.search(_APART.sub("", said)):
            print(f"{' '.join(command)!r} lets {found[0]!r} through")
            raw += 1
    return len(commands), raw


def main(arguments: Sequence[str]) -> int:
    """Print the figures; ``--quick`` tries a few of each."""
    few = "--quick" in arguments
    os.environ["COLUMNS"] = "200"
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        places = [Path(folder) / name for name in ("kills", "disks", "tables", "terminal")]
        for place in places:
            place.mkdir()
        for what, outcomes in (
            ("imports killed", kills(10 if few else 200, places[0])),
            ("imports on full disks", full_disks(4 if few else 20, places[1])),
        ):
            told = ", ".join(f"{count} {name}" for name, count in outcomes.items())
            print(f"{what}: {sum(outcomes.values())}; of the rows are there: {told}")
            bad += outcomes["a part"]
        for what, never, (number, raw) in (
            ("tables as CSV", "cells that run", formulas(15 if few else 150, places[2])),
            (
                "commands at a terminal",
                "that let it be steered",
                steering(6 if few else 26, places[3]),
            ),
        ):
            print(f"{what}: {number}; {never}: {raw}")
            bad += raw
    return min(bad, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
