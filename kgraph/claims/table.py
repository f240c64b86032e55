"""The claims table: one row per claim, and the selections that every view is made of."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.claims.columns import LATER_THAN_ALL, Columns, code, day_number
from kgraph.claims.selection import (
    ALL_VOICES,
    Selection,
    caption,
    participants,
    speakers,
    voice_class,
)
from kgraph.errors import BadOption, UnknownName
from kgraph.model import CLAIM_COLUMNS
from kgraph.text import frame, html, many

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from kgraph.model import (
        Claim,
        DecisionRule,
        Dispute,
        Document,
        Entity,
        Grade,
        Passage,
        Relation,
        Word,
    )

__all__ = ["ClaimsTable"]


@dataclass(frozen=True, eq=False, repr=False)
class ClaimsTable:
    """Claims with everything needed to read them: an immutable table.

    ``selection`` tells how the rows were chosen from the whole record. ``own_grades`` are levers
    graded by themselves: of single claims (by id) and of offices (by CURIE). ``different`` are the
    pairs of claims, in both orders, that a curator marks as no contradiction. In a ``rolled`` one
    bodies stand for those who may speak for them.
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
    own_grades: Mapping[str, str] = field(default_factory=dict)
    decision_rules: tuple[DecisionRule, ...] = ()
    different: frozenset[tuple[str, str]] = frozenset()
    data_version: str = ""
    selection: Selection = field(default_factory=Selection)
    rolled: bool = False

    def __repr__(self) -> str:
        return f"<{many(len(self.rows), 'claim')}; data version {self.data_version}>"

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
        return code(self)

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
        chosen = replace(self, rows=tuple(self.rows[row] for row in rows), selection=selection)
        chosen.__dict__["columns"] = self.columns.take(rows)
        return chosen

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

        def left(several: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(one for one in several if one not in gone)

        rows = [
            replace(
                claim,
                disputed_by=left(claim.disputed_by),
                corroborated_by=left(claim.corroborated_by),
            )
            if gone.intersection(claim.disputed_by) or gone.intersection(claim.corroborated_by)
            else claim
            for claim in self.rows
            if claim.claim not in gone
        ]
        disputes = tuple(d for d in self.disputes if d.first not in gone and d.second not in gone)
        return replace(self, rows=tuple(rows), disputes=disputes)

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

        def lot(claim: Claim) -> str:
            return hashlib.sha256(f"{seed}:{claim.claim}".encode()).hexdigest()

        drawn = {claim.claim for claim in sorted(self.rows, key=lot)[:size]}
        rows = [row for row, claim in enumerate(self.rows) if claim.claim in drawn]
        chosen = replace(self, rows=tuple(self.rows[row] for row in rows))
        chosen.__dict__["columns"] = self.columns.take(np.array(rows, dtype=int))
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
            masks["reported later"] = c.reported <= day_number(selection.known_by)
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
        if selection.only_disputed:
            masks["not disputed"] = c.disputed
        if selection.polarity is not None:
            masks["other polarity"] = c.polarity == selection.polarity
        for reason, wanted, values in (
            ("about others", selection.about, participants),
            ("another claimant", selection.claimants, speakers),
            ("another relation", selection.relations, lambda claim: {claim.relation}),
            ("another document", selection.documents, lambda claim: {claim.document}),
            ("another modality", selection.modalities, lambda claim: {claim.modality}),
            ("another mode", selection.modes, lambda claim: {claim.mode}),
            ("another status", selection.statuses, lambda claim: {claim.status}),
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
        through.update(f"claimant:{who}" for who in speakers(claim))
        return any(entry in through for entry in lens)

    def _on_day(self, day: dt.date, window: int | None) -> np.ndarray:
        c = self.columns
        number = day_number(day)
        lasting = np.array(
            [self.relations[name].aspect != "momentary" for name in c.relations], dtype=bool
        )[c.relation]
        holds = (c.valid_from <= number) & (number <= c.valid_until)
        # A momentary act is in the record from its last possible day on: the end of its date, or
        # the day by which it was reported.
        last = np.where(c.valid_until == LATER_THAN_ALL, c.reported, c.valid_until)
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
        return frame(self.records(), CLAIM_COLUMNS)

    def _repr_html_(self) -> str:
        shown = {
            "claim": "claim",
            "says": "gloss",
            "claimant": "claimant_label",
            "how sure": "factuality",
            "when": "when",
            "disputed by": "disputed_by",
        }
        notes = [self.caption(), f"Data version {self.data_version}."]
        return html(self.records(), shown, caption=many(len(self.rows), "claim"), notes=notes)
