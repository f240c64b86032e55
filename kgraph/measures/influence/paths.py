"""Paths of influence from one actor to another, with the levers that each step rests on."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph import wording
from kgraph.measures.influence.pairs import DECAY
from kgraph.model import union
from kgraph.result import Face, Pictured
from kgraph.text import interval

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.model import Edge
    from kgraph.text import Shown

__all__ = ["EXACT", "Path", "PathRow", "Paths", "paths", "reliability", "simple_paths"]


@dataclass(frozen=True, slots=True)
class Path:
    """A path of influence that visits no actor twice.

    ``lapsed`` are the positions of the steps, from 0, whose levers had all ended by the day;
    ``hollow`` of those that are duties on paper, reported unmet. Such a path carries nothing.
    """

    steps: tuple[Edge, ...]
    lapsed: tuple[int, ...] = ()

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors on the way, both ends included."""
        return (self.steps[0].source, *(step.target for step in self.steps))

    @property
    def hollow(self) -> tuple[int, ...]:
        """The positions of the steps whose levers are all hollow, from 0."""
        return tuple(at for at, step in enumerate(self.steps) if step.hollow)

    @property
    def weights(self) -> tuple[float, ...]:
        """The strength of each step, in [0, 1]; 0 where it has lapsed."""
        return tuple(
            0.0 if at in self.lapsed else step.weight for at, step in enumerate(self.steps)
        )

    @property
    def product(self) -> float:
        """The product of the strengths, in [0, 1]."""
        return math.prod(self.weights)

    @property
    def bottleneck(self) -> float:
        """The least strength, in [0, 1]."""
        return min(self.weights)

    @property
    def low(self) -> float:
        """The product over the lower ends of the grades' intervals, in [0, 1]."""
        return math.prod(0.0 if at in self.lapsed else s.low for at, s in enumerate(self.steps))

    @property
    def high(self) -> float:
        """The product over the upper ends of the grades' intervals, in [0, 1]."""
        return math.prod(0.0 if at in self.lapsed else s.high for at, s in enumerate(self.steps))

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of all steps, sorted."""
        return union(step.claims for step in self.steps)


class PathRow(TypedDict):
    """A path: its actors, strength with interval, marks, levers and passages."""

    path: list[str]
    path_labels: list[str]
    length: int
    product: float
    low: float
    high: float
    bottleneck: float
    broken: list[str]
    levers: list[str]
    families: list[str]
    valid_from: list[str]
    valid_until: list[str]
    claims: list[str]
    passages: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Paths(Pictured[PathRow]):
    """The paths from one actor to another, the strongest first.

    ``stopped`` says why the search ended before all paths up to ``max_length`` steps were seen,
    ``""`` if it did not. Totals are over the paths that were found; each comes with its interval
    as ``(number, low, high)``.
    """

    drawn_as = "paths"
    title = "Paths"
    tells = "By which ways one actor can move another, the strongest first."
    shown: ClassVar[Shown] = {
        "path": lambda row: " > ".join(row["path_labels"]),
        "strength": lambda row: interval(row["product"], row["low"], row["high"]),
        "broken": "broken", "levers": "levers", "claims": "claims", "passages": "passages",
    }  # fmt: skip
    texts = ("path_labels", "broken", "levers", "families")

    table: ClaimsTable
    source: str
    target: str
    found: tuple[Path, ...]
    max_length: int
    stopped: str = ""
    face: Face | None = field(default=None, kw_only=True)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of all paths, sorted."""
        return union(path.claims for path in self.found)

    @property
    def heading(self) -> str:
        """What the picture shows, and whom it is about."""
        label = self.table.label
        return f"How {label(self.source)} can move {label(self.target)}"

    def notes(self) -> tuple[str, ...]:
        """Return how far the search went, and the totals over all paths, as sentences."""
        searched = f"All paths of up to {self.max_length} steps."
        if self.stopped:
            searched = f"The search was {self.stopped}."
        if not self.found:
            return (searched,)
        totals = [
            f"{name.replace('_', ' ')} {'not exact here' if total is None else interval(*total)}"
            for name, total in self.totals().items()
        ]
        return (searched, f"Totals: {'; '.join(totals)}.")

    def __iter__(self) -> Iterator[Path]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    @property
    def best(self) -> tuple[float, float, float]:
        """The greatest product, in [0, 1]."""
        return self._total(lambda ways: max(map(math.prod, ways), default=0.0))

    @property
    def max_min(self) -> tuple[float, float, float]:
        """The greatest bottleneck, in [0, 1]."""
        return self._total(lambda ways: max(map(min, ways), default=0.0))

    @property
    def decayed(self) -> tuple[float, float, float]:
        """The sum of products, each further step counting half, >= 0."""
        return self._total(
            lambda ways: math.fsum(DECAY ** (len(way) - 1) * math.prod(way) for way in ways)
        )

    @property
    def sum_min(self) -> tuple[float, float, float]:
        """MACTOR's MDII: the sum of bottlenecks of the paths of one or two steps, >= 0."""
        return self._total(lambda ways: math.fsum(min(way) for way in ways if len(way) <= 2))

    @property
    def noisy_or(self) -> tuple[float, float, float]:
        """``1 - product of (1 - path)``, in [0, 1]: the chance that a path holds, if all differed.

        Paths that share a step are counted as if they did not; ``reliability`` is exact.
        """
        return self._total(lambda ways: 1.0 - math.prod(1.0 - math.prod(way) for way in ways))

    @property
    def reliability(self) -> tuple[float, float, float] | None:
        """The exact chance that the steps of these paths lead there, in [0, 1].

        Steps are independent, and longer ways made of the same steps count too. ``None`` if there
        are more steps than can be computed exactly.
        """
        ends = [
            reliability(self._strengths(bound), self.source, self.target)
            for bound in ("weight", "low", "high")
        ]
        number, low, high = ends
        return None if number is None or low is None or high is None else (number, low, high)

    def _strengths(self, bound: str) -> dict[tuple[str, str], float]:
        return {
            (step.source, step.target): getattr(step, bound)
            for path in self.found
            if path.product
            for step in path.steps
        }

    def _total(self, of: Callable[[list[tuple[float, ...]]], float]) -> tuple[float, float, float]:
        number, low, high = (
            of(
                [
                    tuple(
                        0.0 if at in path.lapsed else getattr(step, bound)
                        for at, step in enumerate(path.steps)
                    )
                    for path in self.found
                ]
            )
            for bound in ("weight", "low", "high")
        )
        return number, low, high

    def totals(self) -> dict[str, tuple[float, float, float] | None]:
        """Return every total by its name, as ``(number, low, high)``."""
        names = ("best", "max_min", "decayed", "sum_min", "noisy_or", "reliability")
        return {name: getattr(self, name) for name in names}

    def rows(self) -> list[PathRow]:
        """Return one dict per path: actors, strength with interval, marks, levers, passages."""
        return [self._row(path) for path in self.found]

    def _row(self, path: Path) -> PathRow:
        label = self.table.label
        marks = dict.fromkeys(path.lapsed, "lapsed") | dict.fromkeys(path.hollow, "hollow")
        return {
            "path": list(path.actors),
            "path_labels": [label(actor) for actor in path.actors],
            "length": len(path.steps),
            "product": path.product,
            "low": path.low,
            "high": path.high,
            "bottleneck": path.bottleneck,
            "broken": [
                f"{label(path.steps[at].source)} to {label(path.steps[at].target)}: {marks[at]}"
                for at in sorted(marks)
            ],
            "levers": [lever for step in path.steps for lever in self._levers(step)],
            "families": [
                ", ".join(f"{family} {grade}" for family, grade in step.families.items())
                for step in path.steps
            ],
            "valid_from": [step.valid_from for step in path.steps],
            "valid_until": [step.valid_until for step in path.steps],
            "claims": list(path.claims),
            "passages": list(union(self.table[claim].passage for claim in path.claims)),
        }

    def _levers(self, step: Edge) -> list[str]:
        return [
            f"{wording.stated(self.table, tie)}"
            f" ({' and '.join(tie.families)}: {'hollow' if tie.hollow else tie.grade}"
            f"{_dates(tie.valid_from, tie.valid_until)})"
            for tie in step.ties
        ]


