"""What is near a name where a view has nothing on it: the other layers, roles and names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph.networks import build
from kgraph.result import Result
from kgraph.text import fold
from kgraph.vocabulary import local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgraph.claims import ClaimsTable
    from kgraph.model import Entity, Tie
    from kgraph.text import Shown

__all__ = ["Near", "NearRow", "near"]

#: Where a claim names an entity without being about it.
_NAMED_IN = ("place", "via", "claimant", "speaks_for")


class NearRow(TypedDict):
    """What the record has near a name, by which claims, and the command that lists it."""

    what: str
    number: int
    command: str
    claims: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Near(Result[NearRow]):
    """What the record has near a name: ties in each layer, claims, names that contain it."""

    title = "Near"
    tells = "What the record has on a name besides what was asked."
    shown: ClassVar[Shown] = {
        "what": "what", "number": "number", "command": "command", "claims": "claims",
    }  # fmt: skip

    table: ClaimsTable
    entity: Entity
    found: tuple[NearRow, ...]

    def rows(self) -> list[NearRow]:
        """Return one dict per layer, place of a claim, or name that has anything."""
        return [*self.found]

    def sentence(self, most: int = 8) -> str:
        """Return in a sentence what is near and how to list it."""
        said = [f"{row['what']}: {row['number']} (kgraph {row['command']})" for row in self.found]
        if not said:
            return f"Nothing in this record names {self.entity.label}."
        more = f"; {len(said) - most} more" if len(said) > most else ""
        return f"Near {self.entity.label}: {'; '.join(said[:most])}{more}."


def near(table: ClaimsTable, whole: ClaimsTable, entity: str) -> Near:
    """Return what a selection has on an entity in each layer, and the whole record in any way.

    Parameters
    ----------
    table : ClaimsTable
        The claims of the networks.
    whole : ClaimsTable
        Every claim.
    entity : str
        By its CURIE.
    """
    known = whole.entities[entity]
    return Near(table, known, tuple(_found(table, whole, known)))


def _found(table: ClaimsTable, whole: ClaimsTable, entity: Entity) -> Iterator[NearRow]:
    it, name = entity.id, local_name(entity.id)
    levers = build.influence(table)
    layers = {
        "levers on it": ([t for t in levers.ties if t.target == it], f"influence --on {name}"),
        "levers of it": ([t for t in levers.ties if t.source == it], f"influence --of {name}"),
        "structure": (
            [t for t in levers.structure if it in (t.source, t.target)],
            f"influence --on {name} --role structure",
        ),
        "conduct": (
            [t for t in build.conduct(table).ties if it in (t.source, t.target)],
            f"explain {name} --layer conduct",
        ),
        "positions": (
            [t for t in build.positions(table).ties if it in (t.source, t.target)],
            f"explain {name} --layer positions",
        ),
    }
    for what, (ties, command) in layers.items():
        if ties:
            yield _row(what, len(ties), command, _claims(ties))
    about = _naming(whole, it, ("subject", "object"), ("affected", "topic", "context"))
    if about:
        yield _row("claims about it", len(about), f"claims --about {name}", about)
    for column in _NAMED_IN:
        single = (column,) if column == "claimant" else ()
        told = _naming(whole, it, single, () if single else (column,))
        if told:
            command = f"claims --claimant {name}" if single else f"explain {told[0]}"
            yield _row(f"claims that name it as {_AS[column]}", len(told), command, told)
    for other in _related(whole, entity):
        claims = _naming(whole, other.id, ("subject", "object"), ("affected", "topic", "context"))
        if claims:
            command = f"claims --about {local_name(other.id)}"
            yield _row(f"claims about {other.label}", len(claims), command, claims)


_AS = {"place": "place", "via": "relay", "claimant": "claimant", "speaks_for": "spoken for"}


def _row(what: str, number: int, command: str, claims: Iterable[str]) -> NearRow:
    return {"what": what, "number": number, "command": command, "claims": list(claims)}


def _claims(ties: Iterable[Tie]) -> list[str]:
    return sorted({claim for tie in ties for claim in tie.claims})


def _naming(
    whole: ClaimsTable, entity: str, single: tuple[str, ...], several: tuple[str, ...]
) -> list[str]:
    columns, wanted = whole.columns, whole.columns.are([entity])
    rows = whole.has.copy()
    rows[:] = False
    for name in single:
        rows |= wanted[columns.columns[name].codes]
    for name in several:
        rows |= columns.columns[name].where(wanted)
    return [columns.claim[row] for row in (rows & whole.has).nonzero()[0].tolist()]


def _related(whole: ClaimsTable, entity: Entity) -> Iterator[Entity]:
    """Yield entities of whose names one has a name of this entity in it as whole words."""
    names = {f" {_words(name)} " for name in (entity.label, *entity.aliases)}
    for other in whole.entities.values():
        if other.id == entity.id or other.kind == "frame":
            continue
        several = (other.label, *other.aliases, local_name(other.id).replace("-", " "))
        if any(name in f" {_words(one)} " for one in several for name in names):
            yield other


def _words(name: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(name)).split())
