"""What an overlay says of a claim, held against the shapes: values that are none, and dates.

Without this, a misspelt value would change nothing, and be told as if nothing depended on it.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph import dates
from kgraph.curation.turtle import Lines
from kgraph.dossier import store as stores
from kgraph.errors import BadData, BadDate
from kgraph.vocabulary import VOCABULARY, compact, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.overlay import Overlay

__all__ = ["check_overlay"]

_ALLOWED = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?path ?value {
  ?shape sh:targetClass kg:Claim ; sh:property ?property .
  ?property sh:path ?path .
  OPTIONAL { ?property sh:in/rdf:rest*/rdf:first ?value }
} ORDER BY ?path ?value"""
_DATES = ("kg:when", "kg:asserted")
_BESIDE = ("rdf:type", "skos:editorialNote")


def check_overlay(dossier: Dossier, overlay: Overlay, path: Path | str) -> None:
    """Raise ``BadData``, with the line, for what an overlay says of a claim that cannot be said."""
    wrong = min(_faults(dossier, overlay), default=None)
    if wrong is None:
        return
    subject, predicate, message = wrong
    text = Path(path).read_text(encoding="utf-8", errors="replace")
    _, line = Lines([(str(path), text)]).where(subject, predicate)
    message = f"{subject}: {message}"
    raise BadData(message, path, line or None)


def _faults(dossier: Dossier, overlay: Overlay) -> Iterator[tuple[str, str, str]]:
    """Yield claim, predicate and sentence of each property or value that a claim cannot have."""
    allowed: dict[str, list[str]] = defaultdict(list)
    for name, value in stores.parse({VOCABULARY: dossier.shapes}).select(_ALLOWED).plain():
        allowed[str(name)] += [] if value is None else [str(value)]
    for quad in overlay.add:
        subject = compact(str(getattr(quad.subject, "value", quad.subject)))
        if kind_of(subject) != "claim":
            continue
        predicate = compact(quad.predicate.value)
        value = compact(str(getattr(quad.object, "value", quad.object)))
        if predicate not in allowed:
            if predicate not in _BESIDE:
                near = difflib.get_close_matches(predicate, allowed, n=1)
                hint = f"; did you mean {near[0]}?" if near else "."
                yield subject, predicate, f"{predicate} says nothing of a claim{hint}"
        elif allowed[predicate] and value not in allowed[predicate]:
            choice = ", ".join(allowed[predicate])
            yield subject, predicate, f"{value!r} is no {predicate}; choose among {choice}."
        elif predicate in _DATES:
            try:
                dates.interval(value)
            except BadDate as error:
                yield subject, predicate, str(error)
