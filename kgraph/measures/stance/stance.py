"""Stance: who stands where on what, who does what to or for whom, and what follows from both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgraph import words
from kgraph.measures.stance.agreement import Agreement, agreement
from kgraph.measures.stance.alignment import Alignment, alignment
from kgraph.measures.stance.balance import Balance, Degrees, Frustrations, signed_pairs
from kgraph.measures.stance.blocs import Blocs, opposition
from kgraph.measures.stance.votes import Votes, advocates, votes
from kgraph.networks import build

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.claims import ClaimsTable
    from kgraph.measures.account import Account
    from kgraph.measures.stance.alignment import Objectives
    from kgraph.measures.stance.balance import SignedPairs
    from kgraph.measures.stance.strip import Strip
    from kgraph.measures.stance.views import View
    from kgraph.networks.network import Conduct, Positions
    from kgraph.networks.shown import Face

__all__ = ["NO_EVIDENCE", "Stance"]

#: What a cell of the position matrix says if no claim fills it.
NO_EVIDENCE = "no evidence"


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
        told = self.table.where(self.table.columns.document.where(document.__ne__))
        return Stance.of(told, self.families, self.whole, face=self.positions.face)

    def view(self, name: str, **options: Any) -> View:
        """Return a view by the name and with the options of the command line, see ``views``."""
        from kgraph.measures.stance.views import view

        return view(self, name, **options)

    # --- positions

    def matrix(self) -> Any:
        """Return the position matrix as a pandas DataFrame: holders by targets, states as text.

        The six states stay apart: supports, opposes, neutral, conditional, mixed (with its sides)
        and no evidence. Publishers and analysts are in ``advocacy`` instead.
        """
        from kgraph.text import frame

        rows = self.matrix_rows()
        cells = [[row[target] for target in self.targets] for row in rows]
        made = frame(cells, [self.table.label(target) for target in self.targets])
        made.index = [row["holder_label"] for row in rows]
        return made

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

    def advocacy(self) -> list[dict[str, Any]]:
        """Return one dict per position that a publisher or analyst advocates."""
        apart = advocates(self.positions)
        return [row for row in self.positions.rows() if row["holder"] in apart]

    def matrix_rows(self) -> list[dict[str, Any]]:
        """Return one dict per holder: a column per target, by its CURIE, with the state as text."""
        return [
            {
                "holder": holder,
                "holder_label": self.table.label(holder),
                **{target: self._said(holder, target) for target in self.targets},
            }
            for holder in self.holders
        ]

    def _said(self, holder: str, target: str) -> str:
        cell = self.positions.cells.get((holder, target))
        return words.cell(cell) if cell else NO_EVIDENCE

    def mixed(self) -> list[dict[str, Any]]:
        """Return one dict per claim of each mixed cell: which side, whose word, for and by when.

        ``by`` is the actor whose position the claim gives, where the holder stands for it.
        """
        rows = []
        whole = self.whole or self.table
        for cell in self.positions.cells.values():
            if cell.state != "mixed":
                continue
            for tie in cell.ties:
                for name in tie.claims:
                    claim = whole[name]
                    rows.append(
                        {
                            "holder": cell.holder,
                            "holder_label": self.table.label(cell.holder),
                            "target": cell.target,
                            "target_label": self.table.label(cell.target),
                            "side": words.side(tie.sign, conditional=tie.conditional),
                            "by": claim.subject,
                            "by_label": claim.subject_label,
                            "claimant": claim.claimant,
                            "claimant_label": claim.claimant_label,
                            "voice": claim.voice,
                            "when": claim.when,
                            "reported_on": claim.reported_on,
                            "claim": name,
                            "document": claim.document,
                        }
                    )
        return rows

    def votes(self, duplicates: str = "once", *, conditional: bool = False) -> Votes:
        """Return the positions as counts, see ``votes.votes``."""
        return votes(self.positions, duplicates, conditional=conditional)

    def _agreement(self, measure: str, options: dict[str, Any]) -> Agreement:
        by, what = options.pop("by", "average"), options.pop("what", "actor")
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

    def polarization(self, **options: Any) -> Account:
        """Return how far the two blocs are apart, in [0, 1]; ``None`` if not assessable."""
        return self.blocs(**options).polarization()

    def convergence(self, typed: Objectives | None = None, **options: Any) -> Alignment:
        """Return MACTOR's convergence, divergence and ambivalence.

        Of the positions (options are those of ``votes``), or of a matrix that was typed in.
        """
        return alignment(typed=typed) if typed else alignment(self.votes(**options))

    divergence = convergence
    ambivalence = convergence

    # --- conduct

    def balance(self) -> Balance:
        """Return the triangles of conduct and the share that is balanced."""
        return Balance(self.table, self.pairs)

    def frustration(self) -> Frustrations:
        """Return the ties that are wrong when actors stand in the two best camps."""
        return Frustrations(self.table, self.pairs)

    def degrees(self) -> Degrees:
        """Return how many friends and opponents each actor has."""
        return Degrees(self.table, self.pairs)

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

    def headlines(self, measures: Iterable[str] = (), **options: Any) -> list[dict[str, Any]]:
        """Return headline numbers (all, unless named), each with its range without a document.

        ``options`` are those of ``votes``.
        """
        from kgraph.measures.stance.headlines import headlines

        return headlines(self, measures, options)

    def leave_one_out(self, measure: str, **options: Any) -> list[dict[str, Any]]:
        """Return a headline number without each document in turn, see ``lenses``."""
        from kgraph.measures.stance.headlines import leave_one_out

        return leave_one_out(self, measure, options)
