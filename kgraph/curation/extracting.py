"""From a file as one has it to the paragraphs of a text: plain text, a web page, PDF, Word.

What is taken is what a reader would call the text; what cannot be taken surely is refused with
what to do, since passages are counted on it. The libraries are imported where they are used.
"""

from __future__ import annotations

import contextlib
import io
import re
import tomllib
import unicodedata
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kgraph.curation.passages import normalise
from kgraph.dossier.dossier import packaged
from kgraph.errors import BadData, BadOption, MissingPackage
from kgraph.files import LARGEST, decoded, read_raw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = ["FORMATS", "Extracted", "extract", "unwrapped"]

#: The widest line that somebody wraps a text at, in characters.
_WIDEST = 130
#: Fewer words than these are no text of a page, but what stands around one.
_FEWEST = 25
#: How many pages have the same line at an edge where it is no part of the text.
_RUNNING = 3
#: Points between two fragments of PDF that are in one line, and the share of a page's width that a
#: gutter may be off its middle.
_SAME_LINE = 2.0
_MIDDLE = 0.08
#: Lines on either side from which a page is taken to have columns.
_COLUMN = 8
#: Share of the usual step between lines from which there is a gap, and of the widest line below
#: which one is short; blanks by which a first line is indented.
_GAP, _SHORT, _INDENT = 1.35, 0.75, 2
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_END = re.compile(r"[.!?…:;։؟۔।。！？]['\"’”»)\]]*$")
_CUT = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]$")
_CHANGES = ("ins", "del", "moveFrom", "moveTo")


@dataclass(slots=True)
class Extracted:
    """The text of a file, what the file says of itself, and what its reader should know.

    ``title``, ``publisher``, ``published``, ``url`` and ``language`` are ``""`` where it is silent.
    """

    paragraphs: list[str]
    title: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    language: str = ""
    notes: list[str] = field(default_factory=list)


def extract(path: Path, *, columns: int | None = None) -> Extracted:
    """Return the text of a file, by the ending of its name (``FORMATS``).

    Parameters
    ----------
    path : Path
        The file.
    columns : int, optional
        Of a PDF, how many columns its pages have, 1 or 2; pages that seem to have two are refused
        unless given.

    Raises
    ------
    BadOption
        If the ending is none of those that are read.
    MissingFile, BadData
        If the file cannot be read, or its text cannot be taken from it surely.
    MissingPackage
        If the library for it is not installed.
    """
    ending = path.suffix.casefold()
    if ending not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        message = (
            f"{path} is none of the kinds that are read ({known}); save it as one of them, or copy "
            "its text into a .txt file."
        )
        raise BadOption(message)
    content = _content(path)
    found = FORMATS[ending](content, path, columns)
    found.paragraphs = normalise("\n".join(found.paragraphs))
    if not found.paragraphs:
        message = "There is no text in the file; copy the text into a .txt file."
        raise BadData(message, path)
    return found


def _content(path: Path) -> bytes:
    """Return the bytes of a file; lines of what is no text may be long."""
    if path.suffix.casefold() in {".txt", ".text"}:
        return read_raw(path)
    from kgraph.errors import MissingFile
    from kgraph.files import unfit

    if reason := unfit(path):
        message = f"The file {path} cannot be read ({reason})."
        raise MissingFile(message)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        message = f"The file {path} cannot be read ({error.strerror})."
        raise MissingFile(message) from None
    if len(content) > LARGEST:
        message = f"The file has more than {LARGEST >> 20} MB; part it into several."
        raise BadData(message, path)
    return content


# --- plain text


def _plain(content: bytes, path: Path, _: int | None) -> Extracted:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError:
            message = "The file is not whole in UTF-16; save it as UTF-8."
            raise BadData(message, path) from None
    else:
        text = decoded(content, path)
    lines = re.split(r"\r\n|[\r\n\f\v\u2028]", text)
    joined = unwrapped(lines)
    there = sum(bool(line.strip()) for line in lines)
    found = Extracted(joined)
    if len(joined) < there:
        found.notes.append(f"{there} lines were joined into {len(joined)} paragraphs.")
    return found


