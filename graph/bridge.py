"""Terms and graphs of pyoxigraph as rdflib reads them, for its parser, its expressions and the reasoner."""

from collections.abc import Collection, Iterator
from typing import Any, Self

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple
from rdflib.paths import Path
from rdflib.term import BNode, Identifier, URIRef

Term = NamedNode | BlankNode | Literal


def to_rdflib(term: object) -> Identifier:
    """Take a term of pyoxigraph over to rdflib, its lexical form untouched."""
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if not isinstance(term, Literal):
        raise TypeError(f"{term} is no node")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    plain = term.datatype.value == str(rdflib.XSD.string)
    return rdflib.Literal(term.value, datatype=None if plain else term.datatype.value, normalize=False)


def to_oxigraph(term: object) -> Term:
    """Take a term of rdflib over to pyoxigraph."""
    if isinstance(term, URIRef):
        return NamedNode(str(term))
    if isinstance(term, BNode):
        return BlankNode(str(term))
    if not isinstance(term, rdflib.Literal):
        raise TypeError(f"{term} is no node")
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype))) if term.datatype else Literal(str(term))


class View(rdflib.Graph):
    """A store without some of its graphs, which is what a rule saw that ran before these were derived."""

    def __init__(self, quads: Store, hidden: Collection[str] = (), only: str = "") -> None:
        """Look at a store; `only` narrows the view to one named graph."""
        super().__init__()
        self._quads, self._hidden, self._only = quads, frozenset(hidden), only

    def named(self) -> list[str]:
        """List the graphs in view."""
        names = (graph.value for graph in self._quads.named_graphs() if isinstance(graph, NamedNode))
        return sorted(name for name in names if self._sees(name))

    def within(self, graph: str) -> Self:
        """Narrow the view to one graph of it."""
        return type(self)(self._quads, self._hidden, graph)

    def match(
        self,
        subject: Term | Triple | None = None,
        predicate: Term | None = None,
        value: Term | Triple | None = None,
    ) -> Iterator[Triple]:
        """Find triples, each once; None matches everything."""
        if isinstance(subject, Literal | Triple) or isinstance(predicate, BlankNode | Literal):
            return
        seen = set()
        for quad in self._quads.quads_for_pattern(subject, predicate, value):
            if self._sees(getattr(quad.graph_name, "value", "")) and quad.triple not in seen:
                seen.add(quad.triple)
                yield quad.triple

    def about(self, subject: object, predicate: str) -> list[Triple]:
        """List what is said of a subject by one predicate, sorted."""
        if not isinstance(subject, NamedNode):
            return []
        return sorted(self.match(subject, NamedNode(predicate)), key=str)

    def triples(self, triple: Any) -> Iterator[Any]:  # type: ignore[override]
        """Answer rdflib, which asks so when it evaluates an EXISTS."""
        subject, predicate, value = triple
        if isinstance(predicate, Path):
            for first, last in predicate.eval(self, subject, value):
                yield first, predicate, last
            return
        wanted = (None if term is None else to_oxigraph(term) for term in triple)
        for found in self.match(*wanted):
            yield tuple(to_rdflib(term) for term in found)

    def _sees(self, graph: str) -> bool:
        return graph not in self._hidden and self._only in {"", graph}
