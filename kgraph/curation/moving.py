"""Passages that get another place: of a mended text, or of a claim that had none.

What is known of a passage is where it stood and the hash of its words; so it is found again where
the same words stand. What cannot be found again is unpinned, never left at words that it does not
have. Claims and passages change together, or nothing does.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.curation import passages as pinned
from kgraph.curation import saving
from kgraph.curation.canonical import format_turtle
from kgraph.curation.checks import corpus_of, documents_of, pinned_passages
from kgraph.curation.documents import of_text
from kgraph.curation.placing import is_canonical, lines_of, replaced
from kgraph.curation.sentences import sentences
from kgraph.curation.turtle import Reader
from kgraph.dossier import store as stores
from kgraph.dossier.terms import Iri, Text
from kgraph.errors import BadOption, MissingFile, UnknownName
from kgraph.files import read_text
from kgraph.text import nearest
from kgraph.vocabulary import CURATED, PREFIXES, compact, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kgraph.curation.saving import Original
    from kgraph.curation.turtle import Term as Written
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Term
    from kgraph.model import Passage

__all__ = ["Moved", "Repinned", "pin_claim", "repin"]

_PASSAGE = re.compile(
    r"(?<![\w:-])ps:([a-z0-9]+-p[0-9][a-z0-9-]*)|<" + PREFIXES["ps"] + r"([^>]*)>"
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A passage whose words stand elsewhere now, or nowhere.

    ``now`` is its new name, ``""`` if it was not found; ``near`` is then the paragraph that has
    its place, as far as the passages before it tell. ``claims`` are those that name it.
    """

    document: str
    passage: str
    now: str
    near: str
    claims: tuple[str, ...]


@dataclass(slots=True)
class Repinned:
    """What was done: documents whose texts were taken over, and the passages that moved."""

    documents: list[str] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)

    @property
    def lost(self) -> list[Moved]:
        """The passages that were not found again."""
        return [one for one in self.moved if not one.now]


def repin(
    dossier: Dossier, folder: Path | str, document: str = "", *, dry_run: bool = False
) -> Repinned:
    """Take mended texts over: their hashes, and the passages where their words stand now.

    A text is known by its name, ``KEY.txt``. A claim of which a passage is not found again is
    unpinned there.

    Parameters
    ----------
    dossier : Dossier
        Whose claims and passages are changed.
    folder : path
        The folder with the texts.
    document : str
        The key of the one document to look at; all whose text was changed unless given.
    dry_run : bool
        Write nothing.

    Raises
    ------
    UnknownName, MissingFile, BadOption
        If there is no such document; if its text is not in the folder; if it never had one.
    LockedError, UnwritableTarget, BadData, AccessError
        As writing and reading raise them; all files are then as they were.
    """
    with _files(dossier, dry_run=dry_run) as files:
        store = files.store()
        done = Repinned()
        known = {passage.id: passage for passage in pinned_passages(store)}
        naming = _naming(store)
        names: dict[str, str] = {}
        for key, text in _changed(store, Path(folder), document.removeprefix("doc:")):
            done.documents.append(key)
            of_it = [one for one in known.values() if one.document == key and one.sha256]
            now = _again(of_it, text)
            for old in of_it:
                del known[old.id]
            for old in of_it:
                new = now[old.id]
                names[old.id] = new.id
                known[new.id] = new
                if new.id != old.id:
                    lost = not new.sha256
                    near = f"{key}-p{_near(old, of_it, now, len(text))}" if lost else ""
                    done.moved.append(
                        Moved(key, old.id, "" if lost else new.id, near, naming.get(old.id, ()))
                    )
            files.say(key, of_text(pinned.document_hash(text), text))
        if done.documents:
            files.rename(names)
            files.pin(known)
            if not dry_run:
                files.save()
    return done


def pin_claim(
    dossier: Dossier, folder: Path | str, claim: str, words: str, *, dry_run: bool = False
) -> str:
    """Give a claim that is unpinned its passage; returns the passage's name.

    Parameters
    ----------
    dossier, folder, dry_run
        As for ``repin``.
    claim : str
        Its id.
    words : str
        Words that stand in one sentence of its document, or the name of a passage of it.

    Raises
    ------
    UnknownName, BadOption, BadData
        If there is no such claim or passage, the claim is pinned already, or the words stand
        nowhere or in several sentences.
    LockedError, UnwritableTarget, AccessError
        As for ``repin``.
    """
    name = claim.removeprefix("claim:")
    with _files(dossier, dry_run=dry_run) as files:
        store = files.store()
        every = [
            local_name(compact(str(c))) for (c,) in store.select("SELECT ?c { ?c a kg:Claim }")
        ]
        if name not in every:
            raise UnknownName(claim, "claim", nearest(name, sorted(every)))
        known = {passage.id: passage for passage in pinned_passages(store)}
        held = [slug for slug, claims in _naming(store).items() if name in claims]
        loose = [slug for slug in held if slug not in known or not known[slug].sha256]
        if not loose:
            message = f"claim:{name} is pinned already ({', '.join(held) or 'it has no passage'})."
            raise BadOption(message)
        document = loose[0].rpartition("-p")[0]
        new = pinned.mint(
            _place(corpus_of(store, folder), document, words), corpus_of(store, folder)
        )
        if not new.sha256:
            message = f"{new.id} is no passage of a text; name a sentence or a paragraph."
            raise BadOption(message)
        known.setdefault(new.id, new)
        files.rename({loose[0]: new.id}, only=PREFIXES["claim"] + name)
        files.pin(known)
        if not dry_run:
            files.save()
    return new.id


