"""A server as programs meet it: a real process at a real socket."""

from __future__ import annotations

import contextlib
import os
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest


@contextlib.contextmanager
def serving(*args):
    """Run ``kgraph serve`` at a free port; yields its address and its process."""
    call = [sys.executable, "-m", "kgraph", "serve", "--port", "0", *args]
    process = subprocess.Popen(call, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        for line in process.stderr:
            if found := re.search(r"http://\S+?(?=/ until)", line):
                yield found[0], process
                break
        else:
            pytest.fail(f"the server did not start: {process.wait()}")
    finally:
        process.terminate()
        process.wait(10)
        process.stderr.close()


def family(pid):
    """Return the processes that descend from one, itself left out."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # a thread that has ended
            for child in map(int, task.read_text().split()):
                found += [child, *family(child)]
    return found


@contextlib.contextmanager
def none_left(pid):
    """Hold the processes that descend from one; each is to end within 10 s of the block."""
    members = [os.pidfd_open(one) for one in family(pid)]
    assert members
    try:
        yield
        for member in members:
            waiting = select.poll()
            waiting.register(member, select.POLLIN)
            assert waiting.poll(10_000), "a process is left"
    finally:
        for member in members:
            os.close(member)
