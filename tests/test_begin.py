"""Beginning a dossier, and which one is meant where none is named."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from calls import call

from kgraph import cli
from kgraph.curation import beginning, canonical, checks
from kgraph.dossier import dossier
from kgraph.errors import BadOption, MissingFile, UnwritableTarget

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"


def _kgraph(*args, cwd, **more):
    env = {name: value for name, value in os.environ.items() if name != "KGRAPH_DOSSIER"}
    return subprocess.run(
        [sys.executable, "-m", "kgraph", *map(str, args)], cwd=cwd, capture_output=True, text=True,
        check=False, env={**env, **more},
    )  # fmt: skip


def _files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("template", beginning.templates())
def test_what_is_begun_checks_clean_and_is_canonical(tmp_path, template):
    title = 'Who "says" what \\ on {{key}}'
    written = beginning.begin(tmp_path / "a", title=title, language="de", template=template)
    assert set(written) == {path for path in (tmp_path / "a").rglob("*") if path.is_file()}
    found = dossier.find(tmp_path / "a")
    assert checks.check(found) == []
    assert canonical.format_files(found.data, write=False) == []


def test_templates_differ_in_issues_events_and_relations(tmp_path):
    assert beginning.templates() == ("conflict", "negotiation", "planning")
    for template in beginning.templates():
        beginning.begin(tmp_path / template, template=template)
    for name in ("data/triples.ttl", "ontology/own.ttl"):
        assert len({(tmp_path / one / name).read_bytes() for one in beginning.templates()}) == 3


def test_the_title_is_the_folders_name_unless_given_and_has_the_language(tmp_path):
    beginning.begin(tmp_path / "river-talks", language="fr")
    text = (tmp_path / "river-talks" / "seeds" / "sources.ttl").read_text("utf-8")
    assert 'dcterms:title "river talks"@fr' in text
    assert "/dossier/river-talks>" in text
    beginning.begin(tmp_path / "переговоры", language="ru")
    text = (tmp_path / "переговоры" / "seeds" / "sources.ttl").read_text("utf-8")
    assert 'dcterms:title "переговоры"@ru' in text


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"language": "english"}, "is no tag of a language"),
        ({"title": " \u200b"}, "has no words"),
        ({"template": "planing"}, "did you mean planning?"),
        ({"template": "../common"}, "There is no template"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_written(tmp_path, more, said):
    with pytest.raises(BadOption, match=said.replace("?", r"\?")):
        beginning.begin(tmp_path / "a", **more)
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("name", ["notes.txt", "README.md", "data/triples.ttl"])
def test_a_folder_with_something_in_it_is_left_as_it_was(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UnwritableTarget, match="is not empty"):
        beginning.begin(tmp_path)
    assert _files(tmp_path) == {name: b"mine"}


def test_a_repository_without_files_and_what_a_killed_call_left_are_gone_on_with(tmp_path):
    (tmp_path / "a" / ".git").mkdir(parents=True)
    (tmp_path / "a" / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    beginning.begin(tmp_path / "a")
    whole = _files(tmp_path / "a")
    (tmp_path / "a" / "data" / "triples.ttl").unlink()
    (tmp_path / "a" / "seeds" / ".kgraph-abcdefgh").write_bytes(b"@pre")
    beginning.begin(tmp_path / "a")
    assert _files(tmp_path / "a") == whole


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(path, content):
        if Path(path).name == "sources.ttl":
            message = "the disk is full"
            raise UnwritableTarget(message)
        Path(path).write_bytes(content)

    monkeypatch.setattr(beginning, "write_whole", full)
    with pytest.raises(UnwritableTarget, match="full"):
        beginning.begin(tmp_path / "new" / "a")
    assert list(tmp_path.iterdir()) == []


def test_texts_stay_out_of_git_and_the_hook_refuses_what_check_finds_wrong(tmp_path):
    beginning.begin(tmp_path)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("A text.", encoding="utf-8")
    bin_ = tmp_path.parent / "bin"
    bin_.mkdir(exist_ok=True)
    script = bin_ / "kgraph"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kgraph "$@"\n', encoding="utf-8")
    script.chmod(0o755)

    def git(*args):
        named = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        path = f"{bin_}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["git", *named, *args], cwd=tmp_path, capture_output=True, text=True, check=False,
            env={**os.environ, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull},
        )  # fmt: skip

    git("init", "--quiet")
    git("config", "core.hooksPath", "hooks")
    git("add", "--all")
    ran = git("commit", "--message", "begin")
    assert ran.returncode == 0, ran.stderr
    listed = git("ls-files").stdout
    assert "data/triples.ttl" in listed
    assert "texts" not in listed
    with (tmp_path / "data" / "triples.ttl").open("a", encoding="utf-8") as file:
        file.write("issue:x a kg:Isue .\n")
    ran = git("commit", "--all", "--message", "wrong")
    assert ran.returncode != 0
    assert "kg:Issue" in ran.stdout + ran.stderr


def test_the_command_names_what_it_wrote_and_what_to_do_next(tmp_path):
    ran = _kgraph("init", "dam", "--template", "planning", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "dam/data/triples.ttl" in ran.stdout.splitlines()
    assert "cd dam" in ran.stderr
    again = _kgraph("init", ".", cwd=tmp_path)
    assert again.returncode == 4
    assert "is not empty" in again.stderr


def test_no_help_speaks_of_the_packaged_dossier():
    names = r"Armenia|Azerbaijan|Karabakh|CSTO|Russia|rferl|politico|RFE/RL|\b2023-"
    for name in ("", *(name for group in cli.COMMANDS.values() for name in group)):
        ran = call(*filter(None, [name]), "--help")
        assert re.findall(names, ran.stdout) == [], name


# --- which dossier is meant


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.delenv("KGRAPH_DOSSIER", raising=False)
    beginning.begin(tmp_path / "own")
    return tmp_path / "own"


def test_it_is_found_from_within_and_from_below(own, monkeypatch):
    monkeypatch.chdir(own)
    assert dossier.choose() == (own, "here")
    monkeypatch.chdir(own / "data")
    assert dossier.choose() == (own, "above")
    assert dossier.find().root == own


def test_a_dossier_without_texts_or_without_claims_is_found_too(own, monkeypatch):
    monkeypatch.chdir(own)
    (own / "data" / "triples.ttl").rename(own / "data" / "claims.ttl")
    assert dossier.choose().path == own
    (own / "data" / "claims.ttl").rename(own / "data" / "triples.ttl")
    (own / "seeds" / "sources.ttl").unlink()
    assert dossier.choose().path == own


def test_a_variable_comes_before_the_folder_and_an_option_before_both(own, monkeypatch):
    monkeypatch.chdir(own)
    monkeypatch.setenv("KGRAPH_DOSSIER", str(_MINI))
    assert dossier.choose() == (_MINI, "variable")
    assert dossier.find().root == _MINI
    assert dossier.find(own).root == own
    monkeypatch.setenv("KGRAPH_DOSSIER", "")
    assert dossier.choose().by == "here"
    monkeypatch.setenv("KGRAPH_DOSSIER", str(own / "nowhere"))
    with pytest.raises(MissingFile, match="nowhere"):
        dossier.find()


def test_elsewhere_it_is_the_packaged_one_and_in_it_no_surprise(tmp_path, root, monkeypatch):
    monkeypatch.delenv("KGRAPH_DOSSIER", raising=False)
    monkeypatch.chdir(tmp_path)
    assert dossier.choose() == (None, "packaged")
    assert dossier.find().root == root
    monkeypatch.chdir(root / "queries")
    assert dossier.choose() == (None, "here")


def test_a_folder_that_was_removed_has_none(tmp_path, monkeypatch):
    monkeypatch.delenv("KGRAPH_DOSSIER", raising=False)
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert dossier.choose().by == "packaged"


def test_a_command_says_which_it_is_where_that_could_surprise(own, root):
    def said(*args, cwd, **more):
        ran = _kgraph(*args, "issues", cwd=cwd, **more)
        assert ran.returncode == 0, ran.stderr
        return ran.stderr.splitlines()[:-1], ran.stdout

    assert said(cwd=own)[0] == []
    assert "issue:ceasefire" in said(cwd=own)[1]
    assert said(cwd=own / "seeds")[0] == [f"The dossier is {own}."]
    assert said(cwd=own.parent)[0] == [
        "No dossier is here or named: this is the packaged one. kgraph init DIR begins yours."
    ]
    assert said(cwd=root)[0] == []
    assert said("--graph", own, cwd=own.parent)[0] == []
    assert said(cwd=own.parent, KGRAPH_DOSSIER=str(own))[0] == []


def test_a_query_in_ones_own_dossier_loads_no_more_than_elsewhere(own):
    script = (
        "import json, sys\nfrom kgraph.cli import main\ntry:\n    main(sys.argv[1:])\n"
        "except SystemExit:\n    pass\nprint(json.dumps(sorted(sys.modules)))"
    )

    def loaded(*args, cwd):
        call = [sys.executable, "-c", script, *args, "query", "SELECT ?x { ?x a kg:Issue }"]
        for _ in range(2):
            ran = subprocess.run(call, cwd=cwd, capture_output=True, text=True, check=True)
        return set(json.loads(ran.stdout.splitlines()[-1]))

    assert loaded(cwd=own) == loaded("--graph", str(own), cwd=own.parent)
