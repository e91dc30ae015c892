"""What the service description states is so: each statement is tried on a live server."""

import csv
import io
import json
import xml.etree.ElementTree as ET

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, VOID, Namespace, URIRef

from graph.export import formats
from service.description.counts import Counts
from service.description.service import service_triples
from tests.service.description.samples import ADDRESS, about
from tests.service.description.test_void import read

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = "http://www.w3.org/ns/formats/"
RESULTS = {
    "SPARQL_Results_JSON": "application/sparql-results+json",
    "SPARQL_Results_XML": "application/sparql-results+xml",
    "SPARQL_Results_CSV": "text/csv",
    "SPARQL_Results_TSV": "text/tab-separated-values",
}
GRAPHS = {
    "Turtle": "text/turtle",
    "N-Triples": "application/n-triples",
    "N-Quads": "application/n-quads",
    "TriG": "application/trig",
    "RDF_XML": "application/rdf+xml",
    "JSON-LD": "application/ld+json",
}


@pytest.fixture(scope="module")
def told(http: httpx.Client) -> rdflib.Graph:
    answer = http.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.status_code == 200, answer.text
    return rdflib.Graph().parse(data=answer.text, format="turtle")


@pytest.fixture(scope="module")
def service(told: rdflib.Graph) -> rdflib.term.Node:
    (node,) = told.subjects(RDF.type, SD.Service)
    return node


def _objects(told: rdflib.Graph, node: rdflib.term.Node, term: URIRef) -> set[str]:
    return {str(found) for found in told.objects(node, term)}


def _count(http: httpx.Client, pattern: str) -> int:
    answer = http.get("/sparql", params={"query": f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"})
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_the_endpoint_is_the_address_that_was_asked(
    told: rdflib.Graph, service: rdflib.term.Node, address: str, http: httpx.Client
) -> None:
    (endpoint,) = told.objects(service, SD.endpoint)
    assert str(endpoint) == f"{address}/sparql"
    assert http.get(str(endpoint), params={"query": "ASK {}"}).json()["boolean"] is True


def test_every_format_that_is_stated_is_sent_and_none_is_left_out(
    told: rdflib.Graph, service: rdflib.term.Node, http: httpx.Client
) -> None:
    stated = {iri.removeprefix(FORMATS) for iri in _objects(told, service, SD.resultFormat)}
    assert stated == RESULTS.keys() | GRAPHS.keys()
    for name in stated:
        media_type = (RESULTS | GRAPHS)[name]
        query = "SELECT (1 AS ?n) {}" if name in RESULTS else "CONSTRUCT { <urn:a> <urn:b> 1 } {}"
        answer = http.get("/sparql", params={"query": query}, headers={"Accept": media_type})
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert _holds_one(name, answer.text)


def _holds_one(name: str, text: str) -> bool:
    if name in GRAPHS:
        format_ = ox.RdfFormat.from_media_type(GRAPHS[name])
        return len(list(ox.parse(text, format=format_))) == 1
    match name:
        case "SPARQL_Results_JSON":
            return len(json.loads(text)["results"]["bindings"]) == 1
        case "SPARQL_Results_XML":
            root = ET.fromstring(text)  # noqa: S314 - it is from our own server
            return len(list(root.iter("{http://www.w3.org/2005/sparql-results#}result"))) == 1
        case _:
            rows = csv.reader(io.StringIO(text), delimiter="," if name.endswith("CSV") else "\t")
            return [row[0].lstrip("?") for row in rows] == ["n", "1"]


def test_the_default_graph_is_the_union_of_all_graphs(
    told: rdflib.Graph, service: rdflib.term.Node, http: httpx.Client
) -> None:
    assert _objects(told, service, SD.feature) == {str(SD.UnionDefaultGraph), str(SD.EmptyGraphs)}
    everything = _count(http, "?s ?p ?o")
    assert everything == _count(http, "GRAPH ?g { ?s ?p ?o }")
    (dataset,) = told.objects(service, SD.defaultDataset)
    (default,) = told.objects(dataset, SD.defaultGraph)
    assert [int(str(n)) for n in told.objects(default, VOID.triples)] == [everything]


def test_each_named_graph_is_there_with_as_many_triples(
    told: rdflib.Graph, service: rdflib.term.Node, http: httpx.Client
) -> None:
    (dataset,) = told.objects(service, SD.defaultDataset)
    stated = {}
    for node in told.objects(dataset, SD.namedGraph):
        (name,), (graph,) = told.objects(node, SD.name), told.objects(node, SD.graph)
        (stated[str(name)],) = (int(str(number)) for number in told.objects(graph, VOID.triples))
    query = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    rows = http.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert stated == {row["g"]["value"]: int(row["n"]["value"]) for row in rows}
    assert len(stated) > 10


def test_a_server_that_only_reads_states_neither_updates_nor_federation(
    told: rdflib.Graph, service: rdflib.term.Node, http: httpx.Client
) -> None:
    assert _objects(told, service, SD.supportedLanguage) == {str(SD.SPARQL11Query)}
    assert list(told.objects(None, SD.inputFormat)) == []
    assert list(told.objects(None, SD.extensionFunction)) == []
    assert http.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 403
    query = "SELECT * WHERE { SERVICE <http://a.example/> { ?s ?p ?o } }"
    assert http.get("/sparql", params={"query": query}).status_code == 403


def test_no_entailment_happens_at_the_time_of_asking(
    told: rdflib.Graph, service: rdflib.term.Node, http: httpx.Client
) -> None:
    assert _objects(told, service, SD.defaultEntailmentRegime) == {"http://www.w3.org/ns/entailment/Simple"}
    # RDF entailment would make every predicate an rdf:Property.
    query = "ASK { rdf:type a rdf:Property }"
    prefix = f"PREFIX rdf: <{RDF}> "
    assert http.get("/sparql", params={"query": prefix + query}).json()["boolean"] is False


def test_every_address_that_is_named_answers(told: rdflib.Graph, http: httpx.Client, address: str) -> None:
    void = rdflib.Graph().parse(data=http.get("/.well-known/void").text, format="turtle")
    iris = {str(node) for node in (*told.all_nodes(), *void.all_nodes()) if isinstance(node, URIRef)}
    ours = {iri.partition("#")[0] for iri in iris if iri.startswith(address)}
    routes = ("", "sparql", "openapi.json", ".well-known/void")
    files = (f"dump/{format_.filename}" for format_ in formats.FORMATS)
    assert ours == {f"{address}/{path}" for path in (*routes, *files)}
    for iri in (iri for iri in ours if "/dump/" not in iri):  # files are had in test_downloads
        assert http.get(iri).status_code == 200, iri


def test_updates_are_a_service_of_their_own_where_they_are_taken() -> None:
    told = read(service_triples(Counts(), about(writable=True)))
    (updates,) = told.subjects(SD.supportedLanguage, SD.SPARQL11Update)
    assert _objects(told, updates, SD.endpoint) == {f"{ADDRESS}/update"}
    assert _objects(told, updates, SD.inputFormat) == {FORMATS + name for name in GRAPHS}
    (queries,) = told.subjects(SD.supportedLanguage, SD.SPARQL11Query)
    assert _objects(told, queries, SD.endpoint) == {f"{ADDRESS}/sparql"}


def test_federation_is_stated_where_it_is_allowed() -> None:
    told = read(service_triples(Counts(), about(federated=True)))
    assert (None, SD.feature, SD.BasicFederatedQuery) in told
