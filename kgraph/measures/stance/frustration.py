"""Frustration: the ties that are wrong when actors stand in the two camps that fit best.

References
----------
.. [1] Harary, F. (1959), Behavioral Science 4(4): 316-323.
.. [2] Aref, S. & Wilson, M. C. (2019), Journal of Complex Networks 7(2): 163-189.
.. [3] Aref, S., Mason, A. J. & Wilson, M. C. (2020), Networks 75(1): 95-110.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, TypedDict

import numpy as np

from kgraph.measures.account import Account, Headline, added, divided
from kgraph.measures.stance.balance import OfPairs, Pair, SignedPairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.text import Shown

__all__ = [
    "EXACT_ACTORS", "EXACT_PAIRS", "Cuts", "Frustration", "FrustrationRow", "Frustrations",
    "frustration", "tightened",
]  # fmt: skip

#: Up to this size a block of the network is solved exactly; above, by a heuristic between bounds.
EXACT_ACTORS, EXACT_PAIRS = 150, 1250

#: Up to this many actors a second search tells whether a block's best camps are the only ones.
_UNIQUE = 60

#: Nodes of the search tree after which a hard block is answered between two bounds.
_NODES = 500

_INFEASIBLE = 2
_SAME = 1e-9


class FrustrationRow(TypedDict):
    """A pair that is wrong in the two best camps."""

    first: str
    first_label: str
    second: str
    second_label: str
    sign: int
    weight: float
    claims: list[str]
    passages: list[str]
    documents: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Frustrations(OfPairs[FrustrationRow]):
    """The ties that are wrong when actors stand in the two camps that fit conduct best."""

    title = "Frustration"
    tells = "The ties that fit no division into two camps of friends."
    shown: ClassVar[Shown] = {
        "one": "first_label", "other": "second_label",
        "sign": lambda row: f"{row['sign']:+d}", "weight": "weight", "claims": "claims",
        "passages": "passages",
    }  # fmt: skip

    @cached_property
    def result(self) -> Frustration:
        """The index, the pairs and the camps."""
        return frustration(self.network)

    @property
    def value(self) -> float | None:
        """Weighted frustration index, >= 0; ``None`` without ties, 0 without a circle of them."""
        return self.result.value if self.network.pairs else None

    @property
    def share(self) -> float | None:
        """``1 - 2 L / m``, 1 for perfect balance; ``None`` without ties."""
        return self.result.share

    @property
    def circles(self) -> int:
        """Number of independent circles of ties: without one, nothing can be frustrated."""
        network = self.network
        return len(network.pairs) - len(network.actors) + len(self.result.camps)

    def explain(self) -> Account:
        """Return the index with each claim's part: the weight of its pair, if frustrated."""
        if not self.network.pairs:
            return Account(
                self.table, "frustration", "all ties", None, why="not assessable: no ties"
            )
        shares = added(divided(pair.weight, pair.claims) for pair in self.result.frustrated)
        return Account(self.table, "frustration", "all ties", self.value, tuple(shares), shares)

    def accounts(self, row: FrustrationRow) -> Iterable[tuple[str, Mapping[str, float]]]:
        """Return the weight of a pair in equal parts of its claims."""
        return [("weight", divided(row["weight"], row["claims"]))]

    def headline(self, *, normalised: bool = False) -> Headline:
        """Return the index, or ``1 - 2 L / m``, as one number for all conduct.

        It says nothing where no ties close a circle: then it is 0 by nature.
        """
        why = "" if self.circles else "not assessable: no ties close a circle"
        if not self.network.pairs:
            why = "not assessable: no ties"
        value = self.share if normalised else self.value
        return value if self.circles else None, self.claims, why

    def rows(self) -> list[FrustrationRow]:
        """Return one dict per frustrated pair: actors, sign, weight, claims, passages."""
        rows: list[FrustrationRow] = []
        for pair in self.result.frustrated:
            claims = self._behind(pair)
            rows.append(
                {
                    "first": pair.first,
                    "first_label": self.table.label(pair.first),
                    "second": pair.second,
                    "second_label": self.table.label(pair.second),
                    "sign": pair.sign,
                    "weight": pair.weight,
                    "claims": claims,
                    "passages": sorted({p for c in claims for p in self.table[c].passage}),
                    "documents": self._documents(claims),
                }
            )
        return rows

    def notes(self) -> tuple[str, ...]:
        """Return the index, how it was found, and the camps, as sentences."""
        if not self.network.pairs:
            return ("Frustration: not assessable: no ties.",)
        found = self.result
        how = "exact" if found.exact else f"heuristic, not below {found.least:g}"
        said = [f"Frustration {found.value:g} ({how}); 1 - 2L/m is {found.share:.4f}."]
        if not self.circles:
            said.append("No ties close a circle, so none could be frustrated.")
        if found.unique is False:
            said.append("Other camps would do as well; these are one choice.")
        if len(found.camps) > 1:
            said.append(
                f"The network falls into {len(found.camps)} parts; nothing tells which camps of "
                "different parts belong together."
            )
        for one, other in found.camps:
            sides = [", ".join(map(self.table.label, camp)) for camp in (one, other)]
            said.append(
                f"Two camps that fit these signs best, which nobody claims to exist: {sides[0]}; "
                f"and {sides[1]}."
                if other
                else f"No hostile tie divides them: {sides[0]}."
            )
        return (*said, *self._ambivalent())


