"""The one rule of who leads to whom: which ordered pairs each claim ties, in which layer.

Every network is a selection and a grouping of these leads, in Python and in the page's script.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.model import POSITION_TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kgraph.claims.columns import Columns
    from kgraph.model import Relation

__all__ = ["KINDS", "LAYERS", "STRIKES_NOBODY", "Leads", "leads", "without"]

#: What a lead is of: a position, conduct, a role in influence, or a duty reported as unmet.
KINDS = ("position", "conduct", "means", "attempt", "outcome", "structure", "unmet")

#: The kinds of lead that make each layer, a duty reported as unmet apart.
LAYERS = {
    "positions": ("position",),
    "conduct": ("conduct",),
    "influence": ("means", "attempt", "outcome", "structure"),
    # Made of bonds, not of leads.
    "structure": (),
}

#: Why a claim leads nowhere: what it says of a place would make a tie if it said whom it strikes.
STRIKES_NOBODY = "a place, and nobody affected named"


@dataclass(frozen=True, eq=False)
class Leads:
    """Who leads to whom by which claim: one entry per claim, kind and ordered pair.

    Arrays of one length, ordered by kind, source, relation, target, condition and claim, so that
    the leads of a tie stand together. ``claim`` is a row of the columns; ``kind`` indexes
    ``KINDS``; ``source`` and ``target`` index the columns' entities; ``sign`` is -1, 0 or 1.
    """

    claim: np.ndarray
    kind: np.ndarray
    source: np.ndarray
    target: np.ndarray
    sign: np.ndarray

    def of_claims(self, columns: Columns) -> Iterator[list[tuple[str, str, str, int]]]:
        """Yield the leads of each claim in turn: kind, source, target, sign."""
        found: list[list[tuple[str, str, str, int]]] = [[] for _ in range(columns.n)]
        names = columns.entities
        for claim, kind, source, target, sign in zip(
            self.claim.tolist(),
            self.kind.tolist(),
            self.source.tolist(),
            self.target.tolist(),
            self.sign.tolist(),
            strict=True,
        ):
            found[claim].append((KINDS[kind], names[source], names[target], sign))
        return iter(found)


def leads(columns: Columns, relations: Mapping[str, Relation]) -> Leads:
    """Return who leads to whom by the claims of a record, whoever says so and how surely.

    A claim leads from its subject to its object. Where that is no actor (or, for a position, no
    issue, event or agreement), it leads to those it affects (to its topics). It leads back where
    the object holds the lever, both ways where the relation is symmetric or mutual. That a duty is
    unmet counts by a document's own word or by two origins, and of those affected first. An actor
    does not lead to itself.

    Parameters
    ----------
    columns : Columns
        The claims of a record.
    relations : mapping of str to Relation
        The vocabulary, for all relations that the claims use.
    """
    known = [relations[name] for name in columns.relation.values]
    by_actor = columns.is_kind("actor")[columns.subject.codes]
    own_voice = columns.mode.where(lambda mode: mode == "ownVoice")
    told = own_voice | (columns.corroborated_by.lengths > 0)
    found: list[tuple[np.ndarray, ...]] = []
    for kind, name in enumerate(KINDS):
        signs = np.array([_sign(relation, name) for relation in known], dtype=np.int8)
        leading = by_actor & (signs != _NONE)[columns.relation.codes]
        rows = np.flatnonzero(leading & told if name == "unmet" else leading)
        claim, target = _ends(columns, rows, name)
        source = columns.subject.codes[claim]
        if name not in {"position", "unmet"}:
            claim, source, target = _turned(columns, known, name, claim, source, target)
        sign = signs[columns.relation.codes[claim]]
        found.append((claim, np.full(len(claim), kind, np.int8), source, target, sign))
    claim, kinds, source, target, sign = map(np.concatenate, zip(*found, strict=True))
    apart = source != target
    made = Leads(claim[apart], kinds[apart], source[apart], target[apart], sign[apart])
    return _ordered(made, columns)


def without(
    columns: Columns, relations: Mapping[str, Relation], made: Leads, layer: str
) -> np.ndarray:
    """Return why each claim has no lead in a layer, ``""`` for one that has, shape (n,) of texts.

    ``made`` are the leads of the same columns, ``layer`` is one of ``LAYERS``. Structure has bonds
    for leads: of a relation with a kind of structure, to whatever its object is.
    """
    if layer == "structure":
        bound = columns.relation.where(lambda name: relations[name].structure)
        ended = columns.object.codes > 0
        return np.where(
            ~bound, "no part in structure", np.where(ended, "", "no second end")
        ).astype(object)
    kinds = LAYERS[layer]
    known = [relations[name] for name in columns.relation.values]
    signed = np.array([any(_sign(one, kind) != _NONE for kind in kinds) for one in known], bool)
    actors = columns.is_kind("actor")
    ended = actors[columns.object.codes] | columns.affected.where(actors)
    strikes = columns.is_kind("place")[columns.object.codes]
    other = "no issue, event or agreement" if layer == "positions" else "no second actor"
    reasons = np.where(strikes & (layer != "positions"), STRIKES_NOBODY, other).astype(object)
    if layer != "positions":
        reasons[ended] = "of one actor and itself"
    reasons[~actors[columns.subject.codes]] = "no actor as subject"
    reasons[~signed[columns.relation.codes]] = {
        "positions": "no position", "conduct": "no conduct", "influence": "no part in influence",
    }[layer]  # fmt: skip
    if layer == "positions":
        silent = columns.relation.where(
            lambda name: relations[name].stance and relations[name].position is None
        )
        reasons[silent] = "a silence stated"
    which = np.isin(made.kind, [KINDS.index(kind) for kind in (*kinds, "unmet")])
    if layer != "influence":
        which &= made.kind != KINDS.index("unmet")
    reasons[made.claim[which]] = ""
    return reasons


#: No sign: the relation leads nowhere in this kind.
_NONE = 2


def _sign(relation: Relation, kind: str) -> int:
    """Return the sign of a relation's leads of a kind, or ``_NONE``."""
    if kind == "position":
        return _NONE if relation.position is None else relation.position
    if kind == "conduct":
        if relation.contact:
            return 0
        if not relation.valence or relation.role == "structure" or relation.stance:
            return _NONE
        return 1 if relation.valence > 0 else -1
    if kind == "unmet":
        return 1 if relation.guarantee else _NONE
    return 1 if relation.role == kind else _NONE


