"""MACTOR's tables made of positions, or of a matrix typed in: who pulls with whom, and how much."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypedDict

import numpy as np

from kgraph.errors import BadData, UnknownName
from kgraph.files import read_text
from kgraph.measures.account import Account, Headline, added, divided
from kgraph.measures.stance.agreement import pair_of, placed, vote_notes
from kgraph.measures.stance.votes import VALUES
from kgraph.measures.thresholds import missing_shared, threshold
from kgraph.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.claims import ClaimsTable
    from kgraph.measures.stance.votes import Votes
    from kgraph.result import Part
    from kgraph.text import Shown

__all__ = [
    "Alignment",
    "AlignmentRow",
    "Ambivalence",
    "AmbivalenceRow",
    "Objectives",
    "alignment",
    "ambivalence",
    "convergence",
    "degree_of_convergence",
    "divergence",
    "objectives",
    "read_objectives",
]


class AlignmentRow(TypedDict):
    """Two actors that share an objective, with convergence and divergence."""

    first: str
    first_label: str
    second: str
    second_label: str
    convergence: float | None
    divergence: float | None
    shared: int
    why: str
    claims: list[str]


class AmbivalenceRow(TypedDict):
    """An actor with its ambivalence."""

    actor: str
    actor_label: str
    ambivalence: float | None
    why: str
    claims: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Alignment(Result[AlignmentRow]):
    """Convergence and divergence of actors over objectives.

    ``votes`` is ``None`` for a matrix that was typed in: it has no claims and no thresholds.
    ``measure`` is which of the two is explained unless asked otherwise.
    """

    title = "Convergence and divergence"
    tells = "On how many issues two pull the same way, and on how many opposite ways (MACTOR)."
    shown: ClassVar[Shown] = {
        "one": "first_label", "other": "second_label", "convergence": "convergence",
        "divergence": "divergence", "shared": "shared", "why not": "why",
        "claims": lambda row: len(row["claims"]),
    }  # fmt: skip

    matrix: Objectives
    votes: Votes | None
    measure: str = "convergence"

    @property
    def table(self) -> ClaimsTable | None:
        """The claims of the selection; ``None`` for a matrix that was typed in."""
        return self.votes.table if self.votes else None

    @cached_property
    def convergence(self) -> np.ndarray:
        """See ``convergence``; before thresholds."""
        return convergence(self.matrix.values)

    @cached_property
    def divergence(self) -> np.ndarray:
        """See ``divergence``; before thresholds."""
        return divergence(self.matrix.values)

    @cached_property
    def shared(self) -> np.ndarray:
        """Number of objectives on which both of two actors have a position."""
        known = (~np.isnan(self.matrix.values)).astype(int)
        counts: np.ndarray = known @ known.T
        return counts

    @cached_property
    def assessable(self) -> np.ndarray:
        """Which two actors share objectives enough: square, of bool; a typed matrix needs one."""
        least = threshold(self.votes.table, "sharedIssues") if self.votes else 1
        enough: np.ndarray = (self.shared >= least) & ~np.eye(len(self.shared), dtype=bool)
        return enough

    @property
    def degree(self) -> float | None:
        """Degree of convergence in per cent, of the assessable pairs; ``None`` if there is none.

        So it sums what ``rows`` gives, and nothing that is too thin to be given by itself.
        """
        return degree_of_convergence(self.matrix.values, self.assessable)

    @property
    def why(self) -> str:
        """Why there is no degree of convergence, or ""."""
        if self.degree is not None:
            return ""
        if self.votes is None or self.assessable.any():
            return "not assessable: nobody takes a side on a shared objective"
        least = threshold(self.votes.table, "sharedIssues")
        return f"not assessable: no two actors share {least:g} issues"

    def headline(self) -> Headline:
        """Return the degree of convergence as one number for all positions."""
        return self.degree, self.votes.basis if self.votes else (), self.why

    @cached_property
    def mixed(self) -> list[tuple[str, str]]:
        """Actors and objectives on which positions differ: they pull neither way here."""
        if self.votes is None:
            return []
        several = (self.votes.counts > 0).sum(axis=2) > 1
        return [(self.votes.actors[i], self.votes.issues[j]) for i, j in np.argwhere(several)]

    def label(self, name: str) -> str:
        """Return the label of an actor or objective; typed in, it is its own."""
        return self.votes.table.label(name) if self.votes else name

    def _why(self, i: int, j: int) -> str:
        if self.votes is not None:
            return missing_shared(self.votes.table, int(self.shared[i, j]))
        return "" if self.shared[i, j] else "not assessable: no shared objective"

    def between(self, first: str, second: str) -> Part[AlignmentRow]:
        """Return the row of these two; typed in, by the names of the matrix."""
        if self.table is not None:
            return self.where(pair_of(self.table, first, second))
        return self.where(lambda row: {row["first"], row["second"]} == {first, second})

    def accounts(self, row: AlignmentRow) -> Iterable[tuple[str, Mapping[str, float]]]:
        """Return both numbers of two with the share of each claim."""
        ways = ("convergence", "divergence")
        return [(way, self.explain(row["first"], row["second"], way).shares) for way in ways]

    def explain(self, first: str, second: str, measure: str = "") -> Account:
        """Return convergence or divergence of two actors with the share of each claim.

        Of each objective, half the size of either position is in equal parts its claims'. A matrix
        that was typed in has no claims and so no shares.
        """
        measure = measure or self.measure
        i, j = self._at(first), self._at(second)
        about = " and ".join(self.label(self.matrix.actors[at]) for at in (i, j))
        why = self._why(i, j)
        if why:
            return Account(self.table, measure, about, None, why=why)
        way = 1.0 if measure == "convergence" else -1.0
        x = np.nan_to_num(self.matrix.values)
        shares = added(
            divided(abs(x[a, k]) / 2.0, self.behind(a, k))
            for k in np.flatnonzero(x[i] * x[j] * way > 0).tolist()
            for a in (i, j)
        )
        values = self.convergence if way > 0 else self.divergence
        return Account(self.table, measure, about, float(values[i, j]), tuple(shares), shares)

    def _at(self, name: str) -> int:
        if self.votes is not None:
            return placed(self.votes.table, self.matrix.actors, name)
        if name not in self.matrix.actors:
            raise UnknownName(name, "actor in the typed matrix", self.matrix.actors[:3])
        return self.matrix.actors.index(name)

    def behind(self, actor: int, objective: int) -> tuple[str, ...]:
        """Return the claims of an actor's position, sorted."""
        if self.votes is None:
            return ()
        found = {
            claim
            for k in range(len(VALUES))
            for claim in self.votes.claims.get((actor, objective, k), ())
        }
        return tuple(sorted(found))

    def rows(self) -> list[AlignmentRow]:
        """Return one dict per two actors that share an objective: both numbers and the claims."""
        rows: list[AlignmentRow] = []
        actors = self.matrix.actors
        known = ~np.isnan(self.matrix.values)
        for i, first in enumerate(actors):
            for j in range(i + 1, len(actors)):
                met = np.flatnonzero(known[i] & known[j]).tolist()
                if not met:
                    continue
                why = self._why(i, j)
                rows.append(
                    {
                        "first": first,
                        "first_label": self.label(first),
                        "second": actors[j],
                        "second_label": self.label(actors[j]),
                        "convergence": None if why else float(self.convergence[i, j]),
                        "divergence": None if why else float(self.divergence[i, j]),
                        "shared": len(met),
                        "why": why,
                        "claims": sorted(
                            {c for k in met for a in (i, j) for c in self.behind(a, k)}
                        ),
                    }
                )
        return rows

    def ambivalence(self) -> Ambivalence:
        """Return the ambivalence of each actor, of the assessable pairs."""
        return Ambivalence(self)

    def alone(self, actor: int) -> str:
        """Return why an actor has no ambivalence."""
        if self.votes is None or self.assessable[actor].any():
            return "not assessable: no side on a shared objective"
        most = max((int(n) for j, n in enumerate(self.shared[actor]) if j != actor), default=0)
        return missing_shared(self.votes.table, most)

    def notes(self) -> tuple[str, ...]:
        """Return the degree of convergence and what the tables rest on, as sentences."""
        degree = self.degree
        sharing = int(np.triu(self.shared > 0, 1).sum())
        pairs = f"of {int(np.triu(self.assessable).sum())} assessable of {sharing} pairs"
        said = [
            f"Degree of convergence {degree:.2f} %{f', {pairs}' if self.votes else ''}."
            if degree is not None
            else f"Degree of convergence: {self.why}."
        ]
        if self.votes is None:
            return (*said, "The matrix was typed in; no claims stand behind it.")
        if self.mixed:
            cells = "; ".join(f"{self.label(a)} on {self.label(k)}" for a, k in self.mixed)
            said.append(f"Mixed, so pulling neither way: {cells}.")
        return (*said, *vote_notes(self.votes))


