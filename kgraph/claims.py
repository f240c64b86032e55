"""The claims table: one row per claim, and the selections that every view is made of.

The only place where rows of the store become records. Whole-table work runs on ``columns``, the
same rows coded as integers; nothing else holds claims.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph import dates
from kgraph.errors import BadOption, UnknownName
from kgraph.model import (
    CLAIM_COLUMNS,
    Claim,
    Dispute,
    Document,
    Entity,
    Grade,
    Iri,
    Passage,
    Relation,
    Text,
    Word,
)
from kgraph.vocabulary import PREFIXES, compact, kind_of, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kgraph.model import Term
    from kgraph.store.embedded import Store

__all__ = [
    "ALL_VOICES",
    "DEFAULT_VOICES",
    "ClaimsTable",
    "Columns",
    "Selection",
    "read",
    "voice_class",
]

#: Whose word counts in a network unless asked otherwise (decision: reports, and actors on
#: themselves); the other classes are switches.
DEFAULT_VOICES = ("reporting", "party-on-itself")
ALL_VOICES = (*DEFAULT_VOICES, "party-on-others", "analysis", "witness")

_LATER_THAN_ALL = np.iinfo(np.int32).max
_EARLIER_THAN_ALL = np.iinfo(np.int32).min


def voice_class(claim: Claim) -> str:
    """Return the voice of a claim with a party's word on itself and on others kept apart.

    Returns
    -------
    str
        One of ``ALL_VOICES``, or ``""`` for a claim that nobody stands behind (distanced).
    """
    if claim.voice != "party":
        return claim.voice
    return "party-on-itself" if claim.on_itself else "party-on-others"


@dataclass(frozen=True)
class Selection:
    """Which claims are looked at; the default is every standing claim of the whole record.

    ``as_of`` asks what held on a day, ``known_by`` what was reported by a day; ``window`` (days)
    limits how long ago a momentary act may lie before ``as_of``. A lens is ``document:X``,
    ``publisher:X`` or ``claimant:X``; several lenses are a union. ``families`` is applied when a
    network is built. ``min_factuality`` names the least certainty (``""`` for any).
    """

    as_of: dt.date | None = None
    known_by: dt.date | None = None
    window: int | None = None
    lens: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    voices: tuple[str, ...] = ALL_VOICES
    min_factuality: str = ""
    disputed: bool = True
    about: tuple[str, ...] = ()
    claimants: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    polarity: int | None = None

    def __post_init__(self) -> None:
        if self.window is not None and (self.as_of is None or self.window < 1):
            raise BadOption("A window is a number of days (1 or more) before an as-of day.")
        for voice in self.voices:
            if voice not in ALL_VOICES:
                raise UnknownName(voice, "voice", ALL_VOICES)


@dataclass(frozen=True)
class Columns:
    """The rows of a claims table coded as integers, all of length ``n``.

    ``subject`` and ``object`` index ``entities`` (-1 for none), ``relation`` indexes ``relations``,
    ``document`` indexes ``documents``, ``voice`` indexes ``ALL_VOICES`` (-1 for none); days are
    counted from 1970-01-01, with the ends of the type where open or unknown. The lists of affected
    actors and topics are stored as ``(start, flat)``: row ``i`` owns ``flat[start[i]:start[i+1]]``.
    """

    n: int
    entities: tuple[str, ...]
    relations: tuple[str, ...]
    documents: tuple[str, ...]
    subject: np.ndarray
    relation: np.ndarray
    object: np.ndarray
    document: np.ndarray
    polarity: np.ndarray
    certainty: np.ndarray
    actual: np.ndarray
    conditional: np.ndarray
    voice: np.ndarray
    disputed: np.ndarray
    own_voice: np.ndarray
    corroborated: np.ndarray
    valid_from: np.ndarray
    valid_until: np.ndarray
    reported: np.ndarray
    lever_family: np.ndarray
    affected: tuple[np.ndarray, np.ndarray]
    topic: tuple[np.ndarray, np.ndarray]
    families: tuple[str, ...]

    def take(self, rows: np.ndarray) -> Columns:
        """Return the columns of the rows at these positions, in their order."""
        simple = {
            name: getattr(self, name)[rows]
            for name in (
                "subject",
                "relation",
                "object",
                "document",
                "polarity",
                "certainty",
                "actual",
                "conditional",
                "voice",
                "disputed",
                "own_voice",
                "corroborated",
                "valid_from",
                "valid_until",
                "reported",
                "lever_family",
            )
        }
        return replace(
            self,
            n=len(rows),
            affected=_take_lists(self.affected, rows),
            topic=_take_lists(self.topic, rows),
            **simple,
        )


def _take_lists(
    lists: tuple[np.ndarray, np.ndarray], rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    start, flat = lists
    lengths = (start[1:] - start[:-1])[rows]
    new_start = np.concatenate([[0], np.cumsum(lengths)])
    offsets = np.arange(new_start[-1]) - np.repeat(new_start[:-1], lengths)
    return new_start, flat[np.repeat(start[:-1][rows], lengths) + offsets]


@dataclass(frozen=True, eq=False)
class ClaimsTable:
    """Claims with everything needed to read them: an immutable table.

    ``selection`` tells how the rows were chosen from the whole record.
    """

    rows: tuple[Claim, ...]
    entities: Mapping[str, Entity] = field(default_factory=dict)
    relations: Mapping[str, Relation] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    passages: Mapping[str, Passage] = field(default_factory=dict)
    grades: Mapping[str, Grade] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, Word] = field(default_factory=dict)
    disputes: tuple[Dispute, ...] = ()
    data_version: str = ""
    selection: Selection = field(default_factory=Selection)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.rows)

    def __contains__(self, claim: object) -> bool:
        return claim in self._by_id

    def __getitem__(self, claim: str) -> Claim:
        """Return the claim of this id; raises ``UnknownName``."""
        try:
            return self._by_id[claim]
        except KeyError:
            raise UnknownName(claim, "claim in this selection") from None

    @cached_property
    def _by_id(self) -> dict[str, Claim]:
        return {claim.claim: claim for claim in self.rows}

    @cached_property
    def columns(self) -> Columns:
        """The rows coded as integers, made on first use."""
        return _code(self)

    @cached_property
    def _disputes(self) -> dict[str, tuple[Dispute, ...]]:
        grouped: dict[str, list[Dispute]] = defaultdict(list)
        for dispute in self.disputes:
            if dispute.disputed:
                grouped[dispute.first].append(dispute)
        return {claim: tuple(sorted(found)) for claim, found in grouped.items()}

    def disputes_of(self, claim: str) -> tuple[Dispute, ...]:
        """Return the disputes in which a claim is the first; differences are not among them."""
        return self._disputes.get(claim, ())

    def label(self, entity: str) -> str:
        """Return the label of an entity, or its CURIE if it has none."""
        found = self.entities.get(entity)
        return found.label if found else entity

    def certainty(self, factuality: str) -> float:
        """Return the certainty of a factuality value, in [0, 1]; raises ``UnknownName``."""
        word = self.words.get(factuality)
        if word is None or word.scheme != "FactualityScheme":
            known = [w.id for w in self.words.values() if w.scheme == "FactualityScheme"]
            raise UnknownName(factuality, "factuality", sorted(known))
        return word.number("certainty")

    def select(self, selection: Selection) -> ClaimsTable:
        """Return the table of the claims that a selection admits, in the same order."""
        keep = np.ones(len(self.rows), dtype=bool)
        for mask in self._masks(selection).values():
            keep &= mask
        rows = np.flatnonzero(keep)
        chosen = replace(
            self, rows=tuple(self.rows[row] for row in rows), selection=selection
        )
        chosen.__dict__["columns"] = self.columns.take(rows)
        return chosen

    def left_out(self, selection: Selection) -> dict[str, int]:
        """Count the claims that a selection leaves out, each under the first reason that holds.

        Returns
        -------
        dict of str to int
            Reason (``"lens"``, ``"reported later"``, ``"not on that day"``, a voice class ...) to
            number of claims; reasons without claims are absent.
        """
        voices = np.array([voice_class(claim) or "nobody's voice" for claim in self.rows])
        left = np.ones(len(self.rows), dtype=bool)
        counts: Counter[str] = Counter()
        for reason, mask in self._masks(selection).items():
            out = left & ~mask
            if reason == "voice":
                counts.update(voices[out].tolist())
            elif out.any():
                counts[reason] = int(out.sum())
            left &= mask
        return dict(counts)

    def _masks(self, selection: Selection) -> dict[str, np.ndarray]:
        """One mask of admitted rows per reason to leave a claim out, in order of the reasons."""
        c = self.columns
        masks: dict[str, np.ndarray] = {}
        if selection.lens:
            masks["another lens"] = self._row_mask(lambda claim: self._seen(claim, selection.lens))
        if selection.known_by is not None:
            masks["reported later"] = c.reported <= _day_number(selection.known_by)
        if selection.as_of is not None:
            masks["not on that day"] = self._on_day(selection.as_of, selection.window)
        codes = [ALL_VOICES.index(voice) for voice in selection.voices]
        if set(selection.voices) != set(ALL_VOICES):
            masks["voice"] = np.isin(c.voice, codes)
        if selection.min_factuality:
            least = self.certainty(selection.min_factuality)
            masks["less certain"] = c.certainty >= least - 1e-9
        if not selection.disputed:
            masks["disputed"] = ~c.disputed
        if selection.polarity is not None:
            masks["other polarity"] = c.polarity == selection.polarity
        for reason, wanted, values in (
            ("about others", selection.about, _participants),
            ("another claimant", selection.claimants, _speakers),
            ("another relation", selection.relations, lambda claim: {claim.relation}),
            ("another document", selection.documents, lambda claim: {claim.document}),
        ):
            if wanted:
                masks[reason] = self._row_mask(
                    lambda claim, w=frozenset(wanted), v=values: bool(w & v(claim))
                )
        return masks

    def _row_mask(self, test: Any) -> np.ndarray:
        return np.fromiter((test(claim) for claim in self.rows), dtype=bool, count=len(self.rows))

    def _seen(self, claim: Claim, lens: Iterable[str]) -> bool:
        document = self.documents.get(claim.document)
        through = {f"document:{claim.document}"}
        if document:
            through.add(f"publisher:{document.publisher}")
        through.update(f"claimant:{who}" for who in _speakers(claim))
        return any(entry in through for entry in lens)

    def _on_day(self, day: dt.date, window: int | None) -> np.ndarray:
        c = self.columns
        number = _day_number(day)
        lasting = np.array(
            [self.relations[name].aspect != "momentary" for name in c.relations], dtype=bool
        )[c.relation]
        holds = (c.valid_from <= number) & (number <= c.valid_until)
        # A momentary act is in the record from its last possible day on: the end of its date, or
        # the day by which it was reported.
        last = np.where(c.valid_until == _LATER_THAN_ALL, c.reported, c.valid_until)
        happened = last <= number
        if window is not None:
            happened &= last > number - window
        return np.where(lasting, holds, happened)

    def records(self) -> list[dict[str, Any]]:
        """Return one dict per claim with the columns of the table; several values as lists."""
        return [
            {
                name: list(value) if isinstance(value := getattr(claim, name), tuple) else value
                for name in CLAIM_COLUMNS
            }
            for claim in self.rows
        ]

    def df(self) -> Any:
        """Return the table as a pandas DataFrame, one row per claim."""
        import pandas as pd

        return pd.DataFrame(self.records(), columns=list(CLAIM_COLUMNS))


def _participants(claim: Claim) -> set[str]:
    return {claim.subject, claim.object, *claim.affected, *claim.topic, *claim.context}


def _speakers(claim: Claim) -> set[str]:
    return {claim.claimant, *claim.speaks_for}


def _day_number(day: dt.date) -> int:
    return day.toordinal() - 719163


def _days(texts: Iterable[str], missing: int) -> np.ndarray:
    return np.array(
        [_day_number(dt.date.fromisoformat(text)) if text else missing for text in texts],
        dtype=np.int32,
    )


def _code(table: ClaimsTable) -> Columns:
    rows = table.rows
    relations = tuple(table.relations)
    documents = tuple(table.documents)
    families = tuple(
        sorted(
            {r.family for r in table.relations.values()}
            | {r.lever_family for r in table.relations.values() if r.lever_family}
            | {c.lever_family for c in rows if c.lever_family}
        )
    )
    named = set(table.entities)
    for claim in rows:
        named |= _participants(claim)
    entities = tuple(sorted(named - {""}))
    at = {entity: i for i, entity in enumerate(entities)}
    relation_at = {name: i for i, name in enumerate(relations)}
    document_at = {name: i for i, name in enumerate(documents)}
    family_at = {name: i for i, name in enumerate(families)}
    voice_at = {name: i for i, name in enumerate(ALL_VOICES)}

    def codes(values: Iterable[int], dtype: type = np.int32) -> np.ndarray:
        return np.fromiter(values, dtype=dtype, count=len(rows))

    def lists(values: Iterable[tuple[str, ...]]) -> tuple[np.ndarray, np.ndarray]:
        flat: list[int] = []
        start = [0]
        for several in values:
            flat.extend(at[one] for one in several)
            start.append(len(flat))
        return np.array(start, dtype=np.int64), np.array(flat, dtype=np.int32)

    return Columns(
        n=len(rows),
        entities=entities,
        relations=relations,
        documents=documents,
        families=families,
        subject=codes(at.get(c.subject, -1) for c in rows),
        relation=codes(relation_at[c.relation] for c in rows),
        object=codes(at.get(c.object, -1) for c in rows),
        document=codes(document_at.get(c.document, -1) for c in rows),
        polarity=codes((c.polarity for c in rows), np.int8),
        certainty=codes((c.certainty for c in rows), np.float64),  # type: ignore[misc]
        actual=codes((c.modality == "actual" for c in rows), np.bool_),
        conditional=codes((bool(c.condition) for c in rows), np.bool_),
        voice=codes((voice_at.get(voice_class(c), -1) for c in rows), np.int8),
        disputed=codes((bool(c.disputed_by) for c in rows), np.bool_),
        own_voice=codes((c.mode == "ownVoice" for c in rows), np.bool_),
        corroborated=codes((bool(c.corroborated_by) for c in rows), np.bool_),
        valid_from=_days((c.valid_from for c in rows), _EARLIER_THAN_ALL),
        valid_until=_days((c.valid_until for c in rows), _LATER_THAN_ALL),
        reported=_days((c.reported_on for c in rows), _LATER_THAN_ALL),
        lever_family=codes((family_at.get(c.lever_family, -1) for c in rows), np.int16),
        affected=lists(c.affected for c in rows),
        topic=lists(c.topic for c in rows),
    )


# --- reading the store ------------------------------------------------------------------------

_ENTITY_KINDS = frozenset({"actor", "office", "place", "event", "agreement", "issue", "frame"})
_Properties = dict[str, list["Term"]]


def read(store: Store) -> ClaimsTable:
    """Return the claims table of a built store: every standing claim of the whole record."""
    relations = _relations(store)
    entities = _entities(store)
    passages = _passages(store)
    disputes = tuple(_disputes(store))
    words = _words(store)
    reader = _ClaimReader(store, entities, relations, passages, words, disputes)
    return ClaimsTable(
        rows=reader.rows,
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
            contentious=_flag(properties, "kg:contentious"),
            assessment=_flag(properties, "kg:assessment"),
            guarantee=_flag(properties, "kg:guarantee"),
            promise=_flag(properties, "kg:promise"),
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


class _ClaimReader:
    """Turns the descriptions of claims into rows."""

    def __init__(
        self,
        store: Store,
        entities: Mapping[str, Entity],
        relations: Mapping[str, Relation],
        passages: Mapping[str, Passage],
        words: Mapping[str, Word],
        disputes: Iterable[tuple[str, str, str, bool]],
    ) -> None:
        self._entities, self._relations = entities, relations
        self._passages, self._words = passages, words
        pairs = list(disputes)
        self._disputed_by: dict[str, set[str]] = defaultdict(set)
        for _, first, second, disputed in pairs:
            if disputed:
                self._disputed_by[first].add(second)
        described = _described(store, "?it a kg:StandingClaim .")
        self.rows = tuple(self._row(_slug(curie), p) for curie, p in described.items())
        by_id = {row.claim: row for row in self.rows}
        self.disputes = tuple(
            sorted(
                Dispute(kind, first, second, disputed, _is_party(by_id[second], by_id[first]))
                for kind, first, second, disputed in pairs
                if first in by_id and second in by_id
            )
        )

    def _label(self, curie: str) -> tuple[str, str]:
        entity = self._entities.get(curie)
        return (entity.label, entity.type) if entity else (curie, "")

    def _row(self, claim: str, p: _Properties) -> Claim:
        relation = self._relations[_slug(_one(p, "kg:relation"))]
        subject, target, claimant = _one(p, "kg:subject"), _one(p, "kg:object"), _one(p, "kg:claimant")
        factuality = self._words[_slug(_one(p, "kg:factuality"))]
        passages = tuple(sorted((_slug(x) for x in _many(p, "kg:passage")), key=self._place))
        return Claim(
            claim=claim,
            document=self._document(claim, passages),
            passage=passages,
            paragraph=tuple(self._place(passage)[0] for passage in passages),
            sentence=tuple(_sentence(passage) for passage in passages),
            subject=subject,
            subject_label=self._label(subject)[0],
            subject_type=self._label(subject)[1],
            relation=relation.id,
            relation_label=relation.label,
            family=relation.family,
            object=target,
            object_label=self._label(target)[0] if target else "",
            object_type=self._label(target)[1],
            value=_value(p),
            claimant=claimant,
            claimant_label=self._label(claimant)[0],
            speaks_for=_many(p, "kg:speaksFor"),
            via=_many(p, "kg:via"),
            factuality=factuality.id,
            polarity=int(factuality.number("polarity")),
            certainty=factuality.number("certainty"),
            modality=_slug(_one(p, "kg:modality")),
            mode=_slug(_one(p, "kg:mode")),
            when=_one(p, "kg:when"),
            valid_from=_one(p, "kg:validFrom"),
            valid_until=_one(p, "kg:validUntil"),
            reported_on=_one(p, "kg:reportedOn"),
            asserted=_one(p, "kg:asserted"),
            intensity=int(_number(p, "kg:intensity") or 2),
            condition=_one(p, "kg:condition"),
            context=_many(p, "kg:context"),
            topic=_many(p, "kg:topic"),
            affected=_many(p, "kg:affected"),
            place=_many(p, "kg:place"),
            group=_one(p, "kg:group"),
            bound=_slug(_one(p, "kg:bound")),
            denies=tuple(map(_slug, _many(p, "kg:denies"))),
            disputes=tuple(map(_slug, _many(p, "kg:disputes"))),
            disputed_by=tuple(sorted(self._disputed_by[claim])),
            corroborated_by=tuple(map(_slug, _many(p, "kg:corroborates"))),
            includes=tuple(map(_slug, _many(p, "kg:includes"))),
            origin=_one(p, "kg:origin"),
            voice=_slug(_one(p, "kg:voice")),
            on_itself=_flag(p, "kg:onItself"),
            lever_family=_slug(_one(p, "kg:leverFamily")),
            valence=relation.valence,
            role=relation.role,
            gloss=_one(p, "kg:gloss"),
            note=_one(p, "skos:editorialNote"),
            status=_one(p, "kg:status") or "draft",
        )

    def _document(self, claim: str, passages: tuple[str, ...]) -> str:
        first = self._passages.get(passages[0]) if passages else None
        return first.document if first else claim.rpartition("-")[0]

    def _place(self, passage: str) -> tuple[int, int]:
        found = self._passages.get(passage)
        return (found.paragraph, found.start) if found else (0, 0)


def _is_party(claim: Claim, to: Claim) -> bool:
    return bool(_speakers(claim) & {to.subject, to.object, *to.affected})


def _sentence(passage: str) -> str:
    """The sentence numbers in a passage's slug: ``"4"``, ``"2-4"``, or ``""``."""
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
