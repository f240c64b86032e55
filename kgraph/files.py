"""Reading files of a bounded size, and writing them whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import BadData, MissingFile, UnwritableTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

try:
    import fcntl
except ImportError:
    _lockable = False  # nobody can tell a draft that is written from one that was left
else:
    _lockable = True

__all__ = [
    "LARGEST", "LONGEST", "MARK", "decoded", "read_raw", "read_text", "sweep", "too_long",
    "unfit", "write_folder", "write_whole",
]  # fmt: skip

#: Bytes that a file, and a line of it, may have.
LARGEST = 256 << 20
LONGEST = 1 << 20
#: A byte order mark, of which UTF-8 has no need.
MARK = b"\xef\xbb\xbf"
#: The name of a draft.
_DRAFT = re.compile(r"\.kgraph-[a-z0-9_]{8}")

#: Names of what this process has open already, such as that to which ``/dev/stdout`` leads.
_DESCRIPTOR = re.compile(r"(?:/dev|/proc/(?:self|[0-9]+))/fd/([0-9]+)")
#: Links that lead to links, as many as Linux follows.
_LINKS = 40


def read_raw(path: Path | str, hint: str = "", *, piped: bool = False) -> bytes:
    """Return what a file holds.

    A pipe or a device is not opened: it might never end.

    Parameters
    ----------
    path : path
        The file.
    hint : str
        What to do where it cannot be read, such as ``"name another"``.
    piped : bool
        Whether what the caller has open already, such as ``/dev/stdin``, is read: it can be only
        once.

    Raises
    ------
    MissingFile
        If it is no file or cannot be read.
    BadData
        If it has more than 256 MB, or a line of more than 1 MB, naming the line.
    """
    try:
        content = _content(Path(path), piped=piped)
    except OSError as error:
        advice = f"; {hint}" if hint else ""
        message = f"The file {path} cannot be read ({error.strerror}){advice}."
        raise MissingFile(message) from None
    if len(content) > LARGEST:
        message = f"The file has more than {LARGEST >> 20} MB; part it into several."
        raise BadData(message, path)
    if (line := too_long(content)) is not None:
        message = f"The line has more than {LONGEST >> 20} MB; break it into several."
        raise BadData(message, path, line)
    return content


def read_text(path: Path | str, hint: str = "", *, piped: bool = False) -> str:
    """Return the text of a file in UTF-8, without a byte order mark; raises as ``read_raw`` does.

    Line ends stay as they are.
    """
    return decoded(read_raw(path, hint, piped=piped), path)


def decoded(content: bytes, path: Path | str) -> str:
    """Return bytes as text without a byte order mark; raises ``BadData`` if they are not UTF-8."""
    try:
        return content.removeprefix(MARK).decode()
    except UnicodeDecodeError as error:
        message = f"The file is not UTF-8 at byte {error.start}; save it as UTF-8."
        raise BadData(message, path, content.count(b"\n", 0, error.start) + 1) from None


def unfit(path: Path) -> str:
    """Return why a path cannot be read as a file, ``""`` if it can; it is not opened."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return str(error.strerror)
    if not stat.S_ISREG(mode):
        return _what(mode)
    return "" if os.access(path, os.R_OK) else os.strerror(13)


def _what(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "it is a folder"
    return "it is a pipe" if stat.S_ISFIFO(mode) else "it is no file"


def _content(path: Path, *, piped: bool) -> bytes:
    """Return the bytes of a file, or one more than it may have."""
    named = _DESCRIPTOR.fullmatch(os.path.abspath(path))  # noqa: PTH100  links stay
    if piped and (str(path) == "/dev/stdin" or named is not None):
        descriptor = os.dup(int(named[1]) if named is not None else 0)
    else:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise OSError(0, _what(mode))
        # What took its place in the meantime is not waited for.
        flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, os.O_RDONLY | flags)
    with os.fdopen(descriptor, "rb") as file:
        return file.read(LARGEST + 1)


def too_long(content: bytes) -> int | None:
    """Return the number of the first line that has too many bytes, if there is one."""
    begun = 0
    while len(content) - begun > LONGEST:
        end = begun + LONGEST + 1
        last = max(content.rfind(b"\n", begun, end), content.rfind(b"\r", begun, end))
        if last < 0:
            return content.count(b"\n", 0, begun) + 1
        begun = last + 1
    return None


