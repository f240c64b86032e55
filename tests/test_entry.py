"""Adding claims: what is typed is found, checked and written, or refused with one sentence."""

from __future__ import annotations

import csv
import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kgraph.curation import adding, checks
from kgraph.curation.canonical import format_turtle
from kgraph.curation.entry import Entry
from kgraph.curation.importing import COLUMNS, import_table
from kgraph.curation.proposition import Proposition, parted
from kgraph.dossier import dossier
from kgraph.errors import BadData, KgraphError, RejectedRows, UsageError

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_ENTRY = Entry(
    document="ledger2", passage=("a word on how long",), proposition="Tarskia neutralOn longer-watch",
    claimant="Morning Ledger", gloss="Tarskia may not mind.",
)  # fmt: skip


def _add(folder, entry, corpus=True, **options):
    texts = folder / "texts" if corpus else None
    return adding.add(dossier.find(folder), entry, corpus=texts, **options)


def _data(folder):
    return (folder / "data" / "triples.ttl").read_text(encoding="utf-8")


def _state(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- the line

_RELATIONS = {
    "backs": "backs", "supplies arms to": "suppliesArmsTo", "suppliesarmsto": "suppliesArmsTo",
    "killed": "killed", "leads": "leads",
}  # fmt: skip
_KNOWN = {"Oshen", "The Leads", "Tarskia", "Mira Tallo"}


def _parted(text, valued=False):
    return parted(text, _RELATIONS, _KNOWN.__contains__, valued)


def test_a_line_is_parted_at_its_relation():
    assert _parted("Oshen backs Tarskia") == Proposition("Oshen", "backs", "Tarskia")
    assert _parted("Oshen SUPPLIES arms to Mira Tallo") == Proposition(
        "Oshen", "suppliesArmsTo", "Mira Tallo"
    )
    assert _parted("The Leads backs Oshen") == Proposition("The Leads", "backs", "Oshen")
    assert _parted(" The Leads|leads | backs ") == Proposition("The Leads", "leads", "backs")
    assert _parted("The fire killed 4") == Proposition("The fire", "killed", "4")
    assert _parted("The fire killed", valued=True) == Proposition("The fire", "killed", "")
    assert _parted("The fire | killed", valued=True) == Proposition("The fire", "killed", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Oshen bakcs Tarskia", "There is no relation called 'bakcs'; did you mean 'backs'?"),
        ("Mira Tallo suppliesArmTo The Oshen", "did you mean 'suppliesArmsTo'?"),
        ("Oshen|loves|Tarskia", "There is no relation called 'loves'"),
        ("a leads b backs c", "can be read in several ways; write it as SUBJECT | RELATION"),
        ("Oshen backs", "No relation with a subject before and an object behind it stands in"),
        ("", "write SUBJECT RELATION OBJECT"),
        ("Oshen|backs", "A part of 'Oshen|backs' is missing"),
        ("Oshen||Tarskia", "A part of 'Oshen||Tarskia' is missing"),
    ],
)
def test_a_line_that_cannot_be_parted_is_refused(text, said):
    with pytest.raises(UsageError) as error:
        _parted(text)
    assert said in str(error.value)


# --- what is written


def test_words_find_the_sentence_and_the_claim_stands_behind_the_last_of_its_document(folder):
    before = _data(folder)
    added = _add(folder, _ENTRY)
    block = (
        "claim:ledger2-009 a kg:Claim ;\n"
        "    kg:subject actor:tarskia ; kg:relation kg:neutralOn ; kg:object issue:longer-watch ;\n"
        "    kg:claimant actor:morning-ledger ; kg:factuality kg:certain ; kg:passage ps:ledger2-p4s1 ;\n"
        '    kg:gloss "Tarskia may not mind."@en .'
    )
    assert added.block == block
    after = _data(folder)
    assert after == before.replace(
        "\n\n### Claims: the analysis", f"\n{block}\n\n### Claims: the analysis"
    )
    assert after.split("\n")[added.line - 1] == "claim:ledger2-009 a kg:Claim ;"
    assert (added.claim, added.path, added.pinned) == ("ledger2-009", "data/triples.ttl", ())
    assert checks.check(dossier.find(folder), folder / "texts") == []
    assert format_turtle(after) == after


