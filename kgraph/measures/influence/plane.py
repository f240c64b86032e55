"""The influence-dependence plane: how much each actor moves others, and is moved by them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

import numpy as np

from kgraph.measures.influence.mdii import indirect
from kgraph.measures.influence.ranking import carried, few_documents, rankable
from kgraph.measures.influence.worlds import SAMPLES, SEED, Worlds
from kgraph.model import union
from kgraph.result import Face, Pictured
from kgraph.text import interval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kgraph.claims import ClaimsTable
    from kgraph.text import Shown

__all__ = ["Placed", "PlacedRow", "Plane", "plane"]


@dataclass(frozen=True, slots=True)
class Placed:
    """An actor on the plane.

    ``influence`` and ``dependence`` are MACTOR's I and D, sums of direct and indirect influence,
    dimensionless, >= 0; the pairs that follow are their 5 % and 95 % quantiles over the draws.
    ``why_not`` says why the place is not assessable, ``""`` if it is.
    """

    actor: str
    influence: float
    influence_span: tuple[float, float]
    dependence: float
    dependence_span: tuple[float, float]
    why_not: str
    claims: tuple[str, ...]


class PlacedRow(TypedDict):
    """An actor with its influence and dependence, each with its interval."""

    actor: str
    actor_label: str
    influence: float
    influence_low: float
    influence_high: float
    dependence: float
    dependence_low: float
    dependence_high: float
    not_assessable: str
    claims: list[str]


def _span(name: str) -> Callable[[Mapping[str, Any]], str]:
    ends = (name, f"{name}_low", f"{name}_high")
    return lambda row: interval(*(row[end] for end in ends))


@dataclass(frozen=True, eq=False, repr=False)
class Plane(Pictured[PlacedRow]):
    """Actors by influence and dependence, sorted; those of no influence either way are left out.

    References
    ----------
    .. [1] Godet (1991), Futures 23(6): 605-622.
    """

    drawn_as, drawn_by_row = "plane", True
    title = heading = "Influence and dependence"
    tells = "Who moves others, who is moved by them (MACTOR)."
    shown: ClassVar[Shown] = {
        "who": "actor_label", "influence": _span("influence"), "dependence": _span("dependence"),
        "why not": "not_assessable", "claims": lambda row: len(row["claims"]),
    }  # fmt: skip

    table: ClaimsTable
    placed: tuple[Placed, ...]
    samples: int
    seed: int
    noise: float
    face: Face | None = field(default=None, kw_only=True)

    def __iter__(self) -> Iterator[Placed]:
        return iter(self.placed)

    def __len__(self) -> int:
        return len(self.placed)

    @property
    def means(self) -> tuple[float, float] | None:
        """The mean influence and dependence, which part the plane; ``None`` without actors."""
        if not self.placed:
            return None
        mean = sum(one.influence for one in self.placed) / len(self.placed)
        return mean, sum(one.dependence for one in self.placed) / len(self.placed)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims behind the places, sorted."""
        return union(one.claims for one in self.placed)

    def rows(self) -> list[PlacedRow]:
        """Return one dict per actor: both numbers with their intervals, or why not assessable."""
        return [
            {
                "actor": one.actor,
                "actor_label": self.table.label(one.actor),
                "influence": one.influence,
                "influence_low": one.influence_span[0],
                "influence_high": one.influence_span[1],
                "dependence": one.dependence,
                "dependence_low": one.dependence_span[0],
                "dependence_high": one.dependence_span[1],
                "not_assessable": one.why_not,
                "claims": list(one.claims),
            }
            for one in self.placed
        ]

    def notes(self) -> tuple[str, ...]:
        """Return how to read the plane, as sentences."""
        return (
            "Direct influence and that over one intermediary (MACTOR), summed over all others: of "
            "an actor on them, and of them on it.",
            f"Intervals: 5 % to 95 % of {self.samples} draws of grades and claims within their "
            f"doubt; drawn with --seed {self.seed} --noise {self.noise:g}.",
        )


def plane(worlds: Worlds, *, samples: int = SAMPLES, seed: int = SEED, noise: float = 1.0) -> Plane:
    """Return where each actor stands between moving others and being moved.

    A place that rests on too few documents, or of whose influence or dependence nothing is left
    without one of them, is not assessable. ``samples``, ``seed`` and ``noise`` are those of
    ``Worlds.draws``.
    """
    table = worlds.table
    there = _sums(worlds.base()[None])[0]
    chosen = [
        i
        for i in range(len(worlds.actors))
        if there[i].sum() > 0 and rankable(table, worlds.actors[i])
    ]
    if not chosen:
        return Plane(table, (), samples, seed, noise)
    drawn = np.concatenate([_sums(stack) for stack in worlds.draws(samples, seed, noise)])
    spans = np.quantile(drawn, (0.05, 0.95), axis=0)
    few = few_documents(worlds)
    left = {
        documents: _sums(worlds.without(claims)[None])[0]
        for documents, claims in worlds.without_a_document().items()
    }
    found = []
    for i in chosen:
        actor = worlds.actors[i]
        held = [one.claims for one in worlds.levers if actor in {one.source, one.target}]
        found.append(
            Placed(
                actor,
                float(there[i, 0]),
                (float(spans[0, i, 0]), float(spans[1, i, 0])),
                float(there[i, 1]),
                (float(spans[0, i, 1]), float(spans[1, i, 1])),
                few or _carried(left, i, there[i]),
                union(held),
            )
        )
    return Plane(table, tuple(found), samples, seed, noise)


def _carried(left: Mapping[tuple[str, ...], np.ndarray], position: int, there: np.ndarray) -> str:
    """Return of which number nothing is left without some document; ``""`` if of none."""
    said = []
    for axis, name in enumerate(("influence", "dependence")):
        alone = {documents: sums[:, axis] for documents, sums in left.items()}
        why = carried(alone, position) if there[axis] > 0 else ""
        said.append(why.replace("of it", f"of its {name}"))
    return "; ".join(filter(None, said))


def _sums(stack: np.ndarray) -> np.ndarray:
    """Return influence and dependence of each actor, shape (m, n, 2)."""
    both = indirect(stack)
    diagonal = np.arange(both.shape[-1])
    both[..., diagonal, diagonal] = 0.0
    return np.stack([both.sum(axis=-1), both.sum(axis=-2)], axis=-1)
