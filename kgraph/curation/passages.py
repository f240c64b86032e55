"""Passages: where in a document a claim stands, by paragraph, offsets and hash, never by text.

Text profile ``kg-text-1``: UTF-8 to NFC; each space-like or control character to one blank, runs
collapsed, lines trimmed, empty lines dropped; paragraph *n* is the *n*-th remaining line, from 1;
offsets are code points in the paragraph, ``[start, end)``; hashes are SHA-256 over UTF-8.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.curation.sentences import sentences
from kgraph.errors import BadData, BadOption, KgraphError, MissingFile, UnknownName
from kgraph.files import read_text
from kgraph.model import Finding, Passage
from kgraph.text import fold

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
    "joined",
    "mint",
    "normalise",
    "passage_hash",
    "strays",
    "text_of",
    "unpinned",
    "verify",
]

_SLUG = re.compile(
    r"(?P<doc>[a-z0-9]+)-p(?P<p>[0-9]{1,9})"
    r"(?:s(?P<s>[0-9]{1,4})(?:-(?P<t>[0-9]{1,4}))?|c(?P<c>[0-9]{1,9})-(?P<e>[0-9]{1,9}))?"
)
#: Endings of files that hold a text in another way.
_OTHERS = frozenset({".doc", ".docx", ".htm", ".html", ".odt", ".pdf", ".rtf", ".text", ".xhtml"})
#: Characters that are hashed at most to find a passage again.
_WORK = 100_000_000
#: The longest run of words that a gloss may share with its passage, unless the dossier says so.
LONGEST_RUN = 6


def normalise(text: str) -> list[str]:
    """Return the paragraphs of a text in profile ``kg-text-1``."""
    return [paragraph.replace(_JOINT, " ") for paragraph in joined(text)]


def joined(text: str) -> list[str]:
    """Return the paragraphs of a text with their joints, for the search of words.

    The profile has a blank where a word has a soft hyphen, or parts joined by what cannot be seen.
    Here U+2060 stands at such a place, so that both texts have the same offsets.
    """
    composed = unicodedata.normalize("NFC", text)
    paragraphs = []
    for line in re.split(r"\r\n|\r|\n", composed):
        plain = "".join(_GAPS.get(unicodedata.category(c), c) for c in line)
        paragraph = _GAP.sub(lambda gap: " " if " " in gap[0] else _JOINT, plain)
        paragraph = paragraph.strip(f" {_JOINT}")
        if paragraph:
            paragraphs.append(paragraph)
    return paragraphs


_JOINT = "\u2060"
_GAPS = {"Zs": " ", "Zl": " ", "Zp": " ", "Cc": " ", "Cf": _JOINT}
_GAP = re.compile(f"[ {_JOINT}]+")
_MARK = re.compile(" ?(['-]) ?")


def document_hash(paragraphs: Iterable[str]) -> str:
    """Return the SHA-256 (hex) of a document: its paragraphs joined by line feeds."""
    return passage_hash("\n".join(paragraphs))


def passage_hash(text: str) -> str:
    """Return the SHA-256 (hex) of a stretch of text."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Corpus:
    """Texts at hand, matched to catalogued documents by their hash.

    ``written`` has the same paragraphs with the joints of words, where the texts have any.
    """

    texts: Mapping[str, list[str]]
    written: Mapping[str, list[str]] = field(default_factory=dict, compare=False)

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
        texts, written = {}, {}
        for path in sorted(place.glob("*.txt")):
            try:
                text = read_text(path)
                paragraphs = normalise(text)
            except KgraphError:
                if path.stem in hashes:
                    raise
                continue
            document = by_hash.get(document_hash(paragraphs))
            if document:
                texts[document] = paragraphs
                written[document] = joined(text)
        return cls(texts, written)


def strays(folder: Path | str) -> list[tuple[str, str]]:
    """Return the files in a folder that cannot be read as texts, each with a sentence on it."""
    found: list[tuple[str, str]] = []
    place = Path(folder)
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        if path.suffix != ".txt":
            if path.suffix.casefold() in _OTHERS:
                message = f"{path.name} is not read as a text; take it in with kgraph document add."
                found.append((path.name, message))
            continue
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


def unpinned(document: str) -> str:
    """Return the name of what stands for a document where no passage of it is named.

    >>> unpinned("rferl")
    'rferl-p0'
    """
    return f"{document}-p0"


def mint(slug: str, corpus: Corpus) -> Passage:
    """Return the passage that a slug names, from the text.

    Paragraph 0 is the document as a whole: nothing is pinned, and no text is needed.

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
    if slug == unpinned(document):
        return Passage(slug, document, 0, 0, 0, "")
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
        f"ps:{p.id} a kg:Passage ; kg:document doc:{p.document}"
        + (
            f" ; kg:paragraph {p.paragraph} ; kg:start {p.start} ; kg:end {p.end} ;\n"
            f'    kg:sha256 "{p.sha256}" .\n'
            if p.sha256
            else " .\n"
        )
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
    """Return the sentences that contain given words, compared as ``fold`` does.

    What joins the parts of a word without being seen may be given, left out, or typed as a blank;
    blanks beside quotation marks and dashes, which each language sets in its own way, do not count.

    Raises
    ------
    BadOption
        If there are no words.
    """
    if not fold(words):
        raise BadOption("There are no words to look for; give some that stand in one sentence.")
    wanted = _sought(words)
    found = []
    for name, paragraphs in sorted(corpus.texts.items()):
        if document is not None and name != document:
            continue
        written = corpus.written.get(name, paragraphs)
        for number, paragraph in enumerate(paragraphs, 1):
            for n, (start, end) in enumerate(sentences(paragraph), 1):
                if wanted.search(_folded(written[number - 1][start:end])):
                    found.append(Cited(f"{name}-p{number}s{n}", name, number, n))
    return found


def _folded(text: str) -> str:
    return _JOINT.join(map(fold, text.split(_JOINT)))


def _sought(words: str) -> re.Pattern[str]:
    """Return what finds words in a folded text with joints."""

    def letter(c: str) -> str:
        blanks = f"[ {_JOINT}]"
        return blanks if c == " " else f"{blanks}*{c}{blanks}*" if c in "'-" else re.escape(c)

    parts = (fold(part) for paragraph in joined(words) for part in paragraph.split(_JOINT))
    letters = (f"{_JOINT}*".join(map(letter, _MARK.sub(r"\1", part))) for part in parts)
    return re.compile(f"[ {_JOINT}]?".join(letters))


def verify(
    corpus: Corpus,
    passages: Iterable[Passage],
    glosses: Mapping[str, Iterable[tuple[str, str]]],
    place: str,
    longest: int = LONGEST_RUN,
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
    longest : int
        The longest run of words that a gloss may share with its passage.
    """
    findings = []
    for passage in passages:
        paragraphs = corpus.texts.get(passage.document)
        if paragraphs is None or not passage.sha256:
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
            if run > longest:
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
    """Return the words of a text: letters, figures and the signs that belong to them."""
    plain = "".join(c if _in_word(c) else " " for c in fold(text))
    return [word for part in plain.split() if (word := part.strip("'-"))]


def _in_word(c: str) -> bool:
    return c.isalnum() or c in "'-" or unicodedata.category(c).startswith("M")
