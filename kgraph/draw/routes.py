"""Which way lines run in a static picture: from mark to mark, round marks and names of others.

Each keeps off those found before where that costs little. ``assets/routes.js`` finds the ways of
the page so.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from kgraph.draw.strands import APART, HEAD, length

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from kgraph.draw.strands import Box, Floats, Mark

    Pair = tuple[str, str]
    Cells = NDArray[np.int64]
    Flags = NDArray[np.bool_]

__all__ = ["ways"]

#: Kept free of marks and names.
_CLEAR = 3.0
#: Between the points of a line.
_STEP = 5.0
#: By which share of its length a line may be bent, the least first.
_BOWS = (0.0, 0.1, -0.1, 0.2, -0.2, 0.32, -0.32, 0.5, -0.5)
#: What a point on another mark, name or line costs, beside the length of a way.
_HIT, _SHARED = 1e4, 10.0
#: The side of a cell of the grid on which a way is looked for, of so many cells at most; and how
#: many times dearer a cell is for each line that it has, of so many at most.
_CELL, _MOST, _USED, _DEAREST = 4.0, 60_000, 0.7, 3
#: How much dearer than straight a way on the grid may be, in cells.
_LONGER = (4.0, 80.0)
#: Round the own mark there is always a way out.
_OUT = 8.0
#: Of more lines only the bends are tried: the grid takes its time.
_FEW = 700


def ways(
    pairs: Mapping[Pair, int],
    marks: Mapping[str, Mark],
    size: tuple[float, float],
    others: Sequence[Box] = (),
    drawn: Iterable[Floats] = (),
) -> dict[Pair, Floats]:
    """Return the way between each two marks, from the middle of one to that of the other.

    Parameters
    ----------
    pairs : mapping of (str, str) to int
        Who is joined, and by how many lines side by side.
    marks : mapping of str to Mark
        Where everybody stands.
    size : (float, float)
        The room that there is.
    others : sequence of Box
        What else they go round.
    drawn : iterable of array of points
        Lines that are there already.
    """
    router = _Router(marks, size, others)
    for line in drawn:
        router.remember(line, 1)

    def distance(pair: Pair) -> float:
        a, b = marks[pair[0]], marks[pair[1]]
        return float(np.hypot(a.x - b.x, a.y - b.y))

    # The short first: they have the least room to give way.
    order = sorted(pairs, key=lambda pair: (distance(pair), pair))
    return {pair: router.way(*pair, pairs[pair], few=len(pairs) <= _FEW) for pair in order}


class _Router:
    def __init__(
        self, marks: Mapping[str, Mark], size: tuple[float, float], others: Sequence[Box]
    ) -> None:
        self.marks = marks
        self.room = np.array(size)
        self.owners = np.array([*marks, *marks, *([""] * len(others))])
        around = [
            (m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in marks.values()
        ]
        names = [mark.name for mark in marks.values()]
        self.boxes = np.array([*around, *names, *others]).reshape(-1, 4)
        self.names = np.arange(len(self.boxes)) >= len(marks)
        self.cell = max(_CELL, float(np.sqrt(self.room.prod() / _MOST)))
        columns, rows = (self.room / self.cell).astype(int) + 2
        self.used = np.zeros((max(rows, 1), max(columns, 1)), dtype=np.int64)
        self.grid = _Grid(*self.used.shape)

    def way(self, source: str, target: str, lines: int, *, few: bool) -> Floats:
        """Return the cheapest way found from one mark to another."""
        start, end = (np.array([self.marks[one].x, self.marks[one].y]) for one in (source, target))
        direct = float(np.hypot(*(end - start)))
        margin = _CLEAR + (lines - 1) * APART / 2

        def cost(points: Floats, bent: float, room: float) -> float:
            hits = self._hits(points, self._grown(source, target, room), source, target)
            return length(points) * (1 + bent) + _SHARED * self._shared(points) + _HIT * hits

        bows = [(abs(bow), _bowed(start, end, bow)) for bow in _BOWS]
        best = min(((cost(way, bow, margin), way) for bow, way in bows), key=lambda one: one[0])
        if few and best[0] > 1.5 * direct + 40:
            for room in (margin, _CLEAR, 1.0):
                corners = self._search(source, target, room)
                if corners is None:
                    continue
                points = _rounded(corners)
                found = cost(points, 0.1, min(room, 1.0)), points
                best = min(best, found, key=lambda one: one[0])
                if found[0] < _HIT:
                    break
        self.remember(best[1], lines)
        return best[1]

    def remember(self, points: Floats, lines: int) -> None:
        """Keep later lines off one, and off those beside it."""
        reach = (lines - 1) * APART / 2 + self.cell
        offs = np.arange(-reach, reach + 0.1, self.cell)
        around = (points[:, None] + np.array([*product(offs, offs)])).reshape(-1, 2)
        seen = np.zeros_like(self.used)
        seen[self._cells(around)] = 1
        self.used += seen

    def _grown(self, source: str, target: str, room: float) -> Floats:
        """Return what a line goes round, with the room that it keeps."""
        own = (self.owners == source) | (self.owners == target)
        # One's own mark is no obstacle, and one's own name may be passed closely.
        kept = ~own | self.names
        near = min(HEAD + room - _CLEAR, 9.0)
        rooms = np.where(own, max(near, 1.0), room)[kept]
        grown: Floats = self.boxes[kept] + rooms[:, None] * np.array([-1, -1, 1, 1])
        return grown

    def _hits(self, points: Floats, boxes: Floats, source: str, target: str) -> int:
        beyond = int(((points < 3) | (points > self.room - 3)).any(axis=1).sum())
        free = np.ones(len(points), dtype=bool)
        # Within the own marks nothing is drawn.
        for mark in (self.marks[source], self.marks[target]):
            free &= np.hypot(*(points - (mark.x, mark.y)).T) >= mark.radius + 2
        inside = int(_inside(points[free], boxes).sum())
        return inside + beyond + 4 * (beyond > 0)

    def _search(self, source: str, target: str, room: float) -> Floats | None:
        """Return the corners of the cheapest way over the grid, if there is one."""
        walls = self._walls(source, target, room)
        price = np.where(walls, np.inf, 1 + _USED * np.minimum(self.used, _DEAREST))
        ends = np.array([(self.marks[one].x, self.marks[one].y) for one in (source, target)])
        rows, columns = self._cells(ends)
        away = float(np.hypot(rows[1] - rows[0], columns[1] - columns[0]))
        most = _LONGER[0] * away + _LONGER[1]
        cells = self.grid.way(price, (rows[0], columns[0]), (rows[1], columns[1]), most)
        if cells is None:
            return None
        way = cells[:, ::-1].astype(np.float64) * self.cell
        way[0], way[-1] = ends
        return self._pulled(way, price)

    def _walls(self, source: str, target: str, room: float) -> Flags:
        """Return which cells nobody may pass who keeps so far from marks and names."""
        walls = np.zeros(self.used.shape, dtype=bool)
        # A point is taken for the cell that is nearest: of larger ones, for one farther away.
        farther = room + (self.cell - _CELL) / 2
        for left, top, right, bottom in self._grown(source, target, farther) / self.cell:
            across = slice(max(0, int(np.ceil(left))), max(0, int(right) + 1))
            walls[max(0, int(np.ceil(top))) : max(0, int(bottom) + 1), across] = True
        rows, columns = np.indices(walls.shape)
        tight = self._grown(source, target, 1.0)
        for mark in (self.marks[source], self.marks[target]):
            away = np.hypot(columns * self.cell - mark.x, rows * self.cell - mark.y)
            near = np.argwhere(away <= mark.radius + _OUT)
            spots = near[:, ::-1].astype(np.float64) * self.cell
            is_free = ~_inside(spots, tight).any(axis=1)
            is_free |= away[tuple(near.T)] <= mark.radius + 1
            walls[tuple(near[is_free].T)] = False
        walls[[0, -1]] = walls[:, [0, -1]] = True
        return walls

    def _pulled(self, way: Floats, price: Floats) -> Floats:
        """Return a way without the corners that it does not need."""
        steps = np.hypot(*np.diff(way, axis=0).T) * price[self._cells(way[1:])]
        sums = np.concatenate([[0.0], np.cumsum(steps)])
        turning = (np.abs(np.diff(way, n=2, axis=0)) > 1e-6).any(axis=1)
        corners = [0, *(np.flatnonzero(turning) + 1), len(way) - 1]
        kept, at = [0], 0
        while at < len(corners) - 1:
            here = corners[at]
            far = range(len(corners) - 1, at + 1, -1)
            costs = ((n, self._price(way[here], way[corners[n]], price)) for n in far)
            at = next((n for n, cost in costs if cost <= sums[corners[n]] - sums[here] + 1), at + 1)
            kept.append(corners[at])
        return way[kept]

    def _price(self, start: Floats, end: Floats, price: Floats) -> float:
        """Return what a straight line costs, endless through a wall."""
        away = float(np.hypot(*(end - start)))
        count = max(1, int(np.ceil(away / 3)))
        points = start + (end - start) * np.arange(1, count + 1)[:, None] / count
        return float(price[self._cells(points)].sum()) * away / count

    def _cells(self, points: Floats) -> tuple[Cells, Cells]:
        rows, columns = self.used.shape
        cells = np.rint(points / self.cell).astype(np.int64)
        return np.clip(cells[:, 1], 0, rows - 1), np.clip(cells[:, 0], 0, columns - 1)

    def _shared(self, points: Floats) -> float:
        """Return how much of a way others have already: a crossing is little, lying on one much."""
        away = np.minimum(np.hypot(*(points - points[0]).T), np.hypot(*(points - points[-1]).T))
        count = float(np.minimum(self.used[self._cells(points)], 2)[away >= 14].sum())
        return 12 * count if count > 0.25 * len(points) else count


class _Grid:
    """Cells of which each has a way to the eight round it."""

    def __init__(self, rows: int, columns: int) -> None:
        self.shape = rows, columns
        self.graph: csr_array | None = None

    def _made(self) -> csr_array:
        """Return the grid as a graph whose weights are lengths; it is made when first asked for."""
        if self.graph is None:
            from scipy.sparse import coo_array

            number = np.arange(self.shape[0] * self.shape[1]).reshape(self.shape)
            starts, ends, lengths = [], [], []
            for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
                a = number[: self.shape[0] - down, max(0, -right) : self.shape[1] - max(0, right)]
                b = number[down:, max(0, right) : self.shape[1] + min(0, right)]
                starts += [a.ravel(), b.ravel()]
                ends += [b.ravel(), a.ravel()]
                lengths += [np.full(2 * a.size, np.hypot(down, right))]
            at = np.concatenate(starts), np.concatenate(ends)
            self.graph = coo_array((np.concatenate(lengths), at), shape=(number.size,) * 2).tocsr()
        return self.graph

    def way(
        self, price: Floats, start: tuple[int, int], end: tuple[int, int], most: float
    ) -> Cells | None:
        """Return the cells (row, column) of the cheapest way, if there is one that costs no more.

        Each costs its price to enter.
        """
        from scipy.sparse.csgraph import dijkstra

        graph = self._made().copy()
        graph.data *= price.ravel()[graph.indices]
        first, last = (int(np.ravel_multi_index(one, self.shape)) for one in (start, end))
        costs, before = dijkstra(graph, indices=first, return_predecessors=True, limit=most)
        if not np.isfinite(costs[last]):
            return None
        cells = [last]
        while cells[-1] != first:
            cells.append(int(before[cells[-1]]))
        return np.column_stack(np.unravel_index(cells[::-1], self.shape))


def _inside(points: Floats, boxes: Floats) -> Flags:
    """Return which points lie in which boxes."""
    x, y = points.T[:, :, None]
    found: Flags = (x > boxes[:, 0]) & (x < boxes[:, 2]) & (y > boxes[:, 1]) & (y < boxes[:, 3])
    return found


def _bowed(start: Floats, end: Floats, bow: float) -> Floats:
    """Return a line bent to one side by a share of its length."""
    dx, dy = end - start
    middle = (start + end) / 2 + np.array([-dy, dx]) * bow * 1.6
    return _curved(start, middle, end)


def _curved(start: Floats, control: Floats, end: Floats) -> Floats:
    long = float(np.hypot(*(control - start)) + np.hypot(*(end - control)))
    t = np.linspace(0.0, 1.0, max(3, int(np.ceil(long / _STEP)) + 1))[:, None]
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end


def _rounded(corners: Floats) -> Floats:
    """Return a way with round corners, as points close to each other."""
    parts = [corners[:1]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        into, out = (float(np.hypot(*(one - corner))) or 1.0 for one in (before, after))
        cut = min(7.0, into / 2, out / 2)
        a, b = corner + (before - corner) * cut / into, corner + (after - corner) * cut / out
        parts += [_straight(parts[-1][-1], a), _curved(a, corner, b)[1:]]
    parts.append(_straight(parts[-1][-1], corners[-1]))
    return np.vstack(parts)


def _straight(start: Floats, end: Floats) -> Floats:
    count = max(1, int(np.ceil(float(np.hypot(*(end - start))) / _STEP)))
    t = np.arange(1, count + 1)[:, None] / count
    return start + (end - start) * t
