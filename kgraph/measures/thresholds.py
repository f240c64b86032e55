"""Least evidence: below it a result is not assessable, and says what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.errors import BadData

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable

__all__ = ["missing_fill", "missing_shared", "threshold"]


def threshold(table: ClaimsTable, name: str) -> float:
    """Return a threshold of the vocabulary, such as ``sharedIssues``; raises ``BadData``."""
    try:
        return table.thresholds[name]
    except KeyError:
        message = f"The vocabulary has no threshold kg:{name}; give it a kg:number in ontology/."
        raise BadData(message) from None


def missing_shared(table: ClaimsTable, shared: int, what: str = "issue") -> str:
    """Return why two that have so many issues (or actors) in common cannot be compared, or ""."""
    least = threshold(table, "sharedIssues")
    if shared >= least:
        return ""
    return f"not assessable: {shared} shared {what}{'' if shared == 1 else 's'}, needs {least:g}"


def missing_fill(table: ClaimsTable, filled: float | None) -> str:
    """Return why a matrix filled to this share is too thin for blocs, or ""."""
    least = threshold(table, "filledCells")
    if filled is None:
        return "not assessable: no positions"
    if filled >= least:
        return ""
    return f"not assessable: {100 * filled:.0f} % of the cells are filled, needs {100 * least:g} %"
