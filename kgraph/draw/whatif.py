"""Before and after of a what-if: only what changed, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.draw.colours import COLOURS
from kgraph.draw.svg import Picture, path, wrapped
from kgraph.text import many

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.draw.svg import Group
    from kgraph.measures.whatif.whatif import Change, Difference

__all__ = ["MOST", "whatif"]

#: Changes of one kind that are drawn; how many are left out is said.
MOST = 40

_WHAT, _SIDE, _BETWEEN = 270.0, 250.0, 34.0
_SIZE = 11.5
_LINE = 14.0
_WORDS = {
    "claim": "claims",
    "position": "positions",
    "conduct": "conduct",
    "lever": "levers",
    "strength": "strength of influence",
    "path": "strongest path, where it has several steps",
    "rank": "ranks",
}


def whatif(found: Difference, *, title: str, captions: Iterable[str] = ()) -> str:
    """Return a difference as SVG, by kind: what, before, after, and a mark for which way.

    A strength or path has a bar for its number, in [0, 1], on both sides. Nothing that stays the
    same is drawn.
    """
    kinds = {kind: found.of(kind) for kind in _WORDS}
    rows = [
        (kind, change, [wrapped(text, width - 10, _SIZE) for text, width in _cells(change)])
        for kind, changes in kinds.items()
        for change in changes[:MOST]
    ]
    heads = [kind for kind, changes in kinds.items() if changes]
    more = {kind: len(changes) - MOST for kind, changes in kinds.items() if len(changes) > MOST}
    heights = [
        max(1, *map(len, cells)) * _LINE + 10 + 9 * bool(change.sizes) for _, change, cells in rows
    ]
    picture = Picture(
        title,
        _WHAT + 2 * _SIDE + _BETWEEN,
        24 + 30 * len(heads) + sum(heights) + 18 * len(more) if rows else 60,
        legend=[
            (_appears, "appears"),
            (_vanishes, "vanishes"),
            (_differs, "is another"),
        ],
        captions=[*captions, *found.notes()],
        data_version=found.after.data_version,
        describe=f"{many(len(found), 'change')}.",
    )
    body = picture.body
    if not rows:
        body.text(0, 30, "Nothing changes.", fill=COLOURS["soft"], size=14)
        return picture.render()
    xs = (0.0, _WHAT + _BETWEEN, _WHAT + _BETWEEN + _SIDE)
    for x, words in zip(xs[1:], ("before", "after"), strict=True):
        body.text(x, 12, words, size=_SIZE, fill=COLOURS["soft"])
    y, last = 24.0, ""
    for (kind, change, cells), height in zip(rows, heights, strict=True):
        if kind != last:
            y = _more(body, last, more, y)
            body.text(0, y + 20, _WORDS[kind], size=13, font_weight=600)
            y, last = y + 30, kind
        _row(body, change, cells, xs, y, height)
        y += height
    _more(body, last, more, y)
    return picture.render()


def _cells(change: Change) -> tuple[tuple[str, float], ...]:
    none = "none"
    return (
        (change.what, _WHAT),
        (change.before or none, _SIDE),
        (change.after or none, _SIDE),
    )


def _row(
    body: Group,
    change: Change,
    cells: list[list[str]],
    xs: tuple[float, ...],
    y: float,
    height: float,
) -> None:
    way = "differs"
    if not (change.before and change.after):
        way = "vanishes" if change.before else "appears"
    claims = " ".join(change.claims)
    said = f"{change.what}: {change.before or 'none'}, then {change.after or 'none'}"
    group = body.group(
        title=f"{said}; claims {claims}" if claims else said,
        data_kind=change.kind,
        data_way=way,
        data_claims=claims,
    )
    width = _WHAT + 2 * _SIDE + _BETWEEN
    group.line(0, y, width, y, stroke=COLOURS["line"])
    for column, (x, lines) in enumerate(zip(xs, cells, strict=True)):
        there = (True, change.before, change.after)[column]
        for number, line in enumerate(lines):
            colour = COLOURS["ink" if there else "soft"]
            group.text(x, y + 16 + _LINE * number, line, size=_SIZE, fill=colour)
    _WAYS[way](group, _WHAT + _BETWEEN / 2 - 4, y + 12)
    if change.sizes:
        for x, size in zip(xs[1:], change.sizes, strict=True):
            low = y + height - 9
            group.rect(x, low, _SIDE - 20, 5, fill=COLOURS["panel"], stroke=COLOURS["line"])
            group.rect(x, low, (_SIDE - 20) * min(size, 1.0), 5, fill=COLOURS["lever"])


def _more(body: Group, kind: str, more: dict[str, int], y: float) -> float:
    if kind not in more:
        return y
    words = f"and {more[kind]} more of these, not drawn"
    body.text(0, y + 13, words, size=_SIZE, fill=COLOURS["soft"])
    return y + 18


def _appears(group: Group, x: float, y: float) -> None:
    group.rect(x - 7, y - 7, 14, 14, rx=3, fill=COLOURS["friendly"])
    _stroke(group, path("M", x - 4, y, "H", x + 4, "M", x, y - 4, "V", y + 4))


def _vanishes(group: Group, x: float, y: float) -> None:
    corners = ("M", x, y - 8, "L", x + 8, y, "L", x, y + 8, "L", x - 8, y, "Z")
    group.path(path(*corners), fill=COLOURS["hostile"])
    _stroke(group, path("M", x - 3.5, y, "H", x + 3.5))


def _differs(group: Group, x: float, y: float) -> None:
    group.circle(x, y, 7, fill="none", stroke=COLOURS["soft"], stroke_width=1.6)
    group.path(
        path("M", x - 3.5, y, "H", x + 3.5, "M", x + 0.5, y - 3, "l", 3, 3, -3, 3),
        fill="none", stroke=COLOURS["soft"], stroke_width=1.6,
    )  # fmt: skip


def _stroke(group: Group, d: str) -> None:
    group.path(d, fill="none", stroke=COLOURS["panel"], stroke_width=2)


_WAYS = {"appears": _appears, "vanishes": _vanishes, "differs": _differs}
