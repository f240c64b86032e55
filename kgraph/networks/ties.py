"""Ties and edges as columns: claims grouped by arrays, each object made when somebody looks at it.

A network of a hundred thousand claims is grouped in the time that an engine takes; who asks for one
tie pays for one.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, overload

import numpy as np

from kgraph.claims.leads import KINDS
from kgraph.model import ANSWERS, Edge, Tie

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.claims import ClaimsTable
    from kgraph.model import Layer

    #: Sign and weight of each tie, shape (n,), and by its place its families and grade.
    Told = tuple[np.ndarray, np.ndarray, Callable[[int], tuple[tuple[str, ...], str]]]

__all__ = ["Edges", "Joined", "Ties", "Told", "denied_beside", "edges", "ending", "grouped", "keys"]

_T = TypeVar("_T")


class _Lazily(Sequence[_T], Generic[_T]):
    """A list that makes each of its members when it is first looked at, and keeps it."""

    def __init__(self, size: int) -> None:
        self._made: list[_T | None] = [None] * size

    @abstractmethod
    def _make(self, at: int) -> _T:
        """Make the member at a place."""

    def _one(self, at: int) -> _T:
        found = self._made[at]
        if found is None:
            found = self._made[at] = self._make(at)
        return found

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, at: int) -> _T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[_T, ...]: ...
    def __getitem__(self, at: int | slice) -> _T | tuple[_T, ...]:
        if isinstance(at, slice):
            return tuple(map(self._one, range(*at.indices(len(self)))))
        place = at if at >= 0 else at + len(self)
        if place < 0:
            raise IndexError(at)
        return self._one(place)

    def __iter__(self) -> Iterator[_T]:
        return map(self._one, range(len(self)))

    def __eq__(self, other: object) -> bool:
        """Whether the members are the same: with any other list of them."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(tuple(self))


class _Coded(_Lazily[Tie]):
    """Ties whose ends and relations are known as codes of the table's columns, shape (n,) each."""

    table: ClaimsTable
    source: np.ndarray
    relation: np.ndarray
    target: np.ndarray

    def ends(self, *, by_relation: bool) -> np.ndarray:
        """Return a number for the ordered pair of each tie, and its relation if so asked."""
        columns = self.table.columns
        found = self.source.astype(np.int64) * len(columns.entities) + self.target
        both = found * len(columns.relation.values) + self.relation if by_relation else found
        return np.asarray(both)


