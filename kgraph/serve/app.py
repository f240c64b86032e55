"""The HTTP side: addresses, the protocol of SPARQL, and errors as JSON."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kgraph.errors import (
    BadOption,
    BadQuery,
    KgraphError,
    LimitError,
    LockedError,
    UnknownName,
)
from kgraph.serve import calls, describing, desk, negotiation, requests
from kgraph.serve.gate import LASTING, Gate, Settings, said
from kgraph.serve.pool import Busy, Pool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from kgraph.graph import KnowledgeGraph
    from kgraph.serve.desk import Benches

__all__ = ["Settings", "app"]

_JSON = "application/json"
#: By which status it is said that a limit was reached; other mistakes are the client's.
_STATUS = {"time": 504, "memory": 503, "length": 413, "rows": 413, "depth": 400}


@dataclass
class _Served:
    """What the routes share: the dossier, the workers, and the page once it is made."""

    kg: KnowledgeGraph
    pool: Pool
    page: Callable[[], str]
    _made: asyncio.Task[str] | None = field(default=None)

    async def explorer(self) -> str:
        """Return the page, made once; whoever asks meanwhile waits for it."""
        if self._made is None or (self._made.done() and self._made.exception()):
            self._made = asyncio.create_task(asyncio.to_thread(self.page))
        return await asyncio.shield(self._made)

    async def ask(self, asked: bytes, request: Request) -> requests.Answer:
        """Return a worker's answer to what a request asks; notes whether it lasts."""
        answer = requests.read(await self.pool.ask(asked))
        request.scope[LASTING] = answer.lasting
        return answer


def app(
    kg: KnowledgeGraph, pool: Pool, settings: Settings, benches: Benches | None = None
) -> ASGIApp:
    """Return the ASGI application of a dossier, whose answers come from a pool.

    Parameters
    ----------
    kg : KnowledgeGraph
        The dossier, for its page and its names.
    pool : Pool
        Of workers that ``requests`` made ready.
    settings : Settings
        What is let in.
    benches : Benches, optional
        Of a coding desk, which is served then; without them nothing is ever written.
    """
    served = _Served(kg, pool, kg.page)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.opened()
        if benches is not None:
            await benches.opened()
        try:
            yield
        finally:
            if benches is not None:
                await benches.closed()
            await pool.closed()

    async def explorer(_: Request) -> Response:
        html = await served.explorer()
        # Its policy stands in the page, by the hashes of its scripts; a header adds what it cannot.
        return Response(
            html,
            media_type="text/html",
            headers={"content-security-policy": "frame-ancestors 'none'"},
        )

    async def health(_: Request) -> Response:
        if pool.over:
            raise Busy(pool.over)
        return JSONResponse({"status": "ok", "data_version": kg.data_version})

    async def sparql(request: Request) -> Response:
        return await _sparql(served, request)

    async def listed(_: Request) -> Response:
        return JSONResponse(describing.listed(kg))

    questions = describing.questions(kg)

    async def shelf(_: Request) -> Response:
        return JSONResponse(questions)

    async def question(request: Request) -> Response:
        return await _question(served, request)

    async def openapi(_: Request) -> Response:
        return JSONResponse(describing.openapi(kg))

    async def manual(_: Request) -> Response:
        return Response(describing.page(describing.openapi(kg)), media_type="text/html")

    async def called(request: Request) -> Response:
        return await _called(served, request)

    routes = [
        Route("/", explorer),
        *(Route(f"/{name}", _file(name)) for name in _FILES if name not in _DESK),
        Route("/healthz", health),
        Route("/sparql", sparql, methods=["GET", "POST"]),
        Route("/api", listed),
        Route("/api.html", manual),
        Route("/api/openapi.json", openapi),
        Route("/api/questions", shelf),
        Route("/api/questions/{name}", question),
        Route("/api/{path:path}", called),
    ]
    if benches is not None:
        routes += desk.routes(benches)
        routes += [Route(f"/{name}", _file(name)) for name in _DESK]
    inner = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={HTTPException: _refused, KgraphError: _failed, Exception: _failed},
    )
    return Gate(inner, settings)


