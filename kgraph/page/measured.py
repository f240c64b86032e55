"""What the page shows of measures: rows, notes and pictures of the library, made beforehand.

The page's script recomputes networks, not measures. These are of the claims with which the page
opens, those who may speak for a state or body within it; the page says so, and gives the command
for whatever else is chosen in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph.claims import DEFAULT_VOICES, caption
from kgraph.dossier.overlay import Overlay
from kgraph.draw.large import LARGE
from kgraph.errors import BadData
from kgraph.listings import LISTINGS
from kgraph.measures.account import divided
from kgraph.measures.whatif.flip import flip_of_leader
from kgraph.text import cells, many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kgraph.measures.account import Account
    from kgraph.measures.influence.influence import Influence
    from kgraph.measures.stance.stance import Stance

    Row = dict[str, Any]

__all__ = ["MOST", "measured"]

#: What the page shows behind a row, so not in it.
_BEHIND = {"claim", "claims", "passages"}
#: Rows of a measure that the page shows; how many there are stands below.
MOST = 300

#: Actors up to which the page has measures that take long; the command has them for more.
_SLOW = {"frustration": 60, "headlines": 60, "plane": 100, "flip": 60}

#: What one may miss where a measure has no rows.
_HINTS = {
    "advocacy": ["Publishers and analysts advocate in the voice analysis, unless it is left out."]
}

_POSITIONS, _CONDUCT, _INFLUENCE = ("positions",), ("conduct",), ("influence",)
_EVERY = (*_POSITIONS, *_CONDUCT, *_INFLUENCE)
#: Views of the stance, by the layers under which the page has them.
_VIEWS = {
    _POSITIONS: (
        "blocs", "issues", "polarization", "congruence", "conflict", "subtract", "convergence",
        "ambivalence", "mixed", "advocacy",
    ),
    _CONDUCT: ("degrees", "balance", "frustration"),
    (*_POSITIONS, *_CONDUCT): ("headlines",),
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One measure: its rows with what stands under them, and how to get them elsewhere.

    ``caption`` says of which claims it is. ``command`` gives the rows on the command line,
    ``of_row`` with the ids that ``named`` returns what one row rests on. ``accounts`` are the
    numbers of a row that are sums of shares. The picture of a ``result`` has one mark for each row
    if it is ``by_row``.
    """

    name: str
    layers: tuple[str, ...]
    caption: str
    rows: Sequence[Row]
    command: str
    notes: Sequence[str] = ()
    result: Any = None
    of_row: str = ""
    named: Callable[[Row], list[str]] | None = None
    accounts: Callable[[Row], Iterable[tuple[str, Mapping[str, float]]]] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    by_row: bool = False
    rolls: bool = True


