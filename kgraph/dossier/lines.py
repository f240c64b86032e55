"""N-Triples, one a line, in pieces: in memory, or in a file for more than memory is to hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Lines"]

#: Bytes of a piece of a file; a piece ends with a line.
_PIECE = 1 << 24
#: Bytes from one of some lines to the next.
_EVERY = 1 << 14
_FORMAT = ox.RdfFormat.N_TRIPLES
#: A line with a blank node; a load gives it another name.
_BLANK = re.compile(rb"_:|[^ ]+ [^ ]+ _:")


class Lines:
    """Lines that are added to and read again, as often as need be.

    Parameters
    ----------
    path : path, optional
        The file that holds them; without one they are held in memory.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._parts: list[bytes] = []

    def add(self, text: bytes) -> None:
        """Add whole lines."""
        if self._path is None:
            self._parts.append(text)
        else:
            with self._path.open("ab") as file:
                file.write(text)

    def take(self, triples: ox.QueryTriples) -> None:
        """Hold these triples and nothing else."""
        if self._path is None:
            self._parts = [triples.serialize(format=_FORMAT) or b""]
        else:
            triples.serialize(self._path, format=_FORMAT)

    def dump(self, engine: ox.Store, graph: str) -> None:
        """Hold what a graph of a store says and nothing else."""
        named = ox.NamedNode(graph)
        if self._path is None:
            self._parts = [engine.dump(format=_FORMAT, from_graph=named) or b""]
        else:
            engine.dump(self._path, format=_FORMAT, from_graph=named)

    def copy(self, engine: ox.Store, graph: str) -> None:
        """Add the lines to a graph of a store; from memory, blank nodes keep their names."""
        named = ox.NamedNode(graph)
        if self._path is not None:
            engine.bulk_load(path=self._path, format=_FORMAT, to_graph=named, lenient=True)
            return
        lines = b"".join(self._parts).splitlines(keepends=True) if self._has_blank() else []
        blank = [line for line in lines if _BLANK.match(line)]
        plain = self._parts if not blank else [one for one in lines if not _BLANK.match(one)]
        # In memory it is quicker than a load in bulk.
        engine.load(b"".join(plain), format=_FORMAT, to_graph=named, lenient=True)
        engine.extend(
            ox.Quad(one.subject, one.predicate, one.object, named)
            for one in ox.parse(b"".join(blank), format=_FORMAT)
        )

    def _has_blank(self) -> bool:
        return any(b"_:" in part for part in self._parts)

    def load(self, engine: ox.Store, graph: str) -> None:
        """Move the lines to a graph of a store; an engine wrote their terms, or read them."""
        self.copy(engine, graph)
        if self._path is None:
            self._parts.clear()
        else:
            self._path.unlink()

    def some(self) -> Iterator[bytes]:
        """Yield lines from all over."""
        for piece in self:
            for at in range(0, len(piece), _EVERY):
                start = piece.find(b"\n", at) + 1
                end = piece.find(b"\n", start) + 1
                if end > start:
                    yield piece[start:end]

    def __bool__(self) -> bool:
        return bool(self._parts) if self._path is None else self._path.exists()

    def __iter__(self) -> Iterator[bytes]:
        if self._path is None:
            yield from self._parts
        elif self._path.exists():
            with self._path.open("rb") as file:
                while piece := file.read(_PIECE):
                    yield piece + file.readline()
