"""Writing curated files: whole or not at all, one writer at a time, nothing overwritten unseen.

A file is written beside its place, brought to the disk and renamed, so that whoever reads, and
whatever kills the writer, finds the old text or the new one. The lock is an advisory one on the
folder; it ends with its holder and leaves nothing behind. An editor does not ask for it: what such
a program changed is noticed by comparing, up to the instant of the renaming.

Several files are written all or none: when all drafts are on the disk, a journal that names them
is put into each of their folders, and only then are they renamed. What a killed writer left is
finished by the next one if every folder has its journal, and undone otherwise: then nothing was
renamed yet, or all was.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import LockedError, MissingFile, UnwritableTarget
from kgraph.files import decoded, read_raw, sweep

try:
    import fcntl
except ImportError:
    _lockable = False  # comparing is all there is on such a system
else:
    _lockable = True

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Original", "Replaced", "locked", "put_back", "read", "save", "save_all", "unfinished"]

#: How long a writer waits for another one, in seconds.
_PATIENCE = 10.0
_JOURNAL = ".kgraph.journal"


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


@dataclass(frozen=True, slots=True)
class Replaced:
    """A file that was written: what it held before, ``None`` if there was none, and then."""

    path: Path
    before: bytes | None
    after: bytes


@dataclass(frozen=True, slots=True)
class _Renaming:
    """A draft that becomes a file: where both are, and the SHA-256 of the file before and after."""

    target: Path
    draft: Path
    before: str
    after: str


def read(path: Path, *, missing: bool = False, what: str = "Turtle") -> Original:
    """Return a file as it is now; ``what`` is the kind of file that is meant.

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
        message = f"There is no file {path}; name a {what} file that exists."
        raise MissingFile(message)
    return Original(path, read_raw(path))


