"""The same view drawn by pyvis: its places, signs and sentences, for playing with physics."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph import wording
from kgraph.draw.boxes import spread
from kgraph.draw.colours import COLOURS, DASHES, FILLS, THINNER, seen_of, stroke_of
from kgraph.draw.places import standing
from kgraph.draw.svg import shortened
from kgraph.text import apart

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable
    from kgraph.draw.places import Places
    from kgraph.measures.record.structure import Structure
    from kgraph.model import Edge
    from kgraph.networks.levers import LeverNetwork
    from kgraph.networks.network import Conduct

__all__ = ["to_pyvis"]

_SHAPES = {"State": "dot", "DeFactoEntity": "dot", "Person": "diamond"}
_FILLS = {kind: COLOURS[name] for kind, name in FILLS.items()}
_OTHER_FILL = COLOURS["org"]
_BORDER = COLOURS["ink"]
#: How much larger all may be drawn so that names have room: the canvas is zoomed.
_SCALES = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0)
#: The canvas has no double line for what was promised and not kept.
_DOUBLE = [1, 4]
_HEADS = {1: "arrow", -1: "bar"}
# pyvis hands the titles of a network to the browser as markup as soon as one of them contains
# "href": a word joiner parts the letters, and nothing in a title can open a tag.
_NO_MARKUP = str.maketrans("<>", "‹›")
_BOOTSTRAP = re.compile(
    r"<link\b[^>]*/bootstrap@[^>]*>|<script\b[^>]*/bootstrap@[^>]*>\s*</script>"
)
_ARMS_MARKUP = ("href", "h\u2060ref")


def to_pyvis(
    network: Conduct | LeverNetwork | Structure,
    positions: Places,
) -> Any:
    """Return a ``pyvis.network.Network`` of a network, at the page's places, physics off.

    Its ``show``, ``write_html`` and ``generate_html`` give a page that asks nothing of the network.

    There and back, friendly, hostile and contact, are edges of their own. Titles are plain text.
    Every edge carries the ids of its claims under ``claims``.

    Parameters
    ----------
    network : Conduct, LeverNetwork or Structure
        What is drawn.
    positions : mapping
        Picture to actor to coordinates in [0, 1], as of ``draw.places``.
    """
    with warnings.catch_warnings():
        # pyvis loads IPython, which warns of its own old parts.
        warnings.simplefilter("ignore")
        from pyvis.network import Network
    drawn = Network(
        directed=True, notebook=False, cdn_resources="in_line", height="750px", width="100%"
    )
    _offline(drawn)
    drawn.toggle_physics(False)
    at = spread(standing(network, positions), network.table.label, _SCALES)
    for actor, (x, y) in at.items():
        drawn.add_node(actor, **_node(network.table, actor, x, y))
    for edge in (*network.edges, *network.lapsed_edges):
        drawn.add_edge(edge.source, edge.target, **_edge(network, edge))
    return drawn


def _offline(drawn: Any) -> None:
    """Take out of the template what pyvis fetches from elsewhere whatever it is told.

    Bootstrap styles menus that we do not have. ``show`` is for notebooks unless told otherwise, and
    wants the template at hand.
    """
    import jinja2

    def source(name: str) -> str:
        text = (Path(drawn.template_dir) / name).read_text(encoding="utf-8")
        return _BOOTSTRAP.sub("", text) if name == drawn.path else text

    drawn.templateEnv = jinja2.Environment(  # noqa: S701  the template is of a page with a script
        loader=jinja2.FunctionLoader(source)
    )
    drawn.prep_notebook()


def _node(table: ClaimsTable, actor: str, x: float, y: float) -> dict[str, Any]:
    entity = table.entities.get(actor)
    kind = entity.type if entity else ""
    label = table.label(actor)
    word = table.words.get(kind)
    return {
        "label": shortened(label),
        "title": _plain(f"{label}\n{word.label}" if word else label),
        "shape": _SHAPES.get(kind, "square"),
        "color": {"background": _FILLS.get(kind, _OTHER_FILL), "border": _BORDER},
        "size": 11,
        "font": {"size": 12},
        "x": round(x, 1),
        "y": round(y, 1),
        "physics": False,
    }


def _edge(network: Conduct | LeverNetwork | Structure, edge: Edge) -> dict[str, Any]:
    # One side of the line for each sign, so that two edges of a pair do not cover each other.
    roundness = {1: 0.15, -1: 0.3, 0: 0.45}[edge.sign]
    table, kind, thinner = network.table, "", 1.0
    tie = wording.strongest(table, edge.ties)
    if edge.holds == "lapsed":
        kind = "edge.lapsed"
    elif edge.sign < 0:
        kind = "hostile" if wording.by_force(table, tie) else "edge.noforce"
        thinner = 1.0 if wording.by_force(table, tie) else THINNER
    return {
        "label": " ".join(["≠"] * tie.disputed + ["“"] * wording.of_one_party(table, tie)),
        "title": _plain(wording.lines(table, edge)),
        "width": 1 + 5 * edge.weight * thinner if edge.claims else 0.5,
        "color": {
            "color": stroke_of(table, network.layer, edge),
            "opacity": seen_of(table, edge),
        },
        "dashes": [int(part) for part in DASHES[kind].split()] if kind else edge.hollow and _DOUBLE,
        "arrows": {
            "to": {
                "enabled": edge.sign != 0 and edge.holds != "lapsed",
                "type": _HEADS.get(edge.sign, "arrow"),
            }
        },
        "smooth": {"type": "curvedCW", "roundness": roundness},
        "claims": ", ".join(edge.claims),
    }


def _plain(text: str) -> str:
    return apart(text).translate(_NO_MARKUP).replace(*_ARMS_MARKUP)
