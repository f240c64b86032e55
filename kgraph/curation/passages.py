"""Passages: where in a document a claim stands, by paragraph, offsets and hash, never by text.

Text profile ``kg-text-1``: UTF-8 to NFC; each space-like or control character to one blank, runs
collapsed, lines trimmed, empty lines dropped; paragraph *n* is the *n*-th remaining line, from 1;
offsets are code points in the paragraph, ``[start, end)``; hashes are SHA-256 over UTF-8.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import BadData, KgraphError, MissingFile, UnknownName
from kgraph.files import read_text
from kgraph.model import Finding, Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "LONGEST_RUN",
    "Cited",
    "Corpus",
    "cite",
    "copied_run",
    "document_hash",
    "format_passages",
    "is_slug",
    "mint",
    "normalise",
    "passage_hash",
    "sentences",
    "strays",
    "text_of",
    "verify",
]

_SLUG = re.compile(
    r"(?P<doc>[a-z0-9]+)-p(?P<p>\d{1,9})"
    r"(?:s(?P<s>\d{1,4})(?:-(?P<t>\d{1,4}))?|c(?P<c>\d{1,9})-(?P<e>\d{1,9}))?"
)
_ABBREVIATIONS = ("U.S", "U.N", "Sept", "sq", "No", "Mr", "Mrs", "Dr", "St")
#: Characters before a full stop that tell whether it ends an abbreviation.
_LOOK = 64
#: Characters that are hashed at most to find a passage again.
_WORK = 100_000_000
#: The longest run of words that a gloss may share with its passage.
LONGEST_RUN = 6
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_END = re.compile(r"[.?!][\"'”’)\]]*")


def normalise(text: str) -> list[str]:
    """Return the paragraphs of a text in profile ``kg-text-1``."""
    composed = unicodedata.normalize("NFC", text)
    paragraphs = []
    for line in re.split(r"\r\n|\r|\n", composed):
        plain = "".join(" " if unicodedata.category(c) in _BLANK else c for c in line)
        paragraph = " ".join(part for part in plain.split(" ") if part)
        if paragraph:
            paragraphs.append(paragraph)
    return paragraphs


_BLANK = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})


def document_hash(paragraphs: Iterable[str]) -> str:
    """Return the SHA-256 (hex) of a document: its paragraphs joined by line feeds."""
    return passage_hash("\n".join(paragraphs))


def passage_hash(text: str) -> str:
    """Return the SHA-256 (hex) of a stretch of text."""
    return hashlib.sha256(text.encode()).hexdigest()


def sentences(paragraph: str) -> list[tuple[int, int]]:
    """Return the sentences of a paragraph as ``(start, end)``.

    A sentence ends at ``.``, ``?`` or ``!`` with closing quotes before a blank and a capital or an
    opening quote, or glued to the next (lower case, full stop, capital, lower case); not after the
    usual abbreviations. Used only when a passage is minted.
    """
    spans = []
    start = 0
    for match in _END.finditer(paragraph):
        end = match.end()
        if _ends(paragraph, match.start(), end):
            spans.append((start, end))
            start = end + (1 if paragraph[end : end + 1] == " " else 0)
    if start < len(paragraph):
        spans.append((start, len(paragraph)))
    return spans


def _ends(paragraph: str, stop: int, end: int) -> bool:
    rest = paragraph[end : end + 3]
    if not rest:
        return True
    before = paragraph[max(0, stop - _LOOK) : stop]
    if paragraph[stop] == "." and before.endswith(_ABBREVIATIONS):
        word = re.search(r"[\w.]+$", before)
        if word and word.group() in _ABBREVIATIONS:
            return False
    if rest[0] == " ":
        return len(rest) > 1 and (rest[1].isupper() or rest[1] in "\"'“‘(" or rest[1].isdigit())
    glued = end == stop + 1 and paragraph[stop] == "." and before[-1:].islower()
    return glued and rest[0].isupper() and rest[1:2].islower()


@dataclass(frozen=True)
class Corpus:
    """Texts at hand, matched to catalogued documents by their hash."""

    texts: Mapping[str, list[str]]

    @classmethod
    def open(cls, folder: Path | str, hashes: Mapping[str, str]) -> Corpus:
        """Return the texts in a folder that belong to documents.

        Parameters
        ----------
        folder : path
            A folder with ``.txt`` files.
        hashes : mapping of str to str
            Document key to SHA-256 of the whole normalised text.

        Raises
        ------
        MissingFile, BadData
            If there is no such folder, or a text with the name of a document cannot be read. Others
            are left out; ``strays`` tells of them.
        """
        place = Path(folder)
        if not place.is_dir():
            message = f"There is no folder {place}; name the folder with the texts of the articles."
            raise MissingFile(message)
        by_hash = {digest: document for document, digest in hashes.items()}
        texts = {}
        for path in sorted(place.glob("*.txt")):
            try:
                paragraphs = normalise(read_text(path))
            except KgraphError:
                if path.stem in hashes:
                    raise
                continue
            document = by_hash.get(document_hash(paragraphs))
            if document:
                texts[document] = paragraphs
        return cls(texts)


def strays(folder: Path | str) -> list[tuple[str, str]]:
    """Return the texts in a folder that cannot be read, by file name, with a sentence on each."""
    found = []
    for path in sorted(Path(folder).glob("*.txt")):
        try:
            read_text(path)
        except KgraphError as error:
            found.append((path.name, str(error)))
    return found


def is_slug(text: str) -> bool:
    """Tell whether a text is written as the name of a passage is.

    >>> is_slug("rferl-p25s2-4"), is_slug("buying weapons")
    (True, False)
    """
    return _SLUG.fullmatch(text) is not None


def mint(slug: str, corpus: Corpus) -> Passage:
    """Return the passage that a slug names, from the text.

    Raises
    ------
    BadData
        If the slug is none, or the document has no such paragraph or sentence.
    UnknownName
        If the text of the document is not at hand.
    """
    match = _SLUG.fullmatch(slug)
    if not match:
        message = f"{slug} is no passage; write doc-p25, doc-p25s4, doc-p25s2-4 or doc-p25c120-180."
        raise BadData(message)
    document, number = match["doc"], int(match["p"])
    if document not in corpus.texts:
        raise UnknownName(document, "document with a text in the folder", sorted(corpus.texts))
    paragraphs = corpus.texts[document]
    if not 1 <= number <= len(paragraphs):
        message = f"{slug}: the document {document} has {len(paragraphs)} paragraphs."
        raise BadData(message)
    paragraph = paragraphs[number - 1]
    start, end = _stretch(slug, match, paragraph)
    return Passage(slug, document, number, start, end, passage_hash(paragraph[start:end]))


def _stretch(slug: str, match: re.Match[str], paragraph: str) -> tuple[int, int]:
    if match["c"]:
        start, end = int(match["c"]), int(match["e"])
        if not start < end <= len(paragraph):
            message = f"{slug}: the paragraph has {len(paragraph)} characters."
            raise BadData(message)
        return start, end
    if not match["s"]:
        return 0, len(paragraph)
    spans = sentences(paragraph)
    first, last = int(match["s"]), int(match["t"] or match["s"])
    if not 1 <= first <= last <= len(spans):
        message = f"{slug}: the paragraph has {len(spans)} sentences."
        raise BadData(message)
    return spans[first - 1][0], spans[last - 1][1]


def format_passages(passages: Iterable[Passage]) -> str:
    """Return the text of ``seeds/passages.ttl``: sorted, generated, the same for the same input."""
    ordered = sorted(passages, key=lambda p: (p.document, p.paragraph, p.start, p.end, p.id))
    blocks = [
        f"ps:{p.id} a kg:Passage ; kg:document doc:{p.document} ; kg:paragraph {p.paragraph} ; "
        f'kg:start {p.start} ; kg:end {p.end} ;\n    kg:sha256 "{p.sha256}" .\n'
        for p in ordered
    ]
    return (
        "@prefix kg:  <https://w3id.org/kgraph/ns#> .\n"
        "@prefix doc: <https://w3id.org/kgraph/doc/> .\n"
        "@prefix ps:  <https://w3id.org/kgraph/passage/> .\n\n"
        "# generated by kgraph pin - do not edit\n" + "".join(blocks)
    )


@dataclass(frozen=True)
class Cited:
    """A place where given words stand."""

    passage: str
    document: str
    paragraph: int
    sentence: int


def cite(corpus: Corpus, words: str, document: str | None = None) -> list[Cited]:
    """Return the sentences that contain given words; case, quotes and dashes do not matter."""
    wanted = _folded(words)
    found = []
    for name, paragraphs in sorted(corpus.texts.items()):
        if document is not None and name != document:
            continue
        for number, paragraph in enumerate(paragraphs, 1):
            for n, (start, end) in enumerate(sentences(paragraph), 1):
                if wanted in _folded(paragraph[start:end]):
                    found.append(Cited(f"{name}-p{number}s{n}", name, number, n))
    return found


_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def _folded(text: str) -> str:
    return " ".join(text.translate(_FOLD).casefold().split())


def verify(
    corpus: Corpus,
    passages: Iterable[Passage],
    glosses: Mapping[str, Iterable[tuple[str, str]]],
    place: str,
) -> list[Finding]:
    """Return what is wrong with passages against the texts at hand.

    Parameters
    ----------
    corpus : Corpus
        The texts; passages of other documents are not looked at.
    passages : iterable of Passage
        What is pinned.
    glosses : mapping of str to iterable of (str, str)
        Passage to the claims that use it, each with its gloss.
    place : str
        The file that findings name.
    """
    findings = []
    for passage in passages:
        paragraphs = corpus.texts.get(passage.document)
        if paragraphs is None:
            continue
        text = text_of(corpus, passage)
        if not text:
            message = _outside(paragraphs, passage) + _again(paragraphs, passage)
            findings.append(Finding(place, 0, "error", "passage", f"ps:{passage.id}", message))
            continue
        if passage_hash(text) != passage.sha256:
            message = "hash does not match the text" + _again(paragraphs, passage)
            findings.append(Finding(place, 0, "error", "passage", f"ps:{passage.id}", message))
            continue
        for claim, gloss in glosses.get(passage.id, ()):
            run = copied_run(gloss, text)
            if run > LONGEST_RUN:
                message = f"gloss repeats {run} words of the source in a row; use your own words"
                findings.append(Finding(place, 0, "error", "gloss", f"claim:{claim}", message))
    return findings


def text_of(corpus: Corpus, passage: Passage) -> str:
    """Return the words of a passage, ``""`` if its document or paragraph is not there."""
    paragraphs = corpus.texts.get(passage.document, [])
    if not 1 <= passage.paragraph <= len(paragraphs):
        return ""
    paragraph = paragraphs[passage.paragraph - 1]
    inside = 0 <= passage.start < passage.end <= len(paragraph)
    return paragraph[passage.start : passage.end] if inside else ""


def _outside(paragraphs: list[str], passage: Passage) -> str:
    """Say what a passage reaches beyond."""
    if not 1 <= passage.paragraph <= len(paragraphs):
        return f"there is no paragraph {passage.paragraph}; the text has {len(paragraphs)}"
    length = len(paragraphs[passage.paragraph - 1])
    return f"kg:start and kg:end lie in this order from 0 to {length}, the end of the paragraph"


def _again(paragraphs: list[str], passage: Passage) -> str:
    """Say where the words of a passage stand now, if looking for them is no long work."""
    length = passage.end - passage.start
    if length < 1 or sum(length * max(0, len(p) - length + 1) for p in paragraphs) > _WORK:
        return ""
    for number, paragraph in enumerate(paragraphs, 1):
        for start in range(len(paragraph) - length + 1):
            if passage_hash(paragraph[start : start + length]) == passage.sha256:
                return f"; found again at paragraph {number}, {start}-{start + length}"
    return ""


def copied_run(gloss: str, text: str) -> int:
    """Return the length of the longest run of words that a gloss shares with a text."""
    places: dict[str, list[int]] = {}
    for at, word in enumerate(_words(text)):
        places.setdefault(word, []).append(at)
    longest = 0
    ending: dict[int, int] = {}
    for word in _words(gloss):
        # Runs that end with this word, by where it stands in the text.
        ending = {at: ending.get(at - 1, 0) + 1 for at in places.get(word, ())}
        longest = max(longest, max(ending.values(), default=0))
    return longest


def _words(text: str) -> list[str]:
    return [match.group().casefold().replace("’", "'") for match in _WORD.finditer(text)]
