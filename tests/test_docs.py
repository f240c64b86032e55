"""The documentation builds without the network, fetches nothing when read, and misses nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import kgraph
from kgraph import cli
from kgraph.dossier import shelf
from kgraph.measures.register import MEASURES

_ROOT = Path(__file__).resolve().parent.parent
_NOWHERE = "http://127.0.0.1:9"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    ran = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", folder],
        cwd=_ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "HTTP_PROXY": _NOWHERE, "HTTPS_PROXY": _NOWHERE},
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    return folder


def _page(site, name):
    return (site / f"{name}.html").read_text(encoding="utf-8")


def test_no_page_loads_anything_from_elsewhere(site):
    pages = sorted(site.glob("*.html"))
    assert len(pages) >= 10
    for page in pages:
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|link|iframe)[^>]+(?:src|href)="(https?:[^"]+)"', text)
        assert loaded == [], page.name


def test_the_vocabulary_page_has_every_relation(site):
    text = _page(site, "vocabulary")
    relations = kgraph.open().relations()
    assert len(relations) > 60
    assert [r.id for r in relations if f'id="{r.id}"' not in text] == []


def test_the_questions_page_has_every_question(site):
    text = _page(site, "questions")
    names = [question.name for question in shelf.questions(kgraph.open().dossier)]
    assert [name for name in names if f'id="{name}"' not in text] == []


def test_the_measures_page_has_every_measure(site):
    text = _page(site, "measures")
    assert [name for name in MEASURES if f"<code>{name}</code>" not in text] == []


def test_the_api_page_has_every_method_of_the_face(site):
    text = _page(site, "api")
    public = [name for name in vars(kgraph.KnowledgeGraph) if not name.startswith("_")]
    assert len(public) > 20
    assert [n for n in public if f'id="kgraph.graph.KnowledgeGraph.{n}"' not in text] == []


def test_the_command_line_page_has_every_command(site):
    text = _page(site, "cli")
    names = [name for group in cli.COMMANDS.values() for name in group]
    assert [name for name in names if f"kgraph {name}" not in text] == []
