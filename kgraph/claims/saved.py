"""The claims table as one file: columns as they lie in memory, mapped and not read.

A header in JSON says where each array lies; texts lie one behind the other and are decoded when
looked at. Nothing in the file is run. Whether it is whole, its keeper knows by a digest.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from kgraph.claims.columns import Coded, Columns, Lists
from kgraph.claims.table import ClaimsTable
from kgraph.model import DecisionRule, Dispute, Document, Entity, Grade, Relation, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Texts", "dumped", "loaded"]

_MAGIC = b"kgraph claims 2\n"
#: Where arrays begin: at multiples of this, so that they can be used as they lie.
_ALIGNED = 64
#: Records of the table by name: mappings of id to record, and lists of records.
_MAPPED = {
    "entities": Entity, "relations": Relation, "documents": Document, "grades": Grade,
    "words": Word,
}  # fmt: skip
#: Fields that are as they are in JSON.
_PLAIN = ("thresholds", "own_grades", "title", "data_version")
#: Columns whose values are not all texts.
_JSON = ("paragraph", "value")
#: Columns of as many values as there are claims, or nearly: decoded one by one.
_LONG = ("passage", "denies", "disputes", "disputed_by", "corroborated_by", "includes")


class Texts(Sequence[Any]):
    """Values, of a text each, that are decoded by ``read`` when looked at."""

    def __init__(
        self, content: memoryview, ends: np.ndarray, read: Callable[[str], Any] = str
    ) -> None:
        self._content, self._read = content, read
        # A memoryview gives plain numbers, which an array does not, and copies nothing.
        self._ends = ends.data

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Any, ...]: ...
    def __getitem__(self, at: int | slice) -> Any:
        """Return a value, or several."""
        if isinstance(at, slice):
            return tuple(self[one] for one in range(*at.indices(len(self))))
        place = int(at) + (len(self) if at < 0 else 0)
        if not 0 <= place < len(self):
            raise IndexError(at)
        first, last = self._ends[place], self._ends[place + 1]
        return self._read(str(self._content[first:last], "utf-8"))

    def __iter__(self) -> Iterator[Any]:
        whole = str(self._content, "utf-8")
        # Without a letter of several bytes, letters lie where their bytes do.
        content = whole if len(whole) == len(self._content) else None
        for first, last in itertools.pairwise(self._ends.tolist()):
            yield self._read(
                str(self._content[first:last], "utf-8") if content is None else content[first:last]
            )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


class _Records(Sequence[Any]):
    """Records, one a row of numbers, that ``read`` makes when they are looked at."""

    def __init__(self, rows: np.ndarray, read: Callable[..., Any]) -> None:
        self._rows, self._read = rows, read

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Any, ...]: ...
    def __getitem__(self, at: int | slice) -> Any:
        """Return a record, or several."""
        found = self._rows[at].tolist()
        return (
            tuple(self._read(*row) for row in found)
            if isinstance(at, slice)
            else self._read(*found)
        )

    def __iter__(self) -> Iterator[Any]:
        return (self._read(*row) for row in self._rows.tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def dumped(table: ClaimsTable) -> bytes:
    """Return the table of a whole record as bytes, the same for the same table."""
    kept = _Kept()
    columns = table.columns
    kept.texts("entity", columns.entities)
    kept.texts("claim", columns.claim)
    for name, column in columns.columns.items():
        if isinstance(column, Coded | Lists):
            kept.array(f"{name}.codes", column.codes)
            if isinstance(column, Lists):
                kept.array(f"{name}.start", column.start)
            if column.values is not columns.entities:
                kept.texts(f"{name}.values", column.values, json_=name in _JSON)
        elif isinstance(column, np.ndarray):
            kept.array(name, column)
        else:
            kept.texts(name, column)
    place = columns.place
    kinds = sorted({one.kind for one in table.disputes})
    kept.texts("dispute.kinds", kinds)
    rows = [
        (
            kinds.index(one.kind), place[one.first], place[one.second], one.disputed, one.party,
        )
        for one in table.disputes
    ]  # fmt: skip
    kept.array("dispute.rows", np.array(rows, np.int32).reshape(-1, 5))
    small: dict[str, Any] = {name: getattr(table, name) for name in _PLAIN}
    for name in _MAPPED:
        small[name] = [_listed(one) for one in getattr(table, name).values()]
    small["decision_rules"] = [_listed(one) for one in table.decision_rules]
    small["different"] = sorted(table.different)
    told = {name: _kind(column) for name, column in columns.columns.items()}
    return kept.written({"columns": told, "n": columns.n, "small": small})


def loaded(content: memoryview) -> ClaimsTable:
    """Return the table that ``dumped`` wrote; arrays and texts stay where they lie.

    Raises
    ------
    ValueError, LookupError, TypeError
        If it is not what ``dumped`` of this version wrote.
    """
    held = _Held(content)
    entities = tuple(held.texts("entity"))
    made: dict[str, Any] = {}
    for name, kind in held.head["columns"].items():
        if kind == "array":
            made[name] = held.array(name)
        elif kind == "coded":
            made[name] = Coded(held.array(f"{name}.codes"), held.values(name, entities))
        elif kind == "lists":
            start = held.array(f"{name}.start")
            made[name] = Lists(start, held.array(f"{name}.codes"), held.values(name, entities))
        else:
            made[name] = held.texts(name)
    columns = Columns(held.head["n"], entities, held.texts("claim"), made)
    small = held.head["small"]
    more: dict[str, Any] = {name: small[name] for name in _PLAIN}
    more |= {
        name: {one.id: one for one in (_record(kind, row) for row in small[name])}
        for name, kind in _MAPPED.items()
    }
    kinds = tuple(held.texts("dispute.kinds"))

    def dispute(kind: int, first: int, second: int, told: int, party: int) -> Dispute:
        claim = columns.claim
        return Dispute(kinds[kind], claim[first], claim[second], bool(told), bool(party))

    return ClaimsTable(
        columns=columns,
        disputes=_Records(held.array("dispute.rows"), dispute),
        decision_rules=tuple(_record(DecisionRule, row) for row in small["decision_rules"]),
        different=frozenset((first, second) for first, second in small["different"]),
        **more,
    )


def _kind(column: object) -> str:
    kinds = {np.ndarray: "array", Coded: "coded", Lists: "lists"}
    return next((name for kind, name in kinds.items() if isinstance(column, kind)), "texts")


def _listed(record: Any) -> list[Any]:
    return [getattr(record, field.name) for field in fields(record)]


def _record(kind: Any, row: list[Any]) -> Any:
    return kind(**dict(zip(_names(kind), map(_frozen, row), strict=True)))


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


class _Kept:
    """Arrays and texts, gathered for one file."""

    def __init__(self) -> None:
        self._arrays: dict[str, np.ndarray] = {}

    def array(self, name: str, values: np.ndarray) -> None:
        self._arrays[name] = np.ascontiguousarray(values)

    def texts(self, name: str, values: Sequence[Any], *, json_: bool = False) -> None:
        encoded = [(json.dumps(one) if json_ else one).encode() for one in values]
        self.array(f"{name}.ends", np.cumsum([0, *map(len, encoded)], dtype=np.int64))
        self.array(f"{name}.text", np.frombuffer(b"".join(encoded), np.uint8))

    def written(self, head: dict[str, Any]) -> bytes:
        places, offset = {}, 0
        for name, array in self._arrays.items():
            places[name] = [array.dtype.str, list(array.shape), offset]
            offset += -(-array.nbytes // _ALIGNED) * _ALIGNED
        text = json.dumps({**head, "arrays": places}, ensure_ascii=False).encode()
        begin = -(-(len(_MAGIC) + 8 + len(text)) // _ALIGNED) * _ALIGNED
        parts = [_MAGIC, len(text).to_bytes(8, "little"), text]
        parts.append(b" " * (begin - sum(map(len, parts))))
        for array in self._arrays.values():
            parts += [array.tobytes(), b"\0" * (-array.nbytes % _ALIGNED)]
        return b"".join(parts)


class _Held:
    """A file of arrays, as ``_Kept`` wrote it."""

    def __init__(self, content: memoryview) -> None:
        first = len(_MAGIC) + 8
        if bytes(content[: len(_MAGIC)]) != _MAGIC:
            message = "no table of claims of this version"
            raise ValueError(message)
        length = int.from_bytes(content[len(_MAGIC) : first], "little")
        self.head = json.loads(bytes(content[first : first + length]))
        self._content = content[-(-(first + length) // _ALIGNED) * _ALIGNED :]

    def array(self, name: str) -> np.ndarray:
        kind, shape, offset = self.head["arrays"][name]
        dtype = np.dtype(kind)
        if dtype.hasobject:
            raise ValueError(kind)
        count = int(np.prod(shape, dtype=np.int64))
        return np.frombuffer(self._content, dtype, count, offset).reshape(shape)

    def texts(self, name: str, read: Callable[[str], Any] = str) -> Texts:
        text = self.array(f"{name}.text")
        return Texts(text.data, self.array(f"{name}.ends"), read)

    def values(self, name: str, entities: tuple[str, ...]) -> Any:
        if f"{name}.values.ends" not in self.head["arrays"]:
            return entities
        found = self.texts(f"{name}.values", json.loads if name in _JSON else str)
        return found if name in _LONG else tuple(found)
