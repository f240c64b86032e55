"""What there is to name: actors, issues, relations, levers and documents, as records and rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypedDict, TypeVar, cast

from kgraph.model import Document, Entity, Relation
from kgraph.result import Result, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.claims import ClaimsTable
    from kgraph.text import Shown

__all__ = ["Actors", "Catalogue", "Documents", "EntityRow", "Issues", "Levers", "Relations"]

Kept = TypeVar("Kept")


class EntityRow(TypedDict):
    """An actor or issue; a private person goes by public role only."""

    id: str
    label: str
    type: str
    type_label: str
    aliases: tuple[str, ...]
    qid: str
    part_of: str
    may_speak: tuple[str, ...]
    private: bool


class RelationRow(TypedDict):
    """A relation, stance or measure with its annotations."""

    id: str
    label: str
    family: str
    aspect: str
    symmetric: bool
    stance: bool
    measure: bool
    position: int | None
    valence: float | None
    role: str
    lever: str
    lever_family: str
    direction: str
    contentious: bool
    assessment: bool
    guarantee: bool
    promise: bool
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    definition: str
    rationale: str


class LeverRow(TypedDict):
    """A relation that gives a lever, with the reason for its grade."""

    id: str
    label: str
    lever: str
    lever_family: str
    direction: str
    rationale: str


@dataclass(frozen=True, eq=False, repr=False)
class Catalogue(Result[Row], Generic[Row, Kept]):
    """Records in order, each of them one row."""

    table: ClaimsTable
    records: tuple[Kept, ...]

    def __iter__(self) -> Iterator[Kept]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, at: int) -> Kept:
        return self.records[at]

    def rows(self) -> list[Row]:
        """Return one dict per record."""
        names = self.columns
        return [cast("Row", {name: getattr(one, name) for name in names}) for one in self.records]

    def _below(self) -> list[str]:
        return [f"Data version {self.table.data_version}."]


class _Entities(Catalogue[EntityRow, Entity]):
    texts = ("aliases",)

    def rows(self) -> list[EntityRow]:
        """Return one dict per entity."""
        words = self.table.words
        return [
            {
                "id": one.id,
                "label": one.label,
                "type": one.type,
                "type_label": words[one.type].label if one.type in words else one.type,
                # By public role only, as in exports and on the page.
                "aliases": () if one.private else one.aliases,
                "qid": "" if one.private else one.qid,
                "part_of": one.part_of,
                "may_speak": one.may_speak,
                "private": one.private,
            }
            for one in self.records
        ]


class Actors(_Entities):
    """The actors by label."""

    title = "Actors"
    tells = "Every name that an actor goes by."
    shown: ClassVar[Shown] = {
        "actor": "label",
        "kind": "type_label",
        "id": "id",
        "also called": "aliases",
    }


class Issues(_Entities):
    """The issues by label."""

    title = "Issues"
    tells = "On what positions are recorded."
    shown: ClassVar[Shown] = {"issue": "label", "id": "id"}


def _sign(row: RelationRow) -> str:
    number = row["valence"] if row["position"] is None else row["position"]
    return "" if number is None else f"{number:+g}" if number else "0"


class Relations(Catalogue[RelationRow, Relation]):
    """The relations, stances and measures by family and name."""

    title = "Relations"
    tells = "What a claim can say, with its annotations and definition."
    shown: ClassVar[Shown] = {
        "id": "id", "family": "family", "role": "role", "sign": _sign, "definition": "definition",
    }  # fmt: skip


class Levers(Catalogue[LeverRow, Relation]):
    """The relations that are means, strongest first."""

    title = "Levers"
    tells = "The relations that give a lever, with the reason for the grade."
    shown: ClassVar[Shown] = {
        "id": "id", "grade": "lever", "family": "lever_family", "direction": "direction",
        "why": "rationale",
    }  # fmt: skip


def _published(row: dict[str, Any]) -> str:
    """Return the day of publication, or the span in which it lies."""
    first, last = row["published"], row["published_last"]
    return first if last in {"", first} else f"{first} to {last}"


class Documents(Catalogue[dict[str, Any], Document]):
    """The documents by day of publication; a row has the fields of a document."""

    row_type = Document

    title = "Documents"
    tells = "The catalogued texts: publisher, day, country, kind and an abstract."
    shown: ClassVar[Shown] = {
        "id": "id", "publisher": "publisher_label", "published": _published, "from": "based_in",
        "genre": "genre", "title": "title",
    }  # fmt: skip
