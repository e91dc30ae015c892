"""A request is one request, whoever else reads it on the way."""

import socket

import pytest

from tests.service.conftest import Small

HOST = "Host: a.example\r\n"
SMUGGLED = f"GET /smuggled HTTP/1.1\r\n{HOST}\r\n"
FORM = "Content-Type: application/sparql-query\r\n"


def sent(small: Small, raw: str) -> bytes:
    """Send bytes as they are, and read until the server closes or has nothing more to say."""
    with socket.create_connection(("127.0.0.1", small.http.base_url.port or 0), timeout=5) as connection:
        connection.sendall(raw.encode("latin-1"))
        connection.settimeout(1)
        received = b""
        try:
            while piece := connection.recv(65536):
                received += piece
        except TimeoutError:
            received += b"(still open)"
    return received


@pytest.mark.parametrize(
    "ends",
    [
        f"Content-Length: {len(SMUGGLED) + 5}\r\nTransfer-Encoding: chunked\r\n",
        f"Transfer-Encoding: chunked\r\nContent-Length: {len(SMUGGLED) + 5}\r\n",
        f"transfer-encoding: Chunked\r\nCONTENT-LENGTH: {len(SMUGGLED) + 5}\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Content-Length: +5\r\n",
    ],
)
def test_a_body_with_two_ends_is_refused_and_what_follows_is_no_request(small: Small, ends: str) -> None:
    received = sent(small, f"POST /sparql HTTP/1.1\r\n{HOST}{FORM}{ends}\r\n0\r\n\r\n{SMUGGLED}")
    assert received.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 501 "))
    assert received.count(b"HTTP/1.1 ") == 1
    assert b"smuggled" not in received
    assert not received.endswith(b"(still open)")


@pytest.mark.parametrize(
    "ends", ["Content-Length: 16\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\n10\r\n{}\r\n0\r\n\r\n"]
)
def test_a_body_with_one_end_is_read_to_it(small: Small, ends: str) -> None:
    body = ends.format("ASK { ?s ?p ?o }")
    received = sent(small, f"POST /sparql HTTP/1.1\r\n{HOST}{FORM}{body}{SMUGGLED}")
    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.count(b"HTTP/1.1 ") == 2
    assert b"HTTP/1.1 404 " in received


@pytest.mark.parametrize(
    "path", ["/", "/health", "/queries", "/sparql?query=ASK%7B%7D", "/nowhere", "/ontology"]
)
def test_head_has_the_head_of_get_and_no_body(small: Small, path: str) -> None:
    small.http.get(path)
    head, answer = small.http.head(path), small.http.get(path)
    assert (head.status_code, head.content) == (answer.status_code, b"")
    for name in ("content-type", "etag", "content-length", "vary", "content-location"):
        assert head.headers.get(name) == answer.headers.get(name), name


def test_head_is_no_way_around_what_is_refused(small: Small) -> None:
    assert small.http.head("/running").status_code == 403
    assert small.http.head("/update").status_code == 405
