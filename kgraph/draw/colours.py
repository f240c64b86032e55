"""The colours and dashes of the page's light theme, for what is drawn in Python.

``assets/style.css`` has them for the browser; a test holds the two together. Colour says type of
actor or sign of a tie, never a side, and never alone: shape, dash or mark says the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph import wording

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable
    from kgraph.model import Edge

__all__ = [
    "COLOURS",
    "DASHES",
    "FAINT",
    "FILLS",
    "FONTS",
    "HEADINGS",
    "THINNER",
    "fill_of",
    "seen_of",
    "stroke_of",
]

#: The style sheet's custom properties by name.
COLOURS: dict[str, str] = {
    "paper": "#fbfaf8",
    "panel": "#ffffff",
    "ink": "#1d2126",
    "soft": "#59616b",
    "line": "#d9d6d0",
    "accent": "#3b4a8c",
    "friendly": "#0b5fa5",
    "hostile": "#b84a00",
    "lever": "#4d5560",
    "unmet": "#a3195b",
    "state": "#e9c46a",
    "person": "#8ecae6",
    "org": "#b8d8ba",
    "force": "#d8c3dd",
    "media": "#d5d5d5",
    "other": "#f1d3c4",
    "issue": "#f3f0e6",
}

#: Type of actor or issue -> name of its fill; every other type is an organisation's ``org``.
FILLS: dict[str, str] = {
    "State": "state",
    "DeFactoEntity": "state",
    "Person": "person",
    "ArmedForce": "force",
    "Mission": "force",
    "MediaOutlet": "media",
    "ThinkTank": "media",
    "Population": "other",
    "Issue": "issue",
    "Event": "issue",
    "Agreement": "issue",
}

#: What is dashed -> ``stroke-dasharray``, by names of classes.
DASHES: dict[str, str] = {
    "hostile": "7 5", "edge.noforce": "2 4", "edge.lapsed": "13 6", "DeFactoEntity": "3 2",
}  # fmt: skip
#: How much thinner a line of hostile conduct is that is not done by force.
THINNER = 0.3

#: How much is seen of a line: of one document, of no claim, and of no day in a view of a day.
FAINT: dict[str, float] = {"thin": 0.58, "edge.named": 0.6, "edge.ghost": 0.35}

FONTS = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"
HEADINGS = "Georgia, 'DejaVu Serif', serif"


def stroke_of(table: ClaimsTable, layer: str, edge: Edge) -> str:
    """Return the colour of the line of an edge: of its sign, or what is amiss with it."""
    if edge.holds == "lapsed":
        return COLOURS["soft"]
    if edge.hollow:
        return COLOURS["unmet"]
    if wording.cool(table, wording.strongest(table, edge.ties)):
        return COLOURS["soft"]
    if layer == "conduct":
        return COLOURS[{1: "friendly", -1: "hostile", 0: "soft"}[edge.sign]]
    return COLOURS["lever" if edge.claims else "soft"]


def seen_of(table: ClaimsTable, edge: Edge) -> float:
    """Return how much is seen of the line of an edge, 1 for all."""
    tie = wording.strongest(table, edge.ties)
    if table.selection.as_of is not None and tie.holds == "notStated":
        return FAINT["edge.ghost"]
    if edge.hollow:
        return 1.0
    if not edge.claims:
        return FAINT["edge.named"]
    return FAINT["thin"] if wording.of_one_document(table, tie) else 1.0


def fill_of(type_: str) -> str:
    """Return the colour in which actors of a type are filled."""
    return COLOURS[FILLS.get(type_, "org")]
