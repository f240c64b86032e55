"""init."""

from __future__ import annotations

from pathlib import Path

import click

from kgraph.cli.output import note, write

__all__ = ["init_command"]


@click.command("init")
@click.argument("folder", metavar="DIR")
@click.option(
    "--title", default="", metavar="TEXT", help="What it is about; else the folder's name."
)
@click.option(
    "--language", default="en", metavar="TAG", help="Language of its names; en unless given."
)
@click.option(
    "--template",
    default="conflict",
    metavar="KIND",
    help="conflict (unless given), negotiation or planning: which issues, events and relations it "
    "begins with.",
)
def init_command(folder: str, title: str, language: str, template: str) -> None:
    """Begin a dossier in a new or empty folder: it checks clean, and its texts stay out of git.

    Example: kgraph init dam-talks --title "Talks on the dam" --template negotiation
    """
    from kgraph.curation import beginning

    for path in beginning.begin(folder, title=title, language=language, template=template):
        write(f"{path}\n")
    inside = "" if Path(folder).absolute() == Path.cwd() else f"cd {folder}, then "
    note(
        f"The dossier is begun. {inside}git init and git config core.hooksPath hooks let git keep "
        "and check it; kgraph document add FILE takes in the first text."
    )
