"""Fixtures that several test modules share."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import witness as witnesses
from hypothesis import settings

import kgraph
from kgraph import cli

#: It takes from Python what another system has not, as soon as anybody imports it.
collect_ignore = ["elsewhere"]

# A slow machine is no failure.
settings.register_profile("kgraph", deadline=None)
settings.load_profile("kgraph")

ROOT = Path(__file__).resolve().parent.parent
#: Taken out of the environment: what is under test has texts only where a test gives them.
_CORPUS = os.environ.pop("KGRAPH_CORPUS", "")
# As many processes as there are cores run tests: none of them gains by threads of its own.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# A process of several that run tests is told how wide the terminal is; commands are not to be.
os.environ.pop("COLUMNS", None)
#: Who runs the tests is no coder.
os.environ["KGRAPH_CODER"] = ""
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what drives a browser, all of it and no more; and the examples of the README as slow."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if item.path.name == "README.md":
            item.add_marker("slow")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory):
    """Tests build stores in a cache of their own."""
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def kg(_own_cache):
    return kgraph.open()


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    """What `pip wheel` makes of the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check",
         "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT],
        check=True, capture_output=True,
    )  # fmt: skip
    (found,) = folder.glob("kgraph-*.whl")
    return found


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory):
    """Run Python in an empty folder with the unpacked wheel in place of the repository.

    The folder is the attribute ``folder`` of what runs it.
    """
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    folder = tmp_path_factory.mktemp("anywhere")

    def run(*args):
        ran = subprocess.run(
            [sys.executable, *args], cwd=folder, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(site), "COLUMNS": "200"},
        )  # fmt: skip
        return ran.returncode, ran.stdout, ran.stderr

    run.folder = folder
    return run


@pytest.fixture(scope="module")
def witness():
    listener = witnesses.Witness()
    yield listener
    listener.close()


@pytest.fixture(scope="module")
def payloads(witness):
    made = witnesses.queries(witness.url)
    assert len(made) == len(set(made)) >= 100
    return made


@pytest.fixture
def unseen(witness):
    """What runs with this reaches nobody."""
    before = witness.connections
    yield
    assert witness.connections == before


@pytest.fixture
def folder(tmp_path):
    """A copy of the small dossier, to be written to."""
    shutil.copytree(ROOT / "tests" / "dossiers" / "mini", tmp_path / "mini")
    return tmp_path / "mini"


@pytest.fixture
def run(capsys, monkeypatch):
    """Run a command of kgraph in this process; gives its exit code, stdout and stderr."""
    monkeypatch.setenv("COLUMNS", "80")

    def call(*args):
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main([*map(str, args)])
        written = capsys.readouterr()
        return stop.value.code, written.out, written.err

    return call


@pytest.fixture
def opened_once(monkeypatch):
    """Let commands get one open graph, where what they say of it is under test and not the opening."""

    def share(kg):
        def opened(path, **_):
            assert Path(path).resolve() == kg.dossier.root.resolve()
            return kg

        monkeypatch.setattr(kgraph, "open", opened)

    return share


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder with the article texts, which are not in the repository."""
    folder = Path(_CORPUS or ROOT.parent / "shared" / "seeds")
    if not any(folder.glob("*.txt")):
        pytest.skip("the article texts are not here; set KGRAPH_CORPUS to their folder")
    return folder


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, driven by playwright: its headless shell, which draws the same, if there.

    A whole browser takes three times as long to open a page, for windows that nobody sees.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing on CI; .ci/run installs it")
        pytest.skip("Chromium is not installed (Debian package chromium-headless-shell)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser):
    """Open an HTML text from a file, with every request but that of the file blocked and kept."""
    contexts = []

    def opened(path: Path, fragment: str = "", **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.requests, page.problems = [], []

        def route(handler):
            if handler.request.url.startswith("file:"):
                handler.continue_()
            else:
                page.requests.append(handler.request.url)
                handler.abort()

        page.route("**/*", route)
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on(
            "console",
            lambda said: page.problems.append(said.text) if said.type == "error" else None,
        )
        page.goto(path.as_uri() + (f"#{fragment}" if fragment else ""))
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
