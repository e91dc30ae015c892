from typing import Any

import pytest
from rdflib import Graph
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, TSV, TURTLE, XML, SPARQLWrapper

SELECT = """
PREFIX rj: <https://w3id.org/rejoinder/ontology#>
SELECT ?length WHERE { <https://w3id.org/rejoinder/id/document/000> rj:length ?length }
"""
CONSTRUCT = "CONSTRUCT WHERE { <https://w3id.org/rejoinder/id/document/000> ?p ?o }"


@pytest.fixture
def endpoint(address: str, monkeypatch: pytest.MonkeyPatch) -> SPARQLWrapper:
    monkeypatch.setenv("no_proxy", "*")
    return SPARQLWrapper(f"{address}/sparql")


def _ask(endpoint: SPARQLWrapper, query: str, format_: str) -> Any:
    endpoint.setQuery(query)
    endpoint.setReturnFormat(format_)
    return endpoint.queryAndConvert()


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_json(endpoint: SPARQLWrapper, method: str) -> None:
    endpoint.setMethod(method)
    rows = _ask(endpoint, SELECT, JSON)["results"]["bindings"]
    assert [row["length"]["value"] for row in rows] == ["5822"]


def test_sparqlwrapper_reads_xml_csv_and_tsv(endpoint: SPARQLWrapper) -> None:
    assert "5822" in _ask(endpoint, SELECT, XML).toxml()
    assert _ask(endpoint, SELECT, CSV).decode().split() == ["length", "5822"]
    assert _ask(endpoint, SELECT, TSV).decode().split() == ["?length", "5822"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # SPARQLWrapper's own
def test_sparqlwrapper_reads_graphs(endpoint: SPARQLWrapper) -> None:
    read = Graph().parse(data=_ask(endpoint, CONSTRUCT, TURTLE), format="turtle")
    assert len(read) >= 3
    assert len(_ask(endpoint, CONSTRUCT, XML)) == len(read)
    assert len(_ask(endpoint, CONSTRUCT, JSONLD)) == len(read)
    assert len(Graph().parse(data=_ask(endpoint, CONSTRUCT, N3), format="turtle")) == len(read)


def test_sparqlwrapper_asks(endpoint: SPARQLWrapper) -> None:
    assert _ask(endpoint, "ASK { ?s ?p ?o }", JSON)["boolean"] is True
