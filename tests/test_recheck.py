"""A check of what changed finds what a check of all finds, whatever was changed how often."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgraph.curation import checks, recheck
from kgraph.dossier import cache, dossier

pytestmark = pytest.mark.slow

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_CLAIMS, _SOURCES, _PINS = "data/triples.ttl", "seeds/sources.ttl", "seeds/passages.ttl"
_NEW = """claim:forum-9{n} a kg:Claim ;
    kg:subject actor:oshen ; kg:relation kg:{relation} ; kg:object actor:tarskia ;
    kg:claimant actor:policy-forum ; kg:factuality kg:certain ; kg:passage ps:forum-p1s1 ;
    {more}kg:gloss "Made for a test."@en .
"""
# Each is a text to look for, every time it stands there a place to change, and what to write there.
_EDITS = {
    "subject": (_CLAIMS, r"kg:subject actor:\w+", "kg:subject actor:lost"),
    "object": (_CLAIMS, r"kg:object [a-z]+:[\w-]+", "kg:object issue:self-rule"),
    "unknown word": (_CLAIMS, r"kg:factuality kg:\w+", "kg:factuality kg:certian"),
    "no day": (_CLAIMS, r'kg:when "[^"]*"', 'kg:when "soon"'),
    "order": (_CLAIMS, r'kg:when "[^"]*"', "kg:before event:road-closure"),
    "dated": (_CLAIMS, r"kg:relation kg:\w+ ; kg:object [\w:-]+", 'kg:relation kg:dated ; kg:value "2031-03-05"'),
    "name": (_CLAIMS, r'skos:prefLabel "[^"]*"', 'skos:prefLabel "Tarskia"'),
    "blank name": (_CLAIMS, r'skos:prefLabel "[^"]*"', 'skos:prefLabel "\u200b"'),
    "kind": (_CLAIMS, r"a kg:(?:State|Alliance|Place|Issue)", "a kg:Event"),
    "part of itself": (_CLAIMS, r"(actor:\w+) a kg:State ;", r"\1 a kg:State ; kg:partOf \1 ;"),
    "entity gone": (_CLAIMS, r"(?m)^(?:actor|issue|event|place|office):[^.]*?(?<=@en) \.\n", ""),
    "claim gone": (_CLAIMS, r"(?ms)^claim:.*?@en \.\n", ""),
    "claim twice": (_CLAIMS, r"(?ms)^claim:.*?@en \.\n", r"\g<0>\g<0>"),
    "comment": (_CLAIMS, r"(?m)^claim:", "# A remark.\n\nclaim:"),
    "same thing": (_CLAIMS, r"(actor:\w+) a kg:State ;", r"\1 a kg:State ; skos:exactMatch <http://www.wikidata.org/entity/Q1> ;"),
    "prefix": (_CLAIMS, r"(?m)^@prefix agr:.*\n", ""),
    "new prefix": (_CLAIMS, r"(?m)^@prefix agr:", "@prefix ex: <https://example.org/> .\n@prefix agr:"),
    "no Turtle": (_CLAIMS, r"kg:mode", "kg:mode kg:"),
    "long text": (_CLAIMS, r'"([^"]+)"@en', r'"""\1"""@en'),
    "blank node": (_CLAIMS, r"kg:claimant actor:\w+", "kg:claimant [ ]"),
    "publisher": (_SOURCES, r"dcterms:publisher actor:[\w-]+", "dcterms:publisher actor:tallo"),
    "document": (_SOURCES, r"(?m)^doc:ledger1 ", "doc:ledger5 "),
    "passage gone": (_PINS, r"(?ms)^ps:.*?\" \.\n", ""),
    "passage elsewhere": (_PINS, r"kg:document doc:\w+", "kg:document doc:ledger3"),
}  # fmt: skip
_ADDED = st.builds(
    lambda relation, more, n: _NEW.format(n=n, relation=relation, more=more),
    st.sampled_from(["attacked", "supports", "dated", "condemns", "nothing"]),
    st.sampled_from(
        ["", "kg:denies claim:ledger1-001 ; ", "kg:after event:road-closure ; ", "kg:when 4 ; "]
    ),
    st.integers(1, 3),
)


@st.composite
def _edits(draw):
    """An edit of a file: its name, and what makes the text after it of the text before."""
    kind = draw(st.sampled_from([*_EDITS, "add", "undo"]))
    if kind == "undo":
        return None
    if kind == "add":
        new, first = draw(_ADDED), draw(st.booleans())
        where = r"(?m)^claim:" if first else r"\Z"
        return _CLAIMS, lambda text: re.sub(where, lambda it: new + it[0], text, count=1)
    path, pattern, new = _EDITS[kind]
    which = draw(st.integers(0, 60))

    def changed(text):
        found = [*re.finditer(pattern, text)]
        if not found:
            return text
        it = found[which % len(found)]
        return text[: it.start()] + it.expand(new) + text[it.end() :]

    return path, changed


def _copy(folder):
    shutil.copytree(_MINI, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("texts"))
    return folder


def _forgotten():
    for path in cache.folder().glob("checked-*"):
        path.unlink()


@pytest.fixture(scope="module")
def whole():
    """Give the findings of all of a dossier, and what they leave; each text is looked at once."""
    known = {}

    def checked(root):
        files = tuple((root / name).read_bytes() for name in (_CLAIMS, _SOURCES, _PINS))
        _forgotten()
        if files not in known:
            found = checks.check(dossier.find(root))
            known[files] = found, _kept()
        return known[files]

    return checked


def _kept():
    return {path: path.read_bytes() for path in cache.folder().glob("checked-*")}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(_edits(), min_size=1, max_size=5))
def test_a_check_after_a_change_is_a_check_of_all(tmp_path, whole, edits):
    root = _copy(tmp_path / "dossier")
    _, kept = whole(root)
    for edit in edits:
        for path, content in kept.items():  # what the last check left is what this starts from
            path.write_bytes(content)
        if edit is None:
            _copy(root)
        else:
            path = root / edit[0]
            path.write_text(edit[1](path.read_text(encoding="utf-8")), encoding="utf-8")
        once, kept = checks.check(dossier.find(root)), _kept()
        assert once == whole(root)[0]


@pytest.mark.parametrize("kind", sorted(_EDITS))
def test_each_edit_changes_something(kind):
    path, pattern, new = _EDITS[kind]
    text = (_MINI / path).read_text(encoding="utf-8")
    assert re.sub(pattern, new, text, count=1) != text


@pytest.fixture
def looked_at(monkeypatch):
    """The sizes of the parts that were checked; ``None`` for all."""
    found = []

    def part(*args, of=recheck.part):
        found.append(of(*args))
        return found[-1]

    monkeypatch.setattr(recheck, "part", part)
    _forgotten()
    return found


def test_one_changed_claim_is_one_of_few_that_are_checked(tmp_path, looked_at):
    root = _copy(tmp_path)
    checks.check(dossier.find(root))
    assert looked_at == []
    path = root / _CLAIMS
    path.write_text(path.read_text(encoding="utf-8").replace("kg:intensity 3", "kg:intensity 9", 1))
    (found,) = [one for one in checks.check(dossier.find(root)) if one.severity == "error"]
    assert (found.subject, found.check) == ("claim:ledger1-003", "shape")
    (part,) = looked_at
    assert "claim:ledger1-003" in part.subjects
    assert len(part.subjects) < 12
    checks.check(dossier.find(root))
    assert looked_at[1].subjects == frozenset()


@pytest.mark.parametrize(
    "own", ["ontology/checks/own.rq", "ontology/shapes.ttl", "ontology/own.ttl"]
)
def test_what_checks_look_at_of_ones_own_is_looked_at_anew(tmp_path, looked_at, own):
    root = _copy(tmp_path)
    checks.check(dossier.find(root))
    path = root / own
    path.parent.mkdir(parents=True)
    path.write_text(
        "# {x} is no such thing\nSELECT ?this ?x { ?this a kg:State ; skos:prefLabel ?x }"
        if own.endswith("rq")
        else "@prefix kg: <https://w3id.org/kgraph/ns#> .\nkg:own a kg:RelationType .\n"
    )
    found = checks.check(dossier.find(root))
    assert looked_at == []
    if not own.endswith("shapes.ttl"):
        assert found != []


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "a pipe", "written by others"])
def test_what_was_kept_is_not_believed_where_it_is_not_whole_and_ours(tmp_path, looked_at, damage):
    root = _copy(tmp_path)
    before = checks.check(dossier.find(root))
    (kept,) = cache.folder().glob("checked-*")
    content = kept.read_bytes()
    if damage == "cut":
        kept.write_bytes(content[:-20])
    elif damage == "flipped":
        kept.write_bytes(content[:900] + bytes([content[900] ^ 1]) + content[901:])
    elif damage == "empty":
        kept.write_bytes(b"")
    elif damage == "a pipe":
        kept.unlink()
        os.mkfifo(kept)
    else:
        kept.chmod(0o666)
    assert checks.check(dossier.find(root)) == before
    assert looked_at == []
