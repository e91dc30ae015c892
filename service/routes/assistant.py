"""The canned queries as tools for an assistant, over HTTP at /mcp."""

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import Receive, Scope, Send


class _Tools:
    """Passes a request to the protocol's own server."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["app"].state.tools.handle_request(scope, receive, send)


def add(app: FastAPI) -> None:
    """Add the route; there is nothing to listen to by GET, and no session to DELETE."""
    app.router.routes.append(Route("/mcp", _Tools(), methods=["POST"]))
