"""What to write instead of a value or a name that does not fit, in one sentence."""

from __future__ import annotations

import re
import unicodedata

from kgraph.dossier.terms import Iri, Node, Term, Text
from kgraph.text import nearest
from kgraph.vocabulary import PREFIXES, compact, kind_of, local_name

__all__ = ["choice", "day", "name", "shown", "value"]

_XSD = PREFIXES["xsd"]
_STRING = _XSD + "string"
_TAGGED = PREFIXES["rdf"] + "langString"
#: What is written without quotation marks.
_BARE = {_XSD + "integer", _XSD + "decimal", _XSD + "double", _XSD + "boolean"}
#: Most characters of a value that a sentence repeats.
_SHOWN = 60
_KINDS = {
    "passage": "doc-p25, doc-p25s4, doc-p25s2-4 or doc-p25c120-180, with the key of its document",
    "claim": "its document and a number of three digits or more, such as claim:courier-012",
}
_RULE = "lower-case letters a-z and digits, parted by single hyphens"


def shown(term: Term) -> str:
    """Return a term as Turtle writes it, cut where it is long."""
    if isinstance(term, Iri):
        return _cut(compact(term))
    if isinstance(term, Node):
        return "a blank node"
    if not isinstance(term, Text):
        return ""
    if term.datatype in _BARE and re.fullmatch(r"[-+.0-9eE]+|true|false", term.value):
        return _cut(term.value)
    tag = f"@{term.language}" if term.language else ""
    kind = "" if tag or term.datatype == _STRING else f"^^{compact(term.datatype)}"
    return f'"{_cut(term.value)}"{tag}{kind}'


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def value(term: Term, wanted: str, name: str) -> str:
    """Return what to write for a value that is not of the type that a property asks for.

    Parameters
    ----------
    term : Term
        The value.
    wanted : str
        IRI of the datatype.
    name : str
        CURIE of the property.

    Returns
    -------
    str
        A sentence without a full stop; ``""`` where there is none to give.
    """
    if isinstance(term, Iri):
        return f"{name} is a text in quotation marks, not the name {shown(term)}"
    if not isinstance(term, Text):
        return ""
    plain = f'"{_cut(term.value)}"'
    if wanted == _TAGGED:
        return f"{name} {plain} lacks its language; write {plain}@en, or the tag of its language"
    if wanted == _STRING and term.language:
        return f"{name} takes plain text; write {plain} without @{term.language}"
    if wanted == _STRING:
        return f"{name} takes plain text; write {plain} in place of {shown(term)}"
    if wanted == _XSD + "integer":
        bare = term.value.strip()
        if len(bare) < _SHOWN and re.fullmatch(r"[-+]?[0-9]+", bare):
            return f"{name} takes a whole number; write {bare} in place of {shown(term)}"
        return f"{name} takes a whole number such as 3, not {shown(term)}"
    if wanted == _XSD + "boolean":
        return f"{name} is true or false, without quotation marks, not {shown(term)}"
    return ""


def day(term: Term, name: str) -> str:
    """Return what to write for a date that is no plain text; ``""`` if it is one."""
    if isinstance(term, Iri):
        return f'{name} is a date in quotation marks such as "2023-09-19", not {shown(term)}'
    if not isinstance(term, Text) or term.datatype == _STRING:
        return ""
    day = re.sub(r"T.*|Z$", "", term.value) if term.datatype.startswith(_XSD) else term.value
    return f'{name} takes a date as plain text; write "{_cut(day)}" in place of {shown(term)}'


def choice(term: Term, name: str, known: str) -> str:
    """Return what to write for a value that is none of those (IRIs and texts, by blanks)."""
    words = known.split()
    names = sorted(map(compact, words))
    if isinstance(term, Node):
        return ""
    bare = str(term) if not isinstance(term, Iri) else compact(term)
    by_local = {local_name(one): one for one in names}
    meant = by_local.get(local_name(bare).strip())
    if meant is None:
        near = nearest(local_name(bare)[:_SHOWN], by_local, n=1)
        meant = by_local[near[0]] if near else None
    listed = ", ".join(map(_written, names))
    if meant is None:
        return f"{shown(term)} is not one of the values of {name}; choose among {listed}"
    hint = f"did you mean {_written(meant)}?"
    return f"{shown(term)} is not one of the values of {name} ({listed}); {hint}"


def _written(known: str) -> str:
    return known if ":" in known or known.removeprefix("-").isdecimal() else f'"{known}"'


def name(this: Term, kind: str) -> str:
    """Return the rule for the names of a kind (CURIE of a class), and a name that keeps to it."""
    curie = shown(this)
    noun = local_name(kind).lower()
    prefix = "agr" if noun == "agreement" else "ps" if noun == "passage" else noun
    an = "an" if noun[0] in "aeio" else "a"
    if noun in _KINDS:
        return f"{curie} is not written as the name of {an} {noun}: {_KINDS[noun]}"
    slug = _slug(local_name(curie) if kind_of(curie) == noun else re.split(r"[/#:]", curie)[-1])
    hint = f", such as {prefix}:{slug}" if slug else ""
    return f"{curie} is not written as the name of {an} {noun}: {prefix}: and {_RULE}{hint}"


def _slug(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("ı", "i"))
    plain = "".join(c for c in folded if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
