"""What a table to read shows of each result: headings and columns, the same wherever it is shown.

The command line, a notebook and the page show these; CSV and JSON have all columns of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.text import interval

if TYPE_CHECKING:
    from kgraph.text import Shown

__all__ = ["LISTINGS", "Listing"]


@dataclass(frozen=True, slots=True)
class Listing:
    """A table to read: its heading, what it tells in a sentence, and its columns."""

    title: str
    about: str
    shown: Shown


def _sign(row: dict[str, Any]) -> str:
    return f"{row['sign']:+d}"


def _stands(row: dict[str, Any]) -> str:
    mixed = f": {' / '.join(row['sides'])}" * (row["state"] == "mixed")
    return "; if ".join([row["state"] + mixed, *row["conditions"]])


def _count(row: dict[str, Any]) -> int:
    """Return on how many claims a number rests; the rows and ``--why`` name them."""
    return len(row["claims"])


def _stated(row: dict[str, Any]) -> str:
    plain = f"{row['source_label']} {row['relation_label']} {row['target_label']}"
    return str(row["relation_label"] if row["stated"] == plain else row["stated"])


def _lever(row: dict[str, Any]) -> str:
    said = []
    if row["role"] == "means":
        grade = "on paper, reported unmet" if row["hollow"] else row["grade"]
        said.append(f"{' and '.join(row['families'])}: {grade}")
        used = (("attempts", "tried"), ("outcomes", "worked"), ("failures", "did not work"))
        said += [word for name, word in used if row[name]]
    else:
        said.append(row["role"] + ": not so" * (row["happened"] is False))
    if row["disputed_by"]:
        said.append(f"disputed by {' '.join(row['disputed_by'])}")
    return "; ".join(said)


def _rank(row: dict[str, Any]) -> str:
    if row["not_assessable"]:
        return f"not assessable: {row['not_assessable']}"
    return f"{row['rank']} [{row['rank_low']}, {row['rank_high']}]"


def _first(row: dict[str, Any]) -> str:
    return "" if row["first"] is None else f"{100 * row['first']:.0f} %"


def _without(row: dict[str, Any]) -> str:
    least, most = row["least"], row["most"]
    if least is None:
        return ""
    return str(least) if least == most else f"{least} to {most}"


def _score(row: dict[str, Any]) -> str:
    return interval(row["score"], row["low"], row["high"])


def _placed(name: str) -> Any:
    ends = (name, f"{name}_low", f"{name}_high")
    return lambda row: interval(*(row[end] for end in ends))


def _strength(row: dict[str, Any]) -> str:
    return interval(row["product"], row["low"], row["high"])


def _push(row: dict[str, Any]) -> str:
    return "open" if row["push"] is None else interval(row["push"], row["low"], row["high"])


def _gap(row: dict[str, Any]) -> str:
    if row["gap"] != "no evidence" or not row["shared_labels"]:
        return str(row["detail"])
    return f"both on: {'; '.join(row['shared_labels'])}"


def _was(side: str) -> Any:
    """Return what a table shows of one side of a change: none where there was nothing."""
    return lambda row: row[side] or "none"


def _after(row: dict[str, Any]) -> Any:
    return "nobody" if row["after"] == () else row["after"]


def _least(row: dict[str, Any]) -> str:
    return "" if row["exact"] else f"at least {row['at_least']}"


_PAIR: Shown = {"one": "first_label", "other": "second_label"}
_AGREEMENT: Shown = {
    **_PAIR, "value": "value", "shared": "shared", "why not": "why", "claims": _count,
}  # fmt: skip
_CONVERGENCE = Listing(
    "Convergence and divergence", "On how many issues two pull the same way, and on how many "
    "opposite ways (MACTOR).",
    {**_PAIR, "convergence": "convergence", "divergence": "divergence", "shared": "shared",
     "why not": "why", "claims": _count},
)  # fmt: skip
_POSITIONS: Shown = {
    "who": "holder_label", "stands": _stands, "on": "target_label", "claims": "claims",
    "disputed by": "disputed_by",
}  # fmt: skip

LISTINGS: dict[str, Listing] = {
    # --- positions
    "positions": Listing(
        "Positions", "Who stands where on issues, events and agreements.", _POSITIONS
    ),
    "advocacy": Listing(
        "Advocacy", "What publishers and analysts advocate; no measure counts it.", _POSITIONS
    ),
    "mixed": Listing(
        "Mixed positions", "Where claims on one position differ: in side or in condition, by whose "
        "word and when.",
        {"who": "holder_label", "stands": "side", "on": "target_label", "by": "by_label",
         "said by": "claimant_label", "voice": "voice", "for": "when", "reported": "reported_on",
         "claim": "claim"},
    ),
    "congruence": Listing(
        "Congruence", "How much two actors take the same side.", _AGREEMENT
    ),
    "conflict": Listing(
        "Conflict", "How much two actors take opposite sides.", _AGREEMENT
    ),
    "subtract": Listing(
        "Congruence less conflict", "Above 0 more of the same side, below 0 more of the opposite.",
        _AGREEMENT,
    ),
    "blocs": Listing(
        "Blocs", "The two camps into which positions part most clearly, if they do.",
        {"bloc": "bloc", "actor": "actor_label", "claims": _count},
    ),
    "issues": Listing(
        "Issues between the blocs", "What part each issue has in the conflict between two blocs.",
        {"issue": "issue_label", "conflict": "conflict", "share": "share", "claims": _count},
    ),
    "polarization": Listing(
        "Polarization", "How far positions part into two camps, beside what chance alone gives.",
        {"polarization": "value", "by chance": "mean", "excess": "excess", "z": "z",
         "documents": "documents", "origins": "origins", "robust": "robust", "why not": "why"},
    ),
    "convergence": _CONVERGENCE,
    "divergence": _CONVERGENCE,
    "ambivalence": Listing(
        "Ambivalence", "From 0, with or against each other throughout, to 1, as much with as "
        "against each (MACTOR).",
        {"actor": "actor_label", "ambivalence": "ambivalence", "why not": "why", "claims": _count},
    ),
    # --- conduct
    "conduct": Listing(
        "Conduct", "Who does what to or for whom.",
        {"who": "source_label", "does": "relation_label", "to whom": "target_label",
         "sign": _sign, "weight": "weight", "claims": "claims", "disputed by": "disputed_by"},
    ),
    "balance": Listing(
        "Balance", "Three actors with ties of one sign each, and whether the signs fit together.",
        {"reading": "reading", "claims": "claims"},
    ),
    "frustration": Listing(
        "Frustration", "The ties that fit no division into two camps of friends.",
        {**_PAIR, "sign": _sign, "weight": "weight", "claims": "claims", "passages": "passages"},
    ),
    "degrees": Listing(
        "Signed degrees", "How many have friendly and hostile ties with an actor.",
        {"actor": "actor_label", "friendly": "positive", "hostile": "negative", "ratio": "ratio",
         "net": "net"},
    ),
    "headlines": Listing(
        "How far a number carries", "Each headline number, and what it is without each document.",
        {"measure": "measure", "value": "value", "documents": "documents", "origins": "origins",
         "robust": "robust", "why not": "why"},
    ),
    "why": Listing(
        "Shares", "The claims behind a number, with the share of each.",
        {"share": "share", "claim": "claim", "says": "gloss", "said by": "claimant_label",
         "passage": "passage"},
    ),
    # --- influence
    "influence": Listing(
        "Levers", "Who has which levers on whom, who tried, and whether it worked.",
        {"who > whom": lambda row: f"{row['source_label']} > {row['target_label']}",
         "how": _stated, "lever, and its use": _lever, "by whose word": "said_by",
         "claims": "claims", "passages": "passages"},
    ),
    "ranks": Listing(
        "Ranks", "Who has the most influence, each rank with how sure it is.",
        {"who": "actor_label", "rank": _rank, "first": _first, "without a document": _without,
         "score": _score, "families": "families", "documents": "documents"},
    ),
    "plane": Listing(
        "Influence and dependence", "Who moves others, who is moved by them (MACTOR).",
        {"who": "actor_label", "influence": _placed("influence"),
         "dependence": _placed("dependence"), "why not": "not_assessable", "claims": _count},
    ),
    "paths": Listing(
        "Paths", "By which ways one actor can move another, the strongest first.",
        {"path": lambda row: " > ".join(row["path_labels"]), "strength": _strength,
         "broken": "broken", "levers": "levers", "claims": "claims", "passages": "passages"},
    ),
    "shares": Listing(
        "Shares", "The claims behind the influence of one actor on another.",
        {"share": "share", "step": "step", "family": "family", "claim": "claim",
         "whose word": "said_by", "says": "gloss", "passage": "passage"},
    ),
    "persuaders": Listing(
        "Persuaders", "Who could move whom on an issue, and which way it would push.",
        {"on whom": "target_label", "stands": "target_state", "who": "pusher_label",
         "who stands": "pusher_state", "push": _push, "families": "families", "claims": "claims"},
    ),
    "institutions": Listing(
        "Institutions", "How bodies decide: who can block alone, and what power each seat has.",
        {"body": "body_label", "on": "matter",
         "rule": lambda row: f"{row['rule']}, {row['votes_needed']} of {row['of_seats']}",
         "member": "member_label", "blocks": lambda row: "yes" if row["can_block"] else "",
         "power": lambda row: f"{row['power']:.4f}", "by": "source", "claims": "claims"},
    ),
    "whatif": Listing(
        "What if", "What changes if claims are added, retracted or regraded, and only that.",
        {"kind": "kind", "what": "what", "before": _was("before"), "after": _was("after"),
         "claims": "claims"},
    ),
    "flip": Listing(
        "Smallest flip", "The fewest claims without which a result is another.",
        {"before": "before", "after": _after, "without": "claims", "bound": _least,
         "no assessable rank": "not_assessable"},
    ),
    # --- registers
    "contradictions": Listing(
        "Contradictions", "Claims that cannot stand together: denied, counted, dated, framed or "
        "judged otherwise.",
        {"no": "number", "kind": "kind", "about": "about", "side": "side",
         "said by": lambda row: row["claimant_label"] + (", a party" if row["party"] else ""),
         "claim": "claim"},
    ),
    "frames": Listing(
        "Frames", "Who applies which word to what, and who rejects it.",
        {"what": "what_label", "frame": "frame_label", "who": "claimant_label", "does": "state",
         "claims": "claims"},
    ),
    "figures": Listing(
        "Figures", "Who counts how many of whom, and how the counts fit together.",
        {"of what": "event_label", "measure": "measure_label", "group": "group",
         "figure": "figure", "said by": "claimant_label", "fits": "fits", "claim": "claim"},
    ),
    "gaps": Listing(
        "Gaps", "Issues and pairs of actors without evidence, with one document, or one side only.",
        {"kind": "kind", "about": "about_label", "gap": "gap", "detail": _gap,
         "claims": "claims"},
    ),
    "compare": Listing(
        "Compared", "What differs between two days, two lenses or two voices.",
        {"layer": "layer", "change": "change", "who": "source_label", "whom": "target_label",
         "before": "before", "after": "after", "claims": "claims"},
    ),
}  # fmt: skip
