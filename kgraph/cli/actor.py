"""actor, timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.options import levers_option, opened, row_options, selected
from kgraph.cli.output import form, wrapped, write, write_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.cli.output import Shown
    from kgraph.measures.record.timeline import Timeline

__all__ = ["actor_command", "timeline_command"]


@click.command("actor")
@click.argument("name", metavar="ACTOR")
@row_options(levers_option)
def actor_command(name: str, **options: Any) -> None:
    """Show all that the record holds on one actor, every line with its claims.

    Names, offices, memberships, who may speak for it, positions, conduct and levers both ways, what
    it says and what others say of it, what is disputed, what it is silent on. --voice chooses what
    positions, conduct and levers are made of; words are shown in every voice.

    Example: kgraph actor Armenia --as-of 2023-09-19
    """
    from kgraph.measures.record.actor import ROW

    kg = opened(options)
    page = kg.actor(name, **selected(options))
    notes = [f"Base of evidence: {page.base.sentence()}."]
    if page.left_out:
        counts = ", ".join(f"{number} {reason}" for reason, number in page.left_out.items())
        notes.append(f"Claims left out of positions, conduct and levers: {counts}.")
    notes.append(f"Data version {kg.data_version}.")
    if form(options["format_"], options["output"]) == "table":
        write(wrapped("\n".join((page.text(), "", *notes))), options["output"])
    else:
        write_rows(page.rows(), ROW, options, notes=notes)


@click.command("timeline")
@click.option(
    "--about",
    multiple=True,
    metavar="NAME",
    help="About this actor, event, issue ...; repeatable.",
)
@click.option("--from", "since", metavar="DAY", help="What holds on this day or later.")
@click.option("--to", "until", metavar="DAY", help="What holds on this day or before.")
@click.option(
    "--by",
    type=click.Choice(["held", "reported"]),
    default="held",
    show_default=True,
    help="Order by the day a claim holds for, or by the day it was reported.",
)
@row_options()
def timeline_command(**options: Any) -> None:
    """List claims by the day they hold for, or by the day they were reported; in every voice.

    Dates stand as the sources give them: about (~), uncertain (?), from/to, open (..). Claims that
    give no day are counted under the table.

    Example: kgraph timeline --about Armenia --from 2023-09-01 --to 2023-09-30
    """
    from kgraph.measures.record.timeline import ENTRY

    kg = opened(options)
    asked = {name: options[name] for name in ("about", "since", "until", "by")}
    found = kg.timeline(**asked, **selected(options, every_voice=True))
    shown: Shown = {
        "when": "when",
        "reported": "reported_on",
        "says": _says,
        "claimant": "claimant_label",
        "claim": "claim",
    }
    notes = [f"Base of evidence: {kg.base(found.claims).sentence()}.", *_beside(found)]
    notes.append(f"Data version {kg.data_version}.")
    write_rows(found.rows(), ENTRY, options, shown=shown, notes=notes)


def _says(row: dict[str, Any]) -> str:
    marks = [row["modality"]] if row["modality"] != "actual" else []
    marks += ["disputed"] if row["disputed_by"] else []
    return f"{row['says']} ({', '.join(marks)})" if marks else row["says"]


def _beside(found: Timeline) -> Iterator[str]:
    if found.undated:
        yield f"Claims that give no day: {len(found.undated)}; kgraph claims lists them."
    if found.outside:
        yield f"Claims outside the span: {found.outside}."
