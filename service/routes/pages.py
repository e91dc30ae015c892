"""Pages that are no answer by themselves: the front page, and the files that pages need in a browser."""

import asyncio

from fastapi import FastAPI, Request, Response
from starlette.responses import HTMLResponse

from service import assets, given, templating
from service.delivery import desk_of, may_change
from service.pages.about import about
from service.pages.front import front
from service.pages.routes import routes
from service.pages.send import send
from service.problems import BadParameter, NotFound


def add(app: FastAPI) -> None:
    """Add the routes of pages, and of the browser part."""
    app.add_api_route("/", start, methods=["GET"], response_class=HTMLResponse, include_in_schema=False)
    app.add_api_route("/about", told, methods=["GET"], response_class=HTMLResponse, include_in_schema=False)
    app.add_api_route("/docs", docs, methods=["GET"], response_class=HTMLResponse, include_in_schema=False)
    app.mount(assets.PATH, assets.Files(), name="static")


async def docs(request: Request) -> Response:
    """List every route, to try out."""
    desk, here = desk_of(request), given.address(request)

    async def make() -> bytes:
        return await asyncio.to_thread(routes, desk, here, request.app.openapi())

    return await send(request, make)


async def told(request: Request) -> Response:
    """Tell what this is, how to cite it, and how to report what is wrong, in one thing where it is named."""
    may_change(request)  # the address for reports is a setting
    wrong = [text for name, text in given.parameters(request) if name == "wrong"][:1]
    return await send(request, lambda: about(desk_of(request), given.address(request), *wrong))


async def start(request: Request) -> Response:
    """Show the ledger of claims, all acts in time, and what is covered."""
    desk, here, asked = desk_of(request), given.address(request), given.parameters(request)
    try:
        return await send(request, lambda: front(desk, here, asked))
    except (BadParameter, NotFound) as problem:  # told beside the form, which keeps what was typed
        page = await front(desk, here, asked, problem)
        headers = {"Content-Security-Policy": templating.POLICY, "Cache-Control": "no-store"}
        return Response(page, problem.status, headers, "text/html; charset=utf-8")
