"""A ranking as intervals: score and rank of each actor, or why there is no rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.draw.colours import COLOURS
from kgraph.draw.svg import Picture, round_above, shortened, text_width, wrapped
from kgraph.measures.influence.pairs import PAIRS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.draw.svg import Group
    from kgraph.measures.influence.ranking import Ranked, Ranking

__all__ = ["ranks"]

_SIZE = 12.0
_SMALL = 11.0
_LINE = 14.0
_RANK = 190.0
_AXIS = 300.0
_SCORE = 130.0


def ranks(found: Ranking, *, title: str, captions: Iterable[str] = ()) -> str:
    """Return a ranking as SVG: each actor once, by score, with its intervals in picture and words.

    The thick bar is 5 % to 95 % of the draws, the thin line the ends of the grades' intervals. An
    actor that is not assessable has an open mark, and the reason in place of its rank.
    """
    table = found.table
    names = [shortened(table.label(one.actor), 36) for one in found]
    said = [wrapped(_rank(one), _RANK, _SIZE) for one in found]
    stub = max((text_width(name, _SIZE) for name in names), default=0.0) + 14
    heights = [max(2, len(lines)) * _LINE + 8 for lines in said]
    pairs = found.by in PAIRS
    legend = [(_bar, "score, 5 % to 95 % of draws"), (_open, "not assessable")]
    if pairs:
        legend.insert(1, (_whisker, "over the ends of the grades' intervals"))
    picture = Picture(
        title,
        stub + _RANK + 16 + _AXIS + 16 + _SCORE,
        30 + sum(heights) + 24 if len(found) else 60,
        legend=legend,
        captions=[*captions, *found.notes()],
        data_version=table.data_version,
        describe=f"{len(found)} actors, the greatest score first.",
    )
    body = picture.body
    if not len(found):
        body.text(0, 30, "Nobody has influence in this selection.", fill=COLOURS["soft"], size=14)
        return picture.render()
    spans = [_span(found, n) for n in range(len(found))]
    highest = (max(one.high, high) for one, (_, high) in zip(found, spans, strict=True))
    top = round_above(max(highest))
    left = stub + _RANK + 16
    heads = (
        (stub, "rank [5 %, 95 %]"),
        (left, f"score, {found.by}"),
        (left + _AXIS + 16, "score [low, high]"),
    )
    for x, words in heads:
        body.text(x, 14, words, size=_SMALL, fill=COLOURS["soft"])
    y = 30.0
    for share in (0.0, 0.5, 1.0):
        x = left + _AXIS * share
        bottom = y + sum(heights)
        body.line(x, y - 8, x, bottom, stroke=COLOURS["line"])
        body.text(x, bottom + 16, f"{top * share:.3g}", size=_SMALL, anchor="middle",
                  fill=COLOURS["soft"])  # fmt: skip
    for number, one in enumerate(found):
        middle = y + heights[number] / 2
        families = ", ".join(f"{family} {grade}" for family, grade in one.families.items())
        group = body.group(
            title=f"{table.label(one.actor)}; {families}; claims {' '.join(one.claims)}",
            data_actor=one.actor,
            data_rank="" if one.rank is None else str(one.rank),
            data_claims=" ".join(one.claims),
        )
        body.line(0, y, left + _AXIS + 16 + _SCORE, y, stroke=COLOURS["line"], stroke_width=0.6)
        group.text(stub - 12, middle + 4, names[number], size=_SIZE, anchor="end")
        for row, line in enumerate(said[number]):
            first = middle + 4 - _LINE * (len(said[number]) - 1) / 2
            colour = COLOURS["soft" if one.why_not else "ink"]
            group.text(stub, first + _LINE * row, line, size=_SIZE, fill=colour)
        at = [left + _AXIS * value / top for value in (one.score, *spans[number])]
        if pairs:
            ends = (left + _AXIS * one.low / top, left + _AXIS * one.high / top)
            _line(group, *ends, middle, 1.2)
        _line(group, at[1], at[2], middle, 5 if not one.why_not else 2.4)
        (_hollow if one.why_not else _dot)(group, at[0], middle)
        score = f"{one.score:.3g} [{one.low:.3g}, {one.high:.3g}]"
        group.text(left + _AXIS + 16, middle + 4, score, size=_SIZE)
        y += heights[number]
    return picture.render()


def _span(found: Ranking, position: int) -> tuple[float, float]:
    if found.robust is None:
        return found.ranked[position].low, found.ranked[position].high
    robust = found.robust
    return float(robust.scores_low[position]), float(robust.scores_high[position])


def _rank(one: Ranked) -> str:
    if one.why_not:
        return f"not assessable: {one.why_not}"
    return f"{one.rank} [{one.rank_low}, {one.rank_high}], first in {100 * one.first:.0f} %"


def _line(group: Group, a: float, b: float, y: float, width: float) -> None:
    group.line(a, y, b, y, stroke=COLOURS["lever"], stroke_width=width, opacity=0.6)


def _dot(group: Group, x: float, y: float) -> None:
    group.circle(x, y, 5, fill=COLOURS["accent"], stroke=COLOURS["panel"], stroke_width=1)


def _hollow(group: Group, x: float, y: float) -> None:
    group.circle(
        x, y, 5, fill=COLOURS["panel"], stroke=COLOURS["soft"], stroke_width=1.6,
        stroke_dasharray="2.5 2",
    )  # fmt: skip


def _bar(group: Group, x: float, y: float) -> None:
    _line(group, x - 12, x + 12, y, 5)
    _dot(group, x, y)


def _whisker(group: Group, x: float, y: float) -> None:
    _line(group, x - 12, x + 12, y, 1.2)


def _open(group: Group, x: float, y: float) -> None:
    _hollow(group, x, y)
