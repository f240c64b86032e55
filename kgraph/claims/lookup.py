"""What a user's words stand for: entities, documents, relations, lenses, vocabulary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgraph import dates
from kgraph.claims.selection import Selection
from kgraph.claims.voices import ALL_VOICES
from kgraph.errors import AmbiguousName, BadOption, UnknownName
from kgraph.text import fold, nearest

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from kgraph.claims.columns import Lists
    from kgraph.claims.table import ClaimsTable
    from kgraph.model import Entity, Relation

__all__ = ["Lookup", "alike", "day"]

#: So many first letters make a word the same; words of these letters tell nothing.
_STEM = 5
_COMMON = frozenset(
    ("and", "are", "at", "by", "for", "from", "has", "in", "is", "its", "of", "on", "or", "that",
     "the", "to", "with")
)  # fmt: skip
#: Of so few words, all are named to one who knows none of them.
_FEW = 12


class Lookup:
    """The names of a claims table, and what each stands for.

    Every method takes a name as a user writes it, without regard to accents and case, and raises
    ``UnknownName`` with the nearest names or ``AmbiguousName`` with the candidates.
    """

    def __init__(self, table: ClaimsTable) -> None:
        self._table = table

    def entity(self, name: str, *kinds: str) -> Entity:
        """Return the entity of this name, of one of these kinds (or any)."""
        return self._table.names.find(name, *kinds)

    def document(self, name: str) -> str:
        """Return the key of the document of this key or title."""
        titles = {d.id: d.title for d in self._table.documents.values()}
        return self._among(name.removeprefix("doc:"), "document", titles)

    def relation(self, name: str) -> str:
        """Return the relation, stance or measure of this name or label."""
        known = self._table.relations
        labels = {r.id: r.label for r in known.values()}
        try:
            return self._among(name.removeprefix("kg:"), "relation", labels)
        except UnknownName as error:
            raise UnknownName(name, "relation", alike(name, known)) from error

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

    def selection(
        self,
        *,
        as_of: str | dt.date | None = None,
        known_by: str | dt.date | None = None,
        window: int | None = None,
        reach_back: int | None = None,
        lens: Sequence[str] = (),
        families: Sequence[str] = (),
        voices: Sequence[str] | None = None,
        min_factuality: str = "",
        disputed: bool = True,
        about: Sequence[str] | str = (),
        claimant: Sequence[str] | str = (),
        relation: Sequence[str] | str = (),
        document: Sequence[str] | str = (),
        polarity: int | None = None,
        modality: Sequence[str] | str = (),
        mode: Sequence[str] | str = (),
        status: Sequence[str] | str = (),
        coder: Sequence[str] | str = (),
        tag: Sequence[str] | str = (),
        only_disputed: bool = False,
        about_all: bool = False,
        either: bool = False,
    ) -> Selection:
        """Return a selection of claims from names and days as a user writes them.

        Of an option with several values any will do; a claim must meet every option.

        Parameters
        ----------
        as_of, known_by : str or date, optional
            What held on a day; what was reported by a day.
        window : int, optional
            Of momentary acts, those of so many days before ``as_of``.
        reach_back : int, optional
            Days before its report for which an undated claim is taken; 0 takes them out.
        lens : sequence of str
            ``document:X``, ``publisher:X``, ``claimant:X``, or a bare document or claimant.
        families, voices : sequence of str
            Families of relations and levers; voices, every one unless given.
        min_factuality : str
            The least certainty: certain, probable or possible.
        disputed, only_disputed : bool
            Whether disputed claims are in; whether they alone are.
        about, claimant, relation, document : str or sequence of str
            Names of what a claim is about, who makes it, what it says, where it stands. It is about
            what it names, its place and relay, and what these belong to (see ``claims.about``).
        about_all, either : bool
            Whether it must be about each of ``about``; whether it may be by a claimant instead.
        polarity : {1, -1, 0}, optional
            Affirmed, denied, or neither.
        modality, mode, status : str or sequence of str
            Words of the vocabulary; a status is draft or reviewed.
        coder, tag : str or sequence of str
            Who coded a claim, and how the team tagged it.

        Raises
        ------
        UnknownName, AmbiguousName, BadDate, BadOption
        """
        if min_factuality:
            self._table.certainty(min_factuality)
        if polarity not in {None, -1, 0, 1}:
            message = f"A polarity is 1, 0 or -1, not {polarity}."
            raise BadOption(message)
        return Selection(
            as_of=day(as_of),
            known_by=day(known_by),
            window=window,
            reach_back=reach_back,
            lens=tuple(map(self.lens, _several(lens))),
            families=tuple(self.word(name, "family") for name in _several(families)),
            voices=tuple(dict.fromkeys(voices)) if voices is not None else ALL_VOICES,
            min_factuality=min_factuality,
            disputed=disputed,
            about=tuple(self.entity(name).id for name in _several(about)),
            claimants=tuple(self.entity(name, "actor").id for name in _several(claimant)),
            relations=tuple(map(self.relation, _several(relation))),
            documents=tuple(map(self.document, _several(document))),
            polarity=polarity,
            modalities=tuple(self.word(name, "modality") for name in _several(modality)),
            modes=tuple(self.word(name, "mode") for name in _several(mode)),
            statuses=tuple(_several(status)),
            coders=tuple(self._used(name, "coder") for name in _several(coder)),
            tags=tuple(self._used(name, "tag") for name in _several(tag)),
            only_disputed=only_disputed,
            about_all=about_all,
            either=either,
        )

    def _used(self, name: str, what: str) -> str:
        """Return a coder or tag as claims of the record have it."""
        column: Lists = self._table.columns.columns[what]
        return self._among(name, what, {one: one for one in column.values})

    def _among(self, name: str, what: str, labels: Mapping[str, str]) -> str:
        wanted = fold(name)
        found = [word for word, label in labels.items() if wanted in {fold(word), fold(label)}]
        exact = [word for word in found if fold(word) == wanted]
        if len(found) > 1 and len(exact) != 1:
            raise AmbiguousName(name, what, found)
        if not found:
            near = nearest(name, labels, n=3, cutoff=0.5)
            raise UnknownName(name, what, near or sorted(labels) if len(labels) <= _FEW else near)
        return exact[0] if exact else found[0]


def alike(name: str, relations: Mapping[str, Relation]) -> list[str]:
    """Return up to three relations that a name may have been meant for, the likeliest first.

    They are spelt nearly so, or have words of the name in what they are called or say.
    """
    spelt = {fold(text): one.id for one in relations.values() for text in (one.label, one.id)}
    found = [spelt[text] for text in nearest(fold(name), spelt, cutoff=0.75)]
    typed = {word[:_STEM] for word in fold(name).split()} - _COMMON
    for texts in (("id", "label"), ("label", "definition")):
        having = {
            one.id: len(typed & {word[:_STEM] for word in re.findall(r"\w+", fold(said))})
            for one in relations.values()
            if (said := " ".join(getattr(one, text) for text in texts))
        }
        found += [one for one in sorted(having, key=lambda one: -having[one]) if having[one]]
    found += [spelt[text] for text in nearest(fold(name), spelt)]
    return list(dict.fromkeys(found))[:3]


def _several(values: Sequence[str] | str) -> Sequence[str]:
    """Return one name as several."""
    return (values,) if isinstance(values, str) else values


def day(value: str | dt.date | None) -> dt.date | None:
    """Return the day that a text names; raises ``BadDate``."""
    return dates.day(value) if isinstance(value, str) else value
