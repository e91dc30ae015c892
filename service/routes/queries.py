"""The canned queries: their catalogue, one route each, and their friendly addresses."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from fastapi import FastAPI, Request, Response
from starlette.responses import JSONResponse

from service import (
    answers,
    calls,
    composing,
    controls,
    delivery,
    examples,
    given,
    narrowing,
    negotiate,
    openapi,
    parameters,
    querypage,
    templating,
)
from service.calls import Call
from service.catalogue import CannedQuery, Parameter
from service.controls import Controls
from service.delivery import desk_of
from service.desk import Desk
from service.header import PLURALS
from service.negotiate import Choice
from service.problems import BadParameter, Problem
from service.routes import batches

_SMALL = 128 * 1024  # bytes of an answer that is written in less than a millisecond or two
_FORMS = ("format", "timeout")
Pairs = Sequence[tuple[str, str]]


def add(app: FastAPI, catalogue: Mapping[str, CannedQuery]) -> None:
    """Add the catalogue's route, and those of each query in it."""
    app.add_api_route("/queries", listed, methods=["GET"], tags=["queries"], response_class=JSONResponse)
    for query in catalogue.values():
        app.add_api_route(
            f"/queries/{query.name}",
            _answering(query),
            methods=["GET"],
            name=query.name,
            operation_id=query.name,
            summary=query.summary,
            description=query.description,
            tags=["queries", *query.tags],
            response_class=Response,
            openapi_extra=openapi.canned(query),
        )
        batches.add(app, query)
        for address in query.addresses:
            app.add_api_route(
                address,
                _answering(query, address),
                methods=["GET"],
                operation_id=openapi.operation(query, address),
                summary=query.summary,
                description=f"The same as /queries/{query.name}.",
                tags=["addresses", *query.tags],
                response_class=Response,
                openapi_extra=openapi.canned(query, address),
            )


async def listed(request: Request) -> Response:
    """List the canned queries with their parameters, and an address to try for each; a page to a browser."""
    desk = desk_of(request)
    headers = {"Rejoinder-Revision": desk.snapshot.revision, "Vary": "Accept"}
    if delivery.chosen(request, "catalogue").format.name == "html":
        page = querypage.catalogue(desk, given.address(request))
        headers["Content-Security-Policy"] = templating.POLICY
        return Response(page, headers=headers, media_type="text/html")
    told = [_told(request, desk, query) for query in desk.catalogue.values()]
    return JSONResponse({"revision": desk.snapshot.revision, "queries": told}, headers=headers)


def _answering(query: CannedQuery, address: str = "") -> Callable[[Request], Awaitable[Response]]:
    kind = PLURALS.get(address.strip("/").partition("/")[0], "")

    async def answer(request: Request) -> Response:
        return await _answer(request, query, kind)

    return answer


def _placed(request: Request, kind: str, pairs: Pairs) -> Pairs:
    """Read the thing that a friendly address names, which says of which kind it is."""
    for name, _ in pairs:
        if name in request.path_params:
            raise BadParameter(f"{name}: the path says it already; leave it out", parameter=name)
    names = desk_of(request).names
    return [
        (name, parameters.named(name, text, (kind,), names).value)
        for name, text in request.path_params.items()
    ]


async def _answer(request: Request, query: CannedQuery, kind: str) -> Response:
    desk, pairs = desk_of(request), given.parameters(request)
    wanted = controls.read([pair for pair in pairs if pair[0] in _FORMS], desk.settings, ["rows"])
    choice = negotiate.choose("rows", given.header(request, "accept"), wanted.format)
    if choice is None:
        raise answers.not_acceptable(["rows"])
    asked = [pair for pair in pairs if pair[0] not in _FORMS]
    try:
        asked = [*_placed(request, kind, asked), *asked]
        return await _sent(request, query, asked, wanted, choice)
    except Problem as problem:
        if choice.format.name != "html":
            raise
        return _form(request, query, [*request.path_params.items(), *asked], problem)


async def _sent(
    request: Request, query: CannedQuery, asked: Pairs, wanted: Controls, choice: Choice
) -> Response:
    desk, here = desk_of(request), given.address(request)
    call = calls.read(query, asked, desk)
    name = choice.format.name
    asking = answers.canned(call, wanted, choice, composed=name in composing.COMPOSERS)
    if name in composing.COMPOSERS:
        # A page has links that stay where it is; all else is the same at the address of the revision.
        root = here if name == "html" else here.removesuffix(f"/r/{desk.snapshot.revision}")
        look = templating.version() if name == "html" else ""
        compose, kind = _composing(desk, call, name, here), f"{name} {look} {root}{call.path}"
        response = await delivery.deliver(request, desk, asking, compose, kind)
    else:
        response = await delivery.deliver(request, desk, asking)
    receipt = f"{here}{call.path}{'&' if '?' in call.path else '?'}format=receipt"
    response.headers["Link"] = f'<{receipt}>; rel="describedby"; type="application/json"'
    if name == "html":
        response.headers["Content-Security-Policy"] = templating.POLICY
    return response


def _form(request: Request, query: CannedQuery, asked: Pairs, problem: Problem) -> Response:
    """Show the form again with what was given and what is wrong with it; empty, it is no error."""
    told = str(problem) if asked else None
    page = querypage.unanswered(desk_of(request), query, asked, given.address(request), told)
    headers = {"Content-Security-Policy": templating.POLICY, "Cache-Control": "no-store", "Vary": "Accept"}
    status = problem.status if asked else 200
    headers |= problem.headers
    return Response(page, status, headers=headers, media_type="text/html; charset=utf-8")


def _composing(desk: Desk, call: Call, name: str, here: str) -> delivery.Compose:
    """Make the body of an answer from its rows."""

    async def composed(raw: bytes) -> tuple[bytes, int]:
        if len(raw) <= _SMALL and name != "parquet":
            return composing.composed(name, desk, call, raw, here)
        # a long table does not hold up everybody else
        return await asyncio.to_thread(composing.composed, name, desk, call, raw, here)

    return composed


def _told(request: Request, desk: Desk, query: CannedQuery) -> dict[str, object]:
    root = str(request.base_url).rstrip("/")
    return {
        "name": query.name,
        "summary": query.summary,
        "description": query.description,
        "tags": query.tags,
        "view": query.view,
        "picture": query.picture.given,
        "parameters": [_parameter(desk, parameter) for parameter in query.parameters],
        "narrowed_by": narrowing.offered(query),
        "columns": query.columns,
        "addresses": query.addresses,
        "href": str(request.url_for(query.name)),
        "example": root + examples.path(query),
    }


def _parameter(desk: Desk, parameter: Parameter) -> dict[str, object]:
    declared = parameter.declared.model_dump(exclude_none=True, exclude_defaults=True)
    values = desk.names.slugs(parameter.declared.scheme) if parameter.declared.scheme else ()
    told = {"name": parameter.name, "optional": False} | declared | {"example": examples.example(parameter)}
    return told | ({"values": values} if values else {})
