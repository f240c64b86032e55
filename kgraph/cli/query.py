"""query, questions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from kgraph.cli.options import graph_option, opened, output_options
from kgraph.cli.output import form, write_bytes, write_rows
from kgraph.errors import BadOption, MissingFile

__all__ = ["query_command", "questions_command"]

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@click.command("query")
@click.argument("text", metavar="[SPARQL|NAME]", required=False)
@click.option("-f", "--file", "file", metavar="FILE", help="Read the SPARQL from a file.")
@click.option(
    "-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="Bind a variable."
)
@output_options
@graph_option
@click.pass_context
def query_command(
    ctx: click.Context,
    text: str | None,
    file: str | None,
    parameters: tuple[str, ...],
    format_: str | None,
    output: str | None,
) -> None:
    """Answer SPARQL 1.1, or a question of the shelf by its name.

    \b
    Example: kgraph query 'SELECT ?who { ?who kg:memberOf actor:csto }'
             kgraph query members-of -p alliance=actor:csto
    """
    if (text is None) == (file is None):
        raise BadOption("Give either SPARQL (or the name of a question), or a file with -f.")
    kg = opened(ctx)
    query = _read(file) if file else str(text)
    values: dict[str, Any] = dict(_pair(parameter) for parameter in parameters)
    if not file and _NAME.fullmatch(query):
        from kgraph.store import shelf

        question = shelf.find(kg.dossier.queries, query)
        query, values = question.text, question.bindings(values)
    kind = form(format_, output)
    if kind in {"csv", "json"}:
        from kgraph.store.embedded import form_of

        kind = kind if form_of(query) in {"SELECT", "ASK"} else "ttl"
        write_bytes(kg.store.stream(query, kind, values), output)
        return
    _write_table(kg.store.run(query, values), kind, output)


def _write_table(found: Any, kind: str, output: str | None) -> None:
    if isinstance(found, bool):
        write_bytes(b"yes\n" if found else b"no\n", output)
        return
    from kgraph.model import Rows

    rows = found if isinstance(found, Rows) else Rows(("subject", "predicate", "object"), tuple(found))
    records = [dict(zip(rows.columns, row, strict=True)) for row in rows.plain()]
    write_rows(records, rows.columns, kind, output)


def _read(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except OSError as error:
        message = f"The file {file} cannot be read ({error.strerror})."
        raise MissingFile(message) from None


def _pair(parameter: str) -> tuple[str, str]:
    name, equals, value = parameter.partition("=")
    if not equals:
        message = f"A parameter is written NAME=VALUE, not {parameter!r}."
        raise BadOption(message)
    return name.lstrip("?"), value


@click.command("questions")
@output_options
@graph_option
@click.pass_context
def questions_command(ctx: click.Context, format_: str | None, output: str | None) -> None:
    """List the questions of the shelf.

    Example: kgraph questions
    """
    from kgraph import dossier
    from kgraph.store import shelf

    found = shelf.questions(dossier.find(ctx.find_root().obj["graph"]).queries)
    rows = [
        {
            "name": question.name,
            "question": question.question,
            "parameters": [
                p.name + (f"={p.default}" if p.default else "") for p in question.parameters
            ],
        }
        for question in found
    ]
    write_rows(rows, ("name", "question", "parameters"), format_, output)
