"""Writing results: tables on a terminal, CSV, JSON or JSON lines elsewhere."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.errors import UnwritableTarget

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["footer", "form", "write_bytes", "write_rows"]

#: A spreadsheet runs a cell that begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def form(format_: str | None, output: str | None) -> str:
    """Return the format to write: the one asked for, else table on a terminal, csv elsewhere."""
    if format_:
        return format_
    return "table" if output is None and click.get_text_stream("stdout").isatty() else "csv"


def write_rows(
    rows: Sequence[dict[str, Any]],
    columns: Sequence[str],
    format_: str | None = None,
    output: str | None = None,
    shown: Sequence[str] | None = None,
    notes: Iterable[str] = (),
) -> None:
    """Write rows to stdout or a file, and notes under them to stderr.

    ``shown`` are the columns of a table on a terminal, where all would not fit.
    """
    kind = form(format_, output)
    if kind == "table":
        text = _table(rows, shown or columns)
    elif kind == "csv":
        text = _csv(rows, columns)
    elif kind == "json":
        text = json.dumps(_plain(rows, columns), ensure_ascii=False, indent=2) + "\n"
    else:
        lines = (json.dumps(row, ensure_ascii=False) for row in _plain(rows, columns))
        text = "".join(line + "\n" for line in lines)
    write_bytes(text.encode(), output)
    for note in notes:
        footer(note)


def footer(note: str) -> None:
    """Write a note to stderr."""
    click.echo(note, err=True)


def write_bytes(content: bytes, output: str | None) -> None:
    """Write to stdout, or to a file as a whole; raises ``UnwritableTarget``."""
    if output is None:
        stream = click.get_binary_stream("stdout")
        stream.write(content)
        stream.flush()
        return
    target = Path(output)
    try:
        handle, draft = tempfile.mkstemp(prefix=".kgraph-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(draft).chmod(0o666 & ~_umask())
            Path(draft).replace(target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        message = f"{target} cannot be written ({error.strerror}); name another file with -o."
        raise UnwritableTarget(message) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _plain(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in columns} for row in rows]


def _csv(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    text = _text(value)
    guarded = isinstance(value, str | list | tuple) and text.startswith(_FORMULA)
    return f"'{text}" if guarded else text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return " ".join(_text(one) for one in value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return "nothing found\n"
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in columns:
        table.add_column(name.replace("_label", "").replace("_", " "), overflow="fold")
    for row in rows:
        # Text objects, so that brackets in the data are no markup.
        table.add_row(*(Text(_text(row[name])) for name in columns))
    terminal = click.get_text_stream("stdout").isatty()
    text = io.StringIO()
    width = None if terminal else 100
    Console(file=text, width=width, force_terminal=terminal).print(table)
    return text.getvalue()