@dataclass(frozen=True)
class Frustration:
    """The least weight of ties that must be wrong for the actors to stand in two camps.

    Attributes
    ----------
    value : float
        Weighted frustration index ``L``, >= 0, in units of the weights: friendly pairs across the
        camps and hostile pairs within.
    share : float or None
        ``1 - 2 L / m`` with ``m`` the total weight, in [0, 1] (``F`` of Aref and Wilson): 1 for
        perfect balance; ``None`` without ties.
    frustrated : tuple of Pair
        The pairs that are wrong, sorted.
    camps : tuple of (tuple of str, tuple of str)
        The two camps of each part of the network that hangs together, sorted; nothing tells which
        camps of different parts belong together.
    exact : bool
        Whether this is the optimum; else ``least`` is a bound below it.
    unique : bool or None
        Whether no other partition is as good; ``None`` if that was not looked into.
    """

    value: float
    share: float | None
    frustrated: tuple[Pair, ...]
    camps: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    exact: bool
    least: float
    unique: bool | None = None


def frustration(network: SignedPairs) -> Frustration:
    """Return the weighted frustration of a signed network with the frustrated pairs.

    ``L = min_x sum_{+} w |x_i - x_j| + sum_{-} w (1 - |x_i - x_j|)`` with ``x`` in {0, 1}. The
    network is taken apart into its blocks (parts that hang together by more than one actor), since
    ``L`` is the sum of theirs. A block of up to ``EXACT_ACTORS`` actors and ``EXACT_PAIRS`` pairs
    is a mixed-integer program, tightened by cycles that cannot be all right, and solved exactly
    unless it is so unlike two camps that the search grows too long (``exact`` says so). In larger
    blocks actors change camp one at a time from several starts, and ``least`` comes from unbalanced
    triangles without a pair in common. Pairs with both signs are in the sum twice, so that the
    lighter of the two is always frustrated. A network without pairs has frustration 0.
    """
    if not network.pairs:
        return Frustration(0.0, None, (), (), exact=True, least=0.0, unique=True)
    solved = [_solved(block) for block in _blocks(network)]
    found = _frustrated(network, _joined(network, solved))
    exact = all(one.exact for one in solved)
    sole = [one.unique for one in solved]
    unique = False if False in sole else True if all(sole) else None
    least = found.value if exact else min(found.value, sum(one.least for one in solved))
    return replace(found, exact=exact, least=least, unique=unique if exact else None)


@dataclass(frozen=True)
class _Solved:
    """The camps of a block by actor, with a bound below their frustration."""

    camp: dict[str, bool]
    least: float
    exact: bool
    unique: bool | None


def _blocks(network: SignedPairs) -> list[SignedPairs]:
    """Return the blocks of a network: its pairs, parted where one actor alone holds it together.

    Each pair beside a spanning forest closes a circle with it, and circles with a pair in common
    are of one block. networkx has blocks too, and takes longer to load than all this.
    """
    near = _near(network)
    above: dict[str, str] = {}
    depth: dict[str, int] = {}
    for start in network.actors:
        reached = [] if start in depth else [start]
        depth.setdefault(start, 0)
        for actor in reached:
            for other in near[actor] - depth.keys():
                above[other], depth[other] = actor, depth[actor] + 1
                reached.append(other)
    # A pair of the forest goes by its lower end.
    same = {actor: actor for actor in network.actors}

    def block(lower: str) -> str:
        while same[lower] != lower:
            same[lower] = same[same[lower]]
            lower = same[lower]
        return lower

    lowest = []
    for pair in network.pairs:
        one, other = pair.first, pair.second
        circle = []
        while one != other:
            if depth[one] < depth[other]:
                one, other = other, one
            circle.append(one)
            one = above[one]
        lowest.append(circle[0])
        for lower in circle[1:]:
            same[block(lower)] = block(circle[0])
    blocks: dict[str, list[Pair]] = defaultdict(list)
    for pair, lower in zip(network.pairs, lowest, strict=True):
        blocks[block(lower)].append(pair)
    return [type(network)(tuple(pairs)) for pairs in blocks.values()]


