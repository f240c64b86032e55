"""Workers begun as fresh processes, where nothing forks; each loads for itself what it needs."""

from __future__ import annotations

import asyncio
import contextlib
from asyncio.subprocess import PIPE
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.dossier import fresh, worker
from kgraph.errors import KgraphError
from kgraph.serve.pool import AHEAD

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from kgraph.dossier.worker import Limits, Start

__all__ = ["Spawner"]


@dataclass(eq=False)
class _Seat:
    """A spawned process as the server sees it."""

    reader: asyncio.StreamReader
    _writer: asyncio.StreamWriter
    _process: Process

    @property
    def gone(self) -> bool:
        return self._writer.is_closing() or self.reader.at_eof()

    def write(self, framed: bytes) -> None:
        self._writer.write(framed)

    def leave(self) -> None:
        self._writer.close()

    def kill(self) -> None:
        if self.reader.at_eof():
            return  # it is ending, and asyncio's kill might take its exit code from who waits
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def ended(self) -> int:
        return await self._process.wait()


class Spawner:
    """What spawns processes: confined workers, or with all rights where there are no limits.

    Parameters
    ----------
    start : callable
        A function of a module, which makes a worker ready in the process.
    told : bytes
        What it is told.
    limits : Limits, optional
        Of each request.
    """

    def __init__(self, start: Start, told: bytes, limits: Limits | None = None) -> None:
        self._begun, self._limits = fresh.begun(start, told, limits), limits
        self._seats: set[_Seat] = set()
        self._stopped = False

    async def begin(self) -> _Seat:
        """Spawn a process, as a maker does."""
        command, how = fresh.call()
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, limit=AHEAD, **how
            )
        except OSError as error:
            message = f"A worker cannot be made ready: {error.strerror}."
            raise RuntimeError(message) from None
        assert process.stdin is not None and process.stdout is not None  # noqa: S101  pipes
        seat = _Seat(process.stdout, process.stdin, process)
        self._seats = {one for one in self._seats if not one.gone} | {seat}
        if self._stopped:
            seat.kill()
        seat.write(self._begun)
        if self._limits is not None:
            await self._made_ready(seat, self._limits)
        return seat

    def stop(self) -> None:
        """Kill all, also what is being made ready."""
        self._stopped = True
        for seat in self._seats:
            seat.kill()

    async def closed(self) -> None:
        """Wait for their ends."""
        await asyncio.gather(*(seat.ended() for seat in self._seats))

    async def _made_ready(self, seat: _Seat, limits: Limits) -> None:
        try:
            async with asyncio.timeout(worker.READY):
                head = await seat.reader.readexactly(worker.HEAD)
                body = await seat.reader.readexactly(worker.length(head))
            worker.heard(head, body, "start", limits)
        except (KgraphError, RuntimeError, EOFError, OSError) as error:
            seat.leave()
            seat.kill()
            code = await seat.ended()
            said = f"it ended with {code}" if isinstance(error, EOFError) else str(error)
            message = f"A worker cannot be made ready: {said or 'it takes too long'}"
            raise RuntimeError(message.rstrip(".") + ".") from None
