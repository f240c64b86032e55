"""Workers that stand ready, forked by a process of one thread and killed at their deadline.

A server has threads and an event loop, which a fork must not copy. So a *zygote* is forked from it
before either begins. Asked to, it forks a worker of ``kgraph.dossier.worker`` and hands the ends of
its pipes over a socket. It alone reaps the workers: the number of one that has ended belongs to
nobody else until then. When the server ends, however it ends, the zygote sees the socket close, and
the workers see the zygote's end.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from kgraph.dossier import worker
from kgraph.dossier.worker import Limits, Worker
from kgraph.errors import KgraphError

if TYPE_CHECKING:
    from kgraph.dossier.worker import Start

__all__ = ["Busy", "Pool"]

#: What the server says to the zygote, and it answers: a sign and a number.
_WORD = struct.Struct("!cq")
_BEGIN, _END, _FAILED = b"+", b"-", b"!"
#: Workers ready beside those that may work at once.
_SPARES = 2
#: How often a worker that cannot be made ready is tried again, once a second.
_TRIES = 5
#: Bytes of an answer that are read ahead.
_AHEAD = 1 << 20


class Busy(KgraphError):
    """No worker can be had: more wait than the queue holds, or none can be made ready."""

    exit_code = 6


@dataclass(eq=False)
class _Seat:
    """A worker as the server sees it."""

    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.WriteTransport
    reading: asyncio.ReadTransport

    @property
    def gone(self) -> bool:
        """Whether it has ended while nobody asked it."""
        return self.writer.is_closing() or self.reader.at_eof()

    def leave(self) -> None:
        for end in (self.writer, self.reading):
            if not end.is_closing():
                end.close()


class Pool:
    """Workers that answer requests, each one at a time.

    To be made before the process has threads; ``opened`` begins the workers within a loop.

    Parameters
    ----------
    start : callable
        What makes a worker ready, as for ``Worker``; it is told nothing.
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
        start: Start,
        limits: Limits,
        *,
        size: int = 2,
        queue: int = 512,
        what: str = "query",
    ) -> None:
        self._limits, self._size, self._queue, self._what = limits, size, queue, what
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._zygote = worker.fork()
        if not self._zygote:
            self._socket.close()
            _live(theirs, start, limits, what)
        theirs.close()
        self._seats: set[_Seat] = set()
        self._waiting = 0
        self._later: set[asyncio.Task[None]] = set()
        #: Why there can be no more workers, once there cannot.
        self._over = ""

    @property
    def over(self) -> str:
        """Why nothing can be asked any more, in a sentence; nothing as long as it can."""
        return self._over

    async def opened(self) -> None:
        """Begin the workers; raises what the first of them cannot be made ready for."""
        self._turn = asyncio.Semaphore(self._size)
        self._talk = asyncio.Lock()
        #: Seats that nobody asks; nothing stands there once all is over.
        self._ready: asyncio.Queue[_Seat | None] = asyncio.Queue()
        for _ in range(self._size + _SPARES):
            await self._begin()

    async def closed(self) -> None:
        """End all: the workers with the zygote, which sees the socket close."""
        self.stop()
        async with self._talk:
            self._socket.close()
        for seat in self._seats:
            seat.leave()
        with contextlib.suppress(ChildProcessError):
            await asyncio.get_running_loop().run_in_executor(None, os.waitpid, self._zygote, 0)

    def stop(self) -> None:
        """Kill the workers and begin no more: who waits is told so at once."""
        if self._over:
            return
        self._over = "The server is ending."
        for seat in self._seats:
            with contextlib.suppress(ProcessLookupError):
                os.kill(seat.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):  # what waits there in a thread returns
            self._socket.shutdown(socket.SHUT_RDWR)
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

    async def _free(self) -> _Seat:
        """Return a worker that nobody asks, as soon as there is one."""
        while not self._over:
            seat = await self._ready.get()
            if seat is None:
                self._ready.put_nowait(None)  # for whoever waits beside
            elif seat.gone:
                self._replaced(seat)
            else:
                return seat
        raise Busy(self._over)

    async def _asked(self, seat: _Seat, request: bytes) -> bytes:
        whole = False
        try:
            async with asyncio.timeout(self._limits.seconds):
                seat.writer.write(worker.framed(request))
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
                self._replaced(seat)
        return worker.heard(head, body, self._what, self._limits)

    def _replaced(self, seat: _Seat) -> None:
        """Have another worker take the place of one, in a while."""

        async def replace() -> None:
            for left in reversed(range(_TRIES)):
                try:
                    await self._end(seat)
                    await self._begin()
                    return
                except (OSError, RuntimeError) as error:
                    if self._over or isinstance(error, OSError) or not left:
                        self._over = self._over or str(error)
                        self._ready.put_nowait(None)
                        return
                await asyncio.sleep(1)  # the system may have been short of memory

        task = asyncio.create_task(replace())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _begin(self) -> None:
        """Have the zygote fork a worker, and seat it."""
        sign, number, ends = await self._said(_BEGIN, 0)
        if sign == _FAILED:
            message = "A worker cannot be made ready; what it said stands above."
            raise RuntimeError(message)
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=_AHEAD)
        writing, _ = await loop.connect_write_pipe(
            asyncio.Protocol, os.fdopen(ends[0], "wb", buffering=0)
        )
        reading, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(ends[1], "rb", buffering=0)
        )
        seat = _Seat(number, reader, writing, reading)
        self._seats.add(seat)
        self._ready.put_nowait(seat)

    async def _end(self, seat: _Seat) -> int:
        """Kill a worker, if it still runs, and return the status that it ended with."""
        if seat not in self._seats:
            return 0
        self._seats.discard(seat)
        seat.leave()
        # The zygote has not reaped it, so the number is still its own.
        with contextlib.suppress(ProcessLookupError):
            os.kill(seat.pid, signal.SIGKILL)
        return (await self._said(_END, seat.pid))[1]

    async def _said(self, sign: bytes, number: int) -> tuple[bytes, int, list[int]]:
        """Say a word to the zygote, and return its answer; descriptors come with it."""
        async with self._talk:
            return await asyncio.get_running_loop().run_in_executor(
                None, self._talked, _WORD.pack(sign, number)
            )

    def _talked(self, said: bytes) -> tuple[bytes, int, list[int]]:
        self._socket.sendall(said)
        heard, ends, _, _ = socket.recv_fds(self._socket, _WORD.size, 2)
        if len(heard) < _WORD.size:
            message = "The process that makes workers has ended; start the server again."
            raise ConnectionError(message)
        sign, number = _WORD.unpack(heard)
        return sign, number, ends


