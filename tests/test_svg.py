"""The builder of SVG pictures: valid XML whatever the data say, in the page's colours."""

from __future__ import annotations

import re
from importlib.resources import files
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.draw.colours import COLOURS, DASHES, FAINT, FILLS, THINNER
from kgraph.draw.looks import FRAME, SPACE, TRUNK
from kgraph.draw.svg import Picture, path, text_width, wrapped
from kgraph.text import apart

SVG = "{http://www.w3.org/2000/svg}"


def _style():
    return (files("kgraph.page") / "assets" / "style.css").read_text(encoding="utf-8")


def test_colours_fills_and_dashes_are_those_of_the_page():
    style = _style()
    light = dict(re.findall(r"--([\w-]+): (#\w{6});", style.partition("@media")[0]))
    assert {name: light.get(name) for name in COLOURS} == COLOURS
    fills = {
        kind: name
        for selectors, name in re.findall(r"([^{}]*\.mark) \{\s+fill: var\(--(\w+)\)", style)
        for kind in re.findall(r"type-(\w+)", selectors)
    }
    assert fills == FILLS
    dashes = {
        name: dash
        for name in DASHES
        for dash in re.findall(rf"{name}\b[^{{}}]*{{[^}}]*stroke-dasharray: ([\d ]+);", style)
    }
    assert dashes == DASHES


def test_how_much_is_seen_of_lines_is_as_on_the_page():
    style = _style()
    seen = {
        name: float(amount)
        for name in FAINT
        for amount in re.findall(
            rf"\.{name}\b[^{{}}]*{{[^}}]*\n  (?:stroke-)?opacity: ([\d.]+);", style
        )
    }
    assert seen == FAINT
    looks = (files("kgraph.page") / "assets" / "looks.js").read_text(encoding="utf-8")
    assert f"export const THINNER = {THINNER};" in looks


def test_frames_and_branches_look_as_on_the_page():
    def rule(selector):
        (found,) = re.findall(rf"\n\{selector} {{([^}}]*)}}", _style())
        said = dict(re.findall(r"([\w-]+): ([^;]+);", found))
        names = {
            name: re.sub(r"var\(--(\w+)\)", lambda m: COLOURS[m[1]], one)
            for name, one in said.items()
        }
        return {name.replace("-", "_"): one for name, one in names.items()}

    frame = rule(".frame rect")
    assert frame == FRAME
    assert {**frame, **rule(".frame.space rect")} == SPACE
    assert rule(".trunk") == {name: str(one) for name, one in TRUNK.items()}


def _key(group, x, y):
    group.circle(x, y, 5)


@given(text=st.text())
def test_any_text_gives_valid_xml_that_says_it(text):
    picture = Picture(text, 300, 80, legend=[(_key, text)], captions=[text], data_version=text)
    picture.body.group(title=text, data_claims=text).text(1, 1, text, halo=3)
    root = ET.fromstring(picture.render())
    assert root.tag == f"{SVG}svg"
    said = re.sub(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]", "\ufffd", text)
    # XML reads every line end as a line feed.
    assert (root.find(f"{SVG}title").text or "") == re.sub("\r\n?", "\n", apart(said))
    assert [one.tag for one in root.iter() if "script" in one.tag] == []


def test_nothing_in_the_data_becomes_markup():
    attack = '<script>alert(1)</script>" onload="alert(1)'
    picture = Picture(attack, 300, 80, legend=[(_key, attack)], captions=[attack])
    picture.body.group(title=attack, data_claims=attack)
    root = ET.fromstring(picture.render())
    assert {one.tag.removeprefix(SVG) for one in root.iter()} == {
        "svg", "title", "desc", "rect", "g", "text", "circle",
    }  # fmt: skip
    assert not any(name.startswith("on") for one in root.iter() for name in one.attrib)
    assert root.attrib["aria-label"] == attack


def test_numbers_are_short_and_what_is_none_is_left_out():
    picture = Picture("T", 500, 50)
    picture.body.rect(1.0, -0.001, 2.345, 10, stroke_width=1.5, fill=None)
    rect = ET.fromstring(picture.render()).findall(f".//{SVG}g/{SVG}rect")[0]
    assert rect.attrib == {
        "x": "1",
        "y": "0",
        "width": "2.35",
        "height": "10",
        "stroke-width": "1.5",
    }
    assert path("M", 0, 1.25, "L", -0.0, 3) == "M 0 1.25 L 0 3"


def test_heading_body_legend_and_captions_stand_below_each_other():
    words = "many words that do not fit on one line of this picture " * 3
    picture = Picture(words, 460, 100, legend=[(_key, "one"), (_key, words[:50])], captions=[words])
    root = ET.fromstring(picture.render())
    body = root.find(f"{SVG}g[@transform]").attrib["transform"]
    top = float(re.findall(r"[\d.]+", body)[1])
    lines = [(float(t.attrib["y"]), t.text) for t in root.findall(f"{SVG}text")]
    above = [text for y, text in lines if y < top]
    below = [(y, text) for y, text in lines if y > top + 100]
    assert " ".join(above) == words.strip()
    assert len(above) > 1
    assert len(above) + len(below) == len(lines)
    assert [y for y, _ in below] == sorted(y for y, _ in below)
    assert max(y for y, _ in below) < float(root.attrib["height"])
    assert max(text_width(text, 12) for _, text in below) <= 460


@pytest.mark.parametrize(("text", "lines"), [("", []), ("a  b", ["a b"]), ("a b", ["a", "b"])])
def test_wrapping_breaks_at_blanks(text, lines):
    assert wrapped(text, 10 if lines == ["a", "b"] else 100, 12) == lines


def test_the_same_drawing_is_the_same_text():
    assert Picture("T", 10, 10).render() == Picture("T", 10, 10).render()
