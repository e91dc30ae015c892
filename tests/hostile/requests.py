"""Requests that are wrong as HTTP, or too large, or too slow: each with what is promised for it."""

import contextlib
import gzip
import itertools
import time
from collections.abc import Iterable, Iterator
from functools import partial

from tests.hostile import wire
from tests.hostile.case import Case
from tests.hostile.queries import TOO_MUCH
from tests.hostile.wire import Outcome, get, head, post

# Seconds within which a request has to be there: no test waits longer for one that never is.
SENDING = 10.0
_QUICK = 1.0
_QUERY = "application/sparql-query"
_FORM = "application/x-www-form-urlencoded"
_ASK = b"ASK {}"
_ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_CHUNKED = head("POST", "/sparql", f"Content-Type: {_QUERY}", "Transfer-Encoding: chunked")


def _stated(length: str, *lines: str) -> bytes:
    return head("POST", "/sparql", f"Content-Type: {_QUERY}", f"Content-Length: {length}", *lines)


def _chunks(count: int) -> Iterator[bytes]:
    yield _CHUNKED
    yield from itertools.repeat(b"10000\r\n" + b"#" * 0x10000 + b"\r\n", count)


def _spilling(outcome: Outcome) -> str:
    """Find a header that a parameter wrote, or a file of the machine."""
    if "x-evil" in outcome.headers or "evil" in outcome.headers.get("location", ""):
        return f"headers: {outcome.headers}"
    return "a file of the machine" if b"root:" in outcome.body else ""


def _once(name: str, promise: str, *pieces: bytes, half: bool = False) -> Case:
    send = partial(wire.exchange, pieces=pieces, half=half)
    return Case(name, send, promise, _QUICK, _spilling)


def _slow(name: str, pieces: Iterable[bytes], promise: str) -> Case:
    send = partial(wire.exchange, pieces=pieces, pause=1.0, patience=SENDING + 5)
    return Case(name, send, promise, SENDING)


def _slow_reader(address: str) -> Outcome:
    """Ask for an endless answer, read a little, wait longer than it may take, then read the rest."""
    began = time.monotonic()
    with wire.connect(address) as connection:
        connection.sendall(wire.query(_ENDLESS))
        time.sleep(4)
        return wire.read(connection, began, 12)


def _unfinished(outcome: Outcome) -> str:
    return "the answer looks whole" if outcome.whole else ""


def _leave(address: str) -> Outcome:
    """Ask for the most expensive thing and leave, fifty times."""
    for _ in range(50):
        with wire.connect(address) as connection:
            connection.sendall(wire.query(TOO_MUCH[0].text))
    return Outcome("left")


def _both_answered(address: str) -> Outcome:
    """Send a request that hides another behind its end; one that is answered twice gets past a proxy."""
    began = time.monotonic()
    answers = bytearray()
    with wire.connect(address) as connection:
        connection.settimeout(2)
        connection.sendall(_BOTH)
        with contextlib.suppress(OSError):
            while piece := connection.recv(65536):
                answers += piece
    word = "one" if answers.count(b"HTTP/1.1 ") == 1 else "not one"
    return Outcome(word, seconds=time.monotonic() - began, body=bytes(answers))


_HIDDEN = b"0\r\n\r\n" + get("/health")
_BOTH = _stated(str(len(_HIDDEN)), "Transfer-Encoding: chunked") + _HIDDEN

