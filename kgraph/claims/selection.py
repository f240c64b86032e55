"""Which claims are looked at: voices, days, lenses, and the rest of a selection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.errors import BadOption, UnknownName

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from kgraph.model import Claim

__all__ = [
    "ALL_VOICES",
    "DEFAULT_VOICES",
    "STATUSES",
    "Selection",
    "caption",
    "participants",
    "speakers",
    "voice_class",
]

#: Whose word counts in a network unless asked otherwise (decision: reports, and actors on
#: themselves); the other classes are switches.
DEFAULT_VOICES = ("reporting", "party-on-itself")
ALL_VOICES = (*DEFAULT_VOICES, "party-on-others", "analysis", "witness")
#: How far a claim has come; a retracted one stands in no table.
STATUSES = ("draft", "reviewed")


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
    network is built. ``min_factuality`` names the least certainty (``""`` for any). ``disputed``
    tells whether disputed claims are in, ``only_disputed`` whether they alone are.
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
    modalities: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    only_disputed: bool = False

    def __post_init__(self) -> None:
        if self.window is not None and (self.as_of is None or self.window < 1):
            raise BadOption("A window is a number of days (1 or more) before an as-of day.")
        for voice in self.voices:
            if voice not in ALL_VOICES:
                raise UnknownName(voice, "voice", ALL_VOICES)
        for status in self.statuses:
            if status not in STATUSES:
                raise UnknownName(status, "status", STATUSES)
        if self.only_disputed and not self.disputed:
            raise BadOption("Disputed claims cannot be left out and alone be shown; choose one.")


def participants(claim: Claim) -> set[str]:
    """Return whom and what a claim is about."""
    return {claim.subject, claim.object, *claim.affected, *claim.topic, *claim.context}


def speakers(claim: Claim) -> set[str]:
    """Return the claimant of a claim and those it speaks for."""
    return {claim.claimant, *claim.speaks_for}


def caption(selection: Selection, label: Callable[[str], str] = str) -> str:
    """Return in one sentence which claims a selection takes, for captions and file headers.

    ``label`` names an entity by its id.
    """
    text = "; ".join(_phrases(selection, label))
    return f"{text[0].upper()}{text[1:]}."


def _phrases(selection: Selection, label: Callable[[str], str]) -> Iterator[str]:
    if selection.as_of is None and selection.known_by is None:
        yield "the whole record"
    if selection.as_of is not None:
        window = f", acts of the {selection.window} days before" if selection.window else ""
        yield f"as of {selection.as_of}{window}"
    if selection.known_by is not None:
        yield f"known by {selection.known_by}"
    lens = [
        f"{kind} {name if kind == 'document' else label(name)}"
        for kind, _, name in (entry.partition(":") for entry in selection.lens)
    ]
    yield from _phrase("as told by", lens)
    yield from _phrase("family", selection.families)
    if set(selection.voices) == set(ALL_VOICES):
        yield "every voice"
    else:
        yield "by voice of " + (", ".join(selection.voices).replace("-", " ") or "nobody")
    if selection.min_factuality:
        yield f"at least {selection.min_factuality}"
    if not selection.disputed:
        yield "without disputed claims"
    yield from _phrase("about", map(label, selection.about))
    yield from _phrase("claimed by", map(label, selection.claimants))
    yield from _phrase("relation", selection.relations)
    yield from _phrase("document", selection.documents)
    if selection.polarity is not None:
        yield {1: "affirmed", -1: "denied", 0: "neither affirmed nor denied"}[selection.polarity]


def _phrase(word: str, names: Iterable[str]) -> Iterator[str]:
    listed = ", ".join(names)
    if listed:
        yield f"{word} {listed}"
