"""How lines run in a static picture, as on the page: one way a pair, its strands side by side.

A way keeps off the marks and names of others where one is found that does; strands come together
at the marks and end there. ``assets/lines.js`` and ``assets/curves.js`` draw so in a browser.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    #: Left, top, right, bottom.
    Box = tuple[float, float, float, float]
    Pair = tuple[str, str]

__all__ = ["Line", "Mark", "strand", "ways"]

#: From one line of a pair to the next.
_APART = 7.0
#: Over which lines of a pair come together at a mark.
_TAPER = 26.0
#: From a mark to the heads of its lines.
_CLEARANCE = 2.5
#: Kept free of marks and names.
_CLEAR = 3.0
#: Kept free of one's own name, for half the width of a head.
_HEAD = 5.0
#: Between the points of a line.
_STEP = 5.0
#: By which share of its length a line may be bent, the least first.
_BOWS = (0.0, 0.1, -0.1, 0.2, -0.2, 0.32, -0.32, 0.5, -0.5)
#: What a point on another mark, name or line costs, beside the length of a way.
_HIT, _SHARED = 1e4, 10.0
#: Corners round which a way is looked for.
_CORNERS = 12
#: Round how many of them, and of how many one goes: of more, where a name would be crossed else.
_ROUND = ((1, _CORNERS), (2, _CORNERS), (1, 60), (2, 40))
#: Ways of a picture for which more corners are looked at: it takes its time.
_FEW = 60
_CELL = 4.0
#: From which distance on one sees that a line is bent.
_SEEN = 0.3


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of an actor, with the box of the name that stands below it."""

    x: float
    y: float
    radius: float
    name: Box


