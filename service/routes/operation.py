"""The health of the service, and a first thing to try."""

from collections.abc import Mapping
from dataclasses import asdict

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse

from service import examples
from service.catalogue import CannedQuery
from service.delivery import desk_of, desks_of

# What the README asks first; a catalogue without it shows its first query instead.
FIRST = "responses_to_claim"


def add(app: FastAPI) -> None:
    """Add the route of health."""
    app.add_api_route("/health", health, methods=["GET"], tags=["operation"], response_class=JSONResponse)


def first(catalogue: Mapping[str, CannedQuery]) -> str:
    """Write the path of a first thing to try."""
    query = _first(catalogue)
    return examples.path(query) if query else "/docs"


def _first(catalogue: Mapping[str, CannedQuery]) -> CannedQuery | None:
    return catalogue.get(FIRST) or next(iter(catalogue.values()), None)


async def health(request: Request) -> JSONResponse:
    """Tell whether questions are answered, of which revision, behind which guards; 503 if they are not."""
    desk = desk_of(request)
    status = desk.pool.status
    desks = desks_of(request)
    readiness = "ok" if status.ready else "no worker"
    if desks.shelf.trouble:  # which names the address, that is the keeper's own affair
        readiness = "no store"
    if getattr(request.app.state, "stopping", False):
        readiness = "stopping"
    told = {
        "status": readiness,
        "revision": desk.snapshot.revision,
        "quads": desk.snapshot.quads,
        "documents": len(desk.documents),
        "workers": asdict(status),
        "guards": asdict(desk.pool.guards),
        "trouble": desks.trouble and "the published graph cannot be read; the one before is served",
        "store": "another one" if desk.settings.endpoint else "embedded",
        "writable": desk.settings.writable,
        "corpus": "attached" if desk.settings.corpus else "not attached",
    }
    return JSONResponse(told, 200 if readiness == "ok" else 503)
