"""The application: create_app puts settings, graph, engine and routes together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi_offline import FastAPIOffline
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from graph import paths, snapshots
from service import catalogue, handlers, openapi, settings
from service.catalogue import CannedQuery
from service.desk import opened
from service.ontology.publication import publication
from service.routes import ontology, operation, queries, sparql
from service.settings import Settings

_ABOUT = (
    "Who claimed what about whose territory, in what capacity, who says so, and who answered how, or did not."
)
_EXPOSED = (
    "Rejoinder-Revision",
    "Rejoinder-Documents",
    "Rejoinder-Limit-Seconds",
    "Rejoinder-Elapsed-Ms",
    "Rejoinder-Rows",
    "Retry-After",
)


class HeadAsGet:
    """Answers HEAD as GET; the server sends no body to a HEAD, whatever it is given."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self._app({**scope, "method": "GET"} if head else scope, receive, send)


def create_app(given: Settings | None = None, *, queries_at: Path | None = None) -> FastAPI:
    """Make the application; a StoreError or CatalogueError if there is nothing whole to serve."""
    chosen = given or settings.load()
    snapshot = snapshots.current(chosen.store)
    known = catalogue.load(queries_at or paths.queries())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(chosen, snapshot, known, workers=chosen.workers) as desk:
            app.state.desk = desk
            app.state.ontology = await publication(desk)
            yield

    app = FastAPIOffline(
        title="Rejoinder",
        version=version("rejoinder"),
        description=_ABOUT,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.catalogue = known
    operation.add(app)
    queries.add(app, known)
    sparql.add(app)
    ontology.add(app)
    _describe(app, known)
    handlers.add(app)
    app.add_middleware(HeadAsGet)
    app.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], expose_headers=_EXPOSED
    )
    return app


def _describe(app: FastAPI, known: dict[str, CannedQuery]) -> None:
    """Write the OpenAPI document once it is asked for, when the values of each scheme are known."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            bare = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            desk = getattr(app.state, "desk", None)
            app.openapi_schema = openapi.complete(bare, known, desk.names if desk else None)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's own way to extend it
