"""One claim after it was written: edited, reviewed, retracted, or superseded by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.curation import adding
from kgraph.curation.amending import cells_of, entry, values
from kgraph.curation.draft import Draft
from kgraph.errors import BadOption, UnknownName
from kgraph.text import nearest
from kgraph.vocabulary import PREFIXES, compact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from kgraph.curation.adding import Written
    from kgraph.curation.turtle import Block
    from kgraph.dossier.dossier import Dossier

__all__ = ["SENT_BACK", "accept", "edit", "retract", "send_back", "supersede"]

#: The tag of a draft that a reader sent back to its coder.
SENT_BACK = "sent back"


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


def accept(
    dossier: Dossier, *claims: str, memo: str = "", by: str = "", dry_run: bool = False
) -> Written:
    """Take drafts as reviewed, all or none; with a memo for the team, if there is something to say.

    Parameters
    ----------
    dossier, dry_run
        As for ``edit``.
    *claims : str
        Their ids.
    memo : str
        What the team should know; it stands behind what the memo says already.
    by : str
        Who reads, whose name then stands before the memo.

    Raises
    ------
    UsageError
        If there is no such claim, or it is no draft.
    """

    def read(cells: Mapping[str, str]) -> dict[str, str]:
        tags = [one for one in values(cells["tag"]) if one != SENT_BACK]
        return {"status": "reviewed", "tag": "; ".join(tags), **_memo(cells, memo, by)}

    return _reviewed(dossier, claims, read, dry_run=dry_run)


def send_back(
    dossier: Dossier, *claims: str, memo: str, by: str = "", dry_run: bool = False
) -> Written:
    """Send drafts back to their coder, saying why; they are tagged so until somebody accepts them.

    Parameters and errors are those of ``accept``; without a memo none can be sent back.
    """
    if not memo.strip():
        raise BadOption("Say why it is sent back; the memo stays with the claim.")

    def read(cells: Mapping[str, str]) -> dict[str, str]:
        tags = dict.fromkeys([*values(cells["tag"]), SENT_BACK])
        return {"tag": "; ".join(tags), **_memo(cells, memo, by)}

    return _reviewed(dossier, claims, read, dry_run=dry_run)


def _reviewed(
    dossier: Dossier,
    claims: Iterable[str],
    read: Callable[[Mapping[str, str]], dict[str, str]],
    *,
    dry_run: bool,
) -> Written:
    changes = {
        claim: read(_draft(dossier, claim))
        for claim in (one.removeprefix("claim:") for one in claims)
    }
    return _sound(adding.write(dossier, (), changes, dry_run=dry_run))


def _draft(dossier: Dossier, claim: str) -> dict[str, str]:
    cells = cells_of(_standing(dossier, claim))
    if cells["status"] not in {"", "draft"}:
        message = f"{claim.removeprefix('claim:')} is {cells['status']} already; it is no draft."
        raise BadOption(message)
    return cells


def _memo(cells: Mapping[str, str], memo: str, by: str) -> dict[str, str]:
    said = " ".join(memo.split())
    new = f"{by}: {said}" if by and said else said
    return {"memo": " ".join(filter(None, (cells["memo"], new)))} if new else {}


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
