"""Where actors stand in each picture, for everything that the page's filters can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.claims import ALL_VOICES, Selection
from kgraph.networks import build
from kgraph.page import large, layout
from kgraph.page.rolled import roll_up, terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.claims import ClaimsTable

    Places = dict[str, dict[str, list[float]]]

__all__ = ["PICTURES", "places"]

#: A layer with everybody apart, and with leaders and ministries inside their state.
PICTURES = (
    "influence", "conduct", "positions", "influence-rolled", "conduct-rolled", "positions-rolled",
)  # fmt: skip


def places(table: ClaimsTable) -> Places:
    """Return the places of actors (and of issues, with positions) by picture, in [0, 1].

    Influence is drawn for few crossings; conduct and positions by sign, friends near and foes far.
    Above ``large.LARGE`` actors both are drawn from landmarks.
    """
    every = table.select(Selection(voices=ALL_VOICES))
    found: Places = {}
    for suffix, claims in (("", every), ("-rolled", roll_up(every, terms(table)))):
        influence = [(e.source, e.target, 1) for e in build.influence(claims).edges]
        conduct = [(e.source, e.target, e.sign) for e in build.conduct(claims).edges]
        positions = [(t.source, t.target, t.sign) for t in build.positions(claims).ties if t.sign]
        found |= {
            f"influence{suffix}": _drawn(table, influence, signed=False),
            f"conduct{suffix}": _drawn(table, conduct, signed=True),
            f"positions{suffix}": _drawn(table, positions, signed=True),
        }
    return found


def _drawn(
    table: ClaimsTable, edges: Iterable[tuple[str, str, int]], *, signed: bool
) -> dict[str, list[float]]:
    several = list(edges)
    ends = sorted({end for source, target, _ in several for end in (source, target)})
    labels = {end: table.label(end) for end in ends}
    if len(labels) > large.LARGE:
        at = large.landmarks(labels, several)
    elif signed:
        at = layout.signed_stress(labels, several)
    else:
        at = layout.force_atlas(labels, [(source, target) for source, target, _ in several])
    return {end: [round(float(x), 4), round(float(y), 4)] for end, (x, y) in at.items()}
