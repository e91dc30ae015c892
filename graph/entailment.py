"""What ontology and facts entail by OWL 2 RL, as far as it says something; `reasonable` reasons."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import reasonable
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from graph.bridge import to_oxigraph, to_rdflib
from graph.terms import CONCEPT, ID, OWL, RDF, RDFS

NAME = "owl-rl"
SAME = OWL + "sameAs"


def entailed(store: Store) -> list[Triple]:
    """Find what follows from all that stands in a store and is worth keeping, sorted."""
    quads = set(store)
    # Annotations mean nothing to OWL; they are many, and each would be carried there and back.
    annotations = {RDFS + "label", *_declared(quads, "AnnotationProperty")}
    telling = (quad.triple for quad in quads if quad.predicate.value not in annotations)
    return sorted(worth_keeping(new_from(telling), quads), key=str)


def new_from(triples: Iterable[Triple]) -> set[Triple]:
    """Reason: everything that follows from triples and is not among them, but statements about literals."""
    taken = cache(to_rdflib)  # a name stands in many triples
    listed = set(triples)
    given = {tuple(map(taken, triple)) for triple in listed}
    reasoner: Any = reasonable.PyReasoner()  # type: ignore[attr-defined,unused-ignore]
    reasoner.from_graph(given)
    return set(_readable(row for row in reasoner.reason() if row not in given)) - listed


def worth_keeping(found: Iterable[Triple], store: Iterable[Quad]) -> set[Triple]:
    """Keep what uses a class or property that the ontology declares, between things of the graph.

    Dropped are the tautologies of OWL (everything is a Thing and the same as itself), what is said of the
    ontology's own terms, of names of other people's, and of nodes without a name.
    """
    declared = _declared(store, "Class", "ObjectProperty", "DatatypeProperty")
    return {triple for triple in found if _says_something(triple, declared)}


def _says_something(triple: Triple, declared: set[str]) -> bool:
    subject, predicate, value = triple.subject, triple.predicate.value, triple.object
    if not _thing(subject) or subject == value:
        return False
    if predicate == RDF + "type":
        return isinstance(value, NamedNode) and value.value in declared
    if predicate == SAME:
        return _thing(value)  # two names for one thing: kept, so that the check finds it
    return predicate in declared and (isinstance(value, Literal) or _thing(value))


def _declared(store: Iterable[Quad], *names: str) -> set[str]:
    """List what the ontology declares to be a class, or a property, by OWL's names for these."""
    kinds = {NamedNode(OWL + name) for name in names}
    return {
        quad.subject.value
        for quad in store
        if quad.predicate.value == RDF + "type"
        and quad.object in kinds
        and isinstance(quad.subject, NamedNode)
    }


def _thing(term: object) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith((ID, CONCEPT))


def _readable(rows: Iterable[tuple[object, object, object]]) -> Iterator[Triple]:
    for row in rows:
        subject, predicate, value = map(to_oxigraph, row)
        if isinstance(predicate, NamedNode) and not isinstance(subject, Literal):
            yield Triple(subject, predicate, value)
