"""Stance: who stands where on what, who does what to or for whom, and what follows from both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgraph.errors import BadOption
from kgraph.measures.register import MEASURES, STANCE
from kgraph.measures.stance.agreement import Agreement, agreement
from kgraph.measures.stance.alignment import (
    Alignment,
    Ambivalence,
    Objectives,
    alignment,
    read_objectives,
)
from kgraph.measures.stance.balance import Balance, Degrees, signed_pairs
from kgraph.measures.stance.blocs import Blocs, Issues, opposition
from kgraph.measures.stance.cells import Advocacy, Matrix, Mixed
from kgraph.measures.stance.frustration import Frustrations
from kgraph.measures.stance.headlines import Headlines, Polarization, WithoutOne
from kgraph.measures.stance.votes import Votes, advocates, votes
from kgraph.networks import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from kgraph.claims import ClaimsTable
    from kgraph.measures.account import Account, Headline
    from kgraph.measures.stance.balance import SignedPairs
    from kgraph.measures.stance.strip import Strip
    from kgraph.networks.network import Conduct, PositionRow, Positions
    from kgraph.result import Face, Result

__all__ = ["HEADLINES", "Stance"]


@dataclass(frozen=True, eq=False)
class Stance:
    """Who stands where: the positions, and the conduct between actors.

    Every measure returns a result with ``rows()`` and ``notes()``, the claims behind each number,
    and ``explain()``, which divides a sum among its claims.
    """

    positions: Positions
    conduct: Conduct
    families: tuple[str, ...] = ()
    whole: ClaimsTable | None = None

    @classmethod
    def of(
        cls,
        table: ClaimsTable,
        families: Iterable[str] = (),
        whole: ClaimsTable | None = None,
        *,
        face: Face | None = None,
    ) -> Stance:
        """Return the positions and the conduct that the claims of a (selected) table state.

        ``whole`` has the same claims as they were made, where ``table`` is rolled up; ``face`` is
        the dossier, for what needs the whole of it.
        """
        chosen = tuple(families)
        positions = replace(build.positions(table), face=face)
        return cls(positions, replace(build.conduct(table, chosen), face=face), chosen, whole)

    @property
    def table(self) -> ClaimsTable:
        """The claims of the selection."""
        return self.positions.table

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims behind positions and conduct, sorted."""
        return tuple(sorted({*self.positions.claims, *self.conduct.claims}))

    @property
    def graph(self) -> Any:
        """The conduct network as a networkx ``MultiDiGraph``."""
        return self.conduct.graph

    def save(self, path: Path | str) -> tuple[str, ...]:
        """Write the conduct network to a file; returns what its format cannot hold."""
        return self.conduct.save(path)

    def show(self, *, static: bool = False) -> Any:
        """Return what a notebook shows: the page with the positions, and their matrix beside it.

        With ``static``, the matrix alone. ``.conduct.show()`` shows the conduct.
        """
        return self.positions.show(static=static)

    def _repr_html_(self) -> str:
        return self.positions._repr_html_() + self.conduct._repr_html_()

    @cached_property
    def pairs(self) -> SignedPairs:
        """The conduct without directions, friendly and hostile pairs apart."""
        return signed_pairs(self.conduct)

    def without(self, document: str) -> Stance:
        """Return the stance as told by all documents but one."""
        found = self._told_without.get(document)
        if found is None:
            told = self.table.where(self.table.columns.document.where(document.__ne__))
            found = Stance.of(told, self.families, self.whole, face=self.positions.face)
            self._told_without[document] = found
        return found

    @cached_property
    def _told_without(self) -> dict[str, Stance]:
        return {}

    def view(self, name: str, **options: Any) -> Result[Any]:
        """Return a measure of positions or conduct by its name, as ``kgraph stance NAME`` does.

        ``options`` are those that the measure takes (``kg.measures()`` lists them); ``None``,
        ``False`` and empty ones are not given. Raises ``BadOption`` for another, or if there is no
        such measure.
        """
        if name not in STANCE:
            message = f"There is no view {name!r} of a stance; there are {', '.join(STANCE)}."
            raise BadOption(message)
        measure = MEASURES[name]
        return measure.made(self.conduct if measure.of == "conduct" else self, **options)

    # --- positions

    def stands(self, issue: str | None = None) -> Result[PositionRow]:
        """Return the positions, or those on an issue, event or agreement by its name."""
        if issue is None:
            return self.positions
        found = self.table.names.find(issue, "issue", "event", "agreement")
        whole, table = self.positions, self.table
        silent = tuple(claim for claim in whole.silences if table[claim].object == found.id)
        return replace(whole, silences=silent).where(lambda row: row["target"] == found.id)

    def matrix(self) -> Any:
        """Return the position matrix as a pandas DataFrame: holders by targets, states as text.

        ``states`` is the same as rows. Publishers and analysts are in ``advocacy`` instead.
        """
        from kgraph.text import frame

        rows = self.states().rows()
        cells = [[row[target] for target in self.targets] for row in rows]
        made = frame(cells, [self.table.label(target) for target in self.targets])
        made.index = [row["holder_label"] for row in rows]
        return made

    def states(self) -> Matrix:
        """Return the position matrix as rows: the six states of a cell, holders by targets."""
        return Matrix(self.positions, self.holders, self.targets, self.votes(conditional=True))

    @cached_property
    def holders(self) -> tuple[str, ...]:
        """The actors with a position, sorted; publishers and analysts are no holders."""
        apart = advocates(self.positions)
        return tuple(holder for holder in self.positions.holders if holder not in apart)

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The issues, events and agreements on which a holder has a position, sorted."""
        held = {target for holder, target in self.positions.cells if holder in set(self.holders)}
        return tuple(sorted(held))

    def advocacy(self) -> Advocacy:
        """Return the positions that publishers and analysts advocate."""
        return Advocacy(self.positions)

    def mixed(self) -> Mixed:
        """Return the mixed cells, claim by claim: which side, whose word, for and by when."""
        return Mixed(self.positions, self.whole or self.table)

    def votes(self, duplicates: str = "once", *, conditional: bool = False) -> Votes:
        """Return the positions as counts, see ``votes.votes``."""
        return votes(self.positions, duplicates, conditional=conditional)

    def _agreement(self, measure: str, options: dict[str, Any]) -> Agreement:
        by, what = options.pop("by", "average"), options.pop("what", "actor")
        if options.pop("issues", False):
            what = "issue"
        return agreement(self.votes(**options), measure, by, what)

    def congruence(self, **options: Any) -> Agreement:
        """Return how much two actors (or issues) agree.

        Parameters
        ----------
        **options
            ``by`` (``average``, ``cosine``, ``none``, ``jaccard-dna``, ``cosine-dna``), ``what``
            (``actor`` or ``issue``), and those of ``votes``: ``duplicates``, ``conditional``.
        """
        return self._agreement("congruence", options)

    def conflict(self, **options: Any) -> Agreement:
        """Return how much two actors (or issues) disagree; options as for ``congruence``."""
        return self._agreement("conflict", options)

    def subtract(self, **options: Any) -> Agreement:
        """Return congruence minus conflict; options as for ``congruence``."""
        return self._agreement("subtract", options)

    def blocs(self, **options: Any) -> Blocs:
        """Return the two blocs nearest to the positions; options are those of ``votes``."""
        return opposition(self.votes(**options))

    def issues(self, **options: Any) -> Issues:
        """Return what part each issue has in the conflict between the two blocs."""
        return self.blocs(**options).separating()

    def polarization(self, **options: Any) -> Account:
        """Return how far the two blocs are apart, in [0, 1]; ``None`` if not assessable."""
        return self.blocs(**options).polarization()

    def polarized(self, **options: Any) -> Polarization:
        """Return polarization beside what chance gives, and how far it carries."""
        return Polarization(self.blocs(**options), self.headlines(("polarization",), **options))

    def convergence(
        self, typed: Objectives | Path | str | None = None, **options: Any
    ) -> Alignment:
        """Return MACTOR's convergence and divergence.

        Of the positions (options are those of ``votes``), or of a matrix that was typed in, or the
        file of one.
        """
        if typed is None:
            return alignment(self.votes(**options))
        return alignment(typed=typed if isinstance(typed, Objectives) else read_objectives(typed))

    def divergence(self, typed: Objectives | Path | str | None = None, **options: Any) -> Alignment:
        """Return the same tables, of which divergence is explained; see ``convergence``."""
        return replace(self.convergence(typed, **options), measure="divergence")

    def ambivalence(
        self, typed: Objectives | Path | str | None = None, **options: Any
    ) -> Ambivalence:
        """Return how much each actor is with and against the same others; see ``convergence``."""
        return self.convergence(typed, **options).ambivalence()

    # --- conduct

    def balance(self) -> Balance:
        """Return the triangles of conduct and the share that is balanced."""
        return Balance(self.conduct, self.pairs)

    def frustration(self) -> Frustrations:
        """Return the ties that are wrong when actors stand in the two best camps."""
        return self._frustrations

    @cached_property
    def _frustrations(self) -> Frustrations:
        return Frustrations(self.conduct, self.pairs)

    def degrees(self) -> Degrees:
        """Return how many friends and opponents each actor has."""
        return Degrees(self.conduct, self.pairs)

    # --- along days

    def strip(self, about: str, other: str | None = None) -> Strip:
        """Return the claims on an issue, or on the conduct between two actors, along days.

        One row per holder of a position on ``about``, or per direction between it and ``other``.
        Publishers and analysts are no holders.
        """
        from kgraph.measures.stance.strip import strip

        names = self.table.names
        if other is None:
            issue = names.find(about, "issue", "event", "agreement").id
            held = set(self.holders)
            ties = (t for t in self.positions.ties if t.target == issue and t.source in held)
            made = strip(self.table, ties, issue)
        else:
            pair = tuple(names.find(name, "actor").id for name in (about, other))
            ties = (t for t in self.conduct.ties if {t.source, t.target} == set(pair))
            made = strip(self.table, ties, *pair)
        return replace(made, face=self.positions.face)

    # --- how much it hangs on one document

    def headlines(self, measures: Iterable[str] = (), **options: Any) -> Headlines:
        """Return headline numbers (all, unless named), each with its range without a document.

        ``options`` are those of ``votes``.
        """
        named = tuple(measures) or HEADLINES
        return Headlines(self.table, {name: self._told(name, options) for name in named})

    def leave_one_out(self, measure: str, **options: Any) -> WithoutOne:
        """Return a headline number without each document in turn; raises ``BadOption``."""
        return WithoutOne(self.table, self._told(measure, options))

    def _told(self, measure: str, options: dict[str, Any]) -> Callable[[str], Headline]:
        if measure not in HEADLINES:
            message = f"A headline is {', '.join(HEADLINES)}, not {measure!r}."
            raise BadOption(message)
        told = HEADLINES[measure]
        return lambda document: told(self.without(document) if document else self, options)


#: Measures with one number for the whole network.
HEADLINES: Mapping[str, Callable[[Stance, dict[str, Any]], Headline]] = {
    "polarization": lambda stance, options: stance.blocs(**options).headline(),
    "degree of convergence": lambda stance, options: stance.convergence(**options).headline(),
    "balance": lambda stance, _: stance.balance().headline(),
    "frustration": lambda stance, _: stance.frustration().headline(),
    "frustration, normalised": lambda stance, _: stance.frustration().headline(normalised=True),
}
