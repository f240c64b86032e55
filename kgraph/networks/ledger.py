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
    named: dict[str, list[str]] = {}
    taken = frozenset(shown)
    ids = columns.ids
    for row, reason in zip(table.at.tolist(), reasons[table.at].tolist(), strict=True):
        if ids[row] not in taken:
            named.setdefault(reason, []).append(ids[row])
    return _ledger(table, taken, named)


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


def _ledger(table: ClaimsTable, shown: Iterable[str], named: Mapping[str, list[str]]) -> Ledger:
    columns, taken = table.columns, frozenset(shown)
    whole = replace(table, at=np.arange(columns.n))
    ids, has = columns.ids, table.has.tolist()
    left = {
        reason: [ids[row] for row in rows if not has[row]]
        for reason, rows in whole.left_out_rows(table.selection).items()
    }
    known = {claim for claims in (*left.values(), *named.values()) for claim in claims} | taken
    for reason, claims in named.items():
        left.setdefault(reason, []).extend(claims)
    rest = [row for row, claim in enumerate(ids) if claim not in known]
    for reason, inside in (
        ("in no row", True),
        ("another family" if table.selection.families else "taken out", False),
    ):
        left.setdefault(reason, []).extend(ids[row] for row in rest if has[row] is inside)
    return Ledger(
        tuple(sorted(taken)),
        {reason: tuple(claims) for reason, claims in left.items() if claims},
    )
