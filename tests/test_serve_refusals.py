"""What a server does not do, and how it says so: strangers, updates, limits, and its own end."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import http.client
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import loops
import pytest
import witness as witnesses
from serving import family, none_left, serving

import kgraph
from kgraph import cli
from kgraph.cli import serve
from kgraph.serve import app

_SMALL = "SELECT ?s { ?s a kg:State } LIMIT 1"
#: Never ends: each pattern is a product with the others.
_ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def _doubled(times, more=""):
    """Return a query of a text that is doubled so many times."""
    steps = " ".join(f"BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(times))
    return f"SELECT (?s{times} AS ?s) {{ {more} BIND('x' AS ?s0) {steps} }}"


_LARGE = _doubled(34)
_LONG = _doubled(22, f"VALUES ?row {{ {' '.join(map(str, range(20)))} }}")


@pytest.fixture(scope="module", params=["fork", "spawn"])
def way(request):
    """How workers begin."""
    return request.param


@contextlib.contextmanager
def _small_server(way):
    args = (
        "--start",
        way,
        "--timeout",
        "10",
        "--memory",
        "512",
        "--host-name",
        "dossier.example",
        "--cors",
        "https://own.example",
    )
    with serving(*args) as (address, process), httpx.Client(base_url=address, timeout=30) as client:
        yield client, process


@pytest.fixture(scope="module")
def server(way):
    with _small_server(way) as found:
        yield found


@pytest.fixture
def client(server):
    return server[0]


def _said(found, status, code):
    """Assert that an error has the one form of all errors, and what every answer has."""
    assert found.status_code == status, found.text
    error = found.json()["error"]
    assert set(error) == {"status", "code", "message"}
    assert (error["status"], error["code"]) == (status, code)
    assert error["message"].endswith((".", "?"))
    assert "Traceback" not in found.text
    assert found.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in found.headers["content-security-policy"]


# --- who may ask


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]:1", ""]
)
def test_a_name_by_which_it_is_not_called_is_refused(client, host):
    _said(client.get("/healthz", headers={"host": host}), 421, "host")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost:9", "[::1]:9", "dossier.example", "DOSSIER.example:80"]
)
def test_a_name_by_which_it_is_called_is_not(client, host):
    assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_pages_of_other_origins_read_nothing_unless_told(client):
    own = client.get("/healthz", headers={"origin": "https://own.example"})
    other = client.get("/healthz", headers={"origin": "https://evil.example"})
    assert own.headers["access-control-allow-origin"] == "https://own.example"
    assert "access-control-allow-origin" not in other.headers
    asked = client.options("/sparql", headers={"origin": "https://own.example"})
    assert (asked.status_code, asked.headers["access-control-allow-methods"]) == (204, "GET, POST")
    _said(client.options("/sparql", headers={"origin": "https://evil.example"}), 405, "method")


def test_a_token_is_asked_of_everybody_and_stands_in_no_log(tmp_path):
    token = "correct-horse-battery"
    (tmp_path / "token").write_text(token + "\n", encoding="utf-8")
    args = ("--token-file", str(tmp_path / "token"), "--access-log")
    with serving(*args) as (address, process), httpx.Client(base_url=address) as client:
        for sent in ({}, {"authorization": "Bearer wrong"}, {"authorization": token}):
            found = client.get("/sparql", params={"query": _SMALL}, headers=sent)
            _said(found, 401, "token")
            assert found.headers["www-authenticate"] == "Bearer"
        sent = {"authorization": f"Bearer {token}"}
        assert client.get("/sparql", params={"query": _SMALL}, headers=sent).status_code == 200
        assert client.get("/healthz").status_code == 200
        process.send_signal(signal.SIGTERM)
        log = process.stderr.read()
    assert "GET /sparql 401" in log
    assert "GET /sparql 200" in log
    assert token not in log
    assert "SELECT" not in log


# --- what may be asked


@pytest.mark.parametrize(
    ("method", "path", "given", "status", "code"),
    [
        ("GET", "/nowhere", {}, 404, "not-found"),
        ("GET", "/api/measures/rank", {}, 404, "unknown-name"),
        ("GET", "/api/questions/none", {}, 404, "unknown-name"),
        ("GET", "/api/measures/ranks", {"params": {"by": "luck"}}, 400, "unknown-name"),
        ("GET", "/api/measures/ranks", {"params": {"colour": "red"}}, 400, "bad-request"),
        ("GET", "/api/measures/ranks", {"params": {"seed": "x"}}, 400, "bad-request"),
        ("GET", "/api/measures/ranks", {"params": {"as_of": "2023-02-30"}}, 400, "bad-request"),
        ("GET", "/api/measures/ranks", {"params": {"roll_up": "maybe"}}, 400, "bad-request"),
        ("GET", "/api/measures/paths", {}, 400, "bad-request"),
        ("GET", "/api/measures/persuaders", {"params": {"issue": "peace-agreement"}}, 400, "bad-request"),
        ("GET", "/api/measures/paths", {"params": {"from": "Nobody", "to": "Armenia"}}, 400, "unknown-name"),
        ("POST", "/api/measures/ranks", {}, 405, "method"),
        ("DELETE", "/sparql", {}, 405, "method"),
        ("PUT", "/", {}, 405, "method"),
        ("GET", "/sparql", {"params": {"query": "SELECT"}}, 400, "bad-query"),
        ("GET", "/sparql", {"params": {"query": ""}}, 400, "bad-query"),
        ("GET", "/sparql", {"params": [("query", _SMALL), ("query", _SMALL)]}, 400, "request"),
        ("GET", "/sparql", {"params": {"query": _SMALL}, "headers": {"accept": "image/png"}}, 406, "not-acceptable"),
        ("GET", "/sparql", {"params": {"query": _SMALL, "format": "xlsx"}}, 406, "not-acceptable"),
        ("GET", "/sparql", {"params": {"query": "ASK {}"}, "headers": {"accept": "text/csv"}}, 406, "not-acceptable"),
        ("POST", "/sparql", {"content": _SMALL}, 415, "request"),
        ("POST", "/sparql", {"content": _SMALL, "headers": {"content-type": "text/plain"}}, 415, "request"),
        ("POST", "/sparql", {"data": {"nothing": "1"}}, 400, "request"),
        ("POST", "/sparql", {"content": b"\xff", "headers": {"content-type": "application/sparql-query"}}, 400, "request"),
        ("POST", "/sparql", {"data": {"query": "#" * 70_000}}, 413, "too-long"),
        ("POST", "/sparql", {"content": [b"x" * 40_000] * 2}, 413, "too-long"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_is_wrong(client, method, path, given, status, code):
    _said(client.request(method, path, **given), status, code)


@pytest.mark.parametrize(
    ("path", "status"), [("//evil.example/", 404), ("/sparql?query=" + "%20" * 30_000, 413)]
)
def test_a_path_that_is_none_is_refused_and_leads_nowhere(client, path, status):
    connection = http.client.HTTPConnection(client.base_url.host, client.base_url.port)
    connection.request("GET", path)
    found = connection.getresponse()
    assert (found.status, found.getheader("location")) == (status, None)
    assert json.loads(found.read())["error"]["status"] == status
    connection.close()


def test_a_body_that_does_not_come_is_waited_for_no_longer():
    sent = []

    async def never():
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/sparql", "query_string": b"",
        "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 1),
    }  # fmt: skip
    made = app.app(kgraph.open(), None, app.Settings(patience=0.01))
    loops.run(made(scope, never, send))
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["error"]["code"] == "slow"


_UPDATES = [
    "INSERT DATA { <http://e/a> <http://e/b> <http://e/c> }",
    "DELETE DATA { <http://e/a> <http://e/b> <http://e/c> }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "DELETE WHERE { ?s ?p ?o }",
    "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "LOAD <file:///etc/hostname>",
    "CLEAR ALL",
    "DROP ALL",
    "CREATE GRAPH <http://e/g>",
    "COPY DEFAULT TO <http://e/g>",
    "MOVE DEFAULT TO <http://e/g>",
    "ADD DEFAULT TO <http://e/g>",
]


def _kept():
    root = Path(os.environ["XDG_CACHE_HOME"])
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file() and not path.name.startswith("LOG")
    }


def test_no_form_of_an_update_is_taken_and_nothing_changes(client):
    kept = _kept()
    sends = [
        lambda name, text: client.get("/sparql", params={name: text}),
        lambda name, text: client.post("/sparql", data={name: text}),
        lambda name, text: client.post("/sparql", params={name: text}),
        lambda name, text: client.post("/sparql", content=text, headers={"content-type": "application/sparql-update"}),
        lambda name, text: client.post("/sparql", content=text, headers={"content-type": "application/sparql-query"}),
        lambda name, text: client.put("/sparql", content=text),
        lambda name, text: client.patch("/sparql", content=text),
        lambda name, text: client.request("DELETE", "/sparql", params={name: text}),
    ]  # fmt: skip
    for text, name, send in itertools.product(_UPDATES, ("update", "query"), sends):
        found = send(name, text)
        assert 400 <= found.status_code < 500, (text, found.text)
        assert set(found.json()) == {"error"}
    assert _kept() == kept
    assert kept


# --- no way out


def test_no_query_over_http_reaches_out(client):
    witness = witnesses.Witness()
    try:
        payloads = witnesses.queries(witness.url)
        assert len(payloads) >= 100
        for text in payloads:
            for found in (
                client.get("/sparql", params={"query": text}),
                client.post("/sparql", data={"query": text, "default-graph-uri": witness.url}),
            ):
                assert found.status_code in {200, 400}, text
                assert witnesses.CANARY not in found.text
        for name in ("default-graph-uri", "named-graph-uri"):
            for uri in (witness.url, "file:///etc/hostname"):
                found = client.get("/sparql", params={"query": _SMALL, name: uri})
                _said(found, 400, "bad-query")
        assert witness.connections == 0
    finally:
        witness.close()


# --- limits


def test_a_limit_ends_its_worker_alone_and_harms_nobody(way):
    runaways = [
        (_ENDLESS, 504, "limit-time"),
        (_LARGE, 503, "limit-memory"),
        (_LONG, 413, "limit-length"),
    ]
    # A server of its own: beside other tests' runaways nobody could tell whose worker has ended.
    with _small_server(way) as (client, process):
        before = _begun(process)
        for ended, (query, status, code) in enumerate(runaways, 1):
            _said(client.post("/sparql", data={"query": query}), status, code)
            for _ in range(20):
                assert client.get("/sparql", params={"query": _SMALL}).status_code == 200
            assert process.poll() is None
            assert len(before - set(family(process.pid))) <= ended


def test_neighbours_are_answered_while_runaways_run(server):
    client, process = server

    async def ask():
        async with httpx.AsyncClient(base_url=client.base_url, timeout=30) as many:
            runaways = [
                asyncio.create_task(many.post("/sparql", data={"query": query}))
                for query in (_ENDLESS, _LARGE, _ENDLESS, _LONG)
            ]
            found = await asyncio.gather(
                *(many.get("/sparql", params={"query": _SMALL}) for _ in range(50))
            )
            return [one.status_code for one in found], [
                one.status_code for one in await asyncio.gather(*runaways)
            ]

    small, large = loops.run(ask())
    assert small == [200] * 50
    assert large == [504, 503, 504, 413]
    assert process.poll() is None


# --- its end


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_a_query_under_way_and_leaves_no_process(way, sign):
    with serving("--timeout", "60", "--start", way) as (address, process):
        assert httpx.get(f"{address}/healthz").status_code == 200
        used = {pid: _used(pid) for pid in _begun(process)}

        async def ask():
            async with httpx.AsyncClient(base_url=address, timeout=30) as client:
                running = asyncio.create_task(client.get("/sparql", params={"query": _ENDLESS}))
                while not any(_used(pid) > used[pid] + 0.25 for pid in used):
                    await asyncio.sleep(0)
                process.send_signal(sign)
                return await running

        found = loops.run(ask())
        _said(found, 503, "busy")
        assert process.wait(10) == (130 if sign == signal.SIGINT else -signal.SIGTERM)
        assert "Traceback" not in process.stderr.read()
    assert [pid for pid in used if Path(f"/proc/{pid}").exists()] == []


def _begun(process):
    """Return the processes of a server as soon as four workers among them are ready."""
    while sum(map(_confined, found := family(process.pid))) < 4:
        os.sched_yield()
    return set(found)


def _confined(pid):
    """Whether a process may open nothing any more."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return re.search(r"Max open files +0 ", Path(f"/proc/{pid}/limits").read_text()) is not None
    return False


