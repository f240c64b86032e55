"""explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.options import levers_option, opened, roll_up_options, row_options, selected
from kgraph.cli.output import form, note, wrapped, write, write_rows

if TYPE_CHECKING:
    from kgraph.model import Layer

__all__ = ["explain_command"]

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


@click.command("explain")
@click.argument("a", metavar="NAME|CLAIM")
@click.argument("b", metavar="[NAME]", required=False)
@click.option("--layer", type=click.Choice(list(_LAYERS)), help="Only ties of this layer.")
@row_options(roll_up_options, levers_option)
def explain_command(a: str, b: str | None, **options: Any) -> None:
    """Show the claims and passages behind the ties of a pair or an actor, or behind a claim.

    \b
    Example: kgraph explain Russia Armenia --layer influence
             kgraph explain rferl-003
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
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
