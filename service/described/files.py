"""A description as RDF, in each format that there is; the same statements, the same bytes."""

import pyoxigraph as ox

from graph import jsonld, turtle
from graph.errors import SourceError
from graph.jsonld import Coercions
from graph.terms import PREFIXES
from service.described.asking import Description


def write(name: str, described: Description, coercions: Coercions) -> bytes:
    """Write a description in the format of this name; only N-Quads and TriG tell the graphs."""
    quads = described.quads
    triples = list(dict.fromkeys(quad.triple for quad in quads))
    match name:
        case "nquads":
            return "".join(f"{quad} .\n" for quad in quads).encode()
        case "trig":
            by_graph = sorted(quads, key=lambda quad: str(quad.graph_name))
            return ox.serialize(by_graph, format=ox.RdfFormat.TRIG, prefixes=_prefixes(quads)) or b""
        case "ntriples":
            return "".join(f"{triple} .\n" for triple in triples).encode()
        case "rdfxml":
            return ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=_prefixes(quads)) or b""
        case "jsonld":
            return jsonld.document(described.iri, triples, coercions)
        case _:
            return _turtle(triples)


def _turtle(triples: list[ox.Triple]) -> bytes:
    try:
        return turtle.write(triples, {}).encode()
    except SourceError:  # what others wrote may hold what has no one form
        return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b""


def _prefixes(quads: list[ox.Quad]) -> dict[str, str]:
    text = "\n".join(map(str, quads))
    return {prefix: iri for prefix, iri in PREFIXES.items() if f"<{iri}" in text}
