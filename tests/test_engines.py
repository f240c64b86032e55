"""Oxigraph and rdflib give the same rows for every question that ships."""

from __future__ import annotations

import pytest

from kgraph import dossier
from kgraph.model import Iri, Text
from kgraph.vocabulary import PREFIXES

_QUESTIONS = dossier.find().queries


@pytest.fixture(scope="module")
def reference(kg):
    return kg.to_rdflib()


def _term(term):
    import rdflib

    if term is None:
        return None
    if isinstance(term, rdflib.URIRef):
        return Iri(str(term))
    datatype = str(
        term.datatype or PREFIXES["rdf"] + "langString"
        if term.language
        else term.datatype or PREFIXES["xsd"] + "string"
    )
    return Text(str(term), datatype, term.language or "")


def test_there_are_questions():
    assert len(_QUESTIONS) == 15


@pytest.mark.parametrize("path", _QUESTIONS, ids=lambda path: path.stem)
def test_the_rows_are_equal(kg, reference, path):
    text = path.read_text(encoding="utf-8")
    ours = kg.store.select(text)
    theirs = reference.query(text)
    assert [str(name) for name in theirs.vars] == list(ours.columns)
    rows = [tuple(_term(term) for term in row) for row in theirs]
    assert sorted(map(repr, ours.rows)) == sorted(map(repr, rows))
    assert len(rows) > 0
