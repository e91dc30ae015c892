"""SPARQL 1.1 Protocol, section 2.1: how a query is asked, of which dataset, and what is no query."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest

from tests.conformance.client import FORM, QUERY, UPDATE, Client, boolean, problem
from tests.conformance.w3c import Response

A, B, C = (f"http://example.org/graph/{name}" for name in "abc")
_DATA = """
INSERT DATA {
  GRAPH <http://example.org/graph/a> { <http://example.org/one> <http://example.org/in> "a" }
  GRAPH <http://example.org/graph/b> { <http://example.org/two> <http://example.org/in> "b" }
  GRAPH <http://example.org/graph/c> { <http://example.org/three> <http://example.org/in> "c", "ç +&=" }
}
"""
ONE, TWO, THREE = (f"<http://example.org/{name}> ?p{name} ?o{name}" for name in ("one", "two", "three"))
_NO_THREE = f"FILTER NOT EXISTS {{ {THREE} }}"
_NO_GRAPH_THREE = f"FILTER NOT EXISTS {{ GRAPH ?k {{ {THREE} }} }}"
IN_DEFAULT = f"ASK {{ {ONE} . {TWO} {_NO_THREE} }}"
IN_NAMED = f"ASK {{ GRAPH ?g {{ {ONE} }} GRAPH ?h {{ {TWO} }} {_NO_GRAPH_THREE} }}"
IN_BOTH = (
    f"ASK {{ {THREE} GRAPH ?g {{ {ONE} }} GRAPH ?h {{ {TWO} }} {_NO_GRAPH_THREE} "
    f"FILTER NOT EXISTS {{ {ONE} }} }}"
)
ANY, ANY_NAMED = "ASK { ?s ?p ?o }", "ASK { GRAPH ?g { ?s ?p ?o } }"
CEDILLA = 'ASK { ?s ?p "ç +&=" }'
DEFAULT = [("default-graph-uri", A), ("default-graph-uri", B)]
NAMED = [("named-graph-uri", A), ("named-graph-uri", B)]
BOTH = [("default-graph-uri", C), *NAMED]
NOWHERE = [("default-graph-uri", "http://example.org/graph/none")]
Pairs = list[tuple[str, str]]


@pytest.fixture(scope="module")
def filled(server: Client) -> Client:
    answer = server.update(_DATA)
    assert answer.status in {200, 204}, answer.body
    return server


@dataclass(frozen=True)
class Row:
    """A request to the address of queries: what it shows, and what is behind the address and in the body."""

    shows: str
    method: str = "GET"
    behind: str = ""
    body: str | bytes = b""
    media_type: str = ""

    def send(self, client: Client) -> Response:
        given = {"content_type": self.media_type} if self.media_type else {}
        return client.send(self.method, client.target.query + self.behind, self.body, **given)


def _get(shows: str, query: str, dataset: Pairs | None = None) -> Row:
    return Row(shows, "GET", "?" + urlencode([("query", query), *(dataset or [])]))


def _form(shows: str, query: str, dataset: Pairs | None = None) -> Row:
    return Row(shows, "POST", "", urlencode([("query", query), *(dataset or [])]), FORM)


def _direct(shows: str, query: str | bytes, dataset: Pairs | None = None) -> Row:
    return Row(shows, "POST", "?" + urlencode(dataset) if dataset else "", query, QUERY)


TRUE = (
    _get("2.1.1 by GET", "ASK {}"),
    _form("2.1.2 by POST as a form", "ASK {}"),
    _direct("2.1.3 by POST as the body", "ASK {}"),
    Row("by QUERY as the body", "QUERY", "", "ASK {}", QUERY),
    Row("by QUERY as a form", "QUERY", "", "query=ASK+%7B%7D", FORM),
    Row("behind a slash too", "GET", "/?query=ASK%7B%7D"),
    Row("behind a slash too, by POST", "POST", "/", "ASK {}", QUERY),
    Row("2.1.3 the type's charset", "POST", "", "ASK {}", f"{QUERY}; charset=UTF-8"),
    Row("2.1.3 the type in capitals", "POST", "", "ASK {}", "Application/SPARQL-Query;charset=utf-8"),
    Row("2.1.2 the form's charset", "POST", "", "query=ASK%7B%7D", f"{FORM}; charset=UTF-8"),
    Row("2.1.2 a plus is a space", "POST", "", "query=ASK+%7B+%7D", FORM),
    Row("2.1.2 %20 is a space", "POST", "", "query=ASK%20%7B%20%7D", FORM),
    Row("2.1.1 a plus is a space", "GET", "?query=ASK+%7B+%7D"),
    Row("2.1.1 %2B is a plus", "GET", "?query=ASK%7BFILTER(1%2B1=2)%7D"),
    Row("2.1.1 an unknown parameter is passed over", "GET", "?query=ASK%7B%7D&colour=red"),
    _get("UTF-8 in the address", CEDILLA),
    _form("UTF-8 in a form", CEDILLA),
    _direct("UTF-8 in the body", CEDILLA),
    _direct(
        "an answer of the default dataset is the union of all graphs", f"ASK {{ {ONE} . {TWO} . {THREE} }}"
    ),
    _direct(
        "all graphs are named in the default dataset",
        f"ASK {{ GRAPH <{A}> {{ {ONE} }} GRAPH <{C}> {{ {THREE} }} }}",
    ),
    _get("2.1.4 default graphs by GET", IN_DEFAULT, DEFAULT),
    _form("2.1.4 default graphs in a form", IN_DEFAULT, DEFAULT),
    _direct("2.1.4 default graphs beside the body", IN_DEFAULT, DEFAULT),
    Row(
        "2.1.4 default graphs beside a form",
        "POST",
        "?" + urlencode(DEFAULT),
        urlencode({"query": IN_DEFAULT}),
        FORM,
    ),
    Row("2.1.4 default graphs by QUERY", "QUERY", "?" + urlencode(DEFAULT), IN_DEFAULT, QUERY),
    _get("2.1.4 named graphs by GET", IN_NAMED, NAMED),
    _form("2.1.4 named graphs in a form", IN_NAMED, NAMED),
    _direct("2.1.4 named graphs beside the body", IN_NAMED, NAMED),
    _get("2.1.4 both by GET", IN_BOTH, BOTH),
    _direct("2.1.4 both beside the body", IN_BOTH, BOTH),
    _direct("2.1.4 the protocol wins over FROM", IN_DEFAULT.replace("ASK", f"ASK FROM <{C}>"), DEFAULT),
    _direct("2.1.4 named graphs win over FROM", IN_NAMED.replace("ASK", f"ASK FROM <{C}>"), NAMED),
    _direct("2.1.4 both win over FROM NAMED", IN_BOTH.replace("ASK", f"ASK FROM NAMED <{C}>"), BOTH),
    _direct("FROM alone says the dataset", f"ASK FROM <{A}> FROM <{B}> {{ {ONE} . {TWO} {_NO_THREE} }}"),
    _direct(
        "4.1.1 of Query, a BASE wins over the address",
        "BASE <http://a.example/> ASK { FILTER(STR(<b>) = 'http://a.example/b') }",
    ),
)

FALSE = (
    _get("2.1.4 with default graphs only, no graph is named", ANY_NAMED, DEFAULT),
    _get("2.1.4 with named graphs only, the default graph is empty", ANY, NAMED),
    _get("a default graph that is none is empty", ANY, NOWHERE),
    _direct("with FROM only, no graph is named", f"ASK FROM <{A}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
    _direct("with FROM NAMED only, the default graph is empty", f"ASK FROM NAMED <{A}> {{ ?s ?p ?o }}"),
    _get("%2B is no space", 'ASK { ?s ?p "ç  &=" }'),
)


@pytest.mark.parametrize("row", TRUE, ids=lambda row: row.shows)
def test_true(filled: Client, row: Row) -> None:
    answer = row.send(filled)
    assert (answer.status, boolean(answer)) == (200, True), answer.body


@pytest.mark.parametrize("row", FALSE, ids=lambda row: row.shows)
def test_false(filled: Client, row: Row) -> None:
    answer = row.send(filled)
    assert (answer.status, boolean(answer)) == (200, False), answer.body


NO_QUERY = (
    (_get("2.1.7 a query that does not parse", "ASK {"), "query-syntax"),
    (Row("two queries by GET", "GET", "?query=ASK%7B%7D&query=ASK%7B%7D"), "bad-request"),
    (Row("two queries in a form", "POST", "", "query=ASK%7B%7D&query=ASK%7B%7D", FORM), "bad-request"),
    (Row("a query in address and form", "POST", "?query=ASK%7B%7D", "query=ASK%7B%7D", FORM), "bad-request"),
    (Row("a query in address and body", "POST", "?query=ASK%7B%7D", "ASK {}", QUERY), "bad-request"),
    (Row("a query and an update", "POST", "", "query=ASK%7B%7D&update=CLEAR+ALL", FORM), "bad-request"),
    (Row("a form without a query", "POST", "", "colour=red", FORM), "bad-request"),
    (Row("an empty form", "POST", "", "", FORM), "bad-request"),
    (Row("2.1.3 a query as plain text", "POST", "", "ASK {}", "text/plain"), "unsupported-media-type"),
    (Row("2.1.3 a query without a type", "POST", "", "ASK {}"), "unsupported-media-type"),
    (Row("2.1.2 a form without a type", "POST", "", "query=ASK%7B%7D"), "unsupported-media-type"),
    (
        Row("a query as a multipart form", "POST", "", "--x--", "multipart/form-data; boundary=x"),
        "unsupported-media-type",
    ),
    (Row("a type that only begins so", "POST", "", "ASK {}", f"{QUERY}-x"), "unsupported-media-type"),
    (Row("QUERY without a type", "QUERY", "", "ASK {}"), "unsupported-media-type"),
    (_direct("bytes that are no UTF-8", b"ASK { ?s ?p '\xe7' }"), "bad-request"),
    (Row("no UTF-8 behind percent signs", "GET", "?query=ASK%7B%7D%23%e7"), "bad-request"),
    (Row("no UTF-8 in a form", "POST", "", "query=ASK%7B%7D%23%e7", FORM), "bad-request"),
    (
        _get("2.1.4 a default graph that is relative", "ASK {}", [("default-graph-uri", "graph/a")]),
        "bad-request",
    ),
    (_get("2.1.4 a named graph that is relative", "ASK {}", [("named-graph-uri", "graph/a")]), "bad-request"),
    (_get("an update asked as a query", "CLEAR ALL"), "query-syntax"),
    (_direct("a call of another server", "ASK { SERVICE <http://example.org/> { ?s ?p ?o } }"), "refused"),
    (_direct("a query above the limit", "ASK {} #" + "x" * 100_000), "too-large"),
)


@pytest.mark.parametrize(("row", "name"), NO_QUERY, ids=[row.shows for row, _ in NO_QUERY])
def test_no_query(filled: Client, row: Row, name: str) -> None:
    assert problem(row.send(filled)) == name


def test_utf_16_is_refused_even_when_it_is_said(filled: Client) -> None:
    body = "ASK {}".encode("utf-16")
    answer = Row("", "POST", "", body, f"{QUERY}; charset=UTF-16").send(filled)
    assert answer.status in {400, 415}


def test_an_update_by_get_is_refused(filled: Client) -> None:
    answer = Row("", "GET", "?update=CLEAR+ALL").send(filled)
    assert 400 <= answer.status < 500
    assert filled.ask(ANY)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405_with_those_there_are(filled: Client, method: str) -> None:
    answer = Row("", method, "?query=ASK%7B%7D").send(filled)
    assert problem(answer) == "method-not-allowed"
    assert {"GET", "HEAD", "POST", "QUERY"} <= _listed(answer)


@pytest.mark.parametrize("behind", ["", "/"])
def test_options_lists_the_methods(filled: Client, behind: str) -> None:
    answer = Row("", "OPTIONS", behind).send(filled)
    assert (answer.status, answer.body) == (204, b"")
    assert {"GET", "HEAD", "OPTIONS", "POST", "QUERY"} <= _listed(answer)


def test_head_has_the_headers_of_get(filled: Client) -> None:
    row = _get("", ANY)
    head = filled.send("HEAD", filled.target.query + row.behind)
    assert (head.status, head.body) == (200, b"")
    told = row.send(filled).headers
    for name in ("content-type", "content-length", "vary", "rejoinder-revision"):
        assert head.headers[name] == told[name]


def test_a_graph_that_is_named_twice_counts_once(filled: Client) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    answer = _get("", query, [DEFAULT[0], DEFAULT[0]]).send(filled)
    assert b'"value":"1"' in answer.body


def test_relative_iris_are_read_against_the_address_that_was_asked(filled: Client) -> None:
    address = filled.target.query
    there = address.rpartition("/")[0] + "/there"
    assert filled.ask(f"ASK {{ FILTER(STR(<there>) = '{there}' && STR(<>) = '{address}') }}")
    assert boolean(_get("", f"ASK {{ FILTER(STR(<there>) = '{there}') }}").send(filled))


def test_the_type_alone_says_that_it_is_an_update(filled: Client) -> None:
    answer = Row("", "POST", "", "ASK {}", UPDATE).send(filled)
    assert problem(answer) == "query-syntax"


def test_a_percent_sign_is_decoded_once(filled: Client) -> None:
    query = quote('ASK { FILTER("%41" != "A") }')
    assert boolean(Row("", "GET", f"?query={query}").send(filled))


def _listed(answer: Response) -> set[str]:
    return {method.strip() for method in answer.headers["allow"].split(",")}
