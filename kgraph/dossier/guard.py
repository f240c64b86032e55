"""What a SPARQL text would do, before it is run: whether it reaches out, and which graphs it asks.

The verdict is a courtesy: that no query reaches the network or a file is held by the worker, which
has neither. It says in words what is refused, and finds the graphs that a query names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.errors import BadQuery

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kgraph.dossier.grammar import Token

__all__ = ["cleaned", "matters", "unknown_graph", "verdict"]

NETWORK = "SERVICE would fetch from the network; kgraph answers from the dossier."
#: Letters without which no text names another place or graph, escaped ones among them.
_MATTERS = ("service", "from", "\\u")


def cleaned(text: str) -> str:
    """Return a text without the mark that some editors put before it; raises ``BadQuery``.

    A text without a query, or with half a character, is refused.
    """
    text = text.removeprefix("\ufeff")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        from kgraph.dossier.grammar import place

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
    from urllib.parse import urljoin

    from kgraph.dossier import grammar, mistakes

    found = list(grammar.tokens(text))
    for token in found:
        if token.kind == "SERVICE":
            raise _refused(text, token, NETWORK)
    if grammar.broken(found) is not None or grammar.undeclared(found) is not None:
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
    base, graphs = "", []
    for at, token in enumerate(found):
        if token.kind == "BASE":
            base = urljoin(base, grammar.iri(found, found[at + 1]))
        elif token.kind == "FROM":
            named = found[at + 2 if found[at + 1].kind == "NAMED" else at + 1]
            graphs.append(urljoin(base, grammar.iri(found, named)))
    return tuple(graphs), None


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
    from kgraph.dossier.grammar import place

    return BadQuery(message, "query", *place(text, token.start))
