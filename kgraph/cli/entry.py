"""add, import, fmt: writing curated files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.curate import corpus_option, count, say_strays, texts_of
from kgraph.cli.options import graph_option, maybe_graph_option, meant
from kgraph.cli.output import note, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.curation.adding import Added

__all__ = ["add_command", "fmt_command", "import_command"]

_dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Print what would be added, and write nothing."
)


def _details(command: Any) -> Any:
    """Add an option for each optional part of a claim."""
    several, one = {"multiple": True}, {"default": ""}
    options: list[tuple[str, str, str, dict[str, Any]]] = [
        ("--factuality", "W", "How sure and yes or no, by the claimant's words: certain (unless "
         "given), probable, possible, denied, improbable, doubtful or unknown.",
         one),
        ("--when", "DAY", "When it held, only if the passage says so: 2031-05, 2030-12~/..", one),
        ("--before", "EVENT", "The event before which the passage puts it; repeatable.", several),
        ("--during", "EVENT", "The event in whose course the passage puts it.", several),
        ("--after", "EVENT", "The event after which the passage puts it.", several),
        ("--asserted", "DAY", "When it was said, if not on the day of publication.", one),
        ("--mode", "M", "ownVoice, directSpeech, reportedSpeech or distanced.", one),
        ("--modality", "M", "planned, duty or hypothetical.", one),
        ("--condition", "TEXT", "The proviso, in your own words.", one),
        ("--value", "N", "The figure or date, if it is not the last word of the proposition.", one),
        ("--bound", "B", "exactly, atLeast, atMost or approximately.", one),
        ("--wording", "TEXT", "The source's words for it, if it is no numeral: thousands.", one),
        ("--group", "TEXT", "Who is counted, such as civilians.", one),
        ("--intensity", "N", "1, 2 or 3.", one),
        ("--via", "ACTOR", "Who relayed it; repeatable, like the following.", several),
        ("--topic", "NAME", "What a call, a warning or an accusation is about.", several),
        ("--affected", "ACTOR", "Whom an act upon a place strikes.", several),
        ("--context", "EVENT", "The event in which it happened.", several),
        ("--place", "PLACE", "Where it happened.", several),
        ("--denies", "CLAIM", "The claim that it denies.", several),
        ("--disputes", "CLAIM", "A claim that it clashes with.", several),
        ("--differs-from", "CLAIM", "A claim that it only differs from.", several),
        ("--includes", "CLAIM", "A figure that is part of this one.", several),
        ("--lever-family", "F", "The family of the lever, if not that of the relation.", one),
        ("--note", "TEXT", "An editorial note.", one),
        ("--status", "S", "draft, reviewed or retracted.", one),
        ("--language", "TAG", "Language of gloss, condition and note; en unless given.",
         {"default": "en"}),
    ]  # fmt: skip
    for name, metavar, text, more in reversed(options):
        command = click.option(name, metavar=metavar, help=text, **more)(command)
    return command


@click.command("add")
@click.argument("document")
@click.argument("words")
@click.argument("proposition")
@click.option("--by", "claimant", required=True, metavar="ACTOR", help="Whose word it is.")
@click.option("--gloss", required=True, metavar="TEXT", help="What it says, in your own words.")
@click.option(
    "--passage",
    "passages",
    multiple=True,
    metavar="WORDS",
    help="A further passage, by words or name; repeatable.",
)
@_details
@corpus_option
@_dry_run_option
@graph_option
def add_command(corpus: str | None, graph: str | None, dry_run: bool, **said: Any) -> None:
    """Add a claim: the sentence is found and pinned, names are looked up, an id is minted.

    WORDS stand together in one sentence of DOCUMENT, or are the name of a passage (no texts are
    needed if it is pinned). PROPOSITION is "SUBJECT RELATION OBJECT", by slug or label, with | in
    between where a name could be read in several ways; for a measure, the figure is the object.

    Example: kgraph add courier "four ferries" "Syldavia courts Borduria" --by Courier --gloss "..."
    """
    from kgraph.curation import adding
    from kgraph.curation.entry import Entry
    from kgraph.dossier import dossier

    if not said["factuality"]:
        said["factuality"] = "certain"
        note("No --factuality was given, so the claim is certain; hedge words decide.")
    found = dossier.find(graph, editable=not dry_run)
    corpus = texts_of(found, corpus)
    say_strays(corpus)
    entry = Entry(passage=(said.pop("words"), *said.pop("passages")), **said)
    added = adding.add(found, entry, corpus=corpus, dry_run=dry_run)
    _tell([added], dry_run)


@click.command("import")
@click.argument("format_", metavar="FORMAT", type=click.Choice(["csv"]))
@click.argument("file", metavar="FILE")
@corpus_option
@_dry_run_option
@graph_option
def import_command(
    format_: str, file: str, corpus: str | None, graph: str | None, dry_run: bool
) -> None:
    """Add the claims of a table, one a row: all of them, or none if a row is wrong.

    FORMAT is csv. The first row names the columns: document, passage (words or a name), subject,
    relation, object or value, claimant, gloss, and any option of kgraph add (factuality, when,
    lever_family ...). Several values in a cell are parted by semicolons. Cells may be parted by
    commas, semicolons or tabs.

    Example: kgraph import csv claims.csv --corpus texts --dry-run
    """
    from kgraph.curation import adding
    from kgraph.dossier import dossier
    from kgraph.errors import RejectedRows

    found = dossier.find(graph, editable=not dry_run)
    corpus = texts_of(found, corpus)
    say_strays(corpus)
    readers: dict[str, Callable[..., list[Added]]] = {"csv": adding.import_csv}
    try:
        added = readers[format_](found, Path(file), corpus=corpus, dry_run=dry_run)
    except RejectedRows as error:
        for row, sentence in error.rows:
            note(f"{file}, row {row}: {sentence}")
        raise
    _tell(added, dry_run)


def _tell(added: list[Added], dry_run: bool) -> None:
    """Print the blocks that would be added, or the ids of what was."""
    for one in added:
        write(f"{one.block}\n" if dry_run else f"claim:{one.claim}\n")
        where = f"{one.path}:{one.line}"
        pins = f"; pinned {', '.join(f'ps:{slug}' for slug in one.pinned)}" if one.pinned else ""
        if not dry_run:
            note(f"claim:{one.claim} stands in {where}{pins}.")
    note(f"{count(len(added), 'claim')} {'to add; nothing was written' if dry_run else 'added'}.")


def _every(graph: str | None, check: bool) -> tuple[Path, ...]:
    from kgraph.dossier import dossier

    return dossier.find(meant(graph), editable=not check).whole().data


@click.command("fmt")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if a file would change.")
@maybe_graph_option
def fmt_command(files: tuple[str, ...], check: bool, graph: str | None) -> None:
    """Write data files in canonical text: the same triples, comments and headings, one layout.

    Claims are sorted by id within a section (a comment that begins with ###); predicates have one
    order. With --check, the first lines that would change are printed. Without FILE, the data files
    of the dossier.

    Example: kgraph fmt --check
    """
    from kgraph.curation import canonical

    paths = [Path(file) for file in files] or _every(graph, check)
    changes = canonical.format_files(paths, write=not check)
    for change in changes:
        write(change.first if check else f"{change.path}\n")
    verb = "to format" if check else "formatted"
    note(f"{count(len(changes), 'file')} of {len(paths)} {verb}.")
    if check and changes:
        click.get_current_context().exit(1)
