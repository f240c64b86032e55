"""A grouping given as data: a way to colour actors that kgraph does not assert itself."""

from __future__ import annotations

import csv
import io
from pathlib import PurePath

from kgraph.errors import BadData

__all__ = ["read"]


def read(text: str, path: str = "grouping.csv") -> tuple[str, dict[str, str]]:
    r"""Return the name of a grouping (that of its file) and the group of each actor as named there.

    The text is CSV with the columns ``actor`` and ``group``, one row per actor.

    Raises
    ------
    BadData
        If a column or a cell is missing, or an actor is in two groups.

    Examples
    --------
    >>> read("actor,group\nArmenia,signatory\n", "statute.csv")
    ('statute', {'Armenia': 'signatory'})
    """
    rows = csv.DictReader(io.StringIO(text))
    if not {"actor", "group"} <= set(rows.fieldnames or ()):
        message = "A grouping is CSV with the columns actor and group."
        raise BadData(message, path, 1)
    groups: dict[str, str] = {}
    for row in rows:
        actor, group = (row["actor"] or "").strip(), (row["group"] or "").strip()
        if not actor or not group:
            message = "A row of a grouping needs an actor and a group."
            raise BadData(message, path, rows.line_num)
        if groups.setdefault(actor, group) != group:
            message = f"{actor} is in two groups, {groups[actor]} and {group}; keep one."
            raise BadData(message, path, rows.line_num)
    return PurePath(path).stem, groups
