"""document, show, repin: the texts of a dossier."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.curate import corpus_option, count, needed, say_strays, texts_of
from kgraph.cli.options import graph_option, output_options
from kgraph.cli.output import form, note, wrapped, write, write_rows
from kgraph.errors import BadOption

if TYPE_CHECKING:
    from kgraph.curation.documents import Details, Taken
    from kgraph.dossier.dossier import Dossier

__all__ = ["document_command", "repin_command", "show_command"]

#: Letters of a paragraph that are shown.
_SHOWN = 70
_ASKED = {
    "title": "Title",
    "publisher": "Publisher",
    "date": "Day of publication (2031-05-04, 2031-05 or 2031)",
    "genre": "Genre",
}


@click.command("document")
@click.argument("action", metavar="add", type=click.Choice(["add"]))
@click.argument("file", required=False, metavar="[FILE]")
@click.option("--title", default="", metavar="TEXT", help="Its title.")
@click.option(
    "--publisher",
    default="",
    metavar="NAME",
    help="Who published it; who is no actor yet becomes one.",
)
@click.option(
    "--publisher-class",
    default="MediaOutlet",
    metavar="C",
    help="What a new publisher is, such as ThinkTank or State; MediaOutlet unless given.",
)
@click.option("--date", default="", metavar="DAY", help="When it was published, as far as known.")
@click.option("--genre", default="", metavar="G", help="Such as newsReport, speech or legalText.")
@click.option("--url", default="", metavar="URL", help="Where it can be read.")
@click.option("--language", default="", metavar="TAG", help="Its language; else the dossier's.")
@click.option("--abstract", default="", metavar="TEXT", help="What it is, in your own words.")
@click.option("--key", default="", metavar="KEY", help="Its short name: letters a-z and digits.")
@click.option("--no-text", is_flag=True, help="Enter it without its text, with --url.")
@click.option(
    "--columns", type=click.IntRange(1, 2), metavar="N", help="Columns of a PDF's pages: 1 or 2."
)
@click.option("--corpus", metavar="DIR", help="Folder for the text; texts/ unless given.")
@click.option("--dry-run", is_flag=True, help="Print the entry and the text, and write nothing.")
@graph_option
def document_command(
    action: str,  # noqa: ARG001  there is one
    file: str | None,
    no_text: bool,
    columns: int | None,
    corpus: str | None,
    dry_run: bool,
    graph: str | None,
    **said: str,
) -> None:
    """Take a document in: its text into texts/, its entry and hash into the catalogue.

    FILE is plain text, a saved web page, PDF or .docx. Wrapped lines are joined into paragraphs; of
    a page, navigation and its like are left out. What is missing is asked for on a terminal.

    Example: kgraph document add report.html --genre newsReport --date 2031-05-04
    """
    from kgraph.curation import documents, extracting
    from kgraph.dossier import dossier

    if no_text == bool(file):
        raise BadOption("Name a FILE, or say --no-text and --url where it can be read.")
    found = dossier.find(graph, editable=not dry_run)
    details, paragraphs = documents.Details(**said), None
    if file:
        text = extracting.extract(Path(file), columns=columns)
        paragraphs = text.paragraphs
        details = documents.completed(details, text)
        for sentence in text.notes:
            note(sentence)
        for number, paragraph in enumerate(paragraphs, 1):
            if number <= 3 or number > len(paragraphs) - 2:
                cut = paragraph if len(paragraph) <= _SHOWN else f"{paragraph[:_SHOWN]} ..."
                note(f"  {number}  {cut}")
            elif number == 4:
                note("  ...")
        for name in ("title", "publisher", "date", "url", "language"):
            if getattr(details, name) and not said[name]:
                note(f"The file says --{name} {getattr(details, name)!r}.")
    details = _asked(found, details)
    taken = documents.add(
        found, details, paragraphs, texts=Path(corpus) if corpus else None, dry_run=dry_run
    )
    _tell(taken, dry_run=dry_run)


def _asked(found: Dossier, details: Details) -> Details:
    """Return details with what is missing as somebody on a terminal types it."""
    from kgraph.curation import documents

    known = details.key and details.key in documents.keys(found)
    if known or not (sys.stdin is not None and sys.stdin.isatty()):
        return details
    for name in details.missing:
        question = _ASKED[name]
        if name == "genre":
            question += f" ({', '.join(documents.genres(found))})"
        details = replace(details, **{name: click.prompt(question, err=True)})
    return details


def _tell(taken: Taken, *, dry_run: bool) -> None:
    if dry_run:
        write("\n\n".join([taken.block, *taken.paragraphs]) + "\n")
        note("Nothing was written.")
        return
    write(f"doc:{taken.key}\n")
    if taken.publisher:
        note(f"{taken.publisher} was made an actor.")
    if taken.paragraphs:
        number = len(taken.paragraphs)
        what = f"{number} paragraph{'' if number == 1 else 's'}"
        note(f"doc:{taken.key} has {what}; kgraph show {taken.key} prints them.")
    else:
        note(f"doc:{taken.key} has no text; claims on {taken.key}-p0 are unpinned.")


@click.command("show")
@click.argument("name", metavar="PASSAGE|DOCUMENT")
@corpus_option
@output_options
@graph_option
def show_command(name: str, corpus: str | None, **options: Any) -> None:
    """Print a text sentence by sentence, with the claims beside it, where the text is at hand.

    Example: kgraph show courier-p3
    """
    from kgraph.curation import showing
    from kgraph.dossier import dossier

    found = dossier.find(options["graph"], files=True)
    shown = showing.lines(found, name, texts_of(found, corpus))
    if form(options["format_"], options["output"]) != "table":
        columns = ("passage", "document", "paragraph", "sentence", "text", "claims", "glosses")
        write_rows([asdict(one) for one in shown], columns, options, texts=frozenset({"glosses"}))
        return
    said: list[str] = []
    for one in shown:
        said.append(f"{one.passage}  {one.text or '(no passage is named)'}")
        said += [
            f"    {claim}: {gloss}" for claim, gloss in zip(one.claims, one.glosses, strict=True)
        ]
    write(wrapped("\n".join(said)), options["output"])


@click.command("repin")
@click.argument("document", required=False, default="")
@corpus_option
@click.option("--dry-run", is_flag=True, help="Say what would move, and write nothing.")
@output_options
@graph_option
def repin_command(document: str, corpus: str | None, dry_run: bool, **options: Any) -> None:
    """Take a mended text over: passages and claims move to where their words stand now.

    The text is KEY.txt in the folder. A passage whose words are not found again is listed, and the
    claims on it are unpinned there; kgraph pin CLAIM WORDS gives them another. Exit code 1 if there
    is one.

    Example: kgraph repin courier --dry-run
    """
    from kgraph.curation import moving
    from kgraph.dossier import dossier

    found = dossier.find(options["graph"], editable=not dry_run)
    folder = needed(found, corpus)
    say_strays(folder)
    done = moving.repin(found, folder, document, dry_run=dry_run)
    columns = ("document", "passage", "now", "near", "claims")
    lost = len(done.lost)
    moved = len(done.moved) - lost
    would = " to be" if dry_run else ""
    notes = [
        f"{count(len(done.documents), 'text')}{would} taken over; {count(moved, 'passage')}{would} "
        f"moved, {lost} not found again."
    ]
    if lost:
        notes.append("What was not found is unpinned; kgraph pin CLAIM WORDS pins it anew.")
    write_rows([asdict(one) for one in done.moved], columns, options, notes=notes)
    if lost:
        click.get_current_context().exit(1)
