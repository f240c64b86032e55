"""A dossier grown from the packaged one: as many claims and actors as asked for, of its make.

Each claim takes relation, certainty, modality, mode, day and length of words from a claim of the
packaged dossier, drawn by chance; its ends are drawn anew, few of them often, among things of the
same type. The same size and seed give the same files.
"""

from __future__ import annotations

import hashlib
from random import Random
from typing import TYPE_CHECKING

import kgraph
from kgraph.vocabulary import PREFIXES, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgraph.model import Claim

__all__ = ["grow"]

#: Claims on one document, and blocks of one file.
_PER_DOCUMENT, _PER_FILE = 200, 200_000
_USED = (
    "kg", "actor", "office", "place", "event", "agr", "issue", "frame", "ps", "doc", "claim",
    "atop",
)  # fmt: skip
_ONES = (
    ("kg:when", "when"), ("kg:asserted", "asserted"), ("kg:condition", "condition"),
    ("kg:group", "group"),
)  # fmt: skip


def grow(
    folder: Path, claims: int, actors: int = 200, seed: int = 1, per_file: int = _PER_FILE
) -> Path:
    """Write a dossier with about so many actors, and so many blocks a file; returns its folder."""
    chance = Random(seed)
    table = kgraph.open().table
    frame = list(table)
    kinds: dict[tuple[str, str], list[str]] = {}
    entities = sorted(table.entities.values(), key=lambda one: one.id)
    times = max(1, round(actors / sum(kind_of(one.id) == "actor" for one in entities)))
    blocks = []
    for one in entities:
        for copy in range(times):
            name = f"{one.id}-{copy}" if copy else one.id
            kinds.setdefault((kind_of(one.id), one.type), []).append(name)
            label = f"{one.label} {copy}" if copy else one.label
            more = f" ; kg:officeOf {one.part_of}" if one.type == "Office" and one.part_of else ""
            more += "".join(f" ; kg:allianceObligation atop:{it}" for it in one.obligations)
            blocks.append(f"{name} a kg:{one.type} ; skos:prefLabel {_text(label)}@en{more} .")
    pools = {kind: Random(seed).sample(names, len(names)) for kind, names in kinds.items()}

    def drawn(entity: str) -> str:
        found = table.entities.get(entity)
        if found is None:
            return entity
        pool = pools[kind_of(entity), found.type]
        return pool[min(int(len(pool) * chance.random() ** 2), len(pool) - 1)]

    documents, passages = [], []
    for number in range(claims):
        source, place = divmod(number, _PER_DOCUMENT)
        document = f"d{source + 1}"
        if not place:
            outlet = f"actor:outlet-{source + 1}"
            day = f"2023-{1 + source % 12:02}-{1 + source % 28:02}"
            blocks.append(f'{outlet} a kg:MediaOutlet ; skos:prefLabel "Outlet {source + 1}"@en .')
            documents.append(
                f'doc:{document} a kg:Document ; dcterms:title "Report {source + 1}"@en ;\n'
                f'    dcterms:publisher {outlet} ; kg:published "{day}" ; kg:genre kg:newsReport ;'
                f'\n    kg:paragraphCount 100 ; dcterms:abstract "Made."@en ;\n'
                f'    kg:sha256 "{hashlib.sha256(document.encode()).hexdigest()}" .'
            )
        passage = f"ps:{document}-p{place // 2 + 1}s{place % 2 + 1}"
        digest = hashlib.sha256(passage.encode()).hexdigest()
        start = 200 * (place % 2)
        passages.append(
            f"{passage} a kg:Passage ; kg:document doc:{document} ; kg:paragraph {place // 2 + 1} ;"
            f' kg:start {start} ; kg:end {start + 150} ;\n    kg:sha256 "{digest}" .'
        )
        model = frame[int(chance.random() * len(frame))]
        outlet = f"actor:outlet-{source + 1}"
        name = f"claim:{document}-{place + 1:03}"
        blocks.append(_claim(name, model, passage, outlet, drawn))
    head = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in (*_USED, "skos"))
    for name in ("data", "seeds"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for first in range(0, len(blocks), per_file):
        part = "\n".join(blocks[first : first + per_file])
        name = f"triples-{first // per_file:02}" if first else "triples"
        (folder / f"data/{name}.ttl").write_text(f"{head}\n{part}\n")
    sources = head + f"@prefix dcterms: <{PREFIXES['dcterms']}> .\n\n" + "\n".join(documents) + "\n"
    (folder / "seeds/sources.ttl").write_text(sources)
    (folder / "seeds/passages.ttl").write_text(head + "\n" + "\n".join(passages) + "\n")
    return folder


def _claim(name: str, model: Claim, passage: str, outlet: str, drawn: Callable[[str], str]) -> str:
    subject = drawn(model.subject)
    said = [f"kg:subject {subject} ; kg:relation kg:{model.relation}"]
    if model.object:
        target = drawn(model.object)
        while target == subject:
            target = drawn(model.object)
        said.append(f"kg:object {target}")
    elif isinstance(model.value, int | float):
        said.append(f"kg:value {model.value}")
    elif model.value:
        said.append(f"kg:value {_text(model.value)}")
    itself = model.claimant == model.subject
    said.append(f"kg:claimant {subject if itself else outlet}")
    said.append(f"kg:factuality kg:{model.factuality} ; kg:passage {passage}")
    if model.modality != "actual":
        said.append(f"kg:modality kg:{model.modality}")
    if model.bound:
        said.append(f"kg:bound kg:{model.bound}")
    for field in ("context", "topic", "affected", "place"):
        said += [f"kg:{field} {drawn(one)}" for one in getattr(model, field)[:1]]
    for predicate, field in _ONES:
        value = getattr(model, field)
        if value:
            said.append(f"{predicate} {_text(value)}" + ("@en" if field == "condition" else ""))
    gloss = f"{name.removeprefix('claim:')}: " + "a made gloss of so many words " * 3
    said.append(f"kg:gloss {_text(gloss.strip())}@en")
    return f"{name} a kg:Claim ;\n    " + " ;\n    ".join(said) + " ."


def _text(text: str) -> str:
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
