"""What the graphs of a store say, as arrays of codes: read whole in one pass, decoded on demand.

The engine writes N-Triples at ten times the speed at which it gives terms one by one, and most
terms (glosses, hashes) are never looked at; so lines are parted here and decoded when asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from kgraph.dossier.terms import Iri, Node, Term, Text
from kgraph.vocabulary import PREFIXES, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Described", "decoded"]

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_TYPE = PREFIXES["rdf"] + "type"


class _Numbers(dict[bytes, int]):
    """Numbers things as they come."""

    def __missing__(self, key: bytes) -> int:
        number = self[key] = len(self)
        return number


class Described:
    """Triples of some graphs: the codes of subjects, predicates and objects, each of shape (n,).

    ``terms`` are what the codes stand for, as N-Triples writes them.
    """

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._parts: list[np.ndarray] = []
        self._decoded: dict[int, Term] = {}

    def and_also(self, *triples: Iterable[bytes]) -> Described:
        """Return this and triples as an engine writes them: one a line, parted by single blanks.

        They come in pieces of whole lines.
        """
        found = Described()
        found._numbers.update(self._numbers)
        found._parts = [*self._parts, *map(found.coded, chain.from_iterable(triples))]
        return found

    def coded(self, triples: bytes) -> np.ndarray:
        """Return triples as an engine writes them as codes, shape (n, 3); new terms get new ones.

        They are not added, and ``terms`` is to be asked for afterwards.
        """
        # A line ends with a blank and a dot; the ends of lines in a text are escaped.
        lines = triples.replace(b" .\n", b"\n").split(b"\n")
        lines.pop()
        terms = chain.from_iterable([line.split(b" ", 2) for line in lines])
        flat = np.fromiter(map(self._numbers.__getitem__, terms), np.int32, 3 * len(lines))
        return flat.reshape(-1, 3)

    @cached_property
    def terms(self) -> list[bytes]:
        """The terms by their codes."""
        return list(self._numbers)

    def term(self, code: int) -> Term:
        """Return a term by its code."""
        if code not in self._decoded:
            self._decoded[code] = decoded(self.terms[code])
        return self._decoded[code]

    def is_iri(self, code: int) -> bool:
        """Return whether a code stands for an IRI."""
        term = self.terms[code]
        return term.startswith(b"<") and not term.startswith(b"<<")

    def code(self, name: str) -> int:
        """Return the code of an IRI or CURIE, -1 if no triple names it."""
        return self._numbers.get(f"<{expand(name)}>".encode(), -1)

    @cached_property
    def triples(self) -> np.ndarray:
        """Each triple once, by predicate and then by subject; shape (n, 3)."""
        every = np.concatenate([*self._parts, np.empty((0, 3), np.int32)])
        every = every[np.lexsort((every[:, 2], every[:, 0], every[:, 1]))]
        new = np.ones(len(every), dtype=bool)
        new[1:] = (every[1:] != every[:-1]).any(axis=1)
        return every[new]

    @property
    def repeats(self) -> bool:
        """Whether a triple came more than once."""
        return len(self.triples) < sum(map(len, self._parts))

    def pairs(self, predicate: str) -> tuple[np.ndarray, np.ndarray]:
        """Return who is said what by a predicate: codes of subjects, sorted, and of objects."""
        return self._coded_pairs(self.code(predicate))

    def _coded_pairs(self, code: int) -> tuple[np.ndarray, np.ndarray]:
        first, last = np.searchsorted(self.triples[:, 1], [code, code + 1])
        return self.triples[first:last, 0], self.triples[first:last, 2]

    @cached_property
    def _predicates(self) -> frozenset[bytes]:
        """All predicates, as terms."""
        column = self.triples[:, 1]
        first = np.append(True, column[1:] != column[:-1])[: len(column)]
        return frozenset(self.terms[code] for code in column[first].tolist())

    def unsaid(self, lines: list[bytes]) -> list[bytes]:
        """Return the lines of N-Triples that are not among these triples."""
        parted = [line.split(b" ", 2) for line in lines]
        number, gone = self._numbers.get, set()
        for name in self._predicates & {predicate for _, predicate, _ in parted}:
            places = [at for at, (_, predicate, _) in enumerate(parted) if predicate == name]
            subjects = [number(parted[at][0], -1) for at in places]
            values = [number(parted[at][2][:-3], -1) for at in places]
            said = self._paired(*self._coded_pairs(number(name, -1)))
            asked = self._paired(np.array(subjects, np.int64), np.array(values, np.int64))
            # What is said stands in order.
            found = said[np.searchsorted(said, asked).clip(max=len(said) - 1)] == asked
            gone.update(np.array(places)[found].tolist())
        return [line for at, line in enumerate(lines) if at not in gone] if gone else lines

    def _paired(self, subjects: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return a number for each pair of codes, below 0 where there is no such subject."""
        pairs = subjects.astype(np.int64) * (len(self.terms) + 1) + values
        return np.where((subjects < 0) | (values < 0), -1, pairs)

    def where(self, *, predicate: int = -1, value: int = -1) -> list[list[int]]:
        """Return the triples with this predicate, or else with this object, as lists of codes."""
        column, code = (1, predicate) if predicate >= 0 else (2, value)
        found: list[list[int]] = self.triples[self.triples[:, column] == code].tolist()
        return found

    def named(self) -> dict[tuple[str, str], int]:
        """Return how many subjects name a thing by a predicate, by the IRIs of both."""
        iri = np.array([term.startswith(b"<") for term in self.terms], dtype=bool)
        pairs = self.triples[iri[self.triples[:, 2]]][:, 1:]
        found, counts = np.unique(pairs, axis=0, return_counts=True)
        return {
            (str(self.term(predicate)), str(self.term(value))): n
            for (predicate, value), n in zip(found.tolist(), counts.tolist(), strict=True)
        }

    def of_type(self, *types: str) -> np.ndarray:
        """Return the codes of the things of any of these types, distinct, sorted."""
        subjects, classes = self.pairs(_TYPE)
        return self.distinct(subjects[np.isin(classes, [self.code(one) for one in types])])[0]

    def distinct(self, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the distinct codes, sorted, and for each of the given ones its place in them.

        As ``numpy.unique`` does, but without sorting or hashing what is numbered already.
        """
        there = np.zeros(len(self.terms), dtype=bool)
        there[codes] = True
        found = np.flatnonzero(there)
        place = np.empty(len(there), np.int32)
        place[found] = np.arange(len(found))
        return found, place[codes]

    def properties(self, subjects: np.ndarray) -> dict[str, dict[str, list[Term]]]:
        """Return all that is said of some things, by CURIE, sorted; predicates as CURIEs too."""
        wanted = np.zeros(len(self.terms), dtype=bool)
        wanted[subjects] = True
        found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in self.triples[wanted[self.triples[:, 0]]].tolist():
            found[self.name(subject)][self.name(predicate)].append(self.term(value))
        return {name: found[name] for name in sorted(found)}

    def name(self, code: int) -> str:
        """Return a term as a CURIE, or its text if it is no IRI."""
        term = self.term(code)
        return term.curie if isinstance(term, Iri) else str(term)

    def about_triples(self) -> Iterator[tuple[int, str, int]]:
        """Yield subject, predicate and object of what has a triple for a term: no RDF 1.1."""
        triple = np.array([term.startswith(b"<<") for term in self.terms], dtype=bool)
        if triple.any():
            found = self.triples[triple[self.triples].any(axis=1)]
            for subject, predicate, value in found.tolist():
                yield subject, self.name(predicate), value


def decoded(term: bytes) -> Term:
    """Return a term of N-Triples; one of a triple is a ``Node`` by its text."""
    text = term.decode()
    if text.startswith("<") and not text.startswith("<<"):
        return Iri(_unescaped(text[1:-1]))
    if text.startswith('"'):
        said, _, kind = text[1:].rpartition('"')
        if kind.startswith("@"):
            return Text(_unescaped(said), PREFIXES["rdf"] + "langString", kind[1:])
        return Text(_unescaped(said), _unescaped(kind[3:-1])) if kind else Text(_unescaped(said))
    return Node(text.removeprefix("_:"))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_letter, text) if "\\" in text else text


def _letter(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(found[3], found[3])
