"""A graph of a few lines on which one rule of the project is run."""

from collections.abc import Callable, Iterable

import pyoxigraph as ox

from graph import paths
from graph.terms import PREFIXES, shorten


def applied(rule: str, turtle: str, *schemes: str) -> set[str]:
    """Run the rule whose file name ends in `rule` on Turtle text; give the triples with prefixed names.

    The schemes named are read into the graph too.
    """
    (file,) = (paths.ontology() / "rules").glob(f"[0-9][0-9]-{rule}.rq")
    triples = _graph(turtle, schemes).query(file.read_text(encoding="utf-8"))
    assert isinstance(triples, ox.QueryTriples)
    return _written(triples)


def coded(rule: Callable[[ox.Store], Iterable[ox.Triple]], turtle: str) -> set[str]:
    """Run a rule in code on Turtle text; give the triples with prefixed names."""
    return _written(rule(_graph(turtle)))


def _graph(turtle: str, schemes: Iterable[str] = ()) -> ox.Store:
    store = ox.Store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    store.load((prefixes + turtle).encode(), format=ox.RdfFormat.TURTLE)
    for scheme in schemes:
        store.load(path=str(paths.ontology() / "kinds" / f"{scheme}.ttl"), format=ox.RdfFormat.TURTLE)
    return store


def _written(triples: Iterable[ox.Triple]) -> set[str]:
    return {" ".join(_short(term) for term in triple) for triple in triples}


def _short(term: object) -> str:
    if isinstance(term, ox.Literal):
        return term.value
    return shorten(term.value) if isinstance(term, ox.NamedNode) else str(term)
