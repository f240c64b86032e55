"""influence, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.options import (
    graph_option,
    opened,
    output_options,
    selected,
    selection_options,
)
from kgraph.cli.output import form, note, wrapped, write, write_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgraph.claims import ClaimsTable
    from kgraph.cli.output import Shown
    from kgraph.graph import KnowledgeGraph
    from kgraph.model import Layer

__all__ = ["evidence_notes", "explain_command", "influence_command"]

_INFLUENCE = (
    "source", "source_label", "relation", "relation_label", "target", "target_label", "families",
    "grade", "hollow", "weight", "attempts", "outcomes", "claims", "documents", "denials",
    "disputed_by", "hollow_by", "valid_from", "valid_until",
)  # fmt: skip
_EXPLAINED = (
    "layer", "tie", "claim", "part", "gloss", "claimant", "speaks_for", "via", "voice",
    "factuality", "modality", "condition", "when", "reported_on", "passage", "cited",
    "disputed_by",
)  # fmt: skip
_NO_TIE = "No tie in this selection; try --voice all, or kgraph claims --about NAME."

#: Layers as the user names them -> as the library does.
_LAYERS: dict[str, Layer] = {
    "positions": "position",
    "conduct": "conduct",
    "influence": "influence",
}


def evidence_notes(kg: KnowledgeGraph, table: ClaimsTable, claims: Iterable[str]) -> Iterator[str]:
    """Say what claims rest on, what was left out, and when it looks beyond the documents."""
    yield f"Base of evidence: {kg.base(sorted(set(claims))).sentence()}."
    chosen = table.selection
    left = kg.table.left_out(chosen)
    if left:
        counts = ", ".join(f"{number} {reason}" for reason, number in left.items())
        yield f"Claims left out: {counts}."
    last = kg.base().last
    if chosen.as_of and last and chosen.as_of.isoformat() > last:
        yield f"The last document is of {last}; what held on {chosen.as_of} is extrapolated."
    yield f"Data version {kg.data_version}."


@click.command("influence")
@click.option("--on", metavar="ACTOR", help="Only who can move this actor.")
@click.option("--of", metavar="ACTOR", help="Only whom this actor can move.")
@selection_options
@output_options
@graph_option
def influence_command(**options: Any) -> None:
    """List who has which levers on whom, with what was tried and what came of it.

    By default of what documents report, and of what actors say of themselves. A lever that is duty
    on paper and reported unmet is listed, and counts nothing.

    Example: kgraph influence --on Azerbaijan --as-of 2023-09-18
    """
    kg = opened(options)
    network = kg.influence(options["on"], options["of"], **selected(options))
    shown: Shown = {
        "who": "source_label",
        "how": "relation_label",
        "whom": "target_label",
        "lever": _lever,
        "claims": "claims",
        "disputed by": "disputed_by",
    }
    rows = network.rows()
    notes = evidence_notes(kg, network.table, (c for row in rows for c in row["claims"]))
    write_rows(rows, _INFLUENCE, options, shown=shown, notes=notes)


def _lever(row: dict[str, Any]) -> str:
    grade = "on paper, reported unmet" if row["hollow"] else row["grade"]
    return f"{' and '.join(row['families'])}: {grade}"


@click.command("explain")
@click.argument("a", metavar="NAME|CLAIM")
@click.argument("b", metavar="[NAME]", required=False)
@click.option("--layer", type=click.Choice(list(_LAYERS)), help="Only ties of this layer.")
@selection_options
@output_options
@graph_option
def explain_command(a: str, b: str | None, **options: Any) -> None:
    """Show the claims and passages behind the ties of a pair or an actor, or behind a claim.

    \b
    Example: kgraph explain Russia Armenia --layer influence
             kgraph explain rferl-003
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    kg = opened(options)
    found = kg.explain(a, b, _LAYERS.get(options["layer"]), **selected(options))
    version = f"Data version {kg.data_version}."
    if form(options["format_"], options["output"]) == "table":
        write(wrapped(f"{found.text() or _NO_TIE}\n\n{version}"), options["output"])
        return
    rows = found.rows()
    if not rows:
        note(_NO_TIE)
    texts = ("speaks_for", "via", "disputed_by")
    write_rows(rows, _EXPLAINED, options, texts=texts, notes=(version,))
