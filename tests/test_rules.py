"""Small graphs through the real rules, on both engines."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from kgraph.dossier import build, dossier
from kgraph.dossier import store as stores
from kgraph.vocabulary import CURATED, PREFIXES, VOCABULARY

_CASES = sorted((Path(__file__).parent / "rules").glob("*.ttl"))
_HEADS = ("https://w3id.org/kgraph/ns#", "https://w3id.org/kgraph/")


def _expected(case):
    rows = list(csv.reader(io.StringIO(case.with_suffix(".csv").read_text(encoding="utf-8"))))
    return rows[0], sorted(map(tuple, rows[1:]))


def _short(term):
    text = str(term)
    for head in _HEADS:
        text = text.removeprefix(head)
    return text


def _derived(case):
    packaged = dossier.find()
    store = stores.parse({VOCABULARY: packaged.vocabulary, CURATED: [case]})
    counts = build.derive(store, packaged.rules)
    return store, counts


def test_the_cases_are_all_here():
    assert [case.stem for case in _CASES] == [
        "attributed-only", "disagreements", "guarantees", "oppositions", "origins", "own-voice",
        "voices",
    ]  # fmt: skip


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.stem)
def test_rules_give_the_expected_rows(case):
    store, _ = _derived(case)
    rows = store.select(case.with_suffix(".rq").read_text(encoding="utf-8"))
    columns, expected = _expected(case)
    assert list(rows.columns) == columns
    assert sorted(tuple(map(_short, row)) for row in rows) == expected


@pytest.mark.slow
@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.stem)
def test_rdflib_derives_the_same_triples(case):
    import rdflib

    packaged = dossier.find()
    ours, _ = _derived(case)
    start = stores.parse({VOCABULARY: packaged.vocabulary, CURATED: [case]})
    start.add(build.days(start))
    theirs = start.to_rdflib()
    for rule in packaged.rules:
        for triple in list(theirs.query(rule.read_text(encoding="utf-8"), initNs=PREFIXES)):
            theirs.add(triple)
    literals = [term for triple in theirs for term in triple if isinstance(term, rdflib.Literal)]
    assert not [literal for literal in literals if literal.ill_typed]
    assert _named(ours.to_rdflib()) == _named(theirs)


def _named(graph):
    """The triples without blank nodes: only the vocabulary's list of disjoint classes has some."""
    import rdflib

    return {
        triple for triple in graph if not any(isinstance(term, rdflib.BNode) for term in triple)
    }


def test_nothing_attributed_becomes_a_fact():
    case = next(case for case in _CASES if case.stem == "attributed-only")
    store, counts = _derived(case)
    assert counts["30-shortcuts"] == 0
    assert not store.ask("ASK { ?r a kg:RelationType . ?s ?r ?o }")


def test_no_triple_stands_in_two_graphs(kg):
    twice = kg.select(
        """SELECT ?s ?p ?o WHERE {
          GRAPH graph:derived { ?s ?p ?o } { GRAPH graph:curated { ?s ?p ?o } }
          UNION { GRAPH graph:vocabulary { ?s ?p ?o } GRAPH graph:derived { ?s ?p ?o } } }"""
    )
    assert len(twice) == 0
