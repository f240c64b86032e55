"""Checks of names and texts: two that read the same, one that cannot be read, one that steers.

They compare as the look-up of names does, which no query can.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from kgraph.dossier.terms import Iri, Text
from kgraph.model import Finding
from kgraph.text import fold, skeleton, spellings
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.curation.turtle import Lines
    from kgraph.dossier.described import Described

__all__ = ["findings"]

#: What is shown in one line of a table, page or picture, and has to show something.
_SHORT = (
    "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "rdfs:label", "dcterms:title",
    "kg:gloss", "kg:condition", "kg:group", "kg:wording", "kg:matter",
)  # fmt: skip
#: Texts of several lines.
_LONG = ("skos:editorialNote", "skos:definition", "dcterms:abstract")
#: What can be seen of any text that has it.
_PLAIN = re.compile(r"[0-9A-Za-z]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BREAK = re.compile(r"[\t\n\r\u2028\u2029]")
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
#: What begins a run of another direction, to what ends it.
_ENDS = {
    "\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069",
    "\u2068": "\u2069",
}  # fmt: skip


def findings(curated: Described, lines: Lines) -> Iterator[Finding]:
    """Yield what is wrong with the names and texts of curated things, each with its line."""
    names: list[tuple[str, str]] = []
    for predicate in (*_SHORT, *_LONG):
        subjects, texts = curated.pairs(predicate)
        for it, literal in zip(subjects.tolist(), texts.tolist(), strict=True):
            text = curated.term(literal)
            if not isinstance(text, Text) or not isinstance(curated.term(it), Iri):
                continue
            subject = curated.name(it)
            if predicate == "skos:prefLabel":
                names.append((subject, str(text)))
            for severity, said in _faults(predicate, str(text)):
                path, line = lines.where(subject, predicate)
                message = f"{predicate}: {said}"
                yield Finding(path, line, severity, "unreadable", subject, message)
    for severity, subject, message in sorted(set(_alike(sorted(names)))):
        path, line = lines.where(subject, "skos:prefLabel")
        yield Finding(path, line, severity, "same-name", subject, message)


def _faults(predicate: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield severity and sentence of what keeps a text from being read as it is meant."""
    if predicate in _SHORT and not _PLAIN.search(text) and not fold(text):
        yield "error", "nothing of it can be seen; write what it is called or says"
    if found := _CONTROL.search(text):
        yield "error", f"the control character U+{ord(found[0]):04X} is in it; leave it out"
    if not _balanced(text):
        message = "a mark turns the direction of what stands beside it; leave such marks out"
        yield "error", message
    if predicate in _SHORT and _BREAK.search(text):
        yield "warning", "a line break or tab is in it; write it in one line"


def _balanced(text: str) -> bool:
    """Tell whether each change of direction ends within a text, and none overrides it."""
    open_: list[str] = []
    for mark in _TURNS.findall(text):
        if mark in _ENDS:
            open_.append(_ENDS[mark])
        elif not open_ or open_.pop() != mark:
            return False
    return not open_


def _alike(names: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield severity, the first of a pair and the sentence on two things with one name."""
    read: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    seen: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for subject, name in names:
        if not fold(name):
            continue
        for spelt in spellings(name):
            read[kind_of(subject), spelt].setdefault(subject, name)
        seen[kind_of(subject), skeleton(name)].setdefault(subject, name)
    same = set()
    for things in read.values():
        for first, other in _pairs(things):
            same.add((first, other))
            how = "" if things[first] == things[other] else ", typed in another way"
            yield "error", first, f"the preferred name is also that of {other}{how}"
    for things in seen.values():
        for first, other in _pairs(things):
            if (first, other) not in same:
                mixed = _mixed(things[first]) or _mixed(things[other])
                said = f"the preferred name looks like that of {other}, in letters of other scripts"
                yield "error" if mixed else "warning", first, said


def _pairs(things: dict[str, str]) -> Iterator[tuple[str, str]]:
    first, *others = sorted(things)
    for other in others:
        yield first, other


def _mixed(name: str) -> bool:
    """Tell whether a word has Latin letters beside look-alikes of another script."""
    return any(
        re.search("[a-z]", word) and skeleton(word) != word
        for word in re.split(r"[\W_]+", fold(name))
    )
