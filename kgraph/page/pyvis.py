"""The same view drawn by pyvis: its places, signs and sentences, for playing with physics."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph import wording
from kgraph.draw.boxes import spread
from kgraph.draw.colours import COLOURS, FILLS, THINNER, seen_of, stroke_of
from kgraph.draw.looks import DASHED, THIN
from kgraph.draw.pairs import pairs
from kgraph.draw.places import standing
from kgraph.draw.svg import shortened
from kgraph.text import apart

if TYPE_CHECKING:
    from kgraph.claims import ClaimsTable
    from kgraph.draw.pairs import Strand
    from kgraph.draw.places import Places
    from kgraph.measures.record.structure import Structure
    from kgraph.networks.levers import LeverNetwork
    from kgraph.networks.network import Conduct

__all__ = ["to_pyvis"]

_SHAPES = {"State": "dot", "DeFactoEntity": "dot", "Person": "diamond"}
_FILLS = {kind: COLOURS[name] for kind, name in FILLS.items()}
_OTHER_FILL = COLOURS["org"]
_BORDER = COLOURS["ink"]
#: How much larger all may be drawn so that names have room: the canvas is zoomed.
_SCALES = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0)
#: What was promised and not kept lies on a band: the canvas has no double line.
_BAND = {"enabled": True, "color": f"{COLOURS['unmet']}4d", "size": 8, "dashes": False}
_ON_BAND = 1.6
_HEADS = {1: "arrow", -1: "bar"}
#: The head of what analysts alone tell: the canvas has no open arrow.
_OPEN = "vee"
#: One side of a line for each sign, so that those of a pair do not cover each other.
_ROUND = {1: 0.15, -1: 0.3, 0: 0.45}
#: And one for what is reported unmet beside other levers.
_BESIDE = 0.6
_DECLARED = 0.5
_DASHED = {kind: [int(part) for part in dash.split()] for kind, dash in DASHED.items()}
_LETTERS = {"disputed": "≠", "party": "“", "maybe": "?"}
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

    There and back, friendly, hostile, contact and what is reported unmet beside other levers are
    edges of their own; what the same claims tell there and back is one with two heads. Titles are
    plain text. Every edge carries the ids of its claims under ``claims``.

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
    for several in pairs(network).values():
        for there, *back in several:
            ends = there.edge.source, there.edge.target
            drawn.add_edge(*ends, **_edge(network, there, *back))
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


def _edge(
    network: Conduct | LeverNetwork | Structure, one: Strand, back: Strand | None = None
) -> dict[str, Any]:
    """Return a line of the network; with ``back`` it has a head at both ends."""
    table, edge = network.table, one.edge
    edges = [edge, back.edge] if back else [edge]
    is_open = edge.sign > 0 and wording.of_analysts(table, one.told(table))
    head = {
        "enabled": one.headed,
        "type": _OPEN if is_open else _HEADS.get(edge.sign, "arrow"),
    }
    found = {
        "label": " ".join(_LETTERS[sign] for sign in one.signs(table)),
        "title": _plain("\n".join(wording.lines(table, each) for each in edges)),
        "width": _width(one),
        "color": {"color": stroke_of(table, network.layer, edge), "opacity": seen_of(table, edge)},
        "dashes": _DASHED.get(one.kind, False),
        "arrows": {"to": head, "from": head} if back else {"to": head},
        "smooth": {"type": "curvedCW", "roundness": _ROUND[edge.sign]},
        "claims": ", ".join(dict.fromkeys(claim for each in edges for claim in each.claims)),
    }
    if one.hollow:
        found |= {"color": {"color": COLOURS["unmet"], "opacity": 1.0}, "background": _BAND}
    if one.beside:
        found["smooth"] = {"type": "curvedCW", "roundness": _BESIDE}
    return found


def _width(one: Strand) -> float:
    if one.hollow:
        return _ON_BAND
    if not one.edge.claims:
        return _DECLARED
    return 1 + 5 * one.edge.weight * (THINNER if one.kind in THIN else 1.0)


def _plain(text: str) -> str:
    return apart(text).translate(_NO_MARKUP).replace(*_ARMS_MARKUP)
