"""The text of Turtle files: which line says what, for findings and for what RDF cannot see.

A parser merges two claims of one id without a word and forgets lines; this scan reads the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.vocabulary import PREFIXES, compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Block", "Lines", "blocks"]

_TOKEN = re.compile(
    r'''(?P<comment>\#[^\n]*)
      | (?P<string>"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'
                  |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<iri><[^<>"{}|^`\\\s]*>)
      | (?P<name>[^\s<>"'()\[\]{},;\#]+)
      | (?P<mark>[()\[\]{},;])
      | (?P<line>\n)''',
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Block:
    """A subject with its statements: CURIE, line, and the lines of its predicates and names."""

    subject: str
    line: int
    predicates: tuple[tuple[str, int], ...]
    names: tuple[tuple[str, int], ...]

    def line_of(self, *wanted: str) -> int:
        """Return the line of the first of these predicates or names in the block, 0 if none is."""
        for word in wanted:
            for name, line in (*self.predicates, *self.names):
                if name == word:
                    return line
        return 0


class Lines:
    """The lines of subjects over several files, for findings."""

    def __init__(self, files: Iterable[tuple[str, str]]) -> None:
        self._blocks: dict[str, list[tuple[str, Block]]] = defaultdict(list)
        for path, text in files:
            for block in blocks(text):
                self._blocks[block.subject].append((path, block))

    def where(self, subject: str, *words: str) -> tuple[str, int]:
        """Return file and line of a subject, at one of these words if it stands there."""
        found = self._blocks.get(subject)
        if not found:
            return "", 0
        for path, block in found:
            if line := block.line_of(*words):
                return path, line
        return found[0][0], found[0][1].line

    def twice(self) -> Iterator[tuple[str, list[tuple[str, int]]]]:
        """Yield the claims and entities that are defined more than once, with their places."""
        for subject, found in sorted(self._blocks.items()):
            typed = [(path, block.line) for path, block in found if _types(block)]
            if len(typed) > 1 and not subject.startswith("kg:"):
                yield subject, typed


def _types(block: Block) -> bool:
    return any(name in {"a", "rdf:type"} for name, _ in block.predicates)


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a Turtle text in their order.

    Comments, strings of all four kinds, IRIs and nested brackets are respected; what is malformed
    is left to the parser.
    """
    prefixes: dict[str, str] = {}
    statement: list[tuple[str, int]] = []
    depth = 0
    for word, line in _words(text):
        if word in "([{":
            depth += 1
        elif word in ")]}":
            depth -= 1
        if word == "." and depth <= 0:
            if statement and statement[0][0].lower() in {"@prefix", "prefix", "@base", "base"}:
                _learn(prefixes, statement)
            elif statement:
                yield _block(statement, prefixes)
            statement, depth = [], 0
            continue
        statement.append((word, line))
        if statement[0][0].lower() in {"prefix", "base"} and word.startswith("<"):
            # SPARQL's form ends without a full stop.
            _learn(prefixes, statement)
            statement = []


def _words(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for match in _TOKEN.finditer(text):
        kind, word = match.lastgroup, match.group()
        if kind == "line":
            line += 1
        elif kind == "string":
            yield '""', line
            line += word.count("\n")
        elif kind == "name" and word.endswith(".") and word != ".":
            yield word.rstrip("."), line
            yield ".", line
        elif kind != "comment":
            yield word, line


def _learn(prefixes: dict[str, str], statement: list[tuple[str, int]]) -> None:
    if len(statement) >= 3:
        prefixes[statement[1][0].rstrip(":")] = statement[2][0].strip("<>")


def _block(statement: list[tuple[str, int]], prefixes: dict[str, str]) -> Block:
    def named(word: str) -> str:
        if word.startswith("<"):
            return compact(word.strip("<>"))
        prefix, colon, rest = word.partition(":")
        if colon and prefix in prefixes and prefixes[prefix] != PREFIXES.get(prefix):
            return compact(prefixes[prefix] + rest)
        return word

    subject, line = statement[0]
    predicates, names = [], []
    depth, fresh = 0, True
    for word, at in statement[1:]:
        if word in "([{":
            depth += 1
        elif word in ")]}":
            depth -= 1
        elif word == ";":
            fresh = depth == 0 or fresh
        elif word not in {",", '""'}:
            if fresh and depth == 0:
                predicates.append((named(word), at))
                fresh = False
            else:
                names.append((named(word), at))
    return Block(named(subject), line, tuple(predicates), tuple(names))
