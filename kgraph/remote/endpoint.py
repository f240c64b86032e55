"""An endpoint of somebody else: asked by the SPARQL protocol, with an end in sight.

Only what somebody named is asked. Questions change nothing, so they are asked again where a server
is busy; an answer that is cut, no answer in JSON, or from another machine is an error.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from kgraph.errors import AccessError, BadOption, InputError, LimitError, MissingPackage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType
    from typing import Self

    import httpx

__all__ = ["Address", "Answer", "Endpoint", "address"]

#: Holds a token that goes to the endpoint of ``--graph``, and to no other machine.
VARIABLE = "KGRAPH_TOKEN"
#: Seconds to reach a server, and between two pieces of its answer.
_CONNECT, _READ = 10.0, 120.0
#: Answers by which a server says that it is busy, and how often, after how long, it is asked again.
_BUSY = frozenset({429, 502, 503, 504})
_WAITS = (1.0, 3.0)
#: Bytes of one answer.
_LONGEST = 256 << 20
_JSON = "application/sparql-results+json"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Address(NamedTuple):
    """Where an endpoint is, and the graph meant there; ``""`` is whichever holds the claims."""

    url: str
    graph: str = ""

    @property
    def host(self) -> str:
        """The name of the machine."""
        return urlsplit(self.url).hostname or ""


class Answer(NamedTuple):
    """The names of an answer's columns, and its rows: a term of JSON for each name that has one."""

    columns: tuple[str, ...]
    rows: list[dict[str, dict[str, str]]]


def address(text: str) -> Address:
    """Return the address of an endpoint; behind ``#`` may stand the IRI of a graph.

    Raises
    ------
    BadOption
        If it is none, or has a password in it.
    """
    parts = urlsplit(text)
    try:
        named = parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        named = None
    if not named:
        message = f"{text} is no address; name one such as https://example.org/sparql."
        raise BadOption(message)
    if parts.username or parts.password:
        raise BadOption(
            "An address with a password in it would be shown and kept; put it into ~/.netrc."
        )
    return Address(urlunsplit(parts._replace(fragment="")), parts.fragment)


