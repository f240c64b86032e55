"""Levers: the ties of influence taken apart by family, and what their grades stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np

    from kgraph.claims import ClaimsTable
    from kgraph.model import Grade, Tie

__all__ = ["Lever", "grade_of", "levers", "profile", "strength", "strongest"]

_Number = TypeVar("_Number", float, "np.ndarray")


@dataclass(frozen=True, slots=True)
class Lever:
    """What one actor can move another with: one relation, one family, one grade.

    ``claims`` are those that state it, ``hollow_by`` those that report the duty behind it as unmet.
    """

    source: str
    target: str
    relation: str
    family: str
    grade: str
    claims: tuple[str, ...]
    hollow_by: tuple[str, ...] = ()

    @property
    def hollow(self) -> bool:
        """Duty on paper, reported unmet: drawn and labelled, not counted."""
        return bool(self.hollow_by)


def grade_of(table: ClaimsTable, claim: str) -> str:
    """Return the grade of the lever that a claim states: its own if graded so, else its relation's.

    ``""`` where the relation is no means.
    """
    return table.own_grades.get(claim) or table.relations[table[claim].relation].lever


def levers(table: ClaimsTable, ties: Iterable[Tie]) -> tuple[Lever, ...]:
    """Return the levers of ties, in the order of the ties and of their families."""
    found = []
    for tie in ties:
        relation = table.relations[tie.relation]
        usual = relation.lever_family or relation.family
        for family in tie.families:
            said = tuple(
                claim for claim in tie.claims if (table[claim].lever_family or usual) == family
            )
            said = said or tie.claims
            graded = tie.grade if tie.grade == "none" else strongest(table, said)
            found.append(
                Lever(tie.source, tie.target, tie.relation, family, graded, said, tie.hollow_by)
            )
    return tuple(found)


def strongest(table: ClaimsTable, claims: Iterable[str]) -> str:
    """Return the strongest grade that any of these claims gives, ``"none"`` if none gives one."""
    given = [grade for claim in claims if (grade := grade_of(table, claim))]
    return max(given, key=lambda grade: table.grades[grade].number, default="none")


def profile(grades: Mapping[str, Grade], held: Iterable[Lever]) -> dict[str, str]:
    """Return the strongest grade of each family, hollow levers left out, by family."""
    best: dict[str, str] = {}
    for lever in held:
        known = best.get(lever.family)
        if not lever.hollow and (
            known is None or grades[lever.grade].number > grades[known].number
        ):
            best[lever.family] = lever.grade
    return dict(sorted(best.items()))


def strength(numbers: Iterable[_Number]) -> _Number | float:
    """Return the noisy-or of the strengths of several families, dimensionless.

    Parameters
    ----------
    numbers : iterable of float or of arrays of one shape
        One strength in [0, 1] per family.

    Returns
    -------
    float or array
        ``1 - (1 - a)(1 - b) ...`` in [0, 1]; 0 without any.

    References
    ----------
    .. [1] Pearl (1988), Probabilistic Reasoning in Intelligent Systems, section 4.3.

    Examples
    --------
    >>> strength([0.5, 0.2]), strength([])
    (0.6, 0.0)
    """
    found: _Number | float = 0.0
    for number in numbers:
        found = found + number - found * number
    return found
