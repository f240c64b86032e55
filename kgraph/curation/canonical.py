"""The canonical text of a curated Turtle file: one way to write what it says.

Text-level, since a serialiser would lose comments, headings and order. The prefixes that are used
stand first, in the project's order. Sections (comments that begin with ``###``) and the entities in
them keep their order; the claims of a section follow its entities, sorted by id. Within a block,
predicates have one order and their lines one layout, objects are sorted, and a name is short where
a prefix allows it. The order of claims, predicates, objects and prefixes in the input does not
matter.
"""

from __future__ import annotations

import contextlib
import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.curation import saving
from kgraph.curation.turtle import Block, Note, Pair, Reader
from kgraph.dossier import store as stores
from kgraph.errors import BadData
from kgraph.files import LONGEST, too_long
from kgraph.text import magnitude
from kgraph.vocabulary import PREFIXES, compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kgraph.curation.turtle import Section, Term

__all__ = ["Change", "format_block", "format_files", "format_turtle", "literal", "written"]

_A = "rdf:type"
#: The lines of a block: predicates in their order; "*" is the place of any other.
_CLAIM_LINES: tuple[tuple[str, ...], ...] = (
    (_A,),
    (
        "kg:subject", "kg:relation", "kg:object", "kg:value", "kg:bound", "kg:wording",
        "kg:group", "kg:includes", "kg:leverFamily", "kg:topic", "kg:affected", "kg:context",
        "kg:place",
    ),
    (
        "kg:claimant", "kg:via", "kg:factuality", "kg:denies", "kg:disputes", "kg:differsFrom",
        "kg:passage", "kg:mode", "kg:modality", "kg:when", "kg:before",
        "kg:during", "kg:after", "kg:asserted", "kg:intensity",
        "kg:status", "kg:coder", "kg:tag",
    ),
    ("*",),
    ("kg:condition",),
    ("kg:gloss",),
    ("skos:editorialNote",),
    ("kg:memo",),
)  # fmt: skip
_ENTITY_LINES: tuple[tuple[str, ...], ...] = (
    (
        _A, "rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "kg:officeOf",
        "kg:organOf", "kg:maySpeak", "kg:lever", "kg:partOf", "kg:place", "kg:concerns", "*",
        "skos:exactMatch",
    ),
    ("skos:definition",),
    ("skos:example",),
    ("skos:scopeNote",),
    ("kg:rationale",),
    ("skos:editorialNote",),
)  # fmt: skip
#: A name in this many languages has the first line for itself.
_MANY_LABELS = 3

#: Lines of a difference that are shown.
_SHOWN = 12

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_TO_ESCAPE = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]')


