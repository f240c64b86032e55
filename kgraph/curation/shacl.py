"""Shapes of one's own: they constrain, and do not compute; SHACL itself is asked in a worker.

What somebody's shapes may name is what the core of SHACL has. SPARQL, scripts, rules, functions,
targets and components of one's own are refused with file and line, and nothing of the file is run.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from kgraph.curation import remedies
from kgraph.dossier import store as stores
from kgraph.dossier import worker
from kgraph.dossier.terms import Iri, Node, Text
from kgraph.errors import BadData, LimitError
from kgraph.files import read_text
from kgraph.model import Finding
from kgraph.vocabulary import PREFIXES, SHAPES, compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kgraph.curation.turtle import Lines
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Term

__all__ = ["Found", "refused", "validated"]

_SH = PREFIXES["sh"]
#: Shapes that hold for thousands of claims take minutes.
_LIMITS = worker.Limits(seconds=600)
_COMMENT = re.compile(r"(?:^|\s)#.*")
_WHAT = "check of the shapes"
#: All that the core of SHACL has, and what only describes a shape.
_CORE = frozenset(
    re.findall(
        r"\w+",
        """NodeShape PropertyShape PropertyGroup targetClass targetNode targetObjectsOf
        targetSubjectsOf property path inversePath alternativePath zeroOrMorePath oneOrMorePath
        zeroOrOnePath name description order group defaultValue message severity Info Warning
        Violation deactivated class datatype nodeKind BlankNode IRI Literal BlankNodeOrIRI
        BlankNodeOrLiteral IRIOrLiteral minCount maxCount minExclusive minInclusive maxExclusive
        maxInclusive minLength maxLength pattern flags languageIn uniqueLang equals disjoint
        lessThan lessThanOrEquals not and or xone node qualifiedValueShape qualifiedMinCount
        qualifiedMaxCount qualifiedValueShapesDisjoint closed ignoredProperties hasValue in""",
    )
)


class Found(NamedTuple):
    """A finding with the predicate and the value that it is about, as CURIE and as text.

    It is ``better`` than others on the value where it says what to write.
    """

    finding: Finding
    predicate: str = ""
    value: str = ""
    better: bool = False

    @property
    def about(self) -> tuple[str, str, str]:
        """Subject, predicate and value."""
        return self.finding.subject, self.predicate, self.value


def refused(dossier: Dossier, paths: Iterable[Path]) -> Iterator[Finding]:
    """Yield a finding for each file of shapes that is not Turtle, and each term that computes."""
    for path in paths:
        place = dossier.relative(path)
        try:
            text = read_text(path)
            said = stores.triples(text, path)
        except BadData as error:
            reason = f"{error.reason}{f' (column {error.column})' if error.column else ''}"
            yield Finding(place, error.line or 0, "error", "syntax", path.name, reason)
            continue
        used = {
            str(term)
            for triple in said
            for term in triple
            if isinstance(term, Iri) and term.startswith(_SH)
        }
        for iri in sorted(used - {_SH + name for name in _CORE}):
            name = compact(iri)
            message = (
                f"{name} is not of the core of SHACL: shapes may constrain, and not compute; none "
                "of this file is used until it is taken out"
            )
            yield Finding(place, _line(text, iri), "error", "shapes", name, message)


def _line(text: str, iri: str) -> int:
    """Return the first line on which a term of SHACL stands, under any prefix."""
    local = re.escape(iri.removeprefix(_SH))
    standing = re.compile(rf":{local}(?![\w-])|{re.escape(iri)}>")
    lines = enumerate(text.splitlines(), 1)
    return next((n for n, line in lines if standing.search(_COMMENT.sub("", line))), 1)


def validated(dossier: Dossier, store: Store, lines: Lines) -> Iterator[Found]:
    """Yield what SHACL finds in a store by all shapes of a dossier, which are of the core."""

    def start(_: worker.Told) -> worker.Handler:
        import pyshacl
        import rdflib

        asked = _graph(dossier.shapes)
        # What it loads of itself on its way is loaded before nothing can be opened any more.
        pyshacl.validate(rdflib.Graph(), shacl_graph=asked, inference="none")
        return lambda _: json.dumps(list(_results(asked, store))).encode()

    try:
        told = worker.run(start, _LIMITS, _WHAT)
    except (BadData, LimitError) as error:
        place = dossier.relative(dossier.shapes[-1])
        name = dossier.shapes[-1].name
        yield Found(Finding(place, 1, "error", "shapes", name, str(error)))
        return
    for focus, predicate, message in json.loads(told):
        file, line = lines.where(focus, predicate)
        yield Found(Finding(file, line, "error", "shape", focus, message), predicate)


def _graph(paths: Iterable[Path]) -> Any:
    import rdflib

    graph = rdflib.Graph()
    # Parsed by the engine, for which no depth is too great.
    graph.parse(data=stores.parse({SHAPES: paths}).dump(SHAPES, "nt"), format="nt")
    return graph


def _results(asked: Any, store: Store) -> Iterator[tuple[str, str, str]]:
    """Yield focus, predicate or nothing, and message of each result, short names for IRIs."""
    import pyshacl
    import rdflib

    try:
        _, report, _ = pyshacl.validate(
            store.to_rdflib(), shacl_graph=asked, inference="none", advanced=False
        )
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001  its errors have no common class
        message = f"The shapes cannot be used: {' '.join(str(error).split())}"
        raise BadData(message) from None
    sh = rdflib.Namespace(_SH)
    for result in report.objects(None, sh.result):
        focus = report.value(result, sh.focusNode)
        # What a value does not fit is said of its subject, and of blank nodes by the text.
        if not isinstance(focus, rdflib.URIRef):
            continue
        path_term = report.value(result, sh.resultPath)
        value = report.value(result, sh.value)
        predicate = compact(str(path_term)) if path_term else ""
        said = asked.value(report.value(result, sh.sourceShape), sh.message)
        message = str(said) if said else _sentence(report, result, predicate, value, sh)
        yield compact(str(focus)), predicate, message


def _term(value: Any) -> Term:
    """Return a term of rdflib as one of kgraph's."""
    import rdflib

    if isinstance(value, rdflib.URIRef):
        return Iri(value)
    if isinstance(value, rdflib.Literal):
        kind = PREFIXES["rdf"] + "langString" if value.language else PREFIXES["xsd"] + "string"
        return Text(str(value), str(value.datatype or kind), value.language or "")
    return None if value is None else Node(value)


