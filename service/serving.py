"""Serve over HTTP until told to stop: socket, announcement, signals."""

import asyncio
import errno
import math
import signal
import socket
import sys
from types import FrameType
from typing import Literal, cast
from urllib.parse import urlunsplit

import typer
import uvicorn
from fastapi import FastAPI

from graph.errors import RejoinderError
from graph.passages import Corpus
from service import connections
from service.app import create_app
from service.observe import log
from service.routes import operation
from service.settings import Settings

_GRACE_SECONDS = 2  # beyond the time that a query may take
_BACKLOG = 2048


class ServingError(RejoinderError):
    """The address cannot be listened on."""


class _Server(uvicorn.Server):
    """Says where it listens once it can answer, and at a second signal waits for nobody."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, greeting: str) -> None:
        super().__init__(config)
        self._app, self._greeting = app, greeting

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; at once, if it was to stop already."""
        self._app.state.stopping = True
        if self.should_exit:
            self.force_exit = True
            for connection in list(self.server_state.connections):
                cast("connections.Connection", connection).transport.abort()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            typer.echo(self._greeting)


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; ServingError for the port, StoreError for the graph."""
    if settings.corpus is not None:
        Corpus(settings.corpus)
    app = create_app(settings)
    listening = listen(settings.host, settings.port)
    port = listening.getsockname()[1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = urlunsplit(("http", f"{host}:{port}", "", "", ""))
    log.set_up(settings.log)
    first = address + operation.first(app.state.catalogue)
    greeting = f"Rejoinder listens on {address} (Ctrl-C stops it)\nTry {first}"
    server = _Server(configured(app, settings, lifespan="off"), app, greeting)
    # uvicorn passes a signal on, once it has stopped, to whoever handled it before: we leave with 0.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    asyncio.run(_run(app, server, listening))


def configured(app: FastAPI, settings: Settings, lifespan: Literal["on", "off"]) -> uvicorn.Config:
    """Put the settings into uvicorn's words."""
    return uvicorn.Config(
        app,
        http=connections.limited(settings),
        lifespan=lifespan,
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        # A query by GET is one line of the head, each byte of it up to three.
        h11_max_incomplete_event_size=settings.body_bytes,
        timeout_keep_alive=math.ceil(settings.idle),
        timeout_graceful_shutdown=math.ceil(settings.timeout) + _GRACE_SECONDS,
    )


async def _run(app: FastAPI, server: uvicorn.Server, listening: socket.socket) -> None:
    """Open the graph ourselves, so that what is wrong with it is told in one line; then serve."""
    with listening:
        async with app.router.lifespan_context(app):
            await server.serve(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Take the port before anything is started; ServingError says what to do if that fails."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol has to be named: asyncio sends small answers at once (TCP_NODELAY) only where it is, and
    # without that each takes 40 ms more.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            told = f"port {port} is in use; stop who uses it, or choose another by --port (PORT= with make)"
            raise ServingError(told) from error
        raise ServingError(
            f"cannot listen on {host} port {port}: {error.strerror}; choose by --host, --port"
        ) from error
    return listening


def _leave(_: int, __: FrameType | None) -> None:
    sys.exit(0)