def _used(pid):
    """Return the seconds of the processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) / os.sysconf("SC_CLK_TCK")


def test_the_workers_of_a_server_that_was_killed_end_too(way):
    with serving("--start", way) as (address, process):
        assert httpx.get(f"{address}/healthz").status_code == 200
        _begun(process)
        with none_left(process.pid):
            process.kill()
            process.wait(10)


# --- its command


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--port", "70000"], "--port takes a number from 0 to 65535"),
        (["--timeout", "0"], "--timeout takes a number from 0.1 to 3600"),
        (["--memory", "1"], "--memory takes a number from 64"),
        (["--workers", "0"], "--workers takes a number from 1 to 256"),
        (["--queue", "-1"], "--queue takes a number from 0"),
        (["--token-file", "/nonexistent/token"], "name another with --token-file"),
        (["--graph", "/nonexistent"], "/nonexistent"),
    ],
)
def test_a_bad_option_is_one_sentence(capsys, args, said):
    with pytest.raises(SystemExit) as stop:
        cli.main(["serve", *args])
    written = capsys.readouterr().err.strip()
    assert stop.value.code in {2, 4}
    assert said in written
    assert written.count("\n") == 0


def test_a_system_that_cannot_fork_is_not_asked_to(capsys, monkeypatch):
    monkeypatch.setattr("kgraph.dossier.worker.AVAILABLE", False)
    with pytest.raises(SystemExit) as stop:
        cli.main(["serve", "--start", "fork"])
    assert stop.value.code == 2
    assert "This system cannot fork processes" in capsys.readouterr().err


def test_a_token_that_is_too_short_is_refused(tmp_path, capsys):
    (tmp_path / "token").write_text("short", encoding="utf-8")
    with pytest.raises(SystemExit):
        cli.main(["serve", "--token-file", str(tmp_path / "token")])
    assert "is to be one word of 16" in capsys.readouterr().err


def test_what_is_not_installed_is_said_with_its_remedy(capsys, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("kgraph.serve")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("kgraph.serve", raising=False)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    with pytest.raises(SystemExit) as stop:
        cli.main(["serve"])
    assert stop.value.code == 2
    assert "pip install 'kgraph[serve]'" in capsys.readouterr().err


def test_an_answer_waits_for_no_acknowledgement():
    with (
        serve._listening("127.0.0.1", 0) as listening,
        socket.create_connection(listening.getsockname()),
        listening.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_that_is_taken_is_said(server):
    port = str(server[0].base_url.port)
    call = [sys.executable, "-m", "kgraph", "serve", "--port", port]
    found = subprocess.run(call, capture_output=True, text=True, timeout=60)
    assert found.returncode == 4
    assert f"Nothing can listen at 127.0.0.1, port {port}" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize(
    ("path", "given", "said"),
    [
        ("compare", {}, "compare needs 'from'."),
        ("compare", {"from": "2023-09-18", "to": ""}, "compare needs 'to'."),
        ("congruence", {"between": "Armenia"}, "between takes two names, not 1."),
        ("structure", {"about": ["Armenia", "Russia"]}, "'about' is given twice."),
        ("convergence", {"typed": "true"}, "convergence does not take 'typed'"),
        ("flip", {"of": ["Armenia"], "issue": "", "blocs": "true"}, ""),
    ],
)
def test_options_that_are_missing_or_too_many_are_said(client, path, given, said):
    found = client.get(f"/api/measures/{path}", params=given)
    assert found.status_code in {400, 404}, found.text
    assert said in found.json()["error"]["message"]