class Endpoint:
    """What answers SPARQL at an address.

    Parameters
    ----------
    url : str
        Of the endpoint for queries, or of a Graph Store.
    waits : sequence of float
        Seconds before a question is asked again.
    sleep : callable, optional
        Waits; ``time.sleep`` unless given.

    Raises
    ------
    MissingPackage
        Without httpx.
    """

    def __init__(
        self,
        url: str,
        *,
        waits: tuple[float, ...] = _WAITS,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        try:
            import httpx
        except ImportError:
            raise MissingPackage("httpx", "remote") from None
        self.url = url
        self._waits, self._sleep = waits, sleep
        self._client = httpx.Client(
            timeout=httpx.Timeout(_READ, connect=_CONNECT), follow_redirects=False
        )
        self._client.headers.update(_credentials(url))
        self._auth = _netrc(url)

    def select(self, query: str) -> Answer:
        """Return the answer to a SELECT query.

        Raises
        ------
        AccessError
            If the server cannot be reached or refuses.
        InputError
            If what it answers is no table in JSON, or it says itself that rows are missing.
        LimitError
            If it is busy still, or the answer is too long.
        """
        said = self._json(query)
        try:
            columns = tuple(said["head"]["vars"])
            rows = said["results"]["bindings"]
        except (KeyError, TypeError):
            message = f"{self.url} answers something else than rows in JSON."
            raise InputError(message) from None
        return Answer(columns, rows)

    def has(self, pattern: str) -> bool:
        """Return whether a pattern is found; raises as ``select``.

        It is not asked by ASK, to which servers answer in several forms.
        """
        return bool(self.select(f"SELECT * WHERE {{ {pattern} }} LIMIT 1").rows)

    def number(self, query: str) -> int:
        """Return the one number that a SELECT query counts; raises as ``select``."""
        answer = self.select(query)
        try:
            (row,) = answer.rows
            return int(row[answer.columns[0]]["value"])
        except (ValueError, KeyError, IndexError):
            message = f"{self.url} answers something else than a number to a COUNT."
            raise InputError(message) from None

    def headers(self) -> Mapping[str, str]:
        """Return the headers of an answer, by small letters."""
        answer = self._asked("SELECT * WHERE { ?s ?p ?o } LIMIT 1")
        return {name.lower(): value for name, value in answer.headers.items()}

    def put(self, graph: str, triples: bytes) -> None:
        """Put N-Triples in the place of what a graph holds, by the Graph Store Protocol.

        Raises
        ------
        AccessError
            If the server refuses.
        """
        import httpx

        try:
            answer = self._known(
                "PUT",
                params={"graph": graph},
                content=triples,
                headers={"Content-Type": "application/n-triples"},
            )
        except httpx.HTTPError as error:
            raise _unreached(self.url, error) from None
        if not answer.is_success:
            raise _refused(self.url, answer)

    def close(self) -> None:
        """Close what is open to the server."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.close()

    def _json(self, query: str) -> Any:
        answer = self._asked(query)
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in {_JSON, "application/json"}:
            message = (
                f"{self.url} answers with {kind or 'no type'} where JSON was asked for; is it a "
                "SPARQL endpoint?"
            )
            raise InputError(message)
        try:
            return answer.json()
        except ValueError:
            message = f"The answer of {self.url} is cut or no JSON; it may have run out of time."
            raise InputError(message) from None

    def _asked(self, query: str) -> httpx.Response:
        import time

        import httpx

        sleep = self._sleep or time.sleep
        for wait in (*self._waits, None):
            try:
                answer = self._known("POST", data={"query": query}, headers={"Accept": _JSON})
            except httpx.HTTPError as error:
                if wait is None or not isinstance(error, httpx.ConnectError | httpx.ReadError):
                    raise _unreached(self.url, error) from None
            else:
                if answer.status_code not in _BUSY:
                    break
                if wait is None:
                    message = f"{self.url} is busy still ({answer.status_code}); try again later."
                    raise LimitError(message, "time")
            sleep(wait)
        if not answer.is_success:
            raise _refused(self.url, answer)
        return answer

    def _known(self, method: str, **given: Any) -> httpx.Response:
        """Send a request until the server knows who asks, or each way to say so was tried."""
        import httpx

        for auth in self._ways():
            request = self._client.build_request(method, self.url, **given)
            stream = self._client.send(request, auth=auth, stream=True)
            try:
                answer = _read(stream)
            finally:
                stream.close()
            if answer.status_code != httpx.codes.UNAUTHORIZED:
                break
        return answer

    def _ways(self) -> Iterator[Any]:
        """Yield how to say who asks: not at all, or as ``~/.netrc`` has it, then by digest."""
        import httpx

        if self._auth is None:
            yield None
            return
        yield httpx.BasicAuth(*self._auth) if _private(self.url) else httpx.DigestAuth(*self._auth)
        yield httpx.DigestAuth(*self._auth)


def _read(stream: httpx.Response) -> httpx.Response:
    """Return a streamed answer as a whole one; raises ``LimitError`` where it has no end."""
    import httpx

    body = bytearray()
    for chunk in stream.iter_bytes():
        body += chunk
        if len(body) > _LONGEST:
            message = f"An answer of {stream.url.host} is longer than {_LONGEST >> 20} MB."
            raise LimitError(message, "length")
    headers = {
        name: value
        for name, value in stream.headers.items()
        if name.lower() not in {"content-encoding", "content-length", "transfer-encoding"}
    }
    return httpx.Response(
        stream.status_code, headers=headers, content=bytes(body), request=stream.request
    )


def _private(url: str) -> bool:
    """Whether nobody on the way can read what goes to an address."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in _LOOPBACK


def _credentials(url: str) -> dict[str, str]:
    token = os.environ.get(VARIABLE, "").strip()
    if not token:
        return {}
    if not _private(url):
        message = f"{VARIABLE} would be readable on its way to {url}; use https."
        raise BadOption(message)
    return {"Authorization": f"Bearer {token}"}


def _netrc(url: str) -> tuple[str, str] | None:
    import netrc
    from pathlib import Path

    place = Path(os.environ.get("NETRC") or Path.home() / ".netrc")
    if os.environ.get(VARIABLE) or not place.is_file():
        return None
    try:
        found = netrc.netrc(str(place)).authenticators(urlsplit(url).hostname or "")
    except (netrc.NetrcParseError, OSError) as error:
        message = f"{place} cannot be read ({error}); mend it or take it away."
        raise AccessError(message) from None
    return (found[0], found[2] or "") if found else None


def _unreached(url: str, error: Exception) -> AccessError:
    reason = str(error) or type(error).__name__
    return AccessError(f"{url} cannot be reached ({reason}); look at the address, or try again.")


def _refused(url: str, answer: httpx.Response) -> AccessError:
    code = answer.status_code
    if answer.is_redirect:
        return AccessError(
            f"{url} sends on to {answer.headers.get('location', '?')}; name that address yourself."
        )
    if code in {401, 403}:
        return AccessError(
            f"{url} wants to know who asks ({code}): put a name and password into ~/.netrc, or a "
            f"token into {VARIABLE}."
        )
    said = " ".join(answer.text.split())[:200]
    return AccessError(f"{url} refuses ({code}){f': {said}' if said else '.'}")
