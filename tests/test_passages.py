"""Passages: the text profile, the sentences, what a slug names, and what verification finds."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kgraph
from kgraph.curation import checks, passages
from kgraph.curation.passages import (
    Corpus,
    cite,
    copied_run,
    document_hash,
    format_passages,
    mint,
    normalise,
    verify,
)
from kgraph.curation.sentences import sentences
from kgraph.dossier import dossier
from kgraph.errors import BadData, MissingFile, UnknownName
from kgraph.model import Passage

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_TEXT = "A heading\n\n  First one.  Second   one! “A third?” A fourth\n"
_CORPUS = Corpus({"x": normalise(_TEXT)})


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("a\tb\u00a0c\u200bd  e", ["a b c d e"]),
        ("one\r\ntwo\rthree\n\n \n four ", ["one", "two", "three", "four"]),
        ("cafe\u0301", ["caf\u00e9"]),
        ("", []),
        ("\ufeffstart", ["start"]),
    ],
)
def test_a_text_in_the_profile(text, paragraphs):
    assert normalise(text) == paragraphs


@given(st.text())
def test_the_profile_changes_nothing_twice(text):
    once = normalise(text)
    assert normalise("\n".join(once)) == once


@pytest.mark.parametrize(
    ("paragraph", "parts"),
    [
        ("It ended. It began.", ["It ended.", "It began."]),
        ("“It ended.” “It began.”", ["“It ended.”", "“It began.”"]),
        ("Did it? Yes! So.", ["Did it?", "Yes!", "So."]),
        ("The U.S. Senate met Mr. Smith on Sept. 19. Then it rose.", None),
        ("No. 5 is St. Peter, said Dr. Who and Mrs. Who.", ["No. 5 is St. Peter, said Dr. Who and Mrs. Who."]),
        ("The end.The start is glued.", ["The end.", "The start is glued."]),
        ("Version 2.5 of e.g. this. and that", ["Version 2.5 of e.g. this. and that"]),
        ("no end", ["no end"]),
        ("", []),
    ],
)  # fmt: skip
def test_where_a_sentence_ends(paragraph, parts):
    found = [paragraph[start:end] for start, end in sentences(paragraph)]
    if parts is None:
        parts = ["The U.S. Senate met Mr. Smith on Sept. 19.", "Then it rose."]
    assert found == parts


@given(st.text(alphabet="aB .?!”\"'()1", max_size=60))
def test_sentences_cover_a_paragraph_and_do_not_overlap(text):
    for paragraph in normalise(text):
        spans = sentences(paragraph)
        assert spans[0][0] == 0
        assert spans[-1][1] == len(paragraph)
        for (_, end), (start, _) in zip(spans, spans[1:], strict=False):
            assert paragraph[end:start] in {"", " "}


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("x-p1", "A heading"),
        ("x-p2s2", "Second one!"),
        ("x-p2s2-3", "Second one! “A third?”"),
        ("x-p2s4", "A fourth"),
        ("x-p2c0-5", "First"),
    ],
)
def test_a_slug_names_a_stretch(slug, words):
    passage = mint(slug, _CORPUS)
    assert _CORPUS.texts["x"][passage.paragraph - 1][passage.start : passage.end] == words
    assert passage.sha256 == document_hash([words])


def test_paragraph_zero_is_the_document_as_a_whole_and_needs_no_text():
    found = passages.mint("y-p0", passages.Corpus({}))
    assert found == Passage("y-p0", "y", 0, 0, 0, "")
    assert "ps:y-p0 a kg:Passage ; kg:document doc:y .\n" in passages.format_passages([found])
    assert passages.verify(passages.Corpus({"y": ["A text."]}), [found], {}, "p") == []


def test_files_that_hold_a_text_in_another_way_are_named(tmp_path):
    for name in ("a.txt", "b.PDF", "c.html", "d.csv"):
        (tmp_path / name).write_text("A text.", encoding="utf-8")
    assert [(name, "kgraph document add" in said) for name, said in passages.strays(tmp_path)] == [
        ("b.PDF", True), ("c.html", True),
    ]  # fmt: skip
    assert passages.strays(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    ("slug", "error", "said"),
    [
        ("x-p3", BadData, "has 2 paragraphs"),
        ("x-p00", BadData, "has 2 paragraphs"),
        ("x-p2s5", BadData, "has 4 sentences"),
        ("x-p2s3-2", BadData, "has 4 sentences"),
        ("x-p2c5-5", BadData, "characters"),
        ("x-2", BadData, "is no passage"),
        ("X-p2", BadData, "is no passage"),
        ("y-p1", UnknownName, "y"),
    ],
)
def test_a_slug_that_names_nothing_says_why(slug, error, said):
    with pytest.raises(error, match=said):
        mint(slug, _CORPUS)


def test_words_are_found_whatever_the_quotes_and_the_case():
    assert [place.passage for place in cite(_CORPUS, '"a THIRD?"')] == ["x-p2s3"]
    assert [place.passage for place in cite(_CORPUS, "one")] == ["x-p2s1", "x-p2s2"]
    assert cite(_CORPUS, "one", "y") == []
    assert cite(_CORPUS, "fifth") == []


def test_a_passage_that_holds_has_no_finding():
    passage = mint("x-p2s1", _CORPUS)
    assert verify(_CORPUS, [passage], {}, "f") == []


def test_a_shifted_offset_and_a_moved_paragraph_are_found():
    passage = mint("x-p2s1", _CORPUS)
    (found,) = verify(_CORPUS, [replace(passage, start=1)], {}, "f")
    assert found.message == "hash does not match the text"
    (found,) = verify(_CORPUS, [replace(passage, paragraph=1)], {}, "f")
    outside = "kg:start and kg:end lie in this order from 0 to 9, the end of the paragraph"
    assert found.message == f"{outside}; found again at paragraph 2, 0-10"
    (found,) = verify(_CORPUS, [replace(passage, paragraph=9)], {}, "f")
    assert "found again at paragraph 2" in found.message
    assert verify(Corpus({}), [passage], {}, "f") == []


@pytest.mark.parametrize(
    ("gloss", "run"),
    [
        ("two three four", 3),
        ("Two, THREE — four", 3),
        ("zero two four six", 1),
        ("nothing", 0),
        ("one two three four five six seven", 7),
    ],
)
def test_the_longest_run_of_shared_words(gloss, run):
    assert copied_run(gloss, "One two three four five six seven.") == run


def test_a_copied_gloss_is_found_and_six_words_are_not():
    corpus = Corpus({"x": ["One two three four five six seven."]})
    passage = mint("x-p1", corpus)
    said = {
        "x-p1": [
            ("x-001", "one two three four five six seven"),
            ("x-002", "one two three four five six"),
        ]
    }
    (found,) = verify(corpus, [passage], said, "f")
    assert found.subject == "claim:x-001"
    assert found.message == "gloss repeats 7 words of the source in a row; use your own words"


def test_the_generated_file_is_the_same_for_any_order():
    passages = [mint(slug, _CORPUS) for slug in ("x-p2s2", "x-p1", "x-p2s1")]
    text = format_passages(passages)
    assert text == format_passages(reversed(passages))
    assert text.index("x-p1") < text.index("x-p2s1") < text.index("x-p2s2")


def test_texts_are_matched_by_hash_and_not_by_name(tmp_path):
    (tmp_path / "any name.txt").write_text(_TEXT, encoding="utf-8")
    (tmp_path / "other.txt").write_text("not catalogued", encoding="utf-8")
    corpus = Corpus.open(tmp_path, {"x": document_hash(normalise(_TEXT))})
    assert corpus == _CORPUS
    with pytest.raises(MissingFile):
        Corpus.open(tmp_path / "none", {})


def test_the_packaged_passages_verify_and_no_gloss_is_copied(corpus):
    assert [finding for finding in kgraph.open().check(corpus) if finding.severity == "error"] == []


def test_the_packaged_dossier_has_no_error_without_texts():
    assert [finding for finding in kgraph.open().check() if finding.severity == "error"] == []


def test_pinning_again_gives_the_same_file(tmp_path):
    place = shutil.copytree(_MINI, tmp_path / "mini")
    assert checks.pin(dossier.find(place), place / "texts") == []
    written, before = (root / "seeds" / "passages.ttl" for root in (place, _MINI))
    assert written.read_bytes() == before.read_bytes()


def test_a_pinned_passage_never_moves_and_a_missing_one_is_minted(tmp_path):
    place = shutil.copytree(_MINI, tmp_path / "mini")
    file = place / "seeds" / "passages.ttl"
    pinned = file.read_text(encoding="utf-8")
    first, second = re.findall(r"(?m)^ps:(\S+) .*\n.*\n", pinned)[:2]
    moved = re.sub(rf"(ps:{first} .*kg:start) (\d+)", r"\1 3", pinned)
    assert moved != pinned
    file.write_text(re.sub(rf"(?m)^ps:{second} .*\n.*\n", "", moved), encoding="utf-8")
    assert checks.pin(dossier.find(place), place / "texts") == [second]
    assert file.read_text(encoding="utf-8") == moved
