"""What a triple store holds of a dossier, fetched whole: counted first, then by pages.

A store may give fewer rows than there are and call that a success. So the triples of each graph are
counted before they are fetched, and what came must be as many, each another one.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

from kgraph.errors import BadOption, InputError
from kgraph.text import many
from kgraph.vocabulary import ABOUT, CURATED, DERIVED, KG, PREFIXES, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kgraph.remote.endpoint import Address, Endpoint

__all__ = ["Fetched", "Held", "digest", "fetched", "held"]

#: Rows asked for at once; fewer where a server gives no more.
_PAGE = 10_000
_GRAPHS = (VOCABULARY, CURATED, DERIVED)
_XSD = PREFIXES["xsd"]
#: Of datatypes of which a value has several forms, the one form that counts here.
_FORMS = {f"{_XSD}boolean": {"1": "true", "0": "false"}}
#: A blank node at the end of a triple.
_BLANK = re.compile(rb"> _:[^ ]+ \.$")
_ESCAPED = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)


class Held(NamedTuple):
    """What a store holds: triples by graph (``""`` is the default one), and what was pushed there.

    ``version`` and ``digest`` are those of the dossier that was pushed, ``""`` if none says so;
    ``built`` is whether derived triples are among them.
    """

    triples: dict[str, int]
    version: str
    digest: str
    built: bool


class Fetched(NamedTuple):
    """N-Triples by graph, and whether they are those that were pushed."""

    graphs: dict[str, bytes]
    as_pushed: bool


def held(endpoint: Endpoint, address: Address) -> Held:
    """Return what an endpoint holds of a dossier, counted there.

    Raises
    ------
    BadOption
        If several graphs hold claims and none is named.
    InputError
        If there are no claims.
    """
    named = endpoint.select(
        f"SELECT ?g (COUNT(?c) AS ?n) WHERE {{ GRAPH ?g {{ ?c a <{KG}Claim> }} }} GROUP BY ?g"
    )
    claims = {row["g"]["value"]: int(row["n"]["value"]) for row in named.rows if "g" in row}
    if address.graph:
        chosen = [address.graph] if address.graph in claims else []
    elif CURATED in claims:
        chosen = [*_GRAPHS]
    elif not claims:
        chosen = [""] if endpoint.has(f"?c a <{KG}Claim>") else []
    elif len(claims) == 1:
        chosen = [*claims]
    else:
        listed = ", ".join(sorted(claims))
        message = (
            f"Several graphs of {address.url} hold claims: {listed}; name one behind the address: "
            f"{address.url}#{min(claims)}."
        )
        raise BadOption(message)
    if not chosen:
        where = f"The graph {address.graph} of {address.url}" if address.graph else address.url
        message = (
            f"{where} holds no claims; kgraph push writes a dossier to a triple store, or load "
            "what kgraph export ttl --derived writes."
        )
        raise InputError(message)
    counts = {
        graph: endpoint.number(f"SELECT (COUNT(*) AS ?n) WHERE {{ {_within(graph)} }}")
        for graph in chosen
    }
    version, stated = _pushed(endpoint) if len(chosen) > 1 else ("", "")
    last = DERIVED if len(chosen) > 1 else chosen[0]
    built = endpoint.has(_within(last, f"?s a <{KG}StandingClaim>"))
    return Held(counts, version, stated, built)


def fetched(
    endpoint: Endpoint, found: Held, progress: Callable[[str], None] | None = None
) -> Fetched:
    """Return all triples that were counted.

    Raises
    ------
    InputError
        If an endpoint gives others, or fewer, than it counts.
    """
    step = progress or (lambda _: None)
    total, so_far = sum(found.triples.values()), 0
    graphs = {}
    for graph, number in found.triples.items():

        def came(rows: int, before: int = so_far) -> None:
            step(f"fetching {before + rows:,} of {total:,} triples")

        lines = _lines(endpoint, graph, number, came)
        graphs[graph] = b"".join(sorted(lines))
        so_far += number
    return Fetched(graphs, bool(found.digest) and digest(graphs) == found.digest)


def digest(graphs: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of N-Triples by graph, whatever their order.

    Triples with blank nodes, whose names are a store's own, do not count.
    """
    made = hashlib.sha256()
    for graph in sorted(graphs):
        made.update(graph.encode() + b"\n")
        for line in sorted(graphs[graph].splitlines()):
            if not line.startswith(b"_:") and not _BLANK.search(line):
                made.update(line + b"\n")
    return made.hexdigest()


def _pushed(endpoint: Endpoint) -> tuple[str, str]:
    said = endpoint.select(
        f"SELECT ?v ?d WHERE {{ GRAPH <{ABOUT}> "
        f"{{ ?x <{KG}dataVersion> ?v . OPTIONAL {{ ?x <{KG}digest> ?d }} }} }}"
    )
    if len(said.rows) != 1:
        return "", ""
    (row,) = said.rows
    return row["v"]["value"], row.get("d", {}).get("value", "")


def _within(graph: str, pattern: str = "?s ?p ?o") -> str:
    return f"GRAPH <{graph}> {{ {pattern} }}" if graph else pattern


def _lines(
    endpoint: Endpoint, graph: str, number: int, came: Callable[[int], None]
) -> Iterable[bytes]:
    """Return the triples of a graph as lines; in the store's own order, or else in a fixed one."""
    for order in ("", "ORDER BY ?s ?p ?o "):
        found: set[bytes] = set()
        at, page = 0, _PAGE
        while at < number:
            query = f"SELECT ?s ?p ?o WHERE {{ {_within(graph)} }} {order}LIMIT {page} OFFSET {at}"
            rows = endpoint.select(query).rows
            if not rows:
                break
            found.update(_line(row) for row in rows)
            at += len(rows)
            came(at)
            if len(rows) < page and at < number:
                page = len(rows)  # it gives no more at once
        if len(found) == number:
            return found
    name = f"the graph {graph}" if graph else "the default graph"
    message = (
        f"{endpoint.url} counts {many(number, 'triple')} in {name} and gave {len(found):,} of "
        "them: rows are missing, or the graph changed meanwhile. Nothing was taken."
    )
    raise InputError(message)


def _line(row: Mapping[str, Mapping[str, str]]) -> bytes:
    terms = (_term(row[name]) for name in ("s", "p", "o"))
    return f"{' '.join(terms)} .\n".encode()


def _term(said: Mapping[str, str]) -> str:
    kind, value = said["type"], said["value"]
    if kind == "uri":
        return f"<{value}>"
    if kind == "bnode":
        return "_:" + "".join(c if c.isalnum() else f"x{ord(c):x}" for c in value)
    if kind not in {"literal", "typed-literal"}:  # the second is an older name of it
        message = f"An answer has a term of the kind {kind}; kgraph reads RDF 1.1."
        raise InputError(message)
    datatype = said.get("datatype", "")
    value = _FORMS.get(datatype, {}).get(value, value).translate(_ESCAPED)
    if language := said.get("xml:lang", ""):
        return f'"{value}"@{language}'
    return f'"{value}"^^<{datatype}>' if datatype and datatype != f"{_XSD}string" else f'"{value}"'
