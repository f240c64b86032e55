"""Influence at 10,000 actors and 100,000 ties: PageRank, ranks with intervals, bounded paths."""

from __future__ import annotations

import resource
import time
from itertools import islice
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from scipy import sparse

from benchmarks.made import best, claim, claims_table, ratio
from kgraph.measures.influence import pagerank
from kgraph.measures.influence.influence import Influence
from kgraph.measures.influence.paths import simple_paths

if TYPE_CHECKING:
    from kgraph.measures.influence.influence import Influence

__all__ = ["main"]

_ACTORS, _TIES = 10_000, 100_000


def _ties() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return sources, targets and weights of ties among Zipf-distributed actors."""
    dice = np.random.default_rng(7)
    chance = 1 / np.arange(1, _ACTORS + 1)
    source, target = dice.choice(_ACTORS, (2, _TIES), p=chance / chance.sum())
    target = np.where(source == target, (target + 1) % _ACTORS, target)
    return source, target, dice.choice([0.2, 0.5, 0.8], _TIES)


def sparse_pagerank() -> None:
    """Compare PageRank with a bare scipy loop and with networkx's own, to the same tolerance."""
    source, target, weight = _ties()
    matrix = pagerank.matrix(source, target, weight, _ACTORS)
    graph = _graph(matrix)
    for tolerance in (1e-6, 1e-10):
        _compare(matrix, graph, tolerance)


def _graph(matrix: Any) -> Any:
    graph: Any = nx.DiGraph()
    graph.add_nodes_from(range(_ACTORS))
    rows = sparse.coo_array(matrix)
    graph.add_weighted_edges_from(
        zip(rows.col.tolist(), rows.row.tolist(), rows.data.tolist(), strict=True)
    )
    return graph


def _compare(matrix: Any, graph: Any, tolerance: float) -> None:
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


def _network(actors: int, ties: int) -> Influence:
    """Return levers of four relations among Zipf-distributed actors, told by 50 documents."""
    dice = np.random.default_rng(7)
    chance = 1 / np.arange(1, actors + 1)
    ends = dice.choice(actors, (2, 2 * ties), p=chance / chance.sum())
    names = ("backs", "suppliesArmsTo", "funds", "mediates")
    rows = []
    for n, (a, b) in enumerate(ends[:, ends[0] != ends[1]][:, :ties].T.tolist()):
        rows.append(
            claim(
                n,
                subject=f"actor:a{a}",
                object=f"actor:a{b}",
                relation=names[n % len(names)],
                document=f"d{dice.integers(50)}",
                certainty=(1.0, 0.75, 0.4)[n % 3],
            )
        )
    return Influence.of_claims(claims_table(rows, (f"actor:a{n}" for n in range(actors))))


def ranks_at_size() -> None:
    """Rank by direct levers and by PageRank, each rank with its interval over 1,000 draws."""
    for actors, ties in ((1_000, 10_000), (_ACTORS, _TIES)):
        network = _network(actors, ties)
        for by in ("direct", "pagerank"):
            start = time.perf_counter()
            found = network.rank(by)
            spent = time.perf_counter() - start
            print(
                f"{found.samples:,} draws of {len(found):,} ranks by {by} over "
                f"{len(network.worlds.pairs):,} pairs with levers: {spent:.1f} s"
            )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory so far: {most // 1024:,} MB")


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


def main() -> None:
    sparse_pagerank()
    ranks_at_size()
    bounded_paths()


if __name__ == "__main__":
    main()
