"""The page's view of influence, conduct or structure as a static picture: its places and signs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph import wording
from kgraph.draw.boxes import spread
from kgraph.draw.colours import COLOURS, DASHES, FAINT, THINNER, fill_of, seen_of, stroke_of
from kgraph.draw.places import standing
from kgraph.draw.strands import Mark, strand, ways
from kgraph.draw.svg import Picture, path, shortened, text_width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.draw.places import Places
    from kgraph.draw.strands import Line
    from kgraph.draw.svg import Group, Key
    from kgraph.measures.influence.influence import Influence
    from kgraph.measures.record.structure import Structure
    from kgraph.model import Edge, Tie
    from kgraph.networks.network import Conduct

__all__ = ["actor_mark", "graph", "head"]

_Point = tuple[float, float]
#: Left, top, right, bottom.
_Box = tuple[float, float, float, float]

#: Room round the outermost actors for their names: left and right, above, below.
_ROOM = (125.0, 40.0, 60.0)
_LEAST = (520.0, 330.0)
#: How much larger all may be drawn so that names have room.
_SCALES = (1.0, 1.1, 1.2, 1.35, 1.5)
_WORD = 11.0
#: How much wider a bold word is.
_BOLD = 1.12
_BADGE = 7.5
#: The letters of signs, and how far below the middle they stand.
_LETTERS = {"maybe": ("?", 4.0), "party": ("“", 7.0)}
#: Where on a line its word may stand, the best first.
_ALONG = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9)
#: The order of lines between two actors, from one side to the other.
_ORDER = ("friendly", "lever", "bond", "named", "contact", "lapsed", "cool", "noforce", "hostile")
_DASHED = {
    "hostile": DASHES["hostile"],
    "noforce": DASHES["edge.noforce"],
    "cool": DASHES["edge.noforce"],
    "lapsed": DASHES["edge.lapsed"],
}
#: The lines of hostile conduct that are thin.
_THIN = ("noforce", "cool")
#: The width of a line without strength, of what a dossier declares by no claim, and of what is
#: reported unmet: alone, beside levers that hold, and inside.
_PLAIN, _DECLARED, _UNMET, _BESIDE, _INSIDE = 1.4, 1.0, 6.5, 5.0, 2.4


def graph(
    network: Conduct | Influence | Structure,
    places: Places,
    *,
    title: str,
    captions: Iterable[str] = (),
) -> str:
    """Return a network of actors as SVG, drawn as the page draws it.

    Shape says the kind of actor, and its colour the same. Lines of a pair run side by side, round
    the marks and names of others where there is a way. Friendly ties are solid with an arrow,
    hostile ones dashed with a bar, thin and in short dashes where they are not of force; a lever is
    the thicker the stronger; what is reported unmet is a double line in a colour of its own, beside
    the other levers of its pair if there are any. A bond of structure has no head. A line has its
    strongest relation as word where there is room, and looks as that: paler if one document tells
    it, with a sign if it is disputed or one party's word alone, with an open head if analysts alone
    tell it.
    Every edge carries the ids of its claims in ``data-claims``, and its sentence in its tooltip.

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
    table = network.table
    spots = spread(standing(network, places), table.label, _SCALES)
    left, top, width, height = _frame(spots.values())
    strands = _strands(network)
    picture = Picture(
        title,
        width,
        height,
        legend=_legend(network, strands, spots),
        captions=captions,
        data_version=table.data_version,
        describe=f"{len(spots)} actors and {len(network.edges)} edges between them.",
    )
    if not spots:
        picture.body.text(
            width / 2, height / 2, "Nothing in this selection.", anchor="middle",
            fill=COLOURS["soft"], size=14,
        )  # fmt: skip
        return picture.render()
    ends = [end for edge in network.edges for end in {edge.source, edge.target}]
    marks = {
        actor: _mark(table.label(actor), x - left, y - top, ends.count(actor))
        for actor, (x, y) in spots.items()
    }
    lines, written = _lines(table, strands, marks, width, height)
    groups: dict[int, Group] = {}
    # The short above the long, of which more is seen; what is beside an edge belongs to it.
    for one in sorted(lines, key=lambda one: (one.beside, -lines[one].length)):
        if one.beside:
            _hollow(groups[id(one.edge)].group(data_hollow="true"), table, one, lines[one])
        else:
            groups[id(one.edge)] = _draw(picture.body, network, one, lines[one])
    _write(picture.body, table, written, marks, (width, height))
    for actor, mark in marks.items():
        _actor(picture.body, table, actor, mark)
    return picture.render()