#: What the pages are made of, for queries and of the desk: the file in the package, its media type.
_FILES = {
    "query": ("serve/query.html", "text/html"),
    "query.js": ("page/built/query.js", "text/javascript"),
    "query.css": ("page/built/query.css", "text/css"),
    "desk.js": ("page/built/desk.js", "text/javascript"),
    "both.js": ("page/built/both.js", "text/javascript"),
    "desk.css": ("page/built/desk.css", "text/css"),
}
_DESK = ("desk.js", "both.js", "desk.css")


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers with a file of the package, read once."""
    path, media = _FILES[name]
    content = files("kgraph").joinpath(path).read_bytes()

    async def given(_: Request) -> Response:
        return Response(content, media_type=media)

    return given


# --- SPARQL 1.1 Protocol, read-only


async def _sparql(served: _Served, request: Request) -> Response:
    given = parse_qsl(request.url.query, keep_blank_values=True)
    text = None
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await request.body()
        if kind == "application/x-www-form-urlencoded":
            given += parse_qsl(_decoded(body), keep_blank_values=True)
        elif kind == "application/sparql-query":
            text = _decoded(body)
        elif kind == "application/sparql-update":
            raise HTTPException(403, "This endpoint is read-only; updates are not taken.")
        else:
            raise HTTPException(
                415,
                "POST takes application/sparql-query or application/x-www-form-urlencoded, "
                f"not {kind or 'a body without Content-Type'}.",
            )
    if any(name in {"update", "using-graph-uri", "using-named-graph-uri"} for name, _ in given):
        raise HTTPException(403, "This endpoint is read-only; updates are not taken.")
    texts = [value for name, value in given if name == "query"]
    if text is not None:
        texts.append(text)
    if not texts and request.method != "POST":
        return describing.service(str(request.url.replace(query="")), request)
    if len(texts) != 1:
        raise HTTPException(400, f"Give one query, not {len(texts)}.")
    default, named = (
        tuple(value for name, value in given if name == f"{which}-graph-uri")
        for which in ("default", "named")
    )
    format = next((value for name, value in given if name == "format"), "")

    def asked(formats: Mapping[str, str]) -> bytes:
        # RFC 3986, section 5.1.3: what is relative is so to where it was asked.
        base = str(request.url.replace(query=""))
        return requests.query(texts[0], formats, default, named, base)

    return await _answered(served, request, format, asked)


async def _answered(
    served: _Served, request: Request, format: str, asked: Callable[[Mapping[str, str]], bytes]
) -> Response:
    """Return an answer as wanted: ``asked`` makes the request, given the format for each form."""
    offers = {
        "rows": negotiation.ROWS,
        "boolean": negotiation.BOOLEANS,
        "triples": negotiation.TRIPLES,
    }
    accept = request.headers.get("accept", "")
    media = {
        form: negotiation.named(format, offered) if format else negotiation.best(accept, offered)
        for form, offered in offers.items()
    }
    formats = {form: offers[form][one or next(iter(offers[form]))] for form, one in media.items()}
    if not any(media.values()):
        listed = ", ".join(dict.fromkeys(one for offered in offers.values() for one in offered))
        raise HTTPException(406, f"An answer can be had as {listed}.")
    answer = await served.ask(asked(formats), request)
    wanted = media[answer.form]
    if wanted is None:
        listed = ", ".join(offers[answer.form])
        raise HTTPException(406, f"This answer can be had as {listed}.")
    kind = wanted if not wanted.startswith("text/") else f"{wanted}; charset=utf-8"
    return Response(
        answer.body,
        headers={
            "content-type": kind,
            "x-kgraph-data-version": served.kg.data_version,
            "vary": "accept",
        },
    )


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        message = f"The request is not UTF-8 at byte {error.start}."
        raise HTTPException(400, message) from None


# --- the library's answers


async def _question(served: _Served, request: Request) -> Response:
    given = parse_qsl(request.url.query)
    format = next((value for name, value in given if name == "format"), "")
    values = dict(one for one in given if one[0] != "format")
    if len(values) != len([one for one in given if one[0] != "format"]):
        raise BadOption("A parameter is given twice.")

    def asked(formats: Mapping[str, str]) -> bytes:
        return requests.question(request.path_params["name"], values, formats)

    return await _answered(served, request, format, asked)


async def _called(served: _Served, request: Request) -> Response:
    call = calls.find(request.path_params["path"].rstrip("/"))
    given = parse_qsl(request.url.query)
    about = [[value for name, value in given if name == each.lower()] for each in call.about]
    for each, values in zip(call.about, about, strict=True):
        if len(values) != 1:
            message = f"{call.name} needs one {each.lower()!r}."
            raise BadOption(message)
    names = {each.lower() for each in call.about}
    options = calls.options(call, [one for one in given if one[0] not in names])
    asked = requests.measure(call.path, tuple(one[0] for one in about), options)
    answer = await served.ask(asked, request)
    return Response(answer.body, media_type=_JSON)


# --- errors, all of one form


_CODES = {403: "read-only", 404: "not-found", 405: "method", 406: "not-acceptable"}
#: What the routes say of themselves; all else that is refused has its own sentence.
_SENTENCES = {
    404: "There is nothing at {0}; /api lists what can be asked for.",
    405: "{0} does not take {1}.",
}
#: Names that stand in a path.
_OF_PATHS = {"measure or list", "question"}


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  by its registration
    status = error.status_code
    sentence = _SENTENCES.get(status, error.detail).format(request.url.path, request.method)
    return said(status, sentence, _CODES.get(status, "request"), **dict(error.headers or {}))


async def _failed(_: Request, error: Exception) -> Response:
    if isinstance(error, Busy):
        return said(503, str(error), "busy", **{"retry-after": "1"})
    if isinstance(error, LimitError):
        return said(_STATUS.get(error.limit, 503), str(error), f"limit-{error.limit}")
    if isinstance(error, LockedError):
        return said(409, str(error), "changed")
    if isinstance(error, UnknownName):
        return said(404 if error.what in _OF_PATHS else 400, str(error), "unknown-name")
    if isinstance(error, BadQuery):
        return said(400, str(error), "bad-query")
    if isinstance(error, KgraphError):
        return said(400, str(error), "bad-request")
    message = f"This is a mistake of kgraph ({type(error).__name__}); please report it."
    return said(500, message, "mistake")
