"""The Graph Store HTTP Protocol: whole graphs, read by all and written by who has the token."""

import asyncio
import json
import uuid

from fastapi import FastAPI, Request, Response

from graph.terms import GRAPH
from service import addresses, answers, body, controls, etags, given, negotiate, openapi, parts
from service.answers import Asked
from service.delivery import deliver, desk_of
from service.desk import Desk, Made
from service.engine.question import Question
from service.problems import BadRequest, Changed, NotFound
from service.routes import update
from service.uploads import Part
from service.writing import Order

_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_NAMES = "SELECT ?graph WHERE { GRAPH ?graph {} }"
_UNNAMED = None
_READ = (400, 404, 406, 413, 429, 503, 504)
_WRITE = (400, 403, 404, 412, 413, 415, 422, 503, 504, 507)


def add(app: FastAPI) -> None:
    """Add the routes of /graphs: by parameter, and by the address of the graph."""
    app.state.graphs = Made[frozenset[str]]()
    named = [
        openapi.query_parameter("graph", {"type": "string", "format": "uri"}, "The graph, by its IRI."),
        openapi.query_parameter("default", {"type": "string"}, "The graph without a name; needs no value."),
    ]
    for path, parameters in (("/graphs", named), ("/graphs/{path:path}", [])):
        for method, answer in (("GET", read), ("PUT", replaced), ("POST", added), ("DELETE", removed)):
            app.add_api_route(
                path,
                answer,
                methods=[method],
                tags=["graphs" if method == "GET" else "writing"],
                response_class=Response,
                openapi_extra=_described(method) | {"parameters": parameters},
            )


async def read(request: Request) -> Response:
    """Send a graph, in the format that the client takes."""
    desk = desk_of(request)
    graph = await _named(request)
    wanted = controls.read(_controls(request), desk.settings, ["graph"])
    choice = negotiate.choose("graph", given.header(request, "accept"), wanted.format)
    if choice is None:
        raise answers.not_acceptable(["graph"])
    if not await _stands(request, graph):
        raise NotFound(f"There is no graph {graph}.")
    asked = Asked(
        query=_ALL,
        controls=wanted,
        choices={"solutions": None, "boolean": None, "graph": choice},
        default_graphs=[graph] if graph else None,
        unnamed=graph is None,
    )
    return await deliver(request, desk, asked)


async def replaced(request: Request) -> Response:
    """Put a graph in the place of what has its name."""
    return await _write(request, "put")


async def added(request: Request) -> Response:
    """Add to a graph; sent to /graphs itself, it becomes a graph with a new name."""
    return await _write(request, "post")


async def removed(request: Request) -> Response:
    """Remove a graph."""
    return await _write(request, "delete")


async def _write(request: Request, kind: str) -> Response:
    update.authorize(request)
    fresh = kind == "post" and not request.path_params.get("path") and not _parameters(request)
    graph = f"{request.base_url}graphs/{uuid.uuid4()}" if fresh else await _named(request)
    got = [] if kind == "delete" else await _parts(request, graph)
    known = given.header(request, "if-none-match") or ""
    current = desk_of(request).snapshot.revision
    if current in etags.revisions(known):
        raise Changed("The graph is as you know it, and If-None-Match asks for another.")
    order = Order(
        kind=kind,
        cause=f"{request.method} graph {graph or 'without a name'}",
        graph=graph,
        parts=got,
        expected=update.expected(request),
        only_new=known.strip() == "*",
        only_there=request.headers.get("if-match", "").strip() == "*",
    )
    outcome = await update.writer_of(request).write(order)
    headers = update.headers(outcome)
    if outcome.existed or kind == "delete":
        return Response(status_code=204, headers=headers)
    return Response(status_code=201, headers=headers | ({"Location": graph} if graph else {}))


async def _parts(request: Request, graph: str | None) -> list[Part]:
    stated = request.headers.get("content-type", "")
    sent = await body.read_bytes(request, desk_of(request).settings.upload_bytes)
    return await asyncio.to_thread(parts.read, stated, sent, graph or addresses.of(request))


async def _named(request: Request) -> str | None:
    """Find which graph a request is about: by address, by graph=, or by default."""
    path = request.path_params.get("path") or None  # /graphs/ is /graphs
    named = _parameters(request)
    if path is not None:
        if named:
            raise BadRequest("The address names the graph already; leave out graph= and default.")
        return await _addressed(request, path)
    if len(named) != 1:
        raise BadRequest(
            "Name one graph: /graphs?graph=IRI, /graphs?default for the one without a name, or /graphs/PATH. "
            "/.well-known/void lists the graphs there are."
        )
    name, text = named[0]
    if name == "default":
        return _UNNAMED
    return given.graph_name("graph", text)


async def _addressed(request: Request, path: str) -> str:
    """Take the graph of ours at this path if there is one, else the one named by the address itself."""
    ours = GRAPH + path
    try:
        given.graph_name("path", ours)
    except BadRequest:
        ours = ""
    if ours and await _stands(request, ours):
        return ours
    address = addresses.of(request)
    if address is None:
        raise BadRequest("The address of the request is no IRI, so it names no graph; name one by graph=.")
    return address


async def _stands(request: Request, graph: str | None) -> bool:
    """Say whether there is a graph in the revision that is read; the engine is asked once for all."""
    desk = desk_of(request)
    made: Made[frozenset[str]] = request.app.state.graphs
    return graph is None or graph in await made.get(desk.snapshot.revision, lambda: _names(desk))


async def _names(desk: Desk) -> frozenset[str]:
    """List the graphs that there are."""
    question = desk.question(_NAMES)
    if question.graphs is not None:  # of another store, where empty graphs may not be told
        return frozenset(question.graphs)
    rows = json.loads(await _told(desk, question))["results"]["bindings"]
    return frozenset(row["graph"]["value"] for row in rows)


async def _told(desk: Desk, question: Question) -> bytes:
    answer = await desk.pool.ask(question, timeout=desk.settings.timeout, lane="canned")
    return b"".join([chunk async for chunk in answer.chunks()])


def _parameters(request: Request) -> list[tuple[str, str]]:
    pairs = given.parameters(request)
    return [pair for pair in pairs if pair[0] in {"graph", "default"}]


def _controls(request: Request) -> list[tuple[str, str]]:
    pairs = given.parameters(request)
    return [pair for pair in pairs if pair[0] in {"format", "timeout"}]


def _described(method: str) -> openapi.Document:
    if method == "GET":
        formats: openapi.Document = {media: {} for media in negotiate.media_types(["graph"])}
        done: openapi.Document = {"200": {"description": "The graph.", "content": formats}}
        return {"responses": done | openapi.problems(_READ)}
    answers_: openapi.Document = {"204": {"description": "Done."}}
    if method != "DELETE":
        answers_["201"] = {"description": "A graph was made; Location names it."}
    described: openapi.Document = {"responses": answers_ | openapi.problems(_WRITE)}
    if method != "DELETE":
        described["requestBody"] = {"required": True, "content": {media: {} for media in parts.MEDIA_TYPES}}
    return described
