"""Where actors stand in each picture, for everything that the page's filters can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.claims import ALL_VOICES, Selection
from kgraph.claims.rollup import rolled_up
from kgraph.draw import large, layout
from kgraph.networks import build, structure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.claims import ClaimsTable

    Places = dict[str, dict[str, list[float]]]

__all__ = ["PICTURES", "places"]

#: A layer with everybody apart, and with leaders and ministries inside their state; structure
#: has everybody apart.
PICTURES = (
    "influence", "conduct", "positions", "influence-rolled", "conduct-rolled", "positions-rolled",
    "structure",
)  # fmt: skip


def places(table: ClaimsTable) -> Places:
    """Return the places of actors (and of issues, with positions) by picture, in [0, 1].

    Influence and structure are drawn for few crossings; conduct and positions by sign, friends near
    and foes far.
    Above ``large.PAIRWISE`` actors both are drawn from landmarks.
    """
    every = table.select(Selection(voices=ALL_VOICES))
    found: Places = {}
    apart: dict[str, list[tuple[str, str, int]]] = {}
    for suffix, claims in (("", every), ("-rolled", rolled_up(every, table))):
        edges = {
            "influence": [(e.source, e.target, 1) for e in build.influence(claims).edges],
            "conduct": [(e.source, e.target, e.sign) for e in build.conduct(claims).edges],
            "positions": [
                (t.source, t.target, t.sign) for t in build.positions(claims).ties if t.sign
            ],
        }
        for layer, several in edges.items():
            if suffix and several == apart[layer]:
                found[layer + suffix] = found[layer]
            else:
                found[layer + suffix] = _drawn(table, several, signed=layer != "influence")
        apart = edges
    joined = {(t.source, t.target) for t in (*structure.ties(every), *structure.declared(table))}
    found["structure"] = _drawn(table, [(*pair, 1) for pair in sorted(joined)], signed=False)
    return found


def _drawn(
    table: ClaimsTable, edges: Sequence[tuple[str, str, int]], *, signed: bool
) -> dict[str, list[float]]:
    ends = sorted({end for source, target, _ in edges for end in (source, target)})
    labels = {end: table.label(end) for end in ends}
    if len(labels) > large.PAIRWISE:
        at = large.landmarks(labels, edges)
    elif signed:
        at = layout.signed_stress(labels, edges)
    else:
        at = layout.force_atlas(labels, [(source, target) for source, target, _ in edges])
    return {end: [round(float(x), 4), round(float(y), 4)] for end, (x, y) in at.items()}
