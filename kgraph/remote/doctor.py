"""What an endpoint can do, found out by asking it: nothing is taken from the name of its maker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph.errors import KgraphError
from kgraph.remote.endpoint import Endpoint, address
from kgraph.remote.fetching import held
from kgraph.result import Result
from kgraph.text import many
from kgraph.vocabulary import KG, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.text import Shown

__all__ = ["Examination", "ProbeRow", "examine"]

_XSD = PREFIXES["xsd"]
#: Rows asked for to see whether a server gives them all; more than the caps that are in use.
_MANY = 20_000
_TEN = " ".join(str(n) for n in range(10))


class ProbeRow(TypedDict):
    """One probe: what was asked for, whether it went well, what came, and what that means."""

    probe: str
    needed: bool
    ok: bool
    found: str
    means: str


@dataclass(frozen=True, eq=False, repr=False)
class Examination(Result[ProbeRow]):
    """What an endpoint can do.

    ``fit`` is whether all goes well that ``--graph`` needs.
    """

    title = "Endpoint"
    tells = "What a SPARQL endpoint can do, and what that means for --graph."
    shown: ClassVar[Shown] = {
        "probe": "probe", "is": lambda row: _verdict(row), "found": "found", "means": "means",
    }  # fmt: skip

    url: str
    probes: tuple[ProbeRow, ...]

    def rows(self) -> list[ProbeRow]:
        """Return one dict per probe, in the order in which they were made."""
        return [*self.probes]

    @property
    def fit(self) -> bool:
        """Whether all goes well that is needed."""
        return all(one["ok"] for one in self.probes if one["needed"])


def _verdict(row: ProbeRow) -> str:
    return "good" if row["ok"] else "missing" if row["needed"] else "differs"


def examine(url: str, progress: Callable[[str], None] | None = None) -> Examination:
    """Return what the endpoint at an address can do.

    Parameters
    ----------
    url : str
        For queries.
    progress : callable, optional
        Called with the name of each probe.

    Raises
    ------
    MissingPackage
        Without httpx.
    """
    step = progress or (lambda _: None)
    found: list[ProbeRow] = []
    with Endpoint(url) as endpoint:
        for probe, (needed, look) in _PROBES.items():
            step(probe)
            try:
                ok, came, means = look(endpoint)
            except KgraphError as error:
                ok, came, means = False, "no", str(error)
            found.append(
                {"probe": probe, "needed": needed, "ok": ok, "found": came, "means": means}
            )
            if not ok and needed and probe == next(iter(_PROBES)):
                break  # nobody is there to ask the rest
    return Examination(url, tuple(found))


_Found = tuple[bool, str, str]


def _answers(endpoint: Endpoint) -> _Found:
    server = endpoint.headers().get("server", "")
    endpoint.select("SELECT * WHERE { ?s ?p ?o } LIMIT 1")
    return True, server or "yes", "Queries go by POST, answers come as JSON."


def _claims(endpoint: Endpoint) -> _Found:
    found = held(endpoint, address(endpoint.url))
    graphs = ", ".join(graph or "the default graph" for graph in found.triples)
    number = many(sum(found.triples.values()), "triple")
    return True, number, f"In {graphs}."


def _built(endpoint: Endpoint) -> _Found:
    built = held(endpoint, address(endpoint.url)).built
    means = "Rules were applied before." if built else "Rules are applied after each fetch."
    return built, "yes" if built else "no", means


def _version(endpoint: Endpoint) -> _Found:
    version = held(endpoint, address(endpoint.url)).version
    if version:
        return True, version, "What was fetched once is not fetched again."
    return False, "none", "Each command fetches all; kgraph push says which version it wrote."


def _whole(endpoint: Endpoint) -> _Found:
    values = " ".join(f"VALUES ?{name} {{ {_TEN} }}" for name in "abcde")
    rows = len(endpoint.select(f"SELECT * WHERE {{ {values} }} LIMIT {_MANY}").rows)
    if rows == _MANY:
        return True, f"{rows:,} of {_MANY:,} rows", "An answer is whole."
    means = "Answers are cut and called a success; kgraph counts, and fetches by smaller pages."
    return False, f"{rows:,} of {_MANY:,} rows", means


def _pages(endpoint: Endpoint) -> _Found:
    values = " ".join(f"VALUES ?{name} {{ {_TEN} }}" for name in "abc")
    got = [
        tuple(row[name]["value"] for name in "abc")
        for at in range(0, 1000, 250)
        for row in endpoint.select(
            f"SELECT * WHERE {{ {values} }} ORDER BY ?a ?b ?c LIMIT 250 OFFSET {at}"
        ).rows
    ]
    ok = len(set(got)) == len(got) == 1000
    return ok, f"{len(set(got)):,} of 1,000 rows", "LIMIT and OFFSET give each row once."


def _counts(endpoint: Endpoint) -> _Found:
    values = " ".join(f"VALUES ?{name} {{ {_TEN} }}" for name in "abcde")
    number = endpoint.number(f"SELECT (COUNT(*) AS ?n) WHERE {{ {values} }}")
    return number == 100_000, f"{number:,} of 100,000", "Rows are counted however many they are."


def _default(endpoint: Endpoint) -> _Found:
    union = endpoint.has("GRAPH ?g { ?s ?p ?o } ?s ?p ?o")
    means = "The default graph has what named graphs have." if union else "Name graphs by GRAPH."
    return union, "union" if union else "apart, or empty", means


def _divides(endpoint: Endpoint) -> _Found:
    (row,) = endpoint.select("SELECT (1/3 AS ?x) WHERE {}").rows
    value = row.get("x", {}).get("value", "nothing")
    ok = value.startswith("0.3")
    return ok, f"1/3 = {value}", "" if ok else "Questions of your own must not divide there."


def _booleans(endpoint: Endpoint) -> _Found:
    (row,) = endpoint.select("SELECT (1 = 1 AS ?x) WHERE {}").rows
    said = row.get("x", {})
    ok = said.get("value") == "true" and said.get("datatype") == f"{_XSD}boolean"
    return ok, f"1 = 1 is {said.get('value', 'nothing')}", "" if ok else "kgraph reads both forms."


def _languages(endpoint: Endpoint) -> _Found:
    text = "Աղդամ"
    (row,) = endpoint.select(f'SELECT ?x WHERE {{ VALUES ?x {{ "{text}"@hy }} }}').rows
    said = row.get("x", {})
    ok = (said.get("value"), said.get("xml:lang", "").lower()) == (text, "hy")
    return ok, str(said.get("value", "nothing")), "Text of every script comes back as it was."


def _paths(endpoint: Endpoint) -> _Found:
    endpoint.has(f"?a <{KG}partOf>+ ?b")
    return True, "yes", "Paths of any length are answered."


def _refuses(endpoint: Endpoint) -> _Found:
    try:
        endpoint.select("THIS IS NO SPARQL")
    except KgraphError as error:
        return True, "refused", str(error)[:120]
    return False, "answered", "A text that is no SPARQL is answered; do not trust empty answers."


#: What is asked -> whether --graph needs it, and how to find out.
_PROBES: dict[str, tuple[bool, Callable[[Endpoint], _Found]]] = {
    "answers in JSON": (True, _answers),
    "refuses what is no SPARQL": (False, _refuses),
    "counts": (True, _counts),
    "gives whole answers": (False, _whole),
    "gives pages": (True, _pages),
    "keeps languages and scripts": (True, _languages),
    "holds claims": (True, _claims),
    "holds derived triples": (False, _built),
    "says which version": (False, _version),
    "default graph": (False, _default),
    "divides whole numbers": (False, _divides),
    "says true": (False, _booleans),
    "paths": (False, _paths),
}
