"""From the files of a dossier to its store: parsed, days and rules derived, ties written back."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING

from kgraph import dates
from kgraph.dossier import cache as caches
from kgraph.dossier import dossier as dossiers
from kgraph.dossier.foreign import Foreign
from kgraph.dossier.order import ordered
from kgraph.dossier.screen import derivable, screened
from kgraph.dossier.store import Store, parse
from kgraph.dossier.terms import Iri, Term, Text
from kgraph.errors import BadData, BadDate, BadQuery, LimitError
from kgraph.text import many
from kgraph.vocabulary import CURATED, DERIVED, KG, PREFIXES, VOCABULARY, compact

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from kgraph.dossier.dossier import Dossier

__all__ = ["days", "derive", "open", "parsed", "uncollected"]

_Triple = tuple[Term, Term, Term]
_DATE = PREFIXES["xsd"] + "date"
_HOLDS = """
SELECT DISTINCT ?claim ?when WHERE {
  { ?claim a kg:Claim ; kg:when ?when }
  UNION { ?claim a kg:Claim ; kg:relation kg:dated ; kg:value ?when }
}"""
_REPORTED = """
SELECT DISTINCT ?claim ?asserted ?published WHERE {
  ?claim a kg:Claim ; kg:passage/kg:document/kg:published ?published .
  OPTIONAL { ?claim kg:asserted ?asserted }
}"""


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

    def build() -> caches.Build:
        step = progress or (lambda _: None)
        with uncollected():
            step("reading the dossier")
            store = parsed(dossier, version)
            if not (dossier.elsewhere and dossier.elsewhere.derived):
                step("applying the rules")
                derive(store, dossier.rules)
            step("making the networks")
            return caches.Build(lambda: store._engine, memoryview(finish(store)), store.notes)

    if not cache:
        made = build()
        return Store(made.engine, version, made.notes, claims=made.claims)
    made = caches.open_or_build(dossier.fingerprint, build, dossier.fingerprint_now)
    return Store(
        made.engine, version, made.notes, claims=made.claims, reopen=lambda: build().engine()
    )


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


def parsed(dossier: Dossier, version: str = "") -> Store:
    """Return the store of what a dossier says, without what cannot be read; nothing is derived."""
    files = {VOCABULARY: dossier.vocabulary, CURATED: dossier.curated}
    if dossier.elsewhere:
        files[DERIVED] = dossier.elsewhere.derived
    store = parse(files, strict=False)
    store.data_version = version
    store.notes = screened(store)
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
    counts = {"days": store.add(days(store))}
    for rule in rules:
        query = rule.read_text(encoding="utf-8-sig")
        try:
            if dossiers.is_ours(rule):
                counts[rule.stem] = store.derive(query)
            else:
                found = Foreign(store, what="rule").construct(query)
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
    found: list[tuple[Term, Term, Term]] = []
    for claim, when in store.select(_HOLDS):
        span = _interval(claim, when)
        found += _dated(claim, "validFrom", span.first)
        found += _dated(claim, "validUntil", span.last)
        found += _dated(claim, "surelyFrom", span.surely_from)
        found += _dated(claim, "surelyUntil", span.surely_until)
    latest: dict[Term, dt.date] = {}
    for claim, asserted, published in store.select(_REPORTED):
        last = _interval(claim, asserted or published).last
        latest_possible = _interval(claim, published).last
        if last is not None and latest_possible is not None:
            # A source's own words cannot be later than the source.
            last = min(last, latest_possible)
        if last is not None:
            latest[claim] = max(last, latest.get(claim, last))
    for claim, last in latest.items():
        found += _dated(claim, "reportedOn", last)
    found += ordered(store, latest)
    return iter(found)


def _interval(claim: Term, when: Term) -> dates.Interval:
    try:
        return dates.interval(str(when))
    except BadDate as error:
        message = f"{compact(str(claim))}: {error}"
        raise BadData(message) from None


def _dated(claim: Term, name: str, day: dt.date | None) -> list[tuple[Term, Term, Term]]:
    return [(claim, Iri(KG + name), Text(day.isoformat(), _DATE))] if day else []
