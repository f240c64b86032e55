"""claims."""

from __future__ import annotations

from typing import Any

import click

from kgraph.cli.notes import account, nothing, version
from kgraph.cli.options import opened, row_options, selected
from kgraph.cli.output import write_result

__all__ = ["claims_command"]

_POLARITY = {"affirmed": 1, "denied": -1, "unknown": 0}
_FILTERS = ("about", "claimant", "relation", "document", "modality", "mode", "status")


@click.command("claims")
@click.option(
    "--about",
    multiple=True,
    metavar="NAME",
    help="About this actor, event, issue ...; repeatable.",
)
@click.option(
    "--claimant",
    multiple=True,
    metavar="ACTOR",
    help="By this actor, or by who speaks for it; repeatable.",
)
@click.option(
    "--relation",
    multiple=True,
    metavar="R",
    help="Of this relation; repeatable.",
)
@click.option(
    "--document",
    multiple=True,
    metavar="KEY",
    help="In this document; repeatable.",
)
@click.option(
    "--polarity",
    type=click.Choice(list(_POLARITY)),
    help="Only what is affirmed, what is denied, or what nobody commits to.",
)
@click.option(
    "--modality",
    multiple=True,
    metavar="MODALITY",
    help="What is actual, planned, a duty, or hypothetical; repeatable.",
)
@click.option(
    "--mode",
    multiple=True,
    metavar="MODE",
    help="Told as ownVoice, directSpeech, reportedSpeech or distanced; repeatable.",
)
@click.option(
    "--status",
    multiple=True,
    type=click.Choice(["draft", "reviewed"]),
    help="How far its coding has come; repeatable.",
)
@click.option("--disputed", "only_disputed", is_flag=True, help="Only what somebody disputes.")
@click.option("--sample", type=int, metavar="N", help="N of them, drawn at random.")
@click.option(
    "--seed", type=int, default=1, metavar="N", help="Another sample for each number; 1 if none."
)
@row_options()
def claims_command(**options: Any) -> None:
    """List claims, one row each: every standing claim in every voice unless options choose.

    A claim passes if it meets every option; of an option given more than once, any value will do.

    Example: kgraph claims --about CSTO --format json
    """
    kg = opened(options)
    table = kg.claims(
        **selected(options, every_voice=True),
        **{name: options[name] for name in _FILTERS},
        polarity=_POLARITY.get(options["polarity"]),
        only_disputed=options["only_disputed"],
    )
    if options["sample"] is not None:
        table = table.sample(options["sample"], options["seed"])
    base = f"Base of evidence: {kg.base(table).sentence()}."
    said = account(table.result, table).sentences()
    missed: tuple[str, ...] = ()
    if not len(table) and options["about"]:
        searched = "No claim has it as subject, object, topic, context or affected."
        missed = tuple(nothing(kg, searched, options["about"]))
    write_result(table.result, options, (*missed, base, *said, *version(kg)))
