"""Frames: which words are applied to an event, actor or place, by whom, and who rejects them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from kgraph import wording
from kgraph.result import Result

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable
    from kgraph.text import Shown

__all__ = ["FrameRow", "Frames", "frames"]

_FRAMED = "framedAs"


class FrameRow(TypedDict):
    """One claimant and one frame for one thing.

    ``state`` is ``uses``, ``rejects``, ``leaves open`` or, where claims differ, ``mixed``.
    """

    what: str
    what_label: str
    frame: str
    frame_label: str
    state: str
    factuality: str
    modality: list[str]
    claimant: str
    claimant_label: str
    speaks_for: list[str]
    voices: list[str]
    claims: list[str]
    documents: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Frames(Result[FrameRow]):
    """Claimants by frames: who uses a word for something, and who rejects it."""

    title = "Frames"
    tells = "Who applies which word to what, and who rejects it."
    shown: ClassVar[Shown] = {
        "what": "what_label", "frame": "frame_label", "who": "claimant_label", "does": "state",
        "how sure": wording.doubts,
        "claims": "claims",
    }  # fmt: skip

    table: ClaimsTable
    uses: tuple[FrameRow, ...]

    def rows(self) -> list[FrameRow]:
        """Return one dict per thing, frame and claimant."""
        return [*self.uses]

    def matrix(self) -> Any:
        """Return a pandas DataFrame: claimants by frames, states as text, ``None`` where silent.

        Of several things, a claimant's states of one frame are joined by a slash.
        """
        from kgraph.text import frame

        cells: dict[tuple[str, str], set[str]] = defaultdict(set)
        for use in self.uses:
            cells[use["claimant_label"], use["frame_label"]].add(use["state"])
        claimants = sorted({claimant for claimant, _ in cells})
        words = sorted({frame for _, frame in cells})
        rows = [
            [" / ".join(sorted(cells.get((c, f), ()))) or None for f in words] for c in claimants
        ]
        made = frame(rows, words).astype(object)
        made = made.where(made.notna(), None)
        made.index = claimants
        return made


def frames(table: ClaimsTable, what: str | None = None) -> Frames:
    """Return who applies which word to a thing, or one word to which things, and who rejects it.

    Parameters
    ----------
    table : ClaimsTable
        The claims looked at; of a selection, of every voice as a rule.
    what : str, optional
        The event, actor, place or agreement, or the frame itself, by its CURIE.
    """
    found: dict[tuple[str, str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for claim in table:
        if (
            claim.relation == _FRAMED
            and claim.object
            and what in {None, claim.subject, claim.object}
        ):
            key = (claim.subject, claim.object, claim.claimant)
            found[key][claim.polarity].add(claim.claim)
    words = {1: "uses", -1: "rejects", 0: "leaves open"}
    uses = []
    for key, by_polarity in found.items():
        state = words[next(iter(by_polarity))] if len(by_polarity) == 1 else "mixed"
        claims = sorted({claim for several in by_polarity.values() for claim in several})
        uses.append(_use(table, *key, state, claims))
    order = {"uses": 0, "mixed": 1, "leaves open": 2, "rejects": 3}
    uses.sort(key=lambda use: (use["what"], use["frame"], order[use["state"]], use["claimant"]))
    return Frames(table, tuple(uses))


def _use(
    table: ClaimsTable, what: str, frame: str, claimant: str, state: str, claims: list[str]
) -> FrameRow:
    said = [table[claim] for claim in claims]
    return {
        "what": what,
        "what_label": table.label(what),
        "frame": frame,
        "frame_label": table.label(frame),
        "state": state,
        "factuality": wording.surest(table, claims),
        "modality": sorted({claim.modality for claim in said} - {"actual"}),
        "claimant": claimant,
        "claimant_label": table.label(claimant),
        "speaks_for": sorted({body for claim in said for body in claim.speaks_for}),
        "claims": claims,
        "documents": sorted({claim.document for claim in said}),
        "voices": sorted({claim.voice for claim in said} - {""}),
    }
