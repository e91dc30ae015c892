"""What goes wrong over HTTP: one tree of problems, each with its status, told as RFC 9457 says.

Problem
├── BadRequest 400          not a request of the protocol
│   └── QuerySyntax 400     the query does not parse, or is too deep or too long in tokens
├── Refused 403             a thing this server does not do: SERVICE, LOAD, updates
├── NotFound 404            nothing has this name
├── NotAllowed 405          the route has no such method
├── NotAcceptable 406       no format that the client takes
├── TooSlow 408             a request that did not arrive in time
├── TooLarge 413            a body, query or answer above its limit
├── Unsupported 415         a body of a type that is not read
├── Changed 412             the graph is no longer as the client saw it
├── BadParameter 422        a parameter that cannot be read
├── Invalid 422             a write that breaks a rule of the graph; member findings lists them
├── TooMany 429             a client asks more than it may
├── BadGateway 502          another server that a query calls could not be asked
├── Busy 503                the queue is full, or the service is about to stop
├── Ended 503               somebody with the right to do so ended the query
├── OutOfTime 504           the time limit ended the query
├── OutOfMemory 507         the memory limit ended the query
├── NotStored 507           the store cannot be written, or has no room left
└── Failed 500              the engine or the service failed; says nothing of its inside
"""

# ruff: noqa: N818 - a problem is named by what is the matter, as its IRI is

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import ClassVar

from starlette.responses import JSONResponse

from graph.errors import RejoinderError

TYPES = "https://w3id.org/rejoinder/problem/"
MEDIA_TYPE = "application/problem+json"
_HEAD = frozenset({"type", "title", "status", "detail"})


class Problem(RejoinderError):
    """Anything that is told to a client as a problem document; members are the fields of its own."""

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    name: ClassVar[str] = "failed"
    title: ClassVar[str] = "The server failed"

    def __init__(self, detail: str, *, headers: dict[str, str] | None = None, **members: object) -> None:
        """Keep what happened and what to do about it, with fields and headers of its own."""
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or {}
        self.members = {name: value for name, value in members.items() if value is not None}

    def document(self) -> dict[str, object]:
        """Write the problem document."""
        head = {"type": TYPES + self.name, "title": self.title, "status": self.status, "detail": self.detail}
        return head | self.members

    def response(self) -> JSONResponse:
        """Write the answer that tells it."""
        return JSONResponse(self.document(), self.status, self.headers, MEDIA_TYPE)


def repeated(document: dict[str, object]) -> Problem:
    """Make the problem again that a document tells, as another process of ours wrote it."""
    members = {name: value for name, value in document.items() if name not in _HEAD}
    kind = next(one for one in _kinds(Problem) if TYPES + one.name == document["type"])
    problem = kind.__new__(kind)
    Problem.__init__(problem, str(document["detail"]), headers=None, **members)
    return problem


def _kinds(root: type[Problem]) -> Iterator[type[Problem]]:
    for kind in root.__subclasses__():
        yield kind
        yield from _kinds(kind)


class BadRequest(Problem):
    """The request is none of the SPARQL protocol's."""

    status = HTTPStatus.BAD_REQUEST
    name = "bad-request"
    title = "The request cannot be read"


class QuerySyntax(BadRequest):
    """The query does not parse; members line and column count from 1."""

    name = "query-syntax"
    title = "The query does not parse"


class Refused(Problem):
    """The server does not do this for anybody."""

    status = HTTPStatus.FORBIDDEN
    name = "refused"
    title = "Not done here"


class NotFound(Problem):
    """Nothing has the name that was asked for; member near lists names that are close."""

    status = HTTPStatus.NOT_FOUND
    name = "not-found"
    title = "Nothing has this name"

    def __init__(
        self,
        detail: str,
        *,
        near: Sequence[str] = (),
        parameter: str | None = None,
        value: str | None = None,
    ) -> None:
        """Keep the close names, in the order to show, and the parameter, if it came as one."""
        super().__init__(detail, near=list(near), parameter=parameter, value=value)


class NotAllowed(Problem):
    """The route has no such method."""

    status = HTTPStatus.METHOD_NOT_ALLOWED
    name = "method-not-allowed"
    title = "No such method here"

    def __init__(self, detail: str, *, allow: Sequence[str]) -> None:
        """Keep the methods that there are, which the header Allow lists too."""
        super().__init__(detail, headers={"Allow": ", ".join(allow)}, allow=list(allow))


class NotAcceptable(Problem):
    """The client takes none of the formats there are; member offers lists them."""

    status = HTTPStatus.NOT_ACCEPTABLE
    name = "not-acceptable"
    title = "No format that you take"


class TooSlow(Problem):
    """The request did not arrive in time."""

    status = HTTPStatus.REQUEST_TIMEOUT
    name = "too-slow"
    title = "The request took too long to arrive"


class TooLarge(Problem):
    """A size above its limit; members limit and value are bytes."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    name = "too-large"
    title = "Too large"


class Unsupported(Problem):
    """The body is of a media type that is not read here."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    name = "unsupported-media-type"
    title = "A body of this type is not read here"


class Changed(Problem):
    """The graph is no longer as the client saw it; the detail names the revision that it is now."""

    status = HTTPStatus.PRECONDITION_FAILED
    name = "changed"
    title = "The graph has changed"


class Invalid(Problem):
    """A write that breaks a rule of the graph; nothing was changed, member findings lists what is wrong."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    name = "invalid"
    title = "The graph would not be valid"


class TooMany(Problem):
    """One client asks more than it may; members limit and unit."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    name = "too-many"
    title = "Too many questions"


class BadParameter(Problem):
    """A parameter cannot be read; members parameter and value name it."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    name = "bad-parameter"
    title = "A parameter cannot be read"


class Busy(Problem):
    """The queue is full, or the service is about to stop."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    name = "busy"
    title = "Too busy at the moment"


class Ended(Problem):
    """Somebody with the right to do so ended the query."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    name = "ended"
    title = "The query was ended"


class BadGateway(Problem):
    """Another server that a query calls could not be asked, or its answer is of no use; member address."""

    status = HTTPStatus.BAD_GATEWAY
    name = "bad-gateway"
    title = "Another server did not answer as it should"


class OutOfTime(Problem):
    """The query was ended at its time limit; member limit is seconds."""

    status = HTTPStatus.GATEWAY_TIMEOUT
    name = "time-limit"
    title = "The query took too long"


class OutOfMemory(Problem):
    """The query was ended at its memory limit; member limit is MiB."""

    status = HTTPStatus.INSUFFICIENT_STORAGE
    name = "memory-limit"
    title = "The query took too much memory"


class NotStored(Problem):
    """The store cannot be written, or has no room left; nothing was changed."""

    status = HTTPStatus.INSUFFICIENT_STORAGE
    name = "not-stored"
    title = "The store cannot be written"


class Failed(Problem):
    """The engine or the service itself failed."""
