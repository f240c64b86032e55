"""How things are said: claims, ties, edges, cells, levers, days and citations, in one place.

The terminal, the page, pictures, pyvis and exports say them so. Neutral words: who says what, and
how surely; nothing is said more firmly than its claims.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from kgraph import dates
from kgraph.claims.voices import voice_class
from kgraph.model import SURE, distinct, union
from kgraph.text import many
from kgraph.vocabulary import local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kgraph.claims.table import ClaimsTable
    from kgraph.model import Cell, Claim, Dispute, Edge, Tie

__all__ = [
    "BOND", "BY_ANALYSTS", "BY_FORCE", "BY_NO_CLAIM", "BY_ONE_PARTY", "CLAIMED", "CONTACT", "COOL",
    "DECLARED", "FOR_THE_PAGE", "HELD", "HOLD", "NOBODY", "NO_FORCE", "ON_PAPER", "SIDES", "UNMET",
    "and_others", "between", "by_force", "cell", "citation", "cite", "cool", "counted", "dated",
    "days", "describe", "dispute", "disputer", "doubts", "edge", "figure", "hedged", "hedges",
    "in_full", "judged", "kind", "lead", "lever", "levers", "lines", "named", "not_so",
    "of_analysts", "of_one_document", "of_one_party", "on_line", "on_whose_word", "order", "part",
    "passages", "profile", "proposition", "quoted", "ranked", "relation", "reported_unmet",
    "said_by", "says", "several", "several_sides", "side", "signed", "some", "stances", "state",
    "stated", "stated_claim", "step", "strongest", "sure", "surely", "surest", "told", "unmet",
    "unsure", "used", "when", "whole",
]  # fmt: skip

#: Said in place of a passage where none is named.
_UNPINNED = "unpinned: no passage is named"

#: A duty whose failure is reported: the lever is hollow.
UNMET = "duty on paper, reported unmet"
ON_PAPER = "on paper, reported unmet"
ALSO_ON_PAPER = "on paper, unmet"
_NOT_KEPT = "reported unmet"
_NO_DAY = "no day stated"
#: After the family of a lever that works against whom it is on.
_PRESSURE = "pressure"
#: Hostile conduct, by whether it is done by force.
BY_FORCE, NO_FORCE = "hostile, by force", "hostile, without force"
#: What somebody judges a relation to be, such as an estrangement: nothing that is done.
_COOL = "cool"
COOL = f"{_COOL}, no act"
#: What came of an attempt that is reported to have failed; what a claim does to a tie.
NOT_SO = "reported not to have come about"
REPORTS_UNMET = "reports the duty unmet"
DENIES = "denies it"
#: After what is said to be owed, and not that it is so.
_OWED = " (as a duty)"
_DENIES_AS = "denies it as {}, not as fact"
#: The voice of a claim that nobody stands behind.
NOBODY = "nobody's voice"
#: What a position is called, by its sign: of a holder in a cell, and of a tie.
SIDES = {1: "for", 0: "neither", -1: "against"}
#: Ties that analysts alone tell.
BY_ANALYSTS = "told by analysts alone"
#: Ties for which one party's word stands alone.
BY_ONE_PARTY = "one party's word alone"
#: To whom somebody is said to belong where others say otherwise.
CLAIMED = "said to belong to; others say otherwise"
#: What a claim or tie says of a day.
HELD = {
    "holds": "holds",
    "mayHold": "may hold",
    "notStated": "day not stated",
    "lapsed": "lapsed",
    "doesNotHold": "does not hold",
}
#: What several claims do on a day.
HOLD = {**HELD, "holds": "hold", "mayHold": "may hold", "notStated": "give no day"}
#: What number is meant by words of a source, by the bound.
_AS_NUMBER = {"atLeast": "{} or more", "atMost": "{} or less", "approximately": "about {}"}
#: Conduct that joins actors without a sign: calls, visits, talks, notices.
CONTACT = "contact"
_MOODS = {1: "friendly", -1: "hostile", 0: CONTACT}
_FOR = {1: "for", 0: "neither for nor against", -1: "against"}
#: Before a relation that runs from the second of a pair to the first.
_BACK = "← "
#: Relations of structure that a dossier declares when it names a thing, by no claim.
DECLARED = {
    "organOf": "is an organ of",
    "officeOf": "is an office of",
    "allianceObligation": "obliges its members to",
}
#: What joins a part and its whole, and what of it a dossier declares when it names a thing.
BOND = "belongs to, is a member, an office, a force or a party of"
BY_NO_CLAIM = "named so in the dossier, by no claim"
#: How sure a claimant is that something is not so.
_NOT = {
    "denied": "certain that not",
    "improbable": "probable that not",
    "doubtful": "possible that not",
}


#: The words that the page's script joins where it groups claims anew.
FOR_THE_PAGE = {
    "unmet": UNMET,
    "onPaper": ON_PAPER,
    "alsoOnPaper": ALSO_ON_PAPER,
    "notSo": NOT_SO,
    "reportsUnmet": REPORTS_UNMET,
    "denies": DENIES,
    "deniesAs": _DENIES_AS,
    "owed": _OWED,
    "nobody": NOBODY,
    "back": _BACK,
    "sides": SIDES,
    "for": _FOR,
    "moods": _MOODS,
    "held": HELD,
    "hold": HOLD,
    "bond": BOND,
    "byNoClaim": BY_NO_CLAIM,
    "byAnalysts": BY_ANALYSTS,
    "claimed": CLAIMED,
    "notKept": _NOT_KEPT,
    "noDay": _NO_DAY,
    "pressure": _PRESSURE,
    "byForce": BY_FORCE,
    "noForce": NO_FORCE,
    "cool": COOL,
    "byOneParty": BY_ONE_PARTY,
}


def some(names: Sequence[str], most: int = 2) -> str:
    """Return the first of several names, and how many others there are.

    >>> some(["A"]), some(["A", "B"]), some(["A", "B", "C", "D"])
    ('A', 'A and B', 'A, B and 2 others')
    """
    others = len(names) - most
    if others <= 0:
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{', '.join(names[:most])} and {others} other{'' if others == 1 else 's'}"


def on_whose_word(table: ClaimsTable, claims: Iterable[str], *, disputed: bool = False) -> str:
    """Return who makes some claims, in how many documents, how surely, and whether undisputed."""
    made = [table[claim] for claim in claims]
    who = distinct(claim.claimant_label for claim in made)
    told = Counter(claim.claimant_label for claim in made)
    documents = len({claim.document for claim in made})
    basis = [
        many(documents, "document"),
        *hedges(surest(table, (claim.claim for claim in made))),
        *(["disputed"] if disputed else []),
    ]
    return f"{some(sorted(who, key=lambda one: (-told[one], one)))} ({'; '.join(basis)})"


def and_others(others: int) -> str:
    """Return that other claims say the same of others, of whom no documents are counted.

    >>> and_others(0), and_others(1), and_others(4)
    ('', ', and in other claims 1 other target', ', and in other claims 4 other targets')
    """
    return f", and in other claims {many(others, 'other target')}" if others else ""


def reported_unmet(word: str) -> str:
    """Return that a duty just named is reported unmet, by whose word."""
    return f"a duty reported unmet by {word}"


def counted(actors: int, claims: int, documents: int) -> str:
    """Return how much a record holds, where nothing in it stands out."""
    return f"{many(claims, 'claim')} in {many(documents, 'document')} on {many(actors, 'actor')}"


# --- claims


def said_by(table: ClaimsTable, claim: Claim) -> str:
    """Return who makes a claim, for whom, and through whom."""
    who = claim.claimant_label
    if claim.speaks_for:
        who += f" (speaks for {', '.join(map(table.label, claim.speaks_for))})"
    if claim.via:
        who += f", via {', '.join(map(table.label, claim.via))}"
    return who


def describe(table: ClaimsTable, claim: Claim) -> str:
    """Return whose word a claim is and how sure, in one line without its gloss.

    What is said not to be so stands in it: a gloss in the negative is not to be negated again.
    """
    parts = [f"said by {said_by(table, claim)}", claim.voice or NOBODY]
    parts.append(f"{not_so(table, claim)} ({sure(claim)})" if _judged(claim) else sure(claim))
    modality = "" if claim.modality == "actual" else claim.modality
    condition = f"if {claim.condition}" if claim.condition and not _judged(claim) else ""
    parts += filter(None, (modality, condition))
    parts.append(f"for {claim.when}" if claim.when else when(claim))
    if claim.reported_on:
        parts.append(f"reported by {claim.reported_on}")
    return "; ".join(parts)


def whole(table: ClaimsTable, claim: Claim) -> list[str]:
    """Return all that a claim states, and whose word it is, how told and how sure: two lines."""
    mode = table.words.get(claim.mode)
    parts = [
        f"said by {said_by(table, claim)}",
        claim.voice or NOBODY,
        f"in {mode.label if mode else claim.mode}",
        sure(claim),
        "" if claim.modality == "actual" else claim.modality,
        f"for {claim.when}" if claim.when else when(claim),
        f"said {claim.asserted}" if claim.asserted else "",
        f"reported by {claim.reported_on}" if claim.reported_on else "",
    ]
    return [f"states: {in_full(table, claim)}", "; ".join(filter(None, parts))]


def sure(claim: Claim) -> str:
    """Return how sure a claimant is, whether of that something is so or that it is not."""
    return SURE.get(claim.factuality, claim.factuality)


def _judged(claim: Claim) -> str:
    """Return what stands before a proposition that is not affirmed."""
    return {-1: "not so: ", 0: "left open: "}.get(claim.polarity, "")


def not_so(table: ClaimsTable, claim: Claim) -> str:
    """Return the proposition of a claim that denies or leaves it open, else ``""``."""
    return in_full(table, claim) if _judged(claim) else ""


def in_full(table: ClaimsTable, claim: Claim) -> str:
    """Return all that a claim states, and whether as so: ``not so: Russia defended Armenia``.

    That is subject, relation, object, the term of a frame or the value with its group, whom it
    affects, topic, context, place and condition.
    """
    parts = [claim.subject_label, claim.relation_label, claim.object_label]
    if claim.value is not None:
        group = f" ({claim.group})" if claim.group else ""
        parts = [f"{claim.subject_label}: {claim.relation_label}: {figure(table, claim)}{group}"]
    for word, several in (
        ("affecting", claim.affected),
        ("about", claim.topic),
        ("as part of", claim.context),
        ("in", claim.place),
    ):
        if several:
            parts.append(f"{word} {', '.join(map(table.label, several))}")
    if claim.condition:
        parts.append(f"if {claim.condition}")
    return _judged(claim) + " ".join(part for part in parts if part)


def says(table: ClaimsTable, claim: Claim) -> str:
    """Return the gloss of a claim with what it may leave out: a term, a value, what is not so."""
    beside = not_so(table, claim)
    if not beside and claim.object.startswith("frame:"):
        beside = f"“{claim.object_label}”"
    elif not beside and claim.value is not None:
        beside = " ".join(filter(None, (figure(table, claim), claim.group)))
    return f"{claim.gloss} ({beside})" if beside else claim.gloss


def hedged(claim: Claim) -> list[str]:
    """Return how sure a claim is, and what keeps it from being of plain fact."""
    return [sure(claim), *_hedges(claim)]


def days(claim: Claim) -> list[str]:
    """Return for when a claim holds, and when it was said or reported, as far as is known."""
    told_ = f"said {claim.asserted}" if claim.asserted else f"reported by {claim.reported_on}"
    known = claim.asserted or claim.reported_on
    held = f"for {claim.when}" if claim.when else order(claim)
    return [*([held] if held else []), *([told_] if known else [])]


def _hedges(claim: Claim) -> list[str]:
    """Return what keeps a claim from being of plain fact: its modality, its condition."""
    modality = "" if claim.modality == "actual" else claim.modality
    return [part for part in (modality, f"if {claim.condition}" if claim.condition else "") if part]


def surely(claim: Claim) -> str:
    """Return how sure a claim is, of plan or of fact, and in which voice."""
    modality = "" if claim.modality == "actual" else claim.modality
    voice = voice_class(claim).replace("-", " ") or NOBODY
    return "; ".join(
        part for part in (_NOT.get(claim.factuality, claim.factuality), modality, voice) if part
    )


def when(claim: Claim) -> str:
    """Return the days that a claim holds for, or that it gives none."""
    if claim.when:
        return claim.when
    if ordered := order(claim):
        return f"{ordered}; inferred {claim.valid_from or '..'} to {claim.valid_until or '..'}"
    if claim.valid_from or claim.valid_until:
        return f"{claim.valid_from} to {claim.valid_until}"
    return "undated"


def order(claim: Claim) -> str:
    """Return before, during or after which events a claim is put, ``""`` if none."""
    return ", ".join(
        f"{word} {local_name(event)}"
        for word in ("before", "during", "after")
        for event in getattr(claim, word)
    )


def dated(claim: Claim) -> str:
    """Return the day that a claim gives to something, and what hedges it."""
    notes = [_NOT.get(claim.factuality, ""), *_hedges(claim)]
    if claim.polarity > 0 and claim.factuality != "certain":
        notes[0] = claim.factuality
    return ", ".join([str(claim.value), *filter(None, notes)])


def told(claim: Claim) -> str:
    """Return a claim in a line: its gloss, whose word it is, how sure and for when."""
    notes = [claim.claimant_label, sure(claim), *_hedges(claim)]
    if claim.when:
        notes.append(claim.when)
    return f"{claim.gloss} ({'; '.join(notes)})"


def stated_claim(claim: Claim) -> str:
    """Return what a claim says of its ends, with what hedges it: the same for claims alike."""
    says = f"{claim.subject_label} {claim.relation_label} {claim.object_label}"
    notes = [{-1: "denied", 0: "nobody commits to it"}.get(claim.polarity, ""), *_hedges(claim)]
    noted = "; ".join(filter(None, (*notes, claim.when)))
    return f"{says} ({noted})" if noted else says


def proposition(table: ClaimsTable, claim: Claim) -> str:
    """Return what a claim says of what, in parts, whoever says so and how surely."""
    parts = (claim.subject_label, claim.relation_label, claim.object_label or claim.group)
    text = " | ".join(part for part in parts if part)
    if claim.topic:
        text += f" | {', '.join(map(table.label, claim.topic))}"
    return f"{text}, if {claim.condition}" if claim.condition else text


def judged(claim: Claim) -> str:
    """Return whether a claim affirms, denies or leaves open what it says."""
    return {1: "affirms", -1: "denies"}.get(claim.polarity, "leaves open")


def quoted(claim: Claim) -> str:
    """Return the gloss of a claim with its claimant."""
    return f"“{claim.gloss}” ({claim.claimant_label})"


def disputer(table: ClaimsTable, found: Dispute) -> str:
    """Return by whom a claim is disputed, and whether that is a party to it."""
    party = ", a party to it" if found.party else ""
    return f"disputed ({found.kind}) by {table[found.second].claimant_label}{party}"


def dispute(table: ClaimsTable, found: Dispute) -> str:
    """Return by whom a claim is disputed, and with which claim."""
    other = table[found.second]
    # The term or figure that stands against another; a denial has been stated already.
    said = says(table, other) if other.polarity > 0 else other.gloss
    return f"{disputer(table, found)}: {said} [{other.claim}]"


def difference(table: ClaimsTable, found: Dispute) -> str:
    """Return from which claim one differs, in what, and that this is no dispute."""
    other = table[found.second]
    return f"differs ({found.kind}), no dispute: {quoted(other)} [{other.claim}]"


def figure(table: ClaimsTable, claim: Claim) -> str:
    """Return a figure with its bound as text, such as ``at least 5``.

    Where the source gives words, they come first: ``thousands (2,000 or more)``.
    """
    value = f"{claim.value:,}" if isinstance(claim.value, int | float) else str(claim.value)
    if claim.wording:
        return f"{claim.wording} ({_AS_NUMBER.get(claim.bound, '{}').format(value)})"
    word = table.words.get(claim.bound)
    bound = f"{word.label if word else claim.bound} " if claim.bound not in {"", "exactly"} else ""
    return f"{bound}{value}"


# --- where a claim stands


def cite(table: ClaimsTable, claim: Claim) -> str:
    """Return where a claim stands: the document's title and publisher, and the passages."""
    document = table.documents.get(claim.document)
    title = f"{document.publisher_label}, “{document.title}”" if document else claim.document
    return f"{title}, {'; '.join(_places(claim)) or _UNPINNED} ({' '.join(claim.passage)})"


