"""The coding desk over HTTP: its page, and what this may ask for, with a token of its own."""

from __future__ import annotations

import hmac
import json
import secrets
from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from kgraph.serve import coding
from kgraph.serve.bench import Bench

if TYPE_CHECKING:
    from starlette.requests import Request

    from kgraph.dossier.worker import Handler, Limits

__all__ = ["Benches", "routes"]

#: Which header has the token.
HEADER = "x-kgraph-desk"
_TOKEN = "{{token}}"  # noqa: S105  where it stands in the page


class Benches:
    """The two processes of a desk: one that looks and writes, one that weighs claims meanwhile.

    Make them before there are threads.
    """

    def __init__(self, place: coding.Place, limits: Limits) -> None:
        def begin() -> Handler:
            return coding.Coding(place, limits).handle

        self._writing, self._weighing = Bench(begin, limits), Bench(begin, limits)

    async def opened(self) -> None:
        """Begin to listen to them."""
        await self._writing.opened()
        await self._weighing.opened()

    async def closed(self) -> None:
        """Let them end."""
        await self._weighing.closed()
        await self._writing.closed()

    async def ask(self, name: str, body: bytes) -> bytes:
        """Return the answer to a request of the page, by its name and its body, an object."""
        bench = self._weighing if name in coding.WEIGHING else self._writing
        return await bench.ask(coding.request(name, json.loads(body)))


def routes(benches: Benches) -> list[Route]:
    """Return the routes of a desk, which has a token of its own."""
    token = secrets.token_urlsafe(32)
    template = files("kgraph").joinpath("serve/desk.html").read_text(encoding="utf-8")
    html = template.replace(_TOKEN, token)

    async def page(_: Request) -> Response:
        return Response(html, media_type="text/html", headers={"cache-control": "no-store"})

    async def api(request: Request) -> Response:
        _guard(request, token)
        name = request.path_params["name"]
        if name not in {*coding.READING, *coding.WEIGHING, *coding.WRITING}:
            raise HTTPException(404)
        answer = await benches.ask(name, await _object(request))
        return Response(
            answer, media_type="application/json", headers={"cache-control": "no-store"}
        )

    return [Route("/desk", page), Route("/desk/api/{name}", api, methods=["POST"])]


def _guard(request: Request, token: str) -> None:
    """Refuse what does not come from the desk's own page."""
    if request.headers.get("origin") != f"http://{request.headers.get('host', '')}":
        raise HTTPException(403, "Only the page of the desk may ask this.")
    if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), token.encode()):
        raise HTTPException(403, "The token is not that of this desk; load its page again.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, f"POST takes application/json here, not {kind or 'nothing'}.")


async def _object(request: Request) -> bytes:
    body = await request.body()
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise HTTPException(400, "The request is to be an object of JSON.")
    return body
