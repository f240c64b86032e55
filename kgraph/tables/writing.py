"""A claims table as tables of Arrow, and as the files of a set of Parquet."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.claims.columns import EARLIER_THAN_ALL, LATER_THAN_ALL, Coded, Lists
from kgraph.claims.leads import KINDS
from kgraph.claims.voices import ALL_VOICES
from kgraph.errors import BadData
from kgraph.tables.layout import (
    CLAIMS,
    DAYS,
    LEADS,
    PARTITION,
    RECORD,
    SCHEMA,
    SPOKEN,
    arrow,
    schema,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kgraph.claims import ClaimsTable

__all__ = ["claims", "files", "leads"]

_COLUMNS = {name: kind for name, kind in CLAIMS.items() if name not in SPOKEN}


def files(table: ClaimsTable, about: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files of a set by their places in its folder, the same bytes for the same table.

    Parameters
    ----------
    table : ClaimsTable
        The claims of a whole record.
    about : mapping
        What each file says of itself, beside the version of the layout.

    Raises
    ------
    MissingPackage
        If pyarrow is not installed.
    BadData
        If a valence or a grade is no whole number of hundredths.
    """
    _, _, pq = arrow()
    head = {f"kgraph.{name}": text for name, text in {"schema": SCHEMA, **about}.items()}
    years = _years(table)
    found: dict[str, bytes] = {}
    for name, made, rows in (
        ("claims", claims(table), np.arange(table.columns.n)),
        ("leads", leads(table), table.leads.claim),
    ):
        told = made.replace_schema_metadata(head)
        of = years[rows]
        for year in sorted(set(years.tolist())) or [0]:
            place = f"{name}/{PARTITION}={year or 'unknown'}/part-0.parquet"
            found[place] = _written(pq, told.take(np.flatnonzero(of == year)))
    for name, listed in _record(table).items():
        found[f"record/{name}.parquet"] = _written(pq, _rows(listed, RECORD[name], head))
    return found


def _written(pq: Any, made: Any) -> bytes:
    pa, _, _ = arrow()
    out = pa.BufferOutputStream()
    pq.write_table(made, out, compression="zstd")
    content: bytes = out.getvalue().to_pybytes()
    return content


def _rows(rows: Sequence[Mapping[str, Any]], columns: dict[str, str], about: dict[str, str]) -> Any:
    pa, _, _ = arrow()
    return pa.Table.from_pylist(rows, schema=schema(columns, about))


def claims(table: ClaimsTable) -> Any:
    """Return all claims of the record as a table of Arrow with the columns ``CLAIMS``."""
    columns, relations = table.columns, table.relations
    made: dict[str, Any] = {"claim": list(columns.claim)}
    for name, kind in _COLUMNS.items():
        if name not in {"claim", "value", "value_kind"}:
            made[name] = _column(columns.columns[name], kind, name)
    made["value"], made["value_kind"] = _values(columns.value)
    for name in ("subject", "object", "claimant"):
        made[f"{name}_label"] = _mapped(getattr(columns, name), table.label)
    made["relation_label"] = _mapped(columns.relation, lambda one: relations[one].label)
    made["family"] = _mapped(columns.relation, lambda one: relations[one].family)
    made["valence_100"] = _mapped(
        columns.relation,
        lambda one: (
            None
            if relations[one].valence is None
            else _hundredths(relations[one].valence or 0.0, f"valence of {one}")
        ),
    )
    return _table(made, CLAIMS)


def leads(table: ClaimsTable) -> Any:
    """Return who leads to whom by all claims of the record, as a table with columns ``LEADS``."""
    pa, _, _ = arrow()
    columns, relations, found = table.columns, table.relations, table.leads
    rows = found.claim
    values, which = np.array(columns.entities, dtype=object), np.array(KINDS, dtype=object)
    momentary = columns.relation.where(lambda one: relations[one].aspect == "momentary")
    publisher = _mapped(columns.document, lambda one: _publisher(table, one))
    voices = np.array([*ALL_VOICES, ""], dtype=object)
    speakers = [
        sorted({columns.claimant[row], *columns.speaks_for[row]}) for row in range(columns.n)
    ]
    by_claim: dict[str, Any] = {
        "claim": np.array(columns.claim, dtype=object),
        "voice": voices[columns.voice_class],
        "actual": columns.actual,
        "conditional": columns.conditional,
        "momentary": momentary,
        "disputed": columns.disputed,
        "polarity": columns.polarity.astype(np.int32),
        "valid_from": _days(columns.first_day),
        "valid_until": _days(columns.last_day),
        "surely_from": _days(columns.surely_from_day),
        "surely_until": _days(columns.surely_until_day),
        "reported_on": _days(columns.reported_day),
    }
    made: dict[str, Any] = {
        name: pa.array(array, schema(LEADS).field(name).type).take(pa.array(rows))
        for name, array in by_claim.items()
    }
    for name in ("relation", "factuality", "document"):
        made[name] = _column(getattr(columns, name), "text", name).take(pa.array(rows))
    made["publisher"] = publisher.take(pa.array(rows))
    made["speakers"] = pa.array(speakers, pa.list_(pa.string())).take(pa.array(rows))
    made["kind"], made["source"] = pa.array(which[found.kind]), pa.array(values[found.source])
    made["target"] = pa.array(values[found.target])
    made["family"], made["value"] = _families(table), _numbers(table)
    return _table(made, LEADS)


