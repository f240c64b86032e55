"""Where everybody stands in a static picture: the page's places, names apart, guests at their home.

Places in [0, 1] and homes are those of the page's view model; this fits them into a picture that
nobody can zoom, as ``assets/seats.js`` fits them into the room of a browser.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.draw.blocks import Block, blocks
from kgraph.draw.boxes import CANVAS, GAP, pushed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from kgraph.draw.blocks import Box, Frame, Point, Room, Trunk
    from kgraph.draw.boxes import Floats
    from kgraph.draw.homes import Homes

    Cells = NDArray[np.int64]

__all__ = ["Seats", "seated"]

#: How wide a picture may be, so that names are legible where a page of paper or mail shows it.
_WIDEST = 1100.0
_LEAST = np.array([520.0, 330.0])
#: Side of the square that each has, for lines and their words, of so many at most.
_EACH, _MANY = 200.0, 30
#: Between two blocks, for the same.
_BETWEEN = 16.0
#: The share of a picture that blocks may take.
_FULL = 0.62
#: Round all of them, for lines that go outside.
_MARGIN = np.array([30.0, 26.0])
#: Of one axis against the other, at most: nearness means something.
_STRETCH = 1.5
#: By how much a picture is made wider and higher until all have room.
_GROWTH = np.array([1.02, 1.06])
#: Of more blocks the places stay as they were pushed: it would take seconds.
_CROWD = 100
#: How friends are pulled together and foes apart (``assets/camps.js``): by which steps, how often,
#: and until which share of pairs of a friendly and a hostile line has the hostile one longer.
_STEPS, _ROUNDS, _ENOUGH = (0.25, 0.7, 1.4), 60, 0.97


@dataclass(frozen=True, slots=True)
class Seats:
    """Where everybody stands, and what is drawn round those who stand together."""

    at: Mapping[str, Point]
    rooms: Mapping[str, Room]
    frames: Sequence[Frame]
    trunks: Sequence[Trunk]
    size: tuple[float, float]

    @property
    def written(self) -> list[Box]:
        """The room of what is written on frames."""
        return [frame.name_box for frame in self.frames if frame.name]


def seated(
    spots: Mapping[str, Sequence[float]],
    homes: Homes,
    label: Callable[[str], str],
    signs: Iterable[tuple[str, str, int]] = (),
) -> Seats:
    """Return where everybody stands in a picture.

    Parameters
    ----------
    spots : mapping of str to (x, y)
        The place of each, in [0, 1] from the upper left.
    homes : Homes
        Who is at home where.
    label : callable
        The name of each.
    signs : iterable of (str, str, int)
        Friends (1), who are to stand nearer than foes (-1).
    """
    made = blocks(spots, homes, label, _WIDEST)
    if not made:
        return Seats({}, {}, (), (), (float(_LEAST[0]), float(_LEAST[1])))
    sizes = np.array([(one.width, one.height) for one in made])
    middles = np.array([_spot(one, spots) for one in made]) * CANVAS
    roots = {one: number for number, block in enumerate(made) for one in block.at}
    wide = sizes + _BETWEEN
    corners = _apart(_fitted(middles, wide), wide, _between(signs, roots)) - sizes / 2
    low, high = corners.min(axis=0), (corners + sizes).max(axis=0)
    size = np.maximum(high - low + 2 * _MARGIN, _LEAST)
    corners += (size - low - high) / 2
    whole = Block("")
    for one, (x, y) in zip(made, corners, strict=True):
        whole.put(one, float(x), float(y))
    return Seats(
        whole.at, whole.rooms, whole.frames, whole.trunks, (float(size[0]), float(size[1]))
    )


def _spot(block: Block, spots: Mapping[str, Sequence[float]]) -> Floats:
    """Return the place of a block: of its home, or amid those in a space that has none."""
    several = [block.id] if block.id in spots else [one for one in block.at if one in spots]
    found: Floats = np.mean([spots[one] for one in several], axis=0)
    return found


def _fitted(middles: Floats, sizes: Floats) -> Floats:
    """Return places stretched to the room that so many names need, but little."""
    room = _room(sizes)
    low, high = middles.min(axis=0), middles.max(axis=0)
    free = room - np.minimum(sizes.max(axis=0), room / 3)
    span = np.where(high - low > 1e-6, high - low, np.inf)
    scale = free / span
    least = scale[scale > 0].min(initial=np.inf)
    scale = np.minimum(scale, _STRETCH * least)
    fitted: Floats = room / 2 + (middles - (low + high) / 2) * scale
    return fitted


def _room(sizes: Floats) -> Floats:
    """Return how wide and high a picture of so many blocks is."""
    ratio = CANVAS[0] / CANVAS[1]
    area = max(float(((sizes + GAP).prod(axis=1)).sum()) / _FULL, _EACH**2 * min(len(sizes), _MANY))
    wide = min(max(np.sqrt(area * ratio), sizes[:, 0].max()), _WIDEST)
    room: Floats = np.maximum((wide, area / wide), sizes.max(axis=0) + GAP)
    return room


def _between(signs: Iterable[tuple[str, str, int]], roots: Mapping[str, int]) -> Cells:
    """Return signs between blocks: foes part as wholes; a pair with both signs has none."""
    found: dict[tuple[int, int], set[int]] = {}
    for one, other, sign in signs:
        a, b = sorted((roots[one], roots[other]))
        if a != b and sign:
            found.setdefault((a, b), set()).add(sign)
    rows = [(*pair, *signs) for pair, signs in sorted(found.items()) if len(signs) == 1]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _apart(points: Floats, sizes: Floats, signs: Cells) -> Floats:
    """Return the middles of blocks so that none lies on another; it grows until all fit."""
    room = _room(sizes)
    settled = False
    while not settled:
        found, settled = pushed(points, sizes, np.array([0.0, 0.0, *room]))
        points, room = found * _GROWTH, room * _GROWTH
    return _camped(found, sizes, room / _GROWTH, signs)


def _camped(points: Floats, sizes: Floats, room: Floats, signs: Cells) -> Floats:
    """Return the points pulled together and apart until foes are farther than friends."""
    if len(points) > _CROWD:
        return points
    one, other, sign = signs.T
    best, most = points, _in_order(points, signs)
    for step in _STEPS:
        now = points
        for _ in range(_ROUNDS):
            if most >= _ENOUGH:
                return best
            lines = now[other] - now[one]
            long = np.maximum(np.hypot(*lines.T), 1.0)
            middle = (long[sign < 0].min() + long[sign > 0].max()) / 2
            by = np.where((long - middle) * sign > 0, step * (long - middle) / long / 2, 0.0)
            moved = now.copy()
            np.add.at(moved, one, lines * by[:, None])
            np.add.at(moved, other, -lines * by[:, None])
            now, settled = pushed(moved, sizes, np.array([0.0, 0.0, *room]))
            order = _in_order(now, signs)
            if settled and order > most:
                best, most = now, order
    return best


def _in_order(points: Floats, signs: Cells) -> float:
    """Return the share of pairs of a friendly and a hostile line whose hostile one is longer."""
    long = np.hypot(*(points[signs[:, 0]] - points[signs[:, 1]]).T)
    friends, foes = (long[signs[:, 2] == sign] for sign in (1, -1))
    return float((foes[:, None] > friends).mean()) if friends.size and foes.size else 1.0
