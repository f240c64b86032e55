"""A number of influence taken apart: into paths, steps, families, levers, claims and passages.

The rules, so that shares sum to the number:

- a measure that is a sum (decayed, mdii, a score over several actors) is the sum of its paths;
- all steps of a path are needed, so they share its product equally (the Shapley value of a game
  that only all together win); of a bottleneck, the weakest steps share;
- families of a step share by the Shapley value of their noisy-or;
- levers of the strongest grade in a family, claims of a lever, passages of a claim share equally;
- PageRank is taken apart one step deep: what comes in over each lever, and the walk's restart.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, ClassVar, TypedDict

import numpy as np

from kgraph.errors import UnknownName
from kgraph.measures.influence.pairs import DECAY, PAIRS, scores, ways
from kgraph.measures.influence.paths import simple_paths
from kgraph.measures.register import SCORES
from kgraph.networks.levers import strength
from kgraph.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.measures.influence.worlds import Worlds
    from kgraph.networks.levers import LeverNetwork
    from kgraph.text import Shown

__all__ = ["Part", "PartRow", "Shares", "family_shares", "shares"]


@dataclass(frozen=True, slots=True)
class Part:
    """What one passage of one claim adds to a number, by way of one lever on one step of a path.

    ``claim`` is ``""`` for the part of PageRank that is the restart of the walk.
    """

    path: tuple[str, ...]
    step: tuple[str, str]
    family: str
    relation: str
    grade: str
    claim: str
    passage: str
    share: float


class PartRow(TypedDict):
    """A part of a number: path, step, family, lever, claim, passage, share."""

    path: list[str]
    path_labels: list[str]
    step: str
    family: str
    relation: str
    grade: str
    claim: str
    said_by: str
    gloss: str
    passage: str
    share: float
    number: float


@dataclass(frozen=True, eq=False, repr=False)
class Shares(Result[PartRow]):
    """A number with the parts that sum to it; ``target`` is ``""`` for a score over all actors."""

    title = "Shares"
    tells = "The claims behind the influence of one actor on another."
    shown: ClassVar[Shown] = {
        "share": "share", "step": "step", "family": "family", "claim": "claim",
        "whose word": "said_by", "says": "gloss", "passage": "passage",
    }  # fmt: skip
    texts = ("path_labels",)

    table: ClaimsTable
    source: str
    target: str
    by: str
    number: float
    parts: tuple[Part, ...]

    def by_claim(self) -> dict[str, float]:
        """Return the share of each claim, the greatest first."""
        found: dict[str, list[float]] = defaultdict(list)
        for part in self.parts:
            found[part.claim].append(part.share)
        totals = {claim: math.fsum(several) for claim, several in found.items()}
        return dict(sorted(totals.items(), key=lambda item: (-item[1], item[0])))

    def by_family(self) -> dict[str, float]:
        """Return the share of each family, the greatest first: what a single number hides."""
        found: dict[str, list[float]] = defaultdict(list)
        for part in self.parts:
            found[part.family].append(part.share)
        totals = {family: math.fsum(several) for family, several in found.items()}
        return dict(sorted(totals.items(), key=lambda item: (-item[1], item[0])))

    def by_document(self) -> dict[str, float]:
        """Return the share of each document, the greatest first."""
        found: dict[str, list[float]] = defaultdict(list)
        for claim, share in self.by_claim().items():
            found[self.table[claim].document if claim else ""].append(share)
        totals = {document: math.fsum(several) for document, several in found.items()}
        return dict(sorted(totals.items(), key=lambda item: (-item[1], item[0])))

    def notes(self) -> tuple[str, ...]:
        """Return the number and what each family has of it, as a sentence."""
        parts = ", ".join(f"{name} {part:.3g}" for name, part in self.by_family().items())
        return (f"Sum {self.number:.6g}, by family: {parts or 'none'}.",)

    def rows(self) -> list[PartRow]:
        """Return one dict per part: path, step, family, lever, claim, passage, share."""
        label = self.table.label
        return [
            {
                "path": list(part.path),
                "path_labels": [label(actor) for actor in part.path],
                "step": " to ".join(map(label, part.step)),
                "family": part.family,
                "relation": part.relation,
                "grade": part.grade,
                "claim": part.claim,
                "said_by": self.table[part.claim].claimant_label if part.claim else "",
                "gloss": self.table[part.claim].gloss if part.claim else "the restart of the walk",
                "passage": part.passage,
                "share": part.share,
                "number": self.number,
            }
            for part in self.parts
        ]


def shares(
    network: LeverNetwork, worlds: Worlds, source: str, target: str | None, by: str
) -> Shares:
    """Return the influence of one actor on another, or its score over all, with its parts.

    The number is 0 without parts where there is no influence.

    Raises
    ------
    UnknownName
        If the measure is not known, or has no reading of a pair.
    """
    at = {actor: i for i, actor in enumerate(worlds.actors)}
    if by not in SCORES or (target is not None and by not in (*PAIRS, "pagerank")):
        raise UnknownName(by, "measure of influence", list(SCORES if not target else PAIRS))
    if source not in at or (target is not None and target not in at):
        return Shares(network.table, source, target or "", by, 0.0, ())
    matrix = worlds.base()
    i, j = at[source], at[target] if target is not None else None
    number = float(np.nan_to_num(scores(matrix, by, j)[i]))
    taken = _Taken(network, worlds.actors, matrix)
    if by == "pagerank":
        parts = list(taken.walk(i, j))
    elif by == "competitiveness":
        # A ratio of sums: shared in proportion to the parts of the influence in it.
        inner = shares(network, worlds, source, None, "mdii")
        scale = number / inner.number if inner.number else 0.0
        parts = [_scaled(part, scale) for part in inner.parts]
    else:
        ends = [j] if j is not None else [k for k in range(len(at)) if k != i]
        parts = [part for end in ends for part in taken.pair(i, end, by)]
    parts = [part for part in parts if part.share]
    return Shares(network.table, source, target or "", by, number, tuple(parts))


class _Taken:
    """Takes numbers of one network apart."""

    def __init__(self, network: LeverNetwork, actors: Sequence[str], matrix: np.ndarray) -> None:
        self.table = network.table
        self.actors = actors
        self.matrix = matrix
        self.held = network.counting

    def pair(self, i: int, j: int, by: str) -> Iterator[Part]:
        for path, amount, weakest in self._paths(i, j, by):
            steps = list(pairwise(path))
            weights = [float(self.matrix[a, b]) for a, b in steps]
            least = min(weights)
            needed = [
                step
                for step, weight in zip(steps, weights, strict=True)
                if not weakest or weight <= least + 1e-15
            ]
            for step in needed:
                yield from self._step(path, step, amount / len(needed))

    def walk(self, i: int, j: int | None) -> Iterator[Part]:
        n = len(self.actors)
        found = scores(self.matrix, "pagerank", j)
        into = self.matrix.sum(axis=0)
        restart = float(found[into == 0].sum()) * 0.85 + 0.15
        if j is None or i == j:
            share = restart / n if j is None else restart
            me = self.actors[i]
            yield Part((me,), (me, me), "", "", "", "", "", share)
        for k in range(n):
            if self.matrix[i, k] > 0:
                amount = 0.85 * float(self.matrix[i, k] / into[k] * found[k])
                yield from self._step((i, k), (i, k), amount)

    def _paths(self, i: int, j: int, by: str) -> Iterator[tuple[tuple[int, ...], float, bool]]:
        w = self.matrix
        if by == "direct":
            if w[i, j] > 0:
                yield (i, j), float(w[i, j]), False
        elif by == "mdii":
            if w[i, j] > 0:
                yield (i, j), float(w[i, j]), False
            for k in range(len(w)):
                if (amount := float(min(w[i, k], w[k, j]))) > 0:
                    yield (i, k, j), amount, True
        elif by == "decayed":
            ahead = {str(a): [str(b) for b in np.flatnonzero(w[a] > 0)] for a in range(len(w))}
            for _, nodes in simple_paths(ahead, str(i), str(j), max_length=3):
                if nodes is not None:
                    path = tuple(map(int, nodes))
                    product = math.prod(float(w[a, b]) for a, b in pairwise(path))
                    yield path, DECAY ** (len(path) - 2) * product, False
        else:
            path, amount = self._ways(by).get((i, j), ((), 0.0))
            if amount > 0:
                yield path, amount, by == "max-min"

    @lru_cache(maxsize=2)  # noqa: B019  lives as long as one decomposition
    def _ways(self, by: str) -> dict[tuple[int, int], tuple[tuple[int, ...], float]]:
        return ways(self.matrix, bottleneck=by == "max-min")

    def _step(self, path: tuple[int, ...], step: tuple[int, int], amount: float) -> Iterator[Part]:
        names = tuple(self.actors[at] for at in path)
        pair = self.actors[step[0]], self.actors[step[1]]
        families = self.held.get(pair, {})
        numbers = tuple(self.table.grades[held[0].grade].number for held in families.values())
        whole = float(strength(numbers))
        for (family, held), value in zip(families.items(), family_shares(numbers), strict=True):
            for lever in held:
                each = amount * value / whole / len(held) / len(lever.claims)
                for claim in lever.claims:
                    passages = self.table[claim].passage or ("",)
                    for passage in passages:
                        yield Part(
                            names, pair, family, lever.relation, lever.grade, claim, passage,
                            each / len(passages),
                        )  # fmt: skip


@lru_cache(maxsize=4096)
def family_shares(numbers: tuple[float, ...]) -> tuple[float, ...]:
    """Return the Shapley values of strengths that combine by noisy-or; they sum to it.

    >>> [round(value, 12) for value in family_shares((0.5, 0.2))]
    [0.45, 0.15]

    References
    ----------
    .. [1] Shapley (1953), A value for n-person games, Contributions to the Theory of Games II.
    """
    n = len(numbers)
    values = []
    for at, number in enumerate(numbers):
        others = numbers[:at] + numbers[at + 1 :]
        value = 0.0
        for size in range(n):
            weight = math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n)
            for several in combinations(others, size):
                value += weight * number * math.prod(1 - other for other in several)
        values.append(value)
    return tuple(values)


def _scaled(part: Part, scale: float) -> Part:
    from dataclasses import replace

    return replace(part, share=part.share * scale)
