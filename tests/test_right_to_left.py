"""Names from right to left keep their place beside an arrow or a comma, wherever they are read."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import kgraph
from kgraph import cli
from kgraph.text import apart, cells, html, isolated, readable

_ROOT = Path(__file__).resolve().parent
_MINI = _ROOT / "dossiers" / "mini"
_BIDI = _ROOT.parent / "kgraph" / "page" / "assets" / "bidi.js"
_NAMES = {"Velmora": "\u05d5\u05d5\u05dc\u05de\u05d5\u05e8\u05d4", "Tarskia": "\u05d8\u05e8\u05e1\u05e7\u05d9\u05d4", "Oshen": "\u0627\u0648\u0634\u0646 \u0627\u0644\u0639\u0644\u064a\u0627"}  # fmt: skip
_A, _B, _C = _NAMES.values()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The made-up dossier with two names in Hebrew and one in Arabic."""
    root = tmp_path_factory.mktemp("rtl") / "own"
    shutil.copytree(_MINI, root)
    data = root / "data" / "triples.ttl"
    text = data.read_text(encoding="utf-8")
    for name, written in _NAMES.items():
        text = text.replace(f'skos:prefLabel "{name}"@en', f'skos:prefLabel "{written}"@en')
    data.write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def kg(folder):
    return kgraph.open(folder, cache=False)


def _order(visit, path, places):
    """Return names as a browser draws them, from left to right, in each place of a file."""
    path.write_text(_HEAD + path.read_text(encoding="utf-8"), encoding="utf-8")
    page = visit(path)
    return page.evaluate(_DRAWN, [places, list(_NAMES.values())])


_HEAD = '<!doctype html><html data-ready><meta charset="utf-8">'
_DRAWN = """([places, names]) => [...document.querySelectorAll(places)].map((place) => {
  const found = [];
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const name of names)
      for (let at = node.data.indexOf(name); at >= 0; at = node.data.indexOf(name, at + 1)) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + name.length);
        const { left, top } = range.getBoundingClientRect();
        found.push({ name, left, top });
      }
  return found.sort((a, b) => a.top - b.top || a.left - b.left).map(({ name }) => name);
})"""

_SAID = [
    f"{_A} → {_B}", f"{_A} > {_B}", f"{_A} and {_B}", f"{_A} | {_B}", f"said by {_B}; {_A}: {_C}",
    f"{_A} is allied with {_B}, affecting {_C}.", f"({_A}) says “{_B}”",
]  # fmt: skip


def _in_order(text):
    return sorted((name for name in _NAMES.values() if name in text), key=text.index)


def test_names_stand_in_their_order_in_a_browser(tmp_path, visit):
    file = tmp_path / "said.html"
    lines = "".join(f"<p>{apart(text).replace('<', '&lt;')}</p>" for text in _SAID)
    file.write_text(lines, encoding="utf-8")
    assert _order(visit, file, "p") == [_in_order(text) for text in _SAID]
    # Without the marks, the first two would change places: the test sees what it is for.
    file.write_text(f"<p>{_A} → {_B}</p>", encoding="utf-8")
    assert _order(visit, file, "p") == [[_B, _A]]


def test_the_page_and_the_library_keep_apart_alike():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not here")
    texts = [
        *_SAID, f"{_A}, {_B}", f"({_A})", f"say {isolated(_A)} → {_B}", "A → B", "", f"{_A}  {_B}", f"\u202e{_A}\u2069 x\u2068 → {_B}\u2069", "a\u202eb",
        "\u05d0 \u05d1 2031, \u05d2.", "\u05d0-\u05d1 IDF \u05d2\u05d3", "x \u05d0\t\u05d1 [\u05d2]",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u062f = \u07ca\u07cb", "\u05d0\u0301 \u4e2d \u05d1", "1 \u05d0 2 \u05d1 3",
    ]  # fmt: skip
    script = (
        f"import {{ readable }} from {json.dumps(_BIDI.as_uri())};\n"
        "let text = ''; process.stdin.on('data', (part) => (text += part)).on('end', () =>"
        "process.stdout.write(JSON.stringify(JSON.parse(text).map(readable))));"
    )
    ran = subprocess.run(
        [node, "--no-warnings", "--input-type=module", "-e", script],
        input=json.dumps(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(ran.stdout) == [apart(text) for text in texts]


def test_what_is_kept_apart_stays_and_what_would_steer_is_spelt_out():
    assert apart(apart(f"{_A} → {_B}")) == apart(f"{_A} → {_B}")
    assert apart(f"{isolated(_A)} → {_B}") == f"{isolated(_A)} → {isolated(_B)}"
    for text in (f"\u2067{_A}", f"{_A}\u202e", f"\u2068{_A}", "\u2068Ann\u2069"):
        assert "\\u20" in readable(text)
        assert apart(text) == isolated(text)
    assert apart("A → B") == "A → B"


def test_the_page_draws_the_first_name_on_the_left(kg, tmp_path, visit):
    file = tmp_path / "page.html"
    file.write_text(kg.page(), encoding="utf-8")
    edges = [edge for edge in kg.influence().edges if {kg.name(edge.source).label, kg.name(edge.target).label} < set(_NAMES.values())]  # fmt: skip
    assert edges
    page = visit(file, "layer=influence&view=table")
    page.get_by_role("tab", name="Influence", exact=True).click()
    for edge in edges:
        page.evaluate(
            "(edge) => window.kgraph.app.choose('edge', ...edge)",
            [edge.source, edge.target, str(edge.sign)],
        )
        drawn = page.evaluate(_DRAWN, ["#evidence h2", list(_NAMES.values())])
        expected = [kg.name(edge.source).label, kg.name(edge.target).label]
        assert expected in drawn
    assert page.problems == []


def test_pictures_and_notebooks_draw_the_first_name_on_the_left(kg, tmp_path, visit):
    first, second = kg.name("velmora").label, kg.name("tarskia").label
    picture = tmp_path / "strip.html"
    picture.write_text(kg.picture("strip", "velmora", "tarskia"), encoding="utf-8")
    drawn = [names for names in _order(visit, picture, "text") if len(names) == 2]
    assert [first, second] in drawn
    shown = tmp_path / "shown.html"
    table = html(
        [{"who": first, "whom": second}], {"pair": lambda row: f"{row['who']} > {row['whom']}"}
    )
    shown.write_text(table, encoding="utf-8")
    assert _order(visit, shown, "td") == [[first, second]]


def test_lists_of_names_are_read_in_their_order():
    rows = [{"both": [_A, _B], "gloss": f"{_A} IDF {_B}"}]
    found = cells(rows, {"both": "both", "gloss": "gloss"}, marked=True)
    assert found["both"] == [f"{isolated(_A)}, {isolated(_B)}"]
    assert found["gloss"] == [isolated(f"{_A} IDF {_B}")]


def _told(capsys, *args):
    capsys.readouterr()
    with pytest.raises(SystemExit):
        cli.main([*args])
    return capsys.readouterr().out


def test_a_terminal_gets_marks_and_other_programs_none(folder, capsys):
    asked = ("influence", "--graph", str(folder), "--format")
    table = _told(capsys, *asked, "table")
    assert "\u2068" in table
    assert table.count("\u2068") == table.count("\u2069")
    for kind in ("csv", "json", "jsonl"):
        told = _told(capsys, *asked, kind)
        assert _A in told
        assert not {"\u2068", "\u2069"} & set(told)
    named = ("explain", "velmora", "tarskia", "--graph", str(folder), "--format", "table")
    assert "\u2068" in _told(capsys, *named)
