"""Entities and relations: added, renamed, merged, retired; every file follows, or none changes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from changes import errors, many_changes, sound, state

import kgraph
from kgraph.curation import entities
from kgraph.curation.turtle import renamed
from kgraph.dossier import dossier
from kgraph.errors import KgraphError, RejectedRows

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_LENDS = {
    "definition": ["Relation of an actor to one that it has lent ships."], "example": ["made up"],
    "family": ["economic"], "aspect": ["lasting"], "domainIncludes": ["kg:Actor"],
    "rangeIncludes": ["kg:Actor"], "role": ["means"], "lever": ["weak"],
    "leverFamily": ["economic"], "leverDirection": ["forward"], "valence": ["0.25"],
    "rationale": ["Ships can be called back."],
}  # fmt: skip


def _add(folder, kind, name, **more):
    return entities.add(dossier.find(folder), kind, entities.New(name, **more))


def _text(folder, name="data/triples.ttl"):
    return (folder / name).read_text(encoding="utf-8")


# --- add


def test_an_actor_stands_behind_the_last_of_its_kind(folder):
    before = _text(folder)
    done = _add(
        folder, "actor", "Côte  Nord", class_="de facto entity", aliases=("CN",), wikidata="wd:Q12",
        note="Made up.",
    )  # fmt: skip
    assert done.names == ("actor:cote-nord",)
    block = (
        'actor:cote-nord a kg:DeFactoEntity ; skos:prefLabel "Côte Nord"@en ; skos:altLabel "CN"@en '
        '; skos:exactMatch wd:Q12 ;\n    skos:editorialNote "Made up."@en .\n'
    )
    last = before[: before.index("\n\noffice:")].rpartition("\n")[2]
    assert f"{last}\n{block}\n" in _text(folder)
    assert _text(folder).replace(block, "").replace(
        "@prefix wd:     <http://www.wikidata.org/entity/> .\n", ""
    ) == before  # fmt: skip
    sound(folder)


@pytest.mark.parametrize("name", ["القاهرة", "Ереван", "北京", "Αθήνα"])
def test_a_name_of_any_language_will_do_and_gives_every_coder_one_id(folder, name):
    (first,) = _add(folder, "actor", name, language="und").names
    assert first == f"actor:{entities.slug('actor', f' {name} ')}"
    assert kgraph.open(folder).name(name).id == first
    sound(folder)
    with pytest.raises(KgraphError, match=f"{first} is there already; if .* is another one, give"):
        _add(folder, "actor", name)


def test_the_language_of_names_is_that_of_the_dossier(folder):
    sources = folder / "seeds" / "sources.ttl"
    text = sources.read_text(encoding="utf-8")
    said = text.replace("a kg:Dossier ;", 'a kg:Dossier ; dcterms:language "fr" ;')
    sources.write_text(said, encoding="utf-8")
    _add(folder, "place", "La vallée")
    assert '"La vallée"@fr' in _text(folder)
    entities.rename(dossier.find(folder), "actor", "Oshen", "Ochène")
    assert kgraph.open(folder).name("actor:oshen").label == "Ochène"
    sound(folder)


def test_what_a_kind_needs_is_what_the_shapes_say(folder):
    with pytest.raises(KgraphError, match="needs kg:officeOf too; give it with --set officeOf"):
        _add(folder, "office", "Chair of the Pact")
    said = {"officeOf": ["lake pact"], "may_speak": ["Lake Pact"]}
    _add(folder, "office", "Chair of the Pact", properties=said)
    assert "kg:officeOf actor:lake-pact ; kg:maySpeak actor:lake-pact" in _text(folder)
    obliged = {"allianceObligation": ["neutrality"]}
    _add(folder, "actor", "Hill Pact", class_="Alliance", properties=obliged)
    assert "kg:allianceObligation atop:neutrality" in _text(folder)
    _add(
        folder, "event", "Flood", properties={"place": ["Ilvar valley"], "partOf": ["road-closure"]}
    )
    sound(folder)


def test_a_relation_goes_into_the_dossiers_own_vocabulary_and_can_be_used(folder):
    assert _add(folder, "relation", "lends ships to", properties=_LENDS).names == (
        "kg:lendsShipsTo",
    )
    assert _text(folder, "ontology/own.ttl").count(" a kg:RelationType") == 1
    sound(folder)
    assert kgraph.open(folder).table.relations["lendsShipsTo"].lever == "weak"
    data = folder / "data" / "triples.ttl"
    data.write_text(
        _text(folder).replace("kg:suppliesEnergyTo", "kg:lendsShipsTo"), encoding="utf-8"
    )
    entities.rename(
        dossier.find(folder), "relation", "lends ships to", "hires ships to", id_="hiresShipsTo"
    )
    assert "kg:relation kg:hiresShipsTo" in _text(folder)
    assert 'rdfs:label "hires ships to"@en' in _text(folder, "ontology/own.ttl")
    sound(folder)


_WRONG = {
    "no id": ("actor", "A", {"id": "A b"}, "'A b' is no id of an actor: that is small letters and"),
    "no term": ("relation", "a", {"id": "Lends"}, "is no id of a relation: that is a small letter"),
    "no name": ("actor", " \u200b", {}, "An actor needs a name of which something can be seen."),
    "wikidata": ("actor", "A", {"wikidata": "P31"}, "'P31' is no Wikidata id; it is a Q and a number"),
    "language": ("actor", "A", {"language": "english!"}, "'english!' is not a language tag"),
    "class": ("actor", "A", {"class_": "Stat"}, "There is no class of actor called 'Stat'; did you mean 'State'"),
    "class of another kind": ("place", "A", {"class_": "State"}, "There is no class of place called 'State'"),
    "property": ("office", "A", {"properties": {"ofOffice": ["x"]}}, "There is no property called 'ofOffice'; did you"),
    "value": ("office", "A", {"properties": {"officeOf": ["Velmra"]}}, "did you mean 'Velmora'?"),
    "word": ("office", "A", {"properties": {"officeOf": ["Oshen"], "lever": ["hug"]}}, "There is no value of kg:lever called 'hug'"),
    "not its own": ("actor", "A", {"properties": {"maySpeak": ["Oshen"]}}, "then be wrong: actor:a: kg:maySpeak belongs to offices"),
    "same name": ("actor", "OSHEN", {"id": "o"}, "the preferred name is also that of actor:oshen"),
    "same Wikidata id": ("actor", "A", {"wikidata": "Q42"}, "then be wrong"),
    "shipped": ("relation", "backs", {"properties": _LENDS}, "kg:backs is a word of the vocabulary; if"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", _WRONG)
def test_what_is_wrong_is_one_sentence_and_nothing_is_written(folder, wrong):
    kind, name, more, said = _WRONG[wrong]
    if wrong == "same Wikidata id":
        _add(folder, "actor", "B", wikidata="Q42")
    before = state(folder)
    with pytest.raises(KgraphError) as error:
        _add(folder, kind, name, **more)
    assert said in str(error.value)
    assert state(folder) == before


def test_a_relation_is_told_all_that_it_lacks_at_once(folder):
    with pytest.raises(
        KgraphError, match=r"--set definition VALUE .*--set aspect VALUE .*rangeIncludes"
    ):
        _add(folder, "relation", "lends to")


# --- rename


def test_a_new_name_keeps_the_old_one_as_an_alias(folder):
    entities.rename(dossier.find(folder), "actor", "Velmora", "Velmora Republic")
    assert (
        'skos:prefLabel "Velmora Republic"@en ; skos:altLabel "Velmora"@en , "the Velmoran side"@en'
        in _text(folder)
    )
    entities.rename(dossier.find(folder), "actor", "Velmora", "Velmora")
    assert (
        'skos:prefLabel "Velmora"@en ; skos:altLabel "Velmora Republic"@en , "the Velmoran side"@en'
        in _text(folder)
    )
    sound(folder)


def test_a_new_id_stands_in_every_file_and_the_old_one_leads_to_it(folder):
    before = kgraph.open(folder)
    entities.rename(dossier.find(folder), "actor", "Morning Ledger", id_="ledger")
    assert "dcterms:publisher actor:ledger" in _text(folder, "seeds/sources.ttl")
    every = "".join(
        _text(folder, path)
        for path in ("data/triples.ttl", "data/third-report.ttl", "seeds/sources.ttl")
    )
    assert every.count("actor:morning-ledger") == 1
    assert "\nactor:morning-ledger dcterms:isReplacedBy actor:ledger .\n" in every
    after = kgraph.open(folder)
    assert after.name("morning-ledger").id == after.name("Morning Ledger").id == "actor:ledger"
    assert len(after.actors()) == len(before.actors())
    sound(folder)
    # And back: no chain, no redirect of what is there.
    entities.rename(dossier.find(folder), "actor", "ledger", id_="morning-ledger")
    assert "actor:morning-ledger dcterms" not in _text(folder)
    assert "\nactor:ledger dcterms:isReplacedBy actor:morning-ledger .\n" in _text(folder)
    sound(folder)


def test_only_names_are_replaced_not_texts_or_comments():
    text = (
        "@prefix a: <http://x/a/> . # a:one\n"
        'a:one a:p a:one-two , <http://x/a/one> ; a:q "a:one"@en , """a:one""" .a:one\\-two a:r a:one.\n'
    )
    assert renamed(
        text, {"http://x/a/one": "http://x/a/1", "http://x/a/one-two": "http://y/b"}
    ) == (
        "@prefix a: <http://x/a/> . # a:one\n"
        'a:1 a:p <http://y/b> , a:1 ; a:q "a:one"@en , """a:one""" .<http://y/b> a:r a:1.\n'
    )


def test_an_own_question_that_still_has_the_old_id_is_named(folder):
    (folder / "queries").mkdir(exist_ok=True)
    query = "# Who?\nSELECT ?who WHERE { ?who kg:memberOf actor:lake-pact }\n"
    (folder / "queries" / "own.rq").write_text(query, encoding="utf-8")
    done = entities.rename(dossier.find(folder), "actor", "Lake Pact", id_="pact")
    assert done.notes == ("queries/own.rq still names actor:lake-pact; change it by hand.",)


# --- merge


def test_what_is_said_of_one_is_said_of_the_other(folder):
    _add(folder, "actor", "Republic of Oshen", aliases=("RO",), wikidata="Q7", class_="State")
    data = folder / "data" / "triples.ttl"
    moved = _text(folder).replace(
        "kg:subject actor:oshen ; kg:relation kg:suppliesEnergyTo",
        "kg:subject actor:republic-of-oshen ; kg:relation kg:suppliesEnergyTo",
    )
    data.write_text(moved, encoding="utf-8")
    done = entities.merge(dossier.find(folder), "actor", "Republic of Oshen", "Oshen")
    assert done.names == ("actor:republic-of-oshen", "actor:oshen")
    assert (
        'actor:oshen a kg:State ; skos:prefLabel "Oshen"@en ; skos:altLabel "RO"@en , "Republic of '
        'Oshen"@en ; skos:exactMatch wd:Q7 .' in _text(folder)
    )
    assert "kg:subject actor:republic-of-oshen" not in _text(folder)
    kg = kgraph.open(folder)
    assert {kg.name(one).id for one in ("RO", "republic-of-oshen", "Q7")} == {"actor:oshen"}
    assert "actor:republic-of-oshen" not in {row["id"] for row in kg.actors().rows()}
    sound(folder)
    # Somebody else's branch comes in later with the name that was given up.
    late = _text(folder).replace("kg:subject actor:oshen", "kg:subject actor:republic-of-oshen", 1)
    data.write_text(late, encoding="utf-8")
    assert any("was replaced by actor:oshen; merge them again" in one for one in errors(folder))
    entities.merge(dossier.find(folder), "actor", "republic-of-oshen", "Oshen")
    sound(folder)


def test_a_claim_that_would_be_about_itself_is_named(folder):
    before = state(folder)
    with pytest.raises(KgraphError) as error:
        entities.merge(dossier.find(folder), "actor", "Tarskia", "Velmora")
    assert "claim:ledger3-016: subject and object are the same: actor:velmora" in str(error.value)
    assert state(folder) == before


def test_what_cannot_be_one_is_refused(folder):
    _add(folder, "actor", "A", wikidata="Q1")
    _add(folder, "actor", "B", wikidata="Q2")
    _add(folder, "issue", "It rains")
    before = state(folder)
    for gone, kept, said in (
        ("A", "B", "Wikidata tells them apart (wd:Q1 and wd:Q2)"),
        ("A", "actor:a", "'A' and 'actor:a' are one actor already"),
        ("A", "It rains", "is an issue (issue:it-rains), not an actor"),
        ("A", "C", "There is no actor called 'C'"),
    ):
        with pytest.raises(KgraphError) as error:
            entities.merge(dossier.find(folder), "actor", gone, kept)
        assert said in str(error.value)
    with pytest.raises(KgraphError, match="kg:backs is of the vocabulary that ships"):
        entities.merge(dossier.find(folder), "relation", "backs", "opposes")
    assert state(folder) == before


def test_claims_that_then_say_the_same_are_named(folder):
    _add(folder, "actor", "Oshen State", class_="State")
    data = folder / "data" / "triples.ttl"
    text = _text(folder)
    start = text.index("claim:ledger1-010 a")
    block = text[start : text.index("claim:", start + 8)]
    copy = block.replace("ledger1-010", "ledger1-099").replace("actor:oshen", "actor:oshen-state")
    data.write_text(text.replace(block, block + copy), encoding="utf-8")
    done = entities.merge(dossier.find(folder), "actor", "Oshen State", "Oshen")
    assert any(
        "claim:ledger1-010 and claim:ledger1-099 say the same now" in one for one in done.notes
    )


# --- retire


def test_what_is_in_use_is_not_retired(folder):
    before = state(folder)
    with pytest.raises(KgraphError) as error:
        entities.retire(dossier.find(folder), "issue", "self-rule")
    assert "issue:self-rule is in use, in data/triples.ttl:" in str(error.value)
    assert "(claim:ledger1-003)" in str(error.value)
    assert state(folder) == before


def test_what_is_retired_is_in_no_list_and_its_id_is_not_given_again(folder):
    _add(folder, "issue", "It rains")
    entities.rename(dossier.find(folder), "issue", "It rains", id_="rain")
    entities.retire(dossier.find(folder), "issue", "It rains", reason="doubled")
    assert "It rains" not in _text(folder)
    assert "issue:it-rains" not in _text(folder)
    assert (
        'issue:rain owl:deprecated true ;\n    skos:editorialNote "Retired: doubled"@en .'
        in _text(folder)
    )
    assert len(kgraph.open(folder).issues()) == len(kgraph.open(_MINI).issues())
    sound(folder)
    with pytest.raises(KgraphError, match="issue:rain was retired; if 'Rain' is another one"):
        _add(folder, "issue", "Rain")


# --- tables


def test_a_table_of_actors_is_added_whole_or_not_at_all(folder, tmp_path):
    table = tmp_path / "actors.csv"
    table.write_text(
        "\ufeffName;Class;alias;Wikidata;organOf\r\nBlue League;Organisation;BL; Q5;\r\n"
        "Office of the League;Government body;;;Blue League\r\n", encoding="utf-8",
    )  # fmt: skip
    done = entities.import_table(dossier.find(folder), "actor", table)
    assert done.names == ("actor:blue-league", "actor:office-of-the-league")
    assert "kg:organOf actor:blue-league" in _text(folder)
    sound(folder)
    before = state(folder)
    table.write_text("name,wikidata\nNew,Q1\nOther,7\nNew,\n", encoding="utf-8")
    with pytest.raises(RejectedRows) as error:
        entities.import_table(dossier.find(folder), "actor", table)
    assert error.value.rows == (
        (3, "'7' is no Wikidata id; it is a Q and a number, such as Q79."),
        (4, "actor:new is named twice; give one of them another id."),
    )
    assert state(folder) == before


# --- the command line


def test_the_command_line_does_the_same(folder, run):
    code, out, err = run("--graph", folder, "actor", "add", "Blue Party", "--class", "Movement")
    assert (code, out) == (0, "actor:blue-party\n")
    code, out, _ = run("actor", "rename", "Blue Party", "Blues", "--graph", folder, "--dry-run")
    assert code == 0
    assert '+actor:blue-party a kg:Movement ; skos:prefLabel "Blues"@en' in out
    assert run("actor", "Blue Party", "--graph", folder)[0] == 0
    assert run("agreement", "rename", "Truce of April", "April truce", "--graph", folder)[0] == 0
    assert 'skos:altLabel "Truce of April"@en' in _text(folder)
    code, _, err = run("issue", "retire", "self-rule", "--id", "x", "--graph", folder)
    assert (code, err) == (2, "kgraph: --id says nothing about how to retire; leave it out.\n")
    code, _, err = run("actor", "merge", "A", "--graph", folder)
    assert "merge takes the one to give up and the one to keep" in err
    sound(folder)


# --- at random


@pytest.mark.slow
def test_random_changes_leave_every_check_clean(folder):
    done = many_changes(folder, random.Random(7), 20)  # noqa: S311
    assert done > 4
