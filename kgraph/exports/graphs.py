"""Networks as GraphML and GEXF, written by networkx, for graph programs.

Neither format has lists: several values are joined by blanks. An attribute without a value is left
out: an edge without ``valid_until`` ends on no known day.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from kgraph import wording
from kgraph.text import xml_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.measures.influence.influence import Influence
    from kgraph.measures.record.structure import Structure
    from kgraph.networks.network import Conduct, Positions

    Network = Positions | Conduct | Influence | Structure

__all__ = ["gexf", "graphml"]


def graphml(network: Network, head: Mapping[str, str]) -> tuple[bytes, list[str]]:
    """Return a network as GraphML, and what it cannot hold, one sentence each.

    The key of an edge is its sign; ``networkx.read_graphml(path, force_multigraph=True)`` gives it
    back. ``head`` becomes attributes of the graph.
    """
    from networkx.readwrite.graphml import GraphMLWriter

    graph = _flat(network, head)
    for _, _, key, data in graph.edges(keys=True, data=True):
        data["key"] = key
    writer: Any = GraphMLWriter(prettyprint=True)
    writer.add_graph_element(graph)
    for edge in writer.xml.iter("edge"):
        # networkx writes the key as an id, which would stand at many edges; readers that want
        # ids to be unique would drop all but one.
        del edge.attrib["id"]
    written = BytesIO()
    writer.dump(written)
    return written.getvalue() + b"\n", ["GraphML has no lists: " + _JOINED, *_notes(network)]


def gexf(network: Network, head: Mapping[str, str]) -> tuple[bytes, list[str]]:
    """Return a network as GEXF, and what it cannot hold, one sentence each.

    ``head`` becomes the description in the file's head.
    """
    from xml.etree import ElementTree as ET

    from networkx.readwrite.gexf import GEXFWriter

    writer: Any = GEXFWriter(_flat(network, {}))
    meta = writer.xml.find("meta")
    # The day of writing would make equal data unequal files.
    del meta.attrib["lastmodifieddate"]
    meta.find("creator").text = xml_text(head["generator"])
    ET.SubElement(meta, "description").text = xml_text(
        "; ".join(f"{name}: {text}" for name, text in head.items() if name != "generator")
    )
    written = BytesIO()
    writer.write(written)
    lost = ["GEXF has no lists: " + _JOINED, *_notes(network)]
    if any(edge.valid_from or edge.valid_until for edge in network.edges):
        lost.append("The days of a tie are written as text, not as GEXF's timeline.")
    return written.getvalue() + b"\n", lost


_JOINED = "several values are joined by blanks."


def _notes(network: Network) -> list[str]:
    notes = []
    contact = sum(1 for edge in network.edges if not edge.sign)
    if network.layer == "structure":
        notes.append("Edges of structure have sign 0 and weight 0, which some programs leave out.")
    elif contact:
        notes.append(
            f"Edges of contact ({contact}) have sign 0 and weight 0, which some programs leave out."
        )
    neutral = sum(1 for tie in network.ties if not tie.sign)
    if neutral and network.layer == "positions":
        notes.append(
            f"Positions neither for nor against ({neutral}) draw no edge; csv, json and parquet "
            "have them."
        )
    hollow = sum(1 for edge in network.edges if edge.hollow)
    if hollow:
        notes.append(
            f"Edges of duties reported unmet ({hollow}) have weight 0, which some programs leave "
            "out; hollow marks them."
        )
    return notes


def _flat(network: Network, head: Mapping[str, str]) -> Any:
    """Return a networkx graph of the nodes and edges of a network, single values as attributes."""
    import networkx as nx

    graph: Any = nx.MultiDiGraph()
    graph.graph.update({name: xml_text(text) for name, text in head.items()})
    for node in network.node_rows():
        graph.add_node(node["id"], **_single({k: v for k, v in node.items() if k != "id"}))
    # The labels of the ends stand at the nodes.
    ends = {"source", "source_label", "target", "target_label"}
    for edge in network.edge_rows():
        row = {name: value for name, value in edge.items() if name not in ends}
        row["label"] = "; ".join(wording.named(network.table, name) for name in edge["relations"])
        graph.add_edge(edge["source"], edge["target"], key=edge["sign"], **_single(row))
    return graph


def _single(row: Mapping[str, Any]) -> dict[str, Any]:
    joined = {
        name: xml_text(" ".join(value) if isinstance(value, list) else value)
        if isinstance(value, list | str)
        else value
        for name, value in row.items()
    }
    return {name: value for name, value in joined.items() if value not in {None, ""}}
