"""What a user gets wrong: one clear sentence on stderr, the documented exit code, no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from calls import call

_ROOT = Path(__file__).resolve().parent.parent
_MINI = _ROOT / "tests" / "dossiers" / "mini"

_HEAD = """@prefix kg: <https://w3id.org/kgraph/ns#> .
@prefix actor: <https://w3id.org/kgraph/actor/> .
@prefix office: <https://w3id.org/kgraph/office/> .
@prefix event: <https://w3id.org/kgraph/event/> .
@prefix issue: <https://w3id.org/kgraph/issue/> .
@prefix place: <https://w3id.org/kgraph/place/> .
@prefix doc: <https://w3id.org/kgraph/doc/> .
@prefix ps: <https://w3id.org/kgraph/passage/> .
@prefix claim: <https://w3id.org/kgraph/claim/> .
@prefix atop: <https://w3id.org/kgraph/atop/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .

actor:press a kg:MediaOutlet ; skos:prefLabel "The Press"@en .
actor:north a kg:State ; skos:prefLabel "Northland"@en ; skos:altLabel "the North"@en .
actor:south a kg:State ; skos:prefLabel "Southland"@en ; skos:altLabel "the South"@en .
actor:pact a kg:Alliance ; skos:prefLabel "The Pact"@en ; kg:allianceObligation atop:defense .
actor:envoy a kg:Person ; skos:prefLabel "An Envoy"@en .
office:envoy a kg:Office ; skos:prefLabel "Envoy of Northland"@en ; kg:officeOf actor:north ; kg:maySpeak actor:north .
event:flood a kg:Event ; skos:prefLabel "The flood"@en .
issue:dam a kg:Issue ; skos:prefLabel "The dam is built"@en .
doc:x a kg:Document ; dcterms:title "A report"@en ; dcterms:publisher actor:press ; kg:published "2020-05-01" ;
    kg:genre kg:newsReport ; kg:paragraphCount 3 ; dcterms:abstract "A made-up report."@en ;
    kg:sha256 "0000000000000000000000000000000000000000000000000000000000000000" .
ps:x-p1 a kg:Passage ; kg:document doc:x ; kg:paragraph 1 ; kg:start 0 ; kg:end 9 ;
    kg:sha256 "0000000000000000000000000000000000000000000000000000000000000000" .
