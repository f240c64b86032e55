"""The names that exist: actors, issues, events, places and so on; measures."""

from __future__ import annotations

from typing import Any

import click

from kgraph.cli.notes import version
from kgraph.cli.options import graph_option, levers_option, opened, output_options
from kgraph.cli.output import write_result

__all__ = [
    "actors_command",
    "agreements_command",
    "documents_command",
    "events_command",
    "issues_command",
    "levers_command",
    "measures_command",
    "offices_command",
    "places_command",
    "relations_command",
]


def _listing(name: str, about: str) -> click.Command:
    @output_options
    @graph_option
    def command(**options: Any) -> None:
        kg = opened(options)
        write_result(getattr(kg, name)(), options, version(kg))

    if name == "levers":
        command = levers_option(command)
    return click.command(name, help=f"{about}\n\nExample: kgraph {name}")(command)


actors_command = _listing(
    "actors", "List the actors: every name that --on, --of, --claimant and others take."
)
issues_command = _listing("issues", "List the issues on which positions are recorded.")
events_command = _listing(
    "events",
    "List the events: names, the days and places that claims give them, of what each is a part, "
    "and how many claims are about it.",
)
places_command = _listing(
    "places", "List the places: names, of what each is a part, and how many claims are about it."
)
agreements_command = _listing(
    "agreements",
    "List the agreements: names, days as claimed, the organisation that a treaty sets up, and how "
    "many claims are about each.",
)
offices_command = _listing(
    "offices", "List the offices: names, whose each is, and how many claims are about it."
)


@click.command("relations")
@click.argument("name", required=False, metavar="[RELATION]")
@output_options
@graph_option
def relations_command(name: str | None, **options: Any) -> None:
    """List the relations, stances and measures, or explain one.

    A table shows one sign: the position of a stance, else the valence, from -1 to 1. Of one
    relation: what it says, what its ends may be, the layers that it is in with sign, lever and
    grade and their reason, and a command that adds a claim of it.

    Example: kgraph relations withholdsAidFrom
    """
    kg = opened(options)
    write_result(kg.relation(name) if name else kg.relations(), options, version(kg))


documents_command = _listing(
    "documents", "List the documents: publisher, day, country, kind and an abstract."
)
levers_command = _listing(
    "levers",
    "List the relations that give a lever, strongest first, with the reason for the grade.",
)
measures_command = _listing(
    "measures", "List the measures: what each tells, and by which command one asks for it."
)
