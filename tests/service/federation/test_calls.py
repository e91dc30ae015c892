"""Where a text calls other servers, and which of its calls are no plain ones."""

import pytest

from service.federation.calls import find
from service.guard import KeywordRefused, QueryUnreadable

X = "http://x.example/sparql"


def addresses(text: str, base: str | None = None) -> list[str]:
    return [call.address for call in find(text, base)]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"SELECT * {{ SERVICE <{X}> {{ ?s ?p ?o }} }}", X),
        (f"select*{{service<{X}>{{?s?p?o}}}}", X),
        (f"ASK {{ {{ OPTIONAL {{ SERVICE # here\n<{X}>\n{{ ?s ?p ?o }} }} }} }}", X),
        (f"SELECT * {{ {{ SELECT ?s {{ SERVICE SILENT <{X}> {{ ?s ?p ?o }} }} }} }}", X),
        ("PREFIX x: <http://x.example/> SELECT * { SERVICE x:sparql { } }", X),
        ("PREFIX : <http://x.example/> SELECT * { SERVICE :sparql { } }", X),
        ("PREFIX service: <http://x.example/> SELECT * { SERVICE service:sparql { } }", X),
        ("PREFIX x: <http://y.example/> PREFIX x: <http://x.example/> ASK { SERVICE x:sparql {} }", X),
        ("PREFIX x: <http://x.example/> ASK { SERVICE x:a\\,b { } }", "http://x.example/a,b"),
        ("BASE <http://x.example/a/b> PREFIX x: <../> ASK { SERVICE x:sparql { } }", X),
        ("BASE <http://x.example/a/b> ASK { SERVICE <../sparql> { } }", X),
        ("ASK { SERVICE <http://x.example/\\u0073parql> { } }", X),
        (f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{X}> {{ ?s ?p ?o }} }}", X),
        (f"LOAD <{X}>", X),
        (f"CLEAR ALL ;\nload silent <{X}> into graph <urn:g> ; CLEAR DEFAULT", X),
        ("CLEAR ALL ; PREFIX x: <http://x.example/> LOAD x:sparql", X),
    ],
)
def test_a_plain_call_is_found_with_its_whole_address(text: str, address: str) -> None:
    assert addresses(text) == [address]


def test_an_address_is_relative_to_the_base_of_the_request() -> None:
    assert addresses("ASK { SERVICE <sparql> { } }", "http://x.example/y") == [X]
    query = find("ASK { SERVICE <sparql> { ?s ?p <o> } }", "http://x.example/y")[0].query
    assert query == "BASE <http://x.example/y>\nSELECT * WHERE { ?s ?p <o> }"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE <http://x.example/> {}' } # SERVICE <http://x.example/> {}",
        "PREFIX service: <urn:s> SELECT ?service { ?service service:load <urn:SERVICE> }",
        "SELECT * { ?s ?p ?o } LOAD <http://x.example/>",
        "SELECT * { trueSERVICE<http://x.example/>{ } }",
        "INSERT DATA { <urn:a> <urn:b> 'LOAD <http://x.example/>' }",
        "",
    ],
)
def test_what_is_no_plain_call_is_not_found(text: str) -> None:
    assert find(text, None) == []


def test_a_call_has_its_place_its_block_and_the_prologue_before_it() -> None:
    text = (
        "PREFIX a: <urn:a>\nASK { ?x a:p ?y . SERVICE SILENT <http://x.example/> { ?y a:q ?z {} } . ?z ?p 1 }"
    )
    (call,) = find(text, None)
    assert text[call.start : call.end] == "SERVICE SILENT <http://x.example/> { ?y a:q ?z {} }"
    assert call.query == "PREFIX a: <urn:a>\nSELECT * WHERE { ?y a:q ?z {} }"
    assert call.silent
    assert call.variables == {"y", "z"}
    assert (call.token.line, call.token.column) == (2, 19)


def test_several_loads_have_their_graphs() -> None:
    text = "PREFIX g: <urn:g:> LOAD <http://a.example/> INTO GRAPH g:1; LOAD SILENT <http://b.example/>;"
    first, second = find(text, None)
    assert (first.graph, first.silent) == ("urn:g:1", False)
    assert (second.graph, second.silent, second.address) == (None, True, "http://b.example/")
    assert text[second.start : second.end] == "LOAD SILENT <http://b.example/>"


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("ASK { SERVICE ?x { } }", 15, "name the address"),
        ("ASK { SERVICE SILENT $x { } }", 22, "name the address"),
        ("ASK { ?s ?p ?o LATERAL { SERVICE <urn:a> { ?s ?q ?r } } }", 26, "join without LATERAL"),
        ("ASK { SERVICE <urn:a> { SERVICE <urn:b> { } } }", 25, "inside SERVICE"),
        ("ASK { SERVICE <urn:a> { OPTIONAL { service silent <urn:b> { } } } }", 36, "inside SERVICE"),
    ],
)
def test_a_call_that_is_never_made_is_refused_in_its_place(text: str, column: int, words: str) -> None:
    with pytest.raises(KeywordRefused, match=words) as refused:
        find(text, None)
    assert (refused.value.line, refused.value.column) == (1, column)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ASK { SERVICE x:y { } }", "x:y is no IRI"),
        ("ASK { SERVICE <y> { } }", "<y> is no IRI"),
        ("ASK { SERVICE _:b { } }", "blank node"),
        ("ASK { SERVICE 'a' { } }", "no IRI"),
        ("ASK { SERVICE <urn:a> ?s ?p ?o }", "no {"),
        ("ASK { SERVICE <urn:a> { ?s ?p ?o ", "not closed"),
        ("ASK { SERVICE", "too early"),
        ("LOAD", "too early"),
        ("LOAD <urn:a> INTO <urn:b>", "no GRAPH"),
        ("LOAD <urn:a> INTO GRAPH", "too early"),
        ("LOAD 'a'", "no IRI"),
    ],
)
def test_a_call_that_cannot_be_read_is_refused(text: str, words: str) -> None:
    with pytest.raises(QueryUnreadable, match=words):
        find(text, None)
