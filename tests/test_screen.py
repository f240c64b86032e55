"""One mistake in the data costs one claim: it is named, and everything else is as before."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kgraph
from kgraph.dossier import dossier
from kgraph.dossier.build import parsed
from tests.calls import call

_MINI = Path(__file__).parent / "dossiers" / "mini"
_OPEN = "kg:object place:ilvar-valley ; kg:affected actor:ilvar-residents"

#: A mistake in the first claim: what is written, in place of what, and how it is said.
_MISTAKES = {
    "certainty": ("kg:certian ; kg:passage ps:ledger1-p1s1", "kg:certain ; kg:passage ps:ledger1-p1s1", "'certian' is no factuality; did you mean certain?"),
    "relation": ("kg:relation kg:blokades", "kg:relation kg:blockades", "'blokades' is no relation of the vocabulary; did you mean blockades?"),
    "another list": ("kg:factuality kg:strong ; kg:passage ps:ledger1-p1s1", "kg:factuality kg:certain ; kg:passage ps:ledger1-p1s1", "'strong' is no factuality"),
    "modality": (f"{_OPEN} ; kg:modality kg:plannned", _OPEN, "'plannned' is no modality"),
    "grade": (f"{_OPEN} ; kg:lever kg:strog", _OPEN, "'strog' is no lever; did you mean strong?"),
    "day": ('kg:when "2031-3-1"', 'kg:when "2031-03-01/.."', "'2031-3-1' is not a date kgraph reads"),
    "day that is a name": ("kg:when actor:oshen", 'kg:when "2031-03-01/.."', "kg:when: it is no date"),
    "intensity": (f'{_OPEN} ; kg:intensity "x"', _OPEN, "kg:intensity: 'x' is no number"),
    "figure": ('kg:value "x"^^<http://www.w3.org/2001/XMLSchema#integer>', "kg:object place:ilvar-valley", "kg:value: 'x' is no number"),
    "long figure": (f"kg:value {'9' * 5000}", "kg:object place:ilvar-valley", "is no number"),
    "text": ('kg:subject "Velmora"', "kg:subject actor:velmora", "'Velmora' is text"),
    "blank node": ('kg:object [ a kg:State ]', "kg:object place:ilvar-valley", "a thing without a name"),
    "two subjects": ("kg:subject actor:velmora , actor:oshen", "kg:subject actor:velmora", "it has 2 kg:subject, of which one counts"),
    "nobody's word": ("", "kg:claimant actor:morning-ledger ; ", "it has no kg:claimant"),
    "a triple": ("kg:object <<( actor:velmora a kg:State )>>", "kg:object place:ilvar-valley", "a triple stands where"),
}  # fmt: skip


def _copy(folder: Path) -> Path:
    return Path(shutil.copytree(_MINI, folder / "d"))


def _changed(folder: Path, written: str, instead: str, name: str = "data/triples.ttl") -> Path:
    path = _copy(folder) / name
    text = path.read_text(encoding="utf-8")
    assert instead in text
    path.write_text(text.replace(instead, written, 1), encoding="utf-8")
    return folder / "d"


def test_a_dossier_without_mistakes_is_all_there():
    for path in (None, _MINI):
        found = dossier.find(path)
        store = parsed(found)
        assert store.notes == ()


@pytest.mark.parametrize("kind", _MISTAKES)
def test_a_mistake_costs_its_claim_and_no_other(kind, tmp_path):
    written, instead, said = _MISTAKES[kind]
    kg = kgraph.open(_changed(tmp_path, written, instead), cache=False)
    before = kgraph.open(_MINI)
    assert {claim.claim for claim in before.table} - {claim.claim for claim in kg.table} == {
        "ledger1-001"
    }
    (note,) = kg.notes
    assert note.startswith("1 claim is left out")
    assert f"claim:ledger1-001: {said}" in note or ("claim:ledger1-001: " in note and said in note)
    # What SPARQL sees is what the library sees.
    assert not kg.ask("ASK { claim:ledger1-001 ?p ?o }")
    assert len(kg.influence().ties) <= len(before.influence().ties)


@pytest.mark.parametrize(
    ("written", "instead", "name", "said"),
    [
        ('kg:published "spring"', 'kg:published "2031-03-03"', "seeds/sources.ttl",
         "doc:ledger1: kg:published: 'spring' is not a date"),
        ('kg:paragraphCount "many"', "kg:paragraphCount 6", "seeds/sources.ttl",
         "doc:ledger1: kg:paragraphCount: 'many' is no number"),
        ('kg:seats "x"', "kg:seats 3", "data/institutions.ttl", "'x' is no number"),
        ("kg:genre kg:newReport", "kg:genre kg:newsReport", "seeds/sources.ttl",
         "'newReport' is no genre; did you mean newsReport?"),
    ],
)  # fmt: skip
def test_a_mistake_elsewhere_costs_what_it_says(written, instead, name, said, tmp_path):
    kg = kgraph.open(_changed(tmp_path, written, instead, name), cache=False)
    assert len(kg.table) == len(kgraph.open(_MINI).table)
    (note,) = kg.notes
    assert note.startswith("1 other statement is left out")
    assert said in note
    assert kg.institutions().rows() is not None


def test_an_ontology_of_ones_own_costs_only_what_is_wrong_in_it(tmp_path):
    own = _copy(tmp_path)
    (own / "ontology").mkdir()
    (own / "ontology" / "own.ttl").write_text(
        "@prefix kg: <https://w3id.org/kgraph/ns#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'kg:tolls a kg:RelationType ; rdfs:label "tolls"@en ; kg:family kg:economics ;\n'
        '    kg:aspect kg:lasting ; kg:valence "bad" ; kg:role kg:attempt .\n'
    )
    kg = kgraph.open(own, cache=False)
    assert len(kg.table) == len(kgraph.open(_MINI).table)
    assert kg.table.relations["tolls"].role == "attempt"
    assert kg.table.relations["tolls"].valence is None
    (note,) = kg.notes
    assert "kg:tolls: 'economics' is no family; did you mean economic?" in note


@pytest.mark.parametrize(
    "command",
    [
        ("claims",), ("influence",), ("stance", "positions"), ("actors",),
        ("timeline",), ("explore", "--no-open", "-o", "page.html"),
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_every_view_goes_on_and_says_so_each_time(command, tmp_path, monkeypatch):
    own = _changed(tmp_path, *_MISTAKES["certainty"][:2])
    monkeypatch.chdir(tmp_path)
    for _ in range(2):  # built, and opened again
        done = call(*command, "--graph", own)
        assert done.returncode == 0
        assert "1 claim is left out" in done.stderr
        assert "'certian' is no factuality; did you mean certain?" in done.stderr
        assert "left out" not in done.stdout


def test_a_query_says_so_too_by_the_process_that_answers_it(tmp_path):
    own = _changed(tmp_path, *_MISTAKES["certainty"][:2])
    command = [sys.executable, "-m", "kgraph", "query", "ASK {}", "--graph", own]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stderr.count("1 claim is left out") == 1
        assert done.stdout == "answer\ntrue\n"


def test_many_mistakes_are_counted_and_a_few_named(tmp_path):
    own = _copy(tmp_path)
    path = own / "data" / "triples.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("kg:factuality kg:certain", "kg:factuality kg:sure"))
    kg = kgraph.open(own, cache=False)
    (note,) = kg.notes
    assert note.count("'sure' is no factuality") == 3
    assert note.endswith(" ...")
    assert len(kg.table) < len(kgraph.open(_MINI).table)
    check = call("check", "--graph", own, "--format", "csv")
    assert check.returncode == 1


@pytest.mark.parametrize(
    "made",
    [
        "<urn:x> a kg:StandingClaim", "<urn:x> a kg:Claim", "?c kg:factuality kg:none",
        "?c kg:relation kg:lost", "?c kg:intensity 'x'", "?c kg:subject actor:oshen",
    ],
)  # fmt: skip
def test_a_rule_makes_no_claims_and_changes_none(made, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = _copy(tmp_path)
    before = list(kgraph.open(folder).table)
    rule = folder / "ontology" / "rules" / "90-own.rq"
    rule.parent.mkdir(parents=True)
    rule.write_text(f"CONSTRUCT {{ {made} . ?c kg:own 1 }} {{ ?c a kg:Claim }}")
    kg = kgraph.open(folder)
    left = "1 triple" if made.startswith("<") else f"{len(before)} triples"
    assert kg.notes == (
        f"The rule 90-own.rq makes claims or changes what they say: left out ({left}).",
    )
    assert [*kg.table] == before
    assert len(kg.store.select("SELECT ?c { ?c kg:own 1 }")) == len(before)
    assert call("explore", "--no-open", "-o", "p.html", "--graph", "d").returncode == 0
