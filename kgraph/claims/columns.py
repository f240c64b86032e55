"""The rows of a claims table coded as integers, for whole-table work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kgraph.claims.selection import ALL_VOICES, participants, voice_class
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.claims.table import ClaimsTable

__all__ = ["EARLIER_THAN_ALL", "LATER_THAN_ALL", "Columns", "code", "day_number"]

#: Ends of the type of days, for what is open or unknown.
LATER_THAN_ALL = int(np.iinfo(np.int32).max)
EARLIER_THAN_ALL = int(np.iinfo(np.int32).min)


@dataclass(frozen=True)
class Columns:
    """The rows of a claims table coded as integers, all of length ``n``.

    ``subject`` and ``object`` index ``entities`` (-1 for none), ``relation`` indexes ``relations``,
    ``document`` indexes ``documents``, ``voice`` indexes ``ALL_VOICES`` (-1 for none); days are
    counted from 1970-01-01, with the ends of the type where open or unknown. The lists of affected
    actors, topics and propositions are stored as ``(start, flat)``: row ``i`` owns
    ``flat[start[i]:start[i+1]]``. Two claims say the same if they have a proposition in common: the
    subject, relation, object (in either order if symmetric), topic and context. ``modality`` and
    ``condition`` are numbered from 0, for the latter 0 is none. ``kinds`` has the kind of each
    entity, such as ``"actor"``.
    """

    n: int
    entities: tuple[str, ...]
    kinds: np.ndarray
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
    proposition: tuple[np.ndarray, np.ndarray]
    modality: np.ndarray
    condition: np.ndarray
    families: tuple[str, ...]

    @cached_property
    def by_pair(self) -> np.ndarray:
        """The positions of the rows in the order of subject and object."""
        return np.lexsort((self.object, self.subject))

    def is_kind(self, *kinds: str) -> np.ndarray:
        """Return for each entity whether it is of one of these kinds, length ``entities``."""
        return np.isin(self.kinds, kinds)

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
                "modality",
                "condition",
            )
        }
        taken = replace(
            self,
            n=len(rows),
            affected=_take_lists(self.affected, rows),
            topic=_take_lists(self.topic, rows),
            proposition=_take_lists(self.proposition, rows),
            **simple,
        )
        place = np.full(self.n, -1)
        place[rows] = np.arange(len(rows))
        ordered = place[self.by_pair]
        taken.__dict__["by_pair"] = ordered[ordered >= 0]
        return taken


def _take_lists(
    lists: tuple[np.ndarray, np.ndarray], rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    start, flat = lists
    lengths = (start[1:] - start[:-1])[rows]
    new_start = np.concatenate([[0], np.cumsum(lengths)])
    offsets = np.arange(new_start[-1]) - np.repeat(new_start[:-1], lengths)
    return new_start, flat[np.repeat(start[:-1][rows], lengths) + offsets]


def day_number(day: dt.date) -> int:
    """Return the days from 1970-01-01 to a day."""
    return day.toordinal() - 719163


def _days(texts: Iterable[str], missing: int) -> np.ndarray:
    return np.array(
        [day_number(dt.date.fromisoformat(text)) if text else missing for text in texts],
        dtype=np.int32,
    )


def _numbered(values: Iterable[object], first: object) -> list[int]:
    """Return the numbers of values in the order in which they come, ``first`` being 0."""
    numbers = {first: 0}
    return [numbers.setdefault(value, len(numbers)) for value in values]


def _propositions(table: ClaimsTable) -> tuple[np.ndarray, np.ndarray]:
    symmetric = {name for name, relation in table.relations.items() if relation.symmetric}
    numbers: dict[object, int] = {}
    flat: list[int] = []
    start = [0]
    for claim in table.rows:
        if claim.object:
            ends = (claim.subject, claim.object)
            if claim.relation in symmetric and ends[0] > ends[1]:
                ends = (ends[1], ends[0])
            for topic in claim.topic or ("",):
                for context in claim.context or ("",):
                    key = (ends, claim.relation, topic, context)
                    flat.append(numbers.setdefault(key, len(numbers)))
        start.append(len(flat))
    return np.array(start, dtype=np.int64), np.array(flat, dtype=np.int64)


def code(table: ClaimsTable) -> Columns:
    """Return the columns of a claims table."""
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
        named |= participants(claim)
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
        kinds=np.array([kind_of(entity) for entity in entities], dtype=np.str_),
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
        valid_from=_days((c.valid_from for c in rows), EARLIER_THAN_ALL),
        valid_until=_days((c.valid_until for c in rows), LATER_THAN_ALL),
        reported=_days((c.reported_on for c in rows), LATER_THAN_ALL),
        lever_family=codes((family_at.get(c.lever_family, -1) for c in rows), np.int16),
        affected=lists(c.affected for c in rows),
        topic=lists(c.topic for c in rows),
        proposition=_propositions(table),
        modality=codes(_numbered((c.modality for c in rows), "actual"), np.int16),
        condition=codes(_numbered((c.condition for c in rows), "")),
    )