_FULL = replace(
    _ENTRY, proposition="Closure of the valley road | killed | 7", claimant="mira tallo",
    gloss="Seven, at the least.", factuality="Probable", bound="at least", wording="a handful", group='the "lost"',
    includes=("claim:ledger2-006",), disputes=("ledger2-005",), via=("Morning Ledger",),
    mode="reportedSpeech", modality="duty", when="2031-03~/..", asserted="2031-04",
    intensity="3", status="draft", condition="if it's so", note="A note.",
    passage=("ledger2-p3s2", "Eleven people"), context=("Closure of the valley road",),
    place=("ilvar-valley",), affected=("Residents of the Ilvar valley", "actor:ilvar-authorities"),
    lever_family="economic", topic=("issue:self-rule",), language="en-GB",
)  # fmt: skip


def test_every_part_of_a_claim_can_be_given_and_passes_all_checks(folder):
    added = _add(folder, _FULL)
    assert added.block == (
        "claim:ledger2-009 a kg:Claim ;\n"
        '    kg:subject event:road-closure ; kg:relation kg:killed ; kg:value 7 ; kg:bound kg:atLeast ; kg:wording "a handful"@en-GB ; kg:group "the \\"lost\\"" ; '
        "kg:includes claim:ledger2-006 ; kg:leverFamily kg:economic ; kg:topic issue:self-rule ; "
        "kg:affected actor:ilvar-authorities , actor:ilvar-residents ; kg:context event:road-closure ; kg:place place:ilvar-valley ;\n"
        "    kg:claimant actor:tallo ; kg:via actor:morning-ledger ; kg:factuality kg:probable ; kg:disputes claim:ledger2-005 ; "
        "kg:passage ps:ledger2-p3s1 , ps:ledger2-p3s2 ; kg:mode kg:reportedSpeech ; kg:modality kg:duty ; "
        'kg:when "2031-03~/.." ; kg:asserted "2031-04" ; kg:intensity 3 ; kg:status "draft" ;\n'
        '    kg:condition "if it\'s so"@en-GB ;\n'
        '    kg:gloss "Seven, at the least."@en-GB ;\n'
        '    skos:editorialNote "A note."@en-GB .'
    )
    assert checks.check(dossier.find(folder), folder / "texts") == []
    assert format_turtle(_data(folder)) == _data(folder)


def test_a_denial_and_a_date(folder):
    denial = replace(
        _ENTRY, document="ledger1", passage=("p1s1",), proposition="velmora blockades ilvar-valley",
        affected=("ilvar-residents",), claimant="velmora", factuality="denied",
        denies=("ledger1-001",), gloss="No.", when="2031-03-01",
    )  # fmt: skip
    assert "kg:denies claim:ledger1-001 ;" in _add(folder, denial).block
    dated = replace(_ENTRY, proposition="Truce of April dated", value="2031-04-10~")
    assert 'kg:relation kg:dated ; kg:value "2031-04-10~"' in _add(folder, dated).block
    assert checks.check(dossier.find(folder), folder / "texts") == []


class _Typed(io.StringIO):
    """A terminal on which somebody types."""

    def isatty(self):
        return True


def test_what_is_left_out_is_asked_for_on_a_terminal(folder, run, monkeypatch):
    texts = ("--corpus", folder / "texts", "--graph", folder)
    lines = "ledger2\na word on how long\nTarskia\nneutralOn\nlonger-watch\nMorning Ledger\nIt may not mind.\n"
    monkeypatch.setattr("sys.stdin", _Typed(lines))
    code, out, err = run("add", *texts)
    assert (code, out) == (0, "claim:ledger2-009\n")
    assert "Whose word it is: " in err
    monkeypatch.setattr("sys.stdin", _Typed("Forum.\nOshen.\n"))
    code, _, err = run(
        "add", "ledger2", "p4s1", "Oshen backs Tarskia", "--gloss", "Friends.", *texts
    )
    assert (code, "There is no actor called 'Forum.'" in err) == (2, True)
    before = _state(folder)
    monkeypatch.setattr("sys.stdin", io.StringIO("ledger2\n"))
    code, out, err = run("add", "--gloss", "Friends.", *texts)
    assert (code, out) == (2, "")
    assert err == (
        "kgraph: There is no document, words, subject, relation, object, claimant; on a terminal it "
        "is asked for, here give it.\n"
    )
    assert _state(folder) == before


