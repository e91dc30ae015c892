"""SPARQL 1.1 Graph Store HTTP Protocol: graphs read, replaced, added to and removed by their names."""

import re
from urllib.parse import quote, urljoin

import pytest

from tests.conformance.client import (
    ANNA,
    BROKEN,
    CLARA,
    DONE,
    TURTLE,
    UPDATE,
    Client,
    problem,
    triples,
    turtle,
)
from tests.conformance.w3c import Target


@pytest.mark.parametrize("kind", ["indirect", "direct"])
def test_put_makes_a_graph_and_then_replaces_it(server: Client, place: str, path: str, kind: str) -> None:
    """HTTP PUT: 201 for a graph that was not there, 200 or 204 for one that was."""
    url = place if kind == "indirect" else path
    assert server.send("PUT", url, ANNA, content_type=TURTLE).status == 201
    first = server.send("GET", url, accept=TURTLE)
    assert (first.status, first.media_type, triples(first)) == (200, TURTLE, turtle(ANNA))
    assert server.send("PUT", url, CLARA, content_type=TURTLE).status in DONE
    assert triples(server.send("GET", url, accept=TURTLE)) == turtle(CLARA)


@pytest.mark.parametrize("kind", ["indirect", "direct"])
def test_post_makes_a_graph_and_then_adds_to_it(server: Client, place: str, path: str, kind: str) -> None:
    """HTTP POST: the graphs are merged."""
    url = place if kind == "indirect" else path
    assert server.send("POST", url, ANNA, content_type=TURTLE).status == 201
    assert server.send("POST", url, CLARA, content_type=f"{TURTLE}; charset=utf-8").status in DONE
    assert triples(server.send("GET", url)) == turtle(ANNA + CLARA)


def test_blank_nodes_of_two_posts_are_not_the_same(server: Client, place: str) -> None:
    for _ in range(2):
        server.send("POST", place, "_:x <a:b> <a:c> .", content_type=TURTLE)
    assert len(triples(server.send("GET", place))) == 2


@pytest.mark.parametrize("kind", ["indirect", "direct"])
def test_delete_removes_a_graph(server: Client, place: str, path: str, kind: str) -> None:
    """HTTP DELETE: what is gone is 404, and so is removing it again."""
    url = place if kind == "indirect" else path
    server.send("PUT", url, "<http://example.org/emil> <a:b> [] .", content_type=TURTLE)
    assert server.ask("ASK { <http://example.org/emil> ?p ?o }")
    assert server.send("DELETE", url).status in DONE
    for method in ("GET", "DELETE"):
        assert problem(server.send(method, url)) == "not-found"
    assert server.send("HEAD", url).status == 404
    assert not server.ask("ASK { <http://example.org/emil> ?p ?o }")


