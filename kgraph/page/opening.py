"""What the page opens with: an overview where structure gives room, else conduct or positions."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

from kgraph.claims import Selection
from kgraph.claims.leads import KINDS
from kgraph.claims.rollup import rolled_up
from kgraph.networks import build

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.draw.homes import Homes

__all__ = ["first", "has_overview", "strong"]

#: Lines of conduct that an overview bears.
_LINES = 24
#: Homes that make structure a space.
_HOMES = 2


def strong(table: ClaimsTable, voices: Sequence[str]) -> float:
    """Return from which weight on conduct stands in the overview; dimensionless, in (0, 1].

    The least weight by which at most 24 edges do, as these voices tell them with leaders inside
    their state; the greatest where that is told of more, and 1 where there is no conduct. It is a
    property of the record: no day and no other filter changes it.
    """
    told = rolled_up(table.select(Selection(voices=tuple(voices))), table)
    count = Counter(edge.weight for edge in build.conduct(told).edges if edge.sign)
    weights = sorted(count, reverse=True)
    lines = accumulate(count[weight] for weight in weights)
    borne = [weight for weight, several in zip(weights, lines, strict=True) if several <= _LINES]
    return min(borne, default=max(weights, default=1.0))


def has_overview(table: ClaimsTable, homes: Homes) -> bool:
    """Return whether two homes have guests, and lines are there to be drawn over them."""
    return len(set(homes.of.values())) >= _HOMES and _leads(table, "conduct", "unmet")


def first(table: ClaimsTable, *, overview: bool) -> dict[str, str]:
    """Return the layer, and the view if it is not the layer's own, that the page opens on.

    The overview, else the first of conduct, positions and influence of which anything is told, else
    structure.
    """
    if overview:
        return {"layer": "conduct", "view": "overview"}
    kinds = {"conduct": "conduct", "positions": "position", "influence": "means"}
    found = (layer for layer, kind in kinds.items() if _leads(table, kind))
    return {"layer": next(found, "structure")}


def _leads(table: ClaimsTable, *kinds: str) -> bool:
    wanted = [KINDS.index(kind) for kind in kinds]
    return bool(set(wanted) & set(table.leads.kind.tolist()))
