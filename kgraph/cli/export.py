"""export."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from typing import Any

import click

from kgraph.cli.options import graph_option, levers_option, opened, selected, selection_options
from kgraph.cli.output import note, write
from kgraph.errors import BadOption
from kgraph.exports import FORMATS, LAYERS, find

__all__ = ["export_command"]


@click.command("export")
@click.argument("format_", metavar="FORMAT")
@click.option(
    "--layer",
    type=click.Choice(LAYERS),
    help="What is written; influence for networks and pictures, else claims.",
)
@click.option(
    "--derived", is_flag=True, help="With ttl, trig, jsonld: the built graph, derived triples too."
)
@click.option("-o", "--output", metavar="FILE", help="Write to this file, not to stdout.")
@click.option(
    "--bom", is_flag=True, help="With csv: a byte order mark first, as Excel on Windows wants it."
)
@levers_option
@selection_options
@graph_option
def export_command(
    format_: str,
    layer: str | None,
    derived: bool,
    output: str | None,
    bom: bool,
    **options: Any,
) -> None:
    """Write claims, a network or the graph for other programs."""
    chosen = find(format_)
    if bom and format_ != "csv":
        message = f"--bom is for csv; {format_} has no byte order mark."
        raise BadOption(message)
    if chosen.binary and output is None and sys.stdout and sys.stdout.isatty():
        message = f"{format_} is no text to read; name a file with -o."
        raise BadOption(message)
    kg = opened(options)
    every = chosen.layer(layer) in {"claims", "structure"}
    export = kg.export(format_, layer, derived=derived, **selected(options, every_voice=every))
    if not export.files:
        write((BOM_UTF8 if bom else b"") + export.content, output)
    elif output is None:
        message = f"{format_} writes claims as a folder of files; name it with -o."
        raise BadOption(message)
    else:
        export.save(output)
    for sentence in (*export.lost, f"Data version {kg.data_version}."):
        note(sentence)


def _help() -> str:
    listed = "\n".join(f"{one.name:<9}{one.about}" for one in FORMATS.values())
    return f"""Write claims, a network or the graph in a format that other programs read.

\b
{listed}

The same data give the same bytes. What the format cannot hold is said on stderr.

\b
Example: kgraph export graphml --layer conduct -o conduct.graphml
         kgraph export csv --bom -o claims.csv
         kgraph export ttl --derived -o built.ttl
         kgraph export parquet -o claims/
"""


export_command.help = _help()
