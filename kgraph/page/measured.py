"""What the page shows of measures: rows, notes and pictures of the library, made beforehand.

The page's script recomputes networks, not measures. These are of the claims with which the page
opens, those who may speak for a state or body within it; the page says so, and gives the command
for whatever else is chosen in it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph import wording
from kgraph.claims import DEFAULT_VOICES
from kgraph.dossier.overlay import Overlay
from kgraph.draw.large import LARGE
from kgraph.errors import BadData
from kgraph.measures.register import MEASURES
from kgraph.networks.network import Network
from kgraph.result import Pictured
from kgraph.text import cells, many

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.measures.influence.influence import Influence
    from kgraph.measures.register import Measure
    from kgraph.measures.stance.stance import Stance
    from kgraph.model import Document
    from kgraph.result import Result

    Row = Mapping[str, Any]

__all__ = ["MOST", "measured"]

#: What the page shows behind a row, so not in it.
_BEHIND = {"claim", "claims", "passages"}
#: Rows of a measure that the page shows; how many there are stands below.
MOST = 300


@dataclass(frozen=True)
class Made:
    """One measure with its result, if there is one here; else the notes say why not.

    ``caption`` says of which claims it is, ``command`` gives the rows on the command line.
    """

    measure: Measure
    caption: str
    command: str
    notes: Sequence[str]
    rows: Sequence[Row] = ()
    result: Result[Any] | None = None


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
        ``ranked`` has the ranks in words,
        ``made`` are the measures in the order of the page, ``captions`` say of which claims.
    pictures : dict of str to str
        Name of a measure to its picture.
    """
    # The page has every claim; made here all at once, each costs a fraction of one made alone.
    place = {claim.claim: number for number, claim in enumerate(kg.table)}
    stance = kg.stance(roll_up=True, **options)
    influence = kg.influence(roll_up=True, **options)
    found: dict[str, Any] = {
        "whyNot": "", "captions": [], "names": [], "blocs": [], "ranked": [], "made": [],
    }  # fmt: skip
    actors = {*stance.positions.holders, *stance.conduct.actors, *influence.actors}
    if len(actors) > LARGE and overlay is None:
        found["whyNot"] = (
            f"The page has measures of up to {LARGE} actors, and here are {len(actors)}; "
            "kgraph stance and kgraph influence have them."
        )
        return found, {}
    ids: dict[str, int] = {}
    said = _Said(kg.table.documents.values())
    made = list(_made(kg, stance, influence, options, overlay, every=len(actors) <= LARGE))
    found["blocs"] = _camps(made)
    found["ranked"] = [
        said(wording.ranked(row)) for one in made if one.measure.name == "ranks" for row in one.rows
    ]
    found["captions"] = sorted({one.caption for one in made})
    found["made"] = [
        {**_plain(one, place, ids, said), "caption": found["captions"].index(one.caption)}
        for one in made
    ]
    found["names"] = list(ids)
    # Networks are layers of the page, which draws them itself.
    pictures = {
        one.measure.name: kg.picture(one.result)
        for one in made
        if isinstance(one.result, Pictured) and not isinstance(one.result, Network)
    }
    return found, pictures


def _camps(made: Iterable[Made]) -> list[list[str]]:
    members: dict[str, list[str]] = {}
    for row in (row for one in made if one.measure.name == "blocs" for row in one.rows):
        members.setdefault(str(row["bloc"]), []).append(row["actor"])
    return [members[name] for name in sorted(members)]


class _Said:
    """How the page says what a command says: no option of it, and documents by their publishers.

    Claims are opened from a row, and not named. Where a publisher has several, their names say
    more.
    """

    #: A clause, or a sentence, that names an option of the command line.
    _OPTION = re.compile(r"(?:;|(?<=[.:])) [^;.]*(?<!\w)--[a-z][^;.]*")

    #: Claims by their names, at the end of a clause.
    _CLAIMS = re.compile(r":(?:,? \w+-\d{3,})+(?=[;.]|$)")

    def __init__(self, documents: Iterable[Document]) -> None:
        every = list(documents)
        count = Counter(one.publisher_label for one in every)
        self._publishers = {
            one.id: one.publisher_label for one in every if count[one.publisher_label] == 1
        }
        one = "|".join(map(re.escape, self._publishers)) or "(?!)"
        self._without = re.compile(rf"\bwithout (?:{one})(?:(?:,| and) (?:{one}))*\b")
        self._key = re.compile(rf"\b(?:{one})\b")

    def __call__(self, text: str) -> str:
        plain = self._OPTION.sub("", self._without.sub(self._named, text))
        return self._CLAIMS.sub("", plain)

    def _named(self, without: re.Match[str]) -> str:
        return self._key.sub(lambda key: self._publishers[key[0]], without[0])


