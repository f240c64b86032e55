"""Structure as a table: members, organs, offices, forces, missions, treaties, belonging."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from kgraph import wording
from kgraph.networks.network import Network
from kgraph.networks.structure import DECLARED_KINDS, KINDS, bonds, declared, lapsed, ties
from kgraph.networks.ties import edges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.model import Edge, Tie
    from kgraph.networks.structure import Bond
    from kgraph.result import Face
    from kgraph.text import Shown

__all__ = ["Structure", "StructureRow", "declared_rows", "structure"]


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
class Structure(Network[StructureRow]):
    """Who belongs to what: of one actor, body, place or agreement, or of all.

    ``ties`` are the bonds that claims affirm as fact, ``declared`` those that the dossier makes by
    naming a thing; neither has a sign or a weight. ``rows`` also have what is denied, planned or on
    a condition. ``about`` is what all of it is of, if anything is.
    """

    layer = drawn_as = "structure"
    title, heading = "Structure", "Who belongs to what"
    tells = (
        "Who is a member, an organ, an office, a force or a party of what, and what is disputed."
    )
    shown: ClassVar[Shown] = {
        "what": "kind", "who": "source_label", "is": "relation_label", "to what": "target_label",
        "stated": lambda row: _stands(row), "dates": "when", "by": "claimants_labels",
        "claims": "claims",
    }  # fmt: skip
    _most = 10

    about: str | None = None
    bonds: tuple[Bond, ...] = ()
    declared: tuple[Tie, ...] = field(default=(), kw_only=True)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of the rows, sorted."""
        return tuple(sorted({claim for row in self.rows() for claim in row["claims"]}))

    @cached_property
    def edges(self) -> Sequence[Edge]:
        """One edge for each pair, without sign and weight."""
        return edges(self._drawn(), neither=True)

    def _told(self) -> set[str]:
        return set(self.claims)

    def rows(self) -> list[StructureRow]:
        """Return one dict per bond, by kind; of ``about``, what touches it or a part of it."""
        every = [*(self._row(bond) for bond in self.bonds), *declared_rows(self.table, self._of)]
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

    def _of(self, source: str, target: str) -> bool:
        """Whether what joins two things is of what it is about."""
        return _touches(self.table, self.about, source, target)

    def _drawn(self) -> Sequence[Tie]:
        return (*self.ties, *self.declared)

    def _row(self, bond: Bond) -> StructureRow:
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

    def caption(self) -> str:
        """Return in words which claims it was made of, and of whom it is."""
        of = f" Of {self.table.label(self.about)}." if self.about else ""
        return f"{super().caption()}{of}"


def _stands(row: Any) -> str:
    """Return how a bond stands, how sure it is if less than certain, and what others say."""
    said = [row["stated"]]
    if row["factuality"] not in {"", "certain", "denied"}:
        said.append(row["factuality"])
    if row["others_labels"]:
        said.append(f"others say {', '.join(row['others_labels'])}")
    return ", ".join(said)


def declared_rows(
    table: ClaimsTable, wanted: Callable[[str, str], bool] = lambda _source, _target: True
) -> Iterator[StructureRow]:
    """Yield what a dossier says of things when it names them: organs, offices, obligations.

    ``wanted`` tells of source and target whether they are.
    """
    for tie in declared(table):
        if wanted(tie.source, tie.target):
            yield _declared(table, tie.source, tie.relation, tie.target)
    for entity in table.entities.values():
        for duty in entity.obligations:
            if wanted(entity.id, duty):
                word = table.words.get(duty)
                label = word.label if word else duty
                yield _declared(table, entity.id, "allianceObligation", duty, label)


def _declared(
    table: ClaimsTable, source: str, relation: str, target: str, label: str = ""
) -> StructureRow:
    return {
        "kind": DECLARED_KINDS[relation], "source": source,
        "source_label": table.label(source), "relation": relation,
        "relation_label": wording.DECLARED[relation], "target": target,
        "target_label": label or table.label(target), "stated": "declared",
        "factuality": "", "when": [], "others": [], "others_labels": [], "claimants": [],
        "claimants_labels": [], "voices": [], "claims": [], "documents": [],
    }  # fmt: skip


def _touches(table: ClaimsTable, about: str | None, *ends: str) -> bool:
    """Whether something is about a thing, or an organ or office of it; of ``None``, all is."""
    if about is None:
        return True
    entities = table.entities
    return any(end == about or (end in entities and entities[end].part_of == about) for end in ends)


def structure(
    table: ClaimsTable,
    about: str | None = None,
    families: Iterable[str] = (),
    *,
    face: Face | None = None,
) -> Structure:
    """Return the structure that the claims of a table tell.

    Parameters
    ----------
    table : ClaimsTable
        The claims looked at; of every voice as a rule, each row names whose word it is.
    about : str, optional
        An actor, place, office or agreement by its CURIE: what touches it, or an organ or office
        of it.
    families : iterable of str
        Those that relations are kept to, all if none is given.
    face : Face, optional
        The dossier that the table is of.
    """
    told = tuple(
        bond for bond in bonds(table, families) if _touches(table, about, bond.source, bond.target)
    )
    named = tuple(t for t in declared(table) if _touches(table, about, t.source, t.target))
    return Structure(
        table, ties(table, told), about, told, face=face, lapsed=lapsed(table, told), declared=named
    )
