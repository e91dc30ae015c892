"""Another store as a worker asks it: over HTTP, its answer read as it comes and written anew.

What it answers is parsed to its end, so that half an answer is an error; and it is written by the embedded
engine's own writers, so that every store answers in the same words.
"""

import re
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import RawIOBase
from typing import IO, Any, cast

import httpx2
import pyoxigraph as ox

from service.engine.dataset import NOTHING
from service.engine.embedded import Results
from service.engine.endpoint import MANNERS
from service.engine.refusals import BackendError, Limited

REFUSED = {401, 403, 407}  # statuses of who refuses credentials
SOLUTIONS, TRIPLES = "application/sparql-results+json", "application/n-triples"
_CONNECT_SECONDS = 5.0
_IDLE_SECONDS = 20.0  # Oxigraph's server ends an idle connection after 60 s, with a stray answer on it
_MOST_SAID = 64 * 1024  # bytes of an error that are read at its beginning, and kept at its end
_SHOWN = 200  # characters of it that are told
_STATED = re.compile(r"Virtuoso (?P<state>\w{5}) Error (?P<words>[^\r\n]*)")
_OUT_OF_TIME = re.compile(
    r"S1T00|S1TAT|exceeds? the (?:time )?limit|timed? ?out|deadline exceeded", re.IGNORECASE
)
_ASKED = "__ASK_RETVAL"  # the column in which Virtuoso answers an ASK
# Virtuoso's names of blank nodes are none; in JSON, such quotation marks stand around texts and not in them.
_NODE, _PLAIN = b'"type": "bnode", "value": "nodeID://', b'"type": "bnode", "value": "'


class Remote:
    """One store, asked over a connection that is kept."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        """Take what `Endpoint.told` wrote; nothing is asked yet."""
        self._query = told["query"]
        self._limit = MANNERS[told["kind"]].limit
        # Virtuoso answers some queries of several subqueries wrongly where the default graph is one alone.
        self._beside = [NOTHING] if told["kind"] == "virtuoso" else []
        self._client = httpx2.Client(**options(told, None))
        self._nothing = ox.Store()

    def open(self) -> None:
        """Do nothing: a store that is not there now may be there for the next question."""

    @contextmanager
    def asked(self, question: dict[str, Any], counted: Callable[[], int]) -> Iterator[Results]:
        """Give the results of a question as they arrive; BackendError if the store fails at it.

        counted tells in the end how many rows there were.

        What is no SPARQL, or calls a function that no standard has, is refused as the embedded engine does.
        """
        form = type(self._nothing.query(question["query"], base_iri=question["base_iri"]))
        accept = TRIPLES if form is ox.QueryTriples else SOLUTIONS
        try:
            with self._client.stream(
                "POST", self._query, data=self._fields(question), headers={"Accept": accept}
            ) as response:
                _acknowledge(response)
                _check(response, accept, question["seconds"])
                body = _Body(response)
                try:
                    results = _results(form, body)
                    yield results
                except SyntaxError as error:
                    body.fail()
                    raise BackendError(f"what it answers breaks off or is no {accept} ({error})") from error
                except Exception:
                    body.fail()
                    raise
                _whole(response.headers, counted())
        except httpx2.HTTPError as error:
            raise unreachable(error) from error

    def _fields(self, question: dict[str, Any]) -> dict[str, Any]:
        base = f"BASE <{question['base_iri']}>\n" if question["base_iri"] else ""
        fields: dict[str, Any] = {
            "query": base + question["query"],
            "default-graph-uri": [*question["default_graph"], *self._beside],
        }
        if "graph" in question["query"].lower():  # each name costs some stores as much as a pattern
            fields["named-graph-uri"] = question["named_graphs"]
        if self._limit is not None:
            name, value = self._limit(question["seconds"])
            fields[name] = value
        return fields


def options(told: Mapping[str, Any], seconds: float | None) -> dict[str, Any]:
    """Say how a client asks a store: its credentials, no redirects, no proxies, connections that are kept.

    seconds is how long it may be silent; None leaves that to who kills this process.
    """
    headers = {"User-Agent": "rejoinder", "Accept-Encoding": "identity"}
    auth: httpx2.Auth | None = None
    if told["token"]:
        headers["Authorization"] = f"Bearer {told['token']}"
    elif told["user"]:
        # Virtuoso takes digests alone, at the addresses that it keeps for who has a name.
        digest = told["kind"] == "virtuoso"
        auth = (httpx2.DigestAuth if digest else httpx2.BasicAuth)(told["user"], told["password"] or "")
    return {
        "auth": auth,
        "headers": headers,
        "trust_env": False,
        "follow_redirects": False,
        "timeout": httpx2.Timeout(seconds, connect=_CONNECT_SECONDS),
        "limits": httpx2.Limits(keepalive_expiry=_IDLE_SECONDS),
    }


def unreachable(error: httpx2.HTTPError) -> BackendError:
    """Tell a failure of the connection."""
    match error:
        case httpx2.ConnectError() | httpx2.ConnectTimeout():
            return BackendError("it cannot be reached; it may be stopped, or starting")
        case httpx2.TimeoutException():
            return BackendError("it is silent")
        case _:
            return BackendError(f"the connection broke ({str(error)[:_SHOWN] or type(error).__name__})")


def _acknowledge(response: httpx2.Response) -> None:
    """Confirm what arrives at once: Virtuoso waits for that with the rest, Linux up to 40 ms with that."""
    stream = response.extensions.get("network_stream")
    if stream is not None and hasattr(socket, "TCP_QUICKACK"):
        stream.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


def _check(response: httpx2.Response, accept: str, seconds: float) -> None:
    """Refuse an answer that is not one, or not whole, by what stands before its body."""
    status, media_type = response.status_code, response.headers.get("content-type", "")
    if status in REFUSED:
        raise BackendError(f"it refuses the credentials it is given (status {status})")
    if 300 <= status < 400:
        raise BackendError(f"it redirects (status {status}), which is not followed; name the address itself")
    if "x-sql-state" in response.headers:  # Virtuoso's way to say that it gives what it had found by then
        raise _partial(response.headers, seconds)
    if status != 200:
        raise _failure(status, _said(response), seconds)
    if media_type.partition(";")[0].strip().lower() != accept:
        raise BackendError(f"it answers with {media_type[:80] or 'no media type'!r} instead of {accept}")
    framed = "content-length" in response.headers or "chunked" in response.headers.get(
        "transfer-encoding", ""
    )
    if accept == TRIPLES and not framed:
        raise BackendError("it does not say how long its answer is, so that half of one could not be noticed")


def _partial(headers: httpx2.Headers, seconds: float) -> Exception:
    words = headers.get("x-sql-message", "")[:_SHOWN]
    if headers["x-sql-state"] == "S1TAT":
        return Limited(seconds)
    return BackendError(f"it answers in part only ({headers['x-sql-state']}: {words})")


def _failure(status: int, said: str, seconds: float) -> Exception:
    """Tell an error of the store: the query's fault where it says so, else its own."""
    stated = _STATED.search(said)
    words = " ".join((stated["words"] if stated else said).split())[:_SHOWN]
    if _OUT_OF_TIME.search(stated["state"] + words if stated else words):
        return Limited(seconds)
    if status == 400 or (stated and stated["state"][:2] in {"37", "22", "S0", "42"}):
        return RuntimeError(f"the store behind this service says: {words or 'nothing more'}")
    return BackendError(f"it answers with status {status}" + (f" ({words})" if stated else ""))


