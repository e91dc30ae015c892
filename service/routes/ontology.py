"""The ontology at its own address: a page for people, Turtle and the like for programs."""

import asyncio

from fastapi import FastAPI, Request, Response

from service import etags, given, negotiate, openapi, suffixes
from service.delivery import chosen, desk_of, unchanged
from service.desk import Made
from service.negotiate import Choice
from service.ontology.page import render
from service.ontology.publication import Publication, publication
from service.problems import NotFound
from service.templating import POLICY

_KINDS: tuple[negotiate.Kind, ...] = ("ontology",)


def add(app: FastAPI) -> None:
    """Add the routes of the ontology: by Accept, by suffix, and by version."""
    formats: openapi.Document = {media: {} for media in negotiate.media_types(_KINDS)}
    answers: openapi.Document = {"200": {"description": "The ontology.", "content": formats}}
    app.state.ontologies = Made[Publication]()
    app.state.ontology_pages = Made[bytes]()
    named = openapi.query_parameter(
        "format", {"type": "string", "enum": list(negotiate.names(_KINDS))}, "Wins over the Accept header."
    )
    for path, answer, parameters, statuses in (
        ("/ontology", negotiated, [named], (406,)),
        ("/ontology.{extension}", by_suffix, [], (404,)),
        ("/ontology/{version}", by_version, [named], (404, 406)),
    ):
        app.add_api_route(
            path,
            answer,
            methods=["GET"],
            tags=["ontology"],
            response_class=Response,
            openapi_extra={"parameters": parameters, "responses": answers | openapi.problems(statuses)},
        )


async def negotiated(request: Request) -> Response:
    """Send the ontology in the format that the client takes: HTML to a browser."""
    return await _sent(request, chosen(request, "ontology"))


async def by_suffix(request: Request, extension: str) -> Response:
    """Send the ontology as the file that the suffix names."""
    choice = suffixes.choice("ontology", extension)
    if choice is not None:
        return await _sent(request, choice)
    known = suffixes.known("ontology", "/ontology")
    raise NotFound(f"There is no ontology.{extension[:50]}; there are {', '.join(known)}.", near=known)


async def by_version(request: Request, version: str) -> Response:
    """Send the ontology under its version IRI, if that is the version which is served."""
    served = (await publication_of(request)).view.vocabulary.version
    if version != served:
        raise NotFound(f"Version {version[:50]} is not served here; version {served} is.", near=[served])
    return await negotiated(request)


async def _sent(request: Request, choice: Choice) -> Response:
    name = choice.format.name
    root = str(request.base_url).rstrip("/")
    revision = desk_of(request).snapshot.revision
    made = await publication_of(request)
    content = await _page(request, made) if name == "html" else made.bodies[name]
    headers = {
        "Rejoinder-Revision": revision,
        "Vary": "Accept",
        # By its content: a busy engine may have had no time for the examples of the page.
        "ETag": etags.tag(revision, choice.content_type, content),
        "Content-Location": f"{root}/ontology.{choice.format.extension}",
        "Link": ", ".join(suffixes.alternates("ontology", f"{root}/ontology", name)),
    }
    if (fresh := unchanged(request, headers)) is not None:
        return fresh
    if name == "html":
        headers["Content-Security-Policy"] = POLICY
    return Response(content, headers=headers, media_type=choice.content_type)


async def _page(request: Request, made: Publication) -> bytes:
    """Write the page once for each address it is asked at."""
    pages: Made[bytes] = request.app.state.ontology_pages
    desk, here = desk_of(request), given.address(request)

    async def make() -> bytes:
        return await asyncio.to_thread(render, made.view, desk, here)

    return await pages.get((desk.snapshot.revision, here), make)


async def publication_of(request: Request) -> Publication:
    """Give what is published of the ontology, made once for a revision."""
    desk = desk_of(request)
    made: Made[Publication] = request.app.state.ontologies
    return await made.get(desk.snapshot.revision, lambda: publication(desk))