def test_a_symmetric_relation_the_other_way_round_is_the_same_claim(folder):
    said = replace(_ENTRY, proposition="Tarskia alliedWith Oshen", gloss="They are allies.")
    first = _add(folder, said)
    for again in ("Oshen alliedWith Tarskia", "Tarskia alliedWith Oshen"):
        with pytest.raises(KgraphError, match=f"claim:{first.claim} says the same"):
            _add(folder, replace(said, proposition=again))
    _add(folder, replace(said, proposition="Tarskia backs Oshen"))
    _add(folder, replace(said, proposition="Oshen backs Tarskia"))


def test_a_lever_may_be_in_a_family_of_the_dossiers_own(folder):
    (folder / "ontology").mkdir()
    (folder / "ontology" / "own.ttl").write_text(
        "@prefix kg: <https://w3id.org/kgraph/ns#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        'kg:water a skos:Concept ; skos:prefLabel "water"@en ; skos:inScheme kg:FamilyScheme ;\n'
        '    skos:definition "Family of rivers."@en ; skos:example "made up"@en .\n', encoding="utf-8",
    )  # fmt: skip
    entry = replace(_ENTRY, proposition="Oshen hasLeverageOver Tarskia", lever_family="water")
    assert "kg:leverFamily kg:water" in _add(folder, entry).block
    assert checks.check(dossier.find(folder), folder / "texts") == []


def test_a_passage_that_is_not_pinned_is_pinned(folder):
    passages = folder / "seeds" / "passages.ttl"
    before = passages.read_text(encoding="utf-8")
    added = _add(folder, replace(_ENTRY, passage=("ledger2-p2",)))
    assert added.pinned == ("ledger2-p2",)
    after = passages.read_text(encoding="utf-8")
    new = [line for line in after.splitlines() if line not in before]
    assert new[0].startswith(
        "ps:ledger2-p2 a kg:Passage ; kg:document doc:ledger2 ; kg:paragraph 2 ;"
    )
    assert set(before.splitlines()) < set(after.splitlines())
    assert checks.check(dossier.find(folder), folder / "texts") == []


def test_a_pinned_passage_needs_no_texts(folder):
    assert _add(folder, replace(_ENTRY, passage=("ps:ledger2-p4s1",)), corpus=False).pinned == ()


def test_ids_are_never_given_twice(folder):
    data = folder / "data" / "triples.ttl"
    text = _data(folder)
    without = re.sub(r"claim:ledger2-008 a.*?@en \.\n", "", text, flags=re.DOTALL)
    data.write_text(
        without.replace(
            "\n### Claims: the second", "\n# ledger2-008 was withdrawn\n### Claims: the second"
        )
    )
    assert _add(folder, _ENTRY).claim == "ledger2-009"
    data.write_text(without + "\n# see claim:ledger2-1041, ledger2-2031-04-01 and xledger2-2000\n")
    assert _add(folder, _ENTRY).claim == "ledger2-1042"


def test_a_retracted_claim_may_be_said_anew(folder):
    data = folder / "data" / "triples.ttl"
    _add(folder, replace(_ENTRY, status="retracted"))
    assert _add(folder, _ENTRY).claim == "ledger2-010"
    assert checks.check(dossier.find(folder)) == []
    assert data.read_text(encoding="utf-8").count("Tarskia may not mind.") == 2


def test_prefixes_may_be_laid_out_in_any_way(folder):
    data = folder / "data" / "triples.ttl"
    text = _data(folder).replace("@prefix ps:     <https://w3id.org/kgraph/passage/> .\n", "")
    text = re.sub(r"(?<=\s)ps:(\S+)", r"<https://w3id.org/kgraph/passage/\1>", text)
    data.write_text(text.replace("core#> .", "core#>\n  # here it ends\n  ."), encoding="utf-8")
    _add(folder, _ENTRY)
    assert "  .\n@prefix ps: <https://w3id.org/kgraph/passage/> .\n" in _data(folder)
    assert checks.check(dossier.find(folder)) == []


