"""One relation explained: what it says, what its ends may be, what it becomes, how one adds it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.claims import ClaimsTable
    from kgraph.model import Relation
    from kgraph.text import Shown

__all__ = ["About", "PartRow"]

#: Who has the lever over whom, by direction.
_OVER = {
    "forward": "of the subject over the object",
    "backward": "of the object over the subject",
    "mutual": "of each over the other",
}
#: A name for an example, by the class that an end may be of; the first that fits.
_CALLED = {
    "Actor": ("Borduria", "Syldavia"),
    "Person": ("Prime Minister Dawson", "Colonel Sponsz"),
    "Organisation": ("Border Watch", "Border Watch"),
    "Mission": ("Border Watch", "Border Watch"),
    "Population": ("the islanders", "the islanders"),
    "Office": ("Prime Minister of Borduria", "Prime Minister of Borduria"),
    "Issue": ("The ferries sail again", "The ferries sail again"),
    "Event": ("Talks of May", "Talks of May"),
    "Agreement": ("Ferry treaty", "Ferry treaty"),
    "Place": ("Port of Klow", "Port of Klow"),
    "Frame": ("blackmail", "blackmail"),
}


class PartRow(TypedDict):
    """A part of what there is to know of a relation."""

    relation: str
    part: str
    says: str


@dataclass(frozen=True, eq=False, repr=False)
class About(Result[PartRow]):
    """What there is to know of one relation, stance or measure, a part a row."""

    title = "Relation"
    tells = "What a relation says, what its ends may be, what it becomes, and how one adds it."
    shown: ClassVar[Shown] = {"part": "part", "says": "says"}
    _most = None

    table: ClaimsTable
    relation: Relation

    def rows(self) -> list[PartRow]:
        """Return one dict per part that the relation has."""
        return [
            {"relation": self.relation.id, "part": part, "says": says}
            for part, says in self._parts()
            if says
        ]

    def _heading(self) -> str:
        return self.relation.label

    def _parts(self) -> Iterator[tuple[str, str]]:
        it = self.relation
        yield "id", it.id
        yield "label", it.label
        yield "says", it.definition
        yield "subject", self._classes(it.subjects)
        yield "object", "a figure or a day" if it.measure else self._classes(it.objects)
        yield "family", it.family
        yield "in time", {"lasting": "lasts", "momentary": "happens once"}.get(it.aspect, "")
        yield "positions", self._position()
        yield "conduct", self._conduct()
        yield "influence", self._influence()
        yield "structure", it.structure
        yield "excludes", ", ".join(it.excludes)
        yield "a fact", self._fact()
        yield "why", it.rationale
        yield "command", self._command()

    def _classes(self, names: tuple[str, ...]) -> str:
        words = self.table.words
        return ", ".join(words[one].label if one in words else one for one in names)

    def _position(self) -> str:
        number = self.relation.position
        if number is None:
            return "none: a stated silence" if self.relation.stance else ""
        side = {1: "for", -1: "against", 0: "neither for nor against"}[number]
        what = "object" if self.relation.matter == "object" else self.relation.matter
        return f"{side} its {what} ({number:+d})" if number else f"{side} (0)"

    def _conduct(self) -> str:
        it = self.relation
        if it.contact:
            return "contact, without a sign"
        if it.valence is None or it.role == "structure" or it.stance:
            return ""
        if not it.valence:
            return "none: neither friendly nor hostile"
        return f"{'friendly' if it.valence > 0 else 'hostile'} ({it.valence:+g})"

    def _influence(self) -> str:
        it = self.relation
        if it.role == "means":
            over = _OVER.get(it.direction, "")
            return f"a lever {over}: {it.lever_family}, {it.lever}"
        if it.role in {"attempt", "outcome"}:
            what = "a use of a lever" if it.role == "attempt" else "shows whether a lever worked"
            families = f" ({', '.join(it.uses)})" if it.uses else ", of no family"
            return what + families
        return "no lever" if it.role else ""

    def _fact(self) -> str:
        if self.relation.assessment:
            return "never: it is a judgement, whoever states it"
        return "only by two independent origins" if self.relation.contentious else ""

    def _command(self) -> str:
        it = self.relation
        first = _named(it.subjects, 0)
        second = "2000" if it.measure and it.id != "dated" else "2031-05-04"
        if not it.measure:
            second = _named(it.objects, 1)
        said = f"{first or 'Talks of May'} | {it.id} | {second}"
        parts = ["kgraph", "add", "courier", "words of the sentence", said, "--by", "Courier"]
        if "kg:topic" in it.definition:
            parts += ["--topic", _CALLED["Issue"][0]]
        if "kg:affected" in it.definition:
            parts += ["--affected", _CALLED["Population"][0]]
        return shlex.join([*parts, "--gloss", "..."])


def _named(classes: tuple[str, ...], end: int) -> str:
    """Return an example of what an end may be."""
    known = next((one for one in _CALLED if one in classes), "")
    return _CALLED[known][end] if known else _CALLED["Organisation"][end] if classes else ""
