"""Ties written back as triples, so that SPARQL sees what the library sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.dossier.terms import Iri, Text
from kgraph.vocabulary import KG, PREFIXES, expand, kind_of, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Term
    from kgraph.model import Tie

__all__ = ["finish", "triples"]


def triples(ties: Iterable[Tie]) -> Iterator[tuple[Term, Term, Term]]:
    """Yield the triples by which SPARQL sees ties: ``kg:Tie`` with layer, ends, sign and basis.

    One that had ended by the end of the record is a ``kg:LapsedTie``; ``kg:holds`` says of each
    what its claims say of that day.
    """
    xsd = PREFIXES["xsd"]
    for tie in ties:
        it = Iri(_tie_iri(tie))
        kind = "LapsedTie" if tie.holds == "lapsed" else "Tie"
        yield it, Iri(PREFIXES["rdf"] + "type"), Iri(KG + kind)
        yield it, Iri(KG + "holds"), Text(tie.holds)
        yield it, Iri(KG + "layer"), Text(tie.layer)
        yield it, Iri(KG + "from"), Iri(expand(tie.source))
        yield it, Iri(KG + "to"), Iri(expand(tie.target))
        yield it, Iri(KG + "relation"), Iri(KG + tie.relation)
        yield it, Iri(KG + "sign"), Text(str(tie.sign), xsd + "integer")
        yield it, Iri(KG + "weight"), Text(repr(tie.weight), xsd + "decimal")
        if tie.layer == "influence":
            yield it, Iri(KG + "hollow"), Text("true" if tie.hollow else "false", xsd + "boolean")
            yield it, Iri(KG + "grade"), Iri(KG + tie.grade)
            for claim in tie.hollow_by:
                yield it, Iri(KG + "hollowBy"), Iri(PREFIXES["claim"] + claim)
            for family in tie.families:
                yield it, Iri(KG + "leverFamily"), Iri(KG + family)
        for claim in tie.claims:
            yield it, Iri(KG + "basis"), Iri(PREFIXES["claim"] + claim)


def _tie_iri(tie: Tie) -> str:
    path = [
        tie.layer,
        local_name(tie.source),
        tie.relation,
        kind_of(tie.target),
        local_name(tie.target),
    ]
    return PREFIXES["tie"] + "/".join([*path, "conditional"] if tie.conditional else path)


def finish(store: Store) -> bytes:
    """Add the default ties to a store after its rules, and return its claims table as bytes.

    So SPARQL sees what the library sees, and the claims are read once.
    """
    from kgraph import claims
    from kgraph.claims import DEFAULT_FACTUALITY, DEFAULT_VOICES, Selection, saved
    from kgraph.networks import build, structure

    table = claims.read(store)
    chosen = table.select(Selection(voices=DEFAULT_VOICES, min_factuality=DEFAULT_FACTUALITY))
    for network in (build.positions(chosen), build.conduct(chosen)):
        store.add(triples((*network.ties, *network.lapsed)))
    store.add(triples(structure.ties(table.select(Selection(min_factuality=DEFAULT_FACTUALITY)))))
    levers = build.influence(chosen)
    store.add(triples((*levers.ties, *levers.past.ties)))
    return saved.dumped(table)
