"""The store: what it answers, what it refuses, and the cache under it."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

import kgraph
from kgraph.dossier import build, cache, dossier, shelf
from kgraph.dossier import store as stores
from kgraph.errors import BadData, BadQuery, MissingFile

_MEMBERS = "SELECT ?who { ?who kg:memberOf actor:csto } ORDER BY ?who"


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "kgraph"


def _members(store):
    return [row[0].curie for row in store.select(_MEMBERS)]


def _no_claims(store):
    return b"none"


def _never(store):
    raise AssertionError("the cached store is built again")


def _opened(finish=_no_claims, **options):
    return build.open(dossier.find(), finish=finish, **options)


def _opened_twice():
    """Open, and open again: the second time the store is made."""
    first = _opened()
    _opened(_never).ready()
    return first


def test_a_build_is_kept_and_opened_again(own_cache):
    first = _opened_twice()
    (place,) = filter(Path.is_dir, own_cache.iterdir())
    before = sorted((path.name, path.stat().st_mtime_ns) for path in place.rglob("*.sst"))
    second = _opened(_never)
    assert _members(first) == _members(second) == ["actor:armenia", "actor:russia"]
    assert sorted((path.name, path.stat().st_mtime_ns) for path in place.rglob("*.sst")) == before
    assert second.notes == ()


def test_a_build_of_other_code_is_not_taken(own_cache, monkeypatch):
    _opened()
    monkeypatch.setattr(cache, "_code", lambda: 1)
    with pytest.raises(AssertionError, match="built again"):
        _opened(_never)


@pytest.mark.parametrize("damage", ["manifest", "current", "truncated", "emptied", "file"])
def test_a_damaged_cache_is_no_failure(own_cache, damage):
    _opened_twice()
    (place,) = filter(Path.is_dir, own_cache.iterdir())
    table = next(place.rglob("*.sst"))
    if damage == "manifest":
        (place / "manifest.json").write_text("{", encoding="utf-8")
    elif damage == "current":
        (place / "store" / "CURRENT").unlink()
    elif damage == "truncated":
        table.write_bytes(table.read_bytes()[:100])
    elif damage == "emptied":
        for path in (place / "store").iterdir():
            path.unlink()
    else:
        import shutil

        shutil.rmtree(place)
        place.write_text("not a folder", encoding="utf-8")
    again = _opened()
    assert _members(again) == ["actor:armenia", "actor:russia"]
    assert _members(_opened(_never)) == ["actor:armenia", "actor:russia"]
    assert _opened(_never).notes == ()


def test_garbage_inside_a_table_never_gives_a_wrong_answer(own_cache):
    whole = "SELECT ?s ?p ?o { ?s ?p ?o FILTER(!isBlank(?s) && !isBlank(?o)) }"
    expected = sorted(map(repr, _opened(cache=False).select(whole)))
    _opened_twice()
    for table in own_cache.rglob("*.sst"):
        content = bytearray(table.read_bytes())
        middle = len(content) // 3
        content[middle : middle + 64] = b"\xff" * len(content[middle : middle + 64])
        table.write_bytes(bytes(content))
    store = _opened()
    assert sorted(map(repr, store.select(whole))) == expected


def test_an_unwritable_cache_is_said_and_worked_around(tmp_path, monkeypatch):
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    store = _opened()
    assert _members(store) == ["actor:armenia", "actor:russia"]
    assert len(store.notes) == 1
    assert "working in memory" in store.notes[0]


def _build(folder, results):
    os.environ["XDG_CACHE_HOME"] = folder
    results.put(len(_opened().select("SELECT ?c { ?c a kg:Claim }")))


def test_builders_at_once_do_no_harm(tmp_path):
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    builders = [context.Process(target=_build, args=(str(tmp_path), results)) for _ in range(4)]
    for builder in builders:
        builder.start()
    counts = [results.get(timeout=60) for _ in builders]
    for builder in builders:
        builder.join()
    assert len(set(counts)) == 1
    assert [path.name for path in (tmp_path / "kgraph").iterdir() if path.is_dir()] == [
        cache.key(dossier.find().fingerprint)
    ]


def test_the_version_follows_the_content_and_not_the_place(tmp_path):
    for name in ("one", "two"):
        folder = tmp_path / name / "data"
        folder.mkdir(parents=True)
        (folder / "claims.ttl").write_text(
            "@prefix kg: <https://w3id.org/kgraph/ns#> .\n", encoding="utf-8"
        )
    one, two = dossier.find(tmp_path / "one"), dossier.find(tmp_path / "two")
    assert one.fingerprint == two.fingerprint
    (tmp_path / "two" / "data" / "claims.ttl").write_text("# changed\n", encoding="utf-8")
    assert dossier.find(tmp_path / "two").fingerprint != one.fingerprint


def test_malformed_turtle_says_where(tmp_path):
    file = tmp_path / "bad.ttl"
    file.write_text(
        "@prefix kg: <https://w3id.org/kgraph/ns#> .\nkg:a kg:b\n  ; ; .. .\n", encoding="utf-8"
    )
    with pytest.raises(BadData) as caught:
        stores.parse({stores.CURATED: [file]})
    assert (caught.value.path, caught.value.line) == (file, 3)
    assert caught.value.column
    assert len(str(caught.value).splitlines()) == 1


def test_missing_places_are_named(tmp_path):
    with pytest.raises(MissingFile, match="no file or folder"):
        dossier.find(tmp_path / "nowhere")
    with pytest.raises(MissingFile, match=r"no data/\*\.ttl"):
        dossier.find(tmp_path)


def test_queries_of_every_form(kg):
    assert kg.ask("ASK { actor:armenia kg:memberOf actor:csto }")
    assert not kg.ask("ASK { actor:azerbaijan kg:memberOf actor:csto }")
    triples = kg.construct("CONSTRUCT { ?a kg:memberOf ?b } WHERE { ?a kg:memberOf ?b }")
    rows = kg.select("SELECT ?a ?b WHERE { ?a kg:memberOf ?b }")
    assert len(rows) > 1
    assert {(a, b) for a, _, b in triples} == set(rows)
    for method, text in (("ask", _MEMBERS), ("select", "ASK {}"), ("construct", _MEMBERS)):
        with pytest.raises(BadQuery):
            getattr(kg, method)(text)


def test_values_are_bound_as_terms(kg):
    rows = kg.select(
        "SELECT ?who ?what { ?who kg:memberOf ?what } ORDER BY ?who", what="actor:csto"
    )
    assert [row[0].curie for row in rows] == ["actor:armenia", "actor:russia"]
    with pytest.raises(BadQuery):
        kg.select("SELECT ?who { ?who kg:memberOf ?what }", what="actor:csto")
    hostile = "x> } ; DROP ALL ; { <x"
    with pytest.raises(kgraph.errors.KgraphError):
        kg.select("SELECT ?what { ?who kg:memberOf ?what }", what=hostile)


def test_derived_and_curated_stand_in_graphs_of_their_own(kg):
    assert kg.ask("ASK { GRAPH graph:derived { actor:armenia kg:memberOf actor:csto } }")
    assert not kg.ask("ASK { GRAPH graph:curated { actor:armenia kg:memberOf actor:csto } }")
    dataset = kg.to_rdflib(dataset=True)
    names = {str(graph.identifier).rpartition("/")[2] for graph in dataset.graphs() if len(graph)}
    assert names == {"curated", "derived", "vocabulary"}


def test_questions_have_a_header_or_are_refused(tmp_path):
    file = tmp_path / "who.rq"
    file.write_text("SELECT ?s { ?s ?p ?o }", encoding="utf-8")
    with pytest.raises(BadData, match="first line"):
        shelf.read(file)
    file.write_text(
        "# # who\n#\n# **Question:** Who?\n# **Parameters:** `?a` IRI of an actor, default `actor:csto`.\n"
        "# **Columns:** `?a` IRI.\n# **Order:** ?a.\n# **Terms:** kg:Actor\nSELECT ?a { ?a a kg:Actor }\n",
        encoding="utf-8",
    )
    question = shelf.read(file)
    assert question.bindings({}) == {"a": "https://w3id.org/kgraph/actor/csto"}
    with pytest.raises(kgraph.errors.BadOption, match="no parameter 'b'"):
        question.bindings({"b": "x"})


def test_the_packaged_dossier_is_the_repositorys_own(root):
    assert dossier.packaged() == Path(root)
