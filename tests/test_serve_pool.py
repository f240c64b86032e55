"""Workers that stand ready: one that ends unasked, a client that goes away, a queue that is full."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import loops
import pytest
from serving import family

from kgraph.dossier.worker import Limits
from kgraph.errors import AmbiguousName, BadQuery, LimitError, MissingFile
from kgraph.serve.forking import Zygote
from kgraph.serve.pool import Busy, Pool
from kgraph.serve.spawning import Spawner

_LIMITS = Limits(seconds=30, memory=64 << 20, stack=1 << 20, answer=1000)


@pytest.fixture
def found_here(monkeypatch):
    """A spawned process finds this module by its name."""
    monkeypatch.syspath_prepend(Path(__file__).parent)


@pytest.fixture(params=["fork", "spawn"])
def way(request, found_here):
    """What makes workers, given their limits."""
    if request.param == "fork":
        return lambda limits: Zygote(_start, limits)
    return lambda limits: Spawner(_start, b"", limits)


def _start(_):
    """Answer with what was asked, the number of the worker, or an end of some sort."""

    def handle(request):
        if request == b"who":
            return str(os.getpid()).encode()
        if request == b"wait":
            signal.pause()
        if request == b"crash":
            signal.raise_signal(signal.SIGSEGV)
        if request == b"long":
            return b"x" * 2000
        if request == b"large":
            return bytes(1 << 30)[:1]
        if request == b"ambiguous":
            raise AmbiguousName("x", "actor", ["a", "b"])
        if request == b"query":
            raise BadQuery("no", "query", 1, 2)
        return request

    return handle


def _with(way, call, *, size=1, queue=8, limits=_LIMITS):
    """Run a coroutine function with a pool, and see that no process is left."""
    before = set(family(os.getpid()))
    pool = Pool(way(limits), limits, size=size, queue=queue)

    async def run():
        await pool.opened()
        try:
            return await call(pool)
        finally:
            await pool.closed()

    found = loops.run(run())
    assert set(family(os.getpid())) <= before
    return found


async def _until(true):
    while not true():
        await asyncio.sleep(0)


def test_requests_are_answered_each_by_one_worker(way):
    async def call(pool):
        return await asyncio.gather(*(pool.ask(str(n).encode()) for n in range(8)))

    assert _with(way, call, size=2) == [str(n).encode() for n in range(8)]


def test_a_worker_that_ends_while_nobody_asks_is_replaced(way):
    async def call(pool):
        ended = int(await pool.ask(b"who"))
        os.kill(ended, signal.SIGKILL)
        await _until(lambda: any(seat.gone for seat in pool._seats))  # the loop hears of it
        found = [await pool.ask(b"who") for _ in range(12)]
        await _until(lambda: len(pool._seats) == 3)
        return str(ended).encode() in found

    assert not _with(way, call)


def test_who_goes_away_leaves_no_worker_busy(way):
    async def call(pool):
        asked = asyncio.create_task(pool.ask(b"wait"))
        await _until(lambda: pool._turn.locked())
        await asyncio.sleep(0)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        return [await pool.ask(b"more") for _ in range(6)]

    assert _with(way, call) == [b"more"] * 6


def test_a_full_queue_says_so_and_who_waits_is_told_of_the_end(way):
    async def call(pool):
        asked = [asyncio.create_task(pool.ask(b"wait")) for _ in range(2)]
        await _until(lambda: pool._waiting == 1)
        with pytest.raises(Busy, match="Too many requests wait"):
            await pool.ask(b"more")
        pool.stop()
        found = await asyncio.gather(*asked, return_exceptions=True)
        with pytest.raises(Busy, match="ending"):
            await pool.ask(b"more")
        return found

    assert [str(one) for one in _with(way, call, queue=1)] == ["The server is ending."] * 2


@pytest.mark.parametrize(
    ("request_", "limits", "limit"),
    [
        (b"wait", _LIMITS._replace(seconds=0.01), "time"),
        (b"long", _LIMITS, "length"),
        (b"large", _LIMITS, "memory"),
        (b"crash", _LIMITS, "depth"),
    ],
)
def test_a_limit_says_which_and_the_next_is_answered(way, request_, limits, limit):
    async def call(pool):
        with pytest.raises(LimitError) as error:
            await pool.ask(request_)
        assert error.value.limit == limit
        pool._limits = _LIMITS
        return await pool.ask(b"more")

    assert _with(way, call, limits=limits) == b"more"


def test_an_error_comes_as_it_was(way):
    async def call(pool):
        with pytest.raises(AmbiguousName, match="'x' names more than one actor") as names:
            await pool.ask(b"ambiguous")
        with pytest.raises(BadQuery, match="query:1:2: no") as query:
            await pool.ask(b"query")
        return names.value.candidates, query.value.line

    assert _with(way, call) == (("a", "b"), 1)


def test_without_the_process_that_makes_workers_all_is_over():
    zygote = Zygote(_start, _LIMITS)

    async def call(pool):
        ended = int(await pool.ask(b"who"))
        os.kill(zygote.pid, signal.SIGKILL)
        await _until(lambda: not Path(f"/proc/{ended}").exists())
        with pytest.raises(Busy):
            for _ in range(10):
                await pool.ask(b"more")
        return pool.over

    assert _with(lambda _: zygote, call)


def _unready(_):
    raise MissingFile("There is nothing to open.")


def _ending(_):
    os._exit(7)


@pytest.mark.parametrize(("start", "said"), [
    (_unready, "made ready: There is nothing to open."), (_ending, "made ready: it ended with 7."),
])  # fmt: skip
def test_a_spawned_worker_that_cannot_be_made_ready_says_why(found_here, start, said):
    async def call(pool):
        raise AssertionError("it opened")

    with pytest.raises(RuntimeError, match=said):
        _with(lambda limits: Spawner(start, b"", limits), call)
