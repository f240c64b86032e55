"""The server as programs meet it: a real process, a real socket."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import kgraph
from kgraph.serve import calls

_MINI = Path(__file__).parent / "dossiers" / "mini"


@contextlib.contextmanager
def serving(*args):
    """Run ``kgraph serve`` at a free port; yields its address and its process."""
    call = [sys.executable, "-m", "kgraph", "serve", "--port", "0", *args]
    process = subprocess.Popen(call, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        for line in process.stderr:
            if found := re.search(r"http://\S+?(?=/ until)", line):
                yield found[0], process
                break
        else:
            pytest.fail(f"the server did not start: {process.wait()}")
    finally:
        process.terminate()
        process.wait(10)
        process.stderr.close()


@pytest.fixture(scope="module")
def server():
    with serving("--timeout", "2") as (address, process), httpx.Client(base_url=address) as client:
        yield client, process


@pytest.fixture
def client(server):
    return server[0]


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
        ("measures/persuaders", {"issue": "peace-agreement"}),
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