def _near(network: SignedPairs) -> dict[str, set[str]]:
    """Return those with whom each actor is in a pair."""
    near: dict[str, set[str]] = defaultdict(set)
    for pair in network.pairs:
        near[pair.first].add(pair.second)
        near[pair.second].add(pair.first)
    return near


def _solved(block: SignedPairs) -> _Solved:
    n, m = len(block.actors), len(block.pairs)
    if n == 2:
        leaning = sum(pair.sign * pair.weight for pair in block.pairs)
        camp = {block.actors[0]: True, block.actors[1]: leaning >= 0}
        return _Solved(camp, 0.0, exact=True, unique=abs(leaning) > _SAME)
    if n <= EXACT_ACTORS and m <= EXACT_PAIRS:
        at = {actor: i for i, actor in enumerate(block.actors)}
        first, second = (np.array([at[end] for end in ends]) for ends in _ends(block))
        sign = np.array([pair.sign for pair in block.pairs])
        weight = np.array([pair.weight for pair in block.pairs])
        cuts = tightened(n, first, second, sign, weight)
        x, least = _programme(block, cuts)
        if x is not None:
            value = _frustrated(block, x).value
            exact = least >= value - _SAME
            unique = _unique(block, cuts, x, value) if exact and n <= _UNIQUE else None
            return _Solved(_camps(block, x), value if exact else least, exact, unique)
    x = _switched(block)
    return _Solved(_camps(block, x), _packed(block), exact=False, unique=None)


def _ends(network: SignedPairs) -> tuple[list[str], list[str]]:
    return [pair.first for pair in network.pairs], [pair.second for pair in network.pairs]


def _camps(network: SignedPairs, x: np.ndarray) -> dict[str, bool]:
    return {actor: bool(x[i] > 0.5) for i, actor in enumerate(network.actors)}


def _joined(network: SignedPairs, solved: list[_Solved]) -> np.ndarray:
    """Return one camp per actor: blocks turned so that the actors they share stand in one camp."""
    of: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(solved):
        for actor in one.camp:
            of[actor].append(number)
    camp: dict[str, bool] = {}
    done = [False] * len(solved)
    for first in range(len(solved)):
        waiting = [first]
        while waiting:
            number = waiting.pop()
            if done[number]:
                continue
            done[number] = True
            own = solved[number].camp
            turn = any(own[actor] != camp[actor] for actor in own if actor in camp)
            for actor, side in own.items():
                if actor not in camp:
                    camp[actor] = side != turn
                    waiting += of[actor]
    return np.array([float(camp[actor]) for actor in network.actors])


def _unique(block: SignedPairs, cuts: Cuts, x: np.ndarray, value: float) -> bool | None:
    other, least = _programme(block, cuts, x, value)
    if other is not None and _frustrated(block, other).value <= value + _SAME:
        return False
    return True if least > value + _SAME else None


def _frustrated(network: SignedPairs, x: np.ndarray) -> Frustration:
    at = {actor: i for i, actor in enumerate(network.actors)}
    wrong = tuple(p for p in network.pairs if (x[at[p.first]] == x[at[p.second]]) != (p.sign > 0))
    value = float(sum(pair.weight for pair in wrong))
    total = float(sum(pair.weight for pair in network.pairs))
    camps = []
    for part in _parts(network):
        sides: tuple[list[str], list[str]] = ([], [])
        for actor in part:
            sides[int(x[at[actor]] != x[at[part[0]]])].append(actor)
        camps.append((tuple(sides[0]), tuple(sides[1])))
    return Frustration(value, 1 - 2 * value / total, wrong, tuple(camps), exact=False, least=0.0)


