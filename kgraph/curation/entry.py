"""From what a coder types to a claim: names looked up, the sentence found, every word checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from kgraph import claims, dates
from kgraph.claims.lookup import alike
from kgraph.curation import passages as pinned
from kgraph.curation.checks import copied_words, corpus_of, pinned_passages
from kgraph.curation.proposition import Proposition, parted
from kgraph.curation.turtle import Literal
from kgraph.dossier import shapes
from kgraph.dossier import store as stores
from kgraph.dossier.screen import screened
from kgraph.errors import AmbiguousName, BadOption, KgraphError, UnknownName, UnknownRelation
from kgraph.text import fold, is_language_tag, nearest
from kgraph.vocabulary import CURATED, PREFIXES, VOCABULARY, compact, expand, local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from kgraph.claims import ClaimsTable
    from kgraph.curation.turtle import Term
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.store import Store
    from kgraph.model import Passage, Relation

__all__ = ["Composed", "Desk", "Entry"]

#: How many passages an error names.
_NAMED = 5
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
#: Fields that name things, words of the vocabulary, and claims; the shapes say which ones.
_THINGS = ("via", "topic", "affected", "context", "place", "before", "during", "after")
_WORDS = ("factuality", "mode", "modality", "bound", "lever_family")
_CLAIMS = ("denies", "disputes", "differs_from", "includes")


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim as a coder types it: names, words and days as text, ``""`` or ``()`` if not given.

    ``passage`` holds words that stand in one sentence of the document, or names of passages;
    ``proposition`` is ``"SUBJECT RELATION OBJECT"``.
    """

    document: str
    passage: tuple[str, ...]
    proposition: str
    claimant: str
    gloss: str
    factuality: str = "certain"
    value: str = ""
    bound: str = ""
    wording: str = ""
    group: str = ""
    includes: tuple[str, ...] = ()
    lever_family: str = ""
    topic: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    disputes: tuple[str, ...] = ()
    differs_from: tuple[str, ...] = ()
    mode: str = ""
    modality: str = ""
    when: str = ""
    before: tuple[str, ...] = ()
    during: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    asserted: str = ""
    intensity: str = ""
    status: str = ""
    condition: str = ""
    note: str = ""
    coder: tuple[str, ...] = ()
    memo: str = ""
    tag: tuple[str, ...] = ()
    language: str = "en"


@dataclass(slots=True)
class Composed:
    """A claim ready to be written, without its id: document, pairs by IRI, passages to pin."""

    document: str
    pairs: dict[str, list[Term]] = field(default_factory=dict)
    pins: list[Passage] = field(default_factory=list)
    errors: list[KgraphError] = field(default_factory=list)

    def put(self, name: str, *terms: Term) -> None:
        """Add objects of a property, named as a CURIE."""
        if terms:
            self.pairs[expand(name)] = list(terms)


