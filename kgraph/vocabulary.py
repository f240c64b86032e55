"""Namespaces and the short names (CURIEs) made of them.

What the terms mean is in ``ontology/``; this module holds only where they live, in the order in
which the project writes its prefixes.
"""

from __future__ import annotations

__all__ = [
    "ABOUT",
    "CURATED",
    "DERIVED",
    "KG",
    "PREFIXES",
    "SHAPES",
    "VOCABULARY",
    "compact",
    "expand",
    "kind_of",
    "local_name",
]

BASE = "https://w3id.org/kgraph/"
KG = BASE + "ns#"

#: Named graphs of a built store.
CURATED = BASE + "graph/curated"
VOCABULARY = BASE + "graph/vocabulary"
DERIVED = BASE + "graph/derived"
#: Where a triple store has what was said of a dossier when it was pushed there.
ABOUT = BASE + "graph/about"
#: Where ``kgraph check`` holds the shapes; a built store has none.
SHAPES = BASE + "graph/shapes"

#: prefix -> namespace, the one list of the project.
PREFIXES: dict[str, str] = {
    "kg": KG,
    "actor": BASE + "actor/",
    "office": BASE + "office/",
    "place": BASE + "place/",
    "event": BASE + "event/",
    "agr": BASE + "agreement/",
    "issue": BASE + "issue/",
    "frame": BASE + "frame/",
    "rule": BASE + "rule/",
    "doc": BASE + "doc/",
    "ps": BASE + "passage/",
    "claim": BASE + "claim/",
    "tie": BASE + "tie/",
    "graph": BASE + "graph/",
    "plover": BASE + "plover/",
    "atop": BASE + "atop/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}


def compact(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI itself if no prefix fits.

    >>> compact("https://w3id.org/kgraph/actor/armenia")
    'actor:armenia'
    """
    # Longest namespace first, so that the most specific prefix wins.
    end = len(iri)
    while end := max(iri.rfind("/", 0, end), iri.rfind("#", 0, end)) + 1:
        prefix = _PREFIX_OF.get(iri[:end])
        if prefix is not None:
            return f"{prefix}:{iri[end:]}"
        end -= 1
    return iri


def expand(curie: str) -> str:
    """Return the IRI of a CURIE; anything without a known prefix is returned unchanged.

    >>> expand("claim:rferl-001")
    'https://w3id.org/kgraph/claim/rferl-001'
    """
    prefix, colon, rest = curie.partition(":")
    if colon and prefix in PREFIXES and not rest.startswith("//"):
        return PREFIXES[prefix] + rest
    return curie


def local_name(curie: str) -> str:
    """Return what follows the prefix of a CURIE: ``'certain'`` for ``'kg:certain'``."""
    return curie.partition(":")[2] or curie


def kind_of(curie: str) -> str:
    """Return the kind that the prefix of an entity's CURIE names: ``'actor'``, ``'issue'`` ..."""
    prefix = curie.partition(":")[0]
    return "agreement" if prefix == "agr" else prefix
