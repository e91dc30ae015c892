import json
import socket
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pyoxigraph
import pytest

from service.settings import Settings

RJ = "https://w3id.org/rejoinder/ontology#"
SLUTSKY = "https://w3id.org/rejoinder/id/person/leonid-slutsky"
ASK = "ASK { ?s ?p ?o }"
SELECT = f"SELECT ?document ?length WHERE {{ ?document <{RJ}length> ?length }} ORDER BY ?document"
CONSTRUCT = f"CONSTRUCT WHERE {{ <{SLUTSKY}> ?p ?o }}"


def test_a_query_is_taken_by_address_by_form_and_as_the_body(http: httpx.Client) -> None:
    answers = [
        http.get("/sparql", params={"query": SELECT}),
        http.post("/sparql", data={"query": SELECT}),
        http.post("/sparql", content=SELECT, headers={"Content-Type": "application/sparql-query"}),
        http.post(
            "/sparql", content=SELECT, headers={"Content-Type": "Application/SPARQL-query; charset=UTF-8"}
        ),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.content for answer in answers} == {answers[0].content}
    assert len(answers[0].json()["results"]["bindings"]) >= 2


def test_every_answer_tells_revision_limit_time_and_rows(http: httpx.Client) -> None:
    answer = http.get("/sparql", params={"query": SELECT})
    assert answer.headers["rejoinder-revision"] == http.get("/health").json()["revision"]
    assert answer.headers["rejoinder-limit-seconds"] == "10"
    assert float(answer.headers["rejoinder-elapsed-ms"]) >= 0
    assert int(answer.headers["rejoinder-rows"]) == len(answer.json()["results"]["bindings"])
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("query", [SELECT, ASK])
def test_results_come_in_json_xml_csv_and_tsv(http: httpx.Client, query: str) -> None:
    types: dict[str, Callable[[str], object]] = {
        "application/sparql-results+json": json.loads,
        "application/sparql-results+xml": ET.fromstring,
        "text/csv": str.splitlines,
        "text/tab-separated-values": str.splitlines,
    }
    for media_type, read in types.items():
        answer = http.get("/sparql", params={"query": query}, headers={"Accept": media_type})
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert read(answer.text)


@pytest.mark.parametrize(
    "media_type",
    [
        "text/turtle",
        "application/n-triples",
        "application/n-quads",
        "application/trig",
        "application/rdf+xml",
        "application/ld+json",
    ],
)
def test_graphs_come_in_every_rdf_format(http: httpx.Client, media_type: str) -> None:
    answer = http.get("/sparql", params={"query": CONSTRUCT}, headers={"Accept": media_type})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    quads = list(pyoxigraph.parse(answer.content, format=pyoxigraph.RdfFormat.from_media_type(media_type)))
    assert {str(quad.subject) for quad in quads} == {f"<{SLUTSKY}>"}
    assert len(quads) >= 2


def test_turtle_names_the_prefixes_that_it_uses_and_no_other(http: httpx.Client) -> None:
    own = f'<{SLUTSKY}> a ?class . FILTER(CONTAINS(STR(?class), "/ontology#Person"))'
    query = f"CONSTRUCT {{ <{SLUTSKY}> a ?class }} WHERE {{ {own} }}"
    text = http.get("/sparql", params={"query": query}).text
    assert "person:leonid-slutsky a rj:Person" in text
    assert "@prefix foaf:" not in text


