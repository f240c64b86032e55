"""Canonical text: says the same, formats to itself, and does not depend on the order of the input.

The witness that nothing changed is rdflib, which takes no part in the formatting.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import rdflib
from calls import call
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pages import MINI
from rdflib.compare import isomorphic

from kgraph.curation.canonical import format_files, format_turtle
from kgraph.curation.turtle import Lines
from kgraph.errors import BadData
from kgraph.vocabulary import PREFIXES

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini" / "data" / "triples.ttl"
_HEAD = "".join(
    f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("kg", "actor", "claim", "skos")
)


def _graph(text):
    return rdflib.Graph().parse(data=text, format="turtle")


# --- one example of everything, read by hand

_SCRAMBLED = """\
# At the top.
PREFIX c: <https://w3id.org/kgraph/claim/>
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .  # behind a prefix
@prefix kg: <https://w3id.org/kgraph/ns#> .
@prefix unused: <https://example.org/unused/> .
@prefix own: <https://example.org/own/> .
@prefix actor: <https://w3id.org/kgraph/actor/> .
@prefix ps: <https://w3id.org/kgraph/passage/> .

# Stands alone.

# Above the state.
actor:b a kg:State; skos:altLabel 'Bee'@en, "B\\u00e9"@fr;
  skos:prefLabel "Beeland"@en.   # behind the state
<https://w3id.org/kgraph/actor/a> skos:prefLabel "A\u030aland"@en ; a kg:State ;
  own:rank 1.50 , 1.5 ; own:seen true .


actor:c a kg:State ; skos:prefLabel "See"@en .
### Claims
c:x-010 a kg:Claim ; # ten
    kg:passage ps:x-p18s3 , ps:x-p4s1 ; kg:subject actor:b ;
    # above the gloss
    kg:gloss '''It said "so",
and so.'''@en ; kg:when "2022-12~/.." .
# Above number two.
c:x-002 a kg:Claim ; kg:subject actor:a ; kg:when '2020?' .

# Before number one.

c:x-001 a kg:Claim ; kg:subject actor:a ; kg:subject actor:a .
# At the end of the section.
### Empty
"""
_CANONICAL = """\
# At the top.
# behind a prefix
@prefix kg:    <https://w3id.org/kgraph/ns#> .
@prefix actor: <https://w3id.org/kgraph/actor/> .
@prefix ps:    <https://w3id.org/kgraph/passage/> .
@prefix claim: <https://w3id.org/kgraph/claim/> .
@prefix skos:  <http://www.w3.org/2004/02/skos/core#> .
@prefix own:   <https://example.org/own/> .

# Stands alone.

# Above the state.
actor:b a kg:State ; skos:prefLabel "Beeland"@en ; skos:altLabel "Bee"@en , "B\u00e9"@fr . # behind the state
actor:a a kg:State ; skos:prefLabel "A\u030aland"@en ; own:rank 1.5 , 1.50 ; own:seen true .

actor:c a kg:State ; skos:prefLabel "See"@en .

### Claims

# Before number one.
claim:x-001 a kg:Claim ;
    kg:subject actor:a .
# Above number two.
claim:x-002 a kg:Claim ;
    kg:subject actor:a ;
    kg:when "2020?" .
claim:x-010 a kg:Claim ; # ten
    kg:subject actor:b ;
    kg:passage ps:x-p4s1 , ps:x-p18s3 ; kg:when "2022-12~/.." ;
    # above the gloss
    kg:gloss "It said \\"so\\",\\nand so."@en .

# At the end of the section.

