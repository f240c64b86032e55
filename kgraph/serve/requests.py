"""What is asked of a worker, over its pipe: as JSON there, as an answer of bytes back."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kgraph.dossier import answering, cache, counting, grammar, guard, mistakes
from kgraph.dossier.dossier import Dossier
from kgraph.dossier.shelf import Parameter, Question
from kgraph.dossier.store import Graphs, Store, of_quads
from kgraph.errors import BadQuery, LimitError, MissingFile, UnknownName
from kgraph.graph import KnowledgeGraph
from kgraph.serve import calls
from kgraph.text import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kgraph.dossier.terms import Term
    from kgraph.dossier.worker import Handler, Start, Told

__all__ = [
    "Answer", "asked", "handed", "measure", "query", "question", "read", "starting", "taking",
]  # fmt: skip


#: Quads of which the engine answers from memory (about 100 MB), several times as fast as from disk.
_HELD = 250_000


#: Functions that answer something else each time, wherever their letters stand.
_CHANGING = re.compile(r"now|rand|uuid|\\u", re.IGNORECASE)


class Answer(NamedTuple):
    """What a worker gave.

    Attributes
    ----------
    form : str
        Rows, boolean or triples (of a query), or result.
    body : bytes
        The answer.
    lasting : bool
        Whether the same is answered whenever it is asked.
    """

    form: str
    body: bytes
    lasting: bool = True


def query(
    text: str,
    formats: Mapping[str, str],
    default: tuple[str, ...] = (),
    named: tuple[str, ...] = (),
    base: str | None = None,
) -> bytes:
    """Return the request of a SPARQL query, of these graphs or of those that it says itself."""
    graphs = [default, named] if default or named else None
    return json.dumps(["query", text, dict(formats), graphs, base]).encode()


def question(name: str, values: Mapping[str, str], formats: Mapping[str, str]) -> bytes:
    """Return the request of a question of the shelf, with the values of its parameters."""
    return json.dumps(["question", name, dict(values), dict(formats)]).encode()


def measure(call: str, about: tuple[str, ...], options: Mapping[str, Any]) -> bytes:
    """Return the request of a measure, a list or a register of the library by its name."""
    return json.dumps(["call", call, about, dict(options)]).encode()


def read(answer: bytes) -> Answer:
    """Return what a worker's bytes say."""
    head, _, body = answer.partition(b"\n")
    form, _, once = head.decode().partition(" ")
    return Answer(form, body, not once)


def asked(
    store: Store,
    text: str,
    formats: Mapping[str, str],
    graphs: Sequence[Sequence[str]] | None = None,
    base: str | None = None,
    bindings: Mapping[str, str | Term] | None = None,
    *,
    rows: int = 0,
) -> bytes:
    """Return the answer to a query as ``read`` reads it; raises ``BadQuery``.

    ``graphs`` are the default and the named ones, in place of those that the text names;
    its IRIs may be relative to ``base``. Raises ``LimitError`` for more than so many ``rows``, or
    triples, if there is a limit to them.
    """
    text = guard.cleaned(text)
    of = None if graphs is None else Graphs(*map(tuple, graphs))
    found = answering.answer(store, text, bindings or {}, formats, of, base)
    head, _, body = found.partition(b"\n")
    form = head.decode()
    if form == "syntax":
        raise mistakes.explained(text, body.decode())
    if form == "damaged":
        message = "The store of the dossier was damaged; start the server again."
        raise BadQuery(message)
    # A row has a byte at least, so few answers have to be counted.
    if rows and len(body) > rows and counting.counted(form, formats[form], body) > rows:
        raise LimitError(
            f"The answer has more than {rows} rows; add LIMIT, and ask for the next by OFFSET.",
            "rows",
        )
    return head + (b" once\n" if _CHANGING.search(text) else b"\n") + body


def _own(kg: KnowledgeGraph, fingerprint: str) -> Store:
    """Return the store on disk, opened by the process that asks it, else that of its owner."""
    engine = cache.opened(fingerprint)
    return kg.store if engine is None else Store(engine, kg.store.data_version)