def test_format_wins_over_accept(http: httpx.Client) -> None:
    answer = http.get("/sparql", params={"query": ASK, "format": "csv"}, headers={"Accept": "image/png"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_a_media_type_will_do_as_format(http: httpx.Client) -> None:
    answer = http.get("/sparql?query=ASK%7B%7D&format=application/sparql-results+xml")
    assert answer.headers["content-type"] == "application/sparql-results+xml"


@pytest.mark.parametrize(
    ("query", "accept"),
    [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (ASK, "image/png"), (ASK, "*/*;q=0")],
)
def test_no_acceptable_format_is_406_with_the_offers(http: httpx.Client, query: str, accept: str) -> None:
    answer = http.get("/sparql", params={"query": query}, headers={"Accept": accept})
    problem = _problem(answer, 406, "not-acceptable")
    assert accept not in problem["offers"]
    assert {"text/turtle", "application/sparql-results+json"} & set(problem["offers"])


def test_a_query_that_does_not_parse_is_400_with_its_place(http: httpx.Client) -> None:
    problem = _problem(
        http.get("/sparql", params={"query": "SELECT ?s\nWHERE { ?s a none:x }"}), 400, "query-syntax"
    )
    assert (problem["line"], problem["column"]) == (2, 14)


@pytest.mark.parametrize(
    ("send", "status", "name"),
    [
        ({"method": "POST", "data": {"format": "json"}}, 400, "bad-request"),
        ({"method": "GET", "params": {"timeout": "1"}}, 400, "bad-request"),
        ({"method": "GET", "params": [("query", ASK), ("query", ASK)]}, 400, "bad-request"),
        ({"method": "GET", "url": "/sparql?query=%ff"}, 400, "bad-request"),
        ({"method": "GET", "params": {"update": "CLEAR ALL"}}, 403, "refused"),
        ({"method": "POST"}, 415, "unsupported-media-type"),
        ({"method": "POST", "json": {"query": ASK}}, 415, "unsupported-media-type"),
        ({"method": "POST", "content": ASK, "type": "text/plain"}, 415, "unsupported-media-type"),
        (
            {"method": "POST", "content": b"ASK { \xff }", "type": "application/sparql-query"},
            400,
            "bad-request",
        ),
        (
            {"method": "POST", "content": ASK, "type": "application/sparql-query", "params": {"query": ASK}},
            400,
            "bad-request",
        ),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403, "refused"),
        ({"method": "POST", "content": "CLEAR ALL", "type": "application/sparql-update"}, 403, "refused"),
        ({"method": "GET", "params": {"query": "CLEAR ALL"}}, 400, "query-syntax"),
        ({"method": "GET", "params": {"query": ASK, "default-graph-uri": "relative"}}, 400, "bad-request"),
        ({"method": "GET", "params": {"query": ASK, "timeout": "soon"}}, 422, "bad-parameter"),
        ({"method": "GET", "params": {"query": ASK, "timeout": "0"}}, 422, "bad-parameter"),
        ({"method": "GET", "params": {"query": ASK, "timeout": "inf"}}, 422, "bad-parameter"),
        ({"method": "GET", "params": {"query": ASK, "layer": "guessed"}}, 422, "bad-parameter"),
        ({"method": "GET", "params": {"query": ASK, "format": "docx"}}, 422, "bad-parameter"),
        ({"method": "GET", "params": {"query": "ASK { " + "{" * 80 + "}" * 80 + " }"}}, 400, "query-syntax"),
        ({"method": "GET", "params": {"query": f"# {'x' * 17000}\n{ASK}"}}, 413, "too-large"),
        ({"method": "GET", "params": [("query", ASK)] + [("x", "y")] * 300}, 400, "bad-request"),
    ],
)
def test_what_is_not_of_the_protocol_is_told_as_a_problem(
    http: httpx.Client, send: dict[str, Any], status: int, name: str
) -> None:
    given = {"url": "/sparql", **send}
    if media_type := given.pop("type", None):
        given["headers"] = {"Content-Type": media_type}
    _problem(http.request(**given), status, name)


def test_a_request_without_query_shows_how_to_ask(http: httpx.Client) -> None:
    problem = _problem(http.post("/sparql", data={"format": "json"}), 400, "bad-request")
    assert http.get(problem["example"]).json()["boolean"] is True


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405_with_those_allowed(http: httpx.Client, method: str) -> None:
    answer = http.request(method, "/sparql")
    _problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST, QUERY"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE {\n  service silent ?x { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1:9/>",
    ],
)
def test_service_and_load_are_403_with_their_place_and_the_mend(http: httpx.Client, query: str) -> None:
    problem = _problem(http.post("/sparql", data={"query": query}), 403, "refused")
    assert problem["line"] >= 1
    assert "setting `allow`" in problem["detail"] or "name the address" in problem["detail"]


