"""The things kgraph speaks of, as plain frozen records; no RDF library here.

Entities go by their CURIE (``actor:armenia``), claims, documents and passages by their slug
(``rferl-001``, ``rferl``, ``rferl-p25s4``), words of the vocabulary by their local name
(``memberOf``, ``certain``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Literal

from kgraph import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ANSWERS",
    "CLAIM_COLUMNS",
    "POSITION_TARGETS",
    "SURE",
    "Cell",
    "Claim",
    "DecisionRule",
    "Dispute",
    "Document",
    "Edge",
    "Entity",
    "Finding",
    "Grade",
    "Layer",
    "Passage",
    "Relation",
    "Tie",
    "TieLayer",
    "Word",
    "distinct",
    "surest",
    "union",
]

Layer = Literal["position", "conduct", "influence"]
#: Layers of which SPARQL sees ties.
TieLayer = Literal["position", "conduct", "influence", "structure"]

#: Kinds of entity on which an actor can take a position.
POSITION_TARGETS = frozenset({"issue", "event", "agreement"})
#: How sure a claimant is, whether of that something is so or that it is not; by factuality where
#: the two are not one word.
SURE = {"denied": "certain", "improbable": "probable", "doubtful": "possible", "unknown": "open"}


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor, office, place, event, agreement, issue or frame.

    ``type`` is the local name of its class (``"State"``, ``"Issue"``); ``kind`` the prefix word.
    ``clashes`` are the frames that cannot fit one thing together with this frame; ``obligations``
    are those of an alliance, as words of the vocabulary (``"defense"``); ``places`` where an event
    happened; ``concerns`` what an issue is about, or the organisation of a treaty.
    """

    id: str
    label: str
    type: str
    aliases: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    qid: str = ""
    private: bool = False
    part_of: str = ""
    may_speak: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """``actor``, ``office``, ``place``, ``event``, ``agreement``, ``issue`` or ``frame``."""
        return vocabulary.kind_of(self.id)


@dataclass(frozen=True, slots=True)
class Document:
    """A catalogued text: its metadata, never its wording. Days are ISO, ``""`` if unknown."""

    id: str
    title: str
    publisher: str
    publisher_label: str
    published: str
    published_last: str
    based_in: str
    genre: str
    paragraphs: int
    sha256: str
    abstract: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document: paragraph from 1, code points ``[start, end)``, SHA-256."""

    id: str
    document: str
    paragraph: int
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation, stance or measure of the vocabulary with its annotations.

    ``position`` is -1, 0, 1 or ``None``; ``valence`` lies in [-1, 1] or is ``None``; conduct of a
    relation of ``contact`` has no sign. ``lever`` is a
    grade or ``""``; ``direction`` is ``forward``, ``backward``, ``mutual`` or ``""``.
    What has ``force`` is done by it, and not in words alone or by leaving ties.
    ``unmet_label`` words a tie of a guarantee that only reports of its not being met leave.
    What a ``personal`` relation says of a person passes to no body by roll-up.
    ``excludes`` names, in both directions, what nobody can hold true over the same ``matter``
    (``object``, ``topic`` or ``context``); ``unique_end`` (``subject``, ``object`` or ``""``) is
    the end of which there is one at a time. ``uses`` names the families of levers that an attempt
    uses, or that an outcome shows to have worked.
    ``subjects`` and ``objects`` are the classes that its ends may be of.
    """

    id: str
    label: str
    definition: str
    family: str
    aspect: str
    symmetric: bool = False
    stance: bool = False
    measure: bool = False
    position: int | None = None
    valence: float | None = None
    role: str = ""
    lever: str = ""
    lever_family: str = ""
    direction: str = ""
    contact: bool = False
    contentious: bool = False
    personal: bool = False
    assessment: bool = False
    guarantee: bool = False
    promise: bool = False
    force: bool = False
    unmet_label: str = ""
    rationale: str = ""
    structure: str = ""
    excludes: tuple[str, ...] = ()
    matter: str = "object"
    unique_end: str = ""
    uses: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()

    @property
    def cool(self) -> bool:
        """Whether it says how somebody judges a bad relation to be: nothing that is done."""
        return self.assessment and (self.valence or 0.0) < 0 and not self.force


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of a lever: the number that stands for it on request, and its interval, in [0, 1]."""

    id: str
    number: float
    low: float
    high: float
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """By which rule a body decides; ``vetoes`` names the holders of a veto that are actors here.

    ``votes_needed`` and ``veto_seats`` are those of the rule of votes; by consensus or unanimity
    every seat has a veto and every vote is needed.
    """

    id: str
    body: str
    matter: str
    procedure: str
    seats: int
    votes_needed: int
    veto_seats: int
    vetoes: tuple[str, ...] = ()
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the vocabulary that is not a relation: a class, family, voice, factuality ...

    ``scheme`` is the local name of its list (``"VoiceScheme"``), or ``"Class"``; ``notes`` holds
    its numbers by the local name of the annotation (``{"polarity": 1.0, "certainty": 0.75}``).
    """

    id: str
    label: str
    definition: str
    scheme: str
    notes: tuple[tuple[str, float], ...] = ()

    def number(self, name: str, default: float = 0.0) -> float:
        """Return the number that the annotation ``name`` gives, or ``default``."""
        return dict(self.notes).get(name, default)