@dataclass(frozen=True, slots=True, eq=False)
class _Strand:
    """A line between two actors: an edge, or what of it is reported unmet beside what holds."""

    edge: Edge
    kind: str
    beside: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        a, b = sorted((self.edge.source, self.edge.target))
        return a, b

    @property
    def hollow(self) -> bool:
        return self.beside or (self.edge.hollow and self.kind != "lapsed")

    def told(self, table: ClaimsTable) -> Tie:
        """Return the tie whose word it carries, and as which it looks."""
        ties = self.edge.ties
        return wording.strongest(table, [t for t in ties if t.hollow] if self.beside else ties)

    @property
    def rank(self) -> tuple[int, bool, str]:
        return _ORDER.index(self.kind), self.beside, self.edge.source

    @property
    def urgent(self) -> float:
        """How much its word matters before others."""
        return self.beside + self.edge.hollow + self.edge.weight


def _strands(network: Conduct | Influence | Structure) -> list[_Strand]:
    """Return all lines of a network, those of a pair in their order from side to side."""
    found = [_Strand(edge, "lapsed") for edge in network.lapsed_edges]
    for edge in network.edges:
        found.append(_Strand(edge, _kind(network, edge)))
        if not edge.hollow and any(tie.hollow for tie in edge.ties):
            found.append(_Strand(edge, found[-1].kind, beside=True))
    return sorted(found, key=lambda one: (one.pair, one.rank))


def _kind(network: Conduct | Influence | Structure, edge: Edge) -> str:
    if network.layer == "influence":
        return "lever"
    if network.layer == "structure":
        return "bond" if edge.claims else "named"
    tie = wording.strongest(network.table, edge.ties)
    if wording.cool(network.table, tie):
        return "cool"
    by_force = wording.by_force(network.table, tie)
    return {1: "friendly", -1: "hostile" if by_force else "noforce", 0: "contact"}[edge.sign]


def _lines(
    table: ClaimsTable,
    strands: Iterable[_Strand],
    marks: Mapping[str, Mark],
    width: float,
    height: float,
) -> tuple[dict[_Strand, Line], dict[_Strand, Line]]:
    """Return how each runs, those of a pair side by side, and on what there are words and signs.

    What the same claims tell there and back is one line, written on once, of which each is a half.
    """
    pairs: dict[tuple[str, str], list[list[_Strand]]] = {}
    for one in strands:
        _join(table, one, pairs.setdefault(one.pair, []))
    found = ways({pair: len(several) for pair, several in pairs.items()}, marks, width, height)
    lines, written = {}, {}
    for pair, several in pairs.items():
        widest = (len(several) - 1) / 2
        for number, (one, *back) in enumerate(several):
            there = one.edge.source == pair[0]
            way = found[pair] if there else found[pair][::-1]
            place = (number - widest) * (1 if there else -1)
            radii = marks[one.edge.source].radius, marks[one.edge.target].radius
            written[one] = strand(way, place, widest, radii)
            parts = written[one].halves() if back else (written[one],)
            for each, line in zip((one, *back), parts, strict=True):
                lines[each] = line.before(marks[each.edge.target].name) if each.edge.sign else line
    return lines, written


def _join(table: ClaimsTable, one: _Strand, several: list[list[_Strand]]) -> None:
    """Put a line to that which tells the same the other way round, else beside the others."""
    tie = one.told(table)
    for others in several:
        there, *back = others
        same = there.told(table)
        is_same = (tie.relation, tie.claims, one.kind) == (same.relation, same.claims, there.kind)
        is_back = there.edge.source == one.edge.target and not (one.hollow or there.hollow)
        if is_same and is_back and tie.claims and not back:
            others.append(one)
            return
    several.append([one])


