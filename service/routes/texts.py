"""The documents' own texts with their passages marked: a page for people, and nothing for programs."""

import asyncio

from fastapi import FastAPI, Request, Response

from graph.terms import ID
from service import answers, evidence, given, negotiate, openapi, parameters, textpage
from service.delivery import desk_of
from service.desk import Made
from service.evidence import Contents
from service.excerpts import texts_of
from service.pages.send import send
from service.texts import Texts

_ADDRESS = "/documents/{document}/text"
_AT = "An offset, in Unicode code points from 0: of a long text, the part that holds it is shown."
_FARTHEST = 10**12


def add(app: FastAPI) -> None:
    """Add the page of a document's text."""
    app.state.texts = Texts(app.state.settings.corpus)
    app.state.contents = Made[Contents]()
    path = {
        "name": "document",
        "in": "path",
        "required": True,
        "description": "The document.",
        "schema": {"type": "string"},
    }
    offset = {"type": "integer", "minimum": 0, "maximum": _FARTHEST, "default": 0}
    told: openapi.Document = {"200": {"description": "A page.", "content": {"text/html": {}}}}
    app.add_api_route(
        _ADDRESS,
        page,
        methods=["GET"],
        tags=["texts"],
        response_class=Response,
        openapi_extra={
            "parameters": [path, openapi.query_parameter("at", offset, _AT)],
            "responses": told | openapi.problems((404, 406, 422, 429)),
        },
    )


async def page(request: Request) -> Response:
    """Show where the passages of a document stand: in its text where that is attached, else in a list."""
    if negotiate.choose("page", given.header(request, "accept")) is None:
        raise answers.not_acceptable(["page"])
    desk, here = desk_of(request), given.address(request)
    at = _at(request)
    named = parameters.named("document", request.path_params["document"], ("document",), desk.names)
    slug = named.value.removeprefix(f"{ID}document/")
    return await send(request, lambda: _written(request, slug, here, at), private=texts_of(request).attached)


def _at(request: Request) -> int:
    texts = parameters.collect(given.parameters(request), ["at"])
    return parameters.integer("at", texts.get("at", ["0"])[0], 0, _FARTHEST)


async def _written(request: Request, slug: str, here: str, at: int) -> bytes:
    desk = desk_of(request)
    kept: Made[Contents] = request.app.state.contents
    contents = await kept.get((desk.snapshot.revision, slug), lambda: evidence.told_in(desk, slug))
    text = await texts_of(request).of(contents.source.stated)
    return await asyncio.to_thread(textpage.written, desk_of(request), contents, text, at, here)
