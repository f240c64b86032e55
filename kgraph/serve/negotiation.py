"""Which media type an answer is given in, by the ``Accept`` header (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BOOLEANS", "ROWS", "TRIPLES", "best", "named"]

#: Media type -> format, the first for whoever takes anything.
ROWS = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
#: A truth value has no columns (SPARQL 1.1 Results CSV and TSV, section 1).
BOOLEANS = {media: format for media, format in ROWS.items() if format in {"json", "xml"}}
TRIPLES = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "text/plain": "nt",
}
#: What other programs call a format.
_ALSO = {"turtle": "ttl", "ntriples": "nt", "n-triples": "nt", "json-ld": "jsonld"}


def best(accept: str, offered: Mapping[str, str]) -> str | None:
    """Return the media type among those offered that is wanted most, nothing if none is.

    Parameters
    ----------
    accept : str
        An ``Accept`` header; all is wanted alike if it is empty.
    offered : mapping
        By media type, the one given to whoever has no wish first.

    >>> best("text/csv;q=0.5, application/*", ROWS)
    'application/sparql-results+json'
    >>> best("text/html", ROWS) is None
    True
    """
    wishes = [_wish(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    ranked = [(_quality(media, wishes), media) for media in offered]
    quality, media = max(ranked, key=lambda one: one[0])
    return media if quality > 0 else None


def named(format: str, offered: Mapping[str, str]) -> str | None:
    """Return the media type of a format by a name of it, such as ``csv`` or ``text/csv``.

    >>> named("turtle", TRIPLES)
    'text/turtle'
    """
    if format in offered:
        return format
    short = _ALSO.get(format, format)
    return next((media for media, name in offered.items() if name == short), None)


def _wish(part: str) -> tuple[str, float]:
    media, *parameters = part.split(";")
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return media.strip().lower(), quality


def _quality(media: str, wishes: list[tuple[str, float]]) -> float:
    """Return how much a type is wanted, by the most specific wish that covers it."""
    for wanted in (media, f"{media.partition('/')[0]}/*", "*/*"):
        found = [quality for name, quality in wishes if name == wanted]
        if found:
            return max(found)
    return 0.0
