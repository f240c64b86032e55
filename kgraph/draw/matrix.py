"""Who stands where, as a matrix: issues, events and agreements by actors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kgraph import wording
from kgraph.draw.colours import COLOURS
from kgraph.draw.svg import Picture, path, shortened, text_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kgraph.draw.svg import Group, Key
    from kgraph.measures.stance.blocs import Blocs
    from kgraph.model import Cell
    from kgraph.networks.network import Positions

    #: Heading of a group of columns -> its actors.
    Groups = dict[str, tuple[str, ...]]

__all__ = ["STATES", "by_bloc", "mark", "matrix"]

_SIDE = 34.0
_SIZE = 12.0
_LETTERS = 60
#: Column headings are turned by this angle (degrees), so that names need little room.
_TURN = 55.0
#: Between two groups of columns.
_GAP = 12.0

#: State of a cell -> what it means; "" is a cell without evidence.
STATES: dict[str, str] = {
    "for": "for",
    "against": "against",
    "neither": "neither for nor against",
    "conditional": "on a condition",
    "mixed": "for and against",
    "": "no evidence in these documents",
}


def by_bloc(positions: Positions, blocs: Blocs) -> tuple[Groups, tuple[str, ...], str]:
    """Return the columns of a matrix by bloc, its rows, and how they stand in a sentence.

    Rows come by their part in the conflict between the blocs, the greatest first, then by label.
    Where blocs are not assessable, one group has all, by label, and the sentence says why.
    """
    table = positions.table

    def sorted_(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(names, key=lambda one: (table.label(one).casefold(), one)))

    if blocs.split is None:
        why = blocs.why.removeprefix("not assessable: ")
        said = f"Actors and issues by name; blocs are not assessable: {why}."
        return {"": sorted_(positions.holders)}, sorted_(positions.targets), said
    one, two = blocs.actors
    apart = set(positions.holders) - {*blocs.votes.actors, *one, *two}
    unplaced = set(positions.holders) - {*one, *two} - apart
    groups = {"bloc 1": one, "bloc 2": two, "no bloc": unplaced, "apart": apart}
    share = {row["issue"]: row["share"] for row in blocs.separating().rows()}
    rows = sorted(sorted_(positions.targets), key=lambda one: -share.get(one, 0.0))
    said = (
        f"Actors by bloc, polarization {blocs.split.polarization:.2f} in [0, 1], issues by their "
        "part in the conflict between the blocs; no bloc: no shared issue or only conditions; "
        "apart: publishers and analysts."
    )
    return {name: sorted_(held) for name, held in groups.items() if held}, tuple(rows), said


def matrix(
    positions: Positions,
    *,
    title: str,
    captions: Iterable[str] = (),
    groups: Groups | None = None,
    targets: Iterable[str] = (),
) -> str:
    """Return the position matrix as SVG: a mark of its own for each of the six states of a cell.

    Rows are targets, columns holders, both by label unless told. Every filled cell carries the ids
    of its claims in ``data-claims``, and says them in its tooltip; ``≠`` marks a disputed one.

    Parameters
    ----------
    positions : Positions
        What is drawn.
    title : str
        Heading.
    captions : iterable of str
        Sentences below: what was chosen, what it rests on.
    groups, targets : mapping, iterable of str
        Groups of columns with their headings, and the rows, as ``by_bloc`` gives them.
    """
    table = positions.table
    every = sorted(positions.holders, key=lambda one: (table.label(one).casefold(), one))
    groups = groups or {"": tuple(every)}
    by_label = [holder for held in groups.values() for holder in held]
    group_of = [n for n, held in enumerate(groups.values()) for _ in held]
    targets = [*targets] or sorted(
        positions.targets, key=lambda one: (table.label(one).casefold(), one)
    )
    columns = [shortened(table.label(one)) for one in by_label]
    rows = [shortened(table.label(one), _LETTERS) for one in targets]
    stub = max((text_width(label, _SIZE) for label in rows), default=0.0) + 12
    longest = max((text_width(label, _SIZE) for label in columns), default=0.0)
    head = longest * math.sin(math.radians(_TURN)) + 16
    lean = longest * math.cos(math.radians(_TURN))
    lefts = [stub + _SIDE * n + _GAP * group for n, group in enumerate(group_of)]
    named = any(groups)
    width = (lefts[-1] + _SIDE if lefts else stub) + lean
    height = head + _SIDE * len(rows) + 36 * named
    empty = not positions.cells
    picture = Picture(
        title,
        max(width, 420.0) if empty else width,
        60.0 if empty else height,
        legend=_legend(positions),
        captions=captions,
        data_version=table.data_version,
        describe=f"{len(by_label)} actors by {len(rows)} issues, events and agreements; "
        f"{len(positions.cells)} cells have evidence.",
    )
    body = picture.body
    if empty:
        body.text(0, 30, "Nothing in this selection.", fill=COLOURS["soft"], size=14)
        return picture.render()
    for number, label in enumerate(columns):
        x = lefts[number] + _SIDE / 2
        turn = f"translate({x + 4:.2f} {head - 8:.2f}) rotate({-_TURN:g})"
        body.text(0, 0, label, size=_SIZE, transform=turn)
    for row, target in enumerate(targets):
        y = head + _SIDE * row
        body.text(stub - 8, y + _SIDE / 2 + 4, rows[row], size=_SIZE, anchor="end")
        for column, holder in enumerate(by_label):
            x = lefts[column]
            body.rect(x, y, _SIDE, _SIDE, fill=COLOURS["panel"], stroke=COLOURS["line"])
            cell = positions.cells.get((holder, target))
            if cell is not None:
                _cell(body, positions, cell, x, y)
    if named:
        _headings(body, groups, group_of, lefts, head + _SIDE * len(rows) + 8)
    return picture.render()


def _headings(
    body: Group, groups: Groups, group_of: list[int], lefts: list[float], y: float
) -> None:
    end = 0.0
    for number, (heading, held) in enumerate(groups.items()):
        left = lefts[group_of.index(number)]
        group = body.group(data_bloc=heading, data_holders=" ".join(held))
        right = left + _SIDE * len(held)
        # Narrow neighbours would run into each other on one line.
        low = y + 13 * (left < end)
        end = left + 8 + text_width(heading, _SIZE) if low == y else 0.0
        line = path("M", left + 2, y - 5, "V", y, "H", right - 2, "V", y - 5)
        group.path(line, fill="none", stroke=COLOURS["ink"], stroke_width=1.2)
        group.text(left + 2, low + 13, heading, size=_SIZE)


def _cell(body: Group, positions: Positions, cell: Cell, x: float, y: float) -> None:
    table = positions.table
    conditions = [table[claim].condition for claim in cell.claims]
    side = wording.cell(cell) if cell.state == "mixed" else STATES[cell.state]
    stands = wording.stands(wording.stances(table, cell), side)
    said = [
        f"{table.label(cell.holder)}, {table.label(cell.target)}: {stands}",
        *(f"if {condition}" for condition in dict.fromkeys(filter(None, conditions))),
        "disputed" if cell.disputed_by else "",
        "claims " + " ".join(cell.claims),
    ]
    group = body.group(
        title="; ".join(part for part in said if part),
        data_holder=cell.holder,
        data_target=cell.target,
        data_state=cell.drawn,
        data_claims=" ".join(cell.claims),
    )
    signs = {value for value, _ in cell.values if value}
    mark(group, x + _SIDE / 2, y + _SIDE / 2, cell.drawn, *(signs if len(signs) == 1 else [None]))
    if cell.disputed_by:
        group.text(
            x + _SIDE - 3, y + 11, "≠", anchor="end", size=12, halo=2, fill=COLOURS["hostile"]
        )


def mark(group: Group, x: float, y: float, state: str, sign: int | None = 1) -> None:
    """Draw the mark of a state, centred on a point and 18 units wide.

    ``sign`` is on which side a conditional position lies (-1, 0, 1).
    """
    _MARKS[state](group, x, y, sign)


def _supports(group: Group, x: float, y: float, _: int | None) -> None:
    group.rect(x - 9, y - 9, 18, 18, rx=4, fill=COLOURS["friendly"])
    _stroke(group, path("M", x - 5, y, "H", x + 5, "M", x, y - 5, "V", y + 5), COLOURS["panel"])


def _opposes(group: Group, x: float, y: float, _: int | None) -> None:
    corners = ("M", x, y - 10, "L", x + 10, y, "L", x, y + 10, "L", x - 10, y, "Z")
    group.path(path(*corners), fill=COLOURS["hostile"])
    _stroke(group, path("M", x - 4.5, y, "H", x + 4.5), COLOURS["panel"])


def _neutral(group: Group, x: float, y: float, _: int | None) -> None:
    group.circle(x, y, 7, fill="none", stroke=COLOURS["soft"], stroke_width=2)


def _conditional(group: Group, x: float, y: float, sign: int | None) -> None:
    colour = COLOURS[{1: "friendly", -1: "hostile"}.get(sign or 0, "soft")]
    group.circle(x, y, 8.5, fill="none", stroke=colour, stroke_width=1.6, stroke_dasharray="3 2")
    if sign:
        _stroke(group, path("M", x - 4, y, "H", x + 4), colour)
    if sign == 1:
        _stroke(group, path("M", x, y - 4, "V", y + 4), colour)


def _mixed(group: Group, x: float, y: float, _: int | None) -> None:
    group.rect(x - 9, y - 9, 18, 18, fill="none", stroke=COLOURS["ink"], stroke_width=1.6)
    group.path(path("M", x - 9, y + 9, "V", y - 9, "H", x + 9, "Z"), fill=COLOURS["ink"])


def _blank(group: Group, x: float, y: float, _: int | None) -> None:
    group.rect(x - 9, y - 9, 18, 18, fill=COLOURS["panel"], stroke=COLOURS["line"])


def _stroke(group: Group, d: str, colour: str) -> None:
    group.path(d, fill="none", stroke=colour, stroke_width=2.2)


_MARKS: dict[str, Callable[[Group, float, float, int | None], None]] = {
    "for": _supports,
    "against": _opposes,
    "neither": _neutral,
    "conditional": _conditional,
    "mixed": _mixed,
    "": _blank,
}


def _legend(positions: Positions) -> list[tuple[Key, str]]:
    table = positions.table
    cells = [cell for cell in positions.cells.values() if cell.drawn == "neither"]
    # Who worries is not who stands aside: the words are those of the claims.
    words = dict.fromkeys(word for cell in cells for word in wording.stances(table, cell))
    neither = ": ".join(filter(None, (", ".join(words), STATES["neither"])))
    said = {**STATES, "neither": neither}
    legend = [(_key(state), text) for state, text in said.items()]
    if any(cell.disputed_by for cell in positions.cells.values()):
        legend.append((_disputed, "disputed"))
    return legend


def _disputed(group: Group, x: float, y: float) -> None:
    group.text(x, y + 4, "≠", anchor="middle", size=_SIZE, fill=COLOURS["hostile"])


def _key(state: str) -> Callable[[Group, float, float], None]:
    return lambda group, x, y: mark(group.group(transform=_small(x, y)), 0, 0, state)


def _small(x: float, y: float) -> str:
    return f"translate({x:.2f} {y:.2f}) scale(0.72)"
