"""SPARQL 1.1 Graph Store HTTP Protocol: in which formats graphs come and go, and forms of several files."""

import pytest

from tests.conformance.client import ANNA, BROKEN, CLARA, DONE, TURTLE, Client, problem, triples, turtle

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
