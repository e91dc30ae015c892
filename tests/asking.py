"""Ask a canned query of the real graph, with values written as facts files write them."""

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from graph import paths
from graph.sources import Draft
from graph.terms import PREFIXES, XSD, expand, shorten
from service import catalogue
from service.catalogue import CannedQuery, Term, Value

QUERIES = catalogue.load(paths.queries())
_DATATYPES = {"choice": "string", "number": "decimal"}
Given = str | int | Sequence[str] | None
Row = dict[str, str]
Rows = list[Row]


def asked(draft: Draft, name: str, values: Mapping[str, Given], filters: Sequence[str] = ()) -> Rows:
    """Ask a query with these values, several in a list, and with filters of the service's kind."""
    query: CannedQuery = QUERIES[name]
    assert set(values) <= {parameter.name for parameter in query.parameters}
    typed = {
        parameter.name: value(parameter.declared.type, values.get(parameter.name))
        for parameter in query.parameters
    }
    return told(draft, query.instantiate(typed, filters))


def told(draft: Draft, query: str) -> Rows:
    """Ask a query as it is written."""
    results = draft.store.query(query, use_default_graph_as_union=True)
    assert isinstance(results, ox.QuerySolutions)
    names = [variable.value for variable in results.variables]
    return [{name: text(row[name]) for name in names} for row in results]


def value(kind: str, given: Given) -> Value:
    """Write what stands for a parameter of a type."""
    if given is None or isinstance(given, str | int):
        return None if given is None else term(kind, given)
    return tuple(term(kind, one) for one in given)


def term(kind: str, given: str | int) -> Term:
    """Write one value of a type as a term."""
    if kind in {"thing", "concept"}:
        return ox.NamedNode(expand(str(given)))
    return ox.Literal(str(given), datatype=ox.NamedNode(XSD + _DATATYPES.get(kind, kind)))


def text(found: object) -> str:
    """Show a term as facts files write it, nothing as an empty text."""
    if isinstance(found, ox.NamedNode):
        return shorten(found.value)
    return found.value if isinstance(found, ox.Literal) else ""


def column(rows: Iterable[Row], name: str) -> list[str]:
    """Take one column of an answer."""
    return [row[name] for row in rows]


def added(draft: Draft, turtle: str) -> Draft:
    """Copy the graph and add to it what a Turtle text says; nothing is derived from that."""
    store = ox.Store()
    store.extend(draft.store)
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    store.load(input=(head + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return Draft(store=store)
