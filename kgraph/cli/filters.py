"""Options of commands that list claims: what these are about, whose they are, what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.options import all_of, selected

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable
    from kgraph.graph import KnowledgeGraph

__all__ = ["about_options", "chosen", "claim_options", "nothing"]

_POLARITY = {"affirmed": 1, "denied": -1, "unknown": 0}
_FILTERS = (
    "about", "about_all", "claimant", "either", "relation", "document", "modality", "mode",
    "status", "coder", "tag", "only_disputed",
)  # fmt: skip

#: Add ``--about`` and ``--about-all``.
about_options = all_of(
    click.option(
        "--about",
        multiple=True,
        metavar="NAME",
        help="About this actor, event, place, issue ..., or what belongs to it; repeatable.",
    ),
    click.option("--about-all", is_flag=True, help="Of several --about, about each of them."),
)

#: Add the options that choose claims by what they are about, whose they are, and what they say.
claim_options = all_of(
    about_options,
    click.option(
        "--claimant",
        multiple=True,
        metavar="ACTOR",
        help="By this actor, or by who speaks for it; repeatable.",
    ),
    click.option("--either", is_flag=True, help="With --about and --claimant: either will do."),
    click.option("--relation", multiple=True, metavar="R", help="Of this relation; repeatable."),
    click.option("--document", multiple=True, metavar="KEY", help="In this document; repeatable."),
    click.option(
        "--polarity",
        type=click.Choice(list(_POLARITY)),
        help="Only what is affirmed, what is denied, or what nobody commits to.",
    ),
    click.option(
        "--modality",
        multiple=True,
        metavar="MODALITY",
        help="What is actual, planned, a duty, or hypothetical; repeatable.",
    ),
    click.option(
        "--mode",
        multiple=True,
        metavar="MODE",
        help="Told as ownVoice, directSpeech, reportedSpeech or distanced; repeatable.",
    ),
    click.option(
        "--status",
        multiple=True,
        type=click.Choice(["draft", "reviewed"]),
        help="How far its coding has come; repeatable.",
    ),
    click.option("--coder", multiple=True, metavar="CODER", help="Coded by this one; repeatable."),
    click.option("--tag", multiple=True, metavar="TAG", help="Tagged so; repeatable."),
    click.option("--disputed", "only_disputed", is_flag=True, help="Only what somebody disputes."),
)


def chosen(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a selection of claims as the library takes them."""
    named = {name: options[name] for name in _FILTERS}
    polarity = _POLARITY.get(options["polarity"])
    return {**selected(options, every_voice=True), **named, "polarity": polarity}


def nothing(kg: KnowledgeGraph, table: ClaimsTable) -> str:
    """Say of a selection without claims what was searched, what keeps claims out, what is near."""
    from kgraph.claims.about import belonging, near
    from kgraph.text import many

    asked, said = table.selection.about, []
    for one in asked:
        parts = belonging(one, kg.table.entities)
        with_ = f" and what belongs to it ({', '.join(parts)})" if parts else ""
        found = len(kg.claims(about=one))
        said.append(f"{one}{with_}: {many(found, 'claim')} before other options")
        if not found and (close := near(one, kg.table.entities, kg.table.columns)):
            said[-1] += f"; near: {', '.join(close)}"
    left = kg.table.left_out(table.selection)
    counts = ", ".join(f"{number} {reason}" for reason, number in left.items())
    about = f"Searched ends, topics, contexts, places and relays for {'; '.join(said)}. "
    return f"{about if asked else ''}Claims left out: {counts or 'none'}."