def passages(claim: Claim) -> str:
    """Return the passages of a claim: paragraph, sentence and id of each."""
    several = zip(_places(claim), claim.passage, strict=True)
    return "; ".join(f"{place} ({passage})" for place, passage in several) or _UNPINNED


def citation(table: ClaimsTable, claim: Claim) -> str:
    """Return a claim as one cites it in a text of one's own, with the version of the data."""
    document = table.documents.get(claim.document)
    publisher = document.publisher_label if document else claim.document
    published = f", {document.published}" if document and document.published else ""
    return (
        f"{claim.gloss} ({claim.claimant_label}, in {publisher}, "
        f"“{document.title if document else ''}”{published}, {passages(claim)}; "
        f"kgraph claim {claim.claim}, data {table.data_version})"
    )


def _places(claim: Claim) -> list[str]:
    return [
        (f"paragraph {paragraph}" + (f", sentence {sentence}" if sentence else ""))
        if paragraph
        else _UNPINNED
        for paragraph, sentence in zip(claim.paragraph, claim.sentence, strict=True)
    ]


# --- ties


def relation(table: ClaimsTable, tie: Tie) -> str:
    """Return what a tie says of its ends: of one that reports leave, that the duty was unmet."""
    unmet = tie.relation in table.relations and table.relations[tie.relation].unmet_label
    return (tie.of_reports and unmet) or named(table, tie.relation)


