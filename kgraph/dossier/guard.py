"""What a SPARQL text would do, before it is run, and what is wrong with one that cannot be.

The verdict is a courtesy: that no query reaches the network or a file is held by the worker, which
has neither. It says in words what is refused, and finds the graphs that a query is asked of.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from kgraph.errors import BadQuery
from kgraph.vocabulary import PREFIXES, compact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.dossier.grammar import Break, Token

__all__ = ["NETWORK", "Verdict", "cleaned", "explained", "matters", "verdict"]

NETWORK = "SERVICE would fetch from the network; kgraph answers from the dossier."
#: Letters without which no text names another place or graph; in any case, or escaped.
_MATTERS = re.compile(r"service|from|\\u", re.IGNORECASE)
_GLUED = re.compile(r"service|from", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)", re.DOTALL)
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


class Verdict(NamedTuple):
    """What a query that may be run is asked of: all graphs, or those that it names itself.

    ``graphs`` are the IRIs behind FROM and FROM NAMED. ``unclear`` is the refusal of a text that
    the grammar cannot read, for the case that the engine can.
    """

    graphs: tuple[str, ...] = ()
    unclear: BadQuery | None = None


def cleaned(text: str) -> str:
    """Return a text without the mark that some editors put before it; raises ``BadQuery``.

    A text without a query, or with half a character, is refused.
    """
    text = text.removeprefix("\ufeff")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line, column = _place(text, error.start)
        message = "This is half a character (a lone surrogate); write it anew."
        raise BadQuery(message, "query", line, column) from None
    if not text.strip():
        message = "There is no query here: the text is empty."
        raise BadQuery(message, "query", 1, 1)
    return text


def matters(text: str) -> bool:
    """Whether a text has the letters of a word by which a query names other places or graphs."""
    return _MATTERS.search(text) is not None


def verdict(text: str, *, strict: bool = False) -> Verdict:
    """Return what a query is asked of; raises ``BadQuery`` for one that would fetch.

    A text that the grammar cannot read may still be one that the engine would run, which asks for
    no blanks between words: it is unclear if one of its words has SERVICE or FROM in it. With
    ``strict`` (where no worker holds what it does) all that cannot be read is refused.
    """
    if not matters(text):
        return Verdict()
    from kgraph.dossier import grammar

    found = list(grammar.tokens(text))
    for token in found:
        if token.kind == "SERVICE":
            raise _refused(text, token, NETWORK)
    if grammar.broken(found) is not None or _undeclared(found) is not None:
        for token in found:
            if token.kind not in {"word", "pname", "prefix", "FROM"}:
                continue
            if token.kind == "FROM" or _GLUED.search(token.text):
                message = (
                    f"It cannot be told whether {_short(token.text)} names graphs or another "
                    "place here; put blanks round the words of the query, or write it otherwise."
                )
                if strict:
                    raise explained(text, "")
                return Verdict(unclear=_refused(text, token, message))
        if strict:
            raise explained(text, "")
        return Verdict()
    graphs = tuple(
        _iri(found, found[at + 2 if found[at + 1].kind == "NAMED" else at + 1])
        for at, token in enumerate(found)
        if token.kind == "FROM"
    )
    return Verdict(graphs)


def unknown_graph(graphs: Sequence[str], known: Sequence[str]) -> BadQuery | None:
    """Return the refusal of a query of graphs of which one is not known, else nothing."""
    for graph in graphs:
        if graph not in known:
            listed = ", ".join(sorted(map(compact, known)))
            return BadQuery(
                f"There is no graph {compact(graph)} in this dossier, and none is fetched; "
                f"FROM can name {listed}."
            )
    return None


def _refused(text: str, token: Token, message: str) -> BadQuery:
    return BadQuery(message, "query", *_place(text, token.start))


def _iri(found: Sequence[Token], token: Token) -> str:
    """Return the IRI of a token behind FROM."""
    if token.kind == "iri":
        return _unescaped(token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    return _declared(found).get(prefix, "") + _unescaped(local)


def _declared(found: Sequence[Token]) -> dict[str, str]:
    declared = dict(PREFIXES)
    for at, token in enumerate(found):
        if token.kind == "PREFIX" and found[at + 1].kind == "prefix":
            declared[found[at + 1].text[:-1]] = _unescaped(found[at + 2].text[1:-1])
    return declared


def _undeclared(found: Sequence[Token]) -> Token | None:
    """Return the first short name whose prefix nobody declares."""
    declared = _declared(found)
    named = (token for token in found if token.kind in {"pname", "prefix"})
    return next((one for one in named if one.text.partition(":")[0] not in declared), None)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda m: m[3] or chr(min(int(m[1] or m[2], 16), 0x10FFFF)), text)


# --- what is wrong with a text


def explained(text: str, reason: str) -> BadQuery:
    """Return what is wrong with a text that the engine did not read: where, and what was meant.

    ``reason`` is what the engine said; its places and lists of tokens are left out.
    """
    from kgraph.dossier import grammar

    found = list(grammar.tokens(text))
    message, at = _whole(found) or ("", 0)
    if not message:
        left = grammar.broken(found)
        message, at = _left(found, left) if left else _meant(found, text, reason)
    return BadQuery(message, "query", *_place(text, at))


def _whole(found: Sequence[Token]) -> tuple[str, int] | None:
    """Return what is wrong with a text as a whole: no query, an update, marks or brackets."""
    from kgraph.dossier import grammar

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
        return f"{_short(first.text)} begins no query{hint}", first.start
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
            return '@ stands before a language, such as "Armenia"@en.', at
        if mark in "?$":
            return f"{mark} stands before the name of a variable, without a blank.", at
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
    from kgraph.dossier import grammar

    token, fitting = left.token, left.fitting
    index = found.index(token)
    before = f" behind {_short(found[index - 1].text)}" if index else ""
    here = f"{_short(token.text)} cannot stand here" if token.text else "The query ends too early"
    if token.kind == "','" and found[index - 1].kind == "var":
        return "Variables are set apart by blanks, without commas.", token.start
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
    unknown = _undeclared(found)
    if unknown is not None:
        prefix = unknown.text.partition(":")[0]
        near = _nearest(prefix, _declared(found))
        hint = f"did you mean {near}:?" if near else f"write PREFIX {prefix}: <...> at the start."
        named = f"the prefix {prefix}: of {_short(unknown.text)}"
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
    place = _PLACE.match(reason)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    return "The query cannot be read; it goes wrong before this place.", _offset(text, line, column)


def _term(found: Sequence[Token]) -> tuple[str, int] | None:
    """Return what is wrong with a term: an IRI that is not whole, an escape, a label used twice."""
    based = any(token.kind == "BASE" for token in found)
    here: set[str] = set()
    elsewhere: set[str] = set()
    for token in found:
        if token.kind == "iri" and not based and not _SCHEME.match(token.text):
            return f"{_short(token.text)} is not a whole IRI; it has no scheme.", token.start
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


def _nearest(word: str, known: Sequence[str] | dict[str, str]) -> str:
    from kgraph.text import nearest

    lower = {one.lower(): one for one in known}
    near = nearest(word.lower(), lower, n=1, cutoff=0.7)
    return lower[near[0]] if near else ""


def _short(text: str) -> str:
    """Return what stands at a place, quoted and on one line."""
    shown = " ".join(text.split())
    shown = shown if len(shown) <= 40 else f"{shown[:37]}..."
    return shown if shown[:1] in {"'", '"'} else f"'{shown}'"


def _place(text: str, at: int) -> tuple[int, int]:
    """Return line and column, from 1, of an offset in characters."""
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def _offset(text: str, line: int, column: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return min(at + column - 1, len(text))