#: A key that sorts numbers in a text by their value.
_Key = list[str | tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is not in canonical text, and the first lines that differ."""

    path: Path
    first: str


def format_turtle(text: str, path: Path | str | None = None) -> str:
    """Return the canonical text of a curated file.

    The result parses to the same triples and formats to itself. ``path`` is where the text stands,
    for messages.

    Raises
    ------
    BadData
        If the text is not Turtle; if it has blank nodes, lists, a base or relative IRIs; if a claim
        or entity is defined twice, which canonical text would merge in silence.
    """
    before = stores.triples(text, path)
    formatted = written(Reader(text, path), path)
    if stores.triples(formatted, path) != before:
        message = "the canonical text does not say the same as the original"
        raise AssertionError(message)
    return formatted


def written(reader: Reader, path: Path | str | None = None) -> str:
    """Return the canonical text of what was read, whatever was changed in it since.

    Raises
    ------
    BadData
        If a claim or entity is defined twice, or a text is too long for a line.
    """
    _refuse_twice(reader, path)
    names = _Names(reader.prefixes)
    sections = [_section(section, names) for section in reader.sections]
    head = names.directives()
    if reader.top and not head:
        # Without prefixes there is no head; its comments begin the body.
        sections = [["\n".join(reader.top)], *sections]
    top = [*reader.top, *head] if head else []
    paragraphs = ["\n".join(top)] if top else []
    for section in sections:
        paragraphs += section
    formatted = "\n\n".join(paragraphs) + "\n" if paragraphs else ""
    if too_long(formatted.encode()) is not None:
        message = f"A block has a text that fills a line of {LONGEST >> 20} MB; make it shorter."
        raise BadData(message, path)
    return formatted


def format_files(paths: Sequence[Path], *, write: bool) -> list[Change]:
    """Return the files that are not in canonical text, in order; rewrite them with ``write``.

    Every file is read and formatted before the first is written.

    Raises
    ------
    BadData
        If a file cannot be formatted; none is written then.
    MissingFile, UnwritableTarget, LockedError
        If a file is not there, cannot be written or is being written by another process.
    """
    with saving.locked(*paths) if write else contextlib.nullcontext():
        originals = [saving.read(path) for path in paths]
        formatted = [format_turtle(original.text, original.path) for original in originals]
        changes = []
        for original, text in zip(originals, formatted, strict=True):
            if text.encode() == original.content:
                continue
            before = (original.content or b"").decode()
            changes.append(Change(original.path, _first(original.path, before, text)))
            if write:
                saving.save(original, text)
    return changes


def format_block(subject: str, pairs: Mapping[str, Iterable[Term]]) -> tuple[str, list[str]]:
    """Return the canonical text of one block, without a line feed at its end, and its prefixes.

    ``subject``, predicates and objects are IRIs; an object may be a literal.
    """
    block = Block(subject, 0, [Pair(name, list(objects)) for name, objects in pairs.items()])
    names = _Names({})
    return _block(block, names), names.used


def literal(text: str, language: str = "") -> str:
    r"""Return a literal as canonical text writes it.

    >>> print(literal('He said "no".', "en"))
    "He said \"no\"."@en
    """
    body = _TO_ESCAPE.sub(lambda m: _SHORT.get(m[0], f"\\u{ord(m[0]):04X}"), text)
    return f'"{body}"' + (f"@{language}" if language else "")


def _refuse_twice(reader: Reader, path: Path | str | None) -> None:
    defined: dict[str, int] = {}
    for section in reader.sections:
        for entry in section.entries:
            if isinstance(entry, Block) and entry.typed:
                if entry.subject in defined:
                    message = (
                        f"{compact(entry.subject)} is defined twice (first in line "
                        f"{defined[entry.subject]}); give one of them another id."
                    )
                    raise BadData(message, path, entry.line)
                defined[entry.subject] = entry.line


class _Names:
    """Short names of IRIs by the project's prefixes and the file's own; keeps which are used."""

    def __init__(self, own: Mapping[str, str]) -> None:
        known = set(PREFIXES.values())
        added: dict[str, str] = {}
        for prefix, namespace in sorted(own.items()):
            # The empty prefix says nothing about what it stands for.
            if prefix and prefix not in PREFIXES and namespace not in known:
                added[prefix] = namespace
                known.add(namespace)
        self._prefixes = {**PREFIXES, **added}
        self._longest = sorted(self._prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._used: set[str] = set()

    def name(self, iri: str) -> str:
        for prefix, namespace in self._longest:
            local = iri[len(namespace) :]
            if namespace and iri.startswith(namespace) and _LOCAL.fullmatch(local):
                self._used.add(prefix)
                return f"{prefix}:{local}"
        escaped = _NOT_IN_IRI.sub(lambda match: f"\\u{ord(match[0]):04X}", iri)
        return f"<{escaped}>"

    def term(self, term: Term) -> str:
        if isinstance(term, str):
            return self.name(term)
        if term.bare:
            return term.text
        kind = f"^^{self.name(term.datatype)}" if term.datatype else ""
        return literal(term.text, term.language) + kind

    @property
    def used(self) -> list[str]:
        return [prefix for prefix in self._prefixes if prefix in self._used]

    def directives(self) -> list[str]:
        width = max((len(prefix) for prefix in self.used), default=0) + 1
        return [f"@prefix {p + ':':<{width}} <{self._prefixes[p]}> ." for p in self.used]


def _section(section: Section, names: _Names) -> list[str]:
    """Return the paragraphs of a section, to be parted by empty lines."""
    blocks = [n for n, entry in enumerate(section.entries) if isinstance(entry, Block)]
    end = blocks[-1] + 1 if blocks else 0
    paragraphs = [section.heading] if section.heading else []
    claims: list[Block] = []
    joined = False
    for entry in section.entries[:end]:
        if isinstance(entry, Note):
            paragraphs.append("\n".join(entry.lines))
            joined = False
        elif entry.is_claim:
            claims.append(entry)
        elif entry.gap or not joined:
            paragraphs.append(_block(entry, names))
            joined = True
        else:
            paragraphs[-1] += f"\n{_block(entry, names)}"
    written = [(_natural(names.name(claim.subject)), _block(claim, names)) for claim in claims]
    if written:
        paragraphs.append("\n".join(text for _, text in sorted(written)))
    tail = (entry for entry in section.entries[end:] if isinstance(entry, Note))
    return paragraphs + ["\n".join(note.lines) for note in tail]


def _block(block: Block, names: _Names) -> str:
    lines = [*block.above]
    line = names.name(block.subject)
    behind: list[str] = []
    for n, (pair, begins) in enumerate(_laid_out(block)):
        text = _pair(pair, names)
        if begins or pair.above or behind:
            # A comment ends its line, and the next predicate begins another.
            lines.append(" ".join([line, *[";"][:n], *behind]))
            lines += [f"    {comment}" for comment in pair.above]
            line = f"    {text}"
        else:
            line += f" ; {text}" if n else f" {text}"
        behind = pair.behind
    lines.append(" ".join([line, ".", *behind, *block.behind]))
    return "\n".join(lines)


def _laid_out(block: Block) -> Iterator[tuple[Pair, bool]]:
    """Yield the pairs of a block in order, each with whether it begins a line."""
    pairs = {compact(pair.predicate): pair for pair in block.pairs}
    layout = _CLAIM_LINES if block.is_claim else _ENTITY_LINES
    others = sorted(set(pairs) - {name for line in layout for name in line})
    labels = pairs.get("skos:prefLabel")
    wide = labels is not None and len(labels.objects) >= _MANY_LABELS
    first, after_labels = True, False
    for line in layout:
        begins = True
        for name in line:
            for found in others if name == "*" else [name] if name in pairs else []:
                yield pairs[found], not first and (begins or after_labels)
                first = begins = False
                after_labels = wide and found == "skos:prefLabel"


def _pair(pair: Pair, names: _Names) -> str:
    predicate = "a" if compact(pair.predicate) == _A else names.name(pair.predicate)
    objects = sorted(pair.objects, key=lambda term: _order(term, names))
    return f"{predicate} {' , '.join(names.term(term) for term in objects)}"


def _order(term: Term, names: _Names) -> tuple[int, str, _Key, str]:
    """Names in reading order, then literals: English, then the other languages by their tags."""
    if isinstance(term, str):
        return 0, "", _natural(names.name(term)), term
    language = "" if term.language in {"", "en"} else term.language
    return 1, language, _natural(term.text), names.term(term)


def _natural(text: str) -> _Key:
    """Return a key that sorts numbers in a text by their value: p4 before p18."""
    parts = re.split(r"([0-9]+)", text)
    return [magnitude(part) if n % 2 else part for n, part in enumerate(parts)]


def _first(path: Path, before: str, after: str) -> str:
    plain = before.removeprefix("\ufeff")
    mark = "a byte order mark at its start" if plain != before else ""
    ends = "the line ends, which are not line feeds" if "\r" in plain else ""
    same = plain.replace("\r\n", "\n").replace("\r", "\n") == after
    if same and (mark or ends):
        return f"{path}: only {' and '.join(filter(None, (mark, ends)))}, would change.\n"
    lines = difflib.unified_diff(
        before.split("\n"), after.split("\n"), str(path), "canonical", n=0, lineterm=""
    )
    shown = [line for line, _ in zip(lines, range(_SHOWN + 1), strict=False)]
    more = ["..."] if len(shown) > _SHOWN else []
    return "".join(f"{line}\n" for line in [*shown[:_SHOWN], *more])
