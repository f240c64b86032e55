"""Writing curated files: whole or not at all, one writer at a time, nothing overwritten unseen.

A file is written beside its place, brought to the disk and renamed, so that whoever reads, and
whatever kills the writer, finds the old text or the new one. The lock is an advisory one on the
folder; it ends with its holder and leaves nothing behind. An editor does not ask for it: what such
a program changed is noticed by comparing, up to the instant of the renaming.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import LockedError, MissingFile, UnwritableTarget
from kgraph.files import decoded, read_raw

try:
    import fcntl
except ImportError:
    _lockable = False  # comparing is all there is on such a system
else:
    _lockable = True

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Original", "locked", "read", "save"]

#: How long a writer waits for another one, in seconds.
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was read; ``content`` is ``None`` if there was none."""

    path: Path
    content: bytes | None

    @property
    def text(self) -> str:
        """The content as text, ``""`` if there was none; raises ``BadData`` if not UTF-8.

        A byte order mark is no part of it, and so not of what is written.
        """
        return decoded(self.content or b"", self.path)


def read(path: Path, *, missing: bool = False) -> Original:
    """Return a file as it is now.

    Raises
    ------
    MissingFile
        If it is not there, unless it may be ``missing``.
    AccessError
        If it cannot be read.
    """
    if not path.exists() and not path.is_symlink():
        if missing:
            return Original(path, None)
        message = f"There is no file {path}; name one that exists."
        raise MissingFile(message)
    return Original(path, read_raw(path))


@contextlib.contextmanager
def locked(*paths: Path, patience: float | None = None) -> Iterator[None]:
    """Keep other writers away from the folders of files while the block runs.

    Drafts that a killed writer left there are removed. For a folder that is missing, the nearest
    one above it is locked.

    Parameters
    ----------
    *paths : Path
        The files to write.
    patience : float, optional
        Seconds to wait for another writer; 10 unless given.

    Raises
    ------
    LockedError
        If another process holds a folder for longer.
    UnwritableTarget
        If a folder cannot be opened.
    """
    until = time.monotonic() + (_PATIENCE if patience is None else patience)
    with contextlib.ExitStack() as held:
        # In one order everywhere, so that two writers never wait for each other.
        for folder in sorted({_folder(path.resolve()) for path in paths}):
            handle = _opened(folder)
            held.callback(os.close, handle)
            _lock(handle, folder, until)
        for path in paths:
            _sweep(path.resolve())
        yield


def _folder(path: Path) -> Path:
    return next(folder for folder in path.parents if folder.is_dir())


def _opened(folder: Path) -> int:
    try:
        return os.open(folder, os.O_RDONLY)
    except OSError as error:
        message = f"The folder {folder} cannot be used ({error.strerror})."
        raise UnwritableTarget(message) from None


def _lock(handle: int, folder: Path, until: float) -> None:
    if not _lockable:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if not _waited(handle, until - time.monotonic()):
            message = f"Another process is writing in {folder}; try again when it has finished."
            raise LockedError(message) from None
    except OSError as error:
        message = f"The folder {folder} cannot be locked ({error.strerror})."
        raise UnwritableTarget(message) from None


def _waited(handle: int, seconds: float) -> bool:
    """Wait for a lock in the system's queue, where asking again and again could starve.

    A wait that is given up ends by itself: the handle is closed by then, so that the system takes
    the lock back as soon as it gives it.
    """
    gained = threading.Event()

    def wait() -> None:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
            gained.set()

    if seconds <= 0:
        return False
    threading.Thread(target=wait, daemon=True).start()
    return gained.wait(seconds)


def _sweep(path: Path) -> None:
    for draft in path.parent.glob(f".{path.name}.*.tmp"):
        with contextlib.suppress(OSError):
            draft.unlink()


def save(original: Original, text: str) -> None:
    """Replace a file that was read by a text; call it while the folder is ``locked``.

    A link is followed, in ``seeds/`` only within the dossier; the file keeps its permissions; its
    folder is made if it is missing.

    Raises
    ------
    LockedError
        If the file is no longer as it was read.
    UnwritableTarget
        If it cannot be written; it is then as it was.
    """
    target = _within(original.path)
    draft: str | None = None
    try:
        target.parent.mkdir(exist_ok=True)
        handle, draft = tempfile.mkstemp(
            prefix=f".{target.name}.", suffix=".tmp", dir=target.parent
        )
        try:
            _write(handle, text.encode())
            os.fchmod(handle, _mode(target))
            os.fsync(handle)
        finally:
            os.close(handle)
        if read(target, missing=True).content != original.content:
            message = (
                f"{original.path} was changed by another program in the meantime; nothing was "
                "written, run the command again."
            )
            raise LockedError(message)
        Path(draft).replace(target)
        draft = None
        _settle(target.parent)
    except OSError as error:
        message = f"{original.path} cannot be written ({error.strerror}); it is as it was."
        raise UnwritableTarget(message) from None
    finally:
        if draft is not None:
            with contextlib.suppress(OSError):
                Path(draft).unlink()


def _within(path: Path) -> Path:
    """Return where a path leads; raises ``UnwritableTarget`` if that is outside of its dossier.

    What is generated in ``seeds/`` would otherwise fill a file anywhere.
    """
    target = path.resolve()
    if path.parent.name == "seeds" and not target.is_relative_to(path.parent.parent.resolve()):
        message = f"{path} is a link out of the dossier, to {target}; nothing was written."
        raise UnwritableTarget(message)
    return target


def _write(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _mode(target: Path) -> int:
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _settle(folder: Path) -> None:
    """Bring a renaming to the disk; where a folder cannot be synced, the system does it later."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