def write_whole(path: Path | str, content: bytes) -> Path:
    """Write a file as a whole: what stood there stays until all is written.

    A file that exists keeps its permissions, and one that nobody may write to is not replaced. A
    link stays, and what it leads to is written; one that somebody else laid in the folder of a
    third is not followed. What is no file, such as a device or a pipe, is written into.

    Returns
    -------
    Path
        What was written, other than ``path`` where that is a link.

    Raises
    ------
    UnwritableTarget
        If it cannot be written; a file is then as it was.
    """
    target = Path(path)
    try:
        target, descriptor = _followed(target)
        if descriptor is not None:
            _into(os.dup(descriptor), content)
            return Path(path)
        mode = target.stat().st_mode if target.exists() else None
        if mode is not None and stat.S_ISDIR(mode):
            raise IsADirectoryError(21, os.strerror(21))
        if mode is not None and not stat.S_ISREG(mode):
            _into(os.open(target, os.O_WRONLY), content)
            return target
        # The owner of a folder may replace what nobody may write to: this is not meant here.
        if mode is not None and not (mode & 0o222 and os.access(target, os.W_OK)):
            raise PermissionError(13, "it is read-only")
        _replace(target, content, 0o666 & ~_umask() if mode is None else mode & 0o777)
    except BrokenPipeError:
        raise
    except OSError as error:
        message = f"{target} cannot be written ({error.strerror}); name another file."
        raise UnwritableTarget(message) from None
    return target


def write_folder(
    path: Path | str, files: Mapping[str, bytes], ours: Callable[[Path], bool]
) -> None:
    """Write the files of a folder, all or none: what stood there stays until all are written.

    Parameters
    ----------
    path : path
        The folder; its parent exists.
    files : mapping of str to bytes
        Contents by their places in the folder.
    ours : callable
        Whether a folder that stands there with something in it may be replaced.

    Raises
    ------
    UnwritableTarget
        If it cannot be written, or holds something else; it is then as it was.
    """
    import shutil
    import tempfile

    target = Path(path)
    draft: Path | None = None
    try:
        if target.is_symlink() or (target.exists() and not target.is_dir()):
            raise OSError(20, "it is no folder")
        if target.exists() and any(target.iterdir()) and not ours(target):
            raise OSError(39, "it holds something else")
        draft = Path(tempfile.mkdtemp(prefix=".kgraph-", dir=target.absolute().parent))
        made, old = draft / "new", draft / "old"
        for name, content in files.items():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_bytes(content)
        if target.exists():
            target.rename(old)
        made.rename(target)
    except OSError as error:
        if draft is not None and (draft / "old").exists() and not target.exists():
            (draft / "old").rename(target)
        message = f"{target} cannot be written ({error.strerror}); name another folder."
        raise UnwritableTarget(message) from None
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)


def _followed(path: Path) -> tuple[Path, int | None]:
    """Return where a path leads, or the descriptor that it is a name of."""
    for _ in range(_LINKS):
        named = _DESCRIPTOR.fullmatch(os.path.abspath(path))  # noqa: PTH100  links stay
        if named is not None and path.exists():
            return path, int(named[1])
        if not path.is_symlink():
            return path, None
        owner, folder = path.lstat().st_uid, path.parent.stat()
        user = os.geteuid() if hasattr(os, "geteuid") else owner
        if owner not in {user, folder.st_uid}:
            raise PermissionError(13, "it is a link of another user")
        path = path.parent / path.readlink()
    raise OSError(40, os.strerror(40))


def _into(handle: int, content: bytes) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _replace(target: Path, content: bytes, mode: int) -> None:
    sweep(target.parent)
    handle, draft = _draft(target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            draft.chmod(mode)
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _draft(folder: Path) -> tuple[int, Path]:
    """Return a new file, open and locked: as long as it is, it belongs to a living process."""
    import tempfile

    while True:
        handle, name = tempfile.mkstemp(prefix=".kgraph-", dir=folder)
        if _lockable:
            with contextlib.suppress(OSError):  # some file systems have no locks
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(handle).st_nlink:
            return handle, Path(name)
        os.close(handle)  # taken for a left one in between


def sweep(folder: Path) -> None:
    """Remove the drafts in a folder whose writers were killed; those that are written stay."""
    if not _lockable:
        return
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if _DRAFT.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    _sweep(folder / entry.name)


def _sweep(draft: Path) -> None:
    handle = os.open(draft, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        if os.fstat(handle).st_uid == os.geteuid():
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
