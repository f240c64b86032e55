"""Where the actors stand in a picture: two layouts, both the same on every run.

Conduct is laid out by signed stress: friends near, foes far, so that camps become visible and an
attack does not pull two enemies together. Influence is laid out by ForceAtlas2, which has the
fewest crossings of unsigned ties. Nothing here depends on a name: two actors that swap their
names swap their places.

All sizes are in units of a canvas of 1200 x 750 on which labels of 12 units stand centred below
the mark of their actor; results are scaled into [0, 1] x [0, 1], the origin at the top left.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Pairs = dict[tuple[int, int], frozenset[int]]

__all__ = ["CANVAS", "force_atlas", "label_box", "signed_stress"]

#: Width and height of the canvas for which labels are kept apart.
CANVAS = (1200.0, 750.0)

_FONT = 12.0
_MARK = 28.0  # diameter of the largest mark of an actor
_LINE = 16.0  # height of a label
_GAP = 6.0  # kept free between two boxes
_WIDEST = 220.0  # a longer label is expected to be shortened by whoever draws it
_HEIGHT = _MARK + _LINE
# From the point of an actor (the middle of its mark) down to the middle of mark and label.
_DROP = _LINE / 2

_FRIENDLY, _NEUTRAL, _HOSTILE = 1.0, 1.6, 3.2
_FARTHEST = 4.8
_LONGEST_TIE = 330.0  # canvas units; keeps a graph of three actors from filling the canvas
_FULL = 0.8  # share of the canvas that boxes may cover before the canvas grows


def label_box(label: str) -> tuple[float, float]:
    """Return the width and height of an actor's mark with its label below.

    Parameters
    ----------
    label : str
        The text as drawn.

    Returns
    -------
    tuple[float, float]
        Units of the canvas (:data:`CANVAS`); the width is at most 220. The actor's point lies
        on the middle of the width, 14 units below the upper edge.
    """
    width = sum(_advance(letter) for letter in label) * _FONT
    return min(max(width, _MARK), _WIDEST), _HEIGHT


def _advance(letter: str) -> float:
    # Shares of the font size, wide enough for the usual sans-serif faces.
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in "iljtfrI.,:;'|!()[] ":
        return 0.36
    if letter in "mwMW@%":
        return 0.9
    return 0.7 if letter.isupper() else 0.57


def signed_stress(
    nodes: Mapping[str, str], edges: Iterable[tuple[str, str, int]], seed: int = 0
) -> dict[str, tuple[float, float]]:
    """Place actors so that friends are near and foes far.

    The wanted distance is 1 for a friendly tie, 1.6 for one that is both or neutral, at least 3.2
    for a hostile one, and else that of the shortest path. Classical scaling gives the start,
    SMACOF majorises the stress; labels are then moved apart. Components stand beside each other,
    actors without ties in rows at the lower edge.

    Parameters
    ----------
    nodes : Mapping[str, str]
        Label of each actor by its id; the order matters only among actors that nothing but
        their name tells apart.
    edges : Iterable[tuple[str, str, int]]
        Source, target and sign (-1, 0 or 1); the direction is ignored, loops too.
    seed : int
        Seed of the small displacement that breaks symmetries.

    Returns
    -------
    dict[str, tuple[float, float]]
        ``(x, y)`` in [0, 1] for every node, in the order of ``nodes``; empty for no nodes.

    Raises
    ------
    KeyError
        If an edge names an actor that is not in ``nodes``.
    """
    return _layout(nodes, edges, seed, signed=True)


def force_atlas(
    nodes: Mapping[str, str], edges: Iterable[tuple[str, str]], seed: int = 0
) -> dict[str, tuple[float, float]]:
    """Place actors so that few ties cross (ForceAtlas2), labels apart.

    Parameters
    ----------
    nodes : Mapping[str, str]
        As for :func:`signed_stress`.
    edges : Iterable[tuple[str, str]]
        Source and target; the direction is ignored, loops too.
    seed : int
        As for :func:`signed_stress`.

    Returns
    -------
    dict[str, tuple[float, float]]
        As for :func:`signed_stress`.

    Raises
    ------
    KeyError
        If an edge names an actor that is not in ``nodes``.
    """
    return _layout(nodes, ((a, b, 1) for a, b in edges), seed, signed=False)


def _layout(
    nodes: Mapping[str, str],
    edges: Iterable[tuple[str, str, int]],
    seed: int,
    *,
    signed: bool,
) -> dict[str, tuple[float, float]]:
    if not nodes:
        return {}
    names = list(nodes)
    index = {name: place for place, name in enumerate(names)}
    widths = [label_box(nodes[name])[0] for name in names]
    pairs = _pairs((index[a], index[b], sign) for a, b, sign in edges)
    order = _by_structure(widths, pairs)
    place = {old: new for new, old in enumerate(order)}
    pairs = {
        (min(place[a], place[b]), max(place[a], place[b])): signs for (a, b), signs in pairs.items()
    }
    boxes = np.array([widths[old] for old in order])
    points = _compose(boxes, dict(sorted(pairs.items())), seed, signed=signed)
    return {
        name: (round(float(points[place[i], 0]), 4), round(float(points[place[i], 1]), 4))
        for i, name in enumerate(names)
    }


def _pairs(edges: Iterable[tuple[int, int, int]]) -> Pairs:
    signs: dict[tuple[int, int], set[int]] = {}
    for a, b, sign in edges:
        if a != b:
            signs.setdefault((min(a, b), max(a, b)), set()).add(sign)
    return {pair: frozenset(found) for pair, found in signs.items()}


def _by_structure(widths: Sequence[float], pairs: Pairs) -> list[int]:
    # Colour refinement: the order comes from width and neighbourhood, so that a renamed or
    # reordered graph is computed in the same order, to the last bit.
    around: list[list[tuple[int, tuple[int, ...]]]] = [[] for _ in widths]
    for (a, b), signs in pairs.items():
        around[a].append((b, tuple(sorted(signs))))
        around[b].append((a, tuple(sorted(signs))))
    colours = _ranks([(width, len(near)) for width, near in zip(widths, around, strict=True)])
    while True:
        finer = _ranks(
            [
                (colours[i], tuple(sorted((signs, colours[j]) for j, signs in near)))
                for i, near in enumerate(around)
            ]
        )
        if max(finer, default=0) == max(colours, default=0):
            return sorted(range(len(widths)), key=lambda i: (-len(around[i]), colours[i], i))
        colours = finer


def _ranks(keys: Sequence[Any]) -> list[int]:
    rank = {key: place for place, key in enumerate(sorted(set(keys)))}
    return [rank[key] for key in keys]


def _compose(widths: Floats, pairs: Pairs, seed: int, *, signed: bool) -> Floats:
    # Points in [0, 1] for all nodes, which come in order of structure.
    canvas = _canvas(widths)
    groups = _components(len(widths), pairs)
    joined = [group for group in groups if len(group) > 1]
    alone = [group[0] for group in groups if len(group) == 1]
    points = np.zeros((len(widths), 2))
    rows = _rows(widths[alone], canvas[0], spread=not joined)
    line = _HEIGHT + 2 * _GAP
    if joined:
        floor = canvas[1] - len(rows) * line - (2 * _GAP if rows else 0.0)
        region = np.array([0.0, 0.0, canvas[0], floor])
        for group, field in zip(joined, _fields(joined, region), strict=True):
            inside = {node: place for place, node in enumerate(group)}
            links = {
                (inside[a], inside[b]): signs for (a, b), signs in pairs.items() if a in inside
            }
            points[group] = _fit(_draw(len(group), links, seed, signed=signed), field)
        members = [node for group in joined for node in group]
        points[members] = _apart(points[members], widths[members], region)
        top = floor + 2 * _GAP
    else:
        line = min(canvas[1] / len(rows), 3 * line)
        top = (canvas[1] - len(rows) * line) / 2
    for number, row in enumerate(rows):
        y = top + (number + 0.5) * line
        for place, x in row:
            points[alone[place]] = x, y
    points[:, 1] -= _DROP
    scaled: Floats = points / canvas
    return np.clip(scaled, 0.0, 1.0)


def _canvas(widths: Floats) -> Floats:
    # Many actors get a larger canvas of the same shape, so that labels still find room.
    needed = float(((widths + _GAP) * (_HEIGHT + _GAP)).sum())
    given = CANVAS[0] * CANVAS[1] * _FULL
    return np.array(CANVAS) * max(1.0, float(np.sqrt(needed / given)))


def _components(count: int, pairs: Pairs) -> list[list[int]]:
    root = list(range(count))

    def top(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for a, b in pairs:
        low, high = sorted((top(a), top(b)))
        root[high] = low
    groups: dict[int, list[int]] = {}
    for node in range(count):
        groups.setdefault(top(node), []).append(node)
    return sorted(groups.values(), key=lambda group: (-len(group), group[0]))


def _fields(groups: Sequence[Sequence[int]], region: Floats) -> list[Floats]:
    # One rectangle per component, largest first: cut across the longer side by share of actors.
    if len(groups) == 1:
        return [region]
    left, top, right, bottom = region
    share = len(groups[0]) / sum(len(group) for group in groups)
    first, rest = region.copy(), region.copy()
    if right - left >= bottom - top:
        first[2] = rest[0] = left + share * (right - left)
    else:
        first[3] = rest[1] = top + share * (bottom - top)
    return [first, *_fields(groups[1:], rest)]


def _rows(widths: Floats, width: float, *, spread: bool) -> list[list[tuple[int, float]]]:
    # Actors without ties: rows of even columns as (place, x); spread gives a block in the middle.
    if not len(widths):
        return []
    cell = float(widths.max()) + 2 * _GAP
    columns = max(1, int(width // cell))
    if spread:
        columns = min(columns, int(np.ceil(np.sqrt(len(widths) * 2))))
        cell = min(width / columns, 1.5 * cell)
    count = int(np.ceil(len(widths) / columns))
    columns = int(np.ceil(len(widths) / count))
    cell = cell if spread else min(width / columns, 1.5 * cell)
    start = (width - columns * cell) / 2
    rows: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    for place in range(len(widths)):
        row, column = divmod(place, columns)
        rows[row].append((place, start + (column + 0.5) * cell))
    return rows


def _draw(count: int, links: Pairs, seed: int, *, signed: bool) -> Floats:
    points = _stress(_wanted(count, links, signed=signed), links, seed)
    if signed or count < 5:
        return points
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(links)
    start = {node: points[node] * count for node in range(count)}
    drawn = nx.forceatlas2_layout(graph, pos=start, max_iter=300, seed=seed)
    found = np.array([drawn[node] for node in range(count)])
    # A chain comes out as a line; the stress layout bends it.
    narrow, wide = np.sort(np.ptp(_turned(found), axis=0))
    return points if narrow < 0.2 * wide else found


def _wanted(count: int, links: Pairs, *, signed: bool) -> Floats:
    # Wanted distance of every pair of a component.
    direct = np.full((count, count), np.inf)
    np.fill_diagonal(direct, 0.0)
    for (a, b), signs in links.items():
        length = _FRIENDLY
        if signed and signs != {1}:
            length = _HOSTILE if signs == {-1} else _NEUTRAL
        direct[a, b] = direct[b, a] = length
    friendly = _shortest(np.where(direct < _HOSTILE, direct, np.inf))
    path = np.where(np.isfinite(friendly), friendly, np.maximum(_shortest(direct), _HOSTILE))
    # Paths count for less than their length, which bends chains and keeps the whole compact.
    wanted = np.where(np.isfinite(direct), direct, np.minimum(path**0.75, _FARTHEST))
    hostile = direct == _HOSTILE
    wanted[hostile] = np.maximum(_HOSTILE, path[hostile] ** 0.75)
    return wanted


def _shortest(lengths: Floats) -> Floats:
    paths = lengths.copy()
    for middle in range(len(paths)):
        paths = np.minimum(paths, paths[:, middle, None] + paths[None, middle, :])
    return paths


def _stress(wanted: Floats, links: Pairs, seed: int) -> Floats:
    count = len(wanted)
    weight = 1.0 / np.where(wanted > 0, wanted, 1.0) ** 2
    for a, b in links:
        weight[a, b] = weight[b, a] = 3 * weight[a, b]
    np.fill_diagonal(weight, 0.0)
    points = _scaled(wanted) + np.random.default_rng(seed).normal(0.0, 0.02, (count, 2))
    laplacian = np.diag(weight.sum(axis=1)) - weight
    inverse = np.linalg.pinv(laplacian)
    last = np.inf
    for _ in range(500):
        away = points[:, None] - points[None]
        distance = np.sqrt((away**2).sum(axis=2))
        stress = float((weight * (distance - wanted) ** 2).sum())
        if last - stress < 1e-7 * stress:
            break
        last = stress
        ratio = weight * wanted / np.where(distance > 1e-9, distance, 1.0)
        np.fill_diagonal(ratio, 0.0)
        points = inverse @ ((np.diag(ratio.sum(axis=1)) - ratio) @ points)
    return points


def _scaled(wanted: Floats) -> Floats:
    # Classical scaling; the sign of an axis is fixed by the node that lies farthest out on it.
    count = len(wanted)
    centring = np.eye(count) - 1.0 / count
    values, vectors = np.linalg.eigh(-0.5 * centring @ (wanted**2) @ centring)
    axes = vectors[:, ::-1][:, :2] * np.sqrt(np.maximum(values[::-1][:2], 0.0))
    farthest = np.abs(axes).argmax(axis=0)
    flip = np.where(axes[farthest, range(axes.shape[1])] < 0, -1.0, 1.0)
    turned: Floats = axes * flip
    return turned


def _turned(points: Floats) -> Floats:
    # Centred, with the long axis lying flat.
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    turned = centred @ axes.T
    farthest = np.abs(turned).argmax(axis=0)
    flat: Floats = turned * np.where(turned[farthest, [0, 1]] < 0, -1.0, 1.0)
    return flat


def _fit(points: Floats, field: Floats) -> Floats:
    # Into the field, stretched a little to use it, but no tie longer than a hand's breadth.
    left, top, right, bottom = field
    width, height = right - left, bottom - top
    flat = _turned(points)
    if height > width:
        flat = flat[:, ::-1]
    low, high = flat.min(axis=0), flat.max(axis=0)
    room = np.array([max(width - 130.0, width / 2), max(height - _HEIGHT - 20.0, height / 2)])
    stretch = room / np.maximum(high - low, 1e-9)
    stretch = np.minimum(stretch, 1.5 * stretch.min())
    typical = float(np.sqrt(((flat - flat.mean(axis=0)) ** 2).sum(axis=1).mean()))
    stretch = np.minimum(stretch, _LONGEST_TIE * np.sqrt(len(points) / 2) / max(typical * 2, 1e-9))
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    placed: Floats = (flat - (low + high) / 2) * stretch + middle
    return placed


def _apart(points: Floats, widths: Floats, region: Floats) -> Floats:
    # Push overlapping boxes apart; if some remain, put them into rows.
    half = np.stack([(widths + _GAP) / 2, np.full(len(widths), (_HEIGHT + _GAP) / 2)], axis=1)
    low, high = region[:2] + half, region[2:] - half
    points = np.clip(points, low, high)
    earlier = np.sign(np.arange(len(points))[:, None] - np.arange(len(points))[None])
    for _ in range(400):
        away = points[:, None] - points[None]
        depth = half[:, None] + half[None] - np.abs(away)
        depth[range(len(points)), range(len(points))] = 0.0
        over = (depth > 1e-6).all(axis=2)
        if not over.any():
            return points
        flat = depth[..., 0] < depth[..., 1]
        side = np.where(away == 0, earlier[..., None], np.sign(away))
        push = np.where(over[..., None], side * depth * 0.35, 0.0)
        push[..., 0] *= flat
        push[..., 1] *= ~flat
        points = np.clip(points + push.sum(axis=1), low, high)
    return _in_rows(points, half, region)


def _in_rows(points: Floats, half: Floats, region: Floats) -> Floats:
    # The nearest free stretch of a row for every box, wide boxes first.
    height = 2 * half[0, 1]
    count = max(1, int((region[3] - region[1]) // height))
    levels = region[1] + (np.arange(count) + 0.5) * (region[3] - region[1]) / count
    free: list[list[tuple[float, float]]] = [[(region[0], region[2])] for _ in levels]
    placed = points.copy()
    for node in sorted(range(len(points)), key=lambda i: (-half[i, 0], i)):
        reach = half[node, 0]
        best: tuple[float, int, int, float] | None = None
        for row, level in enumerate(levels):
            for number, (start, end) in enumerate(free[row]):
                if end - start < 2 * reach:
                    continue
                x = min(max(points[node, 0], start + reach), end - reach)
                cost = (x - points[node, 0]) ** 2 + (level - points[node, 1]) ** 2
                if best is None or cost < best[0]:
                    best = (cost, row, number, x)
        if best is None:
            return _in_full_rows(points, half, region, levels)
        _, row, number, x = best
        start, end = free[row].pop(number)
        free[row] += [(start, x - reach), (x + reach, end)]
        placed[node] = x, levels[row]
    return placed


def _in_full_rows(points: Floats, half: Floats, region: Floats, levels: Floats) -> Floats:
    # The last resort of a crowded canvas: fill rows from the top, each sorted from left to right.
    placed = points.copy()
    rows: list[list[int]] = [[]]
    used = 0.0
    for node in sorted(range(len(points)), key=lambda i: (points[i, 1], i)):
        if rows[-1] and used + 2 * half[node, 0] > region[2] - region[0]:
            rows.append([])
            used = 0.0
        rows[-1].append(node)
        used += 2 * half[node, 0]
    for row, level in zip(rows, np.linspace(levels[0], levels[-1], len(rows)), strict=True):
        row.sort(key=lambda i: (points[i, 0], i))
        spare = (region[2] - region[0] - 2 * half[row, 0].sum()) / len(row)
        x = region[0] + spare / 2
        for node in row:
            placed[node] = x + half[node, 0], level
            x += 2 * half[node, 0] + spare
    return placed