def _said(response: httpx2.Response) -> str:
    """Read what an error says: its beginning, and its end, where Virtuoso names it behind half an answer."""
    said = bytearray()
    for chunk in response.iter_raw():
        said += chunk
        if len(said) > 2 * _MOST_SAID:
            del said[_MOST_SAID:-_MOST_SAID]
    return said.decode("utf-8", "replace")


def _results(form: type, body: "_Body") -> Results:
    if form is ox.QueryTriples:
        return (quad.triple for quad in ox.parse(cast("IO[bytes]", body), ox.RdfFormat.N_TRIPLES))
    results = ox.parse_query_results(cast("IO[bytes]", body), ox.QueryResultsFormat.JSON)
    if form is ox.QueryBoolean and isinstance(results, ox.QuerySolutions):
        return _boolean(results)
    if not isinstance(results, form):
        raise BackendError("it answers another question than it was asked")
    return results


def _boolean(results: ox.QuerySolutions) -> ox.QueryBoolean:
    """Read the answer to an ASK out of a table."""
    if [variable.value for variable in results.variables] != [_ASKED]:
        raise BackendError("it answers an ASK with a table")
    found = any(str(row[_ASKED].value) in {"1", "true"} for row in results)
    written = b'{"head":{},"boolean":%s}' % (b"true" if found else b"false")
    return cast("ox.QueryBoolean", ox.parse_query_results(written, ox.QueryResultsFormat.JSON))


def _whole(headers: httpx2.Headers, rows: int) -> None:
    """Refuse an answer that was cut at the most rows that Virtuoso gives, which it says in no other way."""
    most = headers.get("x-sparql-maxrows", "")
    if most.isdecimal() and rows >= int(most):
        raise BackendError(
            f"it gives {most} rows at most, and this answer may have more (its ResultSetMaxRows)"
        )


class _Body(RawIOBase):
    """The body of an answer as a file, with what went wrong while it was read."""

    def __init__(self, response: httpx2.Response) -> None:
        super().__init__()
        self._chunks = response.iter_raw()
        self._rest = b""
        self._ended = False
        self._failure: Exception | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Give up to so many bytes, or all that are left."""
        wanted = size if size >= 0 else 2**62
        while not self._ended and len(self._rest) < wanted + len(_NODE):
            self._more()
        given, self._rest = self._rest[:wanted], self._rest[wanted:]
        return given

    def fail(self) -> None:
        """Raise what went wrong, which the parser may have told as an error of its own."""
        if self._failure is not None:
            raise self._failure

    def _more(self) -> None:
        try:
            chunk = next(self._chunks, None)
        except httpx2.HTTPError as error:
            self._failure = error
            raise
        if chunk is None:
            self._ended = True
        else:
            # A mark that begins in what is left over ends in this chunk: so many bytes are always left over.
            self._rest = (self._rest + chunk).replace(_NODE, _PLAIN)
