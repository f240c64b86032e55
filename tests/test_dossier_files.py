"""Files of a dossier that are no files, or cannot be read: said, and never taken for absent."""

from __future__ import annotations

import os
import shutil

import pytest
from calls import call
from pages import MINI

from kgraph.curation import saving
from kgraph.dossier import dossier
from kgraph.errors import MissingFile, UnwritableTarget


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


@pytest.mark.parametrize("name", ["data", "seeds", "ontology", "ontology/rules", "queries"])
def test_a_folder_that_cannot_be_read_is_not_absent(name, folder, monkeypatch):
    (folder / name).mkdir(parents=True, exist_ok=True)
    _shut(folder / name, monkeypatch)
    for command in (("check",), ("claims",)):
        done = call(*command, "--graph", folder)
        assert done.returncode == 4
        assert done.stderr == f"kgraph: {folder / name} cannot be read (Permission denied).\n"
        assert done.stdout == ""


@pytest.mark.parametrize(
    "name",
    ["data/x.ttl", "seeds/x.ttl", "ontology/x.ttl", "ontology/rules/a/x.rq", "queries/x.rq"],
)
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.mkdir(), " is a folder; a name that ends in "),
        (os.mkfifo, " is no file; a name that ends in "),
        (lambda path: path.symlink_to("nowhere"), " cannot be read (No such file"),
        (lambda path: path.symlink_to(path.name), " cannot be read (Too many levels"),
    ],
    ids=["folder", "pipe", "dangling", "loop"],
)
def test_what_is_no_file_is_said_with_its_name(name, make, said, folder):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    make(path)
    with pytest.raises(MissingFile) as stop:
        dossier.find(folder)
    assert f"{path}{said}" in str(stop.value)


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
