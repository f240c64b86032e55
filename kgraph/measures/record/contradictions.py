"""The register of contradictions: what is denied, counted, dated, framed or judged otherwise.

And what relations exclude that the vocabulary declares as opposed (``kg:excludes``), and two
holders of what has one at a time (``kg:uniqueEnd``).

Claims are grouped and counted, never joined with each other, so that the work grows with the
claims and not with their pairs. What counts as a contradiction is what the rules in ``ontology/``
derive as ``kg:contradicts``; a test compares the two.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

import numpy as np

from kgraph import wording
from kgraph.claims.columns import EARLIER_THAN_ALL, LATER_THAN_ALL
from kgraph.claims.voices import speakers
from kgraph.result import Result
from kgraph.text import many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.claims import ClaimsTable
    from kgraph.claims.columns import Columns
    from kgraph.model import Claim, Relation
    from kgraph.text import Shown

__all__ = [
    "Contradiction",
    "ContradictionRow",
    "Contradictions",
    "Side",
    "about",
    "apart",
    "bounded",
    "contradictions",
    "denied",
    "one_holder",
    "timed",
]


@dataclass(frozen=True, slots=True)
class Side:
    """What some claims say against those of another side."""

    says: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Claims that cannot stand together.

    ``kind`` is denial, figure, date, framing, opposition or assessment.

    ``about`` names what they disagree on, in labels. Each claim contradicts one of another side at
    least; ``pairs`` says which. ``also`` are further kinds in which the same claims stand against
    each other.
    """

    kind: str
    about: str
    sides: tuple[Side, ...]
    also: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """All kinds, that of ``about`` and ``sides`` first."""
        return (self.kind, *self.also)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of all sides, sorted."""
        return tuple(sorted({claim for side in self.sides for claim in side.claims}))


class ContradictionRow(TypedDict):
    """A claim of a contradiction: on which side, by whom, how sure, and whether that is a party."""

    number: int
    kind: str
    about: str
    side: str
    claim: str
    gloss: str
    factuality: str
    modality: list[str]
    claimant: str
    claimant_label: str
    speaks_for: list[str]
    party: bool
    document: str
    passage: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Contradictions(Result[ContradictionRow]):
    """The register: contradictions by kind and by what they are about."""

    title = "Contradictions"
    tells = (
        "Claims that cannot stand together: denied, opposed, counted, dated, framed or judged "
        "otherwise."
    )
    shown: ClassVar[Shown] = {
        "no": "number", "kind": "kind", "about": "about", "side": "side",
        "said by": lambda row: row["claimant_label"] + ", a party" * row["party"],
        "how sure": lambda row: [*wording.hedges(row["factuality"]), *row["modality"]],
        "claim": "claim",
    }  # fmt: skip

    table: ClaimsTable
    entries: tuple[Contradiction, ...]

    def __len__(self) -> int:
        return len(self.entries)

    def between(self, first: str, second: str) -> Contradictions:
        """Return those in which two actors (or who speaks for them) stand on different sides."""
        kept = [entry for entry in self.entries if self._apart(entry, first, second)]
        return replace(self, entries=tuple(kept))

    def _apart(self, entry: Contradiction, first: str, second: str) -> bool:
        sides = [
            set().union(*(speakers(self.table[claim]) for claim in side.claims))
            for side in entry.sides
        ]
        return any(
            first in a and second in b
            for i, a in enumerate(sides)
            for j, b in enumerate(sides)
            if i != j
        )

    def pairs(self) -> Iterator[tuple[str, str, str]]:
        """Yield kind and ids of each two claims that contradict each other, in both orders."""
        for entry in self.entries:
            for i, side in enumerate(entry.sides):
                for j, other in enumerate(entry.sides):
                    if i != j:
                        for kind, a, b in product(entry.kinds, side.claims, other.claims):
                            if _clash(self.table, kind, self.table[a], self.table[b]):
                                yield kind, a, b

    def notes(self) -> tuple[str, ...]:
        """Return how many contradictions there are, and how many pairs of claims only differ."""
        table = self.table
        pairs = {
            frozenset((claim, other.second))
            for claim in (table.columns.claim[row] for row in table.at.tolist())
            for other in table.differences_of(claim)
        }
        differ = f"{many(len(pairs), 'pair')} of claims that only differ"
        why = "in time, by a condition or as a curator marks: the question differing-claims"
        return (f"{many(len(self), 'contradiction')}.", f"No contradiction: {differ} ({why}).")

    def rows(self) -> list[ContradictionRow]:
        """Return one dict per claim of each contradiction, numbered from 1.

        ``party`` tells whether who says it, or whom they speak for, is an end of what another side
        claims.
        """
        rows: list[ContradictionRow] = []
        for number, entry in enumerate(self.entries, start=1):
            for side in entry.sides:
                others = {c for other in entry.sides if other is not side for c in other.claims}
                ends = set().union(*(_ends(self.table[claim]) for claim in others))
                for name in side.claims:
                    claim = self.table[name]
                    rows.append(
                        {
                            "number": number,
                            "kind": " and ".join(entry.kinds),
                            "about": entry.about,
                            "side": side.says,
                            "claim": name,
                            "gloss": claim.gloss,
                            "factuality": claim.factuality,
                            "modality": [one for one in (claim.modality,) if one != "actual"],
                            "claimant": claim.claimant,
                            "claimant_label": claim.claimant_label,
                            "speaks_for": list(claim.speaks_for),
                            "party": bool(speakers(claim) & ends),
                            "document": claim.document,
                            "passage": list(claim.passage),
                        }
                    )
        return rows


def contradictions(table: ClaimsTable) -> Contradictions:
    """Return the register of the contradictions among the claims of a (selected) table.

    Under one modality and condition: denials of one proposition, for times with a day in common;
    figures of one group whose bounds exclude each other, for such times; dates of one event without
    a day in common. And frames that clash by the data, by two claimants; what relations exclude, of
    one subject over one matter, or two holders of what has one, for times with a day in common; and
    what a curator links, with all that says the same. What a curator marks as a mere difference is
    none.
    """
    found = [
        *_denials(table),
        *_figures(table),
        *_dates(table),
        *_framings(table),
        *_oppositions(table),
        *_assessments(table),
    ]
    if table.different:
        found = [kept for entry in found if (kept := _undivided(table, entry)).sides]
    entries = _together(found)
    return Contradictions(table, tuple(sorted(entries, key=lambda e: (e.kind, e.about, e.claims))))


def _together(found: list[Contradiction]) -> list[Contradiction]:
    """Return entries in which the same claims stand against each other as one, with all kinds.

    An assessment comes last: what a curator links says least of why.
    """
    entries: dict[frozenset[tuple[str, ...]], Contradiction] = {}
    for entry in found:
        sides = frozenset(side.claims for side in entry.sides)
        first = entries.setdefault(sides, entry)
        if entry.kind not in first.kinds:
            entries[sides] = replace(first, also=(*first.also, entry.kind))
    return list(entries.values())


def _ends(claim: Claim) -> set[str]:
    return {claim.subject, claim.object, *claim.affected} - {""}


def _clash(table: ClaimsTable, kind: str, a: Claim, b: Claim) -> bool:
    """Whether two claims of different sides contradict each other."""
    if (a.claim, b.claim) in table.different:
        return False
    if kind == "denial":
        return not apart(a, b)
    if kind == "figure":
        (low, high), (least, most) = bounded(table, a), bounded(table, b)
        return (high < least or most < low) and not apart(a, b)
    if kind == "date":
        return apart(a, b)
    if kind == "framing":
        frames = (a.object, b.object), (b.object, a.object)
        named = any(f in table.entities and g in table.entities[f].clashes for f, g in frames)
        return named and a.claimant != b.claimant
    if kind == "opposition":
        return _opposed(table, a, b)
    return kind == "assessment"


def _undivided(table: ClaimsTable, entry: Contradiction) -> Contradiction:
    """Return an entry without the claims of which a curator marks every clash as none."""
    marked = {first for first, _ in table.different}
    if not marked & set(entry.claims):
        return entry
    sides = []
    for side in entry.sides:
        others = [table[c] for other in entry.sides if other is not side for c in other.claims]
        claims = tuple(
            c for c in side.claims if any(_clash(table, entry.kind, table[c], b) for b in others)
        )
        if claims:
            sides.append(Side(side.says, claims))
    return replace(entry, sides=tuple(sides))


def _clashes(table: ClaimsTable) -> dict[str, set[str]]:
    """Return for each frame those with which it cannot fit one thing, in both directions."""
    clashes: dict[str, set[str]] = defaultdict(set)
    for entity in table.entities.values():
        for other in entity.clashes:
            clashes[entity.id].add(other)
            clashes[other].add(entity.id)
    return clashes


def denied(table: ClaimsTable) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what is both affirmed and denied: by sorting and counting, without a join.

    Returns
    -------
    rows, starts, ends : array
        The rows of the groups one after the other, and where each group starts and ends in them. A
        group is one proposition under one modality and condition, with an affirmation and a denial.
    """
    columns = table.columns
    rows, key = table.propositions.spread(table.at)
    committed = columns.polarity[rows] != 0
    rows, key = rows[committed], key[committed]
    for more in (columns.modality, columns.condition):
        key = key * len(more.values) + more.codes[rows]
    order = np.argsort(key, kind="stable")
    rows, key = rows[order], key[order]
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])[: len(key)])
    if not len(starts):
        return rows, starts, starts
    ends = np.append(starts[1:], len(key))
    signs = columns.polarity[rows]
    both = (np.minimum.reduceat(signs, starts) < 0) & (np.maximum.reduceat(signs, starts) > 0)
    return rows, starts[both], ends[both]


