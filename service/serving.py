"""Serve over HTTP until told to stop: socket, announcement, signals."""

import asyncio
import errno
import signal
import socket
import sys
from types import FrameType
from urllib.parse import urlunsplit

import typer
import uvicorn
from fastapi import FastAPI

from graph.errors import RejoinderError
from graph.passages import Corpus
from service.app import create_app
from service.routes import operation
from service.settings import Settings

_GRACE_SECONDS = 3
_BACKLOG = 2048


class ServingError(RejoinderError):
    """The address cannot be listened on."""


class _Server(uvicorn.Server):
    """Says where it listens once it can answer."""

    def __init__(self, config: uvicorn.Config, greeting: str) -> None:
        super().__init__(config)
        self._greeting = greeting

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
    config = uvicorn.Config(
        app,
        log_level="warning",
        lifespan="off",
        ws="none",
        # A query by GET is one line of the head, each byte of it up to three.
        h11_max_incomplete_event_size=settings.body_bytes,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    first = address + operation.first(app.state.catalogue)
    greeting = f"Rejoinder listens on {address} (Ctrl-C stops it)\nTry {first}"
    server = _Server(config, greeting)
    # uvicorn passes a signal on, once it has stopped, to whoever handled it before: we leave with 0.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    asyncio.run(_run(app, server, listening))


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
