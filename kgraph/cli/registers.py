"""compare, contradictions, frames, structure, figures, gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.notes import evidence, version
from kgraph.cli.options import levers_option, opened, roll_up_options, row_options, selected
from kgraph.cli.output import write_result
from kgraph.errors import BadOption

if TYPE_CHECKING:
    from kgraph.result import Result

__all__ = [
    "compare_command",
    "contradictions_command",
    "figures_command",
    "frames_command",
    "gaps_command",
    "structure_command",
]


@click.command("contradictions")
@click.option(
    "--between",
    nargs=2,
    metavar="A B",
    help="Only where these two, or who speaks for them, stand on different sides.",
)
@row_options()
def contradictions_command(**options: Any) -> None:
    """List the claims that cannot stand together: denied, counted, dated, framed, judged otherwise.

    Both sides stand, with their weight; a party is an end of what the other side claims. Change
    over time, or under a condition that the other does not make, is no contradiction.

    Example: kgraph contradictions --between Borduria Syldavia
    """
    kg = opened(options)
    found = kg.contradictions(options["between"] or (), **selected(options, every_voice=True))
    write_result(found, options, evidence(kg, found))


@click.command("frames")
@click.argument("what", metavar="[NAME]", required=False)
@click.option("--list", "listed", is_flag=True, help="List the frames themselves, by label.")
@row_options()
def frames_command(what: str | None, listed: bool, **options: Any) -> None:
    """List who applies which word to an event, actor, place or agreement, and who rejects it.

    NAME is what is framed, or a frame: then who applies it, and to what. A frame has no sign and
    makes no tie: it is a word that a claimant applies.

    \b
    Example: kgraph frames road-closure
             kgraph frames "ethnic cleansing"
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    if listed and what:
        raise BadOption("--list lists every frame; leave the name out.")
    kg = opened(options)
    if listed:
        found: Result[Any] = kg.frame_names(**selected(options, every_voice=True))
        write_result(found, options, version(kg))
        return
    found = kg.frames(what, **selected(options, every_voice=True))
    write_result(found, options, evidence(kg, found))


@click.command("structure")
@click.argument("about", metavar="[NAME]", required=False)
@row_options()
def structure_command(about: str | None, **options: Any) -> None:
    """List who belongs to what: members, organs, offices, forces, missions, treaties and parties.

    NAME is an actor, a place, an office or an agreement: then what touches it, or an organ or
    office of it. Structure makes no lever. Each row names by whose word it stands; what others say
    otherwise stands beside it, and what only the dossier's own list of names says is declared.

    \b
    Example: kgraph structure Pact
             kgraph structure "Mission in Syldavia"
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    kg = opened(options)
    found = kg.structure(about, **selected(options, every_voice=True))
    write_result(found, options, evidence(kg, found))


@click.command("figures")
@click.argument("event", metavar="[NAME]", required=False)
@row_options()
def figures_command(event: str | None, **options: Any) -> None:
    """List who counts how many of whom, with bounds, and how the counts fit together.

    Figures of one group exclude each other if their bounds do: at least 5 fits 10.

    Example: kgraph figures road-closure
    """
    kg = opened(options)
    found = kg.figures(event, **selected(options, every_voice=True))
    write_result(found, options, evidence(kg, found))


@click.command("gaps")
@click.option(
    "--all", "every", is_flag=True, help="Also pairs that no claim joins and that share no issue."
)
@row_options(roll_up_options)
def gaps_command(every: bool, **options: Any) -> None:
    """List issues and pairs of actors without evidence, with one document, or one side only.

    Issues are all of the dossier, pairs those of actors with a position. A pair that no claim joins
    is listed where silence says something: both take a position on one issue. Others are counted.

    Example: kgraph gaps --roll-up
    """
    kg = opened(options)
    whole = kg.gaps(**selected(options))
    found = whole if every else whole.that_matter()
    write_result(found, options, evidence(kg, found))


@click.command("compare")
@click.option("--from", "from_", metavar="X", help="A day, a lens as for --lens, or voice:V.")
@click.option("--to", metavar="Y", help="Another day, lens or voice.")
@click.option("--before", metavar="EVENT", help="From the eve of this event.")
@click.option("--after", metavar="EVENT", help="To the day after the last of this event.")
@row_options(roll_up_options, levers_option)
def compare_command(**options: Any) -> None:
    """List what differs between two days, two lenses or two voices.

    Positions, conduct and levers that appeared, vanished, flipped or changed (of lenses and voices:
    that only one has), and by which claims. Two days are compared by the claims that give a day or
    an order; those that give none, and those that may hold on one of the days, are counted beside.

    \b
    Example: kgraph compare --from 2031-05-01 --to 2031-05-31
             kgraph compare --before road-closure --after road-closure
             kgraph compare --from document:courier --to document:gazette
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    from_ = _one_of(options["from_"], "before", options["before"], "--from")
    to = _one_of(options["to"], "after", options["after"], "--to")
    kg = opened(options)
    found = kg.compare(from_, to, **selected(options))
    write_result(found, options, evidence(kg, found))


def _one_of(given: str | None, order: str, event: str | None, option: str) -> str:
    if (given is None) == (event is None):
        message = f"Give either {option} or --{order} EVENT."
        raise BadOption(message)
    return given if given is not None else f"{order}:{event}"
