"""What findings say: one mistake, one line of one file, and what to write there instead."""

from __future__ import annotations

import pytest
from calls import call
from test_bad_input import _HEAD, _LINES, _USED, _claim

from kgraph.curation import remedies
from kgraph.dossier.terms import Iri, Text
from kgraph.vocabulary import PREFIXES

_WHEN = 'kg:when takes a date as plain text; write "{}" in place of {} [date]'
_SLUG = "lower-case letters a-z and digits, parted by single hyphens"
# text, line of the finding counted from the first of the text, subject, and what is said of it.
_FINDINGS = {
    "factuality": (
        _claim(factuality="kg:certian"), 6, "claim:x-001",
        "kg:certian is not in the ontology; did you mean kg:certain? [vocabulary]",
    ),
    "factuality as text": (
        _claim(factuality='"certain"'), 6, "claim:x-001",
        '"certain" is not one of the values of kg:factuality (kg:certain, kg:denied, kg:doubtful, '
        "kg:improbable, kg:possible, kg:probable, kg:unknown); did you mean kg:certain? [shape]",
    ),
    "mode": (
        _claim(mode="kg:distanct"), 9, "claim:x-001",
        "kg:distanct is not in the ontology; did you mean kg:distanced? [vocabulary]",
    ),
    "modality": (
        _claim(modality="kg:plannd"), 9, "claim:x-001",
        "kg:plannd is not in the ontology; did you mean kg:planned? [vocabulary]",
    ),
    "grade": (
        _claim(lever="kg:stong"), 9, "claim:x-001",
        "kg:stong is not in the ontology; did you mean kg:strong? [vocabulary]",
    ),
    "status": (
        _claim(status='"reviwed"'), 9, "claim:x-001",
        '"reviwed" is not one of the values of kg:status ("draft", "retracted", "reviewed"); did you '
        'mean "reviewed"? [shape]',
    ),
    "intensity": (
        _claim(intensity='"x"'), 9, "claim:x-001",
        '"x" is not one of the values of kg:intensity; choose among 1, 2, 3 [shape]',
    ),
    "date": (
        _claim(when='"2020-03-01"^^<http://www.w3.org/2001/XMLSchema#date>'), 9, "claim:x-001",
        _WHEN.format("2020-03-01", '"2020-03-01"^^xsd:date'),
    ),
    "moment": (
        _claim(when='"2020-03-01T12:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'), 9,
        "claim:x-001", _WHEN.format("2020-03-01", '"2020-03-01T12:00:00Z"^^xsd:dateTime'),
    ),
    "year": (
        _claim(when='"2020"^^<http://www.w3.org/2001/XMLSchema#gYear>'), 9, "claim:x-001",
        _WHEN.format("2020", '"2020"^^xsd:gYear'),
    ),
    "number for a year": (_claim(when="2020"), 9, "claim:x-001", _WHEN.format("2020", "2020")),
    "no date": (
        _claim(when='"1.3.2020"'), 9, "claim:x-001",
        "'1.3.2020' is not a date kgraph reads; write e.g. 2023-09, 2023-09-19~ or 2022-12/.. . [date]",
    ),
    "blank actor": (
        '_:lena a kg:Person ;\n    skos:prefLabel "Lena"@en .\n' + _claim(object="_:lena"), 1,
        "_:lena", "_:lena is a blank node; give the thing an IRI of its own [blank-node]",
    ),
    "brackets": (
        _claim(object="[ a kg:State ]"), 4, "[ ]",
        "[ ] is a blank node; give the thing an IRI of its own [blank-node]",
    ),
    "group with a language": (
        _claim(subject="event:flood", relation="kg:killed", object="", value="6", group='"men"@en'),
        9, "claim:x-001", 'kg:group takes plain text; write "men" without @en [shape]',
    ),
    "condition without a language": (
        _claim(condition='"if asked"'), 9, "claim:x-001",
        'kg:condition "if asked" lacks its language; write "if asked"@en, or the tag of its language '
        "[shape]",
    ),
    "number in quotation marks": (
        'ps:x-p2 a kg:Passage ; kg:document doc:x ;\n    kg:paragraph "2" ; kg:start 0 ; kg:end 9 ;\n'
        f'    kg:sha256 "{"0" * 64}" .\n' + _claim(passage="ps:x-p1 , ps:x-p2"), 2, "ps:x-p2",
        'kg:paragraph takes a whole number; write 2 in place of "2" [shape]',
    ),
    "namespace": (
        "@prefix old: <http://w3id.org/kgraph/ns/> .\nactor:other a old:State .\n", 1, "old:",
        "old: stands for <http://w3id.org/kgraph/ns/>; did you mean <https://w3id.org/kgraph/ns#>? "
        "[namespace]",
    ),
    "a triple of a triple": (
        "\n<< actor:north kg:backs actor:south >> kg:certainty 1 .\n", 2, "data.ttl",
        "A triple in << >> stands here; kgraph reads RDF 1.1, where claims are spoken of. [syntax]",
    ),
    **{
        f"actor:{name}": (
            f'actor:{name} a kg:State ; skos:prefLabel "Other"@en .\n' + _claim(object=f"actor:{name}"),
            1, f"actor:{name}",
            f"actor:{name} is not written as the name of an actor: actor: and {_SLUG}, such as "
            f"actor:{meant} [shape]",
        )
        for name, meant in {"Oshen": "oshen", "den_korrin": "den-korrin", "tallø": "tallo"}.items()
    },
    "a passage's name": (
        f'ps:X-p2 a kg:Passage ; kg:document doc:x ; kg:paragraph 2 ; kg:start 0 ; kg:end 9 ; kg:sha256 "{"0" * 64}" .\n'
        + _claim(passage="ps:x-p1 , ps:X-p2"), 1, "ps:X-p2",
        "ps:X-p2 is not written as the name of a passage: doc-p25, doc-p25s4, doc-p25s2-4 or "
        "doc-p25c120-180, with the key of its document [shape]",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", _FINDINGS)
def test_a_mistake_is_one_finding_with_its_line_and_what_to_write(mistake, tmp_path):
    text, line, subject, said = _FINDINGS[mistake]
    file = tmp_path / "data.ttl"
    file.write_text(_HEAD + text + _USED, encoding="utf-8")
    done = call("check", "--format", "table", "--graph", file)
    errors = [one for one in done.stdout.splitlines() if ": error: " in one]
    # A passage whose name does not fit belongs to no document either.
    errors = [one for one in errors if "[passage-of-other-document]" not in one]
    assert errors == [f"data.ttl:{_LINES + line}: error: {subject}: {said}"]


@pytest.mark.parametrize(
    "command", [("claims",), ("influence",), ("explore", "--no-open"), ("gaps",)]
)
@pytest.mark.parametrize("meant", ["http://w3id.org/kgraph/ns#", "https://w3id.org/kgraph/ns/"])
def test_claims_of_another_namespace_are_no_empty_view(command, meant, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (_HEAD + _USED).replace("https://w3id.org/kgraph/ns#", meant)
    (tmp_path / "data.ttl").write_text(text, encoding="utf-8")
    done = call(*command, "--graph", "data.ttl")
    assert (done.returncode, done.stdout) == (3, "")
    said = f"5 things are typed <{meant}Claim>; did you mean <https://w3id.org/kgraph/ns#>?\n"
    assert done.stderr.endswith(said)
    assert not (tmp_path / "kgraph.html").exists()


def test_a_dossier_begun_without_claims_is_empty_and_no_error(tmp_path):
    file = tmp_path / "data.ttl"
    for text in ("", _HEAD):
        file.write_text(text, encoding="utf-8")
        done = call("claims", "--graph", file)
        assert done.returncode == 0
        assert "Base of evidence: no claims." in done.stderr
    file.write_text('<http://e/a> <http://e/b> "c" .', encoding="utf-8")
    done = call("claims", "--graph", file)
    assert done.returncode == 3
    assert "nothing has a type; a claim is a kg:Claim" in done.stderr
    assert call("query", "SELECT * { ?s ?p ?o }", "--graph", file).returncode == 0


@pytest.mark.parametrize(
    ("text", "severity", "said"),
    [
        ("# {nope} and {x:>999999999} {x}\nSELECT ?this ?x { BIND(actor:north AS ?this) BIND(1 AS ?x) }",
         "error", "actor:north: {nope} and {x:>999999999} 1 [own]"),
        ("# warning: {this.__class__} {0}\nSELECT ?this { BIND(actor:north AS ?this) }",
         "warning", "actor:north: {this.__class__} {0} [own]"),
        ("SELECT ?this { BIND(actor:north AS ?this) }", "error", "actor:north: own [own]"),
        ('# odd\nSELECT ?this { BIND("Northland" AS ?this) }', "error", '"Northland": odd [own]'),
    ],
)  # fmt: skip
def test_text_of_a_check_is_no_format(text, severity, said, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "ontology" / "checks").mkdir(parents=True)
    (tmp_path / "data" / "data.ttl").write_text(_HEAD + _USED, encoding="utf-8")
    (tmp_path / "ontology" / "checks" / "own.rq").write_text(text, encoding="utf-8")
    done = call("check", "--format", "table", "--graph", tmp_path)
    line = 1 + _HEAD[: _HEAD.index("actor:north a")].count("\n")
    assert done.stdout == f"data/data.ttl:{line}: {severity}: {said}\n"


def test_a_check_without_a_subject_is_a_finding_on_the_check(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "ontology" / "checks").mkdir(parents=True)
    (tmp_path / "data" / "data.ttl").write_text(_HEAD + _USED, encoding="utf-8")
    (tmp_path / "ontology" / "checks" / "own.rq").write_text("# x\nSELECT ?it { ?it a kg:Claim }")
    done = call("check", "--format", "table", "--graph", tmp_path)
    assert done.stdout == (
        "ontology/checks/own.rq:1: error: own: A check selects ?this, the subject of its findings. "
        "[checks]\n"
    )


def test_a_subject_that_stands_nowhere_is_told_of_at_its_check(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "ontology" / "checks").mkdir(parents=True)
    (tmp_path / "data" / "data.ttl").write_text(_HEAD + _USED, encoding="utf-8")
    (tmp_path / "ontology" / "checks" / "own.rq").write_text('# odd\nSELECT ("x" AS ?this) {}')
    done = call("check", "--format", "table", "--graph", tmp_path)
    assert done.stdout == 'ontology/checks/own.rq:1: error: "x": odd [own]\n'


def test_a_value_is_shown_as_it_is_written_and_cut():
    xsd = PREFIXES["xsd"]
    assert remedies.shown(Text("7", xsd + "integer")) == "7"
    assert remedies.shown(Text("x", xsd + "integer")) == '"x"^^xsd:integer'
    assert remedies.shown(Text("x", "", "en")) == '"x"@en'
    assert remedies.shown(Iri(PREFIXES["actor"] + "north")) == "actor:north"
    assert len(remedies.shown(Text("x" * 5000))) < 80


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('kg:backs kg:position "x" .', 1, 'kg:backs: kg:position is a number; "x" is none.'),
        ('\nkg:strong kg:number "x" .', 2, 'kg:strong: kg:number is a number; "x" is none.'),
        ("\n_:x a kg:Claim .", 2, "_:x is a blank node; give the thing an IRI of its own."),
        ("claim:x-805 kg:via [ ] .", 1, "[ ] is a blank node; give the thing an IRI of its own."),
    ],
)
def test_an_overlay_that_cannot_be_read_says_where(text, line, said, tmp_path):
    (tmp_path / "data.ttl").write_text(_HEAD + _USED, encoding="utf-8")
    overlay = tmp_path / "overlay.ttl"
    head = _HEAD.partition("\n\n")[0] + "\n"
    overlay.write_text(head + text, encoding="utf-8")
    done = call("whatif", overlay, "--graph", tmp_path / "data.ttl")
    assert done.returncode == 3
    assert done.stderr == f"kgraph: {overlay}:{head.count(chr(10)) + line}: {said}\n"
