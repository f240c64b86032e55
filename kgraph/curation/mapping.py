"""A first map from a table of who, relation and whom: unpinned drafts on one document."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kgraph.curation import entities
from kgraph.curation.adding import Ledger, pin
from kgraph.curation.draft import Draft, block_of
from kgraph.curation.entry import Desk, Entry
from kgraph.curation.turtle import Literal
from kgraph.dossier import sheets
from kgraph.errors import BadData, BadOption, RejectedRows, UnknownName, UsageError
from kgraph.text import fold, many
from kgraph.vocabulary import PREFIXES, compact, expand, local_name

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from pathlib import Path

    from kgraph.curation.entities import Register
    from kgraph.curation.turtle import Term
    from kgraph.dossier.dossier import Dossier

__all__ = ["Mapped", "Source", "import_map"]

#: What each column may be called.
_COLUMNS = {
    "who": {"who", "subject", "from", "source", "actor"},
    "relation": {"relation", "type", "label", "edge", "how", "does", "verb"},
    "whom": {"whom", "object", "to", "target"},
    "gloss": {"gloss", "description", "note"},
    "when": {"when", "date"},
}
_NEEDED = ("who", "relation", "whom")
_INCLUDES = {"who": "schema:domainIncludes", "whom": "schema:rangeIncludes"}
#: What is said of a relation that the table names and nobody has defined: contact, without a sign.
_UNDEFINED = {
    "kg:family": "kg:diplomatic", "kg:aspect": "kg:lasting", "kg:role": "kg:none",
    "schema:domainIncludes": "kg:Actor", "schema:rangeIncludes": "kg:Actor",
}  # fmt: skip
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Source:
    """The document that a table was made from; ``""`` where its address and the file say it.

    ``published`` is a day (EDTF); unless it is given, the document is at the latest of today.
    ``coder`` made the table.
    """

    url: str
    publisher: str = ""
    title: str = ""
    published: str = ""
    key: str = ""
    genre: str = "newsReport"
    coder: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What was made: ids of claims, names of actors and others, of relations, and the lines."""

    claims: tuple[str, ...]
    entities: tuple[str, ...]
    relations: tuple[str, ...]
    difference: str
    notes: tuple[str, ...] = ()


