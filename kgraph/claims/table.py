"""The claims table: one row per claim, and the selections that every view is made of."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from kgraph.claims.columns import Columns, Lists
from kgraph.claims.days import LAPSED, answers
from kgraph.claims.leads import Leads, leads
from kgraph.claims.names import Names
from kgraph.claims.selection import Selection, caption, masks
from kgraph.claims.voices import ALL_VOICES
from kgraph.errors import BadOption, UnknownName
from kgraph.model import CLAIM_COLUMNS, SURE, Claim, Dispute
from kgraph.result import Result
from kgraph.text import many

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kgraph.model import (
        DecisionRule,
        Document,
        Entity,
        Grade,
        Relation,
        Word,
    )
    from kgraph.text import Shown

__all__ = ["REACH_BACK", "Claims", "ClaimsTable"]

#: Days before its report for which an undated claim is taken, where the vocabulary says nothing.
REACH_BACK = 365

#: Claims that are made at once by who looks at all.
_AT_ONCE = 4096
#: Every row of the columns.
_EVERY = np.array([-1])


class _Record:
    """What is made once of the claims of a record, for all tables that are chosen from them."""

    def __init__(
        self, columns: Columns, entities: Mapping[str, Entity], relations: Mapping[str, Relation]
    ) -> None:
        self.made_of = columns, entities, relations
        self._claims: dict[int, Claim] = {}

    def claim(self, row: int) -> Claim:
        """Return the claim of a row, made when somebody looks at it."""
        found = self._claims.get(row)
        if found is None:
            (found,) = self.claims(np.array([row]))
        return found

    def claims(self, rows: np.ndarray) -> Iterator[Claim]:
        """Yield the claims of some rows, in this order; many are made at once."""
        for first in range(0, len(rows), _AT_ONCE):
            part = rows[first : first + _AT_ONCE].tolist()
            new = [row for row in part if row not in self._claims]
            if new:
                self._claims.update(zip(new, self._made(np.array(new)), strict=True))
            yield from map(self._claims.__getitem__, part)

    def _made(self, rows: np.ndarray) -> Iterator[Claim]:
        columns, _, relations = self.made_of
        return (self._claim(said, relations[said["relation"]]) for said in columns.rows(rows))

    def _claim(self, said: Mapping[str, Any], relation: Relation) -> Claim:
        subject, target = self._named(said["subject"]), self._named(said["object"])
        return Claim(
            **said,
            subject_label=subject[0],
            subject_type=subject[1],
            relation_label=relation.label,
            family=relation.family,
            object_label=target[0],
            object_type=target[1],
            claimant_label=self._named(said["claimant"])[0],
            valence=relation.valence,
            role=relation.role,
        )

    def _named(self, entity: str) -> tuple[str, str]:
        found = self.made_of[1].get(entity)
        return (found.label, found.type) if found else (entity, "")

    @cached_property
    def names(self) -> Names:
        return Names(self.made_of[1])

    @cached_property
    def leads(self) -> Leads:
        columns, _, relations = self.made_of
        return leads(columns, relations)

    @cached_property
    def propositions(self) -> Lists:
        columns, _, relations = self.made_of
        symmetric = columns.relation.where(lambda name: relations[name].symmetric).tolist()
        numbers: dict[object, int] = {}
        flat: list[int] = []
        start = [0]
        for row, (subject, target, relation) in enumerate(
            zip(
                columns.subject.codes.tolist(),
                columns.object.codes.tolist(),
                columns.relation.codes.tolist(),
                strict=True,
            )
        ):
            if target:
                ends = (subject, target)
                if symmetric[row] and subject > target:
                    ends = (target, subject)
                for topic in columns.topic[row] or ("",):
                    for context in columns.context[row] or ("",):
                        key = (ends, relation, topic, context)
                        flat.append(numbers.setdefault(key, len(numbers)))
            start.append(len(flat))
        codes = np.array(flat, dtype=np.int64)
        return Lists(np.array(start, dtype=np.int64), codes, tuple(range(len(numbers))))


@dataclass(frozen=True, eq=False, repr=False)
class ClaimsTable:
    """Claims with everything needed to read them: an immutable table.

    ``columns`` are the claims of the record, ``at`` which rows of them the table has, in order (all
    if not given); a ``Claim`` is made when somebody looks at it. ``selection`` tells how the rows
    were chosen. ``own_grades`` are levers graded by themselves: of single claims (by id) and of
    offices (by CURIE). ``different`` are the pairs of claims, in both orders, that a curator marks
    as no contradiction. ``title`` is what the dossier calls itself. In a ``rolled`` one bodies
    stand for those who may speak for them.
    """

    columns: Columns
    entities: Mapping[str, Entity] = field(default_factory=dict)
    relations: Mapping[str, Relation] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    grades: Mapping[str, Grade] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, Word] = field(default_factory=dict)
    disputes: Sequence[Dispute] = ()
    own_grades: Mapping[str, str] = field(default_factory=dict)
    decision_rules: tuple[DecisionRule, ...] = ()
    different: frozenset[tuple[str, str]] = frozenset()
    title: str = ""
    data_version: str = ""
    selection: Selection = field(default_factory=Selection)
    rolled: bool = False
    at: np.ndarray = field(default_factory=lambda: _EVERY)
    _record: _Record | None = None

    def __post_init__(self) -> None:
        if self.at is _EVERY:
            object.__setattr__(self, "at", np.arange(self.columns.n))
        made_of = self.columns, self.entities, self.relations
        shared = self._record
        if shared is None or any(a is not b for a, b in zip(shared.made_of, made_of, strict=True)):
            object.__setattr__(self, "_record", _Record(*made_of))

    @classmethod
    def of(cls, claims: Iterable[Claim], **more: Any) -> ClaimsTable:
        """Return a table of claims; ``more`` are its other fields."""
        return cls(Columns.of(claims, named(more.get("entities", {}))), **more)

    def with_claims(self, claims: Iterable[Claim]) -> ClaimsTable:
        """Return the table with other claims in place of its own."""
        columns = Columns.of(claims, named(self.entities))
        return replace(self, columns=columns, at=_EVERY)

    def __repr__(self) -> str:
        return f"<{many(len(self), 'claim')}; data version {self.data_version}>"

    def __len__(self) -> int:
        return len(self.at)

    def __iter__(self) -> Iterator[Claim]:
        return self._shared.claims(self.at)

    def __contains__(self, claim: object) -> bool:
        row = self.columns.place.get(claim)  # type: ignore[call-overload]
        return row is not None and bool(self.has[row])

    def __getitem__(self, claim: str) -> Claim:
        """Return the claim of this id; raises ``UnknownName``."""
        return self.claim_at(self.row(claim))

    def row(self, claim: str) -> int:
        """Return the row of a claim in the columns; raises ``UnknownName`` if it is not chosen."""
        if claim not in self:
            raise UnknownName(claim, "claim in this selection")
        return self.columns.place[claim]

    def claim_at(self, row: int) -> Claim:
        """Return the claim of a row of the columns."""
        return self._shared.claim(row)

    @property
    def _shared(self) -> _Record:
        assert self._record is not None  # noqa: S101  set in __post_init__
        return self._record

    @cached_property
    def has(self) -> np.ndarray:
        """Which rows of the columns the table has, shape (n,)."""
        found = np.zeros(self.columns.n, dtype=bool)
        found[self.at] = True
        return found

    @property
    def names(self) -> Names:
        """The index of names, made once for all tables of a record."""
        return self._shared.names

    @property
    def leads(self) -> Leads:
        """Who leads to whom by which claim of the record, see ``leads``."""
        return self._shared.leads

    @property
    def propositions(self) -> Lists:
        """What each claim of the record says, numbered: subject, relation, object, topic, context.

        Two claims say the same if they have one in common; a symmetric relation holds in either
        order. None for a claim without an object.
        """
        return self._shared.propositions

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

    @cached_property
    def _differences(self) -> dict[str, tuple[Dispute, ...]]:
        kinds = {(one.first, one.second): one for one in self.disputes if not one.disputed}
        for first, second in self.different:
            marked = Dispute("as a curator marks", first, second, disputed=False)
            kinds.setdefault((first, second), marked)
        grouped: dict[str, list[Dispute]] = defaultdict(list)
        for one in kinds.values():
            if one.first in self and one.second in self:
                grouped[one.first].append(one)
        return {claim: tuple(sorted(found)) for claim, found in grouped.items()}

    def differences_of(self, claim: str) -> tuple[Dispute, ...]:
        """Return in what a claim differs from others of the table, which is no dispute.

        In time, by a condition, or as a curator marks.
        """
        return self._differences.get(claim, ())

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
        keep = np.ones(self.columns.n, dtype=bool)
        for mask in self._masks(selection).values():
            keep &= mask
        return replace(self.where(keep), selection=selection)

    def where(self, mask: np.ndarray) -> ClaimsTable:
        """Return the table of its claims for which a mask holds, shape (columns.n,)."""
        return replace(self, at=self.at[mask[self.at]])

    def caption(self) -> str:
        """Return in one sentence which claims the table has, and whether it is rolled up."""
        said = caption(self.selection, self.label)
        if not self.rolled:
            return said
        return f"{said.rstrip('.')}; leaders and ministries inside their state or body."

    def without(self, claims: Iterable[str]) -> ClaimsTable:
        """Return the table as it would be if some claims had not been made.

        Nothing is disputed or corroborated by them any more. What follows from them by other rules
        (for whom a claimant speaks) stays.
        """
        gone = frozenset(claims)
        left = {
            name: getattr(self.columns, name).without(gone)
            for name in ("disputed_by", "corroborated_by")
        }
        stays = np.array([claim not in gone for claim in self.columns.claim], dtype=bool)
        disputes = tuple(d for d in self.disputes if d.first not in gone and d.second not in gone)
        told = replace(self, columns=self.columns.changed(**left), disputes=disputes)
        return told.where(stays)

    def sample(self, size: int, seed: int) -> ClaimsTable:
        """Return a random sample of the claims, in the order of the table.

        Each claim has a place in the lot that depends on the seed and its id alone: the same table
        and seed give the same sample anywhere, and one claim more or less changes it by at most
        one. All claims, if there are no more than ``size``.

        Raises
        ------
        BadOption
            If ``size`` is less than 1.
        """
        if size < 1:
            message = f"A sample has at least one claim, not {size}."
            raise BadOption(message)

        def lot(row: int) -> str:
            return hashlib.sha256(f"{seed}:{self.columns.claim[row]}".encode()).hexdigest()

        drawn = np.zeros(self.columns.n, dtype=bool)
        drawn[sorted(self.at.tolist(), key=lot)[:size]] = True
        return self.where(drawn)

    def left_out(self, selection: Selection) -> dict[str, int]:
        """Count the claims that a selection leaves out, each under the first reason that holds.

        Returns
        -------
        dict of str to int
            Reason (``"lens"``, ``"reported later"``, ``"not on that day"``, a voice class ...) to
            number of claims; reasons without claims are absent.
        """
        return {reason: len(rows) for reason, rows in self.left_out_rows(selection).items()}

    def left_out_rows(self, selection: Selection) -> dict[str, list[int]]:
        """Return the rows that a selection leaves out, by reason as in ``left_out``."""
        left = self.has
        found: dict[str, list[int]] = {}
        for reason, mask in self._masks(selection).items():
            out = np.flatnonzero(left & ~mask)
            if reason == "voice":
                for row, voice in zip(out.tolist(), self.columns.voice_class[out], strict=True):
                    name = ALL_VOICES[voice] if voice >= 0 else "nobody's voice"
                    found.setdefault(name, []).append(row)
            elif len(out):
                found[reason] = out.tolist()
            left = left & mask
        return found

    def _masks(self, selection: Selection) -> dict[str, np.ndarray]:
        return masks(
            selection, self.columns, self.relations, self.documents, self.entities,
            self.certainty,
            self.answers_on(selection.as_of, selection.reach_back),
        )  # fmt: skip

    @cached_property
    def end(self) -> dt.date | None:
        """The day of the last document; ``None`` without any."""
        last = max((d.published_last for d in self.documents.values()), default="")
        return dt.date.fromisoformat(last) if last else None

    def answers_on(self, day: dt.date | None, reach_back: int | None = None) -> np.ndarray:
        """Return what each claim of the record says of a day (of its end if ``None``).

        As places in ``days.ANSWERS``, shape (columns.n,); see ``days.answers``.
        """
        days = self.thresholds.get("reachBack", REACH_BACK) if reach_back is None else reach_back
        return answers(
            day or self.end or dt.date.max, self.columns, self.relations,
            reach_back=int(days), end=self.end,
        )  # fmt: skip

    @cached_property
    def answers(self) -> np.ndarray:
        """What each claim says of the day of the selection, or of the end of the record."""
        return self.answers_on(self.selection.as_of, self.selection.reach_back)

    @property
    def present(self) -> ClaimsTable:
        """The table without what had ended by the day."""
        return self.where(self.answers != LAPSED)

    @property
    def ended(self) -> ClaimsTable:
        """What of the table had ended by the day."""
        return self.where(self.answers == LAPSED)

    @property
    def result(self) -> Claims:
        """The claims as rows."""
        return Claims(self)

    def records(self) -> list[dict[str, Any]]:
        """Return one dict per claim with the columns of the table; several values as lists."""
        return self.result.rows()

    def df(self) -> Any:
        """Return the table as a pandas DataFrame, one row per claim."""
        return self.result.df()

    def to_csv(self) -> str:
        """Return the table as CSV with a header, in which no cell is a formula."""
        return self.result.to_csv()

    def _repr_html_(self) -> str:
        return self.result._repr_html_()


@dataclass(frozen=True, eq=False, repr=False)
class Claims(Result[dict[str, Any]]):
    """The claims of a table as rows, whose columns are the fields of a claim.

    The table itself is no result: it is what results are made of, with arrays for columns.
    """

    row_type = Claim
    title = "Claims"
    tells = "What is claimed, by whom, how surely, for and by when."
    shown: ClassVar[Shown] = {
        "claim": "claim", "says": "gloss", "claimant": "claimant_label",
        "how sure, when": lambda row: [
            one for one in (SURE.get(row["factuality"], row["factuality"]), row["when"]) if one
        ],
        "disputed by": "disputed_by",
    }  # fmt: skip
    texts = ("coder", "tag")

    table: ClaimsTable

    @property
    def columns(self) -> tuple[str, ...]:
        """The fields of a claim."""
        return CLAIM_COLUMNS

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of the claims, sorted."""
        return tuple(sorted(claim.claim for claim in self.table))

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict per claim; several values as lists."""
        return [
            {
                name: list(value) if isinstance(value := getattr(claim, name), tuple) else value
                for name in CLAIM_COLUMNS
            }
            for claim in self.table
        ]

    def _heading(self) -> str:
        return many(len(self.table), "claim")


def named(entities: Mapping[str, Entity]) -> Iterator[str]:
    """Yield entities and the bodies for which they may speak: who can stand for a claim's ends."""
    for entity in entities.values():
        yield entity.id
        yield entity.part_of
        yield from entity.may_speak
