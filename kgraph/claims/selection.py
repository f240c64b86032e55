"""Which claims are looked at: what a selection is, what counts by default, what it admits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.claims.about import about
from kgraph.claims.columns import Columns, day_number
from kgraph.claims.days import LAPSED, NOT_STATED, within
from kgraph.claims.voices import ALL_VOICES
from kgraph.errors import BadOption, UnknownName
from kgraph.text import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kgraph.model import Document, Entity, Relation

__all__ = ["DEFAULT_FACTUALITY", "STATUSES", "Selection", "caption", "masks"]

#: How sure a claim is at least to count in a network, unless asked otherwise; whose word counts is
#: in ``voices.DEFAULT_VOICES``.
DEFAULT_FACTUALITY = "possible"

#: How far a claim has come; a retracted one stands in no table.
STATUSES = ("draft", "reviewed")


@dataclass(frozen=True)
class Selection:
    """Which claims are looked at; the default is every standing claim of the whole record.

    ``as_of`` asks what held on a day, ``known_by`` what was reported by a day; ``window`` (days)
    limits how long ago a momentary act may lie before ``as_of``, ``reach_back`` (days, the
    dossier's own if ``None``) how long before its report an undated claim is taken. With
    ``lapsed``, what had ended by then is kept, for a network to list. A lens is ``document:X``,
    ``publisher:X`` or ``claimant:X``; several lenses are a union. ``families`` is applied when a
    network is built. ``min_factuality`` names the least certainty (``""`` for any). ``disputed``
    tells whether disputed claims are in, ``only_disputed`` whether they alone are. A claim is about
    one of ``about``, or with ``about_all`` about each of them; with ``either`` it may be by a
    claimant instead.
    """

    as_of: dt.date | None = None
    known_by: dt.date | None = None
    window: int | None = None
    reach_back: int | None = None
    lapsed: bool = False
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
    coders: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    only_disputed: bool = False
    about_all: bool = False
    either: bool = False

    def __post_init__(self) -> None:
        if self.window is not None and (self.as_of is None or self.window < 1):
            raise BadOption("A window is a number of days (1 or more) before an as-of day.")
        if self.reach_back is not None and self.reach_back < 0:
            raise BadOption("A reach-back is a number of days, 0 or more.")
        for voice in self.voices:
            if voice not in ALL_VOICES:
                raise UnknownName(voice, "voice", ALL_VOICES)
        for status in self.statuses:
            if status not in STATUSES:
                raise UnknownName(status, "status", STATUSES)
        if self.only_disputed and not self.disputed:
            raise BadOption("Disputed claims cannot be left out and alone be shown; choose one.")
        if self.either and not (self.about and self.claimants):
            raise BadOption("Either of two needs both: say about whom and by which claimant.")


def masks(
    selection: Selection,
    c: Columns,
    relations: Mapping[str, Relation],
    documents: Mapping[str, Document],
    entities: Mapping[str, Entity],
    certainty: Callable[[str], float],
    answered: np.ndarray,
) -> dict[str, np.ndarray]:
    """Return for each reason to leave a claim out which claims are admitted, in order.

    Parameters
    ----------
    selection : Selection
        What is looked at.
    c : Columns
        The claims of a record.
    relations, documents : mapping
        By name: what tells acts from what lasts, and who publishes.
    entities : mapping
        By CURIE: what belongs to what.
    certainty : callable
        The certainty of a factuality value, in [0, 1].
    answered : array
        What each claim says of the day, see ``days.answers``, shape (c.n,).

    Returns
    -------
    dict of str to array
        Reason to mask, shape (c.n,).
    """
    masks: dict[str, np.ndarray] = {}
    if selection.lens:
        masks["another lens"] = np.any(
            [_seen(entry, c, documents) for entry in selection.lens], axis=0
        )
    if selection.known_by is not None:
        masks["reported later"] = c.reported_day <= day_number(selection.known_by)
    if selection.as_of is not None:
        on = answered <= NOT_STATED
        if selection.window is not None:
            on &= within(selection.window, selection.as_of, c, relations)
        masks["not on that day"] = on | (selection.lapsed & (answered == LAPSED))
    codes = [ALL_VOICES.index(voice) for voice in selection.voices]
    if set(selection.voices) != set(ALL_VOICES):
        masks["voice"] = np.isin(c.voice_class, codes)
    if selection.min_factuality:
        least = certainty(selection.min_factuality)
        masks["less certain"] = c.certainty >= least - 1e-9
    if not selection.disputed:
        masks["disputed"] = ~c.disputed
    if selection.only_disputed:
        masks["not disputed"] = c.disputed
    if selection.polarity is not None:
        masks["other polarity"] = c.polarity == selection.polarity
    if selection.about:
        masks["about others"] = about(c, selection.about, entities, every=selection.about_all)
    if selection.claimants:
        masks["another claimant"] = _told_by(c, selection.claimants)
    if selection.either:
        masks["about others"] |= masks.pop("another claimant")
    for reason, wanted, column in (
        ("another relation", selection.relations, c.relation),
        ("another document", selection.documents, c.document),
        ("another modality", selection.modalities, c.modality),
        ("another mode", selection.modes, c.mode),
        ("another status", selection.statuses, c.status),
    ):
        if wanted:
            masks[reason] = column.where(frozenset(wanted).__contains__)
    for reason, wanted, several in (
        ("another coder", selection.coders, c.coder),
        ("another tag", selection.tags, c.tag),
    ):
        if wanted:
            named = frozenset(map(fold, wanted))
            masks[reason] = several.where(
                np.array([fold(one) in named for one in several.values], dtype=bool)
            )
    return masks


def _told_by(c: Columns, actors: Iterable[str]) -> np.ndarray:
    """Return which claims are by one of these actors, or by who speaks for one."""
    wanted = c.are(actors)
    return np.asarray(wanted[c.claimant.codes] | c.speaks_for.where(wanted))


def _seen(lens: str, c: Columns, documents: Mapping[str, Document]) -> np.ndarray:
    """Return which claims are seen through a lens."""
    kind, _, name = lens.partition(":")
    if kind == "claimant":
        return _told_by(c, (name,))
    if kind == "document":
        return np.asarray(c.document.where(name.__eq__))
    of = {d.id for d in documents.values() if d.publisher == name}
    return np.asarray(c.document.where(of.__contains__))


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
    if selection.reach_back is not None:
        yield f"undated claims taken {selection.reach_back} days back"
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
    if selection.only_disputed:
        yield "disputed claims only"
    about_ = "about each of" if selection.about_all else "about"
    asked = [
        *_phrase(about_, map(label, selection.about)),
        *_phrase("claimed by", map(label, selection.claimants)),
    ]
    yield from [" or ".join(asked)] if selection.either else asked
    yield from _phrase("relation", selection.relations)
    yield from _phrase("document", selection.documents)
    yield from _phrase("modality", selection.modalities)
    yield from _phrase("mode", selection.modes)
    yield from _phrase("status", selection.statuses)
    yield from _phrase("coded by", selection.coders)
    yield from _phrase("tagged", selection.tags)
    if selection.polarity is not None:
        yield {1: "affirmed", -1: "denied", 0: "neither affirmed nor denied"}[selection.polarity]


def _phrase(word: str, names: Iterable[str]) -> Iterator[str]:
    listed = ", ".join(names)
    if listed:
        yield f"{word} {listed}"
