"""The view model: all that a page shows, as plain data, deterministic and free of paths.

It holds what the page's script reads and no more; ``assets/types.d.ts`` has its types.

The page filters these claims, rolls them up and groups their leads into networks; who leads to whom
and how it is said comes from here.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from kgraph import __version__, dates, wording
from kgraph.claims import ALL_VOICES, DEFAULT_FACTUALITY, DEFAULT_VOICES, voice_class
from kgraph.claims.evidence import tellings
from kgraph.claims.leads import LAYERS, without
from kgraph.claims.rollup import terms
from kgraph.claims.table import REACH_BACK
from kgraph.draw.large import LARGE
from kgraph.draw.places import homes_of, places
from kgraph.measures.record.structure import declared_rows
from kgraph.measures.stance.votes import PUBLISHERS
from kgraph.model import Relation
from kgraph.networks.structure import DECLARED_KINDS, KINDS
from kgraph.page import opening, saved
from kgraph.page.events import event_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.claims.evidence import Base
    from kgraph.curation.story import Story
    from kgraph.model import Claim, Entity

    #: Name of a grouping, and actor to the name of its group.
    Grouping = tuple[str, Mapping[str, str]]

__all__ = ["breakpoints", "overview_voices", "places", "view"]

#: What a dossier says of things when it names them, for the page relations as others are.
_DECLARED = tuple(
    Relation(name, label, wording.BY_NO_CLAIM, family="", aspect="lasting", role="structure",
             structure=DECLARED_KINDS[name])
    for name, label in wording.DECLARED.items()
)  # fmt: skip


def view(
    table: ClaimsTable,
    base: Base,
    *,
    title: str,
    lines: Mapping[str, tuple[str, int]] | None = None,
    state: Mapping[str, Any] | None = None,
    arrangement: Mapping[str, Mapping[str, Sequence[float]]] | None = None,
    groupings: Sequence[Grouping] = (),
    renderer: str = "auto",
    measured: Mapping[str, Any] | None = None,
    graded_by: Sequence[str] = (),
    story: Story | None = None,
    told: bool = False,
) -> dict[str, Any]:
    """Return the view model of the whole record as JSON-ready data.

    Parameters
    ----------
    table : ClaimsTable
        The whole record.
    base : Base
        Its base of evidence, for the headline.
    title : str
        Heading of the page.
    lines : mapping of str to (str, int), optional
        Claim to the file and line where it is written.
    state : mapping, optional
        What the page shows first: layer, asOf, knownBy, voices, lens ... Without a layer, what
        ``opening.first`` says.
    arrangement : mapping, optional
        A saved layout, as from ``saved.read``.
    groupings : sequence of (str, mapping of str to str)
        Name of a grouping, and actor to the name of its group: ways to colour, given as data.
    renderer : {"auto", "svg", "vis"}
        How graphs are drawn; auto is svg up to ``large.LARGE`` actors, and above it a
        list, with pictures of both kinds.
    measured : mapping, optional
        Measures, as ``kgraph.page.measured`` makes them.
    graded_by : sequence of str
        Names of the files whose grades of levers stand in ``table`` instead of the vocabulary's.
    story : Story, optional
        Steps that a reader may take, each of claims of ``table``.
    told : bool
        Whether the page opens with the first of them.
    """
    measured = measured or {
        "whyNot": "", "captions": [], "names": [], "blocs": [], "made": [],
    }  # fmt: skip
    used = _used(table)
    named = {claim.relation for claim in table}
    reasons, without = _without(table)
    types = {entity.type for entity in table.entities.values() if entity.id in used}
    homes = homes_of(table)
    at, pinned = saved.arranged(places(table, homes), arrangement or {})
    shown = max((len(actors) for name, actors in at.items() if "rolled" in name), default=0)
    is_large = shown > LARGE and renderer == "auto"
    renderer = ("both" if is_large else "svg") if renderer == "auto" else renderer
    voices = overview_voices((state or {}).get("voices", DEFAULT_VOICES))
    # A canvas has no frames to draw structure with.
    overview = renderer == "svg" and opening.has_overview(table, homes)
    first = opening.first(table, overview=overview) if "layer" not in (state or {}) else {}
    if is_large:
        # Nobody reads so many in one picture: the list of them is the way in.
        first = {**first, "view": "actors"}
    opens_on_overview = first.get("view") == "overview"
    said = voices if opens_on_overview else (state or {}).get("voices", DEFAULT_VOICES)
    return {
        "kgraph": __version__,
        "dataVersion": table.data_version,
        "title": title,
        "gradedBy": list(graded_by),
        "base": {
            "sentence": base.sentence(),
            "documents": base.documents,
            "claims": base.claims,
            "first": base.first,
            "last": base.last,
        },
        "voices": [_voice(table, voice) for voice in ALL_VOICES],
        "words": {
            word.id: {"label": word.label, "definition": word.definition}
            for word in table.words.values()
            if word.scheme == "FamilyScheme" or word.id in types
        },
        "grades": {
            grade.id: {"number": grade.number, "low": grade.low, "high": grade.high}
            for grade in table.grades.values()
        },
        "factualities": [
            {"id": w.id, "label": w.label, "certainty": w.number("certainty"),
             "polarity": int(w.number("polarity"))}
            for w in table.words.values()
            if w.scheme == "FactualityScheme"
        ],
        "entities": [_entity(entity) for entity in table.entities.values() if entity.id in used],
        "relations": [
            {"id": r.id, "label": r.label, "family": r.family, "aspect": r.aspect,
             "weight": abs(r.valence or 0.0), "role": r.role, "lever": r.lever,
             "leverFamily": r.lever_family, "guarantee": r.guarantee, "promise": r.promise,
             "personal": r.personal, "force": r.force, "cool": r.cool,
             "against": (r.valence or 0.0) < 0,
             "unmetLabel": r.unmet_label, "definition": r.definition, "structure": r.structure}
            for r in (*table.relations.values(), *_DECLARED)
            if r in _DECLARED or r.id in named
        ],
        "kinds": list(KINDS),
        "declared": [
            {"kind": row["kind"], "source": row["source"], "relation": row["relation"],
             "target": row["target"], "label": row["target_label"]}
            for row in declared_rows(table)
        ],
        "documents": [
            {"id": d.id, "title": d.title, "publisher": d.publisher,
             "publisherLabel": d.publisher_label, "url": d.url}
            for d in table.documents.values()
        ],
        "claims": [
            {**_claim(table, claim, lines or {}), "leads": leads, "told": documents,
             "without": list(why), **_unmet_on(claim, leads)}
            for claim, leads, documents, why in zip(
                table,
                table.leads.of_claims(table.columns),
                tellings(table)[table.at].tolist(),
                without,
                strict=True,
            )
        ],
        "reasons": reasons,
        "say": wording.FOR_THE_PAGE,
        "terms": [
            {"actor": t.actor, "into": t.body, "first": t.first, "last": t.last}
            for t in terms(table)
        ],
        "positions": at,
        "homes": dict(homes.of),
        "spaces": list(homes.spaces),
        "pinned": pinned,
        "groupings": [
            {"name": name, "groups": dict(groups)}
            for name, groups in (*groupings, *_computed(measured["blocs"]))
        ],
        "measured": measured,
        "publishers": sorted(PUBLISHERS),
        "end": table.end.isoformat() if table.end else "",
        "reachBack": int(table.thresholds.get("reachBack", REACH_BACK)),
        "thresholds": dict(table.thresholds),
        "overview": voices if overview else [],
        "strong": opening.strong(table, voices),
        "finding": [dict(part) for part in opening.finding(table, said, base)],
        "renderer": renderer,
        "bears": LARGE,
        "breakpoints": breakpoints(table),
        "events": [dict(one) for one in event_days(table)],
        "state": {**first, **_plain(), **(state or {})},
        "story": _story(story, opening.first(table, overview=overview), told=told),
    }  # fmt: skip


def _plain() -> dict[str, Any]:
    """Return the filters of a page for which nothing was chosen."""
    return {
        "asOf": "", "knownBy": "", "voices": list(DEFAULT_VOICES),
        "lens": [], "families": [], "sign": [], "disputed": True,
        "minFactuality": DEFAULT_FACTUALITY, "types": [], "rolled": True,
    }  # fmt: skip


def _story(story: Story | None, first: Mapping[str, str], *, told: bool) -> dict[str, Any] | None:
    """Return a story with what the addresses of its steps add to; nothing where there is none."""
    if story is None:
        return None
    steps = [
        {"title": step.title, "says": step.says, "claims": list(step.claims), "state": step.state}
        for step in story.steps
    ]
    return {"title": story.title, "steps": steps, "first": {**first, **_plain()}, "told": told}


def overview_voices(voices: Sequence[str]) -> list[str]:
    """Return the voices of the overview: experts too, unless others than the default were chosen.

    Which duty was not kept, and who can sway whom, is mostly told by analysts.
    """
    return [*voices, *(["analysis"] if set(voices) == set(DEFAULT_VOICES) else [])]


def _without(table: ClaimsTable) -> tuple[list[str], list[tuple[int, ...]]]:
    """Return why claims lead nowhere, and of each claim by layer which of these it is."""
    given = [without(table.columns, table.relations, table.leads, layer) for layer in LAYERS]
    reasons = sorted({"", *(reason for several in given for reason in several)})
    at = {reason: number for number, reason in enumerate(reasons)}
    return reasons, [tuple(at[one] for one in several) for several in zip(*given, strict=True)]


def _computed(blocs: Sequence[Sequence[str]]) -> list[Grouping]:
    """Return the blocs as a way to colour, if there are any."""
    groups = {actor: f"bloc {number}" for number, bloc in enumerate(blocs, 1) for actor in bloc}
    return [("blocs (computed)", groups)] if groups else []


def _voice(table: ClaimsTable, voice: str) -> dict[str, Any]:
    # The two sides of a party's word share the definition of the party's voice.
    word = table.words.get(voice) or table.words.get(voice.partition("-")[0])
    return {
        "id": voice,
        "label": voice.replace("-", " "),
        "default": voice in DEFAULT_VOICES,
        "definition": word.definition if word else "",
    }


def _entity(entity: Entity) -> dict[str, Any]:
    # A private person is shown by public role only: no other names, nothing to look up.
    return {
        "id": entity.id,
        "label": entity.label,
        "type": entity.type,
        "kind": entity.kind,
        "aliases": [] if entity.private else list(entity.aliases),
        "hidden": [] if entity.private else list(entity.hidden),
        "qid": "" if entity.private else entity.qid,
        "partOf": entity.part_of,
    }


def _used(table: ClaimsTable) -> set[str]:
    used: set[str] = {document.publisher for document in table.documents.values()}
    for c in table:
        used |= {c.subject, c.object, c.claimant, c.origin}
        used.update(*(c.affected, c.topic, c.context, c.via, c.speaks_for, c.place))
    for row in declared_rows(table):
        used |= {row["source"], row["target"]}
    # Whoever may speak for somebody is drawn inside, even where no claim names the body itself.
    bodies = {term.actor: term.body for term in terms(table)}
    for actor in [*used]:
        while (actor := bodies.get(actor, "")) and actor not in used:
            used.add(actor)
    return used


def _claim(
    table: ClaimsTable, claim: Claim, lines: Mapping[str, tuple[str, int]]
) -> dict[str, Any]:
    file, line = lines.get(claim.claim, ("", 0))
    return {
        "id": claim.claim,
        "document": claim.document,
        "passages": list(claim.passage),
        "subject": claim.subject,
        "relation": claim.relation,
        "object": claim.object,
        "affected": list(claim.affected),
        "topic": list(claim.topic),
        "claimant": claim.claimant,
        "speaksFor": list(claim.speaks_for),
        "voice": voice_class(claim),
        "polarity": claim.polarity,
        "certainty": claim.certainty,
        "intensity": claim.intensity,
        "actual": claim.modality == "actual",
        "modality": claim.modality,
        "when": claim.when,
        "from": claim.valid_from,
        "until": claim.valid_until,
        "surelyFrom": claim.surely_from,
        "surelyUntil": claim.surely_until,
        "after": list(claim.after),
        "reported": claim.reported_on,
        "condition": claim.condition,
        "lever": table.own_grades.get(claim.claim, ""),
        "leverFamily": claim.lever_family,
        "disputedBy": [
            {"claim": d.second, "says": wording.disputer(table, d)}
            for d in table.disputes_of(claim.claim)
            if d.second in table  # of claims fetched from elsewhere, not all disputers are here
        ],
        "corroboratedBy": list(claim.corroborated_by),
        "gloss": claim.gloss,
        "states": wording.in_full(table, claim),
        "saidBy": wording.said_by(table, claim),
        "surely": wording.surely(claim),
        "holds": wording.when(claim),
        "places": wording.passages(claim),
        "citation": wording.citation(table, claim),
        "note": claim.note,
        "status": claim.status,
        "file": file,
        "line": line,
    }


def _unmet_on(claim: Claim, leads: Iterable[Sequence[Any]]) -> dict[str, str]:
    """Return, of what may report a duty unmet, for which days it says so."""
    if not any(kind == "unmet" for kind, *_ in leads):
        return {}
    return {"span": dates.span(claim.valid_from, claim.valid_until)}


def _later(day: str, days: int) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=days)).isoformat()


def breakpoints(table: ClaimsTable) -> list[str]:
    """Return the days on which something changes, ending at the last document.

    The day before the first change is there too, so that one can see what came before, and the
    days before and after each event.
    """
    last = max((d.published_last for d in table.documents.values()), default="")
    days: set[str] = {last} - {""}
    days |= {day for one in event_days(table) for day in (one["before"], one["after"]) if day}
    back = int(table.thresholds.get("reachBack", REACH_BACK))
    for claim in table:
        days |= {claim.valid_from, claim.valid_until, claim.surely_from, claim.reported_on} - {""}
        days |= {_later(day, 1) for day in (claim.valid_until, claim.surely_until) if day}
        if not claim.valid_from:
            # What gives no beginning is taken for so long before its report, or its end.
            taken = (claim.surely_from, claim.valid_until, claim.reported_on)
            days |= {_later(day, -back) for day in taken if day}
    kept = sorted(day for day in days if day <= last)
    if kept:
        before = dt.date.fromisoformat(kept[0]) - dt.timedelta(days=1)
        kept.insert(0, before.isoformat())
    return kept
