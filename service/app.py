"""The application: create_app puts settings, graph, engine and routes together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi_offline import FastAPIOffline
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from graph import paths, snapshots
from service import catalogue, handlers, mcp, openapi, settings
from service.admission import Admission
from service.catalogue import CannedQuery
from service.desk import Desks, opened
from service.hygiene import HeadAsGet, OneLength
from service.making import Dumps
from service.observe import wiring
from service.pinned import Pinned
from service.remembered import Remembered
from service.routes import (
    assistant,
    description,
    dumps,
    editor,
    examples,
    graphs,
    kinds,
    leading,
    ontology,
    operation,
    pages,
    queries,
    reconcile,
    running,
    search,
    sparql,
    texts,
    things,
    update,
    verify,
)
from service.settings import Settings
from service.writing import Writer

# In this order their routes are tried, and stand in the OpenAPI document.
_FACES = (
    operation,
    pages,
    sparql,
    update,
    graphs,
    running,
    ontology,
    description,
    dumps,
    editor,
    examples,
    assistant,
    search,
    texts,
    verify,
    reconcile,
    things,
    kinds,
    leading,
)
_ABOUT = (
    "Who claimed what about whose territory, in what capacity, who says so, and who answered how, or did not."
)
_WORTH_COMPRESSING = 1024  # bytes
_LEVEL = 6  # measured on 15 MB of JSON: 160 ms to 803 KB; level 9 takes 252 ms to 775 KB
_EXPOSED = (
    "Cache-Status",
    "Content-Location",
    "ETag",
    "Link",
    "Location",
    "Rejoinder-Revision",
    "Rejoinder-Documents",
    "Rejoinder-Limit-Seconds",
    "Rejoinder-Limit-Rows",
    "Rejoinder-Elapsed-Ms",
    "Rejoinder-Rows",
    "Request-Id",
    "Retry-After",
)


def create_app(given: Settings | None = None, *, queries_at: Path | None = None) -> FastAPI:
    """Make the application; a StoreError or CatalogueError if there is nothing whole to serve."""
    chosen = given or settings.load()
    if chosen.endpoint is None:
        snapshots.current(chosen.store)
    known = catalogue.load(queries_at or paths.queries())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        tools = mcp.over_http(known)  # which can be run once only
        async with opened(chosen, known, workers=chosen.workers) as desks, mcp.running(tools):
            app.state.desks = desks
            app.state.tools = tools
            if chosen.writable:
                await app.state.writer.prepare()
            ready = asyncio.create_task(app.state.dumps.keep_ready(desks))
            try:
                yield
            finally:
                ready.cancel()
                await app.state.dumps.close()
                await app.state.writer.close()

    app = FastAPIOffline(
        title="Rejoinder",
        version=version("rejoinder"),
        description=_ABOUT,
        static_url="/static/swagger",
        docs_url=None,  # ours, in the frame of all pages
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.catalogue = known
    app.state.settings = chosen
    app.state.token = chosen.secret()
    app.state.writer = Writer(chosen)
    app.state.dumps = Dumps(chosen)
    app.state.admission = Admission(chosen.rate, chosen.at_once)
    queries.add(app, known)
    for face in _FACES:
        face.add(app)
    _describe(app, known)
    handlers.add(app)
    # The last one added sees a request first.
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_COMPRESSING, compresslevel=_LEVEL)
    app.add_middleware(Remembered)
    app.add_middleware(Pinned)
    app.add_middleware(HeadAsGet)
    app.add_middleware(OneLength)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "QUERY"],
        expose_headers=_EXPOSED,
    )
    wiring.add(app)
    return app


def _describe(app: FastAPI, known: dict[str, CannedQuery]) -> None:
    """Write the OpenAPI document once for each revision, which knows the values of each scheme."""

    def document() -> dict[str, Any]:
        desks: Desks | None = getattr(app.state, "desks", None)
        desk = desks.latest if desks else None
        revision = desk.snapshot.revision if desk else ""
        if app.openapi_schema is None or app.openapi_schema["info"]["x-revision"] != revision:
            bare = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            bare["info"]["x-revision"] = revision
            app.openapi_schema = openapi.complete(bare, known, desk.names if desk else None)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's own way to extend it
