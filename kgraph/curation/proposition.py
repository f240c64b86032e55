"""A proposition as one line: ``India suppliesArmsTo Armenia``, or its parts between bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.errors import BadOption, UnknownName
from kgraph.text import fold, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Proposition", "parted"]

#: Words in the longest label of a relation.
_LONGEST = 5


@dataclass(frozen=True, slots=True)
class Proposition:
    """The three parts of a proposition; the object is ``""`` where a value stands apart."""

    subject: str
    relation: str
    object: str


def parted(
    text: str,
    relations: Mapping[str, str],
    resolves: Callable[[str], bool],
    valued: bool = False,
) -> Proposition:
    """Return the parts of a line.

    Parameters
    ----------
    text : str
        ``SUBJECT RELATION OBJECT``; with ``|`` between them if it could be read in several ways.
    relations : mapping of str to str
        Folded spelling (id or label) to id.
    resolves : callable
        Tells whether a name is known, to choose among several readings.
    valued : bool
        Whether the value is given apart, so that the line may end with the relation.

    Raises
    ------
    UnknownName
        If no relation is named; with the nearest ones.
    BadOption
        If there are too few parts, or several readings.
    """
    if "|" in text:
        return _barred(text, relations, valued)
    words = text.split()
    readings = []
    for start in range(1, len(words)):
        for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
            relation = relations.get(fold(" ".join(words[start:end])))
            if relation and (end < len(words) or valued):
                parts = (" ".join(words[:start]), relation, " ".join(words[end:]))
                readings.append(Proposition(*parts))
    if len(readings) > 1:
        known = [
            r for r in readings if resolves(r.subject) and (not r.object or resolves(r.object))
        ]
        readings = known or readings
    if len(readings) == 1:
        return readings[0]
    if readings:
        message = f"{text!r} can be read in several ways; write it as SUBJECT | RELATION | OBJECT."
        raise BadOption(message)
    return _unread(text, words, relations)


def _barred(text: str, relations: Mapping[str, str], valued: bool) -> Proposition:
    parts = [part.strip() for part in text.split("|")]
    if len(parts) == 2 and valued:
        parts.append("")
    if len(parts) != 3 or not all(parts[: 2 if valued else 3]):
        message = f"A part of {text!r} is missing; write SUBJECT | RELATION | OBJECT."
        raise BadOption(message)
    relation = relations.get(fold(parts[1]))
    if relation is None:
        raise UnknownName(parts[1], "relation", _nearest(parts[1], relations))
    return Proposition(parts[0], relation, parts[2])


def _unread(text: str, words: list[str], relations: Mapping[str, str]) -> Proposition:
    if len(words) == 3:
        raise UnknownName(words[1], "relation", _nearest(words[1], relations))
    for word in words[1:]:
        near = _nearest(word, relations, 0.8)
        if near and fold(word) not in relations:
            raise UnknownName(word, "relation", near)
    message = (
        f"No relation with a subject before and an object behind it stands in {text!r}; write "
        "SUBJECT RELATION OBJECT (kgraph relations lists the relations)."
    )
    raise BadOption(message)


def _nearest(word: str, relations: Mapping[str, str], cutoff: float = 0.6) -> list[str]:
    near = nearest(fold(word), relations, n=6, cutoff=cutoff)
    return list(dict.fromkeys(relations[one] for one in near))[:3]
