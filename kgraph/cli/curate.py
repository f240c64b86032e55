"""check, cite, pin."""

from __future__ import annotations

import contextlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.options import graph_option, output_options
from kgraph.cli.output import form, note, write, write_rows
from kgraph.cli.progress import working
from kgraph.errors import BadOption, RejectedRows
from kgraph.text import readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kgraph.dossier.dossier import Dossier
    from kgraph.model import Finding

__all__ = [
    "check_command",
    "cite_command",
    "corpus_option",
    "count",
    "needed",
    "pin_command",
    "say_strays",
    "saying_rows",
    "texts_of",
    "warn",
]

#: Sentences on stderr are for people, who do not read more of them at once.
_SHOWN = 20

#: Add ``--corpus``.
corpus_option = click.option(
    "--corpus",
    metavar="DIR",
    envvar="KGRAPH_CORPUS",
    help="Folder with the texts; else the one that KGRAPH_CORPUS names, or texts/.",
)


@contextlib.contextmanager
def saying_rows(file: str | Path) -> Iterator[None]:
    """Say each row of a table that cannot be taken, before the error that says how many."""
    try:
        yield
    except RejectedRows as error:
        for row, sentence in error.rows:
            note(f"{file}, row {row}: {sentence}")
        raise


@click.command("check")
@corpus_option
@output_options
@graph_option
def check_command(corpus: str | None, **options: Any) -> None:
    """Check text, dates, words, shapes and the whole graph; with the texts, the passages too.

    A table of findings is one line each: file:line: severity: subject: message [check]. In other
    formats the errors are said on stderr as well. Exit code 1 if there is an error; a warning is
    none.

    Example: kgraph check --corpus texts
    """
    from kgraph.curation import checks
    from kgraph.dossier import dossier

    with working("checking the dossier"):
        found = dossier.find(options["graph"], files=True)
        findings = checks.check(found, texts_of(found, corpus))
    errors = [finding for finding in findings if finding.severity == "error"]
    if form(options["format_"], options["output"]) == "table":
        write("".join(f"{readable(str(finding))}\n" for finding in findings), options["output"])
    else:
        columns = ("path", "line", "severity", "check", "subject", "message")
        write_rows([asdict(finding) for finding in findings], columns, options)
        warn(errors)
    note(f"{count(len(errors), 'error')}, {count(len(findings) - len(errors), 'warning')}.")
    if errors:
        click.get_current_context().exit(1)


def warn(findings: Sequence[Finding]) -> None:
    """Say findings on stderr, the first of them in full."""
    for finding in findings[:_SHOWN]:
        note(str(finding))
    if len(findings) > _SHOWN:
        note(f"... and {len(findings) - _SHOWN} more; kgraph check lists all.")


def count(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 file``, ``2 files``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


@click.command("pin")
@click.argument("claim", required=False, metavar="[CLAIM")
@click.argument("words", required=False, metavar="WORDS]")
@corpus_option
@click.option("--dry-run", is_flag=True, help="Say what would be pinned, and write nothing.")
@graph_option
def pin_command(
    claim: str | None, words: str | None, corpus: str | None, dry_run: bool, **options: Any
) -> None:
    """Mint the passages that claims name and seeds/passages.ttl lacks; moves none that is there.

    With CLAIM, a claim that is unpinned gets the sentence in which WORDS stand, or the passage of
    that name.

    \b
    Example: kgraph pin --corpus texts --dry-run
             kgraph pin courier-004 "lent four ferries"
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    from kgraph.curation import checks, moving
    from kgraph.dossier import dossier

    if claim and not words:
        raise BadOption("Say in which words of its document the claim stands, or which passage.")
    found = dossier.find(options["graph"], editable=not dry_run)
    folder = needed(found, corpus)
    say_strays(folder)
    if claim and words:
        new = [moving.pin_claim(found, folder, claim, words, dry_run=dry_run)]
    else:
        new = checks.pin(found, folder, dry_run=dry_run)
    write("".join(f"ps:{slug}\n" for slug in new))
    note(f"{count(len(new), 'passage')} {'to pin' if dry_run else 'pinned'}.")


@click.command("cite")
@click.argument("words")
@corpus_option
@click.option("--document", metavar="KEY", help="Only in this document.")
@output_options
@graph_option
def cite_command(words: str, corpus: str | None, document: str | None, **options: Any) -> None:
    """Find the passage that contains given words; prints its name, never its text.

    Example: kgraph cite "buying weapons" --corpus texts
    """
    from kgraph.curation import checks, passages
    from kgraph.dossier import dossier
    from kgraph.dossier import store as stores
    from kgraph.errors import UnknownName
    from kgraph.vocabulary import CURATED

    found = dossier.find(options["graph"], files=True)
    folder = needed(found, corpus)
    say_strays(folder)
    for text in found.notes:
        note(text)
    store = stores.parse({CURATED: found.curated})
    texts = checks.corpus_of(store, folder)
    if document is not None and document not in texts.texts:
        raise UnknownName(document, "document with a text in the folder", sorted(texts.texts))
    rows = [asdict(cited) for cited in passages.cite(texts, words, document)]
    write_rows(rows, ("passage", "document", "paragraph", "sentence"), options)


def say_strays(corpus: str | None) -> None:
    """Say which texts of a folder cannot be read; those of no document are left out."""
    from kgraph.curation import passages

    for _, text in passages.strays(corpus) if corpus else ():
        note(text)


def texts_of(found: Dossier, corpus: str | None) -> str | None:
    """Return the folder with the texts: the one named, else that of the dossier if it is there."""
    return corpus or (str(found.texts) if found.texts.is_dir() else None)


def needed(found: Dossier, corpus: str | None) -> str:
    """Return the folder with the texts; raises ``BadOption`` if there is none."""
    folder = texts_of(found, corpus)
    if folder is None:
        raise BadOption(
            f"There is no folder {found.texts}; say where the texts are with --corpus DIR, or set "
            "KGRAPH_CORPUS."
        )
    return folder
