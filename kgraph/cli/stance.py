"""stance: positions and conduct, and the measures made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.notes import evidence_notes
from kgraph.cli.options import opened, roll_up_options, row_options, selected
from kgraph.cli.output import form, write_rows

if TYPE_CHECKING:
    from kgraph.cli.output import Shown
    from kgraph.networks.views import View

__all__ = ["stance_command"]

#: The views; a test holds them against those of the library, which is not loaded for help.
_VIEWS = (
    "positions", "conduct", "matrix", "mixed", "advocacy", "congruence", "conflict", "subtract",
    "blocs", "issues", "polarization", "convergence", "divergence", "ambivalence", "balance",
    "frustration", "degrees", "headlines",
)  # fmt: skip

#: Options that only some views take.
_OWN = ("issue", "by", "issues", "duplicates", "conditional", "typed", "between", "why")

_SIGN: Any = {"sign": lambda row: f"{row['sign']:+d}"}
_PAIR: Shown = {"one": "first_label", "other": "second_label"}
#: How many claims a number rests on; --why lists them, as do CSV and JSON.
_MANY: Any = {"claims": lambda row: len(row["claims"])}
_AGREEMENT: Shown = {
    **_PAIR, "value": "value", "shared": "shared", "why not": "why", **_MANY,
}  # fmt: skip
_POSITIONS: Shown = {
    "who": "holder_label",
    "stands": lambda row: "; if ".join([row["state"], *row["conditions"]]),
    "on": "target_label",
    "claims": "claims",
    "disputed by": "disputed_by",
}
_CONVERGENCE: Shown = {
    **_PAIR, "convergence": "convergence", "divergence": "divergence", "shared": "shared",
    "why not": "why", **_MANY,
}  # fmt: skip

#: View -> the columns of a table to read; CSV and JSON have all.
_SHOWN: dict[str, Shown] = {
    "positions": _POSITIONS,
    "advocacy": _POSITIONS,
    "conduct": {
        "who": "source_label", "does": "relation_label", "to whom": "target_label", **_SIGN,
        "weight": "weight", "claims": "claims", "disputed by": "disputed_by",
    },
    "mixed": {
        "who": "holder_label", "stands": "side", "on": "target_label", "by": "by_label",
        "said by": "claimant_label", "voice": "voice", "for": "when", "reported": "reported_on",
        "claim": "claim",
    },
    "congruence": _AGREEMENT,
    "conflict": _AGREEMENT,
    "subtract": _AGREEMENT,
    "blocs": {"bloc": "bloc", "actor": "actor_label", **_MANY},
    "issues": {
        "issue": "issue_label", "conflict": "conflict", "share": "share", **_MANY,
    },
    "polarization": {
        "polarization": "value", "by chance": "mean", "excess": "excess", "z": "z",
        "documents": "documents", "origins": "origins", "robust": "robust", "why not": "why",
    },
    "convergence": _CONVERGENCE,
    "divergence": _CONVERGENCE,
    "ambivalence": {
        "actor": "actor_label", "ambivalence": "ambivalence", "why not": "why", **_MANY,
    },
    "balance": {"reading": "reading", "claims": "claims"},
    "frustration": {
        **_PAIR, **_SIGN, "weight": "weight", "claims": "claims", "passages": "passages",
    },
    "degrees": {
        "actor": "actor_label", "friendly": "positive", "hostile": "negative", "ratio": "ratio",
        "net": "net",
    },
    "headlines": {
        "measure": "measure", "value": "value", "documents": "documents", "origins": "origins",
        "robust": "robust", "why not": "why",
    },
    "why": {
        "share": "share", "claim": "claim", "says": "gloss", "said by": "claimant_label",
        "passage": "passage",
    },
}  # fmt: skip

#: What a cell of the matrix shows in a table to read.
_MARKS = {
    "supports": "+", "opposes": "-", "neutral": "0", "conditional": "if", "mixed": "+-",
    "no evidence": ".",
}  # fmt: skip


@click.command("stance")
@click.argument("view", metavar="[VIEW]", type=click.Choice(_VIEWS), required=False)
@click.option(
    "--layer",
    type=click.Choice(["positions", "conduct"]),
    help="The views positions (unless given) and conduct.",
)
@click.option("--issue", metavar="ISSUE", help="Only positions on this issue, event or agreement.")
@roll_up_options
@click.option("--by", metavar="N", help="average (default), cosine, none, jaccard-dna, cosine-dna.")
@click.option("--issues", is_flag=True, help="Compare issues by actors, not actors by issues.")
@click.option(
    "--duplicates",
    metavar="D",
    help="Repeated positions count once (default), once per document, week, month or year, or "
    "with include each time.",
)
@click.option("--conditional", is_flag=True, help="Count positions on a condition too.")
@click.option("--typed", metavar="FILE", help="MACTOR's tables of a matrix in CSV, not of claims.")
@click.option("--between", nargs=2, metavar="A B", help="Only these two.")
@click.option("--why", is_flag=True, help="The claims behind a number with the share of each.")
@row_options()
def stance_command(**options: Any) -> None:
    """List positions on issues, the conduct between actors, or measures made of them.

    \b
    VIEW of positions  positions (unless given), matrix, mixed, advocacy,
                       congruence, conflict, subtract, blocs, issues,
                       polarization, convergence, divergence, ambivalence
    VIEW of conduct    conduct, balance, frustration, degrees
    VIEW of both       headlines

    What rests on too little evidence is not assessable, and the view says what is missing.
    Headlines are given without each document in turn.

    \b
    Example: kgraph stance --layer conduct --voice +analysis
             kgraph stance congruence --roll-up --between Armenia Azerbaijan
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    layer = options["layer"]
    if layer and options["view"]:
        raise click.UsageError("Name the view alone, without --layer.")
    name = options["view"] or layer or "positions"
    kg = opened(options)
    stance = kg.stance(**selected(options))
    found = stance.view(name, **{option: options[option] for option in _OWN})
    notes = list(found.notes)
    if not options["typed"]:
        notes += evidence_notes(kg, stance.table, found.claims)
    shown, legend = _read(found, "why" if options["why"] else name, stance.table.label)
    if form(options["format_"], options["output"]) == "table":
        notes = [*legend, *notes]
    texts = ("conditions", "actor_labels")
    write_rows(found.rows, found.columns, options, shown=shown, texts=texts, notes=notes)


def _read(found: View, name: str, label: Any) -> tuple[Shown, list[str]]:
    """Return the columns of a table to read; for the matrix numbered, with their legend."""
    if name != "matrix":
        return _SHOWN[name], []
    targets = found.columns[2:]
    shown: dict[str, Any] = {"who": "holder_label"}
    for number, target in enumerate(targets, start=1):
        shown[str(number)] = lambda row, at=target: _MARKS[row[at].partition(":")[0]]
    marks = ", ".join(f"{mark} {state}" for state, mark in _MARKS.items())
    numbers = [f"{number}  {label(target)}" for number, target in enumerate(targets, start=1)]
    return shown, [f"Cells: {marks}.", *numbers]
