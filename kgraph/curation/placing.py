"""Blocks put into the text of a curated file, which otherwise stays as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgraph.curation.canonical import format_block, format_turtle
from kgraph.curation.turtle import Reader
from kgraph.errors import BadData
from kgraph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kgraph.curation.turtle import Block, Term

__all__ = ["is_canonical", "lines_of", "replaced", "with_block"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$")


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as the reader of Turtle counts them, each with its end."""
    return _LINE.findall(text)


def with_block(
    text: str,
    path: Path,
    subject: str,
    pairs: Mapping[str, list[Term]],
    *,
    entity: bool = False,
) -> str:
    """Return a text with a block at its end, or for an ``entity`` before the first claims.

    A text that is canonical stays so.
    """
    block, used = format_block(subject, pairs)
    reader = Reader(text, path, curated=False)
    lines = lines_of(text)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    at = len(lines)
    if entity:
        first = next((one for one in reader.blocks if one.is_claim), None)
        if first is not None:
            at = first.line - 1
            while at and (lines[at - 1].startswith("#") or not lines[at - 1].strip()):
                at -= 1
    missing = []
    for name in used:
        if name not in reader.bound:
            missing.append(f"@prefix {name}: <{PREFIXES[name]}> .\n")
        elif reader.bound[name] != PREFIXES[name]:
            message = f"The prefix {name}: stands for another namespace here; run kgraph fmt first."
            raise BadData(message, path)
    lines[at:at] = ["\n" if at and lines[at - 1].strip() else "", f"{block}\n"]
    if at + 2 < len(lines) and lines[at + 2].strip():
        lines.insert(at + 2, "\n")
    lines[reader.head : reader.head] = missing
    written = "".join(lines)
    if text and entity and is_canonical(text):
        return format_turtle(written, path)
    return written


def is_canonical(text: str) -> bool:
    """Tell whether a text is as ``kgraph fmt`` writes it."""
    try:
        return format_turtle(text) == text
    except BadData:
        return False


def replaced(text: str, block: Block, pairs: Mapping[str, list[Term]]) -> str:
    """Return a text with other pairs in a block."""
    lines = lines_of(text)
    written, _ = format_block(block.subject, pairs)
    lines[block.line - 1 : block.last] = [f"{written}\n"]
    return "".join(lines)
