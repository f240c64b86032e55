"""explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.notes import nothing, version
from kgraph.cli.options import levers_option, opened, roll_up_options, row_options, selected
from kgraph.cli.output import form, note, write_result

if TYPE_CHECKING:
    from kgraph.model import TieLayer

__all__ = ["explain_command"]

_NO_TIE = "No tie in this selection."

#: Layers as the user names them -> as the library does.
_LAYERS: dict[str, TieLayer] = {
    "positions": "position",
    "conduct": "conduct",
    "influence": "influence",
    "structure": "structure",
}


@click.command("explain")
@click.argument("a", metavar="NAME|CLAIM")
@click.argument("b", metavar="[NAME]", required=False)
@click.option("--layer", type=click.Choice(list(_LAYERS)), help="Only ties of this layer.")
@row_options(roll_up_options, levers_option)
def explain_command(a: str, b: str | None, **options: Any) -> None:
    """Show the claims and passages behind the ties of a pair or an actor, or behind a claim.

    \b
    Example: kgraph explain Borduria Syldavia --layer influence
             kgraph explain courier-003
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    kg = opened(options)
    found = kg.explain(a, b, _LAYERS.get(options["layer"]), **selected(options))
    if not found.rows() and form(options["format_"], options["output"]) != "table":
        note(_NO_TIE)
    said: list[str] = []
    if not found.rows():
        chosen = {**selected(options), "voices": selected(options, every_voice=True)["voices"]}
        said += nothing(kg, "In every voice there is:", filter(None, (a, b)), **chosen)
    named = found.unplaced()
    if named:
        said.append(f"Of a place, and in no tie until kg:affected is given: {' '.join(named)}.")
    write_result(found, options, [*said, *version(kg)], found.text() or _NO_TIE)