def _families(table: ClaimsTable) -> Any:
    """Return the family of each lead: that of the lever where it is one, else of the relation."""
    pa, _, _ = arrow()
    columns, relations, found = table.columns, table.relations, table.leads
    known = [relations[name] for name in columns.relation.values]
    plain = np.array([one.family for one in known], dtype=object)[columns.relation.codes]
    usual = np.array([one.lever_family or one.family for one in known], dtype=object)
    own = np.array(columns.lever_family.values, dtype=object)[columns.lever_family.codes]
    lever = np.where(own.astype(bool), own, usual[columns.relation.codes])
    reported = np.where(own.astype(bool), own, plain)
    of_lever, unmet = (found.kind == KINDS.index(kind) for kind in ("means", "unmet"))
    at = found.claim
    return pa.array(np.select([of_lever, unmet], [lever[at], reported[at]], plain[at]), pa.string())


def _numbers(table: ClaimsTable) -> np.ndarray:
    """Return the value of each lead in hundredths, of one that is affirmed; 0 where none is."""
    columns, relations, found = table.columns, table.relations, table.leads
    known = [relations[name] for name in columns.relation.values]
    valence = [
        0 if one.contact else _hundredths(one.valence or 0.0, f"valence of {one.id}")
        for one in known
    ]
    of = {
        one.id: _hundredths(one.number, f"number of the grade {one.id}")
        for one in table.grades.values()
    }
    graded = np.array([of.get(one.lever, 0) for one in known], np.int32)[columns.relation.codes]
    place = columns.place
    for claim, grade in table.own_grades.items():
        if claim in place and known[columns.relation.codes[place[claim]]].lever:
            graded[place[claim]] = of.get(grade, 0)
    kind, rows = found.kind, found.claim
    numbers: np.ndarray = np.select(
        [kind == KINDS.index("position"), kind == KINDS.index("conduct"),
         kind == KINDS.index("means")],
        [100 * found.sign.astype(np.int32),
         np.array(valence, np.int32)[columns.relation.codes[rows]], graded[rows]],
        0,
    ).astype(np.int32)  # fmt: skip
    return numbers


def _hundredths(number: float, what: str) -> int:
    whole = round(100 * number)
    if abs(100 * number - whole) > 1e-9:
        message = (
            f"The {what} is {number}, no whole number of hundredths, so that sums would differ "
            "from engine to engine; round it."
        )
        raise BadData(message)
    return whole


def _publisher(table: ClaimsTable, document: str) -> str:
    found = table.documents.get(document)
    return found.publisher if found else ""


def _years(table: ClaimsTable) -> np.ndarray:
    """Return the year by which each claim was reported, 0 if unknown; shape (n,)."""
    column = table.columns.reported_on
    years = np.array([int(day[:4]) if day else 0 for day in column.values], int)
    return np.asarray(years[column.codes])


def _table(made: Mapping[str, Any], columns: dict[str, str]) -> Any:
    pa, _, _ = arrow()
    wanted = schema(columns)
    arrays = [
        one.cast(field.type)
        if isinstance(one := made[field.name], pa.Array)
        else pa.array(one, field.type)
        for field in wanted
    ]
    return pa.Table.from_arrays(arrays, schema=wanted)


def _column(column: Any, kind: str, name: str) -> Any:
    pa, _, _ = arrow()
    if name in DAYS:
        missing = EARLIER_THAN_ALL
        texts: Coded = column
        numbers = [np.datetime64(day, "D").astype(int) if day else missing for day in texts.values]
        return _masked(np.array(numbers, np.int32)[texts.codes])
    if isinstance(column, Lists):
        inner = pa.int32() if kind == "wholes" else pa.string()
        flat = pa.array(list(column.values), inner).take(pa.array(column.codes))
        return pa.ListArray.from_arrays(pa.array(column.start, pa.int32()), flat)
    if isinstance(column, Coded):
        return _mapped(column, lambda one: one)
    return pa.array(column.astype(np.int32) if kind == "whole" else column)


def _mapped(column: Coded, told: Callable[[Any], Any]) -> Any:
    """Return a column with something said of each value; only values that occur are asked."""
    pa, _, _ = arrow()
    used, at = np.unique(column.codes, return_inverse=True)
    said = [told(column.values[code]) for code in used.tolist()]
    empty = pa.int32() if any(isinstance(one, int) for one in said) else pa.string()
    return pa.array(said, empty).take(pa.array(at.astype(np.int32)))


def _days(numbers: np.ndarray) -> Any:
    return _masked(np.where(numbers == LATER_THAN_ALL, EARLIER_THAN_ALL, numbers))


def _masked(numbers: np.ndarray) -> Any:
    pa, _, _ = arrow()
    missing = numbers == EARLIER_THAN_ALL
    plain = np.where(missing, 0, numbers).astype(np.int32)
    return pa.array(plain, pa.int32(), mask=missing).cast(pa.date32())


def _values(column: Coded) -> tuple[list[str | None], list[str]]:
    kinds = {type(None): "", str: "text", int: "whole", float: "number"}
    rows = [column[row] for row in range(len(column.codes))]
    said = [one if one is None or isinstance(one, str) else repr(one) for one in rows]
    return said, [kinds[type(one)] for one in rows]


def _record(table: ClaimsTable) -> dict[str, list[dict[str, Any]]]:
    def listed(records: Iterator[Any]) -> list[dict[str, Any]]:
        return [asdict(one) for one in records]

    mapped = ("entities", "relations", "documents", "grades", "words")
    return {
        **{name: listed(iter(getattr(table, name).values())) for name in mapped},
        "decision_rules": listed(iter(table.decision_rules)),
        "disputes": listed(iter(table.disputes)),
        "thresholds": [{"id": name, "number": at} for name, at in table.thresholds.items()],
        "own_grades": [{"id": name, "grade": at} for name, at in table.own_grades.items()],
        "different": [{"first": a, "second": b} for a, b in sorted(table.different)],
    }
