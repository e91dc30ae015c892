"""What the conformance tests share: a server that may be written to, and a client that says little."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
from pydantic import SecretStr
from rdflib.query import Result

from graph.build import build
from service.settings import Settings
from tests.conformance.w3c import Response, Target
from tests.graph import tiny
from tests.service.live import serving

TOKEN = "known-to-the-tests-alone"  # noqa: S105 - it guards a store that the tests throw away
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
TURTLE = "text/turtle"
ANNA = "@prefix e: <http://example.org/> . e:anna e:knows [ e:name 'Ben' ] ."
CLARA = "@prefix e: <http://example.org/> . e:clara e:age 7 ."
BROKEN = "@prefix e: <http://example.org/> . e:anna e:knows"
DONE = {200, 204}


@contextmanager
def writable(folder: Path) -> Iterator[Target]:
    """Serve a graph of a few statements to whoever has the token: a write costs what the graph holds."""
    few = tiny.copy(folder)
    build(folder / "store", few.corpus, few.roots)
    settings = Settings(
        store=folder / "store",
        workers=3,
        timeout=10,
        upload_bytes=2**20,
        writable=True,
        token=SecretStr(TOKEN),
    )
    with serving(settings) as address:
        yield Target(f"{address}/sparql", f"{address}/update", f"{address}/graphs", TOKEN)


@dataclass(frozen=True)
class Client:
    """Sends requests to the three addresses of a server.

    With a name of its own, it writes that into each http://example.org/own/, so that tests need not clean up.
    """

    target: Target
    own: str = ""

    def send(self, method: str, url: str, body: str | bytes = b"", **headers: str) -> Response:
        """Send a request; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = body.encode() if isinstance(body, str) else body
        for slash in ("/", "%2F") if self.own else ():
            old, new = f"example.org{slash}own{slash}", f"example.org{slash}own{slash}{self.own}{slash}"
            url = url.replace(old, new)
            sent = sent.replace(old.encode(), new.encode())
        return self.target.send(method, url, named, sent)

    def ask(self, text: str) -> bool:
        """Ask a question of the server's own dataset."""
        answer = self.send("POST", self.target.query, text, content_type=QUERY)
        assert answer.status == 200, answer.body
        return boolean(answer)

    def update(self, text: str, parameters: str = "") -> Response:
        """Change something."""
        return self.send("POST", self.target.update + parameters, text, content_type=UPDATE)

    def graph(self, name: str) -> str:
        """Write the address of a graph by its name."""
        return f"{self.target.graphs}?graph={quote(name, safe='')}"

    def with_token(self, token: str | None) -> "Client":
        """Give a client with another token, or none."""
        return Client(replace(self.target, token=token), self.own)


def boolean(answer: Response) -> bool:
    """Read the answer to an ASK."""
    result = Result.parse(io.BytesIO(answer.body), content_type=answer.media_type)
    assert result.type == "ASK"
    return bool(result.askAnswer)


def triples(answer: Response) -> set[str]:
    """Read a graph; equal sets are isomorphic graphs."""
    read = ox.RdfFormat.from_media_type(answer.media_type)
    assert read is not None, answer.headers
    return _canonical(answer.body, read)


def turtle(text: str) -> set[str]:
    """Read Turtle, in the same form."""
    return _canonical(text.encode(), ox.RdfFormat.TURTLE)


def _canonical(text: bytes, form: ox.RdfFormat) -> set[str]:
    read = ox.Dataset(quad for quad in ox.parse(text, format=form))
    read.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad.triple) for quad in read}


def problem(answer: Response) -> str:
    """Read the name of a problem, which has to be told with the status that it came with."""
    assert answer.headers["content-type"] == "application/problem+json", (answer.status, answer.body)
    told = json.loads(answer.body)
    assert told["status"] == answer.status
    assert told["detail"]
    return str(told["type"]).removeprefix("https://w3id.org/rejoinder/problem/")