def measured(
    kg: Any, options: Mapping[str, Any], overlay: Any = None
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the measures of a selection as JSON-ready data, and their pictures as SVG by name.

    Parameters
    ----------
    kg : KnowledgeGraph
        Where the measures are asked.
    options : mapping
        Those of ``stance``.
    overlay : path, str or Overlay, optional
        Claims to add, retract or change: what they would change is a measure too.

    Returns
    -------
    measures : dict
        ``whyNot`` says why there are none, ``blocs`` who is in which bloc, if that is assessable,
        ``made`` are the measures in the order of the page, ``captions`` say of which claims.
    pictures : dict of str to str
        Name of a measure to its picture.
    """
    stance = kg.stance(roll_up=True, **options)
    influence = kg.influence(roll_up=True, **options)
    found: dict[str, Any] = {"whyNot": "", "captions": [], "names": [], "blocs": [], "made": []}
    actors = {*stance.positions.holders, *stance.conduct.actors, *influence.actors}
    if len(actors) > LARGE and overlay is None:
        found["whyNot"] = (
            f"The page has measures of up to {LARGE} actors, and here are {len(actors)}; "
            "kgraph stance and kgraph influence have them."
        )
        return found, {}
    place = {claim.claim: number for number, claim in enumerate(kg.table)}
    ids: dict[str, int] = {}
    made = [*_whatif(kg, options, overlay)]
    if len(actors) <= LARGE:
        made += [*_of_stance(stance), *_of_influence(kg, stance, influence, options)]
        made += _registers(kg, options)
        found["blocs"] = _camps(made)
    found["captions"] = sorted({one.caption for one in made})
    found["made"] = [
        {**_plain(one, place, ids), "caption": found["captions"].index(one.caption)} for one in made
    ]
    found["names"] = list(ids)
    pictures = {one.name: kg.picture(one.result) for one in made if one.result is not None}
    return found, pictures


def _camps(made: Iterable[Made]) -> list[list[str]]:
    members: dict[str, list[str]] = {}
    for row in next(one.rows for one in made if one.name == "blocs"):
        members.setdefault(str(row["bloc"]), []).append(row["actor"])
    return [members[name] for name in sorted(members)]


def _plain(made: Made, place: Mapping[str, int], ids: dict[str, int]) -> dict[str, Any]:
    """Return a measure as JSON-ready data: texts of cells, claims and ids by their place.

    New ids are put to the end of ``ids``.
    """
    listing = LISTINGS[made.name]
    shown = made.rows[:MOST]
    columns = cells(shown, {**made.extra, **listing.shown})
    columns = {head: texts for head, texts in columns.items() if head not in _BEHIND}
    more = len(made.rows) - len(shown)

    return {
        "id": made.name,
        "layers": list(made.layers),
        "title": listing.title,
        "about": listing.about,
        "command": made.command,
        "ofRow": made.of_row,
        "rolls": made.rolls,
        "byRow": made.by_row,
        "heads": list(columns),
        "rows": [
            {
                **{str(at): texts[number] for at, texts in enumerate(columns.values())},
                "claims": [place[claim] for claim in _claims(row) if claim in place],
                "beyond": [claim for claim in _claims(row) if claim not in place],
                "names": [
                    ids.setdefault(name, len(ids))
                    for name in (made.named(row) if made.named else ())
                ],
                "shares": [
                    [name, [[place[claim], round(share, 7)] for claim, share in shares.items()]]
                    for name, shares in (made.accounts(row) if made.accounts else ())
                    if shares
                ],
            }
            for number, row in enumerate(shown)
        ],
        "notes": [
            *([f"And {many(more, 'row')} more; the command has all."] if more else []),
            *made.notes,
        ],
    }


def _claims(row: Row) -> list[str]:
    return [row["claim"]] if "claim" in row else list(row["claims"])


def _pair(row: Row) -> list[str]:
    return [row["first"], row["second"]]


def _of_stance(stance: Stance) -> Iterator[Made]:
    said = stance.table.caption()
    for layers, names in _VIEWS.items():
        for name in names:
            command = f"kgraph stance {name}"
            if too_many := _too_many(name, stance.conduct.actors):
                yield Made(name, layers, said, (), command, too_many)
                continue
            try:
                found = stance.view(name)
            except BadData as error:
                # Without thresholds there is a page all the same, which says what is missing.
                yield Made(name, layers, said, (), command, [str(error)])
                continue
            rows = [row for row in found.rows if name != "blocs" or row["bloc"] is not None]
            pairs = name in {"congruence", "conflict", "subtract", "convergence"}
            yield Made(
                name, layers, said, rows, command, [*found.notes, *_HINTS.get(name, ())],
                of_row=f"{command} --why --between" if pairs else "",
                named=_pair if pairs else None,
                accounts=_accounts(stance, name),
            )  # fmt: skip


def _accounts(
    stance: Stance, name: str
) -> Callable[[Row], Iterable[tuple[str, Mapping[str, float]]]] | None:
    """Return what divides the numbers of a row among its claims, for measures that are sums."""

    def told(*accounts: Account) -> Iterator[tuple[str, Mapping[str, float]]]:
        return ((one.measure, one.shares) for one in accounts)

    if name in {"congruence", "conflict", "subtract"}:
        agreement = getattr(stance, name)()
        return lambda row: told(agreement.explain(row["first"], row["second"]))
    if name == "convergence":
        found = stance.convergence()
        return lambda row: told(
            *(found.explain(row["first"], row["second"], way) for way in (name, "divergence"))
        )
    if name == "frustration":
        return lambda row: [("weight", divided(row["weight"], row["claims"]))]
    if name == "degrees":
        degrees = stance.degrees()
        return lambda row: [("net", degrees.explain(row["actor"]).shares)]
    return None


def _of_influence(
    kg: Any, stance: Stance, influence: Influence, options: Mapping[str, Any]
) -> Iterator[Made]:
    said = influence.table.caption()
    ranking = influence.rank()
    yield Made(
        "ranks", _INFLUENCE, said, ranking.rows(), "kgraph influence --rank",
        ["Only levers count; offices, affiliations and memberships make no rank.",
         *ranking.notes()],
        result=ranking,
        by_row=True,
        accounts=lambda row: [("score", influence.explain(row["actor"]).claims())],
    )  # fmt: skip
    yield _plane(influence)
    yield _flips(influence)
    yield _persuaders(influence, stance.targets)
    rules = kg.institutions(**options)
    rows = [row for one in rules for row in one.rows()]
    plain = caption(influence.table.selection, influence.table.label)
    yield Made("institutions", _INFLUENCE, plain, rows, "kgraph institutions", rolls=False)


def _plane(influence: Influence) -> Made:
    command, said = "kgraph picture plane", influence.table.caption()
    if too_many := _too_many("plane", influence.actors):
        return Made("plane", _INFLUENCE, said, (), command, too_many)
    plane = influence.plane()
    return Made(
        "plane", _INFLUENCE, said, plane.rows(), command, plane.notes(), result=plane, by_row=True
    )


def _flips(influence: Influence) -> Made:
    """Return what the leader hangs on, over all and among those who can move one actor."""
    if too_many := _too_many("flip", influence.actors):
        return Made("flip", _INFLUENCE, influence.table.caption(), (), "kgraph flip", too_many)
    label = influence.table.label
    moved = sorted({edge.target for edge in influence.edges if not edge.hollow}, key=label)
    rows = []
    for actor in ("", *moved):
        found = flip_of_leader(influence.on(actor) if actor else influence, "direct")
        if found.before:
            whom = label(actor) if actor else "anybody"
            rows.append({**found.row(), "on": actor, "on_label": whom})
    return Made(
        "flip", _INFLUENCE, influence.table.caption(), rows, "kgraph flip",
        ["Who leads among those who can move an actor, and without which claims another does."],
        of_row="kgraph flip --on",
        named=lambda row: [row["on"]] if row["on"] else [],
        extra={"who can move": "on_label"},
    )  # fmt: skip


def _too_many(name: str, actors: Sequence[str]) -> list[str]:
    """Return why the page leaves a measure to the command line; nothing if it does not."""
    most = _SLOW.get(name, LARGE)
    if len(actors) <= most:
        return []
    return [f"The page has this of up to {most} actors, and here are {len(actors)}."]


def _persuaders(influence: Influence, targets: Iterable[str]) -> Made:
    """Return who could move whom, on every issue on which somebody has a position and is moved."""
    rows, notes = [], []
    for issue in targets:
        found = influence.pushes(issue)
        label = influence.table.label(issue)
        rows += [{**row, "issue": issue, "issue_label": label} for row in found.rows()]
        if found.rows():
            notes += [f"{label}: {said}" for said in found.notes()]
    if not rows:
        notes = ["Nobody with a known position has a lever on one who is not simply for an issue."]
    return Made(
        "persuaders", _INFLUENCE, influence.table.caption(), rows, "", notes,
        of_row="kgraph persuaders", named=lambda row: [row["issue"]],
        extra={"on what": "issue_label"},
    )  # fmt: skip


def _whatif(kg: Any, options: Mapping[str, Any], overlay: Any) -> Iterator[Made]:
    if overlay is not None:
        found = kg.what_if(overlay, roll_up=True, **options)
        said = found.table.caption()
        command = "" if isinstance(overlay, Overlay) else f"kgraph whatif {Path(overlay).name}"
        yield Made("whatif", _INFLUENCE, said, found.rows(), command, found.notes(), result=found)


def _registers(kg: Any, options: Mapping[str, Any]) -> Iterator[Made]:
    """Return the registers: every voice, however sure, unless that was chosen."""
    chosen = dict(options)
    if not chosen.get("voices") or set(chosen["voices"]) == set(DEFAULT_VOICES):
        chosen["voices"] = None
    if chosen.get("min_factuality") == "possible":
        chosen["min_factuality"] = None
    found = kg.contradictions(**chosen)
    said = found.table.caption()
    count = [f"{many(len(found), 'contradiction')}."]
    yield Made(
        "contradictions", _EVERY, said, found.rows(), "kgraph contradictions", count, rolls=False
    )
    for name in ("frames", "figures"):
        rows = getattr(kg, name)(**chosen).rows()
        yield Made(name, _EVERY, said, rows, f"kgraph {name}", rolls=False)
    gaps = kg.gaps(roll_up=True, **options).that_matter()
    yield Made("gaps", _EVERY, gaps.table.caption(), gaps.rows(), "kgraph gaps", gaps.notes())
