"""actors, issues, relations, documents, levers: the names that exist."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from kgraph.cli.options import graph_option, opened, output_options
from kgraph.cli.output import write_rows

__all__ = [
    "actors_command",
    "documents_command",
    "issues_command",
    "levers_command",
    "relations_command",
]

_ENTITY = ("id", "label", "type", "aliases", "qid", "part_of")
_RELATION = (
    "id", "label", "family", "aspect", "position", "valence", "role", "lever", "lever_family",
    "direction", "contentious", "assessment", "definition",
)  # fmt: skip
_DOCUMENT = (
    "id", "title", "publisher", "published", "published_last", "based_in", "genre", "paragraphs",
    "abstract",
)  # fmt: skip
_LEVER = ("id", "label", "lever", "lever_family", "direction", "rationale")


def _listing(name: str, columns: tuple[str, ...], shown: tuple[str, ...], text: str) -> Any:
    @output_options
    @graph_option
    @click.pass_context
    def command(ctx: click.Context, format_: str | None, output: str | None) -> None:
        rows = [asdict(record) for record in getattr(opened(ctx), name)()]
        write_rows(rows, columns, format_, output, shown)

    return click.command(name, help=f"{text}\n\nExample: kgraph {name}")(command)


actors_command = _listing("actors", _ENTITY, ("label", "type", "id", "aliases"), "List the actors.")
issues_command = _listing("issues", _ENTITY, ("label", "id"), "List the issues.")
relations_command = _listing(
    "relations",
    _RELATION,
    ("id", "family", "role", "valence", "position", "definition"),
    "List the relations, stances and measures with their annotations.",
)
documents_command = _listing(
    "documents",
    _DOCUMENT,
    ("id", "published", "based_in", "genre", "title"),
    "List the documents.",
)
levers_command = _listing(
    "levers",
    _LEVER,
    ("id", "lever", "lever_family", "direction", "rationale"),
    "List the relations that give a lever, strongest first, with the reason for the grade.",
)
