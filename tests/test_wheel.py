"""An installed kgraph works from any folder: the dossier travels in the wheel."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import kgraph

_ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow


def test_the_dossier_licences_and_page_travel_in_the_wheel(wheel):
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    kept = {name for name in names if name.startswith("kgraph/_dossier/")}
    beside = [
        path.relative_to(_ROOT).as_posix()
        for folder in ("data", "ontology", "queries", "seeds")
        for path in (_ROOT / folder).rglob("*")
        if path.is_file()
    ]
    assert len(beside) > 50
    assert kept == {f"kgraph/_dossier/{name}" for name in beside}
    assert {name for name in names if name.startswith("kgraph/page/") and ".py" not in name} == {
        "kgraph/page/template.html", "kgraph/page/built/main.js", "kgraph/page/built/style.css",
        "kgraph/page/built/query.css", "kgraph/page/built/query.js",
        "kgraph/page/built/desk.css", "kgraph/page/built/both.js", "kgraph/page/built/desk.js",
    }  # fmt: skip
    templates = "kgraph/curation/templates"
    begun = {
        path.relative_to(_ROOT).as_posix()
        for path in (_ROOT / templates).rglob("*")
        if path.is_file()
    }
    assert f"{templates}/common/dot-gitignore" in begun
    assert {name for name in names if name.startswith(templates)} == begun
    assert "kgraph/py.typed" in names
    assert {Path(name).name for name in names if "/licenses/" in name} == {
        "LICENSE", "LICENSE-DATA", "NOTICE",
    }  # fmt: skip
    assert not [name for name in names if name.startswith(("tests/", "docs/", "benchmarks/"))]


def test_it_reads_its_own_dossier_and_not_the_repositorys(elsewhere):
    code, out, err = elsewhere(
        "-c", "from kgraph.dossier import dossier; print(dossier.find().root)"
    )
    assert (code, err) == (0, "")
    assert out.strip().endswith("_dossier")
    assert str(_ROOT) not in out


def test_it_gives_the_same_rows_and_data_version(elsewhere, kg):
    code, out, err = elsewhere("-m", "kgraph", "query", "members-of", "-p", "alliance=CSTO")
    assert code == 0
    rows = kg.select("SELECT ?m { ?m kg:memberOf actor:csto } ORDER BY ?m").plain()
    assert [line.rpartition("/")[2] for line in out.splitlines()[1:]]
    assert len(out.splitlines()) == len(rows) + 1
    assert kg.data_version in err


def test_the_page_is_written_where_one_stands(elsewhere):
    code, out, err = elsewhere("-m", "kgraph", "explore", "--no-open", "-o", "page.html")
    assert code == 0, err
    assert "page.html" in out + err


def test_a_dossier_is_begun_and_found(elsewhere):
    code, out, err = elsewhere("-m", "kgraph", "init", "own")
    assert code == 0, err
    code, out, err = elsewhere("-m", "kgraph", "check", "--graph", "own", "--format", "table")
    assert (code, out, err) == (0, "", "0 errors, 0 warnings.\n")
    code, out, err = elsewhere("-m", "kgraph", "add", "x", "y", "z", "--by", "a", "--gloss", "b")
    assert code == 4
    assert "kgraph init DIR begins one of your own" in err


def test_the_version_is_one():
    text = (_ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{kgraph.__version__}"' in text
