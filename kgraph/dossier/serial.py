"""Triples as text, the same for the same triples: sorted, with the prefixes that are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.dossier.store import from_engine, to_engine, used_prefixes
from kgraph.dossier.store import triples as read
from kgraph.dossier.terms import Node, Text
from kgraph.vocabulary import PREFIXES, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Term

__all__ = ["as_typed", "trig", "triples", "turtle"]

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


def as_typed(found: Iterable[_Triple], files: Iterable[Path]) -> tuple[list[_Triple], int]:
    """Return triples of a store with their values as they stand in the files it was built of.

    A store keeps the value and forgets how it was written: 1.5 for 1.50, an integer for a positive
    one, an hour for 3600 seconds.

    Returns
    -------
    triples : list of (Term, Term, Term)
        The triples, sorted.
    left : int
        Values that stay as the store has them: those of nodes without a name.
    """
    written = [
        triple
        for path in files
        for triple in read(path.read_text(encoding="utf-8-sig"), path)
        if _has_forms(triple[2])
    ]
    kept = _kept({value for _, _, value in written})
    forms: dict[_Triple, list[_Triple]] = {}
    left = 0
    for subject, predicate, value in written:
        if kept[value] == value:
            # Beside another form of the value it stays, too.
            forms.setdefault((subject, predicate, value), []).append((subject, predicate, value))
        elif isinstance(subject, Node):
            left += 1
        else:
            as_stored = (subject, predicate, kept[value])
            forms.setdefault(as_stored, []).append((subject, predicate, value))
    typed = {one for triple in found for one in forms.get(triple, (triple,))}
    return sorted(typed, key=_order), left


def _has_forms(term: Term) -> bool:
    return isinstance(term, Text) and not term.language and term.datatype != expand("xsd:string")


def _kept(values: Iterable[Term]) -> dict[Term, Term]:
    """Return what a store keeps of each value."""
    engine = ox.Store()
    at = {f"x:{n}": value for n, value in enumerate(values)}
    about = ox.NamedNode("x:value")
    engine.extend(ox.Quad(ox.NamedNode(name), about, to_engine(it)) for name, it in at.items())
    return {at[quad.subject.value]: from_engine(quad.object) for quad in engine}


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
