"""Files of a dossier that are no files, or cannot be read: said, and never taken for absent."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from calls import call
from pages import MINI

from kgraph.curation import checks, saving
from kgraph.dossier import dossier
from kgraph.errors import UnwritableTarget


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(MINI, tmp_path / "d")
    return tmp_path / "d"


def _shut(path, monkeypatch):
    """Let nobody list a folder; root may list all of them, whatever their mode."""
    path.chmod(0)
    real = os.listdir

    def listed(asked="."):
        if os.fspath(asked) == str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return real(asked)

    monkeypatch.setattr(os, "listdir", listed)


@pytest.mark.parametrize("name", ["seeds", "ontology", "ontology/rules", "queries"])
def test_a_folder_that_cannot_be_read_is_not_absent(name, folder, monkeypatch):
    if name != "seeds":
        (folder / name).mkdir(parents=True)
    whole = dossier.find(folder).fingerprint
    _shut(folder / name, monkeypatch)
    assert dossier.find(folder).fingerprint != whole
    said = f"{folder / name} cannot be read (Permission denied)"
    done = call("claims", "--graph", folder)
    assert done.returncode == 0
    assert done.stderr.startswith(f"{said}; all is shown without it.\n")
    done = call("check", "--graph", folder, "--format", "table")
    assert done.returncode == 1
    assert f"{name}: error: {Path(name).name}: cannot be read (Permission denied) [file]" in (
        done.stdout.splitlines()
    )


def test_without_any_data_there_is_nothing_to_go_on_with(folder, monkeypatch):
    _shut(folder / "data", monkeypatch)
    for command in (("check",), ("claims",)):
        done = call(*command, "--graph", folder)
        assert done.returncode == 4
        assert f"{folder / 'data'} cannot be read (Permission denied);" in done.stderr
        assert done.stdout == ""


_ODD = {
    "folder": (lambda path: path.mkdir(), "it is a folder"),
    "pipe": (os.mkfifo, "it is a pipe"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "it is no file"),
    "dangling": (lambda path: path.symlink_to("nowhere"), "No such file or directory"),
    "loop": (lambda path: path.symlink_to(path.name), "Too many levels of symbolic links"),
}


@pytest.mark.parametrize(
    "name",
    ["data/x.ttl", "seeds/x.ttl", "ontology/x.ttl", "ontology/rules/a/x.rq", "queries/x.rq"],
)
@pytest.mark.parametrize("odd", _ODD)
def test_what_is_no_file_is_said_with_its_name_and_the_rest_is_shown(name, odd, folder):
    make, reason = _ODD[odd]
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    make(path)
    found = dossier.find(folder)
    assert found.notes == (f"{path} cannot be read ({reason}); all is shown without it.",)
    assert [(one.path, one.message) for one in checks.check(found) if one.check == "file"] == [
        (name, f"cannot be read ({reason})")
    ]


def test_every_command_goes_on_without_a_file_and_says_so_and_none_writes(folder, tmp_path):
    before = call("claims", "--graph", folder)
    (folder / "data" / "x.ttl").mkdir()
    said = f"{folder / 'data' / 'x.ttl'} cannot be read (it is a folder)"
    done = call("claims", "--graph", folder)
    assert (done.returncode, done.stdout) == (0, before.stdout)
    assert said in done.stderr
    version = done.stderr.splitlines()[-1]
    assert version.startswith("Data version ")
    assert version not in before.stderr
    for command in (
        ("query", "ASK {}"),
        ("questions",),
        ("actors",),
        ("explore", "--no-open", "-o", tmp_path / "o.html"),
    ):
        done = call(*command, "--graph", folder)
        assert (done.returncode, done.stderr.count(said)) == (0, 1), command
    kept = {path: path.read_bytes() for path in folder.rglob("*.ttl") if path.is_file()}
    table = tmp_path / "t.csv"
    table.write_text("document,passage,subject,relation,object,claimant,gloss\n", encoding="utf-8")
    for command in (
        ("fmt",), ("fmt", "--check"), ("pin", "--corpus", tmp_path), ("import", "csv", table),
        ("add", "ledger1", "ledger1-p1s1", "Oshen backs Velmora", "--by", "Oshen", "--gloss", "x"),
    ):  # fmt: skip
        done = call(*command, "--graph", folder)
        assert done.returncode == 4, command
        assert said in done.stderr
    assert kept == {path: path.read_bytes() for path in folder.rglob("*.ttl") if path.is_file()}


def test_a_folder_that_is_not_there_is_none(folder):
    found = dossier.find(folder)
    shutil.rmtree(folder / "queries", ignore_errors=True)
    assert dossier.find(folder).data == found.data == (*sorted((folder / "data").glob("*.ttl")),)


@pytest.mark.parametrize("whole", [True, False])
def test_passages_are_not_written_through_a_link_out_of_the_dossier(whole, folder, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    file = folder / "seeds" / "passages.ttl"
    if whole:
        shutil.copytree(folder / "seeds", out, dirs_exist_ok=True)
        shutil.rmtree(folder / "seeds")
        (folder / "seeds").symlink_to(out)
    else:
        file.unlink()
        (out / "passages.ttl").write_text("")
        file.symlink_to(out / "passages.ttl")
    before = (out / "passages.ttl").read_bytes()
    with saving.locked(file), pytest.raises(UnwritableTarget, match="a link out of the dossier"):
        saving.save(saving.read(file), "filled\n")
    assert (out / "passages.ttl").read_bytes() == before


def test_a_link_within_the_dossier_is_followed(folder):
    file, there = folder / "seeds" / "passages.ttl", folder / "kept.ttl"
    file.rename(there)
    file.symlink_to("../kept.ttl")
    with saving.locked(file):
        saving.save(saving.read(file), "new\n")
    assert file.is_symlink()
    assert there.read_text() == "new\n"


def test_passages_in_a_circle_of_links_are_a_finding_and_no_crash(tmp_path):
    own = Path(shutil.copytree(MINI, tmp_path / "d"))
    passages = own / "seeds" / "passages.ttl"
    passages.unlink()
    passages.symlink_to(passages)
    check, claims = (call(command, "--graph", own) for command in ("check", "claims"))
    assert (check.returncode, claims.returncode) == (1, 0)
    assert "seeds/passages.ttl,0,error,file,passages.ttl,cannot be read" in check.stdout
    assert "passages.ttl cannot be read" in claims.stderr
