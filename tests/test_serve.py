"""The server as programs meet it: a real process, a real socket."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import httpx
import pyoxigraph as ox
import pytest
from serving import serving

import kgraph
from kgraph import cli
from kgraph.serve import calls
from kgraph.vocabulary import CURATED


@pytest.fixture(scope="module", params=["fork", "spawn"])
def server(request):
    with (
        serving("--start", request.param) as (address, process),
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        yield client, process


@pytest.fixture
def client(server):
    return server[0]


_VOICES = ["reporting", "party-on-itself", "party-on-others", "analysis", "witness"]
_MEMBERS = "SELECT ?who { ?who kg:memberOf actor:csto } ORDER BY ?who"


def test_select_gives_the_rows_of_the_library_in_every_format(client):
    rows = [row[0] for row in kgraph.open().select(_MEMBERS)]
    found = client.get("/sparql", params={"query": _MEMBERS})
    assert found.headers["content-type"] == "application/sparql-results+json"
    assert [row["who"]["value"] for row in found.json()["results"]["bindings"]] == rows
    for accept, line in (
        ("text/csv", "{}"),
        ("text/tab-separated-values", "<{}>"),
        ("application/sparql-results+xml", "<uri>{}</uri>"),
    ):
        text = client.get("/sparql", params={"query": _MEMBERS}, headers={"accept": accept})
        assert text.headers["content-type"].partition(";")[0] == accept
        assert all(line.format(row) in text.text for row in rows)


@pytest.mark.parametrize(
    "send",
    [
        lambda c: c.get("/sparql", params={"query": "ASK { actor:armenia a kg:State }"}),
        lambda c: c.post("/sparql", data={"query": "ASK { actor:armenia a kg:State }"}),
        lambda c: c.post(
            "/sparql",
            content="ASK { actor:armenia a kg:State }",
            headers={"content-type": "application/sparql-query"},
        ),
    ],
    ids=["get", "form", "direct"],
)
def test_each_form_of_the_protocol_asks_the_same(client, send):
    assert send(client).json() == {"head": {}, "boolean": True}


@pytest.mark.parametrize(
    "path", sorted(one for one in calls.every() if not calls.every()[one].about)
)
def test_what_the_api_lists_a_confined_worker_answers(client, path):
    given = {"from": "2023-09-18", "to": "2023-09-21"} if path.endswith("compare") else {}
    found = client.get(f"/api/{path}", params=given)
    assert found.status_code == 200, found.text
    told = found.json()
    assert told["data_version"] == kgraph.open().data_version
    assert all(set(told["columns"]) <= set(row) for row in told["rows"])


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("measures/paths", {"from": "Russia", "to": "Armenia"}),
        ("measures/shares", {"from": "Russia", "to": "Armenia"}),
        ("measures/persuaders", {"issue": "issue:talks-on-integration", "voices": _VOICES}),
        ("find", {"text": "gas"}),
        ("measures/ranks", {"by": "pagerank"}),
        ("measures/contradictions", {"between": ["Armenia", "Azerbaijan"]}),
    ],
)
def test_what_is_about_somebody_is_answered_too(client, path, given):
    found = client.get(f"/api/{path}", params=given)
    assert found.status_code == 200, found.text
    assert found.json()["rows"]


def test_the_api_gives_the_numbers_of_the_library(client):
    kg = kgraph.open()
    found = client.get("/api/measures/ranks", params={"as_of": "2023-09-18", "roll_up": "true"})
    expected = kg.measure("ranks", as_of="2023-09-18", roll_up=True)
    assert found.json()["rows"] == json.loads(json.dumps(expected.rows()))


@pytest.mark.parametrize(
    ("path", "given", "command"),
    [
        ("measures/ranks", {"as_of": "2023-09-18"}, ["influence", "--rank", "--as-of", "2023-09-18"]),
        ("measures/positions", {"voices": ["reporting"]}, ["stance", "positions", "--voice", "reporting"]),
    ],
)  # fmt: skip
def test_the_api_gives_the_numbers_of_the_command(client, capsys, path, given, command):
    found = client.get(f"/api/{path}", params=given).json()
    with pytest.raises(SystemExit) as stop:
        cli.main([*command, "--format", "json"])
    assert stop.value.code == 0
    assert json.loads(capsys.readouterr().out) == found["rows"]


@pytest.mark.parametrize("format", ["ttl", "nt", "jsonld"])
def test_construct_gives_the_triples_of_the_library_in_every_format(client, format):
    query = "CONSTRUCT { ?who kg:memberOf actor:csto } WHERE { ?who kg:memberOf actor:csto }"
    engine = {
        "ttl": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
    found = client.get("/sparql", params={"query": query, "format": format})
    triples = {str(quad.subject) for quad in ox.parse(io.BytesIO(found.content), engine[format])}
    assert triples == {f"<{one[0]}>" for one in kgraph.open().construct(query)}


def test_the_service_description_stands_where_no_query_is_given(client):
    found = client.get("/sparql", headers={"accept": "text/turtle"})
    said = {(str(q.predicate), str(q.object)) for q in ox.parse(found.content, ox.RdfFormat.TURTLE)}
    assert (
        "<http://www.w3.org/ns/sparql-service-description#endpoint>",
        f"<{client.base_url}/sparql>",
    ) in said


def test_a_query_may_be_asked_of_graphs_that_the_request_names(client):
    count = "SELECT (COUNT(*) AS ?n) {0} {{ ?s ?p ?o }}"
    asked = {"query": count.format(""), "default-graph-uri": CURATED, "format": "csv"}
    said = {"query": count.format(f"FROM <{CURATED}>"), "format": "csv"}
    assert client.get("/sparql", params=asked).text == client.get("/sparql", params=said).text
    assert (
        client.get("/sparql", params={**asked, "default-graph-uri": "http://e/x"}).status_code
        == 400
    )


def test_every_question_of_the_shelf_answers_as_the_library_does(client):
    kg = kgraph.open()
    listed = client.get("/api/questions").json()["questions"]
    assert [one["name"] for one in listed] == [one.name for one in kg.questions()]
    examples = {"actor": "actor:armenia", "issue": "issue:peace-agreement"}
    for one in listed:
        needed = {
            each["name"]: examples.get(each["name"], "actor:russia")
            for each in one["parameters"]
            if not each["default"]
        }
        found = client.get(one["path"], params=needed)
        assert found.status_code == 200, (one["name"], found.text)
        assert len(found.json()["results"]["bindings"]) == len(
            kg.question(one["name"], **needed)
        ), one["name"]


def test_a_call_loads_no_module_which_a_confined_worker_could_not():
    code = """
import sys
import kgraph
from kgraph.serve import calls
kg = kgraph.open()
kg.table
calls.load()
before = set(sys.modules)
for path, call in calls.every().items():
    chosen = {"from_": "2023-09-18", "to": "2023-09-21"} if call.name == "compare" else {}
    about = {"persuaders": ["issue:peace-agreement"]}.get(call.name, ["Russia", "Armenia"])
    calls.call(kg, path, about[:len(call.about)], chosen)
print(sorted(set(sys.modules) - before))
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


def test_the_page_stands_at_the_root(client):
    found = client.get("/")
    assert found.headers["content-type"].startswith("text/html")
    assert kgraph.open().data_version in found.text


def test_openapi_names_every_path_that_the_api_lists(client):
    told = client.get("/api/openapi.json").json()
    listed = {one["path"] for one in client.get("/api").json()["paths"]}
    asked = {one["path"] for one in client.get("/api/questions").json()["questions"]}
    assert listed | asked < set(told["paths"])


def test_health_says_which_data(client):
    assert client.get("/healthz").json() == {
        "status": "ok",
        "data_version": kgraph.open().data_version,
    }
