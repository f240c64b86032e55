"""The same view drawn by pyvis, for people who know it and for playing with physics."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from kgraph.errors import UnknownName
from kgraph.page.view import projection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.claims import ClaimsTable, Selection

__all__ = ["to_pyvis"]

_SCALE = (1200, 750)
_SHAPES = {"State": "dot", "DeFactoEntity": "dot", "Person": "diamond"}
_COLOURS = {1: "#0b5fa5", -1: "#b84a00"}
_LEVER = "#4d5560"
# pyvis turns a title into markup as soon as these letters occur in it; a word joiner parts them.
_ARMS_MARKUP = ("href", "h\u2060ref")


def to_pyvis(
    table: ClaimsTable,
    selection: Selection,
    positions: Mapping[str, Mapping[str, list[float]]],
    layer: str = "influence",
) -> Any:
    """Return a ``pyvis.network.Network`` of a layer, at the page's positions, physics off.

    Parameters
    ----------
    table : ClaimsTable
        The whole record.
    selection : Selection
        Which claims are drawn.
    positions : mapping
        Layer to actor to coordinates in [0, 1], from the view model.
    layer : {"influence", "conduct"}
        What is drawn.

    Raises
    ------
    UnknownName
        If there is no such layer.
    """
    if layer not in {"influence", "conduct"}:
        raise UnknownName(layer, "layer to draw", ("influence", "conduct"))
    with warnings.catch_warnings():
        # pyvis imports IPython, whose warnings are not ours.
        warnings.simplefilter("ignore")
        from pyvis.network import Network
    drawn = projection(table, selection)[layer]
    network = Network(directed=True, notebook=False, cdn_resources="in_line")
    network.toggle_physics(False)
    places = positions[layer]
    for actor in sorted({end for e in drawn["edges"] for end in (e["source"], e["target"])}):
        entity = table.entities[actor]
        x, y = places[actor]
        network.add_node(
            actor,
            label=entity.label,
            title=_plain(entity.label),
            shape=_SHAPES.get(entity.type, "square"),
            x=round(x * _SCALE[0]),
            y=round(y * _SCALE[1]),
            physics=False,
        )
    for edge in drawn["edges"]:
        ties = [
            tie
            for tie in drawn["ties"]
            if (tie["source"], tie["target"]) == (edge["source"], edge["target"])
            and tie["sign"] == edge["sign"]
        ]
        claims = sorted({claim for tie in ties for claim in tie["claims"]})
        said = "; ".join(table[claim].gloss for claim in claims)
        network.add_edge(
            edge["source"],
            edge["target"],
            title=_plain(f"{said} ({', '.join(claims)})"),
            width=1 + 5 * edge["weight"],
            color=_LEVER if layer == "influence" else _COLOURS[edge["sign"]],
            dashes=edge["hollow"] or edge["sign"] < 0,
            claims=", ".join(claims),
        )
    return network


def _plain(text: str) -> str:
    return text.replace(*_ARMS_MARKUP)
