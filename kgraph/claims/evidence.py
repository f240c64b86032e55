"""The base of evidence that a view rests on, said in one sentence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.claims import ClaimsTable
    from kgraph.claims.columns import Columns

__all__ = ["Base", "base", "tellings"]


@dataclass(frozen=True)
class Base:
    """The base of evidence that a view rests on: documents, days, countries, claims.

    ``unpinned`` counts the claims of which no passage is named.
    """

    documents: int
    first: str
    last: str
    based_in: tuple[str, ...]
    unknown_base: int
    claims: int
    single: int
    unpinned: int = 0

    @property
    def share_single(self) -> float | None:
        """Share of propositions' claims told by one document only, in [0, 1]; ``None`` if empty."""
        return self.single / self.claims if self.claims else None

    def sentence(self) -> str:
        """Return the base in one sentence, for headlines and table footers."""
        if not self.claims:
            return "no claims"
        where = f"published in {', '.join(self.based_in)}" if self.based_in else ""
        if self.unknown_base:
            unknown = f"{self.unknown_base} in a place not stated"
            where = f"{where} and {unknown}" if where else unknown
        claims = f"{self.claims} claim{'s' if self.claims != 1 else ''}"
        unpinned = f", {self.unpinned} unpinned (no passage is named)" if self.unpinned else ""
        return (
            f"{self.documents} document{'s' if self.documents != 1 else ''}, "
            f"{_span(self.first, self.last)}, {where}; {claims}, {self.alone}{unpinned}"
        )

    @property
    def alone(self) -> str:
        """How much of it no other document tells, in words."""
        if not self.single:
            return "all found in another document too"
        if self.single == self.claims:
            return "none found in another document"
        return f"{round(100 * (self.share_single or 0))} % found in no other document"


def base(table: ClaimsTable, claims: Iterable[str] | ClaimsTable) -> Base:
    """Return the base of evidence of claims, given by id or as a table.

    A claim counts as told by one document if no other document in ``table``, the whole record,
    makes a claim of the same proposition.
    """
    columns = table.columns
    rows = _rows(table, claims)
    used = {columns.document.values[code] for code in np.unique(columns.document.codes[rows])}
    documents = [table.documents[name] for name in sorted(used) if name in table.documents]
    return Base(
        documents=len(documents),
        first=min((d.published for d in documents if d.published), default=""),
        last=max((d.published_last for d in documents if d.published_last), default=""),
        based_in=tuple(sorted({d.based_in for d in documents if d.based_in})),
        unknown_base=sum(1 for d in documents if not d.based_in),
        claims=len(rows),
        single=int((tellings(table)[rows] == 1).sum()),
        unpinned=int(_unpinned(columns)[rows].sum()),
    )


def _unpinned(columns: Columns) -> np.ndarray:
    """Return whether no passage of a claim is named, shape (columns.n,)."""
    paragraph = columns.paragraph
    nowhere = np.array([number == 0 for number in paragraph.values], np.bool_)
    return np.asarray(paragraph.where(nowhere) | (paragraph.lengths == 0))


def _rows(table: ClaimsTable, claims: Iterable[str] | ClaimsTable) -> np.ndarray:
    shared = getattr(claims, "columns", None) is table.columns
    if shared:
        return claims.at  # type: ignore[union-attr]
    names = (one if isinstance(one, str) else one.claim for one in claims)
    return np.array([table.row(name) for name in names], dtype=np.int64)


def tellings(table: ClaimsTable) -> np.ndarray:
    """Return for each row of the columns how many documents state the same, shape (columns.n,).

    Only claims of the table count, itself included: 0 for a statement that none of them makes.
    """
    columns = table.columns
    statement, document = columns.statement, columns.document.codes
    documents = len(columns.document.values)
    told = np.unique(statement[table.at] * documents + document[table.at]) // max(documents, 1)
    return np.asarray(np.bincount(told, minlength=int(statement.max(initial=0)) + 1)[statement])


def _span(first: str, last: str) -> str:
    if not first or not last:
        return first or last or "undated"
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    if start == end:
        return _words(start, year=True)
    return f"{_words(start, year=start.year != end.year)} to {_words(end, year=True)}"


def _words(day: dt.date, *, year: bool) -> str:
    month = day.strftime("%B")
    return f"{day.day} {month} {day.year}" if year else f"{day.day} {month}"
