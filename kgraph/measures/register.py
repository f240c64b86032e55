"""The register of measures: what each is made of and by, where it is shown, how it is asked for.

Whatever lists measures reads it: commands and their choices, ``kg.measure``, the page, the
documentation. It names modules and loads none, so that help on a command is instant.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypedDict

from kgraph.errors import BadOption, UnknownName
from kgraph.result import Result
from kgraph.text import nearest

if TYPE_CHECKING:
    from kgraph.text import Shown

__all__ = ["MEASURES", "PAIRS", "SCORES", "STANCE", "Measure", "MeasureRow", "Measures", "find"]

#: By what influence on another is measured, and by what besides actors are ranked.
PAIRS = ("direct", "best-path", "max-min", "decayed", "mdii")
SCORES = (*PAIRS, "competitiveness", "pagerank")

#: What a measure is made of: of the stance, its conduct, the network of levers, or the dossier.
Of = Literal["stance", "conduct", "influence", "dossier"]


@dataclass(frozen=True)
class Measure:
    """One measure.

    Attributes
    ----------
    name : str
        By which it is asked for, the same everywhere.
    of : {"stance", "conduct", "influence", "dossier"}
        What it is made of.
    result : str
        The class of its result, as ``module:Class`` within ``kgraph``; it has heading and columns.
    make : str
        What makes it: an attribute or method of what it is made of, or ``module:function``, which
        takes that. The class itself takes it if ``""``.
    takes : tuple of str
        Options of its own, beside those that choose claims. ``between`` keeps the row of two;
        ``why`` gives the claims behind the number (of these two).
    layers : tuple of str
        Layers under which the page has it; none if it has it not, or draws it itself.
    on_page : str
        The method of the result that gives what the page shows of it; ``""`` for all.
    everywhere : str
        As ``make``: the same of everybody at once, for the page, where the measure is about one.
    slow_above : int or None
        Number of actors above which the page leaves it to the command; ``None`` if to no such end.
    command : str
        Gives the rows on the command line, with ``about`` behind it.
    about : tuple of str
        Whom or what one has to name, such as FROM and TO; nobody if empty.
    of_row : str
        With ``names``, columns that name whom a row is about: gives what the row rests on.
    every_voice : bool
        Whether every voice is in unless chosen otherwise.
    rolls : bool
        Whether the page has it with leaders and ministries inside their state or body.
    """

    name: str
    of: Of
    result: str
    make: str = ""
    takes: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    on_page: str = ""
    everywhere: str = ""
    slow_above: int | None = None
    command: str = ""
    about: tuple[str, ...] = ()
    of_row: str = ""
    names: tuple[str, ...] = ()
    every_voice: bool = False
    rolls: bool = True

    @property
    def type(self) -> type[Result[Any]]:
        """The class of the result; loads its module."""
        found: type[Result[Any]] = _named(self.result)
        return found

    @property
    def title(self) -> str:
        """The heading; loads the module."""
        return str(self.type.title)

    @property
    def tells(self) -> str:
        """What it tells, in a sentence; loads the module."""
        return str(self.type.tells)

    def made(self, of: Any, /, *about: Any, **options: Any) -> Result[Any]:
        """Return the result.

        Parameters
        ----------
        of
            What it is made of, as ``of`` says.
        *about
            Whom or what it is about, for a measure that asks.
        **options
            Those that the measure takes; ``None``, ``False`` and empty ones are not given. Of the
            dossier: those that choose claims, too.

        Raises
        ------
        BadOption
            For an option that the measure does not take, or ``why`` of nobody.
        """
        if self.of == "dossier":
            found: Result[Any] = _made(self.make, of)(*about, **options)
            return found
        given = {option: value for option, value in options.items() if value}
        for option in (one for one in given if one not in self.takes):
            few = ", ".join(f"--{one}" for one in self.takes) or "no option of its own"
            message = f"The view {self.name} does not take --{option}; it takes {few}."
            raise BadOption(message)
        why, two = given.pop("why", False), given.pop("between", ())
        if why and "between" in self.takes and not two:
            raise BadOption("Say whose number is to be explained, with --between A B.")
        if isinstance(of, self.type):
            return of
        made_by: Any = self.type
        make = _made(self.make, of) if self.make else partial(made_by, of)
        whole = make(*about, **given)
        if why:
            explained: Result[Any] = whole.explain(*two)
            return explained
        made: Result[Any] = whole.between(*two) if two else whole
        return made

    def for_page(self, of: Any, *about: Any, **options: Any) -> Result[Any]:
        """Return what the page shows of it; parameters as for ``made``."""
        if self.everywhere:
            everywhere: Result[Any] = _made(self.everywhere, of)()
            return everywhere
        found = self.made(of, *about, **options)
        shown: Result[Any] = getattr(found, self.on_page)() if self.on_page else found
        return shown


def _named(path: str) -> Any:
    """Return what ``module:name`` stands for within the package."""
    module, _, name = path.partition(":")
    return getattr(import_module(f"kgraph.{module}"), name)


def _made(make: str, of: Any) -> Any:
    """Return the method of what a measure is made of, or the function of that."""
    return partial(_named(make), of) if ":" in make else getattr(of, make)


_VOTED = ("duplicates", "conditional")
_PAIRED = (*_VOTED, "between", "why")
_DRAWN = ("samples", "seed", "noise", "progress")
_POSITIONS, _CONDUCT, _INFLUENCE = ("positions",), ("conduct",), ("influence",)
_EVERY = ("structure", *_POSITIONS, *_CONDUCT, *_INFLUENCE)


def _pairwise(name: str, result: str, *takes: str, layers: tuple[str, ...] = _POSITIONS) -> Measure:
    """Return a measure of every two, whose numbers are explained pair by pair."""
    return Measure(
        name, "stance", result, name, (*_PAIRED, *takes), layers,
        command=f"kgraph stance {name}", of_row=f"kgraph stance {name} --why --between",
        names=("first", "second"),
    )  # fmt: skip


#: The measures by name, in the order of the page.
MEASURES: dict[str, Measure] = {
    one.name: one
    for one in (
        # --- positions
        Measure("positions", "stance", "networks.network:Positions", "stands", ("issue",),
                command="kgraph stance"),
        Measure("matrix", "stance", "measures.stance.cells:Matrix", "states",
                command="kgraph stance matrix"),
        Measure("blocs", "stance", "measures.stance.blocs:Blocs", "blocs", _VOTED, _POSITIONS,
                on_page="members", command="kgraph stance blocs"),
        Measure("issues", "stance", "measures.stance.blocs:Issues", "issues", (*_VOTED, "why"),
                _POSITIONS, command="kgraph stance issues"),
        Measure("polarization", "stance", "measures.stance.headlines:Polarization", "polarized",
                (*_VOTED, "why"), _POSITIONS, command="kgraph stance polarization"),
        _pairwise("congruence", "measures.stance.agreement:Congruence", "by", "issues"),
        _pairwise("conflict", "measures.stance.agreement:Conflict", "by", "issues"),
        _pairwise("subtract", "measures.stance.agreement:Subtract", "by", "issues"),
        _pairwise("convergence", "measures.stance.alignment:Alignment", "typed"),
        _pairwise("divergence", "measures.stance.alignment:Alignment", "typed", layers=()),
        Measure("ambivalence", "stance", "measures.stance.alignment:Ambivalence", "ambivalence",
                (*_VOTED, "typed"), _POSITIONS, command="kgraph stance ambivalence"),
        Measure("mixed", "stance", "measures.stance.cells:Mixed", "mixed", (), _POSITIONS,
                command="kgraph stance mixed"),
        Measure("advocacy", "stance", "measures.stance.cells:Advocacy", "advocacy", (), _POSITIONS,
                command="kgraph stance advocacy"),
        # --- conduct
        Measure("conduct", "conduct", "networks.network:Conduct", command="kgraph stance conduct"),
        Measure("degrees", "stance", "measures.stance.balance:Degrees", "degrees", (), _CONDUCT,
                command="kgraph stance degrees"),
        Measure("reciprocity", "conduct", "measures.stance.reciprocity:Reciprocity",
                layers=_CONDUCT, command="kgraph stance reciprocity"),
        Measure("balance", "stance", "measures.stance.balance:Balance", "balance", ("why",),
                _CONDUCT, command="kgraph stance balance"),
        Measure("frustration", "stance", "measures.stance.frustration:Frustrations", "frustration",
                ("why",), _CONDUCT, slow_above=60, command="kgraph stance frustration"),
        Measure("headlines", "stance", "measures.stance.headlines:Headlines", "headlines", _VOTED,
                (*_POSITIONS, *_CONDUCT), slow_above=60, command="kgraph stance headlines"),
        # --- influence
        Measure("influence", "influence", "networks.levers:LeverNetwork",
                command="kgraph influence"),
        Measure("whatif", "dossier", "measures.whatif.whatif:Difference", "what_if", ("on", "by"),
                _INFLUENCE, command="kgraph whatif", about=("OVERLAY.ttl",)),
        Measure("ranks", "influence", "measures.influence.ranking:Ranking", "rank",
                ("by", *_DRAWN), _INFLUENCE, command="kgraph influence --rank"),
        Measure("plane", "influence", "measures.influence.plane:Plane", "plane", _DRAWN[:-1],
                _INFLUENCE, slow_above=100, command="kgraph picture plane"),
        Measure("paths", "influence", "measures.influence.paths:Paths", "paths",
                ("max_length", "limit", "budget", "progress"), command="kgraph paths",
                about=("FROM", "TO")),
        Measure("shares", "influence", "measures.influence.shares:Shares", "explain", ("by",),
                command="kgraph paths --shares MEASURE", about=("FROM", "TO")),
        Measure("flip", "dossier", "measures.whatif.flip:Flip", "smallest_flip",
                ("on", "of", "issue", "blocs", "by"), _INFLUENCE,
                everywhere="measures.whatif.flip:flips", slow_above=60, command="kgraph flip",
                of_row="kgraph flip --on", names=("on",)),
        Measure("persuaders", "influence", "measures.influence.persuasion:Persuasion", "pushes",
                ("by",), _INFLUENCE, everywhere="everywhere", command="kgraph persuaders",
                about=("ISSUE",), of_row="kgraph persuaders", names=("issue",)),
        Measure("institutions", "dossier", "measures.influence.institutions:Institutions",
                "institutions", ("body",), _INFLUENCE, command="kgraph institutions", rolls=False),
        # --- registers
        Measure("contradictions", "dossier", "measures.record.contradictions:Contradictions",
                "contradictions", ("between",), _EVERY, command="kgraph contradictions",
                every_voice=True, rolls=False),
        Measure("frames", "dossier", "measures.record.frames:Frames", "frames", ("what",), _EVERY,
                command="kgraph frames", every_voice=True, rolls=False),
        Measure("structure", "dossier", "measures.record.structure:Structure", "structure",
                ("about",), _EVERY, command="kgraph structure", every_voice=True, rolls=False),
        Measure("figures", "dossier", "measures.record.figures:Figures", "figures", ("event",),
                _EVERY, command="kgraph figures", every_voice=True, rolls=False),
        Measure("gaps", "dossier", "measures.record.gaps:Gaps", "gaps", (), _EVERY,
                on_page="that_matter", command="kgraph gaps"),
        Measure("compare", "dossier", "measures.record.compare:Comparison", "compare",
                command="kgraph compare", about=("--from X", "--to Y")),
    )
}  # fmt: skip

#: Those of positions and conduct: what ``kgraph stance`` takes.
STANCE = tuple(one.name for one in MEASURES.values() if one.of in {"stance", "conduct"})


def find(name: str) -> Measure:
    """Return the measure of a name; raises ``UnknownName``."""
    if name not in MEASURES:
        near = nearest(name, MEASURES, n=2, cutoff=0.5)
        raise UnknownName(name, "measure", near or list(MEASURES))
    return MEASURES[name]


class MeasureRow(TypedDict):
    """A measure: what it tells, what it takes, and how it is asked for."""

    name: str
    of: str
    title: str
    tells: str
    takes: list[str]
    layers: list[str]
    columns: list[str]
    command: str


@dataclass(frozen=True, eq=False, repr=False)
class Measures(Result[MeasureRow]):
    """The measures that there are."""

    title = "Measures"
    tells = "What can be measured, what each measure tells, and how it is asked for."
    shown: ClassVar[Shown] = {"measure": "name", "of": "of", "tells": "tells", "command": "command"}

    def rows(self) -> list[MeasureRow]:
        """Return one dict per measure, in the order of the page."""
        return [
            {
                "name": one.name,
                "of": one.of,
                "title": one.title,
                "tells": one.tells,
                "takes": list(one.takes),
                "layers": list(one.layers),
                # Those of the matrix are made of the data.
                "columns": list(getattr(one.type, "row_type", _NoRow).__annotations__),
                "command": " ".join((one.command, *one.about)),
            }
            for one in MEASURES.values()
        ]


class _NoRow(TypedDict):
    """The row of a result whose columns are made of the data."""
