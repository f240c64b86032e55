"""Gaps: on which issues and pairs of actors the record has nothing, one document, or one side."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph import wording
from kgraph.claims.voices import speakers
from kgraph.model import distinct
from kgraph.result import Result
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.claims import ClaimsTable
    from kgraph.measures.stance.stance import Stance
    from kgraph.model import Claim
    from kgraph.text import Shown

__all__ = ["Gap", "GapRow", "Gaps", "gaps"]


@dataclass(frozen=True)
class Gap:
    """What the record lacks: ``gap`` is no evidence, one document, or one side only.

    ``about`` is one issue, or two actors; ``shared`` what both of these take a position on;
    ``words`` are those of the positions on an issue.
    """

    kind: str
    about: tuple[str, ...]
    gap: str
    detail: str
    claims: tuple[str, ...]
    shared: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def matters(self) -> bool:
        """Whether one would expect evidence.

        Silence between two actors says something if both take a position on one issue.
        """
        return self.kind == "issue" or self.gap != "no evidence" or bool(self.shared)


class GapRow(TypedDict):
    """A gap of an issue or of a pair of actors."""

    kind: str
    about: list[str]
    about_label: str
    gap: str
    detail: str
    words: list[str]
    factuality: str
    shared: list[str]
    claims: list[str]
    documents: list[str]


class _Told(GapRow):
    """With what a table to read calls the things that both of a pair take a position on."""

    shared_labels: list[str]


def _detail(row: _Told) -> str:
    if row["gap"] != "no evidence" or not row["shared_labels"]:
        return row["detail"]
    return f"both on: {'; '.join(row['shared_labels'])}"


@dataclass(frozen=True, eq=False, repr=False)
class Gaps(Result[GapRow]):
    """The gaps of a record, issues first; ``unlisted`` of them are counted and not listed."""

    title = "Gaps"
    tells = "Issues and pairs of actors without evidence, with one document, or one side only."
    shown: ClassVar[Shown] = {
        "kind": "kind", "about": "about_label", "gap": "gap", "detail": _detail,
        "words": "words", "how sure": wording.unsure, "claims": "claims",
    }  # fmt: skip

    table: ClaimsTable
    gaps: tuple[Gap, ...]
    looked_at: dict[str, int]
    unlisted: int = 0

    def that_matter(self) -> Gaps:
        """Return these gaps without pairs that no claim joins and that share no issue."""
        kept = tuple(gap for gap in self.gaps if gap.matters)
        return replace(self, gaps=kept, unlisted=self.unlisted + len(self.gaps) - len(kept))

    def rows(self) -> list[GapRow]:
        """Return one dict per gap; an issue or pair with several gaps has several."""
        rows: list[_Told] = [
            {
                "kind": gap.kind,
                "about": list(gap.about),
                "about_label": " and ".join(self.table.label(one) for one in gap.about),
                "gap": gap.gap,
                "detail": gap.detail,
                "words": list(gap.words),
                "factuality": wording.surest(self.table, gap.claims),
                "shared": list(gap.shared),
                "shared_labels": [self.table.label(one) for one in gap.shared],
                "claims": list(gap.claims),
                "documents": sorted({self.table[claim].document for claim in gap.claims}),
            }
            for gap in self.gaps
        ]
        return [*rows]

    def notes(self) -> tuple[str, ...]:
        """Return how many issues and pairs have which gap, as sentences."""
        said = []
        for kind, number in self.looked_at.items():
            counts: dict[str, int] = defaultdict(int)
            for gap in self.gaps:
                if gap.kind == kind:
                    counts[gap.gap] += 1
            if kind == "pair" and self.unlisted:
                counts["no evidence"] += self.unlisted
            listed = ", ".join(f"{many} {name}" for name, many in counts.items()) or "no gap"
            said.append(f"Of {number} {kind}{'' if number == 1 else 's'}: {listed}.")
        if self.unlisted:
            pairs = "1 pair" if self.unlisted == 1 else f"{self.unlisted} pairs"
            said.append(f"Not listed: {pairs} that no claim joins and that share no issue.")
        return tuple(said)


def gaps(stance: Stance) -> Gaps:
    """Return the gaps in the evidence of a stance.

    Issues are all of the dossier; pairs are those of actors that take a position. A pair has
    evidence if a claim has both for its ends; one side only if just one of the two says so.
    """
    issues = list(_issues(stance))
    holders = stance.holders
    on: dict[str, set[str]] = defaultdict(set)
    for holder, target in stance.positions.cells:
        on[holder].add(target)
    pairs = [
        replace(gap, shared=tuple(sorted(on[gap.about[0]] & on[gap.about[1]])))
        for gap in _pairs(stance.table, holders)
    ]
    every = [e for e in stance.table.entities.values() if e.kind == "issue"]
    looked_at = {"issue": len(every), "pair": len(holders) * (len(holders) - 1) // 2}
    return Gaps(stance.table, (*issues, *pairs), looked_at)


def _issues(stance: Stance) -> Iterator[Gap]:
    table = stance.table
    cells = defaultdict(list)
    for (_, target), cell in stance.positions.cells.items():
        cells[target].append(cell)
    issues = [entity.id for entity in table.entities.values() if entity.kind == "issue"]
    for issue in sorted(issues, key=lambda one: table.label(one).casefold()):
        held = cells.get(issue, [])
        claims = tuple(sorted({claim for cell in held for claim in cell.claims}))
        if not claims:
            yield Gap(
                "issue",
                (issue,),
                "no evidence",
                "nobody in the voices taken in takes a position",
                (),
            )
            continue
        words = tuple(distinct(word for cell in held for word in wording.stances(table, cell)))
        for gap in _one_document(table, "issue", (issue,), claims):
            yield replace(gap, words=words)
        signs = {sign for cell in held for sign, _ in cell.values}
        if signs == {1} or signs == {-1}:
            side = "for" if signs == {1} else "against"
            other = "against" if signs == {1} else "for"
            detail = f"{len(held)} {side}, nobody {other} in the voices taken in"
            yield Gap("issue", (issue,), "one side only", detail, claims, words=words)


def _pairs(table: ClaimsTable, actors: tuple[str, ...]) -> Iterator[Gap]:
    between: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    among = set(actors)
    for claim in table:
        ends = {claim.subject, claim.object, *claim.affected} & among
        for first, second in combinations(
            sorted(end for end in ends if kind_of(end) == "actor"), 2
        ):
            if claim.subject in {first, second}:
                between[first, second].append(claim)
    for pair in combinations(sorted(actors), 2):
        told = between.get(pair, [])
        claims = tuple(sorted(claim.claim for claim in told))
        if not told:
            yield Gap("pair", pair, "no evidence", "no claim has both for its ends", ())
            continue
        yield from _one_document(table, "pair", pair, claims)
        for one in pair:
            if all(one in speakers(claim) for claim in told):
                yield Gap("pair", pair, "one side only", f"said by {table.label(one)}", claims)


def _one_document(
    table: ClaimsTable, kind: str, about: tuple[str, ...], claims: tuple[str, ...]
) -> Iterator[Gap]:
    documents = {table[claim].document for claim in claims}
    if len(documents) == 1:
        yield Gap(kind, about, "one document", next(iter(documents)), claims)
