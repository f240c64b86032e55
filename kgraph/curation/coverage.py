"""Coverage: every sentence of the documents has claims, or a reason why it has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.curation import passages as pinned
from kgraph.curation import saving
from kgraph.curation.checks import corpus_of, documents_of, pinned_passages
from kgraph.curation.sentences import sentences
from kgraph.dossier import sheets
from kgraph.dossier import store as stores
from kgraph.errors import BadData, KgraphError
from kgraph.model import Finding
from kgraph.text import nearest
from kgraph.vocabulary import CURATED, VOCABULARY, compact, local_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.curation.passages import Corpus
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.store import Store
    from kgraph.model import Passage

__all__ = ["Coverage", "Sentence", "Total", "coverage", "reasons"]

#: The one reason that names another passage.
_REPETITION = "repetition-of"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document: its name, the claims that stand in it, or why there are none.

    ``status`` is ``"claims"``, ``"no claims"`` (marked with a reason) or ``"open"``.
    """

    passage: str
    document: str
    paragraph: int
    sentence: int
    status: str
    claims: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Total:
    """The sentences of a document, counted by status."""

    document: str
    sentences: int
    claims: int
    no_claims: int
    open: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """All sentences in the order of the documents, and what is wrong with the file of reasons.

    ``unpinned`` are the ids of claims that cover none: no passage of them is named.
    """

    sentences: tuple[Sentence, ...]
    findings: tuple[Finding, ...]
    unpinned: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[Sentence, ...]:
        """The sentences that have neither claims nor a reason."""
        return tuple(one for one in self.sentences if one.status == "open")

    @property
    def totals(self) -> tuple[Total, ...]:
        """The counts by document."""
        counts: dict[str, dict[str, int]] = {}
        for one in self.sentences:
            count = counts.setdefault(one.document, {"claims": 0, "no claims": 0, "open": 0})
            count[one.status] += 1
        return tuple(
            Total(document, sum(n.values()), n["claims"], n["no claims"], n["open"])
            for document, n in counts.items()
        )


def coverage(dossier: Dossier, folder: Path | str) -> Coverage:
    """Return for every sentence of every document whether it has claims or a reason for none.

    A claim covers each sentence that one of its passages overlaps; retracted claims cover none. The
    reasons stand in ``seeds/no-claims.csv`` with the columns ``passage`` and ``reason``; a passage
    there may be a sentence, several, or a paragraph. A finding is: a document whose text is not in
    the folder, an entry for a passage that is none, with a reason that is none, or for a sentence
    that has claims or another entry.

    Raises
    ------
    BadData
        If the dossier or the file of reasons cannot be understood.
    MissingFile
        If there is no such folder.
    """
    store = stores.parse({VOCABULARY: dossier.vocabulary, CURATED: dossier.curated})
    return _Reader(dossier, store, corpus_of(store, folder)).coverage()


def reasons(store: Store) -> dict[str, str]:
    """Return the words for a reason, each with its definition, in alphabetical order."""
    rows = store.select(
        "SELECT ?word ?what WHERE { ?r skos:inScheme kg:ReasonScheme ; skos:notation ?word ; "
        "skos:definition ?what } ORDER BY ?word"
    )
    return {str(word): str(what) for word, what in rows}


