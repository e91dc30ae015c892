"""What the service says of itself: the service description at /sparql, VoID at /.well-known/void."""

import asyncio
import json
from typing import cast

from fastapi import FastAPI, Request, Response

from service import downloads, etags, given, negotiate, openapi, reasons, templating
from service.delivery import chosen, desk_of, may_change, unchanged
from service.description import form
from service.description.about import About
from service.description.counts import Ask, Counts, Rows, counted
from service.description.publication import Description, description
from service.desk import Desk, Made
from service.engine.errors import EngineError, MemoryLimit, TimeLimit, WorkerCrashed

_KINDS: tuple[negotiate.Kind, ...] = ("description",)
_LONGEST = 5.0  # seconds that each question may take


def add(app: FastAPI) -> None:
    """Add the route of the VoID document; that of the service description is /sparql's own."""
    app.state.counted = Made[Counts]()
    app.state.described = Made[Description]()
    formats: openapi.Document = {media: {} for media in negotiate.media_types(_KINDS)}
    answers: openapi.Document = {"200": {"description": "The dataset in VoID and DCAT.", "content": formats}}
    named = openapi.query_parameter(
        "format", {"type": "string", "enum": list(negotiate.names(_KINDS))}, "Wins over the Accept header."
    )
    app.add_api_route(
        "/.well-known/void",
        dataset,
        methods=["GET"],
        tags=["operation"],
        response_class=Response,
        openapi_extra={"parameters": [named], "responses": answers | openapi.problems((400, 406, 503))},
    )


async def dataset(request: Request) -> Response:
    """Describe the dataset in VoID and DCAT: what it holds, how much, and how it is reached."""
    choice = chosen(request, "description")
    may_change(request)  # downloads come to be there
    made = await _made(request)
    return _sent(request, made.dataset[choice.format.name], choice.content_type)


async def service_description(request: Request) -> Response:
    """Describe the service; to a browser, send the page on which a person asks."""
    choice = chosen(request, "ontology")
    if choice.format.name == "html":
        response = _sent(request, form.page(desk_of(request), given.address(request)), choice.content_type)
        response.headers["Content-Security-Policy"] = templating.POLICY
        return response
    made = await _made(request)
    return _sent(request, made.service[choice.format.name], choice.content_type)


def _sent(request: Request, content: bytes, content_type: str) -> Response:
    revision = desk_of(request).snapshot.revision
    # By its content: on a large graph, what could be counted in time may differ.
    headers = {
        "Rejoinder-Revision": revision,
        "Vary": "Accept",
        "ETag": etags.tag(revision, content_type, content),
    }
    if (fresh := unchanged(request, headers)) is not None:
        return fresh
    return Response(content, headers=headers, media_type=content_type)


def _asking(desk: Desk) -> Ask:
    async def ask(query: str) -> Rows | None:
        """Ask the engine; None where the dataset is too large for the question."""
        seconds = min(desk.settings.timeout, _LONGEST)
        question = desk.question(query)
        try:
            answer = await desk.pool.ask(question, timeout=seconds, lane="canned")
            told = b"".join([chunk async for chunk in answer.chunks()])
        except (TimeLimit, MemoryLimit, WorkerCrashed):
            return None
        except EngineError as error:
            raise reasons.problem(error) from error
        return cast("Rows", json.loads(told)["results"]["bindings"])

    return ask


async def counts_of(request: Request) -> Counts:
    """Count the dataset of the revision that is read, once."""
    desk = desk_of(request)
    counts: Made[Counts] = request.app.state.counted
    return await counts.get(desk.snapshot.revision, lambda: counted(_asking(desk)))


async def _made(request: Request) -> Description:
    """Give both documents for the revision that is read and the address it was asked at."""
    desk, address = desk_of(request), given.address(request)
    described: Made[Description] = request.app.state.described
    snapshot, settings = desk.snapshot, desk.settings
    dumps = await asyncio.to_thread(downloads.listed, snapshot, address)

    async def make() -> Description:
        found = await counts_of(request)
        about = About(
            revision=snapshot.revision,
            made=snapshot.made,
            address=address,
            documents=desk.documents,
            layers=snapshot.layers,
            writable=settings.writable,
            federated=bool(settings.allow),
        )
        return await asyncio.to_thread(description, found, about, dumps)

    return await described.get((snapshot.revision, address, tuple(dumps)), make)
