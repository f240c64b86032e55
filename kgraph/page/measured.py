"""What the page says of ranks and blocs: computed beforehand, for the whole record.

The page's own script recomputes networks, not measures; these stand under the usual voices,
leaders and ministries inside their state or body, and the page labels them so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.claims import DEFAULT_VOICES, Selection
from kgraph.errors import BadData, LimitError
from kgraph.networks import build
from kgraph.networks.rollup import rolled_up
from kgraph.networks.stance import Stance

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable

__all__ = ["measured"]


def measured(table: ClaimsTable) -> dict[str, Any]:
    """Return ranks of influence and blocs of the whole record as JSON-ready data.

    ``ranks`` has one dict per actor: its rank with the 5 % and 95 % quantiles over the draws, or
    ``None`` and why it is not assessable; ``unranked`` says why there are no ranks at all.
    ``blocs`` has the actors of each bloc, none where these are not assessable, and ``notes`` the
    sentences that go with them.
    """
    chosen = table.select(Selection(voices=DEFAULT_VOICES, min_factuality="possible"))
    claims = rolled_up(chosen, table)
    blocs, notes = _blocs(claims, table)
    return {**_ranks(claims), "blocs": blocs, "notes": notes}


def _ranks(claims: ClaimsTable) -> dict[str, Any]:
    try:
        found = build.influence(claims).rank()
    except LimitError as error:
        # Too many actors to rank have a page all the same.
        return {"draws": 0, "ranks": [], "unranked": str(error)}
    ranks = [
        {"actor": one.actor, "rank": one.rank, "low": one.rank_low, "high": one.rank_high,
         "whyNot": one.why_not}
        for one in found
    ]  # fmt: skip
    return {"draws": found.samples, "ranks": ranks, "unranked": ""}


def _blocs(claims: ClaimsTable, table: ClaimsTable) -> tuple[list[list[str]], list[str]]:
    try:
        found = Stance.of(claims, (), table).blocs()
    except BadData as error:
        # A vocabulary without thresholds has a page all the same, which says what is missing.
        return [], [str(error)]
    members: dict[str, list[str]] = {}
    for row in found.rows():
        if row["bloc"] is not None:
            members.setdefault(str(row["bloc"]), []).append(row["actor"])
    return [members[name] for name in sorted(members)], list(found.notes())