class Ties(_Coded):
    """Ties of one kind: the claims that say the same of one ordered pair, in order of their names.

    The claims of tie ``i`` are the rows ``claim[start[i]:start[i + 1]]`` of the table's columns;
    ``source``, ``target`` and ``relation`` are codes of theirs, shape (n,).

    Parameters
    ----------
    table : ClaimsTable
        The claims.
    kind : str
        What they lead to, one of ``leads.KINDS``.
    polarity : {1, -1}
        Whether they affirm or deny it.
    layer : {"position", "conduct", "influence"}
        What they are ties of.
    told : callable
        Gives sign and weight of each tie, and by its place its families and grade.
    arrays : sequence of array
        The ties themselves, if these are not all of the table.
    """

    def __init__(
        self,
        table: ClaimsTable,
        kind: str,
        polarity: int,
        layer: Layer,
        told: Callable[[Ties], Told],
        arrays: Sequence[np.ndarray] = (),
    ) -> None:
        arrays = arrays or grouped(table, kind, polarity)
        self.claim, self.start, self.source, self.relation, self.target, self.conditional = arrays
        super().__init__(len(self.source))
        self.table, self.kind, self.polarity, self.layer = table, kind, polarity, layer
        self._told = told

    def rows(self, at: int) -> list[int]:
        """Return the rows of the claims of a tie."""
        found: list[int] = self.claim[self.start[at] : self.start[at + 1]].tolist()
        return found

    def names(self, at: int) -> tuple[str, ...]:
        """Return the claims of a tie by id, sorted."""
        start, stop = self._starts[at], self._starts[at + 1]
        ids = self.table.columns.claim
        if stop - start == 1:
            return (ids[self._rows[start]],)
        return tuple(sorted({ids[row] for row in self._rows[start:stop]}))

    def having(self, claims: Collection[str]) -> list[int]:
        """Return the places of the ties that have one of these claims."""
        if not claims:
            return []
        wanted = np.zeros(self.table.columns.n, dtype=bool)
        wanted[self.table.columns.rows_of(claims)] = True
        return np.flatnonzero(self._of_each(np.logical_or, wanted)).tolist()

    def disputed_by(self, at: int) -> tuple[str, ...]:
        """Return the claims that dispute one of a tie, sorted."""
        if not self._disputed[at]:
            return ()
        found: tuple[str, ...] = self.table.columns.disputed_by.union(self.rows(at))
        return found

    def chosen(self, which: np.ndarray) -> Ties:
        """Return the ties for which a mask holds, shape (n,)."""
        if which.all():
            return self
        lengths = np.diff(self.start)
        parts = (self.source, self.relation, self.target, self.conditional)
        arrays = (
            self.claim[np.repeat(which, lengths)],
            np.concatenate([[0], np.cumsum(lengths[which])]),
            *(part[which] for part in parts),
        )
        return Ties(self.table, self.kind, self.polarity, self.layer, self._told, arrays)

    def besides(self, others: Ties, *, by_relation: bool = True) -> Ties:
        """Return the ties whose ends, and relation, no other tie of the same record has."""
        if not len(self):
            return self
        ours, theirs = (one.ends(by_relation=by_relation) for one in (self, others))
        return self.chosen(~np.isin(ours, theirs))

    # --- all ties at once, asked for when the first is looked at

    @cached_property
    def _said(self) -> Told:
        return self._told(self)

    @property
    def sign(self) -> np.ndarray:
        """The sign of each tie, -1, 0 or 1."""
        return np.asarray(self.polarity * self._said[0])

    @property
    def weight(self) -> np.ndarray:
        """The weight of each tie, dimensionless, see ``Tie``."""
        return self._said[1]

    @property
    def _keys(self) -> list[tuple[int, int, int, bool]]:
        arrays = (self.source, self.relation, self.target, self.conditional)
        return list(zip(*(array.tolist() for array in arrays), strict=True))

    @cached_property
    def _parts(self) -> list[tuple[tuple[int, int, int, bool], int, float]]:
        return list(zip(self._keys, self.sign.tolist(), self.weight.tolist(), strict=True))

    @cached_property
    def _against(self) -> dict[tuple[int, int, int, bool], list[int]]:
        """The rows of claims that deny what a tie says, by what that is."""
        against = Ties(self.table, self.kind, -self.polarity, self.layer, self._told)
        return {key: against.rows(at) for at, key in enumerate(against._keys)}

    def _denials(self, at: int, key: tuple[int, int, int, bool]) -> tuple[str, ...]:
        """Return the claims that deny a tie, sorted: on days of which one of its claims may tell.

        That something was not so until the day before is no denial.
        """
        if not (against := self._against.get(key)):
            return ()
        columns, denied, told = self.table.columns, np.array(against), np.array(self.rows(at))
        first, last = columns.first_day, columns.last_day
        meet = (first[denied, None] <= last[told]) & (first[told] <= last[denied, None])
        return tuple(sorted({columns.claim[row] for row in denied[meet.any(axis=1)].tolist()}))

    @cached_property
    def _called(self) -> list[tuple[str, str]]:
        relations = self.table.relations
        return [(name, relations[name].role) for name in self.table.columns.relation.values]

    @cached_property
    def _starts(self) -> list[int]:
        found: list[int] = self.start.tolist()
        return found

    @cached_property
    def _rows(self) -> list[int]:
        found: list[int] = self.claim.tolist()
        return found

    @cached_property
    def _disputed(self) -> list[bool]:
        return self._of_each(np.logical_or, self.table.columns.disputed)

    @cached_property
    def holds(self) -> list[str]:
        """What the surest claim of each tie says of the day."""
        return [ANSWERS[at] for at in self._of_each(np.minimum, self.table.answers)]

    @cached_property
    def valid_from(self) -> list[str]:
        """The first possible day of each tie, ``""`` where that of a claim is not known."""
        # Days are coded in their order, and what is not known comes first.
        days = self.table.columns.valid_from
        return [days.values[at] for at in self._of_each(np.minimum, days.codes)]

    @cached_property
    def valid_until(self) -> list[str]:
        """The last possible day of each tie, ``""`` where that of a claim is not known."""
        days = self.table.columns.valid_until
        ends = (self._of_each(way, days.codes) for way in (np.minimum, np.maximum))
        return [days.values[first] and days.values[last] for first, last in zip(*ends, strict=True)]

    def _of_each(self, way: np.ufunc, column: np.ndarray) -> list[Any]:
        if not len(self):
            return []
        found: list[Any] = way.reduceat(column[self.claim], self.start[:-1]).tolist()
        return found

    def _make(self, at: int) -> Tie:
        key, sign, weight = self._parts[at]
        source, relation, target, conditional = key
        called, role = self._called[relation]
        families, grade = self._said[2](at)
        names = self.table.columns.entities
        return Tie(
            layer=self.layer,
            source=names[source],
            target=names[target],
            relation=called,
            sign=sign,
            weight=weight,
            role=role,
            families=families,
            grade=grade,
            claims=self.names(at),
            denials=self._denials(at, key),
            disputed_by=self.disputed_by(at),
            conditional=conditional,
            valid_from=self.valid_from[at],
            valid_until=self.valid_until[at],
            holds=self.holds[at],
        )


