"""Pages that are no answer by themselves: the front page, and the files that pages need in a browser."""

from fastapi import FastAPI, Request, Response
from starlette.responses import HTMLResponse

from service import assets, given
from service.delivery import desk_of
from service.pages.front import front
from service.pages.send import send


def add(app: FastAPI) -> None:
    """Add the routes of pages, and of the browser part."""
    app.add_api_route("/", start, methods=["GET"], response_class=HTMLResponse, include_in_schema=False)
    app.mount(assets.PATH, assets.Files(), name="static")


async def start(request: Request) -> Response:
    """Show the ledger of claims, all acts in time, and what is covered."""
    return await send(
        request, lambda: front(desk_of(request), given.address(request), given.parameters(request))
    )
