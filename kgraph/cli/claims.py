"""claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.filters import chosen, claim_options, nothing
from kgraph.cli.notes import account, version
from kgraph.cli.options import opened, row_options
from kgraph.cli.output import write_rows
from kgraph.errors import BadOption, UnknownName
from kgraph.model import CLAIM_COLUMNS
from kgraph.text import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim
    from kgraph.text import Shown

__all__ = ["claims_command"]


@click.command("claims")
@claim_options
@click.option("--sample", type=int, metavar="N", help="N of them, drawn at random.")
@click.option(
    "--seed", type=int, default=1, metavar="N", help="Another sample for each number; 1 if none."
)
@click.option(
    "--columns",
    metavar="A,B,...",
    help="Only these columns, named as in the header of CSV, in this order.",
)
@row_options()
def claims_command(columns: str | None, **options: Any) -> None:
    """List claims, one row each: every standing claim in every voice unless options choose.

    A claim passes if it meets every option; of an option given more than once, any value will do
    unless --about-all or --either say otherwise. A claim is about its ends, whom it affects, its
    topic and context, its place, who relays it, and what these belong to: organs and offices, parts
    of events and places, events at a place, the treaty of an organisation.

    In a table, what a paraphrase may leave out stands behind it: the term of a frame, a figure, and
    of what is denied, the statement that is not so. How sure is said of that.

    \b
    Example: kgraph claims --about Pact --format json
             kgraph claims --about Alcazar --claimant Alcazar --either
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    asked = _columns(columns)
    kg = opened(options)
    table = kg.claims(**chosen(options))
    notes = [] if len(table) else [nothing(kg, table)]
    if options["sample"] is not None:
        table = table.sample(options["sample"], options["seed"])
    notes.append(f"Base of evidence: {kg.base(table).sentence()}.")
    found = table.result
    said = (*notes, *account(found, table).sentences(), *version(kg))
    shown = {name: name for name in asked} if columns else _shown(table)
    write_rows(found.rows(), asked, options, shown=shown, texts=found.texts, notes=said)


def _columns(asked: str | None) -> tuple[str, ...]:
    """Return the columns that were asked for, or all."""
    if asked is None:
        return CLAIM_COLUMNS
    names = tuple(dict.fromkeys(filter(None, (name.strip() for name in asked.split(",")))))
    for name in names:
        if name not in CLAIM_COLUMNS:
            raise UnknownName(name, "column", nearest(name, CLAIM_COLUMNS) or CLAIM_COLUMNS)
    if not names:
        raise BadOption("--columns takes names of columns such as claim,gloss,claimant_label.")
    return names


def _shown(table: ClaimsTable) -> Shown:
    """Return the columns of a table to read: what is said, by whom, how surely, when and where."""
    from kgraph import wording

    def of(tell: Callable[[Claim], Any]) -> Callable[[Any], Any]:
        return lambda row: tell(table[row["claim"]])

    return {
        "claim, passage": of(lambda claim: [claim.claim, *claim.passage]),
        "says": of(lambda claim: wording.says(table, claim)),
        "said by": of(lambda claim: wording.said_by(table, claim)),
        "how sure": of(wording.hedged),
        "when": of(wording.days),
        "disputed by": "disputed_by",
    }