def test_the_word_service_in_a_string_is_no_call(http: httpx.Client) -> None:
    query = 'PREFIX service: <http://a.example/> ASK { ?service service:load "SERVICE <http://b.example/>" }'
    assert http.get("/sparql", params={"query": query}).json()["boolean"] is False


def test_a_body_above_the_limit_is_refused_before_it_is_read(address: str, settings: Settings) -> None:
    parts = urlsplit(address)
    size = settings.body_bytes + 1
    head = (
        f"POST /sparql HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/sparql-query\r\n"
        f"Content-Length: {size}\r\n\r\n"
    )
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as connection:
        connection.sendall(head.encode())
        assert b" 413 " in connection.recv(4096)


def test_a_body_of_unknown_length_is_refused_at_the_limit(http: httpx.Client, settings: Settings) -> None:
    pieces = (b"#" * 1000 for _ in range(settings.body_bytes // 1000 + 2))
    answer = http.post("/sparql", content=pieces, headers={"Content-Type": "application/sparql-query"})
    problem = _problem(answer, 413, "too-large")
    assert (problem["limit"], problem["unit"]) == (settings.body_bytes, "bytes")


def test_an_update_sent_as_a_query_is_told_so(http: httpx.Client) -> None:
    query = "PREFIX x: <http://x/> INSERT DATA { x:a x:b x:c }"
    told = _problem(http.get("/sparql", params={"query": query}), 400, "query-syntax")
    assert "This is an update" in told["detail"]


def test_every_answer_says_which_documents_were_searched(http: httpx.Client) -> None:
    searched = http.get("/sparql", params={"query": ASK}).headers["Rejoinder-Documents"]
    assert searched == "000, 001, 002, 003, 004"


def test_relative_iris_are_read_against_the_address(http: httpx.Client, address: str) -> None:
    query = "SELECT ?iri WHERE { BIND(<there> AS ?iri) }"
    found = http.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]["iri"]["value"]
    assert found == f"{address}/there"


def test_a_host_that_is_no_host_does_no_harm(http: httpx.Client) -> None:
    answer = http.get("/sparql", params={"query": ASK}, headers={"Host": "a b<>"})
    assert answer.status_code == 200


def test_any_origin_may_read_but_without_credentials(http: httpx.Client) -> None:
    answer = http.get("/sparql", params={"query": ASK}, headers={"Origin": "https://a.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    preflight = http.options("/sparql", headers=asked | {"Access-Control-Request-Headers": "content-type"})
    assert preflight.status_code == 200


def test_head_answers_as_get_without_a_body(http: httpx.Client) -> None:
    answer = http.head("/sparql", params={"query": ASK})
    assert (answer.status_code, answer.content) == (200, b"")
    assert (
        answer.headers["content-length"]
        == http.get("/sparql", params={"query": ASK}).headers["content-length"]
    )


def test_timeout_lowers_the_limit_and_never_lifts_it(http: httpx.Client) -> None:
    lower = http.get("/sparql", params={"query": ASK, "timeout": "2.5"})
    higher = http.get("/sparql", params={"query": ASK, "timeout": "10000"})
    limits = [answer.headers["rejoinder-limit-seconds"] for answer in (lower, higher)]
    assert limits == ["2.5", "10"]


def _problem(answer: httpx.Response, status: int, name: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == f"https://w3id.org/rejoinder/problem/{name}"
    assert (problem["status"], bool(problem["title"]), bool(problem["detail"])) == (status, True, True)
    assert isinstance(problem, dict)
    return problem
