"""The page's view of influence, conduct or structure as a static picture, at the same places."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kgraph import wording
from kgraph.draw.boxes import spread
from kgraph.draw.colours import COLOURS, DASHES, fill_of
from kgraph.draw.places import standing
from kgraph.draw.svg import Picture, path, shortened, text_width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kgraph.claims import ClaimsTable
    from kgraph.draw.places import Places
    from kgraph.draw.svg import Group, Key
    from kgraph.measures.influence.influence import Influence
    from kgraph.measures.record.structure import Structure
    from kgraph.model import Edge
    from kgraph.networks.network import Conduct

__all__ = ["actor_mark", "graph", "head"]

_Point = tuple[float, float]
_Curve = tuple[_Point, _Point, _Point]
#: Left, top, right, bottom.
_Box = tuple[float, float, float, float]

_Line = tuple[str, dict[str, Any]]

_ON_PAPER: _Line = ("on paper", {"fill": COLOURS["soft"]})
_RADIUS = 11.0
#: Room round the outermost actors for their names: left and right, above, below.
_ROOM = (125.0, 40.0, 60.0)
_LEAST = (520.0, 330.0)
#: How much larger all may be drawn so that names have room.
_SCALES = (1.0, 1.1, 1.2, 1.35, 1.5)
_WORD = 10.5


def graph(
    network: Conduct | Influence | Structure,
    places: Places,
    *,
    title: str,
    captions: Iterable[str] = (),
) -> str:
    """Return a network of actors as SVG.

    Shape says the kind of actor, and its colour the same. Friendly ties are solid with an arrow,
    hostile ones dashed with a bar; a lever is the thicker the stronger, a hollow one a double line,
    which runs beside the other levers of its pair if there are any. A bond of structure is a plain
    line with its relation in words.
    Every edge carries the ids of its claims in ``data-claims``, and says them in its tooltip.

    Parameters
    ----------
    network : Conduct, Influence or Structure
        What is drawn, all edges of it.
    places : mapping of str to mapping of str to (x, y)
        Where each actor stands, in [0, 1] from the upper left, by picture, as ``draw.places`` gives
        them. If somebody has no place, the network is laid out anew.
    title : str
        Heading.
    captions : iterable of str
        Sentences below: what was chosen, what it rests on.
    """
    layer = network.layer
    spots = spread(standing(network, places), network.table.label, _SCALES)
    left, top, width, height = _frame(spots.values())
    picture = Picture(
        title,
        width,
        height,
        legend=_legend(network, spots, layer=layer),
        captions=captions,
        data_version=network.table.data_version,
        describe=f"{len(spots)} actors and {len(network.edges)} edges between them.",
    )
    if not spots:
        picture.body.text(
            width / 2, height / 2, "Nothing in this selection.", anchor="middle",
            fill=COLOURS["soft"], size=14,
        )  # fmt: skip
        return picture.render()
    at = {actor: (x - left, y - top) for actor, (x, y) in spots.items()}
    names = {actor: _name_box(network.table.label(actor), *spot) for actor, spot in at.items()}
    # Words on edges stand neither on names nor on the marks above them.
    taken = [(left, top - 21, right, bottom) for left, top, right, bottom in names.values()]
    words = []
    for edge in network.lapsed_edges:
        curve = _before(names[edge.target], _bend(at[edge.source], at[edge.target], 3.2))
        group = _edge(picture.body, network.table, edge, curve, layer=layer)
        words.append((group, curve, [(wording.HELD["lapsed"], {"fill": COLOURS["soft"]})]))
    for edge in network.edges:
        curve = _bend(at[edge.source], at[edge.target])
        if edge.sign:
            curve = _before(names[edge.target], curve)
        group = _edge(picture.body, network.table, edge, curve, layer=layer)
        words.append((group, curve, _lines(network.table, edge, layer=layer)))
        if not edge.hollow and any(tie.hollow for tie in edge.ties):
            beside = _bend(at[edge.source], at[edge.target], 2.5)
            beside = _before(names[edge.target], beside)
            _hollow(
                group.group(data_hollow="true"), path("M", *beside[0], "Q", *beside[1], *beside[2])
            )
            words.append((group, beside, [_ON_PAPER]))
    for group, curve, lines in words:
        _words(group, curve, lines, taken)
    for actor, (x, y) in at.items():
        degree = sum(1 for edge in network.edges if actor in {edge.source, edge.target})
        _actor(picture.body, network.table, actor, x, y, degree)
    return picture.render()


#: The width of what a dossier declares by no claim.
_DECLARED = 0.7
#: How much is seen of a ghost.
_GHOST = 0.45


def _frame(spots: Collection[_Point]) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the part of the canvas that holds the spots."""
    xs, ys = zip(*spots, strict=True) if spots else ((0.0,), (0.0,))
    side, above, below = _ROOM
    left, right = min(xs) - side, max(xs) + side
    top, bottom = min(ys) - above, max(ys) + below
    width, height = max(_LEAST[0], right - left), max(_LEAST[1], bottom - top)
    return (left + right - width) / 2, (top + bottom - height) / 2, width, height