def _place(corpus: pinned.Corpus, document: str, words: str) -> str:
    """Return the name of the passage that words of a document, or its name, mean."""
    slug = words.strip().removeprefix("ps:")
    for one in (slug, f"{document}-{slug}"):
        if pinned.is_slug(one):
            if not one.startswith(f"{document}-"):
                message = f"The passage {one} is not of the document {document}."
                raise BadOption(message)
            return one
    if document not in corpus.texts:
        raise UnknownName(document, "document with a text in the folder", sorted(corpus.texts))
    found = pinned.cite(corpus, words, document)
    if len(found) != 1:
        named = f" ({', '.join(one.passage for one in found[:5])})" if found else ""
        number = len(found) or "No"
        message = (
            f"{number} sentence{'s' if found else ''} of {document} contain"
            f"{'' if found else 's'} {words!r}{named}; give words that stand in one alone."
        )
        raise BadOption(message)
    return found[0].passage


def _naming(store: Store) -> dict[str, tuple[str, ...]]:
    """Return the claims that name a passage, by passage."""
    found: dict[str, list[str]] = {}
    for passage, claim in store.select(
        "SELECT ?p ?c WHERE { ?c a kg:Claim ; kg:passage ?p } ORDER BY ?p ?c"
    ):
        slug, name = (local_name(compact(str(term))) for term in (passage, claim))
        found.setdefault(slug, []).append(name)
    return {slug: tuple(claims) for slug, claims in found.items()}


