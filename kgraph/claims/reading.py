"""Rows of the store become records here, and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph import dates
from kgraph.claims.columns import Coded, Columns, Lists, mixed
from kgraph.claims.table import ClaimsTable, named
from kgraph.dossier.terms import Iri, Text
from kgraph.model import DecisionRule, Dispute, Document, Entity, Grade, Relation, Word
from kgraph.vocabulary import PREFIXES, kind_of, local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kgraph.dossier.described import Described
    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Term

__all__ = ["read"]

_ENTITY_KINDS = frozenset({"actor", "office", "place", "event", "agreement", "issue", "frame"})
_Properties = dict[str, list["Term"]]
#: Columns by what they are made of: ids of entities, words of the vocabulary, text, ids of claims.
_ENTITIES = {
    "subject": "kg:subject", "object": "kg:object", "claimant": "kg:claimant",
    "origin": "kg:origin",
}  # fmt: skip
_ENTITY_LISTS = {
    "speaks_for": "kg:speaksFor", "via": "kg:via", "context": "kg:context", "topic": "kg:topic",
    "affected": "kg:affected", "place": "kg:place", "before": "kg:before",
    "during": "kg:during", "after": "kg:after",
}  # fmt: skip
_WORDS = {
    "relation": "kg:relation", "factuality": "kg:factuality", "modality": "kg:modality",
    "mode": "kg:mode", "voice": "kg:voice", "lever_family": "kg:leverFamily", "bound": "kg:bound",
}  # fmt: skip
_PLAIN = {
    "group": "kg:group", "wording": "kg:wording", "condition": "kg:condition", "when": "kg:when",
    "valid_from": "kg:validFrom", "valid_until": "kg:validUntil",
    "surely_from": "kg:surelyFrom", "surely_until": "kg:surelyUntil",
    "reported_on": "kg:reportedOn", "asserted": "kg:asserted",
}  # fmt: skip
_CLAIMS = {
    "denies": "kg:denies", "disputes": "kg:disputes", "includes": "kg:includes",
    "corroborated_by": "kg:corroborates",
}  # fmt: skip
#: Digits of a number that no text is long enough for.
_DIGITS = 18


def read(store: Store) -> ClaimsTable:
    """Return the claims table of a built store: every standing claim of the whole record."""
    said = store.described()
    relations = _relations(said)
    entities = _entities(said)
    words = _words(said)
    reader = _ClaimReader(said, words, entities)
    return ClaimsTable(
        columns=reader.columns,
        entities=entities,
        relations=relations,
        documents=_documents(said, entities),
        grades={
            w.id: Grade(w.id, w.number("number"), w.number("low"), w.number("high"), w.definition)
            for w in words.values()
            if w.scheme == "GradeScheme"
        },
        thresholds={
            w.id: w.number("number") for w in words.values() if w.scheme == "ThresholdScheme"
        },
        words=words,
        disputes=reader.disputes,
        own_grades=_own_grades(said),
        decision_rules=tuple(_decision_rules(said)),
        different=frozenset(_different(said)),
        title=_title(said),
        data_version=store.data_version,
    )


def _things(said: Described, *types: str) -> Iterator[tuple[str, _Properties]]:
    """Yield the things of these types by CURIE, sorted, with all that is said of them."""
    yield from said.properties(said.of_type(*types)).items()


def _one(properties: _Properties, *names: str) -> str:
    for name in names:
        if properties.get(name):
            return _short(min(properties[name], key=_order))
    return ""


def _many(properties: _Properties, name: str) -> tuple[str, ...]:
    return tuple(_short(term) for term in sorted(properties.get(name, ()), key=_order))


def _order(term: Term) -> tuple[str, str]:
    # English first where a text has several languages.
    return ("" if isinstance(term, Text) and term.language == "en" else "~", str(term))


def _short(term: Term) -> str:
    return term.curie if isinstance(term, Iri) else str(term)


def _number(properties: _Properties, name: str) -> float | None:
    text = _one(properties, name)
    return float(text) if text else None


def _flag(properties: _Properties, name: str) -> bool:
    return _one(properties, name) in {"true", "1"}


def _slug(curie: str) -> str:
    return local_name(curie)


def _entities(said: Described) -> dict[str, Entity]:
    entities = {}
    first = _languages(said)
    former: dict[str, list[str]] = defaultdict(list)
    for old, new in zip(*map(np.ndarray.tolist, said.pairs("dcterms:isReplacedBy")), strict=True):
        former[said.name(new)] += [said.name(old), _slug(said.name(old))]
    labelled, _ = said.pairs("skos:prefLabel")
    for curie, properties in said.properties(labelled).items():
        if kind_of(curie) not in _ENTITY_KINDS:
            continue
        types = [t for t in _many(properties, "rdf:type") if t.startswith("kg:")]
        terms = sorted(
            properties["skos:prefLabel"], key=lambda term: (_place(term, first), str(term))
        )
        labels = tuple(map(_short, terms))
        entities[curie] = Entity(
            id=curie,
            label=labels[0],
            type=_slug(types[0]) if types else "",
            aliases=(*_many(properties, "skos:altLabel"), *labels[1:]),
            hidden=(*_many(properties, "skos:hiddenLabel"), *former[curie]),
            qid=_slug(_one(properties, "skos:exactMatch")),
            private=_flag(properties, "kg:private"),
            part_of=_one(properties, "kg:organOf", "kg:officeOf", "kg:partOf"),
            may_speak=_many(properties, "kg:maySpeak"),
            clashes=_many(properties, "kg:clashesWith"),
            obligations=tuple(map(_slug, _many(properties, "kg:allianceObligation"))),
            places=_many(properties, "kg:place"),
            concerns=_many(properties, "kg:concerns"),
        )
    return entities


def _languages(said: Described) -> tuple[str, ...]:
    """Return the languages in which names are shown, the first that there is: the dossier's own."""
    dossiers = set(said.of_type("kg:Dossier").tolist())
    pairs = zip(*map(np.ndarray.tolist, said.pairs("dcterms:language")), strict=True)
    return (*sorted(str(said.term(tag)) for it, tag in pairs if it in dossiers), "en")


