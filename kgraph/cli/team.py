"""diff, merge-driver: several coders of one dossier."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.options import roll_up_options, row_options, selected
from kgraph.cli.output import note, write_result

if TYPE_CHECKING:
    from kgraph.graph import KnowledgeGraph

__all__ = ["diff_command", "merge_driver_command"]


@click.command("diff")
@click.argument("before", metavar="REV1")
@click.argument("after", metavar="[REV2]", default="")
@row_options(roll_up_options)
def diff_command(before: str, after: str, **options: Any) -> None:
    """List what changed between two revisions of a dossier in git, or between two folders.

    Claims added, retracted, removed or changed, field by field; then the ties, strengths, ranks and
    blocs that differ for it, each with its claims. Without REV2: the files as they are now.

    \b
    Example: kgraph diff HEAD~3
             kgraph diff v1 v2 --format csv -o changes.csv
             kgraph diff coded-by-anna coded-by-ben
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    from kgraph.dossier import dossier

    root = dossier.find(options["graph"]).root
    with contextlib.ExitStack() as held:
        old, new = (_state(root, one, held) for one in (before, after))
        found = new.since(old, **selected(options))
        write_result(found, options)


def _state(root: Path, named: str, held: contextlib.ExitStack) -> KnowledgeGraph:
    """Return a dossier as it is in a folder, in a revision, or now if none is named."""
    import kgraph
    from kgraph.cli.progress import working
    from kgraph.dossier import revisions

    if named and not Path(named, "data").is_dir():
        folder = held.enter_context(revisions.at(root, named))
    else:
        folder = Path(named) if named else root
    with working() as step:
        kg = kgraph.open(folder, progress=step)
    for text in kg.notes:
        note(text)
    return kg


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
