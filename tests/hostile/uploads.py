"""Updates and graphs that are meant to harm a server that may be written to, sent by who has the token."""

import gzip
from collections.abc import Iterator
from functools import partial

from tests.hostile import wire
from tests.hostile.case import Case
from tests.hostile.wire import Outcome, head, post

TOKEN = "known-to-the-tests-alone"  # noqa: S105 - it guards a store that the tests throw away
GRAPH = "/graphs?graph=http://example.org/hostile"
_BEARER = f"Authorization: Bearer {TOKEN}"
_UPDATE, _TURTLE, _XML, _JSON = (
    "application/sparql-update",
    "text/turtle",
    "application/rdf+xml",
    "application/ld+json",
)
# Writes are done one after another, and two are sent at a time: one may wait for another that takes its time.
WRITING = 4.0  # seconds that a write may take
_WAITING = 2 * WRITING
_KEPT = f"200 201 204 400 413 {'time-limit memory-limit'}"
_SPENT = "time-limit memory-limit"
_DEEP = 20_000


def _update(name: str, text: str, promise: str) -> Case:
    return Case(
        name, partial(_exchange, request=post("/update", text.encode(), _UPDATE, _BEARER)), promise, _WAITING
    )


def _upload(name: str, media_type: str, body: bytes, promise: str, *lines: str) -> Case:
    stated = (f"Content-Type: {media_type}", f"Content-Length: {len(body)}", _BEARER, *lines)
    request = head("PUT", GRAPH, *stated) + body
    return Case(name, partial(_exchange, request=request), promise, _WAITING, _spilling)


def _exchange(address: str, request: bytes) -> Outcome:
    return wire.exchange(address, [request])


def _spilling(outcome: Outcome) -> str:
    return "a file of the machine" if b"root:" in outcome.body else ""


def _stranger(name: str, request: bytes) -> Case:
    return Case(name, partial(_exchange, request=request), "refused", _WAITING)


def _doctype(declared: str, used: str) -> bytes:
    return (
        f'<?xml version="1.0"?><!DOCTYPE r [{declared}]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">'
        f'<rdf:Description rdf:about="http://example.org/a"><e:b>{used}</e:b></rdf:Description></rdf:RDF>'
    ).encode()


def _laughs() -> bytes:
    each = "".join(f'<!ENTITY l{at + 1} "{f"&l{at};" * 10}">' for at in range(12))
    return _doctype(f'<!ENTITY l0 "ha">{each}', "&l12;")


def _nested(before: str, inside: str, after: str) -> bytes:
    return (before * _DEEP + inside + after * _DEEP).encode()


def _elements() -> bytes:
    return (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">'
        + _nested("<e:a><e:b>", "", "</e:b></e:a>")
        + b"</rdf:RDF>"
    )


def _parts(count: int, end: str) -> bytes:
    named = 'Content-Disposition: form-data; name="f"'
    part = f"--cut\r\n{named}\r\nContent-Type: text/turtle\r\n\r\n<a:a> <a:b> 1 .\r\n"
    return (part * count + end).encode()


def _chunks() -> Iterator[bytes]:
    yield head("PUT", GRAPH, f"Content-Type: {_TURTLE}", _BEARER, "Transfer-Encoding: chunked")
    for _ in range(8000):  # 500 MB
        yield b"10000\r\n" + b"#" * 0x10000 + b"\r\n"


