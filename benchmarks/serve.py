"""The server under load and under attack: ``python -m benchmarks.serve [SECONDS]``.

Load: one look-up by 1, 16, 64 and 256 connections that stay open, for SECONDS each (5 unless
given), with and without kept answers, against a bare starlette that answers the same bytes, and
against those of ``oxigraph``, ``datasette`` and ``rdflib-endpoint`` that are on the path, with the
same data. Attack: twenty hostile queries, one at a time and four at once, with a limit of 2 s, and
what neighbours see meanwhile, with forked workers and with spawned ones. What else it outlasts:
``benchmarks.serve_strain``.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import kgraph

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUBJECT = "<https://w3id.org/kgraph/actor/armenia>"
LOOK_UP = f"SELECT ?p ?o {{ {_SUBJECT} ?p ?o }} ORDER BY ?p ?o LIMIT 7"
CONNECTIONS = (1, 16, 64, 256)
#: In which each server is asked in turn: a busy machine is busy for all alike.
_ROUNDS = 5
_LIMIT = 2.0
_BARE = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
body = bytes(int(sys.argv[2]))
async def answer(request):
    await request.body()
    return Response(body, media_type="application/sparql-results+json")
routes = [Route("/sparql", answer, methods=["POST"])]
at = {"port": int(sys.argv[1]), "log_level": "critical", "http": "httptools", "loop": "uvloop"}
uvicorn.run(Starlette(routes=routes), **at)
"""


def _product(count: int) -> str:
    return " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(count))


def _doubled(times: int) -> str:
    return "BIND('x' AS ?s0) " + " ".join(
        f"BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(times)
    )


#: Each would take hours, or all memory.
HOSTILE = [
    *(f"SELECT (COUNT(*) AS ?n) {{ {_product(n)} }}" for n in (3, 4, 6, 10)),
    *(f"SELECT * {{ {_product(n)} }} ORDER BY ?c0 ?c1" for n in (2, 3, 4)),
    *(f"SELECT DISTINCT ?c0 ?c1 ?c2 {{ {_product(n)} }}" for n in (3, 4)),
    f"ASK {{ {_product(4)} FILTER(CONCAT(STR(?c0), STR(?c3)) = 'no such text') }}",
    f"CONSTRUCT {{ ?a0 ?b1 ?c2 }} WHERE {{ {_product(3)} }}",
    f"SELECT (GROUP_CONCAT(?c0) AS ?all) {{ {_product(3)} }}",
    f"SELECT (STRLEN(?s34) AS ?n) {{ {_doubled(34)} }}",
    f"SELECT ?s28 {{ {_product(1)} {_doubled(28)} }}",
    f"SELECT (COUNT(*) AS ?n) {{ {_product(3)} FILTER(REGEX(STR(?c0), '(a+)+$')) }}",
    f"SELECT (COUNT(*) AS ?n) {{ {_product(2)} FILTER NOT EXISTS {{ ?c0 ?z ?y . ?x ?w ?v }} }}",
    f"SELECT (MD5(?s20) AS ?m) {{ {_product(2)} {_doubled(20)} }}",
    "SELECT (COUNT(*) AS ?n) { ?a (!<http://e/x>|^!<http://e/y>)* ?b . ?c (!<http://e/z>)* ?d }",
    "SELECT (COUNT(*) AS ?n) { ?a ((!<http://e/x>)*/(!<http://e/y>)*)* ?b . ?b ?c ?d . ?e ?f ?g }",
    f"SELECT ?c0 (COUNT(*) AS ?n) {{ {_product(4)} }} GROUP BY ?c0 ?c1 ?c2",
]


def posted(query: str, path: str = "/sparql") -> bytes:
    body = urlencode({"query": query}).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/sparql-results+json\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _read(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head.split(b" ", 2)[1])
    if found := re.search(rb"content-length: (\d+)", head):
        return status, await reader.readexactly(int(found[1]))
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return status, body


