"""A story: a few states of the page, each with a sentence that names who says so, and its claims.

It stands beside the claims, in ``data/story.json``, and adds nothing to them: it is no part of the
data version. What it says is held against the claims, so that no step outlives what it rests on.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, unquote

from kgraph import dates
from kgraph.claims import ALL_VOICES
from kgraph.claims.leads import LAYERS
from kgraph.dossier import store as stores
from kgraph.errors import BadData, BadDate, MissingFile
from kgraph.files import read_text
from kgraph.model import Finding
from kgraph.text import fold, nearest
from kgraph.vocabulary import CURATED, compact, local_name

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator
    from pathlib import Path

    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.store import Store

__all__ = ["LISTS", "VIEWS", "WORDS", "Step", "Story", "borne_out", "findings", "read"]

#: What the address of a page says, as ``page/assets/state.js`` reads it: lists, words and flags.
LISTS = (
    "voices", "lens", "families", "kinds", "sign", "types", "only", "opened", "hidden", "focus",
    "path", "about", "chosen",
)  # fmt: skip
WORDS = ("layer", "view", "asOf", "knownBy", "minFactuality", "colour", "steps", "measure", "order")
_FLAGS = ("disputed", "rolled", "attempts", "ghosts", "embed")
_OTHERS = ("beside", "pins")
VIEWS = ("overview", "graph", "matrix", "timeline", "table", "measures")
_DAYS = ("asOf", "knownBy")
#: Lists whose members are things of the record.
_THINGS = ("opened", "hidden", "focus", "path", "about")
_FIELDS = ("title", "says", "claims", "state")
_STEPS = re.compile(r'"steps"\s*:\s*\[')
_SHAPE = (
    '{"title": "...", "steps": [{"title": "...", "says": "...", "claims": [...], "state": "..."}]}'
)


class Step(NamedTuple):
    """One state of the page: its name, what is said of it, its claims and its address.

    ``line`` is where it begins in the file, and ``text`` how it is written there.
    """

    title: str
    says: str
    claims: tuple[str, ...]
    state: str
    line: int
    text: str

    def line_of(self, word: str) -> int:
        """Return the line on which a word of it is written; without one, where it begins."""
        at = max(self.text.find(json.dumps(word, ensure_ascii=False)), 0)
        return self.line + self.text.count("\n", 0, at)


class Story(NamedTuple):
    """What it is called, and its steps."""

    title: str
    steps: tuple[Step, ...]


def read(path: Path, name: str = "") -> Story:
    """Return the story in a file; ``name`` is what errors call the file.

    Raises
    ------
    BadData
        If it is no JSON, or no story.
    """
    name = name or path.name
    text = read_text(path)
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"A story is JSON, and this is none ({error.msg})."
        raise BadData(message, name, error.lineno, error.colno) from None
    except (RecursionError, ValueError):  # nested without an end, or a number of 5,000 digits
        message = f"This is no story; write {_SHAPE}"
        raise BadData(message, name) from None
    begin = _STEPS.search(text)
    title = given.get("title") if isinstance(given, dict) else None
    steps = given.get("steps") if isinstance(given, dict) else None
    if not isinstance(title, str) or not isinstance(steps, list) or not steps or begin is None:
        message = f"A story has a title and steps; write {_SHAPE}"
        raise BadData(message, name, 1)
    return Story(title, tuple(_steps(text, begin.end(), len(steps), name)))


def _steps(text: str, at: int, count: int, name: str) -> Iterator[Step]:
    decoder = json.JSONDecoder()
    for number in range(1, count + 1):
        while text[at] in " \t\r\n,":
            at += 1
        given, end = decoder.raw_decode(text, at)
        line = text.count("\n", 0, at) + 1
        if wrong := _misshapen(given):
            message = f"Step {number} {wrong}."
            raise BadData(message, name, line)
        claims = tuple(given["claims"])
        yield Step(given["title"], given["says"], claims, given["state"], line, text[at:end])
        at = end


def _misshapen(given: Any) -> str:
    """Say what keeps a step from being one, or nothing."""
    if not isinstance(given, dict):
        return "is no object with " + ", ".join(_FIELDS)
    for field in _FIELDS:
        if field not in given:
            return f'has no "{field}"'
        if field != "claims" and not isinstance(given[field], str):
            return f'has a "{field}" that is no text'
    if not isinstance(given["claims"], list) or not all(
        isinstance(one, str) for one in given["claims"]
    ):
        return 'has "claims" that are no list of ids'
    for field in ("title", "says"):
        if not given[field].strip():
            return f'has an empty "{field}"'
    strange = next((name for name in given if name not in _FIELDS), "")
    return f'has "{strange}", which no step has' if strange else ""


def borne_out(dossier: Dossier, claims: Container[str]) -> Story:
    """Return the story of a dossier, for a page of these claims.

    Raises
    ------
    MissingFile
        If the dossier has none.
    BadData
        If something in it is wrong, or a claim of it is not among these.
    """
    path = dossier.story
    if path is None:
        message = "The dossier has no story; write data/story.json, as docs/page.md says."
        raise MissingFile(message)
    name = dossier.relative(path)
    for wrong in findings(dossier):
        message = f"The story cannot be told: {wrong.subject}: {wrong.message}."
        raise BadData(message, name, wrong.line or None)
    story = read(path, name)
    for step in story.steps:
        for claim in step.claims:
            if claim not in claims:
                message = f"The story cannot be told: {claim} is not among the claims of this page."
                raise BadData(message, name, step.line_of(claim))
    return story


# --- held against the claims


class _Record(NamedTuple):
    """What a story can speak of: claims with their status and those whose word they are, names."""

    claims: dict[str, str]
    words: dict[str, set[str]]
    names: dict[str, list[str]]
    end: str


def findings(dossier: Dossier, store: Store | None = None) -> Iterator[Finding]:
    """Yield what is wrong with the story of a dossier; nothing where it has none.

    ``store`` is that of all its claims, where there is one.
    """
    path = dossier.story
    if path is None:
        return
    name = dossier.relative(path)
    try:
        story = read(path, name)
    except BadData as error:
        yield Finding(name, error.line or 0, "error", "story", path.name, error.reason)
        return
    record = _record(store or stores.parse({CURATED: dossier.curated}))
    for number, step in enumerate(story.steps, 1):
        for word, message in (
            *_of_claims(step, record),
            *_of_speakers(step, record),
            *_of_state(step, record),
        ):
            line = step.line_of(word)
            yield Finding(name, line, "error", "story", f"step {number}", message)


def _record(store: Store) -> _Record:
    def rows(query: str) -> Iterator[list[str]]:
        for row in store.select(query):
            yield [compact(str(one)) if one is not None else "" for one in row]

    def plain(name: str) -> str:
        return name.removeprefix("claim:")

    claims = {
        plain(claim): local_name(status) if ":" in status else status
        for claim, status in rows(
            "SELECT ?c (STR(?s) AS ?status) { ?c a kg:Claim OPTIONAL { ?c kg:status ?s } }"
        )
    }
    words: dict[str, set[str]] = {}
    for claim, who in rows(
        """SELECT ?c ?who { ?c a kg:Claim .
          { ?c kg:claimant ?who } UNION { ?c kg:speaksFor ?who }
          UNION { ?c kg:passage/kg:document/dcterms:publisher ?who } }"""
    ):
        words.setdefault(plain(claim), set()).add(who)
    names: dict[str, list[str]] = {}
    for it, label in store.select(
        """SELECT ?it ?label {
          ?it skos:prefLabel|skos:altLabel|skos:hiddenLabel ?label } ORDER BY ?it ?label"""
    ):
        names.setdefault(compact(str(it)), []).append(str(label))
    end = ""
    for (said,) in store.select("SELECT ?v { ?d kg:published ?v }"):
        try:
            last = dates.interval(str(said)).last
            end = max(end, last.isoformat() if last else "")
        except BadDate:  # another check tells of it
            continue
    return _Record(claims, words, names, end)


def _of_claims(step: Step, record: _Record) -> Iterator[tuple[str, str]]:
    if not step.claims:
        yield "claims", "names no claims; list those that its sentence rests on"
    for claim in step.claims:
        status = record.claims.get(claim)
        if status is None:
            near = nearest(claim, record.claims, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield claim, f"the claim {claim} is gone: the dossier has none of this id{hint}"
        elif status == "retracted":
            yield claim, f"the claim {claim} is retracted; take it out, or write the step anew"


def _of_speakers(step: Step, record: _Record) -> Iterator[tuple[str, str]]:
    """Say whose word stands in a step and is not named in its sentence."""
    sentence = fold(step.says)

    def is_named(who: str) -> bool:
        return any(
            re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", sentence)
            for name in record.names.get(who, ())
        )

    known = [claim for claim in step.claims if claim in record.words]
    nameless = [claim for claim in known if not any(is_named(who) for who in record.words[claim])]
    if known and len(nameless) == len(known):
        yield step.says, f"the sentence names nobody who says so; name {_either(known, record)}"
        return
    for claim in nameless:
        yield (
            claim,
            f"the sentence names nobody who says {claim}; name {_either([claim], record)}, "
            "or take the claim out",
        )


def _either(claims: list[str], record: _Record) -> str:
    who = sorted({one for claim in claims for one in record.words[claim]})
    return " or ".join(record.names.get(one, [one])[0] for one in who)


def _of_state(step: Step, record: _Record) -> Iterator[tuple[str, str]]:
    for name, value in parse_qsl(step.state.removeprefix("#"), keep_blank_values=True):
        for message in _of_part(name, value, record):
            yield step.state, f"its state cannot be: {message}"


def _of_part(name: str, value: str, record: _Record) -> Iterator[str]:
    members = [unquote(one) for one in value.split(" ") if one]
    if name not in (*LISTS, *WORDS, *_FLAGS, *_OTHERS):
        yield f"the address of a page has no {name}"
    elif name == "layer":
        yield from _among("layer", [value], LAYERS)
    elif name == "view":
        yield from _among("view", [value], VIEWS)
    elif name == "voices":
        yield from _among("voice", members, ALL_VOICES)
    elif name in _DAYS:
        yield from _of_day(value, record)
    elif name == "lens":
        yield from _of_things([one.partition(":")[2] for one in members], record)
    elif name in _THINGS:
        yield from _of_things(members, record)
    elif name == "chosen" and members[:1] == ["claim"]:
        yield from _of_claim(members[1:], record)
    elif name == "chosen" and members[:1] in (["actor"], ["target"], ["edge"], ["cell"]):
        yield from _of_things(members[1:3], record)
    elif name == "beside":
        for one in members:
            inner, _, said = one.partition("=")
            if inner in _DAYS:
                yield from _of_day(said, record)


def _among(kind: str, given: list[str], known: Collection[str]) -> Iterator[str]:
    for one in given:
        if one not in known:
            yield f"there is no {kind} {one or '(empty)'}; write {', '.join(known)}"


def _of_day(value: str, record: _Record) -> Iterator[str]:
    try:
        day = dt.date.fromisoformat(value).isoformat()
    except ValueError:
        yield f"{value or '(empty)'} is no day; write YYYY-MM-DD"
        return
    if record.end and day > record.end:
        yield f"{day} is after the last document, of {record.end}"


def _of_things(members: list[str], record: _Record) -> Iterator[str]:
    for one in members:
        if one not in record.names and not one.startswith("doc:"):
            near = nearest(one, record.names, 1)
            yield f"nothing is known by {one}" + (f"; did you mean {near[0]}?" if near else "")


def _of_claim(members: list[str], record: _Record) -> Iterator[str]:
    for one in members[:1]:
        if record.claims.get(one, "retracted") == "retracted":
            yield f"there is no claim {one}"
