"""What stands under a table of chosen claims: what it rests on, what was left out, which data."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgraph.claims import ClaimsTable, Selection
    from kgraph.graph import KnowledgeGraph
    from kgraph.networks.ledger import Ledger

__all__ = ["account", "evidence", "nothing", "version"]


def evidence(kg: KnowledgeGraph, found: Any, table: ClaimsTable | None = None) -> Iterator[str]:
    """Say what a result rests on, what was left out, and when it looks beyond the documents.

    ``table`` is what was selected, unless it is the result's own.
    """
    told = account(found, table or found.table)
    shown = told.shown
    yield f"Base of evidence: {kg.base(shown).sentence()}."
    chosen = (table or found.table).selection
    if chosen.as_of:
        yield held(kg.table, chosen, shown)
    yield from told.sentences(named=not getattr(getattr(found, "whole", found), "part", ""))
    if chosen.as_of and (last := kg.base().last) and chosen.as_of.isoformat() > last:
        yield f"The last document is of {last}; what held on {chosen.as_of} is extrapolated."
    yield from version(kg)


def account(found: Any, table: ClaimsTable) -> Ledger:
    """Return the account of a view of the claims of a table: shown and left out."""
    from kgraph.networks.ledger import ledger
    from kgraph.networks.network import Network

    whole = found if isinstance(found, Network) else getattr(found, "whole", found)
    if isinstance(whole, Network):
        return whole.ledger() if whole is found else whole.ledger().narrowed(found.claims)
    return ledger(table, found.claims)


def held(table: ClaimsTable, chosen: Selection, claims: Iterable[str]) -> str:
    """Say how many claims hold on a day, may hold, give no day, or had ended."""
    from kgraph import wording
    from kgraph.model import ANSWERS

    answers = table.answers_on(chosen.as_of, chosen.reach_back)
    place = table.columns.place
    said = Counter(ANSWERS[answers[place[claim]]] for claim in claims)
    counts = [f"{said[one]} {wording.HOLD[one]}" for one in ANSWERS if said[one]]
    return f"On {chosen.as_of}: {', '.join(counts) or 'nothing'}."


def nothing(kg: KnowledgeGraph, said: str, names: Iterable[str], **options: Any) -> Iterator[str]:
    """Say what was searched in vain, and what is near each of these names."""
    yield said
    for name in names:
        yield kg.near(name, **options).sentence()


def version(kg: KnowledgeGraph) -> Iterator[str]:
    """Say which data."""
    yield f"Data version {kg.data_version}."