def _edge(body: Group, table: ClaimsTable, edge: Edge, curve: _Curve, *, layer: str) -> Group:
    colour = COLOURS["lever"]
    if layer == "conduct":
        colour = _conduct_colour(edge.sign)
    group = body.group(
        title=wording.edge(table, edge),
        data_source=edge.source,
        data_target=edge.target,
        data_sign=f"{edge.sign:+d}",
        data_claims=" ".join(edge.claims),
        data_holds=edge.holds,
        # In a view of a day, what rests on undated claims alone is a ghost.
        opacity=_GHOST if table.selection.as_of is not None and edge.holds == "notStated" else None,
    )
    start, control, end = curve
    line = path("M", *start, "Q", *control, *end)
    if edge.holds == "lapsed":
        group.path(
            line, fill="none", stroke=COLOURS["soft"], stroke_width=1.4,
            stroke_dasharray=DASHES["edge.lapsed"],
        )  # fmt: skip
        return group
    if edge.hollow:
        _hollow(group, line)
        return group
    width = (1.4 if edge.claims else _DECLARED) + 5 * edge.weight
    dash = DASHES["hostile"] if edge.sign < 0 else None
    group.path(line, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dash)
    if edge.sign:
        head(group, control, end, colour, bar=edge.sign < 0)
    return group


def _conduct_colour(sign: int) -> str:
    return COLOURS[{1: "friendly", -1: "hostile", 0: "soft"}[sign]]


def _hollow(group: Group, line: str) -> None:
    group.path(line, fill="none", stroke=COLOURS["lever"], stroke_width=5)
    group.path(line, fill="none", stroke=COLOURS["paper"], stroke_width=3)


def _lines(table: ClaimsTable, edge: Edge, *, layer: str) -> list[_Line]:
    """Return the words on an edge: what it holds, and whether it is disputed."""
    lines: list[_Line] = []
    if layer == "structure":
        said = ", ".join(dict.fromkeys(wording.relation(table, tie) for tie in edge.ties))
        lines.append((said, {"fill": COLOURS["soft"]}))
    if layer == "influence":
        families = ", ".join(edge.families), {"fill": COLOURS["soft"]}
        lines.append(_ON_PAPER if edge.hollow else families)
    if edge.disputed:
        lines.append(("≠ disputed", {"fill": COLOURS["hostile"], "font_weight": 600}))
    return [(words, look) for words, look in lines if words]


def _words(group: Group, curve: _Curve, lines: list[_Line], taken: list[_Box]) -> None:
    """Write lines on an edge, where no name and no other words stand if there is room."""
    if not lines:
        return
    width = max(text_width(words, _WORD) for words, _ in lines)
    height = 13.0 * len(lines)
    spots = [
        (x, y + aside)
        for aside in (0.0, -13.0, 13.0)
        for x, y in (_along(curve, share) for share in (0.5, 0.4, 0.6, 0.3, 0.7))
    ]
    found = [(x - width / 2, y - height / 2, x + width / 2, y + height / 2) for x, y in spots]
    box = min(found, key=lambda one: sum(_overlap(one, other) for other in taken))
    taken.append(box)
    for number, (text, look) in enumerate(lines):
        group.text(
            (box[0] + box[2]) / 2, box[1] + 10 + 13 * number, text,
            size=_WORD, anchor="middle", halo=3, **look,
        )  # fmt: skip


def _name_box(label: str, x: float, y: float) -> _Box:
    half = max(text_width(shortened(label), 12) / 2, 14.0)
    return x - half, y + 7, x + half, y + 30