def unwrapped(lines: Sequence[str], *, hyphenated: bool = False) -> list[str]:
    """Return the paragraphs of lines that may be wrapped.

    A line goes on in the next if there was no room in it for the next word, or if it ends within a
    sentence that the next one goes on with in a small letter. An empty line ends a paragraph. Lines
    wider than any that somebody wraps (130 characters) are a paragraph each.

    A hyphen at the end of a line stays if the word has it elsewhere in the text, and goes if it has
    none there; a word that is nowhere else loses it only in a ``hyphenated`` text, as one in type.

    >>> unwrapped(["Two ships lay in", "the harbour.", "", "They left."])
    ['Two ships lay in the harbour.', 'They left.']
    """
    plain = [" ".join(line.split()) for line in lines]
    width = max(map(len, plain), default=0)
    words = _known(" ".join(plain))
    paragraphs: list[str] = []
    goes_on = False
    for n, line in enumerate(plain):
        if not line:
            goes_on = False
            continue
        paragraphs[-1:] = (
            [_put_together(paragraphs[-1], line, words, hyphenated=hyphenated)]
            if goes_on
            else [
                *paragraphs[-1:],
                line,
            ]
        )
        following = plain[n + 1] if n + 1 < len(plain) else ""
        goes_on = bool(following) and _goes_on(line, following, width)
    return paragraphs


def _known(text: str) -> Counter[str]:
    """Return how often each word stands in a text, those with hyphens as one."""
    return Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold()))


def _goes_on(line: str, following: str, width: int) -> bool:
    if _CUT.search(line) and following[0].islower():
        return True
    if not _END.search(line) and following[0].islower():
        return True
    if width > _WIDEST:
        return False
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width


def _put_together(before: str, line: str, words: Counter[str], *, hyphenated: bool) -> str:
    """Return two lines as one; a word that was cut is whole again."""
    cut = _CUT.search(before)
    if cut is None:
        return f"{before} {line}"
    rest = re.match(r"[^\W\d_]+", line)
    second = rest[0] if rest else ""
    with_it, without = (words[f"{cut[1]}{mark}{second}".casefold()] for mark in ("-", ""))
    goes = without > with_it or (with_it == without and hyphenated)
    if before[-1] == "\u00ad" or (goes and line[0].islower()):
        before = before[:-1]
    return before + line


# --- web pages


class _Rules(NamedTuple):
    """What ``ontology/webpages.toml`` says."""

    elements: frozenset[str]
    roles: frozenset[str]
    parts: frozenset[str]
    bodies: tuple[str, ...]
    paragraphs: frozenset[str]
    said: dict[str, list[list[str]]]


@cache
def _rules() -> _Rules:
    path = packaged() / "ontology" / "webpages.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return _Rules(
        elements=frozenset(data["elements"]),
        roles=frozenset(data["roles"]),
        parts=frozenset(data["parts"]),
        bodies=tuple(data["bodies"]),
        paragraphs=frozenset(data["paragraphs"]),
        said=data["said"],
    )


def _web_page(content: bytes, path: Path, _: int | None) -> Extracted:
    try:
        from lxml import etree, html
    except ImportError:
        raise MissingPackage("lxml", "documents") from None
    utf8 = None
    with contextlib.suppress(UnicodeDecodeError):
        content.decode()
        utf8 = "utf-8"
    try:
        parser = html.HTMLParser(encoding=utf8, no_network=True)
        tree = html.document_fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError):
        message = "The file is no web page; copy its text into a .txt file."
        raise BadData(message, path) from None
    rules = _rules()
    said = _of_itself(tree, rules)
    dropped = 0
    for one in list(tree.iter()):
        if not isinstance(one.tag, str) or _beside(one, rules):
            dropped += isinstance(one.tag, str)
            # Its tail is text of what it stands in.
            if one.getparent() is not None:
                one.drop_tree()
    longest = (
        max(tree.iter(name), key=lambda one: len(one.text_content()), default=tree)
        for name in rules.bodies
    )
    candidates = (_lines(body, rules) for body in (*longest, tree))
    lines = next((lines for lines in candidates if _enough(lines)), [])
    if not lines:
        message = (
            "The page has no text of an article (a script, or a wall of cookies or payment, keeps "
            "it back); save it again when it is shown whole, or copy its text into a .txt file."
        )
        raise BadData(message, path)
    found = Extracted(lines, **said)
    if dropped:
        found.notes.append(
            f"{dropped} parts of the page were left out: navigation, scripts and their like."
        )
    return found


def _words(line: str) -> list[str]:
    """Return the words of a line; a script without blanks has one in two letters."""
    return [
        part
        for word in line.split()
        for part in (
            re.findall("..?", word) if re.search(r"[\u0e00-\u0eff\u3040-\u9fff]", word) else [word]
        )
    ]


def _enough(lines: Iterable[str]) -> bool:
    return sum(len(_words(line)) for line in lines) >= _FEWEST


