"""actor, timeline."""

from __future__ import annotations

from typing import Any

import click

from kgraph.cli.entities import change_actor, changing
from kgraph.cli.filters import about_options, nothing
from kgraph.cli.notes import version
from kgraph.cli.options import levers_option, opened, row_options, selected
from kgraph.cli.output import write_result

__all__ = ["actor_command", "timeline_command"]


@click.command("actor", cls=changing(change_actor))
@click.argument("name", metavar="ACTOR")
@row_options(levers_option)
def actor_command(name: str, **options: Any) -> None:
    """Show all that the record holds on one actor, every line with its claims.

    Names, offices, memberships, who may speak for it, positions, conduct and levers both ways, what
    it says and what others say of it, what is disputed, what it is silent on. --voice chooses what
    positions, conduct and levers are made of; words are shown in every voice.

    With add, rename, merge, retire or import before the name, it is changed: what that takes,
    kgraph actor add --help says.

    Example: kgraph actor Syldavia --as-of 2031-05-04
    """
    kg = opened(options)
    page = kg.actor(name, **selected(options))
    write_result(page, options, version(kg), page.text())


@click.command("timeline")
@about_options
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

    Example: kgraph timeline --about Syldavia --from 2031-05-01 --to 2031-05-31
    """
    kg = opened(options)
    asked = {name: options[name] for name in ("about", "about_all", "since", "until", "by")}
    which = selected(options, every_voice=True)
    found = kg.timeline(**asked, **which)
    notes = [*version(kg)]
    if not len(found) and asked["about"]:
        about = {name: asked[name] for name in ("about", "about_all")}
        notes.insert(0, nothing(kg, kg.claims(**about, **which)))
    write_result(found, options, notes)