def _overlap(a: _Box, b: _Box) -> float:
    """Return how much room two boxes share, square units."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return max(width, 0.0) * max(height, 0.0)


def _before(name: _Box, curve: _Curve) -> _Curve:
    """Return the curve cut where it would run under a name, so that its head is seen."""
    left, top, right, bottom = name
    start, control, _ = curve
    for step in range(20, 7, -1):
        share = step / 20
        x, y = _along(curve, share)
        if not (left - 2 < x < right + 2 and top < y < bottom + 2):
            return curve if share == 1 else (start, _between(start, control, share), (x, y))
    return curve


def _between(a: _Point, b: _Point, share: float) -> _Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _along(curve: _Curve, share: float) -> _Point:
    start, control, end = curve
    rest = 1 - share
    x, y = (
        rest * rest * start[axis] + 2 * rest * share * control[axis] + share * share * end[axis]
        for axis in (0, 1)
    )
    return x, y


def _bend(source: _Point, target: _Point, times: float = 1.0) -> _Curve:
    """Return start, control point and end of a curve on one side: there and back stay apart."""
    dx, dy = target[0] - source[0], target[1] - source[1]
    length = math.hypot(dx, dy) or 1.0
    off = times * min(36.0, length * 0.16)
    control = (
        (source[0] + target[0]) / 2 - dy / length * off,
        (source[1] + target[1]) / 2 + dx / length * off,
    )
    return _towards(source, control, 13), control, _towards(target, control, 15)


def _towards(start: _Point, end: _Point, by: float) -> _Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    return start[0] + dx / length * by, start[1] + dy / length * by


def head(group: Group, control: _Point, end: _Point, colour: str, *, bar: bool) -> None:
    """Draw a head, an arrow or a bar, as a shape of its own: few viewers colour a marker."""
    dx, dy = end[0] - control[0], end[1] - control[1]
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
    group.path(path(*steps, "Z"), fill=colour)


def _actor(body: Group, table: ClaimsTable, actor: str, x: float, y: float, degree: int) -> None:
    entity = table.entities.get(actor)
    kind = entity.type if entity else ""
    word = table.words.get(kind)
    label = table.label(actor)
    size = _RADIUS * (0.75 + 0.09 * min(degree, 6))
    group = body.group(
        title=f"{label}, {word.label}" if word else label,
        transform=f"translate({x:.2f} {y:.2f})",
        data_actor=actor,
    )
    actor_mark(group, 0, 0, kind, size)
    group.text(0, size + 13, shortened(label), anchor="middle", halo=4)


def actor_mark(group: Group, x: float, y: float, kind: str, size: float) -> None:
    """Draw the mark of a kind of actor: a circle for states, a diamond for persons, else a box."""
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
    else:
        side = size * 0.9
        group.rect(x - side, y - side, 2 * side, 2 * side, rx=3, **look)


def _legend(
    network: Conduct | Influence | Structure, actors: Iterable[str], *, layer: str
) -> list[tuple[Key, str]]:
    def tie(sign: int, width: float) -> Key:
        def draw(group: Group, x: float, y: float) -> None:
            colour = COLOURS["lever"]
            if layer == "conduct":
                colour = _conduct_colour(sign)
            dash = DASHES["hostile"] if sign < 0 else None
            group.line(
                x - 13, y, x + 8, y, stroke=colour, stroke_width=width, stroke_dasharray=dash
            )
            if sign:
                head(group, (x - 13, y), (x + 13, y), colour, bar=sign < 0)

        return draw

    def hollow(group: Group, x: float, y: float) -> None:
        group.line(x - 13, y, x + 13, y, stroke=COLOURS["lever"], stroke_width=5)
        group.line(x - 13, y, x + 13, y, stroke=COLOURS["paper"], stroke_width=3)

    def mark(kind: str) -> Key:
        return lambda group, x, y: actor_mark(group, x, y, kind, 7)

    every: dict[str, list[tuple[Key, str]]] = {
        "conduct": [
            (tie(1, 3), "friendly"),
            (tie(-1, 3), "hostile"),
            (tie(0, 1.4), wording.CONTACT),
        ],
        "influence": [(tie(1, 3), "lever: the thicker, the stronger"), (hollow, wording.UNMET)],
        "structure": [(tie(0, 1.4), wording.BOND), (tie(0, _DECLARED), wording.BY_NO_CLAIM)],
    }
    ties = every[layer]
    table = network.table
    kinds = {entity.type for actor in actors if (entity := table.entities.get(actor))}
    named = {kind: word.label if (word := table.words.get(kind)) else kind for kind in kinds}
    marks = [(mark(kind), label) for kind, label in sorted(named.items(), key=lambda it: it[1])]
    return [*ties, *marks]
