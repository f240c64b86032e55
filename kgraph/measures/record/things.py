"""Events, places, agreements, frames and offices: names, days as claimed, what belongs to what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph import wording
from kgraph.claims.about import about_each
from kgraph.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.claims import ClaimsTable
    from kgraph.model import Entity
    from kgraph.text import Shown

__all__ = ["Agreements", "Events", "FrameNames", "Offices", "Places", "ThingRow", "Things"]

_DATED, _TOOK_PLACE = "dated", "tookPlaceIn"
#: Names beside the label that stand in a table to read.
_FEW = 3


class ThingRow(TypedDict):
    """A thing with its names, its days and places as claimed, and the claims about it."""

    id: str
    label: str
    aliases: tuple[str, ...]
    qid: str
    dates: list[str]
    part_of: str
    part_of_label: str
    places: list[str]
    place_labels: list[str]
    concerns: list[str]
    claims: list[str]


def _few(row: ThingRow) -> list[str]:
    names = row["aliases"]
    more = len(names) - _FEW
    return [*names[:_FEW], *([f"and {more} more"] if more > 0 else [])]


def _counted(row: ThingRow) -> int:
    return len(row["claims"])


@dataclass(frozen=True, eq=False, repr=False)
class Things(Result[ThingRow]):
    """Entities of one kind by label."""

    texts = ("aliases", "dates", "place_labels")

    table: ClaimsTable
    entities: tuple[Entity, ...]

    def __len__(self) -> int:
        return len(self.entities)

    def rows(self) -> list[ThingRow]:
        """Return one dict per thing.

        ``dates`` are those that claims give it, each with who gives it; ``places`` those of the
        entity, and those that claims say; ``claims`` those about it, as ``--about`` finds them.
        """
        table = self.table
        ids = [one.id for one in self.entities]
        dates, places = _dates(table), _places(table)
        claims = about_each(table.columns, table.at, ids, table.entities)
        rows: list[ThingRow] = []
        for one in self.entities:
            where = sorted({*one.places, *places.get(one.id, ())})
            rows.append(
                {
                    "id": one.id,
                    "label": one.label,
                    "aliases": one.aliases,
                    "qid": one.qid,
                    "dates": dates.get(one.id, []),
                    "part_of": one.part_of,
                    "part_of_label": table.label(one.part_of) if one.part_of else "",
                    "places": where,
                    "place_labels": [table.label(place) for place in where],
                    "concerns": list(one.concerns),
                    "claims": list(claims[one.id]),
                }
            )
        return rows

    def _below(self) -> list[str]:
        return [f"Data version {self.table.data_version}."]


class Events(Things):
    """The events by label."""

    title = "Events"
    tells = "What happened, was planned or feared, with the days and places that claims give it."
    shown: ClassVar[Shown] = {
        "event": "label", "id": "id", "also called": _few, "dated": "dates",
        "part of": "part_of_label", "place": "place_labels", "claims": _counted,
    }  # fmt: skip


class Places(Things):
    """The places by label."""

    title = "Places"
    tells = "Where things are said to have happened, with the claims about each place."
    shown: ClassVar[Shown] = {
        "place": "label", "id": "id", "also called": _few, "part of": "part_of_label",
        "claims": _counted,
    }  # fmt: skip


class Agreements(Things):
    """The agreements by label."""

    title = "Agreements"
    tells = "What actors bound themselves to, or might, with the claims about it."
    shown: ClassVar[Shown] = {
        "agreement": "label", "id": "id", "also called": _few, "dated": "dates",
        "sets up": "concerns", "claims": _counted,
    }  # fmt: skip


class FrameNames(Things):
    """The frames by label: the words, not who uses them."""

    title = "Frames"
    tells = "The words that claimants apply to things, with the claims that do or refuse to."
    shown: ClassVar[Shown] = {
        "frame": "label", "id": "id", "also called": _few, "claims": _counted,
    }  # fmt: skip


class Offices(Things):
    """The offices by label."""

    title = "Offices"
    tells = "Posts that persons hold, and for whom they act."
    shown: ClassVar[Shown] = {
        "office": "label", "id": "id", "also called": _few, "of": "part_of_label",
        "claims": _counted,
    }  # fmt: skip


def _dates(table: ClaimsTable) -> dict[str, list[str]]:
    """Return the days that claims give to things, each with its hedges and who gives it."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in _rows(table, _DATED):
        claim = table.claim_at(row)
        said[claim.subject][wording.dated(claim)].append(claim.claimant_label)
    return {
        thing: [f"{day} ({', '.join(dict.fromkeys(by))})" for day, by in sorted(days.items())]
        for thing, days in said.items()
    }


def _places(table: ClaimsTable) -> dict[str, set[str]]:
    """Return where claims say that things took place."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in _rows(table, _TOOK_PLACE):
        claim = table.claim_at(row)
        if claim.polarity == 1 and claim.object:
            found[claim.subject].add(claim.object)
    return found


def _rows(table: ClaimsTable, relation: str) -> Iterable[int]:
    of_it = table.columns.relation.where(relation.__eq__)
    return (row for row in table.at.tolist() if of_it[row])
