"""The canned queries as RDF: at a well-known address, in the graph, and as a query editor asks for them."""

import httpx
import pytest
import rdflib

from graph import paths
from service import catalogue
from tests.service.live import QUERIES

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SCHEMA = rdflib.Namespace("https://schema.org/")


def published(http: httpx.Client, accept: str) -> rdflib.Graph:
    answer = http.get("/.well-known/sparql-examples", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == accept
    return rdflib.Graph().parse(data=answer.text, format=accept)


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/rdf+xml"])
def test_each_query_is_described_as_the_shape_of_sib_asks(http: httpx.Client, accept: str) -> None:
    graph = published(http, accept)
    found = set(graph.subjects(rdflib.RDF.type, SH.SPARQLExecutable))
    queries = catalogue.load(QUERIES)
    assert len(found) == len(queries)
    for node in found:
        (name,) = graph.objects(node, rdflib.DCTERMS.identifier)
        (text,) = graph.objects(node, SH.select)
        (comment,) = graph.objects(node, rdflib.RDFS.comment)
        (target,) = graph.objects(node, SCHEMA.target)
        assert str(text) == queries[str(name)].text
        assert queries[str(name)].summary in str(comment)
        assert isinstance(comment, rdflib.Literal)
        assert comment.language == "en"
        assert str(target) == str(http.base_url).rstrip("/") + "/sparql"
        assert {str(tag) for tag in graph.objects(node, SCHEMA.keywords)} == set(queries[str(name)].tags)


def test_a_client_that_has_it_is_told_so(http: httpx.Client) -> None:
    first = http.get("/.well-known/sparql-examples")
    again = http.get("/.well-known/sparql-examples", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert http.get("/.well-known/sparql-examples", headers={"Accept": "image/png"}).status_code == 406


def test_the_graph_holds_its_own_queries_for_editors_that_ask_it(http: httpx.Client) -> None:
    asked = """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT DISTINCT ?node ?comment ?text WHERE {
          ?node a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask ?text } ORDER BY ?node"""
    rows = http.get("/sparql", params={"query": asked}).json()["results"]["bindings"]
    assert len(rows) == len(catalogue.load(paths.queries()))
    again = http.get("/sparql", params={"query": rows[0]["text"]["value"]})
    assert again.status_code == 200
