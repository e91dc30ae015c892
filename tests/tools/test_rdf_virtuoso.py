"""Virtuoso's own bulk loader takes what is written for stores, graph by graph."""

from collections import Counter
from collections.abc import Iterator
from typing import cast

import pytest
from pyoxigraph import QuerySolutions, Store

from service.verifying import asking
from tests.stores import Virtuoso, virtuoso
from tests.tools.exported import Exported

FLAT = "urn:flat"


@pytest.fixture(scope="module")
def loaded(whole: Exported, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), whole.folder) as server:
        server.load(whole.file("nquads"), "urn:unused")
        server.load(whole.file("turtle"), FLAT)
        yield server


def test_virtuoso_loads_as_many_statements_into_each_graph(loaded: Virtuoso, whole: Exported) -> None:
    found = counts(loaded)
    expected = Counter(str(quad.graph_name)[1:-1] for quad in whole.quads)
    assert {name: found[name] for name in expected} == expected
    assert "urn:unused" not in found


def test_virtuoso_loads_as_many_statements_from_turtle(loaded: Virtuoso, whole: Exported) -> None:
    assert counts(loaded)[FLAT] == len(whole.triples)


def test_virtuoso_misreads_no_name_in_turtle(loaded: Virtuoso, whole: Exported) -> None:
    """It takes an escape in a prefixed name for a part of the name, so there must be none."""
    assert things(loaded, FLAT) == named(whole)
    assert any("#" in name.rpartition("/")[2] for name in things(loaded, FLAT))


def test_virtuoso_answers_what_a_comparison_of_copies_asks(loaded: Virtuoso, whole: Exported) -> None:
    store = Store()
    store.extend(whole.quads)
    for query in (asking.PASSAGES, *asking.queries(["000", "004"])):
        ours = sum(1 for _ in cast("QuerySolutions", store.query(query, use_default_graph_as_union=True)))
        assert len(loaded.run("SPARQL " + " ".join(query.split()))) == ours > 20


def named(whole: Exported) -> set[str]:
    terms = {term for triple in whole.triples for term in triple}
    return {str(term)[1:-1] for term in terms if str(term).startswith("<")}


def counts(server: Virtuoso) -> dict[str, int]:
    """Count the statements of each graph."""
    rows = server.run("SPARQL SELECT ?g COUNT(*) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    return {name: int(count) for name, count in (row.split() for row in rows)}


def things(server: Virtuoso, graph: str) -> set[str]:
    """List what a graph names, on either side, but for blank nodes and literals."""
    either = "{ ?t ?p ?o } UNION { ?s ?p ?t } UNION { ?s ?t ?o }"
    pattern = f"FROM <{graph}> WHERE {{ {either} FILTER(isIRI(?t)) }}"
    rows = server.run("SPARQL SELECT DISTINCT ?t " + pattern)
    return {row.strip() for row in rows}