def _changed(store: Store, folder: Path, wanted: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the documents whose text in the folder has another hash, with its paragraphs."""
    hashes = documents_of(store)
    if wanted and wanted not in hashes:
        rows = store.select("SELECT ?d { ?d a kg:Document }")
        if wanted in {local_name(compact(str(one))) for (one,) in rows}:
            message = f"doc:{wanted} has no text yet; kgraph document add FILE --key {wanted}."
            raise BadOption(message)
        raise UnknownName(wanted, "document", nearest(wanted, hashes))
    there = corpus_of(store, folder).texts
    for key in [wanted] if wanted else hashes:
        path = folder / f"{key}.txt"
        if key in there:
            continue
        if path.is_file():
            yield key, pinned.normalise(read_text(path))
        elif wanted:
            message = f"There is no text {path}; put the mended text of doc:{key} there."
            raise MissingFile(message)


def _again(passages: Iterable[Passage], text: list[str]) -> dict[str, Passage]:
    """Return where passages stand in a text now, by their old names; unpinned if nowhere."""
    ordered = sorted(passages, key=lambda one: (one.paragraph, one.start))
    lengths = {one.end - one.start for one in ordered}
    wanted = {one.sha256 for one in ordered}
    places: dict[str, list[tuple[int, int, int]]] = {}
    for number, paragraph in enumerate(text, 1):
        for length in lengths:
            for start in range(len(paragraph) - length + 1):
                if not _edges(paragraph, start, start + length):
                    continue
                digest = pinned.passage_hash(paragraph[start : start + length])
                if digest in wanted:
                    places.setdefault(digest, []).append((number, start, start + length))
    found: dict[str, Passage] = {}
    taken: dict[str, tuple[int, int, int]] = {}
    shift = 0
    for one in ordered:
        near = one.paragraph + shift
        place = min(
            places.get(one.sha256, ()), key=lambda it: (abs(it[0] - near), it), default=None
        )
        if place is None:
            slug = pinned.unpinned(one.document)
            found[one.id] = replace(one, id=slug, paragraph=0, start=0, end=0, sha256="")
            continue
        number, start, end = place
        shift = number - one.paragraph
        same = place == (one.paragraph, one.start, one.end)
        slug = one.id if same else _slug(one, text[number - 1], place)
        if taken.setdefault(slug, place) != place:
            slug = f"{one.document}-p{number}c{start}-{end}"
        found[one.id] = replace(one, id=slug, paragraph=number, start=start, end=end)
    return found


def _edges(paragraph: str, start: int, end: int) -> bool:
    """Tell whether no word is cut at either end: few stretches need to be hashed."""
    before, behind = paragraph[start - 1 : start] if start else "", paragraph[end : end + 1]
    return not (
        (before.isalnum() and paragraph[start].isalnum())
        or (behind.isalnum() and paragraph[end - 1].isalnum())
    )


def _slug(passage: Passage, paragraph: str, place: tuple[int, int, int]) -> str:
    """Return the name of a passage at another place, of the kind that it had."""
    number, start, end = place
    stem = f"{passage.document}-p{number}"
    kind = passage.id.rpartition("-p")[2].lstrip("0123456789")[:1]
    if not kind and (start, end) == (0, len(paragraph)):
        return stem
    spans = sentences(paragraph)
    first = next((n for n, span in enumerate(spans, 1) if span[0] == start), 0)
    last = next((n for n, span in enumerate(spans, 1) if span[1] == end), 0)
    if kind != "c" and first and last >= first:
        return f"{stem}s{first}" + (f"-{last}" if last > first else "")
    return f"{stem}c{start}-{end}"


def _named(term: Term, names: Mapping[str, str]) -> Term:
    """Return a term in which passages have other names."""

    def sub(match: re.Match[str]) -> str:
        slug = match[1] or match[2]
        return match[0].replace(slug, names.get(slug, slug))

    if isinstance(term, Text):
        return replace(term, value=_PASSAGE.sub(sub, term.value))
    base, _, slug = str(term).rpartition("/")
    return Iri(f"{base}/{names[slug]}") if f"{base}/" == PREFIXES["ps"] and slug in names else term


def _near(old: Passage, passages: Iterable[Passage], now: Mapping[str, Passage], most: int) -> int:
    """Return the paragraph that a lost passage has to be looked for in, by those before it."""
    before = [one for one in passages if one.paragraph <= old.paragraph and now[one.id].sha256]
    last = max(before, key=lambda one: (one.paragraph, one.start), default=None)
    shift = now[last.id].paragraph - last.paragraph if last else 0
    return min(max(1, old.paragraph + shift), most)


class _Files:
    """The texts of a dossier's curated files while passages change in them."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        paths = dict.fromkeys((*dossier.curated, dossier.passages))
        self._originals: dict[Path, Original] = {
            path: saving.read(path, missing=True) for path in paths
        }
        self._texts = {path: one.text for path, one in self._originals.items()}

    def store(self) -> Store:
        """Return what the files say."""
        return stores.parse({CURATED: self._dossier.curated})

    def say(self, key: str, pairs: Mapping[str, list[Written]]) -> None:
        """Change what the catalogue says of a document."""
        subject = PREFIXES["doc"] + key
        for path in self._dossier.seeds:
            for block in Reader(self._texts[path], path, curated=False).blocks:
                if block.subject == subject and block.typed:
                    said = {pair.predicate: list(pair.objects) for pair in block.pairs}
                    self._texts[path] = replaced(self._texts[path], block, said | dict(pairs))
                    return

    def rename(self, names: Mapping[str, str], only: str = "") -> None:
        """Give passages other names in the data files, in one claim ``only`` if it is named."""

        def sub(match: re.Match[str]) -> str:
            slug = match[1] or match[2]
            return match[0].replace(slug, names.get(slug, slug))

        for path in self._dossier.data:
            text = self._texts[path]
            lines = lines_of(text)
            first, last = 0, len(lines)
            if only:
                blocks = Reader(text, path, curated=False).blocks
                block = next((one for one in blocks if one.subject == only), None)
                if block is None:
                    continue
                first, last = block.line - 1, block.last
            lines[first:last] = [_PASSAGE.sub(sub, line) for line in lines[first:last]]
            changed = "".join(lines)
            self._agree(text, changed, names, path, only=only)
            if changed != text and is_canonical(text):
                changed = format_turtle(changed, path)
            self._texts[path] = changed

    def _agree(
        self, before: str, after: str, names: Mapping[str, str], path: Path, *, only: str
    ) -> None:
        """Raise if anything else has changed; nothing is written then."""
        expected = {
            triple if only and triple[0] != only else tuple(_named(term, names) for term in triple)
            for triple in stores.triples(before, path)
        }
        if expected != stores.triples(after, path):
            message = "renaming passages changed something else in the file"
            raise AssertionError(message)

    def pin(self, known: Mapping[str, Passage]) -> None:
        """Write the passages that claims name now."""
        named: set[str] = set()
        for path in self._dossier.data:
            for match in _PASSAGE.finditer(self._texts[path]):
                named.add(match[1] or match[2])
        text = pinned.format_passages(
            known.get(slug) or pinned.mint(slug, pinned.Corpus({}))
            for slug in named
            if slug in known or slug.endswith("-p0")
        )
        self._texts[self._dossier.passages] = text

    def save(self) -> None:
        """Write what has changed, all or nothing."""
        saving.save_all(
            [(one, self._texts[path]) for path, one in self._originals.items()
             if self._texts[path] != one.text]
        )  # fmt: skip


@contextlib.contextmanager
def _files(dossier: Dossier, *, dry_run: bool) -> Iterator[_Files]:
    """Give the files of a dossier, while other writers wait."""
    paths = (*dossier.whole().curated, dossier.passages)
    with contextlib.nullcontext() if dry_run else saving.locked(*paths):
        yield _Files(dossier)
