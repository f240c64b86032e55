"""Beginning a dossier: the folder that ``kgraph init`` writes, from templates that are data.

``templates/common`` is what every dossier begins with, the other folders are the kinds of matter to
choose from. A name that begins with ``dot-`` is written with a dot. ``{{title}}`` and its like are
filled in; ``{{title_turtle}}`` is the title as a literal with its language.
"""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph import __version__
from kgraph.curation import mapping
from kgraph.curation.canonical import literal
from kgraph.dossier import dossier, revisions
from kgraph.errors import BadOption, KgraphError, UnwritableTarget
from kgraph.files import write_whole
from kgraph.text import fold, is_language_tag, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["begin", "begin_map", "templates"]

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_COMMON = "common"
_FIELD = re.compile(r"\{\{([a-z_]+)\}\}")
#: What may stand in a folder that counts as empty.
_BESIDE = frozenset({".git"})
#: Files that are run.
_RUN = "hooks"


def templates() -> tuple[str, ...]:
    """Return the names of the kinds of dossier that there are to begin with, sorted."""
    return tuple(
        sorted(one.name for one in _TEMPLATES.iterdir() if one.is_dir() and one.name != _COMMON)
    )


def begin(
    folder: Path | str, *, title: str = "", language: str = "en", template: str = "conflict"
) -> tuple[Path, ...]:
    """Write a dossier that checks clean into a folder that is new or empty.

    What a killed call left is gone on with by the same call.

    Parameters
    ----------
    folder : path
        Where; it is made with those above it. A ``.git`` may be there.
    title : str
        What the dossier is called; the name of the folder unless given.
    language : str
        The tag of the language in which things are named (BCP 47), such as ``"en"``.
    template : str
        One of ``templates()``; they differ in issues, events and relations to begin with.

    Returns
    -------
    tuple of Path
        What was written.

    Raises
    ------
    BadOption
        If the language is no tag, the title has no words, or there is no such template.
    UnwritableTarget
        If something else is in the folder, which is then as it was, or it cannot be written.
    """
    target = Path(folder)
    name = target.absolute().name
    words = " ".join((title or re.sub(r"[-_]+", " ", name)).split())
    if not fold(words):
        raise BadOption("The title has no words; say with --title what the dossier is about.")
    if not is_language_tag(language):
        message = f"{language!r} is no tag of a language; write en, fr, ar or their like."
        raise BadOption(message)
    if template not in templates():
        near = nearest(template, templates(), n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(templates())}."
        message = f"There is no template {template!r}; {hint}"
        raise BadOption(message)
    files = _filled(
        template,
        {
            "key": re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "dossier",
            "language": language,
            "title": words,
            "title_turtle": literal(words, language),
            "version": __version__,
        },
    )
    _refuse_others(target, files)
    return _written(target, files)


def begin_map(
    folder: Path | str,
    path: Path,
    source: mapping.Source,
    *,
    title: str = "",
    language: str = "en",
    template: str = "conflict",
) -> mapping.Mapped:
    """Begin a dossier and fill it from a table of three columns: both, or neither.

    Parameters and errors as of ``begin`` and ``mapping.import_map``.
    """
    before = Path(folder).exists()
    made = begin(folder, title=title, language=language, template=template)
    try:
        own = dossier.find(folder, editable=True)
        coder, _ = revisions.coder(own.root)
        return mapping.import_map(own, path, replace(source, coder=source.coder or coder))
    except KgraphError:
        _unmade(made, Path(folder), keep=before)
        raise


def _unmade(made: Iterable[Path], folder: Path, *, keep: bool) -> None:
    """Take away what was made, and the folders that hold nothing else."""
    above = set()
    for path in made:
        path.unlink(missing_ok=True)
        above |= {one for one in path.parents if one.is_relative_to(folder)}
    for one in sorted(above, key=lambda one: -len(one.parts)):
        if one != folder or not keep:
            with contextlib.suppress(OSError):
                one.rmdir()


def _filled(template: str, values: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files of a template by their places in the folder."""
    found: dict[str, bytes] = {}
    for root in (_TEMPLATES / _COMMON, _TEMPLATES / template):
        for path in sorted(root.rglob("*")):
            if path.is_file():
                place = path.relative_to(root).as_posix()
                text = path.read_text(encoding="utf-8")
                filled = _FIELD.sub(lambda field: values[field[1]], text)
                found[re.sub(r"(^|/)dot-", r"\1.", place)] = filled.encode()
    return found


def _refuse_others(target: Path, files: Mapping[str, bytes]) -> None:
    """Raise if there is something in a folder that this call would not write."""
    try:
        if not target.exists():
            return
        if not target.is_dir():
            message = f"{target} is no folder; name one that is new or empty."
            raise UnwritableTarget(message)
        for top, folders, names in os.walk(target):
            folders[:] = [one for one in folders if one not in _BESIDE]
            for name in names:
                path = Path(top, name)
                ours = files.get(path.relative_to(target).as_posix())
                if not name.startswith(".kgraph-") and (ours is None or path.read_bytes() != ours):
                    message = (
                        f"The folder {target} is not empty: it has {path.relative_to(target)}; "
                        "nothing was written, name a new folder."
                    )
                    raise UnwritableTarget(message)
    except OSError as error:
        message = f"The folder {target} cannot be read ({error.strerror}); name another."
        raise UnwritableTarget(message) from None


def _written(target: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files; if one cannot be, what was made is taken away again."""
    made: list[Path] = []
    try:
        for place, content in files.items():
            path = target / place
            missing = [one for one in (path.parent, *path.parent.parents) if not one.exists()]
            for one in reversed(missing):
                one.mkdir()
                made.append(one)
            if not path.exists():
                made.append(path)
            write_whole(path, content)
            if Path(place).parent.name == _RUN:
                readable = path.stat().st_mode & 0o444
                path.chmod(path.stat().st_mode | readable >> 2)
    except (OSError, UnwritableTarget) as error:
        for path in reversed(made):
            with contextlib.suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        if isinstance(error, UnwritableTarget):
            raise
        message = f"The folder {target} cannot be written ({error.strerror}); name another."
        raise UnwritableTarget(message) from None
    return tuple(target / place for place in files)
