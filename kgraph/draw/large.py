"""A layout for networks too large to be read name by name: distances from a few landmarks.

Signed stress and ForceAtlas2 look at every pair; with thousands of actors that takes minutes. Here
every actor is placed by its distance from some forty landmarks (landmark scaling: de Silva and
Tenenbaum 2004), which takes seconds and shows the same camps. Labels are not kept apart; the
renderer for large networks hides what does not fit.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Around = list[list[tuple[int, float]]]

__all__ = ["LARGE", "PAIRWISE", "landmarks"]

#: More actors than this no picture bears: a page opens as a list, and draws them on a canvas.
LARGE = 300
#: More actors than this are placed from landmarks.
PAIRWISE = 150

_LANDMARKS = 40
_LENGTHS = {1: 1.0, 0: 1.6, -1: 3.2}
_APART = 4.8  # from one component to another


def landmarks(
    nodes: Mapping[str, str], edges: Iterable[tuple[str, str, int]]
) -> dict[str, tuple[float, float]]:
    """Place actors so that those whom a short or friendly path joins are near.

    Parameters
    ----------
    nodes : Mapping[str, str]
        Label of each actor by its id.
    edges : Iterable[tuple[str, str, int]]
        Source, target and sign (-1, 0 or 1); the direction is ignored, loops too.

    Returns
    -------
    dict[str, tuple[float, float]]
        ``(x, y)`` in [0, 1] for every node, in the order of ``nodes``; the same on every run.

    Raises
    ------
    KeyError
        If an edge names an actor that is not in ``nodes``.
    """
    names = list(nodes)
    if not names:
        return {}
    index = {name: place for place, name in enumerate(names)}
    around: Around = [[] for _ in names]
    for source, target, sign in edges:
        a, b = index[source], index[target]
        if a != b:
            around[a].append((b, _LENGTHS[sign]))
            around[b].append((a, _LENGTHS[sign]))
    points = _spread(_flat(_distances(around)))
    return {
        name: (round(float(points[i, 0]), 4), round(float(points[i, 1]), 4))
        for i, name in enumerate(names)
    }


def _distances(around: Around) -> Floats:
    # From each landmark to all: the first has most ties, each next is farthest from those so far.
    first = max(range(len(around)), key=lambda i: (len(around[i]), -i))
    rows = [_paths(around, first)]
    nearest = rows[0].copy()
    while len(rows) < min(_LANDMARKS, len(around)):
        rows.append(_paths(around, int(nearest.argmax())))
        nearest = np.minimum(nearest, rows[-1])
    found = np.array(rows)
    finite = np.isfinite(found)
    longest = float(found[finite].max())
    found[~finite] = longest + _APART
    return found


def _paths(around: Around, start: int) -> Floats:
    lengths = np.full(len(around), np.inf)
    lengths[start] = 0.0
    queue = [(0.0, start)]
    while queue:
        length, node = heapq.heappop(queue)
        if length > lengths[node]:
            continue
        for other, step in around[node]:
            if length + step < lengths[other]:
                lengths[other] = length + step
                heapq.heappush(queue, (length + step, other))
    return lengths


def _flat(distances: Floats) -> Floats:
    # Two principal axes of the squared distances, each turned towards its farthest actor.
    squared = distances**2
    centred = -0.5 * (squared - squared.mean(axis=0) - squared.mean(axis=1, keepdims=True))
    centred -= centred.mean()
    _, vectors = np.linalg.eigh(centred @ centred.T)
    points = centred.T @ vectors[:, ::-1][:, :2]
    if points.shape[1] < 2:
        points = np.column_stack([points, np.zeros(len(points))])
    farthest = np.abs(points).argmax(axis=0)
    flat: Floats = points * np.where(points[farthest, [0, 1]] < 0, -1.0, 1.0)
    return flat


def _spread(points: Floats) -> Floats:
    # A quarter by place and the rest by rank, so that a dense middle is drawn larger and a far
    # component does not squeeze it; equals are parted on a small spiral.
    count = len(points)
    ranks = points.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / max(1, count - 1)
    low, high = points.min(axis=0), points.max(axis=0)
    scaled = (points - low) / np.maximum(high - low, 1e-9)
    turn = np.arange(count) * 2.399963
    aside = np.column_stack([np.cos(turn), np.sin(turn)]) * 0.004
    spread: Floats = 0.02 + 0.96 * np.clip(0.25 * scaled + 0.75 * ranks + aside, 0.0, 1.0)
    return spread
