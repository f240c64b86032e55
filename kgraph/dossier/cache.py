"""What is built of a dossier, on disk: its store and its claims table, a folder per hash of inputs.

A folder is made complete under another name and then renamed, so that no reader ever sees half of
one and two builders at once do no harm: the second finds the place taken and uses it. First it has
the claims table, by which most commands are served, and all quads as text; the store is made of
them, and takes their place, when somebody first needs it. What is
opened is what was built: a manifest has the size and a digest of every file, and nobody else may
have been able to write there. Digests guard against damage; against people stands whose it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from kgraph import __version__
from kgraph.dossier import opening
from kgraph.dossier.store import STORE
from kgraph.errors import UnwritableTarget

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "Build", "folder", "keep", "keep_files", "kept", "kept_files", "key", "notes",
    "open_or_build", "opened", "workshop",
]  # fmt: skip

#: How many builds are kept; the oldest go first.
_KEPT = 8
_MANIFEST, _CLAIMS, _QUADS = "manifest.json", "claims.table", "quads.nq"
_STORE, _STORED = STORE, "store.json"
#: What shows that a build is not there, not whole or not ours.
_NOT_WHOLE = (OSError, RuntimeError, ValueError, AttributeError, LookupError, TypeError)
#: Bytes above which a file is a table whose blocks have checksums of their own.
_LARGE = 4096
#: Seconds for which a folder that nobody holds yet is let be.
_YOUNG = 60


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
    return max(_written(str(Path(__file__).parent.parent)))


def _written(folder: str) -> Iterator[int]:
    """Yield when each module below a folder was written; quicker than a search by pattern."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield entry.stat().st_mtime_ns
            elif "." not in entry.name and entry.is_dir() and entry.name != "__pycache__":
                yield from _written(entry.path)


class Build(NamedTuple):
    """What is built of a dossier: the store, opened when asked for, and the claims table.

    ``notes`` say what of the dossier is not in it; ``quads`` are all statements as N-Quads, and how
    many they are, where they are at hand without the store. A store too large for memory lies in a
    ``workshop``, and ``closed`` closes it and returns how many statements it has, and some of them.
    """

    engine: Callable[[], ox.Store]
    claims: memoryview
    notes: tuple[str, ...] = ()
    quads: Callable[[], tuple[bytes, int]] | None = None
    workshop: Path | None = None
    closed: Callable[[], tuple[int, bytes]] | None = None


def open_or_build(
    fingerprint: str, build: Callable[[], Build], now: Callable[[], str] | None = None
) -> Build:
    """Return the build of a fingerprint, made if need be.

    ``now`` takes the fingerprint anew: what was built while a file changed is not kept.
    """
    place = folder() / key(fingerprint)
    unsafe = _unsafe(place.parent)
    claims = None if unsafe else _claims(place)
    if claims is not None:

        def engine() -> ox.Store:
            found = _open(place) or _stored(place)
            return _made(place, build, now, fingerprint).engine() if found is None else found

        return Build(engine, claims, notes(fingerprint))
    return _made(place, build, now, fingerprint, unsafe)


def _made(
    place: Path,
    build: Callable[[], Build],
    now: Callable[[], str] | None,
    fingerprint: str,
    unsafe: str = "",
) -> Build:
    made = build()
    try:
        if unsafe:
            raise PermissionError(13, unsafe)
        if now is None or now() == fingerprint:
            _keep(made, place)
            if made.workshop:
                return open_or_build(fingerprint, build, now)
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        note = f"The cache folder {place.parent} cannot be used ({reason}); working in memory."
        return made._replace(notes=(*made.notes, note))
    return made


def opened(fingerprint: str) -> ox.Store | None:
    """Return the store of a fingerprint if it has been made, is whole and ours."""
    return None if _unsafe(folder()) else _open(folder() / key(fingerprint))


def notes(fingerprint: str) -> tuple[str, ...]:
    """Return what was said when the build of a fingerprint was made; none if there is none."""
    try:
        return tuple(_manifest(folder() / key(fingerprint))["notes"])
    except _NOT_WHOLE:
        return ()


