"""Writing results: tables to read, CSV, JSON or JSON lines to go on with."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.errors import UnwritableTarget

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Shown", "form", "guarded", "note", "write", "write_rows"]

#: A spreadsheet runs a cell that begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Record = dict[str, Any]
#: Columns of a table to read: heading to the name of a column, or to a function of the row.
Shown = Mapping[str, str | Callable[[Record], Any]]


def form(format_: str | None, output: str | None) -> str:
    """Return the format to write: the one asked for, else table on a terminal, csv elsewhere."""
    if format_:
        return format_
    return "table" if output is None and _terminal() else "csv"


def note(text: str) -> None:
    """Write a sentence to stderr."""
    click.echo(text, err=True)


def write(content: str | bytes, output: str | None = None) -> None:
    """Write to stdout, or to a file as a whole; raises ``UnwritableTarget``."""
    data = content.encode() if isinstance(content, str) else content
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    import tempfile

    target = Path(output)
    draft = None
    try:
        if target.is_dir():
            raise IsADirectoryError(21, os.strerror(21))
        handle, draft = tempfile.mkstemp(prefix=".kgraph-", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(draft).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        Path(draft).replace(target)
    except OSError as error:
        message = f"{target} cannot be written ({error.strerror}); name another file."
        raise UnwritableTarget(message) from None
    finally:
        if draft is not None:
            Path(draft).unlink(missing_ok=True)


def write_rows(
    rows: Sequence[Record],
    columns: Sequence[str],
    options: Mapping[str, Any],
    *,
    shown: Shown | None = None,
    notes: Iterable[str] = (),
) -> None:
    """Write rows as ``--format`` and ``-o`` say, and notes under a table or else to stderr.

    A table to read has the columns ``shown``, or else all.
    """
    output: str | None = options["output"]
    kind = form(options["format_"], output)
    if kind == "table":
        write(_table(rows, shown or {name: name for name in columns}, notes, output), output)
        return
    if kind == "csv":
        write(_csv(rows, columns), output)
    else:
        write(_json(rows, columns, lines=kind == "jsonl"), output)
    for text in notes:
        note(text)


def guarded(cell: str) -> str:
    """Return a text with an apostrophe before it if a spreadsheet would run it; numbers stay."""
    if not cell.startswith(_FORMULA):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell if cell.strip() == cell else f"'{cell}"


def _terminal() -> bool:
    return sys.stdout.isatty()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _json(rows: Iterable[Record], columns: Sequence[str], *, lines: bool) -> str:
    import json

    texts = [json.dumps({name: row[name] for name in columns}, ensure_ascii=False) for row in rows]
    if lines:
        return "".join(f"{text}\n" for text in texts)
    return "[\n" + ",\n".join(texts) + "\n]\n" if texts else "[]\n"


def _csv(rows: Iterable[Record], columns: Sequence[str]) -> str:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([guarded(_text(row[name], "r")) for name in columns] for row in rows)
    return text.getvalue()


def _text(value: Any, number: str = "g") -> str:
    """Write a value in a cell; a number in full (``r``) or to read (``g``)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return " ".join(_text(one, number) for one in value)
    if isinstance(value, float):
        return repr(value) if number == "r" else f"{value:g}"
    return str(value)


def _table(
    rows: Sequence[Record],
    shown: Shown,
    notes: Iterable[str],
    output: str | None,
) -> str:
    import io
    import shutil

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = output is None and _terminal()
    text = io.StringIO()
    width = shutil.get_terminal_size((80, 24)).columns
    console = Console(
        file=text, width=width, force_terminal=terminal, no_color=not terminal, highlight=False
    )
    if rows:
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for heading in shown:
            table.add_column(heading, overflow="fold")
        for row in rows:
            cells = [row[of] if isinstance(of, str) else of(row) for of in shown.values()]
            # Text objects, so that brackets in the data are no markup.
            table.add_row(*(Text(_text(cell)) for cell in cells))
        console.print(table)
    else:
        console.print("Nothing found.")
    for line in notes:
        console.print(Text(line, style="dim"))
    # Rich fills cells up to their width; nobody reads blanks at the end of a line.
    return "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())
