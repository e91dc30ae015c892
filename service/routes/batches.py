"""Many calls of one canned query in one request: a JSON array of parameters in, an answer for each out."""

import json
import time
from collections.abc import Awaitable, Callable, Sequence

from fastapi import FastAPI, Request, Response

from service import body, calls, composing, delivery, given, openapi
from service.catalogue import CannedQuery
from service.delivery import desk_of
from service.desk import Desk
from service.parameters import bad
from service.problems import BadRequest, OutOfTime, Problem, TooLarge

_MOST = 100  # calls
_BODY = 256 * 1024  # bytes
_LEAST = 0.05  # seconds


def add(app: FastAPI, query: CannedQuery) -> None:
    """Add the route that takes many calls of a query."""
    app.add_api_route(
        f"/queries/{query.name}",
        _answering(query),
        methods=["POST"],
        operation_id=f"{query.name}_many",
        summary=query.summary,
        description=f"Many calls at once, {_MOST} at most: each has its answer, or the problem with it.",
        tags=["queries", *query.tags],
        response_class=Response,
        openapi_extra=openapi.batch(query),
    )


def _answering(query: CannedQuery) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        body.media_type(request, ("application/json",))
        if stray := [name for name, _ in given.parameters(request)]:
            raise bad(stray[0], None, "stands in the address; put it into each call")
        asked = _read(await body.read(request, _BODY))
        desk, here = desk_of(request), given.address(request)
        client = request.client.host if request.client else None
        with request.app.state.admission.entered(client):
            told = await delivery.while_connected(request, _answers(desk, query, asked, here))
        headers = {"Rejoinder-Revision": desk.snapshot.revision, "Cache-Control": "no-store"}
        return Response(told, headers=headers, media_type="application/json")

    return answer


def _read(text: str) -> list[object]:
    """Read an array; BadRequest if it is none."""
    try:
        asked = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The body is no JSON: {str(error)[:200]}") from error
    if not isinstance(asked, list):
        raise BadRequest('The body is no array; send [{"parameter": "value"}, …], one object a call.')
    if len(asked) > _MOST:
        raise TooLarge(f"{len(asked)} calls; send {_MOST} at most.", limit=_MOST, unit="calls")
    return asked


async def _answers(desk: Desk, query: CannedQuery, asked: Sequence[object], here: str) -> bytes:
    """Answer each call in its turn, all in the time of one; a faulty one leaves the others alone."""
    told: list[bytes] = []
    until = time.monotonic() + desk.settings.timeout
    for call in asked:
        told.append(await _one(desk, query, call, here, until - time.monotonic()))
        if sum(map(len, told)) > desk.settings.rows_bytes:
            limit = desk.settings.rows_bytes
            raise TooLarge(
                f"These answers have more than {limit} bytes together; send fewer calls.",
                limit=limit,
                unit="bytes",
            )
    head = json.dumps({"query": query.name, "revision": desk.snapshot.revision})[:-1]
    return head.encode() + b', "answers": [' + b", ".join(told) + b"]}"


async def _one(desk: Desk, query: CannedQuery, told: object, here: str, seconds: float) -> bytes:
    """Answer one call, in the seconds that are left."""
    try:
        if not isinstance(told, dict):
            raise BadRequest("This call is no object of names and values.")
        if seconds < _LEAST:
            raise OutOfTime(
                f"The calls before this one took the {desk.settings.timeout:g} s that a request has; "
                "send fewer at once.",
                limit=desk.settings.timeout,
                unit="seconds",
            )
        call = calls.read(query, given.pairs(told), desk)
        return await composing.asked("json", desk, call, seconds, here)
    except Problem as problem:
        return json.dumps({"problem": problem.document()}, ensure_ascii=False).encode()