def named(table: ClaimsTable, relation: str) -> str:
    """Return what a relation is called, one that a dossier declares by no claim included."""
    return DECLARED[relation] if relation in DECLARED else table.relations[relation].label


def stated(table: ClaimsTable, tie: Tie) -> str:
    """Return a tie as its first claim tells it: who, what, whom.

    A lever may lie with the object of a claim: that Armenia depends on Russia is a lever of Russia
    on Armenia, and reads "Armenia depends on Russia" all the same. Where a tie leads to whom an act
    affects, or to what a call is about, that follows. A guarantee that is only reported unmet is
    told of guarantor and protected, and what a dossier declares by no claim of its ends.
    """
    if tie.of_reports or not tie.claims:
        return f"{table.label(tie.source)} {relation(table, tie)} {table.label(tie.target)}"
    columns, row = table.columns, table.row(tie.claims[0])
    subject, target = columns.subject[row], columns.object[row]
    says = f"{table.label(subject)} {table.relations[tie.relation].label}"
    if target:
        says += f" {table.label(target)}"
    for end in (tie.source, tie.target):
        if end not in {subject, target}:
            about = "about" if end in columns.topic[row] else "affecting"
            says += f", {about} {table.label(end)}"
    owed = all(columns.modality[table.row(claim)] == "duty" for claim in tie.claims)
    return says + _OWED * owed


