"""What is let in at all, answers given again, and what every answer has, errors too."""

from __future__ import annotations

import asyncio
import hmac
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from starlette.responses import JSONResponse, Response

from kgraph.serve.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["LASTING", "Gate", "Settings", "said"]

#: Set in a request's scope: whether the same is answered whenever it is asked.
LASTING = "kgraph.lasting"
#: Of everything but the explorer, which has a policy of its own beside it.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"content-security-policy": _POLICY.encode(),
}
#: Headers of a request by which its answer differs.
_ASKED_BY = (b"accept", b"content-type", b"host", b"origin")


@dataclass(frozen=True)
class Settings:
    """How a server is run.

    Attributes
    ----------
    hosts : tuple of str
        Names by which it may be called, without port: others are refused (DNS rebinding).
    token : str
        To be sent as ``Authorization: Bearer``; none is asked for if empty.
    origins : tuple of str
        Origins whose pages may read its answers (CORS).
    text : int
        Bytes that the address of a request may have, and its body.
    patience : float
        Seconds that the body of a request may take to come.
    at_once : int
        Requests that one client may have under way.
    cache : int
        Bytes of answers that are kept, to be given again; 0 keeps none.
    log : callable, optional
        Called with a line for each request: client, method, path without its query, status, time.
    """

    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "::1")
    token: str = ""
    origins: tuple[str, ...] = ()
    text: int = 64_000
    patience: float = 10.0
    at_once: int = 256
    cache: int = 32 << 20
    log: Callable[[str], None] | None = None


def said(status: int, message: str, code: str, **headers: str) -> JSONResponse:
    """Return the answer to what is refused or fails, of one form whatever the reason."""
    told = {"error": {"status": status, "code": code, "message": message}}
    return JSONResponse(told, status_code=status, headers=headers or None)


class _Whole(NamedTuple):
    """An answer as it is sent: its headers and its body, with status 200."""

    headers: list[tuple[bytes, bytes]]
    body: bytes


class Gate:
    """Lets in what may be asked at all, and puts on each answer what every answer has.

    What was answered before, and lasts, is given again to whoever asks the same.

    Parameters
    ----------
    inner : ASGI application
        Which is asked; what it answers is kept if it sets ``LASTING`` in the scope.
    settings : Settings
        What is let in, and how much is kept.
    """

    def __init__(self, inner: ASGIApp, settings: Settings) -> None:
        self._inner, self._settings = inner, settings
        self._kept: Kept[_Whole] = Kept(settings.cache)
        self._under_way: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        headers = dict(scope["headers"])
        client = (scope.get("client") or ("",))[0]
        if self._settings.log:
            send = self._logged(self._settings.log, scope, client, send)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._marked(message["headers"], headers)
            await send(message)

        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, marked)
            return
        if self._under_way.get(client, 0) >= self._settings.at_once:
            busy = said(
                503, "Too many requests of yours are under way.", "busy", **{"retry-after": "1"}
            )
            await busy(scope, receive, marked)
            return
        self._under_way[client] = self._under_way.get(client, 0) + 1
        try:
            body = await self._body(receive)
            if isinstance(body, Response):
                await body(scope, receive, marked)
            else:
                await self._answer(scope, headers, body, receive, send)
        finally:
            self._under_way[client] -= 1
            if not self._under_way[client]:
                del self._under_way[client]

    async def _answer(
        self,
        scope: Scope,
        headers: Mapping[bytes, bytes],
        body: bytes,
        receive: Receive,
        send: Send,
    ) -> None:
        """Send what was answered to the same before, else what the application answers."""
        asked = (
            scope["method"].encode(),
            scope["path"].encode(),
            scope["query_string"],
            *(part for one in scope["headers"] if one[0] in _ASKED_BY for part in one),
            body,
        )
        if (known := self._kept.get(asked)) is not None:
            await send({"type": "http.response.start", "status": 200, "headers": known.headers})
            await send({"type": "http.response.body", "body": known.body})
            return
        whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        begun: dict[str, Any] = {}

        async def again() -> Message:
            return whole.pop() if whole else await receive()

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._marked(message["headers"], headers)
                begun.update(message)
            elif (
                scope.get(LASTING)
                and begun["status"] == 200
                and not message.get("more_body", False)
            ):
                self._kept.keep(asked, _Whole(begun["headers"], message["body"]))
            await send(message)

        await self._inner(scope, again, marked)

    def _marked(
        self, own: list[tuple[bytes, bytes]], asked: Mapping[bytes, bytes]
    ) -> list[tuple[bytes, bytes]]:
        """Return the headers of an answer with those that every answer has."""
        names = {name for name, _ in own}
        more = [(name, value) for name, value in _HEADERS.items() if name not in names]
        origin = asked.get(b"origin", b"")
        if origin.decode("latin-1") in self._settings.origins:
            more += [(b"access-control-allow-origin", origin), (b"vary", b"origin")]
        return [*own, *more]

    def _logged(self, log: Callable[[str], None], scope: Scope, client: str, send: Send) -> Send:
        begun = time.monotonic()

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                took = (time.monotonic() - begun) * 1000
                path = quote(scope["path"])
                log(f"{client} {scope['method']} {path} {message['status']} {took:.0f} ms")
            await send(message)

        return sent

    def _refusal(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Response | None:
        settings = self._settings
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or _host(hosts[0]) not in settings.hosts:
            return said(421, "This server is not called by that name (see --host-name).", "host")
        announced = headers.get(b"content-length", b"")
        address = len(scope["path"]) + len(scope["query_string"])
        if max(address, int(announced) if announced.isdigit() else 0) > settings.text:
            return said(413, f"A request has at most {settings.text} bytes.", "too-long")
        if scope["method"] == "OPTIONS" and headers.get(b"origin", b"").decode("latin-1") in (
            settings.origins
        ):
            return Response(
                status_code=204,
                headers={
                    "access-control-allow-methods": "GET, POST",
                    "access-control-allow-headers": "authorization, content-type",
                },
            )
        if settings.token and scope["path"] != "/healthz":
            sent = headers.get(b"authorization", b"")
            if not hmac.compare_digest(sent, f"Bearer {settings.token}".encode()):
                return said(401, "A token is needed.", "token", **{"www-authenticate": "Bearer"})
        return None

    async def _body(self, receive: Receive) -> bytes | Response:
        """Return the body, read within its time and length, or why it is refused."""
        parts: list[bytes] = []
        length = 0
        try:
            async with asyncio.timeout(self._settings.patience):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        break
                    parts.append(message.get("body", b""))
                    length += len(parts[-1])
                    if length > self._settings.text:
                        most = self._settings.text
                        return said(413, f"A request has at most {most} bytes.", "too-long")
                    if not message.get("more_body"):
                        break
        except TimeoutError:
            return said(408, "The request took too long to come.", "slow")
        return b"".join(parts)


def _host(header: bytes) -> str:
    """Return the name in a ``Host`` header, without its port."""
    name = header.decode("latin-1").lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0]
