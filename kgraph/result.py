"""What every measure, list and register gives: rows with their columns, notes, claims, a picture.

A result says of what type its rows are, and everything else that shows it follows: columns, CSV, a
DataFrame, a table in a notebook, a table on a terminal, the page.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar, get_args, is_typeddict

from kgraph.errors import UnknownName, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    from kgraph.text import Shown

__all__ = ["Face", "Part", "Pictured", "Result", "Row", "Table"]

Row = TypeVar("Row", bound="Mapping[str, Any]")

#: Rows that a table in a notebook shows; the rest is a number.
_SHORT = 10


class Table(Protocol):
    """What a result asks of the claims that it was made of."""

    @property
    def data_version(self) -> str:
        """Hash of all inputs."""

    def caption(self) -> str:
        """Return in one sentence which claims these are."""

    def label(self, entity: str) -> str:
        """Return the label of an entity."""


class Face(Protocol):
    """What a result asks of the dossier that it was made from."""

    def show(self, shown: Any, *, static: bool = False) -> Any:
        """Return the page and the picture of a result."""

    def save(self, saved: Any, path: Path | str) -> tuple[str, ...]:
        """Write a network to a file and return what the format cannot hold."""

    def picture(self, shown: Any) -> str:
        """Return the picture of a result as SVG."""


class Result(ABC, Generic[Row]):
    """Rows of one type, with all that is needed to read them.

    ``Result[R]`` has rows of the typed dict ``R``, whose fields, in order, are the columns.

    Attributes
    ----------
    title, tells : str
        The heading, and what the result tells, in a sentence.
    shown : mapping
        The columns of a table to read: heading to the name of a column, or a function of the row.
    texts : collection of str
        Columns of several texts that may hold blanks: joined by semicolons in a cell of CSV.
    """

    row_type: ClassVar[type]
    _most: ClassVar[int | None] = _SHORT

    if TYPE_CHECKING:

        @property
        def title(self) -> str:
            """The heading."""

        @property
        def tells(self) -> str:
            """What the result tells, in a sentence."""

        @property
        def shown(self) -> Shown:
            """The columns of a table to read."""

        @property
        def texts(self) -> Collection[str]:
            """The columns of several texts that may hold blanks."""

    else:
        texts = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for base in cls.__dict__.get("__orig_bases__", ()):
            for found in filter(is_typeddict, get_args(base)):
                cls.row_type = found

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(self.row_type.__annotations__)

    @abstractmethod
    def rows(self) -> list[Row]:
        """Return the rows, each with all columns."""

    def notes(self) -> tuple[str, ...]:
        """Return what one must know to read the rows, as sentences."""
        return ()

    def legend(self) -> tuple[str, ...]:
        """Return what marks and numbers in a table to read stand for, where it has such."""
        return ()

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims that the result rests on, sorted."""
        found: set[str] = set()
        for row in self.rows():
            found.update(row.get("claims", ()))
            found.add(row.get("claim", ""))
        return tuple(sorted(found - {""}))

    def accounts(self, row: Row) -> Iterable[tuple[str, Mapping[str, float]]]:  # noqa: ARG002
        """Return the numbers of a row that are sums, each with the share of every claim in it."""
        return ()

    def where(self, test: Callable[[Row], bool]) -> Part[Row]:
        """Return the part of the result whose rows pass a test."""
        return Part(self, [row for row in self.rows() if test(row)])

    def df(self) -> Any:
        """Return a pandas DataFrame of the rows; raises ``MissingPackage``."""
        from kgraph.text import frame

        return frame(self.rows(), self.columns)

    def to_csv(self) -> str:
        """Return the rows as CSV with a header, in which no cell is a formula."""
        from kgraph.text import csv_text

        return csv_text(self.rows(), self.columns, self.texts)

    def __repr__(self) -> str:
        return f"<{'; '.join([self._counts(), *self._version()])}>"

    def _counts(self) -> str:
        """Return in a line how much there is."""
        from kgraph.text import many

        basis = f" from {many(len(self.claims), 'claim')}" if self.claims else ""
        return f"{type(self).__name__}: {many(len(self.rows()), 'row')}{basis}"

    def _version(self) -> list[str]:
        table: Table | None = getattr(self, "table", None)
        return [f"data version {table.data_version}"] if table is not None else []

    def _below(self) -> list[str]:
        """Return the sentences under a table in a notebook."""
        table: Table | None = getattr(self, "table", None)
        made_of = [] if table is None else [table.caption(), f"Data version {table.data_version}."]
        return [*self.legend(), *self.notes(), *made_of]

    def _heading(self) -> str:
        """Return the heading of a table in a notebook."""
        return self.title

    def _repr_html_(self) -> str:
        from kgraph.text import html

        rows = self.rows()
        most = len(rows) if self._most is None else self._most
        return html(rows, self.shown, caption=self._heading(), notes=self._below(), limit=most)


