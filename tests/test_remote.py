"""Dossiers in triple stores: two real ones, one that misbehaves in every way, and our own server."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pyoxigraph as ox
import pytest
from serving import serving

import kgraph
from kgraph.dossier import cache
from kgraph.errors import AccessError, BadOption, InputError, LimitError, UnwritableTarget
from kgraph.remote.endpoint import VARIABLE, Endpoint, address
from kgraph.remote.fetching import digest, fetched, held
from kgraph.remote.pushing import push
from kgraph.vocabulary import ABOUT, CURATED, DERIVED, KG, PREFIXES, VOCABULARY

pytestmark = pytest.mark.slow

_MINI = Path(__file__).parent / "dossiers" / "mini"
_VALUES = {
    "actor": "actor:velmora", "alliance": "actor:lake-pact", "day": "2031-04-10",
    "event": "event:road-closure", "issue": "issue:longer-watch", "what": "event:road-closure",
    "whole": "actor:rivers-union", "whom": "actor:velmora",
}  # fmt: skip
_GRAPHS = (VOCABULARY, CURATED, DERIVED)
_VIRTUOSO = """
[Database]
DatabaseFile = {at}/virtuoso.db
ErrorLogFile = {at}/virtuoso.log
LockFile = {at}/virtuoso.lck
TransactionFile = {at}/virtuoso.trx
xa_persistent_file = {at}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {at}/temp.db
TransactionFile = {at}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{other}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 10000
"""


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_MINI)


def _program(name):
    """The path of a program: of this environment, or of the system."""
    return shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


def _ports(number):
    """Free ports of this machine."""
    several = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    found = [one.getsockname()[1] for one in several]
    for one in several:
        one.close()
    return found


@contextmanager
def _running(program, *args, port, path, folder):
    call = [_program(program), *args]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(call, stdout=log, stderr=log, cwd=folder)
        try:
            url = f"http://127.0.0.1:{port}{path}"
            for _ in range(600):
                try:
                    httpx.get(url, params={"query": "ASK {}"}, timeout=10)
                    break
                except httpx.TransportError:
                    assert process.poll() is None, (folder / "log").read_text("utf-8", "replace")
                    time.sleep(0.05)  # until it listens
            yield url
        finally:
            process.terminate()
            process.wait()


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso-t"])
def store(request, tmp_path_factory):
    """A triple store: the address of its queries, and of its graphs."""
    if _program(request.param) is None:
        if os.environ.get("CI"):
            pytest.fail(f"{request.param} is missing on CI; .ci/run installs it")
        pytest.skip(f"{request.param} is not installed (Debian package virtuoso-opensource-7-bin)")
    folder = tmp_path_factory.mktemp("store")
    port, other = _ports(2)
    if request.param == "oxigraph":
        call = ("serve", "--location", "store", "--bind", f"127.0.0.1:{port}")
        with _running("oxigraph", *call, port=port, path="/query", folder=folder) as url:
            yield url, f"http://127.0.0.1:{port}/store"
        return
    settings = _VIRTUOSO.format(at=folder, port=port, other=other)
    (folder / "v.ini").write_text(settings, "utf-8")
    netrc = folder / "netrc"
    netrc.write_text("machine 127.0.0.1 login dba password dba\n", "utf-8")
    netrc.chmod(0o600)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETRC", str(netrc))
        call = ("-f", "-c", "v.ini")
        with _running("virtuoso-t", *call, port=port, path="/sparql", folder=folder) as url:
            yield url, f"http://127.0.0.1:{port}/sparql-graph-crud-auth"


def test_what_is_pushed_is_read_again_as_it_was(store, run, mini):
    query, graphs = store
    code, out, err = run("push", graphs, "--graph", _MINI)
    assert (code, out) == (0, "")
    assert f"Data version {mini.data_version}" in err
    there = kgraph.open(query)
    assert (there.data_version, there.notes) == (mini.data_version, ())
    assert there.claims().result.rows() == mini.claims().result.rows()
    for name in ("influence", "conduct", "positions", "structure"):
        assert getattr(there, name)().rows() == getattr(mini, name)().rows()
    assert there.contradictions().rows() == mini.contradictions().rows()
    for one in mini.questions():
        given = {name.name: _VALUES[name.name] for name in one.parameters}
        assert there.question(one.name, **given) == mini.question(one.name, **given), one.name


def test_every_command_says_the_same_of_it(store, run, tmp_path):
    run("push", store[1], "--graph", _MINI)
    for call in (
        ["influence", "--on", "Velmora"], ["stance", "positions", "--roll-up"], ["structure"],
        ["contradictions"], ["claims", "--about", "Tarskia"], ["actor", "Velmora"], ["find", "road"],
        ["explain", "Velmora", "Tarskia"], ["query", "members-of", "-p", "alliance=lake-pact"],
        ["query", "SELECT ?c { ?c a kg:StandingClaim } ORDER BY ?c"], ["export", "graphml"],
        ["picture", "graph"], ["compare", "--from", "2031-03-01", "--to", "2031-04-15"],
    ):  # fmt: skip
        assert run(*call, "--graph", store[0]) == run(*call, "--graph", _MINI), call
    page = tmp_path / "page.html"
    code, _, _ = run("explore", "--no-open", "-o", page, "--graph", store[0])
    assert code == 0
    assert "<title>The closed valley road" in page.read_text("utf-8")


def test_a_doctor_finds_out_what_it_can_do(store, run):
    run("push", store[1], "--graph", _MINI)
    code, out, _ = run("doctor", store[0], "--format", "csv")
    assert code == 0
    told = {row["probe"]: row for row in csv.DictReader(io.StringIO(out))}
    assert told["counts"]["found"] == "100,000 of 100,000"
    assert told["says which version"]["ok"] == "true"
    cut = "virtuoso" in told["answers in JSON"]["found"].lower()
    # Virtuoso gives 10,000 rows of 20,000 and calls it a success.
    assert (told["gives whole answers"]["ok"] == "false") is cut
    assert (told["divides whole numbers"]["ok"] == "false") is cut


def test_what_was_fetched_is_not_fetched_again_until_it_is_pushed_anew(store, run, monkeypatch):
    run("push", store[1], "--graph", _MINI)
    kgraph.open(store[0])
    asked = []
    select = Endpoint.select
    monkeypatch.setattr(Endpoint, "select", lambda at, q: asked.append(q) or select(at, q))
    kgraph.open(store[0])
    assert asked
    assert not [query for query in asked if "OFFSET" in query]
    run("push", store[1])
    assert kgraph.open(store[0]).data_version == kgraph.open().data_version
    assert [query for query in asked if "OFFSET" in query]


def test_what_is_changed_there_has_a_version_of_its_own(store, run, mini):
    run("push", store[1], "--graph", _MINI)
    with Endpoint(store[1]) as graphs:
        kept = mini.store.dump(CURATED, "nt").splitlines(keepends=True)
        without = [line for line in kept if b"ledger3-018" not in line]
        graphs.put(CURATED, b"".join(without))
    there = kgraph.open(store[0])
    assert there.data_version != mini.data_version
    assert "holds something else than was pushed there as" in there.notes[0]
    assert len(there.claims()) == len(mini.claims()) - 1


def test_more_rows_than_a_store_gives_at_once(store, tmp_path):
    """Thirty thousand triples, of which Virtuoso gives ten thousand and calls it a success."""
    query, graphs = store
    lines = "".join(
        f'<http://example.org/{n}> <{KG}note> "line {n} {chr(0x531 + n % 30)}" .\n'
        for n in range(30_000)
    )
    lines += f"<{PREFIXES['claim']}a-001> <{PREFIXES['rdf']}type> <{KG}Claim> .\n"
    whole = "http://example.org/whole"
    with Endpoint(graphs) as at:
        at.put(whole, lines.encode())
    with Endpoint(query) as at:
        said = []
        found = held(at, address(f"{query}#{whole}"))
        came = fetched(at, found, said.append)
    assert found.triples == {whole: 30_001}
    assert came.graphs[whole] == b"".join(sorted(lines.encode().splitlines(keepends=True)))
    assert said[-1] == "fetching 30,001 of 30,001 triples"


# --- one that misbehaves


def _table(*rows, names=("s", "p", "o")):
    bindings = [dict(zip(names, row, strict=True)) for row in rows]
    return {"head": {"vars": list(names)}, "results": {"bindings": bindings}}


class _Odd:
    """An endpoint that answers each query as it is told to; ``asked`` has what it was asked."""

    def __init__(self):
        self.asked = []
        self.answers = []

    def __call__(self, query, headers):
        self.asked.append((query, headers))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def odd():
    """An endpoint on this machine, and what it answers: status, headers and body."""
    told = _Odd()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            status, headers, body = told(form["query"][0], self.headers)
            self.send_response(status)
            for name, value in {"content-length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}/sparql"
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


def _said(body, status=200, **headers):
    kind = headers.pop("kind", "application/sparql-results+json")
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return status, {"content-type": kind, **headers}, content


_EMPTY = _said(_table())


@pytest.mark.parametrize(
    ("answer", "error", "sentence"),
    [
        (_said(b"<html>", kind="text/html"), InputError, "text/html where JSON was asked for"),
        (_said(b'{"head": {"vars": ['), InputError, "cut or no JSON"),
        (_said({"boolean": True}), InputError, "something else than rows"),
        (_said(b"", 302, location="http://elsewhere.example/"), AccessError, "sends on to http"),
        (_said(b"", 401), AccessError, "wants to know who asks"),
        (_said(b"no such graph", 404), AccessError, r"refuses \(404\): no such graph"),
        (_said(b"", 500), AccessError, r"refuses \(500\)\."),
        (_said(b"", 503), LimitError, "is busy still"),
    ],
)
def test_what_is_no_answer_is_said(odd, answer, error, sentence):
    odd.answers = [answer]
    with Endpoint(odd.url, sleep=lambda _: None) as at, pytest.raises(error, match=sentence):
        at.select("SELECT * {}")


def test_a_busy_server_is_asked_again(odd):
    waited = []
    odd.answers = [_said(b"", 503), _said(b"", 429), _EMPTY]
    with Endpoint(odd.url, sleep=waited.append) as at:
        assert at.select("SELECT * {}").rows == []
    assert waited == [1.0, 3.0]
    assert len(odd.asked) == 3


def test_nobody_there_is_said(run):
    (port,) = _ports(1)
    with (
        Endpoint(f"http://127.0.0.1:{port}/sparql", sleep=lambda _: None) as at,
        pytest.raises(AccessError, match="cannot be reached"),
    ):
        at.select("SELECT * {}")


def _number(n):
    return _said(_table(({"type": "literal", "value": str(n)},), names=("n",)))


def _triple(n, **more):
    about = {"type": "uri", "value": f"http://example.org/{n}"}
    return about, about, {"type": "typed-literal", "value": "1", **more}


def _claims(graph):
    named = {"type": "uri", "value": graph}
    return _said(_table((named, {"type": "literal", "value": "1"}), names=("g", "n")))


@pytest.mark.parametrize(
    ("pages", "number"),
    [
        # Fewer than counted, in its own order and in a fixed one; the same row twice.
        ([_said(_table(_triple(1))), _EMPTY], 2),
        ([_said(_table(_triple(1), _triple(1)))], 2),
    ],
)
def test_rows_that_are_missing_are_said(odd, pages, number):
    odd.answers = [_claims("http://example.org/g"), _number(number), _EMPTY, *pages, *pages]
    with pytest.raises(InputError, match=r"counts 2 triples in the graph http://example.org/g and"):
        kgraph.open(odd.url)


def test_older_forms_of_literals_are_read(odd):
    odd.answers = [
        _claims("http://example.org/g"), _number(1), _EMPTY,
        _said(_table(_triple(1, datatype=f"{PREFIXES['xsd']}boolean"))),
    ]  # fmt: skip
    with Endpoint(odd.url) as at:
        came = fetched(at, held(at, address(odd.url)))
    (line,) = came.graphs["http://example.org/g"].splitlines()
    assert line.endswith(b'"true"^^<http://www.w3.org/2001/XMLSchema#boolean> .')


def test_a_store_without_claims_is_said(odd, run):
    odd.answers = [_EMPTY]
    code, out, err = run("influence", "--graph", odd.url)
    assert (code, out) == (3, "")
    assert "holds no claims; kgraph push writes" in " ".join(err.split())


def test_of_several_graphs_with_claims_one_is_to_be_named(odd):
    graphs = [{"type": "uri", "value": f"http://example.org/{name}"} for name in "ab"]
    one = {"type": "literal", "value": "1"}
    odd.answers = [_said(_table(*((graph, one) for graph in graphs), names=("g", "n")))]
    with pytest.raises(BadOption, match=r"name one behind the address: \S+#http://example.org/a\."):
        kgraph.open(odd.url)


def test_a_token_goes_to_the_endpoint_and_over_no_open_line(odd, monkeypatch):
    monkeypatch.setenv(VARIABLE, "secret")
    odd.answers = [_EMPTY]
    with Endpoint(odd.url) as at:
        at.select("SELECT * {}")
    assert odd.asked[0][1]["authorization"] == "Bearer secret"
    with pytest.raises(BadOption, match="use https"):
        Endpoint("http://example.org/sparql")


@pytest.mark.parametrize("text", ["https://", "https://a:b@example.org/sparql", "http://x:y/"])
def test_addresses_that_are_none(text, run):
    code, _, err = run("influence", "--graph", text)
    assert code == 2
    assert "address" in err
    assert "a:b" not in err


def test_what_works_on_files_is_refused(odd, run):
    for call in (["check"], ["fmt"], ["coverage"], ["pin"], ["retract", "a-001", "--reason", "x"]):
        code, out, err = run(*call, "--graph", odd.url)
        assert (code, out) == (4, ""), call
        assert "is read and not curated" in " ".join(err.split())
    assert odd.asked == []


def test_our_own_server_is_an_endpoint_too():
    with serving("--graph", str(_MINI)) as (url, _):
        there = kgraph.open(f"{url}/sparql")
        here = kgraph.open(_MINI)
        assert there.influence().rows() == here.influence().rows()


def test_a_single_graph_of_turtle_is_enough(store, run, tmp_path):
    """What ``kgraph export ttl --derived`` writes, in a graph of its own."""
    run("export", "ttl", "--derived", "--graph", _MINI, "-o", tmp_path / "built.ttl")
    text = (tmp_path / "built.ttl").read_bytes()
    lines = ox.serialize(ox.parse(text, format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES)
    with Endpoint(store[1]) as at:
        at.put("http://example.org/alone", lines)
    there, here = kgraph.open(f"{store[0]}#http://example.org/alone"), kgraph.open(_MINI)
    for name in ("influence", "conduct", "positions", "structure"):
        assert getattr(there, name)().rows() == getattr(here, name)().rows()


def test_a_digest_is_of_triples_and_not_of_their_order():
    lines = b'<a:b> <a:c> "x" .\n<a:b> <a:c> "y" .\n'
    turned = b"".join(reversed(lines.splitlines(keepends=True)))
    assert digest({"g": lines}) == digest({"g": turned + b"_:b <a:c> <a:d> .\n"})
    assert digest({"g": lines}) != digest({"h": lines})


def test_damage_to_what_is_kept_is_fetched_anew(store, run, mini):
    run("push", store[1], "--graph", _MINI)
    there = kgraph.open(store[0])
    (file,) = there.dossier.data
    assert file.is_relative_to(cache.folder())
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-200])
    assert kgraph.open(store[0]).claims().result.rows() == mini.claims().result.rows()


def test_what_cannot_be_kept_is_said(store, run, monkeypatch, tmp_path):
    run("push", store[1], "--graph", _MINI)
    (tmp_path / "kgraph").write_text("a file")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(UnwritableTarget, match="XDG_CACHE_HOME"):
        kgraph.open(store[0])


def test_a_push_says_last_what_it_is(monkeypatch):
    put = []
    monkeypatch.setattr(Endpoint, "put", lambda _, graph, triples: put.append((graph, triples)))
    with Endpoint("http://127.0.0.1:1/store") as at:
        push(at, dict.fromkeys(_GRAPHS, b"<a:b> <a:c> <a:d> .\n"), "0123456789ab")
    assert [graph for graph, _ in put] == [*_GRAPHS, ABOUT]
    assert b"0123456789ab" in put[-1][1]


def test_a_doctor_of_nothing_is_ill(run):
    (port,) = _ports(1)
    code, out, _ = run("doctor", f"http://127.0.0.1:{port}/sparql", "--format", "csv")
    assert code == 1
    assert "cannot be reached" in out