### Empty
"""


def test_one_example_of_everything():
    assert format_turtle(_SCRAMBLED) == _CANONICAL
    assert format_turtle(_CANONICAL) == _CANONICAL
    assert isomorphic(_graph(_SCRAMBLED), _graph(_CANONICAL))


def test_windows_line_ends_become_plain_ones():
    assert format_turtle(_SCRAMBLED.replace("\n", "\r\n").replace('so",\r\n', 'so",\n')) == (
        _CANONICAL
    )


def test_nothing_stays_nothing():
    assert format_turtle("") == format_turtle(" \n\n") == ""
    assert format_turtle("# only this") == "# only this\n"
    assert format_turtle(_HEAD) == ""


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("actor:a kg:knows [ a kg:State ] .", 5, "no blank nodes"),
        ("actor:a kg:knows ( actor:b ) .", 5, "no blank nodes, no lists"),
        ("actor:a kg:knows _:b .", 5, "_:b is a blank node"),
        ("@base <https://example.org/> .\n<x> a kg:State .", 5, "has no base"),
        ("actor:a a kg:State .\nactor:a a kg:State .", 6, "actor:a is defined twice (first in line 5)"),
        ("claim:x-001 a kg:Claim\nactor:a a kg:State .", 6, "This is not Turtle"),
    ],
)  # fmt: skip
def test_what_has_no_place_in_a_curated_file_is_refused(text, line, said):
    with pytest.raises(BadData) as error:
        format_turtle(_HEAD + text, "x.ttl")
    assert str(error.value).startswith(f"x.ttl:{line}:")
    assert said in str(error.value)


# --- any text at all

#: A slow machine is no failure.
_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

_LANGUAGES = ["en", "hy", "az", "ru", "tr", "ka", "en-GB", "ar", ""]
_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
        st.sampled_from("\"'\\\n\r\t#.;,<>@^\u0301\u030a\u200f\u2028\ufeffəİıĞՀкფ"),
    ),
    max_size=12,
)
_DATES = st.sampled_from(["2023-09", "2023-09-20~", "2022-12~/..", "2023-02/", "../2020?", "202X%"])
_NAMES = st.sampled_from(["a", "b", "c-1", "c-10", "c-9", "x.y", "Z_z"])
_PREDICATES = st.sampled_from(
    ["kg:subject", "kg:object", "kg:passage", "kg:gloss", "kg:when", "kg:factuality",
     "skos:prefLabel", "skos:altLabel", "skos:exactMatch", "skos:editorialNote", "own:extra",
     "kg:condition"]
)  # fmt: skip
_OBJECTS = st.one_of(
    st.tuples(st.just("iri"), st.sampled_from(["actor", "claim", "ps", "own"]), _NAMES),
    st.tuples(st.just("text"), _TEXT, st.sampled_from(_LANGUAGES)),
    st.tuples(st.just("text"), _DATES, st.just("")),
    st.tuples(st.just("typed"), _DATES, st.just("https://example.org/own/edtf")),
    st.tuples(st.just("bare"), st.sampled_from(["4", "2.50", "-1", "1e3", "true"]), st.just("")),
)
_PAIRS = st.lists(
    st.tuples(_PREDICATES, st.lists(_OBJECTS, min_size=1, max_size=3, unique=True)),
    min_size=1, max_size=5, unique_by=lambda pair: pair[0],
)  # fmt: skip
_BLOCKS = st.dictionaries(
    st.tuples(st.sampled_from(["claim", "claim", "actor", "own"]), _NAMES), _PAIRS, max_size=6
)
_SPACES = {**PREFIXES, "own": "https://example.org/own/"}
#: What a file may call the namespaces; two of them by names the project gives to others.
_ALIASES = {"kg": "k", "actor": "claim", "claim": "actor", "ps": "", "skos": "skos", "own": "own"}


class _Writer:
    """Writes blocks as Turtle in one of many ways, drawn at random."""

    def __init__(self, draw, comments):
        self._draw, self._comments = draw, comments
        self.said = []
        aliased = draw(st.booleans())
        self._alias = _ALIASES if aliased else {name: name for name in _ALIASES}

    def _pick(self, *several):
        return self._draw(st.sampled_from(several))

    def _gap(self):
        if not self._comments or self._pick(*range(4)):
            return self._pick(" ", "\n", "\t", "\r\n", "\n\n")
        mark = self._pick("#", "###")
        words = self._draw(st.text('ab;.,"<é', max_size=4))
        text = f"{mark} {words}n{len(self.said)}"
        self.said.append(text)
        return self._pick(" ", "\n", "\n\n") + text + "\n" + self._pick("", "\n")

    def name(self, prefix, local):
        if self._pick(0, 1):
            return f"<{_SPACES[prefix]}{local}>"
        return f"{self._alias[prefix]}:{local}"

    def curie(self, curie):
        return self.name(*curie.split(":"))

    def _quoted(self, text):
        quote = self._pick('"', "'", '"""', "'''")
        body = ""
        for c in text:
            if c in "\\\"'\r" or (c == "\n" and len(quote) == 1):
                body += {"\n": "\\n", "\r": "\\r"}.get(c, f"\\{c}")
            elif self._pick(*range(9)) == 0:
                body += f"\\U{ord(c):08X}" if ord(c) > 0xFFFF else f"\\u{ord(c):04x}"
            else:
                body += c
        return f"{quote}{body}{quote}"

    def term(self, term):
        kind, value, more = term
        if kind == "iri":
            return self.name(value, more)
        if kind == "bare":
            return value
        if kind == "typed":
            return f"{self._quoted(value)}^^{self.name('own', 'edtf')}"
        return self._quoted(value) + (f"@{more}" if more else "")

    def block(self, subject, pairs):
        parts = [f"{self.name(*subject)}{self._gap()}a{self._gap()}{self.curie('kg:Thing')}"]
        for predicate, objects in pairs:
            several = self.term(objects[0])
            for term in objects[1:]:
                several += f"{self._gap()},{self._gap()}{self.term(term)}"
            parts.append(f"{self.curie(predicate)}{self._gap()}{several}")
        between = [f"{self._gap()};{self._gap()}" for _ in parts[1:]]
        body = parts[0] + "".join(b + p for b, p in zip(between, parts[1:], strict=True))
        return f"{body}{self._gap()}.{self._gap()}"

    def head(self, order):
        written = ""
        for prefix in order:
            line = (
                f"{self._gap()}{self._alias[prefix]}:{self._gap()}<{_SPACES[prefix]}>{self._gap()}"
            )
            written += self._pick(f"@prefix{line}.", f"PREFIX{line}") + self._gap()
        return written


