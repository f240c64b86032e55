"""What lines, marks and frames of a static picture mean: of those that are drawn in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph import wording
from kgraph.draw.colours import COLOURS, FAINT, seen_of
from kgraph.draw.looks import BESIDE, DASHED, DECLARED, INSIDE, PLAIN, SPACE, THIN, TRUNK
from kgraph.draw.marks import actor_mark, badge, head

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.draw.pairs import Strand
    from kgraph.draw.seats import Seats
    from kgraph.draw.svg import Group, Key

__all__ = ["KINDS", "legend"]

#: What marks look like, with the types that look so (``assets/legend.js``); every other looks as
#: an organisation.
KINDS: dict[str, tuple[str, ...]] = {
    "state": ("State",),
    "de facto state": ("DeFactoEntity",),
    "person": ("Person",),
    "force or mission": ("ArmedForce", "Mission"),
    "medium": ("MediaOutlet", "ThinkTank"),
    "people": ("Population",),
    "issue, event": ("Issue", "Event", "Agreement"),
    "organisation, group": (),
}
_SPACE = "alliance or territory, and who is in it"
_GUESTS = "at home with whom stands above: organ, office and holder, force"


def legend(table: ClaimsTable, strands: Sequence[Strand], seats: Seats) -> list[tuple[Key, str]]:
    """Return the samples of what a picture draws, with their words."""
    kinds = {one.kind for one in strands if not one.hollow}
    held = [one for one in strands if one.kind != "lapsed" and not one.hollow]
    seen = {seen_of(table, one.edge) for one in held}
    signs = {sign for one in strands for sign in one.signs(table)}
    experts = any(one.headed and wording.of_analysts(table, one.told(table)) for one in strands)
    ghost, thin = FAINT["edge.ghost"], FAINT["thin"]
    every: list[tuple[bool, Key, str]] = [
        ("friendly" in kinds, _tie("friendly", 1), "friendly"),
        ("hostile" in kinds, _tie("hostile", -1, kind="hostile"), wording.BY_FORCE),
        ("noforce" in kinds, _tie("hostile", -1, kind="noforce"), wording.NO_FORCE),
        ("cool" in kinds, _tie("soft", -1, kind="cool"), wording.COOL),
        ("contact" in kinds, _line("soft", PLAIN), wording.CONTACT),
        ("lever" in kinds, _tie("lever", 1), "lever: the thicker, the stronger"),
        (any(one.hollow for one in strands), _unmet, wording.UNMET),
        ("bond" in kinds, _line("lever", PLAIN), wording.BOND),
        ("named" in kinds, _line("soft", DECLARED, opacity=FAINT["edge.named"]),
         wording.BY_NO_CLAIM),
        (thin in seen, _line("lever", 3, opacity=thin), "pale: one document"),
        ("disputed" in signs, _sign("disputed"), "disputed"),
        ("party" in signs, _sign("party"), wording.BY_ONE_PARTY),
        (experts, _tie("lever", 1, open_=True), wording.BY_ANALYSTS),
        ("lapsed" in kinds, _line("soft", PLAIN, stroke_dasharray=DASHED["lapsed"]),
         wording.HELD["lapsed"]),
        ("maybe" in signs, _sign("maybe"), wording.HELD["mayHold"]),
        (ghost in seen, _line("lever", 3, opacity=ghost), wording.HELD["notStated"]),
        (any(frame.space for frame in seats.frames), _space, _SPACE),
        (bool(seats.trunks), _guests, _GUESTS),
    ]  # fmt: skip
    marks = _marks({e.type for one in seats.at if (e := table.entities.get(one))})
    return [*((key, text) for is_drawn, key, text in every if is_drawn), *marks]


def _marks(types: set[str]) -> Iterable[tuple[Key, str]]:
    known = {type_ for several in KINDS.values() for type_ in several}
    for words, several in KINDS.items():
        drawn = sorted(types & {*several} if several else types - known)
        if drawn:
            # Those of a kind look alike.
            yield _mark(drawn[0]), words


def _line(colour: str, width: float, **look: Any) -> Key:
    return lambda group, x, y: group.line(
        x - 13, y, x + 13, y, stroke=COLOURS[colour], stroke_width=width, **look
    )


def _tie(colour: str, sign: int, *, open_: bool = False, kind: str = "") -> Key:
    def draw(group: Group, x: float, y: float) -> None:
        group.line(
            x - 13, y, x + 8, y, stroke=COLOURS[colour],
            stroke_width=PLAIN if kind in THIN else 3, stroke_dasharray=DASHED.get(kind),
        )  # fmt: skip
        head(group, (x - 13, y), (x + 13, y), COLOURS[colour], bar=sign < 0, open_=open_)

    return draw


def _unmet(group: Group, x: float, y: float) -> None:
    group.line(x - 13, y, x + 11, y, stroke=COLOURS["unmet"], stroke_width=BESIDE)
    group.line(x - 13, y, x + 11, y, stroke=COLOURS["paper"], stroke_width=INSIDE)
    head(group, (x - 13, y), (x + 14, y), COLOURS["unmet"], bar=False)


def _space(group: Group, x: float, y: float) -> None:
    group.rect(x - 12, y - 6, 24, 12, rx=4, **SPACE)


def _guests(group: Group, x: float, y: float) -> None:
    group.path(f"M {x - 8} {y - 7} V {y + 1} H {x}", **TRUNK)
    actor_mark(group, x + 5, y + 1, "", 4.5)


def _sign(name: str) -> Key:
    return lambda group, x, y: badge(group, name, x, y)


def _mark(kind: str) -> Key:
    return lambda group, x, y: actor_mark(group, x, y, kind, 7)
