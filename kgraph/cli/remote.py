"""push, doctor: triple stores on other machines."""

from __future__ import annotations

from typing import Any

import click

from kgraph.cli.options import graph_option, opened, output_options
from kgraph.cli.output import note, write_result
from kgraph.cli.progress import working
from kgraph.errors import BadOption

__all__ = ["doctor_command", "push_command"]


def _url(_: click.Context, __: click.Parameter, value: str) -> str:
    from kgraph.dossier.dossier import is_address
    from kgraph.remote.endpoint import address

    if not is_address(value):
        message = f"{value} is no address; name one such as https://example.org/sparql."
        raise BadOption(message)
    return address(value).url


@click.command("push")
@click.argument("store", metavar="URL", callback=_url)
@graph_option
def push_command(store: str, **options: Any) -> None:
    """Write the built dossier to a triple store, by the SPARQL 1.1 Graph Store Protocol.

    URL is the store's address for graphs, which is not that of its queries: /store of Oxigraph,
    /data of Fuseki, /sparql-graph-crud-auth of Virtuoso. The graphs of the dossier are replaced,
    others stay. Names and passwords come from ~/.netrc, or a token from KGRAPH_TOKEN.

    Afterwards --graph and the address of its queries name it, for every command that reads.

    Example: kgraph push http://127.0.0.1:7878/store
    """
    from kgraph.remote.endpoint import Endpoint
    from kgraph.remote.pushing import push
    from kgraph.vocabulary import CURATED, DERIVED, VOCABULARY

    kg = opened(options)
    graphs = {graph: kg.store.dump(graph, "nt") for graph in (VOCABULARY, CURATED, DERIVED)}
    with working() as step, Endpoint(store) as endpoint:
        push(endpoint, graphs, kg.data_version, step)
    number = sum(content.count(b"\n") for content in graphs.values())
    note(f"{number:,} triples in {len(graphs)} graphs written to {store}.")
    note(f"Data version {kg.data_version}.")


@click.command("doctor")
@click.argument("endpoint", metavar="URL", callback=_url)
@output_options
def doctor_command(endpoint: str, **options: Any) -> None:
    """Find out what a SPARQL endpoint can do for kgraph, by asking it; nothing is changed there.

    Each probe says what came, and what that means for --graph. Exit code 1 if one fails that
    kgraph needs.

    Example: kgraph doctor http://127.0.0.1:7878/query
    """
    from kgraph.remote.doctor import examine

    with working() as step:
        found = examine(endpoint, step)
    write_result(found, options, ())
    if not found.fit:
        click.get_current_context().exit(1)