@st.composite
def _files(draw):
    """A text, and the comments in it."""
    blocks = draw(_BLOCKS)
    writer = _Writer(draw, comments=True)
    text = writer.head(list(_ALIASES))
    for subject, pairs in blocks.items():
        text += writer._gap() + writer.block(subject, pairs)
    return text, writer.said


@_patient
@given(_files())
def test_any_file_keeps_its_triples_and_comments_and_formats_to_itself(file):
    text, comments = file
    formatted = format_turtle(text)
    assert isomorphic(_graph(formatted), _graph(text))
    assert format_turtle(formatted) == formatted
    for comment in comments:
        assert comment.rstrip() in formatted
    assert not re.search(r"[ \t]$", formatted, re.MULTILINE)


@st.composite
def _twice(draw):
    """The same blocks written in two ways, in other orders and without comments."""
    blocks = draw(_BLOCKS)
    entities = [subject for subject in blocks if subject[0] != "claim"]
    claims = [subject for subject in blocks if subject[0] == "claim"]
    texts = []
    for _ in range(2):
        writer = _Writer(draw, comments=False)
        text = writer.head(draw(st.permutations(list(_ALIASES)))) + "\n### Things\n"
        for n, subject in enumerate([*entities, *draw(st.permutations(claims))]):
            pairs = [
                (predicate, draw(st.permutations(objects)))
                for predicate, objects in draw(st.permutations(blocks[subject]))
            ]
            text += "\n\n" * bool(n) + writer.block(subject, pairs).rstrip()
        texts.append(text)
    return texts


@_patient
@given(_twice())
def test_order_and_spelling_do_not_matter(texts):
    assert format_turtle(texts[0]) == format_turtle(texts[1])


