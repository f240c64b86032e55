"""What is asked of a worker, over its pipe: as JSON there, as an answer of bytes back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from kgraph.errors import BadQuery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.dossier.worker import Handler, Start, Told
    from kgraph.graph import KnowledgeGraph

__all__ = ["Answer", "measure", "query", "read", "starting"]


class Answer(NamedTuple):
    """What a worker gave: rows, boolean or triples (of a query) or rows of a result, and bytes."""

    form: str
    body: bytes


def query(
    text: str,
    formats: Mapping[str, str],
    default: tuple[str, ...] = (),
    named: tuple[str, ...] = (),
) -> bytes:
    """Return the request of a SPARQL query, of these graphs or of those that it says itself."""
    graphs = [default, named] if default or named else None
    return json.dumps(["query", text, dict(formats), graphs]).encode()


def measure(call: str, about: tuple[str, ...], options: Mapping[str, Any]) -> bytes:
    """Return the request of a measure, a list or a register of the library by its name."""
    return json.dumps(["call", call, about, dict(options)]).encode()


def read(answer: bytes) -> Answer:
    """Return what a worker's bytes say."""
    form, _, body = answer.partition(b"\n")
    return Answer(form.decode(), body)


def starting(kg: KnowledgeGraph) -> Start:
    """Return what makes a worker ready to answer of a dossier that is open.

    What it needs is loaded before the worker is forked; the store on disk it opens by itself.
    """
    from kgraph.dossier import answering, cache, grammar, guard, mistakes
    from kgraph.dossier.store import Graphs, Store
    from kgraph.serve import calls

    grammar.tables()
    calls.load()
    assert kg.table is not None  # noqa: S101  mapped by being asked for, and shared by all
    fingerprint = kg.dossier.fingerprint

    def start(_: Told) -> Handler:
        engine = cache.opened(fingerprint)
        store = kg.store if engine is None else Store(engine, kg.store.data_version)
        kg.store = store

        def asked(text: str, formats: dict[str, str], graphs: list[list[str]] | None) -> bytes:
            text = guard.cleaned(text)
            of = None if graphs is None else Graphs(*map(tuple, graphs))
            found = answering.answer(store, text, {}, formats, of)
            form, _, body = found.partition(b"\n")
            if form == b"syntax":
                raise mistakes.explained(text, body.decode())
            if form == b"damaged":
                message = "The store of the dossier was damaged; start the server again."
                raise BadQuery(message)
            return found

        def handle(request: bytes) -> bytes:
            kind, *said = json.loads(request)
            return asked(*said) if kind == "query" else b"result\n" + calls.call(kg, *said)

        return handle

    return start
