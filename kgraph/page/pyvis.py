"""The same view drawn by pyvis, for people who know it and for playing with physics."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from kgraph.draw.boxes import CANVAS
from kgraph.draw.colours import COLOURS, FILLS
from kgraph.errors import UnknownName
from kgraph.page.view import projection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgraph.claims import ClaimsTable, Selection

__all__ = ["to_pyvis"]

_SHAPES = {"State": "dot", "DeFactoEntity": "dot", "Person": "diamond"}
_FILLS = {kind: COLOURS[name] for kind, name in FILLS.items()}
_OTHER_FILL = COLOURS["org"]
_BORDER = COLOURS["ink"]
_COLOURS = {1: COLOURS["friendly"], -1: COLOURS["hostile"]}
_LEVER = COLOURS["lever"]
_HEADS = {1: "arrow", -1: "bar"}
# pyvis hands the titles of a network to the browser as markup as soon as one of them contains
# "href": a word joiner parts the letters, and nothing in a title can open a tag.
_NO_MARKUP = str.maketrans("<>", "‹›")
_ARMS_MARKUP = ("href", "h\u2060ref")


def to_pyvis(
    table: ClaimsTable,
    selection: Selection,
    positions: Mapping[str, Mapping[str, Sequence[float]]],
    layer: str = "influence",
) -> Any:
    """Return a ``pyvis.network.Network`` of a layer, at the page's positions, physics off.

    There and back, friendly and hostile, are edges of their own. Titles are plain text. Every
    edge carries the ids of its claims under ``claims``.

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
        # pyvis loads IPython, which warns of its own old parts.
        warnings.simplefilter("ignore")
        from pyvis.network import Network
    drawn = projection(table, selection)[layer]
    network = Network(
        directed=True, notebook=False, cdn_resources="in_line", height="750px", width="100%"
    )
    network.toggle_physics(False)
    ends = sorted({end for e in drawn["edges"] for end in (e["source"], e["target"])})
    for actor in ends:
        x, y = positions[layer][actor]
        network.add_node(actor, **_node(table, actor, x, y))
    for edge in drawn["edges"]:
        parts = [
            tie
            for tie in drawn["ties"]
            if (tie["source"], tie["target"], tie["sign"])
            == (edge["source"], edge["target"], edge["sign"])
        ]
        network.add_edge(edge["source"], edge["target"], **_edge(table, layer, edge, parts))
    return network


def _node(table: ClaimsTable, actor: str, x: float, y: float) -> dict[str, Any]:
    entity = table.entities.get(actor)
    kind = entity.type if entity else ""
    label = table.label(actor)
    word = table.words.get(kind)
    return {
        "label": label,
        "title": _plain(f"{label}\n{word.label}" if word else label),
        "shape": _SHAPES.get(kind, "square"),
        "color": {"background": _FILLS.get(kind, _OTHER_FILL), "border": _BORDER},
        "size": 11,
        "x": round(x * CANVAS[0], 1),
        "y": round(y * CANVAS[1], 1),
        "physics": False,
    }


def _edge(
    table: ClaimsTable, layer: str, edge: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    conduct = layer == "conduct"
    claims = sorted({claim for tie in parts for claim in tie["claims"]})
    # One side of the line for each sign, so that two edges of a pair do not cover each other.
    roundness = 0.15 if edge["sign"] > 0 else 0.3
    return {
        "title": _plain(_says(table, edge, parts, claims)),
        "width": 1 + 5 * edge["weight"],
        "color": _COLOURS[edge["sign"]] if conduct else _LEVER,
        "dashes": edge["hollow"] or edge["sign"] < 0,
        "arrows": {"to": {"enabled": True, "type": _HEADS[edge["sign"]]}},
        "smooth": {"type": "curvedCW", "roundness": roundness},
        "claims": ", ".join(claims),
    }


def _relation(table: ClaimsTable, tie: Mapping[str, Any]) -> str:
    relation = table.relations[tie["relation"]]
    of_reports = tie["hollowBy"] and tie["claims"] == tie["hollowBy"]
    return (relation.unmet_label if of_reports else "") or relation.label


def _says(
    table: ClaimsTable,
    edge: Mapping[str, Any],
    parts: Sequence[Mapping[str, Any]],
    claims: Sequence[str],
) -> str:
    relations = ", ".join(sorted({_relation(table, tie) for tie in parts}))
    head = f"{table.label(edge['source'])} {relations} {table.label(edge['target'])}"
    if edge["hollow"]:
        head += " (duty on paper, reported unmet)"
    elif edge["families"]:
        levers = ", ".join(f"{family}: {grade}" for family, grade in edge["families"].items())
        head += f" ({levers})"
    if any(tie["disputedBy"] or tie["denials"] for tie in parts):
        head += ", disputed"
    said = [f"{claim}: {table[claim].gloss}" for claim in claims]
    return "\n".join([head, *said])


def _plain(text: str) -> str:
    return text.translate(_NO_MARKUP).replace(*_ARMS_MARKUP)
