"""Built stores on disk, one folder per hash of the inputs.

A folder is made complete under another name and then renamed, so that no reader ever sees half of
one and two builders at once do no harm: the second finds the place taken and uses it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["folder", "key", "open_or_build", "opened"]

#: How many builds are kept; the oldest go first.
_KEPT = 8
_MANIFEST = "manifest.json"


def folder() -> Path:
    """Return the cache folder: ``$XDG_CACHE_HOME/kgraph``, or ``~/.cache/kgraph``."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    root = Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache"
    return root / "kgraph"


def key(fingerprint: str) -> str:
    """Return the name of a build: a hash of the inputs and of who builds."""
    made_by = f"{fingerprint} kgraph {__version__} {_code()} pyoxigraph {ox.__version__}"
    return hashlib.sha256(made_by.encode()).hexdigest()[:32]


def _code() -> int:
    """Return when the newest module of kgraph was written, in nanoseconds."""
    package = Path(__file__).parent.parent
    return max(path.stat().st_mtime_ns for path in package.rglob("*.py"))


def open_or_build(
    fingerprint: str, build: Callable[[], ox.Store]
) -> tuple[ox.Store, tuple[str, ...]]:
    """Return the store of a fingerprint, built if need be, and notes for the user."""
    place = folder() / key(fingerprint)
    opened = _open(place)
    if opened is not None:
        return opened, ()
    engine = build()
    try:
        _keep(engine, place)
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        note = f"The cache folder {place.parent} cannot be used ({reason}); working in memory."
        return engine, (note,)
    return engine, ()


def opened(fingerprint: str) -> ox.Store | None:
    """Return the store of a fingerprint if it is there and whole."""
    return _open(folder() / key(fingerprint))


def _open(place: Path) -> ox.Store | None:
    """Return the store in a folder, or nothing if it is missing or not whole."""
    try:
        manifest = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
        whole = all((place / name).stat().st_size == size for name, size in manifest.items())
        if not whole:
            return None
        store = ox.Store.read_only(str(place / "store"))
        # The first triple is read, so that a damaged file shows now.
        next(iter(store.quads_for_pattern(None, None, None, None)), None)
    except (OSError, RuntimeError, ValueError, AttributeError):
        return None
    return store


def _keep(engine: ox.Store, place: Path) -> None:
    import shutil
    import tempfile

    place.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".build-", dir=place.parent))
    try:
        on_disk = ox.Store(str(draft / "store"))
        on_disk.bulk_extend(engine)
        on_disk.optimize()
        on_disk.flush()
        del on_disk
        # Locks and logs may change while a store is read; the tables may not.
        tables = sorted((draft / "store").glob("*.sst"))
        manifest = {f"store/{path.name}": path.stat().st_size for path in tables}
        for name in ("CURRENT",):
            manifest[f"store/{name}"] = (draft / "store" / name).stat().st_size
        (draft / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        _place(draft, place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _sweep(place)


def _place(draft: Path, place: Path) -> None:
    import shutil
    import tempfile

    try:
        draft.rename(place)
    except OSError:
        if _open(place) is not None:
            return
        # What lies there is damaged: move it away whole, then take its place.
        away = Path(tempfile.mkdtemp(prefix=".damaged-", dir=place.parent))
        with contextlib.suppress(OSError):
            place.rename(away / "store")
        shutil.rmtree(away, ignore_errors=True)
        if place.is_file():
            place.unlink()
        with contextlib.suppress(OSError):
            draft.rename(place)


def _sweep(keep: Path) -> None:
    import shutil

    builds = [path for path in keep.parent.iterdir() if path.is_dir() and path != keep]
    with contextlib.suppress(OSError):
        builds.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for old in [p for p in builds if not p.name.startswith(".")][_KEPT - 1 :]:
            shutil.rmtree(old, ignore_errors=True)
