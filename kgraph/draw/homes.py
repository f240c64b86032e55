"""Who is at home where: structure as space, for every picture of a dossier.

An organ, an office, its holder, a force, a mission and a seat stand at what they belong to. Members
of an alliance, and the authorities of a territory, stand together in a space that has its name.
What several are said to own stands at none of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.networks import structure
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kgraph.claims import ClaimsTable
    from kgraph.model import Tie

__all__ = ["Homes", "homes"]

#: Which end of a tie is at home at the other, by kind, those that bind most first.
_GUESTS = {
    "organ": "source", "officeholding": "source", "mission": "target", "belonging": "source",
    "seat": "source", "affiliation": "source", "treaty": "target",
}  # fmt: skip
#: Of the kinds in which a thing may have several relations, the one that makes a home.
_OWN = {"mission": "operates", "treaty": "providesFor"}


@dataclass(frozen=True, slots=True)
class Homes:
    """``of`` has the home of each thing that has one; ``spaces`` are homes that hold equals.

    A space (an alliance, a territory) is drawn round its members; elsewhere guests are listed at
    their home.
    """

    of: Mapping[str, str]
    spaces: tuple[str, ...]

    def root(self, thing: str) -> str:
        """Return the outermost home of a thing, itself if it has none."""
        return [thing, *self.above(thing)][-1]

    def above(self, thing: str) -> Iterator[str]:
        """Yield the homes of a thing, the nearest first."""
        while thing := self.of.get(thing, ""):
            yield thing


def homes(table: ClaimsTable, told: Iterable[Tie], declared: Iterable[Tie]) -> Homes:
    """Return who is at home where, by the ties of structure; the same for the same ties.

    Parameters
    ----------
    table : ClaimsTable
        Where entities, types and kinds of relation are found.
    told, declared : iterable of Tie
        As of ``networks.structure.ties`` and ``networks.structure.declared``.
    """
    kind = {tie.relation: structure.DECLARED_KINDS[tie.relation] for tie in declared}
    every = sorted((*declared, *told), key=lambda tie: (tie.source, tie.relation, tie.target))
    kind |= {
        tie.relation: table.relations[tie.relation].structure
        for tie in every
        if tie.relation not in kind
    }
    claimed: dict[str, set[str]] = defaultdict(set)
    for tie in every:
        if kind[tie.relation] == "belonging":
            claimed[tie.source].add(tie.target)
    contested = {thing: ends for thing, ends in claimed.items() if len(ends) > 1}
    of: dict[str, str] = {}

    def settle(guest: str, home: str) -> None:
        # Nobody is at home in itself, however long the way round.
        way = [home]
        while way[-1] in of:
            way.append(of[way[-1]])
        if guest not in of and guest not in way:
            of[guest] = home

    spaces = []
    for alliance, members in sorted(_alliances(table, every, kind).items()):
        if len(members) > 1:
            spaces.append(alliance)
            for member in members:
                settle(member, alliance)
    for name, end in _GUESTS.items():
        several = [tie for tie in every if kind[tie.relation] == name]
        # A seat is at home with its actor rather than with the country round it.
        for tie in sorted(several, key=lambda tie: _is_place(tie.target)):
            guest, home = tie.source, tie.target
            if end == "target":
                guest, home = home, guest
            if guest not in contested and _OWN.get(name, tie.relation) == tie.relation:
                settle(guest, home)
    for land, people in sorted(_lands(every, kind).items()):
        for one in people:
            settle(one, land)
        owned = sorted(thing for thing, ends in contested.items() if ends & people)
        for thing in owned:
            if thing != land:
                settle(thing, land)
        if any(of.get(one) == land for one in people):
            spaces.append(land)
    return Homes(of, tuple(sorted(spaces)))


def _alliances(
    table: ClaimsTable, ties: Iterable[Tie], kind: Mapping[str, str]
) -> dict[str, list[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        entity = table.entities.get(tie.target)
        if kind[tie.relation] == "membership" and entity and entity.type == "Alliance":
            found[tie.target].add(tie.source)
    return {alliance: sorted(members) for alliance, members in found.items()}


def _lands(ties: Iterable[Tie], kind: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the actors whose seat is the seat of a territory too, by territory."""
    seats: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        if kind[tie.relation] == "seat":
            seats[tie.source].add(tie.target)
    found: dict[str, set[str]] = defaultdict(set)
    for ends in seats.values():
        lands = {end for end in ends if _is_place(end)}
        for land in lands:
            found[land] |= ends - lands
    return {land: people for land, people in found.items() if people}


def _is_place(thing: str) -> bool:
    return kind_of(thing) == "place"
