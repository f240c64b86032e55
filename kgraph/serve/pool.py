"""Workers that stand ready, each for one request at a time, and are killed at their deadline.

How a worker begins and ends is a maker's: ``forking``, or ``spawning`` where nothing forks.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Protocol

from kgraph.dossier import worker
from kgraph.errors import KgraphError

if TYPE_CHECKING:
    from kgraph.dossier.worker import Limits

__all__ = ["AHEAD", "Busy", "Maker", "Pool", "Seat"]

#: Workers ready beside those that may work at once.
_SPARES = 2
#: How often a worker that cannot be made ready is tried again, once a second.
_TRIES = 5
#: Bytes of an answer that are read ahead.
AHEAD = 1 << 20


class Busy(KgraphError):
    """No worker can be had: more wait than the queue holds, or none can be made ready."""

    exit_code = 6


class Seat(Protocol):
    """A worker as the server sees it."""

    @property
    def reader(self) -> asyncio.StreamReader:
        """Where its answers come from."""

    @property
    def gone(self) -> bool:
        """Whether it has ended while nobody asked it."""

    def write(self, framed: bytes) -> None:
        """Send it a request."""

    def leave(self) -> None:
        """Close what leads to it; it ends itself."""

    def kill(self) -> None:
        """End it at once, if it still runs."""

    async def ended(self) -> int:
        """Wait for its end, and return its exit code, negative for a signal."""


class Maker(Protocol):
    """What begins workers."""

    async def begin(self) -> Seat:
        """Return a new worker, made ready.

        Raises
        ------
        RuntimeError
            If this one cannot be made ready.
        OSError
            If none can be any more.
        """

    def stop(self) -> None:
        """Kill and begin no more; who waits for one is told so at once."""

    async def closed(self) -> None:
        """Wait until all have ended that were left or killed."""


class Pool:
    """Workers that answer requests, each one at a time.

    ``opened`` begins the workers within a loop.

    Parameters
    ----------
    maker : Maker
        What begins them.
    limits : Limits
        Of each request.
    size : int
        Requests that are worked on at once.
    queue : int
        Requests that may wait beside.
    what : str
        What is asked, for messages.
    """

    def __init__(
        self,
        maker: Maker,
        limits: Limits,
        *,
        size: int = 2,
        queue: int = 512,
        what: str = "query",
    ) -> None:
        self._maker, self._limits, self._what = maker, limits, what
        self._size, self._queue = size, queue
        self._seats: set[Seat] = set()
        self._waiting = 0
        self._later: set[asyncio.Task[None]] = set()
        #: Why there can be no more workers, once there cannot.
        self._over = ""

    @property
    def over(self) -> str:
        """Why nothing can be asked any more, in a sentence; nothing as long as it can."""
        return self._over

    async def opened(self) -> None:
        """Begin a worker, and have the others begin; raises what it cannot be made ready for."""
        self._turn = asyncio.Semaphore(self._size)
        self._stopped = asyncio.Event()
        #: Seats that nobody asks; nothing stands there once all is over.
        self._ready: asyncio.Queue[Seat | None] = asyncio.Queue()
        await self._begin()
        for _ in range(self._size + _SPARES - 1):
            self._soon()

    async def closed(self) -> None:
        """End all."""
        self.stop()
        await asyncio.gather(*self._later)
        for seat in self._seats:
            seat.leave()
        await self._maker.closed()

    def stop(self) -> None:
        """Kill the workers and begin no more: who waits is told so at once."""
        if self._over:
            return
        self._ended("The server is ending.")
        for seat in self._seats:
            seat.kill()
        self._maker.stop()

    def _ended(self, why: str) -> None:
        self._over = self._over or why
        self._stopped.set()
        self._ready.put_nowait(None)

    async def ask(self, request: bytes) -> bytes:
        """Return the answer to a request.

        Raises
        ------
        Busy
            If too many wait, or there are no workers any more.
        LimitError
            If a limit was reached; the worker is replaced then.
        KgraphError
            That the worker raised.
        """
        if self._turn.locked() and self._waiting >= self._queue:
            message = f"Too many requests wait ({self._waiting}); ask again in a moment."
            raise Busy(message)
        self._waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self._waiting -= 1
        try:
            return await self._asked(await self._free(), request)
        finally:
            self._turn.release()

    async def _free(self) -> Seat:
        """Return a worker that nobody asks, as soon as there is one."""
        while not self._over:
            seat = await self._ready.get()
            if seat is None:
                self._ready.put_nowait(None)  # for whoever waits beside
            elif seat.gone:
                self._soon(seat)
            else:
                return seat
        raise Busy(self._over)

    async def _asked(self, seat: Seat, request: bytes) -> bytes:
        whole = False
        try:
            async with asyncio.timeout(self._limits.seconds):
                seat.write(worker.framed(request))
                head = await seat.reader.readexactly(worker.HEAD)
                body = await seat.reader.readexactly(worker.length(head))
            whole = True
        except TimeoutError:
            raise worker.too_slow(self._what, self._limits.seconds) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            if self._over:
                raise Busy(self._over) from None
            raise worker.ended(await self._end(seat), self._what, self._limits) from None
        finally:
            if whole:
                self._ready.put_nowait(seat)
            else:  # also where whoever asked has gone away
                self._soon(seat)
        return worker.heard(head, body, self._what, self._limits)

    def _soon(self, ended: Seat | None = None) -> None:
        """Have another worker begin in a while, in place of one if that has ended or is to."""

        async def begin() -> None:
            for left in reversed(range(_TRIES)):
                try:
                    if ended is not None:
                        await self._end(ended)
                    await self._begin()
                    return
                except (OSError, RuntimeError) as error:
                    if self._over or isinstance(error, OSError) or not left:
                        self._ended(str(error))
                        return
                # The system may have been short of memory.
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stopped.wait(), 1)

        task = asyncio.create_task(begin())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _begin(self) -> None:
        seat = await self._maker.begin()
        self._seats.add(seat)
        self._ready.put_nowait(seat)

    async def _end(self, seat: Seat) -> int:
        """Kill a worker, if it still runs, and return the exit code that it ended with."""
        if seat not in self._seats:
            return 0
        self._seats.discard(seat)
        seat.leave()
        seat.kill()
        return await seat.ended()
