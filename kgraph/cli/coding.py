"""coverage, agreement: how complete and how reliable a coding is."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.curate import corpus_option, needed, say_strays, warn
from kgraph.cli.entities import change_agreement, changing
from kgraph.cli.options import graph_option, output_options
from kgraph.cli.output import note, write_rows
from kgraph.errors import BadOption

if TYPE_CHECKING:
    from kgraph.text import Shown

__all__ = ["agreement_command", "coverage_command"]

_SENTENCE = ("passage", "document", "paragraph", "sentence", "status", "claims", "reason")
_TOTAL = ("document", "sentences", "claims", "no_claims", "open")

_DIFFERENCE = ("field", "passage", "claim_a", "claim_b", "a", "b")
#: Where a row has its alpha as one reads it.
_TOLD = "alpha, told"


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
@click.option("--per-relation", is_flag=True, help="One row for each relation.")
@output_options
def agreement_command(
    a: str, b: str, disagreements: bool, per_relation: bool, **options: Any
) -> None:
    """Compare two codings of the same texts: Turtle files, or folders of dossiers.

    Claims are matched by sentence, subject and object (for measures, the value); for each field
    there are the share that agrees and Krippendorff's alpha, empty where it is undefined, with its
    interval (95 %, by bootstrap). How many claims of each coding are matched at all stands beside
    it. A relation on which there are too few claims is not assessable.

    \b
    Example: kgraph agreement first.ttl second.ttl
             kgraph agreement anna/ ben/ --per-relation
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    from kgraph.curation import intercoder as agreement

    if disagreements and per_relation:
        raise BadOption("--disagreements and --per-relation: choose one.")
    found = agreement.agreement(agreement.read(a), agreement.read(b), agreement.least_pairs(a))
    matched = agreement.matched_in_words(found)
    if disagreements:
        rows = [asdict(one) for one in found.disagreements]
        write_rows(rows, _DIFFERENCE, options, texts=("a", "b"), notes=[matched])
        return
    notes = [matched, f"Unit: {agreement.UNIT}. Intervals hold 95 % of the bootstrap."]
    if per_relation:
        rows = [asdict(one) | {_TOLD: agreement.coefficient(one)} for one in found.relations]
        told: Shown = {
            "relation": "relation",
            "claims of A, B": lambda row: f"{row['claims_a']}, {row['claims_b']}",
            "both of pairs": lambda row: f"{row['equal']} of {row['pairs']}",
            "alpha": _TOLD,
        }  # fmt: skip
        columns = tuple(field.name for field in fields(agreement.OnRelation))
        write_rows(rows, columns if rows else ("relation",), options, shown=told, notes=notes)
        return
    whole = asdict(found)
    shares = ("claims_a", "claims_b", "matched", "share_a", "share_b")
    rows = [
        asdict(one) | {name: whole[name] for name in shares} | {_TOLD: agreement.coefficient(one)}
        for one in found.fields
    ]
    columns = ("field", "pairs", "equal", "agreement", "alpha", "low", "high", *shares)
    shown: Shown = {**{name: name for name in columns[:4]}, "alpha": _TOLD}
    write_rows(rows, columns, options, shown=shown, notes=notes)