def between(table: ClaimsTable, tie: Tie, made_of: ClaimsTable) -> str:
    """Return a tie as its two ends and its relation, with an arrow where that runs back.

    ``made_of`` has the claims as the tie names them.
    """
    says = relation(table, tie)
    if _runs_back(made_of, tie):
        says = f"{_BACK}{says}"
    return f"{table.label(tie.source)} | {says} | {table.label(tie.target)}"


def _runs_back(table: ClaimsTable, tie: Tie) -> bool:
    """Whether a tie leads against its relation: who is supplied has a lever on the supplier."""
    if table.relations[tie.relation].symmetric:
        return False
    return all(table[claim].subject != tie.source for claim in tie.claims)


def part(claim: Claim, tie: Tie | None) -> str:
    """Return what a claim does to a tie if it does not state it: denies it, reports it unmet.

    Who denies it as planned, or owed, denies no report that it was so.
    """
    if tie is None:
        return ""
    if claim.claim in tie.hollow_by:
        return REPORTS_UNMET
    if claim.claim in tie.claims:
        return ""
    return DENIES if claim.claim in tie.denials else _DENIES_AS.format(claim.modality)


def kind(table: ClaimsTable, tie: Tie) -> str:
    """Return of which layer a tie is, how strong or on which side, and whether it lapsed."""
    ended = f"; {HELD['lapsed']}" if tie.holds == "lapsed" else ""
    return _layer(table, tie) + ended