def _title(said: Described) -> str:
    """Return the title of the dossier, the first of several."""
    every = [
        (curie, str(title), repr(title))
        for curie, properties in _things(said, "kg:Dossier")
        for title in properties.get("dcterms:title", ())
    ]
    return min(every, default=("", "", ""))[1]


def _place(term: Term, languages: tuple[str, ...]) -> int:
    language = term.language if isinstance(term, Text) else ""
    return languages.index(language) if language in languages else len(languages)


def _relations(said: Described) -> dict[str, Relation]:
    relations = {}
    excluded: dict[str, set[str]] = defaultdict(set)
    annotated, _ = said.pairs("kg:force")
    # A family may say it for the relations that do not.
    force = {it: _flag(told, "kg:force") for it, told in said.properties(annotated).items()}
    for first, second in _ends(said, "kg:excludes"):
        excluded[first].add(second)
        excluded[second].add(first)
    for curie, properties in _things(said, "kg:RelationType", "kg:MeasureType"):
        types = set(_many(properties, "rdf:type"))
        position = _number(properties, "kg:position")
        relations[_slug(curie)] = Relation(
            id=_slug(curie),
            label=_one(properties, "rdfs:label"),
            definition=_one(properties, "skos:definition"),
            family=_slug(_one(properties, "kg:family")),
            aspect=_slug(_one(properties, "kg:aspect")),
            symmetric="owl:SymmetricProperty" in types,
            stance="kg:StanceType" in types,
            measure="kg:MeasureType" in types,
            position=None if position is None else int(position),
            valence=_number(properties, "kg:valence"),
            role=_slug(_one(properties, "kg:role")),
            lever=_slug(_one(properties, "kg:lever")),
            lever_family=_slug(_one(properties, "kg:leverFamily")),
            direction=_slug(_one(properties, "kg:leverDirection")),
            contact=_flag(properties, "kg:contact"),
            contentious=_flag(properties, "kg:contentious"),
            personal=_flag(properties, "kg:personal"),
            assessment=_flag(properties, "kg:assessment"),
            guarantee=_flag(properties, "kg:guarantee"),
            promise=_flag(properties, "kg:promise"),
            force=force.get(curie, force.get(_one(properties, "kg:family"), False)),
            unmet_label=_one(properties, "kg:unmetLabel"),
            rationale=_one(properties, "kg:rationale"),
            structure=_slug(_one(properties, "kg:structuralKind")),
            excludes=tuple(sorted(excluded[_slug(curie)])),
            matter=_slug(_one(properties, "kg:matterIn")) or "object",
            unique_end=_slug(_one(properties, "kg:uniqueEnd")),
            uses=tuple(sorted(map(_slug, _many(properties, "kg:usesLever")))),
            subjects=tuple(map(_slug, _many(properties, "schema:domainIncludes"))),
            objects=tuple(map(_slug, _many(properties, "schema:rangeIncludes"))),
        )
    return relations