def test_the_first_claim_of_a_document_gets_a_section_and_its_prefixes(tmp_path):
    folder = tmp_path / "new"
    shutil.copytree(_MINI, folder)
    (folder / "data" / "third-report.ttl").unlink()
    data = folder / "data" / "triples.ttl"
    entities = _data(folder).partition("\n### Claims")[0]
    data.write_text(re.sub(r"@prefix (claim|ps):.*\n", "", entities).rstrip("\n"), encoding="utf-8")
    added = _add(folder, _ENTRY)
    assert added.claim == "ledger2-001"
    text = _data(folder)
    assert text.endswith(f"\n\n### Claims: A truce and its watchers\n\n{added.block}\n")
    assert [e for e in checks.check(dossier.find(folder)) if e.severity == "error"] == []
    _add(folder, replace(_ENTRY, document="forum", passage=("forum-p1s1",)))
    assert "\n\n### Claims: What moves Velmora\n\nclaim:forum-001" in _data(folder)


def test_a_file_with_windows_line_ends_keeps_them(folder):
    data = folder / "data" / "triples.ttl"
    data.write_bytes(data.read_bytes().replace(b"\n", b"\r\n"))
    before = data.read_bytes()
    _add(folder, _ENTRY)
    after = data.read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n") == before.count(b"\n") + 4


def test_a_prefix_of_another_meaning_is_refused(folder):
    data = folder / "data" / "triples.ttl"
    data.write_text(
        _data(folder).replace("@prefix ps:     <https://w3id.org/kgraph/passage/>", "@prefix p: <https://w3id.org/kgraph/passage/>")
        .replace(" ps:", " p:") + "@prefix ps: <https://example.org/> .\n"
    )  # fmt: skip
    with pytest.raises(
        BadData, match="prefix ps: stands for another namespace here; run kgraph fmt"
    ):
        _add(folder, _ENTRY)


def test_a_dry_run_writes_nothing(folder):
    before = _state(folder)
    assert (
        _add(folder, replace(_ENTRY, passage=("ledger2-p2",)), dry_run=True).claim == "ledger2-009"
    )
    assert _state(folder) == before


# --- what is refused

