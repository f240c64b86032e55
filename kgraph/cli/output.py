"""Writing results: tables to read, CSV, JSON or JSON lines to go on with."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.errors import UnwritableTarget
from kgraph.files import write_whole
from kgraph.text import apart, cells, csv_text, guarded, json_text, printable, readable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from kgraph.result import Result
    from kgraph.text import Shown as Shown

    Record = Mapping[str, Any]

__all__ = ["form", "guarded", "note", "wrapped", "write", "write_result", "write_rows"]

#: The longest cell that counts as a name.
_NAME = 28
#: Blanks between two columns, and the least room for a text and for a name that is broken.
_GAP = 2
_TEXT = 14
_BROKEN = 12


def form(format_: str | None, output: str | None) -> str:
    """Return the format to write: the one asked for, else table on a terminal, csv elsewhere."""
    if format_:
        return format_
    return "table" if output is None and _terminal() else "csv"


def note(text: str) -> None:
    """Write a sentence to stderr."""
    click.echo(readable(text), err=True)


def write(content: str | bytes, output: str | None = None, *, styled: bool = False) -> None:
    """Write to stdout, or to a file as a whole; raises ``UnwritableTarget``.

    Where a file is a link, what it leads to is written, and said. A terminal gets no control
    character of the data; ``styled`` content is ``printable`` and has some of our own.
    """
    data = content.encode() if isinstance(content, str) else content
    if not styled and (_terminal() if output is None else Path(output).is_char_device()):
        data = printable(data.decode(errors="surrogateescape")).encode(errors="surrogateescape")
    if output is None:
        _to_stdout(data)
        return
    written = write_whole(output, data)
    if written != Path(output):
        note(f"{output} is a link; {written} was written.")


def _to_stdout(data: bytes) -> None:
    if sys.stdout is None:  # closed by the caller
        message = "The output is closed; name a file with -o."
        raise UnwritableTarget(message)
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        forget_stdout()
        message = f"The output cannot be written ({error.strerror}); name a file with -o."
        raise UnwritableTarget(message) from None


def forget_stdout() -> None:
    """Let what cannot be written go nowhere: Python would try to write it again at the end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except AttributeError:
        pass  # closed by the caller: there is no buffer


def write_result(
    found: Result[Any], options: Mapping[str, Any], notes: Iterable[str] = (), text: str = ""
) -> None:
    """Write a result as ``--format`` and ``-o`` say, its own notes before the others.

    With ``text``, that is what one reads in place of a table.
    """
    said = [*found.notes(), *notes]
    if form(options["format_"], options["output"]) == "table":
        if text:
            write(wrapped("\n".join((text, "", *said))), options["output"])
            return
        said = [*found.legend(), *said]
    write_rows(
        found.rows(), found.columns, options, shown=found.shown, texts=found.texts, notes=said
    )


def write_rows(
    rows: Sequence[Record],
    columns: Sequence[str],
    options: Mapping[str, Any],
    *,
    shown: Shown | None = None,
    texts: Collection[str] = (),
    notes: Iterable[str] = (),
) -> None:
    """Write rows as ``--format`` and ``-o`` say, and notes under a table or else to stderr.

    A table to read has the columns ``shown``, or else all. Several values in a cell of CSV are
    joined by blanks; those of the columns ``texts``, which may hold blanks, by semicolons.
    """
    output: str | None = options["output"]
    kind = form(options["format_"], output)
    if kind == "table":
        text = _table(rows, shown or {name: name for name in columns}, notes, output)
        write(text, output, styled=True)
        return
    if kind == "csv":
        write(csv_text(rows, columns, texts), output)
    else:
        write(json_text(rows, columns, lines=kind == "jsonl"), output)
    for text in notes:
        note(text)


def _terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def wrapped(text: str) -> str:
    """Return a text whose lines fit a terminal, indented as they were; elsewhere as it is."""
    if not _terminal():
        return f"{readable(text)}\n"
    text = printable(text)
    import shutil
    import textwrap

    width = shutil.get_terminal_size().columns
    lines = []
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(
            line, width, subsequent_indent=f"{indent}  ", break_on_hyphens=False
        ) or [""]
    return "".join(f"{apart(line)}\n" for line in lines)


def _table(rows: Sequence[Record], asked: Shown, notes: Iterable[str], output: str | None) -> str:
    import io
    import shutil

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = output is None and _terminal()
    text = io.StringIO()
    width = shutil.get_terminal_size().columns
    console = Console(file=text, width=width, force_terminal=terminal, highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    columns = {
        heading: [*map(printable, texts)]
        for heading, texts in (cells(rows, asked, "\n") if rows else {}).items()
    }
    names = {heading for heading, texts in columns.items() if all(map(_is_name, texts))}
    widths = {heading: _width(heading, columns[heading]) for heading in names}
    # Names are not broken; the other columns take what room is left. Where there is none, names
    # are broken too, the longest first: nothing is cut off.
    room = width - _GAP * len(columns) - _TEXT * (len(columns) - len(names))
    while names and sum(widths[heading] for heading in names) > room:
        widest = max(names, key=lambda heading: widths[heading])
        names.discard(widest)
        room -= _BROKEN
    for heading in columns:
        table.add_column(heading, overflow="fold", no_wrap=heading in names)
    # Text objects, so that brackets in the data are no markup.
    for line in zip(*columns.values(), strict=True):
        table.add_row(*(Text(cell) for cell in line))
    console.print(table if columns else "Nothing found.")
    for note_ in notes:
        console.print(Text(printable(note_), style="dim"))
    # Rich fills cells up to their width; nobody reads blanks at the end of a line. What is kept
    # apart is so in each line, so that no cell draws the next one with it.
    return "".join(f"{apart(line.rstrip())}\n" for line in text.getvalue().splitlines())


def _is_name(cell: str) -> bool:
    return " " not in cell and len(cell) <= _NAME


def _width(heading: str, cells: Iterable[str]) -> int:
    lines = [line for cell in cells for line in cell.splitlines()]
    return max(map(len, (heading, *lines)))