def _of_itself(tree: Any, rules: _Rules) -> dict[str, Any]:
    """Return what a page says of itself in its head."""
    found = {"language": (tree.get("lang") or "").strip()}
    for name, places in rules.said.items():
        found[name] = next(
            (
                " ".join(content.split())
                for attribute, value in places
                for one in tree.iter("meta")
                if (one.get(attribute) or "").casefold() == value.casefold()
                and (content := one.get("content") or "").strip()
            ),
            "",
        )
    day = re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", found["published"])
    found["published"] = day[0] if day else ""
    if not found["title"]:
        titles = [
            " ".join(one.text_content().split()) for one in (*tree.iter("h1"), *tree.iter("title"))
        ]
        found["title"] = next(filter(None, titles), "")
    if not found["url"]:
        links = (one.get("href") for one in tree.iter("link") if one.get("rel") == "canonical")
        found["url"] = next(filter(None, links), "")
    if not re.match(r"https?://", found["url"]):
        found["url"] = ""
    return found


def _beside(one: Any, rules: _Rules) -> bool:
    """Tell whether an element is no part of the text."""
    if one.tag in {"html", "body", *rules.bodies}:
        return False
    named = f"{one.get('class') or ''} {one.get('id') or ''}".casefold()
    return (
        one.tag in rules.elements
        or one.tag == "head"
        or (one.get("role") or "").casefold() in rules.roles
        or one.get("hidden") is not None
        or one.get("aria-hidden") == "true"
        or bool(set(re.split(r"[^a-z0-9]+", named)) & rules.parts)
    )


def _lines(body: Any, rules: _Rules) -> list[str]:
    """Return the paragraphs of an element."""
    lines = [""]

    def walk(one: Any) -> None:
        block = one.tag in rules.paragraphs
        if block or one.tag == "br":
            lines.append("")
        lines[-1] += re.sub(r"\s+", " ", one.text or "")
        for child in one:
            walk(child)
            lines[-1] += re.sub(r"\s+", " ", child.tail or "")
        if block:
            lines.append("")

    try:
        walk(body)
    except RecursionError:
        return []
    return [line for line in lines if line.strip()]


# --- PDF

#: What the library raises besides its own errors where a damaged file leads it astray: nested too
#: deeply, or packed in a way that it does not know, among them.
_LED_ASTRAY = (
    OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError,
)  # fmt: skip


def _pdf(content: bytes, path: Path, columns: int | None) -> Extracted:
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        raise MissingPackage("pypdf", "documents") from None
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            message = "The file wants a password; open it, and save a copy without one."
            raise BadData(message, path)
        pages = [_page(page, path, number, columns) for number, page in enumerate(reader.pages, 1)]
        title = str((reader.metadata and reader.metadata.title) or "").strip()
    except (PyPdfError, *_LED_ASTRAY) as error:
        locked = type(error).__name__ == "DependencyError"
        what = (
            "is locked in a way that cannot be opened here"
            if locked
            else "is no PDF that can be read"
        )
        message = f"The file {what}; open it, and print it to a new PDF."
        raise BadData(message, path) from None
    empty = [number for number, lines in enumerate(pages, 1) if not any(map(str.strip, lines))]
    if len(empty) == len(pages):
        message = (
            "The pages are pictures without text (a scan); let a program recognise the text (OCR), "
            "and take in what it saves."
        )
        raise BadData(message, path)
    found = Extracted(_set(_without_edges(pages)), title=title)
    if empty:
        found.notes.append(
            f"Without text, pictures perhaps: page {', '.join(map(str, empty[:5]))}"
            f"{' ...' if len(empty) > 5 else ''}."
        )
    return found


class _Piece(NamedTuple):
    """A run of letters on a page, and where it begins, in points from its left and lower edge."""

    x: float
    y: float
    text: str


def _page(page: Any, path: Path, number: int, columns: int | None) -> list[str]:
    """Return the lines of a page in reading order."""
    pieces: list[_Piece] = []

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], *_: object) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            pieces.append(_Piece(x, y, text))

    page.extract_text(visitor_text=visit)
    box = page.mediabox
    middle = (float(box.left) + float(box.right)) / 2
    slack = float(box.width) * _MIDDLE
    right = [piece for piece in pieces if abs(piece.x - middle) <= slack or piece.x > middle]
    left = [piece for piece in pieces if piece.x < middle - slack]
    edge = min((piece.x for piece in right), default=0.0)
    starts = Counter(round(piece.x) for piece in right)
    most = starts.most_common(1)[0][1] if starts else 0
    levels = {round(piece.y) for piece in left}
    beside = sum(1 for piece in right if round(piece.y) in levels)
    two = most >= _COLUMN and len(left) >= _COLUMN and beside >= _COLUMN and edge > 0
    if columns is None and two:
        message = (
            f"Page {number} seems to be set in two columns; say --columns 2 to read them one after "
            "the other, or --columns 1 if it is not."
        )
        raise BadData(message, path)
    if columns != 2 or not right:
        # Keeps the gaps and indents between which a paragraph stands.
        return str(page.extract_text(extraction_mode="layout")).split("\n")
    return [*_rows(left), "", *_rows(right)]


