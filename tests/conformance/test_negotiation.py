"""SPARQL 1.1 Protocol, sections 2.1.5 and 2.1.6: the format of an answer; RFC 9110, section 12.5.1."""

import csv
import io

import pytest
from rdflib.query import Result

from tests.conformance.client import QUERY, Client, problem, triples

_SELECT = "SELECT (1 AS ?one) (<http://example.org/x> AS ?x) {}"
_CONSTRUCT = "CONSTRUCT { <http://example.org/s> <http://example.org/p> 1 } WHERE {}"
_DESCRIBE = "DESCRIBE <http://example.org/nothing>"
_ASK = "ASK {}"
_JSON, _XML = "application/sparql-results+json", "application/sparql-results+xml"
_CSV, _TSV = "text/csv", "text/tab-separated-values"

CHOSEN = [
    (_ASK, None, _JSON),
    (_ASK, "", _JSON),
    (_ASK, "*/*", _JSON),
    (_ASK, "application/*", _JSON),
    (_ASK, "text/*", _CSV),
    (_ASK, _XML, _XML),
    (_ASK, _CSV, _CSV),
    (_ASK, _TSV, _TSV),
    (_ASK, "application/json", "application/json"),
    (_ASK, "APPLICATION/SPARQL-RESULTS+XML", _XML),
    (_ASK, f"{_XML};q=0.5, {_CSV};q=0.4", _XML),
    (_ASK, f"{_XML};q=0.4, {_CSV};q=0.5", _CSV),
    (_ASK, f"{_JSON};q=0, application/json;q=0, {_XML};q=0.1", _XML),
    (_ASK, f"*/*;q=0.1, {_TSV}", _TSV),
    (_ASK, f"image/png, {_CSV};q=0.001", _CSV),
    (_ASK, f"{_CSV};charset=utf-8", _CSV),
    (_SELECT, None, _JSON),
    (_SELECT, _XML, _XML),
    (_SELECT, _CSV, _CSV),
    (_SELECT, _TSV, _TSV),
    (_SELECT, f"text/turtle, {_CSV};q=0.2", _CSV),
    (_CONSTRUCT, None, "text/turtle"),
    (_CONSTRUCT, "*/*", "text/turtle"),
    (_CONSTRUCT, "text/turtle", "text/turtle"),
    (_CONSTRUCT, "application/n-triples", "application/n-triples"),
    (_CONSTRUCT, "application/n-quads", "application/n-quads"),
    (_CONSTRUCT, "application/trig", "application/trig"),
    (_CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
    (_CONSTRUCT, "application/ld+json", "application/ld+json"),
    (_CONSTRUCT, f"{_JSON}, application/rdf+xml;q=0.9", "application/rdf+xml"),
    (_DESCRIBE, None, "text/turtle"),
    (_DESCRIBE, "application/n-triples", "application/n-triples"),
]


@pytest.mark.parametrize(("query", "accept", "media_type"), CHOSEN)
def test_the_format_is_the_one_that_is_taken_best(
    server: Client, query: str, accept: str | None, media_type: str
) -> None:
    headers = {} if accept is None else {"accept": accept}
    answer = server.send("POST", server.target.query, query, content_type=QUERY, **headers)
    assert (answer.status, answer.media_type) == (200, media_type)
    assert "accept" in answer.headers["vary"].lower()
    if query in {_CONSTRUCT, _DESCRIBE}:
        assert len(triples(answer)) == (query == _CONSTRUCT)
    else:
        _read(answer.body, media_type, query)


def _read(body: bytes, media_type: str, query: str) -> None:
    """Read results by rdflib; a boolean as CSV or TSV is no standard's, and is one word."""
    if query == _ASK and media_type in {_CSV, _TSV}:
        assert body.strip() == b"true"
        return
    if media_type == _CSV:
        assert list(csv.reader(io.StringIO(body.decode()))) == [["one", "x"], ["1", "http://example.org/x"]]
        return
    result = Result.parse(io.BytesIO(body), format={_TSV: "tsv", _XML: "xml"}.get(media_type, "json"))
    if query == _ASK:
        assert result.askAnswer is True
    else:
        (row,) = result.bindings
        assert {str(name): str(term) for name, term in row.items()} == {
            "one": "1",
            "x": "http://example.org/x",
        }


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (_ASK, "image/png"),
        (_ASK, "*/*;q=0"),
        (_ASK, "text/turtle"),
        (_ASK, "text/csv;charset=latin-1"),
        (_SELECT, "application/rdf+xml"),
        (_SELECT, f"{_JSON};q=0"),
        (_CONSTRUCT, "text/csv"),
        (_DESCRIBE, _JSON),
    ],
)
def test_what_cannot_be_had_is_406_with_what_can(server: Client, query: str, accept: str) -> None:
    answer = server.send("POST", server.target.query, query, content_type=QUERY, accept=accept)
    assert (answer.status, problem(answer)) == (406, "not-acceptable")


def test_a_range_of_its_own_wins_over_a_wildcard(server: Client) -> None:
    accept = f"application/*;q=0.9, {_JSON};q=0, application/json;q=0, {_CSV};q=0.5"
    answer = server.send("POST", server.target.query, _ASK, content_type=QUERY, accept=accept)
    assert answer.media_type in {_XML, "application/xml"}
