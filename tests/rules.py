"""A graph of a few lines on which one rule of the project is run."""

import pyoxigraph as ox

from graph import paths
from graph.terms import PREFIXES, shorten


def applied(rule: str, turtle: str) -> set[str]:
    """Run the rule whose file name ends in `rule` on Turtle text; give the triples with prefixed names."""
    store = ox.Store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    store.load((prefixes + turtle).encode(), format=ox.RdfFormat.TURTLE)
    (file,) = (paths.ontology() / "rules").glob(f"*-{rule}.rq")
    triples = store.query(file.read_text(encoding="utf-8"))
    assert isinstance(triples, ox.QueryTriples)
    return {" ".join(_short(term) for term in triple) for triple in triples}


def _short(term: object) -> str:
    if isinstance(term, ox.Literal):
        return term.value
    return shorten(term.value) if isinstance(term, ox.NamedNode) else str(term)
