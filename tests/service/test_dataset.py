"""Which graphs a question is asked of: layers, the dataset of the protocol, that of the query."""

import httpx
import pytest

FROM = "SELECT (COUNT(*) AS ?n) FROM <{}> {{ ?s ?p ?o }}"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
GRAPH = "https://w3id.org/rejoinder/graph/document/000"


def _count(answer: httpx.Response) -> int:
    assert answer.status_code == 200, answer.text
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_layers_narrow_what_is_asked(http: httpx.Client) -> None:
    counts = {
        layer: _count(http.get("/sparql", params={"query": COUNT, "layer": layer}))
        for layer in ("asserted", "curated", "inferred")
    }
    assert counts["asserted"] <= counts["curated"] < counts["inferred"]
    assert counts["inferred"] == _count(http.get("/sparql", params={"query": COUNT}))


def test_a_layer_narrows_named_graphs_too(http: httpx.Client) -> None:
    query = "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    asserted = _count(http.get("/sparql", params={"query": query, "layer": "asserted"}))
    assert asserted < _count(http.get("/sparql", params={"query": query}))


@pytest.mark.parametrize(
    ("query", "more"),
    [(FROM.format(GRAPH), {}), (COUNT, {"default-graph-uri": GRAPH})],
)
def test_a_layer_and_a_dataset_of_its_own_exclude_each_other(
    http: httpx.Client, query: str, more: dict[str, str]
) -> None:
    answer = http.get("/sparql", params={"query": query, "layer": "asserted", **more})
    assert answer.status_code == 422
    assert answer.json()["parameter"] == "layer"


def test_the_datasets_of_protocol_and_query_are_kept(http: httpx.Client) -> None:
    one = _count(http.get("/sparql", params={"query": FROM.format(GRAPH)}))
    assert 0 < one < _count(http.get("/sparql", params={"query": COUNT}))
    assert _count(http.get("/sparql", params={"query": COUNT, "default-graph-uri": GRAPH})) == one
    overridden = FROM.format("https://a.example/")
    assert _count(http.post("/sparql", data={"query": overridden, "default-graph-uri": GRAPH})) == one
    assert _count(http.get("/sparql", params={"query": COUNT, "named-graph-uri": GRAPH})) == 0
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert _count(http.get("/sparql", params={"query": named, "named-graph-uri": GRAPH})) == one
    assert _count(http.get("/sparql", params={"query": named, "default-graph-uri": GRAPH})) == 0