def _frame(spots: Collection[_Point]) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the part of the canvas that holds the spots."""
    xs, ys = zip(*spots, strict=True) if spots else ((0.0,), (0.0,))
    side, above, below = _ROOM
    left, right = min(xs) - side, max(xs) + side
    top, bottom = min(ys) - above, max(ys) + below
    width, height = max(_LEAST[0], right - left), max(_LEAST[1], bottom - top)
    return (left + right - width) / 2, (top + bottom - height) / 2, width, height


def _mark(label: str, x: float, y: float, degree: int) -> Mark:
    radius = 7.5 + 0.9 * min(degree, 6)
    half = max(text_width(shortened(label), 12) / 2, 14.0)
    return Mark(x, y, radius, (x - half, y + radius + 2, x + half, y + radius + 17))


def _draw(body: Group, network: Conduct | Influence | Structure, one: _Strand, line: Line) -> Group:
    table, edge = network.table, one.edge
    group = body.group(
        title=wording.edge(table, edge),
        data_source=edge.source,
        data_target=edge.target,
        data_sign=f"{edge.sign:+d}",
        data_claims=" ".join(edge.claims),
        data_holds=edge.holds,
    )
    if one.hollow:
        _hollow(group, table, one, line)
        return group
    colour = stroke_of(table, network.layer, edge)
    seen = seen_of(table, edge)
    group.path(
        _path(line),
        fill="none",
        stroke=colour,
        stroke_width=_width(one),
        stroke_dasharray=_DASHED.get(one.kind),
        stroke_opacity=None if seen == 1 else seen,
    )
    if edge.sign and one.kind != "lapsed":
        open_ = wording.of_analysts(table, one.told(table))
        head(group, line.towards, line.end, colour, bar=edge.sign < 0, open_=open_)
    return group


def _width(one: _Strand) -> float:
    if one.kind == "named":
        return _DECLARED
    if one.kind == "lapsed":
        return _PLAIN
    return _PLAIN + 4.6 * one.edge.weight * (THINNER if one.kind in _THIN else 1)


def _hollow(group: Group, table: ClaimsTable, one: _Strand, line: Line) -> None:
    """Draw what is reported unmet: a double line, whole whatever is known of its days."""
    width = _BESIDE if one.beside else _UNMET
    group.path(_path(line), fill="none", stroke=COLOURS["unmet"], stroke_width=width)
    group.path(_path(line), fill="none", stroke=COLOURS["paper"], stroke_width=_INSIDE)
    open_ = wording.of_analysts(table, one.told(table))
    head(group, line.towards, line.end, COLOURS["unmet"], bar=False, open_=open_)


def _path(line: Line) -> str:
    return path("M", *(number for point in line.turns for number in point))


def _write(
    body: Group,
    table: ClaimsTable,
    lines: Mapping[_Strand, Line],
    marks: Mapping[str, Mark],
    size: tuple[float, float],
) -> None:
    """Write words and signs on lines, the most important first, where they cover nothing."""
    taken = [
        (m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in marks.values()
    ]
    taken += [mark.name for mark in marks.values()]
    for one, line in lines.items():
        for sign in _signs(table, one):
            x, y = _spot(line, (_BADGE, _BADGE, _BADGE), taken, size) or line.at(0.5)
            taken.append((x - _BADGE, y - _BADGE, x + _BADGE, y + _BADGE))
            _badge(body, one, sign, x, y)
    for one in sorted(lines, key=lambda one: -one.urgent):
        # The first for which there is room.
        for said in _words(table, one):
            half = text_width(said, _WORD) * (_BOLD if one.hollow else 1) / 2 + 2
            # A word as long as its line would hide it.
            if not said or lines[one].length < 14 + 1.1 * half:
                continue
            spot = _spot(lines[one], (half, 9.0, 8.0), taken, size)
            if spot is None:
                continue
            x, y = spot
            taken.append((x - half, y - 9, x + half, y + 8))
            body.group(data_word=_key(one)).text(
                x, y + 4, said, size=_WORD, anchor="middle", halo=3.5,
                fill=COLOURS["unmet" if one.hollow else "soft"],
                font_weight=600 if one.hollow else None,
            )  # fmt: skip
            break


def _words(table: ClaimsTable, one: _Strand) -> list[str]:
    """Return what may stand on a line, the whole first."""
    return wording.unmet(table, one.edge) if one.hollow else [wording.on_line(table, one.edge)]


def _key(one: _Strand) -> str:
    edge = one.edge
    return f"{edge.source} {edge.target} {edge.sign:+d}{' beside' * one.beside}"


def _signs(table: ClaimsTable, one: _Strand) -> list[str]:
    tie = one.told(table)
    found = {
        "disputed": tie.disputed,
        "party": wording.of_one_party(table, tie),
        "maybe": table.selection.as_of is not None and tie.holds == "mayHold",
    }
    return [sign for sign, is_so in found.items() if is_so]


def _spot(
    line: Line, room: tuple[float, float, float], taken: Iterable[_Box], size: tuple[float, float]
) -> _Point | None:
    """Return where on a line there is room: half the width of it, above and below."""
    half, up, down = room
    for share in _ALONG:
        x, y = line.at(share)
        box = x - half, y - up, x + half, y + down
        inside = box[0] > 0 and box[1] > 0 and box[2] < size[0] and box[3] < size[1]
        if inside and not any(_meet(box, other) for other in taken):
            return x, y
    return None


def _meet(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _badge(body: Group, one: _Strand | None, sign: str, x: float, y: float) -> None:
    """Draw a sign: of what is disputed, of one party's word alone, or of what may hold."""
    group = body.group(data_sign_of=_key(one) if one else None, data_badge=sign)
    colour = COLOURS["hostile" if sign == "disputed" else "ink"]
    group.circle(x, y, _BADGE, fill=COLOURS["paper"], stroke=colour, stroke_width=1.4)
    if sign in _LETTERS:
        letter, below = _LETTERS[sign]
        group.text(x, y + below, letter, size=_WORD, anchor="middle", font_weight=700)
        return
    strokes = ((-3.6, -1.6, 3.6, -1.6), (-3.6, 1.8, 3.6, 1.8), (2.4, -4.4, -2.4, 4.6))
    for x1, y1, x2, y2 in strokes:
        group.line(x + x1, y + y1, x + x2, y + y2, stroke=colour, stroke_width=1.5)


