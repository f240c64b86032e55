"""Figures: who counts how many of whom, with bounds, and how the counts fit together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph import wording
from kgraph.measures.record.contradictions import apart, bounded
from kgraph.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim
    from kgraph.text import Shown

__all__ = ["Count", "FigureRow", "Figures", "figures"]


@dataclass(frozen=True)
class Count:
    """The figures for one group of one event by one measure.

    ``low`` and ``high`` are what all affirmed figures allow together, ``None`` if they exclude each
    other or none is affirmed; ``high`` is ``None`` too where no figure limits it.
    """

    event: str
    measure: str
    group: str
    claims: tuple[str, ...]
    clashes: tuple[tuple[str, str], ...]
    low: float | None
    high: float | None

    @property
    def agree(self) -> bool:
        """Whether no two figures exclude each other."""
        return not self.clashes


class FigureRow(TypedDict):
    """A figure with its bound, whose it is, and how it goes with the others of its group."""

    event: str
    event_label: str
    measure: str
    measure_label: str
    group: str
    value: float | int | str | None
    bound: str
    figure: str
    polarity: int
    factuality: str
    modality: list[str]
    when: str
    claimant: str
    claimant_label: str
    speaks_for: list[str]
    claim: str
    document: str
    passage: list[str]
    fits: str


@dataclass(frozen=True, eq=False, repr=False)
class Figures(Result[FigureRow]):
    """Who counts how many of whom."""

    title = "Figures"
    tells = "Who counts how many of whom, and how the counts fit together."
    shown: ClassVar[Shown] = {
        "of what": "event_label", "measure": "measure_label", "group": "group", "figure": "figure",
        "how sure": wording.doubts, "said by": "claimant_label", "fits": "fits", "claim": "claim",
    }  # fmt: skip

    table: ClaimsTable
    counts: tuple[Count, ...]

    def rows(self) -> list[FigureRow]:
        """Return one dict per figure, in the order of events, measures, groups and values.

        ``fits`` says in words how it goes with the other figures of its group, and whether the
        parts that it includes add up.
        """
        table = self.table
        rows: list[FigureRow] = []
        for count in self.counts:
            for name in count.claims:
                claim = table[name]
                rows.append(
                    {
                        "event": count.event,
                        "event_label": table.label(count.event),
                        "measure": count.measure,
                        "measure_label": table.relations[count.measure].label,
                        "group": count.group,
                        "value": claim.value,
                        "bound": claim.bound or "exactly",
                        "figure": wording.figure(table, claim),
                        "polarity": claim.polarity,
                        "factuality": claim.factuality,
                        "modality": [] if claim.modality == "actual" else [claim.modality],
                        "when": claim.when,
                        "claimant": claim.claimant,
                        "claimant_label": claim.claimant_label,
                        "speaks_for": list(claim.speaks_for),
                        "claim": name,
                        "document": claim.document,
                        "passage": list(claim.passage),
                        "fits": self._fits(count, claim),
                    }
                )
        return rows

    def _fits(self, count: Count, claim: Claim) -> str:
        if claim.polarity != 1:
            return "denied" if claim.polarity == -1 else "left open"
        against = sorted({b for a, b in count.clashes if a == claim.claim})
        others = [c for c in count.claims if c != claim.claim and self.table[c].polarity == 1]
        parts = [c for c in claim.includes if c in self.table]
        said = []
        if against:
            said.append("excludes " + ", ".join(against))
        elif others:
            said.append("fits all others")
        else:
            said.append("alone")
        if parts:
            said.append(self._sum(claim, parts))
        return "; ".join(said)

    def _sum(self, claim: Claim, parts: Iterable[str]) -> str:
        of = [self.table[part] for part in parts if isinstance(self.table[part].value, int | float)]
        bounds = [bounded(self.table, part) for part in of]
        low, high = sum(b[0] for b in bounds), sum(b[1] for b in bounds)
        least, most = bounded(self.table, claim)
        names = " and ".join(f"{wording.figure(self.table, part)} ({part.claim})" for part in of)
        if low > most:
            return f"its parts {names} exceed it"
        return f"includes {names}" + (", which make it up" if high >= least else "")


def figures(table: ClaimsTable, event: str | None = None) -> Figures:
    """Return who counts how many of whom for an event, or for all.

    Parameters
    ----------
    table : ClaimsTable
        The claims looked at; of a selection, of every voice as a rule.
    event : str, optional
        The event by its CURIE.
    """
    grouped: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in table:
        known = isinstance(claim.value, int | float)
        if known and not claim.object and event in {None, claim.subject}:
            grouped[claim.subject, claim.relation, claim.group].append(claim)
    counts = [_count(table, key, claims) for key, claims in sorted(grouped.items())]
    return Figures(table, tuple(counts))


def _comparable(a: Claim, b: Claim) -> bool:
    """Whether two figures are of one time, modality and condition."""
    return not apart(a, b) and (a.modality, a.condition) == (b.modality, b.condition)


def _count(table: ClaimsTable, key: tuple[str, str, str], claims: list[Claim]) -> Count:
    ordered = sorted(claims, key=lambda c: (float(c.value or 0), c.claim))
    bounds = {c.claim: bounded(table, c) for c in claims if c.polarity == 1}
    clashes = tuple(
        (a, b)
        for a, (low, high) in sorted(bounds.items())
        for b, (least, most) in sorted(bounds.items())
        # Without a group nobody knows whether two figures count the same people.
        if key[2] and (high < least or most < low) and _comparable(table[a], table[b])
    )
    low = max((b[0] for b in bounds.values()), default=None)
    high = min((b[1] for b in bounds.values()), default=None)
    open_ = all(table[name].bound == "atLeast" for name in bounds)
    # Figures of other times or under conditions may not meet, though none excludes another.
    if clashes or not key[2] or (low is not None and high is not None and low > high):
        low, high = None, None
    return Count(
        *key,
        tuple(claim.claim for claim in ordered),
        clashes,
        low,
        None if open_ else high,
    )