def import_map(dossier: Dossier, path: Path, source: Source, *, dry_run: bool = False) -> Mapped:
    """Add a claim for each row of a table of three columns, with all that they name.

    Names that the dossier has are used; others become actors, or what the relation takes, without a
    class of their own; who is an actor in one row is one in all. Relations are found by id or
    label; others become relations of the dossier's own, drawn as contact without a sign until
    somebody defines them. Each claim is a draft by the publisher, unpinned: no passage stands
    behind it. Rows that are there already are passed over.

    Parameters
    ----------
    dossier : Dossier
        Where they go.
    path : Path
        CSV or xlsx; the first row names the columns: who, relation, whom, and gloss and when if
        there are any. From, type and to will do as well.
    source : Source
        What the table was made from.
    dry_run : bool
        Write nothing.

    Raises
    ------
    BadData
        If the file is no such table.
    RejectedRows
        If rows cannot be claims, with a sentence on each; nothing is written then.
    UsageError
        If the source is none.
    """
    rows = _rows(path)
    address = urlsplit(source.url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        message = (
            f"{source.url!r} is no address of a document; write it as https://example.org/page."
        )
        raise BadOption(message)
    with Draft.of(dossier, dry_run=dry_run) as draft:
        register = entities.Register(draft)
        language = register.language
        relations = _relations(draft, register, rows)
        register = entities.Register(draft)
        actors = _actors(register, rows)
        rows, instead, refused = _between_actors(register, rows, actors)
        things = _things(draft, register, rows, source.publisher or address.hostname, actors)
        register = entities.Register(draft)
        key = _document(draft, register, source, path.stem)
        desk = Desk(dossier, store=draft.store())
        ledger = Ledger(dossier, {one: draft.texts[one] for one in dossier.data})
        publisher = desk.table.documents[key].publisher
        entries = [
            Entry(
                document=key,
                passage=(),
                proposition=f"{row['who']} | {_found(register, row['relation'])} | {row['whom']}",
                claimant=publisher,
                gloss=_gloss(row),
                when=row.get("when", ""),
                status="draft",
                coder=tuple(filter(None, [source.coder])),
                language=language,
            )
            for _, row in rows
        ]
        composed = [desk.compose(entry) for entry in entries]
        wrong = [
            (number, sentence)
            for (number, _), one in zip(rows, composed, strict=True)
            for sentence in ([refused[number]] if number in refused else map(str, one.errors))
        ]
        if wrong:
            raise RejectedRows(wrong, len(rows), path)
        blocks = {n: ledger.block(one) for n, one in enumerate(composed)}
        known = {n for n, _ in ledger.repeated(blocks, desk)}
        new = [block for n, block in blocks.items() if n not in known]
        if known:
            # Numbers are given anew, so that none is left out.
            ledger = Ledger(dossier, {one: draft.texts[one] for one in dossier.data})
            new = [ledger.block(one) for n, one in enumerate(composed) if n not in known]
        ledger.insert(new, desk)
        draft.texts.update(ledger.texts)
        pin(draft, [passage for one in composed[:1] for passage in one.pins])
    notes = [f"The claims are drafts and unpinned: no passage of doc:{key} stands behind them."]
    if known:
        notes.append(f"{many(len(known), 'row')} said what is there already.")
    notes += instead
    if made := [one for one in things if not one.startswith("actor:")]:
        notes.append(f"{', '.join(made)}: made, since no row has them as actors.")
    notes += entities.definable(register, relations)
    return Mapped(
        tuple(
            local_name(f"claim:{block.subject.removeprefix(PREFIXES['claim'])}") for block in new
        ),
        things,
        relations,
        draft.difference(),
        tuple(notes),
    )


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    sheet = sheets.load(path)
    names = []
    for cell in sheet.columns.cells:
        typed = fold(cell)
        names.append(next((one for one, known in _COLUMNS.items() if typed in known), typed))
    if lacking := [one for one in _NEEDED if names.count(one) != 1]:
        message = (
            f"The first row has to name the columns who, relation and whom, each once; "
            f"{', '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} not to be found."
        )
        raise BadData(message, path, sheet.columns.line)
    rows = [
        (
            row.number,
            {one: " ".join(cell.split()) for one, cell in zip(names, row.cells, strict=True)},
        )
        for row in sheet.rows
    ]
    wrong = [
        (number, f"{one} is empty.")
        for number, row in rows
        for one in _NEEDED
        if not fold(row[one]) or "|" in row[one]
    ]
    if wrong:
        raise RejectedRows(wrong, len(rows), path)
    if not rows:
        message = "There is no row below the names of the columns."
        raise BadData(message, path)
    return rows


def _gloss(row: dict[str, str]) -> str:
    return (row.get("gloss") or f"{row['who']} {row['relation']} {row['whom']}.")[:_LONGEST]


def _found(register: Register, name: str) -> str:
    """Return the id of a relation by what it may be called, ``""`` if there is none."""
    wanted = fold(name).removeprefix("kg:")
    as_id = entities.slug("relation", name)
    for one in register.table.relations.values():
        if wanted in {fold(one.id), fold(one.label)} or one.id == as_id:
            return one.id
    return ""


def _relations(
    draft: Draft, register: Register, rows: Sequence[tuple[int, dict[str, str]]]
) -> tuple[str, ...]:
    """Put relations that nobody has declared into the draft; returns their CURIEs."""
    new: dict[str, str] = {}
    for _, row in rows:
        if not _found(register, row["relation"]):
            new.setdefault(entities.slug("relation", row["relation"]), row["relation"])
    language = register.language
    for local, label in new.items():
        said: dict[str, list[Term]] = {
            "rdf:type": [expand("kg:RelationType"), expand("owl:ObjectProperty")],
            "rdfs:label": [Literal(label, language)],
            "skos:definition": [Literal(entities.UNDEFINED, "en")],
            "skos:example": [Literal(label, language)],
            "kg:contact": [Literal("true", bare=True)],
            **{name: [expand(value)] for name, value in _UNDEFINED.items()},
        }
        draft.append(block_of(f"kg:{local}", said), draft.vocabulary)
    return tuple(f"kg:{local}" for local in new)


def _actors(register: Register, rows: Sequence[tuple[int, dict[str, str]]]) -> dict[str, int]:
    """Return the names (folded) that are actors, with the row that says so; 0 is the dossier."""
    found: dict[str, int] = {}
    for number, row in rows:
        for end, includes in _INCLUDES.items():
            if _is_actor(register, row[end]):
                found[fold(row[end])] = 0
            elif _kind(register, _found(register, row["relation"]), includes)[0] == "actor":
                found.setdefault(fold(row[end]), number)
    return found


def _is_actor(register: Register, name: str) -> bool:
    try:
        return bool(register.table.names.find(name, "actor"))
    except UnknownName:
        return False
    except UsageError:
        return True  # ambiguous: told when the claim is composed


def _takes_actors(register: Register, relation: str, includes: str) -> bool:
    return register.store.ask(
        f"ASK {{ kg:{relation} {includes} ?c . ?c rdfs:subClassOf* kg:Actor }}"
    )


def _between_actors(
    register: Register,
    rows: list[tuple[int, dict[str, str]]],
    actors: Mapping[str, int],
) -> tuple[list[tuple[int, dict[str, str]]], list[str], dict[int, str]]:
    """Return rows in which an actor is no issue, what was done for it, and which cannot be.

    Where the vocabulary has one relation between actors for the one that is written, that is taken;
    where it has none or several, the row is refused, with a sentence.
    """
    kept: list[tuple[int, dict[str, str]]] = []
    refused: dict[int, str] = {}
    instead: dict[tuple[str, str], int] = {}
    for number, row in rows:
        relation = _found(register, row["relation"])
        if fold(row["whom"]) not in actors or _takes_actors(register, relation, _INCLUDES["whom"]):
            kept.append((number, row))
            continue
        others = [
            register.table.relations[local_name(compact(str(one)))]
            for (one,) in register.store.select(
                f"SELECT ?r {{ kg:{relation} skos:related ?r }} ORDER BY ?r"
            )
        ]
        if len(others) == 1:
            kept.append((number, {**row, "gloss": _gloss(row), "relation": others[0].id}))
            key = row["relation"], others[0].label
            instead[key] = instead.get(key, 0) + 1
            continue
        kept.append((number, row))
        at = actors[fold(row["whom"])]
        where = f"in row {at}" if at else "in the dossier"
        hint = (
            f"between actors write {' or '.join(repr(one.label) for one in others)}"
            if others
            else "write a relation between actors (kgraph relations lists them)"
        )
        refused[number] = (
            f"{row['relation']!r} is said of an issue, event or agreement, and {row['whom']} is an "
            f"actor {where}; {hint}, or name the issue."
        )
    said = [
        f"{word!r} between actors was taken as {label!r} ({many(number, 'row')})."
        for (word, label), number in instead.items()
    ]
    return kept, said, refused


def _things(
    draft: Draft,
    register: Register,
    rows: Sequence[tuple[int, dict[str, str]]],
    publisher: str,
    actors: Container[str],
) -> tuple[str, ...]:
    """Put what the table names and the dossier has not into the draft; returns the CURIEs."""
    wanted: dict[tuple[str, str], str] = {("actor", fold(publisher)): publisher}
    classes: dict[tuple[str, str], str] = {("actor", fold(publisher)): "kg:MediaOutlet"}
    for _, row in rows:
        for end, includes in _INCLUDES.items():
            kind, cls = _kind(register, _found(register, row["relation"]), includes)
            if fold(row[end]) in actors and kind != "actor":
                kind, cls = "actor", "kg:Actor"
            wanted.setdefault((kind, fold(row[end])), row[end])
            classes.setdefault((kind, fold(row[end])), cls)
    made: list[str] = []
    for kind in entities.KINDS:
        new = [
            entities.New(name, class_=classes[of, folded])
            for (of, folded), name in wanted.items()
            if of == kind and not _there(register, name)
        ]
        if new:
            try:
                made += entities.compose(draft, kind, new)
            except RejectedRows as error:
                raise BadOption(error.rows[0][1]) from None
    return tuple(made)


def _there(register: Register, name: str) -> bool:
    try:
        register.table.names.find(name)
    except UnknownName:
        return False
    except UsageError:
        return True  # ambiguous: told when the claim is composed
    return True


def _kind(register: Register, relation: str, includes: str) -> tuple[str, str]:
    """Return the kind and class of a new thing at an end of a relation, the first that it takes."""
    rows = register.store.select(f"SELECT ?c {{ kg:{relation} {includes} ?c }} ORDER BY ?c")
    classes = [f"kg:{local_name(str(one).rpartition('#')[2])}" for (one,) in rows]
    for kind in entities.KINDS:
        wide = f"kg:{kind.capitalize()}"
        if wide in classes:
            return kind, wide
    for cls in classes:
        for kind in entities.KINDS:
            if f"kg:{kind.capitalize()}" in register.above(cls):
                return kind, cls
    return "actor", "kg:Actor"


def _document(draft: Draft, register: Register, source: Source, stem: str) -> str:
    """Return the key of the document with this address, which is added if there is none."""
    rows = register.store.select(
        "SELECT ?d { ?d a kg:Document ; dcterms:source ?u "
        f"FILTER(STR(?u) = {_quoted(source.url)}) }} ORDER BY ?d"
    )
    for (found,) in rows:
        return str(found).rpartition("/")[2]
    host = urlsplit(source.url).hostname or ""
    keys = _keys(source.key or re.sub(r"^www|[^a-z0-9]", "", host.partition(":")[0]) or "doc")
    key = next(one for one in keys if one not in register.table.documents)
    publisher = register.table.names.find(source.publisher or host, "actor").id
    day = source.published or f"../{datetime.datetime.now(tz=datetime.UTC).date().isoformat()}"
    said: dict[str, list[Term]] = {
        "rdf:type": [expand("kg:Document")],
        "dcterms:title": [Literal(source.title or stem, register.language)],
        "dcterms:publisher": [expand(publisher)],
        "kg:published": [Literal(day)],
        "kg:genre": [expand(f"kg:{source.genre.removeprefix('kg:')}")],
        "dcterms:source": [source.url],
    }
    catalogue = next(
        (
            path
            for path in draft.texts
            if path.parent.name == "seeds" and path.name == "sources.ttl"
        ),
        None,
    )
    if catalogue is None:
        raise BadOption("The dossier has no seeds/sources.ttl; kgraph init begins one.")
    draft.append(block_of(f"doc:{key}", said), catalogue)
    return key


def _keys(first: str) -> Iterator[str]:
    yield first
    number = 2
    while True:
        yield f"{first}{number}"
        number += 1


def _quoted(text: str) -> str:
    return '"' + re.sub(r'["\\\n\r]', "", text) + '"'