def _dates(start: str, end: str) -> str:
    return f"; {start or '?'} to {end or '?'}" if start or end else ""


def paths(
    table: ClaimsTable,
    edges: Iterable[Edge],
    source: str,
    target: str,
    *,
    past: Iterable[Edge] = (),
    max_length: int = 3,
    limit: int = 1000,
    budget: int = 1_000_000,
    progress: Callable[[int, int], None] | None = None,
) -> Paths:
    """Return the simple paths from one actor to another, up to stated bounds.

    Parameters
    ----------
    table : ClaimsTable
        The claims behind the edges.
    edges : iterable of Edge
        The network of levers, hollow ones included.
    past : iterable of Edge
        Edges whose levers had all ended by the day; drawn, marked and without strength.
    max_length : int
        Most steps of a path.
    limit, budget : int
        Most paths, and most steps looked at; reaching one stops the search, and the result says so.
    progress : callable, optional
        Called now and then with the steps looked at and the paths found.
    """
    present = {(edge.source, edge.target): edge for edge in edges}
    ended = {(edge.source, edge.target): edge for edge in past}
    every = {**ended, **present}
    ahead: dict[str, list[str]] = defaultdict(list)
    for start, end in every:
        ahead[start].append(end)
    found: list[Path] = []
    stopped = ""
    walk = simple_paths(ahead, source, target, max_length=max_length)
    for looked, nodes in walk:
        if nodes is not None:
            pairs = list(itertools.pairwise(nodes))
            lapsed = tuple(at for at, pair in enumerate(pairs) if pair not in present)
            found.append(Path(tuple(every[pair] for pair in pairs), lapsed))
        if progress is not None and looked % 10_000 == 0:
            progress(looked, len(found))
        if len(found) >= limit:
            stopped = f"stopped at {limit} paths; shorter ones come first"
            break
        if looked >= budget:
            stopped = f"stopped after {budget} steps; shorter paths come first"
            break
    found.sort(key=lambda path: (-path.product, len(path.steps), path.actors))
    return Paths(table, source, target, tuple(found), max_length, stopped)


