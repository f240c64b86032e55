"""Namespaces that nearly are the project's, and RDF that has nothing of its vocabulary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgraph.text import many
from kgraph.vocabulary import KG, PREFIXES

if TYPE_CHECKING:
    from kgraph.dossier.store import Store

__all__ = ["foreign", "meant"]

_TYPES = """SELECT ?type (COUNT(DISTINCT ?it) AS ?n) WHERE {
  GRAPH graph:curated { ?it a ?type } } GROUP BY ?type ORDER BY DESC(?n) ?type"""
_ANY = "ASK { GRAPH graph:curated { ?s ?p ?o } }"
_LAST = re.compile(r"[^/#]*$")


def _plain(namespace: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", namespace.strip().casefold()).rstrip("/#")


_KNOWN = {_plain(namespace): namespace for namespace in PREFIXES.values()}


def meant(namespace: str) -> str:
    """Return the namespace of the project that another was meant for, ``""`` if none.

    They differ in http and https, www, case, or the sign at the end.

    >>> meant("http://w3id.org/kgraph/ns/")
    'https://w3id.org/kgraph/ns#'
    >>> meant("https://w3id.org/kgraph/ns#"), meant("http://example.org/")
    ('', '')
    """
    found = _KNOWN.get(_plain(namespace), "")
    return "" if found == namespace else found


def foreign(store: Store) -> str:
    """Return what is wrong where a dossier has RDF and no claim of kgraph's vocabulary.

    ``""`` if it has a claim, or nothing at all, or things of the vocabulary and nothing that nearly
    is: a dossier may be begun without claims.
    """
    types = [(str(it), int(str(n))) for it, n in store.select(_TYPES)]
    names = [it for it, _ in types]
    if KG + "Claim" in names or not store.ask(_ANY):
        return ""
    near = [(it, n) for it, n in types if meant(_LAST.sub("", it))]
    if not near and any(it.startswith(KG) for it in names):
        return ""
    what = "There is RDF here, and no claim in kgraph's vocabulary"
    shown = near or types
    if not shown:
        return f"{what}: nothing has a type; a claim is a kg:Claim of <{KG}>."
    claims = [one for one in shown if one[0].endswith("Claim")]
    iri, number = (claims or shown)[0]
    hint = meant(_LAST.sub("", iri)) or KG
    ask = "did you mean" if near else "kgraph's is"
    end = "?" if near else "."
    be = "is" if number == 1 else "are"
    return f"{what}: {many(number, 'thing')} {be} typed <{iri}>; {ask} <{hint}>{end}"
