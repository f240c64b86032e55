"""Where the files of a dossier are: claims, sources, vocabulary, rules, checks and questions."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kgraph.errors import LockedError, MissingFile, UnwritableTarget
from kgraph.files import read_raw, unfit

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.dossier.elsewhere import Elsewhere

__all__ = [
    "Chosen",
    "Dossier",
    "Unread",
    "choose",
    "digest",
    "find",
    "is_address",
    "is_ours",
    "packaged",
]

_PACKAGE = Path(__file__).resolve().parent.parent
#: Names a dossier where no other is named.
VARIABLE = "KGRAPH_DOSSIER"
#: By either of them a folder is known as a dossier from within.
_MARKS = ("data/triples.ttl", "seeds/sources.ttl")


class Unread(NamedTuple):
    """What has the name of a file of a dossier and cannot be read, or a folder of it, and why."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.path} cannot be read ({self.reason})"


@dataclass(frozen=True)
class Dossier:
    """The files of a dossier; ``root`` is the folder that findings name files from.

    The vocabulary is the packaged one, and a dossier's own ``ontology/*.ttl`` on top of it. What
    cannot be read is ``unread``: it is never taken for absent, and counts in the fingerprint.
    """

    root: Path
    data: tuple[Path, ...]
    seeds: tuple[Path, ...]
    vocabulary: tuple[Path, ...]
    shapes: tuple[Path, ...]
    rules: tuple[Path, ...]
    checks: tuple[Path, ...]
    queries: tuple[Path, ...]
    unread: tuple[Unread, ...] = ()
    elsewhere: Elsewhere | None = None
    #: The fingerprint that a change is meant for; of other files nothing is then changed.
    seen: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is missing in all that is shown of it, a sentence each; and if it was changed."""
        missing = tuple(f"{one}; all is shown without it." for one in self.unread)
        return missing + (self.elsewhere.notes if self.elsewhere else ())

    def whole(self) -> Dossier:
        """Return the dossier; raises ``MissingFile`` if part of it is unread, before any change."""
        if self.unread:
            message = f"{self.unread[0]}; nothing is changed until it can be."
            raise MissingFile(message)
        return self

    def as_seen(self) -> None:
        """Raise ``LockedError`` if the files are not those that a change is meant for."""
        if self.seen and self.fingerprint_now() != self.seen:
            message = (
                "The dossier was changed by another program since it was shown; "
                "nothing was written."
            )
            raise LockedError(message)

    @property
    def curated(self) -> tuple[Path, ...]:
        """Claims and entities, and the catalogue of documents and passages."""
        return (*self.data, *self.seeds)

    @property
    def passages(self) -> Path:
        """The generated file of passages, whether it exists or not."""
        return self.root / "seeds" / "passages.ttl"

    @property
    def story(self) -> Path | None:
        """The story of it, states of the page to step through, if its folder has one."""
        path = self.root / "data" / "story.json"
        return path if path.is_file() and self.elsewhere is None else None

    @property
    def texts(self) -> Path:
        """The folder for the texts of the documents, kept out of git, whether it exists or not."""
        return self.root / "texts"

    def relative(self, path: Path) -> str:
        """Return a path as findings and pages show it: from the root, or the file's name."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.name

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 (hex) over all that a build reads; its first 12 characters are the data version.

        Names and contents count, where the files lie does not.
        """
        return self.fingerprint_now()

    def fingerprint_now(self) -> str:
        """Return the fingerprint of the files as they are now, other than when they were opened."""
        digest = hashlib.sha256()
        for group in (self.data, self.seeds, self.vocabulary, self.rules):
            for path in group:
                content = hashlib.sha256(read_raw(path)).hexdigest()
                digest.update(f"{path.name}\0{content}\n".encode())
            digest.update(b"\n")
        for path, reason in self.unread:
            digest.update(f"{self.relative(path)}\0{reason}\n".encode())
        if self.elsewhere is None:
            return digest.hexdigest()
        for path in self.elsewhere.derived:
            digest.update(hashlib.sha256(read_raw(path)).digest())
        stated = self.elsewhere.version
        return stated + digest.hexdigest()[len(stated) :]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, its first 8 characters; raises ``MissingFile``."""
    return hashlib.sha256(read_raw(path)).hexdigest()[:8]


@cache
def packaged() -> Path:
    """Return the folder of the dossier that ships: the repository's, else the copy in the wheel."""
    beside = _PACKAGE.parent
    if (beside / "data" / "triples.ttl").is_file() and (beside / "ontology").is_dir():
        return beside
    return _PACKAGE / "_dossier"


def is_ours(path: Path) -> bool:
    """Whether a query, rule, check or file of shapes is that of the packaged dossier."""
    base = packaged()
    return any(path.is_relative_to(base / name) for name in ("ontology", "queries"))


class Chosen(NamedTuple):
    """Which dossier is meant where none is named, and by what.

    ``path`` is ``None`` for the packaged one. ``by`` is ``"variable"`` (KGRAPH_DOSSIER),
    ``"here"`` or ``"above"`` (the current folder or one above it), or ``"packaged"``.
    """

    path: Path | str | None
    by: str


