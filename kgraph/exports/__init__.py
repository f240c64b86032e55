"""Claims, networks and pictures as files that other programs read: one registry of formats.

Every export gives the same bytes for the same data, and says what its format cannot hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph import __version__
from kgraph.errors import BadOption, UnknownName
from kgraph.files import write_folder, write_whole
from kgraph.tables.layout import only_set
from kgraph.text import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["FORMATS", "LAYERS", "Export", "Format", "find", "format_of", "head", "written"]

#: What can be exported: the claims table, or one of the networks.
LAYERS = ("influence", "conduct", "positions", "structure", "claims")
_NETWORKS = ("influence", "conduct", "positions", "structure")
_ROWS = ("claims", *_NETWORKS)


@dataclass(frozen=True)
class Format:
    """A format: its name, the endings of its files, and the layers it holds (the first if none).

    ``rdf`` formats are written from the store, ``svg`` from a network and its places; of the
    others, ``writer`` is ``module.function``.
    """

    name: str
    endings: tuple[str, ...]
    layers: tuple[str, ...]
    about: str
    writer: str = ""
    binary: bool = False

    @property
    def rdf(self) -> bool:
        """Whether the format holds the graph itself."""
        return self.name in {"ttl", "trig", "jsonld"}

    def layer(self, name: str | None) -> str:
        """Return the layer to write; raises ``BadOption`` if the format does not hold it."""
        if name is None:
            return self.layers[0]
        if name not in LAYERS:
            raise UnknownName(name, "layer", LAYERS)
        if name not in self.layers:
            others = [one.name for one in FORMATS.values() if name in one.layers]
            message = f"{self.name} cannot hold {name}; {', '.join(others)} can."
            raise BadOption(message)
        return name


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("graphml", (".graphml",), _NETWORKS, "networks for graph programs",
               "graphs.graphml"),
        Format("gexf", (".gexf",), _NETWORKS, "networks in the format of Gephi", "graphs.gexf"),
        Format("csv", (".csv",), _ROWS, "rows for spreadsheets", "tables.csv"),
        Format("json", (".json",), _ROWS, "claims, or node-link data", "json.node_link"),
        Format("parquet", (".parquet",), _ROWS, "claims as a set of files, rows of networks",
               "tables.parquet", binary=True),
        Format("ttl", (".ttl",), ("claims",), "the graph as Turtle"),
        Format("trig", (".trig",), ("claims",), "the graph as named graphs"),
        Format("jsonld", (".jsonld",), ("claims",), "the graph as JSON-LD"),
        Format("svg", (".svg",), _NETWORKS, "a static picture"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Export:
    """A written export: its bytes, and what the format cannot hold, one sentence each.

    Of several files, such as a set of Parquet, ``files`` are the bytes by place in a folder.
    """

    content: bytes
    lost: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The content as text; not for Parquet."""
        return self.content.decode()

    def save(self, path: Path | str) -> tuple[str, ...]:
        """Write a file or folder as a whole and return ``lost``; raises ``UnwritableTarget``.

        A folder is replaced only if it is empty or holds nothing but a set.
        """
        if self.files:
            write_folder(path, self.files, only_set)
        else:
            write_whole(path, self.content)
        return self.lost


def find(name: str) -> Format:
    """Return the format of a name; raises ``UnknownName``."""
    if name not in FORMATS:
        near = nearest(name, FORMATS, n=2, cutoff=0.5)
        raise UnknownName(name, "format", near or list(FORMATS))
    return FORMATS[name]


def format_of(path: Path | str) -> Format:
    """Return the format that the ending of a file names; raises ``UnknownName``."""
    ending = Path(path).suffix.lower()
    for one in FORMATS.values():
        if ending in one.endings:
            return one
    raise UnknownName(
        ending, "format with the ending", [e for f in FORMATS.values() for e in f.endings]
    )


def head(layer: str, title: str, selection: str, data_version: str) -> dict[str, str]:
    """Return what every export says of itself where its format has room."""
    return {
        "generator": f"kgraph {__version__}",
        "title": title,
        "layer": layer,
        "selection": selection,
        "data_version": data_version,
    }


def written(content: Any, format: Format, about: Mapping[str, str]) -> Export:
    """Return claims or a network in a format that is neither RDF nor a picture."""
    from importlib import import_module

    module, _, function = format.writer.partition(".")
    write: Callable[[Any, Mapping[str, str]], tuple[Any, list[str]]] = getattr(
        import_module(f"kgraph.exports.{module}"), function
    )
    text, lost = write(content, about)
    if isinstance(text, dict):
        return Export(b"", tuple(lost), text)
    return Export(text.encode() if isinstance(text, str) else text, tuple(lost))
