"""The server under load and under attack: ``python -m benchmarks.serve [SECONDS]``.

Load: one look-up by 1, 16, 64 and 256 connections that stay open, for SECONDS each (5 unless
given), against a bare starlette that answers the same bytes and, if ``oxigraph`` is on the path,
against its server with the same data. Attack: twenty hostile queries, one at a time and four at
once, with a limit of 2 s, and what neighbours see meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import socket
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

_LOOK_UP = "SELECT ?p ?o { <https://w3id.org/kgraph/actor/armenia> ?p ?o } ORDER BY ?p ?o LIMIT 7"
_CONNECTIONS = (1, 16, 64, 256)
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
uvicorn.run(Starlette(routes=routes), port=int(sys.argv[1]), log_level="critical", http="h11")
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


def _request(query: str) -> bytes:
    body = urlencode({"query": query}).encode()
    head = (
        "POST {0} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/sparql-results+json\r\n"
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


async def _ask(port: int, request: bytes) -> tuple[int, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    try:
        return await _read(reader)
    finally:
        writer.close()


async def _load(port: int, request: bytes, count: int, seconds: float) -> tuple[int, int, float]:
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
    """Print requests a second of each server, and the ratios."""
    request = _request(_LOOK_UP)
    with contextlib.ExitStack() as stack:
        ports = {"kgraph": (stack.enter_context(_running(*_kgraph())), "/sparql")}
        status, body = asyncio.run(_ask(ports["kgraph"][0], request.replace(b"{0}", b"/sparql")))
        assert status == 200, body
        bare = (sys.executable, "-c", _BARE, "PORT", str(len(body)))
        ports["starlette, no query"] = (stack.enter_context(_running(*bare)), "/sparql")
        if program := shutil.which("oxigraph"):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            (folder / "all.nt").write_bytes(
                b"".join(line.rpartition(b" <")[0] + b" .\n" for line in _quads())
            )
            at = ("--location", str(folder / "store"))
            subprocess.run(
                [program, "load", *at, "--file", str(folder / "all.nt")],
                check=True, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            call = (program, "serve-read-only", *at, "--bind", "127.0.0.1:PORT")
            ports["oxigraph"] = (stack.enter_context(_running(*call)), "/query")
        print(f"load: one look-up, {len(body)} bytes, {seconds:g} s each, the client beside it")
        for count in _CONNECTIONS:
            rates = {}
            for name, (port, path) in ports.items():
                sent = request.replace(b"{0}", path.encode())
                answers, errors, late = asyncio.run(_load(port, sent, count, seconds))
                rates[name] = answers / seconds
                print(
                    f"  {count:3} connections  {name:20} {rates[name]:7.0f} a second"
                    f"  99 %: {late:6.1f} ms  errors: {errors}"
                )
            own = rates.pop("kgraph")
            told = ", ".join(f"{own / rate:.2f} of {name}" for name, rate in rates.items())
            print(f"  {count:3} connections  kgraph has {told}")


def _quads() -> list[bytes]:
    return kgraph.open().store.dump().splitlines()


async def _attacked(port: int, together: int) -> tuple[list[float], list[int], list[int]]:
    """Return seconds and statuses of the hostile ones, and the statuses of neighbours."""
    look_up = _request(_LOOK_UP).replace(b"{0}", b"/sparql")
    seconds: list[float] = []
    statuses: list[int] = []
    neighbours: list[int] = []
    left = [_request(query).replace(b"{0}", b"/sparql") for query in HOSTILE]
    over = asyncio.Event()

    async def attack() -> None:
        while left:
            request = left.pop()
            begun = time.monotonic()
            statuses.append((await _ask(port, request))[0])
            seconds.append(time.monotonic() - begun)

    async def neighbour() -> None:
        while not over.is_set():
            neighbours.append((await _ask(port, look_up))[0])

    beside = asyncio.create_task(neighbour())
    await asyncio.gather(*(attack() for _ in range(together)))
    over.set()
    await beside
    return seconds, statuses, neighbours


def attack() -> None:
    """Print how hostile queries end, and what neighbours see."""
    for together, workers in ((1, 2), (4, 6)):
        call = _kgraph("--timeout", str(_LIMIT), "--workers", str(workers))
        with _running(*call) as port:
            asyncio.run(_ask(port, _request(_LOOK_UP).replace(b"{0}", b"/sparql")))
            seconds, statuses, neighbours = asyncio.run(_attacked(port, together))
        within = sum(one <= _LIMIT + 0.5 for one in seconds)
        failed = sum(one != 200 for one in neighbours)
        print(
            f"attack: {together} at once: {within} of {len(seconds)} answered within "
            f"{_LIMIT + 0.5:g} s (longest {max(seconds):.2f} s), "
            f"statuses {dict(Counter(statuses))}; neighbours: {failed} of {len(neighbours)} failed"
        )


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    attack()
    load(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0)
