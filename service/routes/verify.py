"""A copy of a document, which somebody else has, held against the passages of the graph; nothing is kept."""

import json
from typing import Any

from fastapi import FastAPI, Request, Response

from service import body, given, negotiate, openapi, templating
from service.body import Draining
from service.delivery import chosen, desk_of, while_connected
from service.desk import Made
from service.pages.send import send
from service.parameters import collect
from service.problems import Problem, TooLarge, Unsupported
from service.verifying import asking, wording
from service.verifying.command import concluded, slug
from service.verifying.comparer import Comparer
from service.verifying.comparison import FORM, Order, Told

_AROUND = 2**16  # bytes that a form may add to a copy
_FORMATS: tuple[negotiate.Kind, ...] = ("verdict",)
_TAKEN = ("text/plain", "text/html", "application/xhtml+xml", FORM)
_SNIFFED = frozenset({"", "application/octet-stream", "application/xhtml+xml", "application/xml", FORM})
_UNKEPT = {"Cache-Control": "no-store"}
_STATUSES = (400, 406, 413, 415, 422, 429, 503, 504, 507)
_EXAMPLE = {
    "told": "The copy holds document 000 (changed); not in it: 001, 002, 003, 004.",
    "recognised": True,
    "stands": False,
    "passages": [
        {
            "passage": "https://w3id.org/rejoinder/id/passage/000-268-570",
            "state": "same words",
            "exact": False,
            "place": {"start": 281, "end": 590, "line": 7, "last_line": 11},
        }
    ],
    "facts_by_state": {"stands": 100, "partly": 1, "lost": 2},
}


def add(app: FastAPI) -> None:
    """Add the route of /verify, with a form to fill in."""
    app.state.comparer = Comparer(app.state.settings)
    app.state.sought = Made[list[list[Any]]]()
    text: openapi.Document = {"type": "string"}
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    fields = {"file": file, "text": text, "document": text}
    taken: openapi.Document = {kind: {"schema": text} for kind in _TAKEN[:-1]}
    taken |= {FORM: {"schema": {"type": "object", "properties": fields}}}
    made: openapi.Document = {media: {} for media in negotiate.media_types(_FORMATS)}
    made["application/json"] = {"schema": {"type": "object"}, "example": _EXAMPLE}
    slugs: openapi.Document = {"type": "array", "items": text}
    formats = {"type": "string", "enum": list(negotiate.names(_FORMATS))}
    app.add_api_route(
        "/verify",
        compared,
        methods=["POST"],
        tags=["verifying"],
        response_class=Response,
        openapi_extra={
            "parameters": [
                openapi.query_parameter("document", slugs, "Only these documents, recognised or not."),
                openapi.query_parameter("format", formats, "Wins over the Accept header."),
            ],
            "requestBody": {"required": True, "content": taken},
            "responses": {
                "200": {
                    "description": "What became of each passage and of what rests on it.",
                    "content": made,
                }
            }
            | openapi.problems(_STATUSES),
        },
    )
    app.add_api_route("/verify", form, methods=["GET"], include_in_schema=False)


async def form(request: Request) -> Response:
    """Show a form that takes a copy."""

    async def make() -> bytes:
        return _page(request, None, None)

    return await send(request, make)


async def compared(request: Request) -> Response:
    """Hold a copy of a document against the passages of the graph. Nothing of it is kept or logged."""
    choice = chosen(request, "verdict")
    headers = {"Rejoinder-Revision": desk_of(request).snapshot.revision, "Vary": "Accept", **_UNKEPT}
    try:
        told = await _told(request)
    except Problem as problem:
        problem.headers |= _UNKEPT
        if choice.format.name != "html":
            raise
        return _failed(request, problem, headers)
    if choice.format.name == "html":
        headers["Content-Security-Policy"] = templating.POLICY
        return Response(_page(request, told, None), headers=headers, media_type=choice.content_type)
    written = wording.text(told) if choice.format.name == "text" else json.dumps(told, ensure_ascii=False)
    return Response(written.encode(), headers=headers, media_type=choice.content_type)


async def _told(request: Request) -> Told:
    parameters = collect(given.parameters(request), ("document", "format"), many={"document"})
    content_type = _readable(request)
    comparer: Comparer = request.app.state.comparer
    sought: Made[list[list[Any]]] = request.app.state.sought
    desk = desk_of(request)
    client = request.client.host if request.client else None
    with request.app.state.admission.entered(client), comparer.entered():
        limit = desk.settings.copy_bytes
        copy = await _copy(request, limit)
        passages = await sought.get(desk.snapshot.revision, lambda: asking.passages(desk))
        documents = [slug(name) for name in parameters.get("document", []) if name.strip()]
        order = Order(content_type, None, limit, documents, passages)
        told = await while_connected(request, comparer.compare(order, copy))
        return await while_connected(request, concluded(desk, told))


async def _copy(request: Request, limit: int) -> bytes:
    try:
        return await body.read_bytes(request, limit + _AROUND)
    except TooLarge as error:
        raise TooLarge(
            f"The copy has more than {limit} bytes, the most that is read; send a part of it.",
            headers=error.headers,
            limit=limit,
            unit="bytes",
        ) from None


def _readable(request: Request) -> str:
    """Return the Content-Type; Unsupported if what it names is not read here."""
    stated = request.headers.get("content-type", "")
    kind = stated.partition(";")[0].strip().lower()
    if kind == body.FORM:
        raise Unsupported(
            "The body came as the fields of a form. Send a file by `curl -F file=@FILE`, or the text itself "
            "by `curl -H 'Content-Type: text/plain' --data-binary @FILE`.",
            offers=list(_TAKEN),
        )
    if kind not in _SNIFFED and not kind.startswith("text/"):
        raise Unsupported(
            f"The body came as {kind[:80]}. Only text and HTML are read: "
            "save the document as text, and send that.",
            offers=list(_TAKEN),
        )
    return stated


def _failed(request: Request, problem: Problem, headers: dict[str, str]) -> Response:
    """Tell a problem beside the form."""
    headers |= problem.headers | {"Content-Security-Policy": templating.POLICY}
    kind = Draining if headers.get("Connection") == "close" else Response
    return kind(_page(request, None, problem), problem.status, headers, "text/html; charset=utf-8")


def _page(request: Request, told: Told | None, problem: Problem | None) -> bytes:
    desk = desk_of(request)
    return templating.page(
        "verify.html",
        desk,
        given.address(request),
        told=told,
        problem=problem,
        limit=desk.settings.copy_bytes,
        words=wording,
        asked=[text for name, text in given.parameters(request) if name == "document"][:1],
    )