def _words(said: Described) -> dict[str, Word]:
    words = {}
    listed, _ = said.pairs("skos:inScheme")
    every = np.union1d(listed, said.of_type("owl:Class"))
    for curie, properties in said.properties(every).items():
        notes = []
        for name in ("polarity", "certainty", "number", "low", "high", "lowFactor", "highFactor"):
            value = _number(properties, f"kg:{name}")
            if value is not None:
                notes.append((name, value))
        words[_slug(curie)] = Word(
            id=_slug(curie),
            label=_one(properties, "skos:prefLabel", "rdfs:label"),
            definition=_one(properties, "skos:definition"),
            scheme=_slug(_one(properties, "skos:inScheme")) or "Class",
            notes=tuple(notes),
        )
    return words


def _documents(said: Described, entities: Mapping[str, Entity]) -> dict[str, Document]:
    documents = {}
    for curie, properties in _things(said, "kg:Document"):
        day = _one(properties, "kg:published")
        published = dates.interval(day) if day else dates.Interval(None, None)
        publisher = _one(properties, "dcterms:publisher")
        documents[_slug(curie)] = Document(
            id=_slug(curie),
            title=_one(properties, "dcterms:title"),
            publisher=publisher,
            publisher_label=entities[publisher].label if publisher in entities else publisher,
            published=published.first.isoformat() if published.first else "",
            published_last=published.last.isoformat() if published.last else "",
            based_in=_one(properties, "kg:basedIn"),
            genre=_slug(_one(properties, "kg:genre")),
            paragraphs=int(_number(properties, "kg:paragraphCount") or 0),
            sha256=_one(properties, "kg:sha256"),
            abstract=_one(properties, "dcterms:abstract"),
            url=_one(properties, "dcterms:source"),
        )
    return documents


def _own_grades(said: Described) -> dict[str, str]:
    graded = set(said.of_type("kg:StandingClaim", "kg:Office").tolist())
    found: dict[str, str] = {}
    for it, grade in zip(*map(np.ndarray.tolist, said.pairs("kg:lever")), strict=True):
        if it in graded:
            curie = said.name(it)
            name = _slug(curie) if kind_of(curie) == "claim" else curie
            found[name] = max(found.get(name, ""), _slug(said.name(grade)))
    return dict(sorted(found.items()))


def _decision_rules(said: Described) -> Iterator[DecisionRule]:
    for curie, properties in _things(said, "kg:DecisionRule"):
        procedure = _slug(_one(properties, "kg:procedure"))
        seats = int(_number(properties, "kg:seats") or 0)
        every = procedure != "votes"
        yield DecisionRule(
            id=curie,
            body=_one(properties, "kg:body"),
            matter=_one(properties, "kg:matter"),
            procedure=procedure,
            seats=seats,
            votes_needed=seats if every else int(_number(properties, "kg:votesNeeded") or seats),
            veto_seats=seats if every else int(_number(properties, "kg:vetoSeats") or 0),
            vetoes=_many(properties, "kg:veto"),
            source=_one(properties, "dcterms:source"),
            note=_one(properties, "skos:editorialNote"),
        )


