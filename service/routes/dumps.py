"""The graph in the forms that other tools read: a page that lists them, and the files."""

import asyncio
import json
from typing import cast

from fastapi import FastAPI, Request, Response
from starlette.responses import FileResponse

from graph.export import formats
from graph.export.dumps import Dump
from service import downloads, etags, given, narrowing, openapi, templating
from service.delivery import chosen, desk_of, may_change, unchanged
from service.making import Dumps
from service.problems import NotFound


def add(app: FastAPI) -> None:
    """Add the page and the route of the files."""
    app.add_api_route(
        "/dump",
        listing,
        methods=["GET"],
        tags=["downloads"],
        response_class=Response,
        openapi_extra={"responses": openapi.problems((406,))},
    )
    path = {
        "name": "file",
        "in": "path",
        "required": True,
        "description": "The name of the file, as /dump lists it.",
        "schema": {"type": "string", "enum": [format_.filename for format_ in formats.every()]},
    }
    told: openapi.Document = {
        "200": {
            "description": "The file.",
            "content": {format_.media_type: {} for format_ in formats.every()},
        }
    }
    narrowed = [
        openapi.query_parameter(
            name,
            {"type": "string", **({"enum": list(words)} if (words := narrowing.choices(name)) else {})},
            narrowing.TOLD[name],
        )
        for name in downloads.NARROWED_BY
    ]
    app.add_api_route(
        "/dump/{file}",
        download,
        methods=["GET"],
        tags=["downloads"],
        response_class=Response,
        openapi_extra={
            "parameters": [path, *narrowed],
            "responses": told | openapi.problems((404, 422, 503)),
        },
    )


async def listing(request: Request) -> Response:
    """List the downloads: what each holds and for which tools, its size and its hash."""
    choice = chosen(request, "catalogue")
    may_change(request)  # files come to be there
    desk, here = desk_of(request), given.address(request)
    files = await asyncio.to_thread(downloads.listed, desk.snapshot, here)
    headers = {"Rejoinder-Revision": desk.snapshot.revision, "Vary": "Accept"}
    if choice.format.name == "html":
        body = await asyncio.to_thread(
            templating.page, "downloads.html", desk, here, files=files, tables=formats.single_tables()
        )
        headers["Content-Security-Policy"] = templating.POLICY
    else:
        members = ("address", "title", "media_type", "size", "sha256", "made")
        listed = [
            {"description": file.told} | {name: getattr(file, name) for name in members} for file in files
        ]
        told = {"revision": desk.snapshot.revision, "files": listed}
        body = json.dumps(told, ensure_ascii=False, indent=1).encode()
    headers["ETag"] = etags.tag(desk.snapshot.revision, choice.media_type, body)
    if (fresh := unchanged(request, headers)) is not None:
        return fresh
    return Response(body, headers=headers, media_type=choice.content_type)


async def download(request: Request) -> Response:
    """Send a file, made first if it is not there; of a part of the graph, where one is asked for."""
    desk = desk_of(request)
    format_ = formats.by_filename(request.path_params["file"])
    if format_ is None:
        near = [format_.filename for format_ in formats.every()]
        raise NotFound(f"There is no download {request.path_params['file'][:80]!r}.", near=near)
    if not await asyncio.to_thread(downloads.kept, desk.snapshot):
        raise NotFound(
            "This server asks another store and keeps no copy of the graph to make files of. Its keeper can "
            "build the same revision here; all that is in it can be asked for by /sparql."
        )
    selection = downloads.selection(given.parameters(request), desk.names)
    may_change(request)  # too large to be kept in memory
    making = cast("Dumps", request.app.state.dumps)
    dump = await making.get(desk.snapshot, format_, selection)
    headers = _headers(dump, desk.snapshot.revision)
    if (fresh := unchanged(request, headers)) is not None:
        return fresh
    return FileResponse(dump.path, headers=headers, media_type=format_.media_type, filename=format_.filename)


def _headers(dump: Dump, revision: str) -> dict[str, str]:
    headers = {
        "Rejoinder-Revision": revision,
        "ETag": f'"{revision}.{dump.sha256[:20]}"',
    }
    if dump.path.suffix in {".zip", ".xlsx"}:
        headers["Content-Encoding"] = "identity"  # an archive is compressed
    return headers
