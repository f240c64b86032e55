"""stance: positions and conduct, and the measures made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.notes import evidence, nothing
from kgraph.cli.options import opened, roll_up_options, row_options, selected
from kgraph.cli.output import write_result
from kgraph.measures.register import MEASURES, STANCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph import KnowledgeGraph
    from kgraph.result import Result

__all__ = ["stance_command"]

#: Options that only some views take.
_OWN = dict.fromkeys(option for name in STANCE for option in MEASURES[name].takes)


@click.command("stance")
@click.argument("view", metavar="[VIEW]", type=click.Choice(STANCE), required=False)
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

    VIEW is one of the measures of positions or conduct, positions unless given; kgraph measures
    lists them, with what each tells.

    What rests on too little evidence is not assessable, and the view says what is missing.
    Headlines are given without each document in turn.

    \b
    Example: kgraph stance --layer conduct --voice +analysis
             kgraph stance congruence --roll-up --between Syldavia Borduria
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    layer = options["layer"]
    if layer and options["view"]:
        raise click.UsageError("Name the view alone, without --layer.")
    name = options["view"] or layer or "positions"
    kg = opened(options)
    stance = kg.stance(**selected(options))
    found = stance.view(name, **{option: options[option] for option in _OWN})
    # What was typed in rests on no claims.
    notes = () if options["typed"] else [*_missed(kg, name, found, options), *evidence(kg, found)]
    write_result(found, options, notes)


def _missed(
    kg: KnowledgeGraph, view: str, found: Result[Any], options: dict[str, Any]
) -> Iterator[str]:
    if view == "positions" and options["issue"] and not found.rows():
        issue = kg.name(options["issue"])
        said = f"No position on {issue.label} among the claims chosen."
        yield from nothing(kg, said, [issue.id], **selected(options))
