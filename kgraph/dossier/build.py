"""From the files of a dossier to its store: parsed, days and rules derived, ties written back."""

from __future__ import annotations

import contextlib
import gc
import weakref
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from kgraph import dates
from kgraph.dossier import cache as caches
from kgraph.dossier import dossier as dossiers
from kgraph.dossier import parts
from kgraph.dossier.foreign import Foreign
from kgraph.dossier.order import ordered
from kgraph.dossier.rederive import knows, rederived
from kgraph.dossier.screen import derivable, screened
from kgraph.dossier.store import Store, of_lines, parse
from kgraph.dossier.terms import Iri, Term, Text
from kgraph.errors import BadData, BadDate, BadQuery, LimitError
from kgraph.text import many
from kgraph.vocabulary import CURATED, DERIVED, KG, PREFIXES, VOCABULARY

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from kgraph.dossier.described import Described
    from kgraph.dossier.dossier import Dossier

__all__ = ["days", "derive", "open", "parsed", "uncollected"]

_Triple = tuple[Term, Term, Term]
#: Bytes of Turtle above which a dossier is built on disk: in memory it takes fifty times as much.
LARGE = 100_000_000
_DATE = PREFIXES["xsd"] + "date"


def open(
    dossier: Dossier,
    *,
    finish: Callable[[Store], bytes],
    cache: bool = True,
    progress: Callable[[str], None] | None = None,
) -> Store:
    """Return the store of a dossier, from the cache if its inputs have not changed.

    Parameters
    ----------
    dossier : Dossier
        The files.
    finish : callable
        Given the store after the rules, adds what is made of its claims and returns the claims
        table as bytes, which stays beside the store.
    cache : bool
        Whether to read and write the cache on disk.
    progress : callable, optional
        Called with a short text when a step begins.

    Raises
    ------
    BadData, MissingFile
        If a file is malformed or cannot be read. A cache that is damaged or cannot be written is no
        failure: the store is built again, if need be in memory.
    """
    version = dossier.fingerprint[:12]
    held = contextlib.ExitStack()

    def build() -> caches.Build:
        step = progress or (lambda _: None)
        folder = held.enter_context(caches.workshop()) if _is_large(dossier) else None
        with uncollected():
            if folder is None and dossier.elsewhere is None:
                store = _reread(dossier, step, cache=cache)
            else:
                step("reading the dossier")
                store = parsed(dossier, folder=folder)
                if not (dossier.elsewhere and dossier.elsewhere.derived):
                    step("applying the rules")
                    derive(store, dossier.rules)
            store.data_version = version
            step("making the networks")
            claims = memoryview(finish(store))
            return caches.Build(
                lambda: store.reader()._engine,
                claims,
                store.notes,
                store.quads,
                folder,
                store.closed,
            )

    made = (
        caches.open_or_build(dossier.fingerprint, build, dossier.fingerprint_now)
        if cache
        else build()
    )
    if made.workshop is None:
        held.close()
    reopen = (lambda: build().engine()) if cache else None
    store = Store(made.engine, version, made.notes, claims=made.claims, reopen=reopen)
    weakref.finalize(store, held.close)
    return store


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Leave the collector of circular garbage out of what makes millions of objects and none."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _is_large(dossier: Dossier) -> bool:
    return sum(path.stat().st_size for path in dossier.curated) > LARGE


def parsed(dossier: Dossier, version: str = "", folder: Path | None = None) -> Store:
    """Return the store of what a dossier says, without what cannot be read; nothing is derived.

    It is in memory, or in an empty folder.
    """
    files = {VOCABULARY: dossier.vocabulary, CURATED: dossier.curated}
    if dossier.elsewhere:
        files[DERIVED] = dossier.elsewhere.derived
    store = parse(files, strict=False, folder=folder)
    store.data_version = version
    store.notes = screened(store)
    return store


def _reread(dossier: Dossier, step: Callable[[str], None], *, cache: bool) -> Store:
    """Return the store of a dossier with what its rules give, in memory.

    What the last build of it kept is neither parsed nor derived again.
    """
    step("reading the dossier")
    past = parts.past(dossier) if cache else None
    texts = {
        graph: parts.read(files, past.texts if past else {})
        for graph, files in ((VOCABULARY, dossier.vocabulary), (CURATED, dossier.curated))
    }
    store = of_lines({graph: said.values() for graph, said in texts.items()})
    store.notes = screened(store)
    step("applying the rules")
    store.add(days(store))
    told = store.derived
    rules = parts.rules_of(dossier) if knows(dossier.rules) and not store.notes else ""
    found = None
    if past and rules and past.rules == rules:
        gone, come = past.changes(texts[CURATED])
        found = rederived(past, store, gone, come, lambda of: _apply(of, dossier.rules))
    if found is None:
        _apply(store, dossier.rules)
    else:
        store.add_derived(found)
    if cache:
        given = (told, store.derived[len(told) :]) if rules else (b"", b"")
        every = {digest: text for said in texts.values() for digest, text in said.items()}
        parts.keep(dossier, parts.Past(every, tuple(texts[CURATED]), rules, *given))
    return store


