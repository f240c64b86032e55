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

from kgraph.serve import coding, comparing
from kgraph.serve.bench import Bench

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from kgraph.dossier.worker import Limits, Start
    from kgraph.serve.forking import Alone
    from kgraph.serve.spawning import Spawner

__all__ = ["Benches", "routes"]

#: Which header has the token.
HEADER = "x-kgraph-desk"
_TOKEN = "{{token}}"  # noqa: S105  where it stands in the page


class Benches:
    """The processes of a desk: one looks and writes, one weighs claims, one compares two codings.

    Parameters
    ----------
    place : Place
        Where the desk works.
    limits : Limits
        Of a request.
    begin : callable
        What begins a process, by what makes its handler and what that is told: ``forking.Alone``,
        before there are threads, or ``spawning.Spawner``.
    beside : Beside, optional
        Two codings to compare; without them there is no page for that.
    """

    def __init__(
        self,
        place: coding.Place,
        limits: Limits,
        begin: Callable[[Start, bytes], Alone | Spawner],
        beside: comparing.Beside | None = None,
    ) -> None:
        told = coding.handed(place, limits)
        writing, weighing = (Bench(begin(coding.taking, told), limits) for _ in range(2))
        self._by_name = dict.fromkeys((*coding.READING, *coding.WRITING), writing)
        self._by_name |= dict.fromkeys(coding.WEIGHING, weighing)
        if beside is not None:
            compares = Bench(begin(comparing.taking, comparing.handed(beside)), limits)
            self._by_name |= dict.fromkeys(comparing.ASKED, compares)
        self._benches = [*dict.fromkeys(self._by_name.values())]
        #: Whether two codings can be compared.
        self.compares = beside is not None

    async def opened(self) -> None:
        """Begin to listen to them."""
        for one in self._benches:
            await one.opened()

    async def closed(self) -> None:
        """Let them end."""
        for one in reversed(self._benches):
            await one.closed()

    def answers(self, name: str) -> bool:
        """Tell whether there is a request of this name."""
        return name in self._by_name

    async def ask(self, name: str, body: bytes) -> bytes:
        """Return the answer to a request of the page, by its name and its body, an object."""
        return await self._by_name[name].ask(coding.request(name, json.loads(body)))


def routes(benches: Benches) -> list[Route]:
    """Return the routes of a desk, which has a token of its own."""
    token = secrets.token_urlsafe(32)

    def page(name: str) -> Route:
        template = files("kgraph").joinpath(f"serve/{name}.html").read_text(encoding="utf-8")
        html = template.replace(_TOKEN, token)

        async def shown(_: Request) -> Response:
            return Response(html, media_type="text/html", headers={"cache-control": "no-store"})

        return Route(f"/{name}", shown)

    async def api(request: Request) -> Response:
        _guard(request, token)
        name = request.path_params["name"]
        if not benches.answers(name):
            raise HTTPException(404)
        answer = await benches.ask(name, await _object(request))
        return Response(
            answer, media_type="application/json", headers={"cache-control": "no-store"}
        )

    pages = [page("desk"), *([page("both")] if benches.compares else [])]
    return [*pages, Route("/desk/api/{name}", api, methods=["POST"])]


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
