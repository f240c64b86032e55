"""Processes that work on the files of a dossier for the server, each one request after the other.

They end when the server does: a change that is under way is written whole, and no other begins.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from kgraph.dossier import worker
from kgraph.serve.pool import Busy

if TYPE_CHECKING:
    from kgraph.dossier.worker import Limits
    from kgraph.serve.forking import Alone
    from kgraph.serve.spawning import Spawner

__all__ = ["Bench"]

_OVER = "The desk has ended; start the server again."


class Bench:
    """A process that answers requests in their order.

    Parameters
    ----------
    maker : Alone or Spawner
        What begins the process.
    limits : Limits
        Under which it works, for messages; it keeps them itself.
    """

    def __init__(self, maker: Alone | Spawner, limits: Limits) -> None:
        self._maker, self._limits = maker, limits
        self._over = False

    async def opened(self) -> None:
        """Begin to listen to the process."""
        self._turn = asyncio.Lock()
        self._seat = await self._maker.begin()

    async def closed(self) -> None:
        """Let the process end, and wait for it: it finishes what it writes."""
        self._over = True
        self._seat.leave()
        await self._seat.ended()

    async def ask(self, request: bytes) -> bytes:
        """Return the answer to a request, also where whoever asked goes away meanwhile.

        Raises
        ------
        Busy
            If the process has ended.
        KgraphError
            That the handler raised.
        """
        return await asyncio.shield(asyncio.create_task(self._asked(request)))

    async def _asked(self, request: bytes) -> bytes:
        async with self._turn:
            if self._over:
                raise Busy(_OVER)
            try:
                self._seat.write(worker.framed(request))
                head = await self._seat.reader.readexactly(worker.HEAD)
                body = await self._seat.reader.readexactly(worker.length(head))
            except (asyncio.IncompleteReadError, ConnectionError):
                self._over = True
                raise Busy(_OVER) from None
        return worker.heard(head, body, "request", self._limits)
