"""Changing what a claim says: a part of it is typed anew, all else about it stays as it was."""

from __future__ import annotations

import copy
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from kgraph.curation.entry import Entry
from kgraph.curation.turtle import Literal, Pair
from kgraph.errors import BadOption, UnknownName
from kgraph.text import nearest
from kgraph.vocabulary import compact, expand, local_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.curation.entry import Composed, Desk
    from kgraph.curation.turtle import Block, Term

__all__ = ["PARTS", "SEVERAL", "amended", "cells_of", "entry", "entry_of", "values"]

#: The ends of a proposition, which change together.
PARTS = ("subject", "relation", "object", "value")
#: Fields that hold several values.
SEVERAL = frozenset(field.name for field in fields(Entry) if "tuple" in str(field.type))
#: Fields with a language.
_TEXTS = {"gloss": "kg:gloss", "condition": "kg:condition", "wording": "kg:wording",
          "note": "skos:editorialNote", "memo": "kg:memo"}  # fmt: skip
_NAMES = (
    *(field.name for field in fields(Entry) if field.name not in {"document", "proposition"}),
    *PARTS[:3],
)


def predicates(name: str) -> tuple[str, ...]:
    """Return the CURIEs of the properties that a field stands for."""
    if name in PARTS:
        return tuple(f"kg:{one}" for one in PARTS)
    first, *others = name.split("_")
    return (_TEXTS.get(name) or "kg:" + first + "".join(word.capitalize() for word in others),)


def cells_of(block: Block) -> dict[str, str]:
    """Return the fields of a claim as one would type them; several values parted by semicolons."""
    said = {compact(pair.predicate): pair.objects for pair in block.pairs}
    cells = {"document": local_name(compact(block.subject)).rpartition("-")[0]}
    language = _language(said.get("kg:gloss", ()))
    for name in dict.fromkeys((*_NAMES, "value")):
        own = said.get(f"kg:{name}", ()) if name in PARTS else said.get(predicates(name)[0], ())
        if name in _TEXTS:
            own = [one for one in own if isinstance(one, Literal) and one.language == language]
        cells[name] = "; ".join(map(_typed, own))
    cells["language"] = language
    return cells


def _language(glosses: Any) -> str:
    tags = sorted({one.language for one in glosses if isinstance(one, Literal)})
    return "en" if "en" in tags or not tags else tags[0]


def _typed(term: Term) -> str:
    if isinstance(term, Literal):
        return term.text
    name = compact(term)
    return local_name(name) if name.partition(":")[0] in {"kg", "ps", "claim"} else name


def entry(cells: Mapping[str, str]) -> Entry:
    """Return the entry of cells by the names of their columns."""
    given: dict[str, Any] = {
        name: values(cell) if name in SEVERAL else cell
        for name, cell in cells.items()
        if cell and name not in PARTS[:3] and name != "passage"
    }
    given["passage"] = values(cells.get("passage", ""))
    given["proposition"] = " | ".join(cells.get(part, "") for part in PARTS[:3])
    for name in ("document", "claimant", "gloss"):
        given.setdefault(name, "")
    return Entry(**given)


def values(cell: str) -> tuple[str, ...]:
    """Return several values of one cell, which semicolons part."""
    return tuple(value.strip() for value in cell.split(";") if value.strip())


def entry_of(block: Block) -> Entry:
    """Return a claim as it would be typed."""
    return entry(cells_of(block))


def amended(desk: Desk, block: Block, changes: Mapping[str, str]) -> tuple[Block, Composed]:
    """Return a claim with some of its fields typed anew, and what was composed for it.

    Fields are named as the columns of a table; ``""`` takes a part out. What the fields do not
    speak of, comments too, stays. The errors of what was composed say why it cannot be.

    Raises
    ------
    UnknownName
        If there is no such field.
    BadOption
        If the document is to be another one.
    """
    for name in changes:
        if name == "document":
            message = "A claim keeps its document, after which it is named; add another claim."
            raise BadOption(message)
        if name not in _NAMES and name not in PARTS:
            raise UnknownName(name, "part of a claim", nearest(name, _NAMES))
    before = cells_of(block)
    cells = {**before, **changes}
    if changes.get("value") and "object" not in changes:
        cells["object"] = ""
    if changes.get("object") and "value" not in changes:
        cells["value"] = ""
    composed = desk.compose(entry(cells))
    made = copy.deepcopy(block)
    named = {one for name in changes if name != "language" for one in predicates(name)}
    if "language" in changes:
        named.update(_TEXTS.values())
    for predicate in named:
        _replace(made, predicate, composed.pairs.get(expand(predicate), []), before["language"])
    return made, composed


def _replace(block: Block, predicate: str, objects: list[Term], language: str) -> None:
    """Put objects in the place of those of a property; of texts, of those in one language."""
    iri = expand(predicate)
    pair = next((one for one in block.pairs if one.predicate == iri), None)
    if pair is None:
        pair = Pair(iri)
        block.pairs.append(pair)
    stays = [
        one
        for one in pair.objects
        if predicate in _TEXTS.values() and isinstance(one, Literal) and one.language != language
    ]
    pair.objects = [*stays, *(one for one in objects if one not in stays)]
    block.pairs = [one for one in block.pairs if one.objects]