@dataclass(frozen=True, slots=True)
class Claim:
    """One proposition by one claimant in one document: a row of the claims table.

    Tuples hold several values. Days are ISO or ``""`` where open or unknown: ``valid_from`` and
    ``valid_until`` are the first and last possible, between ``surely_from`` and ``surely_until`` it
    is certain; ``before``, ``during`` and ``after`` are events that order it. ``polarity`` is 1
    affirmed, -1 denied, 0 neither; ``certainty`` in [0, 1]; ``intensity`` 1 to 3.
    """

    claim: str
    document: str
    passage: tuple[str, ...]
    paragraph: tuple[int, ...]
    sentence: tuple[str, ...]
    subject: str
    subject_label: str
    subject_type: str
    relation: str
    relation_label: str
    family: str
    object: str
    object_label: str
    object_type: str
    value: float | int | str | None
    claimant: str
    claimant_label: str
    speaks_for: tuple[str, ...]
    via: tuple[str, ...]
    factuality: str
    polarity: int
    certainty: float
    modality: str
    mode: str
    when: str
    valid_from: str
    valid_until: str
    surely_from: str
    surely_until: str
    before: tuple[str, ...]
    during: tuple[str, ...]
    after: tuple[str, ...]
    reported_on: str
    asserted: str
    intensity: int
    condition: str
    context: tuple[str, ...]
    topic: tuple[str, ...]
    affected: tuple[str, ...]
    place: tuple[str, ...]
    group: str
    bound: str
    wording: str
    denies: tuple[str, ...]
    disputes: tuple[str, ...]
    disputed_by: tuple[str, ...]
    corroborated_by: tuple[str, ...]
    includes: tuple[str, ...]
    origin: str
    voice: str
    on_itself: bool
    lever_family: str
    valence: float | None
    role: str
    gloss: str
    note: str
    status: str
    coder: tuple[str, ...]
    memo: str
    tag: tuple[str, ...]


#: Columns of the claims table, the same in CLI, notebook, exports and API.
CLAIM_COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Claim))