@dataclass(frozen=True, eq=False, repr=False)
class Ambivalence(Result[AmbivalenceRow]):
    """How much each actor is with and against the same others."""

    title = "Ambivalence"
    tells = (
        "From 0, with or against each other throughout, to 1, as much with as against each "
        "(MACTOR)."
    )
    shown: ClassVar[Shown] = {
        "actor": "actor_label", "ambivalence": "ambivalence", "why not": "why",
        "claims": lambda row: len(row["claims"]),
    }  # fmt: skip

    of: Alignment

    @property
    def table(self) -> ClaimsTable | None:
        """The claims of the selection; ``None`` for a matrix that was typed in."""
        return self.of.table

    def rows(self) -> list[AmbivalenceRow]:
        """Return one dict per actor: its ambivalence, ``None`` if it has none."""
        matrix = self.of.matrix
        found = ambivalence(matrix.values, self.of.assessable)
        return [
            {
                "actor": actor,
                "actor_label": self.of.label(actor),
                "ambivalence": value,
                "why": "" if value is not None else self.of.alone(i),
                "claims": sorted(
                    {c for k in range(len(matrix.objectives)) for c in self.of.behind(i, k)}
                ),
            }
            for i, (actor, value) in enumerate(zip(matrix.actors, found, strict=True))
        ]

    def notes(self) -> tuple[str, ...]:
        """Return the notes of the tables that it is made of."""
        return self.of.notes()


