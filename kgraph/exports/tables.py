"""Claims and networks as CSV and Parquet: the same columns as everywhere else."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any

from kgraph.claims import ClaimsTable, Selection
from kgraph.errors import BadOption
from kgraph.tables.layout import arrow
from kgraph.tables.writing import files

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


def parquet(
    content: Content, head: Mapping[str, str]
) -> tuple[bytes | dict[str, bytes], list[str]]:
    """Return the rows of a network as Parquet, or claims as the files of a set.

    Several values are lists; ``head`` is metadata of each file.

    Raises
    ------
    MissingPackage
        If pyarrow is not installed.
    BadOption
        If the claims are chosen ones: a set holds a whole record.
    """
    pa, _, pq = arrow()
    if isinstance(content, ClaimsTable):
        if content.selection != Selection():
            message = (
                "A set of Parquet holds the whole record; leave the options that choose claims "
                "out, or write csv or json."
            )
            raise BadOption(message)
        return files(content, head), []
    rows, columns, kinds = content.rows(), content.columns, _kinds(content.row_type)
    types = {
        "text": pa.string(), "number": pa.float64(), "whole": pa.int64(), "flag": pa.bool_(),
        "texts": pa.list_(pa.string()), "wholes": pa.list_(pa.int64()),
    }  # fmt: skip
    schema = pa.schema(
        [(name, types[kinds.get(name, "text")]) for name in columns],
        metadata={f"kgraph.{name}": text for name, text in head.items()},
    )
    written = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), written)
    return written.getvalue().to_pybytes(), []


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
