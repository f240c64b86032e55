"""The views of a stance by name: rows, their columns and what stands under them.

What the command line, a notebook and the page show of a measure is the same view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.errors import BadOption
from kgraph.measures.stance.agreement import vote_notes
from kgraph.measures.stance.alignment import read_objectives

if TYPE_CHECKING:
    from kgraph.measures.account import Account
    from kgraph.measures.stance.stance import Stance

__all__ = ["VIEWS", "View", "view"]


@dataclass(frozen=True)
class View:
    """Rows with their columns, and sentences to stand under them.

    ``basis`` are the claims looked at, where the rows do not name them.
    """

    rows: list[dict[str, Any]]
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()

    def df(self) -> Any:
        """Return a pandas DataFrame of the rows."""
        from kgraph.text import frame

        return frame(self.rows, self.columns)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims that the view rests on, sorted."""
        found: set[str] = set(self.basis)
        for row in self.rows:
            found.update(row.get("claims", ()))
            found.update({row["claim"]} if "claim" in row else ())
        return tuple(sorted(found))


_CELL = ("holder", "holder_label", "target", "target_label")
_TWO = ("first", "first_label", "second", "second_label")

_COLUMNS: dict[str, tuple[str, ...]] = {
    "positions": (*_CELL, "state", "sides", "conditions", "claims", "documents", "disputed_by"),
    "conduct": (
        "source", "source_label", "relation", "relation_label", "target", "target_label", "sign",
        "weight", "families", "claims", "documents", "denials", "disputed_by", "valid_from",
        "valid_until",
    ),
    "mixed": (
        *_CELL, "side", "by", "by_label", "claimant", "claimant_label", "voice", "when",
        "reported_on", "claim", "document",
    ),
    "agreement": (
        *_TWO, "measure", "value", "shared", "why", "claims", "documents", "origins",
    ),
    "blocs": ("actor", "actor_label", "bloc", "claims", "documents"),
    "issues": ("issue", "issue_label", "conflict", "share", "claims"),
    "polarization": (
        "measure", "value", "exact", "gap", "mean", "sd", "excess", "z", "draws", "documents",
        "origins", "least", "most", "robust", "why", "claims",
    ),
    "convergence": (*_TWO, "convergence", "divergence", "shared", "why", "claims"),
    "ambivalence": ("actor", "actor_label", "ambivalence", "why", "claims"),
    "balance": ("actors", "actor_labels", "signs", "balanced", "reading", "claims", "documents"),
    "frustration": (*_TWO, "sign", "weight", "claims", "passages", "documents"),
    "degrees": (
        "actor", "actor_label", "positive", "negative", "ratio", "net", "claims", "documents",
    ),
    "headlines": (
        "measure", "value", "why", "documents", "origins", "least", "most", "robust", "claims",
    ),
    "why": (
        "measure", "about", "value", "claim", "share", "gloss", "claimant", "claimant_label",
        "document", "passage",
    ),
}  # fmt: skip

_Options = Mapping[str, Any]
_VOTED = ("duplicates", "conditional")
_TABLED = (*_VOTED, "between", "why")


def _votes(options: _Options) -> dict[str, Any]:
    return {name: options[name] for name in _VOTED if name in options}


def _chosen(rows: Iterable[dict[str, Any]], stance: Stance, options: _Options) -> list[Any]:
    """Return the rows of the two that ``between`` names, or all."""
    if "between" not in options:
        return list(rows)
    ends = {_end(stance, name, options) for name in options["between"]}
    return [row for row in rows if {row["first"], row["second"]} == ends]


def _end(stance: Stance, name: str, options: _Options) -> str:
    if "typed" in options:
        return name
    return stance.table.names.find(name, "actor", "issue", "event", "agreement").id


def _accounted(stance: Stance, account: Account) -> View:
    name = account.measure.capitalize()
    if account.value is None:
        notes: tuple[str, ...] = (f"{name}: {account.why}.",)
    else:
        notes = (f"{name} of {account.about}: {account.value:.6g}.",)
        if account.claims and not account.additive:
            notes = (*notes, "It is no sum of claims, and rests on all of these.")
    return View(account.rows(stance.table), _COLUMNS["why"], notes)


def _pair(options: _Options) -> tuple[str, str]:
    if "between" not in options:
        raise BadOption("Say whose number is to be explained, with --between A B.")
    first, second = options["between"]
    return first, second


def _positions(stance: Stance, options: _Options) -> View:
    rows = stance.positions.rows()
    if "issue" in options:
        found = stance.table.names.find(options["issue"], "issue", "event", "agreement")
        rows = [row for row in rows if row["target"] == found.id]
    silences = stance.positions.silences
    notes = (f"Silence stated in: {' '.join(silences)}.",) if silences else ()
    return View(rows, _COLUMNS["positions"], notes)


def _conduct(stance: Stance, options: _Options) -> View:  # noqa: ARG001  one shape for all
    return View(stance.conduct.rows(), _COLUMNS["conduct"])


def _matrix(stance: Stance, options: _Options) -> View:  # noqa: ARG001
    columns = ("holder", "holder_label", *stance.targets)
    votes = stance.votes(conditional=True)
    return View(stance.matrix_rows(), columns, vote_notes(votes), votes.basis)