def objectives(votes: Votes) -> Objectives:
    """Return positions as MACTOR's first matrix: -1, 0 or 1, nan where none or mixed."""
    counts = votes.counts > 0
    single = counts.sum(axis=2) == 1
    values = np.where(single, counts @ np.array(VALUES, dtype=float), np.nan)
    return Objectives(votes.actors, votes.issues, values)


def alignment(votes: Votes | None = None, typed: Objectives | None = None) -> Alignment:
    """Return MACTOR's tables of positions, or of a matrix that was typed in."""
    if typed is not None:
        return Alignment(typed, None)
    if votes is None:
        message = "give votes or a typed matrix"
        raise ValueError(message)
    return Alignment(objectives(votes), votes)


# --- MACTOR's tables of convergence, divergence and ambivalence between actors.

#: The greatest salience of an objective.
_MOST = 4.0


@dataclass(frozen=True, eq=False)
class Objectives:
    """A matrix of positions as MACTOR has it, typed in or made of claims."""

    actors: tuple[str, ...]
    objectives: tuple[str, ...]
    values: np.ndarray


def convergence(positions: np.ndarray) -> np.ndarray:
    """Return ``CAA_ij = sum_k (|x_ik| + |x_jk|) / 2`` over objectives on which both pull one way.

    Parameters
    ----------
    positions : array
        Actors by objectives; nan or 0 where an actor takes no side.

    Returns
    -------
    array
        Square, symmetric, >= 0, the diagonal 0; dimensionless.

    Examples
    --------
    >>> convergence(np.array([[3.0, -2.0], [1.0, 2.0]])).tolist()
    [[0.0, 2.0], [2.0, 0.0]]
    """
    return _pulled(positions, 1.0)


