"""Statements told apart by lines: what stands in a text is found where a reading of it finds it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.curation.pieces import Pieces
from kgraph.curation.turtle import Lines, Reader
from kgraph.vocabulary import compact

_HEAD = "@prefix ex: <https://example.org/> .\n@prefix kg: <https://w3id.org/kgraph/ns#> .\n"


def _subjects(text):
    pieces = Pieces(text)
    return [(piece.subject, piece.line) for piece in pieces.pieces], pieces.whole


def test_a_piece_is_a_statement_with_the_comments_above_it():
    text = _HEAD + "\n# one. \nex:a a ex:B ;\n\n  ex:c 'd' .  # e.\nex:f ex:g 1.5 , ex:h.i .\n"
    pieces = Pieces(text)
    assert [pieces.text(piece) for piece in pieces.pieces] == [
        "\n# one. \nex:a a ex:B ;\n\n  ex:c 'd' .  # e.", "ex:f ex:g 1.5 , ex:h.i .",
    ]  # fmt: skip
    assert _subjects(text) == ([("ex:a", 5), ("ex:f", 8)], False)
    assert pieces.top == _HEAD.rstrip("\n")


@pytest.mark.parametrize(
    "line",
    [
        "ex:a ex:b 1 . ex:c ex:d 2 .", "ex:a ex:b 'x'@en.ex:c ex:d 2 .", "ex:a ex:b <u:v>.ex:c ex:d 2.",
        "ex:a ex:b 4.<u:c> ex:d 2 .", "ex:a ex:b 'x'.<u:c> ex:d 2 .",
    ],
)  # fmt: skip
def test_statements_of_one_line_are_read(line):
    assert _subjects(_HEAD + line) == ([("", 3)], False)
    second = "u:c" if "<u:c>" in line else "https://example.org/c"
    assert Lines([("f", _HEAD + line)]).where(second) == ("f", 3)


@pytest.mark.parametrize(
    "text",
    [
        'ex:a ex:b """x.\n\nex:c ex:d 1 .\n""" .', "ex:a ex:b '''x.\ny''' .", "ex:a ex:b 1 .\rex:c ex:d 2 .",
        "ex:a ex:b [ ex:c 1 ] .", "ex:a ex:b ( 1 ) .", "_:a ex:b 1 .", "ex:a ex:b 1 .\nprefix ex: <u:v>\nex:a ex:b 2 .",
        "ex:a ex:b 1 .\n@base <u:v> .\nex:a ex:b 2 .",
    ],
)  # fmt: skip
def test_what_cannot_be_told_apart_by_lines_is_one_piece(text):
    assert Pieces(_HEAD + text).whole


def test_brackets_in_strings_iris_and_comments_part_nothing():
    text = "ex:a ex:b \"x (y) [z] _:q\" , 'it\\'s (\"' , <u:v(w)#.> . # (.\nex:d ex:e 1 .\n"
    assert _subjects(_HEAD + text) == ([("ex:a", 3), ("ex:d", 4)], False)


_NAMES = st.sampled_from(
    ["ex:a", "ex:b.c", "<https://example.org/d#e>", "ex:f\\,g", "kg:h", "ex:4"]
)
_TEXTS = st.text(st.sampled_from("ab .;#'[(@<>\\\"_:\u00e9"), max_size=6)


@st.composite
def _objects(draw):
    kind = draw(st.sampled_from(["name", "text", "number"]))
    if kind == "name":
        return draw(_NAMES)
    if kind == "number":
        return draw(st.sampled_from(["1", "2.5", "-.5", "true", "1e3"]))
    text = draw(_TEXTS).replace("\\", "\\\\")
    quote = draw(st.sampled_from("'\""))
    return (
        quote
        + text.replace(quote, f"\\{quote}")
        + quote
        + draw(st.sampled_from(["", "@en", "^^ex:t"]))
    )


@st.composite
def _statements(draw):
    gap = st.sampled_from([" ", "\n", "\n\n    ", " # c. \n", "  # ; \n"])
    said = [
        f"{draw(_NAMES)}{draw(gap)}{draw(_objects())}{draw(gap)}"
        for _ in range(draw(st.integers(1, 3)))
    ]
    return draw(_NAMES) + draw(gap) + f";{draw(gap)}".join(said) + "."


@st.composite
def _turtle(draw):
    ends = st.sampled_from(["\n", "\n\n", " ", "\n# between.\n", "\r\n", " # behind\n", ""])
    return _HEAD + "".join(one + draw(ends) for one in draw(st.lists(_statements(), max_size=6)))


@given(_turtle())
def test_what_is_found_in_pieces_is_what_one_reading_of_the_whole_finds(text):
    blocks = Reader(text, curated=False).blocks
    lines = Lines([("f", text)])
    subjects = {block.subject for block in blocks}
    for name in {name for block in blocks for name in (block.subject, *block.names)}:
        own = [block for block in blocks if block.subject == name]
        of = [block.line for block in own] or [block.names.get(name) for block in blocks]
        assert lines.where(compact(name)) == ("f", next(filter(None, of))) or name not in subjects
        assert lines.where(compact(name))[1] in of
        for word in {word for block in own for word in (*block.predicates, *block.names)}:
            found = next(filter(None, (block.line_of(word) for block in own)))
            assert lines.where(compact(name), compact(word)) == ("f", found)
