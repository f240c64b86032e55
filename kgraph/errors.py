"""The exceptions of kgraph: each is one sentence, one exit code and one HTTP status."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = [
    "AccessError",
    "AmbiguousName",
    "BadData",
    "BadDate",
    "BadOption",
    "BadQuery",
    "InputError",
    "KgraphError",
    "LimitError",
    "LockedError",
    "MissingFile",
    "MissingPackage",
    "OtherKind",
    "RejectedRows",
    "UnknownName",
    "UnknownRelation",
    "UnwritableTarget",
    "UsageError",
]


class KgraphError(Exception):
    """Something kgraph can name: what is wrong, where, and what to do."""

    exit_code = 70


class UsageError(KgraphError):
    """The question cannot be asked this way."""

    exit_code = 2


class BadOption(UsageError):
    """An option has a value that it cannot have."""


class BadDate(UsageError):
    """A day that does not exist or is not written as one."""


class UnknownName(UsageError):
    """No entity, relation or question has this name."""

    def __init__(self, name: str, what: str, nearest: Sequence[str] = ()) -> None:
        hint = f"; did you mean {_either(nearest)}?" if nearest else ""
        super().__init__(f"There is no {what} called {name!r}{hint or '.'}")
        self.name = name
        self.what = what
        self.nearest = tuple(nearest)


class UnknownRelation(UnknownName):
    """A proposition names no relation that there is."""

    def __init__(self, name: str, nearest: Sequence[str] = ()) -> None:
        super().__init__(name, "relation", nearest)
        like = nearest[0] if nearest else "RELATION"
        how = f'Or define it: kgraph relation add "{name}" --like {like}.'
        self.args = (f"{self} {how}",)


class OtherKind(UnknownName):
    """The one thing of this name is of another kind than was asked for."""

    def __init__(self, name: str, what: str, found: str, kind: str) -> None:
        self.name, self.what, self.found, self.kind = name, what, found, kind
        self.nearest = ()
        UsageError.__init__(self, f"{name!r} is {_a(kind)} ({found}), not {_a(what)}.")


class AmbiguousName(UsageError):
    """Several entities have this name."""

    def __init__(self, name: str, what: str, candidates: Sequence[str]) -> None:
        super().__init__(f"{name!r} names more than one {what}: {_either(candidates)}; say which.")
        self.candidates = tuple(candidates)


class MissingPackage(UsageError):
    """What was asked for needs a package that is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"This needs the package {package}, which is not installed: "
            f"pip install 'kgraph[{extra}]'."
        )


class InputError(KgraphError):
    """The input cannot be understood; says the file, and the line and column where known."""

    exit_code = 3

    def __init__(
        self,
        message: str,
        path: Path | str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        where = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{where}: {message}" if where else message)
        self.reason = message
        self.path, self.line, self.column = path, line, column


class BadData(InputError):
    """A data file is malformed or says something that cannot be."""


class BadQuery(InputError):
    """A SPARQL text that does not parse or cannot be run."""


class RejectedRows(InputError):
    """Rows of a table that are no claims; ``rows`` has a sentence on each mistake, by row."""

    def __init__(self, rows: Sequence[tuple[int, str]], total: int, path: Path | str) -> None:
        wrong = len({row for row, _ in rows})
        message = f"{wrong} of {total} rows cannot be taken; nothing was written."
        super().__init__(message, path)
        self.rows = tuple(rows)


class AccessError(KgraphError):
    """A file or the network cannot be read or written."""

    exit_code = 4


class MissingFile(AccessError):
    """A file or folder that is not there."""


class UnwritableTarget(AccessError):
    """A place where nothing can be written."""


class LockedError(KgraphError):
    """Another process holds the file."""

    exit_code = 5


class LimitError(KgraphError):
    """A limit of size or time was reached; ``limit`` says which: time, memory, depth or length."""

    exit_code = 6

    def __init__(self, message: str, limit: str = "") -> None:
        super().__init__(message)
        self.limit = limit


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeio" else f"a {noun}"


def _either(names: Sequence[str]) -> str:
    quoted = [repr(name) for name in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " or " + quoted[-1]
