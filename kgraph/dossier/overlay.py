"""A dossier with an overlay: claims added, retracted or changed, in a store of its own."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.dossier import shapes
from kgraph.dossier import store as stores
from kgraph.dossier.build import derive, parsed
from kgraph.errors import BadData
from kgraph.text import nearest
from kgraph.vocabulary import BASE, CURATED, compact, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.terms import Term

__all__ = ["Overlay", "between", "laid", "overlaid", "read"]

_Triple = tuple["Term", "Term", "Term"]

#: What every claim has but one that nobody made.
_NOT_NEEDED = "kg:passage"


@dataclass(frozen=True)
class Overlay:
    """What is put into a dossier and what is taken out of it: quads of the curated graphs."""

    add: frozenset[ox.Quad] = frozenset()
    remove: frozenset[ox.Quad] = frozenset()

    def inverse(self) -> Overlay:
        """Return the overlay that undoes this one."""
        return Overlay(self.remove, self.add)

    def then(self, other: Overlay) -> Overlay:
        """Return this overlay followed by another, as one.

        >>> Overlay().then(Overlay().inverse()) == Overlay()
        True
        """
        add = (self.add - other.remove) | (other.add - self.remove)
        remove = (self.remove - other.add) | (other.remove - self.add)
        return Overlay(frozenset(add), frozenset(remove))

    @property
    def digest(self) -> str:
        """Hash of what it changes, 8 characters."""
        lines = sorted([f"+{quad}" for quad in self.add] + [f"-{quad}" for quad in self.remove])
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims that it adds or changes, sorted."""
        quads = self.add | self.remove
        named = {compact(q.subject.value) for q in quads if isinstance(q.subject, ox.NamedNode)}
        return tuple(sorted(n.partition(":")[2] for n in named if kind_of(n) == "claim"))

    def __bool__(self) -> bool:
        return bool(self.add or self.remove)


def read(dossier: Dossier, path: Path | str) -> Overlay:
    """Return the overlay that a Turtle file describes.

    What it says of a thing that the dossier has, takes the place of what the dossier says of it by
    the same properties; all else about it stays. ``kg:status "retracted"`` takes a claim out,
    another ``kg:factuality`` or a ``kg:lever`` of its own regrades it, and so does what is said of
    a relation or grade of the vocabulary. A thing that is new is added.

    Raises
    ------
    BadData
        If the file is not Turtle, changes something that is not there, or adds a claim that lacks
        what every claim says.
    MissingFile
        If it cannot be read.
    """
    base = _parsed(dossier)
    given = stores.parse({CURATED: (Path(path),)})._engine
    add: set[ox.Quad] = set()
    remove: set[ox.Quad] = set()
    subjects = {quad.subject for quad in given}
    _check_declared(given, base, path)
    for subject in subjects:
        said = list(given.quads_for_pattern(subject, None, None))
        known = list(base.quads_for_pattern(subject, None, None))
        if not known:
            _check_new(subject, said, base, dossier, path)
        graph = known[0].graph_name if known else ox.NamedNode(CURATED)
        for predicate in {quad.predicate for quad in said}:
            wanted = {q.object for q in said if q.predicate == predicate}
            held = [q for q in known if q.predicate == predicate]
            remove.update(q for q in held if q.object not in wanted)
            add.update(
                ox.Quad(subject, predicate, value, graph)
                for value in wanted - {q.object for q in held}
            )
    return Overlay(frozenset(add), frozenset(remove))


def _check_new(
    subject: ox.NamedNode | ox.BlankNode | ox.Triple,
    said: Iterable[ox.Quad],
    base: ox.Store,
    dossier: Dossier,
    path: Path | str,
) -> None:
    name = compact(subject.value) if isinstance(subject, ox.NamedNode) else str(subject)
    stated = {compact(quad.predicate.value) for quad in said}
    if "rdf:type" not in stated:
        every = {compact(q.subject.value) for q in base if isinstance(q.subject, ox.NamedNode)}
        near = nearest(name, sorted(every), n=1)
        hint = (
            f"; did you mean {near[0]}?" if near else ", and a new thing needs a type (a kg:...)."
        )
        message = f"There is no {name} to change{hint}"
        raise BadData(message, path)
    if kind_of(name) != "claim":
        return
    if lacking := shapes.of_claims(dossier).lacking({*stated, _NOT_NEEDED}):
        message = f"The new {name} lacks {', '.join(lacking)}."
        raise BadData(message, path)


def _check_declared(given: ox.Store, base: ox.Store, path: Path | str) -> None:
    """Raise for a thing of the project that the overlay names and nothing declares."""
    for quad in sorted(given, key=str):
        named = quad.object
        if not (isinstance(named, ox.NamedNode) and named.value.startswith(BASE)):
            continue
        if not any(
            next(store.quads_for_pattern(named, None, None), None) for store in (base, given)
        ):
            where = compact(str(getattr(quad.subject, "value", quad.subject)))
            message = (
                f"{where} names {compact(named.value)}, which is declared neither here nor in the "
                "dossier."
            )
            raise BadData(message, path)


def between(before: str, after: str) -> Overlay:
    """Return the overlay that puts what one Turtle text says in the place of what another says.

    Both say it of curated things, without blank nodes.
    """
    was, is_ = ({_curated(quad) for quad in stores.statements(text)} for text in (before, after))
    return Overlay(frozenset(is_ - was), frozenset(was - is_))


def _curated(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(CURATED))


@contextlib.contextmanager
def laid(store: stores.Store, overlay: Overlay) -> Iterator[stores.Store]:
    """Give a store under construction with an overlay, which is taken off at the end."""
    store.remove(overlay.remove)
    fresh = [quad for quad in overlay.add if quad not in store._engine]
    store.put(fresh)
    try:
        yield store
    finally:
        store.remove(fresh)
        store.put(overlay.remove)


def overlaid(
    dossier: Dossier,
    overlay: Overlay,
    finish: Callable[[stores.Store], bytes],
    version: str = "",
) -> stores.Store:
    """Return a store in memory of a dossier with an overlay, built from scratch by all rules.

    Nothing of the dossier's files and of its cached store is touched; ``finish`` is that of
    ``build.open``.
    """
    engine = _parsed(dossier)
    for quad in overlay.remove:
        engine.remove(quad)
    engine.extend(overlay.add)
    store = stores.Store(engine, version or dossier.fingerprint[:12])
    derive(store, dossier.rules)
    store.claims = memoryview(finish(store))
    return store


def _parsed(dossier: Dossier) -> ox.Store:
    return parsed(dossier)._engine
