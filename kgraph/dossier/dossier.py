"""Where the files of a dossier are: claims, sources, vocabulary, rules, checks and questions."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kgraph.errors import MissingFile, UnwritableTarget

__all__ = ["Dossier", "digest", "find", "is_ours", "packaged"]

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Dossier:
    """The files of a dossier; ``root`` is the folder that findings name files from.

    The vocabulary is the packaged one, and a dossier's own ``ontology/*.ttl`` on top of it.
    """

    root: Path
    data: tuple[Path, ...]
    seeds: tuple[Path, ...]
    vocabulary: tuple[Path, ...]
    shapes: tuple[Path, ...]
    rules: tuple[Path, ...]
    checks: tuple[Path, ...]
    queries: tuple[Path, ...]

    @property
    def curated(self) -> tuple[Path, ...]:
        """Claims and entities, and the catalogue of documents and passages."""
        return (*self.data, *self.seeds)

    @property
    def passages(self) -> Path:
        """The generated file of passages, whether it exists or not."""
        return self.root / "seeds" / "passages.ttl"

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
                content = hashlib.sha256(_read(path)).hexdigest()
                digest.update(f"{path.name}\0{content}\n".encode())
            digest.update(b"\n")
        return digest.hexdigest()


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, its first 8 characters; raises ``MissingFile``."""
    return hashlib.sha256(_read(path)).hexdigest()[:8]


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


def find(path: Path | str | None = None, *, editable: bool = False) -> Dossier:
    """Return the dossier at a path: a folder with ``data/``, or a single Turtle file.

    Raises
    ------
    MissingFile
        If there is no such folder or file, or no Turtle in it.
    UnwritableTarget
        If it is to be ``editable`` and is the copy in an installed package.
    """
    base = packaged()
    if path is None and editable and base == _PACKAGE / "_dossier":
        message = (
            f"The packaged dossier is part of the installation; copy {base} and name the copy "
            "with --graph DIR."
        )
        raise UnwritableTarget(message)
    if path is None:
        return _dossier(base, _files(base / "data", ".ttl"), base)
    given = Path(path)
    if not given.exists():
        message = f"There is no file or folder {given}; name a folder with data/ or a .ttl file."
        raise MissingFile(message)
    if given.is_file():
        root = given.parent
        if root.name == "data" and (root.parent / "seeds").is_dir():
            root = root.parent
        return _dossier(root, (given,), base)
    data = _files(given / "data", ".ttl")
    if not data:
        message = f"The folder {given} has no data/*.ttl; a dossier keeps its claims there."
        raise MissingFile(message)
    return _dossier(given, data, base)


def _dossier(root: Path, data: tuple[Path, ...], base: Path) -> Dossier:
    ontology = base / "ontology"
    folders = [ontology] if root == base else [ontology, root / "ontology"]
    every = [path for folder in folders for path in _files(folder, ".ttl")]

    def listed(name: str) -> tuple[Path, ...]:
        return tuple(path for folder in folders for path in _files(folder / name, ".rq", deep=True))

    questions = [base / "queries"] if root == base else [base / "queries", root / "queries"]
    return Dossier(
        root=root,
        data=data,
        seeds=_files(root / "seeds", ".ttl"),
        vocabulary=tuple(path for path in every if path.name != "shapes.ttl"),
        shapes=tuple(path for path in every if path.name == "shapes.ttl"),
        rules=listed("rules"),
        checks=listed("checks"),
        queries=tuple(path for folder in questions for path in _files(folder, ".rq")),
    )


def _files(folder: Path, ending: str, *, deep: bool = False) -> tuple[Path, ...]:
    """Return the files of a folder with an ending, sorted; none if there is no such folder.

    A folder that cannot be listed, or what has the ending and is no file, is a ``MissingFile``: it
    would be taken for absent, and answers would be short of it without a word.
    """
    found: list[Path] = []
    try:
        for entry in os.listdir(folder):  # noqa: PTH208  names, not an iterator that may fail later
            path = folder / entry
            if entry.endswith(ending):
                mode = path.stat().st_mode
                if not stat.S_ISREG(mode):
                    what = "a folder" if stat.S_ISDIR(mode) else "no file"
                    message = f"{path} is {what}; a name that ends in {ending} is for a file."
                    raise MissingFile(message)
                found.append(path)
            elif deep and path.is_dir():
                found += _files(path, ending, deep=True)
    except FileNotFoundError as error:
        if error.filename == str(folder) and not folder.is_symlink():
            return ()
        message = f"The file {error.filename} cannot be read ({error.strerror})."
        raise MissingFile(message) from None
    except OSError as error:
        message = f"{error.filename or folder} cannot be read ({error.strerror})."
        raise MissingFile(message) from None
    return tuple(sorted(found))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"The file {path} cannot be read ({error.strerror})."
        raise MissingFile(message) from None
