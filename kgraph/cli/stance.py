"""stance: positions and conduct, and the measures made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.notes import evidence_notes
from kgraph.cli.options import opened, roll_up_options, row_options, selected
from kgraph.cli.output import form, write_rows
from kgraph.listings import LISTINGS

if TYPE_CHECKING:
    from kgraph.cli.output import Shown
    from kgraph.measures.stance.views import View

__all__ = ["stance_command"]

#: The views; a test holds them against those of the library, which is not loaded for help.
_VIEWS = (
    "positions", "conduct", "matrix", "mixed", "advocacy", "congruence", "conflict", "subtract",
    "blocs", "issues", "polarization", "convergence", "divergence", "ambivalence", "balance",
    "frustration", "degrees", "headlines",
)  # fmt: skip

#: Options that only some views take.
_OWN = ("issue", "by", "issues", "duplicates", "conditional", "typed", "between", "why")

#: What a cell of the matrix shows in a table to read.
_MARKS = {
    "supports": "+", "opposes": "-", "neutral": "0", "conditional": "if", "no evidence": ".",
}  # fmt: skip


@click.command("stance")
@click.argument("view", metavar="[VIEW]", type=click.Choice(_VIEWS), required=False)
@click.option(
    "--layer",
    type=click.Choice(["positions", "conduct"]),
    help="The views positions (unless given) and conduct.",
)
@click.option("--issue", metavar="ISSUE", help="Only positions on this issue, event or agreement.")
@roll_up_options
@click.option("--by", metavar="N", help="average (default), cosine, none, jaccard-dna, cosine-dna.")
@click.option("--issues", is_flag=True, help="Compare issues by actors, not actors by issues.")
@click.option(
    "--duplicates",
    metavar="D",
    help="Repeated positions count once (default), once per document, week, month or year, or "
    "with include each time.",
)
@click.option("--conditional", is_flag=True, help="Count positions on a condition too.")
@click.option("--typed", metavar="FILE", help="MACTOR's tables of a matrix in CSV, not of claims.")
@click.option("--between", nargs=2, metavar="A B", help="Only these two.")
@click.option("--why", is_flag=True, help="The claims behind a number with the share of each.")
@row_options()
def stance_command(**options: Any) -> None:
    """List positions on issues, the conduct between actors, or measures made of them.

    \b
    VIEW of positions  positions (unless given), matrix, mixed, advocacy,
                       congruence, conflict, subtract, blocs, issues,
                       polarization, convergence, divergence, ambivalence
    VIEW of conduct    conduct, balance, frustration, degrees
    VIEW of both       headlines

    What rests on too little evidence is not assessable, and the view says what is missing.
    Headlines are given without each document in turn.

    \b
    Example: kgraph stance --layer conduct --voice +analysis
             kgraph stance congruence --roll-up --between Armenia Azerbaijan
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    layer = options["layer"]
    if layer and options["view"]:
        raise click.UsageError("Name the view alone, without --layer.")
    name = options["view"] or layer or "positions"
    kg = opened(options)
    stance = kg.stance(**selected(options))
    found = stance.view(name, **{option: options[option] for option in _OWN})
    notes = list(found.notes)
    if not options["typed"]:
        notes += evidence_notes(kg, stance.table, found.claims)
    shown, legend = _read(found, "why" if options["why"] else name, stance.table.label)
    if form(options["format_"], options["output"]) == "table":
        notes = [*legend, *notes]
    texts = ("conditions", "sides", "actor_labels")
    write_rows(found.rows, found.columns, options, shown=shown, texts=texts, notes=notes)


def _read(found: View, name: str, label: Any) -> tuple[Shown, list[str]]:
    """Return the columns of a table to read; for the matrix numbered, with their legend."""
    if name != "matrix":
        return LISTINGS[name].shown, []
    targets = found.columns[2:]
    shown: dict[str, Any] = {"who": "holder_label"}
    for number, target in enumerate(targets, start=1):
        shown[str(number)] = lambda row, at=target: _mark(row[at])
    marks = ", ".join(f"{mark} {state}" for state, mark in _MARKS.items())
    numbers = [f"{number}  {label(target)}" for number, target in enumerate(targets, start=1)]
    mixed = "Mixed: +- on both sides, +0 or -0 on one and neutral, +if plainly and on a condition."
    return shown, [f"Cells: {marks}.", mixed, *numbers]


def _mark(said: str) -> str:
    """Return the mark of a cell: of a mixed one its sides, "if" where only a condition differs."""
    state, _, sides = said.partition(": ")
    if state != "mixed":
        return _MARKS[state]
    held = {side.partition(" ")[0] for side in sides.split(" / ")}
    marks = "".join(mark for state, mark in _MARKS.items() if state in held)
    return f"{marks}if" if len(held) == 1 else marks
