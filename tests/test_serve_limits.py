"""How many rows an answer may have, and which answers are given again."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import httpx
import loops
import pyoxigraph as ox
import pytest
import uvicorn
from serving import serving
from uvicorn.server import ServerState

import kgraph
from kgraph.dossier.counting import counted
from kgraph.serve import app, requests, running
from kgraph.serve.kept import Kept

_ROWS = 5
_SELECT = "SELECT ?s ?label {{ ?s a ?type ; skos:prefLabel ?label }} ORDER BY ?s ?label LIMIT {0}"
_CONSTRUCT = (
    "CONSTRUCT {{ ?s a ?type }} WHERE {{ {{ SELECT ?s ?type {{ ?s a ?type }} LIMIT {0} }} }}"
)
_ENGINE = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
#: Values that look like the marks between rows.
_ODD = ["a", "b\nc", '}},{"x":{', "},{", '"', "<result>", "\\", "a,b\r\nc", "[", ""]


@pytest.fixture(scope="module")
def client():
    with (
        serving("--rows", str(_ROWS)) as (address, _),
        httpx.Client(base_url=address, timeout=30) as one,
    ):
        yield one


@pytest.mark.parametrize(
    ("query", "format"),
    [
        *((_SELECT, format) for format in ("json", "xml", "csv", "tsv")),
        *((_CONSTRUCT, format) for format in ("ttl", "nt", "jsonld")),
    ],
)
def test_an_answer_of_more_rows_than_allowed_is_an_error_in_every_format(client, query, format):
    for rows, status in ((_ROWS, 200), (_ROWS + 1, 413)):
        given = {"query": query.format(rows), "format": format}
        found = client.get("/sparql", params=given)
        assert found.status_code == status, found.text
    error = found.json()["error"]
    assert error["code"] == "limit-rows"
    assert error["message"].startswith(f"The answer has more than {_ROWS} rows; add LIMIT")


def test_a_truth_value_is_one_row(client):
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


@pytest.mark.parametrize("number", [0, 1, len(_ODD)])
@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_rows_are_counted_whatever_stands_in_them(number, format):
    values = " ".join(f"({ox.Literal(value)} UNDEF)" for value in _ODD[:number])
    found = ox.Store().query(f"SELECT ?x ?y {{ VALUES (?x ?y) {{ {values} }} }}")
    assert counted("rows", format, found.serialize(format=_ENGINE[format])) == number


@pytest.mark.parametrize("format", ["json", "xml", "tsv"])
def test_rows_without_a_value_are_counted(format):
    found = ox.Store().query("SELECT ?x { VALUES ?x { UNDEF UNDEF } }")
    assert counted("rows", format, found.serialize(format=_ENGINE[format])) == 2


# --- what is kept


class _Body(NamedTuple):
    body: bytes


def test_what_was_asked_for_longest_ago_makes_room():
    kept = Kept(100)
    answer = _Body(b"x" * 11)
    for request in (b"a", b"b", b"c"):
        kept.keep((request,), answer)
    assert kept.get((b"a",)) is answer
    for number in range(7):
        kept.keep((b"%d" % number,), _Body(b"y" * 11))
    assert [kept.get((request,)) for request in (b"b", b"c")] == [None, None]
    assert kept.get((b"a",)) is not None
    kept.keep((b"lo", b"ng"), _Body(b"z" * 20))
    assert kept.get((b"lo", b"ng")) is None
    none = Kept(0)
    none.keep((b"a",), _Body(b""))
    assert none.get((b"a",)) is None


class _Counting:
    """A pool that counts what it is asked, and answers with its count."""

    def __init__(self, head):
        self.head, self.asked, self.over = head, 0, ""

    async def ask(self, request):
        self.asked += 1
        if self.head == b"error":
            raise kgraph.errors.BadQuery("no")
        return self.head + b"\n%d" % self.asked

    async def opened(self):
        pass

    async def closed(self):
        pass


@pytest.mark.parametrize(
    ("head", "cache", "times"), [(b"rows", 1 << 20, 1), (b"rows once", 1 << 20, 2), (b"rows", 0, 2)]
)
def test_an_answer_that_lasts_is_asked_for_once(head, cache, times):
    pool = _Counting(head)
    settings = app.Settings(cache=cache)

    async def ask():
        served = app.app(kgraph.open(), pool, settings)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(served), base_url="http://localhost"
        ) as client:
            return [(await client.get("/sparql?query=ASK{}")).content for _ in range(2)]

    assert loops.run(ask()) == [b"1", b"%d" % times]
    assert pool.asked == times


@pytest.mark.parametrize(
    ("query", "lasting"),
    [
        ("SELECT (1 AS ?x) {}", True),
        ("SELECT (Now() AS ?x) {}", False),
        ("SELECT (RAND() AS ?x) {}", False),
        ("SELECT (STRUUID() AS ?x) {}", False),
    ],
)
def test_what_changes_from_one_time_to_the_next_does_not_last(query, lasting):
    formats = {"rows": "json", "boolean": "json", "triples": "ttl"}
    store = kgraph.open().store
    assert requests.read(requests.asked(store, query, formats)).lasting is lasting


def _asked(pool, *requests, **settings):
    """Return what an application says to requests, each the headers of one, of the same query."""

    async def ask():
        served = app.app(kgraph.open(), pool, app.Settings(**settings))
        transport = httpx.ASGITransport(served, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return [await client.get("/sparql?query=ASK{}", headers=one) for one in requests]

    return loops.run(ask())


def test_what_is_given_again_is_what_was_asked_for():
    pool = _Counting(b"rows")
    json, csv = ({"accept": f"{kind}"} for kind in ("application/sparql-results+json", "text/csv"))
    found = _asked(pool, json, csv, json, csv)
    assert [one.content for one in found] == [b"1", b"2", b"1", b"2"]
    assert [one.headers for one in found[:2]] == [one.headers for one in found[2:]]
    assert found[1].headers["content-type"].startswith("text/csv")


def test_a_header_given_twice_is_asked_by_twice():
    pool = _Counting(b"rows")
    json, csv = "application/sparql-results+json", "text/csv"
    found = _asked(pool, [("accept", csv), ("accept", json)], [("accept", json)])
    assert [one.content for one in found] == [b"1", b"2"]
    assert found[1].headers["content-type"] == json


def test_a_request_has_one_host():
    (found,) = _asked(_Counting(b"rows"), [("host", "evil.example"), ("host", "localhost")])
    assert found.status_code == 421


def test_what_is_given_again_is_read_by_pages_that_may():
    origin = {"origin": "https://example.org"}
    found = _asked(_Counting(b"rows"), {}, origin, {}, origin, origins=("https://example.org",))
    allowed = [one.headers.get("access-control-allow-origin") for one in found]
    assert allowed == [None, "https://example.org"] * 2


def test_an_error_is_asked_for_again():
    pool = _Counting(b"error")
    found = _asked(pool, {}, {})
    assert [one.status_code for one in found] == [400, 400]
    assert pool.asked == 2


class _Transport(asyncio.Transport):
    """What a connection writes."""

    def __init__(self):
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self.written, self.closed = b"", False

    def write(self, data):
        self.written += data

    def close(self):
        self.closed = True

    def is_closing(self):
        return self.closed


def _connection(*parts):
    """Return whether these parts, sent one by one, had a connection closed, and what it wrote."""

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["path"].encode()})

    async def come():
        transport = _Transport()
        config = uvicorn.Config(app, log_config=None)
        connection = running.Connection(config, ServerState(), {})
        connection.connection_made(transport)
        for part in parts:
            if not transport.closed:
                connection.data_received(part)
                await asyncio.gather(*connection.tasks)
        ended = transport.closed
        connection.connection_lost(None)
        return ended, transport.written

    return loops.run(come())


def test_a_head_that_does_not_end_is_refused():
    begun = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: "
    most = b"x" * (running.HEAD - len(begun))
    assert _connection(begun, most) == (False, b"")
    ended, said = _connection(begun, most, b"x")
    assert ended
    assert said.startswith(b"HTTP/1.1 400 ")


def test_each_head_of_a_connection_is_measured_for_itself():
    long = b"x" * (running.HEAD // 2)
    one = b"GET /%d HTTP/1.1\r\nHost: localhost\r\nX-Long: " + long + b"\r\n\r\n"
    _, said = _connection(*(one % number for number in range(4)))
    assert [b"/%d" % number in said for number in range(4)] == [True] * 4


def test_a_store_is_held_in_memory_up_to_a_number_of_quads():
    store = kgraph.open().store
    number = int(store.select("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").plain()[0][0])
    query = "SELECT ?s ?o { ?s skos:prefLabel ?o } ORDER BY ?s ?o"
    assert store.in_memory(number).select(query).plain() == store.select(query).plain()
    assert store.in_memory(number - 1) is None
