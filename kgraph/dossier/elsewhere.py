"""A dossier that a triple store holds: fetched, and kept beside what is built of it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from kgraph.dossier import cache
from kgraph.remote.endpoint import Endpoint, address
from kgraph.remote.fetching import fetched, held
from kgraph.vocabulary import CURATED, DERIVED, KG, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgraph.remote.fetching import Fetched, Held

__all__ = ["Elsewhere", "brought"]

#: Which file has which graph; one graph that has all is taken for the curated one.
_FILES = {VOCABULARY: "vocabulary.nt", CURATED: "curated.nt", DERIVED: "derived.nt"}
_ALL = "curated.nt"
#: The end of a triple by which a claim stands.
_STANDS = f"<{KG}StandingClaim> .\n".encode()
#: Stands among the files where what came is what was pushed.
_AS_PUSHED = "as-pushed"


class Elsewhere(NamedTuple):
    """What an endpoint holds of a dossier, as files: ``claims``, ``vocabulary`` and ``derived``.

    One graph that has all is among the claims. ``version`` is that of the dossier that was pushed,
    if it came as it was; then ``derived`` has the triples that were derived before it was.
    """

    address: str
    place: Path
    claims: tuple[Path, ...]
    vocabulary: tuple[Path, ...]
    derived: tuple[Path, ...]
    version: str
    notes: tuple[str, ...]


def brought(path: str, progress: Callable[[str], None] | None = None) -> Elsewhere:
    """Return the dossier that an endpoint holds: fetched, unless it has what was fetched before.

    Parameters
    ----------
    path : str
        The address.
    progress : callable, optional
        Called with a short text now and then.

    Raises
    ------
    BadOption, AccessError, InputError, LimitError, MissingPackage
        As ``remote.endpoint`` and ``remote.fetching`` say.
    UnwritableTarget
        If what is fetched cannot be kept.
    """
    meant = address(path)
    with Endpoint(meant.url) as endpoint:
        found = held(endpoint, meant)
        name = _name(path, found)
        # Who pushed it said what it is; of anything else nobody knows whether it changed.
        place = cache.kept_files(name) if found.digest else None
        if place is None:
            place = cache.keep_files(name, _files(fetched(endpoint, found, progress)))
    as_pushed = (place / _AS_PUSHED).is_file()
    notes: tuple[str, ...] = ()
    if found.version and not as_pushed:
        notes = (
            f"{meant.url} holds something else than was pushed there as {found.version}; the "
            "version is that of what was fetched, and the rules are applied to it here.",
        )
    return Elsewhere(
        address=path,
        place=place,
        claims=(place / _ALL,),
        vocabulary=(place / _FILES[VOCABULARY],) if len(found.triples) > 1 else (),
        derived=(place / _FILES[DERIVED],) if as_pushed else (),
        version=found.version if as_pushed else "",
        notes=notes,
    )


def _name(path: str, found: Held) -> str:
    said = f"{path} {found.version} {found.digest} {sorted(found.triples.items())}"
    return f"fetched-{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def _files(came: Fetched) -> dict[str, bytes]:
    """Return the files of what came.

    Which claims stand is derived anew, unless all came as it was pushed: a claim may have lost part
    of what it says.
    """
    files = {_FILES.get(graph, _ALL): content for graph, content in came.graphs.items()}
    if came.as_pushed:
        return files | {_AS_PUSHED: b""}
    lines = files[_ALL].splitlines(keepends=True)
    return files | {_ALL: b"".join(line for line in lines if not line.endswith(_STANDS))}