def _layer(table: ClaimsTable, tie: Tie) -> str:
    if tie.layer == "structure":
        return "structure"
    if tie.layer == "influence" and tie.role != "means":
        return f"influence, {tie.role}" + (f": {NOT_SO}" * (tie.sign < 0))
    if tie.layer == "influence":
        return f"influence, {lever(tie)}"
    if tie.layer == "conduct":
        return f"conduct, {signed(table, tie)}"
    return f"position, {_FOR[tie.sign]}" + (", on a condition" if tie.conditional else "")


def lead(kind: str, sign: int) -> str:
    """Return of which layer a claim is by one of its leads, and on which side.

    >>> lead("conduct", -1), lead("position", 1), lead("means", 0)
    ('conduct, hostile', 'position, for', 'influence, means')
    """
    if kind == "structure":
        return kind
    if kind == "unmet":
        return f"influence, {REPORTS_UNMET}"
    if kind in {"position", "conduct"}:
        return f"{kind}, {(_FOR if kind == 'position' else _MOODS)[sign]}"
    return f"influence, {kind}" + (f": {NOT_SO}" * (sign < 0))


def lever(tie: Tie) -> str:
    """Return the families and the grade of a lever, or that it is on paper only."""
    return f"{' and '.join(tie.families)}: {UNMET if tie.hollow else tie.grade}"


def signed(table: ClaimsTable, tie: Tie) -> str:
    """Return whether a tie of conduct is friendly, hostile or cool, and its weight."""
    if not tie.sign:
        return CONTACT
    return f"{_COOL if cool(table, tie) else _MOODS[tie.sign]} {tie.weight:g}"


