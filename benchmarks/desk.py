"""A desk whose server is killed while it saves: ``python -m benchmarks.desk [ROUNDS]``.

In each round a claim is sent to a real server, which is killed with its processes: three times of
four at a call to the system while the claim is written or answered, one call after the other, half
of what it writes being written; else at a random moment. A new one is started on the same files,
and the claim is sent again. At the end each claim stands in the files once, and ``check`` finds no
error. 200 rounds unless given.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import httpx

from kgraph.curation import checks
from kgraph.dossier import dossier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ROOT = Path(__file__).resolve().parent.parent
_MINI = _ROOT / "tests" / "dossiers" / "mini"
_AT_ANY_TIME = "at a random moment"
#: What was seen of a claim after the kill.
_SEEN = ("answered", "stood", "not yet")
_ENDS = ("velmora", "oshen", "tarskia")
_RELATIONS = ("backs", "distrusts", "courts", "threatens", "praises", "condemns", "sanctions")
_PASSAGES = 6


class Desk(NamedTuple):
    """A desk that runs: its client, which asks as the page does, and its process."""

    client: httpx.Client
    process: subprocess.Popen[str]

    def ask(self, name: str, **given: object) -> httpx.Response:
        """Ask the desk for something, as its page does."""
        return self.client.post(f"/desk/api/{name}", json=given)

    def version(self) -> str:
        """Return the version of the files as they are now."""
        found: str = self.ask("version").json()["version"]
        return found


@contextlib.contextmanager
def desk(folder: Path, *args: str, step: int | None = None) -> Iterator[Desk]:
    """Run a desk on a dossier, in a session of its own, which is killed at the end.

    With a ``step`` it kills itself at this call to the system while it writes; at none if it is 0.
    """
    run = ["-m", "kgraph"]
    if step is not None:
        run = ["-c", "from benchmarks.desk import armed; armed()", str(step)]
    call = [sys.executable, *run, "serve", "--desk", "--port", "0", "--workers", "1"]
    process = subprocess.Popen(
        [*call, "--graph", str(folder), *args], stderr=subprocess.PIPE, text=True,
        start_new_session=True, cwd=_ROOT,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        lines = iter(process.stderr.readline, "")
        found = next(filter(None, (re.search(r"http://[^/]+(?=/desk)", line) for line in lines)))
        with httpx.Client(base_url=found[0], timeout=60) as client:
            page = client.get("/desk").text
            token = re.search(r'name="kgraph-desk" content="([^"]+)"', page)
            assert token is not None
            client.headers.update({"origin": found[0], "x-kgraph-desk": token[1]})
            yield Desk(client, process)
    finally:
        kill(process)
        process.stderr.close()


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a server with all its processes, and wait until they are gone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def armed() -> None:
    """Run kgraph, which kills its session at a call to the system while it writes and answers.

    It says at which on stderr, or how many there are until it has written.
    """
    from kgraph import cli
    from kgraph.curation import saving

    step = int(sys.argv.pop(1))
    calls, writing = 0, False
    save, write = saving.save_all, os.write

    def dying(name: str, call: Callable[..., object]) -> Callable[..., object]:
        def called(*args: object, **options: object) -> object:
            nonlocal calls
            calls += writing
            if writing and calls == step:
                if name == "write":
                    write(args[0], bytes(args[1])[: len(args[1]) // 2])
                write(2, f"killed at {name}\n".encode())
                os.killpg(0, signal.SIGKILL)
            return call(*args, **options)

        return called

    def saved(*args: object) -> None:
        nonlocal writing
        writing = True
        save(*args)
        if not step:
            write(2, f"{calls} calls\n".encode())

    saving.save_all = saved
    for name in ("open", "write", "fsync", "close", "chmod", "replace", "unlink"):
        setattr(os, name, dying(name, getattr(os, name)))
    cli.main(sys.argv[1:])


def claims() -> Iterator[dict[str, str]]:
    """Yield claims of the small dossier, each another."""
    for passage in range(1, _PASSAGES + 1):
        for relation in _RELATIONS:
            for subject in _ENDS:
                for object_ in _ENDS:
                    if subject != object_:
                        yield {
                            "document": "ledger1", "passage": f"ledger1-p{passage}s1",
                            "subject": subject, "relation": relation, "object": object_,
                            "claimant": "morning-ledger", "group": f"{passage}",
                        }  # fmt: skip


def killed(folder: Path, rounds: int, seed: int = 1) -> Counter[tuple[str, str]]:
    """Kill a server that saves; returns how often, by where it was and what was seen afterwards.

    Raises ``AssertionError`` if a claim is lost or doubled, or the dossier has a new error.
    """
    lots = random.Random(seed)
    before = {*_ids(folder)}
    errors = _errors(folder)
    found: Counter[tuple[str, str]] = Counter()
    every = list(claims())[: rounds + 1]
    assert len(every) == rounds + 1, f"there are {len(every)} claims to try"
    took, steps = _measured(folder, every[0])
    for n, cells in enumerate(every[1:]):
        count = len(_ids(folder))
        at_random = n % 4 == 3
        step = None if at_random else 1 + (n - n // 4) % steps
        with desk(folder, step=step) as one:
            sender, answers = _sent(one, cells)
            sender.join(lots.uniform(0, 1.1 * took) if at_random else None)
            kill(one.process)
            sender.join()
            assert one.process.stderr is not None
            at = re.search(r"killed at \w+", one.process.stderr.read())
        assert at or at_random, "it was not killed"
        if answers:
            assert answers[0].status_code == 200, answers[0].text
        stood = len(_ids(folder)) > count
        seen = "answered" if answers else "stood" if stood else "not yet"
        found[at[0] if at else _AT_ANY_TIME, seen] += 1
        assert stood or not answers, f"lost: {cells}"
        if not answers:
            with desk(folder) as one:
                again = one.ask("add", cells=cells, version=one.version())
                said = again.status_code == 400 and "says the same" in again.text
                assert again.status_code == 200 or said, again.text
        assert len(_ids(folder)) == count + 1, f"lost or doubled: {cells}"
    ids = _ids(folder)
    assert len(ids) == len(set(ids)) == len(before) + rounds + 1
    assert before < {*ids}
    assert _errors(folder) == errors
    return found


def _sent(one: Desk, cells: dict[str, str]) -> tuple[threading.Thread, list[httpx.Response]]:
    """Send a claim in a thread; returns it, and where the answer will stand if there is one."""
    version = one.version()
    answers: list[httpx.Response] = []

    def send() -> None:
        with contextlib.suppress(httpx.HTTPError):
            answers.append(one.ask("add", cells=cells, version=version))

    sender = threading.Thread(target=send)
    sender.start()
    return sender, answers


def _measured(folder: Path, cells: dict[str, str]) -> tuple[float, int]:
    """Return the seconds that a claim takes, and the calls to the system by which it is written.

    The last of these is the answer.
    """
    with desk(folder, step=0) as one:
        began = time.monotonic()
        sender, _ = _sent(one, cells)
        sender.join()
        took = time.monotonic() - began
        assert one.process.stderr is not None
        lines = iter(one.process.stderr.readline, "")
        told = next(filter(None, (re.fullmatch(r"(\d+) calls\n", line) for line in lines)))
    return took, int(told[1]) + 1


def _ids(folder: Path) -> list[str]:
    text = "".join(path.read_text("utf-8") for path in sorted((folder / "data").glob("*.ttl")))
    return re.findall(r"^claim:(\S+) a kg:Claim", text, re.MULTILINE)


def _errors(folder: Path) -> int:
    found = checks.check(dossier.find(folder))
    return len([one for one in found if one.severity == "error" and one.check != "unfinished"])


def main() -> None:
    """Kill, and say what was found."""
    rounds = int(sys.argv[1]) if sys.argv[1:] else 200
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "mini"
        shutil.copytree(_MINI, folder)
        found = killed(folder, rounds)
    print(f"{'':20} {'kills':>8}", *(f"{seen:>8}" for seen in _SEEN))
    for where in sorted({where for where, _ in found}):
        row = [found[where, seen] for seen in _SEEN]
        print(f"{where:20} {sum(row):8}", *(f"{number:8}" for number in row))
    print(f"{found.total()} kills while saving: no claim lost, none doubled.")


if __name__ == "__main__":
    main()
