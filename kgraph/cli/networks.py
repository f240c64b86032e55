"""stance, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.notes import notes
from kgraph.cli.options import (
    graph_option,
    levers_option,
    opened,
    output_options,
    selected,
    selection_options,
)
from kgraph.cli.output import form, note, wrapped, write, write_rows
from kgraph.networks.shown import COLUMNS

if TYPE_CHECKING:
    from kgraph.cli.output import Shown
    from kgraph.model import Layer

__all__ = ["explain_command", "stance_command"]

_EXPLAINED = (
    "layer", "tie", "claim", "part", "gloss", "claimant", "speaks_for", "via", "voice",
    "factuality", "modality", "condition", "when", "reported_on", "passage", "cited",
    "disputed_by",
)  # fmt: skip
_NO_TIE = "No tie in this selection; try --voice all, or kgraph claims --about NAME."

#: Layers as the user names them -> as the library does.
_LAYERS: dict[str, Layer] = {
    "positions": "position",
    "conduct": "conduct",
    "influence": "influence",
}


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
def stance_command(**options: Any) -> None:
    """List positions on issues, or the signed conduct between actors.

    Example: kgraph stance --layer conduct --voice +analysis
    """
    if options["layer"] == "conduct":
        _conduct(options)
    else:
        _positions(options)


def _conduct(options: dict[str, Any]) -> None:
    if options["issue"]:
        message = "--issue chooses among positions; leave it out with --layer conduct."
        raise click.UsageError(message)
    kg = opened(options)
    network = kg.stance(**selected(options)).conduct
    shown: Shown = {
        "who": "source_label",
        "does": "relation_label",
        "to whom": "target_label",
        "sign": lambda row: f"{row['sign']:+d}",
        "weight": "weight",
        "claims": "claims",
        "disputed by": "disputed_by",
    }
    rows = network.rows()
    write_rows(rows, COLUMNS["conduct"], options, shown=shown, notes=notes(kg, network, rows))


def _positions(options: dict[str, Any]) -> None:
    kg = opened(options)
    network = kg.stance(**selected(options)).positions
    rows = network.rows()
    if options["issue"]:
        target = kg.name(options["issue"], "issue", "event", "agreement").id
        rows = [row for row in rows if row["target"] == target]
    shown: Shown = {
        "who": "holder_label",
        "stands": lambda row: "; if ".join([row["state"], *row["conditions"]]),
        "on": "target_label",
        "claims": "claims",
        "disputed by": "disputed_by",
    }
    said = list(notes(kg, network, rows))
    if network.silences:
        said.insert(0, f"Silence stated in: {' '.join(network.silences)}.")
    write_rows(rows, COLUMNS["positions"], options, shown=shown, texts=("conditions",), notes=said)


@click.command("explain")
@click.argument("a", metavar="NAME|CLAIM")
@click.argument("b", metavar="[NAME]", required=False)
@click.option("--layer", type=click.Choice(list(_LAYERS)), help="Only ties of this layer.")
@levers_option
@selection_options
@output_options
@graph_option
def explain_command(a: str, b: str | None, **options: Any) -> None:
    r"""Show the claims and passages behind the ties of a pair or an actor, or behind a claim.

    \b
    Example: kgraph explain Russia Armenia --layer influence
             kgraph explain rferl-003
    """
    kg = opened(options)
    found = kg.explain(a, b, _LAYERS.get(options["layer"]), **selected(options))
    version = f"Data version {kg.data_version}."
    if form(options["format_"], options["output"]) == "table":
        write(wrapped(f"{found.text() or _NO_TIE}\n\n{version}"), options["output"])
        return
    rows = found.rows()
    if not rows:
        note(_NO_TIE)
    texts = ("speaks_for", "via", "disputed_by")
    write_rows(rows, _EXPLAINED, options, texts=texts, notes=(version,))
