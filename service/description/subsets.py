"""The dataset by layer and named graph, and what each was made from."""

from collections.abc import Sequence

from pyoxigraph import Literal, NamedNode

from graph.terms import GRAPH, ID
from service.description.about import About
from service.description.counts import Counts
from service.description.statements import Statements, english, term

_TOLD = {
    "asserted": "What documents state, with the ontology and the reference data that it is stated in.",
    "curated": "What documents state, and what a curator joined across them.",
    "inferred": "What documents state, what a curator joined, and what rules derive from both.",
}


def tell(said: Statements, counts: Counts, about: About) -> None:
    """Describe the layers, then the graphs, each where the dataset is said to have it."""
    graphs = counts.graphs or {}
    for name, members in about.layers.items():
        _tell_layer(said, counts, about, name, [graph for graph in members if graph in graphs])
    for name, triples in sorted(graphs.items()):
        node = about.graph(name)
        said.say(about.dataset, "void:subset", node)
        said.say(node, "rdf:type", term("void:Dataset"))
        said.say(node, "dcterms:identifier", Literal(name))
        said.say(node, "void:triples", triples)
        said.say(node, "prov:wasDerivedFrom", _origin(about, name))


def _tell_layer(said: Statements, counts: Counts, about: About, name: str, members: Sequence[str]) -> None:
    node, graphs = _layer(about, name), counts.graphs or {}
    said.say(about.dataset, "void:subset", node)
    said.say(node, "rdf:type", term("void:Dataset"))
    said.say(node, "dcterms:title", english(f"Layer {name}"))
    said.say(node, "dcterms:description", english(_TOLD[name]) if name in _TOLD else None)
    said.say(node, "void:triples", sum(graphs[graph] for graph in members) if counts.apart else None)
    said.say(node, "void:subset", *(about.graph(graph) for graph in members))


def _layer(about: About, name: str) -> NamedNode:
    return about.described(f"layer-{name}")


def _origin(about: About, graph: str) -> NamedNode | None:
    """Return what a graph was made from: a document, or the layer below for what rules derive."""
    slugs = {f"{GRAPH}document/{document.slug}": document.slug for document in about.documents}
    if graph in slugs:
        return NamedNode(f"{ID}document/{slugs[graph]}")
    below = set(about.layers.get("curated", ()))
    derived = graph in about.layers.get("inferred", ()) and graph not in below
    return _layer(about, "curated") if derived else None
