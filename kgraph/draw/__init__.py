"""Static pictures as SVG, in the page's colours: for papers, notebooks and mail.

One registry has them by name, with the number of names that each is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.errors import BadOption, UnknownName
from kgraph.text import many, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["PICTURES", "Named", "find"]


@dataclass(frozen=True, slots=True)
class Named:
    """A picture: its name, what it shows, and the names that it is about.

    ``takes`` are the possible lists of names, ``((),)`` for none; ``options`` are those that it
    has beside those that choose claims.
    """

    name: str
    about: str
    takes: tuple[tuple[str, ...], ...] = ((),)
    options: tuple[str, ...] = ()

    def check(self, names: Sequence[str], options: Sequence[str]) -> None:
        """Raise ``BadOption`` unless the picture takes so many names, and these options."""
        if len(names) not in {len(one) for one in self.takes}:
            wanted = " or ".join(" and ".join(one) or "no name" for one in self.takes)
            message = f"The picture {self.name} is of {wanted}, not of {many(len(names), 'name')}."
            raise BadOption(message)
        for option in options:
            if option not in self.options:
                taken = [one.name for one in PICTURES.values() if option in one.options]
                flag = f"--{option.replace('_', '-')}"
                message = f"The picture {self.name} has no {flag}; {', '.join(taken)} have it."
                raise BadOption(message)

    def draw(self, shown: Any, **how: Any) -> str:
        """Return the picture of a result as SVG."""
        from importlib import import_module

        draw: Callable[..., str] = getattr(import_module(f"kgraph.draw.{self.name}"), self.name)
        return draw(shown, **how)


_DRAWS = ("samples", "seed", "noise")

PICTURES: dict[str, Named] = {
    one.name: one
    for one in (
        Named("influence", "who has which levers on whom",
              options=("on", "of")),
        Named("conduct", "who does what to or for whom: friends near, foes far"),
        Named("positions", "who stands where, by bloc"),
        Named("structure", "who belongs to what, of all or of one",
              ((), ("NAME",))),
        Named("strip", "an issue, or the conduct of two actors, along days",
              (("ISSUE",), ("ACTOR", "ACTOR"))),
        Named("plane", "who moves others, who is moved",
              options=_DRAWS),
        Named("ranks", "ranks with their intervals",
              options=("on", "of", "by", *_DRAWS)),
        Named("paths", "the paths between two actors",
              (("FROM", "TO"),), ("max_length", "limit")),
        Named("whatif", "what an overlay changes",
              (("OVERLAY.ttl",),), ("on", "by")),
    )
}  # fmt: skip


def find(name: str) -> Named:
    """Return the picture of a name; raises ``UnknownName``."""
    if name not in PICTURES:
        near = nearest(name, PICTURES, n=2, cutoff=0.5)
        raise UnknownName(name, "picture", near or list(PICTURES))
    return PICTURES[name]
