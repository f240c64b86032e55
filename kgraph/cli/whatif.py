"""whatif, flip."""

from __future__ import annotations

from typing import Any

import click

from kgraph.cli.notes import version
from kgraph.cli.options import levers_option, opened, roll_up_options, row_options, selected
from kgraph.cli.output import write_result
from kgraph.measures.register import SCORES

__all__ = ["flip_command", "whatif_command"]

_by_option = click.option(
    "--by",
    type=click.Choice(SCORES),
    default="direct",
    show_default=True,
    metavar="MEASURE",
    help=f"What ranks are by: {', '.join(SCORES)}.",
)


@click.command("whatif")
@click.argument("overlay", metavar="OVERLAY.ttl")
@click.option(
    "--on", metavar="ACTOR", help="Only paths to this actor, and ranks of who can move it."
)
@_by_option
@row_options(roll_up_options, levers_option)
def whatif_command(overlay: str, **options: Any) -> None:
    """Say what would change if claims were added, retracted or regraded; the data stay as they are.

    The file is Turtle. What it says of a claim, relation or grade takes the place of what the data
    say: kg:status "retracted" takes a claim out, kg:factuality or kg:lever regrades it. A new claim
    needs all that every claim has, but for a passage. Nothing that stays the same is listed.

    Example: kgraph whatif overlay.ttl --on Syldavia
    """
    kg = opened(options)
    found = kg.what_if(overlay, on=options["on"], by=options["by"], **selected(options))
    write_result(found, options)


@click.command("flip")
@click.option("--on", metavar="ACTOR", help="Among those who can move this actor.")
@click.option("--of", metavar="ACTOR", help="Among those whom this actor can move.")
@click.option(
    "--issue", metavar="ISSUE", help="Not the leader, but which way --on ACTOR is pushed on this."
)
@click.option("--blocs", is_flag=True, help="Not the leader, but who stands in which bloc.")
@_by_option
@row_options(roll_up_options, levers_option)
def flip_command(**options: Any) -> None:
    """Find the fewest claims without which another leads, or a push or the blocs are other.

    The answer is exact where few claims are enough; else it is a bound, with how many claims are
    needed at least.

    Example: kgraph flip --on Syldavia
    """
    kg = opened(options)
    found = kg.smallest_flip(
        options["on"], options["of"], issue=options["issue"], blocs=options["blocs"],
        by=options["by"], **selected(options),
    )  # fmt: skip
    write_result(found, options, version(kg))
