"""The shelf of questions: ``.rq`` files whose header is their help text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeGuard

from kgraph import dates
from kgraph.dossier.dossier import is_ours, packaged
from kgraph.dossier.terms import Iri, Node, Text
from kgraph.errors import BadData, BadOption, UnknownName
from kgraph.files import read_text
from kgraph.text import nearest
from kgraph.vocabulary import PREFIXES, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.terms import Term

__all__ = ["Parameter", "Question", "find", "is_name", "questions", "read"]

_FIELDS = ("Question", "Parameters", "Columns", "Order", "Terms")
_FIELD = re.compile(r"^# \*\*(\w+):\*\* (.+)$")
#: What is meant as a day, if not always written as one.
_DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_PARAMETER = re.compile(r"`\?(\w+)` ([^;]+?), (required|default `([^`]+)`)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a question asks for: its name, what it is, its default or ``""``.

    A default is a CURIE or a day.
    """

    name: str
    meaning: str
    default: str

    @property
    def need(self) -> str:
        """Whether a value must be given, in words."""
        return f"default {self.default}" if self.default else "required"


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the header that explains it."""

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: str
    order: str
    terms: tuple[str, ...]
    text: str
    path: Path

    @property
    def help(self) -> str:
        """The header as text to read, with the call that asks it."""
        asked = [f"  {one.name}: {one.meaning}, {one.need}" for one in self.parameters]
        given = "".join(f" -p {one.name}={one.default or 'NAME'}" for one in self.parameters)
        return "\n".join(
            (
                f"{self.name}: {self.question}",
                *(("Parameters:", *asked) if asked else ("Parameters: none",)),
                f"Columns: {_bare(self.columns)}",
                f"Order: {_bare(self.order)}",
                f"Example: kgraph query {self.name}{given}",
            )
        )

    def expect(self, names: Iterable[str]) -> None:
        """Raise ``BadOption`` for a name that is no parameter."""
        known = [parameter.name for parameter in self.parameters]
        for name in names:
            if name not in known:
                listed = ", ".join(known) or "none"
                message = f"The question {self.name} has no parameter {name!r}; it has: {listed}."
                raise BadOption(message)

    def bindings(self, values: Mapping[str, str | Term]) -> dict[str, str | Term]:
        """Return the terms to bind; raises ``BadOption`` for an unknown or missing parameter."""
        self.expect(values)
        bound: dict[str, str | Term] = {}
        for parameter in self.parameters:
            value = values.get(parameter.name, parameter.default)
            if not value:
                message = (
                    f"The question {self.name} needs -p {parameter.name}=VALUE "
                    f"({parameter.meaning})."
                )
                raise BadOption(message)
            bound[parameter.name] = _term(value)
        return bound


def _bare(text: str) -> str:
    """Return a field of a header without the marks of Markdown and SPARQL."""
    return text.replace("`", "").replace("?", "").rstrip(".")


def is_name(value: str | Term) -> TypeGuard[str]:
    """Whether a value is the name of an entity: no term, no day, no IRI and no CURIE."""
    if not isinstance(value, str) or isinstance(value, Iri | Node):
        return False
    return not (_DAY.fullmatch(value) or "://" in value or expand(value) != value)


def _term(value: str | Term) -> Term:
    """Return the term that a day, a CURIE or an IRI stands for; a term is one already.

    Raises ``BadDate`` for a day that is none.
    """
    if not isinstance(value, str) or isinstance(value, Iri | Node):
        return value
    if _DAY.fullmatch(value):
        return Text(dates.day(value).isoformat(), PREFIXES["xsd"] + "date")
    return Iri(expand(value))


def questions(dossier: Dossier) -> list[Question]:
    """Return the questions of a dossier by name; raises ``BadData`` for a bad header.

    Defaults of those that ship name things of the packaged dossier; for another there are none.
    """
    return sorted(
        (_fitting(read(path), dossier) for path in dossier.queries),
        key=lambda question: question.name,
    )


def find(dossier: Dossier, name: str) -> Question:
    """Return the question of a name; raises ``UnknownName`` with the nearest."""
    by_name = {path.stem: path for path in dossier.queries}
    if name not in by_name:
        raise UnknownName(name, "question", nearest(name, by_name))
    return _fitting(read(by_name[name]), dossier)


def _fitting(question: Question, dossier: Dossier) -> Question:
    if dossier.root == packaged() or not is_ours(question.path):
        return question
    asked = tuple(replace(one, default="") for one in question.parameters)
    return replace(question, parameters=asked)


def read(path: Path) -> Question:
    """Return the question in a file; raises ``BadData`` naming what its header lacks."""
    text = read_text(path)
    lines = text.splitlines()
    if not lines or lines[0] != f"# # {path.stem}":
        message = f"The first line must be '# # {path.stem}'."
        raise BadData(message, path, 1)
    found = {m[1]: m[2] for line in lines if (m := _FIELD.match(line))}
    missing = [name for name in _FIELDS if name not in found]
    if missing:
        message = f"The header lacks {', '.join(missing)}; write '# **{missing[0]}:** ...'."
        raise BadData(message, path, 1)
    parameters = tuple(
        Parameter(match[1], match[2].strip(), match[4] or "")
        for match in _PARAMETER.finditer(found["Parameters"])
    )
    if not parameters and found["Parameters"].rstrip(".") != "none":
        message = "Parameters are '`?name` meaning, required', or with 'default `x:y`', or 'none'."
        raise BadData(message, path, 1)
    return Question(
        name=path.stem,
        question=found["Question"],
        parameters=parameters,
        columns=found["Columns"],
        order=found["Order"],
        terms=tuple(found["Terms"].rstrip(".").split()),
        text=text,
        path=path,
    )
