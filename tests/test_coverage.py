"""Coverage: each sentence has claims, a reason for none, or is open."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from kgraph import cli
from kgraph.curation import coverage as covering
from kgraph.curation.coverage import Total, coverage
from kgraph.dossier import dossier
from kgraph.dossier import store as stores
from kgraph.errors import BadData
from kgraph.vocabulary import VOCABULARY

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"


@pytest.fixture
def folder(tmp_path):
    """The made-up dossier without the claims of two sentences of forum and one of ledger2."""
    place = tmp_path / "mini"
    shutil.copytree(_MINI, place)
    data = place / "data" / "triples.ttl"
    text = data.read_text(encoding="utf-8")
    for claim in ("forum-001", "forum-002", "ledger2-004"):
        text = re.sub(rf"claim:{claim} a.*?@en \.\n", "", text, flags=re.DOTALL)
    data.write_text(text, encoding="utf-8")
    return place


def _covered(folder, *entries):
    if entries:
        lines = "".join(f"{entry}\n" for entry in ("passage,reason", *entries))
        (folder / "seeds" / "no-claims.csv").write_text(lines, encoding="utf-8")
    return coverage(dossier.find(folder), folder / "texts")


def _said(found):
    return [(finding.line, finding.subject, finding.message) for finding in found.findings]


def test_every_sentence_has_a_status(folder):
    found = _covered(folder)
    assert [one.passage for one in found.open] == ["forum-p1s1", "forum-p2s1", "ledger2-p2s2"]
    assert found.totals == (
        Total("forum", 5, 3, 0, 2), Total("ledger1", 9, 9, 0, 0), Total("ledger2", 8, 7, 0, 1),
        Total("ledger3", 14, 14, 0, 0),
    )  # fmt: skip
    assert found.findings == ()
    two = next(one for one in found.sentences if one.passage == "ledger1-p3s1")
    assert (two.status, two.claims, two.reason) == ("claims", ("ledger1-004", "ledger1-005"), "")
    complete = coverage(dossier.find(_MINI), _MINI / "texts")
    assert (complete.open, complete.findings) == ((), ())


def test_a_claim_covers_all_sentences_that_its_passages_overlap(folder):
    data = folder / "data" / "triples.ttl"
    text = data.read_text(encoding="utf-8")
    for passage, left in (
        ("ledger2-p2", ["forum-p1s1", "forum-p2s1"]),
        ("ledger2-p2s1-2", ["forum-p1s1", "forum-p2s1"]),
        ("ledger2-p2c90-105", ["forum-p1s1", "forum-p2s1"]),
        ("ledger2-p2c0-100", ["forum-p1s1", "forum-p2s1", "ledger2-p2s2"]),
    ):
        data.write_text(text.replace("ps:ledger2-p2s1 ", f"ps:{passage} "), encoding="utf-8")
        assert [one.passage for one in _covered(folder).open] == left


def test_a_retracted_claim_covers_nothing(folder):
    data = folder / "data" / "triples.ttl"
    text = data.read_text(encoding="utf-8")
    data.write_text(
        text.replace(
            "kg:passage ps:forum-p3s1 ;", 'kg:passage ps:forum-p3s1 ; kg:status "retracted" ;'
        ),
        encoding="utf-8",
    )
    assert "forum-p3s1" in [one.passage for one in _covered(folder).open]


def test_a_reason_closes_a_sentence(folder):
    found = _covered(
        folder,
        "forum-p1,heading",
        '"ps:forum-p2s1","repetition-of:forum-p3s1"',
        "",
        "ledger2-p2s2,scene",
    )
    assert (found.open, found.findings) == ((), ())
    assert found.totals[0] == Total("forum", 5, 3, 2, 0)
    assert [(s.passage, s.reason) for s in found.sentences if s.status == "no claims"] == [
        ("forum-p1s1", "heading"),
        ("forum-p2s1", "repetition-of:forum-p3s1"),
        ("ledger2-p2s2", "scene"),
    ]


@pytest.mark.parametrize(
    ("entries", "line", "subject", "said"),
    [
        (["forum-p3s1,heading"], 2, "forum-p3s1", "it has claims after all: claim:forum-003"),
        (["ledger2-p2,heading"], 2, "ledger2-p2s1", "it has claims after all: claim:ledger2-003"),
        (["forum-p1s1,scene", "forum-p1,byline"], 3, "forum-p1s1", "it has another entry above"),
        (["forum-p9s1,heading"], 2, "forum-p9s1", "the document forum has 5 paragraphs"),
        (["nonsense,heading"], 2, "nonsense", "is no passage"),
        (["other-p1s1,heading"], 2, "other-p1s1", "There is no document"),
        (["forum-p1s1,headng"], 2, "forum-p1s1", "'headng' is no reason; did you mean heading?"),
        (["forum-p1s1,"], 2, "forum-p1s1", "'' is no reason; there are boilerplate, byline,"),
        (["forum-p1s1,heading:x"], 2, "forum-p1s1", "'heading:x' is no reason"),
        (["forum-p1s1,repetition-of"], 2, "forum-p1s1", "repetition-of:PASSAGE"),
        (["forum-p1s1,repetition-of:forum-p2s1"], 2, "forum-p1s1", "which has no claims either"),
        (["forum-p1s1,repetition-of:forum-p7s1"], 2, "forum-p1s1", "has 5 paragraphs"),
    ],
)
def test_a_wrong_entry_is_a_finding_in_its_line(folder, entries, line, subject, said):
    found = _said(_covered(folder, *entries))
    assert len(found) == 1
    assert found[0][:2] == (line, subject)
    assert said in found[0][2]


def test_a_text_that_is_not_there_is_a_finding(folder):
    (folder / "texts" / "forum.txt").unlink()
    # The claims of its pinned passages are still known.
    assert [(f.check, f.subject) for f in _covered(folder).findings] == [("corpus", "doc:forum")]


def test_a_file_that_is_no_table_is_refused(folder):
    file = folder / "seeds" / "no-claims.csv"
    for text, said in (
        ("sentence,why\n", r"no-claims\.csv:1: The first row has to be passage,reason"),
        ('passage,reason\n"forum-p1s1,heading\n', r"no-claims\.csv:2: Row 2: the quotation mark"),
    ):
        file.write_text(text)
        with pytest.raises(BadData, match=said):
            _covered(folder)


def test_the_command_lists_what_is_open_and_fails_until_nothing_is(folder, capsys):
    def run(*options):
        with pytest.raises(SystemExit) as stop:
            cli.main(
                ["coverage", "--graph", str(folder), "--corpus", str(folder / "texts"),
                 "--format", "json", *options]
            )  # fmt: skip
        written = capsys.readouterr()
        return stop.value.code, json.loads(written.out), written.err

    code, rows, err = run()
    assert code == 1
    assert [row["passage"] for row in rows] == ["forum-p1s1", "forum-p2s1", "ledger2-p2s2"]
    assert "forum: 5 sentences, 3 with claims, 0 marked as bearing none, 2 open.\n" in err
    assert len(run("--every")[1]) == 36
    assert run("--totals")[1][0] == {
        "document": "forum", "sentences": 5, "claims": 3, "no_claims": 0, "open": 2,
    }  # fmt: skip
    _covered(folder, "forum-p1,heading", "forum-p2,question", "ledger2-p2s2,scene")
    assert run()[:2] == (0, [])
    _covered(folder, "forum-p1,heading", "forum-p2,question", "ledger2-p2,scene")
    code, rows, err = run()
    assert (code, rows) == (1, [])
    assert "seeds/no-claims.csv:4: error: ledger2-p2s1: it has claims after all" in err


def test_the_help_names_the_reasons_of_the_vocabulary():
    from kgraph.cli.coding import coverage_command

    store = stores.parse({VOCABULARY: dossier.find(_MINI).vocabulary})
    listed = re.search(r"reason \((.+?)\)", " ".join(coverage_command.help.split()))[1]
    words = re.split(r", | or ", listed.replace(":PASSAGE", ""))
    assert sorted(words) == list(covering.reasons(store))
    assert len(words) == 12
