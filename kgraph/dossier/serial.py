"""Triples as text, the same for the same triples: sorted, with the prefixes that are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.dossier.store import from_engine, to_engine, used_prefixes
from kgraph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Term

__all__ = ["trig", "triples", "turtle"]

_Triple = tuple["Term", "Term", "Term"]


def triples(store: Store, graph: str) -> list[_Triple]:
    """Return the triples of a named graph, sorted; blank nodes get names that do not vary."""
    quads = list(store._engine.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
    if any(isinstance(end, ox.BlankNode) for quad in quads for end in (quad.subject, quad.object)):
        named = ox.Dataset(quads)
        named.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        quads = list(named)
    found = [
        (from_engine(quad.subject), from_engine(quad.predicate), from_engine(quad.object))
        for quad in quads
    ]
    return sorted(found, key=_order)


def turtle(found: Iterable[_Triple]) -> str:
    """Return triples as Turtle in their order, with one prefix line for each prefix in use."""
    engine = [ox.Triple(to_engine(s), to_engine(p), to_engine(o)) for s, p, o in found]  # type: ignore[arg-type]
    return _written(engine, ox.RdfFormat.TURTLE)


def trig(graphs: Mapping[str, Iterable[_Triple]]) -> str:
    """Return named graphs as TriG, in their order."""
    quads = [
        ox.Quad(to_engine(s), to_engine(p), to_engine(o), ox.NamedNode(name))  # type: ignore[arg-type]
        for name, found in graphs.items()
        for s, p, o in found
    ]
    return _written(quads, ox.RdfFormat.TRIG)


def _written(found: list[ox.Triple] | list[ox.Quad], format: ox.RdfFormat) -> str:
    written = ox.serialize(found, format=format, prefixes=PREFIXES) or b""
    return used_prefixes(written).decode()


def _order(triple: _Triple) -> tuple[str, ...]:
    subject, predicate, value = triple
    return (str(subject), str(predicate), str(value), repr(value))
