"""The colours and dashes of the page's light theme, for what is drawn in Python.

``assets/style.css`` has them for the browser; a test holds the two together. Colour says type of
actor or sign of a tie, never a side, and never alone: shape, dash or mark says the same.
"""

from __future__ import annotations

__all__ = ["COLOURS", "DASHES", "FILLS", "FONTS", "HEADINGS", "fill_of"]

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

#: What is dashed -> ``stroke-dasharray``.
DASHES: dict[str, str] = {"hostile": "7 5", "lapsed": "2 7", "DeFactoEntity": "3 2"}

FONTS = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"
HEADINGS = "Georgia, 'DejaVu Serif', serif"


def fill_of(type_: str) -> str:
    """Return the colour in which actors of a type are filled."""
    return COLOURS[FILLS.get(type_, "org")]
