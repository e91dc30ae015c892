"""SPARQL 1.1 Protocol, section 2.2: what is no update, who may not send one; nothing changes then."""

from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
import pytest

from tests.conformance.changes import COPY, NOTHING, G, holds
from tests.conformance.client import FORM, QUERY, UPDATE, Client, problem
from tests.conformance.w3c import Response, Target


@pytest.mark.parametrize(
    "second",
    ["INSERT DATA { <a:a> <a:b> }", "CLEAR XYZ", "LOAD <file:///etc/passwd>", "DROP GRAPH <relative> }"],
)
def test_an_update_is_done_as_a_whole_or_not_at_all(clean: Client, second: str) -> None:
    answer = clean.update(f"DROP GRAPH <{G}> ; {second}")
    assert 400 <= answer.status < 500
    assert clean.ask(holds(G, 1))


@pytest.mark.parametrize("clause", ["USING", "USING NAMED", "WITH"])
@pytest.mark.parametrize("name", ["using-graph-uri", "using-named-graph-uri"])
def test_graphs_to_use_beside_a_clause_that_names_them_are_refused(
    clean: Client, clause: str, name: str
) -> None:
    """2.2.3: a request that says both is a failure, and nothing changes."""
    head, _, where = COPY.partition("WHERE")
    text = f"WITH <{G}> {COPY}" if clause == "WITH" else f"{head} {clause} <{G}> WHERE {where}"
    answer = clean.update(text, f"?{name}=http://example.org/own/h")
    assert problem(answer) == "bad-request"
    assert clean.ask(NOTHING)


CLEAR = "CLEAR GRAPH <http://example.org/own/g>"
_CLEARED = urlencode({"update": CLEAR})


@dataclass(frozen=True)
class Wrong:
    """No update: how it is sent, and the problem that it is."""

    shows: str
    name: str
    body: str | bytes = CLEAR
    media_type: str = UPDATE
    behind: str = ""
    method: str = "POST"

    def send(self, client: Client) -> Response:
        given = {"content_type": self.media_type} if self.media_type else {}
        return client.send(self.method, client.target.update + self.behind, self.body, **given)


WRONG = (
    Wrong("two updates", "bad-request", f"{_CLEARED}&{_CLEARED}", FORM),
    Wrong("an update and a query", "bad-request", f"{_CLEARED}&query=ASK%7B%7D", FORM),
    Wrong("an update in address and body", "bad-request", behind=f"?{_CLEARED}"),
    Wrong("a form without an update", "bad-request", "colour=red", FORM),
    Wrong("no Unicode in the body", "bad-request", b"CLEAR GRAPH <http://example.org/own/g> #\xff"),
    Wrong("no Unicode in a form", "bad-request", f"{_CLEARED}%23%ff", FORM),
    Wrong("a graph to use that is relative", "bad-request", COPY, behind="?using-graph-uri=g"),
    Wrong("2.2.5 what does not parse", "query-syntax", "CLEAR XYZ"),
    Wrong("a query", "query-syntax", "SELECT * { ?s ?p ?o }"),
    Wrong("plain text", "unsupported-media-type", media_type="text/plain"),
    Wrong("no type", "unsupported-media-type", media_type=""),
    Wrong("a form without its type", "unsupported-media-type", _CLEARED, ""),
    Wrong("a query's type", "unsupported-media-type", "ASK {}", QUERY),
    Wrong("by GET", "method-not-allowed", "", "", f"?{_CLEARED}", "GET"),
    Wrong("by PUT", "method-not-allowed", method="PUT"),
    Wrong(
        "a call of another server",
        "refused",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }",
    ),
    Wrong("a load", "refused", "LOAD <http://example.org/> INTO GRAPH <a:a>"),
    Wrong("too long", "too-large", f"{CLEAR} #" + "x" * 4_000_000),
)


@pytest.mark.parametrize("row", WRONG, ids=lambda row: row.shows)
def test_what_is_no_update_changes_nothing(clean: Client, row: Wrong) -> None:
    assert problem(row.send(clean)) == row.name
    assert clean.ask(holds(G, 1))


def test_utf_16_is_refused_even_when_it_is_said(clean: Client) -> None:
    row = Wrong("", "", CLEAR.encode("utf-16"), f"{UPDATE}; charset=UTF-16")
    assert row.send(clean).status in {400, 415}
    assert clean.ask(holds(G, 1))


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
        assert problem(stranger.send("POST", address, CLEAR, content_type=UPDATE, **given)) == "refused"
    assert clean.ask(holds(G, 1))


def test_a_token_in_the_address_is_none(clean: Client) -> None:
    stranger = clean.with_token(None)
    for name in ("token", "access_token"):
        target = f"{clean.target.update}?{name}={clean.target.token}"
        assert problem(stranger.send("POST", target, CLEAR, content_type=UPDATE)) == "refused"


def test_a_server_that_only_reads_says_how_one_that_writes_is_started(address: str) -> None:
    reader = Client(Target(f"{address}/sparql", f"{address}/update", f"{address}/graphs", "any"))
    for target in (reader.target.update, reader.target.query):
        answer = reader.send("POST", target, CLEAR, content_type=UPDATE)
        assert problem(answer) == "refused"
        assert b"writable" in answer.body
    assert httpx.get(f"{address}/health", trust_env=False).json()["quads"] > 1000
