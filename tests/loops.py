"""Event loops of a thread of their own: that of a browser runs in the thread of the tests."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor


class Loop:
    """An event loop that runs one coroutine after the other, until it is closed."""

    def __init__(self):
        self._thread = ThreadPoolExecutor(1)
        self._runner = self._thread.submit(asyncio.Runner).result()

    def run(self, work):
        return self._thread.submit(self._runner.run, work).result()

    def close(self):
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()


def run(work):
    """Return what a coroutine returns, run in a loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
