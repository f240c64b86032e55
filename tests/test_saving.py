"""Writing curated files: whole or not at all, whatever kills the writer, whoever else writes.

A kill is a real SIGKILL of a process of its own, once before and once in the midst of each call to
the system that a writer makes, and at moments drawn at random.
"""

from __future__ import annotations

import itertools
import os
import random
import select
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from killing import ENTRY, MINI, WRITERS, child, ended, kill, kill_at, write_at_once

from kgraph import files
from kgraph.curation import adding, checks, saving
from kgraph.dossier import dossier
from kgraph.dossier import store as stores
from kgraph.errors import LockedError, UnwritableTarget

#: The whole paragraph is not pinned: adding this writes both files.
_UNPINNED = replace(ENTRY, passage=("ledger1-p5",))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A dossier to add to; the whole-graph checks, which only read, take no part."""
    monkeypatch.setattr(adding, "graph_findings", lambda *_: [])
    shutil.copytree(MINI, tmp_path / "mini")
    return tmp_path / "mini"


def _add(folder, entry):
    return adding.add(dossier.find(folder), entry, corpus=folder / "texts")


def _changed(files, first, last):
    """Return for each file 0 if it is the old one, 1 if it is the new one."""
    now = [file.read_bytes() for file in files]
    return tuple(
        [old, new].index(content) for content, old, new in zip(now, first, last, strict=True)
    )


def _claims(folder):
    return (folder / "data" / "triples.ttl").read_text(encoding="utf-8").count(" a kg:Claim ;")


@pytest.mark.slow
def test_a_writer_killed_at_any_step_leaves_the_old_files_or_the_new(folder, monkeypatch):
    files = [folder / "data" / "triples.ttl", folder / "seeds" / "passages.ttl"]
    first = [file.read_bytes() for file in files]
    # What is looked up is the same for every writer; each child has its own copy of it.
    desk = adding.Desk(dossier.find(folder), folder / "texts")
    _add(folder, _UNPINNED)
    last = [file.read_bytes() for file in files]
    outcomes = []
    for step in itertools.count(1):
        for file, content in zip(files, first, strict=True):
            file.write_bytes(content)
        ready, ours = os.pipe()

        def work(step=step, ours=ours, tell=os.write):
            monkeypatch.setattr(adding, "Desk", lambda *_: desk)
            kill_at(step)
            _add(folder, _UNPINNED)
            tell(ours, b"acknowledged")

        code = ended(child(work))
        os.close(ours)
        assert os.read(ready, 100) == (b"acknowledged" if code == 0 else b"")
        os.close(ready)
        # Each file is the old one or the new one, and no claim is without its passage.
        left = _changed(files, first, last)
        assert left != (1, 0)
        # What is half done is announced, and the next writer finishes or undoes it.
        assert left in {(0, 0), (1, 1)} or saving.unfinished(files)
        with saving.locked(*files):
            changed = _changed(files, first, last)
        assert [path for path in folder.rglob("*") if path.name.startswith(".")] == []
        outcomes.append(changed)
        if code == 0:  # every step of the edit has had its kill
            break
        assert code == -signal.SIGKILL
    assert changed == (1, 1)
    assert step > 20
    assert set(outcomes[:-1]) == {(0, 0), (1, 1)}
    # The next writer is not kept away.
    added = _add(folder, replace(ENTRY, group="the next"))
    assert added.claim.startswith("ledger1-")
    assert [path for path in folder.rglob("*") if path.name.startswith(".")] == []
    assert checks.check(dossier.find(folder), folder / "texts") == []


@pytest.mark.slow
def test_writers_killed_at_random_lose_nothing_that_they_acknowledged(folder):
    moments = random.Random(2031)  # noqa: S311  repeatable, not secret
    acknowledged = []
    for life in range(25):
        ready, ours = os.pipe()

        def work(life=life, ours=ours):
            for number in range(100):
                _add(folder, replace(ENTRY, group=f"{life}-{number}"))
                os.write(ours, f"{life}-{number}\n".encode())

        killed = child(work)
        os.close(ours)
        # A first claim is there, then the end comes at any moment.
        said = os.read(ready, 4096)
        select.select([], [], [], moments.uniform(0, 0.1))
        os.kill(killed, signal.SIGKILL)
        assert ended(killed) == -signal.SIGKILL
        while more := os.read(ready, 4096):
            said += more
        os.close(ready)
        acknowledged += said.decode().split()
    text = (folder / "data" / "triples.ttl").read_text(encoding="utf-8")
    stores.triples(text)
    assert len(acknowledged) >= 25
    assert [group for group in acknowledged if f'kg:group "{group}"' not in text] == []
    assert checks.check(dossier.find(folder)) == []


@pytest.mark.slow
def test_every_command_that_is_killed_leaves_the_old_files_or_the_new(tmp_path):
    """A short form of ``python -m benchmarks.writing``."""
    found = kill(tmp_path, 40)
    assert set(found) == set(WRITERS)
    assert sum(left.points for left in found.values()) == 40
    assert [(left.lost, left.half) for left in found.values()] == [(0, 0)] * len(found)
    assert all(left.old and left.new for left in found.values())


@pytest.mark.slow
def test_writers_at_once_wait_for_each_other(tmp_path):
    assert write_at_once(tmp_path, writers=4, each=10) == (0, 0)
    folder = tmp_path / "mini"
    assert _claims(folder) == _claims(MINI) + 40
    assert checks.check(dossier.find(folder)) == []


def test_a_folder_that_is_locked_is_an_error_and_a_dead_holder_is_none(tmp_path):
    file = tmp_path / "a.ttl"
    ready, ours = os.pipe()
    waiting, end = os.pipe()

    def hold():
        os.close(end)
        with saving.locked(file):
            os.write(ours, b"held")
            os.read(waiting, 1)  # until killed, or until the test ends

    killed = child(hold)
    try:
        assert os.read(ready, 10) == b"held"
        with pytest.raises(LockedError, match="Another process is writing in"):
            saving.locked(file, patience=0).__enter__()
    finally:
        os.kill(killed, signal.SIGKILL)
        ended(killed)
        for handle in (ready, ours, waiting, end):
            os.close(handle)
    with saving.locked(file, patience=0):
        saving.save(saving.read(file, missing=True), "after\n")
    assert [path.name for path in tmp_path.iterdir()] == ["a.ttl"]


def test_a_wait_that_is_given_up_keeps_nobody_away(tmp_path):
    file = tmp_path / "a.ttl"
    with saving.locked(file), pytest.raises(LockedError):
        saving.locked(file, patience=0.01).__enter__()
    # The wait in the background takes the lock at most for an instant.
    with saving.locked(file, patience=60):
        saving.save(saving.read(file, missing=True), "after\n")
    with saving.locked(file, patience=60):
        pass


def test_what_changed_since_it_was_read_is_not_overwritten(tmp_path):
    file = tmp_path / "a.ttl"
    file.write_text("one\n")
    original = saving.read(file)
    file.write_text("from an editor\n")
    with pytest.raises(LockedError, match="changed by another program"):
        saving.save(original, "two\n")
    missing = saving.read(tmp_path / "b.ttl", missing=True)
    missing.path.write_text("somebody was faster\n")
    with pytest.raises(LockedError):
        saving.save(missing, "two\n")
    assert file.read_text() == "from an editor\n"
    assert missing.path.read_text() == "somebody was faster\n"
    assert len(list(tmp_path.iterdir())) == 2


def test_permissions_and_links_stay(tmp_path):
    file = tmp_path / "there" / "a.ttl"
    file.parent.mkdir()
    file.write_text("one\n")
    file.chmod(0o640)
    link = tmp_path / "link.ttl"
    link.symlink_to(file)
    with saving.locked(link):
        saving.save(saving.read(link), "two\n")
    assert link.is_symlink()
    assert file.read_text() == "two\n"
    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("call", ["fsync", "write", "chmod", "replace"])
def test_a_disk_that_fails_leaves_the_file_as_it_was(tmp_path, monkeypatch, call):
    file = tmp_path / "a.ttl"
    file.write_text("one\n")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(UnwritableTarget, match="No space left on device"):
        saving.save(saving.read(file), "two\n")
    monkeypatch.undo()
    assert file.read_text() == "one\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.ttl"]


def _texts(*files):
    return [file.read_text() for file in files]


@pytest.fixture
def two(tmp_path):
    """Two files in two folders, and what kills their writer at the second renaming."""
    files = [tmp_path / "data" / "a.ttl", tmp_path / "seeds" / "b.ttl"]
    for file in files:
        file.parent.mkdir()
        file.write_text("old\n")

    def killed(step):
        """Write both; die at the n-th journal or renaming."""

        def work():
            left = [step]

            def dying(call):
                def called(*args, **options):
                    left[0] -= 1
                    if not left[0]:
                        os.kill(os.getpid(), signal.SIGKILL)
                    return call(*args, **options)

                return called

            saving._note_down = dying(saving._note_down)
            os.replace = dying(os.replace)
            with saving.locked(*files):
                saving.save_all([(saving.read(file), "new\n") for file in files])

        assert ended(child(work)) == -signal.SIGKILL
        return files

    return killed


@pytest.mark.parametrize(
    ("step", "left", "then"),
    [
        (1, ["old\n", "old\n"], "old\n"),
        (2, ["old\n", "old\n"], "old\n"),  # one folder has its journal
        (3, ["old\n", "old\n"], "new\n"),
        (4, ["new\n", "old\n"], "new\n"),
    ],
)
@pytest.mark.parametrize("which", [0, 1])
def test_two_files_are_both_written_or_none(two, step, left, then, which):
    files = two(step)
    assert _texts(*files) == left
    # The next writer may need one of the folders only.
    with saving.locked(files[which]):
        assert _texts(files[which]) == [then]
    with saving.locked(*files):
        assert _texts(*files) == [then, then]
    assert [*files[0].parents[1].rglob(".*")] == []


def test_what_an_editor_changed_since_a_writer_was_killed_is_not_overwritten(two):
    files = two(3)
    files[1].write_text("from an editor\n")
    with saving.locked(*files):  # nothing was renamed yet: it is undone
        assert _texts(*files) == ["old\n", "from an editor\n"]


def test_a_half_written_edit_and_a_changed_file_are_for_a_person_to_mend(two):
    files = two(4)
    files[1].write_text("from an editor\n")
    with (
        pytest.raises(LockedError, match="was changed since; take over what") as caught,
        saving.locked(*files),
    ):
        pass
    draft = next(part for part in str(caught.value).split() if part.endswith(".tmp"))
    assert Path(draft).read_text() == "new\n"
    assert _texts(*files) == ["new\n", "from an editor\n"]


def test_half_a_journal_is_none(two):
    files = two(2)
    (files[0].parent / ".kgraph.journal").write_text('[["')
    with saving.locked(*files):
        assert _texts(*files) == ["old\n", "old\n"]
    assert [*files[0].parents[1].rglob(".*")] == []


@pytest.mark.parametrize("call", ["fsync", "write", "chmod", "replace"])
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_a_disk_that_fails_writes_both_files_or_none(tmp_path, monkeypatch, call, nth):
    files = [tmp_path / "a.ttl", tmp_path / "b.ttl"]
    for file in files:
        file.write_text("old\n")
    left = [nth]
    real = getattr(os, call)

    def full(*args, **options):
        left[0] -= 1
        if left[0] == 0:
            raise OSError(28, "No space left on device")
        return real(*args, **options)

    monkeypatch.setattr(os, call, full)
    changes = [(saving.read(file), "new\n") for file in files]
    failed = ""
    with saving.locked(*files):
        try:
            saving.save_all(changes)
        except UnwritableTarget as error:
            failed = str(error)
    monkeypatch.undo()
    if failed.endswith("finishes it."):
        with saving.locked(*files):
            pass
        failed = ""
    assert _texts(*files) == (["old\n", "old\n"] if failed else ["new\n", "new\n"])
    with saving.locked(*files):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ttl", "b.ttl"]


def test_check_says_that_a_writer_was_killed(folder):
    files = [folder / "data" / "triples.ttl", folder / "seeds" / "passages.ttl"]
    (files[0].parent / ".kgraph.journal").write_text("[]")
    (found,) = checks.check(dossier.find(folder))
    assert (found.path, found.check, found.severity) == ("data/.kgraph.journal", "unfinished", "error")  # fmt: skip


@pytest.mark.parametrize("which", ["data/triples.ttl", "seeds/passages.ttl"])
def test_nothing_is_written_through_a_link_out_of_the_dossier(folder, tmp_path, which):
    file = folder / which
    outside = tmp_path / "outside.ttl"
    file.rename(outside)
    file.symlink_to(outside)
    before = outside.read_bytes()
    with pytest.raises(UnwritableTarget, match="is a link out of the dossier"):
        _add(folder, _UNPINNED)
    with pytest.raises(UnwritableTarget, match="is a link out of the dossier"):
        saving.save(saving.read(file), "")
    assert outside.read_bytes() == before
    inside = folder / "own.ttl"
    inside.write_bytes(before)
    file.unlink()
    file.symlink_to(inside)
    _add(folder, _UNPINNED)
    assert file.is_symlink()
    assert inside.read_bytes() != before


def test_a_draft_beside_a_target_that_was_left_is_swept_and_a_living_one_stays(tmp_path):
    ready, ours = os.pipe()

    def die():
        handle, _ = files._draft(tmp_path)
        os.write(handle, b"half")
        os.write(ours, b"x")
        os.kill(os.getpid(), signal.SIGKILL)

    assert ended(child(die)) == -signal.SIGKILL
    assert os.read(ready, 1) == b"x"
    waiting, end = os.pipe()

    def live():
        os.close(end)
        files._draft(tmp_path)
        os.write(ours, b"x")
        os.read(waiting, 1)

    left = {path.name for path in tmp_path.iterdir()}
    killed = child(live)
    assert os.read(ready, 1) == b"x"
    (tmp_path / ".kgraph-mine").write_text("not a draft")
    files.write_whole(tmp_path / "x.csv", b"x\n")
    now = {path.name for path in tmp_path.iterdir()}
    assert left.isdisjoint(now)
    assert len(now) == 3
    for handle in (ready, ours, waiting, end):
        os.close(handle)
    assert ended(killed) == 0
