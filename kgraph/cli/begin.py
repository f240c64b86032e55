"""init."""

from __future__ import annotations

from pathlib import Path

import click

from kgraph.cli.entry import mapped
from kgraph.cli.output import note, write
from kgraph.errors import BadOption

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
@click.option(
    "--map",
    "table",
    default="",
    metavar="FILE",
    help="A table of three columns, who, relation and whom, to begin with (kgraph import map).",
)
@click.option("--url", default="", metavar="URL", help="With --map: the address of its document.")
@click.option("--publisher", default="", metavar="NAME", help="With --map: who published it.")
@click.option("--published", default="", metavar="DAY", help="With --map: the day it is of.")
def init_command(folder: str, table: str, **options: str) -> None:
    """Begin a dossier in a new or empty folder: it checks clean, and its texts stay out of git.

    \b
    Example: kgraph init dam-talks --title "Talks on the dam" --template negotiation
             kgraph init dam-talks --map ties.csv --url https://example.org/report
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    from kgraph.curation import beginning

    about = {name: options.pop(name) for name in ("url", "publisher", "published")}
    if table:
        path = Path(table)
        mapped(path, about, lambda source: beginning.begin_map(folder, path, source, **options))
        note(f"The dossier is begun; kgraph explore --graph {folder} shows it.")
        return
    if any(about.values()):
        raise BadOption("--url, --publisher and --published are for a --map.")
    for path in beginning.begin(folder, **options):
        write(f"{path}\n")
    inside = "" if Path(folder).absolute() == Path.cwd() else f"cd {folder}, then "
    note(
        f"The dossier is begun. {inside}git init and git config core.hooksPath hooks let git keep "
        "and check it; kgraph document add FILE takes in the first text."
    )
