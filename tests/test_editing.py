"""Claims changed after they were written: by command, and by tables that go out and come in again."""

from __future__ import annotations

import csv
import io
import random
import shutil
from pathlib import Path

import pytest
from changes import sound, state
from hypothesis import given, settings
from hypothesis import strategies as st

import kgraph
from kgraph.curation import editing
from kgraph.curation.importing import COLUMNS, import_table
from kgraph.dossier import dossier, sheets
from kgraph.errors import BadData, KgraphError, RejectedRows
from kgraph.text import csv_text

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"


def _text(folder, name="data/triples.ttl"):
    return (folder / name).read_text(encoding="utf-8")


def _edit(folder, claim, **changes):
    return editing.edit(dossier.find(folder), claim, changes, corpus=folder / "texts")


# --- one claim


def test_a_part_is_changed_and_the_lines_before_and_after_are_shown(folder):
    done = _edit(folder, "ledger1-003", gloss="Nothing but its own law.", when="2031-03")
    assert done.changed == ("ledger1-003",)
    assert done.difference.splitlines()[3:] == [
        "-    kg:claimant actor:tallo ; kg:factuality kg:certain ; kg:passage ps:ledger1-p2s2 ; kg:mode kg:directSpeech ; kg:intensity 3 ;",
        '-    kg:gloss "Only Velmora\'s own law shall hold."@en .',
        '+    kg:claimant actor:tallo ; kg:factuality kg:certain ; kg:passage ps:ledger1-p2s2 ; kg:mode kg:directSpeech ; kg:when "2031-03" ; kg:intensity 3 ;',
        '+    kg:gloss "Nothing but its own law."@en .',
    ]
    sound(folder)


def test_what_is_taken_out_is_gone_and_comments_and_other_languages_stay(folder):
    data = folder / "data" / "triples.ttl"
    own = _text(folder).replace(
        'kg:gloss "Only Velmora\'s own law shall hold."@en',
        'kg:gloss "Only Velmora\'s own law shall hold."@en , "Nur sein Recht."@de',
    )
    data.write_text(
        own.replace("claim:ledger1-003 a", "# seen twice\nclaim:ledger1-003 a"), encoding="utf-8"
    )
    _edit(folder, "claim:ledger1-003", intensity="", mode="", gloss="Its law alone.")
    assert 'kg:gloss "Its law alone."@en , "Nur sein Recht."@de' in _text(folder)
    assert "# seen twice\nclaim:ledger1-003 a" in _text(folder)
    claim = kgraph.open(folder).table["ledger1-003"]
    assert (claim.intensity, claim.mode) == (2, "reportedSpeech")
    sound(folder)


def test_an_object_gives_way_to_a_value_and_back(folder):
    before = _text(folder)
    _edit(folder, "ledger1-002", subject="Closure of the valley road", relation="killed", value="4")
    assert "kg:relation kg:killed ; kg:value 4 ;" in _text(folder)
    back = {"subject": "Mira Tallo", "relation": "holdsOffice", "object": "President of Velmora"}
    _edit(folder, "ledger1-002", **back)
    assert _text(folder) == before


def test_nothing_changes_where_it_is_so_already(folder):
    before = state(folder)
    done = _edit(folder, "ledger1-003", claimant="Mira Tallo", factuality="certain")
    assert (done.changed, done.difference) == ((), "")
    assert state(folder) == before


