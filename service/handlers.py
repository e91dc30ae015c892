"""Every failure over HTTP told as a problem document, those of the framework too."""

import difflib

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Route

from service import reasons
from service.body import ClientGone, Draining
from service.pages import errors
from service.problems import BadParameter, BadRequest, NotAllowed, NotFound, Problem


def add(app: FastAPI) -> None:
    """Let the application tell its failures as problem documents."""
    for kind in (Problem, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, told)
    app.add_exception_handler(ClientGone, nobody)


async def told(request: Request, error: Exception) -> Response:
    """Answer with the problem that an error is; OPTIONS on any route is none."""
    if isinstance(error, HTTPException) and error.status_code == 405 and request.method == "OPTIONS":
        return _options(_allowed(request))
    problem = _problem(request, error)
    told: Response = problem.response()
    if errors.wanted(request):
        told = await errors.response(request, problem, told)
    if told.headers.get("connection") != "close":
        return told
    return Draining(told.body, told.status_code, dict(told.headers), told.media_type)


async def nobody(request: Request, error: Exception) -> Response:  # noqa: ARG001 - the framework's signature
    """Answer a client that has left: nobody reads it, 499 is for the access log."""
    return Response(status_code=499)


def _problem(request: Request, error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case HTTPException(status_code=404):
            return _not_found(request)
        case HTTPException(status_code=405):
            return _not_allowed(request)
        case HTTPException(status_code=status) if status < 500:
            return BadRequest(error.detail)
        case RequestValidationError():
            fault = error.errors()[0]
            name = str(fault["loc"][-1])
            return BadParameter(f"{name}: {fault['msg']}", parameter=name)
        case _:
            return reasons.problem(error)


def _not_found(request: Request) -> NotFound:
    path = request.url.path
    known = [route.path for route in _routes(request)]
    near = difflib.get_close_matches(path[:200], known, n=3, cutoff=0.5)
    told = f"did you mean {', '.join(near)}?" if near else "/docs lists every route."
    return NotFound(f"There is nothing at {path[:200]}; {told}", near=near)


def _options(allowed: list[str]) -> Response:
    """Answer OPTIONS: which methods an address takes, and what a QUERY may bring."""
    headers = {"Allow": ", ".join(allowed)}
    if "QUERY" in allowed:
        headers["Accept-Query"] = "application/sparql-query, application/x-www-form-urlencoded"
    return Response(status_code=204, headers=headers)


def _allowed(request: Request) -> list[str]:
    fitting = [route for route in _routes(request) if route.matches(request.scope)[0] is not Match.NONE]
    methods = {method for route in fitting for method in route.methods or ()}
    return sorted(methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set()))


def _not_allowed(request: Request) -> NotAllowed:
    allowed = _allowed(request)
    return NotAllowed(f"{request.url.path} takes {', '.join(allowed)}, not {request.method}.", allow=allowed)


def _routes(request: Request) -> list[Route]:
    return [route for route in request.app.routes if isinstance(route, Route)]
