"""How far influence reaches: paths, persuaders, institutions, and what would change it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from kgraph.dossier import dossier as dossiers
from kgraph.dossier import store as stores
from kgraph.errors import BadOption
from kgraph.networks.triples import default_ties
from kgraph.vocabulary import CURATED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Self

    from kgraph.claims import ClaimsTable
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.overlay import Overlay
    from kgraph.dossier.store import Store
    from kgraph.measures.influence.influence import Influence
    from kgraph.measures.influence.institutions import Institution
    from kgraph.measures.influence.paths import Paths
    from kgraph.measures.influence.persuasion import Persuasion
    from kgraph.measures.whatif.flip import Flip
    from kgraph.measures.whatif.whatif import Difference
    from kgraph.networks.shown import Face

__all__ = ["Reach"]


class Reach:
    """The part of ``KnowledgeGraph`` that follows influence, and asks what if."""

    if TYPE_CHECKING:
        dossier: Dossier
        store: Store
        graded_by: tuple[tuple[Path, str], ...]
        name: Any
        _network_table: Any

        def __init__(self, dossier: Dossier, store: Store) -> None: ...
        @property
        def table(self) -> ClaimsTable:
            """The claims table of the whole record."""

        @property
        def data_version(self) -> str:
            """Hash of all inputs."""

        def influence(self, *args: Any, **options: Any) -> Influence:
            """Return the network of levers."""

    def paths(
        self,
        a: str,
        b: str,
        *,
        max_length: int = 3,
        limit: int = 1000,
        progress: Callable[[int, int], None] | None = None,
        **options: Any,
    ) -> Paths:
        """Return the paths of influence from ``a`` to ``b``, hollow and lapsed levers marked.

        Bounded by steps and number of paths; ``stopped`` says if a bound was reached.
        """
        network = self.influence(**options)
        return network.paths(a, b, max_length=max_length, limit=limit, progress=progress)

    def persuaders(
        self, issue: str, on: str | None = None, *, by: str = "direct", **options: Any
    ) -> Persuasion:
        """Return who could move whom on an issue, and which way: gross, net and both sides."""
        return self.influence(**options).pushes(issue, on, by=by)

    def institutions(self, body: str | None = None, **options: Any) -> tuple[Institution, ...]:
        """Return the bodies whose decision rule is in the data: who can block, who can carry.

        Of one ``body``, its rules; none if the data have none.
        """
        from kgraph.measures.influence.institutions import institutions

        network = self.influence(**options)
        found = institutions(network.table, network.structure)
        if body is None:
            return found
        wanted = self.name(body, "actor").id
        return tuple(one for one in found if one.rule.body == wanted)

    def with_levers(self, path: Path | str) -> Self:
        """Return this graph with the grades of a Turtle file in place of the vocabulary's."""
        from pathlib import Path

        from kgraph.claims import regraded

        file = Path(path)
        graded = type(self)(self.dossier, self.store)
        graded.graded_by = (*self.graded_by, (file, dossiers.digest(file)))
        table = regraded(self.table, stores.parse({CURATED: (file,)}), file)
        graded.__dict__["table"] = replace(table, data_version=graded.data_version)
        return graded

    def with_overlay(self, overlay: Overlay | Path | str) -> Self:
        """Return this graph with claims added, retracted or changed; this one stays as it is.

        ``overlay`` is a Turtle file (``store.overlay.read`` says what it may hold) or was read
        from one. Raises ``BadData`` or ``MissingFile``.
        """
        from kgraph.curation.checks import check_overlay
        from kgraph.dossier import overlay as overlays

        read = overlay
        if not isinstance(read, overlays.Overlay):
            file = read
            read = overlays.read(self.dossier, file)
            check_overlay(self.dossier, read, file)
        version = f"{self.store.data_version}+{read.digest}" if read else self.store.data_version
        changed = type(self)(
            self.dossier, overlays.overlaid(self.dossier, read, default_ties, version)
        )
        for file, _ in self.graded_by:
            changed = changed.with_levers(file)
        return changed

    def what_if(
        self,
        overlay: Overlay | Path | str,
        *,
        on: str | None = None,
        by: str = "direct",
        results: Mapping[str, Callable[[ClaimsTable], object]] | None = None,
        **options: Any,
    ) -> Difference:
        """Return what an overlay changes, and only that: ties, strengths, paths, ranks, blocs.

        ``results`` are other results to compare, each a function of the selected claims table.
        """
        from kgraph.measures.stance.stance import Stance
        from kgraph.measures.whatif import whatif

        def blocs(table: ClaimsTable) -> str:
            return Stance.of(table).blocs().sentence()

        changed = self.with_overlay(overlay)
        before, after = self._network_table(dict(options)), changed._network_table(dict(options))
        actor = "" if on is None else changed.name(on, "actor").id
        families = after.selection.families
        told = {"blocs": blocs, **(results or {})}
        found = whatif.difference(before, after, families=families, on=actor, by=by, results=told)
        return replace(found, face=cast("Face", self))

    def smallest_flip(
        self,
        on: str | None = None,
        of: str | None = None,
        *,
        issue: str | None = None,
        blocs: bool = False,
        by: str = "direct",
        **options: Any,
    ) -> Flip:
        """Return the fewest claims without which another leads, or a sign or bloc is another.

        Without ``issue``: the leader of the ranking by ``by``, over all or on or of an actor. With
        ``issue``: the sign of the net push on the actor ``on``. With ``blocs``: who stands in which
        of the two blocs; raises ``BadOption`` if these are not assessable.
        """
        from kgraph.measures.whatif import flip

        if blocs:
            if on or of or issue:
                raise BadOption("Blocs are of all actors: leave --on, --of and --issue out.")
            return flip.flip_of_blocs(self._network_table(options))
        network = self.influence(on, of, **options)
        if issue is None:
            return flip.flip_of_leader(network, by)
        if on is None:
            raise BadOption("Say whom the push is on: an issue needs --on ACTOR.")
        target = self.name(on, "actor").id
        return flip.flip_of_push(network, self.name(issue).id, target, by)
