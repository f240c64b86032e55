"""explore."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.curate import warn
from kgraph.cli.options import graph_option, levers_option, opened, selected, selection_options
from kgraph.cli.output import note, wrapped, write
from kgraph.cli.progress import working
from kgraph.text import many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.graph import KnowledgeGraph
    from kgraph.measures.influence.influence import Influence
    from kgraph.networks.network import Conduct, Positions

__all__ = ["explore_command"]


@click.command("explore")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default="kgraph.html",
    show_default=True,
    help="The page to write.",
)
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option("--title", metavar="T", help="Heading of the page.")
@click.option(
    "--layer",
    type=click.Choice(["structure", "positions", "conduct", "influence"]),
    metavar="L",
    help="What it shows first: structure, positions, conduct or influence; else the overview.",
)
@click.option("--overlay", metavar="FILE", help="Show what these claims would change, as whatif.")
@click.option("--story", is_flag=True, help="Open on the first step of the dossier's story.")
@click.option("--layout", metavar="FILE", help="Places that the page saved with Save layout.")
@click.option(
    "--grouping",
    "groupings",
    multiple=True,
    metavar="FILE",
    help="CSV with the columns actor and group: a way to colour actors; repeatable.",
)
@click.option(
    "--renderer",
    type=click.Choice(["auto", "svg", "vis"]),
    metavar="R",
    default="auto",
    show_default=True,
    help="What draws the graph: svg, vis (for hundreds of actors) or auto.",
)
@click.option(
    "--among",
    multiple=True,
    metavar="ACTOR",
    help="Only what these actors say and do among themselves; repeatable.",
)
@levers_option
@selection_options
@graph_option
def explore_command(output: str, no_open: bool, **options: Any) -> None:
    """Check the dossier, compute the networks, write one HTML page and open it.

    Findings are said on stderr, and the page is written all the same. The page holds the whole
    record, leaders and ministries drawn inside their state; the options choose what it shows first.

    Example: kgraph explore -o valley.html --no-open
    """
    kg = opened(options)
    chosen, drawn = selected(options), _drawn(options)
    with working("checking the dossier"):
        # What was fetched is checked where its files are.
        findings = [] if kg.dossier.elsewhere else kg.check()
    warn([finding for finding in findings if finding.severity == "error"])
    if options["among"]:
        kg = kg.among(options["among"])
    with working("drawing the page"):
        html = kg.page(**drawn, **chosen)
    write(wrapped("\n".join(_headline(kg, chosen))))
    write(html, output)
    page = Path(output).resolve()
    note(f"The page is {page}")
    if not no_open and _browser():
        click.launch(page.as_uri())


def _drawn(options: dict[str, Any]) -> dict[str, Any]:
    """Return how the page is to be drawn: heading, layer, renderer, places and groupings."""
    from kgraph.page import saved

    layout: str | None = options["layout"]
    given = [(file, saved.text_of(file)) for file in options["groupings"]]
    return {
        **{name: options[name] for name in ("title", "layer", "renderer", "overlay", "story")},
        "arrangement": saved.read(saved.text_of(layout), layout) if layout else None,
        "groupings": [saved.grouping(text, file) for file, text in given],
    }


def _headline(kg: KnowledgeGraph, chosen: dict[str, Any]) -> Iterator[str]:
    """Say what there is, as the page's first view counts it: leaders inside their state or body."""
    from kgraph.page.view import overview_voices

    rolled = {**chosen, "roll_up": True}
    stance, influence = kg.stance(**rolled), kg.influence(**rolled)
    positions, conduct = stance.positions, stance.conduct
    yield kg.title
    yield f"Base of evidence: {kg.base().sentence()}."
    of = len(positions.targets)
    on = "1 issue, event or agreement" if of == 1 else f"{of} issues, events and agreements"
    yield f"Positions: {many(len(positions.holders), 'actor')} on {on}, {_ties(positions)}."
    for name, network in (("Conduct", conduct), ("Influence", influence)):
        yield f"{name}: {many(len(network.actors), 'actor')}, {_ties(network)}."
    yield "Leaders and ministries are counted inside their state or body, as the page draws them."
    claims = sum(1 for claim in kg.table if claim.disputed_by)
    yield f"Disputed: {claims} of {len(kg.table)} claims."
    # The overview takes experts in.
    everyone = kg.influence(**{**rolled, "voices": overview_voices(chosen["voices"])})
    hollow = dict.fromkeys((tie.source, tie.target) for tie in everyone.ties if tie.hollow)
    if hollow:
        from kgraph.wording import UNMET

        label = kg.table.label
        named = "; ".join(f"{label(source)} to {label(target)}" for source, target in hollow)
        yield f"{UNMET.capitalize()} (analysts taken in): {named}."
    yield f"Data version {kg.data_version}."


def _ties(network: Positions | Conduct | Influence) -> str:
    """Say how many ties a layer has, from how many claims, and how many of them are disputed."""
    disputed = sum(tie.disputed for tie in network.ties)
    ties, claims = many(len(network.ties), "tie"), many(len(network.claims), "claim")
    return f"{ties} from {claims}, {disputed} disputed"


def _browser() -> bool:
    """Whether a window can be opened; a browser in the terminal would be in the way."""
    if sys.platform in {"win32", "darwin"}:
        return True
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    import webbrowser

    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