class Joined(_Coded):
    """The ties of two lists in one, in the order of source, relation and target.

    ``make`` gives the tie at a place of the first list, or of the second.
    """

    def __init__(self, first: Ties, second: Ties, make: Callable[[Ties, int], Tie]) -> None:
        super().__init__(len(first) + len(second))
        self._both, self._maker = (first, second), make
        self.table = first.table
        parts = (
            np.concatenate([getattr(one, name) for one in self._both])
            for name in ("source", "relation", "target")
        )
        source, relation, target = parts
        self._order = np.lexsort((target, relation, source))
        self.source, self.relation, self.target = (
            part[self._order] for part in (source, relation, target)
        )

    def _make(self, at: int) -> Tie:
        first, second = self._both
        place = int(self._order[at])
        beyond = place - len(first)
        return self._maker(first, place) if beyond < 0 else self._maker(second, beyond)


class Edges(_Lazily[Edge]):
    """Edges over ties: ``order[start[i]:start[i + 1]]`` are the places of those of edge ``i``."""

    def __init__(
        self,
        ties: Sequence[Tie],
        order: np.ndarray,
        start: np.ndarray,
        sign: np.ndarray,
        weight: np.ndarray,
    ) -> None:
        super().__init__(len(sign))
        self.ties, self.order, self.start, self.sign, self.weight = ties, order, start, sign, weight

    @cached_property
    def _parts(self) -> tuple[list[int], list[int], list[tuple[int, float]]]:
        numbers = zip(self.sign.tolist(), self.weight.tolist(), strict=True)
        return self.order.tolist(), self.start.tolist(), list(numbers)

    def _make(self, at: int) -> Edge:
        order, start, numbers = self._parts
        ties = tuple([self.ties[place] for place in order[start[at] : start[at + 1]]])
        return Edge(ties[0].source, ties[0].target, *numbers[at], ties)


def grouped(
    table: ClaimsTable, kind: str, polarity: int, owed: np.ndarray | None = None
) -> tuple[np.ndarray, ...]:
    """Return the ties of a table as arrays, in the order in which ``Ties`` names them.

    Claims of what is not fact make no tie, nor, outside positions, those on a condition; but for
    those leads that ``owed`` holds for.
    """
    columns, leads = table.columns, table.leads
    usable = table.has & (columns.polarity == polarity)
    if kind != "position":
        usable &= ~columns.conditional
    as_fact = columns.actual[leads.claim]
    if owed is not None:
        as_fact |= owed
    which = np.flatnonzero((leads.kind == KINDS.index(kind)) & usable[leads.claim] & as_fact)
    claim = leads.claim[which]
    parts = (
        leads.source[which],
        columns.relation.codes[claim],
        leads.target[which],
        columns.conditional[claim],
    )
    # The leads of a tie stand together.
    starts = _begins(parts)
    return claim, np.append(starts, len(claim)), *(part[starts] for part in parts)


