"""Other people's graphs beside ours: which of their statements have to do with ours."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph import shapes
from graph.revision import ours
from graph.sources import Roots
from graph.terms import BASE, RDF, RDFS

_TYPE = NamedNode(RDF + "type")
_BELOW = NamedNode(RDFS + "subClassOf")
Node = NamedNode | BlankNode | Triple
End = Node | tuple[NamedNode, Node | Literal]  # a node, or the class that a thing is of
Known = Callable[[End], bool]


def foreign(store: Store) -> set[Quad]:
    """List the quads of a store that stand in no graph of ours."""
    graphs = [graph for graph in store.named_graphs() if not ours(graph)]
    return {
        quad
        for graph in (DefaultGraph(), *graphs)
        for quad in store.quads_for_pattern(None, None, None, graph)
    }


def near(quads: Iterable[Quad], known: Known) -> set[Quad]:
    """Pick those foreign quads that a shape could meet; they are what is held against shapes and checks.

    A shape starts at a thing of a class that it names, or of a class below that, and goes on along triples.
    So a quad is near if it names a term or a thing of ours or such a class, if a node of it stands in a
    graph of ours, or if it shares a node with a quad that is near. To what is left nothing leads: it cannot
    break a shape, nor can a shape break because it is taken away. That two things are of one class does
    not join them.
    """
    places: dict[End, list[Quad]] = defaultdict(list)
    waiting = []
    for quad in quads:
        for end in _ends(quad):
            places[end].append(quad)
        if _names_ours(quad) or any(map(known, _ends(quad))):
            waiting.append(quad)
    found = set(waiting)
    while waiting:
        for end in _leads_to(waiting.pop()):
            fresh = set(places.pop(end, ())) - found
            found |= fresh
            waiting += fresh
    return found


def nodes_of(store: Store, roots: Roots) -> Known:
    """Tell whether a node stands in a graph of ours, or a class is one that shapes of ours look for."""
    classes = shapes.classes(roots.ontology / "shapes.ttl")
    known: dict[End, bool] = {(_TYPE, NamedNode(name)): True for name in classes}
    for quad in store.quads_for_pattern(None, _BELOW, None):
        if ours(quad.graph_name):
            known[_TYPE, quad.subject] = True

    def stands(end: End) -> bool:
        if end not in known:
            known[end] = not isinstance(end, tuple) and in_ours(store, end)
        return known[end]

    return stands


def in_ours(store: Store, node: Node) -> bool:
    """Say whether a node stands in a graph of ours, other than as the class of something."""
    places = (store.quads_for_pattern(node, None, None), store.quads_for_pattern(None, None, node))
    return any(
        ours(quad.graph_name) and (quad.subject == node or quad.predicate != _TYPE)
        for found in places
        for quad in found
    )


def _ends(quad: Quad) -> Iterator[End]:
    yield quad.subject
    if quad.predicate in {_TYPE, _BELOW}:
        yield _TYPE, quad.object
    if quad.predicate != _TYPE and not isinstance(quad.object, Literal):
        yield quad.object


def _leads_to(quad: Quad) -> Iterator[End]:
    yield from (end for end in _ends(quad) if not isinstance(end, tuple))
    if quad.predicate == _BELOW:
        yield _TYPE, quad.subject


def _names_ours(quad: Quad) -> bool:
    terms = (quad.subject, quad.predicate, quad.object)
    return any(isinstance(term, NamedNode) and term.value.startswith(BASE) for term in terms)