def kept(name: str) -> bytes | None:
    """Return what was kept under a name, nothing if it is missing, not whole or not ours."""
    try:
        if _unsafe(folder()):
            return None
        crc, _, content = _content(folder() / name).partition(b"\n")
        return content if int(crc, 16) == zlib.crc32(content) else None
    except _NOT_WHOLE:
        return None


def keep(name: str, content: bytes, *, most: int = 8) -> None:
    """Keep something under a name (``kind-...``), and of its kind no more than ``most``.

    Where nothing can be kept, nothing is: what was kept is only ever a shorter way.
    """
    import tempfile

    place = folder()
    with contextlib.suppress(OSError):
        place.mkdir(parents=True, exist_ok=True)
        if _unsafe(place):
            return
        handle, draft = tempfile.mkstemp(prefix=f".{name.partition('-')[0]}-", dir=place)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(b"%08x\n" % zlib.crc32(content) + content)
            Path(draft).replace(place / name)
        finally:
            Path(draft).unlink(missing_ok=True)
        others = place.glob(f"{name.partition('-')[0]}-*")
        for old in sorted(others, key=lambda one: one.lstat().st_mtime, reverse=True)[most:]:
            old.unlink(missing_ok=True)


def kept_files(name: str) -> Path | None:
    """Return the folder of files kept under a name; none unless it is there, whole and ours."""
    place = folder() / name
    try:
        if _unsafe(folder()) or not _is_folder(place):
            return None
        sums = json.loads(_content(place / _MANIFEST))["files"]
        whole = all(zlib.crc32(_content(place / file)) == crc for file, crc in sums.items())
    except _NOT_WHOLE:
        return None
    return place if whole else None


