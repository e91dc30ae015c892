"""What the alignments entail: in the real graph by the rule owl-rl, in a graph of a few lines by the same."""

import pyoxigraph as ox

from graph import entailment
from graph.check import assemble
from graph.sources import Roots


def entailed() -> ox.Store:
    """Assemble the real graph."""
    return assemble(Roots()).store


def closed(store: ox.Store) -> ox.Store:
    """Add to a store what the axioms in it entail."""
    triples = list(entailment.entailed(store))
    store.extend(ox.Quad(t.subject, t.predicate, t.object, ox.DefaultGraph()) for t in triples)
    return store
