"""Checks: all that can be wrong with a dossier, as findings with file, line and what to write.

They look at what was curated, before any rule: text, dates, vocabulary, shapes, whole-graph
checks, and the passages against the texts where these are at hand.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph import dates
from kgraph.curation import passages as pinned
from kgraph.curation import saving, shacl
from kgraph.curation.orders import order_findings
from kgraph.curation.turtle import Lines
from kgraph.dossier import shapes
from kgraph.dossier import store as stores
from kgraph.dossier.dossier import is_ours
from kgraph.dossier.foreign import Foreign
from kgraph.dossier.terms import Iri
from kgraph.errors import BadData, BadDate, BadQuery, LimitError
from kgraph.model import Finding, Passage
from kgraph.text import nearest
from kgraph.vocabulary import CURATED, SHAPES, VOCABULARY, compact, kind_of, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.overlay import Overlay
    from kgraph.dossier.store import Store

__all__ = [
    "check", "check_overlay", "corpus_of", "documents_of", "graph_findings", "pin",
    "pinned_passages",
]  # fmt: skip

_DATED = (
    "{ ?it kg:when|kg:asserted|kg:published ?v } UNION { ?it kg:relation kg:dated ; kg:value ?v }"
)
_MESSAGE = re.compile(r"^# (?:\*\*Message:\*\* )?(?P<warning>warning: )?(?P<text>.+)$")
_DATES = ("kg:when", "kg:asserted")
_BESIDE = ("rdf:type", "skos:editorialNote")


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
    lines = Lines(
        (dossier.relative(path), path.read_text(encoding="utf-8", errors="replace"))
        for path in dossier.curated
    )
    findings = list(_syntax(dossier))
    findings += _twice(lines)
    if any(finding.check == "syntax" for finding in findings):
        return sorted(findings)
    # Shapes of one's own may say what the checks do not know; then SHACL itself is asked for all.
    foreign = [path for path in dossier.shapes if not is_ours(path)]
    wrong = list(shacl.refused(dossier, foreign))
    findings += wrong
    packaged = [path for path in dossier.shapes if is_ours(path)] if wrong or not foreign else ()
    store = stores.parse(
        {VOCABULARY: dossier.vocabulary, CURATED: dossier.curated, SHAPES: packaged}
    )
    findings += _dates(store, lines)
    findings += order_findings(store, lines)
    findings += _unknown_terms(store, lines)
    if not packaged:
        findings += shacl.validated(dossier, store, lines)
    findings += graph_findings(dossier, store, lines)
    if corpus is not None:
        findings += _passages(dossier, store, corpus, lines)
    return sorted(set(findings))


def _syntax(dossier: Dossier) -> Iterator[Finding]:
    for path in dossier.curated:
        try:
            stores.parse({CURATED: [path]})
        except BadData as error:
            reason = str(error).split(": ", 1)[-1]
            where = f" (column {error.column})" if error.column else ""
            yield Finding(
                dossier.relative(path),
                error.line or 0,
                "error",
                "syntax",
                path.name,
                reason + where,
            )


def _twice(lines: Lines) -> Iterator[Finding]:
    for subject, places in lines.twice():
        first, *others = places
        for path, line in others:
            message = (
                f"{subject} is defined twice (first in {first[0]}:{first[1]}); "
                "give one of them another id"
            )
            yield Finding(path, line, "error", "defined-twice", subject, message)


def _dates(store: Store, lines: Lines) -> Iterator[Finding]:
    for it, value in store.select(f"SELECT DISTINCT ?it ?v WHERE {{ {_DATED} }} ORDER BY ?it ?v"):
        try:
            dates.interval(str(value))
        except BadDate as error:
            subject = compact(str(it))
            path, line = lines.where(subject, "kg:when", "kg:asserted", "kg:published", "kg:value")
            yield Finding(path, line, "error", "date", subject, str(error))


def _unknown_terms(store: Store, lines: Lines) -> Iterator[Finding]:
    known = {
        compact(str(it))
        for (it,) in store.select(
            "SELECT DISTINCT ?it WHERE { GRAPH graph:vocabulary { ?it ?p ?o } FILTER(isIRI(?it)) }"
        )
    }
    used = store.select(
        """SELECT DISTINCT ?it ?term WHERE {
          GRAPH graph:curated { { ?it ?term ?o } UNION { ?it ?p ?term } }
          FILTER(isIRI(?term)) } ORDER BY ?it ?term"""
    )
    for it, term in used:
        name = compact(str(term))
        if name.startswith(("kg:", "atop:", "plover:")) and name not in known:
            subject = compact(str(it))
            near = nearest(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            path, line = lines.where(subject, name)
            message = f"{name} is not in the ontology{hint}"
            yield Finding(path, line, "error", "vocabulary", subject, message)


def graph_findings(dossier: Dossier, store: Store, lines: Lines) -> list[Finding]:
    """Return the findings of the whole-graph checks (``checks/**/*.rq``) on a store.

    Those in ``checks/shape`` hold what there is against the shapes that are in the store.
    """
    return [row for path in dossier.checks for row in _graph_check(dossier, path, store, lines)]


def _graph_check(dossier: Dossier, path: Path, store: Store, lines: Lines) -> Iterator[Finding]:
    """Run one check: its rows are findings, its header their message if no ``?said`` is in them."""
    check = path.stem if path.parent.name == "checks" else path.parent.name
    text = path.read_text(encoding="utf-8-sig")
    severity, message = _header(text)
    try:
        asked = store if is_ours(path) else Foreign(store, what="check")
        rows = asked.select(text)
    except (BadQuery, LimitError) as error:
        line = (error.line or 1) if isinstance(error, BadQuery) else 1
        said = error.reason if isinstance(error, BadQuery) else str(error)
        yield Finding(dossier.relative(path), line, "error", "checks", path.stem, said)
        return
    for row in rows:
        values = {
            name: compact(str(term)) if isinstance(term, Iri) else str(term)
            for name, term in zip(rows.columns, row, strict=True)
            if term is not None
        }
        said = values.pop("said", "") or message.format(**values)
        subject = values["this"]
        words = [value for name, value in values.items() if name != "this"]
        file, line = lines.where(subject, *words)
        yield Finding(file, line, severity, check, subject, said)


def _header(text: str) -> tuple[str, str]:
    lines = [line for line in text.splitlines() if line.startswith("# ")]
    marked = [line for line in lines if line.startswith("# **Message:**")]
    match = _MESSAGE.match((marked or lines)[0])
    if match is None:
        return "error", text
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
            message = "no text in the folder has the hash of this document; is it complete?"
            yield Finding(file, line, "warning", "corpus", f"doc:{document}", message)
    for finding in pinned.verify(texts, pinned_passages(store), glosses, place):
        file, line = lines.where(finding.subject)
        yield Finding(
            file or place, line, finding.severity, finding.check, finding.subject, finding.message
        )


def _slug(term: object) -> str:
    return local_name(compact(str(term)))


def documents_of(store: Store) -> dict[str, str]:
    """Return the documents of the catalogue, each with the hash of its text."""
    rows = store.select("SELECT ?d ?h WHERE { ?d a kg:Document ; kg:sha256 ?h } ORDER BY ?d")
    return {_slug(document): str(digest) for document, digest in rows}


def pinned_passages(store: Store) -> list[Passage]:
    """Return the passages that are pinned, by name."""
    rows = store.select(
        """SELECT ?p ?d ?n ?s ?e ?h WHERE { ?p a kg:Passage ; kg:document ?d ; kg:paragraph ?n ;
           kg:start ?s ; kg:end ?e ; kg:sha256 ?h } ORDER BY ?p"""
    )
    return [
        Passage(_slug(p), _slug(d), int(str(n)), int(str(s)), int(str(e)), str(h))
        for p, d, n, s, e, h in rows
    ]


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
    allowed = shapes.of_claims(dossier).properties
    for quad in overlay.add:
        subject = compact(str(getattr(quad.subject, "value", quad.subject)))
        if kind_of(subject) != "claim":
            continue
        predicate = compact(quad.predicate.value)
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