_WRONG = {
    "unknown document": ({"document": "ledger9"}, "There is no document called 'ledger9'"),
    "no such words": ({"passage": ("nowhere to be found",)}, "No sentence of ledger2 contains"),
    "ambiguous words": ({"passage": ("the",)}, "7 passages of ledger2 contain 'the' (ledger2-p1s1,"),
    "no passage": ({"passage": (" ",)}, "A claim needs a passage"),
    "one empty": ({"passage": ("p1s1", "")}, "A passage is empty"),
    "another document's": ({"passage": ("ledger1-p1s1",)}, "is not of the document ledger2"),
    "no such paragraph": ({"passage": ("ledger2-p9s1",)}, "the document ledger2 has 5 paragraphs"),
    "relation": ({"proposition": "Oshen bakcs Tarskia"}, "did you mean 'backs'?"),
    "subject": ({"proposition": "Oshin backs Tarskia"}, "no entity called 'Oshin'; did you mean 'Oshen'?"),
    "object": ({"proposition": "Oshen backs Tarsk"}, "called 'Tarsk'; did you mean 'Tarskia'"),
    "ambiguous": ({"proposition": "the valley | backs | Oshen"}, "'actor:ilvar-authorities' or 'actor:ilvar-residents'; say which"),
    "domain": ({"proposition": "Oshen holdsOffice president-velmora"}, "holdsOffice cannot have actor:oshen as its subject; it takes Person."),
    "range": ({"proposition": "Oshen memberOf Tarskia"}, "memberOf cannot have actor:tarskia as its object; it takes"),
    "itself": ({"proposition": "Oshen backs Oshen"}, "Subject and object are the same: actor:oshen."),
    "value of a relation": ({"proposition": "Oshen backs", "value": "4"}, "takes an object and no value"),
    "two values": ({"proposition": "road-closure killed 4", "value": "5"}, "a claim has one or the other"),
    "not a number": ({"proposition": "road-closure killed four"}, "killed takes a plain number such as 4 or 2.5, not 'four'"),
    "not a date": ({"proposition": "road-closure dated April"}, "'April' is not a date kgraph reads"),
    "claimant": ({"claimant": "Morning Leger"}, "no actor called 'Morning Leger'; did you mean 'Morning Ledger'?"),
    "claimant of another kind": (
        {"claimant": "Ilvar valley"}, "'Ilvar valley' is a place (place:ilvar-valley), not an actor",
    ),
    "no claimant": ({"claimant": ""}, "whose word is it?"),
    "no gloss": ({"gloss": " "}, "A claim needs a gloss"),
    "long gloss": ({"gloss": "x" * 201}, "The gloss has 201 characters; 200 is the most."),
    "copied gloss": ({"gloss": "said a word on how long the mission should stay"}, "The gloss repeats 10 words of ledger2-p4s1 in a row"),
    "language": ({"language": "english!"}, "'english!' is not a language tag"),
    "factuality": ({"factuality": "sure"}, "There is no factuality called 'sure'"),
    "no factuality": ({"factuality": ""}, "A claim needs kg:factuality."),
    "lever family": ({"lever_family": "coercve"}, "There is no lever family called 'coercve'; did you mean 'coercive'?"),
    "family of acts": ({"lever_family": "coercive"}, "kg:coercive is a family of acts and words"),
    "mode": ({"mode": "directspech"}, "There is no mode called 'directspech'; did you mean 'directSpeech'?"),
    "modality": ({"modality": "wish"}, "There is no modality called 'wish'"),
    "bound": ({"bound": "most"}, "There is no bound called 'most'"),
    "when": ({"when": "April 2031"}, "'April 2031' is not a date kgraph reads"),
    "asserted": ({"asserted": "2031-02-30"}, "The date '2031-02-30' does not exist."),
    "intensity": ({"intensity": "4"}, "An intensity is 1, 2 or 3, not '4'."),
    "status": ({"status": "done"}, "There is no status called 'done'"),
    "denies": ({"denies": ("ledger2-099",)}, "There is no claim called 'ledger2-099'; did you mean"),
    "denies another": ({"denies": ("ledger2-005",)}, "kg:denies claim:ledger2-005: same proposition and opposite polarity expected."),
    "topic": ({"topic": ("Oshen",)}, "'Oshen' is an actor (actor:oshen), not an issue, frame or event"),
    "place": ({"place": ("Oshen",)}, "'Oshen' is an actor (actor:oshen), not a place"),
    "same again": ({"proposition": "Oshen neutralOn longer-watch"}, "claim:ledger2-004 says the same; give it the passage"),
}  # fmt: skip


@pytest.mark.parametrize("name", _WRONG)
def test_what_is_wrong_is_said_in_one_sentence_and_nothing_is_written(folder, name):
    parts, said = _WRONG[name]
    before = _state(folder)
    with pytest.raises(KgraphError) as error:
        _add(folder, replace(_ENTRY, **parts))
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert _state(folder) == before