def state(tie: Tie) -> str:
    """Return all that a comparison looks at in a tie: strength or side, claims, disputes, days."""
    if tie.layer == "influence":
        text = lever(tie)
    elif tie.layer == "conduct":
        text = f"{tie.sign:+d}"
    else:
        text = {1: "for", 0: "neither", -1: "against"}[tie.sign]
        text += " on a condition" * tie.conditional
    notes = [f"{len(tie.claims)} claim{'s' * (len(tie.claims) != 1)}"]
    if tie.denials:
        notes.append(f"{len(tie.denials)} against")
    if tie.disputed_by:
        notes.append(f"disputed by {len(tie.disputed_by)}")
    dates = f"; {tie.valid_from or '?'} to {tie.valid_until or '?'}"
    return f"{text} ({', '.join(notes)}{dates * bool(tie.valid_from or tie.valid_until)})"


def used(row: Mapping[str, Any]) -> str:
    """Return of a row of influence: the lever with its grade, and whether its use worked."""
    said = []
    if row["role"] == "means":
        said.append(
            f"{' and '.join(row['families'])}: {ON_PAPER if row['hollow'] else row['grade']}"
        )
        happened = (("attempts", "tried"), ("outcomes", "worked"), ("failures", "did not work"))
        said += [word for name, word in happened if row[name]]
    else:
        said.append(row["role"] + ": not so" * (row["happened"] is False))
    if row["disputed_by"]:
        said.append(f"disputed by {' '.join(row['disputed_by'])}")
    return "; ".join(said)


def ranked(row: Mapping[str, Any]) -> str:
    """Return the rank of an actor in words, with those that it has within the doubt."""
    if row["not_assessable"]:
        return f"rank not assessable: {row['not_assessable']}"
    low, high = row["rank_low"], row["rank_high"]
    return f"rank {row['rank']}, " + ("whatever the doubt" if low == high else f"{low} to {high}")


# --- edges


def profile(families: Mapping[str, str], joined: str = ": ") -> str:
    """Return the families of an edge with the grade of the strongest lever of each."""
    return ", ".join(f"{family}{joined}{grade}" for family, grade in families.items())


def edge(table: ClaimsTable, found: Edge) -> str:
    """Return an edge as the page says it: ends, what is told, on how much, and what hedges it."""
    claims = union(tie.told for tie in found.ties)
    documents = {table[claim].document for claim in claims}
    # In the order in which the record tells them; what is only reported unmet comes last.
    ties = sorted(
        found.ties, key=lambda tie: (tie.of_reports, min(map(table.row, tie.claims), default=0))
    )
    told_ = "; ".join(dict.fromkeys(stated(table, tie) for tie in ties))
    basis = BY_NO_CLAIM
    if claims:
        basis = f"{many(len(claims), 'claim')}, {many(len(documents), 'document')}"

    def so(what: str, holds: Callable[[Tie], bool]) -> str:
        """Return of which ties something is so, by their relations unless it is of all."""
        which = [tie for tie in ties if holds(tie)]
        if len(which) == len(ties):
            return what
        words = ", ".join(dict.fromkeys(relation(table, tie) for tie in which))
        return f"{what}: {words}" if words else ""

    parts = [f"{table.label(found.source)} → {table.label(found.target)}: {told_}: {basis}"]
    if found.hollow:
        parts.append(UNMET)
    elif found.holds != "lapsed":
        parts.append(profile(_families(table, found)))
        parts.append(f"also a {UNMET}" if any(tie.hollow for tie in found.ties) else "")
    parts += hedges(surest(table, found.claims))
    if found.holds == "lapsed" or (table.selection.as_of and found.holds != "holds"):
        parts.append(HELD[found.holds])
    parts.append(so(BY_ANALYSTS, lambda tie: of_analysts(table, tie)))
    parts.append(so(BY_ONE_PARTY, lambda tie: of_one_party(table, tie)))
    parts.append(so("disputed", lambda tie: tie.disputed))
    return "; ".join(part for part in parts if part)


def lines(table: ClaimsTable, found: Edge) -> str:
    """Return an edge with its claims, each on a line of its own."""
    return "\n".join(
        [edge(table, found), *(f"{claim}: {table[claim].gloss}" for claim in found.claims)]
    )


