"""Where the actors stand in a picture: two layouts, both the same on every run.

Conduct is laid out by signed stress: friends near, foes far, so that camps become visible and an
attack does not pull two enemies together. Influence is laid out by ForceAtlas2, which has the
fewest crossings of unsigned ties. Of a name only the length of its label matters: two actors that
swap their names and labels swap their places.

Results are scaled into [0, 1] x [0, 1] of a canvas of 16 to 10, the origin at the top left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.draw.boxes import CANVAS, DROP, GAP, HEIGHT, apart, label_box

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Pairs = dict[tuple[int, int], frozenset[int]]

__all__ = ["at_home", "force_atlas", "signed_stress"]

_FRIENDLY, _NEUTRAL, _HOSTILE = 1.0, 1.6, 3.2
_FARTHEST = 4.8
_ROOM = 30_000.0  # square units per actor: few actors stand close together in the middle
_FULL = 0.8  # share of the canvas that boxes may cover before the canvas grows


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


def at_home(
    nodes: Mapping[str, str],
    edges: Iterable[tuple[str, str, int]],
    homes: Mapping[str, str],
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """Place actors at their homes, and homes so that friends are near and foes far.

    Whoever has a home is drawn round it and pulls at it: between the outermost homes signed stress
    decides, and ties inside one decide nothing.

    Parameters
    ----------
    nodes, edges, seed
        As for :func:`signed_stress`; an edge of sign 0 draws less near than a friendly one.
    homes : Mapping[str, str]
        The home of each actor that has one; every home is in ``nodes``, and none is its own.

    Returns
    -------
    dict[str, tuple[float, float]]
        As for :func:`signed_stress`, labels apart.

    Raises
    ------
    KeyError
        If an edge or a home names an actor that is not in ``nodes``.
    """
    if not nodes:
        return {}

    def root(name: str) -> str:
        while name in homes:
            name = homes[name]
        return name

    roots = {name: label for name, label in nodes.items() if name not in homes}
    between = [(root(a), root(b), sign) for a, b, sign in edges]
    middle = _layout(roots, between, seed, signed=True)
    widths = np.array([label_box(label)[0] for label in nodes.values()])
    canvas = _canvas(widths)
    guests: dict[str, list[str]] = {}
    for name in sorted(homes, key=lambda name: (nodes[name], name)):
        guests.setdefault(homes[name], []).append(name)
    at = {name: np.array(spot) * canvas for name, spot in middle.items()}
    waiting = sorted(roots)
    while waiting:
        home = waiting.pop(0)
        # Outwards from the middle, so that a home's guests do not stand between it and others.
        away = at[home] - canvas / 2
        start = float(np.arctan2(away[1], away[0]))
        for number, name in enumerate(guests.get(home, [])):
            turn = start + (number + 1) // 2 * (-1) ** number * 2.4
            reach = 0.75 * np.sqrt(number + 1.0) * HEIGHT
            at[name] = at[home] + reach * np.array([1.5 * np.cos(turn), np.sin(turn)])
            waiting.append(name)
    points = apart(np.array([at[name] for name in nodes]), widths, np.array([0.0, 0.0, *canvas]))
    points[:, 1] -= DROP
    scaled = np.clip(points / canvas, 0.0, 1.0)
    return {
        name: (round(float(x), 4), round(float(y), 4))
        for name, (x, y) in zip(nodes, scaled, strict=True)
    }


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
    # Contact draws nobody nearer or farther who is joined otherwise.
    return {pair: frozenset(found - {0} or found) for pair, found in signs.items()}


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
    left, top, right, bottom = _stage(canvas, len(widths))
    groups = _components(len(widths), pairs)
    joined = [group for group in groups if len(group) > 1]
    alone = [group[0] for group in groups if len(group) == 1]
    points = np.zeros((len(widths), 2))
    rows = _rows(widths[alone], right - left, spread=not joined)
    line = HEIGHT + 2 * GAP
    if joined:
        floor = bottom - len(rows) * line - (2 * GAP if rows else 0.0)
        region = np.array([left, top, right, floor])
        for group, field in zip(joined, _fields(joined, region), strict=True):
            inside = {node: place for place, node in enumerate(group)}
            links = {
                (inside[a], inside[b]): signs for (a, b), signs in pairs.items() if a in inside
            }
            points[group] = _fit(_draw(len(group), links, seed, signed=signed), field)
        members = [node for group in joined for node in group]
        points[members] = apart(points[members], widths[members], region)
        first = floor + 2 * GAP
    else:
        line = min((bottom - top) / len(rows), 2 * line)
        first = (top + bottom - len(rows) * line) / 2
    for number, row in enumerate(rows):
        for place, x in row:
            points[alone[place]] = left + x, first + (number + 0.5) * line
    points[:, 1] -= DROP
    scaled: Floats = points / canvas
    return np.clip(scaled, 0.0, 1.0)


def _stage(canvas: Floats, count: int) -> tuple[float, float, float, float]:
    # The middle of the canvas, as much as so many actors need.
    share = min(1.0, float(np.sqrt(count * _ROOM / canvas.prod())))
    (left, top), (right, bottom) = canvas * (1 - share) / 2, canvas * (1 + share) / 2
    return float(left), float(top), float(right), float(bottom)


def _canvas(widths: Floats) -> Floats:
    # Many actors get a larger canvas of the same shape, so that labels still find room.
    needed = float(((widths + GAP) * (HEIGHT + GAP)).sum())
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
    cell = float(widths.max()) + 2 * GAP
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
    # Into the field, stretched a little to use it.
    left, top, right, bottom = field
    width, height = right - left, bottom - top
    flat = _turned(points)
    if height > width:
        flat = flat[:, ::-1]
    low, high = flat.min(axis=0), flat.max(axis=0)
    room = np.array([max(width - 130.0, width / 2), max(height - HEIGHT - 20.0, height / 2)])
    stretch = room / np.maximum(high - low, 1e-9)
    stretch = np.minimum(stretch, 1.5 * stretch.min())
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    placed: Floats = (flat - (low + high) / 2) * stretch + middle
    return placed
