"""What goes with a page: a saved layout, a grouping, and the command that takes them."""

from __future__ import annotations

import json

import pytest
from pages import MINI, mini, view_of

from kgraph import cli
from kgraph.draw.places import PICTURES, places
from kgraph.errors import BadData, MissingFile, UnknownName
from kgraph.page import saved


def layout(**pictures):
    return json.dumps({"format": saved.FORMAT, "data": "x", "places": pictures})


def test_a_layout_moves_those_it_names_and_forgets_the_rest():
    found = saved.read(
        layout(conduct={"actor:a": [0.25, 1], "actor:gone": [0, 0]}, other={"b": []})
    )
    assert found == {"conduct": {"actor:a": (0.25, 1.0), "actor:gone": (0.0, 0.0)}}
    at, pinned = saved.arranged({"conduct": {"actor:a": [0.5, 0.5], "actor:b": [0.1, 0.2]}}, found)
    assert at == {"conduct": {"actor:a": [0.25, 1.0], "actor:b": [0.1, 0.2]}}
    assert pinned == {"conduct": ["actor:a"]}


@pytest.mark.parametrize(("text", "says"), [
    ("{", "no JSON"), ("[]", "no saved layout"), ('{"format": "other"}', "no saved layout"),
    (layout(conduct={"actor:a": [0.1]}), "place of actor:a"),
    (layout(conduct={"actor:a": ["0", 1]}), "place of actor:a"),
    (layout(conduct={"actor:a": [1e9, 1]}), "place of actor:a"),
])  # fmt: skip
def test_a_file_that_is_no_layout_is_refused_with_its_name(text, says):
    with pytest.raises(BadData, match=says) as refused:
        saved.read(text, "mine.json")
    assert str(refused.value).startswith("mine.json")


@pytest.mark.parametrize(("text", "line"), [
    ("name,group\nA,x\n", 1), ("actor,group\nA,\n", 2), ("actor,group\nA,x\nA,y\n", 3), ("", 1),
])  # fmt: skip
def test_a_grouping_that_cannot_be_is_refused_at_its_line(text, line):
    with pytest.raises(BadData, match=rf"^file\.csv:{line}: "):
        saved.grouping(text, "file.csv")


def test_a_grouping_names_actors_as_users_do():
    kg = mini()
    shown = view_of(kg.page(groupings=[("treaty", {"Târskia": "in"})]))
    assert shown["groupings"][0] == {"name": "treaty", "groups": {"actor:tarskia": "in"}}
    with pytest.raises(UnknownName):
        kg.page(groupings=[("treaty", {"Nowhere": "in"})])
    with pytest.raises(UnknownName):
        kg.page(layer="everything")


def test_every_picture_has_places_and_an_equal_one_is_not_drawn_twice():
    found = places(mini().table)
    assert tuple(sorted(found)) == tuple(sorted(PICTURES))
    assert all(found[layer] for layer in ("influence", "conduct", "positions"))


def test_explore_takes_a_layout_a_grouping_and_a_layer(tmp_path, capsys):
    arranged = tmp_path / "layout.json"
    arranged.write_text(layout(**{"influence-rolled": {"actor:velmora": [0.125, 0.5]}}), "utf-8")
    grouping = tmp_path / "pact.csv"
    grouping.write_text("\ufeffactor,group\nVelmora,member\n", encoding="utf-8")
    page = tmp_path / "page.html"
    with pytest.raises(SystemExit) as stop:
        cli.main([
            "--graph", str(MINI), "explore", "--no-open", "-o", str(page), "--layer", "positions",
            "--layout", str(arranged), "--grouping", str(grouping), "--renderer", "svg",
        ])  # fmt: skip
    assert stop.value.code == 0
    shown = view_of(page.read_text(encoding="utf-8"))
    assert shown["pinned"] == {"influence-rolled": ["actor:velmora"]}
    assert {"name": "pact", "groups": {"actor:velmora": "member"}} in shown["groupings"]
    assert shown["state"]["layer"] == "positions"


@pytest.mark.parametrize(("args", "code"), [
    (["--layout", "nowhere.json"], 4), (["--grouping", "nowhere.csv"], 4),
    (["--layer", "x"], 2), (["--renderer", "x"], 2), (["--window", "90d", "--as-of", "2031-03-05"], 2),
])  # fmt: skip
def test_explore_refuses_what_it_cannot_use(args, code, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stop:
        cli.main(["--graph", str(MINI), "explore", "--no-open", *args])
    assert stop.value.code == code
    said = capsys.readouterr()
    assert said.out == ""
    assert args[0] in said.err or args[1] in said.err
    assert not (tmp_path / "kgraph.html").exists()


def test_a_file_that_is_not_there_or_not_text_is_said(tmp_path):
    with pytest.raises(MissingFile, match="cannot be read"):
        saved.text_of(str(tmp_path / "no.json"))
    other = tmp_path / "other.json"
    other.write_bytes(b"\xff\xfe")
    with pytest.raises(BadData, match="UTF-8"):
        saved.text_of(str(other))
