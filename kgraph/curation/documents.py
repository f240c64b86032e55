"""Documents: a text taken into a dossier, with its entry in the catalogue, all or nothing.

The text goes to ``texts/``, which git leaves out; the catalogue gets what it is and its hash. A
document may be entered without its text, and the text be taken in later.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgraph import claims, dates
from kgraph.curation import passages as pinned
from kgraph.curation import saving
from kgraph.curation.canonical import format_block
from kgraph.curation.placing import replaced, with_block
from kgraph.curation.turtle import Literal, Reader
from kgraph.dossier import store as stores
from kgraph.dossier.screen import screened
from kgraph.errors import AmbiguousName, BadOption, UnknownName
from kgraph.text import fold, is_language_tag, nearest
from kgraph.vocabulary import CURATED, PREFIXES, VOCABULARY, compact, expand, local_name

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.curation.extracting import Extracted
    from kgraph.curation.saving import Original
    from kgraph.curation.turtle import Block, Term
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.store import Store

__all__ = ["NEEDED", "Details", "Taken", "add", "completed", "genres", "keys", "of_text"]

_KEY = re.compile(r"[a-z0-9]+")
#: Characters of a key made of a publisher's name: the words that fit into it whole.
_STEM = 16
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
#: What a document is not entered without.
NEEDED = ("title", "publisher", "date", "genre")


@dataclass(frozen=True, slots=True)
class Details:
    """What a document is, as one types it; ``""`` where it is not given.

    ``publisher`` is a name; one that nobody has becomes an actor of ``publisher_class``. ``date``
    is EDTF; ``genre`` a word of the list; ``language`` a tag; ``key`` letters a-z and digits.
    """

    title: str = ""
    publisher: str = ""
    date: str = ""
    genre: str = ""
    url: str = ""
    language: str = ""
    abstract: str = ""
    key: str = ""
    publisher_class: str = "MediaOutlet"

    @property
    def missing(self) -> list[str]:
        """The names of what a document needs and this lacks."""
        return [name for name in NEEDED if not getattr(self, name).strip()]


@dataclass(frozen=True, slots=True)
class Taken:
    """A document as it was entered: key, text, its hash, and the actor made for its publisher.

    Without a text ``paragraphs`` is empty and ``sha256`` is ``""``; ``publisher`` is ``""`` if it
    was there before. ``block`` is the entry in the catalogue.
    """

    key: str
    paragraphs: list[str]
    sha256: str
    publisher: str
    block: str


def completed(details: Details, found: Extracted) -> Details:
    """Return details with what a file says of itself in the places that are empty."""
    of_file = {
        "title": found.title, "publisher": found.publisher, "date": found.published,
        "url": found.url, "language": found.language if is_language_tag(found.language) else "",
    }  # fmt: skip
    return replace(
        details, **{name: said for name, said in of_file.items() if not getattr(details, name)}
    )


def keys(dossier: Dossier) -> list[str]:
    """Return the keys of the documents that are in the catalogue, sorted."""
    rows = stores.parse({CURATED: dossier.curated}, strict=False).select(
        "SELECT DISTINCT ?d { ?d a kg:Document } ORDER BY ?d"
    )
    return [local_name(compact(str(one))) for (one,) in rows]


def genres(dossier: Dossier) -> dict[str, str]:
    """Return the genres that a document may have, by id, each with its label."""
    return _genres(stores.parse({VOCABULARY: dossier.vocabulary}, strict=False))


def _genres(store: Store) -> dict[str, str]:
    rows = store.select(
        "SELECT ?g ?l { ?g skos:inScheme kg:GenreScheme ; skos:prefLabel ?l } ORDER BY ?g ?l"
    )
    return {local_name(compact(str(genre))): str(label) for genre, label in rows}


def add(
    dossier: Dossier,
    details: Details,
    paragraphs: list[str] | None = None,
    *,
    texts: Path | None = None,
    dry_run: bool = False,
) -> Taken:
    """Enter a document into the catalogue, with its text or, if it has an address, without.

    A key whose document has no text yet gets the text; what is known of it stays.

    Parameters
    ----------
    dossier : Dossier
        Where it goes.
    details : Details
        What it is.
    paragraphs : list of str, optional
        Its text, in profile ``kg-text-1``.
    texts : path, optional
        The folder for the text; that of the dossier unless given.
    dry_run : bool
        Write nothing.

    Raises
    ------
    BadOption, UnknownName, AmbiguousName, BadDate
        If something of it is missing or cannot be, or the text is there already.
    LockedError, UnwritableTarget, BadData, AccessError
        As writing and reading raise them; all files are then as they were.
    """
    dossier.whole()
    catalogue = dossier.root / "seeds" / "sources.ttl"
    folder = dossier.texts if texts is None else texts
    data = _for_entities(dossier)
    # A text of any name: the folder is what is locked.
    with (
        contextlib.nullcontext() if dry_run else saving.locked(catalogue, data, folder / "any.txt")
    ):
        originals = {path: saving.read(path, missing=True) for path in (catalogue, data)}
        if originals[catalogue].content is not None and catalogue not in dossier.seeds:
            dossier = replace(dossier, seeds=(*dossier.seeds, catalogue))
        desk = _Catalogue(dossier)
        digest = "" if paragraphs is None else pinned.document_hash(paragraphs)
        key, attached = desk.key(details, digest, folder)
        changed = {path: original.text for path, original in originals.items()}
        publisher = ""
        if attached:
            path, block = desk.entry(key)
            originals.setdefault(path, saving.read(path))
            pairs = {pair.predicate: list(pair.objects) for pair in block.pairs}
            pairs |= of_text(digest, paragraphs or [])
            changed[path] = replaced(originals[path].text, block, pairs)
        else:
            pairs, publisher, actor = desk.pairs(details, digest, paragraphs)
            if publisher:
                subject = expand(publisher)
                changed[data] = with_block(changed[data], data, subject, actor, entity=True)
            subject = PREFIXES["doc"] + key
            changed[catalogue] = with_block(changed[catalogue], catalogue, subject, pairs)
        writing = [(originals[path], said) for path, said in changed.items()]
        for one, said in writing:
            stores.triples(said, one.path)
        if paragraphs is not None:
            writing.insert(0, (_place_for(folder / f"{key}.txt", digest), _written(paragraphs)))
        if not dry_run:
            saving.save_all([(one, said) for one, said in writing if said != one.text])
    entry, _ = format_block(PREFIXES["doc"] + key, pairs)
    return Taken(key, paragraphs or [], digest, publisher, entry)


def _written(paragraphs: list[str]) -> str:
    """Return the text of a file of ``texts/``: paragraphs parted by empty lines."""
    return "\n\n".join(paragraphs) + "\n"


def _place_for(path: Path, digest: str) -> Original:
    """Return the file that a text goes to; raises ``BadOption`` if another text is there."""
    there = saving.read(path, missing=True)
    if there.content is not None and pinned.document_hash(pinned.normalise(there.text)) != digest:
        message = f"{path} holds another text; move it away, or give this one another --key."
        raise BadOption(message)
    return there


class _Catalogue:
    """What is known of documents and actors while one is entered."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._store: Store = stores.parse(
            {VOCABULARY: dossier.vocabulary, CURATED: dossier.curated}, strict=False
        )
        screened(self._store)
        self.table = claims.read(self._store)

    def key(self, details: Details, digest: str, folder: Path) -> tuple[str, bool]:
        """Return the key of a document, and whether it is one that gets its text now.

        It is the one given, or made of the publisher's name.
        """
        known, key = self.table.documents, details.key
        for one in known.values():
            if digest and one.sha256 == digest:
                message = f"The text is in the catalogue already, as doc:{one.id} ({one.title})."
                raise BadOption(message)
        if key in known:
            if not digest:
                message = f"doc:{key} is in the catalogue already; give another --key."
                raise BadOption(message)
            if known[key].sha256:
                message = (
                    f"doc:{key} has a text already; if it was mended, put it into {folder} and run "
                    f"kgraph repin {key}, or give another --key."
                )
                raise BadOption(message)
            return key, True
        if key:
            if not _KEY.fullmatch(key):
                message = f"{key!r} is no key; a document has letters a-z and digits."
                raise BadOption(message)
            return key, False
        stem = _stem(details.publisher)
        number = 1
        key = stem
        while key in known:
            number += 1
            key = f"{stem}{'x' if stem[-1].isdigit() else ''}{number}"
        return key, False

    def entry(self, key: str) -> tuple[Path, Block]:
        """Return the file with the entry of a document, and its block."""
        subject = PREFIXES["doc"] + key
        for path in self._dossier.curated:
            for block in Reader(saving.read(path).text, path, curated=False).blocks:
                if block.subject == subject and block.typed:
                    return path, block
        raise UnknownName(key, "document", nearest(key, self.table.documents))

    def pairs(
        self, details: Details, digest: str, paragraphs: list[str] | None
    ) -> tuple[dict[str, list[Term]], str, dict[str, list[Term]]]:
        """Return what is said of a document, and the actor to make for its publisher, if any."""
        if details.missing:
            options = ", ".join(f"--{name}" for name in details.missing)
            message = f"A document needs {options}."
            raise BadOption(message)
        if not digest and not details.url:
            raise BadOption("A document without a text needs --url, where it can be read.")
        if details.url and not _URL.fullmatch(details.url):
            message = f"{details.url!r} is no address; write it whole, as https://example.org/page."
            raise BadOption(message)
        language = details.language or self.language
        if not is_language_tag(language):
            message = f"{language!r} is no tag of a language; write en, fr, ar or their like."
            raise BadOption(message)
        dates.interval(details.date)
        publisher, actor = self._publisher(details)
        said: dict[str, list[Term]] = {
            "rdf:type": [PREFIXES["kg"] + "Document"],
            "dcterms:title": [Literal(" ".join(details.title.split()), language)],
            "dcterms:publisher": [expand(publisher)],
            "dcterms:language": [Literal(language)],
            "kg:published": [Literal(details.date)],
            "kg:genre": [PREFIXES["kg"] + self._genre(details.genre)],
        }
        if details.url:
            said["dcterms:source"] = [details.url]
        if details.abstract.strip():
            said["dcterms:abstract"] = [Literal(" ".join(details.abstract.split()), self.language)]
        pairs = {expand(name): terms for name, terms in said.items()}
        if digest:
            pairs |= of_text(digest, paragraphs or [])
        return pairs, publisher if actor else "", actor

    @property
    def language(self) -> str:
        """The language of the dossier: as it says, else English."""
        rows = self._store.select("SELECT ?l { ?d a kg:Dossier ; dcterms:language ?l } ORDER BY ?l")
        return next((str(one) for (one,) in rows), "en")

    def _genre(self, said: str) -> str:
        known = _genres(self._store)
        for genre, label in known.items():
            if fold(said).removeprefix("kg:") in {fold(genre), fold(label)}:
                return genre
        near = nearest(said, [*known, *known.values()], n=1)
        raise UnknownName(said, "genre", near or sorted(known.values()))

    def _publisher(self, details: Details) -> tuple[str, dict[str, list[Term]]]:
        """Return the CURIE of a publisher, and what is said of it if it is to be made."""
        name = " ".join(details.publisher.split())
        try:
            return self.table.names.find(name, "actor").id, {}
        except AmbiguousName:
            raise
        except UnknownName:
            pass
        rows = self._store.select("SELECT ?c { ?c rdfs:subClassOf* kg:Actor } ORDER BY ?c")
        classes = [local_name(compact(str(one))) for (one,) in rows]
        if details.publisher_class not in classes:
            near = nearest(details.publisher_class, classes, n=1)
            raise UnknownName(details.publisher_class, "class of actors", near or classes)
        stem = "-".join(re.findall(r"[a-z0-9]+", fold(name))) or "publisher"
        number, slug = 1, stem
        while f"actor:{slug}" in self.table.entities:
            number += 1
            slug = f"{stem}-{number}"
        return f"actor:{slug}", {
            expand("rdf:type"): [PREFIXES["kg"] + details.publisher_class],
            expand("skos:prefLabel"): [Literal(name, self.language)],
        }


def of_text(digest: str, paragraphs: list[str]) -> dict[str, list[Term]]:
    """Return what the catalogue says of a text, by IRI: how many paragraphs, and their hash."""
    return {
        expand("kg:paragraphCount"): [Literal(str(len(paragraphs)), bare=True)],
        expand("kg:sha256"): [Literal(digest)],
    }


def _stem(publisher: str) -> str:
    """Return the words of a name that fit whole into a key; of a longer first word, its beginning.

    >>> _stem("The Harbour Review"), _stem("International Crisis Group"), _stem("")
    ('harbourreview', 'international', 'doc')
    """
    words = [w for w in re.findall(r"[a-z0-9]+", fold(publisher)) if w not in {"the", "a", "of"}]
    stem = "".join(words[:1])[:_STEM]
    for word in words[1:]:
        if len(stem) + len(word) > _STEM:
            break
        stem += word
    return stem or "doc"


def _for_entities(dossier: Dossier) -> Path:
    """Return the data file that a new actor goes to."""
    data = dossier.data
    return next((path for path in data if path.name == "triples.ttl"), data[0])