def _plain(
    made: Made, place: Mapping[str, int], ids: dict[str, int], said: _Said
) -> dict[str, Any]:
    """Return a measure as JSON-ready data: texts of cells, claims and ids by their place.

    New ids are put to the end of ``ids``.
    """
    measure, result = made.measure, made.result
    shown = made.rows[:MOST]
    columns = cells(shown, (measure.type if result is None else result).shown)  # type: ignore[arg-type]
    columns = {head: texts for head, texts in columns.items() if head not in _BEHIND}
    more = len(made.rows) - len(shown)
    return {
        "id": measure.name,
        "layers": list(measure.layers),
        "title": measure.title,
        "about": measure.tells,
        "command": made.command,
        "ofRow": measure.of_row,
        "rolls": measure.rolls,
        "byRow": isinstance(result, Pictured) and result.drawn_by_row,
        "heads": list(columns),
        "rows": [
            {
                **{str(at): said(texts[number]) for at, texts in enumerate(columns.values())},
                "claims": [place[claim] for claim in _claims(row) if claim in place],
                "beyond": [claim for claim in _claims(row) if claim not in place],
                "names": [
                    ids.setdefault(row[name], len(ids)) for name in measure.names if row[name]
                ],
                "shares": [
                    [name, [[place[claim], round(share, 7)] for claim, share in shares.items()]]
                    for name, shares in (result.accounts(row) if result is not None else ())
                    if shares
                ],
            }
            for number, row in enumerate(shown)
        ],
        "notes": [
            *([f"And {many(more, 'row')} more; the command has all."] if more else []),
            *filter(None, map(said, made.notes)),
        ],
    }


def _claims(row: Row) -> list[str]:
    return [row["claim"]] if "claim" in row else list(row["claims"])


def _made(
    kg: Any,
    stance: Stance,
    influence: Influence,
    options: Mapping[str, Any],
    overlay: Any,
    *,
    every: bool,
) -> Iterator[Made]:
    """Yield the measures in the order of the register; unless ``every``, only that of an overlay.

    Registers are of every voice, however sure, unless that was chosen.
    """
    wide = dict(options)
    if not wide.get("voices") or set(wide["voices"]) == set(DEFAULT_VOICES):
        wide["voices"] = None
    if wide.get("min_factuality") == "possible":
        wide["min_factuality"] = None
    made_of = {"stance": stance, "conduct": stance.conduct, "influence": influence, "dossier": kg}
    for one in MEASURES.values():
        about = (overlay,) if one.name == "whatif" and overlay is not None else ()
        asks = bool(one.about) and not one.everywhere and not about
        if not one.layers or asks or not (every or about):
            continue
        table, actors = stance.table, stance.conduct.actors
        if one.layers == ("influence",):
            table, actors = influence.table, influence.actors
        command = _command(one, overlay)
        if one.slow_above is not None and len(actors) > one.slow_above:
            why = f"The page has this of up to {one.slow_above} actors, and here are {len(actors)}."
            yield Made(one, table.caption(), command, [why])
            continue
        chosen = dict(wide if one.every_voice else options) if one.of == "dossier" else {}
        if one.of == "dossier" and one.rolls:
            chosen["roll_up"] = True
        try:
            of = influence if one.everywhere else made_of[one.of]
            result = one.for_page(of, *about, **chosen)
            said = _of(result, table).caption()
            made = Made(one, said, command, result.notes(), result.rows(), result)
        except BadData as error:
            # Without thresholds there is a page all the same, which says what is missing.
            if one.of == "dossier":
                raise
            made = Made(one, table.caption(), command, [str(error)])
        yield made


def _of(result: Any, table: ClaimsTable) -> ClaimsTable:
    """Return the claims that a result is of."""
    found: ClaimsTable = getattr(result, "table", table)
    return found


def _command(one: Measure, overlay: Any) -> str:
    """Return the command for the rows; none for those of everybody where it asks about one."""
    if one.name == "whatif":
        return "" if isinstance(overlay, Overlay) else f"{one.command} {Path(overlay).name}"
    return "" if one.about else one.command
