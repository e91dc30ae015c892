"""A store that answers as it is told: with lies, halves, silence."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs

Fields = dict[str, list[str]]
JSON = "application/sparql-results+json"


@dataclass
class Fake:
    """Gives the bytes that `answer` makes of the fields of a request; asked keeps these."""

    address: str = ""
    answer: Callable[[Fields], Iterator[bytes]] = lambda _: iter(())
    asked: list[Fields] = field(default_factory=list)
    connections: int = 0


def reply(
    body: bytes, *, status: str = "200 OK", media_type: str = JSON, length: int | None = None, **headers: str
) -> Callable[[Fields], Iterator[bytes]]:
    """Make an answer; length is what it says of the body, headers have underscores for hyphens."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}"]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return lambda _: iter(["\r\n".join([*lines, "", ""]).encode() + body])


@contextmanager
def serving() -> Iterator[Fake]:
    """Run it on loopback."""
    fake = Fake()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            fake.connections += 1
            with suppress(ConnectionError, ValueError):
                while self._one():
                    pass

        def _one(self) -> bool:
            length = 0
            while (line := self.rfile.readline()) not in {b"\r\n", b""}:
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not line:
                return False
            fields = parse_qs(self.rfile.read(length).decode())
            fake.asked.append(fields)
            for piece in fake.answer(fields):
                if not piece:  # the end of the connection
                    return False
                self.wfile.write(piece)
            return True

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        fake.address = f"http://127.0.0.1:{server.server_address[1]}/sparql"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
