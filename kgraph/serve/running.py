"""The process that listens, until Ctrl-C or SIGTERM, which end it within a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    import socket

    from starlette.types import ASGIApp

    from kgraph.serve.pool import Pool

__all__ = ["run"]

#: Bytes that the head of a request may have: more than the application lets in, which says why.
_HEAD = 256 * 1024


class _Server(uvicorn.Server):
    """One that does not wait for answers that may take long: their workers are ended first."""

    def __init__(self, config: uvicorn.Config, pool: Pool) -> None:
        super().__init__(config)
        self._pool = pool

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._pool.stop()
        await super().shutdown(sockets)


def run(app: ASGIApp, pool: Pool, listening: socket.socket) -> None:
    """Serve an application at a socket, whose answers come from a pool, until a signal ends it."""
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=_HEAD,
    )
    _Server(config, pool).run(sockets=[listening])
