"""What stands under a table of a network: what it rests on, what was left out, which data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.graph import KnowledgeGraph
    from kgraph.networks.network import Network

__all__ = ["evidence_notes", "notes"]


def notes(kg: KnowledgeGraph, network: Network, rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Say what the rows of a network rest on, each with its ``claims``."""
    return evidence_notes(kg, network.table, (claim for row in rows for claim in row["claims"]))


def evidence_notes(kg: KnowledgeGraph, table: ClaimsTable, claims: Iterable[str]) -> Iterator[str]:
    """Say what claims rest on, what was left out, and when it looks beyond the documents."""
    shown = sorted(set(claims))
    yield f"Base of evidence: {kg.base(shown).sentence()}."
    chosen = table.selection
    undated = sum(1 for name in shown if not kg.table[name].when)
    if chosen.as_of and undated:
        yield f"Claims that give no day, taken to hold on {chosen.as_of}: {undated}."
    left = kg.table.left_out(chosen)
    if left:
        counts = ", ".join(f"{number} {reason}" for reason, number in left.items())
        yield f"Claims left out: {counts}."
    last = kg.base().last
    if chosen.as_of and last and chosen.as_of.isoformat() > last:
        yield f"The last document is of {last}; what held on {chosen.as_of} is extrapolated."
    yield f"Data version {kg.data_version}."
