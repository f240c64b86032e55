"""Processes that work on the files of a dossier for the server, each one request after the other.

They are forked before the server has threads, and end when it does: a change that is under way is
written whole, and no other begins.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from typing import TYPE_CHECKING, NoReturn

from kgraph.dossier import worker
from kgraph.serve.pool import Busy

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.dossier.worker import Handler, Limits

__all__ = ["Bench"]

_OVER = "The desk has ended; start the server again."


class Bench:
    """A process that answers requests in their order.

    Parameters
    ----------
    begin : callable
        What makes, in the process, the handler of requests.
    limits : Limits
        Under which it works, for messages; it keeps them itself.
    """

    def __init__(self, begin: Callable[[], Handler], limits: Limits) -> None:
        self._limits = limits
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self.pid = worker.fork()
        if not self.pid:
            self._socket.close()
            _live(theirs, begin)
        theirs.close()
        self._over = False

    async def opened(self) -> None:
        """Begin to listen to the process."""
        self._turn = asyncio.Lock()
        self._reader, self._writer = await asyncio.open_unix_connection(sock=self._socket)

    async def closed(self) -> None:
        """Let the process end, and wait for it: it finishes what it writes."""
        self._over = True
        self._writer.close()
        with contextlib.suppress(ChildProcessError):
            await asyncio.get_running_loop().run_in_executor(None, os.waitpid, self.pid, 0)

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
                self._writer.write(worker.framed(request))
                head = await self._reader.readexactly(worker.HEAD)
                body = await self._reader.readexactly(worker.length(head))
            except (asyncio.IncompleteReadError, ConnectionError):
                self._over = True
                raise Busy(_OVER) from None
        return worker.heard(head, body, "request", self._limits)


def _live(ours: socket.socket, begin: Callable[[], Handler]) -> NoReturn:
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to hear
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with contextlib.suppress(BrokenPipeError, ConnectionError):
            worker.attend(begin(), ours.fileno())
    finally:
        os._exit(0)