def divergence(positions: np.ndarray) -> np.ndarray:
    """Return ``DAA_ij``: as ``convergence``, over objectives on which two actors pull apart."""
    return _pulled(positions, -1.0)


def _pulled(positions: np.ndarray, way: float) -> np.ndarray:
    x = np.nan_to_num(np.asarray(positions, dtype=float))
    sides = [(x > 0).astype(float), (x < 0).astype(float)]
    others = sides if way > 0 else sides[::-1]
    size = np.abs(x)
    total = np.zeros((len(x), len(x)))
    for here, there in zip(sides, others, strict=True):
        total += (size * here) @ there.T + here @ (size * there).T
    np.fill_diagonal(total, 0.0)
    return total / 2.0


def degree_of_convergence(positions: np.ndarray, counted: np.ndarray | None = None) -> float | None:
    """Return ``100 sum C / (sum C + sum D)``: per cent, in [0, 100].

    ``counted`` tells which pairs of actors the sums take (symmetric, of bool); all unless given.
    ``None`` where no two of them take sides on one objective.
    """
    c, d = (both.sum() for both in _counted(positions, counted))
    return float(100.0 * c / (c + d)) if c + d else None


def _counted(positions: np.ndarray, counted: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Return convergence and divergence, 0 for pairs that do not count."""
    c, d = convergence(positions), divergence(positions)
    return (c, d) if counted is None else (c * counted, d * counted)


def ambivalence(
    positions: np.ndarray, counted: np.ndarray | None = None
) -> tuple[float | None, ...]:
    """Return ``EQ_i = 1 - sum_j |C_ij - D_ij| / sum_j (C_ij + D_ij)`` of each actor.

    ``counted`` tells which pairs the sums take (symmetric, of bool); all unless given.

    Returns
    -------
    tuple of float or None
        In [0, 1]: 0 if an actor is with or against each other actor throughout, 1 if as much with
        as against each; ``None`` for an actor that shares no objective with anybody.
    """
    c, d = _counted(positions, counted)
    apart, all_ = np.abs(c - d).sum(axis=1), (c + d).sum(axis=1)
    return tuple(float(1.0 - a / b) if b else None for a, b in zip(apart, all_, strict=True))


def read_objectives(path: Path | str) -> Objectives:
    """Return a matrix of positions typed into a CSV file.

    The first line names the objectives behind an empty or freely named cell; each further line is
    an actor and its positions from -4 to 4, empty where it has none.

    Raises
    ------
    MissingFile
        If the file cannot be read.
    BadData
        With file, line and column of what cannot be understood.
    """
    text = read_text(path, "name another")
    try:
        lines = list(csv.reader(text.splitlines()))
    except csv.Error as error:
        message = f"This is not CSV: {error}."
        raise BadData(message, path) from None
    if not lines or len(lines[0]) < 2:
        message = "The first line names the objectives, after a cell for the actors."
        raise BadData(message, path, 1)
    objectives = tuple(cell.strip() for cell in lines[0][1:])
    actors: list[str] = []
    rows: list[list[float]] = []
    for number, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) != len(objectives) + 1:
            message = f"There are {len(line)} cells instead of {len(objectives) + 1}."
            raise BadData(message, path, number)
        if line[0].strip() in actors:
            message = f"{line[0].strip()!r} has a line already; an actor has one."
            raise BadData(message, path, number)
        actors.append(line[0].strip())
        rows.append([_number(cell, path, number, at) for at, cell in enumerate(line[1:], start=2)])
    return Objectives(tuple(actors), objectives, np.array(rows).reshape(-1, len(objectives)))


def _number(cell: str, path: Path | str, line: int, column: int) -> float:
    if not cell.strip():
        return float("nan")
    try:
        value = float(cell)
    except ValueError:
        value = float("nan")
    if not abs(value) <= _MOST:
        message = f"A position is a number from -4 to 4 or empty, not {cell.strip()!r}."
        raise BadData(message, path, line, column)
    return value