def denied_beside(table: ClaimsTable, tie: Tie) -> tuple[str, ...]:
    """Return the claims that deny what a tie tells as planned, owed or supposed, sorted.

    Who denies to have meant something denies no report that it was done: such a claim disputes no
    tie, and is told beside it.
    """
    columns, leads = table.columns, table.leads
    kind = {"conduct": "conduct", "position": "position"}.get(tie.layer, tie.role)
    if kind not in KINDS:
        return ()
    denied = table.has & ~columns.actual & (columns.polarity == -1)
    denied &= columns.relation.where(tie.relation.__eq__)
    which = denied[leads.claim] & (leads.kind == KINDS.index(kind))
    claims, names = columns.claim, columns.entities
    return tuple(
        sorted(
            claims[leads.claim[at]]
            for at in np.flatnonzero(which).tolist()
            if (names[leads.source[at]], names[leads.target[at]]) == (tie.source, tie.target)
        )
    )


def ending(
    ties: Sequence[Tie], end: Literal["source", "target"], names: Collection[str]
) -> tuple[Tie, ...]:
    """Return the ties of which one end is among these; others are not made for it."""
    if not isinstance(ties, _Coded):
        return tuple(tie for tie in ties if getattr(tie, end) in names)
    known = ties.table.columns.entities
    codes = [code for code, name in enumerate(known) if name in names]
    found = np.flatnonzero(np.isin(getattr(ties, end), codes))
    return tuple(map(ties.__getitem__, found.tolist()))


def keys(ties: Sequence[Tie]) -> list[tuple[str, str, str]]:
    """Return source, relation and target of ties, which are not made for it."""
    if not isinstance(ties, _Coded):
        return [(tie.source, tie.relation, tie.target) for tie in ties]
    ends, relations = ties.table.columns.entities, ties.table.columns.relation.values
    codes = (array.tolist() for array in (ties.source, ties.relation, ties.target))
    return [(ends[a], relations[r], ends[b]) for a, r, b in zip(*codes, strict=True)]


def edges(ties: Sequence[Tie], *, neither: bool) -> Edges:
    """Return an edge for each ordered pair and sign of ties, in the order of their names.

    Its weight is the greatest of its ties. ``neither`` tells whether ties without a sign have one.
    """
    if isinstance(ties, Ties):
        source, target, sign, weight = ties.source, ties.target, ties.sign, ties.weight
    else:
        source = _coded([tie.source for tie in ties])
        target = _coded([tie.target for tie in ties])
        sign = np.array([tie.sign for tie in ties], dtype=np.int8)
        weight = np.array([tie.weight for tie in ties], dtype=float)
    kept = np.arange(len(ties)) if neither else np.flatnonzero(sign)
    order = kept[np.lexsort((sign[kept], target[kept], source[kept]))]
    parts = (source[order], target[order], sign[order])
    starts = _begins(parts)
    greatest = np.maximum.reduceat(weight[order], starts) if len(order) else weight[order]
    return Edges(ties, order, np.append(starts, len(order)), parts[2][starts], greatest)


def _coded(names: list[str]) -> np.ndarray:
    """Return names as numbers in their order."""
    at = {name: number for number, name in enumerate(sorted(set(names)))}
    return np.array([at[name] for name in names], dtype=np.int64)


def _begins(parts: Sequence[np.ndarray]) -> np.ndarray:
    """Return where any of several columns of one length is another than in the row before."""
    new = np.zeros(len(parts[0]), dtype=bool)
    new[:1] = True
    for part in parts:
        new[1:] |= part[1:] != part[:-1]
    return np.flatnonzero(new)
