import asyncio
import logging
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from service.observe import wiring
from service.observe.exchange import Exchange


def _app() -> FastAPI:
    app = FastAPI()

    @app.get("/broken/{how}")
    async def broken(how: str) -> None:
        raise ZeroDivisionError(f"secret of the inside: {how}")

    wiring.add(app)
    return app


def _get(app: FastAPI, path: str) -> httpx.Response:
    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as http:
            return await http.get(path)

    return asyncio.run(asked())


def test_what_nobody_foresaw_is_told_in_the_log_alone(caplog: pytest.LogCaptureFixture) -> None:
    app = _app()
    with caplog.at_level(logging.INFO, "rejoinder"):
        answer = _get(app, "/broken/badly")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "secret" not in answer.text
    (record,) = [record for record in caplog.records if record.name == "rejoinder"]
    assert (record.levelname, vars(record)["request"]) == ("ERROR", answer.headers["request-id"])
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError
    assert 'route="/broken/{how}",status="500"} 1.0' in _get(app, "/metrics").text


def test_a_long_body_is_sent_in_pieces_and_arrives_as_it_was() -> None:
    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    body, sent = bytes(range(256)) * 1000, list[Message]()

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/"}
    exchange = Exchange(scope)
    asyncio.run(app(scope, receive, exchange.sending(send)))
    assert b"".join(message["body"] for message in sent[1:]) == body
    assert [message.get("more_body", False) for message in sent[1:]] == [True] * 3 + [False]
    assert max(len(message["body"]) for message in sent[1:]) == 64 * 1024
    assert (exchange.sent, exchange.outcome) == (len(body), "complete")