def starting(kg: KnowledgeGraph, rows: int = 0) -> Start:
    """Return what makes a forked worker ready to answer of a dossier that is open.

    What it needs is loaded before the worker is forked. A store of up to ``_HELD`` quads is among
    it, held once for all; a larger one stays on disk, and each worker opens it. An answer has at
    most so many ``rows``, unless that is 0.
    """
    _load()
    assert kg.table is not None  # noqa: S101  mapped by being asked for, and shared by all
    shelf = kg.questions()
    fingerprint = kg.dossier.fingerprint
    held = kg.store.in_memory(_HELD)

    def start(_: Told) -> Handler:
        return _handler(kg, held or _own(kg, fingerprint), shelf, rows)

    return start


def handed(kg: KnowledgeGraph, rows: int = 0) -> bytes:
    """Return what a spawned worker is told, for ``taking``: all that it answers of a dossier.

    So the files may change meanwhile. A store of more than ``_HELD`` quads stays on disk.
    """
    held = kg.store.in_memory(_HELD)
    if held is None and cache.opened(kg.dossier.fingerprint) is None:
        held = kg.store
    claims = kg.store.claims
    assert claims is not None  # noqa: S101  made with every store that is opened
    head = {
        "root": str(kg.dossier.root),
        "fingerprint": kg.dossier.fingerprint,
        "data_version": kg.data_version,
        "questions": [asdict(one) | {"path": str(one.path)} for one in kg.questions()],
        "held": held is not None,
        "rows": rows,
        "claims": len(claims),
    }
    return b"".join((json.dumps(head).encode(), b"\n", claims, held.dump() if held else b""))


def taking(told: Told) -> Handler:
    """Make a spawned worker ready to answer of what ``handed`` wrote."""
    _load()
    line, _, rest = told().partition(b"\n")
    head = json.loads(line)
    claims, quads = memoryview(rest)[: head["claims"]], memoryview(rest)[head["claims"] :]
    if head["held"]:
        store = of_quads(bytes(quads), head["data_version"], claims)
    elif (engine := cache.opened(head["fingerprint"])) is not None:
        store = Store(engine, head["data_version"], claims=claims)
    else:
        message = "The store of the dossier is no longer kept; start the server again."
        raise MissingFile(message)
    # No file of it is read any more.
    dossier = Dossier(Path(head["root"]), (), (), (), (), (), (), ())
    kg = KnowledgeGraph(dossier, store)
    assert kg.table is not None  # noqa: S101  read by being asked for
    return _handler(kg, store, [_question(one) for one in head["questions"]], head["rows"])


def _question(said: dict[str, Any]) -> Question:
    parameters = tuple(Parameter(**one) for one in said["parameters"])
    return Question(
        **said
        | {"parameters": parameters, "terms": tuple(said["terms"]), "path": Path(said["path"])}
    )


def _load() -> None:
    """Load what a worker needs, which can load nothing later."""
    grammar.tables()
    calls.load()


def _handler(kg: KnowledgeGraph, store: Store, questions: Sequence[Question], rows: int) -> Handler:
    kg.store = store
    shelf = {one.name: one for one in questions}

    def questioned(name: str, values: dict[str, str], formats: dict[str, str]) -> bytes:
        if name not in shelf:
            raise UnknownName(name, "question", nearest(name, shelf))
        one = shelf[name]
        one.expect(values)
        bindings = one.bindings(kg.named(values))
        return asked(store, one.text, formats, bindings=bindings, rows=rows)

    def called(*said: Any) -> bytes:
        return b"result\n" + calls.call(kg, *said)

    answers: dict[str, Callable[..., bytes]] = {
        "query": partial(asked, store, rows=rows), "question": questioned, "call": called,
    }  # fmt: skip

    def handle(request: bytes) -> bytes:
        kind, *said = json.loads(request)
        return answers[kind](*said)

    return handle
