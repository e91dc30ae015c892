"""SPARQL 1.1 Graph Store HTTP Protocol: graphs read, replaced, added to and removed by their names."""

import itertools
import re
from urllib.parse import quote, urljoin

import pytest

from tests.conformance.client import TURTLE, Client, problem, triples, turtle
from tests.conformance.w3c import Target

ANNA = "@prefix e: <http://example.org/> . e:anna e:knows [ e:name 'Ben' ] ."
CLARA = "@prefix e: <http://example.org/> . e:clara e:age 7 ."
BROKEN = "@prefix e: <http://example.org/> . e:anna e:knows"
DONE = {200, 204}


_numbers = itertools.count()


@pytest.fixture
def name() -> str:
    """Give the name of a graph that is not there."""
    return f"http://example.org/store/{next(_numbers)}/people"


@pytest.fixture
def place(server: Client, name: str) -> str:
    """Give the address of that graph."""
    return server.graph(name)


@pytest.fixture
def path(server: Client) -> str:
    """Give the address of a graph that is not there, and is named by its own address."""
    return f"{server.target.graphs}/people/{next(_numbers)}.ttl"


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
    """A graph without triples does not exist here: PUT empties it, POST adds nothing."""
    server.send("PUT", place, ANNA, content_type=TURTLE)
    assert server.send("POST", place, "", content_type=TURTLE).status in DONE
    assert triples(server.send("GET", place)) == turtle(ANNA)
    assert server.send("PUT", place, "", content_type=TURTLE).status in DONE
    assert server.send("GET", place).status == 404


_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
BODIES = {
    "text/turtle": CLARA,
    "application/n-triples": f'<http://example.org/clara> <http://example.org/age> "7"^^<{_INTEGER}> .',
    "application/rdf+xml": f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:e="http://example.org/"><rdf:Description rdf:about="http://example.org/clara">
        <e:age rdf:datatype="{_INTEGER}">7</e:age></rdf:Description></rdf:RDF>""",
    "application/ld+json": '{"@id": "http://example.org/clara", "http://example.org/age": 7}',
}


@pytest.mark.parametrize("media_type", BODIES)
def test_a_graph_comes_and_goes_in_every_format(server: Client, place: str, media_type: str) -> None:
    assert server.send("PUT", place, BODIES[media_type], content_type=media_type).status == 201
    answer = server.send("GET", place, accept=media_type)
    assert (answer.status, answer.media_type) == (200, media_type)
    assert triples(answer) == turtle(CLARA)
    assert "accept" in answer.headers["vary"].lower()


def test_a_format_that_cannot_be_had_is_406(server: Client, place: str) -> None:
    server.send("PUT", place, ANNA, content_type=TURTLE)
    assert problem(server.send("GET", place, accept="image/png")) == "not-acceptable"


@pytest.mark.parametrize(
    "media_type", ["text/csv", "application/sparql-query", "image/png", "", "text/turtl"]
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_body_of_a_type_that_is_not_read_is_415(
    server: Client, place: str, method: str, media_type: str
) -> None:
    given = {"content_type": media_type} if media_type else {}
    assert problem(server.send(method, place, ANNA, **given)) == "unsupported-media-type"
    assert server.send("GET", place).status == 404


def test_a_body_with_graphs_of_its_own_is_refused_where_one_graph_is_meant(
    server: Client, place: str
) -> None:
    body = "<http://example.org/other> { <a:a> <a:b> <a:c> }"
    assert server.send("PUT", place, body, content_type="application/trig").status in {400, 415}
    assert not server.ask("ASK { GRAPH <http://example.org/other> { ?s ?p ?o } }")


def test_a_body_that_is_no_utf_8_is_400(server: Client, place: str) -> None:
    assert server.send("PUT", place, b"<a:a> <a:b> '\xff' .", content_type=TURTLE).status == 400


def _parts(*parts: tuple[str, str], boundary: str = "cut", end: str = "--") -> bytes:
    """Write a multipart form, of types and bodies."""
    written = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="f{at}"; filename="f{at}"\r\n'
        f"Content-Type: {media_type}\r\n\r\n{body}\r\n"
        for at, (media_type, body) in enumerate(parts)
    )
    return f"{written}--{boundary}{end}\r\n".encode()


_MULTIPART = "multipart/form-data; boundary=cut"
SEVERAL = {
    "one": [(TURTLE, ANNA + CLARA)],
    "two": [(f"{TURTLE}; charset=utf-8", ANNA), (TURTLE, CLARA)],
    "of two types": [(TURTLE, ANNA), ("application/n-triples", BODIES["application/n-triples"])],
}


@pytest.mark.parametrize("parts", SEVERAL.values(), ids=SEVERAL)
@pytest.mark.parametrize("kind", ["indirect", "direct"])
def test_a_form_of_several_files_is_added_as_one(
    server: Client, place: str, path: str, parts: list[tuple[str, str]], kind: str
) -> None:
    """HTTP POST: multipart/form-data holds documents, all of which are added."""
    url = place if kind == "indirect" else path
    server.send("PUT", url, "<a:a> <a:b> <a:c> .", content_type=TURTLE)
    assert server.send("POST", url, _parts(*parts), content_type=_MULTIPART).status in DONE
    assert triples(server.send("GET", url)) == turtle("<a:a> <a:b> <a:c> ." + ANNA + CLARA)


def test_blank_nodes_of_two_files_are_not_the_same(server: Client, place: str) -> None:
    body = _parts((TURTLE, "_:x <a:b> 1 ."), (TURTLE, "_:x <a:b> 2 ."))
    assert server.send("POST", place, body, content_type=_MULTIPART).status == 201
    assert len({line.split()[0] for line in triples(server.send("GET", place))}) == 2


BAD_FORMS = {
    "a file that does not parse": (_parts((TURTLE, CLARA), (TURTLE, BROKEN)), _MULTIPART, {400}),
    "a file of another type": (_parts((TURTLE, CLARA), ("image/png", "x")), _MULTIPART, {400, 415}),
    "a form without an end": (_parts((TURTLE, CLARA), end=""), _MULTIPART, {400}),
    "another boundary": (_parts((TURTLE, CLARA), boundary="other"), _MULTIPART, {400}),
    "no boundary": (_parts((TURTLE, CLARA)), "multipart/form-data", {400, 415}),
    "no files": (b"--cut--\r\n", _MULTIPART, {400}),
    "nothing": (b"", _MULTIPART, {400}),
}


@pytest.mark.parametrize(("body", "media_type", "statuses"), BAD_FORMS.values(), ids=BAD_FORMS)
def test_a_form_that_cannot_be_read_changes_nothing(
    server: Client, place: str, body: bytes, media_type: str, statuses: set[int]
) -> None:
    server.send("PUT", place, ANNA, content_type=TURTLE)
    answer = server.send("POST", place, body, content_type=media_type)
    assert answer.status in statuses, answer.body
    problem(answer)
    assert triples(server.send("GET", place)) == turtle(ANNA)


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
