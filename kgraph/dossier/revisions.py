"""A dossier in git: as it was in a revision, and who works on it. Nothing of a revision is run."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from kgraph.errors import BadOption, MissingFile

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CODER", "at", "coder", "merge_lines", "repository"]

#: Names the coder, where no other is named; empty for nobody.
CODER = "KGRAPH_CODER"
#: What a dossier is made of; texts and pictures are no part of it.
_ENDINGS = (".ttl", ".rq", ".csv", ".toml")
_FILES = ("100644", "100755")


def repository(path: Path) -> Path | None:
    """Return the folder of the git repository that a path lies in, or none."""
    here = path.resolve()
    return next((one for one in (here, *here.parents) if (one / ".git").exists()), None)


def coder(root: Path) -> tuple[str, str]:
    """Return who codes in a dossier's folder, ``""`` if that is not known, and what says so.

    It is ``KGRAPH_CODER``, else for a dossier in git the ``user.name`` of its commits.
    """
    if (named := os.environ.get(CODER)) is not None:
        return " ".join(named.split()), CODER
    if repository(root) is None:
        return "", ""
    with contextlib.suppress(BadOption):
        return " ".join(_git(root, "config", "user.name").decode().split()), "git's user.name"
    return "", ""


@contextlib.contextmanager
def at(root: Path, revision: str) -> Iterator[Path]:
    """Give a folder with the files of a dossier as they are in a revision, while the block runs.

    Parameters
    ----------
    root : Path
        The folder of the dossier, in a git repository.
    revision : str
        As git names it: ``HEAD~3``, a branch, a tag, the beginning of a commit's name.

    Raises
    ------
    BadOption
        If the folder is not in git, or there is no such revision.
    MissingFile
        If the dossier is not in that revision.
    """
    top = repository(root)
    if top is None:
        message = f"{root} is not in git, so it has no revision {revision}; name two folders."
        raise BadOption(message)
    try:
        named = ("--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        commit = _git(root, "rev-parse", *named).decode().strip()
    except BadOption:
        message = f"There is no revision {revision!r} in {top}; git log lists them."
        raise BadOption(message) from None
    inside = root.resolve().relative_to(top).as_posix()
    listed = _git(top, "ls-tree", "-r", "-z", "--full-tree", commit, "--", inside).decode()
    files = []
    for entry in filter(None, listed.split("\0")):
        said, _, name = entry.partition("\t")
        mode, _, blob = said.split()
        place = PurePosixPath(name).relative_to(inside)
        if mode in _FILES and name.endswith(_ENDINGS) and place.parts[0] != "texts":
            files.append((place, blob))
    if not any(place.parts[0] == "data" for place, _ in files):
        message = f"The revision {revision} has no dossier in {root}."
        raise MissingFile(message)
    with tempfile.TemporaryDirectory(prefix="kgraph-") as temporary:
        folder = Path(temporary)
        for place, blob in files:
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_git(top, "cat-file", "blob", blob))
        yield folder


def _git(folder: Path, *args: str) -> bytes:
    """Return what git says; raises ``BadOption`` if it is not there or says no."""
    try:
        ran = subprocess.run(  # noqa: S603  no shell, and no text of a dossier among the words
            ["git", "-C", str(folder), *args],  # noqa: S607  the user's own git
            capture_output=True,
            check=False,
        )
    except OSError:
        raise BadOption("git is not installed; name two folders instead of revisions.") from None
    if ran.returncode:
        message = f"git says: {' '.join(ran.stderr.decode(errors='replace').split())}"
        raise BadOption(message)
    return ran.stdout


def merge_lines(base: Path, ours: Path, theirs: Path) -> bool:
    """Merge a file line by line, as git does by itself; tells whether nothing was left to decide.

    ``ours`` is written, with the marks of a conflict where both changed the same lines.
    """
    names = ("-L", "ours", "-L", "base", "-L", "theirs")
    try:
        _git(ours.parent, "merge-file", *names, *(str(one) for one in (ours, base, theirs)))
    except BadOption:
        return False
    return True
