"""What the command line does not load: help is instant, and a query in a pipe starts at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kgraph import cli

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_HEAVY = {
    "IPython", "duckdb", "jinja2", "networkx", "numpy", "pandas", "pyshacl", "pyvis", "rdflib",
    "rich", "scipy",
}  # fmt: skip
#: Runs the command line and lists on stderr what it has loaded.
_SCRIPT = """
import json, sys
from kgraph.cli import main
try:
    main(sys.argv[1:])
except SystemExit as stop:
    code = stop.code
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


def _warm(*call):
    """Ask twice: the first builds, the second makes the store on disk."""
    _loaded(*call)
    _loaded(*call)


def _loaded(*args):
    ran = subprocess.run(
        [sys.executable, "-c", _SCRIPT, *args],
        capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "80"},
    )  # fmt: skip
    code, modules = json.loads(ran.stderr.splitlines()[-1])
    assert code == 0
    assert ran.stdout
    return set(modules)


@pytest.mark.parametrize("args", [[], ["--help"], ["--version"]])
def test_help_loads_no_engine_and_no_command(args):
    loaded = _loaded(*args)
    assert loaded & {*_HEAVY, "pyoxigraph"} == set()
    assert {name for name in loaded if name.startswith("kgraph")} == {
        "kgraph", "kgraph.cli", "kgraph.cli.complete", "kgraph.cli.options", "kgraph.errors",
    }  # fmt: skip


@pytest.mark.parametrize("name", [name for group in cli.COMMANDS.values() for name in group])
def test_help_on_a_command_loads_nothing_heavy(name):
    assert _loaded(name, "--help") & {*_HEAVY, "pyoxigraph"} == set()


def test_a_warm_query_in_a_pipe_loads_little_and_leaves_the_engine_to_the_worker():
    call = ["--graph", str(_MINI), "query", "SELECT ?who { ?who kg:memberOf actor:lake-pact }"]
    _warm(*call)
    loaded = _loaded(*call)
    assert loaded & {*_HEAVY, "pyoxigraph", "json"} == {"json"}  # json is the script's own
    assert {name for name in loaded if name.startswith("kgraph.")} == {
        "kgraph.cli", "kgraph.cli.complete", "kgraph.cli.options", "kgraph.cli.output",
        "kgraph.cli.progress", "kgraph.cli.query", "kgraph.dossier", "kgraph.dossier.dossier",
        "kgraph.dossier.foreign", "kgraph.dossier.guard", "kgraph.dossier.terms",
        "kgraph.dossier.worker", "kgraph.errors", "kgraph.files", "kgraph.result", "kgraph.text",
        "kgraph.vocabulary",
    }  # fmt: skip


def test_the_worker_of_a_warm_query_loads_the_engine_and_little_else():
    call = ["--graph", str(_MINI), "query", "SELECT ?who { ?who kg:memberOf actor:lake-pact }"]
    _warm(*call)
    listed = """
import os
from kgraph.dossier import worker
confine = worker._confine
kept = os.dup(2)
def told(memory, files):
    os.write(kept, f"{json.dumps(sorted(sys.modules))}{chr(10)}".encode())
    confine(memory, files)
worker._confine = told
"""
    ran = subprocess.run(
        [sys.executable, "-c", _SCRIPT.replace("import json, sys", f"import json, sys{listed}"), *call],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(json.loads(ran.stderr.splitlines()[0]))
    assert loaded & _HEAVY == set()
    assert "pyoxigraph" in loaded
    assert {name for name in loaded if name.startswith("kgraph.dossier.")} == {
        "kgraph.dossier.answering", "kgraph.dossier.cache", "kgraph.dossier.foreign",
        "kgraph.dossier.guard", "kgraph.dossier.lines", "kgraph.dossier.opening", "kgraph.dossier.store",
        "kgraph.dossier.terms", "kgraph.dossier.worker",
    }  # fmt: skip


@pytest.mark.parametrize("args", [["influence"], ["stance", "blocs"], ["contradictions"]])
def test_a_warm_network_loads_no_graph_library(args):
    call = ["--graph", str(_MINI), *args]
    _loaded(*call)
    assert _loaded(*call) & (_HEAVY - {"numpy"}) == set()
