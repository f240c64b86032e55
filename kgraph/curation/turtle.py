"""The one reader of Turtle as text: blocks and sections, comments, and the line of each subject.

A parser merges two claims of one id without a word, and forgets lines and comments; canonical text
and findings need them. A curated file has no blank nodes and no relative IRIs, so a block is a
subject with predicates and plain objects. Comments belong to what they stand by: those directly
above a block or a predicate, and those behind it on its line.
"""

from __future__ import annotations

import contextlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kgraph.curation.pieces import Pieces
from kgraph.errors import BadData
from kgraph.vocabulary import PREFIXES, compact, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kgraph.curation.pieces import Piece

__all__ = [
    "Block", "Lines", "Literal", "Note", "Pair", "Place", "Reader", "Section", "Term", "renamed",
]  # fmt: skip

_CLAIM = PREFIXES["claim"]
_TYPE = PREFIXES["rdf"] + "type"
_XSD = PREFIXES["xsd"]
_TOLD = frozenset(
    [PREFIXES["kg"] + name for name in ("passage", "gloss", "status", "coder", "memo", "tag")]
    + [PREFIXES["skos"] + "editorialNote"]
)

#: What ends a name with a prefix.
_OUT = r"""\s<>"'()\[\]{},;\#\\@^"""
_TOKEN = re.compile(
    r'''(?P<comment>\#[^\n\r]*)
      | (?P<string>"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"""|\'\'\'(?:[^'\\]++|\\.|'{1,2}(?!'))*+\'\'\'
                  |"(?:[^"\\\n\r]++|\\.)*+"|'(?:[^'\\\n\r]++|\\.)*+')
      | (?P<iri><(?:[^\x00-\x20<>"{}|^`\\]++|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
      | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
      | (?P<type>\^\^)
      | (?P<name>(?:[^.:OUT][^:OUT]*+)?:(?:[^.OUT]++|\\.|\.++(?=[^.OUT]))*+)
      | (?P<number>[+-]?(?:[0-9]++(?:\.[0-9]*+)?[eE][+-]?[0-9]++|\.[0-9]++[eE][+-]?[0-9]++
                       |[0-9]*+\.[0-9]++|[0-9]++))
      | (?P<word>[A-Za-z]+)
      | (?P<mark>[.,;])
      | (?P<line>\r\n|\n|\r)
      | (?P<blank>[ \t]+)
      | (?P<other>.)'''.replace("OUT", _OUT),
    re.VERBOSE | re.DOTALL,
)
_LINE = re.compile(r"\r\n|\n|\r")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
#: What stands in brackets, as it is named.
_BRACKETS = {"[": "[ ]", "(": "( )"}
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal: its text, and its language or the IRI of its datatype, if written.

    ``bare`` literals are numbers and truth values as they stand: ``4``, ``2.50``, ``true``.
    """

    text: str
    language: str = ""
    datatype: str = ""
    bare: bool = False


#: An object: an IRI as a string, or a literal.
Term = str | Literal


@dataclass(slots=True)
class Pair:
    """A predicate (IRI) with its objects, and the comments above and behind it."""

    predicate: str
    objects: list[Term] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """A subject (IRI) with its pairs, its comments, its lines, and whether a gap precedes it."""

    subject: str
    line: int
    pairs: list[Pair] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    gap: bool = False
    last: int = 0
    #: IRIs of predicates and of objects, and literals, each with the first line it stands in.
    predicates: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)

    def line_of(self, *iris: str) -> int:
        """Return the line of the first of these predicates or objects in the block, 0 if none."""
        found = (self.predicates.get(iri) or self.names.get(iri) for iri in iris)
        return next(filter(None, found), 0)

    @property
    def is_claim(self) -> bool:
        """Whether the subject is named as a claim."""
        return self.subject.startswith(_CLAIM)

    @property
    def identity(self) -> tuple[frozenset[Term], ...]:
        """What makes two claims the same: all but passages, gloss, status, notes and coders."""
        said = (pair for pair in self.pairs if pair.predicate not in _TOLD)
        ordered = sorted(said, key=lambda pair: pair.predicate)
        return tuple(frozenset([pair.predicate, *pair.objects]) for pair in ordered)

    @property
    def retracted(self) -> bool:
        """Whether a claim was withdrawn."""
        status = (pair for pair in self.pairs if pair.predicate == PREFIXES["kg"] + "status")
        return any(term == Literal("retracted") for pair in status for term in pair.objects)

    @property
    def typed(self) -> bool:
        """Whether the block says what its subject is: its definition."""
        return any(pair.predicate == _TYPE for pair in self.pairs)


@dataclass(slots=True)
class Note:
    """A comment that stands alone: lines with a gap after them."""

    lines: list[str]


@dataclass(slots=True)
class Section:
    """What stands under a heading (a comment that begins with ``###``); the first has none."""

    heading: str = ""
    entries: list[Block | Note] = field(default_factory=list)


class _Token(NamedTuple):
    kind: str
    text: str
    line: int
    fresh: bool  # the first on its line
    gap: bool  # after an empty line


class Reader:
    """Reads a text that a parser has accepted; afterwards ``top``, ``prefixes``, ``sections``.

    Parameters
    ----------
    text : str
        Turtle.
    path : path, optional
        Where it stands, for messages.
    curated : bool
        Whether the file has to be fit for canonical text. If not, blank nodes, lists, a base and
        relative IRIs are passed over: they are nobody's name.
    bound : mapping of str to str, optional
        Prefixes that hold already, to their namespaces, if the text is a part of a file.
    line : int
        The line of the file in which the text begins.

    Raises
    ------
    BadData
        For what has no place in a curated file: blank nodes, lists, relative IRIs.
    """

    def __init__(
        self,
        text: str,
        path: Path | str | None = None,
        *,
        curated: bool = True,
        bound: Mapping[str, str] | None = None,
        line: int = 1,
    ) -> None:
        self._path = path
        self._curated = curated
        self._first = line
        #: Prefixes as they were bound last.
        self.bound: dict[str, str] = dict(bound or {})
        #: Prefixes of the file that mean one thing throughout.
        self.prefixes: dict[str, str] = {}
        #: Each binding of a prefix: its namespace and line.
        self.bindings: list[tuple[str, str, int]] = []
        #: Blank nodes as they are written, each with its line; a label only once.
        self.blanks: list[tuple[str, int]] = []
        self._labels: set[str] = set()
        self._rebound: set[str] = set()
        #: Comments above or between the prefixes of the head.
        self.top: list[str] = []
        #: Line of the last prefix, 0 if there is none.
        self.head = 0
        self.sections: list[Section] = [Section()]
        self._pending: list[_Token] = []
        tokens = self._scan(text)
        self._tokens = list(tokens if curated else self._without_brackets(tokens))
        self._at = 0
        self._read()

    # --- tokens

    def _scan(self, text: str) -> Iterator[_Token]:
        line, fresh, lines = self._first, True, 0
        for match in _TOKEN.finditer(text.removeprefix("\ufeff")):
            kind = match.lastgroup
            if kind == "blank":
                continue
            if kind == "line":
                line, fresh, lines = line + 1, True, lines + 1
                continue
            word = match[0]
            if kind is None or (kind == "other" and self._curated):
                message = (
                    f"A curated file has no {word!r} here: no blank nodes, no lists; give the "
                    "thing an IRI of its own."
                )
                raise BadData(message, self._path, line)
            yield _Token(kind, word, line, fresh, lines > 1 or (line == self._first and fresh))
            if kind == "string" and ("\n" in word or "\r" in word):
                line += len(_LINE.findall(word))
            fresh, lines = False, 0

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> _Token:
        token = self._peek()
        if token is None:
            message = "The text ends within a block; end it with a full stop."
            raise BadData(message, self._path)
        self._at += 1
        return token

    def _without_brackets(self, tokens: Iterable[_Token]) -> Iterator[_Token]:
        """Yield tokens with each bracketed part, whatever is in it, as one that names nothing."""
        depth = 0
        for token in tokens:
            if token.kind == "other" and token.text in "[(":
                depth += 1
                if depth == 1:
                    self.blanks.append((_BRACKETS[token.text], token.line))
                    yield token._replace(kind="name", text="_:")
            elif token.kind == "other" and token.text in "])":
                depth -= 1
            elif not depth:
                yield token

    # --- the file

    @property
    def blocks(self) -> list[Block]:
        """The blocks of all sections, in the order of the text."""
        return [e for section in self.sections for e in section.entries if isinstance(e, Block)]

    def _read(self) -> None:
        block: Block | None = None
        while (token := self._peek()) is not None:
            if token.kind == "comment":
                self._at += 1
                if block is not None and not token.fresh:
                    block.behind.append(_comment(token))
                elif token.fresh and token.text.startswith("###"):
                    self._close()
                    self.sections.append(Section(_comment(token)))
                    block = None
                else:
                    self._pending.append(token if token.fresh else _no_heading(token))
            elif token.text.lower() in {"@prefix", "prefix"}:
                self._prefix()
            elif token.text.lower() in {"@base", "base"}:
                self._base(token)
            else:
                block = self._block()
        self._close()

    def _prefix(self) -> None:
        directive, name, iri = self._part(), self._part(), self._part()
        prefix, namespace = name.text[:-1], _unescaped(iri.text[1:-1])
        last = self._part() if directive.text.startswith("@") else iri
        self.bindings.append((prefix, namespace, iri.line))
        if self.bound.get(prefix, namespace) != namespace:
            self._rebound.add(prefix)
        self.bound[prefix] = self.prefixes[prefix] = namespace
        for again in self._rebound:
            self.prefixes.pop(again, None)
        if len(self.sections) == 1 and not self.sections[0].entries:
            self.head = last.line
            self.top += [_comment(token) for token in self._pending]
            self._pending = []
            after = self._peek()
            if after is not None and after.kind == "comment" and not after.fresh:
                self.top.append(_comment(_no_heading(after)))
                self._at += 1

    def _base(self, token: _Token) -> None:
        if self._curated:
            message = "A curated file has no base; write IRIs whole or with a prefix."
            raise BadData(message, self._path, token.line)
        for _ in range(3 if token.text.startswith("@") else 2):
            self._part()

    def _part(self) -> _Token:
        """Return the next part of a directive; comments in it stand above it from now on."""
        while (token := self._next()).kind == "comment":
            self._pending.append(_no_heading(token))
        return token

    def _block(self) -> Block:
        section = self.sections[-1]
        first = self._tokens[self._at]
        # What stands directly above the block is its own; what a gap parts from it stands alone.
        gaps = [token.gap for token in self._pending[1:]] + [first.gap]
        parted = max((n for n, gap in enumerate(gaps, 1) if gap), default=0)
        if not self._pending:
            parted = 0
        alone, own = self._pending[:parted], self._pending[parted:]
        subject = self._iri(self._next())
        block = Block(subject, first.line, gap=(own[0] if own else first).gap)
        blocks = any(isinstance(entry, Block) for entry in section.entries)
        if block.is_claim and blocks:
            # Claims are sorted, so a comment among them goes with the next one.
            own, alone = [*alone, *own], []
        section.entries += _notes(alone)
        block.above = [_comment(token) for token in own]
        self._pending = []
        self._pairs(block)
        section.entries.append(block)
        return block

    def _pairs(self, block: Block) -> None:
        """Read predicates and objects up to the full stop."""
        above: list[str] = []
        pair: Pair | None = None
        said: set[tuple[str, Term]] = set()
        complete = True
        while True:
            token = self._next()
            if token.kind == "comment":
                if pair is not None and not (token.fresh and complete):
                    (pair.above if token.fresh else pair.behind).append(_comment(token))
                else:
                    above.append(_comment(token))
            elif token.text == "." and token.kind == "mark":
                # A comment after the last semicolon has no predicate to stand above.
                block.behind += above
                block.last = token.line
                return
            elif token.text == ";" and token.kind == "mark":
                complete = True
            elif complete:
                predicate = _TYPE if token.text == "a" else self._iri(token)
                block.predicates.setdefault(predicate, token.line)
                pair = next((one for one in block.pairs if one.predicate == predicate), None)
                if pair is None:
                    pair = Pair(predicate)
                    block.pairs.append(pair)
                pair.above += above
                above, complete = [], False
            elif token.text != "," and pair is not None:
                term = self._term(token)
                standing = block.names if isinstance(term, str) else block.texts
                standing.setdefault(term if isinstance(term, str) else term.text, token.line)
                if (predicate, term) not in said:
                    said.add((predicate, term))
                    pair.objects.append(term)

    def _close(self) -> None:
        """End a section: comments that no block follows stand alone at its end."""
        self.sections[-1].entries += _notes(self._pending)
        self._pending = []

    # --- terms

    def _iri(self, token: _Token) -> str:
        if token.kind == "name" and "\\" not in token.text:
            prefix, _, local = token.text.partition(":")
            if prefix != "_" and prefix in self.bound:
                return self.bound[prefix] + local
        if token.kind == "iri":
            iri = _unescaped(token.text[1:-1])
            if self._curated and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
                message = f"{token.text} is relative; write the IRI whole or with a prefix."
                raise BadData(message, self._path, token.line)
            return iri
        prefix, _, local = token.text.partition(":")
        if not self._curated and prefix not in self.bound:
            if prefix == "_" and local and token.text not in self._labels:
                self._labels.add(token.text)
                self.blanks.append((token.text, token.line))
            return token.text
        if prefix == "_":
            message = f"{token.text} is a blank node; give the thing an IRI of its own."
            raise BadData(message, self._path, token.line)
        if token.kind != "name" or prefix not in self.bound:
            message = f"{token.text} cannot be read here; put blanks round names and marks."
            raise BadData(message, self._path, token.line)
        return self.bound[prefix] + re.sub(r"\\(.)", r"\1", local)

    def _term(self, token: _Token) -> Term:
        if token.kind in {"number", "word"}:
            return Literal(token.text, bare=True)
        if token.kind != "string":
            return self._iri(token)
        quotes = 3 if token.text[:3] in {'"""', "'''"} and len(token.text) >= 6 else 1
        text = _unescaped(token.text[quotes:-quotes])
        after = self._peek()
        if after is not None and after.kind == "at":
            self._at += 1
            return Literal(text, language=after.text[1:])
        if after is not None and after.kind == "type":
            self._at += 1
            datatype = self._iri(self._next())
            # A string is one without its type, too.
            return Literal(text, datatype="" if datatype == _XSD + "string" else datatype)
        return Literal(text)


@dataclass
class Place:
    """Where a subject stands; what is said of it is read when somebody asks."""

    path: str
    line: int
    piece: Piece
    pieces: Pieces
    bound: Mapping[str, str]

    @cached_property
    def block(self) -> Block:
        """The block of the subject, empty where it cannot be read."""
        try:
            return _reader(self.path, self.piece, self.pieces, self.bound).blocks[0]
        except BadData:
            return Block(self.piece.subject, self.line)

    def may_say(self, name: str, local: str) -> bool:
        """Tell, without reading, whether a name (whole, and its last part) may stand here."""
        text = self.pieces.text(self.piece)
        return name in text or local in text or "\\" in text


def _reader(path: str, piece: Piece, pieces: Pieces, bound: Mapping[str, str]) -> Reader:
    return Reader(pieces.text(piece), path, curated=False, bound=bound, line=piece.first)


def _named(written: str, bound: Mapping[str, str]) -> str:
    """Return the IRI of a subject as it is written, without escapes."""
    prefix, colon, local = written.partition(":")
    if written.startswith("<"):
        return written[1:-1]
    return bound[prefix] + local if colon and prefix in bound else written


class Lines:
    """Where subjects stand, over several files: file and line, for findings.

    ``files`` are those of claims and seeds, ``others`` those of a vocabulary. A file that is no
    Turtle is left out; the parser says where its mistake is.
    """

    def __init__(
        self, files: Iterable[tuple[str, str]], others: Iterable[tuple[str, str]] = ()
    ) -> None:
        #: Each binding of a prefix: file, line, prefix and namespace.
        self.bindings: list[tuple[str, int, str, str]] = []
        #: Blank nodes of the claims and seeds: file, line, and what is written there.
        self.blanks: list[tuple[str, int, str]] = []
        #: The claims and seeds in pieces, by path.
        self.pieces: dict[str, Pieces] = {}
        self._own: dict[str, list[Place]] = defaultdict(list)
        self._others: dict[str, list[Place]] = defaultdict(list)
        for path, text in files:
            self.pieces[path] = self._add(path, text, self._own, self.blanks)
        for path, text in others:
            self._add(path, text, self._others, [])

    def _add(
        self,
        path: str,
        text: str,
        found: dict[str, list[Place]],
        blanks: list[tuple[str, int, str]],
    ) -> Pieces:
        pieces = Pieces(text)
        head = Reader(pieces.top, path, curated=False)
        self.bindings += [(path, line, name, space) for name, space, line in head.bindings]
        for piece in pieces.pieces:
            if piece.subject:
                subject = compact(_named(piece.subject, head.bound))
                found[subject].append(Place(path, piece.line, piece, pieces, head.bound))
                continue
            with contextlib.suppress(BadData):
                reader = _reader(path, piece, pieces, head.bound)
                self.bindings += [(path, line, name, at) for name, at, line in reader.bindings]
                blanks += [(path, line, said) for said, line in reader.blanks]
                for block in reader.blocks:
                    place = Place(path, block.line, piece, pieces, head.bound)
                    place.block = block
                    found[compact(block.subject)].append(place)
        return pieces

    @property
    def whole(self) -> bool:
        """Whether one of the claims and seeds could not be told apart."""
        return any(pieces.whole for pieces in self.pieces.values())

    @property
    def subjects(self) -> Mapping[str, Sequence[Place]]:
        """The places of each subject of claims and seeds, by CURIE."""
        return self._own

    def where(self, subject: str, *words: str) -> tuple[str, int]:
        """Return file and line of a subject, at one of these words if it stands there.

        Subject and words are CURIEs, the words of predicates or objects. What is nobody's subject
        is looked for among the objects: a name, or the text of a literal.
        """
        found = self._own.get(subject) or self._others.get(subject)
        if not found:
            return self._object(subject)
        if words:
            iris = [expand(word) for word in words]
            for place in found:
                if line := place.block.line_of(*iris):
                    return place.path, line
        return found[0].path, found[0].line

    def _object(self, name: str) -> tuple[str, int]:
        """Return where a name or the text of a literal first stands as an object."""
        iri = expand(name)
        local = re.split("[/#:]", iri)[-1]
        for place in (one for several in self._own.values() for one in several):
            if place.may_say(name, local):
                block = place.block
                if line := block.names.get(iri) or block.texts.get(name):
                    return place.path, line
        return "", 0

    def twice(self) -> Iterator[tuple[str, list[tuple[str, int]]]]:
        """Yield the claims and entities that are defined more than once, with their places."""
        for subject, found in sorted(self._own.items()):
            if len(found) > 1 and not subject.startswith("kg:"):
                typed = [(place.path, place.line) for place in found if place.block.typed]
                if len(typed) > 1:
                    yield subject, typed


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Return a Turtle text that a parser has accepted with other names for things, IRI to IRI.

    Only names are replaced: comments, literals and the layout stay. A name is short where a prefix
    of the text allows it.
    """
    bound: dict[str, str] = {}
    parts: list[str] = []
    before: list[str] = []
    for match in _TOKEN.finditer(text):
        kind, word = match.lastgroup, match[0]
        if kind == "iri" and len(before) > 1 and before[-2].lower() in {"@prefix", "prefix"}:
            bound[before[-1][:-1]] = _unescaped(word[1:-1])
        elif kind in {"iri", "name"}:
            word = _other_name(word, names, bound)
        if kind not in {"blank", "line", "comment"}:
            before = [*before[-1:], match[0]]
        parts.append(word)
    return "".join(parts)


def _other_name(word: str, names: Mapping[str, str], bound: Mapping[str, str]) -> str:
    """Return a name as it is written, or as another in its place is."""
    if word.startswith("<"):
        iri = _unescaped(word[1:-1])
    else:
        prefix, _, local = word.partition(":")
        iri = bound.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
    if iri not in names:
        return word
    new = names[iri]
    for prefix, namespace in bound.items():
        local = new.removeprefix(namespace)
        if new.startswith(namespace) and re.fullmatch(r"[A-Za-z0-9_](?:[\w-]*)", local, re.ASCII):
            return f"{prefix}:{local}"
    return f"<{new}>"


def _comment(token: _Token) -> str:
    return token.text.rstrip()


def _no_heading(token: _Token) -> _Token:
    """Return a comment from behind a prefix; on a line of its own it may not become a heading."""
    return token._replace(text=f"# {token.text}") if token.text.startswith("###") else token


def _notes(tokens: list[_Token]) -> list[Block | Note]:
    notes: list[Block | Note] = []
    for n, token in enumerate(tokens):
        last = notes[-1] if notes else None
        if isinstance(last, Note) and not (n and token.gap):
            last.lines.append(_comment(token))
        else:
            notes.append(Note([_comment(token)]))
    return notes


def _unescaped(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        short, long, one = match.groups()
        if one is not None:
            return _ESCAPED.get(one, one)
        return chr(int(short or long, 16))

    return _ESCAPE.sub(plain, text)
