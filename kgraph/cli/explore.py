"""explore."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.options import graph_option, opened, selected, selection_options
from kgraph.cli.output import write_bytes

if TYPE_CHECKING:
    from kgraph.graph import KnowledgeGraph

__all__ = ["explore_command"]


@click.command("explore")
@click.option("-o", "--output", default="kgraph.html", show_default=True, help="The page to write.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option("--title", help="Heading of the page.")
@selection_options
@graph_option
@click.pass_context
def explore_command(
    ctx: click.Context, output: str, no_open: bool, title: str | None, **options: Any
) -> None:
    """Check the dossier, compute the networks, write one HTML page and open it.

    Findings are warned of; the page is written all the same.

    Example: kgraph explore -o kgraph.html --no-open
    """
    kg = opened(ctx)
    findings = [finding for finding in kg.check() if finding.severity == "error"]
    for finding in findings:
        click.echo(str(finding), err=True)
    for line in _headline(kg, selected(options)):
        click.echo(line)
    write_bytes(kg.page(title=title, **selected(options)).encode(), output)
    place = Path(output).resolve()
    click.echo(f"Page: {place}")
    if not no_open and _browser():
        click.launch(place.as_uri())


def _headline(kg: KnowledgeGraph, options: dict[str, Any]) -> list[str]:
    stance, influence = kg.stance(**options), kg.influence(**options)
    disputed = [claim for claim in kg.table if claim.disputed_by]
    lines = [
        f"{kg.title}: {kg.base().sentence()}.",
        f"Positions: {len(stance.positions.cells)} by {len(stance.positions.holders)} actors on "
        f"{len(stance.positions.targets)} issues, events and agreements.",
        f"Conduct: {len(stance.conduct.edges)} edges between {len(stance.conduct.actors)} actors "
        f"from {len(stance.conduct.claims)} claims.",
        f"Influence: {len(influence.edges)} edges between {len(influence.actors)} actors from "
        f"{len(influence.claims)} claims.",
        f"Disputed: {len(disputed)} claims.",
    ]
    table = kg.table
    hollow = [tie for tie in influence.ties if tie.hollow]
    if hollow:
        named = ", ".join(f"{table.label(t.source)} for {table.label(t.target)}" for t in hollow)
        lines.append(f"Duty on paper, reported unmet: {named}.")
    return lines


def _browser() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    import webbrowser

    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
