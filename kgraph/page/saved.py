"""What an analyst gives to a page: a saved layout, and groupings that colour actors."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from kgraph.dossier import sheets
from kgraph.draw.places import PICTURES
from kgraph.errors import BadData
from kgraph.files import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["FORMAT", "arranged", "grouping", "read", "text_of"]

#: What the page writes under ``"format"``.
FORMAT = "kgraph layout 1"


def text_of(path: str) -> str:
    """Return the text of a file that goes with a page; raises ``MissingFile`` or ``BadData``."""
    return read_text(path, "name another", piped=True)


def read(text: str, path: str = "") -> dict[str, dict[str, tuple[float, float]]]:
    """Return the places of a saved layout: picture to actor to coordinates in [0, 1].

    Raises
    ------
    BadData
        If the text is no layout that a page of kgraph saved.
    """
    try:
        saved = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"The layout is no JSON ({error.msg}); save one with the page's Save layout."
        raise BadData(message, path or None, error.lineno, error.colno) from None
    except (RecursionError, ValueError):  # nested without an end, or a number of 5,000 digits
        message = "The layout is none that a page saved; save one with the page's Save layout."
        raise BadData(message, path or None) from None
    if not isinstance(saved, dict) or saved.get("format") != FORMAT:
        message = f'This is no saved layout: "format" must be "{FORMAT}".'
        raise BadData(message, path or None)
    return {
        picture: {actor: _spot(actor, spot, path) for actor, spot in _part(saved, picture).items()}
        for picture in PICTURES
        if _part(saved, picture)
    }


def _part(saved: Mapping[str, Any], picture: str) -> dict[str, Any]:
    found = saved.get("places")
    part = found.get(picture, {}) if isinstance(found, dict) else {}
    return part if isinstance(part, dict) else {}


def _spot(actor: str, spot: Any, path: str) -> tuple[float, float]:
    if (
        isinstance(spot, list)
        and len(spot) == 2
        and all(isinstance(x, int | float) and not isinstance(x, bool) for x in spot)
        and all(-5 <= x <= 5 for x in spot)
    ):
        return float(spot[0]), float(spot[1])
    message = f"The place of {actor} must be two numbers, near 0 to 1."
    raise BadData(message, path or None)


def arranged(
    places: Mapping[str, Mapping[str, Sequence[float]]],
    given: Mapping[str, Mapping[str, Sequence[float]]],
) -> tuple[dict[str, dict[str, list[float]]], dict[str, list[str]]]:
    """Return the places with those given instead, and who was placed by hand in each picture.

    Actors that no longer occur are dropped.
    """
    at = {
        picture: {
            actor: [round(float(x), 4) for x in given.get(picture, {}).get(actor, spot)]
            for actor, spot in actors.items()
        }
        for picture, actors in places.items()
    }
    pinned = {
        picture: sorted(actor for actor in actors if actor in given.get(picture, {}))
        for picture, actors in places.items()
    }
    return at, {picture: actors for picture, actors in pinned.items() if actors}


# --- groupings: a way to colour actors that kgraph does not assert itself


def grouping(text: str, path: str = "grouping.csv") -> tuple[str, dict[str, str]]:
    r"""Return the name of a grouping (that of its file) and the group of each actor as named there.

    The text is CSV with the columns ``actor`` and ``group``, one row per actor; cells are parted by
    commas, semicolons or tabs.

    Raises
    ------
    BadData
        If a column or a cell is missing, or an actor is in two groups.

    Examples
    --------
    >>> grouping("actor,group\nArmenia,signatory\n", "statute.csv")
    ('statute', {'Armenia': 'signatory'})
    """
    sheet = sheets.read(text, path)
    columns = [name.casefold() for name in sheet.columns.cells]
    if not {"actor", "group"} <= set(columns):
        message = "A grouping is CSV with the columns actor and group."
        raise BadData(message, path, sheet.columns.line)
    groups: dict[str, str] = {}
    for row in sheet.rows:
        cells = dict(zip(columns, row.cells, strict=True))
        actor, group = cells["actor"], cells["group"]
        if not actor or not group:
            message = "A row of a grouping needs an actor and a group."
            raise BadData(message, path, row.line)
        if groups.setdefault(actor, group) != group:
            message = f"{actor} is in two groups, {groups[actor]} and {group}; keep one."
            raise BadData(message, path, row.line)
    return PurePath(path).stem, groups
