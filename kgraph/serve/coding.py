"""What the coding desk asks for: a text with its claims, a claim before it is written, and writing.

All of it is done by the functions of the library that ``add``, ``edit`` and ``review`` call. It
runs in processes of the desk's own, one request after the other.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

import kgraph
from kgraph import claims, wording
from kgraph.claims.leads import KINDS
from kgraph.curation import adding, amending, coverage, editing, entities, saving, showing
from kgraph.curation.draft import Draft
from kgraph.curation.entry import Desk, Entry
from kgraph.curation.passages import format_passages
from kgraph.curation.turtle import Block
from kgraph.dossier import build, overlay, worker
from kgraph.dossier import dossier as dossiers
from kgraph.errors import BadOption, KgraphError, UnknownName
from kgraph.text import nearest
from kgraph.vocabulary import PREFIXES, compact, expand, local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kgraph.claims import ClaimsTable
    from kgraph.curation.entry import Composed
    from kgraph.curation.saving import Replaced
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.worker import Handler, Limits
    from kgraph.graph import KnowledgeGraph
    from kgraph.model import Claim

__all__ = [
    "READING",
    "WEIGHING",
    "WRITING",
    "Coding",
    "Look",
    "Place",
    "handed",
    "handled",
    "request",
    "taking",
    "text_of",
    "told",
]

#: What may be asked, by what it does: look, weigh a claim in the networks, write.
READING = ("state", "names", "claim", "preview", "version")
WEIGHING = ("follows",)
WRITING = ("add", "edit", "retract", "accept", "send_back", "mint", "undo")
#: Kinds of names that the desk adds: those that a sentence most often brings.
_MINTED = ("actor", "issue", "event", "place", "agreement")
#: Fields of a claim as the page sends them: texts, several values parted by semicolons.
_FIELDS = frozenset(
    {*(one.name for one in fields(Entry) if one.name != "proposition"), *amending.PARTS}
)
#: The rule that says what a claim leaves unsaid, and which claims stand.
_DEFAULTS = "10-defaults"
#: What a claim is called that is not written yet.
_PREVIEWED = PREFIXES["claim"] + "previewed-000"
#: Kinds of consequences that are told, each with what it is called.
_FOLLOWS = ("position", "conduct", "lever", "strength", "rank", "result")
#: So many of them are shown.
_MOST = 40


@dataclass(frozen=True, slots=True)
class Place:
    """Where the desk works: a dossier by its path, the folder of its texts, and who codes."""

    graph: str | None
    corpus: str
    coder: str


@dataclass(frozen=True, slots=True)
class _Change:
    """A change that the desk made and can take back."""

    number: int
    what: str
    replaced: tuple[Replaced, ...]


def handed(place: Place, limits: Limits) -> bytes:
    """Return what a process of the desk is told, for ``taking``."""
    return json.dumps([asdict(place), limits]).encode()


def taking(told: worker.Told) -> Handler:
    """Make a process ready to work at the place of which it is told."""
    place, limits = json.loads(told())
    return Coding(Place(**place), worker.Limits(*limits)).handle


class Look:
    """All that is read of a dossier in one state of its files."""

    def __init__(self, dossier: Dossier, corpus: str) -> None:
        self.dossier, self._corpus = dossier, corpus

    @cached_property
    def desk(self) -> Desk:
        """What typed names and words are found by."""
        return Desk(self.dossier, self._corpus)

    @cached_property
    def table(self) -> ClaimsTable:
        """The claims with what they leave unsaid; voices and disputes, which cost more, are out."""
        build.derive(self.desk.store, [one for one in self.dossier.rules if one.stem == _DEFAULTS])
        return claims.read(self.desk.store)

    def read(self, composed: Composed, block: Block) -> tuple[ClaimsTable, Claim]:
        """Return a claim that is not written yet, and the table that has it beside the others."""
        assert self.table is not None  # noqa: S101  with it the store holds what is unsaid
        block = replace(block, subject=_PREVIEWED)
        said = f"{adding.alone(block)}<{_PREVIEWED}> a <{PREFIXES['kg']}StandingClaim> .\n"
        laid = overlay.between("", said + format_passages(composed.pins))
        with overlay.laid(self.desk.store, laid) as store:
            table = claims.read(store)
        return table, table[local_name(compact(_PREVIEWED))]

    @cached_property
    def draft(self) -> Draft:
        """The files, block by block."""
        return Draft(self.dossier)

    @cached_property
    def ledger(self) -> adding.Ledger:
        """What gives new claims their ids."""
        texts = {path: self.draft.texts[path] for path in self.dossier.data}
        return adding.Ledger(self.dossier, texts)

    @cached_property
    def covered(self) -> coverage.Coverage:
        """Which sentences have claims."""
        return coverage.coverage(self.dossier, self._corpus)

    def block(self, claim: str) -> Block:
        """Return the block of a claim; raises ``UnknownName``."""
        found = self.draft.find(PREFIXES["claim"] + claim)
        if found is None or not found[1].typed:
            raise UnknownName(claim, "claim", nearest(claim, sorted(self.desk.claims)))
        return found[1]


class Coding:
    """A dossier as the desk shows and changes it.

    Parameters
    ----------
    place : Place
        Where it is.
    limits : Limits
        Of weighing a claim.
    """

    def __init__(self, place: Place, limits: Limits) -> None:
        self._place, self._limits = place, limits
        self._looked: Look | None = None
        self._weighed: KnowledgeGraph | None = None
        self._done: list[_Change] = []
        self._count = 0

    def handle(self, body: bytes) -> bytes:
        """Return the answer to a request as ``request`` makes it, as JSON."""
        return handled(self, body)

    # --- looking

    def version(self, _: Mapping[str, Any]) -> dict[str, str]:
        """Return the fingerprint of the files as they are now."""
        return {"version": self._found().fingerprint}

    def state(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return a document's sentences with the claims of each, and how far all are covered."""
        look = self._look()
        totals = {one.document: asdict(one) for one in look.covered.totals}
        if not totals:
            raise BadOption(
                "No text of a document of this dossier is in the folder of texts; take one in with "
                "kgraph document add."
            )
        document = text_of(given, "document") or next(iter(totals))
        said = {one.passage: one for one in look.covered.sentences}
        lines: list[dict[str, Any]] = [
            {
                "passage": line.passage,
                "paragraph": line.paragraph,
                "sentence": line.sentence,
                "text": line.text,
                "claims": line.claims,
                "status": said[line.passage].status if line.passage in said else "claims",
                "reason": said[line.passage].reason if line.passage in said else "",
            }
            for line in showing.lines(look.dossier, document, self._place.corpus)
        ]
        beside = {claim for line in lines for claim in line["claims"]}
        return {
            "version": look.dossier.fingerprint,
            "coder": self._place.coder,
            "document": document,
            "publisher": look.table.documents[document].publisher_label,
            "documents": [
                {"title": look.table.documents[key].title, **total} for key, total in totals.items()
            ],
            "lines": lines,
            "claims": {
                claim: told(look.table, look.table[claim])
                for claim in sorted(beside)
                if claim in look.table
            },
            "undo": self._last(),
        }

    def names(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Return what can be typed: names, relations, words, and classes of new names."""
        look = self._look()
        table = look.table
        register = entities.Register(look.draft)
        shape = look.desk.shape.properties["kg:factuality"]
        sure = [local_name(word) for word in shape.values] or [
            one.id for one in table.words.values() if one.scheme == "FactualityScheme"
        ]
        return {
            "names": [
                {"id": it.id, "label": it.label, "kind": it.kind, "also": [*it.aliases]}
                for it in table.entities.values()
                if it.label
            ],
            "relations": [
                {"id": it.id, "label": it.label, "what": it.definition, "value": it.measure}
                for it in table.relations.values()
            ],
            "factuality": sure,
            "mode": [one.id for one in table.words.values() if one.scheme == "ModeScheme"],
            "modality": [one.id for one in table.words.values() if one.scheme == "ModalityScheme"],
            "classes": {
                kind: [local_name(one) for one in register.classes(kind)] for kind in _MINTED
            },
        }

    def claim(self, given: Mapping[str, Any]) -> dict[str, str]:
        """Return the fields of a claim as one would type them, names by their labels."""
        look = self._look()
        cells = amending.cells_of(look.block(text_of(given, "claim")))
        table = look.table
        return {
            name: "; ".join(
                table.entities[one].label if one in table.entities and _is_plain(look, one) else one
                for one in amending.values(cell)
            )
            if name in {*amending.PARTS[:3], "claimant"}
            else cell
            for name, cell in cells.items()
        }

    # --- a claim before it is written

    def preview(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return how a claim reads, its layer and side, what is wrong, and what says the same."""
        look = self._look()
        name = text_of(given, "claim")
        composed, block = self._composed(look, given)
        read = look.read(composed, block) if _is_said(composed) else None
        gloss = _offered(*read) if read else ""
        if gloss and not (name or _cells(given).get("gloss")):
            composed, block = self._composed(look, given, gloss)
        errors = [str(error) for error in composed.errors]
        if not errors and not name:
            errors = [str(error) for _, error in look.ledger.repeated({0: block}, look.desk)]
        if read is None:
            return {"errors": errors, "says": "", "layers": [], "same": []}
        table, claim = read
        leads = table.leads
        at = (leads.claim == table.row(claim.claim)).nonzero()[0]
        kinds = [(KINDS[leads.kind[n]], int(leads.sign[n])) for n in at]
        return {
            "errors": errors,
            "says": wording.in_full(table, claim),
            "whose": _whose(table, claim),
            "gloss": gloss,
            "layers": list(dict.fromkeys(wording.lead(kind, sign) for kind, sign in kinds)),
            "same": [
                _beside(table, claim, other)
                for other in _alike(table, claim)
                if other.claim != name
            ],
        }

    def follows(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a claim would change, what it contradicts, and why it would be refused."""
        look = self._look()
        if self._weighed is None or self._weighed.dossier.fingerprint != look.dossier.fingerprint:
            self._weighed = kgraph.open(self._place.graph)
            assert self._weighed.table is not None  # noqa: S101  mapped by being asked for
        kg = self._weighed

        def start(_: worker.Told) -> Handler:
            return lambda _: json.dumps(self._following(look, kg, given)).encode()

        found = worker.run(start, self._limits, "claim's weighing", files=True)
        told: dict[str, Any] = json.loads(found)
        return told

    def _following(
        self, look: Look, kg: KnowledgeGraph, given: Mapping[str, Any]
    ) -> dict[str, Any]:
        gloss = "" if text_of(given, "claim") else self._glossed(look, given).gloss
        composed, block = self._composed(look, given, gloss)
        if composed.errors:
            return {"refused": [], "out": "", "changes": [], "more": 0, "against": []}
        tried = self._write(look.dossier, given, dry_run=True)
        found = kg.what_if(self._overlay(look, given, composed, block))
        changes = found.of(*_FOLLOWS)
        name = local_name(compact(block.subject))
        # With the claims that no network shows: the new one may be among them.
        table = replace(found.after, at=np.arange(found.after.columns.n))
        against = [
            wording.dispute(table, one) if clash else wording.difference(table, one)
            for clash, several in (
                (True, table.disputes_of(name)),
                (False, table.differences_of(name)),
            )
            for one in several
            if name in table
        ]
        out = table.left_out_rows(table.selection).items()
        return {
            "out": next((why for why, rows in out if table.row(name) in rows), ""),
            "refused": [str(error) for _, error in tried.rejected],
            "changes": [
                {"kind": one.kind, "what": one.what, "before": one.before, "after": one.after}
                for one in changes[:_MOST]
            ],
            "more": max(0, len(changes) - _MOST),
            "against": against,
        }

    def _composed(
        self, look: Look, given: Mapping[str, Any], gloss: str = ""
    ) -> tuple[Composed, Block]:
        cells, name = _cells(given), text_of(given, "claim")
        if name:
            block, composed = amending.amended(look.desk, look.block(name), cells)
            return composed, block
        entry = self._entry(cells)
        composed = look.desk.compose(replace(entry, gloss=entry.gloss or gloss))
        return composed, look.ledger.block(composed)

    def _glossed(self, look: Look, given: Mapping[str, Any]) -> Entry:
        """Return an entry with the claim as a sentence for its gloss, if none is typed."""
        entry = self._entry(_cells(given))
        composed, block = self._composed(look, given)
        if entry.gloss or not _is_said(composed):
            return entry
        return replace(entry, gloss=_offered(*look.read(composed, block)))

    def _entry(self, cells: Mapping[str, str]) -> Entry:
        entry = amending.entry(cells)
        return replace(entry, coder=tuple(filter(None, [self._place.coder])))

    def _overlay(
        self, look: Look, given: Mapping[str, Any], composed: Composed, block: Block
    ) -> overlay.Overlay:
        name = text_of(given, "claim")
        before = adding.alone(look.block(name)) if name else ""
        return overlay.between(before, adding.alone(block) + format_passages(composed.pins))

    # --- writing

    def add(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Add a claim; left empty, its gloss is the claim as a sentence."""
        return self._written(given, lambda dossier: self._write(dossier, given))

    def edit(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Change fields of a claim."""
        return self._written(given, lambda dossier: self._write(dossier, given))

    def retract(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Retract a claim, with the reason."""
        name, reason = text_of(given, "claim"), text_of(given, "reason")
        return self._written(given, lambda dossier: editing.retract(dossier, name, reason))

    def accept(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Accept a draft."""
        name, memo, by = text_of(given, "claim"), text_of(given, "memo"), self._place.coder
        return self._written(given, lambda dossier: editing.accept(dossier, name, memo=memo, by=by))

    def send_back(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Send a draft back with a memo."""
        name, memo, by = text_of(given, "claim"), text_of(given, "memo"), self._place.coder
        return self._written(
            given, lambda dossier: editing.send_back(dossier, name, memo=memo, by=by)
        )

    def mint(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Add a name, of a kind and class."""
        kind = text_of(given, "kind")
        if kind not in _MINTED:
            raise UnknownName(kind, "kind of name", _MINTED)
        new = entities.New(name=text_of(given, "name"), class_=text_of(given, "class"))
        return self._written(given, lambda dossier: entities.add(dossier, kind, new))

    def undo(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Take back the last change of the desk, if it is the one that is meant."""
        if not self._done:
            raise BadOption("The desk has changed nothing that could be undone.")
        last = self._done[-1]
        if given.get("number") != last.number:
            message = f"The last change is another by now: {last.what}; look before you undo it."
            raise BadOption(message)
        saving.put_back(last.replaced)
        self._done.pop()
        return {"said": f"Undone: {last.what}.", "undo": self._last(), "claims": []}

    def _write(
        self, dossier: Dossier, given: Mapping[str, Any], *, dry_run: bool = False
    ) -> adding.Written:
        cells, name = _cells(given), text_of(given, "claim")
        corpus = self._place.corpus
        if name:
            if dry_run:
                return adding.write(dossier, (), {name: cells}, corpus=corpus, dry_run=True)
            return editing.edit(dossier, name, cells, corpus=corpus)
        entry = self._glossed(self._look(), given)
        return adding.write(dossier, [entry], corpus=corpus, dry_run=dry_run)

    def _written(
        self,
        given: Mapping[str, Any],
        write: Callable[[Dossier], adding.Written | entities.Changed],
    ) -> dict[str, Any]:
        version = text_of(given, "version")
        if not version:
            raise BadOption("Say of which version of the files the change is made.")
        done = write(replace(self._found(), seen=version))
        if isinstance(done, adding.Written):
            if done.rejected:
                raise done.rejected[0][1]
            names = [*(one.claim for one in done.added), *done.changed]
            verb = "added" if done.added else "changed"
        else:
            names, verb = [*done.names], "added"
        what = f"{', '.join(names)} {verb}"
        if done.replaced:
            self._count += 1
            self._done.append(_Change(self._count, what, done.replaced))
        said = f"{what}." if done.replaced else "It is so already; nothing was written."
        return {"said": said, "undo": self._last(), "claims": names}

    # --- what it stands on

    def _found(self) -> Dossier:
        return dossiers.find(self._place.graph, editable=True)

    def _look(self) -> Look:
        found = self._found()
        version = found.fingerprint  # before anything is read: what changes later is seen then
        if self._looked is None or self._looked.dossier.fingerprint != version:
            self._looked = Look(found, self._place.corpus)
        return self._looked

    def _last(self) -> dict[str, Any] | None:
        if not self._done:
            return None
        last = self._done[-1]
        return {"number": last.number, "what": last.what, "left": len(self._done)}


def request(name: str, given: Mapping[str, Any]) -> bytes:
    """Return what asks a desk for something, for ``Coding.handle``."""
    return json.dumps([name, dict(given)]).encode()


def handled(owner: object, body: bytes) -> bytes:
    """Return what the method answers that a request names, as JSON."""
    name, given = json.loads(body)
    method: Callable[[Mapping[str, Any]], Any] = getattr(owner, name)
    return json.dumps(method(given), ensure_ascii=False).encode()


# --- what is told of claims


def told(table: ClaimsTable, claim: Claim) -> dict[str, Any]:
    """Return what the page shows of a claim."""
    return {
        "gloss": claim.gloss,
        "says": wording.in_full(table, claim),
        "whose": _whose(table, claim),
        "status": claim.status,
        "tags": claim.tag,
        "coder": claim.coder,
        "memo": claim.memo,
        "note": claim.note,
        "polarity": claim.polarity,
    }


def _whose(table: ClaimsTable, claim: Claim) -> str:
    mode = table.words.get(claim.mode)
    parts = [
        f"said by {wording.said_by(table, claim)}" if claim.claimant else "",
        f"in {mode.label}" if mode else "",
        wording.sure(claim),
        "" if claim.modality in {"", "actual"} else claim.modality,
        claim.when,
    ]
    return "; ".join(filter(None, parts))


def _offered(table: ClaimsTable, claim: Claim) -> str:
    """Return a claim as a sentence to stand for its gloss; what is not so has to be worded."""
    if claim.polarity < 1:
        return ""
    said = wording.in_full(table, claim)
    return f"{said[:1].upper()}{said[1:]}."


def _alike(table: ClaimsTable, claim: Claim) -> Iterator[Claim]:
    """Yield the claims that speak of the same, affirmed or not."""
    said, row = table.propositions, table.row(claim.claim)
    own = said.codes[said.start[row] : said.start[row + 1]]
    shared = np.isin(said.codes, own).nonzero()[0]
    for other in np.unique(np.searchsorted(said.start, shared, "right") - 1):
        if other != row:
            yield table.claim_at(other)


def _beside(table: ClaimsTable, claim: Claim, other: Claim) -> dict[str, Any]:
    return {
        "claim": other.claim,
        "gloss": other.gloss,
        "whose": _whose(table, other),
        "against": other.polarity != claim.polarity,
        "here": other.document == claim.document,
    }


# --- what the page sends


def _cells(given: Mapping[str, Any]) -> dict[str, str]:
    cells = given.get("cells", {})
    if not isinstance(cells, dict) or not all(isinstance(one, str) for one in cells.values()):
        raise BadOption("The fields of a claim are texts by their names.")
    for name in cells:
        if name not in _FIELDS:
            raise UnknownName(name, "part of a claim", nearest(name, sorted(_FIELDS)))
    return cells


def text_of(given: Mapping[str, Any], name: str) -> str:
    """Return a text of a request, ``""`` if it is not given; raises ``BadOption``."""
    text = given.get(name, "")
    if not isinstance(text, str):
        message = f"{name} is a text."
        raise BadOption(message)
    return text


def _is_plain(look: Look, name: str) -> bool:
    """Tell whether a thing is found again by its label."""
    try:
        return look.desk.names.find(look.table.entities[name].label).id == name
    except KgraphError:
        return False


def _is_said(composed: Composed) -> bool:
    said = composed.pairs
    return (
        bool(composed.document)
        and expand("kg:subject") in said
        and expand("kg:relation") in said
        and (expand("kg:object") in said or expand("kg:value") in said)
    )
