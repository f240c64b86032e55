"""Claims on an issue, or between two actors, along days: which side, held when, reported when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.draw.colours import COLOURS
from kgraph.draw.matrix import mark
from kgraph.draw.svg import Picture, path, shortened, text_width
from kgraph.text import many

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.draw.svg import Group, Key
    from kgraph.measures.stance.strip import Mark, Strip

__all__ = ["strip"]

_LANE = 20.0
_DAY = 30.0
_HEAD = 76.0
_SIZE = 12.0
_SMALL = 11.0
#: Least width, and the room of what counts the undated.
_LEAST, _COUNT = 560.0, 90.0
#: Between what is said of rows and the first day, and between the last day and the counts.
_PAD = 26.0

_WORDS = {
    "issue": {"for": "for", "against": "against", "neither": "neither"},
    "pair": {"for": "friendly", "against": "hostile", "neither": "contact"},
}


def strip(found: Strip, *, title: str, captions: Iterable[str] = ()) -> str:
    """Return a strip as SVG: each dated claim once, with its days, its report, and its side.

    The days that claims name are evenly spaced. A mark stands at the first day of a claim, with a
    bar to the last; a bar that is dashed reaches to an end that is open or unknown. A triangle
    below is the day by which the claim was reported. Undated claims stand at that day with a
    question mark, and are counted at the end of their row.
    """
    days = _days(found)
    rows = [(ends, _label(found, *ends), *_row(found, ends, days)) for ends in found.lines]
    stub = max((text_width(label, _SIZE) for _, label, _, _ in rows), default=0.0) + 10
    gaps = max(len(days) - 1, 0)
    step = min(max(_DAY, (_LEAST - stub - 2 * _PAD - _COUNT) / gaps), 110.0) if gaps else 0.0
    right = stub + 2 * _PAD + step * gaps
    width = max(right + _COUNT, _LEAST)
    top = _HEAD if days else 10.0
    heights = [max(1, lanes) * _LANE + 12 for _, _, _, lanes in rows]
    pair = len(found.about) > 1
    picture = Picture(
        title,
        width,
        top + sum(heights) if rows else 60,
        legend=_legend(found, pair=pair),
        captions=[
            *captions,
            *(("The days that claims name are evenly spaced, not to scale.",) if days else ()),
        ],
        data_version=found.table.data_version,
        describe=f"{len(found.marks)} dated and {len(found.undated)} undated claims.",
    )
    body = picture.body
    if not rows:
        body.text(0, 30, "Nothing in this selection.", fill=COLOURS["soft"], size=14)
        return picture.render()
    at = {day: stub + _PAD + step * number for number, day in enumerate(days)}
    bottom = top + sum(heights)
    for day, x in at.items():
        turn = f"translate({x + 4:.2f} {_HEAD - 10:.2f}) rotate(-60)"
        body.text(0, 0, day, size=_SMALL, transform=turn, fill=COLOURS["soft"])
        body.line(x, _HEAD - 4, x, bottom, stroke=COLOURS["line"])
    y = top
    for (ends, label, placed, _), height in zip(rows, heights, strict=True):
        body.line(0, y, width, y, stroke=COLOURS["line"])
        body.text(stub - 4, y + height / 2 + 4, label, size=_SIZE, anchor="end")
        for one, lane in placed:
            _claim(body, one, at, y + 14 + _LANE * lane, (stub + 6, right - 6))
        _undated(body, found, ends, right + 6, y + height / 2 + 4)
        y += height
    body.line(0, y, width, y, stroke=COLOURS["line"])
    return picture.render()


def _days(found: Strip) -> list[str]:
    return sorted(
        {
            day
            for one in (*found.marks, *found.undated)
            for day in (one.first, one.last, one.claim.reported_on)
            if day
        }
    )


def _label(found: Strip, source: str, target: str) -> str:
    label = found.table.label
    if len(found.about) == 1:
        return shortened(label(source))
    return f"{shortened(label(source), 24)} to {shortened(label(target), 24)}"


def _row(
    found: Strip, ends: tuple[str, str], days: list[str]
) -> tuple[list[tuple[Mark, int]], int]:
    """Return the claims of a row, each with its lane, and the number of lanes."""
    at = {day: number for number, day in enumerate(days)}
    free: list[int] = []
    placed = []
    for one in (*found.marks, *found.undated):
        if not one.when and not one.claim.reported_on:
            continue
        if (one.source, one.target) != ends:
            continue
        known = [at[day] for day in (one.first, one.last, one.claim.reported_on) if day]
        start = -1 if one.when and not one.first else min(known)
        end = len(days) if one.when and not one.last else max(known)
        lane = next((n for n, taken in enumerate(free) if taken < start), len(free))
        free[lane : lane + 1] = [end]
        placed.append((one, lane))
    return placed, len(free)


def _claim(
    body: Group, one: Mark, at: dict[str, float], y: float, ends: tuple[float, float]
) -> None:
    claim = one.claim
    said = [
        f"{claim.claimant_label}: {claim.gloss}" if claim.gloss else claim.claimant_label,
        f"held {one.when}" if one.when else "no day given",
        f"reported by {claim.reported_on}" if claim.reported_on else "",
        f"if {claim.condition}" if claim.condition else "",
        "disputed" if claim.disputed_by else "",
        f"claim {claim.claim}",
    ]
    group = body.group(
        title="; ".join(part for part in said if part),
        data_source=one.source,
        data_target=one.target,
        data_state=one.state,
        data_when=one.when,
        data_reported=claim.reported_on,
        data_claims=claim.claim,
    )
    reported = at.get(claim.reported_on)
    held = (at[claim.reported_on],) * 2
    if one.when:
        held = at.get(one.first, ends[0]), at.get(one.last, ends[1])
    # What gives no beginning is not of the day on which it was over.
    mark_x = held[0] if one.first or not one.when else (held[0] + held[1]) / 2
    if reported is not None:
        near = min(max(reported, held[0]), held[1])
        group.line(near, y, reported, y, stroke=COLOURS["soft"], stroke_dasharray="1 3")
    if held[1] > held[0]:
        dash = None if one.first and one.last else "4 3"
        group.line(
            held[0], y, held[1], y, stroke=COLOURS["ink"], stroke_width=2, stroke_dasharray=dash
        )
    _side(group, mark_x, y, one.state, one.sign)
    if not one.when:
        group.text(mark_x + 7, y + 4, "?", size=_SMALL, halo=2, font_weight=600)
    if reported is not None:
        _tick(group, reported, y)
    if claim.disputed_by:
        group.text(
            mark_x - 7,
            y - 2,
            "≠",
            anchor="end",
            size=_SMALL,
            halo=2,
            fill=COLOURS["hostile"],
            font_weight=600,
        )


def _side(group: Group, x: float, y: float, state: str, sign: int) -> None:
    mark(group.group(transform=f"translate({x:.2f} {y:.2f}) scale(0.62)"), 0, 0, state, sign)


def _tick(group: Group, x: float, y: float) -> None:
    group.path(
        path("M", x - 3.5, y + 10, "L", x + 3.5, y + 10, "L", x, y + 5, "Z"),
        fill=COLOURS["panel"], stroke=COLOURS["ink"], stroke_width=1,
    )  # fmt: skip


def _undated(body: Group, found: Strip, ends: tuple[str, str], x: float, y: float) -> None:
    several = [one for one in found.undated if (one.source, one.target) == ends]
    if not several:
        return
    names = " ".join(one.claim.claim for one in several)
    group = body.group(title=f"{many(len(several), 'claim')} without a day: {names}",
                       data_undated=names)  # fmt: skip
    group.text(x, y, f"+ {len(several)} undated", size=_SMALL, fill=COLOURS["soft"])


def _legend(found: Strip, *, pair: bool) -> list[tuple[Key, str]]:
    words = _WORDS["pair" if pair else "issue"]

    def side(state: str) -> Key:
        return lambda group, x, y: _side(group, x, y, state, 1)

    def bar(group: Group, x: float, y: float) -> None:
        group.line(x - 12, y, x + 12, y, stroke=COLOURS["ink"], stroke_width=2)

    def open_(group: Group, x: float, y: float) -> None:
        group.line(
            x - 12, y, x + 12, y, stroke=COLOURS["ink"], stroke_width=2, stroke_dasharray="4 3"
        )

    shown: list[tuple[Key, str]] = [(side(state), text) for state, text in words.items()]
    if any(one.conditional for one in (*found.marks, *found.undated)):
        shown.append((side("conditional"), "on a condition"))
    every = (*found.marks, *found.undated)
    if any(one.claim.disputed_by for one in every):
        shown.append((_word("≠"), "disputed"))
    if found.undated:
        shown.append((_word("?"), "held on no stated day"))
    return [
        *shown,
        (bar, "days it holds for"),
        (open_, "an end is open or unknown"),
        (lambda group, x, y: _tick(group, x, y - 7), "reported by this day"),
    ]


def _word(sign: str) -> Key:
    return lambda group, x, y: group.text(x, y + 4, sign, anchor="middle", font_weight=600)