def _programme(
    network: SignedPairs,
    cuts: Cuts,
    other_than: np.ndarray | None = None,
    at_most: float = np.inf,
) -> tuple[np.ndarray | None, float]:
    """Return the best camps by mixed-integer programming, and a bound.

    With ``other_than``, others than these that are ``at_most`` so frustrated, if there are any.

    The search ends after ``_NODES`` nodes, and the bound then lies below what was found.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    actors, pairs = network.actors, network.pairs
    n, m = len(actors), len(pairs)
    at = {actor: i for i, actor in enumerate(actors)}
    rows: list[dict[int, float]] = []
    least: list[float] = []
    for e, pair in enumerate(pairs):
        i, j, f = at[pair.first], at[pair.second], n + e
        if pair.sign > 0:
            rows += [{f: 1.0, i: -1.0, j: 1.0}, {f: 1.0, i: 1.0, j: -1.0}]
            least += [0.0, 0.0]
        else:
            rows += [{f: 1.0, i: -1.0, j: -1.0}, {f: 1.0, i: 1.0, j: 1.0}]
            least += [-1.0, 1.0]
    # What the relaxation cannot see: cycles in which at least one pair is wrong.
    rows += [{n + e: number for e, number in cut.items()} for cut in cuts.coefficients]
    least += cuts.least
    if other_than is not None:
        ones = other_than > 0.5
        rows.append({i: -1.0 if ones[i] else 1.0 for i in range(n)})
        least.append(1.0 - float(ones.sum()))
        rows.append({n + e: -pair.weight for e, pair in enumerate(pairs)})
        least.append(-at_most - _SAME)
    entries = [(r, c, v) for r, row in enumerate(rows) for c, v in row.items()]
    r, c, v = (np.array(column) for column in zip(*entries, strict=True))
    matrix = coo_array((v, (r, c)), shape=(len(rows), n + m)).tocsr()
    upper = np.ones(n + m)
    # Swapping the camps changes nothing, so the actor with most pairs stays where it is.
    degree = Counter(end for pair in pairs for end in (pair.first, pair.second))
    upper[at[max(actors, key=lambda actor: degree[actor])]] = 0.0
    solved = milp(
        np.concatenate([np.zeros(n), [pair.weight for pair in pairs]]),
        constraints=LinearConstraint(matrix, np.array(least), np.inf),
        integrality=np.concatenate([np.ones(n), np.zeros(m)]),
        bounds=Bounds(np.zeros(n + m), upper),
        options={"mip_rel_gap": 0.0, "node_limit": _NODES},
    )
    if solved.status == _INFEASIBLE:
        return None, np.inf
    bound = solved.fun if solved.status == 0 else getattr(solved, "mip_dual_bound", None)
    camps = None if solved.x is None else np.rint(solved.x[:n])
    return camps, max(float(bound or 0.0), cuts.bound)


def _parts(network: SignedPairs) -> list[tuple[str, ...]]:
    """Return the actors of each part that hangs together, sorted, the largest part first."""
    near = _near(network)
    found, seen = [], set()
    for start in network.actors:
        if start in seen:
            continue
        part: set[str] = set()
        stack = [start]
        while stack:
            actor = stack.pop()
            if actor not in part:
                part.add(actor)
                stack += near[actor] - part
        seen |= part
        found.append(tuple(sorted(part)))
    return sorted(found, key=lambda part: (-len(part), part))


def _switched(network: SignedPairs, starts: int = 10) -> np.ndarray:
    """Return camps where no actor alone would lessen the weight of wrong pairs by crossing over."""
    from scipy.sparse import coo_array

    n = len(network.actors)
    at = {actor: i for i, actor in enumerate(network.actors)}
    i = np.array([at[pair.first] for pair in network.pairs])
    j = np.array([at[pair.second] for pair in network.pairs])
    w = np.array([pair.sign * pair.weight for pair in network.pairs])
    ends = (np.concatenate([i, j]), np.concatenate([j, i]))
    matrix = coo_array((np.concatenate([w, w]), ends), shape=(n, n)).tocsr()
    chance = np.random.default_rng(0)
    best, most = np.ones(n), -np.inf
    for start in range(starts):
        x = np.ones(n) if not start else chance.choice([-1.0, 1.0], n)
        pull = matrix @ x
        while (worst := int((x * pull).argmin())) >= 0 and x[worst] * pull[worst] < -_SAME:
            x[worst] = -x[worst]
            row = matrix[[worst]]
            pull[row.indices] += 2.0 * x[worst] * row.data
        if (value := float(x @ pull)) > most + _SAME:
            best, most = x, value
    return (best > 0).astype(float)


def _packed(network: SignedPairs) -> float:
    """Return a frustration that no partition undercuts: unbalanced triangles, packed by weight."""
    left = {pair: pair.weight for pair in network.pairs}
    least = sum(
        min(p.weight for p in network.pairs if (p.first, p.second) == ends)
        for ends in network.ambivalent
    )
    for triangle in network.triangles:
        if not triangle.balanced:
            amount = min(left[pair] for pair in triangle.pairs)
            for pair in triangle.pairs:
                left[pair] -= amount
            least += amount
    return float(least)


# --- Cycles of a signed network that cannot be all right: bounds and cuts for its frustration.

#: Most rounds of cuts, and rounds that must gain something before the next are worth their time.
_ROUNDS, _PATIENCE = 80, 10
_SLACK = 1e-4


@dataclass(frozen=True)
class Cuts:
    """Inequalities ``coefficients @ f >= least`` on the pairs that are wrong, and what they bound.

    ``coefficients`` and ``least`` have one entry per cut, a dict of pair to number, and a number;
    ``bound`` is a frustration that no camps undercut, >= 0.
    """

    coefficients: list[dict[int, float]] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    bound: float = 0.0


def tightened(
    n: int, first: np.ndarray, second: np.ndarray, sign: np.ndarray, weight: np.ndarray
) -> Cuts:
    """Return the cuts that a signed network's frustration is bounded by from below.

    Parameters
    ----------
    n : int
        Number of actors.
    first, second : array of int, shape (m,)
        The actors of each pair.
    sign, weight : array, shape (m,)
        -1 or 1, and a number > 0.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    m = len(first)
    wrong = np.zeros(m)
    rows: list[dict[int, float]] = []
    least: list[float] = []
    bound, stuck = 0.0, 0
    for turn in range(_ROUNDS):
        # One cycle may be the shortest walk of several actors.
        broken = _broken(n, first, second, sign, wrong)
        fresh = {(frozenset(row.items()), number): (row, number) for row, number in broken}.values()
        if not fresh or stuck >= _PATIENCE:
            break
        rows += [row for row, _ in fresh]
        least += [number for _, number in fresh]
        at = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        pairs = np.array([pair for row in rows for pair in row])
        numbers = np.array([number for row in rows for number in row.values()])
        matrix = coo_array((numbers, (at, pairs)), shape=(len(rows), m)).tocsr()
        solved = linprog(weight, A_ub=-matrix, b_ub=-np.array(least), bounds=(0, 1))
        if solved.x is None:
            break
        stuck = stuck + 1 if solved.fun < bound + 1e-4 * max(1.0, bound) else 0
        wrong, bound = solved.x, max(bound, float(solved.fun))
        if turn % 5 == 4:
            # What does not bind any more only costs time; it comes back if it is broken again.
            kept = np.flatnonzero(matrix @ wrong - np.array(least) < _SLACK)
            rows, least = [rows[i] for i in kept], [least[i] for i in kept]
    return Cuts(rows, least, bound)


