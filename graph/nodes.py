"""Terms, numbers and values as the rules in code handle them."""

from pyoxigraph import Literal, NamedNode, Store

from graph.terms import ONTOLOGY, XSD


def term(name: str) -> NamedNode:
    """Name a term of the ontology."""
    return NamedNode(ONTOLOGY + name)


def number(value: int) -> Literal:
    """Write a whole number."""
    return Literal(str(value), datatype=NamedNode(XSD + "integer"))


def values(store: Store, subject: str, name: str) -> set[str]:
    """List the things that a subject has for a property of the ontology, in any graph."""
    quads = store.quads_for_pattern(NamedNode(subject), term(name), None)
    return {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}
