"""The canned queries: their catalogue, and one route each."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from starlette.responses import JSONResponse

from service import answers, controls, delivery, given, negotiate, openapi, parameters, rows
from service.answers import Asked
from service.catalogue import CannedQuery, Parameter, Value
from service.delivery import desk_of
from service.desk import Desk

_SMALL = 128 * 1024  # bytes of an answer that is written in less than a millisecond or two


def add(app: FastAPI, catalogue: Mapping[str, CannedQuery]) -> None:
    """Add the catalogue's route and one for each query in it."""
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


async def listed(request: Request) -> JSONResponse:
    """List the canned queries with their parameters, and an address to try for each."""
    desk = desk_of(request)
    told = [_told(request, desk, query) for query in desk.catalogue.values()]
    return JSONResponse({"revision": desk.snapshot.revision, "queries": told})


def example_path(query: CannedQuery) -> str:
    """Write the path that asks a query with the examples of its file."""
    examples = {parameter.name: openapi.example(parameter) for parameter in query.parameters}
    text = urlencode({name: value for name, value in examples.items() if value is not None})
    return f"/queries/{query.name}" + (f"?{text}" if text else "")


def _answering(query: CannedQuery) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await _answer(request, query)

    return answer


async def _answer(request: Request, query: CannedQuery) -> Response:
    desk = desk_of(request)
    pairs = given.parameters(request)
    wanted = controls.read([pair for pair in pairs if pair[0] in controls.NAMES], desk.settings, ["rows"])
    choice = negotiate.choose("rows", given.header(request, "accept"), wanted.format)
    if choice is None:
        raise answers.not_acceptable(["rows"])
    values = parameters.read(query, [pair for pair in pairs if pair[0] not in controls.NAMES], desk.names)
    asked = answers.canned(query, values, wanted, choice)
    compose = _composing(desk, query, values, asked) if choice.format.name == "json" else None
    return await delivery.deliver(request, desk, asked, compose)


def _composing(desk: Desk, query: CannedQuery, values: Mapping[str, Value], asked: Asked) -> delivery.Compose:
    """Make the plain JSON of an answer: one object a row, with its scope."""

    def written(raw: bytes) -> tuple[bytes, int]:
        told = rows.envelope(desk, query, values, asked.controls.layer, raw)
        return rows.written(told), len(told["rows"])

    async def composed(raw: bytes) -> tuple[bytes, int]:
        if len(raw) <= _SMALL:
            return written(raw)
        return await asyncio.to_thread(written, raw)  # a long table does not hold up everybody else

    return composed


def _told(request: Request, desk: Desk, query: CannedQuery) -> dict[str, object]:
    return {
        "name": query.name,
        "summary": query.summary,
        "description": query.description,
        "tags": query.tags,
        "parameters": [_parameter(desk, parameter) for parameter in query.parameters],
        "columns": query.columns,
        "href": str(request.url_for(query.name)),
        "example": str(request.base_url).rstrip("/") + example_path(query),
    }


def _parameter(desk: Desk, parameter: Parameter) -> dict[str, object]:
    declared = parameter.declared.model_dump(exclude_none=True, exclude_defaults=True)
    values = desk.names.slugs(parameter.declared.scheme) if parameter.declared.scheme else ()
    told = {"name": parameter.name, "optional": False} | declared | {"example": openapi.example(parameter)}
    return told | ({"values": values} if values else {})
