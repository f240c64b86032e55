"""merge-driver."""

from __future__ import annotations

from pathlib import Path

import click

from kgraph.cli.output import note

__all__ = ["merge_driver_command"]


@click.command("merge-driver")
@click.argument("base", metavar="BASE")
@click.argument("ours", metavar="OURS")
@click.argument("theirs", metavar="THEIRS")
@click.argument("name", metavar="[NAME]", default="")
def merge_driver_command(base: str, ours: str, theirs: str, name: str) -> None:
    """Merge two versions of a Turtle file claim by claim: what git calls when it merges branches.

    kgraph init writes .gitattributes, which says for which files; git learns the command, once in a
    clone, by: git config merge.kgraph.driver "kgraph merge-driver %O %A %B %P"

    OURS is written. Exit code 1 if something was changed on both sides in different ways; the lines
    of it then stand between the marks of a conflict. A file that is no Turtle is merged by lines.

    Example: kgraph merge-driver base.ttl ours.ttl theirs.ttl data/triples.ttl
    """
    from kgraph.curation.threeway import three_way
    from kgraph.dossier import revisions
    from kgraph.errors import BadData
    from kgraph.files import read_text, write_whole

    paths = [Path(one) for one in (base, ours, theirs)]
    try:
        text, clashes = three_way(*map(read_text, paths), name)
    except BadData as error:
        note(f"{name or ours} is merged by lines: {error}")
        if not revisions.merge_lines(*paths):
            click.get_current_context().exit(1)
        return
    write_whole(paths[1], text.encode())
    if clashes:
        note(f"Changed on both sides in different ways, in {name or ours}: {', '.join(clashes)}.")
        click.get_current_context().exit(1)
