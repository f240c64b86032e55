"""A built dossier written to a triple store, by the Graph Store Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.remote.fetching import digest
from kgraph.vocabulary import ABOUT, BASE, KG

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kgraph.remote.endpoint import Endpoint

__all__ = ["push"]

#: What the statements of a push are about.
_DOSSIER = BASE + "dossier"


def push(
    endpoint: Endpoint,
    graphs: Mapping[str, bytes],
    version: str,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Write the graphs of a built dossier, each in the place of what stood there.

    What it is, its version and digest, is written last: whoever reads in between finds none, or one
    that what was read does not match.

    Parameters
    ----------
    endpoint : Endpoint
        Of a Graph Store.
    graphs : mapping of str to bytes
        N-Triples by the IRI of their graph.
    version : str
        The data version.
    progress : callable, optional
        Called with a short text before each graph.

    Raises
    ------
    AccessError
        If the store cannot be reached or refuses.
    """
    step = progress or (lambda _: None)
    for graph, triples in graphs.items():
        step(f"writing {graph}")
        endpoint.put(graph, triples)
    said = {"dataVersion": version, "digest": digest(graphs)}
    lines = [f'<{_DOSSIER}> <{KG}{name}> "{value}" .\n' for name, value in said.items()]
    endpoint.put(ABOUT, "".join(lines).encode())
