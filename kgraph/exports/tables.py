"""Claims and networks as CSV, JSON and Parquet: the same columns as everywhere else."""

from __future__ import annotations

import json
import typing
from typing import TYPE_CHECKING, Any

from kgraph.claims import ClaimsTable
from kgraph.errors import MissingPackage
from kgraph.model import CLAIM_COLUMNS, Claim
from kgraph.networks.shown import COLUMNS, TEXTS, edge_rows, node_rows
from kgraph.text import csv_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgraph.measures.influence.influence import Influence
    from kgraph.networks.network import Conduct, Positions

    Content = ClaimsTable | Positions | Conduct | Influence

__all__ = ["csv", "json_", "parquet"]


def _rows(content: Content) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    if isinstance(content, ClaimsTable):
        return content.records(), CLAIM_COLUMNS
    return content.rows(), COLUMNS[content.layer]


def csv(content: Content, head: Mapping[str, str]) -> tuple[str, list[str]]:  # noqa: ARG001
    """Return rows as CSV in which no cell is a formula, and what CSV cannot hold."""
    rows, columns = _rows(content)
    lost = [
        "CSV has no lists and no types: several values are joined by blanks (texts by semicolons); "
        "the data version is not in the file."
    ]
    return csv_text(rows, columns, TEXTS), lost


def json_(content: Content, head: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return JSON: a head and claims, or a network as networkx' node-link data with its rows.

    ``networkx.node_link_graph`` reads the latter; ``ties`` (``cells`` for positions) are the rows
    of the command line.
    """
    rows, columns = _rows(content)
    parts: dict[str, Any]
    if isinstance(content, ClaimsTable):
        parts = {**head, "claims": [{name: row[name] for name in columns} for row in rows]}
    else:
        edges = [
            {"source": row["source"], "target": row["target"], "key": row["sign"], **row}
            for row in edge_rows(content)
        ]
        parts = {
            "directed": True,
            "multigraph": True,
            "graph": dict(head),
            "nodes": node_rows(content),
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


def parquet(content: Content, head: Mapping[str, str]) -> tuple[bytes, list[str]]:
    """Return rows as Parquet, several values as lists; ``head`` is metadata of the file.

    Raises
    ------
    MissingPackage
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingPackage("pyarrow", "parquet") from None
    rows, columns = _rows(content)
    kinds = _claim_kinds() if isinstance(content, ClaimsTable) else _TIE_KINDS
    types = {
        "text": pa.string(), "number": pa.float64(), "whole": pa.int64(), "flag": pa.bool_(),
        "texts": pa.list_(pa.string()), "wholes": pa.list_(pa.int64()),
    }  # fmt: skip
    schema = pa.schema(
        [(name, types[kinds.get(name, "text")]) for name in columns],
        metadata={f"kgraph.{name}": text for name, text in head.items()},
    )
    lost = []
    if "value" in columns:
        # A column has one type, and values are numbers or texts.
        rows = [{**row, "value": _written(row["value"])} for row in rows]
        lost.append("A column of Parquet has one type: the numbers in value are written as text.")
    written = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), written)
    return written.getvalue().to_pybytes(), lost


def _written(value: float | str | None) -> str | None:
    return value if value is None or isinstance(value, str) else repr(value)


_TIE_KINDS: dict[str, str] = {
    "sign": "whole",
    "weight": "number",
    "hollow": "flag",
    "happened": "flag",
    **dict.fromkeys(
        ("families", "claims", "documents", "denials", "disputed_by", "hollow_by", "attempts",
         "outcomes", "failures", "said_by", "passages", "conditions", "sides"),
        "texts",
    ),
}  # fmt: skip


def _claim_kinds() -> dict[str, str]:
    names: dict[Any, str] = {
        str: "text",
        int: "whole",
        float: "number",
        bool: "flag",
        tuple[str, ...]: "texts",
        tuple[int, ...]: "wholes",
        float | None: "number",
        float | int | str | None: "text",
    }
    hints: Sequence[tuple[str, Any]] = list(typing.get_type_hints(Claim).items())
    return {name: names[hint] for name, hint in hints}
