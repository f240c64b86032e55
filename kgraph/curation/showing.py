"""A text of a dossier as one reads it: sentence by sentence, with the claims beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.curation import passages as pinned
from kgraph.curation.checks import corpus_of, pinned_passages
from kgraph.curation.sentences import sentences
from kgraph.dossier import store as stores
from kgraph.errors import BadOption, UnknownName
from kgraph.text import nearest
from kgraph.vocabulary import CURATED, compact, local_name

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.store import Store
    from kgraph.model import Passage

__all__ = ["Line", "lines"]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence: its place, its words, and the claims whose passages overlap it, with glosses.

    The line of sentence 0 has the claims of which no passage is named.
    """

    passage: str
    document: str
    paragraph: int
    sentence: int
    text: str
    claims: tuple[str, ...]
    glosses: tuple[str, ...]


def lines(dossier: Dossier, name: str, folder: Path | str | None) -> list[Line]:
    """Return the sentences of a document, or those that a passage overlaps.

    Parameters
    ----------
    dossier : Dossier
        Whose claims stand beside the text.
    name : str
        The key of a document, or the name of a passage.
    folder : path, optional
        The folder with the texts. Without the text, only unpinned claims can be shown.

    Raises
    ------
    UnknownName
        If there is no such document.
    BadOption, BadData
        If its text is not in the folder; if it has no such passage.
    MissingFile
        If there is no such folder.
    """
    store = stores.parse({CURATED: dossier.curated})
    rows = store.select("SELECT DISTINCT ?d { ?d a kg:Document } ORDER BY ?d")
    known = [local_name(compact(str(one))) for (one,) in rows]
    slug = name.strip().removeprefix("ps:").removeprefix("doc:")
    document = slug if slug in known else slug.rpartition("-p")[0]
    if document not in known:
        raise UnknownName(name, "document or passage", nearest(slug, known))
    places = {passage.id: passage for passage in pinned_passages(store)}
    corpus = pinned.Corpus({}) if folder is None else corpus_of(store, folder)
    claims = _claims(store, document, places)
    loose = [(claim, gloss) for claim, gloss, at in claims if at is None]
    zero = pinned.unpinned(document)
    shown = []
    if slug in {document, zero} and loose:
        shown = [Line(zero, document, 0, 0, "", *_parted(loose))]
    if document not in corpus.texts:
        if shown:
            return shown
        message = (
            f"The text of doc:{document} is not at hand; say where the texts are with --corpus DIR."
        )
        raise BadOption(message)
    if slug == zero:
        return shown
    only = None if slug == document else places.get(slug) or pinned.mint(slug, corpus)
    for number, paragraph in enumerate(corpus.texts[document], 1):
        for n, (start, end) in enumerate(sentences(paragraph), 1):
            if only is not None and not _overlaps(only, number, start, end):
                continue
            beside = [
                (claim, gloss)
                for claim, gloss, at in claims
                if at is not None and _overlaps(at, number, start, end)
            ]
            place = f"{document}-p{number}s{n}"
            words = paragraph[start:end]
            shown.append(Line(place, document, number, n, words, *_parted(beside)))
    return shown


def _parted(claims: list[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    once = dict(claims)
    return tuple(once), tuple(once.values())


def _overlaps(passage: Passage, number: int, start: int, end: int) -> bool:
    return passage.paragraph == number and start < passage.end and passage.start < end


def _claims(
    store: Store, document: str, places: dict[str, Passage]
) -> list[tuple[str, str, Passage | None]]:
    """Return the claims of a document: id, gloss and passage, which is ``None`` if unpinned."""
    rows = store.select(
        "SELECT ?c ?g ?p WHERE { ?c a kg:Claim ; kg:gloss ?g ; kg:passage ?p "
        'FILTER NOT EXISTS { ?c kg:status "retracted" } } ORDER BY ?c ?p ?g'
    )
    found = []
    for claim, gloss, passage in rows:
        slug = local_name(compact(str(passage)))
        if slug.rpartition("-p")[0] == document:
            at = places.get(slug)
            pinned_at = at if at is not None and at.sha256 else None
            if at is not None or slug == pinned.unpinned(document):
                found.append((local_name(compact(str(claim))), str(gloss), pinned_at))
    return found
