"""check, pin, cite."""

from __future__ import annotations

from dataclasses import asdict

import click

from kgraph.cli.options import graph_option, output_options
from kgraph.cli.output import footer, write_bytes, write_rows

__all__ = ["check_command", "cite_command", "pin_command"]

_CORPUS = click.option(
    "--corpus",
    metavar="DIR",
    envvar="KGRAPH_CORPUS",
    help="Folder with the texts of the documents (or KGRAPH_CORPUS).",
)


@click.command("check")
@_CORPUS
@output_options
@graph_option
@click.pass_context
def check_command(
    ctx: click.Context, corpus: str | None, format_: str | None, output: str | None
) -> None:
    """Check the text, dates, vocabulary, shapes and whole graph; with texts, the passages too.

    Findings are printed as file:line: severity: subject: message. Exit code 1 if any is an error.

    Example: kgraph check
    """
    from kgraph import dossier
    from kgraph.curation import checks

    findings = checks.check(dossier.find(ctx.find_root().obj["graph"]), corpus)
    if format_ in {None, "table"}:
        write_bytes("".join(f"{finding}\n" for finding in findings).encode(), output)
    else:
        columns = ("path", "line", "severity", "check", "subject", "message")
        write_rows([asdict(finding) for finding in findings], columns, format_, output)
    errors = sum(finding.severity == "error" for finding in findings)
    footer(f"{errors} errors, {len(findings) - errors} warnings")
    if errors:
        ctx.exit(1)


@click.command("pin")
@_CORPUS
@click.option("--dry-run", is_flag=True, help="Only say what would be pinned.")
@graph_option
@click.pass_context
def pin_command(ctx: click.Context, corpus: str | None, dry_run: bool) -> None:
    """Mint the passages that claims name and seeds/passages.ttl lacks; moves none that is there.

    Example: kgraph pin --corpus texts/ --dry-run
    """
    from kgraph import dossier
    from kgraph.curation import checks

    found = dossier.find(ctx.find_root().obj["graph"])
    text, new = checks.pin(found, _needed(corpus))
    for slug in new:
        click.echo(f"ps:{slug}")
    if not dry_run:
        found.passages.parent.mkdir(exist_ok=True)
        write_bytes(text.encode(), str(found.passages))
    footer(f"{len(new)} passages {'would be' if dry_run else ''} pinned".replace("  ", " "))


@click.command("cite")
@click.argument("words")
@_CORPUS
@click.option("--document", metavar="KEY", help="Only in this document.")
@output_options
@graph_option
@click.pass_context
def cite_command(
    ctx: click.Context,
    words: str,
    corpus: str | None,
    document: str | None,
    format_: str | None,
    output: str | None,
) -> None:
    """Find the passage that contains given words; prints its name, never its text.

    Example: kgraph cite "buying weapons" --corpus texts/
    """
    from kgraph import dossier
    from kgraph.curation import checks, passages
    from kgraph.errors import UnknownName
    from kgraph.store import embedded
    from kgraph.vocabulary import CURATED

    store = embedded.parse({CURATED: dossier.find(ctx.find_root().obj["graph"]).curated})
    texts = checks.corpus_of(store, _needed(corpus))
    if document is not None and document not in texts.texts:
        raise UnknownName(document, "document with a text in the folder", sorted(texts.texts))
    rows = [asdict(cited) for cited in passages.cite(texts, words, document)]
    write_rows(rows, ("passage", "document", "paragraph", "sentence"), format_, output)
    if not rows:
        footer("No sentence contains these words.")
        ctx.exit(1)


def _needed(corpus: str | None) -> str:
    if not corpus:
        from kgraph.errors import BadOption

        raise BadOption("Say where the texts are: --corpus DIR, or set KGRAPH_CORPUS.")
    return corpus
