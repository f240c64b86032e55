"""From a tie, an actor or a claim back to claims, claimants and passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.networks.network import relation_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim, Dispute, Tie

__all__ = ["Explanation", "cite", "describe", "explain"]

#: Before a relation that runs from the second of a pair to the first.
_BACK = "← "


@dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """Ties with every claim they rest on; ``ties`` is empty where single claims were asked for.

    ``whole`` is the whole record: a claim of another selection may dispute one of these. ``told``
    are the claims as the ties name them: rolled up, bodies stand for who speaks for them.
    """

    whole: ClaimsTable
    ties: tuple[Tie, ...]
    claims: tuple[Claim, ...]
    told: ClaimsTable

    def __repr__(self) -> str:
        return f"<Explanation: {self._counts()}>"

    def _counts(self) -> str:
        from kgraph.text import many

        ties = f"{many(len(self.ties), 'tie')}, " if self.ties else ""
        return f"{ties}{many(len(self.rows()), 'claim')}"

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict per tie and claim: whose word, how sure, which passage, who disputes."""
        if self.ties:
            return [
                {"layer": tie.layer, "tie": self._tie(tie), **self._claim(claim, tie)}
                for tie in self.ties
                for claim in self._of(tie)
            ]
        return [{"layer": "", "tie": "", **self._claim(claim, None)} for claim in self.claims]

    def text(self) -> str:
        """Return the explanation as text to read, one block per tie."""
        blocks = []
        for tie in self.ties:
            lines = [f"{self._tie(tie)}  [{_grade(tie)}]"]
            for claim in self._of(tie):
                lines += self._lines(claim, tie)
            blocks.append("\n".join(lines))
        if not self.ties:
            blocks += ["\n".join(self._lines(claim, None)) for claim in self.claims]
        return "\n\n".join(blocks)

    def df(self) -> Any:
        """Return the explanation as a pandas DataFrame, one row per tie and claim."""
        from kgraph.text import frame

        rows = self.rows()
        return frame(rows, tuple(rows[0]) if rows else ())

    def _repr_html_(self) -> str:
        from kgraph.text import html

        shown = {
            "tie": "tie",
            "claim": "claim",
            "says": "gloss",
            "part": "part",
            "claimant": "claimant",
            "how sure": "factuality",
            "where": "cited",
            "disputed": "disputed_by",
        }
        notes = [f"Data version {self.whole.data_version}."]
        return html(self.rows(), shown, caption=self._counts(), notes=notes)

    def _of(self, tie: Tie) -> list[Claim]:
        listed = dict.fromkeys((*tie.claims, *tie.denials, *tie.hollow_by))
        return [self.whole[claim] for claim in listed]

    def _tie(self, tie: Tie) -> str:
        relation = relation_label(self.whole, tie)
        if _runs_back(self.told, tie):
            relation = f"{_BACK}{relation}"
        return f"{self.whole.label(tie.source)} | {relation} | {self.whole.label(tie.target)}"

    def _claim(self, claim: Claim, tie: Tie | None) -> dict[str, Any]:
        return {
            "claim": claim.claim,
            "part": _part(claim, tie),
            "gloss": claim.gloss,
            "claimant": claim.claimant_label,
            "speaks_for": [self.whole.label(actor) for actor in claim.speaks_for],
            "via": [self.whole.label(actor) for actor in claim.via],
            "voice": claim.voice,
            "factuality": claim.factuality,
            "modality": claim.modality,
            "condition": claim.condition,
            "when": claim.when,
            "reported_on": claim.reported_on,
            "passage": list(claim.passage),
            "cited": cite(self.whole, claim),
            "disputed_by": [
                self._dispute(dispute) for dispute in self.whole.disputes_of(claim.claim)
            ],
        }

    def _lines(self, claim: Claim, tie: Tie | None) -> list[str]:
        part = _part(claim, tie)
        lines = [
            f"  {claim.claim}  {claim.gloss}" + (f"  ({part})" if part else ""),
            f"      {describe(self.whole, claim)}",
            f"      {cite(self.whole, claim)}",
        ]
        lines += [f"      {self._dispute(d)}" for d in self.whole.disputes_of(claim.claim)]
        return lines

    def _dispute(self, dispute: Dispute) -> str:
        other = self.whole[dispute.second]
        party = ", a party to it" if dispute.party else ""
        return (
            f"disputed ({dispute.kind}) by {other.claimant_label}{party}: "
            f"{other.gloss} [{other.claim}]"
        )


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


def _runs_back(table: ClaimsTable, tie: Tie) -> bool:
    """Whether a tie leads against its relation: who is supplied has a lever on the supplier."""
    if table.relations[tie.relation].symmetric:
        return False
    return all(table[claim].subject != tie.source for claim in tie.claims)


def describe(table: ClaimsTable, claim: Claim) -> str:
    """Return whose word a claim is and how sure, in one line without its gloss."""
    who = claim.claimant_label
    if claim.speaks_for:
        who += " (speaks for " + ", ".join(table.label(actor) for actor in claim.speaks_for) + ")"
    if claim.via:
        who += ", via " + ", ".join(table.label(actor) for actor in claim.via)
    parts = [f"said by {who}", claim.voice or "nobody's voice", claim.factuality]
    if claim.modality != "actual":
        parts.append(claim.modality)
    if claim.condition:
        parts.append(f"if {claim.condition}")
    parts.append(f"for {claim.when}" if claim.when else "undated")
    if claim.reported_on:
        parts.append(f"reported by {claim.reported_on}")
    return "; ".join(parts)


def cite(table: ClaimsTable, claim: Claim) -> str:
    """Return where a claim stands: the document's title and publisher, and the passages."""
    document = table.documents.get(claim.document)
    title = f"{document.publisher_label}, “{document.title}”" if document else claim.document
    places = [
        f"paragraph {paragraph}" + (f", sentence {sentence}" if sentence else "")
        for paragraph, sentence in zip(claim.paragraph, claim.sentence, strict=True)
    ]
    return f"{title}, {'; '.join(places)} ({' '.join(claim.passage)})"


def _part(claim: Claim, tie: Tie | None) -> str:
    if tie is None or claim.claim in tie.claims:
        return "reports the duty unmet" if tie and claim.claim in tie.hollow_by else ""
    return "reports the duty unmet" if claim.claim in tie.hollow_by else "denies it"


def _grade(tie: Tie) -> str:
    if tie.layer == "influence" and tie.role != "means":
        return f"influence, {tie.role}" + (": reported not to have come about" * (tie.sign < 0))
    if tie.layer == "influence":
        held = "duty on paper, reported unmet" if tie.hollow else tie.grade
        return f"influence, {' and '.join(tie.families)}: {held}"
    if tie.layer == "conduct":
        return f"conduct, {'friendly' if tie.sign > 0 else 'hostile'} {tie.weight:g}"
    side = {1: "for", 0: "neither for nor against", -1: "against"}[tie.sign]
    return f"position, {side}" + (", on a condition" if tie.conditional else "")
