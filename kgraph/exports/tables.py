"""Claims and networks as CSV, JSON and Parquet: the same columns as everywhere else."""

from __future__ import annotations

import json
import typing
from typing import TYPE_CHECKING, Any

from kgraph.claims import ClaimsTable
from kgraph.errors import MissingPackage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.measures.influence.influence import Influence
    from kgraph.networks.network import Conduct, Positions
    from kgraph.result import Result

    Content = ClaimsTable | Positions | Conduct | Influence

__all__ = ["csv", "json_", "parquet"]


def _result(content: Content) -> Result[Any]:
    return content.result if isinstance(content, ClaimsTable) else content


def csv(content: Content, head: Mapping[str, str]) -> tuple[str, list[str]]:  # noqa: ARG001
    """Return rows as CSV in which no cell is a formula, and what CSV cannot hold."""
    lost = [
        "CSV has no lists and no types: several values are joined by blanks (texts by semicolons); "
        "the data version is not in the file."
    ]
    return _result(content).to_csv(), lost


def json_(content: Content, head: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return JSON: a head and claims, or a network as networkx' node-link data with its rows.

    ``networkx.node_link_graph`` reads the latter; ``ties`` (``cells`` for positions) are the rows
    of the command line.
    """
    rows = _result(content).rows()
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
    result = _result(content)
    rows, columns, kinds = result.rows(), result.columns, _kinds(result.row_type)
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


def _kinds(rows: type) -> dict[str, str]:
    """Return the kind of each column, from the fields of the type of the rows."""
    names: dict[Any, str] = {
        str: "text",
        int: "whole",
        float: "number",
        float | None: "number",
        bool: "flag",
        bool | None: "flag",
        list[str]: "texts",
        tuple[str, ...]: "texts",
        tuple[int, ...]: "wholes",
        float | int | str | None: "text",
    }
    return {name: names[hint] for name, hint in typing.get_type_hints(rows).items()}
