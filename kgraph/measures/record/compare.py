"""Two networks of one record side by side: which cells and edges appeared, vanished or flipped."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

import numpy as np

from kgraph import dates, wording
from kgraph.claims.days import HOLDS, MAY_HOLD, NOT_THEN, dated
from kgraph.errors import BadOption
from kgraph.measures.stance.cells import NO_EVIDENCE
from kgraph.networks import build, structure
from kgraph.result import Result
from kgraph.text import many

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.claims import ClaimsTable
    from kgraph.networks.levers import LeverNetwork
    from kgraph.networks.network import Conduct
    from kgraph.text import Shown

__all__ = [
    "Change",
    "ChangeRow",
    "Comparison",
    "Moment",
    "compare",
    "counted",
    "moment",
    "on_days",
    "sides",
]

#: Ends of a cell or edge -> what it says, its claims, and the words of a position.
_View = dict[tuple[str, str], tuple[str, tuple[str, ...], list[str]]]

_OPPOSITE = ({"for", "against"}, {"friendly", "hostile"})


@dataclass(frozen=True)
class Change:
    """A cell of positions, an edge of structure, conduct or influence, or an outcome, that differs.

    ``change`` is ``appeared`` or ``vanished`` (of two lenses or voices: ``second only`` or ``first
    only``), ``flipped`` (from one side to the other) or ``changed``; a position stands in its word
    with the side; ``claims`` are those that one has and the other has not.
    """

    layer: str
    source: str
    target: str
    before: str
    after: str
    change: str
    claims: tuple[str, ...]


class ChangeRow(TypedDict):
    """A cell or edge that differs, with the claims that make the difference."""

    layer: str
    change: str
    source: str
    source_label: str
    target: str
    target_label: str
    before: str
    after: str
    factuality: str
    claims: list[str]
    when: list[str]
    documents: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Result[ChangeRow]):
    """The changes between two views, and the claims that could not be placed.

    ``undated`` are the claims behind positions and ties that give neither a day nor an order,
    ``undecided`` those that may hold on one of the days: in a comparison of two days they are in
    neither view. ``beyond`` are days after the last document, ``between`` says which days were
    compared.
    """

    title = "Compared"
    tells = "What differs between two days, two lenses or two voices."
    shown: ClassVar[Shown] = {
        "layer": "layer", "change": "change", "who": "source_label", "whom": "target_label",
        "before": "before", "after": "after", "how sure": wording.unsure, "claims": "claims",
    }  # fmt: skip

    table: ClaimsTable
    changes: tuple[Change, ...]
    undated: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    dated: int = 0
    between: str = ""
    beyond: tuple[str, ...] = ()

    def rows(self) -> list[ChangeRow]:
        """Return one dict per change, by layer and ends."""
        table = self.table
        return [
            {
                "layer": change.layer,
                "change": change.change,
                "source": change.source,
                "source_label": table.label(change.source),
                "target": change.target,
                "target_label": table.label(change.target),
                "before": change.before,
                "after": change.after,
                "factuality": wording.surest(table, change.claims),
                "claims": list(change.claims),
                "when": sorted({table[claim].when for claim in change.claims} - {""}),
                "documents": sorted({table[claim].document for claim in change.claims}),
            }
            for change in self.changes
        ]

    def notes(self) -> tuple[str, ...]:
        """Return how many claims have a date, as a sentence, if that mattered."""
        if not self.between:
            return ()
        said = [
            f"{self.between}: compared by {many(self.dated, 'claim')} with a day or an order. In "
            f"neither: {len(self.undated)} that give none, {len(self.undecided)} that may hold on "
            "one of the days."
        ]
        said += [
            f"{day} is after the last document; what held then is extrapolated."
            for day in self.beyond
        ]
        return tuple(said)


def compare(
    table: ClaimsTable,
    before: ClaimsTable,
    after: ClaimsTable,
    families: Iterable[str] = (),
    *,
    in_time: bool = True,
) -> Comparison:
    """Return what differs between the networks of two selections.

    Parameters
    ----------
    table : ClaimsTable
        Holds the claims of both.
    before, after : ClaimsTable
        The two selections: two days, two lenses or two voices.
    families : iterable of str
        Keeps conduct and levers of these families.
    in_time : bool
        Whether the one comes before the other, so that what only one has appeared or vanished.
    """
    wanted = tuple(families)
    changes: list[Change] = []
    was, is_ = _views(before, wanted), _views(after, wanted)
    for layer in was:
        changes += _differences(layer, was[layer], is_[layer], in_time=in_time)
    return Comparison(table, tuple(changes))


@dataclass(frozen=True, slots=True)
class Moment:
    """A day to compare, and the event before or after which it lies, if it was given so."""

    day: dt.date
    order: str = ""
    event: str = ""


def moment(table: ClaimsTable, side: Mapping[str, Any]) -> Moment:
    """Return the day of a side: the eve of an event, or the day after its last.

    Raises
    ------
    UnknownName, AmbiguousName
        If there is no such event, or several.
    BadOption
        If no claim gives a day of the event.
    """
    if "as_of" in side:
        day = dates.day(side["as_of"])
        return Moment(day)
    order, name = side["event"]
    event = table.names.find(name, "event", "agreement")
    columns = table.columns
    rows = columns.are([event.id])[columns.subject.codes] & (columns.polarity == 1)
    rows &= columns.actual & columns.relation.where("dated".__eq__)
    given = columns.valid_from if order == "before" else columns.valid_until
    days = [day for row in np.flatnonzero(rows).tolist() if (day := given[row])]
    if not days:
        end = "first" if order == "before" else "last"
        message = f"No claim gives the {end} day of {event.label}; compare two days instead."
        raise BadOption(message)
    step = dt.timedelta(days=1)
    day = dates.day(min(days)) - step if order == "before" else dates.day(max(days)) + step
    return Moment(day, order, event.id)


def on_days(
    table: ClaimsTable, moments: tuple[Moment, Moment], reach_back: int | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which claims hold at either moment, and which are undecided, each of shape (n,).

    Of the claims with a day or an order, those that hold on one day and may hold on the other are
    undecided. What is ordered after the event of the second moment holds there, whatever its day.
    """
    columns = table.columns
    before, after = (table.answers_on(one.day, reach_back).copy() for one in moments)
    given = dated(columns)
    last = moments[1]
    if last.order == "after":
        later = columns.columns["after"].where(columns.are([last.event]))
        before[later], after[later] = NOT_THEN, HOLDS
    undecided = given & ((before == MAY_HOLD) | (after == MAY_HOLD))
    decided = given & ~undecided
    return decided & (before == HOLDS), decided & (after == HOLDS), undecided


