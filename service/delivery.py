"""How an answer leaves over HTTP: from memory, in one piece, or as a stream; and never to nobody."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import ExitStack
from typing import Any, TypeVar, cast

from fastapi import Request, Response
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from service import answers, etags, given, negotiate
from service.answers import Asked
from service.body import ClientGone
from service.cache import Entry
from service.desk import Desk, Desks
from service.engine.answer import Answer
from service.negotiate import Choice, Kind

HIT = ("cache-status", "rejoinder; hit")
T = TypeVar("T")
# Makes the bytes that are sent from the rows as the engine wrote them, and counts these.
Compose = Callable[[bytes], Awaitable[tuple[bytes, int]]]


class Streamed(StreamingResponse):
    """An answer as it comes; a failure breaks the connection, a client that leaves frees the worker."""

    def __init__(self, asked: Asked, answer: Answer, headers: dict[str, str], held: ExitStack) -> None:
        """Take over the answer and what is held for it; both are let go in any case."""
        content_type = _content_type(asked, answer)
        super().__init__(answers.pieces(asked, answer), headers=headers, media_type=content_type)
        self._answer, self._held = answer, held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        with self._held:
            try:
                await super().__call__(scope, receive, send)
            finally:
                self._answer.close()


def desk_of(request: Request) -> Desk:
    """Return the desk of the revision that a request reads."""
    return cast("Desk", request.state.desk)


def desks_of(request: Request) -> Desks:
    """Return the desks of all revisions."""
    return cast("Desks", request.app.state.desks)


def may_change(request: Request) -> None:
    """Say that the answer may become another in the same revision, so that nobody keeps it unasked."""
    request.state.may_change = True


def changes(scope: Scope) -> bool:
    """Tell whether `may_change` was said of the request of a scope."""
    return bool(scope.get("state", {}).get("may_change"))


def unchanged(request: Request, headers: dict[str, str]) -> Response | None:
    """Answer 304 if the client has what these headers name, by the tag that it has; None if it has not."""
    tag = etags.held(given.header(request, "if-none-match"), headers["ETag"])
    if tag is None or request.method == "POST":
        return None
    return Response(status_code=304, headers=headers | {"ETag": tag})


async def deliver(
    request: Request, desk: Desk, asked: Asked, compose: Compose | None = None, kind: str = ""
) -> Response:
    """Send the answer to a question: 304 if the client has it, from memory if it was asked before.

    Otherwise the engine is asked, as far as the client waits for it and may ask. compose makes the body from
    the engine's whole SPARQL JSON, and kind tells its bodies apart that come of the same rows; without it
    the engine's bytes are sent as they come.
    """
    etag = answers.tag(desk, asked, kind)
    headers = answers.headers(desk, asked)
    if etag is None:
        headers["Cache-Control"] = "no-store"
        return await _asked(request, desk, asked, headers, compose)
    headers["ETag"] = etag
    if (fresh := unchanged(request, headers)) is not None:
        return fresh
    memory = desks_of(request).answers
    kept = memory.get(etag)
    if kept is not None:
        before = {name.decode(): value.decode() for name, value in kept.headers}
        fresh_headers = {name.lower(): value for name, value in headers.items()}
        return Response(kept.body, headers=before | fresh_headers | dict([HIT]))
    response = await _asked(request, desk, asked, headers, compose)
    if not isinstance(response, Streamed):
        memory.put(etag, Entry(tuple(response.raw_headers), bytes(response.body)))
    return response


async def _asked(
    request: Request, desk: Desk, asked: Asked, headers: dict[str, str], compose: Compose | None
) -> Response:
    """Ask the engine."""
    with ExitStack() as held:
        held.enter_context(
            request.app.state.admission.entered(request.client.host if request.client else None)
        )
        if compose is not None:
            body, told = await while_connected(request, _composed(desk, asked, compose))
            choice = asked.choices["solutions"]
            return Response(
                body, headers=headers | told, media_type=choice.content_type if choice else "application/json"
            )
        answer = await while_connected(request, answers.ask(desk, asked))
        headers |= answers.measured(answer)
        whole = answers.finished(asked, answer)
        if whole is None:
            return Streamed(asked, answer, headers, held.pop_all())
        return Response(whole, headers=headers, media_type=_content_type(asked, answer))


def chosen(request: Request, kind: Kind) -> Choice:
    """Choose a format for what is there already, by format= or Accept; NotAcceptable if there is none."""
    pairs = given.parameters(request)
    named = next((value for name, value in pairs if name == "format"), None)
    choice = negotiate.choose(kind, given.header(request, "accept"), named)
    if choice is None:
        raise answers.not_acceptable([kind])
    return choice


def _content_type(asked: Asked, answer: Answer) -> str:
    choice = asked.choices[answer.form]
    return choice.content_type if choice else "application/octet-stream"


async def _composed(desk: Desk, asked: Asked, compose: Compose) -> tuple[bytes, dict[str, str]]:
    answer = await answers.ask(desk, asked)
    body, rows = await compose(await answers.whole(asked, answer, desk.settings.rows_bytes))
    return body, answers.measured(answer) | {"Rejoinder-Rows": str(rows)}


async def while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Do the work, but only as long as the client is there to wait for it; the body was read before."""
    task = asyncio.create_task(work)
    gone = asyncio.create_task(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientGone
        return task.result()
    finally:
        for unfinished in (task, gone):
            unfinished.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
