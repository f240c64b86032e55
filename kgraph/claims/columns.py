"""The claims of a record as columns: one array per field, words and names coded as numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.claims.voices import ALL_VOICES
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kgraph.model import Claim

__all__ = ["EARLIER_THAN_ALL", "LATER_THAN_ALL", "Coded", "Columns", "Lists", "day_number", "mixed"]

#: Ends of the type of days, for what is open or unknown.
LATER_THAN_ALL = int(np.iinfo(np.int32).max)
EARLIER_THAN_ALL = int(np.iinfo(np.int32).min)
#: Numbers that are put together of several must stay below it.
_MOST = int(np.iinfo(np.int64).max)

#: Fields whose values are ids of entities: all are coded by one list.
_ENTITIES = ("subject", "object", "claimant", "origin")
_ENTITY_LISTS = (
    "speaks_for", "via", "context", "topic", "affected", "place", "before", "during", "after",
)  # fmt: skip
_WORDS = (
    "document", "relation", "factuality", "modality", "mode", "voice", "lever_family", "status",
    "bound", "wording", "group", "condition", "when", "valid_from", "valid_until", "surely_from",
    "surely_until", "reported_on", "asserted",
)  # fmt: skip
_LISTS = (
    "passage", "paragraph", "sentence", "denies", "disputes", "disputed_by", "corroborated_by",
    "includes", "coder", "tag",
)  # fmt: skip
_NUMBERS = {
    "polarity": np.int8, "certainty": np.float64, "intensity": np.int8, "on_itself": np.bool_,
}  # fmt: skip
_TEXTS = ("claim", "gloss", "note", "memo")


@dataclass(frozen=True, eq=False, slots=True)
class Coded:
    """A column: ``values``, distinct, sorted, and for each row which of them, shape (n,)."""

    codes: np.ndarray
    values: tuple[Any, ...]

    def __getitem__(self, row: int) -> Any:
        """Return the value of a row."""
        return self.values[self.codes[row]]

    def where(self, wanted: Callable[[Any], object]) -> np.ndarray:
        """Return for each row whether its value is wanted, shape (n,)."""
        found = np.array([bool(wanted(value)) for value in self.values], dtype=bool)
        return np.asarray(found[self.codes])


@dataclass(frozen=True, eq=False, slots=True)
class Lists:
    """A column of several values: row ``i`` owns ``values[codes[start[i]:start[i + 1]]]``."""

    start: np.ndarray
    codes: np.ndarray
    values: tuple[Any, ...]

    def __getitem__(self, row: int) -> tuple[Any, ...]:
        """Return the values of a row, in their order."""
        codes = self.codes[self.start[row] : self.start[row + 1]].tolist()
        return tuple(map(self.values.__getitem__, codes))

    def union(self, rows: Iterable[int]) -> tuple[Any, ...]:
        """Return the distinct values of some rows, sorted."""
        codes: set[int] = set()
        for row in rows:
            codes.update(self.codes[self.start[row] : self.start[row + 1]].tolist())
        return tuple(sorted(map(self.values.__getitem__, codes)))

    @property
    def lengths(self) -> np.ndarray:
        """How many values each row has, shape (n,)."""
        return np.diff(self.start)

    def spread(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return each of these rows once for each of its values, and the code of that value."""
        lengths = self.lengths[rows]
        offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return np.repeat(rows, lengths), self.codes[np.repeat(self.start[rows], lengths) + offsets]

    def where(self, wanted: np.ndarray) -> np.ndarray:
        """Return for each row whether it has a value that is wanted, by code; shape (n,)."""
        hits = np.concatenate([[0], np.cumsum(wanted[self.codes])])
        return np.asarray(hits[self.start[1:]] > hits[self.start[:-1]])

    def changed(self, several: Mapping[int, tuple[Any, ...]]) -> Lists:
        """Return the column with other values, all known to it, in some rows."""
        if not several:
            return self
        at = {value: code for code, value in enumerate(self.values)}
        told = [several.get(row, self[row]) for row in range(len(self.start) - 1)]
        return _lists(told, self.values, at)

    def without(self, gone: Iterable[Any]) -> Lists:
        """Return the column without these values."""
        out = frozenset(gone)
        kept = np.array([value not in out for value in self.values], dtype=bool)[self.codes]
        counted = np.concatenate([[0], np.cumsum(kept)])
        return Lists(counted[self.start], self.codes[kept], self.values)


