"""Claims in the order of the days they hold for, or of the days by which they were reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypedDict, get_args

from kgraph import dates, wording
from kgraph.errors import BadOption, UnknownName
from kgraph.result import Result
from kgraph.text import many

if TYPE_CHECKING:
    import datetime as dt

    from kgraph.claims import ClaimsTable
    from kgraph.claims.evidence import Base
    from kgraph.model import Claim
    from kgraph.text import Shown

__all__ = ["By", "EntryRow", "Timeline", "timeline"]

By = Literal["held", "reported"]


class EntryRow(TypedDict):
    """A claim on the timeline: when it holds, when it was reported, what it says.

    ``when`` is the date as its source gives it (EDTF, with ``~ ? ..``), or the order by events from
    which its days are inferred, ``""`` if it gives neither; ``first`` and ``last`` are the days it
    covers, ISO, ``""`` where open or unknown. ``kind`` is ``"event"`` for the date of an event or
    agreement, else ``"momentary"``, ``"lasting"`` or ``"figure"``.
    """

    when: str
    first: str
    last: str
    reported_on: str
    kind: str
    claim: str
    says: str
    subject: str
    relation: str
    object: str
    claimant: str
    claimant_label: str
    factuality: str
    modality: str
    condition: str
    disputed_by: list[str]
    document: str
    passage: list[str]


def _says(row: EntryRow) -> str:
    """Return what a table to read has of a claim: its gloss, whether planned, whether disputed."""
    marks = [row["modality"]] if row["modality"] != "actual" else []
    marks += ["disputed"] if row["disputed_by"] else []
    return f"{row['says']} ({', '.join(marks)})" if marks else row["says"]


@dataclass(frozen=True, eq=False, repr=False)
class Timeline(Result[EntryRow]):
    """Entries in order; ``undated`` are the claims that give no day, ``outside`` those of others.

    ``outside`` counts the claims whose days do not meet the span that was asked for; ``base`` is
    the base of evidence of the entries.
    """

    title = "Timeline"
    tells = "Claims by the day they hold for, or were reported."
    shown: ClassVar[Shown] = {
        "when": "when", "reported": "reported_on", "says": _says, "claimant": "claimant_label",
        "claim": "claim",
    }  # fmt: skip

    entries: tuple[EntryRow, ...]
    undated: tuple[str, ...]
    outside: int
    by: By
    base: Base | None = None

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims on the timeline, in its order."""
        return tuple(entry["claim"] for entry in self.entries)

    def rows(self) -> list[EntryRow]:
        """Return one dict per entry."""
        return [*self.entries]

    def notes(self) -> tuple[str, ...]:
        """Return what it rests on, and how many claims are on no day or another, as sentences."""
        said = [f"Base of evidence: {self.base.sentence()}."] if self.base else []
        if self.undated:
            said.append(f"Claims that give no day: {len(self.undated)}; kgraph claims lists them.")
        if self.outside:
            said.append(f"Claims outside the span: {self.outside}.")
        return tuple(said)

    def __repr__(self) -> str:
        return f"<Timeline: {many(len(self), 'claim')}>"

    def _heading(self) -> str:
        return many(len(self), "claim")


def timeline(
    table: ClaimsTable,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    by: By = "held",
) -> Timeline:
    """Return the timeline of the claims of a table.

    Parameters
    ----------
    table : ClaimsTable
        The claims, already selected.
    since, until : date, optional
        Keep what holds on a day of this span (or was reported in it); both days are in it. An
        interval is kept if any of its days is, an open or unknown end reaching as far as asked.
    by : {"held", "reported"}
        Which day orders and dates a claim. A claim without that day is no entry; it is counted.

    Raises
    ------
    UnknownName
        If ``by`` is neither.
    BadOption
        If the span ends before it starts.
    """
    if by not in get_args(By):
        raise UnknownName(by, "order of a timeline", get_args(By))
    if since and until and until < since:
        message = f"The span from {since} to {until} ends before it starts."
        raise BadOption(message)
    start, end = (day.isoformat() if day else "" for day in (since, until))
    entries, undated, outside = [], [], 0
    for entry in (_entry(claim, table) for claim in table):
        reported = entry["reported_on"]
        first, last = (entry["first"], entry["last"]) if by == "held" else (reported, reported)
        if not (entry["when"] if by == "held" else reported):
            undated.append(entry["claim"])
        elif (end and first > end) or (start and last and last < start):
            outside += 1
        else:
            entries.append(entry)
    entries.sort(key=_held if by == "held" else _reported)
    return Timeline(tuple(entries), tuple(undated), outside, by)


def _entry(claim: Claim, table: ClaimsTable) -> EntryRow:
    dated = claim.relation == "dated"
    when = str(claim.value) if dated else claim.when
    first = last = ""
    if not when and (ordered := wording.order(claim)):
        when, first, last = ordered, claim.valid_from, claim.valid_until
    elif when:
        span = dates.interval(when)
        first, last = (day.isoformat() if day else "" for day in (span.first, span.last))
    return {
        "when": when,
        "first": first,
        "last": last,
        "reported_on": claim.reported_on,
        "kind": "event" if dated else table.relations[claim.relation].aspect or "figure",
        "claim": claim.claim,
        "says": claim.gloss,
        "subject": claim.subject,
        "relation": claim.relation,
        "object": claim.object,
        "claimant": claim.claimant,
        "claimant_label": claim.claimant_label,
        "factuality": claim.factuality,
        "modality": claim.modality,
        "condition": claim.condition,
        "disputed_by": list(claim.disputed_by),
        "document": claim.document,
        "passage": list(claim.passage),
    }


def _held(entry: EntryRow) -> tuple[str, ...]:
    return (entry["first"] or entry["last"], entry["last"] or "~", entry["claim"])


def _reported(entry: EntryRow) -> tuple[str, ...]:
    return (entry["reported_on"], *_held(entry))
