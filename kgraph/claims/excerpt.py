"""An excerpt of the record: what some actors say and do among themselves, whole in itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kgraph.claims.columns import Columns
    from kgraph.claims.table import ClaimsTable

__all__ = ["among"]


def among(table: ClaimsTable, actors: Collection[str]) -> ClaimsTable:
    """Return the claims that name these actors and no others, and what disputes or backs them.

    Parameters
    ----------
    table : ClaimsTable
        The whole record.
    actors : collection of str
        CURIEs. A claim is of them if every actor that it is about (subject, object, affected,
        topic) is one of them; whose word it is does not matter.

    Returns
    -------
    ClaimsTable
        In which every claim that another names is there too, so that nothing stands undisputed
        that somebody disputes.
    """
    place = table.columns.place
    disputes = [one for one in table.disputes if one.first in place and one.second in place]
    pairs = [(place[one.first], place[one.second]) for one in disputes]
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    kept = _closed(
        table.has & _within(table.columns, actors),
        np.concatenate([ends, ends[:, ::-1], *_named(table.columns)]),
        table.has,
    )
    stays = np.flatnonzero(kept[ends].all(axis=1)).tolist()
    return replace(
        table.with_claims(table.where(kept)),
        disputes=tuple(disputes[at] for at in stays),
        different=frozenset(
            pair for pair in table.different if all(it in place and kept[place[it]] for it in pair)
        ),
    )


def _within(columns: Columns, actors: Collection[str]) -> np.ndarray:
    """Return for each row whether it is about some actors, and all of them are among these."""
    actor = columns.is_kind("actor")
    other = actor & ~columns.are(actors)
    ends, lists = (columns.subject, columns.object), (columns.affected, columns.topic)

    def about(wanted: np.ndarray) -> np.ndarray:
        found = [wanted[one.codes] for one in ends] + [one.where(wanted) for one in lists]
        return np.asarray(np.any(found, axis=0))

    only: np.ndarray = about(actor) & ~about(other)
    return only


def _named(columns: Columns) -> Iterator[np.ndarray]:
    """Yield rows and the rows of the claims that they name, by each column that names claims."""
    for name in ("disputes", "disputed_by", "corroborated_by", "includes"):
        column = getattr(columns, name)
        rows, codes = column.spread(np.arange(columns.n))
        known = np.array([columns.place.get(claim, -1) for claim in column.values], np.int64)
        found = np.stack([rows, known[codes]], axis=1)
        yield found[found[:, 1] >= 0]


def _closed(rows: np.ndarray, leads: np.ndarray, within: np.ndarray) -> np.ndarray:
    """Return these rows and all to which they lead ``within`` others, by pairs of rows."""
    found, new = rows, rows
    while new.any():
        reached = np.zeros_like(rows)
        reached[leads[new[leads[:, 0]], 1]] = True
        new = reached & within & ~found
        found = found | new
    return found
