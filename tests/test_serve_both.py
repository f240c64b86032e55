"""Two codings side by side at the desk: what is shown, what is decided, what is merged."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest
from serving import serving

import kgraph
from kgraph.curation import adding, editing, entities, intercoder, merging
from kgraph.curation.entry import Entry
from kgraph.dossier import dossier
from kgraph.errors import BadOption, KgraphError, LockedError
from kgraph.serve import comparing
from kgraph.serve.coding import request
from kgraph.serve.comparing import Beside, Comparing

pytestmark = pytest.mark.slow


def _entry(passage, proposition, factuality="certain"):
    return Entry(
        document=passage.partition("-")[0], passage=(passage,), proposition=proposition,
        claimant="Morning Ledger", gloss="In our words.", factuality=factuality,
    )  # fmt: skip


@pytest.fixture
def codings(folder):
    """Two codings of one text: alike in one claim, apart in two, and each with one of its own."""
    other = folder.parent / "other"
    shutil.copytree(folder, other)
    alike = _entry("ledger1-p1s1", "Velmora backs Tarskia")
    for root, sure, relation, whom in (
        (folder, "certain", "backs", "Oshen"),
        (other, "probable", "praises", "Velmora"),
    ):
        found = dossier.find(root)
        name = {folder: "Ferry Guild", other: "The Ferry Guild"}[root]
        entities.add(found, "actor", entities.New(name=name, class_="Organisation", wikidata="Q5"))
        entries = [
            alike,
            _entry("ledger1-p1s1", f"Oshen {relation} Tarskia", sure),
            _entry("ledger1-p2s1", f"Tarskia backs {whom}"),
        ]
        done = adding.write(dossier.find(root), entries, corpus=str(root / "texts"))
        assert not done.rejected
    return folder, other


@pytest.fixture
def beside(codings, tmp_path):
    a, b = codings
    return Beside(a, b, str(a / "texts"), tmp_path / "decisions.csv", tmp_path / "merged")


@pytest.fixture
def ask(beside):
    made = Comparing(beside)

    def call(name, /, **given):
        return json.loads(made.handle(request(name, given)))

    return call


def _rows(state, *kinds):
    return [one for one in state["rows"] if one["kind"] in kinds]


def _decided(ask, row, decision):
    given = {name: row[name] for name in ("kind", "field", "a", "b")}
    version = ask("compared", document="ledger1")["version"]
    return ask("decide", decision=decision, version=version, **given)


def test_the_claims_of_both_stand_beside_each_sentence_once(ask, codings):
    state = ask("compared", document="ledger1")
    first, second = map(kgraph.open, codings)
    pairs = [pair for line in state["lines"] for pair in line["pairs"]]
    for side, kg in (("a", first), ("b", second)):
        shown = [pair[side] for pair in pairs if pair[side]]
        assert sorted(shown) == sorted(one.claim for one in kg.claims(document=["ledger1"]))
    where = {
        (pair["a"] == "", pair["b"] == ""): line["sentence"]
        for line in state["lines"]
        for pair in line["pairs"]
    }
    assert set(where) == {(False, False), (False, True), (True, False)}


def test_the_first_document_that_is_not_decided_is_opened(ask):
    state = ask("compared")
    assert state["document"] == "ledger1"
    opened = {one["document"]: one["open"] for one in state["documents"]}
    rows = _rows(state, "claim")
    assert opened == dict.fromkeys(opened, 0) | {"ledger1": len(rows)}
    for row in rows:
        _decided(ask, row, "a")
    assert ask("compared")["document"] == next(iter(opened))


@pytest.mark.parametrize("side", [0, 1])
def test_a_document_of_one_coding_alone_is_shown(ask, codings, monkeypatch, side):
    whole = comparing._Both._lines

    def lines(both, look, document):
        return whole(both, look, document) if look is both.looks[side] else []

    monkeypatch.setattr(comparing._Both, "_lines", lines)
    state = ask("compared", document="ledger1")
    pairs = [pair for line in state["lines"] for pair in line["pairs"]]
    assert all(pair["ab"[side]] for pair in pairs)
    assert len(pairs) == len(kgraph.open(codings[side]).claims(document=["ledger1"]))
    assert any(line["text"] for line in state["lines"])


def test_the_numbers_are_those_of_kgraph_agreement(ask, codings):
    state = ask("compared", document="ledger1")
    found = intercoder.agreement(*map(intercoder.read, codings), intercoder.least_pairs(codings[0]))
    assert state["matched"] == intercoder.matched_in_words(found)
    for told, field in zip(state["agreement"], found.fields, strict=True):
        assert told["field"] == field.field
        assert told["all"]["equal"] == field.equal
        assert told["all"]["alpha"] == intercoder.coefficient(field)
        assert told["here"]["pairs"] <= told["all"]["pairs"]


def test_what_is_decided_is_the_table_that_merge_reads(ask, beside, codings):
    same, *_ = _rows(ask("compared", document="ledger1"), "same")
    assert _decided(ask, same, "same")["said"].startswith("Decided; ")
    with beside.decisions.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    first, second = map(dossier.find, codings)
    merged = merging.merge(first, second, merging.decisions(beside.decisions))
    assert table == [asdict(row) for row in merged.rows]
    assert ask("compared", document="ledger1")["open"] == len(merged.open)


def test_two_claims_stand_apart_whole(ask):
    rows = _rows(ask("compared", document="ledger1"), "claim")
    pair = [one for one in rows if (one["a"], one["b"]) == (rows[0]["a"], rows[0]["b"])]
    assert {one["field"] for one in pair} == {"kg:relation", "kg:factuality"}
    _decided(ask, pair[0], "both")
    assert {one["decision"] for one in _rows(ask("compared", document="ledger1"), "claim")} == {
        "both"
    }
    _decided(ask, pair[1], "a")
    decided = {
        one["field"]: one["decision"] for one in _rows(ask("compared", document="ledger1"), "claim")
    }
    assert decided == {pair[0]["field"]: "", pair[1]["field"]: "a"}


def test_nothing_is_merged_before_all_is_decided(ask, beside):
    with pytest.raises(BadOption, match="not decided"):
        ask("merge", version=ask("compared", document="ledger1")["version"])
    assert not beside.into.exists()
    while row := next(
        (one for one in ask("compared", document="ledger1")["rows"] if not one["decision"]), None
    ):
        _decided(ask, row, row["answers"][0])
    done = ask("merge", version=ask("compared", document="ledger1")["version"])
    assert done["said"].startswith(f"{beside.into} is written: ")
    plain = beside.into.parent / "plain"
    first, second = dossier.find(beside.a), dossier.find(beside.b)
    merging.merge(first, second, merging.decisions(beside.decisions), plain)
    assert _files(plain) == _files(beside.into)


def _files(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_what_was_changed_meanwhile_is_looked_at_first(ask, beside, codings):
    state = ask("compared", document="ledger1")
    (row, *_) = _rows(state, "claim")
    given = {name: row[name] for name in ("kind", "field", "a", "b")}
    editing.retract(dossier.find(codings[1]), row["b"], "A mistake.")
    with pytest.raises(LockedError, match="changed elsewhere"):
        ask("decide", decision="a", version=state["version"], **given)
    assert not beside.decisions.exists()
    state = ask("compared", document="ledger1")
    (row, *_) = _rows(state, "same")
    _decided(ask, row, "same")
    beside.decisions.write_text(
        beside.decisions.read_text("utf-8").replace(",same\n", ",different\n"), "utf-8"
    )
    assert _rows(ask("compared", document="ledger1"), "same")[0]["decision"] == "different"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "claim", "field": "", "a": "x", "b": "y"}, "no such difference"),
        ({"decision": "both"}, "no decision here called"),
    ],
)
def test_what_is_no_decision_is_refused(ask, beside, given, said):
    state = ask("compared", document="ledger1")
    (row, *_) = _rows(state, "same")
    asked = {name: row[name] for name in ("kind", "field", "a", "b")}
    with pytest.raises(KgraphError, match=said):
        ask("decide", **({"decision": "same"} | asked | given), version=state["version"])
    with pytest.raises(KgraphError, match="no document"):
        ask("compared", document="nowhere")
    assert not beside.decisions.exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--beside", "x"], "--beside goes with --desk"),
        (["--desk", "--merged", "x"], "--merged goes with --beside DIR"),
        (["--desk", "--decisions", "x"], "--decisions goes with --beside DIR"),
        (["--desk", "--beside", "."], "is the dossier itself"),
    ],
)
def test_options_that_do_not_go_together_are_refused(run, folder, monkeypatch, options, said):
    monkeypatch.chdir(folder)
    code, _, stderr = run("serve", "--port", "0", "--graph", folder, *options)
    assert code == 2
    assert said in stderr


# --- in a browser, by keyboard alone


@pytest.fixture
def page(browser, beside):
    call = ("--graph", str(beside.a), "--desk", "--beside", str(beside.b))
    more = ("--decisions", str(beside.decisions), "--merged", str(beside.into))
    with serving(*call, *more) as (address, _):
        context = browser.new_context()
        made = context.new_page()
        made.problems = []
        made.on("pageerror", lambda error: made.problems.append(str(error)))
        made.on("console", lambda one: one.type == "error" and made.problems.append(one.text))
        made.goto(f"{address}/both")
        made.wait_for_selector("html[data-ready]", state="attached")
        yield made
        assert made.problems == []
        context.close()


def test_all_is_decided_undone_and_merged_by_keyboard(page, beside):
    page.select_option("#document", "ledger1")
    page.wait_for_selector("#text [data-row]")
    page.locator("[data-row]").first.focus()
    answers = {"same": "s", "entity": "a", "claim": "b"}
    page.keyboard.press("u")
    while page.inner_text("#left") != "All is decided.":
        page.keyboard.press("n")
        row = page.evaluate("document.activeElement.dataset.row")
        page.keyboard.press(answers[row.split(" ")[0]])
        page.wait_for_selector(f"[data-row='{row}'].decided")
    page.keyboard.press("u")
    page.wait_for_selector("#left:text-matches('^1 difference is open')")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.dataset.row") == row
    page.keyboard.press("s")
    page.wait_for_selector("#left:text-matches('^All is decided')")
    page.get_by_role("button", name="Write the merged dossier").press("Enter")
    page.wait_for_selector("#said:text-matches('is written')")
    assert {(one.kind, one.decision) for one in _merged(beside).rows} == {
        ("same", "same"), ("claim", "b"),
    }  # fmt: skip
    assert "error" not in {one.severity for one in kgraph.open(beside.into).check()}


def _merged(beside):
    first, second = dossier.find(beside.a), dossier.find(beside.b)
    return merging.merge(first, second, merging.decisions(beside.decisions))


def test_what_the_codings_hold_is_shown_as_text_and_axe_finds_nothing(browser, codings, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    script = "<img src=x onerror=window.__pwn=1>"
    path = Path(codings[0], "data", "triples.ttl")
    path.write_text(path.read_text("utf-8").replace("In our words.", script), "utf-8")
    call = ("--graph", str(codings[0]), "--desk", "--beside", str(codings[1]))
    with serving(*call, "--decisions", str(tmp_path / "d.csv")) as (address, _):
        page = browser.new_page()
        page.goto(f"{address}/both")
        page.wait_for_selector("html[data-ready]", state="attached")
        page.select_option("#document", "ledger1")
        page.wait_for_selector("#text [data-row]")
        assert script in page.inner_text("#text")
        assert page.evaluate("window.__pwn") is None
        page.get_by_text("How far they agree").press("Enter")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert Axe().run(page).response["violations"] == []
        page.close()
