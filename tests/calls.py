"""The command line called in this process: what it wrote, and the code it left with."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from kgraph import cli


@dataclass(frozen=True)
class Called:
    returncode: int
    stdout: str
    stderr: str


def call(*args) -> Called:
    """Call ``kgraph`` with these arguments, no terminal and nothing on stdin.

    A process of its own takes half a second to start; where the process is not under test, this
    says the same. What the command line does not catch is raised here instead of printed.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    before = sys.stdin
    with (
        Path(os.devnull).open(encoding="utf-8") as nothing,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as stop,
    ):
        sys.stdin = nothing
        try:
            cli.main([*map(str, args)])
        finally:
            sys.stdin = before
    texts = []
    for written in (out, err):
        written.flush()
        texts.append(written.buffer.getvalue().decode())
    return Called(stop.value.code or 0, *texts)
