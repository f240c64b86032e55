"""The statements of a Turtle text, told apart without reading what they say.

Reading tens of thousands of blocks to find the lines of ten takes longer than all checks. A line
of Turtle whose last sign, comments and strings aside, is a full stop ends a statement: nothing else
can end so where no string goes over several lines. So a text falls into pieces by its lines alone,
and a piece is read when somebody asks for what stands in it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Piece", "Pieces"]

#: Strings with their language, comments, and what looks like the begin of one and is none (kept).
_TEXTS = re.compile(
    r""""(?:[^"\\\n\r]++|\\.)*+"(?:@[A-Za-z][A-Za-z0-9-]*+)?
      |'(?:[^'\\\n\r]++|\\.)*+'(?:@[A-Za-z][A-Za-z0-9-]*+)?
      |(<(?:[^\x00-\x20<>"{}|^`\\]++|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>|\\.)|\#[^\n\r]*+""",
    re.VERBOSE,
)
_PREFIX = re.compile(r"(?:@prefix\s+\S*:\s+<[^>]*>\s*\.|prefix\s+\S*:\s+<[^>]*>)\s*", re.IGNORECASE)
_IRI = re.compile(r"<[^>\n]*>")
#: Lists, and blank nodes.
_BRACKET = re.compile(r"[\[(]|(?<![^\s,;])_:")
_DIRECTIVE = re.compile(r"(?:^|[\s.])@?(?:prefix|base)\s", re.IGNORECASE | re.MULTILINE)
#: A full stop that may end a statement within its line, as it is in no number or name.
_WITHIN = re.compile(r"\.[ \t]+\S|(?:(?<![\w%-])|(?<=\d))\.(?=[^\s\d])")
_FIRST = re.compile(r"<[^>]*>|(?:\\.|[^\s;,<\\])+")


class Piece(NamedTuple):
    """Statements that stand together, with the comments above them.

    Lines are counted from 1; ``line`` is that of the subject. ``subject`` is as it is written,
    ``""`` where more than one statement may be here.
    """

    subject: str
    line: int
    first: int
    last: int


class Pieces:
    """A text in pieces.

    Parameters
    ----------
    text : str
        Turtle that a parser has accepted.

    Attributes
    ----------
    head : int
        The number of lines with the prefixes, up to the first statement.
    pieces : list of Piece
        The statements, in the order of the text. A text that cannot be told apart by its lines
        (strings of several lines, brackets, blank nodes, prefixes below the head) is one piece
        without a subject, and has no head.
    """

    def __init__(self, text: str) -> None:
        text = text.removeprefix("\ufeff")
        self._lines, self.head, self.pieces = text.split("\n"), 0, list[Piece]()
        if '"""' not in text and "'''" not in text and text.count("\r") == text.count("\r\n"):
            self._part(_TEXTS.sub(r"\1", text))
        self.whole = not self.pieces
        if self.whole:
            self.head, self.pieces = 0, [Piece("", 1, 1, len(self._lines))]

    @property
    def top(self) -> str:
        """The head as it stands."""
        return "\n".join(self._lines[: self.head])

    def text(self, piece: Piece) -> str:
        """Return a piece as it stands."""
        return "\n".join(self._lines[piece.first - 1 : piece.last])

    def _part(self, bare: str) -> None:
        """Tell apart a text, given without comments and strings, line for line."""
        marks = _IRI.sub("<>", bare)
        if _BRACKET.search(marks):
            return
        lines = bare.split("\n")
        head = _head(lines)
        if _DIRECTIVE.search("\n".join(lines[head:])):
            return
        self.head = at = head
        subject, several = 0, False
        for n, line in enumerate(marks.split("\n")[head:], head):
            said = line.rstrip()
            if said and not subject:
                subject = n + 1
            several = several or ("." in said[:-1] and bool(_WITHIN.search(said)))
            if said[-1:] == ".":
                self._add("" if several else lines[subject - 1], subject, at + 1, n + 1)
                at, subject, several = n + 1, 0, False
        if subject:  # not ended; who reads it will say so
            self._add("", subject, at + 1, len(lines))

    def _add(self, line: str, subject: int, first: int, last: int) -> None:
        name = _FIRST.search(line)
        self.pieces.append(Piece(name[0] if name else "", subject, first, last))


def _head(lines: list[str]) -> int:
    """Return the number of lines before the first that is neither empty nor a prefix."""
    last = 0
    for n, line in enumerate(lines):
        if _PREFIX.fullmatch(line):
            last = n + 1
        elif line.strip():
            break
    return last