def simple_paths(
    ahead: Mapping[str, Collection[str]], source: str, target: str, *, max_length: int
) -> Iterator[tuple[int, Sequence[str] | None]]:
    """Yield the simple paths of a graph, the shorter first, with the steps looked at so far.

    A step that leads to no path yields ``None`` in place of one, so that the caller can stop at any
    time. Steps from which the target is out of reach are not taken.
    """
    away = _distances(ahead, target)
    looked = 0
    if source == target or source not in away:
        return
    onward: dict[str, list[str]] = {}
    for length in range(max(1, away[source]), max_length + 1):
        stack: list[tuple[str, ...]] = [(source,)]
        while stack:
            path = stack.pop()
            left = length - len(path)
            at = path[-1]
            if at not in onward:
                near = (
                    node for node in ahead.get(at, ()) if away.get(node, max_length) < max_length
                )
                onward[at] = sorted(near, reverse=True)
            for node in onward[at]:
                if node in path or away[node] > left:
                    continue
                looked += 1
                if node == target:
                    yield (looked, (*path, node)) if left == 0 else (looked, None)
                else:
                    yield looked, None
                    stack.append((*path, node))


def _distances(ahead: Mapping[str, Collection[str]], target: str) -> dict[str, int]:
    """Return the steps from each node to the target, nodes out of reach left out."""
    behind: dict[str, list[str]] = defaultdict(list)
    for start, ends in ahead.items():
        for end in ends:
            behind[end].append(start)
    away, rim = {target: 0}, [target]
    while rim:
        further = []
        for end in rim:
            for start in behind[end]:
                if start not in away:
                    away[start] = away[end] + 1
                    further.append(start)
        rim = further
    return away


# --- Two-terminal reliability: the chance that a way through a network holds.

#: Most edges between the two ends for which the exact chance is computed.
EXACT = 24


def reliability(
    edges: Mapping[tuple[str, str], float], source: str, target: str, *, exact: int = EXACT
) -> float | None:
    """Return the chance that a path of edges that hold leads from source to target.

    Each edge holds with its own probability, independently of the others. Factoring over the edges
    at the rim of what is reached, with equal states met once.

    Parameters
    ----------
    edges : mapping of (str, str) to float
        Probability of each directed edge, in [0, 1].
    exact : int
        Most edges that count: those of probability > 0 that lie between the two ends.

    Returns
    -------
    float or None
        In [0, 1]; ``None`` if more edges count than ``exact``. 1 if the ends are the same.

    References
    ----------
    .. [1] Ball, Colbourn and Provan (1995), Network reliability, in: Network Models, 673-762.

    Examples
    --------
    >>> round(reliability({("a", "b"): 0.5, ("b", "c"): 0.5, ("a", "c"): 0.2}, "a", "c"), 12)
    0.4
    """
    if source == target:
        return 1.0
    used = {pair: p for pair, p in edges.items() if p > 0}
    forth = _reached(used, source)
    back = _reached({(end, start): p for (start, end), p in used.items()}, target)
    used = {
        (start, end): p
        for (start, end), p in used.items()
        if start in forth and end in back and start != target and end != source
    }
    if not used:
        return 0.0
    if len(used) > exact:
        return None
    out: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (start, end), p in sorted(used.items()):
        out[start].append((end, p))

    @cache
    def chance(up: frozenset[str], down: frozenset[tuple[str, str]]) -> float:
        if target in up:
            return 1.0
        for start in sorted(up):
            for end, p in out[start]:
                if end not in up and (start, end) not in down:
                    holds = chance(
                        grown := up | {end}, frozenset(e for e in down if e[1] not in grown)
                    )
                    fails = chance(up, down | {(start, end)})
                    return p * holds + (1 - p) * fails
        return 0.0

    return chance(frozenset({source}), frozenset())


def _reached(edges: Mapping[tuple[str, str], float], start: str) -> set[str]:
    ahead: dict[str, list[str]] = defaultdict(list)
    for a, b in edges:
        ahead[a].append(b)
    seen, rim = {start}, [start]
    while rim:
        rim = list({b for a in rim for b in ahead[a] if b not in seen})
        seen.update(rim)
    return seen
