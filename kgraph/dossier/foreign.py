"""Queries that are not ours: read by the guard, run by a worker, decoded from what it writes.

Whoever typed it, and whatever file of somebody's dossier it stands in, such a query has a time, a
memory and a stack that end, and neither the network nor files. Where a system cannot fork, one that
is typed runs in a process begun anew, and others in the process itself, if the guard can read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.dossier import guard, worker
from kgraph.dossier.terms import Iri, Node, Rows, Text
from kgraph.dossier.worker import Limits
from kgraph.errors import UsageError
from kgraph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Term

__all__ = ["DECODED", "Foreign", "Limits", "answered", "decoded"]

_Triple = tuple["Term", "Term", "Term"]

#: In which format an answer of each form comes that is to be decoded.
DECODED = {"rows": "json", "boolean": "json", "triples": "nt"}
_STRING = PREFIXES["xsd"] + "string"
_TAGGED = PREFIXES["rdf"] + "langString"


class Foreign:
    """A store as others may query it: the methods of ``Store``, within limits.

    Parameters
    ----------
    store : Store
        What is asked.
    limits : Limits
        Of each query.
    what : str
        What the texts are, for messages: ``"query"``, ``"rule"``, ``"check"``.
    """

    def __init__(self, store: Store, limits: Limits | None = None, what: str = "query") -> None:
        self._store, self._limits, self._what = store, limits or Limits(), what

    def select(self, query: str, bindings: Mapping[str, str | Term] | None = None) -> Rows:
        """Return the rows of a SELECT query; raises ``BadQuery`` or ``LimitError``."""
        found: Rows = self._found(query, bindings, ("rows",))
        return found

    def ask(self, query: str, bindings: Mapping[str, str | Term] | None = None) -> bool:
        """Return the answer to an ASK query; raises ``BadQuery`` or ``LimitError``."""
        found: bool = self._found(query, bindings, ("boolean",))
        return found

    def construct(
        self, query: str, bindings: Mapping[str, str | Term] | None = None
    ) -> list[_Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE; raises ``BadQuery`` or ``LimitError``."""
        found: list[_Triple] = self._found(query, bindings, ("triples",))
        return found

    def run(
        self, query: str, bindings: Mapping[str, str | Term] | None = None
    ) -> Rows | bool | list[_Triple]:
        """Return rows, a truth value or triples, whatever the form of the query gives."""
        found: Rows | bool | list[_Triple] = self._found(query, bindings, tuple(DECODED))
        return found

    def written(
        self, query: str, bindings: Mapping[str, str | Term] | None, formats: Mapping[str, str]
    ) -> tuple[str, bytes]:
        """Return the form of an answer, and the answer in the format for its form.

        ``formats`` has csv, tsv, json or xml for ``"rows"`` and ``"boolean"``, ttl, nt or nq for
        ``"triples"``; a form that it has not is refused.
        """
        # A store that is only now made is made with all rights.
        self._store.ready()
        while True:
            form, body, _ = answered(
                lambda _: self._store, query, bindings or {}, formats, self._limits, self._what
            )
            if form != "damaged":
                return form, body
            self._store.recover(OSError(body.decode()))

    def _found(
        self, query: str, bindings: Mapping[str, str | Term] | None, forms: tuple[str, ...]
    ) -> Any:
        formats = {form: DECODED[form] for form in forms}
        return decoded(*self.written(query, bindings, formats))


