"""A first map from a table of three columns: unpinned drafts, with all that they name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from calls import call
from changes import errors, sound, state

import kgraph
from kgraph import cli
from kgraph.curation import beginning, checks
from kgraph.curation.mapping import Source, import_map
from kgraph.dossier import dossier, sheets
from kgraph.errors import BadData, KgraphError, RejectedRows

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_SOURCE = Source("https://www.example.org/lakes", publisher="Lake Post", published="2031-06")
_ROWS = (
    "From;Type;To\nVelmora;opposes;The lake is drained\nOSHEN;is allied with;Nordia\n"
    "Nordia;digs canals for;Sudria\nTarskia;backs;Nordia\nTarskia;backs;Nordia\n"
)


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(_MINI, tmp_path / "mini")
    return tmp_path / "mini"


def _map(folder, text, source=_SOURCE, **options):
    path = folder.parent / "ties.csv"
    path.write_text(text, encoding="utf-8")
    return import_map(dossier.find(folder), path, source, **options)


def test_each_row_is_an_unpinned_draft_and_what_it_names_is_made(folder):
    seeds = (folder / "seeds" / "sources.ttl").read_text(encoding="utf-8")
    done = _map(folder, _ROWS)
    assert done.claims == tuple(f"exampleorg-00{n}" for n in range(1, 5))
    assert done.entities == (
        "actor:lake-post", "actor:nordia", "actor:sudria", "issue:the-lake-is-drained",
    )  # fmt: skip
    assert done.relations == ("kg:digsCanalsFor",)
    assert done.notes[1] == "1 row said what is there already."
    # The catalogue keeps its layout.
    now = (folder / "seeds" / "sources.ttl").read_text(encoding="utf-8")
    assert now.split("\ndoc:exampleorg ")[0].rstrip().startswith(seeds[: seeds.index("\n\n")])
    assert all(line in now for line in seeds.splitlines())
    kg = kgraph.open(folder)
    claim = kg.table["exampleorg-002"]
    assert (claim.subject, claim.relation, claim.object) == (
        "actor:oshen",
        "alliedWith",
        "actor:nordia",
    )
    assert (claim.claimant, claim.status, claim.voice) == ("actor:lake-post", "draft", "reporting")
    assert claim.gloss == "OSHEN is allied with Nordia."
    made = set(done.claims)
    assert {c for tie in kg.conduct().ties for c in tie.claims} & made == made - {"exampleorg-001"}
    assert {c for tie in kg.positions().ties for c in tie.claims} & made == {"exampleorg-001"}
    sound(folder)


def test_that_they_are_unpinned_is_said_by_check_claims_and_explain(folder, capsys, monkeypatch):
    _map(folder, _ROWS)
    found = [one for one in checks.check(dossier.find(folder)) if one.check == "unpinned"]
    assert {one.severity for one in found} == {"warning"}
    assert len(found) == 4
    monkeypatch.setenv("COLUMNS", "100")
    for args in (["explain", "Tarskia", "Nordia"], ["explain", "exampleorg-004"]):
        with pytest.raises(SystemExit):
            cli.main([*args, "--graph", str(folder), "--format", "table"])
        assert "unpinned: no passage is named" in " ".join(capsys.readouterr().out.split())


def test_the_same_map_again_adds_nothing_and_another_row_one(folder):
    _map(folder, _ROWS)
    before = state(folder)
    assert _map(folder, _ROWS).claims == ()
    assert state(folder) == before
    done = _map(folder, _ROWS + "Sudria;backs;Nordia\n")
    assert (done.claims, done.entities, done.relations) == (("exampleorg-005",), (), ())
    sound(folder)


def test_a_dossier_begins_with_a_map_or_not_at_all(tmp_path):
    path = tmp_path / "ties.csv"
    path.write_text(_ROWS, encoding="utf-8")
    done = beginning.begin_map(tmp_path / "own", path, _SOURCE, title="Lakes")
    assert len(done.claims) == 4
    found = checks.check(dossier.find(tmp_path / "own"))
    assert {one.check for one in found} == {"unpinned"}
    path.write_text("who,relation,whom\nVelmora,backs,Velmora\n", encoding="utf-8")
    for folder, before in (("other", False), ("there", True)):
        if before:
            (tmp_path / folder / ".git").mkdir(parents=True)
        with pytest.raises(KgraphError):
            beginning.begin_map(tmp_path / folder, path, _SOURCE)
        assert (tmp_path / folder).exists() == before
    assert [one.name for one in (tmp_path / "there").iterdir()] == [".git"]
    ran = call("init", tmp_path / "other", "--map", path)
    assert (ran.returncode, ran.stderr) == (
        2, "kgraph: A map needs the address of its document: --url https://example.org/page.\n",
    )  # fmt: skip
    assert call("init", tmp_path / "other", "--url", "https://example.org").returncode == 2
    assert not (tmp_path / "other").exists()


def test_a_dry_run_and_a_workbook(folder, tmp_path):
    before = state(folder)
    assert "+claim:exampleorg-001 a kg:Claim ;" in _map(folder, _ROWS, dry_run=True).difference
    assert state(folder) == before
    path = tmp_path / "ties.xlsx"
    path.write_bytes(
        sheets.workbook(
            ["who", "relation", "whom", "when"], [["Oshen", "backs", "Nordia", "2031-05"]]
        )
    )
    done = import_map(dossier.find(folder), path, Source("http://example.org"))
    assert done.entities == ("actor:example-org", "actor:nordia")
    assert kgraph.open(folder).table[done.claims[0]].when == "2031-05"
    assert errors(folder) == []


def test_what_is_no_map_is_refused_and_nothing_is_written(folder):
    before = state(folder)
    with pytest.raises(
        BadData, match="columns who, relation and whom, each once; whom is not to be"
    ):
        _map(folder, "who,relation\nA,backs\n")
    with pytest.raises(BadData, match="There is no row below"):
        _map(folder, "who,relation,whom\n")
    with pytest.raises(KgraphError, match="'example' is no address of a document"):
        _map(folder, _ROWS, Source("example"))
    with pytest.raises(RejectedRows) as error:
        _map(folder, "who,relation,whom\nA,backs,\nA|B,backs,C\n")
    assert [row for row, _ in error.value.rows] == [2, 3]
    with pytest.raises(RejectedRows) as error:
        _map(
            folder,
            "who,relation,whom\nThe valley,backs,Oshen\nOshen,backs,River watch\nOshen,opposes,Velmora\n",
        )
    assert [row for row, _ in error.value.rows] == [2, 4]
    assert state(folder) == before


def test_who_is_an_actor_in_one_row_is_no_issue_in_another(folder):
    done = _map(
        folder,
        "who,relation,whom\nNordia,supports,Sudria\nSudria,backs,Velmora\nNordia,supports,A dam\n",
    )
    assert done.entities == ("actor:lake-post", "actor:nordia", "actor:sudria", "issue:a-dam")
    assert "'supports' between actors was taken as 'backs' (1 row)." in done.notes
    assert "issue:a-dam: made, since no row has them as actors." in done.notes
    table = kgraph.open(folder).table
    claim = table[done.claims[0]]
    assert (claim.relation, claim.object, claim.gloss) == (
        "backs",
        "actor:sudria",
        "Nordia supports Sudria.",
    )
    assert table[done.claims[2]].relation == "supports"
    sound(folder)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Nordia,opposes,Sudria\nSudria,backs,Velmora\n",
         "'opposes' is said of an issue, event or agreement, and Sudria is an actor in row 3; between "
         "actors write 'condemns' or 'limits the room of' or 'distrusts', or name the issue."),
        ("Nordia,accepts,VELMORA\n",
         "'accepts' is said of an issue, event or agreement, and VELMORA is an actor in the dossier; write a relation "
         "between actors (kgraph relations lists them), or name the issue."),
    ],
)  # fmt: skip
def test_a_stance_on_an_actor_is_refused_with_what_to_write(folder, text, said):
    before = state(folder)
    with pytest.raises(RejectedRows) as raised:
        _map(folder, f"who,relation,whom\n{text}")
    assert raised.value.rows == ((2, said),)
    assert state(folder) == before


def test_a_relation_that_nobody_has_defined_names_near_ones(folder):
    done = _map(folder, "who,relation,whom\nNordia,is alied with,Sudria\nNordia,zzz,Sudria\n")
    told = "not defined yet, drawn without a sign"
    how = 'Define it: kgraph relation add "{}" --like {}.'
    assert done.notes[-2].startswith(f"kg:isAliedWith: {told}; did you mean alliedWith, ")
    assert done.notes[-2].endswith(how.format("is alied with", "alliedWith"))
    assert done.notes[-1] == f"kg:zzz: {told}. {how.format('zzz', 'RELATION')}"