@pytest.mark.parametrize("kind", ["indirect", "direct"])
def test_head_has_the_headers_of_get(server: Client, place: str, path: str, kind: str) -> None:
    """HTTP HEAD."""
    url = place if kind == "indirect" else path
    server.send("PUT", url, ANNA, content_type=TURTLE)
    got, head = (server.send(method, url, accept=f"{TURTLE}; charset=utf-8") for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (200, b"")
    for name in ("content-type", "content-length", "etag", "vary"):
        assert head.headers[name] == got.headers[name]


def test_the_default_graph_is_the_one_without_a_name(server: Client) -> None:
    """Indirect Graph Identification: `default` takes no value."""
    default, dora = f"{server.target.graphs}?default", "<http://example.org/dora> <a:b> [] ."
    assert server.send("PUT", default, dora, content_type=TURTLE).status in {*DONE, 201}
    assert triples(server.send("GET", default, accept=TURTLE)) == turtle(dora)
    assert server.ask("ASK { <http://example.org/dora> ?p ?o }")
    assert not server.ask("ASK { GRAPH ?g { <http://example.org/dora> ?p ?o } }")
    assert server.send("POST", default, CLARA, content_type=TURTLE).status in DONE
    assert triples(server.send("GET", default)) == turtle(dora + CLARA)
    assert server.send("DELETE", default).status in DONE
    empty = server.send("GET", default, accept=TURTLE)
    assert (empty.status, triples(empty)) == (200, set())


def test_a_graph_of_the_store_is_a_graph_of_queries(server: Client, name: str, place: str) -> None:
    server.send("PUT", place, CLARA, content_type=TURTLE)
    assert server.ask(f"ASK {{ GRAPH <{name}> {{ <http://example.org/clara> <http://example.org/age> 7 }} }}")
    server.update(f"INSERT DATA {{ GRAPH <{name}> {{ <a:a> <a:b> <a:c> }} }}")
    assert len(triples(server.send("GET", place))) == 2


def test_our_own_graphs_have_paths_of_their_own(server: Client) -> None:
    """Direct Graph Identification: where there is a graph of ours at a path, it is meant."""
    query = (
        "SELECT DISTINCT ?g { GRAPH ?g {} FILTER STRSTARTS(STR(?g), 'https://w3id.org/rejoinder/graph/') }"
    )
    url = f"{server.target.query}?format=csv&query={quote(query)}"
    names = server.send("GET", url).body.decode().split()[1:]
    name = min(names, key=len)
    own = server.send(
        "GET", f"{server.target.graphs}/{name.removeprefix('https://w3id.org/rejoinder/graph/')}"
    )
    assert own.status == 200
    assert triples(own) == triples(server.send("GET", server.graph(name)))


def test_a_direct_graph_is_named_by_the_address_of_the_request(server: Client, path: str) -> None:
    server.send("PUT", path, CLARA, content_type=TURTLE)
    assert server.ask(f"ASK {{ GRAPH <{path}> {{ <http://example.org/clara> ?p ?o }} }}")
    assert triples(server.send("GET", server.graph(path))) == turtle(CLARA)


def test_relative_iris_in_a_body_are_read_against_the_name_of_the_graph(
    server: Client, name: str, path: str
) -> None:
    """Graph identification: the base is the graph's IRI, in the indirect case too."""
    for url, base in ((server.graph(name), name), (path, path)):
        server.send("PUT", url, "<> <b> <#c> .", content_type=TURTLE)
        expected = f"<{base}> <{urljoin(base, 'b')}> <{base}#c> ."
        assert triples(server.send("GET", url)) == turtle(expected)


@pytest.mark.parametrize("kind", ["location", "graph"])
def test_a_post_to_the_collection_makes_a_graph_with_a_new_name(server: Client, kind: str) -> None:
    """HTTP POST to the graph store itself: 201, and its Location is the graph."""
    answers = [server.send("POST", server.target.graphs, ANNA, content_type=TURTLE) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201]
    names = [urljoin(server.target.graphs, answer.headers["location"]) for answer in answers]
    assert len(set(names)) == 2
    for name in names:
        url = name if kind == "location" else server.graph(name)
        assert triples(server.send("GET", url)) == turtle(ANNA)


def test_percent_signs_in_a_name_are_decoded_once(server: Client) -> None:
    """Indirect Graph Identification: /%31 in the address is the graph /1, /%2531 is the graph /%31."""
    graphs = server.target.graphs
    plain, encoded = "http://example.org/once/1", "http://example.org/once/%31"
    assert (
        server.send("PUT", f"{graphs}?graph=http://example.org/once/%31", ANNA, content_type=TURTLE).status
        == 201
    )
    assert (
        server.send("PUT", f"{graphs}?graph=http://example.org/once/%2531", CLARA, content_type=TURTLE).status
        == 201
    )
    assert triples(server.send("GET", f"{graphs}?graph=http://example.org/once/1")) == turtle(ANNA)
    assert triples(server.send("GET", f"{graphs}?graph={quote(plain, safe='')}")) == turtle(ANNA)
    assert triples(server.send("GET", f"{graphs}?graph={quote(encoded, safe='')}")) == turtle(CLARA)


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_body_that_does_not_parse_changes_nothing(server: Client, place: str, method: str) -> None:
    """Status Codes: 400; the graph is as it was."""
    server.send("PUT", place, ANNA, content_type=TURTLE)
    answer = server.send(method, place, f"{CLARA}\n{BROKEN}", content_type=TURTLE)
    assert answer.status == 400
    problem(answer)
    assert triples(server.send("GET", place)) == turtle(ANNA)


def test_a_body_that_does_not_parse_makes_no_graph(server: Client, place: str) -> None:
    assert server.send("PUT", place, BROKEN, content_type=TURTLE).status == 400
    assert server.send("GET", place).status == 404


def test_an_empty_body_is_an_empty_graph(server: Client, place: str) -> None:
    """PUT empties a graph, or makes an empty one; POST adds nothing."""
    server.send("PUT", place, ANNA, content_type=TURTLE)
    assert server.send("POST", place, "", content_type=TURTLE).status in DONE
    assert triples(server.send("GET", place)) == turtle(ANNA)
    assert server.send("PUT", place, "", content_type=TURTLE).status in DONE
    assert triples(server.send("GET", place)) == set()


@pytest.mark.parametrize(
    ("method", "behind"),
    [
        ("GET", ""),
        ("PUT", ""),
        ("DELETE", ""),
        ("GET", "?graph=relative"),
        ("PUT", "?graph=relative"),
        ("PUT", "?graph="),
        ("PUT", "?graph=http://example.org/a%20b"),
        ("PUT", "?graph=http://example.org/%ff"),
        ("PUT", "?default&graph=http://example.org/a"),
        ("PUT", "?graph=http://example.org/a&graph=http://example.org/b"),
    ],
)
def test_a_request_that_names_no_graph_or_two_is_told_what_to_write(
    server: Client, method: str, behind: str
) -> None:
    answer = server.send(
        method, server.target.graphs + behind, CLARA if method == "PUT" else "", content_type=TURTLE
    )
    assert (answer.status, problem(answer)) == (400, "bad-request")
    if not behind:
        assert b"default" in answer.body
        assert b"graph=" in answer.body


@pytest.mark.parametrize("method", ["PATCH", "QUERY", "BREW"])
def test_other_methods_are_405_with_those_there_are(
    server: Client, place: str, path: str, method: str
) -> None:
    for url in (place, path):
        answer = server.send(method, url, ANNA, content_type=TURTLE)
        assert problem(answer) == "method-not-allowed"
        assert {"GET", "HEAD", "PUT", "POST", "DELETE"} <= set(re.split(r",\s*", answer.headers["allow"]))


def test_options_lists_the_methods(server: Client, place: str, path: str) -> None:
    for url in (place, path, server.target.graphs):
        answer = server.send("OPTIONS", url)
        assert (answer.status, answer.body) == (204, b"")
        assert {"OPTIONS", "GET", "HEAD", "PUT", "POST", "DELETE"} <= set(
            re.split(r",\s*", answer.headers["allow"])
        )


def test_a_body_above_the_limit_is_413_before_it_is_read(server: Client, place: str) -> None:
    answer = server.send("PUT", place, "", content_type=TURTLE, content_length=str(10**12))
    assert problem(answer) == "too-large"


def test_an_etag_holds_until_the_graph_changes(server: Client, place: str) -> None:
    """RFC 9110, section 13: a writer who has read an older graph does not undo what came since."""
    server.send("PUT", place, ANNA, content_type=TURTLE)
    old = server.send("GET", place).headers["etag"]
    assert server.send("GET", place, if_none_match=old).status == 304
    assert server.send("PUT", place, CLARA, content_type=TURTLE, if_match=old).status in DONE
    for method, body in (("PUT", ANNA), ("POST", ANNA), ("DELETE", "")):
        assert server.send(method, place, body, content_type=TURTLE, if_match=old).status == 412
    assert triples(server.send("GET", place)) == turtle(CLARA)
    new = server.send("GET", place).headers["etag"]
    assert new != old
    assert server.send("GET", place, if_none_match=old).status == 200
    assert server.send("DELETE", place, if_match=new).status in DONE


def test_a_put_may_ask_to_make_and_never_to_replace(server: Client, place: str) -> None:
    assert server.send("PUT", place, ANNA, content_type=TURTLE, if_none_match="*").status == 201
    assert server.send("PUT", place, CLARA, content_type=TURTLE, if_none_match="*").status == 412
    assert triples(server.send("GET", place)) == turtle(ANNA)


def test_a_put_may_ask_to_replace_and_never_to_make(server: Client, place: str) -> None:
    assert server.send("PUT", place, ANNA, content_type=TURTLE, if_match="*").status == 412
    assert server.send("GET", place).status == 404


@pytest.mark.parametrize("token", [None, "wrong", "known-to-the-tests-alonE"])
def test_without_the_token_graphs_are_read_and_not_changed(
    server: Client, place: str, path: str, token: str | None
) -> None:
    server.send("PUT", place, ANNA, content_type=TURTLE)
    stranger = server.with_token(token)
    for method in ("PUT", "POST", "DELETE"):
        for url in (place, path):
            assert problem(stranger.send(method, url, CLARA, content_type=TURTLE)) == "refused"
    assert problem(stranger.send("POST", server.target.graphs, CLARA, content_type=TURTLE)) == "refused"
    assert triples(stranger.send("GET", place)) == turtle(ANNA)


def test_a_server_that_only_reads_says_how_one_that_writes_is_started(address: str, name: str) -> None:
    reader = Client(Target(f"{address}/sparql", f"{address}/update", f"{address}/graphs", "any"))
    for method in ("PUT", "POST", "DELETE"):
        answer = reader.send(method, reader.graph(name), CLARA, content_type=TURTLE)
        assert problem(answer) == "refused"
        assert b"writable" in answer.body
    assert problem(reader.send("GET", reader.graph(name))) == "not-found"


def test_a_slash_behind_the_addresses_changes_nothing(server: Client) -> None:
    name = "http://example.org/own/slash"
    place = f"{server.target.graphs}/?graph={name}"
    assert server.send("PUT", place, ANNA, content_type=TURTLE).status == 201
    assert triples(server.send("GET", place)) == turtle(ANNA)
    update = f"DROP GRAPH <{name}>"
    assert server.send("POST", f"{server.target.update}/", update, content_type=UPDATE).status == 200
