"""Options that several commands share, before or after the command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kgraph.errors import BadOption

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.graph import KnowledgeGraph

__all__ = ["graph_option", "opened", "output_options", "selected", "selection_options"]

_Command = Any

VOICES = ("reporting", "party-on-itself", "party-on-others", "analysis", "witness")


def graph_option(command: _Command) -> _Command:
    """Add ``--graph``, which may also stand before the command."""
    return click.option(
        "--graph",
        metavar="PATH",
        expose_value=False,
        callback=_remember,
        help="A dossier folder or a Turtle file; the packaged dossier unless given.",
    )(command)


def _remember(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.find_root().obj["graph"] = value


def opened(ctx: click.Context) -> KnowledgeGraph:
    """Return the knowledge graph of the command; says on stderr what the user should know."""
    import kgraph

    kg = kgraph.open(ctx.find_root().obj["graph"], progress=_progress())
    for note in kg.notes:
        click.echo(note, err=True)
    return kg


def _progress() -> Callable[[str], None] | None:
    stream = click.get_text_stream("stderr")
    if not stream.isatty():
        return None
    return lambda step: click.echo(f"kgraph: {step} ...", err=True)


def output_options(command: _Command) -> _Command:
    """Add ``--format`` and ``-o``."""
    command = click.option(
        "-o", "--output", type=click.Path(dir_okay=False), help="Write to this file."
    )(command)
    return click.option(
        "--format",
        "format_",
        type=click.Choice(["table", "csv", "json", "jsonl"]),
        help="Default: table on a terminal, csv in a pipe.",
    )(command)


def selection_options(command: _Command) -> _Command:
    """Add the options that choose claims."""
    for option in reversed(
        (
            click.option("--as-of", metavar="DAY", help="What held on that day (2023-09-19)."),
            click.option("--known-by", metavar="DAY", help="What was reported by that day."),
            click.option(
                "--window",
                metavar="90d",
                callback=_window,
                help="Momentary acts of the last days only; needs --as-of.",
            ),
            click.option(
                "--lens",
                multiple=True,
                metavar="X",
                help="As told by document:X, publisher:X or claimant:X; several are a union.",
            ),
            click.option("--family", "families", multiple=True, help="Relation or lever family."),
            click.option(
                "--voice",
                "voices",
                multiple=True,
                metavar="V",
                callback=_voices,
                help=f"Whose word counts: {', '.join(VOICES)} or all; +V adds to the default.",
            ),
            click.option("--min-factuality", default="", help="certain, probable or possible."),
            click.option(
                "--without-disputed",
                "disputed",
                flag_value=False,
                default=True,
                help="Leave disputed claims out.",
            ),
        )
    ):
        command = option(command)
    return command


def _window(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    number = value.removesuffix("d")
    if not number.isdigit():
        message = f"--window takes a number of days such as 90d, not {value!r}."
        raise BadOption(message)
    return int(number)


def _voices(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...] | None:
    if not values:
        return None
    if all(value.startswith("+") for value in values):
        added = tuple(value[1:] for value in values)
        return VOICES if "all" in added else ("reporting", "party-on-itself", *added)
    return VOICES if "all" in values else values


def selected(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a selection, without those of output."""
    names = (
        "as_of",
        "known_by",
        "window",
        "lens",
        "families",
        "voices",
        "min_factuality",
        "disputed",
    )
    return {name: options[name] for name in names}
