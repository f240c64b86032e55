"""Finding words: in paraphrases, notes, conditions and groups of claims, in names and titles."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias, TypedDict

from kgraph.claims.about import about_each
from kgraph.errors import BadOption
from kgraph.model import Claim, Document, Entity
from kgraph.result import Result
from kgraph.text import fold, many, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgraph.claims import ClaimsTable
    from kgraph.text import Shown

    _It: TypeAlias = Entity | Document | Claim
    _Searched: TypeAlias = tuple[_It, list[tuple[str, str]]]

__all__ = ["Found", "FoundRow", "find"]

#: A stretch in quotation marks of any kind, or a word.
_TERM = re.compile(r'["\u201c-\u201f«»]([^"\u201c-\u201f«»]+)["\u201c-\u201f«»]|(\S+)')
_MARKS = "\"'\u2018-\u201f«»"
_WORDS = re.compile(r"[^\W\d_]+")
#: The order of the kinds of thing; documents and claims come after them.
_KINDS = ("actor", "place", "event", "agreement", "issue", "frame", "office")


class FoundRow(TypedDict):
    """Something that has the words: a claim, a thing or a document, and where it has them."""

    kind: str
    id: str
    says: str
    claimant: str
    claimant_label: str
    document: str
    when: str
    reported_on: str
    found_in: list[str]
    claims: list[str]


def _counted(row: FoundRow) -> str:
    return "" if row["kind"] == "claim" else str(len(row["claims"]))


def _by(row: FoundRow) -> list[str]:
    by = f"reported by {row['reported_on']}" if row["reported_on"] else ""
    return [one for one in (row["claimant_label"], row["when"] or by) if one]


@dataclass(frozen=True, eq=False, repr=False)
class Found(Result[FoundRow]):
    """What has all words of a text: things first, then documents, then claims in their order."""

    title = "Found"
    tells = "Which claims, things and documents have the words that one looks for, and where."
    shown: ClassVar[Shown] = {
        "id": "id", "says": "says", "said by, when": _by, "found in": "found_in",
        "claims": _counted,
    }  # fmt: skip

    table: ClaimsTable
    terms: tuple[str, ...]
    found: tuple[FoundRow, ...]
    #: What was searched, if nothing was found: how often each term alone, and words near it.
    alone: tuple[tuple[str, int, tuple[str, ...]], ...] = ()

    def __len__(self) -> int:
        return len(self.found)

    def rows(self) -> list[FoundRow]:
        """Return one dict per claim, thing and document; ``claims`` are those about it."""
        return list(self.found)

    def notes(self) -> tuple[str, ...]:
        """Say what was searched if nothing was found, and what is near."""
        if self.found:
            return ()
        said = [_alone(*one) for one in self.alone]
        return (
            "Searched: paraphrases, notes, conditions and groups of "
            f"{many(len(self.table), 'claim')}, names in all languages, titles. "
            f"Each word by itself: {'; '.join(said)}.",
        )


#: Words that may be looked for: each is held against all words of the record.
_MOST = 50


def _alone(term: str, times: int, close: tuple[str, ...]) -> str:
    if times:
        return f"{term!r} in {times}"
    return f"{term!r} nowhere" + (f" (near: {', '.join(close)})" if close else "")


def find(table: ClaimsTable, text: str) -> Found:
    """Return what has all words of a text, in any order, a phrase in quotation marks together.

    A claim that has some of them has the others too if they are in a name of what it names.

    Words are compared as ``text.fold`` has them. One in letters with capitals, or in figures, is
    found at the beginning of words; in a script without, anywhere.

    Parameters
    ----------
    table : ClaimsTable
        The claims looked at. Things and documents are those of the whole dossier; their claims are
        counted in the table.
    text : str
        Words, and phrases in quotation marks.

    Raises
    ------
    BadOption
        If no word is given, or more than somebody types.
    """
    terms = tuple(_terms(text))
    if not terms:
        raise BadOption("Say what to find: words, or a phrase in quotation marks.")
    if len(terms) > _MOST:
        raise BadOption(f"Say what to find in at most {_MOST} words; these are {len(terms)}.")
    patterns = [_pattern(term) for term in terms]
    searched = [*_things(table), *_documents(table), *_claims(table)]
    found: list[tuple[_It, list[str]]] = []
    times = Counter[str]()
    named = {
        one.id: {n for n, pattern in enumerate(patterns) if any(map(pattern.search, names))}
        for one in table.entities.values()
        if (names := [fold(name) for _, name in _names(one)])
    }
    for it, fields in searched:
        folded = [(where, fold(said)) for where, said in fields if said]
        hits = [[where for where, said in folded if one.search(said)] for one in patterns]
        times.update(term for term, where in zip(terms, hits, strict=True) if where)
        if any(hits) and isinstance(it, Claim):
            # What it names, so that whoever is called otherwise in the paraphrase is found.
            beside = set().union(*(named.get(one, ()) for one in _ends(it)))
            hits = [where or ["names"] * (n in beside) for n, where in enumerate(hits)]
        if all(hits):
            found.append((it, list(dict.fromkeys(where for several in hits for where in several))))
    if found:
        return Found(table, terms, tuple(_rows(table, found)))
    known = sorted({word for _, fields in searched for _, said in fields for word in _split(said)})
    alone = tuple(
        (term, times[term], () if times[term] else tuple(nearest(term, known))) for term in terms
    )
    return Found(table, terms, (), alone)


def _terms(text: str) -> Iterator[str]:
    for phrase, word in _TERM.findall(text):
        folded = fold(phrase or word).strip("'")
        if folded:
            yield folded


def _pattern(term: str) -> re.Pattern[str]:
    begins = term[0].isdecimal() or term[0].upper() != term[0]
    return re.compile(rf"(?<![^\W_]){re.escape(term)}" if begins else re.escape(term))


def _split(said: str) -> list[str]:
    return _WORDS.findall(fold(said))


def _things(table: ClaimsTable) -> Iterator[_Searched]:
    things = sorted(
        table.entities.values(), key=lambda one: (_KINDS.index(one.kind), one.label.casefold())
    )
    for one in things:
        yield one, _names(one)


def _names(one: Entity) -> list[tuple[str, str]]:
    # A private person by public role only, as in exports and on the page.
    names = () if one.private else (*one.aliases, *one.hidden)
    return [("label", one.label), *(("alias", name) for name in names)]


def _ends(claim: Claim) -> Iterator[str]:
    yield from (claim.subject, claim.object, claim.claimant)
    for several in (claim.affected, claim.topic, claim.context, claim.place, claim.via):
        yield from several


def _documents(table: ClaimsTable) -> Iterator[_Searched]:
    for one in sorted(table.documents.values(), key=lambda d: (d.published, d.id)):
        yield one, [("title", one.title)]


def _claims(table: ClaimsTable) -> Iterator[_Searched]:
    for claim in table:
        yield (
            claim,
            [
                ("paraphrase", claim.gloss), ("note", claim.note),
                ("condition", claim.condition), ("group", claim.group),
            ],
        )  # fmt: skip


def _rows(table: ClaimsTable, found: Iterable[tuple[_It, list[str]]]) -> Iterator[FoundRow]:
    listed = list(found)
    things = [it.id for it, _ in listed if isinstance(it, Entity)]
    about = about_each(table.columns, table.at, things, table.entities)
    of_document = table.columns.document
    for it, where in listed:
        if isinstance(it, Claim):
            yield _claim(it, where)
        elif isinstance(it, Entity):
            yield _thing(it, where, about[it.id])
        else:
            has = of_document.where(it.id.__eq__)
            told = [table.columns.claim[row] for row in table.at.tolist() if has[row]]
            yield _document(it, where, told)


def _claim(it: Claim, where: list[str]) -> FoundRow:
    return {
        "kind": "claim",
        "id": it.claim,
        "says": it.gloss,
        "claimant": it.claimant,
        "claimant_label": it.claimant_label,
        "document": it.document,
        "when": it.when,
        "reported_on": it.reported_on,
        "found_in": where,
        "claims": [it.claim],
    }


def _thing(it: Entity, where: list[str], claims: Iterable[str]) -> FoundRow:
    names = [] if it.private or "alias" not in where else it.aliases
    return {
        "kind": it.kind,
        "id": it.id,
        "says": f"{it.label} ({', '.join(names)})" if names else it.label,
        "claimant": "",
        "claimant_label": "",
        "document": "",
        "when": "",
        "reported_on": "",
        "found_in": where,
        "claims": list(claims),
    }


def _document(it: Document, where: list[str], claims: list[str]) -> FoundRow:
    return {
        "kind": "document",
        "id": it.id,
        "says": it.title,
        "claimant": it.publisher,
        "claimant_label": it.publisher_label,
        "document": it.id,
        "when": "",
        "reported_on": it.published_last or it.published,
        "found_in": where,
        "claims": claims,
    }
