"""Who agrees with whom: congruence, conflict and their difference, each number with its claims."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

import numpy as np

from kgraph.errors import BadOption, UnknownName
from kgraph.measures.account import Account
from kgraph.measures.stance import votes as voting
from kgraph.measures.thresholds import missing_shared, threshold
from kgraph.result import Result
from kgraph.text import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.measures.stance.votes import Votes
    from kgraph.result import Part
    from kgraph.text import Shown

__all__ = ["MEASURES", "Agreement", "AgreementRow", "Conflict", "Congruence", "Subtract",
           "agreement"]  # fmt: skip


class AgreementRow(TypedDict):
    """Two actors (or issues) that share an issue (or actor), with the measure of both."""

    first: str
    first_label: str
    second: str
    second_label: str
    measure: str
    value: float | None
    shared: int
    why: str
    claims: list[str]
    documents: list[str]
    origins: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Agreement(Result[AgreementRow]):
    """A measure for every two actors (or issues), with the claims behind each number.

    ``measure`` is its name: ``congruence``, ``conflict`` or ``subtract``.

    Attributes
    ----------
    by : str
        How it is normalised, see ``voting.normalised``.
    what : str
        ``actor``, or ``issue`` where issues are compared by the actors who take a side.
    votes : Votes
        The positions; turned round where issues are compared.
    raw : array
        The measure of every two, before thresholds; nan on the diagonal and where undefined.
    """

    measure: ClassVar[str]
    shown: ClassVar[Shown] = {
        "one": "first_label", "other": "second_label", "value": "value", "shared": "shared",
        "why not": "why", "claims": lambda row: len(row["claims"]),
    }  # fmt: skip

    by: str
    what: str
    votes: Votes
    raw: np.ndarray

    @staticmethod
    @abstractmethod
    def kernel(near: np.ndarray) -> np.ndarray:
        """Return what the measure makes of two positions' similarity."""

    @staticmethod
    @abstractmethod
    def of_counts(counts: np.ndarray, near: np.ndarray, /) -> np.ndarray:
        """Return the measure of every two, as counted."""

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
            return Account(self.table, self.measure, about, None, claims, why=why)
        kernel = self.kernel(self.votes.near)
        unit = self._unit(i, j)
        amounts = self.votes.shares(i, j, kernel)
        shares = {claim: unit * amounts.get(claim, 0.0) for claim in claims}
        return Account(self.table, self.measure, about, float(self.raw[i, j]), claims, shares)

    def _unit(self, i: int, j: int) -> float:
        """Return what a count of one is worth when normalised."""
        counts = self.votes.counts[[i, j]]
        return float(voting.normalised(np.ones((2, 2)), counts, self.votes.near, self.by)[0, 1])

    def _met(self, i: int, j: int) -> list[str]:
        """Return the claims of both on the issues on which both have a position, sorted."""
        mine, yours = self._told.get(i, {}), self._told.get(j, {})
        return sorted(set().union(*(mine[it] | yours[it] for it in mine.keys() & yours.keys())))

    @cached_property
    def _told(self) -> dict[int, dict[int, set[str]]]:
        """The claims of each on each issue on which it has a position."""
        spoken = self.votes.counts.sum(axis=2) > 0
        found: dict[int, dict[int, set[str]]] = {}
        for (actor, issue, _), claims in self.votes.claims.items():
            if spoken[actor, issue]:
                found.setdefault(actor, {}).setdefault(issue, set()).update(claims)
        return found

    def _why(self, i: int, j: int) -> str:
        if i == j:
            return "not assessable: one and the same"
        met = "issue" if self.what == "actor" else "actor"
        return missing_shared(self.table, int(self.votes.shared[i, j]), met)

    def _at(self, name: str) -> int:
        return placed(self.table, self.names, name)

    def between(self, first: str, second: str) -> Part[AgreementRow]:
        """Return the row of these two, named as a user writes them."""
        return self.where(pair_of(self.table, first, second))

    def accounts(self, row: AgreementRow) -> Iterable[tuple[str, Mapping[str, float]]]:
        """Return the number of two with the share of each claim."""
        return [(self.measure, self.explain(row["first"], row["second"]).shares)]

    def rows(self) -> list[AgreementRow]:
        """Return one dict per two, in their order: value (``None`` if not assessable), why, claims.

        Two that share nothing are left out; the notes count them.
        """
        return [*self._rows]

    @cached_property
    def _rows(self) -> list[AgreementRow]:
        found: list[AgreementRow] = []
        table = self.table
        document, origin = table.columns.document, table.columns.origin
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
                            "documents": sorted({document[table.row(it)] for it in claims}),
                            "origins": sorted({origin[table.row(it)] for it in claims} - {""}),
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

    def matrix(self) -> Any:
        """Return a pandas DataFrame by labels; nan where not assessable."""
        from kgraph.text import frame

        labels = [self.table.label(name) for name in self.names]
        made = frame(self.values, labels)
        made.index = labels
        return made


class Congruence(Agreement):
    """How much two take the same side."""

    measure, title = "congruence", "Congruence"
    tells = "How much two actors take the same side."
    of_counts = staticmethod(voting.congruence)

    @staticmethod
    def kernel(near: np.ndarray) -> np.ndarray:
        """Return the similarity itself."""
        return near


class Conflict(Agreement):
    """How much two take opposite sides."""

    measure, title = "conflict", "Conflict"
    tells = "How much two actors take opposite sides."
    of_counts = staticmethod(voting.conflict)

    @staticmethod
    def kernel(near: np.ndarray) -> np.ndarray:
        """Return how unlike two positions are."""
        return 1.0 - near


class Subtract(Agreement):
    """Congruence minus conflict."""

    measure, title = "subtract", "Congruence less conflict"
    tells = "Above 0 more of the same side, below 0 more of the opposite."
    of_counts = staticmethod(voting.subtract)

    @staticmethod
    def kernel(near: np.ndarray) -> np.ndarray:
        """Return how much more alike than unlike two positions are."""
        return 2.0 * near - 1.0


#: Measures of two actors (or issues).
MEASURES: dict[str, type[Agreement]] = {
    one.measure: one for one in (Congruence, Conflict, Subtract)
}


def pair_of(table: ClaimsTable, first: str, second: str) -> Callable[[Mapping[str, Any]], bool]:
    """Return what tells the rows of two by name; raises ``UnknownName`` or ``AmbiguousName``."""
    kinds = ("actor", "issue", "event", "agreement")
    ends = {table.names.find(name, *kinds).id for name in (first, second)}
    return lambda row: {row["first"], row["second"]} == ends


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
    made = MEASURES[measure]
    raw = voting.normalised(made.of_counts(votes.counts, votes.near), votes.counts, votes.near, by)
    np.fill_diagonal(raw, np.nan)
    return made(by, what, votes, raw)
