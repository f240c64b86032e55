"""Documents of a dossier: taken in, shown, mended; and claims that are pinned later."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from calls import call
from hypothesis import given, settings
from hypothesis import strategies as st

import kgraph
from kgraph.curation import adding, beginning, checks, documents, moving, passages, saving, showing
from kgraph.curation.documents import Details
from kgraph.curation.entry import Entry
from kgraph.dossier import dossier
from kgraph.errors import BadDate, BadOption, MissingFile, UnknownName, UnwritableTarget

_TEXT = [
    "Port shut",
    "The harbour of Port Lorne stayed shut on Monday. The council backs the northern town.",
    "Nobody would say when it opens. “We wait,” said Ann Bell.",
]
_DETAILS = Details(
    title="Port shut", publisher="The Lorne Times", date="2031-05-04", genre="news report"
)


@pytest.fixture
def own(tmp_path):
    beginning.begin(tmp_path / "own", template="negotiation")
    return dossier.find(tmp_path / "own")


def _again(own):
    return dossier.find(own.root)


def _files(own):
    return {
        path.relative_to(own.root).as_posix(): path.read_bytes()
        for path in own.root.rglob("*")
        if path.is_file()
    }


def _entry(words, claim="supports | issue:deadline", document="lt", gloss="They say so."):
    return Entry(
        document=document, passage=(words,), proposition=f"The Lorne Times | {claim}",
        claimant="The Lorne Times", gloss=gloss,
    )  # fmt: skip


@pytest.fixture
def coded(own):
    """A dossier with a text and two claims on it."""
    documents.add(own, replace(_DETAILS, key="lt"), _TEXT)
    for words, claim in (
        ("council backs", "supports | issue:deadline"),
        ("Ann Bell", "opposes | issue:mediation"),
    ):
        adding.add(_again(own), _entry(words, claim), corpus=own.texts)
    return _again(own)


# --- taking in


def test_a_text_is_written_with_its_entry_and_its_publisher(own):
    taken = documents.add(own, replace(_DETAILS, url="https://lorne.example/1"), _TEXT)
    assert (taken.key, taken.publisher) == ("lornetimes", "actor:the-lorne-times")
    assert passages.normalise((own.texts / "lornetimes.txt").read_text("utf-8")) == _TEXT
    found = _again(own)
    assert checks.check(found, found.texts) == []
    (listed,) = kgraph.open(own.root).documents()
    assert (listed.title, listed.publisher_label, listed.genre) == (
        "Port shut", "The Lorne Times", "newsReport",
    )  # fmt: skip
    assert (listed.paragraphs, listed.sha256) == (3, passages.document_hash(_TEXT))
    assert call("fmt", "--check", "--graph", own.root).returncode == 0


def test_a_second_document_of_a_publisher_makes_no_second_actor(own):
    documents.add(own, _DETAILS, _TEXT)
    taken = documents.add(_again(own), replace(_DETAILS, publisher="the LORNE times"), ["Another."])
    assert (taken.key, taken.publisher) == ("lornetimes2", "")


def test_a_publisher_may_be_of_any_class_and_in_any_letters(own):
    said = replace(
        _DETAILS, publisher="Порт Лорн", publisher_class="GovernmentBody", genre="legalText"
    )
    taken = documents.add(own, said, _TEXT)
    assert (taken.key, taken.publisher) == ("doc", "actor:publisher")
    assert checks.check(_again(own), own.texts) == []
    wrong = replace(said, publisher="Somebody", publisher_class="Outlet")
    with pytest.raises(UnknownName, match="MediaOutlet"):
        documents.add(_again(own), wrong, ["Else."])


def test_a_genre_of_ones_own_is_taken(own):
    with (own.root / "ontology" / "own.ttl").open("a", encoding="utf-8") as file:
        file.write(
            'kg:minutes a skos:Concept ; skos:prefLabel "minutes"@en ; skos:example "of a council"@en ;\n'
            '    skos:definition "Genre of the record of a sitting."@en ; skos:inScheme kg:GenreScheme .\n'
        )
    documents.add(own, replace(_DETAILS, genre="minutes"), _TEXT)
    assert checks.check(_again(own), own.texts) == []
    assert kgraph.open(own.root).documents()[0].genre == "minutes"


@pytest.mark.parametrize(
    ("more", "error", "said"),
    [
        ({"title": " "}, BadOption, "needs --title"),
        ({"genre": "", "date": ""}, BadOption, "needs --date, --genre"),
        ({"genre": "speach"}, UnknownName, "did you mean 'speech'"),
        ({"date": "4 May 2031"}, BadDate, "4 May 2031"),
        ({"url": "lorne.example"}, BadOption, "write it whole"),
        ({"language": "english"}, BadOption, "no tag of a language"),
        ({"key": "lorne-times"}, BadOption, "letters a-z and digits"),
    ],
)
def test_what_cannot_be_leaves_everything_as_it_was(own, more, error, said):
    before = _files(own)
    with pytest.raises(error, match=re.escape(said)):
        documents.add(own, replace(_DETAILS, **more), _TEXT)
    assert _files(own) == before


def test_a_text_is_taken_in_once_and_never_over_another(own):
    documents.add(own, replace(_DETAILS, key="lt"), _TEXT)
    before = _files(own)
    with pytest.raises(BadOption, match=r"already, as doc:lt \(Port shut\)"):
        documents.add(_again(own), replace(_DETAILS, title="Again"), _TEXT)
    with pytest.raises(BadOption, match="kgraph repin lt"):
        documents.add(_again(own), replace(_DETAILS, key="lt"), ["Another."])
    (own.texts / "ot.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadOption, match="holds another text"):
        documents.add(_again(own), replace(_DETAILS, key="ot"), ["Another."])
    (own.texts / "ot.txt").unlink()
    assert _files(own) == before


def test_a_full_disk_leaves_nothing_half_written(own, monkeypatch):
    before = _files(own)
    write = saving._write
    left = [3]

    def full(handle, data):
        left[0] -= 1
        if left[0] == 0:
            raise OSError(28, "No space left on device")
        write(handle, data)

    monkeypatch.setattr(saving, "_write", full)
    with pytest.raises(UnwritableTarget, match="No space left"):
        documents.add(own, _DETAILS, _TEXT)
    assert _files(own) == before


def test_nothing_is_written_out_of_the_dossier(own, tmp_path):
    (tmp_path / "away").mkdir()
    own.texts.symlink_to(tmp_path / "away")
    with pytest.raises(UnwritableTarget, match="out of the dossier"):
        documents.add(own, _DETAILS, _TEXT)
    assert list((tmp_path / "away").iterdir()) == []


def test_two_processes_take_in_both_texts(own, tmp_path):
    calls = []
    for n in range(4):
        (tmp_path / f"{n}.txt").write_text(f"Text number {n}.", encoding="utf-8")
        call_ = [
            sys.executable, "-m", "kgraph", "document", "add", tmp_path / f"{n}.txt", "--title", str(n),
            "--publisher", "The Lorne Times", "--date", "2031", "--genre", "speech",
        ]  # fmt: skip
        calls.append(
            subprocess.Popen(call_, cwd=own.root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        )
    assert {one.communicate()[0] for one in calls} == {
        b"doc:lornetimes\n", b"doc:lornetimes2\n", b"doc:lornetimes3\n", b"doc:lornetimes4\n",
    }  # fmt: skip
    assert checks.check(_again(own), own.texts) == []


# --- without a text


def test_a_document_without_a_text_has_unpinned_claims_which_is_said_everywhere(own):
    with pytest.raises(BadOption, match="needs --url"):
        documents.add(own, _DETAILS)
    taken = documents.add(own, replace(_DETAILS, key="lt", url="https://lorne.example/1"))
    assert (taken.paragraphs, taken.sha256) == ([], "")
    added = adding.add(_again(own), _entry(""))
    assert "kg:passage ps:lt-p0" in added.block
    adding.add(_again(own), _entry("p0", "opposes | issue:mediation"))
    found = checks.check(_again(own))
    assert [(one.check, one.severity, one.subject) for one in found] == [
        ("unpinned", "warning", "claim:lt-001"), ("unpinned", "warning", "claim:lt-002"),
    ]  # fmt: skip
    for args in (("claims",), ("stance", "positions")):
        assert "2 unpinned (no passage is named)" in call(*args, "--graph", own.root).stderr
    said = call("explain", "lt-001", "--graph", own.root, "--format", "table").stdout
    assert "unpinned: no passage is named (lt-p0)" in said
    own.texts.mkdir()
    assert "lt-001, lt-002" in call("coverage", "--graph", own.root).stderr
    (line,) = showing.lines(_again(own), "lt", None)
    assert (line.passage, line.text, line.claims) == ("lt-p0", "", ("lt-001", "lt-002"))


def test_its_text_may_be_taken_in_later_and_its_claims_pinned(own):
    documents.add(own, replace(_DETAILS, key="lt", url="https://lorne.example/1"))
    adding.add(_again(own), _entry(""))
    taken = documents.add(_again(own), Details(key="lt"), _TEXT)
    assert "https://lorne.example/1" in taken.block
    assert [one.check for one in checks.check(_again(own), own.texts)] == ["unpinned"]
    assert moving.pin_claim(_again(own), own.texts, "claim:lt-001", "council backs") == "lt-p2s2"
    assert checks.check(_again(own), own.texts) == []
    assert "lt-p0" not in own.passages.read_text("utf-8")


def test_a_claim_is_pinned_to_what_is_one_sentence_of_its_document(coded):
    with pytest.raises(BadOption, match=r"pinned already \(lt-p2s2\)"):
        moving.pin_claim(coded, coded.texts, "lt-001", "Ann Bell")
    documents.add(coded, replace(_DETAILS, key="ot", url="https://lorne.example/2"))
    adding.add(_again(coded), _entry("", document="ot"))
    documents.add(_again(coded), Details(key="ot"), ["One day. One night."])
    pin = moving.pin_claim
    with pytest.raises(BadOption, match=r"2 sentences of ot contain 'One' \(ot-p1s1, ot-p1s2\)"):
        pin(_again(coded), coded.texts, "ot-001", "One")
    with pytest.raises(BadOption, match="No sentence of ot contains 'Ann'"):
        pin(_again(coded), coded.texts, "ot-001", "Ann")
    with pytest.raises(BadOption, match="not of the document ot"):
        pin(_again(coded), coded.texts, "ot-001", "lt-p1")
    with pytest.raises(BadOption, match="no passage of a text"):
        pin(_again(coded), coded.texts, "ot-001", "p0")
    with pytest.raises(UnknownName, match="ot-001"):
        pin(_again(coded), coded.texts, "ot-002", "night")
    before = _files(coded)
    assert pin(_again(coded), coded.texts, "ot-001", "night", dry_run=True) == "ot-p1s2"
    assert _files(coded) == before


# --- showing


def test_a_text_is_shown_with_the_claims_beside_it(coded):
    shown = showing.lines(coded, "lt", coded.texts)
    assert [one.passage for one in shown] == ["lt-p1s1", "lt-p2s1", "lt-p2s2", "lt-p3s1", "lt-p3s2"]
    assert [one.claims for one in shown] == [(), (), ("lt-001",), (), ("lt-002",)]
    assert shown[2].text == "The council backs the northern town."
    (one,) = showing.lines(coded, "ps:lt-p3s2", coded.texts)
    assert one.glosses == ("They say so.",)
    assert len(showing.lines(coded, "lt-p2", coded.texts)) == 2
    with pytest.raises(BadOption, match="not at hand"):
        showing.lines(coded, "lt", None)
    with pytest.raises(UnknownName, match="did you mean 'lt'"):
        showing.lines(coded, "ltx", coded.texts)


def test_what_is_shown_cannot_steer_a_terminal(own):
    text = ["Fine. \x1b]0;owned\x07 Red \u202e text."]
    documents.add(own, replace(_DETAILS, key="lt"), passages.normalise("\n".join(text)))
    ran = call("show", "lt", "--graph", own.root, "--format", "table")
    assert ran.returncode == 0
    assert "\x1b" not in ran.stdout
    assert "\u202e" not in ran.stdout


# --- mended texts


def _mend(own, *lines):
    (own.texts / "lt.txt").write_text("\n\n".join(lines), encoding="utf-8")


def test_passages_and_claims_move_with_a_mended_text(coded):
    _mend(
        coded,
        "A head",
        *_TEXT[:2],
        "Added. Nobody would say when it opens. “We wait,” said Ann Bell.",
    )
    (finding,) = checks.check(coded, coded.texts)
    digest = passages.document_hash(passages.normalise((coded.texts / "lt.txt").read_text("utf-8")))
    assert digest in finding.message
    assert "kgraph repin lt" in finding.message
    assert call("fmt", "--graph", coded.root).returncode == 0
    before = _files(coded)
    dry = moving.repin(coded, coded.texts, dry_run=True)
    assert _files(coded) == before
    done = moving.repin(coded, coded.texts)
    assert (dry.documents, dry.moved) == (done.documents, done.moved)
    assert [(one.passage, one.now, one.claims) for one in done.moved] == [
        ("lt-p2s2", "lt-p3s2", ("lt-001",)), ("lt-p3s2", "lt-p4s3", ("lt-002",)),
    ]  # fmt: skip
    assert checks.check(_again(coded), coded.texts) == []
    assert call("fmt", "--check", "--graph", coded.root).returncode == 0
    assert moving.repin(_again(coded), coded.texts).documents == []


def test_what_is_not_found_again_is_unpinned_and_listed(coded):
    _mend(coded, "A head", *_TEXT[:2], "Nobody would say when it opens. “We wait,” said Anne Bell.")
    ran = call("repin", "lt", "--graph", coded.root, "--format", "csv")
    assert ran.returncode == 1
    assert ran.stdout.splitlines()[1:] == ["lt,lt-p2s2,lt-p3s2,,lt-001", "lt,lt-p3s2,,lt-p4,lt-002"]
    assert "1 passage moved, 1 not found again" in ran.stderr
    assert [(one.check, one.subject) for one in checks.check(_again(coded), coded.texts)] == [
        ("unpinned", "claim:lt-002")
    ]
    assert call("pin", "lt-002", "Anne Bell", "--graph", coded.root).stdout == "ps:lt-p4s2\n"
    assert checks.check(_again(coded), coded.texts) == []


def test_a_passage_that_takes_anothers_name_is_not_taken_for_it(coded):
    _mend(coded, _TEXT[0], _TEXT[2], _TEXT[1])
    done = moving.repin(coded, coded.texts)
    assert {(one.passage, one.now) for one in done.moved} == {
        ("lt-p2s2", "lt-p3s2"),
        ("lt-p3s2", "lt-p2s2"),
    }
    assert checks.check(_again(coded), coded.texts) == []


def test_what_cannot_be_taken_over_is_said(coded, own):
    with pytest.raises(UnknownName, match="did you mean 'lt'"):
        moving.repin(coded, coded.texts, "ltx")
    (coded.texts / "lt.txt").rename(coded.texts / "away")
    with pytest.raises(MissingFile, match="put the mended text"):
        moving.repin(coded, coded.texts, "doc:lt")
    documents.add(coded, replace(_DETAILS, key="ot", url="https://lorne.example/2"))
    with pytest.raises(BadOption, match="has no text yet"):
        moving.repin(_again(coded), coded.texts, "ot")


@pytest.mark.slow
@settings(max_examples=25)
@given(st.data())
def test_however_a_text_is_mended_nothing_is_pinned_to_other_words(tmp_path_factory, data):
    root = tmp_path_factory.mktemp("own")
    beginning.begin(root / "own", template="negotiation")
    own = dossier.find(root / "own")
    words = st.sampled_from(["Alpha left.", "Beta came.", "Gamma rests.", "Delta may run."])
    paragraph = st.lists(words, min_size=1, max_size=4).map(" ".join)
    text = data.draw(st.lists(paragraph, min_size=2, max_size=5))
    documents.add(own, replace(_DETAILS, key="lt"), text)
    slugs = [line.passage for line in showing.lines(_again(own), "lt", own.texts)]
    chosen = data.draw(st.lists(st.sampled_from(slugs), min_size=1, max_size=3, unique=True))
    for slug, claim in zip(chosen, ("supports", "opposes", "accepts"), strict=False):
        adding.add(_again(own), _entry(slug, f"{claim} | issue:deadline"), corpus=own.texts)
    said = {
        one.claims: one.text for one in showing.lines(_again(own), "lt", own.texts) if one.claims
    }
    _mend(own, *data.draw(st.lists(paragraph, min_size=1, max_size=6)))
    moving.repin(_again(own), own.texts)
    assert {one.check for one in checks.check(_again(own), own.texts)} <= {"unpinned"}
    for line in showing.lines(_again(own), "lt", own.texts):
        for claim in line.claims if line.sentence else ():
            assert line.text in {text for claims, text in said.items() if claim in claims}


# --- the command


def test_a_pipe_says_which_option_is_missing_and_a_page_fills_some_in(own, tmp_path):
    page = tmp_path / "a.html"
    page.write_text(
        "<html lang='en'><head><title>Port shut</title><meta property='og:site_name' content='The Times'>"
        f"</head><body><article>{''.join(f'<p>{one}</p>' for one in _TEXT * 2)}</article></body></html>",
        encoding="utf-8",
    )
    ran = call("document", "add", page, "--graph", own.root)
    assert ran.returncode == 2
    assert "A document needs --date, --genre." in ran.stderr
    assert "The file says --publisher 'The Times'." in ran.stderr
    said = ("--date", "2031", "--genre", "speech")
    ran = call("document", "add", page, *said, "--dry-run", "--graph", own.root)
    assert ran.stdout.startswith("doc:times a kg:Document")
    assert not own.texts.exists()
    ran = call("document", "add", page, *said, "--graph", own.root)
    assert (ran.returncode, ran.stdout) == (0, "doc:times\n")
    assert call("check", "--graph", own.root).returncode == 0
    ran = call("document", "add", "--graph", own.root)
    assert "--no-text and --url" in ran.stderr


def test_a_terminal_is_asked_for_what_is_missing(own, tmp_path):
    (tmp_path / "a.txt").write_text("\n\n".join(_TEXT), encoding="utf-8")
    ours, theirs = pty.openpty()
    ran = subprocess.Popen(
        [sys.executable, "-m", "kgraph", "document", "add", tmp_path / "a.txt", "--title", "Port shut"],
        cwd=own.root, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, b"The Lorne Times\n2031-05-04\nspeech\n")
    out, err = ran.communicate()
    os.close(ours)
    assert out == "doc:lornetimes\n", err
    assert "Genre (" in err
    assert checks.check(_again(own), own.texts) == []


def test_texts_of_the_dossier_are_looked_in_without_being_named(coded):
    assert call("cite", "Ann Bell", "--graph", coded.root).stdout.splitlines()[1:] == [
        "lt-p3s2,lt,3,2"
    ]
    (coded.texts / "more.pdf").write_bytes(b"%PDF")
    assert "more.pdf is not read as a text" in call("check", "--graph", coded.root).stdout