@dataclass(frozen=True, eq=False, repr=False)
class Columns:
    """The claims of a record as columns, each of length ``n``: texts coded, lists flat.

    Subjects, objects, claimants and all lists of entities are coded by ``entities``, sorted, in
    which 0 is the empty text: no entity. What a label or a relation says of a claim is not here.
    """

    n: int
    entities: tuple[str, ...]
    claim: Sequence[str]
    columns: Mapping[str, Any]

    @classmethod
    def of(cls, claims: Iterable[Claim], entities: Iterable[str] = ()) -> Columns:
        """Return the columns of claims; ``entities`` are others that need a code."""
        every = (*_ENTITIES, *_ENTITY_LISTS, *_WORDS, *_LISTS, *_NUMBERS, *_TEXTS, "value")
        several = tuple(claims)
        taken = {name: [getattr(claim, name) for claim in several] for name in every}
        named = {"", *entities}
        named.update(*(taken[name] for name in _ENTITIES))
        named.update(*(one for name in _ENTITY_LISTS for one in taken[name]))
        known = tuple(sorted(named))
        at = {entity: code for code, entity in enumerate(known)}
        made: dict[str, Any] = {name: _coded(taken[name], known, at) for name in _ENTITIES}
        made |= {name: _lists(taken[name], known, at) for name in _ENTITY_LISTS}
        made |= {name: _coded(taken[name]) for name in _WORDS}
        made |= {name: _lists(taken[name]) for name in _LISTS}
        made |= {name: np.array(taken[name], dtype=kind) for name, kind in _NUMBERS.items()}
        made |= {name: tuple(taken[name]) for name in _TEXTS}
        made["value"] = mixed(taken["value"])
        claim = made.pop("claim")
        return cls(len(claim), known, claim, made)

    def __getattr__(self, name: str) -> Any:
        """Return a column by the name of its field."""
        try:
            return self.__dict__["columns"][name]
        except KeyError:
            raise AttributeError(name) from None

    def rows(self, at: np.ndarray) -> Iterator[dict[str, Any]]:
        """Yield the fields of several claims, by their rows: column by column, far quicker."""
        names = ("claim", *self.columns)
        taken = [_taken(column, at) for column in (self.claim, *self.columns.values())]
        for values in zip(*taken, strict=True):
            yield dict(zip(names, values, strict=True))

    def changed(self, **columns: Any) -> Columns:
        """Return the same claims with some columns replaced."""
        return replace(self, columns={**self.columns, **columns})

    @cached_property
    def ids(self) -> list[str]:
        """The ids of all claims, for whoever looks at all of them."""
        return list(self.claim)

    @cached_property
    def place(self) -> dict[str, int]:
        """The row of each claim by its id."""
        return {claim: row for row, claim in enumerate(self.ids)}

    def rows_of(self, claims: Iterable[str]) -> list[int]:
        """Return the rows of those of these claims that the record has."""
        return [self.place[claim] for claim in claims if claim in self.place]

    @cached_property
    def code(self) -> dict[str, int]:
        """The code of each entity."""
        return {entity: code for code, entity in enumerate(self.entities)}

    @cached_property
    def kinds(self) -> np.ndarray:
        """The kind of each entity, such as ``"actor"``; shape (entities,)."""
        return np.array([kind_of(entity) for entity in self.entities], dtype=np.str_)

    def is_kind(self, *kinds: str) -> np.ndarray:
        """Return for each entity whether it is of one of these kinds, shape (entities,)."""
        return np.isin(self.kinds, kinds)

    def are(self, entities: Iterable[str]) -> np.ndarray:
        """Return for each entity whether it is one of these, shape (entities,)."""
        found = np.zeros(len(self.entities), dtype=bool)
        found[[self.code[one] for one in entities if one in self.code]] = True
        return found

    # --- days and words as numbers

    @cached_property
    def first_day(self) -> np.ndarray:
        """First day that a claim holds for, from 1970-01-01; before all if open or unknown."""
        return _days(self.valid_from, EARLIER_THAN_ALL)

    @cached_property
    def last_day(self) -> np.ndarray:
        """Last day that a claim holds for, from 1970-01-01; after all if open or unknown."""
        return _days(self.valid_until, LATER_THAN_ALL)

    @cached_property
    def surely_from_day(self) -> np.ndarray:
        """Last day on which what a claim says can begin; before all if open or unknown."""
        return _days(self.surely_from, EARLIER_THAN_ALL)

    @cached_property
    def surely_until_day(self) -> np.ndarray:
        """First day on which what a claim says can end; after all if open or unknown."""
        return _days(self.surely_until, LATER_THAN_ALL)

    @cached_property
    def reported_day(self) -> np.ndarray:
        """Day by which a claim was reported, from 1970-01-01; after all if unknown."""
        return _days(self.reported_on, LATER_THAN_ALL)

    @cached_property
    def voice_class(self) -> np.ndarray:
        """Which of ``ALL_VOICES`` each claim has, -1 for nobody's; as ``voices.voice_class``."""
        at = {voice: code for code, voice in enumerate(ALL_VOICES)}
        plain = np.array([at.get(voice, -1) for voice in self.voice.values], dtype=np.int8)
        party = self.voice.where(lambda voice: voice == "party")
        sides = np.where(self.on_itself, at["party-on-itself"], at["party-on-others"])
        return np.where(party, sides, plain[self.voice.codes])

    @cached_property
    def actual(self) -> np.ndarray:
        """Whether a claim is of fact, not of plan, duty or wish."""
        of_fact: np.ndarray = self.modality.where(lambda modality: modality == "actual")
        return of_fact

    @cached_property
    def conditional(self) -> np.ndarray:
        """Whether a claim holds on a condition only."""
        has_one: np.ndarray = self.condition.where(bool)
        return has_one

    @cached_property
    def statement(self) -> np.ndarray:
        """A number for what each claim states, the same for the same: shape (n,).

        That is subject, relation, object, value, topics and group, whoever says so and how surely.
        """
        topics = {(): 0}
        several = np.flatnonzero(self.topic.lengths).tolist()
        about = np.zeros(self.n, np.int64)
        about[several] = [topics.setdefault(self.topic[row], len(topics)) for row in several]
        found, most = about, len(topics)
        for column in (self.subject, self.relation, self.object, self.value, self.group):
            if most * len(column.values) > _MOST:
                found = np.unique(found, return_inverse=True)[1].astype(np.int64)
                most = self.n
            found = found * len(column.values) + column.codes
            most *= len(column.values)
        return np.unique(found, return_inverse=True)[1].astype(np.int64)

    @cached_property
    def disputed(self) -> np.ndarray:
        """Whether somebody disputes a claim."""
        return np.asarray(self.disputed_by.lengths > 0)


