"""Stance at size: contradictions among 100,000 claims, and 1,000 actors on 200 issues.

Times are minima over rounds on one core; what is held to is their growth within one run.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from benchmarks.made import best, claim, claims_table
from kgraph.measures.record.contradictions import contradictions, denied
from kgraph.measures.stance.balance import Pair, SignedPairs, triangle_balance
from kgraph.measures.stance.frustration import frustration
from kgraph.measures.stance.stance import Stance

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable
    from kgraph.measures.stance.frustration import Frustration

__all__ = ["main"]

_RELATIONS = ("backs", "alliedWith", "attacked", "accuses", "praises", "threatens", "warns")


def _claims(number: int) -> ClaimsTable:
    """Return claims of Zipf-distributed actors, a tenth of them denials, some dated."""
    dice = random.Random(7)
    actors = [f"actor:a{n}" for n in range(max(20, number // 50))]
    weights = [1 / (rank + 1) for rank in range(len(actors))]
    rows = []
    for n in range(number):
        subject, target = dice.choices(actors, weights, k=2)
        month = dice.randint(1, 12)
        dated = {"valid_from": f"2023-{month:02}-01", "valid_until": f"2023-{month:02}-28"}
        rows.append(
            claim(
                n, subject=subject, object=target, relation=dice.choice(_RELATIONS),
                claimant=dice.choice(actors), polarity=-1 if dice.random() < 0.1 else 1,
                **(dated if dice.random() < 0.5 else {}),
            )
        )  # fmt: skip
    return claims_table(rows, actors)


def _positions(actors: int, issues: int = 200) -> ClaimsTable:
    """Return two camps with noise, two in five cells filled."""
    dice = random.Random(7)
    rows = []
    for i in range(actors):
        for j in range(issues):
            if dice.random() < 0.4:
                side = (i + j) % 2 if dice.random() < 0.8 else dice.randrange(2)
                relation = ("supports", "opposes")[side]
                ends = {"subject": f"actor:a{i}", "object": f"issue:i{j}"}
                rows.append(claim(len(rows), relation=relation, **ends))
    names = [f"actor:a{i}" for i in range(actors)] + [f"issue:i{j}" for j in range(issues)]
    return claims_table(rows, names)


def _grown(name: str, times: dict[int, float], bound: str) -> None:
    sizes = list(times)
    listed = ", ".join(f"{size:,}: {times[size]:.1f} ms" for size in sizes)
    growth = times[sizes[-1]] / times[sizes[0]]
    factor = sizes[-1] / sizes[0]
    print(f"{name}: {listed}; {factor:g} times as many take {growth:.1f} times as long ({bound})")


def registers() -> None:
    """Find what is both affirmed and denied by counting, at 10,000 and 100,000 claims."""
    counted, listed = {}, {}
    for number in (10_000, 100_000):
        table = _claims(number)
        table.propositions  # noqa: B018  numbered once per record, by whoever comes first
        counted[number] = best(lambda t=table: denied(t))
        listed[number] = best(lambda t=table: contradictions(t), 3)
    _grown("groups of claims that deny each other", counted, "at most 30")
    _grown("the whole register with its sides", listed, "at most 30")


def matrices() -> None:
    """Measure agreement and blocs of up to 1,000 actors on 200 issues."""
    steps: dict[str, dict[int, float]] = {
        "positions to votes": {}, "congruence, conflict and subtract": {}, "blocs with bound": {},
    }  # fmt: skip
    for actors in (250, 500, 1000):
        stance = Stance.of(_positions(actors))
        votes = stance.votes()
        found = []
        for name, act in (
            ("positions to votes", lambda s=stance: s.votes()),
            ("congruence, conflict and subtract",
             lambda s=stance: (s.congruence(), s.conflict(), s.subtract())),
            ("blocs with bound", lambda s=stance, f=found: f.append(s.blocs())),
        ):  # fmt: skip
            steps[name][actors] = best(act, 1)
        split = found[-1].split
        print(
            f"{actors:,} actors, {len(votes.claims):,} positions: polarization "
            f"{split.polarization:.4f}, at most {split.gap:.4f} too low"
        )
    for name, times in steps.items():
        _grown(name, times, "at most 40")


def _signed(actors: int, ties: int, wrong: float) -> SignedPairs:
    """Return two camps in which this share of the ties is wrong; .5 are signs by chance alone."""
    dice = random.Random(7)
    pairs: dict[tuple[int, int], int] = {}
    while len(pairs) < ties:
        a, b = sorted(dice.sample(range(actors), 2))
        pairs[a, b] = (1 if a % 2 == b % 2 else -1) * (-1 if dice.random() < wrong else 1)
    return SignedPairs.of(Pair(f"{a:04}", f"{b:04}", s) for (a, b), s in pairs.items())


def _camps(network: SignedPairs) -> float:
    """Print the frustration of a network; returns how long balance and frustration took, in ms."""
    found: list[Frustration] = []
    took = best(lambda: (triangle_balance(network), found.append(frustration(network))), 1)
    how = "exact" if found[0].exact else f"at least {found[0].least:g}"
    print(
        f"{len(network.actors):,} actors, {len(network.pairs):,} ties: frustration "
        f"{found[0].value:g} ({how}) in {took / 1000:.1f} s"
    )
    return took


def camps() -> None:
    """Measure balance and frustration: of two camps with one tie in twenty wrong, and by chance."""
    sizes = ((150, 1_250), (500, 5_000), (1_000, 10_000))
    times = {actors: _camps(_signed(actors, ties, 0.05)) for actors, ties in sizes}
    _grown("balance and frustration", times, "at most 40")
    print("signs by chance:")
    for actors, ties in ((40, 200), (60, 180), (80, 240), (100, 200)):
        _camps(_signed(actors, ties, 0.5))


def main() -> None:
    registers()
    matrices()
    camps()


if __name__ == "__main__":
    main()
