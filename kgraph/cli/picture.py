"""picture."""

from __future__ import annotations

from typing import Any

import click

from kgraph.cli.options import (
    graph_option,
    levers_option,
    opened,
    roll_up_options,
    selected,
    selection_options,
)
from kgraph.cli.output import note, write
from kgraph.draw import PICTURES, find
from kgraph.measures.register import SCORES

__all__ = ["picture_command"]

_OWN = ("on", "of", "by", "max_length", "samples", "seed", "noise")


@click.command("picture")
@click.argument("name", metavar="NAME")
@click.argument("about", metavar="[WHAT]...", nargs=-1)
@click.option("--on", metavar="ACTOR", help="influence, ranks, whatif: who can move this actor.")
@click.option("--of", metavar="ACTOR", help="influence, ranks: whom this actor can move.")
@click.option(
    "--by",
    type=click.Choice(SCORES),
    metavar="MEASURE",
    help=f"ranks, whatif: by {', '.join(SCORES)}; direct unless given.",
)
@click.option("--max-length", type=int, metavar="N", help="paths: most steps; 3 unless given.")
@click.option("--samples", type=int, metavar="N", help="ranks, plane: draws; 1000 unless given.")
@click.option("--seed", type=int, metavar="N", help="ranks, plane: seed; 2023 unless given.")
@click.option("--noise", type=float, metavar="X", help="ranks, plane: in [0, 1]; 1 unless given.")
@click.option("-o", "--output", metavar="FILE", help="Write to this file, not to stdout.")
@roll_up_options
@levers_option
@selection_options
@graph_option
def picture_command(name: str, about: tuple[str, ...], output: str | None, **options: Any) -> None:
    """Draw a picture as SVG."""
    own = {one: options[one] for one in _OWN if options[one] is not None}
    find(name).check(about, list(own))
    kg = opened(options)
    # Structure is of every voice, as kgraph structure lists it.
    chosen = selected(options, every_voice=name == "structure")
    write(kg.picture(name, *about, **{**chosen, **own}), output)
    note(f"Data version {kg.data_version}.")


def _help() -> str:
    listed = "\n".join(
        f"{' '.join([one.name, *(' | '.join(' '.join(t) for t in one.takes),)]):<32}{one.about}"
        for one in PICTURES.values()
    )
    return f"""Draw a picture as SVG, with its legend, the base of evidence and the data version.

\b
{listed}

The same data give the same bytes. Every mark names its claims in data-claims and in its tooltip.

\b
Example: kgraph picture paths Borduria Syldavia -o paths.svg
         kgraph picture ranks --on Syldavia --by mdii -o ranks.svg
"""


picture_command.help = _help()
