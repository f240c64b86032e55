"""Claims and networks as CSV and Parquet: the same columns as everywhere else."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any

from kgraph.claims import ClaimsTable
from kgraph.errors import MissingPackage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from kgraph.measures.influence.influence import Influence
    from kgraph.measures.record.structure import Structure
    from kgraph.networks.network import Conduct, Positions
    from kgraph.result import Result

    Content: TypeAlias = ClaimsTable | Positions | Conduct | Influence | Structure

__all__ = ["Content", "csv", "parquet", "result_of"]


def result_of(content: Content) -> Result[Any]:
    """Return the rows of claims or of a network, with their columns."""
    return content.result if isinstance(content, ClaimsTable) else content


def csv(content: Content, head: Mapping[str, str]) -> tuple[str, list[str]]:  # noqa: ARG001
    """Return rows as CSV in which no cell is a formula, and what CSV cannot hold."""
    lost = [
        "CSV has no lists and no types: several values are joined by blanks (texts by semicolons); "
        "the data version is not in the file."
    ]
    return result_of(content).to_csv(), lost


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
    result = result_of(content)
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
