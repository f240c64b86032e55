"""What the shapes ask of claims and entities, as data: ``ontology/shapes.ttl`` alone says it.

``kgraph check`` holds all things against the shapes by SPARQL (``ontology/checks/shape``); whoever
takes one from a user reads here what it must have, may have, and with which values.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.dossier.store import statements
from kgraph.errors import BadData
from kgraph.files import read_text
from kgraph.vocabulary import PREFIXES, compact, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kgraph.dossier.dossier import Dossier

__all__ = ["Property", "Shape", "of_claims", "of_kinds"]

_SH = PREFIXES["sh"]
_RDF = PREFIXES["rdf"]
_Said = defaultdict[Any, defaultdict[str, list[Any]]]


@dataclass(frozen=True, slots=True)
class Property:
    """What is asked of a property: all in the order of the shapes, empty or 0 where anything goes.

    ``values`` are the only ones it may have and ``kinds`` the classes of things that it names, as
    CURIEs or texts; ``scheme`` is the list of the vocabulary that it takes a word of, as a CURIE;
    ``longest`` is in characters.
    """

    needed: bool = False
    values: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    scheme: str = ""
    longest: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """The properties that are asked of a thing, by CURIE; of those of ``either`` it has one."""

    properties: Mapping[str, Property]
    either: tuple[str, ...]

    def lacking(self, stated: Iterable[str]) -> list[str]:
        """Return what a thing with these properties lacks, as CURIEs in the order of the shapes."""
        stated = set(stated)
        named = [name for name, one in self.properties.items() if one.needed]
        lacking = [name for name in named if name not in stated]
        if self.either and not stated.intersection(self.either):
            lacking.append(" or ".join(self.either))
        return lacking


def of_claims(dossier: Dossier) -> Shape:
    """Return what the shapes of a dossier ask of a claim; raises as ``of_kinds``."""
    return of_kinds(dossier, "kg:Claim")


def of_kinds(dossier: Dossier, *kinds: str) -> Shape:
    """Return what the shapes of a dossier ask of a thing of all of these classes (CURIEs).

    Raises
    ------
    BadData
        If a file of shapes is not Turtle, or says what no shape can, naming the file.
    """
    said: _Said = defaultdict(lambda: defaultdict(list))
    for path in dossier.shapes:
        # In the order of the file, which a store would not keep.
        for quad in statements(read_text(path), path):
            said[quad.subject][quad.predicate.value.replace(_SH, "sh:")].append(quad.object)
    try:
        return _shape(said, kinds)
    except (AttributeError, IndexError, ValueError):
        message = "The shapes cannot be used; kgraph check says why."
        raise BadData(message, dossier.shapes[-1]) from None


def _shape(said: _Said, kinds: Iterable[str]) -> Shape:
    classes = {ox.NamedNode(expand(kind)) for kind in kinds}
    shapes = [one for one in list(said) if classes.intersection(said[one]["sh:targetClass"])]
    found: dict[str, Property] = {}
    for node in [node for shape in shapes for node in said[shape]["sh:property"]]:
        name = _name(said[node]["sh:path"][0])
        found[name] = _both(found.get(name, Property()), _property(said, node))
    either = [
        _name(said[node]["sh:path"][0])
        for shape in shapes
        for one in _listed(said, said[shape]["sh:xone"])
        for node in said[one]["sh:property"]
    ]
    return Shape(found, tuple(either))


def _property(said: _Said, node: Any) -> Property:
    kinds = [*said[node]["sh:class"]]
    for one in _listed(said, said[node]["sh:or"]):
        kinds += said[one]["sh:class"]
    return Property(
        needed=any(int(least.value) for least in said[node]["sh:minCount"]),
        values=tuple(_name(value) for value in _listed(said, said[node]["sh:in"])),
        kinds=tuple(map(_name, kinds)),
        scheme=next(
            (
                _name(scheme)
                for shape in said[node]["sh:node"]
                for part in said[shape]["sh:property"]
                for scheme in said[part]["sh:hasValue"]
            ),
            "",
        ),
        longest=max((int(most.value) for most in said[node]["sh:maxLength"]), default=0),
    )


def _both(one: Property, other: Property) -> Property:
    return Property(
        needed=one.needed or other.needed,
        values=one.values or other.values,
        kinds=one.kinds or other.kinds,
        scheme=one.scheme or other.scheme,
        longest=one.longest or other.longest,
    )


def _listed(said: _Said, lists: Iterable[Any]) -> Iterator[Any]:
    for cell in lists:
        passed = set()
        while said[cell][f"{_RDF}first"]:
            if cell in passed:
                message = "A list has no end."
                raise ValueError(message)
            passed.add(cell)
            yield said[cell][f"{_RDF}first"][0]
            cell = said[cell][f"{_RDF}rest"][0]


def _name(term: Any) -> str:
    return compact(term.value)
