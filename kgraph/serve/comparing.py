"""Two codings of the same texts side by side: how far they agree, and what people decide on it.

What is decided is kept in the table that ``kgraph merge`` writes and reads, after each decision.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph.curation import intercoder, merging, showing
from kgraph.dossier import dossier as dossiers
from kgraph.errors import BadOption, LockedError, UnknownName
from kgraph.files import read_raw, write_whole
from kgraph.serve.coding import Look, handled, text_of, told
from kgraph.text import csv_text, many, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kgraph.curation.intercoder import Coded
    from kgraph.curation.merging import Key, ToDecide
    from kgraph.dossier.worker import Handler, Told

__all__ = ["ASKED", "Beside", "Comparing", "handed", "taking"]

#: What may be asked of two codings.
ASKED = ("compared", "decide", "merge")
_COLUMNS = tuple(one.name for one in fields(merging.ToDecide))


@dataclass(frozen=True, slots=True)
class Beside:
    """Two codings, A and B, the folder of their texts, and where what is decided is written.

    ``into`` is the folder of the merged dossier, ``None`` if none is to be written.
    """

    a: Path
    b: Path
    corpus: str
    decisions: Path
    into: Path | None


def handed(beside: Beside) -> bytes:
    """Return what a process that compares is told, for ``taking``."""
    return json.dumps(asdict(beside), default=str).encode()


def taking(told: Told) -> Handler:
    """Make a process ready to compare the codings of which it is told."""
    said = json.loads(told())
    paths = {name: said[name] and Path(said[name]) for name in ("a", "b", "decisions", "into")}
    return Comparing(Beside(corpus=said["corpus"], **paths)).handle


class _Both:
    """All that is read of two codings in one state of their files, with what one name is."""

    def __init__(self, beside: Beside, looks: tuple[Look, Look], same: Mapping[Key, str]) -> None:
        self._beside, self.looks, self.same = beside, looks, dict(same)
        first, second = (one.dossier for one in looks)
        self.versions = (first.fingerprint, second.fingerprint)
        merged = merging.merge(first, second, same)
        self.rows = {row.key: row for row in merged.rows}
        #: Claims of A by the claims of B that are matched with them.
        self.pairs = merged.folded
        self._coded = [intercoder.read(one.dossier.root) for one in looks]
        self._least = intercoder.least_pairs(beside.a)

    def agreement(self, document: str = "") -> intercoder.Agreement:
        """Return how far the codings agree on a document, or on all of them."""
        first, second = (_of(coded, document) for coded in self._coded)
        return intercoder.agreement(first, second, self._least)

    def document(self, row: ToDecide) -> str:
        """Return the document of two claims that differ, by where A read it."""
        return row.passage.partition(" ")[0].rpartition("-p")[0]

    def lines(self, document: str) -> Iterator[tuple[showing.Line, list[tuple[str, str]]]]:
        """Yield the sentences of a document with the pairs of claims that begin there.

        A claim that the other coding has not stands with ``""``.
        """
        several = [self._lines(look, document) for look in self.looks]
        seen: set[tuple[int, str]] = set()
        partner = {ours: theirs for theirs, ours in self.pairs.items()}
        for first, second in zip_longest(*several):  # a document may be in one coding alone
            line = first or second
            mine, yours = ((one.claims if one else ()) for one in (first, second))
            pairs = [(claim, partner.get(claim, "")) for claim in mine]
            pairs += [(self.pairs.get(claim, ""), claim) for claim in yours]
            fresh = []
            for pair in dict.fromkeys(pairs):
                names = {(n, claim) for n, claim in enumerate(pair) if claim}
                if not names & seen:
                    fresh.append(pair)
                    seen |= names
            yield line, fresh

    def _lines(self, look: Look, document: str) -> list[showing.Line]:
        if document not in look.table.documents:
            return []
        found = showing.lines(look.dossier, document, self._beside.corpus)
        # The claims of which no passage is named stand last in either.
        unpinned = [one for one in found if not one.sentence]
        return [*(one for one in found if one.sentence), *(unpinned or [_none(document)])]


class Comparing:
    """Two codings as the page shows them and people decide between them.

    Parameters
    ----------
    beside : Beside
        Where they are.
    """

    def __init__(self, beside: Beside) -> None:
        self._beside = beside
        self._both: _Both | None = None
        self._decided: dict[Key, str] = {}
        self._read: bytes | None = None

    def handle(self, body: bytes) -> bytes:
        """Return the answer to a request, as JSON."""
        return handled(self, body)

    def compared(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return a document's sentences with the claims of both, and what is to be decided."""
        self._catch_up()
        both = self._looked()
        first, second = both.looks
        rows = self._rows(both)
        documents = dict.fromkeys((*first.table.documents, *second.table.documents), 0)
        for row in rows:
            if row.kind == "claim" and not row.decision:
                documents[both.document(row)] += 1
        undecided = next((key for key, number in documents.items() if number), "")
        document = text_of(given, "document") or undecided or next(iter(documents))
        if document not in documents:
            raise UnknownName(document, "document", nearest(document, documents))
        lines = [*both.lines(document)]
        of_pair = {pair for _, pairs in lines for pair in pairs}
        return {
            "version": self._version(both),
            "document": document,
            "documents": [
                {"document": key, "title": _title(key, both.looks), "open": number}
                for key, number in documents.items()
            ],
            "matched": intercoder.matched_in_words(both.agreement()),
            "agreement": _agreement(both, document),
            "lines": [
                {
                    "paragraph": line.paragraph,
                    "sentence": line.sentence,
                    "text": line.text,
                    "pairs": [{"a": a, "b": b} for a, b in pairs],
                }
                for line, pairs in lines
            ],
            "claims": [
                {
                    pair[n]: told(look.table, look.table[pair[n]])
                    for pair in sorted(of_pair)
                    if pair[n] in look.table
                }
                for n, look in enumerate(both.looks)
            ],
            "rows": [
                asdict(row) | {"answers": merging.ANSWERS[row.kind]}
                for row in rows
                if row.kind != "claim" or (row.a, row.b) in of_pair
            ],
            "open": sum(not row.decision for row in rows),
            "elsewhere": sum(documents.values()) - documents[document],
            "into": str(self._beside.into or ""),
            "decisions": str(self._beside.decisions),
        }

    def decide(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Write what was decided on a row, ``""`` to open it again.

        Two claims stand apart whole or not at all, whichever of their rows says so.
        """
        self._catch_up()
        both = self._looked()
        if text_of(given, "version") != self._version(both):
            raise LockedError("The codings or what is decided were changed elsewhere; look again.")
        kind, field, a, b = (text_of(given, name) for name in ("kind", "field", "a", "b"))
        key, answer = (kind, field, a, b), text_of(given, "decision")
        if key not in both.rows:
            raise BadOption("There is no such difference now; load the page again.")
        if answer and answer not in merging.ANSWERS[kind]:
            raise UnknownName(answer, "decision here", merging.ANSWERS[kind])
        together = [one for one in both.rows if (one[0], *one[2:]) == (kind, a, b)]
        for one in together:
            if answer == "both" or self._decided.get(one) == "both":
                self._decided[one] = "both" if answer == "both" else ""
        self._decided[key] = answer
        self._decided = {one: answer for one, answer in self._decided.items() if answer}
        both = self._looked()  # that two names are one may bring further rows
        rows = self._rows(both)
        content = csv_text([asdict(row) for row in rows], _COLUMNS).encode()
        write_whole(self._beside.decisions, content)
        self._read = content
        left = sum(not row.decision for row in rows)
        return {
            "said": f"Decided; {many(left, 'row')} left." if answer else "Open again.",
            "version": self._version(both),
            "open": left,
        }

    def merge(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Write the merged dossier; raises ``BadOption`` if not all is decided."""
        self._catch_up()
        both = self._looked()
        if self._beside.into is None:
            message = (
                "No folder is named for the merged dossier; start the desk with --merged DIR, or "
                f"run kgraph merge with --decisions {self._beside.decisions}."
            )
            raise BadOption(message)
        if text_of(given, "version") != self._version(both):
            raise LockedError("The codings or what is decided were changed elsewhere; look again.")
        first, second = (one.dossier for one in both.looks)
        done = merging.merge(first, second, self._decided, self._beside.into)
        told = f"{many(len(done.folded), 'claim')} of both, {len(done.added)} of B only"
        return {"said": " ".join((f"{self._beside.into} is written: {told}.", *done.notes))}

    # --- what it stands on

    def _looked(self) -> _Both:
        first, second = (
            dossiers.find(place, files=True) for place in (self._beside.a, self._beside.b)
        )
        same = {key: answer for key, answer in self._decided.items() if key[0] == "same"}
        versions = (first.fingerprint, second.fingerprint)
        old = self._both
        if old is None or old.versions != versions:
            looks = Look(first, self._beside.corpus), Look(second, self._beside.corpus)
            self._both = _Both(self._beside, looks, same)
        elif old.same != same:
            self._both = _Both(self._beside, old.looks, same)
        assert self._both is not None  # noqa: S101  by the lines above
        return self._both

    def _catch_up(self) -> None:
        """Read what is decided, if the table was changed since it was read."""
        path = self._beside.decisions
        content = read_raw(path) if path.exists() else b""
        if content != self._read:
            self._decided = merging.decisions(path) if content.strip() else {}
            self._read = content

    def _rows(self, both: _Both) -> list[ToDecide]:
        return [replace(row, decision=self._decided.get(key, "")) for key, row in both.rows.items()]

    def _version(self, both: _Both) -> str:
        told = "".join(both.versions).encode()
        return sha256(told + (self._read or b"")).hexdigest()


def _of(coded: Sequence[Coded], document: str) -> list[Coded]:
    if not document:
        return list(coded)
    return [one for one in coded if any(name == document for name, *_ in one.sentences)]


def _none(document: str) -> showing.Line:
    return showing.Line("", document, 0, 0, "", (), ())


def _title(document: str, looks: Sequence[Look]) -> str:
    return next(
        one.table.documents[document].title for one in looks if document in one.table.documents
    )


def _agreement(both: _Both, document: str) -> list[dict[str, Any]]:
    """Return for each field how alike it is, in the document and in all."""
    scopes = (both.agreement(document), both.agreement())
    return [
        {
            "field": here.field,
            **{
                scope: {
                    "equal": one.equal,
                    "pairs": one.pairs,
                    "alpha": intercoder.coefficient(one),
                }
                for scope, one in (("here", here), ("all", everywhere))
            },
        }
        for here, everywhere in zip(*(one.fields for one in scopes), strict=True)
    ]
