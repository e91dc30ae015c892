"""One request and its answer, as log and metrics see it; it watches what goes in and out."""

import hashlib
import json
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, cast

from starlette.routing import BaseRoute, Match
from starlette.types import Message, Receive, Scope, Send

from service.problems import MEDIA_TYPE

Outcome = Literal["complete", "client left", "cut off"]
Lane = Literal["canned", "adhoc", "none"]

NOBODY = 499  # the status of an answer that never began because nobody waited for it
_PIECE = 64 * 1024  # bytes
_LONGEST = {"client": 100, "method": 20, "path": 500, "query": 2000, "problem": 200}  # characters


@dataclass
class Exchange:
    """A request on its way; sent counts bytes of the body, began is a perf_counter.

    The id is ours alone: what a client sends as its own is not read.
    """

    scope: Scope
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    began: float = field(default_factory=time.perf_counter)
    status: int = NOBODY
    sent: int = 0
    problem: str | None = None
    started: bool = False
    complete: bool = False
    left: bool = False
    headers: dict[bytes, str] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        """How it ended: a client that left was not cut off, whatever befell its answer."""
        if self.left:
            return "client left"
        return "complete" if self.complete else "cut off"

    @property
    def milliseconds(self) -> float:
        """Time since the request came."""
        return round((time.perf_counter() - self.began) * 1000, 1)

    @property
    def route(self) -> str:
        """Return the template of the route, of which there are few; "none" where there is no route."""
        return getattr(self.scope.get("route") or self._sought(), "path", None) or "none"

    @property
    def lane(self) -> Lane:
        """Which lane of the engine the route asks."""
        if self.route.startswith("/queries/"):
            return "canned"
        return "adhoc" if self.route == "/sparql" else "none"

    @property
    def rows(self) -> int | None:
        """How many rows were sent, where that was known before the first byte."""
        told = self.headers.get(b"rejoinder-rows", "")
        return int(told) if told.isdecimal() else None

    def receiving(self, receive: Receive) -> Receive:
        """Pass on what the client sends, and notice that it leaves."""

        async def received() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect" and not self.complete:
                self.left = True
            return message

        return received

    def sending(self, send: Send) -> Send:
        """Pass on what is sent to the client, with the id among its headers."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"request-id", self.id.encode())]}
                self.begin(message["status"], message["headers"])
            elif message["type"] == "http.response.body":
                self.add(message.get("body", b""), last=not message.get("more_body", False))
            for piece in _pieces(message):
                await send(piece)

        return sent

    def begin(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Note how the answer begins."""
        self.started, self.status = True, status
        told = (b"content-type", b"rejoinder-")
        self.headers = {
            name: value.decode("latin-1") for name, value in headers if name.lower().startswith(told)
        }

    def add(self, body: bytes, *, last: bool) -> None:
        """Note a piece of the answer."""
        self.complete = last
        if self.headers.get(b"content-type") == MEDIA_TYPE:
            self.problem = self.problem or _type(body)
        if self.scope["method"] != "HEAD":
            self.sent += len(body)

    def fields(self) -> dict[str, object]:
        """Write what the log tells; no value is longer than its limit, and what is not known is left out."""
        query = self.scope.get("state", {}).get("query")
        told = {
            "request": self.id,
            "client": (self.scope.get("client") or [None])[0],
            "method": self.scope["method"],
            "path": _path(self.scope),
            "route": self.route,
            "status": self.status,
            "outcome": self.outcome,
            "bytes": self.sent,
            "ms": self.milliseconds,
            "revision": self.headers.get(b"rejoinder-revision"),
            "rows": self.rows,
            "engine_ms": _number(self.headers.get(b"rejoinder-elapsed-ms")),
            "problem": self.problem,
            "query_sha256": _hash(query) if query else None,
            "query": query,
        }
        return {name: _short(name, value) for name, value in told.items() if value is not None}

    def _sought(self) -> BaseRoute | None:
        """Find the route of a HEAD, which the application answers as a GET of its own."""
        if self.scope["method"] != "HEAD" or "app" not in self.scope:
            return None
        asked = {**self.scope, "method": "GET"}
        routes = cast("list[BaseRoute]", self.scope["app"].routes)
        return next((route for route in routes if route.matches(asked)[0] is Match.FULL), None)


def _pieces(message: Message) -> Iterator[Message]:
    """Cut a long body, as the server waits for a slow client only between two pieces."""
    body = memoryview(message.get("body", b""))
    last = max(0, len(body) - 1) // _PIECE
    for at in range(last):
        piece = bytes(body[at * _PIECE : (at + 1) * _PIECE])
        yield {"type": "http.response.body", "body": piece, "more_body": True}
    yield {**message, "body": bytes(body[last * _PIECE :])} if last else message


def _path(scope: Scope) -> str:
    """Return the path as it was written, which is visible ASCII."""
    raw: bytes | None = scope.get("raw_path")
    return scope["path"] if raw is None else raw.decode("ascii", "backslashreplace")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _short(name: str, value: object) -> object:
    return value[: _LONGEST.get(name, 100)] if isinstance(value, str) else value


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def _type(body: bytes) -> str | None:
    try:
        told = json.loads(body)["type"]
    except (ValueError, KeyError, TypeError):
        return None
    return str(told).rpartition("/")[2]
