"""What a worker does with a query: reads it once more, runs it, and writes what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.dossier import guard, worker
from kgraph.dossier.store import DAMAGED, TRIPLE_FORMATS, used_prefixes
from kgraph.errors import BadQuery
from kgraph.vocabulary import CURATED, DERIVED, PREFIXES, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.dossier.store import Graphs, Store
    from kgraph.dossier.terms import Term

__all__ = ["answer"]

_ROW_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
#: Those of every dossier, if there is nothing in them too.
_GRAPHS = (CURATED, DERIVED, VOCABULARY)
#: What a query is to begin with that gives an answer of this form.
_ASKED = {
    "rows": "This query does not select rows; begin it with SELECT.",
    "boolean": "This query does not ask yes or no; begin it with ASK.",
    "triples": "This query does not construct triples; begin it with CONSTRUCT.",
}


def answer(
    store: Store | None,
    query: str,
    bindings: Mapping[str, str | Term],
    formats: Mapping[str, str],
    asked: Graphs | None = None,
    base: str | None = None,
) -> bytes:
    """Return the answer to a query: a line with its form, then the answer in the format for it.

    ``asked`` are the graphs that are asked, in place of those that the query names; its IRIs
    may be relative to ``base``.

    In place of the form stands ``absent`` without a store, ``damaged`` if it cannot be read, and
    ``syntax``, with what the engine says, for a text that is no query. Raises ``BadQuery``.
    """
    if store is None:
        return b"absent\n"
    graphs, unclear = guard.verdict(query, strict=not worker.confined())
    try:
        if unclear is not None:
            ox.Store().query(query, prefixes=PREFIXES)  # only to read it: there is nothing in it
            raise unclear
        named = graphs if asked is None else (*asked.default, *asked.named)
        unknown = guard.unknown_graph(named, {*_GRAPHS, *store.graphs()})
        if unknown is not None:
            raise unknown
        union = not graphs and asked is None
        found = store.evaluate(query, bindings, union=union, graphs=asked, base=base)
        return _written(found, formats)
    except SyntaxError as error:
        return f"syntax\n{error}".encode()
    except DAMAGED as error:
        if _fails(query):
            message = f"The query cannot be answered of the dossier alone: {error}."
            raise BadQuery(message) from None
        return f"damaged\n{error}".encode()


def _fails(query: str) -> bool:
    """Whether a query cannot be answered of an empty store either, in which nothing is damaged."""
    try:
        found = ox.Store().query(query, prefixes=PREFIXES)
        if not isinstance(found, ox.QueryBoolean):
            for _ in found:
                pass
    except DAMAGED:
        return True
    return False


def _written(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, formats: Mapping[str, str]
) -> bytes:
    if isinstance(found, ox.QueryTriples):
        form = "triples"
    else:
        form = "boolean" if isinstance(found, ox.QueryBoolean) else "rows"
    if form not in formats:
        raise BadQuery(_ASKED[next(iter(formats))])
    format = formats[form]
    if isinstance(found, ox.QueryTriples):
        written = ox.serialize(found, format=TRIPLE_FORMATS[format], prefixes=PREFIXES) or b""
        written = used_prefixes(written) if format == "ttl" else written
    else:
        written = found.serialize(format=_ROW_FORMATS[format]) or b""
    return form.encode() + b"\n" + written
