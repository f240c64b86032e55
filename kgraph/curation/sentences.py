"""Where the sentences of a paragraph end, in the script and language that it is written in.

The rules are few and their words are data (``ontology/sentences.toml``), so that a locator means
the same wherever it is read: a library's model, or its next version, would move it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache

from kgraph.dossier.dossier import packaged

__all__ = ["sentences"]

_OPENING = "\"'“‘(«‹„‚「『（《〈【［[¿¡〝"
#: What closes a quotation or bracket behind the stop; French has a blank before its marks.
_CLOSING = r"(?:[\"'”’)\]»›«‹」』）】》〉］〟]| [»›](?= |$)|“(?=\W|$))*"
_WORD = re.compile(r"[^\s\-–—/(\[{\"'“”‘’«»„,;:]+$")
_BEFORE = re.compile(r"(\S+)\s+\S+$")
_DAY = re.compile(r"(?:^|[\s(])[0-9]{1,2}$")
_FIRST = re.compile(r"([^\W_]+)(?!\.)(?:\W|$)")
#: No word to look at is longer.
_NEAR = 80


@dataclass(frozen=True, slots=True)
class _Rules:
    """The words and signs of ``ontology/sentences.toml``."""

    end: re.Pattern[str]
    stops: frozenset[str]
    typed: dict[str, str]
    never: frozenset[str]
    names: frozenset[str]
    figures: frozenset[str]
    months: frozenset[str]
    begins: frozenset[str]


@cache
def _rules() -> _Rules:
    path = packaged() / "ontology" / "sentences.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    typed = {one["sign"]: one["script"] for one in data["typed"]}
    signs = "".join(map(re.escape, (".", "?", "!", *data["stops"], *typed)))
    either = "|".join((f"[{signs}]", *map(re.escape, data["pairs"])))
    words = {
        kind: frozenset(
            spelt
            for language in data.values()
            if isinstance(language, dict)
            for word in language.get(kind, ())
            for spelt in (word, word[0].upper() + word[1:])
        )
        for kind in ("never", "names", "figures", "months", "begins")
    }
    return _Rules(
        re.compile(f"({either}){_CLOSING}"),
        frozenset((*data["stops"], *data["pairs"])),
        typed,
        **words,
    )


def sentences(paragraph: str) -> list[tuple[int, int]]:
    """Return the sentences of a paragraph as ``(start, end)``.

    A sentence ends at ``.``, ``?`` or ``!`` with closing quotes before a blank and a capital, a
    figure, an opening quote or a letter of a script without capitals, or glued to the next (lower
    case, full stop, capital, lower case); not after initials and abbreviations. Signs that other
    scripts have for it end a sentence whatever follows. Used only when a passage is minted.

    >>> [*map(lambda it: it[1], sentences("He met Gen. Smith on 5 Jan. 2031. He left."))]
    [33, 42]
    """
    rules = _rules()
    spans = []
    start = 0
    for match in rules.end.finditer(paragraph):
        end = match.end()
        if _ends(rules, paragraph, match[1], match.start(), end):
            spans.append((start, end))
            start = end + (1 if paragraph[end : end + 1] == " " else 0)
    if start < len(paragraph):
        spans.append((start, len(paragraph)))
    return spans


def _ends(rules: _Rules, paragraph: str, stop: str, at: int, end: int) -> bool:
    rest = paragraph[end : end + _NEAR]
    before = paragraph[max(0, at - _NEAR) : at]
    if stop in rules.stops:
        return _ends_by_sign(rules, paragraph[at + len(stop) : end], stop, rest)
    if script := rules.typed.get(stop):
        return _of(script, before[-1:]) and (not rest or (rest[0] == " " and _begins(rest[1:2])))
    if not rest:
        return True
    if stop == "." and rest[0] == " " and _abbreviated(rules, before, rest[1:]):
        return False
    if rest[0] == " ":
        return _begins(rest[1:2])
    if stop == "." and _word(before) in rules.never:
        return False
    glued = end == at + 1 and stop == "." and before[-1:].islower() and not _capless(before[-1:])
    return glued and rest[0].isupper() and rest[1:2].islower()


def _ends_by_sign(rules: _Rules, closing: str, stop: str, rest: str) -> bool:
    if rest[:1] in rules.stops or (rest[:1] and rest[0] in ".?!"):
        return False  # the last of several
    if stop == "．" and rest[:1].isdigit():
        return False
    # Japanese goes on behind a quotation: "...", he said.
    return not (closing[-1:] in {"」", "』"} and "぀" <= rest[:1] <= "ゟ")


def _begins(first: str) -> bool:
    """Tell whether a sentence may begin with a character."""
    return bool(first) and (
        first.isupper() or first.isdigit() or first in _OPENING or _capless(first)
    )


def _capless(letter: str) -> bool:
    """Tell whether a letter is of a script without capitals, or with none in sentences."""
    return unicodedata.category(letter) == "Lo" or "ა" <= letter <= "ჿ" if letter else False


def _of(script: str, letter: str) -> bool:
    return bool(letter) and unicodedata.name(letter, "").startswith(script)


def _word(before: str) -> str:
    word = _WORD.search(before)
    return word[0] if word else ""


def _abbreviated(rules: _Rules, before: str, following: str) -> bool:
    """Tell whether a full stop between two texts is that of an abbreviation or initial."""
    word = _word(before)
    if word in rules.never:
        return True
    if following[:1].isdigit():
        return word in rules.figures
    first = _FIRST.match(following)
    if first and first[1] in rules.months and _DAY.search(before):
        return True
    if first and first[1] in rules.begins:
        return False
    preceding = _BEFORE.search(before)
    if word in rules.names:
        return not (preceding and preceding[1][-1:].isdigit())
    return _initials(word)


def _initials(word: str) -> bool:
    """Tell whether a word is an initial, or several: ``J``, ``А.С``; the English I is none."""
    letters = word.split(".")
    return all(map(_letter, letters)) and word != "I"


def _letter(text: str) -> bool:
    """Tell whether a text is one letter, and no small one, with its marks."""
    return (
        bool(text)
        and (text[0].isupper() or _capless(text[0]))
        and all(unicodedata.category(mark).startswith("M") for mark in text[1:])
    )
