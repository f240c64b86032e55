"""Workers that are begun as fresh processes (spawned), where nothing forks: on macOS and Windows.

``python -m kgraph.dossier.fresh`` shares nothing with its owner. Over its standard input come, each
with its length before it: what begins it, by its name, and within which limits; what it is told;
and then requests. Answers go to its standard output. When the input ends, its owner has closed it
or is gone, and it ends itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kgraph.dossier import worker
from kgraph.dossier.worker import Limits

if TYPE_CHECKING:
    import subprocess

    from kgraph.dossier.worker import Start

__all__ = ["begun", "call", "run"]

_CHUNK = 1 << 20
#: Seconds after which whoever waits looks up: Windows lets no Ctrl-C through before.
_STEP = 0.1


def call() -> tuple[list[str], dict[str, Any]]:
    """Return the call that begins a fresh process, and how it is begun.

    It finds modules where this process does, and not in the folder that it stands in. Ctrl-C is its
    owner's to hear: it belongs to no terminal.
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    how: dict[str, Any] = {"env": environment, "start_new_session": True}
    if sys.platform == "win32":
        import subprocess

        how["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
    return [sys.executable, "-P", "-m", "kgraph.dossier.fresh"], how


def begun(start: Start, told: bytes, limits: Limits | None) -> bytes:
    """Return what a fresh process is sent first.

    ``start`` is a function of a module; without ``limits`` it works with all rights. It answers
    once with nothing when it is ready, if it has limits.
    """
    name = [start.__module__, start.__qualname__]
    return worker.framed(json.dumps([*name, limits]).encode()) + worker.framed(told)


def run(start: Start, told: bytes, limits: Limits, what: str) -> bytes:
    """Return the answer of a fresh process to one request of nothing; raises as ``Worker`` does."""
    import subprocess
    import threading
    from queue import Empty, SimpleQueue

    heard: SimpleQueue[tuple[bytes, bytes] | None] = SimpleQueue()

    def listen(process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None  # noqa: S101  a pipe
        while len(head := process.stdout.read(worker.HEAD)) == worker.HEAD:
            heard.put((head, process.stdout.read(worker.length(head))))
        heard.put(None)

    def answer(process: subprocess.Popen[bytes], seconds: float) -> bytes:
        end = time.monotonic() + seconds
        while True:
            try:
                found = heard.get(timeout=_STEP)
                break
            except Empty:
                if time.monotonic() > end:
                    raise worker.too_slow(what, seconds) from None
        if found is None:
            raise worker.ended(process.wait(), what, limits)
        return worker.heard(*found, what, limits)

    command, how = call()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **how)  # noqa: S603
    listening = threading.Thread(target=listen, args=(process,))
    listening.start()
    try:
        assert process.stdin is not None  # noqa: S101  a pipe
        with contextlib.suppress(OSError):  # why it ended is told when it is to answer
            process.stdin.write(begun(start, told, limits))
            process.stdin.flush()
        answer(process, worker.READY)
        with contextlib.suppress(OSError):
            process.stdin.write(worker.framed(b""))
            process.stdin.flush()
        return answer(process, limits.seconds)
    finally:
        process.kill()
        listening.join()
        with contextlib.suppress(OSError):
            process.communicate()


def _main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, answers = worker.silenced(0, 1)
    module, name, given = json.loads(worker.received(requests) or b"[]")

    def start(told: worker.Told) -> worker.Handler:
        found: worker.Handler = getattr(import_module(module), name)(told)
        return found

    if given is None:
        with contextlib.suppress(OSError):  # its owner has gone before it heard the answer
            worker.attend(start, worker.received(requests) or b"", requests, answers)
        return
    worker.yielding()
    limits = Limits(*given)
    ours, theirs = os.pipe()
    worker.with_stack(limits.stack, lambda: worker.serve(start, limits, ours, answers))
    # Here it is seen that the owner has gone, whatever runs beside.
    while chunk := os.read(requests, _CHUNK):
        left = memoryview(chunk)
        while left:
            left = left[os.write(theirs, left) :]


if __name__ == "__main__":
    try:
        _main()
    finally:
        os._exit(0)
