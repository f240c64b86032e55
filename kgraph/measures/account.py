"""From a number back to its claims: the share of each, or what the number rests on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.claims import ClaimsTable
    from kgraph.text import Shown

__all__ = ["Account", "Headline", "ShareRow", "added", "divided"]

#: One number for a whole network and the claims it rests on, or ``None`` and why there is none.
Headline = tuple[float | None, tuple[str, ...], str]


class ShareRow(TypedDict):
    """A claim behind a number, with its share."""

    measure: str
    about: str
    value: float | None
    claim: str
    share: float | None
    gloss: str
    claimant: str
    claimant_label: str
    document: str
    passage: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Account(Result[ShareRow]):
    """One number with the claims behind it.

    Of an additive measure, ``shares`` maps each claim to its part of the number, and the parts sum
    to ``value``. Of any other, ``shares`` is empty and ``claims`` are those that it rests on.

    Attributes
    ----------
    table : ClaimsTable or None
        The claims of the selection; ``None`` for a number that was not made of claims.
    measure, about : str
        The measure, and whose or what's number it is.
    value : float or None
        The number, dimensionless; ``None`` if it is not assessable, which ``why`` explains.
    """

    title = "Shares"
    tells = "The claims behind a number, with the share of each."
    shown: ClassVar[Shown] = {
        "share": "share", "claim": "claim", "says": "gloss", "said by": "claimant_label",
        "passage": "passage",
    }  # fmt: skip

    table: ClaimsTable | None
    measure: str
    about: str
    value: float | None
    claims: tuple[str, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    why: str = ""

    @property
    def additive(self) -> bool:
        """Whether the number is a sum of shares of claims."""
        return bool(self.shares)

    def notes(self) -> tuple[str, ...]:
        """Return the number, or why there is none, as sentences."""
        name = self.measure.capitalize()
        if self.value is None:
            return (f"{name}: {self.why}.",)
        said = f"{name} of {self.about}: {self.value:.6g}."
        if self.claims and not self.additive:
            return (said, "It is no sum of claims, and rests on all of these.")
        return (said,)

    def rows(self) -> list[ShareRow]:
        """Return one dict per claim, the greatest share first; ``share`` is ``None`` if none."""
        table = self.table
        if table is None:
            return []
        ordered = sorted(self.claims, key=lambda claim: (-abs(self.shares.get(claim, 0.0)), claim))
        return [
            {
                "measure": self.measure,
                "about": self.about,
                "value": self.value,
                "claim": claim,
                "share": self.shares.get(claim) if self.additive else None,
                "gloss": table[claim].gloss,
                "claimant": table[claim].claimant,
                "claimant_label": table[claim].claimant_label,
                "document": table[claim].document,
                "passage": list(table[claim].passage),
            }
            for claim in ordered
        ]


def divided(amount: float, claims: Iterable[str]) -> dict[str, float]:
    """Return an amount in equal parts for each of several claims; nothing without claims."""
    parties = tuple(claims)
    return {claim: amount / len(parties) for claim in parties}


def added(several: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Return the sum of shares by claim, in the order of the claims."""
    sums: dict[str, float] = defaultdict(float)
    for shares in several:
        for claim, amount in shares.items():
            sums[claim] += amount
    return dict(sorted(sums.items()))
