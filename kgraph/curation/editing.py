"""One claim after it was written: edited, retracted, or superseded by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.curation import adding
from kgraph.curation.amending import cells_of, entry
from kgraph.curation.draft import Draft
from kgraph.errors import BadOption, UnknownName
from kgraph.text import nearest
from kgraph.vocabulary import PREFIXES, compact

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kgraph.curation.adding import Written
    from kgraph.curation.turtle import Block
    from kgraph.dossier.dossier import Dossier

__all__ = ["edit", "retract", "supersede"]


def edit(
    dossier: Dossier,
    claim: str,
    changes: Mapping[str, str],
    *,
    corpus: Path | str | None = None,
    dry_run: bool = False,
) -> Written:
    """Change parts of a claim; parameters and errors are those of ``adding.write``.

    Raises
    ------
    UsageError
        If nothing is to change, or for the first thing that is wrong.
    """
    if not changes:
        raise BadOption("Say what is to change, such as --when 2031-05 or --gloss TEXT.")
    name = claim.removeprefix("claim:")
    done = adding.write(dossier, (), {name: changes}, corpus=corpus, dry_run=dry_run)
    return _sound(done)


def retract(dossier: Dossier, claim: str, reason: str, *, dry_run: bool = False) -> Written:
    """Take a claim out of all that is shown; it stays in its file, with the reason.

    Raises
    ------
    UsageError
        If there is no such claim, it is retracted already, or there is no reason.
    """
    block = _standing(dossier, claim)
    if not reason.strip():
        raise BadOption("Say why it is retracted; the reason stays with the claim.")
    note = " ".join(filter(None, (cells_of(block)["note"], f"Retracted: {reason.strip()}")))
    return edit(dossier, claim, {"status": "retracted", "note": note}, dry_run=dry_run)


def supersede(
    dossier: Dossier,
    claim: str,
    changes: Mapping[str, str],
    *,
    corpus: Path | str | None = None,
    dry_run: bool = False,
) -> Written:
    """Put a claim in the place of another: as that one but for the changes, and linked to it.

    The other is retracted, and names its successor (``dcterms:isReplacedBy``). Parameters and
    errors as for ``edit``.
    """
    if not changes:
        raise BadOption("Say what is otherwise in the new claim, such as --relation opposes.")
    block = _standing(dossier, claim)
    name = claim.removeprefix("claim:")
    cells = cells_of(block) | {"status": "draft"}
    if changes.get("value"):
        cells["object"] = ""
    if changes.get("object"):
        cells["value"] = ""
    done = adding.write(
        dossier,
        [entry({**cells, **changes})],
        {name: {"status": "retracted"}},
        corpus=corpus,
        dry_run=dry_run,
        superseded=name,
    )
    return _sound(done)


def _standing(dossier: Dossier, claim: str) -> Block:
    name = claim.removeprefix("claim:")
    draft = Draft(dossier)
    found = draft.find(PREFIXES["claim"] + name)
    if found is None or not found[1].typed:
        every = [compact(b.subject)[6:] for _, b in draft.blocks() if b.is_claim]
        raise UnknownName(claim, "claim", nearest(name, every))
    if found[1].retracted:
        message = f"{name} is retracted already."
        raise BadOption(message)
    return found[1]


def _sound(done: Written) -> Written:
    if done.rejected:
        raise done.rejected[0][1]
    return done
