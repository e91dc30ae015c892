"""Networks as GEXF 1.3, as Gephi reads it: typed attributes, days for the timeline, colours."""

from collections.abc import Iterable
from typing import IO, Any

from graph.export.colours import EDGES, GREY, NODES, SIZE, SIZES, Colour
from graph.export.networks import Element, Field, Network
from graph.export.source import Source
from graph.export.xmltext import HEAD, tag, text

_GEXF = "http://gexf.net/1.3"
_GRAPH = {
    "mode": "dynamic",
    "defaultedgetype": "directed",
    "idtype": "string",
    "timeformat": "date",
    "timerepresentation": "interval",
}


def write(network: Network, source: Source, out: IO[bytes]) -> None:
    """Write a network as GEXF: what attributes there are, then nodes, then edges."""
    spaces = {"xmlns": _GEXF, "xmlns:viz": f"{_GEXF}/viz", "version": "1.3"}
    out.write(f"{HEAD}{tag('gexf', spaces)}\n".encode())
    out.write(
        f"<meta><creator>Rejoinder</creator><description>{text(network.told)}</description></meta>\n".encode()
    )
    out.write(f"{tag('graph', _GRAPH)}\n".encode())
    out.write(_declared("node", network.node_fields).encode())
    out.write(_declared("edge", network.edge_fields).encode())
    out.write(b"<nodes>\n")
    source.progress.begin("nodes")
    for node in network.nodes(source):
        out.write(_node(node).encode())
    out.write(b"</nodes>\n<edges>\n")
    source.progress.begin("edges")
    for edge in network.edges(source):
        out.write(_edge(edge).encode())
    out.write(b"</edges>\n</graph>\n</gexf>\n")


def _declared(class_: str, fields: Iterable[Field[Any]]) -> str:
    rows = "".join(
        tag(
            "attribute",
            {"id": field.name, "title": field.name, "type": "integer" if field.number else "string"},
            empty=True,
        )
        + "\n"
        for field in fields
    )
    return f"{tag('attributes', {'class': class_, 'mode': 'static'})}\n{rows}</attributes>\n"


def _node(node: Element) -> str:
    size = tag("viz:size", {"value": f"{SIZES.get(node.hue, SIZE)}.0"}, empty=True)
    looks = _colour(NODES.get(node.hue, GREY)) + size
    return f"{tag('node', {'id': node.key, 'label': node.label, **_time(node)})}{_held(node)}{looks}</node>\n"


def _edge(edge: Element) -> str:
    # Gephi merges parallel edges of one kind where it is not told otherwise, never those of two.
    ends = {"id": edge.key, "source": edge.source, "target": edge.target}
    told = {**ends, "kind": str(edge.values["relation"]), "label": edge.label, **_time(edge)}
    return f"{tag('edge', told)}{_held(edge)}{_colour(EDGES.get(edge.hue, GREY))}</edge>\n"


def _time(element: Element) -> dict[str, str]:
    return {name: day for name, day in (("start", element.start), ("end", element.end)) if day}


def _held(element: Element) -> str:
    rows = (
        tag("attvalue", {"for": name, "value": str(value)}, empty=True)
        for name, value in element.values.items()
    )
    return f"<attvalues>{''.join(rows)}</attvalues>"


def _colour(colour: Colour) -> str:
    return tag("viz:color", dict(zip("rgb", map(str, colour), strict=True)), empty=True)