def choose() -> Chosen:
    """Return which dossier is meant where none is named.

    It is that of ``KGRAPH_DOSSIER``, else the nearest from the current folder upwards, else the
    packaged one, which is ``"here"`` too for who stands in it.
    """
    if named := os.environ.get(VARIABLE):
        return Chosen(named if is_address(named) else Path(named), "variable")
    try:
        here = Path.cwd()
    except OSError:  # it was removed
        return Chosen(None, "packaged")
    for folder in (here, *here.parents):
        if any(os.path.isfile(f"{folder}/{mark}") for mark in _MARKS):  # noqa: PTH113  at each start
            if folder == packaged():
                return Chosen(None, "here")
            return Chosen(folder, "here" if folder == here else "above")
    return Chosen(None, "packaged")


def is_address(path: object) -> bool:
    """Whether what is named as a dossier is the address of an endpoint."""
    return isinstance(path, str) and path.lower().startswith(("http://", "https://"))


def find(
    path: Path | str | None = None,
    *,
    editable: bool = False,
    files: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Dossier:
    """Return the dossier at a path: a folder with ``data/``, or a single Turtle file.

    Without a path it is the one that ``choose`` tells. At the address of an endpoint it is what the
    endpoint holds, fetched; then the files are copies, and ``files`` that are a curator's own, or
    ``editable`` ones, there are none.

    Raises
    ------
    MissingFile
        If there is no such folder or file, or no Turtle in it.
    UnwritableTarget
        If it is to be ``editable`` and is the copy in an installed package.
    """
    base = packaged()
    if path is None:
        path = choose().path
    if path is None and editable and base == _PACKAGE / "_dossier":
        message = (
            "There is no dossier in this folder or above it, and the packaged one is part of the "
            "installation; kgraph init DIR begins one of your own, --graph DIR names one."
        )
        raise UnwritableTarget(message)
    if path is None:
        return _dossier(base, None, base)
    if is_address(path):
        if editable or files:
            raise not_here(str(path))
        from kgraph.dossier.elsewhere import brought

        there = brought(str(path), progress)
        return replace(
            _dossier(base, (), base),
            root=there.place,
            data=there.claims,
            seeds=(),
            vocabulary=there.vocabulary,
            elsewhere=there,
        )
    given = Path(path)
    if not given.exists():
        message = f"There is no file or folder {given}; name a folder with data/ or a .ttl file."
        raise MissingFile(message)
    if not given.is_dir():
        if reason := unfit(given):
            message = f"{Unread(given, reason)}; name a folder with data/ or a .ttl file."
            raise MissingFile(message)
        root = given.parent
        if root.name == "data" and (root.parent / "seeds").is_dir():
            root = root.parent
        return _dossier(root, (given,), base)
    found = _dossier(given, None, base)
    if not found.data:
        wrong = next((one for one in found.unread if one.path.is_relative_to(given / "data")), None)
        message = (
            f"The folder {given} has no data/*.ttl; a dossier keeps its claims there."
            if wrong is None
            else f"{wrong}; a dossier keeps its claims there."
        )
        raise MissingFile(message)
    return found


def not_here(address: str) -> UnwritableTarget:
    """Return the error for work on the files of a dossier that was fetched from an endpoint."""
    return UnwritableTarget(
        f"{address} is read and not curated; work on the files of the dossier where they are, then "
        "kgraph push them."
    )


def _dossier(root: Path, data: tuple[Path, ...] | None, base: Path) -> Dossier:
    """Return the dossier of a folder, with these files of claims or those of ``data/``."""
    unread: list[Unread] = []

    def files(folder: Path, ending: str = ".ttl", *, deep: bool = False) -> tuple[Path, ...]:
        return _files(folder, ending, unread, deep=deep)

    ontology = base / "ontology"
    folders = [ontology] if root == base else [ontology, root / "ontology"]
    every = [path for folder in folders for path in files(folder)]

    def listed(name: str) -> tuple[Path, ...]:
        return tuple(path for folder in folders for path in files(folder / name, ".rq", deep=True))

    questions = [base / "queries"] if root == base else [base / "queries", root / "queries"]
    return Dossier(
        root=root,
        data=files(root / "data") if data is None else data,
        seeds=files(root / "seeds"),
        vocabulary=tuple(path for path in every if path.name != "shapes.ttl"),
        shapes=tuple(path for path in every if path.name == "shapes.ttl"),
        rules=listed("rules"),
        checks=listed("checks"),
        queries=tuple(path for folder in questions for path in files(folder, ".rq")),
        unread=tuple(dict.fromkeys(unread)),
    )


def _files(
    folder: Path, ending: str, unread: list[Unread], *, deep: bool = False
) -> tuple[Path, ...]:
    """Return the files of a folder with an ending, sorted; none if there is no such folder.

    A folder that cannot be listed, and what has the ending and is no file that can be read, goes to
    ``unread``: answers are short of it.
    """
    found: list[Path] = []
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  names, not an iterator that may fail later
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not folder.is_symlink():
            return ()
        unread.append(Unread(folder, str(error.strerror)))
        return ()
    for name in names:
        path = folder / name
        if name.endswith(ending):
            if reason := unfit(path):
                unread.append(Unread(path, reason))
            else:
                found.append(path)
        elif deep and path.is_dir():
            found += _files(path, ending, unread, deep=True)
    return tuple(sorted(found))
