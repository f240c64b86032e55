"""Paths of influence between two actors: a line per path, families and grades on each step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph import wording
from kgraph.draw.colours import COLOURS
from kgraph.draw.marks import actor_mark, head
from kgraph.draw.svg import Picture, shortened, text_width
from kgraph.text import many

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.draw.svg import Group, Key
    from kgraph.measures.influence.paths import Path, Paths
    from kgraph.model import Edge

__all__ = ["MOST", "paths"]

#: A picture of more paths could not be read; how many are left out stands below.
MOST = 25

_STEP = 230.0
_LINE = 12.0
_SMALL = 10.5
#: Half the room of a name of so many letters, and where the first actor stands.
_NAME, _LETTERS = 105.0, 28
_LEAD = 135.0 + _NAME
_MARK = 9.0


def paths(found: Paths, *, title: str, captions: Iterable[str] = ()) -> str:
    """Return paths as SVG, the strongest first: each with its number, levers, grades and marks.

    A step is the thicker the stronger. One that is duty on paper, reported unmet, is a double line,
    one that had lapsed is dashed; both say so, and such a path carries nothing.
    """
    shown = found.found[:MOST]
    table = found.table
    more = len(found) - len(shown)
    longest = max((len(path.steps) for path in shown), default=1)
    heights = [_height(path) for path in shown]
    below = [*captions, *found.notes()]
    if more:
        below.append(f"The strongest {MOST} paths of {len(found)}; {more} are not drawn.")
    picture = Picture(
        title,
        max(_LEAD + _STEP * longest + _NAME, 560),
        24 + sum(heights) if shown else 60,
        legend=[
            (_sample(2.0), "weak"),
            (_sample(5.0), "strong lever"),
            (_hollow_key, wording.UNMET),
            (_lapsed_key, "lapsed"),
        ],
        captions=below,
        data_version=table.data_version,
        describe=f"{many(len(found), 'path')} from {table.label(found.source)} to "
        f"{table.label(found.target)}.",
    )
    body = picture.body
    if not shown:
        none = f"No path from {table.label(found.source)} to {table.label(found.target)}."
        body.text(0, 30, none, fill=COLOURS["soft"], size=14)
        return picture.render()
    body.text(0, 12, "strength [low, high]", size=_SMALL, fill=COLOURS["soft"])
    y = 24.0
    for path, height in zip(shown, heights, strict=True):
        _path(body, found, path, y, height, longest)
        y += height
    return picture.render()


def _height(path: Path) -> float:
    most = max(
        len(wording.step(step, lapsed=at in path.lapsed)) for at, step in enumerate(path.steps)
    )
    return 46.0 + _LINE * most


def _path(body: Group, found: Paths, path: Path, y: float, height: float, longest: float) -> None:
    table = found.table
    middle = y + height - 32
    group = body.group(
        title=f"{' > '.join(map(table.label, path.actors))}; claims {' '.join(path.claims)}",
        data_path=" ".join(path.actors),
        data_claims=" ".join(path.claims),
    )
    body.line(0, y, _LEAD + _STEP * longest + _NAME, y, stroke=COLOURS["line"])
    group.text(0, middle + 4, f"{path.product:.3g} [{path.low:.3g}, {path.high:.3g}]")
    at = [_LEAD + _STEP * number for number in range(len(path.actors))]
    for number, step in enumerate(path.steps):
        _step(group, found, step, at[number : number + 2], middle, lapsed=number in path.lapsed)
    for x, actor in zip(at, path.actors, strict=True):
        entity = table.entities.get(actor)
        actor_mark(group, x, middle, entity.type if entity else "", _MARK)
        group.text(x, middle + 23, shortened(table.label(actor), _LETTERS), anchor="middle", halo=3)


def _step(
    group: Group, found: Paths, step: Edge, ends: list[float], y: float, *, lapsed: bool
) -> None:
    left, right = ends[0] + _MARK + 2, ends[1] - _MARK - 3
    lines = wording.step(step, lapsed=lapsed)
    inner = group.group(
        title=f"{found.table.label(step.source)} on {found.table.label(step.target)}: "
        f"{', '.join(lines)}; claims {' '.join(step.claims)}",
        data_source=step.source,
        data_target=step.target,
        data_lapsed="true" if lapsed else None,
        data_hollow="true" if step.hollow else None,
        data_claims=" ".join(step.claims),
    )
    if lapsed:
        _lapsed(inner, left, right, y)
    elif step.hollow:
        _hollow(inner, left, right, y)
    else:
        width = 1.4 + 5 * step.weight
        inner.line(left, y, right - 8, y, stroke=COLOURS["lever"], stroke_width=width)
    head(inner, (left, y), (right, y), COLOURS["lever"], bar=False)
    room = _STEP - 2 * _MARK - 16
    for number, text in enumerate(lines):
        # Its levers first, then what is wrong with them.
        wrong = number >= len(step.families)
        inner.text(
            (left + right) / 2,
            y - 8 - _LINE * (len(lines) - 1 - number),
            _fitted(text, room),
            size=_SMALL,
            anchor="middle",
            fill=COLOURS["hostile" if wrong else "soft"],
            font_weight=600 if wrong else None,
        )


def _fitted(text: str, room: float) -> str:
    letters = len(text)
    while letters > 4 and text_width(shortened(text, letters), _SMALL) > room:
        letters -= 1
    return shortened(text, letters)


def _hollow(group: Group, left: float, right: float, y: float) -> None:
    group.line(left, y, right - 8, y, stroke=COLOURS["lever"], stroke_width=5)
    group.line(left, y, right - 8, y, stroke=COLOURS["paper"], stroke_width=3)


def _lapsed(group: Group, left: float, right: float, y: float) -> None:
    group.line(
        left, y, right - 8, y, stroke=COLOURS["soft"], stroke_width=1.4, stroke_dasharray="3 3"
    )


def _sample(width: float) -> Key:
    return lambda group, x, y: group.line(
        x - 13, y, x + 13, y, stroke=COLOURS["lever"], stroke_width=width
    )


def _hollow_key(group: Group, x: float, y: float) -> None:
    _hollow(group, x - 13, x + 21, y)


def _lapsed_key(group: Group, x: float, y: float) -> None:
    _lapsed(group, x - 13, x + 21, y)