def sides(from_: str, to: str, options: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return what to select on either side: two days, two voices or two lenses.

    A day may be given as ``before:EVENT`` or ``after:EVENT``.

    Raises
    ------
    BadOption
        If the sides are not of a kind, or ``options`` choose days or a lens already.
    """
    both = [_side(text) for text in (from_, to)]
    kinds = ["as_of" if "event" in side else next(iter(side)) for side in both]
    if kinds[0] != kinds[1]:
        message = f"Compare two days, two lenses or two voices, not {from_!r} with {to!r}."
        raise BadOption(message)
    if kinds[0] != "voices" and options.get(kinds[0]):
        word = {"as_of": "as-of day", "lens": "lens"}[kinds[0]]
        message = f"Both sides are chosen by {word} already; leave the other {word} out."
        raise BadOption(message)
    return tuple(both)


def _side(text: str) -> dict[str, Any]:
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2})?(-[0-9]{2})?", text):
        return {"as_of": text}
    kind, colon, name = text.partition(":")
    if colon and kind in {"before", "after"}:
        return {"event": (kind, name)}
    if colon and kind == "voice":
        return {"voices": tuple(name.split(","))}
    return {"lens": [text]}


def counted(table: ClaimsTable, undecided: np.ndarray) -> dict[str, Any]:
    """Return the claims behind the networks that no day can place, and the rest.

    ``undecided`` is that of ``on_days``.
    """
    used = {
        claim
        for network in (build.positions(table), build.conduct(table), build.influence(table))
        for claim in network.ledger().shown
    }
    used.update(claim for tie in structure.ties(table) for claim in tie.claims)
    place, given = table.columns.place, dated(table.columns)
    undated = tuple(sorted(claim for claim in used if not given[place[claim]]))
    unsure = tuple(sorted(claim for claim in used if undecided[place[claim]]))
    return {"undated": undated, "undecided": unsure, "dated": len(used) - len(undated)}


def _differences(layer: str, before: _View, after: _View, *, in_time: bool) -> list[Change]:
    blank = NO_EVIDENCE if layer == "position" else "none"
    found = []
    for ends in sorted({*before, *after}):
        was, old, first = before.get(ends, (blank, (), []))
        is_, new, second = after.get(ends, (blank, (), []))
        if was == is_:
            continue
        if ends not in before:
            change = "appeared" if in_time else "second only"
        elif ends not in after:
            change = "vanished" if in_time else "first only"
        elif {was.partition(":")[0], is_.partition(":")[0]} in _OPPOSITE:
            change = "flipped"
        else:
            change = "changed"
        claims = tuple(sorted(set(old) ^ set(new)))
        said = wording.stands(first, was), wording.stands(second, is_)
        found.append(Change(layer, *ends, *said, change, claims))
    return found


def _views(table: ClaimsTable, families: tuple[str, ...]) -> dict[str, _View]:
    levers = build.influence(table, families)
    return {
        "structure": _structure(table, families),
        "position": _positions(table),
        "conduct": _conduct(build.conduct(table, families)),
        "influence": _influence(levers),
        "outcome": _outcomes(levers),
    }


def _structure(table: ClaimsTable, families: tuple[str, ...]) -> _View:
    grouped = defaultdict(list)
    for tie in structure.ties(table, structure.bonds(table, families)):
        grouped[tie.source, tie.target].append(tie)
    view: _View = {}
    for ends, ties in grouped.items():
        said = ", ".join(sorted({table.relations[tie.relation].label for tie in ties}))
        view[ends] = said, tuple(sorted({claim for tie in ties for claim in tie.claims})), []
    return view


def _positions(table: ClaimsTable) -> _View:
    return {
        ends: (wording.cell(cell), cell.claims, wording.stances(table, cell))
        for ends, cell in build.positions(table).cells.items()
    }


def _conduct(network: Conduct) -> _View:
    grouped = defaultdict(list)
    for edge in network.edges:
        grouped[edge.source, edge.target].append(edge)
    view: _View = {}
    for ends, edges in grouped.items():
        signs = {edge.sign for edge in edges if edge.sign}
        alone = {frozenset({1}): "friendly", frozenset({-1}): "hostile", frozenset(): "contact"}
        mood = alone.get(frozenset(signs), "both")
        relations = sorted({_relation(network, tie.relation) for e in edges for tie in e.ties})
        claims = tuple(sorted({claim for edge in edges for claim in edge.claims}))
        view[ends] = f"{mood}: {', '.join(relations)}", claims, []
    return view


def _influence(network: LeverNetwork) -> _View:
    view: _View = {}
    for edge in network.edges:
        text = wording.levers(network.table, edge)
        reports = {claim for tie in edge.ties for claim in tie.hollow_by}
        view[edge.source, edge.target] = text, tuple(sorted({*edge.claims, *reports})), []
    return view


def _outcomes(network: LeverNetwork) -> _View:
    grouped = defaultdict(list)
    for tie in network.outcomes:
        grouped[tie.source, tie.target].append(tie)
    view: _View = {}
    for ends, ties in grouped.items():
        said = ", ".join(sorted({wording.stated(network.table, tie) for tie in ties}))
        view[ends] = said, tuple(sorted({claim for tie in ties for claim in tie.claims})), []
    return view


def _relation(network: Conduct | LeverNetwork, name: str) -> str:
    return network.table.relations[name].label
