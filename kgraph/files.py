"""Writing files whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from kgraph.errors import UnwritableTarget

__all__ = ["write_whole"]


def write_whole(path: Path | str, content: bytes) -> None:
    """Write a file as a whole: what stood there stays until all is written.

    A file that exists keeps its permissions. Raises ``UnwritableTarget``.
    """
    import tempfile

    target = Path(path)
    draft = None
    try:
        if target.is_dir():
            raise IsADirectoryError(21, os.strerror(21))
        handle, draft = tempfile.mkstemp(prefix=".kgraph-", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        Path(draft).replace(target)
    except OSError as error:
        message = f"{target} cannot be written ({error.strerror}); name another file."
        raise UnwritableTarget(message) from None
    finally:
        if draft is not None:
            Path(draft).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