class Desk:
    """All that a coder looks things up in: names, vocabulary, passages, and texts if at hand.

    Parameters
    ----------
    dossier : Dossier
        Where the claims go.
    corpus : path, optional
        A folder with the texts of the documents.
    store : Store, optional
        What the dossier says, if that is not what its files say now.

    Raises
    ------
    BadData
        If a file of the dossier is not Turtle.
    MissingFile
        If a file, or the folder of texts, is not there.
    """

    def __init__(
        self, dossier: Dossier, corpus: Path | str | None = None, store: Store | None = None
    ) -> None:
        self.dossier = dossier
        self.store: Store = store or stores.parse(
            {VOCABULARY: dossier.vocabulary, CURATED: dossier.curated}, strict=False
        )
        #: The ids of all claims, retracted ones and those that cannot be read too.
        self.claims = frozenset(
            local_name(compact(str(claim)))
            for (claim,) in self.store.select("SELECT ?c WHERE { ?c a kg:Claim }")
        )
        screened(self.store)
        self.table: ClaimsTable = claims.read(self.store)
        self.names = self.table.names
        self.shape = shapes.of_claims(dossier)
        self.pinned = {passage.id: passage for passage in pinned_passages(self.store)}
        self._corpus = None if corpus is None else corpus_of(self.store, corpus)

    def compose(self, entry: Entry) -> Composed:
        """Return the claim of an entry; its ``errors`` tell all that keeps it from being one."""
        composed = Composed(entry.document)
        steps: list[Callable[[Entry, Composed], None]] = [
            self._passages, self._proposition, self._claimant, self._gloss, self._days, self._rest,
        ]  # fmt: skip
        if not self._try(composed, partial(self._document, entry.document)):
            steps.remove(self._passages)
        composed.document = entry.document.removeprefix("doc:")
        composed.put("rdf:type", PREFIXES["kg"] + "Claim")
        for step in steps:
            self._try(composed, partial(step, entry, composed))
        for name in _THINGS:
            self._each(composed, f"kg:{name}", getattr(entry, name), self._thing(name))
        for name in _WORDS:
            given = tuple(filter(None, [getattr(entry, name)]))
            self._each(composed, _property(name), given, self._word(name))
        for name in _CLAIMS:
            self._each(composed, _property(name), getattr(entry, name), self._claim)
        if not composed.errors:
            stated = map(compact, composed.pairs)
            composed.errors += [
                BadOption(f"A claim needs {name}.") for name in self.shape.lacking(stated)
            ]
        return composed

    def _try(self, composed: Composed, step: Callable[[], object]) -> object:
        try:
            return step()
        except KgraphError as error:
            composed.errors.append(error)
            return None

    def _each(
        self, composed: Composed, name: str, given: Iterable[str], found: Callable[[str], Term]
    ) -> None:
        terms = [self._try(composed, partial(found, text)) for text in given]
        composed.put(name, *(term for term in terms if isinstance(term, str | Literal)))

    # --- where it stands

    def _document(self, name: str) -> str:
        key = name.removeprefix("doc:")
        if key not in self.table.documents:
            near = nearest(key, self.table.documents)
            raise UnknownName(name, "document", near or sorted(self.table.documents))
        return key

    def _passages(self, entry: Entry, composed: Composed) -> None:
        given, zero = entry.passage, pinned.unpinned(composed.document)
        if not any(words.strip() for words in given):
            if self.table.documents[composed.document].sha256:
                message = "A claim needs a passage: words of one sentence, or a passage's name."
                raise BadOption(message)
            given = (zero,)
        slugs = [self._passage(composed, words) for words in given]
        for slug in dict.fromkeys(slugs):
            if slug not in self.pinned:
                texts = pinned.Corpus({}) if slug == zero else self._texts(slug, composed.document)
                composed.pins.append(pinned.mint(slug, texts))
        composed.put("kg:passage", *(PREFIXES["ps"] + slug for slug in dict.fromkeys(slugs)))
        if self._corpus is not None:
            self._guard(self._corpus, entry, composed, slugs)

    def _passage(self, composed: Composed, words: str) -> str:
        slug = words.strip().removeprefix("ps:")
        if pinned.is_slug(f"{composed.document}-{slug}"):
            slug = f"{composed.document}-{slug}"
        if pinned.is_slug(slug):
            if not slug.startswith(f"{composed.document}-"):
                message = f"The passage {slug} is not of the document {composed.document}."
                raise BadOption(message)
            return slug
        if not slug:
            raise BadOption("A passage is empty; give words of one sentence, or its name.")
        found = pinned.cite(self._texts(words, composed.document), words, composed.document)
        if not found:
            message = (
                f"No sentence of {composed.document} contains {words!r}; give words that stand "
                "together in one sentence."
            )
            raise BadOption(message)
        if len(found) > 1:
            named = ", ".join(cited.passage for cited in found[:_NAMED])
            more = " ..." if len(found) > _NAMED else ""
            message = (
                f"{len(found)} passages of {composed.document} contain {words!r} ({named}{more}); "
                "give more words, or name one of them."
            )
            raise BadOption(message)
        return found[0].passage

    def _texts(self, wanted: str, document: str) -> pinned.Corpus:
        if self._corpus is None:
            which = "is not pinned yet" if pinned.is_slug(wanted) else "has to be looked for"
            message = (
                f"{wanted!r} {which}, and where the texts are was not said: give --corpus DIR, "
                "set KGRAPH_CORPUS, or name a passage that is pinned."
            )
            raise BadOption(message)
        if document not in self._corpus.texts:
            known = sorted(self._corpus.texts)
            raise UnknownName(document, "document with a text in the folder", known)
        return self._corpus

    def _guard(
        self, corpus: pinned.Corpus, entry: Entry, composed: Composed, slugs: Iterable[str]
    ) -> None:
        """Refuse a gloss that copies its passage."""
        minted = {passage.id: passage for passage in composed.pins}
        longest = copied_words(self.store)
        for slug in slugs:
            text = pinned.text_of(corpus, minted.get(slug) or self.pinned[slug])
            run = pinned.copied_run(entry.gloss, text)
            if run > longest:
                message = (
                    f"The gloss repeats {run} words of {slug} in a row; say it in your own words "
                    f"({longest} in a row at most)."
                )
                raise BadOption(message)

    # --- what it says

    def _proposition(self, entry: Entry, composed: Composed) -> None:
        try:
            said = parted(entry.proposition, self._spellings, self._resolves, bool(entry.value))
        except UnknownName as error:
            raise UnknownRelation(error.name, alike(error.name, self.table.relations)) from None
        relation = self.table.relations[said.relation]
        composed.put("kg:relation", PREFIXES["kg"] + relation.id)
        self._try(composed, partial(self._end, composed, "subject", relation, said.subject))
        self._try(composed, partial(self._object, entry, composed, relation, said))

    @cached_property
    def _spellings(self) -> dict[str, str]:
        spelt: dict[str, str] = {}
        for relation in self.table.relations.values():
            spelt.setdefault(fold(relation.id), relation.id)
            spelt[fold(f"kg:{relation.id}")] = relation.id
        for relation in self.table.relations.values():
            spelt.setdefault(fold(relation.label), relation.id)
        return spelt

    def _resolves(self, name: str) -> bool:
        try:
            self.names.find(name)
        except AmbiguousName:
            return True
        except UnknownName:
            return bool(_NUMBER.fullmatch(name))
        return True

    def _object(
        self, entry: Entry, composed: Composed, relation: Relation, said: Proposition
    ) -> None:
        given = [text for text in (said.object, entry.value) if text]
        if len(given) > 1:
            message = f"{given[0]!r} and the value {given[1]!r}: a claim has one or the other."
            raise BadOption(message)
        if not given:
            raise BadOption("The proposition has no object; write SUBJECT RELATION OBJECT.")
        if not relation.measure and entry.value:
            message = f"{relation.id} relates two things; it takes an object and no value."
            raise BadOption(message)
        if relation.measure:
            composed.put("kg:value", _value(relation, given[0]))
        else:
            self._end(composed, "object", relation, given[0])

    def _end(self, composed: Composed, end: str, relation: Relation, name: str) -> None:
        """Put the subject or object of a relation, which says what kinds it takes."""
        allowed = self._allowed(relation.id, end)
        try:
            found = self.names.find(name).id
        except AmbiguousName as error:
            fitting = [one for one in error.candidates if one in allowed]
            if len(fitting) != 1:
                raise
            found = fitting[0]
        if allowed and found not in allowed:
            kinds = " or ".join(self._kinds(relation.id, end))
            message = f"{relation.id} cannot have {found} as its {end}; it takes {kinds}."
            raise BadOption(message)
        composed.put(f"kg:{end}", expand(found))

    def _allowed(self, relation: str, end: str) -> frozenset[str]:
        rows = self.store.select(
            f"SELECT DISTINCT ?x WHERE {{ ?r {_INCLUDES[end]} ?d . ?t rdfs:subClassOf* ?d . "
            f"?x a ?t . VALUES ?r {{ kg:{relation} }} }}"
        )
        return frozenset(compact(str(it)) for (it,) in rows)

    def _kinds(self, relation: str, end: str) -> list[str]:
        rows = self.store.select(
            f"SELECT ?d WHERE {{ kg:{relation} {_INCLUDES[end]} ?d }} ORDER BY ?d"
        )
        return [local_name(compact(str(kind))) for (kind,) in rows]

    # --- who says it, and how

    def _claimant(self, entry: Entry, composed: Composed) -> None:
        if not entry.claimant.strip():
            raise BadOption("A claim needs a claimant: whose word is it?")
        composed.put("kg:claimant", self._thing("claimant")(entry.claimant))

    def _gloss(self, entry: Entry, composed: Composed) -> None:
        language = entry.language
        if not is_language_tag(language):
            message = f"{language!r} is not a language tag; write en, fr, ar or their like."
            raise BadOption(message)
        texts = {"gloss": entry.gloss, "condition": entry.condition, "wording": entry.wording}
        for name, text in texts.items():
            most = self.shape.properties[f"kg:{name}"].longest
            if len(text) > most:
                message = f"The {name} has {len(text)} characters; {most} is the most."
                raise BadOption(message)
            if text.strip():
                composed.put(f"kg:{name}", Literal(text.strip(), language))
        if not entry.gloss.strip():
            raise BadOption("A claim needs a gloss: what it says, in your own words.")
        for name, text in (("skos:editorialNote", entry.note), ("kg:memo", entry.memo)):
            if text.strip():
                composed.put(name, Literal(text.strip(), language))

    def _days(self, entry: Entry, composed: Composed) -> None:
        for name, day in (("when", entry.when), ("asserted", entry.asserted)):
            if day:
                dates.interval(day)
                composed.put(f"kg:{name}", Literal(day))

    def _rest(self, entry: Entry, composed: Composed) -> None:
        if entry.group:
            composed.put("kg:group", Literal(entry.group))
        for name in ("coder", "tag"):
            given = dict.fromkeys(" ".join(one.split()) for one in getattr(entry, name))
            most = self.shape.properties[f"kg:{name}"].longest
            for one in given:
                if len(one) > most:
                    message = f"The {name} {one!r} has {len(one)} characters; {most} is the most."
                    raise BadOption(message)
            composed.put(f"kg:{name}", *(Literal(one) for one in given if one))
        if entry.status:
            known = self.shape.properties["kg:status"].values
            if entry.status not in known:
                raise UnknownName(entry.status, "status", known)
            composed.put("kg:status", Literal(entry.status))
        if entry.intensity:
            if entry.intensity not in self.shape.properties["kg:intensity"].values:
                message = f"An intensity is 1, 2 or 3, not {entry.intensity!r}."
                raise BadOption(message)
            composed.put("kg:intensity", Literal(entry.intensity, bare=True))

    def _thing(self, name: str) -> Callable[[str], str]:
        classes = self.shape.properties[f"kg:{name}"].kinds
        kinds = tuple(local_name(kind).lower() for kind in classes)

        def found(name: str) -> str:
            return expand(self.names.find(name, *kinds).id)

        return found

    def _word(self, name: str) -> Callable[[str], str]:
        asked = self.shape.properties[_property(name)]
        known = [local_name(word) for word in asked.values] or [
            one.id for one in self.table.words.values() if f"kg:{one.scheme}" == asked.scheme
        ]
        words = [self.table.words[word] for word in known if word in self.table.words]

        def found(text: str) -> str:
            wanted = fold(text).removeprefix("kg:")
            for word in words:
                if wanted in {fold(word.id), fold(word.label)}:
                    return PREFIXES["kg"] + word.id
            near = nearest(text, known, n=1)
            raise UnknownName(text, name.replace("_", " "), near or sorted(known))

        return found

    def _claim(self, name: str) -> str:
        claim = name.removeprefix("claim:")
        if claim not in self.claims:
            near = nearest(claim, sorted(self.claims))
            raise UnknownName(name, "claim", near)
        return PREFIXES["claim"] + claim


_INCLUDES = {"subject": "schema:domainIncludes", "object": "schema:rangeIncludes"}


def _property(name: str) -> str:
    """Return the CURIE of the property that a field of an entry names."""
    first, *others = name.split("_")
    return "kg:" + first + "".join(word.capitalize() for word in others)


def _value(relation: Relation, text: str) -> Literal:
    if relation.id == "dated":
        dates.interval(text)
        return Literal(text)
    if not _NUMBER.fullmatch(text):
        message = f"{relation.id} takes a plain number such as 4 or 2.5, not {text!r}."
        raise BadOption(message)
    return Literal(text, bare=True)
