"""From a tie, an actor or a claim back to claims, claimants and passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph import wording
from kgraph.claims.leads import STRIKES_NOBODY, without
from kgraph.model import SURE
from kgraph.networks.ties import denied_beside
from kgraph.result import Result
from kgraph.text import many

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim, Tie
    from kgraph.text import Shown

__all__ = ["ExplainedRow", "Explanation", "explain"]


class _ClaimRow(TypedDict):
    """A claim: whose word, how sure, which passage, who disputes it, from what it differs."""

    claim: str
    part: str
    gloss: str
    states: str
    claimant: str
    speaks_for: list[str]
    via: list[str]
    voice: str
    factuality: str
    modality: str
    condition: str
    mode: str
    when: str
    reported_on: str
    passage: list[str]
    cited: str
    disputed_by: list[str]
    differs_from: list[str]
    note: str
    status: str
    coder: list[str]
    memo: str
    tag: list[str]


class _TieName(TypedDict):
    layer: str
    tie: str


class ExplainedRow(_TieName, _ClaimRow):
    """A claim behind a tie."""


@dataclass(frozen=True, eq=False, repr=False)
class Explanation(Result[ExplainedRow]):
    """Ties with every claim they rest on; ``ties`` is empty where single claims were asked for.

    ``whole`` is the whole record: a claim of another selection may dispute one of these. ``told``
    are the claims as the ties name them: rolled up, bodies stand for who speaks for them.
    """

    title = "Explanation"
    tells = "The claims and passages behind a tie, an actor or a claim."
    shown: ClassVar[Shown] = {
        "tie": "tie", "claim": "claim", "says": "gloss", "states": "states", "part": "part",
        "claimant": "claimant",
        "how sure": lambda row: SURE.get(row["factuality"], row["factuality"]),
        "where": "cited", "disputed": "disputed_by",
    }  # fmt: skip
    texts = ("speaks_for", "via", "disputed_by", "coder", "tag")

    whole: ClaimsTable
    ties: tuple[Tie, ...]
    single: tuple[Claim, ...]
    told: ClaimsTable

    def __repr__(self) -> str:
        return f"<Explanation: {self._counts()}>"

    def _counts(self) -> str:
        ties = f"{many(len(self.ties), 'tie')}, " if self.ties else ""
        return f"{ties}{many(len(self.rows()), 'claim')}"

    def rows(self) -> list[ExplainedRow]:
        """Return one dict per tie and claim: whose word, how sure, which passage, who disputes."""
        if self.ties:
            return [
                {"layer": tie.layer, "tie": self._tie(tie), **self._claim(claim, tie)}
                for tie in self.ties
                for claim in self._of(tie)
            ]
        return [{"layer": "", "tie": "", **self._claim(claim, None)} for claim in self.single]

    def unplaced(self) -> tuple[str, ...]:
        """Return the acts of these actors on a place that are in no tie for want of kg:affected."""
        table, columns = self.told, self.told.columns
        wanted = columns.are(tie.source for tie in self.ties)[columns.subject.codes]
        found: set[str] = set()
        for layer in {"conduct", "influence"} & {tie.layer for tie in self.ties}:
            reasons = without(columns, table.relations, table.leads, layer)
            rows = table.has & wanted & (reasons == STRIKES_NOBODY) & (columns.polarity == 1)
            found.update(columns.claim[row] for row in rows.nonzero()[0].tolist())
        return tuple(sorted(found))

    def text(self) -> str:
        """Return the explanation as text to read, one block per tie."""
        blocks = []
        for tie in self.ties:
            lines = [f"{self._tie(tie)}  [{wording.kind(self.whole, tie)}]"]
            for claim in self._of(tie):
                lines += self._lines(claim, tie)
            blocks.append("\n".join(lines))
        if not self.ties:
            blocks += ["\n".join(self._lines(claim, None)) for claim in self.single]
        return "\n\n".join(blocks)

    def _heading(self) -> str:
        return self._counts()

    def _below(self) -> list[str]:
        return [f"Data version {self.whole.data_version}."]

    def _of(self, tie: Tie) -> list[Claim]:
        beside = denied_beside(self.told, tie)
        listed = dict.fromkeys((*tie.claims, *tie.denials, *tie.hollow_by, *beside))
        return [self.whole[claim] for claim in listed]

    def _tie(self, tie: Tie) -> str:
        return wording.between(self.whole, tie, self.told)

    def _claim(self, claim: Claim, tie: Tie | None) -> _ClaimRow:
        return {
            "claim": claim.claim,
            "part": wording.part(claim, tie),
            "gloss": claim.gloss,
            "states": wording.in_full(self.whole, claim),
            "claimant": claim.claimant_label,
            "speaks_for": [self.whole.label(actor) for actor in claim.speaks_for],
            "via": [self.whole.label(actor) for actor in claim.via],
            "voice": claim.voice,
            "factuality": claim.factuality,
            "modality": claim.modality,
            "condition": claim.condition,
            "mode": claim.mode,
            "when": claim.when,
            "reported_on": claim.reported_on,
            "passage": list(claim.passage),
            "cited": wording.cite(self.whole, claim),
            "disputed_by": [
                wording.dispute(self.whole, dispute)
                for dispute in self.whole.disputes_of(claim.claim)
            ],
            "differs_from": [
                wording.difference(self.whole, found)
                for found in self.whole.differences_of(claim.claim)
            ],
            "note": claim.note,
            "status": claim.status,
            "coder": list(claim.coder),
            "memo": claim.memo,
            "tag": list(claim.tag),
        }

    def _lines(self, claim: Claim, tie: Tie | None) -> list[str]:
        part = wording.part(claim, tie)
        lines = [f"  {claim.claim}  {claim.gloss}" + (f"  ({part})" if part else "")]
        if tie is None:
            lines += [f"      {line}" for line in wording.whole(self.whole, claim)]
        else:
            lines.append(f"      {wording.describe(self.whole, claim)}")
        lines.append(f"      {wording.cite(self.whole, claim)}")
        if tie is None and claim.note:
            lines.append(f"      note: {claim.note}")
        if tie is None:
            lines += [f"      {line}" for line in _of_the_team(claim)]
        lines += [
            f"      {wording.dispute(self.whole, d)}" for d in self.whole.disputes_of(claim.claim)
        ]
        lines += [
            f"      {wording.difference(self.whole, d)}"
            for d in self.whole.differences_of(claim.claim)
        ]
        return lines


def _of_the_team(claim: Claim) -> list[str]:
    """Return who coded a claim and what the team notes on it, a line each."""
    said = {
        "coded by": ", ".join(claim.coder), "tagged": ", ".join(claim.tag), "memo": claim.memo,
    }  # fmt: skip
    return [f"{name}: {text}" for name, text in said.items() if text]


def explain(
    whole: ClaimsTable,
    ties: Iterable[Tie],
    claims: Iterable[str] = (),
    told: ClaimsTable | None = None,
) -> Explanation:
    """Return the explanation of ties, or of claims named by id (raises ``UnknownName``).

    ``told`` is the table that the ties were made from, unless it is the whole record.
    """
    named = tuple(whole[claim] for claim in claims)
    return Explanation(whole, tuple(ties), named, whole if told is None else told)
