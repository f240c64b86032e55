"""What a user's words stand for: entities, documents, relations, lenses, vocabulary."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kgraph.errors import AmbiguousName, UnknownName
from kgraph.names import Names, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.claims import ClaimsTable
    from kgraph.model import Entity

__all__ = ["Lookup"]

#: Of so few words, all are named to one who knows none of them.
_FEW = 12


class Lookup:
    """The names of a claims table, and what each stands for.

    Every method takes a name as a user writes it, without regard to accents and case, and raises
    ``UnknownName`` with the nearest names or ``AmbiguousName`` with the candidates.
    """

    def __init__(self, table: ClaimsTable) -> None:
        self._table = table

    @cached_property
    def names(self) -> Names:
        """The index of entities."""
        return Names(self._table.entities)

    def entity(self, name: str, *kinds: str) -> Entity:
        """Return the entity of this name, of one of these kinds (or any)."""
        return self.names.find(name, *kinds)

    def document(self, name: str) -> str:
        """Return the key of the document of this key or title."""
        titles = {d.id: d.title for d in self._table.documents.values()}
        return self._among(name.removeprefix("doc:"), "document", titles)

    def relation(self, name: str) -> str:
        """Return the relation, stance or measure of this name or label."""
        labels = {r.id: r.label for r in self._table.relations.values()}
        return self._among(name.removeprefix("kg:"), "relation", labels)

    def word(self, name: str, scheme: str) -> str:
        """Return the word of a list of the vocabulary, such as ``"family"`` or ``"modality"``."""
        listed = f"{scheme.capitalize()}Scheme"
        labels = {w.id: w.label for w in self._table.words.values() if w.scheme == listed}
        return self._among(name.removeprefix("kg:"), scheme, labels)

    def lens(self, entry: str) -> str:
        """Return a lens in full: ``document:X``, ``publisher:X`` or ``claimant:X``.

        A bare name is a document, or else a claimant.
        """
        kind, colon, name = entry.partition(":")
        if colon and kind == "document":
            return f"document:{self.document(name)}"
        if colon and kind in {"publisher", "claimant"}:
            return f"{kind}:{self.entity(name, 'actor').id}"
        if entry in self._table.documents:
            return f"document:{entry}"
        try:
            return f"claimant:{self.entity(entry, 'actor').id}"
        except UnknownName as error:
            raise UnknownName(entry, "document or actor", error.nearest) from None

    def _among(self, name: str, what: str, labels: Mapping[str, str]) -> str:
        wanted = fold(name)
        found = [word for word, label in labels.items() if wanted in {fold(word), fold(label)}]
        exact = [word for word in found if fold(word) == wanted]
        if len(found) > 1 and len(exact) != 1:
            raise AmbiguousName(name, what, found)
        if not found:
            import difflib

            near = difflib.get_close_matches(name, labels, n=3, cutoff=0.5)
            raise UnknownName(name, what, near or sorted(labels) if len(labels) <= _FEW else near)
        return exact[0] if exact else found[0]