def _sentence(report: Any, result: Any, predicate: str, value: Any, sh: Any) -> str:
    """Say in one sentence what a constraint without a message of its own asks for."""
    kind = str(report.value(result, sh.sourceConstraintComponent)).rpartition("#")[2]
    shown = remedies.shown(_term(value))
    about = predicate or "the subject"
    sentences = {
        "ClosedConstraintComponent": f"{about} does not belong here",
        "PatternConstraintComponent": f"{shown or about} is not written as {about} asks",
        "MinCountConstraintComponent": f"{about} is missing",
        "MaxCountConstraintComponent": f"{about} stands here more than once",
        "ClassConstraintComponent": f"{shown} is not of the kind that {about} needs",
        "InConstraintComponent": f"{shown} is not one of the values of {about}",
        "DatatypeConstraintComponent": f"{shown} is not the type of value that {about} needs",
        "NodeConstraintComponent": f"{shown} does not fit {about}",
        "LessThanConstraintComponent": f"{about} is not less than its counterpart",
        "XoneConstraintComponent": "a claim has either a kg:object or a kg:value",
        "OrConstraintComponent": f"{shown or about} is of none of the kinds allowed",
        "NodeKindConstraintComponent": f"{shown} is no name of a thing, as {about} asks",
        "UniqueLangConstraintComponent": f"{about} stands here twice in one language",
        "MaxLengthConstraintComponent": f"{about} is too long",
        "MinInclusiveConstraintComponent": f"{shown} is less than {about} may be",
    }
    if predicate == "" and kind == "PatternConstraintComponent":
        return f"{shown} is not a name that fits its kind"
    return sentences.get(kind, str(report.value(result, sh.resultMessage)))