class _Reader:
    """Brings claims, reasons and sentences together."""

    def __init__(self, dossier: Dossier, store: Store, corpus: Corpus) -> None:
        self._dossier, self._store, self._corpus = dossier, store, corpus
        self._file = dossier.root / "seeds" / "no-claims.csv"
        self._words = reasons(store)
        self._findings: list[Finding] = []
        self._spans = {
            (document, number): sentences(paragraph)
            for document, paragraphs in corpus.texts.items()
            for number, paragraph in enumerate(paragraphs, 1)
        }
        self._claims: dict[tuple[str, int, int], set[str]] = {}
        self._unpinned: list[str] = []
        self._reasons: dict[tuple[str, int, int], str] = {}

    def coverage(self) -> Coverage:
        for document in documents_of(self._store):
            if document not in self._corpus.texts:
                place = self._dossier.relative(self._dossier.root / "seeds" / "sources.ttl")
                message = "no text in the folder has the hash of this document"
                self._say("corpus", f"doc:{document}", message, place)
        self._read_claims()
        self._read_reasons()
        found = tuple(self._sentences())
        return Coverage(found, tuple(sorted(self._findings)), tuple(self._unpinned))

    def _say(self, check: str, subject: str, message: str, path: str = "", line: int = 0) -> None:
        place = path or self._dossier.relative(self._file)
        self._findings.append(Finding(place, line, "error", check, subject, message))

    def _read_claims(self) -> None:
        known = {passage.id: passage for passage in pinned_passages(self._store)}
        rows = self._store.select(
            "SELECT ?c ?p WHERE { ?c a kg:Claim ; kg:passage ?p "
            'FILTER NOT EXISTS { ?c kg:status "retracted" } } ORDER BY ?c ?p'
        )
        for claim_term, passage_term in rows:
            claim, slug = (local_name(compact(str(term))) for term in (claim_term, passage_term))
            try:
                passage = known.get(slug) or pinned.mint(slug, self._corpus)
            except KgraphError as error:
                place = self._dossier.relative(self._dossier.data[0])
                self._say("passage", f"claim:{claim}", str(error).rstrip("."), place)
                continue
            if not passage.sha256:
                self._unpinned.append(claim)
            for sentence in self._within(passage):
                self._claims.setdefault(sentence, set()).add(claim)

    def _within(self, passage: Passage) -> Iterator[tuple[str, int, int]]:
        """Yield the sentences that a passage overlaps."""
        place = passage.document, passage.paragraph
        for number, (start, end) in enumerate(self._spans.get(place, ()), 1):
            if start < passage.end and passage.start < end:
                yield (*place, number)

    def _read_reasons(self) -> None:
        for line, slug, reason in _rows(self._file):
            try:
                passage = pinned.mint(slug.removeprefix("ps:"), self._corpus)
            except KgraphError as error:
                self._say("no-claims", slug, str(error).rstrip("."), line=line)
                continue
            self._judge_reason(slug, reason, line)
            for sentence in self._within(passage):
                name = _name(*sentence)
                if sentence in self._claims:
                    claims = ", ".join(f"claim:{one}" for one in sorted(self._claims[sentence]))
                    self._say("no-claims", name, f"it has claims after all: {claims}", line=line)
                elif sentence in self._reasons:
                    self._say("no-claims", name, "it has another entry above", line=line)
                else:
                    self._reasons[sentence] = reason

    def _judge_reason(self, slug: str, reason: str, line: int) -> None:
        word, colon, other = reason.partition(":")
        if word not in self._words or bool(colon) != (word == _REPETITION):
            near = nearest(word, self._words, n=1)
            known = ", ".join(f"{w}:PASSAGE" if w == _REPETITION else w for w in self._words)
            hint = f"did you mean {near[0]}?" if near and near != [word] else f"there are {known}"
            self._say("no-claims", slug, f"{reason!r} is no reason; {hint}", line=line)
        elif colon:
            try:
                repeated = pinned.mint(other.strip().removeprefix("ps:"), self._corpus)
            except KgraphError as error:
                self._say("no-claims", slug, str(error).rstrip("."), line=line)
                return
            if not any(sentence in self._claims for sentence in self._within(repeated)):
                message = f"it is said to repeat {other.strip()}, which has no claims either"
                self._say("no-claims", slug, message, line=line)

    def _sentences(self) -> Iterator[Sentence]:
        for (document, paragraph), spans in self._spans.items():
            for number in range(1, len(spans) + 1):
                key = (document, paragraph, number)
                claims = tuple(sorted(self._claims.get(key, ())))
                reason = self._reasons.get(key, "")
                status = "claims" if claims else "no claims" if reason else "open"
                yield Sentence(_name(*key), *key, status, claims, reason)


def _name(document: str, paragraph: int, sentence: int) -> str:
    return f"{document}-p{paragraph}s{sentence}"


def _rows(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, passage and reason of each entry; no file has no entries."""
    original = saving.read(path, missing=True, what="CSV")
    if original.content is None:
        return
    sheet = sheets.read(original.text, path)
    if sheet.columns.cells[:2] != ("passage", "reason"):
        message = "The first row has to be passage,reason."
        raise BadData(message, path, 1)
    for row in sheet.rows:
        yield row.line, row.cells[0], row.cells[1]
