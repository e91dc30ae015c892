"""A server on loopback that plays other people's servers, good and bad, by the path that is asked."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph

JSON = "application/sparql-results+json"
THERE = """
PREFIX ex: <http://example.org/>
INSERT DATA {
  ex:a ex:name "A" , "Å"@sv ; ex:size 1 , 2.5 ; ex:knows ex:b , [ ex:name "nobody" ] .
  ex:b ex:name "line\\nbreak \\"quoted\\" back\\\\slash SERVICE" ; ex:size "3"^^<urn:d#t> .
  ex:c ex:knows ex:a ; ex:says <<( ex:a ex:knows ex:b )>> .
}
"""


@dataclass
class Seen:
    """One request as it came."""

    method: str
    path: str
    headers: Message
    form: dict[str, list[str]]


@dataclass
class Endpoint:
    """Where the server listens, what it was asked, and what it says by path."""

    address: str
    port: int
    server: ThreadingHTTPServer
    says: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)

    def give(self, path: str, media_type: str, body: bytes | str) -> str:
        """Let a path answer with this, and give its address."""
        self.says[path] = (media_type, body.encode() if isinstance(body, str) else body)
        return self.address + path

    def speak_tls(self, certificate: Path) -> None:
        """Speak TLS from now on, with this certificate and its key."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.server.socket = context.wrap_socket(
            self.server.socket, server_side=True, do_handshake_on_connect=False
        )

    @property
    def queries(self) -> list[str]:
        """The queries that were posted, in order."""
        return [query for seen in self.seen for query in seen.form.get("query", [])]


@contextmanager
def serving() -> Iterator[Endpoint]:
    """Listen on a free port until the end of the block."""

    class Handler(_Handler):
        pass

    server = _Server(("127.0.0.1", 0), Handler)
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_port}", server.server_port, server)
    Handler.endpoint = endpoint
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that go away, as some tests want."""


class _Handler(BaseHTTPRequestHandler):
    endpoint: Endpoint

    def do_GET(self) -> None:
        self._do()

    def do_POST(self) -> None:
        self._do()

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def _do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.endpoint.seen.append(Seen(self.command, self.path, self.headers, parse_qs(body)))
        if self.path in self.endpoint.says:
            self.answer(*self.endpoint.says[self.path])
        elif self.path == "/sparql":
            direct = self.headers["Content-Type"] == "application/sparql-query"  # as the engine itself asks
            self._sparql(body if direct else parse_qs(body)["query"][0])
        else:
            _BAD[self.path](self)

    def _sparql(self, query: str) -> None:
        store = pyoxigraph.Store()
        store.update(THERE)
        try:
            rows = store.query(query)
        except SyntaxError:
            self.send_error(400)
            return
        assert isinstance(rows, pyoxigraph.QuerySolutions)
        body = rows.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        self.answer(f"{JSON}; charset=utf-8", body or b"")

    def answer(self, media_type: str, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def slow(self) -> None:
        time.sleep(3)

    def endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.end_headers()
        while True:
            self.wfile.write(b" " * 65536)

    def headers_without_end(self) -> None:
        self.send_response(200)
        while True:
            self.wfile.write(b"X-More: " + b"x" * 8192 + b"\r\n")


_EMPTY = b'{"head":{"vars":[]},"results":{"bindings":[{}]}}'
_BAD: dict[str, Callable[[_Handler], None]] = {
    "/slow": _Handler.slow,
    "/endless": _Handler.endless,
    "/headers": _Handler.headers_without_end,
    "/redirect": lambda to: to.answer(JSON, b"", 307, Location="/sparql"),
    "/short": lambda to: to.answer(JSON, _EMPTY, Content_Length=str(len(_EMPTY) + 9)),
    "/gzip": lambda to: to.answer(JSON, _EMPTY, Content_Encoding="gzip"),
    "/html": lambda to: to.answer("text/html", b"<p>"),
    "/broken": lambda to: to.answer(JSON, b"", 500),
    "/nothing": lambda to: to.answer(JSON, _EMPTY, 404),
}
