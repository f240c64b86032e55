"""The page's sources and what is built of them: current, without circles, no text as markup."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from graphlib import TopologicalSorter
from importlib.resources import files
from pathlib import Path

import pytest
from pages import mini, view_of

_ROOT = Path(__file__).resolve().parent.parent
_ASSETS = _ROOT / "kgraph" / "page" / "assets"


@pytest.fixture(scope="module")
def npm():
    """npm, with the tools in place that package-lock.json names."""
    path = shutil.which("npm")
    if path is None or not (_ROOT / "node_modules" / ".installed").exists():
        why = "the page's tools are not here; `make tools` installs them with npm"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    return path


def test_what_is_built_is_built_of_the_sources(npm, tmp_path):
    subprocess.run(
        [npm, "run", "--silent", "build", "--", f"--outdir={tmp_path}"], cwd=_ROOT, check=True
    )
    for name in ("main.js", "style.css", "query.js", "query.css", "desk.js", "desk.css", "both.js"):
        built = files("kgraph.page") / "built" / name
        assert built.read_bytes() == (tmp_path / name).read_bytes(), f"{name}: run make page"


def test_modules_import_each_other_without_circles():
    imported = {
        path.stem: set(re.findall(r'^(?:import|\}).* from "\./(\w+)\.js";$', text, re.MULTILINE))
        for path in _ASSETS.glob("*.js")
        for text in [path.read_text(encoding="utf-8")]
    }
    assert sum(map(len, imported.values())) > 100
    assert set(TopologicalSorter(imported).static_order()) == set(imported)
    # None is left over, beside those that begin the page and the server's pages.
    assert set(imported) - {"main", "query", "desk", "both"} == set().union(*imported.values())


def test_no_source_makes_markup_or_script_of_text():
    texts = [path.read_text(encoding="utf-8") for path in _ASSETS.glob("*.js")]
    assert len(texts) > 20
    for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert not [text for text in texts if sink in text]


def test_every_field_of_the_view_model_is_read():
    sources = "\n".join(path.read_text(encoding="utf-8") for path in _ASSETS.glob("*.js"))
    code = re.sub(r"^ *(?://|/?\*).*$", "", sources, flags=re.MULTILINE)
    view = view_of(mini().page())
    several = ("claims", "documents", "entities", "relations")
    for one in (view, *(view[name][0] for name in several)):
        for field in one:
            assert re.search(rf"\.{field}\b|[{{,]\s*{field}\s*[,:}}]", code), field


def test_the_declared_types_are_those_of_the_view_model():
    declared = (_ASSETS / "types.d.ts").read_text(encoding="utf-8")
    view = view_of(mini().page())
    of = {
        "View": view, "Voice": view["voices"][0], "Grade": next(iter(view["grades"].values())),
        "Entity": view["entities"][0], "Relation": view["relations"][0],
        "SourceDocument": view["documents"][0], "Claim": view["claims"][0],
        "Term": view["terms"][0], "Measured": view["measured"],
        "Measure": view["measured"]["made"][0],
        "Dispute": next(one for claim in view["claims"] for one in claim["disputedBy"]),
    }  # fmt: skip
    for name, value in of.items():
        (body,) = re.findall(
            rf"^interface {name} \{{\n(.*?)^\}}", declared, re.MULTILINE | re.DOTALL
        )
        assert set(re.findall(r"^  (\w+): ", body, re.MULTILINE)) == set(value), name


@pytest.mark.browser
def test_a_browser_that_cannot_unpack_the_page_is_told(browser, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(mini().page(), encoding="utf-8")
    page = browser.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto(path.as_uri())
    page.get_by_text("it needs a browser of 2023 or later").wait_for()
    page.close()


def test_the_lock_names_no_host():
    lock = (_ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert lock.count('"integrity": "sha512-') > 50
    assert '"resolved"' not in lock
