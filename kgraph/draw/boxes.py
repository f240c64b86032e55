"""Labels and the room they need: how large one is, and how overlapping ones are parted.

All sizes are in units of a canvas of 1200 x 750 on which labels of 12 units stand centred below
the mark of their actor.
"""

from __future__ import annotations

import unicodedata
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = [
    "CANVAS",
    "DROP",
    "GAP",
    "HEIGHT",
    "apart",
    "label_box",
    "pushed",
    "spread",
    "text_width",
]

#: Width and height of the canvas for which labels are kept apart.
CANVAS = (1200.0, 750.0)

_FONT = 12.0
_MARK = 28.0  # diameter of the largest mark of an actor
_LINE = 16.0  # height of a label
_WIDEST = 220.0  # a longer label is expected to be shortened by whoever draws it

#: Kept free between two boxes, units of the canvas.
GAP = 6.0
#: Height of a mark with its label, units of the canvas.
HEIGHT = _MARK + _LINE
#: From the point of an actor (the middle of its mark) down to the middle of mark and label.
DROP = _LINE / 2


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
    return min(max(text_width(label, _FONT), _MARK), _WIDEST), HEIGHT


def spread(
    places: Mapping[str, Sequence[float]], label: Callable[[str], str], scales: Sequence[float]
) -> dict[str, tuple[float, float]]:
    """Return places in [0, 1] as points of the canvas, as large as names need to stand apart.

    Parameters
    ----------
    places : mapping of str to (x, y)
        Where each actor stands, in [0, 1] from the upper left.
    label : callable
        The name of an actor.
    scales : sequence of float
        How much larger than the canvas all may be drawn, the least first; the last is taken
        where no one gives every name room.
    """
    wide: dict[str, tuple[float, float]] = {}
    sizes = {actor: label_box(label(actor)) for actor in places}
    for scale in scales:
        wide = {
            actor: (
                (40 + x * (CANVAS[0] - 80)) * scale,
                (30 + y * (CANVAS[1] - 80)) * scale,
            )
            for actor, (x, y) in places.items()
        }
        if not any(
            abs(wide[a][0] - wide[b][0]) < (sizes[a][0] + sizes[b][0]) / 2
            and abs(wide[a][1] - wide[b][1]) < HEIGHT - 6
            for a, b in combinations(wide, 2)
        ):
            break
    return wide


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is in a sans-serif face of a font size, in its units."""
    return sum(_advance(letter) for letter in text) * size


def _advance(letter: str) -> float:
    # Shares of the font size, wide enough for the usual sans-serif faces.
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in "iljtfrI.,:;'|!()[] ":
        return 0.36
    if letter in "mwMW@%":
        return 0.9
    return 0.7 if letter.isupper() else 0.57


def apart(points: Floats, widths: Floats, region: Floats) -> Floats:
    """Return the points moved so that no two boxes overlap and all lie in the region.

    Overlapping boxes push each other; what they cannot settle is put into rows.

    Parameters
    ----------
    points : array of shape (n, 2)
        Middles of the boxes, units of the canvas.
    widths : array of shape (n,)
        Widths of the boxes, units of the canvas; all are :data:`HEIGHT` high.
    region : array of shape (4,)
        Left, top, right, bottom. A region with too little room leaves overlaps.
    """
    sizes = np.column_stack([widths, np.full(len(widths), HEIGHT)])
    found, settled = pushed(points, sizes, region)
    return found if settled else _in_rows(found, (sizes + GAP) / 2, region)


def pushed(points: Floats, sizes: Floats, region: Floats) -> tuple[Floats, bool]:
    """Return the points of overlapping boxes after they pushed each other, and whether all is well.

    Parameters
    ----------
    points, region
        As for :func:`apart`.
    sizes : array of shape (n, 2)
        Width and height of each box, units of the canvas.
    """
    half = (sizes + GAP) / 2
    low, high = region[:2] + half, region[2:] - half
    points = np.clip(points, low, high)
    for _ in range(400):
        x, y = points.T.copy()
        # Few boxes are so near in height that they can overlap at all.
        deep = half[None, :, 1] + half[:, None, 1] - np.abs(y[None] - y[:, None])
        by, other = np.divmod(np.flatnonzero(deep > 1e-6), len(points))
        wide = half[by, 0] + half[other, 0] - np.abs(x[other] - x[by])
        over = np.flatnonzero((wide > 1e-6) & (by != other))
        if not len(over):
            return points, True
        by, other, wide = by[over], other[over], wide[over]
        tall = deep[by, other]
        # Apart along the axis on which they overlap less; of two in one spot, in their order.
        axis = (wide >= tall).astype(int)
        away = np.where(axis, y[other] - y[by], x[other] - x[by])
        side = np.where(away == 0, np.sign(other - by), np.sign(away))
        push = side * np.minimum(wide, tall) * 0.35
        moved = np.bincount(2 * other + axis, push, 2 * len(points)).reshape(-1, 2)
        points = np.clip(points + moved, low, high)
    return points, False


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
