"""What the editor at /sparql reads beside the answers: words to complete with, queries to begin from."""

import json

from fastapi import FastAPI, Request, Response

from service import editing, etags, openapi
from service.delivery import desk_of, unchanged
from service.desk import Made
from service.routes.description import counts_of
from service.routes.ontology import publication_of

_JSON = "application/json"


def add(app: FastAPI) -> None:
    """Add both routes."""
    app.state.words = Made[bytes]()
    for path, answer, told in (
        ("/sparql/words", words, "Prefixes, classes, properties, controlled values."),
        ("/sparql/examples", examples, "The canned queries by theme, each with its text."),
    ):
        described: openapi.Document = {"200": {"description": told, "content": {_JSON: {}}}}
        app.add_api_route(
            path,
            answer,
            methods=["GET"],
            tags=["sparql"],
            response_class=Response,
            openapi_extra={"responses": described | openapi.problems((503,))},
        )


async def words(request: Request) -> Response:
    """List what an editor completes with: prefixes, classes, properties by class, controlled values."""
    made: Made[bytes] = request.app.state.words
    desk = desk_of(request)

    async def make() -> bytes:
        view = (await publication_of(request)).view if desk.snapshot.layers else None
        return _written(editing.words(desk, await counts_of(request), view))

    return _sent(request, await made.get(desk.snapshot.revision, make))


async def examples(request: Request) -> Response:
    """List the canned queries by theme, each with its text to open in an editor."""
    return _sent(request, _written({"themes": editing.examples(desk_of(request).catalogue.values())}))


def _written(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _sent(request: Request, content: bytes) -> Response:
    revision = desk_of(request).snapshot.revision
    # By its content: on a large graph, what could be counted in time may differ.
    headers = {"Rejoinder-Revision": revision, "ETag": etags.tag(revision, _JSON, content)}
    return unchanged(request, headers) or Response(content, headers=headers, media_type=_JSON)
