"""claims."""

from __future__ import annotations

from typing import Any

import click

from kgraph.cli.options import graph_option, opened, output_options, selected, selection_options
from kgraph.cli.output import write_rows

__all__ = ["claims_command"]


@click.command("claims")
@click.option("--about", multiple=True, help="Claims about this actor, event, issue ...")
@click.option("--claimant", multiple=True, help="Claims of this actor, or of who speaks for it.")
@click.option("--relation", multiple=True, help="Claims of this relation.")
@click.option("--document", multiple=True, help="Claims in this document.")
@click.option(
    "--polarity", type=click.Choice(["affirmed", "denied"]), help="Only affirmed, only denied."
)
@selection_options
@output_options
@graph_option
@click.pass_context
def claims_command(ctx: click.Context, **options: Any) -> None:
    """List claims: every standing claim unless options choose.

    Example: kgraph claims --about CSTO --format json
    """
    from kgraph.model import CLAIM_COLUMNS

    kg = opened(ctx)
    table = kg.claims(
        **selected(options),
        about=options["about"],
        claimant=options["claimant"],
        relation=options["relation"],
        document=options["document"],
        polarity={"affirmed": 1, "denied": -1, None: None}[options["polarity"]],
    )
    shown = ("claim", "gloss", "claimant_label", "factuality", "when", "passage")
    notes = (f"Base of evidence: {kg.base(table).sentence()}.", f"Data version {kg.data_version}.")
    write_rows(table.records(), CLAIM_COLUMNS, options["format_"], options["output"], shown, notes)
