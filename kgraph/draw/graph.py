"""The page's view of influence, conduct or structure as a static picture: its places and signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kgraph import wording
from kgraph.draw.blocks import GUEST, name_lines
from kgraph.draw.colours import COLOURS, seen_of, stroke_of
from kgraph.draw.homes import Homes
from kgraph.draw.legend import legend
from kgraph.draw.looks import BESIDE, DASHED, FRAME, INSIDE, SPACE, TRUNK, UNMET, width_of
from kgraph.draw.marks import BADGE, actor_mark, badge, head
from kgraph.draw.pairs import pairs
from kgraph.draw.places import standing
from kgraph.draw.routes import ways
from kgraph.draw.seats import seated
from kgraph.draw.strands import CLEARANCE, Mark, strand
from kgraph.draw.svg import Picture, path, text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeAlias

    from kgraph.claims import ClaimsTable
    from kgraph.draw.blocks import Box, Point, Room
    from kgraph.draw.pairs import Strand
    from kgraph.draw.places import Places
    from kgraph.draw.seats import Seats
    from kgraph.draw.strands import Floats, Line
    from kgraph.draw.svg import Group
    from kgraph.measures.influence.influence import Influence
    from kgraph.measures.record.structure import Structure
    from kgraph.networks.network import Conduct

    Drawn: TypeAlias = Conduct | Influence | Structure
    #: By pair its lines, each of one strand or of two.
    Joined: TypeAlias = Mapping[tuple[str, str], Sequence[tuple[Strand, ...]]]

__all__ = ["graph"]

_WORD = 11.0
#: How much wider a bold word is.
_BOLD = 1.12
#: Where on a line its word may stand, the best first.
_ALONG = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9)


def graph(
    network: Drawn,
    places: Places,
    homes: Homes | None = None,
    *,
    title: str,
    captions: Iterable[str] = (),
) -> str:
    """Return a network of actors as SVG, drawn as the page draws it.

    Shape says the kind of actor, and its colour the same. Who is at home with another stands below
    it; members of an alliance, and the people of a territory, stand in a frame with its name.
    Lines of a pair run side by side, round the marks and names of others where there is a way.
    Friendly ties are solid with an arrow, hostile ones dashed with a bar, thin and in short dashes
    where they are not of force; a lever is the thicker the stronger; what is reported unmet is a
    double line in a colour of its own, beside the other levers of its pair if there are any. A bond
    of structure has no head. A line has its strongest relation as word where there is room, and
    looks as that: paler if one document tells it, with a sign if it is disputed or one party's word
    alone, with an open head if analysts alone tell it.
    Every edge carries the ids of its claims in ``data-claims``, and its sentence in its tooltip.

    Parameters
    ----------
    network : Conduct, Influence or Structure
        What is drawn, all edges of it.
    places : mapping of str to mapping of str to (x, y)
        Where each actor stands, in [0, 1] from the upper left, by picture, as ``draw.places`` gives
        them. If somebody has no place, the network is laid out anew.
    homes : Homes, optional
        Who is at home where; nobody if it is not given.
    title : str
        Heading.
    captions : iterable of str
        Sentences below: what was chosen, what it rests on.
    """
    table = network.table
    # Levers and bonds have no sides.
    signed = network.edges if network.layer == "conduct" else ()
    signs = [(edge.source, edge.target, edge.sign) for edge in signed]
    seats = seated(standing(network, places), homes or Homes({}, ()), table.label, signs)
    joined = pairs(network)
    every = [one for several in joined.values() for line in several for one in line]
    picture = Picture(
        title,
        *seats.size,
        legend=legend(table, every, seats),
        captions=captions,
        data_version=table.data_version,
        describe=f"{len(seats.at)} actors and {len(network.edges)} edges between them.",
    )
    if not seats.at:
        width, height = seats.size
        picture.body.text(
            width / 2, height / 2, "Nothing in this selection.", anchor="middle",
            fill=COLOURS["soft"], size=14,
        )  # fmt: skip
        return picture.render()
    _draw(picture.body, network, seats, joined)
    return picture.render()


def _draw(body: Group, network: Drawn, seats: Seats, joined: Joined) -> None:
    """Draw frames, lines, words and actors, each above those before it."""
    table = network.table
    ends = [end for edge in network.edges for end in {edge.source, edge.target}]
    marks = {one: _mark(seats.at[one], room, ends.count(one)) for one, room in seats.rooms.items()}
    lines, written = _lines(network, seats, joined, marks)
    _homes(body, seats, twigs=network.layer != "structure")
    groups: dict[int, Group] = {}
    # The short above the long, of which more is seen; what is beside an edge belongs to it.
    for one in sorted(lines, key=lambda one: (one.beside, -lines[one].length)):
        if one.beside:
            _hollow(groups[id(one.edge)].group(data_hollow="true"), table, one, lines[one])
        else:
            groups[id(one.edge)] = _edge(body, network, one, lines[one])
    _write(body, table, written, [*_boxes(marks), *seats.written], seats.size)
    for actor, mark in marks.items():
        _actor(body, table, actor, mark, seats.rooms[actor])


def _mark(at: Point, room: Room, degree: int) -> Mark:
    """Return a mark with the box of its name; one above it is the larger the more lines it has."""
    radius = room.radius or 7.5 + 0.9 * min(degree, 6)
    x, y = at
    several = name_lines(room, radius)
    (dx, first, _), (_, last, _) = several[0], several[-1]
    wide = max(text_width(line, room.size) for *_, line in several)
    left = x + dx - (0 if room.beside else wide / 2)
    return Mark(x, y, radius, (left, y + first - 0.9 * room.size, left + wide, y + last + 4))


def _boxes(marks: Mapping[str, Mark]) -> list[Box]:
    several = marks.values()
    around = [(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in several]
    return [*around, *(mark.name for mark in several)]


def _lines(
    network: Drawn, seats: Seats, joined: Joined, marks: Mapping[str, Mark]
) -> tuple[dict[Strand, Line], dict[Strand, Line]]:
    """Return how each runs, those of a pair side by side, and on what there are words and signs.

    What the same claims tell there and back is one line, written on once, of which each is a half.
    """
    twigs = _twigs(seats)
    # A guest's bond with its home is the branch on which it stands.
    listed = twigs if network.layer == "structure" else {}
    found = ways(
        {pair: len(several) for pair, several in joined.items() if pair not in listed},
        marks,
        seats.size,
        [*seats.written, *(_along(*twig) for twig in twigs.values())],
        [one.points for one in seats.trunks],
    )
    lines, written = {}, {}
    for pair, several in joined.items():
        way = found[pair] if pair in found else listed[pair]
        widest = (len(several) - 1) / 2
        for number, (one, *back) in enumerate(several):
            there = one.edge.source == pair[0]
            place = (number - widest) * (1 if there else -1)
            clear = [_clearance(marks[end], way[at]) for end, at in zip(pair, (0, -1), strict=True)]
            first, last = clear if there else clear[::-1]
            written[one] = strand(way if there else way[::-1], place, widest, (first, last))
            parts = written[one].halves() if back else (written[one],)
            for each, line in zip((one, *back), parts, strict=True):
                lines[each] = line.before(marks[each.edge.target].name) if each.edge.sign else line
    return lines, written


def _clearance(mark: Mark, end: Floats) -> float:
    """Return how far from the end of a way its lines begin: a twig begins at no mark."""
    at_mark = np.hypot(end[0] - mark.x, end[1] - mark.y) < 1
    return mark.radius + CLEARANCE if at_mark else 0.0


def _twigs(seats: Seats) -> dict[tuple[str, str], Floats]:
    """Return the lines from below a home to its guests, by pair and in its order."""
    found = {}
    for trunk in seats.trunks:
        for guest in trunk.guests:
            x, y = seats.at[guest]
            pair = min(trunk.home, guest), max(trunk.home, guest)
            twig = np.array([(trunk.x, y), (x, y)])
            found[pair] = twig if pair[0] == trunk.home else twig[::-1]
    return found


def _along(start: Floats, end: Floats) -> Box:
    """Return the box of a twig, without its ends."""
    left, right = sorted((float(start[0]), float(end[0])))
    return left + 2, float(start[1]) - 1, right - GUEST - 3, float(start[1]) + 1


def _homes(body: Group, seats: Seats, *, twigs: bool) -> None:
    """Draw frames round those who stand together, and lines from homes down to their guests."""
    for frame in seats.frames:
        left, top, right, bottom = frame.box
        group = body.group(data_frame=frame.id)
        look = SPACE if frame.space else FRAME
        group.rect(left, top, right - left, bottom - top, rx=12, **look)
        if frame.name:
            group.text(*frame.name_at, frame.name, fill=COLOURS["soft"], font_style="italic")
    for trunk in seats.trunks:
        steps: list[str | float] = ["M", trunk.x, trunk.top, "V", trunk.bottom]
        for x, y in (seats.at[guest] for guest in trunk.guests if twigs):
            steps += ["M", trunk.x, y, "H", x - GUEST]
        body.path(path(*steps), data_home=trunk.home, **TRUNK)


def _edge(body: Group, network: Drawn, one: Strand, line: Line) -> Group:
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
        stroke_width=width_of(one),
        stroke_dasharray=DASHED.get(one.kind),
        stroke_opacity=None if seen == 1 else seen,
    )
    if one.headed:
        open_ = wording.of_analysts(table, one.told(table))
        head(group, line.towards, line.end, colour, bar=edge.sign < 0, open_=open_)
    return group


def _hollow(group: Group, table: ClaimsTable, one: Strand, line: Line) -> None:
    """Draw what is reported unmet: a double line, whole whatever is known of its days."""
    width = BESIDE if one.beside else UNMET
    group.path(_path(line), fill="none", stroke=COLOURS["unmet"], stroke_width=width)
    group.path(_path(line), fill="none", stroke=COLOURS["paper"], stroke_width=INSIDE)
    open_ = wording.of_analysts(table, one.told(table))
    head(group, line.towards, line.end, COLOURS["unmet"], bar=False, open_=open_)


def _path(line: Line) -> str:
    return path("M", *(number for point in line.turns for number in point))


def _write(
    body: Group,
    table: ClaimsTable,
    lines: Mapping[Strand, Line],
    boxes: Iterable[Box],
    size: tuple[float, float],
) -> None:
    """Write words and signs on lines, the most important first, where they cover nothing."""
    taken = [*boxes]
    for one, line in lines.items():
        for sign in one.signs(table):
            x, y = _spot(line, (BADGE, BADGE, BADGE), taken, size) or line.at(0.5)
            taken.append((x - BADGE, y - BADGE, x + BADGE, y + BADGE))
            badge(body, sign, x, y, _key(one))
    for one in sorted(lines, key=lambda one: -_urgent(one)):
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


def _urgent(one: Strand) -> float:
    """Return how much the word of a line matters before others."""
    return one.beside + one.edge.hollow + one.edge.weight


def _words(table: ClaimsTable, one: Strand) -> list[str]:
    """Return what may stand on a line, the whole first."""
    return wording.unmet(table, one.edge) if one.hollow else [wording.on_line(table, one.edge)]


def _key(one: Strand) -> str:
    edge = one.edge
    return f"{edge.source} {edge.target} {edge.sign:+d}{' beside' * one.beside}"


def _spot(
    line: Line, room: tuple[float, float, float], taken: Iterable[Box], size: tuple[float, float]
) -> Point | None:
    """Return where on a line there is room: half the width of it, above and below."""
    half, up, down = room
    for share in _ALONG:
        x, y = line.at(share)
        box = x - half, y - up, x + half, y + down
        inside = box[0] > 0 and box[1] > 0 and box[2] < size[0] and box[3] < size[1]
        if inside and not any(_meet(box, other) for other in taken):
            return x, y
    return None


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _actor(body: Group, table: ClaimsTable, actor: str, mark: Mark, room: Room) -> None:
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
    anchor = "start" if room.beside else "middle"
    for x, y, line in name_lines(room, mark.radius):
        group.text(x, y, line, size=room.size, anchor=anchor, halo=4)
