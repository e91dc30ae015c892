"""SPARQL 1.1 Protocol, section 2.2: how an update is sent, on which dataset, by whom, and what is none."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import httpx
import pytest

from tests.conformance.client import FORM, QUERY, UPDATE, Client, problem
from tests.conformance.w3c import Response, Target

S = "<http://example.org/own/s>"
G, H, K = (f"http://example.org/own/{name}" for name in "ghk")
_THREE = (
    f"INSERT DATA {{ GRAPH <{G}> {{ {S} <a:in> 1 }} GRAPH <{H}> {{ {S} <a:in> 2 }} "
    f"GRAPH <{K}> {{ {S} <a:in> 3 }} }}"
)
_COPY = "INSERT { GRAPH <http://example.org/own/k> { ?s <a:got> ?o } } WHERE { ?s <a:in> ?o }"
_COPY_NAMED = (
    "INSERT { GRAPH <http://example.org/own/k> { ?s <a:got> ?o } } WHERE { GRAPH ?g { ?s <a:in> ?o } }"
)


_MOST = 120  # tests of one process


@pytest.fixture(scope="module")
def names(server: Client) -> Iterator[str]:
    """Fill the three graphs of each name in one go, and give the names."""
    each = [f"u{number}" for number in range(_MOST)]
    data = " ; ".join(_THREE.replace("/own/", f"/own/{name}/") for name in each)
    answer = server.update(data)
    assert answer.status in {200, 204}, answer.body
    return iter(each)


@pytest.fixture
def clean(server: Client, names: Iterator[str]) -> Client:
    """Give a client that says g, h and k to graphs of its own, which hold 1, 2 and 3."""
    return replace(server, own=next(names))


@dataclass(frozen=True)
class Row:
    """An update of the three graphs, of which each holds its number; then a question whose answer is yes."""

    shows: str
    update: str
    then: str
    using: tuple[tuple[str, str], ...] = ()


def _holds(graph: str, *values: object) -> str:
    held = " . ".join(f"{S} ?p{number} {value}" for number, value in enumerate(values))
    return f"ASK {{ GRAPH <{graph}> {{ {held} }} {_only(graph, values)} }}"


def _only(graph: str, values: tuple[object, ...]) -> str:
    listed = ", ".join(map(str, values))
    return f"FILTER NOT EXISTS {{ GRAPH <{graph}> {{ {S} ?p ?o }} FILTER(?o NOT IN ({listed})) }}"


def _got(*values: int) -> str:
    held = " . ".join(f"{S} <a:got> {value}" for value in values)
    others = f"{S} <a:got> ?o FILTER(?o NOT IN ({', '.join(map(str, values))}))"
    return f"ASK {{ GRAPH <{K}> {{ {held} FILTER NOT EXISTS {{ {others} }} }} }}"


USING_G, USING_H = ("using-graph-uri", G), ("using-graph-uri", H)
NAMED_G, NAMED_H = ("using-named-graph-uri", G), ("using-named-graph-uri", H)
NOTHING = f"ASK {{ FILTER NOT EXISTS {{ GRAPH <{K}> {{ ?s <a:got> ?o }} }} }}"
ROWS = (
    Row("what is inserted is there", f"INSERT DATA {{ GRAPH <{G}> {{ {S} <a:b> 9 }} }}", _holds(G, 1, 9)),
    Row(
        "what is deleted is gone",
        f"DELETE DATA {{ GRAPH <{G}> {{ {S} <a:in> 1 }} }}",
        f"ASK {{ FILTER NOT EXISTS {{ GRAPH <{G}> {{ ?s ?p ?o }} }} }}",
    ),
    Row(
        "a graph without triples is none",
        f"CLEAR GRAPH <{G}>",
        f"ASK {{ FILTER NOT EXISTS {{ GRAPH ?g {{}} FILTER(?g = <{G}>) }} }}",
    ),
    Row(
        "a later operation sees an earlier one",
        f"INSERT DATA {{ GRAPH <{G}> {{ {S} <a:b> 7 }} }} ; "
        f"INSERT {{ GRAPH <{H}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{G}> {{ ?s ?p ?o }} }}",
        _holds(H, 1, 2, 7),
    ),
    Row(
        "UTF-8",
        f"INSERT DATA {{ GRAPH <{G}> {{ {S} <a:b> 'çã' }} }}",
        f"ASK {{ GRAPH <{G}> {{ {S} ?p 'çã' }} }}",
    ),
    Row("COPY", f"COPY <{G}> TO <{H}>", _holds(H, 1)),
    Row("MOVE", f"MOVE <{G}> TO <{H}>", _holds(H, 1)),
    Row("ADD", f"ADD <{G}> TO <{H}>", _holds(H, 1, 2)),
    Row("CREATE of a graph does nothing", "CREATE SILENT GRAPH <http://example.org/own/new>", _holds(G, 1)),
    Row("no USING: the default graph of an update is the one without a name", _COPY, NOTHING),
    Row("2.2.3 one graph to use", _COPY, _got(1), (USING_G,)),
    Row("2.2.3 two graphs to use", _COPY, _got(1, 2), (USING_G, USING_H)),
    Row("2.2.3 the same graph twice", _COPY, _got(1), (USING_G, USING_G)),
    Row("2.2.3 named graphs to use", _COPY_NAMED, _got(1, 2), (NAMED_G, NAMED_H)),
    Row("2.2.3 one of each: what is named is not in the default graph", _COPY, _got(1), (USING_G, NAMED_H)),
    Row(
        "2.2.3 one of each: what is in the default graph is not named",
        _COPY_NAMED,
        _got(2),
        (USING_G, NAMED_H),
    ),
    Row("2.2.3 with a graph to use, no graph is named", _COPY_NAMED, NOTHING, (USING_G,)),
    Row("2.2.3 with a named graph to use, the default graph is empty", _COPY, NOTHING, (NAMED_G,)),
    Row(
        "2.2.3 a graph to use that is none", _COPY, NOTHING, (("using-graph-uri", "http://example.org/none"),)
    ),
    Row(
        "2.2.3 each of several operations uses it",
        f"{_COPY} ; {_COPY.replace('got', 'in')}",
        _holds(K, 1, 1, 3),
        (USING_G,),
    ),
    Row(
        "2.2.3 data is inserted as it stands",
        f"INSERT DATA {{ GRAPH <{H}> {{ {S} <a:b> 5 }} }} ; {_COPY}",
        _got(1),
        (USING_G,),
    ),
    Row(
        "2.2.3 the words in texts and comments are no clauses",
        "# WITH <x> USING <y>\n" + _COPY.replace("?o } }", "?o ; <a:said> 'USING <z> WHERE {' } }", 1),
        _got(1),
        (USING_G,),
    ),
    Row(
        "2.2.3 a question inside uses it too",
        _COPY.replace("WHERE { ?s <a:in> ?o }", "WHERE { { SELECT ?s ?o WHERE { ?s <a:in> ?o } } }"),
        _got(1),
        (USING_G,),
    ),
    Row(
        "DELETE WHERE deletes what it finds in a graph",
        f"DELETE WHERE {{ GRAPH <{H}> {{ ?s <a:in> ?o }} }}",
        f"ASK {{ FILTER NOT EXISTS {{ GRAPH <{H}> {{ ?s ?p ?o }} }} }}",
    ),
    Row("USING in the text", _COPY.replace("WHERE", f"USING <{H}> WHERE"), _got(2)),
    Row("WITH in the text", f"WITH <{G}> {_COPY}", _got(1)),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.shows)
def test_an_update_is_done(clean: Client, row: Row) -> None:
    answer = clean.update(row.update, "?" + urlencode(row.using) if row.using else "")
    assert answer.status in {200, 204}, answer.body
    assert clean.ask(row.then)


def test_delete_where_finds_nothing_but_what_is_in_the_graphs_to_use(clean: Client) -> None:
    """2.2.3: its pattern is its template, too, and that is of the graph without a name."""
    clean.update(f"INSERT DATA {{ {S} <a:in> 1, 4 }}")
    answer = clean.update("DELETE WHERE { ?s <a:in> ?o }", "?" + urlencode([USING_G]))
    assert answer.status in {200, 204}, answer.body
    assert clean.ask(_holds(G, 1))
    assert clean.ask(f"ASK {{ {S} <a:in> 4 }}")


INSERTED = "INSERT DATA { GRAPH <http://example.org/own/g> { <http://example.org/own/s> <a:b> 8 } }"


@pytest.mark.parametrize("where", ["update", "query"])
@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (INSERTED, UPDATE),
        (INSERTED, f"{UPDATE}; charset=UTF-8"),
        (INSERTED, "Application/SPARQL-Update"),
        (urlencode({"update": INSERTED}), FORM),
        (urlencode({"update": INSERTED}).replace("+", "%20"), f"{FORM}; charset=UTF-8"),
    ],
)
def test_an_update_is_taken_as_form_and_as_body_at_both_addresses(
    clean: Client, where: str, body: str, media_type: str
) -> None:
    """2.2.1 and 2.2.2; 2.2.4 asks for a success without saying which."""
    answer = clean.send("POST", getattr(clean.target, where), body, content_type=media_type)
    assert answer.status in {200, 204}, answer.body
    assert clean.ask(_holds(G, 1, 8))


def test_the_graphs_to_use_may_stand_in_the_form(clean: Client) -> None:
    form = urlencode([("update", _COPY), USING_G])
    assert clean.send("POST", clean.target.update, form, content_type=FORM).status in {200, 204}
    assert clean.ask(_got(1))


def test_relative_iris_are_read_against_the_address(clean: Client) -> None:
    clean.update(f"INSERT DATA {{ GRAPH <{G}> {{ {S} <a:b> <test> }} }}")
    expected = clean.target.update.rpartition("/")[0] + "/test"
    assert clean.ask(f"ASK {{ GRAPH <{G}> {{ {S} <a:b> <{expected}> }} }}")


def test_what_an_update_puts_into_no_graph_is_in_the_union_and_in_no_named_one(clean: Client) -> None:
    clean.update(f"INSERT DATA {{ {S} <a:nowhere> 1 }}")
    assert clean.ask(f"ASK {{ {S} <a:nowhere> 1 }}")
    assert not clean.ask(f"ASK {{ GRAPH ?g {{ {S} <a:nowhere> 1 }} }}")


@pytest.mark.parametrize(
    "second",
    ["INSERT DATA { <a:a> <a:b> }", "CLEAR XYZ", "LOAD <file:///etc/passwd>", "DROP GRAPH <relative> }"],
)
def test_an_update_is_done_as_a_whole_or_not_at_all(clean: Client, second: str) -> None:
    answer = clean.update(f"DROP GRAPH <{G}> ; {second}")
    assert 400 <= answer.status < 500
    assert clean.ask(_holds(G, 1))


@pytest.mark.parametrize("clause", ["USING", "USING NAMED", "WITH"])
@pytest.mark.parametrize("name", ["using-graph-uri", "using-named-graph-uri"])
def test_graphs_to_use_beside_a_clause_that_names_them_are_refused(
    clean: Client, clause: str, name: str
) -> None:
    """2.2.3: a request that says both is a failure, and nothing changes."""
    head, _, where = _COPY.partition("WHERE")
    text = f"WITH <{G}> {_COPY}" if clause == "WITH" else f"{head} {clause} <{G}> WHERE {where}"
    answer = clean.update(text, f"?{name}=http://example.org/own/h")
    assert problem(answer) == "bad-request"
    assert clean.ask(NOTHING)


@dataclass(frozen=True)
class Wrong:
    """No update: how it is sent, and the problem that it is."""

    shows: str
    name: str
    body: str | bytes = "CLEAR ALL"
    media_type: str = UPDATE
    behind: str = ""
    method: str = "POST"

    def send(self, client: Client) -> Response:
        given = {"content_type": self.media_type} if self.media_type else {}
        return client.send(self.method, client.target.update + self.behind, self.body, **given)


WRONG = (
    Wrong("two updates", "bad-request", "update=CLEAR+ALL&update=CLEAR+ALL", FORM),
    Wrong("an update and a query", "bad-request", "update=CLEAR+ALL&query=ASK%7B%7D", FORM),
    Wrong("an update in address and body", "bad-request", behind="?update=CLEAR+ALL"),
    Wrong("a form without an update", "bad-request", "colour=red", FORM),
    Wrong("no Unicode in the body", "bad-request", b"CLEAR ALL #\xff"),
    Wrong("no Unicode in a form", "bad-request", "update=CLEAR+ALL%23%ff", FORM),
    Wrong("a graph to use that is relative", "bad-request", _COPY, behind="?using-graph-uri=g"),
    Wrong("2.2.5 what does not parse", "query-syntax", "CLEAR XYZ"),
    Wrong("a query", "query-syntax", "SELECT * { ?s ?p ?o }"),
    Wrong("plain text", "unsupported-media-type", media_type="text/plain"),
    Wrong("no type", "unsupported-media-type", media_type=""),
    Wrong("a form without its type", "unsupported-media-type", "update=CLEAR+ALL", ""),
    Wrong("a query's type", "unsupported-media-type", "ASK {}", QUERY),
    Wrong("by GET", "method-not-allowed", "", "", "?update=CLEAR+ALL", "GET"),
    Wrong("by PUT", "method-not-allowed", method="PUT"),
    Wrong(
        "a call of another server",
        "refused",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }",
    ),
    Wrong("a load", "refused", "LOAD <http://example.org/> INTO GRAPH <a:a>"),
    Wrong("too long", "too-large", "CLEAR ALL #" + "x" * 100_000),
)


@pytest.mark.parametrize("row", WRONG, ids=lambda row: row.shows)
def test_what_is_no_update_changes_nothing(clean: Client, row: Wrong) -> None:
    assert problem(row.send(clean)) == row.name
    assert clean.ask(_holds(G, 1))


def test_utf_16_is_refused_even_when_it_is_said(clean: Client) -> None:
    row = Wrong("", "", "CLEAR ALL".encode("utf-16"), f"{UPDATE}; charset=UTF-16")
    assert row.send(clean).status in {400, 415}
    assert clean.ask(_holds(G, 1))


def test_the_methods_of_updates_are_listed(clean: Client) -> None:
    for method, status in (("OPTIONS", 204), ("DELETE", 405)):
        answer = clean.send(method, clean.target.update)
        assert answer.status == status
        assert {name.strip() for name in answer.headers["allow"].split(",")} == {"OPTIONS", "POST"}


@pytest.mark.parametrize(
    "header", [None, "Bearer", "Bearer ", "Bearer wrong", "Basic eDp5", "known-to-the-tests-alone"]
)
def test_without_the_token_nothing_is_changed(clean: Client, header: str | None) -> None:
    stranger = clean.with_token(None)
    given = {} if header is None else {"authorization": header}
    for address in (clean.target.update, clean.target.query):
        assert problem(stranger.send("POST", address, "CLEAR ALL", content_type=UPDATE, **given)) == "refused"
    assert clean.ask(_holds(G, 1))


def test_a_token_in_the_address_is_none(clean: Client) -> None:
    stranger = clean.with_token(None)
    for name in ("token", "access_token"):
        target = f"{clean.target.update}?{name}={clean.target.token}"
        assert problem(stranger.send("POST", target, "CLEAR ALL", content_type=UPDATE)) == "refused"


def test_a_server_that_only_reads_says_how_one_that_writes_is_started(address: str) -> None:
    reader = Client(Target(f"{address}/sparql", f"{address}/update", f"{address}/graphs", "any"))
    for target in (reader.target.update, reader.target.query):
        answer = reader.send("POST", target, "CLEAR ALL", content_type=UPDATE)
        assert problem(answer) == "refused"
        assert b"writable" in answer.body
    assert httpx.get(f"{address}/health", trust_env=False).json()["quads"] > 1000