"""
_LINES = _HEAD.count("\n")


def _claim(number="001", **parts):
    said = {
        "subject": "actor:north",
        "relation": "kg:backs",
        "object": "actor:south",
        "claimant": "actor:press",
        "factuality": "kg:certain",
        "passage": "ps:x-p1",
        "gloss": '"The North stands by the South."@en',
        **parts,
    }
    body = " ;\n".join(f"    kg:{name} {value}" for name, value in said.items() if value)
    return f"claim:x-{number} a kg:Claim ;\n{body} .\n"


_USED = (
    _claim("801", relation="kg:memberOf", object="actor:pact")
    + _claim("802", subject="actor:envoy", relation="kg:holdsOffice", object="office:envoy")
    + _claim("803", relation="kg:supports", object="issue:dam")
    + _claim("804", relation="kg:supports", object="event:flood")
    + _claim("805")
)


@pytest.fixture
def dossier(tmp_path):
    def written(text):
        file = tmp_path / "data.ttl"
        file.write_text(_HEAD + text, encoding="utf-8")
        return file

    return written


def _check(file):
    return call("check", "--format", "table", "--graph", file)


def test_a_good_dossier_has_no_finding(dossier):
    ran = _check(dossier(_USED))
    assert ran.stdout == ""
    assert ran.stderr == "0 errors, 0 warnings.\n"
    assert ran.returncode == 0


# text of the mistake, line of the finding counted from the first of the text (0 if it lies in the
# head), and what the finding says.
_MISTAKES = {
    "misspelt slug": (
        _claim(object="actor:suoth"), 4,
        "claim:x-001: actor:suoth is used but nowhere declared (misspelt slug?) [undeclared]",
    ),
    "a relation that is none": (
        _claim(relation="kg:Person"), 3,
        "kg:relation must be exactly one relation, stance or measure of the vocabulary [shape]",
    ),
    "misspelt relation": (
        _claim(relation="kg:bakcs"), 3,
        "claim:x-001: kg:bakcs is not in the ontology; did you mean kg:backs? [vocabulary]",
    ),
    "misspelt property": (
        _claim(claiment="actor:press"), 9,
        "kg:claiment is not in the ontology; did you mean kg:claimant? [vocabulary]",
    ),
    "no passage": (
        _claim(passage=""), 1, "kg:passage must be a pinned passage (run: kgraph pin) [shape]",
    ),
    "unpinned passage": (
        _claim(passage="ps:x-p2"), 7,
        "kg:passage must be a pinned passage (run: kgraph pin) [shape]",
    ),
    "no factuality": (
        _claim(factuality=""), 1,
        "kg:factuality must be one of certain, probable, possible, denied, improbable, doubtful, "
        "unknown [shape]",
    ),
    "unknown factuality": (
        _claim(factuality="kg:sure"), 6,
        "kg:sure is not in the ontology; kg:factuality is one of kg:certain, kg:denied, "
        "kg:doubtful, kg:improbable, kg:possible, kg:probable, kg:unknown [vocabulary]",
    ),
    "date in words": (
        _claim(when='"Sept 2020"'), 9,
        "claim:x-001: 'Sept 2020' is not a date kgraph reads; write e.g. 2023-09, 2023-09-19~ or "
        "2022-12/.. . [date]",
    ),
    "date that does not exist": (
        _claim(when='"2020-02-30"'), 9,
        "claim:x-001: The date '2020-02-30' does not exist. [date]",
    ),
    "reversed interval": (
        _claim(when='"2025-02/2023-02"'), 9,
        "claim:x-001: The interval '2025-02/2023-02' ends before it starts. [date]",
    ),
    "two claimants": (
        _claim(claimant="actor:press , actor:north"), 5,
        "kg:claimant must be exactly one declared actor (whose word is it?) [shape]",
    ),
    "two objects": (
        _claim(object="actor:south , actor:pact"), 4,
        "a claim has at most one kg:object; write a second claim for a second one [shape]",
    ),
    "a claim id without number": (
        _claim().replace("claim:x-001", "claim:x-one"), 1,
        "a claim is named by document and a number of three digits or more, such as "
        "claim:courier-012 [shape]",
    ),
    "an alliance without obligation": (
        'actor:league a kg:Alliance ; skos:prefLabel "The League"@en .\n'
        + _claim(relation="kg:memberOf", object="actor:league"), 1,
        "say which ATOP obligation the alliance has [shape]",
    ),
    "an actor of two kinds": (
        'actor:both a kg:State , kg:Person ; skos:prefLabel "Both"@en .\n'
        + _claim(object="actor:both"), 1,
        "kg:Person and kg:State are two incompatible kinds [two-types]",
    ),
    "a mission that may speak": (
        'actor:mission a kg:Mission ; skos:prefLabel "The Mission"@en ; kg:maySpeak actor:north .\n'
        + _claim(object="actor:mission"), 1,
        "kg:maySpeak belongs to offices and ministries only [shape]",
    ),
    "a date on an event": (
        'event:storm a kg:Event ; skos:prefLabel "The storm"@en ;\n    kg:when "2020" .\n'
        + _claim(relation="kg:supports", object="event:storm"), 2,
        "the date of an event or agreement is a claim (kg:dated) [shape]",
    ),
    "a member of a person": (
        _claim(relation="kg:memberOf", object="actor:envoy"), 3,
        "claim:x-001: kg:memberOf cannot have actor:envoy as its object (schema:rangeIncludes) "
        "[range]",
    ),
    "an office held by a state": (
        _claim(relation="kg:holdsOffice", object="office:envoy"), 3,
        "kg:holdsOffice cannot have actor:north as its subject (schema:domainIncludes) [domain]",
    ),
    "a number in words": (
        _claim(subject="event:flood", relation="kg:killed", object="", value='"six"'), 8,
        "kg:value must be a plain number (or an EDTF date with kg:dated) [shape]",
    ),
    "a value with a relation": (
        _claim(object="", value="6"), 3,
        "a measure needs kg:value and a relation kg:object: kg:backs [value-or-object]",
    ),
    "a bare relation": (
        _claim() + "actor:north kg:attacked actor:south .\n", 9,
        "a bare kg:attacked triple: write a claim instead, the plain triple is derived "
        "[bare-relation]",
    ),
    "a denial of something else": (
        _claim("001") + _claim("002", object="actor:pact", factuality="kg:denied", denies="claim:x-001"),
        17,
        "claim:x-002: kg:denies claim:x-001: same proposition and opposite polarity expected "
        "[denies]",
    ),
    "parts that exceed the total": (
        _claim("001", subject="event:flood", relation="kg:killed", object="", value="6")
        + _claim("002", subject="event:flood", relation="kg:killed", object="", value="4", includes="claim:x-001"),
        9, "claim:x-002: the included figures exceed the total [parts-exceed-total]",
    ),
    "a part of a person": (
        _claim(subject="event:flood", relation="kg:killed", object="", value="6.5"), 3,
        "claim:x-001: kg:killed is 6.5: what is counted is a whole number, and nothing measured is "
        "less than none [not-a-count]",
    ),
    "a negative measure": (
        _claim(subject="event:flood", relation="kg:durationDays", object="", value="-2"), 3,
        "claim:x-001: kg:durationDays is -2: what is counted is a whole number, and nothing "
        "measured is less than none [not-a-count]",
    ),
    "two actors of one name": (
        'actor:north-two a kg:State ; skos:prefLabel "Northland"@en .\n'
        + _claim(object="actor:north-two"), 0,
        "actor:north: the preferred name is also that of actor:north-two [same-name]",
    ),
    "two actors of one Wikidata item": (
        'actor:east a kg:State ; skos:prefLabel "Eastland"@en ; skos:exactMatch wd:Q1 .\n'
        'actor:west a kg:State ; skos:prefLabel "Westland"@en ; skos:exactMatch wd:Q1 .\n'
        + _claim(object="actor:east") + _claim("002", object="actor:west"), 1,
        "actor:east: wd:Q1 is also the skos:exactMatch of actor:west [same-qid]",
    ),
    "a page instead of an item": (
        'actor:east a kg:State ; skos:prefLabel "Eastland"@en ;\n'
        "    skos:exactMatch <https://www.wikidata.org/wiki/Q1> .\n" + _claim(object="actor:east"), 2,
        "skos:exactMatch must be one http://www.wikidata.org/entity/Q... IRI [shape]",
    ),
    "a decision rule of nobody": (
        "<https://w3id.org/kgraph/rule/x> a kg:DecisionRule ; kg:body actor:pakt ;\n"
        '    kg:matter "war"@en ; kg:procedure kg:consensus ; kg:seats 2 ;\n'
        '    dcterms:source "Its treaty"@en .\n', 1,
        "a decision rule names actor:pakt, which is nowhere declared (misspelt slug?) "
        "[rule-of-nobody]",
    ),
    "a gloss without language": (
        _claim(gloss='"No language"'), 8,
        'kg:gloss "No language" lacks its language; write "No language"@en, or the tag of its '
        "language [shape]",
    ),
    "a passage of another document": (
        'doc:y a kg:Document ; dcterms:title "Another"@en ; dcterms:publisher actor:press ; '
        'kg:published "2020" ; kg:genre kg:newsReport ; kg:paragraphCount 1 ; '
        'dcterms:abstract "Another."@en ; kg:sha256 "' + "1" * 64 + '" .\n'
        'ps:y-p1 a kg:Passage ; kg:document doc:y ; kg:paragraph 1 ; kg:start 0 ; kg:end 9 ; '
        'kg:sha256 "' + "1" * 64 + '" .\n' + _claim(passage="ps:y-p1"), 9,
        "claim:x-001: the slug names one document and cites another: ps:y-p1 "
        "[passage-of-other-document]",
    ),
    "a property that belongs elsewhere": (
        _claim(officeOf="actor:south"), 9, "claim:x-001: kg:officeOf does not belong here [shape]",
    ),
    "an actor and itself": (
        _claim(object="actor:north"), 2,
        "claim:x-001: subject and object are the same: actor:north [self]",
    ),
    "an event that is part of itself": (
        'event:wave a kg:Event ; skos:prefLabel "The wave"@en ; kg:partOf event:tide .\n'
        'event:tide a kg:Event ; skos:prefLabel "The tide"@en ; kg:partOf event:wave .\n', 1,
        "event:wave: it is part of itself, by way of event:tide [part-of-itself]",
    ),
    "an event that is part of a place": (
        'place:hill a kg:Place ; skos:prefLabel "The Hill"@en .\n'
        'event:wave a kg:Event ; skos:prefLabel "The wave"@en ; kg:partOf place:hill .\n', 2,
        "event:wave: an event is part of one larger event [shape]",
    ),
    "an event that is part of nothing known": (
        'event:wave a kg:Event ; skos:prefLabel "The wave"@en ; kg:partOf event:tied .\n', 1,
        "event:wave: event:tied is used but nowhere declared (misspelt slug?) [undeclared]",
    ),
    "a body that is part of another like an event": (
        'actor:organ a kg:GovernmentBody ; skos:prefLabel "An organ"@en ;\n'
        "    kg:partOf actor:north .\n", 1,
        "kg:partOf belongs to events and places; an organisation has kg:organOf [shape]",
    ),
    "a treaty that sets up a person": (
        '<https://w3id.org/kgraph/agreement/pact> a kg:Agreement ; skos:prefLabel "A treaty"@en ; kg:concerns actor:envoy .\n', 1,
        "kg:concerns of an agreement names the organisation that it sets up [shape]",
    ),
    "an issue that is about a state": (
        'issue:peace a kg:Issue ; skos:prefLabel "Peace"@en ; kg:concerns actor:north .\n', 1,
        "kg:concerns of an issue names an organisation, force, place, event or agreement [shape]",
    ),
    "somebody else's own voice": (
        _claim(claimant="actor:south", mode="kg:ownVoice"), 5,
        "claim:x-001: kg:mode kg:ownVoice, but actor:south neither publishes nor signs the "
        "document [own-voice-of-another]",
    ),
    "a document with a hyphen in its key": (
        'doc:x-y a kg:Document ; dcterms:title "Another"@en ; dcterms:publisher actor:press ;\n'
        '    kg:published "2020" ; kg:genre kg:newsReport ; dcterms:source <https://example.org/y> .\n', 1,
        "the key of a document is letters a-z and digits [shape]",
    ),
    "a genre that is something else": (
        'doc:y a kg:Document ; dcterms:title "Another"@en ; dcterms:publisher actor:press ;\n'
        '    kg:published "2020" ; kg:genre kg:certain ; dcterms:source <https://example.org/y> .\n', 2,
        "doc:y: kg:certain is no genre; declare it with skos:inScheme kg:GenreScheme [genre]",
    ),
    "a document with neither text nor address": (
        'doc:y a kg:Document ; dcterms:title "Another"@en ; dcterms:publisher actor:press ;\n'
        '    kg:published "2020" ; kg:genre kg:newsReport ; kg:paragraphCount 2 .\n', 1,
        "doc:y: kg:sha256 is missing; a document has the hash and number of paragraphs of its text, "
        "or else an address (dcterms:source) [no-text]",
    ),
    "a passage without its end": (
        'ps:x-p2 a kg:Passage ; kg:document doc:x ; kg:paragraph 2 ; kg:start 0 ;\n    kg:sha256 "' + "1" * 64
        + '" .\n', 1,
        "ps:x-p2: kg:end is missing; a passage has all of its place and hash, or none [half-pinned]",
    ),
    "the old name of what was merged": (
        "actor:gone <http://purl.org/dc/terms/isReplacedBy> actor:north .\n"
        + _claim(subject="actor:gone", object="actor:south"), 3,
        "claim:x-001: actor:gone was replaced by actor:north; merge them again, or write "
        "actor:north [replaced]",
    ),
    "what was retired": (
        "actor:gone <http://www.w3.org/2002/07/owl#deprecated> true .\n"
        + _claim(subject="actor:gone"), 3,
        "claim:x-001: actor:gone was retired; write another, or add it anew under another id "
        "[retired]",
    ),
    "a lever in a family of acts": (
        _claim(leverFamily="kg:coercive"), 9,
        "claim:x-001: kg:coercive is a family of acts and words, in which no lever counts; choose "
        "another [lever-family]",
    ),
}  # fmt: skip
_WARNINGS = {
    "a claim on a document as a whole": (
        "ps:x-p0 a kg:Passage ; kg:document doc:x .\n" + _claim(passage="ps:x-p0"), 8,
        "claim:x-001: unpinned, no passage of its document stands behind it; kgraph pin claim:x-001 "
        "WORDS names one where the text is at hand [unpinned]",
    ),
    "an entity that no claim names": (
        'issue:idle a kg:Issue ; skos:prefLabel "Nobody asks"@en .\n', 1,
        "issue:idle: declared but in no claim [unused]",
    ),
    "an act upon a place that strikes nobody": (
        'place:hill a kg:Place ; skos:prefLabel "The Hill"@en .\n'
        + _claim(relation="kg:attacked", object="place:hill"), 4,
        "claim:x-001: kg:attacked upon a place without kg:affected: whom does it strike? "
        "[place-without-affected]",
    ),
    "protection that failed nobody": (
        _claim(relation="kg:deters", factuality="kg:denied"), 3,
        "claim:x-001: kg:deters denied without kg:affected: who was left without protection? "
        "[deterrence-without-affected]",
    ),
}  # fmt: skip
#: A dossier's own relations, and what is wrong with each.
_TERMS = {
    "incomplete-term": (
        'kg:ignored a kg:RelationType ; rdfs:label "ignored"@en ; kg:role kg:attempt ;\n'
        '    skos:definition "Took no notice of somebody."@en .\n',
        "the term lacks an example (skos:example)",
    ),
    "relation-without-role": (
        'kg:ignored a kg:RelationType ; rdfs:label "ignored"@en ;\n'
        '    skos:definition "Took no notice of somebody."@en ; skos:example "made up"@en .\n',
        "the relation type lacks a role, or a means lacks its lever, family and direction",
    ),
}


@pytest.mark.parametrize("mistake", _MISTAKES)
def test_a_mistake_in_the_data_is_found_with_its_line(dossier, mistake):
    text, line, message = _MISTAKES[mistake]
    ran = _check(dossier(text + _USED))
    assert ran.returncode == 1
    found = [finding for finding in ran.stdout.splitlines() if message in finding]
    assert len(found) == 1, ran.stdout
    if line:
        assert found[0].startswith(f"data.ttl:{_LINES + line}: error: "), found[0]


@pytest.mark.parametrize("mistake", _WARNINGS)
def test_what_is_only_odd_is_a_warning(dossier, mistake):
    text, line, message = _WARNINGS[mistake]
    ran = _check(dossier(text + _USED))
    assert ran.returncode == 0
    assert ran.stdout == f"data.ttl:{_LINES + line}: warning: {message}\n"


def test_an_entity_that_is_a_draft_and_a_document_without_a_text_are_no_mistakes(dossier):
    text = (
        'issue:idle a kg:Issue ; skos:prefLabel "Nobody asks yet"@en ; kg:status "draft" .\n'
        'doc:y a kg:Document ; dcterms:title "Another"@en ; dcterms:publisher actor:press ;\n'
        '    kg:published "2020" ; kg:genre kg:speech ; dcterms:source <https://example.org/y> .\n'
    )
    assert _check(dossier(text + _USED)).stdout == ""


@pytest.mark.parametrize("check", _TERMS)
def test_a_term_of_a_dossiers_own_is_checked_too(with_vocabulary, check):
    text, message = _TERMS[check]
    path, _ = with_vocabulary(text)
    ran = _check(path)
    assert ran.returncode == 1
    assert f"kg:ignored: {message} [{check}]" in ran.stdout


_NEW = (
    'kg:ignored a kg:RelationType ; rdfs:label "ignored"@en ; kg:role kg:none ;\n'
    '    skos:definition "Took no notice of somebody."@en ; skos:example "made up"@en ;\n'
    '    kg:rationale "It moves nobody."@en ; kg:family kg:diplomatic ; kg:aspect kg:momentary .\n'
)
#: The line on which the issue is declared.
_DAM = 1 + _HEAD[: _HEAD.index("issue:dam a kg:Issue")].count("\n")
#: What is stated, and the finding.
_OPPOSED = {
    "itself": (
        "kg:ignored kg:excludes kg:ignored .\n",
        "kg:ignored: kg:excludes names the relation itself: a relation and its denial exclude each "
        "other anyway, and what has one holder at a time is said by kg:uniqueEnd "
        "[opposition-of-itself]",
    ),
    "nothing": (
        "kg:ignored kg:excludes kg:place .\n",
        "kg:ignored: kg:excludes stands between two relations of the vocabulary, and kg:place is "
        "none [opposition-unknown]",
    ),
    "no relation": (
        "issue:dam kg:excludes kg:ignored .\n",
        "issue:dam: kg:excludes stands between two relations of the vocabulary, and issue:dam is "
        "none [opposition-unknown]",
    ),
    "over nothing": (
        "kg:ignored kg:matterIn kg:claimant .\n",
        "kg:ignored: kg:matterIn is kg:claimant; write kg:object, kg:topic or kg:context [matter-in]",
    ),
    "no lever": (
        "kg:ignored kg:usesLever kg:coercive .\n",
        "kg:ignored: kg:usesLever is kg:coercive; write kg:security, kg:economic, kg:diplomatic or "
        "kg:institutional [uses-lever]",
    ),
    "a valence": (
        "kg:ignored kg:valence -7 .\n",
        "kg:ignored: kg:valence is -7; write a number from -1 to 1 [off-scale]",
    ),
    "a grade": (
        'kg:weak kg:number "a little" .\n',
        'kg:weak: kg:number is "a little"; write a number from 0 to 1 [off-scale]',
    ),
    "a threshold": (
        "kg:sharedIssues kg:number -3 .\n",
        "kg:sharedIssues: kg:number is -3; write a number from 0 to 1000000 [off-scale]",
    ),
    "a position": (
        "kg:ignored kg:position 3 .\n",
        "kg:ignored: 3 is not one of the values of kg:position; choose among -1, 0, 1 [shape]",
    ),
    "a kind": (
        "kg:ignored kg:structuralKind kg:club .\n",
        "kg:ignored: kg:club is not in the ontology; kg:structuralKind is one of kg:affiliation, "
        "kg:alliance, kg:attendance, kg:belonging, kg:force, kg:membership, kg:mission, "
        "kg:officeholding, kg:seat, kg:treaty [vocabulary]",
    ),
    "a lever": (
        "kg:ignored kg:lever kg:huge .\n",
        "kg:ignored: kg:huge is not in the ontology; kg:lever is one of kg:medium, kg:none, "
        "kg:strong, kg:weak [vocabulary]",
    ),
    "a property": (
        "kg:ignored kg:valense 1 .\n",
        "kg:ignored: kg:valense is not in the ontology; did you mean kg:valence? [vocabulary]",
    ),
    "a class": (
        "kg:ignored kg:concerns kg:Organization .\n",
        "kg:ignored: kg:Organization is not in the ontology; did you mean kg:Organisation? "
        "[vocabulary]",
    ),
    "no end": (
        "kg:ignored kg:uniqueEnd kg:claimant .\n",
        "kg:ignored: kg:uniqueEnd is kg:claimant; write kg:subject or kg:object [unique-end]",
    ),
}


@pytest.fixture
def with_vocabulary(tmp_path):
    """Makes a dossier with a vocabulary of its own; returns it and the line after the prefixes."""

    def written(text, claims=_USED):
        (tmp_path / "data").mkdir()
        (tmp_path / "ontology").mkdir()
        (tmp_path / "data" / "triples.ttl").write_text(_HEAD + claims, encoding="utf-8")
        head = (
            _HEAD.split("\n\n")[0] + "\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        )
        (tmp_path / "ontology" / "own.ttl").write_text(head + text, encoding="utf-8")
        return tmp_path, head.count("\n") + 1

    return written


@pytest.mark.parametrize("mistake", _OPPOSED)
def test_an_annotation_that_means_nothing_is_found_with_its_line(with_vocabulary, mistake):
    text, message = _OPPOSED[mistake]
    path, line = with_vocabulary(text + _NEW, _USED + _claim("806", relation="kg:ignored"))
    ran = _check(path)
    assert ran.returncode == 1
    found = [one for one in ran.stdout.splitlines() if one.endswith(message)]
    assert len(found) == 1, ran.stdout
    place = f"data/triples.ttl:{_DAM}" if text.startswith("issue:") else f"ontology/own.ttl:{line}"
    assert found[0] == f"{place}: error: {message}"


def test_an_opposition_of_ones_own_needs_one_statement(with_vocabulary):
    # Two relations of the packaged vocabulary, and no claim that links the two.
    claims = _claim("806", relation="kg:courts") + _USED
    path, _ = with_vocabulary("kg:courts kg:excludes kg:backs .\n", claims)
    assert _check(path).returncode == 0
    ran = call("contradictions", "--graph", path, "--format", "csv")
    assert [line.split(",")[1] for line in ran.stdout.splitlines()[1:]] == ["opposition"] * 2


def test_the_mistakes_are_all_here():
    assert len(_MISTAKES) == 49
    checks = {path.stem for path in (_ROOT / "ontology" / "checks").glob("*.rq")}
    shown = {message for _, _, message in [*_MISTAKES.values(), *_WARNINGS.values()]}
    seen = {said.rpartition("[")[2].rstrip("]") for said in shown} | set(_TERMS)
    seen |= {said.rpartition("[")[2].rstrip("]") for _, said in _OPPOSED.values()}
    assert checks - seen == set()


def test_a_claim_defined_twice_is_found_in_the_text(dossier):
    ran = _check(dossier(_claim() + _USED + _claim()))
    first, second = _LINES + 1, _LINES + 1 + (_claim() + _USED).count("\n")
    assert ran.returncode == 1
    assert ran.stdout == (
        f"data.ttl:{second}: error: claim:x-001: claim:x-001 is defined twice "
        f"(first in data.ttl:{first}); give one of them another id [defined-twice]\n"
    )


def test_malformed_turtle_names_file_line_and_column(dossier):
    file = dossier("actor:north kg:backs\n  actor:south ; .. oops\n")
    for command in (["check"], ["influence"], ["query", "ASK {}"]):
        ran = call(*command, "--graph", file)
        assert ran.returncode == (1 if command == ["check"] else 3)
        assert f"{file.name}:{_LINES + 2}" in ran.stdout + ran.stderr
        assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["influence", "--on", "Azerbaijn"], 2, "There is no actor called 'Azerbaijn'; did you mean 'Azerbaijan'"),
        (["influence", "--as-of", "2023-02-30"], 2, "The day 2023-02-30 does not exist"),
        (["influence", "--as-of", "yesterday"], 2, "'yesterday' is not a day; write it as 2023-09-19."),
        (["influence", "--family", "millitary"], 2, "There is no family called 'millitary'"),
        (["influence", "--voice", "gossip"], 2, "There is no voice called 'gossip'"),
        (["claims", "--lens", "document:nowhere"], 2, "There is no document called 'nowhere'"),
        (["query", "SELECT {"], 3, "query:1:"),
        (["query", "INSERT DATA { actor:a kg:backs actor:b }"], 3, "update"),
        (["query", "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"], 3, "SERVICE"),
        (["query", "-f", "missing.rq"], 4, "missing.rq"),
        (["query", "no-such-question"], 2, "There is no question called 'no-such-question'"),
        (["influence", "--graph", "nowhere/"], 4, "There is no file or folder nowhere"),
        (["claims", "-o", "no/such/folder/x.csv"], 4, "cannot be written"),
        (["explore", "--graph", str(_MINI), "--no-open", "-o", "no/such/folder/x.html"], 4, "cannot be written"),
        (["pin", "--corpus", "nowhere"], 4, "nowhere"),
        (["influense"], 2, "influence"),
        (["influence", "--nonsense"], 2, "--nonsense"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_one_sentence(args, code, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = call(*args)
    assert ran.returncode == code, ran.stderr
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_ambiguous_name_lists_its_candidates(dossier):
    file = dossier(
        'actor:a-one a kg:State ; skos:prefLabel "One"@en ; skos:altLabel "the Isle"@en .\n'
        'actor:a-two a kg:State ; skos:prefLabel "Two"@en ; skos:altLabel "the Isle"@en .\n' + _USED
    )
    ran = call("influence", "--on", "the isle", "--graph", file)
    assert ran.returncode == 2
    assert (
        "'the isle' names more than one actor: 'actor:a-one' or 'actor:a-two'; say which."
        in ran.stderr
    )


def test_a_closed_pipe_is_no_error():
    script = f"{sys.executable} -m kgraph claims --format csv | head -c 10"
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0
    assert "Traceback" not in ran.stderr
    assert "mistake of kgraph" not in ran.stderr
