"""RDF that is sent: cut into parts, and parsed without reaching out or growing."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from service import parts, uploads
from service.problems import BadRequest, Unsupported
from service.uploads import Part, UploadError

BASE = "http://example.org/base"
TURTLE = b"<a> <http://example.org/p> 'text' ."


def multipart(*pieces: tuple[str, bytes], boundary: str = "b") -> tuple[str, bytes]:
    """Write a body of multipart/form-data, with the media type of each piece."""
    listed = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n'.encode()
        + (f"Content-Type: {media}\r\n".encode() if media else b"")
        + b"\r\n"
        + body
        + b"\r\n"
        for media, body in pieces
    ]
    return f"multipart/form-data; boundary={boundary}", b"".join(listed) + f"--{boundary}--\r\n".encode()


@pytest.mark.parametrize(
    ("content_type", "format_"),
    [
        ("text/turtle", "turtle"),
        ("Text/Turtle; charset=UTF-8", "turtle"),
        ("application/n-triples", "ntriples"),
        ("application/rdf+xml", "rdfxml"),
        ("application/ld+json", "jsonld"),
    ],
)
def test_a_body_is_one_part_in_the_format_of_its_media_type(content_type: str, format_: str) -> None:
    assert parts.read(content_type, TURTLE, BASE) == [Part(format_, BASE, TURTLE)]


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/json", "application/trig", "text/html", "application/sparql-update", "x"],
)
def test_what_is_no_rdf_of_one_graph_is_unsupported_with_what_is(content_type: str) -> None:
    for sent in ((content_type, TURTLE), multipart((content_type, TURTLE))):
        with pytest.raises(Unsupported) as refused:
            parts.read(*sent, BASE)
        assert "text/turtle" in str(refused.value.members["offers"])


def test_a_multipart_has_a_part_for_each_piece_byte_for_byte() -> None:
    odd = "<a> <p> '\u0416\r\n\n' .\r\n--c\r\n".encode() + b"\xff\x00\r"
    sent = multipart(
        ("text/turtle", odd), ("application/n-triples; charset=utf-8", b""), ("text/turtle", TURTLE)
    )
    assert parts.read(*sent, BASE) == [
        Part("turtle", BASE, odd),
        Part("ntriples", BASE, b""),
        Part("turtle", BASE, TURTLE),
    ]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", multipart(("text/turtle", TURTLE))[1]),
        ("multipart/form-data; boundary=other", multipart(("text/turtle", TURTLE))[1]),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", multipart(("text/turtle", TURTLE))[1][:-6]),
        multipart(("multipart/mixed; boundary=c", b"--c\r\n\r\nx\r\n--c--")),
        ("multipart/form-data; boundary=\u2028", b"x"),
    ],
)
def test_a_broken_multipart_is_a_bad_request(content_type: str, body: bytes) -> None:
    with pytest.raises(BadRequest):
        parts.read(content_type, body, BASE)


def test_a_part_is_read_against_its_base_and_its_blank_nodes_are_its_own() -> None:
    part = Part("turtle", BASE, b"<a> <p> _:b . _:b <p> 1 .")
    (first, second), (other, _) = uploads.triples(part), uploads.triples(part)
    assert first.subject == NamedNode("http://example.org/a")
    assert first.object == second.subject
    assert isinstance(first.object, BlankNode)
    assert other.object != first.object


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize(
    "declaration",
    ["<!DOCTYPE r [<!ENTITY a 'b'>]>", "<!doctype r SYSTEM 'file:///etc/passwd'>", "<!eNtItY a 'b'>"],
)
def test_rdf_xml_with_a_document_type_is_refused_in_any_encoding(encoding: str, declaration: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?>{declaration}<r/>"
    with pytest.raises(UploadError, match="leave out the DOCTYPE"):
        uploads.triples(Part("rdfxml", BASE, text.encode(encoding)))


def test_other_formats_may_speak_of_a_document_type() -> None:
    (triple,) = uploads.triples(Part("turtle", BASE, b"<a> <p> '<!DOCTYPE html>' ."))
    assert triple.object == Literal("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("format_", "body", "said"),
    [
        ("turtle", b"<a> <p> 1 .\n<a> p 2 .", "line 2, column 5"),
        ("turtle", b"<a> <p> '\xff' .", "correct it"),
        ("ntriples", b"<a> <p> <o> .", "correct it"),
        ("jsonld", b'{"@context": "http://127.0.0.1:9/context", "a": 1}', "correct it"),
        ("jsonld", b'{"@id": "http://a.example/g", "@graph": {"@id": "a:b", "a:c": 1}}', "without a name"),
        ("rdfxml", b"<r>", "correct it"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(format_: str, body: bytes, said: str) -> None:
    with pytest.raises(UploadError, match=said):
        uploads.triples(Part(format_, BASE, body))
