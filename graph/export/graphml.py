"""Networks as GraphML, as networkx, igraph and most other tools read it: attributes with their types."""

import re
from collections.abc import Iterable, Mapping
from typing import IO, Any

from graph.export.colours import EDGES, GREY, NODES, Colour
from graph.export.networks import Element, Field, Network, Value
from graph.export.source import Source
from graph.export.xmltext import HEAD, tag, text

_SPACE = {"xmlns": "http://graphml.graphdrawing.org/xmlns"}
_SHOWN = (
    "label",
    "start",
    "end",
    "color",
)  # what every node and edge can have, the names as igraph draws them
_OUTSIDE = re.compile(r"[^A-Za-z0-9.-]")


def write(network: Network, source: Source, out: IO[bytes]) -> None:
    """Write a network as GraphML: what attributes there are, then nodes, then edges."""
    out.write(f"{HEAD}{tag('graphml', _SPACE)}\n<desc>{text(network.told)}</desc>\n".encode())
    out.write(_declared("node", network.node_fields).encode())
    out.write(_declared("edge", network.edge_fields).encode())
    out.write(f"{tag('graph', {'id': network.name, 'edgedefault': 'directed'})}\n".encode())
    source.progress.begin("nodes")
    for node in network.nodes(source):
        held = _data("node", node, NODES)
        out.write(f"{tag('node', {'id': _token(node.key)})}{held}</node>\n".encode())
    source.progress.begin("edges")
    for edge in network.edges(source):
        ends = {"source": _token(edge.source), "target": _token(edge.target)}
        out.write(f"{tag('edge', ends)}{_data('edge', edge, EDGES)}</edge>\n".encode())
    out.write(b"</graph>\n</graphml>\n")


def _declared(class_: str, fields: Iterable[Field[Any]]) -> str:
    typed = [(name, "string") for name in _SHOWN]
    typed += [(field.name, "int" if field.number else "string") for field in fields]
    return "".join(
        tag(
            "key",
            {"id": f"{class_}.{name}", "for": class_, "attr.name": name, "attr.type": type_},
            empty=True,
        )
        + "\n"
        for name, type_ in typed
    )


def _data(class_: str, element: Element, colours: Mapping[str, Colour]) -> str:
    colour = "#{:02X}{:02X}{:02X}".format(*colours.get(element.hue, GREY))
    shown = dict(zip(_SHOWN, (element.label, element.start, element.end, colour), strict=True))
    held: dict[str, Value] = {**{name: value for name, value in shown.items() if value}, **element.values}
    return "".join(
        f"{tag('data', {'key': f'{class_}.{name}'})}{text(str(value))}</data>" for name, value in held.items()
    )


def _token(key: str) -> str:
    """Write a name as the schema of GraphML asks: state/x as state:x, what else it forbids by its number."""
    return _OUTSIDE.sub(lambda found: ":" if found[0] == "/" else f"_x{ord(found[0]):X}_", key)
