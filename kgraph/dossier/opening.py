"""Opening every file of a store at once, for a process that may open none later.

The engine opens the first 16 tables of a store with it, and the others when a query needs them,
which a confined worker cannot. A few statements, found when the store is made, lie so that looking
for them opens the rest.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["look", "looks"]

#: Tables that the engine opens with a store.
_AT_ONCE = 16
#: Statements tried, evenly spread; where a system does not tell what is open, each of them counts.
_TRIED = 2_000
_UNTOLD = 200


def look(store: ox.Store, lines: Iterable[str]) -> None:
    """Look for statements, as lines of N-Quads, by every index of a store, and for its graphs."""
    for _ in store.named_graphs():
        pass
    for quad in ox.parse("".join(lines), format=ox.RdfFormat.N_QUADS):
        for graph in (None, quad.graph_name):
            for subject, predicate, value in (
                (quad.subject, None, None),
                (None, quad.predicate, quad.object),
                (None, None, quad.object),
            ):
                next(iter(store.quads_for_pattern(subject, predicate, value, graph)), None)


def looks(folder: Path, quads: memoryview) -> list[str]:
    """Return the lines of N-Quads that are to be looked for in the store of a folder.

    Parameters
    ----------
    folder : Path
        Of a store with these quads.
    quads : memoryview
        N-Quads; lines of it are returned.

    Returns
    -------
    list of str
        None for a store that is opened whole. On a system that does not tell which files a process
        has open, some 200.
    """
    tables = {path.name for path in folder.glob("*.sst")}
    if len(tables) <= _AT_ONCE:
        return []
    store = ox.Store.read_only(str(folder))
    found = []
    held = _held(tables)
    if held is None:
        return list(_spread(quads, _UNTOLD))
    for line in _spread(quads, _TRIED):
        look(store, [line])
        now = _held(tables) or held
        if now != held:
            found.append(line)
            held = now
        if held == tables:
            break
    return found


def _spread(quads: memoryview, number: int) -> Iterator[str]:
    """Yield lines from all over N-Quads."""
    for share in range(number):
        at = len(quads) * share // number
        piece = bytes(quads[at : at + 100_000])
        start = piece.find(b"\n") + 1 if at else 0
        end = piece.find(b"\n", start) + 1
        if end > start:
            yield piece[start:end].decode()


def _held(tables: set[str]) -> set[str] | None:
    """Return which of these files this process has open, nothing where the system does not tell."""
    try:
        numbers = os.listdir("/proc/self/fd")  # noqa: PTH208  names, read at once
    except OSError:
        return None
    found = set()
    for number in numbers:
        try:
            found.add(os.path.basename(os.readlink(f"/proc/self/fd/{number}")))  # noqa: PTH115,PTH119
        except OSError:  # the listing's own
            continue
    return found & tables
