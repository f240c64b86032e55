"""What leaves a knowledge graph: exports, pictures, and the page in a notebook."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgraph.errors import BadOption, UnknownName

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypeAlias

    from kgraph.claims import ClaimsTable, Selection
    from kgraph.exports import Export, Format
    from kgraph.networks.influence import Influence
    from kgraph.networks.network import Conduct, Positions
    from kgraph.showing import Showing
    from kgraph.store.embedded import Store

    Network: TypeAlias = Positions | Conduct | Influence

__all__ = ["TITLES", "Outputs"]

#: Layer -> heading of its picture.
TITLES = {
    "influence": "Who has which levers on whom",
    "conduct": "Who does what to or for whom",
    "positions": "Who stands where",
}


class Outputs:
    """The part of ``KnowledgeGraph`` by which things leave it."""

    if TYPE_CHECKING:
        store: Store
        claims: Any
        stance: Any
        influence: Any
        base: Any
        page: Any

        @property
        def table(self) -> ClaimsTable:
            """The claims table of the whole record."""

        @property
        def data_version(self) -> str:
            """Hash of all inputs."""

        @property
        def title(self) -> str:
            """The title of the dossier."""

    def export(
        self, format: str, layer: str | None = None, *, derived: bool = False, **options: Any
    ) -> Export:
        """Return claims, a network or the graph in a format that other programs read.

        Parameters
        ----------
        format : str
            graphml, gexf, csv, json, parquet, ttl, trig, jsonld or svg.
        layer : {"influence", "conduct", "positions", "claims"}, optional
            What is written; influence for networks and pictures, else the claims table.
        derived : bool
            With ttl, trig or jsonld: the built graph, vocabulary and derived triples included.
        **options
            Those of ``selection``; networks take the voices of ``influence`` and ``stance`` unless
            given, claims every voice.

        Returns
        -------
        Export
            Its ``content``, and in ``lost`` what the format cannot hold; ``save`` writes a file.

        Raises
        ------
        UnknownName, BadOption
            For an unknown format or layer; for a layer that the format cannot hold.
        MissingPackage
            For parquet without pyarrow.
        """
        from kgraph import exports

        chosen = exports.find(format)
        layer = chosen.layer(layer)
        if chosen.rdf:
            return self._rdf(format, derived=derived, options=options)
        if derived:
            message = "Only ttl, trig and jsonld hold derived triples; leave derived out."
            raise BadOption(message)
        return self._written(self._content(layer, options), chosen)

    def picture(self, shown: Network | str = "influence", **options: Any) -> str:
        """Return a static picture as SVG: of a network, or of a layer with ``options``.

        Raises
        ------
        UnknownName
            If there is no such layer, or no picture of it.
        """
        network = self._network(shown, options)
        captions = [
            network.caption(),
            f"Base of evidence: {self.base(network.claims).sentence()}.",
            f"This shows who said what, not what happened. Data version {self.data_version}.",
        ]
        title = TITLES[network.layer]
        if network.layer == "positions":
            from kgraph.pictures.matrix import matrix

            return matrix(network, title=title, captions=captions)
        from kgraph.pictures.graph import graph

        return graph(network, self._places[network.layer], title=title, captions=captions)

    def show(
        self, shown: Network | str = "influence", *, static: bool = False, **options: Any
    ) -> Showing:
        """Return what a notebook shows of a layer or network: the page, and a picture beside it.

        The page holds the whole record and first shows the layer with the network's days, voices,
        lens, families and thresholds; the picture is of the network alone. ``static`` leaves the
        page out.
        """
        from kgraph.showing import Showing
        from kgraph.tables import many

        network = self._network(shown, options)
        title = f"{self.title}: {TITLES[network.layer].lower()}"
        page = "" if static else self.page(layer=network.layer, **_of(network.table.selection))
        edges, claims = many(len(network.edges), "edge"), many(len(network.claims), "claim")
        text = f"{title}; {edges} from {claims}; data version {self.data_version}"
        return Showing(title, self.picture(network), page, text)

    def save(self, saved: Network, path: Path | str) -> tuple[str, ...]:
        """Write a network to a file in the format of its ending; returns what is lost there."""
        from kgraph import exports

        chosen = exports.format_of(path)
        chosen.layer(saved.layer)
        return self._written(saved, chosen).save(path)

    def __repr__(self) -> str:
        return f"<KnowledgeGraph: {self.title}; data version {self.data_version}>"

    def _repr_html_(self) -> str:
        from kgraph.tables import html

        actors = sum(1 for one in self.table.entities.values() if one.kind == "actor")
        counts = {"claims": len(self.table), "documents": len(self.table.documents)}
        rows = [{"what": name, "how many": n} for name, n in {**counts, "actors": actors}.items()]
        notes = [
            f"Base of evidence: {self.base().sentence()}.",
            f"Data version {self.data_version}.",
        ]
        columns = {"what": "what", "how many": "how many"}
        return html(rows, columns, caption=self.title, notes=notes)

    @cached_property
    def _places(self) -> dict[str, dict[str, list[float]]]:
        from kgraph.page import view

        return view.places(self.table)

    def _content(self, layer: str, options: dict[str, Any]) -> Any:
        if layer == "claims":
            return self.claims(**options)
        if layer == "influence":
            return self.influence(**options)
        stance = self.stance(**options)
        return stance.conduct if layer == "conduct" else stance.positions

    def _network(self, shown: Network | str, options: dict[str, Any]) -> Any:
        if not isinstance(shown, str):
            return shown
        if shown not in TITLES:
            raise UnknownName(shown, "layer to show", list(TITLES))
        return self._content(shown, options)

    def _written(self, content: Network | ClaimsTable, chosen: Format) -> Export:
        from kgraph import exports
        from kgraph.claims import ClaimsTable, caption

        if chosen.name == "svg":
            return exports.Export(self.picture(content).encode())  # type: ignore[arg-type]
        if isinstance(content, ClaimsTable):
            layer, selection = "claims", caption(content.selection, content.label)
        else:
            layer, selection = content.layer, content.caption()
        head = exports.head(layer, self.title, selection, self.data_version)
        return exports.written(content, chosen, head)

    def _rdf(self, format: str, *, derived: bool, options: dict[str, Any]) -> Export:
        from kgraph import exports
        from kgraph.claims import Selection, caption
        from kgraph.exports import rdf

        table = self.claims(**options)
        part = table.selection != Selection()
        if part and derived:
            message = "The built graph is whole; leave derived out, or the options that choose."
            raise BadOption(message)
        selection = caption(table.selection, table.label)
        head = exports.head("claims", self.title, selection, self.data_version)
        text, lost = rdf.written(
            self.store,
            format,
            derived=derived,
            claims=[claim.claim for claim in table] if part else None,
            headline="; ".join(f"{name}: {value}" for name, value in head.items()),
        )
        return exports.Export(text.encode(), tuple(lost))


def _of(selection: Selection) -> dict[str, Any]:
    """Return a selection as the options of ``page``."""
    names = (
        "as_of",
        "known_by",
        "window",
        "lens",
        "families",
        "voices",
        "min_factuality",
        "disputed",
    )
    return {name: getattr(selection, name) for name in names}