def answered(
    opened: Callable[[worker.Told], Store | None],
    query: str,
    bindings: Mapping[str, str | Term],
    formats: Mapping[str, str],
    limits: Limits,
    what: str = "query",
    told: worker.Told = bytes,
    *,
    anew: bool = False,
) -> tuple[str, bytes, list[str]]:
    """Return the form and the bytes of an answer, and the notes of the store that gave it.

    ``opened`` is called in the worker, before it is confined; its argument waits for what ``told``
    returns, which is called here while the worker loads the engine. The form is ``"absent"`` where
    it opens nothing, and ``"damaged"`` where what it opened cannot be read. Where nothing can be
    forked, a process is begun ``anew`` if wanted; ``opened`` is a function of a module then.
    Other parameters, and what is raised, as for ``Foreign``.
    """
    query = guard.cleaned(query)
    if anew and not worker.AVAILABLE:
        from kgraph.dossier import fresh

        answer = fresh.run(_told, _telling(opened, query, bindings, formats, told()), limits, what)
    else:

        def start(telling: worker.Told) -> worker.Handler:
            return _ready(opened, telling, query, bindings, formats)

        answer = worker.run(start, limits, what, told)
    notes, form, body = answer.split(b"\n", 2)
    if form == b"syntax":
        from kgraph.dossier import mistakes

        raise mistakes.explained(query, body.decode())
    return form.decode(), body, _texts(notes) if notes else []


def _ready(
    opened: Callable[[worker.Told], Store | None],
    told: worker.Told,
    query: str,
    bindings: Mapping[str, str | Term],
    formats: Mapping[str, str],
) -> worker.Handler:
    """Make a worker ready to answer a query."""
    from kgraph.dossier import answering

    if guard.matters(query):
        from kgraph.dossier import grammar, mistakes  # noqa: F401  not to be had later

        grammar.tables()
    store = opened(told)
    notes = _line(store.notes) if store is not None and store.notes else b""
    return lambda _: notes + b"\n" + answering.answer(store, query, bindings, formats)


#: What can be bound, by the name under which a process begun anew is told of it.
_KINDS: dict[str, Callable[..., str | Term]] = {one.__name__: one for one in (Iri, Node, Text, str)}


def _telling(
    opened: Callable[[worker.Told], Store | None],
    query: str,
    bindings: Mapping[str, str | Term],
    formats: Mapping[str, str],
    told: bytes,
) -> bytes:
    """Return what ``_told`` reads."""
    import json

    def said(term: str | Term) -> list[str | None]:
        if isinstance(term, Text):
            return [Text.__name__, term.value, term.datatype, term.language]
        return [type(term).__name__, term]

    bound = {name: said(term) for name, term in bindings.items()}
    head = [opened.__module__, opened.__qualname__, query, bound, dict(formats)]
    return json.dumps(head).encode() + b"\n" + told


def _told(told: worker.Told) -> worker.Handler:
    """Make a process that was begun anew ready to answer the query that it is told."""
    import json
    from importlib import import_module

    head, _, rest = told().partition(b"\n")
    module, name, query, bound, formats = json.loads(head)
    bindings = {name: _KINDS[kind](*said) for name, (kind, *said) in bound.items()}
    opened = getattr(import_module(module), name)
    return _ready(opened, lambda: rest, query, bindings, formats)


def _line(texts: Iterable[str]) -> bytes:
    import json

    return json.dumps([*texts]).encode()


def _texts(line: bytes) -> list[str]:
    import json

    return [str(text) for text in json.loads(line)]


def decoded(form: str, body: bytes) -> Rows | bool | list[_Triple]:
    """Return what an answer says that came in the formats of ``DECODED``."""
    if form == "triples":
        import pyoxigraph as ox

        from kgraph.dossier.store import from_engine

        return [
            (from_engine(t.subject), from_engine(t.predicate), from_engine(t.object))
            for t in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
        ]
    import json

    found = json.loads(body)
    if form == "boolean":
        return bool(found["boolean"])
    columns = tuple(found["head"]["vars"])
    rows = found["results"]["bindings"]
    return Rows(columns, tuple(tuple(_term(row.get(name)) for name in columns) for row in rows))


def _term(said: dict[str, Any] | None) -> Term:
    if said is None:
        return None
    kind, value = said["type"], said["value"]
    if kind == "uri":
        return Iri(value)
    if kind == "bnode":
        return Node(value)
    if kind == "literal":
        language = said.get("xml:lang", "")
        return Text(value, _TAGGED if language else said.get("datatype", _STRING), language)
    message = "A triple term stands in the answer; kgraph reads RDF 1.1."
    raise UsageError(message)