def _taken(column: Any, at: np.ndarray) -> Iterable[Any]:
    """Return the values of a column in some rows."""
    if isinstance(column, np.ndarray):
        return column[at].tolist()  # type: ignore[no-any-return]
    if isinstance(column, Coded):
        return map(column.values.__getitem__, column.codes[at].tolist())
    if isinstance(column, Lists):
        ends = zip(column.start[at].tolist(), column.start[at + 1].tolist(), strict=True)
        return (tuple(map(column.values.__getitem__, column.codes[a:b].tolist())) for a, b in ends)
    return map(column.__getitem__, at.tolist())


def mixed(values: Sequence[Any]) -> Coded:
    """Return values of several types, some of them equal across types, as a column."""
    known = {(type(value).__name__, str(value)): value for value in values}
    at = {key: code for code, key in enumerate(sorted(known))}
    codes = (at[type(value).__name__, str(value)] for value in values)
    return Coded(np.fromiter(codes, np.int32, len(values)), tuple(known[key] for key in at))


def day_number(day: dt.date) -> int:
    """Return the days from 1970-01-01 to a day."""
    return day.toordinal() - 719163


def _days(column: Coded, missing: int) -> np.ndarray:
    numbers = [
        day_number(dt.date.fromisoformat(text)) if text else missing for text in column.values
    ]
    return np.asarray(np.array(numbers, dtype=np.int32)[column.codes])


def _coded(
    values: Sequence[Any], known: tuple[Any, ...] = (), at: Mapping[Any, int] | None = None
) -> Coded:
    if at is None:
        known = tuple(sorted(set(values)))
        at = {value: code for code, value in enumerate(known)}
    return Coded(np.fromiter((at[v] for v in values), np.int32, len(values)), known)


def _lists(
    several: Sequence[Sequence[Any]],
    known: tuple[Any, ...] = (),
    at: Mapping[Any, int] | None = None,
) -> Lists:
    flat = [value for values in several for value in values]
    codes = _coded(flat, known, at)
    start = np.cumsum([0, *(len(values) for values in several)], dtype=np.int64)
    return Lists(start, codes.codes, codes.values)
