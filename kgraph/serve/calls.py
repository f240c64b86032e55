"""What the library answers by name: measures, lists and registers, as the command line has them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any

from kgraph.errors import BadOption, UnknownName
from kgraph.exports.tables import result_of
from kgraph.measures import register
from kgraph.text import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kgraph.graph import KnowledgeGraph
    from kgraph.result import Result

__all__ = ["Call", "call", "every", "find", "kind", "load", "options", "several"]

#: Options of numbers and of yes or no; those of several values are given several times.
_WHOLE = {"window", "reach_back", "samples", "seed", "limit", "polarity", "max_length", "budget"}
_NUMBERS = {"noise"}
_YES_OR_NO = {
    "disputed", "only_disputed", "about_all", "either", "roll_up", "institutions", "duplicates",
    "conditional", "why", "typed", "blocs",
}  # fmt: skip
_SEVERAL = {
    "lens", "families", "voices", "about", "claimant", "relation", "document", "modality", "mode",
    "status", "coder", "tag", "between", "issues",
}  # fmt: skip
#: What chooses claims, and what the networks add.
_CHOOSE = (
    "as_of", "known_by", "window", "reach_back", "lens", "families", "voices", "min_factuality",
    "disputed",
)  # fmt: skip
_NARROW = (
    "about", "about_all", "either", "claimant", "relation", "document", "polarity", "modality",
    "mode", "status", "coder", "tag", "only_disputed",
)  # fmt: skip
_ROLL_UP = ("roll_up", "institutions")
#: Those that only a program of one's own can give.
_NOT_ASKED = {"progress", "budget"}
#: Rooms of the house whose modules a call may need.
_ROOMS = {"claims", "networks", "measures", "wording", "text", "dates"}
#: Measures that take a file of the user's.
_OF_FILES = {"whatif"}


@dataclass(frozen=True)
class Call:
    """What can be called: where and by which name, what it tells, about whom, with what options."""

    path: str
    name: str
    tells: str
    about: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    def result(
        self, kg: KnowledgeGraph, about: Sequence[str], chosen: Mapping[str, Any]
    ) -> Result[Any]:
        """Return the result; raises ``KgraphError`` for what cannot be asked so."""
        if len(about) != len(self.about):
            named = " and ".join(self.about) or "nobody"
            message = f"{self.name} is about {named}: {len(self.about)} names, not {len(about)}."
            raise BadOption(message)
        if self.path.startswith("measures/"):
            return kg.measure(self.name, *about, **chosen)
        return result_of(getattr(kg, self.name)(*about, **chosen))


def _measures() -> Iterator[Call]:
    for one in register.MEASURES.values():
        if one.name in _OF_FILES:
            continue
        about = tuple(name for name in one.about if not name.startswith("-"))
        own = [option for option in one.takes if option not in _NOT_ASKED]
        if one.name == "compare":
            own += ["from_", "to"]
        if one.of == "influence":
            own += ["on", "of"]
        rolls = _ROLL_UP if one.rolls else ()
        yield Call(
            f"measures/{one.name}", one.name, one.tells, about,
            tuple(dict.fromkeys((*own, *_CHOOSE, *rolls))),
        )  # fmt: skip


def _lists() -> Iterator[Call]:
    yield Call("claims", "claims", "The claims, one a row.", (), (*_CHOOSE, *_NARROW))
    yield Call("find", "find", "Where words stand: in claims, names and titles.", ("TEXT",))
    for name in (
        "actors", "issues", "documents", "relations", "levers", "measures", "events", "places",
        "agreements", "offices",
    ):  # fmt: skip
        yield Call(f"lists/{name}", name, f"The {name} that have a name.")


def every() -> dict[str, Call]:
    """Return what can be called, by its path, measures first."""
    return {one.path: one for one in (*_measures(), *_lists())}


def load() -> None:
    """Load what calls need, for processes that can load nothing later."""
    for module in _modules():
        import_module(module)


def _modules() -> Iterator[str]:
    import kgraph

    for one in walk_packages(kgraph.__path__, "kgraph."):
        if one.name.split(".")[1] in _ROOMS:
            yield one.name
    yield from ("networkx", "scipy.optimize", "scipy.sparse.csgraph", "scipy.sparse.linalg")


def find(path: str) -> Call:
    """Return what is called at a path; raises ``UnknownName``."""
    known = every()
    if path not in known:
        near = nearest(path, known, n=2, cutoff=0.5)
        raise UnknownName(path, "measure or list", near or list(known))
    return known[path]


def options(of: Call, given: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the options of a call from pairs of texts; raises ``BadOption``."""
    found: dict[str, Any] = {}
    for said, text in given:
        name = said.replace("-", "_")
        name = "from_" if name == "from" else name
        if name not in of.options:
            listed = ", ".join(of.options) or "no option"
            message = f"{of.name} does not take {said!r}; it takes {listed}."
            raise BadOption(message)
        if name in _SEVERAL:
            found.setdefault(name, []).append(text)
        elif name in found:
            message = f"{said!r} is given twice."
            raise BadOption(message)
        else:
            found[name] = _value(name, text)
    return found


def kind(option: str) -> str:
    """Return the type of an option's value, in the words of JSON Schema."""
    if option in _WHOLE:
        return "integer"
    if option in _NUMBERS:
        return "number"
    return "boolean" if option in _YES_OR_NO else "string"


def several(option: str) -> bool:
    """Whether an option may be given several times."""
    return option in _SEVERAL


def _value(name: str, text: str) -> Any:
    try:
        if name in _WHOLE:
            return int(text)
        if name in _NUMBERS:
            return float(text)
    except ValueError:
        message = f"{name} takes a number, not {text!r}."
        raise BadOption(message) from None
    if name in _YES_OR_NO:
        if text not in {"true", "false"}:
            message = f"{name} takes true or false, not {text!r}."
            raise BadOption(message)
        return text == "true"
    return text


def call(kg: KnowledgeGraph, path: str, about: Sequence[str], chosen: Mapping[str, Any]) -> bytes:
    """Return a result as JSON: what it tells, its rows, notes and claims, and the data version."""
    one = find(path)
    found = one.result(kg, about, chosen)
    told = {
        "name": one.name,
        "title": found.title,
        "tells": one.tells,
        "columns": list(found.columns),
        "rows": found.rows(),
        "notes": list(found.notes()),
        "claims": list(found.claims),
        "data_version": kg.data_version,
    }
    return json.dumps(told, ensure_ascii=False, default=str).encode()
