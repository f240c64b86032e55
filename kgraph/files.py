"""Writing files whole or not at all."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from kgraph.errors import UnwritableTarget

__all__ = ["write_whole"]

#: Names of what this process has open already, such as that to which ``/dev/stdout`` leads.
_DESCRIPTOR = re.compile(r"(?:/dev|/proc/(?:self|[0-9]+))/fd/([0-9]+)")
#: Links that lead to links, as many as Linux follows.
_LINKS = 40


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


def _followed(path: Path) -> tuple[Path, int | None]:
    """Return where a path leads, or the descriptor that it is a name of."""
    for _ in range(_LINKS):
        named = _DESCRIPTOR.fullmatch(os.path.abspath(path))  # noqa: PTH100  links stay
        if named is not None and path.exists():
            return path, int(named[1])
        if not path.is_symlink():
            return path, None
        owner, folder = path.lstat().st_uid, path.parent.stat()
        if owner not in {os.geteuid(), folder.st_uid}:
            raise PermissionError(13, "it is a link of another user")
        path = path.parent / path.readlink()
    raise OSError(40, os.strerror(40))


def _into(handle: int, content: bytes) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _replace(target: Path, content: bytes, mode: int) -> None:
    import tempfile

    draft = None
    try:
        handle, draft = tempfile.mkstemp(prefix=".kgraph-", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(mode)
        Path(draft).replace(target)
    finally:
        if draft is not None:
            Path(draft).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