async def ask(port: int, request: bytes) -> tuple[int, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    try:
        return await _read(reader)
    finally:
        writer.close()


async def pressed(port: int, request: bytes, count: int, seconds: float) -> tuple[int, int, float]:
    """Return answers, errors, and the 99th hundredth of their times in milliseconds."""
    times: list[float] = []
    errors = 0
    end = time.monotonic() + seconds

    async def one() -> None:
        nonlocal errors
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (begun := time.monotonic()) < end:
            writer.write(request)
            try:
                status, _ = await _read(reader)
            except (OSError, asyncio.IncompleteReadError):
                errors += 1
                return
            times.append(time.monotonic() - begun)
            errors += status != 200
        writer.close()

    await asyncio.gather(*(one() for _ in range(count)))
    times.sort()
    return len(times), errors, times[int(len(times) * 0.99)] * 1000 if times else 0.0


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextlib.contextmanager
def _running(*call: str) -> Iterator[int]:
    """Run a server whose call has ``PORT`` in it until it can be reached; yields its port."""
    port = _free()
    command = [part.replace("PORT", str(port)) for part in call]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
        yield port
    finally:
        process.terminate()
        process.wait()


def _kgraph(*more: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "kgraph", "serve", "--port", "PORT", *more)


def load(seconds: float) -> None:
    """Print requests a second of each server, and the ratios, in rounds one after the other."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        asked = {"kgraph": (stack.enter_context(_running(*_kgraph())), posted(LOOK_UP))}
        uncached = (stack.enter_context(_running(*_kgraph("--cache", "0"))), posted(LOOK_UP))
        asked["kgraph, no cache"] = uncached
        body = asyncio.run(_whole(*uncached))
        bare = (sys.executable, "-c", _BARE, "PORT", str(len(body)))
        asked["starlette, no query"] = (stack.enter_context(_running(*bare)), posted(LOOK_UP))
        for name, call, request in _others(folder):
            asked[name] = (stack.enter_context(_running(*call)), request)
            asyncio.run(_whole(*asked[name]))
        each = seconds / _ROUNDS
        print(f"load: one look-up, {len(body)} bytes, {seconds:g} s each in {_ROUNDS} rounds")
        for count in CONNECTIONS:
            rounds: dict[str, list[tuple[int, int, float]]] = {name: [] for name in asked}
            for _ in range(_ROUNDS):
                for name, (port, request) in asked.items():
                    rounds[name].append(asyncio.run(pressed(port, request, count, each)))
            rates = {name: sum(one[0] for one in found) / seconds for name, found in rounds.items()}
            for name, found in rounds.items():
                print(
                    f"  {count:3} connections  {name:20} {rates[name]:7.0f} a second"
                    f"  99 %: {statistics.median(one[2] for one in found):6.1f} ms"
                    f"  errors: {sum(one[1] for one in found)}"
                )
            for own in ("kgraph", "kgraph, no cache"):
                told = (
                    f"{rates[own] / rate:.2f} of {name}"
                    for name, rate in rates.items()
                    if not name.startswith("kgraph")
                )
                print(f"  {count:3} connections  {own}: {', '.join(told)}")


async def _whole(port: int, request: bytes) -> bytes:
    """Return an answer that has to be one."""
    status, body = await ask(port, request)
    assert status == 200, body
    return body


def _others(folder: Path) -> Iterator[tuple[str, tuple[str, ...], bytes]]:
    """Yield those servers of the same look-up that are on the path: name, call and request."""
    triples = [line.rpartition(b" <")[0] + b" .\n" for line in _quads()]
    file = folder / "all.nt"
    file.write_bytes(b"".join(triples))
    if program := shutil.which("oxigraph"):
        at = ("--location", str(folder / "store"))
        load = [program, "load", *at, "--file", str(file)]
        subprocess.run(load, check=True, stderr=subprocess.DEVNULL)
        call = (program, "serve-read-only", *at, "--bind", "127.0.0.1:PORT")
        yield "oxigraph", call, posted(LOOK_UP, "/query")
    if program := shutil.which("datasette"):
        held = folder / "triples.db"
        with contextlib.closing(sqlite3.connect(held)) as made, made:
            made.execute("CREATE TABLE triple (s TEXT, p TEXT, o TEXT)")
            rows = (line[:-3].decode().split(" ", 2) for line in triples)
            made.executemany("INSERT INTO triple VALUES (?, ?, ?)", rows)
            made.execute("CREATE INDEX subject ON triple (s)")
        text = "SELECT p, o FROM triple WHERE s = :s ORDER BY p, o LIMIT 7"
        path = f"/triples.json?{urlencode({'sql': text, 's': _SUBJECT})}"
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        yield "datasette", (program, "serve", "--port", "PORT", str(held)), head.encode()
    if program := shutil.which("rdflib-endpoint"):
        call = (program, "serve", "--port", "PORT", str(file))
        yield "rdflib-endpoint", call, posted(LOOK_UP, "/")


def _quads() -> list[bytes]:
    return kgraph.open().store.dump().splitlines()


async def attacked(port: int, together: int) -> tuple[list[float], list[int], list[int]]:
    """Return seconds and statuses of the hostile ones, and the statuses of neighbours."""
    look_up = posted(LOOK_UP)
    seconds: list[float] = []
    statuses: list[int] = []
    neighbours: list[int] = []
    left = [posted(query) for query in HOSTILE]
    over = asyncio.Event()

    async def attack() -> None:
        while left:
            request = left.pop()
            begun = time.monotonic()
            statuses.append((await ask(port, request))[0])
            seconds.append(time.monotonic() - begun)

    async def neighbour() -> None:
        while not over.is_set():
            neighbours.append((await ask(port, look_up))[0])

    beside = asyncio.create_task(neighbour())
    await asyncio.gather(*(attack() for _ in range(together)))
    over.set()
    await beside
    return seconds, statuses, neighbours


def attack(start: str) -> None:
    """Print how hostile queries end, and what neighbours see, where workers start so."""
    for together, workers in ((1, 2), (4, 6)):
        call = _kgraph("--timeout", str(_LIMIT), "--workers", str(workers), "--start", start)
        with _running(*call) as port:
            asyncio.run(ask(port, posted(LOOK_UP)))
            seconds, statuses, neighbours = asyncio.run(attacked(port, together))
        within = sum(one <= _LIMIT + 0.5 for one in seconds)
        failed = sum(one != 200 for one in neighbours)
        print(
            f"attack ({start}): {together} at once: {within} of {len(seconds)} answered within "
            f"{_LIMIT + 0.5:g} s (longest {max(seconds):.2f} s), "
            f"statuses {dict(Counter(statuses))}; neighbours: {failed} of {len(neighbours)} failed"
        )


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    for start in ("fork", "spawn"):
        attack(start)
    load(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0)