# --- inside the zygote


def _live(ours: socket.socket, start: Start, limits: Limits, what: str) -> NoReturn:
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to hear
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        workers: dict[int, Worker] = {}
        while len(word := ours.recv(_WORD.size, socket.MSG_WAITALL)) == _WORD.size:
            sign, number = _WORD.unpack(word)
            if sign == _END:
                ours.sendall(_WORD.pack(_END, workers.pop(number).left()))
                continue
            try:
                one = Worker(_alone(ours, workers, start), limits, what)
            except (KgraphError, OSError, RuntimeError) as error:
                sys.stderr.write(f"kgraph: {error}\n")
                ours.sendall(_WORD.pack(_FAILED, 0))
                continue
            workers[one.pid] = one
            socket.send_fds(ours, [_WORD.pack(_BEGIN, one.pid)], [*one.ends])
            one.handed_over()
        for one in workers.values():
            one.close()
    finally:
        os._exit(0)


def _alone(ours: socket.socket, workers: dict[int, Worker], start: Start) -> Start:
    """Return a start that lets go of what leads to the server and to the other workers."""

    def begin(told: worker.Told) -> worker.Handler:
        ours.close()
        for other in workers.values():
            other.forgotten()
        # Where memory runs out all the same, the system is to end this process first.
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
        return start(told)

    return begin
