"""Two-terminal reliability: the chance that a way through a network holds."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EXACT", "reliability"]

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
