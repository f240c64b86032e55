"""kgraph: who can sway whom and who stands where, with the claim behind every answer.

>>> import kgraph
>>> kg = kgraph.open()
>>> kg.name("CSTO").label
'Collective Security Treaty Organization'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kgraph.graph import KnowledgeGraph, open, open_table

__version__ = "0.1.0"
__all__ = ["KnowledgeGraph", "__version__", "open", "open_table"]


def __getattr__(name: str) -> Any:
    # Loaded on first use, so that `kgraph --help` does not pay for the engine.
    if name in {"KnowledgeGraph", "open", "open_table"}:
        from kgraph import graph

        return getattr(graph, name)
    message = f"module 'kgraph' has no attribute {name!r}"
    raise AttributeError(message)


def load_ipython_extension(ipython: Any) -> None:
    """Give an IPython shell the cell magic ``%%sparql``: ``%load_ext kgraph`` calls this."""
    from kgraph.magic import register

    register(ipython)
