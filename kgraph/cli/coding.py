"""coverage, agreement: how complete and how reliable a coding is."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.curate import corpus_option, needed, say_strays, warn
from kgraph.cli.entities import change_agreement, changing
from kgraph.cli.options import graph_option, output_options
from kgraph.cli.output import note, write_rows

if TYPE_CHECKING:
    from kgraph.curation.intercoder import Agreement

__all__ = ["agreement_command", "coverage_command"]

_SENTENCE = ("passage", "document", "paragraph", "sentence", "status", "claims", "reason")
_TOTAL = ("document", "sentences", "claims", "no_claims", "open")

_DIFFERENCE = ("field", "passage", "claim_a", "claim_b", "a", "b")


@click.command("coverage")
@click.option("--every", is_flag=True, help="All sentences, not only those that are open.")
@click.option("--totals", is_flag=True, help="Counts by document instead of sentences.")
@corpus_option
@output_options
@graph_option
def coverage_command(every: bool, totals: bool, corpus: str | None, **options: Any) -> None:
    """List the sentences that have neither claims nor a reason in seeds/no-claims.csv.

    That file has the columns passage and reason (heading, byline, caption, boilerplate,
    cookie-notice, transition, question, scene, generality, out-of-scope, fragment or
    repetition-of:PASSAGE). Exit code 1 if a sentence is open, or an entry of the file is wrong.

    Example: kgraph coverage --corpus texts --totals
    """
    from kgraph.curation.coverage import coverage
    from kgraph.dossier import dossier

    covered = dossier.find(options["graph"], files=True)
    for text in covered.notes:
        note(text)
    folder = needed(covered, corpus)
    say_strays(folder)
    found = coverage(covered, folder)
    listed = found.totals if totals else found.sentences if every else found.open
    notes = [
        f"{t.document}: {t.sentences} sentences, {t.claims} with claims, {t.no_claims} marked as "
        f"bearing none, {t.open} open."
        for t in found.totals
    ]
    if found.unpinned:
        notes.append(f"Unpinned, no passage is named: {', '.join(found.unpinned)}.")
    columns = _TOTAL if totals else _SENTENCE
    write_rows([asdict(one) for one in listed], columns, options, notes=() if totals else notes)
    warn(found.findings)
    if found.open or found.findings:
        click.get_current_context().exit(1)


@click.command("agreement", cls=changing(change_agreement))
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "--disagreements", is_flag=True, help="The fields that differ, and the claims only one has."
)
@output_options
def agreement_command(a: str, b: str, disagreements: bool, **options: Any) -> None:
    """Compare two codings of the same texts: Turtle files, or folders of dossiers.

    Claims are matched by sentence, subject and object (for measures, the value); for each field
    there are the share that agrees and Krippendorff's alpha, empty where it is undefined. How many
    claims of each coding are matched at all stands beside it.

    Example: kgraph agreement first.ttl second.ttl
    """
    from kgraph.curation import intercoder as agreement

    found = agreement.agreement(agreement.read(a), agreement.read(b))
    if disagreements:
        rows = [asdict(one) for one in found.disagreements]
        write_rows(rows, _DIFFERENCE, options, texts=("a", "b"), notes=[_matched(found)])
        return
    whole = asdict(found)
    shares = ("claims_a", "claims_b", "matched", "share_a", "share_b")
    rows = [asdict(one) | {name: whole[name] for name in shares} for one in found.fields]
    columns = ("field", "pairs", "equal", "agreement", "alpha", *shares)
    shown = {name: name for name in columns[:5]}
    write_rows(rows, columns, options, shown=shown, notes=[_matched(found)])


def _matched(found: Agreement) -> str:
    def part(share: float | None, of: int) -> str:
        return f"{of} claims" + ("" if share is None else f" ({100 * share:.0f} %)")

    return (
        f"Matched: {found.matched} of {part(found.share_a, found.claims_a)} of A and of "
        f"{part(found.share_b, found.claims_b)} of B."
    )
