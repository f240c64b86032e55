"""actors, issues, relations, documents, levers: the names that exist."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.options import graph_option, levers_option, opened, output_options
from kgraph.cli.output import write_rows

if TYPE_CHECKING:
    from kgraph.cli.output import Shown
    from kgraph.graph import KnowledgeGraph
    from kgraph.model import Document, Entity, Relation

__all__ = [
    "actors_command",
    "documents_command",
    "issues_command",
    "levers_command",
    "relations_command",
]

_ENTITY = ("id", "label", "type", "type_label", "aliases", "qid", "part_of", "may_speak", "private")
_RELATION = (
    "id", "label", "family", "aspect", "symmetric", "stance", "measure", "position", "valence",
    "role", "lever", "lever_family", "direction", "contentious", "assessment", "guarantee",
    "promise", "definition", "rationale",
)  # fmt: skip
_DOCUMENT = (
    "id", "title", "publisher", "publisher_label", "published", "published_last", "based_in",
    "genre", "paragraphs", "sha256", "abstract",
)  # fmt: skip
_LEVER = ("id", "label", "lever", "lever_family", "direction", "rationale")


def _listing(name: str, columns: tuple[str, ...], shown: Shown, about: str) -> click.Command:
    @output_options
    @graph_option
    def command(**options: Any) -> None:
        kg = opened(options)
        rows = [_row(kg, record) for record in getattr(kg, name)()]
        notes = (f"Data version {kg.data_version}.",)
        write_rows(rows, columns, options, shown=shown, texts=("aliases",), notes=notes)

    if name == "levers":
        command = levers_option(command)
    return click.command(name, help=f"{about}\n\nExample: kgraph {name}")(command)


def _sign(row: dict[str, Any]) -> str:
    number = row["valence"] if row["position"] is None else row["position"]
    return "" if number is None else f"{number:+g}" if number else "0"


def _row(kg: KnowledgeGraph, record: Entity | Relation | Document) -> dict[str, Any]:
    row = asdict(record)
    if "type" in row:
        word = kg.table.words.get(row["type"])
        row["type_label"] = word.label if word else row["type"]
    return row


actors_command = _listing(
    "actors",
    _ENTITY,
    {"actor": "label", "kind": "type_label", "id": "id", "also called": "aliases"},
    "List the actors: every name that --on, --of, --claimant and others take.",
)
issues_command = _listing(
    "issues",
    _ENTITY,
    {"issue": "label", "id": "id"},
    "List the issues on which positions are recorded.",
)
relations_command = _listing(
    "relations",
    _RELATION,
    {"id": "id", "family": "family", "role": "role", "sign": _sign, "definition": "definition"},
    "List the relations, stances and measures with their annotations and definitions.\n\n"
    "A table shows one sign: the position of a stance, else the valence, from -1 to 1.",
)  # fmt: skip
documents_command = _listing(
    "documents",
    _DOCUMENT,
    {"id": "id", "published": "published", "from": "based_in", "genre": "genre", "title": "title"},
    "List the documents: publisher, day, country, kind and an abstract.",
)
levers_command = _listing(
    "levers",
    _LEVER,
    {"id": "id", "grade": "lever", "family": "lever_family", "direction": "direction",
     "why": "rationale"},
    "List the relations that give a lever, strongest first, with the reason for the grade.",
)  # fmt: skip
