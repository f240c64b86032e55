"""The network of influence: who has which levers on whom, and what their grades stand for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypedDict, TypeVar

from kgraph import wording
from kgraph.model import Edge, distinct, union
from kgraph.networks.network import ByDay, Network, tie_row
from kgraph.networks.ties import ending

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from typing import Self

    import numpy as np

    from kgraph.claims import ClaimsTable
    from kgraph.model import Grade, Tie
    from kgraph.networks.network import Positions

__all__ = [
    "LeverNetwork",
    "LeverRow",
    "grade_of",
    "levers",
    "profile",
    "strength",
    "strongest",
]

_Number = TypeVar("_Number", float, "np.ndarray")


class LeverRow(TypedDict):
    """A tie of influence: a lever, an attempt, an outcome or structure, by which claims."""

    role: str
    source: str
    source_label: str
    relation: str
    relation_label: str
    target: str
    target_label: str
    stated: str
    families: list[str]
    grade: str
    hollow: bool
    weight: float | None
    happened: bool | None
    attempts: list[str]
    outcomes: list[str]
    failures: list[str]
    factuality: str
    said_by: list[str]
    claims: list[str]
    passages: list[str]
    documents: list[str]
    denials: list[str]
    disputed_by: list[str]
    hollow_by: list[str]
    valid_from: str
    valid_until: str
    holds: str


class _Told(LeverRow):
    """With the sign, which is always 1 and no table tells."""

    sign: int


def _how(row: LeverRow) -> str:
    plain = f"{row['source_label']} {row['relation_label']} {row['target_label']}"
    return row["relation_label"] if row["stated"] == plain else row["stated"]


@dataclass(frozen=True, eq=False, repr=False)
class LeverNetwork(Network[LeverRow]):
    """Who has which levers on whom.

    ``attempts``, ``outcomes`` and ``structure`` are kept apart and make no influence; ``failures``
    are outcomes that are denied, with sign -1: the lever did not work. ``past`` is the network of
    levers that had ended by the day, ``positions`` those of the same selection. A part of
    a network (``on``, ``of``) keeps the ``whole``, so that influence over others is not lost.
    """

    layer = drawn_as = "influence"
    title, heading = "Levers", "Who has which levers on whom"
    tells = "Who has which levers on whom, who tried, and whether it worked."
    shown: ClassVar[Any] = ByDay({
        "who > whom": lambda row: f"{row['source_label']} > {row['target_label']}", "how": _how,
        "lever, and its use": wording.used, "how sure": wording.unsure,
        "by whose word": "said_by", "claims": "claims",
        "passages": "passages",
    })  # fmt: skip
    texts = ("said_by",)

    attempts: Sequence[Tie] = ()
    outcomes: Sequence[Tie] = ()
    structure: Sequence[Tie] = ()
    failures: Sequence[Tie] = ()
    positions: Positions | None = None
    whole: LeverNetwork | None = None
    focus: tuple[str, str] = ("", "")

    # --- the network

    @cached_property
    def counting(self) -> Mapping[tuple[str, str], Mapping[str, Sequence[Tie]]]:
        """The levers that count, by ends and by family: those of the best grade."""
        grades = self.table.grades
        held: dict[tuple[str, str], dict[str, list[Tie]]] = defaultdict(dict)
        for lever in self.levers:
            if lever.hollow or not grades[lever.grade].number > 0:
                continue
            known = held[lever.source, lever.target].setdefault(lever.families[0], [])
            best = grades[known[0].grade].number if known else 0.0
            if grades[lever.grade].number > best:
                known.clear()
            if grades[lever.grade].number >= best:
                known.append(lever)
        return dict(held)

    @cached_property
    def past(self) -> LeverNetwork:
        """The levers that had ended by the day, as a network."""
        ended = tuple(tie for tie in self.lapsed if tie.role == "means")
        return LeverNetwork(self.table, ended)

    @cached_property
    def levers(self) -> tuple[Tie, ...]:
        """The ties taken apart by family."""
        return levers(self.table, self.ties)

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """One edge per ordered pair with its profile of families."""
        grouped: dict[tuple[str, str], list[Tie]] = defaultdict(list)
        for tie in self.ties:
            grouped[tie.source, tie.target].append(tie)
        held: dict[tuple[str, str], list[Tie]] = defaultdict(list)
        for lever in self.levers:
            held[lever.source, lever.target].append(lever)
        return tuple(self._edge(*ends, ties, held[ends]) for ends, ties in sorted(grouped.items()))

    def _edge(self, source: str, target: str, ties: list[Tie], held: list[Tie]) -> Edge:
        families = profile(self.table.grades, held)
        grades = [self.table.grades[grade] for grade in families.values()]
        return Edge(
            source,
            target,
            1,
            float(strength(grade.number for grade in grades)),
            tuple(ties),
            families,
            float(strength(grade.low for grade in grades)),
            float(strength(grade.high for grade in grades)),
        )

    def on(self, actor: str) -> Self:
        """Return the part of the network that leads to an actor: who can move it.

        The structure is that of the actor: its members, its offices and who holds them.
        """
        within = {actor, *(n for n, one in self.table.entities.items() if one.part_of == actor)}
        words = f"who can move {self.table.label(actor)}"
        return self._part("target", within, ("on", actor), words)

    def of(self, actor: str) -> Self:
        """Return the part of the network that starts at an actor: whom it can move."""
        words = f"whom {self.table.label(actor)} can move"
        return self._part("source", {actor}, ("of", actor), words)

    def _part(
        self,
        end: Literal["source", "target"],
        within: Collection[str],
        focus: tuple[str, str],
        words: str,
    ) -> Self:
        actor = {focus[1]}
        return replace(
            self,
            part=f"{self.part}; only {words}" if self.part else f"Only {words}",
            ties=ending(self.ties, end, actor),
            attempts=ending(self.attempts, end, actor),
            outcomes=ending(self.outcomes, end, actor),
            failures=ending(self.failures, end, actor),
            structure=ending(self.structure, end, within),
            lapsed=tuple(
                tie
                for tie in self.lapsed
                if getattr(tie, end) in (within if tie.role == "structure" else actor)
            ),
            whole=self.whole or self,
            focus=focus,
        )

    def _every(self) -> Iterable[Tie]:
        kept = (
            self.ties, self.attempts, self.outcomes, self.failures, self.structure, self.lapsed
        )  # fmt: skip
        return (tie for ties in kept for tie in ties)

    def rows(self) -> list[LeverRow]:
        """Return one dict per tie: means first, then attempts, outcomes and structure.

        ``role`` tells them apart, ``stated`` is the tie as its claims tell it. A row of means names
        the attempts and outcomes of its pair that used a lever of its family on its matter, and the
        claims that an outcome failed to come; help in war shows what a promise of help is worth,
        and nothing of other levers. ``happened`` is False for an outcome that failed to come.
        """
        columns, row = self.table.columns, self.table.row
        rows: list[_Told] = [
            {
                **tie_row(self, tie),
                "stated": wording.stated(self.table, tie),
                "role": role,
                "weight": tie.weight if role == "means" else None,
                "grade": tie.grade if role == "means" else "",
                "hollow": tie.hollow,
                "happened": happened,
                "attempts": self._with(tie, self.attempts) if role == "means" else [],
                "outcomes": self._with(tie, self.outcomes) if role == "means" else [],
                "failures": self._with(tie, self.failures) if role == "means" else [],
                "said_by": list(
                    distinct(self.table.label(columns.claimant[row(c)]) for c in tie.claims)
                ),
                "passages": list(columns.passage.union(map(row, tie.claims))),
            }
            for role, happened, ties in (
                ("means", None, self.ties),
                ("attempt", True, self.attempts),
                ("outcome", True, self.outcomes),
                ("outcome", False, self.failures),
                ("structure", None, self.structure),
                *((tie.role, None, (tie,)) for tie in self.lapsed),
            )
            for tie in ties
        ]
        return [*rows]

    def _with(self, lever: Tie, several: Iterable[Tie]) -> list[str]:
        """Return the claims of the ties on the pair of a lever that show what it did.

        Of acts that use a lever of its family (``kg:usesLever``, or the claim's own), and on its
        matter, where the claims of both name one.
        """
        relations = self.table.relations
        promise = relations[lever.relation].promise
        matters = self._matters(lever.claims)
        acts = union(
            tie.claims
            for tie in several
            if (tie.source, tie.target) == (lever.source, lever.target)
            and (promise or not relations[tie.relation].guarantee)
        )
        return [
            act
            for act in acts
            if self._uses(act) & set(lever.families)
            and (not matters or not (own := self._matters([act])) or own & matters)
        ]

    def _uses(self, act: str) -> set[str]:
        """Return the families of levers that an act uses."""
        columns, row = self.table.columns, self.table.row(act)
        own = columns.lever_family[row]
        return {own} if own else set(self.table.relations[columns.relation[row]].uses)

    def _matters(self, claims: Iterable[str]) -> set[str]:
        """Return the issues and events that claims say they are about, or a part of."""
        columns, rows = self.table.columns, [self.table.row(claim) for claim in claims]
        return {*columns.topic.union(rows), *columns.context.union(rows)}


def grade_of(table: ClaimsTable, claim: str) -> str:
    """Return the grade of the lever that a claim states: its own if graded so, else its relation's.

    ``""`` where the relation is no means.
    """
    relation = table.columns.relation[table.row(claim)]
    return table.own_grades.get(claim) or table.relations[relation].lever


def levers(table: ClaimsTable, ties: Iterable[Tie]) -> tuple[Tie, ...]:
    """Return ties taken apart by family: levers, in the order of the ties and of their families.

    A lever is a tie of one family, with the grade of the claims that put it there, and these alone.
    """
    found, own = [], table.columns.lever_family
    for tie in ties:
        relation = table.relations[tie.relation]
        usual = relation.lever_family or relation.family
        for family in tie.families:
            said = tuple(
                claim for claim in tie.claims if (own[table.row(claim)] or usual) == family
            )
            said = said or tie.claims
            graded = tie.grade if tie.grade == "none" else strongest(table, said)
            weight = 0.0 if tie.hollow or graded == "none" else table.grades[graded].number
            found.append(replace(tie, families=(family,), grade=graded, weight=weight, claims=said))
    return tuple(found)


def strongest(table: ClaimsTable, claims: Iterable[str]) -> str:
    """Return the strongest grade that any of these claims gives, ``"none"`` if none gives one."""
    given = [grade for claim in claims if (grade := grade_of(table, claim))]
    return max(given, key=lambda grade: table.grades[grade].number, default="none")


def profile(grades: Mapping[str, Grade], held: Iterable[Tie]) -> dict[str, str]:
    """Return the strongest grade of each family, hollow levers left out, by family."""
    best: dict[str, str] = {}
    for lever in held:
        (family,) = lever.families
        known = best.get(family)
        if not lever.hollow and (
            known is None or grades[lever.grade].number > grades[known].number
        ):
            best[family] = lever.grade
    return dict(sorted(best.items()))


def strength(numbers: Iterable[_Number]) -> _Number | float:
    """Return the noisy-or of the strengths of several families, dimensionless.

    Parameters
    ----------
    numbers : iterable of float or of arrays of one shape
        One strength in [0, 1] per family.

    Returns
    -------
    float or array
        ``1 - (1 - a)(1 - b) ...`` in [0, 1]; 0 without any.

    References
    ----------
    .. [1] Pearl (1988), Probabilistic Reasoning in Intelligent Systems, section 4.3.

    Examples
    --------
    >>> strength([0.5, 0.2]), strength([])
    (0.6, 0.0)
    """
    found: _Number | float = 0.0
    for number in numbers:
        found = found + number - found * number
    return found
