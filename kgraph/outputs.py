"""What leaves a knowledge graph: exports, pictures, and the page in a notebook."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgraph.errors import BadOption

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypeAlias

    from kgraph.claims import ClaimsTable, Selection
    from kgraph.dossier.store import Store
    from kgraph.exports import Export, Format
    from kgraph.measures.influence.influence import Influence
    from kgraph.networks.network import Conduct, Positions
    from kgraph.networks.shown import Drawn
    from kgraph.showing import Showing

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
        graded_by: tuple[tuple[Path, str], ...]
        claims: Any
        stance: Any
        influence: Any
        base: Any
        page: Any
        what_if: Any

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

    def picture(
        self, shown: Network | Drawn | str = "influence", *about: str, **options: Any
    ) -> str:
        """Return a static picture as SVG: of a network or result, or by its name.

        Parameters
        ----------
        shown : network, result or str
            A network, ranking, plane, strip, paths or difference; or ``"influence"``,
            ``"conduct"``, ``"positions"``, ``"strip"``, ``"plane"``, ``"ranks"``, ``"paths"``,
            ``"whatif"``.
        *about : str
            What a picture by name is about: an issue or two actors for ``"strip"``, two actors
            for ``"paths"``, a file for ``"whatif"``.
        **options
            Of a picture by name: those that choose claims, and those of the method that makes the
            result.

        Raises
        ------
        UnknownName, BadOption
            If there is no such picture; if it is not about so many names, or has no such option.
        """
        from kgraph import draw

        result: Any = self._pictured(shown, about, options) if isinstance(shown, str) else shown
        named = draw.find(getattr(result, "drawn_as", "") or result.layer)
        # An overlay's claims are in no document.
        base = self.base([claim for claim in result.claims if claim in self.table])
        how: dict[str, Any] = {"title": self._heading(result, named.title)}
        how["captions"] = [
            result.caption(),
            f"Base of evidence: {base.sentence()}.",
            f"This shows who said what, not what happened. Data version {self.data_version}.",
        ]
        if named.name == "positions":
            from kgraph.draw.matrix import by_bloc, matrix
            from kgraph.measures.stance.blocs import opposition
            from kgraph.measures.stance.votes import votes

            groups, targets, said = by_bloc(result, opposition(votes(result)))
            how["captions"].insert(0, said)
            return matrix(result, groups=groups, targets=targets, **how)
        if named.name in TITLES:
            from kgraph.draw.graph import graph

            if named.name == "conduct":
                near = "Laid out by the signs of the whole record: friends near, foes far."
                how["captions"].insert(0, near)
            return graph(result, self._places[named.name], **how)
        return named.draw(result, **how)

    def _heading(self, result: Any, title: str) -> str:
        """Return the heading of a picture: what it shows, and whom it is about."""
        label = self.table.label
        if title == "Over time" and len(result.about) == 1:
            return f"Who stood where over time: {label(result.about[0])}"
        if title == "Over time":
            return f"Conduct between {' and '.join(map(label, result.about))} over time"
        if title.startswith("How one"):
            return f"How {label(result.source)} can move {label(result.target)}"
        on, of = getattr(result, "on", ""), getattr(result, "of", "")
        if isinstance(on, str) and on:
            return f"{title}: who can move {label(on)}"
        return f"{title}: whom {label(of)} can move" if isinstance(of, str) and of else title

    def _pictured(self, name: str, about: tuple[str, ...], options: dict[str, Any]) -> Any:
        """Return the result that a picture by name shows."""
        from kgraph import draw

        named = draw.find(name)
        own = {one for picture in draw.PICTURES.values() for one in picture.options}
        named.check(about, [one for one in options if one in own])
        if name in TITLES:
            return self._content(name, options)
        given = {one: options.pop(one) for one in named.options if one in options}
        if name == "strip":
            return self.stance(**given, **options).strip(*about)
        if name == "whatif":
            return self.what_if(*about, **given, **options)
        if name == "ranks":
            focus = {one: given.pop(one) for one in ("on", "of") if one in given}
            return self.influence(**focus, **options).rank(**given)
        network = self.influence(**options)
        return network.plane(**given) if name == "plane" else network.paths(*about, **given)

    def show(
        self,
        shown: Network | Drawn | str = "influence",
        *about: str,
        static: bool = False,
        **options: Any,
    ) -> Showing:
        """Return what a notebook shows of a layer or network: the page, and a picture beside it.

        The page holds the whole record and first shows the layer with the network's days, voices,
        lens, families and thresholds; the picture is of the network alone. ``static`` leaves the
        page out, and so does a window of acts, which the page does not know. Of other results, and
        of pictures by name, there is the picture only; parameters as for ``picture``.
        """
        from kgraph.showing import Showing
        from kgraph.text import many

        network: Any = self._pictured(shown, about, options) if isinstance(shown, str) else shown
        if hasattr(network, "drawn_as"):
            return self._drawn(network)
        title = f"{self.title}: {TITLES[network.layer].lower()}"
        chosen = network.table.selection
        # The page knows no window of acts.
        leave = static or chosen.window is not None
        page = "" if leave else self.page(layer=network.layer, **_of(chosen))
        edges, claims = many(len(network.edges), "edge"), many(len(network.claims), "claim")
        text = f"{title}; {edges} from {claims}; data version {self.data_version}"
        return Showing(title, self.picture(network), page, text)

    def _drawn(self, result: Drawn) -> Showing:
        from kgraph import draw
        from kgraph.showing import Showing
        from kgraph.text import many

        title = self._heading(result, draw.find(result.drawn_as).title)
        basis = f"{many(len(result.claims), 'claim')}; data version {self.data_version}"
        return Showing(title, self.picture(result), "", f"{title}; from {basis}")

    def save(self, saved: Network, path: Path | str) -> tuple[str, ...]:
        """Write a network to a file in the format of its ending; returns what is lost there."""
        from kgraph import exports

        chosen = exports.format_of(path)
        chosen.layer(saved.layer)
        return self._written(saved, chosen).save(path)

    def __repr__(self) -> str:
        return f"<KnowledgeGraph: {self.title}; data version {self.data_version}>"

    def _repr_html_(self) -> str:
        from kgraph.text import html

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

    def _written(self, content: Network | ClaimsTable, chosen: Format) -> Export:
        from kgraph import exports
        from kgraph.claims import ClaimsTable

        if chosen.name == "svg":
            return exports.Export(self.picture(content).encode())  # type: ignore[arg-type]
        if isinstance(content, ClaimsTable):
            layer, selection = "claims", content.caption()
        else:
            layer, selection = content.layer, content.caption()
        head = exports.head(layer, self.title, selection, self.data_version)
        return exports.written(content, chosen, head)

    def _rdf(self, format: str, *, derived: bool, options: dict[str, Any]) -> Export:
        from kgraph import exports
        from kgraph.claims import Selection
        from kgraph.exports import rdf

        if self.graded_by:
            message = f"{format} holds no grades of your own; export a network or leave them out."
            raise BadOption(message)
        table = self.claims(**options)
        part = table.selection != Selection()
        if part and derived:
            message = "The built graph is whole; leave derived out, or the options that choose."
            raise BadOption(message)
        selection = table.caption()
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
        "lens",
        "families",
        "voices",
        "min_factuality",
        "disputed",
    )
    return {name: getattr(selection, name) for name in names}
