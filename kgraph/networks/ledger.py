"""The ledger of a view: every claim of the record is shown, or left out for a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kgraph.claims.days import LAPSED
from kgraph.claims.leads import STRIKES_NOBODY, without

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.claims import ClaimsTable

__all__ = ["Ledger", "ledger", "network_ledger"]


@dataclass(frozen=True)
class Ledger:
    """The claims of the record: those shown, and by reason those left out, each once."""

    shown: tuple[str, ...]
    left: Mapping[str, tuple[str, ...]]

    @property
    def counts(self) -> dict[str, int]:
        """How many claims are left out for each reason, in the order in which they are asked."""
        return {reason: len(claims) for reason, claims in self.left.items()}

    @property
    def total(self) -> int:
        """How many claims there are: shown and left out."""
        return len(self.shown) + sum(self.counts.values())

    def narrowed(self, shown: Iterable[str]) -> Ledger:
        """Return the ledger of a part of the view, which shows these of its claims only."""
        kept = frozenset(shown) & frozenset(self.shown)
        others = tuple(claim for claim in self.shown if claim not in kept)
        left = {**self.left, **({"in other rows": others} if others else {})}
        return replace(self, shown=tuple(sorted(kept)), left=left)

    def sentences(self, *, named: bool = True) -> tuple[str, ...]:
        """Return the account in words; if ``named``, also by name what names nobody it strikes."""
        if not self.left:
            return ()
        counts = ", ".join(f"{number} {reason}" for reason, number in self.counts.items())
        said = f"Claims left out: {counts}. With the {len(self.shown)} shown: all {self.total}."
        nobody = self.left.get(STRIKES_NOBODY)
        if not nobody or not named:
            return (said,)
        return (said, f"Of a place, and in no tie until kg:affected is given: {' '.join(nobody)}.")


def ledger(table: ClaimsTable, shown: Iterable[str]) -> Ledger:
    """Return the ledger of a view of a (selected) table that shows these claims."""
    return _ledger(table, shown, {})


def network_ledger(
    table: ClaimsTable,
    layer: str,
    shown: Iterable[str],
    beside: Mapping[str, Iterable[str]],
    families: Iterable[str] = (),
) -> Ledger:
    """Return the ledger of a network.

    Parameters
    ----------
    table : ClaimsTable
        The selected claims that it was made of.
    layer : {"positions", "conduct", "influence", "structure"}
        What it is a network of.
    shown : iterable of str
        The claims of its ties.
    beside : mapping of str to iterable of str
        The claims that ties name besides their own, by what they do.
    families : iterable of str
        Those that the network was kept to.
    """
    columns = table.columns
    reasons = without(columns, table.relations, table.leads, layer)
    unexplained = reasons == ""
    for name, mask in (
        ("lapsed", table.answers == LAPSED),
        ("planned, owed or supposed", ~columns.actual),
        ("on a condition", columns.conditional & (layer != "positions")),
        ("denied", columns.polarity == -1),
        ("neither affirmed nor denied", columns.polarity == 0),
        ("another family", bool(families) and _of_other_family(table, layer, families)),
        ("of other actors", True),
    ):
        reasons[mask & unexplained] = name
        unexplained &= np.logical_not(mask)
    for name, claims in beside.items():
        reasons[[columns.place[claim] for claim in claims]] = name
    taken = frozenset(shown)
    others = np.ones(columns.n, dtype=bool)
    others[columns.rows_of(taken)] = False
    rows = table.at[others[table.at]]
    # Reasons are told in the order in which they come.
    numbers: dict[str, int] = {}
    told = [numbers.setdefault(reason, len(numbers)) for reason in reasons[rows].tolist()]
    which = np.array(told, dtype=np.int64)
    return _ledger(table, taken, {name: rows[which == at] for name, at in numbers.items()})


def _of_other_family(table: ClaimsTable, layer: str, families: Iterable[str]) -> np.ndarray:
    columns, relations, wanted = table.columns, table.relations, frozenset(families)
    if layer in {"conduct", "structure"}:
        return np.asarray(columns.relation.where(lambda r: relations[r].family not in wanted))
    means = columns.relation.where(lambda name: relations[name].role == "means")
    usual = columns.relation.where(
        lambda name: (relations[name].lever_family or relations[name].family) in wanted
    )
    given = columns.lever_family.where(bool)
    own = columns.lever_family.where(wanted.__contains__)
    return np.asarray(means & ~np.where(given, own, usual) & (layer == "influence"))


def _ledger(table: ClaimsTable, shown: Iterable[str], named: Mapping[str, np.ndarray]) -> Ledger:
    """Return the ledger of what is shown, and of rows that are left out of a selection by name."""
    columns, taken, has = table.columns, frozenset(shown), table.has
    whole = replace(table, at=np.arange(columns.n))
    left: dict[str, list[np.ndarray]] = {}
    for reason, several in whole.left_out_rows(table.selection).items():
        rows = np.array(several, dtype=np.int64)
        left[reason] = [rows[~has[rows]]]
    for reason, found in named.items():
        left.setdefault(reason, []).append(found)
    rest = np.ones(columns.n, dtype=bool)
    rest[columns.rows_of(taken)] = False
    for parts in left.values():
        rest[np.concatenate(parts)] = False
    for reason, inside in (
        ("in no row", has),
        ("another family" if table.selection.families else "taken out", ~has),
    ):
        left.setdefault(reason, []).append(np.flatnonzero(rest & inside))
    ids = columns.ids
    claims = {
        reason: tuple([ids[row] for part in parts for row in part.tolist()])
        for reason, parts in left.items()
    }
    return Ledger(tuple(sorted(taken)), {name: told for name, told in claims.items() if told})