def _disputes(said: Described) -> Iterator[tuple[str, str, str, bool]]:
    kinds = said.pairs("rdfs:subPropertyOf")
    for top, disputed in (("kg:contradicts", True), ("kg:differsFrom", False)):
        for kind in kinds[0][kinds[1] == said.code(top)].tolist():
            name = said.name(kind)
            for label in _labels(said, kind):
                for first, second in _ends(said, name):
                    yield label, first, second, disputed


def _labels(said: Described, it: int) -> list[str]:
    subjects, labels = said.pairs("rdfs:label")
    return [str(said.term(label)) for label in labels[subjects == it].tolist()]


def _ends(said: Described, predicate: str) -> Iterator[tuple[str, str]]:
    ends = said.pairs(predicate)
    slugs = {code: _slug(said.name(code)) for code in {*ends[0].tolist(), *ends[1].tolist()}}
    for first, second in zip(*map(np.ndarray.tolist, ends), strict=True):
        yield slugs[first], slugs[second]


def _different(said: Described) -> Iterator[tuple[str, str]]:
    for ends in _ends(said, "kg:differsFrom"):
        yield ends
        yield ends[::-1]


class _ClaimReader:
    """Turns what is said of the claims into columns."""

    def __init__(
        self, said: Described, words: Mapping[str, Word], entities: Mapping[str, Entity]
    ) -> None:
        self._said = said
        claims = said.of_type("kg:StandingClaim").tolist()
        names = {said.name(claim): claim for claim in claims}
        self._claim = tuple(map(_slug, sorted(names)))
        self._row = np.full(len(said.terms), -1, np.int32)
        self._row[[names[name] for name in sorted(names)]] = np.arange(len(names))
        self._rank = np.zeros(len(said.terms), np.int32)
        self.columns = self._columns(words, entities)
        pairs = list(_disputes(said))
        self.columns = self.columns.changed(disputed_by=self._disputed_by(pairs))
        place = self.columns.place
        told_by, concerned = cache(self._told_by), cache(self._concerned)
        self.disputes = tuple(
            Dispute(kind, first, second, disputed, bool(told_by(second) & concerned(first)))
            for kind, first, second, disputed in sorted(pairs)
            if first in place and second in place
        )

    def _columns(self, words: Mapping[str, Word], entities: Mapping[str, Entity]) -> Columns:
        ends: dict[str, Coded | Lists] = {
            name: self._coded(predicate, _short) for name, predicate in _ENTITIES.items()
        }
        ends |= {name: self._listed(predicate, _short) for name, predicate in _ENTITY_LISTS.items()}
        known = {"", *named(entities)}
        known.update(*(column.values for column in ends.values()))
        every = tuple(sorted(known))
        made: dict[str, Any] = {name: _recoded(column, every) for name, column in ends.items()}
        for name, predicate in _WORDS.items():
            made[name] = self._coded(predicate, _local)
        for name, predicate in _PLAIN.items():
            made[name] = self._coded(predicate, _short)
        for name, predicate in _CLAIMS.items():
            made[name] = self._listed(predicate, _local)
        for name in ("coder", "tag"):
            made[name] = self._listed(f"kg:{name}", _short)
        made |= self._places()
        made["status"] = self._coded("kg:status", _short, "draft")
        made["intensity"] = self._numbers("kg:intensity", 2)
        made["on_itself"] = self._flags("kg:onItself")
        factuality: Coded = made["factuality"]
        for name, kind in (("polarity", np.int8), ("certainty", np.float64)):
            numbers = [words[word].number(name) for word in factuality.values]
            made[name] = np.array(numbers, dtype=kind)[factuality.codes]
        made["gloss"] = self._texts("kg:gloss", _short, "")
        made["memo"] = self._texts("kg:memo", _short, "")
        made["note"] = self._texts("skos:editorialNote", _short, "")
        made["value"] = mixed(self._texts("kg:value", _value, None))
        return Columns(len(self._claim), every, self._claim, made)

    # --- one predicate, all claims

    def _pairs(self, predicate: str) -> tuple[np.ndarray, np.ndarray]:
        """Return rows, sorted, and the codes of what is said of them, English first."""
        subjects, objects = self._said.pairs(predicate)
        rows = self._row[subjects]
        rows, objects = rows[rows >= 0], objects[rows >= 0]
        order = np.argsort(rows, kind="stable")
        rows, objects = rows[order], objects[order]
        if (rows[1:] == rows[:-1]).any():
            several = self._said.distinct(objects)[0].tolist()
            several.sort(key=lambda code: _order(self._said.term(code)))
            self._rank[several] = np.arange(len(several))
            objects = objects[np.lexsort((self._rank[objects], rows))]
        return rows, objects

    def _first(self, predicate: str) -> tuple[np.ndarray, np.ndarray]:
        rows, objects = self._pairs(predicate)
        first = np.ones(len(rows), dtype=bool)
        first[1:] = rows[1:] != rows[:-1]
        return rows[first], objects[first]

    def _decoded(
        self, objects: np.ndarray, read: Callable[[Term], Any]
    ) -> tuple[list[Any], np.ndarray]:
        codes, at = self._said.distinct(objects)
        return [read(self._said.term(code)) for code in codes.tolist()], at

    def _coded(self, predicate: str, read: Callable[[Term], str], missing: str = "") -> Coded:
        rows, objects = self._first(predicate)
        values, at = self._decoded(objects, read)
        known = sorted({*values, missing} if len(rows) < len(self._claim) else set(values))
        place = {value: code for code, value in enumerate(known)}
        codes = np.full(len(self._claim), place.get(missing, 0), np.int32)
        codes[rows] = np.array([place[value] for value in values], np.int32)[at]
        return Coded(codes, tuple(known))

    def _listed(self, predicate: str, read: Callable[[Term], str]) -> Lists:
        rows, objects = self._pairs(predicate)
        values, at = self._decoded(objects, read)
        known = sorted(set(values))
        place = {value: code for code, value in enumerate(known)}
        codes = np.array([place[value] for value in values], np.int32)[at]
        return Lists(self._start(rows), codes, tuple(known))

    def _start(self, rows: np.ndarray) -> np.ndarray:
        return np.searchsorted(rows, np.arange(len(self._claim) + 1)).astype(np.int64)

    def _texts(self, predicate: str, read: Callable[[Term], Any], missing: Any) -> tuple[Any, ...]:
        found = [missing] * len(self._claim)
        for row, code in zip(*map(np.ndarray.tolist, self._first(predicate)), strict=True):
            found[row] = read(self._said.term(code))
        return tuple(found)

    def _numbers(self, predicate: str, missing: int) -> np.ndarray:
        rows, objects = self._first(predicate)
        values, at = self._decoded(objects, lambda term: int(float(str(term))))
        found = np.full(len(self._claim), missing, np.int8)
        found[rows] = np.array(values, np.int8)[at]
        return found

    def _flags(self, predicate: str) -> np.ndarray:
        found = np.zeros(len(self._claim), np.bool_)
        rows, objects = self._first(predicate)
        values, at = self._decoded(objects, lambda term: str(term) in {"true", "1"})
        found[rows] = np.array(values, np.bool_)[at]
        return found

    # --- places in documents, and disputes

    def _places(self) -> dict[str, Any]:
        """Return passages in the order of the text, their paragraphs and sentences; documents."""
        said = self._said
        paragraph, start, document = (
            self._of_passages(f"kg:{name}") for name in ("paragraph", "start", "document")
        )
        rows, passages = self._pairs("kg:passage")
        sort = np.lexsort((start[passages], paragraph[passages], rows))
        rows, passages = rows[sort], passages[sort]
        slugs, at = self._decoded(passages, _local)
        sentences = [_sentence(slug) for slug in slugs]
        begin = self._start(rows)
        firsts = [-1] * len(self._claim)
        for row, first in zip(
            *map(np.ndarray.tolist, np.unique(rows, return_index=True)), strict=True
        ):
            firsts[row] = int(document[passages[first]])
        owner = [
            _slug(said.name(code)) if code > 0 else claim.rpartition("-")[0]
            for code, claim in zip(firsts, self._claim, strict=True)
        ]
        return {
            "passage": _lists_of(begin, [slugs[i] for i in at.tolist()]),
            "paragraph": _lists_of(begin, paragraph[passages].tolist()),
            "sentence": _lists_of(begin, [sentences[i] for i in at.tolist()]),
            "document": _coded_of(owner),
        }

    def _of_passages(self, predicate: str) -> np.ndarray:
        """Return a number for each code: what a property of passages says, or whose code it is."""
        said = self._said
        found = np.zeros(len(said.terms), np.int64)
        subjects, objects = said.pairs(predicate)
        known = np.isin(subjects, said.of_type("kg:Passage"))
        subjects, objects = subjects[known], objects[known]
        if predicate == "kg:document":
            found[subjects] = objects
            return found
        numbers, at = self._decoded(objects, lambda term: _whole(str(term)))
        found[subjects] = np.array(numbers, np.int64)[at]
        return found

    def _disputed_by(self, pairs: Iterable[tuple[str, str, str, bool]]) -> Lists:
        found: dict[str, set[str]] = defaultdict(set)
        for _, first, second, disputed in pairs:
            if disputed:
                found[first].add(second)
        several = [sorted(found[claim]) for claim in self._claim]
        begin = np.cumsum([0, *map(len, several)], dtype=np.int64)
        return _lists_of(begin, [one for many in several for one in many])

    def _told_by(self, claim: str) -> set[str]:
        """Return the claimant and the one it speaks for."""
        columns, row = self.columns, self.columns.place[claim]
        return {columns.claimant[row], *columns.speaks_for[row]}

    def _concerned(self, claim: str) -> set[str]:
        """Return the parties to what a claim says."""
        columns, row = self.columns, self.columns.place[claim]
        return {columns.subject[row], columns.object[row], *columns.affected[row]}