@dataclass(frozen=True, slots=True, order=True)
class Dispute:
    """Two claims that clash (``disputed``) or only differ; ``kind`` is the name of the kind.

    ``party`` tells whether the claimant of ``second``, or the one it speaks for, is a party to
    ``first``: its subject, its object or among those it affects.
    """

    kind: str
    first: str
    second: str
    disputed: bool = True
    party: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """All claims of one relation between one ordered pair in one layer.

    ``sign`` is -1, 0 (a position on neither side, or contact) or +1. ``weight`` is dimensionless: 1
    for a position, ``|valence|`` for conduct (0 for contact), the number of the grade for
    influence, 0 where the lever is hollow or the relation gives none. ``denials`` are the claims
    that deny the same tie; ``hollow_by`` those that report the duty behind it as unmet. ``holds``
    is what the surest of its claims says of the day asked about, or of the end of the record:
    ``holds``, ``mayHold``, ``notStated`` or ``lapsed``.
    """

    layer: TieLayer
    source: str
    target: str
    relation: str
    sign: int
    weight: float
    role: str
    families: tuple[str, ...]
    grade: str
    claims: tuple[str, ...]
    denials: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()
    hollow_by: tuple[str, ...] = ()
    conditional: bool = False
    valid_from: str = ""
    valid_until: str = ""
    holds: str = "holds"

    @property
    def hollow(self) -> bool:
        """Duty on paper, reported unmet: drawn and labelled, not counted."""
        return bool(self.hollow_by)

    @property
    def disputed(self) -> bool:
        """Whether somebody disputes a claim of it, or denies the same."""
        return bool(self.disputed_by or self.denials)

    @property
    def told(self) -> tuple[str, ...]:
        """All claims that tell it, sorted: of a duty reported unmet those of both."""
        return union((self.claims, self.hollow_by))

    @property
    def of_reports(self) -> bool:
        """Whether only the reports that a guarantee was not met make this tie: nobody states it."""
        return self.hollow and self.claims == self.hollow_by


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one holder stands on one target.

    ``state`` is ``for``, ``against``, ``neither``, ``conditional`` or ``mixed``; a pair
    without evidence has no cell. ``values`` are the distinct positions (-1, 0, 1), each with
    whether it is conditional.
    """

    holder: str
    target: str
    state: str
    values: tuple[tuple[int, bool], ...]
    ties: tuple[Tie, ...]

    @property
    def drawn(self) -> str:
        """Its state in a picture, where only who supports and opposes is ``mixed``.

        Worry beside opposition is against, and support with and without a condition is for.
        """
        signs = {sign for sign, _ in self.values if sign}
        if self.state != "mixed" or len(signs) > 1:
            return self.state
        if not signs:
            return "neither"
        if all(conditional for sign, conditional in self.values if sign):
            return "conditional"
        return "for" if 1 in signs else "against"

    @property
    def holds(self) -> str:
        """What the surest of its ties says of the day."""
        return surest(self.ties)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of the cell, sorted."""
        return union(tie.claims for tie in self.ties)

    @property
    def disputed_by(self) -> tuple[str, ...]:
        """The claims that dispute any of them, sorted."""
        return union(tie.disputed_by for tie in self.ties)


@dataclass(frozen=True, slots=True)
class Edge:
    """All ties of one sign between one ordered pair.

    ``weight`` is dimensionless: the greatest of its ties for conduct, in (0, 1], and 0 for contact;
    for influence the noisy-or of the strongest lever of each family, in [0, 1), with ``low`` and
    ``high`` the same over the ends of the grades' intervals, and 0 where every lever is hollow.
    ``families`` maps a family to the grade of its strongest lever that is not hollow.
    """

    source: str
    target: str
    sign: int
    weight: float
    ties: tuple[Tie, ...]
    families: dict[str, str] = field(default_factory=dict)
    low: float = 0.0
    high: float = 0.0

    @property
    def hollow(self) -> bool:
        """Whether every lever is duty on paper, reported unmet."""
        return all(tie.hollow for tie in self.ties)

    @property
    def disputed(self) -> bool:
        """Whether somebody disputes a claim of it, or denies the same."""
        return any(tie.disputed for tie in self.ties)

    @property
    def holds(self) -> str:
        """What the surest of its ties says of the day."""
        return surest(self.ties)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of the edge, sorted."""
        return union(tie.claims for tie in self.ties)

    @property
    def disputed_by(self) -> tuple[str, ...]:
        """The claims that dispute any of them, sorted."""
        return union(tie.disputed_by for tie in self.ties)

    @property
    def valid_from(self) -> str:
        """First day of the earliest tie, ``""`` if any start is open or unknown."""
        starts = [tie.valid_from for tie in self.ties]
        return min(starts) if all(starts) else ""

    @property
    def valid_until(self) -> str:
        """Last day of the latest tie, ``""`` if any end is open or unknown."""
        ends = [tie.valid_until for tie in self.ties]
        return max(ends) if all(ends) else ""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A row of a check: where, what is wrong, and what to write instead.

    ``severity`` is ``"error"`` or ``"warning"``; ``line`` is 0 where no line is known.
    """

    path: str
    line: int
    severity: str
    check: str
    subject: str
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.severity}: {self.subject}: {self.message} [{self.check}]"


#: What a claim or tie says of a day, the surest first.
ANSWERS = ("holds", "mayHold", "notStated", "lapsed", "doesNotHold")


def surest(ties: Iterable[Tie]) -> str:
    """Return what the surest of several ties says of the day."""
    return min((tie.holds for tie in ties), key=ANSWERS.index, default=ANSWERS[0])


def union(several: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Return the distinct members of several lists, sorted."""
    return tuple(sorted({one for many in several for one in many}))


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """Return the distinct values that are not empty, sorted."""
    return tuple(sorted({value for value in values if value}))
