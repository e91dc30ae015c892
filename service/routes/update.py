"""SPARQL update, for those who have the token."""

import hmac
from collections.abc import Sequence

from fastapi import FastAPI, Request, Response
from starlette.responses import JSONResponse

from service import addresses, body, etags, given, openapi, vetting
from service.delivery import desk_of
from service.problems import BadRequest, NotAllowed, Refused
from service.writing import Order, Outcome, Writer

UPDATE = "application/sparql-update"
HOW = (
    "Updates are taken from who bears the token, while the server is started --writable: "
    "POST /update with Authorization: Bearer …"
)
_STATUSES = (400, 403, 412, 413, 415, 422, 503, 504, 507)
Pairs = Sequence[tuple[str, str]]


def add(app: FastAPI) -> None:
    """Add the route of /update."""
    text: openapi.Document = {"type": "string"}
    form = {"type": "object", "required": ["update"], "properties": {"update": text}}
    content = {UPDATE: {"schema": text}, body.FORM: {"schema": form}}
    uris = {"type": "array", "items": {"type": "string", "format": "uri"}}
    parameters = [
        openapi.query_parameter("using-graph-uri", uris, "Graphs that make up the default graph of WHERE."),
        openapi.query_parameter("using-named-graph-uri", uris, "Graphs that GRAPH can name in WHERE."),
    ]
    done = {"description": "What was done: revision, added, removed.", "content": {"application/json": {}}}
    app.add_api_route(
        "/update",
        written,
        methods=["POST"],
        tags=["writing"],
        response_class=Response,
        openapi_extra={
            "parameters": parameters,
            "requestBody": {"required": True, "content": content},
            "responses": {"200": done} | openapi.problems(_STATUSES),
        },
    )
    # The same with the slash that some clients add.
    app.add_api_route("/update/", written, methods=["POST"], include_in_schema=False)


async def written(request: Request) -> Response:
    """Carry out the update in a form, or in the body as it is."""
    authorize(request)
    media_type = body.media_type(request, (UPDATE, body.FORM))
    pairs = given.parameters(request)
    text = await body.read(request, longest(request))
    more = [("update", text)] if media_type == UPDATE else body.pairs(text)
    return await from_pairs(request, [*pairs, *more])


async def from_pairs(request: Request, pairs: Pairs) -> Response:
    """Carry out the one update among the parameters of a request."""
    authorize(request)
    texts = [text for name, text in pairs if name == "update"]
    if any(name == "query" for name, _ in pairs):
        raise BadRequest("There is a query and an update in this request; send one of them.")
    if len(texts) != 1:
        raise BadRequest(f"There are {len(texts) or 'no'} updates in this request; send one as update=…")
    order = Order(
        kind="update",
        cause="update",
        text=await _with_calls(request, texts[0]),
        base=addresses.of(request),
        using=given.graph_names(pairs, "using-graph-uri"),
        using_named=given.graph_names(pairs, "using-named-graph-uri"),
        expected=expected(request),
    )
    outcome = await writer_of(request).write(order)
    told = {"revision": outcome.revision, "added": outcome.added, "removed": outcome.removed}
    return JSONResponse(told, headers=headers(outcome))


async def _with_calls(request: Request, text: str) -> str:
    """Put in an update what other servers answer that may be called; the writer refuses what is left."""
    limits = desk_of(request).settings
    # What is longer than any query holds data, and to look through it here would hold up everybody else.
    if not limits.allow or len(text) > limits.query_bytes:
        return text
    return await vetting.vetted(text, limits, base=addresses.of(request), seconds=limits.timeout)


def may_write(request: Request) -> bool:
    """Say whether the request shows the token, on a server that takes writes."""
    return desk_of(request).settings.writable and bears_token(request)


def bears_token(request: Request) -> bool:
    """Compare the token of a request with ours, in the same time whatever it holds."""
    token: str | None = request.app.state.token
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    same = hmac.compare_digest(shown.strip().encode("latin-1"), (token or "").encode())
    return token is not None and scheme.lower() == "bearer" and same


def authorize(request: Request) -> None:
    """Let a write through, or refuse it and say what is missing."""
    if request.scope.get("root_path", "").startswith("/r/"):
        raise NotAllowed("A revision is only read; write to the address without /r/.", allow=["GET"])
    if not desk_of(request).settings.writable:
        raise Refused(f"This server only reads. {HOW}")
    if not bears_token(request):
        shown = "another token than ours" if "authorization" in request.headers else "no token"
        raise Refused(f"The request bears {shown}. {HOW}", headers={"WWW-Authenticate": "Bearer"})


def longest(request: Request) -> int:
    """Return the largest body of a write, in bytes; a form writes a byte as three."""
    return 3 * desk_of(request).settings.upload_bytes


def expected(request: Request) -> str | None:
    """Return the revision that If-Match asks for, None if any will do."""
    lines = request.headers.getlist("if-match")
    if not lines or [line.strip() for line in lines] == ["*"]:
        return None
    named = etags.revisions(", ".join(lines))
    if len(named) != 1:
        raise BadRequest(
            'If-Match names no revision or several; send the ETag of what you read, or "REVISION".'
        )
    return named.pop()


def headers(outcome: Outcome) -> dict[str, str]:
    """Write what the answer to a write carries."""
    return {
        "Rejoinder-Revision": outcome.revision,
        "Rejoinder-Added": str(outcome.added),
        "Rejoinder-Removed": str(outcome.removed),
        "ETag": etags.tag(outcome.revision, "written"),
    }


def writer_of(request: Request) -> Writer:
    """Return the one writer of this service."""
    writer: Writer = request.app.state.writer
    return writer
