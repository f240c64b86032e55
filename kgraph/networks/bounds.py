"""What figures and times allow: intervals, and whether they meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim

__all__ = ["apart", "bounded", "figure"]

#: What rounding may add or take away; two figures closer than this share do not exclude each other.
_ROUNDING = 1e-9


def apart(a: Claim, b: Claim) -> bool:
    """Return whether two claims are for times without a day in common; an unknown end is open."""
    pairs = ((a.valid_until, b.valid_from), (b.valid_until, a.valid_from))
    return any(end and end < start for end, start in pairs)


def bounded(table: ClaimsTable, claim: Claim) -> tuple[float, float]:
    """Return the least and the most that a figure allows.

    Parameters
    ----------
    table : ClaimsTable
        Has the words of the bounds with their factors, such as 0.9 and 1.1 for "about".
    claim : Claim
        With a number as its value; without a bound it is exact.

    Returns
    -------
    tuple of float
        In units of the value; widened by rounding.

    Raises
    ------
    TypeError
        If the value is no number.
    """
    if not isinstance(claim.value, int | float):
        message = f"{claim.claim} has no figure"
        raise TypeError(message)
    word = table.words.get(claim.bound or "exactly")
    low, high = (word.number("lowFactor", 1.0), word.number("highFactor", 1.0)) if word else (1, 1)
    slack = abs(claim.value) * _ROUNDING
    return claim.value * low - slack, claim.value * high + slack


def figure(table: ClaimsTable, claim: Claim) -> str:
    """Return a figure with its bound as text, such as ``at least 5``."""
    word = table.words.get(claim.bound)
    bound = f"{word.label if word else claim.bound} " if claim.bound not in {"", "exactly"} else ""
    value = claim.value
    return f"{bound}{value:,}" if isinstance(value, int | float) else f"{bound}{value}"
