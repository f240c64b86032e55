"""What stands under a table of chosen claims: what it rests on, what was left out, which data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.claims import ClaimsTable
    from kgraph.graph import KnowledgeGraph

__all__ = ["evidence", "version"]


def evidence(kg: KnowledgeGraph, found: Any, table: ClaimsTable | None = None) -> Iterator[str]:
    """Say what a result rests on, what was left out, and when it looks beyond the documents.

    ``table`` is what was selected, unless it is the result's own.
    """
    shown = found.claims
    yield f"Base of evidence: {kg.base(shown).sentence()}."
    chosen = (table or found.table).selection
    undated = sum(1 for name in shown if not kg.table.columns.when[kg.table.row(name)])
    if chosen.as_of and undated:
        yield f"Claims that give no day, taken to hold on {chosen.as_of}: {undated}."
    left = kg.table.left_out(chosen)
    if left:
        counts = ", ".join(f"{number} {reason}" for reason, number in left.items())
        yield f"Claims left out: {counts}."
    last = kg.base().last
    if chosen.as_of and last and chosen.as_of.isoformat() > last:
        yield f"The last document is of {last}; what held on {chosen.as_of} is extrapolated."
    yield from version(kg)


def version(kg: KnowledgeGraph) -> Iterator[str]:
    """Say which data."""
    yield f"Data version {kg.data_version}."
