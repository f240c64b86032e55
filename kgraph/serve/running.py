"""The process that listens, until Ctrl-C or SIGTERM, which end it within a second."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import socket
    from types import FrameType

    from starlette.types import ASGIApp

    from kgraph.serve.pool import Pool

__all__ = ["HEAD", "Connection", "run"]

#: Bytes that the head of a request may have: more than the application lets in, which says why.
HEAD = 256 * 1024
#: Bytes of an address that the parser takes, more than the application does too.
_ADDRESS = 0xFFFF


class Connection(HttpToolsProtocol):
    """HTTP whose heads have an end: its parser holds one that does not, however long it grows."""

    _head = 0
    _whole = False

    def data_received(self, data: bytes) -> None:
        """Read what came, and refuse a head that is too long."""
        super().data_received(data)
        if self._whole or self.transport.is_closing():
            return
        self._head += len(data)
        if self._head > HEAD:
            self.send_400_response(f"The head of a request has at most {HEAD} bytes.")

    def on_message_begin(self) -> None:
        """Begin to measure a head."""
        super().on_message_begin()
        self._head, self._whole = 0, False

    def on_headers_complete(self) -> None:
        """Leave what is too long but for the head to the application, which says so."""
        self._whole = True
        self.url = self.url[:_ADDRESS]
        super().on_headers_complete()


class _Server(uvicorn.Server):
    """One that does not wait for answers that may take long: their workers are ended first."""

    def __init__(self, config: uvicorn.Config, pool: Pool) -> None:
        super().__init__(config)
        self._pool = pool
        #: Whether Ctrl-C ended it.
        self.interrupted = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End for a signal, and remember which: the loop does not always hand it on."""
        self.interrupted |= sig == signal.SIGINT
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._pool.stop()
        await super().shutdown(sockets)


def run(app: ASGIApp, pool: Pool, listening: socket.socket) -> None:
    """Serve an application at a socket, whose answers come from a pool, until a signal ends it."""
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config, pool)
    server.run(sockets=[listening])
    if server.interrupted:
        raise KeyboardInterrupt
