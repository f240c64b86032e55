"""The embedded store: the triples of a dossier, and the answers to SPARQL."""

from __future__ import annotations

import re
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from kgraph.dossier import guard, opening
from kgraph.dossier.lines import Lines
from kgraph.dossier.terms import Iri, Node, Rows, Term, Text
from kgraph.errors import BadData, BadQuery, UsageError
from kgraph.files import read_text
from kgraph.vocabulary import CURATED, DERIVED, PREFIXES, VOCABULARY, expand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from kgraph.dossier.described import Described

__all__ = [
    "DAMAGED", "STORE", "TRIPLE_FORMATS", "Graphs", "Store", "as_lines", "from_engine",
    "not_turtle", "of_lines", "of_quads", "parse", "rewritten", "statements", "to_engine",
    "triples", "used_prefixes",
]  # fmt: skip

_Triple = tuple[Term, Term, Term]
_EngineTerm = ox.NamedNode | ox.BlankNode | ox.Literal
#: The part of a folder that is the engine's.
STORE = "store"
#: Triples that are written at once.
_AT_ONCE = 100_000
#: Levels of brackets that Turtle may have.
_DEEPEST = 10_000
#: A bracket of Turtle, or what hides one: strings, comments and IRIs, closed or not.
_BRACKET = re.compile(
    rb'''"""(?:[^"\\]++|\\.|"(?!""))*+(?:""")?|"(?:[^"\\\n\r]++|\\.)*+"?
      |\'\'\'(?:[^\'\\]++|\\.|\'(?!\'\'))*+(?:\'\'\')?|\'(?:[^\'\\\n\r]++|\\.)*+\'?
      |\#[^\n\r]*+|(<<|[\[\]()])|<[^\x00-\x20<>"{}|^`]*+>?''',
    re.VERBOSE | re.DOTALL,
)