def _broken(
    n: int, first: np.ndarray, second: np.ndarray, sign: np.ndarray, wrong: np.ndarray
) -> list[tuple[dict[int, float], float]]:
    """Return the cuts that a point breaks, the most broken of each actor."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    m = len(first)
    wrong = np.clip(wrong, 0.0, 1.0)
    # To stay in a camp costs what the pair is wrong if it is friendly, else what it is right.
    stay = np.where(sign > 0, wrong, 1 - wrong) + 1e-7
    cross = np.where(sign > 0, 1 - wrong, wrong) + 1e-7
    ends = [
        (a + n * camp, b, camp) for a, b in ((first, second), (second, first)) for camp in (0, 1)
    ]
    source = np.concatenate([a for a, _, _ in ends for _ in "xx"])
    target = np.concatenate([b + n * to for _, b, camp in ends for to in (camp, 1 - camp)])
    cost = np.concatenate([one for _ in ends for one in (stay, cross)])
    pair = np.tile(np.arange(m), 8)
    key = source * (2 * n) + target
    order = np.lexsort((cost, key))
    cheapest = order[np.concatenate([[True], np.diff(key[order]) != 0])]
    source, target, cost, pair = (one[cheapest] for one in (source, target, cost, pair))
    through = dict(
        zip(zip(source.tolist(), target.tolist(), strict=True), pair.tolist(), strict=True)
    )
    doubled = csr_array((cost, (source, target)), shape=(2 * n, 2 * n))
    far, before = dijkstra(doubled, indices=np.arange(n), return_predecessors=True)
    length = far[np.arange(n), np.arange(n) + n]
    found = []
    for start in np.flatnonzero(length < 1 - _SLACK).tolist():
        row: dict[int, float] = {}
        least, at = 1.0, start + n
        while at != start:
            came = int(before[start, at])
            step = through[came, at]
            if (sign[step] > 0) == ((came < n) == (at < n)):
                row[step] = row.get(step, 0.0) + 1.0
            else:
                row[step] = row.get(step, 0.0) - 1.0
                least -= 1.0
            at = came
        found.append((row, least))
    return found