def _mixed(stance: Stance, options: _Options) -> View:  # noqa: ARG001
    return View(stance.mixed(), _COLUMNS["mixed"])


def _advocacy(stance: Stance, options: _Options) -> View:  # noqa: ARG001
    return View(stance.advocacy(), _COLUMNS["positions"])


def _agreement(measure: str) -> Callable[[Stance, _Options], View]:
    def made(stance: Stance, options: _Options) -> View:
        chosen = _votes(options)
        if "by" in options:
            chosen["by"] = options["by"]
        if "issues" in options:
            chosen["what"] = "issue"
        found = getattr(stance, measure)(**chosen)
        if "why" in options:
            return _accounted(stance, found.explain(*_pair(options)))
        return View(_chosen(found.rows(), stance, options), _COLUMNS["agreement"], found.notes())

    return made


def _blocs(stance: Stance, options: _Options) -> View:
    found = stance.blocs(**_votes(options))
    return View(found.rows(), _COLUMNS["blocs"], found.notes())


def _issues(stance: Stance, options: _Options) -> View:
    found = stance.blocs(**_votes(options))
    if "why" in options:
        return _accounted(stance, found.between())
    return View(found.separating(), _COLUMNS["issues"], found.notes())


def _polarization(stance: Stance, options: _Options) -> View:
    found = stance.blocs(**_votes(options))
    if "why" in options:
        return _accounted(stance, found.polarization())
    (headline,) = (row for row in stance.headlines(("polarization",), **_votes(options)))
    noise, split = found.noise(), found.split
    row = {
        **headline,
        "exact": split.exact if split else None,
        "gap": split.gap if split else None,
        **{
            name: getattr(noise, name) if noise else None
            for name in ("mean", "sd", "excess", "z", "draws")
        },
    }
    chance = "By chance: positions dealt anew among those who take one on an issue, "
    notes = (f"{chance}{noise.draws} times.",) if noise else ()
    return View([row], _COLUMNS["polarization"], (*notes, *found.notes()))


def _convergence(stance: Stance, options: _Options) -> View:
    typed = read_objectives(options["typed"]) if "typed" in options else None
    found = stance.convergence(typed, **_votes(options))
    if "why" in options:
        return _accounted(stance, found.explain(*_pair(options), options["measure"]))
    return View(_chosen(found.rows(), stance, options), _COLUMNS["convergence"], found.notes())


def _ambivalence(stance: Stance, options: _Options) -> View:
    typed = read_objectives(options["typed"]) if "typed" in options else None
    found = stance.convergence(typed, **_votes(options))
    return View(found.ambivalence(), _COLUMNS["ambivalence"], found.notes())


def _of_pairs(name: str) -> Callable[[Stance, _Options], View]:
    def made(stance: Stance, options: _Options) -> View:
        found = getattr(stance, name)()
        if "why" in options:
            return _accounted(stance, found.explain())
        return View(found.rows(), _COLUMNS[name], found.notes(), stance.conduct.claims)

    return made


def _headlines(stance: Stance, options: _Options) -> View:
    return View(stance.headlines(**_votes(options)), _COLUMNS["headlines"])


#: View -> what makes it, and the options that it takes.
VIEWS: dict[str, tuple[Callable[[Stance, _Options], View], tuple[str, ...]]] = {
    "positions": (_positions, ("issue",)),
    "conduct": (_conduct, ()),
    "matrix": (_matrix, ()),
    "mixed": (_mixed, ()),
    "advocacy": (_advocacy, ()),
    "congruence": (_agreement("congruence"), (*_TABLED, "by", "issues")),
    "conflict": (_agreement("conflict"), (*_TABLED, "by", "issues")),
    "subtract": (_agreement("subtract"), (*_TABLED, "by", "issues")),
    "blocs": (_blocs, _VOTED),
    "issues": (_issues, (*_VOTED, "why")),
    "polarization": (_polarization, (*_VOTED, "why")),
    "convergence": (_convergence, (*_TABLED, "typed")),
    "divergence": (_convergence, (*_TABLED, "typed")),
    "ambivalence": (_ambivalence, (*_VOTED, "typed")),
    "balance": (_of_pairs("balance"), ("why",)),
    "frustration": (_of_pairs("frustration"), ("why",)),
    "degrees": (_of_pairs("degrees"), ()),
    "headlines": (_headlines, _VOTED),
}


def view(stance: Stance, name: str, **options: Any) -> View:
    """Return a view of a stance.

    Parameters
    ----------
    stance : Stance
        What to look at.
    name : str
        One of ``VIEWS``.
    **options
        Those that the view takes; ``None``, ``False`` and empty ones are not given.

    Raises
    ------
    BadOption
        For a view that is none, or an option that the view does not take.
    """
    if name not in VIEWS:
        message = f"There is no view {name!r} of a stance; there are {', '.join(VIEWS)}."
        raise BadOption(message)
    make, takes = VIEWS[name]
    given = {option: value for option, value in options.items() if value}
    for option in given:
        if option not in takes:
            few = ", ".join(f"--{one}" for one in takes) or "no option of its own"
            message = f"The view {name} does not take --{option}; it takes {few}."
            raise BadOption(message)
    return make(stance, {**given, "measure": name})