class Graphs(NamedTuple):
    """The graphs that a query is asked of, as IRIs: for its triples, and for ``GRAPH``."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Store:
    """A built dossier: three named graphs, whose union is the default graph of every query.

    Made by ``build.open``; ``data_version`` is the hash of its inputs, ``notes`` what the user
    should know about the way it was opened, and ``claims`` the claims table that was made with it,
    as bytes. The engine is opened when first asked for: many commands need the table alone.
    Queries run in this process, without limits: they are kgraph's own. Those of others are asked by
    ``foreign.Foreign``.
    """

    def __init__(
        self,
        engine: ox.Store | Callable[[], ox.Store],
        data_version: str,
        notes: Iterable[str] = (),
        *,
        claims: memoryview | None = None,
        reopen: Callable[[], ox.Store] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._opener = engine
        self._opened: ox.Store | None = None
        self._reopen = reopen
        self.claims = claims
        self.data_version = data_version
        self.notes = tuple(notes)
        self._stated: Described | None = None
        #: What vocabulary and curated graph say, as it was read for ``_stated``.
        self._texts: dict[str, Lines] = {}
        self._folder = folder
        #: All of the derived graph, where it was empty at first, and what the engine has not yet.
        self._derived: Lines | None = None
        self._waiting = self._lines("waiting")

    @property
    def _engine(self) -> ox.Store:
        if self._opened is None:
            self._opened = self._opener if isinstance(self._opener, ox.Store) else self._opener()
        if self._waiting:
            self._waiting.load(self._opened, DERIVED)
        return self._opened

    def _lines(self, name: str) -> Lines:
        return Lines(self._folder / f"{name}.nt" if self._folder else None)

    def ready(self) -> Store:
        """Open the engine now, for a process that cannot later; returns the store."""
        assert self._engine is not None  # noqa: S101  opened by being asked for
        return self

    def in_memory(self, most: int) -> Store | None:
        """Return a copy that is held in memory, nothing for a store of more quads than ``most``."""
        if len(self._engine) > most:
            return None
        copy = ox.Store()
        copy.bulk_extend(self._engine)
        return Store(copy, self.data_version, self.notes)

    def select(self, query: str, bindings: Mapping[str, str | Term] | None = None) -> Rows:
        """Return the rows of a SELECT query.

        Parameters
        ----------
        query : str
            SPARQL 1.1; the project's prefixes need no ``PREFIX`` line.
        bindings : mapping, optional
            Values of projected variables, as terms, CURIEs or IRIs.

        Raises
        ------
        BadQuery
            If the text does not parse, is no SELECT, or a variable to bind is not projected.
        """
        found = self._run(query, bindings)
        if not isinstance(found, ox.QuerySolutions):
            raise BadQuery("This query does not select rows; begin it with SELECT.")
        columns = tuple(variable.value for variable in found.variables)
        try:
            rows = tuple(tuple(map(from_engine, one)) for one in found)
        except DAMAGED as error:
            self.recover(error)
            return self.select(query, bindings)
        return Rows(columns, rows)

    def ask(self, query: str, bindings: Mapping[str, str | Term] | None = None) -> bool:
        """Return the answer to an ASK query; raises ``BadQuery``."""
        found = self._run(query, bindings)
        if not isinstance(found, ox.QueryBoolean):
            raise BadQuery("This query does not ask yes or no; begin it with ASK.")
        return bool(found)

    def construct(
        self, query: str, bindings: Mapping[str, str | Term] | None = None
    ) -> list[_Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query; raises ``BadQuery``."""
        found = self._run(query, bindings)
        if not isinstance(found, ox.QueryTriples):
            raise BadQuery("This query does not construct triples; begin it with CONSTRUCT.")
        return [
            (from_engine(t.subject), from_engine(t.predicate), from_engine(t.object)) for t in found
        ]

    def dump(self, graph: str | None = None, format: str = "nq") -> bytes:
        """Return the triples of one named graph as ttl or nt, or of all as nq."""
        if graph is None:
            return bytes(self._engine.dump(format=ox.RdfFormat.N_QUADS) or b"")
        written = self._engine.dump(
            format=TRIPLE_FORMATS[format], from_graph=ox.NamedNode(graph), prefixes=PREFIXES
        )
        return used_prefixes(written or b"") if format == "ttl" else written or b""

    def described(self, *, derived: bool = True) -> Described:
        """Return what vocabulary and curated graph say, and the derived graph too, as arrays."""
        from kgraph.dossier.described import Described

        if self._stated is None:
            self._texts = {graph: self._said(graph) for graph in (VOCABULARY, CURATED)}
            self._stated = Described().and_also(*self._texts.values())
        if not derived:
            return self._stated
        return self._stated.and_also(
            self._said(DERIVED) if self._derived is None else self._derived
        )

    def _said(self, graph: str) -> Lines:
        lines = self._lines(graph.rpartition("/")[2])
        lines.dump(self._engine, graph)
        return lines

    def quads(self) -> tuple[bytes, int]:
        """Return all statements of a store under construction as N-Quads, and how many they are.

        They are put together from what was written and read already; the engine is not asked.
        """
        if self._derived is None:
            return self.dump(), len(self._engine)
        several = self.described(derived=False).repeats
        parts = {
            graph: _once(b"".join(text)) if several else b"".join(text)
            for graph, text in self._texts.items()
        }
        parts[DERIVED] = _once(self.derived)
        found = b"".join(_quads(text, graph) for graph, text in parts.items())
        return found, found.count(b"\n")

    def closed(self) -> tuple[int, bytes]:
        """Close the store of a folder; returns how many statements it has, and some as N-Quads."""
        number = len(self._engine)
        self._close()
        return number, self._some()

    def _close(self) -> Path:
        assert self._folder is not None  # noqa: S101  one in memory is not closed
        place = self._folder / STORE
        self._engine.flush()
        self._opened, self._opener = None, partial(ox.Store, place)
        return place

    def _some(self) -> bytes:
        """Return some statements from all over, as N-Quads."""
        texts = {**self._texts, DERIVED: self._derived or Lines()}
        return b"".join(
            _quads(line, graph) for graph, text in texts.items() for line in text.some()
        )

    def reader(self) -> Store:
        """Return the store for who may fork: one of a folder is closed, and opened for reading.

        An engine that writes has threads, which a fork does not have, and one that reads opens its
        files late.
        """
        if self._folder is None:
            return self
        place = self._close()
        looks = opening.looks(place, memoryview(self._some()))
        engine = ox.Store.read_only(str(place))
        opening.look(engine, looks)
        return Store(engine, self.data_version)

    def read(self, turtle: str, graph: str) -> None:
        """Add what a Turtle text says to a graph of a store under construction; as ``parse``."""
        _add(self._engine, turtle, ox.NamedNode(graph))
        self._changed()

    def put(self, quads: Iterable[ox.Quad]) -> None:
        """Add statements to a store under construction."""
        self._engine.extend(quads)
        self._changed()

    def remove(self, quads: Iterable[ox.Quad]) -> None:
        """Remove statements of a store under construction."""
        for quad in quads:
            self._engine.remove(quad)
            self._changed()

    def _changed(self) -> None:
        self._stated = None
        if self._derived:
            self._derived = None

    def add(self, triples: Iterable[_Triple], graph: str = DERIVED) -> int:
        """Add triples that are in no other graph yet; returns how many these are.

        Only a store under construction can be added to.
        """
        said = iter(triples)
        if graph == DERIVED:
            parts = iter(lambda: "".join(map(_line, islice(said, _AT_ONCE))).encode(), b"")
            return sum(map(self._derive, parts))
        new = [
            ox.Quad(one.subject, one.predicate, one.object, ox.NamedNode(graph))
            for one in ox.parse("".join(map(_line, said)), format=_LINES)
            if not any(self._engine.quads_for_pattern(one.subject, one.predicate, one.object))
        ]
        self.put(new)
        return len(new)

    @property
    def derived(self) -> bytes:
        """What was derived so far, as N-Triples, of a store whose derived graph was empty."""
        return b"".join(self._derived or ())

    def add_derived(self, lines: bytes) -> None:
        """Add what an earlier store derived of the same statements."""
        if lines:
            self._waiting.add(lines)
            if self._derived is not None:
                self._derived.add(lines)

    def derive(self, query: str) -> int:
        """Add what a CONSTRUCT gives to the derived graph, as ``add``; raises ``BadQuery``."""
        found = self._run(query, None)
        if not isinstance(found, ox.QueryTriples):
            raise BadQuery("This query does not construct triples; begin it with CONSTRUCT.")
        lines = self._lines("found")
        lines.take(found)
        return sum(map(self._derive, lines))

    def _derive(self, lines: bytes) -> int:
        new = self.described(derived=False).unsaid(lines.splitlines(keepends=True))
        self.add_derived(b"".join(new))
        return len(new)

    def to_rdflib(self, *, dataset: bool = False) -> Any:
        """Return an rdflib ``Graph`` of the union, or a ``Dataset`` with the three named graphs."""
        import rdflib

        if dataset:
            whole = rdflib.Dataset()
            for name in (VOCABULARY, CURATED, DERIVED):
                part = whole.graph(rdflib.URIRef(name))
                part.parse(data=self.dump(name, "nt"), format="nt")
            _bind(whole)
            return whole
        graph = rdflib.Graph(bind_namespaces="none")
        for name in (VOCABULARY, CURATED, DERIVED):
            graph.parse(data=self.dump(name, "nt"), format="nt")
        _bind(graph)
        return graph

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs."""
        named = self._engine.named_graphs()
        return [name.value for name in named if isinstance(name, ox.NamedNode)]

    def evaluate(
        self,
        query: str,
        bindings: Mapping[str, str | Term] | None = None,
        *,
        union: bool = True,
        graphs: Graphs | None = None,
        base: str | None = None,
    ) -> Any:
        """Return what the engine answers; its ``SyntaxError`` is the caller's to explain.

        Without ``union`` the default graph is what the query says by FROM, or is said by ``graphs``
        in its place; IRIs may be relative to ``base``. Raises ``BadQuery`` for values that cannot
        be bound, and ``DAMAGED`` for what cannot be read.
        """
        values: dict[ox.Variable, Any] = {
            ox.Variable(name): to_engine(
                Iri(expand(value))
                if isinstance(value, str) and not isinstance(value, Iri | Node)
                else value
            )
            for name, value in (bindings or {}).items()
        }
        names = ", ".join(f"?{name}" for name in bindings or {})
        try:
            return self._engine.query(
                query,
                base_iri=base,
                use_default_graph_as_union=union,
                prefixes=PREFIXES,
                substitutions=values or None,
                default_graph=_named(graphs.default) if graphs else None,
                named_graphs=_named(graphs.named) if graphs else None,
            )
        except SyntaxError:
            raise
        except ValueError as error:
            message = f"The query cannot be run with {names or 'these values'}: {error}."
            raise BadQuery(message) from None
        except RuntimeError as error:
            if "projection" not in str(error):
                raise
            message = f"A variable to bind must stand in the SELECT clause; bound are {names}."
            raise BadQuery(message) from None

    def _run(self, query: str, bindings: Mapping[str, str | Term] | None) -> Any:
        named, _ = guard.verdict(query, strict=True)
        try:
            return self.evaluate(query, bindings, union=not named)
        except SyntaxError as error:
            from kgraph.dossier import mistakes

            raise mistakes.explained(query, str(error)) from None
        except DAMAGED as error:
            self.recover(error)
            return self._run(query, bindings)

    def recover(self, error: Exception) -> None:
        """Leave a damaged store on disk for a build in memory; raises ``BadQuery`` without one."""
        if self._reopen is None:
            message = f"The query cannot be answered of the dossier alone: {error}."
            raise BadQuery(message)
        reopen, self._reopen = self._reopen, None
        self._opened = reopen()
        self.notes = (*self.notes, "The cached store was damaged; working in memory.")


#: What the engine raises for a block it cannot read, or a place it cannot reach.
DAMAGED = (OSError, RuntimeError)
_LINES = ox.RdfFormat.N_TRIPLES
_UNNAMED = ox.DefaultGraph()
#: A literal of a datatype in N-Triples.
_TYPED = re.compile(rb'"(?:[^"\\]++|\\.)*+"\^\^<[^>]*>')
TRIPLE_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def used_prefixes(turtle: bytes) -> bytes:
    """Return Turtle with the prefixes that it uses, in one order; the engine's order varies."""
    lines = turtle.splitlines(keepends=True)
    body = b"".join(line for line in lines if not line.startswith(b"@prefix "))
    head = sorted(
        line
        for line in lines
        if line.startswith(b"@prefix ")
        and re.search(rb"(?<![\w-])" + line.split()[1], body) is not None
    )
    return b"".join(head) + body