def test_a_dossier_may_allow_more_words_in_a_row(folder):
    entry = replace(_ENTRY, gloss="said a word on how long the mission should stay")
    path = folder / "seeds" / "sources.ttl"
    text = path.read_text(encoding="utf-8")
    allowed = text.replace('valley road"@en .', 'valley road"@en ; kg:copiedWords {} .')
    path.write_text(allowed.replace("{}", "9"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"repeats 10 words .* \(9 in a row at most\)"):
        _add(folder, entry)
    path.write_text(allowed.replace("{}", "10"), encoding="utf-8")
    _add(folder, entry)
    assert checks.check(dossier.find(folder), folder / "texts") == []
    path.write_text(allowed.replace("{}", "9"), encoding="utf-8")
    assert [one.check for one in checks.check(dossier.find(folder), folder / "texts")] == ["gloss"]
    path.write_text(allowed.replace("{}", '"few"'), encoding="utf-8")
    (found,) = checks.check(dossier.find(folder))
    assert found.message == 'kg:copiedWords takes a whole number such as 3, not "few"'
    assert (found.path, found.line) == ("seeds/sources.ttl", 6)


def test_without_texts_words_cannot_be_found(folder):
    for passage in ("a word on how long", "ledger2-p2"):
        with pytest.raises(UsageError, match="give --corpus DIR, set KGRAPH_CORPUS, or name"):
            _add(folder, replace(_ENTRY, passage=(passage,)), corpus=False)


# --- tables

_TABLE = """\
document,passage,subject,relation,object,claimant,factuality,when,gloss,affected
ledger2,a word on how long,Tarskia,neutralOn,longer-watch,Morning Ledger,probable,2031-04,Tarskia may not mind.,

doc:ledger1,ledger1-p1s1; ledger1-p2s1,velmora,blockades,Ilvar valley,Policy Forum,,,"Shut, they say.",ilvar-residents; ilvar-authorities
ledger2,ledger2-p2,Oshen,backs,Tarskia,Mira Tallo,possible,,"Tallo sees ""two"" friends."
"""


def _table(folder, text):
    file = folder.parent / "claims.csv"
    file.write_text(text, encoding="utf-8")
    return file


def _import(folder, text, **options):
    file = _table(folder, text)
    return [*import_table(dossier.find(folder), file, corpus=folder / "texts", **options).added]


def test_a_table_gives_the_claims_that_adding_one_by_one_gives(folder):
    shutil.copytree(folder, folder.parent / "other")
    added = _import(folder, _TABLE)
    assert [one.claim for one in added] == ["ledger2-009", "ledger1-014", "ledger2-010"]
    other = folder.parent / "other"
    for entry in (
        replace(_ENTRY, factuality="probable", when="2031-04"),
        Entry("ledger1", ("p1s1", "p2s1"), "velmora blockades ilvar-valley", "policy-forum",
              "Shut, they say.", affected=("ilvar-authorities", "ilvar-residents")),
        Entry("ledger2", ("ledger2-p2",), "Oshen backs Tarskia", "tallo",
              'Tallo sees "two" friends.', factuality="possible"),
    ):  # fmt: skip
        _add(other, entry)
    assert _data(folder) == _data(other)
    assert _state(folder).keys() == {folder / p.relative_to(other) for p in _state(other)}
    for one in added:
        assert _data(folder).split("\n")[one.line - 1] == f"claim:{one.claim} a kg:Claim ;"
    assert checks.check(dossier.find(folder), folder / "texts") == []


def test_all_mistakes_of_all_rows_are_said_and_nothing_is_written(folder):
    before = _state(folder)
    text = _TABLE + (
        "ledger2,p3s1,Oshin,backs,Tarskia,Nobody,sure,2031-13,Words.,\n"
        "ledger2,p3s1,Oshen,backs,Tarskia,Mira Tallo,possible,,Twice in one table.,\n"
    )
    with pytest.raises(RejectedRows) as error:
        _import(folder, text)
    rows = error.value.rows
    assert [row for row, _ in rows] == [6, 6, 6, 6, 7]
    assert [sentence.split(";")[0] for _, sentence in rows] == [
        "There is no entity called 'Oshin'",
        "There is no actor called 'Nobody'.",
        "The date '2031-13' does not exist.",
        "There is no factuality called 'sure'",
        "claim:ledger2-010 says the same",
    ]
    assert str(error.value).endswith(
        "claims.csv: 2 of 5 rows cannot be taken; nothing was written."
    )
    assert _state(folder) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The first row has to name the columns"),
        ("document,passage\n", "lacks subject, relation, claimant, gloss"),
        ("document,pasage\n", "There is no column 'pasage'; did you mean passage?"),
        ("document,xyz\n", "There is no column 'xyz'; there are claim, document, passage"),
        ("doc,document,passage,subject,relation,claimant,gloss\n", "names document twice"),
        (_TABLE + 'ledger2,"open\n', "Row 6: the quotation mark that opens cell 2 is not closed"),
        (_TABLE + "a,b,c,d,e,f,g,h,i,j,k\n", "Row 6: there is no column for cell 11, 'k'"),
    ],
)
def test_what_is_no_table_is_refused(folder, text, said):
    with pytest.raises(BadData) as error:
        _import(folder, text)
    assert said in str(error.value)
    assert "claims.csv" in str(error.value)


