"""Seeded synthetic claims: made-up actors, Zipf-distributed, in the shape of real ones."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from kgraph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["turtle"]

_RELATIONS = (
    "backs", "alliedWith", "suppliesArmsTo", "dependsOn", "attacked", "accuses", "praises",
    "consultedWith", "threatens", "courts", "warns", "aided", "negotiatesWith", "informed",
)  # fmt: skip
_FACTUALITY = ("certain",) * 7 + ("probable", "possible", "denied")


def turtle(claims: int, seed: int = 7, actors: int | None = None) -> str:
    """Return a dossier's Turtle with this many claims, about 14 triples each, and its entities."""
    return "".join(_lines(claims, seed, actors or max(20, claims // 50)))


def _lines(claims: int, seed: int, actors: int) -> Iterator[str]:
    dice = random.Random(seed)
    weights = [1 / (rank + 1) for rank in range(actors)]
    documents = max(5, claims // 200)
    for prefix in ("kg", "actor", "doc", "ps", "claim", "dcterms", "skos"):
        yield f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n"
    for n in range(actors):
        yield f'actor:a{n} a kg:State ; skos:prefLabel "Actor {n}"@en .\n'
    for n in range(documents):
        yield (
            f'actor:m{n} a kg:MediaOutlet ; skos:prefLabel "Medium {n}"@en .\n'
            f'doc:d{n} a kg:Document ; dcterms:title "Text {n}"@en ;\n'
            f"    dcterms:publisher actor:m{n} ; kg:genre kg:newsReport ;\n"
            f'    kg:published "2023-{1 + n % 12:02d}-{1 + n % 28:02d}" ;\n'
            f'    kg:paragraphCount 400 ; dcterms:abstract "Made up."@en ; kg:sha256 "{n:064x}" .\n'
        )
    for n in range(claims):
        document = n % documents
        subject, target = dice.choices(range(actors), weights, k=2)
        if subject == target:
            target = (target + 1) % actors
        own = dice.random() < 0.6
        claimant = f"actor:m{document}" if own else f"actor:a{subject}"
        slug = f"d{document}-p{1 + n // documents}"
        when = f' kg:when "2023-{dice.randint(1, 12):02d}" ;' if dice.random() < 0.5 else ""
        yield (
            f"ps:{slug} a kg:Passage ; kg:document doc:d{document} ; "
            f"kg:paragraph {1 + n // documents} ; kg:start 0 ; kg:end 80 ; "
            f'kg:sha256 "{n:064x}" .\n'
            f"claim:d{document}-{n:06d} a kg:Claim ; kg:subject actor:a{subject} ; "
            f"kg:relation kg:{dice.choice(_RELATIONS)} ; kg:object actor:a{target} ;\n"
            f"    kg:claimant {claimant} ; kg:factuality kg:{dice.choice(_FACTUALITY)} ; "
            f"kg:passage ps:{slug} ;{when}\n"
            f'    kg:gloss "Made-up claim {n}."@en .\n'
        )