#: What may not stand in a literal of N-Triples as it is.
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def _quads(lines: bytes, graph: str) -> bytes:
    """Return lines of N-Triples as those of N-Quads, of one graph."""
    return lines.replace(b" .\n", f" <{graph}> .\n".encode())


def _once(lines: bytes) -> bytes:
    """Return lines without those that came before."""
    return b"".join(dict.fromkeys(lines.splitlines(keepends=True)))


def _line(triple: _Triple) -> str:
    """Return a triple as a line of N-Triples; raises as ``to_engine`` does."""
    return f"{' '.join(map(_written, triple))} .\n"


def _written(term: Term) -> str:
    if isinstance(term, Iri):
        return f"<{term}>"
    if isinstance(term, Text) and not term.language:
        return f'"{term.value.translate(_ESCAPES)}"^^<{term.datatype}>'
    return str(to_engine(term))


def _named(iris: Iterable[str]) -> list[Any]:  # the engine's types of lists are invariant
    return [ox.NamedNode(iri) for iri in iris]


def _bind(graph: Any) -> None:
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, override=True, replace=True)


def _first_line(text: str) -> str:
    line = text.strip().splitlines()[0].rstrip(",. ") if text.strip() else "it is empty"
    return line if len(line) <= 160 else line[:157] + "..."


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


