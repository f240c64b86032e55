"""What a command lacks, asked for on a terminal, where the names that there are complete a line."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

import click

from kgraph.errors import BadOption

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["ask"]


def ask(lacking: Mapping[str, tuple[str, Iterable[str], str | None]]) -> dict[str, str]:
    """Return answers by name, asked for one after the other.

    Parameters
    ----------
    lacking : mapping
        Name to question, names that complete it, and the answer to an empty line (``None`` if there
        has to be one).

    Raises
    ------
    BadOption
        If nobody can be asked: the input is no terminal.
    """
    if lacking and not sys.stdin.isatty():
        message = f"There is no {', '.join(lacking)}; on a terminal it is asked for, here give it."
        raise BadOption(message)
    answers = {}
    for name, (question, known, empty) in lacking.items():
        with _completing(sorted(set(known))):
            answers[name] = click.prompt(
                question, default=empty, show_default=bool(empty), err=True
            ).strip()
    return answers


@contextlib.contextmanager
def _completing(known: list[str]) -> Iterator[None]:
    """Let the tabulator complete a line to one of these, however it is typed."""
    try:
        import readline
    except ImportError:
        yield  # there is none on such a system
        return
    from kgraph.text import fold

    def complete(typed: str, number: int) -> str | None:
        fitting = [one for one in known if fold(one).startswith(fold(typed))]
        return fitting[number] if number < len(fitting) else None

    before = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(complete)
    readline.set_completer_delims("")
    readline.parse_and_bind("tab: complete")
    try:
        yield
    finally:
        readline.set_completer(before[0])
        readline.set_completer_delims(before[1])