def _local(term: Term) -> str:
    return _slug(_short(term))


def _whole(text: str) -> int:
    """Return a whole number, 0 for what is none or is beyond what an offset can be."""
    return int(text) if len(text) < _DIGITS and text.lstrip("+-").isdecimal() else 0


def _recoded(column: Any, known: tuple[str, ...]) -> Any:
    """Return a column coded by a longer list of values."""
    place = {value: code for code, value in enumerate(known)}
    codes = np.array([place[value] for value in column.values], np.int32)[column.codes]
    return replace(column, codes=codes, values=known)


def _coded_of(values: list[Any]) -> Coded:
    known = sorted(set(values))
    place = {value: code for code, value in enumerate(known)}
    return Coded(
        np.fromiter((place[value] for value in values), np.int32, len(values)), tuple(known)
    )


def _lists_of(start: np.ndarray, flat: list[Any]) -> Lists:
    codes = _coded_of(flat)
    return Lists(start, codes.codes, codes.values)


def _sentence(passage: str) -> str:
    """Return the sentence numbers in a passage's slug: ``"4"``, ``"2-4"``, or ``""``."""
    return passage.rpartition("-p")[2].partition("s")[2] if "-p" in passage else ""


def _value(term: Term) -> float | int | str | None:
    if isinstance(term, Text) and term.datatype == PREFIXES["xsd"] + "integer":
        return int(term.value)
    if isinstance(term, Text) and term.datatype == PREFIXES["xsd"] + "decimal":
        return float(term.value)
    return str(term)
