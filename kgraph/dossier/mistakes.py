"""What is wrong with a SPARQL text that cannot be read: where, and what was probably meant.

The engine's own message is a list of the tokens that its parser tried, at a place words behind the
mistake. A text is read here once more, by the grammar, to say it for people.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from kgraph.dossier import grammar
from kgraph.dossier.grammar import declared, place, undeclared
from kgraph.errors import BadQuery
from kgraph.text import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgraph.dossier.grammar import Break, Token

__all__ = ["explained", "short"]

_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(.*)", re.DOTALL)
_NO_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*(\\[^tbnrf\"'\\uU])")
_SCHEME = re.compile(r"<[A-Za-z][\w+.-]*:")
_QUOTES = "“”„‟«»‘’‚‛‹›´`＂＇"
_DASHES = "‐‑‒–—−"
_MARKS = {"；": ";", "，": ",", "｛": "{", "｝": "}", "（": "(", "）": ")", "？": "?", "。": "."}
_CLOSING = {"'{'": "'}'", "'('": "')'", "'['": "']'"}
#: What the grammar would have at a place, in words.
_WANTED = {
    "Verb": "a predicate",
    "Path": "a predicate", "Sequence": "a predicate", "Step": "a predicate",
    "Primary": "a predicate",
    "Properties": "a predicate", "Objects": "an object",
    "Object": "an object", "GraphNode": "an object", "Term": "a term",
    "And": "a value", "Comparison": "a value", "Sum": "a value", "Product": "a value",
    "Expression": "a value", "Value": "a value", "Unary": "a value",
    "Iri": "an IRI or a short name", "VarOrIri": "a variable, an IRI or a short name",
    "Selected": "a variable or *", "Column": "a variable",
    "Constraint": "a condition in parentheses", "Bracketed": "a condition in parentheses",
    "Ordered": "a variable to order by", "Grouped": "a variable to group by",
    "List": "arguments in parentheses", "Data": "the variables of VALUES, and { with their values",
    "DataValue": "a value", "Where": "a {", "Group": "a {", "Template": "a {",
    "Form": "SELECT, ASK, CONSTRUCT or DESCRIBE", "Within": "a pattern",
    "var": "a variable", "iri": "an IRI in < >", "prefix": "a prefix such as ex:",
    "integer": "a whole number", "end": "the end of the query", "string": "a text in quotes",
}  # fmt: skip


def explained(text: str, reason: str) -> BadQuery:
    """Return what is wrong with a text that the engine did not read: where, and what was meant.

    ``reason`` is what the engine said; its places and lists of tokens are left out.
    """
    found = list(grammar.tokens(text))
    message, at = _whole(found) or ("", 0)
    if not message:
        left = grammar.broken(found)
        message, at = _left(found, left) if left else _meant(found, text, reason)
    return BadQuery(message, "query", *place(text, at))


def _whole(found: Sequence[Token]) -> tuple[str, int] | None:
    """Return what is wrong with a text as a whole: no query, an update, marks or brackets."""
    first = next((t for t in found[_prologue(found) :]), found[-1])
    if first.kind == "end":
        behind = " behind the prefixes" if len(found) > 1 else ": there are comments only"
        return f"There is no query here{behind}; begin it with SELECT or ASK.", first.start
    if first.text.upper() in grammar.UPDATES:
        said = f"This is an update ({first.text.upper()})"
        return f"{said}; a dossier is changed in its files, not by SPARQL.", first.start
    if first.kind not in grammar.FORMS and first.kind in {"word", "function", "aggregate"}:
        near = _nearest(first.text, grammar.FORMS)
        hint = (
            f"; did you mean {near}?" if near else f"; it begins with {', '.join(grammar.FORMS)}."
        )
        return f"{short(first.text)} begins no query{hint}", first.start
    return _mark(found) or _bracket(found)


def _mark(found: Sequence[Token]) -> tuple[str, int] | None:
    """Return what is wrong with the first character that is no part of SPARQL."""
    for token in found:
        if token.kind != "other":
            continue
        mark, at = token.text, token.start
        if mark in "\"'":
            return f"The text that begins with {mark} here is not closed; end it with {mark}.", at
        if mark in _QUOTES:
            return f"{mark} is a typographic quotation mark; write \" or ' in its place.", at
        if mark in _DASHES:
            return f"{mark} is a typographic dash; write - in its place.", at
        if mark in _MARKS:
            return f"{mark} is a full-width mark; write {_MARKS[mark]} in its place.", at
        if not mark.isprintable() or mark.isspace():
            return f"An invisible character (U+{ord(mark):04X}) stands here; take it out.", at
        if mark == "@":
            return '@ stands before a language, such as "Syldavia"@en.', at
        if mark == "$":
            return "$ stands before the name of a variable, without a blank.", at
        if mark == "\\":
            return "\\ stands here outside of a text; take it out.", at
        return f"{mark} is no part of SPARQL; names and texts stand in < > or in quotes.", at
    return None


def _bracket(found: Sequence[Token]) -> tuple[str, int] | None:
    """Return the bracket that is not closed, or that closes what is not open."""
    opened: list[Token] = []
    for token in found:
        if token.kind in _CLOSING:
            opened.append(token)
        elif token.kind in _CLOSING.values():
            if not opened:
                return f"This {token.text} closes nothing; take it out.", token.start
            last = opened.pop()
            if _CLOSING[last.kind] != token.kind:
                need = _CLOSING[last.kind][1:-1]
                message = f"{token.text} stands here where {need} should close {last.text}."
                return message, token.start
    if opened:
        last = opened[-1]
        need = _CLOSING[last.kind][1:-1]
        return f"This {last.text} is not closed: a {need} is missing.", last.start
    return None


def _left(found: Sequence[Token], left: Break) -> tuple[str, int]:
    """Return what is wrong where a text leaves the grammar."""
    token, fitting = left.token, left.fitting
    index = found.index(token)
    before = f" behind {short(found[index - 1].text)}" if index else ""
    here = f"{short(token.text)} cannot stand here" if token.text else "The query ends too early"
    if token.kind == "','" and found[index - 1].kind == "var":
        return "Variables are set apart by blanks, without commas.", token.start
    if token.kind == "'?'" and found[index + 1].kind not in {"end", "'}'"}:
        return "? stands before the name of a variable, without a blank.", token.start
    if token.kind == "'<'" and "iri" in fitting:
        return "This < is not closed: an IRI has no blanks, and ends with >.", token.start
    if token.kind in {"aggregate", "function"} and left.part == "Selected":
        call = f"({token.text.upper()}(...) AS ?name)"
        return f"{here}; what is computed is written {call}.", token.start
    if token.kind == "word":
        known = [word for word in fitting if word.isupper()]
        if "function" in fitting:
            known += [*grammar.FUNCTIONS, *grammar.AGGREGATES]
        if near := _nearest(token.text, known):
            return f"{here}; did you mean {near}?", token.start
        if {"iri", "pname"} & fitting:
            return (
                f"{here}: a name has a prefix (kg:{token.text}), a variable a question mark "
                f'(?{token.text}), a text quotes ("{token.text}").'
            ), token.start
    if {"'.'", "';'"} <= fitting:
        return f"{here}{before}; a . or ; is missing before it.", token.start
    wanted = _wanted(left)
    return f"{here}{before}{f'; {wanted} is expected' if wanted else ''}.", token.start


def _wanted(left: Break) -> str:
    if left.part in _WANTED:
        return _WANTED[left.part]
    if len(left.fitting) == 1 or left.part[0] == "'" or left.part.isupper():
        return left.part.strip("'") if left.part[0] == "'" or left.part.isupper() else ""
    return "a {" if {"FROM", "WHERE"} & left.fitting else ""


def _meant(found: Sequence[Token], text: str, reason: str) -> tuple[str, int]:
    """Return what is wrong with a text that keeps to the grammar."""
    unknown = undeclared(found)
    if unknown is not None:
        prefix = unknown.text.partition(":")[0]
        near = _nearest(prefix, declared(found))
        hint = f"did you mean {near}:?" if near else f"write PREFIX {prefix}: <...> at the start."
        named = f"the prefix {prefix}: of {short(unknown.text)}"
        return f"Nobody declares {named}; {hint}", unknown.start
    said, start = reason.lower(), found[_prologue(found)].start
    if "unbound" in said or "group by" in said:
        message = (
            "With GROUP BY or a count, SELECT can name only what is grouped by, and the others "
            "in a count, sum, sample or the like."
        )
        return message, start
    if "duplicated" in said:
        return "SELECT names a variable twice.", start
    wrong = _term(found) or _row(found) or _variable(found)
    if wrong is not None:
        return wrong
    said_at = _PLACE.match(reason)
    line, column = (int(said_at[1]), int(said_at[2])) if said_at else (1, 1)
    return "The query cannot be read; it goes wrong before this place.", _offset(text, line, column)


def _term(found: Sequence[Token]) -> tuple[str, int] | None:
    """Return what is wrong with a term: an IRI that is not whole, an escape, a label used twice."""
    based = any(token.kind == "BASE" for token in found)
    here: set[str] = set()
    elsewhere: set[str] = set()
    for token in found:
        if token.kind == "iri" and not based and not _SCHEME.match(token.text):
            return f"{short(token.text)} is not a whole IRI; it has no scheme.", token.start
        if token.kind == "string" and (wrong := _NO_ESCAPE.search(token.text)):
            message = f"{wrong[1]} is no escape; a backslash is written \\\\."
            return message, token.start + wrong.start(1)
        if token.kind == "blank" and token.text in elsewhere:
            message = f"{token.text} stands in two groups; use a variable in its place."
            return message, token.start
        if token.kind == "blank":
            here.add(token.text)
        if token.kind in {"'{'", "'}'"}:
            elsewhere |= here
            here = set()
    return None


def _row(found: Sequence[Token]) -> tuple[str, int] | None:
    """Return the row of VALUES that has more or fewer values than there are variables."""
    wanted, rows, counted, at = 0, False, 0, 0
    for before, token in pairwise(found):
        if before.kind == "VALUES" and token.kind == "'('":
            wanted, rows, counted, at = 0, True, 0, -1
        elif rows and token.kind == "'('":
            counted, at = 0, token.start
        elif rows and token.kind == "')'" and at >= 0:
            if counted != wanted:
                return f"This row has {counted} values for {wanted} variables.", at
        elif rows and token.kind == "'}'":
            rows = False
        elif rows and at < 0:
            wanted += token.kind == "var"
        elif rows and token.kind not in {"lang", "'^^'"}:
            counted += before.kind != "'^^'"
    return None


def _variable(found: Sequence[Token]) -> tuple[str, int] | None:
    """Return the variable behind AS that has a value already."""
    body = next((at for at, token in enumerate(found) if token.kind == "'{'"), len(found))
    named: set[str] = set()
    for at, token in enumerate(found):
        if token.kind != "var":
            continue
        name = token.text[1:]
        if found[at - 1].kind == "AS" and at > body and name in named:
            return f"{token.text} has a value already; give AS another variable.", token.start
        if at > body:
            named.add(name)
    for at, token in enumerate(found[:body]):
        if token.kind == "AS" and found[at + 1].text[1:] in named:
            name = found[at + 1].text
            return f"{name} has a value already; give AS another variable.", found[at + 1].start
    return None


def _prologue(found: Sequence[Token]) -> int:
    """Return the index of the first token behind the prefixes."""
    at = 0
    while at < len(found) and (width := {"PREFIX": 3, "BASE": 2, "VERSION": 2}.get(found[at].kind)):
        at += width
    return min(at, len(found) - 1)


def _nearest(word: str, known: Iterable[str]) -> str:
    lower = {one.lower(): one for one in known}
    near = nearest(word.lower(), lower, n=1, cutoff=0.7)
    return lower[near[0]] if near else ""


def short(text: str) -> str:
    """Return what stands at a place, quoted and on one line."""
    shown = " ".join(text.split())
    shown = shown if len(shown) <= 40 else f"{shown[:37]}..."
    return shown if shown[:1] in {"'", '"'} else f"'{shown}'"


def _offset(text: str, line: int, column: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return min(at + column - 1, len(text))
