"""A query asked by the SPARQL protocol of graphs that it names, and its answer by value."""

from decimal import Decimal
from urllib.parse import urlencode

import httpx
import pyoxigraph as ox

from graph.terms import XSD
from service import tokenizer
from tests.stores import Server

Cell = tuple[str, str] | None
Rows = list[tuple[Cell, ...]]
Table = tuple[list[str], Rows]
_JSON = "application/sparql-results+json"
_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal"))
_PATIENCE = 110.0  # Virtuoso translates a few texts for half a minute before it answers


def ask(server: Server, text: str) -> Table:
    """Ask a store, its default graph made of all that it was filled with."""
    given = [("query", text), *(("default-graph-uri", graph) for graph in server.graphs)]
    if any(token.text.upper() == "GRAPH" for token in tokenizer.tokens(text)):
        given += [("named-graph-uri", graph) for graph in server.graphs]
    answer = httpx.post(
        server.query_url,
        content=urlencode(given),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": _JSON},
        timeout=_PATIENCE,
        trust_env=False,
    )
    assert answer.status_code == 200, answer.text[:300]
    read = ox.parse_query_results(answer.content, format=ox.QueryResultsFormat.JSON)
    assert isinstance(read, ox.QuerySolutions)
    return table(read)


def table(solutions: ox.QuerySolutions) -> Table:
    """Read columns and rows, each cell by value."""
    names = [variable.value for variable in solutions.variables]
    return names, [tuple(cell(row[name]) for name in names) for row in solutions]


def cell(term: object) -> Cell:
    """Write the value of a term, so that terms of one value are the same.

    Virtuoso writes true as 1, a whole decimal as an integer, and numbers in forms of their own; the letters
    of a language are the same in any case.
    """
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return term.value, "iri"
    assert isinstance(term, ox.Literal), term
    if term.language:
        return term.value, f"@{term.language.lower()}"
    datatype = term.datatype.value
    if datatype == f"{XSD}boolean":
        return {"1": "true", "0": "false"}.get(term.value, term.value), datatype
    if datatype in _NUMBERS:
        return f"{Decimal(term.value).normalize():f}", "number"
    return term.value, datatype
