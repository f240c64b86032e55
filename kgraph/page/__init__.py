"""The page: claims as a view model, drawn as one HTML file or as a pyvis network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.page import render, view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.claims import ClaimsTable
    from kgraph.evidence import Base

__all__ = ["page"]


def page(
    table: ClaimsTable,
    base: Base,
    *,
    title: str,
    lines: Mapping[str, tuple[str, int]] | None = None,
    state: Mapping[str, Any] | None = None,
) -> str:
    """Return the interactive page of the whole record; parameters as for ``view.view``."""
    return render.render(view.view(table, base, title=title, lines=lines, state=state))
