"""The cache may be damaged, opened to others or planted: what is opened is what was built."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgraph.dossier import cache

_ROWS = 300
_CLAIMS = b"a claims table " * 300


def _built() -> cache.Build:
    store = ox.Store()
    store.extend(
        ox.Quad(ox.NamedNode(f"urn:s{i}"), ox.NamedNode("urn:p"), ox.Literal(f"text {i}" * 9))
        for i in range(_ROWS)
    )
    return cache.Build(lambda: store, memoryview(_CLAIMS))


def _never() -> cache.Build:
    raise AssertionError("built again")


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert cache.open_or_build("a", _built).notes == ()
    assert _whole(cache.open_or_build("a", _never))  # the store is made when first asked for
    return tmp_path / "cache" / "kgraph"


@pytest.fixture
def place(own):
    return own / cache.key("a")


@pytest.fixture
def waiting(tmp_path, monkeypatch):
    """A build whose store nobody has asked for."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    cache.open_or_build("a", _built)
    place = tmp_path / "cache" / "kgraph" / cache.key("a")
    assert {path.name for path in place.iterdir()} == {"claims.table", "manifest.json", "quads.nq"}
    return place


def test_a_store_is_made_of_the_quads_when_first_asked_for(waiting):
    claims = cache.open_or_build("a", _never).claims
    assert bytes(claims) == _CLAIMS
    assert (waiting / "quads.nq").exists()
    assert _whole(cache.open_or_build("a", _never))
    assert {path.name for path in waiting.iterdir()} == {
        "claims.table", "manifest.json", "store", "store.json",
    }  # fmt: skip
    assert cache.opened("a") is not None


def test_quads_that_are_not_as_they_were_left_make_no_store(waiting):
    content = (waiting / "quads.nq").read_bytes()
    for length in (*range(0, 4096, 37), *range(4096, len(content), 2003)):
        (waiting / "quads.nq").write_bytes(content[:length])
        assert cache._stored(waiting) is None
    for at in range(0, len(content), 997):
        flipped = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        (waiting / "quads.nq").write_bytes(flipped)
        assert cache._stored(waiting) is None
    assert _whole(cache.open_or_build("a", _built))  # all is built again, and kept
    assert _whole(cache.open_or_build("a", _never))


def test_a_store_without_its_digests_is_made_again(waiting, monkeypatch):
    # A process that was killed after the first of two renamings.
    content = (waiting / "quads.nq").read_bytes()
    assert _whole(cache.open_or_build("a", _never))
    (waiting / "store.json").unlink()
    (waiting / "quads.nq").write_bytes(content)
    (waiting / "quads.nq").chmod(0o600)
    assert cache._open(waiting) is None
    assert _whole(cache.open_or_build("a", _never))


def test_a_store_that_cannot_be_written_is_made_in_memory(waiting, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache, "_make_store", full)
    assert _whole(cache.open_or_build("a", _never))
    assert not (waiting / "store").exists()


def _whole(made: cache.Build) -> bool:
    return len({*made.engine()}) == _ROWS and bytes(made.claims) == _CLAIMS


def _as_left(place: Path) -> bool:
    """Whether store and claims table are taken; both, or neither."""
    store, claims = cache._open(place), cache._claims(place)
    assert store is None or len({*store}) == _ROWS
    assert claims is None or bytes(claims) == _CLAIMS
    return store is not None and claims is not None


def test_what_is_kept_is_opened_again_and_again(own):
    for _ in range(3):
        made = cache.open_or_build("a", _never)
        assert _whole(made)
        assert made.notes == ()


def _kept(place: Path) -> list[Path]:
    files = [path for path in (place / "store").iterdir() if not path.name.startswith("LO")]
    assert {path.name.split("-")[0].split(".")[-1] for path in files} >= {
        "MANIFEST", "CURRENT", "OPTIONS", "IDENTITY", "sst",
    }  # fmt: skip
    return [*files, *(place / name for name in ("manifest.json", "claims.table", "store.json"))]


@pytest.mark.slow
def test_every_truncation_of_a_small_file_is_found(place):
    for path in _kept(place):
        content = path.read_bytes()
        lengths = range(len(content)) if len(content) < 200 else (
            *range(0, min(len(content), 4096), 37), *range(4096, len(content), 4001)
        )  # fmt: skip
        for length in lengths:
            path.write_bytes(content[:length])
            assert not _as_left(place), (path.name, length)
        path.write_bytes(content)
    assert _as_left(place)