def keep_files(name: str, files: Mapping[str, bytes]) -> Path:
    """Keep files in a folder under a name, and return it; raises ``UnwritableTarget``."""
    import shutil
    import tempfile

    place = folder() / name
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if unsafe := _unsafe(place.parent):
            raise PermissionError(13, unsafe)
        draft = Path(tempfile.mkdtemp(prefix=".build-", dir=place.parent))
        try:
            with _held(draft):
                for file, content in files.items():
                    _write(draft / file, content)
                sums = {file: zlib.crc32(content) for file, content in files.items()}
                _write(draft / _MANIFEST, json.dumps({"files": sums}).encode())
                _sync_all(draft)
                _away(place)
                draft.rename(place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        message = (
            f"The cache folder {place.parent} cannot be used ({reason}), and what is fetched is "
            "kept there; name another with XDG_CACHE_HOME."
        )
        raise UnwritableTarget(message) from None
    return place


def _unsafe(parent: Path) -> str:
    """Return why the cache folder is not to be trusted; one of our own is closed to others."""
    try:
        found = parent.stat()
    except OSError:
        return ""  # there is none yet, or making it says why it cannot be used
    if stat.S_ISDIR(found.st_mode) and not _ours(found):
        if found.st_uid != os.geteuid():
            return "it belongs to another user"
        try:
            parent.chmod(0o700)
        except OSError:
            return "others may write to it"
    return ""


def _ours(found: os.stat_result) -> bool:
    """Return whether nobody else may have written to a file or folder.

    A system without numbers of users (Windows) tells nothing of it here; there the folder of a
    user is closed to others.
    """
    if not hasattr(os, "geteuid"):
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _open(place: Path) -> ox.Store | None:
    """Return the store in a folder, or nothing if it is missing, not whole or not ours."""
    try:
        if not _is_folder(place) or not _is_folder(place / _STORE):
            return None
        told = json.loads(_content(place / _STORED))
        if told["key"] != place.name or told["files"] != _digests(place / _STORE):
            return None
        store = ox.Store.read_only(str(place / _STORE))
        opening.look(store, told["looks"])
        # The first triple is read, so that a store that is empty shows now.
        first = next(iter(store.quads_for_pattern(None, None, None, None)), None)
        if (first is not None) != bool(told["quads"]):
            return None
    except _NOT_WHOLE:
        return None
    return store


def _stored(place: Path) -> ox.Store | None:
    """Make the store of the quads that wait in a folder; nothing without them, whole and ours.

    A store that cannot be written is made in memory.
    """
    quads = _mapped(place, _QUADS)
    if quads is None:
        return None
    try:
        _make_store(place, quads)
    except (OSError, RuntimeError):
        engine = ox.Store()
        engine.bulk_load(bytes(quads), format=ox.RdfFormat.N_QUADS, lenient=True)
        return engine
    return _open(place)


def _make_store(place: Path, quads: memoryview) -> None:
    import shutil
    import tempfile

    draft = Path(tempfile.mkdtemp(prefix=".build-", dir=place.parent))
    try:
        with _held(draft):
            on_disk = ox.Store(str(draft / _STORE))
            on_disk.bulk_load(bytes(quads), format=ox.RdfFormat.N_QUADS, lenient=True)
            on_disk.flush()
            number = len(on_disk)
            del on_disk
            if number != _manifest(place)["quads"][2]:
                raise OSError(5, "it does not hold what is written")
            _tell_store(draft, place.name, number, quads)
            _sync_all(draft)
            if _open(place) is None:
                for name in (_STORED, _STORE):
                    _away(place / name)
                for name in (_STORE, _STORED):  # without the second, the first is not taken
                    (draft / name).rename(place / name)
                _sync(place)
                (place / _QUADS).unlink()
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _tell_store(draft: Path, key: str, number: int, quads: memoryview) -> None:
    """Write down what the store in a draft holds, of which ``quads`` are all or some statements."""
    for path in (draft / _STORE, *(draft / _STORE).iterdir()):
        path.chmod(path.stat().st_mode & ~0o022)
    told = {
        "key": key, "quads": number, "looks": opening.looks(draft / _STORE, quads),
        "files": _digests(draft / _STORE),
    }  # fmt: skip
    _write(draft / _STORED, json.dumps(told).encode())
    _sync_all(draft / _STORE)


def _claims(place: Path) -> memoryview | None:
    """Return the claims table in a folder, or nothing if it is missing, not whole or not ours."""
    return _mapped(place, _CLAIMS)


def _mapped(place: Path, name: str) -> memoryview | None:
    import mmap

    try:
        size, crc = _manifest(place)[name.partition(".")[0]][:2]
        _regular((place / name).lstat(), name)
        with (place / name).open("rb") as file:
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        return mapped if [size, crc] == [len(mapped), zlib.crc32(mapped)] else None
    except _NOT_WHOLE:
        return None


def _manifest(place: Path) -> dict[str, Any]:
    """Return what a folder is said to hold; raises ``_NOT_WHOLE``."""
    if not _is_folder(place):
        raise ValueError(place.name)
    manifest: dict[str, Any] = json.loads(_content(place / _MANIFEST))
    # A folder that was renamed holds another dossier.
    if manifest["key"] != place.name or not all(isinstance(n, str) for n in manifest["notes"]):
        raise ValueError(place.name)
    return manifest


def _is_folder(path: Path) -> bool:
    found = path.lstat()
    return stat.S_ISDIR(found.st_mode) and _ours(found)


def _content(path: Path) -> bytes:
    """Return what a file holds; one that is no file of ours, such as a pipe, is an error."""
    _regular(path.lstat(), path.name)
    return path.read_bytes()


def _regular(found: os.stat_result, name: str) -> None:
    if not stat.S_ISREG(found.st_mode) or not _ours(found):
        raise ValueError(name)


def _digests(store: Path) -> dict[str, list[int | str]]:
    """Return size and digest of every file of a store but its logs of events and its lock.

    The tables are large, and each of their blocks has a checksum of its own: CRC-32, which finds
    every flip of a bit and takes a quarter of the time, is enough for them.
    """
    found: dict[str, list[int | str]] = {}
    for name in sorted(path.name for path in store.iterdir()):
        if name != "LOCK" and not name.startswith("LOG"):
            content = _content(store / name)
            crc = len(content) > _LARGE
            digest = zlib.crc32(content) if crc else hashlib.blake2b(content).hexdigest()[:32]
            found[name] = [len(content), digest]
    return found


def _keep(made: Build, place: Path) -> None:
    import shutil
    import tempfile

    place.parent.mkdir(parents=True, exist_ok=True)
    if unsafe := _unsafe(place.parent):
        raise PermissionError(13, unsafe)
    draft = Path(tempfile.mkdtemp(prefix=".build-", dir=place.parent))
    try:
        with _held(draft):
            manifest = {
                "key": place.name,
                "claims": [len(made.claims), zlib.crc32(made.claims)],
                "notes": made.notes,
            }
            _write(draft / _CLAIMS, made.claims)
            if made.workshop and made.closed:
                number, some = made.closed()
                (made.workshop / _STORE).rename(draft / _STORE)
                _tell_store(draft, place.name, number, memoryview(some))
            else:
                quads, number = made.quads() if made.quads else _dumped(made.engine())
                manifest["quads"] = [len(quads), zlib.crc32(quads), number]
                _write(draft / _QUADS, quads)
            _write(draft / _MANIFEST, json.dumps(manifest).encode())
            _sync_all(draft)
            _place(draft, place)
            _sync(place.parent)
    finally:
        if made.workshop and (draft / _STORE).exists():
            (draft / _STORE).rename(made.workshop / _STORE)
        shutil.rmtree(draft, ignore_errors=True)
    _sweep(place)


@contextlib.contextmanager
def workshop() -> Iterator[Path]:
    """Give a folder to build in, beside what is kept if that can be; it is removed at the end."""
    import tempfile

    parent: Path | None = folder()
    try:
        folder().mkdir(parents=True, exist_ok=True)
        if _unsafe(folder()) or not os.access(folder(), os.W_OK):
            parent = None
    except OSError:
        parent = None
    with tempfile.TemporaryDirectory(prefix=".build-", dir=parent) as name, _held(Path(name)):
        yield Path(name)


def _dumped(engine: ox.Store) -> tuple[bytes, int]:
    return engine.dump(format=ox.RdfFormat.N_QUADS) or b"", len(engine)


def _write(path: Path, content: bytes | memoryview) -> None:
    path.write_bytes(content)
    path.chmod(0o600)


def _sync_all(*folders: Path) -> None:
    """Bring what was written to the disk before it is renamed: no name without its content."""
    for folder_ in folders:
        for path in (*(one for one in folder_.iterdir() if one.is_file()), folder_):
            _sync(path)


def _sync(path: Path) -> None:
    try:
        # Windows syncs what can be written to, and no folder.
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    except PermissionError:
        if path.is_dir():
            return
        raise
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _held(draft: Path) -> Iterator[bool]:
    """Hold a folder while the block runs; yields whether nobody else does.

    The system lets go of it when a process ends, however it ends.
    """
    try:
        import fcntl
    except ImportError:
        yield False
        return
    handle = os.open(draft, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _place(draft: Path, place: Path) -> None:
    try:
        draft.rename(place)
    except OSError:
        if _claims(place) is not None and (_open(place) or _mapped(place, _QUADS)) is not None:
            return
        _away(place)
        with contextlib.suppress(OSError):
            draft.rename(place)


def _away(path: Path) -> None:
    """Take what is damaged out of the way: moved whole, so that nobody sees half of it."""
    import shutil
    import tempfile

    if not os.path.lexists(path):
        return
    away = Path(tempfile.mkdtemp(prefix=".damaged-", dir=folder()))
    with contextlib.suppress(OSError):
        path.rename(away / "it")
    shutil.rmtree(away, ignore_errors=True)


def _sweep(keep: Path) -> None:
    import shutil

    builds = [path for path in keep.parent.iterdir() if path.is_dir() and path != keep]
    with contextlib.suppress(OSError):
        builds.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for old in [p for p in builds if not p.name.startswith(".")][_KEPT - 1 :]:
            shutil.rmtree(old, ignore_errors=True)
    for stray in [path for path in builds if path.name.startswith((".build-", ".damaged-"))]:
        with contextlib.suppress(OSError):
            # A builder holds its folder an instant after it has made it.
            if time.time() - stray.lstat().st_mtime < _YOUNG:
                continue
            with _held(stray) as free:
                if free:
                    shutil.rmtree(stray, ignore_errors=True)