@pytest.mark.parametrize(
    ("claim", "changes", "said"),
    [
        ("ledger1-03", {"gloss": "A."}, "There is no claim called 'ledger1-03'; did you mean 'ledger1-013', 'ledger1-003'"),
        ("ledger1-003", {}, "Say what is to change"),
        ("ledger1-003", {"document": "ledger2"}, "A claim keeps its document"),
        ("ledger1-003", {"glos": "A."}, "There is no part of a claim called 'glos'; did you mean 'gloss'"),
        ("ledger1-003", {"gloss": ""}, "A claim needs a gloss"),
        ("ledger1-003", {"subject": "Self"}, "There is no entity called 'Self'"),
        ("ledger1-005", {"object": "Tarskia"}, "Subject and object are the same: actor:tarskia"),
        ("ledger1-003", {"when": "2031-13"}, "2031-13"),
        ("ledger1-003", {"passage": "ledger2-p1s1"}, "The passage ledger2-p1s1 is not of the document"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence_and_nothing_is_written(folder, claim, changes, said):
    before = state(folder)
    with pytest.raises(KgraphError) as error:
        _edit(folder, claim, **changes)
    assert said in str(error.value)
    assert state(folder) == before


def test_a_retracted_claim_is_in_no_view_and_keeps_its_reason(folder):
    with pytest.raises(KgraphError, match="Say why it is retracted"):
        editing.retract(dossier.find(folder), "ledger1-003", " ")
    editing.retract(dossier.find(folder), "ledger1-003", "Not in the passage.")
    assert 'kg:status "retracted"' in _text(folder)
    assert 'skos:editorialNote "Retracted: Not in the passage."@en' in _text(folder)
    assert "ledger1-003" not in kgraph.open(folder).table.columns.claim
    with pytest.raises(KgraphError, match="ledger1-003 is retracted already"):
        editing.retract(dossier.find(folder), "ledger1-003", "Again.")
    sound(folder)


def test_what_supersedes_a_claim_is_linked_to_it(folder):
    done = editing.supersede(dossier.find(folder), "ledger1-003", {"factuality": "probable"})
    (added,) = done.added
    assert f"dcterms:isReplacedBy claim:{added.claim}" in _text(folder)
    kg = kgraph.open(folder)
    assert "ledger1-003" not in kg.table.columns.claim
    new = kg.table[added.claim]
    assert (new.factuality, new.status, new.intensity) == ("probable", "draft", 3)
    sound(folder)


# --- tables


def _rows(folder, names=None):
    found = kgraph.open(folder, cache=False).claims().result
    text = csv_text(found.rows(), names or found.columns, found.texts)
    return list(csv.DictReader(io.StringIO(text)))


def _sheet(path, rows, delimiter=",", mark=""):
    if path.suffix == ".xlsx":
        path.write_bytes(sheets.workbook([*rows[0]], [[*row.values()] for row in rows]))
        return path
    text = io.StringIO()
    writer = csv.DictWriter(text, [*rows[0]], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(mark + text.getvalue(), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_a_table_that_comes_back_as_it_went_out_changes_nothing(folder, tmp_path, name):
    before = state(folder)
    done = import_table(dossier.find(folder), _sheet(tmp_path / name, _rows(folder)))
    assert (done.added, done.changed) == ((), ())
    assert state(folder) == before


_GLOSSES = st.text("abcdef =+-@'\"\n,;", min_size=1).map(lambda text: f"x{text}".strip())
_EDITS = st.one_of(
    st.tuples(st.just("gloss"), _GLOSSES.map(lambda text: " ".join(text.split()))),
    st.tuples(st.just("note"), st.sampled_from(["", "=1+1", "-5 or so", "'quoted'", "A note; of two."])),
    st.tuples(st.just("factuality"), st.sampled_from(["certain", "probable", "possible"])),
    st.tuples(st.just("intensity"), st.sampled_from(["1", "3"])),
    st.tuples(st.just("when"), st.sampled_from(["2031-04", "2031-04-02~", "2031-03/.."])),
    st.tuples(st.just("status"), st.sampled_from(["reviewed", "draft"])),
    st.tuples(st.just("via"), st.sampled_from(["actor:policy-forum", "actor:morning-ledger actor:policy-forum"])),
)  # fmt: skip
_CLAIMS = ("forum-001", "forum-005", "ledger1-002", "ledger1-010", "ledger2-001", "ledger2-007")


@pytest.mark.slow
@settings(max_examples=12)
@given(
    edits=st.lists(st.tuples(st.sampled_from(_CLAIMS), _EDITS), max_size=5),
    seed=st.integers(0, 99),
    name=st.sampled_from(["t.csv", "t.xlsx"]),
    delimiter=st.sampled_from(",;\t"),
    mark=st.sampled_from(["", "\ufeff"]),
    new=st.booleans(),
)
def test_out_shuffled_edited_and_in_again_gives_what_was_meant(
    tmp_path_factory, edits, seed, name, delimiter, mark, new
):
    base = tmp_path_factory.mktemp("round")
    folder = base / "mini"
    shutil.copytree(_MINI, folder)
    rows = _rows(folder)
    wanted = {row["claim"]: dict(row) for row in rows}
    for claim, (column, cell) in edits:
        wanted[claim][column] = cell
    rng = random.Random(seed)  # noqa: S311
    shuffled = [dict(row) for row in wanted.values()]
    if new:
        fresh = {**wanted["ledger2-007"], "claim": "", "object": "issue:road-opens"}
        shuffled.append(fresh)
    rng.shuffle(shuffled)
    table = _sheet(base / name, shuffled, delimiter, mark)
    done = import_table(dossier.find(folder), table)
    after = {row["claim"]: row for row in _rows(folder)}
    assert len(done.added) == new
    for claim, row in wanted.items():
        for column in [one for one in COLUMNS if one in row and one != "claim"]:
            was, now = row[column], after[claim][column]
            assert now.removeprefix("'") == was.removeprefix("'"), (claim, column)
    touched = {claim for claim, (column, cell) in edits}
    assert set(done.changed) <= touched
    sound(folder)


def test_only_the_columns_that_are_there_are_meant(folder, tmp_path):
    rows = [
        {"id": "ledger1-003", "Gloss": "Its law alone."},
        {"id": "claim:forum-001", "Gloss": "Gas is a hold."},
    ]
    done = import_table(dossier.find(folder), _sheet(tmp_path / "t.csv", rows, ";"))
    assert sorted(done.changed) == ["forum-001", "ledger1-003"]
    assert kgraph.open(folder).table["ledger1-003"].intensity == 3
    sound(folder)


def test_wrong_rows_are_all_named_and_nothing_is_written(folder, tmp_path):
    rows = _rows(folder, ("claim", "subject", "subject_label", "gloss", "factuality"))[:6]
    rows[0]["claim"] = "forum-0001"
    rows[1]["subject_label"] = "Nobody"
    rows[2]["factuality"] = "sure"
    rows[4]["claim"] = rows[3]["claim"]
    before = state(folder)
    with pytest.raises(RejectedRows) as error:
        import_table(dossier.find(folder), _sheet(tmp_path / "t.csv", rows))
    assert error.value.rows == (
        (2, "There is no standing claim forum-0001; did you mean forum-001? A new one has no id."),
        (3, "subject_label is what kgraph writes beside subject; change that."),
        (6, f"{rows[3]['claim']} stands in row 5 already."),
    )
    rows = [rows[2], rows[5]]
    with pytest.raises(RejectedRows) as error:
        import_table(dossier.find(folder), _sheet(tmp_path / "t.csv", rows))
    assert [row for row, _ in error.value.rows] == [2]
    assert "There is no factuality called 'sure'" in error.value.rows[0][1]
    assert state(folder) == before


def test_what_is_no_workbook_is_refused(folder, tmp_path):
    for content in (b"", b"claim,gloss\n", b"PK\x03\x04" + bytes(40)):
        (tmp_path / "t.xlsx").write_bytes(content)
        with pytest.raises(BadData, match="The file is no workbook that can be read"):
            import_table(dossier.find(folder), tmp_path / "t.xlsx")


def test_no_cell_of_a_workbook_is_a_formula(tmp_path):
    import openpyxl

    path = tmp_path / "t.xlsx"
    path.write_bytes(sheets.workbook(["a"], [["=1+1"], ["\x07bell"]]))
    cells = [row[0] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2)]
    assert [(cell.data_type, cell.value) for cell in cells] == [("s", "=1+1"), ("s", "\ufffdbell")]


# --- the command line


def test_changed_rows_are_shown_and_asked_for(folder, run, tmp_path):
    table = tmp_path / "t.xlsx"
    assert run("claims", "--graph", folder, "--format", "xlsx", "-o", table)[0] == 0
    code, out, err = run("import", "xlsx", table, "--graph", folder)
    assert (code, out) == (0, "")
    assert "0 claims added." in err
    code, out, _ = run("claims", "--graph", folder, "--format", "csv-bom")
    assert out.startswith("\ufeffclaim,")
    table = tmp_path / "t.csv"
    table.write_text(
        out.replace("A little autonomy may be tolerable to Velmora.", "It may do."),
        encoding="utf-8",
    )
    before = state(folder)
    code, out, err = run("import", "csv", table, "--graph", folder, "--dry-run")
    assert (code, '+    kg:gloss "It may do."@en .' in out) == (0, True)
    code, out, err = run("import", "csv", table, "--graph", folder)
    assert code == 2
    assert "1 claim would change; add --yes to write this, or --dry-run to look only." in err
    assert state(folder) == before
    code, out, err = run("import", "csv", table, "--graph", folder, "--yes")
    assert (code, "1 claim changed." in err) == (0, True)
    assert kgraph.open(folder).table["forum-005"].gloss == "It may do."


def test_a_claim_is_edited_retracted_and_superseded_by_command(folder, run):
    code, out, _ = run("edit", "forum-005", "--gloss", "It may do.", "--graph", folder)
    assert (code, '+    kg:gloss "It may do."@en .' in out) == (0, True)
    code, out, err = run("edit", "forum-005", "--gloss", "It may do.", "--graph", folder)
    assert (out, err) == ("", "It is so already; nothing was written.\n")
    before = state(folder)
    code, out, err = run(
        "supersede", "forum-005", "--factuality", "probable", "--dry-run", "--graph", folder
    )
    assert (code, "Nothing was written." in err) == (0, True)
    assert state(folder) == before
    assert run("supersede", "forum-005", "--factuality", "probable", "--graph", folder)[0] == 0
    assert run("retract", "forum-001", "--reason", "Stretched.", "--graph", folder)[0] == 0
    sound(folder)