def head(
    group: Group, before: _Point, end: _Point, colour: str, *, bar: bool, open_: bool = False
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


def _actor(body: Group, table: ClaimsTable, actor: str, mark: Mark) -> None:
    entity = table.entities.get(actor)
    kind = entity.type if entity else ""
    word = table.words.get(kind)
    label = table.label(actor)
    group = body.group(
        title=f"{label}, {word.label}" if word else label,
        transform=f"translate({mark.x:.2f} {mark.y:.2f})",
        data_actor=actor,
    )
    actor_mark(group, 0, 0, kind, mark.radius)
    group.text(0, mark.radius + 13, shortened(label), anchor="middle", halo=4)


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


def _legend(
    network: Conduct | Influence | Structure, strands: Sequence[_Strand], actors: Iterable[str]
) -> list[tuple[Key, str]]:
    table = network.table

    def line(colour: str, width: float, **look: Any) -> Key:
        return lambda group, x, y: group.line(
            x - 13, y, x + 13, y, stroke=COLOURS[colour], stroke_width=width, **look
        )

    def tie(colour: str, sign: int, *, open_: bool = False, kind: str = "") -> Key:
        def draw(group: Group, x: float, y: float) -> None:
            group.line(
                x - 13, y, x + 8, y, stroke=COLOURS[colour],
                stroke_width=_PLAIN if kind in _THIN else 3, stroke_dasharray=_DASHED.get(kind),
            )  # fmt: skip
            head(group, (x - 13, y), (x + 13, y), COLOURS[colour], bar=sign < 0, open_=open_)

        return draw

    def unmet(group: Group, x: float, y: float) -> None:
        group.line(x - 13, y, x + 11, y, stroke=COLOURS["unmet"], stroke_width=_BESIDE)
        group.line(x - 13, y, x + 11, y, stroke=COLOURS["paper"], stroke_width=_INSIDE)
        head(group, (x - 13, y), (x + 14, y), COLOURS["unmet"], bar=False)

    def sign(name: str) -> Key:
        return lambda group, x, y: _badge(group, None, name, x, y)

    def mark(kind: str) -> Key:
        return lambda group, x, y: actor_mark(group, x, y, kind, 7)

    kinds = {one.kind for one in strands}
    every: dict[str, list[tuple[Key, str]]] = {
        "conduct": [
            (tie("friendly", 1), "friendly"),
            (tie("hostile", -1, kind="hostile"), wording.BY_FORCE),
            (tie("hostile", -1, kind="noforce"), wording.NO_FORCE),
            *([(tie("soft", -1, kind="cool"), wording.COOL)] if "cool" in kinds else []),
            (line("soft", _PLAIN), wording.CONTACT),
        ],
        "influence": [
            (tie("lever", 1), "lever: the thicker, the stronger"),
            (unmet, wording.UNMET),
        ],
        "structure": [
            (line("lever", _PLAIN), wording.BOND),
            (line("soft", _DECLARED, opacity=FAINT["edge.named"]), wording.BY_NO_CLAIM),
        ],
    }
    ghost, thin = FAINT["edge.ghost"], FAINT["thin"]
    edges = [one.edge for one in strands if one.kind != "lapsed" and not one.hollow]
    seen = {seen_of(table, edge) for edge in edges}
    signs = {name for one in strands for name in _signs(table, one)}
    experts = any(one.edge.sign and wording.of_analysts(table, one.told(table)) for one in strands)
    # What is not drawn needs no sample.
    more: list[tuple[bool, Key, str]] = [
        (thin in seen, line("lever", 3, opacity=thin), "pale: one document"),
        ("disputed" in signs, sign("disputed"), "disputed"),
        ("party" in signs, sign("party"), wording.BY_ONE_PARTY),
        (experts, tie("lever", 1, open_=True), wording.BY_ANALYSTS),
        (any(one.kind == "lapsed" for one in strands),
         line("soft", _PLAIN, stroke_dasharray=_DASHED["lapsed"]), wording.HELD["lapsed"]),
        ("maybe" in signs, sign("maybe"), wording.HELD["mayHold"]),
        (ghost in seen, line("lever", 3, opacity=ghost), wording.HELD["notStated"]),
    ]  # fmt: skip
    kinds = {entity.type for actor in actors if (entity := table.entities.get(actor))}
    named = {kind: word.label if (word := table.words.get(kind)) else kind for kind in kinds}
    marks = [(mark(kind), label) for kind, label in sorted(named.items(), key=lambda it: it[1])]
    return [*every[network.layer], *((key, text) for drawn, key, text in more if drawn), *marks]