def _ends(columns: Columns, rows: np.ndarray, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return rows with the entities they lead to: each row once for every end."""
    objects = columns.object.codes
    if kind == "position":
        direct = allowed = columns.is_kind(*POSITION_TARGETS)
        others = columns.topic
    else:
        allowed = columns.is_kind("actor")
        direct = columns.is_kind("actor", "office") if kind == "structure" else allowed
        others = columns.affected
    at_object = direct[objects[rows]]
    elsewhere = ~at_object
    if kind == "unmet":
        elsewhere = others.lengths[rows] > 0
        at_object &= ~elsewhere
    claims, ends = others.spread(rows[elsewhere])
    kept = allowed[ends]
    there = rows[at_object]
    return np.concatenate([there, claims[kept]]), np.concatenate([objects[there], ends[kept]])


def _turned(
    columns: Columns,
    known: list[Relation],
    kind: str,
    claim: np.ndarray,
    source: np.ndarray,
    target: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turn leads round where the object has the lever; double what goes both ways."""
    lever = kind != "conduct"
    backward = np.array([lever and r.direction == "backward" for r in known], dtype=bool)
    both = np.array([r.symmetric or (lever and r.direction == "mutual") for r in known], dtype=bool)
    relation = columns.relation.codes[claim]
    there, back = (~backward | both)[relation], (backward | both)[relation]
    return (
        np.concatenate([claim[there], claim[back]]),
        np.concatenate([source[there], target[back]]),
        np.concatenate([target[there], source[back]]),
    )


def _ordered(made: Leads, columns: Columns) -> Leads:
    keys = (
        made.claim,
        columns.conditional[made.claim],
        made.target,
        columns.relation.codes[made.claim],
        made.source,
        made.kind,
    )
    order = np.lexsort(keys)
    return Leads(*(array[order] for array in vars(made).values()))
