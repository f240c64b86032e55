"""The default networks, written back as triples when a store is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.rows import Term
    from kgraph.store.embedded import Store

__all__ = ["default_ties"]


def default_ties(store: Store) -> Iterator[tuple[Term, Term, Term]]:
    """Yield the default ties as triples, so that SPARQL sees what the library sees."""
    from kgraph import claims
    from kgraph.claims import DEFAULT_VOICES, Selection
    from kgraph.networks import build
    from kgraph.networks.triples import triples

    table = claims.read(store)
    chosen = table.select(Selection(voices=DEFAULT_VOICES, min_factuality="possible"))
    yield from triples(build.positions(chosen).ties)
    yield from triples(build.conduct(chosen).ties)
    yield from triples(build.influence(chosen).ties)
