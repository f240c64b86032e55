"""The answers of SPARQL queries: rows of terms, without an RDF library.

A module of its own and a small one: a query in a pipe loads nothing else of the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT: column names and rows of terms (``None`` where unbound)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term, ...], ...]

    def __iter__(self) -> Iterator[tuple[Term, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def plain(self) -> list[tuple[Any, ...]]:
        """Return the rows with CURIEs, numbers and text instead of terms; ``None`` if unbound."""
        return [tuple(_plain(term) for term in row) for row in self.rows]

    def df(self) -> Any:
        """Return the rows as a pandas DataFrame, one column per variable."""
        from kgraph.text import frame

        return frame(self.plain(), self.columns)

    def _repr_html_(self) -> str:
        from kgraph.text import html, many

        rows = [dict(zip(self.columns, row, strict=True)) for row in self.plain()]
        return html(rows, {name: name for name in self.columns}, caption=many(len(rows), "row"))


def _plain(term: Term) -> str | int | float | bool | None:
    if isinstance(term, Iri):
        return term.curie
    if isinstance(term, Text):
        kind = term.datatype.rpartition("#")[2]
        if kind in {"integer", "int", "long", "nonNegativeInteger"}:
            return int(term.value)
        if kind in {"decimal", "double", "float"}:
            return float(term.value)
        if kind == "boolean":
            return term.value in {"true", "1"}
        return term.value
    return term
