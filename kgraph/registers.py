"""What stands side by side in the record: contradictions, frames, figures, gaps, two views."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.measures.record.compare import Comparison
    from kgraph.measures.record.contradictions import Contradictions
    from kgraph.measures.record.figures import Figures
    from kgraph.measures.record.frames import Frames
    from kgraph.measures.record.gaps import Gaps

__all__ = ["Registers"]


class Registers:
    """The part of ``KnowledgeGraph`` that lists what differs and what is missing."""

    if TYPE_CHECKING:
        claims: Any
        stance: Any
        name: Any
        base: Any
        network_selection: Any
        _network_table: Any

        @property
        def table(self) -> ClaimsTable:
            """The claims table of the whole record."""

    def contradictions(self, between: Sequence[str] = (), **options: Any) -> Contradictions:
        """Return the register of contradictions, or those ``between`` two actors by name.

        ``options`` are those of ``selection``; every voice unless they choose.
        """
        from kgraph.measures.record.contradictions import contradictions

        register = contradictions(self.claims(**options))
        if between:
            first, second = (self.name(name, "actor").id for name in between)
            register = register.between(first, second)
        return register

    def frames(self, what: str | None = None, **options: Any) -> Frames:
        """Return who applies which word to a thing (or to anything), and who rejects it.

        ``what`` may name a frame as well: then who applies it, and to what.
        ``options`` are those of ``selection``; every voice unless they choose.
        """
        from kgraph.measures.record.frames import frames

        return frames(self.claims(**options), self.name(what).id if what else None)

    def figures(self, event: str | None = None, **options: Any) -> Figures:
        """Return who counts how many of whom for an event (or all), and how that fits together.

        ``options`` are those of ``selection``; every voice unless they choose.
        """
        from kgraph.measures.record.figures import figures

        return figures(self.claims(**options), self.name(event).id if event else None)

    def gaps(self, **options: Any) -> Gaps:
        """Return where the evidence has nothing, one document or one side; as for ``stance``."""
        from kgraph.measures.record.gaps import gaps

        return gaps(self.stance(**options))

    def compare(self, from_: str, to: str, **options: Any) -> Comparison:
        """Return what differs between two days, two lenses or two voices.

        ``from_`` and ``to`` are days, lenses (as in ``selection``) or ``voice:V``, both of a kind.
        Two days are compared by dated claims only. ``options`` are those of ``stance``.
        """
        from kgraph.claims.rollup import rolled_up
        from kgraph.measures.record import compare

        roll_up, institutions = options.pop("roll_up", False), options.pop("institutions", False)
        one, other = compare.sides(from_, to, options)
        whole = self._network_table(dict(options))
        views = []
        for side in (one, other):
            selection = self.network_selection(**{**options, **side})
            days = "as_of" in side
            table = compare.dated(self.table) if days else self.table
            chosen = table.select(selection)
            if roll_up or institutions:
                chosen = rolled_up(chosen, self.table, institutions=institutions)
            views.append(chosen)
        before, after = views
        families = whole.selection.families
        found = compare.compare(self.table, before, after, families, in_time=days)
        if not days:
            return found
        last = self.base().last
        beyond = tuple(day for day in (from_, to) if last and day > last)
        return replace(found, **compare.counted(whole), beyond=beyond)
