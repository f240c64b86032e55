"""What a server outlasts: ``python -m benchmarks.serve_strain [WHAT ...]``, all of it unless told.

``signals``: ended by Ctrl-C and SIGTERM in turn while 16 connections ask, 100 rounds.
``slow``: 200 sockets that send a byte now and then, and what neighbours see.
``bad``: 220 queries and more that are none, or that no machine can answer.
``memory``: what all its processes hold before runaways, and five seconds after.
``long``: a minute of a look-up by 1, 16, 64 and 256 connections.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import kgraph
from benchmarks import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

_SLOW = 200
_BAD = 220
#: The processes of a server at rest with four workers: itself, what makes workers, two spares.
_AT_REST = 1 + 1 + 4 + 2


@contextlib.contextmanager
def _server(*more: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """Run a server at a free port until it says that it serves; yields its port and process."""
    call = [sys.executable, "-m", "kgraph", "serve", "--port", "0", *more]
    process = subprocess.Popen(call, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if found := re.search(r":(\d+)/ until", line):
                yield int(found[1]), process
                break
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def _family(pid: int) -> list[int]:
    """Return a process and those that descend from it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # a thread that has ended
            for child in map(int, task.read_text().split()):
                found += _family(child)
    return found


def signals(rounds: int = 100) -> None:
    """End a server that is asked, and see how long it takes and what is left."""
    took: list[float] = []
    codes: Counter[int] = Counter()
    orphans = 0
    traces = 0
    for number in range(rounds):
        sign = (signal.SIGINT, signal.SIGTERM)[number % 2]
        with _server("--cache", "0") as (port, process):
            members = _family(process.pid)
            took.append(asyncio.run(_ended(port, process, sign)))
            codes[process.returncode] += 1
            assert process.stderr is not None
            traces += "Traceback" in process.stderr.read()
            orphans += sum(_alive(pid) for pid in members)
    call = [sys.executable, "-m", "kgraph", "query", "ASK {}"]
    unlocked = subprocess.run(call, capture_output=True, check=False).returncode == 0
    print(
        f"signals: {sum(one <= 1 for one in took)} of {rounds} ended within 1 s "
        f"(median {statistics.median(took):.2f} s, longest {max(took):.2f} s), "
        f"codes {dict(codes)}, orphans {orphans}, tracebacks {traces}, "
        f"a query answered afterwards: {unlocked}"
    )


async def _ended(port: int, process: subprocess.Popen[str], sign: signal.Signals) -> float:
    """Send a signal while 16 connections ask; returns the seconds until the server has ended."""
    request = serve.posted(serve.LOOK_UP)
    asking = asyncio.create_task(serve.pressed(port, request, 16, 10.0))
    for _ in range(5):
        await serve.ask(port, request)
    begun = time.monotonic()
    process.send_signal(sign)
    await asyncio.to_thread(process.wait)
    took = time.monotonic() - begun
    await asking
    return took


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def slow() -> None:
    """Compare what 16 connections see with and without sockets that hardly send, in turn."""
    request = serve.posted(serve.LOOK_UP)

    async def measured(port: int) -> list[tuple[float, float]]:
        found = []
        for _ in range(5):
            alone = await serve.pressed(port, request, 16, 2.0)
            drips = [asyncio.create_task(_drip(port, half)) for half in range(_SLOW)]
            await asyncio.sleep(0.5)
            beside = await serve.pressed(port, request, 16, 2.0)
            for drip in drips:
                drip.cancel()
            await asyncio.gather(*drips, return_exceptions=True)
            assert not alone[1] + beside[1]
            found.append((alone[2], beside[2]))
        return found

    with _server("--cache", "0") as (port, _):
        found = asyncio.run(measured(port))
    alone, beside = (statistics.median(one[n] for one in found) for n in (0, 1))
    print(
        f"slow: 99 % of neighbours within {alone:.1f} ms alone, {beside:.1f} ms beside {_SLOW} "
        f"slow sockets: {beside / alone:.2f} times; no errors"
    )