@dataclass(frozen=True, eq=False, repr=False)
class Part(Result[Row]):
    """Some rows of a result; all else is as in the whole."""

    whole: Result[Row]
    kept: list[Row]

    def rows(self) -> list[Row]:
        """Return the rows that were kept."""
        return self.kept

    def notes(self) -> tuple[str, ...]:
        """Return the notes of the whole."""
        return self.whole.notes()

    @property
    def title(self) -> str:
        """The heading of the whole."""
        return self.whole.title

    @property
    def tells(self) -> str:
        """What the whole tells."""
        return self.whole.tells

    @property
    def shown(self) -> Shown:
        """The columns of a table to read."""
        return self.whole.shown

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return self.whole.columns

    @property
    def texts(self) -> Collection[str]:
        """The columns of several texts that may hold blanks."""
        return self.whole.texts

    @property
    def table(self) -> Table | None:
        """The claims that the whole was made of, if it was made of any."""
        return getattr(self.whole, "table", None)

    def accounts(self, row: Row) -> Iterable[tuple[str, Mapping[str, float]]]:
        """Return the numbers of a row that are sums, with their shares."""
        return self.whole.accounts(row)


class Pictured(Result[Row]):
    """A result with a picture; needs ``table`` and ``face``, which it has from ``kgraph.open``.

    ``drawn_as`` is the picture's name; one that is ``drawn_by_row`` has a mark for each row.
    """

    drawn_as: ClassVar[str]
    drawn_by_row: ClassVar[bool] = False

    if TYPE_CHECKING:

        @property
        def table(self) -> Table:
            """The claims that the result was made of."""

        @property
        def face(self) -> Face | None:
            """The dossier that it was made from."""

        @property
        def heading(self) -> str:
            """The heading of the picture: what it shows, and whom it is about."""

    def caption(self) -> str:
        """Return in words which claims the result was made of."""
        return self.table.caption()

    def picture(self) -> str:
        """Return the picture as SVG; raises ``UsageError`` for a result of bare claims."""
        return self._asked().picture(self)

    def show(self, *, static: bool = False) -> Any:
        """Return what a notebook shows: the picture, with ``save`` for a file of it."""
        return self._asked().show(self, static=static)

    def save(self, path: Path | str) -> tuple[str, ...]:
        """Write the picture (``.svg``) or the rows (``.csv``) to a file.

        Returns
        -------
        tuple of str
            What the format cannot hold, one sentence each.

        Raises
        ------
        UnknownName, UnwritableTarget
            If the file is neither; if it cannot be written.
        """
        from pathlib import Path

        from kgraph.files import write_whole

        written = {".svg": self.picture, ".csv": self.to_csv}
        ending = Path(path).suffix.lower()
        if ending not in written:
            raise UnknownName(ending, "format with the ending", list(written))
        write_whole(path, written[ending]().encode())
        return ()

    def _asked(self) -> Face:
        if self.face is None:
            message = "This was made of bare claims; make it with kgraph.open() to show or save it."
            raise UsageError(message)
        return self.face

    def _repr_svg_(self) -> str | None:
        return None if self.face is None else self.picture()

    def _repr_html_(self) -> str:
        # A notebook that shows HTML does not show the SVG beside it.
        return f"{self._repr_svg_() or ''}{super()._repr_html_()}"
