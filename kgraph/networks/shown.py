"""Networks as tables: the columns of their rows, their edges as rows, and what a notebook shows.

What needs the whole record (the page, a picture at the page's places, an export) is asked of the
``Face`` that a network has from ``kgraph.open``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from kgraph.errors import BadOption, UsageError
from kgraph.listings import LISTINGS
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kgraph.claims import ClaimsTable
    from kgraph.model import Edge, Tie

__all__ = [
    "COLUMNS", "EDGE_COLUMNS", "TEXTS", "Drawn", "Face", "Shown", "edge_rows", "node_rows",
]  # fmt: skip

#: Layer -> columns of its rows, the same in CLI, notebook and exports.
COLUMNS: dict[str, tuple[str, ...]] = {
    "influence": (
        "role", "source", "source_label", "relation", "relation_label", "target", "target_label",
        "stated", "families", "grade", "hollow", "weight", "happened", "attempts", "outcomes",
        "failures", "said_by", "claims", "passages", "documents", "denials", "disputed_by",
        "hollow_by", "valid_from", "valid_until",
    ),
    "conduct": (
        "source", "source_label", "relation", "relation_label", "target", "target_label", "sign",
        "weight", "families", "claims", "documents", "denials", "disputed_by", "valid_from",
        "valid_until",
    ),
    "positions": (
        "holder", "holder_label", "target", "target_label", "state", "sides", "conditions",
        "claims", "documents", "disputed_by",
    ),
}  # fmt: skip

#: Columns of texts that may hold blanks: joined by semicolons in a cell.
TEXTS = ("conditions", "said_by", "sides")

EDGE_COLUMNS: tuple[str, ...] = (
    "source", "source_label", "target", "target_label", "sign", "weight", "low", "high",
    "families", "relations", "hollow", "conditional", "disputed", "claims", "documents",
    "disputed_by", "valid_from", "valid_until",
)  # fmt: skip


class Face(Protocol):
    """What a network asks of the dossier that it was made from."""

    def show(self, shown: Any, *, static: bool = False) -> Any:
        """Return the page and the picture of a network."""

    def save(self, saved: Any, path: Path | str) -> tuple[str, ...]:
        """Write a network to a file and return what the format cannot hold."""

    def picture(self, shown: Any) -> str:
        """Return the picture of a result as SVG."""


class Drawn:
    """A result with a picture; ``drawn_as`` is the picture's name.

    Needs ``table``, ``claims`` and ``face``, which a result has from ``kgraph.open``.
    """

    drawn_as: ClassVar[str]
    table: ClaimsTable
    face: Face | None

    if TYPE_CHECKING:

        @property
        def claims(self) -> tuple[str, ...]:
            """The claims behind the result."""

    def picture(self) -> str:
        """Return the picture as SVG; raises ``UsageError`` for a result of bare claims."""
        return _asked(self.face).picture(self)

    def show(self) -> Any:
        """Return what a notebook shows: the picture, with ``save`` for a file of it."""
        return _asked(self.face).show(self)

    def _repr_svg_(self) -> str | None:
        return None if self.face is None else self.picture()

    def caption(self) -> str:
        """Return in words which claims the result was made of."""
        return self.table.caption()

    def notes(self) -> tuple[str, ...]:
        """Return what one must know to read the result, as sentences."""
        return ()


class Shown:
    """The notebook's side of a network; needs ``table``, ``edges``, ``rows()`` and ``claims``."""

    layer: ClassVar[str]
    _row: ClassVar[str] = "tie"
    table: ClaimsTable
    ties: tuple[Tie, ...]
    face: Face | None
    part: str

    if TYPE_CHECKING:

        @property
        def claims(self) -> tuple[str, ...]:
            """The claims behind the ties."""

        @property
        def edges(self) -> Sequence[Edge]:
            """The edges."""

        def rows(self) -> list[dict[str, Any]]:
            """Return the rows."""

    def __repr__(self) -> str:
        return f"<{self._counts()}; data version {self.table.data_version}>"

    def _counts(self) -> str:
        from kgraph.text import many

        return (
            f"{self.layer.capitalize()}: {many(self._size(), self._row)}, "
            f"{many(len(self.edges), 'edge')} from {many(len(self.claims), 'claim')}"
        )

    def _size(self) -> int:
        return len(self.ties)

    def caption(self) -> str:
        """Return in words which claims the network was made of, and which part of it this is."""
        whole = self.table.caption()
        return f"{whole} {self.part}." if self.part else whole

    def df(self, of: str = "ties") -> Any:
        """Return a pandas DataFrame, one row per tie (per cell for positions), or per edge.

        Parameters
        ----------
        of : {"ties", "edges"}
            What a row is.

        Raises
        ------
        BadOption, MissingPackage
            If there is no such table; if pandas is not installed.
        """
        from kgraph.text import frame

        if of == "ties":
            return frame(self.rows(), COLUMNS[self.layer])
        if of == "edges":
            return frame(edge_rows(self), EDGE_COLUMNS)
        message = f"A network has tables of ties and edges, not of {of!r}."
        raise BadOption(message)

    def save(self, path: Path | str) -> tuple[str, ...]:
        """Write the network to a file in the format that its ending names.

        Returns
        -------
        tuple of str
            What the format cannot hold, one sentence each.

        Raises
        ------
        UnknownName, UnwritableTarget
            If no format has this ending; if the file cannot be written.
        """
        return _asked(self.face).save(self, path)

    def show(self, *, static: bool = False) -> Any:
        """Return what a notebook shows: the page with this layer, and a picture beside it.

        With ``static``, the picture alone, which any viewer of a saved notebook can show.
        """
        return _asked(self.face).show(self, static=static)

    def _repr_html_(self) -> str:
        from kgraph.text import html

        notes = [self.caption(), f"Data version {self.table.data_version}."]
        return html(self.rows(), LISTINGS[self.layer].shown, caption=self._counts(), notes=notes)