@_patient
@given(_TEXT, st.sampled_from(_LANGUAGES))
@example('"""', "en")
@example("\\u0041", "")
@example("A\u030a \u212b \xc5", "tr")  # three spellings of one letter stay three
def test_any_text_in_any_language_survives(text, language):
    from kgraph.curation.canonical import literal

    turtle = f"{_HEAD}actor:a kg:gloss {literal(text, language)} ."
    found = _graph(turtle).value(predicate=rdflib.URIRef(f"{PREFIXES['kg']}gloss"), any=False,
                                 subject=rdflib.URIRef(f"{PREFIXES['actor']}a"))  # fmt: skip
    assert str(found) == text
    assert isomorphic(_graph(format_turtle(turtle)), _graph(turtle))


def test_the_made_up_dossier_is_canonical():
    text = _MINI.read_text(encoding="utf-8")
    assert format_turtle(text) == text


def test_the_line_of_a_subject_is_found_whatever_else_the_file_holds():
    """Blank nodes, lists and a base have no place in canonical text, but findings need lines."""
    text = (
        "@base <http://example.org/> .\n"
        "@prefix a: <https://w3id.org/kgraph/actor/> .\n"
        "PREFIX kg: <https://w3id.org/kgraph/ns#>\n"
        "a:one a kg:State ;\n"
        '  kg:x [ kg:y a:two ; kg:z ( 1 """\n'
        '""" a:three ) ] ; # a:four\n'
        "  kg:knows\n"
        "    a:four , a:five .\n"
        "<rel> kg:x a:six . _:b kg:x a:six . [] kg:x a:six .\n"
        "a:one a kg:Person .\n"
    )
    lines = Lines([("first.ttl", text), ("broken.ttl", "a:one kg:x"), ("last.ttl", text)])
    assert lines.where("actor:one") == ("first.ttl", 4)
    assert lines.where("actor:one", "kg:nothing", "actor:five", "kg:knows") == ("first.ttl", 8)
    assert lines.where("actor:one", "kg:x") == ("first.ttl", 5)
    assert lines.where("actor:one", "actor:three") == ("first.ttl", 4)
    assert lines.where("actor:six") == ("first.ttl", 9)
    assert lines.where("actor:seven") == ("", 0)
    assert set(lines.blanks[:3]) == {
        ("first.ttl", 5, "[ ]"),
        ("first.ttl", 9, "[ ]"),
        ("first.ttl", 9, "_:b"),
    }
    places = [("first.ttl", 4), ("first.ttl", 10), ("last.ttl", 4), ("last.ttl", 10)]
    assert list(lines.twice()) == [("actor:one", places)]


@pytest.mark.parametrize(
    ("mark", "end", "said"),
    [
        (b"", b"\r\n", "only the line ends, which are not line feeds, would change."),
        (b"\xef\xbb\xbf", b"\n", "only a byte order mark at its start, would change."),
        (
            b"\xef\xbb\xbf", b"\r\n",
            "only a byte order mark at its start and the line ends, which are not line feeds, "
            "would change.",
        ),
    ],
)  # fmt: skip
def test_what_only_line_ends_and_a_mark_change_is_said_in_a_line(mark, end, said, tmp_path):
    file = tmp_path / "data.ttl"
    plain = format_turtle(
        "@prefix actor: <https://w3id.org/kgraph/actor/> .\nactor:a a actor:b .\n"
    )
    file.write_bytes(mark + plain.encode().replace(b"\n", end))
    (change,) = format_files([file], write=False)
    assert change.first == f"{file}: {said}\n"
    format_files([file], write=True)
    assert file.read_text(encoding="utf-8") == plain
    file.write_bytes(mark + plain.encode().replace(b" a ", b"  a ").replace(b"\n", end))
    (change,) = format_files([file], write=False)
    assert "actor:a  a actor:b" in change.first


def test_a_byte_order_mark_is_taken_away(tmp_path):
    place = shutil.copytree(MINI, tmp_path / "mini")
    file = place / "data" / "triples.ttl"
    before = file.read_bytes()
    file.write_bytes(b"\xef\xbb\xbf" + before)
    done = call("fmt", "--check", "--graph", place)
    assert done.returncode == 1
    assert done.stdout == f"{file}: only a byte order mark at its start, would change.\n"
    assert call("fmt", "--graph", place).returncode == 0
    assert file.read_bytes() == before