def _rows(pieces: Iterable[_Piece]) -> list[str]:
    """Return the lines that pieces make, from above."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda one: -one.y):
        if rows and abs(rows[-1][0].y - piece.y) <= _SAME_LINE:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    steps = [above[0].y - below[0].y for above, below in pairwise(rows)]
    usual = sorted(steps)[len(steps) // 2] if steps else 0.0
    lines = []
    for row, step in zip(rows, [0.0, *steps], strict=True):
        lines += [""] if step > _GAP * usual else []
        lines.append(" ".join(piece.text.strip() for piece in sorted(row)))
    return lines


def _set(pages: Sequence[Sequence[str]]) -> list[str]:
    """Return the paragraphs of pages set in type, where letters differ in width.

    An empty line ends a paragraph, an indented one begins another, and so does what follows a short
    line that ends a sentence. On the next page one goes on that was within a sentence.
    """
    words = _known(" ".join(line for page in pages for line in page))
    paragraphs: list[str] = []
    for page in pages:
        there = [line for line in page if line.strip()]
        left = min((len(line) - len(line.lstrip()) for line in there), default=0)
        width = max((len(line.rstrip()) - left for line in there), default=0)
        every = all(not after.strip() or not line.strip() for line, after in pairwise(page))
        before = paragraphs[-1] if paragraphs else ""
        goes_on = bool(before) and not _END.search(before)
        for line in there if every and len(there) > _COLUMN else page:
            plain = " ".join(line.split())
            if not plain:
                goes_on = False
                continue
            indented = len(line) - len(line.lstrip()) - left >= _INDENT
            if goes_on and not (indented and _END.search(paragraphs[-1])):
                paragraphs[-1] = _put_together(paragraphs[-1], plain, words, hyphenated=True)
            else:
                paragraphs.append(plain)
            goes_on = not (_END.search(plain) and len(plain) < _SHORT * width)
    return [
        _LIGATURE.sub(lambda it: unicodedata.normalize("NFKC", it[0]), one) for one in paragraphs
    ]


def _without_edges(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the lines of pages without the heads, feet and numbers that run through them."""
    bare = [[line for line in page if line.strip()] for page in pages]

    def kind(line: str) -> str:
        return re.sub(r"[0-9]+", "#", " ".join(line.split()))

    edges = Counter(kind(line) for lines in bare if lines for line in {lines[0], lines[-1]})
    least = max(_RUNNING, len(pages) // 2)
    running = {line for line, number in edges.items() if number >= least} | {"#", "- # -"}
    bare = []
    for page in pages:
        there = [n for n, line in enumerate(page) if line.strip()]
        drop = {n for n in (there[:1] + there[-1:]) if kind(page[n]) in running}
        kept = [line for n, line in enumerate(page) if n not in drop]
        while kept and not kept[0].strip():
            kept.pop(0)
        while kept and not kept[-1].strip():
            kept.pop()
        bare.append(kept)
    return bare


# --- Word


def _word(content: bytes, path: Path, _: int | None) -> Extracted:
    try:
        import docx
        from docx.oxml.ns import qn
        from docx.table import Table
    except ImportError:
        raise MissingPackage("python-docx", "documents") from None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > LARGEST:
                message = f"The file unpacks to more than {LARGEST >> 20} MB; part it into several."
                raise BadData(message, path)
        document = docx.Document(io.BytesIO(content))
        body = document.element.body
        if any(body.find(f".//{qn(f'w:{name}')}") is not None for name in _CHANGES):
            message = "The file has tracked changes; accept or reject them all, and save it again."
            raise BadData(message, path)
        paragraphs: list[str] = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                cells = {id(cell._tc): cell.text for row in block.rows for cell in row.cells}
                paragraphs += cells.values()
            else:
                paragraphs.append(block.text.replace("\n", " "))
        properties = document.core_properties
        found = Extracted(
            paragraphs, title=properties.title or "", language=properties.language or ""
        )
        if body.find(f".//{qn('w:footnoteReference')}") is not None:
            found.notes.append("Its footnotes were left out.")
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        SyntaxError,
        AttributeError,
    ):
        message = "The file is no Word file that can be read; save it anew as .docx."
        raise BadData(message, path) from None
    return found


#: What is read, by the ending of a file's name.
FORMATS: dict[str, Callable[[bytes, Path, int | None], Extracted]] = {
    ".txt": _plain,
    ".text": _plain,
    ".htm": _web_page,
    ".html": _web_page,
    ".xhtml": _web_page,
    ".pdf": _pdf,
    ".docx": _word,
}
