"""influence, stance, explain."""

from __future__ import annotations

from typing import Any

import click

from kgraph.cli.options import graph_option, opened, output_options, selected, selection_options
from kgraph.cli.output import footer, form, write_bytes, write_rows

__all__ = ["explain_command", "influence_command", "stance_command"]

_INFLUENCE = (
    "source", "source_label", "relation", "target", "target_label", "families", "grade", "hollow",
    "weight", "attempts", "outcomes", "claims", "documents", "denials", "disputed_by", "hollow_by",
    "valid_from", "valid_until",
)  # fmt: skip
_CONDUCT = (
    "source", "source_label", "relation", "target", "target_label", "sign", "weight", "families",
    "claims", "documents", "denials", "disputed_by", "valid_from", "valid_until",
)  # fmt: skip
_POSITIONS = (
    "holder", "holder_label", "target", "target_label", "state", "conditions", "claims",
    "documents", "disputed_by",
)  # fmt: skip


def _notes(kg: Any, network: Any) -> list[str]:
    base = kg.base(network.claims).sentence()
    return [f"Base of evidence: {base}.", f"Data version {kg.data_version}."]


@click.command("influence")
@click.option("--on", metavar="ACTOR", help="Only who can move this actor.")
@click.option("--of", metavar="ACTOR", help="Only whom this actor can move.")
@selection_options
@output_options
@graph_option
@click.pass_context
def influence_command(ctx: click.Context, **options: Any) -> None:
    """List who has which levers on whom, with what was tried and what came of it.

    Example: kgraph influence --on Azerbaijan --as-of 2023-09-18
    """
    kg = opened(ctx)
    network = kg.influence(options["on"], options["of"], **selected(options))
    shown = ("source_label", "relation", "target_label", "families", "grade", "hollow", "claims")
    write_rows(
        network.rows(), _INFLUENCE, options["format_"], options["output"], shown,
        _notes(kg, network),
    )  # fmt: skip


@click.command("stance")
@click.option(
    "--layer",
    type=click.Choice(["positions", "conduct"]),
    default="positions",
    show_default=True,
    help="Who stands where, or who does what to or for whom.",
)
@click.option("--issue", metavar="ISSUE", help="Only positions on this issue, event or agreement.")
@selection_options
@output_options
@graph_option
@click.pass_context
def stance_command(ctx: click.Context, **options: Any) -> None:
    """List positions on issues, or the signed conduct between actors.

    Example: kgraph stance --layer conduct --voice +analysis
    """
    kg = opened(ctx)
    stance = kg.stance(**selected(options))
    if options["layer"] == "conduct":
        shown = ("source_label", "relation", "target_label", "sign", "weight", "claims")
        write_rows(
            stance.conduct.rows(), _CONDUCT, options["format_"], options["output"], shown,
            _notes(kg, stance.conduct),
        )  # fmt: skip
        return
    rows = stance.positions.rows()
    if options["issue"]:
        target = kg.name(options["issue"], "issue", "event", "agreement").id
        rows = [row for row in rows if row["target"] == target]
    shown = ("holder_label", "state", "target_label", "conditions", "claims")
    write_rows(
        rows, _POSITIONS, options["format_"], options["output"], shown,
        _notes(kg, stance.positions),
    )  # fmt: skip


@click.command("explain")
@click.argument("a", metavar="ACTOR|CLAIM")
@click.argument("b", metavar="[ACTOR|ISSUE]", required=False)
@click.option(
    "--layer", type=click.Choice(["position", "conduct", "influence"]), help="Only this layer."
)
@selection_options
@output_options
@graph_option
@click.pass_context
def explain_command(ctx: click.Context, a: str, b: str | None, **options: Any) -> None:
    """Show the claims and passages behind a tie, behind all ties of an actor, or of one claim.

    Example: kgraph explain Russia Armenia
    """
    kg = opened(ctx)
    found = kg.explain(a, b, options["layer"], **selected(options))
    if form(options["format_"], options["output"]) == "table" or options["format_"] is None:
        text = found.text() or "No tie in this selection; see kgraph claims --about, or --voice all."
        write_bytes(f"{text}\n".encode(), options["output"])
        footer(f"Data version {kg.data_version}.")
        return
    rows = found.rows()
    columns = tuple(rows[0]) if rows else ("layer", "tie", "claim")
    write_rows(rows, columns, options["format_"], options["output"])
