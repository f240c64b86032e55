"""What a SPARQL text would do, before it is run: whether it reaches out, and which graphs it asks.

The verdict is a courtesy: that no query reaches the network or a file is held by the worker, which
has neither. It says in words what is refused, and finds the graphs that a query names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgraph.errors import BadQuery

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kgraph.dossier.grammar import Token

__all__ = [
    "cleaned", "declared", "matters", "place", "undeclared", "unknown_graph",
    "verdict",
]  # fmt: skip

NETWORK = "SERVICE would fetch from the network; kgraph answers from the dossier."
#: Letters without which no text names another place or graph, escaped ones among them.
_MATTERS = ("service", "from", "\\u")
#: An expression as text: it is compiled when a query has such letters, and most have not.
_ESCAPE = r"(?s)\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)"


def cleaned(text: str) -> str:
    """Return a text without the mark that some editors put before it; raises ``BadQuery``.

    A text without a query, or with half a character, is refused.
    """
    text = text.removeprefix("\ufeff")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line, column = place(text, error.start)
        message = "This is half a character (a lone surrogate); write it anew."
        raise BadQuery(message, "query", line, column) from None
    if not text.strip():
        message = "There is no query here: the text is empty."
        raise BadQuery(message, "query", 1, 1)
    return text


def matters(text: str) -> bool:
    """Whether a text has the letters of a word by which a query names other places or graphs."""
    lower = text.lower()
    return any(letters in lower for letters in _MATTERS)


def verdict(text: str, *, strict: bool = False) -> tuple[tuple[str, ...], BadQuery | None]:
    """Return the graphs that a query names by FROM, as IRIs: none if it is asked of all.

    A text that the grammar cannot read may still be one that the engine would run, which asks for
    no blanks between words. If one of its words has SERVICE or FROM in it, the second value is the
    refusal for that case. With ``strict`` (where no worker holds what it does) all that cannot be
    read is refused.

    Raises
    ------
    BadQuery
        For a query that would fetch.
    """
    if not matters(text):
        return (), None
    from kgraph.dossier import grammar, mistakes

    found = list(grammar.tokens(text))
    for token in found:
        if token.kind == "SERVICE":
            raise _refused(text, token, NETWORK)
    if grammar.broken(found) is not None or undeclared(found) is not None:
        for token in found:
            if token.kind not in {"word", "pname", "prefix", "FROM"}:
                continue
            if token.kind == "FROM" or matters(token.text):
                word = mistakes.short(token.text)
                message = (
                    f"It cannot be told whether {word} names graphs or a place elsewhere; put "
                    "blanks round the words of the query, or write it otherwise."
                )
                if strict:
                    raise mistakes.explained(text, "")
                return (), _refused(text, token, message)
        if strict:
            raise mistakes.explained(text, "")
        return (), None
    graphs = tuple(
        _iri(found, found[at + 2 if found[at + 1].kind == "NAMED" else at + 1])
        for at, token in enumerate(found)
        if token.kind == "FROM"
    )
    return graphs, None


def unknown_graph(graphs: Sequence[str], known: Collection[str]) -> BadQuery | None:
    """Return the refusal of a query of graphs of which one is not known, else nothing."""
    for graph in graphs:
        if graph not in known:
            from kgraph.vocabulary import compact

            listed = ", ".join(sorted(map(compact, known)))
            return BadQuery(
                f"There is no graph {compact(graph)} in this dossier, and none is fetched; "
                f"FROM can name {listed}."
            )
    return None


def _refused(text: str, token: Token, message: str) -> BadQuery:
    return BadQuery(message, "query", *place(text, token.start))


def _iri(found: Sequence[Token], token: Token) -> str:
    """Return the IRI of a token behind FROM."""
    if token.kind == "iri":
        return _unescaped(token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    return declared(found).get(prefix, "") + _unescaped(local)


def declared(found: Sequence[Token]) -> dict[str, str]:
    """Return the prefixes that tokens may use: those of the project and their own."""
    from kgraph.vocabulary import PREFIXES

    known = dict(PREFIXES)
    for at, token in enumerate(found):
        if token.kind == "PREFIX" and found[at + 1].kind == "prefix":
            known[found[at + 1].text[:-1]] = _unescaped(found[at + 2].text[1:-1])
    return known


def undeclared(found: Sequence[Token]) -> Token | None:
    """Return the first short name whose prefix nobody declares."""
    known = declared(found)
    named = (token for token in found if token.kind in {"pname", "prefix"})
    return next((one for one in named if one.text.partition(":")[0] not in known), None)


def _unescaped(text: str) -> str:
    return re.sub(_ESCAPE, lambda m: m[3] or chr(min(int(m[1] or m[2], 16), 0x10FFFF)), text)


def place(text: str, at: int) -> tuple[int, int]:
    """Return line and column, from 1, of an offset in characters."""
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
