"""Writing results: tables to read, CSV, JSON or JSON lines to go on with."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.errors import BadOption, UnwritableTarget
from kgraph.files import write_whole
from kgraph.text import apart, cells, csv_text, guarded, json_text, printable, readable
from kgraph.text import text as as_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from kgraph.result import Result
    from kgraph.text import Shown as Shown

    Record = Mapping[str, Any]

__all__ = ["form", "guarded", "note", "wrapped", "write", "write_result", "write_rows"]

#: Blanks between two columns; how wide notes are at least where nothing bounds them.
_GAP = 2
_WIDEST = 80


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
    if kind == "xlsx":
        write(_workbook(rows, columns, texts, output), output)
    elif kind in {"csv", "csv-bom"}:
        mark = "\ufeff" if kind == "csv-bom" else ""
        write(mark + csv_text(rows, columns, texts), output)
    else:
        write(json_text(rows, columns, lines=kind == "jsonl"), output)
    for text in notes:
        note(text)


def _workbook(
    rows: Sequence[Record], columns: Sequence[str], texts: Collection[str], output: str | None
) -> bytes:
    """Return rows as xlsx, several values in a cell joined as in CSV; not for a terminal."""
    from kgraph.dossier import sheets

    if output is None and _terminal():
        raise BadOption("A workbook cannot be shown here; name a file with -o.")
    between = {name: "; " if name in texts else " " for name in columns}
    return sheets.workbook(
        columns, [[as_text(row[name], between[name]) for name in columns] for row in rows]
    )


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
    """Return rows as a table as wide as there is room for, in which no word is cut.

    Where not even the longest words of all columns fit side by side, each row is a block of lines.
    """
    import io

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    room = _room(output)
    columns = {
        heading: [*map(printable, texts)]
        for heading, texts in (cells(rows, asked, "\n") if rows else {}).items()
    }
    widths = _widths(columns, room)
    text = io.StringIO()
    console = Console(
        file=text,
        width=room or max(_WIDEST, sum(widths.values()) + _GAP * len(widths)),
        force_terminal=output is None and _terminal(),
        highlight=False,
    )
    if columns and not widths:
        for line in _blocks(columns, room):
            console.print(Text(line), soft_wrap=True)
    elif columns:
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, _GAP, 0, 0))
        for heading in columns:
            table.add_column(heading, overflow="fold", width=widths[heading])
        # Text objects, so that brackets in the data are no markup.
        for row in zip(*columns.values(), strict=True):
            table.add_row(*(Text(cell) for cell in row))
        console.print(table)
    else:
        console.print("Nothing found.")
    for note_ in notes:
        console.print(Text(printable(note_), style="dim"), soft_wrap=not room)
    # Rich fills cells up to their width; nobody reads blanks at the end of a line. What is kept
    # apart is so in each line, so that no cell draws the next one with it.
    return "".join(f"{apart(line.rstrip())}\n" for line in text.getvalue().splitlines())


def _room(output: str | None) -> int:
    """Return how wide a table may be: as the terminal, or as ``COLUMNS`` says; else 0, no bound."""
    import shutil

    if (output is None and _terminal()) or os.environ.get("COLUMNS", "").isdecimal():
        return shutil.get_terminal_size().columns
    return 0


def _widths(columns: Mapping[str, Sequence[str]], room: int) -> dict[str, int]:
    """Return how wide each column is: at least its longest word, at most its longest line.

    What room there is goes to the columns that lack most of theirs. Empty if words do not fit.
    """
    from rich.cells import cell_len

    full = {
        heading: max(
            cell_len(line) for cell in (heading, *texts) for line in (cell.splitlines() or [""])
        )
        for heading, texts in columns.items()
    }
    if not room:
        return full
    widths = {
        heading: max(
            cell_len(word) for cell in (heading, *texts) for word in (cell.split() or [""])
        )
        for heading, texts in columns.items()
    }
    left = room - sum(widths.values()) - _GAP * (len(columns) - 1)
    if left < 0:
        return {}
    while left and (short := [one for one in columns if widths[one] < full[one]]):
        widths[max(short, key=lambda one: full[one] / widths[one])] += 1
        left -= 1
    return widths


def _blocks(columns: Mapping[str, Sequence[str]], room: int) -> Iterator[str]:
    """Yield each row as lines of headings with their values, a blank line between two rows."""
    import textwrap

    for number, row in enumerate(zip(*columns.values(), strict=True)):
        if number:
            yield ""
        for heading, cell in zip(columns, row, strict=True):
            if cell:
                yield from textwrap.wrap(
                    f"{heading}: {' '.join(cell.split())}",
                    room,
                    subsequent_indent="    ",
                    break_long_words=False,
                    break_on_hyphens=False,
                )
