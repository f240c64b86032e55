"""An excerpt of the record: what some actors say and do among themselves, whole in itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from kgraph.claims.table import ClaimsTable
    from kgraph.model import Claim

__all__ = ["among"]


def among(table: ClaimsTable, actors: Collection[str]) -> ClaimsTable:
    """Return the claims that name these actors and no others, and what disputes or backs them.

    Parameters
    ----------
    table : ClaimsTable
        The whole record.
    actors : collection of str
        CURIEs. A claim is of them if every actor that it is about (subject, object, affected,
        topic) is one of them; whose word it is does not matter.

    Returns
    -------
    ClaimsTable
        In which every claim that another names is there too, so that nothing stands undisputed
        that somebody disputes.
    """
    chosen = set(actors)
    kept = {claim.claim for claim in table if _within(claim, chosen)}
    links: dict[str, set[str]] = {}
    for dispute in table.disputes:
        for one, other in ((dispute.first, dispute.second), (dispute.second, dispute.first)):
            links.setdefault(one, set()).add(other)
    new = kept
    while new:
        named = {other for claim in new for other in links.get(claim, ())}
        for claim in map(table.__getitem__, new):
            named.update(claim.disputes, claim.disputed_by, claim.corroborated_by, claim.includes)
        new = {claim for claim in named - kept if claim in table}
        kept |= new
    part = table.with_claims([claim for claim in table if claim.claim in kept])
    return replace(
        part,
        disputes=tuple(one for one in table.disputes if {one.first, one.second} <= kept),
        different=frozenset(pair for pair in table.different if kept.issuperset(pair)),
    )


def _within(claim: Claim, chosen: set[str]) -> bool:
    about = (claim.subject, claim.object, *claim.affected, *claim.topic)
    named = [one for one in about if one and kind_of(one) == "actor"]
    return bool(named) and chosen.issuperset(named)
