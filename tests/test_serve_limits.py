"""How many rows an answer may have, and which answers are given again."""

from __future__ import annotations

import httpx
import loops
import pyoxigraph as ox
import pytest
from serving import serving

import kgraph
from kgraph.dossier.counting import counted
from kgraph.serve import app, requests
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


def test_what_was_asked_for_longest_ago_makes_room():
    kept = Kept(100)
    for request in (b"a", b"b", b"c"):
        kept.keep(request, b"x" * 11)
    assert kept.get(b"a") == b"x" * 11
    for number in range(7):
        kept.keep(b"%d" % number, b"y" * 11)
    assert [kept.get(request) for request in (b"b", b"c")] == [None, None]
    assert kept.get(b"a") is not None
    kept.keep(b"long", b"z" * 20)
    assert kept.get(b"long") is None
    none = Kept(0)
    none.keep(b"a", b"")
    assert none.get(b"a") is None


class _Counting:
    """A pool that counts what it is asked, and answers with its count."""

    def __init__(self, head):
        self.head, self.asked, self.over = head, 0, ""

    async def ask(self, request):
        self.asked += 1
        if request == b"error":
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


def test_an_error_is_asked_for_again():
    pool = _Counting(b"rows")
    served = app._Served(kgraph.open(), pool, app.Settings(), str, Kept(1 << 20))

    async def ask():
        for _ in range(2):
            with pytest.raises(kgraph.errors.BadQuery):
                await served.ask(b"error")

    loops.run(ask())
    assert pool.asked == 2


def test_a_store_is_held_in_memory_up_to_a_number_of_quads():
    store = kgraph.open().store
    number = int(store.select("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").plain()[0][0])
    query = "SELECT ?s ?o { ?s skos:prefLabel ?o } ORDER BY ?s ?o"
    assert store.in_memory(number).select(query).plain() == store.select(query).plain()
    assert store.in_memory(number - 1) is None