def test_a_table_without_rows_adds_nothing(folder):
    before = _state(folder)
    assert _import(folder, "\ufeff" + _TABLE.splitlines()[0]) == []
    assert _state(folder) == before


# --- the commands


def test_the_command_adds_what_the_library_adds(folder, run):
    texts = ["--corpus", folder / "texts", "--graph", folder]
    line = [
        "add", "ledger2", "a word on how long", "Tarskia neutralOn longer-watch",
        "--by", "Morning Ledger", "--gloss", "Tarskia may not mind.", "--factuality", "certain", *texts,
    ]  # fmt: skip
    before = _state(folder)
    dry = run(*line, "--dry-run")
    assert dry == (
        0,
        _add(folder, _ENTRY, dry_run=True).block + "\n",
        "1 claim to add; nothing was written.\n",
    )
    assert _state(folder) == before
    code, out, err = run(*line)
    assert (code, out) == (0, "claim:ledger2-009\n")
    number = _data(folder).split("\n").index("claim:ledger2-009 a kg:Claim ;") + 1
    assert err == f"claim:ledger2-009 stands in data/triples.ttl:{number}.\n1 claim added.\n"
    assert dry[1] in _data(folder)
    code, out, err = run(*line)
    assert (code, out) == (2, "")
    assert (
        err
        == "kgraph: claim:ledger2-009 says the same; give it the passage as a further one instead.\n"
    )
    defaulted = run(*line[:-6], *texts, "--dry-run")[2]
    assert "No --factuality was given, so the claim is certain; hedge words decide.\n" in defaulted


def test_every_part_of_an_entry_is_an_option_and_a_column():
    from kgraph.cli.entry import add_command

    options = {param.name for param in add_command.params}
    fields = set(Entry.__dataclass_fields__)
    assert fields - {"passage"} <= options
    assert fields - {"proposition"} | {"claim", "subject", "relation", "object"} == set(COLUMNS)


def test_the_import_command_says_each_row(folder, run):
    texts = ["--corpus", folder / "texts", "--graph", folder]
    file = _table(folder, _TABLE.replace("probable", "probabel"))
    code, out, err = run("import", "csv", file, *texts)
    assert (code, out) == (3, "")
    assert err == (
        f"{file}, row 2: There is no factuality called 'probabel'; did you mean 'probable'?\n"
        f"kgraph: {file}: 1 of 3 rows cannot be taken; nothing was written.\n"
    )
    file = _table(folder, _TABLE)
    before = _state(folder)
    code, out, err = run("import", "csv", file, *texts, "--dry-run")
    assert (code, out.count(" a kg:Claim ;"), err) == (
        0,
        3,
        "3 claims to add; nothing was written.\n",
    )
    assert _state(folder) == before
    code, out, err = run("import", "csv", file, *texts)
    assert (code, out) == (0, "claim:ledger2-009\nclaim:ledger1-014\nclaim:ledger2-010\n")
    assert "; pinned ps:ledger2-p2.\n3 claims added.\n" in err
    assert run("import", "csv", folder / "nowhere.csv", *texts)[0] == 4
    assert run("import", "xml", file, *texts)[0] == 2


