"""A desk whose server is killed while it saves: ``python -m benchmarks.desk [ROUNDS]``.

In each round a claim is sent to a real server, which is killed with its processes at a random
moment; a new one is started on the same files, and the claim is sent again. At the end each claim
stands in the files once, and ``check`` finds no error. 200 rounds unless given.
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
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import httpx

from kgraph.curation import checks
from kgraph.dossier import dossier

if TYPE_CHECKING:
    from collections.abc import Iterator

_MINI = Path(__file__).resolve().parent.parent / "tests" / "dossiers" / "mini"
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
def desk(folder: Path, *args: str) -> Iterator[Desk]:
    """Run a desk on a dossier, in a session of its own, which is killed at the end."""
    call = [sys.executable, "-m", "kgraph", "serve", "--desk", "--port", "0", "--workers", "1"]
    process = subprocess.Popen(
        [*call, "--graph", str(folder), *args], stderr=subprocess.PIPE, text=True,
        start_new_session=True,
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


def killed(folder: Path, rounds: int, seed: int = 1) -> dict[str, int]:
    """Kill a server at random moments of saving; returns how often a claim stood after the kill.

    Raises ``AssertionError`` if a claim is lost or doubled, or the dossier has a new error.
    """
    lots = random.Random(seed)
    before = {*_ids(folder)}
    errors = _errors(folder)
    found = {"answered": 0, "stood": 0, "not yet": 0}
    took = 1.0
    every = list(claims())[:rounds]
    assert len(every) == rounds, f"there are {len(every)} claims to try"
    for n, cells in enumerate(every):
        count = len(_ids(folder))
        with desk(folder) as one:
            version = one.version()
            answers: list[httpx.Response] = []

            def send(
                one: Desk = one, cells: object = cells, version: str = version,
                answers: list[httpx.Response] = answers,
            ) -> None:  # fmt: skip
                with contextlib.suppress(httpx.HTTPError):
                    answers.append(one.ask("add", cells=cells, version=version))

            began = time.monotonic()
            sender = threading.Thread(target=send)
            sender.start()
            if n == 0:  # how long it takes, to draw the moments from
                sender.join()
                took = time.monotonic() - began
            sender.join(lots.uniform(0, 1.1 * took))
            kill(one.process)
            sender.join()
        if answers:
            assert answers[0].status_code == 200, answers[0].text
        stood = len(_ids(folder)) > count
        found["answered" if answers else "stood" if stood else "not yet"] += 1
        assert stood or not answers, f"lost: {cells}"
        if not answers:
            with desk(folder) as one:
                again = one.ask("add", cells=cells, version=one.version())
                said = again.status_code == 400 and "says the same" in again.text
                assert again.status_code == 200 or said, again.text
        assert len(_ids(folder)) == count + 1, f"lost or doubled: {cells}"
    ids = _ids(folder)
    assert len(ids) == len(set(ids)) == len(before) + rounds
    assert before < {*ids}
    assert _errors(folder) == errors
    return found


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
    told = ", ".join(f"{number} {name}" for name, number in found.items())
    print(f"{rounds} kills while saving: {told}; no claim lost, none doubled.")


if __name__ == "__main__":
    main()
