"""Marks of actors, heads of lines and signs, in the shapes of the page (``assets/marks.js``)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kgraph.draw.colours import COLOURS, DASHES, fill_of
from kgraph.draw.svg import path

if TYPE_CHECKING:
    from kgraph.draw.blocks import Point
    from kgraph.draw.svg import Group

__all__ = ["BADGE", "actor_mark", "badge", "head"]

#: The radius of a sign.
BADGE = 7.5
#: The letters of signs, how far below the middle they stand, and their size.
_LETTERS = {"maybe": ("?", 4.0), "party": ("“", 7.0)}
_LETTER = 11.0


def badge(body: Group, sign: str, x: float, y: float, of: str = "") -> None:
    """Draw a sign: of what is disputed, of one party's word alone, or of what may hold."""
    group = body.group(data_sign_of=of or None, data_badge=sign)
    colour = COLOURS["hostile" if sign == "disputed" else "ink"]
    group.circle(x, y, BADGE, fill=COLOURS["paper"], stroke=colour, stroke_width=1.4)
    if sign in _LETTERS:
        letter, below = _LETTERS[sign]
        group.text(x, y + below, letter, size=_LETTER, anchor="middle", font_weight=700)
        return
    strokes = ((-3.6, -1.6, 3.6, -1.6), (-3.6, 1.8, 3.6, 1.8), (2.4, -4.4, -2.4, 4.6))
    for x1, y1, x2, y2 in strokes:
        group.line(x + x1, y + y1, x + x2, y + y2, stroke=colour, stroke_width=1.5)


def head(
    group: Group, before: Point, end: Point, colour: str, *, bar: bool, open_: bool = False
) -> None:
    """Draw a head, an arrow or a bar, as a shape of its own: few viewers colour a marker."""
    dx, dy = end[0] - before[0], end[1] - before[1]
    length = math.hypot(dx, dy) or 1.0
    ux, uy = dx / length, dy / length
    back, half = (3.6, 6.0) if bar else (10.8, 4.8)
    base = end[0] - ux * back, end[1] - uy * back
    across = -uy * half, ux * half
    corners = [
        (base[0] + across[0], base[1] + across[1]),
        (base[0] - across[0], base[1] - across[1]),
    ]
    if bar:
        tips = [
            (end[0] - across[0], end[1] - across[1]),
            (end[0] + across[0], end[1] + across[1]),
        ]
    else:
        tips = [end]
    points = [*corners, *tips]
    steps: list[str | float] = ["M", *points[0]]
    for point in points[1:]:
        steps += ["L", *point]
    look = (
        {"fill": COLOURS["paper"], "stroke": colour, "stroke_width": 1.3}
        if open_
        else {"fill": colour}
    )
    group.path(path(*steps, "Z"), **look)


def actor_mark(group: Group, x: float, y: float, kind: str, size: float) -> None:
    """Draw the mark of a kind of actor: as the page does, a box unless it has its own."""
    look = {
        "fill": fill_of(kind),
        "stroke": COLOURS["ink"],
        "stroke_width": 1.2,
        "stroke_dasharray": DASHES.get(kind),
    }
    if kind in {"State", "DeFactoEntity"}:
        group.circle(x, y, size, **look)
    elif kind == "Person":
        corners = ("M", x, y - size, "L", x + size, y, "L", x, y + size, "L", x - size, y, "Z")
        group.path(path(*corners), **look)
    elif kind in {"Issue", "Event", "Agreement"}:
        side, tip = size * 0.88, size * 1.06
        tag = ("M", x - side, y - 0.7 * side, "H", x + 0.6 * side, "L", x + tip, y,
               "L", x + 0.6 * side, y + 0.7 * side, "H", x - side, "Z")  # fmt: skip
        group.path(path(*tag), **look)
    else:
        side = size * 0.88
        group.rect(x - side, y - side, 2 * side, 2 * side, rx=3, **look)