def strongest(table: ClaimsTable, ties: Iterable[Tie]) -> Tie:
    """Return the tie whose word a line carries, and as which it looks: the strongest of them.

    Of duties reported unmet that of which a report speaks: which stands in one passage with it.
    """

    def rank(tie: Tie) -> tuple[float, bool, float, int, str]:
        grade = table.grades[tie.grade].number if tie.grade in table.grades else 0.0
        spoken_of = bool(_reports_beside(table, tie))
        return -tie.weight, not spoken_of, -grade, -len(tie.claims), tie.relation

    return min(ties, key=rank)


def _reports_beside(table: ClaimsTable, tie: Tie) -> list[Claim]:
    """Return the reports that a duty was unmet which stand in a passage with who states it."""
    passages_ = {passage for claim in tie.claims for passage in table[claim].passage}
    return [table[one] for one in tie.hollow_by if passages_ & set(table[one].passage)]


def on_line(table: ClaimsTable, found: Edge) -> str:
    """Return the word on the line of an edge: of its strongest tie, and how many more it has.

    Conduct that strikes its target by what is done to something else names that.
    """
    tie = strongest(table, found.ties)
    if found.holds == "lapsed":
        back = "" if table[tie.claims[0]].subject == found.source else _BACK
        return f"{back}{named(table, tie.relation)} ({HELD['lapsed']})"
    if tie.layer == "influence":
        return unmet(table, found)[0] if found.hollow else _levers_on_line(table, found, tie)
    if tie.layer == "structure":
        words = [relation(table, tie), *(relation(table, one) for one in found.ties)]
        return several(list(dict.fromkeys(words)))
    return named(table, tie.relation) + _upon(table, tie)


def _upon(table: ClaimsTable, tie: Tie) -> str:
    """Return a blank and what a tie was done to, where all its claims name another than its end."""
    objects = [table[claim].object for claim in tie.claims]
    if not all(objects) or {tie.source, tie.target} & {*objects}:
        return ""
    return f" {table.label(objects[0])}"


def _levers_on_line(table: ClaimsTable, found: Edge, tie: Tie) -> str:
    """Return the family of the strongest lever, as pressure if so, and how many others there are.

    A lever that is of no family goes by its relation.
    """
    words = table.words
    family, *_ = [*tie.families, ""]
    label = words[family].label if family in words else family
    against = (table.relations[tie.relation].valence or 0.0) < 0
    word = f"{label} {_PRESSURE}" if against else label or relation(table, tie)
    return several([word, *(other for other in found.families if other != family)])


def unmet(table: ClaimsTable, found: Edge) -> list[str]:
    """Return the words for a duty reported unmet, the whole first, then what has less room.

    The relation that says what was owed, and on which days it was not kept, if the reports that
    stand beside it say so.
    """
    tie = strongest(table, [tie for tie in found.ties if tie.hollow])
    reports = _reports_beside(table, tie) or [table[claim] for claim in tie.hollow_by]
    spans = {dates.span(claim.valid_from, claim.valid_until) for claim in reports} - {""}
    on = several(sorted(spans)) if spans else _NO_DAY
    short = [f"{_NOT_KEPT}, {on}", _NOT_KEPT, _NOT_KEPT.split()[-1]]
    if tie.of_reports:
        return [f"{relation(table, tie)}, {on}", *short]
    return [f"{relation(table, tie)}: {short[0]}", *short]


def by_force(table: ClaimsTable, found: Tie) -> bool:
    """Return whether what a tie tells is done by force, not in words or by leaving ties."""
    return found.relation in table.relations and table.relations[found.relation].force


def cool(table: ClaimsTable, found: Tie) -> bool:
    """Return whether a tie of conduct is what somebody judges a relation to be, and no act."""
    relation = table.relations.get(found.relation)
    return relation is not None and found.layer == "conduct" and relation.cool


def of_analysts(table: ClaimsTable, found: Tie) -> bool:
    """Return whether analysts alone tell a tie."""
    return bool(found.told) and all(voice_class(table[claim]) == "analysis" for claim in found.told)


def of_one_party(table: ClaimsTable, found: Tie) -> bool:
    """Return whether one party alone tells a tie, by itself or by who speaks for it."""
    claims = [table[claim] for claim in found.told]
    parties = {one for claim in claims for one in claim.speaks_for or (claim.claimant,)}
    return len(parties) == 1 and all(claim.voice == "party" for claim in claims)


def of_one_document(table: ClaimsTable, found: Tie) -> bool:
    """Return whether all claims that tell a tie are of one document."""
    return len({table[claim].document for claim in found.told}) == 1


