"""whatif, flip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.influence import MEASURES
from kgraph.cli.options import levers_option, opened, row_options, selected
from kgraph.cli.output import write_rows

if TYPE_CHECKING:
    from kgraph.cli.output import Shown
    from kgraph.flip import Flip

__all__ = ["flip_command", "whatif_command"]

_CHANGES = ("kind", "what", "before", "after", "claims")
_FLIP = ("before", "after", "claims", "found", "exact", "at_least", "at_most")

_by_option = click.option(
    "--by",
    type=click.Choice(MEASURES),
    default="direct",
    show_default=True,
    metavar="MEASURE",
    help=f"What ranks are by: {', '.join(MEASURES)}.",
)


@click.command("whatif")
@click.argument("overlay", metavar="OVERLAY.ttl")
@click.option("--on", metavar="ACTOR", help="Rank who can move this actor.")
@_by_option
@row_options(levers_option)
def whatif_command(overlay: str, **options: Any) -> None:
    """Say what would change if claims were added, retracted or regraded; the data stay as they are.

    The file is Turtle. What it says of a claim, relation or grade takes the place of what the data
    say: kg:status "retracted" takes a claim out, kg:factuality or kg:lever regrades it. A new claim
    needs all that every claim has, but for a passage. Nothing that stays the same is listed.

    Example: kgraph whatif overlay.ttl --on Armenia
    """
    kg = opened(options)
    found = kg.what_if(overlay, on=options["on"], by=options["by"], **selected(options))
    write_rows(found.rows(), _CHANGES, options, notes=found.notes())


@click.command("flip")
@click.option("--on", metavar="ACTOR", help="Among those who can move this actor.")
@click.option("--of", metavar="ACTOR", help="Among those whom this actor can move.")
@click.option(
    "--issue", metavar="ISSUE", help="Not the leader, but which way --on ACTOR is pushed on this."
)
@click.option("--blocs", is_flag=True, help="Not the leader, but who stands in which bloc.")
@_by_option
@row_options(levers_option)
def flip_command(**options: Any) -> None:
    """Find the fewest claims without which another leads, or a push or the blocs are other.

    The answer is exact where few claims are enough; else it is a bound, with how many claims are
    needed at least.

    Example: kgraph flip --on Armenia
    """
    kg = opened(options)
    found = kg.smallest_flip(
        options["on"], options["of"], issue=options["issue"], blocs=options["blocs"],
        by=options["by"], **selected(options),
    )  # fmt: skip
    row = {name: getattr(found, name) for name in _FLIP}
    shown: Shown = {"before": "before", "after": "after", "without": "claims"}
    notes = (_bound(found), f"Data version {kg.data_version}.")
    write_rows([row], _FLIP, options, shown=shown, texts=("before", "after"), notes=notes)


def _bound(found: Flip) -> str:
    if not found.found and found.exact:
        return "It stays the same whatever claims are taken out."
    if not found.found:
        return "No claims were found without which it changes; not all sets were tried."
    if found.exact:
        return "Fewer claims do not change it."
    return f"A bound: at least {found.at_least} claims are needed, and {found.at_most} are enough."
