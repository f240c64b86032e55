"""Influence at 10,000 actors and 100,000 ties: PageRank on the sparse matrix, and bounded paths."""

from __future__ import annotations

import time
from itertools import islice
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from scipy import sparse

from kgraph.networks import pagerank
from kgraph.networks.paths import simple_paths

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["bounded_paths", "sparse_pagerank"]

_ACTORS, _TIES = 10_000, 100_000


def _ties() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return sources, targets and weights of ties among Zipf-distributed actors."""
    dice = np.random.default_rng(7)
    chance = 1 / np.arange(1, _ACTORS + 1)
    source, target = dice.choice(_ACTORS, (2, _TIES), p=chance / chance.sum())
    target = np.where(source == target, (target + 1) % _ACTORS, target)
    return source, target, dice.choice([0.2, 0.5, 0.8], _TIES)


def sparse_pagerank(
    best: Callable[..., float], ratio: Callable[[str, float, float, str], None]
) -> None:
    """Compare PageRank with a bare scipy loop and with networkx's own, to the same tolerance."""
    source, target, weight = _ties()
    matrix = pagerank.matrix(source, target, weight, _ACTORS)
    graph = _graph(matrix)
    for tolerance in (1e-6, 1e-10):
        _compare(matrix, graph, tolerance, best, ratio)


def _graph(matrix: Any) -> Any:
    graph: Any = nx.DiGraph()
    graph.add_nodes_from(range(_ACTORS))
    rows = sparse.coo_array(matrix)
    graph.add_weighted_edges_from(
        zip(rows.col.tolist(), rows.row.tolist(), rows.data.tolist(), strict=True)
    )
    return graph


def _compare(
    matrix: Any,
    graph: Any,
    tolerance: float,
    best: Callable[..., float],
    ratio: Callable[[str, float, float, str], None],
) -> None:
    def ours() -> np.ndarray:
        return pagerank.pagerank(matrix, tolerance=tolerance)

    def bare() -> np.ndarray:
        leaving = matrix.sum(axis=0)
        ends = leaving == 0
        per = np.divide(0.85, leaving, out=np.zeros(_ACTORS), where=~ends)
        found = np.full(_ACTORS, 1 / _ACTORS)
        while True:
            again = matrix @ (found * per) + (0.15 + 0.85 * found[ends].sum()) / _ACTORS
            if np.abs(again - found).sum() < _ACTORS * tolerance:
                return again
            found = again

    def theirs() -> dict[int, float]:
        return nx.pagerank(graph, 0.85, tol=tolerance)

    assert np.abs(ours() - bare()).max() < 1e-6
    assert np.abs(ours() - np.array(list(theirs().values()))).max() < 1e-4
    time_ours = best(ours, 15)
    name = f"PageRank of 10k actors and 100k ties to {tolerance:g}"
    ratio(f"{name} / bare scipy loop", time_ours, best(bare, 15), "at most 3")
    ratio(f"{name} / networkx", time_ours, best(theirs, 3), "at most 0.02")


def bounded_paths() -> None:
    """Say how many paths a search of a second or so finds before it stops."""
    source, target, _ = _ties()
    ahead: dict[str, set[str]] = {}
    for a, b in zip(source.tolist(), target.tolist(), strict=True):
        ahead.setdefault(str(a), set()).add(str(b))
    start = time.perf_counter()
    looked, found = 0, 0
    for steps, path in islice(simple_paths(ahead, "50", "60", max_length=3), 1_000_000):
        looked, found = steps, found + (path is not None)
    spent = time.perf_counter() - start
    print(f"paths of up to 3 steps: {found} found, {looked} steps looked at in {spent:.1f} s")
