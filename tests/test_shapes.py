"""The shapes of the vocabulary: their checks in SPARQL find what SHACL finds, and where.

pyshacl is the reference. What is compared is whole findings, over the dossiers, the mistakes that
``test_bad_input`` shows, and things that are made by rule: of a good claim, document, passage,
entity or decision rule, each property is left out, doubled, and given values of every kind.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import pyshacl
import pytest
import rdflib
from test_bad_input import _HEAD, _MISTAKES, _USED, _WARNINGS

from kgraph.curation import checks, shacl
from kgraph.curation.turtle import Lines
from kgraph.dossier import dossier, shapes, worker
from kgraph.dossier import store as stores
from kgraph.vocabulary import CURATED, PREFIXES, SHAPES, VOCABULARY, compact

pytestmark = pytest.mark.slow

_HERE = Path(__file__).parent
_SHAPES = _HERE.parent / "ontology" / "shapes.ttl"
_CHECKS = sorted((_HERE.parent / "ontology" / "checks" / "shape").glob("*.rq"))
_SH = rdflib.Namespace(PREFIXES["sh"])

_HASH = f'"{"0" * 64}"'
#: Good things: a name with a place for a number, the class, and all that the shapes speak of.
_GOOD = {
    "claim:x-{:03}": ("kg:Claim", {
        "kg:subject": "actor:north", "kg:relation": "kg:backs", "kg:object": "actor:south",
        "kg:claimant": "actor:press", "kg:via": "actor:envoy", "kg:passage": "ps:x-p1",
        "kg:factuality": "kg:certain", "kg:modality": "kg:planned", "kg:mode": "kg:distanced",
        "kg:when": '"2020-02/.."', "kg:asserted": '"2020"', "kg:gloss": '"Stands by it."@en',
        "kg:condition": '"If asked."@en', "kg:intensity": "2", "kg:context": "event:flood",
        "kg:before": "event:flood", "kg:during": "event:flood", "kg:after": "event:flood",
        "kg:place": "place:hill", "kg:affected": "actor:south", "kg:leverFamily": "kg:security",
        "kg:lever": "kg:weak", "kg:topic": "issue:dam", "kg:group": '"civilians"',
        "kg:bound": "kg:atLeast", "kg:wording": '"a few"@en', "kg:denies": "claim:x-801", "kg:disputes": "claim:x-801",
        "kg:differsFrom": "claim:x-801", "kg:includes": "claim:x-801",
        "dcterms:isReplacedBy": "claim:x-801", "kg:status": '"draft"',
        "kg:coder": '"Anna"', "kg:memo": '"Which event?"@en', "kg:tag": '"unclear"',
    }),
    "claim:y-{:03}": ("kg:Claim", {
        "kg:subject": "event:flood", "kg:relation": "kg:killed", "kg:value": "6",
        "kg:claimant": "actor:press", "kg:passage": "ps:x-p1", "kg:factuality": "kg:certain",
        "kg:gloss": '"Six died."@en',
    }),
    "ps:x-p{}": ("kg:Passage", {
        "kg:document": "doc:x", "kg:paragraph": "1", "kg:start": "3", "kg:end": "9",
        "kg:sha256": _HASH,
    }),
    "doc:x{}": ("kg:Document", {
        "dcterms:title": '"A report"@en', "dcterms:publisher": "actor:press",
        "kg:paragraphCount": "3", "dcterms:abstract": '"Made up."@en', "kg:published": '"2020"',
        "dcterms:creator": "actor:envoy", "kg:basedIn": '"GB"', "kg:genre": "kg:newsReport",
        "kg:sha256": _HASH,
    }),
    "actor:pact-{}": ("kg:Alliance", {
        "skos:prefLabel": '"A pact"@en', "skos:exactMatch": "wd:Q1",
        "kg:allianceObligation": "atop:defense",
    }),
    "actor:someone-{}": ("kg:Person", {"skos:prefLabel": '"Someone"@en', "kg:private": "true"}),
    "actor:source-{}": ("kg:UnnamedSource", {
        "skos:prefLabel": '"A source"@en', "kg:citedAs": "kg:party",
    }),
    "office:{}": ("kg:Office", {
        "skos:prefLabel": '"An office"@en', "kg:officeOf": "actor:north", "kg:lever": "kg:weak",
        "kg:maySpeak": "actor:north",
    }),
    "frame:f{}": ("kg:Frame", {
        "skos:prefLabel": '"A frame"@en', "kg:legalCharacterisation": "true",
        "kg:clashesWith": "frame:other",
    }),
    "event:e{}": ("kg:Event", {"skos:prefLabel": '"A wave"@en', "kg:partOf": "event:flood"}),
    "place:p{}": ("kg:Place", {"skos:prefLabel": '"A slope"@en', "kg:partOf": "place:hill"}),
    "agr:a{}": ("kg:Agreement", {"skos:prefLabel": '"A treaty"@en', "kg:concerns": "actor:pact"}),
    "issue:i{}": ("kg:Issue", {"skos:prefLabel": '"It is so"@en', "kg:concerns": "event:flood"}),
    "rule:r{}": ("kg:DecisionRule", {
        "kg:body": "actor:pact", "kg:matter": '"war"@en', "kg:procedure": "kg:votes",
        "kg:seats": "5", "kg:votesNeeded": "3", "kg:vetoSeats": "5", "kg:veto": "actor:north",
        "dcterms:source": '"Its treaty"@en',
    }),
    "kg:r{}": ("kg:RelationType", {
        "rdfs:label": '"lends"@en', "skos:definition": '"Lends."@en', "skos:example": '"x"@en',
        "kg:family": "kg:economic", "kg:aspect": "kg:lasting", "kg:role": "kg:means",
        "kg:lever": "kg:weak", "kg:leverFamily": "kg:economic", "kg:leverDirection": "kg:forward",
        "schema:domainIncludes": "kg:Actor", "schema:rangeIncludes": "kg:Actor",
        "kg:valence": "0.5", "kg:position": "1", "kg:structuralKind": "kg:membership",
        "kg:contact": "true", "kg:contentious": "true", "kg:assessment": "true",
        "kg:guarantee": "true", "kg:promise": "true", "kg:personal": "true",
        "kg:force": "true",
    }),
    "doc:dossier{}": ("kg:Dossier", {"kg:copiedWords": "6"}),
}  # fmt: skip
#: Values of every kind, some in pairs, of which one or another is wrong for any property.
_VALUES = (
    "actor:north", "event:flood", "kg:none", "actor:nobody", "place:hill", "wd:Q0", '"x"',
    '"one"@en , "two"@en', '"eins"@de', f'"{"long " * 40}"@en', f'"{"long " * 40}+"@en', "-1", "0", "9",
    "12", "1.5", '"7"', '"2020-13"', '"2020-02-03~/.."', '"true"', "true", '"2020"^^xsd:gYear',
)  # fmt: skip
#: Beside every good thing: what belongs elsewhere, and what only some may have.
_BESIDE = {
    "kg:officeOf": "actor:north", "kg:maySpeak": "actor:north", "kg:private": "true",
    "kg:partOf": "event:flood", "kg:concerns": "event:flood", "kg:citedAs": "kg:party",
}  # fmt: skip


def _written(name, kind, said):
    body = "".join(f" ;\n    {predicate} {value}" for predicate, value in said.items())
    return f"{name} a {kind}{body} .\n"


def _made():
    """Yield the name of each thing that is made by rule, and its text."""
    for pattern, (kind, good) in _GOOD.items():
        variants = [good]
        for name, value in good.items():
            variants.append({one: it for one, it in good.items() if one != name})
            variants += [{**good, name: other} for other in _VALUES]
            variants += [{**good, name: f"{value} , {other}"} for other in _VALUES[:7]]
        variants += [{**good, name: value} for name, value in _BESIDE.items() if name not in good]
        variants.append({**good, "kg:when": '"2020"', "kg:object": "actor:south", "kg:value": "6"})
        for number, said in enumerate(variants, 10):
            name = pattern.format(number)
            yield name, _written(name, kind, said)
        name = pattern.format("Odd")
        yield name, _written(name.replace("Odd", "Odd_One"), kind, good)


def _file(folder, text):
    path = folder / "data.ttl"
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    path.write_text(head + text, encoding="utf-8")
    return dossier.find(path)


_PLACE = 'place:hill a kg:Place ; skos:prefLabel "The Hill"@en .\n'
_OTHER = 'frame:other a kg:Frame ; skos:prefLabel "Another"@en .\n'
_BASE = _HEAD.partition("\n\n")[2] + _PLACE + _OTHER + _USED


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    texts = "".join(text for _, text in _made())
    return _file(tmp_path_factory.mktemp("made"), _BASE + texts)


def _findings(found):
    """Findings of the checks, each by its file, and those of SHACL."""
    graphs = {VOCABULARY: found.vocabulary, CURATED: found.curated, SHAPES: found.shapes}
    store = stores.parse(graphs)
    lines = Lines((path.name, path.read_text(encoding="utf-8")) for path in found.curated)
    with pytest.MonkeyPatch.context() as patched:
        # What to write instead is said by the checks alone.
        patched.setattr(checks, "_remedy", lambda *_: "")
        ours = {
            path.stem: set(checks.graph_findings(replace(found, checks=(path,)), store, lines))
            for path in _CHECKS
        }
    return ours, {one.finding for one in shacl.validated(found, store, lines)}


@pytest.fixture(scope="module")
def validated(made):
    """Findings on what is made by rule, and the shapes and the report that they came from."""
    with pytest.MonkeyPatch.context() as patched:
        kept = []

        def validate(data, shacl_graph, **options):
            answer = reference(data, shacl_graph=shacl_graph, **options)
            kept.append((shacl_graph, answer[1]))
            return answer

        reference = pyshacl.validate
        patched.setattr(pyshacl, "validate", validate)
        # In this process, where its report can be seen.
        patched.setattr(worker, "AVAILABLE", False)
        found = _findings(made)
    return found, kept[-1]


@pytest.fixture(scope="module")
def both(validated):
    return validated[0]


def test_things_made_by_rule_have_the_verdicts_of_shacl(both):
    ours, theirs = both
    found = set().union(*ours.values())
    assert sorted(theirs - found) == []
    assert len(theirs) > 2000
    # By the standard, values that cannot be compared are no less; rdflib puts them in an order.
    unlike = re.compile(r'kg:start (true|"2020"\^\^xsd:gYear) ;')
    names = {name for name, text in _made() if unlike.search(text)}
    assert len(names) == 2
    assert sorted(found - theirs) == sorted(
        finding
        for finding in ours["order"]
        if finding.subject in names and "kg:start" in finding.message
    )


def test_each_check_finds_something_and_nothing_in_good_things(both):
    ours, _ = both
    assert [name for name, found in ours.items() if not found] == []
    good = {pattern.format(10) for pattern in _GOOD}
    wrong = {finding.subject for found in ours.values() for finding in found}
    assert len(wrong) > 500
    assert good & wrong == set()


def test_each_constraint_of_the_shapes_is_broken_by_something(validated):
    """Else a check that does not know it would pass for one that does."""
    _, (asked, report) = validated
    broken = {
        (source, component)
        for result in report.subjects(rdflib.RDF.type, _SH.ValidationResult)
        for source in report.objects(result, _SH.sourceShape)
        for component in report.objects(result, _SH.sourceConstraintComponent)
    }
    components = {
        "in": "In", "class": "Class", "datatype": "Datatype", "or": "Or", "xone": "Xone",
        "node": "Node", "pattern": "Pattern", "minCount": "MinCount", "maxCount": "MaxCount",
        "nodeKind": "NodeKind", "uniqueLang": "UniqueLang", "maxLength": "MaxLength",
        "minInclusive": "MinInclusive", "lessThan": "LessThan", "closed": "Closed",
        "lessThanOrEquals": "LessThanOrEquals", "qualifiedMinCount": "QualifiedMinCount",
    }  # fmt: skip
    looked_at = {
        node
        for shape in [*asked.subjects(_SH.targetClass), *asked.subjects(_SH.targetSubjectsOf)]
        for node in [shape, *asked.objects(shape, _SH.property)]
    }
    constraints = {
        (node, _SH[f"{components[str(predicate).removeprefix(_SH)]}ConstraintComponent"])
        for node in looked_at
        for predicate in asked.predicates(node)
        if str(predicate).removeprefix(_SH) in components
    }
    # A claim has a name: with a blank node for one, no finding would have a place.
    constraints.discard(
        (rdflib.URIRef("https://w3id.org/kgraph/shapes#ClaimName"), _SH.NodeKindConstraintComponent)
    )
    assert len(constraints) > 90
    assert [
        (compact(str(asked.value(node, _SH.path, default=node))), str(component))
        for node, component in constraints - broken
    ] == []


def test_the_checks_know_every_word_of_the_shapes():
    said = set(re.findall(r"\bsh:\w+", re.sub(r'"[^"]*"', "", _SHAPES.read_text("utf-8"))))
    known = {word for path in _CHECKS for word in re.findall(r"\bsh:\w+", path.read_text("utf-8"))}
    assert said - known == {"sh:NodeShape"}


@pytest.mark.parametrize("path", [None, _HERE / "dossiers" / "mini"], ids=["packaged", "mini"])
def test_the_dossiers_have_the_verdicts_of_shacl(path):
    ours, theirs = _findings(dossier.find(path))
    assert set().union(*ours.values()) == theirs == set()


def test_the_mistakes_have_the_verdicts_of_shacl(tmp_path):
    """All mistakes in one dossier, each with a claim, an actor and an event of its own."""
    texts = []
    for number, (text, _, _) in enumerate([*_MISTAKES.values(), *_WARNINGS.values()], 100):
        own = text.replace("claim:x-00", f"claim:x-{number}")
        texts.append(own.replace("claim:x-one", f"claim:x-one-{number}"))
    ours, theirs = _findings(_file(tmp_path, _BASE + "".join(texts)))
    assert sorted(set().union(*ours.values())) == sorted(theirs)
    assert len({finding.message for finding in theirs}) >= 13


# --- what a claim must say, for those who take one


def test_what_a_claim_needs_is_read_from_the_shapes():
    shape = shapes.of_claims(dossier.find())
    needed = [name for name, one in shape.properties.items() if one.needed]
    assert needed == [
        "kg:subject", "kg:relation", "kg:claimant", "kg:passage", "kg:factuality", "kg:gloss",
    ]  # fmt: skip
    assert shape.lacking(needed) == ["kg:object or kg:value"]
    assert shape.lacking([*needed[1:], "kg:value"]) == ["kg:subject"]
    assert shape.properties["kg:status"].values == ("draft", "reviewed", "retracted")
    assert shape.properties["kg:intensity"].values == ("1", "2", "3")
    assert shape.properties["kg:topic"].kinds == ("kg:Issue", "kg:Frame", "kg:Event")
    assert shape.properties["kg:gloss"].longest == 200
    assert set(_GOOD["claim:x-{:03}"][1]) | {"kg:value"} == set(shape.properties)


# --- a dossier's own shapes

_OWN = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix kg: <https://w3id.org/kgraph/ns#> .
<urn:own> a sh:NodeShape ; sh:targetClass kg:Claim ;
    sh:property [ sh:path kg:gloss ; sh:minLength 40 ; sh:message "say more" ] .
"""


def test_the_packaged_shapes_are_checked_without_shacl(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    found = checks.check(dossier.find())
    assert found
    assert {finding.severity for finding in found} == {"warning"}


def test_shapes_of_a_dossiers_own_are_asked_beside_the_packaged_ones(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "ontology").mkdir()
    claims = _USED.replace("kg:factuality", "kg:intensity 7 ; kg:factuality", 1)
    (tmp_path / "data" / "triples.ttl").write_text(_HEAD + claims, encoding="utf-8")
    own = tmp_path / "ontology" / "shapes.ttl"
    before = [
        finding for finding in checks.check(dossier.find(tmp_path)) if finding.check == "shape"
    ]
    assert [finding.subject for finding in before] == ["claim:x-801"]
    own.write_text(_OWN, encoding="utf-8")
    found = [
        finding for finding in checks.check(dossier.find(tmp_path)) if finding.check == "shape"
    ]
    more = [finding for finding in found if finding.message == "say more"]
    assert [finding.subject for finding in more] == [f"claim:x-80{n}" for n in range(1, 6)]
    assert sorted(before + more) == found
