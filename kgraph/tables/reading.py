"""A set of Parquet files, read back as a claims table."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import numpy as np

from kgraph.claims.columns import Coded, Columns, Lists, mixed
from kgraph.claims.table import ClaimsTable, named
from kgraph.errors import BadData, MissingFile
from kgraph.tables.layout import (
    CLAIMS,
    DAYS,
    LEADS,
    OPEN,
    RECORD,
    RECORDS,
    SCHEMA,
    SPOKEN,
    arrow,
    schema,
)  # fmt: skip

__all__ = ["checked", "coded", "looked_through", "parts", "read", "record", "table_of"]

_ENTITIES = ("subject", "object", "claimant", "origin")
_ENTITY_LISTS = (
    "speaks_for", "via", "context", "topic", "affected", "place", "before", "during", "after",
)  # fmt: skip
_NUMBERS = {
    "polarity": np.int8, "certainty": np.float64, "intensity": np.int8, "on_itself": np.bool_,
}  # fmt: skip
_TEXTS = ("gloss", "note", "memo")
#: Columns that are read: what is only for other programs is not.
_READ = tuple(name for name in CLAIMS if name not in SPOKEN)
_VALUES: dict[str, Any] = {"": lambda _: None, "text": str, "whole": int, "number": float}


def read(path: Path | str) -> ClaimsTable:
    """Return the claims table of a set.

    Raises
    ------
    MissingPackage
        If pyarrow is not installed.
    MissingFile
        If there is no file of a table of the set.
    BadData
        If a file is no Parquet, is of another version or other data than the rest, or has a column
        missing, of another type, or with none where there must be one; names file and column.
    """
    pa, _, _ = arrow()
    folder = Path(path)
    version = looked_through(folder)["data_version"]
    known = record(folder)
    found = [_part(file, CLAIMS, version) for file in parts(folder, "claims")]
    return table_of(pa.concat_tables(found), known, folder / "claims")


def looked_through(folder: Path) -> dict[str, str]:
    """Return what the files of a set say of themselves, when all have what they must have.

    Raises as ``read`` does, but for what only the rows tell.
    """
    first = _record_file(folder, "relations")
    about = {"title": folder.name, "data_version": "", **_about(_opened(first).schema_arrow)}
    every = [(_record_file(folder, name), columns) for name, columns in RECORD.items()]
    for name, columns in (("claims", CLAIMS), ("leads", LEADS)):
        every += [(file, columns) for file in parts(folder, name)]
    for file, columns in every:
        checked(file, columns, about["data_version"])
    return about


def parts(folder: Path, name: str) -> list[Path]:
    """Return the files of a table of a set, sorted; raises ``MissingFile`` if there is none."""
    found = sorted((folder / name).rglob("*.parquet"))
    if not found:
        message = f"There is no Parquet file in {folder / name}; export the set again."
        raise MissingFile(message)
    return found


def record(folder: Path) -> ClaimsTable:
    """Return the claims table of a set without its claims: all that is needed to read them.

    Raises as ``read`` does.
    """
    first = _record_file(folder, "relations")
    version = _about(_opened(first).schema_arrow).get("data_version", "")
    rows: dict[str, list[dict[str, Any]]] = {
        name: _part(_record_file(folder, name), columns, version).to_pylist()
        for name, columns in RECORD.items()
    }
    made: dict[str, Any] = {
        name: tuple(
            kind(**{key: _frozen(value) for key, value in row.items()}) for row in rows[name]
        )
        for name, kind in RECORDS.items()
    }
    for name in ("entities", "relations", "documents", "grades", "words"):
        made[name] = {one.id: one for one in made[name]}
    return ClaimsTable(
        Columns.of((), named(made["entities"])),
        **made,
        thresholds={row["id"]: row["number"] for row in rows["thresholds"]},
        own_grades={row["id"]: row["grade"] for row in rows["own_grades"]},
        different=frozenset((row["first"], row["second"]) for row in rows["different"]),
        data_version=version,
    )


def _record_file(folder: Path, name: str) -> Path:
    file = folder / "record" / f"{name}.parquet"
    if not file.is_file():
        message = f"There is no file {file}; export the set again."
        raise MissingFile(message)
    return file


def table_of(rows: Any, known: ClaimsTable, where: Path | str) -> ClaimsTable:
    """Return claims as a table: rows of Arrow with the columns ``CLAIMS``, and their record.

    Claims are ordered by id. ``where`` is said of rows that cannot be: ``BadData``.
    """
    from dataclasses import replace

    pa, pc, _ = arrow()
    wanted = schema({name: CLAIMS[name] for name in _READ})
    rows = rows.select(list(_READ)).cast(wanted).combine_chunks()
    rows = rows.take(pc.sort_indices(rows["claim"]))
    names = tuple(rows["claim"].to_pylist())
    if len(set(names)) < len(names):
        twice = next(a for a, b in itertools.pairwise(names) if a == b)
        message = f"The claim {twice} stands there more than once; export the set again."
        raise BadData(message, where)
    made: dict[str, Any] = {}
    for name, kind in CLAIMS.items():
        if name in DAYS:
            days = pc.if_else(pc.is_valid(rows[name]), rows[name].cast(pa.string()), "")
            made[name] = coded(days)
        elif kind in {"texts", "wholes"}:
            made[name] = _listed(rows[name])
        elif kind == "text" and name in _READ and name not in {"claim", "value", *_TEXTS}:
            made[name] = coded(rows[name])
    every = {"", *named(known.entities)}
    for name in (*_ENTITIES, *_ENTITY_LISTS):
        every.update(made[name].values)
    entities = tuple(sorted(every))
    at = {entity: code for code, entity in enumerate(entities)}
    for name in (*_ENTITIES, *_ENTITY_LISTS):
        made[name] = _recoded(made[name], entities, at)
    kinds = made.pop("value_kind")
    try:
        values = [_VALUES[kinds[row]](text) for row, text in enumerate(rows["value"].to_pylist())]
    except (KeyError, ValueError, TypeError):
        message = "The columns value and value_kind do not fit together; export the set again."
        raise BadData(message, where) from None
    made["value"] = mixed(values)
    for name, dtype in _NUMBERS.items():
        made[name] = rows[name].combine_chunks().to_numpy(zero_copy_only=False).astype(dtype)
    for name in _TEXTS:
        made[name] = tuple(rows[name].to_pylist())
    for name, column, whole in (
        ("relation", made["relation"], known.relations),
        ("document", made["document"], known.documents),
    ):
        if strange := sorted(set(column.values) - set(whole)):
            message = f"The column {name} names {strange[0]!r}, which the record does not have."
            raise BadData(message, where)
    columns = Columns(len(names), entities, names, made)
    return replace(known, columns=columns, at=np.arange(len(names)))


def coded(column: Any) -> Coded:
    """Return a column of Arrow as codes of its values, sorted."""
    codes, values = _encoded(column)
    order = np.argsort(np.array(values, dtype=object)) if values else np.array([], int)
    rank = np.empty(len(values), np.int32)
    rank[order] = np.arange(len(values))
    return Coded(rank[codes].astype(np.int32), tuple(values[one] for one in order.tolist()))


def _listed(column: Any) -> Lists:
    _, pc, _ = arrow()
    flat = coded(pc.list_flatten(column))
    lengths = pc.list_value_length(column).to_numpy()
    start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Lists(start, flat.codes, flat.values)


def _encoded(column: Any) -> tuple[np.ndarray, list[Any]]:
    pa, _, _ = arrow()
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(whole, pa.ChunkedArray):  # of no chunk
        whole = pa.concat_arrays(whole.chunks) if whole.chunks else pa.array([], whole.type)
    found = whole.dictionary_encode()
    return found.indices.to_numpy(), found.dictionary.to_pylist()


def _recoded(column: Any, entities: tuple[str, ...], at: dict[str, int]) -> Any:
    codes = np.array([at[value] for value in column.values], np.int32)[column.codes]
    if isinstance(column, Coded):
        return Coded(codes, entities)
    return Lists(column.start, codes, entities)


# --- files


def _part(file: Path, columns: dict[str, str], version: str) -> Any:
    checked(file, columns, version)
    pa, _, _ = arrow()
    try:
        rows = _opened(file).read(columns=list(columns))
    except (OSError, pa.ArrowException) as error:
        message = f"The file cannot be read as Parquet ({_first(error)}); export the set again."
        raise BadData(message, file) from None
    for name in columns:
        if name not in OPEN and rows[name].null_count:
            message = f"The column {name} has none where there must be one; export the set again."
            raise BadData(message, file)
    return rows


def _opened(file: Path) -> Any:
    pa, _, pq = arrow()
    try:
        return pq.ParquetFile(file)
    except (OSError, pa.ArrowException) as error:
        message = f"The file cannot be read as Parquet ({_first(error)}); export the set again."
        raise BadData(message, file) from None


def checked(file: Path, columns: dict[str, str], version: str) -> None:
    """Raise ``BadData`` if a file is not of this layout and data version."""
    found = _opened(file).schema_arrow
    about = _about(found)
    if about.get("schema") != SCHEMA:
        said = f"version {about['schema']}" if "schema" in about else "no version"
        message = f"The layout of the file is of {said}, not {SCHEMA}; export the set again."
        raise BadData(message, file)
    if about.get("data_version", "") != version:
        message = (
            f"The file is of data version {about.get('data_version')}, the others of {version}; "
            "export the set again."
        )
        raise BadData(message, file)
    for field in schema(columns):
        if field.name not in found.names:
            message = f"The column {field.name} is missing; export the set again."
            raise BadData(message, file)
        other = found.field(field.name).type
        if not _same(other, field.type):
            message = f"The column {field.name} is of type {other}, not {field.type}."
            raise BadData(message, file)


def _same(one: Any, other: Any) -> bool:
    # The name of the items of a list is each writer's own.
    pa, _, _ = arrow()
    if pa.types.is_list(one) and pa.types.is_list(other):
        return bool(one.value_type == other.value_type)
    return bool(one == other)


def _about(found: Any) -> dict[str, str]:
    return {
        key.decode().removeprefix("kgraph."): value.decode(errors="replace")
        for key, value in (found.metadata or {}).items()
        if key.startswith(b"kgraph.")
    }


def _first(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return value.isoformat() if isinstance(value, dt.date) else value