def test_a_flip_or_an_addition_in_any_file_is_found_or_harmless(place):
    for path in _kept(place):
        content = path.read_bytes()
        masks = itertools.cycle((1, 0x80, 0xFF))
        for at, mask in zip(
            range(0, len(content), max(1, len(content) // 40)), masks, strict=False
        ):
            path.write_bytes(content[:at] + bytes([content[at] ^ mask]) + content[at + 1 :])
            # A number of quads that is another one is not looked at further.
            assert not _as_left(place) or path.name in {"manifest.json", "store.json"}
        path.write_bytes(content + b"\0")
        assert not _as_left(place)
        path.write_bytes(content)
    (place / "store" / "000099.log").write_bytes(b"x")
    assert cache._open(place) is None


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _linked(path: Path) -> None:
    moved = path.with_name("moved")
    path.rename(moved)
    path.symlink_to(moved)


@pytest.mark.parametrize(
    "damage",
    [
        lambda place: _fifo(place / "manifest.json"),
        lambda place: _fifo(place / "store" / "CURRENT"),
        lambda place: _linked(place / "manifest.json"),
        lambda place: _linked(place / "store"),
        lambda place: (place / "manifest.json").write_text("[" * 100_000),
        lambda place: (place / "manifest.json").write_text("[]"),
        lambda place: (place / "manifest.json").write_text("null"),
        lambda place: place.chmod(0o770),
        lambda place: (place / "store").chmod(0o707),
        lambda place: (place / "manifest.json").chmod(0o666),
        lambda place: next((place / "store").glob("*.sst")).chmod(0o620),
        lambda place: [path.unlink() for path in (place / "store").iterdir()],
        lambda place: (place / "store.json").unlink(),
        lambda place: _fifo(place / "store.json"),
        lambda place: (place / "store.json").write_text("[]"),
        lambda place: (place / "claims.table").unlink(),
        lambda place: (place / "claims.table").write_bytes(b""),
        lambda place: (place / "claims.table").chmod(0o666),
        lambda place: _fifo(place / "claims.table"),
        lambda place: _linked(place / "claims.table"),
    ],
)
def test_what_is_not_as_it_was_left_is_built_again(damage, place):
    damage(place)
    assert not _as_left(place)
    made = cache.open_or_build("a", _built)
    assert _whole(made)
    assert made.notes == ()
    assert _whole(cache.open_or_build("a", _never))


def test_a_folder_that_was_renamed_is_not_taken(place, own):
    other = own / cache.key("b")
    shutil.copytree(place, other)
    assert not _as_left(other)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder away")
@pytest.mark.parametrize("which", ["place", "store", "parent"])
def test_what_belongs_to_another_user_is_not_taken(which, place, own):
    os.chown({"place": place, "store": place / "store", "parent": own}[which], 12345, 12345)
    made = cache.open_or_build("a", _built)
    assert _whole(made)
    assert [("belongs to another user" in one) for one in made.notes] == [True] * (
        which == "parent"
    )


def test_a_cache_folder_open_to_others_is_closed(own):
    own.chmod(0o777)
    assert _whole(cache.open_or_build("a", _never))
    assert own.stat().st_mode & 0o777 == 0o700


def test_a_generous_umask_opens_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    before = os.umask(0)
    try:
        cache.open_or_build("a", _built)
        assert _whole(cache.open_or_build("a", _never))
    finally:
        os.umask(before)


def test_a_store_that_is_kept_says_how_many_quads_it_has(place):
    assert json.loads((place / "store.json").read_text())["quads"] == _ROWS


def test_what_was_built_while_a_file_changed_is_not_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = cache.open_or_build("a", _built, lambda: "b")
    assert _whole(made)
    assert made.notes == ()
    assert not (tmp_path / "cache" / "kgraph" / cache.key("a")).exists()
    cache.open_or_build("a", _built, lambda: "a")
    assert _whole(cache.open_or_build("a", _never))


def test_strays_of_dead_builders_are_swept_and_those_of_living_ones_stay(own):
    dead, alive, young = (own / f".build-{name}" for name in ("dead", "alive", "young"))
    for one in (dead, alive, young):
        one.mkdir()
        (one / "part").write_text("x")
    for one in (dead, alive):
        os.utime(one, (time.time() - 3600,) * 2)
    with cache._held(alive) as free:
        assert free
        cache.open_or_build("b", _built)
    assert not dead.exists()
    assert alive.exists()
    assert young.exists()


def test_all_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    synced, placed = set(), []
    monkeypatch.setattr(cache, "_sync", lambda path: synced.add(path.name))
    real = Path.rename

    def rename(self, target):
        inside = {path.name for path in self.rglob("*")} | {self.name}
        placed.append((self.name.partition("-")[0], inside <= synced))
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    cache.open_or_build("a", _built)
    assert _whole(cache.open_or_build("a", _never))
    assert placed == [(".build", True), ("store", True), ("store.json", True)]
