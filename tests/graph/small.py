"""Graphs of a few lines with rules of a few lines, to see what a rule derives and why."""

from pathlib import Path

import pyoxigraph as ox
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import Variable

from graph import rules
from graph.bridge import View, to_oxigraph
from graph.explain import Explainer, Step
from graph.patterns import sentence
from graph.provenance import Absent, Solver
from graph.sources import Draft, Source, parse_turtle
from graph.terms import GRAPH, PREFIXES

TURTLE = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + "@prefix : <urn:x:> .\n"
SPARQL = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:x:>\n"
FILE = "graph/facts/small.ttl"


def triples(turtle: str) -> list[ox.Triple]:
    return parse_turtle(TURTLE + turtle).triples


def draft(given: list[ox.Triple], folder: Path) -> Draft:
    """Apply the rules of a folder to some triples, which stand in one file."""
    made = Draft()
    text = (ox.serialize(given, format=ox.RdfFormat.TURTLE) or b"").decode()
    made.add(Source(Path(FILE), GRAPH + "document/small", "asserted"), parse_turtle(text))
    rules.apply(made, folder)
    assert made.findings == []
    return made


def derived(made: Draft) -> set[ox.Triple]:
    return {quad.triple for quad in made.store if getattr(quad.graph_name, "value", "") in made.derived}


def explained(made: Draft, folder: Path, triple: ox.Triple) -> Step:
    return Explainer(made, folder).explain(triple)


def leaves(step: Step) -> list[Step]:
    """List the asserted triples an explanation ends in; whatever is inferred must have a reason."""
    if step.rule is None:
        return [step]
    assert step.above or (step.ways and all(step.ways)), sentence(step.triple)
    return [leaf for way in step.ways for because in way for leaf in _below(because)]


def concluded(text: str, view: View) -> set[ox.Triple]:
    """Draw all the conclusions of a rule by the solver that explains it, with nothing bound beforehand."""
    query = prepareQuery(text)
    found = set()
    for row in Solver(view, query.prologue).solve(query.algebra.p, {}):
        for pattern in query.algebra.template:
            nodes = [row.bindings.get(node, node) for node in pattern]
            if not any(isinstance(node, Variable) for node in nodes):
                found.add(ox.Triple(*map(to_oxigraph, nodes)))  # type: ignore[arg-type]
    return found


def absent(step: Step) -> list[str]:
    """List what was looked for in vain."""
    return [because.pattern for way in step.ways for because in way if isinstance(because, Absent)]


def _below(because: object) -> list[Step]:
    if isinstance(because, Step):
        return leaves(because)
    return [leaf for row in getattr(because, "rows", ()) for part in row for leaf in _below(part)]
