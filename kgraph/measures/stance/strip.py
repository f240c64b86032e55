"""Positions on an issue, or conduct between two actors, along the days of their claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph import dates, wording
from kgraph.model import union
from kgraph.result import Face, Pictured
from kgraph.text import many

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim, Tie
    from kgraph.text import Shown

__all__ = ["Mark", "MarkRow", "Strip", "strip"]

_STATES = {1: "for", 0: "neither", -1: "against"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A claim on a strip: in the row of ``source`` and ``target``, on the side of ``sign``.

    ``when`` is the date as its source gives it (EDTF), or the order from which days are inferred,
    ``""`` if neither is given; ``first`` and ``last`` are the days it covers, ISO, ``""`` where
    open or unknown.
    """

    source: str
    target: str
    sign: int
    conditional: bool
    claim: Claim
    when: str
    first: str
    last: str

    @property
    def state(self) -> str:
        """``for``, ``against``, ``neither`` or ``conditional``."""
        return "conditional" if self.conditional else _STATES[self.sign]


class MarkRow(TypedDict):
    """A claim on a strip: who, which side, when, by whose word."""

    source: str
    source_label: str
    target: str
    target_label: str
    side: str
    sign: int
    when: str
    first: str
    last: str
    reported_on: str
    claim: str
    claimant_label: str
    document: str


@dataclass(frozen=True, eq=False, repr=False)
class Strip(Pictured[MarkRow]):
    """Claims along days, one row per holder of an issue, or per direction between two actors.

    ``about`` is the issue, or both actors; ``marks`` are the dated claims, ``undated`` the rest.
    """

    drawn_as = "strip"
    title = "Over time"
    tells = "The claims on an issue, or on the conduct between two actors, along days."
    shown: ClassVar[Shown] = {
        "when": "when", "reported": "reported_on", "who": "source_label", "stands": "side",
        "on": "target_label", "said by": "claimant_label", "claim": "claim",
    }  # fmt: skip

    table: ClaimsTable
    about: tuple[str, ...]
    marks: tuple[Mark, ...]
    undated: tuple[Mark, ...]
    face: Face | None = field(default=None, kw_only=True)

    def __len__(self) -> int:
        return len(self.marks)

    @property
    def heading(self) -> str:
        """What the picture shows, and whom it is about."""
        about = [self.table.label(one) for one in self.about]
        if len(about) == 1:
            return f"Who stood where over time: {about[0]}"
        return f"Conduct between {' and '.join(about)} over time"

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Source and target of each row, by label."""
        ends = {(one.source, one.target) for one in (*self.marks, *self.undated)}
        label = self.table.label
        return tuple(sorted(ends, key=lambda e: (label(e[0]).casefold(), label(e[1]), e)))

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of all rows, undated ones too, sorted."""
        return union((one.claim.claim,) for one in (*self.marks, *self.undated))

    def rows(self) -> list[MarkRow]:
        """Return one dict per claim, the undated last: who, which side, when, by whose word."""
        label = self.table.label
        return [
            {
                "source": one.source,
                "source_label": label(one.source),
                "target": one.target,
                "target_label": label(one.target),
                "side": one.state,
                "sign": one.sign,
                "when": one.when,
                "first": one.first,
                "last": one.last,
                "reported_on": one.claim.reported_on,
                "claim": one.claim.claim,
                "claimant_label": one.claim.claimant_label,
                "document": one.claim.document,
            }
            for one in (*self.marks, *self.undated)
        ]

    def notes(self) -> tuple[str, ...]:
        """Return how many claims give no day, as a sentence, if any."""
        if not self.undated:
            return ()
        return (f"{many(len(self.undated), 'claim')} without a day, counted beside the rows.",)


def _days(claim: Claim) -> tuple[str, str]:
    """Return the first and last day that a claim gives, or that its order among events gives."""
    if not claim.when:
        return claim.valid_from, claim.valid_until
    span = dates.interval(claim.when)
    first, last = (day.isoformat() if day else "" for day in (span.first, span.last))
    return first, last


def strip(table: ClaimsTable, ties: Iterable[Tie], *about: str) -> Strip:
    """Return the claims of some ties along days.

    Parameters
    ----------
    table : ClaimsTable
        Where the claims are.
    ties : iterable of Tie
        Of positions on one issue, or of conduct between two actors, either way.
    *about : str
        The issue, or both actors.
    """
    dated: list[Mark] = []
    undated: list[Mark] = []
    seen = set()
    for tie in ties:
        for name in tie.claims:
            key = (tie.source, tie.target, tie.sign, tie.conditional, name)
            if key in seen:
                continue
            seen.add(key)
            claim = table[name]
            first, last = _days(claim)
            is_dated = bool(first or last)
            one = Mark(*key[:4], claim, wording.when(claim) if is_dated else "", first, last)
            (dated if is_dated else undated).append(one)
    dated.sort(key=lambda one: (one.first or one.last, one.last or "~", one.claim.claim, one.sign))
    undated.sort(key=lambda one: (one.claim.claim, one.sign))
    return Strip(table, about, tuple(dated), tuple(undated))
