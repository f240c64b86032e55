"""What a notebook shows: the page in a frame of its own, with a static picture beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import UnknownName
from kgraph.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["Showing"]

_HEIGHT = 680
#: What the page may do in its frame: run its own script, save files, open a link; no more.
_SANDBOX = "allow-scripts allow-downloads allow-popups"


@dataclass(frozen=True, repr=False)
class Showing:
    """What a notebook shows: the page in a frame of its own, and a picture beside it.

    ``page`` is the HTML of the page, ``""`` where only the picture is wanted; ``svg`` the picture;
    ``text`` one line for those who see neither.
    """

    title: str
    svg: str
    page: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def save(self, path: Path | str) -> None:
        """Write the page (``.html``) or the picture (``.svg``) to a file.

        Raises
        ------
        UnknownName, UnwritableTarget
            If the file is neither; if it cannot be written.
        """
        parts = {".svg": self.svg, ".html": self.page}
        ending = Path(path).suffix.lower()
        if not parts.get(ending):
            held = [name for name, text in parts.items() if text]
            raise UnknownName(ending, "format with the ending", held)
        write_whole(path, parts[ending].encode())

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        bundle = {"text/plain": self.text, "image/svg+xml": self.svg}
        if self.page:
            bundle["text/html"] = self.frame()
        return {
            kind: data
            for kind, data in bundle.items()
            if (include is None or kind in include) and kind not in (exclude or ())
        }

    def frame(self) -> str:
        """Return the page in an ``<iframe>`` that nothing outside it has to be fetched for."""
        from markupsafe import Markup

        return str(
            Markup(
                '<iframe srcdoc="{}" sandbox="{}" title="{}" width="100%" height="{}" '
                'style="border:1px solid #d9d6d0"></iframe>'
            ).format(self.page, _SANDBOX, self.title, _HEIGHT)
        )
