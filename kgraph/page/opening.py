"""What the page opens with: an overview where structure gives room, else conduct or positions."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, TypedDict

from kgraph import wording
from kgraph.claims import Selection
from kgraph.claims.leads import KINDS
from kgraph.claims.rollup import rolled_up
from kgraph.networks import build, structure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.claims.evidence import Base
    from kgraph.draw.homes import Homes
    from kgraph.model import Tie

__all__ = ["Finding", "finding", "first", "has_overview", "strong"]


class Finding(TypedDict):
    """A part of the sentence above the picture, and the line that it opens: two ends and a sign."""

    says: str
    chosen: list[str]


#: Lines of conduct that an overview bears. In the least picture of a desktop, 740 by 430 pixels
#: at 1280 by 720, 24 of them with their ways round marks and names take a sixth of the room, 33 a
#: fifth, and 43 nearly a third, half of them without room for a word.
_LINES = 24
#: Homes that make structure a space.
_HOMES = 2


def strong(table: ClaimsTable, voices: Sequence[str]) -> float:
    """Return from which weight on conduct stands in the overview; dimensionless, in (0, 1].

    The least weight by which at most 24 edges do, as these voices tell them with leaders inside
    their state; the greatest where that is told of more, and 1 where there is no conduct. It is a
    property of the record: no day and no other filter changes it.
    """
    told = rolled_up(table.select(Selection(voices=tuple(voices))), table)
    count = Counter(edge.weight for edge in build.conduct(told).edges if edge.sign)
    weights = sorted(count, reverse=True)
    lines = accumulate(count[weight] for weight in weights)
    borne = [weight for weight, several in zip(weights, lines, strict=True) if several <= _LINES]
    return min(borne, default=max(weights, default=1.0))


def has_overview(table: ClaimsTable, homes: Homes) -> bool:
    """Return whether two homes have guests, and lines are there to be drawn over them."""
    return len(set(homes.of.values())) >= _HOMES and _leads(table, "conduct", "unmet")


def first(table: ClaimsTable, *, overview: bool) -> dict[str, str]:
    """Return the layer, and the view if it is not the layer's own, that the page opens on.

    The overview, else the first of conduct, positions and influence of which anything is told, else
    structure.
    """
    if overview:
        return {"layer": "conduct", "view": "overview"}
    kinds = {"conduct": "conduct", "positions": "position", "influence": "means"}
    found = (layer for layer, kind in kinds.items() if _leads(table, kind))
    return {"layer": next(found, "structure")}


def finding(table: ClaimsTable, voices: Sequence[str], base: Base) -> list[Finding]:
    """Return the parts of a sentence on what the record tells above all, as these voices tell it.

    The strongest hostile conduct, with the target that most documents name; the duty that most
    documents report unmet, or where it is only reported or none is, whom most say is bound to whom;
    and what became of it, each by whose word and in how many documents of its own; ``chosen`` has
    the two actors and the sign of their line. A record that tells none of these has a plain count.
    """
    told = rolled_up(table.select(Selection(voices=tuple(voices))), table)
    levers = build.influence(told).ties
    conduct = build.conduct(told).ties
    hostile = [tie for tie in conduct if tie.sign < 0]
    bound = [tie for tie in levers if table.relations[tie.relation].promise]
    bound = bound or [tie for tie in structure.ties(told) if _kind(table, tie) == "alliance"]
    unmet = [tie for tie in levers if tie.hollow]
    broken = _best(table, unmet, "hollow_by")[:1]
    for worst in broken:
        alike = [t for t in unmet if (t.source, t.target) == (worst.source, worst.target)]
        # Told in the word that the line in the picture has.
        broken = [wording.strongest(table, alike)]
    # A duty and what became of it are one story.
    kept = [tie for tie in broken if not tie.of_reports] or bound
    found = [*_strongest(table, hostile), *_bound(table, kept), *_unmet(table, broken)]
    if not found:
        actors = {tie.source for tie in (*conduct, *levers, *build.positions(told).ties)}
        return [_part(wording.counted(len(actors), base.claims, base.documents))]
    return found


def _part(says: str, tie: Tie | None = None, sign: int | str = "") -> Finding:
    return {"says": says, "chosen": [tie.source, tie.target, str(sign)] if tie else []}


def _best(table: ClaimsTable, ties: Sequence[Tie], claims: str) -> list[Tie]:
    """Return ties by how many documents tell them, then claims, then by name."""

    def key(tie: Tie) -> tuple[int, int, str, str, str]:
        named = getattr(tie, claims)
        told = {table[claim].document for claim in named}
        return -len(told), -len(named), tie.source, tie.target, tie.relation

    return sorted(ties, key=key)


def _strongest(table: ClaimsTable, ties: Sequence[Tie]) -> list[Finding]:
    """Say the strongest hostile conduct of whom most documents say it of, and upon whom."""
    most = max((tie.weight for tie in ties), default=0)
    several = _best(table, [tie for tie in ties if tie.weight == most], "claims")
    if not several:
        return []
    first, *_ = several
    alike = [t for t in several if (t.source, t.relation) == (first.source, first.relation)]
    word = wording.on_whose_word(table, first.claims, disputed=first.disputed)
    says = f"{table.label(first.source)} {wording.relation(table, first)} "
    says += f"{table.label(first.target)}, according to {word}"
    # Documents and hedges are those of the target named, never a union over several.
    return [_part(says + wording.and_others(len(alike) - 1), first, -1)]


def _bound(table: ClaimsTable, ties: Sequence[Tie]) -> list[Finding]:
    stated = [tie for tie in ties if not tie.of_reports]
    for tie in _best(table, stated, "claims")[:1]:
        word = wording.on_whose_word(table, tie.claims, disputed=tie.disputed)
        sign = "unmet" if tie.hollow else tie.sign
        return [_part(f"{wording.stated(table, tie)}, according to {word}", tie, sign)]
    return []


def _unmet(table: ClaimsTable, ties: Sequence[Tie]) -> list[Finding]:
    for tie in ties:
        word = wording.on_whose_word(table, tie.hollow_by)
        if tie.of_reports:
            says = f"{wording.stated(table, tie)}, according to {word}"
        else:
            says = wording.reported_unmet(word)
        return [_part(says, tie, "unmet")]
    return []


def _kind(table: ClaimsTable, tie: Tie) -> str:
    return table.relations[tie.relation].structure


def _leads(table: ClaimsTable, *kinds: str) -> bool:
    wanted = [KINDS.index(kind) for kind in kinds]
    return bool(set(wanted) & set(table.leads.kind.tolist()))
