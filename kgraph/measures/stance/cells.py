"""The cells of the position matrix: what each says, which are mixed, and what advocates take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from kgraph import wording
from kgraph.measures.stance.agreement import vote_notes
from kgraph.measures.stance.votes import advocates
from kgraph.networks.network import PositionRow, Positions
from kgraph.result import Result

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable
    from kgraph.measures.stance.votes import Votes
    from kgraph.text import Shown

__all__ = ["NO_EVIDENCE", "Advocacy", "Matrix", "Mixed", "MixedRow"]

#: What a cell of the position matrix says if no claim fills it.
NO_EVIDENCE = "no evidence"

#: What a cell of the matrix shows in a table to read.
_MARKS = {
    "for": "+", "against": "-", "neither": "0", "conditional": "if", NO_EVIDENCE: ".",
}  # fmt: skip


class MixedRow(TypedDict):
    """A claim of a mixed cell: which side, by whose word, for and by when."""

    holder: str
    holder_label: str
    target: str
    target_label: str
    side: str
    by: str
    by_label: str
    claimant: str
    claimant_label: str
    voice: str
    when: str
    reported_on: str
    claim: str
    document: str


@dataclass(frozen=True, eq=False, repr=False)
class Matrix(Result[dict[str, Any]]):
    """The position matrix: a row per holder, a column per target by its CURIE.

    The six states stay apart: for, against, neither, conditional, mixed (with its sides) and
    no evidence. A matrix has no row type: its columns are made of the data.
    """

    title = "Matrix of positions"
    tells = "Who stands where on what, all at once; no evidence does not mean no position."

    positions: Positions
    holders: tuple[str, ...]
    targets: tuple[str, ...]
    votes: Votes

    @property
    def table(self) -> ClaimsTable:
        """The claims of the selection."""
        return self.positions.table

    @property
    def columns(self) -> tuple[str, ...]:
        """Holder, its label, and the targets."""
        return ("holder", "holder_label", *self.targets)

    @property
    def claims(self) -> tuple[str, ...]:
        """Every claim that fills a cell, sorted."""
        return self.votes.basis

    @property
    def shown(self) -> Shown:
        """A column of marks per target, by its number; ``legend`` tells marks and numbers."""
        columns: dict[str, Any] = {"who": "holder_label"}
        for number, target in enumerate(self.targets, start=1):
            columns[str(number)] = lambda row, at=target: _mark(row[at])
        return columns

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict per holder: a column per target with the state as text."""
        return [
            {
                "holder": holder,
                "holder_label": self.table.label(holder),
                **{target: self._said(holder, target) for target in self.targets},
            }
            for holder in self.holders
        ]

    def _said(self, holder: str, target: str) -> str:
        cell = self.positions.cells.get((holder, target))
        return wording.cell(cell) if cell else NO_EVIDENCE

    def legend(self) -> tuple[str, ...]:
        """Return what the marks and numbers of a table to read stand for."""
        marks = ", ".join(f"{mark} {state}" for state, mark in _MARKS.items())
        label = self.table.label
        return (
            f"Cells: {marks}.",
            "+- mixed, on both sides; +0 or -0 on one and neither; +if plainly and on a condition.",
            *(f"{number}  {label(one)}" for number, one in enumerate(self.targets, start=1)),
        )

    def notes(self) -> tuple[str, ...]:
        """Return how full the matrix is, and what is not in it."""
        return vote_notes(self.votes)


def _mark(said: str) -> str:
    """Return the mark of a cell: of several sides each, "if" where only a condition differs."""
    sides = said.removeprefix("mixed: ")
    if " / " not in sides:
        return _MARKS[said.partition(": ")[0]]
    held = {side.partition(" ")[0] for side in sides.split(" / ")}
    marks = "".join(mark for state, mark in _MARKS.items() if state in held)
    return f"{marks}if" if len(held) == 1 else marks


@dataclass(frozen=True, eq=False, repr=False)
class Mixed(Result[MixedRow]):
    """The mixed cells, claim by claim.

    ``whole`` has the same claims as they were made, where the positions are rolled up.
    """

    title = "Mixed positions"
    tells = "Where claims on one position differ: in side or in condition, by whose word and when."
    shown: ClassVar[Shown] = {
        "who": "holder_label", "stands": "side", "on": "target_label", "by": "by_label",
        "said by": "claimant_label", "voice": "voice", "for": "when", "reported": "reported_on",
        "claim": "claim",
    }  # fmt: skip

    positions: Positions
    whole: ClaimsTable

    @property
    def table(self) -> ClaimsTable:
        """The claims of the selection."""
        return self.positions.table

    def rows(self) -> list[MixedRow]:
        """Return one dict per claim of each mixed cell: which side, whose word, for and by when.

        ``by`` is the actor whose position the claim gives, where the holder stands for it.
        """
        rows: list[MixedRow] = []
        for cell in self.positions.cells.values():
            if cell.state != "mixed":
                continue
            for tie in cell.ties:
                for name in tie.claims:
                    claim = self.whole[name]
                    rows.append(
                        {
                            "holder": cell.holder,
                            "holder_label": self.table.label(cell.holder),
                            "target": cell.target,
                            "target_label": self.table.label(cell.target),
                            "side": wording.side(tie.sign, conditional=tie.conditional),
                            "by": claim.subject,
                            "by_label": claim.subject_label,
                            "claimant": claim.claimant,
                            "claimant_label": claim.claimant_label,
                            "voice": claim.voice,
                            "when": claim.when,
                            "reported_on": claim.reported_on,
                            "claim": name,
                            "document": claim.document,
                        }
                    )
        return rows


@dataclass(frozen=True, eq=False, repr=False)
class Advocacy(Result[PositionRow]):
    """The positions that publishers and analysts advocate."""

    title = "Advocacy"
    tells = "What publishers and analysts advocate; no measure counts it."
    shown, texts = Positions.shown, Positions.texts

    positions: Positions

    @property
    def table(self) -> ClaimsTable:
        """The claims of the selection."""
        return self.positions.table

    @cached_property
    def holders(self) -> set[str]:
        """Who advocates."""
        return advocates(self.positions)

    def rows(self) -> list[PositionRow]:
        """Return one dict per position that a publisher or analyst advocates."""
        return [row for row in self.positions.rows() if row["holder"] in self.holders]

    def notes(self) -> tuple[str, ...]:
        """Return what one may miss here, as a sentence."""
        return ("Publishers and analysts advocate in the voice analysis, unless it is left out.",)