def _asked(face: Face | None) -> Face:
    if face is None:
        message = "This network was made of bare claims; make it with kgraph.open() to show it."
        raise UsageError(message)
    return face


def edge_rows(network: Any) -> list[dict[str, Any]]:
    """Return one dict per edge of a network, with the columns ``EDGE_COLUMNS``.

    ``families`` are ``family:grade`` where the layer has grades, else families; ``low`` and
    ``high`` are the ends of a lever's interval, and ``None`` in the other layers.
    """
    table: ClaimsTable = network.table
    graded = network.layer == "influence"
    rows = []
    for edge in network.edges:
        families = (
            [f"{family}:{grade}" for family, grade in edge.families.items()]
            if graded
            else sorted({family for tie in edge.ties for family in tie.families})
        )
        rows.append(
            {
                "source": edge.source,
                "source_label": table.label(edge.source),
                "target": edge.target,
                "target_label": table.label(edge.target),
                "sign": edge.sign,
                "weight": edge.weight,
                "low": edge.low if graded else None,
                "high": edge.high if graded else None,
                "families": families,
                "relations": sorted({tie.relation for tie in edge.ties}),
                "hollow": edge.hollow,
                "conditional": all(tie.conditional for tie in edge.ties),
                "disputed": bool(edge.disputed_by),
                "claims": list(edge.claims),
                "documents": list(network.documents(edge.claims)),
                "disputed_by": list(edge.disputed_by),
                "valid_from": edge.valid_from,
                "valid_until": edge.valid_until,
            }
        )
    return rows


def node_rows(network: Any) -> list[dict[str, Any]]:
    """Return one dict per end of a tie: id, label, type, and the Wikidata number or ``""``.

    A private person goes by public role only: no number.
    """
    table: ClaimsTable = network.table
    rows = []
    for end in sorted({end for tie in network.ties for end in (tie.source, tie.target)}):
        entity = table.entities.get(end)
        rows.append(
            {
                "id": end,
                "label": table.label(end),
                "type": entity.type if entity else kind_of(end),
                "qid": entity.qid if entity and not entity.private else "",
            }
        )
    return rows
