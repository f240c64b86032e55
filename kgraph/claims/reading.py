"""Rows of the store become records here, and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kgraph import dates
from kgraph.claims.columns import Columns
from kgraph.claims.table import ClaimsTable, named
from kgraph.dossier.terms import Iri, Text
from kgraph.model import (
    DecisionRule,
    Dispute,
    Document,
    Entity,
    Grade,
    Passage,
    Relation,
    Word,
)
from kgraph.vocabulary import PREFIXES, compact, kind_of, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Term

__all__ = ["read"]

_ENTITY_KINDS = frozenset({"actor", "office", "place", "event", "agreement", "issue", "frame"})
_Properties = dict[str, list["Term"]]


def read(store: Store) -> ClaimsTable:
    """Return the claims table of a built store: every standing claim of the whole record."""
    relations = _relations(store)
    entities = _entities(store)
    passages = _passages(store)
    disputes = tuple(_disputes(store))
    words = _words(store)
    reader = _ClaimReader(store, relations, passages, words, disputes)
    return ClaimsTable(
        columns=reader.columns(entities),
        entities=entities,
        relations=relations,
        documents=_documents(store, entities),
        passages=passages,
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
        own_grades=_own_grades(store),
        decision_rules=tuple(_decision_rules(store)),
        different=frozenset(_different(store)),
        data_version=store.data_version,
    )


def _described(store: Store, pattern: str) -> dict[str, _Properties]:
    """All properties of the things that a pattern binds to ?it, by CURIE, sorted."""
    things: dict[str, _Properties] = defaultdict(lambda: defaultdict(list))
    for it, predicate, value in store.select(
        f"SELECT DISTINCT ?it ?p ?v WHERE {{ {pattern} ?it ?p ?v }}"
    ):
        things[compact(str(it))][compact(str(predicate))].append(value)
    return {curie: things[curie] for curie in sorted(things)}


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


def _entities(store: Store) -> dict[str, Entity]:
    entities = {}
    for curie, properties in _described(store, "?it skos:prefLabel ?label .").items():
        if kind_of(curie) not in _ENTITY_KINDS:
            continue
        types = [t for t in _many(properties, "rdf:type") if t.startswith("kg:")]
        labels = _many(properties, "skos:prefLabel")
        entities[curie] = Entity(
            id=curie,
            label=labels[0],
            type=_slug(types[0]) if types else "",
            aliases=(*_many(properties, "skos:altLabel"), *labels[1:]),
            hidden=_many(properties, "skos:hiddenLabel"),
            qid=_slug(_one(properties, "skos:exactMatch")),
            private=_flag(properties, "kg:private"),
            part_of=_one(properties, "kg:organOf", "kg:officeOf"),
            may_speak=_many(properties, "kg:maySpeak"),
            clashes=_many(properties, "kg:clashesWith"),
        )
    return entities


def _relations(store: Store) -> dict[str, Relation]:
    pattern = "{ ?it a kg:RelationType } UNION { ?it a kg:MeasureType }"
    relations = {}
    for curie, properties in _described(store, pattern).items():
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
            assessment=_flag(properties, "kg:assessment"),
            guarantee=_flag(properties, "kg:guarantee"),
            promise=_flag(properties, "kg:promise"),
            unmet_label=_one(properties, "kg:unmetLabel"),
            rationale=_one(properties, "kg:rationale"),
        )
    return relations


def _words(store: Store) -> dict[str, Word]:
    words = {}
    pattern = "{ ?it skos:inScheme ?scheme } UNION { ?it a owl:Class }"
    for curie, properties in _described(store, pattern).items():
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


def _documents(store: Store, entities: Mapping[str, Entity]) -> dict[str, Document]:
    documents = {}
    for curie, properties in _described(store, "?it a kg:Document .").items():
        published = dates.interval(_one(properties, "kg:published"))
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
        )
    return documents


def _own_grades(store: Store) -> dict[str, str]:
    query = """
        SELECT DISTINCT ?it ?grade WHERE {
          { ?it a kg:StandingClaim } UNION { ?it a kg:Office } ?it kg:lever ?grade }
        ORDER BY ?it ?grade"""
    found = {}
    for it, grade in store.select(query):
        curie = compact(str(it))
        name = _slug(curie) if kind_of(curie) == "claim" else curie
        found[name] = _slug(compact(str(grade)))
    return found


def _decision_rules(store: Store) -> Iterator[DecisionRule]:
    for curie, properties in _described(store, "?it a kg:DecisionRule .").items():
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


def _passages(store: Store) -> dict[str, Passage]:
    return {
        _slug(curie): Passage(
            id=_slug(curie),
            document=_slug(_one(properties, "kg:document")),
            paragraph=int(_number(properties, "kg:paragraph") or 0),
            start=int(_number(properties, "kg:start") or 0),
            end=int(_number(properties, "kg:end") or 0),
            sha256=_one(properties, "kg:sha256"),
        )
        for curie, properties in _described(store, "?it a kg:Passage .").items()
    }


def _disputes(store: Store) -> Iterator[tuple[str, str, str, bool]]:
    query = """
        SELECT DISTINCT ?kind ?a ?b ?top WHERE {
          VALUES ?top { kg:contradicts kg:differsFrom }
          ?p rdfs:subPropertyOf ?top ; rdfs:label ?kind .
          ?a ?p ?b .
        }"""
    for kind, first, second, top in store.select(query):
        disputed = str(top).endswith("contradicts")
        yield str(kind), _slug(compact(str(first))), _slug(compact(str(second))), disputed


def _different(store: Store) -> Iterator[tuple[str, str]]:
    for first, second in store.select("SELECT DISTINCT ?a ?b WHERE { ?a kg:differsFrom ?b }"):
        ends = _slug(compact(str(first))), _slug(compact(str(second)))
        yield ends
        yield ends[::-1]


class _ClaimReader:
    """Turns the descriptions of claims into columns."""

    def __init__(
        self,
        store: Store,
        relations: Mapping[str, Relation],
        passages: Mapping[str, Passage],
        words: Mapping[str, Word],
        disputes: Iterable[tuple[str, str, str, bool]],
    ) -> None:
        self._relations, self._passages, self._words = relations, passages, words
        pairs = list(disputes)
        self._disputed_by: dict[str, set[str]] = defaultdict(set)
        for _, first, second, disputed in pairs:
            if disputed:
                self._disputed_by[first].add(second)
        described = _described(store, "?it a kg:StandingClaim .")
        self._rows = [self._row(_slug(curie), p) for curie, p in described.items()]
        by_id = {row["claim"]: row for row in self._rows}
        self.disputes = tuple(
            sorted(
                Dispute(kind, first, second, disputed, _is_party(by_id[second], by_id[first]))
                for kind, first, second, disputed in pairs
                if first in by_id and second in by_id
            )
        )

    def columns(self, entities: Mapping[str, Entity]) -> Columns:
        """Return the columns of the claims; all entities have a code."""
        return Columns.of_rows(self._rows, named(entities))

    def _row(self, claim: str, p: _Properties) -> dict[str, Any]:
        factuality = self._words[_slug(_one(p, "kg:factuality"))]
        passages = tuple(sorted((_slug(x) for x in _many(p, "kg:passage")), key=self._place))
        return {
            "claim": claim,
            "document": self._document(claim, passages),
            "passage": passages,
            "paragraph": tuple(self._place(passage)[0] for passage in passages),
            "sentence": tuple(_sentence(passage) for passage in passages),
            "subject": _one(p, "kg:subject"),
            "relation": self._relations[_slug(_one(p, "kg:relation"))].id,
            "object": _one(p, "kg:object"),
            "value": _value(p),
            "claimant": _one(p, "kg:claimant"),
            "speaks_for": _many(p, "kg:speaksFor"),
            "via": _many(p, "kg:via"),
            "factuality": factuality.id,
            "polarity": int(factuality.number("polarity")),
            "certainty": factuality.number("certainty"),
            "modality": _slug(_one(p, "kg:modality")),
            "mode": _slug(_one(p, "kg:mode")),
            "when": _one(p, "kg:when"),
            "valid_from": _one(p, "kg:validFrom"),
            "valid_until": _one(p, "kg:validUntil"),
            "surely_from": _one(p, "kg:surelyFrom"),
            "surely_until": _one(p, "kg:surelyUntil"),
            "before": _many(p, "kg:before"),
            "during": _many(p, "kg:during"),
            "after": _many(p, "kg:after"),
            "reported_on": _one(p, "kg:reportedOn"),
            "asserted": _one(p, "kg:asserted"),
            "intensity": int(_number(p, "kg:intensity") or 2),
            "condition": _one(p, "kg:condition"),
            "context": _many(p, "kg:context"),
            "topic": _many(p, "kg:topic"),
            "affected": _many(p, "kg:affected"),
            "place": _many(p, "kg:place"),
            "group": _one(p, "kg:group"),
            "bound": _slug(_one(p, "kg:bound")),
            "denies": tuple(map(_slug, _many(p, "kg:denies"))),
            "disputes": tuple(map(_slug, _many(p, "kg:disputes"))),
            "disputed_by": tuple(sorted(self._disputed_by[claim])),
            "corroborated_by": tuple(map(_slug, _many(p, "kg:corroborates"))),
            "includes": tuple(map(_slug, _many(p, "kg:includes"))),
            "origin": _one(p, "kg:origin"),
            "voice": _slug(_one(p, "kg:voice")),
            "on_itself": _flag(p, "kg:onItself"),
            "lever_family": _slug(_one(p, "kg:leverFamily")),
            "gloss": _one(p, "kg:gloss"),
            "note": _one(p, "skos:editorialNote"),
            "status": _one(p, "kg:status") or "draft",
        }

    def _document(self, claim: str, passages: tuple[str, ...]) -> str:
        first = self._passages.get(passages[0]) if passages else None
        return first.document if first else claim.rpartition("-")[0]

    def _place(self, passage: str) -> tuple[int, int]:
        found = self._passages.get(passage)
        return (found.paragraph, found.start) if found else (0, 0)


def _is_party(claim: Mapping[str, Any], to: Mapping[str, Any]) -> bool:
    told_by = {claim["claimant"], *claim["speaks_for"]}
    return bool(told_by & {to["subject"], to["object"], *to["affected"]})


def _sentence(passage: str) -> str:
    """Return the sentence numbers in a passage's slug: ``"4"``, ``"2-4"``, or ``""``."""
    return passage.rpartition("-p")[2].partition("s")[2] if "-p" in passage else ""


def _value(p: _Properties) -> float | int | str | None:
    if not p.get("kg:value"):
        return None
    term = p["kg:value"][0]
    if isinstance(term, Text) and term.datatype == PREFIXES["xsd"] + "integer":
        return int(term.value)
    if isinstance(term, Text) and term.datatype == PREFIXES["xsd"] + "decimal":
        return float(term.value)
    return str(term)
