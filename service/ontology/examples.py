"""An example a class, chosen from the facts: the one that says most in a few lines."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse

from graph import layout, turtle
from graph.terms import ID, ONTOLOGY

# Classes with their things and how much is said of each; the properties that things of a class have; the
# schemes that the values of a property are from.
COUNTED = f"""
SELECT ?class ?thing (COUNT(*) AS ?number) WHERE {{
  ?thing a ?class ; ?property ?value .
  FILTER(STRSTARTS(STR(?thing), "{ID}"))
}} GROUP BY ?class ?thing
"""
USED = f"""
SELECT DISTINCT ?class ?property WHERE {{
  ?thing a ?class ; ?property ?value .
  FILTER(STRSTARTS(STR(?thing), "{ID}") && STRSTARTS(STR(?property), "{ONTOLOGY}"))
}}
"""
SCHEMES = f"""
SELECT DISTINCT ?property ?scheme WHERE {{
  ?thing ?property ?value .
  ?value <http://www.w3.org/2004/02/skos/core#inScheme> ?scheme .
  FILTER(STRSTARTS(STR(?property), "{ONTOLOGY}"))
}}
"""
_MOST = 12  # statements about a thing that still read at a glance
Rows = Iterable[Mapping[str, Any]]


def grouped(rows: Rows, key: str, value: str) -> dict[str, list[str]]:
    """Read the answer to USED or SCHEMES: the values of one column by another."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row[key]["value"]].append(row[value]["value"])
    return dict(found)


def chosen(rows: Rows) -> dict[str, str]:
    """Read the answer to COUNTED: for each class the thing that says most, but not too much; then by name."""
    found: dict[str, list[tuple[int, Any, str]]] = defaultdict(list)
    for row in rows:
        thing, number = row["thing"]["value"], int(row["number"]["value"])
        found[row["class"]["value"]].append(
            (abs(_MOST - number) + 99 * (number > _MOST), layout.natural(thing), thing)
        )
    return {name: min(things)[-1] for name, things in found.items()}


def query(things: Sequence[str]) -> str:
    """Ask for all that is said of some things."""
    listed = " ".join(f"<{thing}>" for thing in things)
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {listed} }} ?s ?p ?o }}"


def snippets(answer: bytes) -> dict[str, str]:
    """Read the answer to query, which is N-Triples, as Turtle by thing."""
    about: dict[str, list[Triple]] = defaultdict(list)
    for quad in parse(answer, format=RdfFormat.N_TRIPLES):
        about[str(getattr(quad.subject, "value", ""))].append(quad.triple)
    return {thing: turtle.write(triples, {}) for thing, triples in about.items()}