def _denials(table: ClaimsTable) -> Iterator[Contradiction]:
    columns = table.columns
    rows, starts, ends = denied(table)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        group = rows[start:end]
        signs = columns.polarity[group]
        sides = group[signs > 0], group[signs < 0]
        kept = [one[_overlapping(columns, one, other)] for one, other in (sides, sides[::-1])]
        if len(kept[0]):
            yield Contradiction(
                "denial",
                wording.proposition(table, table.claim_at(int(group[0]))),
                tuple(
                    Side(says, _names(table, side))
                    for says, side in zip(("affirms", "denies"), kept, strict=True)
                ),
            )


def _overlapping(columns: Columns, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which rows have a time in common with one of the others: all but before and after, counted.

    An unknown end hides nothing: it lies beyond every day.
    """
    starts = np.sort(columns.first_day[others])
    ends = np.sort(columns.last_day[others])
    before = np.searchsorted(ends, columns.first_day[rows], side="left")
    after = len(others) - np.searchsorted(starts, columns.last_day[rows], side="right")
    overlaps: np.ndarray = before + after < len(others)
    return overlaps


def _undated(columns: Columns) -> np.ndarray:
    """Return which rows have a time in common with any other: those of which no end is known."""
    unbegun = columns.first_day == EARLIER_THAN_ALL
    return np.asarray(unbegun & (columns.last_day == LATER_THAN_ALL))


def _names(table: ClaimsTable, rows: np.ndarray) -> tuple[str, ...]:
    return tuple(sorted(table.columns.claim[row] for row in rows.tolist()))


def _valued(table: ClaimsTable, which: np.ndarray) -> ClaimsTable:
    """Return of some claims what is affirmed without an object: figures or dates."""
    columns = table.columns
    return table.where(which & (columns.object.codes == 0) & (columns.polarity == 1))


def _figures(table: ClaimsTable) -> Iterator[Contradiction]:
    groups: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    columns = table.columns
    counted = columns.value.where(lambda value: isinstance(value, int | float))
    for claim in _valued(table, counted & columns.group.where(bool)):
        key = (claim.subject, claim.relation, claim.group, claim.modality, claim.condition)
        groups[key].append(claim)
    for group in groups.values():
        bounds = {claim.claim: bounded(table, claim) for claim in group}
        least = min(high for _, high in bounds.values())
        most = max(low for low, _ in bounds.values())
        kept = [c for c in group if bounds[c.claim][0] > least or bounds[c.claim][1] < most]
        if any(claim.valid_from or claim.valid_until for claim in kept):
            kept = [a for a in kept if any(_clash(table, "figure", a, b) for b in group)]
        if kept:
            yield Contradiction(
                "figure",
                wording.proposition(table, kept[0]),
                _sided(kept, lambda claim: wording.figure(table, claim)),
            )


def _dates(table: ClaimsTable) -> Iterator[Contradiction]:
    groups: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in _valued(table, table.columns.relation.where("dated".__eq__)):
        groups[claim.subject, claim.modality, claim.condition].append(claim)
    for group in groups.values():
        ends = [claim.valid_until for claim in group if claim.valid_until]
        starts = [claim.valid_from for claim in group if claim.valid_from]
        if not ends or not starts:
            continue
        least, most = min(ends), max(starts)
        kept = [
            claim
            for claim in group
            if claim.valid_from > least or (claim.valid_until and claim.valid_until < most)
        ]
        if kept:
            yield Contradiction(
                "date",
                wording.proposition(table, kept[0]),
                _sided(kept, lambda c: str(c.when or c.value)),
            )


def _framings(table: ClaimsTable) -> Iterator[Contradiction]:
    columns = table.columns
    framed = columns.relation.where(lambda name: name == "framedAs")
    groups: dict[str, list[Claim]] = defaultdict(list)
    clashes = _clashes(table)
    clashing = columns.are(clashes)[columns.object.codes]
    for claim in table.where(framed & clashing & (columns.polarity == 1)):
        groups[claim.subject].append(claim)
    for group in groups.values():
        frames = Counter(claim.object for claim in group)
        both = Counter((claim.object, claim.claimant) for claim in group)
        # A frame that clashes, by another claimant: all with such a frame but the claimant's own.
        kept = [c for c in group if any(frames[g] - both[g, c.claimant] for g in clashes[c.object])]
        if kept:
            what = f"{kept[0].subject_label} | {table.relations['framedAs'].label}"
            yield Contradiction("framing", what, _sided(kept, lambda c: c.object_label))


def _matters(relation: Relation, claim: Claim) -> tuple[str, ...]:
    """Return that over which relations can exclude each other."""
    if relation.matter == "object":
        return (claim.object,) if claim.object else ()
    return claim.topic if relation.matter == "topic" else claim.context


def about(relation: Relation, claim: Claim) -> Iterator[tuple[str, str, str]]:
    """Yield under which keys a claim can be opposed: as ``kg:matterKey`` of the rules."""
    if relation.excludes:
        for matter in _matters(relation, claim):
            yield "", claim.subject, matter
            if relation.symmetric:
                yield "", matter, claim.subject
    if relation.unique_end == "subject" and claim.object:
        yield relation.id, "", claim.object
    if relation.unique_end == "object":
        yield relation.id, claim.subject, ""


def _wholes(table: ClaimsTable, part: str) -> set[str]:
    """Return a thing and all that it is a part or organ of, over any number of steps."""
    found: set[str] = set()
    while part not in found:
        found.add(part)
        part = (table.entities[part].part_of if part in table.entities else "") or part
    return found


def one_holder(table: ClaimsTable, one: str, other: str) -> bool:
    """Whether one of two things is the other, or a part or organ of it."""
    return one in _wholes(table, other) or other in _wholes(table, one)


def timed(first: Relation, second: Relation) -> bool:
    """Whether the event over which two relations exclude each other sets the time of both."""
    return "context" in {first.matter, second.matter}


def _opposed(table: ClaimsTable, a: Claim, b: Claim) -> bool:
    """Whether two claims of one modality and condition use relations that exclude each other."""
    first, second = (table.relations[claim.relation] for claim in (a, b))
    common = set(about(first, a)) & set(about(second, b))
    if second.id in first.excludes and any(not key[0] for key in common):
        return timed(first, second) or not apart(a, b)
    end = first.unique_end
    if first.id != second.id or not end or not any(key[0] for key in common):
        return False
    return not (one_holder(table, getattr(a, end), getattr(b, end)) or apart(a, b))


def _oppositions(table: ClaimsTable) -> Iterator[Contradiction]:
    """Yield what relations exclude: by sorting days, without a join of claims."""
    columns, relations = table.columns, table.relations
    opposed = {name for name, one in relations.items() if one.excludes or one.unique_end}
    undated = _undated(columns).tolist()
    groups: dict[tuple[Any, ...], dict[int, Claim]] = defaultdict(dict)
    chosen = table.where(columns.relation.where(opposed.__contains__) & (columns.polarity == 1))
    for row, claim in zip(chosen.at.tolist(), chosen, strict=True):
        for key in about(relations[claim.relation], claim):
            groups[(*key, claim.modality, claim.condition)][row] = claim
    for (relation, subject, matter, *_), claims in groups.items():
        end = relations[relation].unique_end if relation else "relation"
        parts: dict[str, list[int]] = defaultdict(list)
        for row, claim in claims.items():
            parts[getattr(claim, end)].append(row)
        if len(parts) == 1 and relation:
            continue
        wholes = {one: _wholes(table, one) for one in parts} if relation else {}
        kept: set[int] = set()
        for one, own in parts.items():
            rivals: list[int] = []
            for other, others in parts.items():
                if relation:
                    clash = one not in wholes[other] and other not in wholes[one]
                else:
                    clash = other in relations[one].excludes
                if clash and not relation and timed(relations[one], relations[other]):
                    kept.update(own)
                elif clash:
                    rivals += others
            if any(map(undated.__getitem__, rivals)):
                kept.update(own)
            elif rivals:
                mine = np.array(own)
                kept.update(mine[_overlapping(columns, mine, np.array(rivals))].tolist())
        if kept:
            words = (table.label(subject), relations[relation].label if relation else "",
                     table.label(matter))  # fmt: skip
            yield Contradiction(
                "opposition",
                " | ".join(part for part in words if part),
                _sided(
                    [claims[row] for row in sorted(kept)],
                    lambda claim: wording.proposition(table, claim),
                ),
            )


def _sided(claims: list[Claim], says: Any) -> tuple[Side, ...]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for claim in claims:
        grouped[says(claim)].append(claim.claim)
    return tuple(Side(text, tuple(sorted(several))) for text, several in sorted(grouped.items()))


def _assessments(table: ClaimsTable) -> Iterator[Contradiction]:
    seen = set()
    for claim in table.where(table.columns.disputes.lengths > 0):
        for name in claim.disputes:
            if name in table:
                one, other = _same(table, claim), _same(table, table[name])
                key = frozenset((one, other))
                if key not in seen:
                    seen.add(key)
                    first, second = _judged(table, claim, table[name])
                    sides = (Side(first, one), Side(second, other))
                    yield Contradiction(
                        "assessment", wording.proposition(table, table[name]), sides
                    )


def _judged(table: ClaimsTable, claim: Claim, disputed: Claim) -> tuple[str, str]:
    """Return what each of two linked claims says; of one proposition, only whether it holds."""
    said = [wording.proposition(table, one) for one in (claim, disputed)]
    if said[0] == said[1] and not (claim.value or disputed.value):
        return wording.judged(claim), wording.judged(disputed)
    several = []
    for one, text in zip((claim, disputed), said, strict=True):
        value = "" if one.value is None else f": {wording.figure(table, one)}"
        several.append(f"{wording.judged(one)}: {text}{value}")
    return several[0], several[1]


def _same(table: ClaimsTable, claim: Claim) -> tuple[str, ...]:
    """Return the claims that say the same as one, itself among them: a dispute holds for all.

    As fact, plan or duty alike: a dispute over a plan is none over the act.
    """
    columns = table.columns
    own = table.propositions[columns.place[claim.claim]]
    if not own:
        return (claim.claim,)
    rows, said = table.propositions.spread(table.at)
    alike = np.zeros(columns.n, dtype=bool)
    alike[rows[np.isin(said, own)]] = True
    told = table.where(alike & (columns.polarity == claim.polarity))
    return tuple(sorted(one.claim for one in told if one.modality == claim.modality))


# --- What figures and times allow: intervals, and whether they meet.

#: What rounding may add or take away; two figures closer than this share do not exclude each other.
_ROUNDING = 1e-9


def apart(a: Claim, b: Claim) -> bool:
    """Return whether two claims are for times without a day in common; an unknown end is open."""
    pairs = ((a.valid_until, b.valid_from), (b.valid_until, a.valid_from))
    return any(end and end < start for end, start in pairs)


def bounded(table: ClaimsTable, claim: Claim) -> tuple[float, float]:
    """Return the least and the most that a figure allows.

    Parameters
    ----------
    table : ClaimsTable
        Has the words of the bounds with their factors, such as 0.9 and 1.1 for "about".
    claim : Claim
        With a number as its value; without a bound it is exact.

    Returns
    -------
    tuple of float
        In units of the value; widened by rounding.

    Raises
    ------
    TypeError
        If the value is no number.
    """
    if not isinstance(claim.value, int | float):
        message = f"{claim.claim} has no figure"
        raise TypeError(message)
    word = table.words.get(claim.bound or "exactly")
    low, high = (word.number("lowFactor", 1.0), word.number("highFactor", 1.0)) if word else (1, 1)
    slack = abs(claim.value) * _ROUNDING
    return claim.value * low - slack, claim.value * high + slack
