"""Options that several commands share, before or after the command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kgraph.errors import BadOption

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kgraph.graph import KnowledgeGraph

__all__ = [
    "all_of",
    "behind_command",
    "graph_option",
    "levers_option",
    "maybe_graph_option",
    "meant",
    "opened",
    "output_options",
    "roll_up_options",
    "row_options",
    "selected",
    "selection_options",
]

_Command = Any


def all_of(*options: _Command) -> Callable[[_Command], _Command]:
    """Return one decorator for several options, shown in this order."""

    def decorate(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def meant(graph: str | None) -> str | None:
    """Return which dossier a command is about, and say so on stderr where that could surprise."""
    if graph is not None:
        return graph
    from kgraph.cli.output import note
    from kgraph.dossier.dossier import choose

    chosen = choose()
    if chosen.by == "above":
        note(f"The dossier is {chosen.path}.")
    elif chosen.by == "packaged":
        note("No dossier is here or named: this is the packaged one. kgraph init DIR begins yours.")
    return None if chosen.path is None else str(chosen.path)


def _chosen(ctx: click.Context, _: click.Parameter, value: str | None) -> str | None:
    shared = isinstance(ctx.command, click.Group)
    return value if shared or ctx.resilient_parsing else meant(value)


def _graph_option(**more: Any) -> Callable[[_Command], _Command]:
    return click.option(
        "--graph",
        metavar="PATH",
        help="A dossier folder, a Turtle file or the address of a SPARQL endpoint; else what "
        "KGRAPH_DOSSIER names, the dossier of this folder or of one above it, or the packaged one.",
        **more,
    )


#: Add ``--graph``.
graph_option = _graph_option(callback=_chosen)
#: Add ``--graph`` to a command that may do without a dossier; it asks ``meant``.
maybe_graph_option = _graph_option()

#: Add ``--levers``.
levers_option = click.option(
    "--levers",
    metavar="FILE",
    help="Your own grades of levers, in Turtle, in place of those of the vocabulary.",
)

#: Add ``--roll-up`` and ``--institutions``.
roll_up_options = all_of(
    click.option(
        "--roll-up",
        is_flag=True,
        help="Let states and bodies stand for those who may speak for them, in their term.",
    ),
    click.option(
        "--institutions",
        is_flag=True,
        help="With --roll-up: the institutions of the EU and its like too.",
    ),
)

#: Add ``--format`` and ``-o``.
output_options = all_of(
    click.option(
        "--format",
        "format_",
        type=click.Choice(["table", "csv", "csv-bom", "xlsx", "json", "jsonl"]),
        metavar="FORM",
        help="table, csv (csv-bom has a mark for spreadsheets), xlsx, json or jsonl; table on a "
        "terminal and csv elsewhere unless given.",
    ),
    click.option("-o", "--output", metavar="FILE", help="Write to this file, not to stdout."),
)


def _days(least: int, such_as: str) -> Callable[..., int | None]:
    """Return what reads a number of days that is at least so many."""

    def read(_: click.Context, param: click.Parameter, value: str | None) -> int | None:
        if value is None:
            return None
        number = value.removesuffix("d")
        if not (number.isascii() and number.isdigit() and int(number) >= least):
            option = param.opts[0]
            message = f"{option} takes a number of days such as {such_as}, not {value!r}."
            raise BadOption(message)
        return int(number)

    return read


#: Add the options that choose claims.
selection_options = all_of(
    click.option("--as-of", metavar="DAY", help="What held on this day, such as 2031-05-04."),
    click.option("--known-by", metavar="DAY", help="What was reported by this day."),
    click.option(
        "--window",
        metavar="90d",
        callback=_days(1, "90d"),
        help="Of momentary acts, those of so many days before --as-of.",
    ),
    click.option(
        "--reach-back",
        metavar="365d",
        callback=_days(0, "365d"),
        help="Take an undated claim for so many days before its report; 0d leaves undated out.",
    ),
    click.option(
        "--lens",
        multiple=True,
        metavar="X",
        help="As told by document:X, publisher:X or claimant:X; repeat for a union.",
    ),
    click.option(
        "--family",
        "families",
        multiple=True,
        metavar="F",
        help="Relations or levers of this family, such as security; repeatable.",
    ),
    click.option(
        "--voice",
        "voices",
        multiple=True,
        metavar="V",
        help="Whose word counts: reporting, party-on-itself, party-on-others, analysis, witness "
        "or all; +V adds to the default; repeatable.",
    ),
    click.option(
        "--min-factuality", default="", metavar="W", help="certain, probable or possible."
    ),
    click.option(
        "--without-disputed",
        "disputed",
        flag_value=False,
        default=True,
        help="Leave disputed claims out.",
    ),
)


def row_options(*more: _Command) -> Callable[[_Command], _Command]:
    """Return the options of a command that lists rows of chosen claims, ``more`` before them."""
    return all_of(*more, selection_options, output_options, graph_option)


def behind_command(args: Sequence[str], params: Sequence[click.Parameter]) -> list[str]:
    """Move the shared options that stand before a command behind it, where they are checked.

    So an option means the same in both places, and one that the command does not take is an error.
    Anything else before the command stays where it is.
    """
    flags = {
        name: param.is_flag
        for param in params
        if isinstance(param, click.Option)
        for name in param.opts
    }
    moved: list[str] = []
    rest = list(args)
    while rest and rest[0].startswith("-"):
        first = rest[0]
        short = len(first) > 2 and not first.startswith("--")
        name = first[:2] if short else first.partition("=")[0]
        if name not in flags:
            return list(args)
        taken = 1 if short or "=" in first or flags[name] else 2
        moved += rest[:taken]
        rest = rest[taken:]
    return [rest[0], *moved, *rest[1:]] if rest else list(args)


def opened(options: dict[str, Any]) -> KnowledgeGraph:
    """Return the knowledge graph of a command; says on stderr what the user should know."""
    import kgraph
    from kgraph.cli.output import note
    from kgraph.cli.progress import working

    with working() as step:
        kg = kgraph.open(options["graph"], progress=step)
    for text in kg.notes:
        note(text)
    if options.get("levers"):
        kg = kg.with_levers(options["levers"])
        note(f"Levers are graded by {options['levers']}.")
    return kg


def selected(options: dict[str, Any], *, every_voice: bool = False) -> dict[str, Any]:
    """Return the options of a selection as the library takes them.

    Voices that are named replace the default, those with a plus sign add to it; the default is
    every voice for the claims table, else that of the networks.
    """
    from kgraph.claims import ALL_VOICES, DEFAULT_VOICES

    names = (
        "as_of",
        "known_by",
        "window",
        "reach_back",
        "lens",
        "families",
        "min_factuality",
        "disputed",
    )
    chosen: dict[str, Any] = {name: options[name] for name in names}
    chosen |= {name: options[name] for name in ("roll_up", "institutions") if options.get(name)}
    named: tuple[str, ...] = options["voices"]
    plain = tuple(voice for voice in named if not voice.startswith("+"))
    added = tuple(voice[1:] for voice in named if voice.startswith("+"))
    voices = (plain or (ALL_VOICES if every_voice else DEFAULT_VOICES)) + added
    chosen["voices"] = ALL_VOICES if "all" in voices else voices
    return chosen
