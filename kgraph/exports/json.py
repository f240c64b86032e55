"""Claims as JSON, and networks as the node-link data that networkx reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kgraph.claims import ClaimsTable
from kgraph.exports.tables import result_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.exports.tables import Content

__all__ = ["node_link"]


def node_link(content: Content, head: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return JSON: a head and claims, or a network as networkx' node-link data with its rows.

    ``networkx.node_link_graph`` reads the latter; ``ties`` (``cells`` for positions) are the rows
    of the command line.
    """
    rows = result_of(content).rows()
    parts: dict[str, Any]
    if isinstance(content, ClaimsTable):
        parts = {**head, "claims": rows}
    else:
        edges = [
            {"source": row["source"], "target": row["target"], "key": row["sign"], **row}
            for row in content.edge_rows()
        ]
        parts = {
            "directed": True,
            "multigraph": True,
            "graph": dict(head),
            "nodes": content.node_rows(),
            "edges": edges,
            "cells" if content.layer == "positions" else "ties": rows,
        }
    lines = [f"{json.dumps(name)}: {_lines(value)}" for name, value in parts.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n", []


def _lines(value: Any) -> str:
    """Return JSON with one member of a list a line."""
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    texts = [json.dumps(one, ensure_ascii=False) for one in value]
    return "[\n" + ",\n".join(texts) + "\n]" if texts else "[]"
