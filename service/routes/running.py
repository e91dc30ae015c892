"""The questions that run now, for who has the token: to see them and to end them."""

from fastapi import FastAPI, Request, Response
from starlette.responses import JSONResponse

from service import openapi
from service.delivery import desk_of
from service.problems import NotFound, Refused
from service.routes.update import bears_token

_SHOWN = 2000  # characters of a query


def add(app: FastAPI) -> None:
    """Add the routes of /running."""
    answers: openapi.Document = {
        "200": {"description": "The questions.", "content": {"application/json": {}}}
    }
    app.add_api_route(
        "/running",
        listed,
        methods=["GET"],
        tags=["operation"],
        response_class=JSONResponse,
        openapi_extra={"responses": answers | openapi.problems((403,))},
    )
    ended: openapi.Document = {"204": {"description": "It was ended."}}
    app.add_api_route(
        "/running/{number}",
        end,
        methods=["DELETE"],
        tags=["operation"],
        response_class=Response,
        openapi_extra={"responses": ended | openapi.problems((403, 404))},
    )


async def listed(request: Request) -> JSONResponse:
    """List what runs: number, lane, seconds so far, seconds it may take, the query."""
    _authorize(request)
    told = [
        {
            "id": one.number,
            "lane": one.lane,
            "elapsed": round(one.elapsed, 3),
            "limit": one.seconds,
            "query": one.query[:_SHOWN],
        }
        for one in desk_of(request).pool.running
    ]
    return JSONResponse({"running": told}, headers={"Cache-Control": "no-store"})


async def end(request: Request, number: str) -> Response:
    """End one of them; who asked it is told so."""
    _authorize(request)
    if not (number.isdecimal() and len(number) < 16 and desk_of(request).pool.cancel(int(number))):
        raise NotFound(f"No question {number[:40]} is running; /running lists those that are.")
    return Response(status_code=204)


def _authorize(request: Request) -> None:
    if not bears_token(request):
        raise Refused(
            "What others ask is shown to who bears the token: start the server with REJOINDER_TOKEN, and "
            "send Authorization: Bearer …",
            headers={"WWW-Authenticate": "Bearer"},
        )