def derive(store: Store, rules: Iterable[Path]) -> dict[str, int]:
    """Add what days and rules give to the derived graph of a store under construction.

    A triple that is already in a graph is not added again, so that the union has no duplicates.

    Returns
    -------
    dict of str to int
        Number of triples per rule that nobody stated, ``"days"`` first.

    Raises
    ------
    BadData
        If a date is none, naming the claim, or a rule does not parse, naming the file.
    LimitError
        If a rule that is not of the packaged dossier does not end, naming the file.
    """
    return {"days": store.add(days(store)), **_apply(store, rules)}


def _apply(store: Store, rules: Iterable[Path]) -> dict[str, int]:
    """Add what rules give, as ``derive``."""
    counts = {}
    for rule in rules:
        query = rule.read_text(encoding="utf-8-sig")
        try:
            if dossiers.is_ours(rule):
                counts[rule.stem] = store.derive(query)
            else:
                found = Foreign(store.reader(), what="rule").construct(query)
                said = [one for one in found if derivable(one)]
                counts[rule.stem] = store.add(said)
                if left := len(found) - len(said):
                    note = f"The rule {rule.name} makes claims or changes what they say: left out"
                    store.notes = (*store.notes, f"{note} ({many(left, 'triple')}).")
        except BadQuery as error:
            message = f"The rule cannot be run: {error.reason}"
            raise BadData(message, rule, error.line, error.column) from None
        except LimitError as error:
            message = f"{rule}: {error}"
            raise LimitError(message) from None
    return counts


def days(store: Store) -> Iterator[tuple[Term, Term, Term]]:
    """Yield the days for which each claim holds, possibly and surely, and by which it was reported.

    The days of a claim that gives none but is ordered by an event are those of ``order``.
    """
    said = store.described(derived=False)
    claims = set(said.of_type("kg:Claim").tolist())
    found: list[_Triple] = []
    for claim, when in _held(said, claims):
        it, span = said.term(claim), _interval(said, claim, when)
        found += _dated(it, "validFrom", span.first)
        found += _dated(it, "validUntil", span.last)
        found += _dated(it, "surelyFrom", span.surely_from)
        found += _dated(it, "surelyUntil", span.surely_until)
    latest: dict[Term, dt.date] = {}
    for claim, asserted, published in _reported(said, claims):
        last = _interval(said, claim, asserted or published).last
        latest_possible = _interval(said, claim, published).last
        if last is not None and latest_possible is not None:
            # A source's own words cannot be later than the source.
            last = min(last, latest_possible)
        if last is not None:
            it = said.term(claim)
            latest[it] = max(last, latest.get(it, last))
    for it, last in latest.items():
        found += _dated(it, "reportedOn", last)
    found += ordered(said, latest)
    return iter(found)


def _held(said: Described, claims: set[int]) -> set[tuple[int, int]]:
    """Return the claims that give a day for what they say, and the day, as codes."""
    dated = claims & {claim for claim, _ in _those(said, "kg:relation", value="kg:dated")}
    found = {pair for pair in _those(said, "kg:when") if pair[0] in claims}
    return found | {pair for pair in _those(said, "kg:value") if pair[0] in dated}


def _reported(said: Described, claims: set[int]) -> set[tuple[int, int | None, int]]:
    """Return claims, when they were said if that is given, and a day of a document, as codes."""
    documents, published, asserted = (
        _by_subject(_those(said, name)) for name in ("kg:document", "kg:published", "kg:asserted")
    )
    return {
        (claim, said_on, day)
        for claim, passage in _those(said, "kg:passage")
        if claim in claims
        for document in documents.get(passage, ())
        for day in published.get(document, ())
        for said_on in asserted.get(claim, (None,))
    }


def _those(said: Described, predicate: str, value: str = "") -> Iterator[tuple[int, int]]:
    subjects, values = said.pairs(predicate)
    if value:
        chosen = values == said.code(value)
        subjects, values = subjects[chosen], values[chosen]
    return zip(subjects.tolist(), values.tolist(), strict=True)


def _by_subject(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for subject, value in pairs:
        found[subject].append(value)
    return found


def _interval(said: Described, claim: int, when: int) -> dates.Interval:
    try:
        return dates.interval(str(said.term(when)))
    except BadDate as error:
        message = f"{said.name(claim)}: {error}"
        raise BadData(message) from None


def _dated(claim: Term, name: str, day: dt.date | None) -> list[_Triple]:
    return [(claim, Iri(KG + name), _day(day))] if day else []


@cache
def _day(day: dt.date) -> Text:
    return Text(day.isoformat(), _DATE)