@dataclass(frozen=True, slots=True)
class Line:
    """A line as points close to each other."""

    points: Floats

    @property
    def length(self) -> float:
        """How long it is."""
        return _length(self.points)

    def at(self, share: float) -> tuple[float, float]:
        """Return the point at a share of the length."""
        gone = _gone(self.points)
        x, y = (float(np.interp(share * gone[-1], gone, self.points[:, axis])) for axis in (0, 1))
        return x, y

    @property
    def turns(self) -> list[tuple[float, float]]:
        """The points at which it turns, as far as one sees it."""
        kept = [0]
        for at in range(1, len(self.points) - 1):
            a, b = self.points[kept[-1]], self.points[at + 1]
            dx, dy = b - a
            inner = self.points[kept[-1] + 1 : at + 1] - a
            off = np.abs(dx * inner[:, 1] - dy * inner[:, 0]) / (float(np.hypot(dx, dy)) or 1.0)
            if (off > _SEEN).any():
                kept.append(at)
        kept.append(len(self.points) - 1)
        return [(float(x), float(y)) for x, y in self.points[kept]]

    @property
    def end(self) -> tuple[float, float]:
        """Where it ends."""
        x, y = self.points[-1]
        return float(x), float(y)

    def halves(self) -> tuple[Line, Line]:
        """Return it as two: from its middle to its end, and from its middle to its start."""
        gone = _gone(self.points)
        middle = np.array([self.at(0.5)])
        after = gone > gone[-1] / 2
        ends = self.points[after], self.points[~after][::-1]
        first, second = (Line(np.vstack([middle, points])) for points in ends)
        return first, second

    def before(self, name: Box) -> Line:
        """Return the line cut where its head would lie on a name, at half its length at most."""
        for cut in range(len(self.points), len(self.points) // 2, -1):
            line = Line(self.points[:cut])
            (x, y), (a, b) = line.end, line.towards
            # The middle of the head, which is as long as it is wide.
            middle = (x + a) / 2, (y + b) / 2
            if not (
                name[0] - _HEAD < middle[0] < name[2] + _HEAD
                and name[1] - _HEAD < middle[1] < name[3] + _HEAD
            ):
                return line
        return self

    @property
    def towards(self) -> tuple[float, float]:
        """From where its head points: a little before the end."""
        return self.at(max(0.0, 1.0 - 9.0 / max(self.length, 9.0)))


def ways(
    pairs: Mapping[Pair, int], marks: Mapping[str, Mark], width: float, height: float
) -> dict[Pair, Floats]:
    """Return the way between each two marks, from the middle of one to that of the other.

    Parameters
    ----------
    pairs : mapping of (str, str) to int
        Who is joined, and by how many lines side by side.
    marks : mapping of str to Mark
        Where everybody stands.
    width, height : float
        The room that there is.
    """
    router = _Router(marks, width, height, _ROUND if len(pairs) <= _FEW else _ROUND[:2])

    def distance(pair: Pair) -> float:
        a, b = marks[pair[0]], marks[pair[1]]
        return float(np.hypot(a.x - b.x, a.y - b.y))

    # The short first: they have the least room to give way.
    order = sorted(pairs, key=lambda pair: (distance(pair), pair))
    return {pair: router.way(*pair, pairs[pair]) for pair in order}


def strand(way: Floats, place: float, widest: float, radii: tuple[float, float]) -> Line:
    """Return a line beside a way, from the edge of one mark to that of the other.

    Parameters
    ----------
    way : array of points
        From mark to mark.
    place, widest : float
        Its place among those of the pair, 0 in the middle, and the place of the outermost.
    radii : (float, float)
        Of the marks at both ends.
    """
    gone = _gone(way)
    near = np.array(radii) + _CLEARANCE
    least = np.minimum(1.0, 0.7 * near / (widest * _APART or 1.0))
    shares = [
        low + (1 - low) * np.clip((away - radius) / _TAPER, 0.0, 1.0)
        for low, radius, away in zip(least, near, (gone, gone[-1] - gone), strict=True)
    ]
    along = np.gradient(way, axis=0)
    along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    across = np.column_stack([-along[:, 1], along[:, 0]])
    beside = way + across * (place * _APART * np.minimum(*shares))[:, None]
    return Line(_clipped(beside, way[0], way[-1], near))


def _clipped(points: Floats, start: Floats, end: Floats, radii: Floats) -> Floats:
    """Return the part of a line outside two marks."""
    # As fine as the edge of a mark needs.
    gone = _gone(points)
    fine = np.linspace(0.0, gone[-1], max(2, int(gone[-1] / 0.5)))
    dense = np.column_stack([np.interp(fine, gone, points[:, axis]) for axis in (0, 1)])
    outside = (np.hypot(*(dense - start).T) >= radii[0]) & (np.hypot(*(dense - end).T) >= radii[1])
    kept = np.flatnonzero(outside)
    if len(kept) < 2:
        return points
    first, last = kept[0], kept[-1]
    inner = (gone > fine[first]) & (gone < fine[last])
    return np.vstack([dense[first], points[inner], dense[last]])


class _Router:
    """Finds ways, each off those found before where that costs little."""

    def __init__(
        self,
        marks: Mapping[str, Mark],
        width: float,
        height: float,
        rounds: tuple[tuple[int, int], ...],
    ) -> None:
        self.marks = marks
        self.rounds = rounds
        self.room = np.array([width, height])
        self.owners = np.array([*marks, *marks])
        self.boxes = np.array(
            [(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius)
             for m in marks.values()]
            + [m.name for m in marks.values()]
        ).reshape(-1, 4)  # fmt: skip
        self.names = np.arange(len(self.boxes)) >= len(marks)
        columns, rows = (self.room / _CELL).astype(int) + 2
        self.used = np.zeros((max(rows, 1), max(columns, 1)), dtype=np.int64)

    def way(self, source: str, target: str, lines: int) -> Floats:
        """Return the cheapest way found from one mark to another."""
        start, end = (np.array([self.marks[one].x, self.marks[one].y]) for one in (source, target))
        direct = float(np.hypot(*(end - start)))
        margin = _CLEAR + (lines - 1) * _APART / 2
        own = (self.owners == source) | (self.owners == target)
        # One's own mark is no obstacle, and one's own name may be passed closely.
        boxes = self.boxes[~own | self.names]
        room = np.where(own, min(_HEAD + margin - _CLEAR, 9.0), margin)[~own | self.names]
        grown = boxes + room[:, None] * np.array([-1, -1, 1, 1])

        def cost(points: Floats, bent: float) -> float:
            hits = self._hits(points, grown, source, target)
            return _length(points) * (1 + bent) + _SHARED * self._shared(points) + _HIT * hits

        best = min(
            ((cost(way, abs(bow)), way) for bow in _BOWS for way in (_bowed(start, end, bow),)),
            key=lambda one: one[0],
        )
        corners = self._corners(start, end, grown, source, target)
        for count, most in self.rounds:
            if best[0] <= 1.5 * direct + 40 or (most > _CORNERS and best[0] < _HIT):
                break
            # Round as many corners, the shortest first: a longer one cannot be cheaper.
            ways = permutations(corners[:most], count)
            several = [np.vstack([start, *by, end]) for by in ways]
            for way in sorted(several, key=_length):
                if 0.95 * _length(way) >= best[0]:
                    break
                points = _rounded(way)
                best = min(best, (cost(points, 0.1), points), key=lambda one: one[0])
        self._remember(best[1], lines)
        return best[1]

    def _hits(self, points: Floats, boxes: Floats, source: str, target: str) -> int:
        beyond = int(((points < 3) | (points > self.room - 3)).any(axis=1).sum())
        inside = int(self._inside(points, boxes, source, target).sum())
        return inside + beyond + 4 * (beyond > 0)

    def _inside(self, points: Floats, boxes: Floats, source: str, target: str) -> NDArray[np.bool_]:
        """Return which points lie in which boxes; within the own marks nothing is drawn."""
        free = np.ones(len(points), dtype=bool)
        for mark in (self.marks[source], self.marks[target]):
            away = np.hypot(points[:, 0] - mark.x, points[:, 1] - mark.y)
            free &= away >= mark.radius + 2
        x, y = points[free].T[:, :, None]
        inside: NDArray[np.bool_] = (
            (x > boxes[:, 0]) & (x < boxes[:, 2]) & (y > boxes[:, 1]) & (y < boxes[:, 3])
        )
        return inside

    def _corners(
        self, start: Floats, end: Floats, boxes: Floats, source: str, target: str
    ) -> Floats:
        """Return corners to go round: of what a straight way meets, then of what is nearest."""
        # Near and a little farther: another line may have the way that is nearest.
        wide = np.vstack([boxes + far * np.array([-1, -1, 1, 1]) for far in (4.0, 13.0)])
        corners = np.stack([wide[:, [0, 1]], wide[:, [2, 1]], wide[:, [2, 3]], wide[:, [0, 3]]])
        straight = _bowed(start, end, 0.0)
        met = self._inside(straight, boxes, source, target).any(axis=0)
        detour = np.hypot(*(corners - start).T) + np.hypot(*(corners - end).T)
        detour = np.where(np.tile(met, 2)[:, None], detour - 1e6, detour)
        order = np.argsort(detour.T.ravel(), kind="stable")[: max(most for _, most in self.rounds)]
        found: Floats = corners.reshape(-1, 2)[order]
        return found

    def _cells(self, points: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        rows, columns = self.used.shape
        cells = np.rint(points / _CELL).astype(np.int64)
        return np.clip(cells[:, 1], 0, rows - 1), np.clip(cells[:, 0], 0, columns - 1)

    def _shared(self, points: Floats) -> float:
        """Return how much of a way others have already: a crossing is little, lying on one much."""
        away = np.minimum(np.hypot(*(points - points[0]).T), np.hypot(*(points - points[-1]).T))
        count = float(np.minimum(self.used[self._cells(points)], 2)[away >= 14].sum())
        return 12 * count if count > 0.25 * len(points) else count

    def _remember(self, points: Floats, lines: int) -> None:
        reach = (lines - 1) * _APART / 2 + _CELL
        offs = np.arange(-reach, reach + 0.1, _CELL)
        around = (points[:, None] + np.array([(x, y) for x in offs for y in offs])).reshape(-1, 2)
        seen = np.zeros_like(self.used)
        seen[self._cells(around)] = 1
        self.used += seen


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


def _gone(points: Floats) -> Floats:
    """Return how long a line is up to each of its points."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    return np.concatenate([[0.0], np.cumsum(steps)])


def _length(points: Floats) -> float:
    return float(_gone(points)[-1])
