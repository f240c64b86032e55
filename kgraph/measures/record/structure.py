"""Structure as a table: members, organs, offices, forces, missions, treaties, belonging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from kgraph.networks.structure import bonds
from kgraph.networks.structure import ties as structure_ties
from kgraph.result import Result
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.claims import ClaimsTable
    from kgraph.model import Entity, Tie
    from kgraph.networks.structure import Bond
    from kgraph.text import Shown

__all__ = ["Structure", "StructureRow", "structure"]

#: In which order kinds are told; ``organ`` and ``duty`` are declared with the things themselves.
KINDS = (
    "membership", "duty", "alliance", "organ", "officeholding", "force", "mission", "treaty",
    "belonging", "seat", "affiliation",
)  # fmt: skip


class StructureRow(TypedDict):
    """One bond: who is in which structural relation to whom, by whose word.

    ``stated`` is ``stated``, ``disputed``, ``denied``, ``lapsed``, ``on a condition``, ``left
    open``, a modality such as ``planned``, or ``declared``: what the dossier says of a thing when
    it names it (whose organ it is), by no claim.
    """

    kind: str
    source: str
    source_label: str
    relation: str
    relation_label: str
    target: str
    target_label: str
    stated: str
    factuality: str
    when: list[str]
    others: list[str]
    others_labels: list[str]
    claimants: list[str]
    claimants_labels: list[str]
    voices: list[str]
    claims: list[str]
    documents: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Structure(Result[StructureRow]):
    """Who belongs to what: of one actor, body, place or agreement, or of all."""

    title = "Structure"
    tells = (
        "Who is a member, an organ, an office, a force or a party of what, and what is disputed."
    )
    shown: ClassVar[Shown] = {
        "what": "kind", "who": "source_label", "is": "relation_label", "to what": "target_label",
        "stated": lambda row: _stands(row), "dates": "when", "by": "claimants_labels",
        "claims": "claims",
    }  # fmt: skip

    table: ClaimsTable
    about: str | None = None

    @property
    def ties(self) -> tuple[Tie, ...]:
        """The bonds that claims affirm as fact, of all actors."""
        return structure_ties(self.table)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of the rows, sorted."""
        return tuple(sorted({claim for row in self.rows() for claim in row["claims"]}))

    def rows(self) -> list[StructureRow]:
        """Return one dict per bond, by kind; of ``about``, what touches it or a part of it."""
        told = [self._told(bond) for bond in bonds(self.table)]
        every = [row for row in (*told, *self._declared()) if self._touches(row)]
        return sorted(
            every,
            key=lambda row: (
                KINDS.index(row["kind"]) if row["kind"] in KINDS else len(KINDS),
                row["target_label"],
                row["relation"],
                row["source_label"],
            ),
        )

    def notes(self) -> tuple[str, ...]:
        """Return what the rows leave unsaid."""
        declared = sum(row["stated"] == "declared" for row in self.rows())
        if not declared:
            return ()
        return (f"{declared} declared with the things themselves, by no claim.",)

    def _touches(self, row: StructureRow) -> bool:
        if self.about is None:
            return True
        parts = {self.about, *self._parts}
        return row["source"] in parts or row["target"] in parts

    @property
    def _parts(self) -> Iterator[str]:
        """The organs and offices of what it is about."""
        for entity in self.table.entities.values():
            if entity.part_of == self.about:
                yield entity.id

    def _told(self, bond: Bond) -> StructureRow:
        table, columns = self.table, self.table.columns
        rows = list(bond.rows)
        label = table.label
        claimants = sorted({columns.claimant[row] for row in rows})
        surest = max(rows, key=lambda row: (columns.polarity[row], columns.certainty[row]))
        return {
            "kind": bond.kind,
            "source": bond.source,
            "source_label": label(bond.source),
            "relation": bond.relation,
            "relation_label": table.relations[bond.relation].label,
            "target": bond.target,
            "target_label": label(bond.target),
            "stated": bond.stated,
            "factuality": columns.factuality[surest],
            "when": sorted({columns.when[row] for row in rows} - {""}),
            "others": list(bond.others),
            "others_labels": [label(one) for one in bond.others],
            "claimants": claimants,
            "claimants_labels": [label(one) for one in claimants],
            "voices": sorted({columns.voice[row] for row in rows} - {""}),
            "claims": sorted(columns.claim[row] for row in rows),
            "documents": sorted({columns.document[row] for row in rows}),
        }

    def _declared(self) -> Iterator[StructureRow]:
        words = self.table.words
        for entity in self.table.entities.values():
            if entity.part_of and kind_of(entity.id) in {"actor", "office"}:
                of_office = kind_of(entity.id) == "office"
                name = "officeOf" if of_office else "organOf"
                said = "is an office of" if of_office else "is an organ of"
                kind = "officeholding" if of_office else "organ"
                yield self._row(kind, entity, name, said, entity.part_of)
            for duty in entity.obligations:
                word = words.get(duty)
                yield self._row("duty", entity, "allianceObligation", "obliges its members to",
                                duty, word.label if word else duty)  # fmt: skip

    def _row(
        self, kind: str, entity: Entity, name: str, said: str, target: str, label: str = ""
    ) -> StructureRow:
        return {
            "kind": kind, "source": entity.id, "source_label": entity.label, "relation": name,
            "relation_label": said, "target": target,
            "target_label": label or self.table.label(target), "stated": "declared",
            "factuality": "", "when": [], "others": [], "others_labels": [], "claimants": [],
            "claimants_labels": [], "voices": [], "claims": [], "documents": [],
        }  # fmt: skip

    def _heading(self) -> str:
        of = f" of {self.table.label(self.about)}" if self.about else ""
        return f"Structure{of}"


def _stands(row: Any) -> str:
    """Return how a bond stands, how sure it is if less than certain, and what others say."""
    said = [row["stated"]]
    if row["factuality"] not in {"", "certain", "denied"}:
        said.append(row["factuality"])
    if row["others_labels"]:
        said.append(f"others say {', '.join(row['others_labels'])}")
    return ", ".join(said)


def structure(table: ClaimsTable, about: str | None = None) -> Structure:
    """Return the structure that the claims of a table tell.

    Parameters
    ----------
    table : ClaimsTable
        The claims looked at; of every voice as a rule, each row names whose word it is.
    about : str, optional
        An actor, place, office or agreement by its CURIE: what touches it, or an organ or office
        of it.
    """
    return Structure(table, about)
