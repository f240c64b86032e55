"""Writers killed by SIGKILL at every kind of moment, and many writers at once; none may lose a thing.

A kill comes at a call to the system that a writer makes, once before it and once in its midst.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import sys
import traceback
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.curation import adding, documents, editing, entities, importing, moving, saving
from kgraph.curation.entry import Entry
from kgraph.dossier import dossier

if TYPE_CHECKING:
    from collections.abc import Callable

MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
ENTRY = Entry(
    document="ledger1", passage=("ledger1-p1s1",), proposition="Oshen backs Tarskia",
    claimant="Morning Ledger", gloss="Oshen has chosen a friend.", group="0",
)  # fmt: skip
#: Calls to the system by which a writer changes something.
_CALLS = [
    (os, "open"), (os, "write"), (os, "fsync"), (os, "close"), (os, "chmod"), (os, "replace"),
    (os, "rename"), (os, "unlink"), (fcntl, "flock"), (os, "mkdir"),
]  # fmt: skip
_FOLDERS = ("data", "seeds", "texts", "ontology")
_NEW_TEXT = ["Ferries stop", "No ferry has left Velmora since Monday. Nobody says why."]


def child(work: Callable[[], object]) -> int:
    """Run some work in a process of its own; returns its process id."""
    sys.stdout.flush()
    started = os.fork()
    if started:
        return started
    try:
        work()
    except BaseException:  # noqa: BLE001  nothing of the child may reach the test run
        traceback.print_exc()
        os._exit(70)
    os._exit(0)


def ended(process: int) -> int:
    """Return how a process ended: its exit code, or minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def kill_at(step: int) -> Callable[[], int]:
    """Kill this process at its n-th call to the system, half of what it writes being written.

    Returns what tells how many calls there have been.
    """
    calls = 0
    write = os.write

    def dying(call: Callable[..., object]) -> Callable[..., object]:
        def called(*args: object, **options: object) -> object:
            nonlocal calls
            calls += 1
            if calls == step:
                if call is write and len(args[1]) > 1:
                    call(args[0], bytes(args[1])[: len(args[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **options)

        return called

    for module, name in _CALLS:
        setattr(module, name, dying(getattr(module, name)))
    return lambda: calls


# --- What is written


def _document(folder: Path) -> None:
    details = documents.Details(
        title="Ferries stop", publisher="The Ferry Post", date="2031-05", genre="newsReport",
        key="ferries", url="https://example.org/ferries",
    )  # fmt: skip
    documents.add(dossier.find(folder), details, _NEW_TEXT)


def _repin(folder: Path) -> None:
    moving.repin(dossier.find(folder), folder / "texts")


def _edit(folder: Path) -> None:
    editing.edit(dossier.find(folder), "ledger1-003", {"gloss": "Its law alone."})


def _merge(folder: Path) -> None:
    entities.merge(dossier.find(folder), "issue", "issue:longer-watch", "issue:self-rule")


def _import(folder: Path) -> None:
    importing.import_table(
        dossier.find(folder), folder.parent / "rows.csv", corpus=folder / "texts"
    )


#: What a writer does, by the name of its command.
WRITERS = {
    "document add": _document, "repin": _repin, "edit": _edit, "merge": _merge, "import": _import,
}  # fmt: skip


def prepared(folder: Path) -> Path:
    """Return a copy of the small dossier in which each of ``WRITERS`` has something to do."""
    mini = folder / "mini"
    shutil.copytree(MINI, mini)
    text = mini / "texts" / "ledger1.txt"
    text.write_text("A line that was missing.\n\n" + text.read_text("utf-8"), encoding="utf-8")
    # Passages of another text than that which was mended.
    (folder / "rows.csv").write_text(
        "document,passage,subject,relation,object,claimant,gloss\n"
        "ledger2,ledger2-p1s1,Oshen,backs,Velmora,Morning Ledger,A friend was found.\n"
        "ledger2,ledger2-p5,Oshen,informed,Velmora,Morning Ledger,Word was sent.\n",
        encoding="utf-8",
    )
    return mini


def state(folder: Path) -> dict[str, bytes]:
    """Return the content of every file of a dossier by its place, those of writers too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass
class Killed:
    """What was left of writers that were killed: counts by what it was."""

    points: int = 0
    old: int = 0
    new: int = 0
    half: int = 0
    lost: int = 0


def _steps(folder: Path, work: Callable[[Path], None]) -> int:
    """Return how many calls to the system a writer makes that nobody kills."""
    ready, ours = os.pipe()

    def counted() -> None:
        tell = os.write
        calls = kill_at(0)
        work(folder)
        tell(ours, str(calls()).encode())

    assert ended(child(counted)) == 0
    os.close(ours)
    number = int(os.read(ready, 20))
    os.close(ready)
    return number


def kill(folder: Path, points: int) -> dict[str, Killed]:
    """Kill each of ``WRITERS`` at points spread over its calls; returns what was left, by name.

    After each kill the next writer is waited for, as it ends or undoes what was begun. Then the
    dossier has to be as it was, or as it is to be; what was acknowledged has to be there.
    """
    mini = prepared(folder)
    first = state(mini)
    found = {}
    for number, (name, work) in enumerate(WRITERS.items()):
        share = points // len(WRITERS) + (number < points % len(WRITERS))
        _restore(mini, first)
        steps = _steps(mini, work)
        last = state(mini)
        assert last != first
        left = Killed()
        for point in range(share):
            _restore(mini, first)
            step = 1 + point * (steps - 1) // max(1, share - 1)
            done = ended(child(lambda step=step, work=work: (kill_at(step), work(mini))))
            with saving.locked(*(mini / one / "any" for one in _FOLDERS if (mini / one).is_dir())):
                now = state(mini)
            left.points += 1
            left.old += now == first
            left.new += now == last
            left.half += now not in (first, last)
            left.lost += done == 0 and now != last
        found[name] = left
    return found


def _restore(folder: Path, files: dict[str, bytes]) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(folder).as_posix() not in files:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    for place, content in files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


def write_at_once(folder: Path, writers: int, each: int) -> tuple[int, int]:
    """Have writers add claims side by side; returns how many are missing and how many doubled."""
    shutil.copytree(MINI, folder / "mini")
    mini = folder / "mini"

    def work(who: int) -> None:
        saving._PATIENCE = 3600.0
        for number in range(each):
            entry = replace(ENTRY, group=f"{who}-{number}")
            adding.add(dossier.find(mini), entry, corpus=mini / "texts")

    started = [child(lambda who=who: work(who)) for who in range(writers)]
    codes = [ended(one) for one in started]
    assert codes == [0] * writers, codes
    text = (mini / "data" / "triples.ttl").read_text(encoding="utf-8")
    there = Counter(
        {
            f"{who}-{number}": text.count(f'kg:group "{who}-{number}"')
            for who in range(writers)
            for number in range(each)
        }
    )
    return sum(n == 0 for n in there.values()), sum(n > 1 for n in there.values())
