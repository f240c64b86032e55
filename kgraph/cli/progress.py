"""Saying what takes long: on a terminal, on stderr, and only once a second has passed."""

from __future__ import annotations

import contextlib
import sys
import threading
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["working"]

#: Seconds of silence before anything is said, and between two times of saying it.
_AFTER = 1.0
#: Back to the start of the line, and clear it.
_CLEAR = "\r\x1b[K"


@contextlib.contextmanager
def working(
    step: str = "", *, stream: TextIO | None = None, after: float = _AFTER
) -> Iterator[Callable[[str], None] | None]:
    """Say on a terminal what is being done while the block runs, if it takes long.

    Yields what takes the name of the next step, or nothing where ``stream`` (stderr) is no
    terminal. The line is gone when the block ends.
    """
    out = sys.stderr if stream is None else stream
    if out is None or not out.isatty():
        yield None
        return
    line = _Line(out, step, after)
    try:
        yield line.name
    finally:
        line.end()


class _Line:
    """One line that names the step and the seconds it has taken so far."""

    def __init__(self, out: TextIO, step: str, after: float) -> None:
        self._out, self._step, self._after = out, step, after
        self._ended = threading.Event()
        self._said = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def name(self, step: str) -> None:
        self._step = step

    def end(self) -> None:
        self._ended.set()
        self._thread.join()
        if self._said:
            self._out.write(_CLEAR)
            self._out.flush()

    def _run(self) -> None:
        while not self._ended.wait(self._after):
            self._said += 1
            if self._step:
                seconds = f"{self._said * self._after:.0f} s"
                self._out.write(f"{_CLEAR}kgraph: {self._step} ... {seconds}")
                self._out.flush()
