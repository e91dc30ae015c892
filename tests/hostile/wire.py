"""Requests as bytes on a socket, so that they may be wrong, and what came back for them."""

import json
import select
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlencode, urlsplit

_MOST = 2**20  # bytes of an answer that are kept
_TYPES = "https://w3id.org/rejoinder/problem/"


@dataclass(frozen=True)
class Outcome:
    """How a request ended.

    The word is the name of the problem, else the status, else `cut`: closed without an answer, or `open`: no
    end was seen in the time that the client waited.
    """

    word: str
    status: int = 0
    seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    whole: bool = True


def head(method: str, target: str, *lines: str, host: str = "127.0.0.1") -> bytes:
    """Write the head of a request; lines are header lines of its own."""
    return "\r\n".join((f"{method} {target} HTTP/1.1", f"Host: {host}", *lines, "", "")).encode("latin-1")


def get(path: str, *lines: str, **parameters: str) -> bytes:
    """Write a GET."""
    return head("GET", f"{path}?{urlencode(parameters)}" if parameters else path, *lines)


def post(path: str, body: bytes, media_type: str, *lines: str) -> bytes:
    """Write a POST with a body of a stated length."""
    stated = (f"Content-Type: {media_type}", f"Content-Length: {len(body)}")
    return head("POST", path, *stated, *lines) + body


def query(text: str) -> bytes:
    """Write a query as the body of a POST."""
    return post("/sparql", text.encode(), "application/sparql-query")


def connect(address: str) -> socket.socket:
    """Open a connection to a server."""
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10)


def exchange(
    address: str, pieces: Iterable[bytes], *, pause: float = 0.0, patience: float = 20.0, half: bool = False
) -> Outcome:
    """Send the pieces until an answer begins, with a pause in seconds after each; read the answer.

    With half the client closes its own direction after the last piece.
    """
    began = time.monotonic()
    with connect(address) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
                if select.select([connection], [], [], pause)[0] or time.monotonic() - began > patience:
                    break
            if half:
                connection.shutdown(socket.SHUT_WR)
        except OSError:  # the server does not want more; it may have said why
            pass
        return read(connection, began, patience)


def read(connection: socket.socket, began: float, patience: float) -> Outcome:
    """Read one answer; began is the moment from which its seconds count."""
    connection.settimeout(max(0.1, patience - (time.monotonic() - began)))
    answer = HTTPResponse(connection)
    try:
        answer.begin()
        whole, body = _body(answer, began + patience)
    except TimeoutError:
        return Outcome("open", seconds=time.monotonic() - began)
    except (HTTPException, OSError):
        return Outcome("cut", seconds=time.monotonic() - began)
    headers = {name.lower(): value for name, value in answer.getheaders()}
    word = _word(answer.status, headers, body)
    return Outcome(word, answer.status, time.monotonic() - began, headers, body, whole)


def _body(answer: HTTPResponse, until: float) -> tuple[bool, bytes]:
    """Read the body to its end; keep its beginning, and say whether it is whole."""
    kept = bytearray()
    try:
        while piece := answer.read(65536):
            kept += piece[: max(0, _MOST - len(kept))]
            if time.monotonic() > until:
                raise TimeoutError
    except (HTTPException, ConnectionError):
        return False, bytes(kept)
    return not answer.length, bytes(kept)  # bytes that were stated and did not come


def _word(status: int, headers: dict[str, str], body: bytes) -> str:
    if headers.get("content-type") != "application/problem+json":
        return str(status)
    told = json.loads(body)
    return str(told["type"]).removeprefix(_TYPES) if told["status"] == status else f"{status} told otherwise"
