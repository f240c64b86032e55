"""Progress: silent in a pipe and for what is quick, one line on a terminal, and gone at the end."""

from __future__ import annotations

import io
import threading

import pytest

from kgraph.cli.progress import working


class _Stream(io.StringIO):
    """A stream that says when it has been written to."""

    def __init__(self, terminal):
        super().__init__()
        self._terminal = terminal
        self.written = threading.Event()

    def isatty(self):
        return self._terminal

    def write(self, text):
        self.written.set()
        return super().write(text)


def test_elsewhere_than_on_a_terminal_nothing_is_said():
    stream = _Stream(terminal=False)
    with working("reading", stream=stream, after=0) as step:
        assert step is None
    assert stream.getvalue() == ""


def test_what_is_quick_is_not_mentioned():
    stream = _Stream(terminal=True)
    with working("reading", stream=stream, after=3600) as step:
        step("more reading")
    assert stream.getvalue() == ""


def test_what_takes_long_is_named_and_the_line_is_cleared():
    stream = _Stream(terminal=True)
    with working(stream=stream, after=0.001) as step:
        step("applying the rules")
        assert stream.written.wait(60)
    shown = stream.getvalue()
    assert shown.startswith("\r\x1b[Kkgraph: applying the rules ... ")
    assert shown.endswith("\r\x1b[K")
    assert "\n" not in shown


def test_an_error_ends_the_line_too():
    stream = _Stream(terminal=True)
    before = threading.active_count()
    with pytest.raises(ValueError, match="bad"), working("x", stream=stream, after=0.001):
        assert stream.written.wait(60)
        raise ValueError("bad")
    assert stream.getvalue().endswith("\r\x1b[K")
    assert threading.active_count() == before
