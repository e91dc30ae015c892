"""What the alignments entail, derived by three queries until nothing is new.

In the built graph these triples stand in the graph of rule owl-rl, made by a reasoner; here they are made
for the tests alone. To be re-pointed when that rule is merged: then the tests ask the built graph as it is.
"""

import pyoxigraph as ox

from graph.check import assemble
from graph.sources import Roots

_ENTAILED = ox.NamedNode("urn:test:entailed")
_RULES = """
CONSTRUCT { ?thing a ?wider } WHERE { ?narrower rdfs:subClassOf+ ?wider . ?thing a ?narrower }
CONSTRUCT { ?thing ?wider ?value } WHERE { ?narrower rdfs:subPropertyOf+ ?wider . ?thing ?narrower ?value }
CONSTRUCT { ?value ?inverse ?thing } WHERE { ?inverse owl:inverseOf ?property . ?thing ?property ?value }
"""
_PREFIXES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""


def entailed() -> ox.Store:
    """Assemble the real graph and add what its classes and properties entail."""
    return closed(assemble(Roots()).store)


def closed(store: ox.Store) -> ox.Store:
    """Add to a store what follows from subclasses, subproperties and inverses."""
    before = -1
    while before != len(store):
        before = len(store)
        for rule in _RULES.strip().splitlines():
            found = store.query(_PREFIXES + rule, use_default_graph_as_union=True)
            assert isinstance(found, ox.QueryTriples)
            store.extend(ox.Quad(t.subject, t.predicate, t.object, _ENTAILED) for t in list(found))
    return store
