"""Who agrees with whom: congruence, conflict and their difference, each number with its claims."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.errors import BadOption, UnknownName
from kgraph.measures.account import Account
from kgraph.measures.stance import votes as voting
from kgraph.measures.thresholds import missing_shared, threshold
from kgraph.text import nearest

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable
    from kgraph.measures.stance.votes import Votes

__all__ = ["MEASURES", "Agreement", "agreement"]

#: Measures of two actors (or issues), and what each makes of two positions' similarity.
MEASURES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "congruence": lambda near: near,
    "conflict": lambda near: 1.0 - near,
    "subtract": lambda near: 2.0 * near - 1.0,
}


@dataclass(frozen=True, eq=False)
class Agreement:
    """A measure for every two actors (or issues), with the claims behind each number.

    Attributes
    ----------
    measure : str
        ``congruence``, ``conflict`` or ``subtract``.
    by : str
        How it is normalised, see ``voting.normalised``.
    what : str
        ``actor``, or ``issue`` where issues are compared by the actors who take a side.
    votes : Votes
        The positions; turned round where issues are compared.
    raw : array
        The measure of every two, before thresholds; nan on the diagonal and where undefined.
    """

    measure: str
    by: str
    what: str
    votes: Votes
    raw: np.ndarray

    @property
    def names(self) -> tuple[str, ...]:
        """Whom or what the rows and columns stand for."""
        return self.votes.actors

    @property
    def table(self) -> ClaimsTable:
        """The claims of the selection."""
        return self.votes.table

    @cached_property
    def values(self) -> np.ndarray:
        """The matrix: nan on the diagonal, and where too few issues are shared."""
        least = threshold(self.table, "sharedIssues")
        return np.where(self.votes.shared >= least, self.raw, np.nan)

    def value(self, first: str, second: str) -> float | None:
        """Return the number of two, ``None`` if it is not assessable."""
        return self.explain(first, second).value

    def explain(self, first: str, second: str) -> Account:
        """Return the number of two with the share of each claim; raises ``UnknownName``."""
        i, j = self._at(first), self._at(second)
        about = " and ".join(self.table.label(self.names[at]) for at in (i, j))
        claims = tuple(self._met(i, j))
        why = self._why(i, j)
        if why:
            return Account(self.measure, about, None, claims, why=why)
        kernel = MEASURES[self.measure](self.votes.near)
        unit = self._unit(i, j)
        amounts = self.votes.shares(i, j, kernel)
        shares = {claim: unit * amounts.get(claim, 0.0) for claim in claims}
        return Account(self.measure, about, float(self.raw[i, j]), claims, shares)

    def _unit(self, i: int, j: int) -> float:
        """Return what a count of one is worth when normalised."""
        counts = self.votes.counts[[i, j]]
        return float(voting.normalised(np.ones((2, 2)), counts, self.votes.near, self.by)[0, 1])

    def _met(self, i: int, j: int) -> list[str]:
        """Return the claims of both on the issues on which both have a position, sorted."""
        spoken = self.votes.counts.sum(axis=2) > 0
        shared = set(np.flatnonzero(spoken[i] & spoken[j]).tolist())
        found = {
            claim
            for (actor, issue, _), claims in self.votes.claims.items()
            if actor in {i, j} and issue in shared
            for claim in claims
        }
        return sorted(found)

    def _why(self, i: int, j: int) -> str:
        if i == j:
            return "not assessable: one and the same"
        met = "issue" if self.what == "actor" else "actor"
        return missing_shared(self.table, int(self.votes.shared[i, j]), met)

    def _at(self, name: str) -> int:
        return placed(self.table, self.names, name)

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict per two, in their order: value (``None`` if not assessable), why, claims.

        Two that share nothing are left out; the notes count them.
        """
        found = []
        table = self.table
        for i, first in enumerate(self.names):
            for j in range(i + 1, len(self.names)):
                if self.votes.shared[i, j]:
                    second, why = self.names[j], self._why(i, j)
                    claims = self._met(i, j)
                    found.append(
                        {
                            "first": first,
                            "first_label": table.label(first),
                            "second": second,
                            "second_label": table.label(second),
                            "measure": self.measure,
                            "value": None if why else float(self.raw[i, j]),
                            "shared": int(self.votes.shared[i, j]),
                            "why": why,
                            "claims": claims,
                            "documents": sorted({table[claim].document for claim in claims}),
                            "origins": sorted({table[claim].origin for claim in claims} - {""}),
                        }
                    )
        return found

    def notes(self) -> tuple[str, ...]:
        """Return what the numbers rest on: fill, counting, normalisation, what was left out."""
        n = len(self.names)
        apart = int((self.votes.shared[np.triu_indices(n, 1)] == 0).sum())
        met = "issue" if self.what == "actor" else "actor"
        by = {"none": "as counted"}.get(self.by, f"normalised by {self.by}")
        said = [f"{self.measure.capitalize()} {by}; a position counts {counted(self.votes)}."]
        if apart:
            said.append(f"{apart} of {n * (n - 1) // 2} pairs share no {met}.")
        return (*said, *vote_notes(self.votes))

    def df(self) -> Any:
        """Return a pandas DataFrame by labels; nan where not assessable."""
        from kgraph.text import frame

        labels = [self.table.label(name) for name in self.names]
        made = frame(self.values, labels)
        made.index = labels
        return made


