"""Workers forked by a process of one thread, and processes forked for the desk.

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
from typing import TYPE_CHECKING, NoReturn

from kgraph.dossier import worker
from kgraph.dossier.worker import Limits, Worker
from kgraph.errors import KgraphError
from kgraph.serve.pool import AHEAD

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kgraph.dossier.worker import Start

__all__ = ["Alone", "Zygote"]

#: What the server says to the zygote, and it answers: a sign and a number.
_WORD = struct.Struct("!cq")
_BEGIN, _END, _FAILED = b"+", b"-", b"!"


@dataclass(eq=False)
class _Seat:
    """A forked process as the server sees it; ``reaped`` waits for its end."""

    pid: int
    reader: asyncio.StreamReader
    #: Where requests are written, and what else leads to it.
    _ends: tuple[asyncio.WriteTransport | asyncio.StreamWriter, *tuple[asyncio.BaseTransport, ...]]
    _reaped: Callable[[int], Awaitable[int]]

    @property
    def gone(self) -> bool:
        return self._ends[0].is_closing() or self.reader.at_eof()

    def write(self, framed: bytes) -> None:
        self._ends[0].write(framed)

    def leave(self) -> None:
        for end in self._ends:
            if not end.is_closing():
                end.close()

    def kill(self) -> None:
        # Nobody has reaped it, so the number is still its own.
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    async def ended(self) -> int:
        return await self._reaped(self.pid)


class Zygote:
    """What forks workers; to be made before the process has threads.

    Parameters
    ----------
    start : callable
        What makes a worker ready, as for ``Worker``; it is told nothing.
    limits : Limits
        Of each request.
    """

    def __init__(self, start: Start, limits: Limits) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self.pid = worker.fork()
        if not self.pid:
            self._socket.close()
            _live(theirs, start, limits)
        theirs.close()
        self._talk: asyncio.Lock | None = None

    async def begin(self) -> _Seat:
        """Have a worker forked, as a maker does."""
        sign, number, ends = await self._said(_BEGIN, 0)
        if sign == _FAILED:
            message = "A worker cannot be made ready; what it said stands above."
            raise RuntimeError(message)
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=AHEAD)
        writing, _ = await loop.connect_write_pipe(
            asyncio.Protocol, os.fdopen(ends[0], "wb", buffering=0)
        )
        reading, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(ends[1], "rb", buffering=0)
        )
        return _Seat(number, reader, (writing, reading), self._reaped)

    def stop(self) -> None:
        """Let the zygote end, which sees the socket close; what waits there in a thread returns."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    async def closed(self) -> None:
        """Wait for the end of the zygote."""
        self.stop()
        self._socket.close()
        await _exit_code(self.pid)

    async def _reaped(self, pid: int) -> int:
        return (await self._said(_END, pid))[1]

    async def _said(self, sign: bytes, number: int) -> tuple[bytes, int, list[int]]:
        """Say a word to the zygote, and return its answer; descriptors come with it."""
        self._talk = self._talk or asyncio.Lock()
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


class Alone:
    """A process with all rights, forked now, before there are threads; ``begin`` listens to it.

    Parameters
    ----------
    start : callable
        What makes, in the process, the handler of requests.
    told : bytes
        What ``start`` is told.
    """

    def __init__(self, start: Start, told: bytes) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self.pid = worker.fork()
        if not self.pid:
            self._socket.close()
            _attend(theirs, start, told)
        theirs.close()

    async def begin(self) -> _Seat:
        """Return the process."""
        reader, writer = await asyncio.open_unix_connection(sock=self._socket)
        return _Seat(self.pid, reader, (writer,), _exit_code)


async def _exit_code(pid: int) -> int:
    """Wait for the end of a child in a thread; returns its exit code."""
    wait = asyncio.get_running_loop().run_in_executor
    try:
        return os.waitstatus_to_exitcode((await wait(None, os.waitpid, pid, 0))[1])
    except ChildProcessError:
        return 0


# --- inside what is forked


def _quiet() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to hear
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _attend(ours: socket.socket, start: Start, told: bytes) -> NoReturn:
    try:
        _quiet()
        with contextlib.suppress(BrokenPipeError, ConnectionError):
            worker.attend(start, told, ours.fileno(), ours.fileno())
    finally:
        os._exit(0)


def _live(ours: socket.socket, start: Start, limits: Limits) -> NoReturn:
    try:
        _quiet()
        workers: dict[int, Worker] = {}
        while len(word := ours.recv(_WORD.size, socket.MSG_WAITALL)) == _WORD.size:
            sign, number = _WORD.unpack(word)
            if sign == _END:
                ours.sendall(_WORD.pack(_END, workers.pop(number).left()))
                continue
            try:
                one = Worker(_alone(ours, workers, start), limits)
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
        worker.yielding()
        return start(told)

    return begin
