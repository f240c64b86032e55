"""Checks: all that can be wrong with a dossier, as findings with file, line and what to write.

They look at what was curated, before any rule: text, dates, vocabulary, shapes, whole-graph
checks, and the passages against the texts where these are at hand.
"""

from __future__ import annotations

import contextlib
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kgraph import dates
from kgraph.curation import names, recheck, remedies, saving, shacl, story
from kgraph.curation import passages as pinned
from kgraph.curation.orders import order_findings
from kgraph.curation.shacl import Found
from kgraph.curation.turtle import Lines
from kgraph.dossier import namespaces, shapes
from kgraph.dossier import store as stores
from kgraph.dossier.build import uncollected
from kgraph.dossier.described import Described
from kgraph.dossier.dossier import is_ours
from kgraph.dossier.foreign import Foreign
from kgraph.dossier.terms import Iri, Node
from kgraph.errors import BadData, BadDate, BadQuery, KgraphError, LimitError
from kgraph.files import read_text
from kgraph.model import Finding, Passage
from kgraph.text import nearest
from kgraph.vocabulary import (
    CURATED,
    KG,
    PREFIXES,
    SHAPES,
    VOCABULARY,
    compact,
    expand,
    kind_of,
    local_name,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.overlay import Overlay
    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Term

__all__ = [
    "check",
    "check_overlay",
    "copied_words",
    "corpus_of",
    "documents_of",
    "graph_findings",
    "pin",
    "pinned_passages",
]  # fmt: skip

_DATED = """{ VALUES ?property { kg:when kg:asserted kg:published } ?it ?property ?v }
  UNION { ?it kg:relation kg:dated ; kg:value ?v . BIND(kg:value AS ?property) }"""
#: Where a message has a value of its row.
_PLACE = re.compile(r"\{(\w+)\}")
_MESSAGE = re.compile(r"^# (?:\*\*Message:\*\* )?(?P<warning>warning: )?(?P<text>.+)$")
#: How many values of a property a message names.
_FEW = 12
#: What the vocabulary, grades and decision rules say in numbers.
_NUMBERS = frozenset(
    f"kg:{name}"
    for name in (
        "certainty", "high", "highFactor", "low", "lowFactor", "number", "paragraphCount",
        "polarity", "position", "seats", "valence", "vetoSeats", "votesNeeded",
    )
)  # fmt: skip
_DATES = ("kg:when", "kg:asserted")
_KILLED = "a writer was killed here; the next one (pin, fmt, add or import) ends its work"
_BESIDE = ("rdf:type", "skos:editorialNote")


@uncollected()
def check(dossier: Dossier, corpus: Path | str | None = None) -> list[Finding]:
    """Return the findings on a dossier, sorted by file and line; none if all is well.

    Parameters
    ----------
    dossier : Dossier
        What to check; it need not be fit to be built.
    corpus : path, optional
        A folder with the texts of the documents, to hold passages and glosses against.

    Raises
    ------
    MissingFile
        If a file or the folder of texts is not there.
    """
    findings = [
        Finding(dossier.relative(path), 0, "error", "file", path.name, f"cannot be read ({reason})")
        for path, reason in dossier.unread
    ]
    findings += [
        Finding(dossier.relative(path), 0, "error", "unfinished", path.name, _KILLED)
        for path in saving.unfinished((*dossier.data, dossier.passages))
    ]
    seen = None if corpus is not None else _again(dossier)
    if seen is None:
        seen, wrong = _whole(dossier)
        findings += wrong
    findings += _twice(seen.lines)
    findings += _namespaces(seen.lines)
    findings += _blank(seen.lines)
    if seen.store is None:
        return sorted(findings)
    findings += story.findings(dossier, None if seen.part else seen.store)
    empty = namespaces.foreign(seen.store) if seen.part is None else ""
    if empty:
        place = dossier.relative(dossier.curated[0])
        findings.append(Finding(place, 1, "error", "namespace", dossier.curated[0].name, empty))
    curated = Described().and_also([seen.store.dump(CURATED, "nt")])
    refused, standing = _standing(dossier, seen, curated)
    findings += refused
    findings += standing
    if not (empty or seen.lines.whole or (seen.part and not seen.part.subjects)):
        named = recheck.named(curated) if seen.part is None else seen.part.named
        recheck.keep(dossier, recheck.Past(seen.texts, standing, named))
    if corpus is not None:
        findings += _passages(dossier, seen.store, corpus, seen.lines)
    return sorted(set(findings))


class _Seen(NamedTuple):
    """What is looked at: the texts of claims and seeds by path, their lines, and their store.

    Without a store there is a text that is no Turtle. A ``part`` says what is to be checked, if
    that is not all; then it alone is in the store.
    """

    texts: dict[str, str]
    lines: Lines
    store: Store | None
    part: recheck.Part | None = None


def _whole(dossier: Dossier) -> tuple[_Seen, list[Finding]]:
    """Return all of a dossier, and what keeps its files from being read as Turtle."""
    wrong: dict[Path, Finding] = {}
    store = None
    try:
        store = stores.parse({**_known(dossier), CURATED: dossier.curated})
    except BadData:
        wrong = dict(_syntax(dossier, (*dossier.curated, *_own(dossier))))
        if not wrong:
            raise
    texts, own = (
        {dossier.relative(path): read_text(path) for path in paths if path not in wrong}
        for paths in (dossier.curated, _own(dossier))
    )
    return _Seen(texts, Lines(texts.items(), own.items()), store), [*wrong.values()]


def _again(dossier: Dossier) -> _Seen | None:
    """Return the part of a dossier that is to be checked again, nothing if that is all of it."""
    before = recheck.past(dossier)
    if before is None:
        return None
    try:
        texts, own = (
            {dossier.relative(path): read_text(path) for path in paths}
            for paths in (dossier.curated, _own(dossier))
        )
        lines = Lines(texts.items(), own.items())
        part = recheck.part(before, texts, lines)
        if part is None:
            return None
        store = stores.parse(_known(dossier))
        for text in part.texts:
            store.read(text, CURATED)
    except BadData:
        return None
    nothing = bool(part.subjects) and namespaces.foreign(store)
    return None if nothing else _Seen(texts, lines, store, part)


def _own(dossier: Dossier) -> list[Path]:
    """Return the files of a dossier's own vocabulary."""
    return [path for path in dossier.vocabulary if not is_ours(path)]


def _known(dossier: Dossier) -> dict[str, Sequence[Path]]:
    """Return what claims are held against: vocabulary, and the shapes that ship."""
    packaged = [path for path in dossier.shapes if is_ours(path)]
    return {VOCABULARY: dossier.vocabulary, SHAPES: packaged}


def _standing(
    dossier: Dossier, seen: _Seen, curated: Described
) -> tuple[list[Finding], list[Finding]]:
    """Return what is wrong with a dossier's own shapes, and with what is said in it."""
    store, lines, part = seen.store, seen.lines, seen.part
    if part is not None and not part.subjects:
        return [], part.findings
    assert store is not None  # noqa: S101  what is no Turtle is told before
    # Shapes of one's own may say what the checks do not know; then SHACL itself is asked for all.
    foreign = [path for path in dossier.shapes if not is_ours(path)]
    refused = list(shacl.refused(dossier, foreign))
    if part is not None:
        store.add(part.elsewhere(curated), CURATED)
    found = list(_whole_graph(dossier, store, lines, part and part.subjects))
    if foreign and not refused:
        asked = shacl.validated(dossier, store, lines)
        found = [one for one in found if one.finding.check != "shape"] + _both(found, asked)
    found = [*_dates(store, lines), *_unknown_terms(store, curated, lines), *found]
    # Where it is said what to write for a value, nothing else is said of how it fits.
    better: dict[tuple[str, str, str], Found] = {}
    for one in found:
        if one.better:
            better.setdefault(one.about, one)
    findings = [
        one.finding
        for one in found
        if one.finding.check != "shape" or better.get(one.about, one) is one
    ]
    findings += names.findings(curated, lines)
    findings += order_findings(store, lines)
    if part is not None:
        findings = [one for one in findings if one.subject in part.subjects] + part.findings
    return refused, findings


def _both(found: Iterable[Found], asked: Iterable[Found]) -> list[Found]:
    """Return what SHACL finds, in the words of the checks where they find it too."""
    said: dict[tuple[str, str], list[Found]] = {}
    for one in found:
        if one.finding.check == "shape":
            said.setdefault((one.finding.subject, one.predicate), []).append(one)
    return [
        better for one in asked for better in said.get((one.finding.subject, one.predicate), [one])
    ]


def _syntax(dossier: Dossier, paths: Iterable[Path]) -> Iterator[tuple[Path, Finding]]:
    for path in paths:
        try:
            stores.parse({CURATED: [path]})
        except BadData as error:
            where = f" (column {error.column})" if error.column else ""
            said = error.reason + where
            place = dossier.relative(path)
            yield path, Finding(place, error.line or 0, "error", "syntax", path.name, said)


def _namespaces(lines: Lines) -> Iterator[Finding]:
    """Yield the prefixes that are bound to what nearly is a namespace of the project."""
    for path, line, prefix, namespace in lines.bindings:
        meant = namespaces.meant(namespace)
        if not meant and prefix == "kg" and namespace != KG:
            meant = KG
        if meant:
            message = f"{prefix}: stands for <{namespace}>; did you mean <{meant}>?"
            yield Finding(path, line, "error", "namespace", f"{prefix}:", message)


def _blank(lines: Lines) -> Iterator[Finding]:
    for path, line, said in lines.blanks:
        message = f"{said} is a blank node; give the thing an IRI of its own"
        yield Finding(path, line, "error", "blank-node", said, message)


def _twice(lines: Lines) -> Iterator[Finding]:
    for subject, places in lines.twice():
        first, *others = places
        for path, line in others:
            message = (
                f"{subject} is defined twice (first in {first[0]}:{first[1]}); "
                "give one of them another id"
            )
            yield Finding(path, line, "error", "defined-twice", subject, message)


def _dates(store: Store, lines: Lines) -> Iterator[Found]:
    rows = store.select(
        f"SELECT DISTINCT ?it ?property ?v WHERE {{ {_DATED} }} ORDER BY ?it ?property ?v"
    )
    for it, term, value in rows:
        if isinstance(it, Node) or isinstance(value, Node):
            continue
        subject, name = compact(str(it)), compact(str(term))
        said = remedies.day(value, name)
        if not said:
            try:
                dates.interval(str(value))
            except BadDate as error:
                said = str(error)
        if said:
            path, line = lines.where(subject, name)
            finding = Finding(path, line, "error", "date", subject, said)
            yield Found(finding, name, str(value), better=True)


def _unknown_terms(store: Store, curated: Described, lines: Lines) -> Iterator[Found]:
    known = {
        compact(str(it))
        for (it,) in store.select(
            "SELECT DISTINCT ?it WHERE { GRAPH graph:vocabulary { ?it ?p ?o } FILTER(isIRI(?it)) }"
        )
    }
    fitting = _fitting(store)
    hints: dict[tuple[str, Term], str] = {}
    used = _terms_used(curated, ("kg:", "atop:", "plover:"), known)
    for it, term, of in (*used, *_own_terms(store)):
        name = compact(str(term))
        if not isinstance(it, Node):
            if (name, of) not in hints:
                hints[name, of] = _hint(name, of, fitting, known)
            subject = compact(str(it))
            path, line = lines.where(subject, name)
            message = f"{name} is not in the ontology{hints[name, of]}"
            finding = Finding(path, line, "error", "vocabulary", subject, message)
            yield Found(finding, compact(str(of)) if of else "", name, better=True)


def _own_terms(store: Store) -> Iterator[tuple[Term, Term, Term]]:
    """Yield where a vocabulary uses terms of kgraph that it does not have, as ``_terms_used``."""
    for name, by in (("?p", "?none"), ("?o", "?p")):
        rows = store.select(
            f"""SELECT DISTINCT ?it {name} {by} WHERE {{ GRAPH graph:vocabulary {{ ?it ?p ?o }}
              FILTER(isIRI(?it) && isIRI({name}) && STRSTARTS(STR({name}), STR(kg:)))
              FILTER NOT EXISTS {{ GRAPH graph:vocabulary {{ {name} ?q ?r }} }} }}
            ORDER BY ?it {name}"""
        )
        yield from ((it, term, of) for it, term, of in rows)


def _terms_used(
    said: Described, prefixes: tuple[str, ...], known: Container[str]
) -> Iterator[tuple[Term, Term, Term]]:
    """Yield where curated data use terms of some prefixes that are not known: subject, term, of.

    ``of`` is the predicate whose object a term is, ``None`` for a predicate.
    """
    starts = tuple(f"<{expand(prefix)}".encode() for prefix in prefixes)
    codes = [code for code, term in enumerate(said.terms) if term.startswith(starts)]
    for code in sorted(codes, key=said.name):
        if said.name(code) not in known:
            for subject, predicate, _ in said.where(predicate=code):
                yield said.term(subject), said.term(predicate), None
            for subject, predicate, term in said.where(value=code):
                yield said.term(subject), said.term(term), said.term(predicate)


def _hint(name: str, of: Term, fitting: Mapping[Term, set[str]], known: set[str]) -> str:
    """Say which term was meant, or where none is near and there are few, what there is."""
    there = fitting.get(of, known)
    if near := nearest(name, there, n=1):
        return f"; did you mean {near[0]}?"
    return (
        f"; {compact(str(of))} is one of {', '.join(sorted(there))}" if len(there) <= _FEW else ""
    )


def _fitting(store: Store) -> dict[Term, set[str]]:
    """Return the terms that fit a property, where the shapes say which they are."""
    rows = store.select(
        """PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT DISTINCT ?property ?one WHERE { ?p sh:path ?property .
          { ?p sh:in/rdf:rest*/rdf:first ?one } UNION
          { ?p sh:node/sh:property ?in . ?in sh:path skos:inScheme ; sh:hasValue ?scheme .
            ?one skos:inScheme ?scheme } UNION
          { ?p sh:class|(sh:or/rdf:rest*/rdf:first/sh:class) ?kind .
            GRAPH graph:vocabulary { ?one a ?kind } } }"""
    )
    fitting: dict[Term, set[str]] = {}
    for name, one in rows:
        fitting.setdefault(name, set()).add(compact(str(one)))
    return fitting


def graph_findings(dossier: Dossier, store: Store, lines: Lines) -> list[Finding]:
    """Return the findings of the whole-graph checks (``checks/**/*.rq``) on a store.

    Those in ``checks/shape`` hold what there is against the shapes that are in the store.
    """
    return [one.finding for one in _whole_graph(dossier, store, lines)]


def _whole_graph(
    dossier: Dossier, store: Store, lines: Lines, only: Container[str] | None = None
) -> Iterator[Found]:
    for path in dossier.checks:
        yield from _graph_check(dossier, path, store, lines, only)


def _graph_check(
    dossier: Dossier, path: Path, store: Store, lines: Lines, only: Container[str] | None
) -> Iterator[Found]:
    """Run one check: its rows are findings, its header their message if no ``?said`` is in them.

    What is said of a blank node is left out: that it is one is a finding of its own. With ``only``,
    so is what is said of other subjects.
    """
    check = path.stem if path.parent.name == "checks" else path.parent.name
    place, ours = dossier.relative(path), is_ours(path)
    try:
        text = read_text(path)
        rows = (store if ours else Foreign(store, what="check")).select(text)
        if "this" not in rows.columns:
            message = "A check selects ?this, the subject of its findings."
            raise BadQuery(message)
    except (BadData, BadQuery, LimitError) as error:
        line = (error.line or 1) if isinstance(error, BadData | BadQuery) else 1
        said = error.reason if isinstance(error, BadData | BadQuery) else str(error)
        yield Found(Finding(place, line, "error", "checks", path.stem, said))
        return
    severity, message = _header(text, path.stem)
    for row in rows:
        terms = {
            name: term for name, term in zip(rows.columns, row, strict=True) if term is not None
        }
        this, x = terms.pop("this", None), terms.get("x")
        if this is None or isinstance(this, Node) or isinstance(x, Node):
            continue
        pattern = terms.pop("pattern", None) if ours and check == "shape" else None
        if pattern and _written_so(str(pattern), str(this if x is None else x)):
            continue
        subject = compact(str(this)) if isinstance(this, Iri) else str(this)
        if only is not None and subject not in only:
            continue
        name = compact(str(terms.get("property", "")))
        better = _remedy(path.stem, this, x, name, terms) if ours and check == "shape" else ""
        said = better or str(terms.pop("said", "")) or _filled(message, {"this": this, **terms})
        words = [compact(str(term)) for term in terms.values() if isinstance(term, Iri)]
        file, line = lines.where(subject, *words)
        if not file and not ours:
            # What stands nowhere, a check of somebody's own has made.
            file, line = place, 1
        shown = subject if isinstance(this, Iri) else remedies.shown(this)
        about = compact(str(x)) if isinstance(x, Iri) else str(x or "")
        finding = Finding(file, line, severity, check, shown, said)
        yield Found(finding, name, about, better=bool(better and about))


def _written_so(pattern: str, text: str) -> bool:
    """Return whether a text is as a pattern of the shapes asks.

    Not asked in SPARQL: the engine would read the pattern anew for every text.
    """
    # Other than in SPARQL, a dollar sign would let a line end stand behind it.
    return re.search(re.sub(r"(?<!\\)\$$", r"\\Z", pattern), text) is not None


def _remedy(check: str, this: Term, x: Term, name: str, terms: Mapping[str, Term]) -> str:
    """Return what to write in place of what a check of the shapes found, ``""`` if it says so."""
    if check in {"choice", "listed"}:
        return remedies.choice(x, name, str(terms["known"]))
    if check == "name":
        return "" if "said" in terms else remedies.name(this, compact(str(terms["kind"])))
    if check == "fit":
        return remedies.day(x, name)
    return remedies.value(x, str(terms["type"]), name) if check == "type" else ""


def _filled(message: str, terms: Mapping[str, Term]) -> str:
    """Return a message with the values of ``{name}`` in it; no other braces mean anything."""
    return _PLACE.sub(lambda it: remedies.shown(terms[it[1]]) if it[1] in terms else it[0], message)


def _header(text: str, name: str) -> tuple[str, str]:
    """Return severity and message of a check; without a header, its name."""
    lines = [line for line in text.splitlines() if line.startswith("# ")]
    marked = [line for line in lines if line.startswith("# **Message:**")]
    match = _MESSAGE.match(next(iter(marked or lines), ""))
    if match is None:
        return "error", name
    severe = next((line for line in lines if line.startswith("# **Severity:**")), "")
    warning = bool(match["warning"]) or "warning" in severe
    return ("warning" if warning else "error"), match["text"]


def _passages(
    dossier: Dossier, store: Store, corpus: Path | str, lines: Lines
) -> Iterator[Finding]:
    texts = corpus_of(store, corpus)
    claims = store.select(
        "SELECT ?c ?p ?g WHERE { ?c a kg:Claim ; kg:passage ?p ; kg:gloss ?g } ORDER BY ?c ?p"
    )
    glosses: dict[str, list[tuple[str, str]]] = {}
    for claim, passage, gloss in claims:
        glosses.setdefault(_slug(passage), []).append((_slug(claim), str(gloss)))
    place = dossier.relative(dossier.passages)
    for document in documents_of(store):
        if document not in texts.texts:
            file, line = lines.where(f"doc:{document}")
            message = _no_text(Path(corpus) / f"{document}.txt")
            yield Finding(file, line, "warning", "corpus", f"doc:{document}", message)
    for name, said in pinned.strays(corpus):
        yield Finding(name, 0, "warning", "corpus", name, f"{said} It is left out.")
    try:
        every = pinned_passages(store)
    except BadData as error:
        subject, _, said = error.reason.partition(": ")
        file, line = lines.where(subject)
        yield Finding(file or place, line, "error", "passage", subject, said)
        return
    for finding in pinned.verify(texts, every, glosses, place, copied_words(store)):
        file, line = lines.where(finding.subject)
        yield Finding(
            file or place, line, finding.severity, finding.check, finding.subject, finding.message
        )


def _no_text(path: Path) -> str:
    """Say that a document has no text in the folder, and the hash of the one with its name."""
    what = "no text in the folder has the hash of this document"
    try:
        found = pinned.document_hash(pinned.normalise(read_text(path)))
    except KgraphError:
        return f"{what}; is it complete?"
    return (
        f"{what}: {path.name} has {found}; if it was mended, kgraph repin {path.stem} takes it over"
    )


def _slug(term: object) -> str:
    return local_name(compact(str(term)))


def documents_of(store: Store) -> dict[str, str]:
    """Return the documents of the catalogue, each with the hash of its text."""
    rows = store.select("SELECT ?d ?h WHERE { ?d a kg:Document ; kg:sha256 ?h } ORDER BY ?d")
    return {_slug(document): str(digest) for document, digest in rows}


def copied_words(store: Store) -> int:
    """Return how many words in a row a gloss may share with its passage, as the dossier says."""
    rows = store.select("SELECT ?n { ?d a kg:Dossier ; kg:copiedWords ?n } ORDER BY ?n")
    said = [str(n) for (n,) in rows]
    return next((int(n) for n in said if re.fullmatch("[0-9]{1,4}", n)), pinned.LONGEST_RUN)


def pinned_passages(store: Store) -> list[Passage]:
    """Return the passages that are pinned, by name; raises ``BadData`` for a place that is none."""
    rows = store.select(
        """SELECT ?p ?d ?n ?s ?e ?h WHERE { ?p a kg:Passage ; kg:document ?d .
           OPTIONAL { ?p kg:paragraph ?n ; kg:start ?s ; kg:end ?e ; kg:sha256 ?h } } ORDER BY ?p"""
    )
    return [
        Passage(_slug(p), _slug(d), 0, 0, 0, "")
        if h is None
        else Passage(_slug(p), _slug(d), _number(n, p), _number(s, p), _number(e, p), str(h))
        for p, d, n, s, e, h in rows
    ]


def _number(term: Term, passage: Term) -> int:
    if not re.fullmatch(r"[-+]?[0-9]{1,9}", str(term)):
        message = f"{compact(str(passage))}: {remedies.shown(term)} is no place in a text."
        raise BadData(message)
    return int(str(term))


def corpus_of(store: Store, folder: Path | str) -> pinned.Corpus:
    """Return the texts in a folder that belong to the documents of a store."""
    return pinned.Corpus.open(folder, documents_of(store))


def pin(dossier: Dossier, folder: Path | str, *, dry_run: bool = False) -> list[str]:
    """Write ``seeds/passages.ttl`` with the passages that claims name; returns what is new in it.

    A passage that is pinned is never moved; one that no claim names any more is left out.

    Raises
    ------
    BadData, UnknownName
        If a claim names a passage that is none, or whose document has no text in the folder.
    LockedError, UnwritableTarget
        If another process is writing, or the file cannot be written.
    """
    dossier.whole()
    with contextlib.nullcontext() if dry_run else saving.locked(dossier.passages):
        original = saving.read(dossier.passages, missing=True)
        store = stores.parse({CURATED: dossier.curated})
        corpus = corpus_of(store, folder)
        known = {passage.id: passage for passage in pinned_passages(store)}
        rows: Iterable[Any] = store.select(
            "SELECT DISTINCT ?p WHERE { ?c a kg:Claim ; kg:passage ?p } ORDER BY ?p"
        )
        named = [_slug(row[0]) for row in rows]
        new = [slug for slug in named if slug not in known]
        every = [known[slug] if slug in known else pinned.mint(slug, corpus) for slug in named]
        if not dry_run:
            saving.save(original, pinned.format_passages(every))
    return new


def check_overlay(dossier: Dossier, overlay: Overlay, path: Path | str) -> None:
    """Raise ``BadData``, with the line, for what an overlay says of a claim that cannot be said."""
    lines = Lines([(str(path), read_text(path))])
    if lines.blanks:
        _, line, said = lines.blanks[0]
        message = f"{said} is a blank node; give the thing an IRI of its own."
        raise BadData(message, path, line)
    wrong = min(_faults(dossier, overlay), default=None)
    if wrong is None:
        return
    subject, predicate, message = wrong
    _, line = lines.where(subject, predicate)
    message = f"{subject}: {message}"
    raise BadData(message, path, line or None)


def _is_number(term: Any) -> bool:
    kind = getattr(getattr(term, "datatype", None), "value", "")
    try:
        return kind.startswith(PREFIXES["xsd"]) and math.isfinite(float(term.value))
    except ValueError:
        return False


def _faults(dossier: Dossier, overlay: Overlay) -> Iterator[tuple[str, str, str]]:
    """Yield claim, predicate and sentence of each property or value that a claim cannot have."""
    allowed = shapes.of_claims(dossier).properties
    for quad in overlay.add:
        subject = compact(str(getattr(quad.subject, "value", quad.subject)))
        predicate = compact(quad.predicate.value)
        if predicate in _NUMBERS and not _is_number(quad.object):
            yield subject, predicate, f"{predicate} is a number; {quad.object} is none."
        if kind_of(subject) != "claim":
            continue
        value = compact(str(getattr(quad.object, "value", quad.object)))
        if predicate not in allowed:
            if predicate not in _BESIDE:
                near = nearest(predicate, allowed, n=1)
                hint = f"; did you mean {near[0]}?" if near else "."
                yield subject, predicate, f"{predicate} says nothing of a claim{hint}"
        elif (values := allowed[predicate].values) and value not in values:
            choice = ", ".join(sorted(values))
            yield subject, predicate, f"{value!r} is no {predicate}; choose among {choice}."
        elif predicate in _DATES:
            try:
                dates.interval(value)
            except BadDate as error:
                yield subject, predicate, str(error)
