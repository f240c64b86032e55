"""A dossier that is built on disk is what it is when built in memory, and leaves nothing behind."""

from __future__ import annotations

import gc
import shutil

import pytest

import kgraph
from kgraph.dossier import build, cache
from kgraph.dossier.dossier import packaged
from kgraph.dossier.lines import Lines

pytestmark = pytest.mark.slow

_RULE = """PREFIX kg: <https://w3id.org/kgraph/ns#>
CONSTRUCT { ?c kg:ownNote "seen" } WHERE { ?c a kg:StandingClaim ; kg:modality kg:planned }"""


@pytest.fixture
def place(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "kgraph"


@pytest.fixture
def on_disk(monkeypatch):
    monkeypatch.setattr(build, "LARGE", 0)


def _quads(kg):
    """Return what a store says but of things without a name, whose names are new each time."""
    return sorted(line for line in kg.store.dump().splitlines() if b"_:" not in line)


def test_on_disk_as_in_memory(place, monkeypatch):
    small = kgraph.open(cache=False)
    monkeypatch.setattr(build, "LARGE", 0)
    large = kgraph.open()
    assert bytes(large.store.claims) == bytes(small.store.claims)
    assert _quads(large) == _quads(small)
    (kept,) = place.iterdir()
    assert {path.name for path in kept.iterdir()} == {
        "claims.table", "manifest.json", "store", "store.json",
    }  # fmt: skip


def test_the_next_process_opens_what_was_built_on_disk(place, on_disk):
    kgraph.open()
    (kept,) = place.iterdir()
    assert cache.opened(kgraph.open().dossier.fingerprint) is not None
    assert list(place.iterdir()) == [kept]


def test_rules_of_a_dossier_run_on_disk(place, on_disk, tmp_path):
    own = tmp_path / "own"
    for name in ("data", "seeds"):
        shutil.copytree(packaged() / name, own / name)
    (own / "ontology/rules").mkdir(parents=True)
    (own / "ontology/rules/90-own.rq").write_text(_RULE)
    found = kgraph.open(own)
    assert found.select("SELECT ?c { ?c kg:ownNote ?note }").plain()


def test_what_cannot_be_read_is_left_out_on_disk_too(place, on_disk, tmp_path):
    own = tmp_path / "own"
    for name in ("data", "seeds"):
        shutil.copytree(packaged() / name, own / name)
    path = own / "data/triples.ttl"
    path.write_text(
        path.read_text().replace("kg:factuality kg:certain", "kg:factuality kg:sure", 1)
    )
    found = kgraph.open(own)
    assert len(found.store.notes) == 1
    assert len(found.table) == len(kgraph.open().table) - 1


@pytest.mark.parametrize("cached", [True, False], ids=["a cache that is a file", "no cache"])
def test_without_a_cache_it_is_built_elsewhere_and_removed(
    place, on_disk, tmp_path, monkeypatch, cached
):
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(other))
    if cached:
        place.parent.mkdir()
        place.write_text("")
    found = kgraph.open(cache=cached)
    assert found.ask("ASK { ?c a kg:StandingClaim }")
    assert any("cannot be used" in note for note in found.store.notes) is cached
    del found
    gc.collect()
    assert not [*other.iterdir(), *(place.iterdir() if place.is_dir() else ())]


def test_pieces_end_with_a_line(tmp_path, monkeypatch):
    monkeypatch.setattr("kgraph.dossier.lines._PIECE", 10)
    held = Lines(tmp_path / "x.nt")
    assert not held
    assert list(held) == []
    text = b"".join(b"<a> <b> <c%d> .\n" % number for number in range(20))
    held.add(text[:48])
    held.add(text[48:])
    assert b"".join(held) == text
    assert len(list(held)) > 1
    assert all(piece.endswith(b".\n") for piece in held)
