"""How an answer leaves over HTTP: in one piece if it is small, as a stream if not; and never to nobody."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar, cast

from fastapi import Request, Response
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from service import answers
from service.answers import Asked
from service.desk import Desk
from service.engine.answer import Answer

T = TypeVar("T")


class ClientGone(Exception):  # noqa: N818 - nothing went wrong on our side
    """The client left before it had an answer."""


class Streamed(StreamingResponse):
    """An answer as it comes; a failure breaks the connection, a client that leaves frees the worker."""

    def __init__(self, answer: Answer, headers: dict[str, str], media_type: str) -> None:
        """Take over the answer, which is closed in any case."""
        super().__init__(answer.chunks(), headers=headers, media_type=media_type)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._answer.close()


def desk_of(request: Request) -> Desk:
    """Return what create_app put together for all requests."""
    return cast("Desk", request.app.state.desk)


async def deliver(request: Request, desk: Desk, asked: Asked) -> Response:
    """Ask the engine and send what it answers, as far as the client waits for it."""
    answer = await while_connected(request, answers.ask(desk, asked))
    choice = asked.choices[answer.form]
    content_type = choice.content_type if choice else "application/octet-stream"
    headers = answers.headers(desk, asked, answer)
    if answer.body is not None:
        return Response(answers.tidy(answer.body, answer.format), headers=headers, media_type=content_type)
    return Streamed(answer, headers, content_type)


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