WRONG = (
    _once("an address of 1 MB", "400 414 431 cut", head("GET", "/sparql?query=ASK%7B%7D%23" + "x" * 2**20)),
    _once("a header of 1 MB", "400 431 cut", head("GET", "/health", "X-Long: " + "x" * 2**20)),
    _once(
        "ten thousand headers", "200 400 431", head("GET", "/health", *(f"X-{at}: y" for at in range(10000)))
    ),
    _once("ten thousand parameters", "bad-request", get("/sparql?" + "a=b&" * 10000 + "query=ASK%7B%7D")),
    _once("ten thousand parameters in a form", "bad-request", post("/sparql", b"a=b&" * 10000, _FORM)),
    _once("two queries", "bad-request", get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D")),
    _once("a query beside the body", "bad-request", post("/sparql?query=ASK%7B%7D", _ASK, _QUERY)),
    _once("a query and an update", "400 403", post("/sparql", b"query=ASK%7B%7D&update=CLEAR+ALL", _FORM)),
    _once("two time limits", "bad-parameter", get("/sparql?query=ASK%7B%7D&timeout=1&timeout=2")),
    _once("bytes that are no UTF-8", "bad-request", post("/sparql", b"ASK { ?s ?p '\xff\xfe' }", _QUERY)),
    _once("no UTF-8 behind percent signs", "bad-request", get("/sparql?query=ASK%20%7B%7D%23%ff")),
    _once("an overlong slash", "bad-request", get("/sparql?query=ASK%20%7B%7D%23%c0%af")),
    _once("half of a surrogate pair", "bad-request", get("/sparql?query=ASK%20%7B%7D%23%ed%a0%80")),
    _once("raw bytes in the address", "bad-request 400", get("/sparql?query=ASK%7B%7D%23\xff")),
    _once(
        "UTF-16 said to be so",
        "400 415",
        post("/sparql", "ASK {}".encode("utf-16"), f"{_QUERY}; charset=UTF-16"),
    ),
    _once("a NUL behind a percent sign", "query-syntax", get("/sparql", query="ASK { ?s \0 ?o }")),
    _once("a body of 100 MB", "too-large", _stated(str(10**8)), *([b"#" * 2**20] * 100)),
    Case(
        "a body of 100 MB in chunks", lambda address: wire.exchange(address, _chunks(1600)), "too-large", 3.0
    ),
    _once("a body without end", "too-large 400", _stated("9" * 30)),
    _once("a length below zero", "400", _stated("-1") + _ASK),
    _once("a length that is no number", "400", _stated("six") + _ASK),
    _once("two lengths", "400", _stated("6", "Content-Length: 5") + _ASK),
    _once("a body longer than stated", "200", _stated("6") + _ASK + b"garbage that was not announced"),
    _once("a body shorter than stated", "cut 400 408", _stated("600") + _ASK, half=True),
    _once("chunks without end, left", "cut 400 408", _CHUNKED, b"6\r\nASK {}\r\n", half=True),
    _once("a chunk of no size", "400 cut", _CHUNKED + b"xyz\r\nASK {}\r\n0\r\n\r\n"),
    _once("a chunk of all sizes", "400 too-large cut", _CHUNKED + b"F" * 40 + b"\r\nASK {}"),
    _once("an encoding that is none", "400 501", _stated("6", "Transfer-Encoding: xchunked") + _ASK),
    _once("chunks twice", "400 501", _stated("6", "Transfer-Encoding: chunked, chunked") + _ASK),
    Case("a request hidden in another", _both_answered, "one", 3.0),
    _once("a space before the colon", "400", head("GET", "/health", "Content-Length : 5")),
    _once("a folded header", "200 400", head("GET", "/health", "X-A: b\r\n c")),
    _once("lines that end too early", "400 200", b"GET /health HTTP/1.1\nHost: a\n\n"),
    _once(
        "a compressed body",
        "unsupported-media-type",
        post("/sparql", gzip.compress(b"ASK {} #" + b"x" * 2**20), _QUERY, "Content-Encoding: gzip"),
    ),
    _once("a promise of 1 GB to come", "too-large 417", _stated(str(2**30), "Expect: 100-continue")),
    _once("a client that says no more", "200 cut", get("/sparql", query="ASK {}"), half=True),
    _once("HTTP of the future", "200 400 505 cut", b"GET /health HTTP/9.9\r\nHost: a\r\n\r\n"),
    _once("HTTP/2 without asking", "not-found 400 405 cut", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    _once("a greeting in TLS", "400 cut", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500)),
    _once("noise", "400 cut", bytes(range(256)) * 8 + b"\r\n\r\n"),
    _once("empty lines", "400 cut", b"\r\n" * 5000, half=True),
    _once(
        "an upgrade to a socket",
        "200 400 426",
        head("GET", "/health", "Connection: Upgrade", "Upgrade: websocket"),
    ),
    _once("up and up", "not-found 400", head("GET", "/../../../../etc/passwd")),
    _once("up behind percent signs", "not-found 400", head("GET", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd")),
    _once("up out of the ontology", "not-found 400", head("GET", "/ontology/../../../../etc/passwd")),
    _once(
        "up by one percent-encoded name",
        "not-found 400",
        head("GET", "/ontology/..%2f..%2f..%2fetc%2fpasswd"),
    ),
    _once("up out of the queries", "not-found 400", head("GET", "/queries/..%2f..%2fREADME")),
    _once("up by backslashes", "not-found 400", head("GET", "/queries/..\\..\\README.md")),
    _once("a NUL in the path", "not-found 400", head("GET", "/queries/timeline%00.rq")),
    _once("two slashes to elsewhere", "not-found 400", head("GET", "//evil.example/%2f..")),
    _once("an address of another server", "not-found 400 200", head("GET", "http://evil.example/health")),
    _once("a path of 100 KB", "not-found 400 414", head("GET", "/" + "a/" * 50000)),
    _once("a line break in the path", "not-found 400", head("GET", "/queries/%0d%0aX-Evil:%20y")),
    _once("a host that is none", "200 400", head("GET", "/sparql?query=ASK%7B%7D", host='"><script>')),
    _once("a host of 60 KB", "200 400", head("GET", "/sparql?query=ASK%7B%7D", host="a" * 60000)),
    _once(
        "a line break in the format", "bad-parameter", get("/sparql", query="ASK {}", format="\r\nX-Evil: y")
    ),
    _once(
        "a line break in the layer", "bad-parameter", get("/sparql", query="ASK {}", layer="\r\nX-Evil: y")
    ),
    _once(
        "a line break in a graph",
        "400",
        get("/sparql?query=ASK%7B%7D&default-graph-uri=a:b%0d%0aX-Evil:%20y"),
    ),
    _once(
        "a line break in a value", "bad-parameter not-found", get("/queries/evidence?act=%0d%0aX-Evil:%20y")
    ),
    _once(
        "a graph that is a file",
        "200",
        get("/sparql?query=SELECT*%7B%3Fs+%3Fp+%3Fo%7D&default-graph-uri=file:///etc/passwd"),
    ),
    _once(
        "100 KB of open quotes",
        "200 not-acceptable 400 431",
        head("GET", "/sparql?query=ASK%7B%7D", 'Accept: text/a;b="' * 6000),
    ),
    _once(
        "100 KB of types",
        "200 not-acceptable",
        head("GET", "/sparql?query=ASK%7B%7D", "Accept: " + "a/b;q=0.1," * 10000),
    ),
    _once(
        "a token of garbage",
        "200 400 403",
        get("/sparql?query=ASK%7B%7D", "Authorization: Bearer \x80\xff\t" + "x" * 9000),
    ),
    _once("TRACE", "method-not-allowed", head("TRACE", "/sparql")),
    _once("CONNECT", "method-not-allowed not-found 400", head("CONNECT", "evil.example:443")),
    _once("a method nobody knows", "method-not-allowed", head("BREW", "/sparql")),
    _once("a method of 60 KB", "method-not-allowed 400", head("A" * 60000, "/sparql")),
    Case("fifty clients that leave at once", _leave, "left", 5.0),
)

SLOW = (
    _slow("a head, a byte a second", (bytes([byte]) for byte in head("GET", "/health")), "408 cut 400"),
    _slow(
        "a body, a byte a second",
        itertools.chain([_stated("600")], itertools.repeat(b"#")),
        "408 cut bad-request",
    ),
    _slow(
        "chunks, one a second",
        itertools.chain([_CHUNKED], itertools.repeat(b"1\r\n#\r\n")),
        "408 cut bad-request",
    ),
    _slow("a body that never comes", [_stated("600")], "408 cut bad-request"),
    _slow("HTTP of 1991", [b"GET /health\r\n"], "408 cut 400"),
    _slow("a connection without a word", [], "408 cut"),
    Case("a reader that waits before it reads", _slow_reader, "200 cut", 6.0, _unfinished),
)
