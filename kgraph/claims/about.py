"""What a claim is about: what it names, its place and relay, and what these belong to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from kgraph.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.claims.columns import Columns
    from kgraph.model import Entity

__all__ = ["about", "about_each", "belonging", "near"]

#: Columns of a claim that name one entity, and those that may name several.
_ONE = ("subject", "object")
_SEVERAL = ("affected", "topic", "context", "place", "via")
#: Shorter words are in too many names.
_SHORT = 3
_NEAR = 5


def belonging(entity: str, entities: Mapping[str, Entity]) -> tuple[str, ...]:
    """Return what belongs to an entity, sorted: what is about it if the entity is what one asks of.

    That is its organs and offices, the parts of an event or place, the events at a place, the
    treaty of an organisation, the issues that are about one of these, and what belongs to them.
    """
    below: dict[str, set[str]] = defaultdict(set)
    for one in entities.values():
        for above in (one.part_of, *one.places, *one.concerns):
            below[above].add(one.id)
    found: set[str] = set()
    open_ = [entity]
    while open_:
        new = below.get(open_.pop(), set()) - found - {entity}
        found |= new
        open_ += new
    return tuple(sorted(found))


def about(
    c: Columns, asked: Iterable[str], entities: Mapping[str, Entity], *, every: bool = False
) -> np.ndarray:
    """Return which claims are about one of these entities, or with ``every`` about each of them.

    A claim is about its subject and object, whom it affects, its topic and context, its place, who
    relays it, and what these belong to; shape (c.n,).
    """
    masks = [_naming(c, (one, *belonging(one, entities))) for one in asked]
    return np.asarray(np.all(masks, axis=0) if every else np.any(masks, axis=0))


def _naming(c: Columns, names: Iterable[str]) -> np.ndarray:
    wanted = c.are(names)
    ones = [wanted[c.columns[column].codes] for column in _ONE]
    lists = [c.columns[column].where(wanted) for column in _SEVERAL]
    return np.asarray(np.any([*ones, *lists], axis=0))


def about_each(
    c: Columns, rows: np.ndarray, asked: Iterable[str], entities: Mapping[str, Entity]
) -> dict[str, tuple[str, ...]]:
    """Return for each of these entities the claims about it among these rows, as ``about``."""
    naming: dict[int, set[int]] = defaultdict(set)
    for column in _ONE:
        for row, code in zip(rows.tolist(), c.columns[column].codes[rows].tolist(), strict=True):
            naming[code].add(row)
    for column in _SEVERAL:
        several = c.columns[column].spread(rows)
        for row, code in zip(*map(np.ndarray.tolist, several), strict=True):
            naming[code].add(row)
    found = {}
    for entity in asked:
        its = (entity, *belonging(entity, entities))
        named = {row for one in its if one in c.code for row in naming.get(c.code[one], ())}
        found[entity] = tuple(c.claim[row] for row in sorted(named))
    return found


def near(entity: str, entities: Mapping[str, Entity], c: Columns) -> list[str]:
    """Return up to five entities that share a word of their names with this one and have claims.

    Those that share most come first.
    """
    asked = _words(entities[entity])
    shared = {one.id: len(asked & _words(one)) for one in entities.values() if one.id != entity}
    found = sorted((one for one, n in shared.items() if n), key=lambda one: (-shared[one], one))
    return [one for one in found if about(c, (one,), entities).any()][:_NEAR]


def _words(entity: Entity) -> set[str]:
    names = (entity.label, *(() if entity.private else entity.aliases))
    words = {word.strip("',.()") for name in names for word in fold(name).split()}
    return {word for word in words if len(word) > _SHORT}
