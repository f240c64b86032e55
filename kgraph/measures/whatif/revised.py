"""What changed between two states of a dossier: claims field by field, and what follows of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from kgraph.curation.importing import COLUMNS
from kgraph.measures.record.compare import compare
from kgraph.measures.stance.stance import Stance
from kgraph.measures.whatif.whatif import difference
from kgraph.model import CLAIM_COLUMNS, union
from kgraph.result import Result
from kgraph.text import many

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from kgraph.claims import ClaimsTable
    from kgraph.text import Shown

__all__ = ["Revised", "RevisedRow", "revised"]

#: What a coder writes of a claim, as far as the claims table has it.
_FIELDS = tuple(name for name in COLUMNS[2:] if name in CLAIM_COLUMNS)
#: What follows of claims and is listed: ties, the numbers between two, ranks, blocs.
_FOLLOWS = ("position", "conduct", "lever", "strength", "rank", "result")


class RevisedRow(TypedDict):
    """One thing that changed: a claim or a field of it, a tie, a strength, a rank, the blocs.

    Of a claim ``change`` is ``added``, ``retracted`` (it stands in its file) or ``removed``; else
    it is ``appeared``, ``vanished``, ``flipped`` or ``changed``.
    """

    kind: str
    change: str
    what: str
    field: str
    before: str
    after: str
    claims: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Revised(Result[RevisedRow]):
    """What changed between two states of a dossier, and nothing else."""

    title = "Changed"
    tells = "Which claims, ties, ranks and blocs changed between two states of a dossier."
    shown: ClassVar[Shown] = {
        "kind": lambda row: f"{row['kind']} {row['change']}",
        "what": lambda row: f"{row['what']}: {row['field']}" if row["field"] else row["what"],
        "before": "before", "after": "after", "claims": "claims",
    }  # fmt: skip

    before: ClaimsTable
    table: ClaimsTable
    changes: tuple[RevisedRow, ...]

    def rows(self) -> list[RevisedRow]:
        """Return one dict per change: claims first, then what follows of them."""
        return [*self.changes]

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims behind what changed, of either state, sorted."""
        return union(row["claims"] for row in self.changes)

    def notes(self) -> tuple[str, ...]:
        """Return how many claims changed and which data are compared, as sentences."""
        told = {(r["change"], r["what"]) for r in self.changes if r["kind"] == "claim"}
        counts = Counter(change for change, _ in told)
        said = ", ".join(f"{many(number, 'claim')} {change}" for change, number in counts.items())
        versions = f"{self.before.data_version} against {self.table.data_version}"
        first = f"{said}." if said else "No claim changed."
        return (
            *(() if self.changes else ("Nothing changed.",)),
            first,
            f"Data version {versions}.",
        )


def revised(
    before: ClaimsTable,
    after: ClaimsTable,
    chosen: tuple[ClaimsTable, ClaimsTable],
    kept: Container[str] = (),
) -> Revised:
    """Return what changed from one state of a dossier to another.

    Parameters
    ----------
    before, after : ClaimsTable
        All standing claims of either state.
    chosen : tuple of ClaimsTable
        Those of which networks are made, before and after.
    kept : container of str
        The claims that are there afterwards, retracted ones too.
    """
    rows = [*_claims(before, after, kept)]
    families = chosen[0].selection.families
    found = difference(*chosen, families=families, results={"blocs": _blocs})
    for change in found.of(*_FOLLOWS):
        kind = change.what if change.kind == "result" else change.kind
        how = "changed" if change.before and change.after else "appeared"
        rows.append(
            {
                "kind": kind,
                "change": how if change.after else "vanished",
                "what": "the two sides" if change.kind == "result" else change.what,
                "field": "",
                "before": change.before,
                "after": change.after,
                "claims": list(change.claims),
            }
        )
    rows += _structure(*chosen, families)
    return Revised(before, after, tuple(rows))


def _structure(
    before: ClaimsTable, after: ClaimsTable, families: tuple[str, ...]
) -> Iterator[RevisedRow]:
    """Yield who belongs to what otherwise than before."""
    for one in compare(after, before, after, families).changes:
        if one.layer == "structure":
            table = before if one.change == "vanished" else after
            yield {
                "kind": one.layer,
                "change": one.change,
                "what": f"{table.label(one.source)} > {table.label(one.target)}",
                "field": "",
                "before": one.before,
                "after": one.after,
                "claims": list(one.claims),
            }


def _blocs(table: ClaimsTable) -> str:
    return Stance.of(table).blocs().sentence()


def _claims(before: ClaimsTable, after: ClaimsTable, kept: Container[str]) -> Iterator[RevisedRow]:
    old, new = ({one.claim: one for one in table} for table in (before, after))

    def row(claim: str, change: str, field: str, was: str, is_: str) -> RevisedRow:
        return {
            "kind": "claim", "change": change, "what": claim, "field": field,
            "before": was, "after": is_, "claims": [claim],
        }  # fmt: skip

    for claim in sorted({*old, *new}):
        was, is_ = old.get(claim), new.get(claim)
        if was is None and is_ is not None:
            yield row(claim, "added", "", "", is_.gloss)
        elif is_ is None and was is not None:
            yield row(claim, "retracted" if claim in kept else "removed", "", was.gloss, "")
        elif was != is_:
            for name in _FIELDS:
                said = _worded(before, was, name), _worded(after, is_, name)
                if said[0] != said[1]:
                    yield row(claim, "changed", name.replace("_", " "), *said)


def _worded(table: ClaimsTable, claim: Any, name: str) -> str:
    """Return the field of a claim in words."""
    value = getattr(claim, name)
    several = value if isinstance(value, tuple) else (value,)
    if name == "relation":
        return table.relations[value].label
    said = (table.label(one) if one in table.entities else str(one) for one in several)
    return ", ".join(said) if value is not None else ""
