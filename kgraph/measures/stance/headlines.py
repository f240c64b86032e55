"""How much a headline hangs on one document: the number without each in turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph.result import Result

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable
    from kgraph.measures.account import Account, Headline
    from kgraph.measures.stance.blocs import Blocs, Noise
    from kgraph.text import Shown

__all__ = ["HeadlineRow", "Headlines", "LeftOutRow", "Polarization", "WithoutOne"]

#: Gives a headline without a document, or with all for ``""``.
_Told = Callable[[str], "Headline"]


class HeadlineRow(TypedDict):
    """A headline, what it rests on, and its range without one document."""

    measure: str
    value: float | None
    why: str
    documents: int
    origins: int
    least: float | None
    most: float | None
    robust: str
    claims: list[str]


class LeftOutRow(TypedDict):
    """A headline without one document, or why there is none then."""

    document: str
    value: float | None
    why: str


class PolarizationRow(TypedDict):
    """Polarization as a headline, beside what chance alone gives."""

    measure: str
    value: float | None
    exact: bool | None
    gap: float | None
    mean: float | None
    sd: float | None
    excess: float | None
    z: float | None
    draws: int | None
    documents: int
    origins: int
    least: float | None
    most: float | None
    robust: str
    why: str
    claims: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class WithoutOne(Result[LeftOutRow]):
    """A headline without each of the documents that it rests on.

    ``told`` gives it without a document.
    """

    title = "Without one document"
    tells = "What a headline number is without each document in turn."
    shown: ClassVar[Shown] = {"without": "document", "value": "value", "why not": "why"}

    table: ClaimsTable
    told: _Told

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims behind the headline."""
        return self.told("")[1]

    def rows(self) -> list[LeftOutRow]:
        """Return one dict per document: the value without it, ``None`` if not assessable then."""
        rows: list[LeftOutRow] = []
        for document in sorted({self.table[claim].document for claim in self.claims}):
            value, _, why = self.told(document)
            rows.append({"document": document, "value": value, "why": why})
        return rows


@dataclass(frozen=True, eq=False, repr=False)
class Headlines(Result[HeadlineRow]):
    """Headline numbers, each with what is left of it without a document."""

    title = "How far a number carries"
    tells = "Each headline number, and what it is without each document."
    shown: ClassVar[Shown] = {
        "measure": "measure", "value": "value", "documents": "documents", "origins": "origins",
        "robust": "robust", "why not": "why",
    }  # fmt: skip

    table: ClaimsTable
    told: Mapping[str, _Told]

    def rows(self) -> list[HeadlineRow]:
        """Return one dict per headline: value, basis, range without a document.

        ``documents`` and ``origins`` count where the claims stand and whom they come from.
        ``least`` and ``most`` are the ends of the values without one document, ``None`` if none is
        assessable; ``robust`` says in words whether one document carries the number.
        """
        return [*self._rows]

    @cached_property
    def _rows(self) -> list[HeadlineRow]:
        return [self._row(measure, told) for measure, told in self.told.items()]

    def _row(self, measure: str, told: _Told) -> HeadlineRow:
        table = self.table
        value, claims, why = told("")
        without = WithoutOne(table, told).rows() if value is not None else []
        left = [row["value"] for row in without if row["value"] is not None]
        lost = [row["document"] for row in without if row["value"] is None]
        if value is None:
            robust = ""
        elif len(without) < 2:
            robust = "not assessable: one document carries it all"
        elif lost:
            robust = f"not assessable without {', '.join(lost)}"
        else:
            robust = f"{min(left):.4g} to {max(left):.4g} without one document"
        return {
            "measure": measure,
            "value": value,
            "why": why,
            "documents": len({table[claim].document for claim in claims}),
            "origins": len({table[claim].origin or table[claim].claimant for claim in claims}),
            "claims": list(claims),
            "least": min(left, default=None),
            "most": max(left, default=None),
            "robust": robust,
        }


@dataclass(frozen=True, eq=False, repr=False)
class Polarization(Result[PolarizationRow]):
    """How far two blocs are apart, what of it chance gives, and how far that carries."""

    title = "Polarization"
    tells = "How far positions part into two camps, beside what chance alone gives."
    shown: ClassVar[Shown] = {
        "polarization": "value", "by chance": "mean", "excess": "excess", "z": "z",
        "documents": "documents", "origins": "origins", "robust": "robust", "why not": "why",
    }  # fmt: skip

    blocs: Blocs
    headlines: Headlines

    @property
    def table(self) -> ClaimsTable:
        """The claims of the selection."""
        return self.blocs.table

    @cached_property
    def noise(self) -> Noise | None:
        """Polarization by chance; ``None`` if it is not assessable."""
        return self.blocs.noise()

    def rows(self) -> list[PolarizationRow]:
        """Return one dict: the headline, how it was found, and polarization by chance."""
        noise, split = self.noise, self.blocs.split
        return [
            {
                **row,
                "exact": split.exact if split else None,
                "gap": split.gap if split else None,
                "mean": noise.mean if noise else None,
                "sd": noise.sd if noise else None,
                "excess": noise.excess if noise else None,
                "z": noise.z if noise else None,
                "draws": noise.draws if noise else None,
            }
            for row in self.headlines.rows()
        ]

    def explain(self) -> Account:
        """Return polarization with the claims it rests on; a ratio of sums has no shares."""
        return self.blocs.polarization()

    def notes(self) -> tuple[str, ...]:
        """Return what chance means here, and what there is to know of the blocs."""
        if self.noise is None:
            return self.blocs.notes()
        chance = "By chance: positions dealt anew among those who take one on an issue, "
        return (f"{chance}{self.noise.draws} times.", *self.blocs.notes())
