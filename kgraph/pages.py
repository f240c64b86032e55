"""The page of a knowledge graph, and the same view as a pyvis network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.errors import BadOption, UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kgraph.claims import ClaimsTable
    from kgraph.dossier.dossier import Dossier

__all__ = ["LAYERS", "Pages"]

#: Layers that the page can show first.
LAYERS = ("positions", "conduct", "influence")


class Pages:
    """The part of ``KnowledgeGraph`` that draws pages."""

    if TYPE_CHECKING:
        dossier: Dossier
        graded_by: tuple[tuple[Path, str], ...]
        base: Any
        name: Any
        network_selection: Any

        @property
        def table(self) -> ClaimsTable:
            """The claims table of the whole record."""

        @property
        def title(self) -> str:
            """The title of the dossier."""

    def page(
        self,
        *,
        title: str | None = None,
        arrangement: Mapping[str, Mapping[str, Sequence[float]]] | None = None,
        groupings: Sequence[tuple[str, Mapping[str, str]]] = (),
        renderer: str = "auto",
        overlay: Any = None,
        **options: Any,
    ) -> str:
        """Return the interactive page as one self-contained HTML text.

        ``options`` choose what it shows first: layer, as_of, known_by, lens, families, voices,
        min_factuality, disputed. The page holds the whole record. ``arrangement`` is a layout as
        ``page.saved.read`` returns it; a grouping is a name and, by actor, the name of a group;
        ``renderer`` is ``"svg"``, ``"vis"`` or ``"auto"``. Of an ``overlay``, as for ``what_if``,
        the page has what it would change. A user's own grades (``with_levers``) are those of the
        page too, which says by which file.
        """
        from kgraph import page
        from kgraph.page import measured

        state = self._page_state(dict(options))
        options.pop("layer", None)
        made, pictures = measured.measured(self, options, overlay)
        return page.page(
            self.table,
            self.base(),
            title=title or self.title,
            lines=self._lines(),
            state=state,
            arrangement=arrangement,
            groupings=[(name, self._grouping(groups)) for name, groups in groupings],
            renderer=renderer,
            measured=made,
            pictures=pictures,
            graded_by=[file.name for file, _ in self.graded_by],
        )

    def _grouping(self, groups: Mapping[str, str]) -> dict[str, str]:
        return {self.name(actor, "actor").id: group for actor, group in groups.items()}

    def _lines(self) -> dict[str, tuple[str, int]]:
        from kgraph.curation.turtle import Lines

        lines = Lines(
            (self.dossier.relative(path), path.read_text(encoding="utf-8"))
            for path in self.dossier.data
        )
        return {claim.claim: lines.where(f"claim:{claim.claim}") for claim in self.table}

    def _page_state(self, options: dict[str, Any]) -> dict[str, Any]:
        layer = options.pop("layer", None) or "influence"
        if layer not in LAYERS:
            raise UnknownName(layer, "layer", LAYERS)
        chosen = self.network_selection(**options)
        if chosen.window is not None:
            message = (
                "The page takes no --window: acts stand in it from their day on; "
                "use kgraph stance or kgraph influence with --window."
            )
            raise BadOption(message)
        return {
            "layer": layer,
            "asOf": chosen.as_of.isoformat() if chosen.as_of else "",
            "knownBy": chosen.known_by.isoformat() if chosen.known_by else "",
            "voices": list(chosen.voices),
            "lens": list(chosen.lens),
            "families": list(chosen.families),
            "disputed": chosen.disputed,
            "minFactuality": chosen.min_factuality,
        }

    def to_pyvis(self, layer: str = "influence", **options: Any) -> Any:
        """Return a ``pyvis.network.Network`` of a layer, at the page's positions.

        ``options`` are those of ``selection``.
        """
        from kgraph.page import view
        from kgraph.page.pyvis import to_pyvis

        selection = self.network_selection(**options)
        return to_pyvis(self.table, selection, view.places(self.table), layer)