def writes(trap: int) -> list[Case]:
    """List the cases; trap is the port that nobody may call."""
    elsewhere = f"<http://127.0.0.1:{trap}/>"
    multipart = "multipart/form-data; boundary=cut"
    product = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
    return [
        _update(
            "an update out of a product",
            f"INSERT {{ GRAPH <a:g> {{ ?a ?e ?i }} }} WHERE {{ GRAPH ?x {{ {product} }} }}",
            _SPENT,
        ),
        _update(
            "a deletion out of a product",
            f"DELETE {{ GRAPH ?x {{ ?a ?e ?i }} }} WHERE {{ GRAPH ?x {{ {product} }} }}",
            _SPENT,
        ),
        _update(
            "an update that finds nothing, slowly",
            f"DELETE {{ GRAPH ?x {{ ?a ?e ?i }} }} WHERE {{ GRAPH ?x {{ {product} FILTER(?a = ?e) }} }}",
            f"{_SPENT} 200 204",
        ),
        _update(
            "a call in an update",
            f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE {elsewhere} {{ ?s ?p ?o }} }}",
            "refused",
        ),
        _update(
            "a silent call in an update",
            f"DELETE {{ ?s ?p ?o }} WHERE {{ service silent {elsewhere} {{ ?s ?p ?o }} }}",
            "refused",
        ),
        _update("a load", f"LOAD {elsewhere} INTO GRAPH <a:g>", "refused"),
        _update(
            "a silent load behind other things",
            f"INSERT DATA {{ GRAPH <a:g> {{ <a:a> <a:b> 1 }} }} ; load silent {elsewhere}",
            "refused",
        ),
        _update("a load of a file", "LOAD <file:///etc/passwd>", "refused"),
        _update(
            "an update deeper than is read",
            f"INSERT {{ <a:a> <a:b> 1 }} WHERE {{ {'{' * 5000}{'}' * 5000} }}",
            "query-syntax",
        ),
        _update("fifty thousand operations", "CLEAR GRAPH <a:g> ; " * 50_000, "too-large 400"),
        _upload("laughs, a thousand thousand million times", _XML, _laughs(), f"400 415 {_SPENT}"),
        _upload(
            "an entity that is a file",
            _XML,
            _doctype('<!ENTITY f SYSTEM "file:///etc/passwd">', "&f;"),
            "400 415",
        ),
        _upload(
            "an entity out of the net",
            _XML,
            _doctype(f'<!ENTITY f SYSTEM "http://127.0.0.1:{trap}/">', "&f;"),
            "400 415",
        ),
        _upload("elements in elements", _XML, _elements(), f"400 413 {_SPENT}"),
        _upload(
            "objects in objects", _JSON, _nested('{"http://example.org/p":', "1", "}"), f"400 413 {_SPENT}"
        ),
        _upload(
            "lists in lists",
            _JSON,
            _nested('{"http://example.org/p":{"@list":[', "1", "]}}"),
            f"400 413 {_SPENT}",
        ),
        _upload(
            "a context out of the net",
            _JSON,
            f'{{"@context":"http://127.0.0.1:{trap}/","p":1}}'.encode(),
            "400",
        ),
        _upload(
            "nodes in nodes",
            _TURTLE,
            b"<a:a> <a:b> " + _nested("[ <a:b> ", "1", "]") + b" .",
            _KEPT,
        ),
        _upload(
            "collections in collections",
            _TURTLE,
            b"<a:a> <a:b> " + _nested("(", "1", ")") + b" .",
            _KEPT,
        ),
        _upload("a text without its end", _TURTLE, b"<a:a> <a:b> '''" + b"x" * 10**6, "400 413"),
        _upload("a name of 1 MB", _TURTLE, b"<a:" + b"x" * 10**6 + b"> <a:b> 1 .", _KEPT),
        _upload("bytes that are no UTF-8", _TURTLE, b"<a:a> <a:b> '\xff' .", "400"),
        _upload(
            "a graph that is compressed",
            _TURTLE,
            gzip.compress(b"#" * 2**20),
            "415",
            "Content-Encoding: gzip",
        ),
        Case(
            "a graph of 500 MB in chunks",
            lambda address: wire.exchange(address, _chunks()),
            "too-large",
            10.0,
        ),
        Case(
            "ten thousand files in a form",
            partial(_exchange, request=post(GRAPH, _parts(10_000, "--cut--\r\n"), multipart, _BEARER)),
            _KEPT,
            10.0,
        ),
        Case(
            "a form without an end",
            partial(_exchange, request=post(GRAPH, _parts(10, ""), multipart, _BEARER)),
            "400",
            _WAITING,
        ),
        Case(
            "a boundary of 1 KB",
            partial(
                _exchange, request=post(GRAPH, _parts(1, "--cut--"), f"{multipart}{'x' * 1000}", _BEARER)
            ),
            "400 415",
            _WAITING,
        ),
        _stranger(
            "a form of another page, without the token",
            post("/update", b"update=CLEAR+ALL", "application/x-www-form-urlencoded"),
        ),
        _stranger("an update without the token", post("/update", b"CLEAR ALL", _UPDATE)),
        _stranger("a graph without the token", head("DELETE", GRAPH)),
        _stranger(
            "a huge graph without the token",
            head("PUT", GRAPH, f"Content-Type: {_TURTLE}", "Content-Length: 100000"),
        ),
    ]
