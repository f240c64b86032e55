"""Where nothing forks: what Python has not on Windows is taken from it in the processes under test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from serving import none_left

from benchmarks import desk as desks

_HERE = Path(__file__).resolve().parent
_ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
_MEMBERS = "SELECT ?who { ?who kg:memberOf actor:lake-pact } ORDER BY ?who"
_WHO = ["https://w3id.org/kgraph/actor/tarskia", "https://w3id.org/kgraph/actor/velmora"]


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch, tmp_path):
    path = os.pathsep.join([str(_HERE / "elsewhere"), str(_HERE.parent)])
    monkeypatch.setenv("PYTHONPATH", path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def call(folder):
    """Run a command in a process of its own on the small dossier."""

    def run(*args):
        command = [sys.executable, "-m", "kgraph", *args, "--graph", str(folder)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    return run


def test_what_windows_has_not_is_not_there():
    code = "import asyncio, kgraph.cli, os, socket, subprocess, sys; print(hasattr(os, 'fork'), sys.modules['fcntl'])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False None\n"


def test_a_typed_query_is_answered_and_stopped(call):
    for _ in range(2):  # the store is built, then opened
        found = call("query", _MEMBERS)
        assert found.stdout.split() == ["who", *_WHO], found.stderr
    bound = call("query", "members-of", "-p", "alliance=Lake Pact", "--format", "csv")
    assert bound.returncode == 0, bound.stderr
    assert all(one in bound.stdout for one in _WHO)
    stopped = call("query", "--timeout", "0.5", _ENDLESS)
    assert (stopped.returncode, stopped.stdout) == (6, "")
    assert "longer than 0.5 s" in stopped.stderr
    for text, said in (
        ("ASK {", "query:1:"),
        ("ASK { SERVICE <http://127.0.0.1:9/> {} }", "SERVICE"),
    ):
        refused = call("query", text)
        assert (refused.returncode, refused.stdout) == (3, "")
        assert said in refused.stderr
        assert "Traceback" not in refused.stderr


def test_what_is_built_is_kept_and_what_is_written_is_whole(call, folder, tmp_path):
    assert call("influence").returncode == 0
    (kept,) = (tmp_path / "cache" / "kgraph").glob("*/claims.table")
    before = kept.stat().st_mtime_ns
    again = call("influence")
    assert "cannot be used" not in again.stderr
    assert kept.stat().st_mtime_ns == before
    path = folder / "data" / "triples.ttl"
    text = path.read_text("utf-8")
    path.write_text(text.replace(" ;\n", ";\n", 1), "utf-8")
    ran = call("fmt")
    assert ran.returncode == 0, ran.stderr
    assert path.read_text("utf-8") == text
    assert call("check").returncode == 0


def test_the_server_answers_stops_runaways_writes_and_ends(folder):
    """One server for all of it: a start costs some seconds."""
    with desks.desk(folder, "--timeout", "1", "--corpus", str(folder / "texts")) as one:
        ask = one.client.get
        found = ask("/sparql", params={"query": _MEMBERS, "format": "csv"})
        assert found.text.split() == ["who", *_WHO]
        for _ in range(4):  # more often than there are workers at first
            stopped = ask("/sparql", params={"query": _ENDLESS})
            assert (stopped.status_code, stopped.json()["error"]["code"]) == (504, "limit-time")
            assert ask("/api/measures/ranks").json()["rows"]
        for text in (
            "SELECT",
            "ASK { SERVICE <http://127.0.0.1:9/> {} }",
            "LOAD <file:///etc/hostname>",
        ):
            refused = ask("/sparql", params={"query": text})
            assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad-query")
        cells = {
            "document": "ledger1", "passage": "ledger1-p1s1", "subject": "Velmora", "relation": "backs",
            "object": "Tarskia", "claimant": "Morning Ledger",
        }  # fmt: skip
        changes = one.ask("follows", cells=cells).json()["changes"]
        assert changes[0]["what"] == "Velmora backs Tarskia"
        added = one.ask("add", cells=cells, version=one.version())
        (name,) = added.json()["claims"]
        assert f"claim:{name} a kg:Claim" in (folder / "data" / "triples.ttl").read_text("utf-8")
        with none_left(one.process.pid):
            one.process.send_signal(signal.SIGINT)
            assert one.process.wait(10) == 130
        assert "Traceback" not in one.process.stderr.read()
        with pytest.raises(httpx.HTTPError):
            ask("/healthz")