def test_no_cell_of_a_table_reaches_out(folder, run, payloads, witness, unseen):
    """Texts and addresses that would be fetched are cells: they are written, or refused."""
    cells = [" ".join(text.split()) for text in payloads]
    texts = ["--corpus", folder / "texts", "--graph", folder]
    rows = [["ledger1", "ledger1-p1s1", "Velmora", "backs", "Tarskia", "Morning Ledger"]]
    head = "document,passage,subject,relation,object,claimant,gloss,note\n"
    for place in range(6):
        file = folder / "payloads.csv"
        written = io.StringIO()
        lines = [[*rows[0][:place], cell, *rows[0][place + 1 :], "A gloss.", ""] for cell in cells]
        csv.writer(written).writerows(lines)
        file.write_text(head + written.getvalue(), "utf-8")
        assert run("import", "csv", file, *texts)[0] == 3
    written = io.StringIO()
    csv.writer(written).writerow([*rows[0], cells[0], cells[1]])
    file.write_text(head + written.getvalue(), "utf-8")
    assert run("import", "csv", file, *texts)[0] == 0
    assert cells[0] in _data(folder).replace('\\"', '"')
    file.write_text("who,relation,whom\nVelmora,backs,Tarskia\n", "utf-8")
    options = ("--url", witness.url, "--publisher", "The Post", "--title", "T")
    assert (
        run("import", "map", file, *options, "--published", "2031-05-01", "--graph", folder)[0] == 0
    )


def test_the_fmt_command_checks_and_writes(folder, run):
    data = folder / "data" / "triples.ttl"
    canonical = _data(folder)
    assert run("fmt", "--check", "--graph", folder) == (0, "", "0 files of 3 to format.\n")
    data.write_text(canonical.replace("actor:oshen a kg:State ;", "actor:oshen  a  kg:State;"))
    code, out, err = run("fmt", "--check", "--graph", folder)
    assert (code, err) == (1, "1 file of 3 to format.\n")
    assert out.splitlines()[3:] == [
        '-actor:oshen  a  kg:State; skos:prefLabel "Oshen"@en .',
        '+actor:oshen a kg:State ; skos:prefLabel "Oshen"@en .',
    ]
    assert _data(folder) != canonical
    assert run("fmt", data) == (0, f"{data}\n", "1 file of 1 formatted.\n")
    assert _data(folder) == canonical
    assert run("fmt", "--graph", folder) == (0, "", "0 files of 3 formatted.\n")
    data.write_text(canonical + "actor:oshen kg:knows [] .\n")
    code, out, err = run("fmt", "--graph", folder)
    assert (code, out) == (3, "")
    assert re.fullmatch(r"kgraph: .+triples\.ttl:\d+: A curated file has no '\[' here.+\n", err)
    data.write_bytes(b"\xff")
    assert run("fmt", "--graph", folder)[0] == 3
    assert run("fmt", folder / "nowhere.ttl")[0] == 4


def test_a_locked_folder_is_exit_code_5(folder, run, monkeypatch):
    from kgraph.curation import saving

    monkeypatch.setattr(saving, "_PATIENCE", 0.0)
    texts = ["--corpus", folder / "texts", "--graph", folder]
    add = ["add", "ledger2", "p1", "Oshen backs Tarskia", "--by", "Oshen", "--gloss", "So."]
    before = _state(folder)
    with saving.locked(folder / "seeds" / "passages.ttl"):
        assert run("pin", *texts)[:2] == (5, "")
        assert run(*add, *texts)[:2] == (5, "")
    with saving.locked(folder / "data" / "triples.ttl"):
        assert run(*add, *texts)[:2] == (5, "")
        code, out, err = run("fmt", "--graph", folder)
    assert (code, out) == (5, "")
    assert _state(folder) == before
    assert err == (
        f"kgraph: Another process is writing in {folder / 'data'}; try again when it has finished.\n"
    )


def test_the_copy_in_an_installation_is_not_edited(run, monkeypatch, tmp_path):
    installed = dossier._PACKAGE / "_dossier"
    monkeypatch.setattr(dossier, "packaged", lambda: installed)
    monkeypatch.chdir(tmp_path)
    texts = ["--corpus", _MINI / "texts"]
    for call in (
        ["fmt"],
        ["pin", *texts],
        ["add", "rferl", "p1", "Oshen backs Tarskia", "--by", "Oshen", "--gloss", "So.", *texts],
        ["import", "csv", _table(tmp_path / "x", _TABLE), *texts],
    ):
        code, out, err = run(*call)
        assert (code, out) == (4, "")
        assert "kgraph init DIR begins one of your own" in err
