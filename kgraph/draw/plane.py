"""The influence-dependence plane: actors numbered on it, names and intervals beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kgraph.draw.colours import COLOURS
from kgraph.draw.svg import Picture, round_above, shortened, text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgraph.draw.svg import Group
    from kgraph.measures.influence.plane import Placed, Plane

__all__ = ["plane"]

_SIDE = 430.0
_LEFT, _TOP, _BELOW = 50.0, 20.0, 52.0
_SMALL = 11.0
_ROW = 17.0
_WHY = 250.0
_CORNERS = (
    ("move others, little moved", 0.0, 1.0, "start"),
    ("move others and are moved", 1.0, 1.0, "end"),
    ("neither", 0.0, 0.0, "start"),
    ("moved, move little", 1.0, 0.0, "end"),
)


def plane(found: Plane, *, title: str, captions: Iterable[str] = ()) -> str:
    """Return the plane as SVG: each actor once, with a number that the list beside it explains.

    A cross shows the intervals; an actor whose place is not assessable is an open circle without
    one, and the list says why in place of its intervals.
    """
    table = found.table
    names = [shortened(table.label(one.actor), 34) for one in found]
    said = [_words(one) for one in found]
    stub = _LEFT + _SIDE + 40
    room = max((text_width(name, _SMALL) for name in names), default=0.0) + 34
    tall = max(_TOP + _SIDE + _BELOW, 24 + sum(_ROW * (len(lines) - 0.2) for lines in said) + 8)
    picture = Picture(
        title,
        stub + room + _WHY,
        tall if len(found) else 60,
        legend=[(_dot, "actor, 5 % to 95 % of draws"), (_open, "not assessable, no interval")],
        captions=[*captions, *found.notes()],
        data_version=table.data_version,
        describe=f"{len(found)} actors by influence and dependence.",
    )
    body = picture.body
    if not len(found):
        body.text(0, 30, "Nobody has influence in this selection.", fill=COLOURS["soft"], size=14)
        return picture.render()
    top = round_above(max(_reach(one) for one in found))

    def at(dependence: float, influence: float) -> tuple[float, float]:
        return _LEFT + _SIDE * dependence / top, _TOP + _SIDE * (1 - influence / top)

    _axes(body, found, top)
    spots = [at(one.dependence, one.influence) for one in found]
    y = 12.0
    body.text(stub, y, "influence I and dependence D, [5 %, 95 %]", size=_SMALL,
              fill=COLOURS["soft"])  # fmt: skip
    y += _ROW + 4
    tags = _tags(spots)
    for number, one in enumerate(found):
        group = body.group(
            title=f"{table.label(one.actor)}; {' '.join(said[number])}; "
            f"claims {' '.join(one.claims)}",
            data_actor=one.actor,
            data_claims=" ".join(one.claims),
        )
        x, high = spots[number]
        if not one.why_not:
            (low_i, high_i), (low_d, high_d) = one.influence_span, one.dependence_span
            for a, b in (
                (at(low_d, one.influence), at(high_d, one.influence)),
                (at(one.dependence, low_i), at(one.dependence, high_i)),
            ):
                group.line(*a, *b, stroke=COLOURS["lever"], stroke_width=1.2, opacity=0.55)
        (_open if one.why_not else _dot_at)(group, x, high)
        tag_x, tag_y = tags[number]
        if math.hypot(tag_x - x, tag_y - high) > 16:
            group.line(x, high, tag_x, tag_y, stroke=COLOURS["soft"], stroke_width=0.6)
        group.text(tag_x, tag_y + 4, str(number + 1), size=_SMALL, anchor="middle", halo=3)
        group.text(stub + 18, y, str(number + 1), size=_SMALL, anchor="end")
        group.text(stub + 26, y, names[number], size=_SMALL)
        for line in said[number]:
            group.text(stub + room, y, line, size=_SMALL, fill=COLOURS["soft"])
            y += _ROW * 0.8
        y += _ROW * 0.2 if len(said[number]) == 1 else 4
    return picture.render()


def _words(one: Placed) -> list[str]:
    if one.why_not:
        numbers = f"I {one.influence:.3g}, D {one.dependence:.3g}; not assessable: {one.why_not}"
        return wrapped(numbers, _WHY, _SMALL)
    (low_i, high_i), (low_d, high_d) = one.influence_span, one.dependence_span
    return [
        f"I {one.influence:.3g} [{low_i:.3g}, {high_i:.3g}], "
        f"D {one.dependence:.3g} [{low_d:.3g}, {high_d:.3g}]"
    ]


def _reach(one: Placed) -> float:
    spans = () if one.why_not else (one.influence_span[1], one.dependence_span[1])
    return max(one.influence, one.dependence, *spans)


def _axes(body: Group, found: Plane, top: float) -> None:
    body.rect(_LEFT, _TOP, _SIDE, _SIDE, fill=COLOURS["panel"], stroke=COLOURS["line"])
    means = found.means or (0.0, 0.0)
    across, up = _TOP + _SIDE * (1 - means[0] / top), _LEFT + _SIDE * means[1] / top
    look = {"stroke": COLOURS["line"], "stroke_width": 1.4, "stroke_dasharray": "5 4"}
    body.line(_LEFT, across, _LEFT + _SIDE, across, **look)
    body.line(up, _TOP, up, _TOP + _SIDE, **look)
    body.text(_LEFT + _SIDE - 4, across - 4, "mean", size=10, anchor="end", fill=COLOURS["soft"])
    for words, right, high, anchor in _CORNERS:
        x, y = _LEFT + _SIDE * right, _TOP - 7 if high else _TOP + _SIDE + 30
        body.text(x, y, words, size=10.5, anchor=anchor,
                  fill=COLOURS["soft"], font_style="italic")  # fmt: skip
    for share in (0.0, 0.5, 1.0):
        x, y = _LEFT + _SIDE * share, _TOP + _SIDE * (1 - share)
        number = f"{top * share:g}"
        body.text(x, _TOP + _SIDE + 15, number, size=_SMALL, anchor="middle", fill=COLOURS["soft"])
        body.text(_LEFT - 6, y + 4, number, size=_SMALL, anchor="end", fill=COLOURS["soft"])
    body.text(_LEFT + _SIDE / 2, _TOP + _SIDE + 46, "dependence D: how much others move it",
              anchor="middle")  # fmt: skip
    turn = f"translate(12 {_TOP + _SIDE / 2:g}) rotate(-90)"
    body.text(0, 0, "influence I: how much it moves others", anchor="middle", transform=turn)


def _tags(spots: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return where the number of each actor stands: near its dot, on no dot and no other number."""
    taken = [(x, y, 5.0) for x, y in spots]
    found: list[tuple[float, float]] = []
    for x, y in spots:
        tries = [
            (x + r * math.cos(a), y + r * math.sin(a))
            for r in (12.0, 20.0, 30.0, 42.0, 56.0, 72.0, 90.0)
            for a in (math.radians(-45 + 30 * step) for step in range(12))
        ]
        inside = [
            one
            for one in tries
            if _LEFT + 9 < one[0] < _LEFT + _SIDE - 9 and _TOP + 8 < one[1] < _TOP + _SIDE - 8
        ]
        free = (
            one
            for one in inside
            if all(math.hypot(one[0] - a, one[1] - b) >= 8 + r for a, b, r in taken)
        )
        tag = next(free, (inside or tries)[-1])
        found.append(tag)
        taken.append((*tag, 8.0))
    return found


def _dot_at(group: Group, x: float, y: float) -> None:
    group.circle(x, y, 4, fill=COLOURS["accent"])


def _dot(group: Group, x: float, y: float) -> None:
    group.line(x - 12, y, x + 12, y, stroke=COLOURS["lever"], stroke_width=1.2)
    group.line(x, y - 7, x, y + 7, stroke=COLOURS["lever"], stroke_width=1.2)
    _dot_at(group, x, y)


def _open(group: Group, x: float, y: float) -> None:
    group.circle(
        x, y, 6, fill="none", stroke=COLOURS["soft"], stroke_width=1.4,
        stroke_dasharray="2 1.5",
    )  # fmt: skip
