"""The lines of a pair side by side along its way, as on the page (``assets/curves.js``).

They come together at the marks and end there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    #: Left, top, right, bottom.
    Box = tuple[float, float, float, float]

__all__ = ["APART", "CLEARANCE", "HEAD", "Line", "Mark", "distances", "length", "strand"]

#: From one line of a pair to the next.
APART = 7.0
#: Over which lines of a pair come together at a mark.
_TAPER = 26.0
#: From a mark to the heads of its lines.
CLEARANCE = 2.5
#: Kept free of one's own name, for half the width of a head.
HEAD = 5.0
#: From which distance on one sees that a line is bent.
_SEEN = 0.3


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of an actor, with the box of the name that stands below it or beside it."""

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
        return length(self.points)

    def at(self, share: float) -> tuple[float, float]:
        """Return the point at a share of the length."""
        gone = distances(self.points)
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
        gone = distances(self.points)
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
                name[0] - HEAD < middle[0] < name[2] + HEAD
                and name[1] - HEAD < middle[1] < name[3] + HEAD
            ):
                return line
        return self

    @property
    def towards(self) -> tuple[float, float]:
        """From where its head points: a little before the end."""
        return self.at(max(0.0, 1.0 - 9.0 / max(self.length, 9.0)))


def strand(way: Floats, place: float, widest: float, clear: tuple[float, float]) -> Line:
    """Return a line beside a way, from the edge of one mark to that of the other.

    Parameters
    ----------
    way : array of points
        From mark to mark.
    place, widest : float
        Its place among those of the pair, 0 in the middle, and the place of the outermost.
    clear : (float, float)
        How far from both ends it is drawn: from a mark that is its radius and ``CLEARANCE``.
    """
    gone = distances(way)
    near = np.array(clear)
    least = np.minimum(1.0, 0.7 * near / (widest * APART or 1.0))
    shares = [
        low + (1 - low) * np.clip((away - radius) / _TAPER, 0.0, 1.0)
        for low, radius, away in zip(least, near, (gone, gone[-1] - gone), strict=True)
    ]
    along = np.gradient(way, axis=0)
    along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    across = np.column_stack([-along[:, 1], along[:, 0]])
    beside = way + across * (place * APART * np.minimum(*shares))[:, None]
    return Line(_clipped(beside, way[0], way[-1], near))


def _clipped(points: Floats, start: Floats, end: Floats, radii: Floats) -> Floats:
    """Return the part of a line outside two marks."""
    # As fine as the edge of a mark needs.
    gone = distances(points)
    fine = np.linspace(0.0, gone[-1], max(2, int(gone[-1] / 0.5)))
    dense = np.column_stack([np.interp(fine, gone, points[:, axis]) for axis in (0, 1)])
    outside = (np.hypot(*(dense - start).T) >= radii[0]) & (np.hypot(*(dense - end).T) >= radii[1])
    kept = np.flatnonzero(outside)
    if len(kept) < 2:
        return points
    first, last = kept[0], kept[-1]
    inner = (gone > fine[first]) & (gone < fine[last])
    return np.vstack([dense[first], points[inner], dense[last]])


def distances(points: Floats) -> Floats:
    """Return how long a line is up to each of its points."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    return np.concatenate([[0.0], np.cumsum(steps)])


def length(points: Floats) -> float:
    """Return how long a line is."""
    return float(distances(points)[-1])
