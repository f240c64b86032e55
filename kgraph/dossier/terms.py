"""The answers of SPARQL queries: rows of terms, without an RDF library.

A module of its own and a small one: a query in a pipe loads nothing else of the model.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph import vocabulary
from kgraph.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.text import Shown

__all__ = ["Iri", "Node", "Rows", "Term", "Text"]


class Iri(str):
    """An IRI in a result row."""

    __slots__ = ()

    @property
    def curie(self) -> str:
        """The IRI in short form."""
        return vocabulary.compact(self)


class Node(str):
    """A blank node in a result row."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A literal in a result row: its text, its datatype IRI, its language or ``""``."""

    value: str
    datatype: str = vocabulary.PREFIXES["xsd"] + "string"
    language: str = ""

    def __str__(self) -> str:
        return self.value


Term = Iri | Node | Text | None


@dataclass(frozen=True, repr=False)
class Rows(Result[dict[str, Any]]):
    """The answer to a SELECT: variables, and their terms (``None`` where unbound) row by row.

    It has no row type: its columns are the variables of the query.
    """

    title = "Answer"
    tells = "What a query of the graph gives."

    variables: tuple[str, ...]
    terms: tuple[tuple[Term, ...], ...]

    def __iter__(self) -> Iterator[tuple[Term, ...]]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    @property
    def columns(self) -> tuple[str, ...]:
        """The variables of the query."""
        return self.variables

    @property
    def shown(self) -> Shown:
        """Every column under its name."""
        return {name: name for name in self.variables}

    @property
    def claims(self) -> tuple[str, ...]:
        """None: what a query of one's own rests on, only its author knows."""
        return ()

    def plain(self) -> list[tuple[Any, ...]]:
        """Return the rows with CURIEs, numbers and text instead of terms; ``None`` if unbound."""
        return [tuple(_plain(term) for term in row) for row in self.terms]

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict per row, with CURIEs, numbers and text instead of terms."""
        return [dict(zip(self.variables, row, strict=True)) for row in self.plain()]

    def _heading(self) -> str:
        from kgraph.text import many

        return many(len(self), "row")


def _plain(term: Term) -> str | int | float | bool | None:
    if isinstance(term, Iri):
        return term.curie
    if isinstance(term, Text):
        kind = term.datatype.rpartition("#")[2]
        # What is no number, or has thousands of digits, stays the text that it is.
        with contextlib.suppress(ValueError):
            if kind in {"integer", "int", "long", "nonNegativeInteger"}:
                return int(term.value)
            if kind in {"decimal", "double", "float"}:
                return float(term.value)
        if kind == "boolean":
            return term.value in {"true", "1"}
        return term.value
    return term
