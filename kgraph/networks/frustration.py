"""Frustration: the ties that are wrong when actors stand in the two camps that fit best.

References
----------
.. [1] Harary, F. (1959), Behavioral Science 4(4): 316-323.
.. [2] Aref, S. & Wilson, M. C. (2019), Journal of Complex Networks 7(2): 163-189.
.. [3] Aref, S., Mason, A. J. & Wilson, M. C. (2020), Networks 75(1): 95-110.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kgraph.networks.signed import Pair, SignedPairs

__all__ = ["EXACT_ACTORS", "EXACT_PAIRS", "Frustration", "frustration"]

#: Up to this size frustration is exact; above, a heuristic between two bounds.
EXACT_ACTORS, EXACT_PAIRS = 150, 1250

#: Up to this many actors a second search tells whether the best partition is the only one.
_UNIQUE = 60

#: Nodes of the search tree after which a hard network is answered between two bounds.
_NODES = 20_000

_INFEASIBLE = 2
_SAME = 1e-9


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

    ``L = min_x sum_{+} w |x_i - x_j| + sum_{-} w (1 - |x_i - x_j|)`` with ``x`` in {0, 1}: a
    mixed-integer program, solved exactly up to ``EXACT_ACTORS`` actors and ``EXACT_PAIRS`` pairs
    unless the network is so unlike two camps that the search grows too long (``exact`` says so).
    Above, actors change camp one at a time from several starts, and ``least`` comes from unbalanced
    triangles without a pair in common. Pairs with both signs are in the sum twice, so that the
    lighter of the two is always frustrated. A network without pairs has frustration 0.
    """
    n, m = len(network.actors), len(network.pairs)
    if not m:
        return Frustration(0.0, None, (), (), exact=True, least=0.0, unique=True)
    if n <= EXACT_ACTORS and m <= EXACT_PAIRS:
        x, least = _programme(network)
        if x is not None:
            found = _frustrated(network, x)
            exact = least >= found.value - _SAME
            unique = _unique(network, x, found.value) if exact and n <= _UNIQUE else None
            least = found.value if exact else least
            return replace(found, exact=exact, least=least, unique=unique)
    found = _frustrated(network, _switched(network))
    return replace(found, least=min(found.value, _packed(network)))


def _unique(network: SignedPairs, x: np.ndarray, value: float) -> bool | None:
    other, least = _programme(network, other_than=x)
    if other is not None and _frustrated(network, other).value <= value + _SAME:
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
    network: SignedPairs, other_than: np.ndarray | None = None
) -> tuple[np.ndarray | None, float]:
    """Return the best camps by mixed-integer programming, or the best but those given, and a bound.

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
    number = {pair: n + e for e, pair in enumerate(pairs)}
    for triangle in network.triangles:
        # At least one pair of an unbalanced triangle is wrong, which the relaxation cannot see.
        if not triangle.balanced:
            rows.append({number[pair]: 1.0 for pair in triangle.pairs})
            least.append(1.0)
    if other_than is not None:
        ones = other_than > 0.5
        rows.append({i: -1.0 if ones[i] else 1.0 for i in range(n)})
        least.append(1.0 - float(ones.sum()))
    entries = [(r, c, v) for r, row in enumerate(rows) for c, v in row.items()]
    r, c, v = (np.array(column) for column in zip(*entries, strict=True))
    matrix = coo_array((v, (r, c)), shape=(len(rows), n + m)).tocsr()
    upper = np.ones(n + m)
    # Swapping the camps changes nothing, so one actor of each part stays where it is.
    degree = Counter(end for pair in pairs for end in (pair.first, pair.second))
    fixed = [max(part, key=lambda actor: degree[actor]) for part in _parts(network)]
    upper[[at[actor] for actor in fixed]] = 0.0
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
    return camps, float(bound or 0.0)


def _parts(network: SignedPairs) -> list[tuple[str, ...]]:
    """Return the actors of each part that hangs together, sorted, the largest part first."""
    near: dict[str, set[str]] = defaultdict(set)
    for pair in network.pairs:
        near[pair.first].add(pair.second)
        near[pair.second].add(pair.first)
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