async def _drip(port: int, number: int) -> None:
    """Send a head, or a body, that never ends, a byte now and then."""
    head = b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    if number % 2:
        head += b"Content-Type: application/sparql-query\r\nContent-Length: 60000\r\n\r\n"
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head)
    try:
        while not writer.is_closing():
            writer.write(b"x")
            await asyncio.sleep(0.2)
    finally:
        writer.close()


def _bad_queries() -> list[str]:
    """Return questions of the shelf cut and mangled, nests, and hostile ones."""
    texts = [one.text for one in kgraph.open().questions()]
    cut = [text[: len(text) * share // 8] for text in texts for share in range(1, 8)]
    wrong = [
        re.sub(f"[{mark}]", other, text, count=1)
        for text in texts
        for mark, other in (("{", "}"), ("?", "??"), (".", "\0"), ("}", '"'), (":", "<"))
    ]
    nests = [
        f"ASK {{ {left * deep} {right * deep} }}"
        for left, right in (("{", "}"), ("[", "]"), ("FILTER(", ")"), ("FILTER EXISTS{", "}"))
        for deep in (10, 1_000, 3_000)
    ]
    odd = [
        "",
        " ",
        "\ufeff",
        "\0",
        "%",
        "\ud800".encode("utf-8", "replace").decode(),
        "SELECT",
        "x" * 60_000,
    ]
    return [*serve.HOSTILE, *nests, *odd, *cut, *wrong]


def bad() -> None:
    """Ask what is no query; each is an answer or an error in one sentence, and the server stays."""
    queries = _bad_queries()
    assert len(queries) >= _BAD

    async def asked(port: int) -> tuple[Counter[int], int]:
        statuses: Counter[int] = Counter()
        traces = 0
        for query in queries:
            status, body = await serve.ask(port, serve.posted(query))
            statuses[status] += 1
            traces += b"Traceback" in body
        return statuses, traces

    with _server("--timeout", "1") as (port, process):
        statuses, traces = asyncio.run(asked(port))
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        traces += "Traceback" in process.stderr.read()
    print(
        f"bad: {len(queries)} queries, statuses {dict(sorted(statuses.items()))}, "
        f"tracebacks {traces}, 500: {statuses[500]}"
    )


def memory() -> None:
    """Print what is held before, while and after hostile queries run four at once."""
    with _server("--timeout", "2", "--workers", "4") as (port, process):
        asyncio.run(serve.ask(port, serve.posted(serve.LOOK_UP)))
        # It serves as soon as one worker is ready: the others belong to what it holds.
        while len(_family(process.pid)) < _AT_REST:
            time.sleep(0.1)
        before = _held(process.pid)
        most = before

        async def run() -> None:
            nonlocal most
            attack = asyncio.create_task(serve.attacked(port, 4))
            while not attack.done():
                most = max(most, await asyncio.to_thread(_held, process.pid))
                await asyncio.sleep(0.2)
            await attack
            await asyncio.sleep(5)

        asyncio.run(run())
        after = _held(process.pid)
    print(
        f"memory: {before} MB before, {most} MB at most, {after} MB 5 s after: "
        f"{after / before - 1:+.0%}"
    )


def _held(pid: int) -> int:
    """Return the megabytes of a process and its children, what they share counted once."""
    total = 0
    for one in _family(pid):
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{one}/smaps_rollup").read_text()
            total += int(text.partition("\nPss:")[2].split()[0])
    return total // 1024


def long(seconds: float = 60.0) -> None:
    """Ask for a minute by each number of connections."""
    with _server() as (port, _):
        for count in serve.CONNECTIONS:
            answers, errors, late = asyncio.run(
                serve.pressed(port, serve.posted(serve.LOOK_UP), count, seconds)
            )
            print(
                f"long: {count:3} connections, {seconds:g} s: {answers} answers, errors: {errors}, "
                f"99 %: {late:.1f} ms"
            )


_WHAT = {"signals": signals, "slow": slow, "bad": bad, "memory": memory, "long": long}

if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    for name in sys.argv[1:] or _WHAT:
        _WHAT[name]()
