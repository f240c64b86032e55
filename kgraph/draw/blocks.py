"""Structure as space in a static picture: blocks of those who stand together.

Guests are listed below their home, as the page lists them; members of an alliance and the people of
a territory stand in a frame with its name. ``draw.homes`` says for both who is at home where, and
``assets/homes.js`` sets the blocks of the page in the letters of its reader.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from kgraph.draw.svg import shortened, text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from kgraph.draw.boxes import Floats
    from kgraph.draw.homes import Homes

    Point = tuple[float, float]
    #: Left, top, right, bottom.
    Box = tuple[float, float, float, float]

__all__ = ["GUEST", "HOME", "Block", "Frame", "Room", "Trunk", "blocks", "home_drawn", "name_lines"]

#: The radius of the mark of a guest, and of a home with its name beside.
GUEST, HOME = 5.0, 11.0
#: The largest radius of a mark.
_MARK = 13.0
#: The size of a name, and of a guest's; a line of each; how wide it may be beside a mark and below.
_SIZES = {"name": 12.0, "guest": 11.0}
_LINES = {"name": 14.0, "guest": 12.0}
_WIDEST = {"below": 140.0, "long": 190.0, "home": 170.0, "guest": 190.0, "space": 420.0}
#: A name of more letters is long.
_LONG = 38
#: From one guest to the next, at least, and to the right of its home.
_ROW, _INDENT = 15.5, 17.0
#: Round everything, so that lines pass between.
_PADDING = 9.0
#: Above the members of a space, for its name; between them, for lines and their words.
_HEAD, _BETWEEN = 26.0, 44.0
#: How much of a picture's width a space may take before its members stand in several rows.
_SHARE = 0.62


@dataclass(frozen=True, slots=True)
class Room:
    """The room of a mark with its name, which stands below it or beside it.

    ``left`` to ``down`` say how far it reaches from the middle of the mark; ``radius`` is that of
    the mark where its name is beside it, else 0: then it depends on the lines.
    """

    lines: tuple[str, ...]
    size: float
    left: float
    right: float
    up: float
    down: float
    radius: float = 0.0

    @property
    def beside(self) -> bool:
        """Whether the name stands beside the mark."""
        return self.radius > 0


@dataclass(frozen=True, slots=True)
class Frame:
    """What is drawn round those who stand together.

    ``name`` is empty where the mark of the space, or of the home, has it.
    """

    id: str
    name: str
    space: bool
    box: Box

    @property
    def name_at(self) -> Point:
        """Where the name begins, on its base line."""
        return self.box[0] + 12, self.box[1] + 18

    @property
    def name_box(self) -> Box:
        """The room of the name."""
        x, y = self.name_at
        return x, y - 11, x + text_width(self.name, _SIZES["name"]), y + 4


@dataclass(frozen=True, slots=True)
class Trunk:
    """The line from a home down to its guests."""

    home: str
    guests: tuple[str, ...]
    x: float
    top: float
    bottom: float

    @property
    def points(self) -> Floats:
        """It as points close to each other."""
        down = np.arange(self.top, self.bottom, 5.0)
        return np.column_stack([np.full_like(down, self.x), down])


@dataclass(slots=True)
class Block:
    """Those who stand together; all points are from its upper left corner."""

    id: str
    width: float = 0.0
    height: float = 0.0
    rooms: dict[str, Room] = field(default_factory=dict)
    at: dict[str, Point] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    trunks: list[Trunk] = field(default_factory=list)

    def put(self, other: Block, x: float, y: float) -> None:
        """Set a block into this one."""
        self.rooms |= other.rooms
        self.at |= {one: (a + x, b + y) for one, (a, b) in other.at.items()}
        for frame in other.frames:
            left, top, right, bottom = frame.box
            self.frames.append(replace(frame, box=(left + x, top + y, right + x, bottom + y)))
        for one in other.trunks:
            moved = replace(one, x=one.x + x, top=one.top + y, bottom=one.bottom + y)
            self.trunks.append(moved)


def home_drawn(cast: Collection[str], homes: Homes) -> dict[str, str]:
    """Return the nearest home that is drawn, of everybody in a picture and of its spaces.

    A home is drawn if it is in the picture, or if it is a space of several who are.
    """

    def nearest(thing: str, drawn: Collection[str]) -> str:
        return next((home for home in homes.above(thing) if home in drawn), "")

    wide = {*cast, *homes.spaces}
    members = [nearest(one, wide) for one in cast]
    drawn = {*cast, *(space for space in homes.spaces if members.count(space) > 1)}
    return {one: nearest(one, drawn) for one in sorted(drawn)}


def blocks(
    cast: Iterable[str], homes: Homes, label: Callable[[str], str], width: float
) -> list[Block]:
    """Return blocks of those who stand together, one for each who is at home nowhere in a picture.

    Parameters
    ----------
    cast : iterable of str
        Who is in the picture.
    homes : Homes
        Who is at home where.
    label : callable
        The name of each.
    width : float
        About how wide the picture is.
    """
    return _Builder(set(cast), homes, label, width).blocks()


class _Builder:
    def __init__(
        self, cast: set[str], homes: Homes, label: Callable[[str], str], width: float
    ) -> None:
        self.cast = cast
        self.spaces = set(homes.spaces)
        self.label = label
        self.most = max(_SHARE * width, 220.0)
        self.guests: dict[str, list[str]] = {}
        for one, home in home_drawn(cast, homes).items():
            self.guests.setdefault(home, []).append(one)

    def blocks(self) -> list[Block]:
        return [self.block(one) for one in self.guests.get("", [])]

    def block(self, thing: str) -> Block:
        guests = self.guests.get(thing, [])
        if not guests:
            return self.alone(thing)
        return self.space(thing, guests) if thing in self.spaces else self.home(thing, guests)

    def alone(self, thing: str) -> Block:
        room = _below(self.label(thing))
        made = Block(thing, 2 * (room.right + _PADDING), room.up + room.down + _PADDING)
        made.rooms[thing] = room
        made.at[thing] = _PADDING + room.left, _PADDING / 2 + room.up
        return made

    def home(self, thing: str, guests: list[str]) -> Block:
        made = Block(thing)
        room = _beside(self.label(thing), "home", HOME)
        tall = max(room.up, _MARK + 3)
        made.rooms[thing] = replace(room, up=tall, down=tall)
        made.at[thing] = x, y = _PADDING + _MARK, _PADDING + tall
        made.width = x + room.right
        made.height = self.listed(made, thing, x, y + tall, y + HOME) + _PADDING
        made.width += _PADDING
        if len(guests) > 1:
            made.frames.insert(0, Frame(thing, "", False, (2, 2, made.width - 2, made.height - 2)))
        return made

    def listed(self, made: Block, home: str, x: float, y: float, top: float) -> float:
        """Set the guests of a home below each other; returns where the next row begins."""
        guests = self.guests.get(home, [])
        for guest in guests:
            room = _beside(self.label(guest), "guest", GUEST)
            made.rooms[guest] = room
            made.at[guest] = x + _INDENT, y + room.up
            made.width = max(made.width, x + _INDENT + room.right)
            below = y + room.up + room.down
            y = self.listed(made, guest, x + _INDENT, below, y + room.up + GUEST)
        if guests:
            made.trunks.append(Trunk(home, tuple(guests), x, top, made.at[guests[-1]][1]))
        return y

    def space(self, thing: str, members: list[str]) -> Block:
        made = Block(thing)
        pad = 2 * _PADDING
        x, y, tall = pad, pad + _HEAD, 0.0
        for inner in map(self.block, members):
            if x > pad and x + inner.width + pad > self.most:
                x, y, tall = pad, y + tall + _BETWEEN / 2, 0.0
            made.put(inner, x, y)
            x += inner.width + _BETWEEN
            tall = max(tall, inner.height)
            made.width = max(made.width, x - _BETWEEN + pad)
            made.height = y + tall + pad
        name = self.label(thing)
        if thing in self.cast:
            room = made.rooms[thing] = _beside(name, "space", GUEST)
            made.at[thing] = pad + GUEST, pad + room.up - 4
            made.width = max(made.width, pad + GUEST + room.right + pad)
            name = ""
        box = (_PADDING, _PADDING, made.width - _PADDING, made.height - _PADDING)
        frame = Frame(thing, name, True, box)
        made.width = max(made.width, frame.name_box[2] + pad)
        made.frames.insert(0, replace(frame, box=(*box[:2], made.width - _PADDING, box[3])))
        return made


def _below(label: str) -> Room:
    width = _WIDEST["below" if len(label) <= _LONG else "long"]
    lines = _lines(label, width, _SIZES["name"])
    half = max(_MARK, *(text_width(line, _SIZES["name"]) / 2 for line in lines)) + 2.5
    down = _MARK + 4 + _LINES["name"] * len(lines)
    return Room(lines, _SIZES["name"], half, half, _MARK + 3, down)


def _beside(label: str, kind: str, radius: float) -> Room:
    name = "guest" if kind == "guest" else "name"
    lines = _lines(label, _WIDEST[kind], _SIZES[name])
    wide = max(text_width(line, _SIZES[name]) for line in lines)
    tall = max(_ROW, _LINES[name] * len(lines) + 3.5) / 2
    return Room(lines, _SIZES[name], radius + 2, radius + 8 + wide, tall, tall, radius)


def _lines(label: str, width: float, size: float) -> tuple[str, ...]:
    """Return a name in at most three lines."""
    lines = wrapped(label, width, size) or [""]
    if len(lines) > 3:
        lines = [*lines[:2], f"{lines[2]} …"]
    # A word alone may be wider.
    letters = [int(len(line) * width / max(text_width(line, size), width)) for line in lines]
    return tuple(shortened(line, most) for line, most in zip(lines, letters, strict=True))


def name_lines(room: Room, radius: float) -> list[tuple[float, float, str]]:
    """Return the lines of a name: where each begins or has its middle, from the mark, and words.

    Beside a mark a line begins there, below it its middle is there, both on the base line.
    """
    step = _LINES["guest"] if room.beside else _LINES["name"]
    if room.beside:
        first = 4 - step / 2 * (len(room.lines) - 1)
        return [(room.radius + 6, first + step * n, line) for n, line in enumerate(room.lines)]
    return [(0.0, radius + 13 + step * n, line) for n, line in enumerate(room.lines)]