def _families(table: ClaimsTable, found: Edge) -> dict[str, str]:
    words = table.words
    return {
        words[family].label if family in words else family: grade
        for family, grade in found.families.items()
    }


def levers(table: ClaimsTable, found: Edge) -> str:
    """Return the levers of an edge: the profile of its families, and what is on paper."""
    hollow = distinct(relation(table, tie) for tie in found.ties if tie.hollow)
    paper = f"on paper: {', '.join(hollow)}" if hollow else ""
    return "; ".join(part for part in (profile(found.families, " "), paper) if part)


def step(found: Edge, *, lapsed: bool) -> list[str]:
    """Return what stands on a step of a path: its levers, and what is wrong with them."""
    said = [f"{family} {grade}" for family, grade in found.families.items()]
    if found.hollow:
        said.append(ON_PAPER)
    elif hollow := sum(tie.hollow for tie in found.ties):
        said.append(f"also {hollow} {ALSO_ON_PAPER}")
    if lapsed:
        said.append(f"lapsed {found.valid_until}".strip())
    if found.disputed:
        said.append("≠ disputed")
    return said


# --- positions


def stances(table: ClaimsTable, found: Cell) -> list[str]:
    """Return the words of a position, as the relations of its claims have them, strongest first.

    A stronger word is one said with more intensity, then more surely, then on a side at all.
    """
    columns, relations = table.columns, table.relations
    best: dict[str, tuple[float, ...]] = {}
    for claim in found.claims:
        row = table.row(claim)
        name = columns.relation[row]
        on_side = abs(relations[name].position or 0)
        force = (int(columns.intensity[row]), float(columns.certainty[row]), on_side)
        best[name] = max(force, best.get(name, force))
    ordered = sorted(best, key=lambda name: ([-one for one in best[name]], name))
    return [relations[name].label for name in ordered]


def several(words: Sequence[str]) -> str:
    """Return the first of several words, and how many more there are.

    >>> several(["supports"]), several(["accepts", "calls on"])
    ('supports', 'accepts and 1 more')
    """
    return words[0] if len(words) == 1 else f"{words[0]} and {len(words) - 1} more"


def stands(words: Sequence[str], state: str) -> str:
    """Return a position in the first of its words, with the side that it puts somebody on.

    >>> stands(["accepts"], "for"), stands([], "unknown")
    ('accepts (for)', 'unknown')
    """
    return f"{several(words)} ({state})" if words else state


def surest(table: ClaimsTable, claims: Iterable[str]) -> str:
    """Return the factuality of the surest of some claims, ``""`` without any."""
    columns = table.columns
    rows = [table.row(claim) for claim in claims]
    best = max(rows, key=lambda row: columns.certainty[row], default=None)
    return "" if best is None else str(columns.factuality[best])


def least(table: ClaimsTable, several: Iterable[Iterable[str]]) -> str:
    """Return the factuality of the least sure of several things, each by its surest claim."""
    found = filter(None, (surest(table, claims) for claims in several))
    return min(found, key=table.certainty, default="")


def hedges(factuality: str) -> list[str]:
    """Return how sure something is where it is less than certain that it is, or is not, so."""
    return [] if factuality in {"certain", "denied", ""} else [factuality]


def unsure(row: Mapping[str, Any]) -> list[str]:
    """Return how sure a row is, as ``hedges``."""
    return hedges(row["factuality"])


def doubts(row: Mapping[str, Any]) -> list[str]:
    """Return how sure a row is, and its modalities where it is not of plain fact."""
    return [*hedges(row["factuality"]), *row["modality"]]


def side(sign: int, *, conditional: bool) -> str:
    """Return the side that a position is on: for, against or neither, perhaps on a condition."""
    return f"{SIDES[sign]}{' on a condition' if conditional else ''}"


def several_sides(sides: Sequence[str]) -> str:
    """Return several sides that one holder is on; mixed is who supports and opposes.

    >>> several_sides(["against", "for"]), several_sides(["against", "neither"])
    ('mixed: against / for', 'against / neither')
    """
    is_mixed = {SIDES[1], SIDES[-1]} <= {one.partition(" ")[0] for one in sides}
    return "mixed: " * is_mixed + " / ".join(sides)


def cell(found: Cell) -> str:
    """Return the state of a cell; of one with several sides, or a conditional one, with these.

    A mean is never taken: ``mixed: against / for``.
    """
    if found.state == "mixed":
        return several_sides([side(sign, conditional=if_) for sign, if_ in found.values])
    if found.state == "conditional":
        return f"conditional: {side(found.values[0][0], conditional=False)}"
    return found.state