def placed(table: ClaimsTable, names: Sequence[str], name: str) -> int:
    """Return where somebody or something stands among names, found as a user writes it.

    Raises
    ------
    UnknownName, AmbiguousName
        Nobody is called so, or nobody here; names the nearest. Or several are.
    """
    found = table.names.find(name)
    if found.id in names:
        return names.index(found.id)

    labels = [table.label(one) for one in names]
    near = nearest(found.label, labels)
    raise UnknownName(found.label, "name with a position or tie in this selection", near)


def counted(votes: Votes) -> str:
    """Return in words how claims that repeat a position count."""
    return {
        "once": "once, however often it is claimed",
        "include": "as often as it is claimed",
    }.get(votes.duplicates, f"once per {votes.duplicates}")


def vote_notes(votes: Votes) -> tuple[str, ...]:
    """Return the sentences on fill and on conditional positions."""
    if votes.filled is None:
        return ("No positions.",)
    cells = len(votes.actors) * len(votes.issues)
    said = [f"{100 * votes.filled:.0f} % of {cells} cells are filled."]
    if votes.conditional:
        said.append(
            f"Positions on a condition are left out: {' '.join(votes.conditional)}; "
            "--conditional counts them."
        )
    if votes.advocates:
        names = ", ".join(votes.table.label(one) for one in votes.advocates)
        said.append(f"Publishers and analysts, a view of their own: {names}.")
    return tuple(said)


def agreement(votes: Votes, measure: str, by: str = "average", what: str = "actor") -> Agreement:
    """Return a measure of agreement for every two actors, or every two issues.

    Parameters
    ----------
    votes : Votes
        The positions, actors by issues.
    measure : str
        One of ``MEASURES``.
    by : str
        One of ``voting.NORMALISATIONS``.
    what : str
        ``actor`` or ``issue``.

    Raises
    ------
    BadOption
        For another word than these.
    """
    for word, known, name in (
        (measure, tuple(MEASURES), "A measure of agreement"),
        (by, voting.NORMALISATIONS, "A normalisation"),
        (what, ("actor", "issue"), "What is compared"),
    ):
        if word not in known:
            message = f"{name} is {', '.join(known)}, not {word!r}."
            raise BadOption(message)
    if what == "issue":
        votes = votes.turned()
    of = {
        "congruence": voting.congruence,
        "conflict": voting.conflict,
        "subtract": voting.subtract,
    }[measure]
    raw = voting.normalised(of(votes.counts, votes.near), votes.counts, votes.near, by)
    np.fill_diagonal(raw, np.nan)
    return Agreement(measure, by, what, votes, raw)
