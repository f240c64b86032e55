"""Finding an entity by any name it goes by, however it is typed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kgraph.errors import AmbiguousName, OtherKind, UnknownName
from kgraph.text import fold, nearest, spellings
from kgraph.vocabulary import local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.model import Entity

__all__ = ["Names"]

#: So few letters are a part of too many names.
_SHORT = 2


class Names:
    """An index of entities by CURIE, slug, label, alias, misprint and Wikidata id.

    A better kind of name wins: an entity called so outright is not ambiguous with one that only
    has it as an alias.
    """

    def __init__(self, entities: Mapping[str, Entity]) -> None:
        self._entities = entities
        self._ranks: tuple[dict[str, set[str]], ...] = tuple(defaultdict(set) for _ in range(4))
        for entity in entities.values():
            for rank, names in enumerate(_names(entity)):
                for name in names:
                    for spelt in spellings(name):
                        self._ranks[rank][spelt].add(entity.id)

    def find(self, name: str, *kinds: str) -> Entity:
        """Return the one entity of this name, among these kinds (or any).

        Raises
        ------
        UnknownName
            Nobody is called so; names the nearest. ``OtherKind`` if one of another kind is.
        AmbiguousName
            Several are; lists them.
        """
        what = " or ".join(filter(None, (", ".join(kinds[:-1]), *kinds[-1:]))) or "entity"
        spelt = spellings(name)
        others: list[str] = []
        for names in self._ranks:
            known = set().union(*(names.get(one, ()) for one in spelt))
            found = sorted(self._of_kind(known, kinds))
            if len(found) == 1:
                return self._entities[found[0]]
            if found:
                raise AmbiguousName(name, what, found)
            others = others or sorted(known)
        if len(others) == 1:
            raise OtherKind(name, what, others[0], self._entities[others[0]].kind)
        raise UnknownName(name, what, self.nearest(name, *kinds))

    def nearest(self, name: str, *kinds: str) -> list[str]:
        """Return up to three labels of what looks like a name or has it as a part, best first."""
        spelt: dict[str, str] = {}
        for entity in self._entities.values():
            if kinds and entity.kind not in kinds:
                continue
            for several in _names(entity)[:3]:
                for known in several:
                    if ":" not in known:
                        spelt.setdefault(fold(known), entity.label)
        typed = fold(name)
        having = [known for known in spelt if typed in known] if len(typed) > _SHORT else []
        # The shortest label that begins so, or has it for a word, was most likely meant.
        begun = sorted(
            (one for one in having if f" {typed}" in f" {one}"),
            key=lambda one: (not fold(spelt[one]).startswith(typed), len(spelt[one])),
        )
        close = [*begun, *nearest(typed, spelt, n=6), *having]
        return list(dict.fromkeys(spelt[match] for match in close))[:3]

    def _of_kind(self, found: Iterable[str], kinds: tuple[str, ...]) -> list[str]:
        return [it for it in found if not kinds or self._entities[it].kind in kinds]


def _names(entity: Entity) -> tuple[tuple[str, ...], ...]:
    return (
        tuple(filter(None, (entity.id, local_name(entity.id), entity.qid))),
        (entity.label,),
        entity.aliases,
        entity.hidden,
    )
