"""The page: claims as a view model, drawn as one HTML file or as a pyvis network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.page import render, view

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.claims.evidence import Base
    from kgraph.curation.story import Story
    from kgraph.page.view import Grouping

__all__ = ["page"]


def page(
    table: ClaimsTable,
    base: Base,
    *,
    title: str,
    lines: Mapping[str, tuple[str, int]] | None = None,
    state: Mapping[str, Any] | None = None,
    arrangement: Mapping[str, Mapping[str, Sequence[float]]] | None = None,
    groupings: Sequence[Grouping] = (),
    renderer: str = "auto",
    measured: Mapping[str, Any] | None = None,
    pictures: Mapping[str, str] | None = None,
    graded_by: Sequence[str] = (),
    story: Story | None = None,
    told: bool = False,
) -> str:
    """Return the interactive page of the whole record.

    ``measured`` and ``pictures`` are of measures, as ``kgraph.page.measured`` makes them; the other
    parameters are those of ``view.view``.
    """
    model = view.view(
        table,
        base,
        title=title,
        lines=lines,
        state=state,
        arrangement=arrangement,
        groupings=groupings,
        renderer=renderer,
        measured=measured,
        graded_by=graded_by,
        story=story,
        told=told,
    )
    return render.render(model, pictures or {})
