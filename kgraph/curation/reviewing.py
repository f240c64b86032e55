"""Drafts to be read by somebody else, beside the words of their passages.

They are then accepted or sent back, which ``editing`` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph import claims, wording
from kgraph.claims.lookup import Lookup
from kgraph.curation import passages as pinned
from kgraph.curation.checks import corpus_of, pinned_passages
from kgraph.curation.editing import SENT_BACK
from kgraph.dossier import build

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kgraph.dossier.dossier import Dossier

__all__ = ["Quoted", "ToReview", "drafts"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage of a claim with its words; ``missing`` says why they are not at hand, if so."""

    passage: str
    text: str
    missing: str = ""


@dataclass(frozen=True, slots=True)
class ToReview:
    """A draft to be read: what it says, in words, by whom it was coded, and its passages."""

    claim: str
    document: str
    gloss: str
    says: tuple[str, ...]
    cited: str
    passages: tuple[Quoted, ...]
    coder: tuple[str, ...]
    tag: tuple[str, ...]
    note: str
    memo: str

    @property
    def sent_back(self) -> bool:
        """Whether a reader sent it back to its coder."""
        return SENT_BACK in self.tag


def drafts(
    dossier: Dossier,
    corpus: Path | str | None = None,
    *,
    claims_: Sequence[str] = (),
    documents: Sequence[str] = (),
    coders: Sequence[str] = (),
) -> list[ToReview]:
    """Return the drafts of a dossier, by document and place; those sent back come last.

    Parameters
    ----------
    dossier : Dossier
        Where they are.
    corpus : path, optional
        The folder with the texts; without it no words of passages are at hand.
    claims_, documents, coders : sequence of str
        Only these claims, whatever their status; only those of these documents, of these coders.

    Raises
    ------
    UnknownName
        If there is no such claim, document or coder.
    """
    store = build.parsed(dossier, "")
    build.derive(store, dossier.rules)
    table = claims.read(store)
    texts = pinned.Corpus({}) if corpus is None else corpus_of(store, corpus)
    places = {one.id: one for one in pinned_passages(store)}
    if claims_:
        chosen = [table[one.removeprefix("claim:")] for one in claims_]
    else:
        asked = Lookup(table).selection(status="draft", document=documents, coder=coders)
        chosen = list(table.select(asked))

    def quoted(slug: str) -> Quoted:
        place = places.get(slug)
        if place is None or not place.sha256:
            return Quoted(slug, "", "no passage is named: the claim is unpinned")
        if place.document not in texts.texts:
            return Quoted(slug, "", f"the text of doc:{place.document} is not at hand")
        return Quoted(slug, pinned.text_of(texts, place))

    found = [
        ToReview(
            claim=one.claim,
            document=one.document,
            gloss=one.gloss,
            says=tuple(wording.whole(table, one)),
            cited=wording.cite(table, one),
            passages=tuple(map(quoted, one.passage)),
            coder=one.coder,
            tag=one.tag,
            note=one.note,
            memo=one.memo,
        )
        for one in sorted(chosen, key=lambda one: (one.document, one.paragraph, one.claim))
    ]
    return sorted(found, key=lambda one: one.sent_back)