def of_quads(quads: bytes, data_version: str = "", claims: memoryview | None = None) -> Store:
    """Return a store in memory of what ``Store.dump`` wrote."""
    engine = ox.Store()
    engine.bulk_load(quads, format=ox.RdfFormat.N_QUADS, lenient=True)
    return Store(engine, data_version, claims=claims)


def parse(
    graphs: Mapping[str, Iterable[Path]], *, strict: bool = True, folder: Path | None = None
) -> Store:
    """Return a store with Turtle files parsed into named graphs, and nothing derived.

    It is in memory, or in an empty folder, where what is derived and read of it is kept as well.

    Triples about triples are refused, unless it is not ``strict``: then they are for the caller to
    take out.

    Raises
    ------
    BadData
        With file, line and column of the first mistake.
    """
    engine = ox.Store(folder / STORE) if folder else ox.Store()
    for graph, paths in graphs.items():
        for path in paths:
            _add(
                engine, read_text(path), ox.NamedNode(graph), path, strict=strict,
                in_bulk=folder is not None,
            )  # fmt: skip
    store = Store(engine, "", folder=folder)
    store._derived = None if DERIVED in graphs else store._lines("derived")
    return store


def of_lines(graphs: Mapping[str, Iterable[bytes]]) -> Store:
    """Return a store under construction of N-Triples, as ``as_lines`` gives them; nothing derived.

    The engine reads them when something asks it.
    """
    from kgraph.dossier.described import Described

    texts = {graph: Lines() for graph in graphs}
    for graph, parts in graphs.items():
        for part in parts:
            texts[graph].add(part)

    def engine() -> ox.Store:
        made = ox.Store()
        for graph, text in texts.items():
            text.copy(made, graph)
        return made

    store = Store(engine, "")
    store._texts, store._stated = texts, Described().and_also(*texts.values())
    store._derived = store._lines("derived")
    return store


