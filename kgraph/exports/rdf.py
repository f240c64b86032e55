"""Claims as RDF: Turtle, TriG and JSON-LD, curated and derived told apart.

What is written is the curated graph: claims, entities, documents and passages as people coded them.
``derived`` writes the built graph instead, as an endpoint is to hold it: vocabulary, curated and
derived triples. TriG and JSON-LD keep the three as named graphs; in Turtle, which has none, they
stand one after the other under a comment each. One triple is added, ``graph:curated
owl:versionInfo``, which gives the data version.

A private person goes by public role only: other names and identifiers are left out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kgraph.dossier import serial
from kgraph.dossier.terms import Iri, Node, Text
from kgraph.text import many
from kgraph.vocabulary import CURATED, DERIVED, KG, PREFIXES, VOCABULARY, compact, expand

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Term

__all__ = ["written"]

_Triple = tuple["Term", "Term", "Term"]
_NAMES_OF_PEOPLE = frozenset(
    expand(name) for name in ("skos:altLabel", "skos:hiddenLabel", "skos:exactMatch")
)
_A_PART = (
    "A part of the claims: what the rules conclude from the others (who speaks for whom, what is "
    "disputed) is not in it."
)
_NO_GRAPHS = (
    "Turtle has no named graphs: curated and derived triples are told apart by comments only; "
    "trig and jsonld have them as graphs."
)
_FORMS = (
    "In another form of the same value, as 1.5 for 1.50: {}, which belong to nodes without a name."
)
_TITLES = {
    VOCABULARY: "The vocabulary: what the terms mean",
    CURATED: "Curated: what people coded from the documents",
    DERIVED: "Derived: what the rules and the networks conclude",
}


def written(
    store: Store,
    format: str,
    dossier: Dossier,
    *,
    derived: bool = False,
    claims: Collection[str] | None = None,
    headline: str = "",
) -> tuple[str, list[str]]:
    """Return the graph as text, and what the format cannot hold, one sentence each.

    Parameters
    ----------
    store : Store
        A built dossier.
    format : {"ttl", "trig", "jsonld"}
        How it is written.
    dossier : Dossier
        The files of which the store was built: a store forgets how a value was written.
    derived : bool
        Whether vocabulary and derived triples come with the curated ones.
    claims : collection of str, optional
        Only these claims, and what they speak of; every one unless given. Not with ``derived``.
    headline : str
        One line for the head of the file, where the format has comments.
    """
    typed, left = serial.as_typed(serial.triples(store, CURATED), dossier.curated)
    curated = _public(store, typed)
    if claims is not None:
        curated = _part(curated, {PREFIXES["claim"] + claim for claim in claims})
    version = (Iri(CURATED), Iri(expand("owl:versionInfo")), Text(store.data_version))
    graphs = {CURATED: [version, *curated]}
    if derived:
        graphs = {
            VOCABULARY: serial.as_typed(serial.triples(store, VOCABULARY), dossier.vocabulary)[0],
            **graphs,
            DERIVED: serial.triples(store, DERIVED),
        }
    lost = [] if claims is None else [_A_PART]
    if left:
        lost.append(_FORMS.format(many(left, "value")))
    if format == "jsonld":
        return _jsonld(graphs), lost
    comment = f"# {headline}\n" if headline else ""
    if format == "trig":
        return comment + serial.trig(graphs), lost
    if not derived:
        return comment + serial.turtle(graphs[CURATED]), lost
    # Turtle allows the prefixes of a part to stand before that part.
    parts = [f"# {_TITLES[name]}\n{serial.turtle(found)}" for name, found in graphs.items()]
    return f"{comment}\n" + "\n".join(parts), [_NO_GRAPHS]


def _public(store: Store, triples: list[_Triple]) -> list[_Triple]:
    private = {row[0] for row in store.select("SELECT ?who WHERE { ?who kg:private true }")}
    return [
        triple for triple in triples if not (triple[0] in private and triple[1] in _NAMES_OF_PEOPLE)
    ]


def _part(triples: Sequence[_Triple], claims: set[str]) -> list[_Triple]:
    """Return the triples of some claims and of all that they speak of, other claims excepted."""
    about: dict[Term, list[_Triple]] = defaultdict(list)
    kinds: dict[Term, Term] = {}
    for triple in triples:
        about[triple[0]].append(triple)
        if triple[1] == expand("rdf:type"):
            kinds[triple[0]] = triple[2]
    reached: set[Term] = set()
    ahead: list[Term] = [subject for subject in about if subject in claims]
    # The dossier's own description belongs to every part.
    ahead += [subject for subject, kind in kinds.items() if kind == KG + "Dossier"]
    while ahead:
        subject = ahead.pop()
        if subject in reached:
            continue
        reached.add(subject)
        ahead += [
            value
            for _, _, value in about[subject]
            if value in about and not (kinds.get(value) == KG + "Claim" and value not in claims)
        ]
    return [triple for triple in triples if triple[0] in reached]


def _jsonld(graphs: Mapping[str, Sequence[_Triple]]) -> str:
    """One node a line; several graphs are told apart by name, a single one stands bare."""
    used: set[str] = set()
    bodies = {name: _nodes(found, used) for name, found in graphs.items()}
    if len(bodies) == 1:
        (content,) = bodies.values()
    else:
        content = [
            f'{{"@id": {json.dumps(_short(Iri(name), used))}, "@graph": [\n{_lines(nodes)}\n]}}'
            for name, nodes in bodies.items()
        ]
    context = {prefix: iri for prefix, iri in PREFIXES.items() if prefix in used}
    return f'{{"@context": {json.dumps(context)},\n"@graph": [\n{_lines(content)}\n]}}\n'


def _lines(nodes: Sequence[str]) -> str:
    return ",\n".join(nodes)


def _nodes(triples: Sequence[_Triple], used: set[str]) -> list[str]:
    nodes: dict[Term, dict[str, list[Any]]] = {}
    for subject, predicate, value in triples:
        node = nodes.setdefault(subject, {})
        if predicate == expand("rdf:type"):
            node.setdefault("@type", []).append(_short(value, used))
        else:
            node.setdefault(_short(predicate, used), []).append(_value(value, used))
    return [
        json.dumps(
            {"@id": _short(subject, used), **{key: _one(found) for key, found in node.items()}},
            ensure_ascii=False,
        )
        for subject, node in nodes.items()
    ]


def _one(found: list[Any]) -> Any:
    return found[0] if len(found) == 1 else found


def _value(term: Term, used: set[str]) -> Any:
    if isinstance(term, Text):
        if term.language:
            return {"@value": term.value, "@language": term.language}
        if term.datatype == expand("xsd:string"):
            return term.value
        return {"@value": term.value, "@type": _short(Iri(term.datatype), used)}
    return {"@id": _short(term, used)}


def _short(term: Term, used: set[str]) -> str:
    if isinstance(term, Node):
        return f"_:{term}"
    curie = compact(str(term))
    prefix, _, rest = curie.partition(":")
    if curie == str(term) or rest.startswith("//"):
        return str(term)
    used.add(prefix)
    return curie
