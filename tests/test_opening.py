"""A store of more tables than the engine opens with it answers where nothing can be opened."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kgraph.dossier import opening, worker
from kgraph.dossier.worker import Worker

#: One for each index of the engine.
_QUERIES = (
    "SELECT ?s { ?s ?p ?o }",
    "SELECT ?s { ?s <urn:p1> ?o }",
    'SELECT ?s { ?s ?p "1 and 7" }',
    "SELECT ?s { GRAPH <urn:g1> { ?s ?p ?o } }",
    "SELECT ?s { GRAPH <urn:g1> { ?s <urn:p1> ?o } }",
    'SELECT ?s { GRAPH <urn:g1> { ?s ?p "1 and 7" } }',
)


def _counted(store: ox.Store) -> int:
    return sum(len(list(store.query(query, use_default_graph_as_union=True))) for query in _QUERIES)


def _quads(piece: int) -> str:
    return "".join(
        f'<urn:s{piece}-{n}> <urn:p{n % 3}> "{piece} and {n}" <urn:g{piece % 2}> .\n'
        for n in range(300)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("store") / "it"
    store = ox.Store(str(place))
    for piece in range(3):  # each with tables of its own, in every index
        store.bulk_load(_quads(piece).encode(), format=ox.RdfFormat.N_QUADS)
    store.flush()
    del store
    assert len([*place.glob("*.sst")]) > 16
    return place


def _answer(folder, lines):
    def start(_):
        store = ox.Store.read_only(str(folder))
        opening.look(store, lines)
        return lambda _: str(_counted(store)).encode()

    with Worker(start) as one:
        return int(one.ask())


@pytest.mark.skipif(not worker.AVAILABLE, reason="this system cannot fork")
def test_what_is_looked_for_opens_all_tables_before_nothing_can_be_opened(folder):
    expected = _counted(ox.Store.read_only(str(folder)))
    assert expected == 900 + 300 + 1 + 300 + 100 + 1
    lines = opening.looks(folder, memoryview("".join(map(_quads, range(3))).encode()))
    assert 0 < len(lines) < 50
    assert _answer(folder, lines) == expected
    with pytest.raises(RuntimeError, match=r"(?i)open"):
        _answer(folder, [])


def test_where_the_system_does_not_tell_what_is_open_many_are_looked_for(folder, monkeypatch):
    monkeypatch.setattr(opening, "_held", lambda _: None)
    quads = memoryview("".join(map(_quads, range(3))).encode())
    lines = opening.looks(folder, quads)
    assert len(lines) == 200
    assert {line.split()[0] for line in lines} <= {
        f"<urn:s{piece}-{n}>" for piece in range(3) for n in range(300)
    }
    assert _answer(folder, lines) == _counted(ox.Store.read_only(str(folder)))


def test_a_store_of_few_tables_needs_no_looks(tmp_path):
    store = ox.Store(str(tmp_path / "it"))
    store.bulk_load(_quads(0).encode(), format=ox.RdfFormat.N_QUADS)
    store.flush()
    del store
    assert opening.looks(tmp_path / "it", memoryview(_quads(0).encode())) == []
