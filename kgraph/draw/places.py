"""Where actors stand in each picture, for everything that the page's filters can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.claims import ALL_VOICES, Selection
from kgraph.claims.rollup import rolled_up
from kgraph.draw import homes, large, layout
from kgraph.networks import build, structure
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.draw.homes import Homes
    from kgraph.measures.record.structure import Structure
    from kgraph.networks.levers import LeverNetwork
    from kgraph.networks.network import Conduct

    Places = Mapping[str, Mapping[str, Sequence[float]]]
    Spots = Mapping[str, Sequence[float]]

__all__ = ["PICTURES", "homes_of", "places", "standing"]

#: A layer with everybody apart, and with leaders and ministries inside their state; structure
#: has everybody apart.
PICTURES = (
    "influence", "conduct", "positions", "influence-rolled", "conduct-rolled", "positions-rolled",
    "structure",
)  # fmt: skip


def places(table: ClaimsTable, at_home: Homes | None = None) -> dict[str, dict[str, list[float]]]:
    """Return the places of actors (and of issues, with positions) by picture, in [0, 1].

    Where a dossier tells of structure, one set of places serves all pictures: everybody at home,
    homes by sign, friends near and foes far. Elsewhere influence is drawn for few crossings, and
    conduct and positions by sign. Above ``large.PAIRWISE`` actors both are drawn from landmarks.
    """
    every = table.select(Selection(voices=ALL_VOICES))
    edges = {
        layer + suffix: several
        for suffix, claims in (("", every), ("-rolled", rolled_up(every, table)))
        for layer, several in _edges(claims).items()
    }
    joined = (*structure.ties(every), *structure.declared(table))
    edges["structure"] = [(*pair, 0) for pair in sorted({(t.source, t.target) for t in joined})]
    found = at_home or homes_of(table)
    if found.of:
        return _together(table, edges, found)
    several: dict[str, dict[str, list[float]]] = {}
    for name, lines in edges.items():
        apart = name.removesuffix("-rolled")
        if name != apart and lines == edges[apart]:
            several[name] = several[apart]
        else:
            signed = not name.startswith(("influence", "structure"))
            several[name] = _drawn(table, lines, signed=signed)
    return several


def standing(network: Conduct | LeverNetwork | Structure, found: Places) -> Spots:
    """Return where the actors of a network stand, as the page has them in its picture of the same.

    Parameters
    ----------
    network : Conduct, LeverNetwork or Structure
        What is drawn.
    found : mapping
        Places by picture, as of ``places``. If somebody has none, as a roll-up of institutions
        has, all are laid out anew.
    """
    edges = (*network.edges, *network.lapsed_edges)
    ends = sorted({end for edge in edges for end in (edge.source, edge.target)})
    rolled = "-rolled" * (network.table.rolled and network.layer != "structure")
    at = found.get(network.layer + rolled, {})
    if all(end in at for end in ends):
        return {end: at[end] for end in ends}
    labels = {end: network.table.label(end) for end in ends}
    signed = [(edge.source, edge.target, edge.sign) for edge in network.edges]
    return dict(layout.signed_stress(labels, signed))


def homes_of(table: ClaimsTable) -> Homes:
    """Return who is at home where, by the whole record and every voice."""
    every = table.select(Selection(voices=ALL_VOICES))
    return homes.homes(table, structure.ties(every), structure.declared(table))


def _edges(claims: ClaimsTable) -> dict[str, list[tuple[str, str, int]]]:
    levers, conduct = build.influence(claims), build.conduct(claims)
    # What had lapsed is drawn too.
    every = (*conduct.edges, *conduct.lapsed_edges)
    return {
        "influence": [(e.source, e.target, 1) for e in (*levers.edges, *levers.lapsed_edges)],
        "conduct": [(e.source, e.target, e.sign) for e in every],
        "positions": [(t.source, t.target, t.sign) for t in build.positions(claims).ties if t.sign],
    }


def _together(
    table: ClaimsTable, edges: Mapping[str, Sequence[tuple[str, str, int]]], found: Homes
) -> dict[str, dict[str, list[float]]]:
    """Return one place for everybody: signs of conduct, and nearness of levers and structure."""
    lines = [
        (a, b, sign if name.startswith("conduct") else 0)
        for name, several in edges.items()
        for a, b, sign in several
        if not name.startswith("positions")
    ]
    # What only positions name is drawn to those who are for it and away from those against.
    lines += [line for line in edges["positions"] if kind_of(line[1]) != "actor"]
    ends = {end for several in edges.values() for line in several for end in line[:2]}
    known = {one for end in ends for one in (end, *found.above(end))}
    labels = {end: table.label(end) for end in sorted(known)}
    inside = {one: home for one, home in found.of.items() if one in labels}
    if len(labels) > large.PAIRWISE:
        at = large.landmarks(labels, [*lines, *((one, home, 1) for one, home in inside.items())])
    else:
        at = layout.at_home(labels, lines, inside)
    return {
        name: {
            end: [round(float(value), 4) for value in at[end]]
            for end in sorted({one for a, b, _ in several for one in _house(found, a, b)})
        }
        for name, several in edges.items()
    }


def _house(found: Homes, *ends: str) -> set[str]:
    """Return some things and the homes that they are in."""
    return {one for end in ends for one in (end, *found.above(end))}


def _drawn(
    table: ClaimsTable, edges: Sequence[tuple[str, str, int]], *, signed: bool
) -> dict[str, list[float]]:
    ends = sorted({end for source, target, _ in edges for end in (source, target)})
    labels = {end: table.label(end) for end in ends}
    if len(labels) > large.PAIRWISE:
        at = large.landmarks(labels, edges)
    elif signed:
        at = layout.signed_stress(labels, edges)
    else:
        at = layout.force_atlas(labels, [(source, target) for source, target, _ in edges])
    return {end: [round(float(x), 4), round(float(y), 4)] for end, (x, y) in at.items()}