def as_lines(turtle: str, path: Path | None = None) -> bytes:
    """Return what a Turtle text says as N-Triples, with each literal as the engine keeps it.

    Raises ``BadData`` as ``parse`` does that is not strict.
    """
    content = turtle.encode()
    _refuse(content, path, strict=False)
    try:
        found = ox.parse(content, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        said = ox.serialize(found, format=_LINES) or b""
    except (SyntaxError, MemoryError):
        said = b""
    if said and _are_kept({*_TYPED.findall(said)}):
        return said
    engine, graph = ox.Store(), ox.NamedNode(CURATED)
    _add(engine, turtle, graph, path, strict=False)
    return engine.dump(format=_LINES, from_graph=graph) or b""


def _are_kept(literals: Iterable[bytes]) -> bool:
    """Return whether the engine keeps literals as they are written; it makes 1 of 1.0."""
    engine, said = ox.Store(), {b"<urn:x> <urn:x> %s ." % literal for literal in literals}
    engine.load(b"\n".join(said), format=_LINES)
    return said == {*(engine.dump(format=_LINES, from_graph=_UNNAMED) or b"").splitlines()}


def triples(turtle: str, path: Path | str | None = None) -> frozenset[_Triple]:
    """Return the triples of a Turtle text; ``path`` is where the text stands, for the message.

    Blank nodes have other names in each call, so texts with blank nodes cannot be compared so.

    Raises
    ------
    BadData
        With line and column of the first mistake.
    """
    return frozenset(
        (from_engine(q.subject), from_engine(q.predicate), from_engine(q.object))
        for q in statements(turtle, path)
    )


def rewritten(turtle: str, format: str) -> bytes:
    """Return what a Turtle text of ours says as ttl, nt or jsonld."""
    said = [quad.triple for quad in statements(turtle)]
    return ox.serialize(said, format=TRIPLE_FORMATS[format]) or b""


def statements(turtle: str, path: Path | str | None = None) -> list[ox.Quad]:
    """Return the statements of a Turtle text in its order; raises as ``triples`` does."""
    content = turtle.encode()
    _refuse(content, path)
    try:
        return list(ox.parse(content, format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise not_turtle(error, path) from None
    except MemoryError:
        raise _too_long(path) from None


def _too_long(path: Path | str | None) -> BadData:
    return BadData("A text or comment in it has more than 16 MB; make it shorter.", path)


def _add(
    engine: ox.Store,
    text: str,
    graph: ox.NamedNode,
    path: Path | None = None,
    *,
    strict: bool = True,
    in_bulk: bool = False,
) -> None:
    turtle = text.encode()
    _refuse(turtle, path, strict=strict)
    # In memory a plain load is quicker.
    load = engine.bulk_load if in_bulk else engine.load
    try:
        load(turtle, format=ox.RdfFormat.TURTLE, to_graph=graph)
    except SyntaxError as error:
        raise not_turtle(error, path) from None
    except MemoryError:
        raise _too_long(path) from None


def _refuse(turtle: bytes, path: Path | str | None, *, strict: bool = True) -> None:
    """Raise ``BadData`` for what is refused before a parser sees it: triple terms, great depth.

    The parser reads RDF 1.2, of which kgraph has no use, and keeps hundreds of bytes a level.
    """
    openers = sum(turtle.count(mark) for mark in (b"(", b"[", b"<<"))
    if not (strict and b"<<" in turtle) and openers <= _DEEPEST:
        return
    depth = 0
    for match in _BRACKET.finditer(turtle):
        mark = match[1]
        if mark is None:
            continue
        depth += 1 if mark in {b"(", b"[", b"<<"} else -1
        if not (strict and mark == b"<<") and depth <= _DEEPEST:
            continue
        message = (
            "A triple in << >> stands here; kgraph reads RDF 1.1, where claims are spoken of."
            if strict and mark == b"<<"
            else f"Brackets are nested here more than {_DEEPEST} deep; take them out."
        )
        raise BadData(message, path, turtle.count(b"\n", 0, match.start()) + 1)


def not_turtle(error: SyntaxError, path: Path | str | None) -> BadData:
    """Return what the engine says is wrong with Turtle, in one sentence."""
    text = re.sub(r"^Parser error (at|between) line .*?: ", "", str(error), count=1)
    reason = _first_line(re.sub(r"\s*\(line \d+\)$", "", text))
    return BadData(f"This is not Turtle: {reason}.", path, error.lineno, error.offset)
