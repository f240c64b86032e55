"""How wide and how dashed lines and frames of static pictures are, as on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.draw.colours import COLOURS, DASHES, THINNER

if TYPE_CHECKING:
    from kgraph.draw.pairs import Strand

__all__ = [
    "BESIDE",
    "DASHED",
    "DECLARED",
    "FRAME",
    "INSIDE",
    "PLAIN",
    "SPACE",
    "THIN",
    "TRUNK",
    "UNMET",
    "width_of",
]

#: The width of a line without strength, of what a dossier declares by no claim, and of what is
#: reported unmet: alone, beside levers that hold, and inside.
PLAIN, DECLARED, UNMET, BESIDE, INSIDE = 1.4, 1.0, 6.5, 5.0, 2.4
#: By the kind of a line.
DASHED = {
    "hostile": DASHES["hostile"],
    "noforce": DASHES["edge.noforce"],
    "cool": DASHES["edge.noforce"],
    "lapsed": DASHES["edge.lapsed"],
}
#: The lines of hostile conduct that are thin.
THIN = ("noforce", "cool")
FRAME: dict[str, Any] = {"fill": COLOURS["panel"], "stroke": COLOURS["line"]}
SPACE: dict[str, Any] = {
    "fill": COLOURS["panel"], "stroke": COLOURS["soft"], "stroke_dasharray": "5 4",
}  # fmt: skip
TRUNK: dict[str, Any] = {"fill": "none", "stroke": COLOURS["soft"], "stroke_opacity": 0.6}


def width_of(one: Strand) -> float:
    """Return how wide a line is that is not hollow."""
    if one.kind == "named":
        return DECLARED
    if one.kind == "lapsed":
        return PLAIN
    return PLAIN + 4.6 * one.edge.weight * (THINNER if one.kind in THIN else 1)
