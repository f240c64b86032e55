"""claims."""

from __future__ import annotations

from typing import Any

import click

from kgraph.cli.filters import chosen, claim_options, nothing
from kgraph.cli.notes import version
from kgraph.cli.options import opened, row_options
from kgraph.cli.output import write_result

__all__ = ["claims_command"]


@click.command("claims")
@claim_options
@click.option("--sample", type=int, metavar="N", help="N of them, drawn at random.")
@click.option(
    "--seed", type=int, default=1, metavar="N", help="Another sample for each number; 1 if none."
)
@row_options()
def claims_command(**options: Any) -> None:
    """List claims, one row each: every standing claim in every voice unless options choose.

    A claim passes if it meets every option; of an option given more than once, any value will do
    unless --about-all or --either say otherwise. A claim is about its ends, whom it affects, its
    topic and context, its place, who relays it, and what these belong to: organs and offices, parts
    of events and places, events at a place, the treaty of an organisation.

    \b
    Example: kgraph claims --about CSTO --format json
             kgraph claims --about Borrell --claimant Borrell --either
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    kg = opened(options)
    table = kg.claims(**chosen(options))
    notes = [] if len(table) else [nothing(kg, table)]
    if options["sample"] is not None:
        table = table.sample(options["sample"], options["seed"])
    notes.append(f"Base of evidence: {kg.base(table).sentence()}.")
    write_result(table.result, options, (*notes, *version(kg)))
