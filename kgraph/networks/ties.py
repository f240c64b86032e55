"""Ties and edges as columns: claims grouped by arrays, each object made when somebody looks at it.

A network of a hundred thousand claims is grouped in the time that an engine takes; who asks for one
tie pays for one.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, overload

import numpy as np

from kgraph.claims.leads import KINDS
from kgraph.model import ANSWERS, Edge, Tie, union

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.claims import ClaimsTable
    from kgraph.model import Layer

__all__ = ["Edges", "Groups", "Ties", "edges", "ending", "groups"]

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


@dataclass(frozen=True, eq=False)
class Groups:
    """Claims that say the same of one ordered pair: arrays with an entry for each such group.

    The claims of group ``i`` are the rows ``claim[start[i]:start[i + 1]]`` of the table's columns;
    ``source``, ``target`` and ``relation`` are codes of theirs. In the order of their names.
    """

    table: ClaimsTable
    claim: np.ndarray
    start: np.ndarray
    source: np.ndarray
    relation: np.ndarray
    target: np.ndarray
    conditional: np.ndarray

    def __len__(self) -> int:
        return len(self.source)

    def rows(self, at: int) -> list[int]:
        """Return the rows of a group."""
        found: list[int] = self.claim[self.start[at] : self.start[at + 1]].tolist()
        return found

    def names(self, at: int) -> tuple[str, ...]:
        """Return the claims of a group by id, sorted."""
        start, stop = self._starts[at], self._starts[at + 1]
        ids = self.table.columns.claim
        if stop - start == 1:
            return (ids[self._rows[start]],)
        return tuple(sorted({ids[row] for row in self._rows[start:stop]}))

    def disputed_by(self, at: int) -> tuple[str, ...]:
        """Return the claims that dispute one of a group, sorted."""
        if not self._disputed[at]:
            return ()
        return union(self.table.columns.disputed_by[row] for row in self.rows(at))

    def chosen(self, which: np.ndarray) -> Groups:
        """Return the groups for which a mask holds, shape (n,)."""
        if which.all():
            return self
        lengths = np.diff(self.start)
        parts = (self.source, self.relation, self.target, self.conditional)
        return Groups(
            self.table,
            self.claim[np.repeat(which, lengths)],
            np.concatenate([[0], np.cumsum(lengths[which])]),
            *(part[which] for part in parts),
        )

    def besides(self, others: Groups, *, by_relation: bool = True) -> Groups:
        """Return the groups whose ends, and relation, no other group of the same record has."""
        if not len(self):
            return self
        ours, theirs = (one._ends(by_relation=by_relation) for one in (self, others))
        return self.chosen(~np.isin(ours, theirs))

    def _ends(self, *, by_relation: bool) -> np.ndarray:
        columns = self.table.columns
        found = self.source.astype(np.int64) * len(columns.entities) + self.target
        both = found * len(columns.relation.values) + self.relation if by_relation else found
        return np.asarray(both)

    @cached_property
    def place(self) -> dict[tuple[int, int, int, bool], int]:
        """Where the group of a source, relation, target and condition is."""
        parts = (self.source, self.relation, self.target, self.conditional)
        keys = zip(*(part.tolist() for part in parts), strict=True)
        return {key: at for at, key in enumerate(keys)}

    # --- all groups at once, asked for when the first is looked at

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
        """What the surest claim of each group says of the day."""
        return [ANSWERS[at] for at in self._of_each(np.minimum, self.table.answers)]

    @cached_property
    def valid_from(self) -> list[str]:
        """The first possible day of each group, ``""`` where that of a claim is not known."""
        # Days are coded in their order, and what is not known comes first.
        days = self.table.columns.valid_from
        return [days.values[at] for at in self._of_each(np.minimum, days.codes)]

    @cached_property
    def valid_until(self) -> list[str]:
        """The last possible day of each group, ``""`` where that of a claim is not known."""
        days = self.table.columns.valid_until
        ends = (self._of_each(way, days.codes) for way in (np.minimum, np.maximum))
        return [days.values[first] and days.values[last] for first, last in zip(*ends, strict=True)]

    def _of_each(self, way: np.ufunc, column: np.ndarray) -> list[Any]:
        if not len(self):
            return []
        found: list[Any] = way.reduceat(column[self.claim], self.start[:-1]).tolist()
        return found


def groups(table: ClaimsTable, kind: str, polarity: int) -> Groups:
    """Return the claims of a kind and polarity that say the same of one ordered pair.

    Claims of what is not fact make no tie, nor, outside positions, those on a condition.
    """
    columns, leads = table.columns, table.leads
    usable = table.has & columns.actual & (columns.polarity == polarity)
    if kind != "position":
        usable &= ~columns.conditional
    which = np.flatnonzero((leads.kind == KINDS.index(kind)) & usable[leads.claim])
    claim = leads.claim[which]
    parts = (
        leads.source[which],
        columns.relation.codes[claim],
        leads.target[which],
        columns.conditional[claim],
    )
    # The leads of a tie stand together.
    starts = _begins(parts)
    return Groups(table, claim, np.append(starts, len(claim)), *(part[starts] for part in parts))


class Ties(_Lazily[Tie]):
    """The ties of groups of claims.

    Parameters
    ----------
    of : Groups
        The claims of each tie.
    against : callable
        Gives the groups of the claims that deny the same, when the first tie is looked at.
    layer : {"position", "conduct", "influence"}
        What they are ties of.
    sign, weight : array
        Of each tie, shape (n,).
    said : callable
        Gives families and grade of a tie, by its place.
    """

    def __init__(
        self,
        of: Groups,
        against: Callable[[], Groups],
        *,
        layer: Layer,
        sign: np.ndarray,
        weight: np.ndarray,
        said: Callable[[int], tuple[tuple[str, ...], str]],
    ) -> None:
        super().__init__(len(of))
        self.of, self.layer, self.sign, self.weight = of, layer, sign, weight
        self._denied, self._said = against, said

    @cached_property
    def _against(self) -> Groups:
        return self._denied()

    @cached_property
    def _parts(self) -> list[tuple[int, int, int, bool, int, float]]:
        of = self.of
        arrays = (of.source, of.relation, of.target, of.conditional, self.sign, self.weight)
        return list(zip(*(array.tolist() for array in arrays), strict=True))

    @cached_property
    def _called(self) -> list[tuple[str, str]]:
        table = self.of.table
        return [(name, table.relations[name].role) for name in table.columns.relation.values]

    def _make(self, at: int) -> Tie:
        of, names = self.of, self.of.table.columns.entities
        source, relation, target, conditional, sign, weight = self._parts[at]
        called, role = self._called[relation]
        families, grade = self._said(at)
        denied = self._against.place.get((source, relation, target, conditional))
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
            claims=of.names(at),
            denials=() if denied is None else self._against.names(denied),
            disputed_by=of.disputed_by(at),
            conditional=conditional,
            valid_from=of.valid_from[at],
            valid_until=of.valid_until[at],
            holds=of.holds[at],
        )


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


def ending(
    ties: Sequence[Tie], end: Literal["source", "target"], names: Collection[str]
) -> tuple[Tie, ...]:
    """Return the ties of which one end is among these; others are not made for it."""
    if not isinstance(ties, Ties):
        return tuple(tie for tie in ties if getattr(tie, end) in names)
    known = ties.of.table.columns.entities
    codes = [code for code, name in enumerate(known) if name in names]
    found = np.flatnonzero(np.isin(getattr(ties.of, end), codes))
    return tuple(map(ties.__getitem__, found.tolist()))


def edges(ties: Sequence[Tie], *, neither: bool) -> Edges:
    """Return an edge for each ordered pair and sign of ties, in the order of their names.

    Its weight is the greatest of its ties. ``neither`` tells whether ties without a sign have one.
    """
    if isinstance(ties, Ties):
        source, target, sign, weight = ties.of.source, ties.of.target, ties.sign, ties.weight
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
