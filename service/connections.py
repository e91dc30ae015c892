"""A connection, held only as long as its client does something: what slow clients, and many, may take.

uvicorn itself waits for ever for the rest of a request, and for a client to read what was written.
"""

import asyncio
import logging
from typing import Any, cast

import h11
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.problems import Busy, Problem, TooSlow
from service.reasons import RETRY_SECONDS
from service.settings import Settings

_LOG = logging.getLogger("rejoinder")
RATE = 16 * 1024  # bytes a second, beyond the time in which nothing need move
_LOOK_SECONDS = 1.0
_LATER = {"Retry-After": str(RETRY_SECONDS)}
_ARRIVING = (h11.IDLE, h11.SEND_BODY)


class Connection(H11Protocol):
    """uvicorn's connection with a clock.

    A request has `idle` seconds to arrive, and a second more for every 16 KiB of it; so has an answer to be
    taken, for what waits to be sent. Beyond `most` connections, others are told to come back.
    """

    idle: float
    most: int

    def __init__(self, *given: Any, **named: Any) -> None:
        """Take what uvicorn gives."""
        super().__init__(*given, **named)
        self._whole = cast("ASGIApp", self.app)
        self.app = cast("Any", self._answer)
        self._arriving_since: float | None = None
        self._arrived = 0
        self._unread_since: float | None = None
        self._too_many = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock."""
        super().connection_made(transport)
        self._arriving_since = self.loop.time()
        if len(self.connections) > self.most:
            self._too_many = True
            self.connections.discard(self)
        self._clock = self.loop.call_later(self._interval, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._clock.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read a piece of a request."""
        if self._too_many:  # told only now, as an answer to what was not read may be lost
            self._refuse(Busy(f"At most {self.most} connections are held; ask again later.", headers=_LATER))
            return
        if self._arriving_since is None:
            self._arriving_since, self._arrived = self.loop.time(), 0
        self._arrived += len(data)
        super().data_received(data)
        if self.conn.their_state not in _ARRIVING:
            self._arriving_since = None

    def resume_writing(self) -> None:
        """Note that the client has read."""
        self._unread_since = None
        super().resume_writing()

    @property
    def _interval(self) -> float:
        return min(_LOOK_SECONDS, self.idle / 4)

    def _look(self) -> None:
        self._clock = self.loop.call_later(self._interval, self._look)
        now, unread = self.loop.time(), self.transport.get_write_buffer_size()
        self._unread_since = (self._unread_since or now) if unread else None
        if self._too_many or self._late(self._unread_since, unread, now):
            self.transport.abort()
        elif self._late(self._arriving_since, self._arrived, now) and not self.transport.is_closing():
            if self._arrived and (self.cycle is None or not self.cycle.response_started):
                self._refuse(TooSlow(f"The request did not arrive within {self.idle:g} s; send it again."))
            self.transport.close()

    def _late(self, since: float | None, size: int, now: float) -> bool:
        return since is not None and now - since > self.idle + size / RATE

    def _refuse(self, problem: Problem) -> None:
        """Answer what the application never saw, or not whole."""
        _LOG.warning("client %s: %s", self.client[0] if self.client else "unknown", problem.detail)
        response = problem.response()
        told = [(b"connection", b"close"), *response.raw_headers]
        head = [b"HTTP/1.1 %d %s" % (problem.status, problem.status.phrase.encode())]
        head += [name + b": " + value for name, value in told]
        self.transport.write(b"\r\n".join([*head, b"", bytes(response.body)]))
        self.transport.close()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer; an answer that it leaves without its end breaks the connection."""
        cycle = self.cycle
        await self._whole(scope, receive, send)
        if cycle.response_started and not cycle.response_complete:
            cycle.disconnected = True  # so that uvicorn does not report it a second time
            if scope["http_version"] == "1.0":  # whose answers end with the connection: a good end would lie
                self.transport.abort()
            self.transport.close()

    def _should_upgrade(self) -> bool:
        """Take no upgrade, without a word: some clients offer one with every request."""
        return False


def limited(settings: Settings) -> type[Connection]:
    """Make the class of connections that keeps the limits of the settings."""
    return type("Limited", (Connection,), {"idle": settings.idle, "most": settings.connections})
