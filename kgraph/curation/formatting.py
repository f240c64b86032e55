"""Files in canonical text: rewritten, or only compared."""

from __future__ import annotations

import contextlib
import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.curation import saving
from kgraph.curation.canonical import format_turtle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Change", "format_files"]

#: Lines of a difference that are shown.
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is not in canonical text, and the first lines that differ."""

    path: Path
    first: str


def format_files(paths: Sequence[Path], *, write: bool) -> list[Change]:
    """Return the files that are not in canonical text, in order; rewrite them with ``write``.

    Every file is read and formatted before the first is written.

    Raises
    ------
    BadData
        If a file cannot be formatted; none is written then.
    MissingFile, UnwritableTarget, LockedError
        If a file is not there, cannot be written or is being written by another process.
    """
    with saving.locked(*paths) if write else contextlib.nullcontext():
        originals = [saving.read(path) for path in paths]
        formatted = [format_turtle(original.text, original.path) for original in originals]
        changes = []
        for original, text in zip(originals, formatted, strict=True):
            if text.encode() == original.content:
                continue
            changes.append(Change(original.path, _first(original.path, original.text, text)))
            if write:
                saving.save(original, text)
    return changes


def _first(path: Path, before: str, after: str) -> str:
    lines = difflib.unified_diff(
        before.split("\n"), after.split("\n"), str(path), "canonical", n=0, lineterm=""
    )
    shown = [line for line, _ in zip(lines, range(_SHOWN + 1), strict=False)]
    more = ["..."] if len(shown) > _SHOWN else []
    return "".join(f"{line}\n" for line in [*shown[:_SHOWN], *more])
