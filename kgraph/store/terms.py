"""Terms of the engine and terms of kgraph: the one place where they change."""

from __future__ import annotations

import pyoxigraph as ox

from kgraph.errors import UsageError
from kgraph.rows import Iri, Node, Term, Text

__all__ = ["from_engine", "to_engine"]

_EngineTerm = ox.NamedNode | ox.BlankNode | ox.Literal


def from_engine(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Term:
    """Return the kgraph term of an engine term; ``None`` stays ``None``."""
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.Literal):
        return Text(term.value, term.datatype.value, term.language or "")
    if isinstance(term, ox.BlankNode):
        return Node(term.value)
    if term is None:
        return None
    message = f"A triple term {term} stands in the answer; kgraph reads RDF 1.1."
    raise UsageError(message)


def to_engine(term: Term) -> _EngineTerm:
    """Return the engine term of a kgraph term; raises ``UsageError`` for ``None``."""
    if isinstance(term, Text):
        if term.language:
            return ox.Literal(term.value, language=term.language)
        return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))
    if isinstance(term, Node):
        return ox.BlankNode(str(term))
    if isinstance(term, Iri):
        try:
            return ox.NamedNode(str(term))
        except ValueError:
            message = f"{str(term)!r} is not an IRI or a name with a known prefix."
            raise UsageError(message) from None
    message = f"{term!r} is not a term that can be bound; use an IRI, a CURIE or a literal."
    raise UsageError(message)