@contextlib.contextmanager
def locked(*paths: Path, patience: float | None = None) -> Iterator[None]:
    """Keep other writers away from the folders of files while the block runs.

    What a killed writer left there is finished or removed. For a folder that is missing, the
    nearest one above it is locked.

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
    wanted = {_folder(_real(path)) for path in paths}
    with contextlib.ExitStack() as held:
        while True:
            # In one order everywhere, so that two writers never wait for each other.
            for folder in sorted(wanted):
                if _lockable:
                    handle = _opened(folder)
                    held.callback(os.close, handle)
                    _lock(handle, folder, until)
            more = {one.target.parent for folder in wanted for one in _journal(folder)} - wanted
            if not more:
                break
            held.close()
            wanted |= {folder for folder in more if folder.is_dir()}
        for folder in wanted:
            _recover(folder)
        for folder in {_real(path).parent for path in paths}:
            _sweep(folder)
        yield


def unfinished(paths: Iterable[Path]) -> list[Path]:
    """Return the journals of a killed writer beside files; the next writer ends its work."""
    folders = {_real(path).parent for path in paths}
    return sorted(folder / _JOURNAL for folder in folders if (folder / _JOURNAL).is_file())


def _real(path: Path) -> Path:
    """Return where a path leads; of links in a circle, one of them: an error found elsewhere."""
    return Path(os.path.realpath(path))


def _folder(path: Path) -> Path:
    return next(folder for folder in path.parents if folder.is_dir())


def _opened(folder: Path) -> int:
    try:
        return os.open(folder, os.O_RDONLY)
    except OSError as error:
        message = f"The folder {folder} cannot be used ({error.strerror})."
        raise UnwritableTarget(message) from None


def _lock(handle: int, folder: Path, until: float) -> None:
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


def _sweep(folder: Path) -> None:
    """Remove the drafts in a locked folder: whoever made them is gone."""
    for ending in ("ttl", "txt", "csv"):
        for draft in folder.glob(f".*.{ending}.*.tmp"):
            with contextlib.suppress(OSError):
                draft.unlink()
    sweep(folder)


def _journal(folder: Path) -> list[_Renaming]:
    """Return what a journal in a folder names; nothing if there is none, or half of one."""
    try:
        found = json.loads((folder / _JOURNAL).read_bytes())
        return [
            _Renaming(Path(target), Path(draft), before, after)
            for target, draft, before, after in found
        ]
    except (OSError, ValueError, TypeError):
        return []


def _recover(folder: Path) -> None:
    """Finish or undo what a killed writer began, and remove its journals.

    Raises
    ------
    LockedError
        If a file was changed since, and another already replaced: somebody has to look at them.
    UnwritableTarget
        If the work cannot be finished now.
    """
    renamings = _journal(folder)
    folders = sorted({one.target.parent for one in renamings} | {folder})
    try:
        if renamings and all(_journal(one) == renamings for one in folders):
            ahead = [one for one in renamings if one.draft.is_file()]
            changed = [one for one in ahead if _hash(_content(one.target)) != one.before]
            if changed and len(ahead) < len(renamings):
                file, draft = changed[0].target, changed[0].draft
                message = (
                    f"A writer was killed before it wrote {file}, and that was changed since; take "
                    f"over what {draft} has more, then delete {folder / _JOURNAL}."
                )
                raise LockedError(message)
            if not changed:
                _rename(ahead)
        for one in renamings:
            one.draft.unlink(missing_ok=True)
        _remove_journals(folders)
    except OSError as error:
        message = f"What a killed writer left in {folder} cannot be finished ({error.strerror})."
        raise UnwritableTarget(message) from None


def _rename(renamings: Iterable[_Renaming]) -> None:
    folders = set()
    for one in renamings:
        one.draft.replace(one.target)
        folders.add(one.target.parent)
    for folder in folders:
        _settle(folder)


def _remove_journals(folders: Iterable[Path]) -> None:
    for folder in folders:
        (folder / _JOURNAL).unlink(missing_ok=True)


def save(original: Original, text: str) -> None:
    """Replace a file that was read by a text; as ``save_all`` with this one."""
    save_all([(original, text)])


def put_back(replaced: Sequence[Replaced]) -> None:
    """Give files the text that they had before a change, all or none.

    One that was not there before is then empty.

    Raises
    ------
    LockedError
        If a file is no longer as the change left it.
    UnwritableTarget
        If one cannot be written; all are then as they were.
    """
    with locked(*(one.path for one in replaced)):
        for one in replaced:
            if _content(one.path) != one.after:
                message = (
                    f"{one.path} was changed since by another program; nothing was undone. Retract "
                    "or edit the claim instead."
                )
                raise LockedError(message)
        # In the other order: claims before the passages that they name.
        back = replaced[::-1]
        save_all([(Original(one.path, one.after), (one.before or b"").decode()) for one in back])


def save_all(changes: Sequence[tuple[Original, str]]) -> None:
    """Replace files that were read by texts, all or none; call it while they are ``locked``.

    They are replaced in this order. A link is followed, from ``data/``, ``seeds/`` and ``texts/``
    only within the dossier; a file keeps its permissions; its folder is made if it is missing.

    Raises
    ------
    LockedError
        If a file is no longer as it was read.
    UnwritableTarget
        If one cannot be written; all are then as they were.
    """
    renamings: list[_Renaming] = []
    folders: list[Path] = []
    at = changes[0][0].path if changes else Path()
    try:
        for original, text in changes:
            at = original.path
            renamings.append(_drafted(original, text))
        for original, _ in changes:
            if _content(_within(original.path)) != original.content:
                message = (
                    f"{original.path} was changed by another program in the meantime; nothing was "
                    "written, run the command again."
                )
                raise LockedError(message)
        if len(renamings) > 1:
            folders = sorted({one.target.parent for one in renamings})
            for folder in folders:
                _note_down(folder, renamings)
    except OSError as error:
        _undo(renamings, folders)
        message = f"{at} cannot be written ({error.strerror}); it is as it was."
        raise UnwritableTarget(message) from None
    except BaseException:
        _undo(renamings, folders)
        raise
    try:
        _rename(renamings)
        _remove_journals(folders)
    except OSError as error:
        if not any(one.draft.is_file() for one in renamings):
            return  # all is written; the next writer removes the journals
        if len([one for one in renamings if one.draft.is_file()]) == len(renamings):
            _undo(renamings, folders)
            said = "it is as it was"
        else:
            said = "others are written; the next command that writes here finishes it"
        message = f"{at} cannot be written ({error.strerror}); {said}."
        raise UnwritableTarget(message) from None


def _drafted(original: Original, text: str) -> _Renaming:
    """Bring a text to the disk beside the file that it is for."""
    target = _within(original.path)
    target.parent.mkdir(exist_ok=True)
    content = text.encode()
    handle, draft = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        try:
            _write(handle, content)
            Path(draft).chmod(_mode(target))
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError:
        with contextlib.suppress(OSError):
            Path(draft).unlink()
        raise
    return _Renaming(target, Path(draft), _hash(original.content), _hash(content))


def _note_down(folder: Path, renamings: Iterable[_Renaming]) -> None:
    lines = [(str(one.target), str(one.draft), one.before, one.after) for one in renamings]
    handle = os.open(folder / _JOURNAL, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        _write(handle, json.dumps(lines).encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    _settle(folder)


def _undo(renamings: Iterable[_Renaming], folders: Iterable[Path]) -> None:
    """Forget drafts of which none is renamed yet: the journals first, that nobody finishes them."""
    with contextlib.suppress(OSError):
        _remove_journals(folders)
    for one in renamings:
        with contextlib.suppress(OSError):
            one.draft.unlink(missing_ok=True)


def _content(path: Path) -> bytes | None:
    return read(path, missing=True).content


def _hash(content: bytes | None) -> str:
    """Return the SHA-256 (hex) of a file, ``""`` of none."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


def _within(path: Path) -> Path:
    """Return where a path leads; raises ``UnwritableTarget`` if that is outside of its dossier.

    Whoever made the dossier would otherwise choose what file of its user is written.
    """
    target = _real(path)
    if path.parent.name in {"data", "seeds", "texts"} and not target.is_relative_to(
        _real(path.parent.parent)
    ):
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
