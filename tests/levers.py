"""Networks of influence from typed claims, for the tests of its measures."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from synthetic import ACTORS, claim, table

from kgraph.claims import DEFAULT_VOICES, Selection
from kgraph.measures.influence.influence import Influence
from kgraph.model import Grade

NORTH, SOUTH, EAST, WEST = ACTORS[:4]

#: methods 4d: A to B .8, B to D .5, A to C .6, C to D .9, A to D .3.
PATH_TOY = {
    (NORTH, SOUTH): 0.8, (SOUTH, WEST): 0.5, (NORTH, EAST): 0.6, (EAST, WEST): 0.9,
    (NORTH, WEST): 0.3,
}  # fmt: skip


def strengths(numbers, **more):
    """A table with one lever per pair, of just this strength."""
    claims, grades, own = [], {}, {}
    for n, ((source, target), number) in enumerate(numbers.items()):
        slug = f"gazette-{n:03}"
        claims.append(claim(slug, source, "armed", target, passage=(f"{slug}-p1",), **more))
        grades[f"g{n}"] = Grade(f"g{n}", number, number / 2, (1 + number) / 2)
        own[slug] = f"g{n}"
    made = table(claims)
    return replace(made, grades={**made.grades, **grades}, own_grades=own)


def network(made, **options):
    """The network of influence of a table."""
    return Influence.of_claims(made.select(Selection(**options)))


_MEANS = ("armed", "alliedWith", "tradesWith", "dependsOn", "obligedToDefend", "deters", "defended")


def any_levers(seed, most=12, actors=ACTORS):
    """A table of levers and reports of unmet duties drawn by chance."""
    chance = Random(seed)  # noqa: S311
    claims = []
    for n in range(chance.randint(0, most)):
        document = chance.choice(("gazette", "herald", "paper"))
        source, target = chance.sample(actors, 2)
        relation = chance.choice(_MEANS)
        unmet = relation in {"deters", "defended"}
        claims.append(
            claim(
                f"{document}-{n:03}", source, relation, target,
                factuality="denied" if unmet else chance.choice(("certain", "probable", "possible")),
                affected=(target,) if unmet else (),
                mode=chance.choice(("ownVoice", "reportedSpeech")),
                passage=(f"{document}-p{n}",) * chance.randint(0, 1),
                lever_family=chance.choice(("", "", "diplomatic")),
                origin=f"actor:{document}",
                claimant=f"actor:{document}",
                corroborated_by=(f"gazette-{chance.randint(0, n):03}",) if unmet else (),
            )
        )  # fmt: skip
    return table(claims)


def chosen(made):
    """The selection that networks use."""
    return made.select(Selection(voices=DEFAULT_VOICES, min_factuality="possible"))


def swapped(made, a, b):
    """The table with two actors in each other's place."""
    turn = {a: b, b: a}

    def other(value):
        if isinstance(value, tuple):
            return tuple(turn.get(one, one) for one in value)
        return turn.get(value, value)

    rows = tuple(
        replace(
            row, subject=other(row.subject), object=other(row.object), affected=other(row.affected)
        )
        for row in made
    )
    return made.with_claims(rows)
