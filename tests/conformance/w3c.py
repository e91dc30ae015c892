"""Run the W3C's tests of the SPARQL protocol and of the graph store protocol against a running server.

    python -m tests.conformance.w3c FOLDER --query URL --update URL --graphs URL [--token TOKEN] [--keep]

The folder is one of sparql/sparql11/protocol and sparql/sparql11/graph-store-protocol of the W3C's rdf-tests.
The tests clear the server: never name one whose graphs you need. Exit 1 if any test fails.
"""

import argparse
import http.client
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.query import Result

from tests.conformance import manifest
from tests.conformance.manifest import Request, Test

_PATIENCE = 60.0


class Failure(Exception):  # noqa: N818 - what a test found
    """A response is not what the test demands."""


@dataclass(frozen=True)
class Response:
    """What came back; header names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Return the media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Target:
    """Where the server takes queries, updates and graphs, and the token that it wants."""

    query: str
    update: str
    graphs: str
    token: str | None = None

    def run(self, test: Test, *, keep: bool = False) -> str:
        """Run one test after dropping all graphs, unless they are kept; give what is wrong, or nothing."""
        known: dict[str, str] = {}
        place = "before it"
        try:
            if not keep:
                self._change("DROP ALL")
            for name, triples in test.graphs:
                self._change(f"INSERT DATA {{ GRAPH <{name}> {{ {triples} }} }}")
            for number, request in enumerate(test.requests, 1):
                place = f"request {number}"
                url = self._url(test, request, known)
                _compare(request, self.send(request.method, url, request.headers, request.body), known, url)
        except Failure as error:
            return f"{place}: {error}"
        except (OSError, http.client.HTTPException) as error:
            return f"{place}: no response, {error!r}"
        return ""

    def send(self, method: str, url: str, headers: dict[str, str], body: bytes) -> Response:
        """Send a request as it stands, with its length, the token, and no other header that is ours."""
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection = http.client.HTTPConnection(parts.netloc, timeout=_PATIENCE)
        connection.putrequest(method, target, skip_accept_encoding=True)
        given = dict(headers)
        if "content-length" not in given and (body or method != "GET"):
            given["Content-Length"] = str(len(body))
        if self.token:
            given["Authorization"] = f"Bearer {self.token}"
        for name, value in given.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        read = answer.read()
        connection.close()
        return Response(answer.status, {name.lower(): text for name, text in answer.getheaders()}, read)

    def _change(self, update: str) -> None:
        headers = {"Content-Type": "application/sparql-update"}
        answer = self.send("POST", self.update, headers, update.encode())
        if not 200 <= answer.status < 300:
            raise Failure(f"{update[:40]}: {answer.status} {answer.body[:200]!r}")

    def _url(self, test: Test, request: Request, known: dict[str, str]) -> str:
        path = request.path
        for name, value in known.items():
            path = path.replace(name, quote(value, safe=""))
        if path.startswith("/gsp"):
            return self.graphs + path.removeprefix("/gsp")
        return (self.update if _updates(test, request) else self.query) + path.removeprefix("/sparql/")


def _updates(test: Test, request: Request) -> bool:
    """Say whether a request is meant for the address of updates, which may be one of its own."""
    media_type = request.headers.get("content-type", "")
    return "update_" in test.name and request.method == "POST" and "sparql-query" not in media_type


def _compare(request: Request, response: Response, known: dict[str, str], url: str) -> None:
    """Hold a response against what is expected, and note its Location; raises a Failure."""
    expected = request.expected
    if not any(response.status in codes for codes in expected.statuses):
        demanded = " or ".join(
            str(codes.start) + ("…" if len(codes) > 1 else "") for codes in expected.statuses
        )
        raise Failure(f"{response.status} and not {demanded}: {response.body[:200]!r}")
    if expected.location is not None:
        if not response.headers.get("location"):
            raise Failure("no Location")
        known[expected.location] = urljoin(url, response.headers["location"])
    _compare_type(expected.content_type, response)
    if expected.format in {"boolean", "tabular"}:
        _compare_results(expected.format, expected.boolean, response)
    elif expected.format == "RDF":
        _graph(response)
    if expected.body is not None and not isomorphic(
        _graph(response), Graph().parse(data=expected.body, format="turtle")
    ):
        raise Failure(f"another graph: {response.body[:300]!r}")


def _compare_type(expected: str | None, response: Response) -> None:
    if expected is None:
        return
    stated = response.headers.get("content-type", "")
    wanted = [part.strip().lower() for part in expected.split(";")]
    given = [part.strip().lower() for part in stated.split(";")]
    if given[0] != wanted[0] or not set(given[1:]) <= set(wanted[1:]):
        raise Failure(f"Content-Type {stated!r} and not {expected!r}")


def _compare_results(form: str, boolean: bool | None, response: Response) -> None:
    try:
        result = Result.parse(io.BytesIO(response.body), content_type=response.media_type)
    except Exception as error:
        raise Failure(f"no results as {response.media_type!r}: {error!r}") from error
    if result.type != {"boolean": "ASK", "tabular": "SELECT"}[form]:
        raise Failure(f"the results are {result.type}, and not {form}")
    if boolean is not None and result.askAnswer is not boolean:
        raise Failure(f"{result.askAnswer} and not {boolean}")


def _graph(response: Response) -> Graph:
    try:
        return Graph().parse(data=response.body, format=response.media_type)
    except Exception as error:
        raise Failure(f"no graph as {response.media_type!r}: {error!r}") from error


def run(folder: Path, target: Target, *, keep: bool = False) -> Iterator[tuple[str, str]]:
    """Run every test of a folder; give its name and what is wrong, or nothing."""
    for test in manifest.read(folder):
        yield test.name, target.run(test, keep=keep)


def main() -> int:
    """Run the tests that the command line names; print a table and a count."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.w3c")
    parser.add_argument("folder", type=Path)
    for name in ("query", "update", "graphs"):
        parser.add_argument(f"--{name}", required=True, metavar="URL")
    parser.add_argument("--token")
    parser.add_argument("--keep", action="store_true", help="do not drop all graphs before each test")
    given = parser.parse_args()
    results = list(
        run(given.folder, Target(given.query, given.update, given.graphs, given.token), keep=given.keep)
    )
    for name, wrong in results:
        sys.stdout.write(f"{'FAIL' if wrong else 'ok':6}{name:40}{wrong}\n")
    passed = sum(not wrong for _, wrong in results)
    sys.stdout.write(f"{passed} of {len(results)}\n")
    return int(passed < len(results))


if __name__ == "__main__":
    sys.exit(main())
